//! Onboarding of devices that are kept elsewhere than here: in a database whose queue says which are to be onboarded.
//!
//! A password is struck out of the queue in the same step that saves the device as having asked, before it is sent: nothing sends it
//! twice. If it certainly was not received, it is put back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Client;
use super::onboard::{Host, News, Persistence, onboard_blocking};
use crate::device::kept::Use;
use crate::device::queued::Queued;
use crate::device::{Again, Device, Setback, Stage};
use crate::error::{Code, Error, Kind, Language, Result};
use crate::gateway::{Environment, Otp};
use crate::outbox::worker::may_repeat;
use crate::store::safe::Kept;
use crate::time::Timestamp;
use crate::vault::RootKey;

/// How long a device waits until it is tried again, where trying again may help.
const AGAIN_MS: i64 = 60_000;
/// So long it is tried to keep what the authority said, with a pause between, where that may help: well before the request is another's.
const KEEPS: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_secs(1);

/// Where devices and the queue are. Each call is kept when it returns.
pub trait Registry: Send {
    /// The next one that is to be onboarded: in these hands for a while, and nobody else's.
    fn take(&mut self) -> Result<Option<Queued>>;

    /// A device, to use its key for this. The use is noted.
    fn sealed(&mut self, environment: Environment, device: &str, purpose: Use) -> Result<Kept>;

    /// Keeps a device as its next version; where the password of the request of this time is about to go out, that is struck out with
    /// it, and that of no other.
    fn keep(&mut self, kept: &Kept, action: &'static str, spends: Option<Timestamp>) -> Result<()>;

    /// Puts the password of a request back.
    fn unused(&mut self, queued: &Queued) -> Result<()>;

    /// Says how far a request came: done, or why not, and after how long it is tried again by itself, if it is.
    fn ended(&mut self, queued: &Queued, failed: Option<&Error>, again_ms: Option<i64>) -> Result<()>;
}

/// Whoever has the password, and may want to know how far things are.
pub trait Purse: Send {
    /// A one-time password for the device; nothing if there is none at hand.
    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>>;

    /// The request of the queue that its password is of, by its time; nothing if a person has it at hand.
    fn request(&self) -> Option<Timestamp> {
        None
    }

    /// The password that was given last was certainly not received.
    fn unused(&mut self, _registry: &mut dyn Registry, _device: &Device) -> Result<()> {
        Ok(())
    }

    /// What was done, or is about to be.
    fn progress(&mut self, _device: &Device, _news: &News) {}
}

/// What onboarding is done with.
pub struct Tools<'t> {
    /// The client that calls.
    pub client: &'t Client,
    /// Gives the root key, which is held no longer than it is needed.
    pub root: &'t (dyn Fn() -> Result<Arc<RootKey>> + Sync),
    /// The language of the authority's messages.
    pub language: Language,
    /// How long to keep at it.
    pub persistence: Persistence,
}

/// A request of the queue that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The device's environment.
    pub environment: Environment,
    /// Its name.
    pub device: String,
    /// Why it is not onboarded, if it is not.
    pub failed: Option<Error>,
}

/// Onboards the next device of the queue, as far as it goes. Nothing if none waits.
pub fn onboard_next(registry: &mut dyn Registry, tools: &Tools<'_>) -> Result<Option<Tried>> {
    let Some(queued) = registry.take()? else {
        return Ok(None);
    };
    let opened = (tools.root)().and_then(|root| queued.open(&root));
    let ended = match opened {
        Ok(password) => {
            let mut purse = Waiting {
                queued: queued.clone(),
                password,
            };
            enrol(registry, (queued.environment, &queued.device), &mut purse, tools).map(drop)
        }
        Err(error) => Err(error.into()),
    };
    let (failed, again_ms) = match &ended {
        Ok(()) => (None, None),
        Err(setback) => {
            let again_ms = match setback.again {
                Again::Later(seconds) => {
                    let asked = seconds.and_then(|seconds| i64::try_from(seconds).ok()).unwrap_or(0);
                    Some(asked.saturating_mul(1_000).max(AGAIN_MS))
                }
                // Another one may have the right key; and a database that is busy, or away, says nothing of the device.
                Again::Mended if setback.error.code() == Code::SealedOtherKey => Some(AGAIN_MS),
                Again::Mended if may_repeat(&setback.error) => Some(AGAIN_MS),
                Again::Mended => None,
            };
            (Some(&setback.error), again_ms)
        }
    };
    match failed {
        // It was waited for already.
        Some(error) if may_repeat(error) => registry.ended(&queued, failed, again_ms)?,
        _ => persist(|| registry.ended(&queued, failed, again_ms))?,
    }
    Ok(Some(Tried {
        failed: failed.cloned(),
        environment: queued.environment,
        device: queued.device,
    }))
}

/// Asks a registry that is busy, or away, again for a while. What is somebody else's by now is no matter of waiting.
fn persist(mut ask: impl FnMut() -> Result<()>) -> Result<()> {
    let until = Instant::now() + KEEPS;
    loop {
        match ask() {
            Err(error) if may_repeat(&error) && error.code() != Code::StoreDeviceChanged && Instant::now() < until => {
                std::thread::sleep(PAUSE);
            }
            other => return other,
        }
    }
}

/// Walks a device to its certificate for real documents, from wherever it stands; the device as it is then.
pub fn enrol(
    registry: &mut dyn Registry,
    (environment, name): (Environment, &str),
    purse: &mut dyn Purse,
    tools: &Tools<'_>,
) -> Result<Device, Setback> {
    let kept = registry.sealed(environment, name, Use::Onboard)?;
    let mut device = kept.open(&*(tools.root)()?)?;
    let mut host = Saving {
        registry,
        root: tools.root,
        version: kept.version,
        requested: device.csr().is_some(),
        given: false,
        purse,
    };
    onboard_blocking(tools.client, &mut device, &mut host, tools.persistence, tools.language)?;
    Ok(device)
}

/// The password of the queue.
struct Waiting {
    queued: Queued,
    password: Option<Otp>,
}

impl Purse for Waiting {
    fn password(&mut self, _device: &Device, _spent: bool) -> Result<Option<Otp>> {
        Ok(self.password.take())
    }

    fn request(&self) -> Option<Timestamp> {
        Some(self.queued.asked)
    }

    fn unused(&mut self, registry: &mut dyn Registry, _device: &Device) -> Result<()> {
        persist(|| registry.unused(&self.queued))
    }
}

/// Saves into the registry while a device is onboarded.
struct Saving<'s> {
    registry: &'s mut dyn Registry,
    root: &'s (dyn Fn() -> Result<Arc<RootKey>> + Sync),
    version: u64,
    /// There is a certificate request: from here on it is only saved.
    requested: bool,
    /// A password was given, and is about to go out.
    given: bool,
    purse: &'s mut dyn Purse,
}

impl Saving<'_> {
    /// Keeps a device, also where that takes several tries: an answer of the authority's comes once.
    fn keep(&mut self, kept: &Kept, action: &'static str, spends: Option<Timestamp>) -> Result<()> {
        let mut doubt = false;
        persist(|| {
            let Err(error) = self.registry.keep(kept, action, spends) else {
                return Ok(());
            };
            // What nobody answered to may have been kept; else it is somebody else's by now.
            if error.code() == Code::StoreDeviceChanged && doubt {
                let there = self.registry.sealed(kept.environment, &kept.name, Use::Onboard)?;
                if (there.version, &there.file) == (kept.version, &kept.file) {
                    return Ok(());
                }
            }
            doubt |= error.kind() == Kind::Unsure;
            Err(error)
        })
    }
}

impl Host for Saving<'_> {
    fn save(&mut self, device: &Device) -> Result<()> {
        let requested = std::mem::replace(&mut self.requested, device.csr().is_some());
        let action = match self.requested && !requested {
            true => "csr_made",
            false => "device_saved",
        };
        let given = std::mem::take(&mut self.given) && device.stage() == Stage::Asking;
        let spends = self.purse.request().filter(|_| given);
        let kept = Kept::of(device, &*(self.root)()?, self.version + 1, super::clock_now())?;
        self.keep(&kept, action, spends)?;
        self.version = kept.version;
        Ok(())
    }

    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>> {
        let password = self.purse.password(device, spent)?;
        self.given = password.is_some();
        Ok(password)
    }

    fn unused(&mut self, device: &Device) -> Result<()> {
        self.purse.unused(&mut *self.registry, device)
    }

    fn progress(&mut self, device: &Device, news: &News) {
        // A password that was not received lies in the queue while it is waited for the next time: this process may end before that. One
        // that cannot be put back now is put back in the end.
        if let (News::Waiting { .. }, Stage::Keyed, Some(_)) = (news, device.stage(), self.purse.request())
            && self.purse.unused(&mut *self.registry, device).is_ok()
        {
            self.given = true;
        }
        self.purse.progress(device, news);
    }
}
