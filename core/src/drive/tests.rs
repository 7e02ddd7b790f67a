//! Calls to the authority by name, with the name server's answer in our hand: it is not asked, and nothing goes out of the house.

use std::io::Read as _;
use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::resolve::Lookup;
use super::*;
use crate::error::{Code, Language};
use crate::gateway::{Endpoint, Environment, Otp, Request};
use crate::seal::{CsrConfig, CsrRequest, Curve, PrivateKey, request};

const OTP: &str = "907153";

/// A listener that keeps what it hears and says nothing.
fn listener(address: IpAddr) -> (SocketAddr, Arc<AtomicUsize>, Arc<Mutex<Vec<u8>>>) {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (count, heard) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
    let (counted, kept) = (Arc::clone(&count), Arc::clone(&heard));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut stream = stream.unwrap();
            // Whoever calls gives up sooner.
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let _ = stream.read_to_end(&mut kept.lock().unwrap());
        }
    });
    (address, count, heard)
}

fn asking(base: &str) -> Request {
    let config = CsrConfig {
        common_name: "TST-886431145-399999999900003".into(),
        serial_number: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f".into(),
        organization_identifier: "399999999900003".into(),
        organization_unit_name: "Riyadh Branch".into(),
        organization_name: "Maximum Speed Tech Supply LTD".into(),
        country_name: "SA".into(),
        invoice_type: "1100".into(),
        location_address: "RRRD2929".into(),
        industry_business_category: "Supply activities".into(),
    };
    let key = PrivateKey::generate(Curve::Secp256k1).unwrap();
    let csr = request(&CsrRequest::parse(&config).unwrap(), Environment::Production, &key).unwrap();
    let endpoint = Endpoint::parse(Environment::Production, base).unwrap();
    Request::compliance_csid(&endpoint, &csr, &Otp::parse(OTP).unwrap(), Language::English).unwrap()
}

/// A client for whom every name leads to these addresses, and the names that it asked for.
fn led_to(addresses: &[IpAddr]) -> (Client, Arc<Mutex<Vec<String>>>) {
    let (addresses, asked) = (addresses.to_vec(), Arc::new(Mutex::new(Vec::new())));
    let kept = Arc::clone(&asked);
    let lookup: Lookup = Arc::new(move |name| {
        kept.lock().unwrap().push(name);
        let addresses = addresses.clone();
        Box::pin(async move { Ok(addresses) })
    });
    let settings = Settings {
        connect_ms: 1_500,
        call_ms: 2_000,
        proxy: Proxy::Direct,
        ..Settings::default()
    };
    (Client::with_lookup(settings, lookup).unwrap(), asked)
}

fn code(client: &Client, base: &str) -> Code {
    let exchange = client.send_blocking(&asking(base), Patience::Background, base);
    assert!(!exchange.left && exchange.reply.is_none(), "{exchange:?}");
    exchange.error().unwrap().code()
}

#[test]
fn a_name_of_the_authoritys_that_leads_to_this_machine_gets_not_one_byte() {
    let (address, connections, _) = listener("127.0.0.1".parse().unwrap());
    let port = address.port();
    let ours: [&[&str]; 5] = [
        &["127.0.0.1"],
        &["::ffff:127.0.0.1"],
        &["0.0.0.0"],
        &["::1"],
        &["192.0.2.77", "127.0.0.1"],
    ];
    for addresses in ours {
        let addresses: Vec<IpAddr> = addresses.iter().map(|text| text.parse().unwrap()).collect();
        for name in [
            "gw-fatoora.zatca.gov.sa",
            "GW-FATOORA.ZATCA.GOV.SA",
            "localhost.zatca.gov.sa",
            "127.0.0.1.zatca.gov.sa",
            "xn--zatca-0ua.zatca.gov.sa",
            "a.b.c.zatca.gov.sa",
        ] {
            let (client, _) = led_to(&addresses);
            let code = code(&client, &format!("https://{name}:{port}"));
            // An address of the punycode kind that no reader takes is refused before it is looked up.
            assert!(
                matches!(code, Code::DriveDnsAddress | Code::DriveUrl),
                "{name} {code:?}"
            );
        }
    }
    assert_eq!(connections.load(Ordering::SeqCst), 0);
}

#[test]
fn whoever_answers_elsewhere_without_the_authoritys_certificate_hears_no_secret() {
    let socket = UdpSocket::bind("0.0.0.0:0").unwrap();
    let own = socket
        .connect("198.51.100.1:9")
        .ok()
        .and_then(|()| socket.local_addr().ok());
    let Some(own) = own.map(|own| own.ip()).filter(|own| !own.is_loopback()) else {
        eprintln!("SKIPPED: this machine has no address but loopback");
        return;
    };
    let (address, connections, heard) = listener(own);
    let (client, asked) = led_to(&[own]);
    let code = code(&client, &format!("https://gw-fatoora.zatca.gov.sa:{}", address.port()));
    assert!(matches!(code, Code::DriveTls | Code::DriveConnect), "{code:?}");
    assert_eq!(connections.load(Ordering::SeqCst), 1, "it was there");
    assert_eq!(*asked.lock().unwrap(), ["gw-fatoora.zatca.gov.sa"]);
    // The listener may not have come to hear of it yet.
    for _ in 0..200 {
        if !heard.lock().unwrap().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let heard = heard.lock().unwrap();
    assert!(heard.starts_with(&[0x16, 3]), "a greeting of TLS, and nothing else");
    for secret in [OTP.as_bytes(), b"POST", b"csr"] {
        assert!(!heard.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn nowhere_is_nowhere() {
    // A documentation network. Some networks are silent, some refuse, some have a gate that takes every connection: whichever it
    // is, it is not the authority.
    let (client, _) = led_to(&["198.51.100.1".parse().unwrap()]);
    let found = code(&client, "https://gw-fatoora.zatca.gov.sa");
    assert!(
        found == Code::DriveConnect || found.as_str().starts_with("KHATM-TLS"),
        "{found:?}"
    );
    let (client, _) = led_to(&[]);
    assert_eq!(code(&client, "https://gw-fatoora.zatca.gov.sa"), Code::DriveDns);
}

#[test]
fn localhost_is_not_looked_up() {
    let (address, connections, _) = listener("127.0.0.1".parse().unwrap());
    let (client, asked) = led_to(&["198.51.100.1".parse().unwrap()]);
    let base = format!("http://LocalHost:{}", address.port());
    let exchange = client.send_blocking(&asking(&base), Patience::Background, "till-1");
    assert!(exchange.left, "{exchange:?}");
    assert_eq!(connections.load(Ordering::SeqCst), 1);
    assert!(asked.lock().unwrap().is_empty());
}

#[test]
fn a_proxy_is_not_for_the_hosts_that_are_excepted() {
    let serves = |entries: &[&str]| {
        let proxy = ProxyAddress::parse("proxy.test:3128").unwrap();
        proxy.except(entries.iter().copied()).serves("gw-fatoora.zatca.gov.sa")
    };
    for entries in [
        &["*"][..],
        &["zatca.gov.sa"],
        &[".zatca.gov.sa"],
        &["*.zatca.gov.sa"],
        &["sa"],
        &[" GW-Fatoora.zatca.gov.sa "],
        &["gw-fatoora.zatca.gov.sa:443"],
        &["127.0.0.1", "zatca.gov.sa"],
    ] {
        assert!(!serves(entries), "{entries:?}");
    }
    for entries in [
        &[][..],
        &[""],
        &["oora.zatca.gov.sa"],
        &["localhost", "10.0.0.0/8", "::1"],
        &["gov"],
        &["."],
    ] {
        assert!(serves(entries), "{entries:?}");
    }
}

#[test]
fn units_at_rest_are_forgotten_and_the_others_are_not() {
    let (client, _) = led_to(&[]);
    let unit = |number: usize| Unit {
        base: String::new(),
        group: Group::Reporting,
        device: number.to_string(),
    };
    let shared = &client.0;
    for number in 0..10 {
        shared.with_restraint(&unit(number), 0, |restraint| {
            if let restraint::Admission::Go(slot) = restraint.admit(0) {
                restraint.settle(slot, restraint::Outcome::Throttled, Some(1_000_000), 0);
            }
        });
    }
    for number in 10..3 * MOST_UNITS {
        shared.with_restraint(&unit(number), 1_000, |restraint| restraint.admit(1_000));
        // Half a minute later it is at rest.
        if number == MOST_UNITS - 1 {
            shared.with_restraint(&unit(number + 1), 31_000, |_| ());
        }
    }
    let kept = lock(&shared.restraints);
    assert!(kept.len() <= 2 * MOST_UNITS + 20, "{}", kept.len());
    assert!((0..10).all(|number| kept.contains_key(&unit(number))));
}
