//! What stands beside Kotlin and Swift in their benches: the same calls from Rust, timed in the same run.
//!
//! `beside seal XML KEY CERTIFICATE` and `beside issue FOLDER COUNT NUMBERS` print the median of a call in nanoseconds; `beside first FOLDER
//! NUMBER` issues one document and ends.

#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use std::fs::read;
use std::path::Path;
use std::time::Instant;

use khatm::facade::{Khatm, Setup};
use khatm::gateway::Environment;
use khatm::host::calls;
use khatm::host::here;
use khatm::host::ledger::Drafted;
use khatm::host::opening::{Opening, impatient};
use khatm::seal::PrivateKey;

fn median(count: usize, mut call: impl FnMut(usize)) -> u128 {
    let mut times: Vec<u128> = (0..count)
        .map(|number| {
            let begun = Instant::now();
            call(number);
            begun.elapsed().as_nanos()
        })
        .collect();
    times.sort_unstable();
    times[count / 2]
}

fn open(folder: &Path) -> Khatm {
    let opening = Opening {
        url: format!("sqlite:{}", folder.join("app/shop.khatm").display()),
        root_key_file: Some(folder.join("root.key")),
        witness: Some(folder.join("witness")),
        setup: Some(impatient(Setup {
            environment: Some(Environment::Simulation),
            ..Setup::default()
        })),
        ..Opening::default()
    };
    opening.open().unwrap().khatm
}

fn issue(khatm: &Khatm, number: &str) {
    let draft = format!(r#"{{"number": "{number}", "lines": [{{"name": "Tea", "quantity": "1", "price": "4.00"}}]}}"#);
    let drafted = Drafted {
        draft: draft.into_bytes(),
        ..Drafted::default()
    };
    here::issue(khatm, "TILL-1", &drafted, None).unwrap();
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["seal", xml, key, certificate, ..] => {
            let (xml, certificate) = (read(xml).unwrap(), read(certificate).unwrap());
            let key = PrivateKey::parse(&read(key).unwrap()).unwrap();
            let seal = |_| drop(calls::seal(&xml, &key, &certificate, None).unwrap());
            median(500, seal);
            println!("{}", median(2_000, seal));
        }
        ["issue", folder, count, numbers, ..] => {
            let khatm = open(Path::new(folder));
            println!(
                "{}",
                median(count.parse().unwrap(), |n| issue(&khatm, &format!("{numbers}-{n}")))
            );
        }
        ["first", folder, number, ..] => issue(&open(Path::new(folder)), number),
        // Whoever runs all benches of the workspace has none of the others' programs here.
        _ => println!("beside: run by mobile-bindings/bench-kotlin"),
    }
}
