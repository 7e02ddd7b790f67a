//! Bucket and breaker alone, with time handed in: rows, and random histories with what must hold of each.

use khatm::drive::Rates;
use khatm::drive::restraint::{Admission, Outcome, Restraint, Slot};

const RATES: Rates = Rates {
    per_minute: 60,
    burst: 3,
    least_per_minute: 6,
    most_retry_after_ms: 3_600_000,
    straight_failures: 5,
    probe_every_ms: 30_000,
};

fn go(restraint: &mut Restraint, now: u64) -> Slot {
    match restraint.admit(now) {
        Admission::Go(slot) => slot,
        other => panic!("{other:?} at {now}"),
    }
}

fn waits(restraint: &mut Restraint, now: u64) -> u64 {
    match restraint.admit(now) {
        Admission::Wait { for_ms } => for_ms,
        other => panic!("{other:?} at {now}"),
    }
}

fn open(restraint: &mut Restraint, now: u64) -> u64 {
    match restraint.admit(now) {
        Admission::Open { for_ms } => for_ms,
        other => panic!("{other:?} at {now}"),
    }
}

/// A call that goes now and ends now.
fn call(restraint: &mut Restraint, outcome: Outcome, now: u64) -> bool {
    let slot = go(restraint, now);
    restraint.settle(slot, outcome, None, now)
}

#[test]
fn some_go_at_once_then_one_a_second() {
    let mut restraint = Restraint::new(RATES);
    for _ in 0..3 {
        go(&mut restraint, 0);
    }
    assert_eq!(waits(&mut restraint, 0), 1_000);
    assert_eq!(waits(&mut restraint, 999), 1);
    go(&mut restraint, 1_000);
    assert_eq!(waits(&mut restraint, 1_000), 1_000);
    // After a rest as many as in the beginning, and not more.
    for _ in 0..3 {
        go(&mut restraint, 100_000);
    }
    assert_eq!(waits(&mut restraint, 100_000), 1_000);
}

#[test]
fn too_many_empties_it_halves_the_rate_and_the_rate_comes_back_slowly() {
    let mut restraint = Restraint::new(RATES);
    let slot = go(&mut restraint, 1_000);
    restraint.settle(slot, Outcome::Throttled, None, 1_000);
    assert_eq!(restraint.per_minute(), 30);
    assert_eq!(waits(&mut restraint, 1_000), 1_000, "a second when no time is named");
    let slot = go(&mut restraint, 2_000);
    assert_eq!(waits(&mut restraint, 2_000), 2_000, "one alone, then half as often");
    restraint.settle(slot, Outcome::Throttled, None, 2_000);
    assert_eq!(restraint.per_minute(), 15);
    // Twice the pause the second time, and the slot that was given ahead of its time is paid back.
    assert_eq!(waits(&mut restraint, 2_000), 3_000);
    // Never slower than the least, never a pause of more than a minute.
    let mut now = 2_000;
    for _ in 0..20 {
        now += waits(&mut restraint, now);
        let slot = go(&mut restraint, now);
        restraint.settle(slot, Outcome::Throttled, None, now);
        assert!(restraint.per_minute() >= 6);
        assert!(waits(&mut restraint, now) <= 60_000);
    }
    assert_eq!(restraint.per_minute(), 6);
    // A twentieth of the full rate every ten seconds, from when it opens.
    let opens = now + waits(&mut restraint, now);
    let _ = restraint.admit(opens + 10_000);
    assert_eq!(restraint.per_minute(), 9);
    let _ = restraint.admit(opens + 170_000);
    assert_eq!(restraint.per_minute(), 57);
    let _ = restraint.admit(opens + 190_000);
    assert_eq!(restraint.per_minute(), 60);
}

#[test]
fn a_time_that_is_named_is_kept_whoever_named_it_and_not_for_ever() {
    for outcome in [Outcome::Throttled, Outcome::Failed] {
        let mut restraint = Restraint::new(RATES);
        let (first, second) = (go(&mut restraint, 0), go(&mut restraint, 0));
        restraint.settle(first, outcome, Some(120_000), 0);
        // A shorter time afterwards does not shorten it, nor does a success of one that was on its way.
        restraint.settle(second, Outcome::Answered, Some(1), 10);
        assert_eq!(waits(&mut restraint, 0), 120_000);
        assert_eq!(waits(&mut restraint, 119_999), 1);
        go(&mut restraint, 120_000);
        assert!(
            waits(&mut restraint, 120_000) >= 1_000,
            "those who waited do not rush in"
        );
    }
    let mut restraint = Restraint::new(RATES);
    let slot = go(&mut restraint, 0);
    restraint.settle(slot, Outcome::Throttled, Some(u64::MAX), 0);
    assert_eq!(waits(&mut restraint, 0), 3_600_000);
}

#[test]
fn five_failures_in_a_row_open_it_and_an_answer_closes_it() {
    let mut restraint = Restraint::new(Rates { burst: 60, ..RATES });
    for _ in 0..4 {
        assert!(!call(&mut restraint, Outcome::Failed, 0));
    }
    assert!(
        !call(&mut restraint, Outcome::Answered, 0),
        "an answer in between begins anew"
    );
    for _ in 0..4 {
        assert!(!call(&mut restraint, Outcome::Failed, 0));
    }
    let late = go(&mut restraint, 0);
    assert!(call(&mut restraint, Outcome::Failed, 0), "the fifth opens it");
    assert_eq!(open(&mut restraint, 0), 30_000);
    // One that began before says nothing of now.
    restraint.settle(late, Outcome::Answered, None, 10);
    assert_eq!(open(&mut restraint, 29_999), 1);
    let probe = go(&mut restraint, 30_000);
    assert_eq!(open(&mut restraint, 30_000), 30_000, "one alone tries");
    assert!(!restraint.settle(probe, Outcome::Failed, None, 40_000));
    assert_eq!(
        open(&mut restraint, 60_000),
        10_000,
        "a whole pause after the failed one"
    );
    let probe = go(&mut restraint, 70_000);
    restraint.settle(probe, Outcome::Answered, None, 70_100);
    assert!(!restraint.is_open());
    for _ in 0..4 {
        assert!(
            !call(&mut restraint, Outcome::Failed, 70_200),
            "nothing is left of before"
        );
    }
}

#[test]
fn a_probe_that_nobody_tells_of_does_not_keep_it_open_for_ever() {
    let mut restraint = Restraint::new(Rates { burst: 60, ..RATES });
    for _ in 0..5 {
        call(&mut restraint, Outcome::Failed, 0);
    }
    go(&mut restraint, 30_000);
    go(&mut restraint, 60_000);
}

#[test]
fn half_of_the_last_twenty_opens_it_and_less_does_not() {
    let by_turns = |failing: &dyn Fn(u32) -> bool| {
        let mut restraint = Restraint::new(Rates { burst: 200, ..RATES });
        (1..=60).find(|number| {
            let outcome = if failing(*number) {
                Outcome::Failed
            } else {
                Outcome::Answered
            };
            call(&mut restraint, outcome, 0)
        })
    };
    assert_eq!(
        by_turns(&|number| number % 2 == 0),
        Some(20),
        "not before there are twenty"
    );
    assert_eq!(
        by_turns(&|number| number % 20 % 2 == 1 && number % 20 < 18),
        None,
        "nine of twenty"
    );
    assert_eq!(by_turns(&|number| number % 5 < 2), None, "two of five");
    // It is a failure that opens it, not the answer that fills the twenty.
    let eleven = |number| number < 20 && number % 2 == 1 || number == 18;
    assert_eq!(by_turns(&|number| eleven(number) || number == 22), Some(22));
    // "Too many" is an answer.
    let mut restraint = Restraint::new(Rates { burst: 200, ..RATES });
    for number in 0..40 {
        assert!(!call(&mut restraint, Outcome::Throttled, number * 100_000));
    }
}

/// A small generator with a printed seed: xorshift.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

#[test]
fn whatever_happens_nobody_goes_when_nobody_should() {
    let seed = std::env::var("KHATM_SEED").ok().and_then(|text| text.parse().ok());
    let first = seed.unwrap_or(0x9E37_79B9_7F4A_7C15_u64);
    for history in 0..3_000 {
        let seed = first.wrapping_add(history).max(1);
        let story = std::panic::catch_unwind(|| story(&mut Dice(seed.wrapping_mul(0x2545_F491_4F6C_DD1D) | 1)));
        assert!(story.is_ok(), "KHATM_SEED={seed}");
    }
}

fn story(dice: &mut Dice) {
    let rates = Rates {
        per_minute: 6 + u32::try_from(dice.below(600)).unwrap(),
        burst: 1 + u32::try_from(dice.below(10)).unwrap(),
        ..RATES
    };
    let mut restraint = Restraint::new(rates);
    let mut now = dice.below(1_000_000);
    let mut under_way: Vec<Slot> = Vec::new();
    let mut went: Vec<u64> = Vec::new();
    let (mut not_before, mut last_probe) = (0, None::<u64>);
    for _ in 0..200 {
        now += [0, 1, dice.below(50), dice.below(2_000), dice.below(40_000)][dice.below(5) as usize];
        if dice.below(3) == 0 && !under_way.is_empty() {
            let slot = under_way.swap_remove(dice.below(under_way.len() as u64) as usize);
            let outcome = [Outcome::Answered, Outcome::Failed, Outcome::Throttled][dice.below(3) as usize];
            let asked = (dice.below(4) == 0).then(|| dice.below(100_000));
            let was_open = restraint.is_open();
            let opened = restraint.settle(slot, outcome, asked, now);
            assert!(!opened || (outcome == Outcome::Failed && !was_open && restraint.is_open()));
            not_before = not_before.max(now + asked.unwrap_or(0));
            if !restraint.is_open() {
                last_probe = None;
            }
            continue;
        }
        let was_open = restraint.is_open();
        let held = restraint.held_for_ms(now);
        match restraint.admit(now) {
            Admission::Go(slot) => {
                assert!(now >= not_before, "sent {} ms before it was allowed", not_before - now);
                assert_eq!(held, None, "who is told of no wait may go, and the other way round");
                if was_open {
                    assert!(
                        last_probe.is_none_or(|before| now - before >= rates.probe_every_ms),
                        "two probes"
                    );
                    last_probe = Some(now);
                }
                went.push(now);
                under_way.push(slot);
                // In any minute never more than a minute's rate and what may go at once.
                let minute = went.iter().filter(|at| now - **at < 60_000).count();
                assert!(
                    minute <= (rates.per_minute + rates.burst) as usize + 1,
                    "{minute} in a minute"
                );
            }
            Admission::Wait { for_ms } | Admission::Open { for_ms } => {
                assert!(for_ms > 0 && for_ms <= 3_600_000, "{for_ms}");
                assert!(held.is_some_and(|ms| ms >= for_ms));
                // Who waits as long as is said gets somewhere: nobody waits for ever.
                if dice.below(4) == 0 {
                    now += held.unwrap_or(0);
                    assert!(
                        matches!(restraint.clone().admit(now), Admission::Go(_)),
                        "told to wait, and again"
                    );
                }
            }
        }
        assert!((rates.least_per_minute..=rates.per_minute).contains(&restraint.per_minute()));
    }
}
