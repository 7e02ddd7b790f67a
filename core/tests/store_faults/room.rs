//! A disk that fills up under a host, and has room again later.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use khatm::chain::{Linked, Start, audit};
use khatm::store::sqlite::Sqlite;
use khatm::store::{NewChain, Place, Store as _};
use khatm::{Code, Error};

use crate::ledger::file::{open, witness};
use crate::ledger::{Till, now, sale, settle};

/// Documents that are issued after there is room again.
const MORE: usize = 8;

struct Host {
    folder: PathBuf,
    till: Till,
    store: Option<Sqlite>,
}

impl Host {
    fn store(&mut self) -> Result<&Sqlite, Error> {
        if self.store.is_none() {
            let store = match Sqlite::create(&self.folder.join("ledger.db"), witness(&self.folder)) {
                Err(error) if error.code() == Code::StoreExists => open(&self.folder)?,
                other => other?,
            };
            self.store = Some(store);
        }
        Ok(self.store.as_ref().unwrap())
    }

    /// Issues one more.
    fn issue(&mut self, number: usize) -> Result<Place, Error> {
        self.store()?;
        let (till, store) = (&self.till, self.store.as_ref().unwrap());
        let new = NewChain::of(&till.credential, "till", Start::NEW)?;
        let (chain, key) = (store.begin(&new, now())?, format!("S-{number}"));
        let issued = till.order(store, &chain, &sale(&key, "1.00"), Some(&key), None, now());
        issued
            .map(|issued| issued.document.place)
            .map_err(|refusal| refusal.first())
    }
}

/// The other process: issues until the disk is full, finds it full some more times, gets room, and goes on.
pub fn fill(folder: &Path, mut room: impl FnMut()) {
    let mut host = Host {
        folder: folder.to_owned(),
        till: Till::new(),
        store: None,
    };
    let (mut issued, mut refused, mut after) = (0, 0, 0);
    while after < MORE {
        match host.issue(issued + 1) {
            Ok(place) => {
                issued += 1;
                assert_eq!(place.counter, issued as u64, "no gap");
                after += usize::from(refused > 0);
            }
            Err(error) => {
                // Nothing that a person would look for elsewhere.
                let clear = [Code::StoreFull, Code::WitnessFolder].contains(&error.code());
                let shown = error.to_string();
                assert!(
                    clear && (error.code() == Code::StoreFull || shown.contains("space")),
                    "{shown}"
                );
                refused += 1;
                assert!(refused <= 4, "there is room: {shown}");
                if refused == 4 {
                    room();
                }
            }
        }
        assert!(issued < 2000, "the disk never fills");
    }
    let store = host.store.take().unwrap();
    let chain = store.chains().unwrap().remove(0);
    settle(
        &store,
        Place {
            chain: chain.id,
            counter: 1,
        },
        khatm::store::delivery::Fact::Accepted,
    );
    drop(store);
    let store = open(folder).unwrap();
    assert_eq!(store.fence(), Ok(()));
    let documents = store.documents(chain.id, 0, 10_000).unwrap();
    let linked = documents
        .iter()
        .map(|one| Linked::read(one.uuid.to_string(), &one.xml).unwrap());
    assert_eq!(audit(&linked.collect::<Vec<_>>(), Some(&chain.made.start)).breaks, []);
    assert_eq!(documents.len(), issued);
    assert_eq!(store.verify(&host.till.taxpayer.verifier, None).unwrap().breaks, []);
    println!("@FULL after {} documents, {issued} in the end", issued - after);
}

fn other_process(command: &mut Command, what: &str) -> String {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(
        output.status.success(),
        "{what}: {}\n{}",
        text(&output.stdout),
        text(&output.stderr)
    );
    let said = text(&output.stdout);
    let line = said
        .lines()
        .find_map(|line| line.split_once('@'))
        .map(|(_, line)| line.to_owned());
    line.unwrap_or_else(|| panic!("{what}: {said}"))
}

/// With a library that counts bytes.
pub fn with_shim(shim: &Path, folder: &Path, bytes: u64) {
    let (ledger, room) = (
        folder.join(format!("room-{bytes}")),
        folder.join(format!("room-{bytes}.txt")),
    );
    fs::create_dir_all(&ledger).unwrap();
    fs::write(&room, bytes.to_string()).unwrap();
    let mut command = itself();
    command
        .env("LD_PRELOAD", shim)
        .env("KHATM_FAULT_FOLDER", &ledger)
        .env("KHATM_FAULT_ROOM", &room)
        .env("KHATM_TEST_FILL", &ledger);
    println!(
        "room for {bytes} bytes: {}",
        other_process(&mut command, "with the shim")
    );
}

/// On a small file system of its own, that is gone with its process. False where the system does not allow one.
pub fn on_small_disk(folder: &Path, kilobytes: u64) -> bool {
    let disk = folder.join(format!("disk-{kilobytes}"));
    fs::create_dir_all(&disk).unwrap();
    let script = r#"mount -t tmpfs -o size="$1"k none "$2" || exit 77; shift 2; exec "$@""#;
    let test = itself();
    let mut command = Command::new("unshare");
    command
        .args(["-m", "sh", "-c", script, "sh", &kilobytes.to_string()])
        .arg(&disk)
        .arg(test.get_program())
        .args(test.get_args())
        .env("KHATM_TEST_FILL", &disk);
    let tried = Command::new("unshare").args(["-m", "true"]).status();
    if !tried.is_ok_and(|status| status.success()) {
        return false;
    }
    let mount = Command::new("unshare")
        .args(["-m", "sh", "-c", script, "sh", "64"])
        .arg(&disk)
        .arg("true")
        .status();
    if mount.is_ok_and(|status| status.code() == Some(77)) {
        return false;
    }
    println!(
        "a disk of {kilobytes} kB: {}",
        other_process(&mut command, "on a small disk")
    );
    true
}

fn itself() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "another_process", "--nocapture", "--test-threads", "1"]);
    command
}

/// What the other process does: its folder has a file in it that can be thrown away, or the shim's account that can be raised.
pub fn run(folder: &Path) {
    match std::env::var_os("KHATM_FAULT_ROOM") {
        Some(account) => fill(folder, || fs::write(&account, "100000000").unwrap()),
        None => {
            let ballast = folder.join("ballast");
            // Half of the disk.
            let size = free_bytes(folder) / 2;
            fs::write(&ballast, vec![7; size]).unwrap();
            fill(folder, || fs::remove_file(&ballast).unwrap());
        }
    }
}

/// The free bytes of a small disk, by trying.
fn free_bytes(folder: &Path) -> usize {
    let probe = folder.join("probe");
    let _ = fs::write(&probe, vec![1; 64 << 20]);
    let size = fs::metadata(&probe).map_or(0, |found| found.len() as usize);
    fs::remove_file(&probe).unwrap();
    assert!(size < 64 << 20, "the disk is not small");
    size
}
