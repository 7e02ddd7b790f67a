//! Walks a device from where it stands to a certificate for real documents.
//!
//! What comes next and what a reply means is decided in [`crate::device`]; here it is sent, waited for and saved: before each
//! request, because it may be the last thing that this process does, and after each answer.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Client, Exchange, Patience};
use crate::device::set::Required;
use crate::device::{Again, Call, Device, Setback, Stage, Step};
use crate::error::{Code, Error, Language, Result};
use crate::gateway::{Otp, Request, Verdict};
use crate::invoice::fresh_uuid;
use crate::seal::{Curve, PrivateKey};
use crate::time::Moment;

/// Whoever onboards a device: a command line, an extension, an app.
pub trait Host: Send {
    /// Saves the device. What it does next is not done before this has come back.
    fn save(&mut self, device: &Device) -> Result<()>;

    /// A one-time password for the device; nothing if there is none at hand. `spent` says that one was used before, and its
    /// answer never arrived.
    fn password(&mut self, device: &Device, spent: bool) -> Result<Option<Otp>>;

    /// The password that was given last was certainly not received: it is as good as new.
    fn unused(&mut self, _device: &Device) -> Result<()> {
        Ok(())
    }

    /// What was done, or is about to be.
    fn progress(&mut self, _device: &Device, _news: &News) {}
}

/// What was done, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum News {
    /// Key and certificate request are made.
    Key,
    /// A one-time password goes out. If one was used before, its answer never arrived.
    Password {
        /// Whether one was.
        spent: bool,
    },
    /// There is a certificate for the checks.
    ComplianceCsid,
    /// Documents of the set are made and stamped.
    Made {
        /// How many.
        count: usize,
    },
    /// A document of the set passed.
    Passed {
        /// Which one.
        document: Required,
        /// How many have passed.
        passed: usize,
        /// How many there are.
        required: usize,
    },
    /// There is a certificate for real documents.
    ProductionCsid,
    /// It is sent again after a while.
    Waiting {
        /// How long.
        milliseconds: u64,
        /// Why.
        code: &'static str,
    },
}

/// How long to keep at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Persistence {
    /// How often one request is sent at most.
    pub tries: u32,
    /// How long to wait before it is sent for the second time; then three times as long each time.
    pub first_wait_ms: u64,
    /// The longest wait between two times. Where the authority asks for a longer one, it is told and not waited for.
    pub most_wait_ms: u64,
}

impl Default for Persistence {
    fn default() -> Self {
        Persistence {
            tries: 4,
            first_wait_ms: 1_000,
            most_wait_ms: 60_000,
        }
    }
}

/// Walks a device on until it is active, or until somebody has to do something. To be called again after that, or after the
/// process was killed, with the device as it was saved last: it goes on from there.
pub async fn onboard(
    client: &Client,
    device: &mut Device,
    host: &mut dyn Host,
    persistence: Persistence,
    language: Language,
) -> Result<(), Setback> {
    let mut walk = Walk {
        client,
        host,
        persistence,
        language,
    };
    loop {
        match device.next(language)? {
            Step::Key => {
                device.take_key(PrivateKey::generate(Curve::Secp256k1)?, now()?)?;
                walk.host.save(device)?;
                walk.host.progress(device, &News::Key);
            }
            Step::Password { spent } => walk.ask(device, spent).await?,
            Step::Prepare => {
                device.prepare(now()?, &mut fresh_uuid)?;
                walk.host.save(device)?;
                let count = device.documents().len();
                walk.host.progress(device, &News::Made { count });
            }
            Step::Send(call, request) => walk.send(device, call, &request).await?,
            Step::Done => return Ok(()),
        }
    }
}

/// [`onboard`], for hosts without an event loop. On one it would hold up all else that runs there, so it refuses.
pub fn onboard_blocking(
    client: &Client,
    device: &mut Device,
    host: &mut dyn Host,
    persistence: Persistence,
    language: Language,
) -> Result<(), Setback> {
    if tokio::runtime::Handle::try_current().is_ok() {
        return Err(Error::new(Code::DriveRuntime).into());
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|_| Error::new(Code::DriveRuntime))?;
    runtime.block_on(onboard(client, device, host, persistence, language))
}

struct Walk<'w> {
    client: &'w Client,
    host: &'w mut dyn Host,
    persistence: Persistence,
    language: Language,
}

impl Walk<'_> {
    /// The one request that is not simply repeated: a password is good for one.
    async fn ask(&mut self, device: &mut Device, spent: bool) -> Result<(), Setback> {
        let needed = match spent {
            true => Code::DeviceOtpSpent,
            false => Code::DeviceOtpNeeded,
        };
        let password = self.host.password(device, spent)?;
        let password = password.ok_or_else(|| Error::new(needed))?;
        self.host.progress(device, &News::Password { spent });
        for tried in 1.. {
            let made = now().and_then(|now| device.ask(&password, self.language, now));
            let request = match made.and_then(|request| self.host.save(device).map(|()| request)) {
                Ok(request) => request,
                Err(error) => {
                    // Nothing went out. Why it stopped matters more than whether the password could be put back; where somebody else has
                    // the device by now, he may have sent it.
                    if cfg!(feature = "uniffi") || error.code() != Code::StoreDeviceChanged {
                        let _ = self.host.unused(device);
                    }
                    return Err(error.into());
                }
            };
            let (exchange, outcome) = self.exchange(device, Call::ComplianceCsid, &request).await?;
            let Err(setback) = outcome else {
                self.host.progress(device, &News::ComplianceCsid);
                return Ok(());
            };
            if let Err(setback) = self.wait(device, tried, &exchange, setback).await {
                if matches!(exchange.verdict, Verdict::NotReceived(_)) {
                    self.host.unused(device)?;
                }
                return Err(setback);
            }
        }
        Ok(())
    }

    /// Sends the same bytes until there is an answer that says what became of them.
    async fn send(&mut self, device: &mut Device, call: Call, request: &Request) -> Result<(), Setback> {
        for tried in 1.. {
            let (exchange, outcome) = self.exchange(device, call, request).await?;
            let Err(setback) = outcome else { break };
            self.wait(device, tried, &exchange, setback).await?;
        }
        let news = match call {
            Call::Document(document) => {
                let status = device.status(now()?)?;
                News::Passed {
                    document,
                    passed: status.passed,
                    required: status.required,
                }
            }
            _ => News::ProductionCsid,
        };
        self.host.progress(device, &news);
        debug_assert!(call != Call::ProductionCsid || device.stage() == Stage::Active);
        Ok(())
    }

    /// Sends once, and saves what became of it, good or bad.
    async fn exchange(
        &mut self,
        device: &mut Device,
        call: Call,
        request: &Request,
    ) -> Result<(Exchange, Result<(), Setback>), Setback> {
        let exchange = self.client.send(request, Patience::Background, device.name()).await;
        let mut outcome = device.settle(call, &exchange.verdict, now()?);
        // The driver knows better what happened on the way.
        if let (Err(setback), Some(error)) = (&mut outcome, exchange.error())
            && matches!(setback.again, Again::Later(_))
        {
            setback.error = error;
        }
        self.host.save(device)?;
        Ok((exchange, outcome))
    }

    /// Waits for the next time, or gives the setback back if there is to be none.
    async fn wait(
        &mut self,
        device: &Device,
        tried: u32,
        exchange: &Exchange,
        setback: Setback,
    ) -> Result<(), Setback> {
        let Again::Later(seconds) = setback.again else {
            return Err(setback);
        };
        let Persistence {
            tries,
            first_wait_ms,
            most_wait_ms,
        } = self.persistence;
        let own = first_wait_ms
            .saturating_mul(3u64.saturating_pow(tried - 1))
            .min(most_wait_ms);
        let asked = seconds
            .map(|seconds| seconds.saturating_mul(1_000))
            .max(exchange.wait_ms);
        let milliseconds = own.max(asked.unwrap_or(0));
        if tried >= tries || milliseconds > most_wait_ms {
            return Err(setback);
        }
        let code = setback.error.code().as_str();
        self.host.progress(device, &News::Waiting { milliseconds, code });
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        Ok(())
    }
}

/// This machine's clock.
fn now() -> Result<Moment> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
    Moment::from_unix(seconds)
}
