//! What the processes know of each other, in shared memory: a slot for each database, made of atomic numbers and nothing that has to be
//! locked. What stands here is for waking and for looking at; everything that counts is in the tables, and the server makes the board anew
//! whenever it starts.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use super::settings;
use khatm::error::Code;
use pgrx::prelude::*;
use pgrx::{PGRXSharedMemory, PgAtomic, pg_shmem_init};

/// So many databases of one server can be delivered for at the very most.
pub(super) const SLOTS: usize = 1024;

static BOARD: PgAtomic<Board> = {
    // SAFETY: nothing else has this name.
    unsafe { PgAtomic::new(c"khatm worker") }
};
/// Whether the server has a board at all.
static RESERVED: AtomicBool = AtomicBool::new(false);

/// Asks the server for the memory. To be called while it loads its libraries.
pub(super) fn reserve() {
    pg_shmem_init!(BOARD = Board::new());
    RESERVED.store(true, Ordering::Relaxed);
}

/// The board, if the library was loaded with the server.
pub(crate) fn board() -> Option<&'static Board> {
    RESERVED.load(Ordering::Relaxed).then(|| BOARD.get())
}

/// A process that can be woken.
pub(crate) struct Process {
    pid: AtomicI32,
    /// Where its latch is. It is in shared memory, at the same address in every process, and stays there when the process is gone: who is
    /// woken by mistake looks around and sleeps again.
    latch: AtomicUsize,
}

impl Process {
    const fn nobody() -> Self {
        Process {
            pid: AtomicI32::new(0),
            latch: AtomicUsize::new(0),
        }
    }

    /// It is this one.
    pub(super) fn arrive(&self) {
        // SAFETY: a process has both since before the first line of ours.
        let (pid, latch) = unsafe { (pg_sys::MyProcPid, pg_sys::MyLatch.addr()) };
        self.pid.store(pid, Ordering::SeqCst);
        self.latch.store(latch, Ordering::SeqCst);
    }

    /// It was this one.
    pub(super) fn leave(&self) {
        self.latch.store(0, Ordering::SeqCst);
        self.pid.store(0, Ordering::SeqCst);
    }

    /// Its number; 0 if there is none.
    pub(crate) fn pid(&self) -> i32 {
        self.pid.load(Ordering::SeqCst)
    }

    /// Wakes it. False if nobody is there.
    pub(super) fn wake(&self) -> bool {
        let latch = self.latch.load(Ordering::SeqCst);
        if latch != 0 {
            // SAFETY: a latch of shared memory, which outlives every process.
            unsafe { pg_sys::SetLatch(std::ptr::with_exposed_provenance_mut(latch)) };
        }
        latch != 0
    }
}

/// How the worker of a database is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum State {
    /// Nobody has looked yet.
    Unseen,
    /// The database has no ledger.
    Absent,
    /// It is being started, or waits for its turn.
    Called,
    /// It is there, and nothing is due.
    Waiting,
    /// It delivers.
    Delivering,
    /// It has left because nothing was to be done: it is started again when something is.
    Resting,
    /// It keeps still: the ledger goes on elsewhere.
    Elsewhere,
    /// It was told to leave.
    Stopped,
    /// It ended on an error, and is tried again.
    Failing,
}

impl State {
    const ALL: [State; 9] = [
        State::Unseen,
        State::Absent,
        State::Called,
        State::Waiting,
        State::Delivering,
        State::Resting,
        State::Elsewhere,
        State::Stopped,
        State::Failing,
    ];

    /// The name in SQL.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            State::Unseen => "unseen",
            State::Absent => "absent",
            State::Called => "called",
            State::Waiting => "waiting",
            State::Delivering => "delivering",
            State::Resting => "resting",
            State::Elsewhere => "elsewhere",
            State::Stopped => "stopped",
            State::Failing => "failing",
        }
    }
}

/// One database.
pub(crate) struct Slot {
    /// Its oid; 0 if the slot is free.
    database: AtomicU32,
    /// Who delivers for it.
    pub(crate) worker: Process,
    state: AtomicU32,
    /// Since when, in milliseconds since 1970.
    since: AtomicI64,
    /// How often somebody committed something for the worker.
    bell: AtomicU64,
    /// How much of that a worker has heard.
    heard: AtomicU64,
    /// When the launcher looks again although nobody rang.
    again_at: AtomicI64,
    /// Whose statement wants the database to itself.
    barred: AtomicI32,
    /// The process that has given its place to another database, and is on its way out.
    leaver: AtomicI32,
    /// When the last round ended.
    round_at: AtomicI64,
    sent: AtomicU64,
    settled: AtomicU64,
    /// The last error, as its place in the catalogue of codes and one; 0 if there was none.
    error: AtomicU32,
    error_at: AtomicI64,
}

impl Slot {
    const fn new() -> Self {
        Slot {
            database: AtomicU32::new(0),
            worker: Process::nobody(),
            state: AtomicU32::new(State::Unseen as u32),
            since: AtomicI64::new(0),
            bell: AtomicU64::new(0),
            heard: AtomicU64::new(0),
            again_at: AtomicI64::new(0),
            barred: AtomicI32::new(0),
            leaver: AtomicI32::new(0),
            round_at: AtomicI64::new(0),
            sent: AtomicU64::new(0),
            settled: AtomicU64::new(0),
            error: AtomicU32::new(0),
            error_at: AtomicI64::new(0),
        }
    }

    /// The oid of its database.
    pub(super) fn database(&self) -> pg_sys::Oid {
        pg_sys::Oid::from(self.database.load(Ordering::SeqCst))
    }

    /// Somebody committed something: wakes the worker, or the launcher where there is none.
    pub(super) fn ring(&self) {
        self.bell.fetch_add(1, Ordering::SeqCst);
        if !self.worker.wake()
            && let Some(board) = board()
        {
            board.launcher.wake();
        }
    }

    /// How often it rang. Who reads it before he looks at the tables misses nothing.
    pub(super) fn rung(&self) -> u64 {
        self.bell.load(Ordering::SeqCst)
    }

    /// What rang until then was looked at.
    pub(super) fn hear(&self, rung: u64) {
        self.heard.fetch_max(rung, Ordering::SeqCst);
    }

    /// Whether somebody rang whom no worker has heard.
    pub(super) fn is_unheard(&self) -> bool {
        self.rung() > self.heard.load(Ordering::SeqCst)
    }

    pub(crate) fn state(&self) -> State {
        let number = self.state.load(Ordering::SeqCst);
        State::ALL
            .into_iter()
            .find(|state| *state as u32 == number)
            .unwrap_or(State::Unseen)
    }

    pub(super) fn turn_to(&self, state: State, now_ms: i64) {
        if self.state.swap(state as u32, Ordering::SeqCst) != state as u32 {
            self.since.store(now_ms, Ordering::SeqCst);
        }
    }

    /// Since when it is in its state; nothing if nobody has looked yet.
    pub(crate) fn since(&self) -> Option<i64> {
        some(self.since.load(Ordering::SeqCst))
    }

    pub(super) fn again_at(&self) -> i64 {
        self.again_at.load(Ordering::SeqCst)
    }

    pub(super) fn come_again(&self, at_ms: i64) {
        self.again_at.store(at_ms, Ordering::SeqCst);
    }

    /// Keeps the worker out for as long as this process lives or says.
    pub(super) fn bar(&self) {
        // SAFETY: a process knows its number.
        self.barred.store(unsafe { pg_sys::MyProcPid }, Ordering::SeqCst);
    }

    /// Lets it in again, unless somebody else keeps it out by now.
    pub(super) fn unbar(&self) {
        // SAFETY: as above.
        let own = unsafe { pg_sys::MyProcPid };
        let _ = self.barred.compare_exchange(own, 0, Ordering::SeqCst, Ordering::SeqCst);
        if let Some(board) = board() {
            board.is_changed.store(true, Ordering::SeqCst);
            board.launcher.wake();
        }
    }

    /// Whether somebody who lives keeps it out.
    pub(super) fn is_barred(&self) -> bool {
        let pid = self.barred.load(Ordering::SeqCst);
        // SAFETY: a look-up by a number; what it points at is only asked whether it is there.
        pid != 0 && !unsafe { pg_sys::BackendPidGetProc(pid) }.is_null()
    }

    /// Whether its worker has given its place to another database, and has not gone yet.
    pub(super) fn is_leaving(&self) -> bool {
        let leaver = self.leaver.load(Ordering::SeqCst);
        leaver != 0 && leaver == self.worker.pid()
    }

    /// What a round did.
    pub(super) fn count(&self, sent: usize, settled: usize, now_ms: i64) {
        self.sent.fetch_add(sent as u64, Ordering::SeqCst);
        self.settled.fetch_add(settled as u64, Ordering::SeqCst);
        self.round_at.store(now_ms, Ordering::SeqCst);
    }

    /// What went wrong last.
    pub(super) fn fail(&self, code: Code, now_ms: i64) {
        let place = Code::ALL.iter().position(|known| *known == code).unwrap_or(0);
        self.error_at.store(now_ms, Ordering::SeqCst);
        self.error
            .store(u32::try_from(place + 1).unwrap_or(0), Ordering::SeqCst);
    }

    /// All is well again.
    pub(super) fn recover(&self) {
        self.error.store(0, Ordering::SeqCst);
    }

    /// What is wrong, and since when.
    pub(crate) fn error(&self) -> Option<(Code, i64)> {
        let place = usize::try_from(self.error.load(Ordering::SeqCst))
            .ok()?
            .checked_sub(1)?;
        let code = Code::ALL.get(place)?;
        Some((*code, self.error_at.load(Ordering::SeqCst)))
    }

    /// When a round ended last, how many documents went out, and how many answers were kept, since the server started.
    pub(crate) fn counted(&self) -> (Option<i64>, u64, u64) {
        let at = self.round_at.load(Ordering::SeqCst);
        (
            some(at),
            self.sent.load(Ordering::SeqCst),
            self.settled.load(Ordering::SeqCst),
        )
    }

    fn clear(&self) {
        for number in [&self.since, &self.again_at, &self.round_at, &self.error_at] {
            number.store(0, Ordering::SeqCst);
        }
        for number in [&self.bell, &self.heard, &self.sent, &self.settled] {
            number.store(0, Ordering::SeqCst);
        }
        self.state.store(State::Unseen as u32, Ordering::SeqCst);
        self.error.store(0, Ordering::SeqCst);
        self.barred.store(0, Ordering::SeqCst);
        self.leaver.store(0, Ordering::SeqCst);
        self.worker.leave();
    }
}

fn some(at_ms: i64) -> Option<i64> {
    (at_ms != 0).then_some(at_ms)
}

/// All of them.
pub(crate) struct Board {
    pub(crate) launcher: Process,
    /// How many databases wait for a process of their own, and for a worker that makes room.
    pub(super) queued: AtomicU32,
    /// Whether a database may have come or gone.
    pub(super) is_changed: AtomicBool,
    slots: [Slot; SLOTS],
}

// SAFETY: it is made of atomic numbers, which mean the same in every process.
unsafe impl PGRXSharedMemory for Board {}

impl Board {
    const fn new() -> Self {
        Board {
            launcher: Process::nobody(),
            queued: AtomicU32::new(0),
            is_changed: AtomicBool::new(false),
            slots: [const { Slot::new() }; SLOTS],
        }
    }

    /// The slot of a database, if it has one.
    pub(crate) fn slot(&self, database: pg_sys::Oid) -> Option<&Slot> {
        self.slots().find(|slot| slot.database() == database)
    }

    /// The slot of a database, which has one from now on. Nothing if there are too many.
    pub(crate) fn slot_for(&self, database: pg_sys::Oid) -> Option<&Slot> {
        if let Some(slot) = self.slot(database) {
            return Some(slot);
        }
        let oid = database.to_u32();
        // Two may take one for the same database at once: the second one's stands behind, is found by nobody and freed by the launcher.
        let free = |slot: &&Slot| {
            slot.database
                .compare_exchange(0, oid, Ordering::SeqCst, Ordering::SeqCst)
                .is_ok()
        };
        self.places().find(free)?;
        self.slot(database)
    }

    /// Whether there is no place left for one more database.
    pub(crate) fn is_full(&self) -> bool {
        self.places().all(|slot| slot.database() != pg_sys::InvalidOid)
    }

    /// The slots that the server was started with.
    fn places(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter().take(settings::max_databases())
    }

    /// All slots that are taken.
    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.places().filter(|slot| slot.database() != pg_sys::InvalidOid)
    }

    /// Gives the place of a database's worker, which is this process, to one that waits. False if none does any more.
    pub(super) fn give_place(&self, slot: &Slot) -> bool {
        let one_less = |queued: u32| queued.checked_sub(1);
        let given = self.queued.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less);
        if given.is_ok() {
            slot.leaver.store(slot.worker.pid(), Ordering::SeqCst);
        }
        given.is_ok()
    }

    /// Frees the slots of databases that are gone, and those that were taken twice. For the launcher.
    pub(super) fn keep(&self, databases: &[pg_sys::Oid]) {
        let mut known = Vec::new();
        for slot in self.slots() {
            let database = slot.database();
            if !databases.contains(&database) || known.contains(&database) {
                slot.clear();
                slot.database.store(0, Ordering::SeqCst);
            }
            known.push(database);
        }
    }
}
