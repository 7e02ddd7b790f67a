//! Writes what Rust answers, for every host to replay: `examples/cases/verify.json`, and `answers.json` to the calls of `calls.json`.
//!
//! The answers themselves are judged elsewhere (`tests/cases.rs`, `tests/conformance.rs`, `tests/verify.rs`); these files prove that no
//! border loses or changes anything of them. Run by `.ci/gen`.
#![allow(clippy::print_stdout)]

#[path = "cases/play.rs"]
mod play;

use std::collections::BTreeMap;
use std::path::Path;

use khatm::{ErrorValue, Language};
use serde_json::{Value, json};

/// (what the case shows, the document, the language)
const FILES: [(&str, &str, Language); 8] = [
    (
        "a stamped simplified invoice",
        "examples/documents/simplified-sealed.xml",
        Language::English,
    ),
    (
        "a stamped standard invoice",
        "examples/documents/standard-sealed.xml",
        Language::English,
    ),
    (
        "warnings in Arabic",
        "examples/documents/standard-sealed.xml",
        Language::Arabic,
    ),
    (
        "an amount changed after stamping",
        "examples/documents/changed-amount.xml",
        Language::English,
    ),
    (
        "the same, in Arabic",
        "examples/documents/changed-amount.xml",
        Language::Arabic,
    ),
    (
        "a file that was pretty-printed after stamping",
        "examples/documents/reindented.xml",
        Language::English,
    ),
    (
        "a simplified invoice without a stamp",
        "examples/documents/simplified.xml",
        Language::English,
    ),
    (
        "a standard invoice without a stamp, in Arabic",
        "examples/documents/standard.xml",
        Language::Arabic,
    ),
];

const TEXTS: [(&str, &str, Language); 9] = [
    (
        "a document type declaration is refused",
        "<!DOCTYPE a><a/>",
        Language::English,
    ),
    ("the same, in Arabic", "<!DOCTYPE a><a/>", Language::Arabic),
    ("nothing at all", "", Language::English),
    ("cut off", "<Invoice><cbc:ID", Language::English),
    ("a prefix that nothing declares", "<a>\n  <b:c/></a>", Language::English),
    ("tags that do not match, in Arabic", "<a><b></a>", Language::Arabic),
    ("another root", "<Order xmlns=\"urn:order\"/>", Language::English),
    ("an unknown entity", "<a>&copy;</a>", Language::English),
    (
        "text that would turn a terminal's line around",
        "<a>&\u{202e}x;</a>",
        Language::English,
    ),
];

const BYTES: [(&str, &str, &[u8]); 2] = [
    ("UTF-16 is refused", "//48AGEALwA+AA==", b"\xFF\xFE<\0a\0/\0>\0"),
    ("bytes that are not UTF-8", "PGE+/zwvYT4=", b"<a>\xFF</a>"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("no repository around the package")?;
    let mut cases = Vec::new();
    for (name, file, language) in FILES {
        cases.push(case(name, "file", file, &std::fs::read(root.join(file))?, language)?);
    }
    for (name, text, language) in TEXTS {
        cases.push(case(name, "text", text, text.as_bytes(), language)?);
    }
    for (name, base64, bytes) in BYTES {
        cases.push(case(name, "base64", base64, bytes, Language::English)?);
    }
    let mut text = serde_json::to_string_pretty(&cases)?;
    text.push('\n');
    let path = root.join("examples/cases/verify.json");
    std::fs::write(&path, text)?;
    println!("{} cases in examples/cases/verify.json", cases.len());
    answers(root)
}

/// What is expected of an answer must hold before it is kept. Answers to calls whose documents are not on this machine stay as they are.
fn answers(root: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let path = root.join("examples/cases/answers.json");
    let before: BTreeMap<String, Value> = match std::fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text)?,
        Err(_) => BTreeMap::new(),
    };
    let mut player = play::Player::new(root);
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for case in play::read(root, "calls.json") {
        let name = case["name"].as_str().ok_or("a case without a name")?;
        let played = player
            .play(&case)
            .and_then(|answer| Ok((player.wrong(&case, &answer)?, play::folded(&answer))));
        let answer = match played {
            Ok((faults, answer)) => {
                wrong.extend(faults.iter().map(|fault| format!("{name}: {fault}")));
                answer
            }
            Err(play::Absent) => before
                .get(name)
                .cloned()
                .ok_or("documents are missing here, and no answer is kept")?,
        };
        lines.push(format!("{}: {answer}", json!(name)));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n").into());
    }
    std::fs::write(&path, format!("{{\n{}\n}}\n", lines.join(",\n")))?;
    println!("{} answers in examples/cases/answers.json", lines.len());
    Ok(())
}

fn case(name: &str, source: &str, given: &str, bytes: &[u8], language: Language) -> Result<Value, serde_json::Error> {
    let tag = if language == Language::Arabic { "ar" } else { "en" };
    let mut case = json!({ "name": name, "call": "verify", source: given, "language": tag });
    match khatm::verify(bytes, language) {
        Ok(report) => case["result"] = serde_json::to_value(report)?,
        Err(error) => case["error"] = serde_json::to_value(ErrorValue::new(&error, language))?,
    }
    Ok(case)
}
