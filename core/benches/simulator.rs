//! How many validated submissions a second the simulator takes from 32 clients, each on a connection that stays open, beside what
//! its deciding half does alone in the same run.
//!
//! `cargo bench -p khatm --bench simulator`. Every document is another one, really sealed, standard and simplified by turns. The
//! clients run on the same cores as the simulator; the ratio to direct calls is what compares between machines.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::float_arithmetic,
    missing_docs,
    unreachable_pub
)]

#[path = "../tests/support/mod.rs"]
mod support;
// The unit of the tests, which onboards and seals.
#[path = "../tests/authority/unit.rs"]
#[allow(dead_code)]
mod unit;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use khatm::Language;
use khatm::gateway::{Environment, Request};
use khatm::simulator::authority::Authority;
use khatm::simulator::call::Call;
use khatm::simulator::{Options, Simulator, authority};
use unit::{Unit, call, endpoint};

const CLIENTS: usize = 32;
const EACH: usize = 100;
const AT: Environment = Environment::Simulation;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let simulator = runtime.block_on(Simulator::start_with(Options::default())).unwrap();
    let calls = calls(simulator.authority());
    // The same units without the documents, so that each document is new to both.
    let saved = simulator.authority().save().unwrap();
    let count = CLIENTS * EACH;
    println!("{count} documents, {CLIENTS} clients, {} cores", cores());

    let direct = directly(
        &Authority::restore(authority::Options::default(), &saved).unwrap(),
        &calls,
    );
    println!(
        "{:<28} {:>9.0} a second",
        "direct calls, all cores",
        rate(count, direct)
    );

    let address = simulator.address();
    let begun = Instant::now();
    let mut times: Vec<Duration> = thread::scope(|scope| {
        let clients = calls.chunks(EACH).map(|own| scope.spawn(move || client(address, own)));
        let clients: Vec<_> = clients.collect();
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    let served = begun.elapsed();
    times.sort_unstable();
    let at = |per_mille: usize| times[(times.len() - 1) * per_mille / 1000].as_secs_f64() * 1000.0;
    println!(
        "{:<28} {:>9.0} a second",
        "over HTTP, records kept",
        rate(count, served)
    );
    println!(
        "{:<28} {:>9.2}×",
        "ratio to direct calls",
        direct.as_secs_f64() / served.as_secs_f64()
    );
    println!("{:<28} {:>9.1} ms", "p50", at(500));
    println!("{:<28} {:>9.1} ms", "p99", at(990));
    let counts = simulator.authority().counts();
    assert_eq!(
        counts.rejected + counts.refused + counts.failed + counts.repeated,
        0,
        "{counts:?}"
    );
    runtime.block_on(simulator.stop());
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// What all clients send, one after the other's.
fn calls(authority: &Authority) -> Vec<Call> {
    let unit = Unit::new(AT, "1100");
    let by = unit.onboard(authority);
    let one = |number: usize| {
        let request = match number.is_multiple_of(2) {
            true => {
                let sealed = unit.seal(authority, &by, "standard-invoice");
                Request::clearance(&endpoint(AT), &by, &sealed.xml, Language::English)
            }
            false => {
                let sealed = unit.seal(authority, &by, "simplified-invoice");
                Request::reporting(&endpoint(AT), &by, &sealed.xml, Language::English)
            }
        };
        call(&request.unwrap())
    };
    (0..CLIENTS * EACH).map(one).collect()
}

fn directly(authority: &Authority, calls: &[Call]) -> Duration {
    let begun = Instant::now();
    thread::scope(|scope| {
        for own in calls.chunks(calls.len().div_ceil(cores())) {
            scope.spawn(move || {
                own.iter()
                    .for_each(|call| assert_eq!(authority.answer(call).status, 200))
            });
        }
    });
    begun.elapsed()
}

/// One client: each call when the one before was answered.
fn client(address: SocketAddr, calls: &[Call]) -> Vec<Duration> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    let texts: Vec<Arc<[u8]>> = calls.iter().map(bytes).collect();
    texts
        .iter()
        .map(|text| {
            let begun = Instant::now();
            stream.write_all(text).unwrap();
            let status = status(&mut stream);
            assert_eq!(status, "200");
            begun.elapsed()
        })
        .collect()
}

fn bytes(call: &Call) -> Arc<[u8]> {
    let mut head = format!(
        "{} /e-invoicing/{}{} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n",
        call.method,
        call.environment.segment(),
        call.path,
        call.body.len()
    );
    for (name, value) in &call.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    [head.as_bytes(), b"\r\n", &call.body].concat().into()
}

/// Reads one whole reply.
fn status(stream: &mut TcpStream) -> String {
    let mut out = Vec::new();
    let mut buffer = [0; 65_536];
    loop {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0);
        out.extend_from_slice(&buffer[..count]);
        let Some(end) = out.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&out[..end]).unwrap();
        let length = head
            .split("\r\n")
            .find_map(|line| line.strip_prefix("content-length: "));
        if out.len() == end + 4 + length.unwrap().parse::<usize>().unwrap() {
            return head[9..12].to_owned();
        }
    }
}
