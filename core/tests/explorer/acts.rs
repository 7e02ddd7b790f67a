//! Everything that can happen next in a state, what it makes of it, and what must be true then.

use std::rc::Rc;

use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{Allowance, Round, Worker};
use khatm::store::delivery::{Fact, Route, State};
use khatm::store::{Document, Place};
use khatm::time::Timestamp;
use khatm::{Code, Error};

use super::delivery::{Said, arrival};
use super::lying::{Between, Lie};
use super::world::{Act, Request, World, restart};
use super::{POLICY, Plant};

/// What is not as it must be.
pub(crate) type Broken = String;

pub(crate) struct Explorer {
    pub(crate) documents: Vec<Document>,
    pub(crate) bad: usize,
    pub(crate) plant: Plant,
    pub(crate) odd: Vec<Said>,
    /// A worker takes all that there is, and does what is of one kind together.
    pub(crate) sets: bool,
}

impl Explorer {
    fn number(&self, place: Place) -> usize {
        self.documents
            .iter()
            .position(|document| document.place == place)
            .expect("one of ours")
    }

    pub(crate) fn actions(&self, world: &World) -> Vec<Act> {
        let mut acts = Vec::new();
        for (at, hand) in world.hands.iter().enumerate() {
            let mut tasks = hand.worker.tasks();
            let claims = match self.sets {
                true => tasks.is_empty() && hand.worker.in_hand() < self.documents.len(),
                false => hand.worker.in_hand() == 0,
            };
            if claims {
                acts.push(Act::Claim(at));
            }
            if self.sets {
                // One stands for all of its kind; but what is sent, is sent one by one.
                tasks.sort();
                tasks.dedup_by_key(|task| match task {
                    Task::Send(key) => (std::mem::discriminant(&Task::Send(*key)), Some(*key)),
                    other => (std::mem::discriminant(other), None),
                });
            }
            acts.extend(tasks.into_iter().map(|task| Act::Do(at, task)));
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

    fn between<'a>(&self, world: &'a World, claiming: bool, epochs: Vec<Key>) -> Between<'a> {
        Between {
            store: &world.store,
            fenced: world.fenced && self.plant != Plant::NoFence,
            lie: match self.plant {
                Plant::Store(lie) => lie,
                _ => Lie::None,
            },
            epochs,
            now: world.now,
            claiming,
        }
    }

    pub(crate) fn act(&self, before: &World, act: Act) -> Result<World, Broken> {
        let mut world = before.clone();
        match act {
            Act::Claim(at) => {
                let mut worker = world.hands[at].worker.clone();
                let free = match self.sets {
                    true => self.documents.len() - worker.in_hand(),
                    false => 1,
                };
                let allowance = Allowance {
                    total: free,
                    clearance: free,
                    reporting: free,
                };
                let result = worker.claim(&self.between(&world, true, vec![]), allowance, world.now);
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

    /// The documents that share a task's transaction.
    fn set(&self, worker: &Worker, task: Task) -> Vec<Key> {
        let key = |task: Task| match task {
            Task::Look(key) | Task::Send(key) | Task::Settle(key) | Task::GiveBack(key) => Some(key),
            Task::Claim => None,
        };
        let tasks = match self.sets {
            true => worker.tasks(),
            false => vec![task],
        };
        let alike = |other: &Task| std::mem::discriminant(other) == std::mem::discriminant(&task);
        tasks.into_iter().filter(alike).filter_map(key).collect()
    }

    fn task(&self, world: &mut World, before: &World, at: usize, task: Task) -> Result<(), Broken> {
        let mut worker = world.hands[at].worker.clone();
        let (now, mut round) = (world.now, Round::default());
        let keys = self.set(&worker, task);
        let store = self.between(world, false, keys.clone());
        let result = match task {
            Task::Claim => Ok(()),
            Task::Look(_) => worker.look(&store, &keys, now, &mut round),
            Task::Settle(_) => worker.settle(&store, &keys, now, &mut || 0, &mut round),
            Task::GiveBack(_) => worker.give_back(&store, &keys, now, &mut round),
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
        world.hands[at].said.insert(request.key, said);
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
            ..self.between(world, true, vec![])
        };
        worker
            .claim(&through, allowance, world.now)
            .is_ok_and(|taken| taken == 0)
    }
}
