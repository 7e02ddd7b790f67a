//! The driver on real sockets: what each behaviour of a peer is called, and what never goes where.
#![allow(clippy::unwrap_used, missing_docs)]

mod wire;

use wire::{Peer, answer, client, onboarding, send};

#[test]
fn smoke() {
    let peer = Peer::saying(answer(
        "200 OK",
        "Content-Type: application/json\r\nDate: Sat, 21 Nov 2026 10:00:00 GMT\r\n",
        br#"{"requestID":1}"#,
    ));
    let client = client();
    let e = send(&client, &onboarding(&peer.base()));
    println!("{e:#?} {:#?}", client.counters());
    println!("{}", String::from_utf8_lossy(&peer.all_heard()));
    let dead = send(&client, &onboarding("http://127.0.0.1:1"));
    println!("{dead:#?}");
    let e = client.send_blocking(&onboarding(&peer.base()), khatm::drive::Patience::Waiting, "x");
    println!("{e:#?}");
    panic!()
}
