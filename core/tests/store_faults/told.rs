//! What the other process said, and whether the ledger has it.

use std::path::Path;

use khatm::chain::{Linked, Start, audit};
use khatm::outbox::Round;
use khatm::outbox::worker::Task;
use khatm::outbox::{Allowance, Policy, Worker, operator};
use khatm::store::delivery::{Deliveries as _, State};
use khatm::store::sqlite::Sqlite;
use khatm::store::{Chain, Document, Fate, NewChain, Place, Store as _};
use khatm::{Code, Error};

use crate::delivery::{Said, arrival};
use crate::ledger::file::{open, witness};
use crate::ledger::{Till, now};
use crate::plan::{KEYS, draft};

/// What the other process was told.
#[derive(Debug, Default)]
pub struct Told {
    pub created: bool,
    begun: bool,
    /// Key, counter, hash.
    acknowledged: Vec<(String, u64, String)>,
    /// Counter, epoch, hash.
    sent: Vec<(u64, u64, String)>,
    settled: Vec<u64>,
    held: bool,
    pub done: bool,
    pub gave_up: bool,
    pub failures: Vec<String>,
}

impl Told {
    pub fn read(output: &str) -> Self {
        let mut told = Told::default();
        for line in output
            .lines()
            .filter_map(|line| line.split_once('@'))
            .map(|(_, said)| said)
        {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["CREATED"] => told.created = true,
                ["BEGUN"] => told.begun = true,
                ["ACK", key, counter, hash] => {
                    told.acknowledged
                        .push((key.to_owned(), counter.parse().unwrap(), hash.to_owned()));
                }
                ["SENT", counter, epoch, hash] => {
                    told.sent
                        .push((counter.parse().unwrap(), epoch.parse().unwrap(), hash.to_owned()));
                }
                ["SETTLED", counter] => told.settled.push(counter.parse().unwrap()),
                ["HELD"] => told.held = true,
                ["DONE"] => told.done = true,
                ["GAVE-UP"] => told.gave_up = true,
                // A line may be cut where the process died.
                _ if line.starts_with("FAILED ") => told.failures.push(line.to_owned()),
                _ => {}
            }
        }
        told
    }

    /// Opens the ledger as the host would, looks for all that was told, and goes on with it.
    pub fn look(&self, folder: &Path, till: &Till) -> Result<(), String> {
        let text = |error: Error| error.message(khatm::Language::English);
        let store = self.open(folder).map_err(text)?;
        store.fence().map_err(text)?;
        self.all_there(&store, till)?;
        self.goes_on(&store, till).map_err(text)??;
        drop(store);
        let store = open(folder).map_err(text)?;
        let verified = store.verify(&till.taxpayer.verifier, None).map_err(text)?;
        same("breaks in the end", &verified.breaks, &vec![])?;
        same("documents in the end", &verified.documents, &(KEYS.len() as u64))
    }

    fn open(&self, folder: &Path) -> Result<Sqlite, Error> {
        if self.created {
            return open(folder);
        }
        match Sqlite::create(&folder.join("ledger.db"), witness(folder)) {
            Err(error) if error.code() == Code::StoreExists => open(folder),
            other => other,
        }
    }

    fn all_there(&self, store: &Sqlite, till: &Till) -> Result<(), String> {
        let text = |error: Error| error.message(khatm::Language::English);
        let verified = store.verify(&till.taxpayer.verifier, None).map_err(text)?;
        same("breaks", &verified.breaks, &vec![])?;
        let chains = store.chains().map_err(text)?;
        same(
            "chains",
            &(chains.len() <= 1 && chains.len() >= usize::from(self.begun)),
            &true,
        )?;
        let Some(chain) = chains.first() else { return Ok(()) };
        let documents = store.documents(chain.id, 0, 100).map_err(text)?;
        let linked = documents
            .iter()
            .map(|document| Linked::read(document.uuid.to_string(), &document.xml));
        let linked: Vec<Linked> = linked.collect::<Result<_, _>>().map_err(text)?;
        same("the chain", &audit(&linked, Some(&chain.made.start)).breaks, &vec![])?;
        let keys: Vec<&str> = documents.iter().filter_map(|one| one.request_key.as_deref()).collect();
        same("the keys", &keys, &KEYS[..documents.len().min(KEYS.len())].to_vec())?;
        for (key, counter, hash) in &self.acknowledged {
            let found = documents.get(*counter as usize - 1);
            let found = found.map(|one| (one.request_key.clone(), one.hash.to_string()));
            same(
                "an acknowledged document",
                &found,
                &Some((Some(key.clone()), hash.clone())),
            )?;
        }
        // Besides what was told, at most what was being issued: two at once.
        let more = documents.len() - self.acknowledged.len();
        same("documents that nobody was told of", &(more <= 2), &true)?;
        self.deliveries_there(store, chain, &documents)
    }

    fn deliveries_there(&self, store: &Sqlite, chain: &Chain, documents: &[Document]) -> Result<(), String> {
        let mut found = Ok(());
        let place = |counter| Place {
            chain: chain.id,
            counter,
        };
        let looked = store.deliver(&mut |rows| {
            for (counter, epoch, hash) in &self.sent {
                let kept = rows
                    .history(place(*counter))?
                    .attempts
                    .iter()
                    .any(|one| one.epoch == *epoch);
                let same_bytes = documents[*counter as usize - 1].hash.to_string() == *hash;
                found = found
                    .clone()
                    .and(same("the intent of what was sent", &(kept, same_bytes), &(true, true)));
            }
            for counter in &self.settled {
                let outcomes = rows.history(place(*counter))?.outcomes.len();
                let open = rows.job(place(*counter))?.is_some();
                found = found
                    .clone()
                    .and(same("what was settled", &(outcomes, open), &(1, false)));
            }
            if self.held {
                let state = rows.job(place(3))?.map(|job| job.state);
                found = found.clone().and(same("what was held", &state, &Some(State::Held)));
            }
            Ok(())
        });
        looked.map_err(|error| error.message(khatm::Language::English))?;
        found
    }

    /// The same requests again, all of them, and the rest of the day.
    fn goes_on(&self, store: &Sqlite, till: &Till) -> Result<Result<(), String>, Error> {
        let new = NewChain::of(&till.credential, "till", Start::NEW)?;
        let chain = store.begin(&new, now())?;
        let before = store.documents(chain.id, 0, 100)?;
        for (at, key) in KEYS.iter().enumerate() {
            let issued = till.order(store, &chain, &draft(key), Some(key), None, now());
            let issued = issued.map_err(|refusal| refusal.first())?;
            let expected = before.get(at).map_or(issued.document.hash, |one| one.hash);
            let told = (issued.again, issued.document.place.counter, issued.document.hash);
            if let Err(wrong) = same(key, &told, &(at < before.len(), at as u64 + 1, expected)) {
                return Ok(Err(wrong));
            }
        }
        let mut worker = Worker::new("later", Policy::default());
        let later = now().plus_ms(3_600_000);
        store.deliver(&mut |rows| {
            for job in rows.unfinished(None, 100)? {
                if job.state == State::Held {
                    operator::free(rows, job.place, "A", "over", later)?;
                }
            }
            Ok(())
        })?;
        let allowance = Allowance {
            total: 9,
            clearance: 9,
            reporting: 9,
        };
        worker.claim(store, allowance, later)?;
        let mut round = Round::default();
        while let Some(task) = worker.tasks().pop() {
            match task {
                Task::Look(key) => worker.look(store, &[key], later, &mut round)?,
                Task::Send(key) => {
                    worker.depart(key, later);
                    worker.arrive(key, arrival(Said::Yes { cleared: true }));
                }
                Task::Settle(key) => worker.settle(store, &[key], later, &mut || 7, &mut round)?,
                Task::GiveBack(key) => worker.give_back(store, &[key], later, &mut round)?,
                Task::Claim => {}
            }
        }
        for counter in 1..=KEYS.len() as u64 {
            let fate = store.fate(Place {
                chain: chain.id,
                counter,
            })?;
            let expected = if counter == 1 && fate == Fate::Rejected {
                Fate::Rejected
            } else {
                Fate::Accepted
            };
            if let Err(wrong) = same("the fate in the end", &fate, &expected) {
                return Ok(Err(wrong));
            }
        }
        Ok(Ok(()))
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    match found == expected {
        true => Ok(()),
        false => Err(format!("{what}: {found:?} instead of {expected:?}")),
    }
}
