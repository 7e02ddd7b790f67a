//! Nobody gets to see a secret: everything that any library beneath says at its most talkative is kept, all that can be printed
//! is printed, and the secrets are searched for in it, as they are and in the ways that they travel.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use khatm::drive::{Client, Patience, Proxy, ProxyAddress, Settings};
use khatm::gateway::{Header, Request};

use crate::listener::{heard, listen};
use crate::wire::{OTP, Peer, SECRET, answer, brisk, on_loop, onboarding, real, rehearsal, send, with_credential};

const PROXY_PASSWORD: &str = "pass-3391";

fn secrets() -> Vec<(String, Vec<u8>)> {
    let credential = rehearsal();
    let pair = format!("{}:{SECRET}", credential.token());
    let mut all = vec![
        ("the secret".to_owned(), SECRET.as_bytes().to_vec()),
        ("the password".to_owned(), OTP.as_bytes().to_vec()),
        ("the proxy's password".to_owned(), PROXY_PASSWORD.as_bytes().to_vec()),
        (
            "the proxy's pair".to_owned(),
            format!("clerk:{PROXY_PASSWORD}").into_bytes(),
        ),
        // The end of the pair: the token differs from one certificate to the next.
        ("the pair's end".to_owned(), pair.as_bytes()[pair.len() - 30..].to_vec()),
    ];
    for shift in 0..3 {
        // Wherever it stands in a longer text, its base64 has one of three middles.
        let padded = [&b"xxx"[..shift], SECRET.as_bytes()].concat();
        let encoded = STANDARD.encode(padded);
        all.push((
            format!("base64, shifted by {shift}"),
            encoded.as_bytes()[4..encoded.len() - 4].to_vec(),
        ));
    }
    all
}

/// Where a secret stands in a text: as it is, in base64, in hexadecimal, or as a list of numbers.
fn leaks(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (name, secret) in secrets() {
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        let ways = [
            String::from_utf8(secret.clone()).unwrap(),
            STANDARD.encode(&secret),
            URL_SAFE_NO_PAD.encode(&secret),
            hex.to_uppercase(),
            hex,
            format!("{:?}", &secret[..]).trim_matches(['[', ']']).to_owned(),
        ];
        found.extend(
            ways.iter()
                .filter(|way| text.contains(*way))
                .map(|way| format!("{name}: {way}")),
        );
    }
    found
}

fn authorization(request: &Request) -> String {
    let header = request.headers().iter().find(|(name, _)| *name == "Authorization");
    match header {
        Some((_, Header::Secret(secret))) => secret.expose().to_owned(),
        _ => panic!(),
    }
}

#[test]
fn nobody_gets_to_see_a_secret() {
    listen();

    let endings: [&[u8]; 6] = [
        &answer("200 OK", "Set-Cookie: a=b\r\n", b"{\"requestID\":1}"),
        &answer("401 Unauthorized", "", b""),
        &answer("307 Elsewhere", "Location: http://127.0.0.1:1/\r\n", b""),
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"garbage",
        b"",
    ];
    let mut printed = String::new();
    for ending in endings {
        let peer = Peer::saying(ending);
        let client = Client::new(brisk()).unwrap();
        for request in [onboarding(&peer.base()), with_credential(&peer.base(), &rehearsal())] {
            let exchange = on_loop(client.send(&request, Patience::Waiting, "till-1"));
            let _ = writeln!(printed, "{request:?} {exchange:?} {client:?} {:?}", exchange.error());
            let _ = client.send_blocking(&request, Patience::Waiting, "till-1");
        }
        assert!(
            crate::wire::find(&peer.all_heard(), OTP.as_bytes()).is_some(),
            "it was sent, so it could be said"
        );
    }
    // By a proxy that asks for a password, over TLS that fails, to nobody.
    let peer = Peer::saying("HTTP/1.1 407 No\r\n\r\n");
    let address = ProxyAddress::parse(&format!("http://clerk:{PROXY_PASSWORD}@{}", peer.address)).unwrap();
    let settings = Settings {
        proxy: Proxy::At(address),
        ..brisk()
    };
    let client = Client::new(settings).unwrap();
    let authority = with_credential("https://gw-fatoora.zatca.gov.sa", &real());
    let nobody = with_credential("http://127.0.0.1:1", &rehearsal());
    let other = Peer::saying("not TLS");
    let plain = with_credential(&format!("https://{}", other.address), &rehearsal());
    for request in [authority, nobody, plain] {
        let exchange = send(&client, &request);
        assert!(!exchange.left);
        let _ = writeln!(
            printed,
            "{request:?} {exchange:?} {client:?} {}",
            exchange.error().unwrap()
        );
    }

    let heard = heard();
    assert!(
        heard.contains("span khatm::drive::call call operation=\"compliance_csid\""),
        "we are heard"
    );
    assert!(
        heard.contains("verdict=") && heard.contains("attempt="),
        "and say what came of it"
    );
    assert!(
        heard.contains("log reqwest::") || heard.contains("event reqwest::"),
        "and so are those beneath: {heard}"
    );
    assert_eq!(leaks(&heard), Vec::<String>::new());
    assert_eq!(leaks(&printed), Vec::<String>::new());
    // The search finds what it is to find.
    for planted in [
        SECRET,
        OTP,
        &authorization(&with_credential("http://127.0.0.1:1", &rehearsal())),
    ] {
        assert!(!leaks(&format!("x {planted} y")).is_empty(), "{planted}");
    }
}
