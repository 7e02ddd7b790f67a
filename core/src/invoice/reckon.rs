//! The money: from quantities, prices and percentages to every amount of the document.
//!
//! Each part of a line is rounded by itself (xml.md §5); VAT is reckoned on the sum of a category and rate, never summed
//! up from lines. Where prices contain the VAT, the nets of a category and rate are made to add up to what its shelf prices
//! are without VAT: halalas that rounding left over go to the lines that were nearest to them, and what no net can reach
//! (of 115 shelf sums, fifteen) becomes the payable rounding amount. So what is to be paid is always the sum of the shelf.

use std::collections::HashSet;

use super::decode::{Fault, Faults, Path};
use super::draft::{BookedLine, BookedTotals, Draft, Mode};
use super::{Adjustment, Line, Prepaid, Prepayment, Subtotal, Tax, Totals, breakdown, shelf};
use crate::error::{Code, Error, Result};
use crate::money::{Amount, Exact, Percent};

/// A line, proved but not reckoned.
pub(super) struct LineIn {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) quantity: Exact,
    pub(super) unit: String,
    pub(super) price: Exact,
    pub(super) gross_price: Option<(Exact, Exact)>,
    pub(super) base: Option<Exact>,
    pub(super) base_unit: Option<String>,
    pub(super) adjustments: Vec<AdjustmentIn>,
    pub(super) tax: Tax,
    pub(super) exemption_code: Option<String>,
    pub(super) exemption_reason: Option<String>,
    pub(super) buyer_item_id: Option<String>,
    pub(super) seller_item_id: Option<String>,
    pub(super) standard_item_id: Option<String>,
    pub(super) note: Option<String>,
    /// Its net stands as another system booked it.
    pub(super) booked: bool,
}

/// A discount or charge as it was given.
pub(super) struct AdjustmentIn {
    pub(super) charge: bool,
    pub(super) percent: Option<Percent>,
    pub(super) amount: Option<Exact>,
    pub(super) base: Option<Exact>,
    pub(super) reason: Option<String>,
    pub(super) code: Option<String>,
    pub(super) tax: Option<Tax>,
    pub(super) exemption: (Option<String>, Option<String>),
    pub(super) path: String,
    pub(super) booked: bool,
}

/// An advance payment as it was given.
pub(super) struct PrepaymentIn {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) unit: String,
    pub(super) documents: Vec<Prepaid>,
    pub(super) taxable: Exact,
    pub(super) vat: Option<Exact>,
    /// `taxable` contains the VAT.
    pub(super) with_vat: bool,
    pub(super) tax: Tax,
    pub(super) exemption_code: Option<String>,
    pub(super) exemption_reason: Option<String>,
}

/// Everything that has to do with money.
pub(super) struct Reckoning {
    pub(super) lines: Vec<Line>,
    pub(super) adjustments: Vec<AdjustmentIn>,
    pub(super) prepayments: Vec<PrepaymentIn>,
    pub(super) inclusive: bool,
    pub(super) sar: bool,
    pub(super) rate: Option<Exact>,
}

/// What came of it.
pub(super) struct Reckoned {
    pub(super) lines: Vec<Line>,
    pub(super) adjustments: Vec<Adjustment>,
    pub(super) prepayments: Vec<Prepayment>,
    pub(super) breakdown: Vec<Subtotal>,
    pub(super) totals: Totals,
    pub(super) faults: Vec<Fault>,
}

/// Reckons a document. `draft` only serves for what was booked elsewhere and for the rounding of what is to be paid.
pub(super) fn reckon(input: Reckoning, draft: &Draft) -> Result<Reckoned> {
    let booked = draft.mode == Some(Mode::AsBooked);
    let mut faults = Faults::default();
    let inclusive = input.inclusive;
    let mut lines = input.lines;
    let worth = worth_of(&lines, inclusive)?;
    let mut adjustments = Vec::new();
    for adjustment in input.adjustments {
        let path = adjustment.path.clone();
        match on_document(adjustment, &worth, inclusive) {
            Ok(mut parts) => adjustments.append(&mut parts),
            Err(error) => faults.push(crate::error::Severity::Error, error.at(path)),
        }
    }
    let mut prepayments = Vec::new();
    if !input.prepayments.is_empty() {
        let taken: HashSet<&str> = lines.iter().map(|line| line.id.as_str()).collect();
        let given: Vec<_> = input
            .prepayments
            .iter()
            .filter_map(|advance| advance.id.clone())
            .collect();
        let mut free = (lines.len() + 1..)
            .map(|number| number.to_string())
            .filter(|id| !taken.contains(id.as_str()) && !given.contains(id));
        for prepayment in input.prepayments {
            prepayments.push(advance(prepayment, &mut free)?);
        }
    }
    if inclusive && !booked {
        shelf::settle(&mut lines, &mut adjustments)?;
    }
    for (line, given) in lines.iter_mut().zip(&draft.lines) {
        finish(line, given.booked.as_deref().filter(|_| booked), inclusive)?;
    }
    let mut breakdown = breakdown::breakdown(&lines, &adjustments, booked, &mut faults)?;
    breakdown::advances(&prepayments, &mut breakdown, &mut faults);
    if let Some(booked) = draft.booked.as_ref().filter(|_| booked) {
        breakdown::book(&booked.vat_breakdown, &mut breakdown, &mut faults)?;
    }
    let faulty = faults.any_error();
    let sums = Sums {
        lines: &lines,
        adjustments: &adjustments,
        prepayments: &prepayments,
        breakdown: &breakdown,
    };
    let totals = if faulty {
        Totals::default()
    } else {
        totals(&sums, draft, input.rate, input.sar, inclusive && !booked, &mut faults)?
    };
    Ok(Reckoned {
        lines,
        adjustments,
        prepayments,
        breakdown,
        totals,
        faults: faults.list,
    })
}

/// price × quantity ÷ base, rounded.
pub(super) fn product(price: Exact, quantity: Exact, base: Option<Exact>) -> Result<Amount> {
    let product = price.multiply(quantity)?;
    match base {
        Some(base) => product.divide(base, 2)?.round(),
        None => product.round(),
    }
}

/// What percent and base come to in the authority's own check of them (BR-KSA-EN16931-03), which is made in binary floating
/// point: where it differs from the exact amount, percent and base are better not stated.
#[allow(clippy::float_arithmetic)]
fn officially(percent: Percent, base: Amount, amount: Amount) -> bool {
    let number = |text: String| text.parse::<f64>().unwrap_or(f64::NAN);
    let (base, percent) = (number(base.to_string()), number(percent.to_string()));
    let theirs = (base * percent / 100.0 * 100.0 + 0.5).floor();
    theirs == amount.halalas() as f64
}

pub(super) fn state(percent: Option<Percent>, base: Amount, amount: Amount) -> Option<(Percent, Amount)> {
    let percent = percent?;
    let exact = base.percent(percent).is_ok_and(|exact| exact == amount);
    (exact && officially(percent, base, amount)).then_some((percent, base))
}

/// The amount of a discount or charge, and the base it is of.
fn size(given: &AdjustmentIn, whole: Amount) -> Result<(Amount, Amount)> {
    let base = given.base.map_or(Ok(whole), Exact::round)?;
    let reckoned = given.percent.map(|percent| base.percent(percent)).transpose()?;
    let amount = match (given.amount, reckoned) {
        (Some(amount), _) => amount.round()?,
        (None, Some(reckoned)) => reckoned,
        (None, None) => Amount::ZERO,
    };
    Ok((amount, base))
}

fn adjusted(given: AdjustmentIn, amount: Amount, base: Amount, shelf: Option<Amount>) -> Adjustment {
    Adjustment {
        charge: given.charge,
        amount,
        // What another system booked stands as it is.
        of: match given.booked {
            true => given.percent.map(|percent| (percent, base)),
            false => state(given.percent, base, amount),
        },
        reason: given.reason,
        code: given.code,
        tax: given.tax,
        exemption: given.exemption,
        path: given.path,
        shelf,
    }
}

/// Discounts taken off and charges added.
fn after(amount: Amount, adjustments: &[Adjustment], of: impl Fn(&Adjustment) -> Amount) -> Result<Amount> {
    adjustments
        .iter()
        .try_fold(amount, |sum, adjustment| match adjustment.charge {
            true => sum.plus(of(adjustment)),
            false => sum.minus(of(adjustment)),
        })
}

fn line_of(given: LineIn, adjustments: Vec<Adjustment>) -> Line {
    Line {
        id: given.id,
        name: given.name,
        quantity: given.quantity,
        unit: given.unit,
        price: given.price,
        gross_price: given.gross_price,
        base: given.base.map(|base| (base, given.base_unit)),
        adjustments,
        tax: given.tax,
        exemption_code: given.exemption_code,
        exemption_reason: given.exemption_reason,
        buyer_item_id: given.buyer_item_id,
        seller_item_id: given.seller_item_id,
        standard_item_id: given.standard_item_id,
        note: given.note,
        net: Amount::ZERO,
        vat: Amount::ZERO,
        total: Amount::ZERO,
        given_price: given.price,
        shelf: None,
    }
}

/// A line by itself: its net, and with prices that contain the VAT what it costs on the shelf.
pub(super) fn line(given: LineIn, inclusive: bool) -> Result<Line> {
    if inclusive { shelf_line(given) } else { net_line(given) }
}

/// A line whose price is without VAT.
fn net_line(mut given: LineIn) -> Result<Line> {
    let whole = product(given.price, given.quantity, given.base)?;
    let mut adjustments = Vec::with_capacity(given.adjustments.len());
    for adjustment in std::mem::take(&mut given.adjustments) {
        let (amount, base) = size(&adjustment, whole)?;
        adjustments.push(adjusted(adjustment, amount, base, None));
    }
    let net = after(whole, &adjustments, |adjustment| adjustment.amount)?;
    if net.is_negative() && !given.booked {
        return Err(Error::new(Code::LineNegative).found(&net.to_string()));
    }
    Ok(Line {
        net,
        ..line_of(given, adjustments)
    })
}

/// A line whose price contains the VAT: what it costs on the shelf, and the net that comes nearest.
fn shelf_line(mut given: LineIn) -> Result<Line> {
    let whole = product(given.price, given.quantity, given.base)?;
    let rate = given.tax.rate;
    let mut adjustments = Vec::with_capacity(given.adjustments.len());
    for adjustment in std::mem::take(&mut given.adjustments) {
        let (shelf, base) = size(&adjustment, whole)?;
        // The percentage is of the shelf price. It is stated where it also gives the amount without VAT.
        adjustments.push(adjusted(
            adjustment,
            shelf.without(rate)?,
            base.without(rate)?,
            Some(shelf),
        ));
    }
    let shelf = after(whole, &adjustments, |adjustment| adjustment.shelf.unwrap_or_default())?;
    if shelf.is_negative() {
        return Err(Error::new(Code::LineNegative).found(&shelf.to_string()));
    }
    // Each was rounded by itself: what costs nothing must not cost less for that.
    let least = after(Amount::ZERO, &adjustments, |adjustment| adjustment.amount)?;
    Ok(Line {
        net: shelf.without(rate)?.max(least),
        shelf: Some(shelf),
        ..line_of(given, adjustments)
    })
}

/// The categories and rates of the lines, in the order in which they come.
pub(super) fn taxes_of(lines: &[Line]) -> Vec<Tax> {
    let mut taxes: Vec<Tax> = Vec::new();
    for line in lines {
        if !taxes.contains(&line.tax) {
            taxes.push(line.tax);
        }
    }
    taxes
}

/// What the lines of each category and rate are worth, as their prices are given: with VAT or without.
fn worth_of(lines: &[Line], inclusive: bool) -> Result<Vec<(Tax, Amount)>> {
    let mut worth: Vec<(Tax, Amount)> = taxes_of(lines).into_iter().map(|tax| (tax, Amount::ZERO)).collect();
    for line in lines {
        let of = if inclusive {
            line.shelf.unwrap_or_default()
        } else {
            line.net
        };
        for (_, sum) in worth.iter_mut().filter(|(tax, _)| *tax == line.tax) {
            *sum = sum.plus(of)?;
        }
    }
    Ok(worth)
}

/// A discount or charge on the document. Without a category it is shared out among those of the lines, as their sums are.
fn on_document(given: AdjustmentIn, worth: &[(Tax, Amount)], inclusive: bool) -> Result<Vec<Adjustment>> {
    let whole = Amount::sum(worth.iter().map(|(_, sum)| *sum))?;
    let one = |given: AdjustmentIn, tax: Tax, amount: Amount, base: Amount| -> Result<Adjustment> {
        let net = if inclusive { amount.without(tax.rate)? } else { amount };
        let net_base = if inclusive { base.without(tax.rate)? } else { base };
        let mut part = adjusted(given, net, net_base, inclusive.then_some(amount));
        part.tax = Some(tax);
        Ok(part)
    };
    if let Some(tax) = given.tax {
        let own = worth.iter().find(|(other, _)| *other == tax).map(|(_, sum)| *sum);
        let whole = own.unwrap_or(whole);
        let (amount, base) = size(&given, whole)?;
        return Ok(vec![one(given, tax, amount, base)?]);
    }
    let (&(first, _), others) = worth.split_first().ok_or_else(|| Error::new(Code::Br16))?;
    let (amount, base) = size(&given, whole)?;
    if others.is_empty() {
        return Ok(vec![one(given, first, amount, base)?]);
    }
    // A charge is a supply of its own: which VAT it bears cannot be told from the lines.
    if given.charge {
        return Err(Error::new(Code::ChargeVat));
    }
    let sums: Vec<Amount> = worth.iter().map(|(_, sum)| *sum).collect();
    let shares = share(amount, &sums)?;
    let mut parts = Vec::new();
    for (&(tax, sum), share) in worth.iter().zip(shares) {
        if share.is_zero() {
            continue;
        }
        let part = AdjustmentIn {
            charge: false,
            percent: given.percent.filter(|_| given.base.is_none()),
            amount: given.amount,
            base: given.base,
            reason: given.reason.clone(),
            code: given.code.clone(),
            tax: None,
            exemption: (None, None),
            path: given.path.clone(),
            booked: given.booked,
        };
        parts.push(one(part, tax, share, sum)?);
    }
    Ok(parts)
}

/// Shares an amount out in the proportion of some sums; halalas left over go where the rounding took most.
fn share(amount: Amount, sums: &[Amount]) -> Result<Vec<Amount>> {
    let whole: i128 = sums.iter().map(|sum| i128::from(sum.halalas())).sum();
    if whole <= 0 {
        return Err(Error::new(Code::DiscountLarge).found(&amount.to_string()));
    }
    let amount_halalas = i128::from(amount.halalas());
    let mut shares: Vec<(i64, i128)> = Vec::with_capacity(sums.len());
    for sum in sums {
        let part = amount_halalas * i128::from(sum.halalas());
        shares.push(((part / whole) as i64, part % whole));
    }
    let given: i64 = shares.iter().map(|(share, _)| share).sum();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    crate::sort::by_key(&mut order, |&at| std::cmp::Reverse(shares[at].1));
    for &at in order.iter().take((amount.halalas() - given) as usize) {
        shares[at].0 += 1;
    }
    shares
        .into_iter()
        .map(|(share, _)| Amount::from_halalas(share))
        .collect()
}

/// VAT and total of a line; the unit price without VAT where it was given with it.
fn finish(line: &mut Line, booked: Option<&BookedLine>, inclusive: bool) -> Result<()> {
    if let Some(net) = booked.and_then(|booked| booked.net) {
        line.net = net.round()?;
    }
    if inclusive {
        let parts = after(Amount::ZERO, &line.adjustments, |adjustment| adjustment.amount)?;
        shelf::unit_price(line, line.net.minus(parts)?)?;
    }
    line.vat = line.net.percent(line.tax.rate)?;
    if let Some(vat) = booked.and_then(|booked| booked.vat) {
        line.vat = vat.round()?;
    }
    line.total = line.net.plus(line.vat)?;
    if let Some(total) = booked.and_then(|booked| booked.total) {
        line.total = total.round()?;
    }
    Ok(())
}

fn advance(given: PrepaymentIn, free: &mut impl Iterator<Item = String>) -> Result<Prepayment> {
    let amount = given.taxable.round()?;
    let (taxable, vat) = match (given.with_vat, given.vat) {
        (true, _) => {
            let taxable = amount.without(given.tax.rate)?;
            (taxable, amount.minus(taxable)?)
        }
        (false, Some(vat)) => (amount, vat.round()?),
        (false, None) => (amount, amount.percent(given.tax.rate)?),
    };
    Ok(Prepayment {
        id: given.id.or_else(|| free.next()).unwrap_or_default(),
        name: given
            .name
            .unwrap_or_else(|| "Prepayment adjustment | تسوية الدفعة المقدمة".to_owned()),
        unit: given.unit,
        documents: given.documents,
        taxable,
        vat,
        tax: given.tax,
        exemption_code: given.exemption_code,
        exemption_reason: given.exemption_reason,
    })
}

struct Sums<'r> {
    lines: &'r [Line],
    adjustments: &'r [Adjustment],
    prepayments: &'r [Prepayment],
    breakdown: &'r [Subtotal],
}

impl Sums<'_> {
    fn adjustments(&self, charge: bool) -> Result<Amount> {
        Amount::sum(
            self.adjustments
                .iter()
                .filter(|part| part.charge == charge)
                .map(|part| part.amount),
        )
    }

    /// What the shelf says is to be paid, before advances.
    fn shelf(&self) -> Result<Amount> {
        let lines = Amount::sum(self.lines.iter().filter_map(|line| line.shelf))?;
        after(lines, self.adjustments, |part| part.shelf.unwrap_or_default())
    }
}

fn totals(
    sums: &Sums<'_>,
    draft: &Draft,
    rate: Option<Exact>,
    sar: bool,
    shelf: bool,
    faults: &mut Faults,
) -> Result<Totals> {
    let none = BookedTotals::default();
    let booked = draft
        .booked
        .as_ref()
        .filter(|_| draft.mode == Some(Mode::AsBooked))
        .unwrap_or(&none);
    let or = |given: Option<Exact>, reckoned: Result<Amount>| given.map_or(reckoned, Exact::round);
    let lines = or(booked.lines, Amount::sum(sums.lines.iter().map(|line| line.net)))?;
    let discounts = or(booked.discounts, sums.adjustments(false))?;
    let charges = or(booked.charges, sums.adjustments(true))?;
    let net = or(booked.net, lines.minus(discounts).and_then(|rest| rest.plus(charges)))?;
    let vat = or(
        booked.vat,
        Amount::sum(sums.breakdown.iter().map(|subtotal| subtotal.vat)),
    )?;
    let total = or(booked.total, net.plus(vat))?;
    let advances = sums.prepayments.iter().map(|advance| advance.taxable.plus(advance.vat));
    let advances = advances.collect::<Result<Vec<_>>>().and_then(Amount::sum);
    let prepaid = or(booked.prepaid, advances)?;
    let vat_sar = match (booked.vat_sar, rate) {
        (Some(given), _) => given.round()?,
        (None, Some(rate)) => vat.exact().multiply(rate)?.round()?,
        (None, None) => vat,
    };
    let known = rate.is_some() || booked.vat_sar.is_some();
    if !sar && known && vat > Amount::ZERO && vat == vat_sar {
        faults.warn(Code::BrKsa97, &Path::ROOT.field("exchange"));
    }
    let (rounding, payable) = to_pay(sums, draft, total, prepaid, shelf, faults)?;
    let payable = or(booked.payable, Ok(payable))?;
    if payable.is_negative() {
        let path = Path::ROOT.field(if sums.prepayments.is_empty() {
            "lines"
        } else {
            "prepayments"
        });
        faults.error_found(Code::PayableNegative, &path, &payable.to_string());
    }
    Ok(Totals {
        lines,
        discounts,
        charges,
        net,
        vat,
        vat_sar,
        total,
        prepaid,
        rounding,
        payable,
    })
}

/// The rounding of what is to be paid, and what is to be paid.
fn to_pay(
    sums: &Sums<'_>,
    draft: &Draft,
    total: Amount,
    prepaid: Amount,
    shelf: bool,
    faults: &mut Faults,
) -> Result<(Amount, Amount)> {
    let owed = total.minus(prepaid)?;
    let mut payable = if shelf { sums.shelf()?.minus(prepaid)? } else { owed };
    if let Some(rounding) = draft.payable_rounding {
        payable = payable.plus(rounding.round()?)?;
    }
    if let Some(coin) = draft.round_payable_to {
        match to_coin(payable, coin) {
            Ok(rounded) => payable = rounded,
            Err(error) => faults.push(crate::error::Severity::Error, error.at("round_payable_to")),
        }
    }
    let rounding = match (draft.mode, draft.payable_rounding) {
        (Some(Mode::AsBooked), Some(given)) => given.round()?,
        _ => payable.minus(owed)?,
    };
    if rounding.halalas().abs() >= 100 {
        let path = Path::ROOT.field("payable_rounding");
        faults.warn_found(Code::RoundingLarge, &path, &rounding.to_string());
    }
    Ok((rounding, payable))
}

/// The nearest multiple of the smallest coin.
fn to_coin(amount: Amount, coin: Exact) -> Result<Amount> {
    let size = coin.round()?;
    if size <= Amount::ZERO || size.exact() != coin {
        return Err(Error::new(Code::Coin).found(&coin.to_string()));
    }
    let count = amount.exact().divide(coin, 0)?;
    count.multiply(coin)?.round()
}
