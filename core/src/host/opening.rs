//! A ledger by its address, and what is done with it in terms of text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ledger::Ledger;
use super::{Failure, calls};
use crate::device::{Plan, Status};
use crate::drive::Proxy;
use crate::error::{Code, Error, Result};
use crate::facade::{Khatm, Setup, now};
use crate::gateway::{Endpoint, Environment};
use crate::invoice::fresh_uuid;
use crate::seal::Verifier;
use crate::store::safe::Safe as _;
use crate::store::sqlite::Sqlite;
use crate::store::witness::{FolderWitness, Witness};
use crate::vault::{RootKey, Vault, root};

/// Which ledger, and how it is opened.
#[derive(Clone, Default)]
pub struct Opening {
    /// `sqlite:PATH`, or `postgresql://ROLE@HOST/DATABASE`, a database that has the extension (feature `postgres`).
    pub url: String,
    /// Make it if it is not there: the file, or the extension in the database.
    pub create: bool,
    /// A file with the root key; otherwise it is where the environment says.
    pub root_key_file: Option<PathBuf>,
    /// The folder for what is remembered of the ledger outside of it; otherwise the user's.
    pub witness: Option<PathBuf>,
    /// The setup; otherwise the environment's.
    pub setup: Option<Setup>,
}

/// Leaves out what may hold a password.
impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opening")
            .field("url", &self.shown())
            .field("create", &self.create)
            .finish_non_exhaustive()
    }
}

/// A ledger that was opened.
#[derive(Debug)]
pub struct Opened {
    /// The ledger.
    pub khatm: Khatm,
    /// Where a root key was made for it: to be kept safe, for without it no device of the ledger can be opened.
    pub root_key_made: Option<PathBuf>,
}

/// What an address names.
#[derive(Clone, PartialEq, Eq)]
enum Place {
    Sqlite(PathBuf),
    #[cfg(feature = "postgres")]
    Postgres,
}

impl Place {
    /// Reads an address. It is not repeated in an error: it may hold a password.
    fn parse(url: &str) -> Result<Self> {
        let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
        match (scheme, rest) {
            ("sqlite", "") => Err(Error::new(Code::StoreAddress).found("sqlite:")),
            ("sqlite", path) => Ok(Place::Sqlite(PathBuf::from(path))),
            #[cfg(feature = "postgres")]
            ("postgresql" | "postgres", rest) if rest.starts_with("//") => Ok(Place::Postgres),
            _ if scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+') => {
                Err(Error::new(Code::StoreAddress).found(scheme))
            }
            _ => Err(Error::new(Code::StoreAddress)),
        }
    }
}

impl Opening {
    /// Opens it, wherever it is. Where it is in a file it is as [`open`](Self::open) gives it; the path is that of a root key that was made.
    pub fn ledger(&self) -> Result<(Arc<dyn Ledger>, Option<PathBuf>)> {
        match Place::parse(&self.url)? {
            Place::Sqlite(path) => {
                let opened = self.file(&path)?;
                Ok((Arc::new(opened.khatm), opened.root_key_made))
            }
            #[cfg(feature = "postgres")]
            Place::Postgres => Ok((Arc::new(super::server::Server::open(self)?), None)),
        }
    }

    /// Opens one in a file. One that is made, or that has no device yet, gets a root key where one is looked for and there is none.
    pub fn open(&self) -> Result<Opened> {
        match Place::parse(&self.url)? {
            Place::Sqlite(path) => self.file(&path),
            #[cfg(feature = "postgres")]
            Place::Postgres => Err(Error::new(Code::StoreAddress).found("postgresql")),
        }
    }

    fn file(&self, path: &Path) -> Result<Opened> {
        let witness: Arc<dyn Witness> = Arc::new(match &self.witness {
            Some(folder) => FolderWitness::new(folder),
            None => FolderWitness::of_user()?,
        });
        let store = match self.create && !path.exists() {
            true => Sqlite::create(path, witness)?,
            false => Sqlite::open(path, witness)?,
        };
        // Where devices are sealed under a root key already, another one would leave them behind.
        let root_key_made = match self.create && store.devices()?.is_empty() {
            true => self.root_key()?,
            false => None,
        };
        Ok(Opened {
            khatm: Khatm::with(Arc::new(store), self.vault()?, self.chosen_setup()?)?,
            root_key_made,
        })
    }

    /// What may be shown of the address.
    pub fn shown(&self) -> String {
        match Place::parse(&self.url) {
            Ok(Place::Sqlite(_)) => self.url.clone(),
            #[cfg(feature = "postgres")]
            Ok(Place::Postgres) => super::server::shown(&self.url),
            Err(_) => String::new(),
        }
    }

    pub(super) fn vault(&self) -> Result<Vault> {
        match &self.root_key_file {
            Some(file) => Ok(Vault::from_file(file)),
            None => Vault::from_environment(),
        }
    }

    pub(super) fn chosen_setup(&self) -> Result<Setup> {
        self.setup.clone().map_or_else(Setup::from_env, Ok)
    }

    /// Makes a root key where there is none; says where.
    fn root_key(&self) -> Result<Option<PathBuf>> {
        match &self.root_key_file {
            None => root::find_or_make(|name| std::env::var_os(name)).map(|(_, made)| made),
            Some(file) if file.exists() => Ok(None),
            Some(file) => {
                root::write(file, &RootKey::generate()?)?;
                Ok(Some(file.clone()))
            }
        }
    }
}

/// A setup for a simulator in the same process: its certificates are believed, no proxy stands between, and nobody waits minutes for a
/// rehearsal to be tried again.
#[must_use]
pub fn rehearsing(mut setup: Setup, verifier: Verifier) -> Setup {
    setup.verifier = Some(Arc::new(verifier));
    setup.policy.cap_ms = 4_000;
    setup.drive.proxy = Proxy::Direct;
    setup.drive.rates.probe_every_ms = 500;
    setup
}

/// A device that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewDevice<'d> {
    /// What people call it.
    pub name: &'d str,
    /// The nine fields of its certificate request: JSON, or the SDK's properties.
    pub configuration: &'d [u8],
    /// The registered seller, as a draft has it, in JSON.
    pub seller: &'d [u8],
    /// The environment; otherwise the one of the setup.
    pub environment: Option<&'d str>,
    /// Where the authority's gateway is, if it is not the authority's own: a simulator.
    pub base_url: Option<&'d str>,
}

impl NewDevice<'_> {
    /// The environment that is meant.
    pub(super) fn environment(&self, setup: &Setup) -> Result<Environment> {
        match (self.environment, setup.environment) {
            (None, Some(chosen)) => Ok(chosen),
            (named, _) => Environment::chosen(named),
        }
    }
}

/// Sets a file aside whose device is kept elsewhere now: a device issues from one place only.
pub(super) fn set_aside(file: &Path) -> Result<()> {
    let mut aside = file.as_os_str().to_owned();
    aside.push(".imported");
    std::fs::rename(file, &aside).map_err(|error| Error::new(Code::FileWrite).found(&error.to_string()))
}

impl Khatm {
    /// Makes a device, which is onboarded next. Every fault is told.
    pub fn make_device(&self, new: &NewDevice<'_>) -> Result<Status, Failure> {
        let environment = new.environment(self.setup())?;
        let endpoint = match new.base_url {
            Some(url) => Endpoint::parse(environment, url)?,
            None => Endpoint::official(environment),
        };
        let plan = Plan {
            name: new.name,
            id: fresh_uuid()?,
            endpoint,
            configuration: &calls::configuration(new.configuration)?,
            seller: new.seller,
            now: now().moment()?,
        };
        Ok(self.add_device(plan)?)
    }

    /// Takes a device out of its file, as it stands. The file is called `FILE.imported` afterwards: a device issues from one place
    /// only. Where the chain of one that is active goes on is said by `last`: `COUNTER:HASH`, or `0`.
    pub fn import_file(&self, file: &Path, last: Option<&str>) -> Result<Status> {
        let last = last.map(crate::device::adopt::Last::parse).transpose()?;
        let name = self.import_with(last, |root| crate::device::Store::read(file, root))?;
        set_aside(file)?;
        self.device(&name)
    }
}
