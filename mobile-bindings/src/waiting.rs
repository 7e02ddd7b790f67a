//! Calls that wait. Each has a thread for as long as it takes, which costs less than any disk; so nothing is left behind that wakes a
//! phone now and then. A call that nobody waits for any more is told so.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use khatm::{Code, Error, Result};
use tokio::sync::oneshot;

/// Does something that waits for the disk. A call that is given up is done all the same.
pub(crate) async fn aside<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    while_wanted(|_| work()).await
}

/// Does something that waits for the network or for somebody. The work asks now and then whether to go on: not when the call was given
/// up.
pub(crate) async fn while_wanted<T, E>(
    work: impl FnOnce(&dyn Fn() -> bool) -> Result<T, E> + Send + 'static,
) -> Result<T, E>
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let done = wait(Box::new(move |go_on| Box::new(work(go_on)))).await?;
    *done.downcast().expect("it is what the work came to")
}

/// What a call came to. Its type is left out: a thread and a channel for each type that a call has would be half of this library's code.
type Any = Box<dyn std::any::Any + Send>;
/// What a call does: it may ask whether to go on.
type Work = Box<dyn FnOnce(&dyn Fn() -> bool) -> Any + Send>;

async fn wait(work: Work) -> Result<Any> {
    let given_up = GivenUp::default();
    let flag = given_up.0.clone();
    let (tell, told) = oneshot::channel();
    let run = move || {
        let go_on = || !flag.load(Ordering::Acquire);
        // Nobody may be there any more to be told.
        let _ = tell.send(catch_unwind(AssertUnwindSafe(|| work(&go_on))));
    };
    let thread = thread::Builder::new().name("khatm-call".to_owned()).spawn(run);
    thread.map_err(|_| Error::new(Code::DriveRuntime))?;
    match told.await {
        Ok(Ok(done)) => Ok(done),
        // A fault of ours: it is told at the border, as one of this call.
        Ok(Err(panic)) => resume_unwind(panic),
        Err(_) => Err(Error::new(Code::HandlePanic)),
    }
}

/// Dropped with the call, whichever way it ends.
#[derive(Default)]
struct GivenUp(Arc<AtomicBool>);

impl Drop for GivenUp {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}
