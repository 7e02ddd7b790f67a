//! One seed: devices, documents, workers, a network, a store that fails, and time that is only a number.
//!
//! A worker does one turn of the shipped order at a time, or one set of tasks in any order, and may die before the next one or while
//! it sends. What must be true is looked at when bytes reach the gateway, after every settled answer, and at the end.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use khatm::chain::{PreviousHash, Start};
use khatm::gateway::{Environment, Request as Prepared};
use khatm::outbox::worker::Key;
use khatm::outbox::{Policy, Shift, Worker};
use khatm::seal::Profile;
use khatm::store::delivery::{Delivering, Route};
use khatm::store::{ChainId, Document, Fate, NewChain, Place, Store};
use khatm::time::Timestamp;
use khatm::{Code, Error, Result};

use super::START;
use super::delivery::{DAY, HOUR};
use super::gateway::{Gateway, Paperwork};
use super::plants::Plant;
use super::pool::{CHAINS, Paper, pool};
use super::random::Random;
use super::replies::Said;
use super::stores::Kept;

/// Long after every outage.
const END: i64 = 12 * DAY;

/// What went wrong, as the judge says it.
pub(crate) type Broken = String;

pub(crate) struct Request {
    pub(crate) key: Key,
    pub(crate) endpoint: Route,
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) again: bool,
    /// The worker and its life, if that still lives.
    pub(crate) worker: (usize, u32),
    pub(crate) sent_at: Timestamp,
    pub(crate) arrives_at: Timestamp,
    pub(crate) waits_until: Timestamp,
    pub(crate) outcome: Option<Said>,
    pub(crate) answer_at: Timestamp,
    pub(crate) given_up: bool,
}

pub(crate) struct Hand {
    pub(crate) worker: Worker,
    /// The round that it is in, where it follows the shipped order.
    pub(crate) shift: Option<Shift>,
    pub(crate) going: bool,
    pub(crate) life: u32,
    pub(crate) wakes_at: Timestamp,
}

/// A rest that was asked for, known since the answer was kept.
pub(crate) struct Rest {
    pub(crate) key: Key,
    pub(crate) endpoint: Route,
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
}

/// What is done to the file from outside.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outside {
    BackUp,
    UseCopy,
    Restore,
}

pub(crate) struct World {
    pub(crate) kept: Kept,
    pub(crate) plant: Plant,
    pub(crate) random: RefCell<Random>,
    pub(crate) gateway: Gateway,
    /// Which chain of the pool each device issues from, and the chain of the store for it.
    devices: Vec<usize>,
    pub(crate) chains: BTreeMap<usize, ChainId>,
    pub(crate) documents: Vec<Document>,
    to_issue: Vec<(Timestamp, usize, Option<&'static str>)>,
    pub(crate) wrong: BTreeMap<Paperwork, &'static str>,
    outside: Vec<(Timestamp, Outside)>,
    pub(crate) hands: Vec<Hand>,
    /// They follow the shipped order.
    pub(crate) in_order: bool,
    pub(crate) requests: Vec<Request>,
    pub(crate) rests: Vec<Rest>,
    pub(crate) now: Timestamp,
    pub(crate) crashes: u32,
    pub(crate) slots: usize,
    /// When an older state of the file took its place: what was kept since then is lost.
    pub(crate) restored: Option<Timestamp>,
    /// The gateway said of clearance that it is off.
    pub(crate) elsewhere: bool,
    /// It goes on as if nothing had happened, which only a planted fault lets it do.
    forks: bool,
    /// Nothing was written since all was seen to be finished, or not.
    finished: Option<bool>,
    /// What happened, for comparing two runs of one seed.
    pub(crate) trace: u64,
    pub(crate) steps: u64,
}

impl World {
    pub(crate) fn new(kept: Kept, seed: u64, plant: Plant, outside: bool) -> Result<Self> {
        let mut random = Random::new(seed);
        let count = 1 + random.below(3) as usize;
        let first = random.below(CHAINS as i64) as usize;
        let devices: Vec<usize> = (0..count).map(|device| (first + device) % CHAINS).collect();
        let gateway = Gateway::new(&mut random, START, &devices);
        // One of five is refused.
        let mut to_issue: Vec<_> = (0..3 + random.below(9))
            .map(|_| {
                let at = START.plus_ms(random.below(14 * HOUR));
                let wrong = *random.pick(&["BR-KSA-40", "BR-KSA-40", "BR-KSA-17", "large"]);
                let wrong = random.one_in(5).then_some(wrong);
                (at, random.below(count as i64) as usize, wrong)
            })
            .collect();
        to_issue.sort_by_key(|what| std::cmp::Reverse(what.0));
        let in_order = !random.one_in(4);
        let slots = 1 + random.below(if in_order { 6 } else { 3 }) as usize;
        let hands = (0..1 + random.below(3) as usize)
            .map(|at| Hand::new(at, 0, START))
            .collect();
        let crashes = random.below(8) as u32;
        let mut world = World {
            kept,
            plant,
            random: RefCell::new(random),
            gateway,
            devices,
            chains: BTreeMap::new(),
            documents: vec![],
            to_issue,
            wrong: BTreeMap::new(),
            outside: if outside { from_outside(seed) } else { vec![] },
            hands,
            in_order,
            requests: vec![],
            rests: vec![],
            now: START,
            crashes,
            slots,
            restored: None,
            elsewhere: false,
            forks: false,
            finished: None,
            trace: seed,
            steps: 0,
        };
        for chain in world.devices.clone() {
            world.begin(chain)?;
        }
        Ok(world)
    }

    fn begin(&mut self, chain: usize) -> Result<()> {
        let new = NewChain {
            environment: Environment::Simulation,
            device: format!("till {}", chain % 3),
            vat_number: String::new(),
            certificate: format!("certificate {chain}"),
            start: Start::NEW,
        };
        let begun = self.store().begin(&new, self.now)?;
        self.chains.insert(chain, begun.id);
        Ok(())
    }

    pub(crate) fn store(&self) -> &dyn Store {
        self.kept.store()
    }

    pub(crate) fn below(&self, limit: i64) -> i64 {
        self.random.borrow_mut().below(limit)
    }

    pub(crate) fn note(&mut self, what: u64) {
        self.trace = (self.trace ^ what).wrapping_mul(0x100_0000_01B3).rotate_left(23);
    }

    pub(crate) fn read(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<(), Broken> {
        let read = self.store().deliver(work);
        read.map_err(|error| format!("the judge cannot read: {error}"))
    }

    /// The chain of the pool and the place there.
    pub(crate) fn paper_at(&self, place: Place) -> (usize, usize) {
        let mut chains = self.chains.iter();
        let chain = chains
            .find(|(_, id)| **id == place.chain)
            .map_or(0, |(chain, _)| *chain);
        (chain, place.counter as usize - 1)
    }

    pub(crate) fn paperwork(&self, place: Place) -> Paperwork {
        (self.paper_at(place).0, place.counter)
    }

    pub(crate) fn is_wrong(&self, place: Place) -> bool {
        self.wrong.contains_key(&self.paperwork(place))
    }

    pub(crate) fn wrote(&mut self) {
        self.finished = None;
    }

    /// Runs until nothing can happen any more, and says whether all is as it must be.
    pub(crate) fn run(&mut self) -> Result<(), Broken> {
        while let Some(next) = self.next_time()? {
            if next > START.plus_ms(END) || self.steps > 60_000 {
                break;
            }
            self.now = self.now.max(next);
            self.steps += 1;
            if self.outside.last().is_some_and(|what| what.0 <= self.now) {
                self.be_meddled_with()?;
            } else if self.to_issue.last().is_some_and(|what| what.0 <= self.now) {
                self.issue()?;
            } else if let Some(at) = self.requests.iter().position(|request| request.next() <= self.now) {
                self.network(at)?;
            } else if let Some(at) = self.hands.iter().position(|hand| hand.wakes_at <= self.now) {
                self.work(at)?;
            }
        }
        self.end()
    }

    fn next_time(&mut self) -> Result<Option<Timestamp>, Broken> {
        let events = self.to_issue.is_empty() && self.requests.is_empty() && self.outside.is_empty();
        if events && self.all_finished()? {
            return Ok(None);
        }
        let outside = self.outside.last().map(|what| what.0);
        let issues = self.to_issue.last().map(|what| what.0);
        let requests = self.requests.iter().map(Request::next).min();
        let hands = self.hands.iter().map(|hand| hand.wakes_at).min();
        Ok([outside, issues, requests, hands].into_iter().flatten().min())
    }

    fn all_finished(&mut self) -> Result<bool, Broken> {
        if self.hands.iter().any(|hand| hand.worker.in_hand() > 0) {
            return Ok(false);
        }
        if let Some(finished) = self.finished {
            return Ok(finished);
        }
        let mut all = true;
        self.read(&mut |rows| {
            for document in &self.documents {
                all = all && rows.facts(document.place)?.any() && rows.job(document.place)?.is_none();
            }
            Ok(())
        })?;
        self.finished = Some(all);
        Ok(all)
    }

    fn issue(&mut self) -> Result<(), Broken> {
        let Some((_, device, wrong)) = self.to_issue.pop() else {
            return Ok(());
        };
        let chain = self.devices[device];
        let document = self
            .append(chain)
            .map_err(|error| format!("a document could not be issued: {error}"))?;
        self.wrote();
        self.note(document.place.counter);
        if let Some(wrong) = wrong {
            self.wrong.insert((chain, document.place.counter), wrong);
        }
        let handed = self.hand_over(&document)?;
        if handed.is_allowed() != (document.profile == Profile::Simplified) {
            return Err(format!("{}: {handed:?} right after it was issued", document.place));
        }
        self.documents.push(document);
        // Somebody looks for work at once.
        let at = self.below(self.hands.len() as i64) as usize;
        self.hands[at].wakes_at = self.hands[at].wakes_at.min(self.now.plus_ms(20));
        Ok(())
    }

    /// The next document of a device, where the chain in the store says that it belongs.
    fn append(&self, chain: usize) -> Result<Document> {
        let (id, now) = (self.chains[&chain], self.now);
        let wrong = match self.plant {
            Plant::FollowsLastAccepted => Some(self.last_accepted(id)?),
            _ => None,
        };
        let mut made = None;
        self.store().transact(&mut |rows| {
            let start = rows.chain(id)?.made.start;
            let head = rows.head(id)?;
            let next = start.next(head.as_ref().map(|head| &head.link))?;
            let paper = pool().chains[chain].get(next.counter as usize - 1);
            let paper: &Paper = paper.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
            let mut document = Document {
                place: Place {
                    chain: id,
                    counter: next.counter,
                },
                issued: now,
                deadline: now.plus_ms(DAY),
                previous_hash: wrong.unwrap_or(next.previous_hash),
                ..paper.document.clone()
            };
            if self.forks {
                // Whoever does not know what was issued before issues something else.
                document.xml.push(b'\n');
            }
            rows.append(&document, &[])?;
            made = Some(document);
            Ok(())
        })?;
        made.ok_or_else(|| Error::new(Code::OutboxUnknown))
    }

    /// What some systems link to.
    fn last_accepted(&self, chain: ChainId) -> Result<PreviousHash> {
        let mut accepted = PreviousHash::FIRST;
        for document in self.documents.iter().filter(|document| document.place.chain == chain) {
            if self.store().fate(document.place)? == Fate::Accepted {
                accepted = document.hash.into();
            }
        }
        Ok(accepted)
    }

    fn be_meddled_with(&mut self) -> Result<(), Broken> {
        let Some((_, what)) = self.outside.pop() else {
            return Ok(());
        };
        let now = self.now;
        let Kept::File(ledger) = &mut self.kept else {
            return Ok(());
        };
        match what {
            Outside::BackUp => ledger.back_up(),
            Outside::UseCopy => {
                let tried = ledger
                    .try_copy()
                    .map_err(|error| format!("a copy does not open: {error}"))?;
                for tried in tried {
                    if tried.as_ref().map_err(Error::code) != Err(Code::FenceCopied) {
                        return Err(format!("a copy beside the original was let work: {tried:?}"));
                    }
                }
            }
            Outside::Restore => {
                // Everything that worked on it stops.
                let same = ledger
                    .restore(now)
                    .map_err(|error| format!("an older state: {error}"))?;
                for at in 0..self.hands.len() {
                    self.die(at);
                }
                self.restored = Some(now);
                self.rests.clear();
                self.forget_what_is_lost(same)?;
            }
        }
        self.wrote();
        Ok(())
    }

    fn forget_what_is_lost(&mut self, same: bool) -> Result<(), Broken> {
        let mut left = vec![];
        for document in std::mem::take(&mut self.documents) {
            let found = self
                .store()
                .document(&document.uuid)
                .map_err(|error| error.to_string())?;
            if found.is_some() {
                left.push(document);
            } else if same && self.plant != Plant::NoFence {
                return Err(format!("{}: lost, and the file goes on", document.place));
            } else if same {
                self.forks = true;
            }
        }
        self.documents = left;
        if !same {
            // Each device is onboarded again: another certificate, another chain.
            for device in 0..self.devices.len() {
                self.devices[device] = (self.devices[device] + 3) % CHAINS;
                self.begin(self.devices[device]).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }
}

/// When the file is kept, and what is done with what was kept.
fn from_outside(seed: u64) -> Vec<(Timestamp, Outside)> {
    let mut random = Random::new(seed ^ 0xF0E1);
    let kept = START.plus_ms(1 + random.below(12 * HOUR));
    let used = kept.plus_ms(1 + random.below(10 * HOUR));
    let what = if random.one_in(3) {
        Outside::UseCopy
    } else {
        Outside::Restore
    };
    vec![(used, what), (kept, Outside::BackUp)]
}

impl Request {
    pub(crate) fn next(&self) -> Timestamp {
        let moves = if self.outcome.is_some() {
            self.answer_at
        } else {
            self.arrives_at
        };
        if self.given_up {
            moves
        } else {
            moves.min(self.waits_until)
        }
    }
}

impl Hand {
    pub(crate) fn new(at: usize, life: u32, wakes_at: Timestamp) -> Self {
        Hand {
            worker: Worker::new(&format!("worker {at}.{life}"), Policy::default()),
            shift: None,
            going: true,
            life,
            wakes_at,
        }
    }
}
