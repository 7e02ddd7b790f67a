//! Operational logs carry no buyer's data: a shop issues, delivers, is refused, loses answers and verifies while everything that is
//! said at the most talkative level is kept, and names, numbers, addresses, goods and amounts are searched for in it.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;
#[path = "support/listener.rs"]
mod listener;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use devices::{SELLER, configuration};
use khatm::device::Plan;
use khatm::drive::{Proxy, Settings};
use khatm::facade::{Khatm, Setup};
use khatm::gateway::{Environment, Operation};
use khatm::invoice::fresh_uuid;
use khatm::ledger::{Anchor, figures, health, prometheus};
use khatm::outbox::Policy;
use khatm::seal::Verifier;
use khatm::simulator::{Fault, Rule, Simulator};
use khatm::store::issue::Order;
use khatm::store::sqlite::Sqlite;
use khatm::store::witness::FolderWitness;
use khatm::time::{Moment, Timestamp};
use khatm::vault::{RootKey, Vault};
use listener::{heard, listen};

const ENVIRONMENT: Environment = Environment::Simulation;

/// What must not be said: the buyer's, and what he bought for how much.
const PRIVATE: [&str; 9] = [
    "Farouk",
    "فاروق",
    "311111111100003",
    "Hidden Street",
    "Quince",
    "سفرجل",
    "4217.31",
    "4849.91",
    "632.60",
];

/// As it is, and in the three ways that it stands in a longer text in base64.
fn leaks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in PRIVATE {
        let mut forms = vec![word.to_owned(), word.escape_unicode().to_string()];
        for shift in 0..3 {
            let encoded = STANDARD.encode([&b"xxx"[..shift], word.as_bytes()].concat());
            let middle = encoded.get(4..encoded.len() - 4).unwrap_or_default();
            // Shorter ones stand in any base64 by chance.
            if middle.len() >= 8 {
                forms.push(middle.to_owned());
            }
        }
        found.extend(forms.into_iter().filter(|form| text.contains(form.as_str())));
    }
    found
}

fn draft(number: &str) -> String {
    format!(
        r#"{{"number":"{number}","buyer":{{"name":"Farouk فاروق","vat_number":"311111111100003","street":"Hidden Street","building_number":"7733",
"district":"Olaya","city":"Riyadh","postal_code":"12211"}},"lines":[{{"name":"Quince سفرجل","quantity":1,"price":"4217.31"}}]}}"#
    )
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap();
    Timestamp::from_unix_ms(since.as_millis() as i64)
}

#[test]
fn what_is_said_of_the_work_names_no_buyer() {
    listen();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quiet-logs");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let simulator = runtime.block_on(Simulator::start()).unwrap();
    let witness = Arc::new(FolderWitness::new(folder.join("witness")));
    let store = Arc::new(Sqlite::create(&folder.join("l.db"), witness).unwrap());
    let setup = Setup {
        policy: Policy {
            base_ms: 1,
            cap_ms: 1,
            probe_ms: 1,
            probe_cap_ms: 1,
            ..Policy::default()
        },
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
    };
    let khatm = Khatm::with(store.clone(), Vault::from_key(RootKey::new(&[7; 32]).unwrap()), setup).unwrap();
    khatm
        .add_device(Plan {
            name: "TILL-1",
            id: fresh_uuid().unwrap(),
            endpoint: simulator.endpoint(ENVIRONMENT).unwrap(),
            configuration: &configuration("1100"),
            seller: SELLER.as_bytes(),
            now: Moment::from_unix(now().unix_ms() / 1000).unwrap(),
        })
        .unwrap();
    let mut password = Some(simulator.otp(ENVIRONMENT).unwrap());
    khatm.onboard_blocking("TILL-1", &mut password).unwrap();

    let faults = [
        None,
        Some(Rule::of(Fault::Reject).on(Operation::Clearance).times(1)),
        Some(Rule::of(Fault::DropAfter).on(Operation::Clearance).times(1)),
        Some(Rule::of(Fault::Silence).on(Operation::Clearance).times(1)),
    ];
    let mut shown = String::new();
    for (number, fault) in faults.into_iter().enumerate() {
        let issued = khatm
            .issue("TILL-1", &Order::new(draft(&format!("B-{number}")).as_bytes()))
            .unwrap();
        if let Some(fault) = fault {
            simulator.faults().add(fault).unwrap();
        }
        let delivered = khatm.deliver_once();
        let _ = writeln!(shown, "{delivered:?} {:?} {khatm:?}", issued.document);
    }
    // Drafts that are refused: the error names the field, not what it holds.
    for (right, wrong) in [("311111111100003", "3111111111"), ("\"4217.31\"", "\"4217,31\"")] {
        let bad = draft("B-9").replace(right, wrong);
        assert!(khatm.issue("TILL-1", &Order::new(bad.as_bytes())).is_err());
    }
    let verified = khatm.verify(&[]).unwrap();
    assert!(verified.whole(), "{:?}", verified.breaks);
    let taken = figures(&*store, now()).unwrap();
    let light = health(&*store, now()).unwrap();
    let text = prometheus::text(&taken, Some(&light));
    let _ = writeln!(
        shown,
        "{verified:?} {taken:?} {light:?} {text} {}",
        Anchor::of(&*store, now()).unwrap()
    );
    for row in khatm::store::safe::Safe::audited(&*store, 0, 1000).unwrap() {
        let _ = writeln!(shown, "{row:?}");
    }

    let heard = heard();
    assert!(
        heard.contains("operation=\"clearance\"") && heard.contains("verdict="),
        "we are heard: {heard}"
    );
    assert!(
        heard.matches("log ").count() + heard.matches("event ").count() > 50,
        "and so are those beneath"
    );
    assert_eq!(leaks(&heard), Vec::<String>::new());
    assert_eq!(leaks(&shown), Vec::<String>::new(), "{shown}");
    // The search finds what it is to find.
    let xml = khatm
        .store()
        .documents(khatm.store().chains().unwrap()[0].id, 0, 1)
        .unwrap()
        .remove(0)
        .xml;
    let xml = String::from_utf8(xml).unwrap();
    for word in PRIVATE {
        assert!(!leaks(&format!("x {word} y")).is_empty(), "{word}");
        assert!(xml.contains(word), "{word} is not in the document at all");
    }
    assert!(!leaks(&STANDARD.encode(&xml)).is_empty());
}
