//! The class `Khatm`: a ledger with everything that is done with it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use khatm::drive::{Proxy, Settings};
use khatm::facade::{self, Delivery, Setup, Sought};
use khatm::gateway::{Environment, Otp};
use khatm::host::Failure;
use khatm::host::opening::{NewDevice, Opening};
use khatm::host::values::{DocumentValue, HealthValue, IssuedValue, LedgerVerification, WaitedValue};
use khatm::ledger::Anchor;
use khatm::outbox::Reason;
use khatm::store::Uuid;
use khatm::store::issue::Order;
use khatm::{Code, Error, Language};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use serde::Serialize;

use crate::gate::{self, enter, lock, outside};
use crate::raise::{language as read, raise, raise_code};
use crate::simulator::Simulator;
use crate::values::{json, plain};

/// A ledger that is opened when it is needed, by each process for itself.
pub(crate) struct Handle {
    opening: Opening,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: Option<facade::Khatm>,
    delivery: Option<Delivery>,
    /// Delivery goes on when the process was copied.
    delivers: bool,
    closed: bool,
}

impl Handle {
    /// The ledger. In a process that has not opened it yet it is opened now.
    fn khatm(&self, py: Python<'_>) -> PyResult<facade::Khatm> {
        gate::sound(py)?;
        let mut state = lock(&self.state);
        if state.closed {
            return Err(raise_code(py, Code::HandleClosed));
        }
        if let Some(open) = &state.open {
            return Ok(open.clone());
        }
        // The interpreter's lock is held all the while, so that nobody else finds it half open.
        let opened = self.opening.open();
        let khatm = opened.map_err(|error| raise(py, error, self.language()))?.khatm;
        Ok(state.open.insert(khatm).clone())
    }

    fn language(&self) -> Language {
        self.opening
            .setup
            .as_ref()
            .map_or(Language::English, |setup| setup.language)
    }

    pub(crate) fn take_delivery(&self) -> Option<Delivery> {
        lock(&self.state).delivery.take()
    }

    /// Closes it, to be opened again when it is needed.
    pub(crate) fn shut(&self) {
        drop(lock(&self.state).open.take());
    }

    /// Goes on after the process was copied.
    pub(crate) fn resume(&self) {
        let mut state = lock(&self.state);
        if !state.delivers || state.closed {
            return;
        }
        // Where it cannot be opened, the next call says why.
        if state.open.is_none() {
            state.open = self.opening.open().ok().map(|opened| opened.khatm);
        }
        state.delivery = state.open.as_ref().map(facade::Khatm::start);
    }

    /// Leaves what another process has open as it lies; true if there was something.
    pub(crate) fn leave(&self) -> bool {
        let mut state = lock(&self.state);
        state.delivers = false;
        let (open, delivery) = (state.open.take(), state.delivery.take());
        let left = open.is_some() || delivery.is_some();
        std::mem::forget((open, delivery));
        left
    }
}

/// A ledger with everything that is done with it.
#[pyclass(frozen, weakref, module = "khatm")]
pub(crate) struct Khatm {
    handle: Arc<Handle>,
    root_key_made: Option<PathBuf>,
}

impl Khatm {
    /// Does something with the ledger, without the interpreter's lock.
    fn with<T: Send, E: Into<Failure> + Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(facade::Khatm) -> Result<T, E> + Send,
    ) -> PyResult<T> {
        let under_way = enter(py)?;
        let khatm = self.handle.khatm(py)?;
        let done = under_way.outside(py, || work(khatm).map_err(Into::into));
        done.map_err(|failure: Failure| self.raise(py, failure))
    }

    /// The same, and what it gives as plain data.
    fn tell<'py, T: Send + Serialize, E: Into<Failure> + Send>(
        &self,
        py: Python<'py>,
        work: impl FnOnce(facade::Khatm) -> Result<T, E> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.with(py, work)?)
    }

    fn raise(&self, py: Python<'_>, failure: impl Into<Failure>) -> PyErr {
        raise(py, failure, self.handle.language())
    }

    fn uuid(&self, value: &Bound<'_, PyAny>) -> PyResult<Uuid> {
        let text = value.str()?;
        Uuid::parse(&text.to_cow()?).map_err(|error| self.raise(value.py(), error))
    }

    /// An order as it is given: the draft as JSON, what the request is called, and the document that it stands for.
    fn ordered(&self, order: &Bound<'_, PyAny>) -> PyResult<Ordered> {
        let tuple = order.cast::<PyTuple>();
        let (draft, key) = match &tuple {
            Ok(pair) => (pair.get_item(0)?, pair.get_item(1)?.extract()?),
            Err(_) => (order.clone(), None),
        };
        Ok(Ordered {
            draft: json(&draft, self.handle.language())?.into_owned(),
            key,
            corrects: None,
        })
    }
}

struct Ordered {
    draft: Vec<u8>,
    key: Option<String>,
    corrects: Option<Uuid>,
}

impl Ordered {
    fn order(&self) -> Order<'_> {
        Order {
            draft: &self.draft,
            request_key: self.key.as_deref(),
            corrects: self.corrects,
        }
    }
}

#[pymethods]
impl Khatm {
    /// Opens a ledger by its address: `sqlite:PATH`. With `create` it is made where there is none.
    #[staticmethod]
    #[pyo3(signature = (url, *, create = false, environment = None, language = "en", actor = None, root_key_file = None, witness = None, simulator = None, hands = None))]
    #[expect(clippy::too_many_arguments, reason = "by name, as Python has them")]
    fn open(
        py: Python<'_>,
        url: &str,
        create: bool,
        environment: Option<&str>,
        language: &str,
        actor: Option<String>,
        root_key_file: Option<PathBuf>,
        witness: Option<PathBuf>,
        simulator: Option<&Simulator>,
        hands: Option<usize>,
    ) -> PyResult<Self> {
        gate::sound(py)?;
        let language = read(py, language)?;
        let fail = |error: Error| raise(py, error, language);
        let mut setup = Setup::from_env().map_err(fail)?;
        setup.language = language;
        if let Some(name) = environment {
            setup.environment = Some(Environment::chosen(Some(name)).map_err(fail)?);
        }
        setup.actor = actor.unwrap_or(setup.actor);
        setup.hands = hands.unwrap_or(setup.hands);
        if let Some(simulator) = simulator {
            let meant = setup.environment.unwrap_or(Environment::Simulation);
            setup.verifier = Some(Arc::new(simulator.verifier(py, meant)?));
            // Nobody waits minutes for a rehearsal.
            setup.policy.cap_ms = 4_000;
            setup.drive = Settings {
                proxy: Proxy::Direct,
                ..setup.drive
            };
        }
        let mut opening = Opening {
            url: url.to_owned(),
            create,
            root_key_file,
            witness,
            setup: Some(setup),
        };
        let opened = outside(py, || opening.open())?.map_err(fail)?;
        // Opened again, it is there.
        opening.create = false;
        let handle = Arc::new(Handle {
            opening,
            state: Mutex::new(State {
                open: Some(opened.khatm),
                ..State::default()
            }),
        });
        gate::register(&handle);
        Ok(Khatm {
            handle,
            root_key_made: opened.root_key_made,
        })
    }

    /// Where a root key was made for it, if one was: keep a copy, for without it no device of the ledger can be opened.
    #[getter]
    fn root_key_made(&self) -> Option<String> {
        self.root_key_made
            .as_ref()
            .map(|path| path.to_string_lossy().into_owned())
    }

    /// Whether it was closed.
    #[getter]
    fn closed(&self) -> bool {
        lock(&self.handle.state).closed
    }

    /// Whether a loop delivers in the background.
    #[getter]
    fn delivering(&self) -> bool {
        lock(&self.handle.state).delivery.is_some()
    }

    /// All devices, and how they are.
    fn devices<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| khatm.devices())
    }

    /// How a device is.
    fn device<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| khatm.device(name))
    }

    /// Makes a device, which is onboarded next.
    #[pyo3(signature = (name, configuration, seller, *, environment = None, base_url = None))]
    fn add_device<'py>(
        &self,
        py: Python<'py>,
        name: &str,
        configuration: &Bound<'py, PyAny>,
        seller: &Bound<'py, PyAny>,
        environment: Option<&str>,
        base_url: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let language = self.handle.language();
        let (configuration, seller) = (json(configuration, language)?, json(seller, language)?);
        let new = NewDevice {
            name,
            configuration: &configuration,
            seller: &seller,
            environment,
            base_url,
        };
        self.tell(py, |khatm| khatm.make_device(&new))
    }

    /// Takes a device out of its file, as it stands. The file is called `FILE.imported` afterwards.
    #[pyo3(signature = (file, *, last = None))]
    fn import_device<'py>(&self, py: Python<'py>, file: PathBuf, last: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| khatm.import_file(&file, last))
    }

    /// Walks a device to its certificate for real documents, from wherever it stands.
    #[pyo3(signature = (name, otp = None))]
    fn onboard<'py>(&self, py: Python<'py>, name: &str, otp: Option<&str>) -> PyResult<Bound<'py, PyAny>> {
        let mut guide = otp.map(Otp::parse).transpose().map_err(|error| self.raise(py, error))?;
        self.tell(py, |khatm| khatm.onboard_blocking(name, &mut guide))
    }

    /// Begins the onboarding of a device again, with a new one-time password. Key and request stay.
    fn restart_onboarding<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| khatm.restart(name))
    }

    /// Says everything that is wrong with a draft; with a device, its seller stands in where the draft has none.
    #[pyo3(signature = (draft, device = None))]
    fn check<'py>(
        &self,
        py: Python<'py>,
        draft: &Bound<'py, PyAny>,
        device: Option<&str>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let draft = json(draft, self.handle.language())?;
        self.tell(py, |khatm| khatm.check(&draft, device))
    }

    /// Issues a document: stamped at its place in the chain, and on the disk when this returns. Asked again with the same request
    /// key, the same document is returned.
    #[pyo3(signature = (device, draft, *, request_key = None, corrects = None))]
    fn issue<'py>(
        &self,
        py: Python<'py>,
        device: &str,
        draft: &Bound<'py, PyAny>,
        request_key: Option<String>,
        corrects: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let language = self.handle.language();
        let ordered = Ordered {
            draft: json(draft, language)?.into_owned(),
            key: request_key,
            corrects: corrects.map(|uuid| self.uuid(uuid)).transpose()?,
        };
        self.tell(py, |khatm| {
            let issued = khatm.issue(device, &ordered.order())?;
            Ok::<_, Failure>(IssuedValue::new(&issued, language))
        })
    }

    /// Issues several, all or none, with one write to the disk: drafts, or pairs of a draft and its request key.
    fn issue_all<'py>(&self, py: Python<'py>, device: &str, drafts: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let ordered = drafts.try_iter()?.map(|order| self.ordered(&order?));
        let ordered: Vec<Ordered> = ordered.collect::<PyResult<_>>()?;
        let language = self.handle.language();
        self.tell(py, |khatm| {
            let orders: Vec<Order<'_>> = ordered.iter().map(Ordered::order).collect();
            let issued = khatm.issue_all(device, &orders)?;
            let told = issued.iter().map(|issued| IssuedValue::new(issued, language));
            Ok::<_, Failure>(told.collect::<Vec<_>>())
        })
    }

    /// A document as it was issued; nothing if there is none of that UUID.
    fn document<'py>(&self, py: Python<'py>, uuid: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        self.tell(py, |khatm| {
            khatm
                .document(&uuid)
                .map(|found| found.as_ref().map(DocumentValue::from))
        })
    }

    /// The documents that a text means: a UUID, or a number, which several may have.
    fn find<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| {
            khatm
                .find(text)
                .map(|found| found.iter().map(DocumentValue::from).collect::<Vec<_>>())
        })
    }

    /// What to hand over of a document, with its QR code.
    fn receipt<'py>(&self, py: Python<'py>, uuid: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        self.tell(py, |khatm| khatm.receipt(&uuid))
    }

    /// Where a document is.
    fn way<'py>(&self, py: Python<'py>, uuid: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        self.tell(py, |khatm| khatm.way(&uuid))
    }

    /// Everything that is known of a document: tries, answers, what people did.
    fn story<'py>(&self, py: Python<'py>, uuid: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        self.tell(py, |khatm| khatm.story(&uuid))
    }

    /// Sends what is due now, a document among it, and says where that is then.
    fn submit<'py>(&self, py: Python<'py>, uuid: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        // One that is not there is said before anything is sent.
        self.with(py, |khatm| khatm.way(&uuid))?;
        self.deliver(py)?;
        self.tell(py, |khatm| khatm.way(&uuid))
    }

    /// Sends what is due now, and returns when every answer is kept.
    fn deliver<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let under_way = enter(py)?;
        let khatm = self.handle.khatm(py)?;
        let (done, _) = under_way.outside_while(py, move |go_on| khatm.deliver_once_watched(go_on, &mut ()))?;
        plain(py, &done.map_err(|error| self.raise(py, error))?)
    }

    /// Delivers in the background, until `stop`, the end of the `with` block or of the process.
    fn start(&self, py: Python<'_>) -> PyResult<()> {
        let _under_way = enter(py)?;
        let khatm = self.handle.khatm(py)?;
        let mut state = lock(&self.handle.state);
        state.delivers = true;
        state.delivery.get_or_insert_with(|| khatm.start());
        Ok(())
    }

    /// Ends that: nothing more is sent, and it waits for the answers to what was. Raises why the last round failed, if it did.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        let delivery = {
            let mut state = lock(&self.handle.state);
            state.delivers = false;
            state.delivery.take()
        };
        let Some(delivery) = delivery else { return Ok(()) };
        match outside(py, || delivery.stop())? {
            Some(error) => Err(self.raise(py, error)),
            None => Ok(()),
        }
    }

    /// Waits until a document may be handed over, or never will be, or the time is over. It only looks: something must deliver
    /// meanwhile, `start` or another process.
    #[pyo3(signature = (uuid, timeout_ms = 10_000))]
    fn wait_cleared<'py>(
        &self,
        py: Python<'py>,
        uuid: &Bound<'py, PyAny>,
        timeout_ms: u64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        let begun = Instant::now();
        loop {
            let gone = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            let left = timeout_ms.saturating_sub(gone);
            let under_way = enter(py)?;
            let khatm = self.handle.khatm(py)?;
            let wait = move |go_on: &dyn Fn() -> bool| khatm.wait_cleared_while(&uuid, left, go_on);
            let (waited, stopped) = under_way.outside_while(py, wait)?;
            let waited = waited.map_err(|error| self.raise(py, error))?;
            if !stopped || left == 0 {
                return plain(py, &WaitedValue::new(waited, self.handle.language()));
            }
        }
    }

    /// Documents without a final word, those first whose deadline is nearest; or those that were rejected and wait for a correction.
    #[pyo3(signature = (*, device = None, late = false, rejected = false, most = 1000))]
    fn outbox<'py>(
        &self,
        py: Python<'py>,
        device: Option<&str>,
        late: bool,
        rejected: bool,
        most: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let sought = Sought {
            device,
            late,
            rejected,
            most,
        };
        self.tell(py, |khatm| khatm.outbox_of(&sought))
    }

    /// Makes a document due at once. Its bytes are the same as ever.
    fn retry(&self, py: Python<'_>, uuid: &Bound<'_, PyAny>, person: &str) -> PyResult<()> {
        let uuid = self.uuid(uuid)?;
        self.with(py, |khatm| khatm.retry(&uuid, person))
    }

    /// Keeps a document back until it is freed. It takes two people, and a reason.
    fn hold(&self, py: Python<'_>, uuid: &Bound<'_, PyAny>, people: (String, String), why: &str) -> PyResult<()> {
        let uuid = self.uuid(uuid)?;
        self.with(py, |khatm| khatm.hold(&uuid, (&people.0, &people.1), why))
    }

    /// Lets a document go that was kept back.
    fn free(&self, py: Python<'_>, uuid: &Bound<'_, PyAny>, person: &str, why: &str) -> PyResult<()> {
        let uuid = self.uuid(uuid)?;
        self.with(py, |khatm| khatm.free(&uuid, person, why))
    }

    /// Opens the parked lanes of a device: somebody mended the cause.
    fn unpark(&self, py: Python<'_>, device: &str, person: &str) -> PyResult<()> {
        self.with(py, |khatm| khatm.unpark(device, person))
    }

    /// Allows a standard document to be handed over before it is cleared: `outage` or `clearance_off`.
    fn release(&self, py: Python<'_>, uuid: &Bound<'_, PyAny>, reason: &str, person: &str, note: &str) -> PyResult<()> {
        let uuid = self.uuid(uuid)?;
        let mut known = [Reason::Outage, Reason::ClearanceOff].into_iter();
        let reason = known
            .find(|known| known.as_str() == reason)
            .ok_or_else(|| self.raise(py, Error::new(Code::OutboxReason).at("reason").found(reason)))?;
        self.with(py, |khatm| khatm.release(&uuid, reason, person, note))
    }

    /// How the ledger and its deliveries are, with everything that somebody should know.
    fn health<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let language = self.handle.language();
        self.tell(py, |khatm| {
            khatm.health().map(|health| HealthValue::new(&health, language))
        })
    }

    /// The figures as text that Prometheus scrapes.
    fn metrics(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |khatm| khatm.metrics())
    }

    /// The state of the ledger as one line, to be kept elsewhere.
    fn anchor(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |khatm| khatm.anchor().map(|anchor| anchor.to_string()))
    }

    /// Looks at everything that is kept, from the first byte, and whether each anchor still lies on it.
    #[pyo3(signature = (anchors = None))]
    fn verify_ledger<'py>(&self, py: Python<'py>, anchors: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let mut text = String::new();
        for anchor in anchors
            .map(|anchors| anchors.try_iter())
            .transpose()?
            .into_iter()
            .flatten()
        {
            text.push_str(&anchor?.cast::<PyString>()?.to_cow()?);
            text.push('\n');
        }
        let language = self.handle.language();
        self.tell(py, |khatm| {
            let anchors = match text.is_empty() {
                true => Vec::new(),
                false => Anchor::parse_all(&text)?,
            };
            let verified = khatm.verify(&anchors)?;
            Ok::<_, Error>(LedgerVerification::new(&verified, language))
        })
    }

    /// Closes it. What is to be sent stays in the ledger.
    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let (open, delivery) = {
            let mut state = lock(&self.handle.state);
            (state.closed, state.delivers) = (true, false);
            (state.open.take(), state.delivery.take())
        };
        // Why a round failed is told by whoever delivers next.
        outside(py, move || drop((delivery, open)))
    }

    fn __enter__(slf: Bound<'_, Self>) -> PyResult<Bound<'_, Self>> {
        slf.get().handle.khatm(slf.py())?;
        Ok(slf)
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.close(py)
    }

    fn __repr__(&self) -> String {
        let state = if self.closed() { " (closed)" } else { "" };
        format!("<khatm.Khatm {}{state}>", self.handle.opening.url)
    }
}

impl Drop for Khatm {
    fn drop(&mut self) {
        gate::settle();
        let (open, delivery) = {
            let mut state = lock(&self.handle.state);
            (state.open.take(), state.delivery.take())
        };
        // Answers to what was sent are waited for, and other threads must not wait for that.
        let held = Mutex::new(Some((delivery, open)));
        let _under_way = gate::UnderWay::unasked();
        let _ = Python::try_attach(|py| py.detach(|| drop(lock(&held).take())));
    }
}
