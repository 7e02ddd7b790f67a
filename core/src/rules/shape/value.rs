//! Is this text a value of its type? XML Schema 1.0, part 2, as Xerces judges it: the official validator is made with it.
//!
//! libxml2 differs in places: it refuses dates with blanks around them, decimals of more than 24 digits and `xsi:type`
//! with blanks; it takes an empty list, and years that no 32 bits hold. Those are judged here as Xerces does.

use super::{letters, moment, uri};
use crate::error::Code;
use crate::ubl::chars::is_space;

/// The simple types: those of XML Schema, and the one enumeration of XAdES.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub(super) enum Kind {
    String,
    NormalizedString,
    Token,
    Language,
    Name,
    NcName,
    Id,
    IdRef,
    IdRefs,
    Entity,
    Entities,
    NmToken,
    NmTokens,
    Boolean,
    Decimal,
    Integer,
    NonPositiveInteger,
    NegativeInteger,
    Long,
    Int,
    Short,
    Byte,
    NonNegativeInteger,
    UnsignedLong,
    UnsignedInt,
    UnsignedShort,
    UnsignedByte,
    PositiveInteger,
    Float,
    Double,
    Duration,
    DateTime,
    Time,
    Date,
    GYearMonth,
    GYear,
    GMonthDay,
    GDay,
    GMonth,
    Hex,
    Base64,
    AnyUri,
    QName,
    Notation,
    Qualifier,
}

impl Kind {
    /// True where every text is a value.
    #[inline]
    pub(super) fn takes_all(self) -> bool {
        matches!(self, Kind::String | Kind::NormalizedString | Kind::Token)
    }

    /// What to say of a text that is no value.
    pub(super) fn code(self) -> Code {
        match self {
            Kind::Decimal => Code::XsdDecimal,
            Kind::Date => Code::XsdDate,
            Kind::Time => Code::XsdTime,
            Kind::DateTime => Code::XsdDateTime,
            Kind::Boolean => Code::XsdBoolean,
            Kind::Base64 => Code::XsdBase64,
            Kind::AnyUri => Code::XsdUri,
            Kind::Language => Code::XsdLanguage,
            Kind::Id => Code::XsdId,
            Kind::Integer => Code::XsdInteger,
            _ => Code::XsdValue,
        }
    }

    /// True if the text, its outer blanks left out where the type does so, is a value. What depends on the rest of the
    /// document (prefixes, references to ids) is not looked at.
    pub(super) fn takes(self, text: &str) -> bool {
        let bare = text.trim_matches(|ch: char| ch.is_ascii() && is_space(ch as u8));
        match self {
            Kind::String | Kind::NormalizedString | Kind::Token => true,
            // No space is collapsed in a string.
            Kind::Qualifier => matches!(text, "OIDAsURI" | "OIDAsURN"),
            Kind::Language => language(bare),
            Kind::Name => is_name(
                bare,
                |ch| ch == ':' || letters::starts(ch),
                |ch| ch == ':' || letters::goes_on(ch),
            ),
            Kind::NcName | Kind::Id | Kind::IdRef => is_ncname(bare),
            Kind::IdRefs => list(bare, is_ncname),
            // An entity must be declared, and there is no DTD to do so.
            Kind::Entity | Kind::Entities => false,
            Kind::NmToken => is_nmtoken(bare),
            Kind::NmTokens => list(bare, is_nmtoken),
            Kind::Boolean => matches!(bare, "true" | "false" | "1" | "0"),
            Kind::Decimal => decimal(bare.as_bytes()),
            Kind::Float | Kind::Double => float(bare),
            Kind::Hex => bare.len() % 2 == 0 && bare.bytes().all(|b| b.is_ascii_hexdigit()),
            Kind::Base64 => base64(bare.as_bytes()),
            Kind::AnyUri => uri::is_reference(&collapsed(bare)),
            Kind::QName | Kind::Notation => is_qname(bare),
            Kind::Duration => moment::duration(bare.as_bytes()),
            Kind::DateTime => moment::date_time(bare),
            Kind::Time => moment::time(bare),
            Kind::Date => moment::date(bare),
            Kind::GYearMonth => moment::year_month(bare),
            Kind::GYear => moment::year(bare),
            Kind::GMonthDay => moment::month_day(bare),
            Kind::GDay => moment::day(bare),
            Kind::GMonth => moment::month(bare),
            _ => self.takes_integer(bare),
        }
    }

    fn takes_integer(self, text: &str) -> bool {
        let (negative, digits) = match text.as_bytes() {
            [b'-', digits @ ..] => (true, digits),
            [b'+', digits @ ..] | digits => (false, digits),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return false;
        }
        // No bound has more than 20 digits: whatever does not fit is beyond all of them.
        let size = digits.iter().try_fold(0i128, |sum, digit| {
            sum.checked_mul(10)?.checked_add(i128::from(digit - b'0'))
        });
        let number = match (negative, size) {
            (true, size) => size.map_or(i128::MIN, |size| -size),
            (false, size) => size.unwrap_or(i128::MAX),
        };
        self.range().contains(&number)
    }

    fn range(self) -> std::ops::RangeInclusive<i128> {
        match self {
            Kind::NonPositiveInteger => i128::MIN..=0,
            Kind::NegativeInteger => i128::MIN..=-1,
            Kind::Long => i64::MIN.into()..=i64::MAX.into(),
            Kind::Int => i32::MIN.into()..=i32::MAX.into(),
            Kind::Short => i16::MIN.into()..=i16::MAX.into(),
            Kind::Byte => i8::MIN.into()..=i8::MAX.into(),
            Kind::NonNegativeInteger => 0..=i128::MAX,
            Kind::UnsignedLong => 0..=u64::MAX.into(),
            Kind::UnsignedInt => 0..=u32::MAX.into(),
            Kind::UnsignedShort => 0..=u16::MAX.into(),
            Kind::UnsignedByte => 0..=u8::MAX.into(),
            Kind::PositiveInteger => 1..=i128::MAX,
            _ => i128::MIN..=i128::MAX,
        }
    }
}

/// The words between blanks, which must be there.
fn list(text: &str, each: impl Fn(&str) -> bool) -> bool {
    let mut words = words(text).peekable();
    words.peek().is_some() && words.all(each)
}

/// The words of a list.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', '\t', '\n', '\r']).filter(|word| !word.is_empty())
}

/// Runs of white space as one blank.
fn collapsed(text: &str) -> std::borrow::Cow<'_, str> {
    match text.bytes().any(is_space) {
        true => words(text).collect::<Vec<_>>().join(" ").into(),
        false => text.into(),
    }
}

fn decimal(text: &[u8]) -> bool {
    let digits = match text {
        [b'+' | b'-', digits @ ..] | digits => digits,
    };
    let point = digits.iter().filter(|&&b| b == b'.').count();
    point <= 1 && digits.len() > point && digits.iter().all(|b| b.is_ascii_digit() || *b == b'.')
}

fn float(text: &str) -> bool {
    if matches!(text, "INF" | "-INF" | "NaN") {
        return true;
    }
    // Otherwise the parser would take names and more.
    let possible = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'E' | b'e');
    text.bytes().all(possible) && text.parse::<f64>().is_ok()
}

fn base64(text: &[u8]) -> bool {
    let worth = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    // White space may stand anywhere, even inside a group of four.
    let (mut count, mut pads, mut last) = (0usize, 0u8, 0u8);
    for &byte in text.iter().filter(|&&byte| !is_space(byte)) {
        match worth(byte) {
            Some(value) if pads == 0 => last = value,
            None if byte == b'=' => pads += 1,
            _ => return false,
        }
        if pads > 2 {
            return false;
        }
        count += 1;
    }
    // The bits that stand for no byte must be zero.
    let spare = match pads {
        0 => 0,
        1 => last & 0x03,
        _ => last & 0x0F,
    };
    count % 4 == 0 && spare == 0
}

fn language(text: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    part(first) && first.bytes().all(|b| b.is_ascii_alphabetic()) && parts.all(part)
}

fn is_name(text: &str, first: impl Fn(char) -> bool, rest: impl Fn(char) -> bool) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(first) && chars.all(rest)
}

/// A name without a colon.
pub(super) fn is_ncname(text: &str) -> bool {
    is_name(text, letters::starts, letters::goes_on)
}

fn is_nmtoken(text: &str) -> bool {
    let may = |ch| ch == ':' || letters::goes_on(ch);
    is_name(text, may, may)
}

/// A name with a prefix or none.
pub(super) fn is_qname(text: &str) -> bool {
    match text.split_once(':') {
        Some((prefix, local)) => is_ncname(prefix) && is_ncname(local),
        None => is_ncname(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn judge(kind: Kind, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(kind.takes(text), "{kind:?} {text:?}");
        }
        for text in bad {
            assert!(!kind.takes(text), "{kind:?} {text:?}");
        }
    }

    #[test]
    fn numbers() {
        let long = "1".repeat(60);
        judge(
            Kind::Decimal,
            &["0", "-1", "+1", "1.", ".5", "-.5", " 1.50\n", "000", &long],
            &[
                "", " ", ".", "+", "-.", "1.2.3", "1e3", "1,5", "1 2", "١", "INF", "--1", "\u{a0}1",
            ],
        );
        judge(Kind::Integer, &["0", "-1", "+07", &long], &["", "1.0", "1.", "+", "a"]);
        judge(Kind::Int, &["2147483647", "-2147483648"], &["2147483648", &long]);
        judge(Kind::NegativeInteger, &["-1"], &["0", "-0"]);
        judge(
            Kind::UnsignedLong,
            &["18446744073709551615", "-0"],
            &["18446744073709551616", "-1"],
        );
        judge(
            Kind::Double,
            &["1e3", "INF", "-1.5E-3", "NaN", ".5", "5."],
            &["inf", "+INF", "nan", "", "1e", "infinity"],
        );
    }

    #[test]
    fn words_and_bytes() {
        judge(
            Kind::Boolean,
            &["true", "false", "1", "0", " 1 "],
            &["TRUE", "yes", "", "01"],
        );
        judge(
            Kind::Base64,
            &["", "AAAA", "AA==", "AAA=", " A A\nA A ", "A A = =", "+/+/"],
            &[
                "A", "AA=", "AAAAA", "=", "====", "AB==", "AAB=", "AA==AAAA", "A=A=", "AA-A", "A===",
            ],
        );
        judge(Kind::Hex, &["", "0aF9"], &["0", "0g"]);
        judge(
            Kind::Language,
            &["en", "ar-SA", " x-klingon1 ", "abcdefgh"],
            &["", "e1", "en-", "-en", "abcdefghi", "en_US", "en-abcdefghi", "ع"],
        );
        judge(Kind::Id, &["a", "_1", "a-b.c", " a "], &["", "1a", "a:b", "a b", "-a"]);
        judge(Kind::NmTokens, &["1 -a", "a"], &["", " ", "a ;"]);
        judge(Kind::QName, &["a", "a:b"], &["", ":a", "a:", "a:b:c", "a b"]);
        judge(Kind::Qualifier, &["OIDAsURN"], &[" OIDAsURN", "", "oidasurn"]);
    }
}
