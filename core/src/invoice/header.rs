//! The document around its lines: kind, flags, number, dates, references.

use super::decode::{Faults, Path};
use super::draft::{DocumentKind, DocumentProfile, Draft, DraftExchange, Flags};
use super::identifiers::{limited, text};
use super::lists::{self, CURRENCIES, PAYMENT_MEANS};
use super::prove::Context;
use super::{Exchange, FIRST_PREVIOUS_HASH, Original, Payment, Reference};
use crate::error::Code;
use crate::money::Exact;
use crate::nearest::nearest;
use crate::time::{Date, Moment};

const ROOT: Path<'static> = Path::ROOT;

/// What the document is, with its transaction code.
pub(super) struct Nature {
    pub(super) kind: DocumentKind,
    pub(super) profile: DocumentProfile,
    pub(super) flags: Flags,
    pub(super) transaction: String,
}

impl Nature {
    pub(super) fn is_note(&self) -> bool {
        matches!(self.kind, DocumentKind::CreditNote | DocumentKind::DebitNote)
    }

    pub(super) fn is_standard(&self) -> bool {
        self.profile == DocumentProfile::Standard
    }

    pub(super) fn flag(&self, flag: fn(&Flags) -> Option<bool>) -> bool {
        flag(&self.flags).unwrap_or(false)
    }
}

pub(super) fn nature(draft: &Draft, faults: &mut Faults) -> Nature {
    let kind = draft.kind.unwrap_or(DocumentKind::Invoice);
    let of_business = || draft.buyer.as_ref().is_some_and(|buyer| buyer.vat_number.is_some());
    let profile = draft.profile.unwrap_or_else(|| match of_business() {
        true => DocumentProfile::Standard,
        false => DocumentProfile::Simplified,
    });
    let flags = draft.flags.clone().unwrap_or_default();
    let mut transaction = String::from(if profile == DocumentProfile::Standard {
        "01"
    } else {
        "02"
    });
    for flag in [
        flags.third_party,
        flags.nominal,
        flags.export,
        flags.summary,
        flags.self_billed,
    ] {
        transaction.push(if flag == Some(true) { '1' } else { '0' });
    }
    if flags.continuous.is_some() || flags.government.is_some() {
        transaction.push(if flags.continuous == Some(true) { '1' } else { '0' });
    }
    if flags.government.is_some() {
        transaction.push(if flags.government == Some(true) { '1' } else { '0' });
    }
    let path = ROOT.field("flags");
    let self_billed = flags.self_billed == Some(true);
    if self_billed && flags.export == Some(true) {
        faults.error(Code::BrKsa07, &path.field("self_billed"));
    }
    if self_billed && profile == DocumentProfile::Simplified {
        faults.error(Code::BrKsa31, &path.field("self_billed"));
    }
    Nature {
        kind,
        profile,
        flags,
        transaction,
    }
}

pub(super) fn number(draft: &Draft, context: &Context, faults: &mut Faults) -> String {
    let given = draft.number.as_deref().or(context.number.as_deref());
    let path = ROOT.field("number");
    let number = limited(given, 127, Code::BrKsaF06C1, &path, faults);
    // To the authority a blank of Unicode is a character; to whoever looks for the document it is none.
    let number = number.filter(|number| !number.trim().is_empty());
    if number.is_none() {
        faults.error(Code::DraftMissing, &path);
    }
    number.unwrap_or_default()
}

pub(super) fn uuid(draft: &Draft, context: &Context, faults: &mut Faults) -> String {
    let path = ROOT.field("uuid");
    let given = draft.uuid.as_deref().or(context.uuid.as_deref());
    let Some(uuid) = text(given, &path, faults) else {
        faults.error(Code::DraftMissing, &path);
        return String::new();
    };
    if !is_uuid(&uuid) {
        // The authority looks at the first character only (BR-KSA-03); its API wants a UUID.
        match uuid.starts_with(|ch: char| ch.is_alphanumeric() || ch == '-' || ch == '.') {
            true => faults.warn_found(Code::UuidForm, &path, &uuid),
            false => faults.error_found(Code::BrKsa03, &path, &uuid),
        }
    }
    uuid
}

fn is_uuid(text: &str) -> bool {
    let dash = |at| matches!(at, 8 | 13 | 18 | 23);
    text.len() == 36
        && text
            .bytes()
            .enumerate()
            .all(|(at, b)| if dash(at) { b == b'-' } else { b.is_ascii_hexdigit() })
}

/// When the document is issued, on Riyadh's clock.
pub(super) fn issued(draft: &Draft, context: &Context, faults: &mut Faults) -> Moment {
    let now = context.now;
    let (path, moment) = match (&draft.issued_at, &draft.issue_date) {
        (Some(_), Some(_)) => {
            faults.error_found(Code::DraftContradiction, &ROOT.field("issued_at"), "issue_date");
            return now;
        }
        (Some(at), None) => (ROOT.field("issued_at"), Moment::parse(at.trim())),
        (None, Some(date)) => {
            let path = ROOT.field("issue_time");
            let date = faults.take(Date::parse(date.trim()), &ROOT.field("issue_date"));
            let Some(time) = draft.issue_time.as_deref() else {
                faults.error(Code::DraftMissing, &path);
                return now;
            };
            // Of a day that is none the time can still be wrong as well.
            let moment = Moment::join(date.unwrap_or(now.date()), time.trim());
            if date.is_none() {
                faults.take(moment, &path);
                return now;
            }
            (path, moment)
        }
        (None, None) => {
            if draft.issue_time.is_some() {
                faults.error(Code::DraftMissing, &ROOT.field("issue_date"));
            }
            return now;
        }
    };
    let Some(moment) = faults.take(moment, &path) else {
        return now;
    };
    let by_day = if draft.issue_date.is_some() {
        ROOT.field("issue_date")
    } else {
        path
    };
    faults.take(moment.check_issue(now), &by_day);
    moment
}

pub(super) fn date(given: &Option<String>, path: &Path<'_>, faults: &mut Faults) -> Option<Date> {
    let given = given.as_deref().map(str::trim).filter(|text| !text.is_empty())?;
    let date = faults.take(Date::parse(given), path)?;
    if !date.is_of_our_time() {
        faults.error_found(Code::BrKsaF01, path, given);
    }
    Some(date)
}

/// The day of another document: the authority lets none lie in the future (BR-KSA-04).
pub(super) fn past_date(given: &Option<String>, now: Moment, path: &Path<'_>, faults: &mut Faults) -> Option<Date> {
    let date = date(given, path, faults)?;
    if date > now.date() {
        faults.error_found(Code::BrKsa04, path, &date.to_string());
    }
    Some(date)
}

/// The days of supply.
pub(super) fn supply(
    draft: &Draft,
    nature: &Nature,
    issued: Moment,
    faults: &mut Faults,
) -> (Option<Date>, Option<Date>) {
    let mut from = date(&draft.supply_date, &ROOT.field("supply_date"), faults);
    let to = date(&draft.supply_end_date, &ROOT.field("supply_end_date"), faults);
    // A standard invoice must say when (BR-KSA-15); what is sold today is supplied today.
    if from.is_none() && to.is_none() && nature.is_standard() && nature.kind == DocumentKind::Invoice {
        from = Some(issued.date());
    }
    let end = ROOT.field("supply_end_date");
    match (from, to) {
        (None, Some(_)) => faults.warn(Code::BrKsa35, &ROOT.field("supply_date")),
        (Some(from), Some(to)) if to < from => faults.warn_found(Code::BrKsa36, &end, &format!("{to} < {from}")),
        _ => {}
    }
    if !nature.is_standard() && nature.flag(|flags| flags.summary) && (from.is_none() || to.is_none()) {
        faults.error(
            Code::BrKsa72,
            &if from.is_none() { ROOT.field("supply_date") } else { end },
        );
    }
    (from, to)
}

pub(super) fn currency(draft: &Draft, faults: &mut Faults) -> String {
    let path = ROOT.field("currency");
    let currency = text(draft.currency.as_deref(), &path, faults).unwrap_or_else(|| "SAR".to_owned());
    if !lists::has(CURRENCIES, &currency) {
        let near = nearest(&currency, CURRENCIES.split(' '));
        let found = near.map_or_else(|| currency.clone(), |near| format!("{currency} → {near}"));
        faults.error_found(Code::BrCl04, &path, &found);
    }
    currency
}

/// The rate, and whether the document states it.
pub(super) fn exchange(draft: &Draft, currency: &str, faults: &mut Faults) -> (Option<Exact>, Option<Exchange>) {
    let path = ROOT.field("exchange");
    if currency == "SAR" {
        if draft.exchange.is_some() {
            faults.warn(Code::ExchangeSar, &path);
        }
        return (None, None);
    }
    let given = draft.exchange.clone().unwrap_or_default();
    // Of a currency that does not exist there is no rate.
    if !lists::has(CURRENCIES, currency) {
        return (None, None);
    }
    let (date, source) = published(&given, &path, faults);
    let path = path.field("rate");
    let booked = draft.booked.as_ref().is_some_and(|booked| booked.vat_sar.is_some());
    let Some(rate) = given.rate else {
        if !booked {
            faults.error(Code::ExchangeRate, &path);
        }
        return (None, None);
    };
    if rate <= Exact::ZERO {
        faults.error_found(Code::ExchangeRate, &path, &rate.to_string());
        return (None, None);
    }
    let stated = given.stated != Some(false);
    if stated && rate.to_string().len() > 14 {
        faults.error_found(Code::BrKsa90, &path, &rate.to_string());
    }
    let exchange = Exchange { rate, date, source };
    (Some(rate), stated.then_some(exchange))
}

/// When and by whom a rate was published.
fn published(given: &DraftExchange, path: &Path<'_>, faults: &mut Faults) -> (Option<Date>, Option<String>) {
    let (day, by) = (path.field("date"), path.field("source"));
    let source = limited(given.source.as_deref(), 127, Code::TextLong, &by, faults);
    (date(&given.date, &day, faults), source)
}

pub(super) fn references(draft: &Draft, now: Moment, faults: &mut Faults) -> Vec<Reference> {
    let list = ROOT.field("references");
    let mut out = Vec::new();
    for (at, given) in draft.references.iter().enumerate() {
        let path = list.index(at);
        let id = limited(given.id.as_deref(), 127, Code::TextLong, &path.field("id"), faults);
        let kind = limited(given.kind.as_deref(), 1000, Code::TextLong, &path.field("kind"), faults);
        let date = past_date(&given.date, now, &path.field("date"), faults);
        let Some(id) = id else {
            faults.error(Code::DraftMissing, &path.field("id"));
            continue;
        };
        // These three names are the chain's and the seal's own.
        if ["ICV", "PIH", "QR"].contains(&id.as_str()) {
            faults.error_found(Code::ReferenceReserved, &path.field("id"), &id);
        }
        out.push(Reference { id, kind, date });
    }
    out
}

/// The documents that a note corrects, and why it does.
pub(super) fn corrections(
    draft: &Draft,
    nature: &Nature,
    now: Moment,
    faults: &mut Faults,
) -> (Vec<Original>, Option<String>) {
    let list = ROOT.field("originals");
    let mut originals = Vec::new();
    for (at, given) in draft.originals.iter().enumerate() {
        let path = list.index(at);
        let uuid = text(given.uuid.as_deref(), &path.field("uuid"), faults);
        let date = past_date(&given.issue_date, now, &path.field("issue_date"), faults);
        let Some(number) = text(given.number.as_deref(), &path.field("number"), faults) else {
            faults.error(Code::DraftMissing, &path.field("number"));
            continue;
        };
        if number.chars().count() > 5000 {
            faults.error(Code::BrKsaF06C22, &path.field("number"));
        }
        originals.push(Original { number, uuid, date });
    }
    let path = ROOT.field("reason");
    let reason = limited(draft.reason.as_deref(), 1000, Code::BrKsaF06C13, &path, faults);
    if nature.is_note() {
        if originals.is_empty() {
            faults.warn(Code::BrKsa56, &list);
        }
        if reason.is_none() {
            faults.error(Code::BrKsa17, &path);
        }
    } else if !originals.is_empty() {
        faults.warn(Code::OriginalsOfInvoice, &list);
    }
    (originals, reason)
}

pub(super) fn payments(draft: &Draft, nature: &Nature, reason: bool, faults: &mut Faults) -> Vec<Payment> {
    let list = ROOT.field("payment");
    let mut out = Vec::new();
    for (at, given) in draft.payment.iter().enumerate() {
        let path = list.index(at);
        let means = text(given.means.as_deref(), &path.field("means"), faults).unwrap_or_else(|| "1".to_owned());
        if !lists::has(PAYMENT_MEANS, &means) {
            faults.warn_found(Code::BrKsa16, &path.field("means"), &means);
        }
        out.push(Payment {
            means,
            terms: limited(
                given.terms.as_deref(),
                1000,
                Code::BrKsaF06C14,
                &path.field("terms"),
                faults,
            ),
            account: limited(
                given.account.as_deref(),
                127,
                Code::BrKsaF06C15,
                &path.field("account"),
                faults,
            ),
        });
    }
    // A note's reason stands under a means of payment; 1 is "not defined".
    if out.is_empty() && (nature.is_note() || reason) {
        out.push(Payment {
            means: "1".to_owned(),
            terms: None,
            account: None,
        });
    }
    out
}

/// The document's place in the chain, as digits, and the hash of the one before it.
pub(super) fn chain(draft: &Draft, context: &Context, faults: &mut Faults) -> (String, String) {
    let path = ROOT.field("counter");
    let given = context
        .counter
        .map(|counter| counter.to_string())
        .or_else(|| draft.counter.clone());
    let counter = given.map_or_else(|| "1".to_owned(), |text| text.trim().to_owned());
    if counter.is_empty() || counter.len() > 20 || !counter.bytes().all(|b| b.is_ascii_digit()) {
        faults.error_found(Code::BrKsa34, &path, &counter);
    }
    let path = ROOT.field("previous_hash");
    let given = context.previous_hash.as_deref().or(draft.previous_hash.as_deref());
    let hash = text(given, &path, faults).unwrap_or_else(|| FIRST_PREVIOUS_HASH.to_owned());
    if hash != FIRST_PREVIOUS_HASH && !is_hash(&hash) {
        faults.error_found(Code::PreviousHash, &path, &hash);
    }
    (counter, hash)
}

/// Base64 of 32 bytes, in the one way there is to write them.
fn is_hash(text: &str) -> bool {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    // The last character but one holds four bits, so the two that it has besides are none.
    const LAST: &[u8] = b"AEIMQUYcgkosw048";
    match text.as_bytes() {
        [all @ .., last, b'='] if all.len() == 42 => all.iter().all(base64) && LAST.contains(last),
        _ => false,
    }
}
