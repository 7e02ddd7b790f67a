//! Sealing of keys and secrets at rest.
//!
//! Every secret is encrypted under a key of its own (AES-256-GCM), and that key under the root key, so that a new root key means
//! wrapping small keys again and nothing else. What is sealed is bound to a [`Label`]: the device, its environment, what it is,
//! in which version, and whatever stands beside it in the clear. Moved to another place, it does not open.
//!
//! | module | what it does |
//! |---|---|
//! | [`source`] | [`Vault`]: where the root key comes from, for a host |
//! | [`rotate`](mod@rotate) | a new root key: every device of a store sealed anew |
//! | [`backup`] | the root key and all devices in one file, sealed with a pass phrase |
//! | [`restore`](mod@restore) | devices put back from there, and what becomes of their chains |
//! | [`phrase`] | the pass phrase, and the key that is made of it |
//! | [`wrapped`] | the root key in a file, wrapped by a phone's key store |
//! | [`root`] | where the root key is: a file that is its owner's alone, a variable, or what a program says |
//! | [`disk`] | files that are their owner's alone, written whole or not at all, and locks |

#[cfg(feature = "generate")]
pub mod backup;
mod command;
pub mod disk;
#[cfg(feature = "generate")]
pub mod phrase;
#[cfg(feature = "generate")]
pub mod restore;
pub mod root;
#[cfg(feature = "generate")]
pub mod rotate;
pub mod source;
pub mod wrapped;

use std::fmt;

use aes_gcm::aead::AeadInOut as _;
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};
use crate::gateway::Environment;
use crate::seal::wipe;

pub use source::Vault;

/// How sealed data is laid out.
const VERSION: u32 = 1;
const KEY: usize = 32;
const NONCE: usize = 12;
#[cfg(feature = "generate")]
const TAG: usize = 16;

/// The key that all others are wrapped with. Wiped when dropped, never shown. Its bytes have one place in memory: who moves it moves
/// a pointer.
pub struct RootKey {
    bytes: Box<Zeroizing<[u8; KEY]>>,
    id: String,
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootKey({}, redacted)", self.id)
    }
}

impl RootKey {
    /// Takes the 32 bytes themselves.
    pub fn new(bytes: &[u8]) -> Result<Self> {
        if bytes.len() != KEY {
            return Err(Error::new(Code::RootKeyFormat));
        }
        let mut own = Box::new(Zeroizing::new([0; KEY]));
        own.copy_from_slice(bytes);
        let bytes = own;
        // A name for the key, of which nothing follows for the key itself.
        let mut hash = Sha256::new();
        hash.update(b"khatm root key\0");
        wipe::after(|| hash.update(bytes.as_slice()));
        let id = crate::seal::cert::hex(&wipe::after(|| hash.finalize())[..8]);
        Ok(RootKey { bytes, id })
    }

    /// Reads base64 of the 32 bytes. White space around it does not count.
    pub fn parse(text: &[u8]) -> Result<Self> {
        let fail = || Error::new(Code::RootKeyFormat);
        let mut bytes = Zeroizing::new([0u8; KEY + 4]);
        let length = STANDARD
            .decode_slice(text.trim_ascii(), bytes.as_mut_slice())
            .map_err(|_| fail())?;
        Self::new(&bytes[..length])
    }

    /// Makes a new one from the system's randomness.
    #[cfg(feature = "generate")]
    pub fn generate() -> Result<Self> {
        Self::new(random_key()?.as_slice())
    }

    /// One line of base64: what a root key's file holds.
    pub fn to_base64(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(vec![0; KEY.div_ceil(3) * 4]);
        let written = STANDARD.encode_slice(self.bytes.as_slice(), &mut text);
        debug_assert_eq!(written.ok(), Some(text.len()));
        // With room for the end of the line: a text that grows leaves the key behind in its old place.
        let mut out = Zeroizing::new(String::with_capacity(text.len() + 1));
        out.extend(text.iter().map(|&byte| char::from(byte)));
        out
    }

    /// A name for the key. It gives nothing of the key away.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Seals a secret. The same secret sealed twice looks different each time.
    #[cfg(feature = "generate")]
    pub fn seal(&self, label: &Label<'_>, secret: &[u8]) -> Result<Sealed> {
        let data_key = random_key()?;
        let seal = |key: &[u8; KEY], part, secret: &[u8]| {
            wipe::after(|| encrypt(key, &random_nonce()?, &label.bytes(part), secret))
                .map(|sealed| STANDARD.encode(sealed))
        };
        Ok(Sealed {
            version: VERSION,
            root_key: self.id.clone(),
            key: seal(&self.bytes, Part::Key, data_key.as_slice())?,
            data: seal(&data_key, Part::Data, secret)?,
        })
    }

    /// Opens what was sealed under this key and with this label, and nothing else.
    pub fn open(&self, label: &Label<'_>, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>> {
        if sealed.version != VERSION {
            return Err(Error::new(Code::SealedVersion).found(&sealed.version.to_string()));
        }
        if sealed.root_key != self.id {
            return Err(Error::new(Code::SealedOtherKey));
        }
        let changed = || Error::new(Code::SealedChanged);
        let read = |text: &str| STANDARD.decode(text).map_err(|_| changed());
        let open = |key: &[u8; KEY], part, sealed: &[u8]| wipe::after(|| decrypt(key, &label.bytes(part), sealed));
        let data_key = open(&self.bytes, Part::Key, &read(&sealed.key)?)?;
        let data_key: &[u8; KEY] = data_key.as_slice().try_into().map_err(|_| changed())?;
        open(data_key, Part::Data, &read(&sealed.data)?)
    }
}

/// What a secret is and where it belongs. It is not stored with it, but made anew from the place where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Label<'l> {
    /// Whose it is: the device's own identifier.
    pub device: &'l str,
    /// The environment that it is for.
    pub environment: Environment,
    /// What it is.
    pub purpose: &'l str,
    /// In which form it is written.
    pub version: u32,
    /// What stands beside it in the clear, and must be as it was.
    pub beside: &'l [u8],
}

#[derive(Clone, Copy)]
enum Part {
    Key,
    Data,
}

impl Label<'_> {
    /// Each part with its length in front: no two labels give the same bytes.
    fn bytes(&self, part: Part) -> Vec<u8> {
        let version = self.version.to_be_bytes();
        let beside = Sha256::digest(self.beside);
        let part: &[u8] = match part {
            Part::Key => b"key",
            Part::Data => b"data",
        };
        let parts: [&[u8]; 7] = [
            b"khatm vault 1",
            part,
            self.device.as_bytes(),
            self.environment.as_str().as_bytes(),
            self.purpose.as_bytes(),
            &version,
            &beside,
        ];
        let mut out = Vec::new();
        for part in parts {
            out.extend_from_slice(&(part.len() as u64).to_be_bytes());
            out.extend_from_slice(part);
        }
        out
    }
}

/// A sealed secret, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    version: u32,
    /// The name of the root key.
    root_key: String,
    /// The key of this secret, wrapped: nonce, ciphertext, tag, in base64.
    key: String,
    /// The secret: nonce, ciphertext, tag, in base64.
    data: String,
}

impl Sealed {
    /// The name of the root key that it was sealed under.
    pub fn root_key(&self) -> &str {
        &self.root_key
    }
}

#[cfg(feature = "generate")]
fn random_key() -> Result<Box<Zeroizing<[u8; KEY]>>> {
    let mut bytes = Box::new(Zeroizing::new([0; KEY]));
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| Error::new(Code::NoRandomness))?;
    Ok(bytes)
}

#[cfg(feature = "generate")]
fn random_nonce() -> Result<[u8; NONCE]> {
    let mut bytes = [0; NONCE];
    getrandom::fill(&mut bytes).map_err(|_| Error::new(Code::NoRandomness))?;
    Ok(bytes)
}

fn cipher(key: &[u8; KEY]) -> Aes256Gcm {
    Aes256Gcm::new(key.into())
}

#[cfg(feature = "generate")]
fn encrypt(key: &[u8; KEY], nonce: &[u8; NONCE], label: &[u8], secret: &[u8]) -> Result<Vec<u8>> {
    // Room for all of it at once: a buffer that grows would leave the secret behind in the old one.
    let mut buffer = Vec::with_capacity(secret.len() + TAG);
    buffer.extend_from_slice(secret);
    cipher(key)
        .encrypt_in_place(nonce.into(), label, &mut buffer)
        .map_err(|_| Error::new(Code::SealedChanged))?;
    Ok([nonce.as_slice(), &buffer].concat())
}

fn decrypt(key: &[u8; KEY], label: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
    let changed = || Error::new(Code::SealedChanged);
    let (nonce, rest) = sealed.split_at_checked(NONCE).ok_or_else(changed)?;
    let nonce: &[u8; NONCE] = nonce.try_into().map_err(|_| changed())?;
    let mut buffer = Zeroizing::new(rest.to_vec());
    cipher(key)
        .decrypt_in_place(nonce.into(), label, &mut *buffer)
        .map_err(|_| changed())?;
    Ok(buffer)
}
