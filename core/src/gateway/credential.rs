//! What a unit proves itself with. Nothing in here can be printed by mistake.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::checks::Csid;
use super::endpoint::{Endpoint, Standing};
use crate::error::{Code, Error, Result};
use crate::seal::Certificate;
use crate::seal::csr::Environment;

/// How the issuers of a simulator are marked: no issuer of the authority's has it.
pub const REHEARSAL_MARK: &str = "DC=khatm-simulator";

/// Bytes of a token: tens of times those of any certificate. Both go into a header with every request.
const MOST_TOKEN: usize = 64 << 10;
/// Bytes of a secret: the authority's have 44.
const MOST_SECRET: usize = 4 << 10;

/// How the value of `Authorization` begins.
const BASIC: &str = "Basic ";

/// A text that nobody may see: no `Display`, no `Serialize`, wiped on drop.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret in.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(Zeroizing::new(text.into()))
    }

    /// The secret itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A one-time password from the authority's portal: six digits, good for an hour and for one request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Otp(Secret);

impl Otp {
    /// Takes what a person typed: blanks around it do not count, zeros in front do.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim();
        match text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit()) {
            true => Ok(Otp(Secret::new(text))),
            // What was typed is not repeated: it may be right but for a digit.
            false => Err(Error::new(Code::OtpFormat)),
        }
    }

    /// The six digits.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// A certificate of the authority's with the secret that belongs to it: user name and password of one unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Credential {
    environment: Environment,
    standing: Standing,
    csid: Csid,
    /// As received: base64 of the certificate's text.
    token: String,
    secret: Secret,
    request_id: String,
    certificate: Certificate,
}

impl Credential {
    /// What the authority answered, for one environment. A certificate that was issued for another one is refused.
    pub fn parse(environment: Environment, csid: Csid, token: &str, secret: Secret, request_id: &str) -> Result<Self> {
        if token.len() > MOST_TOKEN {
            return Err(Error::new(Code::CredentialToken));
        }
        let text = STANDARD
            .decode(token)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| Error::new(Code::CredentialToken))?;
        let certificate = Certificate::from_text(&text)?;
        let length = secret.expose().len();
        if !(1..=MOST_SECRET).contains(&length) || !secret.expose().bytes().all(|b| (b' '..0x7F).contains(&b)) {
            return Err(Error::new(Code::CredentialSecret));
        }
        let standing = standing_of(&certificate);
        if issued_for(&certificate).is_some_and(|environments| !environments.contains(&environment)) {
            return Err(Error::new(Code::CredentialEnvironment).found(certificate.issuer()));
        }
        Ok(Credential {
            environment,
            standing,
            csid,
            token: token.to_owned(),
            secret,
            request_id: request_id.to_owned(),
            certificate,
        })
    }

    /// The environment that it is for.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Whether the authority issued it, or a simulator.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// For the checks of onboarding, or for real documents.
    pub fn csid(&self) -> Csid {
        self.csid
    }

    /// The certificate: what documents are stamped with.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The token as received (`binarySecurityToken`). It is no secret by itself.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The secret that belongs to the token.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The authority's number for the request that it was issued on.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The value of `Authorization`, if the credential may go there: of the same environment, a real one to the authority,
    /// a rehearsal's to loopback.
    pub(super) fn authorization(&self, endpoint: &Endpoint) -> Result<Secret> {
        if self.environment != endpoint.environment() {
            return Err(Error::new(Code::CredentialEnvironment).found(endpoint.environment().as_str()));
        }
        if self.standing != endpoint.standing() {
            let code = match self.standing {
                Standing::Real => Code::CredentialReal,
                Standing::Rehearsal => Code::CredentialRehearsal,
            };
            return Err(Error::new(code).found(endpoint.host()));
        }
        // Each in a place of its own from the start: what grows leaves a copy behind.
        let mut pair = Zeroizing::new(String::with_capacity(self.token.len() + 1 + self.secret.expose().len()));
        pair.extend([&self.token, ":", self.secret.expose()]);
        let mut value = Zeroizing::new(vec![0; BASIC.len() + pair.len().div_ceil(3) * 4]);
        value[..BASIC.len()].copy_from_slice(BASIC.as_bytes());
        let written = STANDARD.encode_slice(pair.as_bytes(), &mut value[BASIC.len()..]);
        debug_assert_eq!(written.ok(), Some(value.len() - BASIC.len()));
        let value = std::str::from_utf8(&value).map_err(|_| Error::new(Code::CredentialToken))?;
        Ok(Secret::new(value))
    }
}

/// Whose certificate it is, by its issuer. One of an unknown issuer counts as real: it stays off loopback.
fn standing_of(certificate: &Certificate) -> Standing {
    match parts(certificate.issuer()).any(|part| part == REHEARSAL_MARK) {
        true => Standing::Rehearsal,
        false => Standing::Real,
    }
}

/// The environments that an issuer issues for, as far as its name tells.
fn issued_for(certificate: &Certificate) -> Option<&'static [Environment]> {
    let name = parts(certificate.issuer()).find_map(|part| part.strip_prefix("CN="))?;
    match name.get(..3)? {
        // The developer portal hands out a fixed certificate of the production authority's.
        "PRZ" => Some(&[Environment::Production, Environment::Sandbox]),
        "PEZ" => Some(&[Environment::Simulation]),
        "TSZ" => Some(&[Environment::Sandbox]),
        _ => None,
    }
}

/// The parts of a name. A comma within quotes belongs to a value: nobody gets a part by writing it into his own name.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    let (mut quoted, mut escaped) = (false, false);
    name.split(move |ch: char| {
        let is_end = ch == ',' && !quoted;
        quoted ^= ch == '"' && !escaped;
        escaped = ch == '\\' && !escaped;
        is_end
    })
    .map(str::trim_start)
}
