//! A good document with some bytes changed, and any bytes at all: every layer answers, in both languages, and the same twice.
#![no_main]

use std::sync::LazyLock;

use khatm::Language;
use khatm::rules::{Context, validate};
use khatm::time::Moment;
use libfuzzer_sys::fuzz_target;

const BASES: [&[u8]; 2] = [
    include_bytes!("../../../examples/documents/simplified-sealed.xml"),
    include_bytes!("../../../examples/documents/standard.xml"),
];
static CONTEXT: LazyLock<Context> =
    LazyLock::new(|| Context::new(Moment::parse("2026-11-21T12:00:00").expect("a time")));

fuzz_target!(|bytes: &[u8]| {
    let (&choice, mut rest) = bytes.split_first().unwrap_or((&0, &[]));
    let mut xml = match choice {
        0..=1 => BASES[usize::from(choice)].to_vec(),
        _ => Vec::new(),
    };
    if xml.is_empty() {
        xml = rest.to_vec();
        rest = &[];
    }
    // Edits: (place, how many bytes go, how many come) and the bytes that come.
    while let ([a, b, gone, come, after @ ..], false) = (rest, xml.is_empty()) {
        let at = (usize::from(*a) << 8 | usize::from(*b)) % xml.len();
        let (gone, come) = (usize::from(gone % 64).min(xml.len() - at), usize::from(come % 64).min(after.len()));
        xml.splice(at..at + gone, after[..come].iter().copied());
        rest = &after[come..];
    }
    let verdict = validate(&xml, &CONTEXT);
    for language in [Language::English, Language::Arabic] {
        let report = verdict.report(language);
        assert_eq!(report.valid, verdict.is_valid());
        assert!(report.findings.iter().all(|finding| finding.count > 0 && !finding.message.is_empty()));
    }
    assert_eq!(verdict, validate(&xml, &CONTEXT), "the same document, another verdict");
});
