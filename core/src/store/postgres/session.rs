//! Connections, made when they are needed and again when they are lost, and what their errors mean.
//!
//! Nobody waits for a server without an end: one that takes a connection and then says nothing (a frozen machine, another service on
//! this port, a proxy whose server is gone) is given up like one that is not there.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Row, Statement};

use super::dsn::Dsn;
use super::trust::Secure;
use crate::error::{Code, Error, Result};

/// A value for a statement.
pub(super) type Value<'v> = &'v (dyn ToSql + Sync);

/// Connections that nobody uses, of each place, at most.
const IDLE: usize = 4;
/// How long a server is taken leave of.
const FAREWELL: Duration = Duration::from_secs(1);
/// So often an event loop that stood still looks around, to notice that the server has closed a connection.
const LOOKS: usize = 4;

/// What the sessions of one place have in common.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// What each says first.
    pub(super) opening: &'static str,
    /// So long an answer is waited for; for ever without.
    pub(super) answer: Option<Duration>,
}

/// A place for connections: each call has one for itself, so that none waits for another.
pub(super) struct Line {
    dsn: Dsn,
    secure: Secure,
    manner: Manner,
    idle: Mutex<Vec<Session>>,
}

/// What a server said of a statement that it refused.
pub(crate) struct Said<'s> {
    /// The first line.
    pub(crate) message: &'s str,
    /// What is for programs.
    pub(crate) detail: Option<&'s str>,
}

impl Line {
    /// Connections to a server.
    pub(super) fn new(dsn: Dsn, manner: Manner) -> Result<Self> {
        Ok(Line {
            secure: Secure::new(&dsn)?,
            dsn,
            manner,
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
            let known = std::iter::from_fn(|| self.idle().pop()).find(Session::is_open);
            let mut session = known.map_or_else(|| Session::open(&self.dsn, &self.secure, self.manner), Ok)?;
            // Without an answer the session is in nobody knows what state: it is left, and not kept.
            let asked = session
                .ask(statement, values, self.manner.answer)
                .map_err(|Silence| E::from(Error::new(Code::PostgresLost)))?;
            let mut idle = self.idle();
            if session.is_open() && idle.len() < IDLE {
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
        match Handle::try_current() {
            Err(_) => ask(),
            // The connection has an event loop of its own, which may not run within another one.
            Ok(_) => std::thread::scope(|scope| scope.spawn(ask).join())
                .unwrap_or_else(|_| Err(Error::new(Code::DriveRuntime).into())),
        }
    }
}

/// No answer came in time.
struct Silence;

/// One connection, with the event loop that it lives on: that runs while somebody waits for an answer, on his thread.
struct Session {
    inner: Option<Inner>,
    prepared: HashMap<&'static str, Statement>,
}

struct Inner {
    client: Client,
    runtime: Runtime,
    connection: JoinHandle<()>,
}

async fn within<T>(limit: Option<Duration>, work: impl Future<Output = T>) -> Result<T, Silence> {
    match limit {
        Some(limit) => tokio::time::timeout(limit, work).await.map_err(|_| Silence),
        None => Ok(work.await),
    }
}

impl Session {
    fn open(dsn: &Dsn, secure: &Secure, manner: Manner) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Error::new(Code::DriveRuntime))?;
        // The library's own limit ends where the server takes the connection, each of them.
        let places = dsn.config.get_hosts().len().max(1);
        let each = dsn.config.get_connect_timeout().copied();
        let limit = each.and_then(|each| each.checked_mul(u32::try_from(places).unwrap_or(u32::MAX).saturating_add(1)));
        let opened = runtime.block_on(within(limit, async {
            let (client, connection) = dsn
                .config
                .connect(secure.clone())
                .await
                .map_err(|error| unopened(&error))?;
            let connection = tokio::spawn(async move {
                // Whoever asks is told of it.
                let _ = connection.await;
            });
            let said = client.batch_execute(manner.opening).await;
            said.map(|()| (client, connection)).map_err(|error| meant(&error))
        }));
        match opened {
            Ok(Ok((client, connection))) => Ok(Session {
                inner: Some(Inner {
                    client,
                    runtime,
                    connection,
                }),
                prepared: HashMap::new(),
            }),
            failed => {
                // A name that is still being looked up is not waited for.
                runtime.shutdown_background();
                Err(match failed {
                    Ok(Err(error)) => error,
                    _ => Error::new(Code::PostgresConnect),
                })
            }
        }
    }

    fn is_open(&self) -> bool {
        self.inner.as_ref().is_some_and(|inner| {
            inner.runtime.block_on(async {
                for _ in 0..LOOKS {
                    tokio::task::yield_now().await;
                }
            });
            !inner.client.is_closed()
        })
    }

    fn ask(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
        limit: Option<Duration>,
    ) -> Result<Result<Vec<Row>, tokio_postgres::Error>, Silence> {
        let inner = self.inner.as_ref().ok_or(Silence)?;
        let prepared = &mut self.prepared;
        inner.runtime.block_on(within(limit, async {
            let statement = match prepared.get(text) {
                Some(known) => known.clone(),
                None => {
                    let made = inner.client.prepare(text).await?;
                    prepared.entry(text).or_insert(made).clone()
                }
            };
            inner.client.query(&statement, values).await
        }))
    }
}

/// The server is told, where it listens.
impl Drop for Session {
    fn drop(&mut self) {
        let Some(Inner {
            client,
            runtime,
            connection,
        }) = self.inner.take()
        else {
            return;
        };
        drop(client);
        // Nobody may wait on somebody else's event loop; the connection is closed all the same.
        if Handle::try_current().is_err() {
            let _ = runtime.block_on(within(Some(FAREWELL), connection));
        }
        runtime.shutdown_background();
    }
}

/// Why a server cannot be reached, or does not let anybody in.
fn unopened(error: &tokio_postgres::Error) -> Error {
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
fn meant(error: &tokio_postgres::Error) -> Error {
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
        // Nothing is kept of what was refused for the moment, or by a standby that may be promoted.
        _ if *state == SqlState::READ_ONLY_SQL_TRANSACTION => Code::PostgresBusy,
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
