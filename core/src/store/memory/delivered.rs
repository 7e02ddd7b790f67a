//! The delivery half of the store that forgets.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::{Kept, Memory};
use crate::error::{Code, Error, Result};
use crate::outbox::Release;
use crate::outbox::pace::is_over;
use crate::store::delivery::{
    Answered, Attempt, Deliveries, Delivering, Entry, Fact, Facts, Filed, History, Job, Lane, Outcome, Route, State,
    Waiting,
};
use crate::store::{ChainId, ChainState, Document, Fate, Place};
use crate::time::Timestamp;

/// The rows of all deliveries.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Delivered {
    /// One for each chain and route.
    pub lanes: BTreeMap<(ChainId, Route), Lane>,
    /// Unfinished documents.
    pub jobs: BTreeMap<Place, Job>,
    /// Intents to send.
    pub attempts: BTreeMap<(Place, u64), Attempt>,
    /// What came back.
    pub answers: BTreeMap<(Place, u64), Answered>,
    /// What the authority said for good.
    pub outcomes: BTreeMap<(Place, Fact), Outcome>,
    /// The authority's versions.
    pub cleared: BTreeMap<Place, Vec<u8>>,
    /// Hand-overs of what was not cleared.
    pub releases: BTreeMap<Place, Release>,
    /// For people to look up.
    pub audit: Vec<Entry>,
}

/// How one change is taken back.
#[derive(Debug)]
pub(super) enum Undo {
    Lane((ChainId, Route), Option<Lane>),
    Job(Place, Option<Job>),
    Attempt((Place, u64)),
    Answer((Place, u64)),
    Outcome((Place, Fact)),
    Cleared(Place),
    Release(Place),
    Audit,
    State(ChainId, ChainState),
}

fn put_back<K: Ord, V>(rows: &mut BTreeMap<K, V>, key: K, before: Option<V>) {
    match before {
        Some(before) => drop(rows.insert(key, before)),
        None => drop(rows.remove(&key)),
    }
}

/// Adds a row that may not be there yet. Whether it was added.
fn add<K: Ord + Clone, V>(rows: &mut BTreeMap<K, V>, key: &K, value: V) -> bool {
    match rows.entry(key.clone()) {
        Slot::Occupied(_) => false,
        Slot::Vacant(slot) => {
            slot.insert(value);
            true
        }
    }
}

impl Delivered {
    pub(super) fn facts(&self, place: Place) -> Facts {
        Facts {
            accepted: self
                .outcomes
                .get(&(place, Fact::Accepted))
                .map(|outcome| outcome.endpoint),
            rejected: self.outcomes.contains_key(&(place, Fact::Rejected)),
            cleared: self.cleared.contains_key(&place),
        }
    }

    fn is_waiting(&self, place: Place) -> bool {
        !self.jobs.contains_key(&place) && !self.facts(place).any()
    }
}

impl Kept {
    pub(super) fn fate_of(&self, place: Place) -> Fate {
        self.delivered.facts(place).fate()
    }

    fn take_back(&mut self) {
        while let Some(change) = self.undo.pop() {
            let rows = &mut self.delivered;
            match change {
                Undo::Lane(key, before) => put_back(&mut rows.lanes, key, before),
                Undo::Job(key, before) => put_back(&mut rows.jobs, key, before),
                Undo::Attempt(key) => drop(rows.attempts.remove(&key)),
                Undo::Answer(key) => drop(rows.answers.remove(&key)),
                Undo::Outcome(key) => drop(rows.outcomes.remove(&key)),
                Undo::Cleared(key) => drop(rows.cleared.remove(&key)),
                Undo::Release(key) => drop(rows.releases.remove(&key)),
                Undo::Audit => drop(rows.audit.pop()),
                Undo::State(id, before) => {
                    if let Some(chain) = self.chains.iter_mut().find(|chain| chain.id == id) {
                        chain.state = before;
                    }
                }
            }
        }
    }

    /// The places of a lane from a counter on.
    fn lane_from(&self, chain: ChainId, route: Route, from: u64) -> impl Iterator<Item = &Document> {
        let of_chain = (from..).map_while(move |counter| self.standing(Place { chain, counter }));
        of_chain.filter(move |document| Route::of(document.profile) == route)
    }
}

impl Delivering for Kept {
    fn lanes(&mut self) -> Result<Vec<Lane>> {
        Ok(self.delivered.lanes.values().cloned().collect())
    }

    fn lane(&mut self, chain: ChainId, route: Route) -> Result<Option<Lane>> {
        Ok(self.delivered.lanes.get(&(chain, route)).cloned())
    }

    fn put_lane(&mut self, lane: &Lane) -> Result<()> {
        let key = (lane.chain, lane.route);
        let before = self.delivered.lanes.get(&key).cloned();
        let from = before.as_ref().map_or(0, |lane| lane.next);
        let skipped = lane.next < from
            || self
                .lane_from(lane.chain, lane.route, from)
                .take_while(|document| document.place.counter < lane.next)
                .any(|document| self.delivered.is_waiting(document.place));
        if before.is_none() || skipped {
            return Err(Error::new(Code::StoreCursor));
        }
        self.delivered.lanes.insert(key, lane.clone());
        self.undo.push(Undo::Lane(key, before));
        Ok(())
    }

    fn waiting(&mut self, lane: &Lane, most: usize) -> Result<Vec<Waiting>> {
        let documents = self.lane_from(lane.chain, lane.route, lane.next);
        let waiting = documents.filter(|document| self.delivered.is_waiting(document.place));
        Ok(waiting
            .take(most)
            .map(|document| Waiting {
                counter: document.place.counter,
                deadline_at: document.deadline,
            })
            .collect())
    }

    fn cursor_after(&mut self, lane: &Lane, counter: u64) -> Result<u64> {
        let waits = |counter: &u64| {
            let place = Place {
                chain: lane.chain,
                counter: *counter,
            };
            self.standing(place).is_none_or(|document| {
                Route::of(document.profile) == lane.route && self.delivered.is_waiting(document.place)
            })
        };
        Ok((counter.saturating_add(1)..).find(waits).unwrap_or(u64::MAX))
    }

    fn due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>> {
        let rows = &self.delivered;
        let open = |job: &&Job| {
            let lane = |route| rows.lanes.get(&(job.place.chain, route));
            job.route == route
                && job.state != State::Held
                && is_over(job.due_at, now)
                && lane(job.route).is_some_and(|lane| lane.is_open())
                && lane(job.endpoint).is_some_and(|lane| !lane.rests(now))
        };
        let mut due: Vec<Job> = rows.jobs.values().filter(open).cloned().collect();
        due.sort_by_key(|job| (job.deadline_at, job.place));
        due.truncate(most);
        Ok(due)
    }

    fn jobs_of(&mut self, chain: ChainId, route: Route, most: usize) -> Result<Vec<Job>> {
        let jobs = self.delivered.jobs.values();
        let own = jobs.filter(|job| job.place.chain == chain && job.route == route && job.state != State::Held);
        let mut own: Vec<Job> = own.cloned().collect();
        own.sort_by_key(|job| (job.due_at, job.place));
        own.truncate(most);
        Ok(own)
    }

    fn unfinished(&mut self, after: Option<Place>, most: usize) -> Result<Vec<Job>> {
        let jobs = self
            .delivered
            .jobs
            .values()
            .filter(|job| after.is_none_or(|after| job.place > after));
        Ok(jobs.take(most).cloned().collect())
    }

    fn job(&mut self, place: Place) -> Result<Option<Job>> {
        Ok(self.delivered.jobs.get(&place).cloned())
    }

    fn put_job(&mut self, job: &Job) -> Result<()> {
        let before = self.delivered.jobs.get(&job.place).cloned();
        let kept = |old: &Job| {
            (old.route, old.deadline_at) == (job.route, job.deadline_at)
                && old.epoch <= job.epoch
                && (old.attempts == 0 || old.first_sent_at == job.first_sent_at || old.doubt_since.is_none())
        };
        if !before.as_ref().is_none_or(kept) || self.delivered.facts(job.place).any() {
            return Err(Error::new(Code::StoreJob));
        }
        self.delivered.jobs.insert(job.place, job.clone());
        self.undo.push(Undo::Job(job.place, before));
        Ok(())
    }

    fn finish(&mut self, place: Place) -> Result<()> {
        if !self.delivered.facts(place).any() {
            return Err(Error::new(Code::StoreJob));
        }
        let before = self.delivered.jobs.remove(&place);
        self.undo.push(Undo::Job(place, before));
        Ok(())
    }

    fn facts(&mut self, place: Place) -> Result<Facts> {
        Ok(self.delivered.facts(place))
    }

    fn document(&mut self, place: Place) -> Result<Option<Document>> {
        Ok(self.standing(place).cloned())
    }

    fn filed(&mut self, place: Place) -> Result<Filed> {
        self.filed_at(place)
    }

    fn history(&mut self, place: Place) -> Result<History> {
        let rows = &self.delivered;
        let (from, to) = ((place, 0), (place, u64::MAX));
        Ok(History {
            attempts: rows.attempts.range(from..=to).map(|(_, row)| row.clone()).collect(),
            answers: rows.answers.range(from..=to).map(|(_, row)| row.clone()).collect(),
            outcomes: rows
                .outcomes
                .values()
                .filter(|row| row.place == place)
                .cloned()
                .collect(),
            cleared: rows.cleared.get(&place).cloned(),
        })
    }

    fn put_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        let key = (attempt.place, attempt.epoch);
        if !add(&mut self.delivered.attempts, &key, attempt.clone()) {
            return Err(Error::new(Code::StoreJob));
        }
        self.undo.push(Undo::Attempt(key));
        Ok(())
    }

    fn put_answer(&mut self, answer: &Answered) -> Result<bool> {
        let key = (answer.place, answer.epoch);
        if !self.delivered.attempts.contains_key(&key) {
            return Err(Error::new(Code::StoreJob));
        }
        let added = add(&mut self.delivered.answers, &key, answer.clone());
        if added {
            self.undo.push(Undo::Answer(key));
        }
        Ok(added)
    }

    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()> {
        let key = (outcome.place, outcome.fact);
        if !self.delivered.answers.contains_key(&(outcome.place, outcome.epoch)) {
            return Err(Error::new(Code::StoreJob));
        }
        if add(&mut self.delivered.outcomes, &key, outcome.clone()) {
            self.undo.push(Undo::Outcome(key));
        }
        Ok(())
    }

    fn put_cleared(&mut self, place: Place, xml: &[u8]) -> Result<()> {
        if add(&mut self.delivered.cleared, &place, xml.to_vec()) {
            self.undo.push(Undo::Cleared(place));
        }
        Ok(())
    }

    fn quarantine(&mut self, chain: ChainId, _why: &str) -> Result<()> {
        let found = self.chains.iter_mut().find(|known| known.id == chain);
        let found = found.ok_or_else(|| Error::new(Code::StoreChain).found(&chain.to_string()))?;
        self.undo.push(Undo::State(chain, found.state));
        found.state = ChainState::Quarantined;
        Ok(())
    }

    fn release(&mut self, place: Place) -> Result<Option<Release>> {
        Ok(self.delivered.releases.get(&place).cloned())
    }

    fn put_release(&mut self, place: Place, release: &Release) -> Result<()> {
        if add(&mut self.delivered.releases, &place, release.clone()) {
            self.undo.push(Undo::Release(place));
        }
        Ok(())
    }

    fn audit(&mut self, entry: &Entry) -> Result<()> {
        self.delivered.audit.push(entry.clone());
        self.undo.push(Undo::Audit);
        Ok(())
    }
}

/// Takes back what was not committed, also when the work panics.
struct Transaction<'k>(&'k mut Kept);

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        self.0.take_back();
    }
}

impl Deliveries for Memory {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let mut kept = self.kept();
        let transaction = Transaction(&mut kept);
        work(transaction.0)?;
        transaction.0.undo.clear();
        Ok(())
    }

    fn look(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let mut kept = self.kept();
        work(Transaction(&mut kept).0)
    }
}
