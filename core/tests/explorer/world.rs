//! One state of the small world, and what two states are the same by.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use khatm::outbox::Worker;
use khatm::outbox::worker::{Key, Task};
use khatm::store::delivery::Route;
use khatm::store::memory::{Delivered, Memory};
use khatm::time::Timestamp;

use super::POLICY;
use super::delivery::Said;

/// How much may go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Budget {
    pub(crate) crashes: u8,
    pub(crate) failovers: u8,
    pub(crate) losses: u8,
    pub(crate) slow: u8,
    pub(crate) odd: u8,
}

/// What the gateway itself knows of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) struct Book {
    pub(crate) received: bool,
    pub(crate) accepted: bool,
    pub(crate) refused: bool,
}

/// A request on its way; without a worker if that crashed or gave up.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) key: Key,
    pub(crate) endpoint: Route,
    pub(crate) xml: Vec<u8>,
    pub(crate) again: bool,
    pub(crate) worker: Option<usize>,
    pub(crate) at: Timestamp,
}

pub(crate) struct Hand {
    pub(crate) worker: Worker,
    /// What it was told, and did not keep yet.
    pub(crate) said: BTreeMap<Key, Said>,
}

pub(crate) struct World {
    pub(crate) store: Memory,
    /// Its rows, read once after each change.
    pub(crate) rows: Rc<Delivered>,
    pub(crate) replica: Option<Rc<(Memory, Rc<Delivered>)>>,
    pub(crate) books: Vec<Book>,
    pub(crate) hands: Vec<Hand>,
    pub(crate) wire: Vec<Request>,
    pub(crate) now: Timestamp,
    pub(crate) left: Budget,
    pub(crate) fenced: bool,
    pub(crate) lost_commit: bool,
}

impl Clone for World {
    fn clone(&self) -> Self {
        World {
            store: self.store.copied(),
            rows: Rc::clone(&self.rows),
            replica: self.replica.clone(),
            books: self.books.clone(),
            hands: self
                .hands
                .iter()
                .map(|hand| Hand {
                    worker: hand.worker.clone(),
                    said: hand.said.clone(),
                })
                .collect(),
            wire: self.wire.clone(),
            now: self.now,
            left: self.left,
            fenced: self.fenced,
            lost_commit: self.lost_commit,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    Claim(usize),
    Do(usize, Task),
    Receive(usize),
    Odd(usize, Said),
    GiveUp(usize),
    Vanish(usize),
    Crash(usize),
    Failover,
    Resume,
    Tick,
}

impl World {
    /// What a failover lost cannot be held against the code once a person said to go on.
    pub(crate) fn lost_commit_excuses(&self) -> bool {
        self.lost_commit && !self.fenced && self.left.failovers == 0 && self.resumed()
    }

    fn resumed(&self) -> bool {
        !self.fenced
    }

    /// The state without what cannot matter any more: absolute times, names, old epochs.
    pub(crate) fn key(&self) -> u64 {
        let one = self.digest([0, 1]);
        one.min(self.digest([1, 0]))
    }

    fn digest(&self, order: [usize; 2]) -> u64 {
        let mut bytes = Bytes(Vec::with_capacity(512));
        self.write(&mut bytes, order);
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes.0);
        hasher.finish()
    }

    fn write(&self, hasher: &mut Bytes, order: [usize; 2]) {
        let rows = &self.rows;
        self.rows(rows, hasher);
        if let Some(replica) = self.replica.as_ref().filter(|_| self.left.failovers > 0) {
            self.rows(&replica.1, hasher);
        }
        (&self.books, self.left, self.fenced, self.lost_commit).hash(hasher);
        let relative = |key: Key| {
            let newest = rows.jobs.get(&key.0).map_or(0, |job| job.epoch);
            let (kept, said) = (rows.attempts.contains_key(&key), rows.answers.contains_key(&key));
            (key.0, newest.wrapping_sub(key.1), kept, said)
        };
        for at in order {
            let hand = &self.hands[at];
            for task in hand.worker.tasks() {
                let (kind, key) = match task {
                    Task::Claim => continue,
                    Task::Look(key) => (1, key),
                    Task::Send(key) => (2, key),
                    Task::Settle(key) => (3, key),
                    Task::GiveBack(key) => (4, key),
                };
                (kind, relative(key), hand.said.get(&key).filter(|_| kind == 3)).hash(hasher);
            }
            for claim in hand.worker.awaited() {
                relative((claim.document.place, claim.epoch)).hash(hasher);
            }
            0xFFu8.hash(hasher);
        }
        let mut wire: Vec<_> = self.wire.iter().collect();
        wire.sort_by_key(|request| (request.key, request.worker.is_some()));
        for request in wire {
            let worker = request.worker.map(|at| order.iter().position(|&other| other == at));
            (relative(request.key), request.endpoint, request.again, worker).hash(hasher);
            request.worker.map(|_| self.now.since(request.at)).hash(hasher);
        }
    }

    fn rows(&self, rows: &Delivered, hasher: &mut Bytes) {
        for job in rows.jobs.values() {
            (job.place, job.state, job.endpoint, job.doubt_since.is_some()).hash(hasher);
            job.due_at.since(self.now).max(-1).hash(hasher);
        }
        let mut turns: Vec<u64> = rows.lanes.values().map(|lane| lane.turn).collect();
        turns.sort_unstable();
        turns.dedup();
        for lane in rows.lanes.values() {
            let turn = turns.binary_search(&lane.turn).ok();
            (lane.chain, lane.route, lane.next, lane.endpoint, turn, lane.streak).hash(hasher);
            let park = lane.park.as_ref();
            park.map(|park| (park.why, park.until.since(self.now).max(-1), park.probes, park.probe))
                .hash(hasher);
            lane.rest_until.map(|until| until.since(self.now).max(0)).hash(hasher);
            lane.back_at.map(|until| until.since(self.now).max(-1)).hash(hasher);
        }
        for outcome in rows.outcomes.values() {
            (outcome.place, outcome.fact).hash(hasher);
        }
    }
}

/// Takes what is hashed as bytes.
pub(crate) struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
    fn finish(&self) -> u64 {
        0
    }
}

pub(crate) fn restart(world: &mut World, at: usize) {
    world.hands[at] = Hand {
        worker: Worker::new(&format!("w{at}"), POLICY),
        said: BTreeMap::new(),
    };
    for request in &mut world.wire {
        if request.worker == Some(at) {
            request.worker = None;
        }
    }
}
