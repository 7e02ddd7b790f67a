//! What a host does on one day, in a process of its own, while its files are spoilt. It obeys what an error asks of it: it tries
//! again, with the same request key. It says on its output what it was told to be kept, and nothing before.

use std::path::{Path, PathBuf};

use khatm::outbox::Round;
use khatm::outbox::worker::Task;
use khatm::outbox::{Allowance, Policy, Worker, operator};
use khatm::store::delivery::Deliveries as _;
use khatm::store::issue::{Order, issue_all};
use khatm::store::sqlite::Sqlite;
use khatm::store::{Chain, NewChain, Place, Store as _};
use khatm::{Code, Error, Language};

use crate::delivery::{Said, arrival};
use crate::ledger::file::{open, witness};
use crate::ledger::{Till, invoice, now, sale};

/// The documents of the day, by their request keys.
pub const KEYS: [&str; 5] = ["K-1", "K-2", "K-3", "K-4", "K-5"];
/// How often a host tries the same again.
const TRIES: usize = 3;

pub fn draft(key: &str) -> String {
    match key {
        "K-2" => invoice(key, "10.00"),
        _ => sale(key, "1.00"),
    }
}

pub fn say(line: &str) {
    println!("@{line}");
}

pub struct Host {
    folder: PathBuf,
    store: Option<Sqlite>,
    created: bool,
}

impl Host {
    pub fn new(folder: &Path) -> Self {
        Host {
            folder: folder.to_owned(),
            store: None,
            created: false,
        }
    }

    /// The ledger, made if there is none.
    fn store(&mut self) -> Result<&Sqlite, Error> {
        if self.store.is_none() {
            let store = if self.created {
                open(&self.folder)?
            } else {
                match Sqlite::create(&self.folder.join("ledger.db"), witness(&self.folder)) {
                    Err(error) if error.code() == Code::StoreExists => open(&self.folder)?,
                    other => other?,
                }
            };
            if !self.created {
                self.created = true;
                say("CREATED");
            }
            self.store = Some(store);
        }
        Ok(self.store.as_ref().unwrap())
    }

    /// One step of the day. If it never succeeds, the day is over.
    pub fn step<T>(&mut self, name: &str, work: &mut dyn FnMut(&Sqlite) -> Result<T, Error>) -> T {
        for _ in 0..TRIES {
            match self.store().and_then(&mut *work) {
                Ok(value) => return value,
                Err(error) => say(&format!(
                    "FAILED {name} {:?} {}",
                    error.kind(),
                    error.message(Language::English)
                )),
            }
        }
        say("GAVE-UP");
        std::process::exit(0);
    }

    pub fn close(&mut self) {
        self.store = None;
    }
}

pub fn run(folder: &Path) {
    let till = Till::read(folder.parent().unwrap());
    let mut host = Host::new(folder);
    host.step("create", &mut |_| Ok(()));
    let new = NewChain::of(&till.credential, "till", khatm::chain::Start::NEW).unwrap();
    let chain = host.step("begin", &mut |store| store.begin(&new, now()));
    say("BEGUN");
    issue(&mut host, &till, &chain, &KEYS[..1]);
    issue(&mut host, &till, &chain, &KEYS[1..2]);
    issue(&mut host, &till, &chain, &KEYS[2..4]);
    deliver(&mut host);
    let third = Place {
        chain: chain.id,
        counter: 3,
    };
    host.step("hold", &mut |store| {
        store.deliver(&mut |rows| {
            // Done already, if nobody knew whether it was.
            let held = rows
                .job(third)?
                .is_some_and(|job| job.state == khatm::store::delivery::State::Held);
            if held {
                Ok(())
            } else {
                operator::hold(rows, third, ("A", "B"), "asked", now())
            }
        })
    });
    say("HELD");
    host.close();
    host.step("open", &mut |_| Ok(()));
    issue(&mut host, &till, &chain, &KEYS[4..]);
    say("DONE");
    let _ = std::fs::remove_dir(folder.join("the-end"));
}

fn issue(host: &mut Host, till: &Till, chain: &Chain, keys: &[&str]) {
    let drafts: Vec<String> = keys.iter().map(|key| draft(key)).collect();
    let orders: Vec<Order<'_>> = keys
        .iter()
        .zip(&drafts)
        .map(|(key, draft)| Order {
            draft: draft.as_bytes(),
            request_key: Some(key),
            corrects: None,
        })
        .collect();
    let issued = host.step("issue", &mut |store| {
        issue_all(store, &till.issuer(chain), &orders, now()).map_err(|(_, refusal)| refusal.first())
    });
    for (key, one) in keys.iter().zip(issued) {
        let document = one.document;
        say(&format!("ACK {key} {} {}", document.place.counter, document.hash));
    }
}

/// One round by hand: the first document is rejected, the second cleared.
fn deliver(host: &mut Host) {
    let mut worker = Worker::new("w", Policy::default());
    let allowance = Allowance {
        total: 2,
        clearance: 1,
        reporting: 1,
    };
    // A claim of which nobody knows whether it was kept is over when its lease is, and made again then.
    let lease = Policy::default().lease_ms();
    let mut at = now().plus_ms(-lease);
    host.step("claim", &mut |store| {
        at = at.plus_ms(lease);
        worker.claim(store, allowance, at)
    });
    let mut round = Round::default();
    while let Some(task) = worker.tasks().pop() {
        match task {
            Task::Look(key) => host.step("look", &mut |store| worker.look(store, &[key], at, &mut round)),
            Task::Send((place, epoch)) => {
                let Some(claim) = worker.depart((place, epoch), at) else {
                    continue;
                };
                // Here the first byte leaves.
                say(&format!("SENT {} {epoch} {}", place.counter, claim.document.hash));
                let said = match place.counter {
                    1 => Said::No("BR-KSA-17"),
                    _ => Said::Yes { cleared: true },
                };
                worker.arrive((place, epoch), arrival(said));
            }
            Task::Settle(key) => {
                let before = round.settled;
                host.step("settle", &mut |store| {
                    worker.settle(store, &[key], at, &mut || 7, &mut round)
                });
                if round.settled > before {
                    say(&format!("SETTLED {}", key.0.counter));
                }
            }
            Task::GiveBack(key) => host.step("give back", &mut |store| {
                worker.give_back(store, &[key], at, &mut round)
            }),
            Task::Claim => {}
        }
    }
}
