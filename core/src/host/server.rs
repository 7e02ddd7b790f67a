//! A ledger in a PostgreSQL that has the extension, from outside: every call is one of the extension's functions, in a transaction of its
//! own, and everything is decided there. Delivering is `khatm agent`'s, in this process.
//!
//! Who does it is the role of the connection, and the audit names that. Where a person is named too, he stands before the reason.

mod rows;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use super::Failure;
use super::calls;
use super::ledger::{Drafted, Ledger, Plain, Told};
use super::opening::{NewDevice, Opening, set_aside};
use super::values::WaitedValue;
use crate::drive::Client;
use crate::drive::enrol::{Tools, onboard_next};
use crate::drive::onboard::Persistence;
use crate::drive::post::{Bell, Host, Means, POLL, Post};
use crate::error::{Code, Error, Language, Result};
use crate::facade::{Delivered, Delivery, Rounds, Setup, Sought, Teller, now};
use crate::invoice::{self, Context, Fault, Refusal};
use crate::store::postgres::{Drawer, Dsn, Postgres, Remote};
use crate::store::{Place, Uuid};
use crate::vault::Vault;
use rows::{cell, document, faults, health, other_version, receipt, value};
pub use rows::{issued, issued_all};

/// The statement that issues within a caller's own transaction: device, draft (JSON), request key, the document that it stands for, and
/// environment, in this order. Its one value is for [`issued`].
pub const ISSUE: &str = include_str!("sql/issue.sql");
/// The same for several, all or none: device, drafts, request keys, environment. Its one value is for [`issued_all`].
pub const ISSUE_ALL: &str = include_str!("sql/issue_all.sql");

/// How often it is looked whether a wait is over.
const LOOK: Duration = Duration::from_millis(100);
/// So long a request for an onboarding waits for whoever takes it up, where that is not this process.
const ONBOARDING: Duration = Duration::from_secs(300);

type Value<'v> = &'v (dyn ToSql + Sync);

/// A ledger at a server.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

struct Inner {
    store: Postgres,
    /// Only who sends needs the root key.
    vault: Result<Vault>,
    setup: Setup,
    means: Means,
    /// For onboarding: its connections live on an event loop of their own, which is not that of the deliveries.
    client: Client,
    bell: Arc<Bell>,
}

/// What may be shown of an address.
pub(super) fn shown(url: &str) -> String {
    dsn(url).map_or_else(
        |_| "postgresql:".to_owned(),
        |dsn| format!("postgresql:{}", dsn.label()),
    )
}

fn dsn(url: &str) -> Result<Dsn> {
    Dsn::parse(url, |name| match std::env::var(name) {
        Ok(value) => Some(value),
        Err(_) => (name == "PGAPPNAME").then(|| "khatm".to_owned()),
    })
}

/// A draft as it may be sent. What is no JSON, or JSON that says something twice, is refused here: a database would refuse it in words of
/// its own, or keep half of it.
pub fn sendable(draft: &[u8]) -> Result<&str, Failure> {
    let (read, faults) = invoice::parse(draft);
    let twice = faults.iter().any(|fault| fault.error.code() == Code::JsonTwice);
    let text = std::str::from_utf8(draft).unwrap_or_default();
    if read.is_none() || twice || text.is_empty() {
        return Err(Refusal { faults }.into());
    }
    if text.contains("\\u0000")
        && let Err(mut refusal) = crate::rules::build(draft, &Context::new(now().moment()?))
    {
        refusal.faults.retain(|fault| fault.error.code() == Code::TextCharacter);
        if !refusal.faults.is_empty() {
            return Err(refusal.into());
        }
    }
    Ok(text.trim_start_matches('\u{feff}'))
}

impl Server {
    /// Connects; with `create`, the extension is made where the database has none.
    pub(super) fn open(opening: &Opening) -> Result<Self> {
        let setup = opening.chosen_setup()?;
        let server = Server(Arc::new(Inner {
            store: Postgres::of_host(dsn(&opening.url)?)?,
            vault: opening.vault(),
            means: Means::new(&setup.drive, setup.policy, setup.language, setup.hands)?,
            client: Client::new(setup.drive.clone())?,
            setup,
            bell: Arc::default(),
        }));
        let told = |failure: Failure| failure.error().clone();
        if opening.create {
            server.ask(include_str!("sql/create.sql"), &[]).map_err(told)?;
        }
        let rows = server.ask(include_str!("sql/version.sql"), &[]).map_err(told)?;
        let version: Option<String> = rows.first().map(|row| cell(row, "version")).transpose()?;
        match version.as_deref() {
            Some(env!("CARGO_PKG_VERSION")) => Ok(server),
            _ => Err(other_version().found(version.as_deref().unwrap_or_default())),
        }
    }

    fn ask(&self, statement: &'static str, values: &[Value<'_>]) -> Told<Vec<Row>> {
        let read = |said: &crate::store::postgres::Said<'_>| Failure::said(said.message, said.detail);
        self.0.store.ask(statement, values, &read)
    }

    fn one(&self, statement: &'static str, values: &[Value<'_>]) -> Told<Row> {
        let row = self.ask(statement, values)?.into_iter().next();
        row.ok_or_else(|| other_version().into())
    }

    /// The value of a statement that gives one, which the server wrote as core has it.
    fn plain(&self, statement: &'static str, values: &[Value<'_>]) -> Told {
        Ok(Plain::written(value(&self.one(statement, values)?)?))
    }

    /// The environment that is meant, if one is.
    fn environment(&self) -> Option<&'static str> {
        self.0.setup.environment.map(|environment| environment.as_str())
    }

    fn vault(&self) -> Result<Vault> {
        let vault = self.0.vault.clone()?;
        // Said now, not by the first device that cannot be opened.
        vault.key()?;
        vault.rest();
        Ok(vault)
    }

    fn rung(&self) {
        self.0.bell.ring();
    }

    /// Delivers until `go_on` says no.
    fn keep_on(&self, go_on: &dyn Fn() -> bool, told: &mut dyn FnMut(&Result<Delivered>)) -> Result<()> {
        let inner = &self.0;
        let mut listening = inner.bell.listen();
        let mut post = Post::new(&inner.means, &inner.setup.actor, &listening)?;
        let ways = |places: &[Place]| inner.store.ways(places);
        let mut rounds = Rounds(told);
        let mut host = Host {
            cabinet: &mut Drawer::new(&inner.store, self.vault()?, inner.setup.environment),
            rest: &mut listening,
            lookout: &mut Teller::new(&ways, &mut rounds),
        };
        post.run(&inner.store, &mut host, go_on)
    }

    /// Takes up whoever is to be onboarded next, if this process may. False if there is nobody, or it may not.
    fn onboards(&self) -> Result<bool> {
        let Ok(vault) = self.vault() else {
            return Ok(false);
        };
        let root = || {
            let root = vault.key();
            vault.rest();
            root
        };
        let tools = Tools {
            client: &self.0.client,
            root: &root,
            language: self.language(),
            persistence: Persistence::default(),
        };
        match onboard_next(
            &mut Remote::new(&self.0.store, &self.0.setup.actor, self.0.setup.environment),
            &tools,
        ) {
            Err(error) if error.code() == Code::PostgresRefused => Ok(false),
            other => other.map(|tried| tried.is_some()),
        }
    }

    fn since(person: &str, words: &str) -> String {
        format!("{}: {}", person.trim(), words.trim())
    }
}

impl Ledger for Server {
    fn language(&self) -> Language {
        self.0.setup.language
    }

    fn devices(&self) -> Told {
        self.plain(include_str!("sql/devices.sql"), &[&self.environment()])
    }

    fn device(&self, name: &str) -> Told {
        self.plain(include_str!("sql/device.sql"), &[&name, &self.environment()])
    }

    fn make_device(&self, new: &NewDevice<'_>) -> Told {
        let environment = new.environment(&self.0.setup)?;
        let configuration = Plain::of(&calls::configuration(new.configuration)?);
        let seller = std::str::from_utf8(new.seller).map_err(|_| Error::new(Code::JsonUtf8).at("seller"))?;
        invoice::party(new.seller)?;
        let values: [Value<'_>; 5] = [
            &new.name,
            &environment.as_str(),
            &configuration.text(),
            &seller,
            &new.base_url,
        ];
        self.ask(include_str!("sql/device_new.sql"), &values)?;
        self.device(new.name)
    }

    fn import_file(&self, file: &Path, last: Option<&str>) -> Told {
        let bytes = std::fs::read(file).map_err(|error| Error::new(Code::FileRead).found(&error.to_string()))?;
        let name: String = value(&self.one(include_str!("sql/device_import.sql"), &[&bytes, &last])?)?;
        set_aside(file)?;
        self.device(&name)
    }

    fn onboard(&self, name: &str, otp: Option<&str>) -> Told {
        let environment = self.environment();
        self.ask(
            include_str!("sql/device_onboard.sql"),
            &[&name, &otp, &environment, &false],
        )?;
        let until = Instant::now() + ONBOARDING;
        loop {
            let row = self.one(include_str!("sql/onboarding.sql"), &[&name, &environment])?;
            let state: &str = cell(&row, "state")?;
            let code: Option<&str> = cell(&row, "code")?;
            match (state, code) {
                ("done", _) => return self.device(name),
                // It failed, or is tried again later: whoever asked is told why.
                ("failed" | "waiting", Some(code)) => {
                    let text: Option<&str> = cell(&row, "message")?;
                    let error = Error::retold(code, None, text.unwrap_or_default());
                    return Err(error.unwrap_or_else(other_version).into());
                }
                _ if Instant::now() >= until => return self.device(name),
                _ if self.onboards()? => {}
                _ => std::thread::sleep(POLL),
            }
        }
    }

    fn restart(&self, name: &str) -> Told {
        self.ask(
            include_str!("sql/device_onboard.sql"),
            &[&name, &None::<&str>, &self.environment(), &true],
        )?;
        self.device(name)
    }

    fn check(&self, draft: &[u8], device: Option<&str>) -> Told<Vec<Fault>> {
        match sendable(draft) {
            Err(failure) => Ok(failure.faults().to_vec()),
            Ok(draft) => {
                let values: [Value<'_>; 3] = [&draft, &device, &device.and(self.environment())];
                Ok(faults(&self.ask(include_str!("sql/check.sql"), &values)?)?)
            }
        }
    }

    fn issue(&self, device: &str, drafted: &Drafted, corrects: Option<Uuid>) -> Told {
        let draft = sendable(&drafted.draft).map_err(|failure| failure.told(drafted.written))?;
        let corrects = corrects.map(|uuid| uuid.to_string());
        let values: [Value<'_>; 5] = [&device, &draft, &drafted.request_key, &corrects, &self.environment()];
        let row = self.one(ISSUE, &values)?;
        self.rung();
        Ok(Plain::of(&issued(cell(&row, "made")?, self.language())?))
    }

    fn issue_all(&self, device: &str, drafts: &[Drafted]) -> Told {
        let mut texts = Vec::with_capacity(drafts.len());
        for (order, drafted) in drafts.iter().enumerate() {
            let text = sendable(&drafted.draft);
            texts.push(text.map_err(|failure| failure.told(drafted.written).of_order(order))?);
        }
        let keys: Vec<Option<&str>> = drafts.iter().map(|drafted| drafted.request_key.as_deref()).collect();
        let row = self.one(ISSUE_ALL, &[&device, &texts, &keys, &self.environment()])?;
        self.rung();
        Ok(Plain::of(&issued_all(cell(&row, "made")?, self.language())?))
    }

    fn document(&self, uuid: &Uuid) -> Told {
        let rows = self.ask(include_str!("sql/document.sql"), &[&uuid.to_string()])?;
        Ok(Plain::of(&rows.first().map(document).transpose()?))
    }

    fn find(&self, text: &str) -> Told {
        let rows = match Uuid::parse(text) {
            Ok(uuid) => self.ask(include_str!("sql/document.sql"), &[&uuid.to_string()])?,
            Err(_) => self.ask(include_str!("sql/numbered.sql"), &[&text])?,
        };
        Ok(Plain::of(&rows.iter().map(document).collect::<Result<Vec<_>>>()?))
    }

    fn receipt(&self, uuid: &Uuid) -> Told {
        let row = self.one(include_str!("sql/receipt.sql"), &[&uuid.to_string()])?;
        Ok(Plain::of(&receipt(&row, uuid, self.language())?))
    }

    fn way(&self, uuid: &Uuid) -> Told {
        self.plain(include_str!("sql/way.sql"), &[&uuid.to_string()])
    }

    fn story(&self, uuid: &Uuid) -> Told {
        let language = self.language().as_str();
        self.plain(include_str!("sql/story.sql"), &[&uuid.to_string(), &language])
    }

    fn deliver(&self, go_on: &dyn Fn() -> bool) -> Told {
        let inner = &self.0;
        let mut listening = inner.bell.listen();
        let mut post = Post::new(&inner.means, &inner.setup.actor, &listening)?;
        let mut host = Host {
            cabinet: &mut Drawer::new(&inner.store, self.vault()?, inner.setup.environment),
            rest: &mut listening,
            lookout: &mut (),
        };
        let round = post.round(&inner.store, &mut host, go_on)?;
        Ok(Plain::of(&Delivered::from(round)))
    }

    fn start(&self) -> Told<Delivery> {
        self.vault()?;
        let server = self.clone();
        Ok(Delivery::of(
            self.0.bell.clone(),
            Box::new(move |go_on, told| server.keep_on(go_on, told)),
        ))
    }

    fn wait_cleared(&self, uuid: &Uuid, timeout_ms: u64, go_on: &dyn Fn() -> bool) -> Told {
        let until = Instant::now().checked_add(Duration::from_millis(timeout_ms));
        let language = self.language().as_str();
        loop {
            let row = self.one(include_str!("sql/waited.sql"), &[&uuid.to_string(), &language])?;
            let left = until.map_or(LOOK, |until| until.saturating_duration_since(Instant::now()));
            if cell(&row, "is_over")? || left.is_zero() || !go_on() {
                return Ok(Plain::of(&WaitedValue {
                    may_hand_over: cell(&row, "may_hand_over")?,
                    ground: cell(&row, "ground")?,
                    text: cell(&row, "message")?,
                }));
            }
            std::thread::sleep(left.min(LOOK));
        }
    }

    fn outbox(&self, sought: &Sought<'_>) -> Told {
        let most = i64::try_from(sought.most).unwrap_or(i64::MAX);
        let values: [Value<'_>; 4] = [&sought.device, &self.environment(), &sought.late, &most];
        match sought.rejected {
            true => self.plain(include_str!("sql/rejected.sql"), &values),
            false => self.plain(include_str!("sql/outbox.sql"), &values),
        }
    }

    fn retry(&self, uuid: &Uuid, _person: &str) -> Told<()> {
        self.ask(include_str!("sql/retry.sql"), &[&uuid.to_string()])?;
        self.rung();
        Ok(())
    }

    fn hold(&self, uuid: &Uuid, people: (&str, &str), why: &str) -> Told<()> {
        let why = Self::since(people.0, why);
        self.ask(include_str!("sql/hold.sql"), &[&uuid.to_string(), &people.1, &why])?;
        Ok(())
    }

    fn free(&self, uuid: &Uuid, person: &str, why: &str) -> Told<()> {
        let why = Self::since(person, why);
        self.ask(include_str!("sql/free.sql"), &[&uuid.to_string(), &why])?;
        self.rung();
        Ok(())
    }

    fn unpark(&self, device: &str, _person: &str) -> Told<()> {
        self.ask(include_str!("sql/unpark.sql"), &[&device, &self.environment()])?;
        self.rung();
        Ok(())
    }

    fn release(&self, uuid: &Uuid, reason: &str, person: &str, note: &str) -> Told<()> {
        let note = Self::since(person, note);
        self.ask(include_str!("sql/release.sql"), &[&uuid.to_string(), &reason, &note])?;
        Ok(())
    }

    fn health(&self) -> Told {
        let rows = self.ask(include_str!("sql/health.sql"), &[&self.language().as_str()])?;
        let warning = self.0.means.client.skew_warning();
        Ok(Plain::of(&health(&rows, warning.as_ref(), self.language())?))
    }

    fn metrics(&self) -> Told<String> {
        Ok(value(&self.one(include_str!("sql/metrics.sql"), &[])?)?)
    }

    fn anchor(&self) -> Told<String> {
        Ok(value(&self.one(include_str!("sql/anchor.sql"), &[])?)?)
    }

    fn verify(&self, anchors: &str) -> Told {
        self.plain(include_str!("sql/verify.sql"), &[&anchors, &self.language().as_str()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(draft: &[u8]) -> Vec<Code> {
        let failure = sendable(draft).unwrap_err();
        failure.faults().iter().map(|fault| fault.error.code()).collect()
    }

    #[test]
    fn what_a_database_would_swallow_is_refused_here() {
        assert_eq!(
            sendable(b"\xEF\xBB\xBF{\"number\": \"A\"}").unwrap(),
            r#"{"number": "A"}"#
        );
        assert!(codes(br#"{"number": "A", "number": "B"}"#).contains(&Code::JsonTwice));
        assert_eq!(codes(br#"{"number": "A\u0000"}"#), [Code::TextCharacter]);
        // A backslash that is one, and four digits.
        assert!(sendable(br#"{"number": "A\\u0000"}"#).is_ok());
        for nothing in [&b""[..], b"{", b"[]", b"\xFF"] {
            assert!(!codes(nothing).is_empty(), "{nothing:?}");
        }
    }

    #[test]
    fn a_statement_names_each_value_once_and_in_its_order() {
        for (statement, count) in [(ISSUE, 5), (ISSUE_ALL, 4)] {
            let mut places = Vec::new();
            for number in 1..=count {
                let place = format!("${number}::");
                assert_eq!(statement.matches(&place).count(), 1, "{statement}");
                places.push(statement.find(&place));
            }
            assert!(places.is_sorted() && !statement.contains('%'), "{statement}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        let shown = shown("postgresql://erp:geheim@db.example:6543/books?sslmode=require");
        assert_eq!(shown, "postgresql:db.example/books");
    }
}
