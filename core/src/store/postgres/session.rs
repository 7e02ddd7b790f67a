//! Connections, made when they are needed and again when they are lost, and what their errors mean.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Row, Statement};

use super::dsn::Dsn;
use super::trust::Secure;
use crate::error::{Code, Error, Result};

/// A value for a statement.
pub(super) type Value<'v> = &'v (dyn ToSql + Sync);

/// Connections that nobody uses, of each place, at most.
const IDLE: usize = 4;

/// A place for connections: each call has one for itself, so that none waits for another.
pub(super) struct Line {
    dsn: Dsn,
    secure: Secure,
    opening: &'static str,
    idle: Mutex<Vec<Session>>,
}

/// What a server said of a statement that it refused.
pub(crate) struct Said<'s> {
    /// The first line.
    pub(crate) message: &'s str,
    /// What is for programs.
    pub(crate) detail: Option<&'s str>,
}

struct Session {
    client: Client,
    prepared: HashMap<&'static str, Statement>,
}

impl Line {
    /// Connections to a server; `opening` is what each says first.
    pub(super) fn new(dsn: Dsn, opening: &'static str) -> Result<Self> {
        Ok(Line {
            secure: Secure::new(&dsn)?,
            dsn,
            opening,
            idle: Mutex::new(Vec::new()),
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Session>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs one statement, which is a transaction of its own.
    pub(super) fn ask(&self, statement: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>> {
        self.ask_or(statement, values, &|said| ours(said.message, said.detail))
    }

    /// The same, for whoever reads more out of what the server said than an error; nothing if it is none of ours.
    pub(super) fn ask_or<E: From<Error> + Send>(
        &self,
        statement: &'static str,
        values: &[Value<'_>],
        read: &(dyn Fn(&Said<'_>) -> Option<E> + Sync),
    ) -> Result<Vec<Row>, E> {
        let ask = || {
            let known = std::iter::from_fn(|| self.idle().pop()).find(|session| !session.client.is_closed());
            let mut session = known.map_or_else(|| self.open(), Ok)?;
            let asked = session.ask(statement, values);
            let mut idle = self.idle();
            if !session.client.is_closed() && idle.len() < IDLE {
                idle.push(session);
            }
            drop(idle);
            asked.map_err(|error| {
                let said = error.as_db_error().map(|said| Said {
                    message: said.message(),
                    detail: said.detail(),
                });
                said.and_then(|said| read(&said))
                    .unwrap_or_else(|| meant(&error).into())
            })
        };
        match tokio::runtime::Handle::try_current() {
            Err(_) => ask(),
            // The connection has an event loop of its own, which may not run within another one.
            Ok(_) => std::thread::scope(|scope| scope.spawn(ask).join())
                .unwrap_or_else(|_| Err(Error::new(Code::DriveRuntime).into())),
        }
    }

    fn open(&self) -> Result<Session> {
        let opened = self.dsn.config.connect(self.secure.clone());
        let mut client = opened.map_err(|error| unopened(&error))?;
        let said = client.batch_execute(self.opening);
        said.map_err(|error| meant(&error))?;
        Ok(Session {
            client,
            prepared: HashMap::new(),
        })
    }
}

impl Session {
    fn ask(&mut self, text: &'static str, values: &[Value<'_>]) -> Result<Vec<Row>, postgres::Error> {
        let statement = match self.prepared.get(text) {
            Some(known) => known.clone(),
            None => {
                let made = self.client.prepare(text)?;
                self.prepared.entry(text).or_insert(made).clone()
            }
        };
        self.client.query(&statement, values)
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
    // A connection that went before the answer came: it may have been committed.
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
    let detail: Option<serde_json::Value> = detail.and_then(|detail| serde_json::from_str(detail).ok());
    let path = detail.as_ref().and_then(|detail| detail.get("path")?.as_str());
    Error::retold(name, path, text)
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
