//! Replies broken in every way: bytes, tokens, structure, encodings, swapped documents. None may cause a panic, and a good or a bad
//! verdict needs bytes that say so, by a second opinion that shares no code with the first.
//!
//! `KHATM_SEED` chooses the replies, `KHATM_REPLY_MUTANTS` how many there are.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "reply_mutants/mutate.rs"]
mod mutate;
#[path = "reply_mutants/oracle.rs"]
mod oracle;
mod replies;
mod support;

use std::collections::BTreeMap;

use khatm::gateway::{Operation, Verdict};
use mutate::Stock;
use replies::Desk;
use support::dice::Dice;

const MANY: u64 = 100_000;
const PARTS: u64 = 8;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

/// The document that an operation's request carries.
fn sent(desk: &Desk, operation: Operation) -> &[u8] {
    match operation {
        Operation::Reporting => &desk.simplified,
        _ => &desk.sent,
    }
}

#[test]
fn no_broken_reply_is_taken_for_a_good_one() {
    let (seed, many) = (number("KHATM_SEED", 20_261_121), number("KHATM_REPLY_MUTANTS", MANY));
    println!("KHATM_SEED={seed} KHATM_REPLY_MUTANTS={many}");
    let desk = Desk::new();
    let stock = Stock::new(&desk);
    let part = |part: u64| {
        let mut dice = Dice::new(seed.wrapping_mul(PARTS).wrapping_add(part));
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for at in 0..many / PARTS {
            let (operation, status, body) = stock.reply(&mut dice);
            let verdict = desk.judge(operation, status, &body);
            let opinion = oracle::object(operation, status, &body, sent(&desk, operation), &verdict);
            assert!(
                opinion.is_ok(),
                "reply {at} of part {part}: {} at {operation:?} {status}: {}\n{}",
                verdict.as_str(),
                opinion.unwrap_err(),
                String::from_utf8_lossy(&body[..body.len().min(1200)])
            );
            // Whatever it is, there is a word for it, and it is bounded.
            if let Some(error) = verdict.error(operation) {
                assert!(error.to_string().len() < 1000);
            }
            *counts.entry(verdict.as_str()).or_default() += 1;
        }
        counts
    };
    let counts: Vec<BTreeMap<&str, u64>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..PARTS).map(|at| scope.spawn(move || part(at))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut total: BTreeMap<&str, u64> = BTreeMap::new();
    for (verdict, count) in counts.iter().flatten() {
        *total.entry(verdict).or_default() += count;
    }
    println!("{total:?}");
    // A test of nothing but garbage would prove nothing: each verdict must still be reached.
    for verdict in ["accepted", "already_known", "rejected", "issued", "renewal", "unsure"] {
        let count = total.get(verdict).copied().unwrap_or(0);
        assert!(count >= many / 500, "{verdict}: {count} of {many}");
    }
}

#[test]
fn the_second_opinion_is_not_content_with_everything() {
    let desk = Desk::new();
    let accepted = Verdict::Accepted(khatm::gateway::Acceptance::default());
    let object = |operation, status, body: &str| {
        oracle::object(operation, status, body.as_bytes(), sent(&desk, operation), &accepted).is_err()
    };
    let good = replies::bodies::results("", "", "PASS", r#""reportingStatus":"REPORTED""#);
    assert!(!object(Operation::Reporting, 200, &good));
    for (status, body) in [
        (201, good.clone()),
        (200, good.replace("\"REPORTED\"", "\"NOT_REPORTED\"")),
        (200, good.replace("PASS\"}", "ERROR\"}")),
        (200, good.replace("\"errorMessages\":[]", "\"errorMessages\":[{}]")),
        (
            200,
            good.replace("\"errorMessages\":[]", "\"errorMessages\":[1],\"errorMessages\":[]"),
        ),
        (200, good[..good.len() - 1].to_owned()),
    ] {
        assert!(object(Operation::Reporting, status, &body), "{status} {body}");
    }
    assert!(object(Operation::Clearance, 200, &good));
}
