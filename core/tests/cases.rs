//! The corpus that every host plays, in Rust: what is expected holds, what is kept is what is answered, and most of it is known from
//! elsewhere.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::print_stdout, missing_docs)]

#[path = "../examples/cases/play.rs"]
mod play;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use play::{Absent, Case, Player};
use serde_json::Value;
use support::repository;

fn text<'c>(case: &'c Case, name: &str) -> &'c str {
    case.get(name).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn every_call_answers_as_expected_and_as_it_is_kept() {
    let root = repository();
    let cases = play::read(&root, "calls.json");
    let kept: BTreeMap<String, Value> =
        serde_json::from_slice(&std::fs::read(root.join("examples/cases/answers.json")).unwrap()).unwrap();
    let mut player = Player::new(&root);
    let (mut played, mut skipped, mut wrong) = (0, 0, Vec::new());
    for case in &cases {
        let name = text(case, "name");
        let looked = player
            .play(case)
            .and_then(|answer| Ok((player.wrong(case, &answer)?, answer)));
        match looked {
            Err(Absent) => skipped += 1,
            Ok((faults, answer)) => {
                played += 1;
                wrong.extend(faults.into_iter().map(|fault| format!("{name}: {fault}")));
                if kept.get(name) != Some(&play::folded(&answer)) {
                    wrong.push(format!("{name}: answers.json has another answer (.ci/gen writes it)"));
                }
            }
        }
    }
    println!("played {played} of {} cases", cases.len());
    if skipped > 0 {
        eprintln!("SKIPPED {skipped} cases: ../shared/conformance is absent");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    let names: BTreeSet<_> = cases.iter().map(|case| text(case, "name")).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    assert_eq!(names, kept.keys().map(String::as_str).collect());
}

/// Whether a value refers to what the authority said.
fn refers(value: &Value) -> bool {
    match value {
        Value::Array(all) => all.iter().any(refers),
        Value::Object(all) => {
            all.get("file")
                .and_then(Value::as_str)
                .is_some_and(|file| file.starts_with("conformance/"))
                || all.values().any(refers)
        }
        _ => false,
    }
}

#[test]
fn most_expectations_are_not_our_own() {
    let cases = play::read(&repository(), "calls.json");
    let (mut sources, mut missing): (BTreeMap<&str, usize>, BTreeMap<&str, usize>) = Default::default();
    for case in &cases {
        let (name, source) = (text(case, "name"), text(case, "source"));
        *sources.entry(source).or_default() += 1;
        let expect = case["expect"].as_array().unwrap();
        assert!(!expect.is_empty(), "{name} expects nothing");
        match source {
            // What it said is read where it was recorded; where a record says so by being there at all, it is said why.
            "authority" => assert!(
                expect.iter().any(refers) || refers(&case["with"]) && !text(case, "because").is_empty(),
                "{name}"
            ),
            "hand" | "khatm" => assert!(!text(case, "because").is_empty(), "{name} does not say why"),
            other => panic!("{name}: {other} is no source"),
        }
        for (host, why) in case.get("not_in").and_then(Value::as_object).into_iter().flatten() {
            assert!(
                ["sql", "python", "node", "kotlin", "swift"].contains(&host.as_str()),
                "{name}: {host}"
            );
            assert!(
                why.as_str().is_some_and(|why| why.len() > 10),
                "{name}: {host} without a reason"
            );
            *missing.entry(host).or_default() += 1;
        }
    }
    println!("{} cases: {sources:?}; not in {missing:?}", cases.len());
    // A key neither comes to a database nor leaves it; of all else no more than an eighth is missing.
    let keyless = |case: &&Case| matches!(text(case, "call"), "seal" | "csr" | "inspect");
    let fit = cases.len() - cases.iter().filter(keyless).count();
    // Python and Node have every call; what Kotlin's and Swift's types cannot say at all is little.
    assert!(
        !missing.contains_key("python") && !missing.contains_key("node"),
        "{missing:?}"
    );
    assert!(
        ["kotlin", "swift"]
            .iter()
            .all(|host| missing.get(host).is_none_or(|count| *count <= 5)),
        "{missing:?}"
    );
    assert!(
        fit.saturating_sub(cases.len() - missing["sql"]) * 8 <= fit,
        "{missing:?}"
    );
    let own = sources.get("khatm").copied().unwrap_or_default();
    assert!(cases.len() >= 150 && own * 2 <= cases.len(), "{sources:?}");
}

#[cfg(feature = "simulator")]
#[path = "cases/ledger.rs"]
mod ledger;
