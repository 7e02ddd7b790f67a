//! Who goes next, on the store that forgets.

use super::*;
use crate::chain::Start;
use crate::gateway::Verdict;
use crate::gateway::verdict::{Acceptance, NotReceived, Remark};
use crate::invoice::DocumentKind;
use crate::money::Amount;
use crate::outbox::round::Round;
use crate::outbox::worker::Task;
use crate::outbox::{Arrival, Told, Worker};
use crate::seal::csr::Environment;
use crate::seal::{InvoiceHash, Profile};
use crate::store::delivery::{Deliveries, Why};
use crate::store::memory::Memory;
use crate::store::{NewChain, Store, Uuid};

mod order;

const NOW: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);
const HOUR: i64 = 3_600_000;
const POLICY: fn() -> Policy = Policy::default;

struct Shop {
    store: Memory,
    chains: Vec<ChainId>,
    made: u64,
}

impl Shop {
    fn new(devices: usize) -> Self {
        let store = Memory::new();
        let begin = |device: usize| {
            let new = NewChain {
                environment: Environment::Simulation,
                device: device.to_string(),
                vat_number: String::new(),
                certificate: device.to_string(),
                start: Start::NEW,
            };
            store.begin(&new, NOW).unwrap().id
        };
        let chains = (0..devices).map(begin).collect();
        Shop { store, chains, made: 0 }
    }

    /// Documents of one device, due by `deadline` hours from now.
    fn issue(&mut self, device: usize, profile: Profile, deadline: i64, count: usize) {
        for _ in 0..count {
            self.made += 1;
            let (key, chain) = (self.made, self.chains[device]);
            self.store
                .transact(&mut |rows| {
                    let head = rows.head(chain)?;
                    let next = Start::NEW.next(head.as_ref().map(|head| &head.link))?;
                    let mut uuid = [0; 16];
                    uuid[..8].copy_from_slice(&key.to_be_bytes());
                    let mut hash = [b'A'; 44];
                    hash[43] = b'=';
                    let document = Document {
                        place: Place {
                            chain,
                            counter: next.counter,
                        },
                        uuid: Uuid::from_bytes(uuid),
                        kind: DocumentKind::Invoice,
                        profile,
                        number: String::new(),
                        issued: NOW,
                        deadline: NOW.plus_ms(deadline * HOUR),
                        previous_hash: next.previous_hash,
                        hash: InvoiceHash::parse(std::str::from_utf8(&hash).unwrap()).unwrap(),
                        request_key: None,
                        content: [0; 32],
                        currency: String::new(),
                        total: Amount::from_halalas(0)?,
                        xml: key.to_be_bytes().to_vec(),
                    };
                    rows.append(&document, &[])
                })
                .unwrap();
        }
    }

    fn claim(&self, allowance: Allowance, now: Timestamp) -> Vec<Claim> {
        self.claim_of(None, allowance, now)
    }

    /// The claims of a worker that keeps to some chains.
    fn claim_of(&self, only: Option<&BTreeSet<ChainId>>, allowance: Allowance, now: Timestamp) -> Vec<Claim> {
        let mut claims = vec![];
        let policy = POLICY();
        let busy = BTreeMap::new();
        let asked = Asked {
            only,
            worker: "w",
            allowance,
            busy: &busy,
            now,
            policy: &policy,
        };
        self.store
            .deliver(&mut |rows| {
                claims = claim(rows, &asked)?;
                Ok(())
            })
            .unwrap();
        claims
    }

    fn settle(&self, claim: &Claim, verdict: Verdict, now: Timestamp) {
        let told = Told::from(Arrival {
            verdict,
            http: 200,
            body: None,
            ms: 1,
        });
        self.store
            .deliver(&mut |rows| crate::outbox::settle(rows, &claim.ticket(), &told, now, 0, &POLICY()).map(drop))
            .unwrap();
    }
}

fn all(total: usize) -> Allowance {
    Allowance {
        total,
        clearance: total,
        reporting: total,
    }
}

fn of(claims: &[Claim]) -> Vec<(u32, u64)> {
    claims
        .iter()
        .map(|claim| (claim.document.place.chain.number(), claim.document.place.counter))
        .collect()
}

fn rejected(code: &str) -> Verdict {
    Verdict::Rejected(vec![Remark {
        code: Some(code.into()),
        ..Remark::default()
    }])
}

#[test]
fn a_clearance_is_not_behind_a_thousand_reports() {
    let mut shop = Shop::new(2);
    shop.issue(0, Profile::Simplified, 24, 1000);
    shop.issue(1, Profile::Standard, 24, 1);
    assert_eq!(of(&shop.claim(all(3), NOW))[0], (2, 1));
}

#[test]
fn devices_take_turns_however_long_their_queues_are() {
    let mut shop = Shop::new(3);
    shop.issue(0, Profile::Simplified, 24, 50);
    shop.issue(1, Profile::Simplified, 24, 5);
    shop.issue(2, Profile::Simplified, 24, 5);
    let mut served = [0; 3];
    for _ in 0..9 {
        for (chain, _) in of(&shop.claim(all(1), NOW)) {
            served[chain as usize - 1] += 1;
        }
    }
    assert_eq!(served, [3, 3, 3]);
    let mut at_once = Shop::new(2);
    at_once.issue(0, Profile::Simplified, 24, 50);
    at_once.issue(1, Profile::Simplified, 24, 50);
    let claims = of(&at_once.claim(all(8), NOW));
    assert_eq!(claims.iter().filter(|(chain, _)| *chain == 1).count(), 4, "{claims:?}");
}

#[test]
fn what_is_nearly_late_goes_first_and_yet_nobody_waits_for_ever() {
    let mut shop = Shop::new(2);
    shop.issue(0, Profile::Simplified, 2, 40);
    shop.issue(1, Profile::Simplified, 24, 40);
    let claims = of(&shop.claim(all(40), NOW));
    let urgent = claims.iter().filter(|(chain, _)| *chain == 1).count();
    assert!((25..=32).contains(&urgent), "{urgent} of 40");
}

#[test]
fn no_more_is_taken_than_hands_are_free_and_nothing_through_a_closed_door() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Simplified, 24, 5);
    shop.issue(0, Profile::Standard, 24, 5);
    assert_eq!(
        shop.claim(
            Allowance {
                total: 3,
                clearance: 0,
                reporting: 2
            },
            NOW
        )
        .len(),
        2
    );
    assert!(
        shop.claim(
            Allowance {
                total: 3,
                clearance: 0,
                reporting: 0
            },
            NOW
        )
        .is_empty()
    );
    assert_eq!(
        shop.claim(
            Allowance {
                total: 3,
                clearance: 5,
                reporting: 0
            },
            NOW
        )
        .len(),
        3
    );
}

#[test]
fn a_credential_that_is_not_taken_parks_the_whole_device_with_one_slow_probe() {
    let mut shop = Shop::new(2);
    shop.issue(0, Profile::Simplified, 24, 5);
    shop.issue(0, Profile::Standard, 24, 5);
    shop.issue(1, Profile::Simplified, 24, 1);
    let first = shop.claim(all(1), NOW).remove(0);
    shop.settle(&first, Verdict::Credential(vec![]), NOW);
    // The other device goes on.
    let other = shop.claim(all(9), NOW);
    assert_eq!(of(&other), [(2, 1)]);
    shop.settle(&other[0], Verdict::Accepted(Acceptance::default()), NOW);
    let (mut now, mut gaps) = (NOW, vec![]);
    for _ in 0..7 {
        let mut waited = 0;
        let probe = loop {
            now = now.plus_ms(60_000);
            waited += 1;
            let mut claims = shop.claim(all(9), now);
            if let Some(probe) = claims.pop() {
                assert!(claims.is_empty() && probe.probe);
                assert_eq!(probe.document.place, first.document.place);
                break probe;
            }
        };
        // While it is on its way, no other one is.
        assert!(shop.claim(all(9), now).is_empty());
        shop.settle(&probe, Verdict::Credential(vec![]), now);
        gaps.push(waited);
    }
    assert_eq!(gaps, [1, 2, 4, 8, 15, 15, 15]);
    now = now.plus_ms(15 * 60_000);
    let probe = shop.claim(all(9), now).remove(0);
    shop.settle(&probe, Verdict::Accepted(Acceptance::default()), now);
    assert_eq!(shop.claim(all(20), now).len(), 9);
}

#[test]
fn five_equal_refusals_in_a_row_pause_the_device_and_an_acceptance_ends_it() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Simplified, 24, 40);
    let parked = |shop: &Shop| {
        shop.store
            .delivered()
            .lanes
            .values()
            .all(|lane| lane.park.as_ref().is_some_and(|park| park.why == Why::Storm))
    };
    for code in ["A", "A", "A", "A", "B", "A", "A", "A", "A"] {
        let claim = shop.claim(all(1), NOW).remove(0);
        shop.settle(&claim, rejected(code), NOW);
        assert!(!parked(&shop), "{code}");
    }
    let fifth = shop.claim(all(1), NOW).remove(0);
    shop.settle(&fifth, rejected("A"), NOW);
    assert!(parked(&shop));
    assert!(shop.claim(all(9), NOW).is_empty());
    // Issuing goes on.
    shop.issue(0, Profile::Simplified, 24, 1);
    let mut now = NOW.plus_ms(60_000);
    let probe = shop.claim(all(9), now);
    assert_eq!(probe.len(), 1);
    shop.settle(&probe[0], rejected("A"), now);
    now = now.plus_ms(60_000);
    assert!(
        shop.claim(all(9), now).is_empty(),
        "the second probe waits twice as long"
    );
    now = now.plus_ms(60_000);
    let probe = shop.claim(all(9), now);
    assert_eq!(probe.len(), 1);
    shop.settle(&probe[0], Verdict::Accepted(Acceptance::default()), now);
    assert!(!parked(&shop));
    assert_eq!(shop.claim(all(9), now).len(), 9);
}

#[test]
fn a_fault_at_one_operation_does_not_stop_the_other() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Simplified, 24, 2);
    shop.issue(0, Profile::Standard, 24, 2);
    let clearance = shop.claim(all(1), NOW).remove(0);
    let defect = crate::gateway::Defect {
        status: 404,
        final_for_these_bytes: false,
        remarks: vec![],
    };
    shop.settle(&clearance, Verdict::Defect(defect), NOW);
    assert_eq!(of(&shop.claim(all(9), NOW)), [(1, 1), (1, 2)]);
}

#[test]
fn the_authority_rests_when_it_asks_for_it_for_that_operation_and_device_alone() {
    let mut shop = Shop::new(2);
    for device in 0..2 {
        shop.issue(device, Profile::Simplified, 24, 2);
        shop.issue(device, Profile::Standard, 24, 1);
    }
    let reporting = Allowance {
        total: 1,
        clearance: 0,
        reporting: 1,
    };
    let first = shop.claim(reporting, NOW).remove(0);
    shop.settle(&first, Verdict::NotReceived(NotReceived::Throttled(Some(600))), NOW);
    let rest = of(&shop.claim(all(9), NOW.plus_ms(599_999)));
    assert_eq!(rest, [(1, 3), (2, 3), (2, 1), (2, 2)]);
    assert_eq!(of(&shop.claim(all(9), NOW.plus_ms(600_000))), [(1, 1), (1, 2)]);
}

#[test]
fn after_a_303_the_lane_goes_elsewhere_and_tries_home_now_and_then() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Standard, 24, 6);
    let endpoints = |claims: &[Claim]| claims.iter().map(|claim| claim.endpoint).collect::<Vec<_>>();
    let first = shop.claim(all(1), NOW).remove(0);
    shop.settle(&first, Verdict::WrongRoute(vec![]), NOW);
    let two = shop.claim(all(2), NOW);
    assert_eq!(endpoints(&two), [Route::Reporting, Route::Reporting]);
    for claim in &two {
        shop.settle(claim, Verdict::Accepted(Acceptance::default()), NOW);
    }
    let later = NOW.plus_ms(15 * 60_000);
    let two = shop.claim(all(2), later);
    assert_eq!(endpoints(&two), [Route::Clearance, Route::Reporting]);
    shop.settle(&two[0], Verdict::Accepted(Acceptance::default()), later);
    assert_eq!(endpoints(&shop.claim(all(1), later)), [Route::Clearance]);
    // What was reported because the authority said so may be handed over as it is, and that is written down.
    assert_eq!(shop.store.delivered().releases.len(), 2);
}

#[test]
fn a_slow_worker_sends_nothing() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Simplified, 24, 1);
    let mut worker = Worker::new("slow", POLICY());
    worker.claim(&shop.store, all(1), NOW).unwrap();
    let key = (
        Place {
            chain: shop.chains[0],
            counter: 1,
        },
        1,
    );
    // The call would outlive the claim.
    let mut round = Round::default();
    worker
        .look(&shop.store, &[key], NOW.plus_ms(30_001), &mut round)
        .unwrap();
    assert_eq!(worker.tasks(), [Task::GiveBack(key)]);
    worker
        .give_back(&shop.store, &[key], NOW.plus_ms(30_001), &mut round)
        .unwrap();
    assert_eq!(round.given_back, 1);
    assert_eq!(shop.store.delivered().jobs.values().next().unwrap().attempts, 0);
    worker.claim(&shop.store, all(1), NOW.plus_ms(30_001)).unwrap();
    let key = (key.0, 2);
    worker
        .look(&shop.store, &[key], NOW.plus_ms(30_001), &mut round)
        .unwrap();
    assert_eq!(worker.tasks(), [Task::Send(key)]);
    assert!(worker.depart(key, NOW.plus_ms(70_000)).is_none());
    // After the lease it is another's.
    let other = shop.claim(all(1), NOW.plus_ms(130_000)).remove(0);
    assert_eq!((other.epoch, other.again), (3, true));
    worker
        .give_back(&shop.store, &[key], NOW.plus_ms(130_000), &mut round)
        .unwrap();
    let mut late = Worker::new("late", POLICY());
    late.claim(&shop.store, all(1), NOW.plus_ms(260_000)).unwrap();
    shop.claim(all(1), NOW.plus_ms(390_000)).remove(0);
    let key = (key.0, 4);
    late.look(&shop.store, &[key], NOW.plus_ms(390_000), &mut round)
        .unwrap();
    assert_eq!((round.lost, late.in_hand()), (1, 0));
}

#[test]
fn who_waits_is_told_what_is_so_in_both_languages() {
    use crate::error::Language::{Arabic, English};
    use crate::outbox::{HandOver, Reason, Waited, wait_cleared};
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Standard, 24, 2);
    let place = |counter| Place {
        chain: shop.chains[0],
        counter,
    };
    let now = std::cell::Cell::new(NOW);
    let wait = |counter, ms| {
        let mut pause = |ms| now.set(now.get().plus_ms(ms));
        wait_cleared(
            &shop.store,
            place(counter),
            now.get().plus_ms(ms),
            &|| now.get(),
            &mut pause,
        )
        .unwrap()
    };
    let began = now.get();
    assert_eq!(wait(1, 2_050), Waited::Sending);
    assert_eq!(now.get().since(began), 2_050, "neither less nor more");
    let first = shop.claim(all(1), now.get()).remove(0);
    shop.settle(
        &first,
        Verdict::NotReceived(NotReceived::Throttled(Some(60))),
        now.get(),
    );
    assert_eq!(wait(1, 0), Waited::Resting);
    now.set(now.get().plus_ms(60_000));
    assert_eq!(wait(1, 0), Waited::NoAnswer);
    let again = shop.claim(all(1), now.get()).remove(0);
    shop.settle(&again, Verdict::Credential(vec![]), now.get());
    assert_eq!(wait(1, 0), Waited::Parked(Why::Credential));
    now.set(now.get().plus_ms(60_000));
    let probe = shop.claim(all(1), now.get()).remove(0);
    let cleared = crate::gateway::Cleared {
        xml: vec![1],
        hash_fits: true,
        stamp_faults: vec![],
    };
    let acceptance = Acceptance {
        warnings: vec![],
        cleared: Some(cleared),
    };
    shop.settle(&probe, Verdict::Accepted(acceptance), now.get());
    // It does not wait for what is there.
    let before = now.get();
    assert_eq!(wait(1, 10_000), Waited::Settled(HandOver::AsCleared));
    assert_eq!(now.get(), before);
    let hold = |people| {
        shop.store
            .deliver(&mut |rows| crate::outbox::operator::hold(rows, place(2), people, "price", NOW))
    };
    assert_eq!(hold(("Amal", " amal ")).unwrap_err().code(), Code::OutboxTwoPeople);
    hold(("Amal", "Badr")).unwrap();
    assert_eq!(wait(2, 0), Waited::Held);
    assert!(shop.claim(all(9), now.get()).is_empty());
    shop.store
        .deliver(&mut |rows| crate::outbox::operator::free(rows, place(2), "Amal", "mended", NOW))
        .unwrap();
    assert_eq!(of(&shop.claim(all(9), now.get())), [(1, 2)]);
    let every = [
        Waited::Settled(HandOver::AsIssued),
        Waited::Settled(HandOver::AsCleared),
        Waited::Settled(HandOver::Released(Reason::Outage)),
        Waited::Settled(HandOver::Released(Reason::ClearanceOff)),
        Waited::Settled(HandOver::Rejected),
        Waited::Settled(HandOver::ClearedMissing),
        Waited::Sending,
        Waited::NoAnswer,
        Waited::Resting,
        Waited::Parked(Why::Credential),
        Waited::Parked(Why::Defect),
        Waited::Parked(Why::Storm),
        Waited::Held,
    ];
    let texts: BTreeSet<&str> = every
        .iter()
        .flat_map(|waited| [waited.text(English), waited.text(Arabic)])
        .collect();
    assert_eq!(texts.len(), 2 * every.len());
}

/// A till boots with a wrong date, claims, gets no answer, is refused or asked for rest; then its clock is set right.
#[test]
fn what_a_clock_that_ran_ahead_wrote_keeps_nothing_back() {
    const AHEAD: Timestamp = NOW.plus_ms(5 * 365 * 24 * HOUR);
    let unsure = || Verdict::Unsure(crate::gateway::Doubt::Lost(crate::gateway::Loss::Timeout));
    let throttled = || Verdict::NotReceived(NotReceived::Throttled(Some(3_600)));
    for (what, verdict) in [
        ("its worker died", None),
        ("no answer", Some(unsure())),
        ("a rest", Some(throttled())),
        ("a refused credential", Some(Verdict::Credential(vec![]))),
    ] {
        let mut shop = Shop::new(1);
        shop.issue(0, Profile::Simplified, 24, 1);
        let claim = shop.claim(all(1), AHEAD).remove(0);
        if let Some(verdict) = verdict {
            shop.settle(&claim, verdict, AHEAD);
        }
        let again = shop.claim(all(1), NOW);
        assert_eq!(of(&again), [(1, 1)], "{what}");
        // What is asked for now is kept to, whatever was asked for then.
        shop.settle(&again[0], throttled(), NOW);
        assert!(shop.claim(all(1), NOW.plus_ms(1_000)).is_empty(), "{what}");
        assert_eq!(of(&shop.claim(all(1), NOW.plus_ms(2 * HOUR))), [(1, 1)], "{what}");
    }
    // The longest rest that is believed is no mistake.
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Simplified, 24, 1);
    let claim = shop.claim(all(1), NOW).remove(0);
    let long = Verdict::NotReceived(NotReceived::Throttled(Some(u64::MAX)));
    shop.settle(&claim, long, NOW);
    assert!(shop.claim(all(1), NOW.plus_ms(HOUR - 1)).is_empty());
    assert_eq!(shop.claim(all(1), NOW.plus_ms(HOUR)).len(), 1);
}

#[test]
fn a_clock_that_is_set_back_keeps_no_buyer_waiting() {
    let mut shop = Shop::new(1);
    shop.issue(0, Profile::Standard, 24, 1);
    let place = Place {
        chain: shop.chains[0],
        counter: 1,
    };
    let (now, paused) = (std::cell::Cell::new(NOW), std::cell::Cell::new(0));
    let waited = crate::outbox::wait_cleared(&shop.store, place, NOW.plus_ms(5_000), &|| now.get(), &mut |ms| {
        paused.set(paused.get() + ms);
        assert!(paused.get() <= 5_000, "somebody still waits");
        // Ten hours back, after a second.
        let back = if paused.get() == 1_000 { -10 * HOUR } else { 0 };
        now.set(now.get().plus_ms(ms + back));
    });
    assert_eq!(waited.unwrap(), crate::outbox::Waited::Sending);
}

/// A ledger of two environments, and a worker of one of them.
#[test]
fn what_others_serve_is_not_touched_and_takes_no_places() {
    let mut shop = Shop::new(2);
    // What the others have is due first, and more than there are hands.
    shop.issue(0, Profile::Simplified, 2, 9);
    shop.issue(1, Profile::Simplified, 24, 3);
    let unsure = || Verdict::Unsure(crate::gateway::Doubt::Lost(crate::gateway::Loss::Timeout));
    for claim in shop.claim(all(11), NOW) {
        shop.settle(&claim, unsure(), NOW);
    }
    shop.store
        .deliver(&mut |rows| {
            let mut lane = rows.lane(shop.chains[0], Route::Clearance)?.unwrap();
            lane.park = Some(crate::store::delivery::Park {
                why: Why::Credential,
                code: "x".into(),
                until: NOW,
                probes: 0,
                probe: None,
            });
            rows.put_lane(&lane)
        })
        .unwrap();
    shop.issue(0, Profile::Standard, 24, 1);
    let later = NOW.plus_ms(HOUR);
    let own = BTreeSet::from([shop.chains[1]]);
    for hands in [2, 1] {
        let claims = of(&shop.claim_of(Some(&own), all(hands), later));
        assert_eq!(claims.len(), hands);
        assert!(claims.iter().all(|(chain, _)| *chain == 2), "{claims:?}");
    }
    assert!(shop.claim_of(Some(&own), all(9), later).is_empty());
    assert_eq!(
        shop.claim(all(20), later).len(),
        10,
        "they are there for who serves them"
    );
}
