//! A worker that is told to end while its commit waits for a standby: the standby may never come, and the server could not be stopped.
//!
//! What it wrote is on this server's disk by then, as everybody else's is whose session is ended in such a moment.

use std::sync::atomic::{AtomicBool, Ordering};

use pgrx::pg_sys;

/// Whether a commit is under way: from the moment that nothing can cancel it.
static COMMITS: AtomicBool = AtomicBool::new(false);

/// From now on the worker is told by a flag, which it looks at between two steps.
pub(super) fn heed() {
    // SAFETY: the handler is there as long as the process.
    unsafe {
        #[cfg(not(feature = "pg18"))]
        pg_sys::pqsignal(pg_sys::SIGTERM as i32, Some(told));
        #[cfg(feature = "pg18")]
        pg_sys::pqsignal_be(pg_sys::SIGTERM as i32, Some(told));
    }
}

/// Whether it was told.
pub(super) fn is_told() -> bool {
    // SAFETY: a flag of this process.
    unsafe { (&raw const pg_sys::ShutdownRequestPending).read_volatile() != 0 }
}

/// To be called before a commit: who is told waits for no standby.
pub(super) fn before_commit() {
    COMMITS.store(true, Ordering::Relaxed);
    if is_told() {
        wait_for_none();
    }
}

/// To be called after it: what was not needed to end a wait ends nothing else.
pub(super) fn after_commit() {
    COMMITS.store(false, Ordering::Relaxed);
    if is_told() {
        super::transaction::nothing_is_cancelled();
    }
}

fn wait_for_none() {
    // SAFETY: an integer of this process, which is about to end.
    unsafe {
        let least = pg_sys::SyncCommitLevel::SYNCHRONOUS_COMMIT_LOCAL_FLUSH as std::ffi::c_int;
        pg_sys::synchronous_commit = pg_sys::synchronous_commit.min(least);
    }
}

unsafe extern "C-unwind" fn told(_signal: std::ffi::c_int) {
    // SAFETY: flags of this process, and what a handler of a signal may call.
    unsafe {
        (&raw mut pg_sys::ShutdownRequestPending).write_volatile(1);
        // A commit that nothing can cancel any more looks at it while it waits for a standby, and nowhere else.
        let holds = (&raw const pg_sys::InterruptHoldoffCount).read_volatile() > 0;
        if COMMITS.load(Ordering::Relaxed) {
            wait_for_none();
        }
        if COMMITS.load(Ordering::Relaxed) && holds {
            (&raw mut pg_sys::QueryCancelPending).write_volatile(1);
            (&raw mut pg_sys::InterruptPending).write_volatile(1);
        }
        pg_sys::SetLatch(pg_sys::MyLatch);
    }
}
