//! Numbers that a seed gives, the same on every machine.

use crate::support::dice::Dice;

#[derive(Debug, Clone)]
pub(crate) struct Random(Dice);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Stirred: seeds in a row begin at a distance from each other.
        Random(Dice::new(
            seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03,
        ))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0.roll()
    }

    /// From 0 to below the limit.
    pub(crate) fn below(&mut self, limit: i64) -> i64 {
        (self.next() % limit.unsigned_abs().max(1)) as i64
    }

    pub(crate) fn one_in(&mut self, count: i64) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len() as i64) as usize]
    }
}
