//! Which characters XML 1.0 (fifth edition) allows where.

/// What a byte may mean inside text or an attribute value. Bytes that need no look are `PLAIN`.
pub(super) const PLAIN: u8 = 0;
/// Ends or interrupts a run: `<`, `&`, quotes, `>`, white space other than a blank.
pub(super) const LOOK: u8 = 1;
/// Never allowed.
pub(super) const BAD: u8 = 2;
/// 0xEF: the character may be U+FFFE or U+FFFF.
pub(super) const EDGE: u8 = 3;

/// Text: stops at `<`, `&`, `>` and CR.
pub(super) static TEXT: [u8; 256] = table(b"<&>\r");
/// Attribute values: stops at both quotes, `<`, `&`, and white space that is normalised.
pub(super) static VALUE: [u8; 256] = table(b"<&\"'\t\n\r");
/// Comments, CDATA and processing instructions: only what is forbidden, and CR.
pub(super) static OPAQUE: [u8; 256] = table(b"\r");

const fn table(look: &[u8]) -> [u8; 256] {
    let mut table = [PLAIN; 256];
    let mut i = 0;
    while i < 0x20 {
        if i != 0x9 && i != 0xA && i != 0xD {
            table[i] = BAD;
        }
        i += 1;
    }
    table[0xEF] = EDGE;
    let mut i = 0;
    while i < look.len() {
        table[look[i] as usize] = LOOK;
        i += 1;
    }
    table
}

const START: u8 = 1;
const PART: u8 = 2;

static NAME: [u8; 128] = {
    let mut table = [0; 128];
    let mut i = 0;
    while i < 128 {
        let b = i as u8;
        if b.is_ascii_alphabetic() || b == b'_' {
            table[i] = START | PART;
        } else if b.is_ascii_digit() || b == b'-' || b == b'.' {
            table[i] = PART;
        }
        i += 1;
    }
    table
};

/// True for an ASCII byte inside a name; the colon is not one of them.
#[inline]
pub(super) fn is_ascii_name_byte(byte: u8) -> bool {
    byte < 128 && NAME[byte as usize] & PART != 0
}

/// True for a character that may start the part of a name before or after its colon.
pub(super) fn is_name_start(ch: char) -> bool {
    match ch {
        '\0'..='\x7f' => NAME[ch as usize] & START != 0,
        _ => matches!(ch,
            '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}'),
    }
}

/// True for a character that may stand inside a name.
pub(super) fn is_name_part(ch: char) -> bool {
    match ch {
        '\0'..='\x7f' => is_ascii_name_byte(ch as u8),
        _ => is_name_start(ch) || matches!(ch, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}'),
    }
}

/// True for a character that XML allows at all.
pub(super) fn is_char(ch: char) -> bool {
    matches!(ch, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..='\u{10FFFF}')
}

/// XML's own white space, nothing of Unicode's.
#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// What a reference stands for: `lt` or `#x41`, without `&` and `;`.
pub(super) fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let (digits, radix) = match digits.strip_prefix('x') {
                Some(hex) => (hex, 16),
                None => (digits, 10),
            };
            // `from_str_radix` would take a sign.
            if digits.is_empty() || !digits.bytes().all(|b| (b as char).is_digit(radix)) {
                return None;
            }
            let digits = digits.trim_start_matches('0');
            let value = if digits.len() > 8 {
                return None;
            } else {
                u32::from_str_radix(digits, radix).ok()?
            };
            char::from_u32(value).filter(|&ch| is_char(ch))
        }
    }
}
