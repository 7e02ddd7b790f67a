//! Whether a document may be handed over, and which form of it.
//!
//! A simplified document is handed over as soon as it is stamped, until it is rejected. A standard one is the authority's version of it, so there is
//! nothing to hand over before it is cleared, unless the authority itself sent it to reporting, or a person takes it on himself
//! during an official outage: that is written down with name and reason, and changes nothing in the delivery.

use crate::error::{Code, Error, Result};
use crate::store::delivery::{Facts, Route};
use crate::time::Timestamp;

/// Why a standard document is handed over without having been cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The authority announced an outage: the document may be shared, and is shared again when it is cleared.
    Outage,
    /// The authority switched clearance off (303): the document bears its own stamp.
    ClearanceOff,
}

impl Reason {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Outage => "outage",
            Reason::ClearanceOff => "clearance_off",
        }
    }

    /// Reads its name.
    pub fn parse(name: &str) -> Result<Self> {
        let known = [Reason::Outage, Reason::ClearanceOff].into_iter();
        let mut found = known.filter(|reason| reason.as_str() == name);
        found.next().ok_or_else(|| {
            Error::new(Code::OutboxReason)
                .at("reason")
                .found(&format!("{name} → outage, clearance_off"))
        })
    }

    /// The number in a table: 1 and 2.
    pub const fn number(self) -> i64 {
        match self {
            Reason::Outage => 1,
            Reason::ClearanceOff => 2,
        }
    }

    /// The reason of a number in a table.
    pub const fn of_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Reason::Outage),
            2 => Some(Reason::ClearanceOff),
            _ => None,
        }
    }
}

/// A hand-over of a standard document that was not cleared: a row of `release`. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// When.
    pub at: Timestamp,
    /// By whom: a person; for [`Reason::ClearanceOff`] also the worker that was told so.
    pub by: String,
    /// Why.
    pub reason: Reason,
    /// In that person's words.
    pub note: String,
}

/// What may be handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HandOver {
    /// The document as it was stamped here.
    AsIssued,
    /// The authority's version, and its QR code.
    AsCleared,
    /// The document as it was stamped here, on this ground; the cleared one follows.
    Released(Reason),
    /// Nothing: it is not cleared yet.
    NotYet,
    /// Nothing: it was cleared, and the authority's version did not arrive.
    ClearedMissing,
    /// Nothing: it was rejected. A correction is a new document.
    Rejected,
}

impl HandOver {
    const ALL: [HandOver; 7] = [
        HandOver::AsIssued,
        HandOver::AsCleared,
        HandOver::Released(Reason::Outage),
        HandOver::Released(Reason::ClearanceOff),
        HandOver::NotYet,
        HandOver::ClearedMissing,
        HandOver::Rejected,
    ];

    /// What a name means.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }

    /// The name in every host: why, or why not.
    pub const fn as_str(self) -> &'static str {
        match self {
            HandOver::AsIssued => "as_issued",
            HandOver::AsCleared => "as_cleared",
            HandOver::Released(reason) => reason.as_str(),
            HandOver::NotYet => "not_yet",
            HandOver::ClearedMissing => "cleared_missing",
            HandOver::Rejected => "rejected",
        }
    }

    /// Whether there is something to hand over.
    pub const fn is_allowed(self) -> bool {
        matches!(self, HandOver::AsIssued | HandOver::AsCleared | HandOver::Released(_))
    }
}

/// What may be handed over of a document.
pub fn may_hand_over(route: Route, facts: Facts, release: Option<&Release>) -> HandOver {
    match (route, facts) {
        // It may have been handed over already; from now on it is not, its correction is.
        (
            Route::Reporting,
            Facts {
                rejected: true,
                accepted: None,
                ..
            },
        ) => HandOver::Rejected,
        (Route::Reporting, _) => HandOver::AsIssued,
        (_, Facts { cleared: true, .. }) => HandOver::AsCleared,
        (
            _,
            Facts {
                accepted: Some(Route::Reporting),
                ..
            },
        ) => HandOver::Released(Reason::ClearanceOff),
        (_, Facts { rejected: true, .. }) => HandOver::Rejected,
        (_, facts) => match release {
            Some(release) => HandOver::Released(release.reason),
            None if facts.accepted.is_some() => HandOver::ClearedMissing,
            None => HandOver::NotYet,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standard_document_is_handed_over_when_it_is_cleared_and_not_before() {
        let facts = |accepted, rejected, cleared| Facts {
            accepted,
            rejected,
            cleared,
        };
        let (clearance, reporting) = (Some(Route::Clearance), Some(Route::Reporting));
        let outage = Release {
            at: Timestamp::default(),
            by: "A".into(),
            reason: Reason::Outage,
            note: "announced".into(),
        };
        let released = HandOver::Released(Reason::Outage);
        for (facts, without, with) in [
            (facts(None, false, false), HandOver::NotYet, released),
            (facts(None, true, false), HandOver::Rejected, HandOver::Rejected),
            (facts(clearance, false, true), HandOver::AsCleared, HandOver::AsCleared),
            (facts(clearance, false, false), HandOver::ClearedMissing, released),
            (
                facts(reporting, false, false),
                HandOver::Released(Reason::ClearanceOff),
                HandOver::Released(Reason::ClearanceOff),
            ),
        ] {
            assert_eq!(may_hand_over(Route::Clearance, facts, None), without, "{facts:?}");
            assert_eq!(may_hand_over(Route::Clearance, facts, Some(&outage)), with, "{facts:?}");
            let simplified = match facts.rejected {
                true => HandOver::Rejected,
                false => HandOver::AsIssued,
            };
            assert_eq!(may_hand_over(Route::Reporting, facts, None), simplified, "{facts:?}");
        }
    }
}
