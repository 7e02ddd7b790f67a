//! Prices that contain the VAT: how the nets of a document are made to add up to its shelf prices.

use super::reckon::{product, state, taxes_of};
use super::{Adjustment, Line};
use crate::error::{Code, Error, Result};
use crate::money::{Amount, Exact};

/// Something whose net may move by a halala so that a category adds up.
struct Movable {
    /// A line, or an adjustment of the document.
    line: bool,
    at: usize,
    /// What the rounding of the net added to the sum, in parts of a halala that are all of the same size.
    error: i128,
    /// 1 if it adds to the sum, -1 if it takes off.
    sign: i64,
}

/// Makes the nets of each category and rate add up to what its shelf prices are without VAT.
pub(super) fn settle(lines: &mut [Line], adjustments: &mut [Adjustment]) -> Result<()> {
    let mut taxes = taxes_of(lines);
    for tax in adjustments.iter().filter_map(|adjustment| adjustment.tax) {
        if !taxes.contains(&tax) {
            taxes.push(tax);
        }
    }
    for tax in taxes {
        let mut items = Vec::new();
        let (mut shelf, mut net) = (0i64, 0i64);
        let mut take = |line: bool, at: usize, sign: i64, of_shelf: Amount, of_net: Amount| {
            shelf += sign * of_shelf.halalas();
            net += sign * of_net.halalas();
            let under = 10_000 + i128::from(tax.rate.hundredths());
            let error = i128::from(of_net.halalas()) * under - i128::from(of_shelf.halalas()) * 10_000;
            items.push(Movable {
                line,
                at,
                error: error * i128::from(sign),
                sign,
            });
        };
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.tax == tax) {
            take(true, at, 1, line.shelf.unwrap_or_default(), line.net);
        }
        for (at, part) in adjustments.iter().enumerate().filter(|(_, part)| part.tax == Some(tax)) {
            take(
                false,
                at,
                if part.charge { 1 } else { -1 },
                part.shelf.unwrap_or_default(),
                part.amount,
            );
        }
        let target = Amount::from_halalas(shelf)?.without(tax.rate)?.halalas();
        let over = net - target;
        // Rounded up most goes down first, and the other way round.
        crate::sort::by_key(&mut items, |item| if over > 0 { -item.error } else { item.error });
        let mut left = over.unsigned_abs() as usize;
        while left > 0 {
            let before = left;
            for item in &items {
                let step = -over.signum() * item.sign;
                if left > 0 && moves(item, step, lines, adjustments)? {
                    left -= 1;
                }
            }
            // What nothing can take stands as the payable rounding.
            if left == before {
                break;
            }
        }
    }
    Ok(())
}

/// Moves a net by a halala, unless its amount, or the price that it is made of, would be below zero: the authority refuses
/// those, and nobody gave one.
fn moves(item: &Movable, step: i64, lines: &mut [Line], adjustments: &mut [Adjustment]) -> Result<bool> {
    if item.line {
        let line = &mut lines[item.at];
        let part = |part: &Adjustment| {
            if part.charge {
                part.amount.halalas()
            } else {
                -part.amount.halalas()
            }
        };
        let parts: i64 = line.adjustments.iter().map(part).sum();
        let moved = line.net.halalas() + step;
        if moved.min(moved - parts) < 0 {
            return Ok(false);
        }
        line.net = Amount::from_halalas(moved)?;
        return Ok(true);
    }
    let part = &mut adjustments[item.at];
    let moved = part.amount.halalas() + step;
    if moved < 0 {
        return Ok(false);
    }
    part.amount = Amount::from_halalas(moved)?;
    part.of = part
        .of
        .and_then(|(percent, base)| state(Some(percent), base, part.amount));
    Ok(true)
}

/// The price without VAT: the given one without its VAT where that gives the line's amount, with as few places as do; else
/// the amount divided by the quantity.
pub(super) fn unit_price(line: &mut Line, whole: Amount) -> Result<()> {
    let base = line.base.as_ref().map(|(base, _)| *base);
    let over = line.given_price.multiply(Exact::whole(10_000))?;
    let under = Exact::whole(10_000 + i64::from(line.tax.rate.hundredths()));
    let per_unit = |places: u8| -> Result<Exact> {
        let scaled = match base {
            Some(base) => whole.exact().multiply(base)?,
            None => whole.exact(),
        };
        scaled.divide(line.quantity, places)
    };
    let gives = |price: Exact| product(price, line.quantity, base).is_ok_and(|amount| amount == whole);
    let mut found = None;
    for places in 2..=18 {
        let candidates = [over.divide(under, places), per_unit(places)];
        found = candidates.into_iter().flatten().find(|&price| gives(price));
        if found.is_some() {
            break;
        }
    }
    let price = found.ok_or_else(|| Error::new(Code::NumberRange))?;
    if let Some((_, discount)) = line.gross_price {
        let discount = discount
            .multiply(Exact::whole(10_000))?
            .divide(under, price.places().max(2))?;
        line.gross_price = Some((price.plus(discount)?, discount));
    }
    line.price = price;
    Ok(())
}
