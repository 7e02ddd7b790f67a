//! How many there are of what. A store counts rows; what the counts mean is said in [`figures()`](crate::ledger::figures()).

use super::delivery::{Fact, Route, State};
use super::{ChainId, Place};
use crate::error::Result;
use crate::invoice::DocumentKind;
use crate::time::Timestamp;

/// Documents of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// Their chain.
    pub chain: ChainId,
    /// Their route.
    pub route: Route,
    /// Their kind.
    pub kind: DocumentKind,
    /// How many.
    pub count: u64,
}

/// Documents that nobody took yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Queued {
    /// Their chain.
    pub chain: ChainId,
    /// Their route.
    pub route: Route,
    /// How many.
    pub count: u64,
    /// The earliest deadline among them.
    pub deadline_at: Timestamp,
}

/// Unfinished documents in one state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Open {
    /// Their chain.
    pub chain: ChainId,
    /// Their route.
    pub route: Route,
    /// Their state.
    pub state: State,
    /// How many.
    pub count: u64,
    /// The earliest deadline among them.
    pub deadline_at: Timestamp,
    /// The longest doubt among them began then.
    pub doubt_since: Option<Timestamp>,
}

/// Tries to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tried {
    /// The chain.
    pub chain: ChainId,
    /// How many tries.
    pub attempts: u64,
    /// How many documents were tried.
    pub documents: u64,
}

/// Answers that were alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Replied {
    /// The chain.
    pub chain: ChainId,
    /// The status; 0 if no reply came.
    pub http: u16,
    /// The verdict.
    pub verdict: String,
    /// How long they took.
    pub ms: u64,
    /// How many.
    pub count: u64,
}

/// Facts of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// The chain.
    pub chain: ChainId,
    /// Which.
    pub fact: Fact,
    /// How many.
    pub count: u64,
    /// How many of them came after the deadline.
    pub late: u64,
    /// When the last one came.
    pub last_at: Timestamp,
}

/// Messages of the authority that were alike.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remarked {
    /// The chain.
    pub chain: ChainId,
    /// With which fact they came.
    pub fact: Fact,
    /// How bad: `INFO`, `WARNING`, `ERROR`; empty where the authority left it out.
    pub kind: String,
    /// The authority's code; empty where it left it out.
    pub code: String,
    /// How many.
    pub count: u64,
}

/// Documents that were said to be both accepted and rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Contrary {
    /// Their chain.
    pub chain: ChainId,
    /// How many.
    pub count: u64,
    /// When the last contradiction came.
    pub last_at: Timestamp,
}

/// Documents that somebody still has to do something about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Undone {
    /// Their chain.
    pub chain: ChainId,
    /// How many.
    pub count: u64,
}

/// A rejected document that no correction stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncorrected {
    /// Until when the authority wants the sale: that of the correction, too.
    pub deadline_at: Timestamp,
    /// Which.
    pub place: Place,
}

/// All counts of one moment, each list in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Documents by chain, route and kind.
    pub made: Vec<Made>,
    /// Documents that wait, where any do.
    pub queued: Vec<Queued>,
    /// Unfinished documents.
    pub open: Vec<Open>,
    /// Tries.
    pub tried: Vec<Tried>,
    /// Answers.
    pub replied: Vec<Replied>,
    /// Facts.
    pub said: Vec<Said>,
    /// Messages.
    pub remarked: Vec<Remarked>,
    /// Documents that were said to be both accepted and rejected, where there are any.
    pub contrary: Vec<Contrary>,
    /// Rejected documents that no correction stands for, where there are any. A contrary one is not among them.
    pub uncorrected: Vec<Undone>,
    /// Cleared documents whose version of the authority's is not there, where there are any. A contrary one is not among them.
    pub uncopied: Vec<Undone>,
    /// The lanes.
    pub lanes: Vec<super::delivery::Lane>,
}

/// A store that counts. Nothing of it reads a document or a body.
pub trait Counting {
    /// Everything at once, of one moment.
    fn counts(&self) -> Result<Counts>;
    /// What presses, and nothing else: lanes, queues, unfinished documents, contradictions, what is uncorrected and what has no copy.
    /// For whoever asks every minute; the other lists may be empty. A store that finds these without reading everything does.
    fn pressing(&self) -> Result<Counts> {
        self.counts()
    }
    /// The rejected documents that no correction stands for, the nearest deadline first.
    fn uncorrected(&self) -> Result<Vec<Uncorrected>>;
}
