//! The lines of a row that becomes a document: whether they are now what the transaction sees of them.
//!
//! At REPEATABLE READ and above a mapping reads lines as they were when the transaction began. Whoever changed one since then had locked
//! its row and let it go again, of which PostgreSQL says nothing to the transaction that then changes the row itself: the document would
//! be made without that line, and the line be frozen out of it. Every version of the lines is looked at here by a snapshot that hides
//! none, which locks nothing at any level, and asked whether it is there now and whether it is there for the transaction. From here on
//! nobody changes them: whoever would waits for the row.

use std::ffi::{CStr, CString, c_int};

use pgrx::pg_sys::{self, Datum, Oid, SnapshotData};

use crate::reading::Reader;
use crate::row::{Column, Image, text, texts, with_key_index};
use crate::table::scratch;

const LOCK: pg_sys::LOCKMODE = pg_sys::AccessShareLock as pg_sys::LOCKMODE;

/// The tables of the lines of an attachment, open.
pub(crate) struct Lines(Vec<Parts>);

/// A table of lines, or one partition.
struct Parts {
    relation: pg_sys::Relation,
    index: pg_sys::Relation,
    /// What the scan compares, in the order of the index where there is one; the number says with which column of the row's key.
    conditions: Vec<(usize, pg_sys::ScanKeyData)>,
    /// What is left to compare.
    filter: Vec<(usize, pg_sys::ScanKeyData)>,
    /// And where there is no operator for it: by their texts.
    shown: Vec<(usize, Column)>,
}

/// How a column of a line is compared with one of the row's key.
struct Equal {
    number: i16,
    left: Oid,
    right: Oid,
    operator: Oid,
    collation: Oid,
}

impl Lines {
    /// The lines of an attachment, or nothing where every statement sees them as they are.
    pub(crate) fn of(reader: &Reader) -> Self {
        // SAFETY: a setting of the transaction.
        let is_old = unsafe { pg_sys::XactIsoLevel } >= pg_sys::XACT_REPEATABLE_READ as c_int;
        if !is_old || !reader.attachment.freezes || reader.attachment.lines.is_empty() {
            return Lines(Vec::new());
        }
        let trigger = CString::new(format!("khatm_freeze_line_{}", reader.attachment.number)).unwrap_or_default();
        let key = key_of(reader.attachment.target);
        let tables = reader.lines(|known| {
            let mut found = tables(&trigger, known);
            found.retain(|&table| reader.attachment.covers(table));
            found
        });
        // SAFETY: what is opened is closed when it is dropped; an error closes everything.
        let parts = tables
            .iter()
            .filter_map(|&table| unsafe { Parts::of(table, &trigger, &key, reader) });
        let parts: Vec<Parts> = parts.collect();
        if !parts.is_empty() {
            // SAFETY: what this transaction did up to now is there for its snapshot, too.
            unsafe { pg_sys::CommandCounterIncrement() };
        }
        Lines(parts)
    }

    /// True if the lines of the row with this key are others now than the transaction sees.
    pub(crate) fn are_overtaken(&self, key: &[Image], shown: &[String]) -> bool {
        self.0.iter().any(|parts| scratch(|| parts.are_overtaken(key, shown)))
    }
}

/// Each column of a row's key: its type, and the operator family and class of its index.
fn key_of(target: Oid) -> Vec<(Oid, Oid, Oid)> {
    // SAFETY: who seals rows of a table holds a lock on it; an index of a key is a btree.
    unsafe {
        let relation = pg_sys::relation_open(target, LOCK);
        let key = with_key_index(relation, target, |index| {
            let column = |at: usize| {
                let number = *(*(*index).rd_index).indkey.values.as_ptr().add(at);
                let type_id = pg_sys::get_atttype(target, number);
                (type_id, *(*index).rd_opfamily.add(at), *(*index).rd_opcintype.add(at))
            };
            (0..usize::from((*(*index).rd_index).indnkeyatts.unsigned_abs()))
                .map(column)
                .collect()
        });
        pg_sys::relation_close(relation, LOCK);
        key.unwrap_or_default()
    }
}

/// The tables that have a trigger, with their partitions, of which more may come: so long as there are none the tables that are known are
/// still those.
fn tables(trigger: &CStr, known: &[Oid]) -> Vec<Oid> {
    // SAFETY: look-ups in the catalogue, as it is now: the transaction's snapshot may be older than the attachment.
    unsafe {
        let is_still = |&table: &Oid| {
            pg_sys::get_rel_relkind(table) as u8 == pg_sys::RELKIND_RELATION
                && !pg_sys::get_rel_relispartition(table)
                && pg_sys::get_trigger_oid(table, trigger.as_ptr(), true) != pg_sys::InvalidOid
        };
        if !known.is_empty() && known.iter().all(is_still) {
            return known.to_vec();
        }
        let mut name = pg_sys::nameData::default();
        pg_sys::namestrcpy(&raw mut name, trigger.as_ptr());
        let mut condition = pg_sys::ScanKeyData::default();
        pg_sys::ScanKeyInit(
            &raw mut condition,
            pg_sys::Anum_pg_trigger_tgname as i16,
            pg_sys::BTEqualStrategyNumber as pg_sys::StrategyNumber,
            pg_sys::F_NAMEEQ.into(),
            Datum::from(&raw const name),
        );
        let triggers = pg_sys::table_open(pg_sys::TriggerRelationId, LOCK);
        let none = std::ptr::null_mut();
        let scan = pg_sys::systable_beginscan(triggers, pg_sys::InvalidOid, false, none, 1, &raw mut condition);
        let own = pg_sys::get_namespace_oid(c"khatm".as_ptr(), false);
        let mut tables = Vec::new();
        loop {
            let row = pg_sys::systable_getnext(scan);
            if row.is_null() {
                break;
            }
            let found = pg_sys::GETSTRUCT(row).cast::<pg_sys::FormData_pg_trigger>();
            // Anybody may call a trigger of his so.
            if pg_sys::get_func_namespace((*found).tgfoid) == own {
                tables.push((*found).tgrelid);
            }
        }
        pg_sys::systable_endscan(scan);
        pg_sys::table_close(triggers, LOCK);
        tables
    }
}

impl Parts {
    /// Opens a table of lines that has rows of its own, whose trigger says which columns point at the row.
    ///
    /// # Safety
    /// The key is that of the reader's table.
    unsafe fn of(table: Oid, trigger: &CStr, key: &[(Oid, Oid, Oid)], reader: &Reader) -> Option<Self> {
        // SAFETY: the caller's; the relation is open until this is dropped.
        unsafe {
            let relation = pg_sys::try_relation_open(table, LOCK);
            if relation.is_null() {
                return None;
            }
            let mut parts = Parts {
                relation,
                index: std::ptr::null_mut(),
                conditions: Vec::new(),
                filter: Vec::new(),
                shown: Vec::new(),
            };
            let form = (*relation).rd_rel;
            let is_heap =
                (*form).relkind as u8 == pg_sys::RELKIND_RELATION && (*form).relam == pg_sys::HEAP_TABLE_AM_OID;
            let names = arguments(relation, trigger);
            // The trigger itself refuses lines whose columns it no longer finds.
            if !is_heap || names.len() != key.len() {
                return None;
            }
            let mut equal = Vec::new();
            for (at, (name, &of)) in names.into_iter().zip(key).enumerate() {
                let number = pg_sys::get_attnum(table, name.as_ptr());
                if number <= 0 {
                    return None;
                }
                let type_id = pg_sys::get_atttype(table, number);
                match Equal::of(table, number, type_id, of) {
                    Some(found) => equal.push((at, found)),
                    None => parts.shown.push((
                        at,
                        Column {
                            number,
                            name: reader.columns.get(at).map(|column| column.name.clone())?,
                            type_id,
                            equal: String::new(),
                            is_exact: true,
                        },
                    )),
                }
            }
            parts.choose(equal);
            Some(parts)
        }
    }

    /// Takes the index that begins with the most of these columns.
    ///
    /// # Safety
    /// The relation is open.
    unsafe fn choose(&mut self, equal: Vec<(usize, Equal)>) {
        // SAFETY: the caller's; the list and what it names are the relation's own.
        unsafe {
            let list = pg_sys::RelationGetIndexList(self.relation);
            let count = if list.is_null() { 0 } else { (*list).length };
            let mut best: Vec<(usize, Oid)> = Vec::new();
            for at in 0..count {
                let index = pg_sys::index_open((*(*list).elements.add(at as usize)).oid_value, LOCK);
                let served = served(index, &equal);
                if served.len() > best.len() {
                    best = served;
                    if !self.index.is_null() {
                        pg_sys::index_close(self.index, LOCK);
                    }
                    self.index = index;
                } else {
                    pg_sys::index_close(index, LOCK);
                }
            }
            pg_sys::list_free(list);
            let served: Vec<usize> = best.iter().map(|(at, _)| *at).collect();
            for (at, collation) in best {
                let found = equal.iter().find(|(of, _)| *of == at);
                self.conditions
                    .extend(found.map(|(_, equal)| (at, equal.condition(collation))));
            }
            for (at, equal) in equal.iter().filter(|(at, _)| !served.contains(at)) {
                let condition = (*at, equal.condition(equal.collation));
                match self.index.is_null() {
                    true => self.conditions.push(condition),
                    false => self.filter.push(condition),
                }
            }
        }
    }

    fn are_overtaken(&self, key: &[Image], shown: &[String]) -> bool {
        let with = |conditions: &[(usize, pg_sys::ScanKeyData)]| -> Option<Vec<pg_sys::ScanKeyData>> {
            let with = conditions.iter().map(|(at, condition)| {
                let mut condition = *condition;
                condition.sk_argument = key.get(*at)?.datum();
                Some(condition)
            });
            with.collect()
        };
        let (Some(mut conditions), Some(filter)) = (with(&self.conditions), with(&self.filter)) else {
            return false;
        };
        let (mut now, mut then) = (Vec::new(), Vec::new());
        // SAFETY: everything is open; the snapshots are static, or the transaction's own, and each version is there until the next one is
        // asked for, on a page that is pinned.
        unsafe {
            let any = &raw mut pg_sys::SnapshotAnyData;
            let count = conditions.len() as c_int;
            let scan = match self.index.is_null() {
                true => pg_sys::systable_beginscan(
                    self.relation,
                    pg_sys::InvalidOid,
                    false,
                    any,
                    count,
                    conditions.as_mut_ptr(),
                ),
                false => {
                    pg_sys::systable_beginscan_ordered(self.relation, self.index, any, count, conditions.as_mut_ptr())
                }
            };
            loop {
                pgrx::check_for_interrupts!();
                let version = match self.index.is_null() {
                    true => pg_sys::systable_getnext(scan),
                    false => pg_sys::systable_getnext_ordered(scan, pg_sys::ScanDirection::ForwardScanDirection),
                };
                if version.is_null() {
                    break;
                }
                let buffer = (*(*scan).slot.cast::<pg_sys::BufferHeapTupleTableSlot>()).buffer;
                let is_now = is_seen(version, &raw mut pg_sys::SnapshotSelfData, buffer);
                let was_then = is_seen(version, pg_sys::GetTransactionSnapshot(), buffer);
                if is_now != was_then && self.belongs(version, &filter, shown) {
                    let row = self.values(version);
                    if is_now { now.push(row) } else { then.push(row) }
                }
            }
            match self.index.is_null() {
                true => pg_sys::systable_endscan(scan),
                false => pg_sys::systable_endscan_ordered(scan),
            }
        }
        differ(now, then)
    }

    /// Whether a line belongs to the row, as far as the scan did not ask it.
    ///
    /// # Safety
    /// The version is one of the relation's, and there.
    unsafe fn belongs(&self, version: pg_sys::HeapTuple, filter: &[pg_sys::ScanKeyData], shown: &[String]) -> bool {
        // SAFETY: the caller's; an equality is strict, and takes what the condition was made for.
        unsafe {
            let columns = (*self.relation).rd_att;
            let value = |number: i16| {
                let mut null = false;
                let value = pg_sys::heap_getattr(version, i32::from(number), columns, &mut null);
                (!null).then_some(value)
            };
            let is_equal = |condition: &pg_sys::ScanKeyData| {
                let mut function = condition.sk_func;
                value(condition.sk_attno).is_some_and(|value| {
                    let (collation, with) = (condition.sk_collation, condition.sk_argument);
                    pg_sys::FunctionCall2Coll(&raw mut function, collation, value, with).value() & 0xFF != 0
                })
            };
            let is_shown = |(at, column): &(usize, Column)| {
                value(column.number).is_some_and(|value| {
                    let image = Image::of(value, false, column.type_id);
                    texts(&[image], std::slice::from_ref(column)).first() == shown.get(*at)
                })
            };
            filter.iter().all(is_equal) && self.shown.iter().all(is_shown)
        }
    }

    /// What a line says.
    ///
    /// # Safety
    /// The version is one of the relation's, and there.
    unsafe fn values(&self, version: pg_sys::HeapTuple) -> Vec<Image> {
        // SAFETY: the caller's.
        unsafe {
            let columns = (*self.relation).rd_att;
            let value = |number: c_int| {
                let type_id = pg_sys::get_atttype((*self.relation).rd_id, number as i16);
                let mut null = false;
                let value = pg_sys::heap_getattr(version, number, columns, &mut null);
                Image::of(value, null || type_id == pg_sys::InvalidOid, type_id)
            };
            (1..=(*columns).natts).map(value).collect()
        }
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: both were opened by it. After an error the end of the transaction or savepoint has closed them.
            unsafe {
                if !self.index.is_null() {
                    pg_sys::index_close(self.index, LOCK);
                }
                pg_sys::relation_close(self.relation, LOCK);
            }
        }
    }
}

impl Equal {
    /// # Safety
    /// The column is one of the table's.
    unsafe fn of(table: Oid, number: i16, type_id: Oid, key: (Oid, Oid, Oid)) -> Option<Self> {
        let (of, family, class) = key;
        let equal = pg_sys::BTEqualStrategyNumber as i16;
        // SAFETY: look-ups.
        unsafe {
            let is_class = |type_id| pg_sys::IsBinaryCoercible(type_id, class);
            let direct = match type_id == of {
                true => pg_sys::InvalidOid,
                false => pg_sys::get_opfamily_member(family, type_id, of, equal),
            };
            let (left, right, operator) = match direct {
                pg_sys::InvalidOid if type_id == of || (is_class(type_id) && is_class(of)) => {
                    (class, class, pg_sys::get_opfamily_member(family, class, class, equal))
                }
                operator => (type_id, of, operator),
            };
            let mut collation = pg_sys::InvalidOid;
            let (mut whose, mut modifier) = (pg_sys::InvalidOid, 0);
            pg_sys::get_atttypetypmodcoll(table, number, &mut whose, &mut modifier, &mut collation);
            (operator != pg_sys::InvalidOid).then_some(Equal {
                number,
                left,
                right,
                operator,
                collation,
            })
        }
    }

    /// # Safety
    /// None but that it is a look-up.
    unsafe fn condition(&self, collation: Oid) -> pg_sys::ScanKeyData {
        let mut condition = pg_sys::ScanKeyData::default();
        // SAFETY: the condition is ours, and what it is compared with is put in before it is used.
        unsafe {
            pg_sys::ScanKeyEntryInitialize(
                &raw mut condition,
                0,
                self.number,
                pg_sys::BTEqualStrategyNumber as pg_sys::StrategyNumber,
                self.right,
                collation,
                pg_sys::get_opcode(self.operator),
                Datum::from(0),
            );
        }
        condition
    }
}

/// Which of the columns an index begins with, and under which collation it has each.
///
/// # Safety
/// The index is open.
unsafe fn served(index: pg_sys::Relation, equal: &[(usize, Equal)]) -> Vec<(usize, Oid)> {
    // SAFETY: the caller's.
    unsafe {
        let form = (*index).rd_index;
        let whole = pg_sys::heap_attisnull(
            (*index).rd_indextuple,
            pg_sys::Anum_pg_index_indpred as c_int,
            std::ptr::null_mut(),
        );
        // One that was made while there were versions that it does not know does not show them all.
        let is_fit = (*(*index).rd_rel).relam == pg_sys::BTREE_AM_OID && (*form).indisvalid && !(*form).indcheckxmin;
        if !is_fit || !whole {
            return Vec::new();
        }
        let column = |at: usize| {
            let number = *(*form).indkey.values.as_ptr().add(at);
            let (family, class) = (*(*index).rd_opfamily.add(at), *(*index).rd_opcintype.add(at));
            let fits = |(_, equal): &&(usize, Equal)| {
                equal.number == number && equal.left == class && pg_sys::op_in_opfamily(equal.operator, family)
            };
            let found = equal.iter().find(fits);
            found.map(|(of, _)| (*of, *(*index).rd_indcollation.add(at)))
        };
        (0..usize::from((*form).indnkeyatts.unsigned_abs()))
            .map_while(column)
            .collect()
    }
}

/// The columns that a trigger was made with, behind the number of its attachment.
///
/// # Safety
/// The relation is open.
unsafe fn arguments(relation: pg_sys::Relation, trigger: &CStr) -> Vec<CString> {
    // SAFETY: the caller's; the description is the relation's own.
    unsafe {
        let triggers = (*relation).trigdesc;
        let count = if triggers.is_null() { 0 } else { (*triggers).numtriggers };
        let all = (0..count).map(|at| &*(*triggers).triggers.add(at as usize));
        let own = all.into_iter().find(|one| CStr::from_ptr(one.tgname) == trigger);
        let names = own.map(|own| {
            let name = |at: i16| CString::new(text(*own.tgargs.add(at as usize))).unwrap_or_default();
            (1..own.tgnargs).map(name).collect()
        });
        names.unwrap_or_default()
    }
}

/// # Safety
/// The version is on the page of the buffer, which is pinned and not locked.
unsafe fn is_seen(version: pg_sys::HeapTuple, snapshot: *mut SnapshotData, buffer: pg_sys::Buffer) -> bool {
    // SAFETY: the caller's; an error lets go of the page.
    unsafe {
        pg_sys::LockBuffer(buffer, pg_sys::BUFFER_LOCK_SHARE as c_int);
        let is_seen = pg_sys::HeapTupleSatisfiesVisibility(version, snapshot, buffer);
        pg_sys::LockBuffer(buffer, pg_sys::BUFFER_LOCK_UNLOCK as c_int);
        is_seen
    }
}

/// Whether rows are not the same ones: one that was written anew as it was is no other.
fn differ(now: Vec<Vec<Image>>, mut then: Vec<Vec<Image>>) -> bool {
    for row in now {
        match then.iter().position(|before| *before == row) {
            Some(at) => drop(then.swap_remove(at)),
            None => return true,
        }
    }
    !then.is_empty()
}
