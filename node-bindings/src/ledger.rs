//! The class `Ledger`: what is done with a ledger, each call promised.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use khatm::facade::{Delivery, Setup, Sought};
use khatm::gateway::Environment;
use khatm::host::Failure;
use khatm::host::calls::report;
use khatm::host::ledger::{Drafted, Ledger as Kept, Plain, Told};
use khatm::host::opening::{NewDevice, Opening, rehearsing};
use khatm::store::Uuid;
use khatm::{Code, Error, Language};
use napi::Env;
use napi::bindgen_prelude::{Object, ToNapiValue};
use napi_derive::napi;

use crate::answer::{DraftGiven, Given, Outcome, bytes, retold, told, untold};
use crate::simulator::Simulator;
use crate::threads::{Takes, later, lock};

/// How a ledger is opened.
#[napi(object)]
pub struct Options {
    /// Make it if it is not there.
    pub create: bool,
    /// The one environment that is meant.
    pub environment: Option<String>,
    /// The language of its texts.
    pub language: String,
    /// Who does it.
    pub actor: Option<String>,
    /// A file with the root key.
    pub root_key_file: Option<String>,
    /// The folder for what is remembered of it outside of it.
    pub witness: Option<String>,
    /// Documents that are under way at once.
    pub hands: Option<u32>,
}

impl Options {
    fn setup(&self, language: Language, simulator: Option<&Simulator>) -> Outcome<Setup> {
        let fail = |error: Error| untold(error, language);
        let mut setup = Setup::from_env().map_err(fail)?;
        setup.language = language;
        if let Some(name) = &self.environment {
            setup.environment = Some(Environment::chosen(Some(name)).map_err(fail)?);
        }
        setup.actor = self.actor.clone().unwrap_or(setup.actor);
        setup.hands = self.hands.map_or(setup.hands, |hands| hands as usize);
        if let Some(simulator) = simulator {
            let meant = setup.environment.unwrap_or(Environment::Simulation);
            setup = rehearsing(setup, simulator.verifier(meant)?);
        }
        Ok(setup)
    }
}

/// Opens a ledger by its address.
#[napi]
pub fn open<'e>(
    env: &'e Env,
    url: String,
    options: Options,
    simulator: Option<&Simulator>,
) -> napi::Result<Object<'e>> {
    let language = Language::parse(&options.language).map_err(|error| untold(error, Language::English));
    let setup = language.and_then(|language| options.setup(language, simulator));
    later(env, Takes::AnyTime, move || {
        let setup = setup?;
        let language = setup.language;
        let opening = Opening {
            url,
            create: options.create,
            root_key_file: options.root_key_file.map(PathBuf::from),
            witness: options.witness.map(PathBuf::from),
            setup: Some(setup),
            ..Opening::default()
        };
        let (kept, root_key_made) = opening.ledger().map_err(|error| untold(error, language))?;
        let state = State {
            open: Some(kept),
            delivery: None,
        };
        Ok(Ledger {
            state: Arc::new(Mutex::new(state)),
            language,
            shown: opening.shown(),
            root_key_made,
        })
    })
}

/// Makes a copy of a ledger, or one that this machine does not remember, the one that signs.
#[napi]
pub fn resume(
    env: &Env,
    url: String,
    last: Vec<String>,
    person: String,
    witness: Option<String>,
    language: String,
) -> napi::Result<Object<'_>> {
    fenced(env, url, witness, language, move |opening| {
        opening.resume(&last, &person)
    })
}

/// Gives up issuing with a file that lost documents.
#[napi]
pub fn abandon(
    env: &Env,
    url: String,
    person: String,
    witness: Option<String>,
    language: String,
) -> napi::Result<Object<'_>> {
    fenced(env, url, witness, language, move |opening| opening.abandon(&person))
}

/// Does something with a file that is no ledger to issue with.
fn fenced<'e>(
    env: &'e Env,
    url: String,
    witness: Option<String>,
    language: String,
    work: impl FnOnce(&Opening) -> khatm::Result<()> + Send + 'static,
) -> napi::Result<Object<'e>> {
    later(env, Takes::AnyTime, move || {
        let language = Language::parse(&language).map_err(|error| untold(error, Language::English))?;
        let opening = Opening {
            url,
            witness: witness.map(PathBuf::from),
            ..Opening::default()
        };
        work(&opening).map_err(|error| untold(error, language))
    })
}

/// Who waits can be told to leave off.
#[napi]
#[derive(Default)]
pub struct Stop(Arc<AtomicBool>);

#[napi]
impl Stop {
    /// Nobody has said so yet.
    #[napi(constructor)]
    pub fn new() -> Self {
        Stop::default()
    }

    /// Says so.
    #[napi]
    pub fn now(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Whether to go on.
fn unless(stop: Option<&Stop>) -> impl Fn() -> bool + Send + 'static {
    let stop = stop.map(|stop| stop.0.clone());
    move || !stop.as_ref().is_some_and(|stop| stop.load(Ordering::SeqCst))
}

struct State {
    /// Nothing once it was closed. A call that is under way has its own.
    open: Option<Arc<dyn Kept>>,
    delivery: Option<Delivery>,
}

/// A ledger with everything that is done with it.
#[napi]
pub struct Ledger {
    state: Arc<Mutex<State>>,
    language: Language,
    shown: String,
    root_key_made: Option<PathBuf>,
}

/// Which documents are sought.
#[napi(object)]
pub struct Seeking {
    /// Of one device.
    pub device: Option<String>,
    /// Those that are late.
    pub late: bool,
    /// Those that were rejected.
    pub rejected: bool,
    /// At most so many.
    pub most: u32,
}

impl Ledger {
    /// Does something with the ledger as it is open now.
    fn with<'e, T: ToNapiValue + Send + 'static>(
        &self,
        env: &'e Env,
        takes: Takes,
        work: impl FnOnce(&dyn Kept) -> Told<T> + Send + 'static,
    ) -> napi::Result<Object<'e>> {
        let (language, open) = (self.language, lock(&self.state).open.clone());
        later(env, takes, move || {
            let open = open.ok_or_else(|| untold(Error::new(Code::HandleClosed), language))?;
            work(&*open).map_err(|failure| untold(failure, language))
        })
    }

    /// The same with what takes moments, and what it gives as plain data.
    fn tell<'e>(
        &self,
        env: &'e Env,
        work: impl FnOnce(&dyn Kept) -> Told<Plain> + Send + 'static,
    ) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, |kept| work(kept).map(|plain| retold(&plain)))
    }

    /// The same with what may take any time.
    fn await_tell<'e>(
        &self,
        env: &'e Env,
        work: impl FnOnce(&dyn Kept) -> Told<Plain> + Send + 'static,
    ) -> napi::Result<Object<'e>> {
        self.with(env, Takes::AnyTime, |kept| work(kept).map(|plain| retold(&plain)))
    }
}

fn uuid(text: &str) -> Result<Uuid, Failure> {
    Ok(Uuid::parse(text)?)
}

#[napi]
impl Ledger {
    /// Where a root key was made for it, if one was.
    #[napi(getter)]
    pub fn root_key_made(&self) -> Option<String> {
        let made = self.root_key_made.as_ref();
        made.map(|path| path.to_string_lossy().into_owned())
    }

    /// Its address, without a password.
    #[napi(getter)]
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// Whether it was closed.
    #[napi(getter)]
    pub fn closed(&self) -> bool {
        lock(&self.state).open.is_none()
    }

    /// Whether a loop delivers in the background.
    #[napi(getter)]
    pub fn delivering(&self) -> bool {
        lock(&self.state).delivery.is_some()
    }

    /// All devices, and how they are.
    #[napi]
    pub fn devices<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        self.tell(env, |kept| kept.devices())
    }

    /// How a device is.
    #[napi]
    pub fn device<'e>(&self, env: &'e Env, name: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.device(&name))
    }

    /// Makes a device, which is onboarded next.
    #[napi]
    pub fn add_device<'e>(
        &self,
        env: &'e Env,
        name: String,
        configuration: Given<'_>,
        seller: Given<'_>,
        environment: Option<String>,
        base_url: Option<String>,
    ) -> napi::Result<Object<'e>> {
        let (configuration, seller) = (bytes(configuration), bytes(seller));
        self.tell(env, move |kept| {
            kept.make_device(&NewDevice {
                name: &name,
                configuration: &configuration,
                seller: &seller,
                environment: environment.as_deref(),
                base_url: base_url.as_deref(),
            })
        })
    }

    /// Takes a device out of its file, as it stands.
    #[napi]
    pub fn import_device<'e>(&self, env: &'e Env, file: String, last: Option<String>) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.import_file(Path::new(&file), last.as_deref()))
    }

    /// Walks a device to its certificate for real documents, from wherever it stands.
    #[napi]
    pub fn onboard<'e>(&self, env: &'e Env, name: String, otp: Option<String>) -> napi::Result<Object<'e>> {
        self.await_tell(env, move |kept| kept.onboard(&name, otp.as_deref()))
    }

    /// Begins the onboarding of a device again, with a new one-time password.
    #[napi]
    pub fn restart_onboarding<'e>(&self, env: &'e Env, name: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.restart(&name))
    }

    /// Says everything that is wrong with a draft; with a device, its seller stands in where the draft has none.
    #[napi]
    pub fn check<'e>(&self, env: &'e Env, draft: DraftGiven<'_>, device: Option<String>) -> napi::Result<Object<'e>> {
        let (drafted, language) = (Drafted::from(draft), self.language);
        self.with(env, Takes::Moments, move |kept| {
            let faults = kept.check(&drafted.draft, device.as_deref())?;
            Ok(told(&report(faults, drafted.written, language)))
        })
    }

    /// Issues a document.
    #[napi]
    pub fn issue<'e>(
        &self,
        env: &'e Env,
        device: String,
        draft: DraftGiven<'_>,
        corrects: Option<String>,
    ) -> napi::Result<Object<'e>> {
        let drafted = Drafted::from(draft);
        self.tell(env, move |kept| {
            let corrects = corrects.as_deref().map(uuid).transpose()?;
            kept.issue(&device, &drafted, corrects)
        })
    }

    /// Issues several, all or none.
    #[napi]
    pub fn issue_all<'e>(&self, env: &'e Env, device: String, drafts: Vec<DraftGiven<'_>>) -> napi::Result<Object<'e>> {
        let drafts: Vec<Drafted> = drafts.into_iter().map(Drafted::from).collect();
        self.tell(env, move |kept| kept.issue_all(&device, &drafts))
    }

    /// A document as it was issued; null if there is none of that UUID.
    #[napi]
    pub fn document<'e>(&self, env: &'e Env, document: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.document(&uuid(&document)?))
    }

    /// The documents that a text means.
    #[napi]
    pub fn find<'e>(&self, env: &'e Env, text: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.find(&text))
    }

    /// What to hand over of a document.
    #[napi]
    pub fn receipt<'e>(&self, env: &'e Env, document: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.receipt(&uuid(&document)?))
    }

    /// Where a document is.
    #[napi]
    pub fn way<'e>(&self, env: &'e Env, document: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.way(&uuid(&document)?))
    }

    /// Everything that is known of a document.
    #[napi]
    pub fn story<'e>(&self, env: &'e Env, document: String) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| kept.story(&uuid(&document)?))
    }

    /// Sends what is due now, a document among it, and says where that is then.
    #[napi]
    pub fn submit<'e>(&self, env: &'e Env, document: String, stop: Option<&Stop>) -> napi::Result<Object<'e>> {
        let go_on = unless(stop);
        self.await_tell(env, move |kept| {
            let document = uuid(&document)?;
            // One that is not there is said before anything is sent.
            kept.way(&document)?;
            kept.deliver(&go_on)?;
            kept.way(&document)
        })
    }

    /// Sends what is due now, and is done when every answer is kept.
    #[napi]
    pub fn deliver<'e>(&self, env: &'e Env, stop: Option<&Stop>) -> napi::Result<Object<'e>> {
        let go_on = unless(stop);
        self.await_tell(env, move |kept| kept.deliver(&go_on))
    }

    /// Waits until a document may be handed over, or never will be, or the time is over.
    #[napi]
    pub fn wait_cleared<'e>(
        &self,
        env: &'e Env,
        document: String,
        timeout_ms: i64,
        stop: Option<&Stop>,
    ) -> napi::Result<Object<'e>> {
        let (go_on, timeout_ms) = (unless(stop), timeout_ms.max(0).unsigned_abs());
        self.await_tell(env, move |kept| {
            kept.wait_cleared(&uuid(&document)?, timeout_ms, &go_on)
        })
    }

    /// Delivers in the background.
    #[napi]
    pub fn start<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        let state = self.state.clone();
        self.with(env, Takes::AnyTime, move |kept| {
            if lock(&state).delivery.is_some() {
                return Ok(());
            }
            let begun = kept.start()?;
            let mut state = lock(&state);
            // Another call began one, or closed the ledger, meanwhile.
            let spare = match state.open.is_none() || state.delivery.is_some() {
                true => Some(begun),
                false => state.delivery.replace(begun),
            };
            drop(state);
            drop(spare);
            Ok(())
        })
    }

    /// Ends that: nothing more is sent, and the answers to what was are waited for.
    #[napi]
    pub fn stop<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        let (language, delivery) = (self.language, lock(&self.state).delivery.take());
        later(env, Takes::AnyTime, move || match delivery.and_then(Delivery::stop) {
            Some(error) => Err(untold(error, language)),
            None => Ok(()),
        })
    }

    /// Documents without a final word, or those that were rejected and wait for a correction.
    #[napi]
    pub fn outbox<'e>(&self, env: &'e Env, seeking: Seeking) -> napi::Result<Object<'e>> {
        self.tell(env, move |kept| {
            kept.outbox(&Sought {
                device: seeking.device.as_deref(),
                late: seeking.late,
                rejected: seeking.rejected,
                most: seeking.most as usize,
            })
        })
    }

    /// Makes a document due at once.
    #[napi]
    pub fn retry<'e>(&self, env: &'e Env, document: String, person: String) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, move |kept| kept.retry(&uuid(&document)?, &person))
    }

    /// Keeps a document back until it is freed.
    #[napi]
    pub fn hold<'e>(
        &self,
        env: &'e Env,
        document: String,
        one: String,
        other: String,
        why: String,
    ) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, move |kept| {
            kept.hold(&uuid(&document)?, (&one, &other), &why)
        })
    }

    /// Lets a document go that was kept back.
    #[napi]
    pub fn free<'e>(&self, env: &'e Env, document: String, person: String, why: String) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, move |kept| {
            kept.free(&uuid(&document)?, &person, &why)
        })
    }

    /// Opens the parked lanes of a device.
    #[napi]
    pub fn unpark<'e>(&self, env: &'e Env, device: String, person: String) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, move |kept| kept.unpark(&device, &person))
    }

    /// Allows a standard document to be handed over before it is cleared.
    #[napi]
    pub fn release<'e>(
        &self,
        env: &'e Env,
        document: String,
        reason: String,
        person: String,
        note: String,
    ) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, move |kept| {
            kept.release(&uuid(&document)?, &reason, &person, &note)
        })
    }

    /// How the ledger and its deliveries are.
    #[napi]
    pub fn health<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        self.tell(env, |kept| kept.health())
    }

    /// The figures as text that Prometheus scrapes.
    #[napi]
    pub fn metrics<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, |kept| kept.metrics())
    }

    /// The state of the ledger as one line.
    #[napi]
    pub fn anchor<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        self.with(env, Takes::Moments, |kept| kept.anchor())
    }

    /// Looks at everything that is kept, from the first byte.
    #[napi]
    pub fn verify_ledger<'e>(&self, env: &'e Env, anchors: String) -> napi::Result<Object<'e>> {
        self.await_tell(env, move |kept| kept.verify(&anchors))
    }

    /// Closes it.
    #[napi]
    pub fn close<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        let held = self.take();
        later(env, Takes::AnyTime, move || {
            // Why a round failed is told by whoever delivers next.
            drop(held);
            Ok(())
        })
    }

    fn take(&self) -> (Option<Delivery>, Option<Arc<dyn Kept>>) {
        let mut state = lock(&self.state);
        (state.delivery.take(), state.open.take())
    }
}

impl Drop for Ledger {
    fn drop(&mut self) {
        let held = Arc::new(Mutex::new(Some(self.take())));
        // Answers to what was sent are waited for, and neither the event loop nor the end of a worker must wait for that.
        let taken = held.clone();
        let made = std::thread::Builder::new()
            .name("khatm-close".to_owned())
            .spawn(move || drop(lock(&taken).take()));
        drop(made);
    }
}
