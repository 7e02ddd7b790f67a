//! Onboarding of the devices that somebody asked for, on a thread of its own: it can take minutes, and documents go out meanwhile. The
//! thread talks to the authority; what it wants of the database it asks of the main thread, which does it between two of its own calls.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use khatm::Language;
use khatm::device::kept::Use;
use khatm::device::queued::Queued;
use khatm::drive::enrol::{Registry, Tools, onboard_next};
use khatm::drive::onboard::Persistence;
use khatm::drive::{Client, Settings};
use khatm::error::{Code, Error, Result};
use khatm::gateway::Environment;
use khatm::store::safe::Kept;
use khatm::time::Timestamp;
use pgrx::prelude::*;

use super::transaction::transact;
use crate::{onboarding, vault};

/// Something to be done on the main thread.
type Errand = Box<dyn FnOnce() + Send>;
/// What wakes the main thread.
type Wake = Arc<dyn Fn() + Send + Sync>;

/// How often a worker that leaves looks whether its onboarding is done.
const STEP: std::time::Duration = std::time::Duration::from_millis(20);

/// The main thread's side.
pub(super) struct Office {
    asked: Receiver<Errand>,
    asks: Sender<Errand>,
    in_hand: Arc<Mutex<Option<Queued>>>,
    /// The device in hand is the last one of this process.
    is_last: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Office {
    pub(super) fn new() -> Self {
        let (asks, asked) = channel();
        Office {
            asked,
            asks,
            in_hand: Arc::default(),
            is_last: Arc::default(),
            thread: None,
        }
    }

    /// Does what the thread has asked for.
    pub(super) fn serve(&self) {
        self.asked.try_iter().for_each(|errand| errand());
    }

    /// Begins to onboard what waits, if that is not being done already. Whoever calls has seen to it that the thread hears no signals.
    pub(super) fn open(&mut self, drive: &Settings, chosen: Option<Environment>, wake: Wake) -> Result<()> {
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return Ok(());
        }
        let client = Client::new(drive.clone())?;
        let mut clerk = Clerk {
            line: Line {
                asks: self.asks.clone(),
                wake,
            },
            in_hand: self.in_hand.clone(),
            is_last: self.is_last.clone(),
            chosen,
        };
        let work = move || {
            let line = clerk.line.clone();
            let root = || line.ask(|| vault::root_key().map(Arc::new));
            let tools = Tools {
                client: &client,
                root: &root,
                language: Language::English,
                persistence: Persistence::default(),
            };
            // What fails is in the queue, with its reason, or is taken up again when somebody looks.
            while onboard_next(&mut clerk, &tools).is_ok_and(|tried| tried.is_some()) {}
        };
        let thread = std::thread::Builder::new().name("khatm-onboard".to_owned()).spawn(work);
        self.thread = Some(thread.map_err(|_| Error::new(Code::DriveRuntime))?);
        Ok(())
    }

    /// Begins with no other device.
    pub(super) fn takes_no_more(&self) {
        self.is_last.store(true, Ordering::Release);
    }

    /// Whether a device is being onboarded.
    pub(super) fn is_busy(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Goes on with what is in hand for as long as it may.
    pub(super) fn finish(&self, may_wait: impl Fn() -> bool) {
        while self.is_busy() && may_wait() {
            self.serve();
            std::thread::sleep(STEP);
        }
        self.serve();
    }

    /// Puts back what is in hand: this process ends, and its thread with it. Each step is kept, so another goes on from there.
    pub(super) fn close(&self) {
        let Some(queued) = lock(&self.in_hand).take().filter(|_| self.is_busy()) else {
            return;
        };
        let put_back = transact("onboarding", || onboarding::put_back(&queued));
        if let Err(error) = put_back {
            log!("khatm worker: {}", error.code().as_str());
        }
    }
}

/// The way to the main thread.
#[derive(Clone)]
struct Line {
    asks: Sender<Errand>,
    wake: Wake,
}

impl Line {
    /// Has something done in a transaction, and waits until it is committed.
    fn ask<T: Send + 'static>(&self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (answers, answered) = channel();
        let errand: Errand = Box::new(move || {
            // Nobody waits any more if the process is ending.
            let _ = answers.send(transact("onboarding", work));
        });
        let ending = || Error::new(Code::DriveRuntime);
        self.asks.send(errand).map_err(|_| ending())?;
        (self.wake)();
        answered.recv().map_err(|_| ending())?
    }
}

/// The thread's side.
struct Clerk {
    line: Line,
    in_hand: Arc<Mutex<Option<Queued>>>,
    is_last: Arc<AtomicBool>,
    /// The environment whose devices it is for; all without.
    chosen: Option<Environment>,
}

impl Registry for Clerk {
    fn take(&mut self) -> Result<Option<Queued>> {
        if self.is_last.load(Ordering::Acquire) {
            return Ok(None);
        }
        let chosen = self.chosen;
        let taken = self.line.ask(move || onboarding::take("worker", chosen))?;
        lock(&self.in_hand).clone_from(&taken);
        Ok(taken)
    }

    fn sealed(&mut self, environment: Environment, device: &str, purpose: Use) -> Result<Kept> {
        let device = device.to_owned();
        self.line
            .ask(move || onboarding::sealed(environment.as_str(), &device, purpose.as_str()))
    }

    fn keep(&mut self, kept: &Kept, action: &'static str, spends: Option<Timestamp>) -> Result<()> {
        let kept = kept.clone();
        self.line.ask(move || onboarding::keep(&kept, action, spends))
    }

    fn unused(&mut self, queued: &Queued) -> Result<()> {
        let queued = queued.clone();
        self.line.ask(move || onboarding::unused(&queued))
    }

    fn ended(&mut self, queued: &Queued, failed: Option<&Error>, again_ms: Option<i64>) -> Result<()> {
        let queued = queued.clone();
        let failed = failed.map(|error| (error.code().as_str(), error.message(Language::English)));
        lock(&self.in_hand).take();
        self.line.ask(move || {
            let failed = failed.as_ref().map(|(code, message)| (*code, message.as_str()));
            onboarding::ended(&queued, failed, again_ms)
        })
    }
}

/// Nothing that can panic is done under this lock.
fn lock(in_hand: &Mutex<Option<Queued>>) -> MutexGuard<'_, Option<Queued>> {
    in_hand.lock().unwrap_or_else(PoisonError::into_inner)
}
