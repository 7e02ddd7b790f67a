//! A ledger, opened for a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::device::Next;
use crate::facade::{Khatm, Setup};
use crate::store::sqlite::Sqlite;
use crate::store::witness::FolderWitness;
use crate::vault::{RootKey, Vault};
use crate::{Error, Kind, Language, Result};

use crate::cli::device::Voice;
use crate::cli::output;

/// What is wrong, and with what.
pub(crate) type Blamed = (PathBuf, Error);

/// The exit code of what delivers: 3 where the same call may go better later.
pub(crate) fn ended(worked: Result<u8, Blamed>, voice: Voice) -> u8 {
    worked.unwrap_or_else(|(path, error)| {
        voice.error(&path, &error);
        match error.kind() {
            Kind::Busy | Kind::Unsure => output::AGAIN,
            _ => output::USAGE,
        }
    })
}

/// Opens a ledger with the root key, which opens its devices.
pub(crate) fn with_key(file: &Path, voice: Voice, change: impl FnOnce(&mut Setup)) -> Result<Khatm, Blamed> {
    let named = |error| (PathBuf::from("root key"), error);
    let store = store(file)?;
    let vault = Vault::from_environment().map_err(named)?;
    // Said now, not by the first device that cannot be opened.
    vault.key().map_err(named)?;
    whole(store, vault, voice, change)
}

/// The same with this root key.
pub(crate) fn under(file: &Path, root: RootKey, voice: Voice) -> Result<Khatm, Blamed> {
    whole(store(file)?, Vault::from_key(root), voice, |_| {})
}

/// Opens a ledger to look at it, or to change what no key is needed for.
pub(crate) fn without_key(file: &Path, voice: Voice) -> Result<Khatm, Blamed> {
    let store = store(file)?;
    // Where there is no root key, one that opens nothing does: nothing is opened.
    let vault = Vault::from_environment().or_else(|_| RootKey::generate().map(Vault::from_key));
    whole(
        store,
        vault.map_err(|error| (PathBuf::from("root key"), error))?,
        voice,
        |_| {},
    )
}

fn store(file: &Path) -> Result<Sqlite, Blamed> {
    let opened = FolderWitness::of_user().and_then(|witness| Sqlite::open(file, Arc::new(witness)));
    opened.map_err(|error| (file.to_owned(), error))
}

fn whole(store: Sqlite, vault: Vault, voice: Voice, change: impl FnOnce(&mut Setup)) -> Result<Khatm, Blamed> {
    let environment = |error| (PathBuf::from("environment"), error);
    let mut setup = Setup {
        language: voice.language,
        ..Setup::from_env().map_err(environment)?
    };
    change(&mut setup);
    Khatm::with(Arc::new(store), vault, setup).map_err(environment)
}

/// What comes next for a device of a ledger.
pub(crate) fn next(next: Next, voice: Voice) -> &'static str {
    match (next, voice.language) {
        (Next::Onboard, Language::English) => {
            "onboard it: khatm device onboard NAME --store LEDGER (needs a one-time password)"
        }
        (Next::Onboard, Language::Arabic) => {
            "سجّله: khatm device onboard NAME --store LEDGER (تلزم كلمة مرور لمرة واحدة)"
        }
        (Next::GoOn, Language::English) => "go on: khatm device onboard NAME --store LEDGER (no password is needed)",
        (Next::GoOn, Language::Arabic) => "أكمل: khatm device onboard NAME --store LEDGER (لا تلزم كلمة مرور)",
        (Next::Submit, Language::English) => "issue documents: khatm issue DRAFT --store LEDGER --device NAME",
        (Next::Submit, Language::Arabic) => "أصدر المستندات: khatm issue DRAFT --store LEDGER --device NAME",
        (other, language) => other.text(language),
    }
}
