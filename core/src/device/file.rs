//! A device as one file: what is public in the clear, its key and secrets sealed, and the one bound to the other.
//!
//! The file is JSON, for people to look at. To change it by hand does not help: everything in the clear goes into the label under
//! which the secrets are sealed, so that a file of which anything was changed does not open.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::set::{Head, Required};
use super::{Compliance, Device, Document, Fate, Keyed, Stage, State};
use crate::error::{Code, Error, Result};
use crate::gateway::{Credential, Csid, Endpoint, Environment, Secret, Standing};
use crate::invoice;
use crate::seal::csr::{Csr, CsrConfig, CsrRequest};
use crate::seal::{Certificate, PrivateKey, Signer as _};
use crate::time::Moment;
use crate::vault::{Label, RootKey, Sealed};

mod store;

pub use store::Store;

/// The form that is written.
pub const VERSION: u32 = 1;
const PURPOSE: &str = "device";
const KEPT: &str = "kept device";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    khatm_device: u32,
    device: Clear,
    sealed: Sealed,
}

/// What everybody may see.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clear {
    id: String,
    name: String,
    environment: Environment,
    standing: Standing,
    base_url: String,
    api_version: String,
    created_at: String,
    changed_at: String,
    state: Stage,
    configuration: CsrConfig,
    seller: Value,
    csr: Option<String>,
    credential: Option<Issued>,
    /// The last document of the set that was made.
    chain: Option<Chain>,
    documents: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Issued {
    csid: Kind,
    request_id: String,
    binary_security_token: String,
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Compliance,
    Production,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chain {
    counter: u64,
    hash: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    document: Required,
    state: Fate,
    counter: u64,
    uuid: String,
    invoice_hash: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    xml: Option<String>,
}

/// Whether bytes are those of a device's file, of whatever version and whether it can be opened or not.
pub fn is_device_file(bytes: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Mark {
        #[serde(rename = "khatm_device")]
        _version: serde::de::IgnoredAny,
    }
    bytes.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<Mark>(bytes).is_ok()
}

/// The name of the root key that a device's file is sealed under.
pub fn sealed_under(bytes: &[u8]) -> Result<String> {
    parse(bytes).map(|file| file.sealed.root_key().to_owned())
}

/// What a device's file says in the clear of where the device stands and of its certificate, the one for real documents or that of
/// its checks. Nothing of it is proved before the file is opened.
pub fn in_the_clear(bytes: &[u8]) -> Result<(Stage, Option<(Csid, Certificate)>)> {
    let clear = parse(bytes)?.device;
    let certificate = clear.credential.map(|issued| {
        let csid = match issued.csid {
            Kind::Compliance => Csid::Compliance,
            Kind::Production => Csid::Production,
        };
        let text = STANDARD.decode(&issued.binary_security_token).ok();
        let text = text.and_then(|text| String::from_utf8(text).ok());
        let text = text.ok_or_else(|| Error::new(Code::CredentialToken))?;
        Ok((csid, Certificate::from_text(&text)?))
    });
    Ok((clear.state, certificate.transpose()?))
}

fn damaged(error: serde_json::Error) -> Error {
    let place = format!("line {}, column {}", error.line(), error.column());
    Error::new(Code::DeviceFile).found(&place)
}

fn parse(bytes: &[u8]) -> Result<File> {
    let value: Value = serde_json::from_slice(bytes).map_err(damaged)?;
    match value.get("khatm_device").map(Value::as_u64) {
        Some(Some(version)) if version == u64::from(VERSION) => {}
        Some(Some(version)) => return Err(Error::new(Code::DeviceFileVersion).found(&version.to_string())),
        _ => return Err(Error::new(Code::DeviceFile)),
    }
    // From the text, not from the value: a name that stands twice is refused here.
    serde_json::from_slice(bytes).map_err(damaged)
}

impl Device {
    /// The device as the bytes of its file, its secrets sealed.
    #[cfg(feature = "generate")]
    pub fn to_file(&self, root: &RootKey) -> Result<Vec<u8>> {
        self.write(root, None)
    }

    /// Reads the bytes of a device's file.
    pub fn from_file(bytes: &[u8], root: &RootKey) -> Result<Self> {
        Self::read(bytes, root, None)
    }

    /// The same for a row of a store: what stands beside it there is sealed with it.
    #[cfg(feature = "generate")]
    pub(super) fn write(&self, root: &RootKey, row: Option<&[u8]>) -> Result<Vec<u8>> {
        let clear = self.clear()?;
        let text = beside(&clear, row).map_err(|_| Error::new(Code::DeviceFile))?;
        let sealed = root.seal(&label(&clear, &text, row), &self.secrets())?;
        let file = File {
            khatm_device: VERSION,
            device: clear,
            sealed,
        };
        let mut bytes = serde_json::to_vec_pretty(&file).map_err(|_| Error::new(Code::DeviceFile))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    pub(super) fn read(bytes: &[u8], root: &RootKey, row: Option<&[u8]>) -> Result<Self> {
        let File { device, sealed, .. } = parse(bytes)?;
        let text = beside(&device, row).map_err(damaged)?;
        let secrets = root
            .open(&label(&device, &text, row), &sealed)
            .map_err(|error| match error.code() {
                Code::SealedChanged => Error::new(Code::DeviceFileChanged),
                _ => error,
            })?;
        device.restore(&secrets)
    }

    #[cfg(feature = "generate")]
    fn clear(&self) -> Result<Clear> {
        let moment = |at: Moment| format!("{at}+03:00");
        let issued = |csid, credential: &Credential| Issued {
            csid,
            request_id: credential.request_id().to_owned(),
            binary_security_token: credential.token().to_owned(),
        };
        let (credential, chain) = match &self.state {
            State::Checking(compliance) | State::Certifying(compliance) => {
                let chain = Chain {
                    counter: compliance.head.counter,
                    hash: compliance.head.hash.clone(),
                };
                (Some(issued(Kind::Compliance, &compliance.credential)), Some(chain))
            }
            State::Active { production, .. } => (Some(issued(Kind::Production, production)), None),
            _ => (None, None),
        };
        let documents = self.documents().iter().map(|document| Entry {
            document: document.required,
            state: document.fate,
            counter: document.counter,
            uuid: document.uuid.clone(),
            invoice_hash: document.hash.clone(),
            xml: document.xml.as_ref().map(|xml| STANDARD.encode(xml)),
        });
        Ok(Clear {
            id: self.id.clone(),
            name: self.name.clone(),
            environment: self.endpoint.environment(),
            standing: self.endpoint.standing(),
            base_url: self.endpoint.base().to_owned(),
            api_version: self.endpoint.version().to_owned(),
            created_at: moment(self.created),
            changed_at: moment(self.changed),
            state: self.stage(),
            configuration: self.configuration().clone(),
            seller: serde_json::to_value(&self.seller).map_err(|_| Error::new(Code::DeviceFile))?,
            csr: self.csr().map(Csr::pem),
            credential,
            chain,
            documents: documents.collect(),
        })
    }

    #[cfg(feature = "generate")]
    fn secrets(&self) -> zeroize::Zeroizing<Vec<u8>> {
        let key = self.keyed.as_ref().map(|keyed| keyed.key().to_pkcs8());
        let secret = self
            .credential()
            .map(|credential| credential.secret().expose().as_bytes());
        let parts = [
            key.as_ref().map_or(&[][..], |key| key.as_slice()),
            secret.unwrap_or_default(),
        ];
        // Room for all of it at once, so that nothing secret is left where it grew from.
        let mut out = zeroize::Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum()));
        for part in parts {
            let length = u32::try_from(part.len()).unwrap_or(u32::MAX);
            out.extend_from_slice(&length.to_be_bytes());
            out.extend_from_slice(part);
        }
        out
    }
}

/// What stands beside the secrets in the clear: the rest of the file, and the columns of the row that it is kept in.
fn beside(clear: &Clear, row: Option<&[u8]>) -> serde_json::Result<Vec<u8>> {
    let text = serde_json::to_vec(clear)?;
    Ok(match row {
        None => text,
        Some(row) => [&(row.len() as u64).to_be_bytes(), row, &text].concat(),
    })
}

/// The label under which the secrets of a device are sealed.
fn label<'l>(clear: &'l Clear, text: &'l [u8], row: Option<&[u8]>) -> Label<'l> {
    Label {
        device: &clear.id,
        environment: clear.environment,
        // A file put into a row does not open there, nor the other way around.
        purpose: if row.is_some() { KEPT } else { PURPOSE },
        version: VERSION,
        beside: text,
    }
}

/// The key and the credential's secret, in that order; empty where there is none.
fn split(secrets: &[u8]) -> Option<[&[u8]; 2]> {
    let mut rest = secrets;
    let mut part = || {
        let (length, after) = rest.split_at_checked(4)?;
        let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
        let (part, after) = after.split_at_checked(length)?;
        rest = after;
        Some(part)
    };
    Some([part()?, part()?])
}

impl Clear {
    /// The device, of parts that are known to be ours: what does not fit together now was never written by us.
    fn restore(self, secrets: &[u8]) -> Result<Device> {
        let damaged = || Error::new(Code::DeviceFile);
        let [key, secret] = split(secrets).ok_or_else(damaged)?;
        let endpoint = Endpoint::parse(self.environment, &self.base_url)?.with_version(&self.api_version)?;
        if endpoint.standing() != self.standing {
            return Err(damaged());
        }
        let adopted = self.csr.is_none() && self.state == Stage::Active;
        let keyed = match (&self.csr, key.is_empty()) {
            (Some(csr), false) => Some(Keyed {
                csr: Some(Csr::kept(csr)?),
                key: PrivateKey::parse(key)?,
            }),
            (None, false) if adopted => Some(Keyed {
                csr: None,
                key: PrivateKey::parse(key)?,
            }),
            (None, true) => None,
            _ => return Err(damaged()),
        };
        if !adopted {
            CsrRequest::parse(&self.configuration).map_err(|_| damaged())?;
        }
        let credential = match &self.credential {
            Some(issued) => Some(issued.restore(self.environment, secret)?),
            None => None,
        };
        let documents = self.documents.into_iter().map(Entry::restore);
        let documents = documents.collect::<Result<Vec<_>>>()?;
        let head = self.chain.map(|chain| Head {
            counter: chain.counter,
            hash: chain.hash,
        });
        let state = state(self.state, &keyed, credential, documents, head).ok_or_else(damaged)?;
        let seller = serde_json::to_vec(&self.seller).map_err(|_| damaged())?;
        Ok(Device {
            id: self.id,
            name: self.name,
            endpoint,
            configuration: self.configuration,
            seller: invoice::party(&seller)?,
            created: Moment::parse(&self.created_at)?,
            changed: Moment::parse(&self.changed_at)?,
            keyed,
            state,
        })
    }
}

fn state(
    stage: Stage,
    keyed: &Option<Keyed>,
    credential: Option<Credential>,
    documents: Vec<Document>,
    head: Option<Head>,
) -> Option<State> {
    let own = |credential: &Credential| {
        let key = keyed.as_ref().map(|keyed| keyed.key().public_key());
        key == Some(credential.certificate().public_key())
    };
    let fits = credential.as_ref().is_none_or(own) && keyed.is_some() == (stage != Stage::Draft);
    let compliance = |credential: Credential, head| {
        (credential.csid() == Csid::Compliance).then_some(Compliance {
            credential,
            documents: documents.clone(),
            head,
        })
    };
    match (stage, credential, head) {
        _ if !fits => None,
        (Stage::Draft, None, None) => Some(State::Draft),
        (Stage::Keyed, None, None) => Some(State::Keyed),
        (Stage::Asking, None, None) => Some(State::Asking),
        (Stage::Checking, Some(credential), Some(head)) => compliance(credential, head).map(State::Checking),
        (Stage::Certifying, Some(credential), Some(head)) => compliance(credential, head).map(State::Certifying),
        (Stage::Active, Some(production), None) if production.csid() == Csid::Production => {
            Some(State::Active { production, documents })
        }
        _ => None,
    }
}

impl Issued {
    fn restore(&self, environment: Environment, secret: &[u8]) -> Result<Credential> {
        let secret = std::str::from_utf8(secret).map_err(|_| Error::new(Code::DeviceFile))?;
        let csid = match self.csid {
            Kind::Compliance => Csid::Compliance,
            Kind::Production => Csid::Production,
        };
        let token = &self.binary_security_token;
        Credential::parse(environment, csid, token, Secret::new(secret), &self.request_id)
    }
}

impl Entry {
    fn restore(self) -> Result<Document> {
        let xml = self.xml.map(|text| STANDARD.decode(text)).transpose();
        Ok(Document {
            required: self.document,
            fate: self.state,
            counter: self.counter,
            uuid: self.uuid,
            hash: self.invoice_hash,
            xml: xml.map_err(|_| Error::new(Code::DeviceFile))?,
        })
    }
}
