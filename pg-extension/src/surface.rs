//! The SQL surface: a module for each group of functions. They convert arguments and results, and raise core's errors.
//!
//! All of them are in the schema `khatm`; their comments and grants are in `sql/functions.sql`.

mod checks;
mod devices;
mod dispatch;
mod documents;
mod onboarding;
mod people;
mod truth;

use khatm::store::Uuid as Identifier;
use khatm::time::Timestamp;
use khatm::{Language, Result};
use pgrx::datum::{TimestampWithTimeZone, Uuid};

use crate::raise::raise;
use crate::table;

/// The language that a caller names.
pub(crate) fn language(name: &str) -> Language {
    Language::parse(name).unwrap_or_else(|error| raise(&error, Language::English))
}

/// The name that a value has in every host.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// A time as PostgreSQL has it.
pub(crate) fn time(at: Timestamp) -> TimestampWithTimeZone {
    TimestampWithTimeZone::try_from(table::microseconds(at)).expect("a time that was stored is one of PostgreSQL's")
}

/// A time as core has it.
pub(crate) fn moment(at: TimestampWithTimeZone) -> Timestamp {
    table::from_microseconds(at.into_inner())
}

/// A UUID as core has it.
pub(crate) fn identifier(uuid: Uuid) -> Identifier {
    Identifier::from_bytes(*uuid.as_bytes())
}

/// Raises what went wrong.
pub(crate) fn done(outcome: Result<()>) {
    outcome.unwrap_or_else(|error| raise(&error, Language::English));
}
