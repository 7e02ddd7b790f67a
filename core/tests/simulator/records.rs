//! What is put down of what goes over the wire.

use std::io::Write as _;
use std::sync::{Arc, Mutex};

use khatm::gateway::{Environment, Operation};
use khatm::simulator::{End as Ended, Observer, Options, RecordLimits};

use crate::Running;
use crate::raw::{End, PATIENCE, call, compliance, connect, drain, exchange, request, send};

#[test]
fn every_byte_of_both_ways_is_put_down() {
    let running = Running::start();
    let mut stream = connect(running.address());
    let texts = [
        compliance(),
        request("PATCH", "/e-invoicing/simulation/production/csids?x=1", "OTP: 123456\r\nX-Odd:   \u{e9}\r\n", "[1]"),
        "POST /e-invoicing/core/compliance HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n".to_owned(),
    ];
    let mut seen = Vec::new();
    for text in &texts {
        let before = running.records().len();
        stream.write_all(text.as_bytes()).unwrap();
        let begun = std::time::Instant::now();
        let reply = loop {
            assert!(begun.elapsed() < PATIENCE, "no answer to {text}");
            let records = running.records();
            if records.len() > before && records[before].reply_bytes > 0 {
                break records[before].reply.clone();
            }
            std::thread::yield_now();
        };
        seen.extend(reply);
    }
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let (bytes, end) = drain(&mut stream);
    assert_eq!((bytes, end), (seen, End::Closed));
    let records = running.records();
    for (record, text) in records.iter().zip(&texts) {
        assert_eq!(record.request, text.as_bytes());
        assert_eq!(record.request_bytes, text.len() as u64);
        assert!(record.decided && !record.tls && record.end == Ended::Open);
    }
    assert_eq!(records[1].operation, Some(Operation::Renewal));
    assert_eq!(records[1].environment, Some(Environment::Simulation));
    assert_eq!(records[1].request_header("otp"), Some("123456"));
    assert_eq!(records[1].request_body(), b"[1]");
    assert!(!format!("{:?}", records[1]).contains("123456"));
    running.stop();
}

#[test]
fn requests_in_one_piece_are_told_apart() {
    let running = Running::start();
    let mut stream = connect(running.address());
    let other = request("POST", "/e-invoicing/core/invoices/reporting/single", "", r#"{"a":1}"#);
    // A client that shuts its half gives up what is not answered yet; one that says which is the last does not.
    let path = "/e-invoicing/developer-portal/compliance";
    let last = request("POST", path, "Connection: close\r\n", "{}");
    stream
        .write_all([compliance(), other.clone(), last.clone()].concat().as_bytes())
        .unwrap();
    let (bytes, _) = drain(&mut stream);
    let records = running.records();
    let sent: Vec<_> = records.iter().map(|record| record.request.clone()).collect();
    assert_eq!(sent, [compliance().into_bytes(), other.into_bytes(), last.into_bytes()]);
    let replies: Vec<u8> = records.iter().flat_map(|record| record.reply.clone()).collect();
    assert_eq!(replies, bytes);
    running.stop();
}

#[test]
fn a_client_that_waits_for_leave_gets_it_and_it_is_put_down() {
    let running = Running::start();
    let head =
        "POST /e-invoicing/core/compliance HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
    let mut stream = connect(running.address());
    stream.write_all(head.as_bytes()).unwrap();
    let mut leave = [0; 25];
    std::io::Read::read_exact(&mut stream, &mut leave).unwrap();
    assert_eq!(&leave, b"HTTP/1.1 100 Continue\r\n\r\n");
    let reply = exchange(&mut stream, b"{}");
    assert_eq!(reply.status, 406);
    let record = running.records().pop().unwrap();
    assert_eq!(record.request, [head.as_bytes(), b"{}"].concat());
    assert!(record.reply.starts_with(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 406"));
    running.stop();
}

#[test]
fn what_is_no_request_is_put_down_too() {
    let running = Running::start();
    let (bytes, end) = send(running.address(), b"\x16\x03\x01 no http\r\n\r\n", PATIENCE);
    assert!(bytes.starts_with(b"HTTP/1.1 400"), "{bytes:?}");
    assert_eq!(end, End::Closed);
    let record = running.records().pop().unwrap();
    assert_eq!(
        (record.operation, record.environment, record.decided),
        (None, None, false)
    );
    assert_eq!(
        (record.request, record.reply),
        (b"\x16\x03\x01 no http\r\n\r\n".to_vec(), bytes)
    );
    running.stop();
}

#[test]
fn what_is_kept_has_bounds() {
    let limits = RecordLimits {
        count: 5,
        bytes: 100_000,
        message: 30_000,
    };
    let running = Running::with(Options {
        records: limits,
        ..Options::default()
    });
    for _ in 0..20 {
        call(running.address(), &compliance());
    }
    let records = running.records();
    assert_eq!(
        records.iter().map(|record| record.id).collect::<Vec<_>>(),
        [16, 17, 18, 19, 20]
    );
    let long = "x".repeat(50_000);
    for _ in 0..5 {
        call(
            running.address(),
            &request("POST", "/e-invoicing/core/compliance", "", &long),
        );
    }
    let records = running.records();
    let kept: usize = records
        .iter()
        .map(|record| record.request.len() + record.reply.len())
        .sum();
    assert!(kept <= 131_000, "{kept}");
    assert!(records.len() >= 3);
    let last = records.last().unwrap();
    assert_eq!(last.request.len(), 30_000);
    assert!(last.request_bytes > 50_000);
    running.stop();
}

#[test]
fn an_observer_is_told_without_the_bytes() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&told);
    let running = Running::with(Options {
        observer: Some(Observer::new(move |record| sink.lock().unwrap().push(record.clone()))),
        ..Options::default()
    });
    call(running.address(), &compliance());
    let told = told.lock().unwrap();
    assert_eq!(
        (told.len(), told[0].status, told[0].operation),
        (1, Some(400), Some(Operation::ComplianceCsid))
    );
    assert!(told[0].request.is_empty() && told[0].reply.is_empty() && told[0].request_bytes > 0);
    drop(told);
    running.stop();
}
