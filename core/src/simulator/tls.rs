//! HTTPS for a rehearsal: an authority of its own, made at the start, whose key never leaves the process.
//!
//! Whoever trusts its certificate trusts it for this machine only: it is constrained to loopback and to the address that is
//! listened on.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest as _, Sha256};
use tokio_rustls::TlsAcceptor;

use crate::error::{Code, Error, Result};
use crate::seal::der::{self, extension, oid, wrap, write};
use crate::seal::key::pem;
use crate::seal::{Curve, PrivateKey, PublicKey, Signer as _};
use crate::time::Moment;

/// What is needed to listen.
pub(super) struct Tls {
    /// What a client has to trust.
    pub(super) ca_pem: String,
    pub(super) acceptor: TlsAcceptor,
}

/// A certificate is valid from a day before to this many days after: longer than any rehearsal, shorter than browsers refuse.
const DAYS: i64 = 90;
const DAY: i64 = 86_400;

const NAME: &str = "Khatm simulator, this machine only";
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];
const EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x25];
const SUBJECT_KEY: &[u8] = &[0x55, 0x1D, 0x0E];
const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x1E];
const SERVER_AUTH: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 1];

impl Tls {
    /// An authority and a certificate for this machine and the address that is listened on.
    pub(super) fn new(address: IpAddr) -> Result<Self> {
        let (authority, server) = (PrivateKey::generate(Curve::P256)?, PrivateKey::generate(Curve::P256)?);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
        let identifier = identifier(authority.public_key());
        let issuer = Issuer {
            key: &authority,
            now,
            identifier: &identifier,
        };
        let own = [
            extension(
                BASIC_CONSTRAINTS,
                true,
                &wrap(der::SEQUENCE, &[write(der::BOOLEAN, &[0xFF])]),
            ),
            // keyCertSign alone.
            extension(KEY_USAGE, true, &write(der::BIT_STRING, &[2, 0x04])),
            extension(SUBJECT_KEY, false, &write(der::OCTET_STRING, &identifier)),
            extension(NAME_CONSTRAINTS, true, &constraints(address)),
        ];
        let ca = issuer.issue(NAME, authority.public_key(), &own)?;
        let of_server = [
            extension(BASIC_CONSTRAINTS, true, &wrap(der::SEQUENCE, &[])),
            // digitalSignature alone.
            extension(KEY_USAGE, true, &write(der::BIT_STRING, &[7, 0x80])),
            extension(
                EXTENDED_KEY_USAGE,
                false,
                &wrap(der::SEQUENCE, &[write(der::OID, SERVER_AUTH)]),
            ),
            extension(
                SUBJECT_KEY,
                false,
                &write(der::OCTET_STRING, &self::identifier(server.public_key())),
            ),
            extension(
                oid::AUTHORITY_KEY,
                false,
                &wrap(der::SEQUENCE, &[write(0x80, &identifier)]),
            ),
            extension(oid::SUBJECT_ALT_NAME, false, &names(address)),
        ];
        let certificate = issuer.issue("localhost", server.public_key(), &of_server)?;
        let mut ca_pem = String::new();
        pem(&mut ca_pem, "CERTIFICATE", &STANDARD.encode(&ca));
        Ok(Tls {
            ca_pem,
            acceptor: acceptor(certificate, &server)?,
        })
    }
}

fn acceptor(certificate: Vec<u8>, key: &PrivateKey) -> Result<TlsAcceptor> {
    let failed = |error: rustls::Error| Error::new(Code::SimulatorTls).found(&error.to_string());
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_pkcs8().to_vec()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(failed)?
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate)], key)
        .map_err(failed)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

struct Issuer<'i> {
    key: &'i PrivateKey,
    now: i64,
    identifier: &'i [u8],
}

impl Issuer<'_> {
    fn issue(&self, name: &str, key: &PublicKey, extensions: &[Vec<u8>]) -> Result<Vec<u8>> {
        let algorithm = wrap(der::SEQUENCE, &[write(der::OID, oid::ECDSA_SHA256)]);
        // Unique as long as no two keys are the same.
        let serial = &Sha256::digest([self.identifier, key.spki()].concat())[..16];
        let validity = wrap(der::SEQUENCE, &[time(self.now - DAY)?, time(self.now + DAYS * DAY)?]);
        let body = wrap(
            der::SEQUENCE,
            &[
                write(0xA0, &der::integer(&[2])),
                der::integer(serial),
                algorithm.clone(),
                common_name(NAME),
                validity,
                common_name(name),
                key.spki().to_vec(),
                write(0xA3, &wrap(der::SEQUENCE, extensions)),
            ],
        );
        let signature = self.key.sign(&body)?.to_der();
        let bits = write(der::BIT_STRING, &[vec![0], signature].concat());
        Ok(wrap(der::SEQUENCE, &[body, algorithm, bits]))
    }
}

fn common_name(name: &str) -> Vec<u8> {
    let attribute = [
        write(der::OID, oid::COMMON_NAME),
        write(der::UTF8_STRING, name.as_bytes()),
    ];
    wrap(der::SEQUENCE, &[wrap(der::SET, &[wrap(der::SEQUENCE, &attribute)])])
}

fn time(unix: i64) -> Result<Vec<u8>> {
    // Riyadh's clock shows UTC if it is set back by its distance.
    let moment = Moment::from_unix(unix - 3 * 3600)?;
    let digits: String = moment.to_string().chars().filter(char::is_ascii_digit).collect();
    Ok(der::time(&digits))
}

fn identifier(key: &PublicKey) -> Vec<u8> {
    Sha256::digest(key.spki())[..20].to_vec()
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets().to_vec(),
    }
}

/// The addresses that the certificate is for, beside the name `localhost`.
fn addresses(address: IpAddr) -> Vec<IpAddr> {
    let mut all = vec![IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])];
    // Every address of the machine is listened on: none is known by name.
    if !all.contains(&address) && !address.is_unspecified() {
        all.push(address);
    }
    all
}

fn names(address: IpAddr) -> Vec<u8> {
    let mut names = vec![write(0x82, b"localhost")];
    names.extend(addresses(address).into_iter().map(|one| write(0x87, &octets(one))));
    wrap(der::SEQUENCE, &names)
}

/// Of what the authority may issue certificates for, and for nothing else.
fn constraints(address: IpAddr) -> Vec<u8> {
    let subtree = |name: Vec<u8>| wrap(der::SEQUENCE, &[name]);
    let mut permitted = vec![subtree(write(0x82, b"localhost"))];
    permitted.extend(addresses(address).into_iter().map(|one| {
        let address = octets(one);
        let mask = vec![0xFF; address.len()];
        subtree(write(0x87, &[address, mask].concat()))
    }));
    wrap(der::SEQUENCE, &[write(0xA0, &permitted.concat())])
}
