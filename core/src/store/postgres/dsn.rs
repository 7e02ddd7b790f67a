//! How to reach a server: what `psql` takes, a URI or keywords and values, and the PG variables for what it leaves out.
//!
//! Nothing here is shown: it has a password.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, LoadBalanceHosts, SslMode, TargetSessionAttrs};

use crate::error::{Code, Error, Result};
use crate::vault::disk;

/// How much of the server's certificate is looked at, by the names that libpq has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The connection may be encrypted; by whom is not looked at (`disable`, `prefer`, `require`).
    None,
    /// One of the roots has issued it (`verify-ca`).
    Issuer,
    /// And it is the host's that was asked for (`verify-full`).
    Host,
}

/// A server, a database and a role, with what proves the role.
#[derive(Clone)]
pub struct Dsn {
    config: Config,
    /// Each place that is named, by itself, with the password that is for it.
    places: Vec<Config>,
    pub(super) proof: Proof,
    /// PEM; the system's roots without it.
    pub(super) roots: Option<PathBuf>,
}

impl std::fmt::Debug for Dsn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Dsn({})", self.label())
    }
}

/// How a variable is read.
type Variable<'v> = &'v dyn Fn(&str) -> Option<String>;

impl Dsn {
    /// Reads `postgresql://…` or `host=… dbname=…`; nothing stands for what the variables say alone.
    pub fn parse(text: &str, variable: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let variable = |name: &str| variable(name).filter(|value| !value.is_empty());
        // Its file is not read here: another database than is meant would be taken, without a word.
        if text.trim().is_empty() && variable("PGSERVICE").is_some() {
            return Err(Error::new(Code::PostgresDsn).at("PGSERVICE"));
        }
        let (plain, mut mode, mut roots) = set_apart(text.trim())?;
        let mut config: Config = plain.parse().map_err(|_| Error::new(Code::PostgresDsn))?;
        fill(&mut config, &variable)?;
        mode = mode.or_else(|| variable("PGSSLMODE"));
        roots = roots.or_else(|| variable("PGSSLROOTCERT"));
        // As libpq has it: anybody can have a certificate of a root that everybody knows.
        let system = roots.as_deref() == Some("system");
        if system && mode.as_deref().is_some_and(|mode| mode != "verify-full") {
            return Err(Error::new(Code::PostgresDsn).at("sslmode"));
        }
        let usual = if system { "verify-full" } else { "prefer" };
        let (ssl, mut proof) = match mode.as_deref().unwrap_or(usual) {
            "disable" => (SslMode::Disable, Proof::None),
            "allow" | "prefer" => (SslMode::Prefer, Proof::None),
            "require" => (SslMode::Require, Proof::None),
            "verify-ca" => (SslMode::Require, Proof::Issuer),
            "verify-full" => (SslMode::Require, Proof::Host),
            _ => return Err(Error::new(Code::PostgresDsn).at("sslmode")),
        };
        config.ssl_mode(ssl);
        // As libpq has it: whoever names roots and asks for encryption means them to be looked at.
        if ssl == SslMode::Require && proof == Proof::None && roots.as_deref().is_some_and(|roots| roots != "system") {
            proof = Proof::Issuer;
        }
        let places = split(&config, &variable)?;
        Ok(Dsn {
            config,
            places,
            proof,
            roots: roots.filter(|roots| roots != "system").map(PathBuf::from),
        })
    }

    /// Whether the place is meant that can be written to, though nobody said so: of several, the others are there to take its place. Where
    /// none can be, whoever only reads has those.
    pub(super) fn would_rather_write(&self) -> bool {
        self.places.len() > 1 && self.config.get_target_session_attrs() == TargetSessionAttrs::Any
    }

    /// The places in the order in which they are tried.
    pub(super) fn in_turn(&self) -> Vec<Config> {
        let mut places = self.places.clone();
        if self.config.get_load_balance_hosts() != LoadBalanceHosts::Disable {
            let chance = || getrandom::u32().unwrap_or(0) as usize;
            (1..places.len()).for_each(|at| places.swap(at, chance() % (at + 1)));
        }
        if self.would_rather_write() {
            for place in &mut places {
                place.target_session_attrs(TargetSessionAttrs::ReadWrite);
            }
        }
        places
    }

    /// What may be shown: role, host and database.
    pub fn label(&self) -> String {
        let host = match self.config.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            None => String::new(),
        };
        let database = self.config.get_dbname().or(self.config.get_user()).unwrap_or_default();
        format!("{host}/{database}")
    }
}

/// Each place that is named, by itself.
fn split(known: &Config, variable: Variable<'_>) -> Result<Vec<Config>> {
    let wrong = |name: &str| Error::new(Code::PostgresDsn).at(name);
    let (hosts, addresses, ports) = (known.get_hosts(), known.get_hostaddrs(), known.get_ports());
    let count = hosts.len().max(addresses.len());
    // As libpq has it.
    if !hosts.is_empty() && !addresses.is_empty() && hosts.len() != addresses.len() {
        return Err(wrong("hostaddr"));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(wrong("port"));
    }
    let place = |at: usize| {
        let mut place = without_place(known);
        match hosts.get(at) {
            Some(Host::Tcp(name)) => {
                place.host(name);
            }
            #[cfg(unix)]
            Some(Host::Unix(path)) => {
                // Nobody listens in between, and no server speaks TLS there.
                place.host_path(path).ssl_mode(SslMode::Disable);
            }
            // What stands in a certificate, then.
            None => {
                addresses.get(at).map(|address| place.host(address.to_string()));
            }
        }
        if let Some(address) = addresses.get(at) {
            place.hostaddr(*address);
        }
        if let Some(port) = ports.get(at).or(ports.first()) {
            place.port(*port);
        }
        if place.get_password().is_none()
            && let Some(password) = password(&place, variable)?
        {
            place.password(password);
        }
        Ok(place)
    };
    (0..count).map(place).collect()
}

/// Everything but where it is.
fn without_place(known: &Config) -> Config {
    let mut config = Config::new();
    config
        .ssl_mode(known.get_ssl_mode())
        .ssl_negotiation(known.get_ssl_negotiation())
        .keepalives(known.get_keepalives())
        .keepalives_idle(known.get_keepalives_idle())
        .target_session_attrs(known.get_target_session_attrs())
        .channel_binding(known.get_channel_binding());
    if let Some(text) = known.get_user() {
        config.user(text);
    }
    if let Some(text) = known.get_dbname() {
        config.dbname(text);
    }
    if let Some(text) = known.get_options() {
        config.options(text);
    }
    if let Some(text) = known.get_application_name() {
        config.application_name(text);
    }
    if let Some(time) = known.get_connect_timeout() {
        config.connect_timeout(*time);
    }
    if let Some(time) = known.get_tcp_user_timeout() {
        config.tcp_user_timeout(*time);
    }
    if let Some(time) = known.get_keepalives_interval() {
        config.keepalives_interval(time);
    }
    if let Some(tries) = known.get_keepalives_retries() {
        config.keepalives_retries(tries);
    }
    if let Some(password) = known.get_password() {
        config.password(password);
    }
    config
}

/// What the library does not know itself: how much of a certificate is looked at, and by which roots.
fn set_apart(text: &str) -> Result<(String, Option<String>, Option<String>)> {
    let (mut mode, mut roots) = (None, None);
    let mut own = |name: &str, value: &str| match name {
        "sslmode" => mode.replace(value.to_owned()).is_some() || mode.is_some(),
        "sslrootcert" => roots.replace(value.to_owned()).is_some() || roots.is_some(),
        _ => false,
    };
    let is_uri = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let plain = if is_uri {
        let (start, query) = text.split_once('?').unwrap_or((text, ""));
        let mut kept = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !own(name, &decoded(value)?) {
                kept.push(pair);
            }
        }
        match kept.is_empty() {
            true => start.to_owned(),
            false => format!("{start}?{}", kept.join("&")),
        }
    } else {
        let mut kept = String::new();
        for (name, value) in pairs(text)? {
            if !own(&name, &value) {
                let value = value.replace('\\', "\\\\").replace('\'', "\\'");
                kept += &format!("{name}='{value}' ");
            }
        }
        kept
    };
    Ok((plain, mode, roots))
}

/// `%41` is `A`.
fn decoded(text: &str) -> Result<String> {
    let fail = || Error::new(Code::PostgresDsn);
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|digit| char::from(digit).to_digit(16));
        let (high, low) = (digit().ok_or_else(fail)?, digit().ok_or_else(fail)?);
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| fail())?);
    }
    String::from_utf8(bytes).map_err(|_| fail())
}

/// `name = value` and `name = 'it''s'`, as libpq reads them: a backslash keeps the next character as it is.
fn pairs(text: &str) -> Result<Vec<(String, String)>> {
    let fail = || Error::new(Code::PostgresDsn);
    let mut found = Vec::new();
    let mut rest = text.chars().peekable();
    loop {
        while rest.next_if(|ch| ch.is_whitespace()).is_some() {}
        if rest.peek().is_none() {
            return Ok(found);
        }
        let mut name = String::new();
        while let Some(ch) = rest.next_if(|ch| *ch != '=' && !ch.is_whitespace()) {
            name.push(ch);
        }
        while rest.next_if(|ch| ch.is_whitespace()).is_some() {}
        rest.next_if_eq(&'=').ok_or_else(fail)?;
        while rest.next_if(|ch| ch.is_whitespace()).is_some() {}
        let quoted = rest.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        loop {
            match rest.next() {
                Some('\\') => value.push(rest.next().ok_or_else(fail)?),
                Some('\'') if quoted => break,
                None if quoted => return Err(fail()),
                None => break,
                Some(ch) if !quoted && ch.is_whitespace() => break,
                Some(ch) => value.push(ch),
            }
        }
        found.push((name, value));
    }
}

/// What libpq takes from the environment.
fn fill(config: &mut Config, variable: Variable<'_>) -> Result<()> {
    let wrong = |name: &str| Error::new(Code::PostgresDsn).at(name);
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        let usual = std::path::Path::new("/var/run/postgresql");
        let usual = if usual.is_dir() {
            "/var/run/postgresql"
        } else {
            "localhost"
        };
        let hosts = variable("PGHOST").unwrap_or_else(|| usual.to_owned());
        for host in hosts.split(',') {
            config.host(host);
        }
    }
    if config.get_ports().is_empty()
        && let Some(ports) = variable("PGPORT")
    {
        for port in ports.split(',') {
            config.port(port.trim().parse().map_err(|_| wrong("PGPORT"))?);
        }
    }
    if config.get_user().is_none() {
        let own = || variable("USER").or_else(|| variable("LOGNAME"));
        config.user(variable("PGUSER").or_else(own).unwrap_or_else(|| "postgres".to_owned()));
    }
    if let (None, Some(name)) = (config.get_dbname(), variable("PGDATABASE")) {
        config.dbname(&name);
    }
    if let (None, Some(options)) = (config.get_options(), variable("PGOPTIONS")) {
        config.options(&options);
    }
    if config.get_application_name().is_none() {
        config.application_name(variable("PGAPPNAME").unwrap_or_else(|| "khatm agent".to_owned()));
    }
    if config.get_connect_timeout().is_none() {
        let seconds = variable("PGCONNECT_TIMEOUT").map_or(Ok(10), |text| text.trim().parse());
        let seconds = seconds.map_err(|_| wrong("PGCONNECT_TIMEOUT"))?;
        // As libpq has it: nought is for ever.
        if seconds > 0 {
            config.connect_timeout(Duration::from_secs(seconds));
        }
    }
    if config.get_tcp_user_timeout().is_none() {
        // A server that went away without a word is noticed before the lease of what was claimed ends.
        config
            .tcp_user_timeout(Duration::from_secs(30))
            .keepalives_idle(Duration::from_secs(15));
    }
    Ok(())
}

/// PGPASSWORD, else what the file of passwords has for this host, port, database and role.
fn password(config: &Config, variable: Variable<'_>) -> Result<Option<String>> {
    if let Some(password) = variable("PGPASSWORD") {
        return Ok(Some(password));
    }
    let usual = || variable("HOME").map(|home| PathBuf::from(home).join(".pgpass"));
    let Some(path) = variable("PGPASSFILE")
        .map(PathBuf::from)
        .or_else(usual)
        .filter(|path| path.is_file())
    else {
        return Ok(None);
    };
    // Refused where others may read it.
    let bytes = disk::read(&path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::new(Code::PostgresDsn).at("PGPASSFILE"))?;
    let host = match (config.get_hosts().first(), config.get_hostaddrs().first()) {
        (Some(Host::Tcp(name)), _) => name.clone(),
        (None, Some(address)) => address.to_string(),
        _ => "localhost".to_owned(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432).to_string();
    let user = config.get_user().unwrap_or_default();
    let sought = [host.as_str(), &port, config.get_dbname().unwrap_or(user), user];
    Ok(text.lines().find_map(|line| of_line(line, &sought)))
}

/// `host:port:database:role:password`; `*` is any, a backslash keeps the next character as it is.
fn of_line(line: &str, sought: &[&str; 4]) -> Option<String> {
    let mut fields = vec![String::new()];
    let mut rest = line.chars();
    while let Some(ch) = rest.next() {
        match ch {
            '#' if fields.len() == 1 && fields[0].is_empty() => return None,
            '\\' => fields.last_mut()?.push(rest.next()?),
            ':' if fields.len() < 5 => fields.push(String::new()),
            ch => fields.last_mut()?.push(ch),
        }
    }
    let [own @ .., password] = fields.as_slice() else {
        return None;
    };
    let fits = |(field, sought): (&String, &&str)| field == "*" || field == sought;
    (own.len() == 4 && own.iter().zip(sought).all(fits)).then(|| password.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Dsn> {
        Dsn::parse(text, |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn both_forms_and_the_variables_say_the_same() {
        let forms = [
            read(
                "postgresql://till:p%40ss@db.example:6543/erp?sslmode=verify-full&sslrootcert=/etc/ca.pem",
                &[],
            ),
            read(
                "host=db.example port = 6543 user=till password='p@ss' dbname=erp sslmode=verify-full sslrootcert=/etc/ca.pem",
                &[],
            ),
            read(
                "",
                &[
                    ("PGHOST", "db.example"),
                    ("PGPORT", "6543"),
                    ("PGUSER", "till"),
                    ("PGPASSWORD", "p@ss"),
                    ("PGDATABASE", "erp"),
                    ("PGSSLMODE", "verify-full"),
                    ("PGSSLROOTCERT", "/etc/ca.pem"),
                ],
            ),
        ];
        for dsn in forms {
            let dsn = dsn.unwrap();
            assert_eq!(dsn.label(), "db.example/erp");
            assert_eq!(dsn.config.get_ports(), [6543]);
            assert_eq!(dsn.places[0].get_password(), Some(&b"p@ss"[..]));
            assert_eq!((dsn.proof, dsn.config.get_ssl_mode()), (Proof::Host, SslMode::Require));
            assert_eq!(dsn.roots, Some(PathBuf::from("/etc/ca.pem")));
            assert!(!format!("{dsn:?}").contains("p@ss"));
        }
    }

    #[test]
    fn quotes_and_backslashes_are_read_as_psql_reads_them() {
        let dsn = read(r"host=h user='o\'brien' password=a\ b\\c dbname = 'two words'", &[]).unwrap();
        assert_eq!(dsn.config.get_user(), Some("o'brien"));
        assert_eq!(dsn.places[0].get_password(), Some(&br"a b\c"[..]));
        assert_eq!(dsn.config.get_dbname(), Some("two words"));
        let service = read("", &[("PGSERVICE", "shop"), ("PGHOST", "db.example")]).unwrap_err();
        assert_eq!((service.code(), service.path()), (Code::PostgresDsn, Some("PGSERVICE")));
        assert!(read("host=h", &[("PGSERVICE", "shop")]).is_ok());
        for wrong in [
            "host",
            "host='h",
            "sslmode=maybe",
            "postgresql://h/d?sslmode=%zz",
            "nonsense=1",
            "port=x",
        ] {
            let error = read(wrong, &[]).unwrap_err();
            assert_eq!(error.code(), Code::PostgresDsn, "{wrong}");
        }
    }

    #[test]
    fn each_place_is_asked_by_itself_and_as_one_that_can_be_written_to_first() {
        let file = std::env::temp_dir().join(format!("khatm-passwords-{}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        let lines = b"one:5432:*:*:first\ntwo:5433:*:*:second\n10.0.0.3:5434:*:*:third\n";
        disk::create(&file, lines, Code::PostgresDsn).unwrap();
        let variables = [("PGPASSFILE", file.to_str().unwrap())];
        let dsn = read("host=one,two,three port=5432,5433,5434 user=u", &variables).unwrap();
        std::fs::remove_file(&file).unwrap();
        let told = |dsn: &Dsn| -> Vec<(String, u16, Option<String>, bool)> {
            let told = |place: &Config| {
                let Some(Host::Tcp(name)) = place.get_hosts().first() else {
                    panic!("no name")
                };
                let password = place
                    .get_password()
                    .map(|text| String::from_utf8_lossy(text).into_owned());
                let writes = place.get_target_session_attrs() == TargetSessionAttrs::ReadWrite;
                (name.clone(), place.get_ports()[0], password, writes)
            };
            dsn.in_turn().iter().map(told).collect()
        };
        let place = |name: &str, port, password: Option<&str>, writes| {
            (name.to_owned(), port, password.map(str::to_owned), writes)
        };
        let expected = [
            place("one", 5432, Some("first"), true),
            place("two", 5433, Some("second"), true),
            place("three", 5434, None, true),
        ];
        assert_eq!(told(&dsn), expected);
        // One is taken as it is.
        let one = told(&read("host=one port=5432 user=u", &[]).unwrap());
        assert_eq!(one, [place("one", 5432, None, false)]);
        let mut any = told(&read("host=one,two,three port=1 load_balance_hosts=random user=u", &[]).unwrap());
        any.sort();
        let expected = ["one", "three", "two"].map(|name| place(name, 1, None, true));
        assert_eq!(any, expected);
        let random = read("host=one,two,three port=1 load_balance_hosts=random user=u", &[]).unwrap();
        let first: std::collections::BTreeSet<_> = (0..200).map(|_| told(&random).swap_remove(0).0).collect();
        assert_eq!(first.len(), 3, "each comes first now and then");
        for (wrong, at) in [
            ("host=one,two,three port=1,2", "port"),
            ("host=one port=1,2", "port"),
            ("host=one,two hostaddr=10.0.0.1", "hostaddr"),
        ] {
            let error = read(wrong, &[]).unwrap_err();
            assert_eq!((error.code(), error.path()), (Code::PostgresDsn, Some(at)), "{wrong}");
        }
    }

    #[test]
    fn a_line_of_the_password_file_is_for_whom_it_names() {
        let sought = ["h", "5432", "d", "u"];
        assert_eq!(of_line("h:5432:d:u:se\\:cret", &sought).as_deref(), Some("se:cret"));
        assert_eq!(of_line("*:*:*:u:s:t", &sought).as_deref(), Some("s:t"));
        assert_eq!(of_line("h:5432:other:u:s", &sought), None);
        assert_eq!(of_line("# h:5432:d:u:s", &sought), None);
        assert_eq!(of_line("h:5432:d", &sought), None);
    }
}
