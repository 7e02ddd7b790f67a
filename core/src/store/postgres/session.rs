//! Connections, made when they are needed and again when they are lost, and what their errors mean.
//!
//! Nobody waits for a server without an end: one that takes a connection and then says nothing (a frozen machine, another service on
//! this port, a proxy whose server is gone) is given up like one that is not there.
//!
//! No setting of ours is left in a session between two calls: behind a pooler the next one to have it is somebody else. A worker leaves no
//! prepared statement either.

use std::collections::HashMap;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::lookup_host;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use tokio_postgres::config::{Host, TargetSessionAttrs};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Config, Row, Statement};

use super::dsn::Dsn;
use super::trust::Secure;
use crate::error::{Code, Error, Result};

/// A value for a statement.
pub(super) type Value<'v> = &'v (dyn ToSql + Sync);

/// Connections that nobody uses, of each place, at most.
const IDLE: usize = 4;
/// What a server says that takes no changes.
const READ_ONLY: &str = "25006";
/// How long a server is taken leave of.
const FAREWELL: Duration = Duration::from_secs(1);
/// So often an event loop that stood still looks around, to notice that the server has closed a connection.
const LOOKS: usize = 4;

/// What the sessions of one place have in common.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// What each transaction begins with.
    pub(super) opening: &'static str,
    /// So long an answer is waited for; for ever without.
    pub(super) answer: Option<Duration>,
    /// Whether statements are prepared once and kept. Reading and planning one anew takes an eighth of an issue, and nothing of a claim of
    /// many; but a pooler that gives each transaction another session has to know of them.
    pub(super) prepares: bool,
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
            let mut session = known.map_or_else(|| Session::open(&self.dsn, &self.secure), Ok)?;
            // Without an answer the session is in nobody knows what state: it is left, and not kept.
            let asked = session
                .ask(statement, values, self.manner)
                .map_err(|Silence| E::from(Error::new(Code::PostgresLost)))?;
            // A standby stays one for this session: elsewhere another server may have taken over.
            let reads = |error: &tokio_postgres::Error| error.code().is_some_and(|state| state.code() == READ_ONLY);
            let mut idle = self.idle();
            if session.is_open() && idle.len() < IDLE && !session.only_reads && !asked.as_ref().is_err_and(reads) {
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
    /// With a server that was taken for want of one that can be written to: the next one asks again.
    only_reads: bool,
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
    fn open(dsn: &Dsn, secure: &Secure) -> Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| Error::new(Code::DriveRuntime))?;
        let opened = runtime.block_on(async {
            let (client, connection, only_reads) = reach(dsn, secure).await?;
            let connection = tokio::spawn(async move {
                // Whoever asks is told of it.
                let _ = connection.await;
            });
            Ok((client, connection, only_reads))
        });
        match opened {
            Ok((client, connection, only_reads)) => Ok(Session {
                only_reads,
                inner: Some(Inner {
                    client,
                    runtime,
                    connection,
                }),
                prepared: HashMap::new(),
            }),
            Err(error) => {
                // A name that is still being looked up is not waited for.
                runtime.shutdown_background();
                Err(error)
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

    /// One statement in a transaction of its own. All of it goes out at once: no transaction waits for us.
    fn ask(
        &mut self,
        text: &'static str,
        values: &[Value<'_>],
        manner: Manner,
    ) -> Result<Result<Vec<Row>, tokio_postgres::Error>, Silence> {
        let Session {
            inner: Some(Inner { client, runtime, .. }),
            prepared,
            ..
        } = self
        else {
            return Err(Silence);
        };
        runtime.block_on(within(manner.answer, async {
            let kept = match (manner.prepares, prepared.get(text)) {
                (false, _) => None,
                (true, Some(known)) => Some(known.clone()),
                (true, None) => {
                    let made = client.prepare(text).await?;
                    Some(prepared.entry(text).or_insert(made).clone())
                }
            };
            let ask = async {
                match &kept {
                    Some(statement) => client.query(statement, values).await,
                    None => {
                        let values: Vec<(Value<'_>, Type)> = values.iter().copied().zip(types(text)).collect();
                        client.query_typed(text, &values).await
                    }
                }
            };
            let (begun, asked, ended) = tokio::join!(
                biased;
                client.batch_execute(manner.opening),
                ask,
                client.batch_execute("commit"),
            );
            begun?;
            let rows = asked?;
            ended.map(|()| rows)
        }))
    }
}

/// What a client sends and hears by.
type Connected =
    tokio_postgres::Connection<tokio_postgres::Socket, <Secure as MakeTlsConnect<tokio_postgres::Socket>>::Stream>;

/// Asks one place after the other, each no longer than it may take: the library's own limit ends where a server takes the connection.
/// One that does not let anybody in is the answer, as libpq has it. And whether it was taken though it cannot be written to.
async fn reach(dsn: &Dsn, secure: &Secure) -> Result<(Client, Connected, bool)> {
    let mut failed = Error::new(Code::PostgresConnect);
    let mut reads = Vec::new();
    for place in dsn.in_turn() {
        // The library has none for what comes after a server took the connection.
        let limit = place.get_connect_timeout().and_then(|each| each.checked_mul(2));
        let mut known = addresses(&place).await;
        dsn.mix(&mut known);
        // Names may have several servers, too.
        let chooses = dsn.would_rather_write() && dsn.places().max(known.len()) > 1;
        for mut address in known {
            if chooses {
                address.target_session_attrs(TargetSessionAttrs::ReadWrite);
            }
            failed = match within(limit, address.connect(secure.clone())).await {
                Ok(Ok((client, connection))) => return Ok((client, connection, false)),
                Ok(Err(error)) if error.code().is_some_and(|state| *state != SqlState::CANNOT_CONNECT_NOW) => {
                    return Err(unopened(&error));
                }
                Ok(Err(error)) => unopened(&error),
                Err(Silence) => Error::new(Code::PostgresConnect),
            };
            if failed.excerpt() == Some(READ_ONLY) && chooses {
                reads.push((address, limit));
            }
        }
    }
    for (mut place, limit) in reads {
        place.target_session_attrs(TargetSessionAttrs::Any);
        if let Ok(Ok((client, connection))) = within(limit, place.connect(secure.clone())).await {
            return Ok((client, connection, true));
        }
    }
    Err(failed)
}

/// A place at each address of its name: one that says nothing takes no other's time.
async fn addresses(place: &Config) -> Vec<Config> {
    let at = |address: SocketAddr| {
        let mut at = place.clone();
        at.hostaddr(address.ip());
        at
    };
    match (place.get_hosts(), place.get_hostaddrs()) {
        ([Host::Tcp(name)], []) => {
            let found = within(place.get_connect_timeout().copied(), lookup_host((name.as_str(), 0))).await;
            match found {
                Ok(Ok(found)) => found.map(at).collect(),
                // The library says why.
                _ => vec![place.clone()],
            }
        }
        _ => vec![place.clone()],
    }
}

/// The types of a statement's values, `$1` first: what the first cast of each says.
fn types(text: &str) -> impl Iterator<Item = Type> {
    (1..).map_while(move |number: usize| {
        let name = format!("${number}::");
        let (_, behind) = text.split_once(&name)?;
        let end = behind.find(|ch: char| !ch.is_ascii_alphanumeric() && !matches!(ch, '[' | ']'));
        let known = [
            ("text", Type::TEXT),
            ("text[]", Type::TEXT_ARRAY),
            ("bigint", Type::INT8),
            ("bigint[]", Type::INT8_ARRAY),
            ("integer", Type::INT4),
            ("boolean", Type::BOOL),
            ("bytea", Type::BYTEA),
            ("bytea[]", Type::BYTEA_ARRAY),
        ];
        let named = &behind[..end.unwrap_or(behind.len())];
        known
            .into_iter()
            .find(|(name, _)| *name == named)
            .map(|(_, found)| found)
    })
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
    if let Some(said) = error.as_db_error() {
        let meant = meant(error);
        // Before anything was asked it speaks of roles, databases and passwords, and never shows one of these. Which of them it is stands
        // nowhere else.
        return match meant.code() {
            Code::PostgresRefused | Code::PostgresBusy if meant.excerpt() != Some(READ_ONLY) => {
                meant.found(&format!("{}: {}", said.code().code(), said.message()))
            }
            _ => meant,
        };
    }
    let causes = || std::iter::successors(std::error::Error::source(error), |error| error.source());
    let sources: Vec<_> = causes()
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .collect();
    let untrusted = |error: &&std::io::Error| {
        error
            .get_ref()?
            .downcast_ref::<rustls::Error>()
            .map(ToString::to_string)
    };
    // What the library found out, and no system refused.
    let reads = |error: &&std::io::Error| {
        error.kind() == std::io::ErrorKind::PermissionDenied && error.raw_os_error().is_none()
    };
    let last = || causes().last().map(ToString::to_string).unwrap_or_default();
    // What kind of error it is the library says in no other way.
    match error.to_string().as_str() {
        _ if let Some(why) = sources.iter().find_map(untrusted) => Error::new(Code::PostgresTls).found(&why),
        kind if kind.contains("TLS") => Error::new(Code::PostgresTls).found(&last()),
        // The server asks for a password that nobody gave, or for what this program has not: it is not a matter of time.
        "invalid configuration" | "authentication error" => Error::new(Code::PostgresRefused).found(&last()),
        _ if sources.iter().any(reads) => Error::new(Code::PostgresBusy).found(READ_ONLY),
        _ => Error::new(Code::PostgresConnect),
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
        _ if *state == SqlState::READ_ONLY_SQL_TRANSACTION || *state == SqlState::FEATURE_NOT_SUPPORTED => {
            Code::PostgresBusy
        }
        // The server ended a transaction that nobody went on with: this process stood still.
        _ if *state == SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT || state.code() == "25P04" => Code::PostgresBusy,
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
    fn a_statement_says_the_types_of_its_values() {
        let text = "select $2::bytea[], $1::text::jsonb, $3::bigint from f($1) where x = $4";
        let found: Vec<Type> = types(text).collect();
        assert_eq!(found, [Type::TEXT, Type::BYTEA_ARRAY, Type::INT8]);
    }

    #[test]
    fn every_statement_says_the_types_of_all_its_values() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut seen = 0;
        for folder in ["store/postgres/sql", "host/sql"] {
            for file in std::fs::read_dir(root.join(folder)).unwrap() {
                let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
                let numbers = text.split('$').skip(1).map(|rest| {
                    let end = rest.find(|ch: char| !ch.is_ascii_digit()).unwrap_or(rest.len());
                    rest[..end].parse::<usize>().unwrap()
                });
                assert_eq!(types(&text).count(), numbers.max().unwrap_or(0), "{text}");
                seen += 1;
            }
        }
        assert!(seen > 30, "{seen}");
    }

    #[test]
    fn who_says_nothing_keeps_nobody_from_the_next_place() {
        use std::io::{Read as _, Write as _};
        use std::net::TcpListener;

        let (silent, other) = (
            TcpListener::bind("127.0.0.1:0").unwrap(),
            TcpListener::bind("127.0.0.1:0").unwrap(),
        );
        let port = |listener: &TcpListener| listener.local_addr().unwrap().port();
        let hosts = [
            ("host=127.0.0.1,127.0.0.1", port(&silent), port(&other)),
            ("hostaddr=127.0.0.1,127.0.0.1", port(&silent), port(&other)),
        ];
        // It takes a connection, and then the password is wrong.
        let answers = std::thread::spawn(move || {
            for _ in 0..2 {
                let (mut asked, _) = other.accept().unwrap();
                let mut begun = [0; 512];
                assert!(asked.read(&mut begun).unwrap() > 8);
                let said = b"SFATAL\0VFATAL\0C28P01\0Mno\0\0";
                asked.write_all(b"E").unwrap();
                asked
                    .write_all(&u32::try_from(said.len() + 4).unwrap().to_be_bytes())
                    .unwrap();
                asked.write_all(said).unwrap();
            }
        });
        for (named, first, second) in hosts {
            let text = format!("{named} port={first},{second} connect_timeout=1 user=a dbname=b sslmode=disable");
            let dsn = Dsn::parse(&text, |_| None).unwrap();
            let secure = Secure::new(&dsn).unwrap();
            let refused = Session::open(&dsn, &secure).err().unwrap();
            assert_eq!(refused, Error::new(Code::PostgresRefused).found("28P01: no"));
        }
        answers.join().unwrap();
        drop(silent);
    }

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
