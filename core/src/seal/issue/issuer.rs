//! An issuer of certificates in the tax authority's own two shapes, as its certificates decode.
//!
//! | | for the checks of onboarding (CCSID) | for real documents (PCSID) |
//! |---|---|---|
//! | issuer | `CN=eInvoicing`, on secp256k1 | `CN=P…EINVOICE…`, on P-256 |
//! | subject | C, OU, O, CN | C, O, OU, CN |
//! | extensions | no authority, alternative name | alternative name, both key identifiers, where the issuer's certificate is, usage, template |

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::{DOMAIN_COMPONENT, attribute};
use crate::error::Result;
use crate::seal::cert::{Authority, Certificate};
use crate::seal::csr::{self, CsrConfig, Field};
use crate::seal::der::{self, extension, oid, wrap, write};
use crate::seal::key::{Curve, PrivateKey, PublicKey, Signer as _};
use crate::seal::stamp::SigningTime;
use crate::time::Moment;

const SUBJECT_KEY: &[u8] = &[0x55, 0x1D, 0x0E];
const KEY_USAGE: &[u8] = &[0x55, 0x1D, 0x0F];
const BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1D, 0x13];
const EXTENDED_USAGE: &[u8] = &[0x55, 0x1D, 0x25];
const INFORMATION_ACCESS: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 1, 1];
const CA_ISSUERS: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 0x30, 2];
const CODE_SIGNING: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 3];
const CLIENT: &[u8] = &[0x2B, 6, 1, 5, 5, 7, 3, 2];
/// Microsoft's: the template by its number, and what certificates of it may be used for.
const TEMPLATE: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x15, 7];
const APPLICATION_POLICIES: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x15, 10];
/// A template of nobody's, under the arc where such numbers are.
const NO_TEMPLATE: &[u8] = &[0x2B, 6, 1, 4, 1, 0x82, 0x37, 0x15, 8, 1, 2, 3];

/// A key that certificates are signed with, and the name under which.
#[derive(Debug)]
pub struct Issuer {
    key: PrivateKey,
    common_name: String,
    /// The domain components, the most general first.
    domain: Vec<String>,
    identifier: Vec<u8>,
}

/// Whom a certificate is for.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'h> {
    /// The fields of the request; those that are empty are left out.
    pub fields: &'h CsrConfig,
    /// The holder's key.
    pub key: &'h PublicKey,
}

/// From when to when a certificate is good, and its number.
#[derive(Debug, Clone, Copy)]
pub struct Term<'t> {
    /// The serial number, big-endian.
    pub serial: &'t [u8],
    /// The first second.
    pub from: Moment,
    /// The last.
    pub to: Moment,
}

impl Issuer {
    /// A new one, with a fresh key. `domain` are its domain components, the most general first.
    pub fn new(curve: Curve, common_name: &str, domain: &[&str]) -> Result<Self> {
        Ok(Self::with_key(PrivateKey::generate(curve)?, common_name, domain))
    }

    /// One whose key was made before.
    pub fn with_key(key: PrivateKey, common_name: &str, domain: &[&str]) -> Self {
        let identifier = identifier(key.public_key());
        Issuer {
            key,
            common_name: common_name.to_owned(),
            domain: domain.iter().map(|&part| part.to_owned()).collect(),
            identifier,
        }
    }

    /// Its key, for whoever has to keep it.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// What a verifier must know to trust it. An issuer on secp256k1 does not name its key in its certificates, so it is known
    /// by its whole name.
    pub fn authority(&self) -> Authority {
        let (name, key_identifier) = match self.key.public_key().curve() {
            Curve::P256 => (self.common_name.clone(), self.identifier.clone()),
            Curve::Secp256k1 => {
                let domain = self.domain.iter().rev().map(|part| format!(", DC={part}"));
                (
                    domain.fold(self.common_name.clone(), |name, part| name + &part),
                    Vec::new(),
                )
            }
        };
        Authority {
            name,
            key_identifier,
            public_key: self.key.public_key().clone(),
        }
    }

    /// Its own certificate, signed by itself: what other programs check the others against.
    pub fn own_certificate(&self, term: &Term<'_>) -> Result<Certificate> {
        let authority = wrap(der::SEQUENCE, &[write(der::BOOLEAN, &[0xFF])]);
        let extensions = [
            extension(BASIC_CONSTRAINTS, true, &authority),
            extension(SUBJECT_KEY, false, &write(der::OCTET_STRING, &self.identifier)),
            // Signs certificates and lists of revoked ones.
            extension(KEY_USAGE, true, &write(der::BIT_STRING, &[1, 0x06])),
        ];
        self.sign(self.name(), self.key.public_key(), term, &extensions)
    }

    /// A certificate for the checks of onboarding.
    pub fn compliance(&self, holder: &Holder<'_>, term: &Term<'_>) -> Result<Certificate> {
        let subject = name(holder, &Field::SUBJECT);
        let mut extensions = vec![extension(BASIC_CONSTRAINTS, true, &wrap(der::SEQUENCE, &[]))];
        extensions.extend(alternative_name(holder));
        self.sign(subject, holder.key, term, &extensions)
    }

    /// A certificate for real documents.
    pub fn production(&self, holder: &Holder<'_>, term: &Term<'_>) -> Result<Certificate> {
        let place = format!("http://aia.khatm-simulator.invalid/{}.crt", self.common_name);
        let place = wrap(
            der::SEQUENCE,
            &[write(der::OID, CA_ISSUERS), write(0x86, place.as_bytes())],
        );
        let uses = [CODE_SIGNING, CLIENT].map(|id| write(der::OID, id));
        let policies = uses.clone().map(|id| wrap(der::SEQUENCE, &[id]));
        let template = [write(der::OID, NO_TEMPLATE), der::integer(&[100]), der::integer(&[18])];
        let mut extensions: Vec<_> = alternative_name(holder).into_iter().collect();
        extensions.extend([
            extension(SUBJECT_KEY, false, &write(der::OCTET_STRING, &identifier(holder.key))),
            self.authority_key(),
            extension(INFORMATION_ACCESS, false, &wrap(der::SEQUENCE, &[place])),
            extension(KEY_USAGE, true, &write(der::BIT_STRING, &[7, 0x80])),
            extension(TEMPLATE, false, &wrap(der::SEQUENCE, &template)),
            extension(EXTENDED_USAGE, false, &wrap(der::SEQUENCE, &uses)),
            extension(APPLICATION_POLICIES, false, &wrap(der::SEQUENCE, &policies)),
        ]);
        self.sign(issued_name(holder), holder.key, term, &extensions)
    }

    /// The least that a stamp needs: the alternative name, and which key signed it.
    pub(super) fn plain(&self, holder: &Holder<'_>, serial: &[u8], validity: &[Vec<u8>; 2]) -> Result<Certificate> {
        let mut extensions: Vec<_> = alternative_name(holder).into_iter().collect();
        extensions.push(self.authority_key());
        self.certify(issued_name(holder), holder.key, serial, validity, &extensions)
    }

    fn sign(&self, subject: Vec<u8>, key: &PublicKey, term: &Term<'_>, extensions: &[Vec<u8>]) -> Result<Certificate> {
        let validity = [time(term.from), time(term.to)];
        self.certify(subject, key, term.serial, &validity, extensions)
    }

    fn certify(
        &self,
        subject: Vec<u8>,
        key: &PublicKey,
        serial: &[u8],
        validity: &[Vec<u8>; 2],
        extensions: &[Vec<u8>],
    ) -> Result<Certificate> {
        let algorithm = wrap(der::SEQUENCE, &[write(der::OID, oid::ECDSA_SHA256)]);
        let body = wrap(
            der::SEQUENCE,
            &[
                write(0xA0, &der::integer(&[2])),
                der::integer(serial),
                algorithm.clone(),
                self.name(),
                wrap(der::SEQUENCE, validity),
                subject,
                key.spki().to_vec(),
                write(0xA3, &wrap(der::SEQUENCE, extensions)),
            ],
        );
        let signature = self.key.sign(&body)?.to_der();
        let certificate = wrap(
            der::SEQUENCE,
            &[body, algorithm, write(der::BIT_STRING, &[vec![0], signature].concat())],
        );
        Certificate::from_text(&STANDARD.encode(certificate))
    }

    fn name(&self) -> Vec<u8> {
        let ascii = |part: &String| attribute(DOMAIN_COMPONENT, 0x16, part);
        let mut parts: Vec<_> = self.domain.iter().map(ascii).collect();
        parts.push(attribute(oid::COMMON_NAME, der::PRINTABLE_STRING, &self.common_name));
        wrap(der::SEQUENCE, &parts)
    }

    fn authority_key(&self) -> Vec<u8> {
        let value = wrap(der::SEQUENCE, &[write(0x80, &self.identifier)]);
        extension(oid::AUTHORITY_KEY, false, &value)
    }
}

/// The first 20 bytes of a digest of the key's point, without what says on which curve it is (RFC 7093, the first method).
fn identifier(key: &PublicKey) -> Vec<u8> {
    let digest = Sha256::digest(key.bits());
    digest[..20].to_vec()
}

fn name(holder: &Holder<'_>, fields: &[Field]) -> Vec<u8> {
    let given = fields
        .iter()
        .copied()
        .filter(|&field| !holder.fields.field(field).is_empty());
    csr::name(holder.fields, &given.collect::<Vec<_>>())
}

/// A request's subject in the order in which the authority's certificates have it.
fn issued_name(holder: &Holder<'_>) -> Vec<u8> {
    let [country, unit, organization, common] = Field::SUBJECT;
    name(holder, &[country, organization, unit, common])
}

/// What the authority keeps of the unit: serial, VAT number, kinds of document, address, branch of trade.
fn alternative_name(holder: &Holder<'_>) -> Option<Vec<u8>> {
    let given = Field::ALTERNATIVE_NAME
        .iter()
        .any(|&field| !holder.fields.field(field).is_empty());
    let value = wrap(der::SEQUENCE, &[write(0xA4, &name(holder, &Field::ALTERNATIVE_NAME))]);
    given.then(|| extension(oid::SUBJECT_ALT_NAME, false, &value))
}

/// A moment in UTC.
fn time(at: Moment) -> Vec<u8> {
    let text = SigningTime::from_unix(u64::try_from(at.unix()).unwrap_or_default());
    let digits: String = text.as_str().chars().filter(char::is_ascii_digit).collect();
    der::time(&digits)
}
