//! Peers that no library of today makes: old versions, short keys, broken digests. `openssl s_server` plays them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use khatm::Code;
use khatm::drive::{Client, RootCertificate, Settings};

use crate::wire::{brisk, rehearsal, send, with_credential};

/// Certificates in a folder of their own, which goes with it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn openssl(folder: &Path, arguments: &str) {
    let done = Command::new("openssl")
        .args(arguments.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{arguments}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// A root, and three certificates by it: one in order, one with a short key, one with a broken digest.
fn certificates() -> Option<Folder> {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("SKIPPED: openssl is not installed, so old versions and short keys were not tried");
        return None;
    }
    let folder = Folder(std::env::temp_dir().join(format!("khatm-tls-{}", std::process::id())));
    std::fs::create_dir_all(&folder.0).unwrap();
    let at = folder.0.as_path();
    std::fs::write(
        at.join("leaf.ext"),
        "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\n",
    )
    .unwrap();
    openssl(
        at,
        "req -x509 -newkey rsa:2048 -nodes -sha256 -days 30 -subj /CN=Root -keyout root.key -out root.pem",
    );
    for (name, bits, digest) in [
        ("good", 2048, "sha256"),
        ("short", 1024, "sha256"),
        ("sha1", 2048, "sha1"),
    ] {
        openssl(
            at,
            &format!("req -newkey rsa:{bits} -nodes -subj /CN=localhost -keyout {name}.key -out {name}.csr"),
        );
        openssl(
            at,
            &format!(
                "x509 -req -in {name}.csr -CA root.pem -CAkey root.key -set_serial 7 -{digest} -days 30 -extfile leaf.ext -out {name}.pem"
            ),
        );
    }
    Some(folder)
}

/// A server that prints what it decrypts.
struct Server {
    process: Child,
    port: u16,
    printed: Arc<Mutex<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn serve(folder: &Path, certificate: &str, options: &[&str]) -> Server {
    let (own, key) = (format!("{certificate}.pem"), format!("{certificate}.key"));
    let mut process = Command::new("openssl")
        .args(["s_server", "-accept", "127.0.0.1:0", "-cert", &own, "-key", &key])
        .args(options)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    let port = loop {
        line.clear();
        assert!(
            lines.read_line(&mut line).unwrap() > 0,
            "{certificate} {options:?}: it did not start"
        );
        if let Some(place) = line.trim().strip_prefix("ACCEPT ") {
            break place.rsplit(':').next().unwrap().parse().unwrap();
        }
    };
    let printed = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&printed);
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = lines.read(&mut buffer) {
            kept.lock()
                .unwrap()
                .push_str(&String::from_utf8_lossy(&buffer[..count]));
        }
    });
    Server { process, port, printed }
}

#[test]
fn old_versions_short_keys_and_broken_digests() {
    let Some(folder) = certificates() else { return };
    let at = folder.0.as_path();
    let settings = Settings {
        extra_roots: RootCertificate::from_pem(&std::fs::read(at.join("root.pem")).unwrap()).unwrap(),
        ..brisk()
    };
    let weak = "ALL:@SECLEVEL=0";
    for (what, certificate, options, code) in [
        ("TLS 1.1", "good", &["-tls1_1", "-cipher", weak][..], Code::DriveTls),
        ("TLS 1.0", "good", &["-tls1", "-cipher", weak], Code::DriveTls),
        (
            "CBC alone",
            "good",
            &["-tls1_2", "-cipher", "AES128-SHA"],
            Code::DriveTls,
        ),
        ("RSA-1024", "short", &["-cipher", weak], Code::DriveTlsCertificate),
        ("SHA-1", "sha1", &["-cipher", weak], Code::DriveTlsCertificate),
    ] {
        let server = serve(at, certificate, options);
        let base = format!("https://localhost:{}", server.port);
        let exchange = send(
            &Client::new(settings.clone()).unwrap(),
            &with_credential(&base, &rehearsal()),
        );
        assert!(!exchange.left, "{what}: {exchange:?}");
        assert_eq!(exchange.error().unwrap().code(), code, "{what}: {exchange:?}");
        assert!(!server.printed.lock().unwrap().contains("csids"), "{what}");
    }
    // The control: in order, by both versions that are spoken. It answers nothing, but it hears.
    for version in ["-tls1_2", "-tls1_3"] {
        let server = serve(at, "good", &[version]);
        let base = format!("https://localhost:{}", server.port);
        let exchange = send(
            &Client::new(settings.clone()).unwrap(),
            &with_credential(&base, &rehearsal()),
        );
        assert!(exchange.left, "{version}: {exchange:?}");
        // What it prints comes when it comes.
        let has_all = || {
            let printed = server.printed.lock().unwrap();
            printed.contains("authorization: Basic ") && printed.contains("/production/csids")
        };
        for _ in 0..400 {
            if has_all() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert!(has_all(), "{version}");
    }
}
