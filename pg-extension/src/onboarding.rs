//! Devices in the hands of a worker: their sealed files, each use of their keys, and the queue of those that are to be onboarded.
//!
//! What leaves here is sealed under the root key, and what comes back is opened before it is kept: only who has that key can have
//! made it.

use khatm::device::adopt::{Adoption, Claim, Last, adopt, start};
use khatm::device::kept::{Use, Who, guarded, is_refusal, note_refused, note_use};
use khatm::device::queued::Queued;
use khatm::device::{Device, Stage};
use khatm::error::{Code, Error, Result};
use khatm::gateway::{Endpoint, Otp, Secret};
use khatm::invoice::{fresh_uuid, party};
use khatm::ledger::health::{Concern, Light};
use khatm::outbox::pace::is_over;
use khatm::seal::csr::Environment;
use khatm::seal::{Certificate, PrivateKey};
use khatm::store::Chain;
use khatm::store::delivery::Entry;
use khatm::store::safe::{Kept, Safe as _};
use khatm::time::Timestamp;
use pgrx::IntoDatum;
use pgrx::pg_sys::{Datum, ItemPointerData};

use crate::safe::chain_of;
use crate::server::{Ledger, now};
use crate::table::{Key, Order, Row, Seen, Table, bytes, caller, damaged, scratch, time};
use crate::tenant;
use crate::vault::{root_key, sought};
use crate::{lock, worker};

/// So long a request is in one worker's hands without a step that is kept: longer than a call to the authority, the wait before it, and the
/// keeping of its answer together, and no longer than somebody waits for one who was killed.
const IN_HAND_MS: i64 = 5 * 60 * 1_000;
/// So long it may be tried before somebody is told.
const PATIENCE_MS: i64 = 5 * 60 * 1_000;
/// So long one that failed is told.
const TOLD_MS: i64 = 7 * 24 * 3_600 * 1_000;
/// So long a text of a worker's is at most.
const LONGEST: usize = 1_000;

/// A code by its name.
fn known(code: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|known| known.as_str() == code)
}

fn unfit(path: &str) -> Error {
    Error::new(Code::OutboxAsked).at(path)
}

/// What a worker uses keys for.
fn purpose(name: &str) -> Result<Use> {
    let mut known = [Use::Deliver, Use::Onboard].into_iter();
    known
        .find(|purpose| purpose.as_str() == name)
        .ok_or_else(|| unfit("purpose").found(name))
}

/// A device that the caller may see: of another there is none.
fn shown(ledger: &Ledger, environment: Environment, device: &str) -> Result<Kept> {
    let sight = tenant::Sight::here()?;
    let kept = ledger
        .device(environment, device)?
        .filter(|kept| sight.shows_device(kept));
    kept.ok_or_else(|| Error::new(Code::DeviceUnknown).found(device))
}

/// A device as it is sealed, for a use of its key, which is noted with the role that asks.
pub(crate) fn sealed(environment: &str, device: &str, used_for: &str) -> Result<Kept> {
    let (environment, purpose) = (Environment::parse(environment)?, purpose(used_for)?);
    let ledger = Ledger::now();
    // A copy of the ledger sends nothing.
    ledger.at_home()?;
    let kept = shown(&ledger, environment, device)?;
    let who = Who {
        environment,
        device,
        by: &caller(),
        now: now(),
    };
    note_use(&ledger, &who, purpose)?;
    Ok(kept)
}

/// Notes that a worker was kept from using a key.
pub(crate) fn refused(environment: &str, device: &str, used_for: &str, code: &str) -> Result<()> {
    let (environment, purpose) = (Environment::parse(environment)?, purpose(used_for)?);
    let mut known = Code::ALL.iter().filter(|known| is_refusal(**known));
    let code = known
        .find(|known| known.as_str() == code)
        .ok_or_else(|| unfit("code").found(code))?;
    let ledger = Ledger::now();
    shown(&ledger, environment, device)?;
    let who = Who {
        environment,
        device,
        by: &caller(),
        now: now(),
    };
    note_refused(&ledger, &who, purpose, &Error::new(*code)).map(drop)
}

/// A row of the queue.
struct Request {
    queued: Queued,
    by: String,
    state: String,
    worker: Option<String>,
    until: Option<Timestamp>,
    code: Option<String>,
    message: Option<String>,
    changed: Timestamp,
}

impl Request {
    fn read(row: &mut Row<'_>) -> Result<Self> {
        let environment = Environment::parse(&row.take::<String>()?).map_err(|_| damaged())?;
        let (device, asked) = (row.take()?, row.time()?);
        let by = row.take()?;
        let password = row.maybe();
        Ok(Request {
            queued: Queued {
                environment,
                device,
                asked,
                password,
            },
            by,
            state: row.take()?,
            worker: row.maybe(),
            until: row.maybe_time(),
            code: row.maybe(),
            message: row.maybe(),
            changed: row.time()?,
        })
    }

    fn values(&self) -> [Option<Datum>; 11] {
        let text = |text: &Option<String>| text.as_deref().and_then(IntoDatum::into_datum);
        [
            self.queued.environment.as_str().into_datum(),
            self.queued.device.as_str().into_datum(),
            time(self.queued.asked),
            self.by.as_str().into_datum(),
            self.queued.password.as_deref().and_then(bytes),
            self.state.as_str().into_datum(),
            text(&self.worker),
            self.until.and_then(time),
            text(&self.code),
            text(&self.message),
            time(self.changed),
        ]
    }

    /// The request of a device, and where its row lies.
    fn of(environment: Environment, device: &str) -> Result<Option<(Self, ItemPointerData)>> {
        scratch(|| {
            let table = Table::read(c"enrolment");
            let conditions = [(1, Key::Text(environment.as_str())), (2, Key::Text(device))];
            let mut scan = table.scan(c"enrolment_pkey", &conditions, Seen::Now, Order::Forward);
            let found = scan.next().map(|mut row| {
                let lies = row.place();
                Request::read(&mut row).map(|request| (request, lies))
            });
            found.transpose()
        })
    }

    fn put(&self, lies: Option<ItemPointerData>) {
        scratch(|| {
            let table = Table::write(c"enrolment");
            match lies {
                Some(lies) => table.update(lies, &self.values()),
                None => table.insert(&self.values()),
            }
        });
    }

    fn all(ledger: &Ledger) -> Result<Vec<Self>> {
        scratch(|| {
            let table = Table::read(c"enrolment");
            ledger.all((&table, c"enrolment_pkey"), &[], Request::read)
        })
    }

    /// Whether it is the business of a worker of this environment, or of all.
    fn is_of(&self, chosen: Option<Environment>) -> bool {
        chosen.is_none_or(|chosen| chosen == self.queued.environment)
    }

    /// Whether a worker may take it now.
    fn is_due(&self, at: Timestamp) -> bool {
        // Nobody has it in hand for longer than this: it was taken by a clock that ran ahead.
        let over = |until: Timestamp| is_over(until, at) || self.state == "working" && until.since(at) > IN_HAND_MS;
        matches!(self.state.as_str(), "waiting" | "working") && self.until.is_none_or(over)
    }
}

/// Asks for a device to be onboarded. It happens when this is committed and a worker comes by.
pub(crate) fn ask(name: &str, password: Option<&str>, environment: Option<&str>, restart: bool) -> Result<()> {
    let password = password.map(Otp::parse).transpose()?;
    let ledger = Ledger::now();
    lock::devices();
    ledger.settle_down()?;
    let kept = sought(&ledger, name, environment)?;
    let root = root_key()?;
    let who = Who {
        environment: kept.environment,
        device: &kept.name,
        by: &caller(),
        now: now(),
    };
    let mut device = guarded(&ledger, &who, Use::Onboard, || kept.open(&root))?;
    if device.stage() == Stage::Active {
        return Err(Error::new(Code::DeviceStep).found(device.stage().as_str()));
    }
    let restarts = restart && !matches!(device.stage(), Stage::Draft | Stage::Keyed);
    if restarts {
        device.restart(who.now.moment()?)?;
        let next = Kept::of(&device, &root, kept.version + 1, who.now)?;
        ledger.keep(&[next], who.by, "device_restarted")?;
    }
    // Who has no password yet has a device that waits for one.
    if restarts && password.is_none() {
        return Ok(());
    }
    // Said now, to the person who has the password, and not later to nobody.
    match (device.stage(), &password) {
        (Stage::Asking, None) => return Err(Error::new(Code::DeviceOtpSpent).found(name)),
        (Stage::Draft | Stage::Keyed, None) => return Err(Error::new(Code::DeviceOtpNeeded).found(name)),
        _ => {}
    }
    let queued = Queued {
        environment: kept.environment,
        device: kept.name.clone(),
        asked: who.now,
        password: None,
    };
    let queued = match &password {
        Some(password) => queued.with(password, &root)?,
        None => queued,
    };
    let before = Request::of(kept.environment, &kept.name)?;
    let request = Request {
        queued,
        by: who.by.to_owned(),
        state: "waiting".to_owned(),
        worker: None,
        until: None,
        code: None,
        message: None,
        changed: who.now,
    };
    request.put(before.map(|(_, lies)| lies));
    worker::bell::at_commit();
    ledger.note(&Entry {
        at: who.now,
        actor: who.by.to_owned(),
        action: "onboarding_asked",
        place: None,
        detail: format!("{} {}", kept.environment.as_str(), kept.name),
    })
}

/// Whether a worker of an environment, or of all, may take one of the queue now, and whether any of it is not done yet.
pub(crate) fn pending(chosen: Option<Environment>) -> Result<(bool, bool)> {
    let (ledger, at) = (Ledger::now(), now());
    let all: Vec<Request> = Request::all(&ledger)?
        .into_iter()
        .filter(|request| request.is_of(chosen))
        .collect();
    let is_open = |request: &Request| matches!(request.state.as_str(), "waiting" | "working");
    Ok((all.iter().any(|request| request.is_due(at)), all.iter().any(is_open)))
}

/// Since when a request has waited that a worker could take, and when one was taken or answered last.
pub(crate) fn waiting(now: Timestamp) -> Result<(Option<Timestamp>, Option<Timestamp>)> {
    let all = Request::all(&Ledger::now())?;
    let due = all.iter().filter(|request| request.is_due(now));
    let since = due.map(|request| request.until.unwrap_or(request.queued.asked)).min();
    // One that was asked for and not looked at yet was changed by who asked.
    let done = all.iter().filter(|request| request.changed != request.queued.asked);
    Ok((since, done.map(|request| request.changed).max()))
}

/// Onboardings that ended without a certificate, or that are tried again and again, each with its own reason.
pub(crate) fn concerns(ledger: &Ledger, now: Timestamp) -> Result<Vec<Concern>> {
    let mut found = Vec::new();
    for request in Request::all(ledger)? {
        let Queued {
            environment,
            device,
            asked,
            ..
        } = request.queued;
        let lasts = match request.state.as_str() {
            "done" => false,
            // Who does not repeat it knows, or wants it no more.
            "failed" => now.since(request.changed) < TOLD_MS,
            // Waiting mends nothing of another root key.
            _ => now.since(asked) >= PATIENCE_MS || request.code.as_deref() == Some(Code::SealedOtherKey.as_str()),
        };
        let code = request.code.as_deref().and_then(known);
        let (Some(code), true) = (code, lasts) else {
            continue;
        };
        let sight = tenant::Sight::here()?;
        let kept = ledger.device(environment, &device)?;
        // Somebody onboarded it since in another way, or it is not the caller's.
        let Some(kept) = kept.filter(|kept| sight.shows_device(kept)) else {
            continue;
        };
        if kept.in_the_clear().is_ok_and(|(stage, _)| stage == Stage::Active) {
            continue;
        }
        found.push(Concern {
            light: Light::Yellow,
            error: Error::new(code).at(&device),
            environment: Some(environment),
            device: Some(device),
        });
    }
    Ok(found)
}

/// The next request that waits, taken into a worker's hands; of one environment, if the worker is for that only.
pub(crate) fn take(worker: &str, chosen: Option<Environment>) -> Result<Option<Queued>> {
    let ledger = Ledger::now();
    let at = now();
    let all = || {
        scratch(|| {
            let table = Table::read(c"enrolment");
            ledger.all((&table, c"enrolment_pkey"), &[], |row| {
                let lies = row.place();
                Request::read(row).map(|request| (request, lies))
            })
        })
    };
    let is_due = |(request, _): &(Request, ItemPointerData)| request.is_of(chosen) && request.is_due(at);
    // Most of the time there is nothing: then nobody waits for a lock.
    if !all()?.iter().any(is_due) {
        return Ok(None);
    }
    lock::devices();
    ledger.at_home()?;
    let mut due: Vec<_> = all()?.into_iter().filter(is_due).collect();
    due.sort_by_key(|(request, _)| request.queued.asked);
    let Some((mut request, lies)) = due.into_iter().next() else {
        return Ok(None);
    };
    let worker: String = worker.chars().filter(|ch| !ch.is_control()).take(LONGEST).collect();
    request.state = "working".to_owned();
    request.worker = Some(format!("{} {worker}", caller()));
    request.until = Some(at.plus_ms(IN_HAND_MS));
    request.changed = at;
    request.put(Some(lies));
    Ok(Some(request.queued))
}

/// Changes the request that was asked for at this time, if it is still the last one of its device.
fn change(environment: Environment, device: &str, asked: Timestamp, change: impl FnOnce(&mut Request)) -> Result<()> {
    lock::devices();
    let found = Request::of(environment, device)?;
    if let Some((mut request, lies)) = found.filter(|(request, _)| request.queued.asked == asked) {
        change(&mut request);
        request.changed = now();
        request.put(Some(lies));
    }
    Ok(())
}

/// Keeps a device as a worker saved it. What the root key does not open, or is another device, is refused.
pub(crate) fn keep(kept: &Kept, action: &str, spends: Option<Timestamp>) -> Result<()> {
    let mut actions = ["csr_made", "device_saved", "device_restarted"].into_iter();
    let action = actions
        .find(|known| *known == action)
        .ok_or_else(|| unfit("action").found(action))?;
    let mut ledger = Ledger::now();
    lock::devices();
    ledger.settle_down()?;
    let (by, at) = (caller(), now());
    let who = Who {
        environment: kept.environment,
        device: &kept.name,
        by: &by,
        now: at,
    };
    let current = shown(&ledger, kept.environment, &kept.name)?;
    kept.follows(Some(current.version))?;
    let root = root_key()?;
    let (before, after) = guarded(&ledger, &who, Use::Onboard, || {
        Ok((current.open(&root)?, kept.open(&root)?))
    })?;
    let same_request = |device: &Device| device.csr().map(khatm::seal::csr::Csr::pem);
    let changed =
        before.id() != after.id() || (before.csr().is_some() && same_request(&before) != same_request(&after));
    if changed || before.stage() == Stage::Active {
        return Err(Error::new(Code::StoreDeviceChanged).found(&kept.name));
    }
    ledger.keep(std::slice::from_ref(kept), &by, action)?;
    if let Some((mut request, lies)) = Request::of(kept.environment, &kept.name)? {
        // One that was asked for since has a password of its own, which nobody has sent.
        let is_spent = spends == Some(request.queued.asked);
        if is_spent {
            request.queued.password = None;
        }
        // Each step that is done gives time for the next one.
        let goes_on = request.state == "working";
        if goes_on {
            request.until = Some(at.plus_ms(IN_HAND_MS));
        }
        if is_spent || goes_on {
            request.changed = at;
            request.put(Some(lies));
        }
    }
    if after.stage() == Stage::Active {
        chain_of(&mut ledger, &after, at)?;
    }
    Ok(())
}

/// Puts a password back that was certainly not received.
pub(crate) fn unused(queued: &Queued) -> Result<()> {
    // What is no password of this request is not kept.
    queued.open(&root_key()?)?;
    change(queued.environment, &queued.device, queued.asked, |request| {
        request.queued.password.clone_from(&queued.password);
    })
}

/// How a request ended, or until when it waits.
pub(crate) fn ended(queued: &Queued, failed: Option<(&str, &str)>, again_ms: Option<i64>) -> Result<()> {
    if again_ms.is_some_and(|ms| !(0..=khatm::outbox::pace::LONGEST_WAIT_MS).contains(&ms)) {
        return Err(unfit("again_ms"));
    }
    let code = failed.map(|(code, _)| known(code).ok_or_else(|| unfit("code").found(code)));
    let code = code.transpose()?.map(|code| code.as_str().to_owned());
    let cut = |text: &str| -> String { text.chars().filter(|ch| !ch.is_control()).take(LONGEST).collect() };
    let (message, at) = (failed.map(|(_, message)| cut(message)), now());
    change(queued.environment, &queued.device, queued.asked, |request| {
        request.worker = None;
        request.until = again_ms.map(|ms| at.plus_ms(ms));
        let state = match (&code, again_ms) {
            (None, _) => "done",
            (Some(_), Some(_)) => "waiting",
            (Some(_), None) => "failed",
        };
        request.state = state.to_owned();
        if state != "waiting" {
            request.queued.password = None;
            request.until = None;
        }
        request.code = code;
        request.message = message;
    })
}

/// Lets a request wait for the next worker: this one leaves, and says nothing about the device.
pub(crate) fn put_back(queued: &Queued) -> Result<()> {
    change(queued.environment, &queued.device, queued.asked, |request| {
        request.state = "waiting".to_owned();
        request.worker = None;
        request.until = None;
    })
}

/// A device that another system onboarded, as it is given.
pub(crate) struct Foreign<'f> {
    pub(crate) name: &'f str,
    pub(crate) environment: &'f str,
    pub(crate) key: &'f [u8],
    pub(crate) certificate: &'f [u8],
    pub(crate) secret: &'f str,
    pub(crate) last: &'f str,
    pub(crate) seller: Option<&'f serde_json::Value>,
    pub(crate) url: Option<&'f str>,
}

/// Takes a device over with its key, its certificate and its secret; its chain goes on behind the last document.
pub(crate) fn take_over(foreign: &Foreign<'_>) -> Result<Chain> {
    let environment = Environment::parse(foreign.environment)?;
    let endpoint = match foreign.url {
        Some(url) => Endpoint::parse(environment, url)?,
        None => Endpoint::official(environment),
    };
    let at = now();
    let seller = foreign
        .seller
        .map(|seller| party(seller.to_string().as_bytes()))
        .transpose()?;
    let device = Device::adopt(Adoption {
        name: foreign.name,
        id: fresh_uuid()?,
        endpoint,
        key: PrivateKey::parse(foreign.key)?,
        certificate: Certificate::parse(foreign.certificate)?,
        secret: Secret::new(foreign.secret.trim()),
        seller,
        now: at.moment()?,
    })?;
    tenant::brings(&device.configuration().organization_identifier)?;
    let begin = start(None, Some(Last::parse(foreign.last)?), false)?;
    let claim = Claim {
        by: &caller(),
        accepted: None,
        now: at,
    };
    adopt(&Ledger::now(), &device, begin, &root_key()?, &claim)
}
