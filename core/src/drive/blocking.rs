//! The door for hosts without an event loop: a command line, a worker thread. It starts no thread where none is needed.

use std::sync::OnceLock;
use std::time::Instant;

use tokio::runtime::{Builder, Handle, Runtime};

use super::{Client, Exchange, Patience, Shared};
use crate::error::{Code, Error, Result};
use crate::gateway::Request;

/// An event loop that runs while somebody waits at it.
#[derive(Default)]
pub(super) struct Engine(OnceLock<Result<Runtime>>);

impl Engine {
    fn runtime(&self) -> Result<&Runtime> {
        let built = self.0.get_or_init(|| {
            let runtime = Builder::new_current_thread().enable_all().build();
            runtime.map_err(|_| Error::new(Code::DriveRuntime))
        });
        built.as_ref().map_err(Error::clone)
    }
}

/// A client may be dropped on somebody's event loop, where one's own must not be waited for.
impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(Ok(runtime)) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl Client {
    /// The same as [`Client::send`], for callers without an event loop. Called on a tokio runtime it works too, on a thread of
    /// its own, and blocks the caller's: there [`Client::send`] is better.
    pub fn send_blocking(&self, request: &Request, patience: Patience, device: &str) -> Exchange {
        let run = || self.0.drive(request, patience, device);
        if Handle::try_current().is_err() {
            return run();
        }
        std::thread::scope(|scope| {
            let helper = std::thread::Builder::new().name("khatm-send".to_owned());
            match helper.spawn_scoped(scope, run) {
                // A panic is passed on as it is: nobody could say whether the request left.
                Ok(running) => running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
                Err(_) => self.0.unable(request, Error::new(Code::DriveRuntime)),
            }
        })
    }
}

impl Shared {
    fn drive(&self, request: &Request, patience: Patience, device: &str) -> Exchange {
        match self.engine.runtime() {
            Ok(runtime) => runtime.block_on(async {
                // The loop stood still since the last call. It must first notice which kept connections the server has closed,
                // or the request would go out on a dead one and count as lost.
                for _ in 0..16 {
                    tokio::task::yield_now().await;
                }
                self.send(&self.blocking_lanes, Instant::now(), request, patience, device)
                    .await
            }),
            Err(error) => self.unable(request, error),
        }
    }
}
