//! Whether this is the one place where the ledger goes on.
//!
//! A copy of a database has its devices, too: issuing on both would fork their chains, and the copy would deliver what is a rehearsal's.
//! So the ledger knows its place, and where the place is another one it is read and verified, but neither issues nor delivers nor
//! makes devices until somebody says that it goes on here.
//!
//! | what happened | what differs |
//! |---|---|
//! | dump and restore elsewhere, `pg_upgrade` | the system's identifier |
//! | dump and restore beside the original, `create database … template` | the database |
//! | an older dump restored in the original's place | the table of this row |
//! | a promoted standby, recovery to a point in time, `pg_rewind` | the timeline of what is written |
//! | a base backup started without its signal file, a copied folder | the folder's number in its file system |
//!
//! What cannot be told from inside: a disk or a whole machine that is set back to an older state.

use std::ffi::CStr;
use std::fmt;
use std::num::NonZeroUsize;
use std::os::unix::fs::MetadataExt as _;

use khatm::error::{Code, Error, Result};
use khatm::seal::Verifier;
use khatm::store::Uuid;
use khatm::store::delivery::Entry;
use khatm::store::safe::Safe as _;
use khatm::store::verify::verify;
use pgrx::IntoDatum;
use pgrx::pg_sys::{self, Datum, ItemPointerData};

use crate::server::{Ledger, now};
use crate::table::{Order, Row, Table, caller, oid, scratch};
use crate::{lock, tenant, worker};

/// Where a ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    system: i64,
    timeline: i64,
    database: i64,
    folder: i64,
    /// Made anew with the extension.
    table: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place {
            system,
            timeline,
            database,
            folder,
            table,
        } = self;
        write!(f, "{system}/{timeline}/{database}/{folder}/{table}")
    }
}

impl Place {
    /// This one.
    fn here() -> Result<Self> {
        // SAFETY: they are known since before the first session, and this is no standby: somebody writes.
        let (system, timeline, database, folder) = unsafe {
            (
                pg_sys::GetSystemIdentifier(),
                timeline(),
                pg_sys::MyDatabaseId.to_u32(),
                CStr::from_ptr(pg_sys::DataDir).to_string_lossy().into_owned(),
            )
        };
        let folder =
            std::fs::metadata(folder).map_err(|error| Error::new(Code::StoreFailed).found(&error.to_string()))?;
        Ok(Place {
            // The same bits: it is a name, not a number.
            system: system.cast_signed(),
            timeline: i64::from(timeline),
            database: i64::from(database),
            folder: folder.ino().cast_signed(),
            table: i64::from(oid(c"store").to_u32()),
        })
    }

    fn values(self, install: &Uuid) -> [Option<Datum>; 7] {
        [
            true.into_datum(),
            pgrx::Uuid::from_bytes(*install.as_bytes()).into_datum(),
            self.system.into_datum(),
            self.timeline.into_datum(),
            self.database.into_datum(),
            self.folder.into_datum(),
            self.table.into_datum(),
        ]
    }
}

/// The timeline that this server writes.
///
/// # Safety
/// Its writes have begun.
unsafe fn timeline() -> pg_sys::TimeLineID {
    // SAFETY: the caller's. Before 15 a process knows it once it has looked whether it may write.
    unsafe {
        #[cfg(any(feature = "pg13", feature = "pg14"))]
        {
            pg_sys::RecoveryInProgress();
            pg_sys::ThisTimeLineID
        }
        #[cfg(not(any(feature = "pg13", feature = "pg14")))]
        pg_sys::GetWALInsertionTimeLine()
    }
}

/// A ledger's own row.
struct Store {
    install: Uuid,
    place: Place,
    lies: ItemPointerData,
}

impl Ledger {
    fn store(&self) -> Result<Option<Store>> {
        let take = |row: &mut Row<'_>| {
            let lies = row.place();
            row.skip(1);
            Ok(Store {
                install: Uuid::from_bytes(*row.take::<pgrx::Uuid>()?.as_bytes()),
                place: Place {
                    system: row.take()?,
                    timeline: row.take()?,
                    database: row.take()?,
                    folder: row.take()?,
                    table: row.take()?,
                },
                lies,
            })
        };
        scratch(|| {
            let table = Table::read(c"store");
            self.first((&table, c"store_pkey"), &[], Order::Forward, take)
        })
    }

    /// The name of this installation.
    pub(crate) fn installed(&self) -> Result<Uuid> {
        match self.store()? {
            Some(store) => Ok(store.install),
            // Nothing has begun.
            None if self.last_chain()? == 0 => Ok(Uuid::from_bytes([0; 16])),
            None => Err(Error::new(Code::VerifyMissing).found("store")),
        }
    }

    /// Refuses where this is another place than the ledger's own.
    pub(crate) fn at_home(&self) -> Result<()> {
        let here = Place::here()?;
        match self.store()? {
            Some(store) if store.place == here => Ok(()),
            Some(store) => Err(Error::new(Code::FenceElsewhere).found(&format!("{} → {here}", store.place))),
            // It has not begun, or its own row is missing.
            None if self.last_chain()? == 0 => Ok(()),
            None => Err(Error::new(Code::FenceElsewhere).found(&here.to_string())),
        }
    }

    /// Makes this the ledger's own place, if it has none yet. To be called under the lock of the devices.
    pub(crate) fn settle_down(&self) -> Result<()> {
        self.at_home()?;
        if self.store()?.is_none() {
            let (install, here) = (Uuid::fresh()?, Place::here()?);
            scratch(|| Table::write(c"store").insert(&here.values(&install)));
        }
        Ok(())
    }

    /// Makes this the ledger's own place because somebody says so: he has seen that nobody goes on elsewhere. Where rows may have been left
    /// out on the way, all of it is looked at first, if he does not say that he has done so; what is wrong is returned then, and nothing done.
    pub(crate) fn resume(&self, why: &str, looks: bool) -> Result<Option<Error>> {
        let why = why.trim();
        if why.is_empty() {
            return Err(Error::new(Code::OutboxReason).at("why"));
        }
        // All of them go on, or none.
        tenant::of_all()?;
        let (install, here) = (Uuid::fresh()?, Place::here()?);
        // Files are copied whole: what was written row by row, into another system, database or table, need not be.
        let rows = |place: &Place| (place.system, place.database, place.table);
        let is_of_files = |store: &Store| rows(&store.place) == rows(&here);
        if looks && !self.store()?.as_ref().is_some_and(is_of_files) {
            let one = Some(NonZeroUsize::MIN);
            match verify(&Ledger::of_statement(), Verifier::shared(), one) {
                Err(error) => return Ok(Some(error)),
                Ok(verified) => {
                    if let Some(first) = verified.first() {
                        return Ok(Some(first.error.clone()));
                    }
                }
            }
        }
        lock::devices();
        worker::bell::at_commit();
        let before = self.store()?;
        let from = before.as_ref().map(|store| store.place.to_string()).unwrap_or_default();
        // An anchor that was taken before names the ledger as it was called then.
        let former = before
            .as_ref()
            .map(|store| format!("{} -> ", store.install))
            .unwrap_or_default();
        scratch(|| {
            let table = Table::write(c"store");
            match before {
                Some(store) => table.update(store.lies, &here.values(&install)),
                None => table.insert(&here.values(&install)),
            }
        });
        self.note(&Entry {
            at: now(),
            actor: caller(),
            action: "resumed",
            place: None,
            detail: format!("{former}{install} from={from} to={here} why={why}"),
        })?;
        Ok(None)
    }
}
