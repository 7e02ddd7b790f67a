//! The plan of faults: which request gets which one. Pure: the caller brings the request's facts and the time, chance comes
//! from a seed, so that a plan, a seed and the order of requests decide everything.
//!
//! Rules are tried in the order in which they were added, and the first that fires has the request; the rules behind it do
//! not count it.

mod fault;
pub(in crate::simulator) mod plan;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use fault::{Fault, Standard};
pub use plan::{Condition, Decision, Facts, InForce, Plan, Rule};

use crate::error::Result;
use crate::time::Moment;

/// The plan of a running simulator.
#[derive(Debug)]
pub struct Faults(Mutex<Plan>);

impl Faults {
    /// An empty plan, with its own chance.
    pub fn new(seed: u64) -> Self {
        Faults(Mutex::new(Plan::new(seed)))
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        // A plan is whole between any two of its lines, so one that a panicking thread left behind is as good as any.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule behind the others, and returns its number.
    pub fn add(&self, rule: Rule) -> Result<u64> {
        self.plan().add(rule)
    }

    /// Adds a fault for every request.
    pub fn always(&self, fault: Fault) -> Result<u64> {
        self.add(Rule::of(fault))
    }

    /// Adds a fault for the next request of all.
    pub fn once(&self, fault: Fault) -> Result<u64> {
        self.add(Rule::of(fault).times(1))
    }

    /// Adds a script: one fault for each of the next requests, in order.
    pub fn script(&self, steps: Vec<Fault>) -> Result<u64> {
        self.add(Rule::script(steps))
    }

    /// Takes one rule away; false if there is none of this number.
    pub fn remove(&self, id: u64) -> bool {
        self.plan().remove(id)
    }

    /// Takes all rules away.
    pub fn clear(&self) {
        self.plan().clear();
    }

    /// Starts chance anew, so that the same requests meet the same faults again.
    pub fn reseed(&self, seed: u64) {
        self.plan().reseed(seed);
    }

    /// What chance comes from.
    pub fn seed(&self) -> u64 {
        self.plan().seed()
    }

    /// The rules, with how often each was looked at and fired.
    pub fn in_force(&self) -> Vec<InForce> {
        self.plan().in_force()
    }

    /// What happens to a request. Counts it.
    pub(super) fn decide(&self, facts: &Facts<'_>, now: Moment) -> Option<Decision> {
        self.plan().decide(facts, now)
    }

    pub(super) fn may_refuse(&self) -> bool {
        self.plan().may_refuse()
    }
}
