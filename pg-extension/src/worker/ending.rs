//! A worker that is told to end while its commit waits for a standby: the standby may never come, and the server could not be stopped.
//!
//! What it wrote is on this server's disk by then, as everybody else's is whose session is ended in such a moment.

use pgrx::pg_sys;

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

/// To be called before a commit: who was told already waits for no standby.
pub(super) fn before_commit() {
    if is_told() {
        // SAFETY: an integer of this process, which is about to end.
        unsafe {
            let least = pg_sys::SyncCommitLevel::SYNCHRONOUS_COMMIT_LOCAL_FLUSH as std::ffi::c_int;
            pg_sys::synchronous_commit = pg_sys::synchronous_commit.min(least);
        }
    }
}

unsafe extern "C-unwind" fn told(_signal: std::ffi::c_int) {
    // SAFETY: flags of this process, and what a handler of a signal may call.
    unsafe {
        (&raw mut pg_sys::ShutdownRequestPending).write_volatile(1);
        let own = pg_sys::MyProc;
        if !own.is_null()
            && (&raw const (*own).syncRepState).read_volatile() == pg_sys::SYNC_REP_WAITING as std::ffi::c_int
        {
            (&raw mut pg_sys::QueryCancelPending).write_volatile(1);
            (&raw mut pg_sys::InterruptPending).write_volatile(1);
        }
        pg_sys::SetLatch(pg_sys::MyLatch);
    }
}
