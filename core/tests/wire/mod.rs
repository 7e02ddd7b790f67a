//! Peers on real sockets that send exact bytes, and requests to send to them.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, missing_docs)]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::drive::{Client, Exchange, Patience, Proxy, Settings};
use khatm::gateway::{Credential, Csid, Endpoint, Environment, Otp, Request, Secret};
use khatm::seal::{Csr, CsrConfig, CsrRequest, Curve, PrivateKey, request};

/// Digits that stand nowhere else.
pub const OTP: &str = "907153";
pub const SECRET: &str = "Xw7-never-to-be-seen-Qp3=";

/// A server that does with each connection what its script says, and keeps what it was told.
pub struct Peer {
    pub address: SocketAddr,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
    closed: Arc<AtomicUsize>,
}

/// One connection of a peer's.
pub struct Line {
    pub stream: TcpStream,
    /// Counted from zero.
    pub number: usize,
    heard: Arc<Mutex<Vec<Vec<u8>>>>,
    /// What speaks over the stream, if it is not spoken plainly.
    over: Option<Box<dyn Wire>>,
}

/// Bytes both ways.
pub trait Wire: Read + Write + Send {}

impl<T: Read + Write + Send> Wire for T {}

impl Peer {
    pub fn start(script: impl Fn(&mut Line) + Send + Sync + 'static) -> Self {
        Self::on("127.0.0.1:0", script)
    }

    pub fn on(address: &str, script: impl Fn(&mut Line) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (kept, script) = (Arc::clone(&heard), Arc::new(script));
        let closed = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&closed);
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let stream = stream.unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
                kept.lock().unwrap().push(Vec::new());
                let (script, heard, count) = (Arc::clone(&script), Arc::clone(&kept), Arc::clone(&count));
                std::thread::spawn(move || {
                    let mut line = Line {
                        stream,
                        number,
                        heard,
                        over: None,
                    };
                    script(&mut line);
                    drop(line);
                    count.fetch_add(1, Ordering::SeqCst);
                });
            }
        });
        Peer { address, heard, closed }
    }

    /// A peer that answers one request on every connection with these bytes, and closes it without having said so.
    pub fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |line| {
            line.request();
            line.say(&bytes);
        })
    }

    /// The same, keeping its connections.
    pub fn keeping(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |line| while line.request() && line.say(&bytes) {})
    }

    /// What was heard, connection by connection.
    pub fn heard(&self) -> Vec<Vec<u8>> {
        self.heard.lock().unwrap().clone()
    }

    pub fn all_heard(&self) -> Vec<u8> {
        self.heard().concat()
    }

    pub fn connections(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// Until it has closed so many connections.
    pub fn until_closed(&self, many: usize) {
        while self.closed.load(Ordering::SeqCst) < many {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// How many whole requests came, on whatever connection.
    pub fn requests(&self) -> usize {
        let all = self.all_heard();
        all.windows(5).filter(|w| w == b"POST " || w == b"PATCH").count()
    }

    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Line {
    /// From now on all is spoken over this, and what it hears is what counts as heard.
    pub fn over(&mut self, wire: Box<dyn Wire>) {
        self.over = Some(wire);
    }

    fn wire(&mut self) -> &mut dyn Wire {
        match &mut self.over {
            Some(wire) => wire.as_mut(),
            None => &mut self.stream,
        }
    }

    /// Reads some bytes; nothing at the end.
    pub fn read(&mut self) -> Vec<u8> {
        let mut buffer = [0; 65536];
        let count = self.wire().read(&mut buffer).unwrap_or(0);
        self.heard.lock().unwrap()[self.number].extend_from_slice(&buffer[..count]);
        buffer[..count].to_vec()
    }

    /// Reads a whole request; false at the end of the connection.
    pub fn request(&mut self) -> bool {
        let mut all = Vec::new();
        loop {
            let more = self.read();
            if more.is_empty() {
                return false;
            }
            all.extend(more);
            let Some(end) = find(&all, b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&all[..end]).to_ascii_lowercase();
            let length = head
                .split("content-length: ")
                .nth(1)
                .and_then(|rest| rest.split("\r\n").next());
            let length: usize = length.map_or(0, |text| text.parse().unwrap());
            if all.len() >= end + 4 + length {
                return true;
            }
        }
    }

    pub fn say(&mut self, bytes: &[u8]) -> bool {
        let wire = self.wire();
        wire.write_all(bytes).and_then(|()| wire.flush()).is_ok()
    }

    /// Takes one byte of a request and leaves the rest: closing then is a reset and not an end.
    pub fn reset(&mut self) {
        let _ = self.stream.read(&mut [0; 1]);
        std::thread::sleep(Duration::from_millis(100));
        self.stream = closed();
    }
}

/// A stream that stands in for one that was closed.
fn closed() -> TcpStream {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    TcpStream::connect(listener.local_addr().unwrap()).unwrap()
}

pub fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

/// An answer with a length.
pub fn answer(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut all = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    all.extend_from_slice(body);
    all
}

/// Times that a test can wait for, and no proxy whatever the machine says.
pub fn brisk() -> Settings {
    Settings {
        connect_ms: 1_500,
        call_ms: 2_500,
        waiting_ms: 1_500,
        proxy: Proxy::Direct,
        ..Settings::default()
    }
}

pub fn client() -> Client {
    Client::new(brisk()).unwrap()
}

pub fn key() -> PrivateKey {
    PrivateKey::generate(Curve::Secp256k1).unwrap()
}

pub fn csr() -> Csr {
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
    request(&CsrRequest::parse(&config).unwrap(), Environment::Production, &key()).unwrap()
}

/// A certificate by an issuer of this name, as the authority's token has it.
pub fn token(issuer: &[(Vec<u64>, &str)]) -> String {
    let mut ca = rcgen::CertificateParams::default();
    ca.distinguished_name = rcgen::DistinguishedName::new();
    for (kind, value) in issuer {
        ca.distinguished_name
            .push(rcgen::DnType::CustomDnType(kind.clone()), *value);
    }
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let ca = rcgen::Issuer::new(ca, rcgen::KeyPair::generate().unwrap());
    let own = rcgen::KeyPair::generate().unwrap();
    let certificate = rcgen::CertificateParams::default().signed_by(&own, &ca).unwrap();
    STANDARD.encode(STANDARD.encode(certificate.der()))
}

const DOMAIN_COMPONENT: [u64; 7] = [0, 9, 2342, 19_200_300, 100, 1, 25];
const COMMON_NAME: [u64; 4] = [2, 5, 4, 3];

/// A credential of a simulator's.
pub fn rehearsal() -> Credential {
    let issuer = [
        (DOMAIN_COMPONENT.to_vec(), "khatm-simulator"),
        (COMMON_NAME.to_vec(), "eInvoicing"),
    ];
    credential(&token(&issuer))
}

/// A credential that counts as real.
pub fn real() -> Credential {
    credential(&token(&[(COMMON_NAME.to_vec(), "PRZEINVOICESCA4-CA")]))
}

fn credential(token: &str) -> Credential {
    credential_of(Csid::Compliance, token)
}

fn credential_of(csid: Csid, token: &str) -> Credential {
    Credential::parse(Environment::Production, csid, token, Secret::new(SECRET), "4711").unwrap()
}

pub fn endpoint(base: &str) -> Endpoint {
    Endpoint::parse(Environment::Production, base).unwrap()
}

/// A request with a one-time password, which needs no credential.
pub fn onboarding(base: &str) -> Request {
    let otp = Otp::parse(OTP).unwrap();
    Request::compliance_csid(&endpoint(base), &csr(), &otp, Language::English).unwrap()
}

/// A request with a credential.
pub fn with_credential(base: &str, credential: &Credential) -> Request {
    Request::production_csid(&endpoint(base), credential, Language::English).unwrap()
}

/// A simplified document to be reported, with so many bytes more than it needs.
pub fn document(base: &str, more: usize) -> Request {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/documents/simplified-sealed.xml"
    );
    let mut xml = std::fs::read(path).unwrap();
    if more > 0 {
        xml.extend_from_slice(format!("<!--{}-->", "-+".repeat(more / 2)).as_bytes());
    }
    let issuer = [
        (DOMAIN_COMPONENT.to_vec(), "khatm-simulator"),
        (COMMON_NAME.to_vec(), "PRZEINVOICESCA4-CA"),
    ];
    let by = credential_of(Csid::Production, &token(&issuer));
    Request::reporting(&endpoint(base), &by, &xml, Language::English).unwrap()
}

/// Sends on an event loop with threads.
pub fn send(client: &Client, request: &Request) -> Exchange {
    on_loop(client.send(request, Patience::Background, "till-1"))
}

pub fn on_loop<T>(future: impl Future<Output = T>) -> T {
    static LOOP: std::sync::OnceLock<tokio::runtime::Runtime> = std::sync::OnceLock::new();
    let made = LOOP.get_or_init(|| {
        let mut builder = tokio::runtime::Builder::new_multi_thread();
        builder.worker_threads(2).enable_all().build().unwrap()
    });
    made.block_on(future)
}
