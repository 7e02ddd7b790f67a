//! One row for each behaviour of a peer: what the driver makes of it, and that it never takes a request for unsent that was sent.

use std::time::{Duration, Instant};

use khatm::Code;
use khatm::drive::{Client, Exchange, Patience, Settings};
use khatm::gateway::{Doubt, Loss, NotReceived, Verdict};

use crate::wire::{Line, Peer, answer, brisk, client, document, on_loop, onboarding, send};

/// What a call is seen to have come to.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Reply(u16, usize),
    Lost(Loss),
    NeverLeft(Code),
}

fn seen(exchange: &Exchange) -> Seen {
    match (&exchange.verdict, &exchange.reply) {
        (_, Some(reply)) => {
            assert!(exchange.left);
            Seen::Reply(reply.status, reply.body.len())
        }
        (Verdict::Unsure(Doubt::Lost(loss)), None) => {
            assert!(exchange.left);
            assert_eq!(exchange.error().unwrap().kind(), khatm::Kind::Unsure);
            Seen::Lost(*loss)
        }
        (Verdict::NotReceived(NotReceived::NeverLeft(error)), None) => {
            assert!(!exchange.left);
            Seen::NeverLeft(error.code())
        }
        other => panic!("{other:?}"),
    }
}

/// A megabyte at most, so that a test need not send a gigabyte to be too large.
fn settings() -> Settings {
    Settings {
        most_reply_bytes: 1_000_000,
        ..brisk()
    }
}

fn against(script: impl Fn(&mut Line) + Send + Sync + 'static) -> Seen {
    let peer = Peer::start(script);
    let client = Client::new(settings()).unwrap();
    let began = Instant::now();
    let exchange = send(&client, &onboarding(&peer.base()));
    assert!(began.elapsed() < Duration::from_secs(15), "it ends in time");
    seen(&exchange)
}

fn says(bytes: impl Into<Vec<u8>>) -> Seen {
    let bytes = bytes.into();
    against(move |line| {
        line.request();
        line.say(&bytes);
    })
}

fn packed(how: &str, body: &[u8]) -> Vec<u8> {
    answer("200 OK", &format!("Content-Encoding: {how}\r\n"), body)
}

const OK: &str = "HTTP/1.1 200 OK\r\n";

#[test]
fn whole_replies_are_whole() {
    assert_eq!(says(answer("200 OK", "", b"{}")), Seen::Reply(200, 2));
    assert_eq!(says(answer("401 Unauthorized", "", b"")), Seen::Reply(401, 0));
    assert_eq!(says(answer("299 Odd", "", b"{}")), Seen::Reply(299, 2));
    assert_eq!(says(answer("799 Odder", "", b"{}")), Seen::Reply(799, 2));
    assert_eq!(says("HTTP/1.1 204 No Content\r\n\r\n"), Seen::Reply(204, 0));
    assert_eq!(says("HTTP/1.0 200 OK\r\n\r\nup to the end"), Seen::Reply(200, 13));
    let chunked = format!("{OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n");
    assert_eq!(says(chunked), Seen::Reply(200, 2));
    assert_eq!(says(packed("identity", b"{}")), Seen::Reply(200, 2));
    assert_eq!(says(packed("gzip", &gzip(b"{\"a\":1}"))), Seen::Reply(200, 7));
    let headers: String = (0..90).map(|n| format!("X-{n}: {n}\r\n")).collect();
    assert_eq!(says(answer("200 OK", &headers, b"{}")), Seen::Reply(200, 2));
}

#[test]
fn interim_answers_are_no_answers() {
    let hundred = "HTTP/1.1 100 Continue\r\n\r\n";
    let early = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
    let whole = String::from_utf8(answer("200 OK", "", b"{}")).unwrap();
    assert_eq!(says(format!("{hundred}{hundred}{early}{whole}")), Seen::Reply(200, 2));
    assert_eq!(says(hundred), Seen::Lost(Loss::Broken));
    // A switch of protocols that nobody asked for is the answer, and there is no other.
    let switch = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n";
    assert!(matches!(says(switch), Seen::Reply(101, 0) | Seen::Lost(Loss::Broken)));
    let endless = against(move |line| {
        line.request();
        while line.say(hundred.as_bytes()) {
            std::thread::sleep(Duration::from_millis(20));
        }
    });
    assert_eq!(endless, Seen::Lost(Loss::Timeout));
}

#[test]
fn half_replies_are_lost_and_never_taken_for_unsent() {
    assert_eq!(says(""), Seen::Lost(Loss::Broken));
    assert_eq!(says("HTTP/1.1 200 OK\r\nContent-Le"), Seen::Lost(Loss::Broken));
    assert_eq!(
        says(format!("{OK}Content-Length: 10\r\n\r\n{{}}")),
        Seen::Lost(Loss::Truncated)
    );
    assert_eq!(
        says(format!("{OK}Content-Length: 10\r\n\r\n")),
        Seen::Lost(Loss::Truncated)
    );
    let cut = format!("{OK}Transfer-Encoding: chunked\r\n\r\n8\r\n{{}}");
    assert_eq!(says(cut), Seen::Lost(Loss::Truncated));
    let no_end = format!("{OK}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n");
    assert_eq!(says(no_end), Seen::Lost(Loss::Truncated));
    let wrong = format!("{OK}Transfer-Encoding: chunked\r\n\r\nxyz\r\n{{}}\r\n");
    assert_eq!(says(wrong), Seen::Lost(Loss::Broken));
    for garbage in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "<html>busy</html>",
        "HTTP/9.9 200 OK\r\n\r\n",
    ] {
        assert_eq!(says(garbage), Seen::Lost(Loss::Broken), "{garbage:?}");
    }
    let two = format!("{OK}Content-Length: 2\r\nContent-Length: 9\r\n\r\n{{}}");
    assert_eq!(says(two), Seen::Lost(Loss::Broken));
    assert_eq!(against(|line| line.reset()), Seen::Lost(Loss::Broken));
    let halfway = against(|line| {
        line.request();
        line.say(format!("{OK}Content-Length: 1000\r\n\r\n{{}}").as_bytes());
        std::thread::sleep(Duration::from_millis(50));
    });
    assert_eq!(halfway, Seen::Lost(Loss::Truncated));
}

#[test]
fn what_is_packed_wrongly_or_unasked_is_said_so() {
    let whole = gzip(b"a reply that is long enough to be cut in the middle of it");
    for how in ["br", "deflate", "zstd", "gzip, gzip", "compress", "x"] {
        assert_eq!(says(packed(how, &whole)), Seen::Lost(Loss::Encoding), "{how}");
    }
    assert_eq!(
        says(packed("gzip", b"{\"not\":\"packed\"}")),
        Seen::Lost(Loss::Encoding)
    );
    let mut wrong_sum = whole.clone();
    let at = wrong_sum.len() - 8;
    wrong_sum[at] ^= 1;
    assert_eq!(says(packed("gzip", &wrong_sum)), Seen::Lost(Loss::Encoding));
    assert_eq!(says(packed("gzip", &whole[..30])), Seen::Lost(Loss::Truncated));
    let short = format!("{OK}Content-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", whole.len());
    let short = [short.as_bytes(), &whole[..30]].concat();
    assert_eq!(says(short), Seen::Lost(Loss::Truncated));
}

#[test]
fn nothing_that_is_too_large_is_read_to_its_end() {
    assert_eq!(
        says(format!("{OK}Content-Length: 1073741824\r\n\r\n")),
        Seen::Lost(Loss::TooLarge)
    );
    assert_eq!(
        says(format!("{OK}Content-Length: 1000001\r\n\r\n")),
        Seen::Lost(Loss::TooLarge)
    );
    let most = vec![b' '; 1_000_000];
    assert_eq!(says(answer("200 OK", "", &most)), Seen::Reply(200, 1_000_000));
    // Ten megabytes of zeros in ten kilobytes, and a gigabyte in one megabyte.
    for size in [10_000_000, 1_000_000_000] {
        let bomb = bomb(size);
        assert!(bomb.len() < size / 150);
        assert_eq!(says(packed("gzip", &bomb)), Seen::Lost(Loss::TooLarge), "{size}");
    }
    let headers: String = (0..5_000).map(|n| format!("X-{n}: {n}\r\n")).collect();
    assert_eq!(says(answer("200 OK", &headers, b"{}")), Seen::Lost(Loss::TooLarge));
    let long = format!("X-Long: {}\r\n", "a".repeat(2_000_000));
    assert_eq!(says(answer("200 OK", &long, b"{}")), Seen::Lost(Loss::TooLarge));
}

#[test]
fn a_gigabyte_without_an_announcement_is_left_after_the_first_megabytes() {
    let written = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&written);
    let seen = against(move |line| {
        line.request();
        line.say(format!("{OK}Transfer-Encoding: chunked\r\n\r\n").as_bytes());
        let chunk = [b"10000\r\n".as_slice(), &[b' '; 65_536], b"\r\n"].concat();
        for _ in 0..16_384 {
            if !line.say(&chunk) {
                return;
            }
            count.fetch_add(chunk.len(), std::sync::atomic::Ordering::SeqCst);
        }
    });
    assert_eq!(seen, Seen::Lost(Loss::TooLarge));
    // What the kernel's buffers on both sides hold comes on top of the megabyte.
    let written = written.load(std::sync::atomic::Ordering::SeqCst);
    assert!(written < 64_000_000, "{written}");
}

#[test]
fn a_black_hole_and_a_slow_drip_end_in_time() {
    let hole = |line: &mut Line| {
        line.request();
        std::thread::sleep(Duration::from_secs(15));
    };
    assert_eq!(against(hole), Seen::Lost(Loss::Timeout));
    let drip = |head: &'static str| {
        move |line: &mut Line| {
            line.request();
            line.say(head.as_bytes());
            while line.say(b" ") {
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    };
    assert_eq!(
        against(drip("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n")),
        Seen::Lost(Loss::Timeout)
    );
    assert_eq!(against(drip("HTTP/1.1 200 OK\r\nX-Slow: ")), Seen::Lost(Loss::Timeout));
    assert_eq!(against(drip("HTTP/1.0 200 OK\r\n\r\n")), Seen::Lost(Loss::Timeout));
    // One who waits waits less.
    let peer = Peer::start(hole);
    let client = Client::new(Settings {
        call_ms: 14_000,
        ..settings()
    })
    .unwrap();
    let exchange = on_loop(client.send(&onboarding(&peer.base()), Patience::Waiting, "till-1"));
    assert_eq!(seen(&exchange), Seen::Lost(Loss::Timeout));
    assert!((1_500..14_000).contains(&exchange.took_ms), "{exchange:?}");
}

#[test]
fn without_a_connection_nothing_left() {
    let refused = send(&client(), &onboarding("http://127.0.0.1:1"));
    assert_eq!(seen(&refused), Seen::NeverLeft(Code::DriveConnect));
    assert!(refused.error().unwrap().to_string().contains("refused"));

    // A listener whose queue is full: the connection never comes about, which is not the same as a reply that never comes.
    let (address, _held) = full_queue();
    let base = format!("http://{address}");
    let late = send(&client(), &onboarding(&base));
    assert_eq!(seen(&late), Seen::NeverLeft(Code::DriveConnect));
    assert!(late.took_ms >= 1_400, "{late:?}");
    // The same when the whole call's time runs out first.
    let settings = Settings {
        connect_ms: 600,
        call_ms: 600,
        ..brisk()
    };
    let late = send(&Client::new(settings).unwrap(), &onboarding(&base));
    assert_eq!(seen(&late), Seen::NeverLeft(Code::DriveConnect));
}

#[test]
fn a_request_that_is_too_large_is_not_sent() {
    let peer = Peer::saying(answer("200 OK", "", b"{}"));
    let request = onboarding(&peer.base());
    let settings = |most_request_bytes| Settings {
        most_request_bytes,
        ..brisk()
    };
    let size = request.body().len();
    let refused = send(&Client::new(settings(size - 1)).unwrap(), &request);
    assert_eq!(seen(&refused), Seen::NeverLeft(Code::DriveRequestTooLarge));
    assert_eq!(peer.connections(), 0);
    let sent = send(&Client::new(settings(size)).unwrap(), &request);
    assert_eq!(seen(&sent), Seen::Reply(200, 2));
}

#[test]
fn a_redirect_is_an_answer_and_nobody_goes_there() {
    let elsewhere = Peer::saying(answer("200 OK", "", b"{}"));
    for status in [300, 301, 302, 303, 304, 305, 307, 308] {
        let location = format!("Location: {}/e-invoicing/core/compliance\r\n", elsewhere.base());
        let body: &[u8] = if status == 304 { b"" } else { b"{}" };
        let seen = says(answer(&format!("{status} Elsewhere"), &location, body));
        assert_eq!(seen, Seen::Reply(status, body.len()));
    }
    let refresh = format!("Refresh: 0; url={}\r\n", elsewhere.base());
    assert_eq!(says(answer("200 OK", &refresh, b"{}")), Seen::Reply(200, 2));
    assert_eq!(elsewhere.connections(), 0);
}

#[test]
fn a_kept_connection_that_closed_in_between_costs_nothing() {
    let peer = Peer::saying(answer("200 OK", "", b"{}"));
    let client = client();
    for round in 1..=4 {
        assert_eq!(
            seen(&send(&client, &onboarding(&peer.base()))),
            Seen::Reply(200, 2),
            "{round}"
        );
        peer.until_closed(round);
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!((peer.connections(), peer.requests()), (4, 4));
}

#[test]
fn connections_are_kept() {
    let peer = Peer::keeping(answer("200 OK", "", b"{}"));
    let client = client();
    for _ in 0..20 {
        assert_eq!(seen(&send(&client, &onboarding(&peer.base()))), Seen::Reply(200, 2));
    }
    // On a machine that is busy a call may begin before the connection of the one before is put back.
    assert!(peer.connections() < 20, "{} connections", peer.connections());
    assert_eq!(peer.requests(), 20);
}

#[test]
fn a_kept_connection_that_takes_the_second_request_and_closes_leaves_doubt_and_is_not_tried_again() {
    let peer = Peer::start(|line| {
        line.request();
        line.say(&answer("200 OK", "", b"{}"));
        line.request();
    });
    let client = client();
    assert_eq!(seen(&send(&client, &onboarding(&peer.base()))), Seen::Reply(200, 2));
    assert_eq!(
        seen(&send(&client, &onboarding(&peer.base()))),
        Seen::Lost(Loss::Broken)
    );
    assert_eq!((peer.connections(), peer.requests()), (1, 2), "sent once each");
}

#[test]
fn one_who_gives_up_the_call_sends_nothing_more() {
    let (address, held) = full_queue();
    let client = client();
    let request = onboarding(&format!("http://{address}"));
    on_loop(async {
        let call = client.send(&request, Patience::Background, "till-1");
        assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    });
    // Now the connection would come about: nobody may use it.
    let heard = held.empty_and_listen(Duration::from_millis(2_500));
    assert_eq!(heard, b"");
}

#[test]
fn what_comes_twice_is_not_the_answer_to_what_is_sent_next() {
    let twice = answer("200 OK", "", b"{}").repeat(2);
    // At once, and a moment later.
    for later in [Duration::ZERO, Duration::from_millis(60)] {
        let twice = twice.clone();
        let said = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let count = std::sync::Arc::clone(&said);
        let peer = Peer::start(move |line| {
            line.request();
            let (first, second) = twice.split_at(twice.len() / 2);
            line.say(first);
            std::thread::sleep(later);
            line.say(second);
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            if line.request() {
                std::thread::sleep(Duration::from_secs(5));
            }
        });
        let (client, document) = (Client::new(settings()).unwrap(), document(&peer.base(), 0));
        // By both doors; by the blocking one it arrives while the loop stands still.
        for blocking in [false, true] {
            for round in 0..4 {
                let before = peer.connections();
                let exchange = match blocking {
                    true => client.send_blocking(&document, Patience::Waiting, "till-1"),
                    false => on_loop(client.send(&document, Patience::Waiting, "till-1")),
                };
                assert_eq!(seen(&exchange), Seen::Reply(200, 2), "{later:?} {round}");
                assert_eq!(
                    peer.connections(),
                    before + 1,
                    "{later:?} {round}: not on the one that had said too much"
                );
                while said.load(std::sync::atomic::Ordering::SeqCst) <= before {
                    std::thread::sleep(Duration::from_millis(5));
                }
                std::thread::sleep(Duration::from_millis(60));
            }
        }
    }
}

#[test]
fn an_answer_to_half_a_request_is_an_answer_or_a_doubt() {
    let peer = Peer::start(|line| {
        line.read();
        line.say(&answer("413 Too Large", "Connection: close\r\n", b"{}"));
        std::thread::sleep(Duration::from_millis(300));
    });
    let exchange = send(&client(), &document(&peer.base(), 6_000_000));
    assert!(
        matches!(seen(&exchange), Seen::Reply(413, 2) | Seen::Lost(Loss::Broken)),
        "{exchange:?}"
    );
}

#[test]
fn what_came_is_judged() {
    let reported = br#"{"validationResults":{"infoMessages":[],"warningMessages":[],"errorMessages":[],"status":"PASS"},"reportingStatus":"REPORTED"}"#;
    let verdict = |bytes: Vec<u8>| {
        let peer = Peer::saying(bytes);
        send(&client(), &document(&peer.base(), 0)).verdict.as_str()
    };
    assert_eq!(verdict(answer("200 OK", "", reported)), "accepted");
    assert_eq!(verdict(packed("gzip", &gzip(reported))), "accepted");
    assert_eq!(verdict(answer("409 Conflict", "", b"")), "already_known");
    assert_eq!(verdict(answer("401 Unauthorized", "", b"")), "credential");
    assert_eq!(
        verdict(answer("303 See Other", "Location: /x\r\n", b"{}")),
        "wrong_route"
    );
    assert_eq!(verdict(answer("502 Bad Gateway", "", b"<html>")), "unsure");
    // An acceptance that did not come whole is none.
    for cut in [1, 20, reported.len() - 1] {
        let all = answer("200 OK", "", reported);
        assert_eq!(verdict(all[..all.len() - cut].to_vec()), "unsure");
    }
}

/// A listener that takes no more connections.
struct Full {
    listener: std::net::TcpListener,
    waiting: Vec<std::net::TcpStream>,
}

fn full_queue() -> (std::net::SocketAddr, Full) {
    let listener = on_loop(async {
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        socket.listen(1).unwrap().into_std().unwrap()
    });
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let more = || std::net::TcpStream::connect_timeout(&address, Duration::from_millis(300)).ok();
    let waiting: Vec<_> = std::iter::from_fn(more).take(50).collect();
    assert!(waiting.len() < 50, "the queue has an end");
    (address, Full { listener, waiting })
}

impl Full {
    fn empty_and_listen(self, time: Duration) -> Vec<u8> {
        use std::io::Read as _;
        drop(self.waiting);
        let (until, mut heard) = (Instant::now() + time, Vec::new());
        while Instant::now() < until {
            if let Ok((mut stream, _)) = self.listener.accept() {
                stream.set_nonblocking(false).unwrap();
                stream.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
                let _ = stream.read_to_end(&mut heard);
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        heard
    }
}

/// Packed as it is, in one block of its own (RFC 1951, 3.2.4).
fn gzip(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap();
    let mut all = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    all.extend(length.to_le_bytes());
    all.extend((!length).to_le_bytes());
    all.extend(body);
    let sum = !body.iter().fold(u32::MAX, |mut sum, byte| {
        sum ^= u32::from(*byte);
        (0..8).fold(sum, |sum, _| (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg()))
    });
    all.extend(sum.to_le_bytes());
    all.extend(u32::from(length).to_le_bytes());
    all
}

/// Zeros without end: a literal, then the longest repetition again and again, each in thirteen bits (RFC 1951, 3.2.6).
fn bomb(size: usize) -> Vec<u8> {
    let mut all = vec![0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut held, mut count) = (0u64, 0);
    let mut put = |bits: u64, width: u32| {
        held |= bits << count;
        count += width;
        while count >= 8 {
            all.push((held & 0xFF) as u8);
            held >>= 8;
            count -= 8;
        }
    };
    put(0b011, 3);
    put(0b0000_1100, 8);
    for _ in 0..size / 258 {
        put(0b1010_0011, 8);
        put(0, 5);
    }
    all
}
