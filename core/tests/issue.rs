//! Issuing, into every store: places, retries, corrections, notes, and all that is refused.
#![allow(clippy::unwrap_used, missing_docs)]

mod ledger;
mod support;
#[path = "issue/together.rs"]
mod together;

use khatm::chain::{Linked, PreviousHash, Start, audit};
use khatm::error::{Kind, Severity};
use khatm::invoice::Refusal;
use khatm::store::delivery::Fact;
use khatm::store::issue::{CLOCK_STEP_MS, DEADLINE_MS, Issuer, Order, issue_all};
use khatm::store::memory::Memory;
use khatm::store::{ChainState, Document, Fate, NewChain, Place, Role, Store, Uuid};
use khatm::{Code, Language};
use ledger::{Till, invoice, note, now, sale, settle};
use support::Taxpayer;

/// Runs a test with every store there is.
fn each(name: &str, test: impl Fn(&dyn Store)) {
    test(&Memory::new());
    #[cfg(feature = "sqlite")]
    test(&ledger::file::create(&ledger::folder(name)));
    #[cfg(not(feature = "sqlite"))]
    let _ = name;
}

fn code<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> Code {
    refused.unwrap_err().first().code()
}

fn count(store: &dyn Store) -> usize {
    let chains = store.chains().unwrap();
    chains
        .iter()
        .map(|chain| store.documents(chain.id, 0, 10_000).unwrap().len())
        .sum()
}

/// The chain as its XML has it, not as the table does.
fn whole(store: &dyn Store) {
    for chain in store.chains().unwrap() {
        let documents = store.documents(chain.id, 0, 10_000).unwrap();
        let linked: Vec<Linked> = documents
            .iter()
            .map(|document| Linked::read(document.uuid.to_string(), &document.xml).unwrap())
            .collect();
        let found = audit(&linked, Some(&chain.made.start));
        assert_eq!(
            found
                .breaks
                .iter()
                .filter(|one| one.severity == Severity::Error)
                .count(),
            0,
            "{found:?}"
        );
        for (document, linked) in documents.iter().zip(&linked) {
            assert_eq!(document.hash, linked.hash);
            assert_eq!(Some(&document.number), linked.number.as_ref());
            assert_eq!(Some(document.place.counter.to_string()), linked.counter);
            assert_eq!(Some(document.previous_hash.to_string()), linked.previous_hash);
        }
    }
}

#[test]
fn every_document_follows_the_last_one_whatever_its_kind_and_fate() {
    each("follows", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let first = till.issue(store, &chain, &sale("S-1", "10.00")).unwrap();
        assert_eq!(first.document.place.counter, 1);
        assert_eq!(first.document.previous_hash, PreviousHash::FIRST);
        assert!(!first.again && !first.provisional);
        settle(store, first.document.place, Fact::Rejected);
        let second = till.issue(store, &chain, &invoice("I-2", "20.00")).unwrap();
        assert_eq!(second.document.previous_hash, first.document.hash.into());
        assert!(second.provisional);
        let third = till.issue(store, &chain, &sale("S-3", "30.00")).unwrap();
        assert_eq!(third.document.previous_hash, second.document.hash.into());
        assert_eq!(third.document.deadline, now().plus_ms(DEADLINE_MS));
        assert_eq!(
            store.document(&third.document.uuid).unwrap().as_ref(),
            Some(&third.document)
        );
        assert!(till.taxpayer.verify(&third.document.xml).valid);
        assert_eq!(till.taxpayer.verify(&third.document.xml).qr.as_ref(), Some(&third.qr));

        // Another device has a chain of its own, by a certificate of its own.
        let twice = NewChain::of(&till.credential, "other till", Start::NEW).unwrap();
        let refused = twice.alone(&store.chains().unwrap()).unwrap_err();
        assert_eq!(refused.code(), Code::AdoptTwice);
        let another = Till::new();
        let other = another.chain(store, "other till");
        assert_ne!(other.id, chain.id);
        let first = another.issue(store, &other, &sale("T-1", "1.00")).unwrap();
        assert_eq!(
            (first.document.place.counter, first.document.previous_hash),
            (1, PreviousHash::FIRST)
        );
        whole(store);
    });
}

#[test]
fn a_number_is_kept_as_the_document_is_read() {
    each("blank", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        till.issue(store, &chain, &sale("S-1\u{a0}", "10.00")).unwrap();
        till.issue(store, &chain, &sale("\u{3000}S-2", "10.00")).unwrap();
        let twice = till.issue(store, &chain, &sale("S-2", "10.00"));
        assert_eq!(code(twice), Code::IssueNumber);
        let blank = till.issue(store, &chain, &sale("\u{a0}", "10.00"));
        assert_eq!(code(blank), Code::DraftMissing);
        whole(store);
    });
}

#[test]
fn the_same_request_gets_the_same_document_for_ever() {
    each("request", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let ask =
            |draft: &str, key: &str, at: i64| till.order(store, &chain, draft, Some(key), None, now().plus_ms(at));
        let first = ask(&sale("S-1", "10.00"), "sale 1", 0).unwrap();
        let again = ask(&sale("S-1", "10.00"), "sale 1", 3_600_000).unwrap();
        assert!(again.again);
        assert_eq!((&again.document, &again.qr), (&first.document, &first.qr));
        // What a host makes anew at each try does not count, nor how a number is written.
        let anew = r#"{"uuid":"8e6000cf-1a98-4174-b3e7-b5d5954bc10d","issued_at":"2026-11-21T11:00:00","number":"S-1",
            "lines":[{"price":10,"quantity":"1.0","name":"Tea"}]}"#;
        assert_eq!(ask(anew, "sale 1", 5000).unwrap().document, first.document);
        // Everything else does.
        for other in [sale("S-1", "10.01"), sale("S-2", "10.00"), invoice("S-1", "10.00")] {
            assert_eq!(code(ask(&other, "sale 1", 5000)), Code::IssueOther);
        }
        assert_eq!(code(ask(&sale("S-9", "1.00"), "", 0)), Code::IssueKey);
        assert_eq!(code(ask(&sale("S-9", "1.00"), &"x".repeat(256), 0)), Code::IssueKey);
        assert_eq!(count(store), 1);
        // Another key is another request, and another device's key its own.
        ask(&sale("S-2", "10.00"), "sale 2", 5000).unwrap();
        let another = Till::new();
        let other = another.chain(store, "other till");
        let there = another
            .order(store, &other, &sale("T-1", "9.00"), Some("sale 1"), None, now())
            .unwrap();
        assert!(!there.again);
        whole(store);
    });
}

#[test]
fn a_new_certificate_begins_at_one_and_still_knows_the_old_requests() {
    each("renewal", |store| {
        let (old, new) = (Till::new(), Till::new());
        let chain = old.chain(store, "till");
        let first = old
            .order(store, &chain, &sale("S-1", "10.00"), Some("sale 1"), None, now())
            .unwrap();
        let next = new.chain(store, "till");
        let states: Vec<_> = store.chains().unwrap().iter().map(|chain| chain.state).collect();
        assert_eq!(states, [ChainState::Draining, ChainState::Active]);
        // The answer was lost, and the certificate renewed in between.
        let again = new
            .order(store, &next, &sale("S-1", "10.00"), Some("sale 1"), None, now())
            .unwrap();
        assert_eq!(again.document, first.document);
        let second = new
            .order(store, &next, &sale("S-2", "10.00"), Some("sale 2"), None, now())
            .unwrap();
        assert_eq!(
            (second.document.place.counter, second.document.previous_hash),
            (1, PreviousHash::FIRST)
        );
        assert_eq!(code(old.issue(store, &chain, &sale("S-3", "1.00"))), Code::IssueAside);
        // The old certificate on the new chain.
        assert_eq!(
            code(old.issue(store, &next, &sale("S-3", "1.00"))),
            Code::IssueCertificate
        );
        // Beginning it again changes nothing; going back is not possible.
        assert_eq!(new.chain(store, "till").id, next.id);
        assert_eq!(
            store
                .set_state(chain.id, ChainState::Active, "A", now())
                .unwrap_err()
                .code(),
            Code::StoreRevive
        );
        store.set_state(next.id, ChainState::Quarantined, "A", now()).unwrap();
        assert_eq!(code(new.issue(store, &next, &sale("S-3", "1.00"))), Code::IssueAside);
        whole(store);
    });
}

#[test]
fn a_device_that_was_taken_over_goes_on_where_its_old_system_stopped() {
    each("taken", |store| {
        let till = Till::new();
        let last = khatm::chain::Link {
            counter: 41,
            hash: khatm::seal::InvoiceHash::from_bytes([7; 32]),
        };
        let new = NewChain::of(&till.credential, "till", Start::after(&last).unwrap()).unwrap();
        let chain = store.begin(&new, now()).unwrap();
        let first = till.issue(store, &chain, &sale("S-1", "1.00")).unwrap();
        assert_eq!(first.document.place.counter, 42);
        assert_eq!(first.document.previous_hash, last.hash.into());
        whole(store);
    });
}

#[test]
fn what_is_refused_takes_no_place() {
    each("refused", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let first = till.issue(store, &chain, &sale("S-1", "10.00")).unwrap();
        let refuse = |draft: &str| code(till.issue(store, &chain, draft));
        assert_eq!(refuse("{"), Code::JsonSyntax);
        assert_eq!(refuse(r#"{"number":"S-2"}"#), Code::Br16);
        let uuid = format!(
            r#"{{"uuid":"{}","number":"S-2","lines":[{{"name":"Tea","quantity":1,"price":"1"}}]}}"#,
            first.document.uuid
        );
        let taken = till.issue(store, &chain, &uuid).unwrap_err().first();
        assert_eq!((taken.code(), taken.path()), (Code::StoreTaken, Some("uuid")));
        assert_eq!(
            refuse(&uuid.replace(&first.document.uuid.to_string(), "ABC")),
            Code::UuidForm
        );
        assert_eq!(refuse(&sale("S-1", "11.00")), Code::IssueNumber);
        let seller = sale("S-2", "1.00").replacen(
            '{',
            &format!(
                "{{\"seller\":{},",
                serde_json::to_string(&ledger::seller())
                    .unwrap()
                    .replace("300000000000003", "310000000000003")
            ),
            1,
        );
        assert_eq!(refuse(&seller), Code::IssueSeller);
        let future = sale("S-2", "1.00").replacen('{', r#"{"issued_at":"2026-11-22T10:00:00","#, 1);
        assert_eq!(refuse(&future), Code::BrKsa04);
        assert_eq!(count(store), 1);
        assert_eq!(
            till.issue(store, &chain, &sale("S-2", "1.00"))
                .unwrap()
                .document
                .place
                .counter,
            2
        );
    });
}

#[test]
fn a_certificate_of_onboarding_or_out_of_its_time_stamps_nothing() {
    each("certificate", |store| {
        let till = Till::new();
        assert_eq!(
            Issuer::new(till.chain(store, "till").id, &till.compliance, till.key())
                .err()
                .unwrap()
                .code(),
            Code::IssueCompliance
        );
        let refused = NewChain::of(&till.compliance, "till", Start::NEW);
        assert_eq!(refused.unwrap_err().code(), Code::IssueCompliance);
        let other = Taxpayer::new();
        let wrong = Issuer::new(till.chain(store, "till").id, &till.credential, &other.key);
        assert_eq!(wrong.err().unwrap().code(), Code::KeyMismatch);

        // Valid from 2026 to 2046.
        let chain = till.chain(store, "till");
        let at = |text: &str| khatm::time::Timestamp::from(khatm::time::Moment::parse(text).unwrap());
        let issue = |number: &str, time: &str| till.order(store, &chain, &sale(number, "1.00"), None, None, at(time));
        assert_eq!(code(issue("S-1", "2026-01-01T02:59:59")), Code::CertificateEarly);
        issue("S-1", "2026-01-01T03:00:00").unwrap();
        issue("S-2", "2046-01-01T03:00:00").unwrap();
        assert_eq!(code(issue("S-3", "2046-01-01T03:00:01")), Code::CertificateEnded);
        assert_eq!(count(store), 2);
    });
}

#[test]
fn a_clock_that_was_set_back_is_not_followed() {
    each("clock", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let at =
            |number: &str, ms: i64| till.order(store, &chain, &sale(number, "1.00"), None, None, now().plus_ms(ms));
        let first = at("S-1", 0).unwrap();
        let stepped = at("S-2", -CLOCK_STEP_MS).unwrap();
        assert_eq!(stepped.document.issued, first.document.issued);
        assert_eq!(code(at("S-3", -CLOCK_STEP_MS - 1)), Code::IssueClock);
        at("S-3", 1).unwrap();
        assert_eq!(count(store), 3);
    });
}

/// A draft that is judged for long has the time of its call, and others issue meanwhile.
#[test]
fn a_slow_order_takes_the_time_at_which_nobody_else_can_issue() {
    each("slow", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let first = till.issue(store, &chain, &sale("S-1", "1.00")).unwrap().document;
        let slow = now().plus_ms(-60_000);
        let draft = sale("S-2", "1.00");
        let order = [Order::new(draft.as_bytes())];
        let without = issue_all(store, &till.issuer(&chain), &order, slow);
        assert_eq!(without.unwrap_err().1.first().code(), Code::IssueClock);
        // One that runs behind the call is not followed either.
        let behind = till.issuer(&chain).with_clock(|| now().plus_ms(-120_000));
        let behind = issue_all(store, &behind, &order, slow);
        assert_eq!(behind.unwrap_err().1.first().code(), Code::IssueClock);
        assert_eq!(count(store), 1);
        let asked = till.issuer(&chain).with_clock(|| now().plus_ms(7));
        let issued = issue_all(store, &asked, &order, slow).unwrap();
        assert_eq!(issued[0].document.issued, first.issued.plus_ms(7));
        assert_eq!(issued[0].document.place.counter, 2);
        // A call that is later than the clock keeps its time.
        let draft = sale("S-3", "1.00");
        let later = issue_all(store, &asked, &[Order::new(draft.as_bytes())], now().plus_ms(9)).unwrap();
        assert_eq!(later[0].document.issued, first.issued.plus_ms(9));
    });
}

#[test]
fn only_what_was_rejected_is_corrected_and_once() {
    each("corrects", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let correct = |number: &str, price: &str, uuid: Uuid| {
            till.order(
                store,
                &chain,
                &sale(number, price),
                None,
                Some(uuid),
                now().plus_ms(1000),
            )
        };
        let wrong = till.issue(store, &chain, &sale("S-1", "10.00")).unwrap().document;
        assert_eq!(
            code(correct("S-1", "11.00", Uuid::from_bytes([9; 16]))),
            Code::CorrectsUnknown
        );
        assert_eq!(code(correct("S-1", "11.00", wrong.uuid)), Code::CorrectsOpen);
        settle(store, wrong.place, Fact::Rejected);
        assert_eq!(store.fate(wrong.place).unwrap(), Fate::Rejected);

        // The number may be used again; the place, the UUID and the link are new, the deadline is the sale's.
        let right = correct("S-1", "11.00", wrong.uuid).unwrap().document;
        assert_eq!((right.place.counter, right.previous_hash), (2, wrong.hash.into()));
        assert_eq!(right.deadline, wrong.deadline);
        let mut found = None;
        store
            .transact(&mut |ledger| {
                found = Some(ledger.references(right.place)?);
                Ok(())
            })
            .unwrap();
        let found = found.unwrap();
        assert_eq!((found[0].role, found[0].to), (Role::Corrects, Some(wrong.place)));
        assert_eq!(code(correct("S-1b", "12.00", wrong.uuid)), Code::CorrectsTwice);
        // What has its number stands for it, also where nobody says so: once.
        let silent = till.issue(store, &chain, &sale("T-1", "10.00")).unwrap().document;
        settle(store, silent.place, Fact::Rejected);
        let again = till.issue(store, &chain, &sale("T-1", "11.00")).unwrap().document;
        assert_eq!(again.deadline, silent.deadline);
        assert_eq!(code(correct("T-1b", "12.00", silent.uuid)), Code::CorrectsTwice);
        settle(store, again.place, Fact::Accepted);
        assert_eq!(
            code(till.issue(store, &chain, &sale("T-1", "11.00"))),
            Code::IssueNumber
        );
        // The correction of the correction.
        settle(store, right.place, Fact::Rejected);
        let third = correct("S-1", "12.00", right.uuid).unwrap().document;
        assert_eq!(third.deadline, wrong.deadline);
        settle(store, third.place, Fact::Accepted);
        assert_eq!(code(correct("S-1", "13.00", third.uuid)), Code::CorrectsAccepted);
        settle(store, third.place, Fact::Rejected);
        assert_eq!(store.fate(third.place).unwrap(), Fate::Contrary);
        assert_eq!(code(correct("S-1", "13.00", third.uuid)), Code::CorrectsOpen);
        assert_eq!(count(store), 5);
        whole(store);
    });
}

#[test]
fn a_note_takes_the_route_of_its_original() {
    each("route", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        till.issue(store, &chain, &invoice("I-1", "100.00")).unwrap();
        till.issue(store, &chain, &sale("S-1", "100.00")).unwrap();
        let standard = |draft: String| {
            let buyer = invoice("", "1");
            let buyer = &buyer[buyer.find("\"buyer\"").unwrap()..buyer.find(",\"lines\"").unwrap()];
            // A buyer with a name and an address, but without the VAT number that would make it standard by itself.
            let buyer = buyer.replace(
                r#""vat_number":"310000000000003","#,
                r#""id":{"scheme":"CRN","value":"1010010002"},"#,
            );
            draft.replacen('{', &format!("{{{buyer},\"payment\":[{{\"means\":\"10\"}}],"), 1)
        };
        let note_on = |number: &str, original: &str| standard(note("credit_note", number, &[original], "10.00"));
        let credit = till.issue(store, &chain, &note_on("C-1", "I-1")).unwrap();
        assert_eq!(credit.document.profile, khatm::seal::Profile::Standard);
        let credit = till.issue(store, &chain, &note_on("C-2", "S-1")).unwrap();
        assert_eq!(credit.document.profile, khatm::seal::Profile::Simplified);
        // Without its original nothing is known: as the draft says, with a warning.
        let credit = till.issue(store, &chain, &note_on("C-3", "elsewhere")).unwrap();
        let warned: Vec<_> = credit.warnings.iter().map(|fault| fault.error.code()).collect();
        assert!(warned.contains(&Code::NoteUnknown), "{warned:?}");
        let asked = note_on("C-4", "S-1").replacen('{', r#"{"profile":"standard","#, 1);
        assert_eq!(code(till.issue(store, &chain, &asked)), Code::NoteRoute);
        let both = standard(note("credit_note", "C-5", &["I-1", "S-1"], "10.00"));
        assert_eq!(code(till.issue(store, &chain, &both)), Code::NoteRoutes);
        whole(store);
    });
}

#[test]
fn no_note_credits_more_than_there_is() {
    each("credit", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let pay = r#"{"payment":[{"means":"10"}],"#;
        let make = |draft: String| till.issue(store, &chain, &draft.replacen('{', pay, 1));
        let credit =
            |number: &str, originals: &[&str], price: &str| make(note("credit_note", number, originals, price));
        for (number, price) in [("S-1", "100.00"), ("S-2", "50.00"), ("S-3", "10.00")] {
            till.issue(store, &chain, &sale(number, price)).unwrap();
        }
        assert_eq!(code(credit("C-1", &["S-1"], "100.01")), Code::NoteExceeds);
        let first = credit("C-1", &["S-1"], "60.00").unwrap();
        assert_eq!(code(credit("C-2", &["S-1"], "40.01")), Code::NoteExceeds);
        credit("C-2", &["S-1"], "40.00").unwrap();
        assert_eq!(code(credit("C-3", &["S-1"], "0.01")), Code::NoteExceeds);
        // A rejected note took nothing back.
        settle(store, first.document.place, Fact::Rejected);
        credit("C-3", &["S-1"], "60.00").unwrap();
        assert_eq!(code(credit("C-4", &["S-1"], "0.01")), Code::NoteExceeds);
        // A debit note adds to what can be credited.
        make(note("debit_note", "D-1", &["S-1"], "5.00")).unwrap();
        assert_eq!(code(credit("C-4", &["S-1"], "5.01")), Code::NoteExceeds);
        credit("C-4", &["S-1"], "5.00").unwrap();
        // One note on two documents ties them together.
        credit("C-5", &["S-2", "S-3"], "55.00").unwrap();
        assert_eq!(code(credit("C-6", &["S-2"], "5.01")), Code::NoteExceeds);
        assert_eq!(code(credit("C-6", &["S-3"], "5.01")), Code::NoteExceeds);
        credit("C-6", &["S-3"], "5.00").unwrap();
        // With a document of another system among them it cannot be known.
        let unknown = credit("C-7", &["S-2", "elsewhere"], "500.00").unwrap();
        assert!(
            unknown
                .warnings
                .iter()
                .any(|fault| fault.error.code() == Code::NoteUnknown)
        );
        whole(store);
    });
}

#[test]
fn the_store_itself_refuses_what_does_not_follow() {
    each("itself", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let first = till
            .order(store, &chain, &sale("S-1", "1.00"), Some("k"), None, now())
            .unwrap()
            .document;
        let next = Document {
            place: Place {
                chain: chain.id,
                counter: 2,
            },
            uuid: Uuid::from_bytes([2; 16]),
            previous_hash: first.hash.into(),
            hash: khatm::seal::InvoiceHash::from_bytes([2; 32]),
            request_key: None,
            ..first.clone()
        };
        let append = |document: &Document| store.transact(&mut |ledger| ledger.append(document, &[]));
        let refused = |change: &dyn Fn(&mut Document)| {
            let mut document = next.clone();
            change(&mut document);
            append(&document).unwrap_err().code()
        };
        assert_eq!(refused(&|document| document.place.counter = 3), Code::StoreLink);
        assert_eq!(
            refused(&|document| document.previous_hash = PreviousHash::FIRST),
            Code::StoreLink
        );
        let again = |document: &mut Document| {
            document.place.counter = 1;
            document.previous_hash = PreviousHash::FIRST;
        };
        assert_eq!(refused(&again), Code::StoreTaken);
        assert_eq!(refused(&|document| document.uuid = first.uuid), Code::StoreTaken);
        assert_eq!(
            refused(&|document| document.request_key = Some("k".to_owned())),
            Code::StoreTaken
        );
        // A transaction that fails after it added something leaves nothing.
        let failed = store.transact(&mut |ledger| {
            ledger.append(&next, &[])?;
            Err(khatm::Error::new(Code::StoreBusy))
        });
        assert_eq!(failed.unwrap_err().kind(), Kind::Busy);
        assert_eq!(count(store), 1);
        append(&next).unwrap();
        assert_eq!(count(store), 2);
        store.set_state(chain.id, ChainState::Quarantined, "A", now()).unwrap();
    });
}

#[test]
fn no_message_says_an_amount_or_a_name() {
    let till = Till::new();
    let store = Memory::new();
    let chain = till.chain(&store, "till");
    till.issue(&store, &chain, &sale("S-1", "1234.56")).unwrap();
    let draft = note("credit_note", "C-1", &["S-1"], "9876.54").replacen('{', r#"{"payment":[{"means":"10"}],"#, 1);
    let refusal = till.issue(&store, &chain, &draft).unwrap_err();
    let text = format!("{} {refusal:?}", refusal.first().message(Language::English));
    assert!(
        !text.contains("9876") && !text.contains("1419") && !text.contains("Tea"),
        "{text}"
    );
    let issued = till.issue(&store, &chain, &sale("S-2", "4321.00")).unwrap();
    let text = format!("{issued:?}");
    assert!(!text.contains("4321") && !text.contains("Tea"), "{text}");
}
