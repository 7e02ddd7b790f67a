//! Everything that is kept, looked at again: each document hashed and its stamp checked from its bytes alone, each link, each column
//! beside the bytes; the audit hashed again, and every row of a delivery compared with the line that tells of it. The tables are
//! believed in nothing.
//!
//! What cannot be seen from inside is said: a tail that was cut off with its lines of the audit, and a ledger that was made again from
//! the first document on by somebody who has the device's key. Both are seen by an [`Anchor`] that was kept elsewhere.

mod lines;

use std::num::NonZeroUsize;

use sha2::{Digest as _, Sha256};

use super::delivery::{Lane, Route};
use super::stretch::{Stretch, Trail};
use super::{Chain, Document, Place, Store, Uuid};
use crate::chain::{Break, Linked, Next};
use crate::error::{Code, Error, Language, Result, Severity};
use crate::invoice::DocumentKind;
use crate::ledger::{Anchor, trail};
use crate::money::Exact;
use crate::seal::{Verification, Verifier};
use crate::ubl::Known::Cbc;
use crate::ubl::view::PAYABLE;
use crate::ubl::{self, Invoice};
pub use lines::Lines;

/// Documents read at a time, for each of the machine's cores: each comes with its replies and the authority's version of it.
const PAGE: usize = 128;
/// Faults that are kept one by one. A ledger that was made again has one at every document.
const MOST: usize = 1000;

/// What became of looking at a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many chains there are.
    pub chains: usize,
    /// How many documents were looked at.
    pub documents: u64,
    /// How many rows of the audit were looked at.
    pub audited: u64,
    /// How many anchors it was compared with.
    pub anchors: usize,
    /// What is wrong, the first break first, in the order of the chains.
    pub breaks: Vec<Break>,
    /// How many more faults there are than `breaks` has.
    pub omitted: u64,
}

impl Verified {
    /// True if nothing is wrong.
    pub fn whole(&self) -> bool {
        self.omitted == 0 && self.breaks.iter().all(|found| found.severity == Severity::Warning)
    }

    /// The first thing that is wrong: with it one begins.
    pub fn first(&self) -> Option<&Break> {
        let mut breaks = self.breaks.iter();
        breaks.find(|found| found.severity == Severity::Error)
    }

    /// What could not be looked at, if nothing from outside the ledger was given.
    pub fn unproved(&self) -> Option<Error> {
        (self.anchors == 0).then(|| Error::new(Code::AnchorNone))
    }

    /// Adds something that is wrong.
    pub(super) fn add(&mut self, found: Break) {
        if self.breaks.len() < MOST {
            self.breaks.push(found);
        } else if found.severity == Severity::Error {
            self.omitted += 1;
        }
    }

    /// Adds something that is wrong with no document in particular.
    pub fn broken(&mut self, error: Error) {
        self.add(Break {
            error,
            severity: Severity::Error,
            counter: None,
            document: None,
            other: None,
        });
    }
}

/// Looks at every document of every chain and at the audit, on so many threads; without a number, on all of the machine's.
pub fn verify(store: &dyn Store, verifier: &Verifier, threads: Option<NonZeroUsize>) -> Result<Verified> {
    verify_against(store, verifier, threads, &[])
}

/// The same, and whether every anchor still lies on the chains and on the audit.
pub fn verify_against(
    store: &dyn Store,
    verifier: &Verifier,
    threads: Option<NonZeroUsize>,
    anchors: &[Anchor],
) -> Result<Verified> {
    verify_some(store, verifier, threads, anchors, &|_| true)
}

/// The same of the documents of some chains only. The audit is one chain of hashes, and is looked at as a whole.
pub fn verify_some(
    store: &dyn Store,
    verifier: &Verifier,
    threads: Option<NonZeroUsize>,
    anchors: &[Anchor],
    wanted: &dyn Fn(&Chain) -> bool,
) -> Result<Verified> {
    let threads = threads.or_else(|| std::thread::available_parallelism().ok());
    let threads = threads.map_or(1, NonZeroUsize::get);
    let mut verified = Verified::default();
    // Others may go on writing: only lines up to here are asked for their rows.
    let mut lines = Lines::until(store.audit_head()?);
    let chains = store.chains()?;
    for chain in &chains {
        if !wanted(chain) {
            // What the audit says of its documents is not compared with them, but must be of documents that are there.
            if let Some(link) = store.last(chain.id)? {
                lines.passed(Place {
                    chain: chain.id,
                    counter: link.counter,
                });
            }
            continue;
        }
        verified.chains += 1;
        let mut walk = Walk {
            next: Ok(chain.made.start.first()),
            chain,
            verified: &mut verified,
        };
        let mut stretch = store.stretch(chain.id, 0, PAGE * threads)?;
        for route in Route::ALL {
            if !stretch.lanes.iter().any(|lane| lane.route == route) {
                let what = format!("lane, {} {}", chain.made.device, route.as_str());
                walk.verified.broken(Error::new(Code::VerifyCursor).found(&what));
            }
        }
        while let Some((last, _)) = stretch.trails.last() {
            let after = last.counter;
            walk.verified.documents += stretch.trails.len() as u64;
            let (seen, following) = look_at_all(&stretch, chain, verifier, threads, || {
                store.stretch(chain.id, after, PAGE * threads)
            });
            for ((place, trail), seen) in stretch.trails.iter().zip(seen) {
                walk.step(*place, trail, seen);
                lines.passed(*place);
            }
            stretch = following?;
        }
    }
    lines.look(store, &chains, &mut verified)?;
    for anchor in anchors {
        verified.anchors += 1;
        for error in anchor.faults(store, &chains, lines.installs())? {
            verified.broken(error);
        }
    }
    store.beneath(&lines, &mut verified)?;
    Ok(verified)
}

/// What the bytes of a document say.
struct Seen {
    linked: Linked,
    faults: Vec<Error>,
}

/// Each document by itself, on several threads, in their order; the next ones are read meanwhile.
fn look_at_all(
    stretch: &Stretch,
    chain: &Chain,
    verifier: &Verifier,
    threads: usize,
    next: impl FnOnce() -> Result<Stretch>,
) -> (Vec<Result<Seen>>, Result<Stretch>) {
    let part = stretch.trails.len().div_ceil(threads).max(1);
    let one = |trail: &Result<Trail>| match trail {
        Ok(trail) => look(trail, &stretch.lanes, chain, verifier),
        Err(error) => Err(error.clone()),
    };
    if threads == 1 {
        // A host that wants no threads besides its own gets none.
        let seen = stretch.trails.iter().map(|(_, trail)| one(trail)).collect();
        return (seen, next());
    }
    std::thread::scope(|scope| {
        let parts = stretch.trails.chunks(part);
        let workers: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(|(_, trail)| one(trail)).collect::<Vec<_>>()))
            .collect();
        let following = next();
        let done = workers.into_iter().zip(stretch.trails.chunks(part));
        let seen = done.flat_map(|(worker, part)| {
            let lost = || part.iter().map(|_| Err(Error::new(Code::VerifyLost))).collect();
            worker.join().unwrap_or_else(|_| lost())
        });
        (seen.collect(), following)
    })
}

fn look(trail: &Trail, lanes: &[Lane], chain: &Chain, verifier: &Verifier) -> Result<Seen> {
    let document = &trail.document;
    let linked = Linked::read(document.uuid.to_string(), &document.xml)?;
    let mut faults = Vec::new();
    if linked.hash != document.hash {
        faults.push(Error::new(Code::VerifyHash));
    }
    // The stamp covers what the document says, not every blank of it.
    if trail
        .sum
        .is_some_and(|sum| sum != <[u8; 32]>::from(Sha256::digest(&document.xml)))
    {
        faults.push(Error::new(Code::VerifyColumn).found("sum"));
    }
    for name in columns(document, &linked)? {
        faults.push(Error::new(Code::VerifyColumn).found(name));
    }
    let stamp = verifier.verify(&document.xml, Language::English)?;
    if let Some(finding) = stamp
        .findings
        .iter()
        .find(|finding| finding.severity == Severity::Error)
    {
        faults.push(Error::new(Code::VerifyStamp).found(&finding.code));
    }
    if !is_of(&stamp, document, chain) {
        faults.push(Error::new(Code::VerifyCertificate));
    }
    faults.extend(trail::faults(trail, lanes));
    Ok(Seen { linked, faults })
}

/// Whether the stamp bears the certificate of the chain.
fn is_of(stamp: &Verification, document: &Document, chain: &Chain) -> bool {
    let text = std::str::from_utf8(&document.xml).unwrap_or_default();
    stamp.signatory.is_some() && text.contains(&chain.made.certificate)
}

/// The columns that do not say what the bytes say.
fn columns(document: &Document, linked: &Linked) -> Result<Vec<&'static str>> {
    let parsed = ubl::parse(&document.xml)?;
    let read = Invoice::new(&parsed)?;
    let code = match document.kind {
        DocumentKind::Invoice => "388",
        DocumentKind::Prepayment => "386",
        DocumentKind::CreditNote => "381",
        DocumentKind::DebitNote => "383",
    };
    let text = |path: &[(ubl::Known, &str)]| read.text(path).map(|text| text.trim().to_owned());
    let same = [
        ("counter", linked.counter == Some(document.place.counter.to_string())),
        (
            "previous_hash",
            linked.previous_hash == Some(document.previous_hash.to_string()),
        ),
        (
            "uuid",
            linked.uuid.as_deref().and_then(|text| Uuid::parse(text).ok()) == Some(document.uuid),
        ),
        ("number", linked.number.as_deref() == Some(&document.number)),
        ("kind", text(&[(Cbc, "InvoiceTypeCode")]).as_deref() == Some(code)),
        ("route", read.profile().ok() == Some(document.profile)),
        (
            "currency",
            text(&[(Cbc, "DocumentCurrencyCode")]).as_deref() == Some(&document.currency),
        ),
        (
            "total",
            // Somebody else's document may write 115 for 115.00.
            read.inclusive()
                .and_then(|text| Exact::parse(text.trim()).ok())
                .is_some_and(|total| total == document.total.exact())
                && text(&PAYABLE).is_some(),
        ),
    ];
    Ok(same.iter().filter(|(_, same)| !same).map(|(name, _)| *name).collect())
}

/// The way through one chain.
struct Walk<'w> {
    chain: &'w Chain,
    /// The place that the next document must have.
    next: Result<Next>,
    verified: &'w mut Verified,
}

impl Walk<'_> {
    fn step(&mut self, place: Place, trail: &Result<Trail>, seen: Result<Seen>) {
        let document = trail.as_ref().ok().map(|trail| &trail.document);
        let Seen { linked, faults } = match seen {
            Ok(seen) => seen,
            Err(error) => {
                self.found(place, document, error);
                if let Some(document) = document {
                    // What is behind it in the audit is still to be compared with its columns.
                    self.next = self.chain.made.start.next(Some(&document.link()));
                } else {
                    // Nothing is known of it, so nothing of the next one's link.
                    self.next = Err(Error::new(Code::StoreDamaged));
                }
                return;
            }
        };
        for fault in faults {
            self.found(place, document, fault);
        }
        if let Ok(next) = &self.next.clone() {
            if place.counter > next.counter {
                let missing = Error::new(Code::ChainGap).found(&next.counter.to_string());
                self.found(place, document, missing);
            } else if linked.previous_hash.as_deref() != Some(&next.previous_hash.to_string()) {
                let first = next.counter == self.chain.made.start.first().counter;
                let code = if first { Code::ChainFirst } else { Code::ChainLink };
                self.found(place, document, Error::new(code));
            }
        }
        let link = crate::chain::Link {
            counter: place.counter,
            hash: linked.hash,
        };
        self.next = self.chain.made.start.next(Some(&link));
    }

    fn found(&mut self, place: Place, document: Option<&Document>, error: Error) {
        let device = &self.chain.made.device;
        self.verified.add(Break {
            error,
            severity: Severity::Error,
            counter: Some(place.counter),
            document: Some(match document {
                Some(document) => format!("{device} {}", document.uuid),
                None => device.clone(),
            }),
            other: None,
        });
    }
}
