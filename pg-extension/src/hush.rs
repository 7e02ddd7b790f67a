//! Keeps what a call is given in secret out of the server's log: the statement of an error, and what it was about, are left out where one
//! of them names a function that takes a key, a secret or a password, or such a function was called by the statement under any name: that
//! of a prepared one, or of a function around it.
//!
//! What is logged before a statement runs (`log_statement`) is not an error's: nobody asks us then.

use std::ffi::CStr;
use std::sync::atomic::{AtomicI64, Ordering};

use pgrx::pg_guard;
use pgrx::pg_sys;

/// The functions.
const SECRET: [&[u8]; 2] = [b"device_adopt", b"device_onboard"];

/// When the statement began that called one of them.
static CALLED: AtomicI64 = AtomicI64::new(0);

static mut BEFORE: pg_sys::emit_log_hook_type = None;

/// Says that this statement has a secret in it.
pub(crate) fn secret() {
    CALLED.store(began(), Ordering::Relaxed);
}

fn began() -> i64 {
    // SAFETY: a time of this process.
    unsafe { pg_sys::GetCurrentStatementStartTimestamp() }
}

/// Puts the hook in.
pub(crate) fn watch() {
    // SAFETY: this runs once in a process, before anything else looks at it.
    unsafe {
        BEFORE = pg_sys::emit_log_hook;
        pg_sys::emit_log_hook = Some(hush);
    }
}

#[pg_guard]
unsafe extern "C-unwind" fn hush(told: *mut pg_sys::ErrorData) {
    // SAFETY: PostgreSQL says what it is about to log; the statement, if there is one, ends.
    unsafe {
        let names = |text: *const std::ffi::c_char| !text.is_null() && is_secret(CStr::from_ptr(text).to_bytes());
        // A statement within a function has a place in what the error was about, and not in the statement that called it.
        let told_of = names((*told).context) || names((*told).internalquery) || names(pg_sys::debug_query_string);
        let called = CALLED.load(Ordering::Relaxed);
        if told_of || called != 0 && called == began() {
            (*told).hide_stmt = true;
            // The values of a statement's parameters are there, too.
            (*told).hide_ctx = true;
            (*told).internalquery = std::ptr::null_mut();
        }
        if let Some(before) = BEFORE {
            before(told);
        }
    }
}

fn is_secret(statement: &[u8]) -> bool {
    let named = |name: &&[u8]| {
        statement
            .windows(name.len())
            .any(|part| part.eq_ignore_ascii_case(name))
    };
    SECRET.iter().any(named)
}
