//! What `inspect` says: plain data, the same in every host.

use crate::seal::{Environment, Severity};

/// A certificate request or certificate, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Inspection {
    /// What it is; absent when it is neither, or nothing that can be told.
    pub kind: Option<InspectedKind>,
    /// How it was handed in.
    pub form: Option<InspectedForm>,
    /// True when the environment asked about, or any when none was, has no known reason to refuse it.
    pub valid: bool,
    /// The environments that have no known reason to refuse it.
    pub accepted_by: Vec<Environment>,
    /// The environment that it was made for, as its template or issuer names it.
    pub environment: Option<Environment>,
    /// The kind of key: `secp256k1`, `P-256`, `RSA 2048` and so on.
    pub key: Option<String>,
    /// Whether the signature on it holds.
    pub signature: SignatureState,
    /// What only a certificate has.
    pub certificate: Option<InspectedCertificate>,
    /// Everything that could be decoded, in the order of the file.
    pub fields: Vec<InspectedField>,
    /// What is wrong, each with its cause and the way out.
    pub findings: Vec<InspectionFinding>,
}

/// What a file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum InspectedKind {
    /// A certificate request (PKCS#10).
    Csr,
    /// A certificate (X.509).
    Certificate,
}

/// The clothes in which it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum InspectedForm {
    /// Bare DER.
    Der,
    /// PEM.
    Pem,
    /// One layer of base64 over the DER.
    Base64,
    /// Base64 over the PEM text: the `csr` of the authority's API.
    Base64OfPem,
    /// Base64 over base64: the authority's `binarySecurityToken`.
    Base64OfBase64,
}

/// How the check of a signature ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SignatureState {
    /// It holds.
    Good,
    /// It does not.
    Bad,
    /// It could not be checked: the issuer is not known here, or the algorithm is not used here.
    NotChecked,
}

/// What only a certificate has.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectedCertificate {
    /// Who issued it, as a stamp must spell it.
    pub issuer: Option<String>,
    /// Its serial number, in decimal.
    pub serial: Option<String>,
    /// Valid from, `YYYY-MM-DDTHH:MM:SSZ`.
    pub not_before: Option<String>,
    /// Valid to, likewise.
    pub not_after: Option<String>,
    /// True if an issuing authority that is known here signed it.
    pub known_authority: bool,
    /// What it may be used for, as far as the issuer's name tells.
    pub usage: Option<CertificateKind>,
}

/// The kinds of certificate that a taxpayer's unit gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CertificateKind {
    /// For the compliance check alone (CCSID), in any environment.
    Compliance,
    /// For real invoices (PCSID). The developer portal hands out one such, the same to everybody.
    Production,
    /// For the simulation.
    Simulation,
    /// For the developer portal of earlier years.
    Sandbox,
}

/// One decoded field.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectedField {
    /// Where it stands: `subject.CN`, `alternative_name.UID`, `extension.…`, `attribute.…`.
    pub path: String,
    /// The field of the configuration that it answers to, or else its usual name.
    pub name: String,
    /// Its object identifier, dotted.
    pub oid: Option<String>,
    /// The value; in hex if it is no text.
    pub value: String,
    /// What the text was before it was encoded twice.
    pub repaired: Option<String>,
    /// The string type, or `hex`.
    pub encoding: Option<String>,
}

/// One thing that is wrong with a certificate request or certificate.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InspectionFinding {
    /// How bad it is.
    pub severity: Severity,
    /// The stable code, `KHATM-…`.
    pub code: String,
    /// The field to blame, by its path, or where it would stand.
    pub path: Option<String>,
    /// The byte to blame: of the file for faults in its text, of the DER for faults in that.
    pub offset: Option<u64>,
    /// What is there.
    pub found: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub fix: String,
    /// The environments that refuse it; none for a warning.
    pub environments: Vec<Environment>,
}
