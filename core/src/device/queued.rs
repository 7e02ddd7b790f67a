//! A one-time password that waits for whoever does the call: sealed under the root key, for one device and one request of it.

use crate::error::{Code, Error, Result};
use crate::gateway::{Environment, Otp};
use crate::time::Timestamp;
use crate::vault::{Label, RootKey, Sealed};

/// What a sealed password is.
const PURPOSE: &str = "one-time password";
const VERSION: u32 = 1;

/// A request to onboard a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// The device's environment.
    pub environment: Environment,
    /// Its name.
    pub device: String,
    /// When it was asked for: what makes one request of another.
    pub asked: Timestamp,
    /// The password, sealed; nothing where none is needed any more, or it went out.
    pub password: Option<Vec<u8>>,
}

impl Queued {
    fn label<'l>(&'l self, asked: &'l [u8; 8]) -> Label<'l> {
        Label {
            device: &self.device,
            environment: self.environment,
            purpose: PURPOSE,
            version: VERSION,
            beside: asked,
        }
    }

    /// The same with a password, sealed.
    #[cfg(feature = "generate")]
    pub fn with(mut self, password: &Otp, root: &RootKey) -> Result<Self> {
        let asked = self.asked.unix_ms().to_be_bytes();
        let sealed = root.seal(&self.label(&asked), password.expose().as_bytes())?;
        let sealed = serde_json::to_vec(&sealed).expect("plain data with names for keys is always JSON");
        self.password = Some(sealed);
        Ok(self)
    }

    /// The password, if there is one. One that was sealed for another device or another request does not open.
    pub fn open(&self, root: &RootKey) -> Result<Option<Otp>> {
        let changed = || Error::new(Code::SealedChanged).found(&self.device);
        let Some(sealed) = &self.password else {
            return Ok(None);
        };
        let sealed: Sealed = serde_json::from_slice(sealed).map_err(|_| changed())?;
        let asked = self.asked.unix_ms().to_be_bytes();
        let opened = root.open(&self.label(&asked), &sealed)?;
        let text = std::str::from_utf8(&opened).map_err(|_| changed())?;
        Otp::parse(text).map(Some)
    }
}

#[cfg(all(test, feature = "generate"))]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_for_its_own_request_only() {
        let root = RootKey::generate().unwrap();
        let queued = Queued {
            environment: Environment::Simulation,
            device: "TILL-1".to_owned(),
            asked: Timestamp::from_unix_ms(1_790_000_000_000),
            password: None,
        };
        assert_eq!(queued.open(&root).unwrap(), None);
        let own = queued.with(&Otp::parse("123456").unwrap(), &root).unwrap();
        assert_eq!(own.open(&root).unwrap().unwrap().expose(), "123456");
        let bytes = own.password.clone().unwrap();
        assert!(!bytes.windows(6).any(|six| six == b"123456"));
        let others = [
            Queued {
                device: "TILL-2".to_owned(),
                ..own.clone()
            },
            Queued {
                environment: Environment::Production,
                ..own.clone()
            },
            Queued {
                asked: own.asked.plus_ms(1),
                ..own.clone()
            },
            Queued {
                password: Some(b"123456".to_vec()),
                ..own.clone()
            },
        ];
        for other in others {
            assert_eq!(other.open(&root).unwrap_err().code(), Code::SealedChanged);
        }
        assert_eq!(
            own.open(&RootKey::generate().unwrap()).unwrap_err().code(),
            Code::SealedOtherKey
        );
    }
}
