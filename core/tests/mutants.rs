//! The rules against the genuine ones: thousands of documents, each changed in one place or in a few, and for each the codes
//! that the authority's own stylesheets (SDK R3.4.8) gave, recorded once in `mutants/answers.txt`.
//!
//! `cargo run --example mutants` writes the documents, of this seed or another, and records new answers.
#![allow(clippy::unwrap_used, clippy::print_stdout, unreachable_pub, dead_code, missing_docs)]

#[path = "mutants/mod.rs"]
mod mutants;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use mutants::answers::{self, Answers, Codes, digest};
use mutants::{CLOCK, Group, SEED, aims};

/// Sites that no document can reach, and why.
const DEAD: &[(&str, &str)] = &[(
    "BR-KSA-F-02",
    "comparing an indicator that is not xs:boolean aborts the stage; one that is passes",
)];
/// What a stage says that could not go to its end.
const ABORTED: &str = "SaxonApiException";
const SITES: usize = 257;

static ANSWERS: LazyLock<Answers> = LazyLock::new(|| answers::read(include_str!("mutants/answers.txt")));
static GROUPS: LazyLock<Vec<Group>> = LazyLock::new(|| groups(SEED));

fn groups(seed: u64) -> Vec<Group> {
    let samples = support::conformance("mutants of the authority's samples").map(|folder| folder.join("samples"));
    mutants::groups(seed, &support::repository().join("examples/drafts"), samples.as_deref())
}

/// The id of a site: `BR-CO-12#2` is the second of BR-CO-12.
fn id(site: &str) -> &str {
    site.split('#').next().unwrap()
}

#[test]
fn the_documents_are_those_that_the_answers_are_for() {
    assert_eq!(ANSWERS.seed, SEED);
    assert_eq!(ANSWERS.clock, CLOCK);
    let recorded: usize = ANSWERS.groups.values().map(|group| group.codes.len()).sum();
    assert!(recorded >= 5000, "{recorded}");
    for group in GROUPS.iter() {
        let answers = &ANSWERS.groups[&group.name];
        assert_eq!(answers.codes.len(), group.documents.len(), "{}", group.name);
        assert_eq!(
            answers.digest,
            digest(group),
            "{}: the documents moved; write them out, ask the genuine stylesheets again and record",
            group.name
        );
    }
    // The samples may be away; nothing else may.
    let there: BTreeSet<&str> = GROUPS.iter().map(|group| group.name.as_str()).collect();
    for name in ANSWERS.groups.keys().filter(|name| !there.contains(name.as_str())) {
        assert!(name.starts_with("sample/"), "{name} is not made any more");
    }
}

#[test]
fn a_seed_makes_the_same_documents_again_and_another_makes_others() {
    let drafts = support::repository().join("examples/drafts");
    let again = mutants::groups(SEED, &drafts, None);
    let others = mutants::groups(SEED + 1, &drafts, None);
    for ((group, again), other) in GROUPS.iter().zip(&again).zip(&others) {
        assert_eq!(digest(group), digest(again), "{}", group.name);
        assert_ne!(digest(group), digest(other), "{}", group.name);
    }
}

/// How often each site fired and was silent where an edit aimed at it, by what was recorded.
fn coverage() -> BTreeMap<&'static str, (usize, usize)> {
    let group = GROUPS.iter().find(|group| group.name == "aims").unwrap();
    let recorded = &ANSWERS.groups[&group.name].codes;
    let fired = |codes: &Codes, site: &str| codes.iter().any(|code| code.ends_with(&format!(":{}", id(site))));
    let stages: BTreeMap<&str, &str> = recorded
        .iter()
        .flatten()
        .map(|code| {
            let mut parts = code.split(':');
            let stage = parts.next().unwrap();
            (parts.next_back().unwrap(), stage)
        })
        .collect();
    let mut counts: BTreeMap<_, _> = aims().map(|aim| (aim.site, (0, 0))).collect();
    for (document, codes) in group.documents.iter().zip(recorded) {
        let Some(site) = document.site else { continue };
        let stage = stages.get(id(site)).unwrap_or(&"ksa");
        let (fires, silent) = counts.get_mut(site).unwrap();
        match fired(codes, site) {
            true => *fires += 1,
            // A stage that aborted was not silent.
            false if codes.contains(&format!("{stage}:error:{ABORTED}")) => {}
            false => *silent += 1,
        }
    }
    counts
}

#[test]
fn every_site_is_met_on_both_sides_of_its_border() {
    let coverage = coverage();
    assert_eq!(coverage.len(), SITES);
    println!("site: fired, silent");
    let mut wanting = Vec::new();
    for (site, (fires, silent)) in &coverage {
        println!("{site}: {fires}, {silent}");
        match DEAD.iter().find(|(dead, _)| dead == site) {
            Some((_, why)) => assert_eq!(*fires, 0, "{site} was called dead: {why}"),
            None if *fires < 3 || *silent < 3 => wanting.push(site),
            None => {}
        }
    }
    assert!(wanting.is_empty(), "three on each side, please: {wanting:?}");
}
