//! `khatm issue`, `khatm deliver` and `khatm outbox` as a stranger meets them, and what is left when they are killed.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;
#[path = "devices/shell.rs"]
mod shell;
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use khatm::Language;
use khatm::gateway::Operation;
use khatm::simulator::{Fault, Rule};
use serde_json::{Value, json};
use shell::Shell;

const BUYER: &str = r#"{ "name": "Buyer", "vat_number": "310000000000003", "street": "Tahlia", "building_number": "1111",
    "district": "Olaya", "city": "Riyadh", "postal_code": "12211" }"#;
const DOWN: Fault = Fault::Status {
    status: 503,
    html: true,
};

/// A clean folder with a ledger, in which a device is onboarded with the documented commands.
fn shop(name: &str) -> Shell {
    let shell = Shell::new(&format!("outbox-{name}"));
    shell.ends("store new shop.khatm", 0);
    add(&shell, "TILL-1");
    shell
}

fn add(shell: &Shell, name: &str) {
    let url = shell.simulator.url().to_owned();
    let files = "--config unit.properties --seller seller.json";
    shell.ends(
        &format!("device new {name} --store shop.khatm {files} --env simulation --url {url}"),
        0,
    );
    fs::write(shell.folder.join("one.txt"), shell.otp()).unwrap();
    let said = shell.ends(
        &format!("device onboard {name} --store shop.khatm --otp-file one.txt"),
        0,
    );
    assert!(said.contains(&format!("{name}: active; days left:")), "{said}");
}

/// A draft: with a buyer where its number begins with a B.
fn draft(shell: &Shell, number: &str) -> String {
    let mut draft = json!({ "number": number, "lines": [{ "name": "Tea", "quantity": 1, "price": "20.00" }] });
    if number.starts_with('B') {
        draft["buyer"] = serde_json::from_str(BUYER).unwrap();
    }
    let name = format!("{number}.json");
    fs::write(shell.folder.join(&name), draft.to_string()).unwrap();
    name
}

fn issue(shell: &Shell, numbers: &[&str]) -> Vec<Value> {
    let files: Vec<String> = numbers.iter().map(|number| draft(shell, number)).collect();
    shell.json(
        &format!("issue {} --store shop.khatm --device TILL-1", files.join(" ")),
        0,
    )
}

/// Ends the process with the test, however the test ends.
struct Process(Option<Child>);

impl Process {
    fn deliver(shell: &Shell, more: &str) -> Self {
        let mut command = shell.command(&format!("deliver --store shop.khatm {more}"));
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        Process(Some(child.unwrap()))
    }

    fn signal(&self, name: &str) {
        let id = self.0.as_ref().unwrap().id().to_string();
        let sent = std::process::Command::new("kill").args(["-s", name, &id]).status();
        assert!(sent.unwrap().success());
    }

    /// Until it says this on its standard error.
    fn says(&mut self, words: &str) {
        let errors = self.0.as_mut().unwrap().stderr.as_mut().unwrap();
        let mut lines = BufReader::new(errors).lines();
        assert!(
            lines.any(|line| line.unwrap().contains(words)),
            "it ended and did not say: {words}"
        );
    }

    fn output(mut self) -> Output {
        self.0.take().unwrap().wait_with_output().unwrap()
    }

    fn kill(mut self) {
        let mut child = self.0.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn until(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(120), "{what} never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The requests that met a fault of this name.
fn met(shell: &Shell, name: &str) -> usize {
    let records = shell.simulator.records();
    let met = records
        .iter()
        .filter(|record| record.fault.as_ref().is_some_and(|(_, fault)| fault.as_str() == name));
    met.count()
}

fn said(output: &Output) -> String {
    format!("{}{}", shell::out(output), shell::err(output))
}

/// What the authority has: each of so many documents once, in one chain, and nothing was sent in two forms.
fn nothing_lost_nothing_doubled(shell: &Shell, documents: u64) {
    let authority = shell.simulator.authority();
    let unit = authority.devices()[0].id;
    let audit = authority.audit(unit, Language::English).unwrap();
    assert!(audit.sound, "{audit:?}");
    let chain = audit.chains.iter().find(|chain| chain.kind == "production").unwrap();
    assert_eq!((chain.received, chain.last_icv), (documents, Some(documents)));
    let records = shell.simulator.records();
    let live = records
        .iter()
        .filter(|record| matches!(record.operation, Some(Operation::Reporting | Operation::Clearance)));
    let bodies: BTreeSet<&[u8]> = live.map(|record| record.request_body()).collect();
    assert_eq!(bodies.len() as u64, documents, "the same bytes for ever");
    let verified = &shell.json("verify --store shop.khatm", 0)[0];
    assert_eq!(
        (&verified["whole"], &verified["documents"]),
        (&json!(true), &json!(documents))
    );
}

#[test]
fn a_day_with_the_documented_commands() {
    let shell = shop("day");
    let status = shell.ends("device status --store shop.khatm", 0);
    assert!(status.contains("TILL-1") && status.contains("khatm issue"), "{status}");
    let sold = &issue(&shell, &["S-1"])[0];
    assert_eq!(
        (&sold["may_hand_over"], &sold["ground"]),
        (&json!(true), &json!("as_issued"))
    );
    assert!(sold["qr"].is_string());
    // A standard one may not be handed over yet: nothing is written, and nothing is there to be printed.
    let file = draft(&shell, "B-1");
    let line = format!("issue {file} --store shop.khatm --device TILL-1 --key b-1");
    let billed = &shell.json(&format!("{line} -o B-1.xml"), 3)[0];
    assert_eq!(
        (&billed["may_hand_over"], &billed["qr"], &billed["output"]),
        (&json!(false), &Value::Null, &Value::Null)
    );
    assert!(!shell.folder.join("B-1.xml").exists());
    assert!(shell.ends(&line, 0).contains("issued before"));

    let list = shell.ends("outbox list --store shop.khatm", 0);
    let rows: Vec<Vec<&str>> = list.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), 3, "{list}");
    assert_eq!(rows[0][..3], ["STATE", "DEVICE", "NUMBER"]);
    assert_eq!(rows[1][..3], ["waiting", "TILL-1", "S-1"]);
    assert_eq!(rows[2].last().copied(), billed["uuid"].as_str());
    assert_eq!(shell.json("outbox list --store shop.khatm --most 1", 0).len(), 1);
    assert_eq!(shell.json("outbox list --store shop.khatm --device X", 0).len(), 0);
    assert_eq!(shell.json("outbox list --store shop.khatm --late", 0).len(), 0);

    // People.
    let person = "--store shop.khatm --by Amal";
    assert!(
        shell
            .ends(&format!("outbox hold B-1 {person} --second amal --why why"), 2)
            .contains("KHATM-OUTBOX-TWO-PEOPLE")
    );
    shell.ends(&format!("outbox hold B-1 {person} --second Badr --why buyer"), 0);
    let delivered = shell.ends("deliver --store shop.khatm --once", 3);
    assert!(
        delivered.contains("TILL-1 S-1: reported 200") && delivered.contains("1 left"),
        "{delivered}"
    );
    shell.ends(
        &format!("outbox release B-1 {person} --reason outage --note announced"),
        0,
    );
    shell.ends("outbox show B-1 --store shop.khatm -o B-1.xml", 0);
    let own = shell.read("B-1.xml");
    shell.ends(&format!("outbox free B-1 {person} --why right"), 0);
    shell.ends(&format!("outbox retry B-1 {person}"), 0);
    let lines = shell.json("deliver --store shop.khatm --once", 0);
    assert_eq!(lines[0]["document"]["progress"], "cleared");
    assert_eq!(
        (&lines[1]["summary"]["cleared"], &lines[1]["left"]),
        (&json!(1), &json!(0))
    );
    let story = shell.ends("outbox show B-1 --store shop.khatm -o B-1.xml", 0);
    for word in [
        "Amal: hold",
        "Badr: buyer",
        "free",
        "release_outage",
        "retry",
        "200 accepted",
        "B-1.xml",
    ] {
        assert!(story.contains(word), "{word}\n{story}");
    }
    assert_ne!(shell.read("B-1.xml"), own, "it is the authority's version now");
    assert!(
        shell
            .ends(&format!("outbox retry B-1 {person}"), 2)
            .contains("KHATM-OUTBOX-FINISHED")
    );
    assert!(
        shell
            .ends("outbox show X-1 --store shop.khatm", 2)
            .contains("KHATM-OUTBOX-UNKNOWN")
    );
    assert!(
        shell
            .ends("outbox list --store shop.khatm", 0)
            .contains("nothing waits")
    );
    nothing_lost_nothing_doubled(&shell, 2);
    shell.nothing_leaked(&[], &[]);
}

#[test]
fn a_rejected_document_is_shown_with_its_reason_and_corrected_by_number() {
    let shell = shop("rejected");
    shell.fault(Rule::of(Fault::Reject).times(1));
    let refused = issue(&shell, &["B-1"])[0]["uuid"].as_str().unwrap().to_owned();
    let told = shell.ends("deliver --store shop.khatm --once", 1);
    assert!(told.contains("B-1: REJECTED 400 SIMULATOR-REJECTED"), "{told}");
    let shown = shell.ends("outbox show B-1 --store shop.khatm", 0);
    assert!(
        shown.contains("asked to") && shown.contains(&format!("--corrects {refused}")),
        "{shown}"
    );
    shell.ends("outbox show B-1 --store shop.khatm -o B-1.xml", 1);
    // Nothing waits for the authority; one waits for us.
    assert!(
        shell
            .ends("outbox list --store shop.khatm", 0)
            .contains("nothing waits")
    );
    let listed = shell.ends("outbox list --rejected --store shop.khatm", 0);
    for text in ["B-1", "SIMULATOR-REJECTED", &refused, "TILL-1"] {
        assert!(listed.contains(text), "{text}\n{listed}");
    }
    let told = shell.json("outbox list --rejected --store shop.khatm", 0);
    assert_eq!(
        (told.len(), &told[0]["uuid"], &told[0]["progress"]),
        (1, &json!(refused), &json!("rejected"))
    );
    let other = shell.ends("outbox list --rejected --device TILL-2 --store shop.khatm", 0);
    assert!(other.contains("nothing waits for a correction"), "{other}");
    assert!(
        shell
            .ends("health --store shop.khatm", 1)
            .contains("KHATM-HEALTH-REJECTED")
    );
    let arabic = shell.ends("outbox show B-1 --store shop.khatm --lang ar", 0);
    assert!(arabic.contains("مرفوض"), "{arabic}");
    // The correction has the same number: from now on it names two.
    let file = draft(&shell, "B-1");
    let line = format!("issue {file} --store shop.khatm --device TILL-1 --corrects B-1");
    let corrected = &shell.json(&format!("{line} --wait 60"), 0)[0];
    assert_eq!(
        (&corrected["ground"], &corrected["counter"]),
        (&json!("as_cleared"), &json!(2))
    );
    let listed = shell.ends("outbox list --rejected --store shop.khatm", 0);
    assert!(listed.contains("nothing waits for a correction"), "{listed}");
    let several = shell.ends("outbox show B-1 --store shop.khatm", 2);
    let uuid = corrected["uuid"].as_str().unwrap();
    assert!(
        several.contains("KHATM-OUTBOX-SEVERAL") && several.contains(&refused) && several.contains(uuid),
        "{several}"
    );
    nothing_lost_nothing_doubled(&shell, 2);
}

#[test]
fn a_cashier_waits_for_a_clearance_or_reads_what_to_do() {
    let shell = shop("cashier");
    let file = draft(&shell, "B-1");
    let line = format!("issue {file} --store shop.khatm --device TILL-1 --wait 60 -o B-1.xml --qr");
    let said = shell.ends(&line, 0);
    assert!(
        said.contains("is cleared: hand it over") && said.contains("B-1.xml") && said.contains('█'),
        "{said}"
    );
    assert!(shell.ends("verify B-1.xml", 0).contains("B-1.xml: valid"));
    shell.fault(Rule::of(DOWN));
    let file = draft(&shell, "B-2");
    let line = format!("issue {file} --store shop.khatm --device TILL-1 --key k --wait 1 -o B-2.xml");
    let said = shell.ends(&line, 3);
    assert!(
        said.contains("Do not issue the invoice again") && said.contains("khatm outbox show"),
        "{said}"
    );
    assert!(shell.ends(&format!("{line} --lang ar"), 3).contains("لا تُصدر الفاتورة"));
    assert!(!shell.folder.join("B-2.xml").exists());
    shell.simulator.faults().clear();
    // Asked for again when all is well, it is the same document, and there it is.
    let line = line.replace("--wait 1", "--wait 60");
    let again = &shell.json(&line, 0)[0];
    assert_eq!((&again["again"], &again["output"]), (&json!(true), &json!("B-2.xml")));
    nothing_lost_nothing_doubled(&shell, 2);
}

#[cfg(unix)]
#[test]
fn killed_in_the_middle_of_calls_nothing_is_lost_and_nothing_doubled() {
    let shell = shop("killed");
    let uuids = issue(&shell, &["B-1", "S-2", "B-3", "S-4", "B-5"]);
    // The authority has taken some of them, of others it read no more than the request.
    for (operation, decided) in [(Operation::Clearance, true), (Operation::Reporting, false)] {
        let mut rule = Rule::of(Fault::Silence).on(operation);
        rule.decided = Some(decided);
        shell.fault(rule);
    }
    let deliver = Process::deliver(&shell, "");
    until("the calls", || met(&shell, "silence") == 5);
    // SIGKILL: nothing of it can clean up.
    deliver.kill();
    shell.simulator.faults().clear();
    let sending = shell.json("outbox list --store shop.khatm", 0);
    assert_eq!(sending.len(), 5);
    assert!(sending.iter().all(|way| way["progress"] == "sending"), "{sending:?}");
    // Their leases have not ended: nobody takes them over while they may still be under way.
    shell.ends("deliver --store shop.khatm --once", 3);
    assert_eq!(met(&shell, "silence"), 5);
    if std::env::var_os("KHATM_TEST_LONG").is_some() {
        let deliver = Process::deliver(&shell, "");
        until("the end of the leases", || {
            shell.json("outbox list --store shop.khatm", 0).is_empty()
        });
        deliver.signal("TERM");
        assert_eq!(deliver.output().status.code(), Some(0));
    } else {
        // People who know that the process is gone need not wait for that.
        let all: Vec<&str> = uuids.iter().map(|issued| issued["uuid"].as_str().unwrap()).collect();
        let (all, who) = (all.join(" "), "--store shop.khatm --by Amal --why killed");
        shell.ends(&format!("outbox hold {all} {who} --second Badr"), 0);
        shell.ends(&format!("outbox free {all} {who}"), 0);
        let doubted = shell.json("outbox list --store shop.khatm", 0);
        assert!(doubted.iter().all(|way| way["progress"] == "in_doubt"), "{doubted:?}");
        shell.ends("deliver --store shop.khatm --once", 0);
    }
    for issued in &uuids {
        let uuid = issued["uuid"].as_str().unwrap();
        let shown = &shell.json(&format!("outbox show {uuid} --store shop.khatm"), 0)[0];
        assert_eq!(shown["may_hand_over"], true, "{shown}");
        assert_eq!(shown["tries"].as_array().unwrap().len(), 2);
        assert_eq!(shown["tries"][1]["again"], true);
    }
    let known = shell.simulator.records();
    assert_eq!(known.iter().filter(|record| record.status == Some(208)).count(), 3);
    nothing_lost_nothing_doubled(&shell, 5);
}

#[cfg(unix)]
#[test]
fn told_to_end_it_waits_for_answers_and_told_again_it_does_not() {
    let shell = shop("ended");
    issue(&shell, &["S-1"]);
    // Time enough for what is issued next, on whatever machine.
    shell.fault(Rule::of(Fault::Delay { ms: 12_000 }).times(1));
    let deliver = Process::deliver(&shell, "--json");
    until("the call", || met(&shell, "delay") == 1);
    deliver.signal("TERM");
    std::thread::sleep(Duration::from_secs(2));
    // What is issued now is for whoever delivers next.
    issue(&shell, &["S-2"]);
    let output = deliver.output();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let lines: Vec<Value> = shell::out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["document"]["progress"], "reported", "{lines:?}");
    assert_eq!(lines.last().unwrap()["left"], 1);
    let left = shell.json("outbox list --store shop.khatm", 0);
    assert_eq!((left.len(), left[0]["progress"].as_str()), (1, Some("waiting")));

    shell.fault(Rule::of(Fault::Silence));
    let mut deliver = Process::deliver(&shell, "");
    until("the call", || met(&shell, "silence") == 1);
    deliver.signal("INT");
    // Until it has heard of the first one: two at once may come as one.
    deliver.says("once more ends it at once");
    let began = Instant::now();
    deliver.signal("INT");
    let output = deliver.output();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    // The call would be waited for three times as long.
    assert!(began.elapsed() < Duration::from_secs(20));
}

#[cfg(unix)]
#[test]
fn two_processes_deliver_side_by_side_and_what_is_issued_meanwhile_too() {
    let shell = shop("two");
    let numbers: Vec<String> = (1..=30).map(|number| format!("S-{number}")).collect();
    let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
    issue(&shell, &names[..20]);
    let both = [
        Process::deliver(&shell, "--hands 4"),
        Process::deliver(&shell, "--hands 4"),
    ];
    issue(&shell, &names[20..]);
    until("the end", || shell.json("outbox list --store shop.khatm", 0).is_empty());
    for deliver in both {
        deliver.signal("TERM");
        let output = deliver.output();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let records = shell.simulator.records();
    let reported = records
        .iter()
        .filter(|record| record.operation == Some(Operation::Reporting));
    assert_eq!(reported.count(), 30, "none was sent twice");
    nothing_lost_nothing_doubled(&shell, 30);
}

#[test]
fn what_cannot_be_delivered_is_said_before_anything_is_sent() {
    let shell = shop("refused");
    issue(&shell, &["S-1"]);
    let before = shell.simulator.records().len();
    let ends_with = |line: &str, variable: (&str, &str), code: &str| {
        let mut command = shell.command(line);
        command.env(variable.0, variable.1);
        let output = shell.finish(command);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains(code), "{}", said(&output));
    };
    let deliver = "deliver --store shop.khatm --once";
    ends_with(deliver, ("KHATM_ENV", "production"), "KHATM-CREDENTIAL-ENVIRONMENT");
    ends_with(deliver, ("KHATM_ROOT_KEY_FILE", "absent.key"), "KHATM-VAULT-KEY-ABSENT");
    let other = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    ends_with(deliver, ("KHATM_ROOT_KEY", other), "KHATM-VAULT-OTHER-KEY");
    fs::copy(shell.folder.join("shop.khatm"), shell.folder.join("copy.khatm")).unwrap();
    for line in [
        "deliver --store copy.khatm",
        "deliver --store copy.khatm --once",
        "outbox retry S-1 --store copy.khatm --by Amal",
        "issue S-1.json --store copy.khatm --device TILL-1",
    ] {
        assert!(shell.ends(line, 2).contains("KHATM-FENCE-COPIED"), "{line}");
    }
    assert!(
        shell
            .ends("deliver --store none.khatm", 2)
            .contains("KHATM-STORE-ABSENT")
    );
    // A copy can be looked at, also without a root key.
    let mut list = shell.command("outbox list --store copy.khatm");
    list.env("KHATM_ROOT_KEY_FILE", "absent.key");
    assert!(shell::out(&shell.finish(list)).contains("S-1"));
    assert!(shell.ends("outbox show S-1 --store copy.khatm", 0).contains("waiting"));
    assert_eq!(shell.simulator.records().len(), before);
    // A device whose credential is not taken is parked, until somebody or a probe finds it mended.
    shell.fault(Rule::of(Fault::ExpiredCertificate));
    let parked = shell.ends("deliver --store shop.khatm --once", 3);
    assert!(
        parked.contains("credential: a device's credential is not taken") && parked.contains("its device is parked"),
        "{parked}"
    );
    assert!(shell.ends("outbox list --store shop.khatm", 0).contains("parked"));
    shell.simulator.faults().clear();
    shell.ends("outbox unpark TILL-1 --store shop.khatm --by Amal", 0);
    shell.ends("outbox retry S-1 --store shop.khatm --by Amal", 0);
    shell.ends("deliver --store shop.khatm --once", 0);
    nothing_lost_nothing_doubled(&shell, 1);
}
