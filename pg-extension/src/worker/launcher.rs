//! Starts a process for each database that has something to deliver, one for each and so many at a time, and starts it anew when it has
//! ended. It is in no database itself, so it is in nobody's way; on a standby it is not even started.

use std::collections::BTreeMap;
use std::ffi::CStr;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::time::Duration;

use pgrx::bgworkers::{BackgroundWorker, BackgroundWorkerBuilder, BgWorkerStartTime, SignalWakeFlags};
use pgrx::pg_sys;
use pgrx::prelude::*;

use super::board::{Board, Slot, State, board};
use super::databases::{Database, databases};
use super::postman::AGAIN_MS;
use super::settings;
use super::transaction::guarded;
use crate::server::now;

/// How often the list of databases is read.
const LIST_MS: i64 = 60_000;
/// How soon a worker is started again, and how late when it fails again and again.
const PAUSES_MS: [i64; 2] = [1_000, 30_000];
/// A worker that lived so long had a good start.
const LIVED_MS: i64 = 10_000;
/// How long the launcher sleeps at most.
const SLEEP_MS: i64 = 5_000;

/// Registers the launcher. To be called while the server loads its libraries.
pub(super) fn register() {
    BackgroundWorkerBuilder::new("khatm launcher")
        .set_library("khatm")
        .set_function("khatm_launcher")
        .enable_spi_access()
        // On a standby that is when it is promoted.
        .set_start_time(BgWorkerStartTime::RecoveryFinished)
        .set_restart_time(Some(Duration::from_secs(1)))
        .load();
}

/// The process of the launcher.
#[pg_guard]
#[unsafe(no_mangle)]
pub(crate) extern "C-unwind" fn khatm_launcher(_none: pg_sys::Datum) {
    BackgroundWorker::attach_signal_handlers(SignalWakeFlags::SIGHUP | SignalWakeFlags::SIGTERM);
    BackgroundWorker::connect_worker_to_spi(None, None);
    if let Some(board) = board() {
        board.launcher.arrive();
        // SAFETY: the function is there as long as the process.
        unsafe { pg_sys::on_shmem_exit(Some(gone), pg_sys::Datum::from(0)) };
        let mut launcher = Launcher {
            board,
            hands: BTreeMap::new(),
            databases: Vec::new(),
            listed_at: 0,
            without: 0,
            is_short: false,
        };
        // SAFETY: a flag of this process, which a signal sets.
        while unsafe { (&raw const pg_sys::ShutdownRequestPending).read_volatile() } == 0 {
            let _ = guarded(AssertUnwindSafe(|| {
                check_for_interrupts!();
                launcher.look();
                Ok(())
            }));
            launcher.sleep();
        }
    }
    // Not 0: then it would never be started again.
    // SAFETY: the end of the process.
    unsafe { pg_sys::proc_exit(1) }
}

#[pg_guard]
unsafe extern "C-unwind" fn gone(_code: std::ffi::c_int, _none: pg_sys::Datum) {
    if let Some(board) = board() {
        board.launcher.leave();
    }
}

struct Launcher {
    board: &'static Board,
    /// By database.
    hands: BTreeMap<u32, Hand>,
    databases: Vec<Database>,
    listed_at: i64,
    /// So many databases had no place when they were listed last.
    without: usize,
    /// Whether a database waits for a process.
    is_short: bool,
}

/// A worker that was started, or is to be.
#[derive(Debug)]
struct Hand {
    /// Nothing if it is not running.
    handle: Option<*mut pg_sys::BackgroundWorkerHandle>,
    started_at: i64,
    /// Not to be started before.
    not_before: i64,
    pause_ms: i64,
}

impl Launcher {
    /// Looks after all databases once.
    fn look(&mut self) {
        let now_ms = now().unix_ms();
        self.bury(now_ms);
        let is_changed = self.board.is_changed.swap(false, Ordering::SeqCst);
        if is_changed || !(0..LIST_MS).contains(&(now_ms - self.listed_at)) || self.has_new() {
            self.list(now_ms);
        }
        let mut wanted: Vec<Database> = self
            .databases
            .iter()
            .filter(|database| self.is_wanted(database, now_ms))
            .cloned()
            .collect();
        // Who had his turn long ago comes first.
        wanted.sort_by_key(|database| self.hands.get(&database.oid.to_u32()).map(|hand| hand.started_at));
        let mut running = self.board.slots().filter(|slot| self.is_running(slot)).count();
        let (mut queued, most) = (0_u32, settings::workers());
        for database in wanted {
            if running < most && self.start(&database, now_ms) {
                running += 1;
            } else {
                queued += 1;
            }
        }
        self.is_short = queued > 0;
        // Each of them has a place as soon as one who makes room already has gone.
        let leaving = self.board.slots().filter(|slot| slot.is_leaving()).count();
        queued = queued.saturating_sub(u32::try_from(leaving).unwrap_or(u32::MAX));
        // Who has nothing to do makes room for them.
        if self.board.queued.swap(queued, Ordering::SeqCst) != queued && queued > 0 {
            self.board.slots().for_each(|slot| {
                slot.worker.wake();
            });
        }
    }

    /// Whether somebody rang in a database that is not listed yet.
    fn has_new(&self) -> bool {
        let known = |slot: &Slot| self.databases.iter().any(|database| database.oid == slot.database());
        self.board.slots().any(|slot| !known(slot))
    }

    fn list(&mut self, now_ms: i64) {
        // A list that cannot be read now is read the next time.
        let Ok(found) = databases() else { return };
        self.listed_at = now_ms;
        // One that is delivered for no more keeps its place until its worker has gone.
        let is_kept = |database: &&Database| {
            let slot = self.board.slot(database.oid);
            settings::serves(&database.name) || slot.is_some_and(|slot| slot.is_barred() || self.is_running(slot))
        };
        let kept: Vec<pg_sys::Oid> = found.iter().filter(is_kept).map(|database| database.oid).collect();
        self.board.keep(&kept);
        let mut without = 0;
        for database in found
            .iter()
            .filter(|database| database.is_open && settings::serves(&database.name))
        {
            without += usize::from(self.board.slot_for(database.oid).is_none());
        }
        if without > 0 && without != self.without {
            let code = khatm::Code::WorkerDatabases;
            log!(
                "khatm launcher: {}: {without}. {}",
                code.as_str(),
                code.fix(khatm::Language::English)
            );
        }
        self.without = without;
        self.databases = found;
    }

    /// Takes note of workers that have ended.
    fn bury(&mut self, now_ms: i64) {
        for (database, hand) in &mut self.hands {
            let Some(handle) = hand.handle else { continue };
            let mut pid = 0;
            // SAFETY: a handle that was given for this worker, and is not freed yet.
            let status = unsafe { pg_sys::GetBackgroundWorkerPid(handle, &raw mut pid) };
            if status != pg_sys::BgwHandleStatus::BGWH_STOPPED {
                continue;
            }
            // SAFETY: it is used no more.
            unsafe { pg_sys::pfree(handle.cast()) };
            hand.handle = None;
            let slot = self.board.slot(pg_sys::Oid::from(*database));
            let state = slot.map_or(State::Absent, Slot::state);
            if let Some(slot) = slot.filter(|_| matches!(state, State::Called | State::Waiting | State::Delivering)) {
                // It could not say why, or it had not even begun: perhaps its database is gone.
                slot.turn_to(State::Failing, now_ms);
                self.board.is_changed.store(true, Ordering::SeqCst);
            }
            let [least, most] = PAUSES_MS;
            let is_well =
                !matches!(slot.map(Slot::state), Some(State::Failing)) || now_ms - hand.started_at >= LIVED_MS;
            hand.pause_ms = if is_well { least } else { (hand.pause_ms * 2).min(most) };
            let at_once = matches!(state, State::Resting | State::Absent | State::Elsewhere);
            hand.not_before = if at_once { now_ms } else { now_ms + hand.pause_ms };
        }
        let slots: Vec<u32> = self.board.slots().map(|slot| slot.database().to_u32()).collect();
        self.hands
            .retain(|database, hand| hand.handle.is_some() || slots.contains(database));
    }

    /// Whether a database has a worker, or is getting one: also one that a launcher before this one has started.
    fn is_running(&self, slot: &Slot) -> bool {
        let hand = self.hands.get(&slot.database().to_u32());
        slot.worker.pid() != 0 || hand.is_some_and(|hand| hand.handle.is_some())
    }

    fn is_wanted(&self, database: &Database, now_ms: i64) -> bool {
        let Some(slot) = self.board.slot(database.oid) else {
            return false;
        };
        let hand = self.hands.get(&database.oid.to_u32());
        let is_free = !self.is_running(slot) && hand.is_none_or(|hand| is_past(hand.not_before, now_ms, PAUSES_MS[1]));
        let has_reason = match slot.state() {
            State::Unseen => true,
            State::Absent | State::Resting | State::Elsewhere => {
                slot.is_unheard() || is_past(slot.again_at(), now_ms, AGAIN_MS[1])
            }
            State::Called | State::Waiting | State::Delivering | State::Stopped | State::Failing => true,
        };
        settings::is_on()
            && settings::serves(&database.name)
            && database.is_open
            && is_free
            && has_reason
            && !slot.is_barred()
    }

    /// Starts a worker; false if the server has no room for one.
    fn start(&mut self, database: &Database, now_ms: i64) -> bool {
        let Some(slot) = self.board.slot(database.oid) else {
            return false;
        };
        let oid = database.oid.to_u32();
        let handle = registered(database);
        if handle.is_none() {
            slot.fail(khatm::Code::WorkerRoom, now_ms);
        }
        let hand = self.hands.entry(oid).or_insert(Hand {
            handle: None,
            started_at: now_ms,
            not_before: now_ms,
            pause_ms: PAUSES_MS[0],
        });
        hand.handle = handle;
        hand.started_at = now_ms;
        slot.turn_to(State::Called, now_ms);
        handle.is_some()
    }

    /// Sleeps until somebody wakes it, or until there is something to look after.
    fn sleep(&mut self) {
        let now_ms = now().unix_ms();
        let mut until = now_ms + SLEEP_MS;
        for hand in self.hands.values().filter(|hand| hand.handle.is_none()) {
            if hand.not_before > now_ms {
                until = until.min(hand.not_before);
            }
        }
        // One that has no room is asked for again now and then.
        let at_most = if self.is_short { 1_000 } else { SLEEP_MS };
        sleep((until - now_ms).clamp(10, at_most));
        if reload() {
            // What made a worker fail may be mended, and other databases be meant.
            self.listed_at = 0;
            for hand in self.hands.values_mut() {
                (hand.not_before, hand.pause_ms) = (0, PAUSES_MS[0]);
            }
        }
    }
}

/// Whether a wait until a time is over. One that is longer than any was written by a clock that ran ahead, and has been set back since.
const fn is_past(until_ms: i64, now_ms: i64, longest_ms: i64) -> bool {
    until_ms <= now_ms || until_ms - now_ms > longest_ms
}

/// Sleeps on the latch of this process.
fn sleep(at_most_ms: i64) {
    let wake = pg_sys::WL_LATCH_SET | pg_sys::WL_TIMEOUT | pg_sys::WL_EXIT_ON_PM_DEATH;
    // SAFETY: the latch of this process, which nobody else waits for.
    unsafe {
        pg_sys::WaitLatch(pg_sys::MyLatch, wake as i32, at_most_ms, pg_sys::PG_WAIT_EXTENSION);
        pg_sys::ResetLatch(pg_sys::MyLatch);
    }
}

/// Reads the settings again if the server was told to; says whether it was.
pub(super) fn reload() -> bool {
    let told = BackgroundWorker::sighup_received();
    if told {
        // SAFETY: between two transactions, as PostgreSQL's own loops do it.
        unsafe { pg_sys::ProcessConfigFile(pg_sys::GucContext::PGC_SIGHUP) };
    }
    told
}

/// A worker for a database, that is to be started now.
fn registered(database: &Database) -> Option<*mut pg_sys::BackgroundWorkerHandle> {
    let mut worker = pg_sys::BackgroundWorker {
        bgw_flags: (pg_sys::BGWORKER_SHMEM_ACCESS | pg_sys::BGWORKER_BACKEND_DATABASE_CONNECTION) as i32,
        bgw_start_time: pg_sys::BgWorkerStartTime::BgWorkerStart_RecoveryFinished,
        // It is started anew by the launcher, which knows whether its database is still there.
        bgw_restart_time: pg_sys::BGW_NEVER_RESTART,
        bgw_main_arg: pg_sys::Datum::from(database.oid.to_u32()),
        // SAFETY: the number of this process.
        bgw_notify_pid: unsafe { pg_sys::MyProcPid },
        ..Default::default()
    };
    write(
        &mut worker.bgw_name,
        format!("khatm worker for {}", database.name).as_bytes(),
    );
    write(&mut worker.bgw_type, b"khatm worker");
    write(&mut worker.bgw_library_name, b"khatm");
    write(&mut worker.bgw_function_name, CStr::to_bytes(c"khatm_worker"));
    let mut handle = std::ptr::null_mut();
    // SAFETY: the struct is whole, and copied; the handle is to live as long as the process if need be.
    let registered = unsafe {
        let before = pg_sys::MemoryContextSwitchTo(pg_sys::TopMemoryContext);
        let registered = pg_sys::RegisterDynamicBackgroundWorker(&raw mut worker, &raw mut handle);
        pg_sys::MemoryContextSwitchTo(before);
        registered
    };
    registered.then_some(handle)
}

/// A text for one of PostgreSQL's fields, cut where it is full.
fn write(field: &mut [std::ffi::c_char], text: &[u8]) {
    let room = field.len() - 1;
    for (place, byte) in field.iter_mut().zip(text.iter().take(room)) {
        *place = byte.cast_signed();
    }
}
