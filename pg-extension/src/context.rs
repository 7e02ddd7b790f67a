//! Where what users wrote is run: as a table's owner, who may do there what he may do anywhere, and nothing else.
//!
//! While it runs nobody can become another role, make anything that fires later, or leave a setting changed. An error on the way leaves
//! all of it to the end of the transaction or savepoint, which puts it back.

use std::ffi::CStr;

use pgrx::pg_sys::{self, Oid};

/// Settings that hold until this is dropped.
pub(crate) struct Settings {
    level: i32,
}

impl Settings {
    fn of(settings: &[(&CStr, &CStr)]) -> Self {
        // SAFETY: what is set are settings of PostgreSQL's own that every user may set; they are put back when the level ends.
        unsafe {
            let level = pg_sys::NewGUCNestLevel();
            for (name, value) in settings {
                pg_sys::set_config_option(
                    name.as_ptr(),
                    value.as_ptr(),
                    pg_sys::GucContext::PGC_USERSET,
                    pg_sys::GucSource::PGC_S_SESSION,
                    pg_sys::GucAction::GUC_ACTION_SAVE,
                    true,
                    0,
                    false,
                );
            }
            Settings { level }
        }
    }

    /// Under which a value has one text.
    pub(crate) fn of_texts() -> Self {
        Self::of(&[
            (c"datestyle", c"ISO, YMD"),
            (c"intervalstyle", c"postgres"),
            (c"timezone", c"UTC"),
            (c"extra_float_digits", c"1"),
            (c"bytea_output", c"hex"),
            (c"xmloption", c"content"),
            (c"lc_monetary", c"C"),
            (c"search_path", c"pg_catalog, pg_temp"),
            (c"quote_all_identifiers", c"off"),
            (c"standard_conforming_strings", c"on"),
            (c"array_nulls", c"on"),
        ])
    }

    /// Under which no name means something else than when it was written down, and no row is overlooked: where row-level security
    /// would hide one, that is an error. A row whose place is known is looked for there and nowhere else, whatever the session would do
    /// and however small the table is: at SERIALIZABLE whoever reads a table from its beginning is in everybody's way. What has no
    /// index is read so all the same, at a cost that would have it compiled.
    fn of_names() -> Self {
        Self::of(&[
            (c"search_path", c"pg_catalog, pg_temp"),
            // As drafts want dates; the order in which a text's day and month are read stays the session's.
            (c"datestyle", c"ISO"),
            // What is kept as text is read as it was written.
            (c"standard_conforming_strings", c"on"),
            (c"transform_null_equals", c"off"),
            (c"array_nulls", c"on"),
            (c"row_security", c"off"),
            (c"enable_tidscan", c"on"),
            (c"enable_seqscan", c"off"),
            (c"jit", c"off"),
            (c"enable_partition_pruning", c"on"),
        ])
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: levels end in the order in which they began, the last one first.
            unsafe { pg_sys::AtEOXact_GUC(false, self.level) };
        }
    }
}

/// Runs a statement of ours with the rights of the server's first role.
pub(crate) fn as_superuser<T>(work: impl FnOnce() -> T) -> T {
    let (mut user, mut context) = (pg_sys::InvalidOid, 0);
    // SAFETY: both are put back below; after an error the end of the transaction or savepoint does it.
    unsafe {
        pg_sys::GetUserIdAndSecContext(&mut user, &mut context);
        let local = pg_sys::SECURITY_LOCAL_USERID_CHANGE.cast_signed();
        pg_sys::SetUserIdAndSecContext(Oid::from(pg_sys::BOOTSTRAP_SUPERUSERID), context | local);
    }
    let done = work();
    // SAFETY: as above.
    unsafe { pg_sys::SetUserIdAndSecContext(user, context) };
    done
}

/// Runs work as a table's owner.
pub(crate) fn as_owner<T>(owner: Oid, work: impl FnOnce() -> T) -> T {
    let (mut user, mut context) = (pg_sys::InvalidOid, 0);
    // SAFETY: both are put back below; after an error the end of the transaction or savepoint does it.
    unsafe {
        pg_sys::GetUserIdAndSecContext(&mut user, &mut context);
        let restricted = pg_sys::SECURITY_LOCAL_USERID_CHANGE | pg_sys::SECURITY_RESTRICTED_OPERATION;
        pg_sys::SetUserIdAndSecContext(owner, context | restricted.cast_signed());
    }
    let settings = Settings::of_names();
    let done = work();
    drop(settings);
    // SAFETY: as above.
    unsafe { pg_sys::SetUserIdAndSecContext(user, context) };
    done
}
