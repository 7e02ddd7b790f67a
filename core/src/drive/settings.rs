//! How calls are made: times, sizes, trust, the way out of the house.

use std::fmt;
use std::io::Read as _;

use reqwest::Url;

use super::restraint::Rates;
use super::trust::RootCertificate;
use crate::error::{Code, Error, Result};
use crate::gateway::Secret;

/// How calls are made. [`Settings::default`] is right for most; [`Settings::from_env`] adds what the machine's owner says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long a connection may take to come about, TLS included.
    pub connect_ms: u64,
    /// How long a whole call may take when nobody waits, the time for a free slot included.
    pub call_ms: u64,
    /// The same when somebody does.
    pub waiting_ms: u64,
    /// The largest request body that is sent.
    pub most_request_bytes: usize,
    /// The largest reply that is taken, after unpacking.
    pub most_reply_bytes: usize,
    /// The way out of the house.
    pub proxy: Proxy,
    /// Roots to trust besides the system's.
    pub extra_roots: Vec<RootCertificate>,
    /// How we name ourselves.
    pub user_agent: String,
    /// How often, and when not at all.
    pub rates: Rates,
}

/// A call of more than a day is a mistake in a unit.
const LONGEST_MS: u64 = 86_400_000;

impl Default for Settings {
    fn default() -> Self {
        Settings {
            connect_ms: 5_000,
            call_ms: 60_000,
            waiting_ms: 20_000,
            most_request_bytes: crate::gateway::request::MOST_BODY,
            // A cleared document comes back in base64, with the authority's stamp: a little more than was sent.
            most_reply_bytes: 16_000_000,
            proxy: Proxy::Environment,
            extra_roots: Vec::new(),
            user_agent: concat!("khatm/", env!("CARGO_PKG_VERSION")).to_owned(),
            rates: Rates::default(),
        }
    }
}

impl Settings {
    /// The defaults, with what the environment says:
    ///
    /// | variable | meaning |
    /// |---|---|
    /// | `KHATM_PROXY` | the proxy's URL, or `none`; without it `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` count (small letters too) |
    /// | `KHATM_CA_FILE` | a PEM file of root certificates to trust besides the system's |
    /// | `SSL_CERT_FILE`, `SSL_CERT_DIR` | where the system's own are, if elsewhere |
    ///
    /// No proxy is ever used for a simulator on this machine. `NO_PROXY` does not bear on a proxy that `KHATM_PROXY` names.
    pub fn from_env() -> Result<Self> {
        Self::from_variables(&|name| std::env::var(name).ok())
    }

    /// The same, from variables brought by the caller.
    pub fn from_variables(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let proxy = match variable("KHATM_PROXY").filter(|text| !text.trim().is_empty()) {
            Some(text) if text.trim().eq_ignore_ascii_case("none") => Proxy::Direct,
            Some(text) => Proxy::At(ProxyAddress::parse(&text)?),
            None => Proxy::usual(variable)?,
        };
        let extra_roots = match variable("KHATM_CA_FILE").filter(|path| !path.is_empty()) {
            Some(path) => {
                let pem = read_roots(&path).map_err(|_| Error::new(Code::DriveRootFile).found(&path))?;
                RootCertificate::from_pem(&pem).map_err(|error| error.found(&path))?
            }
            None => Vec::new(),
        };
        Ok(Settings {
            proxy,
            extra_roots,
            ..Settings::default()
        })
    }

    pub(super) fn check(&self) -> Result<()> {
        let refused = |name| Err(Error::new(Code::DriveSetting).at(name));
        match self {
            Settings { connect_ms: 0, .. } => refused("connect_ms"),
            Settings { call_ms: 0, .. } => refused("call_ms"),
            Settings { waiting_ms: 0, .. } => refused("waiting_ms"),
            Settings {
                most_request_bytes: 0, ..
            } => refused("most_request_bytes"),
            Settings {
                most_reply_bytes: 0, ..
            } => refused("most_reply_bytes"),
            settings if settings.connect_ms > settings.call_ms => refused("connect_ms"),
            settings if settings.call_ms > LONGEST_MS => refused("call_ms"),
            settings if settings.waiting_ms > LONGEST_MS => refused("waiting_ms"),
            settings => settings.rates.check(),
        }
    }
}

/// Bytes of a file of root certificates: some twenty times what a system brings.
const MOST_ROOTS: u64 = 4 << 20;

/// Reads a file of root certificates, if it can be one by its length.
fn read_roots(path: &str) -> std::io::Result<Vec<u8>> {
    let mut pem = Vec::new();
    std::fs::File::open(path)?.take(MOST_ROOTS + 1).read_to_end(&mut pem)?;
    match pem.len() as u64 > MOST_ROOTS {
        true => Err(std::io::ErrorKind::FileTooLarge.into()),
        false => Ok(pem),
    }
}

/// The way out of the house, for the authority only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Proxy {
    /// What `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say, in capitals or small letters.
    #[default]
    Environment,
    /// None.
    Direct,
    /// This one.
    At(ProxyAddress),
}

impl Proxy {
    /// What the usual variables say of the authority's host names.
    fn usual(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self> {
        let of = |names: [&str; 2]| {
            names
                .into_iter()
                .filter_map(variable)
                .find(|text| !text.trim().is_empty())
        };
        let url = of(["https_proxy", "HTTPS_PROXY"]).or_else(|| of(["all_proxy", "ALL_PROXY"]));
        let Some(url) = url else {
            return Ok(Proxy::Direct);
        };
        let mut address = ProxyAddress::parse(&url)?;
        let bypass = of(["no_proxy", "NO_PROXY"]).unwrap_or_default();
        address.bypass = bypass
            .split(',')
            .map(|entry| entry.trim().to_ascii_lowercase())
            .collect();
        Ok(Proxy::At(address))
    }

    /// The address that a call to this host goes by.
    pub(super) fn resolved(&self) -> Result<Option<ProxyAddress>> {
        match self {
            Proxy::Environment => Proxy::usual(&|name| std::env::var(name).ok())?.resolved(),
            Proxy::Direct => Ok(None),
            Proxy::At(address) => Ok(Some(address.clone())),
        }
    }
}

/// A proxy that connections are led through (`CONNECT`): it sees the host's name and nothing of what is said.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress {
    /// May hold a password.
    url: Secret,
    host: String,
    bypass: Vec<String>,
}

impl ProxyAddress {
    /// Reads `http://[user:password@]host:port` or `https://…`; without a scheme it is `http://`.
    pub fn parse(text: &str) -> Result<Self> {
        // The text is not repeated: it may hold a password.
        let refused = || Error::new(Code::DriveProxyUrl);
        let text = text.trim();
        let text = match text.contains("://") {
            true => text.to_owned(),
            false => format!("http://{text}"),
        };
        let url = Url::parse(&text).map_err(|_| refused())?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refused)?;
        if !matches!(url.scheme(), "http" | "https") || !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err(refused());
        }
        Ok(ProxyAddress {
            host: host.to_ascii_lowercase(),
            url: Secret::new(text),
            bypass: Vec::new(),
        })
    }

    /// The same, but not for these hosts: names of hosts or domains, or `*`, as `NO_PROXY` has them.
    #[must_use]
    pub fn except<'h>(mut self, hosts: impl IntoIterator<Item = &'h str>) -> Self {
        self.bypass = hosts.into_iter().map(|host| host.trim().to_ascii_lowercase()).collect();
        self
    }

    /// Whether calls to this host go by it. Only names of the authority's are ever asked for.
    pub(super) fn serves(&self, host: &str) -> bool {
        !self.bypass.iter().any(|entry| {
            let domain = entry.trim_start_matches("*.").trim_start_matches('.');
            let domain = domain.split(':').next().unwrap_or(domain);
            let below = host
                .strip_suffix(domain)
                .is_some_and(|front| front.is_empty() || front.ends_with('.'));
            entry == "*" || (!domain.is_empty() && below)
        })
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    pub(super) fn url(&self) -> &Secret {
        &self.url
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProxyAddress")
            .field("host", &self.host)
            .field("bypass", &self.bypass)
            .finish_non_exhaustive()
    }
}
