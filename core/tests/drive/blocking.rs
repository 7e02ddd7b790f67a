//! The door for hosts without an event loop.

use std::time::Duration;

use khatm::Code;
use khatm::drive::{Client, Exchange, Patience};
use khatm::gateway::Request;

use crate::wire::{Peer, answer, brisk, client, on_loop, onboarding};

fn status(exchange: &Exchange) -> u16 {
    exchange.reply.as_ref().unwrap_or_else(|| panic!("{exchange:?}")).status
}

fn blocking(client: &Client, request: &Request) -> u16 {
    status(&client.send_blocking(request, Patience::Waiting, "till-1"))
}

#[test]
fn it_works_without_a_loop_on_one_and_from_many_threads() {
    let peer = Peer::keeping(answer("200 OK", "", b"{}"));
    let (client, request) = (client(), onboarding(&peer.base()));
    assert_eq!(blocking(&client, &request), 200);
    // On a loop with threads, and on one without.
    on_loop(async { assert_eq!(blocking(&client, &request), 200) });
    let single = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    single.block_on(async { assert_eq!(blocking(&client, &request), 200) });
    // Both doors of one client, by turns: connections of a loop that stands still are not used by another.
    for _ in 0..3 {
        assert_eq!(blocking(&client, &request), 200);
        let other = single.block_on(client.send(&request, Patience::Waiting, "till-1"));
        assert_eq!(status(&other), 200);
    }
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(blocking(&client, &request), 200));
        }
    });
    assert_eq!(client.counters().calls[0].latency.iter().sum::<u64>(), 17);
}

#[test]
fn a_kept_connection_that_closed_while_the_loop_stood_still_costs_nothing() {
    let peer = Peer::saying(answer("200 OK", "", b"{}"));
    let (client, request) = (client(), onboarding(&peer.base()));
    for round in 1..=20 {
        assert_eq!(blocking(&client, &request), 200, "{round}");
        peer.until_closed(round);
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(peer.requests(), 20);
}

#[test]
fn a_client_may_be_dropped_on_a_loop() {
    let peer = Peer::saying(answer("200 OK", "", b"{}"));
    let request = onboarding(&peer.base());
    on_loop(async {
        let client = client();
        assert_eq!(blocking(&client, &request), 200);
        drop(client);
    });
}

#[test]
fn the_other_door_without_a_loop_says_so_and_sends_nothing() {
    let peer = Peer::saying(answer("200 OK", "", b"{}"));
    let (client, request) = (Client::new(brisk()).unwrap(), onboarding(&peer.base()));
    let mut call = std::pin::pin!(client.send(&request, Patience::Waiting, "till-1"));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(exchange) = call.as_mut().poll(&mut context) else {
        panic!("it waits for a loop that is not there");
    };
    assert_eq!(exchange.error().unwrap().code(), Code::DriveRuntime);
    assert!(!exchange.left);
    assert_eq!(peer.connections(), 0);
}
