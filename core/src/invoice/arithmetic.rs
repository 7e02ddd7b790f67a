//! The authority's own sums, held against the amounts of an invoice: what it will say of amounts that another system
//! booked. Amounts that were computed here hold all of them; that is checked too, in builds for development.

use super::decode::{Faults, Path};
use super::draft::VatCategory;
use super::{Adjustment, Invoice, Line, Mode, Subtotal};
use crate::error::{Code, Error, Severity};
use crate::money::{Amount, Exact, Percent};

const ROOT: Path<'static> = Path::ROOT;

pub(super) fn look(invoice: &Invoice, faults: &mut Faults) {
    check_advances(invoice, faults);
    if invoice.mode == Mode::AsBooked {
        return check(invoice, faults);
    }
    if cfg!(debug_assertions) {
        let mut broken = Faults::default();
        check(invoice, &mut broken);
        debug_assert!(
            broken.list.is_empty(),
            "amounts that were computed do not add up: {:?}",
            broken.list
        );
    }
}

fn check(invoice: &Invoice, faults: &mut Faults) {
    let list = ROOT.field("lines");
    for (at, line) in invoice.lines.iter().enumerate() {
        check_line(line, &list.index(at), faults);
        line.adjustments.iter().for_each(|part| check_percent(part, faults));
    }
    invoice.adjustments.iter().for_each(|part| check_percent(part, faults));
    check_breakdown(invoice, faults);
    check_totals(invoice, faults);
}

fn halalas<'a>(amounts: impl Iterator<Item = &'a Amount>) -> i64 {
    amounts.map(|amount| amount.halalas()).sum()
}

/// A sum that is not what it should be.
fn differs(code: Code, severity: Severity, stated: Amount, should: i64, path: &Path<'_>, faults: &mut Faults) {
    if stated.halalas() != should {
        let found = match Amount::from_halalas(should) {
            Ok(should) => format!("{stated} ≠ {should}"),
            Err(_) => stated.to_string(),
        };
        match severity {
            Severity::Error => faults.error_found(code, path, &found),
            Severity::Warning => faults.warn_found(code, path, &found),
        }
    }
}

fn signed(adjustments: &[Adjustment], keep: impl Fn(&Adjustment) -> bool) -> i64 {
    let sign = |part: &Adjustment| {
        if part.charge {
            part.amount.halalas()
        } else {
            -part.amount.halalas()
        }
    };
    adjustments.iter().filter(|part| keep(part)).map(sign).sum()
}

/// Percent and base that do not give the amount (BR-KSA-EN16931-03).
fn check_percent(part: &Adjustment, faults: &mut Faults) {
    let Some((percent, base)) = part.of else { return };
    if base.percent(percent).is_ok_and(|should| should != part.amount) {
        let error = Error::new(Code::BrKsaEn1693103)
            .at(part.path.as_str())
            .found(&part.amount.to_string());
        faults.push(Severity::Warning, error);
    }
}

fn check_line(line: &Line, path: &Path<'_>, faults: &mut Faults) {
    let booked = path.field("booked");
    if line.vat.is_negative() {
        faults.error_found(Code::BrKsaF04, &booked.field("vat"), &line.vat.to_string());
    }
    if line.net.is_negative() {
        faults.warn_found(Code::LineNegative, &booked.field("net"), &line.net.to_string());
    }
    let total = line.net.halalas() + line.vat.halalas();
    differs(
        Code::BrKsa51,
        Severity::Warning,
        line.total,
        total,
        &booked.field("total"),
        faults,
    );
    // The authority lets a halala pass (BR-KSA-EN16931-11).
    let base = line.base.as_ref().map_or(Exact::ONE, |(base, _)| *base);
    let product = line
        .price
        .multiply(line.quantity)
        .and_then(|whole| whole.divide(base, 2))
        .and_then(Exact::round);
    if let Ok(product) = product {
        let should = product.halalas() + signed(&line.adjustments, |_| true);
        if (line.net.halalas() - should).abs() > 1 {
            differs(
                Code::BrKsaEn1693111,
                Severity::Warning,
                line.net,
                should,
                &booked.field("net"),
                faults,
            );
        }
    }
}

/// The VAT of an amount in halalas as the authority's rule reckons it: in double precision, and then rounded half to even
/// on the shortest text of the product.
#[allow(clippy::float_arithmetic)]
fn officially(taxable: Amount, rate: Percent) -> i64 {
    let number = |text: String| text.parse::<f64>().unwrap_or(f64::NAN);
    let product = (number(taxable.to_string()) * (number(rate.to_string()) / 100.0)).to_string();
    let (whole, fraction) = product.split_once('.').unwrap_or((&product, ""));
    let padded = format!("{fraction:0<3}");
    let (kept, rest) = padded.split_at(2);
    let halalas = format!("{}{kept}", whole.trim_start_matches('-'))
        .parse::<i64>()
        .unwrap_or(i64::MAX / 2);
    let half = rest.trim_end_matches('0').cmp("5");
    let up = half.is_gt() || half.is_eq() && halalas % 2 == 1;
    let size = halalas + i64::from(up);
    if whole.starts_with('-') { -size } else { size }
}

fn check_breakdown(invoice: &Invoice, faults: &mut Faults) {
    let booked = ROOT.field("booked");
    let path = booked.field("vat_breakdown");
    let of_category = |category: VatCategory| {
        let lines = invoice
            .lines
            .iter()
            .filter(|line| line.tax.category == category)
            .map(|line| &line.net);
        halalas(lines)
            + signed(&invoice.adjustments, |part| {
                part.tax.is_some_and(|tax| tax.category == category)
            })
    };
    let standard = |subtotal: &&Subtotal| subtotal.tax.category == VatCategory::Standard;
    let taxed = halalas(
        invoice
            .breakdown
            .iter()
            .filter(standard)
            .map(|subtotal| &subtotal.taxable),
    );
    if invoice.breakdown.iter().any(|subtotal| standard(&subtotal)) && taxed != of_category(VatCategory::Standard) {
        faults.warn(Code::BrS08, &path);
    }
    for subtotal in &invoice.breakdown {
        let category = subtotal.tax.category;
        let (sum, zero) = match category {
            VatCategory::Standard => (Code::BrS08, Code::BrS09),
            VatCategory::Zero => (Code::BrZ08, Code::BrZ09),
            VatCategory::Exempt => (Code::BrE08, Code::BrE09),
            VatCategory::OutOfScope => (Code::BrO08, Code::BrO09),
        };
        // As many halalas as there are lines may be off (BR-CO-17, BR-S-09).
        let should = officially(subtotal.taxable, subtotal.tax.rate);
        let lines = (invoice.lines.len() + invoice.prepayments.len()) as i64;
        let off = (subtotal.vat.halalas() - should).abs() > lines;
        let found = Amount::from_halalas(should).map(|should| format!("{} ≠ {should}", subtotal.vat));
        if let (true, Ok(found)) = (off, &found) {
            faults.warn_found(Code::BrCo17, &path, found);
        }
        if category != VatCategory::Standard {
            differs(
                sum,
                Severity::Warning,
                subtotal.taxable,
                of_category(category),
                &path,
                faults,
            );
            differs(zero, Severity::Error, subtotal.vat, 0, &path, faults);
        } else if let (true, Ok(found)) = (off, &found) {
            faults.warn_found(zero, &path, found);
        }
        if subtotal.taxable.is_negative() && category != VatCategory::OutOfScope || subtotal.vat.is_negative() {
            faults.error(Code::BrKsaF04, &path);
        }
    }
}

/// The VAT of an advance (BR-KSA-79).
fn check_advances(invoice: &Invoice, faults: &mut Faults) {
    let list = ROOT.field("prepayments");
    for (at, advance) in invoice.prepayments.iter().enumerate() {
        let should = advance.taxable.percent(advance.tax.rate).unwrap_or(advance.vat);
        let free = i64::from(advance.tax.category == VatCategory::Standard);
        if (advance.vat.halalas() - should.halalas()).abs() > free {
            let found = format!("{} ≠ {should}", advance.vat);
            faults.warn_found(Code::BrKsa79, &list.index(at).field("vat_amount"), &found);
        }
    }
}

fn check_totals(invoice: &Invoice, faults: &mut Faults) {
    let booked = ROOT.field("booked");
    let totals = &invoice.totals;
    let parts = |charge: bool| {
        halalas(
            invoice
                .adjustments
                .iter()
                .filter(|part| part.charge == charge)
                .map(|part| &part.amount),
        )
    };
    let lines = halalas(invoice.lines.iter().map(|line| &line.net));
    let vat = halalas(invoice.breakdown.iter().map(|subtotal| &subtotal.vat));
    let advances: i64 = invoice
        .prepayments
        .iter()
        .map(|part| part.taxable.halalas() + part.vat.halalas())
        .sum();
    let h = Amount::halalas;
    // Without discounts and charges the authority holds BT-109 against BT-106 as it stands, else against the lines.
    let plain = invoice.adjustments.is_empty() && totals.discounts.is_zero() && totals.charges.is_zero();
    if !totals.prepaid.is_zero() && invoice.prepayments.is_empty() {
        faults.warn(Code::BrKsa73, &booked.field("prepaid"));
    }
    let net = if plain {
        h(totals.lines)
    } else {
        lines - h(totals.discounts) + h(totals.charges)
    };
    let payable = h(totals.total) - h(totals.prepaid) + h(totals.rounding);
    use Severity::{Error, Warning};
    for (code, severity, stated, should, field) in [
        (Code::BrCo10, Warning, totals.lines, lines, "lines"),
        (Code::BrCo11, Error, totals.discounts, parts(false), "discounts"),
        (Code::BrCo12, Error, totals.charges, parts(true), "charges"),
        (Code::BrCo13, Warning, totals.net, net, "net"),
        (Code::BrCo14, Error, totals.vat, vat, "vat"),
        (Code::BrCo15, Error, totals.total, h(totals.net) + vat, "total"),
        (Code::BrKsa80, Warning, totals.prepaid, advances, "prepaid"),
        (Code::BrCo16, Warning, totals.payable, payable, "payable"),
    ] {
        differs(code, severity, stated, should, &booked.field(field), faults);
    }
    for (field, amount) in [
        ("lines", totals.lines),
        ("net", totals.net),
        ("vat", totals.vat),
        ("total", totals.total),
        ("vat_sar", totals.vat_sar),
        ("prepaid", totals.prepaid),
    ] {
        if amount.is_negative() {
            faults.error_found(Code::BrKsaF04, &booked.field(field), &amount.to_string());
        }
    }
}
