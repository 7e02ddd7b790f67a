//! What the tests of the ledger share: a till, its drafts, and stores to issue into.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::chain::Start;
use khatm::gateway::checks::Csid;
use khatm::gateway::{Credential, Environment, Secret};
use khatm::invoice::Refusal;
use khatm::ledger::trail;
use khatm::outbox::worker::Key;
use khatm::outbox::{Allowance, Arrival, Claim, Policy, Wire, Worker, deliver_round};
use khatm::seal::{Certificate, PrivateKey};
use khatm::store::delivery::{Answered, Attempt, Fact, Outcome, Route};
use khatm::store::issue::{Issued, Issuer, Order, issue};
use khatm::store::{Chain, NewChain, Place, Store, Uuid};
use khatm::time::{Moment, Timestamp};

use crate::support::Taxpayer;

/// A device with its certificate, and the authority that issued it.
pub struct Till {
    pub taxpayer: Taxpayer,
    pub credential: Credential,
    pub compliance: Credential,
}

impl Default for Till {
    fn default() -> Self {
        Till::new()
    }
}

impl Till {
    pub fn new() -> Self {
        Till::of(Taxpayer::new())
    }

    pub fn of(taxpayer: Taxpayer) -> Self {
        let credential = |csid| {
            let token = STANDARD.encode(taxpayer.certificate.text());
            Credential::parse(Environment::Production, csid, &token, Secret::new("secret"), "1").unwrap()
        };
        Till {
            credential: credential(Csid::Production),
            compliance: credential(Csid::Compliance),
            taxpayer,
        }
    }

    /// For another process: the key and the certificate as files of a folder.
    pub fn write(&self, folder: &Path) {
        std::fs::write(folder.join("key.pem"), self.taxpayer.key.to_pem().as_bytes()).unwrap();
        std::fs::write(folder.join("certificate.txt"), self.taxpayer.certificate.text()).unwrap();
    }

    /// The till that another process wrote.
    pub fn read(folder: &Path) -> Self {
        let mut taxpayer = Taxpayer::new();
        taxpayer.key = PrivateKey::parse(&std::fs::read(folder.join("key.pem")).unwrap()).unwrap();
        let certificate = std::fs::read(folder.join("certificate.txt")).unwrap();
        taxpayer.certificate = Certificate::parse(&certificate).unwrap();
        Till::of(taxpayer)
    }

    pub fn key(&self) -> &PrivateKey {
        &self.taxpayer.key
    }

    pub fn chain(&self, store: &dyn Store, device: &str) -> Chain {
        let new = NewChain::of(&self.credential, device, Start::NEW).unwrap();
        store.begin(&new, now()).unwrap()
    }

    pub fn issuer(&self, chain: &Chain) -> Issuer<'_> {
        let issuer = Issuer::new(chain.id, &self.credential, self.key()).unwrap();
        issuer.with_verifier(&self.taxpayer.verifier).with_seller(seller())
    }

    pub fn issue(&self, store: &dyn Store, chain: &Chain, draft: &str) -> Result<Issued, Refusal> {
        self.order(store, chain, draft, None, None, now())
    }

    pub fn order(
        &self,
        store: &dyn Store,
        chain: &Chain,
        draft: &str,
        request_key: Option<&str>,
        corrects: Option<Uuid>,
        now: Timestamp,
    ) -> Result<Issued, Refusal> {
        let order = Order {
            draft: draft.as_bytes(),
            request_key,
            corrects,
        };
        issue(store, &self.issuer(chain), &order, now)
    }
}

pub fn seller() -> khatm::invoice::DraftParty {
    let seller = r#"{"name":"Khatm","vat_number":"300000000000003","id":{"scheme":"CRN","value":"1010010001"},"street":"King Fahd Road",
"building_number":"2322","district":"Olaya","city":"Riyadh","postal_code":"12214"}"#;
    khatm::invoice::party(seller.as_bytes()).unwrap()
}

pub fn now() -> Timestamp {
    Timestamp::from(Moment::parse("2026-11-21T12:00:00").unwrap())
}

/// A simplified sale: net `price`, 15 % VAT.
pub fn sale(number: &str, price: &str) -> String {
    format!(r#"{{"number":"{number}","lines":[{{"name":"Tea","quantity":1,"price":"{price}"}}]}}"#)
}

/// A standard invoice.
pub fn invoice(number: &str, price: &str) -> String {
    format!(
        r#"{{"number":"{number}","buyer":{{"name":"Buyer","vat_number":"310000000000003","street":"Tahlia","building_number":"1111",
"district":"Olaya","city":"Riyadh","postal_code":"12211"}},"lines":[{{"name":"Tea","quantity":1,"price":"{price}"}}]}}"#
    )
}

/// A note on other documents.
pub fn note(kind: &str, number: &str, originals: &[&str], price: &str) -> String {
    let originals: Vec<String> = originals
        .iter()
        .map(|number| format!(r#"{{"number":"{number}"}}"#))
        .collect();
    format!(
        r#"{{"kind":"{kind}","number":"{number}","reason":"Returned","originals":[{}],"lines":[{{"name":"Tea","quantity":1,"price":"{price}"}}]}}"#,
        originals.join(",")
    )
}

/// What the authority said of a document.
pub fn settle(store: &dyn Store, place: Place, fact: Fact) {
    let (route, http) = (Route::Reporting, if fact == Fact::Accepted { 200 } else { 400 });
    let epoch = if fact == Fact::Accepted { 1 } else { 2 };
    let verdict = if fact == Fact::Accepted { "accepted" } else { "rejected" };
    let attempt = Attempt {
        place,
        epoch,
        endpoint: route,
        at: now(),
        node: "w".to_owned(),
        again: false,
        after_window: false,
    };
    let answered = Answered {
        place,
        epoch,
        at: now(),
        ms: 5,
        http,
        verdict,
        body: Some(b"{}".to_vec()),
    };
    let outcome = Outcome {
        place,
        fact,
        epoch,
        http,
        at: now(),
        late: false,
        endpoint: route,
        messages: None,
    };
    store
        .deliver(&mut |rows| {
            let document = rows.document(place)?.unwrap();
            let filed = rows.filed(place)?;
            rows.put_attempt(&attempt)?;
            rows.audit(&trail::claimed(&attempt, &document, &filed))?;
            rows.put_answer(&answered)?;
            rows.put_outcome(&outcome)?;
            rows.audit(&trail::answered(&answered, Some(&outcome), None))?;
            // Where nothing before it waits, the cursor goes on, as it does after a claim.
            let mut lane = rows.lane(place.chain, Route::of(document.profile))?.unwrap();
            let first = rows.waiting(&lane, 1)?.first().map(|one| one.counter);
            if lane.next <= place.counter && first.is_none_or(|first| first > place.counter) {
                lane.next = rows.cursor_after(&lane, place.counter)?;
                rows.put_lane(&lane)?;
            }
            Ok(())
        })
        .unwrap();
}

/// A way out that answers at once, as it is told.
pub struct Answering<'a> {
    pub answer: &'a dyn Fn(&Claim) -> Arrival,
    arrivals: Vec<(Key, Arrival)>,
}

impl Wire for Answering<'_> {
    fn allowance(&mut self, _: Timestamp) -> Allowance {
        Allowance {
            total: 4,
            clearance: 4,
            reporting: 4,
        }
    }

    fn send(&mut self, claim: &Claim) {
        let key = (claim.document.place, claim.epoch);
        self.arrivals.push((key, (self.answer)(claim)));
    }

    fn arrivals(&mut self, _: Duration) -> Vec<(Key, Arrival)> {
        std::mem::take(&mut self.arrivals)
    }
}

/// One round of the shipped worker.
pub fn deliver(store: &dyn Store, now: Timestamp, answer: &dyn Fn(&Claim) -> Arrival) {
    let mut wire = Answering {
        answer,
        arrivals: Vec::new(),
    };
    let mut worker = Worker::new("worker-1", Policy::default());
    deliver_round(&mut worker, store, &mut wire, &|| now, &mut || 7, &|| true).unwrap();
}

/// A folder of one test's own.
pub fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ledger").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[cfg(feature = "sqlite")]
pub mod file {
    use std::path::Path;
    use std::sync::Arc;

    use khatm::store::sqlite::Sqlite;
    use khatm::store::witness::FolderWitness;

    pub fn witness(folder: &Path) -> Arc<FolderWitness> {
        Arc::new(FolderWitness::new(folder.join("witness")))
    }

    pub fn create(folder: &Path) -> Sqlite {
        Sqlite::create(&folder.join("ledger.db"), witness(folder)).unwrap()
    }

    pub fn open(folder: &Path) -> khatm::Result<Sqlite> {
        Sqlite::open(&folder.join("ledger.db"), witness(folder))
    }
}
