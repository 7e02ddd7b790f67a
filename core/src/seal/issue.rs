//! Issuers of certificates in the form of the tax authority's, with keys that are nobody's.
//!
//! For demonstrations, tests and the simulator. Nothing they sign is worth anything anywhere.

mod issuer;

use super::cert::{Authority, Certificate};
use super::csr::CsrConfig;
use super::der::{self, wrap, write};
use super::key::{Curve, PublicKey};
use crate::error::Result;
pub use issuer::{Holder, Issuer, Term};

/// An issuer of certificates for tests.
#[derive(Debug)]
pub struct ThrowawayAuthority(Issuer);

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
        Issuer::new(Curve::P256, name, &["local", "throwaway"]).map(ThrowawayAuthority)
    }

    /// One whose certificates are a rehearsal's: documents of such a device go to this machine's own address only.
    pub fn rehearsing(name: &str) -> Result<Self> {
        Issuer::new(Curve::P256, name, &["local", "khatm-simulator"]).map(ThrowawayAuthority)
    }

    /// What a verifier must know to trust it.
    pub fn authority(&self) -> Authority {
        self.0.authority()
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
        let text = str::to_owned;
        let fields = CsrConfig {
            common_name: text(subject.common_name),
            serial_number: text(subject.serial),
            organization_identifier: text(subject.vat_number),
            organization_unit_name: text(subject.unit),
            organization_name: text(subject.organization),
            country_name: text("SA"),
            invoice_type: text("1100"),
            location_address: text("RRRD2929"),
            industry_business_category: text("Trade"),
        };
        let holder = Holder { fields: &fields, key };
        let validity = [from, to].map(|time| write(der::UTC_TIME, time.as_bytes()));
        self.0.plain(&holder, serial, &validity)
    }
}

const DOMAIN_COMPONENT: &[u8] = &[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19];

fn attribute(id: &[u8], tag: u8, text: &str) -> Vec<u8> {
    wrap(
        der::SET,
        &[wrap(der::SEQUENCE, &[write(der::OID, id), write(tag, text.as_bytes())])],
    )
}
