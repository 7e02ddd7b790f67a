//! Where a device's file lies: read, written, and held by one process at a time.

use std::path::{Path, PathBuf};

use super::super::Device;
use crate::error::Result;
use crate::vault::{RootKey, disk};

/// A device's file, held: nobody else onboards the device meanwhile.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    _lock: disk::Lock,
}

impl Store {
    /// Reads a device without holding it.
    pub fn read(path: &Path, root: &RootKey) -> Result<Device> {
        Device::from_file(&disk::read(path)?, root)
    }

    /// Holds a device's file, and reads it.
    pub fn open(path: &Path, root: &RootKey) -> Result<(Self, Device)> {
        // Asked first, so that a wrong path leaves no lock behind, and says what it is.
        disk::read(path)?;
        let lock = disk::Lock::take(path)?;
        let device = Self::read(path, root)?;
        let path = path.to_owned();
        Ok((Store { path, _lock: lock }, device))
    }

    /// Writes a new device's file. One that is there is left alone.
    #[cfg(feature = "generate")]
    pub fn create(path: &Path, root: &RootKey, device: &Device) -> Result<()> {
        let bytes = device.to_file(root)?;
        disk::create(path, &bytes, crate::error::Code::DeviceExists)
    }

    /// Writes the device as it is now: the file is the old one or the new one, whatever happens.
    #[cfg(feature = "generate")]
    pub fn save(&self, root: &RootKey, device: &Device) -> Result<()> {
        disk::replace(&self.path, &device.to_file(root)?)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
