//! The rules against the authority's own answers.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)]

mod support;

use std::collections::BTreeSet;

use khatm::rules::{Context, FIRST_PREVIOUS_HASH, Verdict, validate};
use khatm::time::Moment;

type Codes = BTreeSet<(String, String, String)>;

/// The clock of the recorded runs, and the hash that the SDK expected.
fn verdict(xml: &[u8]) -> Verdict {
    let now = Moment::parse("2026-09-20T12:00:00").unwrap();
    validate(xml, &Context::new(now).after(FIRST_PREVIOUS_HASH))
}

const LAYERS: [&str; 6] = ["xsd", "en", "ksa", "qr", "signature", "pih"];

fn stopped(codes: Codes) -> Codes {
    codes
        .into_iter()
        .map(|(stage, severity, code)| match code.starts_with("KHATM-RULES-") {
            true => (stage, severity, "SaxonApiException".to_owned()),
            false => (stage, severity, code),
        })
        .collect()
}

#[test]
fn every_case_of_the_authority_has_its_findings() {
    let Some(folder) = support::conformance("rules") else {
        return;
    };
    let (mut cases, mut wrong) = (0, Vec::new());
    let mut families: Vec<_> = std::fs::read_dir(folder.join("rules"))
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    families.sort();
    for family in families {
        let mut list: Vec<_> = std::fs::read_dir(&family).unwrap().map(|f| f.unwrap().path()).collect();
        list.sort();
        for case in list {
            let xml = std::fs::read(case.join("input.xml")).unwrap();
            let expected: serde_json::Value =
                serde_json::from_slice(&std::fs::read(case.join("expected.json")).unwrap()).unwrap();
            let text = |value: &serde_json::Value, key: &str| value[key].as_str().unwrap().to_owned();
            let layers = LAYERS.map(|layer| text(&expected["layers"], layer));
            let expected: Codes = expected["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| (text(f, "stage"), text(f, "severity"), text(f, "code")))
                .filter(|(stage, ..)| stage == "en" || stage == "ksa")
                .collect();
            let report = serde_json::to_value(verdict(&xml).report(khatm::Language::English)).unwrap();
            let found: Codes = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(|f| (text(f, "stage"), text(f, "severity"), text(f, "code")))
                .filter(|(stage, ..)| stage == "en" || stage == "ksa")
                .collect();
            let ended = LAYERS.map(|layer| text(&report["layers"], layer));
            let found = stopped(found);
            cases += 1;
            let other: Vec<_> = LAYERS
                .iter()
                .zip(layers.iter().zip(&ended))
                .filter(|(_, (a, b))| a != b)
                .collect();
            if found != expected || !other.is_empty() {
                let name = format!(
                    "{}/{}",
                    family.file_name().unwrap().to_string_lossy(),
                    case.file_name().unwrap().to_string_lossy()
                );
                let more: Vec<_> = found.difference(&expected).collect();
                let less: Vec<_> = expected.difference(&found).collect();
                wrong.push(format!("{name}: too many {more:?}, missing {less:?}, layers {other:?}"));
            }
        }
    }
    println!("{cases} cases, {} wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(wrong.is_empty() && cases >= 279);
}

/// A document broken in one place, a code that this brings, and where it is to be mended.
const PLACES: &[(&str, &str, &str, &str)] = &[
    (
        r#"name="0100000">388<"#,
        r#"name="0100000"><"#,
        "BR-04",
        "/Invoice/cbc:InvoiceTypeCode",
    ),
    (
        r#"<cbc:InvoiceTypeCode name="0100000">388</cbc:InvoiceTypeCode>"#,
        "",
        "BR-04",
        "/Invoice",
    ),
    // Not at the advance, which is right.
    (
        r#"<cbc:PayableAmount currencyID="SAR">4174.50"#,
        r#"<cbc:PayableAmount currencyID="SAR">4174.51"#,
        "BR-CO-16",
        "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount",
    ),
    (
        r#"<cbc:TaxExclusiveAmount currencyID="SAR">3630.00"#,
        r#"<cbc:TaxExclusiveAmount currencyID="SAR">3630.01"#,
        "BR-CO-13",
        "/Invoice/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
    ),
    // The charges are needed for the sum, but it is the sum that is wrong.
    (
        r#"<cbc:PrepaidAmount"#,
        r#"<cbc:ChargeTotalAmount currencyID="SAR">5.00</cbc:ChargeTotalAmount><cbc:PrepaidAmount"#,
        "BR-CO-13",
        "/Invoice/cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
    ),
    (
        r#"<cbc:TaxInclusiveAmount currencyID="SAR">4174.50"#,
        r#"<cbc:TaxInclusiveAmount currencyID="SAR">4174.51"#,
        "BR-CO-15",
        "/Invoice/cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
    ),
    (
        r#"<cbc:PriceAmount currencyID="SAR">450.00"#,
        r#"<cbc:PriceAmount currencyID="USD">450.00"#,
        "BR-KSA-CL-02",
        "/Invoice/cac:InvoiceLine[1]/cac:Price/cbc:PriceAmount/@currencyID",
    ),
    // The breakdown has a category, only not this one.
    (
        "<cac:TaxCategory>\n        <cbc:ID>S<",
        "<cac:TaxCategory>\n        <cbc:ID>E<",
        "BR-S-01",
        "/Invoice/cac:TaxTotal[2]/cac:TaxSubtotal/cac:TaxCategory/cbc:ID",
    ),
    // There are lines, only none that is exempt.
    (
        "<cac:TaxCategory>\n        <cbc:ID>S<",
        "<cac:TaxCategory>\n        <cbc:ID>E<",
        "BR-E-08",
        "/Invoice/cac:TaxTotal[2]/cac:TaxSubtotal/cac:TaxCategory",
    ),
    (
        "<cac:TaxCategory>\n        <cbc:ID>S</cbc:ID>\n        <cbc:Percent>15.00</cbc:Percent>",
        "<cac:TaxCategory>\n        <cbc:ID>S</cbc:ID>",
        "BR-48",
        "/Invoice/cac:TaxTotal[2]/cac:TaxSubtotal/cac:TaxCategory",
    ),
    // What is missing from the document is missing from its outermost element.
    ("<cbc:ID>PIH</cbc:ID>", "<cbc:ID>HIP</cbc:ID>", "KSA-13", "/Invoice"),
];

#[test]
fn a_finding_points_at_what_is_to_be_mended() {
    let sound = support::sample("standard.xml");
    for (from, to, code, path) in PLACES {
        let verdict = verdict(&support::replace_one(&sound, from, to));
        let found = verdict.found.iter().find(|found| found.error.code().as_str() == *code);
        let found = found.unwrap_or_else(|| panic!("{code} is silent: {from} → {to}"));
        assert_eq!(found.error.path(), Some(*path), "{code}: {from} → {to}");
        assert!(found.error.position().is_some(), "{code}");
    }
}

#[test]
fn only_what_is_not_there_at_all_is_called_missing() {
    let sound = support::sample("standard.xml");
    let message = |from: &str, to: &str, code: &str| {
        let report = verdict(&support::replace_one(&sound, from, to)).report(khatm::Language::English);
        let finding = report.findings.into_iter().find(|finding| finding.code == code);
        finding.unwrap().message
    };
    let category = "<cac:TaxCategory>\n        <cbc:ID>S</cbc:ID>";
    let other = category.replace('S', "E");
    assert!(!message(category, &other, "BR-S-01").ends_with("cbc:ID"));
    assert!(message(category, "<cac:TaxCategory>", "BR-S-01").ends_with(": cbc:ID"));
    let kind = r#"<cbc:InvoiceTypeCode name="0100000">388</cbc:InvoiceTypeCode>"#;
    assert!(message(kind, "", "BR-04").ends_with(": cbc:InvoiceTypeCode"));
}
