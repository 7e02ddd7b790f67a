//! VAT category and rate, and why none is due.

use super::decode::{Faults, Path};
use super::draft::VatCategory;
use super::identifiers::text;
use super::lists::EXEMPTIONS;
use crate::error::Code;
use crate::money::{Exact, Percent};
use crate::nearest::nearest;

/// A VAT category and its rate: what the breakdown of a document is made by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tax {
    pub(crate) category: VatCategory,
    pub(crate) rate: Percent,
}

impl Tax {
    /// 15 %.
    pub(crate) const STANDARD: Tax = Tax {
        category: VatCategory::Standard,
        rate: Percent::FIFTEEN,
    };
}

/// What a draft says of the VAT of a line, a prepayment or an adjustment.
pub(super) struct Said<'d> {
    pub(super) category: Option<VatCategory>,
    pub(super) rate: Option<Exact>,
    pub(super) code: Option<&'d str>,
    pub(super) reason: Option<&'d str>,
}

/// The VAT of a line as it will stand.
pub(super) struct Proved {
    pub(super) tax: Tax,
    pub(super) code: Option<String>,
    pub(super) reason: Option<String>,
}

/// Which category an exemption code is for.
pub(super) fn category_of(code: &str) -> Option<VatCategory> {
    let entry = EXEMPTIONS.iter().find(|entry| entry.code == code)?;
    VatCategory::parse(entry.category.encode_utf8(&mut [0; 4]))
}

/// Proves category, rate and exemption, deriving what is not said.
pub(super) fn prove(said: &Said<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Proved> {
    let code = text(said.code, &path.field("exemption_code"), faults);
    let reason = text(said.reason, &path.field("exemption_reason"), faults);
    let category = category(said, code.as_deref(), path, faults)?;
    let rate = rate(said, category, path, faults);
    let reason = exemption(category, code.as_deref(), reason, path, faults);
    let tax = Tax { category, rate: rate? };
    Some(Proved { tax, code, reason })
}

fn category(said: &Said<'_>, code: Option<&str>, path: &Path<'_>, faults: &mut Faults) -> Option<VatCategory> {
    if let Some(category) = said.category {
        return Some(category);
    }
    match (code, said.rate) {
        (Some(code), _) => {
            let found = category_of(code);
            if found.is_none() {
                unknown_code(code, path, faults, true);
            }
            found
        }
        (None, Some(rate)) if rate.is_zero() => {
            faults.error(Code::VatZeroWhy, &path.field("vat_category"));
            None
        }
        _ => Some(VatCategory::Standard),
    }
}

fn unknown_code(code: &str, path: &Path<'_>, faults: &mut Faults, fatal: bool) {
    let near = nearest(code, EXEMPTIONS.iter().map(|entry| entry.code));
    let found = near.map_or_else(|| code.to_owned(), |near| format!("{code} → {near}"));
    let path = path.field("exemption_code");
    match fatal {
        true => faults.error_found(Code::BrKsaCl04, &path, &found),
        false => faults.warn_found(Code::BrKsaCl04, &path, &found),
    }
}

fn rate(said: &Said<'_>, category: VatCategory, path: &Path<'_>, faults: &mut Faults) -> Option<Percent> {
    let standard = category == VatCategory::Standard;
    let Some(given) = said.rate else {
        return Some(if standard { Percent::FIFTEEN } else { Percent::ZERO });
    };
    let path = path.field("vat_rate");
    let rate = Percent::new(given);
    let wrong = match (category, rate) {
        (_, None) => Code::BrKsaDec02,
        (VatCategory::Standard, Some(Percent::FIFTEEN | Percent::FIVE)) => return rate,
        (VatCategory::Standard, _) => Code::BrKsa84,
        (_, Some(Percent::ZERO)) => return rate,
        (VatCategory::Zero, _) => Code::BrZ05,
        (VatCategory::Exempt, _) => Code::BrE05,
        (VatCategory::OutOfScope, _) => Code::BrKsa11,
    };
    faults.error_found(wrong, &path, &given.to_string());
    None
}

/// What the authority says where a category has no code why no VAT is due.
pub(super) fn code_missing(category: VatCategory) -> Option<Code> {
    match category {
        VatCategory::Standard => None,
        VatCategory::Zero => Some(Code::BrKsa69),
        VatCategory::Exempt => Some(Code::BrKsa23),
        VatCategory::OutOfScope => Some(Code::BrKsa24),
    }
}

/// Looks at code and words of an exemption; the words as they will stand, the official ones if none were given.
fn exemption(
    category: VatCategory,
    code: Option<&str>,
    reason: Option<String>,
    path: &Path<'_>,
    faults: &mut Faults,
) -> Option<String> {
    let Some(missing) = code_missing(category) else {
        if code.is_some() || reason.is_some() {
            faults.error(Code::BrS10, &path.field("exemption_code"));
        }
        return reason;
    };
    let Some(code) = code else {
        faults.warn(missing, &path.field("exemption_code"));
        return reason;
    };
    let entry = EXEMPTIONS.iter().find(|entry| entry.code == code);
    match entry {
        None => unknown_code(code, path, faults, false),
        Some(entry) if !category.as_str().starts_with(entry.category) => {
            faults.warn_found(Code::BrKsaCl04, &path.field("exemption_code"), code);
        }
        Some(_) => {}
    }
    let official = entry.filter(|entry| !entry.english.is_empty());
    let reason = reason.or_else(|| official.map(|entry| format!("{} | {}", entry.english, entry.arabic)));
    if reason.is_none() {
        faults.warn_found(Code::BrKsa83, &path.field("exemption_reason"), code);
    }
    reason
}
