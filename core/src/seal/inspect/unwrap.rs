//! From the file as it was handed in to DER: the layers of text that people, mails and APIs put around it.
//!
//! A private key may be among what is handed in by mistake, so nothing here ever shows a piece of the text.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::InspectedForm as Form;
use crate::error::Code;

/// The longest that is looked at: a certificate, its base64, and the base64 of that, with room.
pub(super) const MOST_BYTES: usize = 64 << 10;
/// PEM in base64, or base64 in base64, is as deep as the authority goes.
const MOST_LAYERS: usize = 3;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Something that is wrong with the text around the DER.
pub(super) struct Remark {
    pub(super) code: Code,
    /// The byte of the file as it was handed in; within inner layers there is none.
    pub(super) at: Option<usize>,
    pub(super) found: Option<String>,
}

/// The DER, where there is any, and what was seen on the way.
pub(super) struct Unwrapped {
    pub(super) der: Option<Zeroizing<Vec<u8>>>,
    pub(super) form: Option<Form>,
    /// The label of the PEM block.
    pub(super) label: Option<String>,
    pub(super) remarks: Vec<Remark>,
}

pub(super) fn unwrap(bytes: &[u8]) -> Unwrapped {
    let mut state = Unwrapped {
        der: None,
        form: None,
        label: None,
        remarks: Vec::new(),
    };
    if bytes.len() > MOST_BYTES {
        state.stop(Code::InspectSize);
        return state;
    }
    let mut now = Zeroizing::new(bytes.to_vec());
    if let Some(text) = utf16(bytes) {
        state.remark(Code::InspectUtf16, Some(0), None);
        now = text;
    }
    let mut layers = Vec::new();
    for depth in 0..MOST_LAYERS {
        if now.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            state.stop(Code::InspectEmpty);
            return state;
        }
        let Some(text) = as_text(&now) else {
            state.form = form(&layers);
            if now.first() == Some(&0x30) {
                state.der = Some(now);
            } else {
                state.stop(Code::InspectFormat);
            }
            return state;
        };
        let Some((layer, inner)) = state.layer(text, depth == 0) else {
            return state;
        };
        layers.push(layer);
        now = inner;
    }
    state.stop(Code::InspectFormat);
    state
}

#[derive(Clone, Copy, PartialEq)]
enum Layer {
    Pem,
    Base64,
}

fn form(layers: &[Layer]) -> Option<Form> {
    match layers {
        [] => Some(Form::Der),
        [Layer::Pem] => Some(Form::Pem),
        [Layer::Base64] => Some(Form::Base64),
        [Layer::Base64, Layer::Pem] => Some(Form::Base64OfPem),
        [Layer::Base64, Layer::Base64] => Some(Form::Base64OfBase64),
        _ => None,
    }
}

/// Text, and not by chance: DER has bytes that no text has.
fn as_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start_matches('\u{feff}');
    let odd = |ch: char| ch.is_control() && !ch.is_ascii_whitespace();
    (!text.chars().any(odd)).then_some(text.trim())
}

/// The bytes of UTF-16 text in UTF-8, with or without a byte order mark.
fn utf16(bytes: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (little, body) = match bytes {
        [0xFF, 0xFE, body @ ..] => (true, body),
        [0xFE, 0xFF, body @ ..] => (false, body),
        [first, 0, second, 0, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => (true, bytes),
        [0, first, 0, second, ..] if first.is_ascii_graphic() && second.is_ascii_graphic() => (false, bytes),
        _ => return None,
    };
    let mut out = Zeroizing::new(Vec::with_capacity(body.len() / 2));
    for pair in body.chunks_exact(2) {
        let (high, low) = if little { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
        // What is meant is ASCII all through; anything else makes the base64 bad, which is said then.
        out.push(if high == 0 { low } else { b'?' });
    }
    Some(out)
}

impl Unwrapped {
    fn stop(&mut self, code: Code) {
        self.remarks.push(Remark {
            code,
            at: None,
            found: None,
        });
    }

    fn remark(&mut self, code: Code, at: Option<usize>, found: Option<String>) {
        self.remarks.push(Remark { code, at, found });
    }

    fn has(&self, code: Code) -> bool {
        self.remarks.iter().any(|remark| remark.code == code)
    }

    /// Takes one layer of text off. Nothing if what is inside cannot be had; then a remark says why.
    fn layer(&mut self, text: &str, outermost: bool) -> Option<(Layer, Zeroizing<Vec<u8>>)> {
        let owned;
        let mut text = text;
        if text.contains("\\n") || text.contains("\\r") {
            self.remark(Code::InspectEscapes, None, None);
            let without = Zeroizing::new(text.trim_matches('"').replace("\\r", ""));
            owned = Zeroizing::new(without.replace("\\n", "\n"));
            text = &owned;
        }
        if text.contains("-----BEGIN ") {
            let body = self.block(text)?;
            return self.decode(body, None).map(|inner| (Layer::Pem, inner));
        }
        let quoteless = text.trim_matches(['"', '\'']);
        let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(byte);
        let plausible = quoteless
            .bytes()
            .filter(|b| !b.is_ascii_whitespace())
            .take(16)
            .all(|b| alphabet(&b));
        // A DER sequence begins with M in base64, the PEM text with L, and base64 of base64 with T.
        if !plausible || !(quoteless.starts_with(['M', 'L', 'T']) || outermost && quoteless.len() > 64) {
            self.stop(Code::InspectFormat);
            return None;
        }
        if quoteless.len() != text.len() {
            self.remark(Code::InspectBase64, Some(0), Some("\"".to_owned()));
        }
        let base = outermost.then_some(0);
        self.decode(quoteless, base).map(|inner| (Layer::Base64, inner))
    }

    /// The body of the first PEM block that is a request or a certificate, or else of the first one.
    fn block<'t>(&mut self, text: &'t str) -> Option<&'t str> {
        let mut blocks = Vec::new();
        let mut rest = text;
        while let Some((_, after)) = rest.split_once("-----BEGIN ") {
            let Some((label, body)) = after.split_once("-----") else {
                break;
            };
            let body_end = body.find("-----").unwrap_or(body.len());
            blocks.push((
                label,
                &body[..body_end],
                body[body_end..].starts_with(&format!("-----END {label}-----")),
            ));
            rest = &body[body_end..];
            if rest.starts_with("-----END ") {
                rest = &rest[9..];
            }
        }
        let secret = |label: &str| label.to_ascii_uppercase().contains("PRIVATE KEY");
        if blocks.iter().any(|(label, ..)| secret(label)) {
            self.remark(Code::InspectPrivateKey, None, None);
        }
        let wanted = [
            "CERTIFICATE REQUEST",
            "NEW CERTIFICATE REQUEST",
            "CERTIFICATE",
            "TRUSTED CERTIFICATE",
        ];
        let fitting = blocks
            .iter()
            .find(|(label, ..)| wanted.contains(label))
            .or_else(|| blocks.iter().find(|(label, ..)| !secret(label)));
        let Some(&(label, body, closed)) = fitting else {
            if self.has(Code::InspectPrivateKey) {
                return None;
            }
            self.stop(Code::InspectFormat);
            return None;
        };
        if blocks.len() > 1 {
            self.remark(Code::InspectSeveral, None, Some(blocks.len().to_string()));
        }
        // Text that was cut in an outer layer ends early in this one.
        if !closed && !self.has(Code::InspectBase64) && !self.has(Code::InspectBase64Cut) {
            self.remark(Code::InspectArmour, None, None);
        }
        // A label is not shown unless it looks like one: a broken file may have anything there.
        let plain = label.len() <= 40
            && label
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b' ');
        self.label = Some(if plain { label.to_owned() } else { "?".to_owned() });
        Some(body)
    }

    /// Decodes as much as can be decoded; `base` is set where places in the text are places in the file.
    fn decode(&mut self, body: &str, base: Option<usize>) -> Option<Zeroizing<Vec<u8>>> {
        let mut compact = Zeroizing::new(Vec::with_capacity(body.len()));
        for (at, ch) in body.char_indices() {
            if ch.is_ascii_whitespace() {
                continue;
            }
            // The other alphabet of base64 is wrong here, but what is meant is plain.
            let meant = match ch {
                '-' => '+',
                '_' => '/',
                other => other,
            };
            let belongs = meant.is_ascii_alphanumeric() || matches!(meant, '+' | '/' | '=');
            if (meant != ch || !belongs) && !self.has(Code::InspectBase64) {
                let place = base.map(|base| base + at);
                self.remark(Code::InspectBase64, place, Some(ch.escape_default().to_string()));
            }
            if !belongs {
                break;
            }
            compact.push(meant as u8);
        }
        let digits = compact.iter().take_while(|&&byte| byte != b'=').count();
        let bad = self.has(Code::InspectBase64);
        if !bad && !compact.len().is_multiple_of(4) {
            self.remark(Code::InspectBase64Cut, base.map(|_| body.len()), None);
        }
        // A group of one digit is not even a byte.
        let usable = if digits % 4 == 1 { digits - 1 } else { digits };
        let mut out = Zeroizing::new(vec![0; usable / 4 * 3 + 3]);
        let Ok(length) = LENIENT.decode_slice(&compact[..usable], &mut out) else {
            self.stop(Code::InspectFormat);
            return None;
        };
        out.truncate(length);
        if compact[digits..].iter().any(|&byte| byte != b'=') && !bad {
            self.remark(Code::InspectBase64, None, Some("=".to_owned()));
        }
        Some(out)
    }
}
