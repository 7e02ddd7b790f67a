//! What the validator has to be told, because it has no clock, no memory and no credentials of its own.

use crate::seal::Certificate;
use crate::time::Moment;

/// The circumstances under which a document is validated.
///
/// ```
/// use khatm::rules::Context;
/// use khatm::time::Moment;
///
/// let context = Context::new(Moment::from_unix(1_767_225_600)?).after("z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ=");
/// # Ok::<(), khatm::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Context {
    /// The time at which the authority would look at the document: some rules compare it with the issue date.
    pub now: Moment,
    /// The hash of the document before (PIH), if it is known: what this one has to repeat, letter by letter.
    pub previous: Option<String>,
    /// The certificate that the document will be sent with, if it is known.
    pub certificate: Option<Certificate>,
}

impl Context {
    /// Nothing is known but the time.
    pub fn new(now: Moment) -> Self {
        Context {
            now,
            previous: None,
            certificate: None,
        }
    }

    /// The document follows the one with this hash; the first of a chain follows [`FIRST_PREVIOUS_HASH`](super::FIRST_PREVIOUS_HASH).
    #[must_use]
    pub fn after(mut self, previous: impl Into<String>) -> Self {
        self.previous = Some(previous.into());
        self
    }

    /// The document will be sent with this certificate.
    #[must_use]
    pub fn sent_with(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        self
    }
}
