//! Dates and times of XML Schema 1.0: `2026-11-01`, `11:30:05Z`, and their rarer relations.
//!
//! Two things are as Xerces has them although the standard says otherwise: a second is rounded to 53 bits before it is
//! compared with 60, and a year has 32 bits.

/// What is left to read.
struct Rest<'t>(&'t str);

impl Rest<'_> {
    /// Takes one of these bytes.
    fn take(&mut self, wanted: &[u8]) -> Option<u8> {
        let first = *self.0.as_bytes().first()?;
        wanted.contains(&first).then(|| self.0 = &self.0[1..])?;
        Some(first)
    }

    fn digits(&mut self) -> &str {
        let end = self.0.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits
    }

    /// Two digits.
    fn pair(&mut self) -> Option<u8> {
        let (Some(pair), Some(rest)) = (self.0.get(..2), self.0.get(2..)) else {
            return None;
        };
        self.0 = rest;
        pair.bytes()
            .try_fold(0, |sum, b| b.is_ascii_digit().then(|| sum * 10 + (b - b'0')))
    }

    fn year(&mut self) -> Option<i32> {
        let negative = self.take(b"-").is_some();
        let digits = self.digits();
        if digits.len() < 4 || digits.len() > 4 && digits.starts_with('0') {
            return None;
        }
        let year = match negative {
            true => digits
                .bytes()
                .try_fold(0i32, |sum, b| sum.checked_mul(10)?.checked_sub(i32::from(b - b'0')))?,
            false => digits.parse().ok()?,
        };
        (year != 0).then_some(year)
    }

    fn month(&mut self) -> Option<u8> {
        self.pair().filter(|month| (1..=12).contains(month))
    }

    fn day(&mut self, longest: u8) -> Option<u8> {
        self.pair().filter(|day| (1..=longest).contains(day))
    }

    fn date(&mut self) -> Option<()> {
        let year = self.year()?;
        self.take(b"-")?;
        let month = self.month()?;
        self.take(b"-")?;
        self.day(longest(year, month)).map(drop)
    }

    fn time(&mut self) -> Option<()> {
        let hour = self.pair()?;
        self.take(b":")?;
        let minute = self.pair()?;
        self.take(b":")?;
        let whole = self.0;
        self.pair()?;
        if self.take(b".").is_some() && self.digits().is_empty() {
            return None;
        }
        let second: f64 = whole[..whole.len() - self.0.len()].parse().ok()?;
        let midnight = hour == 24 && minute == 0 && second == 0.0;
        ((hour < 24 || midnight) && minute < 60 && second < 60.0).then_some(())
    }

    /// Nothing, `Z` or `+03:00`, and the end.
    fn zone(mut self) -> Option<()> {
        if let Some(sign) = self.take(b"Z+-")
            && sign != b'Z'
        {
            let hours = self.pair()?;
            self.take(b":")?;
            let minutes = self.pair()?;
            (hours < 14 && minutes < 60 || hours == 14 && minutes == 0).then_some(())?;
        }
        self.0.is_empty().then_some(())
    }
}

fn longest(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Reads with `what`, then a zone or none.
fn whole<'t>(text: &'t str, what: impl FnOnce(&mut Rest<'t>) -> Option<()>) -> bool {
    let mut rest = Rest(text);
    what(&mut rest).and_then(|()| rest.zone()).is_some()
}

/// `2026-11-01`
pub(super) fn date(text: &str) -> bool {
    whole(text, Rest::date)
}

/// `11:30:05.25`
pub(super) fn time(text: &str) -> bool {
    whole(text, Rest::time)
}

/// `2026-11-01T11:30:05`
pub(super) fn date_time(text: &str) -> bool {
    whole(text, |rest| {
        rest.date()?;
        rest.take(b"T")?;
        rest.time()
    })
}

/// `2026-11`
pub(super) fn year_month(text: &str) -> bool {
    whole(text, |rest| {
        rest.year()?;
        rest.take(b"-")?;
        rest.month().map(drop)
    })
}

/// `2026`
pub(super) fn year(text: &str) -> bool {
    whole(text, |rest| rest.year().map(drop))
}

/// `--11-01`
pub(super) fn month_day(text: &str) -> bool {
    whole(text, |rest| {
        rest.0 = rest.0.strip_prefix("--")?;
        let month = rest.month()?;
        rest.take(b"-")?;
        // In a year that leaps, so that 29 February is one.
        rest.day(longest(2000, month)).map(drop)
    })
}

/// `---01`
pub(super) fn day(text: &str) -> bool {
    whole(text, |rest| {
        rest.0 = rest.0.strip_prefix("---")?;
        rest.day(31).map(drop)
    })
}

/// `--11`; `--11--`, an error of the standard's first edition, is still taken.
pub(super) fn month(text: &str) -> bool {
    whole(text, |rest| {
        rest.0 = rest.0.strip_prefix("--")?;
        rest.month()?;
        rest.0 = rest.0.strip_prefix("--").unwrap_or(rest.0);
        Some(())
    })
}

/// `P1Y2M3DT4H5M6.7S`, any of the parts left out, but not all, nor what follows the T.
pub(super) fn duration(text: &[u8]) -> bool {
    let Some(text) = std::str::from_utf8(text)
        .ok()
        .map(|text| text.strip_prefix('-').unwrap_or(text))
    else {
        return false;
    };
    let Some(parts) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match parts.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (parts, None),
    };
    let dates = counts(date, b"YMD");
    match time {
        Some(time) => dates.is_some() && counts(time, b"HMS").is_some_and(|count| count > 0),
        None => dates.is_some_and(|count| count > 0),
    }
}

/// How many numbers there are, each followed by one of the letters, in their order.
fn counts(text: &str, letters: &[u8]) -> Option<usize> {
    let mut rest = Rest(text);
    let (mut from, mut count) = (0, 0);
    while !rest.0.is_empty() {
        let digits = rest.digits();
        let fits = digits.parse::<i32>().is_ok();
        let empty = digits.is_empty();
        let point = rest.take(b".").is_some();
        let fraction = point && !rest.digits().is_empty();
        let letter = rest.take(&letters[from..])?;
        // Only seconds have a fraction, and may begin with it.
        let good = match (letter, point) {
            (b'S', true) => fraction,
            (b'S', false) => !empty,
            (_, point) => !point && fits,
        };
        from = 1 + letters.iter().position(|&known| known == letter)?;
        count += 1;
        good.then_some(())?;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn judge(what: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(what(text), "{text:?}");
        }
        for text in bad {
            assert!(!what(text), "{text:?}");
        }
    }

    #[test]
    fn dates() {
        let good = [
            "2026-11-01",
            "0001-01-01",
            "-0004-02-29",
            "2024-02-29",
            "12026-01-31",
            "2026-01-01Z",
            "2026-01-01+03:00",
            "2026-01-01-14:00",
            "2147483647-01-01",
            "-2147483648-01-01",
        ];
        let bad = [
            "",
            "2026-1-1",
            "2026-02-29",
            "1900-02-29",
            "0000-01-01",
            "02026-01-01",
            "2026-13-01",
            "2026-00-01",
            "2026-01-32",
            "2026-01-00",
            "2026-04-31",
            "2026-01-01z",
            "2026-01-01+3:00",
            "2026-01-01+14:01",
            "2026-01-01+15:00",
            "2026-01-01 ",
            "2026/01/01",
            "+2026-01-01",
            "2026-01-01T00:00:00",
            "2147483648-01-01",
            "-2147483649-01-01",
            "20é6-01-01",
            "2026-é-01",
        ];
        judge(date, &good, &bad);
    }

    #[test]
    fn times() {
        let good = [
            "00:00:00",
            "23:59:59.999",
            "24:00:00",
            "24:00:00.000",
            "12:00:00Z",
            "12:00:00.5-03:00",
            "12:00:00+14:00",
        ];
        let bad = [
            "",
            "1:00:00",
            "12:00",
            "12:60:00",
            "12:00:60",
            "25:00:00",
            "24:00:01",
            "24:01:00",
            "24:00:00.0000000011",
            "12:00:00.",
            "12:00:00,5",
            "12:00:0",
            "12:00:00ZZ",
            "12:00:00+0300",
            "12:00:59.99999999999999999999",
        ];
        judge(time, &good, &bad);
        judge(
            date_time,
            &["2026-11-01T11:30:05", "2026-11-01T11:30:05.1Z"],
            &["2026-11-01", "2026-11-01 11:30:05"],
        );
    }

    #[test]
    fn their_relations() {
        judge(year_month, &["2026-11", "2026-11Z"], &["2026", "2026-13", "2026-11-01"]);
        judge(year, &["2026", "-0001+01:00"], &["26", "0000"]);
        judge(month_day, &["--02-29", "--12-31Z"], &["--02-30", "-12-31", "--1231"]);
        judge(day, &["---31", "---01+01:00"], &["---32", "--01", "---1"]);
        judge(month, &["--12", "--12Z", "--12--"], &["--13", "--12-", "12"]);
        let of = |text: &str| duration(text.as_bytes());
        for good in ["P1Y", "-P1Y2M3DT4H5M6.7S", "PT.5S", "P0D", "PT1M", "P1M"] {
            assert!(of(good), "{good}");
        }
        for bad in [
            "",
            "P",
            "PT",
            "P1YT",
            "1Y",
            "P1",
            "P1S",
            "P1D1Y",
            "PT1.5H",
            "P-1Y",
            "PT1.S",
            "+P1Y",
            "P2147483648Y",
        ] {
            assert!(!of(bad), "{bad}");
        }
    }
}
