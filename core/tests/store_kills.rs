//! Several processes on one ledger, and each of them dies at any moment: two issue, one delivers. What one of them was told to be
//! kept is there, no request makes two documents, nothing leaves without a claim that was kept before, and no byte ever changes.
//!
//! `KHATM_KILLS=200` kills more often, `KHATM_SEED` chooses whom and when.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

mod delivery;
mod ledger;
mod support;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use delivery::{Said, arrival};
use khatm::chain::{Linked, audit};
use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{Allowance, Policy, Round, Worker};
use khatm::store::delivery::Deliveries as _;
use khatm::store::sqlite::Sqlite;
use khatm::store::{Chain, Document, Fate, Place, Store as _};
use khatm::time::Timestamp;
use ledger::file::{create, open};
use ledger::{Till, folder, invoice, now, sale};

/// Longer than any of them waits for the others.
const LIMIT: Duration = Duration::from_secs(60);
const HANDS: Allowance = Allowance {
    total: 4,
    clearance: 4,
    reporting: 4,
};

fn draft(key: &str) -> String {
    match key.ends_with('5') {
        true => invoice(key, "1.00"),
        false => sale(key, "1.00"),
    }
}

/// The other process. It issues what its name and its beginning say, or delivers, until it is killed, or so many.
#[test]
fn another_process() {
    let Ok(place) = std::env::var("KHATM_TEST_LEDGER") else {
        return;
    };
    let setting = |name: &str| std::env::var(name).unwrap();
    let (folder, name) = (PathBuf::from(place), setting("KHATM_TEST_NAME"));
    let number = |name: &str| setting(name).parse::<u64>().unwrap();
    let (from, most) = (number("KHATM_TEST_FROM"), number("KHATM_TEST_MOST"));
    let store = open(&folder).unwrap();
    if name == "deliver" {
        let mut worker = Worker::new(&format!("w{from}"), Policy::default());
        loop {
            // Those that a killed one had in hand are free an hour later.
            turn(&mut worker, &store, now().plus_ms(3_600_000 * from as i64));
            std::thread::sleep(Duration::from_millis(3));
        }
    }
    let till = Till::read(&folder);
    let chain: Chain = store.chains().unwrap().remove(0);
    for number in from..from + most {
        let key = format!("{name}-{number}");
        let issued = till.order(&store, &chain, &draft(&key), Some(&key), None, now());
        let document = issued.unwrap().document;
        println!("@ACK {key} {} {}", document.place.counter, document.hash);
    }
}

fn key_of(task: Task) -> Key {
    match task {
        Task::Look(key) | Task::Send(key) | Task::Settle(key) | Task::GiveBack(key) => key,
        Task::Claim => panic!("no document's"),
    }
}

/// Claims what there is, sends it, and keeps the answers. How many it claimed.
fn turn(worker: &mut Worker, store: &Sqlite, at: Timestamp) -> usize {
    let mut round = Round::default();
    let claimed = worker.claim(store, HANDS, at).unwrap();
    let keys: Vec<Key> = worker.tasks().into_iter().map(key_of).collect();
    worker.look(store, &keys, at, &mut round).unwrap();
    for (place, epoch) in keys {
        let Some(claim) = worker.depart((place, epoch), at) else {
            continue;
        };
        // Here the first byte leaves.
        println!("@SENT {} {epoch} {}", place.counter, claim.document.hash);
        worker.arrive((place, epoch), arrival(Said::Yes { cleared: true }));
    }
    let keys: Vec<Key> = worker.tasks().into_iter().map(key_of).collect();
    worker.settle(store, &keys, at, &mut || 7, &mut round).unwrap();
    assert!(round.faults.is_empty(), "{:?}", round.faults);
    for (place, _) in keys {
        println!("@SETTLED {}", place.counter);
    }
    claimed
}

/// A process, and who listens to it.
struct Other {
    child: Child,
    listener: JoinHandle<()>,
}

fn spawn(folder: &Path, name: &str, from: u64, most: u64, said: &Sender<String>) -> Other {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "another_process", "--nocapture", "--test-threads", "1"])
        .env("KHATM_TEST_LEDGER", folder)
        .env("KHATM_TEST_NAME", name)
        .env("KHATM_TEST_FROM", from.to_string())
        .env("KHATM_TEST_MOST", most.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = said.clone();
    let listener = std::thread::spawn(move || {
        for line in lines.map_while(Result::ok) {
            if let Some((_, line)) = line.split_once('@') {
                said.send(line.to_owned()).unwrap();
            }
        }
    });
    Other { child, listener }
}

/// What the processes were told, and what they let out.
#[derive(Default)]
struct Told {
    acknowledged: BTreeMap<String, (u64, String)>,
    sent: Vec<(u64, u64, String)>,
    settled: Vec<u64>,
    lines: usize,
}

impl Told {
    fn hear(&mut self, line: &str) {
        self.lines += 1;
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["ACK", key, counter, hash] => {
                let document = (counter.parse().unwrap(), hash.to_owned());
                let before = self.acknowledged.insert(key.to_owned(), document.clone());
                assert!(
                    before.is_none_or(|before| before == document),
                    "{key} was another document before"
                );
            }
            ["SENT", counter, epoch, hash] => {
                let sent = (counter.parse().unwrap(), epoch.parse().unwrap(), hash.to_owned());
                self.sent.push(sent);
            }
            ["SETTLED", counter] => self.settled.push(counter.parse().unwrap()),
            // A line that was cut where its process died.
            _ => {}
        }
    }

    fn hear_more(&mut self, lines: &Receiver<String>, many: usize) {
        let (enough, end) = (self.lines + many, Instant::now() + LIMIT);
        while self.lines < enough {
            let left = end.saturating_duration_since(Instant::now());
            let line = lines.recv_timeout(left).expect("some process goes on, whoever died");
            self.hear(&line);
        }
    }
}

/// Everything that was told is there, and the chain is whole, by its XML alone.
fn all_there(store: &Sqlite, told: &Told) -> Vec<Document> {
    let chain = store.chains().unwrap().remove(0);
    let documents = store.documents(chain.id, 0, 1_000_000).unwrap();
    let linked: Vec<Linked> = documents
        .iter()
        .map(|document| Linked::read(document.uuid.to_string(), &document.xml).unwrap())
        .collect();
    assert_eq!(audit(&linked, Some(&chain.made.start)).breaks, [], "the chain");
    for (key, (counter, hash)) in &told.acknowledged {
        let at = *counter as usize - 1;
        assert_eq!(documents[at].request_key.as_ref(), Some(key));
        assert_eq!(&documents[at].hash.to_string(), hash);
        assert_eq!(&linked[at].hash.to_string(), hash);
    }
    let mut keys: Vec<_> = documents.iter().filter_map(|one| one.request_key.as_deref()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), documents.len(), "one document for each request");
    let place = |counter| Place {
        chain: chain.id,
        counter,
    };
    let looked = store.deliver(&mut |rows| {
        for (counter, epoch, hash) in &told.sent {
            let attempts = rows.history(place(*counter))?.attempts;
            assert!(
                attempts.iter().any(|one| one.epoch == *epoch),
                "{counter} was sent without a claim"
            );
            assert_eq!(&documents[*counter as usize - 1].hash.to_string(), hash);
        }
        for counter in &told.settled {
            assert_eq!(
                rows.history(place(*counter))?.outcomes.len(),
                1,
                "the answer to {counter}"
            );
            assert_eq!(rows.job(place(*counter))?, None);
        }
        Ok(())
    });
    looked.unwrap();
    documents
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(usual)
}

#[test]
fn several_processes_on_one_file_make_one_chain() {
    let folder = folder("processes");
    let till = Till::new();
    till.write(&folder);
    let store = create(&folder);
    let chain = till.chain(&store, "till");
    let (said, lines) = channel();
    let others = ["a", "b", "c"].map(|name| spawn(&folder, name, 0, 40, &said));
    for number in 1..=40 {
        till.issue(&store, &chain, &sale(&format!("own-{number}"), "1.00"))
            .unwrap();
    }
    for mut other in others {
        other.listener.join().unwrap();
        assert!(other.child.wait().unwrap().success());
    }
    let mut told = Told::default();
    told.hear_more(&lines, 120);
    assert_eq!(told.acknowledged.len(), 120);
    let documents = store.documents(chain.id, 0, 1000).unwrap();
    assert_eq!(documents.len(), 160);
    let linked = documents
        .iter()
        .map(|one| Linked::read(one.uuid.to_string(), &one.xml).unwrap());
    assert_eq!(audit(&linked.collect::<Vec<_>>(), Some(&chain.made.start)).breaks, []);
}

#[test]
fn killed_at_any_moment_they_lose_nothing_that_was_told_and_leave_no_gap() {
    let folder = folder("killed");
    let till = Till::new();
    till.write(&folder);
    let store = create(&folder);
    till.chain(&store, "till");
    drop(store);
    let (kills, mut state) = (setting("KHATM_KILLS", 40), setting("KHATM_SEED", 20_261_121));
    println!("KHATM_SEED={state}, {kills} kills");
    let mut below = |most: u64| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let (said, lines) = channel();
    let names = ["a", "b", "deliver"];
    let mut others = names.map(|name| spawn(&folder, name, 0, u64::MAX / 2, &said));
    let mut told = Told::default();
    for round in 0..kills {
        told.hear_more(&lines, 1 + below(12) as usize);
        // Somewhere inside of a transaction: not always at its beginning.
        std::thread::sleep(Duration::from_micros(below(3000)));
        let victim = below(3) as usize;
        let other = &mut others[victim];
        other.child.kill().unwrap();
        other.child.wait().unwrap();
        // The next one asks again for the last requests of the one that died, the one that it was at among them.
        let prefix = format!("{}-", names[victim]);
        while let Ok(line) = lines.try_recv() {
            told.hear(&line);
        }
        let its = told.acknowledged.keys().filter(|key| key.starts_with(&prefix)).count() as u64;
        let from = if names[victim] == "deliver" {
            round + 1
        } else {
            its.saturating_sub(3)
        };
        others[victim] = spawn(&folder, names[victim], from, u64::MAX / 2, &said);
    }
    // Who dies that often may have come to little: they go on until there is enough to look at.
    let end = Instant::now() + LIMIT;
    while (told.settled.is_empty() || told.acknowledged.len() as u64 <= kills) && Instant::now() < end {
        told.hear_more(&lines, 1);
    }
    for mut other in others {
        other.child.kill().unwrap();
        other.child.wait().unwrap();
        other.listener.join().unwrap();
    }
    while let Ok(line) = lines.try_recv() {
        told.hear(&line);
    }

    let store = open(&folder).unwrap();
    assert_eq!(store.fence(), Ok(()), "a killed process is no copy");
    let documents = all_there(&store, &told);
    let (acknowledged, kept) = (told.acknowledged.len(), documents.len());
    println!(
        "{kept} kept, {acknowledged} told, {} sent, {} settled",
        told.sent.len(),
        told.settled.len()
    );
    assert!(acknowledged as u64 >= kills && kept >= acknowledged);
    assert!(
        kept <= acknowledged + kills as usize + 3,
        "at most what was being told when its process died"
    );
    assert!(!told.settled.is_empty() && told.sent.len() >= told.settled.len());

    // Every request again, until it was asked 2,000 times: the same document.
    let chain = store.chains().unwrap().remove(0);
    for document in documents.iter().cycle().take(2000) {
        let key = document.request_key.as_deref().unwrap();
        let again = till.order(&store, &chain, &draft(key), Some(key), None, now()).unwrap();
        assert!(again.again && again.document == *document, "{key}");
    }
    assert_eq!(store.documents(chain.id, 0, 1_000_000).unwrap().len(), kept);

    // What nobody finished is finished.
    let mut worker = Worker::new("last", Policy::default());
    while turn(&mut worker, &store, now().plus_ms(3_600_000 * (kills as i64 + 9))) > 0 {}
    for document in &documents {
        assert_eq!(store.fate(document.place), Ok(Fate::Accepted), "{}", document.place);
    }
    assert_eq!(store.verify(&till.taxpayer.verifier, None).unwrap().breaks, []);
}
