//! `khatm demo`, README's first command: it tells its story in both languages, and leaves nothing anywhere.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A folder for everything that a process might leave something in.
struct Ground {
    folder: PathBuf,
}

const PLACES: [&str; 4] = ["here", "home", "state", "temp"];

impl Ground {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("demo-{name}"));
        let _ = fs::remove_dir_all(&folder);
        for place in PLACES {
            fs::create_dir_all(folder.join(place)).unwrap();
        }
        Ground { folder }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khatm"));
        command
            .args(arguments)
            .current_dir(self.folder.join("here"))
            .env("HOME", self.folder.join("home"))
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .env("TMPDIR", self.folder.join("temp"))
            .stdin(Stdio::null());
        command
    }

    /// What was left, of all places.
    fn left(&self) -> Vec<PathBuf> {
        let entries = PLACES.map(|place| fs::read_dir(self.folder.join(place)).unwrap());
        entries
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .collect()
    }
}

fn told(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    said
}

/// The row of the table, or the line of a step, that has all of these.
fn has(text: &str, words: &[&str]) {
    let found = text.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(found, "{words:?}\n{text}");
}

#[test]
fn it_says_what_happened_and_leaves_nothing_behind() {
    let ground = Ground::new("story");
    // What is set for earnest work does not reach it.
    let began = Instant::now();
    let text = told(
        ground
            .command(&["demo"])
            .env("KHATM_ENV", "production")
            .env("KHATM_ROOT_KEY_FILE", "/nowhere/root.key")
            .env("KHATM_WITNESS", "/nowhere"),
    );
    // Against hanging: it takes a few seconds.
    assert!(began.elapsed() < Duration::from_secs(240), "{:?}", began.elapsed());
    assert_eq!(ground.left(), Vec::<PathBuf>::new());
    let table = text.split("6. ").nth(1).unwrap().split("7. ").next().unwrap();
    for row in [
        ["1", "R-1", "simplified invoice", "54.88 SAR", "reported"],
        ["2", "R-2", "simplified credit note", "10.01 SAR", "reported"],
        ["3", "T-1", "standard invoice", "7348.50 SAR", "cleared"],
        ["4", "T-2", "standard debit note", "115.00 SAR", "cleared"],
        ["5", "T-3", "export", "4700.00 USD", "cleared"],
        ["6", "T-4", "VAT in SAR", "2299.99 USD", "cleared"],
        ["7", "T-5", "reply lost", "7348.50 SAR", "cleared"],
        ["8", "T-6", "corrected by T-7", "7348.50 SAR", "rejected"],
        ["9", "T-7", "standard invoice", "7348.50 SAR", "cleared"],
        ["10", "R-3", "after the outage", "54.88 SAR", "reported"],
        ["11", "T-8", "after the outage", "7348.50 SAR", "cleared"],
    ] {
        has(table, &row);
    }
    assert_eq!(table.matches(" verified").count(), 2, "{table}");
    for words in [
        ["T-5", "in doubt"],
        ["R-1", "the same document"],
        ["R-3", "handed over at once"],
    ] {
        has(&text, &words);
    }
    assert!(text.contains("passed 6/6") && text.contains('█'), "{text}");
    // All but the picture fits a terminal.
    let (story, picture) = text.split_once("7. ").unwrap();
    assert!(story.lines().all(|line| line.chars().count() <= 80), "{story}");
    assert!(picture.lines().count() > 40);
}

#[cfg(unix)]
#[test]
fn it_speaks_arabic_without_a_home_and_from_a_folder_that_takes_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let ground = Ground::new("arabic");
    let here = ground.folder.join("here");
    fs::set_permissions(&here, fs::Permissions::from_mode(0o555)).unwrap();
    let text = told(
        ground
            .command(&["demo", "--lang", "ar"])
            .env_remove("HOME")
            .env_remove("XDG_STATE_HOME"),
    );
    fs::set_permissions(&here, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ground.left(), Vec::<PathBuf>::new());
    for words in [
        ["T-1", "معتمد"],
        ["R-1", "تم الإبلاغ"],
        ["T-6", "مرفوض"],
        ["T-6", "صُحّح في T-7"],
        ["السلسلة", "مُتحقَّق"],
    ] {
        has(&text, &words);
    }
    // What is said to people is said in their language.
    for english in [
        "cleared",
        "reported",
        "rejected",
        "verified",
        "authority",
        "standard invoice",
    ] {
        assert!(!text.contains(english), "{english}\n{text}");
    }
}

#[cfg(unix)]
#[test]
fn ended_early_it_leaves_nothing_behind_either() {
    use std::io::{BufRead as _, BufReader};
    for (signal, step) in [("INT", "2. "), ("TERM", "3. ")] {
        let ground = Ground::new(&format!("ended-{signal}"));
        let mut child = ground
            .command(&["demo"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().starts_with(step)));
        assert_eq!(ground.left().len(), 1, "the ledger is somewhere");
        let id = child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().unwrap();
        assert!(sent.success());
        let ended = child.wait().unwrap();
        assert_eq!(ended.code(), Some(2));
        assert_eq!(ground.left(), Vec::<PathBuf>::new());
    }
}

#[test]
fn without_a_place_for_its_ledger_it_says_so() {
    let ground = Ground::new("full");
    let mut command = ground.command(&["demo"]);
    let output = command.env("TMPDIR", ground.folder.join("absent")).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("KHATM-FILE-WRITE"), "{said}");
}
