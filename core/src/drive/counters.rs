//! What was sent and what came of it, as numbers: nothing of a document, a unit or a secret is in them.

use std::collections::BTreeMap;

use crate::gateway::{Environment, Operation, Standing};

pub use crate::ledger::figures::LATENCY_BOUNDS_MS;

/// All counts since the client was made.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counters {
    /// One entry for each environment, standing and operation that was called.
    pub calls: Vec<Counter>,
    /// How far the authority's clock was ahead of ours at last, in milliseconds.
    pub skew_ms: Option<i64>,
}

/// The counts of one operation in one environment.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Counter {
    /// Which environment.
    pub environment: Environment,
    /// Earnest or a rehearsal.
    pub standing: Standing,
    /// What was asked.
    pub operation: Operation,
    /// Calls by verdict: [`Verdict::as_str`](crate::gateway::Verdict::as_str).
    pub verdicts: BTreeMap<&'static str, u64>,
    /// Calls of which not one byte left.
    pub never_left: u64,
    /// Replies that said: too many requests.
    pub throttled: u64,
    /// Calls held back by an open breaker or an empty bucket.
    pub held_back: u64,
    /// How often a breaker opened.
    pub breaker_opened: u64,
    /// Bytes of bodies that left, or may have.
    pub sent_bytes: u64,
    /// Bytes of replies' bodies, unpacked.
    pub received_bytes: u64,
    /// The time of all calls that left, in milliseconds.
    pub latency_sum_ms: u64,
    /// Those calls by class: at most [`LATENCY_BOUNDS_MS`], and the rest.
    pub latency: [u64; LATENCY_BOUNDS_MS.len() + 1],
}

/// One call, as it is counted.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Tally {
    pub(super) verdict: &'static str,
    pub(super) left: bool,
    pub(super) throttled: bool,
    pub(super) held_back: bool,
    pub(super) opened: bool,
    pub(super) sent_bytes: u64,
    pub(super) received_bytes: u64,
    pub(super) took_ms: u64,
    pub(super) skew_ms: Option<i64>,
}

impl Counters {
    pub(super) fn add(&mut self, environment: Environment, standing: Standing, operation: Operation, tally: &Tally) {
        if tally.skew_ms.is_some() {
            self.skew_ms = tally.skew_ms;
        }
        let same = |counter: &Counter| {
            (counter.environment, counter.standing, counter.operation) == (environment, standing, operation)
        };
        let at = match self.calls.iter().position(same) {
            Some(at) => at,
            None => {
                self.calls.push(Counter::new(environment, standing, operation));
                self.calls.len() - 1
            }
        };
        self.calls[at].add(tally);
    }
}

impl Counter {
    fn new(environment: Environment, standing: Standing, operation: Operation) -> Self {
        Counter {
            environment,
            standing,
            operation,
            verdicts: BTreeMap::new(),
            never_left: 0,
            throttled: 0,
            held_back: 0,
            breaker_opened: 0,
            sent_bytes: 0,
            received_bytes: 0,
            latency_sum_ms: 0,
            latency: [0; LATENCY_BOUNDS_MS.len() + 1],
        }
    }

    fn add(&mut self, tally: &Tally) {
        *self.verdicts.entry(tally.verdict).or_default() += 1;
        self.never_left += u64::from(!tally.left);
        self.throttled += u64::from(tally.throttled);
        self.held_back += u64::from(tally.held_back);
        self.breaker_opened += u64::from(tally.opened);
        self.received_bytes += tally.received_bytes;
        if tally.left {
            self.sent_bytes += tally.sent_bytes;
            self.latency_sum_ms += tally.took_ms;
            let class = LATENCY_BOUNDS_MS.iter().position(|bound| tally.took_ms <= *bound);
            self.latency[class.unwrap_or(LATENCY_BOUNDS_MS.len())] += 1;
        }
    }
}
