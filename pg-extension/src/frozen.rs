//! The triggers that keep rows as they are once they became documents: for everybody, in a subscription, too.

use khatm::error::{Code, Error};
use khatm::{Language, Result};
use pgrx::PgTrigger;
use pgrx::pg_sys::{self, HeapTuple};

use crate::attach::keeps_key;
use crate::native::attached_trigger;
use crate::noted::Slot;
use crate::noting::Event;
use crate::own;
use crate::raise::raise;
use crate::reading::{Manner, Reader};
use crate::row::{Column, Image, key_of, row_key as row_key_of, table_name, texts};
use crate::server::Ledger;

attached_trigger!(khatm_frozen, pg_finfo_khatm_frozen, row);
attached_trigger!(khatm_frozen_line, pg_finfo_khatm_frozen_line, line);
attached_trigger!(khatm_frozen_whole, pg_finfo_khatm_frozen_whole, whole);

/// Refuses to change a row that became a document, except in columns that may change.
pub(crate) fn row(trigger: &PgTrigger<'_>) {
    let arguments = trigger.extra_args().unwrap_or_default();
    let event = Event::of(trigger, &arguments);
    let keep = || {
        let Some(old) = event.old else { return Ok(()) };
        if event.new.is_some_and(|new| is_same(&event, old, new)) {
            return Ok(());
        }
        let attachment = event.attached()?;
        if !keeps_key(&attachment) {
            let name = attachment.key.join(", ");
            return Err(Error::new(Code::AttachStale).at(attachment.name).found(&name));
        }
        match Ledger::now().is_issued(&event.row_key(old, &attachment))? {
            true => Err(frozen_row(event.table, &event.key(old))),
            false => Ok(()),
        }
    };
    keep().unwrap_or_else(|error| raise(&error, Language::English));
}

/// Refuses to change, add or take away a row that belongs to one that became a document.
pub(crate) fn line(trigger: &PgTrigger<'_>) {
    let arguments = trigger.extra_args().unwrap_or_default();
    let event = Event::of(trigger, &arguments);
    let keep = || {
        let columns = own_columns(&event)?;
        let numbers: Vec<i16> = columns.iter().map(|column| column.number).collect();
        let owners = [event.old, event.new].into_iter().flatten();
        let mut owners: Vec<Vec<Image>> = owners.map(|row| event.values(row, &numbers)).collect();
        owners.dedup();
        if event
            .old
            .zip(event.new)
            .is_some_and(|(old, new)| is_equal(&event, old, new, &[]))
        {
            return Ok(());
        }
        owners.iter().try_for_each(|key| free(&event, key, &columns))
    };
    keep().unwrap_or_else(|error| raise(&error, Language::English));
}

/// Refuses to empty a table.
pub(crate) fn whole(trigger: &PgTrigger<'_>) {
    // SAFETY: the relation is open as long as the trigger runs.
    let table = unsafe { (*trigger.trigger_data().tg_relation).rd_id };
    raise(&frozen(table), Language::English);
}

fn frozen(table: pg_sys::Oid) -> Error {
    Error::new(Code::Frozen).found(&table_name(table))
}

/// A row of a table, by the key of the one that became a document.
fn frozen_row(table: pg_sys::Oid, key: &[String]) -> Error {
    Error::new(Code::Frozen).found(&format!("{} ({})", table_name(table), key.join(", ")))
}

/// Refuses where the row of this key became a document, or is about to become one in another transaction: that one is waited for.
fn free(event: &Event<'_>, key: &[Image], columns: &[Column]) -> Result<()> {
    if key.contains(&Image::Null) {
        return Ok(());
    }
    let key = texts(key, columns);
    let attachment = event.attached()?;
    let row_key = row_key_of(&attachment.name, &key);
    let is_issued = || Ledger::now().is_issued(&row_key);
    if is_issued()? {
        return Err(frozen_row(event.table, &key));
    }
    let reader = Reader::of(event.attachment)?;
    let slot = Slot {
        attachment: event.attachment,
        key: key_of(&key, &reader.columns, reader.owner),
        table: reader.attachment.target,
    };
    let manner = Manner {
        drafts: false,
        locks: true,
    };
    reader.read(std::iter::once(&slot), manner)?;
    // What is equal may be written otherwise: the document is under the key as it stands in the row.
    let stands = own::stands((slot.table, slot.table), &slot.key, &reader.columns, reader.owner);
    let is_its = |key: Vec<Image>| {
        let row_key = row_key_of(&attachment.name, &texts(&key, &reader.columns));
        Ledger::now().is_issued(&row_key)
    };
    match is_issued()? || is_its(slot.key)? || stands.map_or(Ok(false), is_its)? {
        true => Err(frozen_row(event.table, &key)),
        false => Ok(()),
    }
}

/// The columns of a line that the trigger was made with.
fn own_columns(event: &Event<'_>) -> Result<Vec<Column>> {
    let column = |name: &String| {
        let shown = std::ffi::CString::new(name.as_str()).unwrap_or_default();
        // SAFETY: look-ups by a name that ends.
        let (number, type_id) = unsafe {
            let number = pg_sys::get_attnum(event.table, shown.as_ptr());
            (number, pg_sys::get_atttype(event.table, number))
        };
        match number > 0 {
            true => Ok(Column {
                number,
                name: name.clone(),
                type_id,
                equal: String::new(),
                is_exact: true,
            }),
            false => Err(Error::new(Code::AttachStale).at(table_name(event.table)).found(name)),
        }
    };
    event.arguments.iter().map(column).collect()
}

/// True if nothing changed but columns that may.
fn is_same(event: &Event<'_>, old: HeapTuple, new: HeapTuple) -> bool {
    is_equal(event, old, new, event.arguments)
}

/// True if two rows are the same in all columns but these.
fn is_equal(event: &Event<'_>, old: HeapTuple, new: HeapTuple, except: &[String]) -> bool {
    // SAFETY: the relation is open as long as the trigger runs.
    let count = unsafe { (*(*event.relation).rd_att).natts };
    (1..=count).all(|number| {
        let number = i16::try_from(number).unwrap_or(i16::MAX);
        // SAFETY: a look-up; a column that was dropped has no type, and no name that a user could give it.
        let (name, type_id, generated) = unsafe {
            (
                crate::row::text(pg_sys::get_attname(event.table, number, true)),
                pg_sys::get_atttype(event.table, number),
                pg_sys::get_attgenerated(event.table, number) != 0,
            )
        };
        // What is made of other columns changes only with them.
        generated
            || type_id == pg_sys::InvalidOid
            || except.contains(&name)
            || event.values(old, &[number]) == event.values(new, &[number])
    })
}
