//! Numbers as people write them, and money as it stands on an invoice. No binary floating point anywhere.
//!
//! [`Exact`] is what was given or computed and not yet rounded; [`Amount`] has two places, rounded on purpose, in one
//! place: [`Exact::round`] and its like all end in `half_away`. Everything is checked: what does not fit is an error,
//! never a wrapped, clipped or approximated number.

use std::cmp::Ordering;
use std::fmt;
use std::num::NonZeroU8;

use crate::error::{Code, Error, Result};

/// The most digits a given number may have, without leading and trailing zeros.
const MOST_DIGITS: usize = 18;
/// The most decimal places a given number may have: more come from binary floating point, not from a price list.
pub const MOST_PLACES: u8 = 12;
/// Halalas up to which the authority's own checks, made in double precision, still count exactly.
const MOST_HALALAS: i64 = 1_000_000_000_000_000;

/// A decimal number of any size that fits: what was written, or an unrounded sum or product.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Exact {
    /// The upper and lower half of its digits as a whole number, without trailing zeros beyond the point, so that equal
    /// numbers are equal. In halves, and with the places counted from one, an absent number takes no more room than one
    /// that is there: a long document has a million of them.
    high: i64,
    low: u64,
    places: NonZeroU8,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact::pack(0, 0);
    /// One.
    pub const ONE: Exact = Exact::pack(1, 0);

    fn new(mut units: i128, mut places: u8) -> Self {
        while places > 0 && units % 10 == 0 {
            units /= 10;
            places -= 1;
        }
        Exact::pack(units, places)
    }

    const fn pack(units: i128, places: u8) -> Self {
        Exact {
            high: (units >> 64) as i64,
            low: units as u64,
            places: NonZeroU8::MIN.saturating_add(places),
        }
    }

    fn units(self) -> i128 {
        i128::from(self.high) << 64 | i128::from(self.low)
    }

    /// Reads a number by its exact text, as JSON writes them: `12`, `-0.5`, `1.25e3`.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = |code: Code| Error::new(code).found(text);
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.find(['e', 'E']) {
            Some(at) => (
                &rest[..at],
                rest[at + 1..].parse::<i32>().map_err(|_| fail(Code::NumberFormat))?,
            ),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 || mantissa.ends_with('.') {
            return Err(fail(Code::NumberFormat));
        }
        let all = [whole, fraction].concat();
        let significant = all.trim_matches('0');
        if significant.is_empty() {
            return Ok(Exact::ZERO);
        }
        if significant.len() > MOST_DIGITS || exponent.abs() > 40 {
            return Err(fail(Code::NumberRange));
        }
        // Zeros cut from the end move the point.
        let cut = all.len() - all.trim_end_matches('0').len();
        let places = fraction.len() as i32 - cut as i32 - exponent;
        let mut units = significant
            .bytes()
            .fold(0i128, |sum, b| sum * 10 + i128::from(b - b'0'));
        if places > i32::from(MOST_PLACES) {
            return Err(fail(Code::NumberPlaces));
        }
        if places < 0 {
            if significant.len() as i32 - places > MOST_DIGITS as i32 {
                return Err(fail(Code::NumberRange));
            }
            units *= 10i128.pow(places.unsigned_abs());
        }
        Ok(Exact::new(sign * units, places.max(0) as u8))
    }

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Exact::new(i128::from(number), 0)
    }

    /// True for nothing.
    pub fn is_zero(self) -> bool {
        self.units() == 0
    }

    /// True below zero.
    pub fn is_negative(self) -> bool {
        self.units() < 0
    }

    /// How many decimal places it has.
    pub fn places(self) -> u8 {
        self.places.get() - 1
    }

    fn aligned(self, other: Self) -> Option<(i128, i128, u8)> {
        let places = self.places().max(other.places());
        let raise = |n: Exact| {
            n.units()
                .checked_mul(10i128.checked_pow(u32::from(places - n.places()))?)
        };
        Some((raise(self)?, raise(other)?, places))
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self> {
        let sum = self
            .aligned(other)
            .and_then(|(a, b, places)| Some(Exact::new(a.checked_add(b)?, places)));
        sum.ok_or_else(too_large)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self> {
        let negative = Exact::pack(other.units().checked_neg().ok_or_else(too_large)?, other.places());
        self.plus(negative)
    }

    /// The product.
    pub fn multiply(self, other: Self) -> Result<Self> {
        let units = self.units().checked_mul(other.units()).ok_or_else(too_large)?;
        Ok(Exact::new(units, self.places() + other.places()))
    }

    /// The quotient, rounded to so many places.
    pub fn divide(self, by: Self, places: u8) -> Result<Self> {
        if by.is_zero() {
            return Err(too_large());
        }
        // units/10^p ÷ b/10^q, scaled by 10^places: only one of the two powers is needed.
        let shift = i32::from(places) + i32::from(by.places()) - i32::from(self.places());
        let power = 10i128.checked_pow(shift.unsigned_abs()).ok_or_else(too_large)?;
        let (over, under) = match shift >= 0 {
            true => (self.units().checked_mul(power), Some(by.units())),
            false => (Some(self.units()), by.units().checked_mul(power)),
        };
        let units = half_away(over.ok_or_else(too_large)?, under.ok_or_else(too_large)?);
        Ok(Exact::new(units, places))
    }

    /// Rounded to so many places.
    pub fn round_to(self, places: u8) -> Result<Self> {
        if self.places() <= places {
            return Ok(self);
        }
        self.divide(Exact::ONE, places)
    }

    /// Rounded to halalas: money.
    pub fn round(self) -> Result<Amount> {
        let rounded = self.round_to(2)?;
        let power = 10i128.pow(u32::from(2 - rounded.places()));
        rounded
            .units()
            .checked_mul(power)
            .and_then(|units| i64::try_from(units).ok())
            .ok_or_else(too_large)
            .and_then(Amount::new)
    }

    /// The number with at least so many decimal places: `8.7` with two is `8.70`.
    pub fn text(self, least: u8) -> String {
        let places = self.places().max(least);
        let digits = self.units().unsigned_abs().to_string();
        let zeros = "0".repeat(usize::from(places - self.places()));
        let digits = format!("{digits}{zeros}");
        let point = usize::from(places);
        let padded = format!("{digits:0>width$}", width = point + 1);
        let (whole, fraction) = padded.split_at(padded.len() - point);
        let sign = if self.units() < 0 { "-" } else { "" };
        if point == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{fraction}")
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match self.aligned(*other) {
            Some((a, b, _)) => a.cmp(&b),
            // One is too large to be written with the other's places: its sign decides.
            None if self.places() < other.places() => self.units().cmp(&0),
            None => 0.cmp(&other.units()),
        }
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(0))
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A decimal string, so that no reader makes a binary float of it.
impl serde::Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Money as it stands on the invoice: whole halalas (or the hundredth of another currency).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    fn new(halalas: i64) -> Result<Self> {
        if halalas.abs() > MOST_HALALAS {
            return Err(too_large());
        }
        Ok(Amount(halalas))
    }

    /// From whole halalas.
    pub fn from_halalas(halalas: i64) -> Result<Self> {
        Amount::new(halalas)
    }

    /// In whole halalas.
    pub fn halalas(self) -> i64 {
        self.0
    }

    /// True below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// True for nothing.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// As a number to compute with.
    pub fn exact(self) -> Exact {
        Exact::new(i128::from(self.0), 2)
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Result<Self> {
        Amount::new(self.0 + other.0)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Result<Self> {
        Amount::new(self.0 - other.0)
    }

    /// The sum of many.
    pub fn sum(amounts: impl IntoIterator<Item = Amount>) -> Result<Self> {
        amounts.into_iter().try_fold(Amount::ZERO, Amount::plus)
    }

    /// So many percent of it.
    pub fn percent(self, percent: Percent) -> Result<Self> {
        let units = half_away(i128::from(self.0) * i128::from(percent.0), 10_000);
        Amount::new(units as i64)
    }

    /// What remains of an amount with VAT when the VAT is taken out.
    pub fn without(self, rate: Percent) -> Result<Self> {
        let units = half_away(i128::from(self.0) * 10_000, 10_000 + i128::from(rate.0));
        Amount::new(units as i64)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", size / 100, size % 100)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A percentage from 0 to 100 with at most two places: a VAT rate, a discount.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(u16);

impl Percent {
    /// Nothing.
    pub const ZERO: Percent = Percent(0);
    /// The standard VAT rate.
    pub const FIFTEEN: Percent = Percent(1500);
    /// The VAT rate before July 2020.
    pub const FIVE: Percent = Percent(500);

    /// Takes 0 to 100 with at most two places (BR-KSA-DEC-01, BR-KSA-DEC-02).
    pub fn new(number: Exact) -> Option<Self> {
        let hundredths = number.multiply(Exact::whole(100)).ok()?;
        if hundredths.places() > 0 {
            return None;
        }
        u16::try_from(hundredths.units())
            .ok()
            .filter(|&n| n <= 10_000)
            .map(Percent)
    }

    /// In hundredths of a percent.
    pub fn hundredths(self) -> u16 {
        self.0
    }

    /// As a number to compute with: 15 for 15 %.
    pub fn exact(self) -> Exact {
        Exact::new(i128::from(self.0), 2)
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}

impl fmt::Debug for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Percent {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.exact())
    }
}

/// The quotient of two whole numbers, a half going away from zero. The only place in the crate that decides a half.
fn half_away(over: i128, under: i128) -> i128 {
    let (quotient, rest) = (over / under, over % under);
    // |rest| ≥ |under| ÷ 2, without doubling, which could overflow.
    if rest.unsigned_abs() >= under.unsigned_abs() - rest.unsigned_abs() {
        quotient + if (over < 0) == (under < 0) { 1 } else { -1 }
    } else {
        quotient
    }
}

fn too_large() -> Error {
    Error::new(Code::NumberRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn a_number_counts_by_its_text() {
        let cases = [
            ("0", "0"),
            ("-0.00", "0"),
            ("10.10", "10.1"),
            ("1e2", "100"),
            ("1.5E-3", "0.0015"),
            ("+7", "7"),
            ("0.100000000000000000", "0.1"),
            ("000012", "12"),
            ("999999999999999999", "999999999999999999"),
            ("-12.5", "-12.5"),
            (".5", "0.5"),
        ];
        for (text, shown) in cases {
            assert_eq!(exact(text).to_string(), shown, "{text}");
        }
        let refused = [
            ("", Code::NumberFormat),
            ("-", Code::NumberFormat),
            (".", Code::NumberFormat),
            ("1.", Code::NumberFormat),
            ("1,5", Code::NumberFormat),
            ("٣", Code::NumberFormat),
            ("1e", Code::NumberFormat),
            ("NaN", Code::NumberFormat),
            ("0x10", Code::NumberFormat),
            ("0.30000000000000004", Code::NumberPlaces),
            ("1234567890123456789", Code::NumberRange),
            ("1e30", Code::NumberRange),
            ("1e999999999", Code::NumberRange),
        ];
        for (text, code) in refused {
            assert_eq!(Exact::parse(text).unwrap_err().code(), code, "{text}");
        }
    }

    #[test]
    fn a_half_goes_away_from_zero() {
        for (text, shown) in [
            ("0.005", "0.01"),
            ("-0.005", "-0.01"),
            ("0.0049999", "0.00"),
            ("1.005", "1.01"),
            ("2.675", "2.68"),
            ("4.5450", "4.55"),
        ] {
            assert_eq!(exact(text).round().unwrap().to_string(), shown, "{text}");
        }
        assert_eq!(exact("10").divide(exact("3"), 4).unwrap().to_string(), "3.3333");
        assert_eq!(exact("0.02").divide(exact("-3"), 2).unwrap().to_string(), "-0.01");
        assert!(exact("1").divide(Exact::ZERO, 2).is_err());
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        let huge = exact("999999999999999999");
        assert!(huge.round().is_err());
        let square = huge.multiply(huge).unwrap();
        assert!(square.multiply(huge).is_err());
        assert!(square.plus(exact("0.000000000001")).is_err());
        assert!(square > exact("0.000000000001") && exact("0.000000000001") < square);
        assert!(Amount::from_halalas(MOST_HALALAS).unwrap().plus(Amount(1)).is_err());
    }

    #[test]
    fn vat_goes_out_and_comes_back() {
        let shelf = exact("10.00").round().unwrap();
        let net = shelf.without(Percent::FIFTEEN).unwrap();
        assert_eq!(
            (net.to_string(), net.percent(Percent::FIFTEEN).unwrap().to_string()),
            ("8.70".into(), "1.31".into())
        );
        assert_eq!(Percent::new(exact("15.001")), None);
        assert_eq!(Percent::new(exact("100.01")), None);
        assert_eq!(Percent::new(exact("-1")), None);
    }

    #[test]
    fn places_are_kept_or_filled() {
        assert_eq!(exact("8.7").text(2), "8.70");
        assert_eq!(exact("8.69565").text(2), "8.69565");
        assert_eq!(exact("0.05").text(0), "0.05");
        assert_eq!(exact("-3").text(2), "-3.00");
    }
}
