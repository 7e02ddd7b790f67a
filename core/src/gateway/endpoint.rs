//! Where an environment is. A real one is at the authority and nowhere else; a rehearsal is on loopback and nowhere else.
//!
//! The text of a base URL is read strictly, because another reader (the HTTP library) reads it again: what two readers could
//! understand in two ways (user names, escapes, back slashes, numbers that are addresses) is refused.

use crate::error::{Code, Error, Result};
use crate::seal::csr::Environment;

/// Where the authority's gateway is. It has moved before: [`Endpoint::parse`] takes another host of its domain.
pub const OFFICIAL: &str = "https://gw-fatoora.zatca.gov.sa";
/// The domain that a real credential may go to.
const DOMAIN: &str = ".zatca.gov.sa";
/// The version of the interface that is spoken.
pub const VERSION: &str = "V2";

/// Whether it is earnest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The authority itself, over TLS.
    Real,
    /// A simulator on this machine. Its credentials are worth nothing anywhere else.
    Rehearsal,
}

/// One environment at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    environment: Environment,
    standing: Standing,
    /// Without a slash at its end.
    base: String,
    host: String,
    version: String,
}

impl Environment {
    /// The part of the path that names it.
    pub const fn segment(self) -> &'static str {
        match self {
            Environment::Production => "core",
            Environment::Simulation => "simulation",
            Environment::Sandbox => "developer-portal",
        }
    }

    /// What the host or `KHATM_ENV` says, by our name or by the authority's (`core`, `developer-portal`). There is no default: between
    /// real invoices and rehearsals nobody chooses but the user.
    pub fn chosen(text: Option<&str>) -> Result<Self> {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| Error::new(Code::EnvironmentMissing))?;
        let named = |own: &Self| {
            [own.as_str(), own.segment()]
                .iter()
                .any(|name| name.eq_ignore_ascii_case(text))
        };
        let known = Self::ALL.into_iter().find(named);
        known.ok_or_else(|| Error::new(Code::EnvironmentUnknown).found(text))
    }
}

impl Endpoint {
    /// The authority's own.
    pub fn official(environment: Environment) -> Self {
        Endpoint {
            environment,
            standing: Standing::Real,
            base: format!("{OFFICIAL}/e-invoicing/{}", environment.segment()),
            host: OFFICIAL["https://".len()..].to_owned(),
            version: VERSION.to_owned(),
        }
    }

    /// An environment at another base: `https://host` of the authority's domain, or `http://127.0.0.1:8080` for a simulator.
    /// A path is taken as it stands; without one it is the authority's.
    pub fn parse(environment: Environment, base: &str) -> Result<Self> {
        // What stands before an `@` may be a password, and is not repeated.
        let shown = base.rsplit('@').next().unwrap_or_default();
        let refused = |code| Err(Error::new(code).found(shown));
        let base = base.trim().trim_end_matches('/');
        let (secure, rest) = match (base.strip_prefix("https://"), base.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (_, Some(rest)) => (false, rest),
            _ => return refused(Code::EndpointUrl),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let Some(host) = host(authority) else {
            return refused(Code::EndpointUrl);
        };
        // A part of dots alone means another path to who follows it.
        let plain = |part: &str| part.bytes().any(|b| b != b'.') && part.bytes().all(is_plain);
        if !path.split('/').skip(1).all(plain) {
            return refused(Code::EndpointUrl);
        }
        let standing = match (is_loopback(&host), host.ends_with(DOMAIN), secure) {
            (true, ..) => Standing::Rehearsal,
            (_, true, true) => Standing::Real,
            _ => return refused(Code::EndpointHost),
        };
        let others = Environment::ALL.into_iter().filter(|other| *other != environment);
        for other in others {
            if path.split('/').any(|part| part.eq_ignore_ascii_case(other.segment())) {
                return refused(Code::EndpointEnvironment);
            }
        }
        let path = match path {
            "" => format!("/e-invoicing/{}", environment.segment()),
            path => path.to_owned(),
        };
        let scheme = if secure { "https" } else { "http" };
        Ok(Endpoint {
            environment,
            standing,
            base: format!("{scheme}://{}{path}", authority.to_ascii_lowercase()),
            host,
            version: VERSION.to_owned(),
        })
    }

    /// The same, speaking another version of the interface.
    pub fn with_version(mut self, version: &str) -> Result<Self> {
        if version.is_empty() || version.len() > 16 || !version.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.')
        {
            return Err(Error::new(Code::EndpointVersion).found(version));
        }
        self.version = version.to_owned();
        Ok(self)
    }

    /// Which environment.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Whether it is earnest.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Everything before the operation's path, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The host, in small letters, without port.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The version of the interface.
    pub fn version(&self) -> &str {
        &self.version
    }
}

/// A character of a path that no reader reads in another way.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

/// The host of `host[:port]`, in small letters; nothing if it is not plainly one.
fn host(authority: &str) -> Option<String> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, after) = rest.split_once(']')?;
            if inside != "::1" {
                return None;
            }
            (authority[..inside.len() + 2].to_owned(), after.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host.to_ascii_lowercase(), Some(port)),
            None => (authority.to_ascii_lowercase(), None),
        },
    };
    let plain = |label: &str| {
        !label.is_empty()
            && label.len() < 64
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let named = host == "[::1]" || host.split('.').all(plain);
    let ported = port.is_none_or(|port| {
        let digits = port.len() < 6 && port.bytes().all(|b| b.is_ascii_digit());
        digits && port.parse::<u16>().is_ok_and(|number| number != 0)
    });
    let complete = !authority.starts_with('[') || authority.len() == 5 || port.is_some();
    (named && ported && complete && host.len() < 254).then_some(host)
}

/// This machine, by the names that mean nothing else anywhere.
fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host == "[::1]"
        || host
            .parse::<std::net::Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}
