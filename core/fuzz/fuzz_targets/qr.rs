//! The text of a QR code: refused, or read and written again the same.
#![no_main]

use khatm::Language;
use khatm::qr::{Qr, verify_qr};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = verify_qr(text, Language::Arabic);
    }
    // The bytes themselves as content, so that the fuzzer need not learn base64.
    let tags = bytes.chunks(40).enumerate().map(|(at, value)| khatm::qr::Tag {
        number: at as u8,
        value: value.to_vec(),
        plain_long_length: false,
    });
    if let Ok(text) = (Qr { tags: tags.collect() }).encode() {
        match Qr::decode(&text) {
            Ok(qr) => assert!(qr.encode().is_ok_and(|again| again == text)),
            Err(_) => assert!(bytes.is_empty()),
        }
        let _ = verify_qr(&text, Language::English);
    }
});
