//! Writes the documents of `tests/mutants` to a folder, to be shown to the genuine stylesheets, and records what those said.
//!
//! `mutants write SEED FOLDER` writes `00000.xml` and so on, with `list.tsv`: number, group, site aimed at, what was done.
//! `mutants record SEED FILE` reads a line for each document, `number TAB stage:severity:code ...`, and prints the answers.
#![allow(clippy::print_stdout, missing_docs, unreachable_pub, dead_code)]

#[path = "../tests/mutants/mod.rs"]
mod mutants;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [command, seed, path, rest @ ..] = arguments.as_slice() else {
        panic!("mutants write SEED FOLDER [SAMPLES] | mutants record SEED FILE [SAMPLES]");
    };
    let seed = seed.parse().expect("a seed is a number");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository");
    let beside = root.join("../shared/conformance/samples");
    let samples = rest.first().map_or(beside, std::path::PathBuf::from);
    let samples = samples.is_dir().then_some(samples.as_path());
    let groups = mutants::groups(seed, &root.join("examples/drafts"), samples);
    match command.as_str() {
        "write" => write(&groups, Path::new(path)),
        "record" => record(seed, &groups, path),
        other => panic!("{other} is neither write nor record"),
    }
}

fn write(groups: &[mutants::Group], folder: &Path) {
    let mut list = String::new();
    let documents = groups
        .iter()
        .flat_map(|group| group.documents.iter().map(move |one| (group, one)));
    let mut count = 0;
    for (number, (group, document)) in documents.enumerate() {
        fs::write(folder.join(format!("{number:05}.xml")), &document.xml).expect("the folder can be written");
        let what = document.what.replace(['\n', '\t', '\r'], " ");
        let _ = writeln!(
            list,
            "{number:05}\t{}\t{}\t{what}",
            group.name,
            document.site.unwrap_or("-")
        );
        count += 1;
    }
    fs::write(folder.join("list.tsv"), list).expect("the folder can be written");
    println!("{count} documents in {} groups", groups.len());
}

fn record(seed: u64, groups: &[mutants::Group], path: &str) {
    let text = fs::read_to_string(path).expect("the answers can be read");
    let mut lines = text.lines();
    let answers: Vec<_> = groups
        .iter()
        .map(|group| {
            let codes = lines.by_ref().take(group.documents.len()).map(|line| {
                let (_, codes) = line.split_once('\t').expect("number TAB codes");
                codes.split_whitespace().map(str::to_owned).collect()
            });
            (group, codes.collect::<Vec<_>>())
        })
        .collect();
    assert!(lines.next().is_none(), "more answers than documents");
    print!("{}", mutants::answers::write(seed, mutants::CLOCK, &answers));
}
