//! What a reply means, or that none came. One function decides, [`Verdict::of`]; it never guesses in the sender's favour.
//!
//! Sources: the gateway's published contract, replies recorded from its developer portal, replies that others published.

mod body;
mod cleared;
mod echo;
mod own;
mod read;
mod wait;

pub use own::COMPLIANCE_STEPS;

use super::request::Request;
use crate::error::{Code, Error};

/// A reply as it came off the wire.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `Content-Type`, if there was one.
    pub content_type: Option<String>,
    /// `Retry-After` as it stood.
    pub retry_after: Option<String>,
    /// `Date`, as it stood.
    pub date: Option<String>,
    /// The body, whole.
    pub body: Vec<u8>,
}

/// Its body may hold a certificate's secret.
impl Drop for Reply {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.body);
    }
}

impl Reply {
    /// How long the authority asks to wait (`Retry-After`), in seconds, a day at most.
    pub fn wait_seconds(&self) -> Option<u64> {
        wait::seconds(self.retry_after.as_deref(), self.date.as_deref())
    }

    /// When it was answered by the server's own clock (`Date`), in seconds since 1970.
    pub fn answered_at_unix(&self) -> Option<i64> {
        wait::moment(self.date.as_deref()?.trim())
    }
}

/// A reply may hold a certificate's secret: its body is not shown.
impl std::fmt::Debug for Reply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("retry_after", &self.retry_after)
            .field("date", &self.date)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish()
    }
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrived {
    /// A whole reply.
    Reply(Reply),
    /// It is certain that not one byte of the request left: no connection, no handshake, no free slot.
    NeverLeft(Error),
    /// It left, or may have, and no whole reply came.
    Lost(Loss),
}

/// How a reply was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Time ran out.
    Timeout,
    /// The connection broke.
    Broken,
    /// The reply ended before its end.
    Truncated,
    /// The reply is larger than any true one.
    TooLarge,
    /// The reply is packed in a way that was not asked for, or wrongly.
    Encoding,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Recorded.
    Accepted(Acceptance),
    /// Recorded before: the same bytes had arrived (208, 409).
    AlreadyKnown(Acceptance),
    /// Refused, with what is wrong: it takes a new document, or another certificate request.
    Rejected(Vec<Remark>),
    /// The other operation is the right one (303): the same bytes go there.
    WrongRoute(Vec<Remark>),
    /// The credential is not taken (401, 403): all of the unit's documents wait.
    Credential(Vec<Remark>),
    /// Certainly not received: the same bytes, later.
    NotReceived(NotReceived),
    /// Nobody knows: the same bytes again.
    Unsure(Doubt),
    /// A certificate.
    Issued(Grant),
    /// A renewal that was answered with a certificate for the checks of onboarding (428).
    Renewal(Grant),
    /// A fault of configuration or on the way: hold and call somebody, never repeat blindly.
    Defect(Defect),
}

/// What is known of a recorded document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Acceptance {
    /// What the authority warns of: the source should be mended, the document is good.
    pub warnings: Vec<Remark>,
    /// The authority's own version of a standard document.
    pub cleared: Option<Cleared>,
}

/// A cleared document, believed because UUID, number, kind, currencies, seller, buyer and amounts are those that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleared {
    /// The bytes as received: what is stored and handed out.
    pub xml: Vec<u8>,
    /// Whether its invoice hash is that of what was sent.
    pub hash_fits: bool,
    /// Whether its stamp verifies, and is another than the one that was sent: the findings, if not.
    pub stamp_faults: Vec<Code>,
}

/// Why a request was certainly not received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReceived {
    /// Too many requests (429). The seconds to wait, where the authority says.
    Throttled(Option<u64>),
    /// Not one byte left.
    NeverLeft(Error),
}

/// Why nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// No whole reply.
    Lost(Loss),
    /// The gateway failed (5xx).
    Server(u16, Vec<Remark>),
    /// A reply that does not say what became of the document, or contradicts itself.
    Unclear(u16, Vec<Remark>),
    /// A cleared document that is not the one that was sent.
    OtherDocument(u16),
}

/// A fault of configuration or on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// The status.
    pub status: u16,
    /// The very same bytes will never be taken (413): it needs a new document.
    pub final_for_these_bytes: bool,
    /// What came with it.
    pub remarks: Vec<Remark>,
}

/// A message of the authority's, its parts as they came, but without the request's own secrets and not endlessly long. Any may be missing; unknown codes are kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Remark {
    /// `INFO`, `WARNING`, `ERROR`.
    pub kind: Option<String>,
    /// The code.
    pub code: Option<String>,
    /// The category.
    pub category: Option<String>,
    /// The text, in the language asked for.
    pub message: Option<String>,
}

impl Remark {
    /// Our own word, where not a byte was sent.
    pub(crate) fn of(code: Code) -> Self {
        Remark {
            code: Some(code.as_str().to_owned()),
            ..Remark::default()
        }
    }
}

/// A certificate as it was answered, not yet looked at.
#[derive(Clone, PartialEq, Eq)]
pub struct Grant {
    /// The authority's number for the request.
    pub request_id: String,
    /// `binarySecurityToken`, as received.
    pub token: String,
    /// The secret that belongs to it.
    pub secret: super::Secret,
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant")
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl Verdict {
    /// What became of a request.
    pub fn of(request: &Request, arrived: &Arrived) -> Verdict {
        match arrived {
            Arrived::NeverLeft(error) => Verdict::NotReceived(NotReceived::NeverLeft(error.clone())),
            Arrived::Lost(loss) => Verdict::Unsure(Doubt::Lost(*loss)),
            Arrived::Reply(reply) => read::reply(request, reply),
        }
    }

    /// A name for logs and counters.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Verdict::Accepted(_) => "accepted",
            Verdict::AlreadyKnown(_) => "already_known",
            Verdict::Rejected(_) => "rejected",
            Verdict::WrongRoute(_) => "wrong_route",
            Verdict::Credential(_) => "credential",
            Verdict::NotReceived(_) => "not_received",
            Verdict::Unsure(_) => "unsure",
            Verdict::Issued(_) => "issued",
            Verdict::Renewal(_) => "renewal",
            Verdict::Defect(_) => "defect",
        }
    }
}
