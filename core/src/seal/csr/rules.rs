//! What the nine fields must be. One set of rules, for a request that is to be made and for one that somebody made.
//!
//! Sources: the configuration checks of the authority's SDK R3.4.2 and R3.4.8, its sample requests, and the gateway's
//! answers. Stricter than the SDK in three places, where the gateway is: the serial's form is matched as a whole and its
//! length is bounded, an invoice type must allow something and leave the reserved digits alone, a member's TIN is digits.

use super::Field;
use crate::error::{Code, Error};
use crate::seal::Severity;

const FORBIDDEN: [char; 8] = ['!', '@', '#', '$', '%', '&', '*', '_'];
/// X.509's upper bound of a name; the gateway's of a serial.
const MOST: usize = 64;

/// Everything that is wrong with the values. A value that is absent is missing.
pub(crate) fn check<'v>(value: impl Fn(Field) -> Option<&'v str>) -> Vec<(Severity, Error)> {
    let mut faults = Faults(Vec::new());
    for field in Field::ALL {
        let text = value(field).unwrap_or_default();
        if text.trim().is_empty() {
            faults.error(Code::CsrMissing, field, "");
            continue;
        }
        faults.any_text(field, text);
        let text = text.trim();
        match field {
            Field::SerialNumber => faults.serial(field, text),
            Field::OrganizationIdentifier => faults.vat_number(field, text),
            Field::CountryName if text != "SA" => faults.error(Code::CsrCountry, field, text),
            Field::InvoiceType => faults.invoice_type(field, text),
            Field::CommonName
            | Field::OrganizationName
            | Field::OrganizationUnitName
            | Field::LocationAddress
            | Field::IndustryBusinessCategory => {
                if text.contains(FORBIDDEN) {
                    faults.error(Code::CsrCharacter, field, text);
                }
                if text.chars().count() > MOST {
                    faults.warning(Code::CsrLong, field, text);
                }
            }
            Field::CountryName => {}
        }
    }
    let unit = value(Field::OrganizationUnitName).unwrap_or_default().trim();
    let group = value(Field::OrganizationIdentifier).is_some_and(is_group);
    if group && !unit.is_empty() && !is_tin(unit) {
        faults.error(Code::CsrGroupUnit, Field::OrganizationUnitName, unit);
    }
    faults.0
}

/// True for the VAT number of a group: its eleventh digit is 1.
fn is_group(vat_number: &str) -> bool {
    let digits = vat_number.trim().as_bytes();
    digits.len() == 15 && digits[10] == b'1'
}

fn is_tin(text: &str) -> bool {
    text.len() == 10 && text.starts_with('3') && text.bytes().all(|b| b.is_ascii_digit())
}

/// Four digits of 0 and 1.
pub(crate) fn is_invoice_type(text: &str) -> bool {
    text.len() == 4 && text.bytes().all(|b| matches!(b, b'0' | b'1'))
}

struct Faults(Vec<(Severity, Error)>);

impl Faults {
    fn error(&mut self, code: Code, field: Field, found: &str) {
        self.add(Severity::Error, code, field, found);
    }

    fn warning(&mut self, code: Code, field: Field, found: &str) {
        self.add(Severity::Warning, code, field, found);
    }

    fn add(&mut self, severity: Severity, code: Code, field: Field, found: &str) {
        let error = Error::new(code).at(field.name());
        let error = if found.is_empty() { error } else { error.found(found) };
        self.0.push((severity, error));
    }

    fn any_text(&mut self, field: Field, text: &str) {
        let meant = undo_double_encoding(text);
        // Text that was encoded twice is full of control characters, which its author never wrote.
        let written = meant.as_deref().unwrap_or(text);
        if written.chars().any(|ch| ch.is_control() || ch == '\u{fffd}') {
            self.error(Code::CsrControl, field, text);
        }
        if text.trim() != text {
            self.warning(Code::CsrBlanks, field, &format!("\"{text}\""));
        }
        if let Some(meant) = meant {
            self.warning(Code::CsrMojibake, field, &meant);
        }
    }

    fn serial(&mut self, field: Field, text: &str) {
        if !is_serial(text) {
            self.error(Code::CsrSerialFormat, field, text);
        }
        if text.contains('=') {
            self.error(Code::CsrSerialEquals, field, text);
        }
        let length = text.chars().count();
        if length > MOST {
            self.error(Code::CsrSerialLong, field, &length.to_string());
        }
    }

    fn vat_number(&mut self, field: Field, text: &str) {
        if text.len() != 15 || !text.bytes().all(|b| b.is_ascii_digit()) {
            self.error(Code::CsrVatDigits, field, text);
            return;
        }
        if !text.starts_with('3') {
            self.error(Code::CsrVatStart, field, text);
        }
        if !text.ends_with('3') {
            self.error(Code::CsrVatEnd, field, text);
        }
    }

    fn invoice_type(&mut self, field: Field, text: &str) {
        if !is_invoice_type(text) {
            self.error(Code::CsrInvoiceType, field, text);
            return;
        }
        if text.starts_with("00") {
            self.error(Code::CsrInvoiceTypeNone, field, text);
        }
        if !text.ends_with("00") {
            self.error(Code::CsrInvoiceTypeReserved, field, text);
        }
    }
}

/// `^1-(.+)\|2-(.+)\|3-(.+)$`: the earliest second mark and the latest third one leave the most room for all three.
fn is_serial(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("1-") else {
        return false;
    };
    let second = rest.match_indices("|2-").find(|(at, _)| *at > 0);
    let Some((at, mark)) = second else { return false };
    let rest = &rest[at + mark.len()..];
    rest.rmatch_indices("|3-")
        .any(|(at, mark)| at > 0 && at + mark.len() < rest.len())
}

/// What a text was before its UTF-8 was read as Latin-1 (or Windows-1252) and encoded again, however often.
pub(crate) fn undo_double_encoding(text: &str) -> Option<String> {
    let mut meant = None;
    let mut now = text.to_owned();
    for _ in 0..3 {
        let bytes: Option<Vec<u8>> = now.chars().map(single_byte).collect();
        match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
            // A text without any letter beyond ASCII gives itself.
            Some(before) if before != now => {
                now.clone_from(&before);
                meant = Some(before);
            }
            _ => break,
        }
    }
    meant
}

/// The byte that Latin-1 or Windows-1252 reads as this letter.
fn single_byte(ch: char) -> Option<u8> {
    const WINDOWS: [(char, u8); 27] = [
        ('€', 0x80),
        ('‚', 0x82),
        ('ƒ', 0x83),
        ('„', 0x84),
        ('…', 0x85),
        ('†', 0x86),
        ('‡', 0x87),
        ('ˆ', 0x88),
        ('‰', 0x89),
        ('Š', 0x8A),
        ('‹', 0x8B),
        ('Œ', 0x8C),
        ('Ž', 0x8E),
        ('‘', 0x91),
        ('’', 0x92),
        ('“', 0x93),
        ('”', 0x94),
        ('•', 0x95),
        ('–', 0x96),
        ('—', 0x97),
        ('˜', 0x98),
        ('™', 0x99),
        ('š', 0x9A),
        ('›', 0x9B),
        ('œ', 0x9C),
        ('ž', 0x9E),
        ('Ÿ', 0x9F),
    ];
    let direct = u8::try_from(u32::from(ch)).ok();
    direct.or_else(|| WINDOWS.iter().find(|(letter, _)| *letter == ch).map(|&(_, byte)| byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_has_three_parts_and_nothing_around_them() {
        for good in [
            "1-a|2-b|3-c",
            "1-TST|2-TST|3-ed22f1d8",
            "1-a|2-b|3-c|3-d",
            "1-|2-|2-b|3-c",
            "1-a|x|2-b|3-c",
        ] {
            assert!(is_serial(good), "{good}");
        }
        for bad in [
            "",
            "1-a",
            "1-a|2-b",
            "1-|2-b|3-c",
            "1-a|2-|3-c",
            "1-a|2-b|3-",
            "x1-a|2-b|3-c",
            "1-a|3-c|2-b",
            "1-a2-b3-c",
        ] {
            assert!(!is_serial(bad), "{bad}");
        }
    }

    #[test]
    fn double_encoding_is_undone_and_sound_text_left_alone() {
        let arabic = "شركة التوريد";
        let latin = |text: &str| text.bytes().map(char::from).collect::<String>();
        assert_eq!(undo_double_encoding(&latin(arabic)).as_deref(), Some(arabic));
        assert_eq!(undo_double_encoding(&latin(&latin(arabic))).as_deref(), Some(arabic));
        assert_eq!(undo_double_encoding("Ø´Ø±ÙƒØ©").as_deref(), Some("شركة"));
        for sound in [arabic, "Maximum Speed", "Café", "Zürich – Genève", ""] {
            assert_eq!(undo_double_encoding(sound), None, "{sound}");
        }
    }
}
