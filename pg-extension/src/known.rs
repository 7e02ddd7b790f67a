//! When the settings become known to PostgreSQL: as the library is loaded, or as soon as they can have their values.

use std::sync::atomic::{AtomicBool, Ordering};

use pgrx::pg_sys;

use crate::{guard, vault, worker};

static ARE_KNOWN: AtomicBool = AtomicBool::new(false);

/// Makes them known, once in a process; to be called before one is looked at that a session may need.
///
/// While a query runs in parallel PostgreSQL sets nothing: what becomes known then has its default, and not what the server was
/// configured with. A session whose first call of the library is in such a query would have no root key until it ends. And it warns of
/// what somebody set before who may not, where a session can be cancelled: what is known by then could not become known again.
pub(crate) fn settings() {
    // SAFETY: a look at the state of the transaction; whoever holds interrupts lets them go, or an error does.
    unsafe {
        if ARE_KNOWN.load(Ordering::Relaxed) || pg_sys::IsInParallelMode() {
            return;
        }
        ARE_KNOWN.store(true, Ordering::Relaxed);
        pg_sys::InterruptHoldoffCount += 1;
        vault::define();
        guard::define();
        worker::settings::define();
        pg_sys::InterruptHoldoffCount -= 1;
    }
}
