//! Drafts in, documents out: a draft a line on standard input, and a line of JSON for each on standard output, with the
//! document or the codes of what keeps it from being one. For `core/tests/money/check.py`, which shares no code with us.
#![forbid(unsafe_code)]

use std::io::{BufRead as _, BufWriter, Write as _};

use khatm::Severity;
use khatm::invoice::{Context, build, prove};
use khatm::time::Moment;
use khatm::ubl::write::write;

fn main() {
    let mut context = Context::new(Moment::parse("2026-11-21T10:00:00").expect("a time"));
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the checker writes UTF-8");
        let answer = match build(line.as_bytes(), &context) {
            Ok((invoice, warnings)) => {
                // The trail is followed for every cart, so that it too meets odd numbers.
                let trail = invoice.explain();
                let xml = String::from_utf8(write(&invoice)).expect("UBL is UTF-8");
                // Back to a draft, and to the same document, byte for byte.
                let again = khatm::ubl::draft::read(xml.as_bytes()).expect("our own document can be read");
                let (again, faults) = prove(&again, &context);
                let again = again.unwrap_or_else(|| panic!("read back, it cannot be made: {faults:?}"));
                let same = write(&again) == xml.as_bytes();
                let codes: Vec<_> = warnings.iter().map(|fault| fault.error.code().as_str()).collect();
                serde_json::json!({ "xml": xml, "warnings": codes, "steps": trail.steps.len(), "same": same })
            }
            Err(refusal) => {
                let errors = refusal.faults.iter().filter(|fault| fault.severity == Severity::Error);
                let codes: Vec<_> = errors.map(|fault| fault.error.code().as_str()).collect();
                serde_json::json!({ "codes": codes })
            }
        };
        serde_json::to_writer(&mut out, &answer).expect("the checker reads");
        out.write_all(b"\n").expect("the checker reads");
        out.flush().expect("the checker reads");
    }
}
