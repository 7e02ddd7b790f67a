//! How results are shown: aligned for people, one JSON object a line for programs.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use khatm::seal::{Explanation, Finding, Outcome, Severity, Verification};
use khatm::{Error, ErrorValue, Language};
use serde::Serialize;

pub(crate) const GOOD: u8 = 0;
pub(crate) const BAD: u8 = 1;
pub(crate) const USAGE: u8 = 2;

/// Writes to standard output. A reader that went away (`| head`) is no failure of ours.
pub(crate) fn write(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

pub(crate) fn line(text: &str) {
    write(format!("{text}\n").as_bytes());
}

/// Writes to standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "khatm: {text}");
}

/// A line of JSON: the file's name, then what is known of it.
pub(crate) fn json(file: &Path, value: &impl Serialize) {
    #[derive(Serialize)]
    struct Line<'l, T> {
        file: String,
        #[serde(flatten)]
        value: &'l T,
    }
    match serde_json::to_string(&Line {
        file: file.to_string_lossy().into_owned(),
        value,
    }) {
        Ok(text) => line(&text),
        Err(error) => complain(&error.to_string()),
    }
}

/// An error about a file, in the form asked for.
pub(crate) fn error(file: &Path, error: &Error, as_json: bool, language: Language) {
    if as_json {
        #[derive(Serialize)]
        struct Wrapped {
            error: ErrorValue,
        }
        json(
            file,
            &Wrapped {
                error: ErrorValue::new(error, language),
            },
        );
    } else {
        let code = error.code().as_str();
        complain(&format!("{}: {code}: {}", file.display(), error.message(language)));
        complain(&format!("  {} {}", arrow(language), error.fix(language)));
    }
}

fn arrow(language: Language) -> &'static str {
    match language {
        Language::English => "→",
        Language::Arabic => "←",
    }
}

fn paint(text: &str, colour: &str) -> String {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{colour}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

pub(crate) fn verification(file: &Path, report: &Verification, language: Language) {
    let verdict = if report.valid {
        paint("valid", "32")
    } else {
        paint("INVALID", "31;1")
    };
    line(&format!("{}: {verdict}", file.display()));
    for check in &report.checks {
        let outcome = match check.outcome {
            Outcome::Passed => paint("passed", "32"),
            Outcome::Failed => paint("FAILED", "31;1"),
            Outcome::NotRun => "not run".to_owned(),
        };
        let name = serde_json::to_string(&check.name).unwrap_or_default();
        line(&format!("  {:<20} {outcome}", name.trim_matches('"').replace('_', " ")));
    }
    findings(&report.findings, language);
}

pub(crate) fn findings(findings: &[Finding], language: Language) {
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => paint("error", "31;1"),
            Severity::Warning => paint("warning", "33"),
        };
        line(&format!("  {severity} {}: {}", finding.code, finding.message));
        if let Some(path) = &finding.path {
            let place = finding
                .place
                .map(|p| format!(" ({}:{})", p.line, p.column))
                .unwrap_or_default();
            line(&format!("      at       {path}{place}"));
        }
        if let Some(expected) = &finding.expected {
            line(&format!("      expected {expected}"));
        }
        if let Some(found) = &finding.found {
            line(&format!("      found    {found}"));
        }
        line(&format!("      {}        {}", arrow(language), finding.fix));
    }
}

pub(crate) fn explanation(file: &Path, explained: &Explanation, language: Language) {
    let verdict = match (explained.intact, explained.proved) {
        (true, _) => "unchanged since it was stamped",
        (_, true) => "changed since it was stamped; the cause is proved",
        _ => "changed since it was stamped; the cause is not proved",
    };
    line(&format!("{}: {verdict}", file.display()));
    line(&format!("  hash now    {}", explained.invoice_hash));
    if let Some(signed) = &explained.signed_hash {
        line(&format!("  hash signed {signed}"));
    }
    findings(&explained.causes, language);
}
