//! One worker and the documents in its hands: what may be done with them, and how each of it is done. [`super::round`] has the
//! order.
//!
//! Documents are looked at, settled and given back in sets, each set in one transaction: one sync of the disk keeps many answers.
//! No transaction is open while something is sent, and every line between two tasks may be the last one: a worker that dies has
//! committed what it was about to do, and what it did not commit did not happen.

use std::collections::{BTreeMap, BTreeSet};

use super::claim::{Allowance, Asked, Claim, Mine, Ticket};
use super::dispatch::{Dispatch, Settling};
use super::pace::Policy;
use super::round::Round;
use super::settle::Arrival;
use super::told::Told;
use crate::error::{Error, Kind, Result};
use crate::store::{ChainId, Place};
use crate::time::Timestamp;

/// One claim of a worker: the document and the claim's number.
pub type Key = (Place, u64);

/// What a worker can do next. Those of one moment may be done in any order, and those of one kind together.
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
    Arrived(Told),
    Unwanted,
}

/// One worker, with the documents that it has in hand. Nothing of it need survive.
#[derive(Debug, Clone)]
pub struct Worker {
    name: String,
    policy: Policy,
    only: Option<BTreeSet<ChainId>>,
    flights: BTreeMap<Key, (Claim, Flight)>,
    /// So many documents at most are claimed at once: as many as come over the way to the store in the time that there is.
    most: usize,
    /// So many claims in a row were as large as that, and quick.
    quick: u32,
}

/// So many documents at most are claimed at once: nobody has more hands.
const MOST: usize = 4_096;
/// After so many quick claims twice as many documents are tried.
const QUICK: u32 = 8;

impl Worker {
    /// A worker. Its name is unique among all that work on the store.
    pub fn new(name: &str, policy: Policy) -> Self {
        Worker {
            name: name.to_owned(),
            policy,
            only: None,
            flights: BTreeMap::new(),
            most: MOST,
            quick: 0,
        }
    }

    /// How many documents it has in hand.
    pub fn in_hand(&self) -> usize {
        self.flights.len()
    }

    /// So many documents at most are to be claimed at once.
    pub(super) const fn most(&self) -> usize {
        self.most
    }

    /// Learns from a claim of so many documents. What came too late is not sent, and what nearly did may be the next time; a way that breaks
    /// under so much bears less. A store that is busy, or not there, says nothing of the way.
    pub(super) fn learn(&mut self, total: usize, claimed: &Result<usize>, took_ms: i64) {
        let slow = took_ms > self.policy.spare_ms / 2;
        let count = match claimed {
            Err(error) if slow || error.kind() == Kind::Unsure => total,
            Err(_) => return,
            Ok(count) if slow => *count,
            Ok(count) => {
                if *count == self.most {
                    self.quick += 1;
                }
                if self.quick >= QUICK {
                    (self.most, self.quick) = (self.most.saturating_mul(2).min(MOST), 0);
                }
                return;
            }
        };
        if count > 0 {
            (self.most, self.quick) = ((count / 2).max(1), 0);
        }
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

    /// From now on it takes documents of these chains only; without any, of all.
    pub fn keep_to(&mut self, chains: Option<BTreeSet<ChainId>>) {
        self.only = chains;
    }

    /// Takes what its hands and the way out bear.
    pub fn claim<D: Dispatch + ?Sized>(&mut self, store: &D, allowance: Allowance, now: Timestamp) -> Result<usize> {
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
            only: self.only.as_ref(),
        };
        // Only when it is committed are they in hand.
        let claims = store.claim(&asked)?;
        let count = claims.len();
        for claim in claims {
            self.flights
                .insert((claim.document.place, claim.epoch), (claim, Flight::Claimed));
        }
        Ok(count)
    }

    /// Looks again whether these claimed documents may be sent. Those that may not are forgotten, or wait to be given back.
    pub fn look<D: Dispatch + ?Sized>(
        &mut self,
        store: &D,
        keys: &[Key],
        now: Timestamp,
        round: &mut Round,
    ) -> Result<()> {
        let looked = |flight: &Flight| *flight == Flight::Claimed;
        let policy = self.policy;
        self.in_sets(store, keys, round, looked, |worker, keys, round| {
            let found = store.look(&worker.tickets(keys), now, &policy)?;
            for (key, mine) in keys.iter().zip(found) {
                match mine {
                    Mine::Yes => worker.turn_to(*key, Flight::Allowed),
                    Mine::GiveBack => worker.turn_to(*key, Flight::Unwanted),
                    Mine::Lost => {
                        worker.flights.remove(key);
                        round.lost += 1;
                    }
                }
            }
            Ok(())
        })
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
            *flight = Flight::Arrived(arrival.into());
        }
    }

    /// Keeps what came of these. Each document has a random number of its own.
    pub fn settle<D: Dispatch + ?Sized>(
        &mut self,
        store: &D,
        keys: &[Key],
        now: Timestamp,
        chance: &mut dyn FnMut() -> u64,
        round: &mut Round,
    ) -> Result<()> {
        let arrived = |flight: &Flight| matches!(flight, Flight::Arrived(_));
        let policy = self.policy;
        self.in_sets(store, keys, round, arrived, |worker, keys, round| {
            let mut settlings = Vec::with_capacity(keys.len());
            for key in keys {
                if let Some((claim, Flight::Arrived(told))) = worker.flights.get(key) {
                    settlings.push(Settling {
                        ticket: claim.ticket(),
                        told,
                        chance: chance(),
                    });
                }
            }
            let mut alerts = store.settle(&settlings, now, &policy)?;
            worker.forget(keys);
            worker.look_again();
            round.settled += keys.len();
            round.alerts.append(&mut alerts);
            Ok(())
        })
    }

    /// Gives claims back that were not sent.
    pub fn give_back<D: Dispatch + ?Sized>(
        &mut self,
        store: &D,
        keys: &[Key],
        now: Timestamp,
        round: &mut Round,
    ) -> Result<()> {
        let unsent = |flight: &Flight| matches!(flight, Flight::Unwanted | Flight::Claimed | Flight::Allowed);
        let policy = self.policy;
        self.in_sets(store, keys, round, unsent, |worker, keys, round| {
            store.give_back(&worker.tickets(keys), now, &policy)?;
            worker.forget(keys);
            round.given_back += keys.len();
            Ok(())
        })
    }

    /// Lets go of what was sent so long ago that no answer can come any more: its lease ended long since, and it is anybody's.
    pub fn let_go(&mut self, now: Timestamp) {
        let spare = self.policy.lease_ms();
        self.flights
            .retain(|_, (claim, flight)| *flight != Flight::Sent || claim.lease_until.plus_ms(spare) > now);
    }

    /// One of the answers may have shut a lane or asked for rest: what was allowed before is looked at once more.
    fn look_again(&mut self) {
        for (_, flight) in self.flights.values_mut() {
            if *flight == Flight::Allowed {
                *flight = Flight::Claimed;
            }
        }
    }

    /// Of claims that are in hand.
    fn tickets(&self, keys: &[Key]) -> Vec<Ticket> {
        let of = |key: &Key| self.flights.get(key).map(|(claim, _)| claim.ticket());
        keys.iter().filter_map(of).collect()
    }

    fn forget(&mut self, keys: &[Key]) {
        for key in keys {
            self.flights.remove(key);
        }
    }

    fn turn_to(&mut self, key: Key, to: Flight) {
        if let Some((_, flight)) = self.flights.get_mut(&key) {
            *flight = to;
        }
    }

    /// Does the work for all of these in one transaction. Where that fails because of one of them, each is done for itself, and
    /// the one that cannot be done is left: its lease ends, and it is sent again with the same bytes.
    fn in_sets<D: Dispatch + ?Sized>(
        &mut self,
        store: &D,
        keys: &[Key],
        round: &mut Round,
        fits: impl Fn(&Flight) -> bool,
        mut work: impl FnMut(&mut Self, &[Key], &mut Round) -> Result<()>,
    ) -> Result<()> {
        let fits = |key: &&Key| self.flights.get(key).is_some_and(|(_, flight)| fits(flight));
        let keys: Vec<Key> = keys.iter().filter(fits).copied().collect();
        if keys.is_empty() {
            return Ok(());
        }
        match work(self, &keys, round) {
            Err(error) if may_repeat(&error) => return Err(error),
            Err(_) => {}
            Ok(()) => return Ok(()),
        }
        for key in keys {
            match work(self, &[key], round) {
                Ok(()) => {}
                Err(error) if may_repeat(&error) => return Err(error),
                Err(error) => {
                    // A store that does not even do nothing is at fault itself, and no document is.
                    store.ready()?;
                    self.flights.remove(&key);
                    round.fault(key.0, error);
                }
            }
        }
        Ok(())
    }
}

/// What failed for a reason that passes, or may even have been done: each task is safe to repeat.
pub(crate) fn may_repeat(error: &Error) -> bool {
    matches!(error.kind(), Kind::Busy | Kind::Unsure)
}
