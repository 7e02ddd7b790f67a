//! The issuers of one environment, and what the authority stamps cleared documents with.

use super::clock::Clock;
use crate::error::{Code, Error, Result};
use crate::seal::csr::{CsrConfig, Environment};
use crate::seal::issue::{Holder, Issuer, Term};
use crate::seal::{
    Authority, Certificate, Curve, Identity, PrivateKey, PublicKey, SealedInvoice, Signer as _, SigningTime, Verifier,
    seal_with,
};
use crate::time::{Date, Moment};

/// What no issuer of the tax authority's has in its name: a certificate that names it never leaves loopback.
const MARK: &str = "khatm-simulator";
const DAY: i64 = 86_400;

/// The keys of one environment's issuers, for a simulator that has to go on with the same ones.
#[derive(Debug)]
pub struct IssuerKeys {
    /// Signs the certificates for the checks of onboarding; on secp256k1.
    pub compliance: PrivateKey,
    /// Signs the ones for real documents; on P-256.
    pub production: PrivateKey,
    /// Stamps what is cleared; on secp256k1.
    pub stamp: PrivateKey,
}

impl IssuerKeys {
    /// Fresh ones.
    pub fn generate() -> Result<Self> {
        Ok(IssuerKeys {
            compliance: PrivateKey::generate(Curve::Secp256k1)?,
            production: PrivateKey::generate(Curve::P256)?,
            stamp: PrivateKey::generate(Curve::Secp256k1)?,
        })
    }
}

#[derive(Debug)]
pub(super) struct Issuers {
    environment: Environment,
    compliance: Issuer,
    production: Issuer,
    stamp: PrivateKey,
    stamp_certificate: Certificate,
    /// Knows these issuers, and the tax authority's: the developer portal's published key has a certificate of theirs.
    pub(super) verifier: Verifier,
    /// For other programs that check certificates: the issuers' own, and that of the stamp.
    own: [Certificate; 2],
}

impl Issuers {
    /// `own` are certificates that were made before, of the same keys.
    pub(super) fn new(
        environment: Environment,
        keys: IssuerKeys,
        own: Option<[Certificate; 3]>,
        clock: &Clock,
    ) -> Result<Self> {
        let name = match environment {
            Environment::Production => "PRZEINVOICESCA4-CA",
            Environment::Simulation => "PEZEINVOICESCA3-CA",
            Environment::Sandbox => "TSZEINVOICE-SubCA-1",
        };
        let compliance = Issuer::with_key(keys.compliance, "eInvoicing", &[MARK]);
        let production = Issuer::with_key(keys.production, name, &["local", "gov", MARK]);
        let [first, second, stamp_certificate] = match own {
            Some(own) => own,
            None => own_certificates(&compliance, &production, keys.stamp.public_key(), clock)?,
        };
        let mut known = vec![compliance.authority(), production.authority()];
        known.extend(Authority::known()?);
        Ok(Issuers {
            environment,
            compliance,
            production,
            stamp: keys.stamp,
            stamp_certificate,
            verifier: Verifier::new(known),
            own: [first, second],
        })
    }

    pub(super) fn keys(&self) -> [&PrivateKey; 3] {
        [self.compliance.key(), self.production.key(), &self.stamp]
    }

    pub(super) fn trusted(&self) -> [Authority; 2] {
        [self.compliance.authority(), self.production.authority()]
    }

    pub(super) fn own_certificates(&self) -> [&Certificate; 3] {
        let [compliance, production] = &self.own;
        [compliance, production, &self.stamp_certificate]
    }

    /// A certificate for the checks of onboarding. Its number is the time, and it ends at midnight in Riyadh, five years on.
    pub(super) fn compliance(&self, holder: &Holder<'_>, number: i64, now: Moment) -> Result<Certificate> {
        let serial = number.to_be_bytes();
        let term = Term {
            serial: &serial,
            from: now,
            to: five_years_on(now)?,
        };
        self.compliance.compliance(holder, &term)
    }

    /// A certificate for real documents.
    pub(super) fn production(&self, holder: &Holder<'_>, now: Moment) -> Result<Certificate> {
        let days = match self.environment {
            Environment::Simulation => 731,
            Environment::Production | Environment::Sandbox => 1825,
        };
        let serial = pcsid_serial()?;
        let term = Term {
            serial: &serial,
            from: now,
            to: Moment::from_unix(now.unix().saturating_add(days * DAY))?,
        };
        self.production.production(holder, &term)
    }

    /// The authority's own stamp in the place of whatever stamp and code a document has. Its hash stays: all that is changed is
    /// what the hash leaves out.
    pub(super) fn clear(&self, xml: &[u8], at: i64) -> Result<SealedInvoice> {
        let identity = Identity::new(&self.stamp, &self.stamp_certificate)?;
        let at = SigningTime::from_unix(u64::try_from(at).unwrap_or_default());
        seal_with(&self.verifier, xml, &identity, &at)
    }
}

/// Of both issuers, and of the key that cleared documents are stamped with.
fn own_certificates(
    compliance: &Issuer,
    production: &Issuer,
    stamp: &PublicKey,
    clock: &Clock,
) -> Result<[Certificate; 3]> {
    let serial = clock.unique().to_be_bytes();
    // Issuers are older than all that they issue, and outlive it, wherever the clock is set to.
    let term = Term {
        serial: &serial,
        from: Moment::parse("2020-01-01T00:00:00Z")?,
        to: Moment::parse("2999-12-31T00:00:00Z")?,
    };
    let fields = CsrConfig {
        common_name: "KHATM-SIMULATOR-STAMP".to_owned(),
        organization_name: "Khatm simulator, not the tax authority".to_owned(),
        country_name: "SA".to_owned(),
        ..CsrConfig::default()
    };
    let holder = Holder {
        fields: &fields,
        key: stamp,
    };
    let number = pcsid_serial()?;
    let of_stamp = production.production(
        &holder,
        &Term {
            serial: &number,
            ..term
        },
    )?;
    Ok([
        compliance.own_certificate(&term)?,
        production.own_certificate(&term)?,
        of_stamp,
    ])
}

/// Nineteen bytes, as the issuing authority's numbers have: its own number in front, then what nobody can guess.
fn pcsid_serial() -> Result<[u8; 19]> {
    let mut serial = random::<19>()?;
    serial[0] = 0x11;
    Ok(serial)
}

pub(super) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::new(Code::NoRandomness))?;
    Ok(bytes)
}

fn five_years_on(now: Moment) -> Result<Moment> {
    let today = now.date().to_string();
    let (year, rest) = today.split_at_checked(4).unwrap_or((&today, ""));
    let year: u16 = year.parse().map_err(|_| Error::new(Code::DateFormat))?;
    let later = format!("{:04}{rest}", year + 5);
    // There is no 29 February five years after one.
    let day = Date::parse(&later).or_else(|_| Date::parse(&later.replace("-02-29", "-02-28")))?;
    Moment::join(day, "00:00:00")
}
