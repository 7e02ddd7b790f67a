//! Peers that are not to be trusted, each in its own way, over real TLS: every one is refused, with nothing of the request ever
//! decrypted by it. The control is beside them: a peer that is in order hears everything.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

#[path = "tls_peers/openssl.rs"]
mod openssl;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use khatm::Code;
use khatm::drive::{Client, Exchange, Proxy, ProxyAddress, RootCertificate, Settings};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use wire::{Line, Peer, answer, brisk, find, real, rehearsal, send, with_credential};

/// An authority, root or between.
struct Ca {
    params: CertificateParams,
    key: KeyPair,
    der: CertificateDer<'static>,
}

fn ca_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

impl Ca {
    fn root(params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let der = params.self_signed(&key).unwrap().der().clone();
        Ca { params, key, der }
    }

    fn below(&self, params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        let der = self.sign(&params, &key);
        Ca { params, key, der }
    }

    fn sign(&self, params: &CertificateParams, key: &KeyPair) -> CertificateDer<'static> {
        let issuer = Issuer::from_params(&self.params, &self.key);
        params.signed_by(key, &issuer).unwrap().der().clone()
    }
}

fn leaf() -> CertificateParams {
    let mut params =
        CertificateParams::new(vec!["localhost".to_owned(), "gw-fatoora.zatca.gov.sa".to_owned()]).unwrap();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

/// A server with these certificates, the first of which is its own. It records what it decrypts.
fn server(chain: Vec<CertificateDer<'static>>, key: &KeyPair) -> Arc<rustls::ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let key = provider.key_provider.load_private_key(key).unwrap();
    // Not looked at whether the two fit: some of them do not, on purpose.
    let certified = Arc::new(CertifiedKey::new(chain, key));
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let resolver = rustls::sign::SingleCertAndKey::from(certified);
    Arc::new(
        config
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(resolver)),
    )
}

/// Speaks TLS on a line, then answers one request; what was decrypted is kept as what was heard.
fn serve(line: &mut Line, config: &Arc<rustls::ServerConfig>, reply: &[u8]) {
    let stream = line.stream.try_clone().unwrap();
    let connection = rustls::ServerConnection::new(Arc::clone(config)).unwrap();
    line.over(Box::new(rustls::StreamOwned::new(connection, stream)));
    if line.request() {
        line.say(reply);
    }
}

fn peer(config: Arc<rustls::ServerConfig>) -> Peer {
    Peer::start(move |line| serve(line, &config, &answer("200 OK", "", b"{}")))
}

fn trusting(root: &CertificateDer<'_>) -> Settings {
    Settings {
        extra_roots: vec![RootCertificate::from_der(root).unwrap()],
        ..brisk()
    }
}

fn call(settings: Settings, peer: &Peer) -> Exchange {
    let base = format!("https://localhost:{}", peer.address.port());
    send(&Client::new(settings).unwrap(), &with_credential(&base, &rehearsal()))
}

/// Refused, for this reason, and nothing of the request was understood by anybody.
fn refused(what: &str, settings: Settings, peer: &Peer, code: Code) {
    let exchange = call(settings, peer);
    assert!(!exchange.left && exchange.reply.is_none(), "{what}: {exchange:?}");
    let error = exchange.error().unwrap();
    assert_eq!(error.code(), code, "{what}: {error}");
    assert!(peer.connections() > 0, "{what}: it was never there");
    let heard = peer.all_heard();
    for secret in ["POST ", "uthorization", "csids", "compliance_request_id"] {
        assert!(find(&heard, secret.as_bytes()).is_none(), "{what}: it heard {secret}");
    }
}

/// A certificate of one's own kind by the root that is trusted, refused for this reason.
fn of_leaf(what: &str, params: &CertificateParams, code: Code) {
    let root = Ca::root(ca_params("Test Root"));
    let key = KeyPair::generate().unwrap();
    let chain = vec![root.sign(params, &key)];
    refused(what, trusting(&root.der), &peer(server(chain, &key)), code);
}

#[test]
fn a_peer_in_order_hears_the_request() {
    let root = Ca::root(ca_params("Test Root"));
    let between = root.below(ca_params("Test Between"));
    let key = KeyPair::generate().unwrap();
    for (issuer, chain) in [(&root, vec![]), (&between, vec![between.der.clone()])] {
        let chain = [vec![issuer.sign(&leaf(), &key)], chain].concat();
        let peer = peer(server(chain, &key));
        let exchange = call(trusting(&root.der), &peer);
        assert_eq!(
            exchange.reply.as_ref().map(|reply| reply.status),
            Some(200),
            "{exchange:?}"
        );
        assert!(find(&peer.all_heard(), b"authorization: Basic ").is_some());
    }
}

#[test]
fn dates_and_names_that_do_not_fit() {
    let mut expired = leaf();
    (expired.not_before, expired.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    of_leaf("expired", &expired, Code::DriveTlsExpired);
    let mut early = leaf();
    (early.not_before, early.not_after) = (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1));
    of_leaf("not yet valid", &early, Code::DriveTlsNotYet);
    let named = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        CertificateParams::new(names).unwrap()
    };
    of_leaf("another host", &named(&["gw-fatoora.example.test"]), Code::DriveTlsHost);
    of_leaf(
        "its address and not its name",
        &named(&["127.0.0.1"]),
        Code::DriveTlsHost,
    );
    of_leaf(
        "a name below",
        &named(&["www.localhost", "*.localhost"]),
        Code::DriveTlsHost,
    );
    of_leaf("every name", &named(&["*"]), Code::DriveTlsHost);
    let mut common_name = named(&[]);
    common_name.distinguished_name.push(DnType::CommonName, "localhost");
    of_leaf("only a common name", &common_name, Code::DriveTlsHost);
}

#[test]
fn certificates_for_something_else() {
    let mut for_clients = leaf();
    for_clients.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    of_leaf("for clients", &for_clients, Code::DriveTlsCertificate);
    let mut for_code = leaf();
    for_code.extended_key_usages = vec![ExtendedKeyUsagePurpose::CodeSigning];
    of_leaf("for code", &for_code, Code::DriveTlsCertificate);
    let mut authority = leaf();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    of_leaf("an authority's own", &authority, Code::DriveTlsCertificate);
    let mut demanding = leaf();
    let mut extension = CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99_999, 1], vec![5, 0]);
    extension.set_criticality(true);
    demanding.custom_extensions = vec![extension];
    of_leaf(
        "a critical extension that nobody knows",
        &demanding,
        Code::DriveTlsCertificate,
    );
}

#[test]
fn issuers_that_nobody_trusts() {
    let root = Ca::root(ca_params("Test Root"));
    let key = KeyPair::generate().unwrap();
    let itself = leaf().self_signed(&key).unwrap().der().clone();
    refused(
        "self-signed",
        trusting(&root.der),
        &peer(server(vec![itself], &key)),
        Code::DriveTlsIssuer,
    );

    let other = Ca::root(ca_params("Other Root"));
    let chain = vec![other.sign(&leaf(), &key), other.der.clone()];
    refused(
        "unknown",
        trusting(&root.der),
        &peer(server(chain, &key)),
        Code::DriveTlsIssuer,
    );
    let same_name = Ca::root(ca_params("Test Root"));
    let chain = vec![same_name.sign(&leaf(), &key)];
    let fake = peer(server(chain, &key));
    refused(
        "of the same name with another key",
        trusting(&root.der),
        &fake,
        Code::DriveTlsCertificate,
    );
    // Without the root that was set, the peer in order is unknown too.
    let good = peer(server(vec![root.sign(&leaf(), &key)], &key));
    let exchange = call(brisk(), &good);
    let code = exchange.error().unwrap().code();
    assert!(matches!(code, Code::DriveTlsIssuer | Code::DriveRoots), "{exchange:?}");
    assert!(!exchange.left && good.all_heard().is_empty());
}

#[test]
fn chains_that_break_the_rules() {
    let root = Ca::root(ca_params("Test Root"));
    let key = KeyPair::generate().unwrap();
    let between = root.below(ca_params("Test Between"));
    let alone = vec![between.sign(&leaf(), &key)];
    refused(
        "the one between is missing",
        trusting(&root.der),
        &peer(server(alone, &key)),
        Code::DriveTlsIssuer,
    );

    let chained = |params: CertificateParams| {
        let between = root.below(params);
        let chain = vec![between.sign(&leaf(), &key), between.der.clone()];
        peer(server(chain, &key))
    };
    let mut no_authority = ca_params("Test Between");
    (no_authority.is_ca, no_authority.key_usages) = (IsCa::ExplicitNoCa, vec![]);
    let code = Code::DriveTlsCertificate;
    refused(
        "the one between is no authority",
        trusting(&root.der),
        &chained(no_authority),
        code,
    );
    let mut silent = ca_params("Test Between");
    (silent.is_ca, silent.key_usages) = (IsCa::NoCa, vec![]);
    refused(
        "the one between does not say that it is one",
        trusting(&root.der),
        &chained(silent),
        code,
    );
    let mut expired = ca_params("Test Between");
    (expired.not_before, expired.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    refused(
        "the one between has ended",
        trusting(&root.der),
        &chained(expired),
        Code::DriveTlsExpired,
    );
    let mut bound = ca_params("Test Between");
    bound.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![GeneralSubtree::DnsName("example.test".to_owned())],
        excluded_subtrees: vec![],
    });
    refused(
        "the one between may not name this host",
        trusting(&root.der),
        &chained(bound),
        code,
    );

    let mut short = ca_params("Short Root");
    short.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let short = Ca::root(short);
    let first = short.below({
        let mut params = ca_params("First");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params
    });
    let second = first.below(ca_params("Second"));
    let chain = vec![second.sign(&leaf(), &key), second.der.clone(), first.der.clone()];
    refused(
        "more between than allowed",
        trusting(&short.der),
        &peer(server(chain, &key)),
        code,
    );
}

#[test]
fn signatures_that_are_wrong() {
    let root = Ca::root(ca_params("Test Root"));
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let own = root.sign(&leaf(), &key);
    let mut bent = own.to_vec();
    let end = bent.len() - 1;
    bent[end] ^= 1;
    let code = Code::DriveTlsCertificate;
    let bent = peer(server(vec![bent.into()], &key));
    refused(
        "a certificate whose signature is wrong",
        trusting(&root.der),
        &bent,
        code,
    );
    let stolen = peer(server(vec![own.clone()], &other));
    refused("a certificate without its key", trusting(&root.der), &stolen, code);
    let cut = peer(server(vec![own[..own.len() / 2].to_vec().into()], &key));
    refused("half a certificate", trusting(&root.der), &cut, code);
}

#[test]
fn peers_that_speak_something_else() {
    let root = Ca::root(ca_params("Test Root"));
    let garbage = |bytes: Vec<u8>| {
        Peer::start(move |line| {
            line.read();
            line.say(&bytes);
            std::thread::sleep(Duration::from_millis(300));
        })
    };
    let tls = Code::DriveTls;
    let http = garbage(answer("200 OK", "", b"{}"));
    refused("HTTP without TLS", trusting(&root.der), &http, tls);
    refused("garbage", trusting(&root.der), &garbage(vec![0xA5; 3_000]), tls);
    refused(
        "half a message",
        trusting(&root.der),
        &garbage(vec![0x16, 3, 3, 0, 200, 2, 0]),
        tls,
    );
    refused(
        "an alert",
        trusting(&root.der),
        &garbage(vec![0x15, 3, 3, 0, 2, 2, 40]),
        tls,
    );
    refused("nothing", trusting(&root.der), &garbage(vec![]), tls);
    let first = Peer::start(|line| {
        line.say(b"220 mail.test ESMTP\r\n");
    });
    refused("one who speaks first", trusting(&root.der), &first, tls);
    let hole = Peer::start(|line| {
        line.read();
        std::thread::sleep(Duration::from_secs(5));
    });
    refused("a black hole", trusting(&root.der), &hole, Code::DriveConnect);
}

#[test]
fn a_redirect_over_tls_goes_nowhere() {
    let root = Ca::root(ca_params("Test Root"));
    let key = KeyPair::generate().unwrap();
    let config = server(vec![root.sign(&leaf(), &key)], &key);
    let elsewhere = peer(Arc::clone(&config));
    let location = format!("Location: https://localhost:{}/x\r\n", elsewhere.address.port());
    let smuggler = Peer::start(move |line| serve(line, &config, &answer("307 Elsewhere", &location, b"")));
    let exchange = call(trusting(&root.der), &smuggler);
    assert_eq!(exchange.reply.map(|reply| reply.status), Some(307));
    assert_eq!(elsewhere.connections(), 0);
}

/// A proxy that leads every connection to one place, whatever was asked for.
fn leading_to(place: std::net::SocketAddr) -> Peer {
    Peer::start(move |line| {
        line.request();
        line.say(b"HTTP/1.1 200 Connection established\r\n\r\n");
        let (mut near, mut far) = (
            line.stream.try_clone().unwrap(),
            std::net::TcpStream::connect(place).unwrap(),
        );
        let (mut back_from, mut back_to) = (far.try_clone().unwrap(), near.try_clone().unwrap());
        let back = std::thread::spawn(move || drop(std::io::copy(&mut back_from, &mut back_to)));
        let _ = std::io::copy(&mut near, &mut far);
        let _ = far.shutdown(std::net::Shutdown::Both);
        let _ = back.join();
    })
}

#[test]
fn a_real_credential_is_heard_by_the_authoritys_certificate_alone() {
    let root = Ca::root(ca_params("Company Root"));
    let key = KeyPair::generate().unwrap();
    let asking = |settings: Settings, place: &Peer| {
        let proxy = leading_to(place.address);
        let settings = Settings {
            proxy: Proxy::At(ProxyAddress::parse(&proxy.base()).unwrap()),
            ..settings
        };
        let request = with_credential("https://gw-fatoora.zatca.gov.sa", &real());
        let exchange = send(&Client::new(settings).unwrap(), &request);
        assert!(proxy.all_heard().starts_with(b"CONNECT gw-fatoora.zatca.gov.sa:443 "));
        exchange
    };
    // A company's proxy that inspects TLS, and whose root was set, hears it: that is what setting it means.
    let trusted = peer(server(vec![root.sign(&leaf(), &key)], &key));
    let exchange = asking(trusting(&root.der), &trusted);
    assert_eq!(exchange.reply.map(|reply| reply.status), Some(200));
    assert!(find(&trusted.all_heard(), b"authorization: Basic ").is_some());
    // Without it, or with a certificate for another host, not a byte.
    let unknown = Ca::root(ca_params("Unknown Root"));
    let untrusted = peer(server(vec![unknown.sign(&leaf(), &key)], &key));
    let other = CertificateParams::new(vec!["zatca.gov.sa".to_owned(), "localhost".to_owned()]).unwrap();
    let elsewhere = peer(server(vec![root.sign(&other, &key)], &key));
    for (place, code) in [(&untrusted, Code::DriveTlsIssuer), (&elsewhere, Code::DriveTlsHost)] {
        let exchange = asking(trusting(&root.der), place);
        assert_eq!(exchange.error().unwrap().code(), code);
        assert!(!exchange.left && place.connections() > 0);
        assert_eq!(place.all_heard(), b"");
    }
}

#[test]
fn roots_are_read_or_refused_when_they_are_named() {
    let root = Ca::root(ca_params("Test Root"));
    let pem = root.params.self_signed(&root.key).unwrap().pem();
    assert_eq!(
        RootCertificate::from_pem(format!("# ours\n{pem}\n{pem}").as_bytes())
            .unwrap()
            .len(),
        2
    );
    for wrong in [
        "",
        "hello",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let error = RootCertificate::from_pem(wrong.as_bytes()).unwrap_err();
        assert_eq!(error.code(), Code::DriveRootFile, "{wrong}");
    }
    assert!(RootCertificate::from_der(&root.der[1..]).is_err());
}
