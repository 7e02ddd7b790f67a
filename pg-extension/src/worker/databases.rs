//! The databases of this server, as the launcher sees them: it is in none of them, and reads what all of them share.

use std::ffi::CStr;

use pgrx::pg_sys;

use super::transaction::transact;

/// A database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Database {
    pub(super) oid: pg_sys::Oid,
    pub(super) name: String,
    /// Whether it takes connections, and is no template.
    pub(super) is_open: bool,
}

/// One that was not quite dropped has this limit of connections.
const INVALID: i32 = -2;

/// All of them.
pub(super) fn databases() -> khatm::Result<Vec<Database>> {
    transact("databases", || {
        let mut found = Vec::new();
        // SAFETY: a catalogue that every process can read within a transaction; a row is there until the next one is asked for, and
        // PostgreSQL's own struct has its first columns.
        unsafe {
            let table = pg_sys::table_open(pg_sys::DatabaseRelationId, pg_sys::AccessShareLock as pg_sys::LOCKMODE);
            let none = std::ptr::null_mut();
            let scan = pg_sys::systable_beginscan(table, pg_sys::InvalidOid, false, none, 0, std::ptr::null_mut());
            loop {
                let row = pg_sys::systable_getnext(scan);
                if row.is_null() {
                    break;
                }
                let row = pg_sys::GETSTRUCT(row).cast::<pg_sys::FormData_pg_database>();
                let name = CStr::from_ptr((*row).datname.data.as_ptr());
                found.push(Database {
                    oid: (*row).oid,
                    name: name.to_string_lossy().into_owned(),
                    is_open: (*row).datallowconn && !(*row).datistemplate && (*row).datconnlimit != INVALID,
                });
            }
            pg_sys::systable_endscan(scan);
            pg_sys::table_close(table, pg_sys::AccessShareLock as pg_sys::LOCKMODE);
        }
        Ok(found)
    })
}
