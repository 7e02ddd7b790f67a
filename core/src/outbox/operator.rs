//! What people may do to a document on its way. Each leaves a line in the audit with the names of those who did it.

use super::pace::Policy;
use super::release::{HandOver, Release, may_hand_over};
use super::step::{Circumstances, Event, Standing, step};
use crate::error::{Code, Error, Result};
use crate::ledger::trail;
use crate::store::delivery::{Delivering, Entry, Job, Route};
use crate::store::{ChainId, Place};
use crate::time::Timestamp;

/// Keeps a document back, until it is freed. It takes two people: an invoice that is not delivered is an offence.
pub fn hold(rows: &mut dyn Delivering, place: Place, people: (&str, &str), why: &str, now: Timestamp) -> Result<()> {
    let (first, second) = (named(people.0)?, named(people.1)?);
    if first.eq_ignore_ascii_case(second) {
        return Err(Error::new(Code::OutboxTwoPeople));
    }
    let why = named(why)?;
    act(rows, place, &Event::Held, now)?;
    audit(rows, place, first, trail::HOLD, &format!("{second}: {why}"), now)
}

/// Lets a document go that was kept back.
pub fn free(rows: &mut dyn Delivering, place: Place, person: &str, why: &str, now: Timestamp) -> Result<()> {
    let (person, why) = (named(person)?, named(why)?);
    act(rows, place, &Event::Freed, now)?;
    audit(rows, place, person, trail::FREE, why, now)
}

/// Makes a document due at once. Its bytes are the same as ever, and a parked lane stays parked.
pub fn retry(rows: &mut dyn Delivering, place: Place, person: &str, now: Timestamp) -> Result<()> {
    let person = named(person)?;
    // One that nobody took yet is due as it is.
    if rows.job(place)?.is_some() || rows.facts(place)?.any() {
        act(rows, place, &Event::Hurried, now)?;
    }
    audit(rows, place, person, "retry", "", now)
}

/// Opens the parked lanes of a device without waiting for their probe: somebody mended the cause.
pub fn unpark(rows: &mut dyn Delivering, chain: ChainId, person: &str, now: Timestamp) -> Result<()> {
    let person = named(person)?;
    for route in Route::ALL {
        let Some(mut lane) = rows.lane(chain, route)? else {
            continue;
        };
        lane.park = None;
        lane.rest_until = None;
        lane.streak = 0;
        lane.streak_code = None;
        rows.put_lane(&lane)?;
    }
    let detail = chain.to_string();
    rows.audit(&Entry {
        at: now,
        actor: person.to_owned(),
        action: "unpark",
        place: None,
        detail,
    })
}

/// Allows a standard document to be handed over before it is cleared, during an official outage or while clearance is off. It
/// changes nothing in its delivery.
pub fn release(rows: &mut dyn Delivering, place: Place, release: &Release) -> Result<()> {
    let release = &Release {
        by: named(&release.by)?.to_owned(),
        note: named(&release.note)?.to_owned(),
        ..release.clone()
    };
    let document = rows.document(place)?.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
    match may_hand_over(Route::of(document.profile), rows.facts(place)?, None) {
        HandOver::NotYet | HandOver::ClearedMissing => {}
        HandOver::Rejected => return Err(Error::new(Code::OutboxReleaseRejected)),
        HandOver::AsIssued | HandOver::AsCleared | HandOver::Released(_) => return Ok(()),
    }
    rows.put_release(place, release)?;
    rows.audit(&trail::released(place, release))
}

/// What may be handed over of a document now.
pub fn hand_over(rows: &mut dyn Delivering, place: Place) -> Result<HandOver> {
    let document = rows.document(place)?.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
    let release = rows.release(place)?;
    Ok(may_hand_over(
        Route::of(document.profile),
        rows.facts(place)?,
        release.as_ref(),
    ))
}

fn act(rows: &mut dyn Delivering, place: Place, event: &Event<'_>, now: Timestamp) -> Result<()> {
    let facts = rows.facts(place)?;
    let standing = match rows.job(place)? {
        Some(job) => Standing::Open(job),
        None if facts.any() => Standing::Finished,
        None => {
            let document = rows.document(place)?.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
            let route = Route::of(document.profile);
            let lane = rows
                .lane(place.chain, route)?
                .ok_or_else(|| Error::new(Code::OutboxUnknown))?;
            Standing::Open(Job::new(place, route, lane.endpoint, document.deadline, now))
        }
    };
    let policy = Policy::default();
    let around = Circumstances {
        now,
        chance: 0,
        policy: &policy,
        facts,
    };
    match step(&standing, event, &around)?.standing {
        Standing::Open(job) => rows.put_job(&job),
        Standing::Finished => Ok(()),
    }
}

fn named(text: &str) -> Result<&str> {
    match text.trim() {
        "" => Err(Error::new(Code::OutboxReason)),
        text => Ok(text),
    }
}

fn audit(
    rows: &mut dyn Delivering,
    place: Place,
    actor: &str,
    action: &'static str,
    detail: &str,
    at: Timestamp,
) -> Result<()> {
    rows.audit(&Entry {
        at,
        actor: actor.to_owned(),
        action,
        place: Some(place),
        detail: detail.to_owned(),
    })
}
