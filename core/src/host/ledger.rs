//! A ledger, wherever it is: what every language does with it. What comes back is plain data, as JSON text.

use std::path::Path;

use serde::Serialize;

use super::Failure;
#[cfg(doc)]
use super::calls;
use super::calls::told;
use super::opening::NewDevice;
use super::values::{DocumentValue, HealthValue, IssuedValue, LedgerVerification, WaitedValue};
use crate::error::{Error, Language};
use crate::facade::{Delivery, Khatm, Sought};
use crate::gateway::Otp;
use crate::invoice::Fault;
use crate::ledger::Anchor;
use crate::outbox::Reason;
use crate::store::Uuid;
use crate::store::issue::Order;

/// One of [`values`](super::values), or of the values of the rooms above, as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain(String);

impl Plain {
    /// A value of core's.
    pub fn of(value: &impl Serialize) -> Self {
        Plain(serde_json::to_string(value).expect("plain data with names for keys is always JSON"))
    }

    /// What a server wrote.
    #[cfg(feature = "postgres")]
    pub(super) fn written(text: String) -> Self {
        Plain(text)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// A draft, and what its request is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drafted {
    /// The draft in JSON.
    pub draft: Vec<u8>,
    /// What the request is called.
    pub request_key: Option<String>,
    /// The draft's text was written by the host, out of values: a place in it would tell nobody anything.
    pub written: bool,
}

/// What the answers of a call are.
pub type Told<T = Plain> = Result<T, Failure>;

/// What is done with a ledger.
pub trait Ledger: Send + Sync {
    /// The language of its texts.
    fn language(&self) -> Language;

    /// All devices, and how they are.
    fn devices(&self) -> Told;

    /// How a device is.
    fn device(&self, name: &str) -> Told;

    /// Makes a device, which is onboarded next. Every fault is told.
    fn make_device(&self, new: &NewDevice<'_>) -> Told;

    /// Takes a device out of its file, as it stands. The file is called `FILE.imported` afterwards. Where the chain of one that is active
    /// goes on is said by `last`: `COUNTER:HASH`, or `0`.
    fn import_file(&self, file: &Path, last: Option<&str>) -> Told;

    /// Walks a device to its certificate for real documents, from wherever it stands.
    fn onboard(&self, name: &str, otp: Option<&str>) -> Told;

    /// Begins the onboarding of a device again, with a new one-time password. Key and request stay.
    fn restart(&self, name: &str) -> Told;

    /// Everything that is wrong with a draft; with a device, its seller stands in where the draft has none. [`calls::report`] says it.
    fn check(&self, draft: &[u8], device: Option<&str>) -> Told<Vec<Fault>>;

    /// Issues a document: stamped at its place in the chain, and kept when this returns. Asked again with the same request key, the same
    /// document is returned. `corrects` is the rejected document that it stands for.
    fn issue(&self, device: &str, drafted: &Drafted, corrects: Option<Uuid>) -> Told;

    /// Issues several, all or none.
    fn issue_all(&self, device: &str, drafts: &[Drafted]) -> Told;

    /// A document as it was issued; null if there is none of that UUID.
    fn document(&self, uuid: &Uuid) -> Told;

    /// The documents that a text means: a UUID, or a number, which several may have.
    fn find(&self, text: &str) -> Told;

    /// What to hand over of a document, with its QR code.
    fn receipt(&self, uuid: &Uuid) -> Told;

    /// Where a document is.
    fn way(&self, uuid: &Uuid) -> Told;

    /// Everything that is known of a document.
    fn story(&self, uuid: &Uuid) -> Told;

    /// Sends what is due now, and returns when every answer is kept. When `go_on` says no, nothing more is sent.
    fn deliver(&self, go_on: &dyn Fn() -> bool) -> Told;

    /// Delivers in the background.
    fn start(&self) -> Told<Delivery>;

    /// Waits until a document may be handed over, or never will be, or the time is over; when `go_on` says no, it says how things are.
    fn wait_cleared(&self, uuid: &Uuid, timeout_ms: u64, go_on: &dyn Fn() -> bool) -> Told;

    /// Documents without a final word, those first whose deadline is nearest; or those that were rejected and wait for a correction.
    fn outbox(&self, sought: &Sought<'_>) -> Told;

    /// Makes a document due at once.
    fn retry(&self, uuid: &Uuid, person: &str) -> Told<()>;

    /// Keeps a document back until it is freed. It takes two people, and a reason.
    fn hold(&self, uuid: &Uuid, people: (&str, &str), why: &str) -> Told<()>;

    /// Lets a document go that was kept back.
    fn free(&self, uuid: &Uuid, person: &str, why: &str) -> Told<()>;

    /// Opens the parked lanes of a device.
    fn unpark(&self, device: &str, person: &str) -> Told<()>;

    /// Allows a standard document to be handed over before it is cleared: `outage` or `clearance_off`.
    fn release(&self, uuid: &Uuid, reason: &str, person: &str, note: &str) -> Told<()>;

    /// How the ledger and its deliveries are.
    fn health(&self) -> Told;

    /// The figures as text that Prometheus scrapes.
    fn metrics(&self) -> Told<String>;

    /// The state of the ledger as one line.
    fn anchor(&self) -> Told<String>;

    /// Looks at everything that is kept, from the first byte, and whether each of these anchors, a line each, still lies on it.
    fn verify(&self, anchors: &str) -> Told;
}

/// The anchors in a text: none in one of nothing.
fn anchors(text: &str) -> Result<Vec<Anchor>, Error> {
    match text.trim().is_empty() {
        true => Ok(Vec::new()),
        false => Anchor::parse_all(text),
    }
}

/// In a file, here.
impl Ledger for Khatm {
    fn language(&self) -> Language {
        self.setup().language
    }

    fn devices(&self) -> Told {
        Ok(Plain::of(&Khatm::devices(self)?))
    }

    fn device(&self, name: &str) -> Told {
        Ok(Plain::of(&Khatm::device(self, name)?))
    }

    fn make_device(&self, new: &NewDevice<'_>) -> Told {
        Ok(Plain::of(&Khatm::make_device(self, new)?))
    }

    fn import_file(&self, file: &Path, last: Option<&str>) -> Told {
        Ok(Plain::of(&Khatm::import_file(self, file, last)?))
    }

    fn onboard(&self, name: &str, otp: Option<&str>) -> Told {
        let mut guide = otp.map(Otp::parse).transpose()?;
        Ok(Plain::of(&self.onboard_blocking(name, &mut guide)?))
    }

    fn restart(&self, name: &str) -> Told {
        Ok(Plain::of(&Khatm::restart(self, name)?))
    }

    fn check(&self, draft: &[u8], device: Option<&str>) -> Told<Vec<Fault>> {
        Ok(self.faults(draft, device)?)
    }

    fn issue(&self, device: &str, drafted: &Drafted, corrects: Option<Uuid>) -> Told {
        let order = Order {
            draft: &drafted.draft,
            request_key: drafted.request_key.as_deref(),
            corrects,
        };
        let issued = Khatm::issue(self, device, &order);
        let mut issued = issued.map_err(|refusal| Failure::from(refusal).told(drafted.written))?;
        issued.warnings = told(issued.warnings, drafted.written);
        Ok(Plain::of(&IssuedValue::new(&issued, self.language())))
    }

    fn issue_all(&self, device: &str, drafts: &[Drafted]) -> Told {
        let orders = drafts.iter().map(|drafted| Order {
            draft: &drafted.draft,
            request_key: drafted.request_key.as_deref(),
            corrects: None,
        });
        let issued = Khatm::issue_all(self, device, &orders.collect::<Vec<_>>());
        let issued = issued.map_err(|(order, refusal)| {
            let written = drafts.get(order).is_some_and(|drafted| drafted.written);
            Failure::from((order, refusal)).told(written)
        })?;
        let values = issued.into_iter().zip(drafts).map(|(mut issued, drafted)| {
            issued.warnings = told(issued.warnings, drafted.written);
            IssuedValue::new(&issued, self.language())
        });
        Ok(Plain::of(&values.collect::<Vec<_>>()))
    }

    fn document(&self, uuid: &Uuid) -> Told {
        let found = Khatm::document(self, uuid)?;
        Ok(Plain::of(&found.as_ref().map(DocumentValue::from)))
    }

    fn find(&self, text: &str) -> Told {
        let found = Khatm::find(self, text)?;
        Ok(Plain::of(&found.iter().map(DocumentValue::from).collect::<Vec<_>>()))
    }

    fn receipt(&self, uuid: &Uuid) -> Told {
        Ok(Plain::of(&Khatm::receipt(self, uuid)?))
    }

    fn way(&self, uuid: &Uuid) -> Told {
        Ok(Plain::of(&Khatm::way(self, uuid)?))
    }

    fn story(&self, uuid: &Uuid) -> Told {
        Ok(Plain::of(&Khatm::story(self, uuid)?))
    }

    fn deliver(&self, go_on: &dyn Fn() -> bool) -> Told {
        Ok(Plain::of(&self.deliver_once_watched(go_on, &mut ())?))
    }

    fn start(&self) -> Told<Delivery> {
        Ok(Khatm::start(self))
    }

    fn wait_cleared(&self, uuid: &Uuid, timeout_ms: u64, go_on: &dyn Fn() -> bool) -> Told {
        let waited = self.wait_cleared_while(uuid, timeout_ms, go_on)?;
        Ok(Plain::of(&WaitedValue::new(waited, self.language())))
    }

    fn outbox(&self, sought: &Sought<'_>) -> Told {
        Ok(Plain::of(&self.outbox_of(sought)?))
    }

    fn retry(&self, uuid: &Uuid, person: &str) -> Told<()> {
        Ok(Khatm::retry(self, uuid, person)?)
    }

    fn hold(&self, uuid: &Uuid, people: (&str, &str), why: &str) -> Told<()> {
        Ok(Khatm::hold(self, uuid, people, why)?)
    }

    fn free(&self, uuid: &Uuid, person: &str, why: &str) -> Told<()> {
        Ok(Khatm::free(self, uuid, person, why)?)
    }

    fn unpark(&self, device: &str, person: &str) -> Told<()> {
        Ok(Khatm::unpark(self, device, person)?)
    }

    fn release(&self, uuid: &Uuid, reason: &str, person: &str, note: &str) -> Told<()> {
        Ok(Khatm::release(self, uuid, Reason::parse(reason)?, person, note)?)
    }

    fn health(&self) -> Told {
        Ok(Plain::of(&HealthValue::new(&Khatm::health(self)?, self.language())))
    }

    fn metrics(&self) -> Told<String> {
        Ok(Khatm::metrics(self)?)
    }

    fn anchor(&self) -> Told<String> {
        Ok(Khatm::anchor(self)?.to_string())
    }

    fn verify(&self, text: &str) -> Told {
        let verified = Khatm::verify(self, &anchors(text)?)?;
        Ok(Plain::of(&LedgerVerification::new(&verified, self.language())))
    }
}
