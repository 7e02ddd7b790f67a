//! Edits of a ledger's file that its own rules forbid: the rules are lifted, something is changed, the rules are put back.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::types::Value;
use sha2::{Digest as _, Sha256};

pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, below: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

pub(crate) struct Edit {
    pub(crate) kind: &'static str,
    pub(crate) what: String,
}

/// The file, and how it was before.
pub(crate) struct Editor {
    db: Connection,
    rules: Vec<(String, String)>,
    tables: Vec<String>,
}

/// What may be changed of a document that was claimed; the XML and what repeats it may be changed of any.
const COLUMNS: [(&str, &[&str]); 9] = [
    (
        "document",
        &[
            "uuid",
            "kind",
            "route",
            "number",
            "issued_at",
            "deadline_at",
            "previous_hash",
            "hash",
            "request_key",
            "content",
            "currency",
            "total",
            "xml",
            "sum",
            "ordinal",
            "counter",
            "chain",
        ],
    ),
    (
        "attempt",
        &["epoch", "endpoint", "at", "node", "again", "after_window", "counter"],
    ),
    ("reply", &["epoch", "at", "ms", "http", "verdict", "body", "counter"]),
    (
        "outcome",
        &["fact", "epoch", "http", "at", "late", "endpoint", "messages", "counter"],
    ),
    ("cleared", &["xml", "counter"]),
    ("release", &["at", "by", "reason", "note", "counter"]),
    ("reference", &["role", "to_counter", "to_chain", "number", "counter"]),
    ("device", &["environment", "name", "version", "saved_at", "file"]),
    (
        "chain",
        &[
            "environment",
            "device",
            "vat_number",
            "certificate",
            "first_counter",
            "first_hash",
            "state",
            "why",
            "begun_at",
        ],
    ),
];

impl Editor {
    pub(crate) fn new(folder: &Path) -> Self {
        let db = Connection::open(folder.join("ledger.db")).unwrap();
        // What is looked for is not in the disk.
        db.execute_batch("PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON")
            .unwrap();
        db.execute_batch(&format!("VACUUM INTO '{}'", folder.join("before.db").display()))
            .unwrap();
        db.execute_batch(&format!("ATTACH '{}' AS before", folder.join("before.db").display()))
            .unwrap();
        let names = |kind: &str| -> Vec<(String, String)> {
            let text =
                format!("SELECT name, sql FROM main.sqlite_schema WHERE type = '{kind}' AND name NOT LIKE 'sqlite_%'");
            let mut statement = db.prepare(&text).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let (rules, tables) = (names("trigger"), names("table"));
        Editor {
            rules,
            tables: tables.into_iter().map(|(name, _)| name).collect(),
            db,
        }
    }

    fn lift(&self) {
        self.db.execute_batch("BEGIN IMMEDIATE").unwrap();
        for (name, _) in &self.rules {
            self.db.execute_batch(&format!("DROP TRIGGER main.{name}")).unwrap();
        }
    }

    fn settle(&self) {
        for (_, sql) in &self.rules {
            self.db.execute_batch(sql).unwrap();
        }
        self.db.execute_batch("COMMIT").unwrap();
    }

    fn put_back(&self) {
        for table in &self.tables {
            let sql = format!("DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM before.{table}");
            self.db.execute_batch(&sql).unwrap();
        }
    }

    /// As it was before all edits.
    pub(crate) fn restore(&self) {
        self.lift();
        self.put_back();
        self.settle();
    }

    /// One edit of one's own.
    pub(crate) fn run(&mut self, sql: &str) {
        self.lift();
        self.db.execute_batch(sql).unwrap();
        self.settle();
    }

    /// One edit that changes something, from the state before.
    pub(crate) fn edit(&mut self, random: &mut Random) -> Edit {
        self.lift();
        self.put_back();
        let edit = loop {
            let tried = match random.below(16) {
                0..=2 => self.xml(random),
                3..=7 => self.column(random),
                8 => self.swap(random),
                9 => self.delete(random),
                10 => self.insert(random),
                11 => self.truncate(random),
                12 => self.queue(random),
                13 => self.audit(random),
                14 => self.audit_hashed_again(random),
                _ => self.swap_documents(random),
            };
            // What the file refuses even so, or what changed nothing, is no edit.
            if let Some(edit) = tried {
                break edit;
            }
        };
        self.settle();
        edit
    }

    fn changes(&self, kind: &'static str, sql: &str) -> Option<Edit> {
        match self.db.execute(sql, []) {
            Ok(1..) => Some(Edit {
                kind,
                what: sql.to_owned(),
            }),
            _ => None,
        }
    }

    fn rowids(&self, table: &str, filter: &str) -> Vec<Vec<Value>> {
        // Tables without a row's number are known by their keys.
        let key = match table {
            "attempt" => "chain, counter, epoch",
            "outcome" => "chain, counter, fact",
            "release" | "outbox" => "chain, counter",
            "reference" => "chain, counter, role, position",
            "lane" => "chain, route",
            "document" | "audit" => "ordinal",
            "chain" => "chain",
            _ => "rowid",
        };
        let count = key.split(',').count();
        let mut statement = self
            .db
            .prepare(&format!("SELECT {key} FROM main.{table} WHERE {filter}"))
            .unwrap();
        let rows = statement
            .query_map([], |row| (0..count).map(|at| row.get(at)).collect())
            .unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    fn one(&self, random: &mut Random, table: &str, filter: &str) -> Option<String> {
        let rows = self.rowids(table, filter);
        let row = rows.get(random.below(rows.len().max(1) as u64) as usize)?;
        let key = match table {
            "attempt" => "(chain, counter, epoch)",
            "outcome" => "(chain, counter, fact)",
            "release" | "outbox" => "(chain, counter)",
            "reference" => "(chain, counter, role, position)",
            "lane" => "(chain, route)",
            "document" | "audit" => "ordinal",
            "chain" => "chain",
            _ => "rowid",
        };
        let values: Vec<String> = row
            .iter()
            .map(|value| match value {
                Value::Integer(number) => number.to_string(),
                other => panic!("{other:?}"),
            })
            .collect();
        Some(format!("{key} = ({})", values.join(", ")))
    }

    /// A byte or a bit of a document.
    fn xml(&self, random: &mut Random) -> Option<Edit> {
        let row = self.one(random, "document", "1")?;
        let mut xml: Vec<u8> = self
            .db
            .query_row(&format!("SELECT xml FROM main.document WHERE {row}"), [], |row| {
                row.get(0)
            })
            .unwrap();
        let at = random.below(xml.len() as u64) as usize;
        let how = random.below(4);
        match how {
            0 => xml[at] ^= 1 << random.below(8),
            1 => xml[at] = random.below(256) as u8,
            2 => drop(xml.remove(at)),
            _ => xml.insert(at, random.pick(b" x9<\n&")),
        }
        let done = self.db.execute(
            &format!("UPDATE main.document SET xml = ?1 WHERE {row} AND xml <> ?1"),
            [&xml],
        );
        let around = String::from_utf8_lossy(&xml[at.saturating_sub(20)..(at + 20).min(xml.len())]).into_owned();
        (done == Ok(1)).then(|| Edit {
            kind: "xml",
            what: format!("{row}, byte {at}, way {how}: {around:?}"),
        })
    }

    fn column(&self, random: &mut Random) -> Option<Edit> {
        let (table, columns) = random.pick(&COLUMNS);
        let column = random.pick(columns);
        // Of a document that nobody claimed, what is not in its bytes stands nowhere else.
        let beside = ["issued_at", "deadline_at", "request_key", "content", "ordinal"];
        let filter = match table == "document" && beside.contains(&column) {
            true => {
                "EXISTS (SELECT 1 FROM attempt AS a WHERE (a.chain, a.counter) = (document.chain, document.counter))"
            }
            false => "1",
        };
        let row = self.one(random, table, filter)?;
        let old: Value = self
            .db
            .query_row(&format!("SELECT {column} FROM main.{table} WHERE {row}"), [], |row| {
                row.get(0)
            })
            .unwrap();
        let new = changed(random, &old);
        let sql = format!("UPDATE main.{table} SET {column} = ?1 WHERE {row} AND {column} IS NOT ?1");
        let done = self.db.execute(&sql, [&new]);
        (done == Ok(1)).then(|| Edit {
            kind: "column",
            what: format!("{table}.{column} of {row}: {} -> {}", short(&old), short(&new)),
        })
    }

    /// Two rows change what they hold.
    fn swap(&self, random: &mut Random) -> Option<Edit> {
        let (table, column) = random.pick(&[
            ("document", "xml"),
            ("document", "hash"),
            ("document", "content"),
            ("reply", "body"),
            ("reply", "http"),
            ("outcome", "messages"),
            ("outcome", "at"),
            ("audit", "detail"),
            ("audit", "hash"),
            ("attempt", "at"),
        ]);
        let filter = match column {
            "content" => {
                "EXISTS (SELECT 1 FROM attempt AS a WHERE (a.chain, a.counter) = (document.chain, document.counter))"
            }
            _ => "1",
        };
        let (one, other) = (self.one(random, table, filter)?, self.one(random, table, filter)?);
        let value = |row: &str| -> Value {
            let sql = format!("SELECT {column} FROM main.{table} WHERE {row}");
            self.db.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let (first, second) = (value(&one), value(&other));
        if first == second {
            return None;
        }
        for (row, value) in [(&one, &second), (&other, &first)] {
            let sql = format!("UPDATE main.{table} SET {column} = ?1 WHERE {row}");
            self.db.execute(&sql, [value]).unwrap();
        }
        Some(Edit {
            kind: "swap",
            what: format!("{table}.{column}: {one} and {other}"),
        })
    }

    /// Two documents take each other's places.
    fn swap_documents(&self, random: &mut Random) -> Option<Edit> {
        let first = 1 + random.below(8);
        let second = first + 1 + random.below(9 - first);
        let sql = format!(
            "UPDATE main.document SET counter = 1000 WHERE chain = 1 AND counter = {first};
             UPDATE main.document SET counter = {first} WHERE chain = 1 AND counter = {second};
             UPDATE main.document SET counter = {second} WHERE chain = 1 AND counter = 1000"
        );
        self.db.execute_batch(&sql).ok()?;
        Some(Edit {
            kind: "reorder",
            what: format!("{first} and {second}"),
        })
    }

    fn delete(&self, random: &mut Random) -> Option<Edit> {
        let table = random.pick(&[
            "document",
            "attempt",
            "reply",
            "outcome",
            "cleared",
            "release",
            "reference",
            "device",
            "chain",
            "audit",
            "lane",
        ]);
        // The newest of all was not claimed: nothing tells of it but an anchor.
        let filter = if table == "document" { "ordinal < 10" } else { "1" };
        let row = self.one(random, table, filter)?;
        self.changes("delete", &format!("DELETE FROM main.{table} WHERE {row}"))
    }

    fn insert(&self, random: &mut Random) -> Option<Edit> {
        let (counter, epoch) = (1 + random.below(9), 1 + random.below(9));
        let sql = match random.below(8) {
            0 => "INSERT INTO main.document SELECT 11, chain, 10, randomblob(16), kind, route, number, issued_at, deadline_at,
                   previous_hash, hash, NULL, content, currency, total, xml, sum FROM main.document WHERE ordinal = 9"
                .to_owned(),
            1 => format!("INSERT INTO main.attempt VALUES (1, {counter}, {epoch}, 1, 5, 'w', 0, 0)"),
            2 => format!("INSERT INTO main.reply VALUES (1, {counter}, {epoch}, 5, 5, 200, 'accepted', NULL)"),
            3 => format!("INSERT INTO main.outcome VALUES (1, {counter}, {}, {epoch}, 200, 5, 0, 1, NULL)", 1 + random.below(2)),
            4 => format!("INSERT INTO main.cleared VALUES (1, {counter}, x'3c612f3e')"),
            5 => format!("INSERT INTO main.release VALUES (1, {counter}, 5, 'me', 1, 'x')"),
            6 => format!("INSERT INTO main.reference VALUES (1, {}, 2, 9, 1, 1, 'S-1')", 2 + random.below(6)),
            _ => "INSERT INTO main.device VALUES ('production', 'other', 1, 5, x'01')".to_owned(),
        };
        self.changes("insert", &sql)
    }

    /// The newest rows of one table are cut off; the others still tell of them.
    fn truncate(&self, random: &mut Random) -> Option<Edit> {
        let last = random.below(8);
        let sql = match random.below(4) {
            // The ninth was not claimed: nothing tells of it but an anchor.
            0 => format!("DELETE FROM main.document WHERE chain = 1 AND counter > {last}"),
            1 => format!("DELETE FROM main.audit WHERE ordinal > {}", 1 + random.below(20)),
            2 => format!("DELETE FROM main.reply WHERE counter > {last}"),
            _ => format!("DELETE FROM main.attempt WHERE counter > {last}"),
        };
        self.changes("truncate", &sql)
    }

    /// Where documents stand on their way.
    fn queue(&self, random: &mut Random) -> Option<Edit> {
        let sql = match random.below(8) {
            0 => format!(
                "UPDATE main.lane SET next = {} WHERE chain = 1 AND route = 1",
                10 + random.below(5)
            ),
            1 => format!(
                "UPDATE main.lane SET next = {} WHERE chain = 1 AND route = 1",
                1 + random.below(6)
            ),
            2 => format!(
                "UPDATE main.lane SET next = {} WHERE chain = 1 AND route = 2",
                1 + random.below(7)
            ),
            3 => "UPDATE main.lane SET next = 2 WHERE chain = 2 AND route = 1".to_owned(),
            4 => "DELETE FROM main.outbox WHERE counter = 7".to_owned(),
            5 => format!(
                "UPDATE main.outbox SET epoch = epoch + {} WHERE counter = 7",
                1 + random.below(5)
            ),
            6 => "UPDATE main.outbox SET doubt_since = NULL, state = 0 WHERE counter = 7".to_owned(),
            _ => {
                let state = random.pick(&[0, 1, 2]);
                format!("UPDATE main.outbox SET state = {state} WHERE counter = 8")
            }
        };
        self.changes("queue", &sql)
    }

    fn audit(&self, random: &mut Random) -> Option<Edit> {
        let column = random.pick(&[
            "at", "actor", "action", "chain", "counter", "detail", "previous", "hash", "ordinal",
        ]);
        let row = self.one(random, "audit", "1")?;
        let old: Value = self
            .db
            .query_row(&format!("SELECT {column} FROM main.audit WHERE {row}"), [], |row| {
                row.get(0)
            })
            .unwrap();
        let new = changed(random, &old);
        let sql = format!("UPDATE main.audit SET {column} = ?1 WHERE {row} AND {column} IS NOT ?1");
        let done = self.db.execute(&sql, [&new]);
        (done == Ok(1)).then(|| Edit {
            kind: "audit",
            what: format!("{column} of {row}: {} -> {}", short(&old), short(&new)),
        })
    }

    /// A line of a delivery is changed or left out, and every hash behind it made again.
    fn audit_hashed_again(&self, random: &mut Random) -> Option<Edit> {
        let row = self.one(random, "audit", "action IN ('claim', 'answer', 'chain_begun')")?;
        let how = random.below(3);
        let sql = match how {
            0 => {
                let detail: String = self
                    .db
                    .query_row(&format!("SELECT detail FROM main.audit WHERE {row}"), [], |row| {
                        row.get(0)
                    })
                    .unwrap();
                let mut bytes = detail.into_bytes();
                let at = random.below(bytes.len() as u64) as usize;
                bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
                let detail = String::from_utf8(bytes).unwrap().replace('\'', "");
                format!("UPDATE main.audit SET detail = '{detail}' WHERE {row}")
            }
            1 => format!("UPDATE main.audit SET at = at + 1 WHERE {row}"),
            _ => format!("DELETE FROM main.audit WHERE {row}"),
        };
        let edit = self.changes("audit hashed again", &sql)?;
        self.hash_again();
        Some(edit)
    }

    fn hash_again(&self) {
        type Line = (i64, i64, String, String, Option<i64>, Option<i64>, String);
        let mut statement = self
            .db
            .prepare("SELECT ordinal, at, actor, action, chain, counter, detail FROM main.audit ORDER BY ordinal")
            .unwrap();
        let lines = statement
            .query_map([], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get(4)?,
                    row.get(5)?,
                    row.get(6)?,
                ))
            })
            .unwrap();
        let lines: Vec<Line> = lines.collect::<Result<_, _>>().unwrap();
        let mut previous = vec![0u8; 32];
        for (number, (ordinal, at, actor, action, chain, counter, detail)) in (1i64..).zip(lines) {
            let place = chain.zip(counter).map(|(chain, counter)| format!("{chain}:{counter}"));
            let mut hash = Sha256::new();
            hash.update(b"khatm audit 1\0");
            hash.update(&previous);
            hash.update(number.to_be_bytes());
            hash.update(at.to_be_bytes());
            for text in [&actor, &action, &place.unwrap_or_default(), &detail] {
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
            let own = hash.finalize().to_vec();
            let sql = "UPDATE main.audit SET ordinal = ?1, previous = ?2, hash = ?3 WHERE ordinal = ?4";
            self.db
                .execute(sql, rusqlite::params![number, previous, own, ordinal])
                .unwrap();
            previous = own;
        }
    }
}

fn short(value: &Value) -> String {
    let text = format!("{value:?}");
    text.chars().take(60).collect()
}

/// Another value of the same type.
fn changed(random: &mut Random, old: &Value) -> Value {
    match old {
        Value::Integer(number) => Value::Integer(match random.below(4) {
            0 => number + 1,
            1 => number - 1,
            2 => number ^ 1,
            _ => random.below(4) as i64,
        }),
        Value::Text(text) => {
            let mut chars: Vec<char> = text.chars().collect();
            let at = random.below(chars.len().max(1) as u64) as usize;
            match (random.below(3), chars.get_mut(at)) {
                (0, Some(letter)) => *letter = if *letter == 'z' { 'y' } else { 'z' },
                (1, Some(_)) => drop(chars.remove(at)),
                _ => chars.push('x'),
            }
            Value::Text(chars.into_iter().collect())
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.is_empty() {
                true => bytes.push(0),
                false => {
                    let at = random.below(bytes.len() as u64) as usize;
                    bytes[at] ^= 1 << random.below(8);
                }
            }
            Value::Blob(bytes)
        }
        // A text: wherever nothing may stand, one is taken.
        _ => Value::Text("x".to_owned()),
    }
}
