//! Devices put back from a backup, and what becomes of their chains.
//!
//! | the ledger, where they are put back | the device's chain |
//! |---|---|
//! | has the chain, at least as far as the backup | goes on as it stands there |
//! | has the chain, but not as far | the ledger is an older state: refused |
//! | does not have it, and the last document was stated | goes on after that document |
//! | does not have it, and it is to be set aside | issues no more; a new device takes its place |
//! | does not have it, and nothing was said | refused: it would issue counters that are taken |

use super::RootKey;
use super::backup::{Backup, Head, after, begins_after};
use crate::chain::{Link, Start};
use crate::device::Device;
use crate::device::adopt::Last;
use crate::error::{Code, Error, Result};
use crate::store::delivery::Entry;
use crate::store::safe::Kept;
use crate::store::{Chain, ChainState, NewChain, Store};
use crate::time::Timestamp;

/// How to restore.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'t> {
    /// The last document of devices, known from elsewhere: by the device's name, or by `environment/name`.
    pub stated: &'t [(String, Last)],
    /// Chains whose last document was not stated issue no more.
    pub set_aside: bool,
    /// Who restores.
    pub by: &'t str,
    /// When.
    pub now: Timestamp,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Restored {
    /// Devices that were put back.
    pub devices: Vec<String>,
    /// Devices that were there already, the same.
    pub there: Vec<String>,
    /// Devices whose chain issues no more.
    pub set_aside: Vec<String>,
}

/// What a device's chain is to be.
enum Fate {
    /// It has none: it is not active yet.
    None,
    /// It is in the ledger and goes on.
    GoesOn,
    /// It begins here.
    Begins(Start),
    /// It begins here, and issues nothing.
    Aside(Start),
}

/// Puts the devices of a backup into a store, sealed under this root key. Everything is looked at before anything is kept; stopped
/// anywhere, it may be called again with the same.
pub fn restore(store: &dyn Store, backup: &Backup, root: &RootKey, terms: &Terms<'_>) -> Result<Restored> {
    let chains = store.chains()?;
    let mut restored = Restored::default();
    let (mut rows, mut fates) = (Vec::new(), Vec::new());
    for kept in backup.devices() {
        let device = backup.device(kept)?;
        if let Some(there) = store.device(kept.environment, &kept.name)? {
            match there.open(root).is_ok_and(|there| there.id() == device.id()) {
                true => restored.there.push(kept.name.clone()),
                false => return Err(Error::new(Code::DeviceKnown).found(&kept.name)),
            }
            continue;
        }
        let fate = fate(store, &chains, backup, &device, terms)?;
        rows.push(Kept::of(&device, root, 1, terms.now)?);
        fates.push((device, fate));
    }
    for (device, fate) in &fates {
        settle(store, device, fate, terms)?;
        if matches!(fate, Fate::Aside(_)) {
            restored.set_aside.push(device.name().to_owned());
        }
        restored.devices.push(device.name().to_owned());
    }
    if !rows.is_empty() {
        store.note(&Entry {
            at: terms.now,
            actor: terms.by.to_owned(),
            action: "backup_restoring",
            place: None,
            detail: format!("{} {} {}", backup.root().id(), backup.made().unix_ms(), rows.len()),
        })?;
        store.keep(&rows, terms.by, "device_restored")?;
    }
    Ok(restored)
}

/// The chain first: a device without its chain would begin one at 1.
fn settle(store: &dyn Store, device: &Device, fate: &Fate, terms: &Terms<'_>) -> Result<()> {
    let (start, aside) = match fate {
        Fate::None | Fate::GoesOn => return Ok(()),
        Fate::Begins(start) => (*start, false),
        Fate::Aside(start) => (*start, true),
    };
    let chain = store.begin(&NewChain::of(device.production()?, device.name(), start)?, terms.now)?;
    if aside {
        store.set_state(chain.id, ChainState::Quarantined, terms.by, terms.now)?;
    }
    Ok(())
}

fn fate(store: &dyn Store, chains: &[Chain], backup: &Backup, device: &Device, terms: &Terms<'_>) -> Result<Fate> {
    let Ok(production) = device.production() else {
        return Ok(Fate::None);
    };
    let (environment, certificate) = (production.environment(), production.certificate().text());
    let head = backup.head(environment, certificate);
    let same = |chain: &&Chain| chain.made.environment == environment && chain.made.certificate == certificate;
    if let Some(chain) = chains.iter().find(same)
        && (chain.made.device != device.name() || store.last(chain.id)?.is_some())
    {
        return goes_on(store, chain, device, head);
    }
    let wanted = wanted(device, head, terms)?;
    // One that begins here already, of a call that was stopped half way, must begin where this one says.
    let begun = chains.iter().find(same).map(|chain| chain.made.start);
    match (begun, &wanted) {
        (Some(begun), Fate::Begins(start) | Fate::Aside(start)) if begun != *start => {
            Err(Error::new(Code::RestoreDiffers).found(device.name()))
        }
        _ => Ok(wanted),
    }
}

/// A chain that is in the ledger, with documents.
fn goes_on(store: &dyn Store, chain: &Chain, device: &Device, head: Option<&Head>) -> Result<Fate> {
    let behind = || Err(Error::new(Code::RestoreBehind).found(device.name()));
    if chain.made.device != device.name() {
        return Err(Error::new(Code::AdoptTwice).found(&chain.made.device));
    }
    let Some(last) = head.and_then(|head| head.last) else {
        return Ok(Fate::GoesOn);
    };
    let there = store.documents(chain.id, last.counter - 1, 1)?;
    let there = there.first().is_some_and(|document| document.link() == last);
    match there || begins_after(chain.made.start, &last) {
        true => Ok(Fate::GoesOn),
        false => behind(),
    }
}

/// What was said of a chain that is not in the ledger.
fn wanted(device: &Device, head: Option<&Head>, terms: &Terms<'_>) -> Result<Fate> {
    let full = format!("{}/{}", device.endpoint().environment().as_str(), device.name());
    let named = |name: &String| *name == full || name == device.name();
    let stated = terms.stated.iter().find(|(name, _)| named(name)).map(|(_, last)| *last);
    let known: Option<Link> = head.and_then(|head| head.last);
    let alive = head.is_none_or(|head| head.state == ChainState::Active);
    let differs = || Err(Error::new(Code::RestoreDiffers).found(device.name()));
    match (stated, known) {
        _ if !alive => Ok(Fate::Aside(after(known.as_ref())?)),
        (None, _) if terms.set_aside => Ok(Fate::Aside(after(known.as_ref())?)),
        (None, _) => Err(Error::new(Code::RestoreUnstated).found(device.name())),
        (Some(Last::Nothing), None) => Ok(Fate::Begins(Start::NEW)),
        // The backup itself knows of a later one.
        (Some(Last::Nothing), Some(_)) => differs(),
        (Some(Last::Document(last)), Some(known)) if last.counter < known.counter => differs(),
        (Some(Last::Document(last)), Some(known)) if last.counter == known.counter && last != known => differs(),
        (Some(Last::Document(last)), _) => Ok(Fate::Begins(Start::after(&last)?)),
    }
}
