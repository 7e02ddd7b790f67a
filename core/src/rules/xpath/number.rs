//! Numbers as the authority's rules reckon with them: `xs:decimal` of any length, and `xs:double`, which is binary floating
//! point, because a rule that compares two doubles must be judged by the same two doubles.
//!
//! Nothing here ever gets onto an invoice: amounts that do are [`crate::money`]'s.
#![allow(clippy::float_arithmetic)]

#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_bigint::Sign::Minus;

use super::short::{self, Short};

/// Digits above which a number is not looked at: their sums and products would take seconds.
const MOST_DIGITS: usize = 2_000;
/// Places that a division keeps at least (Saxon's own constant).
const DIVISION_PLACES: u32 = 18;

/// A number of one of the two kinds.
#[derive(Debug, Clone)]
pub(in crate::rules) enum Number {
    Decimal(Decimal),
    Double(f64),
}

/// A decimal number of any length; no trailing zeros after the point.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) struct Decimal {
    digits: Digits,
    places: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Digits {
    /// Nearly every number there is: small values are what makes the rules quick.
    Small(i64),
    Large(Box<BigInt>),
}

impl Digits {
    fn large(&self) -> BigInt {
        match self {
            Digits::Small(small) => BigInt::from(*small),
            Digits::Large(large) => (**large).clone(),
        }
    }

    fn fold(large: BigInt) -> Digits {
        match i64::try_from(&large) {
            Ok(small) => Digits::Small(small),
            Err(_) => Digits::Large(Box::new(large)),
        }
    }

    fn of(number: i128) -> Digits {
        match i64::try_from(number) {
            Ok(small) => Digits::Small(small),
            Err(_) => Digits::Large(Box::new(BigInt::from(number))),
        }
    }
}

/// The powers of ten that fit.
const POWERS: [i128; 39] = {
    let mut powers = [1; 39];
    let mut at = 1;
    while at < 39 {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
};

fn power(places: u32) -> Option<i128> {
    POWERS.get(places as usize).copied()
}

fn big_power(places: u32) -> BigInt {
    BigInt::from(10).pow(places)
}

/// What XML calls white space, cut off at both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// `<`: the quotient rounded towards minus infinity, and what is left.
fn floor_divide(whole: &BigInt, by: &BigInt) -> (BigInt, BigInt) {
    let (mut quotient, mut rest) = (whole / by, whole % by);
    if rest.sign() == Minus {
        quotient -= 1;
        rest += by;
    }
    (quotient, rest)
}

impl Decimal {
    pub(super) const ZERO: Decimal = Decimal {
        digits: Digits::Small(0),
        places: 0,
    };

    pub(super) fn whole(number: i64) -> Decimal {
        Decimal {
            digits: Digits::Small(number),
            places: 0,
        }
    }

    fn new(digits: Digits, places: u32) -> Decimal {
        let mut number = Decimal { digits, places };
        number.strip();
        number
    }

    fn strip(&mut self) {
        match &mut self.digits {
            Digits::Small(small) => {
                while self.places > 0 && *small % 10 == 0 {
                    *small /= 10;
                    self.places -= 1;
                }
            }
            Digits::Large(large) => {
                let text = large.to_string();
                let zeros = text.len() - text.trim_end_matches('0').len();
                let cut = (zeros as u32).min(self.places);
                self.digits = Digits::fold(&**large / big_power(cut));
                self.places -= cut;
            }
        }
    }

    /// Reads what `xs:decimal` takes: no exponent, at least one digit; `+5`, `.5`, `5.` and blanks around are legal.
    pub(super) fn parse(text: &str) -> Option<Decimal> {
        if let Some(short) = Short::read(text) {
            return Some(Decimal::new(Digits::Small(short.signed()), short.places));
        }
        let text = trim(text);
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !digits(whole) || !digits(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if whole.len() + fraction.len() > MOST_DIGITS {
            return None;
        }
        let places = fraction.len() as u32;
        let all = whole.bytes().chain(fraction.bytes());
        let digits = if whole.len() + fraction.len() <= 18 {
            Digits::Small(all.fold(0, |sum, b| sum * 10 + i64::from(b - b'0')))
        } else {
            let all: Vec<u8> = all.collect();
            Digits::fold(BigInt::parse_bytes(&all, 10)?)
        };
        let number = Decimal { digits, places };
        Some(if text.starts_with('-') { number.negate() } else { number })
    }

    /// The very value of a double, as the cast has it: 0.1e0 is 0.1000000000000000055….
    pub(super) fn of_double(value: f64) -> Option<Decimal> {
        if !value.is_finite() {
            return None;
        }
        let bits = value.to_bits();
        let exponent = ((bits >> 52) & 0x7ff) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, power) = match exponent {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, exponent - 1075),
        };
        let mut digits = BigInt::from(mantissa);
        if value < 0.0 {
            digits = -digits;
        }
        let places = power.min(0).unsigned_abs();
        match power {
            0.. => digits <<= power.unsigned_abs(),
            _ => digits *= BigInt::from(5).pow(places),
        }
        Some(Decimal::new(Digits::fold(digits), places))
    }

    /// The nearest double.
    pub(super) fn to_double(&self) -> f64 {
        if let Digits::Small(small) = self.digits
            && let Some(size) = short::quotient(small.unsigned_abs(), self.places)
        {
            return if small < 0 { -size } else { size };
        }
        format!("{}e-{}", self.digits.large(), self.places)
            .parse()
            .unwrap_or(f64::NAN)
    }

    pub(super) fn negate(&self) -> Decimal {
        let digits = match &self.digits {
            Digits::Small(small) => match small.checked_neg() {
                Some(small) => Digits::Small(small),
                None => Digits::fold(-self.digits.large()),
            },
            Digits::Large(large) => Digits::fold(-&**large),
        };
        Decimal {
            digits,
            places: self.places,
        }
    }

    pub(super) fn is_zero(&self) -> bool {
        matches!(self.digits, Digits::Small(0))
    }

    fn is_negative(&self) -> bool {
        match &self.digits {
            Digits::Small(small) => *small < 0,
            Digits::Large(large) => large.sign() == Minus,
        }
    }

    /// Both with as many places as the one with more.
    fn aligned(&self, other: &Decimal) -> (BigInt, BigInt, u32) {
        let places = self.places.max(other.places);
        let scaled = |number: &Decimal| number.digits.large() * big_power(places - number.places);
        (scaled(self), scaled(other), places)
    }

    /// The same where all fits: it mostly does, and two machine words at a time are slow.
    fn aligned_short(&self, other: &Decimal) -> Option<(i64, i64, u32)> {
        let (Digits::Small(a), Digits::Small(b)) = (&self.digits, &other.digits) else {
            return None;
        };
        let places = self.places.max(other.places);
        let scaled = |digits: i64, own: u32| digits.checked_mul(10_i64.checked_pow(places - own)?);
        Some((scaled(*a, self.places)?, scaled(*b, other.places)?, places))
    }

    fn aligned_small(&self, other: &Decimal) -> Option<(i128, i128, u32)> {
        let (Digits::Small(a), Digits::Small(b)) = (&self.digits, &other.digits) else {
            return None;
        };
        let places = self.places.max(other.places);
        let a = i128::from(*a).checked_mul(power(places - self.places)?)?;
        let b = i128::from(*b).checked_mul(power(places - other.places)?)?;
        Some((a, b, places))
    }

    pub(super) fn add(&self, other: &Decimal) -> Decimal {
        let short = self.aligned_short(other);
        if let Some((sum, places)) = short.and_then(|(a, b, places)| Some((a.checked_add(b)?, places))) {
            return Decimal::new(Digits::Small(sum), places);
        }
        let small = self.aligned_small(other);
        if let Some((sum, places)) = small.and_then(|(a, b, places)| Some((a.checked_add(b)?, places))) {
            return Decimal::new(Digits::of(sum), places);
        }
        let (a, b, places) = self.aligned(other);
        Decimal::new(Digits::fold(a + b), places)
    }

    pub(super) fn subtract(&self, other: &Decimal) -> Decimal {
        self.add(&other.negate())
    }

    pub(super) fn multiply(&self, other: &Decimal) -> Decimal {
        let places = self.places + other.places;
        if let (Digits::Small(a), Digits::Small(b)) = (&self.digits, &other.digits) {
            return Decimal::new(Digits::of(i128::from(*a) * i128::from(*b)), places);
        }
        Decimal::new(Digits::fold(self.digits.large() * other.digits.large()), places)
    }

    /// Its places; below zero where the digits end in zeros before the point. Zero has none.
    fn scale(&self) -> i64 {
        let zeros = |text: &str| text.len() - text.trim_end_matches('0').len();
        match &self.digits {
            Digits::Small(0) => 0,
            _ if self.places > 0 => i64::from(self.places),
            Digits::Small(small) if small % 10 != 0 => 0,
            Digits::Small(small) => -(zeros(&small.to_string()) as i64),
            Digits::Large(large) => -(zeros(&large.to_string()) as i64),
        }
    }

    /// To 18 places, and more by as many as the divisor is coarser; a half goes towards zero. `None` for a division by zero.
    pub(super) fn divide(&self, by: &Decimal) -> Option<Decimal> {
        if by.is_zero() {
            return None;
        }
        // By a power of ten it is exact, and only the point moves.
        if let (Digits::Small(small), 0) = (&by.digits, by.places)
            && let Some(zeros) = POWERS.iter().position(|power| *power == i128::from(*small))
        {
            return Some(Decimal::new(self.digits.clone(), self.places + zeros as u32));
        }
        let finer = u32::try_from(self.scale() - by.scale()).unwrap_or(0);
        let places = DIVISION_PLACES + finer;
        let shift = places + by.places - self.places;
        if let (Digits::Small(a), Digits::Small(b)) = (&self.digits, &by.digits)
            && let Some(a) = power(shift).and_then(|power| i128::from(*a).checked_mul(power))
        {
            let b = i128::from(*b);
            let (quotient, rest) = (a / b, a % b);
            let over = rest.unsigned_abs() > (b.unsigned_abs() - rest.unsigned_abs());
            let up = if (a < 0) == (b < 0) { 1 } else { -1 };
            return Some(Decimal::new(Digits::of(quotient + i128::from(over) * up), places));
        }
        let (a, b) = (self.digits.large() * big_power(shift), by.digits.large());
        let (mut quotient, rest) = (&a / &b, &a % &b);
        if rest.magnitude() * 2u8 > *b.magnitude() {
            quotient += if a.sign() == b.sign() { 1 } else { -1 };
        }
        Some(Decimal::new(Digits::fold(quotient), places))
    }

    /// The digits and a power of ten, where both are short: those divide an order of magnitude quicker.
    fn short(&self, places: u32) -> Option<(i64, i64)> {
        let Digits::Small(small) = self.digits else { return None };
        Some((small, i64::try_from(power(places)?).ok()?))
    }

    /// The whole number at or below.
    pub(super) fn floor(&self) -> Decimal {
        if let Some((small, power)) = self.short(self.places) {
            return Decimal::new(Digits::Small(small.div_euclid(power)), 0);
        }
        let (quotient, _) = floor_divide(&self.digits.large(), &big_power(self.places));
        Decimal::new(Digits::fold(quotient), 0)
    }

    /// To so many places; a half goes up, towards plus infinity.
    pub(super) fn round(&self, places: u32) -> Decimal {
        if self.places <= places {
            return self.clone();
        }
        let cut = self.places - places;
        if let Some((moved, power)) = self
            .short(cut)
            .and_then(|(small, power)| Some((small.checked_add(power / 2)?, power)))
        {
            return Decimal::new(Digits::Small(moved.div_euclid(power)), places);
        }
        let power = big_power(cut);
        let (quotient, _) = floor_divide(&(self.digits.large() + &power / 2), &power);
        Decimal::new(Digits::fold(quotient), places)
    }

    pub(super) fn compare(&self, other: &Decimal) -> Ordering {
        if let Some((a, b, _)) = self.aligned_short(other) {
            return a.cmp(&b);
        }
        match self.aligned_small(other) {
            Some((a, b, _)) => a.cmp(&b),
            None => {
                let (a, b, _) = self.aligned(other);
                a.cmp(&b)
            }
        }
    }

    /// The digits of its size in hundredths, a half to the even digit.
    fn halves_to_even(&self) -> String {
        if let (Digits::Small(small), Some(power)) = (&self.digits, power(self.places.abs_diff(2))) {
            let size = u128::from(small.unsigned_abs());
            let power = power.unsigned_abs();
            if self.places > 2 {
                let (quotient, rest) = (size / power, size % power);
                let up = rest > power - rest || rest == power - rest && quotient % 2 == 1;
                return written(quotient + u128::from(up));
            }
            if let Some(units) = size.checked_mul(power) {
                return written(units);
            }
        }
        let size = BigInt::from(self.digits.large().magnitude().clone());
        if self.places <= 2 {
            return (size * big_power(2 - self.places)).to_string();
        }
        let power = big_power(self.places - 2);
        let (quotient, rest) = (&size / &power, &size % &power);
        let up = match (rest * 2u8).cmp(&power) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => &quotient % 2u8 == BigInt::from(1),
        };
        (quotient + i32::from(up)).to_string()
    }

    /// Two places, a half to the even digit, as `format-number` has it; `leading` writes the zero before the point.
    fn format(&self, negative: bool, leading: bool) -> String {
        let mut units = self.halves_to_even();
        while units.len() < 2 + usize::from(leading) {
            units.insert(0, '0');
        }
        units.insert(units.len() - 2, '.');
        if negative {
            units.insert(0, '-');
        }
        units
    }
}

fn written(number: u128) -> String {
    match u64::try_from(number) {
        Ok(short) => short.to_string(),
        Err(_) => number.to_string(),
    }
}

/// Reads what `xs:double` takes. Rust's own reader takes more (`infinity`), so the form is looked at first.
pub(super) fn parse_double(text: &str) -> Option<f64> {
    if let Some(double) = Short::read(text).and_then(Short::to_double) {
        return Some(double);
    }
    let text = trim(text);
    match text {
        "INF" | "+INF" => return Some(f64::INFINITY),
        "-INF" => return Some(f64::NEG_INFINITY),
        "NaN" => return Some(f64::NAN),
        _ => {}
    }
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let well_formed = whole.len() + fraction.len() > 0 && digits(whole) && digits(fraction);
    let exponent_fits = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        !unsigned.is_empty() && digits(unsigned)
    });
    (well_formed && exponent_fits).then(|| text.parse().ok()).flatten()
}

/// A half goes up, towards plus infinity; what rounds to zero from below keeps its sign.
pub(super) fn round_double(value: f64) -> f64 {
    if !value.is_finite() || value == 0.0 {
        return value;
    }
    let floor = value.floor();
    let rounded = if value - floor >= 0.5 { floor + 1.0 } else { floor };
    if rounded == 0.0 && value < 0.0 { -0.0 } else { rounded }
}

impl Number {
    pub(super) fn to_double(&self) -> f64 {
        match self {
            Number::Decimal(decimal) => decimal.to_double(),
            Number::Double(double) => *double,
        }
    }

    /// `xs:decimal()` of a number; `None` for what is not finite.
    pub(super) fn to_decimal(&self) -> Option<Decimal> {
        match self {
            Number::Decimal(decimal) => Some(decimal.clone()),
            Number::Double(double) => Decimal::of_double(*double),
        }
    }

    /// `None` when one of them is not a number.
    pub(super) fn compare(&self, other: &Number) -> Option<Ordering> {
        match (self, other) {
            (Number::Decimal(a), Number::Decimal(b)) => Some(a.compare(b)),
            _ => self.to_double().partial_cmp(&other.to_double()),
        }
    }

    /// An operation in the kind that both have, or else in doubles. `None`: a decimal divided by zero.
    pub(super) fn reckon(&self, operation: Operation, other: &Number) -> Option<Number> {
        Some(match (self, other) {
            (Number::Decimal(a), Number::Decimal(b)) => Number::Decimal(match operation {
                Operation::Add => a.add(b),
                Operation::Subtract => a.subtract(b),
                Operation::Multiply => a.multiply(b),
                Operation::Divide => a.divide(b)?,
            }),
            _ => {
                let (a, b) = (self.to_double(), other.to_double());
                Number::Double(match operation {
                    Operation::Add => a + b,
                    Operation::Subtract => a - b,
                    Operation::Multiply => a * b,
                    Operation::Divide => a / b,
                })
            }
        })
    }

    pub(super) fn round(&self, places: u32) -> Number {
        match self {
            Number::Decimal(decimal) => Number::Decimal(decimal.round(places)),
            Number::Double(double) if places == 0 => Number::Double(round_double(*double)),
            // As Saxon does: in decimals, of the shortest text that is the double.
            Number::Double(double) => match shortest(*double) {
                Some(decimal) => Number::Double(decimal.round(places).to_double()),
                None => Number::Double(*double),
            },
        }
    }

    pub(super) fn floor(&self) -> Number {
        match self {
            Number::Decimal(decimal) => Number::Decimal(decimal.floor()),
            Number::Double(double) => Number::Double(double.floor()),
        }
    }

    /// `format-number` with `#.00`, or `0.00` where a zero leads.
    pub(super) fn format(&self, leading: bool) -> String {
        match self {
            Number::Decimal(decimal) => decimal.format(decimal.is_negative(), leading),
            Number::Double(double) => match shortest(*double) {
                Some(decimal) => decimal.format(double.is_sign_negative(), leading),
                None if double.is_nan() => "NaN".to_owned(),
                None if *double < 0.0 => "-Infinity".to_owned(),
                None => "Infinity".to_owned(),
            },
        }
    }
}

/// The decimal of the shortest text that reads back as the double.
fn shortest(double: f64) -> Option<Decimal> {
    if let Some((digits, places)) = short::of_double(double) {
        return Some(Decimal::new(Digits::Small(digits), places));
    }
    if !double.is_finite() {
        return None;
    }
    let text = format!("{double:e}");
    let (mantissa, exponent) = text.split_once('e')?;
    let exponent: i32 = exponent.parse().ok()?;
    let mantissa = Decimal::parse(mantissa)?;
    let factor = exponent.unsigned_abs();
    Some(match exponent {
        0.. => {
            let shift = Decimal::new(Digits::fold(big_power(factor)), 0);
            mantissa.multiply(&shift)
        }
        _ => Decimal::new(mantissa.digits, mantissa.places + factor),
    })
}

/// The four that the rules know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Operation {
    Add,
    Subtract,
    Multiply,
    Divide,
}
