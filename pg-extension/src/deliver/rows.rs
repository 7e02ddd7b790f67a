//! Rows of the tables of deliveries as what core knows them as.

use khatm::error::Result;
use khatm::outbox::{Reason, Release};
use khatm::store::ChainId;
use khatm::store::delivery::{Answered, Attempt, Fact, Job, Lane, Outcome, Park, Route, State, Why};

use crate::table::{Row, damaged};

fn counted(row: &mut Row<'_>) -> Result<u32> {
    u32::try_from(row.take::<i32>()?).map_err(|_| damaged())
}

fn status(http: i16) -> Result<u16> {
    u16::try_from(http).map_err(|_| damaged())
}

pub(crate) fn lane(row: &mut Row<'_>) -> Result<Lane> {
    let chain = ChainId::new(u32::try_from(row.count()?).map_err(|_| damaged())?);
    let (route, next, endpoint, back_at) = (row.route()?, row.count()?, row.route()?, row.maybe_time());
    let why: Option<String> = row.maybe();
    let (code, until): (Option<String>, _) = (row.maybe(), row.maybe_time());
    let probes = row.maybe::<i32>().and_then(|probes| u32::try_from(probes).ok());
    let (probe_route, probe_counter) = (row.maybe::<i16>(), row.maybe::<i64>());
    let park = match (why, code, until, probes) {
        (Some(why), Some(code), Some(until), Some(probes)) => Some(Park {
            why: Why::of_name(&why).ok_or_else(damaged)?,
            code,
            until,
            probes,
            probe: match (probe_route, probe_counter) {
                (Some(route), Some(counter)) => Some((
                    Route::of_number(i64::from(route)).ok_or_else(damaged)?,
                    u64::try_from(counter).map_err(|_| damaged())?,
                )),
                _ => None,
            },
        }),
        _ => None,
    };
    Ok(Lane {
        chain,
        route,
        next,
        endpoint,
        back_at,
        park,
        rest_until: row.maybe_time(),
        turn: row.count()?,
        streak: counted(row)?,
        streak_code: row.maybe(),
    })
}

pub(crate) fn job(row: &mut Row<'_>) -> Result<Job> {
    Ok(Job {
        place: row.document()?,
        route: row.route()?,
        endpoint: row.route()?,
        state: State::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?,
        due_at: row.time()?,
        deadline_at: row.time()?,
        first_sent_at: row.time()?,
        attempts: counted(row)?,
        failures: counted(row)?,
        epoch: row.count()?,
        doubt_since: row.maybe_time(),
        owner: row.maybe(),
        last_http: row.maybe().map(status).transpose()?,
        last_code: row.maybe(),
    })
}

pub(crate) fn attempt(row: &mut Row<'_>) -> Result<Attempt> {
    Ok(Attempt {
        place: row.document()?,
        epoch: row.count()?,
        endpoint: row.route()?,
        at: row.time()?,
        node: row.take()?,
        again: row.take()?,
        after_window: row.take()?,
    })
}

pub(crate) fn answer(row: &mut Row<'_>) -> Result<Answered> {
    Ok(Answered {
        place: row.document()?,
        epoch: row.count()?,
        at: row.time()?,
        ms: row.count()?,
        http: status(row.take()?)?,
        verdict: Answered::verdict_of(&row.take::<String>()?).ok_or_else(damaged)?,
        body: row.maybe(),
    })
}

pub(crate) fn outcome(row: &mut Row<'_>) -> Result<Outcome> {
    Ok(Outcome {
        place: row.document()?,
        fact: Fact::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?,
        epoch: row.count()?,
        http: status(row.take()?)?,
        at: row.time()?,
        late: row.take()?,
        endpoint: row.route()?,
        messages: row.maybe(),
    })
}

pub(crate) fn release(row: &mut Row<'_>) -> Result<Release> {
    row.skip(2);
    Ok(Release {
        at: row.time()?,
        by: row.take()?,
        reason: Reason::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?,
        note: row.take()?,
    })
}
