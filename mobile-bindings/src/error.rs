//! The core's errors, one case for each thing that a caller can do about it.

use khatm::host::{Failure, FailureValue};
use khatm::{Kind, Language};

/// Why something was not done, one case for each thing that a caller can do about it.
#[derive(Debug, uniffi::Error)]
#[uniffi::export(Display)]
pub enum KhatmError {
    /// Fix the document, or whatever else was handed in.
    Input {
        /// The whole of it.
        value: Box<FailureValue>,
    },
    /// Take another step first.
    State {
        /// The whole of it.
        value: Box<FailureValue>,
    },
    /// Stop: the authority said no.
    Refused {
        /// The whole of it.
        value: Box<FailureValue>,
    },
    /// Try the same again later.
    Busy {
        /// The whole of it.
        value: Box<FailureValue>,
    },
    /// Do not repeat blindly: it may have happened.
    Unsure {
        /// The whole of it.
        value: Box<FailureValue>,
    },
    /// Tell us.
    Bug {
        /// The whole of it.
        value: Box<FailureValue>,
    },
}

impl KhatmError {
    /// The error of a failure, its texts in a language.
    pub(crate) fn new(failure: impl Into<Failure>, language: Language) -> Self {
        let value = Box::new(failure.into().value(language));
        match value.kind {
            Kind::Input => KhatmError::Input { value },
            Kind::State => KhatmError::State { value },
            Kind::Refused => KhatmError::Refused { value },
            Kind::Busy => KhatmError::Busy { value },
            Kind::Unsure => KhatmError::Unsure { value },
            // A kind that the core got and these languages did not.
            Kind::Bug | _ => KhatmError::Bug { value },
        }
    }

    fn value(&self) -> &FailureValue {
        match self {
            KhatmError::Input { value }
            | KhatmError::State { value }
            | KhatmError::Refused { value }
            | KhatmError::Busy { value }
            | KhatmError::Unsure { value }
            | KhatmError::Bug { value } => value,
        }
    }
}

#[uniffi::export]
impl KhatmError {
    /// The whole of it, whatever its case.
    pub fn details(&self) -> FailureValue {
        self.value().clone()
    }
}

impl std::fmt::Display for KhatmError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let FailureValue { code, message, .. } = self.value();
        write!(f, "{code}: {message}")
    }
}

impl std::error::Error for KhatmError {}
