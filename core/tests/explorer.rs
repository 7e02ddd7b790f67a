//! Every interleaving of a small world: three documents on two devices, two workers, two crashes, one failover that loses the last
//! commit, an answer that is lost, a worker that is slower than its lease. The code that is walked is the shipped one: claim, look,
//! settle and the worker's order, on the store that forgets. What is true is asked of the gateway's own record, in every state.
#![allow(clippy::print_stdout)]

mod delivery;
#[path = "delivery/lying.rs"]
mod lying;

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::rc::Rc;

use delivery::{Said, arrival, begin, issue};
use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{Allowance, Policy, Round, Worker};
use khatm::seal::Profile;
use khatm::store::delivery::{Fact, Route, State};
use khatm::store::memory::{Delivered, Memory};
use khatm::store::{Document, Place};
use khatm::time::Timestamp;
use khatm::{Code, Error};
use lying::{Between, Lie};

const START: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);
const POLICY: Policy = Policy {
    call_ms: 60_000,
    spare_ms: 30_000,
    base_ms: 2_000,
    cap_ms: 900_000,
    forced_ms: 84_600_000,
    window_ms: 86_400_000,
    rest_cap_ms: 86_400_000,
    probe_ms: 60_000,
    probe_cap_ms: 900_000,
    per_chain: 100,
    storm: 5,
    urgent_ms: 10_800_000,
    back_ms: 900_000,
    clearance_off: khatm::outbox::ClearanceOff::Report,
};

/// What is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plant {
    None,
    Store(Lie),
    KnownIsRefused,
    LostIsAccepted,
    LostIsRefused,
    LostIsNeverLeft,
    BytesChange,
    NoFence,
}

/// How much may go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Budget {
    crashes: u8,
    failovers: u8,
    losses: u8,
    slow: u8,
    odd: u8,
}

/// What the gateway itself knows of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Book {
    received: bool,
    accepted: bool,
    refused: bool,
}

/// A request on its way; without a worker if that crashed or gave up.
#[derive(Debug, Clone)]
struct Request {
    key: Key,
    endpoint: Route,
    xml: Vec<u8>,
    again: bool,
    worker: Option<usize>,
    at: Timestamp,
}

struct Hand {
    worker: Worker,
    said: Option<Said>,
}

struct World {
    store: Memory,
    /// Its rows, read once after each change.
    rows: Rc<Delivered>,
    replica: Option<Rc<(Memory, Rc<Delivered>)>>,
    books: Vec<Book>,
    hands: Vec<Hand>,
    wire: Vec<Request>,
    now: Timestamp,
    left: Budget,
    fenced: bool,
    lost_commit: bool,
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
                    said: hand.said,
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
enum Act {
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

type Broken = String;

struct Explorer {
    documents: Vec<Document>,
    bad: usize,
    plant: Plant,
    odd: Vec<Said>,
}

impl Explorer {
    fn number(&self, place: Place) -> usize {
        self.documents
            .iter()
            .position(|document| document.place == place)
            .expect("one of ours")
    }

    fn actions(&self, world: &World) -> Vec<Act> {
        let mut acts = Vec::new();
        for (at, hand) in world.hands.iter().enumerate() {
            if hand.worker.in_hand() == 0 {
                acts.push(Act::Claim(at));
            }
            acts.extend(hand.worker.tasks().into_iter().map(|task| Act::Do(at, task)));
            if world.left.crashes > 0 && hand.worker.in_hand() > 0 {
                acts.push(Act::Crash(at));
            }
        }
        for (at, request) in world.wire.iter().enumerate() {
            acts.push(Act::Receive(at));
            match request.worker {
                Some(_) if world.left.losses > 0 => acts.push(Act::GiveUp(at)),
                None => acts.push(Act::Vanish(at)),
                _ => {}
            }
            if world.left.odd > 0 && request.worker.is_some() {
                acts.extend(self.odd.iter().map(|said| Act::Odd(at, *said)));
            }
        }
        if world.left.failovers > 0 && world.replica.is_some() {
            acts.push(Act::Failover);
        }
        let idle = world.hands.iter().all(|hand| hand.worker.in_hand() == 0);
        if world.fenced && idle {
            acts.push(Act::Resume);
        }
        if (idle && world.wire.is_empty()) || world.left.slow > 0 {
            acts.push(Act::Tick);
        }
        acts
    }

    fn between<'a>(&self, world: &'a World, claiming: bool, epoch: Option<Key>) -> Between<'a> {
        Between {
            store: &world.store,
            fenced: world.fenced && self.plant != Plant::NoFence,
            lie: match self.plant {
                Plant::Store(lie) => lie,
                _ => Lie::None,
            },
            epoch,
            now: world.now,
            claiming,
        }
    }

    fn act(&self, before: &World, act: Act) -> Result<World, Broken> {
        let mut world = before.clone();
        match act {
            Act::Claim(at) => {
                let allowance = Allowance {
                    total: 1,
                    clearance: 1,
                    reporting: 1,
                };
                let mut worker = world.hands[at].worker.clone();
                let result = worker.claim(&self.between(&world, true, None), allowance, world.now);
                world.hands[at].worker = worker;
                self.kept(&mut world, before, at, result.map(drop))?;
            }
            Act::Do(at, task) => self.task(&mut world, before, at, task)?,
            Act::Receive(at) => {
                let request = world.wire.remove(at);
                let said = self.receive(&mut world, &request)?;
                self.answer(&mut world, &request, said);
            }
            Act::Odd(at, said) => {
                world.left.odd -= 1;
                let request = world.wire.remove(at);
                self.answer(&mut world, &request, said);
            }
            Act::GiveUp(at) => {
                world.left.losses -= 1;
                let request = world.wire[at].clone();
                self.answer(&mut world, &request, Said::Lost);
                world.wire[at].worker = None;
            }
            Act::Vanish(at) => drop(world.wire.remove(at)),
            Act::Crash(at) => {
                world.left.crashes -= 1;
                restart(&mut world, at);
            }
            Act::Failover => {
                world.left.failovers -= 1;
                if let Some(replica) = world.replica.take() {
                    world.store = replica.0.copied();
                    world.rows = Rc::clone(&replica.1);
                    world.fenced = true;
                    world.lost_commit = true;
                }
            }
            Act::Resume => world.fenced = false,
            Act::Tick => self.tick(&mut world),
        }
        self.hold(&world)?;
        Ok(world)
    }

    fn task(&self, world: &mut World, before: &World, at: usize, task: Task) -> Result<(), Broken> {
        let mut worker = world.hands[at].worker.clone();
        let (now, mut round) = (world.now, Round::default());
        let result = match task {
            Task::Claim => Ok(()),
            Task::Look(key) => worker.look(&self.between(world, false, Some(key)), &[key], now, &mut round),
            Task::Settle(key) => {
                let store = self.between(world, false, Some(key));
                worker.settle(&store, &[key], now, &mut || 0, &mut round)
            }
            Task::GiveBack(key) => worker.give_back(&self.between(world, false, Some(key)), &[key], now, &mut round),
            Task::Send(key) => {
                if let Some(claim) = worker.depart(key, now) {
                    // Two calls of living workers for the same document: one of them had no right to it.
                    let place = key.0;
                    if world
                        .wire
                        .iter()
                        .any(|other| other.key.0 == place && other.worker.is_some())
                    {
                        return Err("two calls at a time for one document".to_owned());
                    }
                    let mut xml = claim.document.xml.clone();
                    if self.plant == Plant::BytesChange && claim.again {
                        xml.push(b'!');
                    }
                    let (endpoint, again) = (claim.endpoint, claim.again);
                    world.wire.push(Request {
                        key,
                        endpoint,
                        xml,
                        again,
                        worker: Some(at),
                        at: now,
                    });
                }
                Ok(())
            }
        };
        world.hands[at].worker = worker;
        if let Some((place, error)) = round.faults.first() {
            return Err(format!("{place}: the store refused: {error}"));
        }
        self.kept(world, before, at, result)
    }

    /// After a call of the store: what is behind is what a replica has, and a fence ends the worker.
    fn kept(&self, world: &mut World, before: &World, at: usize, result: Result<(), Error>) -> Result<(), Broken> {
        match result {
            Ok(()) => {}
            Err(error) if error.code() == Code::FenceOlder => restart(world, at),
            Err(error) => return Err(format!("the store refused: {error}")),
        }
        let rows = world.store.delivered();
        if rows != *before.rows {
            if world.left.failovers > 0 {
                world.replica = Some(Rc::new((before.store.copied(), Rc::clone(&before.rows))));
            }
            world.rows = Rc::new(rows);
        }
        Ok(())
    }

    /// The gateway takes a request, with all that must be true at this moment.
    fn receive(&self, world: &mut World, request: &Request) -> Result<Said, Broken> {
        let at = self.number(request.key.0);
        let document = &self.documents[at];
        let rows = Rc::clone(&world.rows);
        if !rows.attempts.contains_key(&request.key) && !world.fenced && !world.lost_commit_excuses() {
            return Err("I5: a send without a committed attempt".to_owned());
        }
        if request.xml != document.xml {
            return Err("I6: the bytes changed".to_owned());
        }
        let book = &mut world.books[at];
        // A request that lost its worker can arrive after any other: only those of the living know what came before.
        if book.received && !request.again && request.worker.is_some() && !world.lost_commit {
            return Err("I5: an attempt that does not know of the one before".to_owned());
        }
        book.received = true;
        let clearance = request.endpoint == Route::Clearance;
        if at == self.bad {
            book.refused = true;
            return Ok(Said::No("BR-KSA-40"));
        }
        let known = book.accepted;
        book.accepted = true;
        Ok(if known {
            Said::Known { cleared: clearance }
        } else {
            Said::Yes { cleared: clearance }
        })
    }

    fn answer(&self, world: &mut World, request: &Request, said: Said) {
        let Some(at) = request.worker else { return };
        let said = match (self.plant, said) {
            (Plant::KnownIsRefused, Said::Known { .. }) => Said::No("duplicate"),
            (Plant::LostIsAccepted, Said::Lost) => Said::Yes { cleared: true },
            (Plant::LostIsRefused, Said::Lost) => Said::No("lost"),
            (Plant::LostIsNeverLeft, Said::Lost) => Said::NeverLeft,
            (_, said) => said,
        };
        world.hands[at].worker.arrive(request.key, arrival(said));
        world.hands[at].said = Some(said);
    }

    fn next_time(&self, world: &World) -> Option<Timestamp> {
        let rows = &world.rows;
        let jobs = rows.jobs.values().map(|job| job.due_at);
        let parks = rows
            .lanes
            .values()
            .filter_map(|lane| lane.park.as_ref().map(|park| park.until));
        let rests = rows.lanes.values().filter_map(|lane| lane.rest_until);
        let calls = world.wire.iter().filter(|request| request.worker.is_some());
        let calls = calls.map(|request| request.at.plus_ms(POLICY.call_ms));
        jobs.chain(parks)
            .chain(rests)
            .chain(calls)
            .filter(|at| *at > world.now)
            .min()
    }

    fn tick(&self, world: &mut World) {
        let busy = !world.wire.is_empty() || world.hands.iter().any(|hand| hand.worker.in_hand() > 0);
        let Some(next) = self.next_time(world) else { return };
        if busy {
            world.left.slow -= 1;
        }
        world.now = next;
        for at in 0..world.wire.len() {
            let request = world.wire[at].clone();
            if request.worker.is_some() && next.since(request.at) >= POLICY.call_ms {
                self.answer(world, &request, Said::Lost);
                world.wire[at].worker = None;
            }
        }
    }

    /// What is true in every state.
    fn hold(&self, world: &World) -> Result<(), Broken> {
        let rows = &world.rows;
        for (at, document) in self.documents.iter().enumerate() {
            let (place, book) = (document.place, world.books[at]);
            let lane = &rows.lanes[&(place.chain, Route::of(document.profile))];
            let fact = |fact| rows.outcomes.get(&(place, fact));
            let (yes, no) = (fact(Fact::Accepted), fact(Fact::Rejected));
            let job = rows.jobs.get(&place);
            let finished = yes.is_some() || no.is_some();
            let waiting = place.counter >= lane.next && job.is_none() && !finished;
            if usize::from(waiting) + usize::from(job.is_some()) + usize::from(finished) != 1 {
                return Err(format!("I4: {place} is nowhere, or twice"));
            }
            if yes.is_some() && !book.accepted || no.is_some() && !book.refused {
                return Err(format!("I7: {place}: a fact that the gateway does not know"));
            }
            for outcome in yes.into_iter().chain(no) {
                let key = (place, outcome.epoch);
                if !rows.attempts.contains_key(&key) || !rows.answers.contains_key(&key) {
                    return Err(format!("I8: {place}: a fact without its evidence"));
                }
            }
            let travels = world.wire.iter().any(|request| request.key.0 == place);
            if let Some(job) = job
                && job.state == State::Again
                && (book.accepted || travels)
                && !world.lost_commit
            {
                return Err(format!("{place}: certainly not sent, and it was"));
            }
        }
        let idle = world.wire.is_empty() && world.hands.iter().all(|hand| hand.worker.in_hand() == 0);
        if idle && !world.fenced && rows.outcomes.len() < self.documents.len() && self.is_stuck(world) {
            return Err("a document waits, and nothing will ever send it".to_owned());
        }
        Ok(())
    }

    fn is_stuck(&self, world: &World) -> bool {
        if self.next_time(world).is_some() {
            return false;
        }
        let store = world.store.copied();
        let allowance = Allowance {
            total: 1,
            clearance: 1,
            reporting: 1,
        };
        let mut worker = Worker::new("z", POLICY);
        let through = Between {
            store: &store,
            ..self.between(world, true, None)
        };
        worker
            .claim(&through, allowance, world.now)
            .is_ok_and(|taken| taken == 0)
    }
}

impl World {
    /// What a failover lost cannot be held against the code once a person said to go on.
    fn lost_commit_excuses(&self) -> bool {
        self.lost_commit && !self.fenced && self.left.failovers == 0 && self.resumed()
    }

    fn resumed(&self) -> bool {
        !self.fenced
    }

    /// The state without what cannot matter any more: absolute times, names, old epochs.
    fn key(&self) -> u64 {
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
                (kind, relative(key), hand.said).hash(hasher);
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
struct Bytes(Vec<u8>);

impl Hasher for Bytes {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
    fn finish(&self) -> u64 {
        0
    }
}

fn restart(world: &mut World, at: usize) {
    world.hands[at] = Hand {
        worker: Worker::new(&format!("w{at}"), POLICY),
        said: None,
    };
    for request in &mut world.wire {
        if request.worker == Some(at) {
            request.worker = None;
        }
    }
}

/// Walks everything that can happen. The number of states, and the way to a broken one if there is one.
fn explore(plant: Plant, left: Budget, odd: &[Said], most: usize) -> (usize, usize, Option<(Broken, Vec<Act>)>) {
    let store = Memory::new();
    let chains = ["till 1", "till 2"].map(|device| begin(&store, device, START).expect("a chain"));
    let documents = [
        (0, Profile::Simplified),
        (0, Profile::Simplified),
        (1, Profile::Standard),
    ];
    let documents: Vec<Document> = (0u64..)
        .zip(documents)
        .map(|(key, (chain, profile))| issue(&store, chains[chain], profile, key, "", START).expect("a document"))
        .collect();
    let explorer = Explorer {
        documents,
        bad: 1,
        plant,
        odd: odd.to_vec(),
    };
    let hands = (0..2)
        .map(|at| Hand {
            worker: Worker::new(&format!("w{at}"), POLICY),
            said: None,
        })
        .collect();
    let books = vec![Book::default(); 3];
    let first = World {
        rows: Rc::new(store.delivered()),
        store,
        replica: None,
        books,
        hands,
        wire: vec![],
        now: START,
        left,
        fenced: false,
        lost_commit: false,
    };
    let mut seen = HashSet::from([first.key()]);
    let mut ways: Vec<(usize, Act)> = vec![(0, Act::Tick)];
    let mut front = std::collections::VecDeque::from([(first, 0usize)]);
    let (mut steps, mut shown) = (0, 50_000);
    while let Some((world, at)) = front.pop_front() {
        for act in explorer.actions(&world) {
            steps += 1;
            match explorer.act(&world, act) {
                Ok(next) => {
                    if seen.insert(next.key()) {
                        ways.push((at, act));
                        front.push_back((next, ways.len() - 1));
                    }
                }
                Err(broken) => {
                    let mut trace = vec![act];
                    let mut back = at;
                    while back != 0 {
                        trace.push(ways[back].1);
                        back = ways[back].0;
                    }
                    trace.reverse();
                    return (seen.len(), steps, Some((broken, trace)));
                }
            }
        }
        if seen.len() >= shown {
            println!("  {} states, {} still to be walked from", seen.len(), front.len());
            shown += 50_000;
        }
        assert!(
            seen.len() < most,
            "more than {most} states: the world is larger than it was meant to be"
        );
    }
    (seen.len(), steps, None)
}

const FULL: Budget = Budget {
    crashes: 2,
    failovers: 1,
    losses: 0,
    slow: 0,
    odd: 0,
};

fn clean(name: &str, left: Budget, odd: &[Said], most: usize) -> usize {
    let (states, steps, broken) = explore(Plant::None, left, odd, most);
    println!("{name}: {states} states, {steps} steps");
    if let Some((broken, trace)) = broken {
        let trace: Vec<String> = trace.iter().map(|act| format!("{act:?}")).collect();
        panic!("{name}: {broken}\n{}", trace.join("\n"));
    }
    states
}

#[test]
fn three_documents_two_workers_two_crashes_one_failover() {
    let states = clean("2 crashes, 1 failover", FULL, &[], 2_000_000);
    assert!(states > 10_000, "{states}: the world has become smaller than it was");
}

#[test]
fn lost_answers_and_every_other_answer() {
    let lost = Budget {
        crashes: 0,
        failovers: 0,
        losses: 1,
        slow: 1,
        odd: 0,
    };
    clean("1 lost answer, 1 slow worker", lost, &[], 2_000_000);
    let odd = [
        Said::Throttled(Some(5)),
        Said::Credential,
        Said::NotFound,
        Said::Elsewhere,
        Said::NeverLeft,
        Said::Server,
    ];
    let left = Budget {
        crashes: 0,
        failovers: 0,
        losses: 1,
        slow: 0,
        odd: 1,
    };
    clean("1 odd answer of six kinds, 1 lost", left, &odd, 2_000_000);
}

#[test]
fn every_planted_fault_is_found() {
    let lost = Budget {
        crashes: 1,
        failovers: 0,
        losses: 1,
        slow: 1,
        odd: 1,
    };
    let odd = [Said::Server, Said::Throttled(Some(5))];
    let plants = [
        (Plant::Store(Lie::ClaimIsNotCommitted), lost),
        (Plant::Store(Lie::LookIsBlind), lost),
        (Plant::Store(Lie::EpochIsIgnored), lost),
        (Plant::Store(Lie::DoubtIsForgotten), lost),
        (Plant::Store(Lie::LeaseIsIgnored), lost),
        (Plant::Store(Lie::CursorSkips), lost),
        (Plant::Store(Lie::FactIsLost), lost),
        (Plant::Store(Lie::AttemptIsNotKept), lost),
        (Plant::KnownIsRefused, lost),
        (Plant::LostIsAccepted, lost),
        (Plant::LostIsRefused, lost),
        (Plant::LostIsNeverLeft, lost),
        (Plant::BytesChange, lost),
        (Plant::NoFence, FULL),
    ];
    for (plant, left) in plants {
        let (states, _, broken) = explore(plant, left, &odd, 2_000_000);
        let (broken, trace) = broken.unwrap_or_else(|| panic!("{plant:?} was not found in {states} states"));
        println!("{plant:?}: after {states} states, {} steps: {broken}", trace.len());
    }
}
