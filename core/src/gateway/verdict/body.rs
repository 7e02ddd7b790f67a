//! What the body of a reply says, whatever its shape.
//!
//! The gateway answers in a dozen shapes: lists of messages inside `validationResults` or beside it, one message where a list
//! should be, bare texts, three forms of error object, JSON within a JSON string, pages of a proxy. They are read into one
//! value here. What cannot be read in exactly one way (a name given twice, two statuses that differ) is marked as such, and
//! nobody draws a good verdict from it.

use super::Remark;
use super::echo::Echo;
use crate::gateway::Secret;
use crate::json::{self, Kind, Value};

/// JSON within JSON is opened this often: the gateway has been seen to do it once.
const MOST_WRAPPERS: usize = 3;
/// More than any reply has: a list of millions of nothings would cost twenty times its size.
const MOST_COMMAS: usize = 1_000_000;
/// More names than any object of a reply has. The reader looks for doubled names only in objects smaller than this.
const MOST_NAMES: usize = 64;
/// So much of a text that is not JSON is kept.
const MOST_TEXT: usize = 300;

/// A word that decides: a status, a disposition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Word {
    /// Not there, null or empty.
    #[default]
    Absent,
    /// As it stands.
    Is(String),
    /// There, but not as one text.
    Unreadable,
}

impl Word {
    pub(super) fn is(&self, text: &str) -> bool {
        matches!(self, Word::Is(own) if own == text)
    }

    pub(super) fn is_absent(&self) -> bool {
        *self == Word::Absent
    }

    fn set(&mut self, value: &Value<'_>) {
        let new = match &value.kind {
            Kind::Null => return,
            Kind::Text(text) if text.trim().is_empty() => return,
            Kind::Text(text) => Word::Is(text.trim().to_owned()),
            _ => Word::Unreadable,
        };
        self.join(new);
    }

    /// A status: the frame around the gateway gives that of HTTP, a number.
    fn set_status(&mut self, value: &Value<'_>) {
        match &value.kind {
            Kind::Number(text) => self.join(Word::Is((*text).to_owned())),
            _ => self.set(value),
        }
    }

    /// A number that counts something, written as number or text: never rounded, never with an exponent.
    fn set_number(&mut self, value: &Value<'_>) {
        let text = match &value.kind {
            Kind::Null => return,
            Kind::Text(text) => text.trim(),
            Kind::Number(text) => text,
            _ => "",
        };
        let plain = (1..=40).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        self.join(match plain {
            true => Word::Is(text.to_owned()),
            false => Word::Unreadable,
        });
    }

    fn join(&mut self, new: Word) {
        match self {
            Word::Absent => *self = new,
            same if *same == new => {}
            _ => *self = Word::Unreadable,
        }
    }
}

/// In which list a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Info,
    Warning,
    Error,
    /// In none: the body itself is the message.
    Flat,
}

/// One message.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub(super) remark: Remark,
    list: List,
    /// Its own `status`.
    status: Option<String>,
    /// `{timestamp, status, error, message}`: the frame around the gateway speaks, of the request and not of what it carries.
    frame: bool,
}

impl Finding {
    fn calls_itself(&self, name: &str) -> bool {
        let is = |text: &Option<String>| text.as_deref().is_some_and(|text| text.eq_ignore_ascii_case(name));
        is(&self.remark.kind) || is(&self.status)
    }

    fn is_mild(&self) -> bool {
        self.calls_itself("INFO") || self.calls_itself("WARNING") || self.calls_itself("PASS")
    }

    /// Whether it stands against a success. Anything that could be an error does.
    fn objects(&self) -> bool {
        match self.list {
            List::Error => true,
            List::Info | List::Warning => self.calls_itself("ERROR"),
            // A body that has a message beside its statuses comments on them; one that has a code speaks for itself.
            List::Flat => self.calls_itself("ERROR") || (self.remark.code.is_some() && !self.is_mild()),
        }
    }

    /// Whether it names something that is wrong with what was sent: enough to refuse it.
    fn accuses(&self) -> bool {
        let Remark {
            code,
            category,
            message,
            ..
        } = &self.remark;
        let named = |text: &Option<String>| {
            text.as_deref()
                .is_some_and(|text| text.chars().any(char::is_alphabetic))
        };
        let spoken = match self.list {
            List::Flat => named(code) || named(category),
            _ => named(code) || named(category) || named(message),
        };
        let error = match self.list {
            List::Info | List::Warning => self.calls_itself("ERROR"),
            List::Error | List::Flat => self.calls_itself("ERROR") || !self.is_mild(),
        };
        spoken && error && !self.frame && !self.is_outage() && !self.is_duplicate()
    }

    /// The gateway speaks of itself, not of what was sent.
    fn is_outage(&self) -> bool {
        let Remark { code, category, .. } = &self.remark;
        let (code, category) = (
            code.as_deref().unwrap_or_default(),
            category.as_deref().unwrap_or_default(),
        );
        (code == "GENERAL" && category == "BUSINESS_RULES") || category == "HTTP-Errors" || code == "Invalid-Request"
    }

    /// It says that the document was taken before.
    fn is_duplicate(&self) -> bool {
        let category = self.remark.category.as_deref().unwrap_or_default();
        let message = self.remark.message.as_deref().unwrap_or_default().to_lowercase();
        category.eq_ignore_ascii_case("Duplicate-Invoice")
            || message.contains("reported successfully earlier")
            || message.contains("previously submitted")
    }

    /// It says that this document of the compliance set was checked before.
    fn is_completed(&self) -> bool {
        let message = self.remark.message.as_deref().unwrap_or_default().to_lowercase();
        self.is_duplicate() || message.contains("already completed")
    }
}

/// What a body says.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// It is one JSON document, and can be read in one way only.
    pub(super) whole: bool,
    /// It is a page for people: a proxy's, not the gateway's.
    pub(super) page: bool,
    /// As they came: verdicts are drawn from the words that were said, whatever is shown of them.
    findings: Vec<Finding>,
    /// What nobody may be shown of them.
    echo: Echo,
    /// `status` of the validation, inside or beside `validationResults`.
    pub(super) status: Word,
    /// `reportingStatus`
    pub(super) reporting: Word,
    /// `clearanceStatus`
    pub(super) clearance: Word,
    /// `dispositionMessage`
    pub(super) disposition: Word,
    /// `clearedInvoice`, still in base64.
    pub(super) cleared: Word,
    /// `requestID`, its digits.
    pub(super) request_id: Word,
    /// `binarySecurityToken`
    pub(super) token: Word,
    /// `secret`
    pub(super) secret: Option<Secret>,
}

impl Said {
    /// Reads a body. `quotes` is false where it may hold a secret: then nothing that is not understood is repeated.
    pub(super) fn read(body: &[u8], quotes: bool, echo: Echo) -> Said {
        let mut said = Said {
            echo,
            ..Said::default()
        };
        let mut faults = Vec::new();
        if body.iter().filter(|&&byte| byte == b',').count() <= MOST_COMMAS
            && let Ok((value, _)) = json::parse(body, &mut faults)
        {
            said.whole = faults.is_empty();
            said.document(&value, 0);
            return said;
        }
        let text = String::from_utf8_lossy(&body[..body.len().min(16 << 10)]);
        let text = text.trim_start_matches('\u{feff}').trim();
        said.page = text.starts_with('<');
        // What begins like JSON is a piece of a reply, and may hold what nobody may see.
        if quotes && !text.starts_with(['{', '[', '"']) {
            said.quote(text);
        }
        said
    }

    fn quote(&mut self, text: &str) {
        let shown = match self.page {
            true => title(text).unwrap_or_default(),
            false => text,
        };
        let shown: String = shown.chars().filter(|ch| !ch.is_control()).collect();
        // A secret that the cut would halve must be seen whole to be taken out.
        let shown: String = self.echo.clean(&shown).chars().take(MOST_TEXT).collect();
        if !shown.trim().is_empty() {
            self.findings.push(Finding {
                remark: Remark {
                    message: Some(shown.trim().to_owned()),
                    ..Remark::default()
                },
                list: List::Info,
                status: None,
                frame: false,
            });
        }
    }

    fn document(&mut self, value: &Value<'_>, wrappers: usize) {
        match &value.kind {
            Kind::Object(members) => self.object(members, wrappers),
            Kind::List(_) => {
                self.whole = false;
                self.list(value, List::Error);
            }
            Kind::Text(text) => self.inner(text, wrappers),
            _ => self.whole = false,
        }
    }

    /// JSON within a JSON string.
    fn inner(&mut self, text: &str, wrappers: usize) {
        let mut faults = Vec::new();
        match json::parse(text.as_bytes(), &mut faults) {
            Ok((value, _)) if wrappers < MOST_WRAPPERS && faults.is_empty() => self.document(&value, wrappers + 1),
            _ => self.whole = false,
        }
    }

    fn object(&mut self, members: &Members<'_>, wrappers: usize) {
        if members.len() >= MOST_NAMES {
            self.whole = false;
            return;
        }
        for (name, value) in members {
            match name.as_ref() {
                // What is packed deeper is not read, and what is not read may say anything.
                "validationResults" if wrappers >= MOST_WRAPPERS => self.whole = false,
                "validationResults" => match &value.kind {
                    Kind::Null => {}
                    Kind::Object(_) => self.document(value, wrappers + 1),
                    Kind::Text(text) => self.inner(text, wrappers),
                    _ => self.whole = false,
                },
                // The contract's own example of a reply is wrapped like this.
                "value" if members.len() == 1 && wrappers >= MOST_WRAPPERS => self.whole = false,
                "value" if members.len() == 1 => self.document(value, wrappers + 1),
                "infoMessages" => self.list(value, List::Info),
                "warningMessages" => self.list(value, List::Warning),
                "errorMessages" | "erroMessages" | "erros" | "errors" => self.list(value, List::Error),
                "status" => self.status.set_status(value),
                "reportingStatus" => self.reporting.set(value),
                "clearanceStatus" => self.clearance.set(value),
                "dispositionMessage" => self.disposition.set(value),
                "clearedInvoice" => self.cleared.set(value),
                "binarySecurityToken" => self.token.set(value),
                "requestID" => self.request_id.set_number(value),
                "secret" => self.secret(value),
                _ => {}
            }
        }
        if let Some(finding) = self.finding(members, List::Flat) {
            self.findings.push(finding);
        }
    }

    fn secret(&mut self, value: &Value<'_>) {
        match &value.kind {
            Kind::Null => {}
            Kind::Text(text) if self.secret.is_none() => self.secret = Some(Secret::new(text.as_ref())),
            _ => self.whole = false,
        }
    }

    fn list(&mut self, value: &Value<'_>, list: List) {
        match &value.kind {
            Kind::List(items) => items.iter().for_each(|item| self.item(item, list)),
            _ => self.item(value, list),
        }
    }

    fn item(&mut self, value: &Value<'_>, list: List) {
        let finding = match &value.kind {
            Kind::Null => None,
            Kind::Text(text) if text.trim().is_empty() => None,
            Kind::Object(members) => self.finding(members, list),
            Kind::List(_) => {
                self.whole = false;
                None
            }
            _ => Some(Finding {
                remark: Remark {
                    message: text_of(value),
                    ..Remark::default()
                },
                list,
                status: None,
                frame: false,
            }),
        };
        self.findings.extend(finding);
    }

    /// The message that an object is, in any of its spellings. In a list everything is one, even if it says nothing.
    fn finding(&mut self, members: &Members<'_>, list: List) -> Option<Finding> {
        if members.len() >= MOST_NAMES {
            self.whole = false;
            return None;
        }
        let of = |names: &[&str]| {
            let value = |name: &&str| members.iter().find(|(own, _)| own == name).map(|(_, value)| value);
            names.iter().filter_map(value).find_map(text_of)
        };
        let frame = list == List::Flat && of(&["error"]).is_some();
        let remark = Remark {
            kind: of(&["type"]),
            // A frame has the number of HTTP for a code.
            code: of(&["code", "errorCode"]).or_else(|| of(&["status"]).filter(|_| frame)),
            category: of(&["category", "errorCategory"]),
            message: of(&["message", "errorMessage", "error"]),
        };
        let speaks = remark.code.is_some() || remark.category.is_some() || remark.message.is_some();
        (list != List::Flat || speaks).then(|| Finding {
            remark,
            list,
            status: of(&["status"]),
            frame,
        })
    }

    /// Everything that was said, good or bad.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        self.of(|_| true)
    }

    /// Whether it speaks of a certificate: then it answers no document.
    pub(super) fn is_of_certificate(&self) -> bool {
        !self.disposition.is_absent() || !self.token.is_absent() || self.secret.is_some()
    }

    /// What is warned of.
    pub(super) fn warnings(&self) -> Vec<Remark> {
        self.of(|finding| finding.list == List::Warning)
    }

    /// What stands against a success.
    pub(super) fn objects(&self) -> bool {
        self.findings.iter().any(Finding::objects)
    }

    /// What stands against a success, unless all that is said is that the document is known.
    pub(super) fn objects_beyond_duplicate(&self) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.objects() && !finding.is_duplicate())
    }

    /// Whether it says that the document is known.
    pub(super) fn is_duplicate(&self) -> bool {
        self.findings.iter().any(Finding::is_duplicate)
    }

    /// Whether all that is wrong is that a document of the compliance set was checked before.
    pub(super) fn is_completed(&self) -> bool {
        let mut objections = self.findings.iter().filter(|finding| finding.objects()).peekable();
        objections.peek().is_some() && objections.all(Finding::is_completed)
    }

    /// What is wrong with what was sent.
    pub(super) fn accusations(&self) -> Vec<Remark> {
        self.of(Finding::accuses)
    }

    fn of(&self, wanted: impl Fn(&Finding) -> bool) -> Vec<Remark> {
        let found = self.findings.iter().filter(|finding| wanted(finding));
        found.map(|finding| self.echo.clean_remark(&finding.remark)).collect()
    }
}

type Members<'a> = [(std::borrow::Cow<'a, str>, Value<'a>)];

/// A text, or the text of a number; nothing where there is nothing to read.
fn text_of(value: &Value<'_>) -> Option<String> {
    match &value.kind {
        Kind::Text(text) if !text.trim().is_empty() => Some(text.to_string()),
        Kind::Number(text) => Some((*text).to_owned()),
        _ => None,
    }
}

/// The title of a page.
fn title(page: &str) -> Option<&str> {
    let small = page.to_ascii_lowercase();
    let from = small.find("<title>")? + "<title>".len();
    let length = small[from..].find("</title>")?;
    page.get(from..from + length)
}
