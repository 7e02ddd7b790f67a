//! Changes that concern a whole document, and pieces to put into one.

use super::random::Random;
use super::templates::{adjustment, category};
use super::tree::{Element, Node, Tree, fragment};
use super::values;

const CREDIT_NOTE: &str = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2";

/// Changes the document as a whole, and says how.
pub fn change(tree: &mut Tree, random: &mut Random) -> String {
    match random.below(13) {
        0 => prefixes(tree, "b", "a"),
        1 => prefixes(tree, "cac", "cbc"),
        2 => {
            tree.root.name = "CreditNote".to_owned();
            tree.root.set_attribute("xmlns", CREDIT_NOTE);
            "a credit note".to_owned()
        }
        3 => {
            tree.root.set_attribute("xmlns", CREDIT_NOTE);
            "an invoice in the namespace of credit notes".to_owned()
        }
        4 => {
            tree.root.set_attribute("xmlns", "urn:other");
            "an invoice in another namespace".to_owned()
        }
        5 => {
            // Only a prefix that no other element uses can be the root's.
            tree.root.name = "inv:Invoice".to_owned();
            let namespace = tree.root.attribute("xmlns").map(str::to_owned);
            tree.root.attributes.retain(|(name, _)| name != "xmlns");
            tree.root.set_attribute("xmlns:inv", &namespace.unwrap_or_default());
            "the root with a prefix".to_owned()
        }
        6 => {
            strip(&mut tree.root);
            "without blanks".to_owned()
        }
        7 => {
            tree.head = (random.pick(&["", "\u{feff}", "<?xml version='1.0'?>", "<!--x--><?y?>\n"])).to_owned();
            "another head".to_owned()
        }
        8 => {
            flip(tree, random);
            "other flags".to_owned()
        }
        9 => currency(tree, random),
        10 => {
            let from = "<cac:InvoiceLine";
            let lines = tree.root.select("InvoiceLine[*]");
            let times = 1 + random.below(4);
            if let Some(line) = lines.last() {
                for _ in 0..times {
                    let copy = tree.root.at(line).clone();
                    tree.root.children.insert(line[0] + 1, Node::Element(copy));
                }
            }
            format!("{times} more of the last {from}")
        }
        11 => {
            let line = tree.root.select("InvoiceLine");
            let totals = tree.root.select("LegalMonetaryTotal");
            if let (Some(line), Some(totals)) = (line.first(), totals.first()) {
                let copy = tree.root.at(line).clone();
                tree.root.at_mut(totals).children.push(Node::Element(copy));
            }
            "a line in the totals".to_owned()
        }
        _ => {
            let mut children = std::mem::take(&mut tree.root.children);
            children.reverse();
            tree.root.children = children;
            "back to front".to_owned()
        }
    }
}

fn strip(element: &mut Element) {
    let has_elements = element.elements().next().is_some();
    element
        .children
        .retain(|child| !(has_elements && matches!(child, Node::Text(text) if text.trim().is_empty())));
    for child in &mut element.children {
        if let Node::Element(child) = child {
            strip(child);
        }
    }
}

/// Other prefixes for the same names; the namespaces stay.
fn prefixes(tree: &mut Tree, basic: &str, aggregate: &str) -> String {
    fn rename(element: &mut Element, basic: &str, aggregate: &str) {
        let new = match element.name.split_once(':') {
            Some(("cbc", local)) => Some(format!("{basic}:{local}")),
            Some(("cac", local)) => Some(format!("{aggregate}:{local}")),
            _ => None,
        };
        element.name = new.unwrap_or_else(|| std::mem::take(&mut element.name));
        for (name, _) in &mut element.attributes {
            match name.as_str() {
                "xmlns:cbc" => *name = format!("xmlns:{basic}"),
                "xmlns:cac" => *name = format!("xmlns:{aggregate}"),
                _ => {}
            }
        }
        for child in &mut element.children {
            if let Node::Element(child) = child {
                rename(child, basic, aggregate);
            }
        }
    }
    rename(&mut tree.root, basic, aggregate);
    format!("prefixes {basic} and {aggregate}")
}

fn flip(tree: &mut Tree, random: &mut Random) {
    for place in tree.root.select("InvoiceTypeCode[*]") {
        tree.root
            .at_mut(&place)
            .set_attribute("name", random.pick(values::FLAGS));
    }
}

fn currency(tree: &mut Tree, random: &mut Random) -> String {
    let currency = random.pick(&["USD", "SAR", "EUR", "JPY", "MRO", "MRU"]);
    for place in tree.root.places() {
        let element = tree.root.at_mut(&place);
        if element.attribute("currencyID").is_some() && !random.one_in(40) {
            element.set_attribute("currencyID", currency);
        }
        if element.local() == "DocumentCurrencyCode" {
            element.set_text(currency);
        }
    }
    format!("in {currency}")
}

/// Puts something into a document that was not there, and says what.
pub fn enrich(tree: &mut Tree, random: &mut Random) -> String {
    let line = format!("InvoiceLine[{}]", 1 + random.below(2));
    let number = random.pick(values::NUMBERS);
    let text = random.pick(values::TEXTS);
    let date = random.pick(values::DATES);
    let rate = random.pick(&["0", "15", "5", "0.00", "15.00", "15.5", "10", "", "abc"]);
    let id = random.pick(&["S", "Z", "E", "O", "S", " Z ", "X"]);
    let amount = |name: &str, value: &str| {
        format!(
            "<cbc:{name} currencyID=\"SAR\">{}</cbc:{name}>",
            super::tree::escape(value)
        )
    };
    let basic = |name: &str, value: &str| format!("<cbc:{name}>{}</cbc:{name}>", super::tree::escape(value));
    let (under, xml) = match random.below(22) {
        0 | 1 => {
            let indicator = random.pick(&["true", "false", "1", "0", " false "]);
            let code = random.pick(values::CHARGES);
            let code = super::tree::escape(code);
            let base = random.pick(&["", "100.00", "33.33", "0"]);
            let factor = random.pick(&["", "10", "15.00", "100", "5.555"]);
            let amount = super::tree::escape(number);
            let piece = adjustment(
                indicator,
                &code,
                (factor, &amount, base),
                &category("TaxCategory", id, rate),
            );
            let under = random.pick(&["", line.as_str(), "InvoiceLine/Price"]);
            (under.to_owned(), piece)
        }
        2 => (
            format!("{line}/TaxTotal"),
            share(
                id,
                rate,
                random.pick(&["20.00", "0.70", number]),
                random.pick(&["3.00", "0.11", "0.00", number]),
            ),
        ),
        3 => (
            "TaxTotal".to_owned(),
            share(id, rate, number, random.pick(&["0.00", "15.00"])),
        ),
        4 => {
            let mut piece = "<cac:DocumentReference>".to_owned();
            for (name, value) in [
                ("ID", "A-1"),
                ("IssueDate", date),
                ("IssueTime", random.pick(values::TIMES)),
                ("DocumentTypeCode", random.pick(values::TYPES)),
            ] {
                if !random.one_in(6) {
                    piece.push_str(&basic(name, value));
                }
            }
            (line, format!("{piece}</cac:DocumentReference>"))
        }
        5 => (
            "LegalMonetaryTotal".to_owned(),
            amount("PrepaidAmount", random.pick(&["0", "10.00", "23.00", number])),
        ),
        6 => (
            "LegalMonetaryTotal".to_owned(),
            amount("PayableRoundingAmount", random.pick(&["0.01", "-0.01", number])),
        ),
        7 => (
            "LegalMonetaryTotal".to_owned(),
            amount("ChargeTotalAmount", random.pick(&["0.00", "", number])),
        ),
        8 => (
            "LegalMonetaryTotal".to_owned(),
            amount("AllowanceTotalAmount", random.pick(&["0.00", "", number])),
        ),
        9 => (
            String::new(),
            format!(
                "<cac:PaymentMeans>{}{}</cac:PaymentMeans>",
                basic("PaymentMeansCode", random.pick(values::MEANS)),
                basic("InstructionNote", text)
            ),
        ),
        10 => (
            String::new(),
            format!(
                "<cac:BillingReference><cac:InvoiceDocumentReference>{}{}</cac:InvoiceDocumentReference></cac:BillingReference>",
                basic("ID", text),
                basic("IssueDate", date)
            ),
        ),
        11 => (
            String::new(),
            format!(
                "<cac:TaxExchangeRate>{}{}{}</cac:TaxExchangeRate>",
                basic("SourceCurrencyCode", random.pick(values::CURRENCIES)),
                basic("TargetCurrencyCode", random.pick(values::CURRENCIES)),
                basic("CalculationRate", number)
            ),
        ),
        12 => (
            String::new(),
            format!(
                "<cac:AdditionalDocumentReference>{}<cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"{}\">{}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>",
                basic("ID", random.pick(&["PIH", "QR", "ICV", " QR ", "Other"])),
                super::tree::escape(random.pick(values::MIMES)),
                super::tree::escape(text)
            ),
        ),
        13 => {
            let scheme = super::tree::escape(random.pick(values::SCHEMES));
            let value = super::tree::escape(random.pick(values::IDENTIFIERS));
            let party = random.pick(&["AccountingSupplierParty/Party", "AccountingCustomerParty/Party"]);
            (
                party.to_owned(),
                format!(
                    "<cac:PartyIdentification><cbc:ID schemeID=\"{scheme}\">{value}</cbc:ID></cac:PartyIdentification>"
                ),
            )
        }
        14 => (
            "AccountingCustomerParty/Party".to_owned(),
            format!(
                "<cac:Contact>{}{}{}</cac:Contact>",
                basic("Name", text),
                basic("Telephone", random.pick(values::PHONES)),
                basic("Note", text)
            ),
        ),
        15 => (
            String::new(),
            format!(
                "<cac:Delivery>{}{}</cac:Delivery>",
                basic("ActualDeliveryDate", date),
                basic("LatestDeliveryDate", random.pick(values::DATES))
            ),
        ),
        16 => (
            format!("{line}/Item"),
            format!(
                "<cac:AdditionalItemProperty>{}{}</cac:AdditionalItemProperty>",
                basic("Name", text),
                if random.one_in(2) {
                    basic("Value", text)
                } else {
                    String::new()
                }
            ),
        ),
        17 => (
            format!("{line}/Price"),
            format!(
                "<cbc:BaseQuantity unitCode=\"PCE\">{}</cbc:BaseQuantity>",
                super::tree::escape(random.pick(&["1", "2", "0", "3", number]))
            ),
        ),
        18 => (
            format!("{line}/Price"),
            format!(
                "<cac:AllowanceCharge><cbc:ChargeIndicator>{}</cbc:ChargeIndicator>{}{}</cac:AllowanceCharge>",
                random.pick(&["false", "true", "0"]),
                amount("Amount", random.pick(&["0", "10.00", number])),
                amount("BaseAmount", random.pick(&["50.00", "60.00", number]))
            ),
        ),
        19 => {
            let odd = random.pick(&[
                "cac:Signature",
                "cac:OrderReference",
                "cac:ContractDocumentReference",
                "cac:PaymentTerms",
            ]);
            (String::new(), format!("<{odd}>{}</{odd}>", basic("ID", text)))
        }
        20 => (
            "TaxTotal/TaxSubtotal/TaxCategory".to_owned(),
            format!(
                "{}{}",
                basic("TaxExemptionReasonCode", random.pick(values::EXEMPTIONS)),
                basic("TaxExemptionReason", text)
            ),
        ),
        _ => (format!("{line}/Item"), category("ClassifiedTaxCategory", id, rate)),
    };
    let places = tree.root.select(&under);
    let Some(place) = places.first() else {
        return format!("no {under}");
    };
    let parent = tree.root.at_mut(place);
    let at = match random.one_in(2) {
        true => parent.children.len(),
        false => random.below(parent.children.len() + 1),
    };
    parent.children.splice(at..at, fragment(&xml));
    format!("{under}: with {xml}")
}

fn share(id: &str, rate: &str, taxable: &str, tax: &str) -> String {
    let (taxable, tax) = (super::tree::escape(taxable), super::tree::escape(tax));
    format!(
        "<cac:TaxSubtotal><cbc:TaxableAmount currencyID=\"SAR\">{taxable}</cbc:TaxableAmount>\
         <cbc:TaxAmount currencyID=\"SAR\">{tax}</cbc:TaxAmount>{}</cac:TaxSubtotal>",
        category("TaxCategory", id, rate)
    )
}
