//! A throw-away authority: certificates in the form of the tax authority's, from a key that is nobody's.
//!
//! For demonstrations and tests. Nothing it signs is worth anything anywhere.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::cert::{Authority, Certificate};
use super::der::{self, oid, wrap, write};
use super::key::{Curve, PrivateKey, PublicKey, Signer as _};
use crate::error::Result;

/// An issuer of certificates for tests.
#[derive(Debug)]
pub struct ThrowawayAuthority {
    key: PrivateKey,
    name: String,
    identifier: Vec<u8>,
}

/// Whom a certificate is for.
#[derive(Debug, Clone)]
pub struct Subject<'s> {
    /// The unit's name (CN).
    pub common_name: &'s str,
    /// The taxpayer (O).
    pub organization: &'s str,
    /// The branch (OU).
    pub unit: &'s str,
    /// The VAT number (UID of the alternative name).
    pub vat_number: &'s str,
    /// The unit's serial, `1-…|2-…|3-…`.
    pub serial: &'s str,
}

impl ThrowawayAuthority {
    /// A new authority, with a fresh key on P-256 as the real ones have.
    pub fn new(name: &str) -> Result<Self> {
        let key = PrivateKey::generate(Curve::P256)?;
        let identifier = key.public_key().spki()[27..47].to_vec();
        Ok(ThrowawayAuthority {
            key,
            name: name.to_owned(),
            identifier,
        })
    }

    /// What a verifier must know to trust it.
    pub fn authority(&self) -> Authority {
        Authority {
            name: self.name.clone(),
            key_identifier: self.identifier.clone(),
            public_key: self.key.public_key().clone(),
        }
    }

    /// Issues a certificate valid between two times, `YYMMDDHHMMSSZ`.
    pub fn issue(
        &self,
        subject: &Subject<'_>,
        key: &PublicKey,
        serial: &[u8],
        from: &str,
        to: &str,
    ) -> Result<Certificate> {
        let algorithm = wrap(der::SEQUENCE, &[write(der::OID, oid::ECDSA_SHA256)]);
        let issuer = wrap(
            der::SEQUENCE,
            &[
                attribute(DOMAIN_COMPONENT, 0x16, "local"),
                attribute(DOMAIN_COMPONENT, 0x16, "throwaway"),
                attribute(&[0x55, 0x04, 3], 0x13, &self.name),
            ],
        );
        let validity = wrap(
            der::SEQUENCE,
            &[
                write(der::UTC_TIME, from.as_bytes()),
                write(der::UTC_TIME, to.as_bytes()),
            ],
        );
        let name = wrap(
            der::SEQUENCE,
            &[
                attribute(&[0x55, 0x04, 6], 0x13, "SA"),
                attribute(&[0x55, 0x04, 10], der::UTF8_STRING, subject.organization),
                attribute(&[0x55, 0x04, 11], der::UTF8_STRING, subject.unit),
                attribute(&[0x55, 0x04, 3], der::UTF8_STRING, subject.common_name),
            ],
        );
        let extensions = wrap(der::SEQUENCE, &[alternative_name(subject), self.authority_key()]);
        let body = wrap(
            der::SEQUENCE,
            &[
                write(0xA0, &der::integer(&[2])),
                der::integer(serial),
                algorithm.clone(),
                issuer,
                validity,
                name,
                key.spki().to_vec(),
                write(0xA3, &extensions),
            ],
        );
        let signature = self.key.sign(&body)?.to_der();
        let certificate = wrap(
            der::SEQUENCE,
            &[body, algorithm, write(der::BIT_STRING, &[vec![0], signature].concat())],
        );
        Certificate::from_text(&STANDARD.encode(certificate))
    }

    fn authority_key(&self) -> Vec<u8> {
        let value = wrap(der::SEQUENCE, &[write(0x80, &self.identifier)]);
        wrap(
            der::SEQUENCE,
            &[write(der::OID, oid::AUTHORITY_KEY), write(der::OCTET_STRING, &value)],
        )
    }
}

const DOMAIN_COMPONENT: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19];

fn attribute(id: &[u8], tag: u8, text: &str) -> Vec<u8> {
    wrap(
        der::SET,
        &[wrap(der::SEQUENCE, &[write(der::OID, id), write(tag, text.as_bytes())])],
    )
}

/// What the authority keeps of the unit: serial, VAT number, kinds of document, address, branch of trade.
fn alternative_name(subject: &Subject<'_>) -> Vec<u8> {
    let utf8 = der::UTF8_STRING;
    let name = wrap(
        der::SEQUENCE,
        &[
            attribute(&[0x55, 0x04, 4], utf8, subject.serial),
            attribute(oid::UID, utf8, subject.vat_number),
            attribute(&[0x55, 0x04, 12], utf8, "1100"),
            attribute(&[0x55, 0x04, 26], utf8, "RRRD2929"),
            attribute(&[0x55, 0x04, 15], utf8, "Trade"),
        ],
    );
    let value = wrap(der::SEQUENCE, &[write(0xA4, &name)]);
    wrap(
        der::SEQUENCE,
        &[write(der::OID, oid::SUBJECT_ALT_NAME), write(der::OCTET_STRING, &value)],
    )
}
