//! The documents that a unit must have passed before it gets its certificate for real ones.

use crate::gateway::Covers;
use crate::gateway::verdict::COMPLIANCE_STEPS;
use crate::seal::Profile;

/// Which of the [`COMPLIANCE_STEPS`] are passed, or which are asked for: a bit for each, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Steps(u8);

impl Steps {
    /// Those that a request for these kinds of documents asks for.
    pub(super) fn asked(covers: Covers) -> Self {
        let standard = if covers.standard { 0b000_111 } else { 0 };
        let simplified = if covers.simplified { 0b111_000 } else { 0 };
        Steps(standard | simplified)
    }

    /// The one that a document passes.
    pub(super) fn of(profile: Profile, type_code: &str) -> Self {
        let kind = match type_code.trim() {
            "381" => 1,
            "383" => 2,
            // An invoice, be it for a prepayment or not.
            "388" | "386" => 0,
            _ => return Steps(0),
        };
        let first = match profile {
            Profile::Standard => 0,
            Profile::Simplified => 3,
        };
        Steps(1 << (first + kind))
    }

    pub(super) fn add(&mut self, other: Steps) {
        self.0 |= other.0;
    }

    /// Those of `asked` that are not passed.
    pub(super) fn missing(self, asked: Steps) -> Vec<&'static str> {
        let open = asked.0 & !self.0;
        let named = COMPLIANCE_STEPS.into_iter().enumerate();
        named
            .filter(|(at, _)| open >> at & 1 == 1)
            .map(|(_, name)| name)
            .collect()
    }

    pub(super) fn bits(self) -> u8 {
        self.0
    }

    pub(super) fn from_bits(bits: u8) -> Self {
        Steps(bits & 0b111_111)
    }
}
