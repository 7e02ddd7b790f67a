//! The facade against the simulator: a ledger in a file, a device, documents on their way, and everything that may happen to them.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

mod devices;
#[path = "facade/shop.rs"]
mod shop;

use std::path::Path;
use std::sync::Arc;

use khatm::facade::{Khatm, Progress, Setup};
use khatm::gateway::{Environment, Operation};
use khatm::outbox::{HandOver, Policy, Reason, Waited};
use khatm::simulator::{Fault, Rule};
use khatm::store::delivery::Why;
use khatm::store::issue::Order;
use khatm::store::sqlite::Sqlite;
use khatm::store::{Store, Uuid};
use khatm::vault::{RootKey, Vault};
use khatm::{Code, Language};
use shop::{Shop, folder, invoice, quick, sale, setup, witness};

const ENVIRONMENT: Environment = Environment::Simulation;

#[test]
fn a_day_at_the_till() {
    let shop = Shop::open("day");
    let report = shop.khatm.check(invoice("B-0").as_bytes(), Some("TILL-1")).unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
    let sold = shop.issue(&sale("S-1"));
    let billed = shop.issue(&invoice("B-1"));
    // Nobody delivers yet: the simplified one is handed over all the same, the other is not.
    let (receipt, bill) = (shop.khatm.receipt(&sold).unwrap(), shop.khatm.receipt(&billed).unwrap());
    assert_eq!((receipt.may_hand_over, receipt.ground), (true, "as_issued"));
    assert_eq!(
        (bill.may_hand_over, bill.ground, &bill.qr, &bill.xml),
        (false, "not_yet", &None, &None)
    );
    assert_eq!(shop.khatm.wait_cleared(&billed, 0).unwrap(), Waited::Sending);
    let waiting: Vec<Progress> = shop.khatm.outbox(9).unwrap().iter().map(|way| way.progress).collect();
    assert_eq!(waiting, [Progress::Waiting, Progress::Waiting]);

    let done = shop.khatm.deliver_once().unwrap();
    assert_eq!((done.sent, done.settled, done.alerts.len()), (2, 2, 0));
    assert_eq!(shop.khatm.outbox(9).unwrap(), []);
    assert_eq!(shop.progress(&sold), Progress::Reported);
    assert_eq!(shop.progress(&billed), Progress::Cleared);
    let waited = shop.khatm.wait_cleared(&billed, 0).unwrap();
    assert_eq!(waited, Waited::Settled(HandOver::AsCleared));
    let bill = shop.khatm.receipt(&billed).unwrap();
    let own = shop.khatm.document(&billed).unwrap().unwrap();
    assert_eq!(bill.ground, "as_cleared");
    assert_ne!(
        bill.xml.as_deref().map(str::as_bytes),
        Some(own.xml.as_slice()),
        "it is the authority's version"
    );
    assert!(shop.khatm.verify(&[]).unwrap().whole());
    let unit = shop.simulator.authority().devices()[0].id;
    let audit = shop.simulator.authority().audit(unit, Language::English).unwrap();
    assert!(audit.sound, "{audit:?}");
}

#[test]
fn a_loop_delivers_what_is_issued_meanwhile_and_a_cashier_waits() {
    let shop = Shop::open("loop");
    let delivery = shop.khatm.start();
    for number in 1..=3 {
        let billed = shop.issue(&invoice(&format!("B-{number}")));
        let waited = shop.khatm.wait_cleared(&billed, 20_000).unwrap();
        assert!(waited.is_allowed(), "{waited:?}");
    }
    assert_eq!(delivery.stop(), None);
    let anchor = shop.khatm.anchor().unwrap();
    assert_eq!(shop.khatm.health().unwrap().concerns, []);
    assert!(shop.khatm.metrics().unwrap().contains("khatm_"));
    let verified = shop.khatm.verify(&[anchor]).unwrap();
    assert!(verified.whole() && verified.unproved().is_none(), "{verified:?}");
    // Nobody delivers any more.
    let billed = shop.issue(&invoice("B-9"));
    assert_eq!(shop.khatm.wait_cleared(&billed, 300).unwrap(), Waited::Sending);
}

#[test]
fn the_same_bytes_go_again_after_a_lost_reply_and_an_outage() {
    // So slow that nothing is tried again by itself while the test looks.
    let slow = Policy {
        base_ms: 86_400_000,
        cap_ms: 86_400_000,
        ..quick()
    };
    let shop = Shop::with("lost", slow);
    shop.fault(Rule::of(Fault::DropAfter).on(Operation::Clearance).times(1));
    let down = Fault::Status {
        status: 503,
        html: true,
    };
    shop.fault(Rule::of(down).on(Operation::Reporting).times(1));
    let (billed, sold) = (shop.issue(&invoice("B-1")), shop.issue(&sale("S-1")));
    shop.khatm.deliver_once().unwrap();
    for uuid in [&billed, &sold] {
        let way = shop.khatm.way(uuid).unwrap();
        assert_eq!(way.progress, Progress::InDoubt, "{way:?}");
        assert!(way.doubt_since_ms.is_some());
    }
    assert_eq!(shop.khatm.wait_cleared(&billed, 0).unwrap(), Waited::NoAnswer);
    for uuid in [&billed, &sold] {
        shop.khatm.retry(uuid, "Amal").unwrap();
    }
    shop.khatm.deliver_once().unwrap();
    assert_eq!(shop.progress(&billed), Progress::Cleared);
    assert_eq!(shop.progress(&sold), Progress::Reported);
    let records = shop.simulator.records();
    let mut bodies: Vec<&[u8]> = records
        .iter()
        .filter(|record| record.operation == Some(Operation::Clearance))
        .map(|record| record.request_body())
        .collect();
    assert!(bodies.len() >= 2);
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "the same bytes");
    assert_eq!(shop.decided(Operation::Clearance), 2);
    assert_eq!(
        shop.simulator
            .records()
            .iter()
            .filter(|record| record.status == Some(208))
            .count(),
        1
    );
    assert!(shop.khatm.verify(&[]).unwrap().whole());
}

#[test]
fn a_rejected_document_keeps_its_place_and_its_correction_is_a_new_one() {
    let shop = Shop::open("rejected");
    shop.fault(Rule::of(Fault::Reject).times(1));
    let refused = shop.issue(&invoice("B-1"));
    shop.khatm.deliver_once().unwrap();
    let way = shop.khatm.way(&refused).unwrap();
    assert_eq!(way.progress, Progress::Rejected, "{way:?}");
    assert!(!way.messages.is_empty());
    assert_eq!(shop.khatm.receipt(&refused).unwrap().ground, "rejected");
    let correction = invoice("B-1");
    let order = Order::new(correction.as_bytes()).correcting(refused);
    let corrected = shop.khatm.issue("TILL-1", &order).unwrap().document;
    assert_eq!(corrected.place.counter, 2);
    let twice = shop.khatm.issue("TILL-1", &order).unwrap_err();
    assert_eq!(twice.first().code(), Code::CorrectsTwice);
    shop.khatm.deliver_once().unwrap();
    assert_eq!(shop.progress(&corrected.uuid), Progress::Cleared);
    assert!(shop.khatm.verify(&[]).unwrap().whole());
}

#[test]
fn while_clearance_is_off_documents_are_reported_and_released() {
    let shop = Shop::open("off");
    shop.simulator.authority().clearance_off(ENVIRONMENT, true);
    let billed = shop.issue(&invoice("B-1"));
    let delivery = shop.khatm.start();
    shop.until(|| shop.progress(&billed).is_final());
    assert_eq!(shop.progress(&billed), Progress::Reported);
    let receipt = shop.khatm.receipt(&billed).unwrap();
    assert_eq!((receipt.may_hand_over, receipt.ground), (true, "clearance_off"));
    shop.simulator.authority().clearance_off(ENVIRONMENT, false);
    // On its own it finds the way back.
    let mut number = 1;
    shop.until(|| {
        number += 1;
        let uuid = shop.issue(&invoice(&format!("B-{number}")));
        shop.until(|| shop.progress(&uuid).is_final());
        shop.progress(&uuid) == Progress::Cleared
    });
    drop(delivery);
}

#[test]
fn a_credential_that_is_not_taken_parks_the_device_and_its_return_opens_it() {
    let shop = Shop::open("parked");
    shop.fault(Rule::of(Fault::ExpiredCertificate));
    let (first, second) = (shop.issue(&invoice("B-1")), shop.issue(&sale("S-2")));
    let delivery = shop.khatm.start();
    shop.until(|| shop.khatm.wait_cleared(&first, 0).unwrap() == Waited::Parked(Why::Credential));
    let third = shop.issue(&sale("S-3"));
    assert!(
        shop.khatm.way(&third).unwrap().parked.is_some(),
        "issuing goes on, delivering does not"
    );
    let before = shop.simulator.records().len();
    shop.simulator.faults().clear();
    shop.until(|| {
        [&first, &second, &third]
            .iter()
            .all(|uuid| shop.progress(uuid).is_final())
    });
    drop(delivery);
    assert!(before < 12, "{before} calls although the credential was not taken");
}

#[test]
fn people_hold_free_and_release() {
    let shop = Shop::open("people");
    let billed = shop.issue(&invoice("B-1"));
    assert_eq!(
        shop.khatm.hold(&billed, ("A", "a"), "why").unwrap_err().code(),
        Code::OutboxTwoPeople
    );
    shop.khatm.hold(&billed, ("Amal", "Badr"), "wrong buyer").unwrap();
    assert_eq!(shop.khatm.deliver_once().unwrap().sent, 0);
    assert_eq!(shop.progress(&billed), Progress::Held);
    shop.khatm
        .release(&billed, Reason::Outage, "Amal", "announced at 9:00")
        .unwrap();
    let receipt = shop.khatm.receipt(&billed).unwrap();
    assert_eq!((receipt.may_hand_over, receipt.ground), (true, "outage"));
    shop.khatm.free(&billed, "Badr", "it was right").unwrap();
    shop.khatm.deliver_once().unwrap();
    assert_eq!(shop.khatm.receipt(&billed).unwrap().ground, "as_cleared");
    assert_eq!(
        shop.khatm.retry(&billed, "Amal").unwrap_err().code(),
        Code::OutboxFinished
    );
}

#[test]
fn two_processes_deliver_side_by_side_and_nothing_is_sent_twice() {
    let shop = Shop::open("two");
    let other = shop.again();
    let (one, two) = (shop.khatm.start(), other.start());
    let uuids: Vec<Uuid> = (0..30)
        .map(|number| shop.issue(&sale(&format!("S-{number}"))))
        .collect();
    shop.until(|| uuids.iter().all(|uuid| shop.progress(uuid) == Progress::Reported));
    drop((one, two));
    assert_eq!(shop.decided(Operation::Reporting), 30);
    assert_eq!(
        shop.simulator
            .records()
            .iter()
            .filter(|record| record.status == Some(409))
            .count(),
        0
    );
}

#[test]
fn a_black_hole_keeps_neither_issuing_nor_the_end_waiting_for_long() {
    let shop = Shop::open("hole");
    shop.fault(Rule::of(Fault::Silence));
    let delivery = shop.khatm.start();
    let uuids: Vec<Uuid> = (0..5)
        .map(|number| shop.issue(&invoice(&format!("B-{number}"))))
        .collect();
    shop.until(|| shop.progress(&uuids[4]) != Progress::Waiting);
    drop(delivery);
    for uuid in &uuids {
        let way = shop.khatm.way(uuid).unwrap();
        assert!(!way.progress.is_final() && way.progress != Progress::Sending, "{way:?}");
    }
}

#[test]
fn while_the_authority_is_down_one_document_tries_and_the_others_stay() {
    let shop = Shop::open("down");
    let store = Sqlite::open(&shop.folder.join("shop.khatm"), witness(&shop.folder)).unwrap();
    let vault = Vault::from_key(RootKey::new(&shop.root).unwrap());
    let mut careful = setup(&shop.simulator);
    careful.hands = 4;
    careful.drive.rates.probe_every_ms = 1_000;
    let khatm = Khatm::with(Arc::new(store), vault, careful).unwrap();
    let down = Fault::Status {
        status: 503,
        html: false,
    };
    shop.fault(Rule::of(down));
    let uuids: Vec<Uuid> = (0..40)
        .map(|number| shop.issue(&sale(&format!("S-{number}"))))
        .collect();
    let before = shop.simulator.records().len();
    // Round after round, and one loop after the other: all know of the same breaker.
    for _ in 0..20 {
        khatm.deliver_once().unwrap();
    }
    let tried = shop.simulator.records().len() - before;
    assert!((5..20).contains(&tried), "{tried} calls");
    let untouched = uuids.iter().filter(|uuid| shop.progress(uuid) == Progress::Waiting);
    assert!(untouched.count() > 25, "the others have not even left the ledger");
    shop.simulator.faults().clear();
    let delivery = khatm.start();
    shop.until(|| uuids.iter().all(|uuid| shop.progress(uuid) == Progress::Reported));
    drop(delivery);
}

#[test]
fn what_somebody_changed_in_the_ledger_does_not_leave() {
    let shop = Shop::open("changed");
    let (changed, whole) = (shop.issue(&sale("S-1")), shop.issue(&sale("S-2")));
    let spoilt = shop.issue(&sale("S-3"));
    let before = shop.simulator.records().len();
    let file = rusqlite::Connection::open(shop.folder.join("shop.khatm")).unwrap();
    file.execute_batch(
        "DROP TRIGGER document_update;
         UPDATE document SET xml = CAST(replace(CAST(xml AS TEXT), '>23.00<', '>99.00<') AS BLOB) WHERE counter = 1;
         UPDATE document SET xml = x'3c00' WHERE counter = 3;",
    )
    .unwrap();
    drop(file);
    shop.khatm.deliver_once().unwrap();
    assert_eq!(
        shop.progress(&whole),
        Progress::Reported,
        "the others are not kept back by it"
    );
    for uuid in [&changed, &spoilt] {
        let way = shop.khatm.way(uuid).unwrap();
        assert_eq!(
            (way.progress, way.parked),
            (Progress::Again, None),
            "the device is not to blame"
        );
    }
    assert_eq!(shop.simulator.records().len() - before, 1);
    assert!(!shop.khatm.verify(&[]).unwrap().whole());
}

#[test]
fn a_device_issues_what_its_certificate_is_for_and_nothing_else() {
    let shop = Shop::open("kinds");
    shop.add_of("TILL-S", "0100");
    let issue = |draft: &str| shop.khatm.issue("TILL-S", &Order::new(draft.as_bytes()));
    let refused = issue(&invoice("B-1")).unwrap_err().first();
    assert_eq!((refused.code(), refused.path()), (Code::IssueKind, None));
    // No place was taken.
    assert_eq!(issue(&sale("S-1")).unwrap().document.place.counter, 1);
}

#[test]
fn what_is_not_there_is_said() {
    let shop = Shop::open("absent");
    let refused = shop.khatm.issue("TILL-9", &Order::new(b"{}")).unwrap_err();
    assert_eq!(refused.first().code(), Code::DeviceUnknown);
    let nobody = Uuid::from_bytes([1; 16]);
    assert_eq!(shop.khatm.receipt(&nobody).unwrap_err().code(), Code::OutboxUnknown);
    assert_eq!(shop.khatm.way(&nobody).unwrap_err().code(), Code::OutboxUnknown);
    assert_eq!(
        shop.khatm.wait_cleared(&nobody, 0).unwrap_err().code(),
        Code::OutboxUnknown
    );
    assert_eq!(shop.khatm.document(&nobody).unwrap(), None);
    // Another environment was chosen for this process: none of the ledger's devices is meant.
    let store = Sqlite::open(&shop.folder.join("shop.khatm"), witness(&shop.folder)).unwrap();
    let vault = Vault::from_key(RootKey::new(&shop.root).unwrap());
    let setup = Setup {
        environment: Some(Environment::Production),
        ..setup(&shop.simulator)
    };
    let strict = Khatm::with(Arc::new(store), vault, setup).unwrap();
    assert_eq!(strict.device("TILL-1").unwrap_err().code(), Code::DeviceUnknown);
    let billed = shop.issue(&invoice("B-1"));
    let sent = shop.simulator.records().len();
    strict.deliver_once().unwrap();
    assert_eq!(
        shop.simulator.records().len(),
        sent,
        "nothing goes out for an environment that is not meant"
    );
    assert_eq!(shop.progress(&billed), Progress::Waiting, "it is not touched either");
    assert_eq!(shop.khatm.way(&billed).unwrap().parked, None);
    // Another root key opens nothing, and says so.
    let store: Arc<dyn Store> = Arc::new(Sqlite::open(&shop.folder.join("shop.khatm"), witness(&shop.folder)).unwrap());
    let vault = Vault::from_key(RootKey::new(&[8; 32]).unwrap());
    let stranger = Khatm::with(store, vault, self::setup(&shop.simulator)).unwrap();
    assert_eq!(stranger.device("TILL-1").unwrap_err().code(), Code::SealedOtherKey);
    shop.runtime.block_on(shop.simulator.stop());
}

#[test]
fn the_audit_has_every_use_of_a_key_but_issuing_and_every_refused_one() {
    let shop = Shop::open("audit");
    shop.issue(&sale("S-1"));
    shop.khatm.deliver_once().unwrap();
    let lines = |khatm: &Khatm| -> Vec<String> {
        let rows = khatm.store().audited(0, 1_000).unwrap().into_iter();
        let keys = rows.filter(|row| row.action.starts_with("key_") || row.action == "csr_made");
        let mut lines: Vec<String> = keys
            .map(|row| match row.action.as_str() {
                "csr_made" => row.action,
                _ => format!("{} {}", row.action, row.detail),
            })
            .collect();
        // Each document of a round asks for the device.
        lines.dedup();
        lines
    };
    let all = [
        "key_used simulation onboard TILL-1",
        "csr_made",
        "key_used simulation deliver TILL-1",
    ];
    assert_eq!(lines(&shop.khatm), all);
    // A wrong root key.
    let open = |path: &Path, root: [u8; 32]| {
        let store = Sqlite::open(path, witness(&shop.folder)).unwrap();
        Khatm::with(
            Arc::new(store),
            Vault::from_key(RootKey::new(&root).unwrap()),
            setup(&shop.simulator),
        )
        .unwrap()
    };
    let file = shop.folder.join("shop.khatm");
    let stranger = open(&file, [8; 32]);
    shop.issue(&sale("S-2"));
    shop.issue(&sale("S-3"));
    let order = sale("S-4");
    let refused = stranger.issue("TILL-1", &Order::new(order.as_bytes())).unwrap_err();
    assert_eq!(refused.first().code(), Code::SealedOtherKey);
    stranger.deliver_once().unwrap();
    let more = [
        "key_refused simulation issue KHATM-VAULT-OTHER-KEY TILL-1",
        "key_refused simulation deliver KHATM-VAULT-OTHER-KEY TILL-1",
    ];
    assert_eq!(lines(&shop.khatm), [&all[..], &more].concat());
    // On a copy, which says so itself.
    let copied = folder("audit-copy").join("copy.khatm");
    shop.khatm.store().audited(0, 1).unwrap();
    std::fs::copy(&file, &copied).unwrap();
    std::fs::copy(
        shop.folder.join("shop.khatm-wal"),
        copied.with_file_name("copy.khatm-wal"),
    )
    .unwrap();
    let copy = open(&copied, shop.root);
    let refused = copy.issue("TILL-1", &Order::new(order.as_bytes())).unwrap_err();
    assert_eq!(refused.first().code(), Code::FenceCopied);
    assert_eq!(
        lines(&copy).last().unwrap(),
        "key_refused simulation issue KHATM-FENCE-COPIED TILL-1"
    );
    // What is wrong with a draft is no refused use.
    let before = lines(&shop.khatm).len();
    shop.khatm.issue("TILL-1", &Order::new(b"{}")).unwrap_err();
    assert_eq!(lines(&shop.khatm).len(), before);
}

#[test]
fn a_key_that_is_slow_to_come_is_time_of_the_call_and_nothing_outlives_its_claim() {
    let shop = Shop::open("slow");
    let store = Sqlite::open(&shop.folder.join("shop.khatm"), witness(&shop.folder)).unwrap();
    let setup = setup(&shop.simulator);
    let (root, slow) = (shop.root, setup.drive.call_ms + 500);
    let vault = Vault::from_callback(Arc::new(move || {
        std::thread::sleep(std::time::Duration::from_millis(slow));
        RootKey::new(&root)
    }));
    let other = Khatm::with(Arc::new(store), vault, setup).unwrap();
    let sold = shop.issue(&sale("S-1"));
    shop.until(|| {
        other.deliver_once().unwrap();
        shop.progress(&sold) == Progress::Reported
    });
    let tries = shop.khatm.story(&sold).unwrap().tries;
    let came: Vec<u16> = tries.iter().map(|tried| tried.came.as_ref().unwrap().http).collect();
    assert_eq!(came, [0, 200], "the first one came too late to be sent: {tries:?}");
    assert_eq!(shop.decided(Operation::Reporting), 1);
}
