//! From JSON to the draft's types: every fault at once, each with its path, and a near name for an unknown one.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use crate::error::{Code, Error, Severity};
use crate::json::{Kind, Value};
use crate::money::Exact;
use crate::nearest::nearest;

/// Something that is wrong with a draft, or deserves a look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// An error keeps the document from being made; a warning does not.
    pub severity: Severity,
    /// What, where, and what was found there.
    pub error: Error,
}

impl Fault {
    /// The same without a place in the text.
    #[must_use]
    pub fn without_place(self) -> Self {
        Fault {
            error: self.error.without_place(),
            ..self
        }
    }
}

/// Gathers faults.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    pub(crate) list: Vec<Fault>,
}

impl Faults {
    pub(crate) fn push(&mut self, severity: Severity, error: Error) {
        self.list.push(Fault { severity, error });
    }

    pub(crate) fn error(&mut self, code: Code, path: &Path<'_>) {
        self.push(Severity::Error, Error::new(code).at(path.to_string()));
    }

    pub(crate) fn error_found(&mut self, code: Code, path: &Path<'_>, found: &str) {
        self.push(Severity::Error, Error::new(code).at(path.to_string()).found(found));
    }

    pub(crate) fn warn(&mut self, code: Code, path: &Path<'_>) {
        self.push(Severity::Warning, Error::new(code).at(path.to_string()));
    }

    pub(crate) fn warn_found(&mut self, code: Code, path: &Path<'_>, found: &str) {
        self.push(Severity::Warning, Error::new(code).at(path.to_string()).found(found));
    }

    /// Takes the value, or notes the error with the path.
    pub(crate) fn take<T>(&mut self, result: Result<T, Error>, path: &Path<'_>) -> Option<T> {
        result
            .map_err(|error| self.push(Severity::Error, error.at(path.to_string())))
            .ok()
    }

    /// A text that cannot be taken is not missing as well.
    pub(crate) fn once(&mut self) {
        let spoilt = |fault: &&Fault| fault.error.code() == Code::TextCharacter;
        let owned = |fault: &Fault| fault.error.path().map(str::to_owned);
        let paths: HashSet<String> = self.list.iter().filter(spoilt).filter_map(owned).collect();
        if !paths.is_empty() {
            let again = |fault: &Fault| fault.error.path().is_some_and(|path| paths.contains(path));
            self.list
                .retain(|fault| fault.error.code() == Code::TextCharacter || !again(fault));
        }
    }

    pub(crate) fn any_error(&self) -> bool {
        self.list.iter().any(|fault| fault.severity == Severity::Error)
    }
}

/// The way to a field, written only when a fault needs it.
#[derive(Clone, Copy)]
pub(crate) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Root,
    Field(&'p str),
    Index(usize),
}

impl<'p> Path<'p> {
    pub(crate) const ROOT: Path<'static> = Path {
        parent: None,
        step: Step::Root,
    };

    pub(crate) fn field(&'p self, name: &'p str) -> Path<'p> {
        Path {
            parent: Some(self),
            step: Step::Field(name),
        }
    }

    pub(crate) fn index(&'p self, index: usize) -> Path<'p> {
        Path {
            parent: Some(self),
            step: Step::Index(index),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            fmt::Display::fmt(parent, f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Field(name) if self.parent.is_some_and(|parent| parent.parent.is_some()) => write!(f, ".{name}"),
            Step::Field(name) => f.write_str(name),
            Step::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// A type that can be read from JSON.
pub(crate) trait FromJson: Sized {
    /// What people call it.
    const EXPECTED: &'static str;

    /// Reads it, or notes what is wrong.
    fn read(value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Self>;
}

/// Notes that a value is of another kind than the field.
pub(crate) fn mismatch(expected: &str, value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) {
    faults.error_found(Code::DraftType, path, &format!("{} ≠ {expected}", value.name()));
}

/// A field of a record: what absence means for it, and how it is read when it is there.
pub(crate) trait Member: Default {
    fn fill(&mut self, value: &Value<'_>, path: &Path<'_>, faults: &mut Faults);
}

impl<T: FromJson> Member for Option<T> {
    fn fill(&mut self, value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) {
        if value.kind != Kind::Null {
            *self = T::read(value, path, faults);
        }
    }
}

impl<T: FromJson + Default> Member for Vec<T> {
    fn fill(&mut self, value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) {
        match &value.kind {
            Kind::Null => {}
            Kind::List(items) => {
                self.reserve_exact(items.len());
                // What cannot be read keeps its place, or the paths of all after it would be another's.
                let read = |(at, item)| T::read(item, &path.index(at), faults).unwrap_or_default();
                self.extend(items.iter().enumerate().map(read));
            }
            // One where a list may stand is a list of one.
            _ if !matches!(value.kind, Kind::Object(_)) || T::EXPECTED == "an object" => {
                self.extend(T::read(value, path, faults));
            }
            _ => mismatch("a list", value, path, faults),
        }
    }
}

impl FromJson for String {
    const EXPECTED: &'static str = "text";

    fn read(value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match &value.kind {
            Kind::Text(text) => Some(text.to_string()),
            // Numbers, postal codes and the like are often stored as numbers; their text is what was meant.
            Kind::Number(text) if text.bytes().all(|b| b.is_ascii_digit()) => Some((*text).to_owned()),
            _ => {
                mismatch(Self::EXPECTED, value, path, faults);
                None
            }
        }
    }
}

/// What is rare stands apart, so that lines stay small.
impl<T: FromJson> FromJson for Box<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        T::read(value, path, faults).map(Box::new)
    }
}

impl FromJson for bool {
    const EXPECTED: &'static str = "true/false";

    fn read(value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match value.kind {
            Kind::Bool(flag) => Some(flag),
            _ => {
                mismatch(Self::EXPECTED, value, path, faults);
                None
            }
        }
    }
}

impl FromJson for Exact {
    const EXPECTED: &'static str = "a number";

    fn read(value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        match &value.kind {
            Kind::Number(text) => faults.take(Exact::parse(text), path),
            Kind::Text(text) => faults.take(Exact::parse(text.trim()), path),
            _ => {
                mismatch(Self::EXPECTED, value, path, faults);
                None
            }
        }
    }
}

/// The members of an object, each handed to `fill`, which says whether it knows the name.
pub(crate) fn object(
    value: &Value<'_>,
    known: &[&'static str],
    path: &Path<'_>,
    faults: &mut Faults,
    mut fill: impl FnMut(&str, &Value<'_>, &Path<'_>, &mut Faults),
) -> bool {
    let Kind::Object(members) = &value.kind else {
        mismatch("an object", value, path, faults);
        return false;
    };
    for (name, value) in members {
        // A name of a thousand letters is not repeated whole.
        let short = match name.len() {
            0..=60 => Cow::Borrowed(name.as_ref()),
            _ => Cow::Owned(crate::error::excerpt(name)),
        };
        let path = path.field(&short);
        // Editors look there for the schema; it says nothing of the document.
        if name == "$schema" && matches!(value.kind, Kind::Text(_)) {
            continue;
        }
        if known.contains(&name.as_ref()) {
            fill(name, value, &path, faults);
        } else {
            // Somebody who has a hundred faults before him needs no guesses, and a hostile draft gets no work out of them.
            let near = (faults.list.len() < 100).then(|| nearest(name, known.iter().copied()));
            let found = match near.flatten() {
                Some(near) => format!("{} → {near}", crate::error::excerpt(name)),
                None => name.to_string(),
            };
            faults.error_found(Code::DraftField, &path, &found);
        }
    }
    true
}

/// Defines a record of the draft: the type, its JSON, and the names it knows.
macro_rules! record {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
        #[serde(default)]
        pub struct $name {
            $($(#[$field_meta])* #[serde(skip_serializing_if = "crate::invoice::draft::absent")] pub $field: $type,)*
        }

        impl $name {
            /// The names of its fields.
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),*];
        }

        impl crate::invoice::decode::FromJson for $name {
            const EXPECTED: &'static str = "an object";

            fn read(
                value: &crate::json::Value<'_>,
                path: &crate::invoice::decode::Path<'_>,
                faults: &mut crate::invoice::decode::Faults,
            ) -> Option<Self> {
                let mut record = $name::default();
                let read = crate::invoice::decode::object(value, Self::FIELDS, path, faults, |name, value, path, faults| {
                    match name {
                        $(stringify!($field) => {
                            crate::invoice::decode::Member::fill(&mut record.$field, value, path, faults)
                        })*
                        _ => {}
                    }
                });
                read.then_some(record)
            }
        }
    )*

    /// The same records with every number as text, as Kotlin and Swift fill them in: what a person typed comes as it is to whoever
    /// says what is wrong with it, and where.
    #[cfg(feature = "uniffi")]
    pub mod typed {
        use super::*;

        /// A decimal number as it was typed.
        type Exact = String;

        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, uniffi::Record)]
            #[serde(default)]
            pub struct $name {
                $(
                    $(#[$field_meta])*
                    #[serde(skip_serializing_if = "crate::invoice::draft::absent")]
                    #[uniffi(default)]
                    pub $field: $type,
                )*
            }

            impl $name {
                /// Its text in JSON.
                pub fn to_json(&self) -> Vec<u8> {
                    serde_json::to_vec(self).expect("records of texts are always JSON")
                }
            }
        )*
    }
    };
}

/// Defines a choice of words: the type, its JSON, and the other spellings it is known by.
macro_rules! choice {
    ($($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident $word:literal $([$($alias:literal),*])?,)* })*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $word)] $variant,)* }

        impl $name {
            /// The words it goes by.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// Reads the word or one of its other spellings.
            pub fn parse(text: &str) -> Option<Self> {
                let is = |word: &str| text.eq_ignore_ascii_case(word);
                $(if is($word) $($(|| is($alias))*)? {
                    return Some($name::$variant);
                })*
                None
            }

            /// The word.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl crate::invoice::decode::FromJson for $name {
            const EXPECTED: &'static str = "text";

            fn read(
                value: &crate::json::Value<'_>,
                path: &crate::invoice::decode::Path<'_>,
                faults: &mut crate::invoice::decode::Faults,
            ) -> Option<Self> {
                let text = <String as crate::invoice::decode::FromJson>::read(value, path, faults)?;
                let found = $name::parse(text.trim());
                if found.is_none() {
                    crate::invoice::decode::unknown_word(&text, Self::WORDS, path, faults);
                }
                found
            }
        }
    )*};
}

/// Notes that a word is none of those that may stand here.
pub(crate) fn unknown_word(text: &str, words: &[&'static str], path: &Path<'_>, faults: &mut Faults) {
    let hint = nearest(text, words.iter().copied()).map_or_else(|| words.join(", "), str::to_owned);
    faults.error_found(
        Code::DraftChoice,
        path,
        &format!("{} → {hint}", crate::error::excerpt(text)),
    );
}

pub(crate) use {choice, record};
