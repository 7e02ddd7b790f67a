//! Rows that one transaction keeps from others.

use std::ffi::CStr;

use pgrx::pg_sys;

use super::{Condition, Order, Seen, Table};

impl Table {
    /// Keeps a row that never changes, until the transaction or the savepoint ends: another transaction that wants to keep it waits. One
    /// that this transaction wrote is seen by no other.
    pub(crate) fn hold(&self, index: &'static CStr, conditions: &[Condition<'_>]) {
        let found = {
            let mut scan = self.scan(index, conditions, Seen::Now, Order::Forward);
            scan.next().filter(|row| !row.is_own()).map(|row| row.place())
        };
        if let Some(at) = found {
            self.lock(at, pg_sys::LockTupleMode::LockTupleNoKeyExclusive);
        }
    }

    /// Keeps a row that is about to be changed or taken away, as it was read, until the transaction or the savepoint ends. False if somebody
    /// who was waited for has changed it, or taken it away: then it is to be read again.
    pub(crate) fn claim(&self, at: pg_sys::ItemPointerData) -> bool {
        self.lock(at, pg_sys::LockTupleMode::LockTupleExclusive) == pg_sys::TM_Result::TM_Ok
    }

    fn lock(&self, at: pg_sys::ItemPointerData, mode: pg_sys::LockTupleMode::Type) -> pg_sys::TM_Result::Type {
        // SAFETY: the table is open; the tuple names a place and the relation, and its page is let go here.
        unsafe {
            let mut tuple = pg_sys::HeapTupleData {
                t_self: at,
                t_tableOid: (*self.relation).rd_id,
                ..Default::default()
            };
            let (mut buffer, mut fate) = (0, pg_sys::TM_FailureData::default());
            let done = pg_sys::heap_lock_tuple(
                self.relation,
                &raw mut tuple,
                pg_sys::GetCurrentCommandId(false),
                mode,
                pg_sys::LockWaitPolicy::LockWaitBlock,
                false,
                &raw mut buffer,
                &raw mut fate,
            );
            pg_sys::ReleaseBuffer(buffer);
            done
        }
    }
}
