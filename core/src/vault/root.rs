//! Where the root key is.
//!
//! `KHATM_ROOT_KEY` holds the key itself, in base64; else `KHATM_ROOT_KEY_FILE` names its file; else it is at
//! `khatm/root.key` in the user's folder for state (`$XDG_STATE_HOME`, or `~/.local/state`).

use std::ffi::OsString;
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::{RootKey, disk};
use crate::error::{Code, Error, Result};

/// Where the root key is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In `KHATM_ROOT_KEY`.
    Variable,
    /// In a file.
    File(PathBuf),
}

impl Place {
    /// The place, by the variables that there are; `variable` looks them up.
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        if set("KHATM_ROOT_KEY").is_some() {
            return Ok(Place::Variable);
        }
        if let Some(path) = set("KHATM_ROOT_KEY_FILE") {
            return Ok(Place::File(path.into()));
        }
        // A relative folder for state is not one, as its standard says.
        let state = set("XDG_STATE_HOME")
            .map(PathBuf::from)
            .filter(|path| path.is_absolute());
        let home = || set("HOME").or_else(|| set("USERPROFILE")).map(PathBuf::from);
        let state = state.or_else(|| home().map(|home| home.join(".local/state")));
        state
            .map(|state| Place::File(state.join("khatm/root.key")))
            .ok_or_else(|| Error::new(Code::RootKeyAbsent))
    }
}

/// Finds the root key.
pub fn find(variable: impl Fn(&str) -> Option<OsString>) -> Result<RootKey> {
    match Place::of(&variable)? {
        Place::Variable => {
            let value = variable("KHATM_ROOT_KEY").unwrap_or_default();
            let value = Zeroizing::new(value.into_encoded_bytes());
            RootKey::parse(&value).map_err(|error| error.at("KHATM_ROOT_KEY"))
        }
        Place::File(path) => {
            let named = |error: Error| error.at(path.display().to_string());
            match path.try_exists() {
                Ok(false) => Err(named(Error::new(Code::RootKeyAbsent))),
                _ => disk::read(&path)
                    .and_then(|bytes| RootKey::parse(&bytes))
                    .map_err(named),
            }
        }
    }
}

/// Finds the root key, or makes one where it is looked for; then says where it is.
#[cfg(feature = "generate")]
pub fn find_or_make(variable: impl Fn(&str) -> Option<OsString>) -> Result<(RootKey, Option<PathBuf>)> {
    let path = match Place::of(&variable)? {
        Place::File(path) if !path.try_exists().unwrap_or(true) => path,
        _ => return find(variable).map(|key| (key, None)),
    };
    let key = RootKey::generate()?;
    let mut line = key.to_base64();
    line.push('\n');
    let made = disk::make_folder(&path).and_then(|()| disk::create(&path, line.as_bytes(), Code::FileBusy));
    match made {
        Ok(()) => Ok((key, Some(path))),
        // Another process was faster: its key it is.
        Err(error) if error.code() == Code::FileBusy => find(variable).map(|key| (key, None)),
        Err(error) => Err(error.at(path.display().to_string())),
    }
}
