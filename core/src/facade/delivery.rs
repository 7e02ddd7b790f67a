//! Delivery: rounds, the loop, waiting for a clearance, and what people may do to a document on its way.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use super::{Khatm, Progress, Way, now};
use crate::device::kept::Use;
use crate::drive::post::{Bell, Cabinet, Host, Listening, Lookout, POLL, Post, Rest as _, Sending};
use crate::error::{Code, Error, Result};
use crate::outbox::round::Round;
use crate::outbox::{Reason, Release, Waited, operator, wait_cleared};
use crate::store::{ChainId, Place, Uuid};

/// What delivering did.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
pub(crate) struct Rounds<'t>(pub(crate) &'t mut dyn FnMut(&Result<Delivered>));

impl Watch for Rounds<'_> {
    fn round(&mut self, round: &Result<Delivered>) {
        (self.0)(round);
    }

    fn wants_documents(&self) -> bool {
        false
    }
}

/// Tells two of rounds, and one of the rest.
struct Both<'t> {
    told: &'t mut dyn FnMut(&Result<Delivered>),
    watch: &'t mut dyn Watch,
}

impl Watch for Both<'_> {
    fn answered(&mut self, way: &Way) {
        self.watch.answered(way);
    }

    fn alert(&mut self, name: &'static str) {
        self.watch.alert(name);
    }

    fn round(&mut self, round: &Result<Delivered>) {
        (self.told)(round);
        self.watch.round(round);
    }

    fn wants_documents(&self) -> bool {
        self.watch.wants_documents()
    }
}

/// A loop that delivers, as long as this lives. When it is dropped, nothing more is sent, and it waits for the answers to what was.
#[derive(Debug)]
pub struct Delivery {
    stop: Arc<AtomicBool>,
    bell: Arc<Bell>,
    thread: Option<JoinHandle<()>>,
    last: Arc<Mutex<Option<Error>>>,
}

/// A loop: it asks whether to go on, and tells of each round that did something or failed.
type Loop<'l> = dyn FnOnce(&dyn Fn() -> bool, &mut dyn FnMut(&Result<Delivered>)) -> Result<()> + Send + 'l;

impl Delivery {
    /// Runs a loop in a thread of its own.
    pub(crate) fn of(bell: Arc<Bell>, run: Box<Loop<'static>>) -> Self {
        let (stop, last) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(None)));
        let (stopped, trouble) = (stop.clone(), last.clone());
        let run = move || {
            let go_on = || !stopped.load(Ordering::Acquire);
            let ended = run(&go_on, &mut |round| *lock(&trouble) = round.as_ref().err().cloned());
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
            bell,
            thread: thread.ok(),
            last,
        }
    }

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
        self.bell.ring();
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
        let mut listening = self.inner.bell.listen();
        let mut post = self.post(&listening)?;
        self.round(&mut post, &mut listening, go_on, watch)
    }

    /// Delivers until `go_on` says no. Each round that did something is told; so is why one failed: it is tried again after a pause,
    /// but for errors that no waiting mends (the ledger is a copy, or not ours to open).
    pub fn deliver(&self, go_on: &dyn Fn() -> bool, told: &mut dyn FnMut(&Result<Delivered>)) -> Result<()> {
        self.deliver_watched(go_on, &mut Rounds(told))
    }

    /// The same, with somebody who looks on.
    pub fn deliver_watched(&self, go_on: &dyn Fn() -> bool, watch: &mut dyn Watch) -> Result<()> {
        self.deliver_online(go_on, &|| true, watch)
    }

    /// The same on a machine that knows whether there is a way out at all. While there is none nothing is taken up, so that nothing has
    /// to wait out a pause when there is one again.
    pub fn deliver_online(
        &self,
        go_on: &dyn Fn() -> bool,
        online: &dyn Fn() -> bool,
        watch: &mut dyn Watch,
    ) -> Result<()> {
        let mut listening = self.inner.bell.listen();
        let mut post = self.post(&listening)?;
        let ways = |places: &[Place]| self.ways(|_| Ok(places.to_vec()));
        while go_on() {
            if !online() {
                listening.wait(POLL);
                continue;
            }
            let mut host = Host {
                cabinet: &mut Credentials(self),
                rest: &mut listening,
                lookout: &mut Teller::new(&ways, watch),
            };
            post.run(&*self.inner.store, &mut host, &|| go_on() && online())?;
        }
        Ok(())
    }

    /// Wakes who delivers in this process: there may be something to do, or a way out.
    pub fn wake(&self) {
        self.inner.bell.ring();
    }

    /// Delivers in a thread of its own.
    pub fn start(&self) -> Delivery {
        let khatm = self.clone();
        Delivery::of(
            self.inner.bell.clone(),
            Box::new(move |go_on, told| khatm.deliver(go_on, told)),
        )
    }

    /// The same for a host that looks on, and knows whether there is a way out: see [`Khatm::deliver_online`].
    pub fn start_watched(&self, online: Box<dyn Fn() -> bool + Send>, mut watch: Box<dyn Watch + Send>) -> Delivery {
        let khatm = self.clone();
        let run = move |go_on: &dyn Fn() -> bool, told: &mut dyn FnMut(&Result<Delivered>)| {
            let mut both = Both {
                told,
                watch: &mut *watch,
            };
            khatm.deliver_online(go_on, &*online, &mut both)
        };
        Delivery::of(self.inner.bell.clone(), Box::new(run))
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

    fn post(&self, listening: &Listening) -> Result<Post> {
        Post::new(&self.inner.means, &self.inner.setup.actor, listening)
    }

    fn round(
        &self,
        post: &mut Post,
        listening: &mut Listening,
        go_on: &dyn Fn() -> bool,
        watch: &mut dyn Watch,
    ) -> Result<Delivered> {
        let ways = |places: &[Place]| self.ways(|_| Ok(places.to_vec()));
        let mut host = Host {
            cabinet: &mut Credentials(self),
            rest: listening,
            lookout: &mut Teller::new(&ways, watch),
        };
        post.round(&*self.inner.store, &mut host, go_on).map(Delivered::from)
    }
}

/// Where documents are, asked for when their answers came.
pub type Ways<'t> = &'t dyn Fn(&[Place]) -> Result<Vec<(Place, Way)>>;

/// Tells whoever looks on what the rounds of a [`Post`] do.
pub struct Teller<'t> {
    ways: Ways<'t>,
    watch: &'t mut dyn Watch,
    arrived: Vec<Place>,
    alerts: usize,
}

impl<'t> Teller<'t> {
    /// For this one who looks on.
    pub fn new(ways: Ways<'t>, watch: &'t mut dyn Watch) -> Self {
        Teller {
            ways,
            watch,
            arrived: Vec::new(),
            alerts: 0,
        }
    }
}

impl Lookout for Teller<'_> {
    fn round(&mut self, round: &Result<Round>) {
        self.alerts = 0;
        let round = round.clone().map(Delivered::from);
        // A round that did nothing is none.
        if round.as_ref().ok() != Some(&Delivered::default()) {
            self.watch.round(&round);
        }
    }

    fn came(&mut self, place: Place) {
        if self.watch.wants_documents() {
            self.arrived.push(place);
        }
    }

    fn so_far(&mut self, round: &Round) {
        for alert in round.alerts.iter().skip(self.alerts) {
            self.watch.alert(alert.as_str());
        }
        self.alerts = round.alerts.len();
        if self.arrived.is_empty() {
            return;
        }
        // Who looks on must not disturb: what cannot be read now is read the next time.
        let Ok(ways) = (self.ways)(&self.arrived) else {
            return;
        };
        let mut open = Vec::new();
        for (place, way) in ways {
            match way.progress {
                // Its answer is not kept yet.
                Progress::Sending => open.push(place),
                _ => self.watch.answered(&way),
            }
        }
        self.arrived = open;
    }
}

/// The credentials of a ledger's devices.
struct Credentials<'k>(&'k Khatm);

impl Cabinet for Credentials<'_> {
    fn open(&mut self, chain: ChainId) -> Result<Sending> {
        let store = &self.0.inner.store;
        let found = store.chains()?.into_iter().find(|known| known.id == chain);
        let made = found.ok_or_else(|| Error::new(Code::StoreChain))?.made;
        let kept = store.device(made.environment, &made.device)?;
        let kept = kept.ok_or_else(|| Error::new(Code::DeviceUnknown).found(&made.device))?;
        let device = self.0.open_kept(&kept, Use::Deliver)?;
        Sending::of(&device, &made.certificate)
    }

    /// The chains of the chosen environment: others' devices are none of this process's business, not even to be parked.
    fn meant(&mut self) -> Result<Option<BTreeSet<ChainId>>> {
        let Some(chosen) = self.0.inner.setup.environment else {
            return Ok(None);
        };
        let chains = self.0.inner.store.chains()?.into_iter();
        let meant = chains.filter(|chain| chain.made.environment == chosen);
        Ok(Some(crate::sort::set(meant.map(|chain| chain.id))))
    }
}

/// Nothing that can panic is done under these locks.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
