//! Devices: made, onboarded, opened for as long as they are used.

use std::sync::Arc;

use super::{Khatm, now};
use crate::chain::Start;
use crate::device::kept::{Use, Who, guarded, note_refused, open_noted};
use crate::device::{Device, Plan, Setback, Stage, Status};
use crate::drive::onboard::{Host, News, Persistence, onboard, onboard_blocking};
use crate::error::{Code, Error, Result};
use crate::gateway::{Environment, Otp};
use crate::invoice::{DraftParty, Refusal};
use crate::store::issue::{Issued, Issuer, Order, issue_all};
use crate::store::safe::Kept;
use crate::store::{Chain, NewChain};
use crate::vault::RootKey;

/// A device of the store with its key, open until this is dropped.
pub struct Held {
    device: Device,
    kept: Kept,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Held").field("kept", &self.kept).finish_non_exhaustive()
    }
}

impl Held {
    /// The device.
    pub fn device(&self) -> &Device {
        &self.device
    }
}

impl Khatm {
    /// All devices, and how they are.
    pub fn devices(&self) -> Result<Vec<Status>> {
        let kept = self.inner.store.devices()?;
        let meant = kept.iter().filter(|kept| self.meant(kept.environment).is_ok());
        meant.map(|kept| self.status_of(kept)).collect()
    }

    /// How a device is.
    pub fn device(&self, name: &str) -> Result<Status> {
        self.status_of(&self.named(name)?)
    }

    /// Makes a device, which is onboarded next. Every fault of its plan is told.
    pub fn add_device(&self, plan: Plan<'_>) -> Result<Status, Vec<Error>> {
        let device = Device::new(plan)?;
        self.add_made(&device).map_err(|error| vec![error])
    }

    /// Takes a device that was made elsewhere, as it stands. One that is active already may have issued: where its chain goes on is
    /// said to [`import`](crate::device::kept::import) or [`adopt`](crate::device::adopt::adopt).
    pub fn add_made(&self, device: &Device) -> Result<Status> {
        if device.production().is_ok() {
            return Err(Error::new(Code::ImportLast).found(device.name()));
        }
        self.meant(device.endpoint().environment())?;
        let known = self
            .inner
            .store
            .device(device.endpoint().environment(), device.name())?;
        if known.is_some() {
            return Err(Error::new(Code::DeviceKnown).found(device.name()));
        }
        self.keep(device, 0, "device_new")?;
        device.status(now().moment()?)
    }

    /// Takes a device that another place kept, with where its chain goes on if it is active; returns its name.
    #[cfg(all(feature = "sqlite", feature = "picture"))]
    pub(crate) fn import_with(
        &self,
        last: Option<crate::device::adopt::Last>,
        read: impl FnOnce(&RootKey) -> Result<Device>,
    ) -> Result<String> {
        let actor = &self.inner.setup.actor;
        let kept = self.with_root(|root| {
            let device = read(root)?;
            self.meant(device.endpoint().environment())?;
            crate::device::kept::import(self.store(), &device, root, last, actor, now())
        })?;
        Ok(kept.name)
    }

    /// Begins the onboarding of a device again, with a new one-time password, from the certificate request on. Key and request stay.
    /// One that is not under way is left as it is.
    pub fn restart(&self, name: &str) -> Result<Status> {
        let Held { mut device, kept } = self.opened(name, Use::Onboard)?;
        let moment = now().moment()?;
        if !matches!(device.stage(), Stage::Draft | Stage::Keyed | Stage::Active) {
            device.restart(moment)?;
            self.keep(&device, kept.version, "device_restarted")?;
        }
        device.status(moment)
    }

    /// Walks a device to its certificate for real documents, from wherever it stands. It may be stopped at any time and called again.
    ///
    /// To be called on a tokio runtime; elsewhere there is [`Khatm::onboard_blocking`].
    pub async fn onboard(&self, name: &str, guide: &mut dyn Guide) -> Result<Status, Setback> {
        let Held { mut device, kept } = self.opened(name, Use::Onboard)?;
        let persistence = guide.persistence().unwrap_or(self.inner.setup.persistence);
        let mut host = Saved::new(self, &kept, device.csr().is_some(), guide);
        let language = self.inner.setup.language;
        let client = &self.inner.means.client;
        onboard(client, &mut device, &mut host, persistence, language).await?;
        Ok(device.status(now().moment()?)?)
    }

    /// [`Khatm::onboard`], for hosts without an event loop.
    pub fn onboard_blocking(&self, name: &str, guide: &mut dyn Guide) -> Result<Status, Setback> {
        let Held { mut device, kept } = self.opened(name, Use::Onboard)?;
        let persistence = guide.persistence().unwrap_or(self.inner.setup.persistence);
        let mut host = Saved::new(self, &kept, device.csr().is_some(), guide);
        let language = self.inner.setup.language;
        let client = &self.inner.means.client;
        onboard_blocking(client, &mut device, &mut host, persistence, language)?;
        Ok(device.status(now().moment()?)?)
    }

    /// A device held open for many documents. Its key is in memory until this is dropped.
    pub fn till(&self, name: &str) -> Result<Till> {
        let held = self.opened(name, Use::Issue)?;
        let who = self.who(&held.kept);
        let chain = guarded(self.store(), &who, Use::Issue, || self.chain_of(held.device()))?;
        Ok(Till {
            khatm: self.clone(),
            held: Arc::new(held),
            chain,
        })
    }

    /// Opens a device by its name, to use its key.
    pub(super) fn opened(&self, name: &str, purpose: Use) -> Result<Held> {
        let kept = self.named(name)?;
        let device = self.open_kept(&kept, purpose)?;
        Ok(Held { device, kept })
    }

    /// The one device of this name, in the environment that was chosen or in the only one that has it.
    pub(super) fn named(&self, name: &str) -> Result<Kept> {
        let store = &self.inner.store;
        let mut found = Vec::new();
        for environment in Environment::ALL {
            if self.meant(environment).is_ok() {
                found.extend(store.device(environment, name)?);
            }
        }
        match found.len() {
            0 => Err(Error::new(Code::DeviceUnknown).found(name)),
            1 => Ok(found.remove(0)),
            _ => Err(Error::new(Code::DeviceAmbiguous).found(name)),
        }
    }

    /// Refuses an environment that is not the chosen one.
    pub(super) fn meant(&self, environment: Environment) -> Result<()> {
        match self.inner.setup.environment {
            Some(chosen) if chosen != environment => {
                Err(Error::new(Code::CredentialEnvironment).found(environment.as_str()))
            }
            _ => Ok(()),
        }
    }

    /// Opens a device for a use of its key, which leaves its line in the audit, refused or not.
    pub(super) fn open_kept(&self, kept: &Kept, purpose: Use) -> Result<Device> {
        let who = self.who(kept);
        let store = &*self.inner.store;
        guarded(store, &who, purpose, || self.meant(kept.environment))?;
        let device = self.with_root(|root| open_noted(store, &who, root, purpose))?;
        Ok(device)
    }

    fn who<'w>(&'w self, kept: &'w Kept) -> Who<'w> {
        Who {
            environment: kept.environment,
            device: &kept.name,
            by: &self.inner.setup.actor,
            now: now(),
        }
    }

    /// Does something with the root key, which is not in memory any longer than that if it is quickly had again.
    fn with_root<T>(&self, work: impl FnOnce(&RootKey) -> Result<T>) -> Result<T> {
        let root = self.inner.vault.key()?;
        let done = work(&root);
        drop(root);
        self.inner.vault.rest();
        done
    }

    /// The registered seller of a device.
    pub(super) fn seller(&self, name: &str) -> Result<DraftParty> {
        let kept = self.named(name)?;
        Ok(self.with_root(|root| kept.open(root))?.seller().clone())
    }

    /// How a device is: nothing of its key is used.
    fn status_of(&self, kept: &Kept) -> Result<Status> {
        self.meant(kept.environment)?;
        self.with_root(|root| kept.open(root))?.status(now().moment()?)
    }

    /// Saves a device as the version after the one that it was read as.
    fn keep(&self, device: &Device, version: u64, action: &'static str) -> Result<u64> {
        let kept = self.with_root(|root| Kept::of(device, root, version + 1, now()))?;
        let who = self.who(&kept);
        guarded(&*self.inner.store, &who, Use::Onboard, || {
            self.inner
                .store
                .keep(std::slice::from_ref(&kept), &self.inner.setup.actor, action)
        })?;
        Ok(version + 1)
    }

    /// The chain of the device's certificate; a new one where the ledger has none of it.
    fn chain_of(&self, device: &Device) -> Result<Chain> {
        let new = NewChain::of(device.production()?, device.name(), Start::NEW)?;
        let chains = self.inner.store.chains()?;
        new.alone(&chains)?;
        let known = chains.into_iter().find(|chain| {
            (chain.made.environment, &chain.made.device, &chain.made.certificate)
                == (new.environment, &new.device, &new.certificate)
        });
        known.map_or_else(|| self.inner.store.begin(&new, now()), Ok)
    }
}

/// A device that issues, held open.
#[derive(Debug, Clone)]
pub struct Till {
    khatm: Khatm,
    held: Arc<Held>,
    chain: Chain,
}

impl Till {
    /// [`Khatm::issue`].
    pub fn issue(&self, order: &Order<'_>) -> Result<Issued, Refusal> {
        let issued = self
            .issue_all(std::slice::from_ref(order))
            .map_err(|(_, refusal)| refusal)?;
        issued
            .into_iter()
            .next()
            .ok_or_else(|| Error::new(Code::StoreStatement).into())
    }

    /// [`Khatm::issue_all`].
    pub fn issue_all(&self, orders: &[Order<'_>]) -> Result<Vec<Issued>, (usize, Refusal)> {
        let issuer = Issuer::of(self.chain.id, self.held.device())
            .map_err(|error| (0, error.into()))?
            .with_verifier(self.khatm.verifier())
            .with_clock(now);
        let store = &*self.khatm.inner.store;
        let issued = issue_all(store, &issuer, orders, now()).inspect_err(|(_, refusal)| {
            // What is to be told is the refusal, also where it cannot be noted.
            let _ = note_refused(store, &self.khatm.who(&self.held.kept), Use::Issue, &refusal.first());
        })?;
        self.khatm.inner.bell.ring();
        Ok(issued)
    }
}

/// Whoever onboards a device: it has the password, and may want to show how far things are.
pub trait Guide: Send {
    /// A one-time password for the device; nothing if there is none at hand. `spent` says that one was used before, and its answer
    /// never arrived.
    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>>;

    /// The password that was given last was certainly not received: it is as good as new.
    fn unused(&mut self, _device: &Device) -> Result<()> {
        Ok(())
    }

    /// What was done, or is about to be.
    fn progress(&mut self, _device: &Device, _news: &News) {}

    /// How long to keep at it, if not as long as the setup says.
    fn persistence(&self) -> Option<Persistence> {
        None
    }
}

/// One password, for one device.
impl Guide for Option<Otp> {
    fn password(&mut self, _device: &Device, _spent: bool) -> Result<Option<Otp>> {
        Ok(self.take())
    }
}

/// Saves into the store while a device is onboarded.
struct Saved<'s> {
    khatm: &'s Khatm,
    version: u64,
    /// There is a certificate request: from here on it is only saved.
    requested: bool,
    guide: &'s mut dyn Guide,
}

impl<'s> Saved<'s> {
    fn new(khatm: &'s Khatm, kept: &Kept, requested: bool, guide: &'s mut dyn Guide) -> Self {
        Saved {
            khatm,
            version: kept.version,
            requested,
            guide,
        }
    }
}

impl Host for Saved<'_> {
    fn save(&mut self, device: &Device) -> Result<()> {
        let requested = std::mem::replace(&mut self.requested, device.csr().is_some());
        let action = match self.requested && !requested {
            true => "csr_made",
            false => "device_saved",
        };
        self.version = self.khatm.keep(device, self.version, action)?;
        Ok(())
    }

    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>> {
        self.guide.password(device, spent)
    }

    fn unused(&mut self, device: &Device) -> Result<()> {
        self.guide.unused(device)
    }

    fn progress(&mut self, device: &Device, news: &News) {
        self.guide.progress(device, news);
    }
}
