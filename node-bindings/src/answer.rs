//! Core's values as JSON text with JavaScript's names.

use khatm::host::Failure;
use khatm::host::calls::WithDocument;
use khatm::host::ledger::{Drafted, Plain};
use khatm::{Code, Error, Language};
use napi::bindgen_prelude::{Either, Uint8ArraySlice};
use napi_derive::napi;
use serde::Serialize;
use serde_json::{Map, Value};

/// The texts of errors go back to the other half as the reason of a native error: JSON of the failure's data.
pub(crate) type Outcome<T> = Result<T, String>;

/// A document, a draft or a configuration, as the other half hands it in.
pub(crate) type Given<'g> = Either<String, Uint8ArraySlice<'g>>;

/// A draft, and what its request is called.
#[napi(object)]
pub struct DraftGiven<'g> {
    /// The draft, in JSON.
    pub draft: Given<'g>,
    /// The other half wrote that, out of values.
    pub written: bool,
    /// What the request is called.
    pub request_key: Option<String>,
}

impl From<DraftGiven<'_>> for Drafted {
    fn from(given: DraftGiven<'_>) -> Self {
        Drafted {
            draft: bytes(given.draft),
            request_key: given.request_key,
            written: given.written,
        }
    }
}

/// A copy of the bytes: a script may write into its own while a thread reads these.
pub(crate) fn bytes(given: Given<'_>) -> Vec<u8> {
    match given {
        Either::A(text) => text.into_bytes(),
        Either::B(bytes) => bytes.to_vec(),
    }
}

/// A value of core's.
pub(crate) fn told(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("plain data with names for keys is always JSON");
    spelt(value).to_string()
}

/// The same of a value that has a document, which follows after a zero, as it is: to write it as JSON and read it again costs more than all
/// the rest. JSON has no zero in it.
pub(crate) fn told_with_document(mut value: impl WithDocument) -> String {
    let xml = value.take_xml();
    let mut text = told(&value);
    text.reserve_exact(xml.len() + 1);
    text.push('\0');
    text.push_str(&xml);
    text
}

/// A ledger's answer.
pub(crate) fn retold(plain: &Plain) -> String {
    let value: Value = serde_json::from_str(plain.text()).expect("what is plain is JSON");
    spelt(value).to_string()
}

/// A failure of core's.
pub(crate) fn untold(failure: impl Into<Failure>, language: Language) -> String {
    told(&failure.into().value(language))
}

/// The native error that carries it.
pub(crate) fn reason(text: String) -> napi::Error {
    napi::Error::from_reason(text)
}

/// The names of fields in camel case, values untouched.
fn spelt(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.into_iter().map(|(name, value)| (camel(&name), spelt(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(spelt).collect()),
        plain => plain,
    }
}

fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.peek() {
            Some(next) if letter == '_' && !out.is_empty() => {
                out.push(next.to_ascii_uppercase());
                letters.next();
            }
            _ => out.push(letter),
        }
    }
    out
}

/// The data of an error that the other half found, by its code: a value that no draft can hold, half of a character.
#[napi]
pub fn failure(code: String, path: Option<String>, found: Option<String>, language: Option<String>) -> String {
    let language = language
        .and_then(|name| Language::parse(&name).ok())
        .unwrap_or_default();
    let mut error = Code::parse(&code).map_or_else(|unknown| unknown, Error::new);
    if let Some(path) = path {
        error = error.at(path);
    }
    if let Some(found) = found {
        error = error.found(&found);
    }
    untold(error, language)
}
