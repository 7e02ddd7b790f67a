//! Restraint: how often a unit may ask, and when nobody should. Two machines without a clock; the caller brings the time, in
//! milliseconds of a clock that never goes back.
//!
//! The **bucket** gives out slots at a rate, with some in hand. When the authority says "too many" it empties, stays shut for as
//! long as the authority asks, comes back at half the rate, and grows slowly to the full one. The **breaker** opens when the
//! endpoint fails again and again; then one call in thirty seconds tries whether it is back.

use crate::error::{Code, Error, Result};

/// How often, and when not at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Calls a minute of one unit to one kind of operation.
    pub per_minute: u32,
    /// How many may go at once after a rest.
    pub burst: u32,
    /// The rate never shrinks below this.
    pub least_per_minute: u32,
    /// The longest `Retry-After` that is kept. A page of some proxy must not silence a unit for a year.
    pub most_retry_after_ms: u64,
    /// Failures in a row that open the breaker; `u32::MAX`: there is none, because somebody else has one for all units.
    pub straight_failures: u32,
    /// How long it stays open before a call tries again, and between two such calls.
    pub probe_every_ms: u64,
}

impl Default for Rates {
    fn default() -> Self {
        Rates {
            per_minute: 1_200,
            burst: 40,
            least_per_minute: 6,
            most_retry_after_ms: 3_600_000,
            straight_failures: 5,
            probe_every_ms: 30_000,
        }
    }
}

/// The breaker also opens when half of this many last calls failed.
const WINDOW: u32 = 20;
/// The rate grows by a twentieth of the full one each time that this passes without "too many".
const GROWS_EVERY_MS: u64 = 10_000;
/// The pause after "too many" without a time: a second, doubled each time in a row, up to a minute.
const FIRST_PAUSE_MS: u64 = 1_000;
const MOST_PAUSE_MS: u64 = 60_000;
const MINUTE_US: u64 = 60_000_000;

impl Rates {
    pub(super) fn check(&self) -> Result<()> {
        let refused = |name| Err(Error::new(Code::DriveSetting).at(name));
        match self {
            Rates { per_minute: 0, .. } => refused("rates.per_minute"),
            Rates { burst: 0, .. } => refused("rates.burst"),
            Rates {
                least_per_minute: 0, ..
            } => refused("rates.least_per_minute"),
            Rates {
                straight_failures: 0, ..
            } => refused("rates.straight_failures"),
            Rates { probe_every_ms: 0, .. } => refused("rates.probe_every_ms"),
            rates if rates.least_per_minute > rates.per_minute => refused("rates.least_per_minute"),
            _ => Ok(()),
        }
    }
}

/// What is answered to a call that wants to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admission {
    /// It goes now. What became of it is told with this slot.
    Go(Slot),
    /// Not now: the bucket is empty or shut.
    Wait {
        /// How long, at least.
        for_ms: u64,
    },
    /// The endpoint is down, and somebody tried it a moment ago.
    Open {
        /// How long until it is tried again.
        for_ms: u64,
    },
}

/// One call on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// A result counts for the breaker's state in which the call began, not for a later one.
    era: u64,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The endpoint answered, whatever it said.
    Answered,
    /// It said: too many requests.
    Throttled,
    /// It could not be reached, failed, or its answer was lost.
    Failed,
}

/// Bucket and breaker of one unit at one endpoint.
#[derive(Debug, Clone)]
pub struct Restraint {
    rates: Rates,
    bucket: Bucket,
    breaker: Breaker,
}

#[derive(Debug, Clone)]
struct Bucket {
    per_minute: u32,
    /// When the next slot would be given if none were in hand, in microseconds.
    next_us: u64,
    /// Nobody goes before this.
    shut_until_ms: u64,
    grown_at_ms: u64,
    straight_throttles: u32,
}

#[derive(Debug, Clone)]
struct Breaker {
    era: u64,
    /// While open: when the next call may try.
    probe_at_ms: Option<u64>,
    straight: u32,
    /// The last results, the youngest lowest; a failure is a one.
    window: u32,
    seen: u32,
}

impl Restraint {
    /// Of a unit that did nothing yet.
    pub fn new(rates: Rates) -> Self {
        Restraint {
            rates,
            bucket: Bucket {
                per_minute: rates.per_minute,
                next_us: 0,
                shut_until_ms: 0,
                grown_at_ms: 0,
                straight_throttles: 0,
            },
            breaker: Breaker {
                era: 0,
                probe_at_ms: None,
                straight: 0,
                window: 0,
                seen: 0,
            },
        }
    }

    /// May a call go now?
    pub fn admit(&mut self, now_ms: u64) -> Admission {
        self.bucket.grow(&self.rates, now_ms);
        // The breaker first: while it is open, nobody should stand and wait.
        let probe = match self.breaker.probe_at_ms {
            Some(at) if now_ms < at => return Admission::Open { for_ms: at - now_ms },
            open => open.is_some(),
        };
        if let Some(for_ms) = self.bucket.wait(&self.rates, now_ms) {
            return Admission::Wait { for_ms };
        }
        self.bucket.take(now_ms);
        if probe {
            self.breaker.probe_at_ms = Some(now_ms.saturating_add(self.rates.probe_every_ms));
        }
        Admission::Go(Slot { era: self.breaker.era })
    }

    /// Tells what became of a call. True if the breaker opened by it.
    pub fn settle(&mut self, slot: Slot, outcome: Outcome, retry_after_ms: Option<u64>, now_ms: u64) -> bool {
        self.bucket.grow(&self.rates, now_ms);
        if outcome == Outcome::Throttled {
            self.bucket.throttled(&self.rates, now_ms);
        } else if outcome == Outcome::Answered {
            self.bucket.straight_throttles = 0;
        }
        if let Some(asked) = retry_after_ms {
            let until = now_ms.saturating_add(asked.min(self.rates.most_retry_after_ms));
            self.bucket.shut(&self.rates, until);
        }
        slot.era == self.breaker.era && self.breaker.settle(&self.rates, outcome == Outcome::Failed, now_ms)
    }

    /// How long a call would be held back now, if it would.
    pub fn held_for_ms(&mut self, now_ms: u64) -> Option<u64> {
        self.bucket.grow(&self.rates, now_ms);
        let open = self
            .breaker
            .probe_at_ms
            .and_then(|at| at.checked_sub(now_ms))
            .filter(|ms| *ms > 0);
        open.max(self.bucket.wait(&self.rates, now_ms))
    }

    /// True while the breaker is open.
    pub fn is_open(&self) -> bool {
        self.breaker.probe_at_ms.is_some()
    }

    /// The rate at present.
    pub fn per_minute(&self) -> u32 {
        self.bucket.per_minute
    }

    /// True if nothing would be lost by forgetting it: full, at full rate, without a failure in memory.
    pub fn is_at_rest(&mut self, now_ms: u64) -> bool {
        self.bucket.grow(&self.rates, now_ms);
        self.bucket.next_us <= micros(now_ms)
            && self.bucket.shut_until_ms <= now_ms
            && self.bucket.per_minute == self.rates.per_minute
            && self.breaker.window == 0
            && !self.is_open()
    }
}

impl Bucket {
    fn interval_us(&self) -> u64 {
        MINUTE_US / u64::from(self.per_minute)
    }

    /// How far ahead of its time a slot may be given: fewer in hand at a lower rate, in the same measure. It never shrinks while
    /// the rate grows, or a wait that was told would turn out too short.
    fn ahead_us(&self, rates: &Rates) -> u64 {
        let full = MINUTE_US / u64::from(rates.per_minute) * u64::from(rates.burst);
        full.saturating_sub(self.interval_us())
    }

    fn wait(&self, rates: &Rates, now_ms: u64) -> Option<u64> {
        let slot_us = self.next_us.saturating_sub(self.ahead_us(rates));
        let at_ms = slot_us.div_ceil(1_000).max(self.shut_until_ms);
        (at_ms > now_ms).then(|| at_ms - now_ms)
    }

    fn take(&mut self, now_ms: u64) {
        self.next_us = self.next_us.max(micros(now_ms)).saturating_add(self.interval_us());
    }

    fn throttled(&mut self, rates: &Rates, now_ms: u64) {
        let pause = FIRST_PAUSE_MS.saturating_mul(1 << self.straight_throttles.min(10));
        self.straight_throttles = self.straight_throttles.saturating_add(1);
        self.per_minute = (self.per_minute / 2).max(rates.least_per_minute);
        self.grown_at_ms = now_ms;
        self.shut(rates, now_ms.saturating_add(pause.min(MOST_PAUSE_MS)));
    }

    /// Shut, and with one slot alone when it opens: those who waited do not all rush in.
    fn shut(&mut self, rates: &Rates, until_ms: u64) {
        self.shut_until_ms = self.shut_until_ms.max(until_ms);
        let one = micros(self.shut_until_ms).saturating_add(self.ahead_us(rates));
        self.next_us = self.next_us.max(one);
    }

    fn grow(&mut self, rates: &Rates, now_ms: u64) {
        if self.per_minute >= rates.per_minute {
            self.grown_at_ms = now_ms;
            return;
        }
        // While it is shut nothing is learnt of what the authority bears.
        self.grown_at_ms = self.grown_at_ms.max(self.shut_until_ms.min(now_ms));
        let steps = now_ms.saturating_sub(self.grown_at_ms) / GROWS_EVERY_MS;
        let step = u64::from((rates.per_minute / 20).max(1));
        let grown = u64::from(self.per_minute).saturating_add(steps.saturating_mul(step));
        self.per_minute = u32::try_from(grown).unwrap_or(u32::MAX).min(rates.per_minute);
        self.grown_at_ms = self.grown_at_ms.saturating_add(steps.saturating_mul(GROWS_EVERY_MS));
    }
}

impl Breaker {
    fn settle(&mut self, rates: &Rates, failed: bool, now_ms: u64) -> bool {
        if rates.straight_failures == u32::MAX {
            return false;
        }
        if let Some(probe_at) = self.probe_at_ms {
            if !failed {
                self.begin(None);
            } else {
                // The endpoint is as bad as it was: the next try is a whole pause after this answer.
                let later = now_ms.saturating_add(rates.probe_every_ms);
                self.probe_at_ms = Some(probe_at.max(later));
            }
            return false;
        }
        self.straight = if failed { self.straight + 1 } else { 0 };
        self.window = ((self.window << 1) | u32::from(failed)) & ((1 << WINDOW) - 1);
        self.seen = (self.seen + 1).min(WINDOW);
        let half = self.seen == WINDOW && self.window.count_ones() * 2 >= WINDOW;
        let opens = failed && (self.straight >= rates.straight_failures || half);
        if opens {
            self.begin(Some(now_ms.saturating_add(rates.probe_every_ms)));
        }
        opens
    }

    /// A new era: calls that began before it do not count in it.
    fn begin(&mut self, probe_at_ms: Option<u64>) {
        *self = Breaker {
            era: self.era + 1,
            probe_at_ms,
            straight: 0,
            window: 0,
            seen: 0,
        };
    }
}

fn micros(ms: u64) -> u64 {
    ms.saturating_mul(1_000)
}
