//! The developer portal's fixed answers: the same certificate for everybody, the same cleared document, no memory, no gate.
//!
//! They are the authority's and not ours to hand on, so they are read from the OpenAPI files that it publishes, out of a folder
//! that the user names.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::error::{Code, Error, Result};
use crate::gateway::Secret;
use crate::seal::Certificate;

const CLEARANCE: &str = "clearance-api_openapi.json";
const RENEWAL: &str = "renewal-api_openapi.json";
/// The number of the request that the fixed certificate is said to be from, and of those before it.
pub(super) const PRODUCTION_REQUEST: i64 = 1_642_424_139_872;
pub(super) const COMPLIANCE_REQUEST: i64 = 1_234_567_890_123;

#[derive(Debug)]
pub(super) struct Canned {
    /// What everybody gets for real documents.
    pub(super) production: Login,
    /// What a renewal must come with.
    pub(super) current: Login,
    /// The bodies of the renewal's answers.
    pub(super) renewed: Vec<u8>,
    pub(super) again: Vec<u8>,
    /// What every cleared document comes back as.
    pub(super) cleared: Vec<u8>,
}

/// User name and password out of a description.
#[derive(Debug, Clone)]
pub(super) struct Login {
    pub(super) token: String,
    pub(super) secret: Secret,
    pub(super) certificate: Certificate,
}

impl Canned {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let clearance = File::read(folder, CLEARANCE)?;
        let renewal = File::read(folder, RENEWAL)?;
        let patch = "/paths/~1production~1csids/patch/responses";
        let body = "content/application~1json/example";
        let cleared =
            "/paths/~1invoices~1clearance~1single/post/responses/200/content/application~1json/examples/cleared/value";
        let cleared = clearance.text(&format!("{cleared}/clearedInvoice"))?;
        let again = renewal.value(&format!("{patch}/428/{body}"))?;
        Ok(Canned {
            production: clearance.login()?,
            current: renewal.login()?,
            renewed: renewal.bytes(renewal.value(&format!("{patch}/200/{body}"))?)?,
            // The file wraps this one once more, which is a slip.
            again: renewal.bytes(again.get("value").unwrap_or(again))?,
            cleared: STANDARD.decode(cleared).map_err(|_| clearance.fail())?,
        })
    }
}

struct File {
    name: &'static str,
    value: Value,
}

impl File {
    fn read(folder: &Path, name: &'static str) -> Result<Self> {
        let fail = || Error::new(Code::SimulatorCanned).found(name);
        let bytes = std::fs::read(folder.join(name)).map_err(|_| fail())?;
        let value = serde_json::from_slice(&bytes).map_err(|_| fail())?;
        Ok(File { name, value })
    }

    fn fail(&self) -> Error {
        Error::new(Code::SimulatorCanned).found(self.name)
    }

    fn value(&self, pointer: &str) -> Result<&Value> {
        self.value.pointer(pointer).ok_or_else(|| self.fail())
    }

    fn text(&self, pointer: &str) -> Result<&str> {
        self.value(pointer)?.as_str().ok_or_else(|| self.fail())
    }

    fn bytes(&self, value: &Value) -> Result<Vec<u8>> {
        serde_json::to_vec(value).map_err(|_| self.fail())
    }

    /// The description of the login holds its two parts, each after its name.
    fn login(&self) -> Result<Login> {
        let text = self.text("/components/securitySchemes/BasicAuth/description")?;
        let after = |names: &[&str]| {
            let found = names.iter().find_map(|name| text.split_once(name));
            found.and_then(|(_, rest)| rest.split_whitespace().next())
        };
        let token = after(&["Username:", "Usrename:"]).ok_or_else(|| self.fail())?;
        let secret = after(&["Password:"]).ok_or_else(|| self.fail())?;
        let certificate = Certificate::parse(token.as_bytes()).map_err(|_| self.fail())?;
        Ok(Login {
            token: token.to_owned(),
            secret: Secret::new(secret),
            certificate,
        })
    }
}
