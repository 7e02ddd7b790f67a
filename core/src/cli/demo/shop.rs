//! What the day is played on: the authority in this process, a ledger in a folder that goes, a root key that is nowhere else.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::device::{Device, Plan, Setback};
use crate::drive::onboard::News;
use crate::drive::{Proxy, Settings};
use crate::facade::{Guide, Khatm, Progress, Setup};
use crate::gateway::{Environment, Otp};
use crate::invoice::{Refusal, fresh_uuid};
use crate::outbox::Policy;
use crate::seal::{CsrConfig, Verifier};
use crate::simulator::{Fault, Simulator};
use crate::store::Uuid;
use crate::store::issue::Order;
use crate::store::sqlite::Sqlite;
use crate::store::witness::{Mark, Witness};
use crate::vault::{RootKey, Vault};
use crate::{Code, Error, Result};
use serde_json::Value;

use super::Failed;
use super::drafts::{SELLER, Sold, What};
use crate::cli::device::onboard::words;
use crate::cli::device::{Voice, now};
use crate::cli::ending::Wanted;
use crate::cli::output;

const ENVIRONMENT: Environment = Environment::Simulation;
const TILL: &str = "TILL-1";
/// Whatever is waited for comes long before.
const PATIENCE: Duration = Duration::from_secs(20);

/// The shop.
pub(super) struct Shop {
    pub(super) khatm: Khatm,
    pub(super) simulator: Simulator,
    /// What the simulator lives on.
    _runtime: tokio::runtime::Runtime,
    /// Dropped last: the ledger in it is closed by then.
    _folder: Folder,
}

/// A folder that goes with this value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("khatm-demo-{}", Uuid::fresh()?));
        let failed = |error: std::io::Error| {
            Error::new(Code::FileWrite)
                .at(output::name(&path))
                .found(&error.to_string())
        };
        std::fs::create_dir(&path).map_err(failed)?;
        Ok(Folder(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// What is known of the ledger outside of it. In memory, as the ledger does not outlive the process: a folder would be made again by
/// whoever writes while all is being removed.
#[derive(Default)]
struct Remembered(Mutex<HashMap<Uuid, Mark>>);

impl Witness for Remembered {
    fn read(&self, install: &Uuid) -> Result<Option<Mark>> {
        let marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(marks.get(install).copied())
    }

    fn advance(&self, install: &Uuid, mark: &Mark, _sure: bool) -> Result<()> {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = marks.entry(*install).or_insert(*mark);
        if (mark.generation, mark.documents) >= (known.generation, known.documents) {
            *known = *mark;
        }
        Ok(())
    }
}

/// A ledger that is still open may add a file while the folder goes.
fn remove(folder: &Path) {
    for _ in 0..20 {
        if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    output::complain(&format!("demo: left behind: {}", output::name(folder)));
}

impl Shop {
    pub(super) fn open(voice: Voice) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|_| Error::new(Code::DriveRuntime))?;
        let simulator = runtime.block_on(Simulator::start())?;
        let folder = Folder::new()?;
        // Whoever ends it early leaves nothing behind, either.
        let path = folder.0.clone();
        Wanted::listen(
            move || {
                remove(&path);
                std::process::exit(i32::from(output::USAGE));
            },
            || {},
        )?;
        let store = Sqlite::create(&folder.0.join("shop.khatm"), Arc::new(Remembered::default()))?;
        let trusted = simulator.authority().trusted(ENVIRONMENT);
        let setup = Setup {
            language: voice.language,
            // The same as ever, but nobody waits minutes for a demonstration.
            policy: Policy {
                cap_ms: 4_000,
                ..Policy::default()
            },
            drive: Settings {
                proxy: Proxy::Direct,
                ..Settings::default()
            },
            verifier: Some(Arc::new(Verifier::new(trusted.into()))),
            ..Setup::default()
        };
        let vault = Vault::from_key(RootKey::generate()?);
        Ok(Shop {
            khatm: Khatm::with(Arc::new(store), vault, setup)?,
            simulator,
            _runtime: runtime,
            _folder: folder,
        })
    }

    /// Today, as a draft writes it.
    pub(super) fn today(&self) -> Result<String> {
        Ok(now()?.date().to_string())
    }

    pub(super) fn onboard(&self, voice: Voice) -> Result<()> {
        let text = |text: &str| text.to_owned();
        let configuration = CsrConfig {
            common_name: text("TST-886431145-300000000000003"),
            serial_number: text("1-Khatm|2-Demo|3-0001"),
            organization_identifier: text("300000000000003"),
            organization_unit_name: text("Riyadh Branch"),
            organization_name: text("Khatm Books"),
            country_name: text("SA"),
            invoice_type: text("1100"),
            location_address: text("RRRD2929"),
            industry_business_category: text("Books"),
        };
        let plan = Plan {
            name: TILL,
            id: fresh_uuid()?,
            endpoint: self.simulator.endpoint(ENVIRONMENT)?,
            configuration: &configuration,
            seller: SELLER.as_bytes(),
            now: now()?,
        };
        let first = |faults: Vec<Error>| {
            faults
                .into_iter()
                .next()
                .unwrap_or_else(|| Error::new(Code::DeviceFile))
        };
        self.khatm.add_device(plan).map_err(first)?;
        let mut audience = Audience {
            simulator: &self.simulator,
            voice,
        };
        let onboarded = self.khatm.onboard_blocking(TILL, &mut audience);
        onboarded.map(|_| ()).map_err(|Setback { error, .. }| error)
    }

    /// Issues a document, as one that stands for another if one is named.
    pub(super) fn issue(&self, what: What, draft: &Value, corrects: Option<Uuid>) -> Result<Sold> {
        let number = draft["number"].as_str().unwrap_or_default().to_owned();
        let bytes = draft.to_string();
        let mut order = Order::new(bytes.as_bytes()).with_key(&number);
        order.corrects = corrects;
        let first = |refusal: Refusal| refusal.first();
        let document = self.khatm.issue(TILL, &order).map_err(first)?.document;
        Ok(Sold {
            what,
            uuid: document.uuid,
            total: format!("{} {}", document.total, document.currency),
            number,
            note: String::new(),
        })
    }

    /// Asks for a document again, as a till does that is not sure to have been heard.
    pub(super) fn again(&self, sale: &(What, Value)) -> Result<Uuid, Failed> {
        let before = self.khatm.verify(&[])?.documents;
        let sold = self.issue(sale.0, &sale.1, None)?;
        match self.khatm.verify(&[])?.documents == before {
            true => Ok(sold.uuid),
            false => Err(Failed::Otherwise(format!("{}: issued twice", sold.number))),
        }
    }

    /// Waits until a document is where it should come.
    pub(super) fn until(&self, sold: &Sold, expected: Progress) -> Result<(), Failed> {
        let began = Instant::now();
        loop {
            let way = self.khatm.way(&sold.uuid)?;
            if way.progress == expected {
                return Ok(());
            }
            if way.progress.is_final() || began.elapsed() > PATIENCE {
                let (found, expected) = (way.progress.as_str(), expected.as_str());
                return Err(Failed::Otherwise(format!(
                    "{}: {found} instead of {expected}",
                    sold.number
                )));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until a try of a document was answered so that nobody knows whether the authority has it.
    pub(super) fn doubted(&self, sold: &Sold) -> Result<(), Failed> {
        let began = Instant::now();
        loop {
            let story = self.khatm.story(&sold.uuid)?;
            let came = story.tries.first().and_then(|tried| tried.came.as_ref());
            match came.map(|came| came.verdict) {
                Some("unsure") => return Ok(()),
                Some(verdict) => {
                    return Err(Failed::Otherwise(format!(
                        "{}: {verdict} instead of unsure",
                        sold.number
                    )));
                }
                None if began.elapsed() > PATIENCE => {
                    return Err(Failed::Otherwise(format!("{}: no try was answered", sold.number)));
                }
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        }
    }

    /// Looks at what came over the wire: what was sent again is what was sent before, and was known.
    pub(super) fn same_bytes(&self) -> Result<(), Failed> {
        let records = self.simulator.records();
        let dropped = |record: &&crate::simulator::Record| matches!(record.fault, Some((_, Fault::DropAfter)));
        let lost = records.iter().rev().find(dropped);
        let known = records.iter().rev().find(|record| record.status == Some(208));
        match (lost, known) {
            (Some(lost), Some(known)) if lost.request_body() == known.request_body() => Ok(()),
            _ => Err(Failed::Otherwise("T-5: other bytes were sent again".to_owned())),
        }
    }

    /// Looks at everything that is kept, and counts the documents.
    pub(super) fn verified(&self) -> Result<u64, Failed> {
        let verified = self.khatm.verify(&[])?;
        match verified.breaks.first() {
            Some(found) => Err(Failed::Otherwise(found.error.to_string())),
            None => Ok(verified.documents),
        }
    }

    /// The chain as the authority looks at it.
    pub(super) fn audited(&self, count: u64) -> Result<(), Failed> {
        let authority = self.simulator.authority();
        let devices = authority.devices();
        let audits = devices
            .iter()
            .filter_map(|device| authority.audit(device.id, crate::Language::English));
        for audit in audits {
            let received = audit.chains.iter().filter(|chain| chain.kind == "production");
            let received: u64 = received.map(|chain| chain.received).sum();
            if audit.sound && received == count {
                return Ok(());
            }
        }
        Err(Failed::Otherwise("the authority finds the chain broken".to_owned()))
    }
}

/// Whoever watches: the password comes from the simulator itself.
struct Audience<'a> {
    simulator: &'a Simulator,
    voice: Voice,
}

impl Guide for Audience<'_> {
    fn password(&mut self, _: &Device, _: bool) -> Result<Option<Otp>> {
        self.simulator.otp(ENVIRONMENT).map(Some)
    }

    fn progress(&mut self, _: &Device, news: &News) {
        output::line(&format!("   {}", words(news, self.voice)));
    }
}
