//! Where a document is on its way: plain data, the same in every host.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::gateway::Environment;
use crate::store::delivery::{Delivering, Fact, Facts, Job, Route, State};
use crate::store::{Document, NewChain};
use crate::time::Timestamp;

/// Where a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Nobody took it yet.
    Waiting,
    /// It is being sent.
    Sending,
    /// It is tried again; the authority certainly does not have it.
    Again,
    /// It is tried again with the same bytes; the authority may have it.
    InDoubt,
    /// Two people keep it back.
    Held,
    /// The authority cleared it.
    Cleared,
    /// The authority has it as reported.
    Reported,
    /// The authority rejected it: a correction is a new document.
    Rejected,
    /// The authority said both yes and no: a person must look.
    Contrary,
}

impl Progress {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Progress::Waiting => "waiting",
            Progress::Sending => "sending",
            Progress::Again => "again",
            Progress::InDoubt => "in_doubt",
            Progress::Held => "held",
            Progress::Cleared => "cleared",
            Progress::Reported => "reported",
            Progress::Rejected => "rejected",
            Progress::Contrary => "contrary",
        }
    }

    /// True when the authority has said yes or no.
    pub const fn is_final(self) -> bool {
        matches!(
            self,
            Progress::Cleared | Progress::Reported | Progress::Rejected | Progress::Contrary
        )
    }

    fn of(facts: Facts, job: Option<&Job>) -> Self {
        match (facts.accepted, facts.rejected) {
            (Some(_), true) => Progress::Contrary,
            (Some(Route::Clearance), false) => Progress::Cleared,
            (Some(Route::Reporting), false) => Progress::Reported,
            (None, true) => Progress::Rejected,
            (None, false) => match job.map(|job| job.state) {
                None => Progress::Waiting,
                Some(State::Inflight) => Progress::Sending,
                Some(State::Again) => Progress::Again,
                Some(State::InDoubt) => Progress::InDoubt,
                Some(State::Held) => Progress::Held,
            },
        }
    }
}

/// A document and its way to the authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Way {
    /// Its UUID.
    pub uuid: String,
    /// Its number (BT-1).
    pub number: String,
    /// The device that issued it.
    pub device: String,
    /// The environment.
    pub environment: Environment,
    /// Its counter (ICV).
    pub counter: u64,
    /// Its hash.
    pub invoice_hash: String,
    /// Whether it is cleared or reported.
    pub route: Route,
    /// Where it is.
    pub progress: Progress,
    /// Whether it missed its deadline. It is sent all the same.
    pub late: bool,
    /// When it was issued, in milliseconds since 1970 in UTC; so all times here.
    pub issued_ms: i64,
    /// Until when the authority wants it.
    pub deadline_ms: i64,
    /// When it is tried next, or until when it is being sent.
    pub due_ms: Option<i64>,
    /// Since when the authority may have it, and nobody knows.
    pub doubt_since_ms: Option<i64>,
    /// How often it was sent, or may have been.
    pub attempts: u32,
    /// The status of the last reply; 0 if none came.
    pub last_http: Option<u16>,
    /// What the last try came to.
    pub last_code: Option<String>,
    /// Why nothing of its device goes out, if so.
    pub parked: Option<String>,
    /// What the authority said for good, as it said it.
    pub messages: Vec<serde_json::Value>,
}

/// Where a document of a chain is at a time.
pub fn way_of(rows: &mut dyn Delivering, document: &Document, made: &NewChain, at: Timestamp) -> Result<Way> {
    let place = document.place;
    let (facts, job) = (rows.facts(place)?, rows.job(place)?);
    let route = Route::of(document.profile);
    let parked = rows.lane(place.chain, route)?.and_then(|lane| lane.park);
    // The whole history is read for what is finished only: its last word.
    let outcomes = if facts.any() {
        rows.history(place)?.outcomes
    } else {
        vec![]
    };
    let settled = outcomes.iter().map(|outcome| outcome.at).min();
    let mut messages = Vec::new();
    for text in outcomes.iter().filter_map(|outcome| outcome.messages.as_deref()) {
        if let Ok(serde_json::Value::Array(said)) = serde_json::from_str(text) {
            messages.extend(said);
        }
    }
    let progress = Progress::of(facts, job.as_ref());
    Ok(Way {
        uuid: document.uuid.to_string(),
        number: document.number.clone(),
        device: made.device.clone(),
        environment: made.environment,
        counter: place.counter,
        invoice_hash: document.hash.to_string(),
        route,
        progress,
        late: match outcomes.iter().find(|outcome| outcome.fact == Fact::Accepted) {
            Some(accepted) => accepted.late,
            None => settled.unwrap_or(at) > document.deadline,
        },
        issued_ms: document.issued.unix_ms(),
        deadline_ms: document.deadline.unix_ms(),
        due_ms: job.as_ref().map(|job| job.due_at.unix_ms()),
        doubt_since_ms: job.as_ref().and_then(|job| job.doubt_since).map(Timestamp::unix_ms),
        attempts: match &job {
            Some(job) => job.attempts,
            None if facts.any() => u32::try_from(rows.history(place)?.attempts.len()).unwrap_or(u32::MAX),
            None => 0,
        },
        last_http: job
            .as_ref()
            .and_then(|job| job.last_http)
            .or(outcomes.last().map(|outcome| outcome.http)),
        last_code: job.and_then(|job| job.last_code),
        parked: parked.filter(|_| !progress.is_final()).map(|park| park.code),
        messages,
    })
}
