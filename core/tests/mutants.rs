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

use khatm::Severity;
use khatm::rules::{self, Site, Stage};
use khatm::time::Moment;
use mutants::answers::{self, Answers, Codes, digest};
use mutants::{CLOCK, Document, Group, SEED, aims};

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

/// What the library says of a document, as the answers are written, and in how many places each site fired and was silent.
fn ask(xml: &str) -> (Codes, Vec<Option<(u32, u32)>>) {
    static SITES: LazyLock<Vec<Site>> = LazyLock::new(rules::sites);
    let now = Moment::parse(CLOCK).unwrap();
    let trace = match rules::trace(xml.as_bytes(), now) {
        Ok(trace) => trace,
        Err(error) => return (vec![format!("unreadable: {error:?}")], Vec::new()),
    };
    let mut codes: Codes = Vec::new();
    for (site, counts) in SITES.iter().zip(&trace) {
        let stage = if site.stage == Stage::En { "en" } else { "ksa" };
        match counts {
            None => codes.push(format!("{stage}:error:{ABORTED}")),
            Some((0, _)) => {}
            Some(_) => {
                let severity = if site.severity == Severity::Error {
                    "error"
                } else {
                    "warning"
                };
                codes.push(format!("{stage}:{severity}:{}", site.code.as_str()));
            }
        }
    }
    codes.sort();
    codes.dedup();
    (codes, trace)
}

/// One document on which the library and the genuine stylesheets differ.
struct Difference<'g> {
    group: &'g str,
    number: usize,
    document: &'g Document,
    ours: Codes,
    theirs: &'static Codes,
}

#[test]
fn the_library_says_what_the_genuine_stylesheets_say() {
    let work: Vec<(&Group, usize)> = GROUPS
        .iter()
        .flat_map(|group| (0..group.documents.len()).map(move |number| (group, number)))
        .collect();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let parts = work.chunks(work.len().div_ceil(threads));
    let (mut differences, mut sites) = (Vec::new(), vec![(0_u32, 0_u32); SITES]);
    std::thread::scope(|scope| {
        let running: Vec<_> = parts.map(|part| scope.spawn(move || compare(part))).collect();
        for thread in running {
            let (found, counts) = thread.join().unwrap();
            differences.extend(found);
            for (all, here) in sites.iter_mut().zip(counts) {
                *all = (all.0 + here.0, all.1 + here.1);
            }
        }
    });
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for difference in &differences {
        let only = |these: &Codes, those: &Codes| -> Vec<String> {
            these.iter().filter(|code| !those.contains(code)).cloned().collect()
        };
        let kind = format!(
            "ours {:?}, theirs {:?}",
            only(&difference.ours, difference.theirs),
            only(difference.theirs, &difference.ours)
        );
        let example = format!(
            "{} {}: {}",
            difference.group, difference.number, difference.document.what
        );
        kinds.entry(kind).or_default().push(example);
    }
    for (kind, examples) in &kinds {
        println!("{} times {kind}, as in", examples.len());
        examples
            .iter()
            .take(3)
            .for_each(|example| println!("    {example:.300}"));
    }
    let unmet: Vec<_> = rules::sites()
        .iter()
        .zip(&sites)
        .filter(|(site, (fired, silent))| (*fired < 3 && !dead(site)) || *silent < 3)
        .map(|(site, counts)| format!("{} {:?} {counts:?}", site.code.as_str(), site.steps))
        .collect();
    println!("{} documents, {} differences", work.len(), differences.len());
    assert!(unmet.is_empty(), "three on each side of every site, please: {unmet:#?}");
    assert!(differences.is_empty(), "{} differences", differences.len());
}

fn dead(site: &Site) -> bool {
    DEAD.iter().any(|(code, _)| *code == site.code.as_str())
}

/// The differences in a part of the documents, and in how many of them each site fired and was silent.
fn compare(part: &[(&'static Group, usize)]) -> (Vec<Difference<'static>>, Vec<(u32, u32)>) {
    let (mut differences, mut counts) = (Vec::new(), vec![(0, 0); SITES]);
    for (group, number) in part {
        let document = &group.documents[*number];
        let theirs = &ANSWERS.groups[&group.name].codes[*number];
        let (ours, trace) = ask(&document.xml);
        if ours != *theirs {
            differences.push(Difference {
                group: &group.name,
                number: *number,
                document,
                ours,
                theirs,
            });
        }
        for (count, site) in counts.iter_mut().zip(trace) {
            let (fired, silent) = site.unwrap_or_default();
            count.0 += u32::from(fired > 0);
            count.1 += u32::from(fired == 0 && silent > 0);
        }
    }
    (differences, counts)
}
