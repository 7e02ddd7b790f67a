//! A root key that its host wraps: a phone's key store holds a key that never leaves it, and wraps ours with that, because it cannot hold
//! keys on secp256k1 itself. The wrapped key lies in a file, worth nothing elsewhere.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{RootKey, Vault, disk};
use crate::error::{Code, Error, Result};

/// The first line of the file.
const HEAD: &str = "khatm root key, wrapped by its host, 1";

/// Who wraps a key, and unwraps it. It may be called from any thread, and must not use the ledger that calls it.
pub trait Wraps: Send + Sync {
    /// Wraps the bytes of a key.
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>>;

    /// Unwraps what [`wrap`](Self::wrap) gave.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>>;
}

/// A root key in a file, wrapped.
#[derive(Clone)]
pub struct Wrapped {
    file: PathBuf,
    host: Arc<dyn Wraps>,
}

impl Wrapped {
    /// The one in this file, which need not be there yet.
    pub fn new(file: impl Into<PathBuf>, host: Arc<dyn Wraps>) -> Self {
        Wrapped {
            file: file.into(),
            host,
        }
    }

    /// Where it is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Asks for the key when it is first needed.
    pub fn vault(&self) -> Vault {
        let wrapped = self.clone();
        Vault::from_callback(Arc::new(move || wrapped.read()))
    }

    /// Makes a key where there is none; true if it did. One that cannot be unwrapped again is not taken: what would be sealed under it
    /// could never be opened.
    #[cfg(feature = "generate")]
    pub fn make(&self) -> Result<bool> {
        if self.file.try_exists().unwrap_or(true) {
            return Ok(false);
        }
        let key = RootKey::generate()?;
        let wrapped = self.host.wrap(key.bytes.as_slice())?;
        if self.open(&wrapped)?.id() != key.id() {
            return Err(self.named(Error::new(Code::RootKeyWrap)));
        }
        let text = format!("{HEAD}\n{}\n", STANDARD.encode(&wrapped));
        disk::make_folder(&self.file)
            .and_then(|()| disk::create(&self.file, text.as_bytes(), Code::FileBusy))
            .map_err(|error| self.named(error))?;
        Ok(true)
    }

    fn read(&self) -> Result<RootKey> {
        if let Ok(false) = self.file.try_exists() {
            return Err(self.named(Error::new(Code::RootKeyAbsent)));
        }
        let bytes = disk::read(&self.file).map_err(|error| self.named(error))?;
        let text = std::str::from_utf8(&bytes).ok();
        let wrapped = text
            .and_then(|text| text.strip_prefix(HEAD)?.strip_prefix('\n'))
            .and_then(|text| STANDARD.decode(text.trim_ascii_end()).ok());
        let wrapped = wrapped.ok_or_else(|| self.named(Error::new(Code::RootKeyWrap)))?;
        self.open(&wrapped)
    }

    fn open(&self, wrapped: &[u8]) -> Result<RootKey> {
        let key = self.host.unwrap(wrapped)?;
        // Another length is none of a key of ours.
        RootKey::new(&key).map_err(|_| self.named(Error::new(Code::RootKeyWrap)))
    }

    fn named(&self, error: Error) -> Error {
        error.at(self.file.display().to_string())
    }
}

#[cfg(all(test, feature = "generate"))]
mod tests {
    use super::*;

    /// Turns every bit around, or something else.
    struct Host(fn(&[u8]) -> Vec<u8>);

    impl Wraps for Host {
        fn wrap(&self, key: &[u8]) -> Result<Vec<u8>> {
            Ok(key.iter().map(|byte| !byte).collect())
        }

        fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
            Ok(Zeroizing::new(self.0(wrapped)))
        }
    }

    fn turned(bytes: &[u8]) -> Vec<u8> {
        bytes.iter().map(|byte| !byte).collect()
    }

    fn place(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("khatm-wrapped-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder.join("root.key")
    }

    #[test]
    fn a_key_is_made_once_and_lies_there_wrapped() {
        let file = place("once");
        let wrapped = Wrapped::new(&file, Arc::new(Host(turned)));
        assert_eq!(wrapped.vault().key().unwrap_err().code(), Code::RootKeyAbsent);
        assert!(wrapped.make().unwrap());
        let key = wrapped.vault().key().unwrap();
        assert!(!wrapped.make().unwrap());
        assert_eq!(wrapped.vault().key().unwrap().id(), key.id());
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(!text.contains(&*key.to_base64()), "the key lies there in the clear");
        for bad in ["", "khatm", &text[1..], &format!("{HEAD}\n!!\n")] {
            std::fs::write(&file, bad).unwrap();
            assert_eq!(wrapped.vault().key().unwrap_err().code(), Code::RootKeyWrap, "{bad}");
        }
        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }

    #[test]
    fn a_key_that_does_not_come_back_is_not_made() {
        for host in [
            Host(|_| vec![7; 32]),
            Host(|_| vec![7; 31]),
            Host(|_| vec![]),
            Host(<[u8]>::to_vec),
        ] {
            let file = place("lost");
            let made = Wrapped::new(&file, Arc::new(host)).make();
            assert_eq!(made.unwrap_err().code(), Code::RootKeyWrap);
            assert!(!file.exists());
        }
    }
}
