//! What a verdict of the gateway is to the machine: nine answers and no more.

use crate::gateway::Verdict;
use crate::gateway::verdict::NotReceived;

/// What came of one try.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// It is in the authority's books, by this try or by an earlier one.
    Recorded {
        /// The authority's own version came with it.
        cleared: bool,
    },
    /// It will never be: rejected for what is in it, or too large.
    Refused {
        /// The first reason, as the authority's code.
        code: String,
    },
    /// It is too large. Final for these bytes; but where an earlier try of them may have got through, a page for people (a proxy's)
    /// is not the authority's word.
    TooLarge {
        /// The reply was such a page.
        page: bool,
    },
    /// The other operation is the right one.
    Elsewhere,
    /// The credential is not taken.
    Credential,
    /// A fault of configuration or on the way.
    Defect {
        /// The status.
        http: u16,
    },
    /// Too many requests; the seconds to wait, where the authority says.
    Throttled(Option<u64>),
    /// Not one byte left.
    NeverLeft,
    /// Nobody knows.
    Unsure,
}

impl Answer {
    /// The answer of a verdict. All ten are here: what cannot be said of a document is as good as no reply.
    pub fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Accepted(acceptance) | Verdict::AlreadyKnown(acceptance) => Answer::Recorded {
                cleared: acceptance.cleared.is_some(),
            },
            Verdict::Rejected(remarks) => Answer::Refused {
                code: remarks
                    .iter()
                    .filter(|remark| remark.kind.as_deref() != Some("WARNING"))
                    .find_map(|remark| remark.code.clone())
                    .unwrap_or_default(),
            },
            Verdict::WrongRoute(_) => Answer::Elsewhere,
            Verdict::Credential(_) | Verdict::Renewal(_) => Answer::Credential,
            Verdict::NotReceived(NotReceived::Throttled(seconds)) => Answer::Throttled(*seconds),
            Verdict::NotReceived(NotReceived::NeverLeft(_)) => Answer::NeverLeft,
            Verdict::Defect(defect) if defect.final_for_these_bytes => Answer::TooLarge { page: false },
            Verdict::Defect(defect) => Answer::Defect { http: defect.status },
            Verdict::Unsure(_) | Verdict::Issued(_) => Answer::Unsure,
        }
    }

    /// The same, with the reply's own form in view.
    pub fn heard(verdict: &Verdict, body: Option<&[u8]>) -> Self {
        match Answer::of(verdict) {
            Answer::TooLarge { .. } => Answer::TooLarge {
                page: body.is_some_and(|body| body.trim_ascii_start().starts_with(b"<")),
            },
            answer => answer,
        }
    }

    /// A name for the last try of a document.
    pub fn as_str(&self) -> &'static str {
        match self {
            Answer::Recorded { .. } => "recorded",
            Answer::Refused { .. } => "refused",
            Answer::TooLarge { .. } => "too_large",
            Answer::Elsewhere => "elsewhere",
            Answer::Credential => "credential",
            Answer::Defect { .. } => "defect",
            Answer::Throttled(_) => "throttled",
            Answer::NeverLeft => "never_left",
            Answer::Unsure => "unsure",
        }
    }
}
