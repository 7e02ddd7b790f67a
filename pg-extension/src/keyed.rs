//! By which index of a partition the rows of an attached table are known. A partition may have a primary key of its own, of other columns than
//! those of its table, or of the same ones in another order; its table's key has an index there all the same.

use std::cell::RefCell;
use std::collections::HashMap;

use pgrx::pg_sys::{self, Datum, Oid};
use pgrx::{IntoDatum, direct_function_call, pg_guard};

use crate::table::scratch;

const LOCK: pg_sys::LOCKMODE = pg_sys::AccessShareLock as pg_sys::LOCKMODE;

thread_local! {
    /// Of each attached table and partition, until PostgreSQL says that any table is another than it was.
    static KNOWN: RefCell<HashMap<(Oid, Oid), Oid>> = RefCell::default();
    /// Which table an attachment is of.
    static TARGETS: RefCell<HashMap<i64, Oid>> = RefCell::default();
}

/// Asks to be told when a table is another than it was.
pub(crate) fn define() {
    // SAFETY: a function of this library, which is never unloaded.
    unsafe { pg_sys::CacheRegisterRelcacheCallback(Some(forget), Datum::from(0)) };
}

#[pg_guard]
unsafe extern "C-unwind" fn forget(_argument: Datum, _table: Oid) {
    KNOWN.with_borrow_mut(HashMap::clear);
    TARGETS.with_borrow_mut(HashMap::clear);
}

/// The table of an attachment.
pub(crate) fn target_of(attachment: i64, find: impl FnOnce() -> Option<Oid>) -> Option<Oid> {
    let known = TARGETS.with_borrow(|targets| targets.get(&attachment).copied());
    known.or_else(|| {
        let found = find()?;
        TARGETS.with_borrow_mut(|targets| targets.insert(attachment, found));
        Some(found)
    })
}

/// The index of the key of this attached table, in it or in a partition of it. Other tables have their own key's.
///
/// # Safety
/// The relation is open.
pub(crate) unsafe fn key_index(relation: pg_sys::Relation, target: Oid) -> Option<Oid> {
    // SAFETY: the caller's; the list of indexes is looked up so that the relation knows which is its key.
    unsafe {
        let table = (*relation).rd_id;
        if table == target || !(*(*relation).rd_rel).relispartition {
            pg_sys::list_free(pg_sys::RelationGetIndexList(relation));
            return some((*relation).rd_pkindex);
        }
        if let Some(known) = KNOWN.with_borrow(|known| known.get(&(target, table)).copied()) {
            return Some(known);
        }
        let wanted = root(key_of(target)?);
        let indexes = pg_sys::RelationGetIndexList(relation);
        let count = if indexes.is_null() {
            0
        } else {
            usize::try_from((*indexes).length).unwrap_or(0)
        };
        let mut all = (0..count).map(|at| (*(*indexes).elements.add(at)).oid_value);
        let found = all.find(|&index| root(index) == wanted);
        pg_sys::list_free(indexes);
        if let Some(found) = found {
            KNOWN.with_borrow_mut(|known| known.insert((target, table), found));
        }
        found
    }
}

/// The index of a table's own key.
unsafe fn key_of(table: Oid) -> Option<Oid> {
    // SAFETY: the relation is open while it is looked at.
    unsafe {
        let relation = pg_sys::try_relation_open(table, LOCK);
        if relation.is_null() {
            return None;
        }
        pg_sys::list_free(pg_sys::RelationGetIndexList(relation));
        let key = some((*relation).rd_pkindex);
        pg_sys::relation_close(relation, LOCK);
        key
    }
}

fn some(index: Oid) -> Option<Oid> {
    (index != pg_sys::InvalidOid).then_some(index)
}

/// The index that this one is a part of, whatever number of partitions is between.
fn root(index: Oid) -> Oid {
    // SAFETY: a look-up that gives null for what is neither partitioned nor a partition.
    let root = scratch(|| unsafe { direct_function_call::<Oid>(pg_sys::pg_partition_root, &[index.into_datum()]) });
    root.unwrap_or(index)
}
