//! Rows that tell of every change before it is made, and of which document; what is told may refuse it.

use khatm::Result;
use khatm::outbox::Release;
use khatm::store::delivery::*;
use khatm::store::{ChainId, Document, Place};
use khatm::time::Timestamp;

/// The name of the change and the document that it is of.
pub(crate) type Hook<'a> = &'a dyn Fn(&'static str, Option<Place>) -> Result<()>;

pub(crate) struct Heard<'a> {
    pub(crate) rows: &'a mut dyn Delivering,
    pub(crate) hook: Hook<'a>,
}

/// A store whose transactions are heard.
pub(crate) struct Hearing<'a> {
    pub(crate) store: &'a dyn Deliveries,
    pub(crate) hook: Hook<'a>,
}

impl Deliveries for Hearing<'_> {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let hook = self.hook;
        self.store.deliver(&mut |rows| work(&mut Heard { rows, hook }))
    }
}

impl Delivering for Heard<'_> {
    fn lanes(&mut self) -> Result<Vec<Lane>> {
        self.rows.lanes()
    }
    fn lane(&mut self, chain: ChainId, route: Route) -> Result<Option<Lane>> {
        self.rows.lane(chain, route)
    }
    fn put_lane(&mut self, lane: &Lane) -> Result<()> {
        (self.hook)("put_lane", None)?;
        self.rows.put_lane(lane)
    }
    fn waiting(&mut self, lane: &Lane, most: usize) -> Result<Vec<Waiting>> {
        self.rows.waiting(lane, most)
    }
    fn cursor_after(&mut self, lane: &Lane, counter: u64) -> Result<u64> {
        self.rows.cursor_after(lane, counter)
    }
    fn due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>> {
        self.rows.due(route, now, most)
    }
    fn jobs_of(&mut self, chain: ChainId, route: Route, most: usize) -> Result<Vec<Job>> {
        self.rows.jobs_of(chain, route, most)
    }
    fn unfinished(&mut self, after: Option<Place>, most: usize) -> Result<Vec<Job>> {
        self.rows.unfinished(after, most)
    }
    fn job(&mut self, place: Place) -> Result<Option<Job>> {
        self.rows.job(place)
    }
    fn put_job(&mut self, job: &Job) -> Result<()> {
        (self.hook)("put_job", Some(job.place))?;
        self.rows.put_job(job)
    }
    fn finish(&mut self, place: Place) -> Result<()> {
        (self.hook)("finish", Some(place))?;
        self.rows.finish(place)
    }
    fn facts(&mut self, place: Place) -> Result<Facts> {
        self.rows.facts(place)
    }
    fn document(&mut self, place: Place) -> Result<Option<Document>> {
        self.rows.document(place)
    }
    fn filed(&mut self, place: Place) -> Result<Filed> {
        self.rows.filed(place)
    }
    fn history(&mut self, place: Place) -> Result<History> {
        self.rows.history(place)
    }
    fn put_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        (self.hook)("put_attempt", Some(attempt.place))?;
        self.rows.put_attempt(attempt)
    }
    fn put_answer(&mut self, answer: &Answered) -> Result<bool> {
        (self.hook)("put_answer", Some(answer.place))?;
        self.rows.put_answer(answer)
    }
    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()> {
        (self.hook)("put_outcome", Some(outcome.place))?;
        self.rows.put_outcome(outcome)
    }
    fn put_cleared(&mut self, place: Place, xml: &[u8]) -> Result<()> {
        (self.hook)("put_cleared", Some(place))?;
        self.rows.put_cleared(place, xml)
    }
    fn quarantine(&mut self, chain: ChainId, why: &str) -> Result<()> {
        (self.hook)("quarantine", None)?;
        self.rows.quarantine(chain, why)
    }
    fn release(&mut self, place: Place) -> Result<Option<Release>> {
        self.rows.release(place)
    }
    fn put_release(&mut self, place: Place, release: &Release) -> Result<()> {
        (self.hook)("put_release", Some(place))?;
        self.rows.put_release(place, release)
    }
    fn audit(&mut self, entry: &Entry) -> Result<()> {
        (self.hook)("audit", entry.place)?;
        self.rows.audit(entry)
    }
}
