//! A device at rest: whoever changes, moves or reads its file gets nothing; whoever falls over in between loses nothing.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::SeqCst;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devices::{Bench, device, forms, loopback};
use khatm::device::passwords::Passwords;
use khatm::device::{Device, Stage, Store};
use khatm::gateway::Environment;
use khatm::time::Moment;
use khatm::vault::{Label, RootKey, Sealed, disk, root};
use khatm::{Code, Language};
use serde_json::Value;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("device-file-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// A device in this stage.
fn at(stage: Stage) -> (Bench, Device) {
    let mut bench = Bench::new();
    let mut unit = device("0100", loopback(Environment::Simulation), bench.authority.now());
    while unit.stage() < stage {
        assert!(bench.step(&mut unit));
    }
    if stage == Stage::Checking {
        bench.step(&mut unit);
    }
    (bench, unit)
}

fn label<'l>() -> Label<'l> {
    Label {
        device: "4a1e",
        environment: Environment::Simulation,
        purpose: "device",
        version: 1,
        beside: b"in the clear",
    }
}

#[test]
fn what_is_sealed_opens_under_its_own_key_and_label_and_no_other() {
    let root = RootKey::generate().unwrap();
    let secret = b"a secret of some length".as_slice();
    let sealed = root.seal(&label(), secret).unwrap();
    assert_eq!(&**root.open(&label(), &sealed).unwrap(), secret);
    assert_ne!(sealed, root.seal(&label(), secret).unwrap());
    let moved = [
        Label {
            device: "4a1f",
            ..label()
        },
        Label { device: "", ..label() },
        Label {
            environment: Environment::Production,
            ..label()
        },
        Label {
            environment: Environment::Sandbox,
            ..label()
        },
        Label {
            purpose: "devic",
            ..label()
        },
        Label {
            purpose: "credential",
            ..label()
        },
        Label { version: 2, ..label() },
        Label {
            beside: b"in the cleat",
            ..label()
        },
        Label { beside: b"", ..label() },
        // No part may lend a letter to its neighbour.
        Label {
            device: "4a1",
            purpose: "edevice",
            ..label()
        },
    ];
    for other in moved {
        assert_eq!(
            root.open(&other, &sealed).unwrap_err().code(),
            Code::SealedChanged,
            "{other:?}"
        );
    }
    let stranger = RootKey::generate().unwrap();
    assert_eq!(
        stranger.open(&label(), &sealed).unwrap_err().code(),
        Code::SealedOtherKey
    );
    // The name of the key is not what keeps it shut.
    let mut value = serde_json::to_value(&sealed).unwrap();
    value["root_key"] = Value::String(stranger.id().to_owned());
    let renamed: Sealed = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(
        stranger.open(&label(), &renamed).unwrap_err().code(),
        Code::SealedChanged
    );
    value["version"] = Value::from(2);
    let newer: Sealed = serde_json::from_value(value).unwrap();
    assert_eq!(root.open(&label(), &newer).unwrap_err().code(), Code::SealedVersion);
}

#[test]
fn every_bit_of_what_is_sealed_counts_and_its_parts_cannot_be_exchanged() {
    let root = RootKey::generate().unwrap();
    let (one, two) = (
        root.seal(&label(), b"one").unwrap(),
        root.seal(&label(), b"two").unwrap(),
    );
    let [one, two] = [one, two].map(|sealed| serde_json::to_value(sealed).unwrap());
    let opens = |value: &Value| {
        let sealed: Sealed = serde_json::from_value(value.clone()).unwrap();
        root.open(&label(), &sealed)
            .map(|bytes| bytes.to_vec())
            .map_err(|error| error.code())
    };
    assert_eq!(opens(&one), Ok(b"one".to_vec()));
    for part in ["key", "data"] {
        let bytes = STANDARD.decode(one[part].as_str().unwrap()).unwrap();
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            let mut value = one.clone();
            value[part] = Value::String(STANDARD.encode(flipped));
            assert_eq!(opens(&value), Err(Code::SealedChanged), "{part} {at}");
            value[part] = Value::String(STANDARD.encode(&bytes[..at]));
            assert_eq!(opens(&value), Err(Code::SealedChanged), "{part} cut at {at}");
        }
        let mut value = one.clone();
        value[part] = two[part].clone();
        assert_eq!(opens(&value), Err(Code::SealedChanged), "{part} of another");
    }
    let mut value = one.clone();
    (value["key"], value["data"]) = (one["data"].clone(), one["key"].clone());
    assert_eq!(opens(&value), Err(Code::SealedChanged));
}

#[test]
fn nothing_secret_can_be_printed() {
    let root = RootKey::generate().unwrap();
    let text = format!("{root:?}");
    assert!(!text.contains(&*root.to_base64()) && text.contains("redacted"));
    assert_eq!(
        &*RootKey::parse(root.to_base64().as_bytes()).unwrap().to_base64(),
        &*root.to_base64()
    );
    let (bench, unit) = at(Stage::Active);
    let secret = unit.credential().unwrap().secret().expose().to_owned();
    let shown = format!("{unit:?} {:?} {:?}", unit.credential(), bench.asked);
    assert!(!shown.contains(&secret));
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn no_key_no_secret_and_no_password_stands_in_the_file() {
    let root = RootKey::generate().unwrap();
    let mut bench = Bench::new();
    let mut unit = device("0100", loopback(Environment::Simulation), bench.authority.now());
    let key = khatm::seal::PrivateKey::generate(khatm::seal::Curve::Secp256k1).unwrap();
    let der = key.to_pkcs8();
    // The number itself: where PKCS#8 of this curve has it.
    let number = der[33..65].to_vec();
    assert!(
        khatm::seal::PrivateKey::from_secret(khatm::seal::Curve::Secp256k1, &number)
            .is_ok_and(|same| khatm::seal::Signer::public_key(&same) == khatm::seal::Signer::public_key(&key))
    );
    unit.take_key(key, bench.authority.now()).unwrap();
    let mut secrets = vec![number];
    loop {
        if let Some(credential) = unit.credential() {
            let text = credential.secret().expose();
            secrets.push(text.as_bytes().to_vec());
            secrets.push(STANDARD.decode(text).unwrap());
        }
        let file = unit.to_file(&root).unwrap();
        for secret in &secrets {
            for form in forms(secret) {
                assert!(!holds(&file, &form), "{:?}", unit.stage());
            }
        }
        if !bench.step(&mut unit) {
            break;
        }
    }
    assert!(secrets.len() > 6);
    // The search finds what is there.
    for form in forms(b"399999999900003").into_iter().take(1) {
        assert!(holds(&unit.to_file(&root).unwrap(), &form));
    }
}

/// Every value of a JSON text, by the way to it.
fn leaves(value: &Value, path: String, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => members
            .iter()
            .for_each(|(name, value)| leaves(value, format!("{path}/{name}"), out)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, value)| leaves(value, format!("{path}/{at}"), out)),
        _ => out.push(path),
    }
}

#[test]
fn a_file_of_which_anything_was_changed_does_not_open() {
    let root = RootKey::generate().unwrap();
    for stage in [Stage::Draft, Stage::Keyed, Stage::Checking, Stage::Active] {
        let (_, unit) = at(stage);
        let bytes = unit.to_file(&root).unwrap();
        let whole: Value = serde_json::from_slice(&bytes).unwrap();
        let mut paths = Vec::new();
        leaves(&whole, String::new(), &mut paths);
        assert!(paths.len() > 20);
        for path in &paths {
            let mut changed = whole.clone();
            let leaf = changed.pointer_mut(path).unwrap();
            let absent = leaf.is_null();
            *leaf = match &*leaf {
                Value::String(text) => match text.as_str() {
                    "simulation" => Value::from("production"),
                    "rehearsal" => Value::from("real"),
                    "keyed" | "draft" => Value::from("active"),
                    "checking" | "active" => Value::from("keyed"),
                    "waiting" | "passed" => Value::from("refused"),
                    "compliance" => Value::from("production"),
                    "production" => Value::from("compliance"),
                    "simplified_invoice" => Value::from("standard_invoice"),
                    text if text.starts_with("simplified") => Value::from("simplified_invoice"),
                    text => Value::from(format!("{text}x")),
                },
                Value::Number(number) => Value::from(number.as_u64().unwrap() + 1),
                _ => Value::from("something"),
            };
            let opened = Device::from_file(&serde_json::to_vec(&changed).unwrap(), &root);
            let code = opened.map(|_| ()).unwrap_err().code();
            let expected: &[Code] = match path.as_str() {
                "/khatm_device" => &[Code::DeviceFileVersion],
                "/sealed/version" => &[Code::SealedVersion],
                "/sealed/root_key" => &[Code::SealedOtherKey],
                // Where nothing was, a text may not even have the right form.
                _ if absent => &[Code::DeviceFileChanged, Code::DeviceFile],
                _ => &[Code::DeviceFileChanged],
            };
            assert!(expected.contains(&code), "{stage:?} {path}: {code:?}");
        }
        // To lay it out otherwise changes nothing.
        assert!(Device::from_file(&serde_json::to_vec(&whole).unwrap(), &root).is_ok());
        // A name twice, a name more, a piece missing.
        let text = String::from_utf8(bytes.clone()).unwrap();
        for bad in [
            text.replacen("\"name\":", "\"name\": \"x\", \"name\":", 1),
            text.replacen("\"name\":", "\"title\": \"x\", \"name\":", 1),
            text[..text.len() / 2].to_owned(),
            String::new(),
            "[]".to_owned(),
            "{\"khatm_device\": 1}".to_owned(),
        ] {
            let code = Device::from_file(bad.as_bytes(), &root).map(|_| ()).unwrap_err().code();
            assert_eq!(code, Code::DeviceFile, "{stage:?}");
        }
    }
}

#[test]
fn the_secrets_of_one_device_do_not_open_in_another() {
    let root = RootKey::generate().unwrap();
    let (_, one) = at(Stage::Active);
    let (_, two) = at(Stage::Active);
    let [mut one, two]: [Value; 2] =
        [one, two].map(|unit| serde_json::from_slice(&unit.to_file(&root).unwrap()).unwrap());
    one["sealed"] = two["sealed"].clone();
    let code = |value: &Value, root: &RootKey| {
        Device::from_file(&serde_json::to_vec(value).unwrap(), root)
            .map(|_| ())
            .unwrap_err()
            .code()
    };
    assert_eq!(code(&one, &root), Code::DeviceFileChanged);
    assert_eq!(code(&two, &RootKey::generate().unwrap()), Code::SealedOtherKey);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_is_refused_and_one_that_is_made_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("mode");
    let root = RootKey::generate().unwrap();
    let (_, unit) = at(Stage::Keyed);
    let path = folder.join("a.device");
    Store::create(&path, &root, &unit).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(
        Store::create(&path, &root, &unit).unwrap_err().code(),
        Code::DeviceExists
    );
    for bad in [0o640, 0o604, 0o660, 0o601, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(bad)).unwrap();
        let error = Store::read(&path, &root).map(|_| ()).unwrap_err();
        assert_eq!(error.code(), Code::FileMode);
        assert!(error.fix(Language::English).contains("chmod 600"));
        assert_eq!(
            Store::open(&path, &root).map(|_| ()).unwrap_err().code(),
            Code::FileMode
        );
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let (store, _) = Store::open(&path, &root).unwrap();
    store.save(&root, &unit).unwrap();
    assert_eq!(mode(&path), 0o600);
    // Through a link, what it points to is replaced.
    let link = folder.join("link.device");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    drop(store);
    let (store, mut device) = Store::open(&link, &root).unwrap();
    assert_eq!(
        Store::open(&path, &root).map(|_| ()).unwrap_err().code(),
        Code::FileBusy
    );
    device.restart(device.changed()).unwrap();
    store.save(&root, &device).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().file_type().is_symlink());
    assert_eq!(Store::read(&path, &root).unwrap().stage(), Stage::Keyed);
}

#[test]
fn a_device_is_held_by_one_at_a_time_and_nothing_is_left_behind() {
    let folder = folder("lock");
    let root = RootKey::generate().unwrap();
    let (_, unit) = at(Stage::Keyed);
    let path = folder.join("a.device");
    Store::create(&path, &root, &unit).unwrap();
    let (store, held) = Store::open(&path, &root).unwrap();
    assert_eq!(
        Store::open(&path, &root).map(|_| ()).unwrap_err().code(),
        Code::FileBusy
    );
    // To look at it needs no lock.
    assert_eq!(Store::read(&path, &root).unwrap().stage(), Stage::Keyed);
    // What an earlier process left when it fell over in the middle of writing is in nobody's way.
    fs::write(folder.join(".a.device.part"), b"half a dev").unwrap();
    store.save(&root, &held).unwrap();
    drop(store);
    let names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["a.device"]);
    // Many want it at once: one after another has it, and none of them together, however often its name comes and goes.
    let inside = AtomicUsize::new(0);
    let turns = AtomicUsize::new(0);
    let began = std::time::Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while turns.load(SeqCst) < 2_000 && began.elapsed().as_secs() < 20 {
                    if let Ok(_lock) = disk::Lock::take(&path) {
                        assert_eq!(inside.fetch_add(1, SeqCst), 0);
                        turns.fetch_add(1, SeqCst);
                        std::thread::yield_now();
                        inside.fetch_sub(1, SeqCst);
                    }
                }
            });
        }
    });
    assert!(turns.into_inner() > 100);
}

#[test]
fn the_root_key_is_found_where_it_is_said_to_be_and_made_where_there_is_none() {
    let folder = folder("root");
    let text = |path: &Path| path.as_os_str().to_owned();
    let variables = |pairs: &[(&str, OsString)]| {
        let all: HashMap<String, OsString> = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        move |name: &str| all.get(name).cloned()
    };
    let home = variables(&[("HOME", text(&folder))]);
    assert_eq!(root::find(&home).unwrap_err().code(), Code::RootKeyAbsent);
    let (made, at) = root::find_or_make(&home).unwrap();
    let at = at.unwrap();
    assert_eq!(at, folder.join(".local/state/khatm/root.key"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&at), mode(at.parent().unwrap())), (0o600, 0o700));
        fs::set_permissions(&at, fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(root::find(&home).unwrap_err().code(), Code::FileMode);
        assert_eq!(
            root::find_or_make(&home).map(|_| ()).unwrap_err().code(),
            Code::FileMode
        );
        fs::set_permissions(&at, fs::Permissions::from_mode(0o600)).unwrap();
    }
    let (again, none) = root::find_or_make(&home).unwrap();
    assert_eq!((again.id(), none), (made.id(), None));
    // A folder for state that is not absolute is none.
    let state = variables(&[("HOME", text(&folder)), ("XDG_STATE_HOME", "state".into())]);
    assert_eq!(root::find(&state).unwrap().id(), made.id());
    let state = variables(&[("HOME", text(&folder)), ("XDG_STATE_HOME", text(&folder.join("state")))]);
    assert_eq!(root::find(&state).unwrap_err().code(), Code::RootKeyAbsent);
    // The file that is named, then the key itself, come first.
    let other = RootKey::generate().unwrap();
    let named = folder.join("other.key");
    disk::create(&named, other.to_base64().as_bytes(), Code::FileBusy).unwrap();
    let mut pairs = vec![("HOME", text(&folder)), ("KHATM_ROOT_KEY_FILE", text(&named))];
    assert_eq!(root::find(variables(&pairs)).unwrap().id(), other.id());
    let third = RootKey::generate().unwrap();
    pairs.push(("KHATM_ROOT_KEY", format!(" {}\n", *third.to_base64()).into()));
    assert_eq!(root::find(variables(&pairs)).unwrap().id(), third.id());
    for bad in [
        "",
        "AAAA",
        "not base64 at all",
        &STANDARD.encode([7; 33]),
        &STANDARD.encode([7; 31]),
    ] {
        let error = RootKey::parse(bad.as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::RootKeyFormat);
        assert!(bad.is_empty() || !error.to_string().contains(bad));
    }
    assert_eq!(root::find(variables(&[])).unwrap_err().code(), Code::RootKeyAbsent);
    // Many at once agree on one.
    let fresh = variables(&[("HOME", text(&folder.join("many")))]);
    let ids: Vec<String> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| root::find_or_make(&fresh).unwrap().0.id().to_owned()))
            .collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(root::find(&fresh).unwrap().id(), ids[0]);
}

#[test]
fn passwords_are_struck_out_and_none_is_given_twice() {
    let now = Moment::parse("2026-11-21T12:00:00").unwrap();
    let file = "\u{feff}# for the tills\n111222\n\nPOS-2 222333  # second floor\r\n  333444\n";
    let mut passwords = Passwords::parse(file.as_bytes()).unwrap();
    assert_eq!(passwords.short(&["POS-1", "POS-2", "POS-3"]), Vec::<&str>::new());
    assert_eq!(passwords.short(&["A", "B", "C", "D", "POS-2"]), ["C", "D"]);
    let own = passwords.take("POS-2", now).unwrap();
    assert_eq!(own.password().expose(), "222333");
    let text = passwords.text();
    assert_eq!(
        &**text,
        "# for the tills\n111222\n\n# used 2026-11-21T12:00:00+03:00 for POS-2\n333444\n"
    );
    let mut passwords = Passwords::parse(text.as_bytes()).unwrap();
    let first = passwords.take("POS-2", now).unwrap();
    assert_eq!(first.password().expose(), "111222");
    assert_eq!(passwords.take("POS-1", now).unwrap().password().expose(), "333444");
    assert!(passwords.take("POS-1", now).is_none());
    assert!(!passwords.text().contains("111222") && !passwords.text().contains("333444"));
    // One that never left is put back where it was.
    passwords.restore(first);
    assert!(passwords.text().starts_with("# for the tills\n111222\n\n# used"));
    assert!(!format!("{passwords:?} {own:?}").contains("222333"));
    // What cannot be read is told by its line, and not repeated.
    for (bad, line) in [
        ("12345\n", 1),
        ("# x\nA B 123456\n", 2),
        ("A 1234567", 1),
        ("١٢٣٤٥٦\n", 1),
    ] {
        let faults = Passwords::parse(bad.as_bytes()).unwrap_err();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].code(), Code::DeviceOtpLine);
        assert_eq!(faults[0].position().unwrap().line, line);
        assert!(!faults[0].to_string().contains("1234"));
    }
    assert!(Passwords::parse(&[0xFF, 0xFE]).is_err());
}
