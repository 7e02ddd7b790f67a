//! Where a worker takes its documents, and where it brings back what came of them: five calls, each of which is done and kept, or
//! not done, when it returns.
//!
//! A store in the worker's own process is one ([`Deliveries`]); so is a database that runs the same functions on its own rows, asked
//! over a connection. What such a place cannot say (whether something was kept) is an error of the kind `Unsure`, and each of the
//! calls may be made again then.

use super::claim::{Asked, Claim, Mine, Ticket, claim, still_mine};
use super::pace::Policy;
use super::settle::{give_back, settle};
use super::step::Alert;
use super::told::Told;
use crate::error::Result;
use crate::store::delivery::{Deliveries, Delivering};
use crate::time::Timestamp;

/// What came of one claim, to be kept.
#[derive(Debug, Clone, Copy)]
pub struct Settling<'a> {
    /// Of which.
    pub ticket: Ticket,
    /// What came of it.
    pub told: &'a Told,
    /// A random number of its own, for the time of its next try.
    pub chance: u64,
}

/// Where documents are taken and answers are kept. Each call is a transaction: what it returns is committed.
pub trait Dispatch {
    /// Takes documents. They may be sent when this returns.
    fn claim(&self, asked: &Asked<'_>) -> Result<Vec<Claim>>;

    /// Whether each of these is still the worker's, to be sent now; in their order.
    fn look(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<Vec<Mine>>;

    /// Keeps what came of these, all or none. Says whom to call. What is kept already is not kept twice.
    fn settle(&self, settlings: &[Settling<'_>], now: Timestamp, policy: &Policy) -> Result<Vec<Alert>>;

    /// Gives back what was not sent, all or none.
    fn give_back(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<()>;

    /// Does nothing, as all the others do something: whether anything can be done at all.
    fn ready(&self) -> Result<()>;
}

impl<D: Deliveries + ?Sized> Dispatch for D {
    fn claim(&self, asked: &Asked<'_>) -> Result<Vec<Claim>> {
        let mut claims = Vec::new();
        self.deliver(&mut |rows| {
            claims = claim(rows, asked)?;
            Ok(())
        })?;
        Ok(claims)
    }

    fn look(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<Vec<Mine>> {
        let mut found = Vec::with_capacity(tickets.len());
        self.deliver(&mut |rows| {
            found.clear();
            for ticket in tickets {
                found.push(still_mine(rows, ticket, now, policy)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    fn settle(&self, settlings: &[Settling<'_>], now: Timestamp, policy: &Policy) -> Result<Vec<Alert>> {
        // Chain by chain: a store finds the rows of one chain beside each other.
        let chain = |at: usize| settlings[at].ticket.place.chain;
        let order = crate::sort::order(settlings.len(), &|a, b| chain(a).cmp(&chain(b)));
        let mut alerts: Vec<Alert> = Vec::new();
        self.deliver(&mut |rows| {
            alerts.clear();
            for one in order.iter().map(|&at| &settlings[at]) {
                alerts.extend(settle(rows, &one.ticket, one.told, now, one.chance, policy)?);
            }
            Ok(())
        })?;
        Ok(alerts)
    }

    fn give_back(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<()> {
        self.deliver(&mut |rows| {
            for ticket in tickets {
                give_back(rows, ticket, now, policy)?;
            }
            Ok(())
        })
    }

    fn ready(&self) -> Result<()> {
        self.deliver(&mut |_: &mut dyn Delivering| Ok(()))
    }
}
