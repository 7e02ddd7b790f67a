//! Where work is done. What takes microseconds to milliseconds shares a few threads; what waits for an answer has one of its own, so
//! that any number may wait and Node's own pool, which files and names need, is never held up.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::Builder;

use khatm::{Code, Error, Language};
use napi::Env;
use napi::bindgen_prelude::{Object, ToNapiValue};

use crate::answer::{Outcome, reason, untold};

type Job = Box<dyn FnOnce() + Send>;

/// Work that waits for a thread, and the threads.
struct Pool {
    queue: VecDeque<Job>,
    idle: usize,
    threads: usize,
}

static POOL: Mutex<Pool> = Mutex::new(Pool {
    queue: VecDeque::new(),
    idle: 0,
    threads: 0,
});
static WORK: Condvar = Condvar::new();

/// Nothing that can panic is done under these locks.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many that writes to the disk do not keep the processors idle.
fn most() -> usize {
    std::thread::available_parallelism().map_or(4, |cores| (cores.get() + 2).min(32))
}

fn enqueue(job: Job) {
    let mut pool = lock(&POOL);
    pool.queue.push_back(job);
    if pool.queue.len() > pool.idle && pool.threads < most() {
        let made = Builder::new().name("khatm".to_owned()).spawn(serve);
        pool.threads += usize::from(made.is_ok());
    }
    if pool.threads > 0 {
        WORK.notify_one();
        return;
    }
    // No thread can be had at all: the caller's has to do.
    let job = pool.queue.pop_back();
    drop(pool);
    if let Some(job) = job {
        job();
    }
}

fn serve() {
    let mut pool = lock(&POOL);
    loop {
        while let Some(job) = pool.queue.pop_front() {
            drop(pool);
            job();
            pool = lock(&POOL);
        }
        pool.idle += 1;
        pool = WORK.wait(pool).unwrap_or_else(PoisonError::into_inner);
        pool.idle -= 1;
    }
}

/// How long something may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// As long as computing and the disk take.
    Moments,
    /// As long as somebody else takes to answer.
    AnyTime,
}

/// A panic that leaves a thread ends the process; it is a fault of ours, and said to be one.
fn guarded<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.unwrap_or_else(|_| Err(untold(Error::new(Code::HandlePanic), Language::English)))
}

/// Does something on the caller's thread.
pub(crate) fn at_once<T>(work: impl FnOnce() -> Outcome<T>) -> napi::Result<T> {
    guarded(work).map_err(reason)
}

/// Does something on another thread, and promises what it comes to. An environment that ends meanwhile (a worker that is terminated)
/// is not told.
pub(crate) fn later<'e, T: ToNapiValue + Send + 'static>(
    env: &'e Env,
    takes: Takes,
    work: impl FnOnce() -> Outcome<T> + Send + 'static,
) -> napi::Result<Object<'e>> {
    type Give<T> = Box<dyn FnOnce(Env) -> napi::Result<T> + Send>;
    let (deferred, promise) = env.create_deferred::<T, Give<T>>()?;
    let job: Job = Box::new(move || {
        let done = guarded(work);
        // Telling may fail where the environment is at its end, which must not end a thread of the pool.
        let _ = catch_unwind(AssertUnwindSafe(|| match done {
            Ok(value) => deferred.resolve(Box::new(move |_| Ok(value))),
            Err(text) => deferred.reject(reason(text)),
        }));
    });
    match takes {
        Takes::Moments => enqueue(job),
        Takes::AnyTime => {
            let held = std::sync::Arc::new(Mutex::new(Some(job)));
            let taken = held.clone();
            let run = move || {
                let job = lock(&taken).take();
                job.into_iter().for_each(|job| job());
            };
            let made = Builder::new().name("khatm-wait".to_owned()).spawn(run);
            if made.is_err() {
                lock(&held).take().into_iter().for_each(enqueue);
            }
        }
    }
    Ok(promise)
}
