//! Attacks on the ledger's tables by a program that has the file open and knows SQL. Each is tried on a connection with SQLite's own
//! settings, which check neither foreign keys nor the triggers of a replacement, and on one as the library sets it.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod ledger;
mod support;

use khatm::store::Place;
use khatm::store::delivery::Fact;
use ledger::file::create;
use ledger::{Till, folder, sale, settle};
use rusqlite::Connection;

/// A ledger with three documents: the first waits in the outbox, the second was accepted, the third waits for a worker.
fn victim(name: &str) -> std::path::PathBuf {
    let folder = folder(name);
    let till = Till::new();
    let store = create(&folder);
    let chain = till.chain(&store, "till");
    for number in 1..=3 {
        let key = format!("k{number}");
        till.order(
            &store,
            &chain,
            &sale(&format!("S-{number}"), "1.00"),
            Some(&key),
            None,
            ledger::now(),
        )
        .unwrap();
    }
    let other = Till::new();
    other.chain(&store, "other");
    settle(
        &store,
        Place {
            chain: chain.id,
            counter: 2,
        },
        Fact::Accepted,
    );
    drop(store);
    let path = folder.join("ledger.db");
    let db = Connection::open(&path).unwrap();
    db.execute_batch(
        "INSERT INTO outbox VALUES (1, 1, 1, 1, 1, 0, (SELECT deadline_at FROM document WHERE counter = 1 AND chain = 1),
           0, 1, 0, 3, 0, 'w', NULL, NULL);
         INSERT INTO attempt VALUES (1, 1, 3, 1, 0, 'w', 0, 0);
         UPDATE lane SET next = 2 WHERE chain = 1 AND route = 1;
         INSERT INTO cleared VALUES (1, 2, x'aa');
         INSERT INTO release VALUES (1, 2, 0, 'me', 1, 'outage');
         INSERT INTO reference VALUES (1, 3, 2, 1, 1, 2, 'S-2');
         INSERT INTO reference VALUES (1, 3, 1, 2, 1, 1, 'S-1');
         INSERT INTO device VALUES ('simulation', 'till', 1, 0, x'01');
         INSERT INTO device VALUES ('simulation', 'till', 2, 0, x'02') ON CONFLICT DO UPDATE SET version = 2, file = x'02';
         INSERT INTO audit VALUES (5, 0, 'w', 'start', NULL, NULL, '', (SELECT hash FROM audit WHERE ordinal = 4), x'0101010101010101010101010101010101010101010101010101010101010101');",
    )
    .unwrap();
    path
}

/// A document row with named columns changed.
fn document(verb: &str, changes: &[(&str, &str)]) -> String {
    let columns = [
        ("ordinal", "4"),
        ("chain", "1"),
        ("counter", "4"),
        ("uuid", "x'00000000000000000000000000000004'"),
        ("kind", "'invoice'"),
        ("route", "1"),
        ("number", "'S-4'"),
        ("issued_at", "0"),
        ("deadline_at", "0"),
        (
            "previous_hash",
            "(SELECT hash FROM document WHERE chain = 1 AND counter = 3)",
        ),
        ("hash", "zeroblob(32)"),
        ("request_key", "'k4'"),
        ("content", "zeroblob(32)"),
        ("currency", "'SAR'"),
        ("total", "115"),
        ("xml", "x'00'"),
        ("sum", "zeroblob(32)"),
    ];
    let value = |name: &str, old: &'static str| {
        let change = changes.iter().find(|(changed, _)| *changed == name);
        change.map_or(old.to_owned(), |(_, new)| (*new).to_owned())
    };
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = columns.iter().map(|(name, old)| value(name, old)).collect();
    format!(
        "INSERT{verb} INTO document ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    )
}

const HASH_2: &str = "(SELECT previous_hash FROM document WHERE chain = 1 AND counter = 3)";
const HASH_1: &str = "(SELECT previous_hash FROM document WHERE chain = 1 AND counter = 2)";
const UUID_1: &str = "(SELECT uuid FROM document WHERE chain = 1 AND counter = 1)";
const FIRST: &str = "x'5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9'";

fn legal() -> Vec<(&'static str, String)> {
    vec![
        ("the next document", document("", &[])),
        (
            "the first of the other chain",
            document("", &[("chain", "2"), ("counter", "1"), ("previous_hash", FIRST)]),
        ),
        (
            "a request key of another device",
            document(
                "",
                &[
                    ("chain", "2"),
                    ("counter", "1"),
                    ("previous_hash", FIRST),
                    ("request_key", "'k1'"),
                ],
            ),
        ),
        ("without a request key", document("", &[("request_key", "NULL")])),
        (
            "a contrary fact",
            "INSERT INTO outcome VALUES (1, 2, 2, 1, 400, 0, 0, 1, NULL)".to_owned(),
        ),
        (
            "the cursor over what was sent",
            "UPDATE lane SET next = 3 WHERE chain = 1 AND route = 1".to_owned(),
        ),
        ("the next epoch", "UPDATE outbox SET epoch = 4, state = 2".to_owned()),
        (
            "a chain set aside",
            "UPDATE chain SET state = 3 WHERE chain = 1".to_owned(),
        ),
        (
            "one opening more",
            "UPDATE store SET generation = generation + 1".to_owned(),
        ),
    ]
}

fn attacks() -> Vec<(&'static str, String)> {
    let mut all = vec![
        ("a gap", document("", &[("counter", "7")])),
        ("a gap in the ordinals", document("", &[("ordinal", "9")])),
        ("an ordinal in front", document("", &[("ordinal", "-5")])),
        ("no ordinal", document("", &[("ordinal", "NULL")])),
        (
            "a wrong previous hash",
            document("", &[("previous_hash", "zeroblob(32)")]),
        ),
        ("the hash before the last", document("", &[("previous_hash", HASH_2)])),
        ("the first hash again", document("", &[("previous_hash", FIRST)])),
        (
            "another first hash",
            document(
                "",
                &[("chain", "2"), ("counter", "1"), ("previous_hash", "zeroblob(32)")],
            ),
        ),
        (
            "an unknown chain",
            document("", &[("chain", "9"), ("counter", "1"), ("previous_hash", FIRST)]),
        ),
        ("another kind", document("", &[("kind", "'receipt'")])),
        ("another route", document("", &[("route", "3")])),
        ("text for a number", document("", &[("total", "'much'")])),
        (
            "a UUID of another chain",
            document(
                "",
                &[
                    ("chain", "2"),
                    ("counter", "1"),
                    ("previous_hash", FIRST),
                    ("uuid", UUID_1),
                ],
            ),
        ),
        (
            "an upsert",
            document("", &[("counter", "3"), ("previous_hash", HASH_2), ("ordinal", "4")])
                + " ON CONFLICT (chain, counter) DO UPDATE SET xml = x'ff'",
        ),
        ("an edited document", "UPDATE document SET xml = x'ff'".to_owned()),
        (
            "an edited deadline",
            "UPDATE document SET deadline_at = 9 WHERE counter = 1".to_owned(),
        ),
        (
            "an edited request key",
            "UPDATE document SET request_key = NULL WHERE counter = 1".to_owned(),
        ),
        ("an edited outcome", "UPDATE outcome SET fact = 2".to_owned()),
        ("an edited reply", "UPDATE reply SET body = x''".to_owned()),
        ("an edited attempt", "UPDATE attempt SET node = 'x'".to_owned()),
        ("an edited cleared", "UPDATE cleared SET xml = x'ff'".to_owned()),
        ("an edited release", "UPDATE release SET by = 'x'".to_owned()),
        ("an edited reference", "UPDATE reference SET number = 'x'".to_owned()),
        ("an edited audit", "UPDATE audit SET detail = 'x'".to_owned()),
        (
            "an audit that does not follow",
            "INSERT INTO audit VALUES (6, 0, 'w', 'x', NULL, NULL, '', zeroblob(32), zeroblob(32))".to_owned(),
        ),
        (
            "an audit after a hole",
            "INSERT INTO audit VALUES (7, 0, 'w', 'x', NULL, NULL, '', zeroblob(32), zeroblob(32))".to_owned(),
        ),
        (
            "a chain's beginning rewritten",
            "UPDATE chain SET first_counter = 4 WHERE chain = 2".to_owned(),
        ),
        (
            "a chain's certificate rewritten",
            "UPDATE chain SET certificate = 'x' WHERE chain = 2".to_owned(),
        ),
        (
            "a chain brought back",
            "UPDATE chain SET state = 3 WHERE chain = 1; UPDATE chain SET state = 1 WHERE chain = 1".to_owned(),
        ),
        (
            "a document behind a chain set aside",
            "UPDATE chain SET state = 2 WHERE chain = 1; ".to_owned() + &document("", &[]),
        ),
        (
            "a beginning at 1 with another hash",
            "INSERT INTO chain VALUES (7, 'production', 'new', 'v', 'c', 1, zeroblob(32), 1, NULL, 0)".to_owned(),
        ),
        (
            "a later beginning with the first hash",
            format!("INSERT INTO chain VALUES (7, 'production', 'new', 'v', 'c', 5, {FIRST}, 1, NULL, 0)"),
        ),
        (
            "a second active chain",
            format!("INSERT INTO chain VALUES (7, 'production', 'till', 'v', 'c', 1, {FIRST}, 1, NULL, 0)"),
        ),
        (
            "an outbox row that goes without an outcome",
            "DELETE FROM outbox".to_owned(),
        ),
        (
            "a finished document back in the outbox",
            "INSERT INTO outbox VALUES (1, 2, 1, 1, 0, 0, 0, 0, 1, 0, 1, NULL, NULL, NULL, NULL)".to_owned(),
        ),
        (
            "an outbox row on the other route",
            "INSERT INTO outbox VALUES (1, 3, 2, 2, 0, 0, 0, 0, 1, 0, 1, NULL, NULL, NULL, NULL)".to_owned(),
        ),
        ("an epoch that falls", "UPDATE outbox SET epoch = 2".to_owned()),
        (
            "another deadline in the outbox",
            "UPDATE outbox SET deadline_at = deadline_at + 1".to_owned(),
        ),
        (
            "the start of the duplicate window moved",
            "UPDATE outbox SET first_sent_at = 7".to_owned(),
        ),
        (
            "a cursor that falls",
            "UPDATE lane SET next = 1 WHERE chain = 1 AND route = 1".to_owned(),
        ),
        (
            "a cursor over a document that waits",
            "UPDATE lane SET next = 4 WHERE chain = 1 AND route = 1".to_owned(),
        ),
        (
            "a lane that begins late",
            "INSERT INTO lane (chain, route, next, endpoint) VALUES (1, 1, 5, 1)".to_owned(),
        ),
        (
            "an older generation",
            "UPDATE store SET generation = generation - 1".to_owned(),
        ),
        (
            "a second store",
            "INSERT INTO store VALUES (2, zeroblob(16), 0)".to_owned(),
        ),
        (
            "an older version of a device",
            "UPDATE device SET version = 1, file = x'01'".to_owned(),
        ),
        (
            "another device under a version that is there",
            "UPDATE device SET file = x'03'".to_owned(),
        ),
        (
            "a device with another name",
            "UPDATE device SET version = 3, name = 'x'".to_owned(),
        ),
        (
            "a rejected document corrected twice",
            "INSERT INTO reference VALUES (1, 3, 1, 9, 1, 1, 'S-1')".to_owned(),
        ),
        (
            "a reference to what comes later",
            "INSERT INTO reference VALUES (1, 1, 2, 1, 1, 3, 'S-3')".to_owned(),
        ),
    ];
    for table in [
        "document",
        "reference",
        "lane",
        "attempt",
        "reply",
        "outcome",
        "cleared",
        "release",
        "audit",
        "chain",
        "device",
        "store",
    ] {
        all.push(("a deletion", format!("DELETE FROM {table}")));
    }
    for verb in ["", " OR REPLACE", " OR IGNORE"] {
        all.extend([
            ("a document over another", document(verb, &[("counter", "3"), ("previous_hash", HASH_2)])),
            ("a document over the first by its ordinal", document(verb, &[("ordinal", "1")])),
            ("a document over another by its UUID", document(verb, &[("uuid", UUID_1)])),
            ("a document over another by its request", document(verb, &[("request_key", "'k1'")])),
            ("a document over another by all", document(verb, &[("counter", "2"), ("ordinal", "2"), ("previous_hash", HASH_1), ("request_key", "'k2'")])),
            ("an outcome over another", format!("INSERT{verb} INTO outcome VALUES (1, 2, 1, 1, 208, 0, 0, 1, NULL)")),
            ("an attempt over another", format!("INSERT{verb} INTO attempt VALUES (1, 2, 1, 1, 9, 'x', 0, 0)")),
            ("a reply over another", format!("INSERT{verb} INTO reply VALUES (1, 2, 1, 0, 5, 400, 'v', x'00')")),
            ("a reply over another by its rowid", format!("INSERT{verb} INTO reply (rowid, chain, counter, epoch, at, ms, http, verdict) VALUES (1, 1, 1, 3, 0, 5, 400, 'v')")),
            ("a cleared over another", format!("INSERT{verb} INTO cleared VALUES (1, 2, x'bb')")),
            ("a cleared over another by its rowid", format!("INSERT{verb} INTO cleared (rowid, chain, counter, xml) VALUES (1, 1, 3, x'bb')")),
            ("a release over another", format!("INSERT{verb} INTO release VALUES (1, 2, 0, 'x', 1, 'x')")),
            ("a reference over another", format!("INSERT{verb} INTO reference VALUES (1, 3, 2, 1, 1, 1, 'S-1')")),
            ("an audit over another", format!("INSERT{verb} INTO audit VALUES (1, 0, 'x', 'x', NULL, NULL, '', zeroblob(32), zeroblob(32))")),
            ("a device over another", format!("INSERT{verb} INTO device VALUES ('simulation', 'till', 2, 0, x'03')")),
            ("a device over another by its rowid", format!("INSERT{verb} INTO device (rowid, environment, name, version, saved_at, file) VALUES (1, 'simulation', 'other', 1, 0, x'03')")),
            ("a device that skips a version", format!("INSERT{verb} INTO device VALUES ('simulation', 'till', 4, 0, x'03')")),
            ("a chain over another", format!("INSERT{verb} INTO chain VALUES (1, 'production', 'new', 'v', 'c', 1, {FIRST}, 2, NULL, 0)")),
            ("a chain over another by its certificate", format!("INSERT{verb} INTO chain SELECT 7, environment, device, 'v', certificate, 1, {FIRST}, 2, NULL, 0 FROM chain WHERE chain = 1")),
            ("a lane over another", format!("INSERT{verb} INTO lane (chain, route, next, endpoint) VALUES (1, 1, 1, 1)")),
            ("an outbox row over another", format!("INSERT{verb} INTO outbox VALUES (1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, NULL, NULL, NULL, NULL)")),
            ("a store over another", format!("INSERT{verb} INTO store VALUES (1, zeroblob(16), 0)")),
        ]);
    }
    all
}

/// Orphans, which foreign keys keep away: the library switches them on.
fn orphans() -> Vec<(&'static str, String)> {
    vec![
        ("an outbox row without a document", "INSERT INTO outbox VALUES (1, 9, 1, 1, 0, 0, 0, 0, 1, 0, 1, NULL, NULL, NULL, NULL)".to_owned()),
        ("a reply without an attempt", "INSERT INTO reply VALUES (1, 3, 1, 0, 5, 200, 'v', x'00')".to_owned()),
        ("an outcome without a reply", "INSERT INTO outcome VALUES (1, 3, 1, 1, 200, 0, 0, 1, NULL)".to_owned()),
        ("an attempt without a document", "INSERT INTO attempt VALUES (1, 9, 1, 1, 0, 'w', 0, 0)".to_owned()),
        ("a cleared without a document", "INSERT INTO cleared VALUES (1, 9, x'aa')".to_owned()),
        ("a reference to nothing", "INSERT INTO reference VALUES (1, 3, 2, 5, 1, 2, 'S-2'); INSERT INTO reference VALUES (2, 9, 2, 1, 1, 1, 'S-1')".to_owned()),
    ]
}

/// A digest of everything that is in the tables.
fn content(db: &Connection) -> Vec<String> {
    let tables = [
        "store",
        "chain",
        "document",
        "reference",
        "lane",
        "outbox",
        "attempt",
        "reply",
        "outcome",
        "cleared",
        "release",
        "audit",
    ];
    let mut rows = Vec::new();
    for table in tables {
        let mut statement = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<String> = (0..columns)
                .map(|at| format!("{:?}", row.get::<_, rusqlite::types::Value>(at).unwrap()))
                .collect();
            rows.push(format!("{table} {}", values.join(" ")));
        }
    }
    rows.sort_unstable();
    rows
}

#[test]
fn no_statement_changes_what_was_written() {
    let path = victim("attacks");
    let mut tried = 0;
    for (recursive, keys) in [("OFF", "OFF"), ("ON", "OFF"), ("OFF", "ON"), ("ON", "ON")] {
        let db = Connection::open(&path).unwrap();
        db.execute_batch(&format!(
            "PRAGMA recursive_triggers = {recursive}; PRAGMA foreign_keys = {keys};"
        ))
        .unwrap();
        let whole = content(&db);
        // Nothing in here is refused for a slip of its own: what is right goes in, by the same words.
        let attempt = |sql: &str| {
            db.execute_batch("BEGIN").unwrap();
            let done = db.execute_batch(sql);
            let kept = content(&db);
            let _ = db.execute_batch("ROLLBACK");
            assert_eq!(content(&db), whole);
            (done, kept)
        };
        for (what, sql) in legal() {
            let (done, kept) = attempt(&sql);
            assert!(done.is_ok() && kept != whole, "{what} was hindered: {done:?}");
        }
        for (what, sql) in attacks() {
            let (done, kept) = attempt(&sql);
            let refused = done.is_err();
            // A statement of two steps may do its first, legal one.
            assert!(
                refused && (kept == whole || sql.contains(';')),
                "{what} was let through: {sql}"
            );
            tried += 1;
        }
        if keys == "ON" {
            for (what, sql) in orphans() {
                let (done, _) = attempt(&sql);
                assert!(done.is_err(), "{what} was let through: {sql}");
                tried += 1;
            }
        }
    }
    println!("{tried} attacks");
    assert!(tried > 400);
}

/// Each trigger stops an attack that nothing else stops, or stands behind another that does; without all of them, the attacks win.
#[test]
fn without_the_triggers_the_attacks_win() {
    let path = victim("triggers");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA recursive_triggers = OFF; PRAGMA foreign_keys = OFF;")
        .unwrap();
    let names: Vec<String> = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let mut idle = Vec::new();
    for name in &names {
        db.execute_batch("BEGIN").unwrap();
        db.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        let through = attacks().iter().any(|(_, sql)| {
            db.execute_batch("SAVEPOINT attack").unwrap();
            let done = db.execute_batch(sql).is_ok();
            db.execute_batch("ROLLBACK TO attack; RELEASE attack").unwrap();
            done
        });
        if !through {
            idle.push(name.clone());
        }
        db.execute_batch("ROLLBACK").unwrap();
    }
    assert_eq!(idle, Vec::<String>::new(), "of {} triggers", names.len());
}
