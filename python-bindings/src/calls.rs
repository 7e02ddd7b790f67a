//! Everything that needs no ledger.

use khatm::Language;
use khatm::host::calls::{self, Circumstances, Drawing, Given};
use khatm::seal::key::wiped;
use khatm::seal::{Curve, Signer as _};
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::gate::outside;
use crate::raise::{language as read, raise};
use crate::values::{document, json, plain, plain_with_document, time, written};

/// Checks everything that a stamped invoice says about itself.
#[pyfunction]
#[pyo3(signature = (xml, language = "en"))]
pub(crate) fn verify<'py>(py: Python<'py>, xml: &Bound<'py, PyAny>, language: &str) -> PyResult<Bound<'py, PyAny>> {
    let xml = document("xml", xml)?;
    let language = read(py, language)?;
    let report = outside(py, || khatm::verify(&xml, language))?;
    plain(py, &report.map_err(|error| raise(py, error, language))?)
}

/// Checks a QR code by itself: its text, or a sealed document that has one.
#[pyfunction]
#[pyo3(signature = (qr, *, language = "en"))]
pub(crate) fn verify_qr<'py>(py: Python<'py>, qr: &Bound<'py, PyAny>, language: &str) -> PyResult<Bound<'py, PyAny>> {
    let qr = document("qr", qr)?;
    let language = read(py, language)?;
    let report = outside(py, || {
        calls::qr_text(&qr).and_then(|text| khatm::qr::verify_qr(&text, language))
    })?;
    plain(py, &report.map_err(|error| raise(py, error, language))?)
}

/// Says everything that is wrong with a draft, field by field.
#[pyfunction]
#[pyo3(signature = (draft, *, seller = None, counter = None, previous_hash = None, now = None, language = "en"))]
pub(crate) fn check<'py>(
    py: Python<'py>,
    draft: &Bound<'py, PyAny>,
    seller: Option<&Bound<'py, PyAny>>,
    counter: Option<u64>,
    previous_hash: Option<&str>,
    now: Option<&Bound<'py, PyAny>>,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let (draft, now) = (json(draft, language)?, time(now)?);
    let seller = seller.map(|seller| json(seller, language)).transpose()?;
    let given = Given {
        seller: seller.as_deref(),
        counter,
        previous_hash,
        now: now.as_deref(),
        written: written(&draft),
    };
    let report = outside(py, || calls::check(&draft, &given, language))?;
    plain(py, &report.map_err(|error| raise(py, error, language))?)
}

/// Makes a document of a draft: UBL, not sealed.
#[pyfunction]
#[pyo3(signature = (draft, *, seller = None, counter = None, previous_hash = None, now = None, language = "en"))]
pub(crate) fn build<'py>(
    py: Python<'py>,
    draft: &Bound<'py, PyAny>,
    seller: Option<&Bound<'py, PyAny>>,
    counter: Option<u64>,
    previous_hash: Option<&str>,
    now: Option<&Bound<'py, PyAny>>,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let (draft, now) = (json(draft, language)?, time(now)?);
    let seller = seller.map(|seller| json(seller, language)).transpose()?;
    let given = Given {
        seller: seller.as_deref(),
        counter,
        previous_hash,
        now: now.as_deref(),
        written: written(&draft),
    };
    let built = outside(py, || calls::build(&draft, &given, language))?;
    plain_with_document(py, built.map_err(|failure| raise(py, failure, language))?)
}

/// Says everything that the authority's validator will say of a document.
#[pyfunction]
#[pyo3(signature = (xml, *, now = None, previous_hash = None, certificate = None, language = "en"))]
pub(crate) fn validate<'py>(
    py: Python<'py>,
    xml: &Bound<'py, PyAny>,
    now: Option<&Bound<'py, PyAny>>,
    previous_hash: Option<&str>,
    certificate: Option<&Bound<'py, PyAny>>,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let (xml, now) = (document("xml", xml)?, time(now)?);
    let certificate = certificate
        .map(|certificate| document("certificate", certificate))
        .transpose()?;
    let circumstances = Circumstances {
        now: now.as_deref(),
        previous_hash,
        certificate: certificate.as_deref(),
    };
    let report = outside(py, || calls::validate(&xml, &circumstances, language))?;
    plain(py, &report.map_err(|error| raise(py, error, language))?)
}

/// Seals a document: certificate, signature and QR code go in, no other byte is touched.
#[pyfunction]
#[pyo3(signature = (xml, key, certificate, *, at = None, language = "en"))]
pub(crate) fn seal<'py>(
    py: Python<'py>,
    xml: &Bound<'py, PyAny>,
    key: &PrivateKey,
    certificate: &Bound<'py, PyAny>,
    at: Option<&Bound<'py, PyAny>>,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let (xml, at) = (document("xml", xml)?, time(at)?);
    let certificate = document("certificate", certificate)?;
    let sealed = outside(py, || calls::seal(&xml, &key.0, &certificate, at.as_deref()))?;
    plain_with_document(py, sealed.map_err(|error| raise(py, error, language))?)
}

/// Says what changed a document after it was sealed; with the sealed one beside it, names the first node that differs.
#[pyfunction]
#[pyo3(signature = (xml, against = None, *, language = "en"))]
pub(crate) fn explain<'py>(
    py: Python<'py>,
    xml: &Bound<'py, PyAny>,
    against: Option<&Bound<'py, PyAny>>,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let xml = document("xml", xml)?;
    let against = against.map(|against| document("against", against)).transpose()?;
    let explained = outside(py, || calls::explain(&xml, against.as_deref(), language))?;
    plain(py, &explained.map_err(|error| raise(py, error, language))?)
}

/// Takes a certificate request or a certificate apart and says what is wrong with it.
#[pyfunction]
#[pyo3(signature = (data, *, environment = None, language = "en"))]
pub(crate) fn inspect<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    environment: Option<&str>,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let data = document("data", data)?;
    let report = outside(py, || calls::inspect(&data, environment, language))?;
    plain(py, &report.map_err(|error| raise(py, error, language))?)
}

/// Makes a certificate request.
#[pyfunction]
#[pyo3(signature = (configuration, key, *, environment, language = "en"))]
pub(crate) fn csr<'py>(
    py: Python<'py>,
    configuration: &Bound<'py, PyAny>,
    key: &PrivateKey,
    environment: &str,
    language: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let configuration = json(configuration, language)?;
    let made = outside(py, || calls::csr(&configuration, environment, &key.0))?;
    plain(py, &made.map_err(|failure| raise(py, failure, language))?)
}

/// The text of a QR code: of a sealed document's, or as it was scanned.
#[pyfunction]
#[pyo3(signature = (data, *, language = "en"))]
pub(crate) fn qr(py: Python<'_>, data: &Bound<'_, PyAny>, language: &str) -> PyResult<String> {
    let language = read(py, language)?;
    let data = document("data", data)?;
    outside(py, || calls::qr_text(&data))?.map_err(|error| raise(py, error, language))
}

/// The picture of a QR code as PNG, of what `qr` takes.
#[pyfunction]
#[pyo3(signature = (data, *, scale = 8, language = "en"))]
pub(crate) fn qr_png<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    scale: u32,
    language: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = draw(py, data, Drawing::Png(scale), read(py, language)?)?;
    Ok(PyBytes::new(py, &bytes))
}

/// The same as SVG.
#[pyfunction]
#[pyo3(signature = (data, *, language = "en"))]
pub(crate) fn qr_svg(py: Python<'_>, data: &Bound<'_, PyAny>, language: &str) -> PyResult<String> {
    let bytes = draw(py, data, Drawing::Svg, read(py, language)?)?;
    Ok(String::from_utf8(bytes)?)
}

/// The same as commands of a receipt printer.
#[pyfunction]
#[pyo3(signature = (data, *, paper, language = "en"))]
pub(crate) fn qr_escpos<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    paper: i64,
    language: &str,
) -> PyResult<Bound<'py, PyBytes>> {
    let bytes = draw(py, data, Drawing::Escpos(paper), read(py, language)?)?;
    Ok(PyBytes::new(py, &bytes))
}

fn draw(py: Python<'_>, data: &Bound<'_, PyAny>, drawing: Drawing, language: Language) -> PyResult<Vec<u8>> {
    let data = document("data", data)?;
    outside(py, || calls::qr_picture(&data, drawing))?.map_err(|error| raise(py, error, language))
}

/// A private key. It is never shown but by `to_pem`.
#[pyclass(frozen, module = "khatm")]
pub(crate) struct PrivateKey(khatm::seal::PrivateKey);

#[pymethods]
impl PrivateKey {
    /// Reads SEC1 or PKCS#8: DER, PEM, or base64 of either.
    #[new]
    #[pyo3(signature = (data, /))]
    fn new(py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let data = wiped(document("data", data)?.into_owned());
        let key = outside(py, || khatm::seal::PrivateKey::parse(&data))?;
        key.map(PrivateKey).map_err(|error| raise(py, error, Language::English))
    }

    /// A new key on secp256k1.
    #[staticmethod]
    fn generate(py: Python<'_>) -> PyResult<Self> {
        let key = outside(py, || khatm::seal::PrivateKey::generate(Curve::Secp256k1))?;
        key.map(PrivateKey).map_err(|error| raise(py, error, Language::English))
    }

    /// The curve.
    #[getter]
    fn curve(&self) -> &'static str {
        self.0.public_key().curve().as_str()
    }

    /// The key itself, PKCS#8 in PEM: to be kept where nobody else reads it.
    fn to_pem(&self) -> String {
        self.0.to_pem().to_string()
    }

    fn __repr__(&self) -> String {
        format!("<khatm.PrivateKey {}>", self.curve())
    }
}
