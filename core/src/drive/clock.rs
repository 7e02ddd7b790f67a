//! The authority's clock against ours.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A difference beyond this is told: invoices bear this machine's time.
pub const SKEW_WARNED_MS: i64 = 60_000;
/// A hundred years: a clock that lost its battery is far off, but not farther.
const MOST_MS: i64 = 100 * 366 * 86_400_000;

/// How far the server's clock is ahead of ours, in milliseconds. `theirs` is what it said, in seconds since 1970; `arrived` is our
/// clock when the head of the reply was there, `took` the time since the request began: the server looked at its clock
/// somewhere between, taken as the middle.
///
/// The server names whole seconds, cut off, so half a second is added. The result is good to half a second and half the way.
pub(super) fn skew_ms(theirs: i64, arrived: SystemTime, took: Duration) -> i64 {
    let theirs = theirs.saturating_mul(1_000).saturating_add(500);
    let half = i64::try_from(took.as_millis() / 2).unwrap_or(i64::MAX);
    let ours = millis(arrived).saturating_sub(half);
    theirs.saturating_sub(ours).clamp(-MOST_MS, MOST_MS)
}

/// Milliseconds since 1970; before it below zero.
fn millis(at: SystemTime) -> i64 {
    match at.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: i64 = 1_795_255_200;

    #[test]
    fn the_clocks_are_compared_at_half_the_way() {
        let ours = THEN as u64 * 1_000;
        let skew = |ours: u64, took: u64| {
            let arrived = UNIX_EPOCH + Duration::from_millis(ours);
            skew_ms(THEN, arrived, Duration::from_millis(took))
        };
        assert_eq!(skew(ours + 500, 0), 0);
        assert_eq!(skew(ours + 1_500, 2_000), 0);
        assert_eq!(skew(ours + 500 - 90_000, 0), 90_000, "theirs is ahead");
        assert_eq!(skew(ours + 500 + 90_000, 0), -90_000, "theirs is behind");
        assert_eq!(skew(ours + 10_500, 20_000), 0, "a slow answer is no skew");
        assert_eq!(skew(0, 0), THEN * 1_000 + 500, "a clock that lost its battery");
        assert_eq!(skew_ms(i64::MAX, UNIX_EPOCH, Duration::MAX), MOST_MS);
        assert_eq!(skew_ms(i64::MIN, SystemTime::now(), Duration::ZERO), -MOST_MS);
        let before = UNIX_EPOCH - Duration::from_secs(10);
        assert_eq!(skew_ms(0, before, Duration::ZERO), 10_500);
    }
}
