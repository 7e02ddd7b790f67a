//! Rows of somebody else's table that this transaction wrote itself, found by their key without leaving a trace.
//!
//! At SERIALIZABLE a query that finds a row by its key locks the page of the index where it stood, and sessions that insert beside each
//! other would fail each other because of us. Here the index is asked under SnapshotSelf, which locks nothing; and who then reads the
//! row by its place locks nothing either, because PostgreSQL knows of a row's writer that he holds it.

use pgrx::Spi;
use pgrx::pg_sys::{self, Datum, Oid};

use crate::context::as_owner;
use crate::row::{Column, Image, key_numbers, with_key_index};
use crate::table::{Row, scratch};

/// The key of the row that has one which is equal to this, as it stands there; nothing where there is none, or nobody can say. Only where
/// equal keys can be written in several ways is there anything to be found.
pub(crate) fn stands((table, target): (Oid, Oid), key: &[Image], columns: &[Column], owner: Oid) -> Option<Vec<Image>> {
    if columns.iter().all(|column| column.is_exact) {
        return None;
    }
    // SAFETY: a look-up.
    let is_partitioned = unsafe { pg_sys::get_rel_relkind(table) } as u8 == pg_sys::RELKIND_PARTITIONED_TABLE;
    let tables = match is_partitioned {
        // What only looks must not become a transaction that writes.
        true => Spi::connect(|client| {
            let leaves = include_str!("../sql/attach/leaves.sql");
            client.select(leaves, None, &[table.into()])?.first().get_one()
        }),
        false => Ok(Some(vec![table])),
    };
    let tables: Vec<Oid> = tables.ok().flatten().unwrap_or_default();
    // What compares values may be anybody's.
    as_owner(owner, || {
        tables
            .into_iter()
            .find_map(|table| Finder::of(table, target).stands(key, columns))
    })
}

/// Where a row of a key is.
pub(crate) enum Place {
    /// In the version that this transaction wrote.
    Own(pg_sys::ItemPointerData),
    /// There is none.
    Gone,
    /// It is not for this file to say: somebody else wrote it, or this is no table whose rows have places.
    Elsewhere,
}

/// A table that is open to be looked at: one, or a partition, that has no parts itself.
pub(crate) struct Finder {
    pub(crate) table: Oid,
    /// The attached table: itself, or what it is a partition of.
    target: Oid,
    /// The table and the index of its key, and what the columns of that are compared with. Nothing where rows have no places.
    open: Option<(pg_sys::Relation, pg_sys::Relation, Vec<pg_sys::ScanKeyData>)>,
}

const LOCK: pg_sys::LOCKMODE = pg_sys::AccessShareLock as pg_sys::LOCKMODE;

impl Finder {
    /// Opens a table.
    pub(crate) fn of(table: Oid, target: Oid) -> Self {
        // SAFETY: what is opened here is closed here, or when the finder is dropped; an error closes everything.
        unsafe {
            let none = Finder {
                table,
                target,
                open: None,
            };
            let relation = pg_sys::try_relation_open(table, LOCK);
            if relation.is_null() {
                return none;
            }
            let form = (*relation).rd_rel;
            let is_heap = (*form).relkind == pg_sys::RELKIND_RELATION as std::ffi::c_char
                && (*form).relam == pg_sys::HEAP_TABLE_AM_OID;
            let index = match is_heap {
                true => with_key_index(relation, target, |index| (*index).rd_id),
                false => None,
            };
            let Some(index) = index else {
                pg_sys::relation_close(relation, LOCK);
                return none;
            };
            let index = pg_sys::index_open(index, LOCK);
            let conditions = conditions(index);
            Finder {
                open: Some((relation, index, conditions)),
                ..none
            }
        }
    }

    /// Where the row of this key is.
    pub(crate) fn find(&self, key: &[Image]) -> Place {
        let found = self.look(key, |row, _| match row.is_own() {
            true => Place::Own(row.place()),
            false => Place::Elsewhere,
        });
        found.map_or(Place::Elsewhere, |place| place.unwrap_or(Place::Gone))
    }

    /// The same of this table.
    fn stands(&self, key: &[Image], columns: &[Column]) -> Option<Vec<Image>> {
        // A partition has columns of its own.
        // SAFETY: it is open.
        let numbers = self
            .open
            .as_ref()
            .map(|open| unsafe { key_numbers(open.0, self.target) })?;
        self.look(key, |row, described| {
            let value = |(column, &number): (&Column, &i16)| {
                let mut null = false;
                // SAFETY: the row is there as long as it is looked at, and is of the table whose column this is.
                unsafe {
                    let value = pg_sys::heap_getattr(row.tuple(), i32::from(number), described, &mut null);
                    Image::of(value, null, column.type_id)
                }
            };
            columns.iter().zip(&numbers).map(value).collect()
        })?
    }

    /// Looks at the row of a key, if there is one; nothing where rows have no places.
    fn look<T>(&self, key: &[Image], see: impl FnOnce(&Row<'_>, pg_sys::TupleDesc) -> T) -> Option<Option<T>> {
        let (relation, index, conditions) = self.open.as_ref().filter(|open| open.2.len() == key.len())?;
        let mut conditions = conditions.clone();
        scratch(|| {
            for (condition, value) in conditions.iter_mut().zip(key) {
                condition.sk_argument = value.datum();
            }
            // SAFETY: both are open. The scan copies what it compares with, SnapshotSelf is static, and the row is there until the scan ends.
            unsafe {
                let now = &raw mut pg_sys::SnapshotSelfData;
                let count = conditions.len() as std::ffi::c_int;
                let scan = pg_sys::systable_beginscan_ordered(*relation, *index, now, count, conditions.as_mut_ptr());
                let tuple = pg_sys::systable_getnext_ordered(scan, pg_sys::ScanDirection::ForwardScanDirection);
                let described = (**relation).rd_att;
                let seen = (!tuple.is_null()).then(|| see(&Row::of(tuple, described), described));
                pg_sys::systable_endscan_ordered(scan);
                Some(seen)
            }
        })
    }
}

impl Drop for Finder {
    fn drop(&mut self) {
        if let Some((relation, index, _)) = self.open.take()
            && !std::thread::panicking()
        {
            // SAFETY: both were opened by it. After an error the end of the transaction or savepoint has closed them.
            unsafe {
                pg_sys::index_close(index, LOCK);
                pg_sys::relation_close(relation, LOCK);
            }
        }
    }
}

/// What the columns of a key's index are compared with: each with a value of its own type, that is yet to be put in.
///
/// # Safety
/// The index is open, and that of a primary key.
unsafe fn conditions(index: pg_sys::Relation) -> Vec<pg_sys::ScanKeyData> {
    // SAFETY: the caller's; an index of a key is a btree, whose operator families have an equality.
    unsafe {
        let form = (*index).rd_index;
        let equal = pg_sys::BTEqualStrategyNumber as pg_sys::StrategyNumber;
        let condition = |at: usize| {
            let (family, class) = (*(*index).rd_opfamily.add(at), *(*index).rd_opcintype.add(at));
            let operator = pg_sys::get_opfamily_member(family, class, class, equal as i16);
            let mut condition = pg_sys::ScanKeyData::default();
            pg_sys::ScanKeyEntryInitialize(
                &raw mut condition,
                0,
                *(*form).indkey.values.as_ptr().add(at),
                equal,
                pg_sys::InvalidOid,
                *(*index).rd_indcollation.add(at),
                pg_sys::get_opcode(operator),
                Datum::from(0),
            );
            condition
        };
        (0..usize::from((*form).indnkeyatts.unsigned_abs()))
            .map(condition)
            .collect()
    }
}

/// A place as a parameter of a query, in the current memory context.
pub(crate) fn datum(place: pg_sys::ItemPointerData) -> Datum {
    // SAFETY: what is made has the size and the alignment of what is written to it.
    unsafe {
        let made = pg_sys::palloc(size_of::<pg_sys::ItemPointerData>()).cast::<pg_sys::ItemPointerData>();
        made.write(place);
        Datum::from(made)
    }
}
