//! The only room that opens a connection: HTTP over TLS, the wall clock, patience and restraint.
//!
//! It sends a [`Request`](crate::gateway::Request) and brings back what [`Arrived`](crate::gateway::Arrived); what that means is
//! decided in [`crate::gateway::verdict`]. It repeats nothing, follows nothing and keeps nothing: a redirect is a reply, and
//! who sends again is whoever knows what was sent.
//!
//! Whether a request left is known, not guessed: see [`Exchange::left`]. Nothing secret is in an error, an event or a counter.

mod blocking;
mod call;
mod clock;
mod counters;
pub mod courier;
pub mod enrol;
mod faults;
mod gate;
mod lanes;
pub mod onboard;
pub mod post;
mod resolve;
pub mod restraint;
mod settings;
mod trust;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

pub use clock::SKEW_WARNED_MS;
pub use counters::{Counter, Counters, LATENCY_BOUNDS_MS};
pub use restraint::Rates;
pub use settings::{Proxy, ProxyAddress, Settings};
pub use trust::RootCertificate;

use crate::error::{Code, Error, Result};
use crate::gateway::{Doubt, Operation, Reply, Verdict};
use crate::time::Timestamp;
use restraint::Restraint;

/// How long a call may take: [`Settings::call_ms`] or [`Settings::waiting_ms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// Nobody waits for it.
    Background,
    /// A person or a till does.
    Waiting,
}

/// What became of one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What was asked.
    pub operation: Operation,
    /// What to do next.
    pub verdict: Verdict,
    /// The reply as it came, to be kept as evidence; nothing if none came whole. One to a request for a certificate holds its
    /// secret: of a document's alone the body may be kept in the open.
    pub reply: Option<Reply>,
    /// False if it is certain that not one byte of the request left.
    pub left: bool,
    /// The number of the call since the process began, as it stands in the events.
    pub attempt: u64,
    /// How long the whole call took.
    pub took_ms: u64,
    /// How much of that was waiting for a free slot.
    pub waited_ms: u64,
    /// How long to wait before sending for this unit again, where that is known: the authority asked for it, or the driver
    /// would hold the call back.
    pub wait_ms: Option<u64>,
    /// How far the authority's clock is ahead of ours, in milliseconds, good to half a second and half the way.
    pub skew_ms: Option<i64>,
}

/// Now, by this machine's clock.
pub(crate) fn clock_now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

impl Exchange {
    /// What went wrong, with the way out; nothing where all is well. More exact than the verdict's where the way was at fault.
    pub fn error(&self) -> Option<Error> {
        match &self.verdict {
            Verdict::Unsure(Doubt::Lost(loss)) => Some(Error::new(faults::code_of(*loss))),
            verdict => verdict.error(self.operation),
        }
    }

    /// A warning if this machine's clock is off by more than [`SKEW_WARNED_MS`].
    pub fn skew_warning(&self) -> Option<Error> {
        skew_warning(self.skew_ms)
    }
}

fn skew_warning(skew_ms: Option<i64>) -> Option<Error> {
    let skew = skew_ms.filter(|ms| ms.abs() > SKEW_WARNED_MS)?;
    // Said from this machine's side: that is the clock to be set.
    let (seconds, side) = (skew.abs() / 1_000, if skew > 0 { "slow" } else { "fast" });
    Some(Error::new(Code::DriveClockSkew).found(&format!("{seconds} s {side}")))
}

/// Sends requests. Cheap to clone; clones share connections, restraint and counters.
#[derive(Clone)]
pub struct Client(Arc<Shared>);

struct Shared {
    settings: Settings,
    lookup: resolve::Lookup,
    /// Connections belong to the event loop that they were opened on, so the blocking door has its own.
    lanes: lanes::Lanes,
    blocking_lanes: lanes::Lanes,
    engine: blocking::Engine,
    began: Instant,
    restraints: Mutex<HashMap<Unit, Restraint>>,
    counters: Mutex<Counters>,
}

/// Whose restraint it is: an endpoint's base, a kind of operation, a unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Unit {
    base: String,
    group: Group,
    device: String,
}

/// Operations that the authority is likely to count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Group {
    Onboarding,
    Reporting,
    Clearance,
}

impl From<Operation> for Group {
    fn from(operation: Operation) -> Self {
        match operation {
            Operation::Reporting => Group::Reporting,
            Operation::Clearance => Group::Clearance,
            Operation::ComplianceCsid | Operation::ComplianceCheck | Operation::ProductionCsid | Operation::Renewal => {
                Group::Onboarding
            }
        }
    }
}

/// More units than this, and those at rest are forgotten.
const MOST_UNITS: usize = 4_096;

impl Client {
    /// A client with these settings. Nothing is opened before the first call.
    pub fn new(settings: Settings) -> Result<Self> {
        Self::with_lookup(settings, resolve::system())
    }

    /// The same with another way to look names up. Private: names of the authority's are looked up by the system only.
    fn with_lookup(settings: Settings, lookup: resolve::Lookup) -> Result<Self> {
        settings.check()?;
        // A wrong proxy is told now and not with the first invoice.
        let proxy = settings.proxy.resolved()?;
        Ok(Client(Arc::new(Shared {
            lanes: lanes::Lanes::new(proxy.clone()),
            blocking_lanes: lanes::Lanes::new(proxy),
            engine: blocking::Engine::default(),
            began: Instant::now(),
            restraints: Mutex::default(),
            counters: Mutex::default(),
            lookup,
            settings,
        })))
    }

    /// The settings that it was made with.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// What was sent so far and what came of it.
    pub fn counters(&self) -> Counters {
        lock(&self.0.counters).clone()
    }

    /// How far the authority's clock was ahead of ours when it last told the time, in milliseconds.
    pub fn skew(&self) -> Option<i64> {
        lock(&self.0.counters).skew_ms
    }

    /// A warning if this machine's clock is off by more than [`SKEW_WARNED_MS`].
    pub fn skew_warning(&self) -> Option<Error> {
        skew_warning(self.skew())
    }
}

impl Shared {
    /// Milliseconds since the client was made: the clock of the restraint.
    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn with_restraint<T>(&self, unit: &Unit, now_ms: u64, act: impl FnOnce(&mut Restraint) -> T) -> T {
        let mut all = lock(&self.restraints);
        if let Some(restraint) = all.get_mut(unit) {
            return act(restraint);
        }
        if all.len() >= MOST_UNITS && all.len().is_power_of_two() {
            all.retain(|_, restraint| !restraint.is_at_rest(now_ms));
        }
        act(all
            .entry(unit.clone())
            .or_insert_with(|| Restraint::new(self.settings.rates)))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

/// Nothing that can panic is done under these locks; a poisoned one holds whole values.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
