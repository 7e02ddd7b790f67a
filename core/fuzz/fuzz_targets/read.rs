//! Any bytes: refused with a code and a place, or a tree of which everything can be asked.
#![no_main]

use khatm::seal::InvoiceHash;
use khatm::ubl::{self, canonical};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let doc = match ubl::parse(bytes) {
        Ok(doc) => doc,
        Err(error) => {
            assert!(error.position().is_none_or(|place| place.offset <= bytes.len() as u64));
            return;
        }
    };
    for id in doc.all() {
        let span = doc.span(id);
        assert!(span.start < span.end && span.end <= doc.source().len());
        assert!(doc.parent(id).is_none_or(|parent| parent < id));
    }
    // Questions that walk are asked of a few nodes: of all they would make the fuzzer slow, not the code wrong.
    for id in doc.all().take(20) {
        let _ = (doc.value(id), doc.path(id), doc.place(id), doc.known(id));
    }
    let mut once = Vec::new();
    canonical::document(&doc, &mut once);
    let again = ubl::parse(&once).expect("a canonical form is well-formed");
    let mut twice = Vec::new();
    canonical::document(&again, &mut twice);
    assert!(once == twice, "the canonical form of a canonical form is itself");
    assert!(InvoiceHash::of(&doc) == InvoiceHash::of(&again), "and it has the same hash");
});
