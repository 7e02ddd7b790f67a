//! Which documents go next, and whether they are still the worker's when the first byte is about to leave.
//!
//! First the probes of parked lanes; then what the authority is about to forget; then clearance before reporting, and tries that
//! are due before new documents. Among devices the one that has the fewest documents in hand is served, then the one that waited
//! longest; documents whose deadline is near go before that, but one turn in four is given without looking at deadlines, so that
//! nothing waits for ever.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::pace::{Policy, is_over};
use super::step::{Circumstances, Effect, Event, Standing, step};
use crate::error::{Code, Error, Result};
use crate::ledger::trail;
use crate::store::delivery::{Attempt, Delivering, Facts, Job, Lane, Route, State, Waiting};
use crate::store::{ChainId, Document, Place};
use crate::time::Timestamp;

/// So many documents of a lane are looked for at once at least, where so many can be taken.
const LEAST_LOOK: usize = 8;

/// How many documents may be taken, by what the way out bears. Never more than the worker has hands free: what it cannot send at
/// once would be sent when its claim is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// In all.
    pub total: usize,
    /// To clearance: none while its breaker is open.
    pub clearance: usize,
    /// To reporting.
    pub reporting: usize,
}

impl Allowance {
    fn of(&mut self, endpoint: Route) -> &mut usize {
        match endpoint {
            Route::Clearance => &mut self.clearance,
            Route::Reporting => &mut self.reporting,
        }
    }
}

/// A worker's wish for work.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its name: unique among all that work on this store.
    pub worker: &'a str,
    /// How much it can take.
    pub allowance: Allowance,
    /// How many documents of each chain it has in hand.
    pub busy: &'a BTreeMap<ChainId, usize>,
    /// Now.
    pub now: Timestamp,
    /// The figures.
    pub policy: &'a Policy,
    /// The chains that are its business; all of them without.
    pub only: Option<&'a BTreeSet<ChainId>>,
}

impl Asked<'_> {
    fn serves(&self, chain: ChainId) -> bool {
        self.only.is_none_or(|only| only.contains(&chain))
    }
}

/// A document in the hands of a worker. It may be sent once the transaction that made this is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The document: its bytes are the only ones that may leave.
    pub document: Document,
    /// The claim's number: a later one outranks it.
    pub epoch: u64,
    /// The operation to send it to.
    pub endpoint: Route,
    /// Whether an earlier try may have arrived.
    pub again: bool,
    /// When the claim was made.
    pub at: Timestamp,
    /// Until when it lasts.
    pub lease_until: Timestamp,
    /// Whether it is the one that tries a parked lane.
    pub probe: bool,
}

/// What is to be known of a claim to look at it again, to settle it or to give it back: all but the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The document's place.
    pub place: Place,
    /// The claim's number.
    pub epoch: u64,
    /// The way that the document's kind takes.
    pub route: Route,
    /// Until when the authority wants it.
    pub deadline: Timestamp,
    /// The operation that it is sent to.
    pub endpoint: Route,
    /// When the claim was made.
    pub at: Timestamp,
}

impl Claim {
    /// Without the document.
    pub fn ticket(&self) -> Ticket {
        Ticket {
            place: self.document.place,
            epoch: self.epoch,
            route: Route::of(self.document.profile),
            deadline: self.document.deadline,
            endpoint: self.endpoint,
            at: self.at,
        }
    }
}

impl Ticket {
    /// The ticket of a claim that was made of a document, found again in the rows that it left; nothing if there was none.
    pub fn of(rows: &mut dyn Delivering, place: Place, epoch: u64) -> Result<Option<Self>> {
        let Some(attempt) = rows.attempt(place, epoch)? else {
            return Ok(None);
        };
        let (route, deadline) = match rows.job(place)? {
            Some(job) => (job.route, job.deadline_at),
            // It is finished.
            None => {
                let document = rows.document(place)?;
                let document = document.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
                (Route::of(document.profile), document.deadline)
            }
        };
        Ok(Some(Ticket {
            place,
            epoch,
            route,
            deadline,
            endpoint: attempt.endpoint,
            at: attempt.at,
        }))
    }
}

/// Whether a claimed document may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mine {
    /// Now.
    Yes,
    /// It is still this worker's, but must not leave now: to be given back.
    GiveBack,
    /// It is somebody else's, or nobody's: this worker forgets it.
    Lost,
}

/// Takes documents, in one transaction. What it returns may be sent when that is committed.
pub fn claim(rows: &mut dyn Delivering, asked: &Asked<'_>) -> Result<Vec<Claim>> {
    let mut lanes = rows.lanes()?;
    let turn = lanes.iter().map(|lane| lane.turn).max().unwrap_or(0);
    lanes.retain(|lane| asked.serves(lane.chain));
    let mut hand = Hand {
        rows,
        asked,
        free: asked.allowance,
        busy: asked.busy.clone(),
        resting: crate::sort::set(
            lanes
                .iter()
                .filter(|lane| lane.rests(asked.now))
                .map(|lane| (lane.chain, lane.route)),
        ),
        turn,
        chosen: Vec::new(),
        claims: Vec::new(),
    };
    hand.probes(&lanes)?;
    let mut due = BTreeMap::new();
    for route in Route::ALL {
        if hand.free.total > 0 {
            due.insert(route, hand.due(route)?);
        }
    }
    for jobs in due.values_mut() {
        let (closing, rest) = jobs.drain(..).partition(|job| asked.policy.is_closing(job, asked.now));
        hand.jobs(closing)?;
        *jobs = rest;
    }
    for route in Route::ALL {
        hand.jobs(due.remove(&route).unwrap_or_default())?;
        hand.fresh(lanes.iter().filter(|lane| lane.route == route && lane.is_open()))?;
    }
    Ok(hand.claims)
}

struct Hand<'a> {
    rows: &'a mut dyn Delivering,
    asked: &'a Asked<'a>,
    free: Allowance,
    busy: BTreeMap<ChainId, usize>,
    /// Operations at which the authority asked a device for rest.
    resting: BTreeSet<(ChainId, Route)>,
    turn: u64,
    /// What is taken and not yet written, in the order of its turns.
    chosen: Vec<Chosen>,
    claims: Vec<Claim>,
}

/// A document that is taken.
struct Chosen {
    job: Job,
    again: bool,
    after_window: bool,
    probe: bool,
}

impl Hand<'_> {
    fn bears(&mut self, chain: ChainId, endpoint: Route) -> bool {
        self.hands(chain, endpoint) > 0
    }

    /// How many more documents of a chain may be taken for an operation.
    fn hands(&mut self, chain: ChainId, endpoint: Route) -> usize {
        if !self.asked.serves(chain) || self.resting.contains(&(chain, endpoint)) {
            return 0;
        }
        let busy = self.busy.get(&chain).copied().unwrap_or(0);
        let left = self.asked.policy.per_chain.saturating_sub(busy);
        left.min(self.free.total).min(*self.free.of(endpoint))
    }

    /// Where a lane's next document goes. After a 303 one now and then is sent home, to see whether it is taken there again; while home
    /// takes none at all, that waits, and the documents go where they went.
    fn endpoint(&mut self, lane: &Lane) -> Route {
        let is_time = lane.back_at.is_some_and(|at| is_over(at, self.asked.now));
        match is_time && self.bears(lane.chain, lane.route) {
            true => lane.route,
            false => lane.endpoint,
        }
    }

    /// As many due documents as hands are free. Those that are others' business, or cannot go now, do not take their places.
    fn due(&mut self, route: Route) -> Result<Vec<Job>> {
        let mut most = self.free.total;
        loop {
            let mut jobs = self.rows.due(route, self.asked.now, most)?;
            let all = jobs.len() < most;
            jobs.retain(|job| self.bears(job.place.chain, job.endpoint));
            if all || jobs.len() >= self.free.total {
                jobs.truncate(self.free.total);
                return Ok(jobs);
            }
            most = most.saturating_mul(2);
        }
    }

    fn next_turn(&mut self) -> u64 {
        self.turn = self.turn.saturating_add(1);
        self.turn
    }

    /// One document of each chain whose time for it has come.
    fn probes(&mut self, lanes: &[Lane]) -> Result<()> {
        for lane in lanes.iter().filter(|lane| lane.probes(self.asked.now)) {
            // Another probe of the same device may have put this one off.
            let Some(lane) = self.rows.lane(lane.chain, lane.route)? else {
                continue;
            };
            let Some(park) = lane.park.as_ref().filter(|_| lane.probes(self.asked.now)) else {
                continue;
            };
            let place = |counter| Place {
                chain: lane.chain,
                counter,
            };
            let named = match park.probe {
                Some((route, counter)) if route != lane.route => {
                    // The other lane probes for both, as long as its document is there to be sent.
                    match self.rows.job(place(counter))? {
                        Some(job) if job.state != State::Held => continue,
                        _ => None,
                    }
                }
                Some((_, counter)) => self.rows.job(place(counter))?.filter(|job| job.state != State::Held),
                None => None,
            };
            let job = match named {
                Some(job) => Some(job),
                None => {
                    let jobs = self.rows.jobs_of(lane.chain, lane.route, 64)?;
                    jobs.into_iter()
                        .find(|job| job.state != State::Inflight || is_over(job.due_at, self.asked.now))
                }
            };
            match job {
                // Still in somebody's hands.
                Some(job) if job.state == State::Inflight && !is_over(job.due_at, self.asked.now) => continue,
                Some(job) if self.bears(job.place.chain, job.endpoint) => {
                    let counter = job.place.counter;
                    self.take(job, true)?;
                    self.write()?;
                    self.name_probe(&lane, counter)?;
                }
                Some(_) => {}
                None => {
                    let first = self.rows.waiting(&lane, 1)?.pop();
                    if let Some(first) = first.filter(|_| self.bears(lane.chain, lane.endpoint)) {
                        self.take_fresh(&lane, first, lane.endpoint, true)?;
                        self.write()?;
                        self.served(&lane, first.counter)?;
                        self.name_probe(&lane, first.counter)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Until its answer is there, no other document of the device probes.
    fn name_probe(&mut self, lane: &Lane, counter: u64) -> Result<()> {
        let Some(why) = lane.park.as_ref().map(|park| park.why) else {
            return Ok(());
        };
        for route in Route::ALL {
            let Some(mut other) = self.rows.lane(lane.chain, route)? else {
                continue;
            };
            if let Some(park) = other
                .park
                .as_mut()
                .filter(|park| route == lane.route || park.why == why)
            {
                park.probe = Some((lane.route, counter));
                park.until = self.asked.now.plus_ms(self.asked.policy.lease_ms());
                self.rows.put_lane(&other)?;
            }
        }
        Ok(())
    }

    fn jobs(&mut self, jobs: Vec<Job>) -> Result<()> {
        for job in jobs {
            if self.bears(job.place.chain, job.endpoint) {
                self.take(job, false)?;
            }
        }
        self.write()
    }

    /// New documents of these lanes, one by one from the lane whose turn it is.
    fn fresh<'l>(&mut self, lanes: impl Iterator<Item = &'l Lane>) -> Result<()> {
        let lanes: Vec<&Lane> = lanes.collect();
        // Each lane's share, if all of them have as many, and one more: then none is looked at again.
        let share = self.free.total.div_ceil(lanes.len().max(1)) + 1;
        let mut open = Vec::new();
        for lane in lanes {
            let mut lane = Open::new(lane);
            // None where nothing may be taken.
            let endpoint = self.endpoint(&lane.lane);
            let most = share.min(self.hands(lane.chain(), endpoint));
            if most > 0 {
                lane.look(self.rows, most)?;
            }
            if !lane.ready.is_empty() {
                open.push(lane);
            }
        }
        let mut closed = Vec::new();
        while self.free.total > 0 && !open.is_empty() {
            let turn = self.next_turn();
            let by_turn = turn.is_multiple_of(4);
            let at = (0..open.len())
                .min_by_key(|&i| self.rank(&open[i], by_turn))
                .unwrap_or(0);
            let (chain, endpoint) = (open[at].chain(), self.endpoint(&open[at].lane));
            let next = open[at].ready.front().copied().filter(|_| self.bears(chain, endpoint));
            let Some(next) = next else {
                closed.push(open.swap_remove(at));
                continue;
            };
            self.take_fresh(&open[at].lane, next, endpoint, false)?;
            // Every lane gets its share: who looked at all that it could get would look at most of it in vain.
            let share = self.free.total.div_ceil(open.len()).max(LEAST_LOOK);
            let (now, policy) = (self.asked.now, self.asked.policy);
            let lane = &mut open[at];
            lane.ready.pop_front();
            lane.last = Some(next.counter);
            lane.lane.turn = turn;
            if endpoint != lane.lane.endpoint {
                lane.lane.back_at = Some(now.plus_ms(policy.back_ms));
            }
            // The next one may go elsewhere than this one went.
            let endpoint = self.endpoint(&lane.lane);
            let most = share.min(self.hands(chain, endpoint));
            if lane.ready.is_empty() && !lane.all && most > 0 {
                lane.look(self.rows, most)?;
            }
        }
        self.write()?;
        closed.append(&mut open);
        for lane in closed {
            self.close(lane)?;
        }
        Ok(())
    }

    fn rank(&self, open: &Open, by_turn: bool) -> (bool, Timestamp, usize, u64) {
        let now = self.asked.now;
        let deadline = open.ready.front().map_or(now, |next| next.deadline_at);
        let ahead = deadline.since(now);
        let urgent = !by_turn && ahead > 0 && ahead <= self.asked.policy.urgent_ms;
        let busy = self.busy.get(&open.lane.chain).copied().unwrap_or(0);
        (!urgent, if urgent { deadline } else { now }, busy, open.lane.turn)
    }

    fn close(&mut self, open: Open) -> Result<()> {
        match open.last {
            Some(last) => self.write_cursor(open.lane, last),
            None => Ok(()),
        }
    }

    fn served(&mut self, lane: &Lane, counter: u64) -> Result<()> {
        let mut lane = lane.clone();
        lane.turn = self.next_turn();
        self.write_cursor(lane, counter)
    }

    fn write_cursor(&mut self, mut lane: Lane, last: u64) -> Result<()> {
        lane.next = self.rows.cursor_after(&lane, last)?;
        self.rows.put_lane(&lane)
    }

    fn take_fresh(&mut self, lane: &Lane, waiting: Waiting, endpoint: Route, probe: bool) -> Result<()> {
        let place = Place {
            chain: lane.chain,
            counter: waiting.counter,
        };
        let job = Job::new(place, lane.route, endpoint, waiting.deadline_at, self.asked.now);
        self.take(job, probe)
    }

    fn take(&mut self, job: Job, probe: bool) -> Result<()> {
        let Asked {
            worker, now, policy, ..
        } = *self.asked;
        let around = Circumstances {
            now,
            chance: 0,
            policy,
            facts: Facts::default(),
        };
        let mut standing = Standing::Open(job);
        if let Standing::Open(Job {
            state: State::Inflight, ..
        }) = standing
        {
            standing = step(&standing, &Event::LeaseEnded, &around)?.standing;
        }
        let taken = step(&standing, &Event::Claimed { by: worker, probe }, &around)?;
        let (Standing::Open(job), [Effect::Send { again, after_window }]) = (taken.standing, &taken.effects[..]) else {
            return Err(Error::new(Code::OutboxStep));
        };
        self.free.total = self.free.total.saturating_sub(1);
        let left = self.free.of(job.endpoint);
        *left = left.saturating_sub(1);
        *self.busy.entry(job.place.chain).or_default() += 1;
        self.chosen.push(Chosen {
            job,
            again: *again,
            after_window: *after_window,
            probe,
        });
        Ok(())
    }

    /// Writes what was taken, chain by chain: a store finds the rows of one chain beside each other. It is handed over in the order of its
    /// turns all the same.
    fn write(&mut self) -> Result<()> {
        let chosen = std::mem::take(&mut self.chosen);
        let order = crate::sort::order(chosen.len(), &|a, b| chosen[a].job.place.cmp(&chosen[b].job.place));
        let first = self.claims.len();
        for &turn in &order {
            let claim = self.write_one(&chosen[turn])?;
            self.claims.push(claim);
        }
        let mut turns = vec![0; order.len()];
        for (at, turn) in order.into_iter().enumerate() {
            turns[turn] = at;
        }
        crate::sort::arrange(&mut self.claims[first..], &mut turns);
        Ok(())
    }

    fn write_one(&mut self, chosen: &Chosen) -> Result<Claim> {
        let Chosen {
            ref job,
            again,
            after_window,
            probe,
        } = *chosen;
        let document = self.rows.document(job.place)?;
        let document = document.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
        self.rows.put_job(job)?;
        let attempt = Attempt {
            place: job.place,
            epoch: job.epoch,
            endpoint: job.endpoint,
            at: self.asked.now,
            node: self.asked.worker.to_owned(),
            again,
            after_window,
        };
        self.rows.put_attempt(&attempt)?;
        let filed = self.rows.filed(job.place)?;
        self.rows.audit(&trail::claimed(&attempt, &document, &filed))?;
        Ok(Claim {
            document,
            epoch: job.epoch,
            endpoint: job.endpoint,
            again,
            at: self.asked.now,
            lease_until: job.due_at,
            probe,
        })
    }
}

/// A lane that is being served.
struct Open {
    lane: Lane,
    ready: VecDeque<Waiting>,
    last: Option<u64>,
    all: bool,
}

impl Open {
    fn new(lane: &Lane) -> Self {
        Open {
            lane: lane.clone(),
            ready: VecDeque::new(),
            last: None,
            all: false,
        }
    }

    fn chain(&self) -> ChainId {
        self.lane.chain
    }

    /// Looks for so many documents that wait behind what was taken.
    fn look(&mut self, rows: &mut dyn Delivering, most: usize) -> Result<()> {
        let next = self.last.map_or(self.lane.next, |last| last.saturating_add(1));
        let ahead = Lane {
            next,
            ..self.lane.clone()
        };
        self.ready = rows.waiting(&ahead, most)?.into();
        self.all = self.ready.len() < most;
        Ok(())
    }
}

/// Asked in a transaction of its own right before the first byte leaves: a worker that was slow, or whose device was parked
/// meanwhile, sends nothing.
pub fn still_mine(rows: &mut dyn Delivering, ticket: &Ticket, now: Timestamp, policy: &Policy) -> Result<Mine> {
    let place = ticket.place;
    let Some(job) = rows.job(place)? else {
        return Ok(Mine::Lost);
    };
    if job.epoch != ticket.epoch || job.state != State::Inflight {
        return Ok(Mine::Lost);
    }
    // A call that begins now must end before anybody else may take the document.
    if now.plus_ms(policy.call_ms) > job.due_at || now < ticket.at {
        return Ok(Mine::GiveBack);
    }
    let lane = |rows: &mut dyn Delivering, route| {
        let found = rows.lane(place.chain, route)?;
        found.ok_or_else(|| Error::new(Code::OutboxUnknown))
    };
    let resting = lane(rows, ticket.endpoint)?.rests(now);
    let park = lane(rows, job.route)?.park;
    let shut = park.is_some_and(|park| park.probe != Some((job.route, place.counter)));
    Ok(if resting || shut { Mine::GiveBack } else { Mine::Yes })
}

#[cfg(test)]
mod tests;
