//! What the benches share: how a time is taken, and the loop that everyone has.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{Certificate, Curve, PrivateKey, Signer as _};
use sha2::{Digest, Sha256};

/// The least time of one call, over enough calls to fill a second.
pub fn least(mut work: impl FnMut()) -> Duration {
    work();
    let begun = Instant::now();
    let mut least = Duration::MAX;
    let mut runs = 0;
    while runs < 5 || (begun.elapsed() < Duration::from_secs(1) && runs < 20_000) {
        let start = Instant::now();
        work();
        least = least.min(start.elapsed());
        runs += 1;
    }
    least
}

/// SHA-256 over 1 MiB: the ratio to it is what compares between machines.
pub fn calibration() -> Duration {
    let block = vec![0x5Au8; 1 << 20];
    let unit = least(|| {
        black_box(Sha256::digest(black_box(&block)));
    });
    println!("calibration: SHA-256 of 1 MiB {:.1} µs", micros(unit));
    unit
}

pub fn micros(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1000.0
}

/// A key and its certificate, of an authority that is nobody's.
pub fn identity() -> (ThrowawayAuthority, PrivateKey, Certificate) {
    let authority = ThrowawayAuthority::new("THROWAWAY-CA").unwrap();
    let key = PrivateKey::generate(Curve::Secp256k1).unwrap();
    let subject = Subject {
        common_name: "B",
        organization: "B",
        unit: "B",
        vat_number: "300000000000003",
        serial: "1-B|2-B|3-B",
    };
    let certificate = authority
        .issue(&subject, key.public_key(), &[1], "260101000000Z", "460101000000Z")
        .unwrap();
    (authority, key, certificate)
}

/// A simplified invoice of so many equal lines.
pub fn draft(lines: usize, inclusive: bool) -> String {
    let line = r#"{"name":"كتاب | Book","quantity":2,"price":"35.50"}"#;
    format!(
        r#"{{"number":"S-1","prices_include_vat":{inclusive},"seller":{{"name":"شركة ختم | Khatm","vat_number":"300000000000003",
"id":{{"scheme":"CRN","value":"1010010001"}},"street":"King Fahd Road","building_number":"2322","district":"Olaya","city":"Riyadh",
"postal_code":"12214"}},"lines":[{}]}}"#,
        vec![line; lines].join(",")
    )
}
