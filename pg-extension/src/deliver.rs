//! The delivery half of the ledger: lanes, unfinished documents, and the evidence of what was sent and said.
//!
//! Whoever changes something holds the lock of all deliveries ([`lock::deliveries`]). Documents may be issued meanwhile: a look at those
//! that wait ends at a head that was read first. It is committed, so all before it are, and none is passed by that appears later.

use khatm::error::{Code, Error, Result};
use khatm::outbox::pace::is_over;
use khatm::outbox::{Reason, Release};
use khatm::store::delivery::{
    Answered, Attempt, Delivering, Entry, Fact, Facts, Filed, History, Job, Lane, Outcome, Park, Route, State, Waiting,
    Why,
};
use khatm::store::safe::Safe as _;
use khatm::store::{ChainId, ChainState, Document, Issuing, Place};
use khatm::time::Timestamp;
use pgrx::IntoDatum;
use pgrx::pg_sys::{Datum, ItemPointerData};

use crate::server::{Ledger, at};
use crate::table::{Key, Order, Row, Table, bytes, damaged, number, scratch, time};

fn refused() -> Error {
    Error::new(Code::StoreJob)
}

fn small(number: i64) -> Option<Datum> {
    i16::try_from(number).ok().and_then(IntoDatum::into_datum)
}

fn text(text: Option<&str>) -> Option<Datum> {
    text.and_then(IntoDatum::into_datum)
}

fn key(place: Place) -> [Option<Datum>; 2] {
    [
        i64::from(place.chain.number()).into_datum(),
        number(place.counter).into_datum(),
    ]
}

impl Ledger {
    fn lane_row(&self, chain: ChainId, route: Route) -> Result<Option<(Lane, ItemPointerData)>> {
        scratch(|| {
            let table = Table::read(c"lane");
            let conditions = [
                (1, Key::Number(i64::from(chain.number()))),
                (2, Key::Small(i16::try_from(route.number()).map_err(|_| damaged())?)),
            ];
            self.first((&table, c"lane_pkey"), &conditions, Order::Forward, |row| {
                let place = row.place();
                lane(row).map(|lane| (lane, place))
            })
        })
    }

    fn job_row(&self, place: Place) -> Result<Option<(Job, ItemPointerData)>> {
        scratch(|| {
            let table = Table::read(c"outbox");
            self.first((&table, c"outbox_pkey"), &at(place), Order::Forward, |row| {
                let lies = row.place();
                job(row).map(|job| (job, lies))
            })
        })
    }

    fn is_there(
        &self,
        (table, index): (&std::ffi::CStr, &std::ffi::CStr),
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

    /// Whether there is a fact of it.
    fn is_decided(&self, place: Place) -> Result<bool> {
        self.is_there((c"outcome", c"outcome_pkey"), place, &[])
    }

    /// Neither in the outbox nor finished.
    fn waits(&self, place: Place) -> Result<bool> {
        Ok(!self.is_there((c"outbox", c"outbox_pkey"), place, &[])?
            && !self.is_there((c"outcome", c"outcome_pkey"), place, &[])?)
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
            while found.len() < most
                && let Some(mut row) = scan.next()
            {
                let place = row.document()?;
                if place.counter > head.link.counter {
                    break;
                }
                row.skip(5);
                let deadline_at = row.time()?;
                if self.waits(place)? {
                    found.push(Waiting {
                        counter: place.counter,
                        deadline_at,
                    });
                }
            }
            Ok(found)
        })
    }
}

impl Delivering for Ledger {
    fn lanes(&mut self) -> Result<Vec<Lane>> {
        scratch(|| {
            let table = Table::read(c"lane");
            self.all((&table, c"lane_pkey"), &[], lane)
        })
        .and_then(|mut lanes: Vec<Lane>| {
            if let Some(shown) = self.shown()? {
                lanes.retain(|lane| shown.contains(&lane.chain));
            }
            Ok(lanes)
        })
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
            Table::write(c"lane").update(
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
        let lanes = self.lanes()?;
        let open = |job: &Job| {
            let mut own = lanes.iter().filter(|lane| lane.chain == job.place.chain);
            own.all(|lane| {
                (lane.route != job.route || lane.park.is_none())
                    && (lane.route != job.endpoint || lane.rest_until.is_none_or(|rest| is_over(rest, now)))
            })
        };
        scratch(|| {
            let table = Table::read(c"outbox");
            let route = i16::try_from(route.number()).map_err(|_| damaged())?;
            let mut scan = table.scan(c"outbox_due", &[(3, Key::Small(route))], self.seen, Order::Forward);
            let mut found = Vec::new();
            while found.len() < most
                && let Some(mut row) = scan.next()
            {
                let job = job(&mut row)?;
                if job.state != State::Held && is_over(job.due_at, now) && open(&job) {
                    found.push(job);
                }
            }
            Ok(found)
        })
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
                found.push(job(&mut row)?);
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
                Some((_, lies)) => table.update(lies, &values),
                None => table.insert(&values),
            }
        });
        Ok(())
    }

    fn finish(&mut self, place: Place) -> Result<()> {
        if !self.is_decided(place)? {
            return Err(refused());
        }
        if let Some((_, lies)) = self.job_row(place)? {
            Table::write(c"outbox").delete(lies);
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
        let [chain, counter] = at(place);
        scratch(|| {
            let table = Table::read(c"attempt");
            let conditions = [chain, counter, (3, Key::Number(number(epoch)))];
            self.first((&table, c"attempt_pkey"), &conditions, Order::Forward, attempt)
        })
    }

    fn put_attempt(&mut self, attempt: &Attempt) -> Result<()> {
        let place = attempt.place;
        if self.is_there((c"attempt", c"attempt_pkey"), place, &[(3, number(attempt.epoch))])? {
            return Err(refused());
        }
        let [chain, counter] = key(place);
        scratch(|| {
            Table::write(c"attempt").insert(&[
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
        Ok(())
    }

    fn put_answer(&mut self, answer: &Answered) -> Result<bool> {
        let (place, epoch) = (answer.place, number(answer.epoch));
        if self.is_there((c"reply", c"reply_pkey"), place, &[(3, epoch)])? {
            return Ok(false);
        }
        if !self.is_there((c"attempt", c"attempt_pkey"), place, &[(3, epoch)])? {
            return Err(refused());
        }
        let [chain, counter] = key(place);
        scratch(|| {
            Table::write(c"reply").insert(&[
                chain,
                counter,
                epoch.into_datum(),
                time(answer.at),
                number(answer.ms).into_datum(),
                small(i64::from(answer.http)),
                answer.verdict.into_datum(),
                answer.body.as_deref().and_then(bytes),
            ]);
        });
        Ok(true)
    }

    fn put_outcome(&mut self, outcome: &Outcome) -> Result<()> {
        let (place, epoch) = (outcome.place, number(outcome.epoch));
        // Also of a fact that is known already: it was never said without a reply.
        if !self.is_there((c"reply", c"reply_pkey"), place, &[(3, epoch)])? {
            return Err(refused());
        }
        if self.history_of(place)?.iter().any(|known| known.fact == outcome.fact) {
            return Ok(());
        }
        let [chain, counter] = key(place);
        scratch(|| {
            Table::write(c"outcome").insert(&[
                chain,
                counter,
                small(outcome.fact.number()),
                epoch.into_datum(),
                small(i64::from(outcome.http)),
                time(outcome.at),
                outcome.late.into_datum(),
                small(outcome.endpoint.number()),
                text(outcome.messages.as_deref()),
            ]);
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
        self.set_state(chain, ChainState::Quarantined, Some(why)).map(drop)
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

    pub(crate) fn history_of(&self, place: Place) -> Result<Vec<Outcome>> {
        scratch(|| {
            let table = Table::read(c"outcome");
            self.all((&table, c"outcome_pkey"), &at(place), outcome)
        })
    }
}

fn count(count: u32) -> Option<Datum> {
    i32::try_from(count).unwrap_or(i32::MAX).into_datum()
}

fn counted(row: &mut Row<'_>) -> Result<u32> {
    u32::try_from(row.take::<i32>()?).map_err(|_| damaged())
}

fn status(http: i16) -> Result<u16> {
    u16::try_from(http).map_err(|_| damaged())
}

pub(crate) fn lane(row: &mut Row<'_>) -> Result<Lane> {
    let chain = ChainId::new(u32::try_from(row.count()?).map_err(|_| damaged())?);
    let (route, next, endpoint, back_at) = (row.route()?, row.count()?, row.route()?, row.maybe_time());
    let why: Option<String> = row.maybe();
    let (code, until): (Option<String>, _) = (row.maybe(), row.maybe_time());
    let probes = row.maybe::<i32>().and_then(|probes| u32::try_from(probes).ok());
    let (probe_route, probe_counter) = (row.maybe::<i16>(), row.maybe::<i64>());
    let park = match (why, code, until, probes) {
        (Some(why), Some(code), Some(until), Some(probes)) => Some(Park {
            why: Why::of_name(&why).ok_or_else(damaged)?,
            code,
            until,
            probes,
            probe: match (probe_route, probe_counter) {
                (Some(route), Some(counter)) => Some((
                    Route::of_number(i64::from(route)).ok_or_else(damaged)?,
                    u64::try_from(counter).map_err(|_| damaged())?,
                )),
                _ => None,
            },
        }),
        _ => None,
    };
    Ok(Lane {
        chain,
        route,
        next,
        endpoint,
        back_at,
        park,
        rest_until: row.maybe_time(),
        turn: row.count()?,
        streak: counted(row)?,
        streak_code: row.maybe(),
    })
}

pub(crate) fn job(row: &mut Row<'_>) -> Result<Job> {
    Ok(Job {
        place: row.document()?,
        route: row.route()?,
        endpoint: row.route()?,
        state: State::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?,
        due_at: row.time()?,
        deadline_at: row.time()?,
        first_sent_at: row.time()?,
        attempts: counted(row)?,
        failures: counted(row)?,
        epoch: row.count()?,
        doubt_since: row.maybe_time(),
        owner: row.maybe(),
        last_http: row.maybe().map(status).transpose()?,
        last_code: row.maybe(),
    })
}

pub(crate) fn attempt(row: &mut Row<'_>) -> Result<Attempt> {
    Ok(Attempt {
        place: row.document()?,
        epoch: row.count()?,
        endpoint: row.route()?,
        at: row.time()?,
        node: row.take()?,
        again: row.take()?,
        after_window: row.take()?,
    })
}

pub(crate) fn answer(row: &mut Row<'_>) -> Result<Answered> {
    Ok(Answered {
        place: row.document()?,
        epoch: row.count()?,
        at: row.time()?,
        ms: row.count()?,
        http: status(row.take()?)?,
        verdict: Answered::verdict_of(&row.take::<String>()?).ok_or_else(damaged)?,
        body: row.maybe(),
    })
}

pub(crate) fn outcome(row: &mut Row<'_>) -> Result<Outcome> {
    Ok(Outcome {
        place: row.document()?,
        fact: match row.take::<i16>()? {
            1 => Fact::Accepted,
            2 => Fact::Rejected,
            _ => return Err(damaged()),
        },
        epoch: row.count()?,
        http: status(row.take()?)?,
        at: row.time()?,
        late: row.take()?,
        endpoint: row.route()?,
        messages: row.maybe(),
    })
}

pub(crate) fn release(row: &mut Row<'_>) -> Result<Release> {
    row.skip(2);
    Ok(Release {
        at: row.time()?,
        by: row.take()?,
        reason: Reason::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?,
        note: row.take()?,
    })
}
