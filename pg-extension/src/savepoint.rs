//! A savepoint of one's own, within a statement of somebody's.

use std::panic::AssertUnwindSafe;

use pgrx::pg_sys::panic::CaughtError;
use pgrx::{PgTryBuilder, pg_sys};

/// Runs work that is taken back where it does not stay, or fails; an error is the caller's to throw again. One that left the savepoint open
/// would leave a session that is in no transaction of its user's in the middle of one, which the server ends at his ROLLBACK.
pub(crate) fn savepoint<T>(work: impl FnOnce() -> T, stays: impl FnOnce(&T) -> bool) -> Result<T, Box<CaughtError>> {
    // SAFETY: what began here ends here, with memory and owner of resources as they were.
    unsafe {
        let (context, owner) = (pg_sys::CurrentMemoryContext, pg_sys::CurrentResourceOwner);
        pg_sys::BeginInternalSubTransaction(std::ptr::null());
        pg_sys::MemoryContextSwitchTo(context);
        let done = PgTryBuilder::new(AssertUnwindSafe(|| Ok(work())))
            .catch_others(|caught| Err(Box::new(caught)))
            .execute();
        match &done {
            Ok(done) if stays(done) => pg_sys::ReleaseCurrentSubTransaction(),
            _ => pg_sys::RollbackAndReleaseCurrentSubTransaction(),
        }
        pg_sys::MemoryContextSwitchTo(context);
        pg_sys::CurrentResourceOwner = owner;
        done
    }
}
