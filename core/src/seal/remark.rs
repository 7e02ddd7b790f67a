//! A finding before anybody said in which language to tell it, or under which of its names.
//!
//! `verify`, the layers of `validate` and the gateway's own checks all make the same comparisons; they differ in what they call
//! the outcome. So the comparisons speak of codes and nodes, and each of the three turns that into its own words.

use super::report::{CheckName, Finding, Severity};
use crate::error::{Code, Error, Language};
use crate::rules::{Found, Stage};
use crate::ubl::{Document, NodeId};

/// One thing that a comparison found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) check: CheckName,
    pub(crate) severity: Severity,
    pub(crate) code: Code,
    pub(crate) node: Option<NodeId>,
    pub(crate) expected: Option<String>,
    pub(crate) found: Option<String>,
}

impl Remark {
    pub(crate) fn new(check: CheckName, severity: Severity, code: Code) -> Self {
        Remark {
            check,
            severity,
            code,
            node: None,
            expected: None,
            found: None,
        }
    }

    #[must_use]
    pub(crate) fn at(mut self, node: Option<NodeId>) -> Self {
        self.node = node;
        self
    }

    #[must_use]
    pub(crate) fn expected(mut self, text: impl Into<String>) -> Self {
        self.expected = Some(text.into());
        self
    }

    #[must_use]
    pub(crate) fn found(mut self, text: impl Into<String>) -> Self {
        self.found = Some(text.into());
        self
    }

    /// As `verify` tells it.
    pub(crate) fn say(self, doc: Option<&Document<'_>>, language: Language) -> Finding {
        let mut finding = Finding::new(self.check, self.severity, self.code, language);
        if let (Some(doc), Some(node)) = (doc, self.node) {
            finding.path = Some(doc.path(node));
            finding.place = Some(doc.place(node));
        }
        finding.expected = self.expected;
        finding.found = self.found;
        finding
    }

    /// As a layer of `validate` tells it, under the severity that the layer gives it.
    pub(crate) fn tell(self, doc: &Document<'_>, stage: Stage, severity: Severity) -> Found {
        Found::new(stage, severity, self.error(doc))
    }

    /// With its place, and with what was found where that may be shown.
    pub(crate) fn error(self, doc: &Document<'_>) -> Error {
        let mut error = Error::new(self.code);
        if let Some(node) = self.node {
            error = error.at(doc.path(node)).place(doc.place(node));
        }
        // Of a tag that is missing, the number that was expected is all there is to show.
        let shown = match self.code {
            Code::QrTagMissing => self.expected,
            _ => self.found,
        };
        match shown.filter(|_| may_be_shown(self.code)) {
            Some(found) => error.found(&found),
            None => error,
        }
    }
}

/// A layer's message is one line that ends up in logs. It shows times, numbers of tags, names of algorithms and digests of what
/// is public anyway; never a name, an amount, a signature or a key.
fn may_be_shown(code: Code) -> bool {
    use Code::*;
    matches!(
        code,
        HashMismatch
            | PropertiesMismatch
            | CertificateDigest
            | IssuerMismatch
            | SerialMismatch
            | SealAlgorithm
            | SealWrapped
            | SigningTime
            | CertificateTime
            | QrLengthForm
            | QrTagMissing
            | QrTagOrder
            | QrTime
            | QrHash
    )
}
