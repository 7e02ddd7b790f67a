//! Khatm for Kotlin and Swift.
//!
//! The values are the core's own: their UniFFI derives stand on the core's types, so that nothing is written twice here.
//! What is here: the calls, once waiting and once blocking, and the error as something these languages can throw.

use khatm::{Error, ErrorValue, Kind, Language, Verification};

uniffi::setup_scaffolding!();
khatm::uniffi_reexport_scaffolding!();

/// What went wrong, one case for each thing that a caller can do about it.
#[derive(Debug, uniffi::Error)]
#[uniffi::export(Display)]
pub enum KhatmError {
    /// Fix the document, or whatever else was handed in.
    Input {
        /// The whole error.
        value: Box<ErrorValue>,
    },
    /// Take another step first.
    State {
        /// The whole error.
        value: Box<ErrorValue>,
    },
    /// Stop: the authority said no.
    Refused {
        /// The whole error.
        value: Box<ErrorValue>,
    },
    /// Try the same again later.
    Busy {
        /// The whole error.
        value: Box<ErrorValue>,
    },
    /// Do not repeat blindly: it may have happened.
    Unsure {
        /// The whole error.
        value: Box<ErrorValue>,
    },
    /// Tell us.
    Bug {
        /// The whole error.
        value: Box<ErrorValue>,
    },
}

impl KhatmError {
    fn new(error: &Error, language: Language) -> Self {
        let value = Box::new(ErrorValue::new(error, language));
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
}

#[uniffi::export]
impl KhatmError {
    /// The whole error, whatever its case.
    pub fn details(&self) -> ErrorValue {
        match self {
            KhatmError::Input { value }
            | KhatmError::State { value }
            | KhatmError::Refused { value }
            | KhatmError::Busy { value }
            | KhatmError::Unsure { value }
            | KhatmError::Bug { value } => ErrorValue::clone(value),
        }
    }
}

impl std::fmt::Display for KhatmError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let ErrorValue { code, message, .. } = self.details();
        write!(f, "{code}: {message}")
    }
}

impl std::error::Error for KhatmError {}

/// Verifies a stamped invoice, on a thread that may block.
#[uniffi::export]
pub async fn verify(xml: Vec<u8>, language: Language) -> Result<Verification, KhatmError> {
    blocking::unblock(move || verify_sync(xml, language)).await
}

/// Verifies a stamped invoice, on the caller's thread.
#[uniffi::export]
pub fn verify_sync(xml: Vec<u8>, language: Language) -> Result<Verification, KhatmError> {
    khatm::verify(&xml, language).map_err(|error| KhatmError::new(&error, language))
}
