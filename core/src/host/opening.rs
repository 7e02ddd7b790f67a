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
use crate::store::sqlite::{Sqlite, Stated};
use crate::store::witness::{FolderWitness, Witness};
use crate::vault::wrapped::{Wrapped, Wraps};
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
    /// Who wraps the root key in that file, which is then `LEDGER.key` if nothing else is said.
    pub root_key_wraps: Option<Arc<dyn Wraps>>,
    /// The folder for what is remembered of the ledger outside of it; otherwise the user's.
    pub witness: Option<PathBuf>,
    /// Who remembers it, instead of a folder.
    pub host_witness: Option<Arc<dyn Witness>>,
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
    /// The ledger at an address, which is made if it is not there.
    pub fn making(url: &str) -> Self {
        Opening {
            url: url.to_owned(),
            create: true,
            ..Opening::default()
        }
    }

    /// With this setup, instead of the environment's.
    #[must_use]
    pub fn with(mut self, setup: Setup) -> Self {
        self.setup = Some(setup);
        self
    }

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

    /// Makes a copy of a ledger, or one that this machine does not remember, the one true file. Somebody states the last document of every
    /// device that issues, from outside of it: `DEVICE=COUNTER:HASH`, or `DEVICE=0`. The original must not be used any more. Nobody may
    /// have it open here.
    pub fn resume(&self, last: &[String], person: &str) -> Result<()> {
        let stated: Vec<Stated> = last.iter().map(|text| Stated::parse(text)).collect::<Result<_>>()?;
        self.kept()?.resume(&stated, person, now())
    }

    /// Gives up issuing with a file that lost documents: it delivers what it has, and each device is onboarded again.
    pub fn abandon(&self, person: &str) -> Result<()> {
        self.kept()?.abandon(person, now())
    }

    /// The file alone, which is there.
    fn kept(&self) -> Result<Sqlite> {
        match Place::parse(&self.url)? {
            Place::Sqlite(path) => Sqlite::open(&path, self.remembered()?),
            // A database says itself how: its error names the call.
            #[cfg(feature = "postgres")]
            Place::Postgres => Err(Error::new(Code::StoreAddress).found("postgresql")),
        }
    }

    fn remembered(&self) -> Result<Arc<dyn Witness>> {
        Ok(match (&self.host_witness, &self.witness) {
            (Some(host), _) => host.clone(),
            (None, Some(folder)) => Arc::new(FolderWitness::new(folder)),
            (None, None) => Arc::new(FolderWitness::of_user()?),
        })
    }

    fn file(&self, path: &Path) -> Result<Opened> {
        let witness = self.remembered()?;
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
        match (self.wrapped()?, &self.root_key_file) {
            (Some(wrapped), _) => Ok(wrapped.vault()),
            (None, Some(file)) => Ok(Vault::from_file(file)),
            (None, None) => Vault::from_environment(),
        }
    }

    /// The root key that the host wraps, if it does.
    fn wrapped(&self) -> Result<Option<Wrapped>> {
        let Some(host) = &self.root_key_wraps else {
            return Ok(None);
        };
        let file = match (&self.root_key_file, Place::parse(&self.url)?) {
            (Some(file), _) => file.clone(),
            (None, Place::Sqlite(ledger)) => {
                let mut file = ledger.into_os_string();
                file.push(".key");
                PathBuf::from(file)
            }
            #[cfg(feature = "postgres")]
            (None, Place::Postgres) => return Err(Error::new(Code::RootKeyAbsent)),
        };
        Ok(Some(Wrapped::new(file, host.clone())))
    }

    pub(super) fn chosen_setup(&self) -> Result<Setup> {
        self.setup.clone().map_or_else(Setup::from_env, Ok)
    }

    /// Makes a root key where there is none; says where.
    fn root_key(&self) -> Result<Option<PathBuf>> {
        if let Some(wrapped) = self.wrapped()? {
            return Ok(wrapped.make()?.then(|| wrapped.file().to_owned()));
        }
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

/// A setup for a simulator in the same process: [`impatient`], and its certificates are believed.
#[must_use]
pub fn rehearsing(mut setup: Setup, verifier: Verifier) -> Setup {
    setup.verifier = Some(Arc::new(verifier));
    impatient(setup)
}

/// A setup for a simulator: no proxy stands between, and nobody waits minutes for a rehearsal to be tried again.
#[must_use]
pub fn impatient(mut setup: Setup) -> Setup {
    setup.policy.cap_ms = 4_000;
    setup.drive.proxy = Proxy::Direct;
    setup.drive.rates.probe_every_ms = 500;
    setup.persistence.first_wait_ms = 100;
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

impl<'d> NewDevice<'d> {
    /// One of the setup's environment, at the authority's own address.
    pub fn new(name: &'d str, configuration: &'d [u8], seller: &'d [u8]) -> Self {
        NewDevice {
            name,
            configuration,
            seller,
            environment: None,
            base_url: None,
        }
    }

    /// At this address instead: a simulator's.
    #[must_use]
    pub fn at(mut self, base_url: &'d str) -> Self {
        self.base_url = Some(base_url);
        self
    }

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
