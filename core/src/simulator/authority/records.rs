//! Who sent what, when, and what became of it: for assertions, for the control interface and its page.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::Serialize;

use super::clock::utc;
use super::facts::Facts;
use super::world::Holding;
use crate::error::{Error, ErrorValue, Language};
use crate::gateway::{Csid, Message, MessageType, Operation, Said};
use crate::seal::Profile;
use crate::seal::csr::Environment;
use crate::simulator::call::Call;
use crate::time::Moment;

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Taken: a document accepted, or a certificate issued.
    Accepted,
    /// A document accepted, with warnings.
    Warned,
    /// The same document again within a day.
    Repeated,
    /// A document that belongs to the other operation.
    Elsewhere,
    /// Looked at and refused.
    Rejected,
    /// Not looked at: its path, version, credential or body was wrong.
    Refused,
    /// The simulator itself failed.
    Failed,
}

impl Outcome {
    fn of(status: u16) -> Self {
        match status {
            200 | 428 => Outcome::Accepted,
            202 => Outcome::Warned,
            208 | 409 => Outcome::Repeated,
            303 => Outcome::Elsewhere,
            400 => Outcome::Rejected,
            401..=499 => Outcome::Refused,
            _ => Outcome::Failed,
        }
    }
}

/// Something that was said of a call: to the caller, or here only.
#[derive(Debug, Clone)]
pub(super) struct Told {
    message: Option<Message>,
    own: Option<Error>,
}

impl Told {
    /// What the caller is not told in our words.
    pub(super) fn own(error: Error) -> Self {
        Told {
            message: None,
            own: Some(error),
        }
    }
}

impl From<Said> for Told {
    fn from(said: Said) -> Self {
        Told {
            message: Some(said.message),
            own: said.own,
        }
    }
}

/// A call while it is being answered, and afterwards.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) id: u64,
    at: Moment,
    environment: Environment,
    method: String,
    path: String,
    pub(super) operation: Option<Operation>,
    pub(super) device: Option<u64>,
    csid: Option<(u64, Csid)>,
    pub(super) vat_number: Option<String>,
    status: u16,
    pub(super) facts: Option<Facts>,
    pub(super) told: Vec<Told>,
    pub(super) document: Option<Arc<[u8]>>,
    pub(super) cleared: Option<Arc<[u8]>>,
}

impl Record {
    pub(super) fn new(id: u64, at: Moment, call: &Call) -> Self {
        let short = |text: &str| text.chars().take(200).collect();
        Record {
            id,
            at,
            environment: call.environment,
            method: short(&call.method),
            path: short(&call.path),
            operation: None,
            device: None,
            csid: None,
            vat_number: None,
            status: 0,
            facts: None,
            told: Vec::new(),
            document: None,
            cleared: None,
        }
    }

    pub(super) fn by(&mut self, holding: &Holding) {
        self.device = Some(holding.device);
        self.csid = Some((holding.id, holding.kind));
        self.vat_number = Some(holding.fields.organization_identifier.clone());
    }

    pub(super) fn own(&mut self, error: Error) {
        self.told.push(Told::own(error));
    }

    fn bytes(&self) -> usize {
        let of = |bytes: &Option<Arc<[u8]>>| bytes.as_ref().map_or(0, |bytes| bytes.len());
        of(&self.document) + of(&self.cleared)
    }

    fn view(&self, language: Language) -> SubmissionView {
        let facts = self.facts.as_ref();
        SubmissionView {
            id: self.id,
            at: utc(self.at),
            environment: self.environment,
            operation: self.operation,
            method: self.method.clone(),
            path: self.path.clone(),
            device: self.device,
            csid: self.csid.map(|(id, _)| id),
            vat_number: self.vat_number.clone(),
            status: self.status,
            outcome: Outcome::of(self.status),
            profile: facts.and_then(|facts| facts.profile),
            type_code: facts.and_then(|facts| facts.type_code.clone()),
            number: facts.and_then(|facts| facts.number.clone()),
            uuid: facts.and_then(|facts| facts.uuid.clone()),
            icv: facts.and_then(|facts| facts.counter.clone()),
            invoice_hash: facts.map(|facts| facts.hash.to_string()),
            previous_hash: facts.and_then(|facts| facts.previous.clone()),
            findings: self.told.iter().map(|told| told.view(language)).collect(),
            has_document: self.document.is_some(),
            has_cleared: self.cleared.is_some(),
        }
    }
}

impl Told {
    fn view(&self, language: Language) -> FindingView {
        let message = self.message.as_ref();
        FindingView {
            severity: message.map_or(MessageType::Error, |message| message.kind),
            code: message.and_then(|message| message.code.clone()),
            category: message.and_then(|message| message.category.clone()),
            message: message.map(|message| message.message.clone()),
            own: self.own.as_ref().map(|own| ErrorValue::new(own, language)),
        }
    }
}

/// One call, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SubmissionView {
    /// Counts from 1 since the first start or the last reset; after a restart from behind those that the chains name.
    pub id: u64,
    /// By the authority's clock, in UTC.
    pub at: String,
    /// Where.
    pub environment: Environment,
    /// What was asked; absent for a path or method that there is not.
    pub operation: Option<Operation>,
    /// As it came.
    pub method: String,
    /// As it came.
    pub path: String,
    /// The unit, if it is known: [`DeviceView::id`](super::DeviceView::id).
    pub device: Option<u64>,
    /// The certificate that it came with: [`CsidView::id`](super::CsidView::id).
    pub csid: Option<u64>,
    /// The taxpayer.
    pub vat_number: Option<String>,
    /// What was answered.
    pub status: u16,
    /// What that comes to.
    pub outcome: Outcome,
    /// Standard or simplified.
    pub profile: Option<Profile>,
    /// `388`, `381`, `383`, `386`.
    pub type_code: Option<String>,
    /// The invoice number.
    pub number: Option<String>,
    /// The document's UUID, in small letters.
    pub uuid: Option<String>,
    /// The counter, as it stands in the document.
    pub icv: Option<String>,
    /// Computed, not as stated.
    pub invoice_hash: Option<String>,
    /// The hash of the document before, as it stands in the document.
    pub previous_hash: Option<String>,
    /// What was said of it, with our own explanation beside the gateway's words.
    pub findings: Vec<FindingView>,
    /// True while the document's bytes are kept.
    pub has_document: bool,
    /// True while the cleared document's bytes are kept.
    pub has_cleared: bool,
}

/// One thing that was said of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingView {
    /// How bad it is.
    pub severity: MessageType,
    /// The gateway's code.
    pub code: Option<String>,
    /// The gateway's category.
    pub category: Option<String>,
    /// The gateway's words; absent for what the answer does not say.
    pub message: Option<String>,
    /// The cause under a code of ours, with place and way out.
    pub own: Option<ErrorValue>,
}

/// Which calls are shown: all that fit every field that is given, the newest first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this environment.
    pub environment: Option<Environment>,
    /// Of this unit.
    pub device: Option<u64>,
    /// Of this operation.
    pub operation: Option<Operation>,
    /// That ended like this.
    pub outcome: Option<Outcome>,
    /// Older than this one: for the next page.
    pub before: Option<u64>,
    /// So many at most.
    pub limit: Option<usize>,
}

impl Filter {
    fn fits(&self, record: &Record) -> bool {
        self.environment.is_none_or(|wanted| wanted == record.environment)
            && self.device.is_none_or(|wanted| Some(wanted) == record.device)
            && self.operation.is_none_or(|wanted| Some(wanted) == record.operation)
            && self.outcome.is_none_or(|wanted| wanted == Outcome::of(record.status))
            && self.before.is_none_or(|before| record.id < before)
    }
}

/// How many calls there were, since the start or the last reset. These stay when records are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// All calls.
    pub calls: u64,
    /// By [`Outcome`].
    pub accepted: u64,
    /// Likewise.
    pub warned: u64,
    /// Likewise.
    pub repeated: u64,
    /// Likewise.
    pub elsewhere: u64,
    /// Likewise.
    pub rejected: u64,
    /// Likewise.
    pub refused: u64,
    /// Likewise.
    pub failed: u64,
}

impl Counts {
    fn add(&mut self, outcome: Outcome) {
        self.calls += 1;
        *match outcome {
            Outcome::Accepted => &mut self.accepted,
            Outcome::Warned => &mut self.warned,
            Outcome::Repeated => &mut self.repeated,
            Outcome::Elsewhere => &mut self.elsewhere,
            Outcome::Rejected => &mut self.rejected,
            Outcome::Refused => &mut self.refused,
            Outcome::Failed => &mut self.failed,
        } += 1;
    }
}

/// The newest calls, within bounds of number and of bytes.
#[derive(Debug, Default)]
pub(super) struct Records {
    kept: VecDeque<Record>,
    /// So many of the oldest have given their bytes away.
    bare: usize,
    bytes: usize,
    counts: Counts,
}

impl Records {
    pub(super) fn put(&mut self, mut record: Record, status: u16, most: usize, most_bytes: usize) {
        record.status = status;
        self.counts.add(Outcome::of(status));
        // By their numbers, which who reads page by page goes by: a call that takes longer comes after a later one.
        let at = self
            .kept
            .iter()
            .rposition(|before| before.id < record.id)
            .map_or(0, |at| at + 1);
        if at < self.bare {
            (record.document, record.cleared) = (None, None);
            self.bare += 1;
        }
        self.bytes += record.bytes();
        self.kept.insert(at, record);
        while self.kept.len() > most {
            self.bytes -= self.kept.pop_front().map_or(0, |record| record.bytes());
            self.bare = self.bare.saturating_sub(1);
        }
        while self.bytes > most_bytes
            && let Some(record) = self.kept.get_mut(self.bare)
        {
            self.bytes -= record.bytes();
            record.document = None;
            record.cleared = None;
            self.bare += 1;
        }
    }

    pub(super) fn views(&self, filter: &Filter, language: Language) -> Vec<SubmissionView> {
        let all = self.kept.iter().rev().filter(|record| filter.fits(record));
        let most = filter.limit.unwrap_or(usize::MAX);
        all.take(most).map(|record| record.view(language)).collect()
    }

    pub(super) fn view(&self, id: u64, language: Language) -> Option<SubmissionView> {
        self.find(id).map(|record| record.view(language))
    }

    pub(super) fn find(&self, id: u64) -> Option<&Record> {
        self.kept.iter().rev().find(|record| record.id == id)
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_page_by_page_misses_no_call_that_took_longer() {
        let call = Call {
            environment: Environment::Sandbox,
            method: "POST".to_owned(),
            path: "/invoices/reporting/single".to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        };
        let mut records = Records::default();
        let now = Moment::parse("2026-11-21T12:00:00").unwrap();
        for id in [1, 3, 4, 2, 6, 5, 8, 9, 7, 10] {
            records.put(Record::new(id, now, &call), 200, 8, usize::MAX);
        }
        let (mut read, mut before) = (Vec::new(), None);
        loop {
            let filter = Filter {
                before,
                limit: Some(3),
                ..Filter::default()
            };
            let page = records.views(&filter, Language::English);
            read.extend(page.iter().map(|view| view.id));
            match page.last().filter(|_| page.len() == 3) {
                Some(last) => before = Some(last.id),
                None => break,
            }
        }
        assert_eq!(read, [10, 9, 8, 7, 6, 5, 4, 3]);
    }
}
