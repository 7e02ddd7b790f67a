//! From drafts to documents and back: the examples, the authority's samples, every refusal, the pains of real shops.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "drafts/money.rs"]
mod money;
#[path = "drafts/mutants.rs"]
mod mutants;
#[path = "drafts/refusals.rs"]
mod refusals;
mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;

use khatm::invoice::{Context, Draft, DraftReport, build, parse, prove};
use khatm::rules::check;
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

/// A category states one code, so one line that has it is enough.
#[test]
fn a_line_without_a_code_has_it_from_the_others() {
    let coded = json!({ "name": "Pill", "quantity": 1, "price": "1", "exemption_code": "VATEX-SA-35" });
    let bare = json!({ "name": "Pill", "quantity": 1, "price": "1", "vat_category": "Z" });
    let warnings = |lines: Value| build(shop(lines).to_string().as_bytes(), &context()).unwrap().1.len();
    assert_eq!((warnings(json!([coded, bare])), warnings(json!([bare, bare]))), (0, 2));
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
    // Another process may have had the processor while one of them was measured.
    let mut seen = Vec::new();
    let linear = (0..5).any(|_| {
        let (small, large) = (time(500), time(8_000));
        seen.push((small, large));
        large < small * 16 * 6
    });
    assert!(linear, "for 500 and for 8,000: {seen:?}");
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
        // Where one thing is wrong the official rules may say more than one.
        let also: &[(Severity, &str, &str)] = match code {
            "BR-KSA-35" => &[(Severity::Warning, "BR-KSA-15", "supply_date")],
            "BR-KSA-10" => &[
                (Severity::Warning, "BR-KSA-63", "buyer.street"),
                (Severity::Warning, "BR-KSA-F-06-C23", "buyer.street"),
            ],
            "BR-KSA-63" => &[(Severity::Warning, "BR-KSA-F-06-C28", "buyer.district")],
            _ => &[],
        };
        if found.split_first() != Some((&(severity, code, path), also)) {
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
