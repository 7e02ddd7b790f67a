//! The ledger's file: who may write to it, what a copy of it may do, and what is left when its process dies.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod ledger;
mod support;

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use khatm::chain::{Linked, audit};
use khatm::seal::{Certificate, PrivateKey};
use khatm::store::delivery::{Deliveries as _, Fact, Route};
use khatm::store::safe::Safe as _;
use khatm::store::sqlite::{Sqlite, Stated};
use khatm::store::witness::{FolderWitness, Mark, Witness};
use khatm::store::{Chain, ChainState, Store, Uuid};
use khatm::{Code, Error};
use ledger::file::{create, open, witness};
use ledger::{Till, folder, now, sale, settle};
use support::Taxpayer;

fn code<T>(result: Result<T, Error>) -> Code {
    result.err().unwrap().code()
}

/// Copies a ledger as people do: the file with its journal.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in ["ledger.db", "ledger.db-wal"] {
        if from.join(name).exists() {
            fs::copy(from.join(name), to.join(name)).unwrap();
        } else {
            let _ = fs::remove_file(to.join(name));
        }
    }
    let _ = fs::remove_file(to.join("ledger.db-shm"));
}

/// What signing, delivering and beginning a chain say.
fn tried(till: &Till, store: &Sqlite) -> [Option<Code>; 3] {
    let chain = store.chains().unwrap().remove(0);
    let issued = till.issue(store, &chain, &sale("X-1", "1.00"));
    let claimed = store.deliver(&mut |rows| rows.lanes().map(|_| ()));
    let other = Till::new();
    let new = khatm::store::NewChain::of(&other.credential, "another", khatm::chain::Start::NEW).unwrap();
    [
        issued.err().map(|refusal| refusal.first().code()),
        claimed.err().map(|error| error.code()),
        store.begin(&new, now()).err().map(|error| error.code()),
    ]
}

/// A ledger with three documents, closed.
fn three(name: &str) -> (PathBuf, Till) {
    let folder = folder(name);
    let till = Till::new();
    let store = create(&folder);
    let chain = till.chain(&store, "till");
    for number in 1..=3 {
        till.issue(&store, &chain, &sale(&format!("S-{number}"), "1.00"))
            .unwrap();
    }
    drop(store);
    (folder, till)
}

#[test]
fn what_is_no_ledger_is_left_alone() {
    let folder = folder("foreign");
    let at = |name: &str| folder.join(name);
    let open = |name: &str| Sqlite::open(&at(name), witness(&folder));
    assert_eq!(code(open("absent.db")), Code::StoreAbsent);
    assert_eq!(
        code(Sqlite::create(&at("no/such/folder.db"), witness(&folder))),
        Code::StoreOpen
    );
    fs::write(
        at("text.db"),
        "not a database, but longer than the head of one would have to be. ".repeat(20),
    )
    .unwrap();
    assert_eq!(code(open("text.db")), Code::StoreDamaged);
    fs::write(at("empty.db"), "").unwrap();
    assert_eq!(code(open("empty.db")), Code::StoreAbsent);
    let other = rusqlite::Connection::open(at("other.db")).unwrap();
    other
        .execute_batch("CREATE TABLE t(a); INSERT INTO t VALUES (1);")
        .unwrap();
    drop(other);
    assert_eq!(code(open("other.db")), Code::StoreForeign);
    drop(create(&folder));
    assert_eq!(
        code(Sqlite::create(&at("ledger.db"), witness(&folder))),
        Code::StoreExists
    );
    let later = rusqlite::Connection::open(at("ledger.db")).unwrap();
    later.execute_batch("PRAGMA user_version = 2;").unwrap();
    drop(later);
    assert_eq!(code(open("ledger.db")), Code::StoreForm);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(at("ledger.db")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "buyers' names are in it");
    }
}

#[test]
fn the_true_file_goes_on_after_it_was_closed_moved_and_opened_twice() {
    let (folder, till) = three("true");
    let store = open(&folder).unwrap();
    assert_eq!(store.fence(), Ok(()));
    assert_eq!(tried(&till, &store), [None, None, None]);
    // A second opening, as of another process, takes nothing away from the first.
    let second = open(&folder).unwrap();
    let chain = second.chains().unwrap().remove(0);
    till.issue(&second, &chain, &sale("S-5", "1.00")).unwrap();
    till.issue(&store, &chain, &sale("S-6", "1.00")).unwrap();
    till.issue(&second, &chain, &sale("S-7", "1.00")).unwrap();
    drop((store, second));
    // Moved: the same file under another name.
    fs::rename(folder.join("ledger.db"), folder.join("moved.db")).unwrap();
    let moved = Sqlite::open(&folder.join("moved.db"), witness(&folder)).unwrap();
    assert_eq!(moved.fence(), Ok(()));
    till.issue(&moved, &chain, &sale("S-8", "1.00")).unwrap();
    assert_eq!(moved.resume(&[], "me", now()).unwrap_err().code(), Code::FenceOpen);
    assert_eq!(moved.abandon("me", now()).unwrap_err().code(), Code::FenceOpen);
}

#[test]
fn a_copy_reads_and_verifies_but_neither_signs_nor_delivers() {
    let (folder, till) = three("copied");
    // The file alone, to another name beside it; the whole folder, with the witness in it.
    let beside = folder.join("copy");
    copy(&folder, &beside);
    let copied = Sqlite::open(&beside.join("ledger.db"), witness(&folder)).unwrap();
    assert_eq!(tried(&till, &copied), [Some(Code::FenceCopied); 3]);
    let chain = copied.chains().unwrap().remove(0);
    assert_eq!(copied.documents(chain.id, 0, 10).unwrap().len(), 3);

    let whole = folder.with_file_name("copied-whole");
    let _ = fs::remove_dir_all(&whole);
    copy(&folder, &whole);
    fs::create_dir_all(whole.join("witness")).unwrap();
    for mark in fs::read_dir(folder.join("witness")).unwrap() {
        let mark = mark.unwrap();
        fs::copy(mark.path(), whole.join("witness").join(mark.file_name())).unwrap();
    }
    let copied = open(&whole).unwrap();
    assert_eq!(tried(&till, &copied), [Some(Code::FenceCopied); 3]);

    // Another machine, or another user: no mark at all.
    let nowhere = Arc::new(FolderWitness::new(folder.join("nowhere")));
    let elsewhere = Sqlite::open(&beside.join("ledger.db"), nowhere).unwrap();
    assert_eq!(tried(&till, &elsewhere), [Some(Code::FenceUnknown); 3]);

    // The original is none the worse for it.
    assert_eq!(tried(&till, &open(&folder).unwrap()), [None; 3]);
}

/// Writes the content of one file over another, which keeps its place in the file system, as `cp` and some backups do.
fn write_over(from: &Path, to: &Path) {
    let bytes = fs::read(from).unwrap();
    let mut file = fs::OpenOptions::new().write(true).truncate(true).open(to).unwrap();
    file.write_all(&bytes).unwrap();
}

#[test]
fn an_older_state_written_over_the_file_is_known_as_such() {
    let (folder, till) = three("older");
    let saved = folder.join("saved");
    copy(&folder, &saved);
    let store = open(&folder).unwrap();
    let chain = store.chains().unwrap().remove(0);
    till.issue(&store, &chain, &sale("S-4", "1.00")).unwrap();
    drop(store);
    write_over(&saved.join("ledger.db"), &folder.join("ledger.db"));
    let store = open(&folder).unwrap();
    assert_eq!(tried(&till, &store), [Some(Code::FenceOlder); 3]);
    // Documents are lost for certain, so that nobody's statement helps.
    let stated = Stated {
        device: "till".to_owned(),
        counter: 3,
        hash: Some(store.documents(chain.id, 2, 1).unwrap()[0].hash),
    };
    assert_eq!(code(store.resume(&[stated], "me", now())), Code::FenceOlder);
    store.abandon("me", now()).unwrap();
    assert_eq!(store.chains().unwrap()[0].state, ChainState::Quarantined);
    assert_eq!(
        till.issue(&store, &chain, &sale("S-4", "1.00"))
            .unwrap_err()
            .first()
            .code(),
        Code::IssueAside
    );
    store.deliver(&mut |rows| rows.lanes().map(|_| ())).unwrap();
    // The device onboards again, and has a chain of its own.
    let again = Till::new();
    let chain = again.chain(&store, "till");
    assert_eq!(
        again
            .issue(&store, &chain, &sale("S-9", "1.00"))
            .unwrap()
            .document
            .place
            .counter,
        1
    );
    let audit = store.audited(0, 10).unwrap();
    let done: Vec<_> = audit
        .iter()
        .map(|row| (row.action.as_str(), row.actor.as_str()))
        .collect();
    assert_eq!(
        done,
        [
            ("chain_begun", "khatm"),
            ("chain_aside", "me"),
            ("abandoned", "me"),
            ("chain_begun", "khatm")
        ]
    );
    assert!(audit.iter().all(|row| row.digest() == row.hash));
}

#[test]
fn an_older_state_of_the_same_length_is_known_by_its_openings() {
    let (folder, till) = three("openings");
    let saved = folder.join("saved");
    copy(&folder, &saved);
    let store = open(&folder).unwrap();
    let chain = store.chains().unwrap().remove(0);
    settle(
        &store,
        khatm::store::Place {
            chain: chain.id,
            counter: 1,
        },
        Fact::Rejected,
    );
    drop(store);
    // What the authority said is lost with it.
    write_over(&saved.join("ledger.db"), &folder.join("ledger.db"));
    assert_eq!(tried(&till, &open(&folder).unwrap()), [Some(Code::FenceOlder); 3]);
}

#[test]
fn a_file_that_is_replaced_while_it_is_open_is_noticed() {
    let (folder, till) = three("replaced");
    let saved = folder.join("saved");
    copy(&folder, &saved);
    let store = open(&folder).unwrap();
    let chain = store.chains().unwrap().remove(0);
    till.issue(&store, &chain, &sale("S-4", "1.00")).unwrap();
    // As a restore does it: a new file takes the name of the old one, which the process still holds.
    fs::rename(saved.join("ledger.db"), folder.join("ledger.db")).unwrap();
    assert_eq!(tried(&till, &store), [Some(Code::FenceCopied); 3]);
}

#[test]
fn a_copy_is_resumed_by_whoever_knows_its_last_documents() {
    let (folder, till) = three("resumed");
    let away = folder.join("away");
    copy(&folder, &away);
    let store = Sqlite::open(&away.join("ledger.db"), witness(&away)).unwrap();
    let chain = store.chains().unwrap().remove(0);
    let documents = store.documents(chain.id, 0, 10).unwrap();
    let said = |counter: u64, at: usize| Stated {
        device: "till".to_owned(),
        counter,
        hash: Some(documents[at].hash),
    };
    let resume = |stated: &[Stated]| store.resume(stated, "me", now()).map_err(|error| error.code());
    assert_eq!(resume(&[]), Err(Code::FenceUnstated));
    assert_eq!(resume(&[said(4, 2)]), Err(Code::FenceDiffers));
    assert_eq!(resume(&[said(3, 1)]), Err(Code::FenceDiffers));
    assert_eq!(
        resume(&[Stated {
            hash: None,
            ..said(3, 2)
        }]),
        Err(Code::FenceDiffers)
    );
    assert_eq!(tried(&till, &store)[0], Some(Code::FenceUnknown));
    let before = store.install().unwrap();
    assert_eq!(resume(&[said(3, 2)]), Ok(()));
    assert_ne!(
        store.install().unwrap(),
        before,
        "the original and the copy are two from now on"
    );
    let next = till.issue(&store, &chain, &sale("S-4", "1.00")).unwrap();
    assert_eq!(next.document.place.counter, 4);
    drop(store);
    let store = Sqlite::open(&away.join("ledger.db"), witness(&away)).unwrap();
    assert_eq!(store.fence(), Ok(()));
    assert_eq!(store.audited(0, 9).unwrap().last().unwrap().action, "resumed");
}

#[test]
fn a_witness_that_lags_behind_is_no_harm_and_one_that_is_lost_is_said() {
    let (folder, till) = three("lags");
    let store = open(&folder).unwrap();
    let chain = store.chains().unwrap().remove(0);
    let install = store.install().unwrap();
    let mark = folder.join("witness").join(format!("{install}.mark"));
    let early = fs::read(&mark).unwrap();
    for number in 4..=6 {
        till.issue(&store, &chain, &sale(&format!("S-{number}"), "1.00"))
            .unwrap();
    }
    // The machine lost its power: the file kept what it promised, the witness was not written to the disk.
    fs::write(&mark, &early).unwrap();
    till.issue(&store, &chain, &sale("S-7", "1.00")).unwrap();
    drop(store);
    fs::write(&mark, &early).unwrap();
    let store = open(&folder).unwrap();
    till.issue(&store, &chain, &sale("S-8", "1.00")).unwrap();
    fs::write(&mark, "").unwrap();
    assert_eq!(tried(&till, &store), [Some(Code::WitnessDamaged); 3]);
    fs::remove_file(&mark).unwrap();
    assert_eq!(tried(&till, &store), [Some(Code::FenceUnknown); 3]);
}

/// A witness that cannot be written any more once the document is kept.
struct Full(FolderWitness);

impl Witness for Full {
    fn read(&self, install: &Uuid) -> khatm::Result<Option<Mark>> {
        self.0.read(install)
    }

    fn advance(&self, install: &Uuid, mark: &Mark, sure: bool) -> khatm::Result<()> {
        match sure {
            true => self.0.advance(install, mark, sure),
            false => Err(Error::new(Code::WitnessFolder)),
        }
    }
}

#[test]
fn a_document_that_is_kept_is_said_to_be_even_if_the_witness_is_full() {
    let folder = folder("full");
    let till = Till::new();
    let full = Arc::new(Full(FolderWitness::new(folder.join("witness"))));
    let store = Sqlite::create(&folder.join("ledger.db"), full).unwrap();
    let chain = till.chain(&store, "till");
    for number in 1..=3 {
        till.issue(&store, &chain, &sale(&format!("S-{number}"), "1.00"))
            .unwrap();
    }
    assert_eq!(store.documents(chain.id, 0, 10).unwrap().len(), 3);
}

// ---- other processes -------------------------------------------------------------------------------------------------

/// A till that other processes can be, too: its key and certificate as files of a folder.
fn shared_till(folder: &Path) -> Till {
    let till = Till::new();
    fs::write(folder.join("key.pem"), till.taxpayer.key.to_pem().as_bytes()).unwrap();
    fs::write(folder.join("certificate.txt"), till.taxpayer.certificate.text()).unwrap();
    till
}

fn same_till(folder: &Path) -> Till {
    let mut taxpayer = Taxpayer::new();
    taxpayer.key = PrivateKey::parse(&fs::read(folder.join("key.pem")).unwrap()).unwrap();
    taxpayer.certificate = Certificate::parse(&fs::read(folder.join("certificate.txt")).unwrap()).unwrap();
    Till::of(taxpayer)
}

/// The other process: issues until it is killed, or so many, and says each document that it was told to be kept.
#[test]
fn another_process() {
    let Ok(place) = std::env::var("KHATM_TEST_LEDGER") else {
        return;
    };
    let (folder, name) = (PathBuf::from(place), std::env::var("KHATM_TEST_NAME").unwrap());
    let most: u64 = std::env::var("KHATM_TEST_MOST").unwrap().parse().unwrap();
    let till = same_till(&folder);
    let store = open(&folder).unwrap();
    let chain: Chain = store.chains().unwrap().remove(0);
    for number in 1..=most {
        let key = format!("{name}-{number}");
        let issued = till
            .order(&store, &chain, &sale(&key, "1.00"), Some(&key), None, now())
            .unwrap();
        let document = issued.document;
        println!("ACK {key} {} {}", document.place.counter, document.hash);
    }
}

fn spawn(folder: &Path, name: &str, most: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_process", "--nocapture", "--test-threads", "1"])
        .env("KHATM_TEST_LEDGER", folder)
        .env("KHATM_TEST_NAME", name)
        .env("KHATM_TEST_MOST", most.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// A document that a process was told to be kept: key, counter, hash.
type Told = (String, u64, String);

fn told(line: &str) -> Option<Told> {
    let mut parts = line.split_once("ACK ")?.1.split(' ');
    Some((
        parts.next()?.to_owned(),
        parts.next()?.parse().ok()?,
        parts.next()?.to_owned(),
    ))
}

/// Everything that was told is there, and the chain is whole, by its XML alone.
fn all_there(store: &Sqlite, told: &[Told]) -> usize {
    let chain = store.chains().unwrap().remove(0);
    let documents = store.documents(chain.id, 0, 1_000_000).unwrap();
    let linked: Vec<Linked> = documents
        .iter()
        .map(|document| Linked::read(document.uuid.to_string(), &document.xml).unwrap())
        .collect();
    let found = audit(&linked, Some(&chain.made.start));
    assert_eq!(found.breaks, [], "the chain");
    for (key, counter, hash) in told {
        let document = &documents[*counter as usize - 1];
        assert_eq!(document.request_key.as_ref(), Some(key));
        assert_eq!(&document.hash.to_string(), hash);
        assert_eq!(&linked[*counter as usize - 1].hash.to_string(), hash);
    }
    documents.len()
}

fn lines(child: &mut Child) -> std::io::Lines<BufReader<ChildStdout>> {
    BufReader::new(child.stdout.take().unwrap()).lines()
}

#[test]
fn two_processes_on_one_file_make_one_chain() {
    let folder = folder("processes");
    let till = shared_till(&folder);
    let store = create(&folder);
    let chain = till.chain(&store, "till");
    let mut children: Vec<Child> = ["a", "b", "c"].iter().map(|name| spawn(&folder, name, 40)).collect();
    for number in 1..=40 {
        till.issue(&store, &chain, &sale(&format!("own-{number}"), "1.00"))
            .unwrap();
    }
    let mut acknowledged = Vec::new();
    for child in &mut children {
        acknowledged.extend(lines(child).map_while(Result::ok).filter_map(|line| told(&line)));
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(acknowledged.len(), 120);
    assert_eq!(all_there(&store, &acknowledged), 160);
}

#[test]
fn killed_at_any_moment_it_loses_nothing_that_was_told_and_leaves_no_gap() {
    let folder = folder("killed");
    let till = shared_till(&folder);
    let store = create(&folder);
    till.chain(&store, "till");
    drop(store);
    let kills: u64 = std::env::var("KHATM_KILLS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(40);
    let mut state: u64 = std::env::var("KHATM_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_121);
    println!("seed {state}, {kills} kills");
    let mut acknowledged: Vec<Told> = Vec::new();
    for round in 0..kills {
        let mut child = spawn(&folder, &format!("r{round}"), 1_000_000);
        let mut lines = lines(&mut child);
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let after = 1 + (state >> 33) % 12;
        let mut heard = 0;
        while heard < after {
            let line = lines.next().expect("the process issues until it is killed").unwrap();
            if let Some(one) = told(&line) {
                acknowledged.push(one);
                heard += 1;
            }
        }
        // Somewhere inside of a transaction: not always at its beginning.
        std::thread::sleep(std::time::Duration::from_micros((state >> 20) % 3000));
        child.kill().unwrap();
        acknowledged.extend(lines.map_while(Result::ok).filter_map(|line| told(&line)));
        child.wait().unwrap();
    }
    let store = open(&folder).unwrap();
    assert_eq!(store.fence(), Ok(()), "a killed process is no copy");
    let kept = all_there(&store, &acknowledged);
    println!("{kept} kept, {} told", acknowledged.len());
    assert!(acknowledged.len() as u64 >= kills && kept >= acknowledged.len());
    // What was kept and not told is given to whoever asks again.
    let chain = store.chains().unwrap().remove(0);
    let last = store.documents(chain.id, kept as u64 - 1, 1).unwrap().remove(0);
    let key = last.request_key.clone().unwrap();
    let again = till
        .order(&store, &chain, &sale(&key, "1.00"), Some(&key), None, now())
        .unwrap();
    assert!(again.again && again.document == last);
    assert_eq!(Route::of(last.profile), Route::Reporting);
}
