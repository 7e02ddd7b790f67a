//! The locks: one for each chain, one for each document that others begin to refer to, one for the devices, one for deliveries, one for
//! each chain's state, and one for the audit, taken in this order. Who delivers waits for nobody who issues.
//!
//! All but those of documents are PostgreSQL's own locks on an object of the database, named by the oid of our table and a number: no SQL
//! can take one, as any role can an advisory lock. They end with the transaction or the savepoint that took them, after its rows are there
//! for others.

use khatm::Language;
use khatm::error::{Code, Error};
use khatm::store::{ChainId, Place};
use pgrx::PgTryBuilder;
use pgrx::pg_sys;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::CaughtError;

use crate::raise::raise;
use crate::server::at;
use crate::table::{Table, oid};

/// Takes the lock under which a chain's documents are issued. Whoever does not get it is told which device it is of.
pub(crate) fn chain(chain: ChainId, device: &str) {
    let lock = || own(oid(c"chain"), chain.number());
    bounded(lock, device);
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

/// Keeps documents, in one order, so that others wait before they begin to refer to them. Their rows are kept, as a statement would keep
/// them that changes them: there is room for any number of these locks, none of two documents is the same, and no SQL takes one without
/// the right to write the ledger.
pub(crate) fn references(to: &[Place]) {
    let mut places = to.to_vec();
    places.sort_unstable();
    places.dedup();
    let hold = || {
        let documents = Table::keep(c"document");
        for place in &places {
            documents.hold(c"document_pkey", &at(*place));
        }
    };
    bounded(hold, "");
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
    bounded(wait, "");
}

fn take(table: pg_sys::Oid, number: u32) {
    bounded(|| own(table, number), "");
}

fn own(table: pg_sys::Oid, number: u32) {
    // SAFETY: a lock needs nothing but its name.
    unsafe {
        pg_sys::LockDatabaseObject(table, number.into(), 0, pg_sys::ExclusiveLock as pg_sys::LOCKMODE);
    }
}

/// Waits as long as `lock_timeout` lets it, for what is said to be of this device.
fn bounded(wait: impl FnOnce() + std::panic::UnwindSafe + std::panic::RefUnwindSafe, device: &str) {
    let told = |_: CaughtError| {
        let busy = Error::new(Code::StoreBusy);
        let busy = if device.is_empty() { busy } else { busy.at(device) };
        raise(&busy, Language::English)
    };
    PgTryBuilder::new(wait)
        .catch_when(PgSqlErrorCode::ERRCODE_LOCK_NOT_AVAILABLE, told)
        .execute();
}
