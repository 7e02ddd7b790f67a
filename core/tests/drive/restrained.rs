//! Restraint on the wire: who was told to wait waits, and who failed again and again is left in peace. And what is counted.

use khatm::Code;
use khatm::drive::{Client, Exchange, Patience, Rates, Settings};
use khatm::gateway::{NotReceived, Operation, Verdict};

use crate::wire::{Peer, answer, brisk, client, on_loop, onboarding, rehearsal, with_credential};

fn by(client: &Client, peer: &Peer, device: &str) -> Exchange {
    on_loop(client.send(&onboarding(&peer.base()), Patience::Waiting, device))
}

#[test]
fn whom_the_authority_asks_to_wait_waits_and_nobody_else_does() {
    let peer = Peer::keeping(answer("429 Too Many Requests", "Retry-After: 7\r\n", b""));
    let client = client();
    let first = by(&client, &peer, "till-1");
    assert_eq!(first.verdict, Verdict::NotReceived(NotReceived::Throttled(Some(7))));
    assert!(
        first.wait_ms.is_some_and(|ms| (6_000..=7_000).contains(&ms)),
        "{first:?}"
    );
    for _ in 0..3 {
        let second = by(&client, &peer, "till-1");
        assert_eq!(second.error().unwrap().code(), Code::DriveRate);
        assert_eq!(second.error().unwrap().kind(), khatm::Kind::Busy);
        assert!(
            !second.left && second.wait_ms.is_some_and(|ms| ms <= 7_000),
            "{second:?}"
        );
    }
    assert_eq!(peer.requests(), 1);
    by(&client, &peer, "till-2");
    assert_eq!(peer.requests(), 2, "another unit is not concerned");
    let counter = &client.counters().calls[0];
    assert_eq!((counter.throttled, counter.held_back, counter.never_left), (2, 3, 3));
}

#[test]
fn too_many_without_a_time_is_a_pause_and_no_failure() {
    let peer = Peer::keeping(answer("429 Too Many Requests", "", b""));
    let client = client();
    assert_eq!(
        by(&client, &peer, "till-1").wait_ms.map(|ms| ms.div_ceil(100)),
        Some(10)
    );
    let held = by(&client, &peer, "till-1");
    assert_eq!(held.error().unwrap().code(), Code::DriveRate);
    assert!(!held.left && held.wait_ms.is_some_and(|ms| ms <= 1_000), "{held:?}");
    assert_eq!((peer.requests(), client.counters().calls[0].breaker_opened), (1, 0));
}

#[test]
fn an_endpoint_that_fails_is_left_in_peace_and_one_that_refuses_is_not() {
    let peer = Peer::keeping(answer("503 Service Unavailable", "", b"<html>busy</html>"));
    let client = client();
    for _ in 0..5 {
        assert!(by(&client, &peer, "till-1").left);
    }
    let held = by(&client, &peer, "till-1");
    assert_eq!(held.error().unwrap().code(), Code::DriveCircuitOpen);
    assert!(
        !held.left && held.wait_ms.is_some_and(|ms| ms <= 30_000 && ms > 20_000),
        "{held:?}"
    );
    assert_eq!(peer.requests(), 5);
    assert_eq!(client.counters().calls[0].breaker_opened, 1);

    for status in ["400 Bad Request", "401 Unauthorized", "404 Not Found"] {
        let peer = Peer::keeping(answer(status, "", b"{}"));
        for _ in 0..25 {
            assert!(by(&client, &peer, "till-1").left);
        }
        assert_eq!(peer.requests(), 25, "{status}");
    }
}

#[test]
fn an_endpoint_that_cannot_be_reached_is_left_in_peace_too() {
    let client = client();
    let request = onboarding("http://127.0.0.1:1");
    let call = || on_loop(client.send(&request, Patience::Waiting, "till-1"));
    for _ in 0..5 {
        assert_eq!(call().error().unwrap().code(), Code::DriveConnect);
    }
    assert_eq!(call().error().unwrap().code(), Code::DriveCircuitOpen);
}

#[test]
fn a_short_wait_for_a_slot_is_waited_and_a_long_one_is_told() {
    let rates = |per_minute| Settings {
        rates: Rates {
            per_minute,
            burst: 1,
            ..Rates::default()
        },
        ..brisk()
    };
    let peer = Peer::keeping(answer("200 OK", "", b"{}"));
    // On a machine that is busy the first one may come late, or the others so late that a slot is free for each.
    let mut seen = Vec::new();
    let waits = (1..=20).any(|turn| {
        let client = Client::new(rates(600)).unwrap();
        let waits: Vec<u64> = (0..4).map(|_| by(&client, &peer, "till-1").waited_ms).collect();
        assert_eq!(peer.requests(), 4 * turn);
        let well = waits[0] < 90 && waits[1..].iter().any(|ms| *ms > 10);
        seen.push(waits);
        well
    });
    assert!(waits, "{seen:?}");

    let client = Client::new(rates(6)).unwrap();
    assert!(by(&client, &peer, "till-1").left);
    let held = by(&client, &peer, "till-1");
    assert_eq!(held.error().unwrap().code(), Code::DriveRate);
    assert!(
        held.wait_ms.is_some_and(|ms| (5_000..=10_000).contains(&ms)),
        "{held:?}"
    );
}

#[test]
fn a_clock_that_is_off_is_told() {
    let dated = |date: &str| Peer::keeping(answer("200 OK", &format!("Date: {date}\r\n"), b"{}"));
    let client = client();
    assert_eq!(client.skew(), None);
    let exchange = by(&client, &dated("Fri, 01 Jan 2100 00:00:00 GMT"), "till-1");
    assert!(exchange.skew_ms.is_some_and(|ms| ms > SIXTY_YEARS / 2), "{exchange:?}");
    let warning = exchange.skew_warning().unwrap();
    assert_eq!(warning.code(), Code::DriveClockSkew);
    assert!(warning.to_string().contains("s slow"), "{warning}");
    assert_eq!(client.skew(), exchange.skew_ms);
    assert!(client.skew_warning().is_some());
    let exchange = by(&client, &dated("Thu, 01 Jan 2004 00:00:00 GMT"), "till-1");
    assert!(exchange.skew_warning().unwrap().to_string().contains("s fast"));
    let exchange = by(&client, &dated("yesterday"), "till-1");
    assert_eq!(exchange.skew_ms, None);
    assert!(client.skew().is_some(), "the last that was told");
}

const SIXTY_YEARS: i64 = 60 * 365 * 86_400_000;

#[test]
fn everything_is_counted_and_nobody_is_named() {
    let peer = Peer::keeping(answer("401 Unauthorized", "", b"{\"a\":1}"));
    let client = client();
    let csid = with_credential(&peer.base(), &rehearsal());
    by(&client, &peer, "till-1");
    by(&client, &peer, "till-2");
    on_loop(client.send(&csid, Patience::Background, "till-1"));
    on_loop(client.send(&onboarding("http://127.0.0.1:1"), Patience::Background, "till-1"));
    let counters = client.counters();
    let [first, second] = &counters.calls[..] else {
        panic!("{counters:?}")
    };
    assert_eq!(
        (first.operation, second.operation),
        (Operation::ComplianceCsid, Operation::ProductionCsid)
    );
    assert_eq!(
        first.verdicts.iter().collect::<Vec<_>>(),
        [(&"credential", &2), (&"not_received", &1)]
    );
    assert_eq!((first.never_left, second.never_left), (1, 0));
    assert_eq!((first.received_bytes, second.received_bytes), (14, 7));
    assert_eq!(second.sent_bytes, csid.body().len() as u64);
    assert_eq!(
        (first.latency.iter().sum::<u64>(), second.latency.iter().sum::<u64>()),
        (2, 1)
    );
    let json = serde_json::to_string(&counters).unwrap();
    assert!(json.contains("\"environment\":\"production\"") && json.contains("\"standing\":\"rehearsal\""));
    assert!(!json.contains("till"), "{json}");
}

#[test]
fn settings_out_of_range_are_named() {
    let of = |settings: Settings| {
        let error = Client::new(settings).unwrap_err();
        assert_eq!(error.code(), Code::DriveSetting);
        error.path().unwrap().to_owned()
    };
    assert_eq!(
        of(Settings {
            connect_ms: 0,
            ..brisk()
        }),
        "connect_ms"
    );
    assert_eq!(
        of(Settings {
            call_ms: 100,
            ..brisk()
        }),
        "connect_ms"
    );
    assert_eq!(
        of(Settings {
            waiting_ms: 0,
            ..brisk()
        }),
        "waiting_ms"
    );
    assert_eq!(
        of(Settings {
            waiting_ms: u64::MAX,
            ..brisk()
        }),
        "waiting_ms"
    );
    assert_eq!(
        of(Settings {
            most_reply_bytes: 0,
            ..brisk()
        }),
        "most_reply_bytes"
    );
    let rates = |rates| Settings { rates, ..brisk() };
    let default = Rates::default();
    assert_eq!(of(rates(Rates { burst: 0, ..default })), "rates.burst");
    assert_eq!(
        of(rates(Rates {
            per_minute: 1,
            ..default
        })),
        "rates.least_per_minute"
    );
}
