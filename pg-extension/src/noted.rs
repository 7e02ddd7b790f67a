//! Which rows became final in this transaction: noted by triggers as it goes on, sealed all together before it commits.
//!
//! Noted are an attachment's number and the values of the primary key, never the row: what is sealed is the row as it is in the end.
//! What a savepoint takes back was never noted, and what was sealed behind one is to be sealed again. Nothing outlives the transaction.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ffi::c_void;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use khatm::Language;
use khatm::error::{Code, Error};
use pgrx::pg_guard;
use pgrx::pg_sys::{self, Oid, SubTransactionId, SubXactEvent, XactEvent};

use crate::blame;
use crate::raise::raise;
use crate::row::Image;

/// The transaction itself, as PostgreSQL numbers savepoints.
const TOP: SubTransactionId = 1;

/// A row of an attached table.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    pub(crate) attachment: i64,
    pub(crate) key: Vec<Image>,
    /// Where to look for it first: its partition, where that is known. A row is the same wherever it is looked for.
    pub(crate) table: Oid,
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        (self.attachment, &self.key) == (other.attachment, &other.key)
    }
}

impl Eq for Slot {}

impl Hash for Slot {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.attachment, &self.key).hash(state);
    }
}

/// Where a version of a row lies: its table, that one's file, block and line. A table that is emptied or written anew has another file.
pub(crate) type Lies = (Oid, Oid, u32, u16);

/// Where a row is about to come from, and after which of the transaction's commands.
type Leaving = (Rc<Slot>, pg_sys::CommandId);

/// What happened, in its order, so that it can be taken back from its end.
enum Change {
    /// A row became final. Whether it was noted before is kept to go back to.
    Noted(Rc<Slot>, Option<usize>),
    /// A final row is about to have this key instead of that.
    Moves(Rc<Slot>),
    /// It came where it was to go.
    Came(Rc<Slot>, Leaving),
    /// A version that was not noted yet is followed by one with another key.
    Followed(Lies),
    /// The row that was noted has left its key to one that is not to be noted.
    Left(Rc<Slot>, usize),
    /// A parked row was taken from its place by a command. By which one before is kept to go back to.
    Parted(Rc<Slot>, Option<pg_sys::CommandId>),
    /// A trigger on this table noted something for this attachment. Whether one did before is kept to go back to.
    On((i64, Oid), Option<usize>),
}

/// What there was when a savepoint, or a block with an exception handler, began to change it.
struct Frame {
    id: SubTransactionId,
    changes: usize,
    sealed: usize,
    last: Option<Lies>,
}

#[derive(Default)]
struct Journal {
    changes: Vec<Change>,
    /// Where in the changes a row was noted last.
    noted: HashMap<Rc<Slot>, usize>,
    /// From which key a final row comes to this one.
    moving: HashMap<Rc<Slot>, Leaving>,
    /// By what key, and where, a final version goes on that nothing was told of yet: a trigger of somebody else's was called before ours.
    followed: HashMap<Lies, (Rc<Slot>, Option<Lies>)>,
    /// By which command a parked row was taken from its place last.
    parted: HashMap<Rc<Slot>, pg_sys::CommandId>,
    /// So many of the changes are done with.
    sealed: usize,
    /// The last version that the trigger which seals will be called for, too: whatever else is to be done at the end is done by then.
    last: Option<Lies>,
    frames: Vec<Frame>,
    /// Where in the changes a trigger on a table last began to note something for an attachment.
    tables: HashMap<(i64, Oid), usize>,
}

impl Journal {
    /// To be called before anything changes.
    fn enter(&mut self) {
        // SAFETY: it looks at the state of the transaction.
        let id = unsafe { pg_sys::GetCurrentSubTransactionId() };
        if id != TOP && self.frames.last().is_none_or(|frame| frame.id < id) {
            self.frames.push(Frame {
                id,
                changes: self.changes.len(),
                sealed: self.sealed,
                last: self.last,
            });
        }
    }

    fn is_waiting(&self, slot: &Slot) -> bool {
        self.noted.get(slot).is_some_and(|&at| at >= self.sealed)
    }

    fn on(&mut self, table: (i64, Oid)) {
        if self.tables.get(&table).is_some_and(|&at| at >= self.sealed) {
            return;
        }
        self.enter();
        let before = self.tables.insert(table, self.changes.len());
        self.changes.push(Change::On(table, before));
    }

    fn note(&mut self, slot: Rc<Slot>) {
        if self.is_waiting(&slot) {
            return;
        }
        self.enter();
        let before = self.noted.insert(Rc::clone(&slot), self.changes.len());
        self.changes.push(Change::Noted(slot, before));
    }

    /// A row that was final before has this key now: the one that was noted under it has it no more.
    fn leave(&mut self, slot: &Rc<Slot>) {
        if self.is_waiting(slot)
            && let Some((slot, at)) = self.noted.remove_entry(slot)
        {
            self.enter();
            self.changes.push(Change::Left(slot, at));
        }
    }

    /// What a version of a row is by now.
    fn follow(&self, slot: Rc<Slot>, version: Lies) -> Rc<Slot> {
        let (mut slot, mut version) = (slot, Some(version));
        while let Some((next, lies)) = version.and_then(|version| self.followed.get(&version)) {
            (slot, version) = (Rc::clone(next), *lies);
        }
        slot
    }

    fn remember(&mut self, version: Lies, to: Rc<Slot>, lies: Option<Lies>) {
        if let Entry::Vacant(free) = self.followed.entry(version) {
            free.insert((to, lies));
            self.changes.push(Change::Followed(version));
        }
    }

    /// Where a row came from that was inserted by this command. One of a later command is another row: what was about to come never did,
    /// because somebody's trigger would not let it.
    fn arrived(&mut self, to: &Rc<Slot>, by: pg_sys::CommandId) -> Option<Rc<Slot>> {
        let (from, after) = self.moving.get(to).cloned()?;
        self.enter();
        self.moving.remove(to);
        self.changes
            .push(Change::Came(Rc::clone(to), (Rc::clone(&from), after)));
        (by <= after).then_some(from)
    }

    fn take_back(&mut self, to: usize) {
        while self.changes.len() > to {
            match self.changes.pop() {
                Some(Change::Noted(slot, Some(before))) => drop(self.noted.insert(slot, before)),
                Some(Change::Noted(slot, None)) => drop(self.noted.remove(&slot)),
                Some(Change::Moves(to)) => drop(self.moving.remove(&to)),
                Some(Change::Came(to, from)) => drop(self.moving.insert(to, from)),
                Some(Change::Followed(version)) => drop(self.followed.remove(&version)),
                Some(Change::Left(slot, before)) => drop(self.noted.insert(slot, before)),
                Some(Change::Parted(slot, Some(before))) => drop(self.parted.insert(slot, before)),
                Some(Change::Parted(slot, None)) => drop(self.parted.remove(&slot)),
                Some(Change::On(table, Some(before))) => drop(self.tables.insert(table, before)),
                Some(Change::On(table, None)) => drop(self.tables.remove(&table)),
                None => return,
            }
        }
    }

    /// A savepoint was released: what it changed belongs to the one around it.
    fn release(&mut self, id: SubTransactionId, parent: SubTransactionId) {
        let around = self.frames.len().checked_sub(2).map(|at| self.frames[at].id);
        match self.frames.last_mut() {
            Some(frame) if frame.id == id && parent != TOP && around != Some(parent) => {
                frame.id = parent;
            }
            Some(frame) if frame.id == id => drop(self.frames.pop()),
            _ => {}
        }
    }

    /// A savepoint was taken back.
    fn abort(&mut self, id: SubTransactionId) {
        while let Some(frame) = self.frames.pop_if(|frame| frame.id >= id) {
            self.take_back(frame.changes);
            self.sealed = frame.sealed;
            self.last = frame.last;
        }
    }

    /// The rows that are to be sealed, in the order in which they became final, and up to which change that is.
    fn waiting(&self) -> (usize, Vec<Rc<Slot>>) {
        let changes = self.changes.iter().enumerate().skip(self.sealed);
        let rows = changes.filter_map(|(at, change)| match change {
            // Not one that left its key since.
            Change::Noted(slot, _) if self.noted.get(slot) == Some(&at) => Some(Rc::clone(slot)),
            _ => None,
        });
        (self.changes.len(), rows.collect())
    }
}

thread_local! {
    static JOURNAL: RefCell<Journal> = RefCell::default();
}

/// A trigger on this table is about to note something for this attachment.
pub(crate) fn on(attachment: i64, table: Oid) {
    JOURNAL.with_borrow_mut(|journal| journal.on((attachment, table)));
}

/// On which tables something was noted for an attachment that is not sealed yet.
pub(crate) fn tables(attachment: i64) -> Vec<Oid> {
    JOURNAL.with_borrow(|journal| {
        let tables = journal
            .tables
            .iter()
            .filter(|((of, _), at)| *of == attachment && **at >= journal.sealed);
        tables.map(|((_, table), _)| *table).collect()
    })
}

/// A row is to be looked at.
pub(crate) fn note(slot: Slot) {
    JOURNAL.with_borrow_mut(|journal| journal.note(Rc::new(slot)));
}

/// A row became final, in this version of it.
pub(crate) fn updated(slot: Slot, version: Lies) {
    JOURNAL.with_borrow_mut(|journal| {
        let slot = journal.follow(Rc::new(slot), version);
        journal.note(slot);
    });
}

/// A final row is about to have another key, perhaps in another partition.
pub(crate) fn moves(from: Slot, version: Lies, to: Slot) {
    JOURNAL.with_borrow_mut(|journal| {
        journal.enter();
        let (from, to) = (Rc::new(from), Rc::new(to));
        if !journal.is_waiting(&from) {
            journal.remember(version, Rc::clone(&to), None);
        }
        // SAFETY: it looks at the state of the transaction. What the move itself inserts is of this command, or of one before that a trigger has ended.
        let by = unsafe { pg_sys::GetCurrentCommandId(false) };
        if let Some(before) = journal.moving.insert(Rc::clone(&to), (from, by)) {
            journal.changes.push(Change::Came(Rc::clone(&to), before));
        }
        journal.changes.push(Change::Moves(to));
    });
}

/// A row was inserted that is final, by this command. One that only came from elsewhere was final before: it is noted if it still was.
pub(crate) fn inserted(slot: Slot, version: Lies, by: pg_sys::CommandId) {
    JOURNAL.with_borrow_mut(|journal| {
        let slot = Rc::new(slot);
        match journal.arrived(&slot, by) {
            // One that is parked comes along, whatever became of its former place meanwhile.
            Some(from) if !journal.is_waiting(&from) && journal.parted.get(&from) != Some(&by) => journal.leave(&slot),
            _ => {
                let slot = journal.follow(slot, version);
                journal.note(slot);
            }
        }
    });
}

/// A row that was final has another key, and went nowhere.
pub(crate) fn renamed((from, before): (&Slot, Lies), (to, after): (Slot, Lies)) {
    JOURNAL.with_borrow_mut(|journal| {
        let to = Rc::new(to);
        journal.arrived(&to, 0);
        match journal.is_waiting(from) {
            true => journal.note(to),
            false => {
                journal.leave(&to);
                journal.enter();
                // It was about to go, and nobody knew where it would lie.
                journal.followed.remove(&before);
                journal.remember(before, to, Some(after));
            }
        }
    });
}

/// A parked row is taken from its place by this command: to go, or to come somewhere else.
pub(crate) fn parted(slot: Slot, by: pg_sys::CommandId) {
    JOURNAL.with_borrow_mut(|journal| {
        journal.enter();
        let slot = Rc::new(slot);
        let before = journal.parted.insert(Rc::clone(&slot), by);
        journal.changes.push(Change::Parted(slot, before));
    });
}

/// The trigger that seals will be called for this version, too.
pub(crate) fn expect(version: Lies) {
    JOURNAL.with_borrow_mut(|journal| {
        journal.enter();
        journal.last = Some(version);
    });
}

/// Whether it is called for another version after this one.
pub(crate) fn expects_more(version: Lies) -> bool {
    JOURNAL.with_borrow(|journal| journal.last.is_some_and(|last| last != version))
}

/// The rows that are to be sealed, and a mark to say that they are.
pub(crate) fn waiting() -> (usize, Vec<Rc<Slot>>) {
    JOURNAL.with_borrow(Journal::waiting)
}

/// They are.
pub(crate) fn sealed(mark: usize) {
    JOURNAL.with_borrow_mut(|journal| {
        journal.enter();
        journal.sealed = mark;
    });
}

/// Asks to be told of ends of transactions and savepoints.
pub(crate) fn define() {
    // SAFETY: both are functions of this library, which is never unloaded.
    unsafe {
        pg_sys::RegisterXactCallback(Some(transaction), std::ptr::null_mut());
        pg_sys::RegisterSubXactCallback(Some(savepoint), std::ptr::null_mut());
    }
}

/// Before a transaction ends well nothing may be left over; after it ended nothing is.
#[pg_guard]
unsafe extern "C-unwind" fn transaction(event: XactEvent::Type, _argument: *mut c_void) {
    match event {
        XactEvent::XACT_EVENT_PRE_COMMIT | XactEvent::XACT_EVENT_PRE_PREPARE => {
            let left = JOURNAL.with_borrow(|journal| journal.waiting().1.len());
            if left > 0 {
                let error = Error::new(Code::AttachUnsealed).found(&left.to_string());
                raise(&error, Language::English);
            }
        }
        XactEvent::XACT_EVENT_COMMIT | XactEvent::XACT_EVENT_ABORT | XactEvent::XACT_EVENT_PREPARE => {
            JOURNAL.take();
            blame::over();
        }
        _ => {}
    }
}

#[pg_guard]
unsafe extern "C-unwind" fn savepoint(
    event: SubXactEvent::Type,
    id: SubTransactionId,
    parent: SubTransactionId,
    _argument: *mut c_void,
) {
    JOURNAL.with_borrow_mut(|journal| match event {
        SubXactEvent::SUBXACT_EVENT_COMMIT_SUB => journal.release(id, parent),
        SubXactEvent::SUBXACT_EVENT_ABORT_SUB => journal.abort(id),
        _ => {}
    });
}
