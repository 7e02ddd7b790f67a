//! `xs:date`, `xs:time` and `xs:dateTime` of the document's own strings, as the official validator's engine reads them.
//!
//! It is not quite the XML Schema: a date and a time may be fourteen hours and up to 59 minutes from UTC where a dateTime may
//! not, digits beyond the nanosecond are cut off before they are judged, years far from ours are counted in 32 bits and go
//! around. A verdict depends on each of these, so they are kept. The clock and its zone come from the caller.

use std::cmp::Ordering;

const DAY: i128 = 86_400;
const NANOS: i128 = 1_000_000_000;
/// Days before each month in a year that begins with March, and the length of each month in a common year.
const BEFORE: [i32; 12] = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275];
const LENGTH: [i32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A day of the proleptic Gregorian calendar, and the zone it was written in, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    day: Day,
    zone: Option<i32>,
}

/// A day and a time of day, and the zone they were written in, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DateTime {
    day: Day,
    minutes: i32,
    nanos: i64,
    zone: Option<i32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    /// Year 0 is the one before year 1.
    year: i32,
    month: i32,
    day: i32,
}

/// `castable as xs:date`.
pub(super) fn castable_date(text: &str) -> bool {
    date(text).is_some()
}

/// `xs:date($text)`; nothing where that is an error.
pub(super) fn date(text: &str) -> Option<Date> {
    let (day, rest) = day(trim(text))?;
    if !day.exists() {
        return None;
    }
    let zone = match rest {
        "" => None,
        _ => Some(zone(rest, 59)?),
    };
    Some(Date { day, zone })
}

/// `castable as xs:time`; nothing where the engine itself fails, which aborts the stage: a zone that ends after its colon.
pub(super) fn castable_time(text: &str) -> Option<bool> {
    let text = trim(text);
    let fails = text.ends_with(':') && time(&format!("{text}00"), 59).is_some_and(|time| time.zone.is_some());
    (!fails).then(|| time(text, 59).is_some())
}

/// `xs:dateTime($text)`; nothing where that is an error.
pub(super) fn date_time(text: &str) -> Option<DateTime> {
    let (day, rest) = day(trim(text))?;
    let time = time(rest.strip_prefix('T')?, 0)?;
    if !day.exists() {
        return None;
    }
    let midnight = time.hour == 24;
    Some(DateTime {
        day: if midnight { day.after() } else { day },
        minutes: if midnight { 0 } else { time.hour * 60 + time.minute },
        nanos: time.nanos,
        zone: time.zone,
    })
}

impl Date {
    /// How it stands to another, where a date without a zone is in the implicit one (in minutes ahead of UTC).
    pub(super) fn compare(self, other: Date, implicit: i32) -> Ordering {
        self.start().compare(other.start(), implicit)
    }

    fn start(self) -> DateTime {
        DateTime {
            day: self.day,
            minutes: 0,
            nanos: 0,
            zone: self.zone,
        }
    }
}

impl DateTime {
    /// `current-dateTime()`: seconds since 1970 in UTC, on a clock so many minutes ahead. Nothing where the year has no four
    /// digits.
    pub(super) fn from_unix(seconds: i64, nanos: u32, zone: i32) -> Option<DateTime> {
        let local = seconds.checked_add(i64::from(zone) * 60)?;
        let of_day = i32::try_from(local.rem_euclid(86_400)).ok()?;
        Some(DateTime {
            day: Day::from_days(local.div_euclid(86_400))?,
            minutes: of_day / 60,
            nanos: i64::from(of_day % 60) * 1_000_000_000 + i64::from(nanos.min(999_999_999)),
            zone: Some(zone),
        })
    }

    /// Its day, in its zone: `current-date()` of `current-dateTime()`.
    pub(super) fn date(self) -> Date {
        Date {
            day: self.day,
            zone: self.zone,
        }
    }

    /// How many nanoseconds it is after another, where a time without a zone is in the implicit one.
    pub(super) fn nanos_after(self, other: DateTime, implicit: i32) -> i128 {
        let (one, two) = align(self, other, implicit);
        one.instant() - two.instant()
    }

    fn compare(self, other: DateTime, implicit: i32) -> Ordering {
        let (one, two) = align(self, other, implicit);
        // The engine looks at the sign of a difference of 32 bits: a year two thousand million years ago is after ours.
        let years = one.day.year.wrapping_sub(two.day.year).cmp(&0);
        let rest = |at: DateTime| (at.day.month, at.day.day, at.minutes, at.nanos);
        years.then_with(|| rest(one).cmp(&rest(two)))
    }

    fn in_utc(self, implicit: i32) -> DateTime {
        let mut moved = self;
        moved.minutes -= self.zone.unwrap_or(implicit);
        moved.zone = Some(0);
        while moved.minutes < 0 {
            moved.minutes += 1440;
            moved.day = moved.day.before();
        }
        while moved.minutes >= 1440 {
            moved.minutes -= 1440;
            moved.day = moved.day.after();
        }
        moved
    }

    fn instant(self) -> i128 {
        let seconds = i128::from(self.day.number()) * DAY + i128::from(self.minutes) * 60;
        seconds * NANOS + i128::from(self.nanos)
    }
}

/// Two of the same zone, or of none, are compared as they were written.
fn align(one: DateTime, other: DateTime, implicit: i32) -> (DateTime, DateTime) {
    if one.zone == other.zone {
        (one, other)
    } else {
        (one.in_utc(implicit), other.in_utc(implicit))
    }
}

impl Day {
    fn exists(self) -> bool {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let longest = LENGTH[self.month as usize - 1] + i32::from(leap && self.month == 2);
        (1..=longest).contains(&self.day)
    }

    fn after(self) -> Day {
        let next = Day {
            day: self.day + 1,
            ..self
        };
        if next.exists() {
            next
        } else if self.month < 12 {
            Day {
                month: self.month + 1,
                day: 1,
                ..self
            }
        } else {
            Day {
                year: self.year.wrapping_add(1),
                month: 1,
                day: 1,
            }
        }
    }

    fn before(self) -> Day {
        if self.day > 1 {
            return Day {
                day: self.day - 1,
                ..self
            };
        }
        let (year, month) = match self.month {
            1 => (self.year.wrapping_sub(1), 12),
            month => (self.year, month - 1),
        };
        let last = |day: i32| Day { year, month, day };
        let leap = last(29);
        if month == 2 && leap.exists() {
            leap
        } else {
            last(LENGTH[month as usize - 1])
        }
    }

    /// The Julian day number, in 32 bits: from about year 5,880,000 on it goes around, and before year -12000 leap years are
    /// counted towards zero.
    fn number(self) -> i32 {
        let count = |year: i32| {
            let days = (BEFORE[self.month as usize - 1] + self.day).wrapping_add(365_i32.wrapping_mul(year));
            let leap = (year / 4).wrapping_sub(year / 100).wrapping_add(year / 400);
            days.wrapping_add(leap).wrapping_add(1_721_118)
        };
        let year = self.year.wrapping_sub(i32::from(self.month < 3));
        if year >= 0 {
            count(year)
        } else {
            count(year.wrapping_add(12_000)).wrapping_sub(12_000 / 400 * 146_097)
        }
    }

    fn from_days(days: i64) -> Option<Day> {
        let shifted = days.checked_add(719_468)?;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Some(Day {
            year: i32::try_from(year + era * 400 + next)
                .ok()
                .filter(|year| (1..=9999).contains(year))?,
            month: i32::try_from(month).ok()?,
            day: i32::try_from(day).ok()?,
        })
    }
}

/// XML's white space only.
fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// `YYYY-MM-DD`, perhaps with a sign or a longer year, and what follows it. The day may be one that the month has not.
fn day(text: &str) -> Option<(Day, &str)> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (year, rest) = text.split_at(length);
    if length < 4 || length > 4 && year.starts_with('0') {
        return None;
    }
    // One that has no room in 32 bits is an error there.
    let year: i32 = year.parse().ok()?;
    let (month, rest) = two_digits(rest.strip_prefix('-')?)?;
    let (day, rest) = two_digits(rest.strip_prefix('-')?)?;
    let day = Day {
        year: if negative { -year } else { year },
        month,
        day,
    };
    (1..=12).contains(&month).then_some((day, rest))
}

struct Time {
    hour: i32,
    minute: i32,
    /// Of the minute.
    nanos: i64,
    zone: Option<i32>,
}

fn time(text: &str, beyond: i32) -> Option<Time> {
    let (hour, rest) = two_digits(text)?;
    let (minute, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => {
            let length = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, rest) = rest.split_at(length);
            (fraction(digits)?, rest)
        }
        None => (0, rest),
    };
    let nanos = i64::from(second) * 1_000_000_000 + fraction;
    let fits = hour < 24 && minute < 60 && second < 60 || hour == 24 && minute == 0 && nanos == 0;
    let zone = match rest {
        "" => None,
        _ => Some(zone(rest, beyond)?),
    };
    fits.then_some(Time {
        hour,
        minute,
        nanos,
        zone,
    })
}

/// The digits after the point as nanoseconds. Those beyond the ninth are not looked at, so that `24:00:00.0000000009` is
/// midnight.
fn fraction(digits: &str) -> Option<i64> {
    let kept = digits.get(..9).unwrap_or(digits);
    let value: i64 = kept.parse().ok()?;
    Some(value * 10_i64.pow(9 - u32::try_from(kept.len()).ok()?))
}

/// `Z` or `+HH:MM`, up to fourteen hours and so many minutes more.
fn zone(text: &str, beyond: i32) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+')?),
    };
    let (hours, rest) = two_digits(rest)?;
    let (minutes, rest) = two_digits(rest.strip_prefix(':')?)?;
    let fits = rest.is_empty() && minutes < 60 && (hours < 14 || hours == 14 && minutes <= beyond);
    fits.then_some(sign * (hours * 60 + minutes))
}

fn two_digits(text: &str) -> Option<(i32, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    // `parse` would take a sign.
    let value = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok());
    Some((value??, rest))
}

#[cfg(test)]
mod tests {
    //! What the official validator's engine answered, in two of its versions.

    use std::cmp::Ordering::{Equal, Greater, Less};

    use super::*;

    #[rustfmt::skip]
    const DATES: &[&str] = &[
        "2024-02-29", "2000-02-29", " \t2024-02-10\r\n", "2024-02-10Z", "2024-02-10+14:00", "2024-02-10+14:59",
        "2024-02-10-14:59", "0000-02-29", "-0000-02-29", "-0004-02-29", "-0400-02-29", "12024-02-29", "2147483647-12-31",
    ];
    #[rustfmt::skip]
    const NO_DATES: &[&str] = &[
        "2023-02-29", "1900-02-29", "2100-02-29", "\u{A0}2024-02-10", "2024-02-10+15:00", "2024-02-10+13:60",
        "2024-02-10+3:00", "2024-02-10+0300", "2024-02-10z", "2024-02-10T00:00:00", "-0001-02-29", "-0005-02-29",
        "-0100-02-29", "02024-02-29", "024-02-29", "+2024-02-29", "2147483648-01-01", "-2147483648-01-01", "2024-00-10",
        "2024-13-10", "2024-04-31", "2024-04-00", "2024-4-30", "2024-04-030", "٢٠٢٤-02-10", "", "-", "2024-02-10 Z",
        "--2024-02-10", "2024-02",
    ];
    #[rustfmt::skip]
    const TIMES: &[&str] = &[
        "09:15:00", "24:00:00", "24:00:00.0", "24:00:00.000000000999", "24:00:00.0000000009", "09:15:00.123456789123",
        "09:15:00Z", "09:15:00.5Z", "09:15:00+14:00", "09:15:00+14:01", "09:15:00+14:59", "09:15:00-14:59", " 09:15:00\n",
    ];
    #[rustfmt::skip]
    const NO_TIMES: &[&str] = &[
        "24:00:01", "24:00:00.000000001", "24:00:00.0000000011", "25:00:00", "23:60:00", "23:59:60", "9:15:00", "09:15",
        "09:15:00.", "09:15:00.12345678912a", "09:15:00,5", "09:15:00+15:00", "09:15:00+03", "24:00:01+03:", "09:15:00Z:",
        "09:15:", "09:15:00+03:0", "09:15:00Z+03:00", "09:15:00\u{A0}", "", "-09:15:00",
    ];
    #[rustfmt::skip]
    const NO_DATE_TIMES: &[&str] = &[
        "2024-02-10T24:00:00.000000001", "2024-02-10T09:15:00+14:01", "2024-02-10T09:15:00+03:", "2023-02-29T09:15:00",
        "2024-02-10 09:15:00", "2024-02-10t09:15:00", "2024-02-10ZT09:15:00", "-0001-02-29T09:00:00", "2024-02-10",
    ];

    fn day(text: &str) -> Date {
        date(text).expect("a date")
    }

    fn moment(text: &str) -> DateTime {
        date_time(text).expect("a dateTime")
    }

    #[test]
    fn castable_is_what_the_engine_casts() {
        for (texts, expected) in [(DATES, true), (NO_DATES, false)] {
            texts
                .iter()
                .for_each(|text| assert_eq!(castable_date(text), expected, "{text:?}"));
        }
        for (texts, expected) in [(TIMES, true), (NO_TIMES, false)] {
            texts
                .iter()
                .for_each(|text| assert_eq!(castable_time(text), Some(expected), "{text:?}"));
        }
        NO_DATE_TIMES
            .iter()
            .for_each(|text| assert!(date_time(text).is_none(), "{text:?}"));
    }

    #[test]
    fn a_zone_cut_after_its_colon_breaks_the_engine() {
        assert_eq!(castable_time("09:15:00+03:"), None);
        assert_eq!(castable_time(" 09:15:00.5-03: "), None);
    }

    #[test]
    fn dates_are_compared_where_they_begin() {
        for (one, other, implicit, expected) in [
            ("2024-03-01", "2024-02-29", 0, Greater),
            ("2024-03-01", "2024-03-01+03:00", 0, Greater),
            ("2024-03-01", "2024-03-01+03:00", 180, Equal),
            ("2024-02-29-14:59", "2024-03-01+03:00", 0, Less),
            ("2024-02-29-14:59", "2024-03-01+13:00", 0, Greater),
            ("-0004-02-29", "-0001-12-31Z", 0, Less),
            ("0000-01-01", "-0001-12-31Z", 0, Greater),
            ("2147483647-12-31", "2024-03-01-11:30", 0, Greater),
            // 32 bits go around between these two years.
            ("-2147481624-01-01", "2024-03-01+03:00", 0, Less),
            ("-2147481625-01-01", "2024-03-01+03:00", 0, Greater),
            // Moved to UTC the first is in the year before.
            ("-2147481624-01-01+03:00", "2024-06-01+03:00", 0, Less),
            ("-2147481624-01-01+03:00", "2024-06-01+02:00", 0, Greater),
        ] {
            assert_eq!(day(one).compare(day(other), implicit), expected, "{one} {other}");
        }
    }

    #[test]
    fn a_difference_is_exact_to_the_nanosecond() {
        // In UTC, before 2024-03-01T12:00:00.000000001Z.
        for (text, nanos) in [
            ("2024-02-10T24:00:00", 1_684_800_000_000_001),
            ("2024-12-31T24:00:00", -26_395_199_999_999_999),
            ("2024-02-10T24:00:00.0000000009", 1_684_800_000_000_001),
            ("2024-02-10T09:15:00+14:00", 1_788_300_000_000_001),
            ("2024-02-10T09:15:00-13:59", 1_687_560_000_000_001),
            ("2024-02-29T11:59:59.999999999", 86_400_000_000_002),
            ("2024-02-29T12:00:00.0000000009", 86_400_000_000_001),
            ("2024-03-01T02:00:00+14:00", 86_400_000_000_001),
            ("2024-02-28T22:00:00-14:00", 86_400_000_000_001),
            ("-0004-02-29T09:00:00", 63_997_614_000_000_000_001),
            ("0000-02-29T09:00:00", 63_871_383_600_000_000_001),
            ("-12004-02-28T00:00:00Z", 442_681_070_400_000_000_001),
            ("5879611-12-31T00:00:00Z", 185_606_417_304_000_000_000_001),
            ("123456-03-01T00:00:00+05:30", -3_832_023_709_799_999_999_999),
        ] {
            let now = moment("2024-03-01T12:00:00.000000001Z");
            assert_eq!(now.nanos_after(moment(text), 0), nanos, "{text}");
        }
        let (one, other) = (moment("2024-03-01T12:00:00Z"), moment("2024-03-01T12:00:00"));
        assert_eq!(one.nanos_after(other, 180), 3 * 3600 * NANOS);
        assert_eq!(other.nanos_after(one, 180), -3 * 3600 * NANOS);
    }

    #[test]
    fn the_clock_shows_the_day_of_its_zone() {
        for (seconds, zone, text) in [
            (0, 0, "1970-01-01T00:00:00Z"),
            (-1, 0, "1969-12-31T23:59:59Z"),
            (1_709_164_800, 180, "2024-02-29T03:00:00+03:00"),
            (1_709_240_399, 180, "2024-02-29T23:59:59+03:00"),
            (1_709_240_400, 180, "2024-03-01T00:00:00+03:00"),
            (1_709_251_199, -60, "2024-02-29T22:59:59-01:00"),
        ] {
            let now = DateTime::from_unix(seconds, 0, zone).expect("a time of ours");
            assert_eq!(now, moment(text));
            assert_eq!(now.date(), day(&(text[..10].to_owned() + &text[19..])));
        }
        assert!(DateTime::from_unix(i64::MAX, 0, 0).is_none() && DateTime::from_unix(i64::MIN, 0, 0).is_none());
        assert!(DateTime::from_unix(253_402_300_800, 0, 0).is_none());
    }
}
