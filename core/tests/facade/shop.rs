//! A shop with a device at a simulator of its own: where the tests of the facade begin.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use khatm::device::{Plan, Stage};
use khatm::drive::{Proxy, Settings};
use khatm::facade::{Khatm, Progress, Setup};
use khatm::gateway::Operation;
use khatm::invoice::fresh_uuid;
use khatm::outbox::Policy;
use khatm::seal::Verifier;
use khatm::simulator::{Rule, Simulator};
use khatm::store::Uuid;
use khatm::store::issue::Order;
use khatm::store::sqlite::Sqlite;
use khatm::store::witness::FolderWitness;
use khatm::time::Moment;
use khatm::vault::{RootKey, Vault};

use crate::ENVIRONMENT;
use crate::devices::{SELLER, configuration};

/// A shop: its folder, its ledger, the authority.
pub(crate) struct Shop {
    pub(crate) simulator: Simulator,
    pub(crate) runtime: tokio::runtime::Runtime,
    pub(crate) folder: PathBuf,
    pub(crate) root: [u8; 32],
    pub(crate) khatm: Khatm,
}

pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("facade").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub(crate) fn witness(folder: &Path) -> Arc<FolderWitness> {
    Arc::new(FolderWitness::new(folder.join("witness")))
}

/// Waiting times for a test: the same machine, faster.
pub(crate) fn quick() -> Policy {
    Policy {
        base_ms: 50,
        cap_ms: 400,
        probe_ms: 100,
        probe_cap_ms: 400,
        back_ms: 200,
        ..Policy::default()
    }
}

pub(crate) fn setup(simulator: &Simulator) -> Setup {
    Setup {
        policy: quick(),
        drive: Settings {
            proxy: Proxy::Direct,
            call_ms: 3_000,
            connect_ms: 1_000,
            ..Settings::default()
        },
        verifier: Some(Arc::new(Verifier::new(
            simulator.authority().trusted(ENVIRONMENT).into(),
        ))),
        ..Setup::default()
    }
}

impl Shop {
    pub(crate) fn open(name: &str) -> Shop {
        Shop::with(name, quick())
    }

    pub(crate) fn with(name: &str, policy: Policy) -> Shop {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let simulator = runtime.block_on(Simulator::start()).unwrap();
        let folder = folder(name);
        let store = Sqlite::create(&folder.join("shop.khatm"), witness(&folder)).unwrap();
        let root = [7; 32];
        let vault = Vault::from_key(RootKey::new(&root).unwrap());
        let setup = Setup {
            policy,
            ..setup(&simulator)
        };
        let khatm = Khatm::with(Arc::new(store), vault, setup).unwrap();
        let shop = Shop {
            simulator,
            runtime,
            folder,
            root,
            khatm,
        };
        shop.add("TILL-1");
        shop
    }

    pub(crate) fn add(&self, name: &str) {
        self.add_of(name, "1100");
    }

    pub(crate) fn add_of(&self, name: &str, title: &str) {
        self.khatm
            .add_device(Plan {
                name,
                id: fresh_uuid().unwrap(),
                endpoint: self.simulator.endpoint(ENVIRONMENT).unwrap(),
                configuration: &configuration(title),
                seller: SELLER.as_bytes(),
                now: now(),
            })
            .unwrap();
        let mut password = Some(self.simulator.otp(ENVIRONMENT).unwrap());
        let status = self.khatm.onboard_blocking(name, &mut password).unwrap();
        assert_eq!(status.state, Stage::Active);
    }

    /// The same ledger, as another process opens it.
    pub(crate) fn again(&self) -> Khatm {
        let store = Sqlite::open(&self.folder.join("shop.khatm"), witness(&self.folder)).unwrap();
        let vault = Vault::from_key(RootKey::new(&self.root).unwrap());
        Khatm::with(Arc::new(store), vault, setup(&self.simulator)).unwrap()
    }

    pub(crate) fn issue(&self, draft: &str) -> Uuid {
        let issued = self.khatm.issue("TILL-1", &Order::new(draft.as_bytes()));
        issued.unwrap().document.uuid
    }

    pub(crate) fn progress(&self, uuid: &Uuid) -> Progress {
        self.khatm.way(uuid).unwrap().progress
    }

    pub(crate) fn fault(&self, rule: Rule) {
        self.simulator.faults().add(rule).unwrap();
    }

    /// How often the authority decided, by operation.
    pub(crate) fn decided(&self, operation: Operation) -> usize {
        let records = self.simulator.records();
        let own = records.iter().filter(|record| record.operation == Some(operation));
        own.filter(|record| record.decided).count()
    }

    pub(crate) fn until(&self, mut what: impl FnMut() -> bool) {
        for _ in 0..4_800 {
            if what() {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("it never came: {:?}", self.khatm.outbox(9));
    }
}

pub(crate) fn now() -> Moment {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Moment::from_unix(since.as_secs() as i64).unwrap()
}

pub(crate) fn sale(number: &str) -> String {
    format!(r#"{{"number":"{number}","lines":[{{"name":"Tea","quantity":1,"price":"20.00"}}]}}"#)
}

pub(crate) fn invoice(number: &str) -> String {
    format!(
        r#"{{"number":"{number}","buyer":{{"name":"Buyer","vat_number":"310000000000003","street":"Tahlia","building_number":"1111",
"district":"Olaya","city":"Riyadh","postal_code":"12211"}},"lines":[{{"name":"Tea","quantity":1,"price":"20.00"}}]}}"#
    )
}
