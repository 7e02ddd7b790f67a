//! The structure of UBL 2.1, held against the official schema's own verdicts and the authority's.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, unreachable_pub)]

#[path = "structure/cases.rs"]
mod cases;
#[path = "structure/mutants.rs"]
mod mutants;
mod support;
#[path = "structure/values.rs"]
mod values;

use std::fs;
use std::path::PathBuf;

use khatm::rules::{Found, LayerResult, structure};
use khatm::ubl;
use mutants::{Element, mutant, tree};
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::dice::Dice;

fn folder() -> PathBuf {
    support::repository().join("core/tests/structure")
}

fn look(xml: &[u8]) -> Vec<Found> {
    structure(&ubl::parse(xml).unwrap())
}

fn said(found: &[Found]) -> Vec<String> {
    found.iter().map(|found| found.error.to_string()).collect()
}

/// The documents of a folder, in order of their names.
fn documents(folder: PathBuf) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "xml"));
    files.sort();
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    files.iter().map(|file| (name(file), fs::read(file).unwrap())).collect()
}

#[test]
fn every_sample_and_everything_built_from_an_example_is_right() {
    let mut good = documents(support::repository().join("examples/documents"));
    good.extend(documents(folder().join("bases")));
    let now = khatm::time::Moment::parse("2026-11-21T12:00:00").unwrap();
    let mut context = khatm::invoice::Context::new(now);
    context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
    for entry in fs::read_dir(support::repository().join("examples/drafts")).unwrap() {
        let draft = fs::read(entry.unwrap().path()).unwrap();
        let (invoice, _) = khatm::invoice::build(&draft, &context).unwrap();
        good.push(("a draft".to_owned(), ubl::write::write(&invoice)));
    }
    assert!(good.len() >= 40, "{}", good.len());
    if let Some(shared) = support::conformance("structure of the samples") {
        let samples = documents(shared.join("samples"));
        assert_eq!(samples.len(), 20);
        good.extend(samples);
    }
    for (name, xml) in good {
        assert_eq!(said(&look(&xml)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_case_ends_as_with_the_official_validator() {
    let Some(shared) = support::conformance("structure of the cases") else {
        return;
    };
    let (mut passed, mut failed) = (0, 0);
    for group in fs::read_dir(shared.join("rules")).unwrap() {
        for case in fs::read_dir(group.unwrap().path()).unwrap() {
            let case = case.unwrap().path();
            let expected: Value = serde_json::from_slice(&fs::read(case.join("expected.json")).unwrap()).unwrap();
            let found = look(&fs::read(case.join("input.xml")).unwrap());
            match expected["layers"]["xsd"].as_str().unwrap() {
                "passed" => passed += 1,
                "failed" => failed += 1,
                other => panic!("{case:?}: {other}"),
            }
            let layer = serde_json::to_value(LayerResult::of(&found)).unwrap();
            assert_eq!(layer, expected["layers"]["xsd"], "{case:?}: {:?}", said(&found));
        }
    }
    assert!(passed >= 250 && failed >= 24, "{passed} and {failed}");
}

fn mutants(bases: &[Element], seed: u64, count: usize) -> impl Iterator<Item = String> {
    let mut dice = Dice::new(seed);
    (0..count).map(move |_| {
        let base = dice.below(bases.len());
        let donor = dice.below(bases.len());
        mutant(&bases[base], &bases[donor], &mut dice)
    })
}

/// Good documents to make mutants of: copies of examples, and `wide-*` and `sig-*`, drawn at random from all that the
/// schema allows. They are kept as files, so that the recorded verdicts outlive changes of the examples.
fn bases(folder: PathBuf) -> Vec<Element> {
    let read = |(_, xml): (String, Vec<u8>)| tree(std::str::from_utf8(&xml).unwrap().trim_start_matches('\u{feff}'));
    documents(folder).into_iter().map(read).collect()
}

/// What the schema said of each mutant was recorded once, with Xerces and libxml2 (see the file's own words).
#[test]
fn every_mutant_is_judged_as_the_schema_judges_it() {
    let recorded: Value = serde_json::from_slice(&fs::read(folder().join("verdicts.json")).unwrap()).unwrap();
    let seed = recorded["seed"].as_u64().unwrap();
    let count = recorded["count"].as_u64().unwrap() as usize;
    println!("seed {seed}");
    let bits = recorded["right"].as_str().unwrap();
    let is_right = |at: usize| {
        let digit = bits.as_bytes()[at / 4] as char;
        digit.to_digit(16).unwrap() >> (3 - at % 4) & 1 == 1
    };
    let (mut hash, mut right, mut different) = (Sha256::new(), 0, Vec::new());
    for (at, xml) in mutants(&bases(folder().join("bases")), seed, count).enumerate() {
        hash.update(&xml);
        let found = look(xml.as_bytes());
        right += usize::from(is_right(at));
        if found.is_empty() != is_right(at) {
            different.push((at, said(&found)));
        }
    }
    let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        hash,
        recorded["sha256"].as_str().unwrap(),
        "other mutants than those that were judged"
    );
    assert!(
        different.is_empty(),
        "{} of {count}: {:?}",
        different.len(),
        &different[..different.len().min(5)]
    );
    assert!(
        count >= 3000 && right * 4 >= count && (count - right) * 4 >= count,
        "{right} of {count} are right"
    );
}

/// Writes mutants to a file, each after its length (32 bits, little-endian), to be judged by other validators; and ours.
#[test]
#[ignore = "only to record verdicts: STRUCTURE_BASES, STRUCTURE_SEED, STRUCTURE_COUNT, STRUCTURE_OUT"]
fn mutants_for_other_validators() {
    let told = |name: &str| std::env::var(name).unwrap();
    let number = |name: &str| told(name).parse::<u64>().unwrap();
    let bases = bases(told("STRUCTURE_BASES").into());
    let (mut out, mut ours, mut hash) = (Vec::new(), String::new(), Sha256::new());
    for xml in mutants(&bases, number("STRUCTURE_SEED"), number("STRUCTURE_COUNT") as usize) {
        out.extend_from_slice(&(xml.len() as u32).to_le_bytes());
        out.extend_from_slice(xml.as_bytes());
        hash.update(&xml);
        let found = look(xml.as_bytes());
        ours.push_str(if found.is_empty() { "1" } else { "0" });
        ours.push_str(&format!("\t{}\n", said(&found).join(" ").replace('\n', " ")));
    }
    fs::write(told("STRUCTURE_OUT"), out).unwrap();
    fs::write(format!("{}.ours", told("STRUCTURE_OUT")), ours).unwrap();
    let hash: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("sha256 {hash}");
}
