//! `khatm vault`, `khatm device import` and `khatm device adopt` as a stranger meets them.
#![allow(clippy::unwrap_used, missing_docs)]
#![cfg(unix)]

mod devices;
mod ledger;
mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devices::{PROPERTIES, SELLER};
use khatm::gateway::Environment;
use khatm::seal::Curve;
use khatm::simulator::Simulator;
use khatm::store::Store as _;
use khatm::store::memory::Memory;
use ledger::{Till, sale};
use serde_json::{Value, json};
use support::{Taxpayer, VAT_NUMBER};

const PHRASE: &str = "five words of no sentence";

struct Shell {
    folder: PathBuf,
}

impl Shell {
    fn bare(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("vault-cli-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let shell = Shell { folder };
        shell.secret("phrase.txt", PHRASE);
        shell
    }

    /// With a device that is onboarded and issues into a ledger.
    fn new(name: &str) -> Self {
        let shell = Self::bare(name);
        fs::write(shell.folder.join("unit.properties"), PROPERTIES).unwrap();
        fs::write(shell.folder.join("seller.json"), SELLER).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(Simulator::start()).unwrap();
        let otp = simulator.otp(Environment::Simulation).unwrap().expose().to_owned();
        shell.secret("one.txt", &otp);
        let url = simulator.url();
        shell.ends(
            &format!("device new A --config unit.properties --seller seller.json --env simulation --url {url}"),
            0,
        );
        shell.ends("device onboard A.device --otp-file one.txt", 0);
        shell.ends("store new l.db", 0);
        for (file, number) in [("s1.json", "S-1"), ("s2.json", "S-2")] {
            let draft = json!({ "number": number, "lines": [{ "name": "Tea", "quantity": 1, "price": "10.00" }] });
            fs::write(shell.folder.join(file), draft.to_string()).unwrap();
        }
        shell
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A file that is its owner's alone.
    fn secret(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn command(&self, line: &str) -> Command {
        let mut command = support::unaided(env!("CARGO_BIN_EXE_khatm"));
        command
            .args(line.split_whitespace())
            .current_dir(&self.folder)
            .env("HOME", &self.folder)
            .env("XDG_STATE_HOME", self.folder.join("state"))
            .stdin(Stdio::null());
        command
    }

    fn finish(mut command: Command, code: i32) -> String {
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{command:?}\n{said}");
        said
    }

    /// Runs, looks at the exit code, and gives back all that was said.
    fn ends(&self, line: &str, code: i32) -> String {
        Self::finish(self.command(line), code)
    }

    fn says(&self, line: &str, code: i32, word: &str) {
        let said = self.ends(line, code);
        assert!(said.contains(word), "{line}\n{said}");
    }

    fn json(&self, line: &str, code: i32) -> Value {
        serde_json::from_str(self.ends(&format!("{line} --json"), code).lines().next().unwrap()).unwrap()
    }
}

#[test]
fn a_root_key_is_exchanged_and_stopped_anywhere_it_goes_on() {
    let shell = Shell::new("rotate");
    shell.says("device import A.device --store l.db", 2, "KHATM-IMPORT-LAST");
    shell.ends("device import A.device --store l.db --last 0", 0);
    shell.says(
        "device import A.device.imported --store l.db --last 0",
        2,
        "KHATM-DEVICE-KNOWN",
    );
    let key = shell.path("state/khatm/root.key");
    let first = fs::read(&key).unwrap();
    let shown = shell.json("vault show --store l.db", 0);
    let old = shown["root_key"].as_str().unwrap().to_owned();
    assert_eq!(shown["devices"][0]["root_key"], shown["root_key"]);

    // Stopped after the new key was made, before anything was sealed: an unreadable second ledger stops it there.
    fs::write(shell.path("none.db"), "").unwrap();
    shell.ends("vault rotate --store l.db --store none.db", 2);
    let made = fs::read(shell.path("state/khatm/root.key.new")).unwrap();
    assert_eq!(
        (
            fs::read(&key).unwrap(),
            shell.json("vault show --store l.db", 0)["root_key"].clone()
        ),
        (first.clone(), old.clone().into())
    );

    // Stopped after the commit, before the files were exchanged.
    shell.says(
        "vault rotate --store l.db --new-key-file state/khatm/root.key.new",
        0,
        "1",
    );
    shell.says("vault show --store l.db", 1, "DOES NOT OPEN");
    shell.says("vault rotate --store l.db", 0, "already done");
    assert_eq!(fs::read(&key).unwrap(), made, "the key that was made is the one in use");
    assert_eq!(
        fs::read(shell.path(&format!("state/khatm/root.key.{old}"))).unwrap(),
        first,
        "the old one is kept"
    );
    let shown = shell.json("vault show --store l.db", 0);
    assert_eq!(
        (
            shown["devices"][0]["version"].clone(),
            shown["devices"][0]["opens"].clone()
        ),
        (2.into(), true.into())
    );
    // Whole, in one call.
    shell.ends("vault rotate --store l.db", 0);
    let newest = shell.json("vault show --store l.db", 0);
    assert_ne!(newest["root_key"], shown["root_key"]);
    assert_eq!(newest["devices"][0]["version"], 3);
    shell.says(
        "vault rotate --store l.db --new-key-file state/khatm/root.key",
        2,
        "KHATM-VAULT-SAME-KEY",
    );

    // By a program, and by a variable: a new key has to be put there by whoever put the old one there.
    let line = String::from_utf8(fs::read(&key).unwrap()).unwrap();
    for (name, value) in [
        ("KHATM_ROOT_KEY", line.trim().to_owned()),
        ("KHATM_ROOT_KEY_COMMAND", format!("cat {}", key.display())),
    ] {
        let mut command = shell.command("vault show --store l.db");
        command.env(name, &value);
        let said = Shell::finish(command, 0);
        assert!(said.contains(name) && !said.contains(line.trim()), "{said}");
        let mut command = shell.command("vault rotate --store l.db");
        command.env(name, &value);
        assert!(Shell::finish(command, 2).contains("KHATM-VAULT-NEW-KEY"));
    }
    let mut command = shell.command("vault show --store l.db");
    command.env("KHATM_ROOT_KEY_COMMAND", "echo not-a-key");
    let said = Shell::finish(command, 2);
    assert!(
        said.contains("KHATM-VAULT-KEY-FORMAT") && !said.contains("not-a-key"),
        "{said}"
    );
    shell.says("verify --store l.db", 0, "");
}

#[test]
fn a_backup_is_restored_on_another_machine() {
    let shell = Shell::new("backup");
    shell.ends("device import A.device --store l.db --last 0", 0);
    shell.ends("issue s1.json s2.json --store l.db --device A", 0);
    shell.says("vault backup --store l.db -o b.khatm", 2, "KHATM-VAULT-PHRASE-ABSENT");
    shell.secret("short.txt", "eleven char");
    shell.says(
        "vault backup --store l.db -o b.khatm --phrase-file short.txt",
        2,
        "KHATM-VAULT-PHRASE",
    );
    let open = shell.path("phrase.txt");
    fs::set_permissions(&open, fs::Permissions::from_mode(0o644)).unwrap();
    shell.says(
        "vault backup --store l.db -o b.khatm --phrase-file phrase.txt",
        2,
        "KHATM-FILE-MODE",
    );
    fs::set_permissions(&open, fs::Permissions::from_mode(0o600)).unwrap();
    shell.ends("vault backup --store l.db -o b.khatm --phrase-file phrase.txt", 0);
    assert_eq!(
        fs::metadata(shell.path("b.khatm")).unwrap().permissions().mode() & 0o777,
        0o600
    );
    shell.says(
        "vault backup --store l.db -o b.khatm --phrase-file phrase.txt",
        2,
        "KHATM-VAULT-BACKUP-EXISTS",
    );
    let head = shell.json("store show l.db", 0)["chains"][0].clone();
    let last = format!("A={}:{}", head["counter"], head["hash"].as_str().unwrap());

    let fresh = Shell::bare("backup-fresh");
    fs::copy(shell.path("b.khatm"), fresh.path("b.khatm")).unwrap();
    fresh.ends("store new n.db", 0);
    let restore = "vault restore b.khatm --store n.db --phrase-file phrase.txt";
    fresh.secret("wrong.txt", "five words of no sentences");
    fresh.says(
        "vault restore b.khatm --store n.db --phrase-file wrong.txt",
        2,
        "KHATM-VAULT-BACKUP-PHRASE",
    );
    assert!(!fresh.path("state/khatm/root.key").exists());
    fresh.says(restore, 2, "KHATM-VAULT-RESTORE-LAST");
    fresh.says(
        &format!("{restore} --last A=1:{}", head["hash"].as_str().unwrap()),
        2,
        "KHATM-VAULT-RESTORE-DIFFERS",
    );
    fresh.says(&format!("{restore} --last A=0"), 2, "KHATM-VAULT-RESTORE-DIFFERS");
    let mut command = fresh.command(&format!("vault restore b.khatm --store n.db --last {last}"));
    command.env("KHATM_PHRASE", PHRASE);
    assert!(Shell::finish(command, 0).contains("→ A"));
    assert_eq!(
        fs::read(fresh.path("state/khatm/root.key")).unwrap(),
        fs::read(shell.path("state/khatm/root.key")).unwrap()
    );
    assert_eq!(fresh.json("vault show --store n.db", 0)["devices"][0]["opens"], true);
    // It goes on after the last document that was stated.
    fs::write(
        fresh.path("s3.json"),
        json!({ "number": "S-3", "lines": [{ "name": "Tea", "quantity": 1, "price": "10.00" }] }).to_string(),
    )
    .unwrap();
    let third = fresh.json("issue s3.json --store n.db --device A", 0);
    assert_eq!(third["counter"], 3);
    fresh.says(&format!("{restore} --last {last}"), 0, "was there already");

    // Set aside: nothing is issued on that chain any more, whatever is tried.
    let aside = Shell::bare("backup-aside");
    fs::copy(shell.path("b.khatm"), aside.path("b.khatm")).unwrap();
    aside.ends("store new n.db", 0);
    aside.says(
        "vault restore b.khatm --store n.db --phrase-file phrase.txt --set-aside",
        0,
        "set aside",
    );
    fs::copy(fresh.path("s3.json"), aside.path("s3.json")).unwrap();
    aside.says("issue s3.json --store n.db --device A", 2, "KHATM-ISSUE-ASIDE");
}

#[test]
fn a_device_is_taken_over_with_its_chain() {
    for curve in [Curve::Secp256k1, Curve::P256] {
        let shell = Shell::bare(&format!("adopt-{}", curve.as_str()));
        let till = Till::of(Taxpayer::on(curve, VAT_NUMBER));
        let store = Memory::new();
        let chain = till.chain(&store, "OLD");
        fs::create_dir_all(shell.path("old/2026/11")).unwrap();
        for number in 0..4 {
            let issued = till
                .issue(&store, &chain, &sale(&format!("OLD-{number}"), "10.00"))
                .unwrap();
            let name = format!("old/{}{number}.xml", if number % 2 == 0 { "2026/11/" } else { "" });
            fs::write(shell.path(&name), issued.document.xml).unwrap();
        }
        let last = store.last(chain.id).unwrap().unwrap();
        shell.secret("key.pem", &till.key().to_pem());
        fs::write(
            shell.path("token.txt"),
            STANDARD.encode(till.taxpayer.certificate.text()),
        )
        .unwrap();
        shell.secret("secret.txt", "c2VjcmV0LW9mLXRoZS1vbGQ=\n");
        shell.ends("store new l.db", 0);
        let adopt = "device adopt POS-1 --store l.db --environment production --key key.pem --certificate token.txt --secret-file secret.txt";
        shell.says(adopt, 2, "KHATM-ADOPT-LAST");
        shell.says(
            &format!("{adopt} --documents old --last 3:{}", last.hash),
            2,
            "KHATM-ADOPT-DIFFERS",
        );
        fs::rename(shell.path("old/1.xml"), shell.path("kept-away")).unwrap();
        let said = shell.ends(&format!("{adopt} --documents old"), 1);
        assert!(
            said.contains("KHATM-ADOPT-BROKEN") && said.contains("KHATM-CHAIN-GAP"),
            "{said}"
        );
        fs::rename(shell.path("kept-away"), shell.path("old/1.xml")).unwrap();
        fs::create_dir_all(shell.path("empty")).unwrap();
        shell.says(&format!("{adopt} --documents empty"), 2, "KHATM-FILE-READ");
        fs::set_permissions(shell.path("secret.txt"), fs::Permissions::from_mode(0o644)).unwrap();
        shell.says(&format!("{adopt} --documents old"), 2, "KHATM-FILE-MODE");
        fs::set_permissions(shell.path("secret.txt"), fs::Permissions::from_mode(0o600)).unwrap();
        shell.says(
            &format!("{adopt} --documents old --url http://127.0.0.1:9"),
            2,
            "KHATM-CREDENTIAL-REAL",
        );
        assert!(
            !shell.path("state/khatm/root.key").exists(),
            "a refused call makes no key"
        );
        let adopted = shell.json(&format!("{adopt} --documents old --last 4:{}", last.hash), 0);
        assert_eq!(
            (adopted["next_counter"].clone(), adopted["documents"].clone()),
            (5.into(), 4.into())
        );
        assert_eq!(adopted["previous_hash"], last.hash.to_string());
        let shown = shell.json("store show l.db", 0);
        assert_eq!(
            (
                shown["chains"][0]["device"].clone(),
                shown["chains"][0]["documents"].clone()
            ),
            ("POS-1".into(), 0.into())
        );
        assert_eq!(shell.json("vault show --store l.db", 0)["devices"][0]["opens"], true);
        shell.says(&format!("{adopt} --documents old"), 2, "KHATM-DEVICE-KNOWN");
    }
}
