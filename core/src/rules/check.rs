//! A draft before there is any XML: what is wrong with it, field by field, as a form is filled in.
//!
//! First the draft's own rules ([`crate::invoice`]). Where they let a document be made, it is made, in memory, and the
//! official rules are asked too: what they say and the draft's own have not said is told of the field that it is due to.

use super::field::Fields;
use super::report::Found;
use super::verdict;
use crate::error::{Code, Error, Language, Severity};
use crate::invoice::{Attempt, Context, Draft, DraftReport, Fault, Invoice, Mode, Refusal};
use crate::ubl;

/// What the rules miss because it is the seal that adds it. The counter and the previous hash are always there: a draft
/// without them is checked as the first of a chain.
const SEALED: [(Code, &str); 5] = [
    (Code::BrKsa27, "the QR code of a simplified document"),
    (Code::BrKsa28, "the identifier of the stamp"),
    (Code::BrKsa29, "the identifier of the stamp's reference"),
    (Code::BrKsa30, "the method of the stamp"),
    (Code::BrKsa60, "the stamp itself"),
];

/// Stands for the UUID that a draft without one will get.
const SOME_UUID: &str = "00000000-0000-4000-8000-000000000000";

/// Says everything there is to say of a draft, without making a document: all that [`crate::invoice::build`] would, and what
/// the official rules would say of the document that it makes.
///
/// ```
/// use khatm::invoice::Context;
/// use khatm::time::Moment;
/// use khatm::{Language, rules};
///
/// let context = Context::new(Moment::parse("2026-11-21T12:00:00")?);
/// let report = rules::check(br#"{ "lines": [{ "name": "Tea", "quantity": 3 }] }"#, &context, Language::English);
/// let paths: Vec<_> = report.findings.iter().filter_map(|finding| finding.path.as_deref()).collect();
/// assert_eq!(paths, ["number", "lines[0].price", "seller"]);
/// # Ok::<(), khatm::Error>(())
/// ```
pub fn check(json: &[u8], context: &Context, language: Language) -> DraftReport {
    DraftReport::new(&faults(json, context), language)
}

/// Makes an invoice of a draft that the official rules have nothing against; the faults beside it are warnings.
pub fn build(json: &[u8], context: &Context) -> Result<(Invoice, Vec<Fault>), Refusal> {
    let attempt = judge(json, context, |_| {});
    let sound = attempt.faults.iter().all(|fault| fault.severity == Severity::Warning);
    match attempt.invoice {
        Some(invoice) if sound => Ok((invoice, attempt.faults)),
        _ => Err(Refusal { faults: attempt.faults }),
    }
}

/// [`check`], as faults that have a code.
pub fn faults(json: &[u8], context: &Context) -> Vec<Fault> {
    judge(json, context, |_| {}).faults
}

/// All that [`check`] says, with the draft and the invoice that came of it. `change` adds to the draft what its text leaves open.
pub(crate) fn judge<'j>(json: &'j [u8], context: &Context, change: impl FnOnce(&mut Draft)) -> Attempt<'j> {
    let mut context = context.clone();
    context.uuid.get_or_insert_with(|| SOME_UUID.to_owned());
    let mut attempt = Attempt::changed(json, &context, change);
    if let Some(invoice) = &attempt.invoice {
        let mut more = official(&attempt, invoice, &context);
        more.retain(|fault| !attempt.faults.iter().any(|known| says(known, fault)));
        attempt.faults.extend(more);
    }
    attempt.locate();
    attempt
}

/// What the official rules say of a document that is not sealed yet, by field.
fn official(attempt: &Attempt<'_>, invoice: &Invoice, context: &Context) -> Vec<Fault> {
    let xml = ubl::write::write(invoice);
    let doc = match ubl::parse(&xml) {
        Ok(doc) => doc,
        Err(error) => {
            let severity = Severity::Error;
            return vec![Fault { severity, error }];
        }
    };
    let booked = |draft: &Draft| draft.mode == Some(Mode::AsBooked);
    let fields = Fields::made(&doc, attempt.draft.as_ref().is_some_and(booked));
    let told = |mut found: Found| {
        fields.fill(&mut found);
        let error = Error::new(found.error.code());
        Fault {
            severity: found.severity,
            error: match found.field {
                Some(path) => error.at(as_given(attempt, invoice, path)),
                None => error,
            },
        }
    };
    let found = verdict::document(&doc, context.now).into_iter();
    found.filter(|found| !is_of_the_seal(found)).map(told).collect()
}

/// True for what the rules say only because a document is not sealed yet.
pub(crate) fn is_of_the_seal(found: &Found) -> bool {
    SEALED.iter().any(|(code, _)| *code == found.error.code())
}

/// Fields that stand for others: where the draft has not the first but the second, or neither.
const INSTEAD: [(&str, &str); 8] = [
    ("issue_date", "issued_at"),
    ("issue_time", "issued_at"),
    ("price", "gross_price"),
    ("gross_price", "price"),
    ("amount", "percent"),
    ("base", "percent"),
    ("taxable_amount", "amount_with_vat"),
    ("vat_amount", "amount_with_vat"),
];

/// The path of a field in the draft as it was given, which may say the same in other fields, or share out a discount.
fn as_given(attempt: &Attempt<'_>, invoice: &Invoice, path: String) -> String {
    let mut path = shared_out(invoice, &path).unwrap_or(path);
    // Nobody need say how it is paid, but the document of a note does; and the breakdown has an order of its own.
    let lists = path.match_indices('[').map(|(at, _)| at);
    let absent = lists.clone().zip(path.match_indices(']').map(|(at, _)| at));
    let absent = absent
        .filter(|(_, end)| !attempt.has(&path[..=*end]))
        .map(|(at, _)| at)
        .next();
    let breakdown = path
        .starts_with("booked.vat_breakdown[")
        .then(|| path.find('['))
        .flatten();
    if let Some(at) = absent.or(breakdown) {
        path.truncate(at);
    }
    if attempt.has(&path) {
        return path;
    }
    let (record, name) = path.rsplit_once('.').unwrap_or(("", &path));
    let Some((_, other)) = INSTEAD.iter().find(|(field, _)| *field == name) else {
        return path;
    };
    let other = if record.is_empty() {
        (*other).to_owned()
    } else {
        format!("{record}.{other}")
    };
    if attempt.has(&other) || other == "issued_at" {
        other
    } else {
        path
    }
}

/// A discount without a category stands in the document once for each category of the lines.
fn shared_out(invoice: &Invoice, path: &str) -> Option<String> {
    let (list, rest) = path.split_once('[')?;
    let (index, rest) = rest.split_once(']')?;
    let charge = match list {
        "discounts" => false,
        "charges" => true,
        _ => return None,
    };
    let mut parts = invoice.adjustments.iter().filter(|part| part.charge == charge);
    let part = parts.nth(index.parse().ok()?)?;
    Some(format!("{}{rest}", part.path))
}

/// What a reckoned amount depends on, told where nothing nearer is known.
const FAR: [&str; 5] = ["lines", "discounts", "charges", "prepayments", "exchange.rate"];

/// True if a fault says what a rule does: of the same field, or of one around it or in it. Of an identifier, scheme and value
/// are one thing, and of sums that do not agree each may be to blame.
fn says(known: &Fault, rule: &Fault) -> bool {
    if known.error.code() != rule.error.code() {
        return false;
    }
    let (Some(known), Some(rule)) = (known.error.path(), rule.error.path()) else {
        return true;
    };
    let within = |inner: &str, outer: &str| {
        inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    let record = |path: &'_ str| path.rsplit_once('.').map(|(record, _)| record.to_owned());
    let one_identifier = record(known).is_some_and(|of| of.ends_with(".id")) && record(known) == record(rule);
    within(known, rule) || within(rule, known) || one_identifier || FAR.contains(&rule) || known.starts_with("booked.")
}
