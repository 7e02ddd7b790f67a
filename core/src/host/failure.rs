//! Why something was not done: with every fault, in the language asked for and in Arabic.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::device::{Again, Setback};
use crate::error::{Code, Error, Kind, Language, Place, Severity};
use crate::gateway::Remark;
use crate::invoice::{DraftFinding, DraftReport, Fault, Refusal};

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    error: Error,
    faults: Vec<Fault>,
    order: Option<usize>,
    remarks: Vec<Remark>,
    retry_after_seconds: Option<u64>,
}

/// Why something was not done, as plain data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FailureValue {
    /// What to do about it.
    pub kind: Kind,
    /// The stable code, `KHATM-…`.
    pub code: String,
    /// The field or node to blame.
    pub path: Option<String>,
    /// Where it stands in the file.
    pub place: Option<Place>,
    /// What happened, with the place, in the language asked for.
    pub message: String,
    /// The same in Arabic.
    pub message_ar: String,
    /// The way out, in the language asked for.
    pub fix: String,
    /// The same in Arabic.
    pub fix_ar: String,
    /// Everything that is wrong, where several things can be.
    pub findings: Vec<DraftFinding>,
    /// Which of several orders is to blame, counted from 0.
    pub order: Option<usize>,
    /// What the authority said.
    pub remarks: Vec<Remark>,
    /// After how many seconds the authority wants to be asked again, if it said so.
    pub retry_after_seconds: Option<u64>,
}

/// The detail of an error of the extension.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Detail {
    path: Option<String>,
    findings: Vec<Finding>,
    /// Which of several drafts, counted from 1.
    position: Option<usize>,
}

/// A finding that was told elsewhere, in English.
#[derive(Deserialize)]
pub(super) struct Finding {
    pub(super) severity: String,
    pub(super) code: String,
    pub(super) path: Option<String>,
    pub(super) message: String,
}

/// Findings as they were found; one of a code that is not known here is left out.
pub(super) fn faults_of(findings: &[Finding]) -> Vec<Fault> {
    let fault = |finding: &Finding| {
        Some(Fault {
            severity: match finding.severity.as_str() {
                "warning" => Severity::Warning,
                _ => Severity::Error,
            },
            error: Error::retold(&finding.code, finding.path.as_deref(), &finding.message)?,
        })
    };
    findings.iter().filter_map(fault).collect()
}

impl Failure {
    /// As plain data.
    pub fn value(&self, language: Language) -> FailureValue {
        let error = &self.error;
        FailureValue {
            kind: error.kind(),
            code: error.code().as_str().to_owned(),
            path: error.path().map(str::to_owned),
            place: error.position(),
            message: error.message(language),
            message_ar: error.message(Language::Arabic),
            fix: error.fix(language).to_owned(),
            fix_ar: error.fix(Language::Arabic).to_owned(),
            findings: DraftReport::new(&self.faults, language).findings,
            order: self.order,
            remarks: self.remarks.clone(),
            retry_after_seconds: self.retry_after_seconds,
        }
    }

    /// What a PostgreSQL with the extension said when it refused a statement, by the message and the detail of its error; nothing if it is
    /// an error of somebody else's. The texts have to be in English, as they are unless another language is asked for.
    pub fn said(message: &str, detail: Option<&str>) -> Option<Self> {
        let (code, text) = message.split_once(": ")?;
        let detail: Detail = detail
            .and_then(|detail| serde_json::from_str(detail).ok())
            .unwrap_or_default();
        let error = Error::retold(code, detail.path.as_deref(), text)?;
        Some(Failure {
            faults: faults_of(&detail.findings),
            order: detail.position.and_then(|position| position.checked_sub(1)),
            ..error.into()
        })
    }

    /// Everything that is wrong.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// As it is told of a text that its host wrote out of values: without places in it. Others stay as they are.
    #[must_use]
    pub fn told(self, written: bool) -> Self {
        match written {
            false => self,
            true => Failure {
                error: self.error.without_place(),
                faults: self.faults.into_iter().map(Fault::without_place).collect(),
                ..self
            },
        }
    }

    /// Which of several orders is to blame, counted from 0.
    #[must_use]
    pub fn of_order(self, order: usize) -> Self {
        Failure {
            order: Some(order),
            ..self
        }
    }

    /// The error that stands for all.
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure {
            error,
            faults: Vec::new(),
            order: None,
            remarks: Vec::new(),
            retry_after_seconds: None,
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure {
            faults: refusal.faults.clone(),
            ..refusal.first().into()
        }
    }
}

impl From<(usize, Refusal)> for Failure {
    fn from((order, refusal): (usize, Refusal)) -> Self {
        Failure {
            order: Some(order),
            ..refusal.into()
        }
    }
}

/// Everything that is wrong with what something was to be made of.
impl From<Vec<Error>> for Failure {
    fn from(errors: Vec<Error>) -> Self {
        let severity = Severity::Error;
        let faults = errors.into_iter().map(|error| Fault { severity, error });
        let faults: Vec<Fault> = faults.collect();
        let first = faults.first().map(|fault| fault.error.clone());
        Failure {
            faults,
            ..first.unwrap_or_else(|| Error::new(Code::DraftMissing)).into()
        }
    }
}

impl From<Setback> for Failure {
    fn from(setback: Setback) -> Self {
        Failure {
            remarks: setback.remarks,
            retry_after_seconds: match setback.again {
                Again::Later(seconds) => seconds,
                Again::Mended => None,
            },
            ..setback.error.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_refused_comes_back_whole_in_both_languages() {
        let faults = [
            (
                Severity::Warning,
                Error::new(Code::DraftField).at("numbr").found("number"),
            ),
            (Severity::Error, Error::new(Code::DraftMissing).at("lines[0].price")),
            (Severity::Error, Error::new(Code::BrKsa17)),
        ];
        let faults: Vec<Fault> = faults.map(|(severity, error)| Fault { severity, error }).into();
        let first = faults[1].error.clone();
        let findings = DraftReport::new(&faults, Language::English).findings;
        let detail = serde_json::json!({
            "kind": first.kind(), "code": first.code().as_str(), "path": first.path(), "findings": findings, "position": 3,
        });
        let read = Failure::said(&first.to_string(), Some(&detail.to_string())).unwrap();
        assert_eq!(read, Failure { faults, ..first.into() }.of_order(2));
        let value = read.value(Language::Arabic);
        assert_eq!(value.message, value.message_ar);
        assert_eq!((value.path.as_deref(), value.order), (Some("lines[0].price"), Some(2)));
    }

    #[test]
    fn what_others_say_is_left_to_them() {
        for message in [
            "duplicate key value violates unique constraint",
            "KHATM-NOT-A-CODE: x",
            "KHATM-DEVICE-UNKNOWN",
        ] {
            assert_eq!(Failure::said(message, None), None, "{message}");
        }
        // A detail that is none of ours hides nothing of the message.
        let unknown = Error::new(Code::DeviceUnknown).found("TILL-9");
        assert_eq!(
            Failure::said(&unknown.to_string(), Some("Key (id)=(1)")),
            Some(unknown.into())
        );
    }

    #[test]
    fn a_place_in_a_text_that_its_host_wrote_is_not_told() {
        let place = Place {
            line: 1,
            column: 130,
            offset: 129,
        };
        let fault = Fault {
            severity: Severity::Error,
            error: Error::new(Code::DraftMissing).at("number").place(place),
        };
        let failure = Failure::from(Refusal { faults: vec![fault] });
        let told = failure.clone().told(true).value(Language::English);
        assert_eq!((told.place, told.findings[0].place), (None, None));
        assert!(!told.message.contains("130") && !told.findings[0].message.contains("130"));
        assert_eq!(failure.clone().told(false), failure);
    }
}
