//! What the app is asked. Whatever it throws becomes an error that names who threw it; nothing of it ends the process.

use std::sync::Arc;

use khatm::store::witness::Keeps;
use khatm::vault::wrapped::Wraps;
use khatm::{Code, Error, Result};
use zeroize::Zeroizing;

/// What the app throws where it is asked.
#[derive(Debug, uniffi::Error)]
pub enum HostError {
    /// It could not be done.
    Failed {
        /// Why, in the app's words; nothing secret.
        reason: String,
    },
}

impl HostError {
    /// The error for who called us.
    pub(crate) fn told(self, who: &str) -> Error {
        let HostError::Failed { reason } = self;
        Error::new(Code::HostCallback).at(who).found(&reason)
    }

    /// The same without the words of an exception that came of itself: nobody knows what stands in it.
    fn told_of_key(self) -> Error {
        let HostError::Failed { reason } = self;
        let name = reason.split([':', '(']).next().unwrap_or_default();
        Error::new(Code::HostCallback).at("root_key").found(name)
    }
}

impl std::fmt::Display for HostError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let HostError::Failed { reason } = self;
        f.write_str(reason)
    }
}

impl std::error::Error for HostError {}

/// An exception that no one declared.
impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        HostError::Failed { reason: error.reason }
    }
}

/// Wraps the root key with a key that never leaves the phone's key store (Android Keystore, Secure Enclave). It may be called from any
/// thread, and must not use the ledger that calls it.
#[uniffi::export(with_foreign)]
pub trait RootKeyWrapper: Send + Sync {
    /// Wraps 32 bytes. They are a secret: keep no copy.
    fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, HostError>;

    /// Unwraps what `wrap` gave.
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

/// Remembers a line for each ledger, outside of the folder that the ledger is in and of every backup: by it a copy, or an older state, is
/// known for what it is. It may be called from any thread, and must not use the ledger that calls it.
#[uniffi::export(with_foreign)]
pub trait RestoreWitness: Send + Sync {
    /// The line that was kept last for this ledger; nothing if none ever was.
    fn read(&self, ledger: String) -> Result<Option<String>, HostError>;

    /// Keeps a line in the place of the one before: it must be there when this returns.
    fn keep(&self, ledger: String, line: String) -> Result<(), HostError>;
}

/// Knows whether there is a network.
#[uniffi::export(with_foreign)]
pub trait Connectivity: Send + Sync {
    /// Whether there is a way out now. Asked often, so it should answer at once.
    fn is_online(&self) -> Result<bool, HostError>;
}

pub(crate) struct Wrapper(pub(crate) Arc<dyn RootKeyWrapper>);

impl Wraps for Wrapper {
    fn wrap(&self, key: &[u8]) -> Result<Vec<u8>> {
        self.0.wrap(key.to_vec()).map_err(HostError::told_of_key)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let key = RootKeyWrapper::unwrap(&*self.0, wrapped.to_vec());
        key.map(Zeroizing::new).map_err(HostError::told_of_key)
    }
}

pub(crate) struct Memory(pub(crate) Arc<dyn RestoreWitness>);

impl Keeps for Memory {
    fn read(&self, ledger: &str) -> Result<Option<String>> {
        self.0.read(ledger.to_owned()).map_err(|error| error.told("witness"))
    }

    fn keep(&self, ledger: &str, line: &str) -> Result<()> {
        let kept = self.0.keep(ledger.to_owned(), line.to_owned());
        kept.map_err(|error| error.told("witness"))
    }
}
