//! Devices: made, onboarded, opened for as long as they are used.

use std::sync::Arc;

use super::{Khatm, now};
use crate::chain::Start;
use crate::device::{Device, Plan, Setback, Stage, Status};
use crate::drive::onboard::{Host, News, Persistence, onboard, onboard_blocking};
use crate::error::{Code, Error, Result};
use crate::gateway::{Environment, Otp};
use crate::invoice::Refusal;
use crate::store::issue::{Issued, Issuer, Order, issue_all};
use crate::store::safe::Kept;
use crate::store::{Chain, NewChain};

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
        let moment = now().moment()?;
        kept.iter().map(|kept| self.open_kept(kept)?.status(moment)).collect()
    }

    /// How a device is.
    pub fn device(&self, name: &str) -> Result<Status> {
        self.opened(name)?.device().status(now().moment()?)
    }

    /// Makes a device, which is onboarded next. Every fault of its plan is told.
    pub fn add_device(&self, plan: Plan<'_>) -> Result<Status, Vec<Error>> {
        let device = Device::new(plan)?;
        self.add_made(&device).map_err(|error| vec![error])
    }

    /// Takes a device that was made elsewhere, as it stands.
    pub fn add_made(&self, device: &Device) -> Result<Status> {
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

    /// Begins the onboarding of a device again, with a new one-time password, from the certificate request on. Key and request stay.
    /// One that is not under way is left as it is.
    pub fn restart(&self, name: &str) -> Result<Status> {
        let Held { mut device, kept } = self.opened(name)?;
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
        let Held { mut device, kept } = self.opened(name)?;
        let persistence = guide.persistence();
        let mut host = Saved::new(self, &kept, guide);
        let language = self.inner.setup.language;
        let client = &self.inner.client;
        onboard(client, &mut device, &mut host, persistence, language).await?;
        Ok(device.status(now().moment()?)?)
    }

    /// [`Khatm::onboard`], for hosts without an event loop.
    pub fn onboard_blocking(&self, name: &str, guide: &mut dyn Guide) -> Result<Status, Setback> {
        let Held { mut device, kept } = self.opened(name)?;
        let persistence = guide.persistence();
        let mut host = Saved::new(self, &kept, guide);
        let language = self.inner.setup.language;
        let client = &self.inner.client;
        onboard_blocking(client, &mut device, &mut host, persistence, language)?;
        Ok(device.status(now().moment()?)?)
    }

    /// A device held open for many documents. Its key is in memory until this is dropped.
    pub fn till(&self, name: &str) -> Result<Till> {
        let held = self.opened(name)?;
        let chain = self.chain_of(held.device())?;
        Ok(Till {
            khatm: self.clone(),
            held: Arc::new(held),
            chain,
        })
    }

    /// Opens a device by its name.
    pub(super) fn opened(&self, name: &str) -> Result<Held> {
        let kept = self.named(name)?;
        let device = self.open_kept(&kept)?;
        Ok(Held { device, kept })
    }

    /// The one device of this name, in the environment that was chosen or in the only one that has it.
    fn named(&self, name: &str) -> Result<Kept> {
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

    pub(super) fn open_kept(&self, kept: &Kept) -> Result<Device> {
        self.meant(kept.environment)?;
        Device::from_file(&kept.file, &*self.inner.vault.key()?)
    }

    /// Saves a device as the version after the one that it was read as.
    fn keep(&self, device: &Device, version: u64, action: &'static str) -> Result<u64> {
        let kept = Kept {
            environment: device.endpoint().environment(),
            name: device.name().to_owned(),
            version: version + 1,
            saved_at: now(),
            file: device.to_file(&*self.inner.vault.key()?)?,
        };
        self.inner.store.keep(&[kept], &self.inner.setup.actor, action)?;
        Ok(version + 1)
    }

    /// The chain of the device's certificate; a new one where the ledger has none of it.
    fn chain_of(&self, device: &Device) -> Result<Chain> {
        let new = NewChain::of(device.production()?, device.name(), Start::NEW)?;
        let known = self.inner.store.chains()?.into_iter().find(|chain| {
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
            .with_verifier(self.khatm.verifier());
        let issued = issue_all(&*self.khatm.inner.store, &issuer, orders, now())?;
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

    /// How long to keep at it.
    fn persistence(&self) -> Persistence {
        Persistence::default()
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
    guide: &'s mut dyn Guide,
}

impl<'s> Saved<'s> {
    fn new(khatm: &'s Khatm, kept: &Kept, guide: &'s mut dyn Guide) -> Self {
        Saved {
            khatm,
            version: kept.version,
            guide,
        }
    }
}

impl Host for Saved<'_> {
    fn save(&mut self, device: &Device) -> Result<()> {
        self.version = self.khatm.keep(device, self.version, "device_saved")?;
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
