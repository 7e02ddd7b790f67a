//! Takes any certificate request or certificate apart and says, field by field, what is wrong with it, for which
//! environment, and the way out. The gateway says "Invalid-CSR" and no more.
//!
//! Nothing is refused for being broken: what can be decoded is shown. Only a private key is never shown, in no part.

mod judge;
mod names;
mod parts;
mod read;
mod tree;
mod unwrap;

use super::csr::Environment;
use crate::error::{Code, Language, excerpt};
use crate::seal::Severity;
pub use values::{
    CertificateKind, InspectedCertificate, InspectedField, InspectedForm, InspectedKind, Inspection, InspectionFinding,
    SignatureState,
};

mod values;

/// More than this of one file helps nobody.
const MOST_FINDINGS: usize = 100;

/// What a file is and what is wrong with it, for every environment.
pub fn inspect(bytes: &[u8], language: Language) -> Inspection {
    run(bytes, None, language)
}

/// The same for one environment: its template is asked for.
pub fn inspect_for(bytes: &[u8], environment: Environment, language: Language) -> Inspection {
    run(bytes, Some(environment), language)
}

fn run(bytes: &[u8], asked: Option<Environment>, language: Language) -> Inspection {
    let mut report = Report::new(asked, language);
    let unwrapped = unwrap::unwrap(bytes);
    report.out.form = unwrapped.form;
    for remark in unwrapped.remarks {
        let severity = match remark.code {
            // Whoever takes the first block takes the one that was inspected.
            Code::InspectSeveral => Severity::Warning,
            _ => Severity::Error,
        };
        let mut finding = report.finding(severity, remark.code);
        finding.offset = remark.at.map(|at| at as u64);
        finding.found = remark.found;
        report.push(finding);
    }
    if let Some(der) = unwrapped.der {
        read::read(&mut report, &der);
        if let Some(label) = unwrapped.label {
            report.label(&label);
        }
    }
    report.finish()
}

/// The inspection while it is being made.
struct Report {
    out: Inspection,
    asked: Option<Environment>,
    language: Language,
    /// The input is cut: that something is missing says nothing.
    cut: bool,
}

impl Report {
    fn new(asked: Option<Environment>, language: Language) -> Self {
        Report {
            out: Inspection {
                kind: None,
                form: None,
                valid: false,
                accepted_by: Vec::new(),
                environment: None,
                key: None,
                signature: SignatureState::NotChecked,
                certificate: None,
                fields: Vec::new(),
                findings: Vec::new(),
            },
            asked,
            language,
            cut: false,
        }
    }

    fn finding(&self, severity: Severity, code: Code) -> InspectionFinding {
        InspectionFinding {
            severity,
            code: code.as_str().to_owned(),
            path: None,
            offset: None,
            found: None,
            message: code.text(self.language).to_owned(),
            fix: code.fix(self.language).to_owned(),
            environments: match severity {
                Severity::Error => Environment::ALL.to_vec(),
                Severity::Warning => Vec::new(),
            },
        }
    }

    fn push(&mut self, finding: InspectionFinding) {
        if self.out.findings.len() < MOST_FINDINGS {
            self.out.findings.push(finding);
        }
    }

    /// An error or warning about a field.
    fn say(&mut self, severity: Severity, code: Code, path: &str, found: &str) {
        let missing = matches!(
            code,
            Code::CsrMissing | Code::CsrSanMissing | Code::CsrTemplateMissing | Code::CsrExtensionsMissing
        );
        if missing && self.cut {
            return;
        }
        let mut finding = self.finding(severity, code);
        finding.path = (!path.is_empty()).then(|| path.to_owned());
        finding.found = (!found.is_empty()).then(|| excerpt(found));
        self.push(finding);
    }

    fn error(&mut self, code: Code, path: &str, found: &str) {
        self.say(Severity::Error, code, path, found);
    }

    fn warning(&mut self, code: Code, path: &str, found: &str) {
        self.say(Severity::Warning, code, path, found);
    }

    /// A fault of encoding at a byte of the DER.
    fn encoding(&mut self, code: Code, path: &str, at: usize) {
        if matches!(code, Code::DerTruncated | Code::DerDepth) {
            self.cut = true;
        }
        let mut finding = self.finding(Severity::Error, code);
        finding.path = (!path.is_empty()).then(|| path.to_owned());
        finding.offset = Some(at as u64);
        self.push(finding);
    }

    fn field(&mut self, path: &str, name: &str, oid: Option<String>, value: String, encoding: Option<&str>) {
        let repaired = super::csr::rules::undo_double_encoding(&value);
        self.out.fields.push(InspectedField {
            path: path.to_owned(),
            name: name.to_owned(),
            oid,
            value,
            repaired,
            encoding: encoding.map(str::to_owned),
        });
    }

    fn label(&mut self, label: &str) {
        let good = match self.out.kind {
            Some(InspectedKind::Csr) => matches!(label, "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST"),
            Some(InspectedKind::Certificate) => matches!(label, "CERTIFICATE" | "TRUSTED CERTIFICATE"),
            None => true,
        };
        if !good {
            self.error(Code::InspectLabel, "", label);
        }
    }

    fn finish(mut self) -> Inspection {
        let out = &mut self.out;
        let refused = |environment: &Environment| {
            out.findings
                .iter()
                .any(|finding| finding.environments.contains(environment))
        };
        // The developer portal hands out a certificate of the production issuer.
        let shared = out.certificate.is_some() && out.environment == Some(Environment::Production);
        let own = |environment: &Environment| {
            let own = out.environment.is_none_or(|own| own == *environment);
            own || shared && *environment == Environment::Sandbox
        };
        out.accepted_by = Environment::ALL
            .into_iter()
            .filter(|environment| out.kind.is_some() && own(environment))
            .filter(|environment| !refused(environment))
            .collect();
        out.valid = match self.asked {
            Some(asked) => out.accepted_by.contains(&asked),
            None => !out.accepted_by.is_empty(),
        };
        self.out
    }
}
