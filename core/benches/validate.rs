//! How long a document takes to be validated, all layers, beside a loop that everyone has (SHA-256 over 1 MiB).
//!
//! `cargo bench -p khatm --bench validate`. Times are the least of many runs; the ratio to the loop is what compares between
//! machines. What the issuer's signature over a certificate costs, once for each certificate, is told apart.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

mod support;

use std::hint::black_box;
use std::time::Instant;

use khatm::invoice::{Context as Drafting, build};
use khatm::rules::{Context, FIRST_PREVIOUS_HASH, LayerResult, Verdict, validate_with};
use khatm::seal::{Identity, SigningTime, Verifier, seal_with};
use khatm::time::Moment;
use khatm::ubl::write::write;
use support::{calibration, draft, identity, least, micros};

fn main() {
    let unit = calibration();
    let (authority, key, certificate) = identity();
    let identity = Identity::new(&key, &certificate).unwrap();
    let verifier = || Verifier::new(vec![authority.authority()]);
    let at = SigningTime::from_unix(1_790_000_000);
    let now = Moment::parse("2026-11-21T10:00:00").unwrap();
    let mut drafting = Drafting::new(now);
    drafting.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    let context = Context::new(now).after(FIRST_PREVIOUS_HASH);
    let sealed = |lines: usize| {
        let (invoice, _) = build(draft(lines, false).as_bytes(), &drafting).unwrap();
        seal_with(&verifier(), &write(&invoice), &identity, &at)
            .unwrap()
            .into_xml()
    };
    let good = |verdict: Verdict| {
        assert!(verdict.found.is_empty(), "{:?}", verdict.found);
        assert_eq!(verdict.layers.signature, LayerResult::Passed);
    };

    let small = sealed(1);
    let start = Instant::now();
    good(validate_with(&verifier(), &small, &context));
    println!(
        "the first document of the process, tables read: {:.1} µs",
        micros(start.elapsed())
    );
    let fresh = least(|| good(validate_with(&verifier(), black_box(&small), &context)));
    println!(
        "{:>8} {:>10} {:>13} {:>10} {:>12}",
        "lines", "bytes", "all layers", "ratio", "per line"
    );
    for lines in [1, 10, 100, 1000, 10_000, 100_000] {
        let xml = sealed(lines);
        let keeper = verifier();
        let time = least(|| good(validate_with(&keeper, black_box(&xml), &context)));
        println!(
            "{lines:>8} {:>10} {:>10.1} µs {:>9.3}× {:>9.2} µs",
            xml.len(),
            micros(time),
            time.as_secs_f64() / unit.as_secs_f64(),
            micros(time) / lines as f64
        );
    }
    println!(
        "one line, the certificate seen for the first time: {:.1} µs",
        micros(fresh)
    );
}
