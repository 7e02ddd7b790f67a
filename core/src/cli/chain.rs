//! `khatm chain`: the chain of documents that any system made.

use std::path::PathBuf;

use crate::chain::{Audit, Break, Linked, audit};
use crate::error::Severity;
use crate::{Code, ErrorValue, Language};
use serde::Serialize;

use crate::cli::commands::Run;
use crate::cli::files::read;
use crate::cli::output;

/// A finding, as programs read it.
#[derive(Serialize)]
pub(crate) struct Found {
    severity: Severity,
    counter: Option<u64>,
    document: Option<String>,
    other: Option<String>,
    #[serde(flatten)]
    error: ErrorValue,
}

impl Found {
    pub(crate) fn new(found: &Break, language: Language) -> Self {
        Found {
            severity: found.severity,
            counter: found.counter,
            document: found.document.clone(),
            other: found.other.clone(),
            error: ErrorValue::new(&found.error, language),
        }
    }
}

#[derive(Serialize)]
struct Looked {
    whole: bool,
    documents: usize,
    first: Option<u64>,
    last: Option<u64>,
    head: Option<String>,
    findings: Vec<Found>,
}

impl Run {
    /// Looks at all files as one chain. What cannot be read is told of by itself, and makes the chain unsure.
    pub(crate) fn chain(&self, files: &[PathBuf]) -> u8 {
        let mut documents = Vec::with_capacity(files.len());
        let mut worst = output::GOOD;
        for file in files {
            match read(file).and_then(|xml| Linked::read(output::name(file), &xml)) {
                Ok(document) => documents.push(document),
                Err(error) => {
                    output::error(file, &error, self.json, self.language);
                    let own = error.code() == Code::FileRead;
                    worst = worst.max(if own { output::USAGE } else { output::BAD });
                }
            }
        }
        let audit = audit(&documents, None);
        self.looked(&audit);
        if audit.whole() { worst } else { worst.max(output::BAD) }
    }

    fn looked(&self, audit: &Audit) {
        if self.json {
            let looked = Looked {
                whole: audit.whole(),
                documents: audit.documents,
                first: audit.first,
                last: audit.last,
                head: audit.head.map(|hash| hash.to_string()),
                findings: audit.breaks.iter().map(|one| Found::new(one, self.language)).collect(),
            };
            // One line for the whole chain, not one a file.
            if let Ok(text) = serde_json::to_string(&looked) {
                output::line(&text);
            }
            return;
        }
        audit.breaks.iter().for_each(|found| self.broken(found));
        let arabic = self.language == Language::Arabic;
        let range = match (audit.first, audit.last) {
            (Some(first), Some(last)) => format!("{first}–{last}"),
            _ => "–".to_owned(),
        };
        let (documents, verdict) = (audit.documents, output::verdict(audit.whole(), self.language));
        output::line(&match arabic {
            true => format!("السلسلة {range}، المستندات {documents}: {verdict}"),
            false => format!("chain {range}, {documents} documents: {verdict}"),
        });
    }

    /// One finding, with its documents and the way out.
    pub(crate) fn broken(&self, found: &Break) {
        let severity = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let names: Vec<_> = found
            .document
            .iter()
            .chain(&found.other)
            .map(|name| output::fit(name))
            .collect();
        let counter = found
            .counter
            .map_or_else(|| "–".to_owned(), |counter| counter.to_string());
        output::line(&format!(
            "{:>6}  {} {}: {}",
            counter,
            output::word(self.language, severity),
            found.error.code().as_str(),
            output::fit(&found.error.message(self.language))
        ));
        output::line(&format!("        {}", names.join(", ")));
        output::line(&format!(
            "        {} {}",
            output::arrow(self.language),
            found.error.fix(self.language)
        ));
    }
}
