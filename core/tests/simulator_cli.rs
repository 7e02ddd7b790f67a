//! `khatm simulator`: what it says, and how it ends.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

mod devices;
#[path = "devices/shell.rs"]
mod shell;
mod support;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

fn start(arguments: &[&str]) -> (Child, serde_json::Value) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_khatm"))
        .args(["simulator", "--json"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let said = serde_json::from_str(&line);
    (child, said.unwrap_or_default())
}

/// Ends it as a service manager does; its exit code and what it complained of.
fn end(mut child: Child, signal: &str) -> (Option<i32>, String) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let code = child.wait().unwrap().code();
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    (code, told)
}

fn ask(url: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn it_says_where_it_is_tells_of_requests_and_ends_well() {
    let folder = folder("simulator-cli");
    let (ca, faults) = (folder.join("ca.pem"), folder.join("faults.json"));
    std::fs::write(&faults, r#"[{"when":{"nth":2},"fault":{"status":{"status":503}}}]"#).unwrap();
    let (child, said) = start(&[
        "--listen",
        "127.0.0.1:0",
        "--listen-tls",
        "127.0.0.1:0",
        "--ca-out",
        ca.to_str().unwrap(),
        "--faults",
        faults.to_str().unwrap(),
    ]);
    let url = said["url"].as_str().unwrap();
    assert!(!url.ends_with(":0"));
    assert_eq!(said["page"], format!("{url}/_simulator/"));
    assert_eq!(
        said["environments"]["sandbox"],
        format!("{url}/e-invoicing/developer-portal")
    );
    assert!(
        said["tls_environments"]["production"]
            .as_str()
            .unwrap()
            .starts_with("https://127.0.0.1:")
    );
    assert!(
        std::fs::read_to_string(&ca)
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
    let request = "POST /e-invoicing/core/compliance HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: Basic c2VjcmV0\r\nOTP: 271828\r\nContent-Length: 2\r\n\r\n{}";
    assert!(ask(url, request).starts_with("HTTP/1.1 406"));
    assert!(ask(url, request).starts_with("HTTP/1.1 503"));
    let (code, told) = end(child, "-TERM");
    assert_eq!(code, Some(0), "{told}");
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].contains("production") && lines[0].contains("compliance_csid") && lines[0].contains("406"));
    assert!(lines[1].ends_with("503  fault 1: status  (not decided)"), "{told}");
    assert!(!told.contains("c2VjcmV0") && !told.contains("271828"));
}

#[test]
fn ctrl_c_ends_it_well_and_quiet_is_quiet() {
    let (child, said) = start(&["--listen", "127.0.0.1:0", "--quiet"]);
    let url = said["url"].as_str().unwrap();
    ask(
        url,
        "GET /e-invoicing/core/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    // A connection that stays open does not hold it up.
    let _open = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    assert_eq!(end(child, "-INT"), (Some(0), String::new()));
}

#[test]
fn a_port_in_use_and_a_bad_file_are_clear_errors() {
    let (child, said) = start(&["--listen", "127.0.0.1:0", "--quiet"]);
    let address = said["url"].as_str().unwrap().trim_start_matches("http://").to_owned();
    let (second, _) = start(&["--listen", &address]);
    let ended = second.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(2));
    let (third, said) = start(&["--listen", "127.0.0.1:0", "--faults", "/dev/null"]);
    assert_eq!(said["error"]["code"], "KHATM-SIMULATOR-FAULT");
    assert_eq!(third.wait_with_output().unwrap().status.code(), Some(2));
    end(child, "-TERM");
}

#[test]
fn an_open_door_is_announced() {
    let (child, said) = start(&["--listen", "0.0.0.0:0", "--quiet"]);
    assert!(said["url"].as_str().unwrap().starts_with("http://0.0.0.0:"));
    let (code, told) = end(child, "-TERM");
    assert_eq!(code, Some(0));
    assert!(
        told.contains("WARNING") && told.contains("Everybody who reaches it can use"),
        "{told}"
    );
}

#[test]
fn its_state_is_kept_if_it_is_asked_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let state = folder("simulator-state").join("state");
    let path = state.to_str().unwrap();
    let arguments = ["--listen", "127.0.0.1:0", "--quiet", "--state", path];
    let (child, said) = start(&arguments);
    let body = r#"{"environment":"production","clearance_off":true}"#;
    let request = format!(
        "POST /_simulator/switches HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(ask(said["url"].as_str().unwrap(), &request).starts_with("HTTP/1.1 200"));
    assert_eq!(end(child, "-TERM").0, Some(0));
    assert_eq!(std::fs::metadata(&state).unwrap().permissions().mode() & 0o777, 0o600);
    let (child, said) = start(&arguments);
    let request = "GET /_simulator/switches HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert!(ask(said["url"].as_str().unwrap(), request).contains(r#""clearance_off":true"#));
    assert_eq!(end(child, "-TERM").0, Some(0));
    std::fs::write(&state, "no state").unwrap();
    let (child, said) = start(&arguments);
    assert_eq!(said["error"]["code"], "KHATM-SIMULATOR-STATE");
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(2));
    assert_eq!(std::fs::read(&state).unwrap(), b"no state");
}

/// A one-time password, as a person makes it on the page.
fn password(url: &str) -> String {
    let body = r#"{"environment":"simulation"}"#;
    let length = body.len();
    let answer = ask(
        url,
        &format!(
            "POST /_simulator/otps HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    );
    let json = answer.split("\r\n\r\n").nth(1).unwrap();
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    value["otp"].as_str().unwrap().to_owned()
}

#[test]
fn killed_right_after_a_password_or_an_onboarding_it_knows_both() {
    let shell = shell::Shell::new("killed");
    let state = shell.folder.join("simulator.state");
    let path = state.to_str().unwrap();
    let (child, said) = start(&["--listen", "127.0.0.1:0", "--quiet", "--state", path]);
    assert!(state.exists(), "written at the start");
    let url = said["url"].as_str().unwrap().to_owned();
    let address = url.trim_start_matches("http://").to_owned();
    shell.ends(
        &format!("device new POS-1 --config unit.properties --seller seller.json --env simulation --url {url}"),
        0,
    );
    let otp = password(&url);
    assert_eq!(end(child, "-KILL").0, None);
    let again = ["--listen", address.as_str(), "--quiet", "--state", path];
    let (child, said) = start(&again);
    assert_eq!(said["url"], url.as_str());
    let mut onboard = shell.command("device onboard POS-1.device");
    onboard.env("KHATM_OTP", otp);
    let onboarded = shell.finish(onboard);
    assert_eq!(end(child, "-KILL").0, None);
    assert_eq!(onboarded.status.code(), Some(0), "{}", shell::err(&onboarded));
    let (child, said) = start(&again);
    assert_eq!(said["url"], url.as_str());
    shell.draft("standard-invoice.json", "tax.json");
    shell.ends("build tax.json --seal --device POS-1.device -o tax.xml", 0);
    let told = shell.ends("submit tax.xml --device POS-1.device", 0);
    assert!(told.contains("cleared"), "{told}");
    assert_eq!(end(child, "-TERM").0, Some(0));
}

#[test]
fn documents_are_remembered_while_it_runs() {
    let state = folder("simulator-state-documents").join("state");
    let arguments = ["--listen", "127.0.0.1:0", "--quiet", "--state", state.to_str().unwrap()];
    let (child, said) = start(&arguments);
    let before = std::fs::read(&state).unwrap();
    ask(
        said["url"].as_str().unwrap(),
        "GET /e-invoicing/core/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
    );
    // Far more than it needs; only against hanging.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while std::fs::read(&state).unwrap() == before {
        assert!(std::time::Instant::now() < until, "never written again");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    end(child, "-TERM");
}

#[test]
fn a_state_file_that_cannot_be_kept_or_is_not_ours_alone_is_refused_at_the_start() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("simulator-state-refused");
    let state = folder.join("state");
    let path = state.to_str().unwrap();
    let refused = |path: &str, code: &str| {
        let (child, said) = start(&["--listen", "127.0.0.1:0", "--quiet", "--state", path]);
        assert_eq!(said["error"]["code"], code, "{said}");
        assert!(said["error"].to_string().contains(path), "{said}");
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(2));
        said["error"].to_string()
    };
    refused("/nope/x", "KHATM-FILE-WRITE");
    let arguments = ["--listen", "127.0.0.1:0", "--quiet", "--state", path];
    let (child, _) = start(&arguments);
    refused(path, "KHATM-FILE-BUSY");
    assert_eq!(end(child, "-TERM").0, Some(0));
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing beside the state: {names:?}");
    std::fs::set_permissions(&state, std::fs::Permissions::from_mode(0o640)).unwrap();
    let said = refused(path, "KHATM-FILE-MODE");
    assert!(said.contains("chmod 600"), "{said}");
    std::fs::set_permissions(&state, std::fs::Permissions::from_mode(0o600)).unwrap();
    let (child, said) = start(&arguments);
    assert!(said["url"].is_string(), "{said}");
    end(child, "-TERM");
}
