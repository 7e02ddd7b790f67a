//! How a command that goes on by itself is ended: by Ctrl-C, and by what a service manager sends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::{Code, Error, Result};

/// Listened to from the beginning: who is told that it runs may end it at once.
pub(crate) struct Ending {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
}

impl Ending {
    #[cfg(unix)]
    pub(crate) fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Ending {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    pub(crate) async fn wait(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    #[cfg(windows)]
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Ending {
            interrupt: tokio::signal::windows::ctrl_c()?,
        })
    }

    #[cfg(windows)]
    pub(crate) async fn wait(&mut self) {
        self.interrupt.recv().await;
    }
}

/// Whether somebody wants the end.
#[derive(Clone)]
pub(crate) struct Wanted(Arc<AtomicBool>);

impl Wanted {
    /// Listens in a thread of its own. `first` is called when the end is wanted for the first time, `second` when somebody does not
    /// want to wait for it.
    pub(crate) fn listen(
        first: impl FnOnce() + Send + 'static,
        second: impl FnOnce() + Send + 'static,
    ) -> Result<Self> {
        let failed = |_| Error::new(Code::DriveRuntime);
        let wanted = Wanted(Arc::default());
        let told = wanted.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let mut ending = {
            let _inside = runtime.enter();
            Ending::new().map_err(failed)?
        };
        let listen = move || {
            runtime.block_on(async {
                ending.wait().await;
                told.0.store(true, Ordering::Release);
                first();
                ending.wait().await;
                second();
            });
        };
        std::thread::Builder::new()
            .name("khatm-ending".to_owned())
            .spawn(listen)
            .map_err(failed)?;
        Ok(wanted)
    }

    pub(crate) fn is(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
