//! A sealed sample with some bytes changed: if it still verifies, nothing was changed that the seal is there to protect.
#![no_main]

use std::sync::LazyLock;

use khatm::Language;
use khatm::seal::{InvoiceHash, explain, verify};
use khatm::ubl;
use libfuzzer_sys::fuzz_target;

const SEALED: &[u8] = include_bytes!("../../../examples/documents/simplified-sealed.xml");
static HASH: LazyLock<InvoiceHash> = LazyLock::new(|| InvoiceHash::of(&ubl::parse(SEALED).expect("the sample")));

fuzz_target!(|bytes: &[u8]| {
    // Edits: (place, how many bytes go, how many come) and the bytes that come.
    let mut xml = SEALED.to_vec();
    let mut rest = bytes;
    while let ([a, b, gone, come, after @ ..], false) = (rest, xml.is_empty()) {
        let at = (usize::from(*a) << 8 | usize::from(*b)) % xml.len();
        let (gone, come) = (usize::from(gone % 32).min(xml.len() - at), usize::from(come % 32).min(after.len()));
        xml.splice(at..at + gone, after[..come].iter().copied());
        rest = &after[come..];
    }
    if let Ok(report) = verify(&xml, Language::English) {
        assert!(!report.valid || report.invoice_hash == HASH.to_string(), "a changed document verifies");
        // Explaining tries hundreds of layouts; one file in sixteen leaves time for the others.
        if !report.valid && bytes.len() % 16 == 0 {
            let _ = explain(&xml, Language::Arabic);
        }
    }
});
