//! What SQL that users wrote fails with comes out as it was raised, and says of which row it is: a transaction may make thousands of them
//! final, and who commits it has called none of it.
//!
//! On its way through Rust an error of PostgreSQL's loses its CONTEXT, the names of what it is about, and an SQLSTATE that is not
//! PostgreSQL's own. So a copy is kept when it is raised, and that is what goes on at the border.

use std::any::Any;
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pgrx::pg_sys::panic::{CaughtError, ErrorReportWithLevel};
use pgrx::pg_sys::submodules::panic::pgrx_extern_c_guard;
use pgrx::pg_sys::{self, ErrorContextCallback, ErrorData};
use pgrx::{PgLogLevel, pg_guard};

// The server's own, called where no frame of Rust's has anything to drop.
unsafe extern "C-unwind" {
    fn errcontext_msg(format: *const c_char, ...) -> c_int;
    fn ThrowErrorData(error: *mut ErrorData);
}

/// So many are kept: who catches an error may raise it again after others.
const MOST: usize = 16;

thread_local! {
    /// The last errors that were raised within, the last one last. Their memory is the session's: who was to take one may never come.
    static RAISED: RefCell<Vec<*mut ErrorData>> = const { RefCell::new(Vec::new()) };
}

/// Puts a text into the CONTEXT of every error that there is until the work ends.
pub(crate) fn within<T>(text: &CStr, work: impl FnOnce() -> T) -> T {
    RAISED.take().into_iter().for_each(free);
    // It lies where it is until the work has ended, and is taken off the stack by then, however that ends.
    let mut entry = ErrorContextCallback {
        // SAFETY: a server's process has one thread.
        previous: unsafe { pg_sys::error_context_stack },
        callback: Some(tell),
        arg: text.as_ptr().cast_mut().cast(),
    };
    let entered = Entered {
        previous: entry.previous,
        entry: PhantomData,
    };
    // SAFETY: as above.
    unsafe { pg_sys::error_context_stack = &raw mut entry };
    let done = work();
    drop(entered);
    // Whoever raised something has caught it himself.
    RAISED.take().into_iter().for_each(free);
    done
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
    // SAFETY: the text is what `within` was given, and ends; an error is being raised, and what is copied of it lives until it is freed.
    unsafe {
        errcontext_msg(c"%s".as_ptr(), text.cast::<c_char>());
        let before = pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
        let error = pg_sys::CopyErrorData();
        pg_sys::MemoryContextSwitchTo(before);
        match (*error).elevel >= PgLogLevel::ERROR as c_int {
            true => RAISED.with_borrow_mut(|raised| {
                if raised.len() == MOST {
                    free(raised.remove(0));
                }
                raised.push(error);
            }),
            false => free(error),
        }
    }
}

fn free(error: *mut ErrorData) {
    // SAFETY: it was copied for the list, and nobody else has it.
    unsafe { pg_sys::FreeErrorData(error) };
}

/// The copy that was kept of this error.
fn taken(report: &ErrorReportWithLevel) -> Option<*mut ErrorData> {
    let mut raised = RAISED.take();
    let is_it = |error: &*mut ErrorData| {
        // SAFETY: it was kept, and its message ends, where it has one.
        let message = unsafe { (**error).message };
        // SAFETY: as above.
        !message.is_null() && unsafe { CStr::from_ptr(message) }.to_string_lossy() == report.message()
    };
    let found = raised.iter().rposition(is_it).map(|at| raised.remove(at));
    raised.into_iter().for_each(free);
    found
}

/// The SQLSTATE that this error was raised with.
pub(crate) fn state(report: &ErrorReportWithLevel) -> i32 {
    let Some(error) = taken(report) else {
        return report.sql_error_code() as i32;
    };
    // SAFETY: it is there until it is freed.
    let state = unsafe { (*error).sqlerrcode };
    free(error);
    state
}

/// How a call ended.
enum Ended<T> {
    Done(T),
    /// By an error of which there is all.
    Raised(*mut ErrorData),
    Otherwise(Box<dyn Any + Send>),
}

/// Runs what PostgreSQL called; an error of SQL within goes on as it was raised.
///
/// # Safety
/// The caller is a function that PostgreSQL called, and has nothing to drop.
pub(crate) unsafe fn border<T>(work: impl FnOnce() -> T) -> T {
    let ended = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Ended::Done(done),
        Err(payload) => {
            let raised = match payload.downcast_ref() {
                Some(CaughtError::PostgresError(report)) => taken(report),
                _ => None,
            };
            raised.map_or(Ended::Otherwise(payload), Ended::Raised)
        }
    };
    match ended {
        Ended::Done(done) => done,
        Ended::Raised(error) => {
            // What is thrown is a copy of it.
            RAISED.with_borrow_mut(|raised| raised.push(error));
            // SAFETY: it is all of an error, and nothing here is to be dropped.
            unsafe { ThrowErrorData(error) };
            unreachable!("an error does not return")
        }
        // SAFETY: the caller's.
        Ended::Otherwise(payload) => unsafe { pgrx_extern_c_guard(move || resume_unwind(payload)) },
    }
}

/// A row as it is told of.
pub(crate) fn row(table: &str, key: &[String]) -> CString {
    CString::new(format!("row of table {table} with the key ({})", key.join(", "))).unwrap_or_default()
}
