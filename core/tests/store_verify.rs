//! What is kept is looked at again: by ourselves, and by a checker that shares no code with us.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod ledger;
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use khatm::Code;
use khatm::store::Place;
use khatm::store::delivery::{Deliveries as _, Entry, Fact};
use khatm::store::verify::Verified;
use ledger::file::{create, open};
use ledger::{Till, folder, invoice, note, now, sale, settle};
use rusqlite::Connection;

/// A ledger with two devices, documents of all kinds, outcomes and an audit; closed.
fn kept(name: &str, documents: usize) -> (PathBuf, Till) {
    let folder = folder(name);
    let till = Till::new();
    let store = create(&folder);
    let chain = till.chain(&store, "till");
    for number in 1..=documents {
        let draft = match number % 4 {
            0 => invoice(&format!("I-{number}"), "10.00"),
            3 => note(
                "credit_note",
                &format!("C-{number}"),
                &[&format!("S-{}", number - 1)],
                "0.50",
            )
            .replacen('{', r#"{"payment":[{"means":"10"}],"#, 1),
            _ => sale(&format!("S-{number}"), "10.00"),
        };
        till.issue(&store, &chain, &draft).unwrap();
    }
    let place = |counter| Place {
        chain: chain.id,
        counter,
    };
    settle(&store, place(1), Fact::Accepted);
    settle(&store, place(2), Fact::Rejected);
    for action in ["start", "look", "stop"] {
        let entry = Entry {
            at: now(),
            actor: "w".to_owned(),
            action,
            place: Some(place(1)),
            detail: "شيء".to_owned(),
        };
        store.deliver(&mut |rows| rows.audit(&entry)).unwrap();
    }
    (folder, till)
}

fn verify(folder: &Path, till: &Till) -> Verified {
    open(folder).unwrap().verify(&till.taxpayer.verifier, None).unwrap()
}

fn codes(found: &Verified) -> Vec<Code> {
    let mut codes: Vec<Code> = found.breaks.iter().map(|found| found.error.code()).collect();
    codes.dedup();
    codes
}

/// Does something to the file that its rules forbid, and puts the rules back.
fn tamper(folder: &Path, sql: &str) {
    let db = Connection::open(folder.join("ledger.db")).unwrap();
    let rules: Vec<(String, String)> = db
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    for (name, _) in &rules {
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    db.execute_batch(sql).unwrap();
    for (_, sql) in &rules {
        db.execute_batch(sql).unwrap();
    }
}

#[test]
fn what_nobody_touched_is_whole_on_one_thread_and_on_many() {
    let (folder, till) = kept("whole", 24);
    let found = verify(&folder, &till);
    assert_eq!(found.breaks, []);
    assert_eq!((found.chains, found.documents, found.audited), (1, 24, 8));
    for threads in [1, 2, 3, 7, 64] {
        let store = open(&folder).unwrap();
        assert_eq!(
            store
                .verify(&till.taxpayer.verifier, std::num::NonZeroUsize::new(threads))
                .unwrap(),
            found
        );
    }
}

#[test]
fn each_kind_of_tampering_has_its_name() {
    for (what, sql, expected) in [
        (
            "amount",
            "UPDATE document SET xml = CAST(replace(CAST(xml AS TEXT), '>11.50<', '>99.50<') AS BLOB) WHERE counter = 1",
            vec![
                Code::VerifyHash,
                Code::VerifyColumn,
                Code::VerifyStamp,
                Code::VerifyRow,
                Code::ChainLink,
            ],
        ),
        (
            "total",
            "UPDATE document SET total = 1 WHERE counter = 1",
            vec![Code::VerifyColumn, Code::VerifyRow],
        ),
        (
            "route",
            "UPDATE document SET route = 2 WHERE counter = 1",
            vec![Code::VerifyColumn, Code::VerifyRow, Code::VerifyCursor],
        ),
        (
            "hash",
            "UPDATE document SET hash = zeroblob(32) WHERE counter = 4",
            vec![Code::VerifyHash],
        ),
        (
            "missing",
            "DELETE FROM document WHERE counter = 4",
            vec![Code::ChainGap, Code::VerifyOrder],
        ),
        (
            "first",
            "DELETE FROM document WHERE counter = 1",
            vec![Code::ChainGap, Code::VerifyOrphan, Code::VerifyOrder],
        ),
        (
            "swapped",
            "UPDATE document SET counter = 100 WHERE counter = 4; UPDATE document SET counter = 4 WHERE counter = 5; UPDATE document SET counter = 5 WHERE counter = 100",
            vec![
                Code::VerifyColumn,
                Code::ChainLink,
                Code::VerifyColumn,
                Code::ChainLink,
                Code::VerifyOrder,
            ],
        ),
        (
            "unreadable",
            "UPDATE document SET xml = x'3c' WHERE counter = 4",
            vec![Code::XmlTruncated],
        ),
        (
            "audit",
            "UPDATE audit SET detail = 'x' WHERE ordinal = 2",
            vec![Code::VerifyMissing, Code::VerifyUntold, Code::VerifyAudit],
        ),
        (
            "audit row",
            "DELETE FROM audit WHERE ordinal = 2",
            vec![Code::VerifyUntold, Code::VerifyAudit],
        ),
        (
            "orphan",
            "DELETE FROM attempt",
            vec![Code::VerifyMissing, Code::VerifyOrphan],
        ),
        (
            "certificate",
            "UPDATE chain SET certificate = 'MIIB'",
            vec![Code::VerifyCertificate, Code::VerifyChain],
        ),
        ("tail", "DELETE FROM document WHERE counter = 8", vec![Code::FenceOlder]),
    ] {
        let (folder, till) = kept(&format!("tampered-{what}"), 8);
        tamper(&folder, sql);
        assert_eq!(codes(&verify(&folder, &till)), expected, "{what}");
    }
    let (folder, till) = kept("tampered-rules", 3);
    let db = Connection::open(folder.join("ledger.db")).unwrap();
    db.execute_batch("DROP TRIGGER document_update").unwrap();
    drop(db);
    assert_eq!(codes(&verify(&folder, &till)), [Code::VerifyRules]);
}

#[test]
fn a_checker_that_shares_no_code_with_us_says_the_same() {
    let Some(python) = support::python("lxml, cryptography") else {
        return;
    };
    let check = |folder: &Path| {
        let output = Command::new(&python)
            .arg(support::repository().join("core/tests/chain_checker/check.py"))
            .arg(folder.join("ledger.db"))
            .output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let (folder, _) = kept("python", 12);
    // The two documents that were settled by hand never were in the outbox: an outcome finishes them.
    let (code, said, complained) = check(&folder);
    assert_eq!((code, said.trim()), (Some(0), "12 documents, whole"), "{complained}");
    for (what, sql) in [
        (
            "amount",
            "UPDATE document SET xml = CAST(replace(CAST(xml AS TEXT), '>11.50<', '>99.50<') AS BLOB) WHERE counter = 1",
        ),
        ("missing", "DELETE FROM document WHERE counter = 4"),
        ("audit", "UPDATE audit SET detail = 'x' WHERE ordinal = 2"),
        ("certificate", "UPDATE chain SET certificate = 'MIIB'"),
        ("cursor", "UPDATE lane SET next = 9"),
        ("attempt", "DELETE FROM attempt"),
    ] {
        let (folder, _) = kept(&format!("python-{what}"), 8);
        tamper(&folder, sql);
        let (code, said, _) = check(&folder);
        assert_eq!(code, Some(1), "{what}: {said}");
    }
}
