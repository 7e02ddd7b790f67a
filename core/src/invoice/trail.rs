//! Where each halala went: every rounding that moved something, and the sums it ended in.

use super::{Invoice, Line};
use crate::error::Language;
use crate::money::{Amount, Exact};

/// The way of the money through a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Trail {
    /// Step by step: lines, categories, what is to be paid.
    pub steps: Vec<TrailStep>,
}

/// A step: what was reckoned, and what stands in the document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrailStep {
    /// The field of the draft it is about.
    pub path: String,
    /// What the step is.
    pub what: TrailKind,
    /// The number before rounding, to eight places.
    pub exact: String,
    /// What stands in the document.
    pub stated: String,
    /// What the rounding added (or, if negative, took), to eight places.
    pub moved: String,
}

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrailKind {
    /// A line without VAT: price times quantity, or the shelf price without its VAT.
    LineNet,
    /// The VAT of a line.
    LineVat,
    /// A discount or charge of the document without VAT.
    Adjustment,
    /// The VAT of a category and rate, on the sum of its lines.
    Vat,
    /// The VAT in riyals.
    VatSar,
    /// What is to be paid, from the total with VAT.
    Payable,
}

impl TrailKind {
    /// The step in words.
    pub const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (TrailKind::LineNet, Language::English) => "line without VAT",
            (TrailKind::LineNet, Language::Arabic) => "صافي السطر",
            (TrailKind::LineVat, Language::English) => "VAT of the line",
            (TrailKind::LineVat, Language::Arabic) => "ضريبة السطر",
            (TrailKind::Adjustment, Language::English) => "discount or charge without VAT",
            (TrailKind::Adjustment, Language::Arabic) => "الخصم أو الرسم بدون الضريبة",
            (TrailKind::Vat, Language::English) => "VAT on the sum",
            (TrailKind::Vat, Language::Arabic) => "الضريبة على المجموع",
            (TrailKind::VatSar, Language::English) => "VAT in riyals",
            (TrailKind::VatSar, Language::Arabic) => "الضريبة بالريال",
            (TrailKind::Payable, Language::English) => "to be paid",
            (TrailKind::Payable, Language::Arabic) => "المبلغ المستحق",
        }
    }
}

const PLACES: u8 = 8;

fn step(path: String, what: TrailKind, exact: Option<Exact>, stated: Amount) -> Option<TrailStep> {
    let exact = exact?;
    let moved = stated.exact().minus(exact).ok()?;
    Some(TrailStep {
        path,
        what,
        exact: exact.text(2),
        stated: stated.to_string(),
        moved: moved.text(2),
    })
}

/// What an amount with VAT is without it.
fn without(amount: Amount, line_rate: u16) -> Option<Exact> {
    let over = amount.exact().multiply(Exact::whole(10_000)).ok()?;
    over.divide(Exact::whole(10_000 + i64::from(line_rate)), PLACES).ok()
}

fn of_percent(amount: Amount, percent: Exact) -> Option<Exact> {
    amount
        .exact()
        .multiply(percent)
        .ok()?
        .divide(Exact::whole(100), PLACES)
        .ok()
}

fn line_net(line: &Line) -> Option<Exact> {
    if let Some(shelf) = line.shelf {
        return without(shelf, line.tax.rate.hundredths());
    }
    let base = line.base.as_ref().map_or(Exact::ONE, |(base, _)| *base);
    let whole = line.price.multiply(line.quantity).ok()?.divide(base, PLACES).ok()?;
    line.adjustments.iter().try_fold(whole, |sum, part| match part.charge {
        true => sum.plus(part.amount.exact()).ok(),
        false => sum.minus(part.amount.exact()).ok(),
    })
}

/// Follows the money. Steps in which nothing moved are left out, but for the sums.
pub(super) fn follow(invoice: &Invoice) -> Trail {
    let mut steps = Vec::new();
    let moved = |step: &TrailStep| step.moved.bytes().any(|b| matches!(b, b'1'..=b'9'));
    for (at, line) in invoice.lines.iter().enumerate() {
        let path = format!("lines[{at}]");
        steps.extend(step(path.clone(), TrailKind::LineNet, line_net(line), line.net).filter(moved));
        let vat = of_percent(line.net, line.tax.rate.exact());
        steps.extend(step(path, TrailKind::LineVat, vat, line.vat).filter(moved));
    }
    for part in &invoice.adjustments {
        let rate = part.tax.map_or(0, |tax| tax.rate.hundredths());
        let exact = match (part.shelf, part.of) {
            (Some(shelf), _) => without(shelf, rate),
            (None, Some((percent, base))) => of_percent(base, percent.exact()),
            (None, None) => None,
        };
        steps.extend(step(part.path.clone(), TrailKind::Adjustment, exact, part.amount).filter(moved));
    }
    for subtotal in &invoice.breakdown {
        let path = format!("{} {}%", subtotal.tax.category.as_str(), subtotal.tax.rate.exact());
        let exact = of_percent(subtotal.taxable, subtotal.tax.rate.exact());
        steps.extend(step(path, TrailKind::Vat, exact, subtotal.vat));
    }
    if let Some(exchange) = &invoice.exchange {
        let exact = invoice.totals.vat.exact().multiply(exchange.rate).ok();
        steps.extend(step(
            "exchange".to_owned(),
            TrailKind::VatSar,
            exact,
            invoice.totals.vat_sar,
        ));
    }
    let totals = &invoice.totals;
    let owed = totals.total.minus(totals.prepaid).ok().map(Amount::exact);
    steps.extend(step("payable".to_owned(), TrailKind::Payable, owed, totals.payable));
    Trail { steps }
}
