//! The authority's clock against ours, and the times that it names.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A difference beyond this is told: invoices bear this machine's time.
pub const SKEW_WARNED_MS: i64 = 60_000;
/// A hundred years: a clock that lost its battery is far off, but not farther.
const MOST_MS: i64 = 100 * 366 * 86_400_000;

/// How far the server's clock is ahead of ours, in milliseconds. `arrived` is our clock when the head of the reply was there,
/// `took` the time since the request began: the server looked at its clock somewhere between, taken as the middle.
///
/// The header names whole seconds, cut off, so half a second is added. The result is good to half a second and half the way.
pub(super) fn skew_ms(date: &str, arrived: SystemTime, took: Duration) -> Option<i64> {
    let theirs = millis(httpdate::parse_http_date(date.trim()).ok()?).saturating_add(500);
    let half = i64::try_from(took.as_millis() / 2).unwrap_or(i64::MAX);
    let ours = millis(arrived).saturating_sub(half);
    Some(theirs.saturating_sub(ours).clamp(-MOST_MS, MOST_MS))
}

/// How long `Retry-After` asks to wait: seconds, or a date, which is read by the server's own clock where it tells it.
pub(super) fn retry_after_ms(text: &str, date: Option<&str>, arrived: SystemTime) -> Option<u64> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are a very long time, not none.
        return Some(text.parse::<u64>().unwrap_or(u64::MAX).saturating_mul(1_000));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = date.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    let wait = millis(until).saturating_sub(millis(now.unwrap_or(arrived)));
    Some(u64::try_from(wait).unwrap_or(0))
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

    fn at(ms: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(ms)
    }

    /// Sat, 21 Nov 2026 10:00:00 GMT
    const THEN: u64 = 1_795_255_200_000;
    const TEXT: &str = "Sat, 21 Nov 2026 10:00:00 GMT";

    #[test]
    fn the_clocks_are_compared_at_half_the_way() {
        let skew = |ours: u64, took: u64| skew_ms(TEXT, at(ours), Duration::from_millis(took)).unwrap();
        assert_eq!(skew(THEN + 500, 0), 0);
        assert_eq!(skew(THEN + 1_500, 2_000), 0);
        assert_eq!(skew(THEN + 500 - 90_000, 0), 90_000, "theirs is ahead");
        assert_eq!(skew(THEN + 500 + 90_000, 0), -90_000, "theirs is behind");
        assert_eq!(skew(THEN + 10_500, 20_000), 0, "a slow answer is no skew");
        // A clock that lost its battery.
        assert_eq!(skew(0, 0), i64::try_from(THEN).unwrap() + 500);
        assert!(skew_ms("yesterday", at(0), Duration::ZERO).is_none());
        assert!(skew_ms("", at(0), Duration::ZERO).is_none());
        let far = skew_ms("Fri, 31 Dec 9999 23:59:59 GMT", at(0), Duration::ZERO).unwrap();
        assert_eq!(far, MOST_MS);
    }

    #[test]
    fn a_time_to_wait_is_seconds_or_a_date_by_their_clock() {
        let wait = |text: &str| retry_after_ms(text, Some(TEXT), at(7));
        assert_eq!(wait("120"), Some(120_000));
        assert_eq!(wait(" 0 "), Some(0));
        assert_eq!(wait("Sat, 21 Nov 2026 10:02:00 GMT"), Some(120_000));
        assert_eq!(wait("Sat, 21 Nov 2026 09:00:00 GMT"), Some(0));
        assert_eq!(wait("99999999999999999999999"), Some(u64::MAX));
        for text in ["", "-1", "soon", "1.5", "١٢٠"] {
            assert_eq!(wait(text), None, "{text}");
        }
        let ours = retry_after_ms("Sat, 21 Nov 2026 10:02:00 GMT", None, at(THEN + 60_000));
        assert_eq!(ours, Some(60_000), "by our clock where the server tells none");
    }
}
