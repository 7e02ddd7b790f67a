//! The stores of the simulation: the one that forgets, the shipped file, and what is done to it that must not be.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use khatm::store::delivery::{Deliveries, Delivering};
use khatm::store::memory::Memory;
use khatm::store::sqlite::Sqlite;
use khatm::store::witness::{FolderWitness, Mark, Witness};
use khatm::store::{Store, Uuid};
use khatm::time::Timestamp;
use khatm::{Code, Error, Result};

use super::lying::Between;
use super::random::Random;

/// Where the rows of a seed are.
pub(crate) enum Kept {
    Memory(Memory),
    File(Ledger),
}

impl Kept {
    pub(crate) fn store(&self) -> &dyn Store {
        match self {
            Kept::Memory(memory) => memory,
            Kept::File(ledger) => ledger.store.as_ref().expect("open between two events"),
        }
    }
}

/// A ledger file with a folder of its own, in memory where the machine has one: what is looked for is not in the disk.
pub(crate) struct Ledger {
    folder: PathBuf,
    witness: Arc<dyn Witness>,
    store: Option<Sqlite>,
}

/// A witness that remembers a place and nothing else: what a file without one would be.
struct Blind(FolderWitness);

impl Witness for Blind {
    fn read(&self, install: &Uuid) -> Result<Option<Mark>> {
        let known = self.0.read(install)?;
        Ok(known.map(|mark| Mark {
            place: mark.place,
            ..Mark::default()
        }))
    }

    fn advance(&self, install: &Uuid, mark: &Mark, sure: bool) -> Result<()> {
        self.0.advance(install, mark, sure)
    }
}

impl Ledger {
    pub(crate) fn new(name: &str, blind: bool) -> Result<Self> {
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let folder = folder.join(format!("khatm-simulation-{}-{name}", std::process::id()));
        drop(std::fs::remove_dir_all(&folder));
        std::fs::create_dir_all(&folder).expect("a folder");
        let witness = FolderWitness::new(folder.join("witness"));
        let witness: Arc<dyn Witness> = match blind {
            true => Arc::new(Blind(witness)),
            false => Arc::new(witness),
        };
        let store = Sqlite::create(&folder.join("ledger"), Arc::clone(&witness))?;
        Ok(Ledger {
            folder,
            witness,
            store: Some(store),
        })
    }

    fn copy(&self, from: &str, to: &str) {
        for end in ["", "-wal"] {
            let (from, to) = (
                self.folder.join(format!("{from}{end}")),
                self.folder.join(format!("{to}{end}")),
            );
            match from.exists() {
                true => drop(std::fs::copy(&from, &to).expect("a copy")),
                false => drop(std::fs::remove_file(&to)),
            }
        }
        drop(std::fs::remove_file(self.folder.join(format!("{to}-shm"))));
    }

    /// Somebody keeps the file as it is now.
    pub(crate) fn back_up(&self) {
        self.copy("ledger", "backup");
    }

    /// A copy is used beside the original. What it is let do.
    pub(crate) fn try_copy(&self) -> Result<[Result<()>; 2]> {
        self.copy("backup", "copy");
        let copy = Sqlite::open(&self.folder.join("copy"), Arc::clone(&self.witness))?;
        let delivered = copy.deliver(&mut |_| Ok(()));
        let issued = copy.transact(&mut |_| Ok(()));
        Ok([delivered, issued])
    }

    /// The older state is put where the file was, and used. Whether it is let go on as if nothing had happened; where not, it is
    /// told to deliver what it has and to issue no more.
    pub(crate) fn restore(&mut self, now: Timestamp) -> Result<bool> {
        self.store = None;
        self.copy("backup", "ledger");
        let store = Sqlite::open(&self.folder.join("ledger"), Arc::clone(&self.witness))?;
        let refused = store.deliver(&mut |_| Ok(()));
        let same = match refused {
            Ok(()) => true,
            Err(error) if error.code() == Code::FenceOlder => {
                let issued = store.transact(&mut |_| Ok(()));
                let resumed = store.resume(&[], "somebody", now);
                for refused in [issued, resumed] {
                    if refused.map_err(|error| error.code()) != Err(Code::FenceOlder) {
                        return Err(Error::new(Code::FenceOlder).at("an older state was let do something"));
                    }
                }
                store.abandon("somebody", now)?;
                false
            }
            Err(error) => return Err(error),
        };
        self.store = Some(store);
        Ok(same)
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        self.store = None;
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

/// A store that is busy now and then, or does not say whether it kept something.
pub(crate) struct Flaky<'a> {
    pub(crate) inner: Between<'a>,
    pub(crate) random: &'a RefCell<Random>,
}

impl Deliveries for Flaky<'_> {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let dice = self.random.borrow_mut().below(200);
        match dice {
            0..4 => Err(Error::new(Code::StoreBusy)),
            4 => Err(Error::new(Code::StoreUnsure)),
            5 => self.inner.deliver(work).and(Err(Error::new(Code::StoreUnsure))),
            _ => self.inner.deliver(work),
        }
    }
}
