//! What can go wrong: one catalogue, in English and Arabic.
//!
//! The code is the contract, the text is not. A caller who must decide what to do next looks at [`Kind`]; one who must
//! tell a person prints [`Error::message`] and [`Error::fix`]. Neither ever carries a key, a secret or an amount.

mod catalogue;

use std::fmt;

pub use catalogue::Code;

/// What the caller should do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// Fix the document, or whatever else was handed in.
    Input,
    /// Take another step first.
    State,
    /// Stop: the authority said no.
    Refused,
    /// Try the same again later.
    Busy,
    /// Do not repeat blindly: it may have happened.
    Unsure,
    /// Tell us.
    Bug,
}

impl Kind {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Input => "input",
            Kind::State => "state",
            Kind::Refused => "refused",
            Kind::Busy => "busy",
            Kind::Unsure => "unsure",
            Kind::Bug => "bug",
        }
    }

    /// The SQLSTATE under which PostgreSQL raises it.
    pub const fn sqlstate(self) -> &'static str {
        match self {
            Kind::Input => "22023",
            Kind::State => "55000",
            Kind::Refused => "38000",
            Kind::Busy => "58030",
            Kind::Unsure => "58000",
            Kind::Bug => "XX000",
        }
    }
}

/// The language of a text meant for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Arabic.
    Arabic,
}

impl Language {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::Arabic => "ar",
        }
    }

    /// Reads `en` or `ar`, with or without a region (`ar-SA`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        match text.split(['-', '_']).next().map(str::to_ascii_lowercase).as_deref() {
            Some("en") => Ok(Language::English),
            Some("ar") => Ok(Language::Arabic),
            _ => Err(Error::new(Code::LanguageUnknown).found(text)),
        }
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The document is bad.
    Error,
    /// The document is good, but this deserves a look.
    Warning,
}

/// Where in a file something stands, counted as editors count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// From 0, in bytes of the file as it was given.
    pub offset: u64,
}

/// One thing that went wrong: a code, where, and what was found there.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    code: Code,
    path: Option<String>,
    place: Option<Place>,
    found: Option<String>,
}

/// The result of everything here that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error of this code, as yet without a place.
    pub fn new(code: Code) -> Self {
        Error(Box::new(Inner {
            code,
            path: None,
            place: None,
            found: None,
        }))
    }

    /// Adds the path of the field or node.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Adds the place in the file.
    #[must_use]
    pub fn place(mut self, place: Place) -> Self {
        self.0.place = Some(place);
        self
    }

    /// The same without a place: for who has no file, because a host wrote the text for him.
    #[must_use]
    pub fn without_place(mut self) -> Self {
        self.0.place = None;
        self
    }

    /// Adds what was found: a name or a short excerpt, never a secret. Cut to 60 characters, control characters escaped.
    #[must_use]
    pub fn found(mut self, found: &str) -> Self {
        self.0.found = Some(excerpt(found));
        self
    }

    /// The same under the code of another rule.
    pub(crate) fn renamed(mut self, code: Code) -> Self {
        self.0.code = code;
        self
    }

    /// An error that was told elsewhere, in English: by its code, its path and its text. Nothing if there is no such code here.
    pub fn retold(code: &str, path: Option<&str>, text: &str) -> Option<Self> {
        let code = *Code::ALL.iter().find(|known| known.as_str() == code)?;
        let found = text.strip_prefix(code.text(Language::English)).unwrap_or_default();
        let found = path
            .and_then(|path| found.strip_suffix(&format!(" ({path})")))
            .unwrap_or(found);
        let mut error = Error::new(code);
        if let Some(found) = found.strip_prefix(": ") {
            error = error.found(found);
        }
        if let Some(path) = path {
            error = error.at(path);
        }
        Some(error)
    }

    /// The stable code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// What to do about it.
    pub fn kind(&self) -> Kind {
        self.0.code.kind()
    }

    /// The path of the field or node, where one is to blame.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The place in the file, where there is one.
    pub fn position(&self) -> Option<Place> {
        self.0.place
    }

    /// What was found, as [`Error::message`] shows it.
    pub(crate) fn excerpt(&self) -> Option<&str> {
        self.0.found.as_deref()
    }

    /// What happened, with what was found but without the place.
    pub fn what(&self, language: Language) -> String {
        let mut text = self.0.code.text(language).to_owned();
        if let Some(found) = &self.0.found {
            text.push_str(": ");
            text.push_str(found);
        }
        text
    }

    /// What happened, with the place: one line.
    pub fn message(&self, language: Language) -> String {
        let mut text = self.what(language);
        let place = match (language, self.0.place) {
            (_, None) => None,
            (Language::English, Some(p)) => Some(format!("line {}, column {}", p.line, p.column)),
            (Language::Arabic, Some(p)) => Some(format!("السطر {}، العمود {}", p.line, p.column)),
        };
        match (&self.0.path, place) {
            (Some(path), Some(place)) => text.push_str(&format!(" ({path}; {place})")),
            (Some(only), None) => text.push_str(&format!(" ({only})")),
            (None, Some(only)) => text.push_str(&format!(" ({only})")),
            (None, None) => {}
        }
        text
    }

    /// The way out.
    pub fn fix(&self, language: Language) -> &'static str {
        self.0.code.fix(language)
    }
}

impl Code {
    /// The code that is written so, in whatever case.
    pub fn parse(text: &str) -> Result<Self> {
        Code::known(text).ok_or_else(|| Error::new(Code::CodeUnknown).found(text))
    }

    /// The same, if there is one.
    #[inline(never)]
    pub(crate) fn known(text: &str) -> Option<Self> {
        let wanted = text.trim();
        let found = Code::ALL.iter().find(|code| code.as_str().eq_ignore_ascii_case(wanted));
        found.copied()
    }
}

/// Whether a character of foreign text would move a terminal's cursor, break the line that it is shown in, or turn it around.
pub fn disturbs(ch: char) -> bool {
    ch.is_control()
        || matches!(
            ch,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Makes foreign text fit to be shown: short, and without control characters that could move a terminal's cursor.
pub(crate) fn excerpt(text: &str) -> String {
    const MOST: usize = 60;
    let mut out = String::new();
    for (count, ch) in text.chars().enumerate() {
        if count == MOST {
            out.push('…');
            break;
        }
        if disturbs(ch) {
            out.extend(ch.escape_default());
        } else {
            out.push(ch);
        }
    }
    out
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code().as_str(), self.message(Language::English))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// The shape in which an error crosses to other languages, in JSON.
impl serde::Serialize for Error {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ErrorValue::new(self, Language::English).serialize(serializer)
    }
}

/// An error as plain data, its texts in one language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ErrorValue {
    /// What to do about it.
    pub kind: Kind,
    /// The stable code, `KHATM-…`.
    pub code: String,
    /// The field or node to blame.
    pub path: Option<String>,
    /// Where it stands in the file.
    pub place: Option<Place>,
    /// What happened, with the place.
    pub message: String,
    /// The way out.
    pub fix: String,
}

impl ErrorValue {
    /// The error's data with its texts in `language`.
    pub fn new(error: &Error, language: Language) -> Self {
        ErrorValue {
            kind: error.kind(),
            code: error.code().as_str().to_owned(),
            path: error.path().map(str::to_owned),
            place: error.position(),
            message: error.message(language),
            fix: error.fix(language).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_unique_well_formed_and_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for &code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} twice");
            assert!(
                // The SDK's own check of the link to the document before has no BR number.
                (text.starts_with("KHATM-") || text.starts_with("BR-") || text == "KSA-13")
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
            );
            for language in [Language::English, Language::Arabic] {
                assert!(code.text(language).chars().count() > 8, "{text}");
                assert!(code.fix(language).chars().count() > 8, "{text}");
            }
            let arabic = |s: &str| s.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c));
            assert!(
                arabic(code.text(Language::Arabic)) && arabic(code.fix(Language::Arabic)),
                "{text}"
            );
            assert!(
                !arabic(code.text(Language::English)) && !arabic(code.fix(Language::English)),
                "{text}"
            );
        }
    }

    #[test]
    fn foreign_text_cannot_move_the_cursor_or_flood_the_line() {
        let shown = excerpt("a\u{1b}[2J\n\u{202e}\u{61c}\u{2028}b");
        assert_eq!(shown, "a\\u{1b}[2J\\n\\u{202e}\\u{61c}\\u{2028}b");
        assert!(excerpt(&"x".repeat(10_000)).chars().count() <= 61);
    }
}
