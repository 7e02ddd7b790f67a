//! One exchange: what came is put down, the plan of faults is asked, the authority decides, and what the fault leaves of its
//! answer goes out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use hyper::header::{AUTHORIZATION, CONNECTION, DATE, HeaderMap, HeaderValue};
use hyper::service::Service as _;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpStream;

use super::authority::Filter;
use super::call::{self, Call};
use super::faults::{Decision, Facts, Fault};
use super::record::{End, Entry, Record};
use super::reply::{self, Circumstances, Manner, Reply};
use super::server::Connection;
use super::wire::Wire;
use crate::error::Language;
use crate::gateway::{Environment, Operation};
use crate::seal::Certificate;

/// Everything under it is the simulator's own; the rest is the authority's.
pub(super) const OWN: &str = "/_simulator";
/// A validation of a larger document would hold up the other connections of its thread.
const SMALL: usize = 64 << 10;
/// How much more than the limit is read of a request before its 413: a client that is still sending does not look.
const DRAINED: usize = 8;

/// The end of a connection that HTTP knows nothing of. The library drops it unanswered.
#[derive(Debug)]
pub(super) struct Severed;

impl fmt::Display for Severed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection was ended on purpose")
    }
}

impl std::error::Error for Severed {}

/// What the request line says.
#[derive(Debug, Clone)]
struct Line {
    method: String,
    target: String,
    environment: Option<Environment>,
    /// Behind the environment's base.
    path: String,
    operation: Option<Operation>,
}

impl Line {
    fn new(method: &str, target: &str) -> Self {
        // A proxy's form names the host as well.
        let from = target
            .find("://")
            .and_then(|at| target[at + 3..].find('/').map(|slash| at + 3 + slash));
        let path = target[from.unwrap_or(0)..].split(['?', '#']).next().unwrap_or_default();
        let inside = path.strip_prefix("/e-invoicing/");
        let found = inside.and_then(|inside| {
            let (segment, _) = inside.split_once('/').unwrap_or((inside, ""));
            let environment = Environment::ALL.into_iter().find(|one| one.segment() == segment)?;
            Some((environment, inside[segment.len()..].to_owned()))
        });
        let (environment, path) = found.map_or((None, path.to_owned()), |(one, path)| (Some(one), path));
        let is = |operation: &Operation| operation.path() == path && operation.method().as_str() == method;
        Line {
            method: method.to_owned(),
            target: target.to_owned(),
            environment,
            operation: Operation::ALL.into_iter().find(is).filter(|_| environment.is_some()),
            path,
        }
    }

    fn is_own(&self) -> bool {
        // A browser looks for the two others by itself.
        matches!(self.path.as_str(), OWN | "/" | "/favicon.ico") || self.path.starts_with("/_simulator/")
    }
}

/// What was decided before the request was read.
pub(super) struct Early {
    line: Line,
    decision: Option<Decision>,
}

impl Early {
    pub(super) fn is_refused(&self) -> bool {
        matches!(
            &self.decision,
            Some(Decision {
                fault: Fault::Refuse,
                ..
            })
        )
    }
}

/// Looks at the head of a connection's first request without reading it. Nothing if it is not there in time.
pub(super) async fn look_first(connection: &Connection, socket: &TcpStream) -> Option<Early> {
    let mut buffer = vec![0; 32 << 10];
    let mut known = 0;
    for _ in 0..200 {
        let waiting = tokio::time::timeout(Duration::from_secs(5), socket.peek(&mut buffer));
        let length = waiting.await.ok()?.ok()?;
        let head = &buffer[..length];
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            return early(connection, &buffer[..end]);
        }
        if length == 0 || length == buffer.len() {
            return None;
        }
        if length == known {
            // The same bytes are shown again at once.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        known = length;
    }
    None
}

fn early(connection: &Connection, head: &[u8]) -> Option<Early> {
    let head = String::from_utf8_lossy(head);
    let mut lines = head.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let line = Line::new(words.next()?, words.next()?);
    if line.is_own() {
        return None;
    }
    let authorization = lines.find_map(|header| {
        let (name, value) = header.split_once(':')?;
        name.eq_ignore_ascii_case("authorization")
            .then(|| value.trim().to_owned())
    });
    let decision = decide(connection, &line, authorization.as_deref());
    Some(Early { line, decision })
}

fn decide(connection: &Connection, line: &Line, authorization: Option<&str>) -> Option<Decision> {
    let facts = Facts {
        environment: line.environment,
        operation: line.operation,
        device: &|| names(authorization),
    };
    let decision = connection
        .inner
        .faults()
        .decide(&facts, connection.inner.authority().now());
    decision.filter(|decision| decision.fault != Fault::Pass)
}

/// What the device behind a credential is called: its taxpayer's number, its certificate's.
fn names(authorization: Option<&str>) -> Vec<String> {
    let certificate = authorization.and_then(|value| {
        let (scheme, pair) = value.split_once(' ')?;
        let pair = scheme
            .eq_ignore_ascii_case("basic")
            .then(|| STANDARD.decode(pair.trim()).ok())??;
        let token = String::from_utf8(pair).ok()?.split(':').next()?.to_owned();
        Certificate::from_text(&String::from_utf8(STANDARD.decode(token).ok()?).ok()?).ok()
    });
    let Some(certificate) = certificate else {
        return Vec::new();
    };
    let vat_number = certificate.vat_number().map(str::to_owned);
    vat_number
        .into_iter()
        .chain([certificate.serial().to_owned()])
        .collect()
}

fn open(connection: &Connection, line: &Line, decision: Option<&Decision>, request: &[u8]) -> Arc<Entry> {
    connection.inner.records().open(Record {
        id: 0,
        at: connection.inner.authority().now(),
        connection: connection.number,
        tls: connection.tls,
        environment: line.environment,
        operation: line.operation,
        method: line.method.clone(),
        target: line.target.clone(),
        status: None,
        fault: decision.map(|decision| (decision.rule, decision.fault.clone())),
        decided: false,
        end: End::Open,
        request: request.to_vec(),
        request_bytes: request.len() as u64,
        reply: Vec::new(),
        reply_bytes: 0,
    })
}

/// Puts down a connection that is reset before anything of it is read.
pub(super) fn refused(connection: &Connection, early: &Early) {
    let entry = open(connection, &early.line, early.decision.as_ref(), &[]);
    entry.lock().end = End::Reset;
    tell(connection, &entry);
}

/// Puts down what the HTTP library could not read and answers by itself.
pub(super) fn not_understood(connection: &Connection, bytes: &[u8]) -> Arc<Entry> {
    open(connection, &Line::new("", ""), None, bytes)
}

fn tell(connection: &Connection, entry: &Entry) {
    if let Some(observer) = connection.inner.observer() {
        let record = entry.lock().without_bytes();
        observer.tell(&record);
    }
}

/// Answers one request.
pub(super) async fn exchange(
    connection: Connection,
    wire: Wire,
    request: Request<Incoming>,
    early: Option<Early>,
) -> Result<Response<Body>, Severed> {
    let line = Line::new(request.method().as_str(), &request.uri().to_string());
    if line.is_own() {
        wire.unrecorded();
        let Ok(answer) = TowerToHyperService::new(connection.own).call(request).await;
        return Ok(answer);
    }
    let decision = match early {
        Some(early) => early.decision,
        None => decide(&connection, &line, authorization(request.headers())),
    };
    let entry = open(&connection, &line, decision.as_ref(), &[]);
    wire.begin(&entry);
    let exchange = Exchange {
        connection,
        wire,
        entry,
        line,
        decision,
    };
    exchange.answer(request).await
}

fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()
}

struct Exchange {
    connection: Connection,
    wire: Wire,
    entry: Arc<Entry>,
    line: Line,
    decision: Option<Decision>,
}

/// What became of a request's body.
enum Read {
    Whole(Vec<u8>),
    TooLarge,
    /// The client went away.
    Broken,
}

impl Exchange {
    fn fault(&self) -> Option<&Fault> {
        self.decision.as_ref().map(|decision| &decision.fault)
    }

    fn sever(self) -> Result<Response<Body>, Severed> {
        self.wire.reset();
        tell(&self.connection, &self.entry);
        Err(Severed)
    }

    async fn answer(self, request: Request<Incoming>) -> Result<Response<Body>, Severed> {
        if self.fault() == Some(&Fault::Refuse) {
            self.wire.so_far(&self.entry);
            return self.sever();
        }
        let (head, body) = request.into_parts();
        let body = match read(body, self.connection.inner.body_limit()).await {
            Read::Whole(body) => body,
            Read::Broken => {
                self.wire.so_far(&self.entry);
                return self.sever();
            }
            Read::TooLarge => {
                self.wire.so_far(&self.entry);
                let body = r#"{"code":"413","message":"Request Entity Too Large"}"#;
                let reply = Reply::new(413, "application/json", body);
                return self.reply(reply, true).await;
            }
        };
        self.wire.requested(Some(&self.entry));
        if self.fault() == Some(&Fault::DropBefore) {
            return self.sever();
        }
        let asked = self.decision.as_ref().is_none_or(|decision| decision.decided);
        let answer = match asked {
            true => Some(self.decided(&head.method, &head.headers, body.clone()).await),
            false => {
                if let (Some(Fault::Reject), Some(operation)) = (self.fault(), self.line.operation) {
                    let refused = self.call(&head.method, &head.headers, body.clone());
                    if let Some(call) = refused {
                        self.connection.inner.authority().refuse(&call, operation);
                    }
                }
                None
            }
        };
        match self.fault() {
            Some(Fault::DropAfter) => return self.sever(),
            Some(Fault::Silence) => {
                tell(&self.connection, &self.entry);
                // Until the client gives up: then the library drops this future.
                return std::future::pending().await;
            }
            Some(Fault::Delay { ms }) => tokio::time::sleep(Duration::from_millis(*ms)).await,
            _ => {}
        }
        let authority = self.connection.inner.authority();
        let other = match self.fault() {
            Some(Fault::WrongDocument) => self.other_cleared(answer.as_ref()),
            _ => None,
        };
        let circumstances = Circumstances {
            operation: self.line.operation,
            now: authority.now(),
            other,
            sent: &body,
        };
        let reply = reply::mangled(self.decision.as_ref(), answer, &circumstances);
        self.reply(reply, false).await
    }

    /// The authority's answer, as it is before any fault.
    async fn decided(&self, method: &Method, headers: &HeaderMap, body: Vec<u8>) -> call::Response {
        let Some(call) = self.call(method, headers, body) else {
            return nowhere(404, "Not Found");
        };
        self.entry.lock().decided = true;
        let twice = matches!(self.fault(), Some(Fault::Spurious208 | Fault::Spurious409));
        let inner = Arc::clone(&self.connection.inner);
        let work = move || {
            let first = inner.authority().answer(&call);
            // What clients see of it is a duplicate on their first submission: the gateway itself has sent it twice.
            let again = twice && (200..203).contains(&first.status);
            if again { inner.authority().answer(&call) } else { first }
        };
        if work_is_small(headers) {
            return work();
        }
        let joined = tokio::task::spawn_blocking(work).await;
        joined.unwrap_or_else(|_| nowhere(500, "Internal Server Error"))
    }

    /// The request as the authority sees it; nothing if it is for none of its environments.
    fn call(&self, method: &Method, headers: &HeaderMap, body: Vec<u8>) -> Option<Call> {
        let environment = self.line.environment?;
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Some(Call {
            environment,
            method: method.as_str().to_owned(),
            path: self.line.path.clone(),
            headers: headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .collect(),
            body,
        })
    }

    /// A cleared document that is not this one's.
    fn other_cleared(&self, answer: Option<&call::Response>) -> Option<String> {
        let own: serde_json::Value = serde_json::from_slice(&answer?.body).ok()?;
        let own = own.get("clearedInvoice")?.as_str()?;
        let authority = self.connection.inner.authority();
        let filter = Filter {
            operation: Some(Operation::Clearance),
            limit: Some(20),
            ..Filter::default()
        };
        let recent = authority.submissions(&filter, Language::English);
        let cleared = recent
            .iter()
            .filter_map(|submission| authority.cleared_of(submission.id));
        cleared.map(|xml| STANDARD.encode(&xml)).find(|other| other != own)
    }

    async fn reply(mut self, mut reply: Reply, closes: bool) -> Result<Response<Body>, Severed> {
        let date = reply::date(self.connection.inner.authority().now(), self.decision.as_ref());
        reply.headers.push(("date", date));
        self.entry.lock().status = (reply.manner != Manner::Naked).then_some(reply.status);
        tell(&self.connection, &self.entry);
        if reply.manner == Manner::Whole {
            return Ok(whole(reply, closes));
        }
        // What breaks the rules of HTTP goes past the library. A client that does not stay for it is no failure.
        if write(&mut self.wire, &reply).await.is_ok() {
            self.wire.close().await;
        }
        Err(Severed)
    }
}

fn work_is_small(headers: &HeaderMap) -> bool {
    let length = headers
        .get(hyper::header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok());
    length
        .and_then(|text| text.parse::<usize>().ok())
        .is_some_and(|length| length <= SMALL)
}

fn nowhere(status: u16, text: &str) -> call::Response {
    call::Response {
        status,
        content_type: "application/json",
        body: serde_json::json!({ "status": status, "error": text })
            .to_string()
            .into_bytes(),
    }
}

async fn read(mut body: Incoming, limit: usize) -> Read {
    let most = limit.saturating_mul(DRAINED);
    if body.size_hint().lower() > most as u64 {
        return Read::TooLarge;
    }
    let mut out = Vec::new();
    let mut length = 0usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return Read::Broken };
        let Some(data) = frame.data_ref() else { continue };
        length = length.saturating_add(data.len());
        if length > most {
            return Read::TooLarge;
        }
        if length <= limit {
            out.extend_from_slice(data);
        }
    }
    if length > limit {
        Read::TooLarge
    } else {
        Read::Whole(out)
    }
}

fn whole(reply: Reply, closes: bool) -> Response<Body> {
    let mut answer = Response::new(Body::from(reply.body));
    *answer.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        // Rules are looked at when they are added: what stands in them can stand in a header.
        if let Ok(value) = HeaderValue::from_str(&value) {
            answer.headers_mut().insert(name, value);
        }
    }
    debug_assert!(answer.headers().contains_key(DATE));
    if closes {
        answer
            .headers_mut()
            .insert(CONNECTION, HeaderValue::from_static("close"));
    }
    answer
}

/// Writes what HTTP does not allow.
async fn write(wire: &mut Wire, reply: &Reply) -> std::io::Result<()> {
    let length = reply.body.len() as u64;
    match reply.manner {
        Manner::Whole => Ok(()),
        Manner::Naked => wire.send(&reply.body).await,
        Manner::Truncated(keep) => {
            let part = &reply.body[..keep.min(reply.body.len())];
            wire.send(&[&reply.head(Some(length)), part].concat()).await
        }
        Manner::Drip { bytes, ms } => {
            let all = [reply.head(Some(length)), reply.body.clone()].concat();
            for piece in all.chunks(bytes.max(1)) {
                wire.send(piece).await?;
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
            Ok(())
        }
        Manner::BadChunks => {
            let half = reply.body.len() / 2;
            let first = [format!("{half:x}\r\n").as_bytes(), &reply.body[..half], b"\r\n"].concat();
            let rest = [b"no number\r\n", &reply.body[half..], b"\r\n0\r\n\r\n"].concat();
            wire.send(&[reply.head(None), first, rest].concat()).await
        }
        Manner::Giant(total) => {
            static BLOCK: [u8; 64 << 10] = [b' '; 64 << 10];
            wire.send(&reply.head(Some(total))).await?;
            let mut left = total;
            while left > 0 {
                let next = usize::try_from(left).unwrap_or(usize::MAX).min(BLOCK.len());
                wire.send(&BLOCK[..next]).await?;
                left -= next as u64;
            }
            Ok(())
        }
    }
}
