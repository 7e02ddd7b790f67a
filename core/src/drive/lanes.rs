//! The three ways out: to a simulator on this machine, to the authority directly, to the authority through a proxy. Each has its
//! own connections and its own idea of which names lead where, so that none can be taken for another.

use std::net::IpAddr;
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
        let endpoint = request.endpoint();
        let url = proved(&request.url(), endpoint.host(), endpoint.standing())
            .ok_or_else(|| Error::new(Code::DriveUrl).found(endpoint.base()))?;
        let trust = self.trust.get_or_init(|| Trust::new(&settings.extra_roots));
        let trust = trust.as_ref().map_err(Error::clone)?;
        if url.scheme() == "https" && !trust.has_roots {
            return Err(Error::new(Code::DriveRoots));
        }
        let serving = self.proxy.as_ref().filter(|proxy| proxy.serves(endpoint.host()));
        let (lane, policy, by) = match (endpoint.standing(), serving) {
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
fn proved(text: &str, host: &str, standing: Standing) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let (scheme, rest) = text.split_once("://")?;
    let (written, path) = rest.split_at(rest.find('/')?);
    let read = url.host_str()?;
    let same = url.scheme() == scheme
        && read == host
        && written
            .strip_prefix(host)
            .is_some_and(|port| port.is_empty() || port.starts_with(':'))
        && url.path() == path
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let address = read.trim_matches(['[', ']']).parse::<IpAddr>();
    let fits = match standing {
        Standing::Real => url.scheme() == "https" && read.ends_with(".zatca.gov.sa") && address.is_err(),
        Standing::Rehearsal => read == "localhost" || address.is_ok_and(|address| address.is_loopback()),
    };
    (same && fits).then_some(url)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_two_read_in_two_ways_is_not_called() {
        let here = "127.0.0.1";
        let authority = "gw-fatoora.zatca.gov.sa";
        for (text, host, standing) in [
            (
                "http://127.0.0.1:8080/e-invoicing/core/compliance",
                here,
                Standing::Rehearsal,
            ),
            (
                "https://localhost/e-invoicing/core/compliance",
                "localhost",
                Standing::Rehearsal,
            ),
            ("http://[::1]:80/a", "[::1]", Standing::Rehearsal),
            (
                "https://gw-fatoora.zatca.gov.sa/e-invoicing/core/compliance",
                authority,
                Standing::Real,
            ),
            ("https://gw-fatoora.zatca.gov.sa:443/a", authority, Standing::Real),
        ] {
            assert!(proved(text, host, standing).is_some(), "{text}");
        }
        for (text, host, standing) in [
            // The host that was proved is not the one that would be called.
            ("https://evil.test/a", authority, Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa@evil.test/a", authority, Standing::Real),
            (
                "https://gw-fatoora.zatca.gov.sa\\@evil.test/a",
                authority,
                Standing::Real,
            ),
            ("https://user@gw-fatoora.zatca.gov.sa/a", authority, Standing::Real),
            ("https://:pass@gw-fatoora.zatca.gov.sa/a", authority, Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa/a?b", authority, Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa/a#b", authority, Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa/a/../b", authority, Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa/a b", authority, Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa", authority, Standing::Real),
            ("https://gw-fatoora\u{ad}.zatca.gov.sa/a", authority, Standing::Real),
            // The host is proved, and does not fit what it is taken for.
            ("http://gw-fatoora.zatca.gov.sa/a", authority, Standing::Real),
            ("ftp://gw-fatoora.zatca.gov.sa/a", authority, Standing::Real),
            ("https://evil.test/a", "evil.test", Standing::Real),
            ("https://evil-zatca.gov.sa/a", "evil-zatca.gov.sa", Standing::Real),
            ("https://zatca.gov.sa/a", "zatca.gov.sa", Standing::Real),
            ("https://127.0.0.1/a", here, Standing::Real),
            ("https://localhost/a", "localhost", Standing::Real),
            ("https://gw-fatoora.zatca.gov.sa/a", authority, Standing::Rehearsal),
            ("http://10.0.0.1/a", "10.0.0.1", Standing::Rehearsal),
            ("http://0.0.0.0/a", "0.0.0.0", Standing::Rehearsal),
            ("http://0x7f000001/a", "0x7f000001", Standing::Rehearsal),
            ("http://127.1/a", "127.1", Standing::Rehearsal),
            ("nothing", authority, Standing::Real),
        ] {
            assert!(proved(text, host, standing).is_none(), "{text}");
        }
    }
}
