//! The order of it all: claim, look again, send, settle. It says what may be done next; whoever drives it does it.
//!
//! No transaction is open while something is sent, and every line between two tasks may be the last one: a worker that dies has
//! committed what it was about to do, and what it did not commit did not happen.

use std::collections::BTreeMap;

use super::claim::{Allowance, Asked, Claim, Mine, claim, still_mine};
use super::pace::Policy;
use super::settle::{Arrival, give_back, settle};
use super::step::Alert;
use crate::error::{Error, Kind, Result};
use crate::store::delivery::Deliveries;
use crate::store::{ChainId, Place};
use crate::time::Timestamp;

/// One claim of a worker: the document and the claim's number.
pub type Key = (Place, u64);

/// What a worker can do next. Those of one moment may be done in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Take documents: a transaction.
    Claim,
    /// Look whether a claim still holds: a transaction.
    Look(Key),
    /// Send, at once: the look has just allowed it.
    Send(Key),
    /// Keep what came: a transaction.
    Settle(Key),
    /// Give a claim back unsent: a transaction.
    GiveBack(Key),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Flight {
    Claimed,
    Allowed,
    Sent,
    Arrived(Arrival),
    Unwanted,
}

/// One worker, with the documents that it has in hand. Nothing of it need survive.
#[derive(Debug, Clone)]
pub struct Worker {
    name: String,
    policy: Policy,
    flights: BTreeMap<Key, (Claim, Flight)>,
}

impl Worker {
    /// A worker. Its name is unique among all that work on the store.
    pub fn new(name: &str, policy: Policy) -> Self {
        Worker {
            name: name.to_owned(),
            policy,
            flights: BTreeMap::new(),
        }
    }

    /// How many documents it has in hand.
    pub fn in_hand(&self) -> usize {
        self.flights.len()
    }

    /// The claims that were sent and have no answer yet.
    pub fn awaited(&self) -> impl Iterator<Item = &Claim> {
        self.flights
            .values()
            .filter(|(_, flight)| *flight == Flight::Sent)
            .map(|(claim, _)| claim)
    }

    /// What it can do next with the documents in hand. [`Task::Claim`] is always possible besides, where hands are free.
    pub fn tasks(&self) -> Vec<Task> {
        let task = |(key, (_, flight)): (&Key, &(Claim, Flight))| match flight {
            Flight::Claimed => Some(Task::Look(*key)),
            Flight::Allowed => Some(Task::Send(*key)),
            Flight::Arrived(_) => Some(Task::Settle(*key)),
            Flight::Unwanted => Some(Task::GiveBack(*key)),
            Flight::Sent => None,
        };
        self.flights.iter().filter_map(task).collect()
    }

    /// Takes what its hands and the way out bear.
    pub fn claim(&mut self, store: &dyn Deliveries, allowance: Allowance, now: Timestamp) -> Result<usize> {
        let mut busy: BTreeMap<ChainId, usize> = BTreeMap::new();
        for (place, _) in self.flights.keys() {
            *busy.entry(place.chain).or_default() += 1;
        }
        let asked = Asked {
            worker: &self.name,
            allowance,
            busy: &busy,
            now,
            policy: &self.policy,
        };
        let mut claims = Vec::new();
        store.deliver(&mut |rows| {
            claims = claim(rows, &asked)?;
            Ok(())
        })?;
        // Only now, when it is committed, are they in hand.
        let count = claims.len();
        for claim in claims {
            self.flights
                .insert((claim.document.place, claim.epoch), (claim, Flight::Claimed));
        }
        Ok(count)
    }

    /// Looks again whether a claimed document may be sent.
    pub fn look(&mut self, store: &dyn Deliveries, key: Key, now: Timestamp) -> Result<Mine> {
        let Some((claim, flight)) = self.flights.get_mut(&key) else {
            return Ok(Mine::Lost);
        };
        let mut mine = Mine::Lost;
        store.deliver(&mut |rows| {
            mine = still_mine(rows, claim, now, &self.policy)?;
            Ok(())
        })?;
        match mine {
            Mine::Yes => *flight = Flight::Allowed,
            Mine::GiveBack => *flight = Flight::Unwanted,
            Mine::Lost => drop(self.flights.remove(&key)),
        }
        Ok(mine)
    }

    /// The claim to be sent now. From here on nobody knows how far it came. Nothing, if so much time went by since the look that
    /// the call would outlive the claim: it is to be given back then.
    pub fn depart(&mut self, key: Key, now: Timestamp) -> Option<&Claim> {
        let (claim, flight) = self.flights.get_mut(&key)?;
        if *flight != Flight::Allowed {
            return None;
        }
        if now.plus_ms(self.policy.call_ms) > claim.lease_until || now < claim.at {
            *flight = Flight::Unwanted;
            return None;
        }
        *flight = Flight::Sent;
        Some(claim)
    }

    /// What came of a claim that was sent.
    pub fn arrive(&mut self, key: Key, arrival: Arrival) {
        if let Some((_, flight)) = self.flights.get_mut(&key) {
            *flight = Flight::Arrived(arrival);
        }
    }

    /// Keeps what came.
    pub fn settle(&mut self, store: &dyn Deliveries, key: Key, now: Timestamp, chance: u64) -> Result<Vec<Alert>> {
        let Some((claim, Flight::Arrived(arrival))) = self.flights.get(&key) else {
            return Ok(vec![]);
        };
        let mut alerts = Vec::new();
        store.deliver(&mut |rows| {
            alerts = settle(rows, claim, arrival, now, chance, &self.policy)?;
            Ok(())
        })?;
        self.flights.remove(&key);
        Ok(alerts)
    }

    /// Gives a claim back that was not sent.
    pub fn give_back(&mut self, store: &dyn Deliveries, key: Key, now: Timestamp) -> Result<()> {
        let Some((claim, Flight::Unwanted | Flight::Claimed | Flight::Allowed)) = self.flights.get(&key) else {
            return Ok(());
        };
        store.deliver(&mut |rows| give_back(rows, claim, now, &self.policy))?;
        self.flights.remove(&key);
        Ok(())
    }
}

/// The way out, as a worker sees it.
pub trait Wire {
    /// How many more documents can go out at this moment.
    fn allowance(&mut self, now: Timestamp) -> Allowance;
    /// Begins to send, without waiting for the answer. The bytes are those of the claim's document and no others.
    fn send(&mut self, claim: &Claim);
    /// Waits for the next answer of those that were begun. Every one of them is answered, if only by a lost reply.
    fn arrival(&mut self) -> (Key, Arrival);
}

/// What one round did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Round {
    /// Documents that went out.
    pub sent: usize,
    /// Answers that were kept.
    pub settled: usize,
    /// Whom to call.
    pub alerts: Vec<Alert>,
}

/// Sends what is due until nothing more is, and returns when every answer is kept.
///
/// A store that is busy is asked again; any other of its errors ends the round. What was in hand then is in nobody's hands when
/// its lease ends, and is sent again with the same bytes.
pub fn deliver_round(
    worker: &mut Worker,
    store: &dyn Deliveries,
    wire: &mut dyn Wire,
    clock: &dyn Fn() -> Timestamp,
    chance: &mut dyn FnMut() -> u64,
) -> Result<Round> {
    let mut round = Round::default();
    let mut awaited = 0usize;
    loop {
        let allowance = wire.allowance(clock());
        let taken = match allowance.total {
            0 => 0,
            _ => again(|| worker.claim(store, allowance, clock()))?,
        };
        for task in worker.tasks() {
            let Task::Look(key) = task else { continue };
            if again(|| worker.look(store, key, clock()))? == Mine::Yes
                && let Some(claim) = worker.depart(key, clock())
            {
                wire.send(claim);
                round.sent += 1;
                awaited += 1;
            }
        }
        if awaited > 0 {
            let (key, arrival) = wire.arrival();
            worker.arrive(key, arrival);
            awaited -= 1;
        }
        let done = keep(worker, store, clock, chance, &mut round)?;
        if taken == 0 && awaited == 0 && done == 0 {
            return Ok(round);
        }
    }
}

fn keep(
    worker: &mut Worker,
    store: &dyn Deliveries,
    clock: &dyn Fn() -> Timestamp,
    chance: &mut dyn FnMut() -> u64,
    round: &mut Round,
) -> Result<usize> {
    let mut done = 0;
    for task in worker.tasks() {
        match task {
            Task::Settle(key) => {
                let random = chance();
                round
                    .alerts
                    .extend(again(|| worker.settle(store, key, clock(), random))?);
                round.settled += 1;
                done += 1;
            }
            Task::GiveBack(key) => again(|| worker.give_back(store, key, clock()))?,
            _ => {}
        }
    }
    Ok(done)
}

/// Tries work on the store a few times while it says that it is busy, or that nobody knows: each is safe to repeat.
fn again<T>(mut work: impl FnMut() -> Result<T>) -> Result<T> {
    let mut left = 8;
    loop {
        match work() {
            Err(error) if left > 0 && may_repeat(&error) => left -= 1,
            other => return other,
        }
    }
}

fn may_repeat(error: &Error) -> bool {
    matches!(error.kind(), Kind::Busy | Kind::Unsure)
}
