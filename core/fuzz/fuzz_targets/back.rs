//! Any bytes as somebody's UBL: refused, or a draft; and what can be made of the draft is a fixed point.
#![no_main]

use khatm::invoice::{Context, parse, prove};
use khatm::time::Moment;
use khatm::ubl::{draft::read, write::write};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(draft) = read(bytes) else { return };
    // The draft is plain data: it survives its own JSON.
    let json = serde_json::to_vec(&draft).expect("a draft is plain data");
    let (again, faults) = parse(&json);
    assert!(faults.is_empty() && again.as_ref() == Some(&draft), "{faults:?}");
    let context = Context::new(Moment::parse("2026-11-21T10:00:00").expect("a time"));
    if let (Some(invoice), _) = prove(&draft, &context) {
        let xml = write(&invoice);
        let back = read(&xml).expect("what is written can be read");
        let (again, faults) = prove(&back, &context);
        let again = again.unwrap_or_else(|| panic!("read back, it cannot be made: {faults:?}"));
        assert!(write(&again) == xml, "read back, it gives another document");
    }
});
