//! Calls under way, and what becomes of them and of open ledgers when the process is copied (fork) or ends.
//!
//! A copy of a process has one thread and everything that the others held: locks that nobody opens any more, and a library of
//! databases that takes the parent's file locks for its own. So before a copy is made, calls come to their end, deliveries stop and
//! ledgers close; afterwards each process opens its own when it is next asked for one. Where a call does not end in time, the copy is
//! made all the same, and refuses to touch a ledger.
//!
//! Everything here is looked at and changed with the interpreter's lock held, or is an atomic: a copy is made by a thread that has the
//! lock, so that no mutex is left locked in it.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread::{JoinHandle, ThreadId};
use std::time::{Duration, Instant};

use khatm::Code;
use pyo3::prelude::*;

use crate::ledger::Handle;
use crate::raise::raise_code;

/// Calls that are under way without the interpreter's lock.
static UNDER_WAY: AtomicUsize = AtomicUsize::new(0);
/// The process is about to be copied: nobody begins anything.
static FORKING: AtomicBool = AtomicBool::new(false);
/// This process is a copy that was made while a ledger was in use.
static SPOILED: AtomicBool = AtomicBool::new(false);
/// The process that all this belongs to.
static PROCESS: AtomicU32 = AtomicU32::new(0);
/// Who ends the interpreter, from when on.
static ENDER: OnceLock<ThreadId> = OnceLock::new();
/// Threads of ours that run Python's code in the midst of a call.
static TALKING: AtomicUsize = AtomicUsize::new(0);
/// Ledgers that may be open.
static HANDLES: Mutex<Vec<Weak<Handle>>> = Mutex::new(Vec::new());

/// So long a copy of the process waits for calls that are under way.
const PATIENCE: Duration = Duration::from_secs(5);
/// So long the end of the process waits for answers to what was sent. One that comes later is asked for again, with the same bytes.
const FAREWELL: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(1);

/// A call that is under way.
pub(crate) struct UnderWay;

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.fetch_sub(1, SeqCst);
    }
}

impl UnderWay {
    /// For what must be done, whatever is about to happen: a ledger that goes.
    pub(crate) fn unasked() -> Self {
        UNDER_WAY.fetch_add(1, SeqCst);
        UnderWay
    }

    /// Does something without the interpreter's lock.
    pub(crate) fn outside<T: Send>(self, py: Python<'_>, work: impl FnOnce() -> T + Send) -> T {
        py.detach(move || {
            // Dropped last: by then nothing of the work is left.
            let under_way = self;
            let done = work();
            drop(under_way);
            stay_at_the_end();
            done
        })
    }

    /// The same for what may take long. The work asks now and then whether to go on: not if a signal's handler has raised, and not
    /// while the process is to be copied. True beside its result says that it was told no: it is to be begun again.
    pub(crate) fn outside_while<T: Send>(
        self,
        py: Python<'_>,
        work: impl FnOnce(&dyn Fn() -> bool) -> T + Send,
    ) -> PyResult<(T, bool)> {
        let raised: Mutex<Option<PyErr>> = Mutex::new(None);
        let stopped = AtomicBool::new(false);
        let go_on = || {
            if FORKING.load(SeqCst) || is_over() {
                stopped.store(true, SeqCst);
                return false;
            }
            match Python::try_attach(|py| py.check_signals()) {
                Some(Ok(())) => {}
                Some(Err(error)) => {
                    *lock(&raised) = Some(error);
                    stopped.store(true, SeqCst);
                }
                // The interpreter is at its end.
                None => stopped.store(true, SeqCst),
            }
            !stopped.load(SeqCst)
        };
        let done = self.outside(py, || work(&go_on));
        match lock(&raised).take() {
            Some(error) => Err(error),
            None => Ok((done, stopped.load(SeqCst))),
        }
    }
}

/// Does something without the interpreter's lock.
pub(crate) fn outside<T: Send>(py: Python<'_>, work: impl FnOnce() -> T + Send) -> PyResult<T> {
    Ok(enter(py)?.outside(py, work))
}

/// Begins a call. What it needs of a ledger is taken after this, so that no copy of the process finds it in use.
pub(crate) fn enter(py: Python<'_>) -> PyResult<UnderWay> {
    settle();
    if is_over() {
        py.detach(stay_at_the_end);
    }
    while FORKING.load(SeqCst) {
        py.detach(|| std::thread::sleep(PAUSE));
        py.check_signals()?;
    }
    Ok(UnderWay::unasked())
}

/// Python's code runs within a call of ours.
pub(crate) struct Talking(());

impl Talking {
    pub(crate) fn now() -> Self {
        TALKING.fetch_add(1, SeqCst);
        Talking(())
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        TALKING.fetch_sub(1, SeqCst);
    }
}

/// Whether the interpreter ends, and another thread than this one ends it.
fn is_over() -> bool {
    ENDER.get().is_some_and(|ender| *ender != std::thread::current().id())
}

/// A thread that comes back to an interpreter at its end is torn down by it, through frames of ours that cannot bear that: the process
/// would be aborted. So it stays where it is, until the process has ended.
fn stay_at_the_end() {
    while is_over() {
        std::thread::park();
    }
}

/// Nothing that can panic is done under these locks.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses to touch a ledger in a copy that was made at the wrong moment.
pub(crate) fn sound(py: Python<'_>) -> PyResult<()> {
    settle();
    match SPOILED.load(SeqCst) {
        true => Err(raise_code(py, Code::HandleForked)),
        false => Ok(()),
    }
}

/// Whether this process is the one of that number.
pub(crate) fn is_here(process: u32) -> bool {
    process == std::process::id()
}

/// Keeps a ledger in mind.
pub(crate) fn register(handle: &Arc<Handle>) {
    let mut handles = lock(&HANDLES);
    handles.retain(|known| known.strong_count() > 0);
    handles.push(Arc::downgrade(handle));
}

fn handles() -> Vec<Arc<Handle>> {
    lock(&HANDLES).iter().filter_map(Weak::upgrade).collect()
}

/// Notices a copy that was made behind the interpreter's back.
pub(crate) fn settle() {
    let process = std::process::id();
    let known = PROCESS.swap(process, SeqCst);
    if known != 0 && known != process {
        begin_as_copy();
    }
}

/// What was open belongs to the process that this one was copied from: it is left as it lies, neither used nor closed.
fn begin_as_copy() {
    let busy = UNDER_WAY.swap(0, SeqCst) > 0;
    TALKING.store(0, SeqCst);
    FORKING.store(false, SeqCst);
    let mut left = false;
    for handle in handles() {
        left |= handle.leave();
    }
    if left || busy {
        SPOILED.store(true, SeqCst);
    }
}

/// Ends all deliveries, each in a thread of its own, so that all are told at once.
fn end_deliveries() -> Vec<JoinHandle<()>> {
    let mut ending = Vec::new();
    for handle in handles() {
        if let Some(delivery) = handle.take_delivery() {
            let end = move || drop(delivery.stop());
            // Where no thread can be had, it has ended here and now.
            ending.extend(std::thread::Builder::new().spawn(end));
        }
    }
    ending
}

#[pyfunction]
fn before_fork(py: Python<'_>) {
    settle();
    FORKING.store(true, SeqCst);
    let ending = end_deliveries();
    let until = Instant::now() + PATIENCE;
    let still = || UNDER_WAY.load(SeqCst) > 0 || ending.iter().any(|thread| !thread.is_finished());
    while still() && Instant::now() < until {
        py.detach(|| std::thread::sleep(PAUSE));
    }
    if !still() {
        handles().iter().for_each(|handle| handle.shut());
    }
}

#[pyfunction]
fn after_fork_in_parent() {
    FORKING.store(false, SeqCst);
    handles().iter().for_each(|handle| handle.resume());
}

#[pyfunction]
fn after_fork_in_child() {
    PROCESS.store(std::process::id(), SeqCst);
    begin_as_copy();
}

/// The interpreter ends: what is to be sent is in the ledger, so nothing is lost by ending here.
#[pyfunction]
fn at_exit(py: Python<'_>) {
    settle();
    let _ = ENDER.set(std::thread::current().id());
    let ending = end_deliveries();
    let until = Instant::now() + FAREWELL;
    let still = || TALKING.load(SeqCst) > 0 || ending.iter().any(|thread| !thread.is_finished());
    while still() && Instant::now() < until {
        py.detach(|| std::thread::sleep(PAUSE));
    }
}

/// Tells the interpreter whom to call.
pub(crate) fn install(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    PROCESS.store(std::process::id(), SeqCst);
    let os = py.import("os")?;
    if let Some(register) = os.getattr_opt("register_at_fork")? {
        let hooks = pyo3::types::PyDict::new(py);
        hooks.set_item("before", wrap_pyfunction!(before_fork, module)?)?;
        hooks.set_item("after_in_parent", wrap_pyfunction!(after_fork_in_parent, module)?)?;
        hooks.set_item("after_in_child", wrap_pyfunction!(after_fork_in_child, module)?)?;
        register.call((), Some(&hooks))?;
    }
    let at_exit = wrap_pyfunction!(at_exit, module)?;
    py.import("atexit")?.call_method1("register", (at_exit,))?;
    Ok(())
}
