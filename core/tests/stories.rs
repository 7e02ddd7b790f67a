//! The stories of `examples/rust`, as they are told, each in a folder of its own; and the page that is made of them.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::path::{Path, PathBuf};

use support::repository;

/// What each tells; of the form, which speaks two languages, see below.
const TOLD: [(&str, Option<&str>); 4] = [
    ("check_a_form", None),
    (
        "onboard_device",
        Some("Onboard\nKHATM-OTP-REFUSED\nGoOn\nActive: 6 of 6 documents passed\n"),
    ),
    (
        "first_invoice",
        Some("T-1 is document 1 of its device\nThe invoice is cleared: hand it over.\n81.65\n"),
    ),
    (
        "drain_outbox",
        Some("5 wait: S-1, S-2, S-3, S-4, S-5\n5 different documents arrived\nthe ledger is whole: true\n"),
    ),
];

fn source(name: &str) -> PathBuf {
    repository().join(format!("examples/rust/{name}.rs"))
}

/// The program of a story, which cargo builds beside the tests.
fn program(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.parent().unwrap().join("../examples").join(name);
    let built = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified());
    let fresh = built(&program).is_ok_and(|at| at >= built(&source(name)).unwrap());
    assert!(
        fresh,
        "{name} is not built as it stands: cargo build -p khatm --examples"
    );
    program
}

fn tell(name: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stories").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mut command = support::unaided(program(name));
    let own = |inner: &str| folder.join(inner);
    let ended = command
        .current_dir(&folder)
        .env("HOME", &folder)
        .env("XDG_STATE_HOME", own("state"))
        .env("XDG_CONFIG_HOME", own("config"))
        .output()
        .unwrap();
    assert!(
        ended.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&ended.stderr)
    );
    String::from_utf8(ended.stdout).unwrap()
}

#[test]
fn each_story_is_short_and_ends_as_it_is_told() {
    for (name, told) in TOLD {
        assert!(
            std::fs::read_to_string(source(name)).unwrap().lines().count() < 40,
            "{name}"
        );
        let output = tell(name);
        match told {
            Some(told) => assert_eq!(output, told, "{name}"),
            None => {
                let lines: Vec<_> = output.lines().collect();
                let (last, found) = lines.split_last().unwrap();
                let (english, arabic) = found.split_at(found.len() / 2);
                for told in [english, arabic] {
                    let paths: Vec<_> = told.iter().map(|line| line.split(": ").next().unwrap()).collect();
                    assert_eq!(paths[..3], ["lines[0].price", "lines[1].name", "buyer.vat_number"]);
                }
                assert!(english[0] != arabic[0] && *last == "payable 81.65");
            }
        }
    }
    assert!(
        Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("stories/first_invoice/T-1.png")
            .is_file()
    );
}

/// A text without the blanks at the beginnings of its lines.
fn unindented(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn every_block_of_the_page_is_part_of_a_story() {
    let page = std::fs::read_to_string(repository().join("docs/rust.md")).unwrap();
    let stories: Vec<_> = TOLD
        .iter()
        .map(|(name, _)| unindented(&std::fs::read_to_string(source(name)).unwrap()))
        .collect();
    let mut blocks = page
        .split("```rust\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .peekable();
    assert!(
        unindented(blocks.peek().unwrap()).lines().count() <= 15,
        "the first block is short"
    );
    let mut count = 0;
    for block in blocks {
        let block = unindented(block);
        assert!(
            stories.iter().any(|story| story.contains(&block)),
            "in no story:\n{block}"
        );
        count += 1;
    }
    assert!(count >= 4);
}
