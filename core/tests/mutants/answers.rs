//! The recorded answers: for each document the set of codes, each set written once.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::Group;

/// What was said of a document: `en:warning:BR-02` and so on, in order, none twice.
pub type Codes = Vec<String>;

/// The answers for a group of documents.
#[derive(Debug)]
pub struct Recorded {
    /// Over the bytes of all documents: another digest means other documents, for which nothing is recorded.
    pub digest: String,
    /// One for each document.
    pub codes: Vec<Codes>,
}

/// The whole file.
#[derive(Debug)]
pub struct Answers {
    pub seed: u64,
    pub clock: String,
    pub groups: BTreeMap<String, Recorded>,
}

/// The digest of a group's documents.
pub fn digest(group: &Group) -> String {
    let mut hash = Sha256::new();
    for document in &group.documents {
        hash.update((document.xml.len() as u64).to_le_bytes());
        hash.update(document.xml.as_bytes());
    }
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Writes the file: a line for each code, a line for each set (the numbers of its codes), and for each group the numbers of
/// its documents' sets.
pub fn write(seed: u64, clock: &str, groups: &[(&Group, Vec<Codes>)]) -> String {
    let all = || groups.iter().flat_map(|(_, codes)| codes);
    let mut codes: BTreeMap<&str, usize> = all().flatten().map(|code| (code.as_str(), 0)).collect();
    codes.values_mut().enumerate().for_each(|(number, slot)| *slot = number);
    let mut sets: BTreeMap<&Codes, usize> = all().map(|set| (set, 0)).collect();
    sets.values_mut().enumerate().for_each(|(number, slot)| *slot = number);
    let mut out = format!("seed {seed}\nclock {clock}\n");
    for code in codes.keys() {
        let _ = writeln!(out, "code {code}");
    }
    for set in sets.keys() {
        let numbers: Vec<String> = set.iter().map(|code| codes[code.as_str()].to_string()).collect();
        let _ = writeln!(out, "set {}", numbers.join(" "));
    }
    for (group, answers) in groups {
        let _ = writeln!(out, "group {} {} {}", group.name, answers.len(), digest(group));
        for chunk in answers.chunks(40) {
            let numbers: Vec<String> = chunk.iter().map(|set| sets[set].to_string()).collect();
            let _ = writeln!(out, "{}", numbers.join(" "));
        }
    }
    out
}

/// Reads the file.
pub fn read(text: &str) -> Answers {
    let mut answers = Answers {
        seed: 0,
        clock: String::new(),
        groups: BTreeMap::new(),
    };
    let (mut codes, mut sets, mut current) = (Vec::new(), Vec::<Codes>::new(), String::new());
    let number = |word: &str| word.parse::<usize>().unwrap_or_else(|_| panic!("not a number: {word}"));
    for line in text.lines() {
        let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
        match first {
            "seed" => answers.seed = number(rest) as u64,
            "clock" => answers.clock = rest.to_owned(),
            "code" => codes.push(rest.to_owned()),
            "set" => sets.push(
                rest.split_whitespace()
                    .map(|word| codes[number(word)].clone())
                    .collect(),
            ),
            "group" => {
                let words: Vec<&str> = rest.split(' ').collect();
                current = words[0].to_owned();
                let recorded = Recorded {
                    digest: words[2].to_owned(),
                    codes: Vec::with_capacity(number(words[1])),
                };
                answers.groups.insert(current.clone(), recorded);
            }
            _ => {
                let group = answers.groups.get_mut(&current).expect("a group comes first");
                group
                    .codes
                    .extend(line.split(' ').map(|word| sets[number(word)].clone()));
            }
        }
    }
    answers
}
