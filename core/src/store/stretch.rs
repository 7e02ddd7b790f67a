//! Documents with everything that belongs to them, read as one state of the store: what [`verify`](super::verify) looks at.

use super::delivery::{Filed, History, Job, Lane};
use super::safe::Audited;
use super::verify::{Lines, Verified};
use super::{ChainId, Document, Place, Uuid};
use crate::error::Result;
use crate::outbox::Release;

/// A document and all that is kept of its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trail {
    /// The document.
    pub document: Document,
    /// How it stands in the ledger.
    pub filed: Filed,
    /// SHA-256 of its bytes, where the store keeps one beside them.
    pub sum: Option<[u8; 32]>,
    /// Its row among the unfinished.
    pub job: Option<Job>,
    /// Attempts, answers, facts, the authority's version.
    pub history: History,
    /// Its hand-over before clearance.
    pub release: Option<Release>,
    /// What the audit says of it, oldest first.
    pub audited: Vec<Audited>,
}

/// Some documents of a chain that follow one another, all of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stretch {
    /// The chain's lanes.
    pub lanes: Vec<Lane>,
    /// The documents in the order of their counters. One whose rows cannot be read is an error at its place.
    pub trails: Vec<(Place, Result<Trail>)>,
}

/// A store that can be looked at again from the beginning.
pub trait Stretches {
    /// Up to `most` documents of a chain after a counter.
    fn stretch(&self, chain: ChainId, after: u64, most: usize) -> Result<Stretch>;

    /// The last row of the audit: its number and its hash.
    fn audit_head(&self) -> Result<Option<(u64, [u8; 32])>>;

    /// The name of this installation. What is only in memory has none: its bytes are zero.
    fn install(&self) -> Result<Uuid>;

    /// Whether this is the one true ledger and no copy: an error says why it neither signs nor delivers.
    fn fence(&self) -> Result<()>;

    /// Whether a chain is not for who asks to see: then nothing is said of it, not even that it is missing.
    fn hides(&self, _: ChainId) -> Result<bool> {
        Ok(false)
    }

    /// The same of a device, by its environment and name.
    fn hides_device(&self, _: &str, _: &str) -> Result<bool> {
        Ok(false)
    }

    /// What only this kind of store has to be looked at: what is wrong with it is added. `lines` is what the audit said.
    fn beneath(&self, lines: &Lines, verified: &mut Verified) -> Result<()>;
}
