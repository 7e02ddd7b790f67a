//! What a connection string says, word by word as libpq reads it: the string first, then the service that it names, then the variables.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Variable;
use crate::error::{Code, Error, Result};

/// Every word that is acted on, and the variable that says it where nothing else does.
const KNOWN: [(&str, &str); 23] = [
    ("application_name", "PGAPPNAME"),
    ("channel_binding", "PGCHANNELBINDING"),
    ("connect_timeout", "PGCONNECT_TIMEOUT"),
    ("dbname", "PGDATABASE"),
    ("fallback_application_name", ""),
    ("host", "PGHOST"),
    ("hostaddr", "PGHOSTADDR"),
    ("keepalives", ""),
    ("keepalives_count", ""),
    ("keepalives_idle", ""),
    ("keepalives_interval", ""),
    ("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    ("options", "PGOPTIONS"),
    ("passfile", "PGPASSFILE"),
    ("password", "PGPASSWORD"),
    ("port", "PGPORT"),
    ("service", "PGSERVICE"),
    ("sslmode", "PGSSLMODE"),
    ("sslnegotiation", "PGSSLNEGOTIATION"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("target_session_attrs", "PGTARGETSESSIONATTRS"),
    ("tcp_user_timeout", ""),
    ("user", "PGUSER"),
];

/// What is not acted on, and the values for which nothing would have to be done; any without them. Another value is refused: whoever
/// asks for a proof and does not get it is not to be told that all is well.
const LEFT: [(&str, &str, Option<&[&str]>); 17] = [
    ("client_encoding", "PGCLIENTENCODING", None),
    ("gssdelegation", "PGGSSDELEGATION", Some(&["0"])),
    ("gssencmode", "PGGSSENCMODE", Some(&["disable", "prefer"])),
    ("gsslib", "PGGSSLIB", None),
    ("krbsrvname", "PGKRBSRVNAME", None),
    ("require_auth", "PGREQUIREAUTH", Some(&[])),
    ("requirepeer", "PGREQUIREPEER", Some(&[])),
    (
        "ssl_max_protocol_version",
        "PGSSLMAXPROTOCOLVERSION",
        Some(&["TLSv1.3"]),
    ),
    (
        "ssl_min_protocol_version",
        "PGSSLMINPROTOCOLVERSION",
        Some(&["TLSv1", "TLSv1.1", "TLSv1.2"]),
    ),
    ("sslcert", "PGSSLCERT", Some(&[])),
    ("sslcertmode", "PGSSLCERTMODE", Some(&["disable", "allow"])),
    ("sslcompression", "PGSSLCOMPRESSION", Some(&["0"])),
    ("sslcrl", "PGSSLCRL", Some(&[])),
    ("sslcrldir", "PGSSLCRLDIR", Some(&[])),
    ("sslkey", "PGSSLKEY", Some(&[])),
    ("sslpassword", "", Some(&[])),
    ("sslsni", "PGSSLSNI", Some(&["1"])),
];

/// Where the file of services lies that is everybody's.
const SERVICES: &str = "/etc/postgresql-common";

/// What somebody said, and where: a variable, or the word itself.
#[derive(Clone)]
struct Said {
    value: String,
    at: &'static str,
}

/// The words of a connection string, and what is said elsewhere of those that it leaves out.
#[derive(Clone, Default)]
pub(super) struct Words(BTreeMap<&'static str, Said>);

impl Words {
    /// Reads `postgresql://…` or `host=… dbname=…`.
    pub(super) fn read(text: &str, variable: Variable<'_>) -> Result<Self> {
        let mut words = Words::default();
        let said = match ["postgresql://", "postgres://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
        {
            Some(rest) => of_uri(rest)?,
            None => pairs(text)?,
        };
        for (name, value) in said {
            words.say(&name, value, None)?;
        }
        words.serve(variable)?;
        let left = LEFT.iter().map(|(name, from, _)| (name, from));
        for (name, from) in KNOWN.iter().map(|(name, from)| (name, from)).chain(left) {
            if !from.is_empty()
                && !words.0.contains_key(name)
                && let Some(value) = variable(from)
            {
                words.say(name, value, Some(from))?;
            }
        }
        Ok(words)
    }

    /// The last word counts.
    fn say(&mut self, name: &str, value: String, from: Option<&'static str>) -> Result<()> {
        let (name, value) = match (name, value) {
            // As other drivers have them.
            ("ssl", value) if value == "true" => ("sslmode", "require".to_owned()),
            ("keepalives_retries", value) => ("keepalives_count", value),
            (name, value) => (name, value),
        };
        if let Some((name, _)) = KNOWN.iter().find(|(known, _)| *known == name) {
            let at = from.unwrap_or(name);
            self.0.insert(name, Said { value, at });
            return Ok(());
        }
        let Some((name, _, idle)) = LEFT.iter().find(|(known, ..)| *known == name) else {
            // What was meant for a value may be taken for a word: nothing is repeated that is not known.
            return Err(Error::new(Code::PostgresDsn));
        };
        match value.is_empty() || idle.is_none_or(|idle| idle.contains(&value.as_str())) {
            true => Ok(()),
            false => Err(Error::new(Code::PostgresDsn).at(from.unwrap_or(name))),
        }
    }

    /// What the service of this name says of what the string leaves out.
    fn serve(&mut self, variable: Variable<'_>) -> Result<()> {
        let (name, at) = match (self.0.get("service"), variable("PGSERVICE")) {
            (Some(said), _) => (said.value.clone(), said.at),
            (None, Some(name)) => (name, "PGSERVICE"),
            (None, None) => return Ok(()),
        };
        let wrong = || Error::new(Code::PostgresDsn).at(at);
        let own = || variable("HOME").map(|home| Path::new(&home).join(".pg_service.conf"));
        let all = variable("PGSYSCONFDIR").unwrap_or_else(|| SERVICES.to_owned());
        let files = [
            variable("PGSERVICEFILE").map(PathBuf::from).or_else(own),
            Some(Path::new(&all).join("pg_service.conf")),
        ];
        for file in files.into_iter().flatten().filter(|file| file.is_file()) {
            let text = std::fs::read_to_string(&file).map_err(|_| wrong())?;
            if let Some(said) = of_service(&text, &name).ok_or_else(wrong)? {
                let mut known = std::mem::take(&mut self.0);
                for (name, value) in said {
                    self.say(&name, value, None).map_err(|_| wrong())?;
                }
                self.0.append(&mut known);
                return Ok(());
            }
        }
        Err(wrong())
    }

    /// What this word was said to be; nothing if that is empty.
    pub(super) fn get(&self, name: &'static str) -> Option<&str> {
        let said = self.0.get(name).map(|said| said.value.as_str());
        said.filter(|value| !value.is_empty())
    }

    /// The same, as a number.
    pub(super) fn number<N: FromStr>(&self, name: &'static str) -> Result<Option<N>> {
        let number = |text: &str| text.trim().parse().map_err(|_| self.wrong(name));
        self.get(name).map(number).transpose()
    }

    /// The same, of a few words.
    pub(super) fn one_of<T: Copy>(&self, name: &'static str, known: &[(&str, T)]) -> Result<Option<T>> {
        let meant = |text: &str| {
            let found = known.iter().find(|(known, _)| *known == text);
            found.map(|(_, meant)| *meant).ok_or_else(|| self.wrong(name))
        };
        self.get(name).map(meant).transpose()
    }

    /// The same, one for each place; what is empty says nothing.
    pub(super) fn list(&self, name: &'static str) -> Vec<&str> {
        self.get(name)
            .map_or(Vec::new(), |list| list.split(',').map(str::trim).collect())
    }

    /// That this word says nothing that can be meant.
    pub(super) fn wrong(&self, name: &'static str) -> Error {
        Error::new(Code::PostgresDsn).at(self.0.get(name).map_or(name, |said| said.at))
    }
}

/// What stands behind `postgresql://`: `ROLE:PASSWORD@HOST:PORT,HOST:PORT/DATABASE?WORD=VALUE&…`.
fn of_uri(text: &str) -> Result<Vec<(String, String)>> {
    let (start, query) = text.split_once('?').unwrap_or((text, ""));
    let (place, database) = start.split_once('/').unwrap_or((start, ""));
    let (role, place) = place
        .rsplit_once('@')
        .map_or((None, place), |(role, place)| (Some(role), place));
    let mut said = Vec::new();
    let mut say = |name: &str, value: &str| -> Result<()> {
        if !value.is_empty() {
            said.push((name.to_owned(), decoded(value)?));
        }
        Ok(())
    };
    if let Some(role) = role {
        let (user, password) = role.split_once(':').unwrap_or((role, ""));
        say("user", user)?;
        say("password", password)?;
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for place in place.split(',') {
        let (host, rest) = match place.strip_prefix('[') {
            Some(address) => address
                .split_once(']')
                .ok_or_else(|| Error::new(Code::PostgresDsn).at("host"))?,
            None => place.find(':').map_or((place, ""), |at| place.split_at(at)),
        };
        let port = match rest.is_empty() {
            true => "",
            false => rest
                .strip_prefix(':')
                .ok_or_else(|| Error::new(Code::PostgresDsn).at("host"))?,
        };
        hosts.push(host);
        ports.push(port);
    }
    say("host", &hosts.join(","))?;
    say("port", &ports.join(","))?;
    say("dbname", database)?;
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or_else(|| Error::new(Code::PostgresDsn))?;
        said.push((decoded(name)?, decoded(value)?));
    }
    Ok(said)
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
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(fail)
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

/// What a file says of this service, the first word of a kind; nothing inside if the service is not there, nothing at all if what stands
/// there is none.
fn of_service(text: &str, name: &str) -> Option<Option<Vec<(String, String)>>> {
    let mut said: Option<Vec<(String, String)>> = None;
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        match (line.strip_prefix('['), &mut said) {
            (Some(_), Some(_)) => break,
            (Some(section), None) => said = section.strip_suffix(']').filter(|own| *own == name).map(|_| Vec::new()),
            (None, Some(said)) => {
                let (word, value) = line.split_once('=')?;
                // A service of a service.
                let word = Some(word.trim()).filter(|word| *word != "service")?;
                said.push((word.to_owned(), value.trim().to_owned()));
            }
            (None, None) => {}
        }
    }
    said.iter_mut().for_each(|said| said.reverse());
    Some(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Words> {
        Words::read(text, &|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    /// Word by word, as `PQconninfoParse` of libpq 15 says them.
    #[test]
    fn a_uri_says_what_libpq_hears() {
        let known: [(&str, &[(&str, &str)]); 14] = [
            ("postgresql://", &[]),
            (
                "postgres:///erp?host=/run/pg&port=5433",
                &[("dbname", "erp"), ("host", "/run/pg"), ("port", "5433")],
            ),
            (
                "postgresql://%2Frun%2Fpg:5433/erp",
                &[("dbname", "erp"), ("host", "/run/pg"), ("port", "5433")],
            ),
            (
                "postgresql://h:1/erp?port=2",
                &[("dbname", "erp"), ("host", "h"), ("port", "2")],
            ),
            (
                "postgresql:///erp?host=a,b&port=1,2",
                &[("dbname", "erp"), ("host", "a,b"), ("port", "1,2")],
            ),
            (
                "postgresql://a:1,b:2/erp",
                &[("dbname", "erp"), ("host", "a,b"), ("port", "1,2")],
            ),
            (
                "postgresql://a,b:2/erp",
                &[("dbname", "erp"), ("host", "a,b"), ("port", ",2")],
            ),
            ("postgresql://a,b", &[("host", "a,b"), ("port", ",")]),
            (
                "postgresql://u:p%40:x@h",
                &[("host", "h"), ("password", "p@:x"), ("user", "u")],
            ),
            ("postgresql://u@/erp", &[("dbname", "erp"), ("user", "u")]),
            (
                "postgresql://[::1]:5433/erp",
                &[("dbname", "erp"), ("host", "::1"), ("port", "5433")],
            ),
            ("postgresql://[::1],[::2]:5/", &[("host", "::1,::2"), ("port", ",5")]),
            (
                "postgresql://h/a%20b?ssl=true",
                &[("dbname", "a b"), ("host", "h"), ("sslmode", "require")],
            ),
            (
                "postgresql://h?user=u&application_name=till%201&keepalives_count=3",
                &[
                    ("application_name", "till 1"),
                    ("host", "h"),
                    ("keepalives_count", "3"),
                    ("user", "u"),
                ],
            ),
        ];
        for (text, expected) in known {
            let words = read(text, &[]).unwrap();
            let said: Vec<_> = words
                .0
                .iter()
                .map(|(name, said)| (*name, said.value.as_str()))
                .collect();
            assert_eq!(said, expected, "{text}");
        }
    }

    #[test]
    fn what_would_not_be_done_is_refused_by_its_name() {
        let elsewhere = [("PGREQUIREAUTH", "scram-sha-256")];
        for (text, variables, at) in [
            ("host=h sslcrl=/c", &[][..], Some("sslcrl")),
            ("host=h gssencmode=require", &[], Some("gssencmode")),
            (
                "postgresql://h?ssl_min_protocol_version=TLSv1.3",
                &[],
                Some("ssl_min_protocol_version"),
            ),
            ("host=h", &elsewhere, Some("PGREQUIREAUTH")),
            ("postgresql://[::1/erp", &[], Some("host")),
            ("postgresql://[::1]5/erp", &[], Some("host")),
            ("postgresql://h?secret", &[], None),
            ("postgresql://h?se%zz=1", &[], None),
            ("host=h secret=x", &[], None),
        ] {
            let error = read(text, variables).err().expect(text);
            assert_eq!((error.code(), error.path()), (Code::PostgresDsn, at), "{text}");
        }
        for text in [
            "host=h gssencmode=disable client_encoding=LATIN1",
            "postgresql://h?sslsni=1&krbsrvname=x",
        ] {
            assert!(read(text, &[]).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_service_says_what_the_string_leaves_out_and_variables_come_last() {
        let folder = std::env::temp_dir().join(format!("khatm-services-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, text: &str| {
            std::fs::write(folder.join(name), text).unwrap();
            folder.join(name).display().to_string()
        };
        let own = file(
            "own",
            "# shops\n[other]\nhost=o\n[shop]\nhost=s\nport=7\nport=8\n\n[shop]\nuser=no\n",
        );
        file(
            "pg_service.conf",
            "[all]\nhost=everybody\n[nested]\nservice=all\n[broken]\nhost\n",
        );
        let all = folder.display().to_string();
        let places = [
            ("PGSERVICEFILE", own.as_str()),
            ("PGSYSCONFDIR", all.as_str()),
            ("PGPORT", "9"),
            ("PGUSER", "u"),
        ];
        let with = |service| [&places[..], &[("PGSERVICE", service)]].concat();
        let said = |words: Words| ["host", "port", "user"].map(|name| words.get(name).unwrap_or_default().to_owned());
        assert_eq!(said(read("service=shop", &places).unwrap()), ["s", "7", "u"]);
        assert_eq!(
            said(read("postgresql://h?service=shop", &places).unwrap()),
            ["h", "7", "u"]
        );
        assert_eq!(said(read("port=1", &with("all")).unwrap()), ["everybody", "1", "u"]);
        for (text, service, at) in [
            ("service=nobody", "all", "service"),
            ("", "nobody", "PGSERVICE"),
            ("", "nested", "PGSERVICE"),
            ("", "broken", "PGSERVICE"),
        ] {
            let error = read(text, &with(service)).err().expect(service);
            assert_eq!((error.code(), error.path()), (Code::PostgresDsn, Some(at)), "{service}");
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
