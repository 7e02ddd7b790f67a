//! The object `Khatm`: a ledger in a file, with everything that is done with it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use khatm::device::Status;
use khatm::drive::RootCertificate;
use khatm::facade::{self, Delivered, Delivery, Receipt, Setup, Sought, Story, Way};
use khatm::gateway::Environment;
use khatm::host::Failure;
use khatm::host::here;
use khatm::host::ledger::{Drafted, Told};
use khatm::host::opening::{NewDevice, Opening, impatient};
use khatm::host::values::{DocumentValue, HealthValue, IssuedValue, LedgerVerification, WaitedValue};
use khatm::invoice::DraftReport;
use khatm::invoice::draft::typed::{Draft, DraftParty};
use khatm::outbox::Reason;
use khatm::seal::csr::CsrConfig;
use khatm::store::Uuid;
use khatm::store::witness::HostWitness;
use khatm::{Code, Error, Language};

use crate::bytes::Bytes;
use crate::changes::{Herald, Subscription, Watcher, Watchers};
use crate::error::KhatmError;
use crate::host::{Connectivity, Memory, RestoreWitness, RootKeyWrapper, Wrapper};
use crate::waiting::{aside, while_wanted};

type Outcome<T> = Result<T, KhatmError>;
/// What is done with a ledger.
type Work<T> = Box<dyn FnOnce(&facade::Khatm) -> Told<T> + Send>;

/// A draft, and what its request is called.
#[derive(uniffi::Record)]
pub struct Order {
    /// The draft.
    pub draft: Draft,
    /// What the request is called: asked again under the same name, the same document is returned.
    #[uniffi(default)]
    pub request_key: Option<String>,
}

/// The same with a draft in JSON.
#[derive(uniffi::Record)]
pub struct JsonOrder {
    /// The draft.
    pub draft: String,
    /// What the request is called.
    #[uniffi(default)]
    pub request_key: Option<String>,
}

fn typed(draft: &Draft, request_key: Option<String>) -> Drafted {
    Drafted {
        draft: draft.to_json(),
        request_key,
        written: true,
    }
}

fn text(draft: String, request_key: Option<String>) -> Drafted {
    Drafted {
        draft: draft.into_bytes(),
        request_key,
        written: false,
    }
}

/// A ledger with everything that is done with it.
#[derive(uniffi::Object)]
pub struct Khatm {
    state: Mutex<State>,
    watchers: Arc<Watchers>,
    connectivity: Option<Arc<dyn Connectivity>>,
    language: Language,
    root_key_made: Option<PathBuf>,
}

struct State {
    open: Option<facade::Khatm>,
    delivery: Option<Delivery>,
}

impl Khatm {
    /// Nothing that can panic is done under this lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fail(&self, failure: impl Into<Failure>) -> KhatmError {
        KhatmError::new(failure, self.language)
    }

    fn ledger(&self) -> Outcome<facade::Khatm> {
        let open = self.state().open.clone();
        open.ok_or_else(|| self.fail(Error::new(Code::HandleClosed)))
    }

    /// Does something with the ledger that waits for nothing but the disk.
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&facade::Khatm) -> Told<T> + Send + 'static,
    ) -> Outcome<T> {
        self.done(Box::new(work)).await
    }

    /// The same once for each type, not for each call.
    async fn done<T: Send + 'static>(&self, work: Work<T>) -> Outcome<T> {
        let ledger = self.ledger()?;
        aside(move || work(&ledger)).await.map_err(|failure| self.fail(failure))
    }

    fn uuid(&self, text: &str) -> Outcome<Uuid> {
        Uuid::parse(text).map_err(|error| self.fail(error))
    }

    fn herald(&self) -> Herald {
        Herald {
            watchers: self.watchers.clone(),
            language: self.language,
        }
    }

    /// Whether there is a way out. What the app cannot say does not keep documents back.
    fn online(&self) -> impl Fn() -> bool + Send + use<> {
        let (connectivity, watchers) = (self.connectivity.clone(), self.watchers.clone());
        move || {
            let known = connectivity
                .as_ref()
                .map_or(Ok(true), |connectivity| connectivity.is_online());
            known.unwrap_or_else(|error| {
                watchers.threw(error.told("connectivity"));
                true
            })
        }
    }

    async fn make_device(
        &self,
        name: String,
        configuration: String,
        seller: Vec<u8>,
        environment: Option<Environment>,
        base_url: Option<String>,
    ) -> Outcome<Status> {
        self.with(move |khatm| {
            khatm.make_device(&NewDevice {
                name: &name,
                configuration: configuration.as_bytes(),
                seller: &seller,
                environment: environment.map(Environment::as_str),
                base_url: base_url.as_deref(),
            })
        })
        .await
    }

    async fn issue_one(&self, device: String, drafted: Drafted, corrects: Option<String>) -> Outcome<IssuedValue> {
        let corrects = corrects.map(|uuid| self.uuid(&uuid)).transpose()?;
        self.with(move |khatm| here::issue(khatm, &device, &drafted, corrects))
            .await
    }

    async fn issue_several(&self, device: String, drafts: Vec<Drafted>) -> Outcome<Vec<IssuedValue>> {
        self.with(move |khatm| here::issue_all(khatm, &device, &drafts)).await
    }
}

#[uniffi::export]
impl Khatm {
    /// Opens a ledger by its address, `sqlite:PATH`. With `create` it is made where there is none, with a root key. The key is wrapped by
    /// `root_key` and lies in `root_key_file`, `LEDGER.key` if nothing is said; without `root_key` that file holds it in the clear.
    /// What is remembered outside of the ledger is kept by `witness`, or in the folder `witness_folder`. `authorities` are certificates in
    /// PEM to trust besides the system's, `rehearsal` is for a simulator.
    #[uniffi::constructor(default(
        create = false, environment = None, language = None, actor = None, root_key = None, root_key_file = None, witness = None,
        witness_folder = None, connectivity = None, authorities = None, rehearsal = false
    ))]
    #[expect(clippy::too_many_arguments, reason = "by name, as both languages have them")]
    pub async fn open(
        url: String,
        create: bool,
        environment: Option<Environment>,
        language: Option<Language>,
        actor: Option<String>,
        root_key: Option<Arc<dyn RootKeyWrapper>>,
        root_key_file: Option<String>,
        witness: Option<Arc<dyn RestoreWitness>>,
        witness_folder: Option<String>,
        connectivity: Option<Arc<dyn Connectivity>>,
        authorities: Option<Bytes>,
        rehearsal: bool,
    ) -> Outcome<Self> {
        let language = language.unwrap_or(Language::English);
        let fail = |error: Error| KhatmError::new(error, language);
        let mut setup = Setup::from_env().map_err(fail)?;
        setup.language = language;
        setup.environment = environment.or(setup.environment);
        setup.actor = actor.unwrap_or(setup.actor);
        if let Some(pem) = authorities {
            setup.drive.extra_roots = RootCertificate::from_pem(&pem).map_err(fail)?;
        }
        if rehearsal {
            setup = impatient(setup);
        }
        let opening = Opening {
            create,
            root_key_wraps: root_key.map(|host| Arc::new(Wrapper(host)) as Arc<_>),
            root_key_file: root_key_file.map(PathBuf::from),
            witness: witness_folder.map(PathBuf::from),
            host_witness: witness.map(|host| Arc::new(HostWitness::new(Arc::new(Memory(host)))) as Arc<_>),
            setup: Some(setup),
            url,
        };
        let opened = aside(move || opening.open()).await.map_err(fail)?;
        Ok(Khatm {
            state: Mutex::new(State {
                open: Some(opened.khatm),
                delivery: None,
            }),
            watchers: Arc::default(),
            connectivity,
            language,
            root_key_made: opened.root_key_made,
        })
    }

    /// Where a root key was made for it, if one was: keep a copy, for without it no device of the ledger can be opened.
    pub fn root_key_made(&self) -> Option<String> {
        let path = self.root_key_made.as_ref()?;
        Some(path.to_string_lossy().into_owned())
    }

    /// Whether it was closed.
    pub fn is_closed(&self) -> bool {
        self.state().open.is_none()
    }

    /// Whether a loop delivers in the background.
    pub fn is_delivering(&self) -> bool {
        self.state().delivery.is_some()
    }

    /// All devices, and how they are.
    pub async fn devices(&self) -> Outcome<Vec<Status>> {
        self.with(|khatm| Ok(khatm.devices()?)).await
    }

    /// How a device is.
    pub async fn device(&self, name: String) -> Outcome<Status> {
        self.with(move |khatm| Ok(khatm.device(&name)?)).await
    }

    /// Makes a device, which is onboarded next. Every fault is told.
    #[uniffi::method(default(environment = None, base_url = None))]
    pub async fn add_device(
        &self,
        name: String,
        configuration: CsrConfig,
        seller: DraftParty,
        environment: Option<Environment>,
        base_url: Option<String>,
    ) -> Outcome<Status> {
        self.make_device(name, configuration.to_json(), seller.to_json(), environment, base_url)
            .await
    }

    /// The same with both in JSON; the configuration may be the SDK's properties.
    #[uniffi::method(default(environment = None, base_url = None))]
    pub async fn add_device_json(
        &self,
        name: String,
        configuration: String,
        seller: String,
        environment: Option<Environment>,
        base_url: Option<String>,
    ) -> Outcome<Status> {
        self.make_device(name, configuration, seller.into_bytes(), environment, base_url)
            .await
    }

    /// Takes a device out of its file, as it stands. The file is called `FILE.imported` afterwards. Where the chain of one that is active
    /// goes on is said by `last`: `COUNTER:HASH`, or `0`.
    #[uniffi::method(default(last = None))]
    pub async fn import_device(&self, file: String, last: Option<String>) -> Outcome<Status> {
        self.with(move |khatm| Ok(khatm.import_file(Path::new(&file), last.as_deref())?))
            .await
    }

    /// Walks a device to its certificate for real documents, from wherever it stands.
    #[uniffi::method(default(otp = None))]
    pub async fn onboard(&self, name: String, otp: Option<String>) -> Outcome<Status> {
        self.with(move |khatm| here::onboard(khatm, &name, otp.as_deref()))
            .await
    }

    /// Begins the onboarding of a device again, with a new one-time password. Key and request stay.
    pub async fn restart_onboarding(&self, name: String) -> Outcome<Status> {
        self.with(move |khatm| Ok(khatm.restart(&name)?)).await
    }

    /// Says everything that is wrong with a draft; with a device, its seller stands in where the draft has none.
    #[uniffi::method(default(device = None))]
    pub async fn check(&self, draft: Draft, device: Option<String>) -> Outcome<DraftReport> {
        let drafted = typed(&draft, None);
        self.with(move |khatm| here::check(khatm, &drafted, device.as_deref()))
            .await
    }

    /// The same of a draft in JSON.
    #[uniffi::method(default(device = None))]
    pub async fn check_json(&self, draft: String, device: Option<String>) -> Outcome<DraftReport> {
        let drafted = text(draft, None);
        self.with(move |khatm| here::check(khatm, &drafted, device.as_deref()))
            .await
    }

    /// Issues a document: stamped at its place in the chain, and on the disk when this returns. Asked again with the same request key,
    /// the same document is returned. `corrects` is the UUID of the rejected document that it stands for.
    #[uniffi::method(default(request_key = None, corrects = None))]
    pub async fn issue(
        &self,
        device: String,
        draft: Draft,
        request_key: Option<String>,
        corrects: Option<String>,
    ) -> Outcome<IssuedValue> {
        self.issue_one(device, typed(&draft, request_key), corrects).await
    }

    /// The same of a draft in JSON.
    #[uniffi::method(default(request_key = None, corrects = None))]
    pub async fn issue_json(
        &self,
        device: String,
        draft: String,
        request_key: Option<String>,
        corrects: Option<String>,
    ) -> Outcome<IssuedValue> {
        self.issue_one(device, text(draft, request_key), corrects).await
    }

    /// Issues several, all or none, with one write to the disk.
    pub async fn issue_all(&self, device: String, orders: Vec<Order>) -> Outcome<Vec<IssuedValue>> {
        let drafts = orders.into_iter().map(|order| typed(&order.draft, order.request_key));
        self.issue_several(device, drafts.collect()).await
    }

    /// The same of drafts in JSON.
    pub async fn issue_all_json(&self, device: String, orders: Vec<JsonOrder>) -> Outcome<Vec<IssuedValue>> {
        let drafts = orders.into_iter().map(|order| text(order.draft, order.request_key));
        self.issue_several(device, drafts.collect()).await
    }

    /// A document as it was issued; nothing if there is none of that UUID.
    pub async fn document(&self, uuid: String) -> Outcome<Option<DocumentValue>> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| here::document(khatm, &uuid)).await
    }

    /// The documents that a text means: a UUID, or a number, which several may have.
    pub async fn find(&self, text: String) -> Outcome<Vec<DocumentValue>> {
        self.with(move |khatm| here::find(khatm, &text)).await
    }

    /// What to hand over of a document, with its QR code.
    pub async fn receipt(&self, uuid: String) -> Outcome<Receipt> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.receipt(&uuid)?)).await
    }

    /// Where a document is.
    pub async fn way(&self, uuid: String) -> Outcome<Way> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.way(&uuid)?)).await
    }

    /// Everything that is known of a document: tries, answers, what people did.
    pub async fn story(&self, uuid: String) -> Outcome<Story> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.story(&uuid)?)).await
    }

    /// Sends what is due now, a document among it, and says where that is then.
    pub async fn submit(&self, uuid: String) -> Outcome<Way> {
        // One that is not there is said before anything is sent.
        self.way(uuid.clone()).await?;
        self.deliver().await?;
        self.way(uuid).await
    }

    /// Sends what is due now, and returns when every answer is kept; nothing where there is no network. Given up, it sends nothing more.
    pub async fn deliver(&self) -> Outcome<Delivered> {
        let (ledger, mut herald, online) = (self.ledger()?, self.herald(), self.online());
        while_wanted(move |go_on| ledger.deliver_once_watched(&|| go_on() && online(), &mut herald))
            .await
            .map_err(|error| self.fail(error))
    }

    /// Delivers in the background, until `stop`, `shut_down`, or the end of the process; while there is no network it waits for one.
    pub fn start(&self) -> Outcome<()> {
        let ledger = self.ledger()?;
        let mut state = self.state();
        if state.open.is_some() && state.delivery.is_none() {
            state.delivery = Some(ledger.start_watched(Box::new(self.online()), Box::new(self.herald())));
        }
        Ok(())
    }

    /// Ends that: nothing more is sent, and it waits for the answers to what was. Throws why the last round failed, if it did, or what
    /// the app threw meanwhile.
    pub async fn stop(&self) -> Outcome<()> {
        let delivery = self.state().delivery.take();
        let Some(delivery) = delivery else { return Ok(()) };
        let ended = aside(move || delivery.stop().map_or(Ok(()), Err)).await;
        let ended = ended.and_then(|()| self.watchers.trouble().map_or(Ok(()), Err));
        ended.map_err(|error| self.fail(error))
    }

    /// Tells the loop that there may be something to do: the network is back, or the app is.
    pub fn wake(&self) -> Outcome<()> {
        self.ledger()?.wake();
        Ok(())
    }

    /// Tells a watcher what happens while documents are delivered, until its subscription is cancelled.
    pub fn watch(&self, watcher: Arc<dyn Watcher>) -> Subscription {
        self.watchers.add(watcher)
    }

    /// Waits until a document may be handed over, or never will be, or the time is over. It only looks: something must deliver
    /// meanwhile, `start` or another process.
    #[uniffi::method(default(timeout_ms = 10000))]
    pub async fn wait_cleared(&self, uuid: String, timeout_ms: u64) -> Outcome<WaitedValue> {
        let (uuid, ledger) = (self.uuid(&uuid)?, self.ledger()?);
        while_wanted(move |go_on| here::wait_cleared(&ledger, &uuid, timeout_ms, go_on))
            .await
            .map_err(|failure| self.fail(failure))
    }

    /// Documents without a final word, those first whose deadline is nearest; or those that were rejected and wait for a correction.
    #[uniffi::method(default(device = None, late = false, rejected = false, most = 1000))]
    pub async fn outbox(&self, device: Option<String>, late: bool, rejected: bool, most: u32) -> Outcome<Vec<Way>> {
        self.with(move |khatm| {
            Ok(khatm.outbox_of(&Sought {
                device: device.as_deref(),
                late,
                rejected,
                most: most as usize,
            })?)
        })
        .await
    }

    /// Makes a document due at once. Its bytes are the same as ever.
    pub async fn retry(&self, uuid: String, person: String) -> Outcome<()> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.retry(&uuid, &person)?)).await
    }

    /// Keeps a document back until it is freed. It takes two people, and a reason.
    pub async fn hold(&self, uuid: String, person: String, second_person: String, why: String) -> Outcome<()> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.hold(&uuid, (&person, &second_person), &why)?))
            .await
    }

    /// Lets a document go that was kept back.
    pub async fn free(&self, uuid: String, person: String, why: String) -> Outcome<()> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.free(&uuid, &person, &why)?)).await
    }

    /// Opens the parked lanes of a device: somebody mended the cause.
    pub async fn unpark(&self, device: String, person: String) -> Outcome<()> {
        self.with(move |khatm| Ok(khatm.unpark(&device, &person)?)).await
    }

    /// Allows a standard document to be handed over before it is cleared: `outage` or `clearance_off`.
    pub async fn release(&self, uuid: String, reason: String, person: String, note: String) -> Outcome<()> {
        let uuid = self.uuid(&uuid)?;
        self.with(move |khatm| Ok(khatm.release(&uuid, Reason::parse(&reason)?, &person, &note)?))
            .await
    }

    /// How the ledger and its deliveries are, with everything that somebody should know.
    pub async fn health(&self) -> Outcome<HealthValue> {
        self.with(here::health).await
    }

    /// The figures as text that Prometheus scrapes.
    pub async fn metrics(&self) -> Outcome<String> {
        self.with(|khatm| Ok(khatm.metrics()?)).await
    }

    /// The state of the ledger as one line, to be kept elsewhere.
    pub async fn anchor(&self) -> Outcome<String> {
        self.with(|khatm| Ok(khatm.anchor()?.to_string())).await
    }

    /// Looks at everything that is kept, from the first byte, and whether each anchor still lies on it.
    #[uniffi::method(default(anchors = []))]
    pub async fn verify_ledger(&self, anchors: Vec<String>) -> Outcome<LedgerVerification> {
        self.with(move |khatm| here::verify(khatm, &anchors.join("\n"))).await
    }

    /// Forgets the root key, as when the app goes to the background: it is asked for again when it is needed.
    pub fn forget_key(&self) -> Outcome<()> {
        self.ledger()?.forget_key();
        Ok(())
    }

    /// Closes it, when the answers to what was sent have come. What is to be sent stays in the ledger.
    pub async fn shut_down(&self) {
        let (open, delivery) = {
            let mut state = self.state();
            (state.open.take(), state.delivery.take())
        };
        // Why a round failed is told by whoever delivers next.
        // Where no thread can be had, it ends here and now.
        let _ = aside::<(), Error>(move || {
            drop((delivery, open));
            Ok(())
        })
        .await;
        self.watchers.dismiss();
    }
}

impl Drop for Khatm {
    fn drop(&mut self) {
        let (open, delivery) = {
            let mut state = self.state();
            (state.open.take(), state.delivery.take())
        };
        // Answers to what was sent are waited for, and whoever lets go of an object must not wait for that.
        if delivery.is_some() {
            let end = move || drop((delivery, open));
            // Where no thread can be had, it ends here and now.
            let _ = std::thread::Builder::new().spawn(end);
        }
    }
}
