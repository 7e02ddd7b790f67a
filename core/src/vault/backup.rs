//! The root key and all devices in one file, sealed with a pass phrase, for the day on which the machine is gone.
//!
//! The file also says how far each chain was. That is for the restore: a device's chain cannot be continued from a backup, because
//! documents may have been issued after it. Whoever restores without the ledger states the last document of each device from
//! elsewhere (the authority's portal, the last receipt), or sets the chains aside and onboards the devices again.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::phrase::{Making, Phrase};
use super::{KEY, RootKey, decrypt, encrypt, random_nonce};
use crate::chain::{Link, PreviousHash, Start};
use crate::device::Device;
use crate::device::kept::{Use, Who, open_noted};
use crate::error::{Code, Error, Result};
use crate::gateway::Environment;
use crate::seal::cert::hex;
use crate::seal::{InvoiceHash, wipe};
use crate::store::delivery::Entry;
use crate::store::safe::Kept;
use crate::store::{ChainState, Store};
use crate::time::Timestamp;

/// The form that is written.
const VERSION: u32 = 1;

/// A backup that is open: it holds the root key.
#[derive(Debug)]
pub struct Backup {
    root: RootKey,
    made: Timestamp,
    devices: Vec<Kept>,
    heads: Vec<Head>,
}

/// How far a chain was when the backup was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The environment.
    pub environment: Environment,
    /// The device.
    pub device: String,
    /// The chain's certificate.
    pub certificate: String,
    /// What it might do.
    pub state: ChainState,
    /// Its last document, or the one that it began after. Nothing if it was to begin at 1 and had none.
    pub last: Option<Link>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    khatm_backup: u32,
    made_at_ms: i64,
    root_key: String,
    key: Making,
    sealed: String,
    /// Over all of the above: tells damage from a wrong pass phrase.
    sum: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    devices: Vec<DeviceRow>,
    chains: Vec<ChainRow>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeviceRow {
    environment: Environment,
    name: String,
    version: u64,
    saved_at_ms: i64,
    file: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChainRow {
    environment: Environment,
    device: String,
    certificate: String,
    state: ChainState,
    counter: u64,
    hash: Option<String>,
}

impl File {
    /// Everything that is not sealed: what the seal is bound to.
    fn clear(&self) -> Result<Vec<u8>> {
        serde_json::to_vec(&(self.khatm_backup, self.made_at_ms, &self.root_key, &self.key)).map_err(|_| damaged())
    }

    fn sum(&self) -> Result<String> {
        let mut hash = Sha256::new();
        hash.update(self.clear()?);
        hash.update(&self.sealed);
        Ok(hex(&hash.finalize()))
    }
}

fn damaged() -> Error {
    Error::new(Code::BackupDamaged)
}

impl Backup {
    /// Takes everything from a store. A device that does not open under the key stops it: a backup that cannot be restored is none.
    pub fn of(store: &dyn Store, root: &RootKey, by: &str, now: Timestamp) -> Result<Self> {
        let devices = store.devices()?;
        for kept in &devices {
            let who = Who {
                environment: kept.environment,
                device: &kept.name,
                by,
                now,
            };
            open_noted(store, &who, root, Use::Back)?;
        }
        let mut heads = Vec::new();
        for chain in store.chains()? {
            let begun = chain.made.start.first();
            let before = (begun.counter > 1).then(|| Link {
                counter: begun.counter - 1,
                hash: InvoiceHash::from_bytes(*begun.previous_hash.as_bytes()),
            });
            heads.push(Head {
                environment: chain.made.environment,
                device: chain.made.device,
                certificate: chain.made.certificate,
                state: chain.state,
                last: store.last(chain.id)?.or(before),
            });
        }
        Ok(Backup {
            root: RootKey::new(root.bytes.as_slice())?,
            made: now,
            devices,
            heads,
        })
    }

    /// The bytes of the file.
    pub fn seal(&self, phrase: &Phrase) -> Result<Vec<u8>> {
        let rows = self.devices.iter().map(|kept| DeviceRow {
            environment: kept.environment,
            name: kept.name.clone(),
            version: kept.version,
            saved_at_ms: kept.saved_at.unix_ms(),
            file: STANDARD.encode(&kept.file),
        });
        let chains = self.heads.iter().map(|head| ChainRow {
            environment: head.environment,
            device: head.device.clone(),
            certificate: head.certificate.clone(),
            state: head.state,
            counter: head.last.map_or(0, |last| last.counter),
            hash: head.last.map(|last| last.hash.to_string()),
        });
        let content = Content {
            devices: rows.collect(),
            chains: chains.collect(),
        };
        let content = serde_json::to_vec(&content).map_err(|_| damaged())?;
        // The root key in front, as it is: it does not pass through anything that writes text and grows.
        let mut secret = Zeroizing::new(Vec::with_capacity(KEY + content.len()));
        secret.extend_from_slice(self.root.bytes.as_slice());
        secret.extend_from_slice(&content);
        let mut file = File {
            khatm_backup: VERSION,
            made_at_ms: self.made.unix_ms(),
            root_key: self.root.id().to_owned(),
            key: Making::fresh()?,
            sealed: String::new(),
            sum: String::new(),
        };
        let key = file.key.key(phrase)?;
        let clear = file.clear()?;
        file.sealed = STANDARD.encode(wipe::after(|| encrypt(&key, &random_nonce()?, &clear, &secret))?);
        file.sum = file.sum()?;
        let mut bytes = serde_json::to_vec_pretty(&file).map_err(|_| damaged())?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Opens a file. A wrong pass phrase and a file that was changed on purpose look the same: of any other damage it is said.
    pub fn open(bytes: &[u8], phrase: &Phrase) -> Result<Self> {
        let file: File = serde_json::from_slice(bytes).map_err(|_| damaged())?;
        if file.khatm_backup != VERSION {
            return Err(Error::new(Code::SealedVersion).found(&file.khatm_backup.to_string()));
        }
        if file.sum != file.sum()? {
            return Err(damaged());
        }
        let sealed = STANDARD.decode(&file.sealed).map_err(|_| damaged())?;
        let key = file.key.key(phrase)?;
        let clear = file.clear()?;
        let secret = wipe::after(|| decrypt(&key, &clear, &sealed)).map_err(|_| Error::new(Code::BackupPhrase))?;
        let (root, content) = secret.split_at_checked(KEY).ok_or_else(damaged)?;
        let content: Content = serde_json::from_slice(content).map_err(|_| damaged())?;
        let backup = Backup {
            root: RootKey::new(root)?,
            made: Timestamp::from_unix_ms(file.made_at_ms),
            devices: content
                .devices
                .into_iter()
                .map(DeviceRow::read)
                .collect::<Result<_>>()?,
            heads: content.chains.into_iter().map(ChainRow::read).collect::<Result<_>>()?,
        };
        match backup.root.id() == file.root_key {
            true => Ok(backup),
            false => Err(damaged()),
        }
    }

    /// The root key of the time when it was made.
    pub fn root(&self) -> &RootKey {
        &self.root
    }

    /// When it was made.
    pub fn made(&self) -> Timestamp {
        self.made
    }

    /// The devices in it, sealed.
    pub fn devices(&self) -> &[Kept] {
        &self.devices
    }

    /// How far the chains were.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    pub(super) fn head(&self, environment: Environment, certificate: &str) -> Option<&Head> {
        let mut heads = self.heads.iter();
        heads.find(|head| head.environment == environment && head.certificate == certificate)
    }

    pub(super) fn device(&self, kept: &Kept) -> Result<Device> {
        kept.open(&self.root)
    }
}

impl DeviceRow {
    fn read(self) -> Result<Kept> {
        Ok(Kept {
            environment: self.environment,
            name: self.name,
            version: self.version,
            saved_at: Timestamp::from_unix_ms(self.saved_at_ms),
            file: STANDARD.decode(self.file).map_err(|_| damaged())?,
        })
    }
}

impl ChainRow {
    fn read(self) -> Result<Head> {
        let last = match self.hash {
            None => None,
            Some(hash) => Some(Link {
                counter: self.counter,
                hash: InvoiceHash::parse(&hash).ok_or_else(damaged)?,
            }),
        };
        Ok(Head {
            environment: self.environment,
            device: self.device,
            certificate: self.certificate,
            state: self.state,
            last,
        })
    }
}

/// Notes that a backup was made: which root key is in it, and how many devices.
pub fn note(store: &dyn Store, backup: &Backup, by: &str) -> Result<()> {
    store.note(&Entry {
        at: backup.made,
        actor: by.to_owned(),
        action: "backup_made",
        place: None,
        detail: format!("{} {}", backup.root.id(), backup.devices.len()),
    })
}

/// Where a chain goes on after the last document, if there was one.
pub(super) fn after(last: Option<&Link>) -> Result<Start> {
    last.map_or(Ok(Start::NEW), Start::after)
}

/// Whether a start is that of a chain whose last document was this.
pub(super) fn begins_after(start: Start, last: &Link) -> bool {
    let first = start.first();
    first.counter == last.counter + 1 && first.previous_hash == PreviousHash::from(last.hash)
}
