//! The authority's clock: the machine's, moved by as much as somebody asked for.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::seal::SigningTime;
use crate::time::Moment;

/// Goes on at the machine's pace, from wherever it was set to.
#[derive(Debug, Default)]
pub(super) struct Clock {
    /// Milliseconds ahead of the machine.
    ahead: AtomicI64,
    /// The last number that [`Clock::unique`] gave out.
    last: AtomicI64,
}

/// Year 1 and year 9999: outside of them there is no calendar.
const FIRST: i64 = -62_135_586_000_000;
const LAST: i64 = 253_402_200_000_000;

impl Clock {
    /// Milliseconds since 1970.
    pub(super) fn millis(&self) -> i64 {
        let machine = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let machine = i64::try_from(machine.as_millis()).unwrap_or(LAST);
        machine
            .saturating_add(self.ahead.load(Ordering::Relaxed))
            .clamp(FIRST, LAST)
    }

    pub(super) fn now(&self) -> Moment {
        moment(self.millis())
    }

    pub(super) fn set(&self, at: Moment) {
        let wanted = at.unix().saturating_mul(1000);
        let away = wanted.saturating_sub(self.millis());
        self.move_by(away);
    }

    pub(super) fn advance(&self, seconds: i64) {
        self.move_by(seconds.saturating_mul(1000));
    }

    fn move_by(&self, millis: i64) {
        let moved = |ahead: i64| Some(ahead.saturating_add(millis).clamp(FIRST - LAST, LAST - FIRST));
        // The closure always has an answer, so there is none to look at.
        let _ = self.ahead.fetch_update(Ordering::Relaxed, Ordering::Relaxed, moved);
    }

    pub(super) fn reset(&self) {
        self.ahead.store(0, Ordering::Relaxed);
    }

    /// The time in milliseconds, as a number that was not given out before: 13 digits in our age.
    pub(super) fn unique(&self) -> i64 {
        let now = self.millis().max(1_000_000_000_000);
        let next = |last: i64| Some(now.max(last.saturating_add(1)));
        let last = self.last.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
        last.map_or(now, |last| now.max(last.saturating_add(1)))
    }

    pub(super) fn last(&self) -> i64 {
        self.last.load(Ordering::Relaxed)
    }

    pub(super) fn ahead(&self) -> i64 {
        self.ahead.load(Ordering::Relaxed)
    }

    /// Goes on where an earlier run ended, with numbers that it did not give out.
    pub(super) fn restore(&self, ahead: i64, last: i64) {
        self.reset();
        self.move_by(ahead);
        self.last.fetch_max(last, Ordering::Relaxed);
    }
}

pub(super) fn moment(millis: i64) -> Moment {
    // Within the calendar by the bounds above; else the epoch.
    Moment::from_unix(millis.div_euclid(1000)).unwrap_or_else(|_| Moment::epoch())
}

/// A moment in UTC, `YYYY-MM-DDTHH:MM:SSZ`, as certificates have it.
pub(super) fn utc(at: Moment) -> String {
    let seconds = u64::try_from(at.unix()).unwrap_or_default();
    format!("{}Z", SigningTime::from_unix(seconds).as_str())
}
