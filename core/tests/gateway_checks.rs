//! The gateway's own checks: each row fires for the fault it is for, and is silent beside it; replies have the recorded shape.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

#[path = "gateway_checks/caller.rs"]
mod caller;
#[path = "gateway/recorded.rs"]
mod recorded;
mod support;

use std::cell::Cell;
use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::{
    Answer, Body, Caller, Covers, Csid, DocumentOperation, Gateway, InvoiceRequest, MessageType, Seen, StampPolicy,
    Wire,
};
use khatm::qr::Qr;
use khatm::rules::{Found, Stage};
use khatm::seal::{Certificate, InvoiceHash, Verifier};
use khatm::time::Moment;
use khatm::ubl::Document;
use khatm::{Code, Error, Language, Severity};
use support::{Taxpayer, between, replace_one, sample};

const NO_RULES: &dyn Fn(&Document<'_>) -> Vec<Found> = &|_| Vec::new();
const NEVER: &dyn Fn(&InvoiceHash) -> Seen = &|_| Seen::No;

fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn gateway<'g>(certificate: &'g Certificate, verifier: &'g Verifier, operation: DocumentOperation) -> Gateway<'g> {
    Gateway {
        operation,
        caller: Caller {
            certificate,
            csid: match operation {
                DocumentOperation::Compliance => Csid::Compliance,
                _ => Csid::Production,
            },
            covers: Covers::from_title("1100"),
        },
        now: moment("2026-11-01T15:00:00"),
        language: Language::English,
        stamps: StampPolicy::Contract,
        verifier,
        seen: NEVER,
        rules: NO_RULES,
    }
}

struct Desk {
    taxpayer: Taxpayer,
    simplified: String,
    standard: String,
}

impl Desk {
    fn new() -> Self {
        let taxpayer = Taxpayer::new();
        let sealed = |name| String::from_utf8(taxpayer.seal(&sample(name)).unwrap()).unwrap();
        let (simplified, standard) = (sealed("simplified.xml"), sealed("standard.xml"));
        Desk {
            taxpayer,
            simplified,
            standard,
        }
    }

    fn at(&self, operation: DocumentOperation) -> Gateway<'_> {
        gateway(&self.taxpayer.certificate, &self.taxpayer.verifier, operation)
    }

    fn report(&self, xml: &str) -> Answer {
        send(&self.at(DocumentOperation::Reporting), xml)
    }
}

fn send(gateway: &Gateway<'_>, xml: &str) -> Answer {
    gateway.check(&Body::from(&InvoiceRequest::new(xml.as_bytes()).unwrap()))
}

/// What was said beside the structure's being right.
fn rows(answer: &Answer) -> Vec<Wire> {
    let wire = |said: &khatm::gateway::Said| {
        let of_wire =
            |wire: &&Wire| wire.message().message == said.message.message && wire.message().code == said.message.code;
        *Wire::ALL.iter().find(of_wire).unwrap()
    };
    let all = answer.said.iter().map(wire).filter(|&row| row != Wire::XsdValid);
    all.collect()
}

fn with_qr(xml: &str, change: impl Fn(&mut Qr)) -> String {
    let old = between(&xml[xml.find(">QR<").unwrap()..], "text/plain\">", "<").to_owned();
    let mut qr = Qr::decode(&old).unwrap();
    change(&mut qr);
    xml.replacen(&old, &qr.encode().unwrap(), 1)
}

fn with_tag(xml: &str, number: u8, value: &[u8]) -> String {
    with_qr(xml, |qr| qr.tags[usize::from(number) - 1].value = value.to_vec())
}

fn changed(xml: &str, from: &str, to: &str) -> String {
    String::from_utf8(replace_one(xml.as_bytes(), from, to)).unwrap()
}

#[test]
fn a_good_document_is_taken_by_each_operation() {
    let desk = Desk::new();
    for (operation, xml) in [
        (DocumentOperation::Compliance, &desk.simplified),
        (DocumentOperation::Compliance, &desk.standard),
        (DocumentOperation::Reporting, &desk.simplified),
        (DocumentOperation::Clearance, &desk.standard),
    ] {
        let answer = send(&desk.at(operation), xml);
        assert_eq!((rows(&answer), answer.http_status()), (vec![], 200), "{operation:?}");
        assert_eq!(answer.said[0].message, Wire::XsdValid.message());
    }
}

#[test]
fn the_body_is_looked_at_first() {
    let desk = Desk::new();
    let request = InvoiceRequest::new(desk.simplified.as_bytes()).unwrap();
    let hash = request.invoice_hash.as_str();
    let garbage = STANDARD.encode("this is no invoice");
    let cut = STANDARD.encode(&desk.simplified[..3000]);
    let invoice = Some(request.invoice.as_str());
    let cases = [
        (None, invoice, Wire::HashMissing, "KHATM-REQUEST-HASH-MISSING"),
        (Some(""), invoice, Wire::HashMissing, "KHATM-REQUEST-HASH-MISSING"),
        (
            Some("no base64!"),
            invoice,
            Wire::HashFormat,
            "KHATM-REQUEST-HASH-FORMAT",
        ),
        (Some(hash), None, Wire::XsdInvalid, "KHATM-REQUEST-INVOICE"),
        (Some(hash), Some(""), Wire::XsdInvalid, "KHATM-REQUEST-INVOICE"),
        (
            Some(hash),
            Some("<Invoice/>"),
            Wire::XsdInvalid,
            "KHATM-REQUEST-INVOICE",
        ),
    ];
    for (invoice_hash, invoice, row, own) in cases {
        let body = Body {
            invoice_hash,
            uuid: None,
            invoice,
        };
        let answer = desk.at(DocumentOperation::Reporting).check(&body);
        assert_eq!((rows(&answer), answer.http_status()), (vec![row], 400));
        assert_eq!(answer.said[0].own.as_ref().unwrap().code().as_str(), own);
        assert_eq!(answer.said.len(), 1, "nothing is well with it");
    }
    for invoice in [&garbage, &cut] {
        let body = Body {
            invoice_hash: Some(hash),
            uuid: None,
            invoice: Some(invoice),
        };
        let message = &desk.at(DocumentOperation::Reporting).check(&body).said[0].message;
        assert_eq!(message.code, Wire::XsdInvalid.message().code);
        assert!(
            message.message.starts_with(&Wire::XsdInvalid.message().message),
            "{}",
            message.message
        );
    }
    // Another hash in good form is another matter: everything else is looked at too.
    let other = STANDARD.encode([7; 32]);
    let body = Body {
        invoice_hash: Some(&other),
        ..Body::from(&request)
    };
    let answer = desk.at(DocumentOperation::Reporting).check(&body);
    assert_eq!(rows(&answer), [Wire::HashMismatch]);
    let own = answer.said[1].own.as_ref().unwrap();
    assert_eq!(own.code(), Code::BodyHash);
    assert!(own.what(Language::English).contains(hash), "the right hash is shown");
}

#[test]
fn each_tag_has_its_message() {
    let desk = Desk::new();
    let good = &desk.simplified;
    let code = between(&good[good.find(">QR<").unwrap()..], "text/plain\">", "<").to_owned();
    let cases: [(String, Wire); 11] = [
        (with_tag(good, 1, b"Somebody"), Wire::QrSeller),
        (with_tag(good, 2, b"300000000000103"), Wire::QrVat),
        (with_tag(good, 3, b"2026-11-01T14:30:01"), Wire::QrTime),
        (with_tag(good, 4, b"123.1"), Wire::QrTotal),
        (with_tag(good, 6, &[b'A'; 44]), Wire::QrHash),
        (with_tag(good, 7, b"MEUC"), Wire::QrInvalid),
        (with_tag(good, 8, &[4; 88]), Wire::QrPublicKey),
        (with_tag(good, 9, &[4; 71]), Wire::QrCertificateSignature),
        (with_qr(good, |qr| drop(qr.tags.pop())), Wire::QrInvalid),
        (good.replacen(&code, &code[..code.len() - 8], 1), Wire::QrUnreadable),
        (changed(good, ">QR<", ">QRX<"), Wire::QrUnreadable),
    ];
    for (xml, row) in cases {
        let answer = desk.report(&xml);
        // Renaming the reference changes what the hash covers: its own row comes with it.
        let found: Vec<_> = rows(&answer)
            .into_iter()
            .filter(|&found| found != Wire::Signature)
            .collect();
        assert_eq!(found, [row]);
        let status = if row == Wire::QrTime { 202 } else { 400 };
        assert_eq!(answer.http_status(), status, "{row:?}");
        assert!(answer.said.iter().skip(1).all(|said| said.own.is_some()));
    }
    // However many are missing, it is one message.
    assert_eq!(
        rows(&desk.report(&with_qr(good, |qr| qr.tags.truncate(5)))),
        [Wire::QrInvalid]
    );
    // Tag 5 is not looked at; neither is the code of a standard document.
    assert_eq!(rows(&desk.report(&with_tag(good, 5, b"99.99"))), []);
    let standard = with_tag(&desk.standard, 4, b"1");
    assert_eq!(rows(&send(&desk.at(DocumentOperation::Clearance), &standard)), []);
}

#[test]
fn the_total_with_vat_in_tag_4_is_only_warned_about() {
    let desk = Desk::new();
    let rounded = replace_one(
        &sample("simplified.xml"),
        "<cbc:PayableAmount currencyID=\"SAR\">123.05<",
        "<cbc:PayableAmount currencyID=\"SAR\">123.00<",
    );
    let good = String::from_utf8(desk.taxpayer.seal(&rounded).unwrap()).unwrap();
    assert_eq!(rows(&desk.report(&good)), []);
    let inclusive = desk.report(&with_tag(&good, 4, b"123.05"));
    assert_eq!(
        (rows(&inclusive), inclusive.http_status()),
        (vec![Wire::QrTotalInclusive], 202)
    );
    let neither = desk.report(&with_tag(&good, 4, b"123.06"));
    assert_eq!((rows(&neither), neither.http_status()), (vec![Wire::QrTotal], 400));
}

#[test]
fn the_stamps_statements_have_their_messages() {
    let desk = Desk::new();
    let good = &desk.simplified;
    let flipped = |from: &str| {
        let at = good.find(from).unwrap() + from.len();
        let other = if good[at..].starts_with('A') { "B" } else { "A" };
        format!("{}{other}{}", &good[..at], &good[at + 1..])
    };
    let own_digest = "<xades:CertDigest>";
    let at = good.find(own_digest).unwrap();
    let digest = between(&good[at..], "<ds:DigestValue>", "<").to_owned();
    use Wire::*;
    let cases: [(String, &[Wire]); 5] = [
        (good.replacen("T11:30:05<", "T11:30:06<", 1), &[SignedProperties]),
        (
            good.replacen(&digest, &digest.replacen(&digest[..2], "AA", 1), 1),
            &[CertificateHash, SignedProperties],
        ),
        (
            good.replacen("CN=THROWAWAY-CA, DC=throwaway", "DC=throwaway, CN=THROWAWAY-CA", 1),
            &[IssuerName, SignedProperties],
        ),
        (flipped("<ds:SignatureValue>ME"), &[QrInvalid, Signature]),
        (
            good.replacen("<ds:X509Certificate>MII", "<ds:X509Certificate>AAA", 1),
            &[QrInvalid, CertificateHash, Signature],
        ),
    ];
    for (xml, expected) in cases {
        assert_ne!(&xml, good);
        let found: BTreeSet<_> = rows(&desk.report(&xml)).iter().map(|row| format!("{row:?}")).collect();
        let expected: BTreeSet<_> = expected.iter().map(|row| format!("{row:?}")).collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn a_stamp_by_another_key_is_an_error_or_a_warning_by_the_days_policy() {
    let desk = Desk::new();
    let other = Desk::new();
    let foreign = |mine: &str, theirs: &str| {
        let value = |text: &str| between(text, "<ds:SignatureValue>", "<").to_owned();
        let text = mine.replace(&value(mine), &value(theirs));
        with_tag(&text, 7, value(theirs).as_bytes())
    };
    let simplified = foreign(&desk.simplified, &other.simplified);
    let standard = foreign(&desk.standard, &other.standard);
    assert_eq!(rows(&desk.report(&simplified)), [Wire::Signature]);
    assert_eq!(rows(&send(&desk.at(DocumentOperation::Clearance), &standard)), []);
    let live = |operation, xml: &str| {
        let gateway = Gateway {
            stamps: StampPolicy::Warning,
            ..desk.at(operation)
        };
        let answer = send(&gateway, xml);
        (rows(&answer), answer.http_status())
    };
    assert_eq!(
        live(DocumentOperation::Reporting, &simplified),
        (vec![Wire::Signature], 202)
    );
    assert_eq!(
        live(DocumentOperation::Clearance, &standard),
        (vec![Wire::SignatureOtherKey], 202)
    );
    assert_eq!(live(DocumentOperation::Clearance, &desk.standard), (vec![], 200));
    let unstamped = String::from_utf8(sample("standard.xml")).unwrap();
    assert_eq!(live(DocumentOperation::Clearance, &unstamped), (vec![], 200));
}

#[test]
fn a_changed_document_is_told_of_by_its_hashes_and_only_else_by_its_stamp() {
    let desk = Desk::new();
    let edited = changed(&desk.simplified, ">35.50<", ">85.50<");
    let request = InvoiceRequest {
        invoice_hash: InvoiceRequest::new(desk.simplified.as_bytes()).unwrap().invoice_hash,
        ..InvoiceRequest::new(edited.as_bytes()).unwrap()
    };
    // The example of the contract.
    let answer = desk.at(DocumentOperation::Reporting).check(&Body::from(&request));
    assert_eq!(rows(&answer), [Wire::HashMismatch, Wire::QrHash]);
    let hash = InvoiceRequest::new(edited.as_bytes()).unwrap().invoice_hash;
    assert_eq!(
        rows(&desk.report(&with_tag(&edited, 6, hash.as_bytes()))),
        [Wire::Signature]
    );
    // Nothing at all to go by.
    let bare = String::from_utf8(sample("simplified.xml")).unwrap();
    assert_eq!(rows(&desk.report(&bare)), [Wire::QrUnreadable, Wire::Signature]);
}

#[test]
fn what_was_taken_before_is_not_taken_twice() {
    let desk = Desk::new();
    let asked = Cell::new(None);
    let answer = |operation, xml: &str, seen: Seen| {
        let memory = |hash: &InvoiceHash| {
            asked.set(Some(*hash));
            seen
        };
        let gateway = Gateway {
            seen: &memory,
            ..desk.at(operation)
        };
        let answer = send(&gateway, xml);
        (rows(&answer), answer.http_status(), answer.said.len())
    };
    use DocumentOperation::*;
    assert_eq!(
        answer(Reporting, &desk.simplified, Seen::Reported),
        (vec![Wire::AlreadyReported], 409, 1)
    );
    assert_eq!(
        asked.take().unwrap().to_string(),
        InvoiceRequest::new(desk.simplified.as_bytes()).unwrap().invoice_hash
    );
    assert_eq!(
        answer(Clearance, &desk.standard, Seen::Cleared),
        (vec![Wire::AlreadyCleared], 208, 2)
    );
    assert_eq!(
        answer(Clearance, &desk.standard, Seen::Reported),
        (vec![Wire::AlreadyReported], 409, 1)
    );
    assert_eq!(answer(Reporting, &desk.simplified, Seen::No), (vec![], 200, 1));
    asked.take();
    assert_eq!(answer(Compliance, &desk.simplified, Seen::Reported), (vec![], 200, 1));
    assert!(asked.take().is_none(), "the check of onboarding has no memory");
    // A hash that is not the document's says nothing of the document.
    let memory = |_: &InvoiceHash| Seen::Reported;
    let gateway = Gateway {
        seen: &memory,
        ..desk.at(Reporting)
    };
    let other = STANDARD.encode([7; 32]);
    let request = InvoiceRequest::new(desk.simplified.as_bytes()).unwrap();
    let body = Body {
        invoice_hash: Some(&other),
        ..Body::from(&request)
    };
    assert_eq!(rows(&gateway.check(&body)), [Wire::HashMismatch]);
}

#[test]
fn findings_of_the_rules_come_in_their_categories() {
    let desk = Desk::new();
    let rules = |doc: &Document<'_>| {
        let error = Error::new(Code::BrKsa04)
            .at(doc.path(doc.root()))
            .place(doc.place(doc.root()));
        vec![
            Found::new(Stage::En, Severity::Warning, Error::new(Code::BrKsa04)),
            Found::new(Stage::Ksa, Severity::Error, error),
            Found::new(Stage::Pih, Severity::Error, Error::new(Code::Ksa13)),
            Found::new(Stage::Qr, Severity::Error, Error::new(Code::QrTotal)),
        ]
    };
    let answer = send(
        &Gateway {
            rules: &rules,
            ..desk.at(DocumentOperation::Reporting)
        },
        &desk.simplified,
    );
    let told: Vec<_> = answer
        .said
        .iter()
        .map(|said| {
            (
                said.message.kind,
                said.message.code.as_deref().unwrap(),
                said.message.category.as_deref().unwrap(),
            )
        })
        .collect();
    // The link is never reported; code and stamp are looked at here, not taken over.
    assert_eq!(
        told,
        [
            (MessageType::Info, "XSD_ZATCA_VALID", "XSD validation"),
            (MessageType::Warning, "BR-KSA-04", "EN_16931"),
            (MessageType::Error, "BR-KSA-04", "KSA"),
        ]
    );
    assert_eq!(answer.http_status(), 400);
    let arabic = Gateway {
        rules: &rules,
        language: Language::Arabic,
        ..desk.at(DocumentOperation::Reporting)
    };
    let text = &send(&arabic, &desk.simplified).said[1].message.message;
    assert!(text.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)), "{text}");
    // A fault of the structure has its place, and does not stop the rest.
    let structure = |doc: &Document<'_>| {
        let error = Error::new(Code::FieldMissing).place(doc.place(doc.root()));
        vec![Found::new(Stage::Xsd, Severity::Error, error)]
    };
    let gateway = Gateway {
        rules: &structure,
        ..desk.at(DocumentOperation::Reporting)
    };
    let answer = send(&gateway, &with_tag(&desk.simplified, 4, b"1"));
    assert_eq!(answer.said.len(), 2);
    let message = &answer.said[0].message.message;
    let line = desk.simplified[..desk.simplified.find("<Invoice").unwrap()]
        .matches('\n')
        .count()
        + 1;
    assert!(
        message.contains(&format!(
            ". ERROR: org.xml.sax.SAXParseException; lineNumber: {line}; columnNumber: 1; "
        )),
        "{message}"
    );
    assert_eq!(answer.said[1].message, Wire::QrTotal.message());
}

#[test]
fn no_message_says_more_than_it_must() {
    let desk = Desk::new();
    let good = &desk.simplified;
    let certificate = desk.taxpayer.certificate.text();
    let value = between(good, "<ds:SignatureValue>", "<");
    for xml in [
        with_tag(good, 1, b"Somebody Else"),
        with_tag(good, 4, b"987654.32"),
        with_tag(good, 7, b"MEUC"),
        with_tag(good, 8, &[4; 88]),
        good.replacen(value, &value.replacen("ME", "MF", 1), 1),
    ] {
        for said in desk.report(&xml).said {
            let own = said.own.map(|own| own.message(Language::English)).unwrap_or_default();
            for text in [&said.message.message, &own] {
                for secret in [certificate, value, "Somebody Else", "987654.32"] {
                    assert!(!text.contains(secret), "{text}");
                }
            }
        }
    }
}
