//! A draft becomes an invoice, or a list of everything that keeps it from being one.

use super::adjustment::{Level, adjustment};
use super::advance::prepayments;
use std::collections::HashSet;

use super::decode::{Faults, Path};
use super::draft::{DraftLine, DraftParty};
use super::header::{self, Nature};
use super::identifiers::{limited, one_line, text, unit};
use super::party::{self, Asked};
use super::reckon::{self, LineIn, Reckoning};
use super::tax::{self, Said};
use super::{Draft, Fault, Invoice, Mode, arithmetic};
use crate::error::{Code, Severity};
use crate::money::Exact;
use crate::time::Moment;

/// What the caller brings: the time, and what a draft may leave to its device.
#[derive(Debug, Clone)]
pub struct Context {
    /// Now. Nothing here reads a clock.
    pub now: Moment,
    /// The UUID of a draft without one: a fresh one.
    pub uuid: Option<String>,
    /// The number of a draft without one.
    pub number: Option<String>,
    /// The document's place in the chain; stands above the draft's own.
    pub counter: Option<u64>,
    /// The hash of the document before it; stands above the draft's own.
    pub previous_hash: Option<String>,
    /// The registered seller, for a draft without one.
    pub seller: Option<DraftParty>,
}

impl Context {
    /// A context that knows the time and nothing else.
    pub fn new(now: Moment) -> Self {
        Context {
            now,
            uuid: None,
            number: None,
            counter: None,
            previous_hash: None,
            seller: None,
        }
    }
}

const ROOT: Path<'static> = Path::ROOT;

/// Proves a draft. The faults hold errors if there is no invoice, and warnings in either case.
pub fn prove(draft: &Draft, context: &Context) -> (Option<Invoice>, Vec<Fault>) {
    let mut faults = Faults::default();
    let invoice = invoice(draft, context, &mut faults);
    let invoice = invoice.filter(|_| !faults.any_error());
    faults.once();
    (invoice, faults.list)
}

fn invoice(draft: &Draft, context: &Context, faults: &mut Faults) -> Option<Invoice> {
    let nature = header::nature(draft, faults);
    let number = header::number(draft, context, faults);
    let uuid = header::uuid(draft, context, faults);
    let issued = header::issued(draft, context, faults);
    let currency = header::currency(draft, faults);
    let (rate, exchange) = header::exchange(draft, &currency, faults);
    let references = header::references(draft, context.now, faults);
    let (originals, reason) = header::corrections(draft, &nature, context.now, faults);
    let payments = header::payments(draft, &nature, reason.is_some(), faults);
    let (supply, supply_end) = header::supply(draft, &nature, issued, faults);
    let (counter, previous_hash) = header::chain(draft, context, faults);
    let contract = contract(draft, &nature, faults);
    let tax_point = header::date(&draft.tax_point_date, &ROOT.field("tax_point_date"), faults);
    let notes = notes(draft, faults);
    let order = order(draft, faults);
    kept(draft, faults);
    late(&nature, issued, draft.issue_date.is_some(), context.now, faults);

    let mut reckoning = reckoning(draft, &nature, context.now, &currency, rate, faults);
    let (seller, buyer) = parties(draft, context, &nature, &reckoning, faults);
    // Sums over what is left of broken lines would only add noise.
    number_lines(&mut reckoning.lines);
    let given = draft.discounts.len() + draft.charges.len();
    let whole = reckoning.lines.len() == draft.lines.len()
        && reckoning.adjustments.len() == given
        && reckoning.prepayments.len() == draft.prepayments.len();
    let reckoned = (whole && !draft.lines.is_empty()).then(|| reckon::reckon(reckoning, draft));
    let reckoned = faults.take(reckoned?, &ROOT.field("lines"))?;
    let sound = reckoned.faults.iter().all(|fault| fault.severity == Severity::Warning);
    faults.list.extend(reckoned.faults);
    coded(&reckoned.breakdown, faults);
    let invoice = Invoice {
        kind: nature.kind,
        profile: nature.profile,
        transaction: nature.transaction,
        number,
        uuid,
        issued,
        tax_point,
        notes,
        currency,
        order,
        contract,
        references,
        originals,
        reason,
        counter,
        previous_hash,
        seller,
        buyer,
        supply,
        supply_end,
        payments,
        exchange,
        adjustments: reckoned.adjustments,
        lines: reckoned.lines,
        prepayments: reckoned.prepayments,
        breakdown: reckoned.breakdown,
        totals: reckoned.totals,
        inclusive: draft.prices_include_vat.unwrap_or(false),
        mode: draft.mode.unwrap_or(Mode::Exact),
    };
    if sound {
        arithmetic::look(&invoice, faults);
    }
    Some(invoice)
}

/// A category states one code: a line without it has it from the others.
fn coded(breakdown: &[super::Subtotal], faults: &mut Faults) {
    for subtotal in breakdown.iter().filter(|subtotal| subtotal.exemption_code.is_some()) {
        let missing = tax::code_missing(subtotal.tax.category);
        faults.list.retain(|fault| Some(fault.error.code()) != missing);
    }
}

/// The purchase order.
fn order(draft: &Draft, faults: &mut Faults) -> Option<String> {
    let path = ROOT.field("order_reference");
    limited(draft.order_reference.as_deref(), 127, Code::BrKsaF06C3, &path, faults)
}

/// The contract, which the government must name.
fn contract(draft: &Draft, nature: &Nature, faults: &mut Faults) -> Option<String> {
    let path = ROOT.field("contract_reference");
    let contract = limited(
        draft.contract_reference.as_deref(),
        127,
        Code::BrKsaF06C5,
        &path,
        faults,
    );
    if nature.flag(|flags| flags.government) && contract.is_none() {
        faults.error(Code::BrKsa92, &path);
    }
    contract
}

/// What a document that was read back had beyond the model is not written again; that is said.
fn kept(draft: &Draft, faults: &mut Faults) {
    let list = ROOT.field("unmodelled");
    for (at, kept) in draft.unmodelled.iter().enumerate() {
        faults.warn_found(Code::Unmodelled, &list.index(at), kept.path.as_deref().unwrap_or(""));
    }
}

/// A simplified document must be reported within a day of its issue.
fn late(nature: &Nature, issued: Moment, by_day: bool, now: Moment, faults: &mut Faults) {
    if !nature.is_standard() && now.unix() - issued.unix() > 86_400 {
        faults.warn_found(
            Code::BrKsa98,
            &ROOT.field(if by_day { "issue_date" } else { "issued_at" }),
            &issued.to_string(),
        );
    }
}

fn parties(
    draft: &Draft,
    context: &Context,
    nature: &Nature,
    reckoning: &Reckoning,
    faults: &mut Faults,
) -> (super::Party, Option<super::Party>) {
    let path = ROOT.field("seller");
    let seller = match draft.seller.as_ref().or(context.seller.as_ref()) {
        Some(seller) => party::seller(seller, &path, faults),
        None => {
            faults.error(Code::DraftMissing, &path);
            super::Party::default()
        }
    };
    let citizens = |code: &Option<String>| matches!(code.as_deref(), Some("VATEX-SA-EDU" | "VATEX-SA-HEA"));
    let asked = Asked {
        standard: nature.is_standard(),
        summary: nature.flag(|flags| flags.summary),
        export: nature.flag(|flags| flags.export),
        citizens: reckoning.lines.iter().any(|line| citizens(&line.exemption_code))
            || reckoning.adjustments.iter().any(|part| citizens(&part.exemption.0))
            || reckoning.prepayments.iter().any(|part| citizens(&part.exemption_code)),
    };
    let buyer = party::buyer(draft.buyer.as_ref(), &seller, asked, &ROOT.field("buyer"), faults);
    (seller, buyer)
}

/// A tag as XML Schema has it: parts of one to eight letters, digits too past the first.
fn is_language(tag: &str) -> bool {
    let part = |(at, part): (usize, &str)| {
        let fits = |b: u8| b.is_ascii_alphabetic() || at > 0 && b.is_ascii_digit();
        (1..=8).contains(&part.len()) && part.bytes().all(fits)
    };
    tag.split('-').enumerate().all(part)
}

fn notes(draft: &Draft, faults: &mut Faults) -> Vec<(String, Option<String>)> {
    let list = ROOT.field("notes");
    let mut out = Vec::new();
    for (at, note) in draft.notes.iter().enumerate() {
        let path = list.index(at);
        if let Some(text) = limited(Some(&note.text), 1000, Code::BrKsaF06C2, &path, faults) {
            let language = note.language.as_deref().map(str::trim).filter(|text| !text.is_empty());
            if let Some(odd) = language.filter(|tag| !is_language(tag)) {
                faults.error_found(Code::LanguageUnknown, &path.field("language"), odd);
            }
            out.push((text, language.map(str::to_owned)));
        } else {
            faults.error(Code::DraftMissing, &path.field("text"));
        }
    }
    out
}

/// Everything that has to do with money, proved one by one.
fn reckoning(
    draft: &Draft,
    nature: &Nature,
    now: Moment,
    currency: &str,
    rate: Option<Exact>,
    faults: &mut Faults,
) -> Reckoning {
    let list = ROOT.field("lines");
    let as_booked = draft.mode == Some(Mode::AsBooked);
    let inclusive = draft.prices_include_vat.unwrap_or(false);
    let mut lines = Vec::with_capacity(draft.lines.len());
    for (at, given) in draft.lines.iter().enumerate() {
        let path = list.index(at);
        let proved = line(given, as_booked, &path, faults);
        lines.extend(proved.and_then(|line| faults.take(reckon::line(line, inclusive), &path)));
    }
    if draft.lines.is_empty() {
        faults.error(Code::Br16, &list);
    }
    if draft.round_payable_to.is_some() && draft.payable_rounding.is_some() {
        faults.error_found(
            Code::DraftContradiction,
            &ROOT.field("payable_rounding"),
            "round_payable_to",
        );
    }
    rounded(draft.payable_rounding, &ROOT.field("payable_rounding"), faults);
    let booked = draft.booked.is_some() || draft.lines.iter().any(|line| line.booked.is_some());
    if booked && draft.mode.unwrap_or(Mode::Exact) == Mode::Exact {
        faults.error(Code::BookedExact, &ROOT.field("mode"));
    }
    let mut adjustments = Vec::new();
    for (name, given, charge) in [
        ("discounts", &draft.discounts, false),
        ("charges", &draft.charges, true),
    ] {
        let list = ROOT.field(name);
        for (at, given) in given.iter().enumerate() {
            adjustments.extend(adjustment(
                given,
                charge,
                Level::Document,
                as_booked,
                &list.index(at),
                faults,
            ));
        }
    }
    Reckoning {
        lines,
        adjustments,
        prepayments: prepayments(draft, nature, now, faults),
        inclusive,
        sar: currency == "SAR",
        rate,
    }
}

/// Warns of an amount that will be rounded.
pub(super) fn rounded(number: Option<Exact>, path: &Path<'_>, faults: &mut Faults) {
    if let Some(number) = number.filter(|number| number.places() > 2) {
        faults.warn_found(Code::AmountPlaces, path, &number.to_string());
    }
}

pub(super) fn positive(number: Option<Exact>, zero: bool, path: &Path<'_>, faults: &mut Faults) -> Option<Exact> {
    let Some(number) = number else {
        faults.error(Code::DraftMissing, path);
        return None;
    };
    if number.is_negative() {
        faults.error_found(Code::BrKsaF04, path, &number.to_string());
        return None;
    }
    if number.is_zero() && !zero {
        faults.error(Code::Br22, path);
        return None;
    }
    Some(number)
}

/// What is sold, or how an advance is called.
pub(super) fn item_name(given: &Option<String>, path: &Path<'_>, faults: &mut Faults) -> Option<String> {
    let path = path.field("name");
    let name = limited(given.as_deref(), 1000, Code::BrKsaF06C19, &path, faults)?;
    if name.chars().count() < 3 {
        faults.warn_found(Code::BrKsaF06C19, &path, &name);
    }
    if name.chars().all(char::is_numeric) {
        faults.warn_found(Code::BrKsaFC01, &path, &name);
    }
    Some(name)
}

/// Numbers the lines that have no number, from 1, past those that are taken.
fn number_lines(lines: &mut [super::Line]) {
    let taken: HashSet<String> = lines
        .iter()
        .filter(|line| !line.id.is_empty())
        .map(|line| line.id.clone())
        .collect();
    let mut free = (1u32..)
        .map(|number| number.to_string())
        .filter(|id| !taken.contains(id));
    for line in lines.iter_mut().filter(|line| line.id.is_empty()) {
        line.id = free.next().unwrap_or_default();
    }
}

/// A line's number: one to six characters, digits.
pub(super) fn line_id(given: &Option<String>, path: &Path<'_>, faults: &mut Faults) -> Option<String> {
    let path = path.field("id");
    let id = text(given.as_deref(), &path, faults)?;
    if id.chars().count() > 6 {
        faults.error_found(Code::BrKsaF06C17, &path, &id);
    } else if !id.bytes().all(|b| b.is_ascii_digit()) {
        faults.warn_found(Code::LineNumber, &path, &id);
    }
    Some(id)
}

/// Words why no VAT is due, of which a category has a thousand characters.
fn long_reason(given: &DraftLine, path: &Path<'_>, faults: &mut Faults) {
    let reason = given.exemption_reason.as_deref().map_or("", str::trim);
    if reason.chars().count() > 1000 {
        faults.warn(Code::BrKsaF06C16, &path.field("exemption_reason"));
    }
}

fn line(given: &DraftLine, as_booked: bool, path: &Path<'_>, faults: &mut Faults) -> Option<LineIn> {
    let name = item_name(&given.name, path, faults);
    if name.is_none() {
        faults.error(Code::DraftMissing, &path.field("name"));
    }
    let quantity = positive(given.quantity, false, &path.field("quantity"), faults);
    let (price, gross_price) = price(given, as_booked, path, faults);
    let base = given.base_quantity.filter(|base| {
        let good = *base > Exact::ZERO;
        if !good {
            faults.error_found(Code::BrKsaEn1693112, &path.field("base_quantity"), &base.to_string());
        }
        good
    });
    let mut adjustments = Vec::new();
    for (name, list, charge) in [
        ("discounts", &given.discounts, false),
        ("charges", &given.charges, true),
    ] {
        let list_path = path.field(name);
        for (at, given) in list.iter().enumerate() {
            adjustments.extend(adjustment(
                given,
                charge,
                Level::Line,
                as_booked,
                &list_path.index(at),
                faults,
            ));
        }
    }
    let said = Said {
        category: given.vat_category,
        rate: given.vat_rate,
        code: given.exemption_code.as_deref(),
        reason: given.exemption_reason.as_deref(),
    };
    let tax = tax::prove(&said, path, faults);
    let id = line_id(&given.id, path, faults).unwrap_or_default();
    let short = |given: &Option<String>, field: &'static str, code: Code, faults: &mut Faults| {
        limited(given.as_deref(), 127, code, &path.field(field), faults)
    };
    let unit = unit(given.unit.as_deref(), &path.field("unit"), faults);
    let base_unit = short(&given.base_unit, "base_unit", Code::BrKsaF06C21, faults).map(one_line);
    let buyer_item_id = short(&given.buyer_item_id, "buyer_item_id", Code::BrKsaF06C30, faults);
    let seller_item_id = short(&given.seller_item_id, "seller_item_id", Code::BrKsaF06C31, faults);
    let standard_item_id = short(&given.standard_item_id, "standard_item_id", Code::BrKsaF06C20, faults);
    let note = text(given.note.as_deref(), &path.field("note"), faults);
    long_reason(given, path, faults);
    // Everything has been looked at: only now may something that is missing end it.
    let tax = tax?;
    Some(LineIn {
        id,
        name: name?,
        unit,
        base_unit,
        buyer_item_id,
        seller_item_id,
        standard_item_id,
        note,
        quantity: quantity?,
        price: price?,
        gross_price,
        base,
        booked: as_booked && given.booked.as_ref().is_some_and(|booked| booked.net.is_some()),
        adjustments,
        tax: tax.tax,
        exemption_code: tax.code,
        exemption_reason: tax.reason,
    })
}

/// The price, and what it was before its discount with that discount.
fn price(
    given: &DraftLine,
    as_booked: bool,
    path: &Path<'_>,
    faults: &mut Faults,
) -> (Option<Exact>, Option<(Exact, Exact)>) {
    let Some(gross) = given.gross_price else {
        let price = positive(given.price, true, &path.field("price"), faults);
        let Some(discount) = given.price_discount else {
            return (price, None);
        };
        let discount = positive(Some(discount), true, &path.field("price_discount"), faults);
        // The price after its discount, and the discount: the price before is their sum.
        let gross = price
            .zip(discount)
            .and_then(|(price, discount)| faults.take(price.plus(discount), &path.field("price")));
        return (price, gross.zip(discount));
    };
    let gross = positive(Some(gross), true, &path.field("gross_price"), faults);
    let discount = match (given.price_discount, given.price) {
        (Some(discount), _) => positive(Some(discount), true, &path.field("price_discount"), faults),
        (None, Some(price)) => gross.and_then(|gross| faults.take(gross.minus(price), &path.field("price"))),
        (None, None) => Some(Exact::ZERO),
    };
    let (Some(gross), Some(discount)) = (gross, discount) else {
        return (None, None);
    };
    let Some(price) = faults.take(gross.minus(discount), &path.field("gross_price")) else {
        return (None, None);
    };
    if let Some(other) = given.price.filter(|given| *given != price) {
        let found = format!("{other} ≠ {gross} − {discount}");
        faults.error_found(Code::BrKsaEn1693107, &path.field("price"), &found);
        // What else the authority will say of booked amounts can still be told.
        return if as_booked {
            (Some(other), Some((gross, discount)))
        } else {
            (None, None)
        };
    }
    if price.is_negative() || discount.is_negative() {
        faults.error_found(Code::BrKsaF04, &path.field("price_discount"), &discount.to_string());
        return (None, None);
    }
    (Some(price), Some((gross, discount)))
}
