//! Right to the halala: the pains of real shops, each a test that fails when its rule is undone.

use khatm::invoice::build;
use khatm::rules::check;
use khatm::ubl::{draft::read, write::write};
use khatm::{Language, Severity};
use serde_json::{Value, json};

use crate::{context, made, refusals, shop, text};

#[test]
fn a_json_number_counts_by_its_exact_text() {
    let with = |quantity: &str, price: &str| {
        let lines = format!(r#"[{{"name":"Book","quantity":{quantity},"price":{price}}}]"#);
        let seller = refusals::seller();
        format!(r#"{{"number":"R-1","seller":{seller},"lines":{lines}}}"#)
    };
    let price = |json: &str| {
        let (invoice, _) = build(json.as_bytes(), &context()).unwrap();
        text(&write(&invoice), "InvoiceLine/Price/PriceAmount").unwrap()
    };
    // In binary floating point each of these is another number.
    for (given, stated) in [
        ("0.1", "0.10"),
        ("1.005", "1.005"),
        ("\"35.50\"", "35.50"),
        ("1e2", "100.00"),
        ("123456789012.345678", "123456789012.345678"),
    ] {
        assert_eq!(price(&with("1", given)), stated);
    }
    let refused = build(with("1", "0.30000000000000004").as_bytes(), &context()).unwrap_err();
    assert_eq!(refused.first().code().as_str(), "KHATM-NUMBER-PLACES");
    assert_eq!(refused.first().path(), Some("lines[0].price"));
}

/// ksa_compliance#288 and its many twins: VAT summed from lines is not VAT of the sum.
#[test]
fn vat_is_reckoned_on_the_sum_and_never_summed_up() {
    let line = json!({ "name": "Book", "quantity": 1, "price": "10.10" });
    let xml = made(&shop(json!([line, line, line])));
    // A line's VAT is 1.52, three of them 4.56; the document's is 4.55.
    assert_eq!(text(&xml, "InvoiceLine/TaxTotal/TaxAmount").unwrap(), "1.52");
    assert_eq!(text(&xml, "TaxTotal#1/TaxAmount").unwrap(), "4.55");
    assert_eq!(text(&xml, "TaxTotal#1/TaxSubtotal/TaxAmount").unwrap(), "4.55");
    assert_eq!(text(&xml, "LegalMonetaryTotal/TaxInclusiveAmount").unwrap(), "34.85");
    // What an ERP that sums lines books is told what it brings.
    let mut booked = shop(json!([line, line, line]));
    booked["mode"] = json!("as_booked");
    booked["booked"] = json!({ "vat": "4.56", "total": "34.86", "payable": "34.86" });
    let report = check(booked.to_string().as_bytes(), &context(), Language::English);
    let codes: Vec<_> = report
        .findings
        .iter()
        .map(|finding| (finding.severity, finding.code.as_str()))
        .collect();
    assert_eq!(codes, [(Severity::Error, "BR-CO-14"), (Severity::Error, "BR-CO-15")]);
    assert!(!report.valid);
    // Booked down to the breakdown it is only warned of, and built as it stands.
    booked["booked"]["vat_breakdown"] = json!([{ "vat_category": "S", "vat_rate": 15, "tax": "4.56" }]);
    let (invoice, warnings) = build(booked.to_string().as_bytes(), &context()).unwrap();
    assert!(warnings.is_empty(), "one halala a line is free: {warnings:?}");
    assert_eq!(
        text(&write(&invoice), "LegalMonetaryTotal/PayableAmount").unwrap(),
        "34.86"
    );
}

/// odoo#275093, odoo#143131, ksa#331: shelf prices come out as they are on the shelf.
#[test]
fn what_is_to_be_paid_is_the_sum_of_the_shelf() {
    for (price, count) in [
        ("10.00", 3),
        ("0.05", 1),
        ("0.99", 7),
        ("1.00", 1),
        ("5.75", 13),
        ("99.95", 2),
        ("0.01", 5),
    ] {
        let line = json!({ "name": "Tea", "quantity": 1, "price": price });
        let mut draft = shop(Value::Array(vec![line; count]));
        draft["prices_include_vat"] = json!(true);
        let xml = made(&draft);
        let halalas = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        let payable = text(&xml, "LegalMonetaryTotal/PayableAmount").unwrap();
        assert_eq!(halalas(&payable), halalas(price) * count as i64, "{count} × {price}");
        // The rounding that makes it so is at most a halala, not one for each line.
        let rounding = text(&xml, "LegalMonetaryTotal/PayableRoundingAmount").unwrap_or("0.00".into());
        assert!(
            matches!(rounding.as_str(), "0.00" | "0.01" | "-0.01"),
            "{count} × {price}: {rounding}"
        );
    }
    // A sum that no net can reach: 0.04 is 0.03 and its VAT, which is nothing.
    let mut draft = shop(json!([{ "name": "Screw", "quantity": 1, "price": "0.04" }]));
    draft["prices_include_vat"] = json!(true);
    let xml = made(&draft);
    assert_eq!(text(&xml, "LegalMonetaryTotal/TaxInclusiveAmount").unwrap(), "0.03");
    assert_eq!(text(&xml, "LegalMonetaryTotal/PayableRoundingAmount").unwrap(), "0.01");
    assert_eq!(text(&xml, "LegalMonetaryTotal/PayableAmount").unwrap(), "0.04");
}

/// odoo#240833, D/9658: a net unit price needs more places than a shelf price.
#[test]
fn a_unit_price_has_as_many_places_as_its_line_needs() {
    let mut draft = shop(json!([
        { "name": "Cable", "quantity": 1000, "unit": "m", "price": "0.10" },
        { "name": "Dates", "quantity": "0.755", "unit": "kg", "price": "32.95" },
        { "name": "Eggs", "quantity": 30, "base_quantity": 12, "price": "9.90" },
    ]));
    draft["prices_include_vat"] = json!(true);
    let xml = made(&draft);
    let at = |index: usize, path: &str| text(&xml, &format!("InvoiceLine#{index}/{path}")).unwrap();
    assert_eq!(
        (
            at(0, "Price/PriceAmount").as_str(),
            at(0, "LineExtensionAmount").as_str()
        ),
        ("0.08696", "86.96")
    );
    assert_eq!(
        (
            at(1, "Price/PriceAmount").as_str(),
            at(1, "LineExtensionAmount").as_str()
        ),
        ("28.65", "21.63")
    );
    assert_eq!(
        (
            at(2, "Price/PriceAmount").as_str(),
            at(2, "LineExtensionAmount").as_str()
        ),
        ("8.609", "21.52")
    );
    assert_eq!(text(&xml, "LegalMonetaryTotal/PayableAmount").unwrap(), "149.63");
}

/// odoo#253555, odoo#282913: cash is rounded to a coin, and the document says so.
/// The halala that makes a category add up is never taken from what costs nothing.
#[test]
fn no_amount_goes_below_zero_to_make_a_sum_hold() {
    let mut draft = shop(json!([
        { "name": "Free", "quantity": 4, "price": "0.00", "discounts": [{ "amount": "1.13" }], "charges": [{ "amount": "1.56" }] },
        { "name": "Dates", "quantity": "1.101781", "price": "98.86" },
        { "name": "Tea", "quantity": 3, "price": "1.005" },
    ]));
    draft["prices_include_vat"] = json!(true);
    let xml = made(&draft);
    let text = String::from_utf8(xml).unwrap();
    assert!(!text.contains(">-"), "{text}");
    let report = check(draft.to_string().as_bytes(), &context(), Language::English);
    assert!(report.valid, "{:?}", report.findings);
}

#[test]
fn cash_is_rounded_to_the_coin() {
    let mut draft = shop(json!([{ "name": "Juice", "quantity": 3, "price": "3.33" }]));
    draft["prices_include_vat"] = json!(true);
    for (coin, payable, rounding) in [
        ("0.05", "10.00", "0.01"),
        ("0.25", "10.00", "0.01"),
        ("0.5", "10.00", "0.01"),
        ("1", "10.00", "0.01"),
    ] {
        draft["round_payable_to"] = json!(coin);
        let xml = made(&draft);
        assert_eq!(
            text(&xml, "LegalMonetaryTotal/PayableAmount").unwrap(),
            payable,
            "{coin}"
        );
        assert_eq!(
            text(&xml, "LegalMonetaryTotal/PayableRoundingAmount").unwrap(),
            rounding,
            "{coin}"
        );
        // The tax is what it was: only what is handed over changes.
        assert_eq!(
            text(&xml, "LegalMonetaryTotal/TaxInclusiveAmount").unwrap(),
            "9.99",
            "{coin}"
        );
    }
}

/// D/3251, ksa#151: a discount on the document is shared out by VAT category.
#[test]
fn a_document_discount_is_shared_out_by_category() {
    let mut draft = shop(json!([
        { "name": "Book", "quantity": 1, "price": "100.00" },
        { "name": "Medicine", "quantity": 1, "price": "50.00", "exemption_code": "VATEX-SA-35" },
    ]));
    draft["discounts"] = json!([{ "amount": "10.00", "reason": "Loyal customer" }]);
    let xml = made(&draft);
    let at = |path: &str| text(&xml, path).unwrap();
    assert_eq!(
        (
            at("AllowanceCharge/Amount").as_str(),
            at("AllowanceCharge/TaxCategory/ID").as_str()
        ),
        ("6.67", "S")
    );
    assert_eq!(
        (
            at("AllowanceCharge#1/Amount").as_str(),
            at("AllowanceCharge#1/TaxCategory/ID").as_str()
        ),
        ("3.33", "Z")
    );
    assert_eq!(at("LegalMonetaryTotal/AllowanceTotalAmount"), "10.00");
    assert_eq!(at("TaxTotal#1/TaxSubtotal/TaxableAmount"), "93.33");
    assert_eq!(at("TaxTotal#1/TaxSubtotal#1/TaxableAmount"), "46.67");
    // Percent is stated where it gives the amount.
    draft["discounts"] = json!([{ "percent": 10 }]);
    let xml = made(&draft);
    assert_eq!(text(&xml, "AllowanceCharge/MultiplierFactorNumeric").unwrap(), "10.00");
    assert_eq!(text(&xml, "AllowanceCharge/BaseAmount").unwrap(), "100.00");
    // The authority reckons 50 % of 1.15 as 0.57, in binary floating point; it is 0.58, and then stands without them.
    let mut draft = shop(json!([{ "name": "Pin", "quantity": 1, "price": "1.15" }]));
    draft["discounts"] = json!([{ "percent": 50 }]);
    let xml = made(&draft);
    assert_eq!(text(&xml, "AllowanceCharge/Amount").unwrap(), "0.58");
    assert_eq!(text(&xml, "AllowanceCharge/MultiplierFactorNumeric"), None);
}

/// odoo#285484: VAT stands in riyals too, always, at the rate that was given.
#[test]
fn a_foreign_currency_has_its_vat_in_riyals() {
    let mut draft = shop(json!([{ "name": "Software", "quantity": 1, "price": "100.00" }]));
    let xml = made(&draft);
    assert_eq!(text(&xml, "TaxTotal/TaxAmount").unwrap(), "15.00");
    draft["currency"] = json!("USD");
    let refused = build(draft.to_string().as_bytes(), &context()).unwrap_err();
    assert_eq!(refused.first().code().as_str(), "KHATM-EXCHANGE-RATE");
    draft["exchange"] = json!({ "rate": "3.7513", "date": "2026-11-20", "source": "SAMA" });
    let xml = made(&draft);
    let at = |path: &str| text(&xml, path).unwrap();
    assert_eq!(
        (at("TaxTotal/TaxAmount"), at("TaxTotal#1/TaxAmount")),
        ("56.27".into(), "15.00".into())
    );
    assert_eq!(at("TaxExchangeRate/CalculationRate"), "3.7513");
    assert_eq!(
        (at("TaxExchangeRate/Date"), at("TaxExchangeRate/ExchangeMarketID")),
        ("2026-11-20".into(), "SAMA".into())
    );
}

/// D/8376 and BR-KSA-17: the reason stands under every means of payment of a note.
#[test]
fn a_note_with_two_means_of_payment_says_its_reason_under_both() {
    let mut draft = shop(json!([{ "name": "Book", "quantity": 1, "price": "10.00" }]));
    draft["kind"] = json!("credit_note");
    draft["originals"] = json!([{ "number": "R-0" }]);
    draft["reason"] = json!("Return of goods");
    draft["payment"] = json!([{ "means": "10" }, { "means": "48" }]);
    let xml = made(&draft);
    assert_eq!(text(&xml, "PaymentMeans/InstructionNote").unwrap(), "Return of goods");
    assert_eq!(text(&xml, "PaymentMeans#1/InstructionNote").unwrap(), "Return of goods");
    assert!(read(&xml).unwrap().unmodelled.is_empty());
}

/// ksa#305: advances are taken off with the VAT they were paid with.
#[test]
fn advances_are_taken_off() {
    let mut draft = shop(json!([{ "name": "Book", "quantity": 10, "price": "100.00" }]));
    let document = json!({ "number": "P-1", "issued_at": "2026-11-01T21:30:00Z" });
    draft["prepayments"] = json!([
        { "documents": [document], "taxable_amount": "100.00", "vat_rate": 5 },
        { "documents": [document, { "number": "P-2", "issue_date": "2026-11-03", "issue_time": "10:00:00" }], "amount_with_vat": "115.01" },
    ]);
    let xml = made(&draft);
    let at = |path: &str| text(&xml, path).unwrap();
    assert_eq!(at("LegalMonetaryTotal/PrepaidAmount"), "220.01");
    assert_eq!(at("LegalMonetaryTotal/PayableAmount"), "929.99");
    assert_eq!(at("InvoiceLine#1/TaxTotal/TaxSubtotal/TaxAmount"), "5.00");
    // Riyadh's clock: half past nine in the evening in London is the next day.
    assert_eq!(
        (
            at("InvoiceLine#1/DocumentReference/IssueDate"),
            at("InvoiceLine#1/DocumentReference/IssueTime")
        ),
        ("2026-11-02".into(), "00:30:00".into())
    );
    assert_eq!(
        (
            at("InvoiceLine#2/TaxTotal/TaxSubtotal/TaxableAmount"),
            at("InvoiceLine#2/TaxTotal/TaxSubtotal/TaxAmount")
        ),
        ("100.01".into(), "15.00".into())
    );
    assert_eq!(at("InvoiceLine#2/DocumentReference#1/ID"), "P-2");
    draft["prepayments"][0]["taxable_amount"] = json!("2000");
    let refused = build(draft.to_string().as_bytes(), &context()).unwrap_err();
    assert_eq!(refused.first().code().as_str(), "KHATM-PAYABLE-NEGATIVE");
}

#[test]
fn the_trail_tells_where_each_halala_went() {
    let line = json!({ "name": "Tea", "quantity": 1, "price": "10.00" });
    let mut draft = shop(json!([line, line, line]));
    draft["prices_include_vat"] = json!(true);
    let (invoice, _) = build(draft.to_string().as_bytes(), &context()).unwrap();
    let trail = invoice.explain();
    let moved = |path: &str| -> Vec<(String, String)> {
        let of = trail.steps.iter().filter(|step| step.path == path);
        of.map(|step| (step.exact.clone(), step.stated.clone())).collect()
    };
    // 3 × 8.6956… is 26.0869…: one of the three goes down, so that 26.09 and its VAT are 30.00.
    assert_eq!(moved("lines[0]")[0], ("8.69565217".into(), "8.69".into()));
    assert_eq!(moved("lines[1]")[0], ("8.69565217".into(), "8.70".into()));
    assert_eq!(moved("S 15%"), [("3.9135".into(), "3.91".into())]);
    assert_eq!(moved("payable"), [("30.00".into(), "30.00".into())]);
    for step in &trail.steps {
        let number = |text: &str| text.parse::<f64>().unwrap();
        let gap = number(&step.exact) + number(&step.moved) - number(&step.stated);
        assert!(gap.abs() < 1e-9, "{step:?}");
    }
}
