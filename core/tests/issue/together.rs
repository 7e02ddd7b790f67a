//! Several in one call: all of them or none, in their order, however many threads stamp them.

use std::cell::Cell;
use std::num::NonZeroUsize;

use khatm::Code;
use khatm::seal::{PrivateKey, PublicKey, Signature, Signer};
use khatm::store::issue::{Issuer, Order, issue_all};
use khatm::store::memory::Memory;
use khatm::store::{Document, Store};

use crate::ledger::{self, Till, now, sale};
use crate::{count, each, whole};

#[test]
fn several_are_issued_together_or_not_at_all() {
    each("together", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let drafts: Vec<String> = (1..=10).map(|number| sale(&format!("S-{number}"), "1.00")).collect();
        let mut orders: Vec<Order<'_>> = drafts
            .iter()
            .map(|draft| Order {
                draft: draft.as_bytes(),
                request_key: None,
                corrects: None,
            })
            .collect();
        let issued = issue_all(store, &till.issuer(&chain), &orders, now()).unwrap();
        let counters: Vec<u64> = issued.iter().map(|one| one.document.place.counter).collect();
        assert_eq!(counters, (1..=10).collect::<Vec<_>>());
        // The seventh has a number that is taken by then: nothing of the others stays.
        let next: Vec<String> = (11..=20).map(|number| sale(&format!("S-{number}"), "1.00")).collect();
        for (order, draft) in orders.iter_mut().zip(&next) {
            order.draft = draft.as_bytes();
        }
        orders[6].draft = drafts[2].as_bytes();
        let (at, refusal) = issue_all(store, &till.issuer(&chain), &orders, now()).unwrap_err();
        assert_eq!((at, refusal.first().code()), (6, Code::IssueNumber));
        assert_eq!(count(store), 10);
        // Twice the same key in one go is one document.
        orders.truncate(2);
        orders[1] = Order {
            request_key: Some("once"),
            ..orders[0]
        };
        orders[0].request_key = Some("once");
        let issued = issue_all(store, &till.issuer(&chain), &orders, now()).unwrap();
        assert_eq!(issued[0].document, issued[1].document);
        assert_eq!((issued[0].again, issued[1].again), (false, true));
        assert_eq!(count(store), 11);
        whole(store);
    });
}

fn order(draft: &str) -> Order<'_> {
    Order {
        draft: draft.as_bytes(),
        request_key: None,
        corrects: None,
    }
}

/// A signing device whose answer is wrong at one time.
struct Faulty<'k> {
    key: &'k PrivateKey,
    calls: Cell<usize>,
    wrong: usize,
}

impl Signer for Faulty<'_> {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign(&self, message: &[u8]) -> khatm::Result<Signature> {
        self.calls.set(self.calls.get() + 1);
        match self.calls.get() == self.wrong {
            true => self.key.sign(b"something else"),
            false => self.key.sign(message),
        }
    }
}

#[test]
fn of_several_none_is_kept_if_a_stamp_does_not_verify_on_however_many_threads() {
    each("stamps", |store| {
        let till = Till::new();
        let chain = till.chain(store, "till");
        let drafts: Vec<String> = (1..=8).map(|number| sale(&format!("S-{number}"), "1.00")).collect();
        let orders: Vec<Order<'_>> = drafts.iter().map(|draft| order(draft)).collect();
        for threads in [1, 2, 3, 16] {
            for wrong in [1, 3, 8] {
                let faulty = Faulty {
                    key: till.key(),
                    calls: Cell::new(0),
                    wrong,
                };
                let issuer = Issuer::new(chain.id, &till.credential, &faulty).unwrap();
                let issuer = issuer
                    .with_verifier(&till.taxpayer.verifier)
                    .with_seller(ledger::seller());
                let issuer = issuer.with_threads(NonZeroUsize::new(threads).unwrap());
                let (at, refusal) = issue_all(store, &issuer, &orders, now()).unwrap_err();
                assert_eq!((at, refusal.first().code()), (wrong - 1, Code::SelfCheck), "{threads}");
                assert_eq!(count(store), 0);
            }
        }
        whole(store);
    });
}

#[test]
fn on_however_many_threads_the_same_documents_are_issued_in_the_order_of_their_drafts() {
    let till = Till::new();
    let drafts: Vec<String> = (1..=12)
        .map(|number| {
            let uuid = format!(r#"{{"uuid":"00000000-0000-4000-8000-{number:012}","#);
            sale(&format!("S-{number}"), "1.00").replacen('{', &uuid, 1)
        })
        .collect();
    let orders: Vec<Order<'_>> = drafts.iter().map(|draft| order(draft)).collect();
    let mut first: Option<Vec<Document>> = None;
    for threads in [1, 2, 3, 16] {
        let store = Memory::new();
        let chain = till.chain(&store, "till");
        let issuer = till.issuer(&chain).with_threads(NonZeroUsize::new(threads).unwrap());
        let issued = issue_all(&store, &issuer, &orders, now()).unwrap();
        let documents: Vec<Document> = issued.into_iter().map(|one| one.document).collect();
        assert_eq!(documents, store.documents(chain.id, 0, 100).unwrap());
        let numbers: Vec<&str> = documents.iter().map(|document| document.number.as_str()).collect();
        assert_eq!((numbers[0], numbers[11]), ("S-1", "S-12"));
        whole(&store);
        assert_eq!(*first.get_or_insert_with(|| documents.clone()), documents);
    }
}
