//! How long a draft takes to become a sealed document: at four sizes, with and without VAT in the prices, beside a loop that
//! everyone has (SHA-256 over 1 MiB).
//!
//! `cargo bench -p khatm --bench drafts`. Times are the least of many runs; the ratio to the loop is what compares between
//! machines. The stamp's own check is told apart: it is what `verify` costs.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use khatm::Language;
use khatm::invoice::{Context, build};
use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{Curve, Identity, PrivateKey, Signer as _, SigningTime, Verifier, seal_with};
use khatm::time::Moment;
use khatm::ubl::{draft::read, write::write};
use sha2::{Digest, Sha256};

/// The least time of one call, over enough calls to fill a second.
fn least(mut work: impl FnMut()) -> Duration {
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

fn draft(lines: usize, inclusive: bool) -> String {
    let line = r#"{"name":"كتاب | Book","quantity":2,"price":"35.50"}"#;
    format!(
        r#"{{"number":"S-1","prices_include_vat":{inclusive},"seller":{{"name":"شركة ختم | Khatm","vat_number":"300000000000003",
"id":{{"scheme":"CRN","value":"1010010001"}},"street":"King Fahd Road","building_number":"2322","district":"Olaya","city":"Riyadh",
"postal_code":"12214"}},"lines":[{}]}}"#,
        vec![line; lines].join(",")
    )
}

fn main() {
    let block = vec![0x5Au8; 1 << 20];
    let unit = least(|| {
        black_box(Sha256::digest(black_box(&block)));
    });
    println!("calibration: SHA-256 of 1 MiB {:.1} µs", micros(unit));
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
    let identity = Identity::new(&key, &certificate).unwrap();
    let verifier = Verifier::new(vec![authority.authority()]);
    let at = SigningTime::from_unix(1_790_000_000);
    let mut context = Context::new(Moment::parse("2026-11-21T10:00:00").unwrap());
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());

    let head = [
        "lines, prices",
        "draft",
        "UBL",
        "build",
        "write",
        "seal",
        "all",
        "own check",
        "read back",
    ];
    println!(
        "{:<22} {:>10} {:>10} {}",
        head[0],
        head[1],
        head[2],
        head[3..].iter().map(|name| format!("{name:>13}")).collect::<String>()
    );
    for (lines, inclusive) in [
        (1, false),
        (1, true),
        (100, true),
        (1000, false),
        (1000, true),
        (100_000, false),
        (100_000, true),
    ] {
        let json = draft(lines, inclusive);
        let (invoice, _) = build(json.as_bytes(), &context).unwrap();
        let xml = write(&invoice);
        let sealed = seal_with(&verifier, &xml, &identity, &at).unwrap();
        let built = least(|| {
            black_box(build(black_box(json.as_bytes()), &context).unwrap());
        });
        let written = least(|| {
            black_box(write(black_box(&invoice)));
        });
        let check = least(|| {
            assert!(
                verifier
                    .verify(black_box(sealed.xml()), Language::English)
                    .unwrap()
                    .valid
            )
        });
        let both = least(|| {
            black_box(seal_with(&verifier, black_box(&xml), &identity, &at).unwrap());
        });
        let seal = both.saturating_sub(check);
        let back = least(|| {
            black_box(read(black_box(&xml)).unwrap());
        });
        let all = built + written + seal;
        let times = [built, written, seal, all, check, back];
        let name = format!("{lines}, {}", if inclusive { "with VAT" } else { "without VAT" });
        let cells = |show: &dyn Fn(Duration) -> String| {
            times
                .iter()
                .map(|&time| format!("{:>13}", show(time)))
                .collect::<String>()
        };
        println!(
            "{name:<22} {:>10} {:>10} {}",
            json.len(),
            xml.len(),
            cells(&|time| format!("{:.1} µs", micros(time)))
        );
        println!(
            "{:<22} {:>10} {:>10} {}",
            "  of the calibration",
            "",
            "",
            cells(&|time| format!("{:.3}×", time.as_secs_f64() / unit.as_secs_f64()))
        );
    }
}

fn micros(time: Duration) -> f64 {
    time.as_nanos() as f64 / 1000.0
}
