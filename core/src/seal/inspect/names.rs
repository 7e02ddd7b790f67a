//! What object identifiers and strings say to people.

use super::super::cert::{dotted, hex};
use super::super::csr::Field;
use super::super::der::{self, oid};
use super::tree::Node;
use crate::error::Code;

/// Names as openssl shows them, by the dotted identifier: these are what people find in their own configuration.
const NAMES: [(&str, &str); 48] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.16", "postalAddress"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.20", "telephoneNumber"),
    ("2.5.4.26", "registeredAddress"),
    ("2.5.4.41", "name"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.9.2", "unstructuredName"),
    ("1.2.840.113549.1.9.7", "challengePassword"),
    ("1.2.840.113549.1.9.14", "extensionRequest"),
    ("1.3.6.1.4.1.311.2.1.14", "Microsoft extensionRequest"),
    ("1.3.6.1.4.1.311.13.2.3", "Microsoft osVersion"),
    ("1.3.6.1.4.1.311.20.2", "certificateTemplateName"),
    ("1.3.6.1.4.1.311.21.7", "certificateTemplate"),
    ("1.3.6.1.4.1.311.21.10", "applicationPolicies"),
    ("1.3.6.1.4.1.311.21.20", "Microsoft requestClientInfo"),
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.31", "crlDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.37", "extendedKeyUsage"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.2.840.10045.4.3.2", "ecdsa-with-SHA256"),
    ("1.2.840.10045.4.1", "ecdsa-with-SHA1"),
    ("1.2.840.10045.4.3.3", "ecdsa-with-SHA384"),
    ("1.2.840.10045.4.3.4", "ecdsa-with-SHA512"),
    ("1.2.840.113549.1.1.11", "sha256WithRSAEncryption"),
    ("1.2.840.113549.1.1.5", "sha1WithRSAEncryption"),
];

/// An object identifier with the name people know it by, or itself.
pub(super) fn name(id: &[u8]) -> String {
    let dotted = dotted(id);
    let known = NAMES.iter().find(|(number, _)| *number == dotted);
    known.map_or(dotted, |(_, name)| (*name).to_owned())
}

/// False for the content of an object identifier that DER does not have.
pub(super) fn is_identifier(id: &[u8]) -> bool {
    let starts = std::iter::once(true).chain(id.iter().map(|byte| byte & 0x80 == 0));
    let padded = id.iter().zip(starts).any(|(byte, start)| start && *byte == 0x80);
    id.last().is_some_and(|byte| byte & 0x80 == 0) && !padded
}

/// The path of a field of the configuration where it belongs.
pub(super) fn home(field: Field) -> String {
    let part = if Field::SUBJECT.contains(&field) {
        "subject"
    } else {
        "alternative_name"
    };
    format!("{part}.{}", name(field.oid()))
}

/// A text, and what is wrong with how it is written.
pub(super) struct Text {
    pub(super) value: String,
    pub(super) encoding: &'static str,
    /// A code, and whether the authority cannot read the text either.
    pub(super) fault: Option<(Code, bool)>,
}

/// Reads whatever an element holds as text; in hex if it is none.
pub(super) fn text(node: &Node<'_>) -> Text {
    let bytes = node.value;
    let lossy = || String::from_utf8_lossy(bytes).into_owned();
    let said = |value: String, encoding, fault| Text { value, encoding, fault };
    let unusual = Some((Code::CsrStringType, false));
    match node.tag {
        der::UTF8_STRING => {
            let bad = std::str::from_utf8(bytes).is_err();
            said(lossy(), "UTF8String", bad.then_some((Code::CsrStringBytes, true)))
        }
        der::PRINTABLE_STRING => {
            let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(byte);
            let fault = (!bytes.iter().all(fits)).then_some((Code::CsrStringBytes, !bytes.is_ascii()));
            said(lossy(), "PrintableString", fault)
        }
        0x12 | 0x16 | 0x1A => {
            let name = match node.tag {
                0x12 => "NumericString",
                0x16 => "IA5String",
                _ => "VisibleString",
            };
            said(
                lossy(),
                name,
                (!bytes.is_ascii()).then_some((Code::CsrStringBytes, true)),
            )
        }
        0x14 => said(
            bytes.iter().map(|&byte| char::from(byte)).collect(),
            "T61String",
            unusual,
        ),
        0x1E => {
            let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            let value: String = char::decode_utf16(units)
                .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            let broken = !bytes.len().is_multiple_of(2) || value.contains(char::REPLACEMENT_CHARACTER);
            let fault = if broken {
                Some((Code::CsrStringBytes, true))
            } else {
                unusual
            };
            said(value, "BMPString", fault)
        }
        0x1C => {
            let value: String = bytes
                .chunks_exact(4)
                .map(|four| u32::from_be_bytes([four[0], four[1], four[2], four[3]]))
                .map(|number| char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect();
            said(value, "UniversalString", unusual)
        }
        _ => said(hex(node.whole), "hex", Some((Code::CsrStringType, true))),
    }
}

/// A value of no known meaning: the texts in it if it consists of them, else hex.
pub(super) fn free(node: &Node<'_>) -> (String, &'static str) {
    if let [only] = node.children.as_slice() {
        return free(only);
    }
    let read = text(node);
    if read.encoding != "hex" && read.fault.is_none_or(|(_, unreadable)| !unreadable) {
        return (read.value, read.encoding);
    }
    // The short forms of general names are text without saying so.
    if matches!(node.tag, 0x81 | 0x82 | 0x86) && node.value.is_ascii() {
        return (String::from_utf8_lossy(node.value).into_owned(), "IA5String");
    }
    (hex(node.whole), "hex")
}

/// A bit string in hex, without the byte that counts unused bits where it is 0, as it must be.
pub(super) fn bits(node: &Node<'_>) -> String {
    hex(node.value.strip_prefix(&[0]).unwrap_or(node.value))
}

/// A curve by its identifier.
pub(super) fn curve(id: &[u8]) -> String {
    match (id, dotted(id).as_str()) {
        (oid::SECP256K1, _) => "secp256k1".to_owned(),
        (oid::P256, _) => "P-256".to_owned(),
        (_, "1.3.132.0.34") => "P-384".to_owned(),
        (_, "1.3.132.0.35") => "P-521".to_owned(),
        (_, "1.3.36.3.3.2.8.1.1.7") => "brainpoolP256r1".to_owned(),
        (_, other) => other.to_owned(),
    }
}
