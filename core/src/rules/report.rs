//! What `validate` says: plain data, the same in every host.

use crate::error::{Error, Language, Place, Severity};
use crate::ubl::Profile;

/// Everything there is to say of a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ValidationReport"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ValidationReport"))]
pub struct Report {
    /// True when no layer failed: every finding, if any, is a warning.
    pub valid: bool,
    /// Standard (cleared) or simplified (reported); absent when the document does not say.
    pub profile: Option<Profile>,
    /// Each layer and how it ended.
    pub layers: Layers,
    /// What is wrong or deserves a look, layer by layer.
    pub findings: Vec<Finding>,
}

/// How each layer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Layers {
    /// The structure that UBL's schema prescribes.
    pub xsd: LayerResult,
    /// The European rules (EN 16931) in the authority's copy.
    pub en: LayerResult,
    /// The authority's own rules.
    pub ksa: LayerResult,
    /// The QR code, tag by tag (simplified documents).
    pub qr: LayerResult,
    /// The stamp (simplified documents).
    pub signature: LayerResult,
    /// The link to the document before.
    pub pih: LayerResult,
}

/// How a layer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum LayerResult {
    /// No error; there may be warnings.
    Passed,
    /// At least one error.
    Failed,
    /// The layer is not for this kind of document, or the file could not be read so far.
    #[default]
    NotRun,
}

/// The layer that a finding belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The file itself: it could not be read.
    File,
    /// The structure.
    Xsd,
    /// The European rules.
    En,
    /// The authority's own rules.
    Ksa,
    /// The QR code.
    Qr,
    /// The stamp.
    Signature,
    /// The link to the document before.
    Pih,
}

/// One thing that is wrong, or deserves a look: once for each code and layer, whatever the number of places.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "ValidationFinding"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ValidationFinding"))]
pub struct Finding {
    /// The layer.
    pub stage: Stage,
    /// How bad it is.
    pub severity: Severity,
    /// The stable code: the authority's own (`BR-KSA-17`), or `KHATM-…`.
    pub code: String,
    /// The node to blame, the first of them, as XPath writes it.
    pub path: Option<String>,
    /// Where it stands in the file.
    pub place: Option<Place>,
    /// The field of a draft that the node is made of: `lines[3].price`.
    pub field: Option<String>,
    /// What is wrong, and why.
    pub message: String,
    /// The way out.
    pub fix: String,
    /// In how many places.
    pub count: u32,
}

/// The longest text out of a document that a finding repeats.
const MOST_SHOWN: usize = 40;

/// A finding as yet without a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The layer.
    pub stage: Stage,
    /// How bad it is.
    pub severity: Severity,
    /// The code, with path, place and what was found.
    pub error: Error,
    /// The field of a draft.
    pub field: Option<String>,
    /// In how many places.
    pub count: u32,
}

impl Found {
    /// One place, no field.
    pub fn new(stage: Stage, severity: Severity, error: Error) -> Self {
        Found {
            stage,
            severity,
            error,
            field: None,
            count: 1,
        }
    }

    /// The finding in a language.
    pub fn say(&self, language: Language) -> Finding {
        // Keys and tokens are long: one that was pasted into a document by mistake goes no further.
        let long = |found: &str| found.chars().nth(MOST_SHOWN).is_some();
        let message = match self.error.excerpt().is_some_and(long) {
            true => self.error.code().text(language).to_owned(),
            false => self.error.what(language),
        };
        Finding {
            stage: self.stage,
            severity: self.severity,
            code: self.error.code().as_str().to_owned(),
            path: self.error.path().map(str::to_owned),
            place: self.error.position(),
            field: self.field.clone(),
            message,
            fix: self.error.fix(language).to_owned(),
            count: self.count,
        }
    }
}

impl LayerResult {
    /// Failed if any of the findings of the layer is an error.
    pub fn of(findings: &[Found]) -> Self {
        match findings.iter().any(|found| found.severity == Severity::Error) {
            true => LayerResult::Failed,
            false => LayerResult::Passed,
        }
    }
}
