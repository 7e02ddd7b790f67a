//! What people may do to a document on its way: each leaves a line in the audit with the role that called.

use khatm::error::{Code, Error, Result};
use khatm::outbox::operator::{free, hold, release, retry, unpark};
use khatm::outbox::{Reason, Release};
use khatm::store::delivery::{Deliveries as _, Delivering};
use khatm::store::{Place, Uuid};

use crate::server::{Ledger, now};
use crate::table::caller;
use crate::vault::sought;
use crate::worker;

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) enum Deed<'d> {
    /// Keep it back. Whoever calls is one of two people.
    Hold { second: &'d str, why: &'d str },
    /// Let it go again.
    Free { why: &'d str },
    /// Try it at once.
    Retry,
    /// Allow that it is handed over before it is cleared.
    Release { reason: Reason, note: &'d str },
}

/// Does it to a document.
pub(crate) fn act(uuid: &Uuid, deed: Deed<'_>) -> Result<()> {
    let place = place(uuid)?;
    let (person, at) = (caller(), now());
    worker::bell::at_commit();
    Ledger::now().deliver(&mut |rows: &mut dyn Delivering| match deed {
        Deed::Hold { second, why } => hold(rows, place, (&person, second), why, at),
        Deed::Free { why } => free(rows, place, &person, why, at),
        Deed::Retry => retry(rows, place, &person, at),
        Deed::Release { reason, note } => {
            let release_of = Release {
                at,
                by: person.clone(),
                reason,
                note: note.to_owned(),
            };
            release(rows, place, &release_of)
        }
    })
}

/// Opens the lanes of a device.
pub(crate) fn open(device: &str, environment: Option<&str>) -> Result<()> {
    let ledger = Ledger::now();
    let kept = sought(&ledger, device, environment)?;
    let chains = ledger.of_device(kept.environment, &kept.name)?;
    let (person, at) = (caller(), now());
    worker::bell::at_commit();
    ledger.deliver(&mut |rows: &mut dyn Delivering| {
        let mut chains = chains.iter();
        chains.try_for_each(|chain| unpark(rows, chain.id, &person, at))
    })
}

/// The ground of a hand-over, by its name.
pub(crate) fn reason(name: &str) -> Result<Reason> {
    Reason::parse(name)
}

fn place(uuid: &Uuid) -> Result<Place> {
    let found = Ledger::now().named(uuid)?;
    let found = found.ok_or_else(|| Error::new(Code::OutboxUnknown).found(&uuid.to_string()))?;
    Ok(found.0.place)
}
