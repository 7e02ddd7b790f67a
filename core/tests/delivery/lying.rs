//! Stores that do not do what they say, and rows that are not what they were: faults planted around the shipped code, which has no
//! branch for them.

use std::cell::Cell;

use khatm::outbox::Release;
use khatm::store::delivery::*;
use khatm::store::{ChainId, Document, Place};
use khatm::time::Timestamp;
use khatm::{Code, Error, Result};

/// A fault of the store, or of code that would ask it wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Lie {
    #[default]
    None,
    /// The claim is not committed before the first byte leaves.
    ClaimIsNotCommitted,
    /// The look before the first byte sees every claim as its own and lasting.
    LookIsBlind,
    /// An answer of an older claim is taken for the present one's.
    EpochIsIgnored,
    /// A lease that ran out leaves no doubt.
    DoubtIsForgotten,
    /// What is due is handed out again while it is in somebody's hands.
    LeaseIsIgnored,
    /// The first waiting document of a lane is passed over.
    CursorSkips,
    /// A finished document stays among the unfinished.
    FactIsLost,
    /// A parked lane is open.
    ParkIsIgnored,
    /// A lane does not rest.
    RestIsIgnored,
    /// Retries wait for no time.
    AttemptIsNotKept,
}

/// Rows seen through a lie.
pub(crate) struct Lying<'a> {
    pub(crate) rows: &'a mut dyn Delivering,
    pub(crate) lie: Lie,
    /// The claims that may be looked at or settled.
    pub(crate) epochs: &'a [(Place, u64)],
    pub(crate) now: Timestamp,
    pub(crate) truth: Cell<Option<(Place, u64)>>,
}

impl Lying<'_> {
    fn epoch_of(&self, place: Place) -> Option<u64> {
        let mut own = self.epochs.iter().filter(|(known, _)| *known == place);
        own.next().map(|(_, epoch)| *epoch)
    }

    fn bend(&self, mut job: Job) -> Job {
        match self.lie {
            Lie::LookIsBlind | Lie::EpochIsIgnored if self.epoch_of(job.place).is_some() => {
                let epoch = self.epoch_of(job.place).unwrap_or(job.epoch);
                if epoch != job.epoch && self.lie == Lie::EpochIsIgnored {
                    self.truth.set(Some((job.place, job.epoch)));
                    job.state = State::Inflight;
                }
                if self.lie == Lie::LookIsBlind {
                    job.state = State::Inflight;
                    job.due_at = self.now.plus_ms(HOUR_MS);
                }
                job.epoch = epoch;
                job
            }
            _ => job,
        }
    }
}

const HOUR_MS: i64 = 3_600_000;

impl Delivering for Lying<'_> {
    fn lanes(&mut self) -> Result<Vec<Lane>> {
        let mut lanes = self.rows.lanes()?;
        for lane in &mut lanes {
            if self.lie == Lie::ParkIsIgnored {
                lane.park = None;
            }
            if self.lie == Lie::RestIsIgnored {
                lane.rest_until = None;
            }
        }
        Ok(lanes)
    }
    fn lane(&mut self, chain: ChainId, route: Route) -> Result<Option<Lane>> {
        let mut lane = self.rows.lane(chain, route)?;
        if let Some(lane) = &mut lane {
            if self.lie == Lie::ParkIsIgnored {
                lane.park = None;
            }
            if self.lie == Lie::RestIsIgnored {
                lane.rest_until = None;
            }
        }
        Ok(lane)
    }
    fn put_lane(&mut self, lane: &Lane) -> Result<()> {
        self.rows.put_lane(lane)
    }
    fn waiting(&mut self, lane: &Lane, most: usize) -> Result<Vec<Waiting>> {
        let mut waiting = self
            .rows
            .waiting(lane, most + usize::from(self.lie == Lie::CursorSkips))?;
        if self.lie == Lie::CursorSkips && waiting.len() > 1 {
            waiting.remove(0);
        }
        Ok(waiting)
    }
    fn cursor_after(&mut self, lane: &Lane, counter: u64) -> Result<u64> {
        self.rows.cursor_after(lane, counter)
    }
    fn due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>> {
        let mut due = self.rows.due(route, now, most)?;
        if self.lie == Lie::LeaseIsIgnored {
            for mut job in self.rows.unfinished(None, 100)? {
                if job.route == route && job.state == State::Inflight && due.len() < most {
                    job.due_at = now;
                    due.push(job);
                }
            }
        }
        Ok(due)
    }
    fn jobs_of(&mut self, chain: ChainId, route: Route, most: usize) -> Result<Vec<Job>> {
        self.rows.jobs_of(chain, route, most)
    }
    fn unfinished(&mut self, after: Option<Place>, most: usize) -> Result<Vec<Job>> {
        self.rows.unfinished(after, most)
    }
    fn job(&mut self, place: Place) -> Result<Option<Job>> {
        let job = self.rows.job(place)?;
        if let (None, Lie::ClaimIsNotCommitted, Some(epoch)) = (&job, self.lie, self.epoch_of(place))
            && let Some(document) = self.rows.document(place)?
        {
            let route = Route::of(document.profile);
            let mut job = Job::new(place, route, route, document.deadline, self.now.plus_ms(HOUR_MS));
            (job.epoch, job.state) = (epoch, State::Inflight);
            return Ok(Some(job));
        }
        Ok(job.map(|job| self.bend(job)))
    }
    fn put_job(&mut self, job: &Job) -> Result<()> {
        let mut job = job.clone();
        if let Some((place, epoch)) = self.truth.get()
            && place == job.place
        {
            job.epoch = epoch;
        }
        if self.lie == Lie::DoubtIsForgotten {
            job.doubt_since = None;
            if job.state == State::InDoubt {
                job.state = State::Again;
            }
        }
        self.rows.put_job(&job)
    }
    fn finish(&mut self, place: Place) -> Result<()> {
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
        match self.lie {
            Lie::AttemptIsNotKept if attempt.epoch > 1 => Ok(()),
            _ => self.rows.put_attempt(attempt),
        }
    }
    fn put_answer(&mut self, answer: &Answered) -> Result<bool> {
        self.rows.put_answer(answer)
    }
    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()> {
        match self.lie {
            Lie::FactIsLost => Ok(()),
            _ => self.rows.put_outcome(outcome),
        }
    }
    fn put_cleared(&mut self, place: Place, xml: &[u8]) -> Result<()> {
        self.rows.put_cleared(place, xml)
    }
    fn quarantine(&mut self, chain: ChainId, why: &str) -> Result<()> {
        self.rows.quarantine(chain, why)
    }
    fn release(&mut self, place: Place) -> Result<Option<Release>> {
        self.rows.release(place)
    }
    fn put_release(&mut self, place: Place, release: &Release) -> Result<()> {
        self.rows.put_release(place, release)
    }
    fn audit(&mut self, entry: &Entry) -> Result<()> {
        self.rows.audit(entry)
    }
}

/// A store that stops at its fence, or lies.
pub(crate) struct Between<'a> {
    pub(crate) store: &'a dyn Deliveries,
    pub(crate) fenced: bool,
    pub(crate) lie: Lie,
    pub(crate) epochs: Vec<(Place, u64)>,
    pub(crate) now: Timestamp,
    pub(crate) claiming: bool,
}

impl Deliveries for Between<'_> {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        if self.fenced {
            return Err(Error::new(Code::FenceOlder));
        }
        let lie = match self.lie {
            // The look is lied to in the look, the answer in the answer.
            Lie::EpochIsIgnored | Lie::LookIsBlind if self.claiming => Lie::None,
            lie => lie,
        };
        let through = &mut |rows: &mut dyn Delivering| {
            work(&mut Lying {
                rows,
                lie,
                epochs: &self.epochs,
                now: self.now,
                truth: Cell::new(None),
            })
        };
        if self.claiming && lie == Lie::ClaimIsNotCommitted {
            // It is done, and then it is not kept.
            let undone = Error::new(Code::StoreLink);
            let mut failed = None;
            let rolled_back = self.store.deliver(&mut |rows| match through(rows) {
                Ok(()) => Err(undone.clone()),
                Err(error) => {
                    failed = Some(error.clone());
                    Err(error)
                }
            });
            return match (failed, rolled_back) {
                (Some(error), _) => Err(error),
                _ => Ok(()),
            };
        }
        self.store.deliver(through)
    }
}
