//! The control interface under `/_simulator/`, as `docs/schema/simulator.openapi.json` describes it, and the way to the page.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, LOCATION};
use hyper::{Method, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::authority::{Filter, Outcome, SubmissionView, Switches};
use super::faults::{Fault, InForce, Rule};
use super::guard::Shape;
use super::record::{End, Record};
use super::server::Inner;
use super::{forms, page};
use crate::error::{Code, Error, ErrorValue, Language};
use crate::gateway::{Environment, Operation, StampPolicy};
use crate::seal::SigningTime;
use crate::time::Moment;

/// The description of all this, word for word as it is published.
const DESCRIPTION: &str = include_str!("../../../docs/schema/simulator.openapi.json");
/// Calls or exchanges on one page of an answer, if nothing is said.
const PAGE: usize = 50;
/// And at most.
const LONGEST_PAGE: usize = 1000;

pub(super) type Shared = State<Arc<Inner>>;

/// Every path that is not the authority's.
pub(super) fn routes(inner: Arc<Inner>) -> Router {
    let see = || async { (StatusCode::SEE_OTHER, [(LOCATION, "/_simulator/")]) };
    Router::new()
        .route("/", get(see))
        .route("/_simulator", get(see))
        .route("/_simulator/health", get(health))
        .route(
            "/_simulator/openapi.json",
            get(|| async { ([(CONTENT_TYPE, "application/json")], DESCRIPTION) }),
        )
        .route("/_simulator/ca.pem", get(ca))
        .route("/_simulator/issuers", get(issuers))
        .route("/_simulator/otps", post(new_otp))
        .route("/_simulator/devices", get(devices))
        .route("/_simulator/devices/{id}", get(device))
        .route("/_simulator/devices/{id}/audit", get(audit))
        .route("/_simulator/devices/{id}/revoke", post(revoke))
        .route("/_simulator/submissions", get(submissions))
        .route("/_simulator/submissions/{id}", get(submission))
        .route("/_simulator/submissions/{id}/document", get(document))
        .route("/_simulator/submissions/{id}/cleared", get(cleared))
        .route("/_simulator/records", get(records).delete(forget_records))
        .route("/_simulator/records/{id}", get(record))
        .route("/_simulator/faults", get(faults).post(add_faults).delete(clear_faults))
        .route("/_simulator/faults/{id}", delete(remove_fault))
        .route("/_simulator/seed", post(seed))
        .route("/_simulator/clock", get(clock).post(move_clock))
        .route("/_simulator/switches", get(switches).post(set_switches))
        .route("/_simulator/unplug", post(unplug))
        .route("/_simulator/reset", post(reset))
        .merge(page::routes())
        .merge(forms::routes())
        .fallback(|| async { Problem::from(Error::new(Code::SimulatorUnknown)) })
        .layer(middleware::from_fn_with_state(Arc::clone(&inner), guarded))
        .with_state(inner)
}

/// Lets in who may come in, and tells browsers what our pages do not do.
async fn guarded(State(inner): Shared, request: Request, next: Next) -> Response {
    let mut answer = match admitted(&inner, &request) {
        Ok(()) => next.run(request).await,
        Err(error) => Problem::from(error).into_response(),
    };
    let headers = answer.headers_mut();
    for (name, value) in [
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        // Without a referrer a browser says "null" for the origin of our own forms too.
        ("referrer-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

fn admitted(inner: &Inner, request: &Request) -> Result<(), Error> {
    inner.guard().host(request.headers())?;
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return Ok(());
    }
    let shape = inner.guard().change(request.headers())?;
    let wanted = match request.uri().path().starts_with(forms::PREFIX) {
        true => shape == Shape::Form,
        // No page may send DELETE to another site unasked.
        false => shape == Shape::Json || (shape == Shape::None && request.method() == Method::DELETE),
    };
    match wanted {
        true => Ok(()),
        false => Err(Error::new(Code::SimulatorRequest).at("content-type")),
    }
}

/// An error as an answer.
pub(super) struct Problem(pub(super) Error);

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        #[derive(Serialize)]
        struct Wrapped {
            error: ErrorValue,
        }
        let status = match self.0.code() {
            Code::SimulatorUnknown => StatusCode::NOT_FOUND,
            Code::SimulatorHost | Code::SimulatorCrossSite => StatusCode::FORBIDDEN,
            Code::SimulatorRequest if self.0.path() == Some("content-type") => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::NoRandomness => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        };
        let error = ErrorValue::new(&self.0, Language::English);
        (status, Json(Wrapped { error })).into_response()
    }
}

/// JSON as an answer.
struct Json<T>(T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        // Plain data with text for keys: it can always be written.
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        ([(CONTENT_TYPE, "application/json")], body).into_response()
    }
}

type Answer = Result<Response, Problem>;

fn ok(value: impl Serialize) -> Answer {
    Ok(Json(value).into_response())
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let unreadable = |error: serde_json::Error| Error::new(Code::SimulatorRequest).found(&error.to_string());
    Ok(serde_json::from_slice(body).map_err(unreadable)?)
}

fn unknown() -> Problem {
    Problem(Error::new(Code::SimulatorUnknown))
}

/// The number in a path.
pub(super) fn number(text: &str) -> Result<u64, Problem> {
    text.parse().map_err(|_| unknown())
}

/// Seconds of UTC.
pub(super) fn utc(at: Moment) -> String {
    format!("{}Z", SigningTime::from_unix(at.unix().max(0).unsigned_abs()).as_str())
}

async fn health(State(inner): Shared) -> Answer {
    let addresses = inner.addresses();
    let base = |environment: Environment| {
        let address = addresses.http.map(|address| address.to_string()).unwrap_or_default();
        format!("http://{address}/e-invoicing/{}", environment.segment())
    };
    ok(serde_json::json!({
        "status": "ok",
        "version": env!("CARGO_PKG_VERSION"),
        "uptime_s": inner.uptime().as_secs(),
        "production": base(Environment::Production),
        "simulation": base(Environment::Simulation),
        "sandbox": base(Environment::Sandbox),
        "tls": addresses.https.map(|address| format!("https://{address}")),
        "calls": inner.authority().counts(),
        "exchanges": inner.records().begun(),
    }))
}

async fn ca(State(inner): Shared) -> Answer {
    let pem = inner.ca_pem().ok_or_else(unknown)?.to_owned();
    Ok(([(CONTENT_TYPE, "application/x-pem-file")], pem).into_response())
}

/// What other programs check the simulator's certificates and stamps against.
async fn issuers(State(inner): Shared, parameters: Parameters) -> Answer {
    let wanted = wanted(parameters)?;
    let mut all = Vec::new();
    for environment in Environment::ALL {
        if wanted.environment.is_some_and(|one| one != environment) {
            continue;
        }
        let certificates = inner.authority().certificates(environment);
        for (role, certificate) in ["compliance", "production", "stamp"].into_iter().zip(certificates) {
            all.push(serde_json::json!({
                "environment": environment,
                "role": role,
                "certificate": certificate.text(),
            }));
        }
    }
    ok(serde_json::json!({ "issuers": all }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewOtp {
    environment: Environment,
    #[serde(default)]
    vat_number: Option<String>,
}

async fn new_otp(State(inner): Shared, body: Bytes) -> Answer {
    let NewOtp {
        environment,
        vat_number,
    } = read(&body)?;
    let otp = inner.otp(environment, vat_number.as_deref())?;
    let made = serde_json::json!({
        "otp": otp.expose(),
        "environment": environment,
        "vat_number": vat_number,
        "until": Moment::from_unix(inner.authority().now().unix() + 3600).map(utc).ok(),
    });
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// What stands behind the question mark of a list.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Wanted {
    environment: Option<Environment>,
    operation: Option<Operation>,
    outcome: Option<Outcome>,
    device: Option<u64>,
    before: Option<u64>,
    limit: Option<usize>,
    lang: Option<String>,
}

impl Wanted {
    fn language(&self) -> Result<Language, Problem> {
        let parsed = self.lang.as_deref().map(Language::parse).transpose();
        Ok(parsed.map(Option::unwrap_or_default)?)
    }

    fn limit(&self) -> usize {
        self.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE)
    }
}

type Parameters = Result<Query<Wanted>, axum::extract::rejection::QueryRejection>;

fn wanted(parameters: Parameters) -> Result<Wanted, Problem> {
    let unreadable = |error: axum::extract::rejection::QueryRejection| {
        let text = error.body_text();
        Error::new(Code::SimulatorRequest).at("query").found(&text)
    };
    let Query(wanted) = parameters.map_err(unreadable)?;
    Ok(wanted)
}

async fn devices(State(inner): Shared, parameters: Parameters) -> Answer {
    let wanted = wanted(parameters)?;
    let mut devices = inner.authority().devices();
    devices.retain(|device| wanted.environment.is_none_or(|one| one == device.environment));
    ok(serde_json::json!({ "devices": devices }))
}

async fn device(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let id = number(&id)?;
    let devices = inner.authority().devices();
    ok(devices.iter().find(|device| device.id == id).ok_or_else(unknown)?)
}

async fn audit(State(inner): Shared, Path(id): Path<String>, parameters: Parameters) -> Answer {
    let language = wanted(parameters)?.language()?;
    let audit = inner.authority().audit(number(&id)?, language);
    ok(audit.ok_or_else(unknown)?)
}

/// A body without anything in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn revoke(State(inner): Shared, Path(id): Path<String>, body: Bytes) -> Answer {
    let Nothing {} = read(&body)?;
    match inner.authority().revoke(number(&id)?) {
        true => device(State(inner), Path(id)).await,
        false => Err(unknown()),
    }
}

async fn submissions(State(inner): Shared, parameters: Parameters) -> Answer {
    let wanted = wanted(parameters)?;
    let language = wanted.language()?;
    let found = submissions_of(&inner, &wanted, language);
    let full = found.len() == wanted.limit();
    let next_before = found.last().filter(|_| full).map(|last| last.id);
    ok(serde_json::json!({ "submissions": found, "next_before": next_before }))
}

pub(super) fn submissions_of(inner: &Inner, wanted: &Wanted, language: Language) -> Vec<SubmissionView> {
    let filter = Filter {
        environment: wanted.environment,
        device: wanted.device,
        operation: wanted.operation,
        outcome: wanted.outcome,
        before: wanted.before,
        limit: Some(wanted.limit()),
    };
    inner.authority().submissions(&filter, language)
}

async fn submission(State(inner): Shared, Path(id): Path<String>, parameters: Parameters) -> Answer {
    let language = wanted(parameters)?.language()?;
    ok(inner
        .authority()
        .submission(number(&id)?, language)
        .ok_or_else(unknown)?)
}

/// A document as a file: nothing in it is ever shown as a page of ours.
fn download(xml: Option<Arc<[u8]>>, name: &str) -> Answer {
    let xml = xml.ok_or_else(unknown)?.to_vec();
    let headers = [
        (CONTENT_TYPE, "application/xml".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.xml\"")),
    ];
    Ok((headers, Body::from(xml)).into_response())
}

async fn document(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let id = number(&id)?;
    download(inner.authority().document_of(id), &format!("document-{id}"))
}

async fn cleared(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let id = number(&id)?;
    download(inner.authority().cleared_of(id), &format!("cleared-{id}"))
}

/// An exchange as data.
#[derive(Serialize)]
struct RecordView {
    id: u64,
    at: String,
    connection: u64,
    tls: bool,
    environment: Option<Environment>,
    operation: Option<Operation>,
    method: String,
    target: String,
    status: Option<u16>,
    rule: Option<u64>,
    fault: Option<Fault>,
    decided: bool,
    end: End,
    request_bytes: u64,
    reply_bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
}

impl RecordView {
    fn new(record: Record, with_bytes: bool) -> Self {
        let (rule, fault) = record.fault.unzip();
        RecordView {
            id: record.id,
            at: utc(record.at),
            connection: record.connection,
            tls: record.tls,
            environment: record.environment,
            operation: record.operation,
            method: record.method,
            target: record.target,
            status: record.status,
            rule,
            fault,
            decided: record.decided,
            end: record.end,
            request_bytes: record.request_bytes,
            reply_bytes: record.reply_bytes,
            request: with_bytes.then(|| STANDARD.encode(&record.request)),
            reply: with_bytes.then(|| STANDARD.encode(&record.reply)),
        }
    }
}

pub(super) fn records_of(inner: &Inner, wanted: &Wanted) -> Vec<Record> {
    let fits = |record: &Record| {
        wanted.environment.is_none_or(|one| Some(one) == record.environment)
            && wanted.operation.is_none_or(|one| Some(one) == record.operation)
            && wanted.before.is_none_or(|before| record.id < before)
    };
    inner.records().newest(wanted.limit(), fits)
}

async fn records(State(inner): Shared, parameters: Parameters) -> Answer {
    let wanted = wanted(parameters)?;
    let found = records_of(&inner, &wanted);
    let full = found.len() == wanted.limit();
    let next_before = found.last().filter(|_| full).map(|last| last.id);
    let views: Vec<_> = found.into_iter().map(|record| RecordView::new(record, false)).collect();
    ok(serde_json::json!({ "records": views, "next_before": next_before }))
}

async fn record(State(inner): Shared, Path(id): Path<String>) -> Answer {
    let record = inner.records().find(number(&id)?).ok_or_else(unknown)?;
    ok(RecordView::new(record, true))
}

async fn forget_records(State(inner): Shared) -> StatusCode {
    inner.records().clear();
    StatusCode::NO_CONTENT
}

#[derive(Serialize)]
struct Plan {
    seed: u64,
    rules: Vec<InForce>,
}

async fn faults(State(inner): Shared) -> Answer {
    ok(Plan {
        seed: inner.faults().seed(),
        rules: inner.faults().in_force(),
    })
}

async fn add_faults(State(inner): Shared, body: Bytes) -> Answer {
    let rules = Rule::parse_all(&body)?;
    let added: Result<Vec<u64>, Error> = rules.into_iter().map(|rule| inner.faults().add(rule)).collect();
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "ids": added? }))).into_response())
}

async fn clear_faults(State(inner): Shared) -> StatusCode {
    inner.faults().clear();
    StatusCode::NO_CONTENT
}

async fn remove_fault(State(inner): Shared, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    match inner.faults().remove(number(&id)?) {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(unknown()),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Seed {
    seed: u64,
}

async fn seed(State(inner): Shared, body: Bytes) -> Answer {
    let Seed { seed } = read(&body)?;
    inner.faults().reseed(seed);
    ok(serde_json::json!({ "seed": seed }))
}

async fn clock(State(inner): Shared) -> Answer {
    let now = inner.authority().now();
    ok(serde_json::json!({ "utc": utc(now), "riyadh": now.to_string(), "unix": now.unix() }))
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Move {
    Set(String),
    AdvanceS(i64),
}

async fn move_clock(State(inner): Shared, body: Bytes) -> Answer {
    match read(&body)? {
        Move::Set(text) => inner.authority().set_clock(Moment::parse(&text)?),
        Move::AdvanceS(seconds) => inner.authority().advance(seconds),
    }
    clock(State(inner)).await
}

fn switches_of(environment: Environment, switches: Switches) -> serde_json::Value {
    serde_json::json!({
        "environment": environment,
        "clearance_off": switches.clearance_off,
        "renewal_through_compliance": switches.renewal_through_compliance,
        "stamps": match switches.stamps {
            StampPolicy::Contract => Stamps::Contract,
            StampPolicy::Warning => Stamps::Warning,
        },
    })
}

async fn switches(State(inner): Shared) -> Answer {
    let of = |environment| switches_of(environment, inner.authority().switches(environment));
    ok(serde_json::json!({ "switches": Environment::ALL.map(of) }))
}

/// [`StampPolicy`] as a word.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Stamps {
    Contract,
    Warning,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetSwitches {
    environment: Environment,
    #[serde(default)]
    clearance_off: Option<bool>,
    #[serde(default)]
    renewal_through_compliance: Option<bool>,
    #[serde(default)]
    stamps: Option<Stamps>,
}

async fn set_switches(State(inner): Shared, body: Bytes) -> Answer {
    let asked: SetSwitches = read(&body)?;
    let mut switches = inner.authority().switches(asked.environment);
    switches.clearance_off = asked.clearance_off.unwrap_or(switches.clearance_off);
    let renewal = asked.renewal_through_compliance;
    switches.renewal_through_compliance = renewal.unwrap_or(switches.renewal_through_compliance);
    switches.stamps = match asked.stamps {
        None => switches.stamps,
        Some(Stamps::Contract) => StampPolicy::Contract,
        Some(Stamps::Warning) => StampPolicy::Warning,
    };
    inner.authority().set_switches(asked.environment, switches);
    ok(switches_of(asked.environment, switches))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unplug {
    for_ms: u64,
}

async fn unplug(State(inner): Shared, body: Bytes) -> Answer {
    let Unplug { for_ms } = read(&body)?;
    // Ten minutes: nobody could plug it in again before.
    if for_ms > 600_000 {
        return Err(Problem(Error::new(Code::SimulatorRequest).at("for_ms")));
    }
    inner.unplug_for(Duration::from_millis(for_ms));
    Ok((StatusCode::ACCEPTED, Json(serde_json::json!({ "for_ms": for_ms }))).into_response())
}

async fn reset(State(inner): Shared, body: Bytes) -> Answer {
    let Nothing {} = read(&body)?;
    inner.reset();
    health(State(inner)).await
}
