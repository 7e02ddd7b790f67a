//! Verification: each check catches the one fault that is planted for it, and blames nothing else.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::qr::{Qr, Tag, verify_qr};
use khatm::seal::{CheckName, Outcome, Verifier};
use khatm::{Code, Language};
use support::{Taxpayer, between, codes, replace_one, sample};

fn sealed(taxpayer: &Taxpayer) -> String {
    String::from_utf8(taxpayer.seal(&sample("simplified.xml")).unwrap()).unwrap()
}

fn first_char_changed(text: &str) -> String {
    let first = text.chars().next().unwrap();
    let other = if first == 'A' { 'B' } else { 'A' };
    format!("{other}{}", &text[first.len_utf8()..])
}

/// The sealed text with one element's content damaged at its first character.
fn damaged(sealed: &str, from: &str, to: &str) -> String {
    let value = between(sealed, from, to).to_owned();
    sealed.replacen(
        &format!("{from}{value}"),
        &format!("{from}{}", first_char_changed(&value)),
        1,
    )
}

fn qr_of(text: &str) -> String {
    between(&text[text.find(">QR<").unwrap()..], "text/plain\">", "<").to_owned()
}

fn with_tag(sealed: &str, number: u8, change: impl Fn(Vec<u8>) -> Vec<u8>) -> String {
    let old = qr_of(sealed);
    let mut qr = Qr::decode(&old).unwrap();
    let tag = qr.tags.iter_mut().find(|tag| tag.number == number).unwrap();
    tag.value = change(tag.value.clone());
    sealed.replacen(&old, &qr.encode().unwrap(), 1)
}

fn report(taxpayer: &Taxpayer, text: &str) -> (Vec<String>, Vec<CheckName>) {
    let report = taxpayer.verify(text.as_bytes());
    let failed = report
        .checks
        .iter()
        .filter(|check| check.outcome == Outcome::Failed)
        .map(|check| check.name)
        .collect();
    assert_eq!(
        report.valid,
        report
            .findings
            .iter()
            .all(|f| f.severity == khatm::seal::Severity::Warning)
    );
    (
        report.findings.into_iter().map(|finding| finding.code).collect(),
        failed,
    )
}

#[test]
fn each_statement_of_the_stamp_has_its_own_finding() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    assert_eq!(report(&taxpayer, &good), (vec![], vec![]));
    let second = "<ds:DigestValue>";
    let after_first = good.find(second).unwrap() + 10;
    let properties_digest = between(&good[after_first..], second, "<").to_owned();
    let digest_in_properties = between(&good[good.find("<xades:CertDigest>").unwrap()..], second, "<").to_owned();
    use CheckName::*;
    let cases: [(&str, String, &[&str], &[CheckName]); 8] = [
        (
            "an amount",
            good.replacen(">35.50<", ">85.50<", 1),
            &["KHATM-SEAL-HASH", "KHATM-QR-HASH"],
            &[Hash, Qr],
        ),
        (
            "a blank between elements",
            good.replacen("  <cbc:ProfileID>", "   <cbc:ProfileID>", 1),
            &["KHATM-SEAL-HASH", "KHATM-QR-HASH"],
            &[Hash, Qr],
        ),
        (
            "the signing time",
            good.replacen("T11:30:05<", "T11:30:06<", 1),
            &["KHATM-SEAL-PROPERTIES"],
            &[SignedProperties],
        ),
        (
            "the properties' digest",
            good.replacen(&properties_digest, &first_char_changed(&properties_digest), 1),
            &["KHATM-SEAL-PROPERTIES"],
            &[SignedProperties],
        ),
        (
            "the certificate's digest",
            good.replacen(&digest_in_properties, &first_char_changed(&digest_in_properties), 1),
            &["KHATM-SEAL-PROPERTIES", "KHATM-SEAL-CERTIFICATE-DIGEST"],
            &[SignedProperties, CertificateDigest],
        ),
        (
            "the issuer's order",
            good.replacen(
                "CN=THROWAWAY-CA, DC=throwaway, DC=local",
                "DC=local, DC=throwaway, CN=THROWAWAY-CA",
                1,
            ),
            &["KHATM-SEAL-PROPERTIES", "KHATM-SEAL-ISSUER"],
            &[SignedProperties, Issuer],
        ),
        (
            "a serial in hex",
            good.replacen(">4359</ds:X509SerialNumber>", ">1107</ds:X509SerialNumber>", 1),
            &["KHATM-SEAL-PROPERTIES", "KHATM-SEAL-SERIAL"],
            &[SignedProperties, Serial],
        ),
        (
            "the signature",
            damaged(&good, "<ds:SignatureValue>ME", "<"),
            &["KHATM-SEAL-STAMP", "KHATM-QR-STAMP"],
            &[Stamp, Qr],
        ),
    ];
    for (name, text, expected, failed) in cases {
        assert!(text != good, "{name}: nothing was damaged");
        let (found, failing) = report(&taxpayer, &text);
        assert_eq!(found, expected, "{name}");
        assert_eq!(failing, failed, "{name}");
    }
}

#[test]
fn a_stamp_by_another_key_is_found_although_every_digest_holds() {
    let (taxpayer, other) = (Taxpayer::new(), Taxpayer::new());
    let (mine, theirs) = (sealed(&taxpayer), sealed(&other));
    let value = |text: &str| between(text, "<ds:SignatureValue>", "<").to_owned();
    let text = mine.replace(&value(&mine), &value(&theirs));
    let text = with_tag(&text, 7, |_| value(&theirs).into_bytes());
    assert_eq!(report(&taxpayer, &text).0, ["KHATM-SEAL-STAMP"]);
}

#[test]
fn a_certificate_that_a_known_issuer_did_not_sign_is_forged_and_an_unknown_issuer_is_pointed_at() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    let mut impostor = taxpayer.authority.authority();
    impostor.public_key = Taxpayer::new().authority.authority().public_key;
    let forged = Verifier::new(vec![impostor])
        .verify(good.as_bytes(), Language::English)
        .unwrap();
    assert_eq!(codes(&forged), (vec!["KHATM-SEAL-AUTHORITY"], vec![]));
    let unknown = Verifier::new(vec![])
        .verify(good.as_bytes(), Language::English)
        .unwrap();
    assert!(unknown.valid);
    assert_eq!(codes(&unknown), (vec![], vec!["KHATM-SEAL-AUTHORITY-UNKNOWN"]));
    // Kept per certificate: the second look says the same.
    let verifier = Verifier::new(vec![]);
    for _ in 0..2 {
        assert_eq!(
            codes(&verifier.verify(good.as_bytes(), Language::English).unwrap()),
            codes(&unknown)
        );
    }
}

#[test]
fn a_signing_time_outside_the_certificate_is_a_warning() {
    let taxpayer = Taxpayer::new();
    let identity = khatm::seal::Identity::new(&taxpayer.key, &taxpayer.certificate).unwrap();
    for (time, expected) in [
        ("2025-12-31T23:59:59", 1),
        ("2026-01-01T00:00:00", 0),
        ("2046-01-02T00:00:00", 1),
    ] {
        let at = khatm::seal::SigningTime::parse(time).unwrap();
        let sealed = khatm::seal::seal_with(&taxpayer.verifier, &sample("simplified.xml"), &identity, &at).unwrap();
        let found: Vec<_> = sealed.warnings().iter().map(|w| w.code.as_str()).collect();
        assert_eq!(found, vec!["KHATM-SEAL-CERTIFICATE-TIME"; expected], "{time}");
    }
}

#[test]
fn each_tag_of_the_code_is_compared() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    let text = |s: &'static str| move |_: Vec<u8>| s.as_bytes().to_vec();
    let flip = |mut value: Vec<u8>| {
        let last = value.len() - 1;
        value[last] ^= 1;
        value
    };
    let errors = [
        (with_tag(&good, 1, text("Khatm Books")), "KHATM-QR-SELLER"),
        (with_tag(&good, 2, text("300000000000103")), "KHATM-QR-VAT"),
        (with_tag(&good, 3, text("2026-11-01T14:30:01")), "KHATM-QR-TIME"),
        (with_tag(&good, 4, text("123.1")), "KHATM-QR-TOTAL"),
        (with_tag(&good, 5, text("16.06")), "KHATM-QR-TAX"),
        (
            with_tag(&good, 6, |v| {
                first_char_changed(std::str::from_utf8(&v).unwrap()).into_bytes()
            }),
            "KHATM-QR-HASH",
        ),
        (with_tag(&good, 7, |v| v[1..].to_vec()), "KHATM-QR-STAMP"),
        (with_tag(&good, 8, flip), "KHATM-QR-PUBLIC-KEY"),
        (with_tag(&good, 9, flip), "KHATM-QR-CERTIFICATE-SIGNATURE"),
    ];
    for (damaged, code) in errors {
        assert_eq!(
            report(&taxpayer, &damaged),
            (vec![code.to_owned()], vec![CheckName::Qr]),
            "{code}"
        );
    }
    // What the authority itself only warns about, or does not look at.
    let warnings = [
        (with_tag(&good, 3, text("2026-11-01T14:30:00Z")), "KHATM-QR-TIME"),
        (with_tag(&good, 5, |v| [v, b"0".to_vec()].concat()), "KHATM-QR-TAX"),
    ];
    for (odd, code) in warnings {
        assert_eq!(report(&taxpayer, &odd), (vec![code.to_owned()], vec![]), "{code}");
    }
    let rounded = replace_one(
        &sample("simplified.xml"),
        "<cbc:PayableAmount currencyID=\"SAR\">123.05<",
        "<cbc:PayableAmount currencyID=\"SAR\">123.00<",
    );
    let text = String::from_utf8(taxpayer.seal(&rounded).unwrap()).unwrap();
    let odd = with_tag(&text, 4, |_| b"123.05".to_vec());
    assert_eq!(
        report(&taxpayer, &odd),
        (vec!["KHATM-QR-TOTAL-INCLUSIVE".to_owned()], vec![])
    );
}

#[test]
fn the_form_of_the_code_is_checked() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    let old = qr_of(&good);
    let tags = Qr::decode(&old).unwrap().tags;
    let swap = |tags: Vec<Tag>| good.replacen(&old, &Qr { tags }.encode().unwrap(), 1);
    let mut turned = tags.clone();
    turned.swap(0, 1);
    let cases = [
        (swap(tags[..8].to_vec()), "KHATM-QR-TAG-MISSING"),
        (swap(turned), "KHATM-QR-TAG-ORDER"),
        (
            swap([tags.clone(), vec![tags[8].clone()]].concat()),
            "KHATM-QR-TAG-ORDER",
        ),
        (good.replacen(&old, "AQ==", 1), "KHATM-QR-FORMAT"),
        (good.replacen(&old, "§", 1), "KHATM-QR-FORMAT"),
        (good.replacen(&old, "", 1), "KHATM-QR-FORMAT"),
    ];
    for (text, code) in cases {
        assert_eq!(
            report(&taxpayer, &text),
            (vec![code.to_owned()], vec![CheckName::Qr]),
            "{code}"
        );
    }
    let gone = {
        let at = good.find(">QR</cbc:ID>").unwrap();
        let start = good[..at].rfind("<cac:AdditionalDocumentReference").unwrap();
        let end = start + good[start..].find("<cac:Signature").unwrap();
        format!("{}{}", &good[..start], &good[end..])
    };
    assert_eq!(report(&taxpayer, &gone).0, ["KHATM-QR-MISSING"]);
    // The authority adds the code of a standard document: its absence is no fault.
    let standard = String::from_utf8(taxpayer.seal(&sample("standard.xml")).unwrap()).unwrap();
    let at = standard.find(">QR</cbc:ID>").unwrap();
    let start = standard[..at].rfind("<cac:AdditionalDocumentReference").unwrap();
    let end = start + standard[start..].find("<cac:Signature").unwrap();
    let without = format!("{}{}", &standard[..start], &standard[end..]);
    assert_eq!(report(&taxpayer, &without), (vec![], vec![]));
}

#[test]
fn an_unstamped_document_is_said_to_be_one() {
    let report = khatm::verify(&sample("simplified.xml"), Language::English).unwrap();
    assert_eq!(codes(&report), (vec!["KHATM-SEAL-MISSING"], vec![]));
    assert!(!report.valid);
    let ran: Vec<_> = report
        .checks
        .iter()
        .filter(|check| check.outcome != Outcome::NotRun)
        .map(|check| check.name)
        .collect();
    assert_eq!(ran, [CheckName::Structure]);
    assert_eq!(
        khatm::verify(b"<a/>", Language::English).unwrap_err().code(),
        Code::NotInvoice
    );
}

#[test]
fn findings_speak_arabic_and_name_the_place() {
    let taxpayer = Taxpayer::new();
    let damaged = damaged(&sealed(&taxpayer), "<ds:SignatureValue>ME", "<");
    let report = taxpayer.verifier.verify(damaged.as_bytes(), Language::Arabic).unwrap();
    let finding = &report.findings[0];
    assert!(finding.message.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)));
    assert!(
        finding
            .path
            .as_deref()
            .unwrap()
            .ends_with("/ds:Signature/ds:SignatureValue")
    );
    let line = damaged[..damaged.find("<ds:SignatureValue>").unwrap()]
        .matches('\n')
        .count()
        + 1;
    assert_eq!(finding.place.unwrap().line as usize, line);
}

#[test]
fn a_code_alone_proves_its_signature_and_no_more() {
    let taxpayer = Taxpayer::new();
    let text = qr_of(&sealed(&taxpayer));
    let good = verify_qr(&text, Language::English).unwrap();
    assert!(good.valid && good.findings.is_empty());
    assert_eq!(good.total.as_deref(), Some("123.05"));
    let with = |number: u8, value: &[u8]| {
        let mut qr = Qr::decode(&text).unwrap();
        qr.tags[number as usize - 1].value = value.to_vec();
        let report = verify_qr(&qr.encode().unwrap(), Language::English).unwrap();
        report.findings.into_iter().map(|f| f.code).collect::<Vec<_>>()
    };
    let other = Taxpayer::new();
    assert_eq!(with(8, other.certificate.public_key().spki()), ["KHATM-QR-SIGNATURE"]);
    assert_eq!(with(6, STANDARD.encode([7; 32]).as_bytes()), ["KHATM-QR-SIGNATURE"]);
    assert_eq!(with(6, &[7; 32]), ["KHATM-QR-HASH"]);
    assert_eq!(with(7, b"MEUC"), ["KHATM-QR-STAMP"]);
    assert_eq!(
        with(8, STANDARD.encode(other.certificate.public_key().spki()).as_bytes()),
        ["KHATM-QR-PUBLIC-KEY"]
    );
    assert_eq!(
        verify_qr("not a code", Language::English).unwrap_err().code(),
        Code::QrFormat
    );
}

#[test]
fn a_signing_time_of_any_shape_is_a_warning_and_nothing_worse() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    for odd in [
        "123456789é12345678",
        "ééééééééééééééééééé",
        "",
        "2026-99-01T00:00:00",
        "2026-11-01",
    ] {
        let text = good.replacen("2026-11-01T11:30:05", odd, 1);
        let (found, _) = report(&taxpayer, &text);
        assert!(
            found.contains(&"KHATM-SEAL-TIME".to_owned()) && found.contains(&"KHATM-SEAL-PROPERTIES".to_owned()),
            "{odd}: {found:?}"
        );
    }
    for fine in ["2026-11-01T11:30:05Z", "2026-11-01T11:30:05.123+03:00"] {
        let (found, _) = report(&taxpayer, &good.replacen("2026-11-01T11:30:05", fine, 1));
        assert_eq!(found, ["KHATM-SEAL-PROPERTIES"], "{fine}");
    }
}

#[test]
fn a_known_name_without_the_known_key_is_not_enough() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    let real = taxpayer.authority.authority();
    let impostor = Taxpayer::new().authority.authority();
    let with = |identifier: &[u8]| {
        let authority = khatm::seal::Authority {
            key_identifier: identifier.to_vec(),
            ..impostor.clone()
        };
        let report = Verifier::new(vec![authority])
            .verify(good.as_bytes(), Language::English)
            .unwrap();
        let outcome = report
            .checks
            .iter()
            .find(|check| check.name == CheckName::Authority)
            .unwrap()
            .outcome;
        (report.valid, outcome)
    };
    // The identifier that the certificate states: the signature must be its.
    assert_eq!(with(&real.key_identifier), (false, Outcome::Failed));
    // An issuer whose certificates state none is known by its whole name, and this one has a domain besides.
    assert_eq!(with(&[]), (true, Outcome::Warned));
    // Another key of that name: it may be a new one.
    assert_eq!(with(b"another"), (true, Outcome::Warned));
}

#[test]
fn a_blown_up_certificate_costs_no_more_than_its_size() {
    let taxpayer = Taxpayer::new();
    let good = sealed(&taxpayer);
    let text = between(&good, "<ds:X509Certificate>", "<").to_owned();
    // A serial number of 200,000 bytes, in an otherwise well-formed certificate.
    let element =
        |tag: u8, content: &[u8]| [&[tag, 0x83][..], &(content.len() as u32).to_be_bytes()[1..], content].concat();
    let serial = element(2, &vec![0x7F; 200_000]);
    let huge = element(0x30, &element(0x30, &serial));
    let report_of = |certificate: &str| taxpayer.verify(good.replacen(&text, certificate, 1).as_bytes());
    assert_eq!(
        codes(&report_of(&STANDARD.encode(huge))).0[0],
        "KHATM-CERTIFICATE-FORMAT"
    );
    // Blanks around it are read, and the digest, taken of the text as it stands, no longer holds.
    assert!(
        codes(&report_of(&format!("{text}{}", " ".repeat(100_000))))
            .0
            .contains(&"KHATM-SEAL-CERTIFICATE-DIGEST")
    );
}
