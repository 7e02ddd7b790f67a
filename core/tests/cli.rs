//! The command line as a stranger meets it: words, exit codes, one JSON object a line.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::{repository, sample};

struct Shell {
    folder: PathBuf,
}

impl Shell {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for name in [
            "simplified.xml",
            "standard.xml",
            "simplified-sealed.xml",
            "standard-sealed.xml",
            "changed-amount.xml",
            "reindented.xml",
        ] {
            fs::write(folder.join(name), sample(name)).unwrap();
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

    fn lines(&self, args: &[&str]) -> (i32, Vec<Value>) {
        let output = self.run(args);
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{line}: {e}")))
            .collect();
        (output.status.code().unwrap(), lines)
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
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

const IDENTITY: [&str; 4] = ["--key", "key.pem", "--cert", "cert.pem"];

#[test]
fn hash_prints_the_hash_and_nothing_else() {
    let shell = Shell::new("hash");
    let output = shell.run(&["hash", "simplified.xml"]);
    let sealed = String::from_utf8(shell.read("simplified-sealed.xml")).unwrap();
    assert_eq!(
        out(&output),
        format!("{}\n", support::between(&sealed, "<ds:DigestValue>", "<"))
    );
    assert_eq!(code(&output), 0);
    // Several files, in order; standard input.
    let several = shell.run(&["hash", "standard.xml", "simplified.xml", "standard-sealed.xml"]);
    let lines: Vec<_> = out(&several).lines().collect();
    assert_eq!((lines.len(), lines[0], lines[1]), (3, lines[2], out(&output).trim()));
    let mut child = shell
        .command(&["hash", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(&shell.read("simplified.xml"))
        .unwrap();
    assert_eq!(out(&child.wait_with_output().unwrap()), out(&output));
}

#[test]
fn sign_then_verify_in_every_way_of_naming_the_key() {
    let shell = Shell::new("sign");
    let signed = shell.run(
        &[
            &["sign", "simplified.xml", "-o", "a.xml", "--at", "2026-11-01T10:00:00"],
            &IDENTITY[..],
        ]
        .concat(),
    );
    assert_eq!(code(&signed), 0, "{}", err(&signed));
    assert!(
        err(&signed).contains("KHATM-SEAL-AUTHORITY-UNKNOWN"),
        "{}",
        err(&signed)
    );
    let good = shell.read("a.xml");

    // To standard output.
    let printed = shell.run(
        &[
            &["sign", "simplified.xml", "--at", "2026-11-01T10:00:00"],
            &IDENTITY[..],
        ]
        .concat(),
    );
    assert!(printed.stdout == good);
    // By the environment, by the SDK's configuration, and in the SDK's words.
    let environment = shell
        .command(&["sign", "simplified.xml", "-o", "b.xml", "--at", "2026-11-01T10:00:00"])
        .env("KHATM_KEY", "key.pem")
        .env("KHATM_CERT", "cert.pem")
        .output()
        .unwrap();
    assert_eq!(code(&environment), 0, "{}", err(&environment));
    fs::write(
        shell.folder.join("config.json"),
        r#"{"privateKeyPath": "key.pem", "certPath": "cert.pem"}"#,
    )
    .unwrap();
    let sdk = shell
        .command(&[
            "-sign",
            "-invoice",
            "simplified.xml",
            "-signedInvoice",
            "c.xml",
            "--at",
            "2026-11-01T10:00:00",
        ])
        .env("SDK_CONFIG", "config.json")
        .output()
        .unwrap();
    assert_eq!(code(&sdk), 0, "{}", err(&sdk));
    assert!(shell.read("b.xml") == good && shell.read("c.xml") == good);
    assert_eq!(code(&shell.run(&["verify", "a.xml"])), 0);

    // Several into a folder; nothing half-written is left.
    let several = shell.run(&[&["sign", "simplified.xml", "standard.xml", "-o", "out"], &IDENTITY[..]].concat());
    assert_eq!(code(&several), 0, "{}", err(&several));
    let names: Vec<_> = fs::read_dir(shell.folder.join("out"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(
        code(&shell.run(&["verify", "out/simplified.xml", "out/standard.xml"])),
        0
    );
}

#[test]
fn two_results_never_land_in_one_file() {
    let shell = Shell::new("twice");
    fs::create_dir_all(shell.folder.join("a")).unwrap();
    fs::write(shell.folder.join("a/simplified.xml"), sample("standard.xml")).unwrap();
    let output = shell.run(
        &[
            &["sign", "simplified.xml", "a/simplified.xml", "-o", "out"],
            &IDENTITY[..],
        ]
        .concat(),
    );
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("KHATM-FILE-TWICE"), "{}", err(&output));
    assert!(!shell.folder.join("out").exists());
}

#[test]
fn exit_codes_tell_a_bad_document_from_a_bad_call() {
    let shell = Shell::new("codes");
    fs::write(shell.folder.join("broken.xml"), "<Invoice").unwrap();
    fs::write(shell.folder.join("empty.xml"), "").unwrap();
    let cases: [(&[&str], i32); 13] = [
        (&["verify", "simplified-sealed.xml"], 0),
        (&["verify", "changed-amount.xml"], 1),
        (&["verify", "simplified-sealed.xml", "broken.xml"], 1),
        (&["hash", "empty.xml"], 1),
        (&["verify", "absent.xml"], 2),
        (&["verify", "broken.xml", "absent.xml", "simplified-sealed.xml"], 2),
        (&["explain", "simplified-sealed.xml"], 0),
        (&["explain", "reindented.xml"], 1),
        (&["frobnicate"], 2),
        (&["verify"], 2),
        (
            &["sign", "simplified.xml", "--key", "absent.pem", "--cert", "cert.pem"],
            2,
        ),
        (
            &["sign", "simplified.xml", "--key", "cert.pem", "--cert", "cert.pem"],
            2,
        ),
        (&["hash", "simplified.xml", "--lang", "fr"], 2),
    ];
    for (args, expected) in cases {
        let output = shell.run(args);
        assert_eq!(code(&output), expected, "{args:?}: {}", err(&output));
        assert!(
            expected == 0 || !err(&output).is_empty() || out(&output).contains("KHATM-"),
            "{args:?}: nothing said"
        );
        assert!(!err(&output).contains("panicked"));
    }
    assert_eq!(code(&shell.run(&["--help"])), 0);
    assert_eq!(code(&shell.run(&["--version"])), 0);
}

#[test]
fn json_is_one_object_a_line_and_file_in_order_whatever_happens() {
    let shell = Shell::new("json");
    fs::write(shell.folder.join("broken.xml"), "<a>\n  <b></a>").unwrap();
    let files = [
        "simplified-sealed.xml",
        "broken.xml",
        "absent.xml",
        "changed-amount.xml",
    ];
    for command in ["hash", "verify", "explain", "request", "canonical"] {
        let (code, lines) = shell.lines(&[&[command, "--json"], &files[..]].concat());
        assert_eq!(code, 2, "{command}");
        let named: Vec<_> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
        assert_eq!(named, files, "{command}");
        let error = &lines[1]["error"];
        assert_eq!(
            (error["code"].as_str(), error["kind"].as_str()),
            (Some("KHATM-XML-MISMATCH"), Some("input")),
            "{command}"
        );
        assert_eq!(error["place"]["line"], 2, "{command}");
        assert_eq!(lines[2]["error"]["code"], "KHATM-FILE-READ", "{command}");
    }
    let (_, lines) = shell.lines(&["verify", "--json", "changed-amount.xml", "--lang", "ar"]);
    assert_eq!(lines[0]["valid"], false);
    assert_eq!(lines[0]["findings"][0]["code"], "KHATM-SEAL-HASH");
    assert!(
        lines[0]["findings"][0]["fix"]
            .as_str()
            .unwrap()
            .chars()
            .any(|c| ('\u{600}'..'\u{700}').contains(&c))
    );
    let (code, lines) = shell.lines(&[&["sign", "--json", "simplified.xml", "-o", "s.xml"], &IDENTITY[..]].concat());
    assert_eq!((code, lines[0]["output"].as_str()), (0, Some("s.xml")));
    let (_, again) = shell.lines(&["qr", "--json", "s.xml"]);
    assert_eq!(again[0]["qr"], lines[0]["qr"]);
}

#[test]
fn the_code_in_every_form() {
    let shell = Shell::new("qr");
    let text = shell.run(&["qr", "simplified-sealed.xml"]);
    let report = khatm::verify(&shell.read("simplified-sealed.xml"), khatm::Language::English).unwrap();
    assert_eq!(out(&text).trim(), report.qr.unwrap());
    fs::write(shell.folder.join("code.txt"), out(&text)).unwrap();
    let decoded = shell.run(&["qr", "--decode", "code.txt", "simplified-sealed.xml"]);
    assert_eq!((code(&decoded), out(&decoded).matches("123.05").count()), (0, 2));
    assert_eq!(
        code(&shell.run(&["qr", "--png", "simplified-sealed.xml", "-o", "code.png"])),
        0
    );
    assert!(shell.read("code.png").starts_with(b"\x89PNG"));
    assert!(out(&shell.run(&["qr", "--svg", "simplified-sealed.xml"])).starts_with("<svg "));
    for (paper, line) in [("58", 48), ("80", 72)] {
        let printed = shell.run(&["qr", "--escpos", paper, "simplified-sealed.xml"]);
        assert_eq!(
            (code(&printed), &printed.stdout[..6]),
            (0, &[0x1D, b'v', b'0', 0, line, 0][..])
        );
    }
    let narrow = shell.run(&["qr", "--escpos", "57", "simplified-sealed.xml"]);
    assert_eq!(code(&narrow), 1);
    assert!(String::from_utf8_lossy(&narrow.stderr).contains("KHATM-QR-PAPER"));
    assert!(out(&shell.run(&["qr", "--terminal", "simplified-sealed.xml"])).contains('▀'));
    // The SDK makes the code of a file that is not stamped yet, with the configured key; without one that is an error.
    let without = shell.run(&["-qr", "-invoice", "simplified.xml"]);
    assert_eq!(code(&without), 1);
    assert!(err(&without).contains("KHATM-QR-MISSING"));
    let with = shell.run(&[&["-qr", "-invoice", "simplified.xml"], &IDENTITY[..]].concat());
    assert_eq!((code(&with), out(&with).len() > 400), (0, true), "{}", err(&with));
}

#[test]
fn the_request_body_is_written_as_the_sdk_writes_it() {
    let shell = Shell::new("request");
    let output = shell.run(&[
        "-invoiceRequest",
        "-invoice",
        "simplified-sealed.xml",
        "-apiRequest",
        "body.json",
    ]);
    assert_eq!(code(&output), 0, "{}", err(&output));
    let body: Value = serde_json::from_slice(&shell.read("body.json")).unwrap();
    assert_eq!(body["uuid"], "3cf5ee18-ee25-44ea-a444-2c37ba7f28be");
    assert_eq!(
        body["invoiceHash"].as_str().unwrap(),
        out(&shell.run(&["hash", "simplified.xml"])).trim()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_a_device_is_written_to_not_replaced() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
    let shell = Shell::new("full");
    for args in [
        &["hash", "simplified.xml"][..],
        &["canonical", "simplified.xml"],
        &["verify", "simplified-sealed.xml"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = shell.command(args).stdout(full).output().unwrap();
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains("KHATM-FILE-WRITE"), "{}", err(&output));
    }
    // A file keeps its rights, a link its target, a folder to be is made.
    fs::write(shell.folder.join("mine.xml"), "x").unwrap();
    fs::set_permissions(shell.folder.join("mine.xml"), fs::Permissions::from_mode(0o600)).unwrap();
    symlink("mine.xml", shell.folder.join("link.xml")).unwrap();
    for to in ["link.xml", "new/folder/", "/dev/null"] {
        let output = shell.run(&[&["sign", "simplified.xml", "-o", to], &IDENTITY[..]].concat());
        assert_eq!(code(&output), 0, "{to}: {}", err(&output));
    }
    assert!(
        fs::symlink_metadata(shell.folder.join("link.xml"))
            .unwrap()
            .is_symlink()
    );
    assert!(shell.read("mine.xml").starts_with(b"<?xml"));
    assert_eq!(
        fs::metadata(shell.folder.join("mine.xml"))
            .unwrap()
            .permissions()
            .mode()
            & 0o777,
        0o600
    );
    assert!(shell.read("new/folder/simplified.xml").starts_with(b"<?xml"));
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn foreign_text_does_not_reach_the_terminal_as_it_is() {
    let shell = Shell::new("escape");
    let mut tags = khatm::qr::Qr::decode(out(&shell.run(&["qr", "simplified-sealed.xml"])).trim()).unwrap();
    tags.tags[0].value = b"\x1b]0;title\x07\x1b[2J\n  2 VAT number   0".to_vec();
    fs::write(shell.folder.join("escape.txt"), tags.encode().unwrap()).unwrap();
    let output = shell.run(&["qr", "--decode", "escape.txt"]);
    assert!(
        !out(&output).contains('\u{1b}') && !out(&output).contains('\u{7}'),
        "{:?}",
        out(&output)
    );
    assert_eq!(out(&output).matches("\n  2 VAT number").count(), 1);
    // What is no code is not echoed as one.
    fs::write(shell.folder.join("hello.txt"), "hello\u{1b}[2J").unwrap();
    assert_eq!(
        (
            code(&shell.run(&["qr", "hello.txt"])),
            out(&shell.run(&["qr", "hello.txt"]))
        ),
        (1, "")
    );
    let named = shell.run(&["hash", "a\u{1b}[2Jb.xml"]);
    assert!(!err(&named).contains('\u{1b}'), "{:?}", err(&named));
}

#[test]
fn blame_falls_on_the_right_file_and_strict_counts_warnings() {
    let shell = Shell::new("blame");
    fs::write(shell.folder.join("broken.txt"), "no xml").unwrap();
    let against = shell.run(&["explain", "simplified-sealed.xml", "--against", "broken.txt"]);
    assert_eq!(code(&against), 2);
    assert!(
        err(&against).contains("broken.txt: KHATM-XML-MARKUP"),
        "{}",
        err(&against)
    );
    let at = shell.run(
        &[
            &["sign", "simplified.xml", "--at", "9999-99-99T99:99:99"],
            &IDENTITY[..],
        ]
        .concat(),
    );
    assert_eq!(code(&at), 2);
    assert!(err(&at).contains("--at: KHATM-SEAL-TIME"), "{}", err(&at));
    let key = shell.run(&["qr", "simplified.xml", "--key", "absent.pem", "--cert", "cert.pem"]);
    assert!(
        code(&key) == 2 && err(&key).contains("KHATM-FILE-READ"),
        "{}",
        err(&key)
    );
    // The sample's issuer is nobody: a warning, unless warnings count.
    assert_eq!(code(&shell.run(&["verify", "simplified-sealed.xml"])), 0);
    assert_eq!(code(&shell.run(&["verify", "--strict", "simplified-sealed.xml"])), 1);
    let arabic = shell.run(&["verify", "--lang", "ar", "changed-amount.xml"]);
    assert!(
        !out(&arabic).contains("FAILED") && !out(&arabic).contains("expected") && out(&arabic).contains("غير سليم")
    );
}

#[test]
fn json_without_a_file_to_write_to_carries_the_document() {
    let shell = Shell::new("carried");
    let (code, lines) = shell.lines(
        &[
            &["sign", "--json", "simplified.xml", "--at", "2026-11-01T10:00:00"],
            &IDENTITY[..],
        ]
        .concat(),
    );
    assert_eq!(code, 0);
    let plain = shell.run(
        &[
            &["sign", "simplified.xml", "--at", "2026-11-01T10:00:00"],
            &IDENTITY[..],
        ]
        .concat(),
    );
    assert_eq!(lines[0]["xml"].as_str().unwrap(), out(&plain));
    let (code, lines) = shell.lines(&[
        "sign",
        "--json",
        "simplified.xml",
        "standard.xml",
        "--key",
        "absent.pem",
        "--cert",
        "cert.pem",
    ]);
    assert_eq!(
        (code, lines.len(), lines[1]["file"].as_str()),
        (2, 2, Some("standard.xml"))
    );
    let (_, lines) = shell.lines(&["request", "--json", "simplified-sealed.xml", "-o", "body.json"]);
    assert_eq!(lines[0]["output"], "body.json");
    let (_, lines) = shell.lines(&["--json", "-generateHash", "-invoice", "simplified.xml"]);
    assert_eq!(lines[0]["invoice_hash"].as_str().unwrap().len(), 44);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let shell = Shell::new("pipe");
    let mut child = shell
        .command(&["canonical", "simplified.xml", "standard.xml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(err(&output).is_empty(), "{}", err(&output));
}
