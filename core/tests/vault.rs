//! Where the root key comes from, devices as rows of a store, a new root key, and a backup for the day on which the machine is gone.
#![allow(clippy::unwrap_used, missing_docs)]

mod devices;
mod ledger;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use devices::{Bench, device, loopback};
use khatm::chain::Start;
use khatm::device::adopt::Last;
use khatm::device::kept::{Use, Who, guarded, import, open_noted, request_noted};
use khatm::device::{Device, Stage};
use khatm::gateway::Environment;
use khatm::seal::{Curve, PrivateKey};
use khatm::store::memory::Memory;
use khatm::store::safe::{Kept, Safe as _};
use khatm::store::{ChainState, NewChain, Store};
use khatm::time::Timestamp;
use khatm::vault::backup::{self, Backup};
use khatm::vault::phrase::Phrase;
use khatm::vault::restore::{Restored, Terms, restore};
use khatm::vault::rotate::rotate;
use khatm::vault::{RootKey, Vault, root};
use khatm::{Code, Error, Result};
use ledger::{file, folder, now};
use serde_json::Value;

const ENVIRONMENT: Environment = Environment::Simulation;

/// An active device of the simulator's authority, and a draft one.
fn units() -> (Bench, Device, Device) {
    let mut bench = Bench::new();
    let mut active = device("0100", loopback(ENVIRONMENT), bench.authority.now());
    while bench.step(&mut active) {}
    assert_eq!(active.stage(), Stage::Active);
    let draft = devices::try_device(
        "POS-2",
        "0100",
        loopback(ENVIRONMENT),
        devices::SELLER,
        bench.authority.now(),
    );
    (bench, active, draft.unwrap())
}

fn who(device: &str) -> Who<'_> {
    Who {
        environment: ENVIRONMENT,
        device,
        by: "clerk",
        now: now(),
    }
}

fn actions(store: &dyn Store) -> Vec<String> {
    let rows = store.audited(0, 1000).unwrap();
    rows.into_iter()
        .map(|row| format!("{} {}", row.action, row.detail))
        .collect()
}

fn code<T>(result: Result<T>) -> Code {
    result.err().expect("refused").code()
}

#[test]
fn a_vault_asks_once_and_again_after_it_was_told_to_forget() {
    let key = RootKey::generate().unwrap();
    let line = key.to_base64();
    let asked = Arc::new(AtomicUsize::new(0));
    let (count, text) = (Arc::clone(&asked), line.clone());
    let vault = Vault::from_callback(Arc::new(move || match count.fetch_add(1, SeqCst) {
        0 => Err(Error::new(Code::RootKeyAbsent)),
        _ => RootKey::parse(text.as_bytes()),
    }));
    assert_eq!(asked.load(SeqCst), 0);
    assert_eq!(code(vault.key()), Code::RootKeyAbsent, "a failure is not kept");
    let copy = vault.clone();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let vault = vault.clone();
            std::thread::spawn(move || vault.key().unwrap().id().to_owned())
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), key.id());
    }
    assert_eq!((copy.key().unwrap().id(), asked.load(SeqCst)), (key.id(), 2));
    copy.forget();
    assert_eq!((vault.key().unwrap().id(), asked.load(SeqCst)), (key.id(), 3));

    let given = Vault::from_key(RootKey::parse(line.as_bytes()).unwrap());
    assert_eq!(given.key().unwrap().id(), key.id());
    given.forget();
    assert_eq!(code(given.key()), Code::RootKeyForgotten);

    let folder = folder("vault-sources");
    let path = folder.join("root.key");
    let from_file = Vault::from_file(&path);
    assert_eq!(code(from_file.key()), Code::RootKeyAbsent);
    root::write(&path, &key).unwrap();
    assert_eq!(from_file.key().unwrap().id(), key.id());
    let said = Vault::from_command(format!("cat {}", path.display()));
    assert_eq!(said.key().unwrap().id(), key.id());
    assert_eq!(
        code(Vault::from_variable("KHATM_NO_SUCH_VARIABLE").key()),
        Code::RootKeyAbsent
    );
    let shown = format!("{said:?} {given:?} {vault:?} {from_file:?}");
    assert!(!shown.contains("cat") && !shown.contains(line.as_str()), "{shown}");
    assert!(shown.contains("root.key"), "{shown}");
    // The order in which they are looked for.
    let variables = |known: &'static [(&'static str, &'static str)]| {
        move |name: &str| {
            let found = known.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        }
    };
    let all = &[
        ("KHATM_ROOT_KEY", "x"),
        ("KHATM_ROOT_KEY_COMMAND", "said it"),
        ("KHATM_ROOT_KEY_FILE", "/f"),
    ];
    assert_eq!(root::Place::of(variables(all)).unwrap(), root::Place::Variable);
    assert_eq!(
        root::Place::of(variables(&all[1..])).unwrap(),
        root::Place::Command("said it".into())
    );
    assert_eq!(
        root::Place::of(variables(&all[2..])).unwrap(),
        root::Place::File("/f".into())
    );
}

#[test]
fn a_kept_device_opens_in_its_own_row_and_in_no_other() {
    let (_bench, active, draft) = units();
    let (root, stranger) = (RootKey::generate().unwrap(), RootKey::generate().unwrap());
    for unit in [&active, &draft] {
        let kept = Kept::of(unit, &root, 3, now()).unwrap();
        let back = kept.open(&root).unwrap();
        assert_eq!((back.id(), back.stage()), (unit.id(), unit.stage()));
        assert_eq!(kept.sealed_under().unwrap(), root.id());
        assert_eq!(code(kept.open(&stranger)), Code::SealedOtherKey);
        let later = Timestamp::from_unix_ms(now().unix_ms() + 1);
        let moved = [
            Kept {
                version: 2,
                ..kept.clone()
            },
            Kept {
                version: 4,
                ..kept.clone()
            },
            Kept {
                environment: Environment::Production,
                ..kept.clone()
            },
            Kept {
                environment: Environment::Sandbox,
                ..kept.clone()
            },
            Kept {
                name: "POS-9".to_owned(),
                ..kept.clone()
            },
            Kept {
                saved_at: later,
                ..kept.clone()
            },
            // The bytes of a file are not those of a row, nor the other way around.
            Kept {
                file: unit.to_file(&root).unwrap(),
                ..kept.clone()
            },
        ];
        for row in moved {
            assert_eq!(code(row.open(&root)), Code::DeviceMoved, "{row:?}");
        }
        assert_eq!(code(Device::from_file(&kept.file, &root)), Code::DeviceFileChanged);
        // Renamed inside, too, so that row and file agree.
        let mut value: Value = serde_json::from_slice(&kept.file).unwrap();
        value["device"]["name"] = "POS-9".into();
        let renamed = Kept {
            name: "POS-9".to_owned(),
            file: serde_json::to_vec(&value).unwrap(),
            ..kept.clone()
        };
        assert_eq!(code(renamed.open(&root)), Code::DeviceMoved);
        // The seal of another device, in this one's file; and of another version of the same one.
        let other = if unit.name() == "POS-1" { &draft } else { &active };
        for other in [
            Kept::of(other, &root, 3, now()).unwrap(),
            Kept::of(unit, &root, 4, now()).unwrap(),
        ] {
            let mut value: Value = serde_json::from_slice(&kept.file).unwrap();
            let theirs: Value = serde_json::from_slice(&other.file).unwrap();
            value["sealed"] = theirs["sealed"].clone();
            let swapped = Kept {
                file: serde_json::to_vec(&value).unwrap(),
                ..kept.clone()
            };
            assert_eq!(code(swapped.open(&root)), Code::DeviceMoved);
        }
    }
}

#[test]
fn every_use_of_a_key_and_every_refused_one_is_in_the_audit() {
    let (_bench, active, draft) = units();
    let (root, stranger) = (RootKey::generate().unwrap(), RootKey::generate().unwrap());
    let folder = folder("vault-audit");
    let store = file::create(&folder);
    import(&store, &active, &root, Some(Last::Nothing), "clerk", now()).unwrap();
    import(&store, &draft, &root, Some(Last::Nothing), "clerk", now()).unwrap();
    assert_eq!(
        code(import(&store, &active, &root, Some(Last::Nothing), "clerk", now())),
        Code::DeviceKnown
    );
    let from = actions(&store).len();
    let since = |from: usize| -> Vec<String> {
        let all = actions(&store).split_off(from);
        let hashless = |line: String| match line.contains("csr_made") {
            true => "csr_made".to_owned(),
            false => line,
        };
        all.into_iter().map(hashless).collect()
    };

    open_noted(&store, &who("POS-1"), &root, Use::Deliver).unwrap();
    // A document that is issued is its own record.
    open_noted(&store, &who("POS-1"), &root, Use::Issue).unwrap();
    assert_eq!(
        code(open_noted(&store, &who("POS-1"), &stranger, Use::Issue)),
        Code::SealedOtherKey
    );
    assert_eq!(
        code(open_noted(&store, &who("POS-7"), &root, Use::Deliver)),
        Code::DeviceUnknown
    );
    let key = PrivateKey::generate(Curve::Secp256k1).unwrap();
    let keyed = request_noted(&store, &who("POS-2"), &root, key).unwrap();
    assert_eq!(keyed.stage(), Stage::Keyed);
    let not_active = guarded(&store, &who("POS-2"), Use::Issue, || keyed.production().map(drop));
    assert_eq!(code(not_active), Code::DeviceNotActive);
    for refused in [
        Code::IssueCompliance,
        Code::CertificateEnded,
        Code::FenceCopied,
        Code::IssueAside,
    ] {
        let refusal = guarded(&store, &who("POS-1"), Use::Issue, || Err::<(), _>(Error::new(refused)));
        assert_eq!(code(refusal), refused);
    }
    // What is wrong with a draft is no use of the key that was refused.
    let _ = guarded(&store, &who("POS-1"), Use::Issue, || {
        Err::<(), _>(Error::new(Code::IssueNumber))
    });
    let lines = since(from);
    assert_eq!(
        lines,
        [
            "key_used simulation deliver POS-1",
            "key_refused simulation issue KHATM-VAULT-OTHER-KEY POS-1",
            "key_refused simulation deliver KHATM-DEVICE-UNKNOWN POS-7",
            "csr_made",
            "key_refused simulation issue KHATM-DEVICE-NOT-ACTIVE POS-2",
            "key_refused simulation issue KHATM-ISSUE-COMPLIANCE POS-1",
            "key_refused simulation issue KHATM-CERTIFICATE-ENDED POS-1",
            "key_refused simulation issue KHATM-FENCE-COPIED POS-1",
            "key_refused simulation issue KHATM-ISSUE-ASIDE POS-1",
        ]
    );

    // A row of another version under this one's number: what a thief of old states would try.
    let from = actions(&store).len();
    let kept = store.device(ENVIRONMENT, "POS-1").unwrap().unwrap();
    let forward = Kept {
        version: kept.version + 1,
        ..kept
    };
    store.keep(&[forward], "thief", "device_saved").unwrap();
    assert_eq!(
        code(open_noted(&store, &who("POS-1"), &root, Use::Deliver)),
        Code::DeviceMoved
    );
    assert_eq!(
        since(from)[1],
        "key_refused simulation deliver KHATM-DEVICE-MOVED POS-1"
    );
    drop(store);

    // On a copy nothing is kept, and what was tried is in the audit all the same.
    let copied = ledger::folder("vault-audit-copy");
    std::fs::copy(folder.join("ledger.db"), copied.join("ledger.db")).unwrap();
    let copy = khatm::store::sqlite::Sqlite::open(&copied.join("ledger.db"), file::witness(&folder)).unwrap();
    let key = PrivateKey::generate(Curve::Secp256k1).unwrap();
    let unit = device("0100", loopback(Environment::Sandbox), keyed.changed());
    assert_eq!(
        code(import(&copy, &unit, &root, Some(Last::Nothing), "clerk", now())),
        Code::FenceCopied
    );
    assert_eq!(code(request_noted(&copy, &who("POS-2"), &root, key)), Code::DeviceStep);
    let begun = guarded(&copy, &who("POS-1"), Use::Issue, || {
        let new = NewChain::of(active.production().unwrap(), "POS-1", Start::NEW).unwrap();
        copy.begin(&new, now())
    });
    assert_eq!(code(begun), Code::FenceCopied);
    let last = actions(&copy).pop().unwrap();
    assert_eq!(last, "key_refused simulation issue KHATM-FENCE-COPIED POS-1");
}

#[test]
fn a_new_root_key_seals_all_devices_or_none() {
    let (_bench, active, draft) = units();
    let [old, new, stranger] = [(); 3].map(|()| RootKey::generate().unwrap());
    let store = Memory::new();
    import(&store, &active, &old, Some(Last::Nothing), "clerk", now()).unwrap();
    assert_eq!(code(rotate(&store, &old, &old, "clerk", now())), Code::RotateSame);

    // One that opens under neither: nothing is changed, not the others either.
    import(&store, &draft, &stranger, Some(Last::Nothing), "clerk", now()).unwrap();
    let before = store.devices().unwrap();
    assert_eq!(code(rotate(&store, &old, &new, "clerk", now())), Code::SealedOtherKey);
    assert_eq!(store.devices().unwrap(), before);

    let store = Memory::new();
    import(&store, &active, &old, Some(Last::Nothing), "clerk", now()).unwrap();
    import(&store, &draft, &old, Some(Last::Nothing), "clerk", now()).unwrap();
    let done = rotate(&store, &old, &new, "clerk", now()).unwrap();
    assert_eq!((done.devices, done.before), (2, 0));
    for kept in store.devices().unwrap() {
        assert_eq!((kept.version, kept.sealed_under().unwrap().as_str()), (2, new.id()));
        assert_eq!(code(kept.open(&old)), Code::SealedOtherKey);
        kept.open(&new).unwrap();
    }
    let again = rotate(&store, &old, &new, "clerk", now()).unwrap();
    assert_eq!((again.devices, again.before), (0, 2));
    let mut lines = actions(&store);
    lines.retain(|line| !line.starts_with("chain_begun"));
    assert_eq!(lines[2], format!("root_key_rotating {} -> {} 2", old.id(), new.id()));
    assert!(lines[3].starts_with("root_key_rotated ") && lines[4].starts_with("root_key_rotated "));
    assert_eq!(lines.len(), 5, "{lines:?}");
}

fn phrase() -> Phrase {
    Phrase::parse("five words of no sentence\n").unwrap()
}

fn restored(
    store: &dyn Store,
    backup: &Backup,
    root: &RootKey,
    stated: &[(String, Last)],
    aside: bool,
) -> Result<Restored> {
    let terms = Terms {
        stated,
        set_aside: aside,
        by: "clerk",
        now: now(),
    };
    restore(store, backup, root, &terms)
}

#[test]
fn a_backup_brings_devices_back_and_never_a_stale_chain() {
    let (_bench, active, draft) = units();
    let root = RootKey::generate().unwrap();
    let store = Memory::new();
    let last = khatm::chain::Link {
        counter: 41,
        hash: khatm::seal::InvoiceHash::from_bytes([7; 32]),
    };
    // It issued before it came here: begun at 1, its chain would fork.
    let import_after = |last| import(&store, &active, &root, last, "clerk", now());
    assert_eq!(code(import_after(None)), Code::ImportLast);
    assert!(store.chains().unwrap().is_empty() && store.devices().unwrap().is_empty());
    import_after(Some(Last::Document(last))).unwrap();
    import(&store, &draft, &root, None, "clerk", now()).unwrap();
    let begins = NewChain::of(active.production().unwrap(), "POS-1", Start::after(&last).unwrap()).unwrap();
    assert_eq!(store.chains().unwrap()[0].made, begins);
    let made = Backup::of(&store, &root, "clerk", now()).unwrap();
    backup::note(&store, &made, "clerk").unwrap();
    assert_eq!(actions(&store).pop().unwrap(), format!("backup_made {} 2", root.id()));
    assert_eq!(
        code(Backup::of(&store, &RootKey::generate().unwrap(), "x", now())),
        Code::SealedOtherKey
    );
    let bytes = made.seal(&phrase()).unwrap();

    let open = Backup::open(&bytes, &phrase()).unwrap();
    assert_eq!((open.root().id(), open.devices().len()), (root.id(), 2));
    assert_eq!(open.heads()[0].last, Some(last));
    let wrong = Phrase::parse("five words of no sentencE").unwrap();
    assert_eq!(code(Backup::open(&bytes, &wrong)), Code::BackupPhrase);
    assert_eq!(code(Phrase::parse("eleven char")), Code::PhraseShort);

    // Into a new ledger, under another root key.
    let other = RootKey::generate().unwrap();
    let fresh = Memory::new();
    assert_eq!(code(restored(&fresh, &open, &other, &[], false)), Code::RestoreUnstated);
    let say = |counter: u64, byte: u8| {
        let hash = khatm::seal::InvoiceHash::from_bytes([byte; 32]);
        vec![("POS-1".to_owned(), Last::Document(khatm::chain::Link { counter, hash }))]
    };
    for stale in [say(40, 7), say(41, 8), vec![("POS-1".to_owned(), Last::Nothing)]] {
        assert_eq!(
            code(restored(&fresh, &open, &other, &stale, false)),
            Code::RestoreDiffers
        );
    }
    assert!(fresh.devices().unwrap().is_empty() && fresh.chains().unwrap().is_empty());
    let done = restored(&fresh, &open, &other, &say(44, 9), false).unwrap();
    assert_eq!((done.devices.len(), done.set_aside.len()), (2, 0));
    let chain = &fresh.chains().unwrap()[0];
    assert_eq!(
        (chain.state, chain.made.start.first().counter),
        (ChainState::Active, 45)
    );
    for kept in fresh.devices().unwrap() {
        assert_eq!(
            (kept.version, kept.open(&other).unwrap().name()),
            (1, kept.name.as_str())
        );
    }
    let again = restored(&fresh, &open, &other, &say(44, 9), false).unwrap();
    assert_eq!((again.devices.len(), again.there.len()), (0, 2));

    // Set aside: it is there, and issues no more.
    let fresh = Memory::new();
    let done = restored(&fresh, &open, &root, &[], true).unwrap();
    assert_eq!(done.set_aside, ["POS-1"]);
    let chain = &fresh.chains().unwrap()[0];
    assert_eq!(
        (chain.state, chain.made.start.first().counter),
        (ChainState::Quarantined, 42)
    );

    // Stopped between the chain and the device: the same call ends it, another one is refused.
    let fresh = Memory::new();
    let begins = NewChain::of(active.production().unwrap(), "POS-1", Start::after(&last).unwrap()).unwrap();
    fresh.begin(&begins, now()).unwrap();
    assert_eq!(
        code(restored(&fresh, &open, &root, &say(44, 9), false)),
        Code::RestoreDiffers
    );
    assert_eq!(
        restored(&fresh, &open, &root, &say(41, 7), false)
            .unwrap()
            .devices
            .len(),
        2
    );
}

#[test]
fn a_hostile_or_damaged_backup_takes_neither_memory_nor_trust() {
    let root = RootKey::generate().unwrap();
    let made = Backup::of(&Memory::new(), &root, "clerk", now()).unwrap();
    let bytes = made.seal(&phrase()).unwrap();
    let value: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["key"]["algorithm"], "argon2id");
    let at_least = |name: &str, least: u64| assert!(value["key"][name].as_u64().unwrap() >= least, "{name}");
    at_least("memory_kib", 65_536);
    at_least("passes", 3);
    at_least("lanes", 1);

    // Changed by somebody who makes the sum right again.
    let forged = |path: &[&str], to: Value| {
        let mut value = value.clone();
        let mut place = &mut value;
        for part in path {
            place = &mut place[*part];
        }
        *place = to;
        let parts = (&value["khatm_backup"], &value["made_at_ms"], &value["root_key"]);
        let key = &value["key"];
        let text = |name: &str| key[name].to_string();
        let clear = format!(
            "[{},{},{},{{\"algorithm\":{},\"version\":{},\"memory_kib\":{},\"passes\":{},\"lanes\":{},\"salt\":{}}}]",
            parts.0,
            parts.1,
            parts.2,
            text("algorithm"),
            text("version"),
            text("memory_kib"),
            text("passes"),
            text("lanes"),
            text("salt")
        );
        let sealed = value["sealed"].as_str().unwrap().to_owned();
        value["sum"] = sum(&[clear.as_bytes(), sealed.as_bytes()].concat()).into();
        serde_json::to_vec(&value).unwrap()
    };
    let opened = |bytes: &[u8]| Backup::open(bytes, &phrase()).err().map(|error| error.code());
    assert_eq!(
        opened(&forged(&["made_at_ms"], value["made_at_ms"].clone())),
        None,
        "the forger is as good as we are"
    );
    for (name, to) in [
        ("memory_kib", u32::MAX),
        ("memory_kib", (1 << 20) + 1),
        ("passes", 17),
        ("lanes", 17),
        ("version", 16),
    ] {
        assert_eq!(
            opened(&forged(&["key", name], to.into())),
            Some(Code::BackupSettings),
            "{name} {to}"
        );
    }
    for (name, to) in [("algorithm", "argon2d"), ("salt", ""), ("salt", "AAAA")] {
        assert_eq!(
            opened(&forged(&["key", name], to.into())),
            Some(Code::BackupSettings),
            "{name} {to}"
        );
    }
    // What stands in the clear is bound to what is sealed.
    for (path, to) in [
        (&["made_at_ms"][..], Value::from(1)),
        (&["root_key"], "0011223344556677".into()),
        (&["key", "memory_kib"], 65_544.into()),
        (&["sealed"], {
            let text = value["sealed"].as_str().unwrap();
            let other = if text.starts_with('A') { "B" } else { "A" };
            format!("{other}{}", &text[1..]).into()
        }),
    ] {
        assert_eq!(opened(&forged(path, to)), Some(Code::BackupPhrase), "{path:?}");
    }
    // Damage: every byte of the file, one after another, without one try of the pass phrase.
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        let blank = bytes[at].is_ascii_whitespace();
        if !blank {
            let found = opened(&damaged);
            assert!(
                matches!(found, Some(Code::BackupDamaged | Code::SealedVersion)),
                "byte {at}: {found:?}"
            );
        }
    }
    for end in [0, 1, bytes.len() / 2, bytes.len() - 3] {
        assert_eq!(opened(&bytes[..end]), Some(Code::BackupDamaged));
    }
}

fn sum(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
