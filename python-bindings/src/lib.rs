//! The module `khatm._khatm`: what core decides, as Python values.
//!
//! It converts arguments, lets other threads run meanwhile, and raises core's errors. It decides nothing about an invoice.

use pyo3::prelude::*;

/// The native half of the package `khatm`.
#[pymodule]
mod _khatm {
    use std::borrow::Cow;

    use khatm::{Error, ErrorValue, Language};
    use pyo3::exceptions::PyTypeError;
    use pyo3::prelude::*;
    use pyo3::types::{PyBytes, PyString};
    use serde::Serialize;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// Checks everything that a stamped invoice says about itself.
    #[pyfunction]
    #[pyo3(signature = (xml, language = "en"))]
    fn verify(py: Python<'_>, xml: &Bound<'_, PyAny>, language: &str) -> PyResult<Py<PyAny>> {
        let bytes = document(xml)?;
        let language = Language::parse(language).map_err(|error| raise(py, &error, Language::English))?;
        let report = py
            .detach(|| khatm::verify(&bytes, language))
            .map_err(|error| raise(py, &error, language))?;
        plain(py, &report)
    }

    /// The bytes of a document: `bytes` as they are, `str` in UTF-8. Both are immutable, so they may be borrowed.
    fn document<'p>(xml: &'p Bound<'_, PyAny>) -> PyResult<Cow<'p, [u8]>> {
        if let Ok(bytes) = xml.cast::<PyBytes>() {
            return Ok(Cow::Borrowed(bytes.as_bytes()));
        }
        match xml.cast::<PyString>() {
            Ok(text) => Ok(match text.to_cow()? {
                Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                Cow::Owned(text) => Cow::Owned(text.into_bytes()),
            }),
            Err(_) => Err(PyTypeError::new_err(format!(
                "xml must be bytes or str, not {}",
                xml.get_type().name()?
            ))),
        }
    }

    /// A value of core's as dictionaries and lists.
    fn plain(py: Python<'_>, value: &impl Serialize) -> PyResult<Py<PyAny>> {
        let text = serde_json::to_string(value).expect("plain data with names for keys is always JSON");
        Ok(py.import("json")?.getattr("loads")?.call1((text,))?.unbind())
    }

    /// The exception of the error's kind, made by the Python half from the error's data.
    fn raise(py: Python<'_>, error: &Error, language: Language) -> PyErr {
        let made = plain(py, &ErrorValue::new(error, language))
            .and_then(|value| py.import("khatm._errors")?.getattr("of_value")?.call1((value,)));
        made.map_or_else(|failure| failure, PyErr::from_value)
    }
}
