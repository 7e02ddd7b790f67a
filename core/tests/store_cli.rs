//! `khatm issue`, `khatm store`, `khatm verify --store` and `khatm chain` as a stranger meets them.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod devices;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use devices::{PROPERTIES, SELLER};
use khatm::gateway::Environment;
use khatm::simulator::Simulator;
use serde_json::{Value, json};

struct Shell {
    folder: PathBuf,
}

impl Shell {
    /// A clean folder with an onboarded device, a ledger and two drafts.
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("store-cli-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("unit.properties"), PROPERTIES).unwrap();
        fs::write(folder.join("seller.json"), SELLER).unwrap();
        let shell = Shell { folder };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(Simulator::start()).unwrap();
        let otp = simulator.otp(Environment::Simulation).unwrap().expose().to_owned();
        fs::write(shell.folder.join("one.txt"), otp).unwrap();
        let url = simulator.url();
        let new = format!(
            "device new A --store l.db --config unit.properties --seller seller.json --env simulation --url {url}"
        );
        for line in [new.as_str(), "issue none.json --store l.db --device A"] {
            assert!(shell.ends(line, 2).contains("KHATM-STORE-ABSENT"));
        }
        shell.ends("store new l.db", 0);
        assert!(shell.ends("device status --store l.db", 0).contains("khatm device new"));
        shell.ends(&new, 0);
        assert!(shell.ends(&new, 2).contains("KHATM-DEVICE-KNOWN"));
        shell.sale("s1.json", "S-1", "10.00");
        shell.sale("s2.json", "S-2", "20.00");
        assert!(
            shell
                .ends("issue s1.json --store l.db --device A", 2)
                .contains("KHATM-DEVICE-NOT-ACTIVE")
        );
        assert!(
            shell
                .ends("issue s1.json --store l.db --device B", 2)
                .contains("KHATM-DEVICE-UNKNOWN")
        );
        shell.ends("device onboard A --store l.db --otp-file one.txt", 0);
        shell
    }

    fn sale(&self, file: &str, number: &str, price: &str) {
        let draft = json!({ "number": number, "lines": [{ "name": "Tea", "quantity": 1, "price": price }] });
        fs::write(self.folder.join(file), draft.to_string()).unwrap();
    }

    /// Runs, looks at the exit code, and gives back all that was said.
    fn ends(&self, line: &str, code: i32) -> String {
        let output = support::unaided(env!("CARGO_BIN_EXE_khatm"))
            .args(line.split_whitespace())
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{line}\n{said}");
        said
    }

    fn json(&self, line: &str, code: i32) -> Vec<Value> {
        let said = self.ends(&format!("{line} --json"), code);
        said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

#[test]
fn from_a_draft_to_a_verified_ledger_and_a_copy_that_may_not_sign() {
    let shell = Shell::new("way");
    let issue = "--store l.db --device A";
    let first = &shell.json(&format!("issue s1.json {issue} --key sale-1 -o s1.xml"), 0)[0];
    assert_eq!((&first["counter"], &first["again"]), (&json!(1), &json!(false)));
    let again = &shell.json(&format!("issue s1.json {issue} --key sale-1"), 0)[0];
    assert_eq!((&again["uuid"], &again["again"]), (&first["uuid"], &json!(true)));
    shell.sale("s1.json", "S-1", "11.00");
    assert_eq!(
        shell.json(&format!("issue s1.json {issue} --key sale-1"), 1)[0]["findings"][0]["code"],
        "KHATM-ISSUE-OTHER"
    );
    assert!(
        shell
            .ends(&format!("issue s1.json s2.json {issue} --key k"), 2)
            .contains("KHATM-ISSUE-KEY")
    );
    assert!(
        shell
            .ends(&format!("issue s1.json {issue}"), 1)
            .contains("KHATM-ISSUE-NUMBER")
    );
    shell.ends(&format!("issue s2.json {issue} -o s2.xml"), 0);
    assert!(
        shell
            .ends(&format!("issue s2.json {issue} --corrects x"), 2)
            .contains("KHATM-OUTBOX-UNKNOWN")
    );
    let uuid = first["uuid"].as_str().unwrap();
    assert!(
        shell
            .ends(&format!("issue s2.json {issue} --corrects {uuid}"), 2)
            .contains("KHATM-CORRECTS-OPEN")
    );

    // What was written is one chain, and so is the ledger.
    let chain = &shell.json("chain s2.xml s1.xml", 0)[0];
    assert_eq!(
        (&chain["whole"], &chain["first"], &chain["last"]),
        (&json!(true), &json!(1), &json!(2))
    );
    assert!(shell.ends("chain s2.xml s2.xml", 0).contains("KHATM-CHAIN-TWICE"));
    let text = fs::read_to_string(shell.folder.join("s1.xml")).unwrap();
    fs::write(shell.folder.join("s1.xml"), text.replacen("Tea", "Coffee", 1)).unwrap();
    assert!(shell.ends("chain s1.xml s2.xml", 1).contains("KHATM-CHAIN-LINK"));
    assert!(shell.ends("chain s1.xml none.xml", 2).contains("KHATM-FILE-READ"));
    let verified = &shell.json("verify --store l.db", 0)[0];
    assert_eq!((&verified["whole"], &verified["documents"]), (&json!(true), &json!(2)));
    let shown = &shell.json("store show l.db", 0)[0]["chains"][0];
    assert_eq!(
        (&shown["documents"], &shown["state"], &shown["device"]),
        (&json!(2), &json!("active"), &json!("A"))
    );
    assert!(shell.ends("store new l.db", 2).contains("KHATM-STORE-EXISTS"));

    // A copy reads, verifies and is resumed by whoever knows its last document.
    fs::copy(shell.folder.join("l.db"), shell.folder.join("copy.db")).unwrap();
    assert!(shell.ends("store show copy.db", 1).contains("KHATM-FENCE-COPIED"));
    assert!(shell.ends("verify --store copy.db", 0).contains("KHATM-FENCE-COPIED"));
    shell.sale("s3.json", "S-3", "30.00");
    let copied = "issue s3.json --store copy.db --device A";
    assert!(shell.ends(copied, 2).contains("KHATM-FENCE-COPIED"));
    let hash = shown["hash"].as_str().unwrap();
    for wrong in ["A=2", "A=x:y", "A=1:y", "B=2:{}", "A=0"] {
        let wrong = wrong.replace("{}", hash);
        shell.ends(&format!("store resume copy.db --by me --last {wrong}"), 2);
    }
    shell.ends(&format!("store resume copy.db --by me --last A=2:{hash}"), 0);
    let third = &shell.json(copied, 0)[0];
    assert_eq!(third["counter"], 3);
    let verified = &shell.json("verify --store copy.db", 0)[0];
    assert!(verified["audited"].as_u64().unwrap() > 1);
    assert!(
        shell
            .ends("store resume copy.db --by me --abandon", 2)
            .contains("KHATM-FENCE-OPEN")
    );
    // A result does not take a ledger's place.
    shell.sale("s4.json", "S-4", "40.00");
    let over = shell.ends("issue s4.json --store copy.db --device A -o copy.db", 2);
    assert!(over.contains("KHATM-FILE-SECRET"), "{over}");
    shell.ends("verify --store copy.db", 0);
    // The copy took the original's place: of the two one signs.
    assert!(shell.ends("store show l.db", 1).contains("KHATM-FENCE-RETIRED"));
    assert!(shell.ends("store show copy.db --lang ar", 0).contains("يمكنه التوقيع"));
}
