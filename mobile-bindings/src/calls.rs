//! Everything that needs no ledger. None of it waits: each takes the time of a computation, most far below a millisecond.

use khatm::gateway::Environment;
use khatm::host::calls::{self, Built, CertificateRequest, Circumstances, Drawing, Given, Sealed};
use khatm::invoice::DraftReport;
use khatm::invoice::draft::typed::{Draft, DraftParty};
use khatm::qr::QrVerification;
use khatm::rules::Report;
use khatm::seal::csr::CsrConfig;
use khatm::seal::key::wiped;
use khatm::seal::{Curve, Explanation, Inspection, Signer as _};
use khatm::{Language, Verification};

use crate::bytes::Bytes;
use crate::error::KhatmError;

type Outcome<T> = Result<T, KhatmError>;

/// The language of a call.
fn spoken(language: Option<Language>) -> Language {
    language.unwrap_or(Language::English)
}

/// Why a call that is in a language failed.
fn told<F: Into<khatm::host::Failure>>(language: Language) -> impl Fn(F) -> KhatmError {
    move |failure| KhatmError::new(failure, language)
}

/// Checks everything that a stamped invoice says about itself.
#[uniffi::export(default(language = None))]
pub fn verify(xml: Bytes, language: Option<Language>) -> Outcome<Verification> {
    let language = spoken(language);
    khatm::verify(&xml, language).map_err(told(language))
}

/// Checks a QR code by itself: its text, or a sealed document that has one.
#[uniffi::export(default(language = None))]
pub fn verify_qr(qr: Bytes, language: Option<Language>) -> Outcome<QrVerification> {
    let language = spoken(language);
    let report = calls::qr_text(&qr).and_then(|text| khatm::qr::verify_qr(&text, language));
    report.map_err(told(language))
}

/// Says everything that is wrong with a draft, field by field. What the draft leaves to who issues it may be given.
#[uniffi::export(default(seller = None, counter = None, previous_hash = None, now = None, language = None))]
pub fn check(
    draft: Draft,
    seller: Option<DraftParty>,
    counter: Option<u64>,
    previous_hash: Option<String>,
    now: Option<String>,
    language: Option<Language>,
) -> Outcome<DraftReport> {
    let seller = seller.map(|seller| seller.to_json());
    let given = Given {
        seller: seller.as_deref(),
        counter,
        previous_hash: previous_hash.as_deref(),
        now: now.as_deref(),
        written: true,
    };
    let language = spoken(language);
    calls::check(&draft.to_json(), &given, language).map_err(told(language))
}

/// The same of a draft in JSON.
#[uniffi::export(default(seller = None, counter = None, previous_hash = None, now = None, language = None))]
pub fn check_json(
    draft: String,
    seller: Option<String>,
    counter: Option<u64>,
    previous_hash: Option<String>,
    now: Option<String>,
    language: Option<Language>,
) -> Outcome<DraftReport> {
    let given = Given {
        seller: seller.as_deref().map(str::as_bytes),
        counter,
        previous_hash: previous_hash.as_deref(),
        now: now.as_deref(),
        written: false,
    };
    let language = spoken(language);
    calls::check(draft.as_bytes(), &given, language).map_err(told(language))
}

/// Makes a document of a draft: UBL, not sealed.
#[uniffi::export(default(seller = None, counter = None, previous_hash = None, now = None, language = None))]
pub fn build(
    draft: Draft,
    seller: Option<DraftParty>,
    counter: Option<u64>,
    previous_hash: Option<String>,
    now: Option<String>,
    language: Option<Language>,
) -> Outcome<Built> {
    let seller = seller.map(|seller| seller.to_json());
    let given = Given {
        seller: seller.as_deref(),
        counter,
        previous_hash: previous_hash.as_deref(),
        now: now.as_deref(),
        written: true,
    };
    let language = spoken(language);
    calls::build(&draft.to_json(), &given, language).map_err(told(language))
}

/// The same of a draft in JSON.
#[uniffi::export(default(seller = None, counter = None, previous_hash = None, now = None, language = None))]
pub fn build_json(
    draft: String,
    seller: Option<String>,
    counter: Option<u64>,
    previous_hash: Option<String>,
    now: Option<String>,
    language: Option<Language>,
) -> Outcome<Built> {
    let given = Given {
        seller: seller.as_deref().map(str::as_bytes),
        counter,
        previous_hash: previous_hash.as_deref(),
        now: now.as_deref(),
        written: false,
    };
    let language = spoken(language);
    calls::build(draft.as_bytes(), &given, language).map_err(told(language))
}

/// Says everything that the authority's validator will say of a document.
#[uniffi::export(default(now = None, previous_hash = None, certificate = None, language = None))]
pub fn validate(
    xml: Bytes,
    now: Option<String>,
    previous_hash: Option<String>,
    certificate: Option<Bytes>,
    language: Option<Language>,
) -> Outcome<Report> {
    let circumstances = Circumstances {
        now: now.as_deref(),
        previous_hash: previous_hash.as_deref(),
        certificate: certificate.as_deref(),
    };
    let language = spoken(language);
    calls::validate(&xml, &circumstances, language).map_err(told(language))
}

/// Seals a document: certificate, signature and QR code go in, no other byte is touched.
#[uniffi::export(default(at = None, language = None))]
pub fn seal(
    xml: Bytes,
    key: &PrivateKey,
    certificate: Bytes,
    at: Option<String>,
    language: Option<Language>,
) -> Outcome<Sealed> {
    calls::seal(&xml, &key.0, &certificate, at.as_deref()).map_err(told(spoken(language)))
}

/// Says what changed a document after it was sealed; with the sealed one beside it, names the first node that differs.
#[uniffi::export(default(against = None, language = None))]
pub fn explain(xml: Bytes, against: Option<Bytes>, language: Option<Language>) -> Outcome<Explanation> {
    let language = spoken(language);
    calls::explain(&xml, against.as_deref(), language).map_err(told(language))
}

/// Takes a certificate request or a certificate apart and says what is wrong with it.
#[uniffi::export(default(environment = None, language = None))]
pub fn inspect(data: Bytes, environment: Option<Environment>, language: Option<Language>) -> Outcome<Inspection> {
    let (environment, language) = (environment.map(Environment::as_str), spoken(language));
    calls::inspect(&data, environment, language).map_err(told(language))
}

/// Makes a certificate request.
#[uniffi::export(default(language = None))]
pub fn csr(
    configuration: CsrConfig,
    key: &PrivateKey,
    environment: Environment,
    language: Option<Language>,
) -> Outcome<CertificateRequest> {
    csr_json(configuration.to_json(), key, environment, language)
}

/// The same of a configuration in JSON, or of the SDK's properties.
#[uniffi::export(default(language = None))]
pub fn csr_json(
    configuration: String,
    key: &PrivateKey,
    environment: Environment,
    language: Option<Language>,
) -> Outcome<CertificateRequest> {
    let made = calls::csr(configuration.as_bytes(), environment.as_str(), &key.0);
    made.map_err(told(spoken(language)))
}

/// The text of a QR code: of a sealed document's, or as it was scanned.
#[uniffi::export(default(language = None))]
pub fn qr(data: Bytes, language: Option<Language>) -> Outcome<String> {
    calls::qr_text(&data).map_err(told(spoken(language)))
}

fn drawn(data: &[u8], drawing: Drawing, language: Option<Language>) -> Outcome<Bytes> {
    let picture = calls::qr_picture(data, drawing);
    picture.map(Bytes).map_err(told(spoken(language)))
}

/// The picture of a QR code as PNG, of what `qr` takes: so many pixels a square.
#[uniffi::export(default(scale = 8, language = None))]
pub fn qr_png(data: Bytes, scale: u32, language: Option<Language>) -> Outcome<Bytes> {
    drawn(&data, Drawing::Png(scale), language)
}

/// The same as SVG.
#[uniffi::export(default(language = None))]
pub fn qr_svg(data: Bytes, language: Option<Language>) -> Outcome<Bytes> {
    drawn(&data, Drawing::Svg, language)
}

/// The same as commands of a receipt printer (ESC/POS raster), for paper 58 or 80 mm wide. To be sent at the beginning of a line.
#[uniffi::export(default(language = None))]
pub fn qr_escpos(data: Bytes, paper: u32, language: Option<Language>) -> Outcome<Bytes> {
    drawn(&data, Drawing::Escpos(paper.into()), language)
}

/// A private key. It is never shown but by `to_pem`.
#[derive(uniffi::Object)]
pub struct PrivateKey(khatm::seal::PrivateKey);

#[uniffi::export]
impl PrivateKey {
    /// Reads SEC1 or PKCS#8: DER, PEM, or base64 of either.
    #[uniffi::constructor]
    pub fn parse(data: Bytes) -> Outcome<Self> {
        let key = khatm::seal::PrivateKey::parse(&wiped(data.0));
        key.map(PrivateKey).map_err(told(Language::English))
    }

    /// A new key on secp256k1.
    #[uniffi::constructor]
    pub fn generate() -> Outcome<Self> {
        let key = khatm::seal::PrivateKey::generate(Curve::Secp256k1);
        key.map(PrivateKey).map_err(told(Language::English))
    }

    /// The curve.
    pub fn curve(&self) -> String {
        self.0.public_key().curve().as_str().to_owned()
    }

    /// The key itself, PKCS#8 in PEM: to be kept where nobody else reads it.
    pub fn to_pem(&self) -> String {
        self.0.to_pem().to_string()
    }
}
