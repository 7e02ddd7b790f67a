//! How results are shown: aligned for people, one JSON object a line for programs.

use std::io::{ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::gateway::Remark;
use crate::invoice::{DraftReport, Trail};
use crate::seal::{CheckName, Explanation, Finding, Outcome, Severity, Verification};
use crate::{Code, Error, ErrorValue, Language};
use serde::Serialize;

pub(crate) const GOOD: u8 = 0;
pub(crate) const BAD: u8 = 1;
pub(crate) const USAGE: u8 = 2;
/// Not sent, or nobody knows: the same call again later.
pub(crate) const AGAIN: u8 = 3;

static LOST: AtomicBool = AtomicBool::new(false);

/// Writes to standard output. A reader that went away (`| head`) is no failure of ours; a full disk is.
pub(crate) fn write(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe && !LOST.swap(true, Ordering::Relaxed) => {
            complain(
                &Error::new(Code::FileWrite)
                    .at("standard output")
                    .found(&error.to_string())
                    .to_string(),
            );
        }
        _ => {}
    }
}

/// The exit code, if nothing was lost on the way out.
pub(crate) fn unless_lost(code: u8) -> u8 {
    if LOST.load(Ordering::Relaxed) { USAGE } else { code }
}

/// A file's name, fit for a terminal.
pub(crate) fn name(file: &Path) -> String {
    fit(&file.to_string_lossy())
}

/// Foreign text, fit for a terminal: whole, but without what would move its cursor or turn its lines around.
pub(crate) fn fit(text: &str) -> String {
    text.chars()
        .flat_map(|ch| {
            if crate::error::disturbs(ch) {
                ch.escape_default().collect()
            } else {
                vec![ch]
            }
        })
        .collect()
}

pub(crate) fn line(text: &str) {
    write(format!("{text}\n").as_bytes());
}

/// Writes to standard error.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "khatm: {text}");
}

/// What goes on, for people who look on: to standard error, without our name in front.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// What the authority said, and what we have to say of it.
pub(crate) fn remarks(remarks: &[Remark], language: Language) {
    for remark in remarks {
        let severity = match remark.kind.as_deref() {
            Some("WARNING") => paint(word(language, "warning"), "33"),
            Some("INFO") => continue,
            _ => paint(word(language, "error"), "31;1"),
        };
        let code = remark.code.as_deref().or(remark.category.as_deref()).unwrap_or("–");
        let message = remark.message.as_deref().unwrap_or_default();
        line(&format!("  {severity} {}: {}", fit(code), fit(message)));
        if let Some(own) = remark.own() {
            if own.as_str() != code {
                line(&format!("      {}: {}", own.as_str(), own.text(language)));
            }
            line(&format!("      {} {}", arrow(language), own.fix(language)));
        }
    }
}

/// A line of JSON: the file's name, then what is known of it.
pub(crate) fn json(file: &Path, value: &impl Serialize) {
    write(json_line(file, value).as_bytes());
}

/// The same, to be written later.
pub(crate) fn json_line(file: &Path, value: &impl Serialize) -> String {
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
        Ok(text) => text + "\n",
        Err(error) => {
            complain(&error.to_string());
            String::new()
        }
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
        complain(&format!("{}: {code}: {}", name(file), error.message(language)));
        complain(&format!("  {} {}", arrow(language), error.fix(language)));
    }
}

pub(crate) fn arrow(language: Language) -> &'static str {
    match language {
        Language::English => "→",
        Language::Arabic => "←",
    }
}

pub(crate) fn paint(text: &str, colour: &str) -> String {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{colour}m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

/// A word of the frame around results, in the language asked for.
pub(crate) fn word(language: Language, english: &'static str) -> &'static str {
    const WORDS: [(&str, &str); 26] = [
        ("field", "الحقل"),
        ("valid", "سليم"),
        ("INVALID", "غير سليم"),
        ("valid by itself", "سليم في ذاته"),
        ("passed", "سليم"),
        ("look", "يحتاج نظراً"),
        ("FAILED", "فشل"),
        ("not run", "لم يُفحص"),
        ("error", "خطأ"),
        ("warning", "تنبيه"),
        ("at", "الموضع"),
        ("expected", "المتوقع"),
        ("found", "الموجود"),
        ("structure", "البنية"),
        ("hash", "التجزئة"),
        ("signed properties", "خصائص التوقيع"),
        ("certificate digest", "بصمة الشهادة"),
        ("issuer", "مُصدر الشهادة"),
        ("serial", "الرقم التسلسلي"),
        ("stamp", "الختم"),
        ("validity", "الصلاحية"),
        ("authority", "جهة الإصدار"),
        ("vat number", "الرقم الضريبي"),
        ("qr", "رمز QR"),
        ("hash now", "التجزئة الآن"),
        ("hash signed", "التجزئة الموقّعة"),
    ];
    let found = WORDS
        .iter()
        .find(|(word, _)| *word == english)
        .filter(|_| language == Language::Arabic);
    found.map_or(english, |(_, arabic)| arabic)
}

/// Good or not, in colour on a terminal.
pub(crate) fn verdict(valid: bool, language: Language) -> String {
    match valid {
        true => paint(word(language, "valid"), "32"),
        false => paint(word(language, "INVALID"), "31;1"),
    }
}

pub(crate) fn verification(file: &Path, report: &Verification, language: Language) {
    let say = |english| word(language, english);
    line(&format!("{}: {}", name(file), verdict(report.valid, language)));
    for check in &report.checks {
        let outcome = match check.outcome {
            Outcome::Passed => paint(say("passed"), "32"),
            Outcome::Warned => paint(say("look"), "33"),
            Outcome::Failed => paint(say("FAILED"), "31;1"),
            Outcome::NotRun => say("not run").to_owned(),
        };
        line(&format!("  {:<20} {outcome}", say(check_name(check.name))));
    }
    findings(&report.findings, language);
}

fn check_name(check: CheckName) -> &'static str {
    match check {
        CheckName::Structure => "structure",
        CheckName::Hash => "hash",
        CheckName::SignedProperties => "signed properties",
        CheckName::CertificateDigest => "certificate digest",
        CheckName::Issuer => "issuer",
        CheckName::Serial => "serial",
        CheckName::Stamp => "stamp",
        CheckName::Validity => "validity",
        CheckName::Authority => "authority",
        CheckName::VatNumber => "vat number",
        CheckName::Qr => "qr",
    }
}

pub(crate) fn findings(findings: &[Finding], language: Language) {
    for finding in findings {
        let severity = match finding.severity {
            Severity::Error => paint(word(language, "error"), "31;1"),
            Severity::Warning => paint(word(language, "warning"), "33"),
        };
        line(&format!("  {severity} {}: {}", finding.code, finding.message));
        if let Some(path) = &finding.path {
            let place = finding
                .place
                .map(|p| format!(" ({}:{})", p.line, p.column))
                .unwrap_or_default();
            line(&format!("      {:<8} {}{place}", word(language, "at"), fit(path)));
        }
        if let Some(expected) = &finding.expected {
            line(&format!("      {:<8} {}", word(language, "expected"), fit(expected)));
        }
        if let Some(found) = &finding.found {
            line(&format!("      {:<8} {}", word(language, "found"), fit(found)));
        }
        line(&format!("      {}        {}", arrow(language), finding.fix));
    }
}

/// What is wrong with a draft.
pub(crate) fn draft(file: &Path, report: &DraftReport, language: Language) {
    line(&format!("{}: {}", name(file), verdict(report.valid, language)));
    for finding in &report.findings {
        let severity = match finding.severity {
            Severity::Error => paint(word(language, "error"), "31;1"),
            Severity::Warning => paint(word(language, "warning"), "33"),
        };
        line(&format!("  {severity} {}: {}", finding.code, finding.message));
        line(&format!("      {} {}", arrow(language), finding.fix));
    }
}

/// Where each halala went.
pub(crate) fn trail(trail: &Trail, language: Language) {
    for step in &trail.steps {
        let moved = match step.moved.starts_with('-') {
            true => step.moved.clone(),
            false => format!("+{}", step.moved),
        };
        let what = step.what.text(language);
        line(&format!(
            "  {:<16} {:>18} → {:>14}  {moved:>12}  {what}",
            step.path, step.exact, step.stated
        ));
    }
}

pub(crate) fn explanation(file: &Path, explained: &Explanation, language: Language) {
    let verdict = match (language, explained.intact, explained.proved) {
        (Language::English, true, _) => "unchanged since it was stamped",
        (Language::English, _, true) => "changed since it was stamped; the cause is proved",
        (Language::English, ..) => "not as it was stamped; the cause is not proved",
        (Language::Arabic, true, _) => "لم يتغير منذ ختمه",
        (Language::Arabic, _, true) => "تغيّر بعد ختمه والسبب مثبت",
        (Language::Arabic, ..) => "ليس كما خُتم والسبب غير مثبت",
    };
    line(&format!("{}: {verdict}", name(file)));
    line(&format!(
        "  {:<11} {}",
        word(language, "hash now"),
        explained.invoice_hash
    ));
    if let Some(signed) = &explained.signed_hash {
        line(&format!("  {:<11} {}", word(language, "hash signed"), fit(signed)));
    }
    findings(&explained.causes, language);
}
