//! A credential never goes anywhere but where it belongs. Two sockets listen, on loopback and on this machine's own address, and
//! hear nothing, however the address is spelt. (Names of the authority's that lead astray are tested beside the resolver, which
//! asks no name server there.)

use std::net::{IpAddr, SocketAddr, UdpSocket};

use khatm::Language;
use khatm::gateway::{Credential, Endpoint, Environment, Request, Standing};

use crate::wire::{Peer, answer, client, real, rehearsal, send, with_credential};

/// An address of this machine that is not loopback. No packet is sent to learn it.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("198.51.100.1:9").ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

/// Every way that we know to write this address, or to make a reader take it for another.
fn spellings(socket: SocketAddr) -> Vec<String> {
    let port = socket.port();
    let IpAddr::V4(v4) = socket.ip() else { panic!() };
    let [a, b, c, d] = v4.octets();
    let number = u32::from(v4);
    let hosts = [
        format!("{v4}"),
        format!("{v4}."),
        format!("{a}.{b}.{}", u32::from(c) * 256 + u32::from(d)),
        format!("{a}.{}", number & 0xFF_FFFF),
        format!("{number}"),
        format!("0x{number:x}"),
        format!("0{number:o}"),
        format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
        format!("0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}"),
        format!("{a}.{b}.{c}.{d}.nip.io"),
        format!("[::ffff:{v4}]"),
        format!("[::{v4}]"),
        "[::1]".to_owned(),
        "[::1%25lo]".to_owned(),
        "[0:0:0:0:0:0:0:1]".to_owned(),
        "localhost".to_owned(),
        "LOCALHOST".to_owned(),
        "localhost.".to_owned(),
        "localhost.localdomain".to_owned(),
        "0".to_owned(),
        "0.0.0.0".to_owned(),
        "[::]".to_owned(),
        "127.1".to_owned(),
        "zatca.gov.sa".to_owned(),
        "evil-zatca.gov.sa".to_owned(),
        "gw-fatoora.zatca.gov.sa.evil.test".to_owned(),
        "gw-fatoora.zatca.gov.sa.".to_owned(),
        "gw-fatoora.zatca.gov。sa".to_owned(),
        "gw-fatoora.zatca.gov.sа".to_owned(),
        "１２７.0.0.1".to_owned(),
        "①②⑦.0.0.1".to_owned(),
        "gw-fatoora%2Ezatca.gov.sa".to_owned(),
        "%31%32%37.0.0.1".to_owned(),
        "gw-fatoora.zatca.gov.sa\t".to_owned(),
        "gw-fatoora.zatca.gov.sa\0.evil.test".to_owned(),
        "gw-fatoora.zatca.gov.sa\u{ad}".to_owned(),
        "..zatca.gov.sa".to_owned(),
        "-.zatca.gov.sa".to_owned(),
        "*.zatca.gov.sa".to_owned(),
        ".zatca.gov.sa".to_owned(),
    ];
    let here = format!("{v4}:{port}");
    let tricks = [
        format!("https://gw-fatoora.zatca.gov.sa@{here}"),
        format!("https://gw-fatoora.zatca.gov.sa:443@{here}"),
        format!("https://gw-fatoora.zatca.gov.sa%40{here}"),
        format!("https://{here}#@gw-fatoora.zatca.gov.sa"),
        format!("https://{here}?.zatca.gov.sa"),
        format!("https://{here}\\.zatca.gov.sa"),
        format!("https://{here}\\@gw-fatoora.zatca.gov.sa"),
        format!("https://{here};.zatca.gov.sa"),
        format!("https://{here} .zatca.gov.sa"),
        format!("https:\\\\{here}"),
        format!("https:{here}"),
        format!("https:/{here}"),
        format!("https:///{here}"),
        format!("//{here}"),
        format!("HTTPS://{here}"),
        format!("hTTp://{here}"),
        format!(" http://{here} "),
        format!("\u{1}http://{here}"),
        format!("ht\ntp://{here}"),
        format!("file://{here}/etc/passwd"),
        format!("ftp://{here}"),
        format!("javascript:{here}"),
        format!("https://{here}/../../core"),
        format!("https://{here}/e-invoicing/core"),
        format!("http://{here}/e-invoicing/core"),
        format!("http://gw-fatoora.zatca.gov.sa:{port}"),
        format!("https://{v4}:0{port}"),
        format!("https://{v4}:+{port}"),
        format!("https://{v4}:{port}:{port}"),
        format!("https://{v4}:"),
    ];
    let plain = hosts.iter().flat_map(|host| {
        let with = [format!("http://{host}:{port}"), format!("https://{host}:{port}")];
        with.into_iter()
            .chain([format!("https://{host}:{port}/e-invoicing/core")])
    });
    plain.chain(tricks).collect()
}

fn wish(environment: Environment, base: &str, by: &Credential) -> Option<Request> {
    let endpoint = Endpoint::parse(environment, base).ok()?;
    Request::production_csid(&endpoint, by, Language::English).ok()
}

#[test]
fn a_real_credential_is_never_heard_here() {
    let credential = real();
    assert_eq!(credential.standing(), Standing::Real);
    let addresses = [Some("127.0.0.1".parse().unwrap()), own_address()];
    for address in addresses.into_iter().flatten() {
        let peer = Peer::on(&SocketAddr::new(address, 0).to_string(), |line| {
            line.request();
            line.say(&answer("200 OK", "", b"{}"));
        });
        let (client, spellings) = (client(), spellings(peer.address));
        assert!(spellings.len() > 140);
        for base in &spellings {
            for environment in Environment::ALL {
                // What is left would be the authority's own, by its name: none of these is.
                if let Some(request) = wish(environment, base, &credential) {
                    panic!("{base:?} passes: {:?}", send(&client, &request));
                }
            }
        }
        assert_eq!(peer.connections(), 0, "{address}");
    }
}

#[test]
fn a_rehearsals_credential_is_heard_on_loopback_alone() {
    let Some(own) = own_address() else {
        eprintln!("SKIPPED: this machine has no address but loopback");
        return;
    };
    let script = |line: &mut crate::wire::Line| {
        line.request();
        line.say(&answer("200 OK", "", b"{}"));
    };
    let outside = Peer::on(&SocketAddr::new(own, 0).to_string(), script);
    let inside = Peer::on("127.0.0.1:0", script);
    let (client, credential) = (client(), rehearsal());
    for base in spellings(outside.address) {
        if let Some(request) = wish(Environment::Production, &base, &credential) {
            send(&client, &request);
        }
    }
    assert_eq!(outside.connections(), 0);
    // And the control: here it is heard, so the listener listens.
    assert!(send(&client, &with_credential(&inside.base(), &credential)).left);
    let heard = inside.all_heard();
    assert!(crate::wire::find(&heard, b"authorization: Basic ").is_some());
}
