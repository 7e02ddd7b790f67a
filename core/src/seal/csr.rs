//! Certificate requests (CSR): what a taxpayer's unit asks the authority to certify, encoded as the authority's SDK does.
//!
//! A request is proved before it is encoded ([`CsrRequest::parse`]), with every fault at once: the gateway itself answers a
//! bad one with "Invalid-CSR" and no reason.

mod config;
pub(super) mod rules;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use config::CsrConfig;
pub(super) use config::Field;

use super::der::{self, extension, oid, wrap, write};
use super::key::{Curve, Signer, pem};
use crate::error::{Code, Error, Result};
use crate::seal::Severity;

/// One of the authority's three environments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// Real invoices.
    Production,
    /// The rehearsal with real taxpayers' numbers, in the authority's portal.
    Simulation,
    /// The developer portal, which knows no taxpayer.
    Sandbox,
}

impl Environment {
    /// All three.
    pub const ALL: [Environment; 3] = [Environment::Production, Environment::Simulation, Environment::Sandbox];

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Simulation => "simulation",
            Environment::Sandbox => "sandbox",
        }
    }

    /// The certificate template that a request for it names.
    pub const fn template(self) -> &'static str {
        match self {
            Environment::Production => "ZATCA-Code-Signing",
            Environment::Simulation => "PREZATCA-Code-Signing",
            Environment::Sandbox => "TSTZATCA-Code-Signing",
        }
    }

    /// Reads one of the three names, in any case.
    pub fn parse(text: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|environment| environment.as_str().eq_ignore_ascii_case(text.trim()))
            .ok_or_else(|| Error::new(Code::CsrEnvironment).found(text))
    }

    pub(crate) fn of_template(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|environment| environment.template() == name)
    }
}

/// The nine fields of a certificate request, proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrRequest(CsrConfig);

impl CsrRequest {
    /// Proves a configuration, or says everything that is wrong with it. Blanks around values are dropped, as the SDK does.
    pub fn parse(config: &CsrConfig) -> Result<Self, Vec<Error>> {
        let config = config.trimmed();
        let faults: Vec<Error> = rules::check(|field| Some(config.field(field)))
            .into_iter()
            // A certificate with a garbled name works, so a finished one is only remarked on; a new one need not have it.
            .filter(|(severity, fault)| *severity == Severity::Error || fault.code() == Code::CsrMojibake)
            .map(|(_, fault)| fault)
            .collect();
        if faults.is_empty() {
            Ok(CsrRequest(config))
        } else {
            Err(faults)
        }
    }

    /// The fields, without blanks around them.
    pub fn config(&self) -> &CsrConfig {
        &self.0
    }
}

/// A signed certificate request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Csr {
    der: Vec<u8>,
}

impl Csr {
    /// Takes back a request of ours, from the PEM that it was kept as.
    pub(crate) fn kept(pem: &str) -> Result<Self> {
        let der = super::key::unarmour(pem.as_bytes(), &["CERTIFICATE REQUEST"], Code::DeviceFile)?;
        Ok(Csr { der: der.to_vec() })
    }

    /// PKCS#10 in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// As PEM.
    pub fn pem(&self) -> String {
        let mut out = String::new();
        pem(&mut out, "CERTIFICATE REQUEST", &STANDARD.encode(&self.der));
        out
    }

    /// What the gateway takes as `csr`, and what the SDK writes: base64 of the PEM text.
    pub fn api_body(&self) -> String {
        STANDARD.encode(self.pem())
    }
}

/// Makes a certificate request and signs it. The key must be on secp256k1: the authority takes no other.
pub fn request(request: &CsrRequest, environment: Environment, signer: &dyn Signer) -> Result<Csr> {
    let key = signer.public_key();
    if key.curve() != Curve::Secp256k1 {
        return Err(Error::new(Code::CsrKeyCurve).found(key.curve().as_str()));
    }
    let asked = wrap(
        der::SEQUENCE,
        &[
            extension(
                oid::TEMPLATE_NAME,
                false,
                &write(der::UTF8_STRING, environment.template().as_bytes()),
            ),
            extension(
                oid::SUBJECT_ALT_NAME,
                false,
                &wrap(
                    der::SEQUENCE,
                    &[write(0xA4, &name(&request.0, &Field::ALTERNATIVE_NAME))],
                ),
            ),
        ],
    );
    let attribute = wrap(
        der::SEQUENCE,
        &[write(der::OID, oid::EXTENSION_REQUEST), write(der::SET, &asked)],
    );
    let body = wrap(
        der::SEQUENCE,
        &[
            der::integer(&[0]),
            name(&request.0, &Field::SUBJECT),
            key.spki().to_vec(),
            write(0xA0, &attribute),
        ],
    );
    let signature = signer.sign(&body)?.to_der();
    let algorithm = wrap(der::SEQUENCE, &[write(der::OID, oid::ECDSA_SHA256)]);
    let bits = write(der::BIT_STRING, &[vec![0], signature].concat());
    Ok(Csr {
        der: wrap(der::SEQUENCE, &[body, algorithm, bits]),
    })
}

/// A name with these fields, each in a set of its own.
pub(super) fn name(config: &CsrConfig, fields: &[Field]) -> Vec<u8> {
    let sets = fields.iter().map(|&field| {
        let tag = match field {
            Field::CountryName => der::PRINTABLE_STRING,
            _ => der::UTF8_STRING,
        };
        let text = write(tag, config.field(field).as_bytes());
        wrap(der::SET, &[wrap(der::SEQUENCE, &[write(der::OID, field.oid()), text])])
    });
    wrap(der::SEQUENCE, &sets.collect::<Vec<_>>())
}
