//! The loop that delivers, the same in every host: what is due is taken from a [`Dispatch`], sent by a [`Courier`], and what came
//! back is brought to the dispatch.
//!
//! A host brings what only it has: a [`Cabinet`] of credentials, a [`Rest`] between two looks, somebody who looks on. All of it is
//! called on the thread that runs the loop and on no other, because a database's own process may be touched by one thread only;
//! what the courier's threads get is plain data.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::courier::{Breakers, Courier};
use super::{Client, Patience, Settings};
use crate::device::Device;
use crate::error::{Code, Error, Kind, Language, Result};
use crate::gateway::{Credential, Endpoint, Verdict};
use crate::outbox::round::{Next, Round, Shift, Wire};
use crate::outbox::worker::Key;
use crate::outbox::{Allowance, Arrival, Claim, Dispatch, Policy, Worker};
use crate::store::{ChainId, Place, Uuid};
use crate::time::Timestamp;

/// How often the ledger is looked at for what another process issued, or for what is due again, if nothing else is said.
pub const POLL: Duration = Duration::from_millis(500);
/// The longest pause after an error of the store.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// How long an error of a credential that does not open is remembered: whoever is asked for a root key is not asked for each document.
const REMEMBERED: Duration = Duration::from_secs(1);

/// What it takes to send a device's documents.
#[derive(Debug)]
pub struct Sending {
    /// Where they go.
    pub endpoint: Endpoint,
    /// Who sends them.
    pub credential: Credential,
    /// The device, as people call it.
    pub device: String,
}

impl Sending {
    /// That of a device, for the documents of one certificate: a device that was onboarded anew sends those of its old certificate
    /// with nothing else.
    pub fn of(device: &Device, certificate: &str) -> Result<Self> {
        let credential = device.production()?.clone();
        if credential.certificate().text() != certificate {
            return Err(Error::new(Code::IssueCertificate).found(device.name()));
        }
        Ok(Sending {
            endpoint: device.endpoint().clone(),
            credential,
            device: device.name().to_owned(),
        })
    }
}

/// Where the credentials of the devices are.
pub trait Cabinet {
    /// Opens what it takes to send the documents of a chain; asked for once, and again when the authority did not take it. An error
    /// means that the device cannot send, not the document: the device is parked, and the document stays as it is.
    fn open(&mut self, chain: ChainId) -> Result<Sending>;

    /// The chains that are this process's business; all of them without.
    fn meant(&mut self) -> Result<Option<BTreeSet<ChainId>>>;
}

/// How a loop waits.
pub trait Rest {
    /// Waits until something was issued, or what [`wake`](Rest::wake) gave was called, since the last wait ended; or the time is over.
    fn wait(&mut self, at_most: Duration);

    /// What ends a wait. It is called on other threads.
    fn wake(&self) -> Arc<dyn Fn() + Send + Sync>;
}

/// Whoever looks on.
pub trait Lookout {
    /// Called before each wait and at the end of a round, with what the round did so far.
    fn so_far(&mut self, _round: &Round) {}

    /// An answer came, and is about to be kept.
    fn came(&mut self, _place: Place) {}

    /// One of many rounds is over.
    fn round(&mut self, _round: &Result<Round>) {}
}

/// Nobody looks on.
impl Lookout for () {}

/// What a loop sends with, and its figures. Clones are one.
#[derive(Clone)]
pub struct Means {
    /// The client, whose counters say what happened.
    pub client: Client,
    /// The figures of delivery.
    pub policy: Policy,
    /// The language of the authority's messages.
    pub language: Language,
    /// Documents that are under way at once.
    pub hands: usize,
    breakers: Arc<Breakers>,
}

impl Means {
    /// Means of calls that are made like this.
    pub fn new(drive: &Settings, mut policy: Policy, language: Language, hands: usize) -> Result<Self> {
        // A claim outlives the call that it is for.
        let call_ms = i64::try_from(drive.call_ms).unwrap_or(i64::MAX);
        policy.call_ms = policy.call_ms.max(call_ms);
        let breakers = Arc::new(Breakers::new(drive.rates));
        // One breaker for all devices, the courier's: each with its own would try a dead authority once for each device.
        let mut drive = drive.clone();
        drive.rates.straight_failures = u32::MAX;
        Ok(Means {
            client: Client::new(drive)?,
            policy,
            language,
            hands,
            breakers,
        })
    }
}

/// A loop that delivers, with what it has in hand.
pub struct Post {
    worker: Worker,
    counter: Counter,
    looked: Option<Instant>,
}

impl Post {
    /// A loop for whoever is named. Its courier's threads are started here.
    pub fn new(means: &Means, actor: &str, rest: &dyn Rest) -> Result<Self> {
        let name = format!("{actor} {}", Uuid::fresh()?);
        let courier = Courier::new(
            means.client.clone(),
            means.breakers.clone(),
            Patience::Background,
            means.hands,
            means.language,
            rest.wake(),
        )?;
        Ok(Post {
            worker: Worker::new(&name, means.policy),
            counter: Counter {
                courier,
                open: HashMap::new(),
                failed: HashMap::new(),
            },
            looked: None,
        })
    }

    /// How many documents it has in hand.
    pub fn in_hand(&self) -> usize {
        self.worker.in_hand()
    }

    /// [`deliver_round`](crate::outbox::deliver_round), turn by turn: sends what is due, and returns when every answer is kept. A
    /// round of a busy shop has no end, and is told of all the same. When `go_on` says no, nothing more is sent, and the answers to
    /// what was are kept.
    pub fn round<D: Dispatch + ?Sized>(
        &mut self,
        dispatch: &D,
        host: &mut Host<'_>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Round> {
        let mut chance = || getrandom::u64().unwrap_or(0);
        let mut shift = Shift::default();
        let ended = loop {
            if self.looked.is_none_or(|at| at.elapsed() >= POLL) {
                self.looked = Some(Instant::now());
                match host.cabinet.meant() {
                    Ok(meant) => self.worker.keep_to(meant),
                    Err(error) => break Err(error),
                }
            }
            let mut wire = AtCounter {
                counter: &mut self.counter,
                cabinet: &mut *host.cabinet,
            };
            let next = shift.turn(
                &mut self.worker,
                dispatch,
                &mut wire,
                &super::clock_now,
                &mut chance,
                go_on(),
            );
            match next {
                Ok(Next::Turn) => {}
                Ok(Next::Wait(at_most)) => {
                    host.lookout.so_far(shift.round());
                    host.rest.wait(at_most);
                    for (key, arrival) in self.counter.arrivals() {
                        host.lookout.came(key.0);
                        self.worker.arrive(key, arrival);
                    }
                }
                Ok(Next::Done) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        host.lookout.so_far(shift.round());
        ended.map(|()| shift.round().clone())
    }

    /// Rounds until `go_on` says no, with a rest between two. Where one failed, the next is tried after a pause, but for errors that no
    /// waiting mends (the ledger is a copy, or not ours to open). A server that let this process in before, and does not now, is one
    /// whose password or certificate somebody is changing.
    pub fn run<D: Dispatch + ?Sized>(
        &mut self,
        dispatch: &D,
        host: &mut Host<'_>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<()> {
        let mut pause = POLL;
        while go_on() {
            let began = Instant::now();
            let round = self.round(dispatch, host, go_on);
            match &round {
                Ok(_) => {
                    host.lookout.round(&round);
                    pause = POLL;
                    if go_on() {
                        host.rest.wait(pause);
                    }
                }
                Err(error) if error.kind() == Kind::State && !is_at_the_door(error) => return Err(error.clone()),
                Err(_) => {
                    host.lookout.round(&round);
                    // A round that went on for long says that all was well until now.
                    if began.elapsed() > LONGEST_PAUSE {
                        pause = POLL;
                    }
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    // Whatever comes meanwhile: who fails is not asked more often because there is much to do.
                    let until = Instant::now() + pause;
                    while go_on() && Instant::now() < until {
                        host.rest
                            .wait(until.saturating_duration_since(Instant::now()).min(POLL));
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a server does not let anybody in: by its certificate, by the role's name, password or rights, or because it has no such database
/// or nothing in it yet (it may be on its way back out of a backup). Whoever starts a loop has looked before; later it is somebody's work that is not done yet.
fn is_at_the_door(error: &Error) -> bool {
    matches!(
        error.code(),
        Code::PostgresTls | Code::PostgresExtension | Code::PostgresRefused
    )
}

/// What a loop's host brings.
pub struct Host<'h> {
    /// The credentials.
    pub cabinet: &'h mut dyn Cabinet,
    /// How it waits.
    pub rest: &'h mut dyn Rest,
    /// Who looks on.
    pub lookout: &'h mut dyn Lookout,
}

/// The courier, with the credentials that are open as long as the loop runs. The devices' keys are not.
struct Counter {
    courier: Courier,
    open: HashMap<ChainId, Arc<Sending>>,
    failed: HashMap<ChainId, (Instant, Error)>,
}

impl Counter {
    fn of(&mut self, chain: ChainId, cabinet: &mut dyn Cabinet) -> Result<Arc<Sending>> {
        if let Some(known) = self.open.get(&chain) {
            return Ok(known.clone());
        }
        if let Some((at, error)) = self.failed.get(&chain)
            && at.elapsed() < REMEMBERED
        {
            return Err(error.clone());
        }
        match cabinet.open(chain) {
            Ok(sending) => {
                let sending = Arc::new(sending);
                self.failed.remove(&chain);
                self.open.insert(chain, sending.clone());
                Ok(sending)
            }
            Err(error) => {
                self.failed.insert(chain, (Instant::now(), error.clone()));
                Err(error)
            }
        }
    }

    fn arrivals(&mut self) -> Vec<(Key, Arrival)> {
        let arrivals = self.courier.arrivals();
        for ((place, _), arrival) in &arrivals {
            // Whatever was remembered of it may be old.
            if matches!(arrival.verdict, Verdict::Credential(_)) {
                self.open.remove(&place.chain);
            }
        }
        arrivals
    }
}

/// The counter, while its cabinet is at hand.
struct AtCounter<'c> {
    counter: &'c mut Counter,
    cabinet: &'c mut dyn Cabinet,
}

impl Wire for AtCounter<'_> {
    fn allowance(&mut self, _now: Timestamp) -> Allowance {
        self.counter.courier.allowance()
    }

    fn send(&mut self, claim: &Claim) {
        // What goes by until it is open (a key that is asked for) is time of the call, or it would outlive its claim.
        let began = Instant::now();
        let sending = self.counter.of(claim.document.place.chain, self.cabinet);
        self.counter.courier.send(claim, sending, began);
    }

    fn arrivals(&mut self, _at_most: Duration) -> Vec<(Key, Arrival)> {
        self.counter.arrivals()
    }
}

/// Wakes who delivers when something was issued in this process.
#[derive(Debug, Default)]
pub struct Bell {
    rung: Mutex<u64>,
    heard: Condvar,
}

impl Bell {
    /// Rings it.
    pub fn ring(&self) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        *rung = rung.wrapping_add(1);
        self.heard.notify_all();
    }

    /// Somebody who hears it from now on.
    pub fn listen(self: &Arc<Self>) -> Listening {
        Listening {
            heard: *self.rung.lock().unwrap_or_else(PoisonError::into_inner),
            bell: self.clone(),
        }
    }
}

/// Waits for a [`Bell`], in a process that has nothing else to be woken by.
#[derive(Debug)]
pub struct Listening {
    bell: Arc<Bell>,
    heard: u64,
}

impl Rest for Listening {
    fn wait(&mut self, at_most: Duration) {
        let rung = self.bell.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .bell
            .heard
            .wait_timeout_while(rung, at_most, |rung| *rung == self.heard);
        let (rung, _) = waited.unwrap_or_else(PoisonError::into_inner);
        self.heard = *rung;
    }

    fn wake(&self) -> Arc<dyn Fn() + Send + Sync> {
        let bell = self.bell.clone();
        Arc::new(move || bell.ring())
    }
}
