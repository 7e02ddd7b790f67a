//! Issuing within the caller's own transaction.

use std::num::NonZeroUsize;

use khatm::Error;
use khatm::error::Result;
use khatm::invoice::Refusal;
use khatm::store::issue::{Issued, Issuer, Order, Ready, Work, issue_in, seal_in};
use khatm::store::{Chain, Issuing};
use khatm::time::Timestamp;
use pgrx::pg_sys;

use crate::safe::chain_of;
use crate::server::{Ledger, now};
use crate::{lock, vault};

/// Refuses what writes where nothing may be written: a standby, a read-only transaction, a parallel worker.
pub(crate) fn writes(what: &std::ffi::CStr) {
    // SAFETY: they look at the state of the transaction.
    unsafe {
        pg_sys::PreventCommandIfReadOnly(what.as_ptr());
        pg_sys::PreventCommandIfParallelMode(what.as_ptr());
    }
}

/// What issues some documents within a transaction that it is given.
type Issues<'i> = dyn FnMut(&mut dyn FnMut(Work<'_>) -> Result<()>, &Issuer<'_>, Timestamp) -> Result<Vec<Issued>, (usize, Refusal)>
    + 'i;

/// Issues documents on a device, all or none, in their order. When this returns they are rows of the caller's transaction: he may
/// still roll back, and then nothing was issued and no counter is used.
pub(crate) fn issue(
    name: &str,
    environment: Option<&str>,
    orders: &[Order<'_>],
) -> Result<Vec<Issued>, (usize, Refusal)> {
    on(name, environment, &mut |transact, issuer, at| {
        issue_in(transact, issuer, orders, at)
    })
}

/// The same of documents that are finished but for their place and stamp.
pub(crate) fn seal(
    name: &str,
    environment: Option<&str>,
    orders: &[Ready<'_>],
) -> Result<Vec<Issued>, (usize, Refusal)> {
    on(name, environment, &mut |transact, issuer, at| {
        seal_in(transact, issuer, orders, at)
    })
}

fn on(name: &str, environment: Option<&str>, issues: &mut Issues<'_>) -> Result<Vec<Issued>, (usize, Refusal)> {
    let first = |error: Error| (0, error.into());
    let mut ledger = Ledger::now();
    let kept = vault::sought(&ledger, name, environment).map_err(first)?;
    let device = vault::opened(&kept).map_err(first)?;
    let at = now();
    let chain = chain_of(&mut ledger, &device, at).map_err(first)?;
    // A backend has one thread, and signals come to it.
    let issuer = Issuer::of(chain.id, &device)
        .map_err(first)?
        .with_threads(NonZeroUsize::MIN)
        // Others stamp while this one waits for its turn.
        .with_clock(now);
    issues(&mut |work| locked(&chain, work), &issuer, at)
}

/// Runs work with the chain to itself.
fn locked(chain: &Chain, work: Work<'_>) -> Result<()> {
    lock::chain(chain.id);
    Ledger::now().at_home()?;
    let ledger: &mut dyn Issuing = &mut Ledger::now();
    work(ledger)
}
