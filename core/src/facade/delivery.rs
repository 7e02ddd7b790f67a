//! Delivery: rounds, the loop, waiting for a clearance, and what people may do to a document on its way.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::{Khatm, Progress, Way, now};
use crate::device::kept::Use;
use crate::drive::Patience;
use crate::drive::courier::{Courier, Desk};
use crate::error::{Code, Error, Kind, Result};
use crate::gateway::{Credential, Endpoint, Request};
use crate::outbox::round::{Next, Round, Shift, Wire as _};
use crate::outbox::{Claim, Reason, Release, Waited, Worker, operator, wait_cleared};
use crate::store::delivery::Route;
use crate::store::{ChainId, Place, Uuid};

/// How often the ledger is looked at for what another process issued, or for what is due again.
const POLL: Duration = Duration::from_millis(500);
/// The longest pause after an error of the store.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What delivering did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Delivered {
    /// Documents that went out.
    pub sent: usize,
    /// Answers that were kept.
    pub settled: usize,
    /// Whom to call, by the names of what happened.
    pub alerts: Vec<&'static str>,
    /// Documents whose rows the ledger did not take, by the codes of why.
    pub faults: Vec<&'static str>,
}

impl From<Round> for Delivered {
    fn from(round: Round) -> Self {
        Delivered {
            sent: round.sent,
            settled: round.settled,
            alerts: round.alerts.iter().map(|alert| alert.as_str()).collect(),
            faults: round.faults.iter().map(|(_, error)| error.code().as_str()).collect(),
        }
    }
}

/// Whoever looks on while documents are delivered: a command line, a host's log. Everything told here is kept in the ledger already.
pub trait Watch {
    /// A try of this document was answered, or its answer is lost.
    fn answered(&mut self, _way: &Way) {}

    /// Somebody should be called: the name of what happened, as in [`Delivered::alerts`].
    fn alert(&mut self, _name: &'static str) {}

    /// A round did something, or failed and is tried again.
    fn round(&mut self, _round: &Result<Delivered>) {}

    /// False if nobody wants to hear of single documents: they are not read again then.
    fn wants_documents(&self) -> bool {
        true
    }
}

/// Nobody looks on.
impl Watch for () {
    fn wants_documents(&self) -> bool {
        false
    }
}

/// Tells of rounds only.
struct Rounds<'t>(&'t mut dyn FnMut(&Result<Delivered>));

impl Watch for Rounds<'_> {
    fn round(&mut self, round: &Result<Delivered>) {
        (self.0)(round);
    }

    fn wants_documents(&self) -> bool {
        false
    }
}

/// A loop that delivers, as long as this lives. When it is dropped, nothing more is sent, and it waits for the answers to what was.
#[derive(Debug)]
pub struct Delivery {
    stop: Arc<AtomicBool>,
    khatm: Khatm,
    thread: Option<JoinHandle<()>>,
    last: Arc<Mutex<Option<Error>>>,
}

impl Delivery {
    /// Why the last round ended early, if it did: it is tried again all the while.
    pub fn trouble(&self) -> Option<Error> {
        lock(&self.last).clone()
    }

    /// Ends it, and says why the last round failed, if it did.
    pub fn stop(mut self) -> Option<Error> {
        self.end();
        self.trouble()
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Release);
        self.khatm.inner.bell.ring();
        if let Some(thread) = self.thread.take() {
            // A panic there was told there. What was in hand is sent again when its lease ends.
            let _ = thread.join();
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.end();
    }
}

impl Khatm {
    /// Sends what is due now, and returns when every answer is kept. Any number of processes may do so at once.
    pub fn deliver_once(&self) -> Result<Delivered> {
        self.deliver_once_watched(&|| true, &mut ())
    }

    /// The same, with somebody who looks on. When `go_on` says no, nothing more is sent, and the answers to what was are kept.
    pub fn deliver_once_watched(&self, go_on: &dyn Fn() -> bool, watch: &mut dyn Watch) -> Result<Delivered> {
        let mut worker = self.worker()?;
        self.round(&mut worker, &mut self.courier()?, go_on, watch)
    }

    /// Delivers until `go_on` says no. Each round that did something is told; so is why one failed: it is tried again after a pause,
    /// but for errors that no waiting mends (the ledger is a copy, or not ours to open).
    pub fn deliver(&self, go_on: &dyn Fn() -> bool, told: &mut dyn FnMut(&Result<Delivered>)) -> Result<()> {
        self.deliver_watched(go_on, &mut Rounds(told))
    }

    /// The same, with somebody who looks on.
    pub fn deliver_watched(&self, go_on: &dyn Fn() -> bool, watch: &mut dyn Watch) -> Result<()> {
        let (mut worker, mut courier) = (self.worker()?, self.courier()?);
        let mut pause = POLL;
        while go_on() {
            let rung = self.inner.bell.rung();
            let round = self.round(&mut worker, &mut courier, go_on, watch);
            match &round {
                Ok(done) => {
                    if *done != Delivered::default() {
                        watch.round(&round);
                    }
                    pause = POLL;
                }
                Err(error) if error.kind() == Kind::State => return Err(error.clone()),
                Err(_) => {
                    watch.round(&round);
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
            if go_on() {
                self.inner.bell.wait(rung, pause);
            }
        }
        Ok(())
    }

    /// Delivers in a thread of its own.
    pub fn start(&self) -> Delivery {
        let (stop, last) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(None)));
        let (khatm, stopped, trouble) = (self.clone(), stop.clone(), last.clone());
        let run = move || {
            let go_on = || !stopped.load(Ordering::Acquire);
            let ended = khatm.deliver(&go_on, &mut |round| *lock(&trouble) = round.as_ref().err().cloned());
            if let Err(error) = ended {
                *lock(&trouble) = Some(error);
            }
        };
        let thread = std::thread::Builder::new().name("khatm-deliver".to_owned()).spawn(run);
        if thread.is_err() {
            *lock(&last) = Some(Error::new(Code::DriveRuntime));
        }
        Delivery {
            stop,
            khatm: self.clone(),
            thread: thread.ok(),
            last,
        }
    }

    /// Waits until a document may be handed over, or never will be, or the time is over; the answer has the text for the person who
    /// waits. It only looks: something must deliver meanwhile, [`Khatm::start`] or another process.
    pub fn wait_cleared(&self, uuid: &Uuid, timeout_ms: u64) -> Result<Waited> {
        let place = self.place(uuid)?;
        let until = now().plus_ms(i64::try_from(timeout_ms).unwrap_or(i64::MAX));
        let mut pause = |ms: i64| std::thread::sleep(Duration::from_millis(ms.unsigned_abs()));
        wait_cleared(&*self.inner.store, place, until, &now, &mut pause)
    }

    /// The same, for a host that may have to end it early: when `go_on` says no, it is told how things are by then.
    pub fn wait_cleared_while(&self, uuid: &Uuid, timeout_ms: u64, go_on: &dyn Fn() -> bool) -> Result<Waited> {
        let place = self.place(uuid)?;
        let stopped = std::cell::Cell::new(false);
        let until = now().plus_ms(i64::try_from(timeout_ms).unwrap_or(i64::MAX));
        let clock = || if stopped.get() { until } else { now() };
        let mut pause = |ms: i64| {
            std::thread::sleep(Duration::from_millis(ms.unsigned_abs()));
            stopped.set(!go_on());
        };
        wait_cleared(&*self.inner.store, place, until, &clock, &mut pause)
    }

    /// Makes a document due at once. Its bytes are the same as ever.
    pub fn retry(&self, uuid: &Uuid, person: &str) -> Result<()> {
        let place = self.place(uuid)?;
        self.inner
            .store
            .deliver(&mut |rows| operator::retry(rows, place, person, now()))?;
        self.inner.bell.ring();
        Ok(())
    }

    /// Keeps a document back until it is freed. It takes two people, and a reason.
    pub fn hold(&self, uuid: &Uuid, people: (&str, &str), why: &str) -> Result<()> {
        let place = self.place(uuid)?;
        self.inner
            .store
            .deliver(&mut |rows| operator::hold(rows, place, people, why, now()))
    }

    /// Lets a document go that was kept back.
    pub fn free(&self, uuid: &Uuid, person: &str, why: &str) -> Result<()> {
        let place = self.place(uuid)?;
        self.inner
            .store
            .deliver(&mut |rows| operator::free(rows, place, person, why, now()))?;
        self.inner.bell.ring();
        Ok(())
    }

    /// Opens the parked lanes of a device: somebody mended the cause.
    pub fn unpark(&self, device: &str, person: &str) -> Result<()> {
        let environment = self.named(device)?.environment;
        for chain in self.inner.store.chains()? {
            if (chain.made.environment, chain.made.device.as_str()) == (environment, device) {
                self.inner
                    .store
                    .deliver(&mut |rows| operator::unpark(rows, chain.id, person, now()))?;
            }
        }
        self.inner.bell.ring();
        Ok(())
    }

    /// Allows a standard document to be handed over before it is cleared, during an official outage or while clearance is off. Kept
    /// with name and note; it is delivered all the same.
    pub fn release(&self, uuid: &Uuid, reason: Reason, person: &str, note: &str) -> Result<()> {
        let place = self.place(uuid)?;
        let release = Release {
            at: now(),
            by: person.to_owned(),
            reason,
            note: note.to_owned(),
        };
        self.inner
            .store
            .deliver(&mut |rows| operator::release(rows, place, &release))
    }

    fn worker(&self) -> Result<Worker> {
        let name = format!("{} {}", self.inner.setup.actor, Uuid::fresh()?);
        Ok(Worker::new(&name, self.inner.setup.policy))
    }

    /// The chains of the chosen environment: others' devices are none of this process's business, not even to be parked. All, where
    /// none was chosen.
    fn chains_meant(&self) -> Result<Option<BTreeSet<ChainId>>> {
        let Some(chosen) = self.inner.setup.environment else {
            return Ok(None);
        };
        let chains = self.inner.store.chains()?.into_iter();
        let meant = chains.filter(|chain| chain.made.environment == chosen);
        Ok(Some(meant.map(|chain| chain.id).collect()))
    }

    fn courier(&self) -> Result<Courier> {
        let desk = Credentials {
            khatm: self.clone(),
            open: Mutex::default(),
        };
        let setup = &self.inner.setup;
        Courier::new(
            self.inner.client.clone(),
            Arc::new(desk),
            self.inner.breakers.clone(),
            Patience::Background,
            setup.hands,
        )
    }

    /// [`deliver_round`](crate::outbox::deliver_round), turn by turn: a round of a busy shop has no end, and is told of all the same.
    fn round(
        &self,
        worker: &mut Worker,
        courier: &mut Courier,
        go_on: &dyn Fn() -> bool,
        watch: &mut dyn Watch,
    ) -> Result<Delivered> {
        let mut chance = || getrandom::u64().unwrap_or(0);
        let mut shift = Shift::default();
        let mut told = Told::default();
        let mut looked: Option<Instant> = None;
        let ended = loop {
            if looked.is_none_or(|at| at.elapsed() >= POLL) {
                looked = Some(Instant::now());
                worker.keep_to(self.chains_meant()?);
            }
            let next = shift.turn(worker, &*self.inner.store, courier, &now, &mut chance, go_on());
            match next {
                Ok(Next::Turn) => {}
                Ok(Next::Wait(at_most)) => {
                    told.tell(self, shift.round(), watch);
                    for (key, arrival) in courier.arrivals(at_most) {
                        if watch.wants_documents() {
                            told.arrived.push(key.0);
                        }
                        worker.arrive(key, arrival);
                    }
                }
                Ok(Next::Done) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        told.tell(self, shift.round(), watch);
        ended.map(|()| shift.round().clone().into())
    }
}

/// What of a round was told, and what is to be.
#[derive(Default)]
struct Told {
    arrived: Vec<Place>,
    alerts: usize,
}

impl Told {
    fn tell(&mut self, khatm: &Khatm, round: &Round, watch: &mut dyn Watch) {
        for alert in round.alerts.iter().skip(self.alerts) {
            watch.alert(alert.as_str());
        }
        self.alerts = round.alerts.len();
        if self.arrived.is_empty() {
            return;
        }
        // Who looks on must not disturb: what cannot be read now is read the next time.
        let Ok(ways) = khatm.ways(|_| Ok(self.arrived.clone())) else {
            return;
        };
        let mut open = Vec::new();
        for (place, way) in ways {
            match way.progress {
                // Its answer is not kept yet.
                Progress::Sending => open.push(place),
                _ => watch.answered(&way),
            }
        }
        self.arrived = open;
    }
}

/// The credentials of the devices that deliver, open as long as the loop runs. Their keys are not.
struct Credentials {
    khatm: Khatm,
    open: Mutex<HashMap<ChainId, Arc<Sending>>>,
}

/// What it takes to send a device's documents.
struct Sending {
    endpoint: Endpoint,
    credential: Credential,
    device: String,
}

impl Credentials {
    fn of(&self, chain: ChainId) -> Result<Arc<Sending>> {
        if let Some(known) = lock(&self.open).get(&chain) {
            return Ok(known.clone());
        }
        let store = &self.khatm.inner.store;
        let found = store.chains()?.into_iter().find(|known| known.id == chain);
        let made = found.ok_or_else(|| Error::new(Code::StoreChain))?.made;
        let kept = store.device(made.environment, &made.device)?;
        let kept = kept.ok_or_else(|| Error::new(Code::DeviceUnknown).found(&made.device))?;
        let device = self.khatm.open_kept(&kept, Use::Deliver)?;
        let credential = device.production()?.clone();
        if credential.certificate().text() != made.certificate {
            return Err(Error::new(Code::IssueCertificate).found(&made.device));
        }
        let opened = Arc::new(Sending {
            endpoint: device.endpoint().clone(),
            credential,
            device: made.device,
        });
        lock(&self.open).insert(chain, opened.clone());
        Ok(opened)
    }
}

impl Desk for Credentials {
    fn request(&self, claim: &Claim) -> Result<(Request, String)> {
        let opened = self.of(claim.document.place.chain)?;
        let Sending {
            endpoint,
            credential,
            device,
        } = &*opened;
        let (xml, language) = (&claim.document.xml, self.khatm.inner.setup.language);
        let request = match claim.endpoint {
            Route::Clearance => Request::clearance(endpoint, credential, xml, language),
            Route::Reporting => Request::reporting(endpoint, credential, xml, language),
        };
        let changed = || Error::new(Code::VerifyHash).found(&claim.document.uuid.to_string());
        // What cannot be read any more was changed, too: the document's own fault, not its device's.
        let request = request.map_err(|error| match error.kind() {
            Kind::Input => changed(),
            _ => error,
        })?;
        // What leaves is what was stamped, or nothing: somebody who changed the ledger must not change what the authority gets.
        if request.expected().map(|sent| sent.hash) != Some(claim.document.hash) {
            return Err(changed());
        }
        Ok((request, device.clone()))
    }

    fn refused(&self, claim: &Claim) {
        lock(&self.open).remove(&claim.document.place.chain);
    }
}

/// Nothing that can panic is done under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
