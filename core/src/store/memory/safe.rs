//! Devices and the audit.

use super::Memory;
use crate::error::Result;
use crate::seal::csr::Environment;
use crate::store::delivery::Entry;
use crate::store::safe::{Audited, Kept, Safe, line};

impl Safe for Memory {
    fn devices(&self) -> Result<Vec<Kept>> {
        Ok(self.kept().devices.values().cloned().collect())
    }

    fn device(&self, environment: Environment, name: &str) -> Result<Option<Kept>> {
        let kept = self.kept();
        Ok(kept.devices.get(&(environment.as_str(), name.to_owned())).cloned())
    }

    fn keep(&self, devices: &[Kept], by: &str, action: &'static str) -> Result<()> {
        let mut kept = self.kept();
        let mut changed = kept.devices.clone();
        for device in devices {
            let key = (device.environment.as_str(), device.name.clone());
            device.follows(changed.get(&key).map(|current| current.version))?;
            changed.insert(key, device.clone());
        }
        kept.devices = changed;
        let lines = devices.iter().map(|device| line(device, by, action));
        kept.delivered.audit.extend(lines);
        Ok(())
    }

    fn note(&self, entry: &Entry) -> Result<()> {
        self.kept().delivered.audit.push(entry.clone());
        Ok(())
    }

    fn audited(&self, after: u64, most: usize) -> Result<Vec<Audited>> {
        let lines = self.kept().lines().into_iter();
        Ok(lines.filter(|row| row.ordinal > after).take(most).collect())
    }
}
