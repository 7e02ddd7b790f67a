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
