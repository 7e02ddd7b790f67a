//! The class `Khatm`: a ledger with everything that is done with it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use khatm::facade::{Delivery, Setup, Sought};
use khatm::gateway::Environment;
use khatm::host::Failure;
use khatm::host::calls::report;
use khatm::host::ledger::{Drafted, Ledger, Plain, Told};
use khatm::host::opening::{NewDevice, Opening, rehearsing};
use khatm::store::Uuid;
use khatm::{Code, Error, Language};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};

use crate::gate::{self, enter, lock, outside};
use crate::raise::{language as read, raise, raise_code};
use crate::simulator::Simulator;
use crate::values::{json, loads, plain, written};

/// A ledger that is opened when it is needed, by each process for itself.
pub(crate) struct Handle {
    opening: Opening,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    open: Option<Arc<dyn Ledger>>,
    delivery: Option<Delivery>,
    /// Delivery goes on when the process was copied.
    delivers: bool,
    closed: bool,
}

impl Handle {
    /// The ledger. In a process that has not opened it yet it is opened now.
    fn khatm(&self, py: Python<'_>) -> PyResult<Arc<dyn Ledger>> {
        gate::sound(py)?;
        let mut state = lock(&self.state);
        if state.closed {
            return Err(raise_code(py, Code::HandleClosed));
        }
        if let Some(open) = &state.open {
            return Ok(open.clone());
        }
        // The interpreter's lock is held all the while, so that nobody else finds it half open.
        let opened = self.opening.ledger();
        let (khatm, _) = opened.map_err(|error| raise(py, error, self.language()))?;
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
            state.open = self.opening.ledger().ok().map(|(khatm, _)| khatm);
        }
        state.delivery = state.open.as_ref().and_then(|khatm| khatm.start().ok());
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
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&dyn Ledger) -> Told<T> + Send) -> PyResult<T> {
        let under_way = enter(py)?;
        let khatm = self.handle.khatm(py)?;
        let done = under_way.outside(py, move || work(&*khatm));
        done.map_err(|failure| self.raise(py, failure))
    }

    /// The same, and what it gives as plain data.
    fn tell<'py>(
        &self,
        py: Python<'py>,
        work: impl FnOnce(&dyn Ledger) -> Told<Plain> + Send,
    ) -> PyResult<Bound<'py, PyAny>> {
        loads(py, self.with(py, work)?.text())
    }

    fn raise(&self, py: Python<'_>, failure: impl Into<Failure>) -> PyErr {
        raise(py, failure, self.handle.language())
    }

    fn uuid(&self, value: &Bound<'_, PyAny>) -> PyResult<Uuid> {
        let text = value.str()?;
        Uuid::parse(&text.to_cow()?).map_err(|error| self.raise(value.py(), error))
    }

    /// A draft as it is given, alone or with what its request is called.
    fn drafted(&self, given: &Bound<'_, PyAny>) -> PyResult<Drafted> {
        let (draft, request_key) = match given.cast::<PyTuple>() {
            Ok(pair) => (pair.get_item(0)?, pair.get_item(1)?.extract()?),
            Err(_) => (given.clone(), None),
        };
        let draft = json(&draft, self.handle.language())?;
        Ok(Drafted {
            written: written(&draft),
            draft: draft.into_owned(),
            request_key,
        })
    }
}

#[pymethods]
impl Khatm {
    /// Opens a ledger by its address: `sqlite:PATH`, or `postgresql://ROLE@HOST/DATABASE`. With `create` it is made where there is none.
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
            setup = rehearsing(setup, simulator.verifier(py, meant)?);
        }
        let mut opening = Opening {
            url: url.to_owned(),
            create,
            root_key_file,
            witness,
            setup: Some(setup),
            ..Opening::default()
        };
        let (khatm, root_key_made) = outside(py, || opening.ledger())?.map_err(fail)?;
        // Opened again, it is there.
        opening.create = false;
        let handle = Arc::new(Handle {
            opening,
            state: Mutex::new(State {
                open: Some(khatm),
                ..State::default()
            }),
        });
        gate::register(&handle);
        Ok(Khatm { handle, root_key_made })
    }

    /// Makes a copy of a ledger, or one that this machine does not remember, the one that signs. The last document of every device that
    /// issues is stated from outside of it, `DEVICE=COUNTER:HASH` or `DEVICE=0`; the original must not be used any more.
    #[staticmethod]
    #[pyo3(signature = (url, *, last, person, witness = None, language = "en"))]
    fn resume(
        py: Python<'_>,
        url: &str,
        last: Vec<String>,
        person: &str,
        witness: Option<PathBuf>,
        language: &str,
    ) -> PyResult<()> {
        fenced(py, url, witness, language, |opening| opening.resume(&last, person))
    }

    /// Gives up issuing with a file that lost documents: it delivers what it has, and each device is onboarded again.
    #[staticmethod]
    #[pyo3(signature = (url, *, person, witness = None, language = "en"))]
    fn abandon(py: Python<'_>, url: &str, person: &str, witness: Option<PathBuf>, language: &str) -> PyResult<()> {
        fenced(py, url, witness, language, |opening| opening.abandon(person))
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
        self.tell(py, |khatm| khatm.onboard(name, otp))
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
        let language = self.handle.language();
        let draft = json(draft, language)?;
        let faults = self.with(py, |khatm| khatm.check(&draft, device))?;
        plain(py, &report(faults, written(&draft), language))
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
        let draft = json(draft, self.handle.language())?;
        let drafted = Drafted {
            written: written(&draft),
            draft: draft.into_owned(),
            request_key,
        };
        let corrects = corrects.map(|uuid| self.uuid(uuid)).transpose()?;
        self.tell(py, |khatm| khatm.issue(device, &drafted, corrects))
    }

    /// Issues several, all or none, with one write to the disk: drafts, or pairs of a draft and its request key.
    fn issue_all<'py>(&self, py: Python<'py>, device: &str, drafts: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let drafts = drafts.try_iter()?.map(|given| self.drafted(&given?));
        let drafts: Vec<Drafted> = drafts.collect::<PyResult<_>>()?;
        self.tell(py, |khatm| khatm.issue_all(device, &drafts))
    }

    /// A document as it was issued; nothing if there is none of that UUID.
    fn document<'py>(&self, py: Python<'py>, uuid: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let uuid = self.uuid(uuid)?;
        self.tell(py, |khatm| khatm.document(&uuid))
    }

    /// The documents that a text means: a UUID, or a number, which several may have.
    fn find<'py>(&self, py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| khatm.find(text))
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
        let (done, _) = under_way.outside_while(py, move |go_on| khatm.deliver(go_on))?;
        loads(py, done.map_err(|failure| self.raise(py, failure))?.text())
    }

    /// Delivers in the background, until `stop`, the end of the `with` block or of the process.
    fn start(&self, py: Python<'_>) -> PyResult<()> {
        if self.delivering() {
            return Ok(());
        }
        let begun = self.with(py, |khatm| khatm.start())?;
        let mut state = lock(&self.handle.state);
        let spare = match state.closed || state.delivery.is_some() {
            true => Some(begun),
            false => {
                state.delivery = Some(begun);
                None
            }
        };
        state.delivers = !state.closed;
        drop(state);
        // Another thread began one, or closed the ledger, meanwhile.
        outside(py, move || drop(spare))
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
            let wait = move |go_on: &dyn Fn() -> bool| khatm.wait_cleared(&uuid, left, go_on);
            let (waited, stopped) = under_way.outside_while(py, wait)?;
            let waited = waited.map_err(|failure| self.raise(py, failure))?;
            if !stopped || left == 0 {
                return loads(py, waited.text());
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
        self.tell(py, |khatm| khatm.outbox(&sought))
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
        self.with(py, |khatm| khatm.release(&uuid, reason, person, note))
    }

    /// How the ledger and its deliveries are, with everything that somebody should know.
    fn health<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.tell(py, |khatm| khatm.health())
    }

    /// The figures as text that Prometheus scrapes.
    fn metrics(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |khatm| khatm.metrics())
    }

    /// The state of the ledger as one line, to be kept elsewhere.
    fn anchor(&self, py: Python<'_>) -> PyResult<String> {
        self.with(py, |khatm| khatm.anchor())
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
        self.tell(py, |khatm| khatm.verify(&text))
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
        format!("<khatm.Khatm {}{state}>", self.handle.opening.shown())
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

/// Does something with a file that is no ledger to issue with.
fn fenced(
    py: Python<'_>,
    url: &str,
    witness: Option<PathBuf>,
    language: &str,
    work: impl FnOnce(&Opening) -> khatm::Result<()> + Send,
) -> PyResult<()> {
    gate::sound(py)?;
    let language = read(py, language)?;
    let opening = Opening {
        url: url.to_owned(),
        witness,
        ..Opening::default()
    };
    outside(py, || work(&opening))?.map_err(|error| raise(py, error, language))
}
