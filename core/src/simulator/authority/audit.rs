//! The chain of each certificate, as the authority's back office looks at it.
//!
//! Documents may arrive in any order, so a chain is judged by its counters and not by arrival: a hole is "missing so far". Every
//! document counts that was received, accepted or not; the same one again does not. A new certificate begins a new chain, and
//! the compliance set's is one of its own.

use std::collections::{BTreeMap, HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::error::{Code, Error, ErrorValue, Language};
use crate::invoice::FIRST_PREVIOUS_HASH;
use crate::seal::InvoiceHash;
use crate::seal::csr::Environment;

/// Documents of a chain that are kept: a longer one is judged by its newest, so that a long run does not eat the machine.
const MOST: usize = 100_000;
/// Findings that are told of a chain.
const MOST_FINDINGS: usize = 1_000;

/// A document, as far as its chain is concerned.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Link {
    hash: String,
    icv: Option<u64>,
    previous: Option<String>,
    uuid: Option<String>,
    number: Option<String>,
    /// One that was refused was never recorded: its number may be used again.
    accepted: bool,
    submission: u64,
}

/// The documents of one certificate, in the order of their arrival.
#[derive(Debug, Default)]
pub(super) struct Chain {
    received: u64,
    links: VecDeque<Link>,
    /// How many were let go.
    gone: u64,
    /// Where each is: its place among all that were received.
    places: HashMap<InvoiceHash, u64>,
    /// The highest counter among those that were let go.
    gone_to: u64,
}

impl Chain {
    /// Takes a document in. One that is there already is not taken twice, but it may have been accepted only now.
    pub(super) fn receive(&mut self, facts: &Facts, submission: u64, accepted: bool) {
        if let Some(&place) = self.places.get(&facts.hash) {
            let known = place.checked_sub(self.gone).and_then(|at| usize::try_from(at).ok());
            if let Some(link) = known.and_then(|at| self.links.get_mut(at)) {
                link.accepted |= accepted;
            }
            return;
        }
        self.add(
            facts.hash,
            Link {
                hash: facts.hash.to_string(),
                icv: facts.icv().filter(|&icv| icv > 0),
                previous: facts.previous.clone(),
                uuid: facts.uuid.clone(),
                number: facts.number.clone(),
                accepted,
                submission,
            },
        );
    }

    fn add(&mut self, hash: InvoiceHash, link: Link) {
        self.places.insert(hash, self.received);
        self.links.push_back(link);
        self.received += 1;
        if self.links.len() > MOST
            && let Some(oldest) = self.links.pop_front()
        {
            self.gone += 1;
            self.gone_to = self.gone_to.max(oldest.icv.unwrap_or_default());
            if let Some(hash) = InvoiceHash::parse(&oldest.hash) {
                self.places.remove(&hash);
            }
        }
    }

    pub(super) fn received(&self) -> u64 {
        self.received
    }

    pub(super) fn links(&self) -> Vec<Link> {
        self.links.iter().cloned().collect()
    }

    pub(super) fn from_links(links: Vec<Link>) -> Self {
        let mut chain = Chain::default();
        for link in links {
            if let Some(hash) = InvoiceHash::parse(&link.hash) {
                chain.add(hash, link);
            }
        }
        chain
    }

    pub(super) fn audit(&self, csid: u64, kind: &'static str, language: Language) -> ChainView {
        let mut judge = Judge::new(self, language);
        judge.counters();
        judge.previous();
        judge.twice(Code::AuditUuid, |link| link.uuid.as_deref());
        judge.twice(Code::AuditNumber, |link| {
            link.number.as_deref().filter(|_| link.accepted)
        });
        let icvs = &judge.by_icv;
        ChainView {
            csid,
            kind,
            received: self.received,
            first_icv: icvs.keys().next().copied(),
            last_icv: icvs.keys().next_back().copied(),
            judged_after_icv: (self.gone > 0).then_some(self.gone_to),
            sound: judge.findings.is_empty(),
            findings: judge.findings,
            more_findings: judge.more,
        }
    }
}

struct Judge<'c> {
    chain: &'c Chain,
    language: Language,
    by_icv: BTreeMap<u64, Vec<&'c Link>>,
    by_hash: HashMap<&'c str, &'c Link>,
    findings: Vec<ChainFinding>,
    more: u64,
}

impl<'c> Judge<'c> {
    fn new(chain: &'c Chain, language: Language) -> Self {
        let mut by_icv: BTreeMap<u64, Vec<&Link>> = BTreeMap::new();
        for link in &chain.links {
            if let Some(icv) = link.icv {
                by_icv.entry(icv).or_default().push(link);
            }
        }
        Judge {
            chain,
            language,
            by_icv,
            by_hash: chain.links.iter().map(|link| (link.hash.as_str(), link)).collect(),
            findings: Vec::new(),
            more: 0,
        }
    }

    fn tell(&mut self, code: Code, icv: Option<u64>, found: &str, links: &[&Link]) {
        if self.findings.len() >= MOST_FINDINGS {
            self.more += 1;
            return;
        }
        let error = match found {
            "" => Error::new(code),
            found => Error::new(code).found(found),
        };
        self.findings.push(ChainFinding {
            icv,
            submissions: links.iter().map(|link| link.submission).collect(),
            what: ErrorValue::new(&error, self.language),
        });
    }

    /// Holes, doubles, and documents without a counter.
    fn counters(&mut self) {
        let mut next = self.chain.gone_to + 1;
        for (icv, links) in self.by_icv.clone() {
            if icv > next {
                let hole = match icv - next {
                    1 => next.to_string(),
                    _ => format!("{next}–{}", icv - 1),
                };
                self.tell(Code::AuditGap, Some(next), &hole, &[]);
            }
            if links.len() > 1 {
                self.tell(Code::AuditDouble, Some(icv), &icv.to_string(), &links);
            }
            next = next.max(icv.saturating_add(1));
        }
        for link in &self.chain.links {
            if link.icv.is_none() {
                self.tell(Code::AuditCounter, None, "", &[link]);
            }
        }
    }

    /// What each document names as the one before it.
    fn previous(&mut self) {
        for (icv, links) in self.by_icv.clone() {
            for link in links {
                if let Some((code, others)) = self.fault_of(icv, link) {
                    let mut all = vec![link];
                    all.extend(others);
                    self.tell(code, Some(icv), &icv.to_string(), &all);
                }
            }
        }
    }

    fn fault_of(&self, icv: u64, link: &'c Link) -> Option<(Code, Option<&'c Link>)> {
        let named = link.previous.as_deref().unwrap_or_default();
        if named == FIRST_PREVIOUS_HASH {
            return (icv != 1).then_some((Code::AuditRestart, None));
        }
        if icv == 1 {
            return Some((Code::AuditFirst, None));
        }
        let before = self.by_icv.get(&(icv - 1));
        if before.is_some_and(|before| before.iter().any(|before| before.hash == named)) {
            return None;
        }
        match self.by_hash.get(named) {
            Some(other) if other.icv.is_some_and(|other| other >= icv) => Some((Code::AuditBackward, Some(other))),
            Some(other) => Some((Code::AuditJump, Some(other))),
            None if InvoiceHash::parse(named).is_none() => Some((Code::AuditPrevious, None)),
            // The one before has not come yet, or was let go: nothing can be said.
            None => before.map(|before| (Code::AuditPrevious, before.first().copied())),
        }
    }

    /// A value that different documents share.
    fn twice(&mut self, code: Code, value: impl Fn(&Link) -> Option<&str>) {
        let mut known: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
        for link in &self.chain.links {
            if let Some(value) = value(link) {
                known.entry(value).or_default().push(link);
            }
        }
        for (value, links) in known.into_iter().filter(|(_, links)| links.len() > 1) {
            let icv = links.last().and_then(|link| link.icv);
            self.tell(code, icv, value, &links);
        }
    }
}

/// A unit's chains, one for each of its certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainAudit {
    /// The unit.
    pub device: u64,
    /// Where.
    pub environment: Environment,
    /// True if nothing is wrong with any of its chains for real documents.
    pub sound: bool,
    /// Oldest certificate first.
    pub chains: Vec<ChainView>,
}

/// The chain of one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainView {
    /// The certificate: [`CsidView::id`](super::CsidView::id).
    pub csid: u64,
    /// `compliance` or `production`.
    pub kind: &'static str,
    /// Different documents received.
    pub received: u64,
    /// The lowest counter.
    pub first_icv: Option<u64>,
    /// The highest.
    pub last_icv: Option<u64>,
    /// Of a very long chain only the newest documents are judged: those after this counter.
    pub judged_after_icv: Option<u64>,
    /// True if nothing is wrong.
    pub sound: bool,
    /// What is wrong.
    pub findings: Vec<ChainFinding>,
    /// How many more there are.
    pub more_findings: u64,
}

/// One thing that is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChainFinding {
    /// The counter to blame; of a hole its first.
    pub icv: Option<u64>,
    /// The documents to blame: [`SubmissionView::id`](super::SubmissionView::id).
    pub submissions: Vec<u64>,
    /// What is wrong, under a code of ours.
    #[serde(flatten)]
    pub what: ErrorValue,
}
