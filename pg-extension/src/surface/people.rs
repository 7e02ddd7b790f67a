//! SQL functions for people: what they may do to a document on its way, and to the ledger. None does nothing because something is NULL:
//! what returns without an error was done.

use pgrx::prelude::*;

/// The SQL schema of the same name.
#[pg_schema]
mod khatm {
    use ::khatm::Language;
    use pgrx::datum::Uuid;
    use pgrx::prelude::*;

    use crate::people::{self, Deed};
    use crate::raise::{raise, raise_with_way};
    use crate::surface::{done, identifier, needed};
    use crate::{issue, server};

    /// What to do with a copy in which something is wanting.
    const NOT_WHOLE: &str = "This copy is not whole, and nothing goes on here: khatm.verify_ledger() says all that is wrong. Restore it again, \
        with everything that the dump has (pg_restore -e stops at the first error). If the original was like this, too, and somebody has \
        looked: khatm.resume('why', verify => false).";

    /// Keeps a document back.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn hold(uuid: Option<Uuid>, second: Option<&str>, why: Option<&str>) {
        issue::writes(c"khatm.hold()");
        let uuid = identifier(needed(uuid, "uuid"));
        let (second, why) = (needed(second, "second"), needed(why, "why"));
        done(people::act(&uuid, Deed::Hold { second, why }));
    }

    /// Lets it go again.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn free(uuid: Option<Uuid>, why: Option<&str>) {
        issue::writes(c"khatm.free()");
        let uuid = identifier(needed(uuid, "uuid"));
        let why = needed(why, "why");
        done(people::act(&uuid, Deed::Free { why }));
    }

    /// Makes it due at once.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn retry(uuid: Option<Uuid>) {
        issue::writes(c"khatm.retry()");
        done(people::act(&identifier(needed(uuid, "uuid")), Deed::Retry));
    }

    /// Allows a hand-over before clearance.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn release(uuid: Option<Uuid>, reason: Option<&str>, note: Option<&str>) {
        issue::writes(c"khatm.release()");
        let uuid = identifier(needed(uuid, "uuid"));
        let (reason, note) = (needed(reason, "reason"), needed(note, "note"));
        done(people::reason(reason).and_then(|reason| people::act(&uuid, Deed::Release { reason, note })));
    }

    /// Opens the lanes of a device.
    #[pg_extern(volatile, parallel_unsafe)]
    #[search_path(pg_catalog, pg_temp)]
    fn unpark(device: Option<&str>, environment: default!(Option<&str>, "NULL")) {
        issue::writes(c"khatm.unpark()");
        done(people::open(needed(device, "device"), environment));
    }

    /// The ledger goes on here.
    #[pg_extern(volatile, parallel_unsafe, cost = 1000000)]
    #[search_path(pg_catalog, pg_temp)]
    fn resume(why: Option<&str>, verify: default!(Option<bool>, "true")) {
        issue::writes(c"khatm.resume()");
        let ledger = server::Ledger::now();
        let wanting = match ledger.resume(needed(why, "why"), verify != Some(false)) {
            Ok(wanting) => wanting,
            Err(error) => raise(&error, Language::English),
        };
        if let Some(error) = wanting {
            raise_with_way(&error, NOT_WHOLE);
        }
    }
}
