//! Who may use the simulator's own paths. The authority's paths are open, as the authority's are; these are not, because every
//! page that a browser of this machine shows could reach them.
//!
//! * A name that a stranger's DNS may point at this machine is not ours: `Host` is an address or `localhost` (DNS rebinding).
//! * What changes something comes from no other site: `Origin` and `Sec-Fetch-Site` say so where a browser sends them, a body is
//!   JSON by its type, which no foreign page may send unasked, or a form with the token that only our own page knows.

use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, ORIGIN};

use crate::error::{Code, Error, Result};

/// What only our own page knows.
#[derive(Clone)]
pub(super) struct Guard {
    token: String,
    /// Listens on more than loopback.
    remote: bool,
}

impl std::fmt::Debug for Guard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guard")
            .field("remote", &self.remote)
            .finish_non_exhaustive()
    }
}

/// How the body of a request is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// No body at all.
    None,
    /// JSON.
    Json,
    /// A form of our page.
    Form,
}

/// The form's field with the token.
pub(super) const TOKEN: &str = "token";

impl Guard {
    pub(super) fn new(remote: bool) -> Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| Error::new(Code::NoRandomness))?;
        Ok(Guard {
            token: crate::seal::cert::hex(&bytes),
            remote,
        })
    }

    /// For our own page.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// Whether others than this machine may reach us.
    pub(super) fn is_remote(&self) -> bool {
        self.remote
    }

    /// Whether the name that the client uses for us is one that only we can have.
    pub(super) fn host(&self, headers: &HeaderMap) -> Result<()> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next().and_then(|host| host.to_str().ok()), hosts.next()) {
            (Some(host), None) => host,
            _ => return Err(Error::new(Code::SimulatorHost)),
        };
        match self.is_ours(host) {
            true => Ok(()),
            false => Err(Error::new(Code::SimulatorHost).found(host)),
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        let name = match host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => host.split(':').next().unwrap_or_default(),
        };
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        // An address is what it is, whatever a stranger's DNS says.
        let address = name.parse::<std::net::IpAddr>();
        address.is_ok_and(|address| self.remote || address.is_loopback())
    }

    /// Whether a request that changes something comes from us or from no browser at all, and how its body is to be read.
    pub(super) fn change(&self, headers: &HeaderMap) -> Result<Shape> {
        let foreign = |found: &str| Err(Error::new(Code::SimulatorCrossSite).found(found));
        let text = |name| {
            headers
                .get(name)
                .map(|value: &hyper::header::HeaderValue| value.to_str().unwrap_or("?"))
        };
        match text("sec-fetch-site") {
            None | Some("same-origin" | "none") => {}
            Some(site) => return foreign(site),
        }
        if let Some(origin) = text(ORIGIN.as_str()) {
            let host = text(HOST.as_str()).unwrap_or_default();
            let same = origin
                .strip_prefix("http://")
                .or_else(|| origin.strip_prefix("https://"));
            if !same.is_some_and(|rest| rest.eq_ignore_ascii_case(host)) {
                return foreign(origin);
            }
        }
        let kind = text(CONTENT_TYPE.as_str()).map(|kind| kind.split(';').next().unwrap_or_default().trim());
        match kind {
            None => Ok(Shape::None),
            Some(kind) if kind.eq_ignore_ascii_case("application/json") => Ok(Shape::Json),
            Some(kind) if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") => Ok(Shape::Form),
            Some(kind) => Err(Error::new(Code::SimulatorRequest).at("content-type").found(kind)),
        }
    }

    /// Whether a form is our page's.
    pub(super) fn form(&self, token: Option<&str>) -> Result<()> {
        // Compared in the time that the whole takes, whatever was guessed.
        let given = token.unwrap_or_default().as_bytes();
        let differs = given
            .iter()
            .zip(self.token.as_bytes())
            .fold(0, |sum, (a, b)| sum | (a ^ b));
        match given.len() == self.token.len() && differs == 0 {
            true => Ok(()),
            false => Err(Error::new(Code::SimulatorCrossSite).at(TOKEN)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_strangers_is_not_ours() {
        let local = Guard::new(false).unwrap();
        let remote = Guard::new(true).unwrap();
        for (host, on_loopback, elsewhere) in [
            ("127.0.0.1:8080", true, true),
            ("127.0.0.1", true, true),
            ("127.1.2.3:1", true, true),
            ("localhost:8080", true, true),
            ("LOCALHOST", true, true),
            ("[::1]:8080", true, true),
            ("192.0.2.7:8080", false, true),
            ("evil.example:8080", false, false),
            ("localhost.evil.example", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("127.0.0.1@evil.example", false, false),
            ("2130706433", false, false),
            ("", false, false),
        ] {
            assert_eq!(local.is_ours(host), on_loopback, "{host}");
            assert_eq!(remote.is_ours(host), elsewhere, "{host}");
        }
    }

    #[test]
    fn a_change_comes_from_our_page_or_from_no_page() {
        let guard = Guard::new(false).unwrap();
        let change = |given: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "127.0.0.1:8080".parse().unwrap());
            for (name, value) in given {
                headers.insert(*name, value.parse().unwrap());
            }
            guard.change(&headers).map_err(|error| error.code())
        };
        let json = ("content-type", "application/json");
        assert_eq!(change(&[]), Ok(Shape::None));
        assert_eq!(change(&[json]), Ok(Shape::Json));
        assert_eq!(change(&[json, ("origin", "http://127.0.0.1:8080")]), Ok(Shape::Json));
        assert_eq!(change(&[json, ("sec-fetch-site", "same-origin")]), Ok(Shape::Json));
        assert_eq!(
            change(&[("content-type", "application/x-www-form-urlencoded")]),
            Ok(Shape::Form)
        );
        for origin in [
            "null",
            "http://127.0.0.1:8081",
            "http://evil.example",
            "http://127.0.0.1:8080.evil.example",
            "",
        ] {
            assert_eq!(
                change(&[json, ("origin", origin)]),
                Err(Code::SimulatorCrossSite),
                "{origin}"
            );
        }
        for site in ["cross-site", "same-site", "else"] {
            assert_eq!(
                change(&[json, ("sec-fetch-site", site)]),
                Err(Code::SimulatorCrossSite),
                "{site}"
            );
        }
        for kind in [
            "text/plain",
            "text/plain; application/json",
            "multipart/form-data; boundary=x",
            "application/jsonp",
        ] {
            assert_eq!(change(&[("content-type", kind)]), Err(Code::SimulatorRequest), "{kind}");
        }
        assert!(guard.form(Some(guard.token())).is_ok());
        for token in [None, Some(""), Some("0"), Some(&guard.token()[1..])] {
            assert!(guard.form(token).is_err());
        }
    }
}
