//! Every allocation of SQLite's fails, one after the other, and from it on: no panic, an error that says what to do, nothing half
//! written, and the same ledger goes on.
//!
//! SQLite's allocator is set for a whole process before its first use, so that this stands in a file of its own.
//! `KHATM_LONG=1` tries every allocation of every door; else it goes through the longer ones in steps, beginning by `KHATM_SEED`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod delivery;
mod ledger;
mod support;

use std::collections::BTreeMap;
use std::ffi::{c_int, c_void};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use delivery::{Said, arrival};
use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{Allowance, Policy, Round, Worker, operator};
use khatm::store::delivery::Deliveries as _;
use khatm::store::sqlite::Sqlite;
use khatm::store::{Chain, Document, NewChain, Store as _};
use khatm::time::Timestamp;
use khatm::{Code, Error, Kind};
use ledger::file::{open, witness};
use ledger::{Till, invoice, now, sale};
use rusqlite::ffi;

/// The allocation that fails, counted from the arming; 0 for none.
static FAILS: AtomicU64 = AtomicU64::new(0);
static FOR_GOOD: AtomicBool = AtomicBool::new(false);
static COUNT: AtomicU64 = AtomicU64::new(0);
static FAILED: AtomicU64 = AtomicU64::new(0);
/// SQLite's own allocator: a new piece, another size for a piece.
static REAL: OnceLock<(Allocate, Reallocate)> = OnceLock::new();

type Allocate = unsafe extern "C" fn(c_int) -> *mut c_void;
type Reallocate = unsafe extern "C" fn(*mut c_void, c_int) -> *mut c_void;

fn denied() -> bool {
    let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    let fails = FAILS.load(Ordering::Relaxed);
    let denied = fails > 0 && (count == fails || count > fails && FOR_GOOD.load(Ordering::Relaxed));
    if denied {
        FAILED.fetch_add(1, Ordering::Relaxed);
    }
    denied
}

unsafe extern "C" fn allocate(bytes: c_int) -> *mut c_void {
    match REAL.get().filter(|_| !denied()) {
        // SAFETY: SQLite's own allocator, called as SQLite calls it.
        Some((real, _)) => unsafe { real(bytes) },
        None => std::ptr::null_mut(),
    }
}

unsafe extern "C" fn reallocate(old: *mut c_void, bytes: c_int) -> *mut c_void {
    match REAL.get().filter(|_| !denied()) {
        // SAFETY: the same; where it is refused, the old piece stays as it is, as it must.
        Some((_, real)) => unsafe { real(old, bytes) },
        None => std::ptr::null_mut(),
    }
}

/// Puts the allocator that fails in front of SQLite's own.
fn install() {
    // SAFETY: both calls come before SQLite is used in this process, which this test is the only one of; what they are given is
    // whole, and SQLite keeps a copy of it.
    unsafe {
        let mut methods = std::mem::zeroed::<ffi::sqlite3_mem_methods>();
        assert_eq!(
            ffi::sqlite3_config(ffi::SQLITE_CONFIG_GETMALLOC, &raw mut methods),
            ffi::SQLITE_OK
        );
        REAL.set((methods.xMalloc.unwrap(), methods.xRealloc.unwrap())).unwrap();
        methods.xMalloc = Some(allocate);
        methods.xRealloc = Some(reallocate);
        assert_eq!(
            ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw mut methods),
            ffi::SQLITE_OK
        );
    }
}

/// Does something while an allocation fails. Whether one did.
fn starved<T>(at: u64, for_good: bool, work: impl FnOnce() -> T) -> (T, bool) {
    FOR_GOOD.store(for_good, Ordering::Relaxed);
    FAILED.store(0, Ordering::Relaxed);
    COUNT.store(0, Ordering::Relaxed);
    FAILS.store(at, Ordering::Relaxed);
    let done = catch_unwind(AssertUnwindSafe(work));
    FAILS.store(0, Ordering::Relaxed);
    let failed = FAILED.load(Ordering::Relaxed) > 0;
    (
        done.unwrap_or_else(|_| panic!("allocation {at} (for good: {for_good})")),
        failed,
    )
}

/// How many allocations of a door are tried.
#[derive(Clone, Copy)]
struct Pace {
    first: u64,
    step: u64,
}

/// Goes through the allocations of one piece of work. It is prepared anew for each, done while one fails, and done again.
fn door<P>(
    name: &'static str,
    pace: Pace,
    mut prepare: impl FnMut(u64) -> P,
    mut work: impl FnMut(&mut P) -> Result<(), Error>,
    told: &mut BTreeMap<String, u64>,
) -> u64 {
    let mut tries = 0;
    for for_good in [false, true] {
        let mut at = 1 + pace.first % pace.step;
        loop {
            let mut prepared = prepare(2 * at + u64::from(for_good));
            let (done, failed) = starved(at, for_good, || work(&mut prepared));
            tries += 1;
            if let Err(error) = done {
                assert!(failed, "{name}: {error} without a cause");
                let obeyed = matches!(error.kind(), Kind::Busy | Kind::Unsure);
                assert!(obeyed, "{name}, allocation {at}: {:?} {error}", error.kind());
                *told.entry(format!("{name}: {}", error.code().as_str())).or_default() += 1;
                // There is memory again: the same handle, the same request.
                work(&mut prepared).unwrap_or_else(|error| panic!("{name}, after allocation {at}: {error}"));
            }
            if !failed {
                break;
            }
            at += pace.step;
        }
        println!(
            "{name}: {at} allocations{}",
            if for_good { ", from each on" } else { "" }
        );
    }
    tries
}

struct Shop {
    till: Till,
    store: Sqlite,
    chain: Chain,
}

impl Shop {
    fn new(folder: &Path) -> Self {
        fs::create_dir_all(folder).unwrap();
        let till = Till::new();
        let store = ledger::file::create(folder);
        let chain = till.chain(&store, "till");
        Shop { till, store, chain }
    }

    fn issue(&self, key: &str) -> Result<Document, Error> {
        let draft = if key.len().is_multiple_of(2) {
            sale(key, "1.00")
        } else {
            invoice(key, "1.00")
        };
        let issued = self
            .till
            .order(&self.store, &self.chain, &draft, Some(key), None, now());
        issued.map(|issued| issued.document).map_err(|refusal| refusal.first())
    }

    /// A worker with documents in hand that were sent and answered.
    fn answered(&self, key: &str, at: Timestamp) -> Worker {
        self.issue(key).unwrap();
        let mut worker = Worker::new(key, Policy::default());
        assert!(worker.claim(&self.store, HANDS, at).unwrap() > 0);
        let keys = worker.tasks().into_iter().map(key_of).collect::<Vec<_>>();
        worker.look(&self.store, &keys, at, &mut Round::default()).unwrap();
        for key in keys {
            worker.depart(key, at).unwrap();
            worker.arrive(key, arrival(Said::Yes { cleared: true }));
        }
        worker
    }
}

fn key_of(task: Task) -> Key {
    match task {
        Task::Look(key) | Task::Send(key) | Task::Settle(key) | Task::GiveBack(key) => key,
        Task::Claim => panic!("no document's"),
    }
}

const HANDS: Allowance = Allowance {
    total: 3,
    clearance: 3,
    reporting: 3,
};

fn base() -> PathBuf {
    let memory = Path::new("/dev/shm");
    let base = if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    };
    base.join(format!("khatm-memory-{}", std::process::id()))
}

#[test]
fn every_allocation_fails_once_and_the_ledger_goes_on() {
    install();
    let long = std::env::var_os("KHATM_LONG").is_some();
    let first = std::env::var("KHATM_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_121);
    println!("KHATM_SEED={first}");
    let pace = |step: u64| Pace {
        first,
        step: if long { 1 } else { step },
    };
    let (folder, mut told) = (base(), BTreeMap::new());
    let shop = Shop::new(&folder.join("shop"));
    let mut tries = 0;

    let making = |at: u64| {
        let folder = folder.join(format!("made-{at}"));
        fs::create_dir_all(&folder).unwrap();
        folder
    };
    let make = |folder: &mut PathBuf| {
        match Sqlite::create(&folder.join("ledger.db"), witness(folder)) {
            Err(error) if error.code() == Code::StoreExists => open(folder),
            other => other,
        }?
        .fence()
    };
    tries += door("create", pace(37), making, make, &mut told);
    tries += door(
        "open",
        pace(13),
        |_| folder.join("shop"),
        |folder| open(folder).map(drop),
        &mut told,
    );
    let device = |at: u64| NewChain::of(&shop.till.credential, &format!("d{at}"), khatm::chain::Start::NEW).unwrap();
    tries += door(
        "begin",
        pace(1),
        device,
        |new| shop.store.begin(new, now()).map(drop),
        &mut told,
    );
    tries += door(
        "issue",
        pace(3),
        |at| format!("issue-{at}"),
        |key| shop.issue(key).map(drop),
        &mut told,
    );
    let count = shop.store.last(shop.chain.id).unwrap().unwrap().counter;

    // Each claim comes an hour later, when those before it are over.
    let later = |at: u64| now().plus_ms(3_600_000 * at as i64);
    let ready = |at: u64| {
        shop.issue(&format!("claim-{at}")).unwrap();
        (Worker::new(&format!("w{at}"), Policy::default()), later(at))
    };
    let claim = |(worker, at): &mut (Worker, Timestamp)| {
        let taken = worker.claim(&shop.store, HANDS, *at)?;
        // What was taken by a claim of which nobody knew is somebody's until its lease is over.
        *at = at.plus_ms(Policy::default().lease_ms());
        assert!(taken > 0);
        Ok(())
    };
    tries += door("claim", pace(5), ready, claim, &mut told);
    let ready = |at: u64| {
        (
            shop.answered(&format!("settle-{at}"), later(100_000 + at)),
            later(100_000 + at),
        )
    };
    let settle = |(worker, at): &mut (Worker, Timestamp)| {
        let mut round = Round::default();
        let keys: Vec<_> = worker.tasks().into_iter().map(key_of).collect();
        worker.settle(&shop.store, &keys, *at, &mut || 7, &mut round)?;
        assert!(round.faults.is_empty() && worker.in_hand() == 0);
        Ok(())
    };
    tries += door("settle", pace(5), ready, settle, &mut told);
    let ready = |at: u64| shop.issue(&format!("hold-{at}")).unwrap().place;
    let hold = |place: &mut khatm::store::Place| {
        shop.store.deliver(&mut |rows| match rows.job(*place)? {
            Some(_) => Ok(()),
            None => operator::hold(rows, *place, ("A", "B"), "asked", now()),
        })
    };
    tries += door("hold", pace(5), ready, hold, &mut told);
    let read = |_: &mut ()| {
        let last = shop.store.documents(shop.chain.id, count - 1, 1)?.remove(0);
        assert_eq!(shop.store.document(&last.uuid)?, Some(last));
        shop.store.chains().map(drop)
    };
    tries += door("read", pace(1), |_| (), read, &mut told);
    let small = Shop::new(&folder.join("small"));
    small.issue("one").unwrap();
    let verify = |_: &mut ()| {
        let verified = small.store.verify(&small.till.taxpayer.verifier, None)?;
        assert_eq!(verified.breaks, []);
        Ok(())
    };
    tries += door("verify", pace(41), |_| (), verify, &mut told);

    // One document for each request, and no other.
    let documents = shop.store.documents(shop.chain.id, 0, 1_000_000).unwrap();
    let keys: std::collections::HashSet<_> = documents.iter().map(|one| one.request_key.clone().unwrap()).collect();
    assert_eq!(keys.len(), documents.len());
    let verified = shop.store.verify(&shop.till.taxpayer.verifier, None).unwrap();
    assert_eq!(verified.breaks, []);
    for (error, count) in &told {
        println!("{count:6} {error}");
    }
    println!(
        "{tries} tries, {} told of an error, {} documents",
        told.values().sum::<u64>(),
        documents.len()
    );
    assert!(told.values().sum::<u64>() > 100, "the allocator refuses nothing");
    let _ = fs::remove_dir_all(&folder);
}
