//! Documents to try the rules with: from the authority's samples, from the example drafts and from documents of our own,
//! each changed in one place or in a few, the same for the same seed on every machine.
//!
//! `mutants.rs` beside this folder compares what the library says of them with `answers.txt`: what the genuine stylesheets
//! (R3.4.8) said, recorded as codes only. The example of the same name writes them to a folder and records anew.

pub mod aim;
mod aims_advance;
mod aims_en;
mod aims_ksa;
pub mod answers;
mod edits;
mod numbers;
mod operations;
mod random;
mod templates;
mod tree;
mod values;
mod whole;

use std::collections::HashSet;
use std::path::Path;

use khatm::invoice::{Context, build};
use khatm::time::Moment;
use khatm::ubl::write::write;

use aim::Aim;
use random::Random;
use tree::Tree;

/// The clock of the example drafts, and of every document of our own; the rules are asked at `CLOCK`.
const ISSUED: &str = "2026-11-21T11:30:00";
/// When the rules are asked, in Riyadh.
pub const CLOCK: &str = "2026-11-21T13:00:00";
/// The seed of the recorded answers.
pub const SEED: u64 = 1;

/// One document.
#[derive(Debug)]
pub struct Document {
    /// What was done, for a report.
    pub what: String,
    /// The site that it aims at.
    pub site: Option<&'static str>,
    pub xml: String,
}

/// The documents made of one base.
#[derive(Debug)]
pub struct Group {
    pub name: String,
    pub documents: Vec<Document>,
}

/// Every row of aims.
pub fn aims() -> impl Iterator<Item = &'static Aim> {
    aims_en::AIMS.iter().chain(aims_ksa::AIMS).chain(aims_advance::AIMS)
}

/// All groups, those of the samples only if their folder is there.
pub fn groups(seed: u64, drafts: &Path, samples: Option<&Path>) -> Vec<Group> {
    let templates = templates::all();
    let mut groups = vec![
        aimed(seed, &templates),
        numbers(seed, &templates),
        orders(seed, &templates),
    ];
    let mut add = |name: String, text: &str, rounds: usize| groups.push(varied(seed, name, text, rounds));
    for (name, text) in &templates {
        add(format!("own/{name}"), text, 3);
    }
    for (name, text) in templates::credit_notes() {
        add(format!("own/{name}"), &text, 1);
    }
    for (name, bytes) in files(drafts, "json") {
        let mut context = Context::new(Moment::parse(ISSUED).expect("a time"));
        context.uuid = Some("8e6000cf-1a98-4174-b3e7-b5d5954bc10d".to_owned());
        let (invoice, _) = build(&bytes, &context).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        let text = String::from_utf8(write(&invoice)).expect("UTF-8");
        add(format!("draft/{name}"), &text, 1);
    }
    for (name, bytes) in samples.map(|folder| files(folder, "xml")).unwrap_or_default() {
        let text = String::from_utf8(bytes).expect("UTF-8");
        add(format!("sample/{name}"), &text, 1);
    }
    groups
}

/// The files of a folder with this ending, by name.
fn files(folder: &Path, ending: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{folder:?}: {error}"))
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|known| known == ending))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(&path).expect("a file can be read"))
        })
        .collect()
}

/// What a group is collected in: no document twice, and none that is not XML.
#[derive(Default)]
struct Collected {
    documents: Vec<Document>,
    seen: HashSet<String>,
}

impl Collected {
    fn add(&mut self, what: String, site: Option<&'static str>, xml: String) {
        let options = roxmltree::ParsingOptions {
            allow_dtd: false,
            ..roxmltree::ParsingOptions::default()
        };
        let well_formed = roxmltree::Document::parse_with_options(&xml, options).is_ok();
        // A document that two sites aim at stands for both.
        if well_formed && (site.is_some() || self.seen.insert(xml.clone())) {
            self.documents.push(Document { what, site, xml });
        }
    }
}

/// The documents that aim at a site.
fn aimed(seed: u64, templates: &[(&str, String)]) -> Group {
    let mut collected = Collected::default();
    for aim in aims() {
        for base in aim.bases.split(' ') {
            let (_, text) = templates
                .iter()
                .find(|(name, _)| *name == base)
                .unwrap_or_else(|| panic!("no document {base}"));
            let edits: Vec<String> = match aim.values {
                [] => vec![aim.edit.to_owned()],
                values => values.iter().map(|value| format!("{}={value}", aim.edit)).collect(),
            };
            for edit in edits {
                let mut tree = Tree::parse(text);
                for edit in aim.before.iter().copied().chain([edit.as_str()]) {
                    assert!(edits::apply(&mut tree, edit), "{}: {base} has no {edit}", aim.site);
                }
                let what = format!("{base} {:?} {edit:.100}", aim.before);
                // Chance of its own for each, so that a new row does not move the others.
                let mut random = Random::new(seed, &what);
                collected.add(what, Some(aim.site), tree.write());
                if let Some(xml) = relexed(&mut tree, &edit, &mut random) {
                    collected.add(
                        format!("{base} {:?} {edit:.100}, written otherwise", aim.before),
                        None,
                        xml,
                    );
                }
            }
        }
    }
    Group {
        name: "aims".to_owned(),
        documents: collected.documents,
    }
}

/// Now and then the same text written in another way.
fn relexed(tree: &mut Tree, edit: &str, random: &mut Random) -> Option<String> {
    let (path, _) = edit.split_once('=')?;
    if path.contains('@') || !path.starts_with(char::is_alphabetic) || !random.one_in(5) {
        return None;
    }
    let place = tree.root.select(&edits::shortened(path)).first()?.clone();
    let raw = operations::lexical(tree.root.at(&place).text()?, random);
    tree.root.at_mut(&place).children = tree::fragment(&raw);
    Some(tree.write())
}

/// Invoices with odd numbers.
fn numbers(seed: u64, templates: &[(&str, String)]) -> Group {
    let mut random = Random::new(seed, "numbers");
    let mut collected = Collected::default();
    for _ in 0..900 {
        let (what, xml) = numbers::invoice(&templates[0].1, &mut random);
        collected.add(what, None, xml);
    }
    Group {
        name: "numbers".to_owned(),
        documents: collected.documents,
    }
}

/// Documents with two faults: which of them is met first decides whether a stage goes to its end.
fn orders(seed: u64, templates: &[(&str, String)]) -> Group {
    let mut random = Random::new(seed, "orders");
    let mut collected = Collected::default();
    for _ in 0..250 {
        for (name, text) in templates {
            let mut tree = Tree::parse(text);
            let first = operations::amount(&mut tree, true, &mut random);
            let second = operations::amount(&mut tree, false, &mut random);
            collected.add(format!("{name} {first}; {second}"), None, tree.write());
        }
    }
    Group {
        name: "orders".to_owned(),
        documents: collected.documents,
    }
}

/// A base with each element and each attribute changed, and with several changes at once.
fn varied(seed: u64, name: String, text: &str, rounds: usize) -> Group {
    let mut random = Random::new(seed, &name);
    let mut collected = Collected::default();
    let original = Tree::parse(text);
    collected.add("as it is".to_owned(), None, text.to_owned());
    let places = original.root.places();
    for _ in 0..rounds {
        for place in &places {
            if stamp(&original, place) && !random.one_in(6) {
                continue;
            }
            let mut tree = original.clone();
            let what = operations::element(&mut tree, place, &mut random);
            collected.add(what, None, tree.write());
            for (number, (name, _)) in original.root.at(place).attributes.iter().enumerate() {
                // A namespace that is no absolute URI is refused when a document is read, whatever the rules say of it.
                if name.starts_with("xmlns") {
                    continue;
                }
                let mut tree = original.clone();
                let what = operations::attribute(&mut tree, place, number, &mut random);
                collected.add(what, None, tree.write());
            }
        }
    }
    for _ in 0..40 * rounds {
        let mut tree = original.clone();
        let mut done = Vec::new();
        for _ in 0..1 + random.below(3) {
            let places = tree.root.places();
            done.push(match random.below(3) {
                0 => whole::enrich(&mut tree, &mut random),
                _ => {
                    let place = random.pick(&places);
                    operations::element(&mut tree, &place, &mut random)
                }
            });
        }
        if random.one_in(4) {
            done.push(whole::change(&mut tree, &mut random));
        }
        collected.add(done.join("; "), None, tree.write());
    }
    Group {
        name,
        documents: collected.documents,
    }
}

/// Whether a place is in the stamp and no rule looks there.
fn stamp(tree: &Tree, place: &[usize]) -> bool {
    let path = tree.root.path(place);
    path.starts_with("UBLExtensions/") && !path.ends_with("ID")
}
