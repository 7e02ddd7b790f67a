//! Issuing within the caller's own transaction.

use std::num::NonZeroUsize;
use std::rc::Rc;

use khatm::device::Device;
use khatm::error::{Code, Error, Result};
use khatm::invoice::Refusal;
use khatm::store::issue::{Issued, Issuer, Judged, Order, Ready, Work, issue_in, issue_judged, judge, seal_in};
use khatm::store::{Chain, Issuing};
use khatm::time::Timestamp;
use pgrx::pg_sys;

use crate::row::is_row_key;
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

/// So many documents are prepared at once: between two lots the call can be cancelled, and what they take is given back.
const LOT: usize = 256;

/// So many documents are issued by one call: all of them are in the session's memory, bytes included.
const MOST: usize = 10_000;

/// How some documents are issued within a transaction that is given.
type Transact<'t> = dyn FnMut(Work<'_>) -> Result<()> + 't;

/// Issues documents on a device, all or none, in their order. When this returns they are rows of the caller's transaction: he may
/// still roll back, and then nothing was issued and no counter is used.
pub(crate) fn issue(
    name: &str,
    environment: Option<&str>,
    orders: &[Order<'_>],
) -> Result<Vec<Issued>, (usize, Refusal)> {
    free(orders.iter().map(|order| order.request_key))?;
    Till::of(name, environment).map_err(first)?.issue(orders)
}

/// The same of so many drafts whose texts are made lot by lot, each with its request key: what takes a few bytes in a database may be
/// long as a text.
pub(crate) fn issue_each(
    name: &str,
    environment: Option<&str>,
    mut drafts: impl Iterator<Item = String>,
    keys: &[Option<String>],
) -> Result<Vec<Issued>, (usize, Refusal)> {
    few(keys.len()).map_err(first)?;
    free(keys.iter().map(Option::as_deref))?;
    let till = Till::of(name, environment).map_err(first)?;
    let mut issued = Vec::with_capacity(keys.len());
    for keys in keys.chunks(LOT) {
        let texts = drafts.by_ref().take(keys.len()).inspect(|_| {
            pgrx::check_for_interrupts!();
        });
        let texts: Vec<String> = texts.collect();
        let orders = texts.iter().zip(keys).map(|(text, key)| Order {
            draft: text.as_bytes(),
            request_key: key.as_deref(),
            corrects: None,
        });
        let done = till.issue(&orders.collect::<Vec<_>>());
        issued.extend(done.map_err(|(position, refusal)| (issued.len() + position, refusal))?);
    }
    Ok(issued)
}

/// Refuses request keys that are those of attached tables' rows: what has such a one is that row's document, for whoever asks.
fn free<'k>(keys: impl Iterator<Item = Option<&'k str>>) -> Result<(), (usize, Refusal)> {
    for (at, key) in keys.enumerate() {
        if let Some(key) = key.filter(|key| is_row_key(key)) {
            return Err((at, Error::new(Code::IssueKey).found(key).into()));
        }
    }
    Ok(())
}

fn few(documents: usize) -> Result<()> {
    match documents > MOST {
        true => Err(Error::new(Code::IssueMany).found(&format!("{documents} > {MOST}"))),
        false => Ok(()),
    }
}

/// The same of documents that are finished but for their place and stamp.
pub(crate) fn seal(
    name: &str,
    environment: Option<&str>,
    orders: &[Ready<'_>],
) -> Result<Vec<Issued>, (usize, Refusal)> {
    free(orders.iter().map(|order| order.request_key))?;
    let till = Till::of(name, environment).map_err(first)?;
    till.in_lots(orders, |transact, issuer, lot, at| seal_in(transact, issuer, lot, at))
}

fn first(error: Error) -> (usize, Refusal) {
    (0, error.into())
}

/// A device that is open, with the chain that it issues on.
pub(crate) struct Till {
    device: Rc<Device>,
    chain: Chain,
}

impl Till {
    pub(crate) fn of(name: &str, environment: Option<&str>) -> Result<Self> {
        let mut ledger = Ledger::now();
        let kept = vault::sought(&ledger, name, environment)?;
        let device = vault::opened(&kept)?;
        let chain = chain_of(&mut ledger, &device, now())?;
        Ok(Till { device, chain })
    }

    /// Its chain, as it was when the device was looked up.
    pub(crate) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Takes the lock that documents are issued under, before there is one.
    pub(crate) fn lock(&self) {
        lock::chain(self.chain.id, &self.chain.made.device);
    }

    /// Reads and judges orders, which is better done before the lock is taken.
    pub(crate) fn judge<'o>(&self, orders: &'o [Order<'o>], at: Timestamp) -> Judged<'o> {
        judge(orders, Some(self.device.seller()), NonZeroUsize::MIN, at)
    }

    /// Issues what was judged.
    pub(crate) fn issue_judged(&self, judged: Judged<'_>, at: Timestamp) -> Result<Vec<Issued>, (usize, Refusal)> {
        let issuer = self.issuer().map_err(first)?;
        issue_judged(&mut |work| locked(&self.chain, work), &issuer, judged, at)
    }

    fn issuer(&self) -> Result<Issuer<'_>> {
        // A backend has one thread, and signals come to it.
        let issuer = Issuer::of(self.chain.id, &self.device)?.with_threads(NonZeroUsize::MIN);
        // Others stamp while this one waits for its turn.
        Ok(issuer.with_clock(now))
    }

    pub(crate) fn issue(&self, orders: &[Order<'_>]) -> Result<Vec<Issued>, (usize, Refusal)> {
        self.in_lots(orders, |transact, issuer, lot, at| issue_in(transact, issuer, lot, at))
    }

    fn in_lots<O>(
        &self,
        orders: &[O],
        issues: impl Fn(&mut Transact<'_>, &Issuer<'_>, &[O], Timestamp) -> Result<Vec<Issued>, (usize, Refusal)>,
    ) -> Result<Vec<Issued>, (usize, Refusal)> {
        few(orders.len()).map_err(first)?;
        let at = now();
        let issuer = self.issuer().map_err(first)?;
        let mut issued = Vec::with_capacity(orders.len());
        // Whoever refuses one raises, and the lots before it are gone with the statement.
        for (number, lot) in orders.chunks(LOT).enumerate() {
            pgrx::check_for_interrupts!();
            let done = issues(&mut |work| locked(&self.chain, work), &issuer, lot, at);
            issued.extend(done.map_err(|(position, refusal)| (number * LOT + position, refusal))?);
        }
        Ok(issued)
    }
}

/// Runs work with the chain to itself.
fn locked(chain: &Chain, work: Work<'_>) -> Result<()> {
    lock::chain(chain.id, &chain.made.device);
    Ledger::now().at_home()?;
    let ledger: &mut dyn Issuing = &mut Ledger::issuing();
    work(ledger)
}
