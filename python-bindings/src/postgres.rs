//! Issuing within a caller's own transaction: his driver runs the statement, and this is what goes into it and comes out of it.

use khatm::host::Failure;
use khatm::host::server::{self, sendable};
use pyo3::prelude::*;

use crate::gate::outside;
use crate::raise::{language as read, raise};
use crate::values::{json, plain, written};

/// The statements, by what they do.
#[pyfunction]
pub(crate) fn statements() -> (&'static str, &'static str) {
    (server::ISSUE, server::ISSUE_ALL)
}

/// A draft as a statement takes it.
#[pyfunction]
pub(crate) fn drafted(py: Python<'_>, draft: &Bound<'_, PyAny>, language: &str) -> PyResult<String> {
    let language = read(py, language)?;
    let draft = json(draft, language)?;
    let text = outside(py, || sendable(&draft).map(str::to_owned))?;
    text.map_err(|failure| raise(py, failure.told(written(&draft)), language))
}

/// What a statement gave: of one document, or of several.
#[pyfunction]
pub(crate) fn made<'py>(py: Python<'py>, value: &str, several: bool, language: &str) -> PyResult<Bound<'py, PyAny>> {
    let language = read(py, language)?;
    let fail = |error| raise(py, error, language);
    match several {
        false => plain(py, &server::issued(value, language).map_err(fail)?),
        true => plain(py, &server::issued_all(value, language).map_err(fail)?),
    }
}

/// The exception for an error of the extension, by its message and detail; nothing for another's.
#[pyfunction]
pub(crate) fn said(py: Python<'_>, message: &str, detail: Option<&str>, language: &str) -> PyResult<Option<Py<PyAny>>> {
    let language = read(py, language)?;
    let failure = Failure::said(message, detail);
    Ok(failure.map(|failure| raise(py, failure, language).into_value(py).into_any()))
}
