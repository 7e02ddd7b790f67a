//! One short transaction of the worker's: what it did is committed when this returns, and on an error nothing of it happened. Nothing is
//! ever sent within one.

use std::panic::AssertUnwindSafe;

use khatm::error::{Code, Error, Result};
use pgrx::PgTryBuilder;
use pgrx::pg_sys;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::{CaughtError, ErrorReportWithLevel};
use pgrx::prelude::*;

use super::ending;

/// Does work in a transaction of its own; its name is what `pg_stat_activity` shows meanwhile.
pub(super) fn transact<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let name = std::ffi::CString::new(format!("khatm: {name}")).unwrap_or_default();
    let run = AssertUnwindSafe(|| {
        begin(&name);
        let done = work()?;
        ending::before_commit();
        // SAFETY: `begin` pushed it; nothing of ours is deferred to the commit.
        unsafe {
            pg_sys::PopActiveSnapshot();
            pg_sys::CommitTransactionCommand();
        }
        ending::after_commit();
        Ok(done)
    });
    let done = guarded(run);
    // SAFETY: as PostgreSQL's own loop does it: whatever is open is undone, locks and all.
    unsafe {
        if done.is_err() {
            pg_sys::AbortCurrentTransaction();
            ending::after_commit();
        }
        // Autovacuum goes by it; now and then is enough.
        pg_sys::pgstat_report_stat(false);
        pg_sys::pgstat_report_activity(pg_sys::BackendState::STATE_IDLE, std::ptr::null());
    }
    done
}

/// Who cancels what a worker does between two transactions has what he wanted.
pub(super) fn nothing_is_cancelled() {
    // SAFETY: a flag of this process.
    unsafe { (&raw mut pg_sys::QueryCancelPending).write_volatile(0) };
}

fn begin(name: &std::ffi::CStr) {
    // SAFETY: no transaction is open; the text is copied.
    unsafe {
        pg_sys::SetCurrentStatementStartTimestamp();
        pg_sys::StartTransactionCommand();
        pg_sys::PushActiveSnapshot(pg_sys::GetTransactionSnapshot());
        pg_sys::pgstat_report_activity(pg_sys::BackendState::STATE_RUNNING, name.as_ptr());
    }
}

/// Does work that PostgreSQL may end with an error of its own, and core with a panic: both come back as an error of core's.
pub(super) fn guarded<T>(work: AssertUnwindSafe<impl FnOnce() -> Result<T>>) -> Result<T> {
    PgTryBuilder::new(work)
        .catch_others(|caught| Err(told(caught)))
        .catch_rust_panic(|caught| Err(told(caught)))
        .execute()
}

/// What PostgreSQL says, as one of core's errors. What is not one of ours is in the server's log, in its own words.
fn told(caught: CaughtError) -> Error {
    let (report, panicked) = match caught {
        CaughtError::PostgresError(report) | CaughtError::ErrorReport(report) => (report, false),
        CaughtError::RustPanic { ereport, .. } => (ereport, true),
    };
    if let Some(code) = own(&report) {
        return Error::new(code);
    }
    let busy = [
        PgSqlErrorCode::ERRCODE_LOCK_NOT_AVAILABLE,
        PgSqlErrorCode::ERRCODE_T_R_DEADLOCK_DETECTED,
        PgSqlErrorCode::ERRCODE_T_R_SERIALIZATION_FAILURE,
        PgSqlErrorCode::ERRCODE_QUERY_CANCELED,
    ];
    if busy.contains(&report.sql_error_code()) {
        return Error::new(Code::StoreBusy);
    }
    let (file, line) = (report.file(), report.line_number());
    log!("khatm worker: {} ({file}:{line})", report.message());
    match (panicked, report.sql_error_code()) {
        (true, _) => Error::new(Code::WorkerPanic),
        (false, PgSqlErrorCode::ERRCODE_DISK_FULL) => Error::new(Code::StoreFull),
        (false, _) => Error::new(Code::StoreFailed),
    }
}

/// The code that one of our own errors opens with.
fn own(report: &ErrorReportWithLevel) -> Option<Code> {
    let (code, _) = report.message().split_once(": ")?;
    Code::ALL.iter().copied().find(|known| known.as_str() == code)
}
