//! The authority's own answers: hashes, canonical bytes, digests, QR tags, signed files. Read from beside the checkout,
//! never copied into it.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::path::Path;

use khatm::seal::hash::signed_properties_preimage;
use khatm::seal::{Certificate, Identity, InvoiceHash, PrivateKey, SigningTime, Verifier, seal};
use khatm::ubl::tree::{Document, NodeId};
use khatm::ubl::{self, Invoice, Known, canonical};
use khatm::{Language, qr::Qr};
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::{between, codes, conformance};

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn canonical_of(doc: &Document<'_>) -> Vec<u8> {
    let mut form = Vec::new();
    canonical::invoice(doc, &mut form);
    form
}

fn properties(doc: &Document<'_>) -> NodeId {
    doc.all()
        .find(|&id| doc.is(id, Known::Xades, "SignedProperties"))
        .unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn every_sample_has_the_authoritys_hash_length_digests_and_tags() {
    let Some(folder) = conformance("samples and vectors") else {
        return;
    };
    let vectors = json(&folder.join("vectors.json"));
    let vectors = vectors.as_array().unwrap();
    assert!(vectors.len() >= 20);
    for vector in vectors {
        let file = vector["file"].as_str().unwrap();
        let xml = fs::read(folder.join(file)).unwrap();
        let doc = ubl::parse(&xml).unwrap();
        let form = canonical_of(&doc);
        assert_eq!(
            InvoiceHash::of(&doc).to_string(),
            vector["hash"].as_str().unwrap(),
            "{file}"
        );
        assert_eq!(form.len() as u64, vector["canonical_len"].as_u64().unwrap(), "{file}");
        assert_eq!(
            hex(&Sha256::digest(&form)),
            vector["canonical_sha256_hex"].as_str().unwrap(),
            "{file}"
        );
        let digest = khatm::seal::hash::signed_properties_digest(&doc, properties(&doc));
        assert_eq!(digest, vector["signed_properties_digest"].as_str().unwrap(), "{file}");
        let text = between(std::str::from_utf8(&xml).unwrap(), "<ds:X509Certificate>", "<");
        assert_eq!(
            Certificate::from_text(text).unwrap().digest(),
            vector["cert_digest"].as_str().unwrap(),
            "{file}"
        );
        let invoice = Invoice::new(&doc).unwrap();
        let qr = Qr::decode(&invoice.qr_text(invoice.excepted().qr[0]).unwrap()).unwrap();
        let numbers: Vec<u64> = qr.tags.iter().map(|tag| u64::from(tag.number)).collect();
        let expected: Vec<u64> = vector["qr_tags"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_u64().unwrap())
            .collect();
        assert_eq!(numbers, expected, "{file}");
        for (number, value) in vector["qr"].as_object().unwrap() {
            assert_eq!(qr.text(number.parse().unwrap()), value.as_str(), "{file} tag {number}");
        }
    }
}

#[test]
fn every_sample_verifies_with_its_issuer() {
    let Some(folder) = conformance("samples verify") else {
        return;
    };
    let mut count = 0;
    for entry in fs::read_dir(folder.join("samples")).unwrap() {
        let path = entry.unwrap().path();
        let report = khatm::verify(&fs::read(&path).unwrap(), Language::English).unwrap();
        let (errors, warnings) = codes(&report);
        assert!(report.valid && errors.is_empty(), "{path:?}: {errors:?}");
        // The self-billed sample is stamped by the seller, not by the buyer who would have to.
        let self_billed = path.to_string_lossy().contains("Self-billing");
        assert_eq!(
            warnings,
            if self_billed {
                vec!["KHATM-CERTIFICATE-VAT"]
            } else {
                vec![]
            },
            "{path:?}"
        );
        count += 1;
    }
    assert_eq!(count, 20);
}

#[test]
fn every_parity_document_has_the_sdks_canonical_bytes_and_hash() {
    let Some(folder) = conformance("parity, canonical") else {
        return;
    };
    let mut count = 0;
    for entry in fs::read_dir(folder.join("parity")).unwrap() {
        let case = entry.unwrap().path();
        let Ok(xml) = fs::read(case.join("input.xml")) else {
            continue;
        };
        let expected = json(&case.join("expected.json"));
        if expected["validation"]["parse"] == "failed" {
            assert!(ubl::parse(&xml).is_err(), "{case:?}");
            continue;
        }
        let doc = ubl::parse(&xml).unwrap();
        assert_eq!(
            InvoiceHash::of(&doc).to_string(),
            expected["hash"].as_str().unwrap(),
            "{case:?}"
        );
        assert!(
            canonical_of(&doc) == fs::read(case.join("canonical.xml")).unwrap(),
            "{case:?}"
        );
        count += 1;
    }
    assert!(count >= 24, "{count}");
}

#[test]
fn files_that_the_sdk_signed_verify_and_ours_differ_only_in_the_signature() {
    let Some(folder) = conformance("parity, signed") else {
        return;
    };
    let key = PrivateKey::parse(&fs::read(folder.join("credentials/private-key.der")).unwrap()).unwrap();
    let certificate = Certificate::parse(&fs::read(folder.join("credentials/certificate.der")).unwrap()).unwrap();
    let identity = Identity::new(&key, &certificate).unwrap();
    let mut count = 0;
    for entry in fs::read_dir(folder.join("parity")).unwrap() {
        let case = entry.unwrap().path();
        let Ok(theirs) = fs::read_to_string(case.join("sdk-signed.xml")) else {
            continue;
        };
        let report = Verifier::shared().verify(theirs.as_bytes(), Language::English).unwrap();
        assert!(report.valid, "{case:?}: {:?}", codes(&report));
        let doc = ubl::parse(theirs.as_bytes()).unwrap();
        let preimage = signed_properties_preimage(&doc, properties(&doc));
        assert!(
            preimage == fs::read(case.join("signed-properties.xml")).unwrap(),
            "{case:?}"
        );

        let at = SigningTime::parse(between(&theirs, "<xades:SigningTime>", "<")).unwrap();
        let sealed = seal(&fs::read(case.join("input.xml")).unwrap(), &identity, &at).unwrap();
        let ours = String::from_utf8(sealed.xml().to_vec()).unwrap();
        // With the SDK's signature value and the QR code that holds it put in, every byte is the SDK's.
        let value = |text: &str| between(text, "<ds:SignatureValue>", "<").to_owned();
        let code = |text: &str| between(&text[text.find(">QR<").unwrap()..], "text/plain\">", "<").to_owned();
        assert_ne!(value(&ours), value(&theirs), "the nonce is random there");
        let swapped = ours
            .replace(&value(&ours), &value(&theirs))
            .replace(&code(&ours), &code(&theirs));
        assert!(swapped == theirs, "{case:?}");
        // The codes differ in tag 7 alone.
        let (mut a, b) = (Qr::decode(&code(&ours)).unwrap(), Qr::decode(&code(&theirs)).unwrap());
        a.tags[6] = b.tags[6].clone();
        assert_eq!(a, b, "{case:?}");
        assert_eq!(
            json(&case.join("expected.json"))["qr"].as_str().unwrap(),
            code(&theirs),
            "{case:?}"
        );
        count += 1;
    }
    assert!(count >= 8, "{count}");
}

#[test]
fn re_signing_every_sample_keeps_its_hash_and_every_byte_outside_the_stamp() {
    let Some(folder) = conformance("samples, signed again") else {
        return;
    };
    let key = PrivateKey::parse(&fs::read(folder.join("credentials/private-key.der")).unwrap()).unwrap();
    let certificate = Certificate::parse(&fs::read(folder.join("credentials/certificate.der")).unwrap()).unwrap();
    let identity = Identity::new(&key, &certificate).unwrap();
    for entry in fs::read_dir(folder.join("samples")).unwrap() {
        let path = entry.unwrap().path();
        let xml = fs::read(&path).unwrap();
        let sealed = seal(&xml, &identity, &SigningTime::parse("2026-01-01T00:00:00").unwrap()).unwrap();
        let before = ubl::parse(&xml).unwrap();
        let after = ubl::parse(sealed.xml()).unwrap();
        assert_eq!(InvoiceHash::of(&before), InvoiceHash::of(&after), "{path:?}");
        assert_eq!(outside(&before), outside(&after), "{path:?}");
    }
}

/// The file without the elements that a stamp consists of.
fn outside(doc: &Document<'_>) -> String {
    let invoice = Invoice::new(doc).unwrap();
    let excepted = invoice.excepted();
    let mut spans: Vec<_> = [excepted.extensions, excepted.qr, excepted.signatures]
        .concat()
        .iter()
        .map(|&id| doc.span(id))
        .collect();
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    let mut text = doc.source().to_owned();
    for span in spans {
        text.replace_range(span, "");
    }
    text
}
