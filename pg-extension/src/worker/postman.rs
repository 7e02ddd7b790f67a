//! The process that delivers for one database: core's loop, with a transaction for each of its calls, the root key where the server has
//! it, and a latch to be woken by. It leaves when there is nothing to do, when a statement wants the database to itself, when the settings
//! change and when it has grown too large; the launcher starts it anew.
//!
//! PostgreSQL is touched on the main thread only. What the threads of the courier get is plain data, and no signal ever comes to them.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixStream;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use khatm::Language;
use khatm::device::kept::{Use, Who, note_refused, note_use};
use khatm::drive::Settings;
use khatm::drive::post::{Cabinet, Host, Lookout, Means, Post, Rest, Sending};
use khatm::error::{Code, Error, Result};
use khatm::ledger::trail;
use khatm::outbox::claim::{Asked, Claim, Mine, Ticket};
use khatm::outbox::dispatch::{Dispatch, Settling};
use khatm::outbox::round::Round;
use khatm::outbox::{Alert, Policy};
use khatm::seal::csr::Environment;
use khatm::store::delivery::{Delivering as _, State as Job};
use khatm::store::safe::Safe as _;
use khatm::store::{ChainId, Issuing as _, Place, Store as _};
use khatm::time::Timestamp;
use pgrx::bgworkers::{BackgroundWorker, SignalWakeFlags};
use pgrx::pg_sys;
use pgrx::prelude::*;

use super::board::{Board, Slot, State, board};
use super::office::Office;
use super::transaction::{guarded, nothing_is_cancelled, transact};
use super::{bell, ending, launcher, settings, standing};
use crate::server::{Ledger, now};
use crate::{onboarding, vault};

/// How long answers to what was sent are waited for by a worker that has to leave: by one that a server takes along when it stops, by one
/// that makes room for a statement, and by one that nobody waits for but other databases. What comes later is asked for again when its
/// lease ends; a password that was sent once is spent.
const STOPS: Duration = Duration::from_millis(1_500);
const MAKES_ROOM: Duration = Duration::from_millis(5_000);
const CHANGES: Duration = Duration::from_secs(65);
/// How long a worker has its place while other databases wait for one.
const TURN: Duration = Duration::from_secs(10);
/// How long nothing was to be done before it makes room for others.
const MOMENT: Duration = Duration::from_millis(100);
/// When a database is looked at again that nobody rang in: one that has a ledger of its own, and another.
pub(super) const AGAIN_MS: [i64; 2] = [60_000, 600_000];
/// How often its own size is looked at.
const MEASURED: Duration = Duration::from_secs(5);
/// So many unfinished documents are looked at to see whether there is anything to do.
const LOOKED_AT: usize = 64;

/// The process of a worker; its argument is the oid of its database.
#[pg_guard]
#[unsafe(no_mangle)]
pub(crate) extern "C-unwind" fn khatm_worker(database: pg_sys::Datum) {
    let database = pg_sys::Oid::from(database.value() as u32);
    let mut code = 0;
    if let Some(board) = board()
        && let Some(slot) = board.slot(database)
    {
        // Before there is a connection: the number stands on the board until the database is quite rid of it.
        slot.worker.arrive();
        // SAFETY: the function is there as long as the process, and slots as long as the server.
        unsafe { pg_sys::on_shmem_exit(Some(gone), pg_sys::Datum::from(database.to_u32())) };
        connect(database);
        let ended = guarded(AssertUnwindSafe(|| Ok(Worker::new(board, slot).work())));
        let state = ended.unwrap_or_else(|error| failed(slot, &error));
        slot.turn_to(state, now().unix_ms());
        code = i32::from(state == State::Failing);
    }
    // It is the launcher who starts it again, whatever it ends with; the server's log mentions what is not 0.
    // SAFETY: the end of the process.
    unsafe { pg_sys::proc_exit(code) }
}

#[pg_guard]
unsafe extern "C-unwind" fn gone(_code: std::ffi::c_int, database: pg_sys::Datum) {
    let Some(board) = board() else { return };
    if let Some(slot) = board.slot(pg_sys::Oid::from(database.value() as u32)) {
        slot.worker.leave();
    }
    // The one that started this process may be another than the one that is there now.
    board.launcher.wake();
}

/// What PostgreSQL does when it is told to end, wherever it waits.
unsafe extern "C-unwind" fn end(signal: std::ffi::c_int) {
    // SAFETY: it is made for this.
    unsafe { pg_sys::die(signal) }
}

fn connect(database: pg_sys::Oid) {
    // SAFETY: the order of PostgreSQL's own workers. Until it is connected a request to end is heeded wherever it waits, and from then on
    // by us.
    unsafe {
        #[cfg(not(feature = "pg18"))]
        pg_sys::pqsignal(pg_sys::SIGTERM as i32, Some(end));
        #[cfg(feature = "pg18")]
        pg_sys::pqsignal_be(pg_sys::SIGTERM as i32, Some(end));
        pg_sys::BackgroundWorkerUnblockSignals();
    }
    BackgroundWorker::connect_worker_to_spi_by_oid(Some(database), None);
    // SIGINT stays PostgreSQL's own: by it a lock is waited for no longer than `lock_timeout`.
    BackgroundWorker::attach_signal_handlers(SignalWakeFlags::SIGHUP);
    ending::heed();
    bell::mute();
    // Whatever the database or the role has set: a claim is on the disk before a byte leaves, and no lock is waited for too long. Who has
    // said that a standby is not waited for does not wait for one here.
    // SAFETY: an integer of this process.
    let commit = unsafe { pg_sys::synchronous_commit } as u32;
    if commit < pg_sys::SyncCommitLevel::SYNCHRONOUS_COMMIT_LOCAL_FLUSH {
        set(c"synchronous_commit", c"on");
    }
    set(c"lock_timeout", c"1s");
    set(c"statement_timeout", c"0");
    set(c"default_transaction_isolation", c"read committed");
    set(c"default_transaction_read_only", c"off");
    set(c"default_transaction_deferrable", c"off");
    set(c"application_name", c"khatm worker");
}

fn set(name: &std::ffi::CStr, value: &std::ffi::CStr) {
    // SAFETY: names and values of PostgreSQL's own, which are copied.
    unsafe {
        pg_sys::SetConfigOption(
            name.as_ptr(),
            value.as_ptr(),
            pg_sys::GucContext::PGC_SUSET,
            pg_sys::GucSource::PGC_S_OVERRIDE,
        );
    }
}

fn failed(slot: &Slot, error: &Error) -> State {
    if slot.error().map(|(code, _)| code) != Some(error.code()) {
        log!(
            "khatm worker: {}: {}",
            error.code().as_str(),
            error.message(Language::English)
        );
    }
    slot.fail(error.code(), now().unix_ms());
    State::Failing
}

struct Worker {
    board: &'static Board,
    slot: &'static Slot,
    began: Instant,
    /// What its database is called: with another name it is a process anew.
    name: OnceCell<String>,
    /// When there was something to do last.
    busy_at: Cell<Instant>,
    measured: Cell<Instant>,
    is_full: Cell<bool>,
    is_changed: Cell<bool>,
    /// Since when its settings are others. What it delivers goes on by the old ones while a device is being onboarded, for as long as the
    /// answer to a password may take.
    changed: Cell<Option<Instant>>,
    /// The database has no ledger any more.
    is_bare: Cell<bool>,
    /// Whether a device waits to be onboarded.
    is_asked: Cell<bool>,
    /// Whether nothing was to be done when it looked last.
    was_quiet: Cell<bool>,
    /// Since when it is to leave.
    leaving: Cell<Option<Instant>>,
    /// It has given its place to another database.
    gave_way: Cell<bool>,
}

impl Worker {
    fn new(board: &'static Board, slot: &'static Slot) -> Self {
        let began = Instant::now();
        Worker {
            board,
            slot,
            began,
            name: OnceCell::new(),
            busy_at: Cell::new(began),
            measured: Cell::new(began),
            is_full: Cell::new(false),
            is_changed: Cell::new(false),
            changed: Cell::new(None),
            is_bare: Cell::new(false),
            is_asked: Cell::new(false),
            was_quiet: Cell::new(false),
            leaving: Cell::new(None),
            gave_way: Cell::new(false),
        }
    }

    /// Delivers until it has to leave, or may. Says how it left.
    fn work(&self) -> State {
        let rung = self.slot.rung();
        let ended = self.deliver();
        let now_ms = now().unix_ms();
        let [again, rarely] = AGAIN_MS;
        // Who has not seen that all is done comes back as soon as there is room.
        self.slot.come_again(match (&ended, self.was_quiet.get()) {
            (Err(_), _) => now_ms + rarely,
            (Ok(()), true) => now_ms + again,
            (Ok(()), false) => now_ms,
        });
        match ended {
            _ if self.is_bare.get() => {
                self.slot.hear(rung);
                self.slot.recover();
                State::Absent
            }
            Err(error) if error.code() == Code::FenceElsewhere => {
                self.slot.hear(rung);
                self.slot.fail(error.code(), now_ms);
                State::Elsewhere
            }
            Err(error) => failed(self.slot, &error),
            Ok(()) if self.is_called_away() => State::Stopped,
            Ok(()) => State::Resting,
        }
    }

    fn deliver(&self) -> Result<()> {
        transact("look", || {
            self.name.get_or_init(|| standing::here().1);
            self.at_home()
        })?;
        let (drive, environment) = (settings::drive()?, settings::environment()?);
        let means = Means::new(&drive, Policy::default(), Language::English, settings::hands())?;
        let mut rest = Latch::new(self, drive)?;
        let mut post = silently(|| Post::new(&means, "worker", &rest))?;
        let mut cabinet = Keys {
            worker: self,
            environment,
        };
        let mut lookout = Told {
            worker: self,
            sent: 0,
            settled: 0,
            alerts: 0,
            faults: 0,
        };
        let mut host = Host {
            cabinet: &mut cabinet,
            rest: &mut rest,
            lookout: &mut lookout,
        };
        self.slot.turn_to(State::Waiting, now().unix_ms());
        let ended = post.run(&Transactions { worker: self }, &mut host, &|| self.may_go_on());
        // The answer to a password comes once.
        if self.leaving.get().is_none() {
            self.leaving.set(Some(Instant::now()));
        }
        let is_over = || self.changed.get().is_some_and(|since| since.elapsed() >= CHANGES);
        rest.office.finish(|| !self.has_waited() && !is_over());
        rest.office.close();
        ended
    }

    /// Whether there is a ledger here that goes on here.
    fn at_home(&self) -> Result<()> {
        // SAFETY: a look-up by a name that ends, within a transaction.
        let extension = unsafe { pg_sys::get_extension_oid(c"khatm".as_ptr(), true) };
        if extension == pg_sys::InvalidOid {
            self.is_bare.set(true);
            return Err(Error::new(Code::StoreAbsent));
        }
        Ledger::now().at_home()
    }

    /// Whether something wants it to leave at once.
    fn is_called_away(&self) -> bool {
        let told = ending::is_told();
        let is_meant = settings::is_on() && self.name.get().is_none_or(|name| settings::serves(name));
        told || self.is_full.get() || self.is_changed.get() || self.slot.is_barred() || !is_meant
    }

    /// Whether it has to leave, and has waited as long as it may for what is under way.
    fn has_waited(&self) -> bool {
        let told = ending::is_told();
        let grace = match (told, self.slot.is_barred()) {
            (true, _) => STOPS,
            (false, true) => MAKES_ROOM,
            (false, false) => CHANGES,
        };
        self.leaving.get().is_some_and(|since| since.elapsed() >= grace)
    }

    fn may_go_on(&self) -> bool {
        let stays = !self.is_called_away() && !self.is_bare.get() && !self.gives_way() && !self.is_idle();
        if !stays && self.leaving.get().is_none() {
            self.leaving.set(Some(Instant::now()));
        }
        stays
    }

    /// Whether another database waits for its place, and it had its turn or has nothing to do. For each that waits one worker leaves.
    fn gives_way(&self) -> bool {
        let may = || self.began.elapsed() >= TURN || (self.busy_at.get().elapsed() >= MOMENT && self.is_quiet());
        if !self.gave_way.get() && self.board.queued.load(Ordering::SeqCst) > 0 && may() {
            self.gave_way.set(self.board.give_place(self.slot));
        }
        self.gave_way.get()
    }

    fn is_idle(&self) -> bool {
        settings::idle().is_some_and(|most| self.busy_at.get().elapsed() >= most) && self.is_quiet()
    }

    /// Whether nothing is unfinished that will be due. What rings after this look is heard by the launcher.
    fn is_quiet(&self) -> bool {
        let rung = self.slot.rung();
        let quiet = transact("look", || {
            let mut ledger = Ledger::now();
            for lane in ledger.lanes()? {
                if !ledger.waiting(&lane, 1)?.is_empty() {
                    return Ok(false);
                }
            }
            let unfinished = ledger.unfinished(None, LOOKED_AT)?;
            let (_, is_open) = onboarding::pending(chosen())?;
            Ok(!is_open && unfinished.len() < LOOKED_AT && unfinished.iter().all(|job| job.state == Job::Held))
        });
        self.was_quiet.set(quiet == Ok(true));
        match quiet {
            Ok(true) => {
                self.slot.hear(rung);
                true
            }
            // It is looked at again when there was time for something else.
            _ => {
                self.busy_at.set(Instant::now());
                false
            }
        }
    }

    /// Looks at itself now and then.
    fn measure(&self) {
        if self.measured.get().elapsed() >= MEASURED {
            self.measured.set(Instant::now());
            if own_memory().is_some_and(|bytes| bytes > settings::memory()) {
                log!("khatm worker: it has grown beyond khatm.worker_memory, and is started anew");
                self.is_full.set(true);
            }
        }
    }
}

/// The environment that this server's workers are for; all without.
fn chosen() -> Option<Environment> {
    // Settings that cannot be read have ended the worker.
    settings::environment().unwrap_or_default()
}

/// Memory of this process that no other has, in bytes; nothing where the system does not say.
fn own_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim()
        .strip_suffix(" kB")?
        .trim()
        .parse::<u64>()
        .ok()
        .map(|kb| kb << 10)
}

/// Does something that starts threads. They inherit what this one does not hear meanwhile, and so do those that they start: a signal is for
/// the main thread.
fn silently<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    // SAFETY: sets of signals are plain data, made here; the mask is put back before anything can return.
    unsafe {
        let (mut all, mut before): (libc::sigset_t, libc::sigset_t) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&raw mut all);
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
        let done = std::panic::catch_unwind(AssertUnwindSafe(work));
        libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, std::ptr::null_mut());
        done.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// The ledger, a short transaction for each call.
struct Transactions<'w> {
    worker: &'w Worker,
}

impl Transactions<'_> {
    fn run<T>(&self, name: &str, work: impl FnOnce(&Ledger) -> Result<T>) -> Result<T> {
        transact(name, || {
            self.worker.at_home()?;
            work(&Ledger::now())
        })
    }
}

impl Dispatch for Transactions<'_> {
    fn claim(&self, asked: &Asked<'_>) -> Result<Vec<Claim>> {
        // What rings from here on may have come too late for this look.
        let rung = self.worker.slot.rung();
        let (claims, (is_asked, _)) = self.run("claim", |ledger| {
            Ok((Dispatch::claim(ledger, asked)?, onboarding::pending(chosen())?))
        })?;
        self.worker.is_asked.set(is_asked);
        self.worker.slot.hear(rung);
        if !claims.is_empty() {
            self.worker.busy_at.set(Instant::now());
            self.worker.slot.turn_to(State::Delivering, now().unix_ms());
        }
        Ok(claims)
    }

    fn look(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<Vec<Mine>> {
        self.run("look", |ledger| Dispatch::look(ledger, tickets, now, policy))
    }

    fn settle(&self, settlings: &[Settling<'_>], now: Timestamp, policy: &Policy) -> Result<Vec<Alert>> {
        self.run("settle", |ledger| Dispatch::settle(ledger, settlings, now, policy))
    }

    fn give_back(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<()> {
        self.run("give back", |ledger| Dispatch::give_back(ledger, tickets, now, policy))
    }

    fn ready(&self) -> Result<()> {
        self.run("look", Dispatch::ready)
    }
}

/// The credentials, in the safe of this database.
struct Keys<'w> {
    worker: &'w Worker,
    environment: Option<Environment>,
}

impl Cabinet for Keys<'_> {
    fn open(&mut self, chain: ChainId) -> Result<Sending> {
        let made = transact("look", || Ledger::now().chain(chain))?.made;
        let who = Who {
            environment: made.environment,
            device: &made.device,
            by: trail::WORKER,
            now: now(),
        };
        let opened = transact("credential", || {
            let ledger = Ledger::now();
            let kept = ledger.device(made.environment, &made.device)?;
            let kept = kept.ok_or_else(|| Error::new(Code::DeviceUnknown).found(&made.device))?;
            note_use(&ledger, &who, Use::Deliver)?;
            Sending::of(&*vault::opened(&kept)?, &made.certificate)
        });
        opened.inspect_err(|error| {
            // In a transaction of its own: that of the use is undone. What is to be told is the refusal, also where it cannot be noted.
            let _ = transact("refused", || note_refused(&Ledger::now(), &who, Use::Deliver, error));
        })
    }

    fn meant(&mut self) -> Result<Option<BTreeSet<ChainId>>> {
        // Whoever has to leave waits no longer for what is under way.
        if self.worker.has_waited() {
            return Err(Error::new(Code::StoreBusy));
        }
        let Some(environment) = self.environment else {
            return Ok(None);
        };
        let chains = transact("look", || Ledger::now().chains())?.into_iter();
        let meant = chains.filter(|chain| chain.made.environment == environment);
        Ok(Some(meant.map(|chain| chain.id).collect()))
    }
}

/// Waits on the latch of this process, and for what the courier's threads write into a socket: they may not touch the latch.
struct Latch<'w> {
    worker: &'w Worker,
    /// The settings that it was set up by.
    words: [Option<String>; 4],
    reads: UnixStream,
    writes: Arc<UnixStream>,
    drive: Settings,
    office: Office,
}

impl<'w> Latch<'w> {
    fn new(worker: &'w Worker, drive: Settings) -> Result<Self> {
        let pair = UnixStream::pair().and_then(|(reads, writes)| {
            reads.set_nonblocking(true)?;
            writes.set_nonblocking(true)?;
            Ok((reads, writes))
        });
        let (reads, writes) = pair.map_err(|_| Error::new(Code::DriveRuntime))?;
        Ok(Latch {
            worker,
            words: settings::words(),
            reads,
            writes: Arc::new(writes),
            drive,
            office: Office::new(),
        })
    }
}

impl Rest for Latch<'_> {
    fn wait(&mut self, at_most: Duration) {
        let at_most = at_most.min(settings::poll());
        let wake = pg_sys::WL_LATCH_SET | pg_sys::WL_TIMEOUT | pg_sys::WL_EXIT_ON_PM_DEATH | pg_sys::WL_SOCKET_READABLE;
        // SAFETY: the latch of this process and a socket that is open; nobody else waits for either.
        unsafe {
            pg_sys::WaitLatchOrSocket(
                pg_sys::MyLatch,
                wake as i32,
                self.reads.as_raw_fd(),
                std::ffi::c_long::try_from(at_most.as_millis()).unwrap_or(1),
                pg_sys::PG_WAIT_EXTENSION,
            );
            pg_sys::ResetLatch(pg_sys::MyLatch);
        }
        let mut written = [0; 256];
        while self.reads.read(&mut written).is_ok_and(|count| count == written.len()) {}
        nothing_is_cancelled();
        check_for_interrupts!();
        if launcher::reload() && settings::words() != self.words && self.worker.changed.get().is_none() {
            self.worker.changed.set(Some(Instant::now()));
            self.office.takes_no_more();
        }
        self.office.serve();
        if let Some(since) = self.worker.changed.get()
            && (!self.office.is_busy() || since.elapsed() >= CHANGES)
        {
            self.worker.is_changed.set(true);
        }
        if self.worker.is_asked.take() && self.worker.leaving.get().is_none() && self.worker.changed.get().is_none() {
            let wake = self.wake();
            if let Err(error) = silently(|| self.office.open(&self.drive, chosen(), wake)) {
                log!("khatm worker: {}", error.code().as_str());
            }
        }
        self.worker.measure();
    }

    fn wake(&self) -> Arc<dyn Fn() + Send + Sync> {
        let writes = self.writes.clone();
        // Where it is full already, somebody is about to be woken.
        Arc::new(move || drop((&*writes).write(&[1])))
    }
}

/// Tells the board and the log.
struct Told<'w> {
    worker: &'w Worker,
    sent: usize,
    settled: usize,
    alerts: usize,
    faults: usize,
}

impl Lookout for Told<'_> {
    fn so_far(&mut self, round: &Round) {
        let (sent, settled) = (
            round.sent.saturating_sub(self.sent),
            round.settled.saturating_sub(self.settled),
        );
        if sent + settled > 0 {
            self.worker.busy_at.set(Instant::now());
        }
        // The round of a busy shop has no end.
        if settled > 0 {
            self.worker.slot.recover();
        }
        self.worker.slot.count(sent, settled, now().unix_ms());
        (self.sent, self.settled) = (round.sent, round.settled);
        for alert in round.alerts.iter().skip(self.alerts) {
            log!("khatm worker: alert: {}", alert.as_str());
        }
        self.alerts = round.alerts.len();
        for (place, error) in round.faults.iter().skip(self.faults) {
            log!("khatm worker: document {place}: {}", error.code().as_str());
        }
        self.faults = round.faults.len();
    }

    fn came(&mut self, _: Place) {}

    fn round(&mut self, round: &Result<Round>) {
        let slot = self.worker.slot;
        match round {
            Ok(_) => {
                slot.recover();
                slot.turn_to(State::Waiting, now().unix_ms());
            }
            Err(error) if self.worker.leaving.get().is_none() && !self.worker.is_bare.get() => {
                let _ = failed(slot, error);
            }
            Err(_) => {}
        }
        (self.sent, self.settled, self.alerts, self.faults) = (0, 0, 0, 0);
    }
}
