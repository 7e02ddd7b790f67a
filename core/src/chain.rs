//! The chain of a device: which counter (ICV) the next document takes, and which hash (PIH) it repeats.
//!
//! Every document that is *made* takes its place, whatever becomes of it: a rejected one, one in doubt, one never sent keeps its
//! counter and its hash for ever, and the next one links to it. What the authority accepted, and in which order it was sent, is no
//! part of the chain. Each certificate (CSID) has a chain of its own. [`audit`](mod@audit) says what is wrong with one.

pub mod audit;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Code, Error, Result};
use crate::invoice::FIRST_PREVIOUS_HASH;
use crate::seal::InvoiceHash;

pub use audit::{Audit, Break, Linked, audit};

/// The greatest counter: what every store can hold.
pub const LAST_COUNTER: u64 = i64::MAX as u64;

/// The hash of the document before (KSA-13, PIH).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PreviousHash([u8; 32]);

impl PreviousHash {
    /// What stands before the first document: the SHA-256 of the character 0.
    pub const FIRST: PreviousHash = PreviousHash([
        0x5f, 0xec, 0xeb, 0x66, 0xff, 0xc8, 0x6f, 0x38, 0xd9, 0x52, 0x78, 0x6c, 0x6d, 0x69, 0x6c, 0x79, 0xc2, 0xdb,
        0xc2, 0x39, 0xdd, 0x4e, 0x91, 0xb4, 0x67, 0x29, 0xd7, 0x3a, 0x27, 0xfb, 0x57, 0xe9,
    ]);

    /// From the 32 bytes, as a store keeps them.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        PreviousHash(bytes)
    }

    /// Reads it as a document writes it. The first one has a form of its own (base64 of hexadecimal digits) and no other.
    pub fn parse(text: &str) -> Option<Self> {
        if text == FIRST_PREVIOUS_HASH {
            return Some(PreviousHash::FIRST);
        }
        let bytes: [u8; 32] = STANDARD.decode(text).ok()?.try_into().ok()?;
        (bytes != PreviousHash::FIRST.0).then_some(PreviousHash(bytes))
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<InvoiceHash> for PreviousHash {
    fn from(hash: InvoiceHash) -> Self {
        PreviousHash(*hash.as_bytes())
    }
}

impl fmt::Display for PreviousHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == PreviousHash::FIRST {
            return f.write_str(FIRST_PREVIOUS_HASH);
        }
        f.write_str(&STANDARD.encode(self.0))
    }
}

impl fmt::Debug for PreviousHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PreviousHash({self})")
    }
}

/// A document as the next one sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its counter (KSA-16, ICV).
    pub counter: u64,
    /// Its hash.
    pub hash: InvoiceHash,
}

/// The place that a document takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Its counter (KSA-16, ICV).
    pub counter: u64,
    /// The hash of the document before it (KSA-13, PIH).
    pub previous_hash: PreviousHash,
}

/// Where a chain begins: at 1 for a new certificate, further on for a device that was taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start(Next);

impl Start {
    /// The beginning of a new certificate's chain.
    pub const NEW: Start = Start(Next {
        counter: 1,
        previous_hash: PreviousHash::FIRST,
    });

    /// The beginning as a store keeps it. Counters begin at 1; the first hash stands before 1 and nowhere else.
    pub fn at(counter: u64, previous_hash: PreviousHash) -> Result<Self> {
        let first = counter == 1;
        if counter == 0 || counter > LAST_COUNTER || first != (previous_hash == PreviousHash::FIRST) {
            return Err(Error::new(Code::ChainStart).found(&counter.to_string()));
        }
        Ok(Start(Next { counter, previous_hash }))
    }

    /// The beginning of what follows a document that another system made.
    pub fn after(last: &Link) -> Result<Self> {
        step(last).and_then(|next| Start::at(next.counter, next.previous_hash))
    }

    /// The place of the first document.
    pub fn first(&self) -> Next {
        self.0
    }

    /// The place of the next document. `head` is the last one that was made, if any was.
    pub fn next(&self, head: Option<&Link>) -> Result<Next> {
        head.map_or(Ok(self.0), step)
    }
}

fn step(last: &Link) -> Result<Next> {
    match last.counter.checked_add(1).filter(|&counter| counter <= LAST_COUNTER) {
        Some(counter) => Ok(Next {
            counter,
            previous_hash: last.hash.into(),
        }),
        None => Err(Error::new(Code::ChainEnd)),
    }
}
