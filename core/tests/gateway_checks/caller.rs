//! Who sends: what the certificate of the caller lets through.

use khatm::Code;
use khatm::gateway::{Caller, Covers, Csid, DocumentOperation, Gateway, Wire};
use khatm::seal::Curve;

use super::{Desk, changed, gateway, moment, rows, send};
use crate::support::{Taxpayer, sample};

#[test]
fn the_callers_certificate_decides_what_he_may_send() {
    let desk = Desk::new();
    let stranger = Taxpayer::on(Curve::Secp256k1, "311111111111113");
    let with = |operation, certificate, csid, covers| {
        let mut gateway = desk.at(operation);
        gateway.caller = Caller {
            certificate,
            csid,
            covers,
        };
        gateway
    };
    let mine = &desk.taxpayer.certificate;
    let both = Covers::from_title("1100");
    use DocumentOperation::*;
    use Wire::*;
    let cases: [(Gateway<'_>, &str, &[Wire]); 9] = [
        (with(Reporting, mine, Csid::Production, both), &desk.simplified, &[]),
        (with(Reporting, mine, Csid::Production, None), &desk.simplified, &[]),
        (
            with(Reporting, mine, Csid::Production, Covers::from_title("1000")),
            &desk.simplified,
            &[NotForSimplified],
        ),
        (
            with(Clearance, mine, Csid::Production, Covers::from_title("1000")),
            &desk.standard,
            &[],
        ),
        (
            with(Clearance, mine, Csid::Production, Covers::from_title("0100")),
            &desk.standard,
            &[NotForStandard],
        ),
        (
            with(Reporting, mine, Csid::Compliance, both),
            &desk.simplified,
            &[SigningCertificate],
        ),
        (with(Compliance, mine, Csid::Compliance, both), &desk.simplified, &[]),
        (
            with(Clearance, &stranger.certificate, Csid::Production, both),
            &desk.standard,
            &[OtherTaxpayer],
        ),
        (
            with(Reporting, &stranger.certificate, Csid::Production, both),
            &desk.simplified,
            &[SigningCertificate, OtherTaxpayer],
        ),
    ];
    for (gateway, xml, expected) in cases {
        assert_eq!(
            rows(&send(&gateway, xml)),
            expected,
            "{:?} {:?}",
            gateway.operation,
            gateway.caller.csid
        );
    }
    // Another unit of the same taxpayer: his number, another certificate.
    let sibling = Taxpayer::new();
    let answer = send(
        &with(Reporting, &sibling.certificate, Csid::Production, both),
        &desk.simplified,
    );
    assert_eq!(rows(&answer), [SigningCertificate]);
    assert_eq!(
        (answer.http_status(), answer.said[1].own.as_ref().unwrap().code()),
        (202, Code::SealOtherCertificate)
    );
    // The same certificate for authentication and stamp, but of another taxpayer than the seller.
    let theirs = String::from_utf8(stranger.seal(&sample("simplified.xml")).unwrap()).unwrap();
    let answer = send(&gateway(&stranger.certificate, &stranger.verifier, Reporting), &theirs);
    assert_eq!(rows(&answer), [SigningCertificate, OtherTaxpayer]);
}

#[test]
fn a_certificate_is_good_between_its_days() {
    let desk = Desk::new();
    let at = |now: &str| {
        let of = |operation, xml| {
            let gateway = Gateway {
                now: moment(now),
                ..desk.at(operation)
            };
            rows(&send(&gateway, xml))
        };
        let found = of(DocumentOperation::Reporting, &desk.simplified);
        assert_eq!(found, of(DocumentOperation::Clearance, &desk.standard));
        found
    };
    assert_eq!(at("2025-12-31T23:59:59Z"), [Wire::CertificateInvalid]);
    assert_eq!(at("2026-01-01T00:00:00Z"), []);
    assert_eq!(at("2046-01-01T00:00:00Z"), []);
    assert_eq!(at("2046-01-01T00:00:01Z"), [Wire::CertificateInvalid]);
}

#[test]
fn a_self_billed_document_comes_with_the_buyers_certificate() {
    let desk = Desk::new();
    let self_billed = changed(&desk.standard, "name=\"0100000\"", "name=\"0100001\"");
    let buyer = Taxpayer::on(Curve::Secp256k1, "311111111111113");
    let as_seller = send(&desk.at(DocumentOperation::Clearance), &self_billed);
    assert_eq!(rows(&as_seller), [Wire::OtherBuyer]);
    assert_eq!(as_seller.said[1].message.code, None);
    let as_buyer = send(
        &gateway(&buyer.certificate, &buyer.verifier, DocumentOperation::Clearance),
        &self_billed,
    );
    assert_eq!(rows(&as_buyer), []);
}
