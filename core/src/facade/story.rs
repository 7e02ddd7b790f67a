//! Everything that is known of one document: what was tried, what came back, what people did, and what can be done next.

use serde::Serialize;

use super::document::way_in;
use super::{Khatm, Way};
use crate::error::{Code, Error, Language, Result};
use crate::outbox::Reason;
use crate::outbox::wait::look;
use crate::store::delivery::Route;
use crate::store::{Place, Store, Uuid};
use crate::time::Timestamp;

/// Everything that is known of one document. Times are milliseconds since 1970 in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Story {
    /// Where it is.
    #[serde(flatten)]
    pub way: Way,
    /// What to tell the person at the counter.
    pub text: &'static str,
    /// Whether it may be handed over now.
    pub may_hand_over: bool,
    /// Every try, oldest first.
    pub tries: Vec<Tried>,
    /// The hand-over that was allowed before it was cleared, if one was.
    pub released: Option<Released>,
    /// What people did to it, and what was noted of it, oldest first.
    pub noted: Vec<Action>,
    /// What can be done with it now: names of what the facade and the command line offer.
    pub next: Vec<&'static str>,
}

/// A try that may have left, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Tried {
    /// When.
    pub at_ms: i64,
    /// To which operation.
    pub endpoint: Route,
    /// By which worker.
    pub worker: String,
    /// Whether an earlier try may have arrived.
    pub again: bool,
    /// Whether the authority may have forgotten that earlier try.
    pub after_window: bool,
    /// What came; nothing if it is awaited, or if its worker ended before it came.
    pub came: Option<Came>,
}

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Came {
    /// When.
    pub at_ms: i64,
    /// How long it took.
    pub took_ms: u64,
    /// The status; 0 if no reply came.
    pub http: u16,
    /// The verdict's name.
    pub verdict: &'static str,
    /// The length of the reply's body, which is kept.
    pub bytes: usize,
}

/// A hand-over that was allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Released {
    /// When.
    pub at_ms: i64,
    /// By whom.
    pub by: String,
    /// `outage` or `clearance_off`.
    pub reason: &'static str,
    /// In that person's words.
    pub note: String,
}

/// A line of the audit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "Noted"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "Noted"))]
pub struct Action {
    /// When.
    pub at_ms: i64,
    /// Who.
    pub by: String,
    /// What.
    pub action: String,
    /// More of it.
    pub detail: String,
}

impl Khatm {
    /// Everything that is known of a document.
    pub fn story(&self, uuid: &Uuid) -> Result<Story> {
        Story::of(self.store(), self.place(uuid)?, self.inner.setup.language, super::now())
    }
}

impl Story {
    /// Everything that is known of a document, in whatever keeps it.
    pub fn of(store: &dyn Store, place: Place, language: Language, at: Timestamp) -> Result<Self> {
        let way = way_in(store, place, at)?;
        let mut found = None;
        store.look(&mut |rows| {
            found = Some((rows.history(place)?, rows.release(place)?, look(rows, place, at)?));
            Ok(())
        })?;
        let (history, release, waited) = found.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
        let tries = history.attempts.iter().map(|attempt| {
            let came = history.answers.iter().find(|answer| answer.epoch == attempt.epoch);
            Tried {
                at_ms: attempt.at.unix_ms(),
                endpoint: attempt.endpoint,
                worker: attempt.node.clone(),
                again: attempt.again,
                after_window: attempt.after_window,
                came: came.map(|answer| Came {
                    at_ms: answer.at.unix_ms(),
                    took_ms: answer.ms,
                    http: answer.http,
                    verdict: answer.verdict,
                    bytes: answer.body.as_ref().map_or(0, Vec::len),
                }),
            }
        });
        Ok(Story {
            tries: tries.collect(),
            text: waited.text(language),
            may_hand_over: waited.is_allowed(),
            released: release.map(|release| Released {
                at_ms: release.at.unix_ms(),
                by: release.by,
                reason: match release.reason {
                    Reason::Outage => "outage",
                    Reason::ClearanceOff => "clearance_off",
                },
                note: release.note,
            }),
            noted: noted(store, place)?,
            next: next(&way, waited.is_allowed()),
            way,
        })
    }
}

/// The lines of the audit that name a place: found by it, however long the audit is.
fn noted(store: &dyn Store, place: Place) -> Result<Vec<Action>> {
    let stretch = store.stretch(place.chain, place.counter.saturating_sub(1), 1)?;
    let trail = stretch.trails.into_iter().find(|(at, _)| *at == place);
    let (_, trail) = trail.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
    let audited = trail?.audited.into_iter();
    Ok(audited
        .map(|row| Action {
            at_ms: row.at.unix_ms(),
            by: row.actor,
            action: row.action,
            detail: row.detail,
        })
        .collect())
}

/// What can be done with a document where it stands.
fn next(way: &Way, may_hand_over: bool) -> Vec<&'static str> {
    use super::Progress;
    let mut next = Vec::new();
    if may_hand_over {
        next.push("receipt");
    }
    match way.progress {
        Progress::Held => next.push("free"),
        Progress::Waiting | Progress::Again | Progress::InDoubt => next.extend(["deliver", "retry", "hold"]),
        Progress::Sending => next.push("hold"),
        Progress::Rejected => next.push("correct"),
        Progress::Cleared | Progress::Reported | Progress::Contrary => {}
    }
    if way.route == Route::Clearance && !way.progress.is_final() && !may_hand_over {
        next.push("release");
    }
    if way.parked.is_some() {
        next.push("unpark");
    }
    next
}
