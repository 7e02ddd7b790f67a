//! How to reach a server: what `psql` takes, a URI or keywords and values, and the PG variables for what it leaves out.
//!
//! Nothing here is shown: it has a password.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, Host, SslMode, SslNegotiation, TargetSessionAttrs};

use crate::error::Result;
use crate::vault::disk;

mod words;

use words::Words;

/// Where a server on this machine listens, as Debian has it.
const SOCKETS: &str = "/var/run/postgresql";

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
    /// Each place that is named, by itself, with the password that is for it.
    places: Vec<Config>,
    /// Whether they are tried in any order.
    shuffled: bool,
    /// Whether nobody said what kind of server is meant.
    any: bool,
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
        let words = Words::read(text.trim(), &variable)?;
        let mut config = Config::new();
        who(&mut config, &words, &variable);
        how(&mut config, &words)?;
        let roots = words.get("sslrootcert");
        // As libpq has it: anybody can have a certificate of a root that everybody knows.
        let system = roots == Some("system");
        let usual = if system {
            (SslMode::Require, Proof::Host)
        } else {
            (SslMode::Prefer, Proof::None)
        };
        let (ssl, mut proof) = words.one_of("sslmode", &MODES)?.unwrap_or(usual);
        if system && proof != Proof::Host {
            return Err(words.wrong("sslmode"));
        }
        config.ssl_mode(ssl);
        let roots = roots.filter(|_| !system).map(PathBuf::from);
        // As libpq has it: whoever names roots and asks for encryption means them to be looked at.
        if ssl == SslMode::Require && proof == Proof::None && roots.is_some() {
            proof = Proof::Issuer;
        }
        let kind = words
            .one_of("target_session_attrs", &KINDS)?
            .unwrap_or(TargetSessionAttrs::Any);
        config.target_session_attrs(kind);
        Ok(Dsn {
            places: split(&config, &words, &variable)?,
            shuffled: words.one_of("load_balance_hosts", &[("disable", false), ("random", true)])? == Some(true),
            any: kind == TargetSessionAttrs::Any,
            proof,
            roots,
        })
    }

    /// Whether the server is meant that can be written to, though nobody said so: of several, the others are there to take its place.
    /// Where none can be, whoever only reads has those.
    pub(super) fn would_rather_write(&self) -> bool {
        self.any
    }

    /// How many places are named.
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }

    /// The places in the order in which they are tried.
    pub(super) fn in_turn(&self) -> Vec<Config> {
        let mut places = self.places.clone();
        self.mix(&mut places);
        places
    }

    /// Puts what is tried one after the other into any order, where that was asked for.
    pub(super) fn mix(&self, places: &mut [Config]) {
        if self.shuffled {
            let chance = || getrandom::u32().unwrap_or(0) as usize;
            (1..places.len()).for_each(|at| places.swap(at, chance() % (at + 1)));
        }
    }

    /// What may be shown: host and database.
    pub fn label(&self) -> String {
        let Some(first) = self.places.first() else {
            return String::new();
        };
        let host = match first.get_hosts().first() {
            Some(Host::Tcp(name)) => name.clone(),
            #[cfg(unix)]
            Some(Host::Unix(path)) => path.display().to_string(),
            None => String::new(),
        };
        let database = first.get_dbname().or(first.get_user()).unwrap_or_default();
        format!("{host}/{database}")
    }
}

const MODES: [(&str, (SslMode, Proof)); 6] = [
    ("disable", (SslMode::Disable, Proof::None)),
    ("allow", (SslMode::Prefer, Proof::None)),
    ("prefer", (SslMode::Prefer, Proof::None)),
    ("require", (SslMode::Require, Proof::None)),
    ("verify-ca", (SslMode::Require, Proof::Issuer)),
    ("verify-full", (SslMode::Require, Proof::Host)),
];

/// Which kind of server is meant. Not libpq's `prefer-standby`: nothing here is done by a server that cannot be written to.
const KINDS: [(&str, TargetSessionAttrs); 5] = [
    ("any", TargetSessionAttrs::Any),
    ("read-write", TargetSessionAttrs::ReadWrite),
    ("primary", TargetSessionAttrs::ReadWrite),
    ("read-only", TargetSessionAttrs::ReadOnly),
    ("standby", TargetSessionAttrs::ReadOnly),
];

/// Who comes, and where to.
fn who(config: &mut Config, words: &Words, variable: Variable<'_>) {
    let own = || variable("USER").or_else(|| variable("LOGNAME"));
    let user = words.get("user").map(str::to_owned).or_else(own);
    config.user(user.unwrap_or_else(|| "postgres".to_owned()));
    if let Some(name) = words.get("dbname") {
        config.dbname(name);
    }
    if let Some(options) = words.get("options") {
        config.options(options);
    }
    let name = words.get("application_name").or(words.get("fallback_application_name"));
    config.application_name(name.unwrap_or("khatm agent"));
    if let Some(password) = words.get("password") {
        config.password(password);
    }
}

/// How a connection is made, and kept.
fn how(config: &mut Config, words: &Words) -> Result<()> {
    // Negative is not set, as nought is.
    let seconds = |name| {
        Ok(words
            .number::<i64>(name)?
            .map(|number| u64::try_from(number).unwrap_or(0)))
    };
    let limit: u64 = seconds("connect_timeout")?.unwrap_or(10);
    // As libpq has it: nought is for ever.
    if limit > 0 {
        config.connect_timeout(Duration::from_secs(limit));
    }
    config.keepalives(words.number::<i64>("keepalives")?.is_none_or(|number| number != 0));
    match words.number::<u64>("tcp_user_timeout")? {
        // As libpq has it: nought is the system's.
        Some(0) => {}
        Some(millis) => {
            config.tcp_user_timeout(Duration::from_millis(millis));
        }
        // A server that went away without a word is noticed before the lease of what was claimed ends.
        None => {
            config
                .tcp_user_timeout(Duration::from_secs(30))
                .keepalives_idle(Duration::from_secs(15));
        }
    }
    if let Some(idle) = seconds("keepalives_idle")?.filter(|idle| *idle > 0) {
        config.keepalives_idle(Duration::from_secs(idle));
    }
    if let Some(pause) = seconds("keepalives_interval")?.filter(|pause| *pause > 0) {
        config.keepalives_interval(Duration::from_secs(pause));
    }
    if let Some(tries) = words.number::<u32>("keepalives_count")?.filter(|tries| *tries > 0) {
        config.keepalives_retries(tries);
    }
    let binding = [
        ("disable", ChannelBinding::Disable),
        ("prefer", ChannelBinding::Prefer),
        ("require", ChannelBinding::Require),
    ];
    if let Some(binding) = words.one_of("channel_binding", &binding)? {
        config.channel_binding(binding);
    }
    let negotiation = [
        ("postgres", SslNegotiation::Postgres),
        ("direct", SslNegotiation::Direct),
    ];
    if let Some(negotiation) = words.one_of("sslnegotiation", &negotiation)? {
        config.ssl_negotiation(negotiation);
    }
    Ok(())
}

/// Each place that is named, by itself.
fn split(known: &Config, words: &Words, variable: Variable<'_>) -> Result<Vec<Config>> {
    let [hosts, addresses, ports] = ["host", "hostaddr", "port"].map(|name| words.list(name));
    let count = hosts.len().max(addresses.len()).max(1);
    // As libpq has it.
    if !hosts.is_empty() && !addresses.is_empty() && hosts.len() != addresses.len() {
        return Err(words.wrong("hostaddr"));
    }
    if ports.len() > 1 && ports.len() != count {
        return Err(words.wrong("port"));
    }
    let named = |list: &[&str], at: usize| list.get(at).copied().unwrap_or_default().to_owned();
    let place = |at: usize| {
        let mut place = known.clone();
        let (mut host, address) = (named(&hosts, at), named(&addresses, at));
        if host.is_empty() {
            let usual = if std::path::Path::new(SOCKETS).is_dir() {
                SOCKETS
            } else {
                "localhost"
            };
            // What stands in a certificate, then.
            host = if address.is_empty() {
                usual.to_owned()
            } else {
                address.clone()
            };
        }
        place.host(&host);
        if !address.is_empty() {
            place.hostaddr(address.parse().map_err(|_| words.wrong("hostaddr"))?);
        } else if is_socket(&place) {
            // Nobody listens in between, and no server speaks TLS there.
            place.ssl_mode(SslMode::Disable);
        }
        let port = ports.get(at).or(ports.first()).copied().unwrap_or_default();
        let port = match port {
            "" => 5432,
            port => port
                .parse()
                .ok()
                .filter(|port| *port > 0)
                .ok_or_else(|| words.wrong("port"))?,
        };
        place.port(port);
        if place.get_password().is_none()
            && let Some(password) = password(&place, &host, port, words, variable)?
        {
            place.password(password);
        }
        Ok(place)
    };
    (0..count).map(place).collect()
}

fn is_socket(place: &Config) -> bool {
    !matches!(place.get_hosts(), [Host::Tcp(_)])
}

/// What the file of passwords has for this host, port, database and role.
fn password(config: &Config, host: &str, port: u16, words: &Words, variable: Variable<'_>) -> Result<Option<String>> {
    let usual = || variable("HOME").map(|home| PathBuf::from(home).join(".pgpass"));
    let file = words.get("passfile").map(PathBuf::from).or_else(usual);
    let Some(path) = file.filter(|path| path.is_file()) else {
        return Ok(None);
    };
    // Refused where others may read it.
    let bytes = disk::read(&path).map_err(|error| error.at(path.display().to_string()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| words.wrong("passfile"))?;
    // As libpq has it: the usual place of sockets is this machine.
    let host = if host == SOCKETS { "localhost" } else { host };
    let user = config.get_user().unwrap_or_default();
    let sought = [host, &port.to_string(), config.get_dbname().unwrap_or(user), user];
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
    use crate::error::Code;

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
            assert_eq!(dsn.places[0].get_ports(), [6543]);
            assert_eq!(dsn.places[0].get_password(), Some(&b"p@ss"[..]));
            assert_eq!(
                (dsn.proof, dsn.places[0].get_ssl_mode()),
                (Proof::Host, SslMode::Require)
            );
            assert_eq!(dsn.roots, Some(PathBuf::from("/etc/ca.pem")));
            assert!(!format!("{dsn:?}").contains("p@ss"));
        }
    }

    #[test]
    fn quotes_and_backslashes_are_read_as_psql_reads_them() {
        let dsn = read(r"host=h user='o\'brien' password=a\ b\\c dbname = 'two words'", &[]).unwrap();
        assert_eq!(dsn.places[0].get_user(), Some("o'brien"));
        assert_eq!(dsn.places[0].get_password(), Some(&br"a b\c"[..]));
        assert_eq!(dsn.places[0].get_dbname(), Some("two words"));
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
    fn each_place_is_asked_by_itself() {
        let file = std::env::temp_dir().join(format!("khatm-passwords-{}", std::process::id()));
        let _ = std::fs::remove_file(&file);
        let lines =
            b"one:5432:*:*:first\ntwo:5433:*:*:second\n10.0.0.3:5434:*:*:third\n/run/pg:*:*:*:fourth\n*:*:*:*:any\n";
        disk::create(&file, lines, Code::PostgresDsn).unwrap();
        let path = file.to_str().unwrap();
        let told = |text: &str, variables: &[(&str, &str)]| -> Vec<(String, u16, String)> {
            let dsn = read(text, &[variables, &[("PGPASSFILE", path), ("USER", "u")]].concat()).unwrap();
            let told = |place: &Config| {
                let name = match place.get_hosts() {
                    [Host::Tcp(name)] => name.clone(),
                    [Host::Unix(path)] => path.display().to_string(),
                    _ => panic!("no name"),
                };
                let password = String::from_utf8_lossy(place.get_password().unwrap()).into_owned();
                (name, place.get_ports()[0], password)
            };
            dsn.in_turn().iter().map(told).collect()
        };
        let place = |name: &str, port, password: &str| (name.to_owned(), port, password.to_owned());
        let several = [
            place("one", 5432, "first"),
            place("two", 5433, "second"),
            place("three", 5434, "any"),
        ];
        let elsewhere = [("PGPORT", "7777"), ("PGHOST", "/run/pg")];
        for (text, variables, expected) in [
            ("host=one,two,three port=5432,5433,5434", &[][..], &several[..]),
            ("postgresql://one,two:5433,three:5434/erp", &elsewhere, &several),
            (
                "postgresql:///erp?host=one,two,three&port=,5433,5434",
                &elsewhere,
                &several,
            ),
            ("postgresql://one/erp", &elsewhere, &[place("one", 7777, "any")]),
            ("postgresql:///erp", &elsewhere, &[place("/run/pg", 7777, "fourth")]),
            (
                "postgresql:///erp?host=/run/pg&port=5433",
                &[],
                &[place("/run/pg", 5433, "fourth")],
            ),
            (
                "host=one",
                &[("PGHOSTADDR", "10.0.0.3")],
                &[place("one", 5432, "first")],
            ),
            ("hostaddr=10.0.0.3 port=5434", &[], &[place("10.0.0.3", 5434, "third")]),
            ("host=one password=own", &[], &[place("one", 5432, "own")]),
        ] {
            assert_eq!(told(text, variables), expected, "{text}");
        }
        let random = "host=one,two,three port=1 load_balance_hosts=random";
        let mut any = told(random, &[]);
        any.sort();
        assert_eq!(any, ["one", "three", "two"].map(|name| place(name, 1, "any")));
        let first: std::collections::BTreeSet<_> = (0..200).map(|_| told(random, &[]).swap_remove(0).0).collect();
        assert_eq!(first.len(), 3, "each comes first now and then");
        std::fs::remove_file(&file).unwrap();
    }

    #[test]
    fn what_cannot_be_meant_is_named() {
        for (wrong, variables, at) in [
            ("host=one,two,three port=1,2", &[][..], "port"),
            ("host=one port=1,2", &[], "port"),
            ("host=one,two hostaddr=10.0.0.1", &[], "hostaddr"),
            ("hostaddr=one", &[], "hostaddr"),
            ("port=x", &[], "port"),
            ("port=0", &[], "port"),
            ("postgresql://h:65536/d", &[], "port"),
            ("host=h", &[("PGPORT", "x")], "PGPORT"),
            ("host=h", &[("PGCONNECT_TIMEOUT", "soon")], "PGCONNECT_TIMEOUT"),
            ("sslmode=maybe", &[], "sslmode"),
            ("sslrootcert=system sslmode=require", &[], "sslmode"),
            ("target_session_attrs=prefer-standby", &[], "target_session_attrs"),
            ("keepalives=on", &[], "keepalives"),
        ] {
            let error = read(wrong, variables).unwrap_err();
            assert_eq!((error.code(), error.path()), (Code::PostgresDsn, Some(at)), "{wrong}");
        }
        assert!(read("target_session_attrs=any", &[]).unwrap().would_rather_write());
        for chosen in ["primary", "read-only"] {
            assert!(
                !read(&format!("target_session_attrs={chosen}"), &[])
                    .unwrap()
                    .would_rather_write()
            );
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
