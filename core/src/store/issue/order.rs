//! What is asked for.

use crate::store::Uuid;

/// What a host wants.
#[derive(Debug, Clone, Copy)]
pub struct Order<'o> {
    /// The draft, as JSON.
    pub draft: &'o [u8],
    /// What the host calls this request. Without one, asking again makes another document.
    pub request_key: Option<&'o str>,
    /// The rejected document that this one stands for.
    pub corrects: Option<Uuid>,
}

impl<'o> Order<'o> {
    /// A draft, and nothing else.
    pub fn new(draft: &'o [u8]) -> Self {
        Order {
            draft,
            request_key: None,
            corrects: None,
        }
    }

    /// With what the host calls this request.
    #[must_use]
    pub fn with_key(self, request_key: &'o str) -> Self {
        Order {
            request_key: Some(request_key),
            ..self
        }
    }

    /// As the one that stands for a rejected document.
    #[must_use]
    pub fn correcting(self, rejected: Uuid) -> Self {
        Order {
            corrects: Some(rejected),
            ..self
        }
    }
}
