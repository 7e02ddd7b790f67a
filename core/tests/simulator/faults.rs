//! What each fault looks like to a client, and in the records.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use khatm::gateway::{Environment, Operation};
use khatm::simulator::{End as Ended, Fault, Rule};
use khatm::time::Moment;

use crate::Running;
use crate::raw::{End, PATIENCE, Reply, call, compliance, connect, exchange, parse, read_reply, request, send};

/// What the authority says to [`compliance`] when nothing is wrong.
const ANSWER: u16 = 400;

fn one(running: &Running, fault: Fault) -> (Vec<u8>, End) {
    running.faults().clear();
    running.faults().once(fault).unwrap();
    send(running.address(), compliance().as_bytes(), PATIENCE)
}

fn reply(running: &Running, fault: Fault) -> Reply {
    running.faults().clear();
    running.faults().once(fault).unwrap();
    call(running.address(), &compliance())
}

#[test]
fn without_a_fault_the_authority_answers_and_the_connection_stays() {
    let running = Running::start();
    let mut stream = connect(running.address());
    for _ in 0..3 {
        let reply = exchange(&mut stream, compliance().as_bytes());
        assert_eq!(reply.status, ANSWER, "{reply:?}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    let records = running.records();
    assert_eq!(records.len(), 3);
    assert!(records.iter().all(|record| record.connection == records[0].connection));
    running.stop();
}

#[test]
fn a_refused_connection_is_reset_before_anything_is_read() {
    let running = Running::start();
    let (bytes, end) = one(&running, Fault::Refuse);
    assert_eq!((bytes.len(), end), (0, End::Reset));
    let record = running.records().pop().unwrap();
    assert_eq!(
        (record.request_bytes, record.decided, record.end),
        (0, false, Ended::Reset)
    );
    assert_eq!(record.operation, Some(Operation::ComplianceCsid));
    // And on a connection that is already in use.
    let mut stream = connect(running.address());
    assert_eq!(exchange(&mut stream, compliance().as_bytes()).status, ANSWER);
    running.faults().once(Fault::Refuse).unwrap();
    stream.write_all(compliance().as_bytes()).unwrap();
    assert_eq!(crate::raw::drain(&mut stream), (vec![], End::Reset));
    assert_eq!(call(running.address(), &compliance()).status, ANSWER);
    running.stop();
}

#[test]
fn a_drop_loses_the_request_or_the_reply() {
    let running = Running::start();
    let calls = |running: &Running| running.authority().counts().calls;
    assert_eq!(one(&running, Fault::DropBefore), (vec![], End::Reset));
    assert_eq!(calls(&running), 0);
    assert_eq!(one(&running, Fault::DropAfter), (vec![], End::Reset));
    assert_eq!(calls(&running), 1);
    let records = running.records();
    assert_eq!(
        records.iter().map(|record| record.decided).collect::<Vec<_>>(),
        [false, true]
    );
    for record in records {
        assert_eq!(record.request, compliance().as_bytes());
        assert_eq!((record.reply.len(), record.status, record.end), (0, None, Ended::Reset));
    }
    running.stop();
}

#[test]
fn a_delay_decides_at_once_and_answers_late() {
    let running = Running::start();
    let begun = Instant::now();
    let reply = reply(&running, Fault::Delay { ms: 300 });
    assert_eq!(reply.status, ANSWER);
    assert!(begun.elapsed() >= Duration::from_millis(300));
    // A client that does not wait: what was decided stays so.
    running.faults().once(Fault::Delay { ms: 60_000 }).unwrap();
    let (bytes, end) = send(running.address(), compliance().as_bytes(), Duration::from_millis(200));
    assert_eq!((bytes.len(), end), (0, End::Open));
    let begun = Instant::now();
    while running.authority().counts().calls < 2 && begun.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    assert_eq!(running.authority().counts().calls, 2);
    running.faults().once(Fault::Silence).unwrap();
    let (bytes, end) = send(running.address(), compliance().as_bytes(), Duration::from_millis(200));
    assert_eq!((bytes.len(), end), (0, End::Open));
    assert_eq!(running.authority().counts().calls, 2);
    running.stop();
}

#[test]
fn statuses_come_with_the_bodies_of_gateways() {
    let running = Running::start();
    let throttled = reply(
        &running,
        Fault::TooMany {
            retry_after: Some("7".into()),
        },
    );
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, Some("7")));
    let throttled = reply(&running, Fault::TooMany { retry_after: None });
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, None));
    for status in [500, 502, 503, 504, 404, 413, 451, 599] {
        let json = reply(&running, Fault::Status { status, html: false });
        assert_eq!(
            (json.status, json.header("content-type")),
            (status, Some("application/json"))
        );
        assert_eq!(json.json()["code"], status.to_string());
        let html = reply(&running, Fault::Status { status, html: true });
        assert_eq!((html.status, html.header("content-type")), (status, Some("text/html")));
        assert!(html.text().starts_with("<html>"));
    }
    let page = reply(&running, Fault::Html);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html")));
    let expired = reply(&running, Fault::ExpiredCertificate);
    assert_eq!(
        (expired.status, &expired.json()["error"]),
        (401, &"Unauthorized".into())
    );
    let moved = reply(
        &running,
        Fault::SeeOther {
            location: Some("http://192.0.2.1/".into()),
        },
    );
    assert_eq!(
        (moved.status, moved.header("location")),
        (303, Some("http://192.0.2.1/"))
    );
    assert!(moved.text().contains("Clearance is deactiviated"));
    // None of these was the authority's, but the one that looks like success.
    assert_eq!(running.authority().counts().calls, 1);
    running.stop();
}

#[test]
fn a_status_may_hide_that_the_authority_has_it() {
    let running = Running::start();
    let mut rule = Rule::of(Fault::Status {
        status: 503,
        html: true,
    });
    rule.decided = Some(true);
    running.faults().add(rule).unwrap();
    assert_eq!(call(running.address(), &compliance()).status, 503);
    assert_eq!(running.authority().counts().calls, 1);
    assert!(running.records()[0].decided);
    running.stop();
}

#[test]
fn bytes_that_are_no_http() {
    let running = Running::start();
    let (bytes, end) = one(&running, Fault::Garbage { bytes: 300 });
    assert_eq!((bytes.len(), end), (300, End::Closed));
    assert!(!bytes.starts_with(b"HTTP") && bytes[0] >= 0x80);
    assert_eq!(running.records()[0].reply, bytes);
    assert_eq!(running.records()[0].status, None);

    let (bytes, end) = one(&running, Fault::Truncated { keep: None });
    let cut = parse(&bytes);
    let announced: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert_eq!((cut.status, cut.body.len(), end), (ANSWER, announced / 2, End::Closed));
    let (bytes, _) = one(&running, Fault::Truncated { keep: Some(1_000_000) });
    assert_eq!(parse(&bytes).body.len(), announced - 1);
    let (bytes, _) = one(&running, Fault::Truncated { keep: Some(0) });
    assert_eq!(parse(&bytes).body.len(), 0);

    let (bytes, end) = one(&running, Fault::BadChunks);
    let chunked = parse(&bytes);
    assert_eq!(
        (chunked.header("transfer-encoding"), chunked.header("content-length")),
        (Some("chunked"), None)
    );
    assert!(chunked.text().contains("\r\nno number\r\n"));
    assert_eq!(end, End::Closed);
    assert_eq!(running.records().last().unwrap().reply, bytes);
    running.stop();
}

#[test]
fn a_slow_drip_is_whole_in_the_end() {
    let running = Running::start();
    running.faults().once(Fault::SlowDrip { ms: 1, bytes: 7 }).unwrap();
    let mut stream = connect(running.address());
    stream.write_all(compliance().as_bytes()).unwrap();
    let mut first = [0; 4096];
    let count = stream.read(&mut first).unwrap();
    assert!(count < 100, "{count} bytes at once");
    let (rest, end) = crate::raw::drain(&mut stream);
    let whole = parse(&[&first[..count], &rest].concat());
    let announced: usize = whole.header("content-length").unwrap().parse().unwrap();
    assert_eq!((whole.body.len(), end), (announced, End::Closed));
    running.stop();
}

#[test]
fn bodies_that_are_more_than_they_seem() {
    let running = Running::start();
    let plain = call(running.address(), &compliance());
    let packed = reply(&running, Fault::Gzip { zeros: None });
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    let mut text = Vec::new();
    GzDecoder::new(&packed.body[..]).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain.body);

    let bomb = reply(
        &running,
        Fault::Gzip {
            zeros: Some(50_000_001),
        },
    );
    assert!(bomb.body.len() < 100_000, "{} bytes", bomb.body.len());
    assert_eq!(
        std::io::copy(&mut GzDecoder::new(&bomb.body[..]), &mut std::io::sink()).unwrap(),
        50_000_001
    );

    let (bytes, end) = one(&running, Fault::Giant { bytes: 30_000_000 });
    assert_eq!((parse(&bytes).body.len(), end), (30_000_000, End::Closed));
    let record = running.records().pop().unwrap();
    assert_eq!(record.reply_bytes, bytes.len() as u64);
    assert_eq!(record.reply.len(), 16 << 20);
    running.stop();
}

#[test]
fn a_skewed_clock_shows_in_the_date_only() {
    let running = Running::start();
    running
        .authority()
        .set_clock(Moment::parse("2026-11-21T10:00:00Z").unwrap());
    let right = call(running.address(), &compliance());
    assert!(
        right.header("date").unwrap().starts_with("Sat, 21 Nov 2026 10:00:0"),
        "{right:?}"
    );
    let ahead = reply(&running, Fault::SkewedClock { seconds: 3600 });
    assert!(
        ahead.header("date").unwrap().starts_with("Sat, 21 Nov 2026 11:0"),
        "{ahead:?}"
    );
    let behind = reply(&running, Fault::SkewedClock { seconds: -86_400 });
    assert!(
        behind.header("date").unwrap().starts_with("Fri, 20 Nov 2026 10:0"),
        "{behind:?}"
    );
    assert_eq!((behind.status, behind.body), (right.status, right.body));
    running.stop();
}

#[test]
fn spurious_duplicates_come_without_a_first_one() {
    let running = Running::start();
    let clearance = request(
        "POST",
        "/e-invoicing/core/invoices/clearance/single",
        "",
        r#"{"invoice":"PGE+"}"#,
    );
    running.faults().once(Fault::Spurious208).unwrap();
    let known = call(running.address(), &clearance);
    assert_eq!((known.status, &known.json()["clearedInvoice"]), (208, &"PGE+".into()));
    running.faults().once(Fault::Spurious409).unwrap();
    let reporting = request("POST", "/e-invoicing/core/invoices/reporting/single", "", "{}");
    let known = call(running.address(), &reporting);
    assert_eq!(
        (known.status, &known.json()["reportingStatus"]),
        (409, &"NOT_REPORTED".into())
    );
    running.stop();
}

#[test]
fn a_script_is_played_request_by_request_and_then_over() {
    let running = Running::start();
    let status = |status| Fault::Status { status, html: false };
    let steps = vec![status(503), Fault::Pass, Fault::DropBefore, status(500)];
    running
        .faults()
        .add(Rule::script(steps).within(Environment::Sandbox))
        .unwrap();
    let other = request("POST", "/e-invoicing/core/compliance", "", "{}");
    let seen: Vec<u16> = [
        &compliance(),
        &other,
        &compliance(),
        &compliance(),
        &compliance(),
        &compliance(),
    ]
    .map(|text| {
        let mut stream = connect(running.address());
        stream.write_all(text.as_bytes()).unwrap();
        read_reply(&mut stream).map_or(0, |reply| reply.status)
    })
    .to_vec();
    assert_eq!(seen, [503, ANSWER, ANSWER, 0, 500, ANSWER]);
    assert!(running.faults().in_force()[0].spent);
    running.stop();
}

#[test]
fn chance_comes_from_the_seed() {
    let running = Running::start();
    let play = |seed: u64| {
        running.faults().clear();
        running.faults().reseed(seed);
        let rule = Rule::of(Fault::Status {
            status: 503,
            html: false,
        })
        .per_mille(300);
        running.faults().add(rule).unwrap();
        let mut stream = connect(running.address());
        let one = |stream: &mut std::net::TcpStream| exchange(stream, compliance().as_bytes()).status == 503;
        (0..200).map(|_| one(&mut stream)).collect::<Vec<_>>()
    };
    let (first, again, other) = (play(7), play(7), play(8));
    assert_eq!(first, again);
    assert_ne!(first, other);
    let hits = first.iter().filter(|&&hit| hit).count();
    assert!((35..=90).contains(&hits), "{hits} of 200 at 300 per mille");
    running.stop();
}

#[test]
fn a_window_opens_and_closes_by_the_simulators_clock() {
    let running = Running::start();
    let at = |text: &str| Moment::parse(text).unwrap();
    running.authority().set_clock(at("2026-11-21T09:59:00Z"));
    let outage = Rule::of(Fault::Status {
        status: 503,
        html: true,
    });
    let outage = outage.between(at("2026-11-21T10:00:00Z"), at("2026-11-21T12:00:00Z"));
    running.faults().add(outage).unwrap();
    let now = |running: &Running| call(running.address(), &compliance()).status;
    assert_eq!(now(&running), ANSWER);
    running.authority().advance(3600);
    assert_eq!(now(&running), 503);
    running.authority().advance(2 * 3600);
    assert_eq!(now(&running), ANSWER);
    running.stop();
}

#[test]
fn a_rule_picks_its_requests() {
    let running = Running::start();
    let status = |rule: Rule| running.faults().add(rule).unwrap();
    status(
        Rule::of(Fault::Status {
            status: 501,
            html: false,
        })
        .nth(2),
    );
    status(
        Rule::of(Fault::Status {
            status: 502,
            html: false,
        })
        .on(Operation::Clearance)
        .times(1),
    );
    let clearance = request("POST", "/e-invoicing/core/invoices/clearance/single", "", "{}");
    let to = |text: &str| call(running.address(), text).status;
    assert_eq!(to(&compliance()), ANSWER);
    assert_eq!(to(&compliance()), 501);
    assert_eq!(to(&compliance()), ANSWER);
    assert_eq!(to(&clearance), 502);
    assert_eq!(to(&clearance), 401);
    for wrong in [
        r#"{"fault":"explode"}"#,
        r#"{}"#,
        r#"{"fault":"refuse","script":["pass"]}"#,
        r#"{"script":[]}"#,
        r#"{"fault":{"status":{"status":200}}}"#,
        r#"{"fault":{"delay":{"ms":999999999}}}"#,
        r#"{"fault":{"delay":{"ms":-1}}}"#,
        r#"{"when":{"nth":0},"fault":"pass"}"#,
        r#"{"when":{"per_mille":1001},"fault":"pass"}"#,
        r#"{"when":{"operation":"batch"},"fault":"pass"}"#,
        r#"{"when":{"from":"2026-11-21T10:00:00","until":"2026-11-21T10:00:00"},"fault":"pass"}"#,
        r#"{"when":{"from":"tomorrow"},"fault":"pass"}"#,
        r#"{"fault":"drop_before","decided":true}"#,
        r#"{"fault":{"too_many":{"retry_after":"1\r\nX: y"}}}"#,
    ] {
        assert!(Rule::parse(wrong.as_bytes()).is_err(), "{wrong}");
    }
    let whole = r#"{"when":{"environment":"simulation","operation":"clearance","device":"399999999900003","nth":3,
        "per_mille":10,"times":2,"from":"2026-11-21T10:00:00","until":"2026-11-21T11:00:00"},"script":["refuse",{"delay":{"ms":5}}]}"#;
    let rule = Rule::parse(whole.as_bytes()).unwrap();
    let again = serde_json::to_vec(&rule).unwrap();
    assert_eq!(Rule::parse(&again).unwrap(), rule);
    running.stop();
}

#[test]
fn unplugged_the_machine_itself_refuses_and_the_address_stays() {
    let running = Running::start();
    let address = running.address();
    let mut stream = connect(address);
    assert_eq!(exchange(&mut stream, compliance().as_bytes()).status, ANSWER);
    running.runtime.block_on(running.unplug());
    assert_eq!(crate::raw::drain(&mut stream), (vec![], End::Reset));
    let refused = std::net::TcpStream::connect_timeout(&address, PATIENCE).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
    running.runtime.block_on(running.plug());
    assert_eq!(call(address, &compliance()).status, ANSWER);
    running.stop();
    assert!(std::net::TcpStream::connect_timeout(&address, PATIENCE).is_err());
}
