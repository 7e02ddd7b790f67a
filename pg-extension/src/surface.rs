//! The SQL surface: a module for each group of functions. They convert arguments and results, and raise core's errors.
//!
//! All of them are in the schema `khatm`; their comments and grants are in `sql/functions.sql`.

mod attach;
mod checks;
mod devices;
mod dispatch;
mod documents;
mod figures;
mod hand_over;
mod hosts;
mod onboarding;
mod people;
mod ready;
mod received;
pub(crate) mod tenants;
mod truth;
mod worker;

use khatm::invoice::Refusal;
use khatm::store::Uuid as Identifier;
use khatm::store::issue::Issued;
use khatm::time::Timestamp;
use khatm::{Code, Error, Language, Result};
use pgrx::JsonB;
use pgrx::datum::{TimestampWithTimeZone, Uuid};

use crate::raise::{findings, raise};
use crate::table;

/// The language that a caller names.
pub(crate) fn language(name: &str) -> Language {
    Language::parse(name).unwrap_or_else(|error| raise(&error, Language::English))
}

/// The language that a caller names, of a function that also runs where he names none.
pub(crate) fn language_or_english(name: Option<&str>) -> Language {
    name.map(language).unwrap_or_default()
}

/// An argument that may not be null, of a function where others may: one that is not strict has to say so itself, since pgrx takes a null
/// for an internal error where it does not expect one.
pub(crate) fn needed<T>(argument: Option<T>, name: &str) -> T {
    argument.unwrap_or_else(|| raise(&Error::new(Code::ArgumentNull).at(name), Language::English))
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

/// A document that was issued, as a row.
#[allow(clippy::type_complexity)]
pub(crate) fn sealed(issued: Issued, language: Language) -> (Uuid, i64, String, String, bool, bool, JsonB) {
    let warnings = Refusal {
        faults: issued.warnings,
    };
    let warnings = findings(&warnings, language);
    (
        Uuid::from_bytes(*issued.document.uuid.as_bytes()),
        table::number(issued.document.place.counter),
        issued.document.hash.to_string(),
        issued.qr,
        issued.provisional,
        issued.again,
        JsonB(warnings),
    )
}

/// Raises what went wrong.
pub(crate) fn done(outcome: Result<()>) {
    outcome.unwrap_or_else(|error| raise(&error, Language::English));
}
