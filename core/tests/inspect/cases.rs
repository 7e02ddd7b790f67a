//! Requests, one good and each other broken in one place, by a small writer of DER that knows nothing of ours.
#![allow(unreachable_pub)]

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::seal::{PrivateKey, Severity, Signer as _};

use super::support::repository;

pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=127 => out.push(short as u8),
        middle @ 128..=255 => out.extend([0x81, middle as u8]),
        long => out.extend([0x82, (long >> 8) as u8, long as u8]),
    }
    out.extend_from_slice(content);
    out
}

pub fn seq(parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u32> = dotted.split('.').map(|arc| arc.parse().unwrap()).collect();
    let mut content = vec![(arcs[0] * 40 + arcs[1]) as u8];
    for arc in &arcs[2..] {
        let mut digits = vec![(arc & 0x7F) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        content.extend(digits.iter().rev());
    }
    tlv(6, &content)
}

pub const UTF8: u8 = 0x0C;
pub const PRINTABLE: u8 = 0x13;
pub const BMP: u8 = 0x1E;
pub const SERIAL: &str = "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f";
pub const VAT: &str = "399999999900003";
pub const UID: &str = "0.9.2342.19200300.100.1.1";
pub const TEMPLATE: &str = "1.3.6.1.4.1.311.20.2";
pub const SAN: &str = "2.5.29.17";

pub fn set(id: &str, tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(0x31, &seq(&[oid(id), tlv(tag, value)]))
}

pub fn extension(id: &str, value: &[u8]) -> Vec<u8> {
    seq(&[oid(id), tlv(4, value)])
}

pub fn directory(sets: &[Vec<u8>]) -> Vec<u8> {
    seq(&[tlv(0xA4, &seq(sets))])
}

pub fn key() -> PrivateKey {
    PrivateKey::parse(&fs::read(repository().join("core/tests/keys/sec1.pem")).unwrap()).unwrap()
}

/// A good request in its parts; a case changes one of them.
pub struct Request {
    pub version: Vec<u8>,
    pub subject: Vec<Vec<u8>>,
    pub key: Vec<u8>,
    pub template: Option<Vec<u8>>,
    pub template_id: &'static str,
    pub alternative: Vec<Vec<u8>>,
    pub san: Option<Vec<u8>>,
    pub more: Vec<Vec<u8>>,
    pub attributes: Option<Vec<u8>>,
    pub algorithm: Vec<u8>,
    pub signature: Option<Vec<u8>>,
}

impl Request {
    pub fn new() -> Self {
        Request {
            version: tlv(2, &[0]),
            subject: vec![
                set("2.5.4.6", PRINTABLE, b"SA"),
                set("2.5.4.11", UTF8, b"Riyadh Branch"),
                set("2.5.4.10", UTF8, b"Maximum Speed"),
                set("2.5.4.3", UTF8, b"TST-1"),
            ],
            key: key().public_key().spki().to_vec(),
            template: Some(tlv(UTF8, b"ZATCA-Code-Signing")),
            template_id: TEMPLATE,
            alternative: vec![
                set("2.5.4.4", UTF8, SERIAL.as_bytes()),
                set(UID, UTF8, VAT.as_bytes()),
                set("2.5.4.12", UTF8, b"1100"),
                set("2.5.4.26", UTF8, b"RRRD2929"),
                set("2.5.4.15", UTF8, b"Supply activities"),
            ],
            san: None,
            more: Vec::new(),
            attributes: None,
            algorithm: seq(&[oid("1.2.840.10045.4.3.2")]),
            signature: None,
        }
    }

    pub fn extensions(&self) -> Vec<u8> {
        let mut list = Vec::new();
        if let Some(template) = &self.template {
            list.push(extension(self.template_id, template));
        }
        match &self.san {
            Some(san) if san.is_empty() => {}
            Some(san) => list.push(extension(SAN, san)),
            None => list.push(extension(SAN, &directory(&self.alternative))),
        }
        list.extend(self.more.iter().cloned());
        seq(&list)
    }

    pub fn requested(&self, id: &str) -> Vec<u8> {
        tlv(0xA0, &seq(&[oid(id), tlv(0x31, &self.extensions())]))
    }

    pub fn der(&self) -> Vec<u8> {
        let attributes = self
            .attributes
            .clone()
            .unwrap_or_else(|| self.requested("1.2.840.113549.1.9.14"));
        let info = seq(&[self.version.clone(), seq(&self.subject), self.key.clone(), attributes]);
        let signature = self
            .signature
            .clone()
            .unwrap_or_else(|| key().sign(&info).unwrap().to_der());
        seq(&[info, self.algorithm.clone(), tlv(3, &[vec![0], signature].concat())])
    }
}

pub fn changed(change: impl FnOnce(&mut Request)) -> Vec<u8> {
    let mut request = Request::new();
    change(&mut request);
    request.der()
}

pub fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let lines: Vec<&str> = body
        .as_bytes()
        .chunks(64)
        .map(|l| std::str::from_utf8(l).unwrap())
        .collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

pub const E: Severity = Severity::Error;
pub const W: Severity = Severity::Warning;

/// What the finding must be, and the broken input.
pub type Case = (Severity, &'static str, &'static str, Vec<u8>);

pub fn names() -> Vec<Case> {
    let latin: String = "شركة".bytes().map(char::from).collect();
    let wide: Vec<u8> = "TST-1".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let alternative = |at: usize, with: Vec<u8>| changed(|r| r.alternative[at] = with);
    let subject = |at: usize, with: Vec<u8>| changed(|r| r.subject[at] = with);
    vec![
        (
            E,
            "KHATM-CSR-SERIAL-PLACE",
            "alternative_name.serialNumber",
            alternative(0, set("2.5.4.5", UTF8, SERIAL.as_bytes())),
        ),
        (
            E,
            "KHATM-CSR-VAT-PLACE",
            "alternative_name.organizationIdentifier",
            alternative(1, set("2.5.4.97", UTF8, VAT.as_bytes())),
        ),
        (
            E,
            "KHATM-CSR-INVOICE-TYPE-PLACE",
            "alternative_name.businessCategory",
            changed(|r| {
                r.alternative[2] = set("2.5.4.15", UTF8, b"1100");
            }),
        ),
        (
            E,
            "KHATM-CSR-SERIAL",
            "alternative_name.SN",
            alternative(0, set("2.5.4.4", UTF8, b"TST-1")),
        ),
        (
            E,
            "KHATM-CSR-VAT",
            "alternative_name.UID",
            alternative(1, set(UID, UTF8, b"30000")),
        ),
        (
            E,
            "KHATM-CSR-VAT-START",
            "alternative_name.UID",
            alternative(1, set(UID, UTF8, b"199999999900003")),
        ),
        (
            E,
            "KHATM-CSR-VAT-END",
            "alternative_name.UID",
            alternative(1, set(UID, UTF8, b"399999999900001")),
        ),
        (
            E,
            "KHATM-CSR-GROUP",
            "subject.OU",
            alternative(1, set(UID, UTF8, b"399999999910003")),
        ),
        (
            E,
            "KHATM-CSR-INVOICE-TYPE",
            "alternative_name.title",
            alternative(2, set("2.5.4.12", UTF8, b"TSCZ")),
        ),
        (
            E,
            "KHATM-CSR-INVOICE-TYPE-NONE",
            "alternative_name.title",
            alternative(2, set("2.5.4.12", UTF8, b"0000")),
        ),
        (
            E,
            "KHATM-CSR-INVOICE-TYPE-RESERVED",
            "alternative_name.title",
            alternative(2, set("2.5.4.12", UTF8, b"1111")),
        ),
        (
            E,
            "KHATM-CSR-MISSING",
            "alternative_name.registeredAddress",
            changed(|r| {
                r.alternative.remove(3);
            }),
        ),
        (
            E,
            "KHATM-CSR-MISSING",
            "subject.CN",
            changed(|r| {
                r.subject.pop();
            }),
        ),
        (
            E,
            "KHATM-CSR-CHARACTER",
            "subject.O",
            subject(2, set("2.5.4.10", UTF8, b"A & B")),
        ),
        (
            E,
            "KHATM-CSR-COUNTRY",
            "subject.C",
            subject(0, set("2.5.4.6", PRINTABLE, b"SAU")),
        ),
        (
            E,
            "KHATM-CSR-STRING-BYTES",
            "subject.OU",
            subject(1, set("2.5.4.11", UTF8, b"A\xE9\xE9")),
        ),
        (
            W,
            "KHATM-CSR-MOJIBAKE",
            "subject.O",
            subject(2, set("2.5.4.10", UTF8, latin.as_bytes())),
        ),
        (
            W,
            "KHATM-CSR-STRING",
            "subject.CN",
            subject(3, set("2.5.4.3", BMP, &wide)),
        ),
        (
            W,
            "KHATM-CSR-BLANKS",
            "subject.CN",
            subject(3, set("2.5.4.3", UTF8, b"TST-1 ")),
        ),
        (
            W,
            "KHATM-CSR-EXTRA",
            "subject.L",
            changed(|r| r.subject.push(set("2.5.4.7", UTF8, b"Riyadh"))),
        ),
        (
            W,
            "KHATM-CSR-EXTRA",
            "subject.1.2.3.4",
            changed(|r| r.subject.push(set("1.2.3.4", UTF8, b"x"))),
        ),
        (
            E,
            "KHATM-CSR-TWICE",
            "subject.OU",
            changed(|r| r.subject.push(set("2.5.4.11", UTF8, b"Other"))),
        ),
        (
            E,
            "KHATM-CSR-PLACE",
            "subject.registeredAddress",
            changed(|r| {
                let moved = r.alternative.remove(3);
                r.subject.push(moved);
            }),
        ),
        (
            W,
            "KHATM-CSR-SAN-ORDER",
            "alternative_name",
            changed(|r| r.alternative.swap(1, 2)),
        ),
        (
            W,
            "KHATM-CSR-LONG",
            "subject.O",
            subject(2, set("2.5.4.10", UTF8, &[b'x'; 65])),
        ),
        (
            E,
            "KHATM-CSR-SERIAL-LENGTH",
            "alternative_name.SN",
            alternative(
                0,
                set("2.5.4.4", UTF8, format!("1-a|2-b|3-{}", "c".repeat(60)).as_bytes()),
            ),
        ),
    ]
}

pub fn extensions() -> Vec<Case> {
    let template = |value: Vec<u8>| changed(|r| r.template = Some(value));
    let san = |value: Vec<u8>| changed(|r| r.san = Some(value));
    let wide: Vec<u8> = "ZATCA-Code-Signing".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let path = "extension.certificateTemplateName";
    vec![
        (E, "KHATM-CSR-TEMPLATE-TYPE", path, template(tlv(BMP, &wide))),
        (
            E,
            "KHATM-CSR-TEMPLATE-NESTED",
            path,
            template(tlv(4, &tlv(UTF8, b"ZATCA-Code-Signing"))),
        ),
        (
            E,
            "KHATM-CSR-TEMPLATE-NAME",
            path,
            template(tlv(UTF8, b"ZATCA-Code-Sign")),
        ),
        (E, "KHATM-CSR-TEMPLATE", path, changed(|r| r.template = None)),
        (
            E,
            "KHATM-CSR-TEMPLATE-OID",
            "extension.certificateTemplate",
            changed(|r| r.template_id = "1.3.6.1.4.1.311.21.7"),
        ),
        (
            E,
            "KHATM-DER-TRAILING",
            path,
            template([tlv(UTF8, b"ZATCA-Code-Signing"), vec![0]].concat()),
        ),
        (E, "KHATM-CSR-SAN", "extension.subjectAltName", san(Vec::new())),
        (
            E,
            "KHATM-CSR-SAN-FORM",
            "alternative_name.URI",
            san(seq(&[tlv(0x86, b"https://example.sa")])),
        ),
        (
            E,
            "KHATM-CSR-SAN-FORM",
            "alternative_name.otherName",
            san(seq(&[tlv(0xA0, &[oid("1.2.3"), tlv(0xA0, &tlv(UTF8, b"x"))].concat())])),
        ),
        (
            E,
            "KHATM-CSR-SAN-FORM",
            "alternative_name.dNSName",
            san(seq(&[tlv(0x82, b"example.sa")])),
        ),
        (
            E,
            "KHATM-CSR-TWICE",
            path,
            changed(|r| r.more.push(extension(TEMPLATE, &tlv(UTF8, b"ZATCA-Code-Signing")))),
        ),
        (W, "KHATM-CSR-CRITICAL", "extension.certificateTemplateName", {
            let mut request = Request::new();
            let value = request.template.take().unwrap();
            request
                .more
                .push(seq(&[oid(TEMPLATE), tlv(1, &[0xFF]), tlv(4, &value)]));
            request.der()
        }),
        (
            E,
            "KHATM-CSR-EXTENSIONS",
            "attributes",
            changed(|r| r.attributes = Some(tlv(0xA0, &[]))),
        ),
        (
            E,
            "KHATM-CSR-EXTENSIONS-PLACE",
            "attribute.Microsoft extensionRequest",
            changed(|r| {
                r.attributes = Some(r.requested("1.3.6.1.4.1.311.2.1.14"));
            }),
        ),
        (
            E,
            "KHATM-CSR-EXTENSIONS-PLACE",
            "attributes",
            changed(|r| r.attributes = Some(tlv(0xA0, &r.extensions()))),
        ),
        (
            E,
            "KHATM-CSR-EXTENSIONS-PLACE",
            "extension",
            changed(|r| {
                r.attributes = Some([tlv(0xA0, &[]), tlv(0xA3, &r.extensions())].concat());
            }),
        ),
        (
            W,
            "KHATM-CSR-EXTRA",
            "attribute.challengePassword",
            changed(|r| {
                let password = seq(&[oid("1.2.840.113549.1.9.7"), tlv(0x31, &tlv(UTF8, b"hunter2"))]);
                let own = seq(&[oid("1.2.840.113549.1.9.14"), tlv(0x31, &r.extensions())]);
                r.attributes = Some(tlv(0xA0, &[own, password].concat()));
            }),
        ),
    ]
}

pub fn keys_and_encoding() -> Vec<Case> {
    let key_of = |name: &str| {
        let key = PrivateKey::parse(&fs::read(repository().join("core/tests/keys").join(name)).unwrap()).unwrap();
        key.public_key().spki().to_vec()
    };
    let ec = |curve: &str, point: &[u8]| {
        seq(&[
            seq(&[oid("1.2.840.10045.2.1"), oid(curve)]),
            tlv(3, &[&[0], point].concat()),
        ])
    };
    let point = key().public_key().spki()[23..].to_vec();
    let mut off = point.clone();
    off[64] ^= 1;
    let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    let rsa = |modulus: &[u8]| {
        let inner = seq(&[tlv(2, modulus), tlv(2, &[1, 0, 1])]);
        seq(&[
            seq(&[oid("1.2.840.113549.1.1.1"), tlv(5, &[])]),
            tlv(3, &[vec![0], inner].concat()),
        ])
    };
    let good = Request::new().der();
    let mut flipped = good.clone();
    let at = flipped.windows(5).position(|w| w == b"TST-1").unwrap();
    flipped[at + 4] = b'2';
    let with_key = |spki: Vec<u8>| changed(|r| r.key = spki);
    let mut indefinite = vec![0x30, 0x80];
    indefinite.extend([&good[4..], &[0, 0]].concat());
    let long_form = [&[0x30, 0x83, 0], &good[2..]].concat();
    let bad_oid = tlv(0x31, &seq(&[tlv(6, &[0x55, 0x80, 0x03]), tlv(UTF8, b"x")]));
    vec![
        (E, "KHATM-CSR-KEY-CURVE", "key", with_key(key_of("p256.pem"))),
        (
            E,
            "KHATM-CSR-KEY-ALGORITHM",
            "key",
            with_key(rsa(&[vec![0], vec![0xAB; 256]].concat())),
        ),
        (
            E,
            "KHATM-CSR-KEY-COMPRESSED",
            "key",
            with_key(ec("1.3.132.0.10", &compressed)),
        ),
        (E, "KHATM-CSR-KEY-POINT", "key", with_key(ec("1.3.132.0.10", &off))),
        (
            E,
            "KHATM-CSR-KEY-PARAMETERS",
            "key",
            with_key(seq(&[
                seq(&[oid("1.2.840.10045.2.1"), seq(&[tlv(2, &[1])])]),
                tlv(3, &[vec![0], point].concat()),
            ])),
        ),
        (E, "KHATM-CSR-SIGNATURE", "signature", flipped),
        (
            E,
            "KHATM-CSR-SIGNATURE-ALGORITHM",
            "signature",
            changed(|r| r.algorithm = seq(&[oid("1.2.840.10045.4.1")])),
        ),
        (E, "KHATM-CSR-VERSION", "version", changed(|r| r.version = tlv(2, &[2]))),
        (
            E,
            "KHATM-DER-SHAPE",
            "subject",
            changed(|r| r.subject.push(tlv(0x31, &seq(&[tlv(UTF8, b"SA")])))),
        ),
        (E, "KHATM-DER-OID", "subject", changed(|r| r.subject.push(bad_oid))),
        (E, "KHATM-DER-INDEFINITE", "", indefinite),
        (
            E,
            "KHATM-DER-INTEGER",
            "signature",
            changed(|r| r.signature = Some(seq(&[tlv(2, &[0x80, 1]), tlv(2, &[1])]))),
        ),
        (W, "KHATM-CSR-SAN-FORM", "alternative_name.rfc822Name", {
            let mut request = Request::new();
            let directory = tlv(0xA4, &seq(&request.alternative));
            request.san = Some(seq(&[directory, tlv(0x81, b"a@example.sa")]));
            request.der()
        }),
        (E, "KHATM-DER-LENGTH", "", long_form),
        (E, "KHATM-DER-TRAILING", "", [&good[..], b"\r\n"].concat()),
        (E, "KHATM-DER-TRUNCATED", "", good[..good.len() - 10].to_vec()),
    ]
}

pub fn texts() -> Vec<Case> {
    let good = Request::new().der();
    let text = pem("CERTIFICATE REQUEST", &good);
    let body = STANDARD.encode(&text);
    let wide: Vec<u8> = std::iter::once(0xFEFF)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let public = pem("PUBLIC KEY", key().public_key().spki());
    vec![
        (E, "KHATM-INSPECT-EMPTY", "", b" \r\n".to_vec()),
        (E, "KHATM-INSPECT-SIZE", "", vec![b'M'; 100_000]),
        (E, "KHATM-INSPECT-UTF16", "", wide),
        (E, "KHATM-INSPECT-FORMAT", "", b"csr.common.name=TST-1".to_vec()),
        (E, "KHATM-INSPECT-OTHER", "", public.into_bytes()),
        (
            E,
            "KHATM-INSPECT-BASE64",
            "",
            [&body[..100], "#", &body[101..]].concat().into_bytes(),
        ),
        (
            E,
            "KHATM-INSPECT-BASE64-CUT",
            "",
            body.as_bytes()[..body.len() - 6].to_vec(),
        ),
        (E, "KHATM-INSPECT-ESCAPES", "", text.replace('\n', "\\n").into_bytes()),
        (
            E,
            "KHATM-INSPECT-PEM",
            "",
            text.split("-----END").next().unwrap().as_bytes().to_vec(),
        ),
        (E, "KHATM-INSPECT-LABEL", "", pem("CERTIFICATE", &good).into_bytes()),
        (W, "KHATM-INSPECT-SEVERAL", "", text.repeat(2).into_bytes()),
        (E, "KHATM-INSPECT-PRIVATE-KEY", "", key().to_pem().as_bytes().to_vec()),
    ]
}
