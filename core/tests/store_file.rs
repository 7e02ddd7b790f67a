//! The ledger's file: who may write to it, and what a copy of it may do.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod ledger;
mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use khatm::outbox::{Allowance, Claim, Policy, Worker, operator, still_mine};
use khatm::store::delivery::{Answered, Deliveries as _, Fact, Route};
use khatm::store::safe::Safe as _;
use khatm::store::sqlite::{Sqlite, Stated};
use khatm::store::witness::{FolderWitness, Mark, Witness};
use khatm::store::{ChainState, Place, Store, Uuid};
use khatm::{Code, Error};
use ledger::file::{create, open, witness};
use ledger::{Till, folder, now, sale, settle};

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

/// What every door says through which something is signed, delivered or onboarded.
fn tried(till: &Till, store: &Sqlite) -> [Option<Code>; 8] {
    let chain = store.chains().unwrap().remove(0);
    let place = Place {
        chain: chain.id,
        counter: 1,
    };
    let first = store.documents(chain.id, 0, 1).unwrap().remove(0);
    let said = |result: khatm::Result<()>| result.err().map(|error| error.code());
    let issued = till.issue(store, &chain, &sale("X-1", "1.00")).map(drop);
    let known = first.request_key.as_deref();
    let again = till
        .order(store, &chain, &sale("S-1", "1.00"), known, None, now())
        .map(drop);
    let issued = issued.and(again);
    let mut worker = Worker::new("w", Policy::default());
    let hands = Allowance {
        total: 1,
        clearance: 0,
        reporting: 1,
    };
    let claim = Claim {
        document: first,
        epoch: 1,
        endpoint: Route::Reporting,
        again: false,
        at: now(),
        lease_until: now(),
        probe: false,
    };
    let other = Till::new();
    let new = khatm::store::NewChain::of(&other.credential, "another", khatm::chain::Start::NEW).unwrap();
    [
        issued.err().map(|refusal| refusal.first().code()),
        said(worker.claim(store, hands, now()).map(drop)),
        said(store.deliver(&mut |rows| still_mine(rows, &claim.ticket(), now(), &Policy::default()).map(drop))),
        said(store.deliver(&mut |rows| {
            rows.put_answer(&Answered {
                place,
                epoch: 1,
                at: now(),
                ms: 1,
                http: 200,
                verdict: "accepted",
                body: None,
            })
            .map(drop)
        })),
        said(store.deliver(&mut |rows| operator::hold(rows, place, ("A", "B"), "asked", now()))),
        said(store.deliver(&mut |rows| {
            operator::free(rows, place, "A", "over", now())?;
            operator::retry(rows, place, "A", now())
        })),
        said(store.deliver(&mut |rows| operator::unpark(rows, chain.id, "A", now()))),
        said(store.begin(&new, now()).map(drop)),
    ]
}

/// A ledger with three documents, closed.
fn three(name: &str) -> (PathBuf, Till) {
    let folder = folder(name);
    let till = Till::new();
    let store = create(&folder);
    let chain = till.chain(&store, "till");
    for number in 1..=3 {
        let key = format!("S-{number}");
        till.order(&store, &chain, &sale(&key, "1.00"), Some(&key), None, now())
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
    assert_eq!(tried(&till, &store), [None; 8]);
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
    assert_eq!(tried(&till, &copied), [Some(Code::FenceCopied); 8]);
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
    assert_eq!(tried(&till, &copied), [Some(Code::FenceCopied); 8]);

    // Another machine, or another user: no mark at all.
    let nowhere = Arc::new(FolderWitness::new(folder.join("nowhere")));
    let elsewhere = Sqlite::open(&beside.join("ledger.db"), nowhere).unwrap();
    assert_eq!(tried(&till, &elsewhere), [Some(Code::FenceUnknown); 8]);

    // The original is none the worse for it.
    assert_eq!(tried(&till, &open(&folder).unwrap()), [None; 8]);
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
    assert_eq!(tried(&till, &store), [Some(Code::FenceOlder); 8]);
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
        Place {
            chain: chain.id,
            counter: 1,
        },
        Fact::Rejected,
    );
    drop(store);
    // What the authority said is lost with it.
    write_over(&saved.join("ledger.db"), &folder.join("ledger.db"));
    assert_eq!(tried(&till, &open(&folder).unwrap()), [Some(Code::FenceOlder); 8]);
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
    assert_eq!(tried(&till, &store), [Some(Code::FenceCopied); 8]);
}

#[test]
fn where_a_copy_is_resumed_beside_its_original_only_one_of_them_signs() {
    let (folder, till) = three("beside");
    let original = open(&folder).unwrap();
    let away = folder.join("away");
    fs::create_dir_all(&away).unwrap();
    for name in ["ledger.db", "ledger.db-wal"] {
        let _ = fs::copy(folder.join(name), away.join(name));
    }
    let copied = Sqlite::open(&away.join("ledger.db"), witness(&folder)).unwrap();
    assert_eq!(tried(&till, &copied)[0], Some(Code::FenceCopied));
    let chain = original.chains().unwrap().remove(0);
    let said = |store: &Sqlite| {
        let last = store.last(chain.id).unwrap().unwrap();
        [Stated {
            device: "till".to_owned(),
            counter: last.counter,
            hash: Some(last.hash),
        }]
    };
    copied.resume(&said(&copied), "me", now()).unwrap();
    till.issue(&copied, &chain, &sale("S-4", "1.00")).unwrap();
    // The original was open all the while, and knows it; opened again it knows it too, at every door.
    let retired = [Some(Code::FenceRetired); 8];
    assert_eq!(tried(&till, &original), retired);
    drop(original);
    let original = open(&folder).unwrap();
    assert_eq!(tried(&till, &original), retired);
    assert_eq!(
        original.documents(chain.id, 0, 9).unwrap().len(),
        3,
        "it is read as ever"
    );
    // Nor can it come back: the chain went on without it.
    assert_eq!(
        original.resume(&said(&copied), "me", now()).unwrap_err().code(),
        Code::FenceDiffers
    );
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
    assert_eq!(tried(&till, &store), [Some(Code::WitnessDamaged); 8]);
    fs::remove_file(&mark).unwrap();
    assert_eq!(tried(&till, &store), [Some(Code::FenceUnknown); 8]);
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
