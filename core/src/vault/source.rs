//! Where the root key comes from, for a host that opens a store.

use std::fmt;
use std::sync::Arc;

use super::{RootKey, root};
use crate::error::Result;

/// What opens the seals of a store. Copies share the key.
#[derive(Clone)]
pub struct Vault(Arc<RootKey>);

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(redacted)")
    }
}

impl Vault {
    /// The key itself.
    pub fn from_key(key: RootKey) -> Self {
        Vault(Arc::new(key))
    }

    /// The key where the environment of this process says that it is: see [`root`].
    pub fn from_environment() -> Result<Self> {
        root::find(|name| std::env::var_os(name)).map(Self::from_key)
    }

    /// The key.
    pub fn key(&self) -> Result<Arc<RootKey>> {
        Ok(self.0.clone())
    }
}
