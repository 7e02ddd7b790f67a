//! Whether this file is the one true one, or a copy or an older state of it.
//!
//! | what happened | told by |
//! |---|---|
//! | the file was copied, with or without its folder; restored as a new file | its number in the file system |
//! | it was carried to another machine or another user | there is no mark of it |
//! | an older state was written over it | its last document, or how often it was opened |
//! | another file took its place while it was open | its number in the file system, at every transaction |
//! | a copy of it was resumed on this machine | its mark, which is retired then |

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::params;

use super::rows::{self, Columns, sql};
use super::{Rows, Sqlite};
use super::{fault::damaged, fault::fault, ground};
use crate::error::{Code, Error, Result};
use crate::ledger::trail;
use crate::seal::InvoiceHash;
use crate::store::delivery::Entry;
use crate::store::witness::{Mark, Witness};
use crate::store::{ChainState, Issuing as _, Uuid};
use crate::time::Timestamp;

/// As often was no file opened: its place was taken by another.
const RETIRED: u64 = i64::MAX as u64;

pub(super) struct Fence {
    witness: Arc<dyn Witness>,
    /// The installation that the witness was asked about last: its name changes when a copy is resumed.
    install: Mutex<Option<Uuid>>,
}

/// What somebody says of the last document of a device, from outside the file: from the authority's portal, or from the last
/// document that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The device.
    pub device: String,
    /// The counter of its last document; 0 if it made none.
    pub counter: u64,
    /// The hash of that document.
    pub hash: Option<InvoiceHash>,
}

impl Stated {
    /// Reads `DEVICE=COUNTER:HASH` or `DEVICE=0`. A device's name may hold an equals sign, a hash ends in one.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = || Error::new(Code::FenceUnstated).at("last").found(text);
        let (front, hash) = match text.rsplit_once(':') {
            Some((front, hash)) => (front, Some(InvoiceHash::parse(hash).ok_or_else(fail)?)),
            None => (text, None),
        };
        let (device, counter) = front.rsplit_once('=').ok_or_else(fail)?;
        let counter: u64 = counter.parse().map_err(|_| fail())?;
        if (counter == 0) != hash.is_none() {
            return Err(fail());
        }
        Ok(Stated {
            device: device.to_owned(),
            counter,
            hash,
        })
    }
}

pub(super) fn is_fenced(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::FenceUnknown | Code::FenceRetired | Code::FenceCopied | Code::FenceOlder | Code::WitnessDamaged
    )
}

impl Fence {
    pub(super) fn new(witness: Arc<dyn Witness>) -> Self {
        Fence {
            witness,
            install: Mutex::new(None),
        }
    }

    /// The first mark of a new file. False if it had one before, and was opened: it is another's.
    ///
    /// The mark is there before the file is said to be made, so that none is ever found without.
    pub(super) fn begin(&self, store: &Sqlite) -> Result<bool> {
        self.keep(&store.exclusive(|rows| self.seen(&store.path, rows))?, true)?;
        let mark = store.exclusive(|rows| {
            if rows.installed()?.1 > 0 {
                return Ok(None);
            }
            rows.run(sql!("store_opened"), params![1]).map_err(fault)?;
            self.seen(&store.path, rows).map(Some)
        })?;
        let Some(mark) = mark else { return Ok(false) };
        // It is made: a witness that cannot be written now only stays behind.
        let _ = self.keep(&mark, true);
        Ok(true)
    }

    /// One opening more, if it is the true file.
    pub(super) fn open(&self, store: &Sqlite) -> Result<()> {
        let mark = store.exclusive(|rows| {
            let known = self.look(&store.path, rows)?;
            let (_, generation) = rows.installed()?;
            let next = generation.max(known.generation) + 1;
            rows.run(sql!("store_opened"), params![rows::number(next)])
                .map_err(fault)?;
            self.seen(&store.path, rows)
        })?;
        // From here on an older state of the file is known as such.
        self.keep(&mark, true)
    }

    /// Compares the file with its mark.
    pub(super) fn look(&self, path: &Path, rows: &Rows<'_>) -> Result<Mark> {
        let (install, generation) = rows.installed()?;
        let mark = self.witness.read(&install)?;
        let mark = mark.ok_or_else(|| Error::new(Code::FenceUnknown).at(path.display().to_string()))?;
        if mark.generation == RETIRED {
            return Err(Error::new(Code::FenceRetired).at(path.display().to_string()));
        }
        if mark.place != ground::place(path)? {
            return Err(Error::new(Code::FenceCopied).at(path.display().to_string()));
        }
        if mark.generation > generation || mark.documents > 0 && rows.hash_of(mark.documents)? != mark.last {
            return Err(Error::new(Code::FenceOlder).at(path.display().to_string()));
        }
        Ok(mark)
    }

    /// Another file takes the place of what bears this name.
    fn retire(&self, former: &Uuid) -> Result<()> {
        let Some(mark) = self.witness.read(former)? else {
            return Ok(());
        };
        let retired = Mark {
            generation: RETIRED,
            ..mark
        };
        self.witness.advance(former, &retired, true)
    }

    /// The mark of the file as it is now.
    pub(super) fn seen(&self, path: &Path, rows: &Rows<'_>) -> Result<Mark> {
        let (install, generation) = rows.installed()?;
        let (documents, last) = rows.last()?;
        *self.install.lock().unwrap_or_else(PoisonError::into_inner) = Some(install);
        Ok(Mark {
            generation,
            documents,
            last,
            place: ground::place(path)?,
        })
    }

    pub(super) fn keep(&self, mark: &Mark, sure: bool) -> Result<()> {
        let install = *self.install.lock().unwrap_or_else(PoisonError::into_inner);
        install.map_or(Ok(()), |install| self.witness.advance(&install, mark, sure))
    }
}

impl Rows<'_> {
    pub(super) fn installed(&self) -> Result<(Uuid, u64)> {
        let found = self.one(sql!("store_read"), [], |row| {
            let mut row = Columns::new(row);
            Ok((Uuid::from_bytes(row.bytes()?), row.count()?))
        })?;
        found.ok_or_else(damaged)
    }

    fn last(&self) -> Result<(u64, Option<InvoiceHash>)> {
        let found = self.one(sql!("last"), [], |row| {
            let mut row = Columns::new(row);
            Ok((row.count()?, Some(InvoiceHash::from_bytes(row.bytes()?))))
        })?;
        Ok(found.unwrap_or((0, None)))
    }

    fn hash_of(&self, ordinal: u64) -> Result<Option<InvoiceHash>> {
        self.one(sql!("ordinal_hash"), params![rows::number(ordinal)], |row| {
            Columns::new(row).bytes().map(InvoiceHash::from_bytes)
        })
    }
}

impl Sqlite {
    /// Whether this is the one true file: an error says why it neither signs nor delivers, and how it may again.
    pub fn fence(&self) -> Result<()> {
        self.fence.look(&self.path, &Rows(&self.reading()?.0)).map(|_| ())
    }

    /// The name of this installation. A copy has that of its original until it is resumed.
    pub fn install(&self) -> Result<Uuid> {
        Ok(Rows(&self.reading()?.0).installed()?.0)
    }

    /// Makes a copy the one true file. Somebody states the last document of every device that issues, from outside the file; if
    /// one does not agree, the file is not what it should be, and nothing happens. Where the witness itself knows of later
    /// documents, none can be resumed: see [`Sqlite::abandon`].
    ///
    /// The original, if there still is one, must not be used any more. That cannot be looked at from here.
    pub fn resume(&self, stated: &[Stated], by: &str, now: Timestamp) -> Result<()> {
        match self.fence() {
            Ok(()) => return Err(Error::new(Code::FenceOpen)),
            Err(error) if error.code() == Code::FenceOlder => return Err(error),
            Err(error) if !is_fenced(&error) => return Err(error),
            Err(_) => {}
        }
        self.renewed(by, "resumed", now, |rows| {
            for chain in rows.all(sql!("chain_all"), [], rows::chain)? {
                if chain.state != ChainState::Active {
                    continue;
                }
                let head = rows.head(chain.id)?.map(|head| head.link);
                let device = &chain.made.device;
                let said = stated.iter().find(|said| said.device == *device);
                let said = said.ok_or_else(|| Error::new(Code::FenceUnstated).found(device))?;
                let agrees = match head {
                    None => said.counter == 0,
                    Some(link) => said.counter == link.counter && said.hash == Some(link.hash),
                };
                if !agrees {
                    return Err(Error::new(Code::FenceDiffers).found(device));
                }
            }
            Ok(())
        })
    }

    /// Gives up issuing with a file that lost documents: every chain is quarantined for good, and delivers what it has. A device
    /// that is onboarded again begins a chain of its own.
    pub fn abandon(&self, by: &str, now: Timestamp) -> Result<()> {
        match self.fence() {
            Ok(()) => return Err(Error::new(Code::FenceOpen)),
            Err(error) if !is_fenced(&error) => return Err(error),
            Err(_) => {}
        }
        self.renewed(by, "abandoned", now, |rows| {
            for chain in rows.all(sql!("chain_all"), [], rows::chain)? {
                let why = Some("abandoned");
                let to = rows.set_state(chain.id, ChainState::Quarantined, why)?;
                rows.enter(&trail::aside(chain.id, to, why, by, now))?;
            }
            Ok(())
        })
    }

    fn renewed(
        &self,
        by: &str,
        action: &'static str,
        now: Timestamp,
        work: impl FnOnce(&mut Rows<'_>) -> Result<()>,
    ) -> Result<()> {
        if by.trim().is_empty() {
            return Err(Error::new(Code::OutboxReason).at("by"));
        }
        let install = Uuid::fresh()?;
        let mark = self.exclusive(|rows| {
            work(rows)?;
            let (former, _) = rows.installed()?;
            // Before anything of it is kept here: from now on the original, if it is still there, signs no more.
            self.fence.retire(&former)?;
            rows.run(sql!("store_renew"), params![install.as_bytes()])
                .map_err(fault)?;
            rows.enter(&Entry {
                at: now,
                actor: by.to_owned(),
                action,
                place: None,
                detail: format!("{former} -> {install}"),
            })?;
            self.fence.seen(&self.path, rows)
        })?;
        self.fence.keep(&mark, true)
    }
}
