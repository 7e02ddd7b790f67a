//! The layers qr, signature and pih: each ends as it ends in the authority's own validator, and each planted break of a good
//! document is called by its name.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

#[path = "integrity/breaks.rs"]
mod breaks;
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use khatm::rules::{Context, FIRST_PREVIOUS_HASH, Integrity, LayerResult};
use khatm::time::Moment;
use khatm::ubl;
use serde_json::Value;
use support::conformance;

fn now() -> Moment {
    Moment::parse("2026-09-17T22:00:00").unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    all.sort();
    all
}

fn name(result: LayerResult) -> &'static str {
    match result {
        LayerResult::Passed => "passed",
        LayerResult::Failed => "failed",
        LayerResult::NotRun => "not_run",
    }
}

/// The three results, as the validator with the constant in its pih.txt has them.
fn results(xml: &[u8]) -> [&'static str; 3] {
    let doc = ubl::parse(xml).unwrap();
    Integrity::of(&doc, &Context::new(now()).after(FIRST_PREVIOUS_HASH))
        .results()
        .map(name)
}

fn differences(file: &Path, expected: &Value, out: &mut Vec<String>) {
    let found = results(&fs::read(file).unwrap());
    for (layer, found) in ["qr", "signature", "pih"].iter().zip(found) {
        let expected = expected[layer].as_str().unwrap();
        if expected != found {
            out.push(format!("{}: {layer} {found}, there {expected}", file.display()));
        }
    }
}

#[test]
fn every_recorded_case_ends_as_in_the_authoritys_validator() {
    let Some(folder) = conformance("layers") else { return };
    let mut out = Vec::new();
    let mut count = 0;
    for family in folders(&folder.join("rules")) {
        for case in folders(&family) {
            differences(
                &case.join("input.xml"),
                &json(&case.join("expected.json"))["layers"],
                &mut out,
            );
            count += 1;
        }
    }
    assert!(count >= 279, "{count}");
    for case in folders(&folder.join("parity")) {
        let Ok(expected) = fs::read(case.join("expected.json")) else {
            continue;
        };
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        if expected["validation"]["qr"].is_string() {
            differences(&case.join("input.xml"), &expected["validation"], &mut out);
        }
        if expected["signed_validation"]["qr"].is_string() {
            differences(&case.join("sdk-signed.xml"), &expected["signed_validation"], &mut out);
        }
    }
    assert!(out.is_empty(), "{} differences\n{}", out.len(), out.join("\n"));
}

#[test]
fn every_sample_passes_and_standard_ones_are_looked_at_for_the_link_alone() {
    let Some(folder) = conformance("layers of the samples") else {
        return;
    };
    for path in folders(&folder.join("samples")) {
        let file = path.file_name().unwrap().to_string_lossy().to_lowercase();
        let simplified = file.contains("simplified");
        let expected = match simplified {
            true => ["passed"; 3],
            false => ["not_run", "not_run", "passed"],
        };
        assert_eq!(results(&fs::read(&path).unwrap()), expected, "{path:?}");
    }
}
