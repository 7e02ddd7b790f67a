//! What a store keeps besides documents: the devices, their keys and secrets sealed, and the audit.
//!
//! A store opens no seal: it keeps a device as the bytes that [`Kept::of`] made, and never two writers' work in one another's place. The audit is a chain of hashes over what was done, by whom; it holds nothing secret.

use sha2::{Digest, Sha256};

use super::Place;
use super::delivery::Entry;
use crate::error::{Code, Error, Result};
use crate::seal::csr::Environment;
use crate::time::Timestamp;

/// A device as a store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    /// The environment that it is for.
    pub environment: Environment,
    /// Its name: one of a kind within its environment.
    pub name: String,
    /// How often it was saved, this time included: the first version is 1.
    pub version: u64,
    /// When it was saved.
    pub saved_at: Timestamp,
    /// The device, its key and secrets sealed.
    pub file: Vec<u8>,
}

/// Sealed or not, it is not for logs.
impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Kept")
            .field("environment", &self.environment)
            .field("name", &self.name)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Kept {
    /// A name for exactly these bytes, for the audit: which version of a device was the last one can be told from it.
    pub fn digest(&self) -> String {
        crate::seal::cert::hex(&Sha256::digest(&self.file))
    }

    /// Whether this may take the place of what is there.
    pub fn follows(&self, current: Option<u64>) -> Result<()> {
        match current.unwrap_or(0).checked_add(1) == Some(self.version) {
            true => Ok(()),
            false => Err(Error::new(Code::StoreDeviceChanged).found(&self.name)),
        }
    }
}

/// A row of the audit, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audited {
    /// Its number, from 1.
    pub ordinal: u64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What.
    pub action: String,
    /// Of which document.
    pub place: Option<Place>,
    /// More of it.
    pub detail: String,
    /// The hash of the row before; zeros for the first.
    pub previous: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
}

impl Audited {
    /// The row that follows another; the first one follows nothing.
    pub fn after(last: Option<(u64, [u8; 32])>, entry: &Entry) -> Self {
        let (ordinal, previous) = last.unwrap_or((0, [0; 32]));
        let mut row = Audited {
            ordinal: ordinal + 1,
            at: entry.at,
            actor: entry.actor.clone(),
            action: entry.action.to_owned(),
            place: entry.place,
            detail: entry.detail.clone(),
            previous,
            hash: [0; 32],
        };
        row.hash = row.digest();
        row
    }

    /// The hash that a row of this content has.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"khatm audit 1\0");
        hash.update(self.previous);
        hash.update(self.ordinal.to_be_bytes());
        hash.update(self.at.unix_ms().to_be_bytes());
        let place = self.place.map(|place| place.to_string()).unwrap_or_default();
        // Each with its length in front: no two rows give the same bytes.
        for text in [&self.actor, &self.action, &place, &self.detail] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hash.finalize().into()
    }
}

/// The devices and the audit of a store.
pub trait Safe {
    /// All devices, in the order of environment and name.
    fn devices(&self) -> Result<Vec<Kept>>;

    /// One of them.
    fn device(&self, environment: Environment, name: &str) -> Result<Option<Kept>>;

    /// Keeps devices, all of them or none, with a line of the audit for each. Each must be the version after the one that is there:
    /// otherwise somebody else saved it meanwhile, and nothing is kept. Refused on a copy: it must not onboard either.
    fn keep(&self, devices: &[Kept], by: &str, action: &'static str) -> Result<()>;

    /// Adds a line to the audit. On a copy too: what was tried there is to be known.
    fn note(&self, entry: &Entry) -> Result<()>;

    /// Up to `most` rows of the audit after one, in order.
    fn audited(&self, after: u64, most: usize) -> Result<Vec<Audited>>;
}

/// The line of the audit for a device that is kept.
pub fn line(kept: &Kept, by: &str, action: &'static str) -> Entry {
    Entry {
        at: kept.saved_at,
        actor: by.to_owned(),
        action,
        place: None,
        detail: format!(
            "{} {} {} {}",
            kept.environment.as_str(),
            kept.version,
            kept.digest(),
            kept.name
        ),
    }
}
