//! A store that forgets: for tests and rehearsals. It keeps the same rules as the others.

mod counting;
mod delivered;
mod safe;
mod stretch;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Chain, ChainId, ChainState, Document, Fate, Head, Issuing, NewChain, Place, Reference, Role, Store, Uuid};
use crate::chain::{Link, Next};
use crate::error::{Code, Error, Result};
use crate::ledger::trail;
use crate::store::delivery::{Lane, Route};
use crate::time::Timestamp;

pub use delivered::Delivered;

/// Documents in memory.
#[derive(Debug, Default)]
pub struct Memory {
    kept: Mutex<Kept>,
}

/// All that is kept. A transaction works on it and takes back what it added if it ends badly.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) chains: Vec<Chain>,
    /// In the order in which they were made.
    pub(super) documents: Vec<(Document, Vec<Reference>)>,
    places: HashMap<Place, usize>,
    uuids: HashMap<Uuid, usize>,
    delivered: Delivered,
    /// By environment and name.
    devices: BTreeMap<(&'static str, String), super::safe::Kept>,
    /// How the delivery that is under way is taken back.
    undo: Vec<delivered::Undo>,
}

impl Memory {
    /// An empty one.
    pub fn new() -> Self {
        Memory::default()
    }

    /// The rows of all deliveries, as they are now.
    pub fn delivered(&self) -> Delivered {
        self.kept().delivered.clone()
    }

    /// A store of its own with the same content, as a copied file is.
    pub fn copied(&self) -> Memory {
        Memory {
            kept: Mutex::new(self.kept().copied()),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A transaction that panicked has taken back what it added.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn copied(&self) -> Self {
        Kept {
            chains: self.chains.clone(),
            documents: self.documents.clone(),
            places: self.places.clone(),
            uuids: self.uuids.clone(),
            delivered: self.delivered.clone(),
            devices: self.devices.clone(),
            undo: Vec::new(),
        }
    }

    pub(super) fn known(&self, id: ChainId) -> Result<&Chain> {
        let found = self.chains.iter().find(|chain| chain.id == id);
        found.ok_or_else(|| Error::new(Code::StoreChain).found(&id.to_string()))
    }

    pub(super) fn standing(&self, place: Place) -> Option<&Document> {
        self.places.get(&place).map(|&at| &self.documents[at].0)
    }

    fn of_chain(&self, chain: ChainId) -> impl DoubleEndedIterator<Item = &Document> {
        let documents = self.documents.iter().map(|(document, _)| document);
        documents.filter(move |document| document.place.chain == chain)
    }

    /// True for chains of one device, whatever its certificate.
    fn same_device(&self, one: ChainId, other: ChainId) -> bool {
        let device = |id| {
            self.known(id)
                .ok()
                .map(|chain| (chain.made.environment, chain.made.device.as_str()))
        };
        device(one) == device(other)
    }

    fn same_taxpayer(&self, one: ChainId, other: ChainId) -> bool {
        let taxpayer = |id| {
            self.known(id)
                .ok()
                .map(|chain| (chain.made.environment, chain.made.vat_number.as_str()))
        };
        taxpayer(one) == taxpayer(other)
    }

    fn last_of(&self, chain: ChainId) -> Option<Head> {
        self.of_chain(chain).next_back().map(|document| Head {
            link: document.link(),
            issued: document.issued,
        })
    }

    fn requested(&self, chain: ChainId, key: &str) -> Option<&Document> {
        let mut documents = self.documents.iter().map(|(document, _)| document);
        documents.find(|document| {
            document.request_key.as_deref() == Some(key) && self.same_device(document.place.chain, chain)
        })
    }

    fn truncate(&mut self, to: usize) {
        for (document, _) in self.documents.drain(to..) {
            self.places.remove(&document.place);
            self.uuids.remove(&document.uuid);
        }
    }

    fn add(&mut self, document: &Document, references: &[Reference]) -> Result<()> {
        let chain = self.known(document.place.chain)?;
        let head = self.last_of(chain.id);
        let next = chain.made.start.next(head.as_ref().map(|head| &head.link))?;
        let taken = self.places.contains_key(&document.place)
            || self.uuids.contains_key(&document.uuid)
            || document
                .request_key
                .as_deref()
                .is_some_and(|key| self.requested(chain.id, key).is_some());
        let corrected = |reference: &Reference| {
            reference.role == Role::Corrects
                && reference
                    .to
                    .is_some_and(|to| !self.referring_to(Role::Corrects, to).is_empty())
        };
        if taken || references.iter().any(corrected) {
            return Err(Error::new(Code::StoreTaken));
        }
        let own = Next {
            counter: document.place.counter,
            previous_hash: document.previous_hash,
        };
        if own != next {
            return Err(Error::new(Code::StoreLink));
        }
        let at = self.documents.len();
        self.places.insert(document.place, at);
        self.uuids.insert(document.uuid, at);
        self.documents.push((document.clone(), references.to_vec()));
        Ok(())
    }

    fn referring_to(&self, role: Role, to: Place) -> Vec<Place> {
        let refers = |references: &[Reference]| references.iter().any(|one| one.role == role && one.to == Some(to));
        let documents = self.documents.iter().filter(|(_, references)| refers(references));
        documents.map(|(document, _)| document.place).collect()
    }
}

impl Issuing for Kept {
    fn chain(&mut self, id: ChainId) -> Result<Chain> {
        self.known(id).cloned()
    }

    fn head(&mut self, chain: ChainId) -> Result<Option<Head>> {
        Ok(self.last_of(chain))
    }

    fn by_request(&mut self, chain: ChainId, request_key: &str) -> Result<Option<Document>> {
        Ok(self.requested(chain, request_key).cloned())
    }

    fn by_number(&mut self, chain: ChainId, number: &str) -> Result<Vec<Document>> {
        let documents = self.documents.iter().map(|(document, _)| document);
        let found = documents
            .filter(|document| document.number == number && self.same_taxpayer(document.place.chain, chain))
            .cloned();
        Ok(found.collect())
    }

    fn by_uuid(&mut self, uuid: &Uuid) -> Result<Option<Document>> {
        Ok(self.uuids.get(uuid).map(|&at| self.documents[at].0.clone()))
    }

    fn at(&mut self, place: Place) -> Result<Option<Document>> {
        Ok(self.standing(place).cloned())
    }

    fn fate(&mut self, place: Place) -> Result<Fate> {
        Ok(self.fate_of(place))
    }

    fn referring(&mut self, role: Role, to: Place) -> Result<Vec<Place>> {
        Ok(self.referring_to(role, to))
    }

    fn references(&mut self, place: Place) -> Result<Vec<Reference>> {
        let at = self.places.get(&place);
        Ok(at.map(|&at| self.documents[at].1.clone()).unwrap_or_default())
    }

    fn append(&mut self, document: &Document, references: &[Reference]) -> Result<()> {
        self.add(document, references)
    }
}

/// Takes back what was added after `before`, also when the work panics.
struct Transaction<'k> {
    kept: &'k mut Kept,
    before: usize,
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        self.kept.truncate(self.before);
    }
}

impl Store for Memory {
    fn begin(&self, new: &NewChain, now: Timestamp) -> Result<Chain> {
        let mut kept = self.kept();
        let known = kept.chains.iter().find(|chain| {
            (chain.made.environment, &chain.made.device, &chain.made.certificate)
                == (new.environment, &new.device, &new.certificate)
        });
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let mut lines = Vec::new();
        for chain in &mut kept.chains {
            let same = (chain.made.environment, &chain.made.device) == (new.environment, &new.device);
            if same && chain.state == ChainState::Active {
                chain.state = ChainState::Draining;
                lines.push(trail::aside(chain.id, ChainState::Draining, None, "", now));
            }
        }
        let number = u32::try_from(kept.chains.len() + 1).map_err(|_| Error::new(Code::ChainEnd))?;
        let chain = Chain {
            id: ChainId::new(number),
            made: new.clone(),
            state: ChainState::Active,
        };
        lines.push(trail::begun(&chain, now));
        kept.delivered.audit.extend(lines);
        kept.chains.push(chain.clone());
        for route in Route::ALL {
            let lane = Lane::new(chain.id, route, new.start.first().counter);
            kept.delivered.lanes.insert((chain.id, route), lane);
        }
        Ok(chain)
    }

    fn chains(&self) -> Result<Vec<Chain>> {
        Ok(self.kept().chains.clone())
    }

    fn set_state(&self, chain: ChainId, state: ChainState, by: &str, now: Timestamp) -> Result<()> {
        let mut kept = self.kept();
        let found = kept.chains.iter_mut().find(|known| known.id == chain);
        let found = found.ok_or_else(|| Error::new(Code::StoreChain).found(&chain.to_string()))?;
        let before = found.state;
        found.state = super::aside(before, state)?;
        let to = found.state;
        if to != before {
            kept.delivered.audit.push(trail::aside(chain, to, None, by, now));
        }
        Ok(())
    }

    fn transact(&self, work: &mut dyn FnMut(&mut dyn Issuing) -> Result<()>) -> Result<()> {
        let mut kept = self.kept();
        let mut transaction = Transaction {
            before: kept.documents.len(),
            kept: &mut kept,
        };
        work(transaction.kept)?;
        transaction.before = transaction.kept.documents.len();
        Ok(())
    }

    fn document(&self, uuid: &Uuid) -> Result<Option<Document>> {
        self.kept().by_uuid(uuid)
    }

    fn numbered(&self, number: &str) -> Result<Vec<Document>> {
        let kept = self.kept();
        let documents = kept.documents.iter().map(|(document, _)| document);
        Ok(documents
            .filter(|document| document.number == number)
            .cloned()
            .collect())
    }

    fn documents(&self, chain: ChainId, after: u64, most: usize) -> Result<Vec<Document>> {
        let kept = self.kept();
        let following = kept.of_chain(chain).filter(|document| document.place.counter > after);
        Ok(following.take(most).cloned().collect())
    }

    fn last(&self, chain: ChainId) -> Result<Option<Link>> {
        Ok(self.kept().last_of(chain).map(|head| head.link))
    }

    fn fate(&self, place: Place) -> Result<Fate> {
        Issuing::fate(&mut *self.kept(), place)
    }
}
