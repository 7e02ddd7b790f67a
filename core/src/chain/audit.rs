//! Everything that is wrong with a chain, whoever made it: read from the documents alone, put in the order of their counters.
//!
//! A finding names the document to blame and the one that it clashes with. What cannot be known is not guessed: a document after a
//! gap links to one that is not there, so its link is left alone.

use std::collections::HashMap;

use super::{PreviousHash, Start};
use crate::error::{Code, Error, Result, Severity};
use crate::invoice::FIRST_PREVIOUS_HASH;
use crate::seal::InvoiceHash;
use crate::ubl::Known::{Cac, Cbc};
use crate::ubl::view::Party;
use crate::ubl::{self, Document, Invoice};

/// What the chain sees of a document, as it stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// What to call it: a file, or a UUID.
    pub name: String,
    /// The hash of its bytes, taken now.
    pub hash: InvoiceHash,
    /// Its counter (KSA-16, ICV).
    pub counter: Option<String>,
    /// The hash of the document before (KSA-13, PIH).
    pub previous_hash: Option<String>,
    /// Its UUID (KSA-1).
    pub uuid: Option<String>,
    /// Its number (BT-1).
    pub number: Option<String>,
    /// When it was issued, on Riyadh's clock.
    pub issued: Option<String>,
    /// The seller's VAT number (BT-31); the buyer's where the buyer issues it.
    pub issuer: Option<String>,
}

impl Linked {
    /// Reads a UBL document. An error means that it is none.
    pub fn read(name: impl Into<String>, xml: &[u8]) -> Result<Self> {
        let doc = ubl::parse(xml)?;
        let invoice = Invoice::new(&doc)?;
        let text = |text: std::borrow::Cow<'_, str>| text.trim().to_owned();
        let party = match invoice.is_self_billed() {
            true => Party::Buyer,
            false => Party::Seller,
        };
        Ok(Linked {
            name: name.into(),
            hash: InvoiceHash::of(&doc),
            counter: reference(&doc, "ICV", &[(Cbc, "UUID")]),
            previous_hash: reference(
                &doc,
                "PIH",
                &[(Cac, "Attachment"), (Cbc, "EmbeddedDocumentBinaryObject")],
            ),
            uuid: invoice.uuid().map(text),
            number: invoice.number().map(text),
            issued: invoice.issued_in_riyadh().ok(),
            issuer: invoice.vat_number(party).ok().map(text),
        })
    }

    fn place(&self) -> Option<u64> {
        let digits = self.counter.as_deref()?;
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        digits.parse().ok().filter(|&counter| plain && counter > 0)
    }
}

/// The value in the document's first reference of this name.
fn reference(doc: &Document<'_>, name: &str, path: &[(ubl::Known, &str)]) -> Option<String> {
    let mut references = doc.children_named(doc.root(), Cac, "AdditionalDocumentReference");
    let found = references.find(|&id| doc.child(id, Cbc, "ID").is_some_and(|id| doc.value(id).trim() == name))?;
    // Nothing is trimmed off: the authority compares the text as it stands.
    doc.descend(found, path).map(|id| doc.value(id).into_owned())
}

/// One thing that is wrong with a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// The cause and what was found.
    pub error: Error,
    /// An error breaks the chain, a warning deserves a look.
    pub severity: Severity,
    /// The counter that it is about.
    pub counter: Option<u64>,
    /// The name of the document to blame, if it is there.
    pub document: Option<String>,
    /// The name of the document that it clashes with.
    pub other: Option<String>,
}

/// What became of looking at a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// How many documents were given.
    pub documents: usize,
    /// The first counter.
    pub first: Option<u64>,
    /// The last counter.
    pub last: Option<u64>,
    /// The hash of the last document: what the next one has to repeat. Nothing if the chain is broken there.
    pub head: Option<InvoiceHash>,
    /// Everything that is wrong, in the order of the counters.
    pub breaks: Vec<Break>,
}

impl Audit {
    /// True if nothing breaks the chain.
    pub fn whole(&self) -> bool {
        self.breaks.iter().all(|found| found.severity == Severity::Warning)
    }
}

/// Looks at documents as one chain. Their order does not matter. With a start, the chain must begin there; without, it may begin
/// anywhere, and is told to begin late.
pub fn audit(documents: &[Linked], start: Option<&Start>) -> Audit {
    let mut order: Vec<(u64, &Linked)> = Vec::with_capacity(documents.len());
    let mut auditor = Auditor::default();
    for document in documents {
        match document.place() {
            Some(counter) => order.push((counter, document)),
            None => {
                let found = document.counter.as_deref().unwrap_or_default();
                auditor.found(Code::ChainCounter, None, document, None, found);
            }
        }
    }
    crate::sort::by_key(&mut order, |&(counter, document)| (counter, *document.hash.as_bytes()));
    let named: HashMap<InvoiceHash, (u64, &Linked)> = order
        .iter()
        .rev()
        .map(|&(counter, document)| (document.hash, (counter, document)))
        .collect();
    auditor.beginning(order.first(), start);
    let mut groups: Vec<(u64, &[(u64, &Linked)])> = Vec::new();
    for group in order.chunk_by(|(a, _), (b, _)| a == b) {
        if let Some((counter, _)) = group.first() {
            groups.push((*counter, group));
        }
    }
    let mut before: Option<(u64, &[(u64, &Linked)])> = None;
    for &(counter, group) in &groups {
        let last = before.map_or(counter.saturating_sub(1), |(last, _)| last);
        if counter > last + 1 {
            auditor.gap(last + 1, counter - 1, group);
        }
        auditor.doubles(counter, group);
        for &(_, document) in group {
            auditor.link(counter, document, before, start, &named);
        }
        before = Some((counter, group));
    }
    auditor.common(&order);
    crate::sort::by_key(&mut auditor.breaks, |found| found.counter);
    let alone = |group: &[(u64, &Linked)]| match group {
        [(_, document)] => Some(document.hash),
        _ => None,
    };
    Audit {
        documents: documents.len(),
        first: order.first().map(|(counter, _)| *counter),
        last: order.last().map(|(counter, _)| *counter),
        head: groups.last().and_then(|(_, group)| alone(group)),
        breaks: auditor.breaks,
    }
}

#[derive(Default)]
struct Auditor {
    breaks: Vec<Break>,
}

impl Auditor {
    fn found(&mut self, code: Code, counter: Option<u64>, document: &Linked, other: Option<&Linked>, found: &str) {
        let severity = match code {
            Code::ChainTwice | Code::ChainNumber | Code::ChainTime | Code::ChainBegins => Severity::Warning,
            _ => Severity::Error,
        };
        self.breaks.push(Break {
            error: match found {
                "" => Error::new(code),
                found => Error::new(code).found(found),
            },
            severity,
            counter,
            document: Some(document.name.clone()),
            other: other.map(|other| other.name.clone()),
        });
    }

    fn beginning(&mut self, first: Option<&(u64, &Linked)>, start: Option<&Start>) {
        let Some(&(counter, document)) = first else {
            return;
        };
        match start.map(|start| start.first().counter) {
            Some(begin) if counter > begin => self.gap(begin, counter - 1, &[(counter, document)]),
            Some(begin) if counter < begin => {
                self.found(Code::ChainBefore, Some(counter), document, None, &counter.to_string());
            }
            None if counter > 1 => {
                self.found(Code::ChainBegins, Some(counter), document, None, &counter.to_string());
            }
            _ => {}
        }
    }

    fn gap(&mut self, from: u64, to: u64, after: &[(u64, &Linked)]) {
        let missing = match from == to {
            true => from.to_string(),
            false => format!("{from}–{to}"),
        };
        if let Some((_, document)) = after.first() {
            self.found(Code::ChainGap, Some(from), document, None, &missing);
        }
    }

    /// Several documents at one place: the same again, or another.
    fn doubles(&mut self, counter: u64, group: &[(u64, &Linked)]) {
        for pair in group.windows(2) {
            let (one, two) = (pair[0].1, pair[1].1);
            let code = match one.hash == two.hash {
                true => Code::ChainTwice,
                false => Code::ChainDouble,
            };
            self.found(code, Some(counter), two, Some(one), &counter.to_string());
        }
    }

    fn link(
        &mut self,
        counter: u64,
        document: &Linked,
        before: Option<(u64, &[(u64, &Linked)])>,
        start: Option<&Start>,
        named: &HashMap<InvoiceHash, (u64, &Linked)>,
    ) {
        let text = document.previous_hash.as_deref().unwrap_or_default();
        let at = Some(counter);
        if InvoiceHash::parse(text).is_some_and(|hash| hash.as_bytes() == PreviousHash::FIRST.as_bytes()) {
            // The digest itself in the place of its constant: a fault of its own, at the first document and anywhere.
            return self.found(Code::PreviousFirst, at, document, None, "");
        }
        let Some(previous) = PreviousHash::parse(text) else {
            return self.found(Code::ChainPrevious, at, document, None, text);
        };
        let first = start.map_or(1, |start| start.first().counter);
        if counter == first {
            let expected = start.map_or(PreviousHash::FIRST, |start| start.first().previous_hash);
            if previous != expected {
                self.found(Code::ChainFirst, at, document, None, text);
            }
            return;
        }
        if previous == PreviousHash::FIRST {
            return self.found(Code::ChainRestart, at, document, None, FIRST_PREVIOUS_HASH);
        }
        let linked = named
            .get(&InvoiceHash::from_bytes(*previous.as_bytes()))
            .filter(|(_, other)| other.hash != document.hash);
        let follows = before.filter(|(last, _)| last + 1 == counter);
        match (linked, follows) {
            // The document before is not there: its hash cannot be known, but this is not it.
            (Some(&(to, other)), None) if to + 1 != counter && before.is_none_or(|(last, _)| to != last) => {
                self.found(Code::ChainSkips, at, document, Some(other), &to.to_string());
            }
            (Some(&(to, other)), Some(_)) if to + 1 != counter => {
                self.found(Code::ChainSkips, at, document, Some(other), &to.to_string());
            }
            (None, Some((_, group))) => {
                let other = group.first().map(|(_, other)| *other);
                self.found(Code::ChainLink, at, document, other, text);
            }
            _ => {}
        }
    }

    /// What all documents share or may not share.
    fn common(&mut self, order: &[(u64, &Linked)]) {
        let mut followed: HashMap<&str, &Linked> = HashMap::new();
        let mut uuids: HashMap<String, &Linked> = HashMap::new();
        let mut numbers: HashMap<&str, &Linked> = HashMap::new();
        let mut latest: Option<(&str, &Linked)> = None;
        let issuer = order.first().map(|(_, document)| *document);
        for &(counter, document) in order {
            let at = Some(counter);
            let differs = |other: &Linked| other.hash != document.hash;
            let previous = document.previous_hash.as_deref().unwrap_or(FIRST_PREVIOUS_HASH);
            if previous != FIRST_PREVIOUS_HASH {
                let other = *followed.entry(previous).or_insert(document);
                if differs(other) {
                    self.found(Code::ChainFork, at, document, Some(other), previous);
                }
            }
            if let Some(uuid) = &document.uuid {
                let other = *uuids.entry(uuid.to_ascii_lowercase()).or_insert(document);
                if differs(other) {
                    self.found(Code::ChainUuid, at, document, Some(other), uuid);
                }
            }
            if let Some(number) = document.number.as_deref() {
                let other = *numbers.entry(number).or_insert(document);
                if differs(other) {
                    self.found(Code::ChainNumber, at, document, Some(other), number);
                }
            }
            if let Some(other) = issuer.filter(|other| other.issuer != document.issuer) {
                let found = document.issuer.as_deref().unwrap_or_default();
                self.found(Code::ChainSeller, at, document, Some(other), found);
            }
            if let Some(issued) = document.issued.as_deref() {
                match latest {
                    Some((late, other)) if issued < late => {
                        self.found(Code::ChainTime, at, document, Some(other), issued);
                    }
                    _ => latest = Some((issued, document)),
                }
            }
        }
    }
}
