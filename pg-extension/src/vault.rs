//! Where the root key is, and the devices that a session has open.
//!
//! The key is in a file that the server's own user alone may read, and never in the data directory, so that neither a dump nor a base
//! backup has it. A superuser names the file in the server's configuration; nobody can in SQL. It is read when a session first opens a
//! device, and not kept; a device that is open stays open until the session ends or the device is saved anew.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::path::Path;
use std::rc::Rc;

use khatm::device::Device;
use khatm::device::file::sealed_under;
use khatm::error::{Code, Error, Result};
use khatm::ledger::health::{Concern, Light};
use khatm::seal::csr::Environment;
use khatm::store::safe::{Kept, Safe as _};
use khatm::vault::RootKey;
use khatm::vault::root::{self, Place};
use pgrx::pg_sys;
use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting};

use crate::known;
use crate::program::said_by;
use crate::server::{Ledger, now};
use crate::tenant::Sight;

static ROOT_KEY_FILE: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
static ROOT_KEY_COMMAND: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);
/// What each is called.
const FILE: &str = "khatm.root_key_file";
const COMMAND: &str = "khatm.root_key_command";

/// So many devices are open at once in one session.
const OPEN: usize = 256;

thread_local! {
    /// By environment and name.
    static DEVICES: RefCell<HashMap<(Environment, String), Open>> = RefCell::default();
}

struct Open {
    /// The bytes that it was opened from.
    file: Vec<u8>,
    device: Rc<Device>,
}

/// Makes the setting known.
pub(crate) fn define() {
    GucRegistry::define_string_guc(
        c"khatm.root_key_file",
        c"The file of the root key that devices are sealed under.",
        c"One line of base64, as openssl rand -base64 32 makes it; its owner the server's user, nobody else's to read, outside the data directory. Else the environment of the server says where it is: KHATM_ROOT_KEY_FILE.",
        &ROOT_KEY_FILE,
        GucContext::Sighup,
        GucFlags::SUPERUSER_ONLY,
    );
    GucRegistry::define_string_guc(
        c"khatm.root_key_command",
        c"A program that prints the root key that devices are sealed under, where no file is named.",
        c"Its words with blanks between, or a list of them in JSON; no shell. Each session that opens a device runs it, as the server's user, and waits up to 30 s. Else the environment of the server names it: KHATM_ROOT_KEY_COMMAND.",
        &ROOT_KEY_COMMAND,
        GucContext::Sighup,
        GucFlags::SUPERUSER_ONLY,
    );
}

/// Reads the tables of rules before the first session, where the server loads this library at its start: every session then has them
/// from the beginning, and all of them the same pages of memory. Without, each reads them for its first document.
pub(crate) fn warm() {
    // SAFETY: the postmaster says so while it loads libraries, before there is any other process.
    if unsafe { pg_sys::process_shared_preload_libraries_in_progress } {
        let empty = b"<Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>";
        if let Ok(moment) = now().moment() {
            // What it says of a document without anything in it is no news.
            let _ = khatm::rules::validate(empty, &khatm::rules::Context::new(moment));
        }
    }
}

/// The root key. Whoever holds it holds it no longer than he needs it.
pub(crate) fn root_key() -> Result<RootKey> {
    match place()? {
        Place::File(path) => {
            outside(&path)?;
            root::read(&path)
        }
        Place::Command(line) => said_by(&line)
            .and_then(|said| RootKey::parse(&said))
            .map_err(|error| error.at(COMMAND)),
        // It would stand in the environment of every program that the server starts.
        Place::Variable => Err(Error::new(Code::RootKeyAbsent).at(FILE)),
    }
}

/// Where it is.
fn place() -> Result<Place> {
    known::settings();
    let named = |setting: &GucSetting<Option<CString>>| {
        let text = setting.get()?.to_string_lossy().into_owned();
        (!text.trim().is_empty()).then_some(text)
    };
    match (named(&ROOT_KEY_FILE), named(&ROOT_KEY_COMMAND)) {
        (Some(file), _) => Ok(Place::File(file.into())),
        (None, Some(line)) => Ok(Place::Command(line.into())),
        (None, None) => Place::of(|name| std::env::var_os(name)),
    }
}

/// What keeps devices from being opened here, before somebody stands at a till. A program is not asked each time that somebody looks.
pub(crate) fn concerns(ledger: &Ledger) -> Result<Vec<Concern>> {
    let sight = Sight::here()?;
    let mut devices = ledger.devices()?;
    devices.retain(|kept| sight.shows_device(kept));
    if devices.is_empty() || !matches!(place(), Ok(Place::File(_))) {
        return Ok(Vec::new());
    }
    let red = |error, of: Option<&Kept>| Concern {
        light: Light::Red,
        error,
        environment: of.map(|kept| kept.environment),
        device: of.map(|kept| kept.name.clone()),
    };
    let root = match root_key() {
        Ok(root) => root,
        // Where the file is, is for superusers to know.
        Err(error) => return Ok(vec![red(Error::new(error.code()).at(FILE), None)]),
    };
    let others = devices
        .iter()
        .filter(|kept| sealed_under(&kept.file).is_ok_and(|name| name != root.id()));
    let other = |kept: &Kept| red(Error::new(Code::SealedOtherKey).at(FILE).found(&kept.name), Some(kept));
    Ok(others.map(other).collect())
}

/// Refuses a file that a backup of the server would have in it.
fn outside(path: &Path) -> Result<()> {
    // SAFETY: the server's data directory is set before the first session, and never changes.
    let data = unsafe { CStr::from_ptr(pg_sys::DataDir) }
        .to_string_lossy()
        .into_owned();
    match (path.canonicalize(), Path::new(&data).canonicalize()) {
        (Ok(path), Ok(data)) if path.starts_with(&data) => {
            Err(Error::new(Code::RootKeyInside).at(path.display().to_string()))
        }
        _ => Ok(()),
    }
}

/// The one device of this name: in the environment that is named, or in the only one that has it. One that the caller may not see is none.
pub(crate) fn sought(ledger: &Ledger, name: &str, environment: Option<&str>) -> Result<Kept> {
    let mut found = match environment {
        Some(named) => Vec::from_iter(ledger.device(Environment::parse(named)?, name)?),
        None => ledger.devices_named(name)?,
    };
    let sight = Sight::here()?;
    found.retain(|kept| sight.shows_device(kept));
    match found.len() {
        0 => Err(Error::new(Code::DeviceUnknown).found(name)),
        1 => Ok(found.remove(0)),
        _ => Err(Error::new(Code::DeviceAmbiguous).found(name)),
    }
}

/// A device of the safe, open.
pub(crate) fn opened(kept: &Kept) -> Result<Rc<Device>> {
    let key = (kept.environment, kept.name.clone());
    DEVICES.with_borrow_mut(|open| {
        if let Some(known) = open.get(&key)
            && known.file == kept.file
        {
            return Ok(Rc::clone(&known.device));
        }
        let device = kept.open(&root_key()?).map_err(|error| match error.code() {
            Code::SealedOtherKey => error.found(&kept.name),
            _ => error,
        });
        let device = Rc::new(device?);
        if open.len() >= OPEN {
            open.clear();
        }
        let file = kept.file.clone();
        let known = Open {
            file,
            device: Rc::clone(&device),
        };
        open.insert(key, known);
        Ok(device)
    })
}
