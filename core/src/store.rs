//! The ledger: every document that was made, and what is known of its way. Append-only, whoever asks.
//!
//! A [`Store`] keeps and finds; it decides nothing. What is decided about a document is decided by functions that every store
//! shares (issuing here, the steps of delivery in the outbox), inside one transaction of the store.
//!
//! | module | what it does |
//! |---|---|
//! | [`counting`] | how many there are of what, for figures |
//! | [`delivery`] | what is kept of a document's way to the authority |
//! | [`issue`](mod@issue) | a draft becomes a stamped document at its place in the chain, or nothing happens |
//! | [`memory`] | a store that forgets: for tests and rehearsals |
//! | [`postgres`] | a store in a PostgreSQL that has the extension, from outside (feature `postgres`) |
//! | [`safe`] | the devices, sealed, and the audit |
//! | [`sqlite`] | a store in one file (feature `sqlite`) |
//! | [`stretch`] | documents with all that belongs to them, to be looked at again |
//! | [`verify`](mod@verify) | everything that is kept, looked at again |
//! | [`witness`] | what is remembered of a store outside of it, so that a copy is known as one |

pub mod counting;
pub mod delivery;
pub mod issue;
pub mod memory;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod safe;
#[cfg(feature = "sqlite")]
pub mod sqlite;
pub mod stretch;
pub mod verify;
pub mod witness;

use std::fmt;

use crate::chain::{Link, PreviousHash, Start};
use crate::error::{Code, Error, Result};
use crate::invoice::DocumentKind;
use crate::money::Amount;
use crate::seal::csr::Environment;
use crate::seal::{InvoiceHash, Profile};
use crate::time::Timestamp;
#[cfg(not(feature = "uniffi"))]
pub use issue::notes::keep_credited;

/// The number of a chain in its store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChainId(u32);

impl ChainId {
    /// From the number; the first is 1.
    pub fn new(number: u32) -> Self {
        ChainId(number)
    }

    /// The number.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The place of a document: its chain, and its counter there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The chain.
    pub chain: ChainId,
    /// The counter (ICV).
    pub counter: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.chain, self.counter)
    }
}

/// A UUID, however its letters were written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uuid([u8; 16]);

impl Uuid {
    /// From the 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Uuid(bytes)
    }

    /// Reads 32 hexadecimal digits in their five groups.
    pub fn parse(text: &str) -> Result<Self> {
        let fail = || Error::new(Code::UuidForm).found(text);
        let groups: Vec<&str> = text.trim().split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        let digits = groups.concat();
        if lengths != [8, 4, 4, 4, 12] || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(fail());
        }
        let number = u128::from_str_radix(&digits, 16).map_err(|_| fail())?;
        Ok(Uuid(number.to_be_bytes()))
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// A new one (version 4), from the system's randomness.
    #[cfg(feature = "generate")]
    pub fn fresh() -> Result<Self> {
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes).map_err(|_| Error::new(Code::NoRandomness))?;
        bytes[6] = bytes[6] & 0x0F | 0x40;
        bytes[8] = bytes[8] & 0x3F | 0x80;
        Ok(Uuid(bytes))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n = u128::from_be_bytes(self.0);
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            n >> 96,
            n >> 80 & 0xFFFF,
            n >> 64 & 0xFFFF,
            n >> 48 & 0xFFFF,
            n & 0xFFFF_FFFF_FFFF
        )
    }
}

impl fmt::Debug for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a chain may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainState {
    /// It issues and delivers. A device has one such chain at most.
    Active,
    /// Its certificate has a successor: it issues no more, and delivers what it has.
    Draining,
    /// Something contradicts it: it issues no more until a person has looked; it delivers what it has.
    Quarantined,
}

impl ChainState {
    /// All of them.
    pub const ALL: [ChainState; 3] = [ChainState::Active, ChainState::Draining, ChainState::Quarantined];

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            ChainState::Active => "active",
            ChainState::Draining => "draining",
            ChainState::Quarantined => "quarantined",
        }
    }

    /// The number in a table.
    pub const fn number(self) -> i64 {
        match self {
            ChainState::Active => 1,
            ChainState::Draining => 2,
            ChainState::Quarantined => 3,
        }
    }

    /// The state of a number in a table.
    pub const fn of_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(ChainState::Active),
            2 => Some(ChainState::Draining),
            3 => Some(ChainState::Quarantined),
            _ => None,
        }
    }
}

/// What a new chain is made of: one certificate of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChain {
    /// The environment that its documents are for.
    pub environment: Environment,
    /// The device, as people call it.
    pub device: String,
    /// The taxpayer's VAT number.
    pub vat_number: String,
    /// The certificate that its documents are stamped with: one line of base64.
    pub certificate: String,
    /// Where it begins.
    pub start: Start,
}

/// A chain: the documents of one certificate of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Its number.
    pub id: ChainId,
    /// What it was made of.
    pub made: NewChain,
    /// What it may do.
    pub state: ChainState,
}

/// What became of a document, as far as the authority said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Nothing final is known.
    Open,
    /// It was cleared or reported.
    Accepted,
    /// It was rejected. It keeps its place; a correction is a new document.
    Rejected,
    /// It was said to be both; a person must look.
    Contrary,
}

/// A document as the ledger keeps it: written once, never changed.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// Where it stands.
    pub place: Place,
    /// Its UUID (KSA-1).
    pub uuid: Uuid,
    /// What it is (BT-3).
    pub kind: DocumentKind,
    /// Whether it is cleared or reported.
    pub profile: Profile,
    /// Its number (BT-1).
    pub number: String,
    /// When it was stamped.
    pub issued: Timestamp,
    /// When it is late. A late one is sent all the same.
    pub deadline: Timestamp,
    /// The hash of the document before it (KSA-13, PIH).
    pub previous_hash: PreviousHash,
    /// Its own hash.
    pub hash: InvoiceHash,
    /// What the host calls the request that it was made for.
    pub request_key: Option<String>,
    /// The digest of the draft that it was made of, without UUID and issue time.
    pub content: [u8; 32],
    /// Its currency (BT-5).
    pub currency: String,
    /// Its total with VAT (BT-112).
    pub total: Amount,
    /// Its bytes as stamped: what is sent, always the same.
    pub xml: Vec<u8>,
}

impl Document {
    /// As the next document sees it.
    pub fn link(&self) -> Link {
        Link {
            counter: self.place.counter,
            hash: self.hash,
        }
    }
}

/// Leaves out what is the buyer's.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("place", &self.place)
            .field("uuid", &self.uuid)
            .field("hash", &self.hash)
            .field("bytes", &self.xml.len())
            .finish_non_exhaustive()
    }
}

/// How a document belongs to an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// It stands for one that was rejected.
    Corrects,
    /// It is a note on it.
    Notes,
}

impl Role {
    /// The number in a table, and in the audit.
    pub const fn number(self) -> i64 {
        match self {
            Role::Corrects => 1,
            Role::Notes => 2,
        }
    }

    /// The role of a number in a table.
    pub const fn of_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Role::Corrects),
            2 => Some(Role::Notes),
            _ => None,
        }
    }
}

/// An earlier document that a new one belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// How.
    pub role: Role,
    /// Its place, if it is in this ledger.
    pub to: Option<Place>,
    /// Its number, as the new document writes it.
    pub number: String,
}

/// The last document of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// What the next one links to.
    pub link: Link,
    /// When it was stamped.
    pub issued: Timestamp,
}

/// A transaction that issues. It sees the latest state, and nobody else issues meanwhile.
pub trait Issuing {
    /// A chain.
    fn chain(&mut self, id: ChainId) -> Result<Chain>;

    /// The last document of a chain.
    fn head(&mut self, chain: ChainId) -> Result<Option<Head>>;

    /// The document that was made for a request of this chain's device, on whichever of its chains.
    fn by_request(&mut self, chain: ChainId, request_key: &str) -> Result<Option<Document>>;

    /// The documents of this chain's taxpayer and environment that have this number (BT-1), oldest first.
    fn by_number(&mut self, chain: ChainId, number: &str) -> Result<Vec<Document>>;

    /// The document with this UUID.
    fn by_uuid(&mut self, uuid: &Uuid) -> Result<Option<Document>>;

    /// The document at a place.
    fn at(&mut self, place: Place) -> Result<Option<Document>>;

    /// What became of a document.
    fn fate(&mut self, place: Place) -> Result<Fate>;

    /// The documents that refer to this one in this role.
    fn referring(&mut self, role: Role, to: Place) -> Result<Vec<Place>>;

    /// From here on no other transaction begins to refer to these documents until this one ends. Where one issues at a time anyway
    /// there is nothing to do.
    fn keep_referring(&mut self, to: &[Place]) -> Result<()> {
        let _ = to;
        Ok(())
    }

    /// What a document refers to.
    fn references(&mut self, place: Place) -> Result<Vec<Reference>>;

    /// Adds a document at the head of its chain. What does not follow the head, or takes a UUID or a request key again, is
    /// refused by the store itself.
    fn append(&mut self, document: &Document, references: &[Reference]) -> Result<()>;
}

/// Where documents are kept.
///
/// It has more parts: this one is for issuing and reading, one is for [delivery], one for devices and the audit ([`safe`]), one for
/// looking at all of it again ([`stretch`]), one for [counting]. All of it may be called from several threads.
pub trait Store: delivery::Deliveries + safe::Safe + stretch::Stretches + counting::Counting + Send + Sync {
    /// Begins a chain. The chain that the device had before drains. A certificate has one chain only: where it has one
    /// already, that one is returned.
    fn begin(&self, new: &NewChain, now: Timestamp) -> Result<Chain>;

    /// All chains, oldest first.
    fn chains(&self) -> Result<Vec<Chain>>;

    /// Changes what a chain may do. An active one can be set aside; none becomes active again by this. Who did it is kept.
    fn set_state(&self, chain: ChainId, state: ChainState, by: &str, now: Timestamp) -> Result<()>;

    /// Runs the work in one transaction: all of it is kept if it ends well, nothing if it does not. Whether the store may sign
    /// at all (that it is no copy) is looked at inside.
    fn transact(&self, work: &mut dyn FnMut(&mut dyn Issuing) -> Result<()>) -> Result<()>;

    /// The document with this UUID.
    fn document(&self, uuid: &Uuid) -> Result<Option<Document>>;

    /// The documents that have this number (BT-1), of whichever taxpayer and environment, oldest first.
    fn numbered(&self, number: &str) -> Result<Vec<Document>>;

    /// Up to `most` documents of a chain after a counter, in order.
    fn documents(&self, chain: ChainId, after: u64, most: usize) -> Result<Vec<Document>>;

    /// The last document of a chain, as the next one sees it.
    fn last(&self, chain: ChainId) -> Result<Option<Link>>;

    /// What became of a document.
    fn fate(&self, place: Place) -> Result<Fate>;
}

/// The state that a chain takes: none comes back to life, since what made it stop may have forked it.
pub fn aside(from: ChainState, to: ChainState) -> Result<ChainState> {
    match (from, to) {
        (from, to) if from == to => Ok(to),
        (_, ChainState::Active) => Err(Error::new(Code::StoreRevive).found(from.as_str())),
        // A doubt is not lifted by a successor.
        (ChainState::Quarantined, _) => Ok(from),
        (_, to) => Ok(to),
    }
}
