//! The kinds of faults.

use crate::error::{Code, Error, Result};

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Fault {
    /// Nothing: a step of a script that lets a request through.
    Pass,
    /// The connection is reset before anything of the request is read (over TLS: before its body is).
    Refuse,
    /// The request is read whole, nothing is decided, and the connection is reset.
    DropBefore,
    /// The authority decides and records, and the connection is reset: the reply is lost.
    DropAfter,
    /// The authority decides at once, the reply comes so much later.
    Delay {
        /// Milliseconds.
        ms: u64,
    },
    /// The request is read, and no answer ever comes: the connection stays open until the client gives up.
    Silence,
    /// 429.
    TooMany {
        /// The value of `Retry-After`, if there is to be one: seconds or a date.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
    },
    /// A reply with this status and a body as gateways have it.
    Status {
        /// 300 to 599.
        status: u16,
        /// As a page of HTML instead of JSON.
        #[serde(default)]
        html: bool,
    },
    /// Bytes that are no HTTP, then the end.
    Garbage {
        /// How many.
        #[serde(default = "standard::garbage")]
        bytes: usize,
    },
    /// The reply's head announces the whole body, of which only a part comes.
    Truncated {
        /// How many bytes of the body come; half if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        keep: Option<usize>,
    },
    /// 200 with a page of HTML.
    Html,
    /// The cleared document in the reply is another one.
    WrongDocument,
    /// 208, as when the authority's own gateway submits a document twice.
    #[serde(rename = "spurious_208")]
    Spurious208,
    /// 409, likewise.
    #[serde(rename = "spurious_409")]
    Spurious409,
    /// 400 with an error: the document is rejected, for no reason of its own. It counts in its chain like any that was received.
    Reject,
    /// 303, as when clearance is switched off or a document came to the wrong operation.
    SeeOther {
        /// The value of `Location`, if there is to be one. Nobody may follow it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        location: Option<String>,
    },
    /// The credential counts as expired: 401.
    ExpiredCertificate,
    /// `Date` is so many seconds off.
    SkewedClock {
        /// Ahead, or behind if negative.
        seconds: i64,
    },
    /// The reply comes a few bytes at a time.
    SlowDrip {
        /// Milliseconds between two.
        #[serde(default = "standard::pause")]
        ms: u64,
        /// How many bytes at a time.
        #[serde(default = "standard::drop")]
        bytes: usize,
    },
    /// `Transfer-Encoding: chunked` with a chunk whose length is no number.
    BadChunks,
    /// The reply is compressed, whether the client can read that or not.
    Gzip {
        /// Instead of the reply's own body, so many zeros: a bomb.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zeros: Option<u64>,
    },
    /// The body goes on for so many bytes.
    Giant {
        /// Bytes.
        bytes: u64,
    },
}

/// What a fault's numbers are if nothing is said.
#[derive(Debug, Clone, Copy)]
pub struct Standard;

impl Standard {
    /// Bytes of garbage.
    pub const GARBAGE: usize = 512;
    /// Milliseconds between two drips.
    pub const PAUSE_MS: u64 = 20;
}

mod standard {
    pub(super) fn garbage() -> usize {
        super::Standard::GARBAGE
    }

    pub(super) fn pause() -> u64 {
        super::Standard::PAUSE_MS
    }

    pub(super) fn drop() -> usize {
        1
    }
}

/// An hour: longer than any client waits.
const LONGEST_MS: u64 = 3_600_000;
/// Four times what the hardest test of a client needs.
const MOST_BYTES: u64 = 4 << 30;

impl Fault {
    /// The name in JSON, in logs and on the page.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Fault::Pass => "pass",
            Fault::Refuse => "refuse",
            Fault::DropBefore => "drop_before",
            Fault::DropAfter => "drop_after",
            Fault::Delay { .. } => "delay",
            Fault::Silence => "silence",
            Fault::TooMany { .. } => "too_many",
            Fault::Status { .. } => "status",
            Fault::Garbage { .. } => "garbage",
            Fault::Truncated { .. } => "truncated",
            Fault::Html => "html",
            Fault::WrongDocument => "wrong_document",
            Fault::Spurious208 => "spurious_208",
            Fault::Spurious409 => "spurious_409",
            Fault::Reject => "reject",
            Fault::SeeOther { .. } => "see_other",
            Fault::ExpiredCertificate => "expired_certificate",
            Fault::SkewedClock { .. } => "skewed_clock",
            Fault::SlowDrip { .. } => "slow_drip",
            Fault::BadChunks => "bad_chunks",
            Fault::Gzip { .. } => "gzip",
            Fault::Giant { .. } => "giant",
        }
    }

    /// Whether the authority sees the request, unless a rule says otherwise.
    pub(crate) const fn is_decided(&self) -> bool {
        !matches!(
            self,
            Fault::Refuse
                | Fault::DropBefore
                | Fault::Silence
                | Fault::TooMany { .. }
                | Fault::Status { .. }
                | Fault::SeeOther { .. }
                | Fault::ExpiredCertificate
                | Fault::Reject
        )
    }

    /// Whether a rule may say otherwise: the rest has to be seen, or cannot be.
    pub(crate) const fn may_be_decided_either_way(&self) -> bool {
        matches!(
            self,
            Fault::Silence
                | Fault::TooMany { .. }
                | Fault::Status { .. }
                | Fault::Garbage { .. }
                | Fault::Html
                | Fault::Giant { .. }
                | Fault::BadChunks
                | Fault::Spurious208
                | Fault::Spurious409
        )
    }

    /// Looks at the numbers and at what goes into a header.
    pub(crate) fn check(&self) -> Result<()> {
        let fine = match self {
            Fault::Delay { ms } => *ms <= LONGEST_MS,
            Fault::SlowDrip { ms, bytes } => *ms <= LONGEST_MS && *bytes > 0,
            Fault::Status { status, .. } => (300..=599).contains(status),
            Fault::Garbage { bytes } => *bytes as u64 <= MOST_BYTES >> 8,
            Fault::Gzip { zeros } => zeros.is_none_or(|zeros| zeros <= MOST_BYTES),
            Fault::Giant { bytes } => *bytes <= MOST_BYTES,
            Fault::SkewedClock { seconds } => seconds.unsigned_abs() <= 4_000_000_000,
            Fault::TooMany {
                retry_after: Some(text),
            }
            | Fault::SeeOther { location: Some(text) } => {
                text.len() <= 1000 && text.bytes().all(|b| (b' '..0x7F).contains(&b))
            }
            _ => true,
        };
        match fine {
            true => Ok(()),
            false => Err(Error::new(Code::SimulatorFault).at(self.as_str())),
        }
    }
}
