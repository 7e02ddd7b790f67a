//! A table of the extension, read and written directly: past planner, privileges, row security and triggers.
//!
//! That is what lets rows be seen as they are now ([`Seen::Now`]), and what nobody's search path or temporary table can get in the way
//! of. The caller keeps the rules that triggers and foreign keys keep for others; NOT NULL, CHECK and the
//! indexes are kept here too. Together with [`lock`](crate::lock) this is what touches rows of PostgreSQL by pointers.

mod hold;
mod names;
mod row;

use std::ffi::CStr;
use std::ptr::{null, null_mut};

use khatm::error::{Code, Error, Result};

use khatm::store::Place;
use khatm::time::Timestamp;
use pgrx::IntoDatum;
use pgrx::pg_sys::{self, Datum};

pub(crate) use names::oid;
pub(crate) use row::Row;

/// PostgreSQL's time begins in 2000.
const EPOCH_MS: i64 = 946_684_800_000;

/// How two times are compared. PostgreSQL 13 calls these functions by what they are made of, and others of its own do not share the name.
#[cfg(feature = "pg13")]
const TIME_GE: u32 = pg_sys::F_TIMESTAMP_GE;
#[cfg(not(feature = "pg13"))]
const TIME_GE: u32 = pg_sys::F_TIMESTAMPTZ_GE;
#[cfg(feature = "pg13")]
const TIME_LE: u32 = pg_sys::F_TIMESTAMP_LE;
#[cfg(not(feature = "pg13"))]
const TIME_LE: u32 = pg_sys::F_TIMESTAMPTZ_LE;

/// The schema of the extension.
pub(crate) fn schema() -> pg_sys::Oid {
    // SAFETY: a look-up by a name that ends.
    unsafe { pg_sys::get_namespace_oid(c"khatm".as_ptr(), false) }
}

/// A value that the tables cannot have.
pub(crate) fn damaged() -> Error {
    Error::new(Code::StoreDamaged)
}

/// Runs work whose memory is given back when it ends. An error on the way leaves it to the end of the transaction.
pub(crate) fn scratch<T>(work: impl FnOnce() -> T) -> T {
    // SAFETY: the context is made here, current for the work alone, and deleted after it; what the work returns is Rust's memory.
    unsafe {
        let context = pg_sys::AllocSetContextCreateExtended(
            pg_sys::CurrentMemoryContext,
            c"khatm".as_ptr(),
            pg_sys::ALLOCSET_DEFAULT_MINSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_INITSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_MAXSIZE as usize,
        );
        let before = pg_sys::MemoryContextSwitchTo(context);
        let done = work();
        pg_sys::MemoryContextSwitchTo(before);
        pg_sys::MemoryContextDelete(context);
        done
    }
}

/// What a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// What is committed by this moment, and what this transaction did: for whoever holds the lock. No predicate lock is taken, so that
    /// nothing here can fail a serializable transaction.
    Now,
    /// One moment for all rows: that of the caller's statement.
    Statement,
}

/// In which order of the index.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Forward,
    Backward,
}

/// What a column of an index is compared with.
pub(crate) enum Key<'k> {
    Number(i64),
    /// Greater than this.
    After(i64),
    /// This or greater.
    From(i64),
    /// Less than this.
    Before(i64),
    /// This time or later.
    TimeFrom(Timestamp),
    /// This time or earlier.
    TimeTo(Timestamp),
    Small(i16),
    Oid(pg_sys::Oid),
    Text(&'k str),
    /// This text or one behind it.
    FromText(&'k str),
    Uuid([u8; 16]),
}

/// A column of a table, by its number from 1, and what it is compared with.
pub(crate) type Condition<'k> = (i16, Key<'k>);

/// An open table. Its lock stays until the end of the transaction.
pub(crate) struct Table {
    relation: pg_sys::Relation,
}

impl Table {
    pub(crate) fn read(name: &'static CStr) -> Self {
        Self::open(name, pg_sys::AccessShareLock)
    }

    pub(crate) fn write(name: &'static CStr) -> Self {
        Self::open(name, pg_sys::RowExclusiveLock)
    }

    /// To keep rows of it.
    pub(crate) fn keep(name: &'static CStr) -> Self {
        Self::open(name, pg_sys::RowShareLock)
    }

    fn open(name: &'static CStr, lock: u32) -> Self {
        // SAFETY: an oid that is none is refused by table_open itself.
        let relation = unsafe { pg_sys::table_open(oid(name), lock as pg_sys::LOCKMODE) };
        Table { relation }
    }

    fn columns(&self) -> pg_sys::TupleDesc {
        // SAFETY: the relation is open as long as `self` is.
        unsafe { (*self.relation).rd_att }
    }

    /// Documents under this key, those included that other transactions have added which are not ended: where they stand, and whose
    /// they are then.
    pub(crate) fn pending(
        &self,
        index: &'static CStr,
        conditions: &[Condition<'_>],
    ) -> Result<Vec<(Place, Option<pg_sys::TransactionId>)>> {
        let mut dirty = pg_sys::SnapshotData {
            snapshot_type: pg_sys::SnapshotType::SNAPSHOT_DIRTY,
            ..Default::default()
        };
        let none = pg_sys::InvalidTransactionId;
        let mut scan = self.begin(index, conditions, &raw mut dirty, Order::Forward);
        let mut found = Vec::new();
        while let Some(mut row) = scan.next() {
            // SAFETY: the snapshot outlives the scan, which writes into it whose the row is that it has just found.
            let writer = unsafe { (&raw const dirty.xmin).read_volatile() };
            found.push((row.document()?, (writer != none).then_some(writer)));
        }
        Ok(found)
    }

    /// Rows by an index of this table. Conditions are on its first columns.
    pub(crate) fn scan<'t>(
        &'t self,
        index: &'static CStr,
        conditions: &[Condition<'_>],
        seen: Seen,
        order: Order,
    ) -> Scan<'t> {
        // SAFETY: one snapshot is static and has no state of its own, the other is active as long as a function runs.
        let snapshot = match seen {
            Seen::Now => &raw mut pg_sys::SnapshotSelfData,
            Seen::Statement => unsafe { pg_sys::GetActiveSnapshot() },
        };
        self.begin(index, conditions, snapshot, order)
    }

    fn begin<'t>(
        &'t self,
        index: &'static CStr,
        conditions: &[Condition<'_>],
        snapshot: pg_sys::Snapshot,
        order: Order,
    ) -> Scan<'t> {
        let mut keys: Vec<pg_sys::ScanKeyData> = Vec::with_capacity(conditions.len());
        for (column, key) in conditions {
            let equal = pg_sys::BTEqualStrategyNumber;
            let (strategy, function, value) = match key {
                Key::Number(number) => (equal, pg_sys::F_INT8EQ, number.into_datum()),
                Key::After(number) => (pg_sys::BTGreaterStrategyNumber, pg_sys::F_INT8GT, number.into_datum()),
                Key::From(number) => (
                    pg_sys::BTGreaterEqualStrategyNumber,
                    pg_sys::F_INT8GE,
                    number.into_datum(),
                ),
                Key::Before(number) => (pg_sys::BTLessStrategyNumber, pg_sys::F_INT8LT, number.into_datum()),
                Key::TimeFrom(at) => (pg_sys::BTGreaterEqualStrategyNumber, TIME_GE, time(*at)),
                Key::TimeTo(at) => (pg_sys::BTLessEqualStrategyNumber, TIME_LE, time(*at)),
                Key::Small(number) => (equal, pg_sys::F_INT2EQ, number.into_datum()),
                Key::Oid(oid) => (equal, pg_sys::F_OIDEQ, oid.into_datum()),
                Key::Text(text) => (equal, pg_sys::F_TEXTEQ, text.into_datum()),
                Key::FromText(text) => (
                    pg_sys::BTGreaterEqualStrategyNumber,
                    pg_sys::F_TEXT_GE,
                    text.into_datum(),
                ),
                Key::Uuid(bytes) => (equal, pg_sys::F_UUID_EQ, pgrx::Uuid::from_bytes(*bytes).into_datum()),
            };
            let mut entry = pg_sys::ScanKeyData::default();
            // SAFETY: the entry is ours; ScanKeyInit compares text by the collation "C", as these tables do.
            unsafe {
                pg_sys::ScanKeyInit(
                    &raw mut entry,
                    *column,
                    strategy as pg_sys::StrategyNumber,
                    function.into(),
                    value.unwrap_or(Datum::from(0)),
                );
            }
            keys.push(entry);
        }
        // SAFETY: index and table are open until the scan is dropped; the keys are copied by the callee, and the snapshot
        // outlives the scan.
        unsafe {
            let index = pg_sys::index_open(oid(index), pg_sys::AccessShareLock as pg_sys::LOCKMODE);
            let count = keys.len() as std::ffi::c_int;
            let scan = pg_sys::systable_beginscan_ordered(self.relation, index, snapshot, count, keys.as_mut_ptr());
            Scan {
                table: self,
                index,
                scan,
                direction: match order {
                    Order::Forward => pg_sys::ScanDirection::ForwardScanDirection,
                    Order::Backward => pg_sys::ScanDirection::BackwardScanDirection,
                },
                ended: false,
            }
        }
    }

    /// Adds a row: its values in the order of the columns.
    pub(crate) fn insert(&self, values: &[Option<Datum>]) {
        self.change(values, Change::Insert);
    }

    /// Adds a row of which the caller knows, by the types of what it is made of, that it keeps NOT NULL and CHECK of its table: to read
    /// their texts and to plan them takes longer than to compress and write a document.
    pub(crate) fn add(&self, values: &[Option<Datum>]) {
        self.change(values, Change::Add);
    }

    /// Puts values in the place of a row that was read under a lock.
    pub(crate) fn update(&self, at: pg_sys::ItemPointerData, values: &[Option<Datum>]) {
        self.change(values, Change::Update(at));
    }

    /// The same of a row of which the caller knows what [`Table::add`] wants to be known.
    pub(crate) fn replace(&self, at: pg_sys::ItemPointerData, values: &[Option<Datum>]) {
        self.change(values, Change::Replace(at));
    }

    /// A row by where it lay once: there, or where its later versions went. Conditions are those of a unique index, so that what is
    /// found and fits is the row. `None` says nothing: its place may be somebody else's by now.
    ///
    /// A row that changes again and again while somebody's old snapshot keeps its former versions has thousands of them, and an index
    /// leads to each; from the version that was the last a moment ago it is a step or two.
    pub(crate) fn follow<T>(
        &self,
        at: pg_sys::ItemPointerData,
        read: impl FnOnce(&mut Row<'_>) -> Option<T>,
    ) -> Option<(T, pg_sys::ItemPointerData)> {
        let mut at = at;
        for _ in 0..MOST_STEPS {
            match self.version(at)? {
                Version::Current(mut row) => {
                    let lies = row.place();
                    return read(&mut row).map(|found| (found, lies));
                }
                Version::Former(next) => at = next,
            }
        }
        None
    }

    /// What lies at a place now.
    fn version(&self, at: pg_sys::ItemPointerData) -> Option<Version<'_>> {
        // SAFETY: the table is open; a place that is none, or has nothing in it, is answered with false. What was found is copied before
        // its page is let go.
        unsafe {
            let mut tuple = pg_sys::HeapTupleData {
                t_self: at,
                t_tableOid: (*self.relation).rd_id,
                ..Default::default()
            };
            if pg_sys::RelationGetNumberOfBlocksInFork(self.relation, pg_sys::ForkNumber::MAIN_FORKNUM)
                <= pgrx::itemptr::item_pointer_get_block_number_no_check(at)
            {
                return None;
            }
            if let Some(found) = fetch(self.relation, &raw mut pg_sys::SnapshotSelfData, &mut tuple) {
                return Some(Version::Current(Row::of(found, self.columns())));
            }
            tuple.t_self = at;
            let former = fetch(self.relation, &raw mut pg_sys::SnapshotAnyData, &mut tuple)?;
            let next = (*(*former).t_data).t_ctid;
            let same = pg_sys::ItemPointerEquals((&raw const next).cast_mut(), (&raw const at).cast_mut());
            (!same).then_some(Version::Former(next))
        }
    }

    /// Takes a row away that was read under a lock.
    pub(crate) fn delete(&self, at: pg_sys::ItemPointerData) {
        let mut at = at;
        // SAFETY: the table is open, and nobody else changes the row.
        unsafe {
            pg_sys::simple_heap_delete(self.relation, &raw mut at);
            pg_sys::CommandCounterIncrement();
        }
    }

    fn change(&self, values: &[Option<Datum>], change: Change) {
        // SAFETY: everything is made here and freed here; a slot of this table has room for as many values as it has columns. Without a
        // description of triggers none is fired.
        unsafe {
            let columns = self.columns();
            assert_eq!(values.len(), (*columns).natts as usize, "a value for each column");
            let estate = pg_sys::CreateExecutorState();
            let before = pg_sys::MemoryContextSwitchTo((*estate).es_query_cxt);
            (*estate).es_snapshot = pg_sys::GetActiveSnapshot();
            let target = pg_sys::palloc0(size_of::<pg_sys::ResultRelInfo>()).cast::<pg_sys::ResultRelInfo>();
            (*target).type_ = pg_sys::NodeTag::T_ResultRelInfo;
            pg_sys::InitResultRelInfo(target, self.relation, 0, null_mut(), 0);
            (*target).ri_TrigDesc = null_mut();
            pg_sys::ExecOpenIndices(target, false);
            let slot = pg_sys::MakeSingleTupleTableSlot(columns, &raw const pg_sys::TTSOpsVirtual);
            for (number, value) in values.iter().enumerate() {
                *(*slot).tts_values.add(number) = value.unwrap_or(Datum::from(0));
                *(*slot).tts_isnull.add(number) = value.is_none();
            }
            pg_sys::ExecStoreVirtualTuple(slot);
            match change {
                Change::Insert => simple_insert(target, estate, slot),
                Change::Add => {
                    pg_sys::simple_table_tuple_insert(self.relation, slot);
                    index(target, estate, slot);
                }
                Change::Update(at) => {
                    let old = pg_sys::MakeSingleTupleTableSlot(columns, &raw const pg_sys::TTSOpsVirtual);
                    (*old).tts_tid = at;
                    simple_update(target, estate, old, slot);
                    pg_sys::ExecDropSingleTupleTableSlot(old);
                }
                Change::Replace(at) => {
                    let mut at = at;
                    let mut indexes = NO_INDEXES;
                    let seen = (*estate).es_snapshot;
                    pg_sys::simple_table_tuple_update(self.relation, &raw mut at, slot, seen, &raw mut indexes);
                    if indexes != NO_INDEXES {
                        index(target, estate, slot);
                    }
                }
            }
            pg_sys::ExecDropSingleTupleTableSlot(slot);
            pg_sys::ExecCloseIndices(target);
            pg_sys::MemoryContextSwitchTo(before);
            pg_sys::FreeExecutorState(estate);
            // A second change of the same row by the same statement is one of a later command.
            pg_sys::CommandCounterIncrement();
        }
    }
}

/// What is done to a table.
enum Change {
    Insert,
    Add,
    Update(pg_sys::ItemPointerData),
    Replace(pg_sys::ItemPointerData),
}

/// So many versions of a row are passed before an index is asked after all.
const MOST_STEPS: usize = 1_000;

/// What lies at a place.
enum Version<'t> {
    Current(Row<'t>),
    /// It was replaced, and this is where its successor went.
    Former(pg_sys::ItemPointerData),
}

/// A copy of the row at a place, if a snapshot has it. Its memory is the caller's context's.
///
/// # Safety
/// The relation is open, and the tuple names a place and the relation.
unsafe fn fetch(
    relation: pg_sys::Relation,
    snapshot: pg_sys::Snapshot,
    tuple: &mut pg_sys::HeapTupleData,
) -> Option<pg_sys::HeapTuple> {
    // SAFETY: the caller's; the buffer is released here, after the copy.
    unsafe {
        let mut buffer = 0;
        #[cfg(any(feature = "pg13", feature = "pg14"))]
        let found = pg_sys::heap_fetch(relation, snapshot, tuple, &raw mut buffer);
        #[cfg(not(any(feature = "pg13", feature = "pg14")))]
        let found = pg_sys::heap_fetch(relation, snapshot, tuple, &raw mut buffer, false);
        if !found {
            return None;
        }
        let copy = pg_sys::heap_copytuple(tuple);
        pg_sys::ReleaseBuffer(buffer);
        Some(copy)
    }
}

/// That an update has left all indexes as they were.
#[cfg(any(feature = "pg13", feature = "pg14", feature = "pg15"))]
const NO_INDEXES: bool = false;
#[cfg(not(any(feature = "pg13", feature = "pg14", feature = "pg15")))]
const NO_INDEXES: pg_sys::TU_UpdateIndexes::Type = pg_sys::TU_UpdateIndexes::TU_None;

type Target = *mut pg_sys::ResultRelInfo;
type State = *mut pg_sys::EState;
type Slot = *mut pg_sys::TupleTableSlot;

/// PostgreSQL 13 takes the table from the state, and later ones beside it.
///
/// # Safety
/// Everything is open, as `change` opens it.
unsafe fn simple_insert(target: Target, estate: State, slot: Slot) {
    // SAFETY: the caller's.
    unsafe {
        #[cfg(not(feature = "pg13"))]
        pg_sys::ExecSimpleRelationInsert(target, estate, slot);
        #[cfg(feature = "pg13")]
        {
            (*estate).es_result_relation_info = target;
            pg_sys::ExecSimpleRelationInsert(estate, slot);
        }
    }
}

/// # Safety
/// As above.
unsafe fn simple_update(target: Target, estate: State, old: Slot, slot: Slot) {
    // SAFETY: the caller's.
    unsafe {
        #[cfg(not(feature = "pg13"))]
        pg_sys::ExecSimpleRelationUpdate(target, estate, null_mut(), old, slot);
        #[cfg(feature = "pg13")]
        {
            (*estate).es_result_relation_info = target;
            pg_sys::ExecSimpleRelationUpdate(estate, null_mut(), old, slot);
        }
    }
}

/// The indexes' entries of a row that was added.
///
/// # Safety
/// As above.
unsafe fn index(target: Target, estate: State, slot: Slot) {
    // SAFETY: the caller's.
    unsafe {
        #[cfg(feature = "pg13")]
        {
            (*estate).es_result_relation_info = target;
            pg_sys::ExecInsertIndexTuples(slot, estate, false, null_mut(), null_mut());
        }
        #[cfg(any(feature = "pg14", feature = "pg15"))]
        pg_sys::ExecInsertIndexTuples(target, slot, estate, false, false, null_mut(), null_mut());
        #[cfg(not(any(feature = "pg13", feature = "pg14", feature = "pg15")))]
        pg_sys::ExecInsertIndexTuples(target, slot, estate, false, false, null_mut(), null_mut(), false);
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        // After an error the transaction closes it.
        if !std::thread::panicking() {
            // SAFETY: it was opened, and nobody else closes it.
            unsafe { pg_sys::table_close(self.relation, pg_sys::NoLock as pg_sys::LOCKMODE) };
        }
    }
}

/// Rows, one after the other.
pub(crate) struct Scan<'t> {
    table: &'t Table,
    index: pg_sys::Relation,
    scan: pg_sys::SysScanDesc,
    direction: pg_sys::ScanDirection::Type,
    /// Asked once more after its end, an index would begin again.
    ended: bool,
}

impl Scan<'_> {
    /// The next row. It is there until the one after it is asked for.
    pub(crate) fn next(&mut self) -> Option<Row<'_>> {
        // Who looks at a whole ledger can be stopped.
        pgrx::check_for_interrupts!();
        if self.ended {
            return None;
        }
        // SAFETY: the scan is open as long as `self` is.
        let tuple = unsafe { pg_sys::systable_getnext_ordered(self.scan, self.direction) };
        self.ended = tuple.is_null();
        // SAFETY: the row is lent until the scan goes on.
        (!tuple.is_null()).then(|| unsafe { Row::of(tuple, self.table.columns()) })
    }
}

impl Drop for Scan<'_> {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: both were opened, and nobody else closes them.
            unsafe {
                pg_sys::systable_endscan_ordered(self.scan);
                pg_sys::index_close(self.index, pg_sys::NoLock as pg_sys::LOCKMODE);
            }
        }
    }
}

/// A time as a column has it.
pub(crate) fn from_microseconds(since_2000: i64) -> Timestamp {
    Timestamp::from_unix_ms(since_2000.div_euclid(1000).saturating_add(EPOCH_MS))
}

/// A time for a column.
pub(crate) fn microseconds(time: Timestamp) -> i64 {
    time.unix_ms().saturating_sub(EPOCH_MS).saturating_mul(1000)
}

/// Bytes for a column.
pub(crate) fn bytes(bytes: &[u8]) -> Option<Datum> {
    bytes.into_datum()
}

/// A time for a column.
pub(crate) fn time(at: Timestamp) -> Option<Datum> {
    microseconds(at).into_datum()
}

/// A count for a column. What is greater than it can hold was no count.
pub(crate) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A number of few values for a column.
pub(crate) fn small(number: i64) -> Option<Datum> {
    i16::try_from(number).ok().and_then(IntoDatum::into_datum)
}

/// The name of the role that called from outside every function that changes it.
pub(crate) fn caller() -> String {
    // SAFETY: the name is palloc'ed and ends.
    unsafe {
        let name = pg_sys::GetUserNameFromId(pg_sys::GetOuterUserId(), true);
        match name == null::<std::ffi::c_char>().cast_mut() {
            true => String::new(),
            false => CStr::from_ptr(name).to_string_lossy().into_owned(),
        }
    }
}
