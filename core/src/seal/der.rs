//! Just enough DER: a strict reader that never looks past its input, and a writer.

use crate::error::{Code, Error, Result};

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OID: u8 = 0x06;
pub(crate) const UTF8_STRING: u8 = 0x0C;
pub(crate) const PRINTABLE_STRING: u8 = 0x13;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// Dotted object identifiers are kept as their DER content.
pub(crate) mod oid {
    pub(crate) const EC_PUBLIC_KEY: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    pub(crate) const SECP256K1: &[u8] = &[0x2B, 0x81, 0x04, 0x00, 0x0A];
    pub(crate) const P256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07];
    pub(crate) const ECDSA_SHA256: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02];
    pub(crate) const COMMON_NAME: &[u8] = &[0x55, 0x04, 3];
    pub(crate) const SURNAME: &[u8] = &[0x55, 0x04, 4];
    pub(crate) const COUNTRY: &[u8] = &[0x55, 0x04, 6];
    pub(crate) const ORGANIZATION: &[u8] = &[0x55, 0x04, 10];
    pub(crate) const UNIT: &[u8] = &[0x55, 0x04, 11];
    pub(crate) const TITLE: &[u8] = &[0x55, 0x04, 12];
    pub(crate) const BUSINESS_CATEGORY: &[u8] = &[0x55, 0x04, 15];
    pub(crate) const REGISTERED_ADDRESS: &[u8] = &[0x55, 0x04, 26];
    pub(crate) const EXTENSION_REQUEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 14];
    /// Microsoft's name of a certificate template.
    pub(crate) const TEMPLATE_NAME: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x14, 0x02];
    pub(crate) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1D, 0x11];
    pub(crate) const AUTHORITY_KEY: &[u8] = &[0x55, 0x1D, 0x23];
    pub(crate) const UID: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x01];
}

/// One tag-length-value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tlv<'a> {
    pub(crate) tag: u8,
    /// The content.
    pub(crate) value: &'a [u8],
    /// Tag, length and content.
    pub(crate) whole: &'a [u8],
}

/// Reads elements one after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    code: Code,
}

impl<'a> Reader<'a> {
    /// A reader whose errors have this code.
    pub(crate) fn new(bytes: &'a [u8], code: Code) -> Self {
        Reader { rest: bytes, code }
    }

    pub(crate) fn fail(&self) -> Error {
        Error::new(self.code)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next element, whatever it is. Definite, minimal lengths and single-byte tags only.
    pub(crate) fn any(&mut self) -> Result<Tlv<'a>> {
        let whole = self.rest;
        let (&tag, rest) = whole.split_first().ok_or_else(|| self.fail())?;
        let (&first, mut rest) = rest.split_first().ok_or_else(|| self.fail())?;
        if tag & 0x1F == 0x1F {
            return Err(self.fail());
        }
        let length = match first {
            0..=0x7F => first as usize,
            0x81..=0x84 => {
                let count = (first & 0x7F) as usize;
                let bytes = rest.get(..count).ok_or_else(|| self.fail())?;
                rest = &rest[count..];
                let length = bytes.iter().fold(0usize, |sum, &b| sum << 8 | b as usize);
                if bytes[0] == 0 || length < 0x80 {
                    return Err(self.fail());
                }
                length
            }
            _ => return Err(self.fail()),
        };
        let value = rest.get(..length).ok_or_else(|| self.fail())?;
        self.rest = &rest[length..];
        Ok(Tlv {
            tag,
            value,
            whole: &whole[..whole.len() - self.rest.len()],
        })
    }

    /// The next element, which must have this tag.
    pub(crate) fn tagged(&mut self, tag: u8) -> Result<Tlv<'a>> {
        let element = self.any()?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(self.fail())
        }
    }

    /// A reader of what is inside the next element, which must have this tag.
    pub(crate) fn inside(&mut self, tag: u8) -> Result<Reader<'a>> {
        let element = self.tagged(tag)?;
        Ok(Reader::new(element.value, self.code))
    }

    /// The next element if it has this tag.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>> {
        if self.rest.first() == Some(&tag) {
            self.any().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Refuses what is left over.
    pub(crate) fn end(self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.fail()) }
    }

    /// A non-negative integer of at most 32 bytes, in its one legal form, as 32 bytes.
    pub(crate) fn scalar(&mut self) -> Result<[u8; 32]> {
        let value = self.tagged(INTEGER)?.value;
        let digits = match value {
            [] => return Err(self.fail()),
            [0] => &value[1..],
            [0, second, ..] if second & 0x80 != 0 => &value[1..],
            [0, ..] => return Err(self.fail()),
            [first, ..] if first & 0x80 != 0 => return Err(self.fail()),
            _ => value,
        };
        if digits.len() > 32 {
            return Err(self.fail());
        }
        let mut out = [0; 32];
        out[32 - digits.len()..].copy_from_slice(digits);
        Ok(out)
    }

    /// The bytes of a bit string without unused bits.
    pub(crate) fn bits(&mut self) -> Result<&'a [u8]> {
        match self.tagged(BIT_STRING)?.value {
            [0, bits @ ..] => Ok(bits),
            _ => Err(self.fail()),
        }
    }
}

/// Writes one element.
pub(crate) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = (length as u32).to_be_bytes();
        let skip = bytes.iter().take_while(|&&b| b == 0).count();
        out.push(0x80 | (4 - skip) as u8);
        out.extend_from_slice(&bytes[skip..]);
    }
    out.extend_from_slice(content);
    out
}

/// Writes elements inside an element.
pub(crate) fn wrap(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    write(tag, &parts.concat())
}

/// Writes an extension of a certificate or of a request for one.
pub(crate) fn extension(id: &[u8], critical: bool, value: &[u8]) -> Vec<u8> {
    let mut parts = vec![write(OID, id)];
    // What is as usual is left out.
    if critical {
        parts.push(write(BOOLEAN, &[0xFF]));
    }
    parts.push(write(OCTET_STRING, value));
    wrap(SEQUENCE, &parts)
}

/// Writes a moment in UTC, given as `YYYYMMDDhhmmss`: with two digits of the year until 2049, with four from then on.
#[cfg(feature = "throwaway")]
pub(crate) fn time(digits: &str) -> Vec<u8> {
    match digits < "2050" {
        true => write(UTC_TIME, format!("{}Z", &digits[2..]).as_bytes()),
        false => write(GENERALIZED_TIME, format!("{digits}Z").as_bytes()),
    }
}

/// Writes a non-negative integer from its big-endian bytes.
pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let skip = bytes.iter().take_while(|&&b| b == 0).count();
    let mut content = Vec::with_capacity(bytes.len() + 1);
    if bytes.get(skip).is_none_or(|b| b & 0x80 != 0) {
        content.push(0);
    }
    content.extend_from_slice(&bytes[skip..]);
    write(INTEGER, &content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_minimal_definite_lengths_are_read() {
        let read = |bytes: &[u8]| Reader::new(bytes, Code::CertificateFormat).any().map(|t| t.value.len());
        assert_eq!(read(&[4, 1, 9]).unwrap(), 1);
        let long = write(OCTET_STRING, &[7; 300]);
        assert_eq!(read(&long).unwrap(), 300);
        for bad in [
            &[4u8][..],
            &[4, 2, 9],
            &[4, 0x80, 0, 0],
            &[4, 0x81, 1, 9],
            &[4, 0x82, 0, 0x81],
            &[0x1F, 0x81, 0],
            &[4, 0x85, 1, 1, 1, 1, 1],
        ] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn integers_have_one_form() {
        let read = |bytes: &[u8]| Reader::new(bytes, Code::KeyFormat).scalar();
        for value in [vec![0u8; 32], vec![1; 32], vec![0xFF; 32]] {
            assert_eq!(read(&integer(&value)).unwrap().to_vec(), value);
        }
        for bad in [&[2u8, 0][..], &[2, 2, 0, 1], &[2, 1, 0x80], &[2, 33, 1]] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
