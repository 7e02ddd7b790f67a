//! What became of the documents of each day, device by device: the figures that somebody looks at in the morning.
//!
//! A day is a day in Riyadh, and a document belongs to the day on which it was stamped.

use std::collections::BTreeMap;

use crate::error::{Code, Error, Result};
use crate::seal::csr::Environment;
use crate::store::delivery::Route;
use crate::time::{Date, Moment, Timestamp};

/// So many days are counted where nobody says which, today among them.
pub const DAYS: i64 = 31;
/// And so many at most.
pub const MOST_DAYS: i64 = 3660;
const DAY_MS: i64 = 24 * 3_600_000;

/// Days in Riyadh, from the first second of the first to the first one after the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first moment of it.
    pub from: Timestamp,
    /// The first one behind it.
    pub to: Timestamp,
}

impl Period {
    /// From a first day to a last one; up to today, and of a month, where they are not said.
    pub fn of(first: Option<Date>, last: Option<Date>, now: Timestamp) -> Result<Self> {
        let begin = |day: Date| Ok::<_, Error>(Timestamp::from(Moment::join(day, "00:00:00")?));
        let last = begin(last.map_or_else(|| Ok(now.moment()?.date()), Ok::<_, Error>)?)?;
        let from = match first {
            Some(first) => begin(first)?,
            None => last.plus_ms(-DAY_MS * (DAYS - 1)),
        };
        // The clock there is never set forward or back: all days are alike.
        match (0..MOST_DAYS * DAY_MS).contains(&last.since(from)) {
            true => Ok(Period {
                from,
                to: last.plus_ms(DAY_MS),
            }),
            false => Err(Error::new(Code::PeriodForm)),
        }
    }

    /// Whether a moment is in it.
    pub fn has(&self, at: Timestamp) -> bool {
        (self.from..self.to).contains(&at)
    }
}

/// A document, as far as the figures of its day ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dealt {
    /// When it was stamped.
    pub issued: Timestamp,
    /// When it is late.
    pub deadline: Timestamp,
    /// When it was accepted and where, if it was.
    pub accepted: Option<(Timestamp, Route)>,
    /// When it was rejected, if it was.
    pub rejected: Option<Timestamp>,
}

/// A day of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Daily {
    /// The day, in Riyadh.
    pub day: Date,
    /// The environment.
    pub environment: Environment,
    /// The device, as people call it.
    pub device: String,
    /// Documents that were stamped.
    pub issued: u64,
    /// Of them, cleared.
    pub cleared: u64,
    /// Reported.
    pub reported: u64,
    /// Rejected. One that was said to be both is counted in both.
    pub rejected: u64,
    /// Those without a final word.
    pub open: u64,
    /// Those whose final word came after the deadline, or whose deadline has passed without one.
    pub late: u64,
    /// Half of the accepted ones took no longer, in milliseconds.
    pub median_ms: Option<u64>,
    /// None of them took longer.
    pub longest_ms: Option<u64>,
}

/// Counts documents, in whatever order they come.
#[derive(Debug, Default)]
pub struct Tally {
    days: BTreeMap<(Date, Environment, String), (Daily, Vec<u64>)>,
}

impl Tally {
    /// Adds a document of a device, as things are `now`.
    pub fn add(&mut self, environment: Environment, device: &str, dealt: &Dealt, now: Timestamp) -> Result<()> {
        let day = dealt.issued.moment()?.date();
        let key = (day, environment, device.to_owned());
        let (row, times) = self
            .days
            .entry(key)
            .or_insert_with(|| (Daily::new(day, environment, device), vec![]));
        row.issued += 1;
        match dealt.accepted {
            Some((_, Route::Clearance)) => row.cleared += 1,
            Some((_, Route::Reporting)) => row.reported += 1,
            None => {}
        }
        row.rejected += u64::from(dealt.rejected.is_some());
        row.open += u64::from(dealt.accepted.is_none() && dealt.rejected.is_none());
        let last = dealt.accepted.map(|(at, _)| at).or(dealt.rejected).unwrap_or(now);
        row.late += u64::from(last > dealt.deadline);
        if let Some((at, _)) = dealt.accepted {
            times.push(u64::try_from(at.since(dealt.issued)).unwrap_or(0));
        }
        Ok(())
    }

    /// The days, the last one first.
    pub fn days(self) -> Vec<Daily> {
        let finished = self.days.into_values().map(|(mut row, mut times)| {
            times.sort_unstable();
            // The nearest rank: a time that was measured.
            row.median_ms = times.get(times.len().saturating_sub(1) / 2).copied();
            row.longest_ms = times.last().copied();
            row
        });
        let mut days: Vec<Daily> = finished.collect();
        days.sort_by(|one, other| {
            let key = |row: &Daily| (row.environment, row.device.clone());
            other.day.cmp(&one.day).then_with(|| key(one).cmp(&key(other)))
        });
        days
    }
}

impl Daily {
    fn new(day: Date, environment: Environment, device: &str) -> Self {
        Daily {
            day,
            environment,
            device: device.to_owned(),
            issued: 0,
            cleared: 0,
            reported: 0,
            rejected: 0,
            open: 0,
            late: 0,
            median_ms: None,
            longest_ms: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::issue::DEADLINE_MS;

    fn at(text: &str) -> Timestamp {
        Timestamp::from(Moment::parse(text).unwrap())
    }

    #[test]
    fn a_period_is_of_whole_days_in_riyadh() {
        let now = at("2026-11-23T00:00:01");
        let month = Period::of(None, None, now).unwrap();
        assert!(month.has(now) && month.has(at("2026-10-24T00:00:00")) && !month.has(at("2026-10-23T23:59:59")));
        assert!(month.has(at("2026-11-23T23:59:59")) && !month.has(at("2026-11-24T00:00:00")));
        let day = |text| Some(Date::parse(text).unwrap());
        let one = Period::of(day("2026-11-22"), day("2026-11-22"), now).unwrap();
        assert!(one.has(at("2026-11-22T12:00:00")) && !one.has(now));
        for (first, last) in [("2026-11-22", "2026-11-21"), ("2016-11-01", "2026-11-22")] {
            let refused = Period::of(day(first), day(last), now).unwrap_err();
            assert_eq!(refused.code(), Code::PeriodForm, "{first} {last}");
        }
    }

    #[test]
    fn a_document_is_counted_on_its_day_by_what_became_of_it() {
        let now = at("2026-11-23T12:00:00");
        let issued = at("2026-11-21T23:59:59");
        let open = Dealt {
            issued,
            deadline: issued.plus_ms(DEADLINE_MS),
            accepted: None,
            rejected: None,
        };
        let accepted = |ms, route| Dealt {
            accepted: Some((issued.plus_ms(ms), route)),
            ..open
        };
        let rejected = Dealt {
            rejected: Some(issued.plus_ms(5)),
            ..open
        };
        let contrary = Dealt {
            rejected: Some(issued.plus_ms(7)),
            ..accepted(9, Route::Reporting)
        };
        let mut tally = Tally::default();
        let late = DEADLINE_MS + 1;
        let documents = [
            accepted(100, Route::Clearance),
            accepted(300, Route::Reporting),
            accepted(200, Route::Reporting),
            accepted(late, Route::Reporting),
            rejected,
            contrary,
            open,
        ];
        for dealt in documents {
            tally.add(Environment::Simulation, "B", &dealt, now).unwrap();
        }
        let fresh = Dealt {
            issued: now,
            deadline: now.plus_ms(DEADLINE_MS),
            ..open
        };
        tally.add(Environment::Simulation, "A", &fresh, now).unwrap();
        tally.add(Environment::Simulation, "B", &fresh, now).unwrap();
        let days = tally.days();
        let names: Vec<_> = days
            .iter()
            .map(|row| (row.day.to_string(), row.device.as_str()))
            .collect();
        assert_eq!(
            names,
            [("2026-11-23", "A"), ("2026-11-23", "B"), ("2026-11-21", "B")]
                .map(|(day, device)| (day.to_owned(), device))
        );
        let day = &days[2];
        assert_eq!(
            (day.issued, day.cleared, day.reported, day.rejected, day.open),
            (7, 1, 4, 2, 1)
        );
        // One came too late, and one has not come at all.
        assert_eq!(day.late, 2);
        assert_eq!((day.median_ms, day.longest_ms), (Some(200), Some(late as u64)));
        assert_eq!((days[0].open, days[0].late, days[0].median_ms), (1, 0, None));
    }
}
