//! A note and its originals: the route that it takes, and whether it credits more than there was.

use std::collections::BTreeSet;

use super::face::Face;
use crate::error::{Code, Error, Result, Severity};
use crate::invoice::{DocumentKind, DocumentProfile, Draft, Fault};
use crate::money::Amount;
use crate::seal::Profile;
#[cfg(not(feature = "uniffi"))]
use crate::store::ChainId;
use crate::store::{Chain, Document, Fate, Issuing, Place, Reference, Role, Uuid};

/// The originals of a note, as far as the ledger knows them.
#[derive(Debug, Default)]
pub(super) struct Originals {
    named: Vec<(String, Option<Document>)>,
}

/// Looks the originals up: by UUID, else by number. Among several of a number, the last that was not rejected.
pub(super) fn find(ledger: &mut dyn Issuing, chain: &Chain, draft: &Draft) -> Result<Originals> {
    let mut named = Vec::new();
    if !matches!(draft.kind, Some(DocumentKind::CreditNote | DocumentKind::DebitNote)) {
        return Ok(Originals { named });
    }
    for original in &draft.originals {
        let number = original.number.as_deref().map(str::trim).unwrap_or_default();
        let uuid = original.uuid.as_deref().and_then(|text| Uuid::parse(text).ok());
        let mut found = match uuid {
            Some(uuid) => ledger.by_uuid(&uuid)?,
            None => None,
        };
        if let Some(document) = &found {
            // A UUID of somebody else's is as good as unknown.
            let its = ledger.chain(document.place.chain)?.made;
            if (its.environment, &its.vat_number) != (chain.made.environment, &chain.made.vat_number) {
                found = None;
            }
        }
        if found.is_none() && uuid.is_none() && !number.is_empty() {
            for document in ledger.by_number(chain.id, number)? {
                if found.is_none() || ledger.fate(document.place)? != Fate::Rejected {
                    found = Some(document);
                }
            }
        }
        named.push((number.to_owned(), found));
    }
    Ok(Originals { named })
}

impl Originals {
    /// Where they are.
    pub(super) fn places(&self) -> Vec<Place> {
        self.known().map(|(_, document)| document.place).collect()
    }

    fn known(&self) -> impl Iterator<Item = (usize, &Document)> {
        let named = self.named.iter().enumerate();
        named.filter_map(|(at, (_, found))| found.as_ref().map(|document| (at, document)))
    }

    pub(super) fn references(&self) -> Vec<Reference> {
        let named = self.named.iter();
        named
            .map(|(number, found)| Reference {
                role: Role::Notes,
                to: found.as_ref().map(|document| document.place),
                number: found
                    .as_ref()
                    .map_or_else(|| number.clone(), |document| document.number.clone()),
            })
            .collect()
    }

    /// The route of the originals, if the draft does not say the same already.
    pub(super) fn route(&self, draft: &Draft) -> Result<Option<DocumentProfile>> {
        let profile = |document: &Document| match document.profile {
            Profile::Standard => DocumentProfile::Standard,
            Profile::Simplified => DocumentProfile::Simplified,
        };
        let Some((_, first)) = self.known().next() else {
            return Ok(None);
        };
        let route = profile(first);
        if let Some((at, _)) = self.known().find(|(_, document)| profile(document) != route) {
            return Err(Error::new(Code::NoteRoutes).at(format!("originals[{at}]")));
        }
        match draft.profile {
            None => Ok(Some(route)),
            Some(asked) if asked == route => Ok(None),
            Some(_) => Err(Error::new(Code::NoteRoute).at("profile")),
        }
    }

    /// What the ledger has to say of a note. An error, if it credits more than its originals and their debit notes have left.
    pub(super) fn judge(&self, ledger: &mut dyn Issuing, note: &Face) -> Result<Vec<Fault>> {
        let mut faults = Vec::new();
        let mut warn = |code: Code, at: usize| {
            faults.push(Fault {
                severity: Severity::Warning,
                error: Error::new(code).at(format!("originals[{at}]")),
            });
        };
        for (at, (_, found)) in self.named.iter().enumerate() {
            match found {
                None => warn(Code::NoteUnknown, at),
                Some(document) if ledger.fate(document.place)? == Fate::Rejected => warn(Code::NoteRejected, at),
                Some(_) => {}
            }
        }
        let whole = self.named.iter().all(|(_, found)| found.is_some());
        if note.kind == DocumentKind::CreditNote && whole && !self.named.is_empty() {
            #[cfg(not(feature = "uniffi"))]
            let left = keep(ledger, &[self.places()], &note.currency)?;
            // Nobody else issues meanwhile.
            #[cfg(feature = "uniffi")]
            let left = left(ledger, self.places(), &note.currency)?.0;
            if left.is_some_and(|left| note.total > left) {
                return Err(Error::new(Code::NoteExceeds).at("originals[0]"));
            }
        }
        Ok(faults)
    }
}

/// Keeps all that these drafts credit, at once: in pieces two transactions would wait for each other.
#[cfg(not(feature = "uniffi"))]
pub(super) fn keep_all<'d>(
    ledger: &mut dyn Issuing,
    chain: ChainId,
    drafts: impl Iterator<Item = &'d Draft>,
) -> Result<()> {
    let mut credited = Vec::new();
    add_credited(ledger, chain, drafts, &mut credited)?;
    // What is left of them is asked for each.
    keep(ledger, &credited, "").map(drop)
}

/// The same for drafts of several chains, as they are written: who issues on several devices in one transaction keeps what all of them
/// credit before the first is issued, and after the chains are locked. What cannot be read credits nothing.
#[cfg(not(feature = "uniffi"))]
pub fn keep_credited<'d>(ledger: &mut dyn Issuing, drafts: impl Iterator<Item = (ChainId, &'d [u8])>) -> Result<()> {
    const CREDIT: &[u8] = b"credit_note";
    let mut credited = Vec::new();
    for (chain, draft) in drafts {
        // Most are none, and reading one takes a while.
        if draft.windows(CREDIT.len()).any(|text| text == CREDIT) {
            add_credited(ledger, chain, crate::invoice::parse(draft).0.iter(), &mut credited)?;
        }
    }
    keep(ledger, &credited, "").map(drop)
}

#[cfg(not(feature = "uniffi"))]
fn add_credited<'d>(
    ledger: &mut dyn Issuing,
    chain: ChainId,
    drafts: impl Iterator<Item = &'d Draft>,
    credited: &mut Vec<Vec<Place>>,
) -> Result<()> {
    let mut known = None;
    for note in drafts.filter(|draft| draft.kind == Some(DocumentKind::CreditNote)) {
        let chain = match &mut known {
            Some(chain) => chain,
            none => none.insert(ledger.chain(chain)?),
        };
        credited.push(find(ledger, chain, note)?.places());
    }
    Ok(())
}

/// Keeps others from crediting the same meanwhile, nor what other notes tie to it: all of it at once, since in pieces two that want the
/// same would wait for each other. What is left of the last of them to credit.
#[cfg(not(feature = "uniffi"))]
fn keep(ledger: &mut dyn Issuing, notes: &[Vec<Place>], currency: &str) -> Result<Option<Amount>> {
    let mut kept = BTreeSet::new();
    loop {
        let (mut more, mut rest) = (BTreeSet::new(), None);
        for places in notes {
            let (of, tied) = left(ledger, places.clone(), currency)?;
            more.extend(
                places
                    .iter()
                    .chain(&tied)
                    .filter(|place| !kept.contains(*place))
                    .copied(),
            );
            rest = of;
        }
        if more.is_empty() {
            return Ok(rest);
        }
        // While it was waited for, others may have tied more to it.
        ledger.keep_referring(&more.iter().copied().collect::<Vec<_>>())?;
        kept.extend(more);
    }
}

/// What is left to credit of some documents together: their totals and those of their debit notes, without what was credited.
/// Notes on several documents tie those together. Nothing, where it cannot be known: a document of another system, or another
/// currency, is among them. And which documents it is left of, notes aside.
fn left(ledger: &mut dyn Issuing, originals: Vec<Place>, currency: &str) -> Result<(Option<Amount>, Vec<Place>)> {
    let mut seen: BTreeSet<Place> = BTreeSet::new();
    let mut tied = Vec::new();
    let mut open = originals.clone();
    let roots = crate::sort::set(originals);
    let mut left = Some(Amount::ZERO);
    while let Some(place) = open.pop() {
        if !seen.insert(place) {
            continue;
        }
        let Some(document) = ledger.at(place)? else {
            left = None;
            continue;
        };
        let note = matches!(document.kind, DocumentKind::CreditNote | DocumentKind::DebitNote);
        let rejected = ledger.fate(place)? == Fate::Rejected;
        // A rejected note took nothing back. A rejected original may have been handed over all the same.
        if note && rejected && !roots.contains(&place) {
            continue;
        }
        left = match (left, &document) {
            (Some(_), document) if document.currency != currency => None,
            (Some(left), document) if document.kind == DocumentKind::CreditNote => Some(left.minus(document.total)?),
            (Some(left), document) => Some(left.plus(document.total)?),
            (None, _) => None,
        };
        if !note {
            tied.push(place);
        }
        open.extend(ledger.referring(Role::Notes, place)?);
        if note {
            for reference in ledger.references(place)? {
                match reference.to {
                    _ if reference.role != Role::Notes => {}
                    Some(to) => open.push(to),
                    None => left = None,
                }
            }
        }
    }
    Ok((left, tied))
}
