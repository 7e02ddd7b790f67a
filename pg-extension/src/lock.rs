//! The locks: one for each chain, one for each document that others begin to refer to, one for the devices, one for deliveries, one for
//! each chain's state, and one for the audit, taken in this order. Who delivers waits for nobody who issues.
//!
//! They are PostgreSQL's own locks on an object of the database, named by the oid of our table and a number: no SQL can take one, as
//! any role can an advisory lock. They end with the transaction or the savepoint that took them, after its rows are there for others.

use std::cell::Cell;

use khatm::Language;
use khatm::error::{Code, Error};
use khatm::store::{ChainId, Place};
use pgrx::PgTryBuilder;
use pgrx::pg_sys;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::CaughtError;

use crate::raise::raise;
use crate::table::oid;

/// Takes the lock under which a chain's documents are issued.
pub(crate) fn chain(chain: ChainId) {
    take(oid(c"chain"), chain.number());
}

/// Takes the lock under which chains begin and devices are saved: no chain has this number.
pub(crate) fn devices() {
    take(oid(c"chain"), 0);
}

/// Takes the lock under which deliveries change.
pub(crate) fn deliveries() {
    take(oid(c"outbox"), 0);
}

/// Takes the lock under which what a chain may do changes.
pub(crate) fn state(chain: ChainId) {
    take(oid(c"lane"), chain.number());
}

/// Takes the lock under which the audit is written.
pub(crate) fn audit() {
    take(oid(c"audit"), 0);
}

/// So many documents a transaction keeps by a lock of each: the server has room for some 64 locks of each session.
const REFERENCES: usize = 32;

thread_local! {
    /// How many it keeps, and which transaction that is.
    static KEPT: Cell<(pg_sys::TransactionId, usize)> = const { Cell::new((pg_sys::InvalidTransactionId, 0)) };
}

/// Takes the locks under which others begin to refer to documents, in one order. Who needs many takes one for all documents that there are.
/// Two documents with the same lock wait for each other in vain, no more.
pub(crate) fn references(to: &[Place]) {
    let mut places = to.to_vec();
    places.sort_unstable();
    places.dedup();
    // SAFETY: who issues writes, and has a number.
    let transaction = unsafe { pg_sys::GetTopTransactionId() };
    let kept = match KEPT.get() {
        (of, kept) if of == transaction => kept,
        _ => 0,
    };
    let kept = kept.saturating_add(places.len());
    KEPT.set((transaction, kept));
    let table = oid(c"reference");
    if kept > REFERENCES {
        return take_as(table, 0, 0, pg_sys::ExclusiveLock);
    }
    take_as(table, 0, 0, pg_sys::RowExclusiveLock);
    for place in places {
        let low = |number: u64| u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default();
        let chain = u16::try_from(place.chain.number() & u32::from(u16::MAX)).unwrap_or_default();
        take_as(table, low(place.counter), chain, pg_sys::ExclusiveLock);
    }
}

/// Waits until another transaction ends.
pub(crate) fn wait_for(transaction: pg_sys::TransactionId) {
    let wait = || {
        // SAFETY: no table is named for the message of a wait that ends badly.
        unsafe {
            pg_sys::XactLockTableWait(
                transaction,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
                pg_sys::XLTW_Oper::XLTW_None,
            )
        }
    };
    bounded(wait);
}

fn take(table: pg_sys::Oid, number: u32) {
    take_as(table, number, 0, pg_sys::ExclusiveLock);
}

fn take_as(table: pg_sys::Oid, number: u32, part: u16, mode: u32) {
    let lock = || {
        // SAFETY: a lock needs nothing but its name.
        unsafe { pg_sys::LockDatabaseObject(table, number.into(), part, mode as pg_sys::LOCKMODE) }
    };
    bounded(lock);
}

/// Waits as long as `lock_timeout` lets it.
fn bounded(wait: impl FnOnce() + std::panic::UnwindSafe + std::panic::RefUnwindSafe) {
    let busy = |_: CaughtError| raise(&Error::new(Code::StoreBusy), Language::English);
    PgTryBuilder::new(wait)
        .catch_when(PgSqlErrorCode::ERRCODE_LOCK_NOT_AVAILABLE, busy)
        .execute();
}
