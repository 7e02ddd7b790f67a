//! The class `Simulator`: the authority's gateway on loopback, in this process.

use std::sync::Mutex;

use khatm::gateway::Environment;
use khatm::seal::Verifier;
use khatm::simulator::{self, Rule};
use khatm::{Code, Error, Language};
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use crate::gate::{is_here, lock, outside};
use crate::raise::{raise, raise_code};
use crate::values::{json, plain};

/// The authority's gateway on loopback: strict, with faults on demand. It lives in memory and ends with the process.
#[pyclass(frozen, weakref, module = "khatm.testing")]
pub(crate) struct Simulator {
    running: Mutex<Option<Running>>,
    url: String,
    process: u32,
}

struct Running {
    simulator: simulator::Simulator,
    runtime: tokio::runtime::Runtime,
}

impl Simulator {
    /// Does something with it; with the interpreter's lock held, as nothing here takes long.
    fn with<T>(&self, py: Python<'_>, work: impl FnOnce(&Running) -> khatm::Result<T>) -> PyResult<T> {
        if !is_here(self.process) {
            return Err(raise_code(py, Code::SimulatorForked));
        }
        match &*lock(&self.running) {
            Some(running) => work(running).map_err(|error| raise(py, error, Language::English)),
            None => Err(raise_code(py, Code::HandleClosed)),
        }
    }

    /// What believes the certificates that it issues.
    pub(crate) fn verifier(&self, py: Python<'_>, environment: Environment) -> PyResult<Verifier> {
        self.with(py, |running| {
            let trusted = running.simulator.authority().trusted(environment);
            Ok(Verifier::new(trusted.into()))
        })
    }

    fn end(&self, py: Python<'_>) -> PyResult<()> {
        if !is_here(self.process) {
            return Ok(());
        }
        let Some(running) = lock(&self.running).take() else {
            return Ok(());
        };
        outside(py, move || {
            let Running { simulator, runtime } = running;
            runtime.block_on(simulator.stop());
            runtime.shutdown_background();
        })
    }
}

#[pymethods]
impl Simulator {
    /// Starts one on a free port.
    #[new]
    #[pyo3(signature = (*, seed = 1))]
    fn new(py: Python<'_>, seed: u64) -> PyResult<Self> {
        let options = simulator::Options {
            seed,
            ..simulator::Options::default()
        };
        let started = outside(py, move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(1)
                .thread_name("khatm-simulator")
                .enable_all()
                .build()
                .map_err(|_| Error::new(Code::DriveRuntime))?;
            let simulator = runtime.block_on(simulator::Simulator::start_with(options))?;
            Ok(Running { simulator, runtime })
        })?;
        let running: Running = started.map_err(|error: Error| raise(py, error, Language::English))?;
        Ok(Simulator {
            url: running.simulator.url().to_owned(),
            running: Mutex::new(Some(running)),
            process: std::process::id(),
        })
    }

    /// What stands where the authority's address does.
    #[getter]
    fn url(&self) -> &str {
        &self.url
    }

    /// A new one-time password, as the portal gives it.
    #[pyo3(signature = (environment = "simulation"))]
    fn otp(&self, py: Python<'_>, environment: &str) -> PyResult<String> {
        self.with(py, |running| {
            let otp = running.simulator.otp(Environment::parse(environment)?)?;
            Ok(otp.expose().to_owned())
        })
    }

    /// Adds a rule of faults, as the control interface takes it; returns its number.
    fn add_fault(&self, py: Python<'_>, rule: &Bound<'_, PyAny>) -> PyResult<u64> {
        let rule = json(rule, Language::English)?;
        self.with(py, |running| running.simulator.faults().add(Rule::parse(&rule)?))
    }

    /// Takes a rule away; false if there is none of this number.
    fn remove_fault(&self, py: Python<'_>, number: u64) -> PyResult<bool> {
        self.with(py, |running| Ok(running.simulator.faults().remove(number)))
    }

    /// Takes all rules away.
    fn clear_faults(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |running| {
            running.simulator.faults().clear();
            Ok(())
        })
    }

    /// What was asked of it, the newest first, with what was answered.
    #[pyo3(signature = (*, language = "en"))]
    fn submissions<'py>(&self, py: Python<'py>, language: &str) -> PyResult<Bound<'py, PyAny>> {
        let language = crate::raise::language(py, language)?;
        let views = self.with(py, |running| {
            let authority = running.simulator.authority();
            Ok(authority.submissions(&simulator::authority::Filter::default(), language))
        })?;
        plain(py, &views)
    }

    /// Takes it off the network: whoever connects is refused.
    fn unplug(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |running| {
            running.runtime.block_on(running.simulator.unplug());
            Ok(())
        })
    }

    /// Ends `unplug`.
    fn plug(&self, py: Python<'_>) -> PyResult<()> {
        self.with(py, |running| {
            running.runtime.block_on(running.simulator.plug());
            Ok(())
        })
    }

    /// Switches clearance off, or on again.
    #[pyo3(signature = (off = true, *, environment = "simulation"))]
    fn clearance_off(&self, py: Python<'_>, off: bool, environment: &str) -> PyResult<()> {
        self.with(py, |running| {
            let environment = Environment::parse(environment)?;
            running.simulator.authority().clearance_off(environment, off);
            Ok(())
        })
    }

    /// Ends it.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        self.end(py)
    }

    fn __enter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    #[pyo3(signature = (*_exception))]
    fn __exit__(&self, py: Python<'_>, _exception: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.end(py)
    }

    fn __repr__(&self) -> String {
        format!("<khatm.testing.Simulator {}>", self.url)
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        let Some(running) = lock(&self.running).take() else {
            return;
        };
        if is_here(self.process) {
            let Running { simulator, runtime } = running;
            drop(simulator);
            runtime.shutdown_background();
        } else {
            // Its threads are in the process that this one was copied from.
            std::mem::forget(running);
        }
    }
}
