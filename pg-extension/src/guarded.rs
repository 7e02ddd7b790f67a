//! Whether what keeps the ledger, and what turns rows into documents, is still as it was made. A superuser may switch anything off, and
//! so may the owner of an attached table with his own: nobody notices until an auditor does, unless the light says so.

use khatm::error::{Code, Error, Result};
use khatm::ledger::health::{Concern, Light};
use khatm::store::issue::DEADLINE_MS;
use khatm::store::{Chain, Store};
use khatm::time::Timestamp;
use std::collections::HashSet;

use pgrx::JsonB;
use pgrx::datum::DatumWithOid;
use pgrx::pg_sys::{ItemPointerData, Oid};
use pgrx::prelude::*;

use crate::attachment::Attachment;
use crate::context::as_superuser;
use crate::row::table_name;
use crate::server::{Ledger, now};
use crate::tenant::{Sight, owner_of};

/// What somebody should know of it.
pub(crate) fn concerns(ledger: &Ledger) -> Result<Vec<Concern>> {
    let mut concerns = Vec::new();
    let off = off();
    if !off.is_empty() {
        concerns.push(red(Error::new(Code::GuardOff).found(&off.join(", "))));
    }
    // A table of somebody else's is none of the caller's business, and its name neither.
    let attachments = match Sight::here()?.is_whole() {
        true => ledger.attachments()?,
        false => Vec::new(),
    };
    for (target, state) in states(&attachments) {
        if matches!(state.as_str(), "disabled" | "broken") {
            let found = format!("{} ({state})", table_name(target));
            concerns.push(red(Error::new(Code::AttachOff).found(&found)));
        }
    }
    if Sight::here()?.is_whole() {
        for target in strays(&attachments) {
            concerns.push(red(Error::new(Code::AttachTrigger).found(&table_name(target))));
        }
        concerns.extend(parked(ledger, &attachments)?);
    }
    Ok(concerns)
}

/// Sales without a document, which wait for somebody to mend them: one that is older than the authority wants to wait is worse.
fn parked(ledger: &Ledger, attachments: &[(Attachment, ItemPointerData)]) -> Result<Option<Concern>> {
    let (count, since) = parked_rows(ledger, attachments)?;
    let is_old = since.is_some_and(|since| now().since(since) >= DEADLINE_MS);
    Ok((count > 0).then(|| Concern {
        light: if is_old { Light::Red } else { Light::Yellow },
        ..red(Error::new(Code::AttachParked).found(&count.to_string()))
    }))
}

/// How many rows of tables that are still there are parked, and since when the oldest of them is.
fn parked_rows(ledger: &Ledger, attachments: &[(Attachment, ItemPointerData)]) -> Result<(u64, Option<Timestamp>)> {
    let (mut count, mut oldest) = (0, None);
    for (attachment, _) in attachments {
        if owner_of(attachment.target).is_some() {
            let (some, since) = ledger.count_parked(attachment.number)?;
            count += some;
            oldest = [oldest, since].into_iter().flatten().min();
        }
    }
    Ok((count, oldest))
}

/// For whoever counts: how many rows are parked.
pub(crate) fn parked_count(ledger: &Ledger) -> Result<u64> {
    let mut attachments = ledger.attachments()?;
    if !Sight::here()?.is_whole() {
        attachments.clear();
    }
    parked_rows(ledger, &attachments).map(|(count, _)| count)
}

/// Tables with triggers of ours that are attached no more: a dump without data brings them so, and their rows are refused.
fn strays(attachments: &[(Attachment, ItemPointerData)]) -> Vec<Oid> {
    let attached = attachments.iter().filter(|(one, _)| one.attached);
    let targets: Vec<Oid> = attached.map(|(one, _)| one.target).collect();
    let found = Spi::connect(|client| {
        let rows = client.select(include_str!("../sql/attach/strays.sql"), None, &[targets.into()])?;
        rows.map(|row| row.get::<Oid>(1)).collect::<spi::Result<Vec<_>>>()
    });
    match found {
        Ok(found) => found.into_iter().flatten().collect(),
        Err(error) => pgrx::error!("{error}"),
    }
}

/// Devices that one transaction has held for a minute, while others wait.
pub(crate) fn held(ledger: &Ledger) -> Result<Vec<Concern>> {
    let look = || {
        Spi::connect(|client| {
            let rows = client.select(include_str!("../sql/held.sql"), None, &[])?;
            let rows = rows.map(|row| Ok(row.get::<String>(1)?.zip(row.get::<String>(2)?)));
            rows.collect::<spi::Result<Vec<_>>>()
        })
    };
    let held = as_superuser(look).map_err(|_| Error::new(Code::StoreFailed))?;
    let held: Vec<(String, String)> = held.into_iter().flatten().collect();
    let chains = match held.is_empty() {
        true => Vec::new(),
        false => Store::chains(ledger)?,
    };
    let is_held = |chain: &Chain| {
        let mut held = held.iter();
        held.any(|(environment, device)| {
            (environment.as_str(), device) == (chain.made.environment.as_str(), &chain.made.device)
        })
    };
    let concern = |chain: Chain| Concern {
        environment: Some(chain.made.environment),
        device: Some(chain.made.device),
        ..yellow(Error::new(Code::StoreBusy))
    };
    let mut concerns: Vec<Concern> = chains.into_iter().filter(is_held).map(concern).collect();
    // A device has a chain for each of its certificates.
    let mut told = HashSet::new();
    concerns.retain(|concern| told.insert((concern.environment, concern.device.clone())));
    Ok(concerns)
}

pub(crate) fn yellow(error: Error) -> Concern {
    Concern {
        light: Light::Yellow,
        ..red(error)
    }
}

fn red(error: Error) -> Concern {
    Concern {
        light: Light::Red,
        error,
        environment: None,
        device: None,
    }
}

/// The states that `khatm.attachments` shows.
fn states(attachments: &[(Attachment, ItemPointerData)]) -> Vec<(Oid, String)> {
    let all = || attachments.iter().map(|(attachment, _)| attachment);
    let lines = |one: &Attachment| JsonB(one.lines.clone().into());
    let arguments: [DatumWithOid<'_>; 7] = [
        all().map(|one| one.number).collect::<Vec<i64>>().into(),
        all().map(|one| one.target).collect::<Vec<Oid>>().into(),
        all().map(|one| one.attached).collect::<Vec<bool>>().into(),
        all().map(|one| one.freezes).collect::<Vec<bool>>().into(),
        all().map(lines).collect::<Vec<JsonB>>().into(),
        all().map(|one| one.watched.clone()).collect::<Vec<String>>().into(),
        all().map(|one| one.mapping.clone()).collect::<Vec<String>>().into(),
    ];
    let found = Spi::connect(|client| {
        let rows = client.select(include_str!("../sql/attach/state.sql"), None, &arguments)?;
        let rows = rows.map(|row| Ok(row.get::<Oid>(1)?.zip(row.get::<String>(2)?)));
        rows.collect::<spi::Result<Vec<_>>>()
    });
    match found {
        Ok(found) => found.into_iter().flatten().collect(),
        Err(error) => pgrx::error!("{error}"),
    }
}

/// What was switched off or dropped of that which keeps the ledger, read with the caller's own rights.
fn off() -> Vec<String> {
    let found = Spi::connect(|client| {
        let rows = client.select(include_str!("../sql/guarded.sql"), None, &[])?;
        rows.map(|row| row.get::<String>(1)).collect::<spi::Result<Vec<_>>>()
    });
    match found {
        Ok(found) => found.into_iter().flatten().collect(),
        Err(error) => pgrx::error!("{error}"),
    }
}
