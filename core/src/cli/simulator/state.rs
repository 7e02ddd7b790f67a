//! The file that a simulator goes on from after a restart, however it ended.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::simulator::authority::{Authority, Keeper};
use crate::vault::disk;
use crate::{Error, Language, Result};
use zeroize::Zeroizing;

use crate::cli::output;

/// How much of the memory of documents a power cut may take.
pub(super) const DOCUMENTS_EVERY: Duration = Duration::from_secs(1);
/// A day of documents is a line each: far below that.
const MOST: u64 = 1 << 30;

/// Where the state is kept. It holds the issuers' keys, so it is its owner's alone.
pub(super) struct State {
    file: PathBuf,
    json: bool,
    language: Language,
    last: Mutex<Last>,
}

/// What was written last.
#[derive(Default)]
struct Last {
    calls: Option<u64>,
    /// Said once, not with every call.
    failing: bool,
}

/// What an earlier run left.
type Kept = Option<Zeroizing<Vec<u8>>>;

impl State {
    /// Holds the file for this process, and reads what an earlier one left, if there was one.
    pub(super) fn open(file: &Path, json: bool, language: Language) -> Result<(Self, Kept, disk::Lock)> {
        let named = |error: Error| error.at(output::name(file));
        let lock = disk::Lock::take(file).map_err(named)?;
        let kept = match file.symlink_metadata() {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            _ => Some(disk::read_at_most(file, MOST).map_err(named)?),
        };
        let state = State {
            file: file.to_owned(),
            json,
            language,
            last: Mutex::default(),
        };
        Ok((state, kept, lock))
    }

    /// Has the authority keep here what must not be lost.
    pub(super) fn keeper(self: Arc<Self>) -> Keeper {
        Keeper::new(move |authority| self.try_keep(authority, true))
    }

    /// Keeps the memory of documents, if there are new ones.
    pub(super) fn keep_new(&self, authority: &Authority) {
        self.try_keep(authority, false);
    }

    /// Keeps all of it now.
    pub(super) fn keep(&self, authority: &Authority) -> Result<()> {
        self.write(&mut self.last.lock().unwrap_or_else(PoisonError::into_inner), authority)
    }

    /// A disk that is full ends no rehearsal, but is told of.
    fn try_keep(&self, authority: &Authority, always: bool) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = last.failing || last.calls != Some(authority.counts().calls);
        if !always && !is_new {
            return;
        }
        let written = self.write(&mut last, authority);
        let failed_before = std::mem::replace(&mut last.failing, written.is_err());
        if let (Err(error), false) = (written, failed_before) {
            output::error(Path::new("simulator"), &error, self.json, self.language);
        }
    }

    /// One at a time: an older state never takes the place of a newer one.
    fn write(&self, last: &mut Last, authority: &Authority) -> Result<()> {
        // Counted first: a call that comes meanwhile is new the next time.
        let calls = authority.counts().calls;
        let saved = authority.save()?;
        disk::replace(&self.file, &saved).map_err(|error| error.at(output::name(&self.file)))?;
        last.calls = Some(calls);
        Ok(())
    }
}
