//! `khatm validate` as a stranger meets it.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use khatm::rules::FIRST_PREVIOUS_HASH;
use serde_json::Value;
use support::{replace_one, repository, sample};

const NOON: &str = "2026-11-21T12:00:00+03:00";

struct Shell {
    folder: PathBuf,
}

impl Shell {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("validate").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for name in ["simplified-sealed.xml", "standard.xml"] {
            fs::write(folder.join(name), sample(name)).unwrap();
        }
        Shell { folder }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = support::unaided(env!("CARGO_BIN_EXE_khatm"));
        command.args(args).current_dir(&self.folder);
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    fn write(&self, name: &str, content: &[u8]) {
        fs::write(self.folder.join(name), content).unwrap();
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn codes(line: &Value) -> Vec<&str> {
    line["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["code"].as_str().unwrap())
        .collect()
}

#[test]
fn each_file_has_its_line_in_the_order_given_whatever_its_size() {
    let shell = Shell::new("order");
    let good = sample("standard.xml");
    let mut names = Vec::new();
    for number in 0..300 {
        let name = format!("{number}.xml");
        // Every tenth takes far longer than its neighbours, so that results come back in another order.
        let blanks = " ".repeat(if number % 10 == 0 { 400_000 } else { 0 });
        let text = replace_one(&good, "<cbc:ProfileID>", &format!("{blanks}<cbc:ProfileID>"));
        shell.write(&name, &text);
        names.push(name);
        if number % 100 == 50 {
            names.push(format!("absent-{number}.xml"));
        }
    }
    let mut args = vec!["validate", "--json", "--at", NOON];
    args.extend(names.iter().map(String::as_str));
    let output = shell.run(&args);
    assert_eq!(
        output.status.code(),
        Some(2),
        "a file that cannot be read is no bad document"
    );
    let lines = lines(&output);
    assert_eq!(
        lines
            .iter()
            .map(|line| line["file"].as_str().unwrap())
            .collect::<Vec<_>>(),
        names
    );
    for line in lines {
        let absent = line["file"].as_str().unwrap().starts_with("absent");
        assert_eq!(line["valid"], !absent);
        assert_eq!(codes(&line), if absent { vec!["KHATM-FILE-READ"] } else { vec![] });
        assert_eq!(line["layers"]["xsd"], if absent { "not_run" } else { "passed" });
        assert_eq!(line["layers"].as_object().unwrap().len(), 6);
    }
}

#[test]
fn a_broken_rule_is_said_with_place_field_and_way_out() {
    let shell = Shell::new("broken");
    let broken = replace_one(
        &sample("standard.xml"),
        "<cbc:TaxCurrencyCode>SAR",
        "<cbc:TaxCurrencyCode>SAX",
    );
    shell.write("broken.xml", &broken);
    let output = shell.run(&["validate", "--at", NOON, "broken.xml", "standard.xml"]);
    assert_eq!(output.status.code(), Some(1));
    let text = out(&output);
    let row = broken[..broken.windows(3).position(|w| w == b"SAX").unwrap()]
        .iter()
        .filter(|&&b| b == b'\n')
        .count()
        + 1;
    for part in [
        "broken.xml: INVALID",
        "standard.xml: valid",
        "error BR-CL-05: ",
        "error BR-KSA-EN16931-02: ",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.contains(&format!("/Invoice/cbc:TaxCurrencyCode ({row}:")),
        "{text}"
    );
    assert!(!text.contains('\u{1b}'), "colours are for terminals");
    let arabic = out(&shell.run(&["validate", "--at", NOON, "--lang", "ar", "broken.xml"]));
    assert!(
        arabic.contains("غير سليم") && arabic.contains("BR-CL-05") && arabic.contains('←'),
        "{arabic}"
    );
    let json = &lines(&shell.run(&["validate", "--at", NOON, "--json", "broken.xml"]))[0];
    let finding = json["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "BR-CL-05")
        .unwrap();
    assert_eq!(finding["stage"], "en");
    assert_eq!(finding["severity"], "error");
    assert_eq!(finding["count"], 1);
    assert_eq!(finding["place"]["line"], row);
    assert!(finding["message"].as_str().unwrap().len() > 20 && finding["fix"].as_str().unwrap().contains("SAR"));
}

#[test]
fn the_clock_the_link_and_the_certificate_come_from_the_caller() {
    let shell = Shell::new("circumstances");
    let run = |args: &[&str]| {
        let output = shell.run(&[&["validate", "--json"], args, &["simplified-sealed.xml"]].concat());
        let line = lines(&output).remove(0);
        (output.status.code(), line)
    };
    let text = String::from_utf8(sample("simplified-sealed.xml")).unwrap();
    let issued = support::between(&text, "<cbc:IssueDate>", "<").to_owned()
        + "T"
        + support::between(&text, "<cbc:IssueTime>", "<");
    // Issued in the future, by a day; just now; and more than a day ago.
    let at = |shift: &str| run(&["--at", shift]).1;
    let before = at("2022-01-01T00:00:00");
    assert!(codes(&before).contains(&"BR-KSA-04"), "{issued}: {before}");
    assert!(
        !codes(&at(&issued))
            .iter()
            .any(|code| ["BR-KSA-04", "BR-KSA-98"].contains(code))
    );
    assert!(codes(&at("2099-01-01T00:00:00Z")).contains(&"BR-KSA-98"));
    let pih = support::between(&text, "<cbc:ID>PIH</cbc:ID>", "</cbc:EmbeddedDocumentBinaryObject>");
    let pih = pih.rsplit('>').next().unwrap();
    assert_eq!(run(&["--at", &issued, "--pih", pih]).0, Some(0));
    let (code, broken) = run(&["--at", &issued, "--pih", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]);
    assert_eq!((code, broken["layers"]["pih"].as_str()), (Some(1), Some("failed")));
    assert!(codes(&broken).contains(&"KSA-13"));
    let other = repository().join("core/tests/keys/certificate.pem");
    let (_, other) = run(&["--at", &issued, "--certificate", other.to_str().unwrap()]);
    assert!(codes(&other).contains(&"KHATM-SEAL-OTHER-CERTIFICATE"), "{other}");
    let wrong = shell.run(&["validate", "--at", "yesterday", "standard.xml"]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--at"));
}

#[test]
fn the_sdks_words_work_with_its_configuration() {
    let shell = Shell::new("sdk");
    let output = shell.run(&["-validate", "-invoice", "standard.xml"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    shell.write("pih.txt", b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
    shell.write("config.json", br#"{"pihPath": "pih.txt"}"#);
    let configured = |file: &str| {
        let mut command = shell.command(&["-validate", "-invoice", file, "--json"]);
        lines(&command.env("SDK_CONFIG", "config.json").output().unwrap()).remove(0)
    };
    assert_eq!(configured("standard.xml")["layers"]["pih"], "failed");
    shell.write("pih.txt", FIRST_PREVIOUS_HASH.as_bytes());
    let first = String::from_utf8(sample("standard.xml"))
        .unwrap()
        .contains(FIRST_PREVIOUS_HASH);
    assert_eq!(configured("standard.xml")["layers"]["pih"] == "passed", first);
}

#[test]
fn warnings_count_only_when_asked_and_rubbish_is_a_bad_document() {
    let shell = Shell::new("strict");
    shell.write("rubbish.xml", b"not xml at all");
    shell.write("empty.xml", b"");
    let rubbish = shell.run(&["validate", "--json", "rubbish.xml", "empty.xml"]);
    assert_eq!(rubbish.status.code(), Some(1));
    for line in lines(&rubbish) {
        assert_eq!(line["layers"]["xsd"], "failed");
        assert_eq!(line["layers"]["en"], "not_run");
        assert!(codes(&line)[0].starts_with("KHATM-XML-"));
    }
    let late = ["validate", "--at", "2099-01-01T00:00:00", "simplified-sealed.xml"];
    assert_eq!(shell.run(&late).status.code(), Some(0));
    assert_eq!(shell.run(&[&late[..], &["--strict"]].concat()).status.code(), Some(1));
}

#[test]
fn a_file_that_is_no_xml_is_said_with_its_place() {
    let shell = Shell::new("places");
    shell.write("cut.xml", &sample("standard.xml")[..2000]);
    shell.write("joined.xml", b"<Invoice>\n  <ID x=1>T-1</ID>\n</Invoice>");
    let text = out(&shell.run(&["validate", "cut.xml", "joined.xml"]));
    assert_eq!(text.matches("\n      at       (").count(), 2, "{text}");
    assert!(
        text.contains("KHATM-XML-MARKUP") && text.contains("      at       (2:"),
        "{text}"
    );
}

#[test]
fn standard_input_is_read_once_or_not_at_all() {
    let shell = Shell::new("twice");
    let twice = shell.run(&["validate", "-", "standard.xml", "-"]);
    assert_eq!(twice.status.code(), Some(2));
    assert!(twice.stdout.is_empty());
    let told = String::from_utf8(twice.stderr).unwrap();
    assert!(told.contains("KHATM-INPUT-TWICE") && told.contains('→'), "{told}");
    let unknown = shell.run(&["validate", "--lang", "fr", "standard.xml"]);
    let told = String::from_utf8(unknown.stderr).unwrap();
    assert!(unknown.status.code() == Some(2) && told.contains("→ Ask for"), "{told}");
}
