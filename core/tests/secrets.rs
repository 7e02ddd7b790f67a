//! Nobody gets at a secret: a device lives its whole life in a process of its own, and then everything that it said, wrote and
//! left in memory is searched for its keys, secrets and pass phrases, in every form in which they travel.
//!
//! What must be there: while a device is held open, its key and its credential's secret are in memory. What is put into the
//! environment of a process (KHATM_ROOT_KEY) stays in it as long as the process runs.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    missing_docs,
    unreachable_pub
)]
#![cfg(target_os = "linux")]

mod devices;
#[path = "secrets/life.rs"]
mod life;
#[path = "secrets/search.rs"]
mod search;

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::seal::{Curve, PrivateKey};
use khatm::simulator::Simulator;
use khatm::vault::RootKey;
use life::ENVIRONMENT;
use search::{Secret, files, memory};
use zeroize::Zeroizing;

const FOLDER: &str = "KHATM_TEST_LIFE";
const PHRASE: &str = "quince lantern orbit velvet";

#[test]
#[ignore = "is the process that the others look at"]
fn life_of_a_device() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        life::live(Path::new(&folder));
    }
}

/// The process that is looked at.
struct Living {
    child: Child,
    says: BufReader<ChildStdout>,
    hears: ChildStdin,
    said: Vec<u8>,
}

impl Living {
    fn start(folder: &Path, tunables: &str) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .env("GLIBC_TUNABLES", tunables)
            .args([
                "--exact",
                "life_of_a_device",
                "--ignored",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("stderr.txt")).unwrap())
            .spawn()
            .unwrap();
        Living {
            says: BufReader::new(child.stdout.take().unwrap()),
            hears: child.stdin.take().unwrap(),
            child,
            said: Vec::new(),
        }
    }

    /// Until it has come so far.
    fn wait(&mut self, word: &str) {
        loop {
            let mut line = String::new();
            let read = self.says.read_line(&mut line).unwrap();
            assert!(
                read > 0,
                "it ended before it was {word}: {}",
                String::from_utf8_lossy(&self.said)
            );
            self.said.extend_from_slice(line.as_bytes());
            if line.trim_end().ends_with(word) {
                return;
            }
        }
    }

    fn go_on(&mut self) {
        self.hears.write_all(b"\n").unwrap();
    }

    fn memory(&self) -> Vec<(String, Vec<u8>)> {
        memory(self.child.id())
    }
}

impl Drop for Living {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file that is its owner's alone.
fn secret(folder: &Path, name: &str, bytes: &[u8]) {
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(folder.join(name))
        .unwrap();
    file.write_all(bytes).unwrap();
}

/// All that was found, by the name of the secret.
fn hits(secrets: &[Secret], places: &[(String, Vec<u8>)]) -> Vec<String> {
    let mut all = Vec::new();
    for (place, bytes) in places {
        for secret in secrets {
            all.extend(secret.places(bytes).into_iter().map(|hit| format!("{place}: {hit}")));
        }
    }
    all
}

/// The pieces of a key's PEM in which lines break within the secret.
fn pem_lines(name: &'static str, key: &PrivateKey, raw: &[u8]) -> Secret {
    let (pem, der) = (key.to_pem(), key.to_pkcs8());
    let at = der.windows(32).position(|window| window == raw).unwrap();
    let body = STANDARD.encode(&*der);
    let (from, to) = ((at * 8).div_ceil(6), (at + 32) * 8 / 6);
    let cut = from.next_multiple_of(64);
    assert!(cut < to && pem.contains(&body[from..cut]));
    Secret::binary(name, raw)
        .with("pem", &body.as_bytes()[from..cut])
        .with("pem", &body.as_bytes()[cut..to])
        .with("der", &der[at - 2..at + 34])
}

struct Scene {
    folder: PathBuf,
    simulator: Simulator,
    _runtime: tokio::runtime::Runtime,
}

impl Scene {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(Simulator::start()).unwrap();
        fs::write(folder.join("url"), simulator.url()).unwrap();
        Scene {
            folder,
            simulator,
            _runtime: runtime,
        }
    }

    /// The secrets that the authority handed out.
    fn handed_out(&self) -> Vec<String> {
        let state: serde_json::Value = serde_json::from_slice(&self.simulator.authority().save().unwrap()).unwrap();
        let mut found = BTreeSet::new();
        collect(&state, &mut found);
        found.into_iter().collect()
    }
}

fn collect(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                match (name.as_str(), member.as_str()) {
                    ("secret", Some(text)) => drop(found.insert(text.to_owned())),
                    _ => collect(member, found),
                }
            }
        }
        serde_json::Value::Array(members) => members.iter().for_each(|member| collect(member, found)),
        _ => {}
    }
}

/// Everything that a device's life left behind.
struct Left {
    closed: Vec<String>,
    gone: Vec<String>,
    written: Vec<String>,
    said: Vec<String>,
}

#[test]
fn nothing_that_is_secret_is_said_written_or_left_in_memory() {
    let left = lived("life", "");
    let none: [String; 0] = [];
    assert_eq!(left.said, none, "said");
    assert_eq!(left.written, none, "written");
    // What the HTTP library wrote to the network lies in its buffers until they are used again: the header with the credential's
    // secret, and nothing else. That is not ours to wipe; the next test shows that it is all there is.
    let ours = |hit: &&String| !hit.contains("CSID secret base64");
    assert_eq!(
        left.closed.iter().filter(ours).collect::<Vec<_>>(),
        [""; 0],
        "between operations"
    );
    assert_eq!(
        left.gone.iter().filter(ours).collect::<Vec<_>>(),
        [""; 0],
        "when all is dropped"
    );
}

/// With an allocator that writes over what is given back, as a host may have it by setting this variable, what is found is held by
/// somebody, or lies on a stack.
#[cfg(target_env = "gnu")]
#[test]
fn when_all_is_dropped_nobody_holds_a_secret_any_more() {
    let left = lived("wiping", "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0");
    assert_eq!(left.gone, [""; 0]);
}

#[test]
fn the_search_finds_each_form_of_a_leak() {
    let raw = *b"\x01thirty-one more of secret bytes\xFF".first_chunk::<32>().unwrap();
    let key = PrivateKey::from_secret(Curve::Secp256k1, &raw).unwrap();
    let secret = pem_lines("key", &key, &raw);
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    let turned: Vec<u8> = raw.iter().rev().copied().collect();
    let within = |text: &str| format!("Authorization: {text}\r\n").into_bytes();
    let encoded = |shift: usize, engine: &base64::engine::GeneralPurpose| {
        let long = [&vec![b'x'; shift][..], &raw, b"behind"].concat();
        within(&engine.encode(long))
    };
    let url = &base64::engine::general_purpose::URL_SAFE;
    // In none of the texts but the last is there anything else than this form.
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("raw", [b"before", &raw[..], b"after"].concat()),
        ("raw", [b"the first half ", &raw[..16]].concat()),
        ("raw", [&raw[16..], b" the second half"].concat()),
        ("hex", within(&hex)),
        ("HEX", within(&hex.to_uppercase())),
        ("base64", encoded(0, &STANDARD)),
        ("base64", encoded(1, &STANDARD)),
        ("base64", encoded(2, &STANDARD)),
        ("words", turned),
        ("pem", key.to_pem().as_bytes().to_vec()),
        ("der", key.to_pkcs8().to_vec()),
    ];
    for (form, text) in cases {
        assert!(secret.found_in(&text).contains(form), "{form}: {}", text.escape_ascii());
    }
    for shift in 0..3 {
        let found = secret.found_in(&encoded(shift, url));
        assert!(found.contains("base64") || found.contains("base64url"), "{shift}");
    }
    let strange = Secret::of("secret", &[0xFB, 0xFF, 0xBF, 0xFF, 0xFE, 0xFB, 0xFF, 0xBF, 0xFF]);
    assert!(
        strange
            .found_in(&within(
                &url.encode([0xFB, 0xFF, 0xBF, 0xFF, 0xFE, 0xFB, 0xFF, 0xBF, 0xFF])
            ))
            .contains("base64url")
    );
    let nothing = PrivateKey::from_secret(Curve::Secp256k1, &[7; 32]).unwrap();
    for text in [
        nothing.to_pem().as_bytes().to_vec(),
        nothing.to_pkcs8().to_vec(),
        within(&"0".repeat(64)),
    ] {
        assert!(secret.found_in(&text).is_empty());
    }
}

/// Lives a life, and looks for what was secret in it wherever it may be. Six digits come about by chance, in a longer number or a
/// moment, but not those of a second life as well.
fn lived(name: &str, tunables: &str) -> Left {
    let left = live(name, tunables);
    let all = [&left.closed, &left.gone, &left.written, &left.said];
    if !all.into_iter().flatten().any(|hit| hit.contains("OTP raw")) {
        return left;
    }
    live(&format!("{name}-again"), tunables)
}

fn live(name: &str, tunables: &str) -> Left {
    let scene = Scene::new(name);
    let folder = &scene.folder;
    let mut random = [[0u8; 32]; 3];
    random.iter_mut().for_each(|bytes| getrandom::fill(bytes).unwrap());
    let [raw, root, new_root] = random;
    let key = PrivateKey::from_secret(Curve::Secp256k1, &raw).unwrap();
    let line = |root: &[u8]| RootKey::new(root).unwrap().to_base64();

    let mut living = Living::start(folder, tunables);
    living.wait("born");
    // A password of six digits may be there by chance: one is taken that is not.
    let before = living.memory();
    let otp = loop {
        let otp = scene.simulator.otp(ENVIRONMENT).unwrap().expose().to_owned();
        if hits(&[Secret::of("otp", otp.as_bytes())], &before).is_empty() {
            break otp;
        }
    };
    let kept: Vec<Secret> = vec![
        pem_lines("key", &key, &raw),
        Secret::binary("root key", &root),
        Secret::binary("new root key", &new_root),
        Secret::of("pass phrase", PHRASE.as_bytes()),
    ];
    assert_eq!(hits(&kept, &before), [""; 0], "found before it was there");
    for (name, bytes) in [
        ("secret-key", Zeroizing::new(key.to_pem().as_bytes().to_vec())),
        ("secret-root", Zeroizing::new(line(&root).as_bytes().to_vec())),
        ("secret-new-root", Zeroizing::new(line(&new_root).as_bytes().to_vec())),
        ("secret-phrase", Zeroizing::new(PHRASE.as_bytes().to_vec())),
        ("secret-otp", Zeroizing::new(otp.as_bytes().to_vec())),
    ] {
        secret(folder, name, &bytes);
    }
    living.go_on();
    living.wait("worked");
    let worked = hits(&kept, &living.memory());
    assert_eq!(worked, [""; 0], "left on the stack by what computed with it just now");
    living.go_on();
    living.wait("open");
    let open = living.memory();
    living.go_on();
    living.wait("closed");
    let closed = living.memory();
    let written = files(
        folder,
        &[
            "secret-key",
            "secret-root",
            "secret-new-root",
            "secret-phrase",
            "secret-otp",
        ],
    );
    living.go_on();
    living.wait("gone");
    let gone = living.memory();
    let plants = [
        raw.to_vec(),
        raw.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect(),
        key.to_pem().as_bytes().to_vec(),
        STANDARD.encode(PHRASE).into_bytes(),
        line(&new_root).as_bytes().to_vec(),
    ];
    let plant = |bytes: &Vec<u8>| bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(" ");
    fs::write(
        folder.join("plants"),
        plants.iter().map(plant).collect::<Vec<_>>().join("\n"),
    )
    .unwrap();
    living.go_on();
    living.wait("planted");
    let planted = living.memory();

    let handed: Vec<Secret> = scene
        .handed_out()
        .iter()
        .map(|text| Secret::of("CSID secret", text.as_bytes()))
        .collect();
    assert_eq!(handed.len(), 2, "one for the checks, one for real documents");
    let otp = Secret::of("OTP", otp.as_bytes());
    let all: Vec<Secret> = kept.into_iter().chain(handed).chain([otp]).collect();

    // The search sees what has to be there: the key of a device that is held open.
    assert!(
        hits(&all[..1], &open).iter().any(|hit| hit.contains("key raw")),
        "the search of memory finds nothing"
    );
    let planted = hits(&all, &planted);
    for leak in [
        "key raw",
        "key hex",
        "key pem",
        "pass phrase base64",
        "new root key base64",
    ] {
        assert!(
            planted.iter().any(|hit| hit.contains(leak)),
            "a planted leak was not found: {leak}"
        );
    }
    for expected in [
        "shop.khatm",
        "shop.khatm-wal",
        "shop.backup",
        "life.log",
        "said.txt",
        "stderr.txt",
    ] {
        assert!(
            written.iter().any(|(name, _)| name == expected),
            "{expected} is not among what was searched"
        );
    }
    assert!(written.iter().any(|(name, _)| name.ends_with(".mark")), "the witness");
    Left {
        closed: hits(&all, &closed),
        gone: hits(&all, &gone),
        written: hits(&all, &written),
        said: hits(&all, &[("stdout".to_owned(), living.said.clone())]),
    }
}

#[test]
fn the_command_line_says_and_writes_nothing_secret() {
    let scene = Scene::new("shell");
    let folder = &scene.folder;
    let mut random = [[0u8; 32]; 2];
    random.iter_mut().for_each(|bytes| getrandom::fill(bytes).unwrap());
    let [root, new_root] = random;
    let line = |root: &[u8]| RootKey::new(root).unwrap().to_base64();
    let otp = scene.simulator.otp(ENVIRONMENT).unwrap().expose().to_owned();
    secret(folder, "secret-new-root", line(&new_root).as_bytes());
    secret(folder, "secret-phrase", PHRASE.as_bytes());
    secret(folder, "secret-otp", otp.as_bytes());
    fs::write(folder.join("unit.properties"), devices::PROPERTIES).unwrap();
    fs::write(folder.join("seller.json"), devices::SELLER).unwrap();
    fs::write(
        folder.join("s1.json"),
        r#"{"number":"S-1","lines":[{"name":"Tea","quantity":1,"price":"10.00"}]}"#,
    )
    .unwrap();
    let mut said = Vec::new();
    let mut run = |words: &str, good: bool, key: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khatm"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("KHATM_")) {
            command.env_remove(name);
        }
        let output = command
            .args(words.split_whitespace())
            .current_dir(folder)
            .env("XDG_STATE_HOME", folder.join("state"))
            .env("KHATM_ROOT_KEY", key)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let all = [output.stdout, output.stderr].concat();
        assert_eq!(
            output.status.success(),
            good,
            "{words}\n{}",
            String::from_utf8_lossy(&all)
        );
        said.extend_from_slice(&all);
    };
    let (old, new, spoiled) = (line(&root), line(&new_root), line(&root)[1..].to_owned());
    let url = scene.simulator.url();
    run(
        &format!("device new A --config unit.properties --seller seller.json --env simulation --url {url}"),
        true,
        &old,
    );
    run("device onboard A.device --otp-file secret-otp --json", true, &old);
    run("store new shop.khatm", true, &old);
    run("device import A.device --store shop.khatm --last 0", true, &old);
    run("issue s1.json --store shop.khatm --device A -o s1.xml", true, &old);
    run("submit s1.xml --device A.device.imported", true, &old);
    run(
        "vault rotate --store shop.khatm --new-key-file secret-new-root",
        true,
        &old,
    );
    run("vault show --store shop.khatm --json", true, &new);
    run(
        "vault backup --store shop.khatm -o shop.backup --phrase-file secret-phrase",
        true,
        &new,
    );
    run(
        "vault restore shop.backup --store shop.khatm --phrase-file secret-phrase",
        true,
        &new,
    );
    // And everything that is refused with a secret at hand, in both languages.
    for language in ["", " --lang ar", " --json"] {
        for (words, key) in [
            ("vault show --store shop.khatm", &*old),
            ("vault show --store shop.khatm", &spoiled),
            ("device status A.device.imported", &*new),
            (
                "vault restore shop.backup --store shop.khatm --phrase-file secret-new-root",
                &*new,
            ),
            (
                "vault restore secret-phrase --store shop.khatm --phrase-file secret-phrase",
                &*new,
            ),
            ("sign s1.xml --key secret-new-root --cert s1.xml", &*new),
        ] {
            run(&format!("{words}{language}"), false, key);
        }
    }
    let handed = scene.handed_out();
    let secrets: Vec<Secret> = handed
        .iter()
        .map(|text| Secret::of("CSID secret", text.as_bytes()))
        .chain([
            Secret::binary("root key", &root),
            Secret::binary("new root key", &new_root),
            Secret::of("pass phrase", PHRASE.as_bytes()),
        ])
        .collect();
    assert_eq!(handed.len(), 2);
    let none: [String; 0] = [];
    // The one-time password is struck out in its file, whose own it is.
    let mut all = files(folder, &["secret-new-root", "secret-phrase", "secret-otp"]);
    assert!(all.len() > 8, "{}", all.len());
    all.push(("said".to_owned(), said));
    assert_eq!(hits(&secrets, &all), none);
    // Six digits stand in the middle of longer numbers by chance; as a word of their own they are the password.
    let finder = memchr::memmem::Finder::new(&otp);
    for (place, bytes) in &all {
        for at in finder.find_iter(bytes) {
            let part = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
            let within =
                part(at.checked_sub(1).and_then(|before| bytes.get(before))) || part(bytes.get(at + otp.len()));
            assert!(within, "the one-time password is in {place}");
        }
    }
}
