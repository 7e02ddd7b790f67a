//! `khatm device` and `khatm submit` as a stranger meets them: a clean folder, the documented commands, and no secret anywhere.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;
#[path = "devices/shell.rs"]
mod shell;
mod support;

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devices::{PROPERTIES, SELLER};
use khatm::device::Stage;
use khatm::gateway::Operation;
use khatm::simulator::{Fault, Rule};
use serde_json::Value;
use shell::{ENVIRONMENT, Shell, err, out};

#[test]
fn from_a_clean_folder_to_a_cleared_invoice_with_the_documented_commands() {
    let shell = Shell::new("story");
    let url = shell.simulator.url().to_owned();
    let made = shell.ends(
        &format!("device new POS-1 --config unit.properties --seller seller.json --env simulation --url {url}"),
        0,
    );
    assert!(
        made.contains("root.key") && made.contains("POS-1.device") && made.contains("simulator"),
        "{made}"
    );
    let status = shell.ends("device status POS-1.device", 0);
    assert!(
        status.contains("draft") && status.contains("khatm device onboard"),
        "{status}"
    );
    let password = shell.otp();
    fs::write(shell.folder.join("otps.txt"), format!("# tills\nPOS-1 {password}\n")).unwrap();
    let onboarded = shell.run("device onboard POS-1.device --otp-file otps.txt");
    assert_eq!(onboarded.status.code(), Some(0), "{}", err(&onboarded));
    let steps = err(&onboarded);
    assert_eq!(steps.lines().count(), 11, "{steps}");
    assert!(
        steps.contains("passed 6/6: simplified_debit_note") && steps.lines().all(|line| line.starts_with("POS-1: "))
    );
    assert!(out(&onboarded).contains("active; days left: "));
    assert!(shell.read("otps.txt").starts_with("# tills\n# used 2"));
    let status = &shell.json("device status POS-1.device", 0)[0];
    assert_eq!(
        (status["state"].as_str(), status["next"].as_str()),
        (Some("active"), Some("submit"))
    );
    assert!(status["days_left"].as_i64().unwrap() > 300);
    // Again: it is active, and nothing is sent.
    let sent = shell.simulator.records().len();
    shell.ends("device onboard POS-1.device", 0);
    assert_eq!(shell.simulator.records().len(), sent);

    shell.draft("standard-invoice.json", "tax.json");
    shell.draft("simplified-invoice.json", "till.json");
    shell.ends("build tax.json --counter 1 --device POS-1.device --seal -o tax.xml", 0);
    shell.ends("build till.json --device POS-1.device -o plain.xml", 0);
    let refused = shell.ends("submit plain.xml --device POS-1.device", 1);
    assert!(
        refused.contains("KHATM-SUBMIT-UNSEALED") && refused.contains("khatm sign --device"),
        "{refused}"
    );
    shell.ends("sign plain.xml --device POS-1.device -o till.xml", 0);
    let submitted = shell.ends("submit tax.xml till.xml --device POS-1.device", 0);
    assert!(
        submitted.contains("tax.xml: cleared") && submitted.contains("till.xml: reported"),
        "{submitted}"
    );
    assert!(submitted.contains("tax.cleared.xml"));
    let cleared = shell.read("tax.cleared.xml");
    assert!(cleared.contains("SignatureValue") && cleared != shell.read("tax.xml"));
    let verified = shell.ends("hash tax.xml tax.cleared.xml", 0);
    let hashes: Vec<&str> = verified.lines().collect();
    assert_eq!(hashes[0], hashes[1]);
    // Once more: known, and the same cleared document.
    let again = &shell.json("submit tax.xml --device POS-1.device -o again.xml", 0)[0];
    assert_eq!(again["verdict"], "already_known");
    assert_eq!(shell.read("again.xml"), cleared);
    let left: Vec<String> = shell.names().into_iter().filter(|name| name.starts_with('.')).collect();
    assert!(left.is_empty(), "{left:?}");
    shell.nothing_leaked(&["POS-1.device"], &[password]);
}

#[test]
fn everything_wrong_with_a_new_device_is_said_in_one_go_and_nothing_is_made() {
    let shell = Shell::new("new");
    let bad = PROPERTIES.replace("1-TST|2-TST|3-0001", "TST").replace("=SA", "=KSA");
    fs::write(shell.folder.join("bad.properties"), bad).unwrap();
    fs::write(
        shell.folder.join("bad.json"),
        SELLER.replace("\"city\"", "\"town\"").replace("2322", "23"),
    )
    .unwrap();
    let said = shell.ends(
        "device new 123456 --config bad.properties --seller bad.json --env moon --url http://example.org",
        2,
    );
    for code in [
        "KHATM-ENV-UNKNOWN",
        "KHATM-ENDPOINT-HOST",
        "KHATM-CSR-SERIAL",
        "KHATM-CSR-COUNTRY",
        "KHATM-DEVICE-NAME",
        "seller.town",
    ] {
        assert!(said.contains(code), "{code}\n{said}");
    }
    assert_eq!(
        shell.names(),
        ["bad.json", "bad.properties", "seller.json", "unit.properties"]
    );
    // What is only in the files is a matter of content.
    let content = shell.json(
        "device new A --config bad.properties --seller seller.json --env sandbox",
        1,
    );
    assert_eq!(content[0]["errors"].as_array().unwrap().len(), 2);
    let said = shell.ends("device new A --config unit.properties --seller seller.json", 2);
    assert!(said.contains("KHATM_ENV"), "{said}");
    let said = shell.ends(
        "device new A --config unit.properties --seller seller.json --env production --lang ar",
        0,
    );
    assert!(said.contains("المفتاح الجذري"), "{said}");
    let said = shell.ends(
        "device new A --config unit.properties --seller seller.json --env production",
        2,
    );
    assert!(said.contains("KHATM-DEVICE-EXISTS"), "{said}");
    // A root key that is not there any more, or is another one.
    fs::rename(
        shell.folder.join("state/khatm/root.key"),
        shell.folder.join("moved.key"),
    )
    .unwrap();
    assert!(
        shell
            .ends("device status A.device", 2)
            .contains("KHATM-VAULT-KEY-ABSENT")
    );
    let mut named = shell.command("device status A.device");
    named.env("KHATM_ROOT_KEY_FILE", "moved.key");
    assert_eq!(shell.finish(named).status.code(), Some(0));
    let mut wrong = shell.command("device status A.device");
    wrong.env("KHATM_ROOT_KEY", STANDARD.encode([7; 32]));
    let output = shell.finish(wrong);
    assert!(err(&output).contains("KHATM-VAULT-OTHER-KEY"), "{}", err(&output));
}

#[test]
fn a_password_is_not_taken_from_the_command_line_and_never_repeated() {
    let shell = Shell::new("argument");
    shell.new_device("A");
    let password = shell.otp();
    for line in [
        format!("device onboard A.device {password}"),
        format!("device onboard A.device --otp {password}"),
        format!("device onboard A.device --otp={password}"),
    ] {
        let said = shell.ends(&line, 2);
        assert!(
            said.contains("KHATM-DEVICE-OTP-ARGUMENT") && !said.contains(&password),
            "{said}"
        );
    }
    assert_eq!(shell.simulator.records().len(), 0);
    // Nobody to ask: it says what is needed.
    let said = shell.ends("device onboard A.device", 2);
    assert!(
        said.contains("KHATM-DEVICE-OTP-NEEDED") && said.contains("--otp-file"),
        "{said}"
    );
    let mut command = shell.command("device onboard A.device --json");
    command.env("KHATM_OTP", format!(" {password}\n"));
    let output = shell.finish(command);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    let lines: Vec<Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let steps: Vec<&str> = lines.iter().filter_map(|line| line["step"].as_str()).collect();
    // The key was made by the call before.
    assert_eq!(steps[..3], ["password", "compliance_csid", "made"]);
    assert_eq!(lines.last().unwrap()["state"], "active");
    shell.nothing_leaked(&["A.device"], &[password]);
}

#[test]
fn many_devices_share_one_file_of_passwords_and_one_that_fails_stops_no_other() {
    let shell = Shell::new("many");
    for name in ["A", "B", "C", "D"] {
        shell.new_device(name);
    }
    fs::write(shell.folder.join("broken.device"), "{}").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let own = fs::Permissions::from_mode(0o600);
        fs::set_permissions(shell.folder.join("broken.device"), own).unwrap();
    }
    let passwords = [shell.otp(), shell.otp()];
    let [one, two] = &passwords;
    let file = format!("# tills\nC {one}\nB 000000\n{two}\n");
    fs::write(shell.folder.join("otps.txt"), file).unwrap();
    let line = "device onboard A.device broken.device B.device C.device D.device --otp-file otps.txt";
    let output = shell.run(line);
    let said = format!("{}{}", out(&output), err(&output));
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(
        said.contains("KHATM-DEVICE-OTP-SHORT: 1 ") && said.contains("(D)"),
        "{said}"
    );
    let rows: Vec<Vec<&str>> = out(&output)
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    for row in [
        vec!["A", "active", "good"],
        vec!["B", "keyed", "KHATM-OTP-REFUSED"],
        vec!["C", "active", "good"],
        vec!["D", "keyed", "KHATM-DEVICE-OTP-NEEDED"],
    ] {
        assert!(rows.contains(&row), "{row:?}\n{said}");
    }
    assert!(said.contains("KHATM-DEVICE-FILE"));
    // All are struck out; a second call sends none of them.
    let struck = shell.read("otps.txt");
    assert_eq!(
        struck.lines().filter(|line| line.starts_with("# used ")).count(),
        3,
        "{struck}"
    );
    let asked = |shell: &Shell| {
        let records = shell.simulator.records();
        records
            .iter()
            .filter(|record| record.operation == Some(Operation::ComplianceCsid))
            .count()
    };
    assert_eq!(asked(&shell), 3);
    shell.ends("device onboard B.device D.device --otp-file otps.txt", 2);
    assert_eq!(asked(&shell), 3);
    let more = [shell.otp(), shell.otp()];
    fs::write(
        shell.folder.join("otps.txt"),
        format!("{struck}{}\n{}\n", more[0], more[1]),
    )
    .unwrap();
    shell.ends(
        "device onboard A.device B.device C.device D.device --otp-file otps.txt",
        0,
    );
    for name in ["A.device", "B.device", "C.device", "D.device"] {
        assert_eq!(shell.stage(name), Stage::Active);
    }
    shell.nothing_leaked(&["A.device", "B.device"], &[passwords.to_vec(), more.to_vec()].concat());
}

#[test]
fn without_a_network_no_password_is_lost() {
    let shell = Shell::new("offline");
    shell.new_device("A");
    let password = shell.otp();
    fs::write(shell.folder.join("otps.txt"), format!("{password}\n")).unwrap();
    shell.runtime.block_on(shell.simulator.unplug());
    let said = shell.ends("device onboard A.device --otp-file otps.txt", 3);
    assert!(said.contains("KHATM-CONNECT"), "{said}");
    assert_eq!(shell.read("otps.txt"), format!("{password}\n"));
    shell.runtime.block_on(shell.simulator.plug());
    shell.ends("device onboard A.device --otp-file otps.txt", 0);
}

#[cfg(unix)]
#[test]
fn killed_during_each_request_it_goes_on_when_called_again() {
    let shell = Shell::new("killed");
    for number in 1..=8u64 {
        let name = format!("K-{number}");
        shell.new_device(&name);
        let mut rule = Rule::of(Fault::Silence).nth(number);
        // Every other time the authority has done its part before the process dies.
        rule.decided = Some(number % 2 == 0);
        shell.simulator.faults().clear();
        shell.fault(rule);
        let before = shell.simulator.records().len();
        fs::write(
            shell.folder.join("otps.txt"),
            format!("{}\n{}\n", shell.otp(), shell.otp()),
        )
        .unwrap();
        let line = format!("device onboard {name}.device --otp-file otps.txt");
        let mut child = shell
            .command(&line)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        let silent =
            |record: &khatm::simulator::Record| record.fault.as_ref().is_some_and(|(_, f)| *f == Fault::Silence);
        while !shell.simulator.records()[before..].iter().any(silent) {
            assert!(began.elapsed() < Duration::from_secs(60), "the request never came");
            std::thread::sleep(Duration::from_millis(20));
        }
        // SIGKILL: nothing of it can clean up.
        child.kill().unwrap();
        child.wait().unwrap();
        let held = shell.stage(&format!("{name}.device"));
        let expected = match number {
            1 => Stage::Asking,
            8 => Stage::Certifying,
            _ => Stage::Checking,
        };
        assert_eq!(held, expected, "request {number}");
        let status = &shell.json(&format!("device status {name}.device"), 0)[0];
        assert_eq!(status["next"], if number == 1 { "onboard_anew" } else { "go_on" });
        let said = shell.ends(&line, 0);
        assert_eq!(said.contains("its answer never arrived"), number == 1, "{said}");
        let fresh = shell
            .read("otps.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(fresh, if number == 1 { 0 } else { 1 });
        assert_eq!(shell.stage(&format!("{name}.device")), Stage::Active);
    }
}

#[test]
fn what_became_of_a_document_is_told_by_word_and_exit_code() {
    let shell = Shell::new("submit");
    shell.onboarded("A");
    shell.onboarded("B");
    shell.draft("standard-invoice.json", "tax.json");
    shell.draft("simplified-invoice.json", "till.json");
    let sealed = |draft: &str, device: &str, file: &str| {
        shell.ends(&format!("build {draft} --seal --device {device}.device -o {file}"), 0);
    };
    sealed("till.json", "A", "till.xml");
    // Nobody knows: the same file again, and it is known.
    shell.fault(Rule::of(Fault::DropAfter).on(Operation::Reporting).times(1));
    let said = shell.ends("submit till.xml --device A.device", 3);
    assert!(said.contains("unsure: send the same file again"), "{said}");
    assert!(
        shell
            .ends("submit till.xml --device A.device", 0)
            .contains("recorded before")
    );
    // Not sent at all.
    sealed("till.json", "A", "two.xml");
    shell.runtime.block_on(shell.simulator.unplug());
    assert!(shell.ends("submit two.xml --device A.device", 3).contains("not sent"));
    shell.runtime.block_on(shell.simulator.plug());
    shell.fault(
        Rule::of(Fault::TooMany {
            retry_after: Some("5".to_owned()),
        })
        .on(Operation::Reporting)
        .times(1),
    );
    let throttled = &shell.json("submit two.xml --device A.device", 3)[0];
    assert_eq!(
        (throttled["verdict"].as_str(), throttled["wait_ms"].as_u64()),
        (Some("not_received"), Some(5_000))
    );
    // By another device.
    assert!(
        shell
            .ends("submit two.xml --device B.device", 1)
            .contains("KHATM-SUBMIT-OTHER-DEVICE")
    );
    // Changed by hand.
    fs::write(
        shell.folder.join("changed.xml"),
        shell.read("two.xml").replacen("Book", "Bock", 1),
    )
    .unwrap();
    let said = shell.ends("submit changed.xml --device A.device", 1);
    assert!(
        said.contains("KHATM-SUBMIT-DAMAGED") && said.contains("khatm explain"),
        "{said}"
    );
    // A standard one needs no stamp.
    shell.ends("build tax.json --device A.device -o bare.xml", 0);
    assert!(
        shell
            .ends("submit bare.xml --device A.device -o out/", 0)
            .contains("cleared")
    );
    assert!(shell.read("out/bare.cleared.xml").contains("SignatureValue"));
    // It is cleared, whether the answer finds room here or not; sent again, it comes again.
    shell.ends("build tax.json --seal --device A.device -o 2026.1", 0);
    let said = shell.ends("submit 2026.1 --device A.device -o tax.json/no.xml", 2);
    assert!(
        said.contains("2026.1: cleared") && said.contains("KHATM-FILE-WRITE") && said.contains("again within a day"),
        "{said}"
    );
    let said = &shell.json("submit 2026.1 --device A.device -o tax.json/no.xml", 2)[0];
    assert_eq!(
        (
            said["verdict"].as_str(),
            said["error"]["code"].as_str(),
            &said["cleared"]["output"]
        ),
        (Some("already_known"), Some("KHATM-FILE-WRITE"), &Value::Null)
    );
    assert!(
        shell
            .ends("submit 2026.1 --device A.device", 0)
            .contains("recorded before")
    );
    assert!(shell.read("2026.1.cleared.xml").contains("SignatureValue"));
    shell.fault(Rule::of(Fault::Spurious409).on(Operation::Clearance).times(1));
    assert!(
        shell
            .ends("submit 2026.1 --device A.device", 0)
            .contains("did not come with this answer")
    );
    // Clearance is off: it is reported instead, by one more request.
    shell.simulator.authority().clearance_off(ENVIRONMENT, true);
    sealed("tax.json", "A", "tax.xml");
    let said = shell.ends("submit tax.xml --device A.device", 0);
    assert!(
        said.contains("sent there") && said.contains("tax.xml: reported"),
        "{said}"
    );
    shell.simulator.authority().clearance_off(ENVIRONMENT, false);
    shell.fault(
        Rule::of(Fault::Status {
            status: 413,
            html: true,
        })
        .on(Operation::Reporting)
        .times(1),
    );
    sealed("till.json", "A", "three.xml");
    assert!(
        shell
            .ends("submit three.xml --device A.device", 1)
            .contains("KHATM-GATEWAY-TOO-LARGE")
    );
    shell.fault(Rule::of(Fault::ExpiredCertificate).on(Operation::Reporting).times(1));
    assert!(
        shell
            .ends("submit three.xml --device A.device", 2)
            .contains("KHATM-GATEWAY-CREDENTIAL")
    );
    assert!(
        shell
            .ends("submit three.xml --device A.device --lang ar", 0)
            .contains("تم الإبلاغ")
    );
    // Of another environment than the one that is chosen, not onboarded, not there.
    let mut other = shell.command("submit three.xml --device A.device");
    other.env("KHATM_ENV", "production");
    let output = shell.finish(other);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("KHATM_ENV"), "{}", err(&output));
    shell.new_device("C");
    assert!(
        shell
            .ends("submit three.xml --device C.device", 2)
            .contains("KHATM-DEVICE-NOT-ACTIVE")
    );
    assert!(
        shell
            .ends("sign bare.xml --device C.device", 2)
            .contains("KHATM-DEVICE-NOT-ACTIVE")
    );
    assert!(
        shell
            .ends("submit three.xml --device D.device", 2)
            .contains("KHATM-FILE-READ")
    );
    assert!(
        shell
            .ends("submit nothing.xml --device A.device", 2)
            .contains("KHATM-FILE-READ")
    );
    assert!(
        shell
            .ends("sign bare.xml --device A.device --key k.pem", 2)
            .contains("cannot be used with")
    );
    shell.nothing_leaked(&["A.device", "B.device"], &[]);
}

#[test]
fn a_refused_document_is_told_with_what_the_authority_found_and_what_we_know_of_it() {
    let shell = Shell::new("rejected");
    // A certificate for simplified documents only, and a standard one.
    fs::write(
        shell.folder.join("unit.properties"),
        PROPERTIES.replace("=1100", "=0100"),
    )
    .unwrap();
    shell.onboarded("S");
    shell.draft("standard-invoice.json", "tax.json");
    shell.ends("build tax.json --seal --device S.device -o tax.xml", 0);
    let said = shell.ends("submit tax.xml --device S.device", 1);
    assert!(
        said.contains("REJECTED") && said.contains("certificate-permissions"),
        "{said}"
    );
    assert!(said.contains("KHATM-GATEWAY-REJECTED"), "{said}");
    let line = &shell.json("submit tax.xml --device S.device --lang ar", 1)[0];
    assert_eq!(line["verdict"], "rejected");
    let remark = &line["remarks"][0];
    assert_eq!(remark["code"], "certificate-permissions");
    assert!(
        remark["own"]["fix"]
            .as_str()
            .unwrap()
            .chars()
            .any(|ch| ('\u{600}'..'\u{700}').contains(&ch))
    );
}

/// Ends the process with the test, however the test ends.
struct Process(std::process::Child);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a person does on the simulator's page, by its control interface.
fn portal_password(url: &str) -> String {
    use std::io::{Read as _, Write as _};
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = std::net::TcpStream::connect(address).unwrap();
    let body = r#"{"environment": "simulation"}"#;
    let length = body.len();
    write!(
        stream,
        "POST /_simulator/otps HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let json = reply.split("\r\n\r\n").nth(1).unwrap();
    let value: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{reply}: {error}"));
    value["otp"].as_str().unwrap().to_owned()
}

#[test]
fn against_khatm_simulator_as_a_process_of_its_own() {
    use std::io::BufRead as _;
    let shell = Shell::new("process");
    let mut simulator = shell.command("simulator --listen 127.0.0.1:0 --quiet --json");
    let mut simulator = Process(simulator.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    let mut printed = std::io::BufReader::new(simulator.0.stdout.take().unwrap());
    printed.read_line(&mut line).unwrap();
    let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
    let url = said["url"].as_str().unwrap();
    // With the whole address of the environment, as it is announced.
    let base = said["environments"]["simulation"].as_str().unwrap().to_owned();
    shell.ends(
        &format!("device new POS-1 --config unit.properties --seller seller.json --env simulation --url {base}"),
        0,
    );
    let mut onboard = shell.command("device onboard POS-1.device");
    onboard.env("KHATM_OTP", portal_password(url));
    let output = shell.finish(onboard);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    shell.draft("standard-invoice.json", "tax.json");
    shell.ends("build tax.json --seal --device POS-1.device -o tax.xml", 0);
    assert!(
        shell
            .ends("submit tax.xml --device POS-1.device", 0)
            .contains("cleared")
    );
    // The device is of that environment of that simulator and goes nowhere else.
    let production = format!("{url}/e-invoicing/core");
    let said = shell.ends(
        &format!("device new X --config unit.properties --seller seller.json --env simulation --url {production}"),
        2,
    );
    assert!(said.contains("KHATM-ENDPOINT-ENVIRONMENT"), "{said}");
}
