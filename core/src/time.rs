//! Riyadh's clock. Kept three hours ahead of UTC all year round, whatever the zone of the machine: nothing here reads a
//! clock or a zone, the caller brings the time.

use std::fmt;

use crate::error::{Code, Error, Result};

const DAY: i64 = 86_400;
const RIYADH: i64 = 3 * 3600;
/// E-invoicing began in December 2021; no invoice of it is older than that year.
const FIRST_YEAR: i64 = 2021;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Reads `YYYY-MM-DD`; the day must exist.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = || Error::new(Code::DateFormat).found(text);
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(fail());
        }
        let part = |from: usize, to: usize| number(&bytes[from..to]).ok_or_else(fail);
        let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
        if year == 0 || !(1..=12).contains(&month) || day == 0 || day > days_in(year, month) {
            return Err(fail());
        }
        Ok(Date {
            year: year as u16,
            month: month as u8,
            day: day as u8,
        })
    }

    /// True for a day that a document can name: the authority takes none before the year 2000 (BR-KSA-F-01), which for most
    /// people means one of the Hijri calendar.
    pub(crate) fn is_of_our_time(self) -> bool {
        self.year >= 2000
    }

    fn days(self) -> i64 {
        // Years counted from March, so that the leap day is the last of its year.
        let (month, year) = (i64::from(self.month), i64::from(self.year));
        let (year, month) = if month > 2 {
            (year, month - 3)
        } else {
            (year - 1, month + 9)
        };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * month + 2) / 5 + i64::from(self.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    fn from_days(days: i64) -> Option<Self> {
        let shifted = days.checked_add(719_468)?;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Some(Date {
            year: u16::try_from(year + era * 400 + next)
                .ok()
                .filter(|year| (1..=9999).contains(year))?,
            month: month as u8,
            day: day as u8,
        })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A second on Riyadh's clock.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// Seconds since 1970 on that clock, not in UTC.
    local: i64,
}

impl Moment {
    /// From seconds since 1970 in UTC.
    pub fn from_unix(seconds: i64) -> Result<Self> {
        let local = seconds.saturating_add(RIYADH);
        let known = Date::from_days(local.div_euclid(DAY));
        known
            .map(|_| Moment { local })
            .ok_or_else(|| Error::new(Code::DateFormat))
    }

    /// The first second of 1970 in UTC.
    #[cfg(feature = "simulator")]
    pub(crate) const fn epoch() -> Self {
        Moment { local: RIYADH }
    }

    /// Seconds since 1970 in UTC.
    pub fn unix(self) -> i64 {
        self.local - RIYADH
    }

    /// Reads `YYYY-MM-DDTHH:MM[:SS[.f]]` (or a blank for the T). With `Z` or an offset it is converted, without it is
    /// Riyadh's.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = || Error::new(Code::TimeFormat).found(text);
        let (date, time) = text.split_at_checked(10).ok_or_else(fail)?;
        let date = Date::parse(date)?;
        let time = time.strip_prefix(['T', 't', ' ']).ok_or_else(fail)?;
        Moment::join(date, time)
    }

    /// A date, and a time as [`Moment::parse`] takes it.
    pub fn join(date: Date, time: &str) -> Result<Self> {
        let fail = || Error::new(Code::TimeFormat).found(time);
        let (clock, zone) = match time.find(['Z', 'z', '+', '-']) {
            Some(at) => time.split_at(at),
            None => (time, ""),
        };
        let ahead = offset(zone).ok_or_else(fail)?;
        let mut parts = clock.split(':');
        let mut part = |most: u32| {
            let text = parts.next()?;
            (text.len() == 2)
                .then(|| number(text.as_bytes()))
                .flatten()
                .filter(|&n| n <= most)
        };
        let hour = part(24).ok_or_else(fail)?;
        let minute = part(59).ok_or_else(fail)?;
        let seconds = parts.next().unwrap_or("00");
        let (second, fraction) = seconds.split_once(['.', ',']).unwrap_or((seconds, "0"));
        if second.len() != 2
            || parts.next().is_some()
            || fraction.is_empty()
            || !fraction.bytes().all(|b| b.is_ascii_digit())
        {
            return Err(fail());
        }
        let second = number(second.as_bytes()).ok_or_else(fail)?;
        // The calendar has such seconds, the invoice has no way to write one.
        if second == 60 {
            return Err(Error::new(Code::TimeLeapSecond).found(time));
        }
        if second > 60 || hour == 24 {
            return Err(fail());
        }
        let clock = i64::from(hour * 3600 + minute * 60 + second);
        let local = date.days() * DAY + clock - ahead + RIYADH;
        Date::from_days(local.div_euclid(DAY))
            .map(|_| Moment { local })
            .ok_or_else(fail)
    }

    /// The day.
    pub fn date(self) -> Date {
        // Every constructor has looked that the day exists.
        Date::from_days(self.local.div_euclid(DAY)).unwrap_or(Date {
            year: 1,
            month: 1,
            day: 1,
        })
    }

    /// The time of day, `HH:MM:SS`.
    pub fn time(self) -> String {
        let seconds = self.local.rem_euclid(DAY);
        format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// Looks whether an invoice can have been issued then, as of now.
    pub fn check_issue(self, now: Moment) -> Result<()> {
        if i64::from(self.date().year) < FIRST_YEAR {
            return Err(Error::new(Code::TimeBefore).found(&self.to_string()));
        }
        if self.date() > now.date() {
            return Err(Error::new(Code::BrKsa04).found(&self.to_string()));
        }
        Ok(())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date(), self.time())
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An instant to the millisecond: what stores and timers count in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp {
    /// Since 1970 in UTC.
    unix_ms: i64,
}

impl Timestamp {
    /// From milliseconds since 1970 in UTC.
    pub const fn from_unix_ms(unix_ms: i64) -> Self {
        Timestamp { unix_ms }
    }

    /// Milliseconds since 1970 in UTC.
    pub const fn unix_ms(self) -> i64 {
        self.unix_ms
    }

    /// So many milliseconds later; the end of time stays the end of time.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Timestamp {
            unix_ms: self.unix_ms.saturating_add(ms),
        }
    }

    /// How many milliseconds after another; negative before it.
    pub const fn since(self, earlier: Timestamp) -> i64 {
        self.unix_ms.saturating_sub(earlier.unix_ms)
    }

    /// The second on Riyadh's clock.
    pub fn moment(self) -> Result<Moment> {
        Moment::from_unix(self.unix_ms.div_euclid(1000))
    }
}

impl From<Moment> for Timestamp {
    fn from(moment: Moment) -> Self {
        Timestamp {
            unix_ms: moment.unix().saturating_mul(1000),
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.unix_ms)
    }
}

/// How many seconds a zone's clock is ahead of UTC; without a zone it is Riyadh's.
fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.as_bytes().first() {
        None => return Some(RIYADH),
        Some(b'Z' | b'z') => return (zone.len() == 1).then_some(0),
        Some(b'-') => -1,
        _ => 1,
    };
    let digits: Vec<u8> = match zone.as_bytes()[1..] {
        [a, b, b':', c, d] | [a, b, c, d] => vec![a, b, c, d],
        [a, b] => vec![a, b, b'0', b'0'],
        _ => return None,
    };
    let (hours, minutes) = (number(&digits[..2])?, number(&digits[2..])?);
    (hours <= 14 && minutes <= 59).then(|| sign * i64::from(hours * 3600 + minutes * 60))
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |sum, &b| {
        b.is_ascii_digit().then(|| sum * 10 + u32::from(b - b'0'))
    })
}

fn days_in(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_converted_and_none_is_riyadhs() {
        let cases = [
            ("2024-01-01T12:30:00", "2024-01-01T12:30:00"),
            ("2024-01-01 12:30", "2024-01-01T12:30:00"),
            ("2024-01-01T12:30:00.999", "2024-01-01T12:30:00"),
            ("2024-01-01T12:30:00Z", "2024-01-01T15:30:00"),
            ("2023-12-31T21:00:00Z", "2024-01-01T00:00:00"),
            ("2024-02-28T23:59:59z", "2024-02-29T02:59:59"),
            ("2100-02-28T21:00:00+00:00", "2100-03-01T00:00:00"),
            ("2024-01-01T00:01:00+03:00", "2024-01-01T00:01:00"),
            ("2024-01-01T00:01:00+0530", "2023-12-31T21:31:00"),
            ("2023-12-31T16:01:00-05", "2024-01-01T00:01:00"),
            ("2024-01-01T13:00:00+14:00", "2024-01-01T02:00:00"),
        ];
        for (text, shown) in cases {
            assert_eq!(Moment::parse(text).unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_no_clock_shows_is_refused_each_in_its_way() {
        let now = Moment::parse("2026-11-21T10:00:00").unwrap();
        let code = |text: &str| {
            Moment::parse(text)
                .and_then(|at| at.check_issue(now))
                .unwrap_err()
                .code()
        };
        for (text, expected) in [
            ("2016-12-31T23:59:60Z", Code::TimeLeapSecond),
            ("2024-01-01T23:59:60", Code::TimeLeapSecond),
            ("2024-01-01T23:59:61", Code::TimeFormat),
            ("2024-01-01T24:00:00", Code::TimeFormat),
            ("2024-01-01T1:00:00", Code::TimeFormat),
            ("2024-01-01T10:00:00+15:00", Code::TimeFormat),
            ("2024-01-01T10:00:00 AM", Code::TimeFormat),
            ("2024-01-01", Code::TimeFormat),
            ("2023-02-29T10:00:00", Code::DateFormat),
            ("01/02/2024 10:00", Code::DateFormat),
            ("٢٠٢٤-٠١-٠١T10:00:00", Code::DateFormat),
            ("2020-12-31T23:59:59", Code::TimeBefore),
            ("2026-11-22T00:00:00", Code::BrKsa04),
            ("2026-11-21T21:00:00Z", Code::BrKsa04),
        ] {
            let found = if text == "٢٠٢٤-٠١-٠١T10:00:00" {
                Moment::parse(text).unwrap_err().code()
            } else {
                code(text)
            };
            // Digits of another script are cut in the middle of a letter, which is a time that cannot be read.
            assert!(
                found == expected || (!text.is_ascii() && found == Code::TimeFormat),
                "{text}: {found:?}"
            );
        }
        assert!(Moment::parse("2026-11-21T23:59:59").unwrap().check_issue(now).is_ok());
    }

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        for days in (-100_000..100_000).step_by(37) {
            if let Some(date) = Date::from_days(days) {
                assert_eq!(date.days(), days);
                assert_eq!(Date::parse(&date.to_string()).unwrap(), date);
            }
        }
        assert_eq!(Moment::from_unix(0).unwrap().to_string(), "1970-01-01T03:00:00");
        assert_eq!(Moment::from_unix(1_795_000_000).unwrap().unix(), 1_795_000_000);
        assert!(Moment::from_unix(i64::MAX).is_err() && Moment::from_unix(i64::MIN).is_err());
    }
}
