//! Requests, certificates, keys and anything else handed to `inspect`: no panic, bounded work, and only what is whole is good.
#![no_main]

use khatm::Language;
use khatm::seal::inspect::SignatureState;
use khatm::seal::{Environment, Severity, inspect, inspect_for};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let report = inspect(bytes, Language::English);
    assert!(report.findings.len() <= 100 && report.fields.len() <= 4096);
    let errors = report.findings.iter().any(|finding| finding.severity == Severity::Error);
    assert!(report.valid == !report.accepted_by.is_empty());
    assert!(!report.valid || report.kind.is_some() && !errors && report.signature != SignatureState::Bad);
    for environment in Environment::ALL {
        let asked = inspect_for(bytes, environment, Language::Arabic);
        assert!(asked.valid == report.accepted_by.contains(&environment), "asking changes the answer");
        assert!(asked.fields == report.fields, "what was decoded does not depend on what was asked");
    }
});
