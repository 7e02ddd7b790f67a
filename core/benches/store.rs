//! How fast documents are issued into the ledger's file, one by one and in tens, beside the same rows without a signature, in the same
//! run and interleaved; where the time goes; and how fast a ledger is verified.
//!
//! `cargo bench -p khatm --bench store`. Every commit reaches the disk, so the figures are the disk's as much as ours: the ratio to
//! the unsigned insert is what compares between machines. `KHATM_BENCH_FOLDER` names another disk, `KHATM_BENCH_LINES` how many lines
//! an invoice has (one, as most at a till have).
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

mod support;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::chain::Start;
use khatm::gateway::{Credential, Csid, Environment, Secret};
use khatm::invoice::{Context, build};
use khatm::seal::{Identity, InvoiceHash, PrivateKey, Signer as _, SigningTime, Verifier, seal_with};
use khatm::store::issue::{Issuer, Order, issue_all};
use khatm::store::sqlite::Sqlite;
use khatm::store::witness::FolderWitness;
use khatm::store::{Document, NewChain, Place, Store as _, Uuid};
use khatm::time::{Moment, Timestamp};
use khatm::{rules, ubl};
use support::{calibration, draft, identity, least, micros};

const PASSES: usize = 8;
const DOCUMENTS: usize = 400;

fn main() {
    calibration();
    let folder = std::env::var_os("KHATM_BENCH_FOLDER").map_or_else(std::env::temp_dir, PathBuf::from);
    let folder = folder.join(format!("khatm-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let witness = Arc::new(FolderWitness::new(folder.join("witness")));
    let create = |name: &str| Sqlite::create(&folder.join(name), witness.clone()).unwrap();
    let (signed, plain) = (create("signed.db"), create("plain.db"));

    let (authority, key, certificate) = identity();
    let token = STANDARD.encode(certificate.text());
    let credential =
        Credential::parse(Environment::Production, Csid::Production, &token, Secret::new("s"), "1").unwrap();
    let verifier = Verifier::new(vec![authority.authority()]);
    let now = Timestamp::from(Moment::parse("2026-11-21T12:00:00").unwrap());
    let new = NewChain::of(&credential, "till", Start::NEW).unwrap();
    let chain = signed.begin(&new, now).unwrap();
    plain.begin(&new, now).unwrap();
    let issuer = Issuer::new(chain.id, &credential, &key)
        .unwrap()
        .with_verifier(&verifier);

    let lines = std::env::var("KHATM_BENCH_LINES").ok();
    let lines = lines.and_then(|lines| lines.parse().ok()).unwrap_or(1);
    let mut number = 0u64;
    let mut model: Option<Document> = None;
    let mut passes = [[0.0; 4]; PASSES];
    for rates in &mut passes {
        for (at, together) in [(0, 1), (1, 10)] {
            let begun = Instant::now();
            for _ in 0..DOCUMENTS / together {
                let drafts: Vec<String> = (0..together)
                    .map(|_| {
                        number += 1;
                        draft(lines, false).replacen("S-1", &format!("S-{number}"), 1)
                    })
                    .collect();
                let orders: Vec<Order<'_>> = drafts
                    .iter()
                    .map(|draft| Order {
                        draft: draft.as_bytes(),
                        request_key: None,
                        corrects: None,
                    })
                    .collect();
                let issued = issue_all(&signed, &issuer, &orders, now).unwrap();
                model.get_or_insert_with(|| issued[0].document.clone());
            }
            rates[at] = rate(begun.elapsed());
            let like = model.clone().unwrap();
            let begun = Instant::now();
            unsigned(&plain, &like, together);
            rates[at + 2] = rate(begun.elapsed());
        }
    }
    let bytes = model.map_or(0, |model| model.xml.len());
    println!("documents of {bytes} bytes, {PASSES} interleaved passes of {DOCUMENTS}, medians");
    for (at, name) in [(0, "one by one"), (1, "in tens")] {
        let (own, other) = (median(&passes, at), median(&passes, at + 2));
        println!(
            "{name:<12} signed {own:>7.0}/s   unsigned {other:>7.0}/s   ratio {:.2}",
            own / other
        );
    }
    stages(
        &draft(lines, false),
        &key,
        &Identity::new(&key, credential.certificate()).unwrap(),
        &verifier,
    );
    for threads in [1, 2] {
        let begun = Instant::now();
        let verified = signed.verify(&verifier, NonZeroUsize::new(threads)).unwrap();
        assert!(verified.whole());
        let rate = verified.documents as f64 / begun.elapsed().as_secs_f64();
        println!(
            "verify, {threads} thread(s): {rate:.0} documents/s, of {}",
            verified.documents
        );
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What the parts of issuing cost by themselves, each the least of many.
fn stages(draft: &str, key: &PrivateKey, identity: &Identity<'_>, verifier: &Verifier) {
    let mut context = Context::new(Moment::parse("2026-11-21T12:00:00").unwrap());
    context.uuid = Some(Uuid::fresh().unwrap().to_string());
    let (invoice, _) = build(draft.as_bytes(), &context).unwrap();
    let xml = ubl::write::write(&invoice);
    let doc = ubl::parse(&xml).unwrap();
    let time = SigningTime::parse("2026-11-21T09:00:00").unwrap();
    let sealed = seal_with(verifier, &xml, identity, &time).unwrap();
    let hash = InvoiceHash::of(&doc);
    let shown: [(&str, &mut dyn FnMut()); 8] = [
        ("draft read and proved", &mut || drop(build(draft.as_bytes(), &context))),
        ("written", &mut || drop(ubl::write::write(&invoice))),
        ("parsed", &mut || drop(ubl::parse(&xml))),
        ("judged by the rules", &mut || drop(rules::document(&doc, context.now))),
        ("hashed", &mut || _ = std::hint::black_box(InvoiceHash::of(&doc))),
        ("signed", &mut || drop(std::hint::black_box(key.sign(hash.as_bytes())))),
        ("sealed, with its own check", &mut || {
            drop(seal_with(verifier, &xml, identity, &time))
        }),
        ("of that, the check", &mut || {
            drop(verifier.verify(sealed.xml(), Language::English))
        }),
    ];
    for (name, work) in shown {
        println!("{name:<28} {:>6.1} µs", micros(least(work)));
    }
}

/// The same rows, of the same length, into the same tables, without draft, rules, hash and stamp.
fn unsigned(store: &Sqlite, like: &Document, together: usize) {
    for _ in 0..DOCUMENTS / together {
        store
            .transact(&mut |ledger| {
                for _ in 0..together {
                    let head = ledger.head(like.place.chain)?.map(|head| head.link);
                    let next = Start::NEW.next(head.as_ref())?;
                    let mut hash = [0; 32];
                    hash[..8].copy_from_slice(&next.counter.to_be_bytes());
                    hash[31] = 1;
                    ledger.append(
                        &Document {
                            place: Place {
                                chain: like.place.chain,
                                counter: next.counter,
                            },
                            uuid: Uuid::fresh()?,
                            number: format!("S-{}", next.counter),
                            previous_hash: next.previous_hash,
                            hash: InvoiceHash::from_bytes(hash),
                            ..like.clone()
                        },
                        &[],
                    )?;
                }
                Ok(())
            })
            .unwrap();
    }
}

fn rate(time: Duration) -> f64 {
    DOCUMENTS as f64 / time.as_secs_f64()
}

fn median(passes: &[[f64; 4]], at: usize) -> f64 {
    let mut rates: Vec<f64> = passes.iter().map(|rates| rates[at]).collect();
    rates.sort_unstable_by(f64::total_cmp);
    (rates[rates.len() / 2] + rates[(rates.len() - 1) / 2]) / 2.0
}
