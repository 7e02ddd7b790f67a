//! The delivery half of the ledger: lanes, unfinished documents, and the evidence of what was sent and said.
//!
//! Whoever changes something holds the lock of all deliveries ([`lock::deliveries`]). Documents may be issued meanwhile: a look at those
//! that wait ends at a head that was read first. It is committed, so all before it are, and none is passed by that appears later.

mod due;
mod lanes;
mod rows;

use std::collections::BTreeSet;

use khatm::error::{Code, Error, Result};
use khatm::ledger::trail;
use khatm::outbox::Release;
use khatm::store::delivery::{
    Answered, Attempt, Delivering, Entry, Fact, Facts, Filed, History, Job, Lane, Outcome, Route, State, Waiting,
};
use khatm::store::safe::Safe as _;
use khatm::store::{ChainId, ChainState, Document, Issuing, Place};
use khatm::time::Timestamp;
use pgrx::IntoDatum;
use pgrx::pg_sys::{Datum, ItemPointerData};

use crate::safe::audited;
use crate::server::{Ledger, at};
use crate::table::{Key, Order, Seen, Table, bytes, damaged, number, scratch, small, time};
use rows::{answer, attempt, release};
pub(crate) use rows::{job, outcome};

/// So many lines at the end of the audit are looked at for the last claim.
const LAST_LINES: usize = 256;

fn refused() -> Error {
    Error::new(Code::StoreJob)
}

fn text(text: Option<&str>) -> Option<Datum> {
    text.and_then(IntoDatum::into_datum)
}

fn count(count: u32) -> Option<Datum> {
    i32::try_from(count).unwrap_or(i32::MAX).into_datum()
}

fn key(place: Place) -> [Option<Datum>; 2] {
    [
        i64::from(place.chain.number()).into_datum(),
        number(place.counter).into_datum(),
    ]
}

impl Ledger {
    fn job_row(&self, place: Place) -> Result<Option<(Job, ItemPointerData)>> {
        match self.known_sent(|sent| sent.jobs.get(&place)) {
            Some(None) => return Ok(None),
            Some(Some((job, Some(lies)))) => return Ok(Some((job, lies))),
            // It is known, but not where.
            Some(Some((_, None))) | None => {}
        }
        let found = scratch(|| {
            let table = Table::read(c"outbox");
            self.first((&table, c"outbox_pkey"), &at(place), Order::Forward, |row| {
                let lies = row.place();
                job(row).map(|job| (job, lies))
            })
        })?;
        self.know_sent(|sent| {
            let known = found.clone().map(|(job, lies)| (job, Some(lies)));
            sent.jobs.keep(place, known);
        });
        Ok(found)
    }

    fn is_there(
        &self,
        (table, index): (&'static std::ffi::CStr, &'static std::ffi::CStr),
        place: Place,
        more: &[(i16, i64)],
    ) -> Result<bool> {
        scratch(|| {
            let table = Table::read(table);
            let mut conditions = Vec::from(at(place));
            conditions.extend(more.iter().map(|(column, value)| (*column, Key::Number(*value))));
            let found = self.first((&table, index), &conditions, Order::Forward, |_| Ok(()))?;
            Ok(found.is_some())
        })
    }

    /// Whether a try was answered.
    fn is_answered(&self, place: Place, epoch: u64) -> Result<bool> {
        if let Some(known) = self.known_sent(|sent| sent.replies.get(&(place, epoch))) {
            return Ok(known);
        }
        let found = self.is_there((c"reply", c"reply_pkey"), place, &[(3, number(epoch))])?;
        self.know_sent(|sent| sent.replies.keep((place, epoch), found));
        Ok(found)
    }

    /// Whether there is a fact of it.
    fn is_decided(&self, place: Place) -> Result<bool> {
        Ok(!self.history_of(place)?.is_empty())
    }

    /// Leaves those that are neither in the outbox nor finished. They are of one chain, the first counter first: behind a cursor there is
    /// next to nothing of either, so one look over all of them is cheaper than one for each.
    fn retain_waiting(&self, chain: ChainId, found: &mut Vec<Waiting>) -> Result<()> {
        let at = |waiting: &Waiting| Place {
            chain,
            counter: waiting.counter,
        };
        let waits = |waiting: &Waiting| self.known_sent(|sent| sent.waits(at(waiting)));
        found.retain(|waiting| waits(waiting) != Some(false));
        let unknown = |waiting: &&Waiting| waits(waiting).is_none();
        let (Some(first), Some(last)) = (found.iter().find(unknown), found.iter().rfind(unknown)) else {
            return Ok(());
        };
        let conditions = [
            (1, Key::Number(i64::from(chain.number()))),
            (2, Key::From(number(first.counter))),
            (2, Key::Before(number(last.counter.saturating_add(1)))),
        ];
        let mut known = BTreeSet::new();
        for (table, index) in [(c"outbox", c"outbox_pkey"), (c"outcome", c"outcome_pkey")] {
            let table = Table::read(table);
            let places = self.all((&table, index), &conditions, |row| row.document())?;
            known.extend(places.into_iter().map(|place| place.counter));
        }
        found.retain(|waiting| !known.contains(&waiting.counter));
        self.know_sent(|sent| found.iter().for_each(|waiting| sent.keep_waiting(at(waiting))));
        Ok(())
    }

    /// The documents of a lane from a counter on that wait, so many at most.
    fn waiting_from(&mut self, lane: &Lane, from: u64, most: usize) -> Result<Vec<Waiting>> {
        let Some(head) = self.head(lane.chain)? else {
            return Ok(Vec::new());
        };
        let route = i16::try_from(lane.route.number()).map_err(|_| damaged())?;
        scratch(|| {
            let table = Table::read(c"document");
            let conditions = [
                (1, Key::Number(i64::from(lane.chain.number()))),
                (5, Key::Small(route)),
                (2, Key::From(number(from))),
            ];
            let mut scan = table.scan(c"document_lane", &conditions, self.seen, Order::Forward);
            let mut found = Vec::new();
            loop {
                let mut more = Vec::new();
                while found.len() + more.len() < most
                    && let Some(mut row) = scan.next()
                {
                    let place = row.document()?;
                    if place.counter > head.link.counter {
                        break;
                    }
                    row.skip(5);
                    more.push(Waiting {
                        counter: place.counter,
                        deadline_at: row.time()?,
                    });
                }
                if more.is_empty() {
                    return Ok(found);
                }
                self.retain_waiting(lane.chain, &mut more)?;
                found.append(&mut more);
            }
        })
    }
}

impl Delivering for Ledger {
    fn lanes(&mut self) -> Result<Vec<Lane>> {
        let mut lanes = self.all_lanes()?;
        if let Some(shown) = self.shown()? {
            lanes.retain(|lane| shown.contains(&lane.chain));
        }
        Ok(lanes)
    }

    fn lane(&mut self, chain: ChainId, route: Route) -> Result<Option<Lane>> {
        Ok(self.lane_row(chain, route)?.map(|(lane, _)| lane))
    }

    fn put_lane(&mut self, lane: &Lane) -> Result<()> {
        let skipped = || Error::new(Code::StoreCursor);
        let (before, lies) = self.lane_row(lane.chain, lane.route)?.ok_or_else(skipped)?;
        if lane.next < before.next {
            return Err(skipped());
        }
        // What the trigger looks at for others.
        let passed = self.waiting_from(lane, before.next, 1)?;
        if passed.iter().any(|waiting| waiting.counter < lane.next) {
            return Err(skipped());
        }
        let park = lane.park.as_ref();
        let probe = park.and_then(|park| park.probe);
        scratch(|| {
            // Nothing half parked, and no cursor goes back: the types and the look above say so.
            Table::write(c"lane").replace(
                lies,
                &[
                    i64::from(lane.chain.number()).into_datum(),
                    small(lane.route.number()),
                    number(lane.next).into_datum(),
                    small(lane.endpoint.number()),
                    lane.back_at.and_then(time),
                    text(park.map(|park| park.why.as_str())),
                    text(park.map(|park| park.code.as_str())),
                    park.and_then(|park| time(park.until)),
                    park.and_then(|park| count(park.probes)),
                    probe.and_then(|(route, _)| small(route.number())),
                    probe.and_then(|(_, counter)| number(counter).into_datum()),
                    lane.rest_until.and_then(time),
                    number(lane.turn).into_datum(),
                    count(lane.streak),
                    text(lane.streak_code.as_deref()),
                ],
            );
        });
        Ok(())
    }

    fn waiting(&mut self, lane: &Lane, most: usize) -> Result<Vec<Waiting>> {
        self.waiting_from(lane, lane.next, most)
    }

    fn cursor_after(&mut self, lane: &Lane, counter: u64) -> Result<u64> {
        let head = self.head(lane.chain)?.map_or(0, |head| head.link.counter);
        let next = self.waiting_from(lane, counter.saturating_add(1), 1)?;
        // One that appears between the two looks stands behind that head.
        let next = next.first().map(|next| next.counter);
        Ok(next.unwrap_or_else(|| head.max(counter).saturating_add(1)))
    }

    fn due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>> {
        self.jobs_due(route, now, most)
    }

    fn jobs_of(&mut self, chain: ChainId, route: Route, most: usize) -> Result<Vec<Job>> {
        scratch(|| {
            let table = Table::read(c"outbox");
            let conditions = [
                (1, Key::Number(i64::from(chain.number()))),
                (3, Key::Small(i16::try_from(route.number()).map_err(|_| damaged())?)),
            ];
            let mut scan = table.scan(c"outbox_of_lane", &conditions, self.seen, Order::Forward);
            let mut found = Vec::new();
            while found.len() < most
                && let Some(mut row) = scan.next()
            {
                let job = job(&mut row)?;
                if job.state != State::Held {
                    found.push(job);
                }
            }
            Ok(found)
        })
    }

    fn unfinished(&mut self, after: Option<Place>, most: usize) -> Result<Vec<Job>> {
        let chain = after.map_or(0, |after| after.chain.number());
        scratch(|| {
            let table = Table::read(c"outbox");
            let conditions = [(1, Key::From(i64::from(chain)))];
            let mut scan = table.scan(c"outbox_pkey", &conditions, self.seen, Order::Forward);
            let mut found = Vec::new();
            while found.len() < most
                && let Some(mut row) = scan.next()
            {
                let job = job(&mut row)?;
                if after.is_none_or(|after| job.place > after) {
                    found.push(job);
                }
            }
            Ok(found)
        })
    }

    fn job(&mut self, place: Place) -> Result<Option<Job>> {
        if let Some(known) = self.known_sent(|sent| sent.jobs.get(&place)) {
            return Ok(known.map(|(job, _)| job));
        }
        Ok(self.job_row(place)?.map(|(job, _)| job))
    }

    fn put_job(&mut self, job: &Job) -> Result<()> {
        let before = self.job_row(job.place)?;
        let changed = before.as_ref().is_some_and(|(before, _)| {
            job.epoch < before.epoch
                || (job.route, job.deadline_at) != (before.route, before.deadline_at)
                || (job.first_sent_at != before.first_sent_at && before.attempts > 0 && before.doubt_since.is_some())
        });
        if changed || self.is_decided(job.place)? {
            return Err(refused());
        }
        let [chain, counter] = key(job.place);
        scratch(|| {
            let table = Table::write(c"outbox");
            let values = [
                chain,
                counter,
                small(job.route.number()),
                small(job.endpoint.number()),
                small(job.state.number()),
                time(job.due_at),
                time(job.deadline_at),
                time(job.first_sent_at),
                count(job.attempts),
                count(job.failures),
                number(job.epoch).into_datum(),
                job.doubt_since.and_then(time),
                text(job.owner.as_deref()),
                job.last_http.and_then(|http| small(i64::from(http))),
                text(job.last_code.as_deref()),
            ];
            match before {
                // Routes and states by their numbers, counts that are none below zero.
                Some((_, lies)) => table.replace(lies, &values),
                None => table.add(&values),
            }
        });
        self.know_sent(|sent| sent.jobs.keep(job.place, Some((job.clone(), None))));
        Ok(())
    }

    fn finish(&mut self, place: Place) -> Result<()> {
        if !self.is_decided(place)? {
            return Err(refused());
        }
        if let Some((_, lies)) = self.job_row(place)? {
            Table::write(c"outbox").delete(lies);
            self.know_sent(|sent| sent.jobs.keep(place, None));
        }
        Ok(())
    }

    fn facts(&mut self, place: Place) -> Result<Facts> {
        let outcomes = self.history_of(place)?;
        let accepted = outcomes.iter().find(|outcome| outcome.fact == Fact::Accepted);
        Ok(Facts {
            accepted: accepted.map(|outcome| outcome.endpoint),
            rejected: outcomes.iter().any(|outcome| outcome.fact == Fact::Rejected),
            cleared: self.is_there((c"cleared", c"cleared_pkey"), place, &[])?,
        })
    }

    fn document(&mut self, place: Place) -> Result<Option<Document>> {
        self.at(place)
    }

    fn filed(&mut self, place: Place) -> Result<Filed> {
        // Several chains grow at the same time: there is no other order than their own.
        Ok(Filed {
            ordinal: place.counter,
            references: self.references(place)?,
        })
    }

    fn history(&mut self, place: Place) -> Result<History> {
        scratch(|| {
            let (attempts, replies, cleared) =
                (Table::read(c"attempt"), Table::read(c"reply"), Table::read(c"cleared"));
            let key = at(place);
            Ok(History {
                attempts: self.all((&attempts, c"attempt_pkey"), &key, attempt)?,
                answers: self.all((&replies, c"reply_pkey"), &key, answer)?,
                outcomes: self.history_of(place)?,
                cleared: self.first((&cleared, c"cleared_pkey"), &key, Order::Forward, |row| {
                    row.skip(2);
                    row.take()
                })?,
            })
        })
    }

    fn attempt(&mut self, place: Place, epoch: u64) -> Result<Option<Attempt>> {
        if let Some(known) = self.known_sent(|sent| sent.attempts.get(&(place, epoch))) {
            return Ok(known);
        }
        let [chain, counter] = at(place);
        let found = scratch(|| {
            let table = Table::read(c"attempt");
            let conditions = [chain, counter, (3, Key::Number(number(epoch)))];
            self.first((&table, c"attempt_pkey"), &conditions, Order::Forward, attempt)
        })?;
        self.know_sent(|sent| sent.attempts.keep((place, epoch), found.clone()));
        Ok(found)
    }

    fn put_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        let place = attempt.place;
        if self.attempt(place, attempt.epoch)?.is_some() {
            return Err(refused());
        }
        let [chain, counter] = key(place);
        scratch(|| {
            Table::write(c"attempt").add(&[
                chain,
                counter,
                number(attempt.epoch).into_datum(),
                small(attempt.endpoint.number()),
                time(attempt.at),
                attempt.node.as_str().into_datum(),
                attempt.again.into_datum(),
                attempt.after_window.into_datum(),
            ]);
        });
        self.know_sent(|sent| sent.attempts.keep((place, attempt.epoch), Some(attempt.clone())));
        Ok(())
    }

    fn put_answer(&mut self, answer: &Answered) -> Result<bool> {
        let place = answer.place;
        if self.is_answered(place, answer.epoch)? {
            return Ok(false);
        }
        if self.attempt(place, answer.epoch)?.is_none() {
            return Err(refused());
        }
        let [chain, counter] = key(place);
        scratch(|| {
            Table::write(c"reply").add(&[
                chain,
                counter,
                number(answer.epoch).into_datum(),
                time(answer.at),
                number(answer.ms).into_datum(),
                small(i64::from(answer.http)),
                answer.verdict.into_datum(),
                answer.body.as_deref().and_then(bytes),
            ]);
        });
        self.know_sent(|sent| sent.replies.keep((place, answer.epoch), true));
        Ok(true)
    }

    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()> {
        let place = outcome.place;
        // Also of a fact that is known already: it was never said without a reply.
        if !self.is_answered(place, outcome.epoch)? {
            return Err(refused());
        }
        let mut history = self.history_of(place)?;
        if history.iter().any(|known| known.fact == outcome.fact) {
            return Ok(());
        }
        let [chain, counter] = key(place);
        scratch(|| {
            Table::write(c"outcome").add(&[
                chain,
                counter,
                small(outcome.fact.number()),
                number(outcome.epoch).into_datum(),
                small(i64::from(outcome.http)),
                time(outcome.at),
                outcome.late.into_datum(),
                small(outcome.endpoint.number()),
                text(outcome.messages.as_deref()),
            ]);
        });
        self.know_sent(|sent| {
            history.push(outcome.clone());
            history.sort_by_key(|known| known.fact);
            sent.outcomes.keep(place, history);
        });
        Ok(())
    }

    fn put_cleared(&mut self, place: Place, xml: &[u8]) -> Result<()> {
        if !self.is_there((c"cleared", c"cleared_pkey"), place, &[])? {
            let [chain, counter] = key(place);
            scratch(|| Table::write(c"cleared").insert(&[chain, counter, bytes(xml)]));
        }
        Ok(())
    }

    fn quarantine(&mut self, chain: ChainId, why: &str) -> Result<()> {
        // Not under the chain's lock: a session that issues on it may do so for hours, and nothing else would be delivered until then.
        self.turn(chain, ChainState::Quarantined, Some(why)).map(drop)
    }

    fn release(&mut self, place: Place) -> Result<Option<Release>> {
        scratch(|| {
            let table = Table::read(c"release");
            self.first((&table, c"release_pkey"), &at(place), Order::Forward, release)
        })
    }

    fn put_release(&mut self, place: Place, release: &Release) -> Result<()> {
        if self.release(place)?.is_none() {
            let [chain, counter] = key(place);
            scratch(|| {
                Table::write(c"release").insert(&[
                    chain,
                    counter,
                    time(release.at),
                    release.by.as_str().into_datum(),
                    small(release.reason.number()),
                    release.note.as_str().into_datum(),
                ]);
            });
        }
        Ok(())
    }

    fn audit(&mut self, entry: &Entry) -> Result<()> {
        self.note(entry)
    }
}

impl Ledger {
    /// When the document before a lane's cursor was taken last.
    pub(crate) fn last_taken(&self, lane: &Lane) -> Result<Option<Timestamp>> {
        let route = i16::try_from(lane.route.number()).map_err(|_| damaged())?;
        scratch(|| {
            let (documents, attempts) = (Table::read(c"document"), Table::read(c"attempt"));
            let before = [
                (1, Key::Number(i64::from(lane.chain.number()))),
                (5, Key::Small(route)),
                (2, Key::Before(number(lane.next))),
            ];
            let order = Order::Backward;
            let Some(place) = self.first((&documents, c"document_lane"), &before, order, |row| row.document())? else {
                return Ok(None);
            };
            let last = self.first((&attempts, c"attempt_pkey"), &at(place), order, attempt)?;
            Ok(last.map(|attempt| attempt.at))
        })
    }

    /// When the last claim was made, if it is among the last lines of the audit.
    pub(crate) fn last_claimed(&self) -> Result<Option<Timestamp>> {
        scratch(|| {
            let table = Table::read(c"audit");
            let mut scan = table.scan(c"audit_pkey", &[], Seen::Now, Order::Backward);
            for _ in 0..LAST_LINES {
                let Some(mut row) = scan.next() else { break };
                let line = audited(&mut row)?;
                if line.action == trail::CLAIM {
                    return Ok(Some(line.at));
                }
            }
            Ok(None)
        })
    }

    pub(crate) fn history_of(&self, place: Place) -> Result<Vec<Outcome>> {
        if let Some(known) = self.known_sent(|sent| sent.outcomes.get(&place)) {
            return Ok(known);
        }
        let found = scratch(|| {
            let table = Table::read(c"outcome");
            self.all((&table, c"outcome_pkey"), &at(place), outcome)
        })?;
        self.know_sent(|sent| sent.outcomes.keep(place, found.clone()));
        Ok(found)
    }
}
