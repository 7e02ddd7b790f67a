//! A round of the shipped order, on a wire that watches: sets, pauses, stops, and a document that spoils nobody else's answer.

mod delivery;
#[path = "delivery/heard.rs"]
mod heard;

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use delivery::{Said, arrival, begin, issue};
use heard::Hearing;
use khatm::outbox::dispatch::{Dispatch, Settling};
use khatm::outbox::worker::{Key, Task};
use khatm::outbox::{
    Alert, Allowance, Arrival, Asked, Claim, Mine, Policy, Round, Ticket, Wire, Worker, deliver_round,
};
use khatm::seal::Profile;
use khatm::store::delivery::{Deliveries, Delivering, Route, State};
use khatm::store::memory::Memory;
use khatm::store::{ChainId, Place};
use khatm::time::Timestamp;
use khatm::{Code, Error, Result};

const START: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);

/// A store that knows whether it is in a transaction, counts them, and fails where it is told to.
struct Watched<'a> {
    bench: &'a Bench,
    fails: &'a dyn Fn(u32) -> Option<Code>,
}

impl Deliveries for Watched<'_> {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let bench = self.bench;
        bench.calls.set(bench.calls.get() + 1);
        if let Some(code) = (self.fails)(bench.calls.get()) {
            return Err(Error::new(code));
        }
        bench.open.set(true);
        let before = bench.store.delivered();
        let done = bench.store.deliver(work);
        if bench.store.delivered() != before {
            bench.commits.set(bench.commits.get() + 1);
        }
        bench.open.set(false);
        done
    }
}

/// Everything that a round needs, in virtual time.
struct Bench {
    store: Memory,
    chains: [ChainId; 2],
    open: Cell<bool>,
    calls: Cell<u32>,
    commits: Cell<u32>,
    now: Cell<Timestamp>,
    paused: RefCell<Vec<Duration>>,
    log: RefCell<Vec<Place>>,
}

impl Bench {
    fn new() -> Self {
        let store = Memory::new();
        let chains = ["a", "b"].map(|device| begin(&store, device, START).expect("a chain"));
        Bench {
            store,
            chains,
            open: Cell::new(false),
            calls: Cell::new(0),
            commits: Cell::new(0),
            now: Cell::new(START),
            paused: RefCell::default(),
            log: RefCell::default(),
        }
    }

    /// Every third is a standard one, on two devices in turn.
    fn issue(&self, keys: std::ops::Range<u64>) {
        for key in keys {
            let standard = key % 3 == 0;
            let profile = if standard {
                Profile::Standard
            } else {
                Profile::Simplified
            };
            let chain = self.chains[(key % 2) as usize];
            issue(&self.store, chain, profile, key, "", self.now.get()).expect("a document");
        }
    }

    fn wire<'a>(&'a self, slots: usize, said: &'a dyn Fn(Place, u64) -> Said) -> Watching<'a> {
        Watching {
            bench: self,
            slots,
            under_way: VecDeque::new(),
            most: 0,
            said,
            at_once: usize::MAX,
            silent: 0,
            when_asked: &|_| {},
        }
    }

    fn round(
        &self,
        worker: &mut Worker,
        wire: &mut Watching<'_>,
        fails: &dyn Fn(u32) -> Option<Code>,
    ) -> Result<Round> {
        self.round_while(worker, wire, fails, &|| true)
    }

    fn round_while(
        &self,
        worker: &mut Worker,
        wire: &mut Watching<'_>,
        fails: &dyn Fn(u32) -> Option<Code>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<Round> {
        let watched = Watched { bench: self, fails };
        let clock = || {
            self.now.set(self.now.get().plus_ms(1));
            self.now.get()
        };
        // The longest wait after a first failure.
        deliver_round(worker, &watched, wire, &clock, &mut || 2_000, go_on)
    }
}

struct Watching<'a> {
    bench: &'a Bench,
    slots: usize,
    under_way: VecDeque<Key>,
    most: usize,
    said: &'a dyn Fn(Place, u64) -> Said,
    /// So many answers come together.
    at_once: usize,
    /// So many times nothing comes at all.
    silent: u32,
    when_asked: &'a dyn Fn(u32),
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
        assert!(!self.bench.open.get(), "a transaction is open while something is sent");
        let key = (claim.document.place, claim.epoch);
        assert!(
            self.bench.store.delivered().attempts.contains_key(&key),
            "sent before the claim was kept"
        );
        self.under_way.push_back(key);
        self.most = self.most.max(self.under_way.len());
        self.bench.log.borrow_mut().push(key.0);
    }

    fn arrivals(&mut self, at_most: Duration) -> Vec<(Key, Arrival)> {
        assert!(
            !self.bench.open.get(),
            "a transaction is open while an answer is waited for"
        );
        assert!(at_most > Duration::ZERO, "a wait that is none is a loop that is busy");
        self.bench.paused.borrow_mut().push(at_most);
        (self.when_asked)(self.bench.paused.borrow().len() as u32);
        if self.silent > 0 {
            self.silent -= 1;
            let now = self.bench.now.get();
            self.bench.now.set(now.plus_ms(at_most.as_millis() as i64));
            return vec![];
        }
        // The last one first: answers come in any order.
        let count = self.under_way.len().min(self.at_once);
        let arrived = self.under_way.drain(self.under_way.len() - count..).rev();
        arrived.map(|key| (key, arrival((self.said)(key.0, key.1)))).collect()
    }
}

fn taken(_: Place, _: u64) -> Said {
    Said::Yes { cleared: true }
}

fn never(_: u32) -> Option<Code> {
    None
}

fn worker() -> Worker {
    Worker::new("w", Policy::default())
}

#[test]
fn a_round_sends_all_that_is_due_and_keeps_every_answer() {
    let bench = Bench::new();
    bench.issue(0..60);
    // Each fifth is lost once; the rest is taken.
    let said = |place: Place, epoch: u64| match (place.counter % 5, epoch) {
        (0, 1) => Said::Lost,
        (0, _) => Said::Known { cleared: true },
        _ => Said::Yes { cleared: true },
    };
    let busy = |call: u32| call.is_multiple_of(3).then_some(Code::StoreBusy);
    let (mut wire, mut worker) = (bench.wire(4, &said), worker());
    wire.at_once = 1;
    let first = bench.round(&mut worker, &mut wire, &busy).expect("a round");
    assert_eq!((first.sent, first.settled, worker.in_hand(), wire.most), (60, 60, 0, 4));
    let rows = bench.store.delivered();
    assert_eq!((rows.outcomes.len(), rows.jobs.len()), (48, 12));
    // Nothing is due yet: a round that has nothing to do ends.
    assert_eq!(bench.round(&mut worker, &mut wire, &busy).expect("a round").sent, 0);
    bench.now.set(bench.now.get().plus_ms(2_000));
    let second = bench.round(&mut worker, &mut wire, &busy).expect("a round");
    assert_eq!((second.sent, bench.store.delivered().jobs.len()), (12, 0));
    // Those that somebody waits for went first.
    let cleared = &bench.log.borrow()[..20];
    let lane = |place: &Place| bench.store.delivered().attempts[&(*place, 1)].endpoint;
    assert!(cleared.iter().all(|place| lane(place) == Route::Clearance));
}

#[test]
fn many_answers_are_kept_in_one_transaction() {
    let bench = Bench::new();
    bench.issue(0..60);
    let (mut wire, mut worker) = (bench.wire(100, &taken), worker());
    let round = bench.round(&mut worker, &mut wire, &never).expect("a round");
    assert_eq!((round.sent, round.settled), (60, 60));
    assert_eq!(bench.commits.get(), 2, "one for the claims, one for the answers");
    // Those, one look at all of them, and a claim that found nothing more.
    assert!(bench.calls.get() <= 4, "{} transactions", bench.calls.get());
}

#[test]
fn a_document_that_cannot_be_kept_keeps_back_no_other() {
    let bench = Bench::new();
    bench.issue(0..20);
    let bad = Place {
        chain: bench.chains[1],
        counter: 4,
    };
    // Its answer cannot be kept, whatever is tried.
    let damaged = |change: &'static str, place: Option<Place>| match (change, place) {
        ("put_answer", Some(place)) if place == bad => Err(Error::new(Code::StoreDamaged)),
        _ => Ok(()),
    };
    let spoilt = Hearing {
        store: &bench.store,
        hook: &damaged,
    };
    let (mut wire, mut worker) = (bench.wire(50, &taken), worker());
    let clock = || bench.now.get();
    let round =
        deliver_round(&mut worker, &spoilt, &mut wire, &clock, &mut || 0, &|| true).expect("one document is no reason");
    assert_eq!((round.sent, round.settled), (20, 19));
    assert_eq!(round.faults, [(bad, Error::new(Code::StoreDamaged))]);
    assert_eq!(worker.in_hand(), 0);
    // It is sent again when its lease ends, and kept as soon as it can be.
    let rows = bench.store.delivered();
    assert_eq!(
        rows.jobs.values().map(|job| (job.place, job.state)).collect::<Vec<_>>(),
        [(bad, State::Inflight)]
    );
    bench.now.set(START.plus_ms(Policy::default().lease_ms()));
    let known = |_, _| Said::Known { cleared: true };
    let mut wire = bench.wire(50, &known);
    let round = bench.round(&mut worker, &mut wire, &never).expect("a round");
    assert_eq!(
        (round.sent, round.settled, bench.store.delivered().jobs.len()),
        (1, 1, 0)
    );
}

#[test]
fn a_store_that_fails_for_all_loses_no_answer() {
    let bench = Bench::new();
    bench.issue(0..10);
    let (mut wire, mut worker) = (bench.wire(50, &taken), worker());
    // Claimed, looked at, sent; then the file turns out to be a copy.
    let fenced = |call: u32| (call > 2).then_some(Code::FenceCopied);
    let ended = bench.round(&mut worker, &mut wire, &fenced).expect_err("a copy");
    assert_eq!((ended.code(), worker.in_hand()), (Code::FenceCopied, 10));
    let round = bench.round(&mut worker, &mut wire, &never).expect("it was resumed");
    assert_eq!(
        (round.sent, round.settled),
        (0, 10),
        "what was answered is kept, and not sent again"
    );
}

#[test]
fn what_is_issued_while_an_answer_is_awaited_goes_out() {
    let bench = Bench::new();
    bench.issue(0..1);
    let later = |asked: u32| {
        if asked == 3 {
            bench.issue(1..6);
        }
    };
    let mut wire = bench.wire(4, &taken);
    (wire.silent, wire.when_asked) = (8, &later);
    let mut worker = worker();
    let sent_at = Cell::new(0);
    let round = bench.round_while(&mut worker, &mut wire, &never, &|| {
        if bench.log.borrow().len() == 4 && sent_at.get() == 0 {
            sent_at.set(bench.paused.borrow().len());
        }
        true
    });
    assert_eq!(round.expect("a round").settled, 6);
    assert_eq!(
        sent_at.get(),
        3,
        "taken after the very next wait, long before the first answer"
    );
    assert!(
        bench
            .paused
            .borrow()
            .iter()
            .all(|wait| *wait <= Duration::from_millis(250))
    );
}

#[test]
fn a_round_that_is_told_to_stop_keeps_what_is_awaited_and_gives_the_rest_back() {
    let bench = Bench::new();
    bench.issue(0..30);
    let mut worker = worker();
    // The answer that comes first is the sign to stop.
    let mut wire = bench.wire(8, &taken);
    wire.at_once = 3;
    let round = bench.round_while(&mut worker, &mut wire, &never, &|| bench.paused.borrow().is_empty());
    let round = round.expect("a round");
    assert_eq!((round.sent, round.settled, worker.in_hand()), (8, 8, 0));
    assert_eq!(bench.store.delivered().jobs.len(), 0);

    // Stopped between the claim and the first byte.
    let calls = bench.calls.get();
    let round = bench.round_while(&mut worker, &mut wire, &never, &|| bench.calls.get() == calls);
    let round = round.expect("a round");
    assert_eq!((round.sent, round.given_back, worker.in_hand()), (0, 8, 0));
    let jobs = bench.store.delivered().jobs;
    assert!(jobs.values().all(|job| job.state == State::Again && job.attempts == 0));
    assert_eq!(jobs.len(), 8);
    let rest = bench.round(&mut worker, &mut wire, &never).expect("a round");
    assert_eq!(rest.sent, 22);

    // Told before it began, it touches nothing.
    bench.issue(30..31);
    let calls = bench.calls.get();
    let idle = bench.round_while(&mut worker, &mut wire, &never, &|| false);
    assert_eq!((idle.expect("a round"), bench.calls.get()), (Round::default(), calls));
}

#[test]
fn a_busy_store_is_waited_for_and_not_for_ever() {
    let bench = Bench::new();
    bench.issue(0..4);
    let (mut wire, mut worker) = (bench.wire(4, &taken), worker());
    let busy = |call: u32| (call > 2).then_some(Code::StoreBusy);
    let ended = bench
        .round(&mut worker, &mut wire, &busy)
        .expect_err("a store that stays busy");
    assert_eq!((ended.code(), worker.in_hand()), (Code::StoreBusy, 4));
    // Every try but the first came after a pause, each longer than the one before.
    let paused = bench.paused.borrow().clone();
    let tries = bench.calls.get() as usize - 2;
    assert_eq!(
        paused.len(),
        tries,
        "the wait for the answers, and a pause before each further try"
    );
    assert!(paused[1..].is_sorted() && paused.iter().sum::<Duration>() > Duration::from_secs(4));
    let round = bench.round(&mut worker, &mut wire, &never).expect("a round");
    assert_eq!((round.sent, round.settled), (0, 4));
}

/// A store at the end of a way over which each document takes its time.
struct Far<'a> {
    bench: &'a Bench,
    ms_each: i64,
    /// So many at once do not come through.
    breaks_at: usize,
    claimed: RefCell<Vec<usize>>,
}

impl Dispatch for Far<'_> {
    fn claim(&self, asked: &Asked<'_>) -> Result<Vec<Claim>> {
        self.claimed.borrow_mut().push(asked.allowance.total);
        if asked.allowance.total >= self.breaks_at {
            return Err(Error::new(Code::PostgresLost));
        }
        let claims = self.bench.store.claim(asked)?;
        let took = self.ms_each * i64::try_from(claims.len()).expect("a count");
        self.bench.now.set(self.bench.now.get().plus_ms(took));
        Ok(claims)
    }

    fn look(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<Vec<Mine>> {
        Dispatch::look(&self.bench.store, tickets, now, policy)
    }

    fn settle(&self, settlings: &[Settling<'_>], now: Timestamp, policy: &Policy) -> Result<Vec<Alert>> {
        self.bench.store.settle(settlings, now, policy)
    }

    fn give_back(&self, tickets: &[Ticket], now: Timestamp, policy: &Policy) -> Result<()> {
        self.bench.store.give_back(tickets, now, policy)
    }

    fn ready(&self) -> Result<()> {
        Ok(())
    }
}

/// A thousand documents over such a way; how many were asked for at each claim, and how many came in vain.
fn over(ms_each: i64, breaks_at: usize) -> (Vec<usize>, usize) {
    let bench = Bench::new();
    bench.issue(0..1_000);
    let far = Far {
        bench: &bench,
        ms_each,
        breaks_at,
        claimed: RefCell::default(),
    };
    let policy = Policy {
        per_chain: 1_000,
        ..Policy::default()
    };
    let (mut wire, mut worker) = (bench.wire(800, &taken), Worker::new("w", policy));
    let clock = || bench.now.get();
    let mut turns = 0;
    let mut go_on = || {
        turns += 1;
        turns < 2_000
    };
    let go_on = RefCell::new(&mut go_on);
    let round = deliver_round(&mut worker, &far, &mut wire, &clock, &mut || 0, &|| {
        (go_on.borrow_mut())()
    });
    let round = round.expect("a round");
    assert_eq!((round.sent, round.settled), (1_000, 1_000), "{ms_each} ms each");
    (far.claimed.into_inner(), round.given_back)
}

#[test]
fn no_more_is_claimed_than_comes_over_the_way_in_time() {
    // 120 ms each: 250 would come too late to be sent, and did for ever.
    let (asked, in_vain) = over(120, usize::MAX);
    assert!(in_vain <= 1_600, "{in_vain} in vain, of {asked:?}");
    assert!(asked.len() <= 20, "{asked:?}");
    // Where the way breaks under more, it is found once and not before every claim.
    let (asked, in_vain) = over(100, 150);
    assert_eq!(in_vain, 0);
    assert!(asked.iter().filter(|asked| **asked >= 150).count() <= 4, "{asked:?}");
    // Also where it is quick until it breaks.
    let (asked, in_vain) = over(1, 150);
    assert_eq!(in_vain, 0);
    assert!(asked.iter().filter(|asked| **asked >= 150).count() <= 4, "{asked:?}");
    // Nobody is held back over a good one.
    let (asked, _) = over(0, usize::MAX);
    assert_eq!(asked[..2], [800, 200 + 600], "{asked:?}");
}

#[test]
fn a_claim_that_takes_nothing_writes_nothing() {
    let bench = Bench::new();
    bench.issue(0..4);
    let mut worker = worker();
    let later = |_, _| Said::Throttled(Some(600));
    let mut wire = bench.wire(4, &later);
    bench.round(&mut worker, &mut wire, &never).expect("a round");
    let writes = RefCell::new(BTreeSet::new());
    let note = |change: &'static str, _: Option<Place>| {
        writes.borrow_mut().insert(change);
        Ok(())
    };
    let store = Hearing {
        store: &bench.store,
        hook: &note,
    };
    let clock = || bench.now.get();
    let mut again = || deliver_round(&mut worker, &store, &mut wire, &clock, &mut || 0, &|| true).expect("a round");
    assert_eq!(again(), Round::default());
    assert!(writes.borrow().is_empty(), "{writes:?}");
    // And where one is taken, it does.
    bench.now.set(START.plus_ms(601_000));
    assert_eq!(again().sent, 4);
    assert!(!writes.borrow().is_empty());
}

#[test]
fn what_was_allowed_is_looked_at_again_after_an_answer() {
    let bench = Bench::new();
    bench.issue(0..12);
    let mut worker = worker();
    let now = START;
    let allowance = |total| Allowance {
        total,
        clearance: 0,
        reporting: total,
    };
    let mut round = Round::default();
    worker.claim(&bench.store, allowance(8), now).expect("a claim");
    let keys: Vec<Key> = worker.tasks().into_iter().filter_map(key_of).collect();
    worker.look(&bench.store, &keys, now, &mut round).expect("a look");
    // The first goes out and is told to rest, when all the others had been allowed.
    let first = keys[0];
    worker.depart(first, now).expect("allowed");
    worker.arrive(first, arrival(Said::Throttled(Some(600))));
    worker
        .settle(&bench.store, &[first], now, &mut || 0, &mut round)
        .expect("kept");
    assert!(keys.iter().all(|key| worker.depart(*key, now).is_none()));
    worker.look(&bench.store, &keys, now, &mut round).expect("a look");
    let sent = keys.iter().filter(|key| worker.depart(**key, now).is_some());
    assert!(sent.into_iter().all(|key| key.0.chain != first.0.chain));
}

fn key_of(task: Task) -> Option<Key> {
    match task {
        Task::Look(key) => Some(key),
        _ => None,
    }
}
