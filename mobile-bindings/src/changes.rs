//! What the app is told while documents are delivered. All of it is kept in the ledger already.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use khatm::facade::{Delivered, Watch, Way};
use khatm::host::{Failure, FailureValue};
use khatm::{Error, Language};

use crate::host::HostError;

/// Something that happened on the way to the authority.
#[derive(Debug, Clone, uniffi::Enum)]
pub enum Change {
    /// A try of a document was answered, or its answer is lost.
    Answered {
        /// Where the document is now.
        way: Way,
    },
    /// Somebody should be called.
    Alert {
        /// The name of what happened, as in `Delivered.alerts`.
        name: String,
    },
    /// A round that did something is over.
    Delivered {
        /// What it did.
        delivered: Delivered,
    },
    /// A round failed. It is tried again.
    Trouble {
        /// Why.
        failure: FailureValue,
    },
}

/// Whoever wants to hear of it.
#[uniffi::export(with_foreign)]
pub trait Watcher: Send + Sync {
    /// It happened. Called on the thread that delivers, which waits: be quick.
    fn changed(&self, change: Change) -> Result<(), HostError>;
}

/// A watcher that is told, until this is cancelled or gone.
#[derive(uniffi::Object)]
pub struct Subscription {
    watchers: Weak<Watchers>,
    number: u64,
}

#[uniffi::export]
impl Subscription {
    /// Tells it no more. One call may be under way.
    pub fn cancel(&self) {
        if let Some(watchers) = self.watchers.upgrade() {
            let mut list = watchers.list();
            list.known.retain(|(number, _)| *number != self.number);
        }
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.cancel();
    }
}

#[derive(Default)]
pub(crate) struct Watchers(Mutex<List>);

#[derive(Default)]
struct List {
    next: u64,
    known: Vec<(u64, Arc<dyn Watcher>)>,
    trouble: Option<Error>,
}

impl Watchers {
    /// Nothing that can panic is done under this lock.
    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(self: &Arc<Self>, watcher: Arc<dyn Watcher>) -> Subscription {
        let mut list = self.list();
        list.next += 1;
        let number = list.next;
        list.known.push((number, watcher));
        Subscription {
            watchers: Arc::downgrade(self),
            number,
        }
    }

    /// What one of them, or the app elsewhere, threw last. It is told once.
    pub(crate) fn trouble(&self) -> Option<Error> {
        self.list().trouble.take()
    }

    /// Nothing more will happen.
    pub(crate) fn dismiss(&self) {
        let gone = std::mem::take(&mut self.list().known);
        // The app's own code runs when it is let go of.
        drop(gone);
    }

    pub(crate) fn threw(&self, error: Error) {
        self.list().trouble = Some(error);
    }

    fn tell(&self, change: &Change) {
        let known = self.list().known.clone();
        for (_, watcher) in known {
            if let Err(error) = watcher.changed(change.clone()) {
                self.threw(error.told("watcher"));
            }
        }
    }
}

/// Tells all watchers of a ledger.
pub(crate) struct Herald {
    pub(crate) watchers: Arc<Watchers>,
    pub(crate) language: Language,
}

impl Watch for Herald {
    fn answered(&mut self, way: &Way) {
        self.watchers.tell(&Change::Answered { way: way.clone() });
    }

    fn alert(&mut self, name: &'static str) {
        self.watchers.tell(&Change::Alert { name: name.to_owned() });
    }

    fn round(&mut self, round: &khatm::Result<Delivered>) {
        self.watchers.tell(&match round {
            Ok(delivered) => Change::Delivered {
                delivered: delivered.clone(),
            },
            Err(error) => Change::Trouble {
                failure: Failure::from(error.clone()).value(self.language),
            },
        });
    }

    fn wants_documents(&self) -> bool {
        !self.watchers.list().known.is_empty()
    }
}
