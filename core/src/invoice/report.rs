//! The way in from outside: JSON to a draft, a draft to a report or to a document.

use std::collections::HashSet;
use std::fmt;

use super::decode::{Fault, Faults, FromJson, Path};
use super::prove::{Context, prove};
use super::{Draft, DraftParty, Invoice};
use crate::error::{Code, Error, Language, Place, Result, Severity};
use crate::json;

/// What there is to say of a draft.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DraftReport {
    /// True when a document can be made of it: every finding, if any, is a warning.
    pub valid: bool,
    /// Everything that is wrong or deserves a look.
    pub findings: Vec<DraftFinding>,
}

/// One thing that is wrong with a draft, or deserves a look.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DraftFinding {
    /// How bad it is.
    pub severity: Severity,
    /// The stable code: the authority's own (`BR-KSA-17`), or `KHATM-…`.
    pub code: String,
    /// The field to blame: `lines[3].price`.
    pub path: Option<String>,
    /// Where it stands in the JSON text, if there was one.
    pub place: Option<Place>,
    /// What is wrong, with what was found and where.
    pub message: String,
    /// The way out.
    pub fix: String,
}

impl DraftReport {
    /// Says faults in a language.
    pub fn new(faults: &[Fault], language: Language) -> Self {
        let say = |fault: &Fault| DraftFinding {
            severity: fault.severity,
            code: fault.error.code().as_str().to_owned(),
            path: fault.error.path().map(str::to_owned),
            place: fault.error.position(),
            message: fault.error.message(language),
            fix: fault.error.fix(language).to_owned(),
        };
        DraftReport {
            valid: faults.iter().all(|fault| fault.severity == Severity::Warning),
            findings: faults.iter().map(say).collect(),
        }
    }
}

/// Why no document was made: every fault, errors and warnings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// At least one is an error.
    pub faults: Vec<Fault>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.first(), f)
    }
}

impl std::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let severity = Severity::Error;
        Refusal {
            faults: vec![Fault { severity, error }],
        }
    }
}

impl Refusal {
    /// The first error: for whoever can only pass one on.
    pub fn first(&self) -> Error {
        let first = self.faults.iter().find(|fault| fault.severity == Severity::Error);
        first.map_or_else(|| Error::new(Code::DraftMissing), |fault| fault.error.clone())
    }
}

/// Reads a draft's JSON. Faults of its form are gathered; where the text is no JSON at all, that is the only one.
pub fn parse(bytes: &[u8]) -> (Option<Draft>, Vec<Fault>) {
    let (draft, mut faults, text) = read(bytes);
    if let Some((value, text)) = text {
        locate(&mut faults, &value, text);
    }
    (draft, faults)
}

fn read(bytes: &[u8]) -> (Option<Draft>, Vec<Fault>, Option<(json::Value<'_>, &str)>) {
    let mut faults = Faults::default();
    let mut twice = Vec::new();
    let parsed = json::parse(bytes, &mut twice);
    twice.into_iter().for_each(|error| faults.push(Severity::Error, error));
    match parsed {
        Ok((value, text)) => {
            let draft = Draft::read(&value, &Path::ROOT, &mut faults);
            (draft, faults.list, Some((value, text)))
        }
        Err(error) => {
            faults.push(Severity::Error, error);
            (None, faults.list, None)
        }
    }
}

/// Reads a party alone, as a draft has one: the registered seller of a device.
pub fn party(bytes: &[u8]) -> Result<DraftParty> {
    party_or_faults(bytes).map_err(|faults| {
        let first = faults.into_iter().next();
        first.unwrap_or_else(|| Error::new(Code::DraftMissing))
    })
}

/// [`party`], or everything that is wrong with its form.
pub(crate) fn party_or_faults(bytes: &[u8]) -> Result<DraftParty, Vec<Error>> {
    let mut faults = Faults::default();
    let mut twice = Vec::new();
    let (value, text) = json::parse(bytes, &mut twice).map_err(|error| vec![error])?;
    let party = DraftParty::read(&value, &Path::ROOT, &mut faults);
    twice.into_iter().for_each(|error| faults.push(Severity::Error, error));
    locate(&mut faults.list, &value, text);
    let faults: Vec<Error> = faults.list.into_iter().map(|fault| fault.error).collect();
    match (faults.is_empty(), party) {
        (true, Some(party)) => Ok(party),
        (false, _) => Err(faults),
        (true, None) => Err(vec![Error::new(Code::DraftMissing)]),
    }
}

/// A new UUID (version 4), for a draft without one.
#[cfg(feature = "generate")]
pub fn fresh_uuid() -> Result<String> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|_| Error::new(Code::NoRandomness))?;
    bytes[6] = bytes[6] & 0x0F | 0x40;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex = crate::seal::cert::hex(&bytes);
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    Ok(parts.join("-"))
}

/// Makes an invoice of a draft's JSON; the faults beside it are warnings.
pub fn build(bytes: &[u8], context: &Context) -> Result<(Invoice, Vec<Fault>), Refusal> {
    let mut attempt = Attempt::new(bytes, context);
    attempt.locate();
    match attempt.invoice {
        Some(invoice) => Ok((invoice, attempt.faults)),
        None => Err(Refusal { faults: attempt.faults }),
    }
}

/// Gives every fault its line and column.
fn locate(faults: &mut [Fault], value: &json::Value<'_>, text: &str) {
    let offset = |fault: &Fault| match fault.error.position() {
        Some(place) if place.line > 0 => None,
        Some(place) => usize::try_from(place.offset).ok(),
        None => fault
            .error
            .path()
            .and_then(|path| value.locate(path))
            .map(|value| value.offset),
    };
    let found: Vec<(usize, usize)> = faults
        .iter()
        .enumerate()
        .filter_map(|(at, fault)| Some((at, offset(fault)?)))
        .collect();
    let offsets: Vec<usize> = found.iter().map(|(_, offset)| *offset).collect();
    for ((at, _), place) in found.into_iter().zip(json::places(text, &offsets)) {
        faults[at].error = faults[at].error.clone().place(place);
    }
}

/// What came of a draft's JSON.
pub(crate) struct Attempt<'a> {
    pub(crate) draft: Option<Draft>,
    pub(crate) invoice: Option<Invoice>,
    pub(crate) faults: Vec<Fault>,
    text: Option<(json::Value<'a>, &'a str)>,
}

impl<'a> Attempt<'a> {
    /// Form and content in one go, so that somebody who fills in a form hears everything at once.
    pub(crate) fn new(bytes: &'a [u8], context: &Context) -> Self {
        Self::changed(bytes, context, |_| {})
    }

    /// The same of a draft to which something is added that its text leaves open.
    pub(crate) fn changed(bytes: &'a [u8], context: &Context, change: impl FnOnce(&mut Draft)) -> Self {
        let (mut draft, mut faults, text) = read(bytes);
        if let Some(draft) = &mut draft {
            change(draft);
        }
        let broken = faults.iter().any(|fault| fault.severity == Severity::Error);
        let mut invoice = None;
        if let Some(draft) = &draft {
            let (proved, more) = prove(draft, context);
            invoice = proved.filter(|_| !broken);
            // A field whose form is wrong counts as absent; that it is missing need not be said as well, nor what is missing
            // in a record that is none.
            let known: HashSet<String> = faults
                .iter()
                .filter_map(|fault| fault.error.path().map(str::to_owned))
                .collect();
            let record = |path: &str| path.rfind(['.', '[']).is_some_and(|at| known.contains(&path[..at]));
            let said = |fault: &Fault| {
                let path = fault.error.path();
                path.is_some_and(|path| known.contains(path) || path.contains("].") && record(path))
            };
            faults.extend(more.into_iter().filter(|fault| !said(fault)));
        }
        Attempt {
            draft,
            invoice,
            faults,
            text,
        }
    }

    /// True if the text has the field.
    pub(crate) fn has(&self, path: &str) -> bool {
        let found = self.text.as_ref().and_then(|(value, _)| value.locate(path));
        found.is_some_and(|value| value.kind != json::Kind::Null)
    }

    /// Gives every fault its line and column.
    pub(crate) fn locate(&mut self) {
        if let Some((value, text)) = &self.text {
            locate(&mut self.faults, value, text);
        }
    }
}
