//! Every interleaving of a small world: three documents on two devices, two workers, two crashes, one failover that loses the last
//! commit, an answer that is lost, a worker that is slower than its lease. The code that is walked is the shipped one: claim, look,
//! settle and the worker's order, on the store that forgets. What is true is asked of the gateway's own record, in every state.
#![allow(clippy::print_stdout)]

#[path = "explorer/acts.rs"]
mod acts;
mod delivery;
#[path = "delivery/lying.rs"]
mod lying;
#[path = "explorer/world.rs"]
mod world;

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use acts::{Broken, Explorer};
use delivery::{Said, begin, issue};
use khatm::outbox::{Policy, Worker};
use khatm::seal::Profile;
use khatm::store::Document;
use khatm::store::memory::Memory;
use khatm::time::Timestamp;
use lying::Lie;
use world::{Act, Book, Budget, Hand, World};

const START: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);
const POLICY: Policy = Policy {
    call_ms: 60_000,
    spare_ms: 30_000,
    base_ms: 2_000,
    cap_ms: 900_000,
    forced_ms: 84_600_000,
    window_ms: 86_400_000,
    rest_cap_ms: 86_400_000,
    probe_ms: 60_000,
    probe_cap_ms: 900_000,
    per_chain: 100,
    storm: 5,
    urgent_ms: 10_800_000,
    back_ms: 900_000,
    clearance_off: khatm::outbox::ClearanceOff::Report,
};

/// What is broken on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plant {
    None,
    Store(Lie),
    KnownIsRefused,
    LostIsAccepted,
    LostIsRefused,
    LostIsNeverLeft,
    BytesChange,
    NoFence,
}

/// Walks everything that can happen. The number of states, and the way to a broken one if there is one.
fn explore(
    plant: Plant,
    left: Budget,
    odd: &[Said],
    sets: bool,
    most: usize,
) -> (usize, usize, Option<(Broken, Vec<Act>)>) {
    let store = Memory::new();
    let chains = ["till 1", "till 2"].map(|device| begin(&store, device, START).expect("a chain"));
    let documents = [
        (0, Profile::Simplified),
        (0, Profile::Simplified),
        (1, Profile::Standard),
    ];
    let documents: Vec<Document> = (0u64..)
        .zip(documents)
        .map(|(key, (chain, profile))| issue(&store, chains[chain], profile, key, "", START).expect("a document"))
        .collect();
    let explorer = Explorer {
        documents,
        bad: 1,
        plant,
        odd: odd.to_vec(),
        sets,
    };
    let hands = (0..2)
        .map(|at| Hand {
            worker: Worker::new(&format!("w{at}"), POLICY),
            said: BTreeMap::new(),
        })
        .collect();
    let books = vec![Book::default(); 3];
    let first = World {
        rows: Rc::new(store.delivered()),
        store,
        replica: None,
        books,
        hands,
        wire: vec![],
        now: START,
        left,
        fenced: false,
        lost_commit: false,
    };
    let mut seen = HashSet::from([first.key()]);
    let mut ways: Vec<(usize, Act)> = vec![(0, Act::Tick)];
    let mut front = std::collections::VecDeque::from([(first, 0usize)]);
    let (mut steps, mut shown) = (0, 50_000);
    while let Some((world, at)) = front.pop_front() {
        for act in explorer.actions(&world) {
            steps += 1;
            match explorer.act(&world, act) {
                Ok(next) => {
                    if seen.insert(next.key()) {
                        ways.push((at, act));
                        front.push_back((next, ways.len() - 1));
                    }
                }
                Err(broken) => {
                    let mut trace = vec![act];
                    let mut back = at;
                    while back != 0 {
                        trace.push(ways[back].1);
                        back = ways[back].0;
                    }
                    trace.reverse();
                    return (seen.len(), steps, Some((broken, trace)));
                }
            }
        }
        if seen.len() >= shown {
            println!("  {} states, {} still to be walked from", seen.len(), front.len());
            shown += 50_000;
        }
        assert!(
            seen.len() < most,
            "more than {most} states: the world is larger than it was meant to be"
        );
    }
    (seen.len(), steps, None)
}

const FULL: Budget = Budget {
    crashes: 2,
    failovers: 1,
    losses: 0,
    slow: 0,
    odd: 0,
};

fn clean(name: &str, left: Budget, odd: &[Said], sets: bool, most: usize) -> usize {
    let (states, steps, broken) = explore(Plant::None, left, odd, sets, most);
    println!("{name}: {states} states, {steps} steps");
    if let Some((broken, trace)) = broken {
        let trace: Vec<String> = trace.iter().map(|act| format!("{act:?}")).collect();
        panic!("{name}: {broken}\n{}", trace.join("\n"));
    }
    states
}

#[test]
fn three_documents_two_workers_two_crashes_one_failover() {
    let states = clean("2 crashes, 1 failover", FULL, &[], false, 2_000_000);
    assert!(states > 10_000, "{states}: the world has become smaller than it was");
}

/// The shipped order takes all that its hands bear, and does what is of one kind together.
#[test]
fn the_same_in_sets_of_three() {
    let states = clean("sets, 2 crashes, 1 failover", FULL, &[], true, 2_000_000);
    assert!(states > 1_000, "{states}: the world has become smaller than it was");
    let lost = Budget {
        crashes: 1,
        failovers: 0,
        losses: 1,
        slow: 0,
        odd: 0,
    };
    clean("sets, 1 crash, 1 lost answer", lost, &[], true, 2_000_000);
}

#[test]
fn lost_answers_and_every_other_answer() {
    let lost = Budget {
        crashes: 0,
        failovers: 0,
        losses: 1,
        slow: 1,
        odd: 0,
    };
    clean("1 lost answer, 1 slow worker", lost, &[], false, 2_000_000);
    let odd = [
        Said::Throttled(Some(5)),
        Said::Credential,
        Said::NotFound,
        Said::Elsewhere,
        Said::NeverLeft,
        Said::Server,
    ];
    let left = Budget {
        crashes: 0,
        failovers: 0,
        losses: 1,
        slow: 0,
        odd: 1,
    };
    clean("1 odd answer of six kinds, 1 lost", left, &odd, false, 2_000_000);
}

#[test]
fn every_planted_fault_is_found() {
    let lost = Budget {
        crashes: 1,
        failovers: 0,
        losses: 1,
        slow: 1,
        odd: 1,
    };
    let odd = [Said::Server, Said::Throttled(Some(5))];
    let plants = [
        (Plant::Store(Lie::ClaimIsNotCommitted), lost),
        (Plant::Store(Lie::LookIsBlind), lost),
        (Plant::Store(Lie::EpochIsIgnored), lost),
        (Plant::Store(Lie::DoubtIsForgotten), lost),
        (Plant::Store(Lie::LeaseIsIgnored), lost),
        (Plant::Store(Lie::CursorSkips), lost),
        (Plant::Store(Lie::FactIsLost), lost),
        (Plant::Store(Lie::AttemptIsNotKept), lost),
        (Plant::KnownIsRefused, lost),
        (Plant::LostIsAccepted, lost),
        (Plant::LostIsRefused, lost),
        (Plant::LostIsNeverLeft, lost),
        (Plant::BytesChange, lost),
        (Plant::NoFence, FULL),
    ];
    for (plant, left) in plants {
        let (states, _, broken) = explore(plant, left, &odd, false, 2_000_000);
        let (broken, trace) = broken.unwrap_or_else(|| panic!("{plant:?} was not found in {states} states"));
        println!("{plant:?}: after {states} states, {} steps: {broken}", trace.len());
    }
}
