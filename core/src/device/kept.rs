//! A device in a store: sealed together with the row that it stands in, and a line of the audit for every use of its key.
//!
//! What is sealed is bound to the device, its environment, and the version and time of the row. Moved to another device's row, to
//! another environment or under another version, it does not open: nobody brings an old state of a device back by copying it
//! forward. (An old state of the whole row, put back as it was, opens: that is what the fence and the audit are for.)
//!
//! A document that was issued is its own record of the key's use. Every other use leaves a line, and so does every use that was
//! refused, on a copy of the store too.

#[cfg(feature = "generate")]
use super::adopt::Last;
use super::{Device, Stage};
#[cfg(feature = "generate")]
use crate::chain::Start;
use crate::error::{Code, Error, Result};
use crate::gateway::Environment;
use crate::gateway::checks::Csid;
use crate::seal::Certificate;
use crate::store::delivery::Entry;
use crate::store::safe::{Kept, Safe};
#[cfg(feature = "generate")]
use crate::store::{NewChain, Store};
use crate::time::Timestamp;
use crate::vault::RootKey;

impl Kept {
    /// A device as this version of its row.
    #[cfg(feature = "generate")]
    pub fn of(device: &Device, root: &RootKey, version: u64, now: Timestamp) -> Result<Self> {
        let mut kept = Kept {
            environment: device.endpoint().environment(),
            name: device.name().to_owned(),
            version,
            saved_at: now,
            file: Vec::new(),
        };
        kept.file = device.write(root, Some(&kept.row()))?;
        Ok(kept)
    }

    /// Opens it: nothing of the row, and nothing in the clear beside the secrets, may be other than it was when it was sealed.
    pub fn open(&self, root: &RootKey) -> Result<Device> {
        let named = |error: Error| match error.code() {
            Code::DeviceFileChanged => Error::new(Code::DeviceMoved).found(&self.name),
            _ => error,
        };
        let device = Device::read(&self.file, root, Some(&self.row())).map_err(named)?;
        // Sealed by us, and still not this row's: then the row was never written by us.
        match device.name() == self.name && device.endpoint().environment() == self.environment {
            true => Ok(device),
            false => Err(Error::new(Code::DeviceMoved).found(&self.name)),
        }
    }

    /// The name of the root key that it is sealed under.
    pub fn sealed_under(&self) -> Result<String> {
        super::file::sealed_under(&self.file)
    }

    /// Where it stands, and its certificate, as the clear part of the row says: for people to look at.
    pub fn in_the_clear(&self) -> Result<(Stage, Option<(Csid, Certificate)>)> {
        super::file::in_the_clear(&self.file)
    }

    /// The columns of the row, each with its length in front.
    fn row(&self) -> Vec<u8> {
        let (version, saved) = (self.version.to_be_bytes(), self.saved_at.unix_ms().to_be_bytes());
        let columns: [&[u8]; 4] = [
            self.environment.as_str().as_bytes(),
            self.name.as_bytes(),
            &version,
            &saved,
        ];
        let mut out = Vec::new();
        for column in columns {
            out.extend_from_slice(&(column.len() as u64).to_be_bytes());
            out.extend_from_slice(column);
        }
        out
    }
}

/// What a device's key is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// Documents are stamped with it.
    Issue,
    /// Its credential proves who sends documents.
    Deliver,
    /// A certificate request is signed with it.
    Request,
    /// Its onboarding goes on: the documents of the set are stamped with it.
    Onboard,
    /// It is sealed anew under another root key.
    Rotate,
    /// It is written into a backup.
    Back,
}

impl Use {
    /// The name in the audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Use::Issue => "issue",
            Use::Deliver => "deliver",
            Use::Request => "request",
            Use::Onboard => "onboard",
            Use::Rotate => "rotate",
            Use::Back => "backup",
        }
    }
}

/// Whose key is used, by whom and when.
#[derive(Debug, Clone, Copy)]
pub struct Who<'w> {
    /// The device's environment.
    pub environment: Environment,
    /// Its name.
    pub device: &'w str,
    /// Who uses it: a program or a person.
    pub by: &'w str,
    /// When.
    pub now: Timestamp,
}

impl Who<'_> {
    fn line(&self, action: &'static str, detail: &str) -> Entry {
        Entry {
            at: self.now,
            actor: self.by.to_owned(),
            action,
            place: None,
            detail: format!("{} {detail} {}", self.environment.as_str(), self.device),
        }
    }
}

/// Opens a device of a store. The use is in the audit before the key is out; a refusal is there, too.
pub fn open_noted(store: &(impl Safe + ?Sized), who: &Who<'_>, root: &RootKey, purpose: Use) -> Result<Device> {
    let opened = guarded(store, who, purpose, || {
        let kept = store.device(who.environment, who.device)?;
        let kept = kept.ok_or_else(|| Error::new(Code::DeviceUnknown).found(who.device))?;
        kept.open(root)
    })?;
    if purpose != Use::Issue {
        note_use(store, who, purpose)?;
    }
    Ok(opened)
}

/// Notes that a key is used, where it was open already. It is called before the use.
pub fn note_use(store: &(impl Safe + ?Sized), who: &Who<'_>, purpose: Use) -> Result<()> {
    store.note(&who.line("key_used", purpose.as_str()))
}

/// Runs what needs a key, and notes it if the use was refused.
pub fn guarded<T>(
    store: &(impl Safe + ?Sized),
    who: &Who<'_>,
    purpose: Use,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    work().inspect_err(|error| {
        // What is to be told is the refusal, also where it cannot be noted.
        let _ = note_refused(store, who, purpose, error);
    })
}

/// Notes an error, if it is the refusal of a key's use. True if it was.
pub fn note_refused(store: &(impl Safe + ?Sized), who: &Who<'_>, purpose: Use, error: &Error) -> Result<bool> {
    if !is_refusal(error.code()) {
        return Ok(false);
    }
    let detail = format!("{} {}", purpose.as_str(), error.code().as_str());
    store.note(&who.line("key_refused", &detail)).map(|()| true)
}

/// Whether a key was kept from being used: not that something else went wrong with what was asked.
pub const fn is_refusal(code: Code) -> bool {
    matches!(
        code,
        // It did not open.
        Code::SealedOtherKey
            | Code::SealedChanged
            | Code::SealedVersion
            | Code::DeviceMoved
            | Code::DeviceFile
            | Code::DeviceFileChanged
            | Code::DeviceFileVersion
            | Code::DeviceUnknown
            // It may not stamp, or not now.
            | Code::DeviceNotActive
            | Code::DeviceEnded
            | Code::KeyMismatch
            | Code::IssueCompliance
            | Code::IssueKind
            | Code::IssueAside
            | Code::IssueCertificate
            | Code::IssueClock
            | Code::CertificateEarly
            | Code::CertificateEnded
            // Not from here.
            | Code::CredentialEnvironment
            | Code::CredentialReal
            | Code::CredentialRehearsal
            | Code::FenceUnknown
            | Code::FenceCopied
            | Code::FenceRetired
            | Code::FenceOlder
            | Code::FenceElsewhere
            | Code::WitnessDamaged
            | Code::WitnessFolder
    )
}

/// Makes the certificate request of a device that is kept, with a new key or one that is given, and keeps it as its next version.
#[cfg(feature = "generate")]
pub fn request_noted(
    store: &(impl Safe + ?Sized),
    who: &Who<'_>,
    root: &RootKey,
    key: crate::seal::PrivateKey,
) -> Result<Device> {
    let kept = store.device(who.environment, who.device)?;
    let kept = kept.ok_or_else(|| Error::new(Code::DeviceUnknown).found(who.device))?;
    let mut device = guarded(store, who, Use::Request, || kept.open(root))?;
    device.take_key(key, who.now.moment()?)?;
    let next = Kept::of(&device, root, kept.version + 1, who.now)?;
    guarded(store, who, Use::Request, || store.keep(&[next], who.by, "csr_made"))?;
    Ok(device)
}

/// Takes a device of a file, or one that was just made, into a store: sealed anew for its row there.
///
/// One that is active may have issued before. Its chain goes on where `last` says, and is begun here at once: without that, its
/// first document here would take the counter 1 for a second time.
#[cfg(feature = "generate")]
pub fn import(
    store: &dyn Store,
    device: &Device,
    root: &RootKey,
    last: Option<Last>,
    by: &str,
    now: Timestamp,
) -> Result<Kept> {
    if let Ok(production) = device.production() {
        let (environment, certificate) = (production.environment(), production.certificate().text());
        if store.device(environment, device.name())?.is_some() {
            return Err(Error::new(Code::DeviceKnown).found(device.name()));
        }
        let chains = store.chains()?;
        let mut same = chains
            .iter()
            .filter(|chain| chain.made.environment == environment && chain.made.certificate == certificate);
        if let Some(other) = same.clone().find(|chain| chain.made.device != device.name()) {
            return Err(Error::new(Code::AdoptTwice).found(&other.made.device));
        }
        let start = match last {
            Some(Last::Nothing) => Start::NEW,
            Some(Last::Document(link)) => Start::after(&link)?,
            None => return Err(Error::new(Code::ImportLast).found(device.name())),
        };
        // One of a call that was stopped half way must begin where this one says.
        if same.any(|chain| chain.made.start != start) {
            return Err(Error::new(Code::AdoptTwice).found(device.name()));
        }
        store.begin(&NewChain::of(production, device.name(), start)?, now)?;
    }
    put(store, device, root, by, "device_imported", now)
}

/// The first version of a device's row.
#[cfg(feature = "generate")]
pub(super) fn put(
    store: &(impl Safe + ?Sized),
    device: &Device,
    root: &RootKey,
    by: &str,
    action: &'static str,
    now: Timestamp,
) -> Result<Kept> {
    let kept = Kept::of(device, root, 1, now)?;
    if store.device(kept.environment, &kept.name)?.is_some() {
        return Err(Error::new(Code::DeviceKnown).found(&kept.name));
    }
    store.keep(std::slice::from_ref(&kept), by, action)?;
    Ok(kept)
}
