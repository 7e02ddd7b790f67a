//! The oids of the extension's tables and indexes. A call asks for dozens, and each is two look-ups by name.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::{CStr, c_int};

use pgrx::pg_guard;
use pgrx::pg_sys::{self, Datum};

use super::schema;

thread_local! {
    /// By where the name stands in this library, with the generation that it is of.
    static KNOWN: RefCell<HashMap<usize, (u64, pg_sys::Oid)>> = RefCell::default();
    /// Grows whenever some table or schema has another name or is gone: what is known is of no use then.
    static GENERATION: Cell<u64> = const { Cell::new(0) };
    static LISTENS: Cell<bool> = const { Cell::new(false) };
}

/// The oid of something of the extension that stands in `pg_class`.
pub(crate) fn oid(name: &'static CStr) -> pg_sys::Oid {
    if !LISTENS.replace(true) {
        listen();
    }
    let key = name.as_ptr().addr();
    // What is heard during the look-up makes its answer one of yesterday's.
    let generation = GENERATION.get();
    let known = KNOWN.with_borrow(|known| known.get(&key).copied());
    if let Some((_, oid)) = known.filter(|(of, _)| *of == generation) {
        return oid;
    }
    // SAFETY: a look-up by a name that ends.
    let found = unsafe { pg_sys::get_relname_relid(name.as_ptr(), schema()) };
    if found != pg_sys::Oid::INVALID {
        KNOWN.with_borrow_mut(|known| known.insert(key, (generation, found)));
    }
    found
}

fn listen() {
    use pg_sys::SysCacheIdentifier::{NAMESPACENAME, RELNAMENSP};
    for cache in [RELNAMENSP, NAMESPACENAME] {
        // SAFETY: the function is there as long as the process.
        unsafe { pg_sys::CacheRegisterSyscacheCallback(cache as c_int, Some(renamed), Datum::from(0)) };
    }
}

#[pg_guard]
unsafe extern "C-unwind" fn renamed(_none: Datum, _cache: c_int, _row: u32) {
    GENERATION.set(GENERATION.get().wrapping_add(1));
}
