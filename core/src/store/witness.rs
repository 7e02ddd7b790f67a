//! What is remembered of a store outside of it, so that a copy or an older state of its file is known for what it is.
//!
//! A file that is copied, or restored from a backup, looks whole by itself: it would issue the same counters again, and fork the
//! chain. So the number of its openings, its last document and the place where it lies are kept elsewhere too.
//!
//! The witness is a lower bound. It is written after the document is kept, so that it may be behind the file (after a power cut), but
//! never ahead of it: a file that is behind its witness has lost something.

mod host;

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Uuid;
use crate::error::{Code, Error, Result};
use crate::seal::InvoiceHash;
use crate::seal::cert::hex;

pub use host::{HostWitness, Keeps};

/// What is remembered of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mark {
    /// How often it was opened.
    pub generation: u64,
    /// How many documents it had.
    pub documents: u64,
    /// The hash of the last of them.
    pub last: Option<InvoiceHash>,
    /// Where it lies, as the system tells places apart.
    pub place: u64,
}

impl Mark {
    /// The two together: what was once true of a store stays true, whichever of its writers comes last. A store never changes its
    /// place.
    #[must_use]
    fn with(&self, other: &Mark) -> Mark {
        let longer = if other.documents > self.documents { other } else { self };
        Mark {
            generation: self.generation.max(other.generation),
            documents: longer.documents,
            last: longer.last,
            place: self.place,
        }
    }
}

/// Where marks are kept. On a phone, the host's own: whatever its backups leave out.
pub trait Witness: Send + Sync {
    /// The mark of an installation.
    fn read(&self, install: &Uuid) -> Result<Option<Mark>>;

    /// Keeps a mark. What is older in it than what is there changes nothing. `sure` asks for it to outlive a power cut.
    fn advance(&self, install: &Uuid, mark: &Mark, sure: bool) -> Result<()>;
}

/// Marks as files of a folder: one for each store.
#[derive(Debug, Clone)]
pub struct FolderWitness {
    folder: PathBuf,
}

/// One of the two places that a mark is written to in turn: a write that was torn leaves the other.
const SLOT: u64 = 192;

impl FolderWitness {
    /// Marks in this folder, which is made if need be. It should not be part of what is copied with the store.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        FolderWitness { folder: folder.into() }
    }

    /// Where the system wants such things: the folder that `KHATM_WITNESS` names, else that of the user's state.
    pub fn of_user() -> Result<Self> {
        if let Some(folder) = std::env::var_os("KHATM_WITNESS").filter(|folder| !folder.is_empty()) {
            return Ok(FolderWitness::new(folder));
        }
        let variable = |name: &str| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = || variable("HOME");
        let state = if cfg!(windows) {
            variable("LOCALAPPDATA")
        } else if cfg!(target_vendor = "apple") {
            home().map(|home| home.join("Library/Application Support"))
        } else {
            variable("XDG_STATE_HOME").or_else(|| home().map(|home| home.join(".local/state")))
        };
        match state {
            Some(state) => Ok(FolderWitness::new(state.join("khatm/witness"))),
            None => Err(Error::new(Code::WitnessFolder)),
        }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn file(&self, install: &Uuid) -> PathBuf {
        self.folder.join(format!("{install}.mark"))
    }

    fn fault(&self, error: &std::io::Error) -> Error {
        let path = self.folder.display().to_string();
        Error::new(Code::WitnessFolder).at(path).found(&error.to_string())
    }
}

impl Witness for FolderWitness {
    fn read(&self, install: &Uuid) -> Result<Option<Mark>> {
        let mut file = match File::open(self.file(install)) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.fault(&error)),
        };
        file.lock_shared().map_err(|error| self.fault(&error))?;
        let found = newest(&mut file).map_err(|error| self.fault(&error))?;
        found.map(|(_, mark)| Some(mark)).ok_or_else(|| {
            // A file is there, so something was remembered: that is not the same as never having been here.
            Error::new(Code::WitnessDamaged).at(self.file(install).display().to_string())
        })
    }

    fn advance(&self, install: &Uuid, mark: &Mark, sure: bool) -> Result<()> {
        let fault = |error: std::io::Error| self.fault(&error);
        let path = self.file(install);
        let open = || {
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
        };
        let mut file = match open() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(&self.folder).map_err(fault)?;
                open().map_err(fault)?
            }
            other => other.map_err(fault)?,
        };
        file.lock().map_err(fault)?;
        let known = newest(&mut file).map_err(fault)?;
        let number = known.map_or(0, |(number, _)| number + 1);
        let now = known.map_or(*mark, |(_, known)| known.with(mark));
        if known.is_none_or(|(_, known)| known != now) {
            file.seek(SeekFrom::Start(number % 2 * SLOT)).map_err(fault)?;
            file.write_all(&slot(number, &now)).map_err(fault)?;
        }
        // Also of what another wrote, and may not have been sure of.
        if sure {
            file.sync_all().map_err(fault)?;
            sync_folder(&self.folder).map_err(fault)?;
        }
        Ok(())
    }
}

/// A file that is new is there for good only when its folder is written, too, and so is a folder.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
        let above = folder.ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        for folder in above {
            // Those that somebody else made are not this user's to open, and were written long ago.
            let Ok(folder) = File::open(folder) else { continue };
            match folder.sync_all() {
                // Some systems sync no folders of theirs.
                Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
                    return Err(error);
                }
                _ => {}
            }
        }
    }
    Ok(())
}

/// A line of fixed length.
fn slot(number: u64, mark: &Mark) -> Vec<u8> {
    let mut line = line(number, mark).into_bytes();
    line.resize(SLOT as usize - 1, b' ');
    line.push(b'\n');
    line
}

/// Sum, number of the writing, and the mark.
fn line(number: u64, mark: &Mark) -> String {
    let last = mark.last.map_or_else(|| "-".to_owned(), |hash| hash.to_string());
    let text = format!("{number} {} {} {last} {}", mark.generation, mark.documents, mark.place);
    format!("{} {text}", sum(&text))
}

fn sum(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..8])
}

fn newest(file: &mut File) -> std::io::Result<Option<(u64, Mark)>> {
    let mut bytes = Vec::with_capacity(2 * SLOT as usize);
    file.seek(SeekFrom::Start(0))?;
    file.take(2 * SLOT).read_to_end(&mut bytes)?;
    let slots = bytes.chunks(SLOT as usize).filter_map(read_slot);
    Ok(slots.max_by_key(|(number, _)| *number))
}

fn read_slot(bytes: &[u8]) -> Option<(u64, Mark)> {
    read_line(std::str::from_utf8(bytes).ok()?.trim_ascii_end())
}

fn read_line(text: &str) -> Option<(u64, Mark)> {
    let (stated, text) = text.split_once(' ')?;
    if stated != sum(text) {
        return None;
    }
    let mut parts = text.split(' ');
    let mut number = || parts.next()?.parse::<u64>().ok();
    let (written, generation, documents) = (number()?, number()?, number()?);
    let last = match parts.next()? {
        "-" => None,
        text => Some(InvoiceHash::parse(text)?),
    };
    let place = parts.next()?.parse().ok()?;
    let mark = Mark {
        generation,
        documents,
        last,
        place,
    };
    Some((written, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(generation: u64, documents: u64) -> Mark {
        Mark {
            generation,
            documents,
            last: (documents > 0).then(|| InvoiceHash::from_bytes([documents as u8; 32])),
            place: 7,
        }
    }

    fn folder(name: &str) -> FolderWitness {
        let folder = std::env::temp_dir().join(format!("khatm-witness-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        FolderWitness::new(folder)
    }

    #[test]
    fn a_mark_only_grows_and_a_torn_write_leaves_the_one_before() {
        let (witness, install) = (folder("torn"), Uuid::from_bytes([1; 16]));
        assert_eq!(witness.read(&install).unwrap(), None);
        for documents in 0..5 {
            witness.advance(&install, &mark(1, documents), documents == 3).unwrap();
            assert_eq!(witness.read(&install).unwrap(), Some(mark(1, documents)));
        }
        witness.advance(&install, &mark(1, 2), true).unwrap();
        assert_eq!(witness.read(&install).unwrap(), Some(mark(1, 4)));
        witness.advance(&install, &mark(2, 4), true).unwrap();
        assert_eq!(witness.read(&install).unwrap(), Some(mark(2, 4)));

        // The newest slot torn at any byte: the one before stands.
        let path = witness.file(&install);
        let whole = fs::read(&path).unwrap();
        let newest = if read_slot(&whole[..SLOT as usize]).unwrap().1 == mark(2, 4) {
            0
        } else {
            SLOT as usize
        };
        for at in 0..60 {
            let mut torn = whole.clone();
            torn[newest + at] ^= 0x11;
            fs::write(&path, &torn).unwrap();
            assert_eq!(witness.read(&install).unwrap(), Some(mark(1, 4)), "byte {at}");
        }
        // Nothing left of either is not the same as nothing.
        fs::write(&path, b"").unwrap();
        assert_eq!(witness.read(&install).unwrap_err().code(), Code::WitnessDamaged);
        fs::remove_dir_all(witness.folder()).unwrap();
    }

    #[test]
    fn stores_do_not_share_a_mark() {
        let witness = folder("two");
        let (one, two) = (Uuid::from_bytes([1; 16]), Uuid::from_bytes([2; 16]));
        witness.advance(&one, &mark(3, 9), true).unwrap();
        assert_eq!(witness.read(&two).unwrap(), None);
        fs::remove_dir_all(witness.folder()).unwrap();
    }
}
