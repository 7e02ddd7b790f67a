//! The simulator on the wire: every fault byte by byte, what is recorded of it, and who may use what.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs
)]

#[path = "simulator/documents.rs"]
mod documents;
#[path = "simulator/doors.rs"]
mod doors;
#[path = "simulator/faults.rs"]
mod faults;
#[path = "simulator/raw.rs"]
mod raw;
#[path = "simulator/records.rs"]
mod records;
mod support;
#[path = "authority/unit.rs"]
#[allow(dead_code)]
mod unit;

use khatm::simulator::{Options, Simulator};
use tokio::runtime::Runtime;

/// A simulator with threads of its own, so that a test may block.
struct Running {
    simulator: Option<Simulator>,
    runtime: Runtime,
}

impl Running {
    fn start() -> Self {
        Self::with(Options::default())
    }

    fn with(options: Options) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(Simulator::start_with(options)).unwrap();
        Running {
            simulator: Some(simulator),
            runtime,
        }
    }

    fn stop(mut self) {
        self.runtime.block_on(self.simulator.take().unwrap().stop());
    }
}

impl std::ops::Deref for Running {
    type Target = Simulator;

    fn deref(&self) -> &Simulator {
        self.simulator.as_ref().unwrap()
    }
}
