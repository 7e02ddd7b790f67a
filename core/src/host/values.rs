//! What comes back from a ledger, where the facade's own values are none that cross a border.

use serde::Serialize;

use crate::error::{ErrorValue, Language, Place, Severity};
use crate::gateway::Environment;
use crate::invoice::{DocumentKind, DraftFinding, DraftReport};
use crate::ledger::health::{Concern, Health, Light};
use crate::outbox::Waited;
use crate::seal::Profile;
use crate::store::Document;
use crate::store::issue::Issued;
use crate::store::verify::Verified;

/// A document that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Issued"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "Issued"))]
pub struct IssuedValue {
    /// Its UUID (KSA-1).
    pub uuid: String,
    /// Its number (BT-1).
    pub number: String,
    /// Standard (cleared) or simplified (reported).
    pub profile: Profile,
    /// Its counter (ICV).
    pub counter: u64,
    /// Its hash, base64.
    pub invoice_hash: String,
    /// The text of its QR code.
    pub qr: String,
    /// It was issued before, for the same request.
    pub again: bool,
    /// A standard document: what the buyer gets is the authority's version, with its own QR code.
    pub provisional: bool,
    /// Until when the authority wants it, in milliseconds since 1970 in UTC.
    pub deadline_ms: i64,
    /// What deserves a look.
    pub warnings: Vec<DraftFinding>,
}

impl IssuedValue {
    /// The data of a document that was issued, its texts in a language.
    pub fn new(issued: &Issued, language: Language) -> Self {
        let document = &issued.document;
        IssuedValue {
            uuid: document.uuid.to_string(),
            number: document.number.clone(),
            profile: document.profile,
            counter: document.place.counter,
            invoice_hash: document.hash.to_string(),
            qr: issued.qr.clone(),
            again: issued.again,
            provisional: issued.provisional,
            deadline_ms: document.deadline.unix_ms(),
            warnings: DraftReport::new(&issued.warnings, language).findings,
        }
    }
}

/// A document as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Document"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "Document"))]
pub struct DocumentValue {
    /// Its UUID (KSA-1).
    pub uuid: String,
    /// What it is (BT-3).
    pub kind: DocumentKind,
    /// Standard (cleared) or simplified (reported).
    pub profile: Profile,
    /// Its number (BT-1).
    pub number: String,
    /// Its counter (ICV).
    pub counter: u64,
    /// When it was stamped, in milliseconds since 1970 in UTC.
    pub issued_ms: i64,
    /// Until when the authority wants it, likewise.
    pub deadline_ms: i64,
    /// The hash of the document before it (PIH).
    pub previous_hash: String,
    /// Its own hash.
    pub invoice_hash: String,
    /// What the host calls the request that it was made for.
    pub request_key: Option<String>,
    /// Its currency (BT-5).
    pub currency: String,
    /// Its total with VAT (BT-112).
    pub total: String,
    /// Its bytes as stamped: what is sent, always the same.
    pub xml: String,
}

impl From<&Document> for DocumentValue {
    fn from(document: &Document) -> Self {
        DocumentValue {
            uuid: document.uuid.to_string(),
            kind: document.kind,
            profile: document.profile,
            number: document.number.clone(),
            counter: document.place.counter,
            issued_ms: document.issued.unix_ms(),
            deadline_ms: document.deadline.unix_ms(),
            previous_hash: document.previous_hash.to_string(),
            invoice_hash: document.hash.to_string(),
            request_key: document.request_key.clone(),
            currency: document.currency.clone(),
            total: document.total.to_string(),
            xml: String::from_utf8_lossy(&document.xml).into_owned(),
        }
    }
}

/// Where a document is that somebody waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Waited"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "Waited"))]
pub struct WaitedValue {
    /// Whether there is something to hand over.
    pub may_hand_over: bool,
    /// Why, or why not: `as_issued`, `as_cleared`, `outage`, `clearance_off`, `not_yet`, `cleared_missing`, `rejected`; or why it is
    /// not known yet: `sending`, `no_answer`, `resting`, `parked`, `held`.
    pub ground: String,
    /// What to tell the person at the counter.
    pub text: String,
}

impl WaitedValue {
    /// In a language.
    pub fn new(waited: Waited, language: Language) -> Self {
        WaitedValue {
            may_hand_over: waited.is_allowed(),
            ground: waited.as_str().to_owned(),
            text: waited.text(language).to_owned(),
        }
    }
}

/// How a ledger is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Health"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "Health"))]
pub struct HealthValue {
    /// The worst of its concerns; green if it has none.
    pub state: Light,
    /// When it was looked at, in milliseconds since 1970 in UTC.
    pub at_ms: i64,
    /// Everything that somebody should know, the worst first.
    pub concerns: Vec<ConcernValue>,
}

/// Something that a person should do something about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Concern"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "Concern"))]
pub struct ConcernValue {
    /// The stable code, `KHATM-…`.
    pub code: String,
    /// How bad it is.
    pub state: Light,
    /// In which environment, if not in all.
    pub environment: Option<Environment>,
    /// Which device, if it is about one.
    pub device: Option<String>,
    /// What is so, in the language asked for.
    pub message: String,
    /// The way out.
    pub fix: String,
}

impl HealthValue {
    /// In a language.
    pub fn new(health: &Health, language: Language) -> Self {
        let concern = |concern: &Concern| ConcernValue {
            code: concern.error.code().as_str().to_owned(),
            state: concern.light,
            environment: concern.environment,
            device: concern.device.clone(),
            message: concern.error.message(language),
            fix: concern.error.fix(language).to_owned(),
        };
        HealthValue {
            state: health.state,
            at_ms: health.at_ms,
            concerns: health.concerns.iter().map(concern).collect(),
        }
    }
}

/// What became of looking at a ledger from its first byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LedgerVerification {
    /// True if nothing is wrong.
    pub whole: bool,
    /// How many chains there are.
    pub chains: usize,
    /// How many documents were looked at.
    pub documents: u64,
    /// How many rows of the audit were looked at.
    pub audited: u64,
    /// How many anchors it was compared with.
    pub anchors: usize,
    /// What is wrong, the first break first.
    pub findings: Vec<LedgerFinding>,
    /// How many more there are.
    pub omitted: u64,
    /// What could not be looked at, if nothing from outside the ledger was given.
    pub unproved: Option<ErrorValue>,
}

/// One thing that is wrong with a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LedgerFinding {
    /// An error breaks the chain, a warning deserves a look.
    pub severity: Severity,
    /// The stable code, `KHATM-…`.
    pub code: String,
    /// The column or node to blame.
    pub path: Option<String>,
    /// Where it stands in the document.
    pub place: Option<Place>,
    /// The counter that it is about.
    pub counter: Option<u64>,
    /// The document to blame.
    pub document: Option<String>,
    /// The document that it clashes with.
    pub other: Option<String>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub fix: String,
}

impl LedgerVerification {
    /// In a language.
    pub fn new(verified: &Verified, language: Language) -> Self {
        let finding = |found: &crate::chain::Break| LedgerFinding {
            severity: found.severity,
            code: found.error.code().as_str().to_owned(),
            path: found.error.path().map(str::to_owned),
            place: found.error.position(),
            counter: found.counter,
            document: found.document.clone(),
            other: found.other.clone(),
            message: found.error.message(language),
            fix: found.error.fix(language).to_owned(),
        };
        LedgerVerification {
            whole: verified.whole(),
            chains: verified.chains,
            documents: verified.documents,
            audited: verified.audited,
            anchors: verified.anchors,
            findings: verified.breaks.iter().map(finding).collect(),
            omitted: verified.omitted,
            unproved: verified.unproved().map(|error| ErrorValue::new(&error, language)),
        }
    }
}
