//! Every state with every event: what comes of it, or that it is refused.

use super::*;
use crate::gateway::verdict::{Acceptance, Cleared, Defect, Doubt, Grant, Loss, NotReceived, Remark};
use crate::gateway::{Secret, Verdict};
use crate::store::{ChainId, Place};

const NOW: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);
const HOUR: i64 = 3_600_000;

fn job(state: State, doubt: bool) -> Job {
    let place = Place {
        chain: ChainId::new(1),
        counter: 7,
    };
    let mut job = Job::new(
        place,
        Route::Clearance,
        Route::Clearance,
        NOW.plus_ms(24 * HOUR),
        NOW.plus_ms(-HOUR),
    );
    job.state = state;
    job.epoch = 3;
    job.attempts = 2;
    job.failures = 2;
    job.first_sent_at = NOW.plus_ms(-HOUR);
    job.doubt_since = doubt.then_some(NOW.plus_ms(-HOUR));
    job.due_at = NOW;
    if state == State::Inflight {
        job.owner = Some("w".to_owned());
        job.due_at = NOW.plus_ms(30_000);
    }
    job
}

fn run(standing: &Standing, event: &Event<'_>, facts: Facts, chance: u64) -> Result<Step> {
    let policy = Policy::default();
    step(
        standing,
        event,
        &Circumstances {
            now: NOW,
            chance,
            policy: &policy,
            facts,
        },
    )
}

fn after(job: Job, event: &Event<'_>) -> (Job, Vec<Effect>) {
    let stepped = run(&Standing::Open(job), event, Facts::default(), u64::MAX).unwrap();
    match stepped.standing {
        Standing::Open(job) => (job, stepped.effects),
        Standing::Finished => panic!("finished"),
    }
}

fn answers() -> Vec<Answer> {
    vec![
        Answer::Recorded { cleared: true },
        Answer::Recorded { cleared: false },
        Answer::Refused {
            code: "BR-KSA-1".into(),
        },
        Answer::Elsewhere,
        Answer::Credential,
        Answer::Defect { http: 404 },
        Answer::Throttled(Some(120)),
        Answer::Throttled(None),
        Answer::NeverLeft,
        Answer::Unsure,
    ]
}

/// One line for each state and event, written by hand: the state and doubt after it, or `-` where it is refused.
#[test]
fn every_state_with_every_event() {
    let states = [
        ("again", State::Again, false),
        ("doubt", State::InDoubt, true),
        ("flight", State::Inflight, false),
        ("flight?", State::Inflight, true),
        ("held", State::Held, false),
        ("held?", State::Held, true),
    ];
    // claimed, lease ended, given back, given back by an older claim, held, freed, hurried
    let plain = [
        ("again", ["flight", "-", "again", "again", "held", "-", "again"]),
        ("doubt", ["flight?", "-", "doubt", "doubt", "held?", "-", "doubt"]),
        ("flight", ["-", "doubt", "again", "flight", "held?", "-", "-"]),
        ("flight?", ["-", "doubt", "doubt", "flight?", "held?", "-", "-"]),
        ("held", ["-", "-", "-", "held", "-", "again", "-"]),
        ("held?", ["-", "-", "-", "held?", "-", "doubt", "-"]),
    ];
    let name = |standing: &Standing| match standing {
        Standing::Finished => "finished",
        Standing::Open(job) => match (job.state, job.doubt_since.is_some()) {
            (State::Again, false) => "again",
            (State::InDoubt, true) => "doubt",
            (State::Inflight, false) => "flight",
            (State::Inflight, true) => "flight?",
            (State::Held, false) => "held",
            (State::Held, true) => "held?",
            _ => "impossible",
        },
    };
    for ((label, state, doubt), (row, expected)) in states.into_iter().zip(plain) {
        assert_eq!(label, row);
        let events = [
            Event::Claimed { by: "w", probe: false },
            Event::LeaseEnded,
            Event::GivenBack { epoch: 3 },
            Event::GivenBack { epoch: 2 },
            Event::Held,
            Event::Freed,
            Event::Hurried,
        ];
        for (event, expected) in events.into_iter().zip(expected) {
            let mut before = job(state, doubt);
            if event == Event::LeaseEnded {
                before.due_at = NOW;
            }
            let got = run(&Standing::Open(before), &event, Facts::default(), 0);
            let got = got.as_ref().map_or("-", |step| name(&step.standing));
            assert_eq!(got, expected, "{label}: {event:?}");
        }
        for answer in answers() {
            let fact = matches!(answer, Answer::Recorded { .. } | Answer::Refused { .. });
            let doubtful = doubt || answer == Answer::Unsure;
            for (epoch, own) in [(3, true), (2, false)] {
                let event = Event::Answered {
                    epoch,
                    answer: &answer,
                    endpoint: Route::Clearance,
                };
                let got = run(&Standing::Open(job(state, doubt)), &event, Facts::default(), 0);
                let expected = match (fact, own, state) {
                    (true, ..) => "finished",
                    (_, false, _) => label,
                    (_, true, State::Inflight | State::InDoubt) if doubtful => "doubt",
                    (_, true, State::Inflight | State::InDoubt) => "again",
                    _ => "-",
                };
                let got = got.as_ref().map_or("-", |step| name(&step.standing));
                assert_eq!(got, expected, "{label}: {event:?}");
            }
        }
    }
    // What is finished takes facts and ignores the rest.
    for answer in answers() {
        let event = Event::Answered {
            epoch: 3,
            answer: &answer,
            endpoint: Route::Clearance,
        };
        let stepped = run(&Standing::Finished, &event, Facts::default(), 0).unwrap();
        assert_eq!(stepped.standing, Standing::Finished);
        let fact = matches!(answer, Answer::Recorded { .. } | Answer::Refused { .. });
        assert_eq!(stepped.effects.contains(&Effect::Fenced), !fact, "{answer:?}");
    }
    assert!(run(&Standing::Finished, &Event::GivenBack { epoch: 3 }, Facts::default(), 0).is_ok());
    for event in [
        Event::Claimed { by: "w", probe: true },
        Event::LeaseEnded,
        Event::Held,
        Event::Freed,
        Event::Hurried,
    ] {
        let error = run(&Standing::Finished, &event, Facts::default(), 0).unwrap_err();
        assert_eq!(error.code(), Code::OutboxFinished);
    }
}

#[test]
fn too_large_is_final_for_what_certainly_did_not_get_through_and_for_nothing_else() {
    let event = Event::Answered {
        epoch: 3,
        answer: &Answer::TooLarge { page: true },
        endpoint: Route::Clearance,
    };
    let first = run(
        &Standing::Open(job(State::Inflight, false)),
        &event,
        Facts::default(),
        0,
    )
    .unwrap();
    assert_eq!(first.standing, Standing::Finished);
    assert!(first.effects.contains(&Effect::Record(Fact::Rejected)));
    // A reply was lost before: something on the way says this, of a document that the authority may have.
    let again = run(&Standing::Open(job(State::Inflight, true)), &event, Facts::default(), 0).unwrap();
    let Standing::Open(left) = again.standing else {
        panic!("a fact was made of it")
    };
    assert_eq!((left.state, left.doubt_since.is_some()), (State::InDoubt, true));
    assert!(again.effects.contains(&Effect::Alert(Alert::Defect)));
    let own = Event::Answered {
        epoch: 3,
        answer: &Answer::TooLarge { page: false },
        endpoint: Route::Clearance,
    };
    let said = run(&Standing::Open(job(State::Inflight, true)), &own, Facts::default(), 0).unwrap();
    assert_eq!(said.standing, Standing::Finished, "the authority's own word is one");
    let late = run(
        &Standing::Finished,
        &event,
        Facts {
            accepted: Some(Route::Clearance),
            ..Facts::default()
        },
        0,
    )
    .unwrap();
    assert_eq!(late.effects, [Effect::Fenced]);
}

#[test]
fn a_claim_waits_for_its_time_and_a_lease_for_its_end_but_a_probe_does_not() {
    let mut early = job(State::Again, false);
    early.due_at = NOW.plus_ms(1);
    let early = Standing::Open(early);
    assert!(run(&early, &Event::Claimed { by: "w", probe: false }, Facts::default(), 0).is_err());
    assert!(run(&early, &Event::Claimed { by: "w", probe: true }, Facts::default(), 0).is_ok());
    assert!(
        run(
            &Standing::Open(job(State::Inflight, false)),
            &Event::LeaseEnded,
            Facts::default(),
            0
        )
        .is_err()
    );
}

#[test]
fn a_claim_outlives_the_call_and_says_whether_the_authority_may_have_the_document_or_have_forgotten_it() {
    let claim = Event::Claimed { by: "w", probe: false };
    let (next, effects) = after(job(State::Again, false), &claim);
    assert_eq!((next.epoch, next.attempts, next.owner.as_deref()), (4, 3, Some("w")));
    let policy = Policy::default();
    assert!(next.due_at.since(NOW) >= policy.call_ms + 30_000);
    assert_eq!(
        effects,
        [Effect::Send {
            again: false,
            after_window: false
        }]
    );
    let (_, effects) = after(job(State::InDoubt, true), &claim);
    assert_eq!(
        effects,
        [Effect::Send {
            again: true,
            after_window: false
        }]
    );
    let mut old = job(State::InDoubt, true);
    old.first_sent_at = NOW.plus_ms(-24 * HOUR);
    assert_eq!(
        after(old, &claim).1,
        [Effect::Send {
            again: true,
            after_window: true
        }]
    );
    // What never left was not sent first then.
    let mut fresh = job(State::Again, false);
    fresh.attempts = 0;
    assert_eq!(after(fresh, &claim).0.first_sent_at, NOW);
}

#[test]
fn what_did_not_leave_or_was_not_taken_counts_as_no_try() {
    for (answer, attempts) in [
        (Answer::NeverLeft, 1),
        (Answer::Credential, 1),
        (Answer::Defect { http: 404 }, 1),
        (Answer::Unsure, 2),
        (Answer::Throttled(None), 2),
        (Answer::Elsewhere, 2),
    ] {
        let event = Event::Answered {
            epoch: 3,
            answer: &answer,
            endpoint: Route::Clearance,
        };
        assert_eq!(
            after(job(State::Inflight, false), &event).0.attempts,
            attempts,
            "{answer:?}"
        );
    }
    assert_eq!(
        after(job(State::Inflight, false), &Event::GivenBack { epoch: 3 })
            .0
            .attempts,
        1
    );
}

#[test]
fn the_last_try_before_the_authority_forgets_is_forced_and_its_wish_for_rest_is_not_overruled() {
    let mut old = job(State::Inflight, true);
    old.failures = 30;
    old.first_sent_at = NOW.plus_ms(-(23 * HOUR + 25 * 60_000));
    let forced = old.first_sent_at.plus_ms(23 * HOUR + 30 * 60_000);
    let answered = |answer| {
        let event = Event::Answered {
            epoch: 3,
            answer: &answer,
            endpoint: Route::Clearance,
        };
        // The longest of all waiting times.
        let longest = Policy::default().cap_ms.unsigned_abs();
        let stepped = run(&Standing::Open(old.clone()), &event, Facts::default(), longest).unwrap();
        match stepped.standing {
            Standing::Open(job) => job.due_at,
            Standing::Finished => panic!("finished"),
        }
    };
    assert_eq!(answered(Answer::Unsure), forced);
    assert_eq!(answered(Answer::NeverLeft), forced);
    assert_eq!(answered(Answer::Throttled(Some(3600))), NOW.plus_ms(HOUR));
}

#[test]
fn the_other_operation_is_asked_at_once_the_first_time_and_later_with_patience() {
    let event = |endpoint| Event::Answered {
        epoch: 3,
        answer: &Answer::Elsewhere,
        endpoint,
    };
    let (next, effects) = after(job(State::Inflight, false), &event(Route::Clearance));
    assert_eq!((next.endpoint, next.due_at), (Route::Reporting, NOW));
    assert_eq!(
        effects,
        [Effect::Lane(News::Elsewhere), Effect::Alert(Alert::ClearanceOff)]
    );
    let mut there = job(State::Inflight, false);
    there.endpoint = Route::Reporting;
    let stepped = run(&Standing::Open(there), &event(Route::Reporting), Facts::default(), 1500).unwrap();
    let Standing::Open(back) = stepped.standing else {
        panic!("finished")
    };
    assert_eq!((back.endpoint, back.due_at), (Route::Clearance, NOW.plus_ms(1500)));
}

#[test]
fn clearance_that_is_off_can_be_waited_for() {
    let policy = Policy {
        clearance_off: ClearanceOff::Wait,
        ..Policy::default()
    };
    let around = Circumstances {
        now: NOW,
        chance: 0,
        policy: &policy,
        facts: Facts::default(),
    };
    let event = Event::Answered {
        epoch: 3,
        answer: &Answer::Elsewhere,
        endpoint: Route::Clearance,
    };
    let stepped = step(&Standing::Open(job(State::Inflight, false)), &event, &around).unwrap();
    let Standing::Open(job) = stepped.standing else {
        panic!("finished")
    };
    assert_eq!(job.endpoint, Route::Clearance);
    assert!(matches!(
        &stepped.effects[..],
        [
            Effect::Lane(News::Shut(Why::Defect, _)),
            Effect::Alert(Alert::ClearanceOff)
        ]
    ));
}

#[test]
fn contrary_facts_stop_the_chain_and_equal_ones_do_not() {
    let yes = Answer::Recorded { cleared: true };
    let no = Answer::Refused { code: String::new() };
    let accepted = Facts {
        accepted: Some(Route::Clearance),
        rejected: false,
        cleared: true,
    };
    let rejected = Facts {
        accepted: None,
        rejected: true,
        cleared: false,
    };
    for (answer, facts, contrary) in [
        (&yes, rejected, true),
        (&no, accepted, true),
        (&yes, accepted, false),
        (&no, rejected, false),
    ] {
        let event = Event::Answered {
            epoch: 1,
            answer,
            endpoint: Route::Clearance,
        };
        let effects = run(&Standing::Finished, &event, facts, 0).unwrap().effects;
        assert!(matches!(effects[0], Effect::Record(_)));
        assert_eq!(effects.contains(&Effect::Quarantine), contrary, "{answer:?}");
        assert_eq!(
            effects.contains(&Effect::Alert(Alert::Contrary)),
            contrary,
            "{answer:?}"
        );
    }
}

#[test]
fn a_standard_document_without_the_authoritys_version_calls_somebody() {
    let bare = Answer::Recorded { cleared: false };
    let alert = Effect::Alert(Alert::ClearedMissing);
    for (endpoint, missing) in [(Route::Clearance, true), (Route::Reporting, false)] {
        let event = Event::Answered {
            epoch: 3,
            answer: &bare,
            endpoint,
        };
        let effects = run(
            &Standing::Open(job(State::Inflight, false)),
            &event,
            Facts::default(),
            0,
        )
        .unwrap()
        .effects;
        assert_eq!(effects.contains(&alert), missing);
    }
}

/// All ten verdicts of the gateway, and what each is here.
#[test]
fn every_verdict_is_an_answer() {
    let remark = |kind: &str, code: &str| Remark {
        kind: Some(kind.into()),
        code: Some(code.into()),
        ..Remark::default()
    };
    let cleared = Cleared {
        xml: vec![1],
        hash_fits: true,
        stamp_faults: vec![],
    };
    let acceptance = Acceptance {
        warnings: vec![],
        cleared: Some(cleared),
    };
    let grant = || Grant {
        request_id: "1".into(),
        token: "t".into(),
        secret: Secret::new("s"),
    };
    let defect = |status, fin| {
        Verdict::Defect(Defect {
            status,
            final_for_these_bytes: fin,
            remarks: vec![],
        })
    };
    let never = NotReceived::NeverLeft(Error::new(Code::GatewayDefect));
    let rejected = Verdict::Rejected(vec![remark("WARNING", "W"), remark("ERROR", "BR-KSA-40")]);
    for (verdict, answer) in [
        (
            Verdict::Accepted(acceptance.clone()),
            Answer::Recorded { cleared: true },
        ),
        (
            Verdict::Accepted(Acceptance::default()),
            Answer::Recorded { cleared: false },
        ),
        (Verdict::AlreadyKnown(acceptance), Answer::Recorded { cleared: true }),
        (
            rejected,
            Answer::Refused {
                code: "BR-KSA-40".into(),
            },
        ),
        (Verdict::Rejected(vec![]), Answer::Refused { code: String::new() }),
        (Verdict::WrongRoute(vec![]), Answer::Elsewhere),
        (Verdict::Credential(vec![]), Answer::Credential),
        (Verdict::Renewal(grant()), Answer::Credential),
        (
            Verdict::NotReceived(NotReceived::Throttled(Some(3))),
            Answer::Throttled(Some(3)),
        ),
        (Verdict::NotReceived(never), Answer::NeverLeft),
        (Verdict::Unsure(Doubt::Lost(Loss::Timeout)), Answer::Unsure),
        (Verdict::Issued(grant()), Answer::Unsure),
        (defect(404, false), Answer::Defect { http: 404 }),
        (defect(413, true), Answer::TooLarge { page: false }),
    ] {
        assert_eq!(Answer::of(&verdict), answer, "{verdict:?}");
    }
}
