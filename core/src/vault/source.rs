//! Where the root key comes from, for a host that opens a store: asked for when it is first needed, and kept until forgotten.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::root::{self, Place};
use super::{RootKey, command};
use crate::error::{Code, Error, Result};

/// What a host gives to be asked for the root key: a phone's key store, a service of the cloud. It may be called from any thread,
/// and must not use the vault that calls it.
pub type Callback = dyn Fn() -> Result<RootKey> + Send + Sync;

/// Where the root key comes from. It is asked for once, when it is first needed; copies of the vault share it.
///
/// ```
/// use khatm::vault::Vault;
///
/// // The line that `openssl rand -base64 32` makes, in a file that is its owner's alone:
/// let vault = Vault::from_file("/etc/khatm/root.key");
/// // Nothing is read before somebody needs the key.
/// assert!(vault.key().is_err());
/// ```
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    source: Source,
    kept: Mutex<Option<Arc<RootKey>>>,
}

enum Source {
    Given,
    Place(Place, String),
    Host(Arc<Callback>),
}

/// Shows where the key comes from, and not the command: what calls a key may be a secret itself.
impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0.source {
            Source::Given => f.write_str("Vault(given)"),
            Source::Host(_) => f.write_str("Vault(host)"),
            Source::Place(Place::File(path), _) => write!(f, "Vault({})", path.display()),
            Source::Place(Place::Variable, name) => write!(f, "Vault({name})"),
            Source::Place(Place::Command(_), _) => f.write_str("Vault(command)"),
        }
    }
}

impl Vault {
    fn new(source: Source, key: Option<RootKey>) -> Self {
        Vault(Arc::new(Inner {
            source,
            kept: Mutex::new(key.map(Arc::new)),
        }))
    }

    /// The key in a file of one line of base64. A file that others can read is refused.
    pub fn from_file(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::Place(Place::File(path.into()), String::new()), None)
    }

    /// The key in a variable of the environment, in base64. Whoever may look at the process may read it there.
    pub fn from_variable(name: impl Into<String>) -> Self {
        Self::new(Source::Place(Place::Variable, name.into()), None)
    }

    /// The key as a program says it: one line of base64 on its standard output. It is started without a shell, so that nothing in
    /// the line has a meaning: words between blanks, or a JSON list of words. It has half a minute.
    pub fn from_command(line: impl Into<OsString>) -> Self {
        Self::new(Source::Place(Place::Command(line.into()), String::new()), None)
    }

    /// The key that the host gives when it is asked.
    pub fn from_callback(ask: Arc<Callback>) -> Self {
        Self::new(Source::Host(ask), None)
    }

    /// The key itself.
    pub fn from_key(key: RootKey) -> Self {
        Self::new(Source::Given, Some(key))
    }

    /// The key where the environment of this process says that it is: see [`root`].
    pub fn from_environment() -> Result<Self> {
        let place = Place::of(|name| std::env::var_os(name))?;
        Ok(Self::new(Source::Place(place, root::VARIABLE.to_owned()), None))
    }

    /// The key. Two threads that need it at once ask for it once.
    pub fn key(&self) -> Result<Arc<RootKey>> {
        let mut kept = self.0.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = &*kept {
            return Ok(Arc::clone(key));
        }
        let key = match &self.0.source {
            Source::Given => return Err(Error::new(Code::RootKeyForgotten)),
            Source::Host(ask) => ask()?,
            Source::Place(Place::File(path), _) => root::read(path)?,
            Source::Place(Place::Variable, name) => root::of_variable(name, std::env::var_os(name))?,
            Source::Place(Place::Command(line), _) => command::ask(line)?,
        };
        Ok(Arc::clone(kept.insert(Arc::new(key))))
    }

    /// Forgets a key that is quickly had again, one in a file: between two uses it is not in memory.
    pub fn rest(&self) {
        if matches!(self.0.source, Source::Place(Place::File(_), _)) {
            self.forget();
        }
    }

    /// Forgets the key: it is wiped as soon as nobody uses it, and asked for again when it is needed. One that was given by itself
    /// cannot be asked for.
    pub fn forget(&self) {
        *self.0.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl From<RootKey> for Vault {
    fn from(key: RootKey) -> Self {
        Vault::from_key(key)
    }
}

impl From<Place> for Vault {
    fn from(place: Place) -> Self {
        Self::new(Source::Place(place, root::VARIABLE.to_owned()), None)
    }
}
