//! Any bytes as a draft: every fault with a code and a path, or a document that is well-formed, adds up (the core asserts its
//! own sums in such builds), and read back gives itself.
#![no_main]

use khatm::invoice::{Context, DraftReport, build, party, prove};
use khatm::time::Moment;
use khatm::ubl::{self, write::write};
use khatm::{Language, Severity};
use libfuzzer_sys::fuzz_target;

const SELLER: &[u8] = r#"{"name":"Khatm","vat_number":"300000000000003"}"#.as_bytes();

fuzz_target!(|bytes: &[u8]| {
    let mut context = Context::new(Moment::parse("2026-11-21T10:00:00").expect("a time"));
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    context.number = Some("F-1".to_owned());
    context.seller = party(SELLER).ok();
    match build(bytes, &context) {
        Err(refusal) => {
            assert!(refusal.faults.iter().any(|fault| fault.severity == Severity::Error));
            let report = DraftReport::new(&refusal.faults, Language::Arabic);
            assert!(!report.valid && report.findings.len() == refusal.faults.len());
        }
        Ok((invoice, warnings)) => {
            assert!(warnings.iter().all(|fault| fault.severity == Severity::Warning));
            let xml = write(&invoice);
            ubl::parse(&xml).expect("what is written is well-formed");
            let again = ubl::draft::read(&xml).expect("what is written can be read");
            let (again, faults) = prove(&again, &context);
            let again = again.unwrap_or_else(|| panic!("read back, it cannot be made: {faults:?}"));
            assert!(write(&again) == xml, "read back, it gives another document");
            let _ = invoice.explain();
        }
    }
});
