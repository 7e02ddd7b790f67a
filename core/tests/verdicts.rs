//! Every status × every shape of body × the six operations, each with the verdict that was written down by hand.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod replies;
mod support;
#[path = "verdicts/table.rs"]
mod table;

use std::sync::LazyLock;

use khatm::gateway::{Doubt, NotReceived, Operation, Verdict};
use replies::Desk;

static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);

/// The columns of the tables.
const COLUMNS: [Operation; 6] = Operation::ALL;

/// A verdict as one letter of the tables.
fn letter(verdict: &Verdict) -> char {
    match verdict {
        Verdict::Accepted(_) => 'A',
        Verdict::AlreadyKnown(_) => 'K',
        Verdict::Rejected(_) => 'R',
        Verdict::WrongRoute(_) => 'W',
        Verdict::Credential(_) => 'C',
        Verdict::NotReceived(NotReceived::Throttled(_)) => 'T',
        Verdict::NotReceived(NotReceived::NeverLeft(_)) => 'L',
        Verdict::Unsure(Doubt::Unclear(..)) => '?',
        Verdict::Unsure(Doubt::OtherDocument(_)) => 'O',
        Verdict::Unsure(Doubt::Server(..)) => 'S',
        Verdict::Unsure(Doubt::Lost(_)) => 'X',
        Verdict::Issued(_) => 'I',
        Verdict::Renewal(_) => 'N',
        Verdict::Defect(defect) if defect.final_for_these_bytes => 'F',
        Verdict::Defect(_) => 'D',
    }
}

fn letters(status: u16, body: &[u8]) -> String {
    let all = COLUMNS.map(|operation| letter(&DESK.judge(operation, status, body)));
    all.iter().collect()
}

#[test]
fn each_status_with_each_body_at_each_operation() {
    let bodies = replies::bodies::all(&DESK);
    let mut wrong = Vec::new();
    let mut cells = 0;
    for (statuses, table) in table::BY_BODY {
        let rows: Vec<(&str, &str)> = table
            .trim()
            .lines()
            .map(|line| line.trim().split_once('|').unwrap())
            .map(|(letters, name)| (letters.trim(), name.trim()))
            .collect();
        let names: Vec<&str> = rows.iter().map(|(_, name)| *name).collect();
        let known: Vec<&str> = bodies.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, known, "a table has a row for each body, in their order");
        for &status in *statuses {
            for ((expected, name), (_, body)) in rows.iter().zip(&bodies) {
                let found = letters(status, body);
                cells += found.len();
                if found != *expected {
                    wrong.push(format!("{status} {name}: {found}, expected {expected}"));
                }
            }
        }
    }
    for (statuses, expected) in table::WHATEVER_THE_BODY {
        for &status in *statuses {
            for (name, body) in &bodies {
                let found = letters(status, body);
                cells += found.len();
                if found != *expected {
                    wrong.push(format!("{status} {name}: {found}, expected {expected}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {cells} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(cells > 30_000, "{cells}");
}
