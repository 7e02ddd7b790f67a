//! What a call costs in Rust, for `benches/costs/run`, which asks the bindings for the same.
//!
//!     costs make FOLDER     a key, a certificate of nobody's authority, a document and the same one sealed
//!     costs play FOLDER     for each line `CALL COUNT` of the input: the microseconds that one such call takes
#![allow(clippy::print_stdout, clippy::float_arithmetic)]

use std::hint::black_box;
use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Instant;

use khatm::Language;
use khatm::host::calls::{self, Circumstances};
use khatm::invoice::{Context, build};
use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{Curve, PrivateKey, Signer as _};
use khatm::time::Moment;
use khatm::ubl::write::write;

const NOW: &str = "2026-11-21T10:00:00";

fn main() -> khatm::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["make", folder] => make(Path::new(folder)),
        ["play", folder] => play(Path::new(folder)),
        _ => panic!("costs make|play FOLDER"),
    }
}

fn make(folder: &Path) -> khatm::Result<()> {
    let lines: Vec<String> = (1..=10)
        .map(|line| format!(r#"{{"name":"Book {line}","quantity":2,"price":"35.50"}}"#))
        .collect();
    let draft = format!(
        r#"{{"number":"S-1","seller":{{"name":"Khatm Books","vat_number":"300000000000003","id":{{"scheme":"CRN","value":"1010010001"}},
        "street":"King Fahd Road","building_number":"2322","district":"Olaya","city":"Riyadh","postal_code":"12214"}},"lines":[{}]}}"#,
        lines.join(",")
    );
    let mut context = Context::new(Moment::parse(NOW)?);
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    let (invoice, _) = build(draft.as_bytes(), &context).expect("the draft is a good one");
    let document = write(&invoice);
    let key = PrivateKey::generate(Curve::Secp256k1)?;
    let subject = Subject {
        common_name: "TILL-1",
        organization: "Khatm Books",
        unit: "Riyadh Branch",
        vat_number: "300000000000003",
        serial: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
    };
    let authority = ThrowawayAuthority::new("THROWAWAY-CA")?;
    let certificate = authority.issue(&subject, key.public_key(), &[1], "260101000000Z", "460101000000Z")?;
    let pem = certificate.text();
    let sealed = calls::seal(&document, &key, pem.as_bytes(), Some(NOW))?;
    let keep = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect("the folder takes files");
    keep("document.xml", &document);
    keep("sealed.xml", sealed.xml.as_bytes());
    keep("key.pem", key.to_pem().as_bytes());
    keep("certificate.txt", pem.as_bytes());
    Ok(())
}

fn play(folder: &Path) -> khatm::Result<()> {
    let read = |name: &str| std::fs::read(folder.join(name)).expect("costs make FOLDER comes first");
    let (document, sealed, certificate) = (read("document.xml"), read("sealed.xml"), read("certificate.txt"));
    let key = PrivateKey::parse(&read("key.pem"))?;
    let circumstances = Circumstances {
        now: Some(NOW),
        previous_hash: None,
        certificate: None,
    };
    let mut stdout = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("the input is text");
        let (call, count) = line.split_once(' ').expect("CALL COUNT");
        let count: u32 = count.parse().expect("COUNT is a number");
        let begun = Instant::now();
        for _ in 0..count {
            match call {
                "seal" => drop(black_box(calls::seal(&document, &key, &certificate, Some(NOW))?)),
                "validate" => drop(black_box(calls::validate(&sealed, &circumstances, Language::English)?)),
                _ => panic!("no such call"),
            }
        }
        println!("{:.3}", begun.elapsed().as_secs_f64() * 1e6 / f64::from(count));
        stdout.flush().expect("somebody listens");
    }
    Ok(())
}
