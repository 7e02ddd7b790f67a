//! What documents are stamped with: a key and a certificate from files, or a device.

use std::path::{Path, PathBuf};

use crate::device::{Device, Store};
use crate::invoice::DraftParty;
use crate::seal::{Certificate, Identity, PrivateKey};
use crate::{Code, Error, Result};

use crate::cli::csr::read_key;
use crate::cli::files::read;
use crate::cli::{arguments, device};

/// What documents are stamped with.
pub(crate) enum Keys {
    /// Of two files.
    Files(PrivateKey, Box<Certificate>),
    /// Of a device.
    Device(Box<Device>),
}

impl Keys {
    /// Key and certificate, if they belong together.
    pub(crate) fn identity(&self) -> Result<Identity<'_>> {
        match self {
            Keys::Files(key, certificate) => Identity::new(key, certificate),
            Keys::Device(device) => device.identity(),
        }
    }

    /// The seller that a device is registered for.
    pub(crate) fn seller(&self) -> Option<&DraftParty> {
        match self {
            Keys::Files(..) => None,
            Keys::Device(device) => Some(device.seller()),
        }
    }
}

impl arguments::Identity {
    /// The file to blame when key and certificate do not belong together.
    pub(crate) fn certificate_file(&self) -> &Path {
        let named = self.device.as_deref().or(self.cert.as_deref());
        named.unwrap_or(Path::new("certificate"))
    }
}

/// The device, or the key and certificate, that the call, the environment or the SDK's configuration names.
pub(crate) fn read_identity(identity: &arguments::Identity) -> Result<Keys, (PathBuf, Error)> {
    if let Some(path) = &identity.device {
        let opened = crate::vault::root::find(device::variable).and_then(|root| Store::read(path, &root));
        let opened = opened.and_then(|opened| {
            device::in_chosen_environment(&opened)?;
            opened.stamps_at(device::now()?)?;
            Ok(Keys::Device(Box::new(opened)))
        });
        return opened.map_err(|error| (path.clone(), error));
    }
    let find = |given: &Option<PathBuf>, variable: &str, entry: &str| {
        let named = given.clone().or_else(|| std::env::var_os(variable).map(PathBuf::from));
        named.or_else(|| sdk_path(entry))
    };
    let absent = |flag: &str| (PathBuf::from(flag), Error::new(Code::NothingNamed).at(flag));
    let key = find(&identity.key, "KHATM_KEY", "privateKeyPath").ok_or_else(|| absent("--key"))?;
    let certificate = find(&identity.cert, "KHATM_CERT", "certPath").ok_or_else(|| absent("--cert"))?;
    let parsed_key = read_key(&key);
    let parsed_certificate = read(&certificate).and_then(|bytes| Certificate::parse(&bytes));
    Ok(Keys::Files(
        parsed_key.map_err(|error| (key, error))?,
        Box::new(parsed_certificate.map_err(|error| (certificate, error))?),
    ))
}

/// The file that the SDK's configuration names in an entry, if there is one.
pub(crate) fn sdk_path(entry: &str) -> Option<PathBuf> {
    let path = std::env::var_os("SDK_CONFIG")?;
    let json: serde_json::Value = serde_json::from_slice(&std::fs::read(path).ok()?).ok()?;
    json.get(entry)?.as_str().map(PathBuf::from)
}
