//! From drafts to documents and back: the examples, the authority's samples, every refusal, the pains of real shops.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "drafts/refusals.rs"]
mod refusals;
mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use khatm::invoice::{Context, Draft, DraftReport, build, check, parse, prove};
use khatm::time::Moment;
use khatm::ubl::{draft::read, write::write};
use khatm::{Language, Severity};
use serde_json::{Value, json};

fn context() -> Context {
    let mut context = Context::new(Moment::parse("2026-11-21T12:00:00").unwrap());
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    context
}

fn examples() -> Vec<(String, Vec<u8>)> {
    let folder = support::repository().join("examples/drafts");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let name = |file: &PathBuf| file.file_stem().unwrap().to_string_lossy().into_owned();
    files
        .iter()
        .map(|file| (name(file), std::fs::read(file).unwrap()))
        .collect()
}

fn made(draft: &Value) -> Vec<u8> {
    let (invoice, _) = build(draft.to_string().as_bytes(), &context()).unwrap_or_else(|refusal| panic!("{refusal:?}"));
    write(&invoice)
}

/// The text at a path of local names below the root, by a reader that is not ours.
fn text(xml: &[u8], path: &str) -> Option<String> {
    let xml = std::str::from_utf8(xml).unwrap();
    let tree = roxmltree::Document::parse(xml).unwrap();
    let mut at = tree.root_element();
    for step in path.split('/') {
        let (name, index) = step
            .split_once('#')
            .map_or((step, 0), |(name, index)| (name, index.parse().unwrap()));
        at = at
            .children()
            .filter(|child| child.tag_name().name() == name)
            .nth(index)?;
    }
    at.text().map(str::to_owned)
}

/// A shop's smallest draft.
fn shop(lines: Value) -> Value {
    json!({ "number": "R-1", "seller": refusals::seller(), "lines": lines })
}

#[test]
#[cfg(feature = "throwaway")]
fn every_example_is_built_sealed_verified_and_read_back() {
    let seller = support::Taxpayer::new();
    let buyer = support::Taxpayer::on(khatm::seal::Curve::Secp256k1, "310122393500003");
    let examples = examples();
    assert!(examples.len() >= 24, "{}", examples.len());
    for (name, json) in &examples {
        let (invoice, warnings) = build(json, &context()).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        // An example that is warned of is no example, but for the one that shows warnings.
        assert_eq!(
            warnings.is_empty(),
            name != "standard-as-booked",
            "{name}: {warnings:?}"
        );
        let xml = write(&invoice);
        // Whoever issues a self-billed document signs it: the buyer.
        let taxpayer = if name.contains("self-billed") { &buyer } else { &seller };
        let sealed = taxpayer.seal(&xml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let report = taxpayer.verify(&sealed);
        assert!(
            report.valid && report.findings.is_empty(),
            "{name}: {:?}",
            report.findings
        );
        for document in [&xml, &sealed] {
            let draft = read(document).unwrap();
            assert!(draft.unmodelled.is_empty(), "{name}: {:?}", draft.unmodelled);
            let (again, faults) = prove(&draft, &context());
            let again = again.unwrap_or_else(|| panic!("{name}: {faults:?}"));
            assert_eq!(
                String::from_utf8(write(&again)),
                String::from_utf8(xml.clone()),
                "{name}"
            );
        }
    }
}

#[test]
fn there_is_an_example_of_every_kind_of_document() {
    let mut kinds = std::collections::BTreeSet::new();
    for (_, json) in examples() {
        let xml = made(&serde_json::from_slice(&json).unwrap());
        let kind = text(&xml, "InvoiceTypeCode").unwrap();
        let tree = String::from_utf8(xml).unwrap();
        let name = support::between(&tree, "InvoiceTypeCode name=\"", "\"").to_owned();
        kinds.insert(format!("{kind} {name}"));
    }
    for expected in [
        "388 0100000",
        "388 0200000",
        "386 0100000",
        "386 0200000",
        "381 0100000",
        "381 0200000",
        "383 0100000",
        "383 0200000",
        "388 0110000",
        "388 0101000",
        "388 0100100",
        "388 0100010",
        "388 0100001",
        "388 0200010",
        "388 0201000",
        "388 01000001",
        "388 010000001",
    ] {
        assert!(kinds.contains(expected), "{expected} is missing: {kinds:?}");
    }
}

/// Element paths with their values, numbers and times in one form, what no draft holds left out.
fn values(xml: &[u8], unmodelled: &[String]) -> BTreeMap<String, String> {
    let text = std::str::from_utf8(xml).unwrap();
    let tree = roxmltree::Document::parse(text.trim_start_matches('\u{feff}')).unwrap();
    let mut out = BTreeMap::new();
    for node in tree
        .descendants()
        .filter(|node| node.is_element() && !node.children().any(|child| child.is_element()))
    {
        let value = node
            .children()
            .filter_map(|child| child.text())
            .collect::<String>()
            .trim()
            .to_owned();
        let mut path = String::new();
        let mut skip = value.is_empty();
        for step in node
            .ancestors()
            .filter(|step| step.is_element())
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let name = step.tag_name().name();
            let id = step
                .children()
                .find(|child| child.tag_name().name() == "ID")
                .and_then(|id| id.text());
            skip |= matches!(name, "UBLExtensions" | "Signature") || id.map(str::trim) == Some("QR");
            let twins = |other: &roxmltree::Node<'_, '_>| other.tag_name() == step.tag_name();
            let index = step.prev_siblings().skip(1).filter(twins).count();
            path.push_str(&format!("/{name}#{index}"));
        }
        skip |= unmodelled.iter().any(|prefix| path.starts_with(prefix));
        // The samples state discounts and advances of nothing.
        let number = value.parse::<f64>().is_ok() && !matches!(node.tag_name().name(), "ID" | "UUID" | "CompanyID");
        if number && value.trim_matches(['0', '.', '-']).is_empty() && path.contains("LegalMonetaryTotal") {
            skip = true;
        }
        if !skip {
            let plain = match number && value.contains('.') {
                true => value
                    .trim_end_matches('0')
                    .trim_end_matches('.')
                    .trim_start_matches('0')
                    .to_owned(),
                false => value,
            };
            let plain = if plain.is_empty() { "0".to_owned() } else { plain };
            out.insert(path, plain);
        }
    }
    out
}

#[test]
fn the_authoritys_samples_become_drafts_and_the_same_documents_again() {
    let Some(folder) = support::conformance("the_authoritys_samples_become_drafts") else {
        return;
    };
    let mut count = 0;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("samples"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    files.sort();
    for file in files {
        let xml = std::fs::read(&file).unwrap();
        let draft = read(&xml).unwrap();
        // What the model has no place for is named: the second VAT category of a discount, and nothing else.
        let kept: Vec<_> = draft.unmodelled.iter().map(|kept| kept.path.clone().unwrap()).collect();
        assert!(
            kept.iter().all(|path| path.ends_with("cac:TaxCategory[2]")),
            "{}: {kept:?}",
            file.display()
        );
        let mut context = context();
        context.now = Moment::parse("2026-11-21T12:00:00").unwrap();
        let (invoice, faults) = prove(&draft, &context);
        let invoice = invoice.unwrap_or_else(|| panic!("{}: {faults:?}", file.display()));
        let ours = values(&write(&invoice), &[]);
        let theirs = values(&xml, &["/Invoice#0/AllowanceCharge#0/TaxCategory#1".to_owned()]);
        assert_eq!(ours, theirs, "{}", file.display());
        count += 1;
    }
    assert_eq!(count, 20);
}

#[test]
fn what_has_no_place_in_a_draft_is_kept_and_named() {
    let xml = made(&shop(json!([{ "name": "Book", "quantity": 1, "price": "10.00" }])));
    let xml = support::replace_one(
        &xml,
        "<cbc:Name>Book</cbc:Name>",
        "<cbc:Description>Red &amp; blue</cbc:Description><cbc:Name lang=\"ar\">Book</cbc:Name>",
    );
    let xml = support::replace_one(&xml, "</Invoice>", "<?note keep me?></Invoice>");
    let draft = read(&xml).unwrap();
    let kept: Vec<_> = draft
        .unmodelled
        .iter()
        .map(|kept| (kept.path.as_deref().unwrap(), kept.xml.as_deref().unwrap()))
        .collect();
    assert_eq!(
        kept,
        [
            (
                "/Invoice/cac:InvoiceLine/cac:Item/cbc:Description",
                "<cbc:Description>Red &amp; blue</cbc:Description>"
            ),
            ("/Invoice/cac:InvoiceLine/cac:Item/cbc:Name/@lang", "ar"),
            ("/Invoice/processing-instruction()", "<?note keep me?>"),
        ]
    );
    let (_, faults) = prove(&draft, &context());
    let codes: Vec<_> = faults.iter().map(|fault| fault.error.code().as_str()).collect();
    assert_eq!(codes, ["KHATM-UNMODELLED"; 3]);
}

/// A draft that is written as JSON is the same draft when it is read again.
#[test]
fn a_draft_survives_its_own_json() {
    for (name, json) in examples() {
        let (draft, faults) = parse(&json);
        assert!(faults.is_empty(), "{name}: {faults:?}");
        let draft: Draft = draft.unwrap();
        let again = serde_json::to_vec(&draft).unwrap();
        assert_eq!(parse(&again), (Some(draft), Vec::new()), "{name}");
    }
}

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

#[test]
fn units_and_line_numbers_stay_as_they_are() {
    let lines = json!([
        { "name": "Book", "quantity": 1, "price": "1", "unit": "EA" },
        { "name": "Book", "quantity": 1, "price": "1", "unit": "kgm", "id": "1" },
        { "name": "Book", "quantity": 1, "price": "1", "unit": "XBX" },
        { "name": "Book", "quantity": 1, "price": "1" },
    ]);
    let xml = String::from_utf8(made(&shop(lines))).unwrap();
    let units: Vec<_> = xml
        .matches("unitCode=\"")
        .zip(xml.split("unitCode=\"").skip(1))
        .map(|(_, rest)| &rest[..3])
        .collect();
    assert_eq!(units, ["EA\"", "KGM", "XBX", "PCE"]);
    let ids: Vec<_> = (0..4)
        .map(|at| text(xml.as_bytes(), &format!("InvoiceLine#{at}/ID")).unwrap())
        .collect();
    assert_eq!(ids, ["2", "1", "3", "4"]);
}

/// Twice the faults take about twice the time: a generous bound, where the square would be four times eight.
#[test]
fn faults_without_number_are_found_in_linear_time() {
    let time = |count: usize| {
        let line = r#"{"name":"x","quantity":"z","foo":1}"#;
        let keys: Vec<_> = (0..count).map(|at| format!(r#""key{at}":1"#)).collect();
        let draft = format!(r#"{{"lines":[{}],{}}}"#, vec![line; count].join(","), keys.join(","));
        let begun = std::time::Instant::now();
        let report = check(draft.as_bytes(), &context(), Language::English);
        assert!(report.findings.len() >= 4 * count && report.findings.iter().take(100).all(|f| f.place.is_some()));
        begun.elapsed()
    };
    let (small, large) = (time(500), time(8_000));
    assert!(large < small * 16 * 6, "{small:?} for 500 and {large:?} for 8,000");
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

#[test]
fn reports_are_whole_in_both_languages() {
    for (draft, ..) in refusals::cases() {
        for language in [Language::English, Language::Arabic] {
            let report: DraftReport = check(draft.to_string().as_bytes(), &context(), language);
            for finding in &report.findings {
                let arabic = finding.fix.chars().any(|ch| ('\u{600}'..'\u{700}').contains(&ch));
                assert_eq!(arabic, language == Language::Arabic, "{finding:?}");
                assert!(finding.path.is_some(), "{finding:?}");
            }
        }
    }
}

#[test]
fn every_fault_is_said_with_its_code_and_path() {
    let mut sound = refusals::sound();
    // Editors' own field is no fault.
    sound["$schema"] = json!("../docs/schema/draft.json");
    assert_eq!(
        check(sound.to_string().as_bytes(), &context(), Language::English).findings,
        []
    );
    let (mut seen, mut wrong) = (std::collections::BTreeSet::new(), Vec::new());
    for (draft, severity, code, path) in refusals::cases() {
        let report = check(draft.to_string().as_bytes(), &context(), Language::English);
        let found: Vec<_> = report
            .findings
            .iter()
            .map(|f| (f.severity, f.code.as_str(), f.path.as_deref().unwrap_or("")))
            .collect();
        if found != [(severity, code, path)] {
            wrong.push(format!("{code} at {path}: {found:?}"));
        }
        assert_eq!(report.valid, severity == Severity::Warning, "{code} at {path}");
        seen.insert(code);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen.len() >= 70, "{}", seen.len());
}

#[test]
fn every_fault_is_said_at_once() {
    let mut draft = refusals::sound();
    draft["lines"][0]["quantity"] = json!(-1);
    draft["lines"][0]["pric"] = json!(1);
    draft["lines"][1]["vat_rate"] = json!(7);
    draft["seller"]["vat_number"] = json!("123");
    draft["currency"] = json!("SRA");
    draft["kind"] = json!("credit");
    let report = check(
        serde_json::to_string_pretty(&draft).unwrap().as_bytes(),
        &context(),
        Language::English,
    );
    let found: std::collections::BTreeSet<_> = report
        .findings
        .iter()
        .map(|f| (f.code.as_str(), f.path.as_deref().unwrap_or("")))
        .collect();
    let expected = [
        ("BR-CL-04", "currency"),
        ("BR-KSA-40", "seller.vat_number"),
        ("BR-KSA-84", "lines[1].vat_rate"),
        ("BR-KSA-F-04", "lines[0].quantity"),
        ("KHATM-DRAFT-CHOICE", "kind"),
        ("KHATM-DRAFT-FIELD", "lines[0].pric"),
    ];
    assert_eq!(found, expected.into_iter().collect());
    // Each with its place in the text, and a near name where one is near.
    assert!(report.findings.iter().all(|finding| finding.place.is_some()));
    let all = report
        .findings
        .iter()
        .map(|f| f.message.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        all.contains("pric → price") && all.contains("credit → credit_note") && all.contains("SRA → SAR"),
        "{all}"
    );
}
