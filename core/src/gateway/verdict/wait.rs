//! How long the authority asks to wait.

use crate::time::{Date, Moment};

/// A day: what asks for more is a mistake, and a document must be reported within one.
const MOST: u64 = 24 * 60 * 60;

/// `Retry-After`, in seconds: a number, or a date of HTTP. A date is measured against the reply's own `Date`, for the clocks of two
/// machines differ; without that it says nothing.
pub(super) fn seconds(retry_after: Option<&str>, date: Option<&str>) -> Option<u64> {
    let text = retry_after?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(MOST).min(MOST));
    }
    let (until, now) = (moment(text)?, moment(date?.trim())?);
    u64::try_from(until.saturating_sub(now).max(0))
        .ok()
        .map(|wait| wait.min(MOST))
}

/// The seconds since 1970 of a date as HTTP writes it now: `Sun, 06 Nov 1994 08:49:37 GMT`. The two older forms are not sent by anything
/// that speaks TLS 1.2.
pub(super) fn moment(text: &str) -> Option<i64> {
    let (_, rest) = text.split_once(", ")?;
    let mut parts = rest.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    if parts.next() != Some("GMT") || parts.next().is_some() || day.len() != 2 || year.len() != 4 {
        return None;
    }
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let date = Date::parse(&format!("{year}-{month:02}-{day}")).ok()?;
    Moment::join(date, &format!("{time}Z")).ok().map(Moment::unix)
}
