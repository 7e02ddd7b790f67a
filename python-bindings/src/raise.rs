//! Core's errors as exceptions: one class for each kind, made by the Python half from the error's data.

use khatm::host::Failure;
use khatm::{Code, Error, Language};
use pyo3::prelude::*;

use crate::gate::Talking;
use crate::values::plain;

/// The exception of a failure.
pub(crate) fn raise(py: Python<'_>, failure: impl Into<Failure>, language: Language) -> PyErr {
    let _talking = Talking::now();
    let made = plain(py, &failure.into().value(language))
        .and_then(|value| py.import("khatm._errors")?.getattr("of_value")?.call1((value,)));
    made.map_or_else(|failure| failure, PyErr::from_value)
}

/// The exception of a code by itself.
pub(crate) fn raise_code(py: Python<'_>, code: Code) -> PyErr {
    raise(py, Error::new(code), Language::English)
}

/// The language of a call.
pub(crate) fn language(py: Python<'_>, name: &str) -> PyResult<Language> {
    Language::parse(name).map_err(|error| raise(py, error, Language::English))
}
