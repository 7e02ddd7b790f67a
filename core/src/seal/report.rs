//! What `verify` says: plain data, the same in every host.

pub use crate::error::Severity;
use crate::error::{Code, Language, Place};
pub use crate::ubl::Profile;

/// What a document turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Verification {
    /// True when no check failed: every finding, if any, is a warning.
    pub valid: bool,
    /// Standard (cleared) or simplified (reported); absent when the document does not say.
    pub profile: Option<Profile>,
    /// The invoice number (BT-1).
    pub number: Option<String>,
    /// The document's UUID (KSA-1).
    pub uuid: Option<String>,
    /// The invoice hash computed now, base64: the next document's PIH.
    pub invoice_hash: String,
    /// When the stamp says that it was made.
    pub signing_time: Option<String>,
    /// Whose certificate the stamp carries.
    pub signatory: Option<Signatory>,
    /// The text of the document's QR code.
    pub qr: Option<String>,
    /// Each check and how it ended, in a fixed order.
    pub checks: Vec<Check>,
    /// What is wrong, each with its cause and the way out.
    pub findings: Vec<Finding>,
}

/// The certificate in a stamp, as people need it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Signatory {
    /// The certificate's subject, most specific part first.
    pub subject: String,
    /// Who issued it, as the stamp must spell it.
    pub issuer: String,
    /// Its serial number, in decimal.
    pub serial: String,
    /// The taxpayer's VAT number in it.
    pub vat_number: Option<String>,
    /// Valid from, `YYYY-MM-DDTHH:MM:SSZ`.
    pub not_before: String,
    /// Valid to, likewise.
    pub not_after: String,
    /// `secp256k1` or `P-256`.
    pub curve: String,
}

/// A check and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Check {
    /// Which check.
    pub name: CheckName,
    /// How it ended.
    pub outcome: Outcome,
}

/// The checks, in the order in which they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The stamp is built, placed and referenced as it must be; nothing stands outside its reach.
    Structure,
    /// The invoice hash is the one that was signed.
    Hash,
    /// The signed properties are the ones whose digest was taken.
    SignedProperties,
    /// The certificate's digest.
    CertificateDigest,
    /// The certificate's issuer, as spelt in the stamp.
    Issuer,
    /// The certificate's serial number.
    Serial,
    /// The signature itself.
    Stamp,
    /// The signing time lies within the certificate's validity.
    Validity,
    /// The issuing authority's signature over the certificate.
    Authority,
    /// The certificate belongs to the seller, or to the buyer of a self-billed document.
    VatNumber,
    /// The QR code, tag by tag, against the document.
    Qr,
}

impl CheckName {
    /// All of them, in order.
    pub const ALL: [CheckName; 11] = [
        CheckName::Structure,
        CheckName::Hash,
        CheckName::SignedProperties,
        CheckName::CertificateDigest,
        CheckName::Issuer,
        CheckName::Serial,
        CheckName::Stamp,
        CheckName::Validity,
        CheckName::Authority,
        CheckName::VatNumber,
        CheckName::Qr,
    ];
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It holds, or cannot be decided here; a warning says what deserves a look.
    Warned,
    /// It does not; a finding says why.
    Failed,
    /// It could not be made: what it needs is missing or broken.
    NotRun,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Finding {
    /// Which check found it.
    pub check: CheckName,
    /// How bad it is.
    pub severity: Severity,
    /// The stable code, `KHATM-…`.
    pub code: String,
    /// The node to blame, as a path from the root.
    pub path: Option<String>,
    /// Where it stands in the file.
    pub place: Option<Place>,
    /// What had to be there.
    pub expected: Option<String>,
    /// What is there.
    pub found: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub fix: String,
}

impl Finding {
    /// A finding of `code` with its texts in `language`.
    pub fn new(check: CheckName, severity: Severity, code: Code, language: Language) -> Self {
        Finding {
            check,
            severity,
            code: code.as_str().to_owned(),
            path: None,
            place: None,
            expected: None,
            found: None,
            message: code.text(language).to_owned(),
            fix: code.fix(language).to_owned(),
        }
    }
}
