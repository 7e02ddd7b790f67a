//! Invoices whose sums are right, or wrong by a hair: odd prices and quantities, many lines, halves of a halala. Computed here
//! with whole numbers, in millionths, so that no rounding of the code under test is asked.

use super::operations::show;
use super::random::Random;
use super::tree::{Element, Node, Tree, fragment};

const UNIT: i128 = 1_000_000;
const CENT: i128 = UNIT / 100;

/// An invoice of the template `one`, with other lines and other sums.
pub fn invoice(template: &str, random: &mut Random) -> (String, String) {
    let mut tree = Tree::parse(template);
    let count = random.pick(&[1, 1, 1, 2, 2, 3, 4, 7, 12, 40]);
    let scale = random.pick(&[1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 10_000_000, 10_000_000_000]);
    let line = tree.root.select("InvoiceLine")[0].clone();
    let pattern = tree.root.at(&line).clone();
    tree.root.children.remove(line[0]);
    let mut nets = 0;
    for number in 1..=count {
        let mut alone = Tree {
            head: String::new(),
            root: Element::default(),
        };
        alone.root.children.push(Node::Element(pattern.clone()));
        nets += self::line(&mut alone, number, scale, random);
        tree.root.children.append(&mut alone.root.children);
    }
    let (allowance, charge) = (
        adjustment(&mut tree, "false", random),
        adjustment(&mut tree, "true", random),
    );
    let exclusive = nets - allowance.unwrap_or(0) + charge.unwrap_or(0);
    let rate = random.pick(&[15, 15, 15, 5]);
    set(&mut tree, "TaxTotal/TaxSubtotal/TaxCategory/Percent", &rate.to_string());
    let tax = jitter(round(exclusive * rate / 100), random);
    let written = |value: i128, random: &mut Random| write(jitter(value, random), random);
    let values = [
        ("TaxTotal/TaxSubtotal/TaxableAmount", exclusive),
        ("TaxTotal/TaxSubtotal/TaxAmount", tax),
        ("TaxTotal/TaxAmount", round(tax)),
        ("TaxTotal[2]/TaxAmount", round(tax)),
        ("LegalMonetaryTotal/LineExtensionAmount", round(nets)),
        ("LegalMonetaryTotal/TaxExclusiveAmount", round(exclusive)),
        ("LegalMonetaryTotal/TaxInclusiveAmount", round(exclusive + tax)),
    ];
    for (path, value) in values {
        let value = written(value, random);
        set(&mut tree, path, &value);
    }
    let mut payable = round(exclusive + tax);
    if random.one_in(3) {
        let prepaid = written(advances(&mut tree, random), random);
        total(&mut tree, "PrepaidAmount", &prepaid);
        payable -= super::operations::decimal(&prepaid).map_or(0, |(value, places)| value * 10_i128.pow(6 - places));
    }
    for (name, value) in [("AllowanceTotalAmount", allowance), ("ChargeTotalAmount", charge)] {
        if let Some(value) = value {
            let value = written(round(value), random);
            total(&mut tree, name, &value);
        }
    }
    if random.one_in(4) {
        let rounding = CENT * (random.below(100) as i128 - 50);
        total(&mut tree, "PayableRoundingAmount", &show(rounding, 6));
        payable += rounding;
    }
    let payable = written(payable, random);
    set(&mut tree, "LegalMonetaryTotal/PayableAmount", &payable);
    (format!("{count} lines, scale {scale}, {rate} percent"), tree.write())
}

/// Fills a line and answers its net amount.
fn line(tree: &mut Tree, number: usize, scale: i128, random: &mut Random) -> i128 {
    let quantity = random.pick(&[1, 1, 2, 3, 7, 12, 100, 999]) * UNIT / random.pick(&[1, 1, 1, 2, 3, 8]);
    let places = random.pick(&[2, 2, 2, 3, 4, 5, 6]);
    let price = (random.below(100_000_000) as i128 * scale / 10_i128.pow(random.below(4) as u32))
        / 10_i128.pow(6 - places)
        * 10_i128.pow(6 - places);
    let exact = quantity * price / UNIT;
    let exact = match random.below(8) {
        // A half of a halala, whatever the price says.
        0 => exact / CENT * CENT + CENT / 2,
        1 => exact / 1000 * 1000,
        _ => round(exact),
    };
    let net = jitter(exact, random);
    let tax = jitter(round(net * 15 / 100), random);
    let gross = match random.below(8) {
        0 => net + tax + 4000,
        1 => net + tax + 5000,
        2 => net + tax - 5000,
        _ => jitter(round(net + tax), random),
    };
    let mut discount = String::new();
    let mut charged = 0;
    for indicator in ["false", "true"] {
        if random.one_in(5) {
            let value = random.below(1000) as i128 * CENT / if random.one_in(4) { 8 } else { 1 };
            charged += if indicator == "true" { value } else { -value };
            let base = match random.below(3) {
                0 => {
                    let rate = random.pick(&["10", "15", "33", "5", "100"]);
                    let base = value * 100 / rate.parse::<i128>().expect("a number");
                    format!(
                        "<cbc:BaseAmount currencyID=\"SAR\">{}</cbc:BaseAmount>\
                         <cbc:MultiplierFactorNumeric>{rate}</cbc:MultiplierFactorNumeric>",
                        write(if random.one_in(2) { round(base) } else { base }, random)
                    )
                }
                _ => String::new(),
            };
            discount.push_str(&format!(
                "<cac:AllowanceCharge><cbc:ChargeIndicator>{indicator}</cbc:ChargeIndicator>\
                 <cbc:AllowanceChargeReasonCode>AA</cbc:AllowanceChargeReasonCode>\
                 <cbc:AllowanceChargeReason>Why</cbc:AllowanceChargeReason>\
                 <cbc:Amount currencyID=\"SAR\">{}</cbc:Amount>{base}</cac:AllowanceCharge>",
                write(value, random)
            ));
        }
    }
    let net = net + charged;
    set(tree, "InvoiceLine/ID", &number.to_string());
    set(tree, "InvoiceLine/InvoicedQuantity", &write(quantity, random));
    set(tree, "InvoiceLine/LineExtensionAmount", &write(net, random));
    set(tree, "InvoiceLine/TaxTotal/TaxAmount", &write(tax, random));
    set(
        tree,
        "InvoiceLine/TaxTotal/RoundingAmount",
        &write(gross + charged, random),
    );
    set(tree, "InvoiceLine/Price/PriceAmount", &write(price, random));
    let place = tree.root.select("InvoiceLine")[0].clone();
    if random.one_in(5) {
        let base = random.pick(&["1", "2", "3", "7", "0.5", "12", "1.00", "0.3"]);
        let price = tree.root.select("InvoiceLine/Price")[0].clone();
        let piece = format!("<cbc:BaseQuantity unitCode=\"PCE\">{base}</cbc:BaseQuantity>");
        tree.root.at_mut(&price).children.extend(fragment(&piece));
    }
    let at = tree.root.select("InvoiceLine/LineExtensionAmount")[0][1] + 1;
    tree.root.at_mut(&place).children.splice(at..at, fragment(&discount));
    net
}

/// Adds lines that take advances off, and answers their sum.
fn advances(tree: &mut Tree, random: &mut Random) -> i128 {
    let mut sum = 0;
    for number in 0..1 + random.below(3) {
        let rate = random.pick(&[15, 15, 15, 5, 0]);
        let taxable = jitter(random.below(1_000_000) as i128 * CENT / 10, random);
        let taxable = if random.one_in(3) { taxable } else { round(taxable) };
        let tax = match random.below(4) {
            0 => taxable * rate / 100,
            1 => round(taxable * rate / 100) + CENT * (random.below(5) as i128 - 2),
            _ => jitter(round(taxable * rate / 100), random),
        };
        sum += round(taxable + tax);
        let zero = |name: &str| format!("<cbc:{name} currencyID=\"SAR\">0.00</cbc:{name}>");
        let xml = format!(
            "<cac:InvoiceLine><cbc:ID>A{number}</cbc:ID><cbc:InvoicedQuantity unitCode=\"PCE\">1</cbc:InvoicedQuantity>{}\
             <cac:DocumentReference><cbc:ID>P-{number}</cbc:ID><cbc:IssueDate>2026-10-01</cbc:IssueDate>\
             <cbc:IssueTime>09:00:00</cbc:IssueTime><cbc:DocumentTypeCode>386</cbc:DocumentTypeCode>\
             </cac:DocumentReference><cac:TaxTotal>{}{}<cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"SAR\">{}\
             </cbc:TaxableAmount><cbc:TaxAmount currencyID=\"SAR\">{}</cbc:TaxAmount>{}</cac:TaxSubtotal></cac:TaxTotal>\
             <cac:Item><cbc:Name>Advance</cbc:Name>{}</cac:Item><cac:Price>{}</cac:Price></cac:InvoiceLine>",
            zero("LineExtensionAmount"),
            zero("TaxAmount"),
            zero("RoundingAmount"),
            write(taxable, random),
            write(tax, random),
            super::templates::category("TaxCategory", if rate == 0 { "Z" } else { "S" }, &rate.to_string()),
            super::templates::category("ClassifiedTaxCategory", "S", "15"),
            zero("PriceAmount"),
        );
        tree.root.children.extend(fragment(&xml));
    }
    sum
}

/// Adds a discount or a charge to the document, perhaps.
fn adjustment(tree: &mut Tree, indicator: &str, random: &mut Random) -> Option<i128> {
    if !random.one_in(3) {
        return None;
    }
    let base = random.below(100_000) as i128 * CENT;
    let rate = random.pick(&[1, 5, 10, 15, 33]);
    let exact = base * rate / 100;
    let value = jitter(if random.one_in(3) { exact } else { round(exact) }, random);
    let xml = super::templates::adjustment(
        indicator,
        "AA",
        (&rate.to_string(), &write(value, random), &write(base, random)),
        &super::templates::category("TaxCategory", "S", "15"),
    );
    let at = tree.root.select("TaxTotal")[0][0];
    tree.root.children.splice(at..at, fragment(&xml));
    Some(value)
}

fn set(tree: &mut Tree, path: &str, value: &str) {
    let place = tree.root.select(path)[0].clone();
    tree.root.at_mut(&place).set_text(value);
}

fn total(tree: &mut Tree, name: &str, value: &str) {
    let totals = tree.root.select("LegalMonetaryTotal")[0].clone();
    let piece = format!("<cbc:{name} currencyID=\"SAR\">{value}</cbc:{name}>");
    tree.root.at_mut(&totals).children.extend(fragment(&piece));
}

/// To hundredths, halves up.
fn round(value: i128) -> i128 {
    (value + CENT / 2).div_euclid(CENT) * CENT
}

fn jitter(value: i128, random: &mut Random) -> i128 {
    match random.below(48) {
        0 => value + CENT,
        1 => value - CENT,
        2 => value + 2 * CENT,
        3 => value - 2 * CENT,
        4 => value + CENT / 2,
        5 => value - CENT / 2,
        6 => value + 9000,
        7 => value + 4000,
        8 => value + 1,
        _ => value,
    }
}

/// With as few places as needed, or two, or more.
fn write(value: i128, random: &mut Random) -> String {
    let mut text = show(value, 6);
    let least = random.pick(&[2, 2, 2, 0, 3]);
    while text.ends_with('0') && text.split('.').nth(1).is_some_and(|part| part.len() > least) {
        text.pop();
    }
    text.trim_end_matches('.').to_owned()
}
