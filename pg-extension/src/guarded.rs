//! Whether what keeps the ledger, and what turns rows into documents, is still as it was made. A superuser may switch anything off, and
//! so may the owner of an attached table with his own: nobody notices until an auditor does, unless the light says so.

use khatm::error::{Code, Error, Result};
use khatm::ledger::health::{Concern, Light};
use pgrx::JsonB;
use pgrx::datum::DatumWithOid;
use pgrx::pg_sys::{ItemPointerData, Oid};
use pgrx::prelude::*;

use crate::attachment::Attachment;
use crate::row::table_name;
use crate::server::Ledger;
use crate::tenant::Sight;

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
    Ok(concerns)
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
    let arguments: [DatumWithOid<'_>; 6] = [
        all().map(|one| one.number).collect::<Vec<i64>>().into(),
        all().map(|one| one.target).collect::<Vec<Oid>>().into(),
        all().map(|one| one.attached).collect::<Vec<bool>>().into(),
        all().map(|one| one.freezes).collect::<Vec<bool>>().into(),
        all().map(lines).collect::<Vec<JsonB>>().into(),
        all().map(|one| one.watched.clone()).collect::<Vec<String>>().into(),
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
