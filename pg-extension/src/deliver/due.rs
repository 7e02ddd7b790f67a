//! Documents whose time has come again.

use std::cell::Cell;
use std::collections::BTreeMap;

use khatm::error::{Error, Result};
use khatm::outbox::pace::{LONGEST_WAIT_MS, is_over};
use khatm::store::ChainId;
use khatm::store::delivery::{Delivering as _, Job, Lane, Route, State};
use khatm::time::Timestamp;

use super::rows::job;
use crate::server::Ledger;
use crate::table::{Key, Order, Seen, Table, damaged, scratch};

/// How long an end of what is dead is believed.
const BELIEVED_MS: i64 = 60_000;
/// How long before it is written a due time may have been decided: whoever writes it waited for the lock meanwhile. So far is looked
/// back, and so often.
const SLACK_MS: i64 = 10_000;
const BACK_EVERY_MS: i64 = 1_000;
/// So many due documents are looked at for the most urgent of them.
const MOST_LOOKED_AT: usize = 8_192;

thread_local! {
    /// Of each route.
    static WATERMARKS: Cell<[Option<Watermark>; 2]> = const { Cell::new([None; 2]) };
}

/// From when on a route has documents that wait: what was due before is dead, and nobody comes back to it, since whoever waits anew waits
/// from now on. Who looked there again and again while an old snapshot keeps the dead in place would read them all each time. Now and
/// then everything is looked at all the same: a clock may be set back, and a transaction may be undone.
#[derive(Debug, Clone, Copy)]
struct Watermark {
    from: Timestamp,
    /// When everything was looked at last.
    whole: Timestamp,
    /// When it was looked back last.
    back: Timestamp,
    /// When this was looked at last.
    at: Timestamp,
}

/// Where a look begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Everything,
    Back(Timestamp),
    From(Timestamp),
}

impl Look {
    fn begins(self) -> Option<Timestamp> {
        match self {
            Look::Everything => None,
            Look::Back(from) | Look::From(from) => Some(from),
        }
    }
}

impl Watermark {
    fn look(route: Route, now: Timestamp, seen: Seen) -> Look {
        match Self::known(route).filter(|_| seen == Seen::Now) {
            Some(known) if now < known.at || now.since(known.whole) >= BELIEVED_MS => Look::Everything,
            Some(known) if now.since(known.back) >= BACK_EVERY_MS => Look::Back(known.from.plus_ms(-SLACK_MS)),
            Some(known) => Look::From(known.from),
            None => Look::Everything,
        }
    }

    fn keep(route: Route, look: Look, now: Timestamp, earliest: Timestamp) {
        let known = Self::known(route);
        let kept = |time: fn(&Self) -> Timestamp| known.as_ref().map_or(now, time);
        let watermark = Watermark {
            from: earliest,
            whole: if look == Look::Everything {
                now
            } else {
                kept(|known| known.whole)
            },
            back: if matches!(look, Look::From(_)) {
                kept(|known| known.back)
            } else {
                now
            },
            at: now,
        };
        let mut all = WATERMARKS.get();
        if let Some(slot) = all.get_mut(Self::slot(route)) {
            *slot = Some(watermark);
        }
        WATERMARKS.set(all);
    }

    fn known(route: Route) -> Option<Self> {
        WATERMARKS.get().get(Self::slot(route)).copied().flatten()
    }

    const fn slot(route: Route) -> usize {
        match route {
            Route::Reporting => 0,
            Route::Clearance => 1,
        }
    }
}

impl Ledger {
    pub(super) fn jobs_due(&mut self, route: Route, now: Timestamp, most: usize) -> Result<Vec<Job>> {
        let rests = |lane: &Lane| lane.rest_until.is_some_and(|rest| !is_over(rest, now));
        let lanes = self.lanes()?;
        let shut: BTreeMap<(ChainId, Route), (bool, bool)> = lanes
            .iter()
            .filter(|lane| lane.park.is_some() || rests(lane))
            .map(|lane| ((lane.chain, lane.route), (lane.park.is_some(), rests(lane))))
            .collect();
        let open = |job: &Job| {
            let of = |route| shut.get(&(job.place.chain, route));
            of(job.route).is_none_or(|(parked, _)| !parked) && of(job.endpoint).is_none_or(|(_, rests)| !rests)
        };
        let look = Watermark::look(route, now, self.seen);
        let (mut found, mut earliest) = (Vec::new(), now);
        // What is to wait longer than anything does was written by a clock that ran ahead: it is due, too.
        let beyond = now.plus_ms(LONGEST_WAIT_MS + 1);
        let usual = look.begins().map(|from| (6, Key::TimeFrom(from)));
        let enough = most.max(MOST_LOOKED_AT);
        for range in [
            [Some((6, Key::TimeTo(now))), usual],
            [Some((6, Key::TimeFrom(beyond))), None],
        ] {
            scratch(|| {
                let table = Table::read(c"outbox");
                let number = i16::try_from(route.number()).map_err(|_| damaged())?;
                let mut conditions = vec![(3, Key::Small(number))];
                conditions.extend(range.into_iter().flatten());
                let mut scan = table.scan(c"outbox_due", &conditions, self.seen, Order::Forward);
                while found.len() < enough
                    && let Some(mut row) = scan.next()
                {
                    let job = job(&mut row)?;
                    // Who frees a held one makes it due at that moment.
                    if job.state == State::Held {
                        continue;
                    }
                    earliest = earliest.min(job.due_at);
                    if is_over(job.due_at, now) && open(&job) {
                        found.push(job);
                    }
                }
                Ok::<_, Error>(())
            })?;
        }
        if self.seen == Seen::Now {
            Watermark::keep(route, look, now, earliest);
        }
        found.sort_by_key(|job| (job.deadline_at, job.place));
        found.truncate(most);
        Ok(found)
    }
}
