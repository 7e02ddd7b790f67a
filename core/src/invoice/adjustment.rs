//! Discounts and charges, of a line or of the document.

use super::decode::{Faults, Path};
use super::draft::{DraftAdjustment, VatCategory};
use super::identifiers::limited;
use super::lists::{self, CHARGE_CODES, CHARGE_NAMES};
use super::reckon::AdjustmentIn;
use super::tax::{self, Said};
use crate::error::{Code, Error, Severity};
use crate::money::Percent;

/// Where a discount or charge stands.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Level {
    Document,
    Line,
}

/// Amount, percentage and base: what they may be, and whether they agree. Gives the percentage.
fn amounts(given: &DraftAdjustment, booked: bool, path: &Path<'_>, faults: &mut Faults) -> Option<Option<Percent>> {
    let percent = given.percent.and_then(Percent::new);
    let mut good = true;
    if let (Some(number), None) = (given.percent, percent) {
        faults.error_found(Code::BrKsaDec01, &path.field("percent"), &number.to_string());
        good = false;
    }
    if given.percent.is_none() && given.amount.is_none() {
        faults.error(Code::DraftMissing, &path.field("amount"));
        good = false;
    }
    if given.percent.is_none() && given.base.is_some() {
        faults.warn(Code::BrKsaEn1693105, &path.field("percent"));
    }
    for (field, number) in [("amount", given.amount), ("base", given.base)] {
        if let Some(number) = number.filter(|number| number.is_negative()) {
            faults.error_found(Code::BrKsaF04, &path.field(field), &number.to_string());
            good = false;
        }
        if let Some(number) = number.filter(|number| number.places() > 2) {
            faults.warn_found(Code::AmountPlaces, &path.field(field), &number.to_string());
        }
    }
    // Both given: the amount stands, and the percentage with it only if it gives the amount.
    if let (Some(amount), Some(percent), Some(base), true) = (given.amount, percent, given.base, good && !booked) {
        let same = base
            .round()
            .and_then(|base| base.percent(percent))
            .is_ok_and(|should| Ok(should) == amount.round());
        if !same {
            faults.warn_found(Code::BrKsaEn1693103, &path.field("amount"), &amount.to_string());
        }
    }
    good.then_some(percent)
}

/// Proves a discount or charge.
pub(super) fn adjustment(
    given: &DraftAdjustment,
    charge: bool,
    level: Level,
    booked: bool,
    path: &Path<'_>,
    faults: &mut Faults,
) -> Option<AdjustmentIn> {
    let on_document = level == Level::Document;
    let percent = amounts(given, booked, path, faults);
    let long = match (on_document, charge) {
        (true, true) => Code::BrKsaF06C33,
        (true, false) => Code::BrKsaF06C35,
        (false, true) => Code::BrKsaF06C34,
        (false, false) => Code::BrKsaF06C36,
    };
    let mut reason = limited(given.reason.as_deref(), 1000, long, &path.field("reason"), faults);
    let mut code = limited(
        given.reason_code.as_deref(),
        127,
        Code::TextLong,
        &path.field("reason_code"),
        faults,
    );
    if charge {
        charge_reason(&mut reason, &mut code, on_document, path, faults);
    }
    let said = given.vat_category.is_some()
        || given.vat_rate.is_some()
        || given.exemption_code.is_some()
        || given.exemption_reason.is_some();
    let tax = match said {
        false => None,
        true if !on_document => {
            faults.error(Code::LineAdjustmentVat, &path.field("vat_category"));
            return None;
        }
        true => Some(adjustment_tax(given, charge, path, faults)?),
    };
    let (tax, exemption) = match tax {
        Some(proved) => (Some(proved.tax), (proved.code, proved.reason)),
        None => (None, (None, None)),
    };
    Some(AdjustmentIn {
        charge,
        percent: percent?,
        amount: given.amount,
        base: given.base,
        reason,
        code,
        tax,
        exemption,
        path: path.to_string(),
        booked,
    })
}

/// A charge needs a code and a text (BR-KSA-19 to BR-KSA-22): one gives the other where the names are known.
fn charge_reason(
    reason: &mut Option<String>,
    code: &mut Option<String>,
    on_document: bool,
    path: &Path<'_>,
    faults: &mut Faults,
) {
    let known = |entry: &&(&str, &str, &str)| {
        code.as_deref() == Some(entry.0)
            || code.is_none()
                && reason
                    .as_deref()
                    .is_some_and(|text| text.eq_ignore_ascii_case(entry.1) || text == entry.2)
    };
    let found = CHARGE_NAMES.iter().find(known);
    if let Some((name, english, arabic)) = found {
        code.get_or_insert_with(|| (*name).to_owned());
        reason.get_or_insert_with(|| format!("{english} | {arabic}"));
    }
    if code.is_none() && reason.is_some() {
        *code = Some("ZZZ".to_owned());
    }
    let (no_code, no_reason) = if on_document {
        (Code::BrKsa19, Code::BrKsa21)
    } else {
        (Code::BrKsa20, Code::BrKsa22)
    };
    match (&code, &reason) {
        (None, _) => faults.warn(no_code, &path.field("reason_code")),
        (Some(word), _) if !lists::has(CHARGE_CODES, word) => {
            faults.warn_found(Code::BrKsaCl06, &path.field("reason_code"), word)
        }
        _ => {}
    }
    if reason.is_none() {
        faults.warn(no_reason, &path.field("reason"));
    }
}

fn adjustment_tax(given: &DraftAdjustment, charge: bool, path: &Path<'_>, faults: &mut Faults) -> Option<tax::Proved> {
    let mut quiet = Faults::default();
    let said = Said {
        category: given.vat_category,
        rate: given.vat_rate,
        code: given.exemption_code.as_deref(),
        reason: given.exemption_reason.as_deref(),
    };
    let proved = tax::prove(&said, path, &mut quiet);
    // A missing code is said where the breakdown is made, which may have it from a line; a rate has rules of its own here.
    for mut fault in quiet.list {
        let missing = matches!(fault.error.code(), Code::BrKsa23 | Code::BrKsa24 | Code::BrKsa69);
        if fault.severity == Severity::Warning && !missing {
            faults.list.push(fault);
        } else if fault.severity == Severity::Error {
            let category = given
                .vat_category
                .or_else(|| given.exemption_code.as_deref().and_then(tax::category_of));
            let code = match (category, charge) {
                (Some(VatCategory::Zero), false) => Code::BrZ06,
                (Some(VatCategory::Zero), true) => Code::BrZ07,
                (Some(VatCategory::Exempt), false) => Code::BrE06,
                (Some(VatCategory::Exempt), true) => Code::BrE07,
                (Some(VatCategory::OutOfScope), false) => Code::BrKsa12,
                (Some(VatCategory::OutOfScope), true) => Code::BrKsa13,
                _ => fault.error.code(),
            };
            let at = fault.error.path().unwrap_or_default().to_owned();
            fault.error = Error::new(code).at(at);
            faults.list.push(fault);
        }
    }
    proved
}
