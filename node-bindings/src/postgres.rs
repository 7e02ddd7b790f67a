//! Issuing within a caller's own transaction: his driver runs the statement, and this is what goes into it and comes out of it.

use khatm::Language;
use khatm::host::Failure;
use khatm::host::ledger::Drafted;
use khatm::host::server::{self, sendable};
use napi_derive::napi;

use crate::answer::{DraftGiven, Outcome, told, untold};
use crate::threads::at_once;

fn language(name: &str) -> Outcome<Language> {
    Language::parse(name).map_err(|error| untold(error, Language::English))
}

/// The statements: of one document, and of several.
#[napi]
pub fn statements() -> Vec<&'static str> {
    vec![server::ISSUE, server::ISSUE_ALL]
}

/// A draft as a statement takes it.
#[napi]
pub fn drafted(draft: DraftGiven<'_>, tag: String) -> napi::Result<String> {
    at_once(|| {
        let language = language(&tag)?;
        let drafted = Drafted::from(draft);
        let text = sendable(&drafted.draft).map(str::to_owned);
        text.map_err(|failure| untold(failure.told(drafted.written), language))
    })
}

/// What a statement gave: of one document, or of several.
#[napi]
pub fn made(value: String, several: bool, tag: String) -> napi::Result<String> {
    at_once(|| {
        let language = language(&tag)?;
        let made = match several {
            false => server::issued(&value, language).map(|made| told(&made)),
            true => server::issued_all(&value, language).map(|made| told(&made)),
        };
        made.map_err(|failure| untold(failure, language))
    })
}

/// The data of an error of the extension's, by its message and detail; nothing for another's.
#[napi]
pub fn said(message: String, detail: Option<String>, tag: String) -> napi::Result<Option<String>> {
    at_once(|| {
        let language = language(&tag)?;
        let failure = Failure::said(&message, detail.as_deref());
        Ok(failure.map(|failure| untold(failure, language)))
    })
}
