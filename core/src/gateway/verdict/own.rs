//! Our own word for what the authority says: the code of ours with cause and way out, where its code is one that we know.

use super::{Defect, Doubt, NotReceived, Remark, Verdict};
use crate::error::{Code, Error};
use crate::gateway::request::Operation;

/// The documents of the compliance set, by the names under which the authority counts them.
pub const COMPLIANCE_STEPS: [&str; 6] = [
    "standard-compliant",
    "standard-credit-note-compliant",
    "standard-debit-note-compliant",
    "simplified-compliant",
    "simplified-credit-note-compliant",
    "simplified-debit-note-compliant",
];

/// What the authority's issuer says of a request that names another environment's template.
const WRONG_TEMPLATE: &str = "0x80094800";

impl Remark {
    /// The cause under a code of ours, with the way out in both languages: for the rules (`BR-…`), whose code is the same, and
    /// for what else the gateway is known to say. Nothing for a code that is not known.
    pub fn own(&self) -> Option<Code> {
        let says = |words: &str| {
            let message = self.message.as_deref().unwrap_or_default().to_lowercase();
            message.contains(words)
        };
        let category = self.category.as_deref().unwrap_or_default();
        let code = self.code.as_deref().unwrap_or_default();
        let warned = self.kind.as_deref() == Some("WARNING");
        // One of the shapes has the name of the fault as its category, and a number as its code.
        let name = if code.chars().any(char::is_alphabetic) {
            code
        } else {
            category
        };
        if says(WRONG_TEMPLATE) {
            return Some(Code::CsrTemplateRefused);
        }
        Some(match name {
            "XSD_ZATCA_INVALID" => Code::GatewaySchema,
            "InvoiceHash-Errors" if says("not present") => Code::BodyHashMissing,
            "InvoiceHash-Errors" => Code::BodyHashFormat,
            "invalid-invoice-hash" => Code::BodyHash,
            "QRCODE_INVALID" if says("format") => Code::QrFormat,
            "QRCODE_INVALID" => Code::QrTagMissing,
            "sellerName_QRCODE_INVALID" => Code::QrSeller,
            "vatRegistrationNumber_QRCODE_INVALID" => Code::QrVat,
            "invoiceTimeStamp_QRCODE_INVALID" => Code::QrTime,
            "invoiceTotal_QRCODE_INVALID" if warned => Code::QrTotalInclusive,
            "invoiceTotal_QRCODE_INVALID" => Code::QrTotal,
            "invoiceHash_QRCODE_INVALID" => Code::QrHash,
            "publicKey_QRCODE_INVALID" => Code::QrPublicKey,
            "CERTIFICATE_SIGNATURE_QRCODE_INVALID" => Code::QrCertificateSignature,
            "certificate-issuer-name" => Code::IssuerMismatch,
            "invalid-signing-certificate" => Code::SealOtherCertificate,
            "certificate-hashing" => Code::CertificateDigest,
            "signed-properties-hashing" => Code::PropertiesMismatch,
            "invalid-certificate" => Code::CallerValidity,
            "certificate-permissions" if says("does not cover") => Code::CallerDocuments,
            "certificate-permissions" => Code::CallerSeller,
            "SELF_BILLED_VALIDATION" => Code::CallerBuyer,
            "invalid-digital-signature" => Code::StampMismatch,
            "Invoice-Warning" if category == "Duplicate-Invoice" => Code::AlreadyCleared,
            "Invoice-Errors" if category == "Duplicate-Invoice" => Code::AlreadyReported,
            "GENERAL" if category == "BUSINESS_RULES" => Code::GatewayRulesDown,
            "Invalid-OTP" => Code::OtpRefused,
            "Missing-OTP" => Code::OtpLost,
            "Missing-CSR" => Code::CsrLost,
            "Invalid-CSR" => Code::CsrRefused,
            "EXCEED_CHARACTER_LIMIT" => Code::CsrTooLong,
            "Missing-ComplianceSteps" => Code::ComplianceSteps,
            "Invalid-ComplianceRequestId" | "Missing-ComplianceRequestId" => Code::ComplianceRequest,
            "Missing-currentCSID" => Code::CsidLost,
            "Invalid-currentCSID" => Code::CsidRefused,
            "NOT_COMPLIANT" => Code::CertificateRefused,
            // The rules' ids are the authority's own, so a finding and our word for it have the same name.
            rule if rule.starts_with("BR-") || rule == "KSA-13" => {
                return Code::ALL.iter().find(|own| own.as_str() == rule).copied();
            }
            _ => return None,
        })
    }

    /// Its code, or what else it is known by. Texts are left out: they may repeat what stands in the document.
    fn name(&self) -> Option<&str> {
        self.code.as_deref().or(self.category.as_deref())
    }
}

impl Verdict {
    /// Everything that was said, good or bad, as it came.
    pub fn remarks(&self) -> &[Remark] {
        match self {
            Verdict::Accepted(acceptance) | Verdict::AlreadyKnown(acceptance) => &acceptance.warnings,
            Verdict::Rejected(remarks) | Verdict::WrongRoute(remarks) | Verdict::Credential(remarks) => remarks,
            Verdict::Unsure(Doubt::Server(_, remarks) | Doubt::Unclear(_, remarks)) => remarks,
            Verdict::Defect(defect) => &defect.remarks,
            Verdict::Unsure(Doubt::Lost(_) | Doubt::OtherDocument(_))
            | Verdict::NotReceived(_)
            | Verdict::Issued(_)
            | Verdict::Renewal(_) => &[],
        }
    }

    /// The documents of the compliance set that the authority still misses, by their names there: nothing where it names none.
    pub fn missing_steps(&self) -> Vec<&'static str> {
        let Verdict::Rejected(remarks) = self else {
            return Vec::new();
        };
        let texts = || {
            let parts = remarks.iter().flat_map(|remark| [&remark.code, &remark.message]);
            parts.flatten()
        };
        let named = |step: &&str| texts().any(|text| text.contains(*step));
        COMPLIANCE_STEPS.into_iter().filter(named).collect()
    }

    /// What is wrong, under a code of ours with the way out; nothing where all is well.
    pub fn error(&self, operation: Operation) -> Option<Error> {
        Some(match self {
            Verdict::Accepted(_) | Verdict::AlreadyKnown(_) | Verdict::Issued(_) => return None,
            Verdict::Rejected(remarks) => self.refusal(operation, remarks),
            Verdict::WrongRoute(_) => Error::new(Code::GatewayRoute),
            Verdict::Credential(_) if operation == Operation::ComplianceCsid => Error::new(Code::OnboardingDenied),
            Verdict::Credential(_) => Error::new(Code::GatewayCredential),
            Verdict::NotReceived(NotReceived::Throttled(wait)) => {
                let error = Error::new(Code::GatewayThrottled);
                match wait {
                    Some(seconds) => error.found(&format!("{seconds} s")),
                    None => error,
                }
            }
            Verdict::NotReceived(NotReceived::NeverLeft(error)) => error.clone(),
            Verdict::Unsure(doubt) => doubt.error(operation),
            Verdict::Renewal(_) => Error::new(Code::GatewayRenewal),
            Verdict::Defect(Defect { status: 413, .. }) if operation.is_of_document() => {
                Error::new(Code::GatewayTooLarge)
            }
            Verdict::Defect(defect) => Error::new(Code::GatewayDefect).found(&format!("HTTP {}", defect.status)),
        })
    }

    fn refusal(&self, operation: Operation, remarks: &[Remark]) -> Error {
        let first = remarks.iter().find_map(Remark::name);
        let found = |code: Code| {
            let error = Error::new(code);
            match (first, remarks.len()) {
                (None, _) => error,
                (Some(name), 0 | 1) => error.found(name),
                (Some(name), several) => error.found(&format!("{name} (+{})", several - 1)),
            }
        };
        match operation {
            // A document has as many faults as it has; the findings name them.
            Operation::Reporting | Operation::Clearance => found(Code::GatewayRejected),
            Operation::ComplianceCheck => found(Code::CheckRefused),
            _ => match remarks.iter().find_map(Remark::own) {
                Some(Code::ComplianceSteps) => {
                    let steps = self.missing_steps();
                    let error = Error::new(Code::ComplianceSteps);
                    // The names are the authority's own and few; they may be longer together than what is shown as found.
                    if steps.is_empty() {
                        error
                    } else {
                        error.at(steps.join(", "))
                    }
                }
                Some(code) => Error::new(code),
                None => found(Code::CertificateRefused),
            },
        }
    }
}

impl Doubt {
    fn error(&self, operation: Operation) -> Error {
        let unsure = match operation.is_of_document() {
            true => Code::GatewayUnsure,
            false => Code::CertificateUnsure,
        };
        match self {
            Doubt::Lost(_) => Error::new(unsure),
            Doubt::OtherDocument(_) => Error::new(Code::GatewayOther),
            Doubt::Server(status, remarks) | Doubt::Unclear(status, remarks) => {
                let down = remarks
                    .iter()
                    .any(|remark| remark.own() == Some(Code::GatewayRulesDown));
                match down {
                    true => Error::new(Code::GatewayRulesDown),
                    false => Error::new(unsure).found(&format!("HTTP {status}")),
                }
            }
        }
    }
}
