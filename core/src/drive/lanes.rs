//! The three ways out: to a simulator on this machine, to the authority directly, to the authority through a proxy. Each has its
//! own connections and its own idea of which names lead where, so that none can be taken for another.

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::{Client as Http, Url, redirect, retry};

use super::resolve::{Lookup, Policy, Resolver};
use super::settings::{ProxyAddress, Settings};
use super::trust::Trust;
use crate::error::{Code, Error, Result};
use crate::gateway::{Request, Standing};

/// The ways out of one event loop, each built when it is first needed.
pub(super) struct Lanes {
    proxy: Option<ProxyAddress>,
    trust: OnceLock<Result<Trust>>,
    loopback: OnceLock<Result<Http>>,
    direct: OnceLock<Result<Http>>,
    proxied: OnceLock<Result<Http>>,
}

/// A way out for one request.
pub(super) struct Lane<'l> {
    pub(super) http: &'l Http,
    pub(super) url: Url,
    pub(super) proxied: bool,
}

impl Lanes {
    pub(super) fn new(proxy: Option<ProxyAddress>) -> Self {
        Lanes {
            proxy,
            trust: OnceLock::new(),
            loopback: OnceLock::new(),
            direct: OnceLock::new(),
            proxied: OnceLock::new(),
        }
    }

    pub(super) fn choose(&self, request: &Request, settings: &Settings, lookup: &Lookup) -> Result<Lane<'_>> {
        let url = proved(request)?;
        let trust = self.trust.get_or_init(|| Trust::new(&settings.extra_roots));
        let trust = trust.as_ref().map_err(Error::clone)?;
        if url.scheme() == "https" && !trust.has_roots {
            return Err(Error::new(Code::DriveRoots));
        }
        let serving = self
            .proxy
            .as_ref()
            .filter(|proxy| proxy.serves(request.endpoint().host()));
        let (lane, policy, by) = match (request.standing(), serving) {
            (Standing::Rehearsal, _) => (&self.loopback, Policy::Loopback, None),
            (Standing::Real, None) => (&self.direct, Policy::Authority, None),
            (Standing::Real, Some(proxy)) => (&self.proxied, Policy::Proxy(proxy.host().to_owned()), Some(proxy)),
        };
        let built = lane.get_or_init(|| build(settings, trust, policy, by, lookup));
        Ok(Lane {
            http: built.as_ref().map_err(Error::clone)?,
            url,
            proxied: by.is_some(),
        })
    }
}

/// The address, read by the library that will connect. It must be, part by part, the one that the endpoint was proved by: two
/// readers of one text are how credentials get to other hosts.
fn proved(request: &Request) -> Result<Url> {
    let refused = || Error::new(Code::DriveUrl).found(request.endpoint().base());
    let text = request.url();
    let url = Url::parse(&text).map_err(|_| refused())?;
    let (scheme, rest) = text.split_once("://").ok_or_else(refused)?;
    let path = rest.find('/').map_or("", |at| &rest[at..]);
    let host = url.host_str().ok_or_else(refused)?;
    let authority = host.ends_with(".zatca.gov.sa") && url.scheme() == "https";
    let this_machine = host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback());
    let same = url.scheme() == scheme
        && host == request.endpoint().host()
        && url.path() == path
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let fits = match request.standing() {
        Standing::Real => authority && !this_machine,
        Standing::Rehearsal => this_machine && !authority,
    };
    match same && fits {
        true => Ok(url),
        false => Err(refused()),
    }
}

fn build(
    settings: &Settings,
    trust: &Trust,
    policy: Policy,
    proxy: Option<&ProxyAddress>,
    lookup: &Lookup,
) -> Result<Http> {
    let secure_only = policy != Policy::Loopback;
    let mut builder = Http::builder()
        .tls_backend_preconfigured(trust.config.clone())
        .https_only(secure_only)
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .gzip(true)
        .connect_timeout(Duration::from_millis(settings.connect_ms))
        // Shorter than what gateways commonly allow: who closes first does not meet a request on its way.
        .pool_idle_timeout(Duration::from_secs(20))
        .user_agent(settings.user_agent.as_str())
        .dns_resolver(Resolver {
            policy,
            lookup: Lookup::clone(lookup),
        })
        .no_proxy();
    if let Some(address) = proxy {
        let refused = |_| Error::new(Code::DriveProxyUrl);
        builder = builder.proxy(reqwest::Proxy::https(address.url().expose()).map_err(refused)?);
    }
    // All that can fail here is the user agent, the one text that was set.
    builder
        .build()
        .map_err(|_| Error::new(Code::DriveSetting).at("user_agent"))
}
