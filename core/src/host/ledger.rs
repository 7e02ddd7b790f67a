//! A ledger, wherever it is: what every language does with it. What comes back is plain data, as JSON text.

use std::path::Path;

use serde::Serialize;

#[cfg(doc)]
use super::calls;
use super::opening::NewDevice;
use super::{Failure, here};
use crate::error::{Error, Language};
use crate::facade::{Delivery, Khatm, Sought};
use crate::invoice::Fault;
use crate::ledger::Anchor;
use crate::outbox::Reason;
use crate::store::Uuid;

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
pub(super) fn anchors(text: &str) -> Result<Vec<Anchor>, Error> {
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
        Ok(Plain::of(&here::onboard(self, name, otp)?))
    }

    fn restart(&self, name: &str) -> Told {
        Ok(Plain::of(&Khatm::restart(self, name)?))
    }

    fn check(&self, draft: &[u8], device: Option<&str>) -> Told<Vec<Fault>> {
        Ok(self.faults(draft, device)?)
    }

    fn issue(&self, device: &str, drafted: &Drafted, corrects: Option<Uuid>) -> Told {
        Ok(Plain::of(&here::issue(self, device, drafted, corrects)?))
    }

    fn issue_all(&self, device: &str, drafts: &[Drafted]) -> Told {
        Ok(Plain::of(&here::issue_all(self, device, drafts)?))
    }

    fn document(&self, uuid: &Uuid) -> Told {
        Ok(Plain::of(&here::document(self, uuid)?))
    }

    fn find(&self, text: &str) -> Told {
        Ok(Plain::of(&here::find(self, text)?))
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
        Ok(Plain::of(&here::wait_cleared(self, uuid, timeout_ms, go_on)?))
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
        Ok(Plain::of(&here::health(self)?))
    }

    fn metrics(&self) -> Told<String> {
        Ok(Khatm::metrics(self)?)
    }

    fn anchor(&self) -> Told<String> {
        Ok(Khatm::anchor(self)?.to_string())
    }

    fn verify(&self, text: &str) -> Told {
        Ok(Plain::of(&here::verify(self, text)?))
    }
}
