//! Everything that is kept, looked at again: each document hashed and its stamp checked from its bytes alone, each link, each
//! column beside the bytes. The tables are believed in nothing.

use std::num::NonZeroUsize;

use super::{Chain, Document, Store, Uuid};
use crate::chain::{Break, Linked, Next};
use crate::error::{Code, Error, Language, Result, Severity};
use crate::invoice::DocumentKind;
use crate::seal::{Verification, Verifier};
use crate::ubl::Known::Cbc;
use crate::ubl::view::PAYABLE;
use crate::ubl::{self, Invoice};

/// Documents read at a time, for each of the machine's cores.
const PAGE: usize = 256;

/// What became of looking at a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// How many chains there are.
    pub chains: usize,
    /// How many documents were looked at.
    pub documents: u64,
    /// How many rows of the audit were looked at.
    pub audited: u64,
    /// Everything that is wrong, in the order of the chains.
    pub breaks: Vec<Break>,
}

impl Verified {
    /// True if nothing is wrong.
    pub fn whole(&self) -> bool {
        self.breaks.iter().all(|found| found.severity == Severity::Warning)
    }
}

/// Looks at every document of every chain, on so many threads; without a number, on all of the machine's.
pub fn verify(store: &dyn Store, verifier: &Verifier, threads: Option<NonZeroUsize>) -> Result<Verified> {
    let threads = threads.or_else(|| std::thread::available_parallelism().ok());
    let threads = threads.map_or(1, NonZeroUsize::get);
    let mut verified = Verified::default();
    for chain in store.chains()? {
        verified.chains += 1;
        let mut walk = Walk {
            next: Ok(chain.made.start.first()),
            chain: &chain,
            breaks: &mut verified.breaks,
        };
        let mut after = 0;
        loop {
            let page = store.documents(chain.id, after, PAGE * threads)?;
            let Some(last) = page.last() else { break };
            after = last.place.counter;
            verified.documents += page.len() as u64;
            for (document, seen) in page.iter().zip(look_at_all(&page, &chain, verifier, threads)) {
                walk.step(document, seen);
            }
        }
    }
    Ok(verified)
}

/// What the bytes of a document say.
struct Seen {
    linked: Linked,
    faults: Vec<Error>,
}

/// Each document by itself, on several threads; in their order.
fn look_at_all(page: &[Document], chain: &Chain, verifier: &Verifier, threads: usize) -> Vec<Result<Seen>> {
    let part = page.len().div_ceil(threads).max(1);
    let each = |part: &[Document]| part.iter().map(|one| look(one, chain, verifier)).collect::<Vec<_>>();
    std::thread::scope(|scope| {
        let workers: Vec<_> = page.chunks(part).map(|part| scope.spawn(move || each(part))).collect();
        let done = workers.into_iter().zip(page.chunks(part));
        done.flat_map(|(worker, part)| {
            let lost = || part.iter().map(|_| Err(Error::new(Code::VerifyLost))).collect();
            worker.join().unwrap_or_else(|_| lost())
        })
        .collect()
    })
}

fn look(document: &Document, chain: &Chain, verifier: &Verifier) -> Result<Seen> {
    let linked = Linked::read(document.uuid.to_string(), &document.xml)?;
    let mut faults = Vec::new();
    if linked.hash != document.hash {
        faults.push(Error::new(Code::VerifyHash));
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
            read.inclusive()
                .is_some_and(|text| text.trim() == document.total.to_string())
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
    breaks: &'w mut Vec<Break>,
}

impl Walk<'_> {
    fn step(&mut self, document: &Document, seen: Result<Seen>) {
        let Seen { linked, faults } = match seen {
            Ok(seen) => seen,
            Err(error) => {
                // What cannot be read has no hash: the next link is taken from its column, or everything after it were wrong.
                self.found(document, error);
                self.next = self.chain.made.start.next(Some(&document.link()));
                return;
            }
        };
        for fault in faults {
            self.found(document, fault);
        }
        if let Ok(next) = &self.next.clone() {
            let counter = document.place.counter;
            if counter > next.counter {
                let missing = Error::new(Code::ChainGap).found(&next.counter.to_string());
                self.found(document, missing);
            } else if linked.previous_hash.as_deref() != Some(&next.previous_hash.to_string()) {
                let first = next.counter == self.chain.made.start.first().counter;
                let code = if first { Code::ChainFirst } else { Code::ChainLink };
                self.found(document, Error::new(code));
            }
        }
        let link = crate::chain::Link {
            counter: document.place.counter,
            hash: linked.hash,
        };
        self.next = self.chain.made.start.next(Some(&link));
    }

    fn found(&mut self, document: &Document, error: Error) {
        self.breaks.push(Break {
            error,
            severity: Severity::Error,
            counter: Some(document.place.counter),
            document: Some(format!("{} {}", self.chain.made.device, document.uuid)),
            other: None,
        });
    }
}
