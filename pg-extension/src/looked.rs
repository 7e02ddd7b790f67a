//! What a call has looked up and written since it holds a lock, and what nobody else changes before it ends: none of it is looked up
//! twice. Each look into an index of a long queue costs more than all that is done with what was found.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use khatm::store::delivery::{Attempt, Job, Outcome};
use khatm::store::{Chain, ChainId, Head, Place};
use pgrx::pg_sys::ItemPointerData;

/// An unfinished document, and where its row lies; `None` after it was written, since a new version lies elsewhere.
pub(crate) type Lying = (Job, Option<ItemPointerData>);

/// What a call knows of chains.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(crate) chains: Answers<ChainId, Chain>,
    pub(crate) heads: Answers<ChainId, Option<Head>>,
}

/// What it knows of deliveries, and of what it knows that it is not there.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) jobs: Answers<Place, Option<Lying>>,
    /// By their facts.
    pub(crate) outcomes: Answers<Place, Vec<Outcome>>,
    pub(crate) attempts: Answers<(Place, u64), Option<Attempt>>,
    pub(crate) replies: Answers<(Place, u64), bool>,
}

/// Answers by what was asked. A backend has one thread, but core's stores may have more.
#[derive(Debug)]
pub(crate) struct Answers<K, V>(Mutex<HashMap<K, V>>);

impl<K, V> Default for Answers<K, V> {
    fn default() -> Self {
        Answers(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Answers<K, V> {
    fn all(&self) -> MutexGuard<'_, HashMap<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn get(&self, key: &K) -> Option<V> {
        self.all().get(key).cloned()
    }

    pub(crate) fn keep(&self, key: K, value: V) {
        self.all().insert(key, value);
    }

    pub(crate) fn forget(&self, key: &K) {
        self.all().remove(key);
    }

    /// Asks of what is known.
    pub(crate) fn of<T>(&self, key: &K, ask: impl FnOnce(&V) -> T) -> Option<T> {
        self.all().get(key).map(ask)
    }
}

impl Sent {
    /// Whether a document waits for its first claim, where that is known: it is neither among the unfinished, nor has it a fact.
    pub(crate) fn waits(&self, place: Place) -> Option<bool> {
        let open = self.jobs.of(&place, Option::is_some);
        let decided = self.outcomes.of(&place, |outcomes| !outcomes.is_empty());
        match (open, decided) {
            (Some(true), _) | (_, Some(true)) => Some(false),
            (Some(false), Some(false)) => Some(true),
            _ => None,
        }
    }

    /// That a document waits for its first claim.
    pub(crate) fn keep_waiting(&self, place: Place) {
        self.jobs.keep(place, None);
        self.outcomes.keep(place, Vec::new());
    }
}
