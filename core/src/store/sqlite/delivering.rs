//! The delivery half.

use rusqlite::params;

use super::Rows;
use super::fault::{fault, of_delivery};
use super::rows::{self, Columns, number, sql};
use crate::error::Result;
use crate::outbox::Release;
use crate::outbox::pace::LONGEST_WAIT_MS;
use crate::store::delivery::{
    Answered, Attempt, Delivering, Entry, Facts, Filed, History, Job, Lane, Outcome, Route, Waiting,
};
use crate::store::safe::Audited;
use crate::store::{ChainId, ChainState, Document, Issuing as _, Place};
use crate::time::Timestamp;

impl Rows<'_> {
    pub(super) fn facts_of(&self, place: Place) -> Result<Facts> {
        let values = params![place.chain.number(), number(place.counter)];
        let found = self.one(sql!("facts"), values, |row| {
            let mut row = Columns::new(row);
            Ok(Facts {
                accepted: row.take::<Option<i64>>()?.and_then(Route::of_number),
                rejected: row.take()?,
                cleared: row.take()?,
            })
        })?;
        Ok(found.unwrap_or_default())
    }

    /// The last row of the audit.
    pub(super) fn audit_last(&self) -> Result<Option<(u64, [u8; 32])>> {
        self.one(sql!("audit_last"), [], |row| {
            let mut row = Columns::new(row);
            Ok((row.count()?, row.bytes()?))
        })
    }

    /// Keeps a row of the audit behind the last one.
    pub(super) fn enter(&self, entry: &Entry) -> Result<()> {
        let row = Audited::after(self.audit_last()?, entry);
        let values = params![
            number(row.ordinal),
            row.at.unix_ms(),
            row.actor,
            row.action,
            row.place.map(|place| place.chain.number()),
            row.place.map(|place| number(place.counter)),
            row.detail,
            row.previous,
            row.hash,
        ];
        self.run(sql!("audit_add"), values).map_err(fault)?;
        Ok(())
    }
}

impl Delivering for Rows<'_> {
    fn lanes(&mut self) -> Result<Vec<Lane>> {
        self.all(sql!("lane_all"), [], rows::lane)
    }

    fn lane(&mut self, chain: ChainId, route: Route) -> Result<Option<Lane>> {
        self.one(sql!("lane_read"), params![chain.number(), route.number()], rows::lane)
    }

    fn put_lane(&mut self, lane: &Lane) -> Result<()> {
        let park = lane.park.as_ref();
        let probe = park.and_then(|park| park.probe);
        let values = params![
            lane.chain.number(),
            lane.route.number(),
            number(lane.next),
            lane.endpoint.number(),
            lane.back_at.map(Timestamp::unix_ms),
            park.map(|park| park.why.as_str()),
            park.map(|park| park.code.as_str()),
            park.map(|park| park.until.unix_ms()),
            park.map(|park| park.probes),
            probe.map(|(route, _)| route.number()),
            probe.map(|(_, counter)| number(counter)),
            lane.rest_until.map(Timestamp::unix_ms),
            number(lane.turn),
            lane.streak,
            lane.streak_code,
        ];
        match self.run(sql!("lane_put"), values).map_err(of_delivery)? {
            1 => Ok(()),
            _ => Err(crate::Error::new(crate::Code::StoreCursor)),
        }
    }

    fn waiting(&mut self, lane: &Lane, most: usize) -> Result<Vec<Waiting>> {
        let values = params![
            lane.chain.number(),
            lane.route.number(),
            number(lane.next),
            number(most as u64)
        ];
        self.all(sql!("waiting"), values, |row| {
            let mut row = Columns::new(row);
            Ok(Waiting {
                counter: row.count()?,
                deadline_at: row.time()?,
            })
        })
    }

    fn cursor_after(&mut self, lane: &Lane, counter: u64) -> Result<u64> {
        let values = params![lane.chain.number(), lane.route.number(), number(counter)];
        let found = self.one(sql!("cursor_after"), values, |row| Columns::new(row).count())?;
        found.ok_or_else(super::fault::damaged)
    }

    fn due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>> {
        let longest = now.plus_ms(LONGEST_WAIT_MS);
        let values = params![route.number(), now.unix_ms(), number(most as u64), longest.unix_ms()];
        self.all(sql!("due"), values, rows::job)
    }

    fn jobs_of(&mut self, chain: ChainId, route: Route, most: usize) -> Result<Vec<Job>> {
        let values = params![chain.number(), route.number(), number(most as u64)];
        self.all(sql!("job_lane"), values, rows::job)
    }

    fn unfinished(&mut self, after: Option<Place>, most: usize) -> Result<Vec<Job>> {
        let (chain, counter) = after.map_or((0, 0), |after| (after.chain.number(), number(after.counter)));
        self.all(
            sql!("job_unfinished"),
            params![chain, counter, number(most as u64)],
            rows::job,
        )
    }

    fn job(&mut self, place: Place) -> Result<Option<Job>> {
        self.one(
            sql!("job_read"),
            params![place.chain.number(), number(place.counter)],
            rows::job,
        )
    }

    fn put_job(&mut self, job: &Job) -> Result<()> {
        let put = |statement: &str| {
            let values = params![
                job.place.chain.number(),
                number(job.place.counter),
                job.route.number(),
                job.endpoint.number(),
                job.state.number(),
                job.due_at.unix_ms(),
                job.deadline_at.unix_ms(),
                job.first_sent_at.unix_ms(),
                job.attempts,
                job.failures,
                number(job.epoch),
                job.doubt_since.map(Timestamp::unix_ms),
                job.owner,
                job.last_http,
                job.last_code,
            ];
            self.run(statement, values).map_err(of_delivery)
        };
        // Not in one statement: an upsert fires what guards an insert, too.
        if put(sql!("job_put"))? == 0 {
            put(sql!("job_add"))?;
        }
        Ok(())
    }

    fn finish(&mut self, place: Place) -> Result<()> {
        if !self.facts_of(place)?.any() {
            return Err(crate::Error::new(crate::Code::StoreJob));
        }
        self.run(sql!("job_finish"), params![place.chain.number(), number(place.counter)])
            .map_err(of_delivery)?;
        Ok(())
    }

    fn facts(&mut self, place: Place) -> Result<Facts> {
        self.facts_of(place)
    }

    fn document(&mut self, place: Place) -> Result<Option<Document>> {
        self.at(place)
    }

    fn filed(&mut self, place: Place) -> Result<Filed> {
        let ordinal = self.one(sql!("filed"), params_of(place), |row| Columns::new(row).count())?;
        Ok(Filed {
            ordinal: ordinal.ok_or_else(super::fault::damaged)?,
            references: self.references(place)?,
        })
    }

    fn history(&mut self, place: Place) -> Result<History> {
        let key = || params_of(place);
        Ok(History {
            attempts: self.all(sql!("attempt_read"), key(), |row| {
                attempt(place, &mut Columns::new(row))
            })?,
            answers: self.all(sql!("reply_read"), key(), |row| answer(place, &mut Columns::new(row)))?,
            outcomes: self.all(sql!("outcome_read"), key(), |row| {
                outcome(place, &mut Columns::new(row))
            })?,
            cleared: self.one(sql!("cleared_read"), key(), |row| Columns::new(row).take())?,
        })
    }

    fn put_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        let values = params![
            attempt.place.chain.number(),
            number(attempt.place.counter),
            number(attempt.epoch),
            attempt.endpoint.number(),
            attempt.at.unix_ms(),
            attempt.node,
            attempt.again,
            attempt.after_window,
        ];
        self.run(sql!("attempt_add"), values).map_err(of_delivery)?;
        Ok(())
    }

    fn put_answer(&mut self, answer: &Answered) -> Result<bool> {
        let (chain, counter, epoch) = (
            answer.place.chain.number(),
            number(answer.place.counter),
            number(answer.epoch),
        );
        if self.is_there(sql!("reply_has"), params![chain, counter, epoch])? {
            return Ok(false);
        }
        let values = params![
            chain,
            counter,
            epoch,
            answer.at.unix_ms(),
            number(answer.ms),
            answer.http,
            answer.verdict,
            answer.body,
        ];
        self.run(sql!("reply_add"), values).map_err(of_delivery)?;
        Ok(true)
    }

    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()> {
        let (chain, counter, fact) = (
            outcome.place.chain.number(),
            number(outcome.place.counter),
            outcome.fact.number(),
        );
        // Also of a fact that is known already: it was never said without a reply.
        if !self.is_there(sql!("reply_has"), params![chain, counter, number(outcome.epoch)])? {
            return Err(crate::Error::new(crate::Code::StoreJob));
        }
        if self.is_there(sql!("outcome_has"), params![chain, counter, fact])? {
            return Ok(());
        }
        let values = params![
            chain,
            counter,
            fact,
            number(outcome.epoch),
            outcome.http,
            outcome.at.unix_ms(),
            outcome.late,
            outcome.endpoint.number(),
            outcome.messages,
        ];
        self.run(sql!("outcome_add"), values).map_err(of_delivery)?;
        Ok(())
    }

    fn put_cleared(&mut self, place: Place, xml: &[u8]) -> Result<()> {
        if !self.facts_of(place)?.cleared {
            let values = params![place.chain.number(), number(place.counter), xml];
            self.run(sql!("cleared_add"), values).map_err(of_delivery)?;
        }
        Ok(())
    }

    fn quarantine(&mut self, chain: ChainId, why: &str) -> Result<()> {
        self.set_state(chain, ChainState::Quarantined, Some(why)).map(drop)
    }

    fn release(&mut self, place: Place) -> Result<Option<Release>> {
        self.one(sql!("release_read"), params_of(place), |row| {
            rows::release(&mut Columns::new(row))
        })
    }

    fn put_release(&mut self, place: Place, release: &Release) -> Result<()> {
        if self.release(place)?.is_none() {
            let values = params![
                place.chain.number(),
                number(place.counter),
                release.at.unix_ms(),
                release.by,
                release.reason.number(),
                release.note,
            ];
            self.run(sql!("release_add"), values).map_err(of_delivery)?;
        }
        Ok(())
    }

    fn audit(&mut self, entry: &Entry) -> Result<()> {
        self.enter(entry)
    }
}

impl Rows<'_> {
    fn is_there(&self, statement: &str, values: impl rusqlite::Params) -> Result<bool> {
        let found = self.one(statement, values, |row| Columns::new(row).take())?;
        Ok(found.unwrap_or(false))
    }
}

fn params_of(place: Place) -> (u32, i64) {
    (place.chain.number(), number(place.counter))
}

pub(super) fn attempt(place: Place, row: &mut Columns<'_>) -> Result<Attempt> {
    Ok(Attempt {
        place,
        epoch: row.count()?,
        endpoint: row.route()?,
        at: row.time()?,
        node: row.take()?,
        again: row.take()?,
        after_window: row.take()?,
    })
}

pub(super) fn answer(place: Place, row: &mut Columns<'_>) -> Result<Answered> {
    Ok(Answered {
        place,
        epoch: row.count()?,
        at: row.time()?,
        ms: row.count()?,
        http: row.take()?,
        verdict: rows::verdict(&row.take::<String>()?)?,
        body: row.take()?,
    })
}

pub(super) fn outcome(place: Place, row: &mut Columns<'_>) -> Result<Outcome> {
    Ok(Outcome {
        place,
        fact: rows::fact(row.take()?)?,
        epoch: row.count()?,
        http: row.take()?,
        at: row.time()?,
        late: row.take()?,
        endpoint: row.route()?,
        messages: row.take()?,
    })
}
