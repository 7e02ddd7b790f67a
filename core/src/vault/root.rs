//! Where the root key is.
//!
//! `KHATM_ROOT_KEY` holds the key itself, in base64; else `KHATM_ROOT_KEY_COMMAND` is a program that says it; else
//! `KHATM_ROOT_KEY_FILE` names its file; else it is at `khatm/root.key` in the user's folder for state (`$XDG_STATE_HOME`, or
//! `~/.local/state`).

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

pub use super::command::words;
use super::{RootKey, command, disk};
use crate::error::{Code, Error, Result};

pub(super) const VARIABLE: &str = "KHATM_ROOT_KEY";

/// Where the root key is looked for.
#[derive(Clone, PartialEq, Eq)]
pub enum Place {
    /// In `KHATM_ROOT_KEY`.
    Variable,
    /// A program says it: `KHATM_ROOT_KEY_COMMAND`.
    Command(OsString),
    /// In a file.
    File(PathBuf),
}

/// Leaves the command out: what calls a key may be a secret itself.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::Variable => f.write_str("Variable"),
            Place::Command(_) => f.write_str("Command(…)"),
            Place::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

impl Place {
    /// The place, by the variables that there are; `variable` looks them up.
    pub fn of(variable: impl Fn(&str) -> Option<OsString>) -> Result<Self> {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        if set(VARIABLE).is_some() {
            return Ok(Place::Variable);
        }
        if let Some(line) = set("KHATM_ROOT_KEY_COMMAND") {
            return Ok(Place::Command(line));
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
        Place::Variable => of_variable(VARIABLE, variable(VARIABLE)),
        Place::Command(line) => command::ask(&line),
        Place::File(path) => read(&path),
    }
}

/// Reads the key of a variable.
pub(super) fn of_variable(name: &str, value: Option<OsString>) -> Result<RootKey> {
    let named = |error: Error| error.at(name);
    let value = value.ok_or_else(|| named(Error::new(Code::RootKeyAbsent)))?;
    let value = Zeroizing::new(value.into_encoded_bytes());
    RootKey::parse(&value).map_err(named)
}

/// Reads the key of a file.
pub fn read(path: &Path) -> Result<RootKey> {
    let named = |error: Error| error.at(path.display().to_string());
    match path.try_exists() {
        Ok(false) => Err(named(Error::new(Code::RootKeyAbsent))),
        _ => disk::read(path).and_then(|bytes| RootKey::parse(&bytes)).map_err(named),
    }
}

/// Writes a key into a new file that is its owner's alone. One that is there is left alone.
#[cfg(feature = "generate")]
pub fn write(path: &Path, key: &RootKey) -> Result<()> {
    let mut line = key.to_base64();
    line.push('\n');
    disk::make_folder(path)
        .and_then(|()| disk::create(path, line.as_bytes(), Code::FileBusy))
        .map_err(|error| error.at(path.display().to_string()))
}

/// Finds the root key, or makes one where it is looked for; then says where it is.
#[cfg(feature = "generate")]
pub fn find_or_make(variable: impl Fn(&str) -> Option<OsString>) -> Result<(RootKey, Option<PathBuf>)> {
    let path = match Place::of(&variable)? {
        Place::File(path) if !path.try_exists().unwrap_or(true) => path,
        _ => return find(variable).map(|key| (key, None)),
    };
    let key = RootKey::generate()?;
    match write(&path, &key) {
        Ok(()) => Ok((key, Some(path))),
        // Another process was faster: its key it is.
        Err(error) if error.code() == Code::FileBusy => find(variable).map(|key| (key, None)),
        Err(error) => Err(error),
    }
}
