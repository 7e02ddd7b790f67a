//! Certificates: the parts of X.509 that a stamp names, and the authorities that are known to issue them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::der::{self, Reader, Tlv, oid};
use super::key::{Curve, PublicKey, Signature, unarmour};
use crate::error::{Code, Error, Result};
use crate::seal::Signatory;

/// The authority's have a thousand bytes; turning a number into decimal is work that grows with its square.
const MOST_BYTES: usize = 16 << 10;
/// X.509 allows 20; a sign may come before.
const MOST_SERIAL: usize = 21;

/// A taxpayer's certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    text: String,
    signed_part: Vec<u8>,
    signature: Vec<u8>,
    public_key: PublicKey,
    issuer: String,
    subject: String,
    serial: String,
    not_before: String,
    not_after: String,
    vat_number: Option<String>,
    authority_key: Option<Vec<u8>>,
}

impl Certificate {
    /// Reads DER, PEM, base64 of DER, or the authority's `binarySecurityToken` (base64 of base64 of DER).
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let once = unarmour(bytes, &["CERTIFICATE"], Code::CertificateFormat)?;
        let der = if once.first() == Some(&der::SEQUENCE) {
            once
        } else {
            unarmour(&once, &[], Code::CertificateFormat)?
        };
        let text = STANDARD.encode(&*der);
        Self::from_parts(&der, text)
    }

    /// Reads the text of an `X509Certificate` element. The text is kept as it stands, because its digest is taken.
    pub fn from_text(text: &str) -> Result<Self> {
        let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
        let der = STANDARD
            .decode(compact)
            .map_err(|_| Error::new(Code::CertificateFormat))?;
        Self::from_parts(&der, text.to_owned())
    }

    fn from_parts(bytes: &[u8], text: String) -> Result<Self> {
        if bytes.len() > MOST_BYTES {
            return Err(Error::new(Code::CertificateFormat));
        }
        let mut outer = Reader::new(bytes, Code::CertificateFormat);
        let mut certificate = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        let signed_part = certificate.tagged(der::SEQUENCE)?;
        let algorithm = certificate.tagged(der::SEQUENCE)?;
        let signature = certificate.bits()?.to_vec();
        certificate.end()?;

        let mut fields = Reader::new(signed_part.value, Code::CertificateFormat);
        let _version = fields.optional(0xA0)?;
        let serial = fields.tagged(der::INTEGER)?.value;
        if serial.is_empty() || serial.len() > MOST_SERIAL {
            return Err(fields.fail());
        }
        let serial = decimal(serial);
        if fields.tagged(der::SEQUENCE)?.value != algorithm.value {
            return Err(fields.fail());
        }
        let issuer = name_text(fields.tagged(der::SEQUENCE)?)?;
        let mut validity = fields.inside(der::SEQUENCE)?;
        let (not_before, not_after) = (time(&mut validity)?, time(&mut validity)?);
        let subject = name_text(fields.tagged(der::SEQUENCE)?)?;
        let public_key = PublicKey::from_spki(fields.tagged(der::SEQUENCE)?.whole)?;
        let _ = (fields.optional(0x81)?, fields.optional(0x82)?);
        let mut out = Certificate {
            text,
            signed_part: signed_part.whole.to_vec(),
            signature,
            public_key,
            issuer,
            subject,
            serial,
            not_before,
            not_after,
            vat_number: None,
            authority_key: None,
        };
        if let Some(extensions) = fields.optional(0xA3)? {
            out.read_extensions(extensions)?;
        }
        fields.end()?;
        Ok(out)
    }

    fn read_extensions(&mut self, wrapper: Tlv<'_>) -> Result<()> {
        let mut outer = Reader::new(wrapper.value, Code::CertificateFormat);
        let mut list = outer.inside(der::SEQUENCE)?;
        outer.end()?;
        while !list.is_empty() {
            let mut extension = list.inside(der::SEQUENCE)?;
            let id = extension.tagged(der::OID)?.value;
            let _critical = extension.optional(der::BOOLEAN)?;
            let mut value = Reader::new(extension.tagged(der::OCTET_STRING)?.value, Code::CertificateFormat);
            match id {
                oid::SUBJECT_ALT_NAME => self.vat_number = alternative_uid(&mut value)?,
                oid::AUTHORITY_KEY => {
                    self.authority_key = value
                        .inside(der::SEQUENCE)?
                        .optional(0x80)?
                        .map(|key| key.value.to_vec())
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// One line of base64: what goes into `X509Certificate`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The digest that the stamp states: base64 of the hex SHA-256 of [`Certificate::text`].
    pub fn digest(&self) -> String {
        digest_of_text(self.text.as_bytes())
    }

    /// The taxpayer's public key.
    pub fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    /// The issuing authority's signature in DER: tag 9 of the QR code.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// What the issuer signed: two certificates are the same if this is.
    pub(crate) fn signed_bytes(&self) -> &[u8] {
        &self.signed_part
    }

    /// The issuer's name, most specific part first.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The serial number in decimal.
    pub fn serial(&self) -> &str {
        &self.serial
    }

    /// The taxpayer's VAT number, from the alternative name.
    pub fn vat_number(&self) -> Option<&str> {
        self.vat_number.as_deref()
    }

    /// First and last second of validity, `YYYY-MM-DDTHH:MM:SSZ`.
    pub fn validity(&self) -> (&str, &str) {
        (&self.not_before, &self.not_after)
    }

    /// True if this key signed the certificate.
    pub fn is_signed_by(&self, authority: &PublicKey) -> bool {
        Signature::from_der(&self.signature).is_ok_and(|signature| authority.verify(&self.signed_part, &signature))
    }

    /// What people need to know of it.
    pub fn signatory(&self) -> Signatory {
        Signatory {
            subject: self.subject.clone(),
            issuer: self.issuer.clone(),
            serial: self.serial.clone(),
            vat_number: self.vat_number.clone(),
            not_before: self.not_before.clone(),
            not_after: self.not_after.clone(),
            curve: self.public_key.curve().as_str().to_owned(),
        }
    }
}

/// The authority's form of a digest: base64 of lower-case hex of SHA-256.
pub(crate) fn digest_of_text(text: &[u8]) -> String {
    STANDARD.encode(hex(&Sha256::digest(text)))
}

/// Base64 as it stands in an element: white space may be in it.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().any(|b| b.is_ascii_whitespace()) {
        return STANDARD.decode(text).ok();
    }
    let compact: Vec<u8> = text.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    STANDARD.decode(compact).ok()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)] as char, DIGITS[usize::from(b & 15)] as char])
        .collect()
}

/// Who issues certificates, as far as known: (name, curve, key identifier, point), all from the authority's own certificates.
const AUTHORITIES: [(&str, Curve, &str, &str); 4] = [
    (
        "PRZEINVOICESCA4-CA",
        Curve::P256,
        "9bcaaaa2ed9aac2c90817356fa4fd8fc53fbd367",
        "044ee814295c82894a285dfae62e64385fe7083202d01d0a38f3f9d9339cd53777609bdeccb4e797fced47d7d595e739cfa891edb38f34d815f3c84655182c2dc0",
    ),
    (
        "TSZEINVOICE-SubCA-1",
        Curve::P256,
        "76608cfb06a0ac6757359dcf9aaca72b9935b52f",
        "0483b35c691d019be9395f98766c19eae95d27cfb3e3bdb4b5fe1bb20acb518c7be44b26dfa1810910dd398deb712b2809eac53f69c4559876d511f598edc72159",
    ),
    (
        "eInvoicing",
        Curve::Secp256k1,
        "",
        "04e6a2561a15a9f20ffae3c43860b653e4f25a027db335161fd2e4370f0ae9d5be432599f098c47ef542736aac8223184ae22bee8a53f7fe87810edb6f5eca247f",
    ),
    (
        "PEZEINVOICESCA3-CA",
        Curve::P256,
        "dd8371138eb9b5736fa678807fbccf9a1fbf0510",
        "0403b0025d5899d02999dc6d068067db6381c759e6dad4e4310363cb2525c61b863ba74aa4c0ad6367fe3a03fe695863099c1d3288dec2a702ef37bec666d4420a",
    ),
];

/// An issuing authority whose public key is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authority {
    /// The common name in its certificates' issuer field.
    pub name: String,
    /// How its certificates name its key; empty if they do not.
    pub key_identifier: Vec<u8>,
    /// Its key.
    pub public_key: PublicKey,
}

impl Authority {
    /// The tax authority's own, as far as their keys are known.
    pub fn known() -> Result<Vec<Authority>> {
        AUTHORITIES
            .iter()
            .map(|&(name, curve, identifier, point)| {
                Ok(Authority {
                    name: name.to_owned(),
                    key_identifier: unhex(identifier),
                    public_key: PublicKey::from_point(curve, &unhex(point))?,
                })
            })
            .collect()
    }

    /// True if a certificate says that this authority issued it, with this key or without saying with which.
    pub fn claims(&self, certificate: &Certificate) -> bool {
        let name = certificate
            .issuer
            .split(", ")
            .next()
            .and_then(|first| first.strip_prefix("CN="));
        let other_key = certificate
            .authority_key
            .as_ref()
            .is_some_and(|key| *key != self.key_identifier);
        // An issuer that does not name its key is known by its name alone: all of it.
        match self.key_identifier.is_empty() {
            true => certificate.issuer.strip_prefix("CN=") == Some(self.name.as_str()),
            false => name == Some(self.name.as_str()) && !other_key,
        }
    }
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |b: u8| (b as char).to_digit(16).unwrap_or(0) as u8;
    text.as_bytes()
        .chunks(2)
        .map(|pair| digit(pair[0]) << 4 | digit(pair[pair.len() - 1]))
        .collect()
}

/// A name as the stamp spells it: most specific part first, joined by `, `, odd values in quotes.
fn name_text(name: Tlv<'_>) -> Result<String> {
    let mut parts = Vec::new();
    let mut sets = Reader::new(name.value, Code::CertificateFormat);
    while !sets.is_empty() {
        let mut set = sets.inside(der::SET)?;
        let mut together = Vec::new();
        while !set.is_empty() {
            let mut pair = set.inside(der::SEQUENCE)?;
            let key = keyword(pair.tagged(der::OID)?.value);
            together.push(format!("{key}={}", quoted(&string(pair.any()?)?)));
        }
        parts.push(together.join(" + "));
    }
    parts.reverse();
    Ok(parts.join(", "))
}

fn keyword(id: &[u8]) -> String {
    let known = match id {
        [0x55, 0x04, 3] => "CN",
        [0x55, 0x04, 4] => "SURNAME",
        [0x55, 0x04, 5] => "SERIALNUMBER",
        [0x55, 0x04, 6] => "C",
        [0x55, 0x04, 7] => "L",
        [0x55, 0x04, 8] => "ST",
        [0x55, 0x04, 9] => "STREET",
        [0x55, 0x04, 10] => "O",
        [0x55, 0x04, 11] => "OU",
        [0x55, 0x04, 12] => "T",
        [0x55, 0x04, 42] => "GIVENNAME",
        [0x55, 0x04, 43] => "INITIALS",
        [0x55, 0x04, 44] => "GENERATION",
        [0x55, 0x04, 46] => "DNQ",
        oid::UID => "UID",
        [0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19] => "DC",
        [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 1] => "EMAILADDRESS",
        _ => return format!("OID.{}", dotted(id)),
    };
    known.to_owned()
}

pub(in crate::seal) fn dotted(id: &[u8]) -> String {
    let mut arcs: Vec<u64> = Vec::new();
    let mut arc = 0u64;
    for &byte in id {
        arc = arc.wrapping_shl(7) | u64::from(byte & 0x7F);
        if byte & 0x80 == 0 {
            if arcs.is_empty() {
                let first = (arc / 40).min(2);
                arcs.extend([first, arc - first * 40]);
            } else {
                arcs.push(arc);
            }
            arc = 0;
        }
    }
    arcs.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

fn quoted(value: &str) -> String {
    let odd = value.contains([',', '+', '=', '\n', '<', '>', '#', ';', '\\', '"'])
        || value.contains("  ")
        || value.starts_with(' ')
        || value.ends_with(' ');
    if !odd {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for ch in value.chars() {
        if matches!(ch, '"' | '\\') {
            out.push('\\');
        }
        out.push(ch);
    }
    out.push('"');
    out
}

fn string(element: Tlv<'_>) -> Result<String> {
    let fail = || Error::new(Code::CertificateFormat);
    match element.tag {
        der::UTF8_STRING | 0x12 | 0x13 | 0x16 | 0x1A => String::from_utf8(element.value.to_vec()).map_err(|_| fail()),
        0x14 => Ok(element.value.iter().map(|&b| b as char).collect()),
        0x1E if element.value.len().is_multiple_of(2) => {
            let units: Vec<u16> = element
                .value
                .chunks(2)
                .map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).map_err(|_| fail())
        }
        _ => Err(fail()),
    }
}

/// The UID inside the directory name of a subject alternative name: the taxpayer's VAT number.
fn alternative_uid(value: &mut Reader<'_>) -> Result<Option<String>> {
    let mut names = value.inside(der::SEQUENCE)?;
    while !names.is_empty() {
        let name = names.any()?;
        if name.tag != 0xA4 {
            continue;
        }
        let mut sets = Reader::new(name.value, Code::CertificateFormat).inside(der::SEQUENCE)?;
        while !sets.is_empty() {
            let mut set = sets.inside(der::SET)?;
            while !set.is_empty() {
                let mut pair = set.inside(der::SEQUENCE)?;
                let id = pair.tagged(der::OID)?.value;
                let text = pair.any()?;
                if id == oid::UID {
                    return string(text).map(Some);
                }
            }
        }
    }
    Ok(None)
}

/// UTCTime or GeneralizedTime, both in UTC, as `YYYY-MM-DDTHH:MM:SSZ`.
pub(super) fn time(reader: &mut Reader<'_>) -> Result<String> {
    let element = reader.any()?;
    let digits = match (element.tag, element.value) {
        (der::UTC_TIME, [digits @ .., b'Z']) if digits.len() == 12 => {
            let century = if digits[0] >= b'5' { "19" } else { "20" };
            [century.as_bytes(), digits].concat()
        }
        (der::GENERALIZED_TIME, [digits @ .., b'Z']) if digits.len() == 14 => digits.to_vec(),
        _ => return Err(reader.fail()),
    };
    if !digits.iter().all(u8::is_ascii_digit) {
        return Err(reader.fail());
    }
    let text = String::from_utf8(digits).map_err(|_| reader.fail())?;
    let part = |from: usize, to: usize| &text[from..to];
    Ok(format!(
        "{}-{}-{}T{}:{}:{}Z",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    ))
}

/// A big-endian two's complement number in decimal.
pub(super) fn decimal(bytes: &[u8]) -> String {
    let negative = bytes.first().is_some_and(|b| b & 0x80 != 0);
    let mut magnitude = bytes.to_vec();
    if negative {
        let mut carry = 1u16;
        for byte in magnitude.iter_mut().rev() {
            let sum = u16::from(!*byte) + carry;
            *byte = sum as u8;
            carry = sum >> 8;
        }
    }
    // Digits of nine decimals each, least significant first.
    let mut groups: Vec<u64> = vec![0];
    for &byte in &magnitude {
        let mut carry = u64::from(byte);
        for group in &mut groups {
            let value = (*group << 8) + carry;
            *group = value % 1_000_000_000;
            carry = value / 1_000_000_000;
        }
        if carry > 0 {
            groups.push(carry);
        }
    }
    let mut text = if negative { "-".to_owned() } else { String::new() };
    for (at, group) in groups.iter().rev().enumerate() {
        text.push_str(&if at == 0 {
            group.to_string()
        } else {
            format!("{group:09}")
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_decimal_without_zeros_in_front() {
        let cases: [(&[u8], &str); 6] = [
            (&[0], "0"),
            (&[0x7F], "127"),
            (&[0, 0x80], "128"),
            (&[0xFF], "-1"),
            (&[0x3B, 0x9A, 0xCA, 0x00], "1000000000"),
            (
                &[
                    0x11, 0, 0, 0x38, 0x03, 0xC5, 0xF7, 0x40, 0x23, 0xB3, 0xFC, 0x5C, 0x5F, 0, 1, 0, 0, 0x38, 0x03,
                ],
                "379112742831380471835263969587287663520528387",
            ),
        ];
        for (bytes, expected) in cases {
            assert_eq!(decimal(bytes), expected);
        }
    }

    #[test]
    fn odd_name_values_are_quoted_as_java_quotes_them() {
        assert_eq!(quoted("extgazt"), "extgazt");
        assert_eq!(quoted("Foo, Inc"), "\"Foo, Inc\"");
        assert_eq!(quoted("x  y"), "\"x  y\"");
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }

    #[test]
    fn the_known_authorities_are_points_of_their_curves() {
        assert_eq!(Authority::known().unwrap().len(), AUTHORITIES.len());
    }
}
