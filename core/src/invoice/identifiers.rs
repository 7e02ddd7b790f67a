//! Numbers that the state gives out, and the texts around them: what they must look like.

use std::borrow::Cow;

use super::decode::{Faults, Path};
use super::lists;
use crate::error::Code;
use crate::nearest::nearest;

/// A text as it will stand: trimmed, with LF as its line end; nothing if it is blank. Characters that XML cannot hold are
/// an error.
pub(super) fn text(given: Option<&str>, path: &Path<'_>, faults: &mut Faults) -> Option<String> {
    let trimmed = given?.trim_matches([' ', '\t', '\r', '\n']);
    if trimmed.is_empty() {
        return None;
    }
    let foreign =
        |ch: char| matches!(ch, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if let Some(ch) = trimmed.chars().find(|&ch| foreign(ch)) {
        faults.error_found(Code::TextCharacter, path, &format!("U+{:04X}", ch as u32));
        return None;
    }
    Some(match trimmed.contains('\r') {
        true => trimmed.replace("\r\n", "\n").replace('\r', "\n"),
        false => trimmed.to_owned(),
    })
}

/// A text that becomes the value of an attribute, where XML makes a space of a tab and of the end of a line.
pub(super) fn one_line(text: String) -> String {
    match text.contains(['\t', '\n']) {
        true => text.replace(['\t', '\n'], " "),
        false => text,
    }
}

/// [`text`] of at most so many characters; more is a warning of this code.
pub(super) fn limited(
    given: Option<&str>,
    most: usize,
    code: Code,
    path: &Path<'_>,
    faults: &mut Faults,
) -> Option<String> {
    let text = text(given, path, faults)?;
    // Only what is long in bytes can be long in characters.
    if text.len() > most {
        let length = text.chars().count();
        if length > most {
            faults.warn_found(code, path, &format!("{length} > {most}"));
        }
    }
    Some(text)
}

/// A VAT number: fifteen digits, the first and the last a 3 (BR-KSA-40, BR-KSA-44).
pub(super) fn is_vat_number(text: &str) -> bool {
    digits(text, 15) && text.starts_with('3') && text.ends_with('3')
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|b| b.is_ascii_digit())
}

/// The schemes a seller's other identifier may have, and those of a buyer.
pub(super) const SELLER_SCHEMES: [&str; 6] = ["CRN", "MOM", "MLS", "700", "SAG", "OTH"];
pub(super) const BUYER_SCHEMES: [&str; 11] = [
    "TIN", "CRN", "MOM", "MLS", "700", "SAG", "NAT", "GCC", "IQA", "PAS", "OTH",
];

/// What is wrong with an identifier of a scheme, by the authority's rules and by its own check digit.
pub(super) fn identifier(scheme: &str, value: &str) -> Vec<Code> {
    let ten = |first: char| digits(value, 10) && value.starts_with(first);
    let mut wrong = Vec::new();
    match scheme {
        "TIN" if !ten('3') => wrong.push(Code::BrKsaF07),
        "CRN" if !digits(value, 10) => wrong.push(Code::BrKsaF08),
        "700" if !ten('7') => wrong.push(Code::BrKsaF09),
        "NAT" if !ten('1') => wrong.push(Code::BrKsaF10),
        "IQA" if !ten('2') => wrong.push(Code::BrKsaF11),
        "NAT" | "IQA" if !checks(value) => wrong.push(Code::IdentityDigit),
        _ => {}
    }
    if runs(value) {
        wrong.push(Code::BrKsaF13);
    }
    wrong
}

/// The check digit of national and residence numbers: every other digit doubled, the sum a multiple of ten.
fn checks(value: &str) -> bool {
    let sum: u32 = value
        .bytes()
        .enumerate()
        .map(|(at, b)| {
            let digit = u32::from(b - b'0') * if at % 2 == 0 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Eight digits in a row that climb, fall or stay: somebody typed anything at all (BR-KSA-F-13).
fn runs(value: &str) -> bool {
    let bytes = value.as_bytes();
    bytes.iter().all(u8::is_ascii_digit)
        && bytes.windows(8).any(|eight| {
            let step = |by: i16| {
                eight
                    .windows(2)
                    .all(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by)
            };
            step(0) || step(1) || step(-1)
        })
}

/// Four digits: a building.
pub(super) fn is_building(text: &str) -> bool {
    digits(text, 4)
}

/// Five digits: a postal code.
pub(super) fn is_postal_code(text: &str) -> bool {
    digits(text, 5)
}

/// The unit as its code. A word that is neither code nor known name stays, with a warning.
pub(super) fn unit(given: Option<&str>, path: &Path<'_>, faults: &mut Faults) -> String {
    let Some(word) = limited(given, 127, Code::BrKsaF06C18, path, faults).map(one_line) else {
        return "PCE".to_owned();
    };
    // Codes of the recommendation have two or three capital letters and digits; there are two thousand of them, and none
    // of them is changed. What many people write in capitals is known by name all the same.
    let like_a_code =
        (2..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if let Some(code) = lists::unit(&word) {
        return code.to_owned();
    }
    if !like_a_code {
        let names = lists::UNITS
            .iter()
            .flat_map(|(code, names)| std::iter::once(*code).chain(names.split(' ')));
        let near = nearest(&word, names);
        let hint = near.map_or(Cow::Borrowed(&*word), |near| Cow::Owned(format!("{word} → {near}")));
        faults.warn_found(Code::UnitUnknown, path, &hint);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_proved() {
        assert!(is_vat_number("399999999900003"));
        for bad in [
            "",
            "39999999990000",
            "199999999900003",
            "399999999900001",
            "39999999990000٣",
            "3999999999000033",
        ] {
            assert!(!is_vat_number(bad), "{bad}");
        }
        let cases: [(&str, &str, &[Code]); 14] = [
            ("TIN", "3002415660", &[]),
            ("TIN", "1002415660", &[Code::BrKsaF07]),
            ("CRN", "1010010000", &[]),
            ("CRN", "101001", &[Code::BrKsaF08]),
            ("700", "7001234560", &[]),
            ("700", "8001234560", &[Code::BrKsaF09]),
            ("NAT", "1053847291", &[Code::IdentityDigit]),
            ("NAT", "1053847297", &[]),
            ("NAT", "2053847295", &[Code::BrKsaF10]),
            ("IQA", "2053847297", &[Code::IdentityDigit]),
            ("IQA", "1053847297", &[Code::BrKsaF11]),
            ("OTH", "ABC-1", &[]),
            ("OTH", "1234567890", &[Code::BrKsaF13]),
            ("CRN", "1111111111", &[Code::BrKsaF13]),
        ];
        for (scheme, value, expected) in cases {
            assert_eq!(identifier(scheme, value), expected, "{scheme} {value}");
        }
    }

    #[test]
    fn units_have_names_and_unknown_words_a_hint() {
        let mut faults = Faults::default();
        let mut code = |word| unit(Some(word), &Path::ROOT, &mut faults);
        assert_eq!(
            (code("kg"), code("KGM"), code("XBX"), code("حبة")),
            ("KGM".into(), "KGM".into(), "XBX".into(), "PCE".into())
        );
        assert_eq!(code("kilogramm"), "kilogramm");
        assert_eq!(faults.list.len(), 1);
        assert!(
            faults.list[0].error.to_string().contains("kilogram"),
            "{}",
            faults.list[0].error
        );
    }
}
