//! Advance payments that are taken off.

use super::decode::{Fault, Faults, Path};
use super::draft::DraftPrepayment;
use super::header::Nature;
use super::identifiers::{limited, text, unit};
use super::prove::{item_name, line_id, positive, rounded};
use super::reckon::PrepaymentIn;
use super::tax::{self, Said};
use super::{DocumentKind, Draft, Prepaid};
use crate::error::{Code, Error};
use crate::money::{Amount, Exact};
use crate::time::{Date, Moment};

const ROOT: Path<'static> = Path::ROOT;

/// Proves the advances.
pub(super) fn prepayments(draft: &Draft, nature: &Nature, now: Moment, faults: &mut Faults) -> Vec<PrepaymentIn> {
    let list = ROOT.field("prepayments");
    if !draft.prepayments.is_empty() && nature.kind == DocumentKind::Prepayment {
        faults.error(Code::PrepaymentNested, &list);
    }
    let prove = |(at, given)| advance(given, now, &list.index(at), faults);
    draft.prepayments.iter().enumerate().filter_map(prove).collect()
}

/// The VAT of an advance, and why none is due.
fn advance_tax(given: &DraftPrepayment, path: &Path<'_>, faults: &mut Faults) -> Option<tax::Proved> {
    let said = Said {
        category: given.vat_category,
        rate: given.vat_rate,
        code: given.exemption_code.as_deref(),
        reason: given.exemption_reason.as_deref(),
    };
    let mut quiet = Faults::default();
    let tax = tax::prove(&said, path, &mut quiet);
    faults.list.extend(quiet.list.into_iter().map(advance_fault));
    let proved = tax.as_ref();
    // Two codes of the lines' list are missing on that of advances.
    let code = proved.and_then(|tax| tax.code.as_deref());
    if let Some(code @ ("VATEX-SA-ROYALDECREE" | "VATEX-SA-32(bis)")) = code {
        faults.warn_found(Code::BrKsaCl07, &path.field("exemption_code"), code);
    }
    if proved
        .and_then(|tax| tax.reason.as_deref())
        .is_some_and(|reason| reason.chars().count() > 1000)
    {
        faults.warn(Code::BrKsaF06C39, &path.field("exemption_reason"));
    }
    tax
}

/// Proves an advance.
fn advance(given: &DraftPrepayment, now: Moment, path: &Path<'_>, faults: &mut Faults) -> Option<PrepaymentIn> {
    let documents = prepaid(given, now, path, faults);
    let tax = advance_tax(given, path, faults);
    let id = line_id(&given.id, path, faults);
    let name = item_name(&given.name, path, faults);
    let unit = unit(given.unit.as_deref(), &path.field("unit"), faults);
    for (field, number) in [
        ("taxable_amount", given.taxable_amount),
        ("vat_amount", given.vat_amount),
        ("amount_with_vat", given.amount_with_vat),
    ] {
        rounded(number, &path.field(field), faults);
    }
    let taxable = given.taxable_amount.or(given.amount_with_vat);
    let field = if given.amount_with_vat.is_some() {
        "amount_with_vat"
    } else {
        "taxable_amount"
    };
    // An advance of less than half a halala is one of nothing.
    let nothing = |amount: Exact| amount.round().is_ok_and(Amount::is_zero);
    let taxable = match taxable.is_some_and(nothing) {
        true => {
            faults.error(Code::PrepaymentZero, path);
            None
        }
        false => positive(taxable, false, &path.field(field), faults),
    };
    if given.amount_with_vat.is_some() && (given.taxable_amount.is_some() || given.vat_amount.is_some()) {
        faults.error_found(
            Code::DraftContradiction,
            &path.field("amount_with_vat"),
            "taxable_amount, vat_amount",
        );
    }
    let vat = given
        .vat_amount
        .and_then(|vat| positive(Some(vat), true, &path.field("vat_amount"), faults));
    let (Some(tax), Some(taxable)) = (tax, taxable) else {
        return None;
    };
    Some(PrepaymentIn {
        id,
        name,
        unit,
        documents,
        taxable,
        vat,
        with_vat: given.amount_with_vat.is_some(),
        tax: tax.tax,
        exemption_code: tax.code,
        exemption_reason: tax.reason,
    })
}

/// What the authority says of an advance has rules of its own.
fn advance_fault(mut fault: Fault) -> Fault {
    let code = match fault.error.code() {
        Code::BrKsa69 => Code::BrKsa93,
        Code::BrKsa23 => Code::BrKsa94,
        Code::BrKsa24 => Code::BrKsa95,
        Code::BrKsa83 => Code::BrKsa96,
        Code::BrKsaCl04 => Code::BrKsaCl07,
        _ => return fault,
    };
    fault.error = fault.error.renamed(code);
    fault
}

fn prepaid(given: &DraftPrepayment, now: Moment, path: &Path<'_>, faults: &mut Faults) -> Vec<Prepaid> {
    let list = path.field("documents");
    if given.documents.is_empty() {
        faults.error(Code::DraftMissing, &list);
    }
    let mut out = Vec::new();
    for (at, document) in given.documents.iter().enumerate() {
        let path = list.index(at);
        let number = limited(
            document.number.as_deref(),
            127,
            Code::TextLong,
            &path.field("number"),
            faults,
        );
        if number.is_none() {
            faults.error(Code::DraftMissing, &path.field("number"));
        }
        let issued = match (&document.issued_at, &document.issue_date, &document.issue_time) {
            (Some(at), None, None) => Moment::parse(at.trim()),
            (None, Some(date), Some(time)) => Date::parse(date.trim()).and_then(|date| Moment::join(date, time.trim())),
            (Some(_), ..) => Err(Error::new(Code::DraftContradiction).found("issue_date, issue_time")),
            _ => Err(Error::new(Code::DraftMissing)),
        };
        let field = path.field(if document.issue_date.is_some() {
            "issue_date"
        } else {
            "issued_at"
        });
        let issued = faults.take(issued, &field);
        if let Some(future) = issued.filter(|at| at.date() > now.date()) {
            faults.error_found(Code::BrKsa04, &field, &future.to_string());
        }
        if let Some(odd) = issued.filter(|at| !at.date().is_of_our_time()) {
            faults.error_found(Code::BrKsaF01, &field, &odd.date().to_string());
        }
        let uuid = text(document.uuid.as_deref(), &path.field("uuid"), faults);
        if let (Some(number), Some(issued)) = (number, issued) {
            out.push(Prepaid { number, uuid, issued });
        }
    }
    out
}
