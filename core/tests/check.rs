//! Drafts before they are documents: what `check` says of a draft is what the official rules say of its document.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "check/broken.rs"]
mod broken;
#[path = "check/carts.rs"]
mod carts;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use carts::{Dice, cart};
use khatm::invoice::{Context, DraftReport, build};
use khatm::rules::{self, Fields, Stage, Verdict, check};
use khatm::time::Moment;
use khatm::ubl::tree::NodeKind;
use khatm::ubl::{self, write::write};
use khatm::{Language, Severity};
use serde_json::{Value, json};

fn context() -> Context {
    let mut context = Context::new(Moment::parse("2026-11-21T12:00:00").unwrap());
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    context
}

fn examples() -> Vec<(String, Value)> {
    let folder = support::repository().join("examples/drafts");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let read = |file: &std::path::PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        (name, serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())
    };
    files.iter().map(read).collect()
}

fn checked(draft: &str) -> DraftReport {
    check(draft.as_bytes(), &context(), Language::English)
}

fn codes(report: &DraftReport) -> BTreeSet<&str> {
    report.findings.iter().map(|finding| finding.code.as_str()).collect()
}

/// What only a sealed document has: written down here once more, so that nothing else can slip through.
const SEAL: [&str; 5] = ["BR-KSA-27", "BR-KSA-28", "BR-KSA-29", "BR-KSA-30", "BR-KSA-60"];

/// The codes of a document that is not sealed, but for those of the seal.
fn unsealed(xml: &[u8]) -> BTreeMap<&'static str, Severity> {
    let verdict = rules::validate(xml, &rules::Context::new(context().now));
    let found = verdict.found.iter();
    found
        .filter(|found| !matches!(found.stage, Stage::Qr | Stage::Signature))
        .map(|found| (found.error.code().as_str(), found.severity))
        .filter(|(code, _)| !SEAL.contains(code))
        .collect()
}

/// What a document says against its draft: an error, or a warning that the draft's check did not give.
fn against(report: &DraftReport, xml: &[u8]) -> Vec<&'static str> {
    let given = codes(report);
    let found = unsealed(xml).into_iter();
    let found = found.filter(|(code, severity)| *severity == Severity::Error || !given.contains(code));
    found.map(|(code, _)| code).collect()
}

/// The same of a sealed document, of which every layer must pass.
fn sealed_against(report: &DraftReport, verdict: &Verdict) -> Vec<String> {
    let given = codes(report);
    let found = verdict.found.iter();
    let found = found.filter(|found| found.severity == Severity::Error || !given.contains(found.error.code().as_str()));
    found
        .map(|found| format!("{:?} {}", found.stage, found.error))
        .collect()
}

#[test]
fn a_valid_drafts_document_validates() {
    let seed = std::env::var("KHATM_SEED").ok().and_then(|text| text.parse().ok());
    let seed: u64 = seed.unwrap_or(20_261_121);
    println!("KHATM_SEED={seed}");
    // Each on its own, so that a seed gives the same carts on every machine.
    let part = |part: u64| {
        let mut dice = Dice::new(seed.wrapping_mul(4).wrapping_add(part));
        let taxpayer = support::Taxpayer::new();
        let (mut valid, mut sealed, mut wrong) = (0, 0, Vec::new());
        while valid < 1300 {
            let draft = cart(&mut dice).to_string();
            let report = checked(&draft);
            let built = build(draft.as_bytes(), &context());
            assert_eq!(report.valid, built.is_ok(), "{draft}: {report:?}");
            let Ok((invoice, _)) = built else { continue };
            valid += 1;
            let xml = write(&invoice);
            let more = against(&report, &xml);
            if !more.is_empty() {
                wrong.push(format!("{more:?}: {draft}"));
            }
            if valid % 16 == 0 {
                sealed += 1;
                let xml = taxpayer.seal(&xml).unwrap();
                let verdict = rules::validate_with(&taxpayer.verifier, &xml, &rules::Context::new(context().now));
                let more = sealed_against(&report, &verdict);
                if !more.is_empty() {
                    wrong.push(format!("sealed {more:?}: {draft}"));
                }
            }
        }
        (sealed, wrong)
    };
    let done: Vec<(u32, Vec<String>)> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..4).map(|at| scope.spawn(move || part(at))).collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let wrong: Vec<&String> = done.iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(wrong.is_empty(), "{} wrong, the first: {}", wrong.len(), wrong[0]);
    let sealed: u32 = done.iter().map(|(sealed, _)| sealed).sum();
    assert!(sealed >= 300, "{sealed}");
}

#[test]
fn every_examples_document_validates() {
    for (name, draft) in examples() {
        let draft = draft.to_string();
        let report = checked(&draft);
        assert!(report.valid, "{name}: {report:?}");
        let (invoice, _) = build(draft.as_bytes(), &context()).unwrap();
        assert_eq!(against(&report, &write(&invoice)), [""; 0], "{name}");
        // And no more than the document says.
        let own: BTreeSet<String> = build(draft.as_bytes(), &context())
            .unwrap()
            .1
            .iter()
            .map(|fault| fault.error.code().as_str().to_owned())
            .collect();
        let document = unsealed(&write(&invoice));
        for code in codes(&report) {
            assert!(own.contains(code) || document.contains_key(code), "{name}: {code}");
        }
    }
}

#[test]
fn what_the_rules_say_is_told_of_the_field() {
    let examples: BTreeMap<String, Value> = examples().into_iter().collect();
    let (mut wrong, mut drafts) = (Vec::new(), BTreeSet::new());
    for (name, place, value, code, field) in broken::BROKEN {
        let mut draft = examples[*name].clone();
        let letters = value.strip_prefix('x').and_then(|count| count.parse().ok());
        let at = draft.pointer_mut(place).unwrap_or_else(|| panic!("{name} {place}"));
        *at = match letters {
            Some(count) => Value::from("x".repeat(count)),
            None => serde_json::from_str(value).unwrap(),
        };
        let text = draft.to_string();
        let report = checked(&text);
        let (invoice, _) =
            build(text.as_bytes(), &context()).unwrap_or_else(|refusal| panic!("{name} {place}: {refusal:?}"));
        let xml = write(&invoice);
        let more = against(&report, &xml);
        let told: Vec<_> = report.findings.iter().filter(|finding| finding.code == *code).collect();
        let right = told.iter().any(|finding| finding.path.as_deref() == Some(field));
        if !more.is_empty() || !unsealed(&xml).contains_key(code) || !right {
            wrong.push(format!("{name} {place} {value:.9}: {more:?}, {code} {field}: {told:?}"));
        }
        // Nothing is said twice of a field, and what stands in the text has its place there.
        let said: BTreeSet<_> = report
            .findings
            .iter()
            .map(|finding| (&finding.code, &finding.path))
            .collect();
        assert_eq!(said.len(), report.findings.len(), "{name} {place}: {report:?}");
        for finding in told.iter().filter(|_| *value != "null") {
            let exists = finding
                .path
                .as_deref()
                .is_some_and(|path| lookup(&draft, path).is_some());
            assert!(
                !exists || finding.place.is_some_and(|place| place.line > 0),
                "{finding:?}"
            );
        }
        drafts.insert((name, place, value));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(drafts.len() >= 60, "{}", drafts.len());
}

/// Odd values in every field of every example: whatever is built has no fault that check did not tell.
#[test]
fn no_odd_value_is_built_into_a_fault_that_was_not_told() {
    let odd = [
        json!(null),
        json!("x"),
        json!("-"),
        json!("a\nb"),
        json!("A\u{a0}B"),
        json!("0"),
        json!("0.001"),
        json!("99999999999"),
        json!("1448-06-12"),
        json!("2020-02-29"),
        json!("USD"),
        json!("VATEX-SA-HEA"),
        json!("E"),
        json!("x".repeat(1001)),
    ];
    let (mut built, mut wrong) = (0, Vec::new());
    for (name, draft) in examples() {
        let mut places = Vec::new();
        leaves(&draft, "", &mut places);
        for (place, value) in places
            .iter()
            .flat_map(|place| odd.iter().map(move |value| (place, value)))
        {
            let mut draft = draft.clone();
            *draft.pointer_mut(place).unwrap() = value.clone();
            let text = draft.to_string();
            let Ok((invoice, _)) = build(text.as_bytes(), &context()) else {
                continue;
            };
            built += 1;
            let xml = write(&invoice);
            let found = unsealed(&xml);
            let errors = found.values().any(|severity| *severity == Severity::Error);
            if errors || !found.is_empty() && !against(&checked(&text), &xml).is_empty() {
                wrong.push(format!("{name} {place} {value:.20}: {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {built}: {}", wrong.len(), wrong.join("\n"));
    assert!(built >= 5_000, "{built}");
}

fn leaves(value: &Value, place: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => map
            .iter()
            .for_each(|(name, value)| leaves(value, &format!("{place}/{name}"), out)),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(at, value)| leaves(value, &format!("{place}/{at}"), out)),
        _ => out.push(place.to_owned()),
    }
}

/// The value at a path as findings write it.
fn lookup<'v>(draft: &'v Value, path: &str) -> Option<&'v Value> {
    let pointer = path.replace(['.', '['], "/").replace(']', "");
    draft.pointer(&format!("/{pointer}"))
}

/// The siblings of a name directly below the root, in the opposite order.
fn turned(xml: &str, name: &str) -> String {
    let (open, close) = (format!("\n    <{name}>"), format!("\n    </{name}>"));
    let mut parts = Vec::new();
    let (mut rest, mut at) = (xml, 0);
    while let Some(start) = rest.find(&open) {
        let end = start + rest[start..].find(&close).unwrap() + close.len();
        parts.push(at + start..at + end);
        (rest, at) = (&rest[end..], at + end);
    }
    let mut out = String::new();
    let mut at = 0;
    for (part, other) in parts.iter().zip(parts.iter().rev()) {
        out.push_str(&xml[at..part.start]);
        out.push_str(&xml[other.clone()]);
        at = part.end;
    }
    out + &xml[at..]
}

/// Holds the field of every node and attribute against the draft that the document is read into.
fn hold(name: &str, xml: &[u8], paths: &mut BTreeSet<String>, none: &mut BTreeSet<String>) {
    let again = serde_json::to_value(ubl::draft::read(xml).unwrap()).unwrap();
    let doc = ubl::parse(xml).unwrap();
    let fields = Fields::new(&doc);
    let element = |node| doc.kind(node) == NodeKind::Element;
    for node in doc.all().filter(|&node| element(node)) {
        let attributes = ["@currencyID", "@unitCode", "@schemeID", "@languageID", "@name"];
        let there = attributes
            .iter()
            .filter(|name| doc.attribute(node, &name[1..]).is_some());
        for below in there.map(|name| Some(*name)).chain([None]) {
            let way = doc.path(node);
            let Some(path) = fields.of(node, below) else {
                none.insert(way);
                continue;
            };
            let Some(field) = lookup(&again, &path) else {
                // Who buys need not be said, but UBL wants the element.
                assert!(
                    path == "buyer" && doc.value(node).is_empty(),
                    "{name}: {way} has {path}"
                );
                continue;
            };
            // What is a text in both is the same text.
            let text = match below {
                None => doc.value(node),
                Some(below) => doc.attribute(node, &below[1..]).unwrap(),
            };
            let field = field.get("text").unwrap_or(field);
            let word = field.as_str().filter(|_| !doc.children(node).any(element));
            let number = |text: &str| khatm::money::Exact::parse(text).ok();
            let same = word.is_none_or(|word| word == text || number(word) == number(&text) && number(word).is_some());
            assert!(
                same || derived(&path, doc.local(node)),
                "{name}: {way} is {text}, {path} is {word:?}"
            );
            paths.insert(path);
        }
    }
}

#[test]
fn every_node_leads_to_a_field_that_the_draft_has() {
    let (mut paths, mut none) = (BTreeSet::new(), BTreeSet::new());
    for (name, draft) in examples() {
        let (invoice, _) = build(draft.to_string().as_bytes(), &context()).unwrap();
        let xml = write(&invoice);
        hold(&name, &xml, &mut paths, &mut none);
        // Another system may write advances before lines, and charges before discounts.
        let mut other = String::from_utf8(xml).unwrap();
        for list in [
            "cac:InvoiceLine",
            "cac:AllowanceCharge",
            "cac:AdditionalDocumentReference",
            "cac:TaxTotal",
        ] {
            other = turned(&other, list);
        }
        hold(&format!("{name}, turned"), other.as_bytes(), &mut paths, &mut none);
    }
    println!("{} paths", paths.len());
    assert!(paths.len() >= 150, "{}", paths.len());
    // What no draft says: the way it is written, and which documents these are.
    let known = ["/Invoice", "/Invoice/cbc:ProfileID", "/Invoice/cbc:TaxCurrencyCode"];
    assert_eq!(none, known.into_iter().map(str::to_owned).collect());
}

/// Where the field says the same in other words.
fn derived(path: &str, local: &str) -> bool {
    let word = |name: &str| path.ends_with(name);
    matches!(
        local,
        "ChargeIndicator" | "TargetCurrencyCode" | "SourceCurrencyCode" | "InvoiceTypeCode"
    ) || word("vat_category") && local == "ID"
        || word("vat_number") && local == "ID"
        || path == "counter" && local == "ID"
        || path == "previous_hash" && local == "ID"
        || path == "exchange.rate" && local == "TaxAmount"
        || path == "currency"
}

#[test]
fn foreign_documents_lead_to_the_fields_that_they_are_read_into() {
    let Some(folder) = support::conformance("foreign_documents_lead_to_the_fields") else {
        return;
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.join("samples")).unwrap() {
        let xml = std::fs::read(entry.unwrap().path()).unwrap();
        let (Ok(draft), Ok(doc)) = (ubl::draft::read(&xml), ubl::parse(&xml)) else {
            continue;
        };
        seen += 1;
        let again = serde_json::to_value(&draft).unwrap();
        let fields = Fields::new(&doc);
        for node in doc
            .all()
            .filter(|&node| doc.kind(node) == NodeKind::Element && !doc.value(node).trim().is_empty())
        {
            if let Some(path) = fields.of(node, None) {
                let list = path.rsplit_once('.').map_or(path.as_str(), |(record, _)| record);
                // The samples state discounts and advances of nothing.
                let nothing = matches!(
                    path.as_str(),
                    "discounts" | "charges" | "prepayments" | "payable_rounding"
                );
                assert!(
                    nothing || lookup(&again, &path).or(lookup(&again, list)).is_some(),
                    "{}: {path}",
                    doc.path(node)
                );
            }
        }
    }
    assert!(seen >= 5, "{seen}");
}

/// A form that is being filled in: each fault that is there is told, whatever else is missing.
#[test]
fn a_half_filled_form_hears_of_every_field() {
    let draft = json!({
        "issue_date": "21/11/2026", "issue_time": "25:00",
        "tax_point_date": "soon", "notes": [{ "text": "a", "language": "?" }], "order_reference": "x".repeat(128),
        "currency": "USD", "exchange": { "date": "soon" },
        "references": [{ "date": "soon" }], "originals": [{ "issue_date": "soon" }],
        "lines": [
            7,
            { "quantity": "-1", "unit": "kilogramm", "id": "1234567", "base_unit": "x".repeat(128), "vat_category": "Z", "vat_rate": 5 },
        ],
        "discounts": [{ "percent": 101, "base": "-1", "reason": "x".repeat(1001), "vat_category": "Z", "vat_rate": 5 }],
        "prepayments": [{ "taxable_amount": 0, "unit": "kilogramm", "id": "1234567", "name": "ab" }],
    });
    let text = serde_json::to_string_pretty(&draft).unwrap();
    let report = checked(&text);
    let told: BTreeSet<_> = report
        .findings
        .iter()
        .map(|f| f.path.as_deref().unwrap_or(""))
        .collect();
    for path in [
        "number",
        "seller",
        "issue_date",
        "issue_time",
        "tax_point_date",
        "notes[0].language",
        "order_reference",
        "exchange.rate",
        "exchange.date",
        "references[0].id",
        "references[0].date",
        "originals[0].number",
        "originals[0].issue_date",
        "lines[0]",
        "lines[1].name",
        "lines[1].quantity",
        "lines[1].price",
        "lines[1].unit",
        "lines[1].id",
        "lines[1].base_unit",
        "lines[1].vat_rate",
        "lines[1].exemption_code",
        "discounts[0].percent",
        "discounts[0].base",
        "discounts[0].reason",
        "discounts[0].vat_rate",
        "prepayments[0]",
        "prepayments[0].unit",
        "prepayments[0].id",
        "prepayments[0].name",
        "prepayments[0].documents",
    ] {
        assert!(told.contains(path), "{path}: {told:#?}");
    }
    assert!(!told.iter().any(|path| path.starts_with("lines[0].")), "{told:#?}");
}

/// The draft's own words for what a document says: the fields that were given, in the place where they were given.
#[test]
fn a_fault_is_told_in_the_fields_that_were_given() {
    let seller = examples()[0].1["seller"].clone();
    // A discount without a category stands in the document twice; its reason is one field.
    let line = |price: &str, more: Value| {
        let mut line = json!({ "name": "Tea", "quantity": 1, "price": price });
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        line
    };
    let draft = json!({
        "number": "R-1", "profile": "simplified", "seller": seller,
        "lines": [line("10", json!({})), line("10", json!({ "exemption_code": "VATEX-SA-35" }))],
        "discounts": [{ "amount": 1 }, { "amount": 1, "reason": "x".repeat(1001) }, { "amount": 1 }],
    });
    let fields: Vec<_> = checked(&draft.to_string())
        .findings
        .into_iter()
        .map(|f| (f.code, f.path))
        .collect();
    assert_eq!(
        fields,
        [("BR-KSA-F-06-C35".to_owned(), Some("discounts[1].reason".to_owned()))]
    );
    // A moment is a day and a time in the document.
    let mut late = draft.clone();
    late["issued_at"] = json!("2026-11-01T08:00:00");
    late["discounts"] = json!([]);
    let report = checked(&late.to_string());
    let fields: Vec<_> = report
        .findings
        .iter()
        .map(|f| (f.code.as_str(), f.path.as_deref()))
        .collect();
    assert_eq!(fields, [("BR-KSA-98", Some("issued_at"))]);
    // The findings of a document name the fields of the draft it would be read into.
    let (invoice, _) = build(draft.to_string().as_bytes(), &context()).unwrap();
    let xml = String::from_utf8(write(&invoice)).unwrap();
    let broken = xml.replacen("<cbc:CityName>", "<cbc:CityName>x", 1).replacen(
        "10.00</cbc:PriceAmount>",
        "9.00</cbc:PriceAmount>",
        1,
    );
    let verdict = rules::validate(broken.as_bytes(), &rules::Context::new(context().now));
    let price = verdict
        .found
        .iter()
        .find(|found| found.error.code().as_str() == "BR-KSA-EN16931-11")
        .unwrap();
    assert_eq!(price.field.as_deref(), Some("lines[0].booked.net"));
    let broken = xml.replacen("<cbc:IssueDate>2026", "<cbc:IssueDate>26", 1);
    let verdict = rules::validate(broken.as_bytes(), &rules::Context::new(context().now));
    let date = verdict.found.iter().find(|found| found.stage == Stage::Xsd).unwrap();
    assert_eq!(date.field.as_deref(), Some("issue_date"));
    let broken = xml.replacen(" schemeID=\"CRN\"", "", 1);
    let verdict = rules::validate(broken.as_bytes(), &rules::Context::new(context().now));
    let id = verdict
        .found
        .iter()
        .find(|found| found.error.code().as_str() == "BR-KSA-08")
        .unwrap();
    assert!(
        id.field.as_deref().is_some_and(|field| field.starts_with("seller.id")),
        "{id:?}"
    );
    let broken = xml.replacen("NWZl", "NWZm", 1);
    let verdict = rules::validate(broken.as_bytes(), &rules::Context::new(context().now));
    let link = verdict.found.iter().find(|found| found.stage == Stage::Pih).unwrap();
    assert_eq!(link.field.as_deref(), Some("previous_hash"));
}
