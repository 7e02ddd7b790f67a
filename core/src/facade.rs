//! Everything together, for programs that have invoices: open a ledger, onboard a device, issue, deliver, hand over.
//!
//! ```no_run
//! use khatm::facade::Khatm;
//! use khatm::store::issue::Order;
//!
//! let khatm = Khatm::at("shop.khatm")?;                       // made before: khatm store new shop.khatm
//! let delivery = khatm.start();                               // sends in the background, as long as this value lives
//! let order = Order::new(br#"{ "number": "S-1" }"#).with_key("sale-1");
//! let issued = khatm.issue("TILL-1", &order).map_err(|refusal| refusal.first())?;
//! let waited = khatm.wait_cleared(&issued.document.uuid, 10_000)?; // a buyer stands at the counter
//! if waited.is_allowed() {
//!     let receipt = khatm.receipt(&issued.document.uuid)?;    // what to print, with its QR code
//! }
//! # Ok::<(), khatm::Error>(())
//! ```
//!
//! What is promised: when [`Khatm::issue`] returns, the document is on the disk with its place in the chain, and will be sent until
//! the authority has said yes or no, by whichever process delivers, after a crash too. Nothing is sent inside a transaction.
//! Everything may be called from several threads, and several processes may have one ledger open. Keys are opened for one call
//! and wiped after it; see [`Khatm::till`] for many calls, and [`Khatm::start`] for what delivering keeps open.

mod delivery;
mod devices;
mod document;
mod story;
mod truth;

use std::fmt;
use std::sync::Arc;

pub use crate::outbox::{Progress, Way};
#[cfg(all(feature = "sqlite", feature = "picture", feature = "postgres"))]
pub(crate) use delivery::Rounds;
pub use delivery::{Delivered, Delivery, Teller, Watch, Ways};
pub use devices::{Guide, Held, Till};
pub use document::{Receipt, Sought};
pub use story::{Action, Came, Released, Story, Tried};

use crate::drive::onboard::Persistence;
use crate::drive::post::{Bell, Means};
use crate::drive::{Client, Settings};
use crate::error::{Language, Result};
use crate::gateway::Environment;
use crate::invoice::{Context, DraftReport, Fault, Refusal};
use crate::outbox::Policy;
use crate::seal::Verifier;
use crate::store::issue::{Issued, Order};
use crate::store::{Document, Store, Uuid};
use crate::time::Timestamp;
use crate::vault::Vault;

/// Documents under way at once, if nothing else is said: what an authority that takes a second needs for five hundred a second, with a
/// quarter kept for clearances. Each device is limited by its own rate besides.
pub const HANDS: usize = 800;

/// How the whole is set up. The defaults are right for most.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The one environment that is meant. Devices of another are refused then. Without it a device's own is taken.
    pub environment: Option<Environment>,
    /// The language of the authority's messages, and of texts for people.
    pub language: Language,
    /// Who does it: written into the audit.
    pub actor: String,
    /// Documents that are under way at once.
    pub hands: usize,
    /// The figures of delivery.
    pub policy: Policy,
    /// How calls are made.
    pub drive: Settings,
    /// How long onboarding keeps at it.
    pub persistence: Persistence,
    /// Issuers of certificates to believe, besides the authority's: a rehearsal's.
    pub verifier: Option<Arc<Verifier>>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            environment: None,
            language: Language::English,
            actor: "khatm".to_owned(),
            hands: HANDS,
            policy: Policy::default(),
            drive: Settings::default(),
            persistence: Persistence::default(),
            verifier: None,
        }
    }
}

impl Setup {
    /// The defaults, with what the environment says: `KHATM_ENV`, and what [`Settings::from_env`] reads.
    pub fn from_env() -> Result<Self> {
        let chosen = std::env::var("KHATM_ENV").ok().filter(|text| !text.trim().is_empty());
        Ok(Setup {
            environment: match chosen {
                Some(text) => Some(Environment::chosen(Some(&text))?),
                None => None,
            },
            drive: Settings::from_env()?,
            ..Setup::default()
        })
    }
}

/// A ledger with everything that is done with it. Cheap to clone; clones are one.
#[derive(Clone)]
pub struct Khatm {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    vault: Vault,
    setup: Setup,
    means: Means,
    bell: Arc<Bell>,
}

impl fmt::Debug for Khatm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Khatm")
            .field("setup", &self.inner.setup)
            .finish_non_exhaustive()
    }
}

impl Khatm {
    /// Opens a store, with the vault that opens its devices. The setup is the environment's: [`Setup::from_env`].
    pub fn open(store: Arc<dyn Store>, vault: Vault) -> Result<Self> {
        Self::with(store, vault, Setup::from_env()?)
    }

    /// The same with a setup of your own.
    pub fn with(store: Arc<dyn Store>, vault: Vault, mut setup: Setup) -> Result<Self> {
        let means = Means::new(&setup.drive, setup.policy, setup.language, setup.hands)?;
        setup.policy = means.policy;
        Ok(Khatm {
            inner: Arc::new(Inner {
                store,
                vault,
                setup,
                means,
                bell: Arc::default(),
            }),
        })
    }

    /// Opens a ledger in a file, with the user's witness and the root key that the environment names. `khatm store new` makes one,
    /// [`Khatm::create`] too.
    #[cfg(feature = "sqlite")]
    pub fn at(path: impl AsRef<std::path::Path>) -> Result<Self> {
        use crate::store::{sqlite::Sqlite, witness::FolderWitness};
        let store = Sqlite::open(path.as_ref(), Arc::new(FolderWitness::of_user()?))?;
        Self::open(Arc::new(store), Vault::from_environment()?)
    }

    /// Makes a ledger in a file that is not there yet, and opens it.
    #[cfg(feature = "sqlite")]
    pub fn create(path: impl AsRef<std::path::Path>) -> Result<Self> {
        use crate::store::{sqlite::Sqlite, witness::FolderWitness};
        let store = Sqlite::create(path.as_ref(), Arc::new(FolderWitness::of_user()?))?;
        Self::open(Arc::new(store), Vault::from_environment()?)
    }

    /// Forgets the root key, where it can be asked for again: it is, by whoever needs it next.
    pub fn forget_key(&self) {
        self.inner.vault.forget();
    }

    /// The store.
    pub fn store(&self) -> &dyn Store {
        &*self.inner.store
    }

    /// The setup.
    pub fn setup(&self) -> &Setup {
        &self.inner.setup
    }

    /// The client that sends: its counters say what happened since the process began.
    pub fn client(&self) -> &Client {
        &self.inner.means.client
    }

    /// Everything there is to say of a draft, without issuing it. With a device, its seller stands in where the draft has none.
    pub fn check(&self, draft: &[u8], device: Option<&str>) -> Result<DraftReport> {
        Ok(DraftReport::new(
            &self.faults(draft, device)?,
            self.inner.setup.language,
        ))
    }

    /// The same as faults that have a code.
    pub fn faults(&self, draft: &[u8], device: Option<&str>) -> Result<Vec<Fault>> {
        let mut context = Context::new(now().moment()?);
        if let Some(name) = device {
            context.seller = Some(self.seller(name)?);
        }
        Ok(crate::rules::faults(draft, &context))
    }

    /// Issues a document: a draft becomes a stamped invoice at its place in the device's chain, on the disk when this returns. Asked
    /// again with the same request key, the same document is returned.
    ///
    /// It is sent by whoever delivers: [`Khatm::start`] here, or another process.
    pub fn issue(&self, device: &str, order: &Order<'_>) -> Result<Issued, Refusal> {
        self.till(device)?.issue(order)
    }

    /// Issues several, all or none, with one write to the disk. A refusal names the order that is to blame.
    pub fn issue_all(&self, device: &str, orders: &[Order<'_>]) -> Result<Vec<Issued>, (usize, Refusal)> {
        self.till(device).map_err(|error| (0, error.into()))?.issue_all(orders)
    }

    /// A document as it was issued.
    pub fn document(&self, uuid: &Uuid) -> Result<Option<Document>> {
        self.inner.store.document(uuid)
    }

    fn verifier(&self) -> &Verifier {
        self.inner.setup.verifier.as_deref().unwrap_or(Verifier::shared())
    }
}

/// Now, by this machine's clock.
pub(crate) fn now() -> Timestamp {
    crate::drive::clock_now()
}
