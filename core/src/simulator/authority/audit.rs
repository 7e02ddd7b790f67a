//! The chain of each certificate, as the authority's back office looks at it.
//!
//! Documents may arrive in any order, so a chain is judged by its counters and not by arrival: a hole is "missing so far". Every
//! document counts that was received, accepted or not; the same one again does not.

use std::collections::BTreeMap;

use super::facts::Facts;
use crate::seal::InvoiceHash;

#[derive(Debug, Default)]
pub(super) struct Chain {
    received: u64,
    documents: BTreeMap<u64, Vec<InvoiceHash>>,
}

impl Chain {
    pub(super) fn receive(&mut self, facts: &Facts, _submission: u64, _accepted: bool) {
        self.received += 1;
        if let Some(icv) = facts.icv() {
            self.documents.entry(icv).or_default().push(facts.hash);
        }
    }
    pub(super) fn received(&self) -> u64 {
        self.received
    }
}
