//! One round of the shipped driver, on a wire that watches.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use khatm::outbox::worker::Key;
use khatm::outbox::{Allowance, Arrival, Claim, Policy, Wire, Worker, deliver_round};
use khatm::seal::Profile;
use khatm::store::Place;
use khatm::store::delivery::{Deliveries, Delivering, Route};
use khatm::store::memory::Memory;
use khatm::time::Timestamp;
use khatm::{Code, Error, Result};

use super::delivery::{Said, arrival, begin, issue};
use super::world::START;

/// A store that knows whether it is in a transaction, and is busy every third time.
struct Watched<'a> {
    store: &'a Memory,
    open: &'a Cell<bool>,
    calls: Cell<u32>,
}

impl Deliveries for Watched<'_> {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        self.calls.set(self.calls.get() + 1);
        if self.calls.get().is_multiple_of(3) {
            return Err(Error::new(Code::StoreBusy));
        }
        self.open.set(true);
        let done = self.store.deliver(work);
        self.open.set(false);
        done
    }
}

struct Watching<'a> {
    store: &'a Memory,
    open: &'a Cell<bool>,
    slots: usize,
    under_way: VecDeque<Key>,
    most: usize,
    said: &'a dyn Fn(Place, u64) -> Said,
    log: &'a RefCell<Vec<Place>>,
}

impl Wire for Watching<'_> {
    fn allowance(&mut self, _now: Timestamp) -> Allowance {
        let total = self.slots - self.under_way.len();
        Allowance {
            total,
            clearance: total,
            reporting: total,
        }
    }

    fn send(&mut self, claim: &Claim) {
        assert!(!self.open.get(), "a transaction is open while something is sent");
        let key = (claim.document.place, claim.epoch);
        assert!(
            self.store.delivered().attempts.contains_key(&key),
            "sent before the claim was kept"
        );
        self.under_way.push_back(key);
        self.most = self.most.max(self.under_way.len());
        self.log.borrow_mut().push(key.0);
    }

    fn arrival(&mut self) -> (Key, Arrival) {
        assert!(!self.open.get(), "a transaction is open while an answer is waited for");
        // The last one first: answers come in any order.
        let key = self
            .under_way
            .pop_back()
            .expect("asked only while something is under way");
        (key, arrival((self.said)(key.0, key.1)))
    }
}

#[test]
fn a_round_sends_all_that_is_due_and_keeps_every_answer() {
    let store = Memory::new();
    let chains = [begin(&store, "a", START), begin(&store, "b", START)].map(|chain| chain.expect("a chain"));
    for key in 0..60u64 {
        let profile = if key % 3 == 0 {
            Profile::Standard
        } else {
            Profile::Simplified
        };
        issue(&store, chains[(key % 2) as usize], profile, key, "", START).expect("a document");
    }
    let (open, log, now) = (Cell::new(false), RefCell::new(vec![]), Cell::new(START));
    let watched = Watched {
        store: &store,
        open: &open,
        calls: Cell::new(0),
    };
    // Each fifth is lost once; the rest is taken.
    let said = |place: Place, epoch: u64| match (place.counter % 5, epoch) {
        (0, 1) => Said::Lost,
        (0, _) => Said::Known { cleared: true },
        _ => Said::Yes { cleared: true },
    };
    let mut wire = Watching {
        store: &store,
        open: &open,
        slots: 4,
        under_way: VecDeque::new(),
        most: 0,
        said: &said,
        log: &log,
    };
    let mut worker = Worker::new("w", Policy::default());
    let clock = || {
        now.set(now.get().plus_ms(1));
        now.get()
    };
    // The longest wait after a first failure.
    let mut chance = || 2_000;
    let first = deliver_round(&mut worker, &watched, &mut wire, &clock, &mut chance).expect("a round");
    assert_eq!((first.sent, first.settled, worker.in_hand(), wire.most), (60, 60, 0, 4));
    let rows = store.delivered();
    assert_eq!((rows.outcomes.len(), rows.jobs.len()), (48, 12));
    // Nothing is due yet: a round that has nothing to do ends.
    assert_eq!(
        deliver_round(&mut worker, &watched, &mut wire, &clock, &mut chance)
            .expect("a round")
            .sent,
        0
    );
    now.set(now.get().plus_ms(2_000));
    let second = deliver_round(&mut worker, &watched, &mut wire, &clock, &mut chance).expect("a round");
    assert_eq!((second.sent, store.delivered().jobs.len()), (12, 0));
    // Those that somebody waits for went first.
    let cleared = &log.borrow()[..20];
    let lane = |place: &Place| store.delivered().attempts[&(*place, 1)].endpoint;
    assert!(cleared.iter().all(|place| lane(place) == Route::Clearance));
}
