//! What is broken on purpose, so that the judge is known to see it.

use khatm::gateway::Verdict;
use khatm::gateway::verdict::{Acceptance, Doubt, NotReceived, Remark};
use khatm::{Code, Error};

use super::lying::Lie;
use super::replies::Said;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plant {
    None,
    /// The store, or code that would ask it wrongly.
    Store(Lie),
    /// What a reply is taken for.
    KnownIsRefused,
    LostIsAccepted,
    LostIsRefused,
    LostIsNeverLeft,
    ServerIsRefused,
    GarbageIsAccepted,
    OtherIsAccepted,
    NoReasonIsRefused,
    LoginIsElsewhere,
    ThrottledIsRefused,
    ElsewhereIsRefused,
    CredentialIsUnsure,
    RetryAfterIsNotRead,
    LateIsDropped,
    GivesUpAfterFive,
    /// What is sent.
    BytesChangeOnRetry,
    OtherDocumentIsSent,
    SentTwice,
    CallOutlivesLease,
    /// Which answer is kept for which document of a set.
    AnswersAreExchanged,
    /// What is issued.
    FollowsLastAccepted,
    /// A restored file knows of nothing newer.
    NoFence,
}

pub(crate) const ALL: &[Plant] = &[
    Plant::Store(Lie::ClaimIsNotCommitted),
    Plant::Store(Lie::LookIsBlind),
    Plant::Store(Lie::EpochIsIgnored),
    Plant::Store(Lie::DoubtIsForgotten),
    Plant::Store(Lie::LeaseIsIgnored),
    Plant::Store(Lie::CursorSkips),
    Plant::Store(Lie::FactIsLost),
    Plant::Store(Lie::ParkIsIgnored),
    Plant::Store(Lie::RestIsIgnored),
    Plant::Store(Lie::AttemptIsNotKept),
    Plant::KnownIsRefused,
    Plant::LostIsAccepted,
    Plant::LostIsRefused,
    Plant::LostIsNeverLeft,
    Plant::ServerIsRefused,
    Plant::GarbageIsAccepted,
    Plant::OtherIsAccepted,
    Plant::NoReasonIsRefused,
    Plant::LoginIsElsewhere,
    Plant::ThrottledIsRefused,
    Plant::ElsewhereIsRefused,
    Plant::CredentialIsUnsure,
    Plant::RetryAfterIsNotRead,
    Plant::LateIsDropped,
    Plant::GivesUpAfterFive,
    Plant::BytesChangeOnRetry,
    Plant::OtherDocumentIsSent,
    Plant::SentTwice,
    Plant::CallOutlivesLease,
    Plant::AnswersAreExchanged,
    Plant::FollowsLastAccepted,
    Plant::NoFence,
];

impl Plant {
    pub(crate) fn lie(self) -> Lie {
        match self {
            Plant::Store(lie) => lie,
            _ => Lie::None,
        }
    }

    /// A verdict as broken code would give it.
    pub(crate) fn bend(self, said: Said, verdict: Verdict, tries: u64, late: bool) -> Verdict {
        let accepted = || Verdict::Accepted(Acceptance::default());
        let no = |why: &str| {
            Verdict::Rejected(vec![Remark {
                code: Some(why.to_owned()),
                ..Remark::default()
            }])
        };
        let never = || Verdict::NotReceived(NotReceived::NeverLeft(Error::new(Code::GatewayDefect)));
        let silent = |said: Said| matches!(said, Said::Lost(_) | Said::Server(_) | Said::NeverLeft);
        match (self, said) {
            (Plant::KnownIsRefused, Said::Known | Said::KnownBare) => no("duplicate"),
            (Plant::LostIsAccepted, Said::Lost(_)) | (Plant::GarbageIsAccepted, Said::Garbage | Said::Empty) => {
                accepted()
            }
            (Plant::OtherIsAccepted, Said::OtherDocument) => accepted(),
            (Plant::LostIsRefused, Said::Lost(_)) | (Plant::ServerIsRefused, Said::Server(_)) => no("lost"),
            (Plant::NoReasonIsRefused, Said::NoWithoutReason) => no(""),
            (Plant::LostIsNeverLeft, Said::Lost(_)) => never(),
            (Plant::LoginIsElsewhere, Said::Login) => Verdict::WrongRoute(vec![]),
            (Plant::ThrottledIsRefused, Said::Throttled(..)) => no("429"),
            (Plant::ElsewhereIsRefused, Said::Elsewhere) => no("303"),
            (Plant::CredentialIsUnsure, Said::Credential(_)) => Verdict::Unsure(Doubt::Server(500, vec![])),
            (Plant::RetryAfterIsNotRead, Said::Throttled(..)) => Verdict::NotReceived(NotReceived::Throttled(None)),
            (Plant::LateIsDropped, said) if late && silent(said) => no("late"),
            (Plant::GivesUpAfterFive, said) if tries >= 5 && silent(said) => no("too many tries"),
            _ => verdict,
        }
    }
}

/// The seconds that a verdict asks to wait.
pub(crate) fn rest_of(verdict: &Verdict) -> Option<u64> {
    match verdict {
        Verdict::NotReceived(NotReceived::Throttled(seconds)) => *seconds,
        _ => None,
    }
}
