//! What is attached, and what is parked, as rows.

use khatm::error::Result;
use khatm::time::Timestamp;
use pgrx::pg_sys::{self, ItemPointerData, Oid};
use pgrx::{IntoDatum, JsonB, direct_function_call};

use crate::row::table_name;
use crate::server::{Ledger, REQUEST_KEY};
use crate::table::{Key, Order, Row, Table, number, scratch, time};
use crate::tenant::owner_of;

/// A table whose rows become documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) number: i64,
    pub(crate) target: Oid,
    /// What request keys open with.
    pub(crate) name: String,
    pub(crate) attached: bool,
    /// Expressions name the row `new`.
    pub(crate) device: String,
    pub(crate) mapping: String,
    pub(crate) becomes_final: String,
    pub(crate) parks: bool,
    pub(crate) freezes: bool,
    pub(crate) lines: Vec<String>,
    pub(crate) mutable: Vec<String>,
    pub(crate) revision: Option<String>,
    pub(crate) corrects: Option<String>,
    pub(crate) environment: Option<String>,
    pub(crate) changed_at: Timestamp,
    pub(crate) changed_by: String,
    /// The columns of the table's key.
    pub(crate) key: Vec<String>,
    /// What its triggers looked at when they were made.
    pub(crate) watched: String,
}

impl Attachment {
    /// True if a table is the one that is attached, has its lines, or is a partition of such a one.
    pub(crate) fn covers(&self, table: Oid) -> bool {
        belongs(self.target, &self.lines, table)
    }
}

/// True if a table is this one, one of these lines', or a partition of such a one. One of lines may have another name by now: then it is of
/// people of the same owner. A trigger on any other table is called whatever somebody likes, with whatever number.
pub(crate) fn belongs(target: Oid, lines: &[String], table: Oid) -> bool {
    let named = |table: Oid| {
        let opens = format!("{} (", table_name(table));
        lines.iter().any(|line| line.starts_with(&opens))
    };
    if table == target || named(table) {
        return true;
    }
    // SAFETY: a look-up that gives null for a table that is neither partitioned nor a partition.
    let root = |table: Oid| {
        let found =
            scratch(|| unsafe { direct_function_call::<Oid>(pg_sys::pg_partition_root, &[table.into_datum()]) });
        found.unwrap_or(table)
    };
    let whole = root(table);
    if whole == root(target) || named(whole) {
        return true;
    }
    // SAFETY: look-ups.
    let are_related = |one: Oid, other: Oid| unsafe {
        pg_sys::is_member_of_role_nosuper(one, other) || pg_sys::is_member_of_role_nosuper(other, one)
    };
    match (owner_of(target), owner_of(whole)) {
        (Some(one), Some(other)) => are_related(one, other),
        _ => false,
    }
}

/// A row that could not become a document.
pub(crate) struct Parked {
    pub(crate) attachment: i64,
    pub(crate) key: Vec<String>,
    /// Whether the caller's SQL can see the row that is parked.
    pub(crate) is_of_statement: bool,
    since: Timestamp,
    tries: u64,
    lies: ItemPointerData,
}

/// Why it could not.
pub(crate) struct Why {
    pub(crate) code: &'static str,
    pub(crate) findings: serde_json::Value,
}

impl Ledger {
    /// The attachment of this number.
    pub(crate) fn attachment(&self, number: i64) -> Result<Option<Attachment>> {
        scratch(|| {
            let table = Table::read(c"attachment");
            let conditions = [(1, Key::Number(number))];
            self.first((&table, c"attachment_pkey"), &conditions, Order::Forward, attachment)
        })
    }

    /// The attachment of a table, also one that was detached.
    pub(crate) fn attached_to(&self, target: Oid) -> Result<Option<(Attachment, ItemPointerData)>> {
        scratch(|| {
            let table = Table::read(c"attachment");
            let conditions = [(2, Key::Oid(target))];
            self.first((&table, c"attachment_target"), &conditions, Order::Forward, |row| {
                let lies = row.place();
                Ok((attachment(row)?, lies))
            })
        })
    }

    /// All attachments, also those that were detached.
    pub(crate) fn attachments(&self) -> Result<Vec<(Attachment, ItemPointerData)>> {
        scratch(|| {
            let table = Table::read(c"attachment");
            self.all((&table, c"attachment_pkey"), &[], |row| {
                let lies = row.place();
                Ok((attachment(row)?, lies))
            })
        })
    }

    /// The number of the last attachment of all; to be called under the lock of the devices.
    pub(crate) fn last_attachment(&self) -> Result<i64> {
        scratch(|| {
            let table = Table::read(c"attachment");
            let last = self.first((&table, c"attachment_pkey"), &[], Order::Backward, |row| {
                row.take::<i64>()
            })?;
            Ok(last.unwrap_or(0))
        })
    }

    /// Keeps an attachment, in the place of its former self where there is one.
    pub(crate) fn keep_attachment(&self, kept: &Attachment, former: Option<ItemPointerData>) {
        scratch(|| {
            let table = Table::write(c"attachment");
            let on_invalid = if kept.parks { "park" } else { "refuse" };
            let values = [
                kept.number.into_datum(),
                // Also one that is none any more, which pgrx takes for null.
                Some(kept.target.into()),
                kept.name.as_str().into_datum(),
                kept.attached.into_datum(),
                kept.device.as_str().into_datum(),
                kept.mapping.as_str().into_datum(),
                kept.becomes_final.as_str().into_datum(),
                on_invalid.into_datum(),
                kept.freezes.into_datum(),
                kept.lines.clone().into_datum(),
                kept.mutable.clone().into_datum(),
                kept.revision.as_deref().and_then(IntoDatum::into_datum),
                kept.corrects.as_deref().and_then(IntoDatum::into_datum),
                kept.environment.as_deref().and_then(IntoDatum::into_datum),
                time(kept.changed_at),
                kept.changed_by.as_str().into_datum(),
                kept.key.clone().into_datum(),
                kept.watched.as_str().into_datum(),
            ];
            match former {
                Some(at) => table.update(at, &values),
                None => table.insert(&values),
            }
        });
    }

    /// True if a row became a document, whichever of its revisions did: by what its request keys open with. Nobody else has such keys.
    pub(crate) fn is_issued(&self, row_key: &str) -> Result<bool> {
        let mut found = false;
        self.of_row(row_key, |_| {
            found = true;
            Ok(false)
        })?;
        Ok(found)
    }

    /// The documents of a row, in the order of their request keys, as long as the reader wants more.
    pub(crate) fn of_row(&self, row_key: &str, mut read: impl FnMut(&mut Row<'_>) -> Result<bool>) -> Result<()> {
        scratch(|| {
            let table = Table::read(c"document");
            let conditions = [(REQUEST_KEY, Key::FromText(row_key))];
            let mut scan = table.scan(c"document_request", &conditions, self.seen, Order::Forward);
            while let Some(mut row) = scan.next() {
                let key = row.text_at(REQUEST_KEY);
                if !key.is_some_and(|key| key.starts_with(row_key)) || !read(&mut row)? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// What is parked of an attachment, or of one row of it.
    pub(crate) fn parked(&self, attachment: i64, row_key: Option<&str>) -> Result<Vec<Parked>> {
        scratch(|| {
            let table = Table::read(c"park");
            let of = (1, Key::Number(attachment));
            match row_key {
                Some(row_key) => self.all((&table, c"park_pkey"), &[of, (2, Key::Text(row_key))], parked),
                None => self.all((&table, c"park_pkey"), &[of], parked),
            }
        })
    }

    /// How many rows of an attachment are parked, and since when the oldest of them is.
    pub(crate) fn count_parked(&self, attachment: i64) -> Result<(u64, Option<Timestamp>)> {
        scratch(|| {
            let table = Table::read(c"park");
            let conditions = [(1, Key::Number(attachment))];
            let mut scan = table.scan(c"park_pkey", &conditions, self.seen, Order::Forward);
            let (mut count, mut oldest) = (0, None);
            while let Some(mut row) = scan.next() {
                row.skip(3);
                let since = row.time()?;
                count += 1;
                oldest = Some(oldest.map_or(since, |oldest: Timestamp| oldest.min(since)));
            }
            Ok((count, oldest))
        })
    }

    /// Why a row is parked, if it is.
    pub(crate) fn parked_code(&self, attachment: i64, row_key: &str) -> Result<Option<String>> {
        scratch(|| {
            let table = Table::read(c"park");
            let conditions = [(1, Key::Number(attachment)), (2, Key::Text(row_key))];
            self.first((&table, c"park_pkey"), &conditions, Order::Forward, |row| {
                row.skip(6);
                row.take()
            })
        })
    }

    /// Parks a row, or says why it still is. One that is tried `again` and waits no more stays so.
    pub(crate) fn park(
        &self,
        attachment: i64,
        row_key: &str,
        key: &[String],
        why: Why,
        at: Timestamp,
        again: bool,
    ) -> Result<()> {
        let table = Table::write(c"park");
        let before = self.in_hand(&table, attachment, row_key)?;
        if again && before.is_none() {
            return Ok(());
        }
        scratch(|| {
            let values = [
                attachment.into_datum(),
                row_key.into_datum(),
                key.to_vec().into_datum(),
                time(before.as_ref().map_or(at, |before| before.since)),
                time(at),
                number(before.as_ref().map_or(1, |before| before.tries.saturating_add(1))).into_datum(),
                why.code.into_datum(),
                JsonB(why.findings).into_datum(),
            ];
            match before {
                Some(before) => table.update(before.lies, &values),
                None => table.insert(&values),
            }
        });
        Ok(())
    }

    /// Takes a row out of the park, if it is there.
    pub(crate) fn unpark_row(&self, attachment: i64, row_key: &str) -> Result<()> {
        let table = Table::write(c"park");
        if let Some(parked) = self.in_hand(&table, attachment, row_key)? {
            scratch(|| table.delete(parked.lies));
        }
        Ok(())
    }

    /// Brings the line of a parked row under the key that the row has by now, until it is said what became of it.
    pub(crate) fn move_parked(&self, attachment: i64, from: &str, to: &str, key: &[String]) -> Result<()> {
        let code = self.parked_code(attachment, from)?;
        let table = Table::write(c"park");
        let Some((before, code)) = self.in_hand(&table, attachment, from)?.zip(code) else {
            return Ok(());
        };
        if self.in_hand(&table, attachment, to)?.is_some() {
            scratch(|| table.delete(before.lies));
            return Ok(());
        }
        scratch(|| {
            let values = [
                attachment.into_datum(),
                to.into_datum(),
                key.to_vec().into_datum(),
                time(before.since),
                time(before.since),
                number(before.tries).into_datum(),
                code.into_datum(),
                JsonB(serde_json::json!([])).into_datum(),
            ];
            table.update(before.lies, &values);
        });
        Ok(())
    }

    /// The line of a parked row, which nobody else changes until this transaction ends. Whoever tries parked rows again has no lock on those
    /// that failed: what he took back with them are his locks, too.
    fn in_hand(&self, table: &Table, attachment: i64, row_key: &str) -> Result<Option<Parked>> {
        loop {
            match self.parked(attachment, Some(row_key))?.pop() {
                Some(parked) if !table.claim(parked.lies) => {}
                found => return Ok(found),
            }
        }
    }
}

fn attachment(row: &mut Row<'_>) -> Result<Attachment> {
    Ok(Attachment {
        number: row.take()?,
        target: row.take::<Oid>()?,
        name: row.take()?,
        attached: row.take()?,
        device: row.take()?,
        mapping: row.take()?,
        becomes_final: row.take()?,
        parks: row.take::<String>()? == "park",
        freezes: row.take()?,
        lines: row.take()?,
        mutable: row.take()?,
        revision: row.maybe(),
        corrects: row.maybe(),
        environment: row.maybe(),
        changed_at: row.time()?,
        changed_by: row.take()?,
        key: row.take()?,
        watched: row.take()?,
    })
}

fn parked(row: &mut Row<'_>) -> Result<Parked> {
    let (lies, is_of_statement) = (row.place(), row.is_of_statement());
    let attachment = row.take()?;
    row.skip(1);
    let key = row.take()?;
    let since = row.time()?;
    row.skip(1);
    Ok(Parked {
        attachment,
        key,
        is_of_statement,
        since,
        tries: row.count()?,
        lies,
    })
}
