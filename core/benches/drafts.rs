//! How long a draft takes to become a sealed document: at four sizes, with and without VAT in the prices, beside a loop that
//! everyone has (SHA-256 over 1 MiB).
//!
//! `cargo bench -p khatm --bench drafts`. Times are the least of many runs; the ratio to the loop is what compares between
//! machines. The stamp's own check is told apart: it is what `verify` costs.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

mod support;

use std::hint::black_box;
use std::time::Duration;

use khatm::Language;
use khatm::invoice::{Context, build};
use khatm::seal::{Identity, SigningTime, Verifier, seal_with};
use khatm::time::Moment;
use khatm::ubl::{draft::read, write::write};
use support::{calibration, draft, identity, least, micros};

fn main() {
    let unit = calibration();
    let (authority, key, certificate) = identity();
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
