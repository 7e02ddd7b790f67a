//! The class `Simulator`: the authority's gateway on loopback, in this process.

use std::sync::{Arc, Mutex};

use khatm::gateway::Environment;
use khatm::seal::Verifier;
use khatm::simulator::{self, Rule};
use khatm::{Code, Error, Language};
use napi::Env;
use napi::bindgen_prelude::Object;
use napi_derive::napi;

use crate::answer::{Given, Outcome, bytes, told, untold};
use crate::threads::{Takes, at_once, later, lock};

/// The authority's gateway on loopback: strict, with faults on demand. It lives in memory and ends with the process.
#[napi]
pub struct Simulator {
    running: Arc<Mutex<Option<Running>>>,
    url: String,
}

struct Running {
    simulator: simulator::Simulator,
    runtime: tokio::runtime::Runtime,
}

impl Drop for Simulator {
    fn drop(&mut self) {
        // It may still be stopping in a thread, which then ends it.
        if let Some(Running { simulator, runtime }) = lock(&self.running).take() {
            drop(simulator);
            runtime.shutdown_background();
        }
    }
}

fn in_english(error: Error) -> String {
    untold(error, Language::English)
}

fn started(seed: u64) -> khatm::Result<Simulator> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("khatm-simulator")
        .enable_all()
        .build()
        .map_err(|_| Error::new(Code::DriveRuntime))?;
    let options = simulator::Options {
        seed,
        ..simulator::Options::default()
    };
    let simulator = runtime.block_on(simulator::Simulator::start_with(options))?;
    Ok(Simulator {
        url: simulator.url().to_owned(),
        running: Arc::new(Mutex::new(Some(Running { simulator, runtime }))),
    })
}

/// Starts one on a free port.
#[napi]
pub fn start_simulator(env: &Env, seed: u32) -> napi::Result<Object<'_>> {
    later(env, Takes::AnyTime, move || {
        started(u64::from(seed)).map_err(in_english)
    })
}

fn with<T>(running: &Mutex<Option<Running>>, work: impl FnOnce(&Running) -> khatm::Result<T>) -> Outcome<T> {
    let guard = lock(running);
    let running = guard.as_ref().ok_or_else(|| Error::new(Code::HandleClosed));
    running.and_then(work).map_err(in_english)
}

impl Simulator {
    /// What believes the certificates that it issues.
    pub(crate) fn verifier(&self, environment: Environment) -> Outcome<Verifier> {
        with(&self.running, |running| {
            let trusted = running.simulator.authority().trusted(environment);
            Ok(Verifier::new(trusted.into()))
        })
    }

    fn now<T>(&self, work: impl FnOnce(&Running) -> khatm::Result<T>) -> napi::Result<T> {
        at_once(|| with(&self.running, work))
    }

    fn later<'e>(&self, env: &'e Env, work: impl FnOnce(&Running) + Send + 'static) -> napi::Result<Object<'e>> {
        let running = self.running.clone();
        later(env, Takes::AnyTime, move || {
            with(&running, |running| {
                work(running);
                Ok(())
            })
        })
    }
}

#[napi]
impl Simulator {
    /// What stands where the authority's address does.
    #[napi(getter)]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A new one-time password, as the portal gives it.
    #[napi]
    pub fn otp(&self, environment: String) -> napi::Result<String> {
        self.now(|running| {
            let otp = running.simulator.otp(Environment::parse(&environment)?)?;
            Ok(otp.expose().to_owned())
        })
    }

    /// Adds a rule of faults, as the control interface takes it; returns its number.
    #[napi]
    pub fn add_fault(&self, rule: Given<'_>) -> napi::Result<i64> {
        let rule = bytes(rule);
        self.now(|running| {
            let number = running.simulator.faults().add(Rule::parse(&rule)?)?;
            Ok(number.cast_signed())
        })
    }

    /// Takes a rule away; false if there is none of this number.
    #[napi]
    pub fn remove_fault(&self, number: i64) -> napi::Result<bool> {
        self.now(|running| Ok(running.simulator.faults().remove(number.cast_unsigned())))
    }

    /// Takes all rules away.
    #[napi]
    pub fn clear_faults(&self) -> napi::Result<()> {
        self.now(|running| {
            running.simulator.faults().clear();
            Ok(())
        })
    }

    /// What was asked of it, the newest first, with what was answered.
    #[napi]
    pub fn submissions(&self, language: String) -> napi::Result<String> {
        self.now(|running| {
            let language = Language::parse(&language)?;
            let authority = running.simulator.authority();
            Ok(told(
                &authority.submissions(&simulator::authority::Filter::default(), language),
            ))
        })
    }

    /// Takes it off the network: whoever connects is refused.
    #[napi]
    pub fn unplug<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        self.later(env, |running| running.runtime.block_on(running.simulator.unplug()))
    }

    /// Ends `unplug`.
    #[napi]
    pub fn plug<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        self.later(env, |running| running.runtime.block_on(running.simulator.plug()))
    }

    /// Switches clearance off, or on again.
    #[napi]
    pub fn clearance_off(&self, off: bool, environment: String) -> napi::Result<()> {
        self.now(|running| {
            let environment = Environment::parse(&environment)?;
            running.simulator.authority().clearance_off(environment, off);
            Ok(())
        })
    }

    /// Ends it.
    #[napi]
    pub fn stop<'e>(&self, env: &'e Env) -> napi::Result<Object<'e>> {
        let running = self.running.clone();
        later(env, Takes::AnyTime, move || {
            let taken = lock(&running).take();
            if let Some(Running { simulator, runtime }) = taken {
                runtime.block_on(simulator.stop());
                runtime.shutdown_background();
            }
            Ok(())
        })
    }
}
