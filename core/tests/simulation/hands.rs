//! What a worker does when it is its turn: one turn of a shipped round, or one set of tasks in any order, or it dies.

use std::cell::Cell;
use std::time::Duration;

use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{Allowance, Arrival, Claim, Next, Round, Wire, Worker};
use khatm::store::delivery::State;
use khatm::time::Timestamp;
use khatm::{Error, Kind};

use super::lying::Between;
use super::stores::Flaky;
use super::world::{Broken, Hand, Request, World};

/// The way out of one turn: what leaves is given to the network afterwards. The process may die between two of them.
struct Way {
    free: usize,
    out: Vec<Claim>,
    dies_after: Option<usize>,
}

impl Wire for Way {
    fn allowance(&mut self, _now: Timestamp) -> Allowance {
        allowed(self.free)
    }

    fn send(&mut self, claim: &Claim) {
        if self.dies_after.is_none_or(|most| self.out.len() < most) {
            self.out.push(claim.clone());
        }
    }

    fn arrivals(&mut self, _at_most: Duration) -> Vec<(Key, Arrival)> {
        vec![]
    }
}

fn allowed(total: usize) -> Allowance {
    Allowance {
        total,
        clearance: total,
        reporting: total,
    }
}

/// What a worker did.
struct Did {
    round: Round,
    out: Vec<Claim>,
    next: Next,
}

impl World {
    /// One turn of one worker, or its death.
    pub(crate) fn work(&mut self, at: usize) -> Result<(), Broken> {
        if self.crashes > 0 && self.hands[at].worker.in_hand() > 0 && self.below(12) == 0 {
            self.crashes -= 1;
            self.die(at);
            self.note(0xDEAD);
            return Ok(());
        }
        let settles: Vec<Key> = self.hands[at].worker.tasks().into_iter().filter_map(settled).collect();
        let did = if self.in_order { self.turn(at)? } else { self.any(at)? };
        if let Some((place, error)) = did.round.faults.first() {
            return Err(format!("{place}: the store refused: {error}"));
        }
        for claim in &did.out {
            self.send(at, claim)?;
        }
        let wakes_at = match did.next {
            Next::Turn => self.now.plus_ms(self.pause()),
            Next::Wait(least) => self.now.plus_ms(least.as_millis() as i64 + self.below(20_000)),
            Next::Done => self.sleep_until(at)?,
        };
        self.hands[at].wakes_at = wakes_at;
        self.wrote();
        if did.round.settled > 0 {
            let now = self.now;
            for rest in self.rests.iter_mut().filter(|rest| settles.contains(&rest.key)) {
                rest.from = rest.from.min(now);
            }
            self.rows_hold()?;
        }
        Ok(())
    }

    pub(crate) fn die(&mut self, at: usize) {
        let life = self.hands[at].life + 1;
        let wakes_at = self.now.plus_ms(self.below(60_000));
        self.hands[at] = Hand::new(at, life, wakes_at);
    }

    /// The store as this worker has it: it fails, and lies if a fault is planted.
    fn flaky<'a>(&'a self, worker: &Worker) -> Flaky<'a> {
        let tasks = worker.tasks();
        let claiming = tasks.is_empty();
        let key = |task| match task {
            Task::Look(key) | Task::Settle(key) | Task::GiveBack(key) | Task::Send(key) => Some(key),
            Task::Claim => None,
        };
        Flaky {
            inner: Between {
                store: self.store(),
                fenced: false,
                lie: self.plant.lie(),
                epochs: tasks.into_iter().filter_map(key).collect(),
                now: self.now,
                claiming,
            },
            random: &self.random,
        }
    }

    /// The shipped order.
    fn turn(&mut self, at: usize) -> Result<Did, Broken> {
        let mut worker = self.hands[at].worker.clone();
        let mut shift = self.hands[at].shift.take().unwrap_or_default();
        let going = self.hands[at].going && self.below(60) != 0;
        let before = shift.round().clone();
        let dies = self.crashes > 0 && self.below(30) == 0;
        let mut way = Way {
            free: self.slots.saturating_sub(worker.awaited().count()),
            out: vec![],
            dies_after: dies.then(|| self.below(3) as usize),
        };
        let (clock, random) = (|| self.now, &self.random);
        let flaky = self.flaky(&worker);
        let turned = shift.turn(
            &mut worker,
            &flaky,
            &mut way,
            &clock,
            &mut || random.borrow_mut().next(),
            going,
        );
        let in_hand = worker.in_hand();
        self.note(in_hand as u64 + 1);
        let now = self.now.unix_ms() as u64;
        self.note(now);
        let round = since(&before, shift.round());
        let hand = &mut self.hands[at];
        (hand.worker, hand.going) = (worker, going);
        let next = match turned {
            Ok(Next::Done) if !going && in_hand > 0 => return Err("stopped with documents in hand".to_owned()),
            Ok(Next::Done) => {
                hand.going = true;
                Next::Done
            }
            Ok(next) => {
                hand.shift = Some(shift);
                next
            }
            Err(error) => {
                passes(&error)?;
                Next::Wait(Duration::from_secs(1))
            }
        };
        let lost = dies && way.dies_after.is_some_and(|most| round.sent > most);
        let did = Did {
            round,
            out: std::mem::take(&mut way.out),
            next,
        };
        if lost {
            // It had sent some of them: those travel, and nobody waits for them.
            self.crashes -= 1;
            for claim in &did.out {
                self.send(at, claim)?;
            }
            self.die(at);
            return Ok(Did {
                out: vec![],
                next: Next::Wait(Duration::from_secs(20)),
                ..did
            });
        }
        Ok(did)
    }

    /// Any set of tasks of one kind, in any order: what others may build on the same worker.
    fn any(&mut self, at: usize) -> Result<Did, Broken> {
        let mut worker = self.hands[at].worker.clone();
        let tasks = worker.tasks();
        let free = self.slots.saturating_sub(worker.in_hand());
        let claims = free > 0 && (tasks.is_empty() || self.below(4) == 0);
        let task = match tasks.len() {
            _ if claims => Some(Task::Claim),
            0 => None,
            count => Some(tasks[self.below(count as i64) as usize]),
        };
        let kind = task.as_ref().map(std::mem::discriminant);
        let mut keys = Vec::new();
        for other in &tasks {
            if kind == Some(std::mem::discriminant(other)) && (Some(*other) == task || self.below(2) == 0) {
                keys.extend(key_of(other));
            }
        }
        let (now, random, mut round, mut out) = (self.now, &self.random, Round::default(), vec![]);
        let mut flaky = self.flaky(&worker);
        flaky.inner.claiming = claims;
        let busy = Cell::new(true);
        let done = match task {
            None => {
                busy.set(false);
                Ok(())
            }
            Some(Task::Claim) => {
                let claimed = worker.claim(&flaky, allowed(free), now);
                claimed.map(|taken| busy.set(taken > 0))
            }
            Some(Task::Look(_)) => worker.look(&flaky, &keys, now, &mut round),
            Some(Task::Send(_)) => {
                out.extend(keys.iter().filter_map(|key| worker.depart(*key, now).cloned()));
                Ok(())
            }
            Some(Task::Settle(_)) => {
                let mut chance = || random.borrow_mut().next();
                worker.settle(&flaky, &keys, now, &mut chance, &mut round)
            }
            Some(Task::GiveBack(_)) => worker.give_back(&flaky, &keys, now, &mut round),
        };
        self.note(keys.len() as u64);
        self.note(now.unix_ms() as u64);
        self.hands[at].worker = worker;
        if let Err(error) = done {
            passes(&error)?;
        }
        let next = if busy.get() { Next::Turn } else { Next::Done };
        Ok(Did { round, out, next })
    }

    /// Mostly milliseconds; now and then a machine that stood still.
    fn pause(&self) -> i64 {
        match self.below(60) {
            0 => self.below(200_000),
            _ => 1 + self.below(40),
        }
    }

    /// Nothing to do: until something may be due.
    fn sleep_until(&self, at: usize) -> Result<Timestamp, Broken> {
        let mut next: Vec<Timestamp> = vec![self.now.plus_ms(30 * 60_000)];
        let mine = (at, self.hands[at].life);
        let mine = self.requests.iter().filter(|request| request.worker == mine);
        next.extend(mine.map(Request::next));
        self.read(&mut |rows| {
            let unfinished = rows.unfinished(None, 1000)?;
            next.extend(
                unfinished
                    .iter()
                    .filter(|job| job.state != State::Held)
                    .map(|job| job.due_at),
            );
            for lane in rows.lanes()? {
                next.extend(lane.rest_until);
                next.extend(lane.park.map(|park| park.until));
            }
            Ok(())
        })?;
        let soonest = next.into_iter().filter(|next| *next > self.now).min();
        Ok(soonest.unwrap_or(self.now).plus_ms(1 + self.below(2_000)))
    }
}

fn settled(task: Task) -> Option<Key> {
    match task {
        Task::Settle(key) => Some(key),
        _ => None,
    }
}

fn key_of(task: &Task) -> Option<Key> {
    match task {
        Task::Look(key) | Task::Send(key) | Task::Settle(key) | Task::GiveBack(key) => Some(*key),
        Task::Claim => None,
    }
}

/// What one turn added.
fn since(before: &Round, after: &Round) -> Round {
    Round {
        sent: after.sent - before.sent,
        settled: after.settled - before.settled,
        faults: after.faults[before.faults.len()..].to_vec(),
        ..Round::default()
    }
}

/// Only what passes by itself may stop a worker here.
fn passes(error: &Error) -> Result<(), Broken> {
    match error.kind() {
        Kind::Busy | Kind::Unsure => Ok(()),
        _ => Err(format!("the store refused: {error}")),
    }
}
