//! Sealing of keys and secrets at rest.
//!
//! Every secret is encrypted under a key of its own (AES-256-GCM), and that key under the root key, so that a new root key means
//! wrapping small keys again and nothing else. What is sealed is bound to a [`Label`]: the device, its environment, what it is,
//! in which version, and whatever stands beside it in the clear. Moved to another place, it does not open.
//!
//! | module | what it does |
//! |---|---|
//! | [`root`] | where the root key is: a file that is its owner's alone, or a variable |
//! | [`disk`] | files that are their owner's alone, written whole or not at all, and locks |

pub mod disk;
pub mod root;
mod source;

use std::fmt;

use aes_gcm::aead::AeadInOut as _;
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::error::{Code, Error, Result};
use crate::gateway::Environment;

pub use source::Vault;

/// How sealed data is laid out.
const VERSION: u32 = 1;
const KEY: usize = 32;
const NONCE: usize = 12;
#[cfg(feature = "generate")]
const TAG: usize = 16;

/// The key that all others are wrapped with. Wiped when dropped, never shown.
pub struct RootKey {
    bytes: Zeroizing<[u8; KEY]>,
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
        let fixed: [u8; KEY] = bytes.try_into().map_err(|_| Error::new(Code::RootKeyFormat))?;
        let bytes = Zeroizing::new(fixed);
        // A name for the key, of which nothing follows for the key itself.
        let mut hash = Sha256::new();
        hash.update(b"khatm root key\0");
        hash.update(bytes.as_slice());
        let id = crate::seal::cert::hex(&hash.finalize()[..8]);
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
        Self::new(random::<KEY>()?.as_slice())
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
        let data_key = random::<KEY>()?;
        Ok(Sealed {
            version: VERSION,
            root_key: self.id.clone(),
            key: STANDARD.encode(encrypt(
                &self.bytes,
                &*random::<NONCE>()?,
                &label.bytes(Part::Key),
                data_key.as_slice(),
            )?),
            data: STANDARD.encode(encrypt(
                &data_key,
                &*random::<NONCE>()?,
                &label.bytes(Part::Data),
                secret,
            )?),
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
        let data_key = decrypt(&self.bytes, &label.bytes(Part::Key), &read(&sealed.key)?)?;
        let data_key = Zeroizing::new(<[u8; KEY]>::try_from(data_key.as_slice()).map_err(|_| changed())?);
        decrypt(&data_key, &label.bytes(Part::Data), &read(&sealed.data)?)
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

#[cfg(feature = "generate")]
fn random<const N: usize>() -> Result<Zeroizing<[u8; N]>> {
    let mut bytes = Zeroizing::new([0u8; N]);
    getrandom::fill(bytes.as_mut_slice()).map_err(|_| Error::new(Code::NoRandomness))?;
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
