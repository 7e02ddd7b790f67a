//! Drafts on the command line, as a stranger meets them.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use support::repository;

struct Shell {
    folder: PathBuf,
}

impl Shell {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("drafts").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for name in [
            "simplified-invoice",
            "simplified-credit-note",
            "standard-invoice",
            "standard-every-field",
        ] {
            let file = format!("{name}.json");
            fs::copy(repository().join("examples/drafts").join(&file), folder.join(&file)).unwrap();
        }
        let keys = repository().join("core/tests/keys");
        fs::copy(keys.join("sec1.pem"), folder.join("key.pem")).unwrap();
        fs::copy(keys.join("certificate.pem"), folder.join("cert.pem")).unwrap();
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

    fn write(&self, name: &str, value: &Value) {
        fs::write(self.folder.join(name), value.to_string()).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap()
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn small(issued_at: Option<&str>) -> Value {
    let seller = serde_json::from_slice::<Value>(
        &fs::read(repository().join("examples/drafts/simplified-invoice.json")).unwrap(),
    )
    .unwrap()["seller"]
        .clone();
    let mut draft =
        json!({ "number": "R-1", "seller": seller, "lines": [{ "name": "Book", "quantity": 1, "price": "10" }] });
    if let Some(at) = issued_at {
        draft["issued_at"] = json!(at);
    }
    draft
}

#[test]
fn build_writes_a_document_that_can_be_sealed_and_verified() {
    let shell = Shell::new("build");
    let built = shell.run(&["build", "simplified-invoice.json"]);
    assert_eq!(built.status.code(), Some(0), "{}", err(&built));
    assert!(out(&built).starts_with("<?xml") && out(&built).contains(">S-1<"));
    let sealed = shell.run(&[
        "build",
        "simplified-invoice.json",
        "--seal",
        "--key",
        "key.pem",
        "--cert",
        "cert.pem",
        "-o",
        "sealed.xml",
    ]);
    assert_eq!(sealed.status.code(), Some(0), "{}", err(&sealed));
    let verified = shell.run(&["verify", "sealed.xml"]);
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));
    // Without a key nothing is half done.
    let refused = shell.run(&["build", "simplified-invoice.json", "--seal", "-o", "other.xml"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("KHATM-KEY-ABSENT") && !shell.folder.join("other.xml").exists());
}

#[test]
fn documents_follow_each_other_in_a_chain() {
    let shell = Shell::new("chain");
    let built = shell.run(&[
        "build",
        "--json",
        "--counter",
        "41",
        "simplified-invoice.json",
        "simplified-credit-note.json",
        "standard-invoice.json",
    ]);
    let built = lines(&built);
    assert_eq!(built.len(), 3);
    for (at, one) in built.iter().enumerate() {
        let xml = one["xml"].as_str().unwrap();
        assert!(xml.contains(&format!("<cbc:UUID>{}</cbc:UUID>", 41 + at)), "{xml}");
        if at > 0 {
            let before = built[at - 1]["invoice_hash"].as_str().unwrap();
            assert!(xml.contains(&format!(">{before}<")), "{at}");
        }
    }
    let uuids: std::collections::BTreeSet<_> = built.iter().map(|one| one["uuid"].as_str().unwrap()).collect();
    assert_eq!(uuids.len(), 3);
    assert_eq!(built[0]["totals"]["payable"], json!("96.03"));
    // The hash is that of the document as it is sealed, too.
    fs::write(shell.folder.join("first.xml"), built[0]["xml"].as_str().unwrap()).unwrap();
    let hash = shell.run(&["hash", "first.xml"]);
    assert_eq!(out(&hash).trim(), built[0]["invoice_hash"].as_str().unwrap());
}

#[test]
fn check_says_everything_with_line_and_column_and_the_exit_code() {
    let shell = Shell::new("check");
    fs::write(
        shell.folder.join("bad.json"),
        "{\n  \"number\": \"R-1\",\n  \"lines\": [{\"name\": \"Book\", \"quantity\": 0, \"pric\": 5}]\n}\n",
    )
    .unwrap();
    let checked = shell.run(&["check", "bad.json"]);
    assert_eq!(checked.status.code(), Some(1));
    let text = out(&checked);
    for part in [
        "BR-22",
        "line 3, column 42",
        "pric → price",
        "KHATM-DRAFT-MISSING",
        "(seller)",
        "→ Fill it in",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let arabic = shell.run(&["check", "bad.json", "--lang", "ar"]);
    assert!(
        out(&arabic).contains("صفر") && out(&arabic).contains('←'),
        "{}",
        out(&arabic)
    );
    let as_json = lines(&shell.run(&["check", "--json", "bad.json"]));
    assert_eq!(
        (
            as_json[0]["valid"].as_bool(),
            as_json[0]["findings"].as_array().unwrap().len()
        ),
        (Some(false), 4)
    );
    // Warnings alone are good, unless they count.
    let mut draft = small(None);
    draft["lines"][0]["unit"] = json!("kilogramm");
    shell.write("warned.json", &draft);
    assert_eq!(shell.run(&["check", "warned.json"]).status.code(), Some(0));
    assert_eq!(shell.run(&["check", "--strict", "warned.json"]).status.code(), Some(1));
    // What is no JSON, and what is not there.
    fs::write(shell.folder.join("cut.json"), "{\"number\": ").unwrap();
    assert!(out(&shell.run(&["check", "cut.json"])).contains("KHATM-JSON"));
    assert_eq!(shell.run(&["check", "absent.json"]).status.code(), Some(2));
    assert_eq!(
        shell.run(&["build", "bad.json", "-o", "bad.xml"]).status.code(),
        Some(1)
    );
    assert!(!shell.folder.join("bad.xml").exists());
}

#[test]
fn check_explains_where_the_halalas_went() {
    let shell = Shell::new("explain");
    let mut draft = small(None);
    draft["prices_include_vat"] = json!(true);
    shell.write("shelf.json", &draft);
    let text = out(&shell.run(&["check", "--explain", "shelf.json"]));
    assert!(text.contains("8.69565217") && text.contains("to be paid"), "{text}");
    let trail = &lines(&shell.run(&["check", "--explain", "--json", "shelf.json"]))[0]["trail"]["steps"];
    assert!(trail.as_array().unwrap().len() >= 3, "{trail}");
}

#[test]
fn the_registered_seller_stands_in() {
    let shell = Shell::new("seller");
    let mut draft = small(None);
    let seller = draft.as_object_mut().unwrap().remove("seller").unwrap();
    shell.write("draft.json", &draft);
    shell.write("seller.json", &seller);
    assert_eq!(shell.run(&["check", "draft.json"]).status.code(), Some(1));
    assert_eq!(
        shell
            .run(&["check", "draft.json", "--seller", "seller.json"])
            .status
            .code(),
        Some(0)
    );
    shell.write("seller.json", &json!({ "nmae": "x" }));
    let refused = shell.run(&["check", "draft.json", "--seller", "seller.json"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(err(&refused).contains("nmae → name"), "{}", err(&refused));
}

#[test]
fn a_document_becomes_a_draft_and_the_same_document() {
    let shell = Shell::new("draft");
    assert_eq!(
        shell
            .run(&["build", "standard-every-field.json", "-o", "a.xml"])
            .status
            .code(),
        Some(0)
    );
    assert_eq!(shell.run(&["draft", "a.xml", "-o", "a.json"]).status.code(), Some(0));
    assert_eq!(shell.run(&["build", "a.json", "-o", "b.xml"]).status.code(), Some(0));
    assert_eq!(shell.read("a.xml"), shell.read("b.xml"));
    // Anything else than an invoice is refused with its code.
    fs::write(shell.folder.join("c.xml"), "<Order/>").unwrap();
    let refused = shell.run(&["draft", "c.xml"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("KHATM-UBL-ROOT"));
}

/// A till's clock may stand anywhere; the invoice's is Riyadh's.
#[test]
fn the_day_is_riyadhs_whatever_the_zone_of_the_machine() {
    let shell = Shell::new("zones");
    let cases = [
        // Without an offset the time is Riyadh's.
        ("2026-11-20T23:59:00", "2026-11-20", "23:59:00"),
        ("2026-11-21T00:01:00", "2026-11-21", "00:01:00"),
        // With one it is converted: these four are the same two minutes.
        ("2026-11-20T20:59:00Z", "2026-11-20", "23:59:00"),
        ("2026-11-20T21:01:00Z", "2026-11-21", "00:01:00"),
        ("2026-11-21T06:59:00+10:00", "2026-11-20", "23:59:00"),
        ("2026-11-20T13:01:00-08:00", "2026-11-21", "00:01:00"),
    ];
    for zone in [
        "UTC",
        "Asia/Riyadh",
        "America/Los_Angeles",
        "Pacific/Kiritimati",
        "Australia/Lord_Howe",
    ] {
        for (given, date, time) in cases {
            shell.write("draft.json", &small(Some(given)));
            let mut command = shell.command(&["build", "--now", "2026-11-21T12:00:00", "draft.json"]);
            let xml = out(&command.env("TZ", zone).output().unwrap());
            assert_eq!(
                support::between(&xml, "<cbc:IssueDate>", "<"),
                date,
                "{given} under {zone}"
            );
            assert_eq!(
                support::between(&xml, "<cbc:IssueTime>", "<"),
                time,
                "{given} under {zone}"
            );
        }
        // Nothing given: now, which is a day further in Riyadh from nine in the evening in London.
        shell.write("draft.json", &small(None));
        let mut command = shell.command(&["build", "--now", "2026-11-20T21:01:00Z", "draft.json"]);
        let xml = out(&command.env("TZ", zone).output().unwrap());
        assert_eq!(
            support::between(&xml, "<cbc:IssueDate>", "<"),
            "2026-11-21",
            "now under {zone}"
        );
    }
    let refused = shell.run(&["check", "--now", "tomorrow", "draft.json"]);
    assert_eq!(refused.status.code(), Some(2));
}
