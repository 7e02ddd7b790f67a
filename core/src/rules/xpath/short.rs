//! Numbers of a few digits, which nearly all are: read in one pass, and the double of a short decimal and back without a
//! text between. Whatever is longer, or no plain number, is left to [`super::number`].
#![allow(clippy::float_arithmetic)]

/// Digits that surely fit an `i64`.
const MOST_DIGITS: usize = 18;
/// Whole numbers below this are doubles exactly.
const EXACT: u64 = 1 << 53;
/// Decimals of up to 15 digits are told apart by their doubles.
const TOLD_APART: f64 = 1e15;
/// Places that [`of_double`] looks for.
const PLACES: u32 = 4;

/// The powers of ten that are doubles exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// A number as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Short {
    /// Its digits without sign and point.
    size: u64,
    /// It has a minus, which tells zeros apart.
    negative: bool,
    /// How many digits follow the point.
    pub(super) places: u32,
    /// It has a point, be it at the end.
    pub(super) point: bool,
}

impl Short {
    /// Reads a sign, digits, and at most one point. `None` is no judgement: it may be longer, or have blanks around it.
    pub(super) fn read(text: &str) -> Option<Short> {
        let (negative, digits) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            [b'+', rest @ ..] => (false, rest),
            rest => (false, rest),
        };
        if digits.len() > MOST_DIGITS {
            return None;
        }
        let mut short = Short {
            size: 0,
            negative,
            places: 0,
            point: false,
        };
        for &byte in digits {
            match byte {
                b'0'..=b'9' => {
                    short.size = short.size * 10 + u64::from(byte - b'0');
                    short.places += u32::from(short.point);
                }
                b'.' if !short.point => short.point = true,
                _ => return None,
            }
        }
        (digits.len() > usize::from(short.point)).then_some(short)
    }

    /// The digits with their sign.
    pub(super) fn signed(self) -> i64 {
        match self.negative {
            true => -(self.size as i64),
            false => self.size as i64,
        }
    }

    /// The nearest double.
    pub(super) fn to_double(self) -> Option<f64> {
        let size = quotient(self.size, self.places)?;
        Some(if self.negative { -size } else { size })
    }
}

/// Whole digits and a power of ten are doubles exactly, so their quotient is rounded once.
pub(super) fn quotient(size: u64, places: u32) -> Option<f64> {
    match POWERS.get(places as usize) {
        Some(power) if size < EXACT => Some(size as f64 / power),
        _ => None,
    }
}

/// The digits and places of the shortest decimal that is read as this double, where it has four places or fewer.
///
/// Of two decimals of fifteen digits no double is the nearest to both. So one that is read as this double is the shortest.
pub(super) fn of_double(double: f64) -> Option<(i64, u32)> {
    let power = POWERS[PLACES as usize];
    let digits = (double * power).round();
    (digits.abs() < TOLD_APART && digits / power == double).then_some((digits as i64, PLACES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_double_of_a_short_number_is_the_one_that_is_read() {
        for text in [
            "0",
            "-0",
            "+5",
            ".5",
            "5.",
            "-0.10",
            "35.50",
            "0.1",
            "2.675",
            "99999999999999.9",
            "00012.3400",
            "1.005",
        ] {
            let double: f64 = text.parse().unwrap();
            let short = Short::read(text).unwrap().to_double().unwrap();
            assert_eq!(short.to_bits(), double.to_bits(), "{text}");
        }
        for text in ["", "-", ".", "1.2.3", " 1", "1e2", "--1", "1234567890123456789", "٥"] {
            assert!(Short::read(text).is_none(), "{text}");
        }
        assert!(Short::read("9999999999999999.9").unwrap().to_double().is_none());
    }

    #[test]
    fn the_decimal_of_a_double_is_its_shortest_text() {
        for number in 0..200_000_i64 {
            let digits = number * 7_919 + 1;
            let double = digits as f64 / 10_000.0;
            let text = format!("{double}");
            let (found, places) = of_double(double).unwrap();
            assert_eq!((found, places), (digits, 4), "{text}");
            let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
            assert_eq!(format!("{whole}{fraction:0<4}").parse(), Ok(found), "{text}");
        }
        for double in [0.1 + 0.2, 1e15, 1e22, 1e-7, 0.00001, f64::NAN, f64::INFINITY, 1.0 / 3.0] {
            assert!(of_double(double).is_none(), "{double}");
        }
        assert_eq!(of_double(-0.0), Some((0, 4)));
        assert_eq!(of_double(-12.5), Some((-125_000, 4)));
    }
}
