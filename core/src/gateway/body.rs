//! The bodies of the gateway's replies to a document, each operation's with the fields that it has, in their order.

use super::checks::DocumentOperation;
use super::message::{Message, MessageStatus};
use crate::seal::Profile;

/// The body of a reply.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum AnswerBody {
    /// To the check during onboarding.
    #[serde(rename_all = "camelCase")]
    Compliance {
        /// What was found.
        validation_results: ValidationResults,
        /// `REPORTED` or `NOT_REPORTED`, of simplified documents.
        reporting_status: Option<&'static str>,
        /// `CLEARED` or `NOT_CLEARED`, of standard ones.
        clearance_status: Option<&'static str>,
        /// Spelt as the gateway spells it; always empty.
        qr_sellert_status: Option<()>,
        /// Likewise.
        qr_buyert_status: Option<()>,
    },
    /// To reporting.
    #[serde(rename_all = "camelCase")]
    Reporting {
        /// What was found.
        validation_results: ValidationResults,
        /// `REPORTED` or `NOT_REPORTED`.
        reporting_status: &'static str,
    },
    /// To clearance.
    #[serde(rename_all = "camelCase")]
    Clearance {
        /// What was found.
        validation_results: ValidationResults,
        /// `CLEARED` or `NOT_CLEARED`.
        clearance_status: &'static str,
        /// The document with the authority's own stamp and code, in base64.
        cleared_invoice: Option<String>,
    },
}

/// What was found, by severity.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ValidationResults {
    /// What is well.
    pub info_messages: Vec<Message>,
    /// What is accepted all the same.
    pub warning_messages: Vec<Message>,
    /// What is refused.
    pub error_messages: Vec<Message>,
    /// The worst of all.
    pub status: MessageStatus,
}

impl AnswerBody {
    pub(super) fn new(
        operation: DocumentOperation,
        profile: Option<Profile>,
        [info_messages, warning_messages, error_messages]: [Vec<Message>; 3],
        status: MessageStatus,
        cleared_invoice: Option<String>,
    ) -> Self {
        let accepted = status != MessageStatus::Error;
        let validation_results = ValidationResults {
            info_messages,
            warning_messages,
            error_messages,
            status,
        };
        let reported = if accepted { "REPORTED" } else { "NOT_REPORTED" };
        let cleared = if accepted { "CLEARED" } else { "NOT_CLEARED" };
        match operation {
            DocumentOperation::Compliance => {
                let standard = profile == Some(Profile::Standard);
                AnswerBody::Compliance {
                    validation_results,
                    reporting_status: (!standard).then_some(reported),
                    clearance_status: standard.then_some(cleared),
                    qr_sellert_status: None,
                    qr_buyert_status: None,
                }
            }
            DocumentOperation::Reporting => AnswerBody::Reporting {
                validation_results,
                reporting_status: reported,
            },
            DocumentOperation::Clearance => AnswerBody::Clearance {
                validation_results,
                clearance_status: cleared,
                cleared_invoice: cleared_invoice.filter(|_| accepted),
            },
        }
    }
}
