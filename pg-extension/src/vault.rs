//! Where the root key is, and the devices that a session has open.
//!
//! The key is in a file that the server's own user alone may read, and never in the data directory, so that neither a dump nor a base
//! backup has it. A superuser names the file in the server's configuration; nobody can in SQL. It is read when a session first opens a
//! device, and not kept; a device that is open stays open until the session ends or the device is saved anew.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use khatm::device::Device;
use khatm::error::{Code, Error, Result};
use khatm::seal::csr::Environment;
use khatm::store::safe::{Kept, Safe as _};
use khatm::vault::RootKey;
use khatm::vault::root::{self, Place};
use pgrx::pg_sys;
use pgrx::{GucContext, GucFlags, GucRegistry, GucSetting};

use crate::known;
use crate::server::{Ledger, now};
use crate::tenant::Sight;

static ROOT_KEY_FILE: GucSetting<Option<CString>> = GucSetting::<Option<CString>>::new(None);

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
    known::settings();
    let named = ROOT_KEY_FILE.get().filter(|name| !name.is_empty());
    let path = match named {
        Some(name) => PathBuf::from(name.to_string_lossy().into_owned()),
        None => match Place::of(|name| std::env::var_os(name))? {
            Place::File(path) => path,
            // A program would be waited for by every session, within somebody's transaction.
            Place::Variable | Place::Command(_) => {
                return Err(Error::new(Code::RootKeyAbsent).at("khatm.root_key_file"));
            }
        },
    };
    outside(&path)?;
    root::read(&path)
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
        let device = Rc::new(kept.open(&root_key()?)?);
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
