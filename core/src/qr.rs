//! The QR code: nine tags, each with a length and a value, in base64; and its picture.

#[cfg(feature = "picture")]
pub mod paper;
#[cfg(feature = "picture")]
pub mod picture;

use base64::Engine as _;
use base64::alphabet::STANDARD as STANDARD_ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use crate::error::{Code, Error, Language, Result, excerpt};
use crate::seal::cert::{Certificate, decode_base64};
use crate::seal::hash::InvoiceHash;
use crate::seal::key::{PublicKey, Signature};
use crate::seal::remark::Remark;
use crate::seal::report::{CheckName, Finding, Profile, Severity};
use crate::ubl::Invoice;
use crate::ubl::view::Party;

/// The longest text that the authority takes, in characters of base64.
pub const MOST_CHARACTERS: usize = 1000;

/// One tag and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// 1 to 9.
    pub number: u8,
    /// The value: text in UTF-8 for 1 to 7, DER for 8 and 9.
    pub value: Vec<u8>,
    /// The length was written as a plain byte of 128 or more, which the authority's reader refuses.
    pub plain_long_length: bool,
}

/// A QR code's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    /// The tags in the order in which they stand.
    pub tags: Vec<Tag>,
}

/// What a QR code says, and whether it can be believed: all that can be known without the document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct QrVerification {
    /// True when the tags are all there and the signature belongs to the hash and the key.
    pub valid: bool,
    /// Tag 1.
    pub seller_name: Option<String>,
    /// Tag 2.
    pub vat_number: Option<String>,
    /// Tag 3, in Riyadh.
    pub issued_at: Option<String>,
    /// Tag 4: the payable amount.
    pub total: Option<String>,
    /// Tag 5.
    pub vat_total: Option<String>,
    /// Tag 6.
    pub invoice_hash: Option<String>,
    /// Tag 7, base64 of DER.
    pub signature: Option<String>,
    /// Tag 8 in base64.
    pub public_key: Option<String>,
    /// Tag 9 in base64.
    pub certificate_signature: Option<String>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

impl Qr {
    /// Makes the code of a document that has just been stamped.
    pub fn of(
        invoice: &Invoice<'_, '_>,
        profile: Profile,
        hash: &InvoiceHash,
        signature: &str,
        certificate: &Certificate,
    ) -> Result<Self> {
        let mut values = vec![
            invoice.seller_name()?.as_bytes().to_vec(),
            invoice.vat_number(Party::Seller)?.as_bytes().to_vec(),
            invoice.issued_in_riyadh()?.into_bytes(),
            invoice.payable()?.as_bytes().to_vec(),
            invoice.first_tax()?.as_bytes().to_vec(),
            hash.to_string().into_bytes(),
            signature.as_bytes().to_vec(),
            certificate.public_key().spki().to_vec(),
        ];
        if profile == Profile::Simplified {
            values.push(certificate.signature().to_vec());
        }
        let tags = (1..).zip(values).map(|(number, value)| Tag {
            number,
            value,
            plain_long_length: false,
        });
        Ok(Qr { tags: tags.collect() })
    }

    /// The text of the code. Refuses one that the authority would refuse for its length.
    pub fn encode(&self) -> Result<String> {
        let mut bytes = Vec::with_capacity(512);
        for tag in &self.tags {
            bytes.push(tag.number);
            match tag.value.len() {
                short @ 0..=0x7F => bytes.push(short as u8),
                medium @ 0x80..=0xFF => bytes.extend([0x81, medium as u8]),
                long @ 0x100..=0xFFFF => bytes.extend([0x82, (long >> 8) as u8, long as u8]),
                _ => return Err(Error::new(Code::QrTooLong)),
            }
            bytes.extend_from_slice(&tag.value);
        }
        let text = STANDARD.encode(bytes);
        if text.len() > MOST_CHARACTERS {
            Err(Error::new(Code::QrTooLong))
        } else {
            Ok(text)
        }
    }

    /// Reads the text of a code: BER lengths, and the plain bytes above 127 that some programs write.
    pub fn decode(text: &str) -> Result<Self> {
        // Four times what the authority takes is no code but an attack on whoever reads it.
        if text.len() > 4 * MOST_CHARACTERS {
            return Err(Error::new(Code::QrTooLong));
        }
        let bytes = decode_base64(text).ok_or_else(|| Error::new(Code::QrFormat))?;
        let mut tags = Vec::new();
        if bytes.is_empty() || !read(&bytes, 0, &mut tags, &mut vec![false; bytes.len() + 1]) {
            return Err(Error::new(Code::QrFormat));
        }
        Ok(Qr { tags })
    }

    /// The value of a tag.
    pub fn value(&self, number: u8) -> Option<&[u8]> {
        self.tags
            .iter()
            .find(|tag| tag.number == number)
            .map(|tag| tag.value.as_slice())
    }

    /// The value of a tag as text.
    pub fn text(&self, number: u8) -> Option<&str> {
        self.value(number).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// Reads the text of a code as the authority's own reader does: strict base64, BER lengths and nothing else, at most a
    /// hundred tags, more of them than there should be or in any order.
    pub(crate) fn decode_as_the_authority(text: &str) -> Result<Self> {
        let mut tags = Vec::new();
        let read = AS_JAVA
            .decode(text)
            .is_ok_and(|bytes| !bytes.is_empty() && read_ber(&bytes, &mut tags, 0).is_some());
        if read {
            return Ok(Qr { tags });
        }
        // It cannot be read there; if the nine tags can be read here, one of their lengths is why.
        let whole = |qr: &Qr| qr.tags.iter().all(|tag| (1..=9).contains(&tag.number));
        let plain = Qr::decode(text)
            .ok()
            .filter(whole)
            .and_then(|qr| qr.tags.into_iter().find(|tag| tag.plain_long_length));
        Err(match plain {
            Some(tag) => Error::new(Code::QrLengthForm).found(&tag.number.to_string()),
            None => Error::new(Code::QrFormat),
        })
    }

    /// What is wrong with the code by itself.
    pub(crate) fn form(&self, fewest: u8) -> Vec<Remark> {
        let remark = |code| Remark::new(CheckName::Qr, Severity::Error, code);
        let mut remarks = Vec::new();
        if let Some(tag) = self.tags.iter().find(|tag| tag.plain_long_length) {
            remarks.push(remark(Code::QrLengthForm).found(tag.number.to_string()));
        }
        for number in (1..=fewest).filter(|&number| self.value(number).is_none()) {
            remarks.push(remark(Code::QrTagMissing).expected(number.to_string()));
        }
        let numbers: Vec<u8> = self.tags.iter().map(|tag| tag.number).collect();
        if numbers.windows(2).any(|pair| pair[0] >= pair[1]) || numbers.iter().any(|n| !(1..=9).contains(n)) {
            remarks.push(remark(Code::QrTagOrder).found(excerpt(&format!("{numbers:?}"))));
        }
        remarks
    }
}

/// Java's decoder: no white space, padding or none.
const AS_JAVA: GeneralPurpose = GeneralPurpose::new(
    &STANDARD_ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Reads BER: lengths of up to three bytes after the first, and tags that contain tags, which count as if they stood alone.
fn read_ber(mut bytes: &[u8], tags: &mut Vec<Tag>, depth: u8) -> Option<()> {
    const MOST_TAGS: usize = 100;
    const DEEPEST: u8 = 8;
    let mut count = 0;
    while !bytes.is_empty() && count < MOST_TAGS {
        let first = *bytes.first()?;
        let more = |b: &&u8| **b & 0x80 != 0;
        let tag_len = match first & 0x1F {
            0x1F => 2 + bytes.iter().skip(1).take(8).take_while(more).count(),
            _ => 1,
        };
        let length = usize::from(*bytes.get(tag_len)?);
        let (length, head) = match length {
            0..=0x7F => (length, tag_len + 1),
            _ => {
                let size = length & 0x7F;
                let digits = bytes.get(tag_len + 1..tag_len + 1 + size).filter(|_| size <= 3)?;
                let length = digits.iter().fold(0, |sum, &b| sum << 8 | usize::from(b));
                (length, tag_len + 1 + size)
            }
        };
        let value = bytes.get(head..head.checked_add(length)?)?;
        // A tag of several bytes is none that anybody looks for.
        let number = if tag_len == 1 { first } else { 0 };
        tags.push(Tag {
            number,
            value: value.to_vec(),
            plain_long_length: false,
        });
        if first & 0x20 != 0 && depth < DEEPEST {
            read_ber(value, tags, depth + 1)?;
        }
        bytes = &bytes[head + length..];
        count += 1;
    }
    Some(())
}

/// Reads tags from a place to the end. A length byte of 0x81 or 0x82 may be BER or a plain byte: BER is tried first, and a
/// place from which the end cannot be reached is not tried twice.
fn read(bytes: &[u8], at: usize, tags: &mut Vec<Tag>, hopeless: &mut [bool]) -> bool {
    if at == bytes.len() {
        return true;
    }
    let [number, length, after @ ..] = &bytes[at..] else {
        return false;
    };
    if hopeless[at] {
        return false;
    }
    let ber = match (*length, after) {
        (short @ 0..=0x7F, _) => Some((usize::from(short), 2)),
        (0x81, [n, ..]) => Some((usize::from(*n), 3)),
        (0x82, [high, low, ..]) => Some((usize::from(*high) << 8 | usize::from(*low), 4)),
        _ => None,
    };
    let plain = (*length > 0x7F).then_some((usize::from(*length), 2));
    for (way, plain_long_length) in [(ber, false), (plain, true)] {
        let Some((length, head)) = way else { continue };
        let Some(value) = bytes.get(at + head..at + head + length) else {
            continue;
        };
        tags.push(Tag {
            number: *number,
            value: value.to_vec(),
            plain_long_length,
        });
        if read(bytes, at + head + length, tags, hopeless) {
            return true;
        }
        tags.pop();
    }
    hopeless[at] = true;
    false
}

/// Checks a code by itself: its form, and that its signature (tag 7) belongs to its hash (tag 6) and key (tag 8). Whether
/// the key is the seller's only the certificate can tell, so a valid code is not yet a valid invoice.
pub fn verify_qr(text: &str, language: Language) -> Result<QrVerification> {
    let qr = Qr::decode(text)?;
    let mut findings: Vec<Finding> = qr
        .form(8)
        .into_iter()
        .map(|remark| remark.say(None, language))
        .collect();
    if text.trim().len() > MOST_CHARACTERS {
        findings.push(Finding::new(CheckName::Qr, Severity::Error, Code::QrTooLong, language));
    }
    let hash = qr.text(6).and_then(InvoiceHash::parse);
    let signature = qr
        .text(7)
        .and_then(|text| STANDARD.decode(text).ok())
        .and_then(|der| Signature::from_der(&der).ok());
    let key = qr.value(8).and_then(|spki| PublicKey::from_spki(spki).ok());
    let mut broken = |code| findings.push(Finding::new(CheckName::Stamp, Severity::Error, code, language));
    match (&hash, &signature, &key) {
        (Some(hash), Some(signature), Some(key)) if key.verify(hash.as_bytes(), signature) => {}
        (_, _, None) if qr.value(8).is_some() => broken(Code::QrPublicKey),
        (None, _, _) if qr.value(6).is_some() => broken(Code::QrHash),
        (_, None, _) if qr.value(7).is_some() => broken(Code::QrStamp),
        (Some(_), Some(_), Some(_)) => broken(Code::QrSignature),
        // A tag that is missing has been reported.
        _ => {}
    }
    let text_of = |number| qr.text(number).map(str::to_owned);
    Ok(QrVerification {
        valid: findings.iter().all(|finding| finding.severity == Severity::Warning),
        seller_name: text_of(1),
        vat_number: text_of(2),
        issued_at: text_of(3),
        total: text_of(4),
        vat_total: text_of(5),
        invoice_hash: text_of(6),
        signature: text_of(7),
        public_key: qr.value(8).map(|der| STANDARD.encode(der)),
        certificate_signature: qr.value(9).map(|der| STANDARD.encode(der)),
        findings,
    })
}
