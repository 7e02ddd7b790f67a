//! One connection, made again when it is lost, and what its errors mean.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Row, Statement};

use super::dsn::Dsn;
use super::trust::Secure;
use crate::error::{Code, Error, Language, Result};

/// A value for a statement.
pub(super) type Value<'v> = &'v (dyn ToSql + Sync);

/// A place for one connection.
pub(super) struct Line {
    dsn: Dsn,
    secure: Secure,
    session: Mutex<Option<Session>>,
}

struct Session {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Line {
    pub(super) fn new(dsn: Dsn) -> Result<Self> {
        Ok(Line {
            secure: Secure::new(&dsn)?,
            dsn,
            session: Mutex::new(None),
        })
    }

    /// Runs one statement, which is a transaction of its own.
    pub(super) fn ask(&self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>> {
        let ask = || {
            let mut held = self.session.lock().unwrap_or_else(PoisonError::into_inner);
            if held.as_ref().is_some_and(|session| session.client.is_closed()) {
                *held = None;
            }
            let session = match &mut *held {
                Some(session) => session,
                none => none.insert(self.open()?),
            };
            let asked = session.ask(statement, values);
            if session.client.is_closed() {
                *held = None;
            }
            asked
        };
        match tokio::runtime::Handle::try_current() {
            Err(_) => ask(),
            // The connection has an event loop of its own, which may not run within another one.
            Ok(_) => std::thread::scope(|scope| scope.spawn(ask).join())
                .unwrap_or_else(|_| Err(Error::new(Code::DriveRuntime))),
        }
    }

    fn open(&self) -> Result<Session> {
        let opened = self.dsn.config.connect(self.secure.clone());
        let mut client = opened.map_err(|error| unopened(&error))?;
        let said = client.batch_execute(include_str!("sql/session.sql"));
        said.map_err(|error| meant(&error))?;
        Ok(Session {
            client,
            prepared: HashMap::new(),
        })
    }
}

impl Session {
    fn ask(&mut self, text: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>> {
        let statement = match self.prepared.get(text) {
            Some(known) => known.clone(),
            None => {
                let made = self.client.prepare(text).map_err(|error| meant(&error))?;
                self.prepared.entry(text).or_insert(made).clone()
            }
        };
        let rows = self.client.query(&statement, values);
        rows.map_err(|error| match error.as_db_error() {
            // A connection that went before the answer came: it may have been committed.
            None => Error::new(Code::PostgresLost),
            Some(_) => meant(&error),
        })
    }
}

/// Why a server cannot be reached, or does not let anybody in.
fn unopened(error: &postgres::Error) -> Error {
    match error.as_db_error() {
        Some(_) => meant(error),
        None => {
            let tls = std::iter::successors(std::error::Error::source(error), |error| error.source());
            let mut tls = tls.filter_map(|error| error.downcast_ref::<std::io::Error>());
            let untrusted = tls.any(|error| error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()));
            // An answer that TLS was asked for in vain has no other name.
            match untrusted || error.to_string().contains("TLS") {
                true => Error::new(Code::PostgresTls),
                false => Error::new(Code::PostgresConnect),
            }
        }
    }
}

/// What the server said: core's own error, if it was one of ours.
fn meant(error: &postgres::Error) -> Error {
    let Some(said) = error.as_db_error() else {
        return Error::new(Code::PostgresLost);
    };
    if let Some(own) = ours(said.message(), said.detail()) {
        return own;
    }
    let state = said.code();
    let code = match state {
        _ if matches!(&state.code()[..2], "28" | "3D") || *state == SqlState::INSUFFICIENT_PRIVILEGE => {
            Code::PostgresRefused
        }
        _ if *state == SqlState::UNDEFINED_FUNCTION
            || *state == SqlState::INVALID_SCHEMA_NAME
            || *state == SqlState::UNDEFINED_COLUMN =>
        {
            Code::PostgresExtension
        }
        // Nothing is kept of what was refused for the moment.
        _ if matches!(&state.code()[..2], "40" | "53" | "55" | "57" | "58" | "08") => Code::PostgresBusy,
        _ => Code::PostgresFailed,
    };
    Error::new(code).found(state.code())
}

/// An error that this library raised in the server.
fn ours(message: &str, detail: Option<&str>) -> Option<Error> {
    let (name, text) = message.split_once(": ")?;
    let code = *Code::ALL.iter().find(|code| code.as_str() == name)?;
    let detail: Option<serde_json::Value> = detail.and_then(|detail| serde_json::from_str(detail).ok());
    let path = detail.as_ref().and_then(|detail| detail.get("path")?.as_str());
    let found = text.strip_prefix(code.text(Language::English)).unwrap_or_default();
    let found = path
        .and_then(|path| found.strip_suffix(&format!(" ({path})")))
        .unwrap_or(found);
    let mut error = Error::new(code);
    if let Some(found) = found.strip_prefix(": ") {
        error = error.found(found);
    }
    if let Some(path) = path {
        error = error.at(path);
    }
    Some(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_ours_comes_back_as_it_was() {
        let errors = [
            Error::new(Code::StoreBusy),
            Error::new(Code::FenceElsewhere).found("1/1/5/7 → 1/2/5/7"),
            Error::new(Code::OutboxAsked).at("policy").found("call_ms"),
            Error::new(Code::OutboxAsked).at("total"),
        ];
        for error in errors {
            let detail = serde_json::json!({ "kind": error.kind(), "path": error.path() }).to_string();
            assert_eq!(ours(&error.to_string(), Some(&detail)), Some(error));
        }
        assert_eq!(ours("permission denied for function claim", None), None);
        assert_eq!(ours("KHATM-NOT-A-CODE: x", None), None);
    }
}
