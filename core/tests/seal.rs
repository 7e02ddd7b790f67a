//! Stamping: every layout, no other byte touched, and nothing wrong handed out.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::cell::Cell;

use khatm::Code;
use khatm::seal::{
    Certificate, Curve, Identity, InvoiceHash, PrivateKey, PublicKey, Signature, Signer, SigningTime, seal,
};
use khatm::ubl;
use support::{Taxpayer, between, codes, repository, sample};

fn text(name: &str) -> String {
    String::from_utf8(sample(name)).unwrap()
}

/// Removing the three insertions from a sealed file must give back the file, byte for byte.
fn unsealed(sealed: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8(sealed.to_vec()).unwrap();
    let mut cut = |from: &str, to: &str| {
        let start = text.find(from).unwrap();
        let end = start + text[start..].find(to).unwrap() + to.len();
        text.replace_range(start..end, "");
    };
    cut("<ext:UBLExtensions", "</ext:UBLExtensions>");
    cut("<cac:Signature", "</cac:Signature>");
    let qr = text.find(">QR</cbc:ID>").unwrap();
    let start = text[..qr].rfind("<cac:AdditionalDocumentReference").unwrap();
    let end = start
        + text[start..].find("</cac:AdditionalDocumentReference>").unwrap()
        + "</cac:AdditionalDocumentReference>".len();
    text.replace_range(start..end, "");
    text.into_bytes()
}

#[test]
fn whatever_the_layout_only_three_insertions_are_made_and_the_hash_stays() {
    let taxpayer = Taxpayer::new();
    let plain = text("simplified.xml");
    let ext = " xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\"";
    let layouts = [
        ("as it is", plain.clone()),
        ("CRLF", plain.replace('\n', "\r\n")),
        ("lone CR", plain.replace('\n', "\r")),
        ("byte order mark", format!("\u{feff}{plain}")),
        (
            "byte order mark and CRLF",
            format!("\u{feff}{}", plain.replace('\n', "\r\n")),
        ),
        ("no declaration", plain.split_once("?>\n").unwrap().1.to_owned()),
        (
            "declaration in odd case",
            plain.replace("encoding=\"UTF-8\"", "encoding='utf-8' standalone='yes' "),
        ),
        ("one line", plain.lines().map(str::trim).collect::<String>()),
        ("tabs", plain.replace("  ", "\t")),
        ("no ext on the root", plain.replace(ext, "")),
        (
            "ext bound to something else",
            plain.replace(ext, " xmlns:ext=\"urn:other\""),
        ),
        (
            "other prefixes",
            plain
                .replace("cbc:", "b:")
                .replace("cac:", "a:")
                .replace("xmlns:cbc", "xmlns:b")
                .replace("xmlns:cac", "xmlns:a"),
        ),
        ("single quotes", plain.replace("currencyID=\"SAR\"", "currencyID='SAR'")),
        (
            "comments and instructions",
            plain
                .replace("<Invoice ", "<!-- a --><?p q?><Invoice ")
                .replace("<cbc:ID>S-1001", "<!--b--><?r?><cbc:ID>S-1001"),
        ),
        ("comment after the root", format!("{plain}<!-- end -->\n")),
        (
            "white space in tags",
            plain
                .replace("</cbc:ID>", "</cbc:ID \n>")
                .replace("<cac:Party>", "<cac:Party  >"),
        ),
        (
            "empty element closed by itself",
            plain.replace("<cac:TaxScheme>", "<cbc:X/><cac:TaxScheme>"),
        ),
        (
            "CDATA",
            plain.replace("كتاب | Book", "<![CDATA[كتاب | Book & <more>]]>"),
        ),
    ];
    for (name, xml) in layouts {
        let sealed = taxpayer
            .seal(xml.as_bytes())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let prefixed = unsealed(&sealed);
        assert!(
            prefixed == xml.as_bytes(),
            "{name}: a byte outside the insertions changed"
        );
        let hash = |bytes: &[u8]| InvoiceHash::of(&ubl::parse(bytes).unwrap());
        assert_eq!(hash(xml.as_bytes()), hash(&sealed), "{name}");
        let report = taxpayer.verify(&sealed);
        assert!(
            report.valid && report.findings.is_empty(),
            "{name}: {:?}",
            codes(&report)
        );
        // Stamped again, with the same key at the same time: the same bytes, because nonces are not random.
        assert!(taxpayer.seal(&sealed).unwrap() == sealed, "{name}: stamped twice");
    }
}

#[test]
fn a_stamp_in_another_layout_is_replaced_and_the_text_around_it_stays() {
    let taxpayer = Taxpayer::new();
    let other = Taxpayer::new();
    let sealed = String::from_utf8(other.seal(&sample("standard.xml")).unwrap()).unwrap();
    let spaced = sealed
        .replace("<ext:UBLExtensions>", "\n\n  <ext:UBLExtensions>")
        .replace(
            "</cac:AdditionalDocumentReference><cac:Signature>",
            "</cac:AdditionalDocumentReference>\n\t<cac:Signature>",
        )
        .replace("</cac:Signature>", "</cac:Signature>\n    ");
    let again = taxpayer.seal(spaced.as_bytes()).unwrap();
    assert!(taxpayer.verify(&again).valid);
    assert!(unsealed(&again) == unsealed(spaced.as_bytes()));
    let text = String::from_utf8(again).unwrap();
    assert_eq!(text.matches("<ds:Signature ").count(), 1);
    assert!(text.contains(taxpayer.certificate.text()) && !text.contains(other.certificate.text()));
}

#[test]
fn somebody_elses_extension_stays_and_is_pointed_at() {
    let taxpayer = Taxpayer::new();
    let foreign = "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><t xmlns=\"urn:t\">kept</t></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>";
    let xml = text("simplified.xml").replacen("\n  <cbc:ProfileID>", &format!("\n{foreign}\n  <cbc:ProfileID>"), 1);
    let sealed = taxpayer.seal(xml.as_bytes()).unwrap();
    assert!(
        String::from_utf8(sealed.clone())
            .unwrap()
            .contains("<t xmlns=\"urn:t\">kept</t>")
    );
    let report = taxpayer.verify(&sealed);
    assert!(report.valid);
    assert_eq!(codes(&report), (vec![], vec!["KHATM-UBL-UNPROTECTED"]));
    assert!(taxpayer.seal(&sealed).unwrap() == sealed);
}

#[test]
fn what_cannot_be_stamped_is_refused_with_its_place() {
    let taxpayer = Taxpayer::new();
    let plain = text("simplified.xml");
    let cases = [
        (
            "not an invoice",
            plain.replace("<Invoice ", "<Order ").replace("</Invoice>", "</Order>"),
            Code::NotInvoice,
        ),
        (
            "another namespace",
            plain.replace("xsd:Invoice-2", "xsd:Order-2"),
            Code::NotInvoice,
        ),
        (
            "neither standard nor simplified",
            plain.replace("name=\"0200000\"", "name=\"0300000\""),
            Code::TransactionCode,
        ),
        (
            "no transaction code",
            plain.replace(" name=\"0200000\"", ""),
            Code::TransactionCode,
        ),
        (
            "no UUID",
            plain.replace("3cf5ee18-ee25-44ea-a444-2c37ba7f28be", " "),
            Code::FieldMissing,
        ),
        (
            "no seller",
            plain.replace("AccountingSupplierParty", "SellerSupplierParty"),
            Code::FieldMissing,
        ),
        (
            "no payable amount",
            plain.replace("cbc:PayableAmount", "cbc:Payable"),
            Code::FieldMissing,
        ),
        (
            "no VAT total",
            plain.replace("cac:TaxTotal", "cac:WithholdingTaxTotal"),
            Code::FieldMissing,
        ),
        (
            "an offset in the time",
            plain.replace("14:30:00<", "14:30:00+03:00<"),
            Code::IssueTime,
        ),
        (
            "two issue dates",
            plain.replace(
                "  <cbc:IssueTime>",
                "<cbc:IssueDate>2026-11-01</cbc:IssueDate><cbc:IssueTime>",
            ),
            Code::FieldTwice,
        ),
        (
            "a signature inside a line",
            plain.replacen("<cac:Item>", "<cac:Signature/><cac:Item>", 1),
            Code::Unprotected,
        ),
        (
            "two signatures",
            plain.replacen(
                "  <cac:AccountingSupplierParty>",
                "<cac:Signature/><cac:Signature/><cac:AccountingSupplierParty>",
                1,
            ),
            Code::SealWrapped,
        ),
        (
            "a seller's name too long for the code",
            plain.replace("مكتبة ختم", &"خ".repeat(400)),
            Code::QrTooLong,
        ),
        (
            "a document type",
            plain.replace("<Invoice ", "<!DOCTYPE Invoice><Invoice "),
            Code::XmlDtd,
        ),
        ("cut off", plain[..4000].to_owned(), Code::XmlTruncated),
    ];
    for (name, xml, code) in cases {
        assert!(xml != plain, "{name}: nothing was broken");
        let error = taxpayer.seal(xml.as_bytes()).unwrap_err();
        assert_eq!(error.code(), code, "{name}: {error}");
    }
}

#[test]
fn a_certificate_of_another_key_is_refused() {
    let (one, two) = (Taxpayer::new(), Taxpayer::new());
    assert_eq!(
        Identity::new(&one.key, &two.certificate).err().unwrap().code(),
        Code::KeyMismatch
    );
}

#[test]
fn another_taxpayers_certificate_is_a_warning() {
    let taxpayer = Taxpayer::on(Curve::Secp256k1, "399999999900003");
    let report = taxpayer.verify(&taxpayer.seal(&sample("simplified.xml")).unwrap());
    assert!(report.valid);
    assert_eq!(codes(&report), (vec![], vec!["KHATM-CERTIFICATE-VAT"]));
}

#[test]
fn an_imported_p256_key_works_the_same() {
    let taxpayer = Taxpayer::on(Curve::P256, support::VAT_NUMBER);
    let report = taxpayer.verify(&taxpayer.seal(&sample("simplified.xml")).unwrap());
    assert!(report.valid && report.findings.is_empty());
    assert_eq!(report.signatory.unwrap().curve, "P-256");
}

/// A signing device that now and then gives a wrong answer.
struct Faulty {
    key: PrivateKey,
    wrong: Cell<bool>,
}

impl Signer for Faulty {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> khatm::Result<Signature> {
        if self.wrong.get() {
            self.key.sign(b"something else")
        } else {
            self.key.sign(message)
        }
    }
}

#[test]
fn a_stamp_that_does_not_verify_is_not_handed_out() {
    let taxpayer = Taxpayer::new();
    let faulty = Faulty {
        key: taxpayer.key,
        wrong: Cell::new(true),
    };
    let identity = Identity::new(&faulty, &taxpayer.certificate).unwrap();
    let at = SigningTime::from_unix(1_790_000_000);
    let error = seal(&sample("simplified.xml"), &identity, &at).unwrap_err();
    assert_eq!(error.code(), Code::SelfCheck);
    assert!(error.to_string().contains("KHATM-SEAL-STAMP"), "{error}");
    faulty.wrong.set(false);
    assert!(seal(&sample("simplified.xml"), &identity, &at).is_ok());
}

#[test]
fn nothing_printed_of_a_key_holds_the_key() {
    let secret = [0x5Au8; 32];
    let key = PrivateKey::from_secret(Curve::Secp256k1, &secret).unwrap();
    let shown = format!("{key:?}");
    assert!(
        shown.contains("redacted") && !shown.contains("5a5a") && !shown.contains("90, 90") && !shown.contains("Wlpa"),
        "{shown}"
    );
    // A key that is broken is not quoted either.
    let mut pem =
        String::from("-----BEGIN EC PRIVATE KEY-----\nMHQCAQEEIFpaWlpaWlpaWlpaWlpa\n-----END EC PRIVATE KEY-----\n");
    let error = PrivateKey::parse(pem.as_bytes()).unwrap_err();
    assert!(!error.to_string().contains("WlpaWlpa"), "{error}");
    pem.insert(40, '!');
    assert!(
        !PrivateKey::parse(pem.as_bytes())
            .unwrap_err()
            .to_string()
            .contains("Wlpa")
    );
}

#[test]
fn keys_and_certificates_are_read_as_openssl_and_the_sdk_write_them() {
    let folder = repository().join("core/tests/keys");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let reference = PrivateKey::parse(&read("sec1.der")).unwrap();
    for name in [
        "sec1.pem",
        "sec1-parameters.pem",
        "pkcs8.pem",
        "pkcs8.der",
        "pkcs8-bare.txt",
        "sec1-bare.txt",
        "sec1-crlf.pem",
    ] {
        let key = PrivateKey::parse(&read(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key.public_key(), reference.public_key(), "{name}");
    }
    for (name, code) in [
        ("encrypted.pem", Code::KeyFormat),
        ("rsa.pem", Code::KeyCurve),
        ("p384.pem", Code::KeyCurve),
        ("certificate.pem", Code::KeyFormat),
    ] {
        assert_eq!(PrivateKey::parse(&read(name)).unwrap_err().code(), code, "{name}");
    }
    assert_eq!(
        PrivateKey::parse(&read("p256.pem")).unwrap().public_key().curve(),
        Curve::P256
    );
    let certificate = Certificate::parse(&read("certificate.der")).unwrap();
    for name in ["certificate.pem", "certificate-bare.txt", "certificate-token.txt"] {
        assert_eq!(
            Certificate::parse(&read(name)).unwrap_or_else(|error| panic!("{name}: {error}")),
            certificate,
            "{name}"
        );
    }
    assert_eq!(certificate.public_key(), reference.public_key());
    assert_eq!(certificate.issuer(), "CN=Self, O=\"Comma, Inc\", DC=local");
    for name in ["sec1.pem", "rsa.pem"] {
        assert_eq!(
            Certificate::parse(&read(name)).unwrap_err().code(),
            Code::CertificateFormat,
            "{name}"
        );
    }
}

#[test]
fn the_request_body_carries_the_very_bytes() {
    use base64::Engine as _;
    let sealed = sample("simplified-sealed.xml");
    let body = khatm::gateway::InvoiceRequest::new(&sealed).unwrap();
    let decoded = base64::engine::general_purpose::STANDARD.decode(&body.invoice).unwrap();
    assert!(decoded == sealed);
    let text = String::from_utf8(sealed).unwrap();
    assert_eq!(body.uuid, between(&text, "<cbc:UUID>", "<"));
    assert_eq!(body.invoice_hash, between(&text, "<ds:DigestValue>", "<"));
    let json = serde_json::to_value(&body).unwrap();
    assert_eq!(
        json.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["invoice", "invoiceHash", "uuid"]
    );
}

#[test]
fn a_certificate_may_hold_the_point_compressed() {
    let folder = repository().join("core/tests/keys");
    let key = PrivateKey::parse(&std::fs::read(folder.join("sec1.pem")).unwrap()).unwrap();
    let certificate = Certificate::parse(&std::fs::read(folder.join("compressed.pem")).unwrap()).unwrap();
    assert_ne!(key.public_key().spki(), certificate.public_key().spki());
    assert!(Identity::new(&key, &certificate).is_ok());
}

#[test]
fn what_could_be_taken_for_part_of_a_stamp_is_refused_before_signing() {
    let taxpayer = Taxpayer::new();
    let plain = text("simplified.xml");
    let extension = |content: &str| {
        let inner =
            format!("<ext:UBLExtension><ext:ExtensionContent>{content}</ext:ExtensionContent></ext:UBLExtension>");
        plain.replacen(
            "<cbc:ProfileID>",
            &format!("<ext:UBLExtensions>{inner}</ext:UBLExtensions><cbc:ProfileID>"),
            1,
        )
    };
    let cases = [
        (
            "UBL in a foreign extension",
            extension("<cbc:ID>x</cbc:ID>"),
            Code::SealWrapped,
        ),
        (
            "UBLExtensions not first",
            plain.replacen("<cbc:UUID>", "<ext:UBLExtensions/><cbc:UUID>", 1),
            Code::SealStructure,
        ),
        (
            "the stamp's id in the body",
            plain.replacen("<cac:Item>", "<cac:Item id=\"signature\">", 1),
            Code::SealWrapped,
        ),
        (
            "an invoice inside",
            plain.replacen("<cac:Item>", "<x:Invoice xmlns:x=\"urn:x\"/><cac:Item>", 1),
            Code::SealWrapped,
        ),
        (
            "a part of a signature in the body",
            plain.replacen(
                "<cac:Item>",
                "<ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/><cac:Item>",
                1,
            ),
            Code::SealWrapped,
        ),
    ];
    for (name, xml, code) in cases {
        let error = taxpayer.seal(xml.as_bytes()).unwrap_err();
        assert_eq!(error.code(), code, "{name}: {error}");
        assert!(error.position().is_some() && error.path().is_some(), "{name}");
    }
}

#[test]
fn signing_times_are_days_of_the_calendar() {
    for bad in [
        "9999-99-99T99:99:99",
        "2026-02-29T00:00:00",
        "2026-01-01T24:00:00",
        "2026-01-01 00:00:00",
        "2026-01-01T00:00:00Z",
        "foo",
        "",
    ] {
        assert_eq!(SigningTime::parse(bad).unwrap_err().code(), Code::SigningTime, "{bad}");
    }
}
