//! Which addresses a name may lead to. A name of the authority's never leads to this machine; `localhost` leads nowhere else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::error::{Code, Error, Result};

/// Asks for a name's addresses. The system is asked; tests ask somebody else.
pub(super) type Lookup = Arc<dyn Fn(String) -> Looking + Send + Sync>;
/// The answer to come.
pub(super) type Looking = std::pin::Pin<Box<dyn Future<Output = std::io::Result<Vec<IpAddr>>> + Send>>;

/// What names are looked up for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Policy {
    /// A simulator on this machine.
    Loopback,
    /// The authority, directly.
    Authority,
    /// A proxy of this name. It looks up the authority's name itself.
    Proxy(String),
}

/// Looks names up under a policy.
pub(super) struct Resolver {
    pub(super) policy: Policy,
    pub(super) lookup: Lookup,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (policy, lookup) = (self.policy.clone(), Arc::clone(&self.lookup));
        Box::pin(async move {
            let found = addresses(&policy, &lookup, name.as_str()).await?;
            // The port is put in by whoever connects.
            let sockets = found.into_iter().map(|address| SocketAddr::new(address, 0));
            Ok(Box::new(sockets) as Addrs)
        })
    }
}

/// The system's own way of looking a name up.
pub(super) fn system() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(found.map(|socket| socket.ip()).collect())
        })
    })
}

async fn addresses(policy: &Policy, lookup: &Lookup, name: &str) -> Result<Vec<IpAddr>> {
    let name = name.trim_end_matches('.');
    match policy {
        // Nobody is asked, so nobody can answer wrongly.
        Policy::Loopback if name == "localhost" => {
            return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
        }
        Policy::Loopback => return Err(Error::new(Code::DriveUrl).found(name)),
        Policy::Proxy(proxy) if proxy != name => return Err(Error::new(Code::DriveUrl).found(name)),
        Policy::Proxy(_) | Policy::Authority => {}
    }
    let found = lookup(name.to_owned()).await;
    let found = found.map_err(|_| Error::new(Code::DriveDns).found(name))?;
    if found.is_empty() {
        return Err(Error::new(Code::DriveDns).found(name));
    }
    // One wrong address among right ones is a trick too: none is taken.
    if *policy == Policy::Authority && !found.iter().all(|address| may_be_the_authority(*address)) {
        return Err(Error::new(Code::DriveDnsAddress).found(name));
    }
    Ok(found)
}

/// False for what is this machine, or nobody, or many. A private address passes: a network may lead everything through a gate.
fn may_be_the_authority(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => may_be_v4(v4),
        IpAddr::V6(v6) => {
            let [a, b, c, d, e, f, g, h] = v6.segments();
            let embedded = || Ipv4Addr::from((u32::from(g) << 16) | u32::from(h));
            match (a, b, c, d, e, f) {
                // IPv4 in its old and new disguise, and behind the well-known translation prefix.
                (0, 0, 0, 0, 0, 0 | 0xFFFF) | (0x64, 0xFF9B, 0, 0, 0, 0) => may_be_v4(embedded()),
                _ => !v6.is_multicast() && (a & 0xFFC0) != 0xFE80,
            }
        }
    }
}

fn may_be_v4(address: Ipv4Addr) -> bool {
    address.octets()[0] != 0
        && !address.is_loopback()
        && !address.is_link_local()
        && !address.is_multicast()
        && !address.is_broadcast()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked_up(policy: &Policy, name: &str, answer: &[&str]) -> Result<Vec<IpAddr>> {
        let answer: Vec<IpAddr> = answer.iter().map(|text| text.parse().unwrap()).collect();
        let lookup: Lookup = Arc::new(move |_| {
            let answer = answer.clone();
            Box::pin(async move { Ok(answer) })
        });
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(addresses(policy, &lookup, name))
    }

    #[test]
    fn a_name_of_the_authoritys_that_leads_here_is_refused() {
        let bad = [
            "127.0.0.1",
            "127.255.255.254",
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "fe80::1",
            "febf::1",
            "ff02::1",
            "::ffff:0.0.0.0",
            "::ffff:169.254.169.254",
        ];
        for address in bad {
            for answer in [&[address][..], &["185.54.16.1", address], &[address, "185.54.16.1"]] {
                let error = looked_up(&Policy::Authority, "gw-fatoora.zatca.gov.sa", answer).unwrap_err();
                assert_eq!(error.code(), Code::DriveDnsAddress, "{answer:?}");
            }
        }
        for address in [
            "185.54.16.1",
            "10.1.2.3",
            "192.168.0.1",
            "2001:db8::1",
            "fd00::1",
            "::ffff:185.54.16.1",
        ] {
            let found = looked_up(&Policy::Authority, "gw-fatoora.zatca.gov.sa", &[address]).unwrap();
            assert_eq!(found, [address.parse::<IpAddr>().unwrap()]);
        }
        let none = looked_up(&Policy::Authority, "gw-fatoora.zatca.gov.sa", &[]);
        assert_eq!(none.unwrap_err().code(), Code::DriveDns);
    }

    #[test]
    fn localhost_is_this_machine_whatever_the_name_server_says() {
        let found = looked_up(&Policy::Loopback, "localhost", &["185.54.16.1"]).unwrap();
        assert!(found.iter().all(IpAddr::is_loopback) && found.len() == 2);
        let other = looked_up(&Policy::Loopback, "simulator.test", &["127.0.0.1"]);
        assert_eq!(other.unwrap_err().code(), Code::DriveUrl);
    }

    #[test]
    fn a_proxy_may_be_anywhere_but_only_it_is_looked_up() {
        let policy = Policy::Proxy("proxy.test".to_owned());
        assert!(looked_up(&policy, "proxy.test", &["127.0.0.1"]).is_ok());
        let other = looked_up(&policy, "gw-fatoora.zatca.gov.sa", &["185.54.16.1"]);
        assert_eq!(other.unwrap_err().code(), Code::DriveUrl);
    }
}
