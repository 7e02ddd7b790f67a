//! The devices of such a ledger, to be onboarded from outside.

use tokio_postgres::Row;

use super::session::Value;
use super::{Postgres, cell, other_version, time};
use crate::device::kept::Use;
use crate::device::queued::Queued;
use crate::drive::enrol::Registry;
use crate::error::{Error, Language, Result};
use crate::gateway::Environment;
use crate::store::safe::Kept;
use crate::time::Timestamp;

/// The registry of a database, for one who is named.
pub struct Remote<'p> {
    store: &'p Postgres,
    worker: String,
    chosen: Option<Environment>,
}

impl<'p> Remote<'p> {
    /// For this worker, which is for the devices of one environment, or of all.
    pub fn new(store: &'p Postgres, worker: &str, chosen: Option<Environment>) -> Self {
        Remote {
            store,
            worker: worker.to_owned(),
            chosen,
        }
    }
}

fn queued(row: &Row) -> Result<Queued> {
    Ok(Queued {
        environment: Environment::parse(cell(row, "environment")?)?,
        device: cell(row, "device")?,
        asked: time(row, "asked_ms")?,
        password: cell(row, "password")?,
    })
}

impl Registry for Remote<'_> {
    fn take(&mut self) -> Result<Option<Queued>> {
        let chosen = self.chosen.map(|chosen| chosen.as_str());
        let values: [Value<'_>; 2] = [&self.worker, &chosen];
        let rows = self.store.line.ask(include_str!("sql/onboarding_take.sql"), &values)?;
        rows.first().map(queued).transpose()
    }

    fn sealed(&mut self, environment: Environment, device: &str, purpose: Use) -> Result<Kept> {
        self.store.sealed(environment, device, purpose.as_str())
    }

    fn keep(&mut self, kept: &Kept, action: &'static str, spends: Option<Timestamp>) -> Result<()> {
        let version = i64::try_from(kept.version).map_err(|_| other_version())?;
        let values: [Value<'_>; 7] = [
            &kept.environment.as_str(),
            &kept.name,
            &version,
            &kept.saved_at.unix_ms(),
            &kept.file,
            &action,
            &spends.map(Timestamp::unix_ms),
        ];
        self.store
            .line
            .ask(include_str!("sql/device_keep.sql"), &values)
            .map(drop)
    }

    fn unused(&mut self, queued: &Queued) -> Result<()> {
        let values: [Value<'_>; 4] = [
            &queued.environment.as_str(),
            &queued.device,
            &queued.asked.unix_ms(),
            &queued.password,
        ];
        self.store
            .line
            .ask(include_str!("sql/onboarding_unused.sql"), &values)
            .map(drop)
    }

    fn ended(&mut self, queued: &Queued, failed: Option<&Error>, again_ms: Option<i64>) -> Result<()> {
        let code = failed.map(|error| error.code().as_str());
        let message = failed.map(|error| error.message(Language::English));
        let values: [Value<'_>; 6] = [
            &queued.environment.as_str(),
            &queued.device,
            &queued.asked.unix_ms(),
            &code,
            &message,
            &again_ms,
        ];
        self.store
            .line
            .ask(include_str!("sql/onboarding_ended.sql"), &values)
            .map(drop)
    }
}
