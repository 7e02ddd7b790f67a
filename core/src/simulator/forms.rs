//! What the page's forms do: the same as the control interface, for a browser that may have no script. Each carries the token
//! that only our page knows, and ends where it was sent from.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use hyper::StatusCode;
use hyper::header::LOCATION;
use serde::Deserialize;

use super::control::{Problem, Shared, number};
use super::faults::{Condition, Fault, Rule, Standard};
use super::guard::Guard;
use super::server::Inner;
use crate::error::{Code, Error};
use crate::gateway::{Environment, Operation};
use crate::time::Moment;

/// Where forms are sent to: the guard takes nothing else here.
pub(super) const PREFIX: &str = "/_simulator/do/";

pub(super) fn routes() -> Router<Arc<Inner>> {
    Router::new()
        .route("/_simulator/do/otp", post(otp))
        .route("/_simulator/do/revoke/{id}", post(revoke))
        .route("/_simulator/do/fault", post(fault))
        .route("/_simulator/do/fault/remove/{id}", post(remove_fault))
        .route("/_simulator/do/fault/clear", post(clear_faults))
        .route("/_simulator/do/clock", post(clock))
        .route("/_simulator/do/clearance", post(clearance))
        .route("/_simulator/do/reset", post(reset))
}

/// Every field that a form of ours has. One that is missing is empty, as one that was left empty is.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Fields {
    token: Option<String>,
    environment: String,
    operation: String,
    vat_number: String,
    kind: String,
    number: String,
    per_mille: String,
    times: String,
    rule: String,
    advance_s: String,
    set: String,
    off: String,
}

type Answer = Result<Response, Problem>;

fn admitted(guard: &Guard, fields: &Fields) -> Result<(), Problem> {
    Ok(guard.form(fields.token.as_deref())?)
}

fn back(anchor: &str) -> Answer {
    let place = format!("/_simulator/{anchor}");
    Ok((StatusCode::SEE_OTHER, [(LOCATION, place)]).into_response())
}

fn wrong(field: &'static str) -> Problem {
    Problem(Error::new(Code::SimulatorRequest).at(field))
}

/// A field that may be left empty.
fn optional<T>(text: &str, field: &'static str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => parse(text).map(Some).ok_or_else(|| wrong(field)),
    }
}

fn environment(fields: &Fields) -> Result<Environment, Problem> {
    Ok(Environment::parse(&fields.environment)?)
}

async fn otp(State(inner): Shared, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    let vat_number = Some(fields.vat_number.trim()).filter(|text| !text.is_empty());
    inner.otp(environment(&fields)?, vat_number)?;
    back("#otp")
}

async fn revoke(State(inner): Shared, Path(id): Path<String>, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    match inner.authority().revoke(number(&id)?) {
        true => back(&format!("view/device/{id}")),
        false => Err(Problem(Error::new(Code::SimulatorUnknown))),
    }
}

async fn fault(State(inner): Shared, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    let rules = match fields.rule.trim() {
        "" => vec![rule(&fields)?],
        json => Rule::parse_all(json.as_bytes())?,
    };
    for rule in rules {
        inner.faults().add(rule)?;
    }
    back("#faults")
}

/// A rule of the simple form: one kind with one number.
fn rule(fields: &Fields) -> Result<Rule, Problem> {
    let parsed = |text: &str| text.parse::<i64>().ok();
    let given = optional(&fields.number, "number", parsed)?;
    let natural = |otherwise: u64| match given {
        None => Ok(otherwise),
        Some(given) => u64::try_from(given).map_err(|_| wrong("number")),
    };
    let fault = match fields.kind.as_str() {
        "refuse" => Fault::Refuse,
        "drop_before" => Fault::DropBefore,
        "drop_after" => Fault::DropAfter,
        "delay" => Fault::Delay { ms: natural(3000)? },
        "silence" => Fault::Silence,
        "too_many" => Fault::TooMany {
            retry_after: Some(natural(30)?.to_string()),
        },
        "status" | "status_html" => Fault::Status {
            status: u16::try_from(natural(503)?).map_err(|_| wrong("number"))?,
            html: fields.kind == "status_html",
        },
        "garbage" => Fault::Garbage {
            bytes: usize::try_from(natural(Standard::GARBAGE as u64)?).map_err(|_| wrong("number"))?,
        },
        "truncated" => Fault::Truncated { keep: None },
        "html" => Fault::Html,
        "wrong_document" => Fault::WrongDocument,
        "spurious_208" => Fault::Spurious208,
        "spurious_409" => Fault::Spurious409,
        "reject" => Fault::Reject,
        "see_other" => Fault::SeeOther { location: None },
        "expired_certificate" => Fault::ExpiredCertificate,
        "skewed_clock" => Fault::SkewedClock {
            seconds: given.unwrap_or(600),
        },
        "slow_drip" => Fault::SlowDrip {
            ms: natural(Standard::PAUSE_MS)?,
            bytes: 1,
        },
        "bad_chunks" => Fault::BadChunks,
        "gzip" => Fault::Gzip { zeros: None },
        "giant" => Fault::Giant {
            bytes: natural(1 << 30)?,
        },
        _ => return Err(wrong("kind")),
    };
    let operation = |text: &str| Operation::ALL.into_iter().find(|one| one.as_str() == text);
    let when = Condition {
        environment: optional(&fields.environment, "environment", |text| Environment::parse(text).ok())?,
        operation: optional(&fields.operation, "operation", operation)?,
        per_mille: optional(&fields.per_mille, "per_mille", |text| text.parse().ok())?,
        times: optional(&fields.times, "times", |text| text.parse().ok())?,
        ..Condition::default()
    };
    Ok(Rule {
        when,
        ..Rule::of(fault)
    })
}

async fn remove_fault(State(inner): Shared, Path(id): Path<String>, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    // Whoever takes away what is gone already has what was wanted.
    inner.faults().remove(number(&id)?);
    back("#faults")
}

async fn clear_faults(State(inner): Shared, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    inner.faults().clear();
    back("#faults")
}

async fn clock(State(inner): Shared, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    if let Some(seconds) = optional(&fields.advance_s, "advance_s", |text| text.parse().ok())? {
        inner.authority().advance(seconds);
    }
    if let Some(moment) = optional(&fields.set, "set", |text| Moment::parse(text).ok())? {
        inner.authority().set_clock(moment);
    }
    back("#clock")
}

async fn clearance(State(inner): Shared, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    inner
        .authority()
        .clearance_off(environment(&fields)?, fields.off == "1");
    back("#environments")
}

async fn reset(State(inner): Shared, Form(fields): Form<Fields>) -> Answer {
    admitted(inner.guard(), &fields)?;
    inner.reset();
    back("")
}
