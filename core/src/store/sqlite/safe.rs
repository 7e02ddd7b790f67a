//! Devices and the audit.

use rusqlite::params;

use super::fault::{damaged, fault};
use super::rows::{Columns, number, sql};
use super::{Rows, Sqlite};
use crate::error::Result;
use crate::seal::csr::Environment;
use crate::store::delivery::Entry;
use crate::store::safe::{Audited, Kept, Safe, line};

impl Safe for Sqlite {
    fn devices(&self) -> Result<Vec<Kept>> {
        Rows(&self.reading()?.0).all(sql!("device_all"), [], kept)
    }

    fn device(&self, environment: Environment, name: &str) -> Result<Option<Kept>> {
        Rows(&self.reading()?.0).device(environment, name)
    }

    fn keep(&self, devices: &[Kept], by: &str, action: &'static str) -> Result<()> {
        self.signing(|rows| {
            for device in devices {
                let current = rows.device(device.environment, &device.name)?;
                device.follows(current.map(|current| current.version))?;
                let values = params![
                    device.environment.as_str(),
                    device.name,
                    number(device.version),
                    device.saved_at.unix_ms(),
                    device.file
                ];
                rows.run(sql!("device_put"), values).map_err(fault)?;
                rows.enter(&line(device, by, action))?;
            }
            Ok(())
        })
    }

    fn note(&self, entry: &Entry) -> Result<()> {
        self.exclusive(|rows| rows.enter(entry))
    }

    fn audited(&self, after: u64, most: usize) -> Result<Vec<Audited>> {
        let values = params![number(after), number(most as u64)];
        Rows(&self.reading()?.0).all(sql!("audit_after"), values, |row| audited(&mut Columns::new(row)))
    }
}

impl Rows<'_> {
    fn device(&self, environment: Environment, name: &str) -> Result<Option<Kept>> {
        self.one(sql!("device_read"), params![environment.as_str(), name], kept)
    }
}

pub(super) fn audited(row: &mut Columns<'_>) -> Result<Audited> {
    Ok(Audited {
        ordinal: row.count()?,
        at: row.time()?,
        actor: row.take()?,
        action: row.take()?,
        place: row.maybe_place()?,
        detail: row.take()?,
        previous: row.bytes()?,
        hash: row.bytes()?,
    })
}

fn kept(row: &rusqlite::Row<'_>) -> Result<Kept> {
    let mut row = Columns::new(row);
    Ok(Kept {
        environment: Environment::parse(&row.take::<String>()?).map_err(|_| damaged())?,
        name: row.take()?,
        version: row.count()?,
        saved_at: row.time()?,
        file: row.take()?,
    })
}
