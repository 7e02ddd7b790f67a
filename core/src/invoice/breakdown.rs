//! The VAT of a document by category and rate.

use super::decode::{Faults, Path};
use super::draft::BookedVat;
use super::{Adjustment, Line, Prepayment, Subtotal, Tax, tax};
use crate::error::{Code, Error, Result, Severity};
use crate::money::Amount;

/// The place of a category and rate, made if it is new.
fn slot(out: &mut Vec<Subtotal>, tax: Tax) -> &mut Subtotal {
    let at = out.iter().position(|subtotal| subtotal.tax == tax).unwrap_or(out.len());
    if at == out.len() {
        out.push(Subtotal {
            tax,
            taxable: Amount::ZERO,
            vat: Amount::ZERO,
            exemption_code: None,
            exemption_reason: None,
        });
    }
    &mut out[at]
}

fn of_lines(lines: &[Line], faults: &mut Faults) -> Result<Vec<Subtotal>> {
    let mut out = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let subtotal = slot(&mut out, line.tax);
        subtotal.taxable = subtotal.taxable.plus(line.net)?;
        // One breakdown a category: several would each be held against the sum of all (BR-Z-08, BR-E-08, BR-O-08).
        match (&subtotal.exemption_code, &line.exemption_code) {
            (None, Some(_)) => {
                subtotal.exemption_code.clone_from(&line.exemption_code);
                subtotal.exemption_reason.clone_from(&line.exemption_reason);
            }
            (Some(first), Some(other)) if first != other => {
                let path = Path::ROOT.field("lines");
                let path = path.index(index);
                let found = format!("{other} ≠ {first}");
                faults.warn_found(Code::ExemptionsMixed, &path.field("exemption_code"), &found);
            }
            _ => {}
        }
        if subtotal.exemption_reason.is_none() {
            subtotal.exemption_reason.clone_from(&line.exemption_reason);
        }
    }
    Ok(out)
}

fn of_adjustments(adjustments: &[Adjustment], out: &mut Vec<Subtotal>, faults: &mut Faults) -> Result<()> {
    // Where a line has the category, what is missing was said of the line.
    let of_lines: Vec<Tax> = out.iter().map(|subtotal| subtotal.tax).collect();
    for part in adjustments {
        let subtotal = slot(out, part.tax.unwrap_or(Tax::STANDARD));
        subtotal.taxable = match part.charge {
            true => subtotal.taxable.plus(part.amount)?,
            false => subtotal.taxable.minus(part.amount)?,
        };
        if subtotal.exemption_code.is_none() {
            let (code, reason) = &part.exemption;
            subtotal.exemption_code.clone_from(code);
            subtotal.exemption_reason = reason.clone().or(subtotal.exemption_reason.take());
        }
        let missing = tax::code_missing(subtotal.tax.category);
        if let (false, None, Some(code)) = (of_lines.contains(&subtotal.tax), &subtotal.exemption_code, missing) {
            let error = Error::new(code).at(format!("{}.exemption_code", part.path));
            faults.push(Severity::Warning, error);
        }
    }
    Ok(())
}

/// What is taxed, and the tax, by category and rate.
pub(super) fn breakdown(
    lines: &[Line],
    adjustments: &[Adjustment],
    booked: bool,
    faults: &mut Faults,
) -> Result<Vec<Subtotal>> {
    let mut out = of_lines(lines, faults)?;
    of_adjustments(adjustments, &mut out, faults)?;
    for subtotal in &mut out {
        // What was booked elsewhere is held against the authority's rules instead.
        if subtotal.taxable.is_negative() && !booked {
            let at = adjustments
                .iter()
                .find(|part| !part.charge && part.tax == Some(subtotal.tax));
            let error = Error::new(Code::DiscountLarge).found(&subtotal.taxable.to_string());
            faults.push(
                Severity::Error,
                error.at(at.map_or("discounts", |part| part.path.as_str())),
            );
        }
        subtotal.vat = subtotal.taxable.percent(subtotal.tax.rate)?;
    }
    Ok(out)
}

/// What another system booked stands in the place of what was reckoned.
pub(super) fn book(booked: &[BookedVat], breakdown: &mut Vec<Subtotal>, faults: &mut Faults) -> Result<()> {
    let list = Path::ROOT.field("booked");
    let list = list.field("vat_breakdown");
    let mut named = Vec::with_capacity(booked.len());
    for (at, given) in booked.iter().enumerate() {
        let said = tax::Said {
            category: given.vat_category,
            rate: given.vat_rate,
            code: None,
            reason: None,
        };
        let path = list.index(at);
        let mut quiet = Faults::default();
        let Some(tax) = tax::prove(&said, &path, &mut quiet).map(|proved| proved.tax) else {
            faults.list.append(&mut quiet.list);
            continue;
        };
        named.push(tax);
        if !breakdown.iter().any(|subtotal| subtotal.tax == tax) {
            faults.warn(Code::BookedCategory, &path);
        }
        let subtotal = slot(breakdown, tax);
        if let Some(taxable) = given.taxable {
            subtotal.taxable = taxable.round()?;
        }
        if let Some(tax) = given.tax {
            subtotal.vat = tax.round()?;
        }
    }
    // A breakdown that was booked is the whole of it.
    if !booked.is_empty() {
        breakdown.retain(|subtotal| named.contains(&subtotal.tax));
    }
    Ok(())
}

/// A category of advances alone needs its own breakdown, of nothing (BR-S-01, BR-Z-01, BR-E-01, BR-O-01).
pub(super) fn advances(prepayments: &[Prepayment], breakdown: &mut Vec<Subtotal>, faults: &mut Faults) {
    for (at, advance) in prepayments.iter().enumerate() {
        if breakdown
            .iter()
            .any(|subtotal| subtotal.tax.category == advance.tax.category)
        {
            continue;
        }
        let list = Path::ROOT.field("prepayments");
        faults.warn(Code::PrepaymentVat, &list.index(at).field("vat_category"));
        breakdown.push(Subtotal {
            tax: advance.tax,
            taxable: Amount::ZERO,
            vat: Amount::ZERO,
            exemption_code: advance.exemption_code.clone(),
            exemption_reason: advance.exemption_reason.clone(),
        });
    }
}
