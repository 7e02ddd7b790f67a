//! Who may come in, and what does not bring it down.

use std::io::{Read as _, Write as _};
use std::sync::Arc;

use khatm::gateway::Environment;
use khatm::simulator::{Fault, Options, Simulator};
use khatm::{Code, Kind};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use crate::Running;
use crate::raw::{Reply, call, compliance, connect, exchange, parse, read_reply, request, send};

fn own(running: &Running, method: &str, path: &str, headers: &str, body: &str) -> Reply {
    let text = format!(
        "{method} /_simulator/{path} HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        running.address(),
        body.len()
    );
    call(running.address(), &text)
}

const JSON: &str = "Content-Type: application/json\r\n";
const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

#[test]
fn only_our_own_page_and_no_page_change_anything() {
    let running = Running::start();
    let otp = r#"{"environment":"simulation"}"#;
    let made = |headers: &str| own(&running, "POST", "otps", headers, otp).status;
    assert_eq!(made(JSON), 201);
    assert_eq!(made(""), 415);
    assert_eq!(made("Content-Type: text/plain\r\n"), 415);
    assert_eq!(made(FORM), 415);
    assert_eq!(made("Content-Type: multipart/form-data; boundary=a\r\n"), 415);
    for foreign in [
        "Origin: null\r\n".to_owned(),
        "Origin: http://evil.example\r\n".to_owned(),
        format!("Origin: http://127.0.0.1:{}\r\n", running.address().port() ^ 1),
        "Sec-Fetch-Site: cross-site\r\n".to_owned(),
        "Sec-Fetch-Site: same-site\r\n".to_owned(),
    ] {
        assert_eq!(made(&format!("{JSON}{foreign}")), 403, "{foreign}");
    }
    assert_eq!(
        made(&format!(
            "{JSON}Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
            running.address()
        )),
        201
    );

    let page = own(&running, "GET", "", "", "");
    let text = page.text();
    let token = text.split("name=\"token\" value=\"").nth(1).unwrap()[..64].to_owned();
    let form = |headers: &str, body: &str| own(&running, "POST", "do/otp", headers, body);
    assert_eq!(form(FORM, &format!("environment=sandbox&token={token}")).status, 303);
    for body in [
        "environment=sandbox".to_owned(),
        "environment=sandbox&token=".to_owned(),
        format!(
            "environment=sandbox&token={}",
            token.replace('1', "2").replace('a', "b")
        ),
        format!("environment=sandbox&token={}", &token[1..]),
    ] {
        let refused = form(FORM, &body);
        assert_eq!(refused.status, 403, "{body}");
        assert_eq!(refused.json()["error"]["code"], "KHATM-SIMULATOR-CROSS-SITE");
    }
    assert_eq!(form(JSON, otp).status, 415);
    assert_eq!(form("", "").status, 415);
    running.stop();
}

#[test]
fn another_name_is_not_answered() {
    let running = Running::start();
    for host in [
        "evil.example",
        "127.0.0.1.nip.example:80",
        "",
        "localhost.",
        "0x7f000001",
    ] {
        for (method, body) in [("GET", ""), ("POST", "{}")] {
            let text = format!(
                "{method} /_simulator/clock HTTP/1.1\r\nHost: {host}\r\n{JSON}Content-Length: {}\r\n\r\n{body}",
                body.len()
            );
            assert_eq!(call(running.address(), &text).status, 403, "{host}");
        }
    }
    for host in ["localhost", "LocalHost:99", "[::1]:5", "127.8.8.8"] {
        let text = format!("GET /_simulator/clock HTTP/1.1\r\nHost: {host}\r\n\r\n");
        assert_eq!(call(running.address(), &text).status, 200, "{host}");
    }
    // The authority's own paths are open to every name, as the authority's are.
    assert_eq!(
        call(
            running.address(),
            &compliance().replace("127.0.0.1", "gw-fatoora.example")
        )
        .status,
        400
    );
    running.stop();
}

#[test]
fn browsers_are_told_what_our_pages_do_not_do() {
    let running = Running::start();
    for path in ["", "clock", "nothing", "style.css"] {
        let reply = own(&running, "GET", path, "Origin: http://evil.example\r\n", "");
        for (name, part) in [
            ("content-security-policy", "default-src 'none'; style-src 'self'"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
        ] {
            assert!(
                reply.header(name).is_some_and(|value| value.contains(part)),
                "{path}: {name}"
            );
        }
        assert!(!reply.head.to_ascii_lowercase().contains("access-control-"), "{path}");
    }
    assert!(!own(&running, "GET", "", "", "").text().contains("<script"));
    let asked = "Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n";
    let preflight = own(&running, "OPTIONS", "otps", asked, "");
    assert!(preflight.status >= 400 && !preflight.head.to_ascii_lowercase().contains("access-control-"));
    let preflight = call(
        running.address(),
        &request("OPTIONS", "/e-invoicing/core/compliance", asked, ""),
    );
    assert_eq!((preflight.status, preflight.body.len()), (403, 0));
    assert!(!preflight.head.to_ascii_lowercase().contains("access-control-"));
    running.stop();
}

#[test]
fn odd_requests_do_not_bring_it_down() {
    let running = Running::with(Options {
        body_limit: 100_000,
        ..Options::default()
    });
    let path = "/e-invoicing/core/compliance";
    let head = |lines: &str| format!("POST {path} HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
    let many: String = (0..5000).map(|n| format!("X-{n}: {n}\r\n")).collect();
    let cases: Vec<(String, u16)> = vec![
        (head(&many), 431),
        (head(&format!("X: {}\r\n", "y".repeat(2_000_000))), 431),
        (head("Content-Length: -1\r\n"), 400),
        (head("Content-Length: 1\r\nContent-Length: 2\r\n"), 400),
        (head("Content-Length: 99999999999999999999999\r\n"), 400),
        (head("Content-Length: 4000000000\r\n"), 413),
        (
            head("Authorization: Basic !!!!\r\nAccept-Version: V2\r\nOTP: \u{661}\u{662}\r\nContent-Length: 0\r\n"),
            400,
        ),
        (head("Authorization: Basic\r\nContent-Length: 0\r\n"), 406),
        (format!("post {path} HTTP/1.1\r\nHost: a\r\n\r\n"), 405),
        (
            format!(
                "POST http://gw/{} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                &path[1..]
            ),
            406,
        ),
        (
            format!("POST /{path} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
            404,
        ),
        (
            "POST /e-invoicing/core-portal/compliance HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".to_owned(),
            404,
        ),
        (
            "POST /e-invoicing/core HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n".to_owned(),
            404,
        ),
        ("GET /nothing HTTP/1.0\r\n\r\n".to_owned(), 404),
        (
            "GET /e-invoicing/core/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
            404,
        ),
    ];
    for (text, status) in cases {
        let mut stream = connect(running.address());
        let _ = stream.write_all(text.as_bytes());
        let shown: String = text.chars().take(200).collect();
        match read_reply(&mut stream) {
            Some(reply) => assert_eq!(reply.status, status, "{shown}"),
            // A head that is far too long may be cut off before its answer is read.
            None => assert_eq!(status, 431, "{shown}"),
        }
    }
    // Longer than the limit, by its length and in chunks: the answer comes although the client is still sending.
    let long = "z".repeat(300_000);
    assert_eq!(call(running.address(), &request("POST", path, "", &long)).status, 413);
    let chunked = format!(
        "{}4000\r\n{}\r\n",
        head("Transfer-Encoding: chunked\r\n"),
        "z".repeat(0x4000)
    );
    let chunked = format!(
        "{chunked}{}0\r\n\r\n",
        format!("4000\r\n{}\r\n", "z".repeat(0x4000)).repeat(10)
    );
    assert_eq!(call(running.address(), &chunked).status, 413);
    // Half a request and gone.
    for part in [
        "POST /e-inv",
        "POST /e-invoicing/core/compliance HTTP/1.1\r\nContent-Length: 10\r\n\r\n{",
    ] {
        drop(connect(running.address()).write_all(part.as_bytes()));
    }
    running.faults().always(Fault::Refuse).unwrap();
    for part in ["", "POST /e-inv", "\r\n\r\n"] {
        drop(connect(running.address()).write_all(part.as_bytes()));
    }
    assert_eq!(own(&running, "GET", "health", "", "").status, 200);
    running.faults().clear();
    assert_eq!(call(running.address(), &compliance()).status, 400);
    running.stop();
}

fn client(
    running: &Running,
    ca: &str,
    name: &str,
) -> std::io::Result<StreamOwned<ClientConnection, std::net::TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(ca.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, connect(running.tls_address().unwrap()));
    stream.conn.complete_io(&mut stream.sock)?;
    Ok(stream)
}

#[test]
fn tls_is_trusted_by_its_own_authority_and_for_this_machine_only() {
    let with_tls = || {
        Running::with(Options {
            listen_tls: Some("127.0.0.1:0".parse().unwrap()),
            ..Options::default()
        })
    };
    let (running, other) = (with_tls(), with_tls());
    let ca = running.ca_pem().unwrap();
    for name in ["localhost", "127.0.0.1", "::1"] {
        let mut stream = client(&running, ca, name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let text = compliance().replace("Host:", "Connection: close\r\nHost:");
        stream.write_all(text.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        assert_eq!(parse(&bytes).status, 400);
        let record = running.records().pop().unwrap();
        assert!(record.tls);
        assert_eq!((record.request, record.reply), (text.into_bytes(), bytes));
    }
    assert!(client(&running, ca, "gw-fatoora.zatca.gov.sa").is_err());
    assert!(client(&running, other.ca_pem().unwrap(), "localhost").is_err());
    // A fault reaches through TLS.
    running.faults().once(Fault::DropAfter).unwrap();
    let mut stream = client(&running, ca, "localhost").unwrap();
    stream.write_all(compliance().as_bytes()).unwrap();
    let reset = stream.read(&mut [0; 10]).unwrap_err();
    assert_eq!(reset.kind(), std::io::ErrorKind::ConnectionReset);
    running.faults().once(Fault::Refuse).unwrap();
    let mut stream = client(&running, ca, "localhost").unwrap();
    stream.write_all(compliance().as_bytes()).unwrap();
    assert!(stream.read(&mut [0; 10]).is_err());
    // Plain HTTP to the port of TLS ends, and nothing else.
    let (_, _) = send(
        running.tls_address().unwrap(),
        compliance().as_bytes(),
        crate::raw::PATIENCE,
    );
    assert_eq!(own(&running, "GET", "ca.pem", "", "").text(), ca);
    running.stop();
    other.stop();
}

#[test]
fn a_port_in_use_is_an_error_with_a_way_out() {
    let running = Running::start();
    let options = Options {
        listen: running.address(),
        ..Options::default()
    };
    let refused = running.runtime.block_on(Simulator::start_with(options)).unwrap_err();
    assert_eq!((refused.code(), refused.kind()), (Code::SimulatorListen, Kind::Input));
    assert_eq!(refused.path(), Some(running.address().to_string().as_str()));
    assert_eq!(own(&running, "GET", "ca.pem", "", "").status, 404);
    running.stop();
}

#[test]
fn an_environment_of_it_is_a_rehearsals_endpoint() {
    let running = Running::start();
    for environment in Environment::ALL {
        let endpoint = running.endpoint(environment).unwrap();
        assert_eq!(
            endpoint.base(),
            format!("{}/e-invoicing/{}", running.url(), environment.segment())
        );
        assert_eq!(running.otp(environment).unwrap().expose().len(), 6);
    }
    let mut stream = connect(running.address());
    let moved = exchange(&mut stream, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!((moved.status, moved.header("location")), (303, Some("/_simulator/")));
    assert!(running.records().is_empty());
    running.stop();
}
