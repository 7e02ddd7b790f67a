//! How long to wait. Randomness is handed in: a thousand shops that lost the same connection must not come back together.

use serde::{Deserialize, Serialize};

use crate::error::{Code, Error, Result};
use crate::store::delivery::Job;
use crate::time::Timestamp;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// No wait is longer, whatever the figures say: not for an answer, for the next try, for a probe, nor for the authority's own rest.
pub const LONGEST_WAIT_MS: i64 = 25 * HOUR;

/// Whether a wait until this time is over. One that would last longer than any does was written by a clock that ran ahead: were it
/// kept to, nothing would go out before the day that the clock showed.
pub const fn is_over(until: Timestamp, now: Timestamp) -> bool {
    let left = until.since(now);
    left <= 0 || left > LONGEST_WAIT_MS
}

/// What to do with standard documents while the authority's clearance is switched off (303).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearanceOff {
    /// They are reported, as the authority says, and come back to clearance when it is on again.
    Report,
    /// They wait, and somebody is called.
    Wait,
}

/// The figures of delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// The longest time of one call, connection and all.
    pub call_ms: i64,
    /// How much longer than a call a claim lasts.
    pub spare_ms: i64,
    /// The first waiting time; it doubles.
    pub base_ms: i64,
    /// The longest waiting time.
    pub cap_ms: i64,
    /// How long after the first try a document in doubt is tried once more whatever its waiting time: just before the authority
    /// forgets what it has, and could take it twice.
    pub forced_ms: i64,
    /// How long the authority knows what it has.
    pub window_ms: i64,
    /// The longest rest (429) that is believed.
    pub rest_cap_ms: i64,
    /// The first time between probes of a parked lane; it doubles.
    pub probe_ms: i64,
    /// The longest time between probes.
    pub probe_cap_ms: i64,
    /// So many documents of one device are in hand of one worker at most: its rate is limited, and others want to go too.
    pub per_chain: usize,
    /// So many equal refusals in a row pause a device.
    pub storm: u32,
    /// Documents whose deadline is so near go before others of their route.
    pub urgent_ms: i64,
    /// How long after a 303 one document is sent to its own operation again.
    pub back_ms: i64,
    /// What to do while clearance is off.
    pub clearance_off: ClearanceOff,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            call_ms: MINUTE,
            spare_ms: 30_000,
            base_ms: 2_000,
            cap_ms: 15 * MINUTE,
            forced_ms: 23 * HOUR + 30 * MINUTE,
            window_ms: 24 * HOUR,
            rest_cap_ms: HOUR,
            probe_ms: MINUTE,
            probe_cap_ms: 15 * MINUTE,
            per_chain: 100,
            storm: 5,
            urgent_ms: 3 * HOUR,
            back_ms: 15 * MINUTE,
            clearance_off: ClearanceOff::Report,
        }
    }
}

impl Policy {
    /// Reads figures that somebody else wrote; what is left out is as usual. What cannot be is refused.
    pub fn parse(json: &str) -> Result<Self> {
        let unfit = |what: &str| Error::new(Code::OutboxAsked).at("policy").found(what);
        let policy: Policy = serde_json::from_str(json).map_err(|error| unfit(&error.to_string()))?;
        let times = [
            ("call_ms", policy.call_ms, 1),
            ("spare_ms", policy.spare_ms, 0),
            ("base_ms", policy.base_ms, 0),
            ("cap_ms", policy.cap_ms, 0),
            ("forced_ms", policy.forced_ms, 0),
            ("window_ms", policy.window_ms, 0),
            ("rest_cap_ms", policy.rest_cap_ms, 0),
            ("probe_ms", policy.probe_ms, 0),
            ("probe_cap_ms", policy.probe_cap_ms, 0),
            ("urgent_ms", policy.urgent_ms, 0),
            ("back_ms", policy.back_ms, 0),
        ];
        let mut times = times.into_iter();
        match times.find(|(_, ms, least)| !(*least..=LONGEST_WAIT_MS).contains(ms)) {
            Some((name, ..)) => Err(unfit(name)),
            // A claim that lasts longer is taken for one of a clock that ran ahead.
            None if policy.lease_ms() > LONGEST_WAIT_MS => Err(unfit("spare_ms")),
            None => Ok(policy),
        }
    }

    /// How long a claim lasts: longer than any call, so that nobody takes a document over that is still being sent.
    pub const fn lease_ms(&self) -> i64 {
        self.call_ms + self.spare_ms
    }

    /// The waiting time after so many failures in a row: anything between nothing and the doubled time, each as likely.
    pub fn backoff_ms(&self, failures: u32, chance: u64) -> i64 {
        let ceiling = doubled(self.base_ms, failures.saturating_sub(1), self.cap_ms);
        (chance % (ceiling.unsigned_abs() + 1)) as i64
    }

    /// The time to the next probe, after so many that failed.
    pub fn probe_ms(&self, probes: u32) -> i64 {
        doubled(self.probe_ms, probes, self.probe_cap_ms)
    }

    /// How long the authority asked for rest, in milliseconds.
    pub fn rest_ms(&self, seconds: u64) -> i64 {
        i64::try_from(seconds.saturating_mul(1000))
            .unwrap_or(i64::MAX)
            .min(self.rest_cap_ms)
            .min(LONGEST_WAIT_MS)
    }

    /// When a document is tried again, that is due at `due`: earlier if the authority would have forgotten it by then.
    pub(super) fn no_later_than_forced(&self, job: &Job, due: Timestamp, now: Timestamp) -> Timestamp {
        let forced = job.first_sent_at.plus_ms(self.forced_ms);
        match job.doubt_since {
            Some(_) if forced > now => due.min(forced),
            _ => due,
        }
    }

    /// Whether a document in doubt is in the last half hour in which the authority still knows it.
    pub fn is_closing(&self, job: &Job, now: Timestamp) -> bool {
        let age = now.since(job.first_sent_at);
        job.doubt_since.is_some() && (self.forced_ms..self.window_ms).contains(&age)
    }
}

fn doubled(base: i64, times: u32, cap: i64) -> i64 {
    base.saturating_mul(1i64.checked_shl(times.min(40)).unwrap_or(i64::MAX))
        .min(cap)
        .min(LONGEST_WAIT_MS)
}

#[cfg(test)]
mod tests;
