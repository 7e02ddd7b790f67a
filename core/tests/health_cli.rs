//! `khatm health`, `khatm store anchor` and `khatm verify --anchor` as a stranger meets them.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod ledger;
mod support;

use std::path::{Path, PathBuf};
use std::process::Stdio;

use khatm::store::sqlite::Sqlite;
use khatm::store::witness::FolderWitness;
use ledger::{Till, folder, sale};
use serde_json::{Value, json};

struct Shell(PathBuf);

impl Shell {
    fn ends(&self, line: &str, code: i32) -> String {
        let mut command = support::unaided(env!("CARGO_BIN_EXE_khatm"));
        let output = command
            .args(line.split_whitespace())
            .current_dir(&self.0)
            .env("KHATM_WITNESS", self.0.join("witness"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}\n{said}");
        said
    }

    fn json(&self, line: &str, code: i32) -> Value {
        serde_json::from_str(self.ends(&format!("{line} --json"), code).trim()).unwrap()
    }
}

fn made(folder: &Path, late: bool) {
    let witness = FolderWitness::new(folder.join("witness"));
    let store = Sqlite::create(&folder.join("l.db"), std::sync::Arc::new(witness)).unwrap();
    let till = Till::new();
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    let hours = if late { 19 } else { 0 };
    let at = khatm::time::Timestamp::from_unix_ms(since.as_millis() as i64 - hours * 3_600_000);
    let chain = till.chain(&store, "till");
    till.order(&store, &chain, &sale("S-1", "10.00"), None, None, at)
        .unwrap();
}

#[test]
fn the_light_is_green_until_a_document_waits_too_long() {
    let shell = Shell(folder("health"));
    shell.ends("health --store l.db", 2);
    made(&shell.0, false);
    assert!(shell.ends("health --store l.db", 0).contains("l.db: green"));
    let told = shell.json("health --store l.db", 0);
    assert_eq!((&told["state"], &told["concerns"]), (&json!("green"), &json!([])));
    assert_eq!(told["figures"]["environments"][0]["open"][1]["waiting"], 1);
    let text = shell.ends("health --store l.db --prometheus", 0);
    assert!(
        text.contains("khatm_health 0\n") && text.contains("khatm_documents_total{"),
        "{text}"
    );

    let shell = Shell(folder("health-late"));
    made(&shell.0, true);
    let said = shell.ends("health --store l.db", 1);
    assert!(
        said.contains("RED") && said.contains("KHATM-HEALTH-AGE") && said.contains("19 h"),
        "{said}"
    );
    let told = shell.json("health --store l.db", 1);
    assert_eq!(told["concerns"][0]["code"], "KHATM-HEALTH-AGE");
    let arabic = told["concerns"][0]["fix"]["ar"].as_str().unwrap();
    assert!(arabic.contains("khatm outbox list") && shell.ends("health --store l.db --lang ar", 1).contains(arabic));
    assert!(
        shell
            .ends("health --store l.db --prometheus", 1)
            .contains("khatm_health 2\n")
    );
    // A copy is not healthy, whatever it holds.
    std::fs::copy(shell.0.join("l.db"), shell.0.join("copy.db")).unwrap();
    assert_eq!(
        shell.json("health --store copy.db", 1)["concerns"][0]["code"],
        "KHATM-FENCE-COPIED"
    );
}

#[test]
fn a_rejected_document_is_yellow_until_it_is_corrected() {
    let shell = Shell(folder("health-rejected"));
    let witness = FolderWitness::new(shell.0.join("witness"));
    let store = Sqlite::create(&shell.0.join("l.db"), std::sync::Arc::new(witness)).unwrap();
    let till = Till::new();
    let chain = till.chain(&store, "till");
    let document = till.issue(&store, &chain, &sale("S-1", "10.00")).unwrap().document;
    ledger::settle(&store, document.place, khatm::store::delivery::Fact::Rejected);
    let said = shell.ends("health --store l.db", 1);
    assert!(
        said.contains("KHATM-HEALTH-REJECTED") && said.contains("khatm outbox list --rejected"),
        "{said}"
    );
    let told = shell.json("health --store l.db", 1);
    assert_eq!(
        (&told["state"], &told["figures"]["environments"][0]["uncorrected"]),
        (&json!("yellow"), &json!(1))
    );
    let text = shell.ends("health --store l.db --prometheus", 1);
    assert!(
        text.contains("khatm_uncorrected_documents{environment=\"production\"} 1\n"),
        "{text}"
    );
    let draft = sale("S-1", "11.00");
    let at = document.issued.plus_ms(1);
    let corrected = till.order(&store, &chain, &draft, None, Some(document.uuid), at);
    ledger::settle(
        &store,
        corrected.unwrap().document.place,
        khatm::store::delivery::Fact::Accepted,
    );
    assert!(shell.ends("health --store l.db", 0).contains("l.db: green"));
}

#[test]
fn an_anchor_is_kept_elsewhere_and_asked_later() {
    let shell = Shell(folder("anchor-cli"));
    made(&shell.0, false);
    // Issued by an authority that is nobody's: the stamp alone is a warning.
    let bare = shell.json("verify --store l.db", 0);
    assert_eq!(
        (&bare["anchors"], &bare["unproved"]["code"]),
        (&json!(0), &json!("KHATM-ANCHOR-NONE"))
    );
    assert!(shell.ends("verify --store l.db", 0).contains("khatm store anchor"));
    let line = shell.ends("store anchor l.db", 0);
    assert_eq!(line.lines().count(), 1);
    std::fs::write(shell.0.join("anchors"), format!("{line}{line}")).unwrap();
    let told = shell.json("verify --store l.db --anchor anchors", 0);
    assert_eq!((&told["anchors"], told.get("unproved")), (&json!(2), None));
    std::fs::write(shell.0.join("bad"), line.replace("till", "tell")).unwrap();
    assert!(
        shell
            .ends("verify --store l.db --anchor bad", 2)
            .contains("KHATM-ANCHOR-FORM")
    );
    assert!(
        shell
            .ends("verify --store l.db --anchor none", 2)
            .contains("KHATM-FILE-READ")
    );
    assert!(shell.ends("verify x.xml --anchor bad", 2).contains("--anchor"));
    let other = Shell(folder("anchor-other"));
    made(&other.0, false);
    std::fs::copy(shell.0.join("anchors"), other.0.join("anchors")).unwrap();
    assert!(
        other
            .ends("verify --store l.db --anchor anchors", 1)
            .contains("KHATM-ANCHOR-OTHER")
    );
}
