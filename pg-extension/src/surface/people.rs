//! SQL functions for people: what they may do to a document on its way, and to the ledger.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use pgrx::datum::Uuid;
    use pgrx::prelude::*;

    use crate::people::{self, Deed};
    use crate::surface::{done, identifier, needed};
    use crate::{issue, server};

    /// Keeps a document back.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn hold(uuid: Uuid, second: &str, why: &str) {
        issue::writes(c"khatm.hold()");
        done(people::act(&identifier(uuid), Deed::Hold { second, why }));
    }

    /// Lets it go again.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn free(uuid: Uuid, why: &str) {
        issue::writes(c"khatm.free()");
        done(people::act(&identifier(uuid), Deed::Free { why }));
    }

    /// Makes it due at once.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn retry(uuid: Uuid) {
        issue::writes(c"khatm.retry()");
        done(people::act(&identifier(uuid), Deed::Retry));
    }

    /// Allows a hand-over before clearance.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn release(uuid: Uuid, reason: &str, note: &str) {
        issue::writes(c"khatm.release()");
        done(people::reason(reason).and_then(|reason| people::act(&identifier(uuid), Deed::Release { reason, note })));
    }

    /// Opens the lanes of a device.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn unpark(device: Option<&str>, environment: default!(Option<&str>, "NULL")) {
        issue::writes(c"khatm.unpark()");
        done(people::open(needed(device, "device"), environment));
    }

    /// The ledger goes on here.
    #[pg_extern(volatile, strict, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn resume(why: &str) {
        issue::writes(c"khatm.resume()");
        done(server::Ledger::now().resume(why));
    }
}
