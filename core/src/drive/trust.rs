//! Whom a connection is trusted to: TLS 1.2 or 1.3, a certificate by a root of the system's or by one that was set, and the
//! provider of the arithmetic named on the spot. No default of the process is installed or needed.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::error::{Code, Error, Result};

/// How a connection is secured.
pub(super) struct Trust {
    pub(super) config: ClientConfig,
    /// Without a single root nothing can be proved, and the error should say so.
    pub(super) has_roots: bool,
}

impl Trust {
    pub(super) fn new(extra: &[RootCertificate]) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        // A root of the system's that cannot be read is left out: what it issued is then not trusted.
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        for RootCertificate(der) in extra {
            let added = roots.add(CertificateDer::from(der.as_slice()).into_owned());
            added.map_err(|_| Error::new(Code::DriveRootFile))?;
        }
        let has_roots = !roots.is_empty();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|_| Error::new(Code::DriveTls))?;
        let mut config = config.with_root_certificates(roots).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Trust { config, has_roots })
    }
}

/// A root certificate to trust besides the system's: a company's proxy that inspects TLS, or a simulator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootCertificate(Vec<u8>);

impl RootCertificate {
    /// From its bytes (DER).
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let der = CertificateDer::from(der);
        // Looked at now, so that a wrong file is told when it is named.
        let read = RootCertStore::empty().add(der.clone());
        read.map_err(|_| Error::new(Code::DriveRootFile))?;
        Ok(RootCertificate(der.to_vec()))
    }

    /// All certificates of a PEM file; there must be one at least.
    pub fn from_pem(pem: &[u8]) -> Result<Vec<Self>> {
        let refused = || Error::new(Code::DriveRootFile);
        let mut found = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            found.push(Self::from_der(&certificate.map_err(|_| refused())?)?);
        }
        match found.is_empty() {
            true => Err(refused()),
            false => Ok(found),
        }
    }
}
