//! The order of it all: keep what came, claim, look again, send, wait. Whoever drives it brings a clock, chance and a way out.
//!
//! Answers are kept before more is claimed, because one of them may have shut a lane. While answers are awaited, which can take a
//! minute, what is issued meanwhile is claimed as long as hands are free: an answer that is slow keeps nobody waiting.

use std::time::Duration;

use super::claim::{Allowance, Claim};
use super::dispatch::Dispatch;
use super::settle::Arrival;
use super::step::Alert;
use super::worker::{Key, Task, Worker, may_repeat};
use crate::error::{Error, Result};
use crate::store::Place;
use crate::time::Timestamp;

/// How long a worker with free hands waits for an answer before it looks for new documents again.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
/// The first pause for a store that is busy; it doubles.
const PAUSE: Duration = Duration::from_millis(10);
/// The longest of these pauses.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// So often in a row a store may be busy before the round ends.
const PATIENCE: u32 = 12;
/// So many documents at most share one transaction: others want to issue between two of them.
const SET: usize = 256;
/// So many faults are remembered of one round.
const MOST_FAULTS: usize = 1_000;

/// The way out, as a worker sees it.
pub trait Wire {
    /// How many more documents can go out at this moment.
    fn allowance(&mut self, now: Timestamp) -> Allowance;
    /// Begins to send, without waiting for the answer. The bytes are those of the claim's document and no others.
    fn send(&mut self, claim: &Claim);
    /// Waits for answers of those that were begun, at most so long for the first one, and returns all that are there. Every one of
    /// them is answered in the end, if only by a lost reply. It waits also when none is under way: a pause is asked for like this.
    fn arrivals(&mut self, at_most: Duration) -> Vec<(Key, Arrival)>;
}

/// What one round did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Round {
    /// Documents that went out.
    pub sent: usize,
    /// Answers that were kept.
    pub settled: usize,
    /// Claims that were given back unsent.
    pub given_back: usize,
    /// Claims that another worker took over before they were sent.
    pub lost: usize,
    /// Whom to call.
    pub alerts: Vec<Alert>,
    /// Documents whose rows the store did not take or give, and why. Others were not kept back by them.
    pub faults: Vec<(Place, Error)>,
}

impl Round {
    /// Notes why a document's rows were not taken or given. The round of a busy shop has no end, and says the same once.
    pub(super) fn fault(&mut self, place: Place, error: Error) {
        let fault = (place, error);
        if self.faults.len() < MOST_FAULTS && !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

/// What follows a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Another turn, at once.
    Turn,
    /// Another turn when answers came, and after this time at the latest.
    Wait(Duration),
    /// Nothing is due and nothing is awaited.
    Done,
}

/// One set of tasks: what a round does before it may be interrupted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Turn {
    Settle(Vec<Key>),
    GiveBack(Vec<Key>),
    Send(Vec<Key>),
    Look(Vec<Key>),
    Claim,
    Wait,
    Done,
}

/// A round, turn by turn.
#[derive(Debug, Clone)]
pub struct Shift {
    round: Round,
    /// Whether it is worth asking for documents.
    hungry: bool,
    /// How often in a row the store was busy.
    busy: u32,
}

impl Default for Shift {
    fn default() -> Self {
        Shift {
            round: Round::default(),
            hungry: true,
            busy: 0,
        }
    }
}

impl Shift {
    /// What was done so far.
    pub fn round(&self) -> &Round {
        &self.round
    }

    /// One transaction, or the sending of what one allowed. Where it is not `going` on, nothing more is claimed, and what was not
    /// sent is given back.
    pub fn turn<D: Dispatch + ?Sized>(
        &mut self,
        worker: &mut Worker,
        store: &D,
        wire: &mut dyn Wire,
        clock: &dyn Fn() -> Timestamp,
        chance: &mut dyn FnMut() -> u64,
        going: bool,
    ) -> Result<Next> {
        let now = clock();
        worker.let_go(now);
        let done = match self.choose(worker, going) {
            Turn::Settle(keys) => worker.settle(store, &keys, now, chance, &mut self.round),
            Turn::GiveBack(keys) => worker.give_back(store, &keys, now, &mut self.round),
            Turn::Look(keys) => worker.look(store, &keys, now, &mut self.round),
            Turn::Send(keys) => {
                for key in keys {
                    // The time is looked at before each: sending to many takes time, too.
                    if let Some(claim) = worker.depart(key, clock()) {
                        wire.send(claim);
                        self.round.sent += 1;
                    }
                }
                Ok(())
            }
            Turn::Claim => self.claim(worker, store, wire.allowance(now), now, clock),
            Turn::Wait => {
                self.hungry = true;
                return Ok(Next::Wait(LOOK_AGAIN));
            }
            Turn::Done => return Ok(Next::Done),
        };
        match done {
            Ok(()) => {
                self.busy = 0;
                Ok(Next::Turn)
            }
            Err(error) if may_repeat(&error) && self.busy < PATIENCE => {
                let pause = PAUSE.saturating_mul(1 << self.busy).min(LONGEST_PAUSE);
                self.busy += 1;
                Ok(Next::Wait(pause))
            }
            Err(error) => Err(error),
        }
    }

    fn claim<D: Dispatch + ?Sized>(
        &mut self,
        worker: &mut Worker,
        store: &D,
        allowance: Allowance,
        now: Timestamp,
        clock: &dyn Fn() -> Timestamp,
    ) -> Result<()> {
        if allowance.total > 0 {
            let total = allowance.total.min(worker.most());
            let claimed = worker.claim(store, Allowance { total, ..allowance }, now);
            // A ledger in the same process is near.
            if !cfg!(feature = "uniffi") {
                worker.learn(total, &claimed, clock().since(now));
            }
            claimed?;
        }
        self.hungry = false;
        Ok(())
    }

    fn choose(&mut self, worker: &Worker, going: bool) -> Turn {
        let tasks = worker.tasks();
        let set = |of: fn(&Task) -> Option<Key>| -> Vec<Key> {
            // Fewer each time that it fails.
            tasks.iter().filter_map(of).take(SET >> self.busy.min(8)).collect()
        };
        let settle = set(|task| match task {
            Task::Settle(key) => Some(*key),
            _ => None,
        });
        if !settle.is_empty() {
            self.hungry = true;
            return Turn::Settle(settle);
        }
        let unsent = match going {
            true => set(|task| match task {
                Task::GiveBack(key) => Some(*key),
                _ => None,
            }),
            false => set(|task| match task {
                Task::GiveBack(key) | Task::Look(key) | Task::Send(key) => Some(*key),
                _ => None,
            }),
        };
        if !unsent.is_empty() {
            // It was late, or its lane rests: whatever else is due can be had instead.
            self.hungry = true;
            return Turn::GiveBack(unsent);
        }
        let send = set(|task| match task {
            Task::Send(key) => Some(*key),
            _ => None,
        });
        if !send.is_empty() {
            return Turn::Send(send);
        }
        let look = set(|task| match task {
            Task::Look(key) => Some(*key),
            _ => None,
        });
        match (look.is_empty(), going && self.hungry, worker.awaited().next().is_some()) {
            (false, ..) => Turn::Look(look),
            (_, true, _) => Turn::Claim,
            (_, _, true) => Turn::Wait,
            _ => Turn::Done,
        }
    }
}

/// Sends what is due until nothing more is, and returns when every answer is kept.
///
/// When `go_on` says no, nothing more is claimed, what was not sent yet is given back, and the answers to what was sent are kept;
/// that takes no longer than a call. A store that is busy is waited for and asked again, several seconds long; any other of its
/// errors ends the round. The worker keeps what it has in hand then: the next round goes on with it. If there is none, it is in
/// nobody's hands when its lease ends, and is sent again with the same bytes.
pub fn deliver_round<D: Dispatch + ?Sized>(
    worker: &mut Worker,
    store: &D,
    wire: &mut dyn Wire,
    clock: &dyn Fn() -> Timestamp,
    chance: &mut dyn FnMut() -> u64,
    go_on: &dyn Fn() -> bool,
) -> Result<Round> {
    let mut shift = Shift::default();
    loop {
        match shift.turn(worker, store, wire, clock, chance, go_on())? {
            Next::Turn => {}
            Next::Wait(at_most) => {
                for (key, arrival) in wire.arrivals(at_most) {
                    worker.arrive(key, arrival);
                }
            }
            Next::Done => return Ok(shift.round),
        }
    }
}
