//! `khatm csr` as a stranger meets it: files and their rights, exit codes, and never a word of the key.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::seal::{Environment, PrivateKey, Signer as _, inspect_for};
use serde_json::Value;
use support::repository;

const PROPERTIES: &str = "csr.common.name=TST-1\ncsr.serial.number=1-TST|2-TST|3-0001\n\
    csr.organization.identifier=399999999900003\ncsr.organization.unit.name=فرع الرياض\ncsr.organization.name=متجر الكتب\n\
    csr.country.name=SA\ncsr.invoice.type=1100\ncsr.location.address=RRRD2929\ncsr.industry.business.category=كتب\n";

const JSON: &str = r#"{"common_name": "TST-1", "serial_number": "1-TST|2-TST|3-0001", "organization_identifier": "399999999900003",
        "organization_unit_name": "فرع الرياض", "organization_name": "متجر الكتب", "country_name": "SA", "invoice_type": "1100",
        "location_address": "RRRD2929", "industry_business_category": "كتب"}"#;

struct Shell {
    folder: PathBuf,
}

impl Shell {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("csr-{name}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("unit.properties"), PROPERTIES).unwrap();
        Shell { folder }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = support::unaided(env!("CARGO_BIN_EXE_khatm"));
        command.args(args).current_dir(&self.folder);
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(&line.split(' ').collect::<Vec<_>>()).output().unwrap()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn key(&self, name: &str) -> PrivateKey {
        PrivateKey::parse(self.read(name).as_bytes()).unwrap()
    }

    fn exists(&self, name: &str) -> bool {
        self.folder.join(name).exists()
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

/// The request is good for this environment, and for this key.
fn good(csr: &str, environment: Environment, key: &PrivateKey) {
    let report = inspect_for(csr.as_bytes(), environment, khatm::Language::English);
    assert!(report.valid && report.findings.is_empty(), "{:?}", report.findings);
    let point = report.fields.iter().find(|field| field.path == "key").unwrap();
    let hex: String = key.public_key().spki()[23..]
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(point.value, hex);
}

#[test]
fn a_request_and_its_key_are_made_for_each_environment() {
    let shell = Shell::new("new");
    for environment in Environment::ALL {
        let name = environment.as_str();
        let made = shell.run(&format!(
            "csr new --config unit.properties --env {name} --key-out {name}.key --out {name}.csr"
        ));
        assert_eq!(code(&made), 0, "{}", err(&made));
        good(
            &shell.read(&format!("{name}.csr")),
            environment,
            &shell.key(&format!("{name}.key")),
        );
        let pem = String::from_utf8(STANDARD.decode(shell.read(&format!("{name}.csr"))).unwrap()).unwrap();
        assert!(pem.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
        let inspected = shell.run(&format!("csr inspect {name}.csr --env {name}"));
        assert_eq!(code(&inspected), 0);
        assert!(out(&inspected).contains("متجر الكتب"));
    }
    // PEM, to standard output, which holds nothing but the request.
    let printed = shell.run("csr new --config unit.properties --env sandbox --key-out p.key --pem");
    good(out(&printed), Environment::Sandbox, &shell.key("p.key"));
    assert!(out(&printed).starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
    assert!(out(&printed).trim_end().ends_with("-----END CERTIFICATE REQUEST-----"));
    assert!(shell.read("p.key").starts_with("-----BEGIN PRIVATE KEY-----\n"));
    // With the same key again: the same request, because the nonce follows from it.
    let again = shell.run("csr new --config unit.properties --env sandbox --key p.key --pem");
    assert_eq!(out(&again), out(&printed));
}

#[cfg(unix)]
#[test]
fn a_key_file_is_its_owners_alone_and_is_never_overwritten() {
    use std::os::unix::fs::PermissionsExt as _;
    let shell = Shell::new("rights");
    let line = "csr new --config unit.properties --env sandbox --key-out unit.key --out unit.csr";
    let mode = || {
        fs::metadata(shell.folder.join("unit.key"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(code(&shell.run(line)), 0);
    assert_eq!(mode(), 0o600);
    let (key, csr) = (shell.read("unit.key"), shell.read("unit.csr"));
    let refused = shell.run(line);
    assert_eq!(code(&refused), 2);
    assert!(err(&refused).contains("KHATM-KEY-EXISTS") && err(&refused).contains("--force"));
    assert_eq!((shell.read("unit.key"), shell.read("unit.csr")), (key.clone(), csr));
    // A link is no way around it, and nothing is written where it points to.
    std::os::unix::fs::symlink("elsewhere", shell.folder.join("link.key")).unwrap();
    let linked = shell.run("csr new --config unit.properties --env sandbox --key-out link.key --out l.csr");
    assert_eq!(
        (code(&linked), shell.exists("elsewhere"), shell.exists("l.csr")),
        (2, false, false)
    );
    // By force, with the rights of a new one.
    fs::set_permissions(shell.folder.join("unit.key"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(code(&shell.run(&format!("{line} --force"))), 0);
    assert_ne!(shell.read("unit.key"), key);
    assert_eq!(mode(), 0o600);
    good(&shell.read("unit.csr"), Environment::Sandbox, &shell.key("unit.key"));
    // A request that cannot be written takes its key back, so that the next try is free.
    let lost = shell.run("csr new --config unit.properties --env sandbox --key-out n.key --out no/such/folder.csr");
    assert_eq!((code(&lost), shell.exists("n.key")), (2, false), "{}", err(&lost));
    let leftovers = fs::read_dir(&shell.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    assert!(
        !leftovers
            .into_iter()
            .any(|name| name.to_string_lossy().contains(".part"))
    );
}

#[test]
fn nothing_of_the_key_is_printed_unless_it_is_asked_for() {
    let shell = Shell::new("silent");
    let keys = repository().join("core/tests/keys");
    fs::copy(keys.join("pkcs8.pem"), shell.folder.join("own.pem")).unwrap();
    fs::copy(keys.join("pkcs8-bare.txt"), shell.folder.join("own.txt")).unwrap();
    fs::copy(keys.join("sec1.der"), shell.folder.join("own.der")).unwrap();
    let base = "csr new --config unit.properties --env sandbox";
    assert_eq!(code(&shell.run(&format!("{base} --key-out k.key --out a.csr"))), 0);
    // Twelve characters in a row are enough to count: of the secret's part of the base64, and of the secret in hex.
    let secrets: Vec<String> = ["k.key", "own.pem"]
        .iter()
        .flat_map(|name| {
            let key = shell.key(name);
            let hex: String = key.to_pkcs8()[36..68]
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let sec1 = STANDARD.encode(fs::read(shell.folder.join("own.der")).unwrap());
            [key.to_base64()[48..90].to_owned(), sec1[10..50].to_owned(), hex]
        })
        .flat_map(|text| {
            (0..text.len() - 12)
                .map(|at| text[at..at + 12].to_owned())
                .collect::<Vec<_>>()
        })
        .collect();
    let leaks = |output: &Output| {
        let text = [out(output), err(output)].concat().replace('\n', "");
        secrets.iter().any(|secret| text.contains(secret.as_str()))
    };
    for line in [
        format!("{base} --key k.key"),
        format!("{base} --key k.key --pem --json"),
        format!("{base} --key own.pem --json --out b.csr"),
        format!("{base} --key-out k.key"),
        format!("{base} --key a.csr"),
        format!("{base} --key k.key --env nowhere"),
        "csr new --config k.key --env sandbox --key-out x.key".to_owned(),
        "csr new --config own.pem --env sandbox --key-out x.key --json".to_owned(),
        "csr inspect k.key own.pem own.txt own.der a.csr --json".to_owned(),
        "csr inspect k.key own.pem own.txt own.der a.csr --lang ar".to_owned(),
        "verify k.key own.pem".to_owned(),
    ] {
        assert!(!leaks(&shell.run(&line)), "{line}");
    }
    let inspected = shell.run("csr inspect k.key own.pem own.txt own.der");
    assert_eq!(code(&inspected), 1);
    assert_eq!(out(&inspected).matches("KHATM-INSPECT-PRIVATE-KEY").count(), 4);
    // A witness that cannot see it proves nothing: here it is shown, because it was typed as a word.
    assert!(leaks(
        &shell.run(&format!("csr inspect a.csr --env {}", shell.read("k.key")))
    ));
    // Asked for, it is there.
    let asked = shell.run(&format!("{base} --print-key"));
    let lines: Vec<&str> = out(&asked).lines().collect();
    assert_eq!(lines.len(), 2);
    good(
        lines[0],
        Environment::Sandbox,
        &PrivateKey::parse(lines[1].as_bytes()).unwrap(),
    );
    let json: Value = serde_json::from_str(out(&shell.run(&format!("{base} --print-key --json")))).unwrap();
    good(
        json["csr"].as_str().unwrap(),
        Environment::Sandbox,
        &PrivateKey::parse(json["private_key"].as_str().unwrap().as_bytes()).unwrap(),
    );
}

#[test]
fn the_call_is_checked_before_anything_is_made() {
    let shell = Shell::new("usage");
    for (line, expected) in [
        (
            "csr new --config unit.properties --key-out k.key",
            "KHATM-CSR-ENVIRONMENT",
        ),
        (
            "csr new --config unit.properties --env live --key-out k.key",
            "KHATM-CSR-ENVIRONMENT",
        ),
        ("csr new --config unit.properties --env sandbox", "KHATM-CSR-KEY-LOST"),
        (
            "csr new --config unit.properties --env sandbox --key-out k.key --out k.key",
            "KHATM-FILE-TWICE",
        ),
        (
            "csr new --config absent --env sandbox --key-out k.key",
            "KHATM-FILE-READ",
        ),
        (
            "csr new --config unit.properties --env sandbox --key absent",
            "KHATM-FILE-READ",
        ),
        (
            "csr new --config unit.properties --env sandbox --key unit.properties",
            "KHATM-KEY-FORMAT",
        ),
        (
            "csr new --config unit.properties --env sandbox --key a --key-out b",
            "cannot be used with",
        ),
        (
            "csr new --config unit.properties --name x --env sandbox --key-out k.key",
            "cannot be used with",
        ),
        ("csr inspect absent", "KHATM-FILE-READ"),
        ("csr inspect unit.properties --env live", "KHATM-CSR-ENVIRONMENT"),
    ] {
        let output = shell.run(line);
        assert_eq!(code(&output), 2, "{line}");
        assert!(err(&output).contains(expected), "{line}: {}", err(&output));
        assert_eq!(out(&output), "", "{line}");
        assert!(!shell.exists("k.key"), "{line}");
    }
    fs::copy(
        repository().join("core/tests/keys/p256.pem"),
        shell.folder.join("p.pem"),
    )
    .unwrap();
    let curve = shell.run("csr new --config unit.properties --env sandbox --key p.pem");
    assert_eq!(code(&curve), 2);
    assert!(err(&curve).contains("KHATM-CSR-KEY-CURVE"));
}

#[test]
fn every_fault_of_a_configuration_is_said_at_once() {
    let shell = Shell::new("faults");
    let bad = PROPERTIES
        .replace("399999999900003", "12")
        .replace("csr.country.name", "csr.contry.name")
        .replace("1100", "0000");
    fs::write(shell.folder.join("bad.properties"), bad).unwrap();
    let line = "csr new --config bad.properties --env sandbox --key-out k.key";
    let expected = [
        "KHATM-CSR-PROPERTY",
        "KHATM-CSR-MISSING",
        "KHATM-CSR-VAT",
        "KHATM-CSR-INVOICE-TYPE-NONE",
    ];
    let english = shell.run(line);
    assert_eq!((code(&english), shell.exists("k.key")), (1, false));
    for code in expected {
        assert!(err(&english).contains(&format!("{code}:")), "{code}: {}", err(&english));
    }
    assert!(err(&english).contains("csr.contry.name → csr.country.name") && err(&english).contains("line 6"));
    let arabic = shell.run(&format!("{line} --lang ar"));
    assert!(err(&arabic).contains("الرقم الضريبي") && err(&arabic).contains("السطر 6"));
    let json: Value = serde_json::from_str(out(&shell.run(&format!("{line} --json")))).unwrap();
    let codes: Vec<_> = json["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, expected);
    assert_eq!(json["file"], "bad.properties");
}

#[test]
fn the_fields_come_from_properties_json_flags_or_standard_input() {
    let shell = Shell::new("fields");
    fs::copy(
        repository().join("core/tests/keys/sec1.pem"),
        shell.folder.join("k.pem"),
    )
    .unwrap();
    let tail = ["--env", "production", "--key", "k.pem"];
    let first = shell
        .command(&[&["csr", "new", "--config", "unit.properties"][..], &tail].concat())
        .output()
        .unwrap();
    fs::write(shell.folder.join("unit.json"), JSON).unwrap();
    let second = shell
        .command(&[&["csr", "new", "--config", "unit.json"][..], &tail].concat())
        .output()
        .unwrap();
    let flags = [
        "csr",
        "new",
        "--common-name",
        "TST-1",
        "--serial",
        "1-TST|2-TST|3-0001",
        "--vat-number",
        "399999999900003",
        "--branch",
        "فرع الرياض",
        "--name",
        "متجر الكتب",
        "--invoice-type",
        "1100",
        "--address",
        "RRRD2929",
        "--industry",
        "كتب",
    ];
    let third = shell.command(&[&flags[..], &tail].concat()).output().unwrap();
    let mut child = shell
        .command(&[&["csr", "new", "--config", "-"][..], &tail].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(PROPERTIES.as_bytes()).unwrap();
    let fourth = child.wait_with_output().unwrap();
    assert_eq!(code(&first), 0, "{}", err(&first));
    for other in [&second, &third, &fourth] {
        assert_eq!(out(other), out(&first), "{}", err(other));
    }
}

#[test]
fn a_configuration_that_cannot_be_read_is_told_apart_from_a_bad_one() {
    let shell = Shell::new("json");
    fs::copy(
        repository().join("core/tests/keys/sec1.pem"),
        shell.folder.join("k.pem"),
    )
    .unwrap();
    let tail = ["--env", "production", "--key", "k.pem"];
    for (broken, expected) in [
        (JSON.replace("\"SA\"", "1"), "KHATM-CSR-CONFIG"),
        (JSON.replace("country_name", "country"), "KHATM-CSR-PROPERTY"),
        (
            JSON.replace("country_name\": \"SA\"", "invoice_type\": \"1000\""),
            "KHATM-CSR-PROPERTY-TWICE",
        ),
    ] {
        fs::write(shell.folder.join("broken.json"), broken).unwrap();
        let output = shell
            .command(&[&["csr", "new", "--config", "broken.json"][..], &tail].concat())
            .output()
            .unwrap();
        assert_eq!(code(&output), 1);
        assert!(err(&output).contains(&format!("{expected}:")), "{}", err(&output));
    }
    fs::write(shell.folder.join("broken.json"), b"csr.common.name=\xE9").unwrap();
    let output = shell
        .command(&[&["csr", "new", "--config", "broken.json"][..], &tail].concat())
        .output()
        .unwrap();
    assert!(err(&output).contains("KHATM-CSR-CONFIG: ") && err(&output).contains("not UTF-8"));
}

#[test]
fn the_sdks_words_work_in_any_case() {
    let shell = Shell::new("sdk");
    for (flag, environment) in [
        ("", Environment::Production),
        (" -sim", Environment::Simulation),
        (" -NONPROD", Environment::Sandbox),
    ] {
        let name = environment.as_str();
        let made = shell.run(&format!(
            "-csr -csrConfig unit.properties -privateKey {name}.key -GENERATEDCSR {name}.csr{flag}"
        ));
        assert_eq!(code(&made), 0, "{}", err(&made));
        good(
            &shell.read(&format!("{name}.csr")),
            environment,
            &shell.key(&format!("{name}.key")),
        );
        // As the SDK writes them: one line of base64 each, 144 bytes of PKCS#8.
        assert_eq!(shell.read(&format!("{name}.key")).len(), 192);
    }
    let pem = shell.run("-csr -pem -privateKey p.key -generatedCsr p.csr -csrConfig unit.properties");
    assert_eq!(code(&pem), 0);
    assert!(shell.read("p.csr").starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
    assert!(shell.read("p.key").starts_with("-----BEGIN PRIVATE KEY-----"));
    // Files that are not named get the SDK's names.
    assert_eq!(code(&shell.run("-csr -csrConfig unit.properties")), 0);
    let names: Vec<String> = fs::read_dir(&shell.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for (start, end) in [("generated-csr-", ".csr"), ("generated-private-key-", ".key")] {
        assert_eq!(
            names
                .iter()
                .filter(|name| name.starts_with(start) && name.ends_with(end))
                .count(),
            1,
            "{names:?}"
        );
    }
}

#[test]
fn inspect_says_what_is_wrong_and_for_whom() {
    let shell = Shell::new("inspect");
    let made = shell.run("csr new --config unit.properties --env simulation --key-out k.key --out s.csr");
    assert_eq!(code(&made), 0);
    fs::write(shell.folder.join("cut.csr"), &shell.read("s.csr")[..400]).unwrap();
    let both = shell.run("csr inspect s.csr cut.csr --env production");
    assert_eq!(code(&both), 1);
    for piece in [
        "KHATM-CSR-TEMPLATE-ENVIRONMENT",
        "PREZATCA-Code-Signing → ZATCA-Code-Signing",
        "production, sandbox",
        "KHATM-DER-TRUNCATED",
    ] {
        assert!(out(&both).contains(piece), "{piece}: {}", out(&both));
    }
    assert_eq!(code(&shell.run("csr inspect s.csr")), 0);
    assert_eq!(code(&shell.run("csr inspect s.csr absent")), 2);
    let lines = shell.run("csr inspect s.csr cut.csr --json");
    let values: Vec<Value> = out(&lines)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        (values[0]["kind"].as_str(), values[0]["accepted_by"][0].as_str()),
        (Some("csr"), Some("simulation"))
    );
    assert_eq!(
        (values[1]["file"].as_str(), values[1]["valid"].as_bool()),
        (Some("cut.csr"), Some(false))
    );
    let arabic = shell.run("csr inspect s.csr --env sandbox --lang ar");
    assert!(out(&arabic).contains("القالب لبيئة أخرى"));
    // The terminal is not moved by what somebody put into a name.
    let certificate = repository().join("core/tests/keys/certificate.pem");
    let shown = shell.run(&format!("csr inspect {}", certificate.display()));
    assert!(out(&shown).contains("certificate (PEM)"), "{}", out(&shown));
    assert!(!out(&shown).contains('\u{1b}'));
}
