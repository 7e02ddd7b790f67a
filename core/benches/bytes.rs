//! How long the bytes take: hash, sign and verify, at four sizes, beside a loop that everyone has (SHA-256 over 1 MiB).
//!
//! `cargo bench -p khatm`. Times are the least of many runs; the ratio to the loop is what compares between machines.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

mod support;

use std::hint::black_box;
use std::time::Duration;

use khatm::Language;
use khatm::seal::{Identity, InvoiceHash, SigningTime, Verifier, seal_with};
use khatm::ubl;
use support::{calibration, identity, least, micros};

/// The sample without blanks between elements, with its last line repeated until the size is reached.
fn invoice(lines: usize, bytes: usize) -> Vec<u8> {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/documents/simplified.xml"
    ))
    .unwrap();
    let compact: String = text.lines().map(str::trim).collect();
    let start = compact.rfind("<cac:InvoiceLine>").unwrap();
    let end = compact.rfind("</Invoice>").unwrap();
    let (head, line, tail) = (&compact[..start], &compact[start..end], &compact[end..]);
    let mut out = head.to_owned();
    let mut count = 1;
    while count < lines || out.len() + line.len() + tail.len() < bytes {
        out.push_str(line);
        count += 1;
    }
    out.push_str(tail);
    out.into_bytes()
}

fn main() {
    let unit = calibration();
    let (authority, key, certificate) = identity();
    let identity = Identity::new(&key, &certificate).unwrap();
    let at = SigningTime::from_unix(1_790_000_000);

    println!(
        "{:<22} {:>10} {:>12} {:>12} {:>12} {:>12} {:>12} {:>9}",
        "invoice", "bytes", "parse", "hash", "sign", "own check", "verify", "ns/byte"
    );
    let sizes = [
        ("4.5 KB", 1, 4_500),
        ("15 KB", 1, 15_000),
        ("1,000 lines", 1000, 0),
        ("100,000 lines", 100_000, 0),
    ];
    for (name, lines, bytes) in sizes {
        let xml = invoice(lines, bytes);
        let verifier = Verifier::new(vec![authority.authority()]);
        let sealed = seal_with(&verifier, &xml, &identity, &at).unwrap();
        let parse = least(|| {
            black_box(ubl::parse(black_box(&xml)).unwrap());
        });
        let hash = least(|| {
            black_box(InvoiceHash::of(&ubl::parse(black_box(&xml)).unwrap()));
        });
        let verify = least(|| {
            assert!(
                verifier
                    .verify(black_box(sealed.xml()), Language::English)
                    .unwrap()
                    .valid
            );
        });
        // Sealing ends with a verification of what it made: the two are told apart.
        let both = least(|| {
            black_box(seal_with(&verifier, black_box(&xml), &identity, &at).unwrap());
        });
        let sign = both.saturating_sub(verify);
        let cell = |time: Duration| format!("{:.1} µs", micros(time));
        println!(
            "{name:<22} {:>10} {:>12} {:>12} {:>12} {:>12} {:>12} {:>9.2}",
            xml.len(),
            cell(parse),
            cell(hash),
            cell(sign),
            cell(verify),
            cell(verify),
            hash.as_nanos() as f64 / xml.len() as f64
        );
        println!(
            "{:<22} {:>10} {:>11.3}× {:>11.3}× {:>11.3}× {:>11.3}× {:>11.3}×",
            "  of the calibration",
            "",
            ratio(parse, unit),
            ratio(hash, unit),
            ratio(sign, unit),
            ratio(verify, unit),
            ratio(verify, unit)
        );
    }
    let sealed = seal_with(&Verifier::new(vec![]), &invoice(1, 4_500), &identity, &at).unwrap();
    let first = least(|| {
        let fresh = Verifier::new(vec![authority.authority()]);
        assert!(fresh.verify(black_box(sealed.xml()), Language::English).unwrap().valid);
    });
    println!(
        "verify with a certificate seen for the first time (4.5 KB): {:.1} µs, {:.3}×",
        micros(first),
        ratio(first, unit)
    );
}

fn ratio(time: Duration, unit: Duration) -> f64 {
    time.as_nanos() as f64 / unit.as_nanos() as f64
}
