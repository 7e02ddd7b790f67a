//! What SQL that users wrote fails with says of which row it is: a transaction may make thousands of them final, and who commits it has
//! called none of it.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::marker::PhantomData;

use pgrx::pg_guard;
use pgrx::pg_sys::{self, ErrorContextCallback};

unsafe extern "C-unwind" {
    /// The server's own: it takes a format and what is put into it.
    fn errcontext_msg(format: *const c_char, ...) -> c_int;
}

/// Puts a text into the CONTEXT of every error that there is until the work ends.
pub(crate) fn within<T>(text: &CStr, work: impl FnOnce() -> T) -> T {
    // It lies where it is until the work has ended, and is taken off the stack by then, however that ends.
    let mut entry = ErrorContextCallback {
        // SAFETY: a server's process has one thread.
        previous: unsafe { pg_sys::error_context_stack },
        callback: Some(tell),
        arg: text.as_ptr().cast_mut().cast(),
    };
    let _entered = Entered {
        previous: entry.previous,
        entry: PhantomData,
    };
    // SAFETY: as above.
    unsafe { pg_sys::error_context_stack = &raw mut entry };
    work()
}

struct Entered<'e> {
    previous: *mut ErrorContextCallback,
    entry: PhantomData<&'e ErrorContextCallback>,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // SAFETY: whoever was there before is there still.
        unsafe { pg_sys::error_context_stack = self.previous };
    }
}

#[pg_guard]
unsafe extern "C-unwind" fn tell(text: *mut c_void) {
    // SAFETY: the text is what `within` was given, and ends.
    unsafe { errcontext_msg(c"%s".as_ptr(), text.cast::<c_char>()) };
}

/// A row as it is told of.
pub(crate) fn row(table: &str, key: &[String]) -> CString {
    CString::new(format!("row of table {table} with the key ({})", key.join(", "))).unwrap_or_default()
}
