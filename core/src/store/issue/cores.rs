//! Work that needs neither the ledger nor the key, on the cores that would be idle meanwhile.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::{Builder, ScopedJoinHandle, available_parallelism, scope};

use crate::error::Result;

/// How many threads this machine has a use for. Asked once: the system's answer comes out of several files.
pub(super) fn all() -> NonZeroUsize {
    static ALL: OnceLock<NonZeroUsize> = OnceLock::new();
    *ALL.get_or_init(|| available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

/// What a helper came to. Its panic is the caller's, as if there had been no helper.
fn join<T>(helper: ScopedJoinHandle<'_, T>) -> T {
    helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The same work for each of a list, on several threads; what came of it is in the list's order.
pub(super) fn each<'l, T: Sync, R: Send>(
    list: &'l [T],
    threads: NonZeroUsize,
    work: impl Fn(&'l T) -> R + Sync,
) -> Vec<R> {
    let helpers = threads.get().min(list.len()).saturating_sub(1);
    if helpers == 0 {
        return list.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let share = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            match list.get(at) {
                Some(one) => done.push((at, work(one))),
                None => return done,
            }
        }
    };
    let mut done = scope(|scope| {
        // Threads that the system does not give are done without.
        let helpers = (0..helpers).map_while(|_| Builder::new().spawn_scoped(scope, share).ok());
        let helpers: Vec<_> = helpers.collect();
        let mut done = share();
        helpers.into_iter().for_each(|helper| done.extend(join(helper)));
        done
    });
    crate::sort::by_key(&mut done, |(at, _)| *at);
    done.into_iter().map(|(_, came)| came).collect()
}

/// Runs the work, and beside it, on other threads, the looks at the bytes that it hands over, each with its position. It ends
/// when all were looked at: with the first position whose look failed, if there is one before that at which the work failed.
pub(super) fn beside<T, E: From<crate::error::Error>>(
    threads: NonZeroUsize,
    look: impl Fn(&[u8]) -> Result<()> + Sync,
    work: impl FnOnce(&mut dyn FnMut(usize, &[u8])) -> Result<T, (usize, E)>,
) -> Result<T, (usize, E)> {
    let (sender, receiver) = channel::<(usize, Vec<u8>)>();
    let receiver = Mutex::new(receiver);
    let looks = || {
        let mut failed = Vec::new();
        loop {
            let handed = receiver.lock().unwrap_or_else(PoisonError::into_inner).recv();
            match handed {
                Ok((at, bytes)) => failed.extend(look(&bytes).err().map(|error| (at, error))),
                Err(_) => return failed,
            }
        }
    };
    let (came, failed) = scope(|scope| {
        let helpers = (1..threads.get()).map_while(|_| Builder::new().spawn_scoped(scope, looks).ok());
        let helpers: Vec<_> = helpers.collect();
        let came = work(&mut |at, bytes| {
            // The other end outlives this one.
            let _ = sender.send((at, bytes.to_vec()));
        });
        // What nobody has come to yet is looked at here; then every helper ends, too.
        drop(sender);
        let mut failed = looks();
        helpers.into_iter().for_each(|helper| failed.extend(join(helper)));
        (came, failed)
    });
    let failed = failed.into_iter().min_by_key(|(at, _)| *at);
    match (failed, came) {
        (Some((at, error)), Ok(_)) => Err((at, error.into())),
        (Some((at, error)), Err((other, _))) if at < other => Err((at, error.into())),
        (_, came) => came,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Error};

    const THREADS: [usize; 4] = [1, 2, 3, 16];

    fn threads() -> impl Iterator<Item = NonZeroUsize> {
        THREADS.into_iter().filter_map(NonZeroUsize::new)
    }

    #[test]
    fn each_is_done_once_and_stays_in_its_place() {
        let list: Vec<u32> = (0..100).collect();
        for threads in threads() {
            let calls = AtomicUsize::new(0);
            let came = each(&list, threads, |one| {
                calls.fetch_add(1, Ordering::Relaxed);
                one * 3
            });
            assert_eq!(came, list.iter().map(|one| one * 3).collect::<Vec<_>>());
            assert_eq!(calls.load(Ordering::Relaxed), 100);
            assert!(each(&[] as &[u32], threads, |one| *one).is_empty());
        }
    }

    #[test]
    fn a_helpers_panic_is_not_swallowed() {
        for threads in threads() {
            let list: Vec<u32> = (0..10).collect();
            let panics = || each(&list, threads, |one| assert_ne!(*one, 7));
            assert!(std::panic::catch_unwind(panics).is_err());
        }
    }

    /// Ten pieces; the looks at `bad` fail, and the work stops at `stop`.
    fn run(threads: NonZeroUsize, bad: &[u8], stop: Option<usize>) -> (usize, Result<u8, (usize, Error)>) {
        let looked = AtomicUsize::new(0);
        let look = |bytes: &[u8]| {
            looked.fetch_add(1, Ordering::Relaxed);
            match bad.contains(&bytes[0]) {
                true => Err(Error::new(Code::SelfCheck)),
                false => Ok(()),
            }
        };
        let came = beside(threads, look, |hand| {
            for at in 0..10 {
                if stop == Some(at) {
                    return Err((at, Error::new(Code::IssueNumber)));
                }
                hand(at, &[at as u8]);
            }
            Ok(42)
        });
        (looked.into_inner(), came)
    }

    #[test]
    fn nothing_is_done_before_everything_was_looked_at() {
        for threads in threads() {
            assert_eq!(run(threads, &[], None), (10, Ok(42)));
            let failed = |at: usize, code: Code| {
                move |came: Result<u8, (usize, Error)>| {
                    let (found, error) = came.unwrap_err();
                    assert_eq!((found, error.code()), (at, code));
                }
            };
            failed(3, Code::SelfCheck)(run(threads, &[9, 3, 4], None).1);
            failed(3, Code::SelfCheck)(run(threads, &[3], Some(5)).1);
            failed(2, Code::IssueNumber)(run(threads, &[3], Some(2)).1);
        }
    }
}
