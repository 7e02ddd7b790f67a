//! What SQL that users wrote fails with comes out as it was raised, and says of which row it is: a transaction may make thousands of them
//! final, and who commits it has called none of it.
//!
//! On its way through Rust an error of PostgreSQL's loses its CONTEXT, the names of what it is about, and an SQLSTATE that is not
//! PostgreSQL's own. So a copy is kept when it is raised, and that is what goes on at the border.

use std::any::Any;
use std::cell::{Cell, RefCell};
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

/// An error as it was when it passed one of the places that say a row.
struct Kept {
    /// How many such places it was within.
    depth: u32,
    error: *mut ErrorData,
    /// It, and all that it points at.
    memory: pg_sys::MemoryContext,
}

impl Drop for Kept {
    fn drop(&mut self) {
        // SAFETY: it was made for this error, and nobody else has it.
        unsafe { pg_sys::MemoryContextDelete(self.memory) };
    }
}

thread_local! {
    /// How many places that say a row this is within.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// The last errors that were raised within, the last one last. Their memory is the session's: who was to take one may never come.
    static RAISED: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
}

/// Forgets what was kept deeper than this. Whoever raised it there has caught it himself, or it went on from there, or the transaction is
/// over.
fn forget(deeper_than: u32) {
    let kept = RAISED.take();
    let kept = kept.into_iter().filter(|kept| kept.depth <= deeper_than).collect();
    RAISED.set(kept);
}

/// What a place says of each error that passes it.
struct Told<'t> {
    text: &'t CStr,
    depth: u32,
}

/// Puts a text into the CONTEXT of every error that there is until the work ends.
pub(crate) fn within<T>(text: &CStr, work: impl FnOnce() -> T) -> T {
    let depth = DEPTH.get() + 1;
    forget(depth - 1);
    let told = Told { text, depth };
    // It lies where it is until the work has ended, and is taken off the stack by then, however that ends.
    let mut entry = ErrorContextCallback {
        // SAFETY: a server's process has one thread.
        previous: unsafe { pg_sys::error_context_stack },
        callback: Some(tell),
        arg: (&raw const told).cast_mut().cast(),
    };
    let entered = Entered {
        previous: entry.previous,
        depth: depth - 1,
        entry: PhantomData,
    };
    DEPTH.set(depth);
    // SAFETY: as above.
    unsafe { pg_sys::error_context_stack = &raw mut entry };
    let done = work();
    drop(entered);
    forget(depth - 1);
    done
}

struct Entered<'e> {
    previous: *mut ErrorContextCallback,
    depth: u32,
    entry: PhantomData<&'e ErrorContextCallback>,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        DEPTH.set(self.depth);
        // SAFETY: whoever was there before is there still.
        unsafe { pg_sys::error_context_stack = self.previous };
    }
}

#[pg_guard]
unsafe extern "C-unwind" fn tell(told: *mut c_void) {
    // SAFETY: it is what `within` has given, which goes on; an error is being raised, and all that is copied of it is in memory of its own.
    unsafe {
        let told = &*told.cast::<Told<'_>>();
        errcontext_msg(c"%s".as_ptr(), told.text.as_ptr());
        let memory = pg_sys::AllocSetContextCreateExtended(
            pg_sys::TopMemoryContext,
            c"khatm error".as_ptr(),
            pg_sys::ALLOCSET_SMALL_MINSIZE as usize,
            pg_sys::ALLOCSET_SMALL_INITSIZE as usize,
            pg_sys::ALLOCSET_SMALL_MAXSIZE as usize,
        );
        let before = pg_sys::MemoryContextSwitchTo(memory);
        let error = pg_sys::CopyErrorData();
        pg_sys::MemoryContextSwitchTo(before);
        // Older servers copy where these point to, which is not there for as long.
        (*error).filename = std::ptr::null();
        (*error).funcname = std::ptr::null();
        let kept = Kept {
            depth: told.depth,
            error,
            memory,
        };
        if (*error).elevel >= PgLogLevel::ERROR as c_int {
            RAISED.with_borrow_mut(|raised| {
                if raised.len() == MOST {
                    // The first one may be that which is raised again in the end.
                    raised.remove(1);
                }
                raised.push(kept);
            });
        }
    }
}

/// Whether it is this error that was kept.
fn is_it(kept: &Kept, report: &ErrorReportWithLevel) -> bool {
    let same = |kept: *const c_char, told: Option<&str>| {
        // SAFETY: a text of an error that was kept ends, where there is one.
        let kept = (!kept.is_null()).then(|| unsafe { CStr::from_ptr(kept) }.to_string_lossy());
        kept.as_deref().unwrap_or_default() == told.unwrap_or_default()
    };
    // SAFETY: it is there as long as it is kept.
    let error = unsafe { &*kept.error };
    same(error.message, Some(report.message()))
        && same(error.detail, report.detail())
        && same(error.hint, report.hint())
}

/// Takes the copy of this error that was kept by the outermost place that is deeper than this.
fn taken(report: &ErrorReportWithLevel, deeper_than: u32) -> Option<Kept> {
    RAISED.with_borrow_mut(|raised| {
        let found = raised
            .iter()
            .rposition(|kept| kept.depth == deeper_than + 1 && is_it(kept, report));
        found.map(|at| raised.remove(at))
    })
}

/// The SQLSTATE that this error was raised with.
pub(crate) fn state(report: &ErrorReportWithLevel) -> i32 {
    RAISED.with_borrow(|raised| {
        let found = raised.iter().rfind(|kept| is_it(kept, report));
        // SAFETY: it is there as long as it is kept.
        found.map_or(report.sql_error_code() as i32, |kept| unsafe {
            (*kept.error).sqlerrcode
        })
    })
}

/// How a call ended.
enum Ended<T> {
    Done(T),
    /// By an error of which there is all.
    Raised(Kept),
    Otherwise(Box<dyn Any + Send>),
}

/// Runs what PostgreSQL called; an error of SQL within goes on as it was raised.
///
/// # Safety
/// The caller is a function that PostgreSQL called, and has nothing to drop.
pub(crate) unsafe fn border<T>(work: impl FnOnce() -> T) -> T {
    let depth = DEPTH.get();
    forget(depth);
    let ended = match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Ended::Done(done),
        Err(payload) => {
            let raised = match payload.downcast_ref() {
                Some(CaughtError::PostgresError(report)) => taken(report, depth),
                _ => None,
            };
            raised.map_or(Ended::Otherwise(payload), Ended::Raised)
        }
    };
    match ended {
        Ended::Done(done) => done,
        Ended::Raised(kept) => {
            let error = kept.error;
            // What is thrown is a copy of it.
            RAISED.with_borrow_mut(|raised| raised.push(kept));
            // SAFETY: it is all of an error, and nothing here is to be dropped.
            unsafe { ThrowErrorData(error) };
            unreachable!("an error does not return")
        }
        // SAFETY: the caller's.
        Ended::Otherwise(payload) => unsafe { pgrx_extern_c_guard(move || resume_unwind(payload)) },
    }
}

/// Whatever was kept is of a transaction that is over.
pub(crate) fn over() {
    DEPTH.set(0);
    forget(0);
}

/// A row as it is told of.
pub(crate) fn row(table: &str, key: &[String]) -> CString {
    CString::new(format!("row of table {table} with the key ({})", key.join(", "))).unwrap_or_default()
}
