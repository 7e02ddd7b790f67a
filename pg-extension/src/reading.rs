//! Rows of attached tables, read again by their key: as they are when they are sealed, not as they were when a trigger saw them.
//!
//! Rows that this transaction wrote are read by their place ([`own`]): nothing of the table is locked by that, at no level of isolation.
//! Rows of others, which are parked or have lines, are read by their key as any reader does, and locked: there a conflict is a real one.
//!
//! What the row, its device and its draft are is said by SQL that users wrote. It runs as the table's owner ([`as_owner`]), under plans
//! that a session keeps until the table, or its attachment, is another.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::CString;
use std::rc::Rc;

use khatm::error::{Code, Error, Result};
use pgrx::pg_sys::panic::CaughtError;
use pgrx::pg_sys::{self, ItemPointerData, Oid};
use pgrx::{FromDatum as _, IntoDatum as _, direct_function_call};

use crate::attachment::Attachment;
use crate::blame;
use crate::context::as_owner;
use crate::mapping::{Mapping, text_of};
use crate::noted::Slot;
use crate::own::{self, Finder, Place};
use crate::row::{Column, Image, key_columns, quoted, shown, table_name, texts};
use crate::savepoint::savepoint;
use crate::server::Ledger;
use crate::table::scratch;

/// An attached table, ready to be read.
pub(crate) struct Reader {
    pub(crate) attachment: Attachment,
    pub(crate) columns: Vec<Column>,
    pub(crate) owner: Oid,
    mapping: Oid,
    queries: [Query; 3],
    /// The tables of its lines, once they were looked for.
    lines: RefCell<Vec<Oid>>,
}

/// By what a row is looked for.
#[derive(Clone, Copy)]
enum By {
    /// The place where this transaction wrote it.
    Place = 0,
    Key = 1,
    /// The same, and nobody else may change it until the transaction ends.
    KeyLocked = 2,
}

struct Query {
    sql: CString,
    plan: Cell<pg_sys::SPIPlanPtr>,
}

impl Drop for Query {
    fn drop(&mut self) {
        let plan = self.plan.get();
        if !plan.is_null() && !std::thread::panicking() {
            // SAFETY: it was kept, and nobody else frees it.
            unsafe { pg_sys::SPI_freeplan(plan) };
        }
    }
}

/// What a row is.
pub(crate) enum Found {
    /// Not there, or not final: it becomes no document.
    Nothing,
    Final(Final),
}

/// A final row.
pub(crate) struct Final {
    pub(crate) device: Option<String>,
    pub(crate) revision: Option<String>,
    pub(crate) corrects: Option<String>,
    pub(crate) draft: Option<String>,
}

/// How to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manner {
    /// With its draft.
    pub(crate) drafts: bool,
    /// Nobody else may change it until the transaction ends.
    pub(crate) locks: bool,
}

thread_local! {
    static READERS: RefCell<HashMap<i64, Rc<Reader>>> = RefCell::default();
}

/// The columns of the key of a table, its owner, and the type of its rows.
fn look(target: Oid) -> Result<(Vec<Column>, Oid, Oid, bool)> {
    // SAFETY: the relation is open while it is looked at. Who noted a row of it holds a lock on it already.
    unsafe {
        let relation = pg_sys::try_relation_open(target, pg_sys::AccessShareLock as pg_sys::LOCKMODE);
        if relation.is_null() {
            return Err(Error::new(Code::AttachStale).found(&target.to_string()));
        }
        let form = (*relation).rd_rel;
        let found = (
            key_columns(relation, target),
            (*form).relowner,
            (*form).reltype,
            (*form).relkind == pg_sys::RELKIND_PARTITIONED_TABLE as std::ffi::c_char,
        );
        pg_sys::relation_close(relation, pg_sys::NoLock as pg_sys::LOCKMODE);
        Ok(found)
    }
}

impl Reader {
    /// The reader of an attachment. What it names is looked at again, as it may have been changed.
    pub(crate) fn of(number: i64) -> Result<Rc<Self>> {
        let stale = || Error::new(Code::AttachTrigger).found(&number.to_string());
        let attachment = Ledger::now().attachment(number)?.ok_or_else(stale)?;
        let known = READERS.with_borrow(|readers| readers.get(&number).cloned());
        let reader = Rc::new(Self::new(attachment)?);
        if let Some(known) = known
            && known.is_still(&reader)
        {
            return Ok(known);
        }
        READERS.with_borrow_mut(|readers| readers.insert(number, Rc::clone(&reader)));
        Ok(reader)
    }

    /// A reader that was not used yet: its plans are made when they are.
    pub(crate) fn new(attachment: Attachment) -> Result<Self> {
        let (columns, owner, row_type, is_partitioned) = look(attachment.target)?;
        let stale = || {
            let name = table_name(attachment.target);
            Error::new(Code::AttachStale).at(name)
        };
        if columns.is_empty() {
            return Err(stale().found("primary key"));
        }
        let is_keyed = attachment.key.iter().eq(columns.iter().map(|column| &column.name));
        if !is_keyed {
            return Err(stale().found(&attachment.key.join(", ")));
        }
        // Names are looked up as him, too: whoever commits may have no right to the schema.
        let (mapping, call) = as_owner(owner, || {
            let mapping = Mapping::named(&attachment.mapping).ok_or_else(|| stale().found(&attachment.mapping))?;
            mapping.is_for(owner)?;
            Ok((mapping.oid, mapping.call(&columns, row_type)?))
        })?;
        let query = |by| Query {
            sql: CString::new(sql(&attachment, &columns, is_partitioned, &call, by)).unwrap_or_default(),
            plan: Cell::new(std::ptr::null_mut()),
        };
        let queries = [By::Place, By::Key, By::KeyLocked].map(query);
        Ok(Reader {
            attachment,
            columns,
            owner,
            mapping,
            queries,
            lines: RefCell::default(),
        })
    }

    /// True if a table is the one that is attached, or belongs to the same partitioned table.
    pub(crate) fn is_of(&self, table: Oid) -> bool {
        // SAFETY: a look-up that gives null for a table that is neither partitioned nor a partition.
        let root = |table: Oid| {
            scratch(|| unsafe { direct_function_call::<Oid>(pg_sys::pg_partition_root, &[table.into_datum()]) })
        };
        let target = self.attachment.target;
        table == target || root(table).is_some_and(|of| root(target) == Some(of))
    }

    /// The tables of its lines, found by what is told which ones are known.
    pub(crate) fn lines(&self, find: impl FnOnce(&[Oid]) -> Vec<Oid>) -> Vec<Oid> {
        let found = find(&self.lines.borrow());
        self.lines.replace(found.clone());
        found
    }

    fn is_still(&self, other: &Self) -> bool {
        let sql = |reader: &Self| reader.queries[0].sql.clone();
        self.attachment == other.attachment
            && self.columns == other.columns
            && self.owner == other.owner
            && self.mapping == other.mapping
            && sql(self) == sql(other)
    }

    /// Reads rows, in their order. What was read is Rust's memory; an error of the owner's SQL goes its way.
    pub(crate) fn read<'k>(&self, rows: impl Iterator<Item = &'k Slot>, manner: Manner) -> Result<Vec<Found>> {
        as_owner(self.owner, || {
            // SAFETY: connected for the queries below alone; after an error the end of the transaction or savepoint finishes it.
            unsafe {
                pg_sys::SPI_connect();
                let mut finder = None;
                let read = rows.map(|row| {
                    pgrx::check_for_interrupts!();
                    let open = finder.take().filter(|open: &Finder| open.table == row.table);
                    let open = finder.insert(open.unwrap_or_else(|| Finder::of(row.table, self.attachment.target)));
                    self.one(row, open.find(&row.key), manner)
                });
                let read = read.collect();
                drop(finder);
                pg_sys::SPI_finish();
                read
            }
        })
    }

    /// One row. Nobody else can change what this transaction wrote, and no row of another's can have its key.
    ///
    /// # Safety
    /// SPI is connected.
    unsafe fn one(&self, row: &Slot, place: Place, manner: Manner) -> Result<Found> {
        // A key that was kept when the table had another one.
        if row.key.len() != self.columns.len() {
            return Err(Error::new(Code::AttachStale).at(self.attachment.name.clone()));
        }
        // What was called for the row before may have changed whose rights it runs with.
        if manner.drafts {
            let mapping = Mapping::of(self.mapping);
            let stale = || Error::new(Code::AttachStale).at(self.attachment.name.clone());
            mapping.ok_or_else(stale)?.is_for(self.owner)?;
        }
        let (by, place) = match place {
            Place::Own(place) => (By::Place, place),
            Place::Gone if !manner.locks => return Ok(Found::Nothing),
            _ if manner.locks => (By::KeyLocked, ItemPointerData::default()),
            _ => (By::Key, ItemPointerData::default()),
        };
        let mut values: Vec<pg_sys::Datum> = row.key.iter().map(Image::datum).collect();
        values.push(pg_sys::Datum::from(manner.drafts));
        values.push(own::datum(place));
        let told = blame::row(&self.attachment.name, &texts(&row.key, &self.columns));
        // SAFETY: the caller's; the values are those that the query was prepared for.
        blame::within(&told, || unsafe {
            run(self.query(by, Code::AttachStale)?, &mut values)
        })
    }

    /// Makes the plans, to see that they can be made.
    pub(crate) fn try_out(&self) -> Result<()> {
        as_owner(self.owner, || {
            // SAFETY: as in `read`.
            unsafe {
                pg_sys::SPI_connect();
                let mut queries = [By::Place, By::Key, By::KeyLocked].into_iter();
                let made = queries.try_for_each(|by| self.query(by, Code::AttachExpression).map(drop));
                pg_sys::SPI_finish();
                made
            }
        })
    }

    /// A plan that is kept. If it cannot be made that is an error of this code.
    ///
    /// # Safety
    /// SPI is connected.
    unsafe fn query(&self, by: By, code: Code) -> Result<pg_sys::SPIPlanPtr> {
        let query = &self.queries[by as usize];
        if query.plan.get().is_null() {
            let mut types: Vec<Oid> = self.columns.iter().map(|column| column.type_id).collect();
            types.extend([pg_sys::BOOLOID, pg_sys::TIDOID]);
            let count = i32::try_from(types.len()).unwrap_or(i32::MAX);
            // SAFETY: the text ends, and the types are as many as is said.
            let prepare = || unsafe {
                let plan = pg_sys::SPI_prepare(query.sql.as_ptr(), count, types.as_mut_ptr());
                (!plan.is_null() && pg_sys::SPI_keepplan(plan) == 0).then_some(plan)
            };
            let stale = |why: &str| Error::new(code).at(self.attachment.name.clone()).found(why);
            let plan = tried(prepare).map_err(|(_, why)| stale(&why))?;
            query.plan.set(plan.ok_or_else(|| stale("SPI"))?);
        }
        Ok(query.plan.get())
    }
}

/// What a query says of its row.
///
/// # Safety
/// SPI is connected, and the values are those of the plan's parameters.
unsafe fn run(plan: pg_sys::SPIPlanPtr, values: &mut [pg_sys::Datum]) -> Result<Found> {
    // SAFETY: the caller's; the result is there until it is freed.
    unsafe {
        let done = pg_sys::SPI_execute_plan(plan, values.as_mut_ptr(), std::ptr::null(), false, 2);
        if done != pg_sys::SPI_OK_SELECT as i32 {
            return Err(Error::new(Code::AttachStale));
        }
        let table = pg_sys::SPI_tuptable;
        let found = match (*table).numvals {
            0 => Found::Nothing,
            _ => {
                let tuple = *(*table).vals;
                let column = |number: i32| {
                    let mut null = false;
                    let value = pg_sys::SPI_getbinval(tuple, (*table).tupdesc, number, &mut null);
                    (value, null)
                };
                let text = |number| {
                    let (value, null) = column(number);
                    text_of(value, null)
                };
                let (is_final, null) = column(1);
                match bool::from_datum(is_final, null) {
                    Some(true) => Found::Final(Final {
                        device: text(2),
                        revision: match column(3) {
                            (_, true) => None,
                            (value, false) => Some(shown(value, pg_sys::SPI_gettypeid((*table).tupdesc, 3))),
                        },
                        corrects: text(4),
                        draft: text(5),
                    }),
                    _ => Found::Nothing,
                }
            }
        };
        pg_sys::SPI_freetuptable(table);
        Ok(found)
    }
}

/// The query that reads a row.
fn sql(attachment: &Attachment, columns: &[Column], is_partitioned: bool, call: &str, by: By) -> String {
    // A table that inherits from this one could have a row with the same key.
    let only = if is_partitioned { "" } else { "only " };
    let row = columns
        .iter()
        .enumerate()
        .map(|(at, column)| format!("new.{} {} ${}", quoted(&column.name), column.equal, at + 1));
    let mut row: Vec<String> = row.collect();
    if let By::Place = by {
        // Places are those of one table each: the key tells PostgreSQL which partition's this is.
        row.truncate(if is_partitioned { row.len() } else { 0 });
        row.push(format!("new.ctid operator(pg_catalog.=) ${}", columns.len() + 2));
    }
    let lock = match by {
        By::KeyLocked => "for no key update of new",
        By::Place | By::Key => "",
    };
    fill(
        include_str!("../sql/attach/read.sql"),
        &[
            ("final", &attachment.becomes_final),
            ("device", &attachment.device),
            ("revision", attachment.revision.as_deref().unwrap_or("null")),
            ("corrects", attachment.corrects.as_deref().unwrap_or("null")),
            ("wanted", &format!("${}", columns.len() + 1)),
            ("mapping", call),
            ("target", &format!("{only}{}", table_name(attachment.target))),
            ("row", &row.join(" and ")),
            ("lock", lock),
        ],
    )
}

/// A template with its holes filled. What is filled in is not looked at for holes again.
pub(crate) fn fill(template: &str, holes: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let (hole, after) = after.split_once('}').unwrap_or((after, ""));
        let text = holes.iter().find(|(name, _)| *name == hole);
        filled.push_str(text.map_or("", |(_, text)| text));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Runs what may fail because of SQL that a user wrote, and says by what it failed: the SQLSTATE and the message.
pub(crate) fn tried<T>(work: impl FnOnce() -> T) -> std::result::Result<T, (String, String)> {
    savepoint(work, |_| true).map_err(|caught| {
        let (CaughtError::PostgresError(report)
        | CaughtError::ErrorReport(report)
        | CaughtError::RustPanic { ereport: report, .. }) = &*caught;
        let state = state(blame::state(report));
        if !is_users(&state) {
            caught.rethrow();
        }
        (state, report.message().to_owned())
    })
}

/// An SQLSTATE as text.
fn state(packed: i32) -> String {
    (0..5)
        .map(|at| char::from(b'0' + ((packed >> (6 * at)) & 0x3F) as u8))
        .collect()
}

/// True for what SQL can be to blame for, by whatever SQLSTATE it was raised: a mapping may have its own. Connections, what a transaction may
/// not do, serialization, deadlocks, cancelling, resources, other servers and faults of this one are nobody's fault that wrote it.
fn is_users(state: &str) -> bool {
    const OTHERS: [&str; 15] = [
        "08", "25", "26", "2D", "3B", "40", "53", "54", "57", "58", "72", "F0", "HV", "XX", "55P03",
    ];
    !OTHERS.iter().any(|class| state.starts_with(class))
}
