//! The ledger in one SQLite file: durable before anybody is told of it, and append-only by rules of its own tables.
//!
//! Every commit reaches the disk (write-ahead log, `synchronous=FULL`, on Apple's systems a full sync), several processes may have
//! the file open, and a file on a network file system is refused: Linux and Android by the kind of the file system, Apple's systems by
//! the mount's own mark, Windows by the resolved path; other systems are not looked at.
//!
//! A copy of the file, an older state of it, or a copy of its whole folder is told by a [`Witness`] elsewhere: it reads and verifies,
//! but does not sign and does not deliver until somebody resumes it ([`Sqlite::resume`], [`Sqlite::abandon`]). What cannot be told: a
//! file that is copied together with its witness and keeps its number in the file system, as when the whole machine is set back.

mod counting;
mod delivering;
mod fault;
mod fence;
mod ground;
mod inspect;
mod issuing;
mod rows;
mod safe;
mod stretch;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior, params};

use super::delivery::{Deliveries, Delivering, Route};
use super::witness::Witness;
use super::{Chain, ChainId, ChainState, Document, Fate, Issuing, NewChain, Place, Store, Uuid};
use crate::chain::Link;
use crate::error::{Code, Error, Result};
use crate::ledger::trail;
use crate::time::Timestamp;
use fault::fault;
use fence::Fence;
use rows::sql;

pub use fence::Stated;

/// How long another process may hold the file before the caller is told to try later.
const PATIENCE: Duration = Duration::from_secs(10);
/// "KHAT": marks the file as ours.
const APPLICATION: i64 = 0x4B48_4154;
/// The form of the tables.
const FORM: i64 = 1;

/// A ledger in a file.
pub struct Sqlite {
    path: PathBuf,
    connection: Mutex<Connection>,
    fence: Fence,
    /// A commit failed half way: what the file holds is only known after it was opened again.
    broken: AtomicBool,
}

impl std::fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sqlite")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

/// The rows of one transaction, or of none.
pub(super) struct Rows<'c>(&'c Connection);

impl Sqlite {
    /// Makes a new ledger. A file that is there already is left alone, unless there is nothing in it: it is empty, or its making
    /// was cut short by a fault before anybody could use it. Then it is made to the end.
    pub fn create(path: &Path, witness: Arc<dyn Witness>) -> Result<Self> {
        let path = ground::resolve(path)?;
        ground::local(&path)?;
        ground::make(&path)?;
        let taken = || Error::new(Code::StoreExists).at(path.display().to_string());
        let connection = connect(&path, |rows| match rows.content() {
            Ok(Content::Nothing) => ground::close(&path),
            Ok(Content::Unfinished) => Ok(()),
            Ok(_) => Err(taken()),
            Err(error) => Err(error),
        })?;
        let store = Self::of(path.clone(), connection, witness);
        let install = Uuid::fresh()?;
        store.exclusive(|rows| {
            // Two may be making the same file.
            if rows.content()? == Content::Nothing {
                rows.0.execute_batch(include_str!("sqlite/schema.sql")).map_err(fault)?;
                rows.run(sql!("store_add"), params![install.as_bytes()])
                    .map_err(fault)?;
            }
            Ok(())
        })?;
        match store.fence.begin(&store)? {
            true => Ok(store),
            false => Err(taken()),
        }
    }

    /// Opens a ledger. A copy opens too, for reading: see [`Sqlite::fence`].
    pub fn open(path: &Path, witness: Arc<dyn Witness>) -> Result<Self> {
        let path = ground::resolve(path)?;
        let shown = || path.display().to_string();
        if !path.exists() {
            return Err(Error::new(Code::StoreAbsent).at(shown()));
        }
        ground::local(&path)?;
        let connection = connect(&path, |rows| match rows.content()? {
            Content::Ledger => Ok(()),
            // Whoever wanted to make it was not told that it is made.
            Content::Nothing | Content::Unfinished => Err(Error::new(Code::StoreAbsent).at(shown())),
            Content::Form(form) => Err(Error::new(Code::StoreForm).found(&form.to_string())),
            Content::Foreign => Err(Error::new(Code::StoreForeign).at(shown())),
            // It may have been one.
            Content::Other => Err(Error::new(Code::StoreDamaged).at(shown())),
        })?;
        let store = Self::of(path, connection, witness);
        match store.fence.open(&store) {
            // It says so at every attempt to sign.
            Err(error) if fence::is_fenced(&error) => {}
            other => other?,
        }
        Ok(store)
    }

    fn of(path: PathBuf, connection: Connection, witness: Arc<dyn Witness>) -> Self {
        Sqlite {
            fence: Fence::new(witness),
            path,
            connection: Mutex::new(connection),
            broken: AtomicBool::new(false),
        }
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The connection. One whose commit failed half way is closed first, and another one opened: what it holds of the file may not
    /// be what the file holds.
    fn connection(&self) -> Result<MutexGuard<'_, Connection>> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if self.broken.load(Ordering::Acquire) {
            let still = |error: Error| Error::new(Code::StoreBroken).found(&error.to_string());
            *connection = Connection::open_in_memory().map_err(fault).map_err(still)?;
            *connection = connect(&self.path, |rows| match rows.content()? {
                Content::Ledger | Content::Unfinished => Ok(()),
                _ => Err(Error::new(Code::StoreForeign)),
            })
            .map_err(still)?;
            self.broken.store(false, Ordering::Release);
        }
        Ok(connection)
    }

    /// Reads without a transaction: what was committed before.
    fn reading(&self) -> Result<Guarded<'_>> {
        self.connection().map(Guarded)
    }

    /// One transaction that no other writer comes between, in whatever process.
    fn exclusive<T>(&self, work: impl FnOnce(&mut Rows<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.connection()?;
        let transaction = Transaction::new(&mut connection, TransactionBehavior::Immediate).map_err(fault)?;
        // Dropped unfinished by a panic, it is rolled back.
        let value = match work(&mut Rows(&transaction)) {
            Ok(value) => value,
            Err(error) => {
                if transaction.rollback().is_err() {
                    self.broken.store(true, Ordering::Release);
                }
                return Err(error);
            }
        };
        transaction.commit().map_err(|error| {
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) {
                // The log's last frame, which makes the transaction, was not written: nothing of it is there.
                return fault(error);
            }
            // The log may hold it or not. Whoever goes on now may write over what another process was shown.
            self.broken.store(true, Ordering::Release);
            Error::new(Code::StoreUnsure).found(&error.to_string())
        })?;
        Ok(value)
    }

    /// The same, for what only the one true file may do.
    fn signing<T>(&self, work: impl FnOnce(&mut Rows<'_>) -> Result<T>) -> Result<T> {
        let (value, mark) = self.exclusive(|rows| {
            self.fence.look(&self.path, rows)?;
            let value = work(rows)?;
            Ok((value, self.fence.seen(&self.path, rows)?))
        })?;
        // It is kept already: a witness that cannot be written now only stays behind.
        let _ = self.fence.keep(&mark, false);
        Ok(value)
    }
}

/// Opens the file as it must be opened, after a look at what is in it: a file that is not ours is not changed.
fn connect(path: &Path, look: impl FnOnce(&Rows<'_>) -> Result<()>) -> Result<Connection> {
    let named = |error: rusqlite::Error| fault(error).at(path.display().to_string());
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(named)?;
    connection.busy_timeout(PATIENCE).map_err(named)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Without this a statement is compiled again for each value that it is given, in case another plan were better for it.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(named)?;
    connection.execute_batch(sql!("connect")).map_err(named)?;
    look(&Rows(&connection)).map_err(|error| match error.path() {
        Some(_) => error,
        None => error.at(path.display().to_string()),
    })?;
    // To its end: what it changes in the file is committed after its only row.
    let journal = Rows(&connection).all(sql!("journal"), [], |row| rows::Columns::new(row).take::<String>());
    let journal = journal.map_err(|error| error.at(path.display().to_string()))?.concat();
    let strict: bool = connection
        .query_row(sql!("strict"), [], |row| row.get(0))
        .map_err(named)?;
    // What the system or the file does not give is not done without.
    if !strict || !journal.eq_ignore_ascii_case("wal") {
        let shown = path.display().to_string();
        return Err(Error::new(Code::StoreJournal).at(shown).found(&journal));
    }
    Ok(connection)
}

/// What a file has in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Not a table.
    Nothing,
    /// A ledger that was not made to the end: nobody ever had it in hand.
    Unfinished,
    Ledger,
    /// A ledger of another version.
    Form(i64),
    /// Somebody else's tables.
    Foreign,
    /// No tables, but no database either.
    Other,
}

/// The connection, as long as it is read from.
struct Guarded<'s>(MutexGuard<'s, Connection>);

impl Rows<'_> {
    fn content(&self) -> Result<Content> {
        let identity = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let identity: (i64, i64, i64) = match self.0.query_row(sql!("identity"), [], identity) {
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
                return Ok(Content::Other);
            }
            other => other.map_err(fault)?,
        };
        Ok(match identity {
            (APPLICATION, FORM, _) if self.installed()?.1 == 0 => Content::Unfinished,
            (APPLICATION, FORM, _) => Content::Ledger,
            (APPLICATION, form, _) => Content::Form(form),
            (0, 0, 0) => Content::Nothing,
            _ => Content::Foreign,
        })
    }

    /// All rows of a statement.
    fn all<T>(
        &self,
        statement: &str,
        values: impl rusqlite::Params,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.0.prepare_cached(statement).map_err(fault)?;
        let mut rows = statement.query(values).map_err(fault)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(fault)? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// Its first row.
    fn one<T>(
        &self,
        statement: &str,
        values: impl rusqlite::Params,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.0.prepare_cached(statement).map_err(fault)?;
        let mut rows = statement.query(values).map_err(fault)?;
        rows.next().map_err(fault)?.map(read).transpose()
    }

    /// Runs a statement; how many rows it changed.
    fn run(&self, statement: &str, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.0.prepare_cached(statement)?.execute(values)
    }
}

impl Store for Sqlite {
    fn begin(&self, new: &NewChain, now: Timestamp) -> Result<Chain> {
        self.signing(|rows| rows.begin(new, now))
    }

    fn chains(&self) -> Result<Vec<Chain>> {
        Rows(&self.reading()?.0).all(sql!("chain_all"), [], rows::chain)
    }

    fn set_state(&self, chain: ChainId, state: ChainState, by: &str, now: Timestamp) -> Result<()> {
        self.exclusive(|rows| {
            let before = rows.known(chain)?.state;
            let to = rows.set_state(chain, state, None)?;
            match to == before {
                true => Ok(()),
                false => rows.enter(&trail::aside(chain, to, None, by, now)),
            }
        })
    }

    fn transact(&self, work: &mut dyn FnMut(&mut dyn Issuing) -> Result<()>) -> Result<()> {
        self.signing(|rows| work(rows))
    }

    fn document(&self, uuid: &Uuid) -> Result<Option<Document>> {
        Rows(&self.reading()?.0).by_uuid(uuid)
    }

    fn numbered(&self, number: &str) -> Result<Vec<Document>> {
        Rows(&self.reading()?.0).all(sql!("document_numbered"), params![number], rows::document)
    }

    fn documents(&self, chain: ChainId, after: u64, most: usize) -> Result<Vec<Document>> {
        let values = params![chain.number(), rows::number(after), rows::number(most as u64)];
        Rows(&self.reading()?.0).all(sql!("document_after"), values, rows::document)
    }

    fn last(&self, chain: ChainId) -> Result<Option<Link>> {
        let head = Rows(&self.reading()?.0).head(chain)?;
        Ok(head.map(|head| head.link))
    }

    fn fate(&self, place: Place) -> Result<Fate> {
        Issuing::fate(&mut Rows(&self.reading()?.0), place)
    }
}

impl Deliveries for Sqlite {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        self.signing(|rows| work(rows))
    }

    fn look(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let mut connection = self.connection()?;
        // Dropped unfinished, it is rolled back.
        let transaction = Transaction::new(&mut connection, TransactionBehavior::Deferred).map_err(fault)?;
        work(&mut Rows(&transaction))
    }
}

impl Rows<'_> {
    fn begin(&self, new: &NewChain, now: Timestamp) -> Result<Chain> {
        let (environment, first) = (new.environment.as_str(), new.start.first());
        let known = params![environment, new.device, new.certificate];
        let known = self.one(sql!("chain_find"), known, |row| rows::Columns::new(row).chain())?;
        let id = match known {
            Some(id) => id,
            None => {
                let drained = params![environment, new.device];
                for chain in self.all(sql!("chain_drain"), drained, |row| rows::Columns::new(row).chain())? {
                    self.enter(&trail::aside(chain, ChainState::Draining, None, "", now))?;
                }
                let values = params![
                    environment,
                    new.device,
                    new.vat_number,
                    new.certificate,
                    rows::number(first.counter),
                    first.previous_hash.as_bytes(),
                    now.unix_ms()
                ];
                let made = self.one(sql!("chain_add"), values, |row| rows::Columns::new(row).chain())?;
                let id = made.ok_or_else(fault::damaged)?;
                for route in Route::ALL {
                    let values = params![id.number(), route.number(), rows::number(first.counter)];
                    self.run(sql!("lane_add"), values).map_err(fault)?;
                }
                self.enter(&trail::begun(&self.known(id)?, now))?;
                id
            }
        };
        self.known(id)
    }

    fn known(&self, id: ChainId) -> Result<Chain> {
        self.one(sql!("chain_read"), params![id.number()], rows::chain)?
            .ok_or_else(|| Error::new(Code::StoreChain).found(&id.to_string()))
    }

    /// The state that it has then.
    fn set_state(&self, id: ChainId, state: ChainState, why: Option<&str>) -> Result<ChainState> {
        let to = super::aside(self.known(id)?.state, state)?;
        self.run(sql!("chain_state"), params![id.number(), to.number(), why])
            .map_err(fault)?;
        Ok(to)
    }
}
