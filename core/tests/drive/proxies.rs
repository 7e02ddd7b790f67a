//! The way out by a proxy: it sees a host's name and nothing else, and nothing on this machine goes by it.

use khatm::Code;
use khatm::drive::{Client, Proxy, ProxyAddress, Settings};

use crate::wire::{Line, Peer, answer, brisk, find, onboarding, real, rehearsal, send, with_credential};

const AUTHORITY: &str = "https://gw-fatoora.zatca.gov.sa";

fn by(proxy: &str) -> Settings {
    Settings {
        proxy: Proxy::At(ProxyAddress::parse(proxy).unwrap()),
        ..brisk()
    }
}

/// What a call to the authority by a proxy that does this comes to, and what the proxy heard.
fn proxied(script: impl Fn(&mut Line) + Send + Sync + 'static) -> (Code, String) {
    let peer = Peer::start(script);
    let client = Client::new(by(&format!("http://clerk:pass-3391@{}", peer.address))).unwrap();
    let exchange = send(&client, &with_credential(AUTHORITY, &real()));
    assert!(!exchange.left && exchange.reply.is_none(), "{exchange:?}");
    let heard = String::from_utf8_lossy(&peer.all_heard()).into_owned();
    assert!(!format!("{exchange:?} {client:?}").contains("pass-3391"));
    (exchange.error().unwrap().code(), heard)
}

#[test]
fn a_proxy_that_does_not_let_it_through_gets_no_credential() {
    let says = |text: &'static str| {
        move |line: &mut Line| {
            line.request();
            line.say(text.as_bytes());
        }
    };
    for refusal in [
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\n\r\n<html>",
        "",
        "SSH-2.0-OpenSSH_9.2\r\n",
    ] {
        let (code, heard) = proxied(says(refusal));
        assert_eq!(code, Code::DriveProxy, "{refusal:?}");
        assert!(
            heard.starts_with("CONNECT gw-fatoora.zatca.gov.sa:443 HTTP/1.1\r\n"),
            "{heard}"
        );
        assert!(
            heard
                .to_ascii_lowercase()
                .contains("proxy-authorization: basic y2xlcms6cgfzcy0zmzkx\r\n"),
            "{heard}"
        );
        assert!(!heard.to_ascii_lowercase().contains("\r\nauthorization:"), "{heard}");
    }
    // It lets it through, and then there is nobody, or something else than TLS.
    let (code, heard) = proxied(says("HTTP/1.1 200 OK\r\n\r\n"));
    assert_eq!(code, Code::DriveTls);
    assert!(!heard.to_ascii_lowercase().contains("\r\nauthorization:"));
    let (code, _) = proxied(says(
        "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    ));
    assert_eq!(code, Code::DriveTls);
    let (code, _) = proxied(|line| {
        line.request();
        std::thread::sleep(std::time::Duration::from_secs(4));
    });
    assert_eq!(code, Code::DriveConnect, "silence");
}

#[test]
fn a_proxy_that_is_not_there_or_nowhere_is_told() {
    let to = |proxy: &str| {
        let exchange = send(&Client::new(by(proxy)).unwrap(), &with_credential(AUTHORITY, &real()));
        assert!(!exchange.left);
        exchange.error().unwrap().code()
    };
    assert_eq!(to("http://127.0.0.1:1"), Code::DriveProxy);
    // A documentation network: nobody is there, and the network may say so or keep silent.
    assert!(matches!(
        to("http://198.51.100.1:3128"),
        Code::DriveProxy | Code::DriveConnect
    ));
}

#[test]
fn what_is_on_this_machine_goes_by_no_proxy() {
    let proxy = Peer::saying(answer("200 OK", "", b"{}"));
    let simulator = Peer::saying(answer("200 OK", "", b"{}"));
    let client = Client::new(by(&proxy.base())).unwrap();
    let local = format!("http://localhost:{}", simulator.address.port());
    for base in [simulator.base(), local] {
        assert!(send(&client, &with_credential(&base, &rehearsal())).reply.is_some());
        assert!(send(&client, &onboarding(&base)).reply.is_some());
    }
    assert_eq!((proxy.connections(), simulator.requests()), (0, 4));
    assert!(find(&simulator.all_heard(), b"proxy").is_none());
}

#[test]
fn the_environment_says_which_proxy_and_which_roots() {
    let read = |variables: &[(&str, &str)]| {
        Settings::from_variables(&|name| {
            let found = variables.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    };
    let proxy = |variables: &[(&str, &str)]| format!("{:?}", read(variables).unwrap().proxy);
    assert_eq!(proxy(&[]), "Direct");
    assert_eq!(proxy(&[("HTTPS_PROXY", ""), ("https_proxy", " ")]), "Direct");
    assert!(proxy(&[("HTTPS_PROXY", "http://a:3128")]).contains("\"a\""));
    assert!(proxy(&[("HTTPS_PROXY", "http://a:3128"), ("https_proxy", "b:3128")]).contains("\"b\""));
    assert!(proxy(&[("ALL_PROXY", "http://c:1"), ("HTTP_PROXY", "http://d:1")]).contains("\"c\""));
    assert_eq!(
        proxy(&[("HTTP_PROXY", "http://d:1")]),
        "Direct",
        "the authority is never called without TLS"
    );
    assert!(proxy(&[("KHATM_PROXY", "http://k:1"), ("HTTPS_PROXY", "http://a:3128")]).contains("\"k\""));
    assert_eq!(
        proxy(&[("KHATM_PROXY", "none"), ("HTTPS_PROXY", "http://a:3128")]),
        "Direct"
    );
    let both = [
        ("HTTPS_PROXY", "http://a:3128"),
        ("NO_PROXY", "10.0.0.0/8, .Zatca.gov.sa"),
    ];
    assert!(proxy(&both).contains("\".zatca.gov.sa\""));
    for wrong in [
        "socks5://a:1",
        "http://",
        "http://a:1/path",
        "http://a:99999",
        "http://a:1?x",
        "http://us er@a b",
    ] {
        let error = read(&[("KHATM_PROXY", wrong)]).unwrap_err();
        assert_eq!(error.code(), Code::DriveProxyUrl, "{wrong}");
        assert!(!error.to_string().contains(wrong), "it may hold a password");
    }
    for file in ["/nowhere/roots.pem", file!(), "/dev/null"] {
        let error = read(&[("KHATM_CA_FILE", file)]).unwrap_err();
        assert_eq!(error.code(), Code::DriveRootFile, "{file}");
    }
}
