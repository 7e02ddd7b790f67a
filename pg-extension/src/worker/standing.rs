//! How deliveries stand in this database. What that means is decided by core ([`khatm::ledger::standing`]).

use std::collections::BTreeSet;
use std::ffi::CStr;

use khatm::error::{Code, Error, Result};
use khatm::ledger::health::Concern;
use khatm::ledger::standing::{Hired, Standing};
use khatm::outbox::pace::is_over;
use khatm::store::delivery::{Delivering as _, State as Job};
use khatm::store::{ChainId, Issuing as _, Place, Store as _};
use khatm::time::Timestamp;
use pgrx::pg_sys;

use super::board::{Board, Slot, State, board};
use super::settings;
use crate::onboarding;
use crate::server::{Ledger, now};

/// So many unfinished documents are looked at, the oldest ones.
const LOOKED_AT: usize = 256;

/// The worker of this database, and what somebody should know of it.
pub(crate) struct Shown {
    pub(crate) database: String,
    pub(crate) pid: Option<i32>,
    pub(crate) state: &'static str,
    pub(crate) since: Option<Timestamp>,
    pub(crate) round_at: Option<Timestamp>,
    pub(crate) sent: u64,
    pub(crate) settled: u64,
    pub(crate) error: Option<&'static str>,
    pub(crate) standing: Standing,
    pub(crate) concern: Option<Concern>,
}

/// The database of this process, by its number and its name; within a transaction.
pub(super) fn here() -> (pg_sys::Oid, String) {
    // SAFETY: a session's database never changes, and has a name as long as somebody is connected.
    unsafe {
        let oid = pg_sys::MyDatabaseId;
        let name = pg_sys::get_database_name(oid);
        (oid, CStr::from_ptr(name).to_string_lossy().into_owned())
    }
}

/// How it stands now. It looks at the ends of the lanes and at what is unfinished, and at no document besides.
pub(crate) fn shown() -> Result<Shown> {
    let (oid, database) = here();
    let slot = board().and_then(|board| board.slot(oid));
    let [own, others] = waiting_since()?;
    let documents = Standing {
        hired: hired(slot, &database),
        waiting_since: own,
        taken_at: taken_at()?,
    };
    // For those somebody else would have to be there.
    let foreign = Standing {
        hired: Hired::Off,
        waiting_since: others,
        ..documents
    };
    // A device that is to be onboarded is work as well, and whoever does that may do nothing else.
    let (waiting_since, taken_at) = onboarding::waiting(now())?;
    let devices = Standing {
        waiting_since,
        taken_at,
        ..documents
    };
    let concern = [devices, documents].into_iter().filter_map(|one| one.concern(now()));
    let foreign = foreign.concern(now()).map(|concern| Concern {
        error: Error::new(Code::WorkerEnvironment),
        ..concern
    });
    let mut concern = concern.chain(foreign).max_by_key(|concern| concern.light);
    // Which setting is wrong: the board has no room for more than the code.
    if let (Some(concern), Err(error)) = (&mut concern, settings::environment())
        && concern.error.code() == error.code()
    {
        concern.error = error;
    }
    let standing = Standing {
        waiting_since: [own, others, waiting_since].into_iter().flatten().min(),
        taken_at: documents.taken_at.max(taken_at),
        ..documents
    };
    let time = |ms: Option<i64>| ms.map(Timestamp::from_unix_ms);
    let (round_at, sent, settled) = slot.map_or((None, 0, 0), Slot::counted);
    Ok(Shown {
        pid: slot.map(|slot| slot.worker.pid()).filter(|pid| *pid != 0),
        state: match standing.hired {
            Hired::Unloaded => "unloaded",
            Hired::Off => "off",
            Hired::Failing(_) if slot.is_none() => State::Failing.as_str(),
            Hired::Yes | Hired::Failing(_) => slot.map_or(State::Unseen, Slot::state).as_str(),
        },
        since: time(slot.and_then(Slot::since)),
        round_at: time(round_at),
        sent,
        settled,
        error: match standing.hired {
            Hired::Failing(code) => Some(code.as_str()),
            _ => slot.and_then(Slot::error).map(|(code, _)| code.as_str()),
        },
        concern,
        standing,
        database,
    })
}

fn hired(slot: Option<&Slot>, database: &str) -> Hired {
    if board().is_none() {
        return Hired::Unloaded;
    }
    if !settings::is_on() || !settings::serves(database) {
        return Hired::Off;
    }
    match slot.and_then(Slot::error) {
        Some((code, _)) => Hired::Failing(code),
        None if slot.is_none() && board().is_some_and(Board::is_full) => Hired::Failing(Code::WorkerDatabases),
        None => Hired::Yes,
    }
}

/// Since when a document has waited that somebody could take: of the environment that is delivered for here, and of another.
fn waiting_since() -> Result<[Option<Timestamp>; 2]> {
    let (mut ledger, now) = (Ledger::now(), now());
    let (mut own, mut others): (Vec<Timestamp>, Vec<Timestamp>) = Default::default();
    let foreign: BTreeSet<ChainId> = match settings::environment() {
        Ok(Some(chosen)) => {
            let chains = ledger.chains()?.into_iter();
            let foreign = chains.filter(|chain| chain.made.environment != chosen);
            foreign.map(|chain| chain.id).collect()
        }
        // What cannot be read is told of by whom it ends.
        _ => BTreeSet::new(),
    };
    let lanes = ledger.lanes()?;
    let is_open = |place: Place| {
        !lanes
            .iter()
            .any(|lane| lane.chain == place.chain && lane.park.is_some())
    };
    for lane in &lanes {
        if lane.park.is_some() || lane.rest_until.is_some_and(|rest| !is_over(rest, now)) {
            continue;
        }
        if let Some(first) = ledger.waiting(lane, 1)?.first() {
            let place = Place {
                chain: lane.chain,
                counter: first.counter,
            };
            let issued = ledger.at(place)?.map(|document| document.issued);
            if foreign.contains(&lane.chain) {
                others.extend(issued);
            } else {
                own.extend(issued);
            }
        }
    }
    let unfinished = ledger.unfinished(None, LOOKED_AT)?;
    let rests = |place: Place, route| {
        let mut own = lanes
            .iter()
            .filter(|lane| (lane.chain, lane.route) == (place.chain, route));
        own.any(|lane| lane.rests(now))
    };
    let due = unfinished.iter().filter(|job| {
        job.state != Job::Held && is_over(job.due_at, now) && is_open(job.place) && !rests(job.place, job.route)
    });
    for job in due {
        match foreign.contains(&job.place.chain) {
            true => others.push(job.due_at),
            false => own.push(job.due_at),
        }
    }
    Ok([own, others].map(|since| since.into_iter().min()))
}

/// When a document was taken last. The end of the audit says so while there is much to do, also of what is only tried again; later it is
/// the document before each lane's cursor.
fn taken_at() -> Result<Option<Timestamp>> {
    let mut ledger = Ledger::now();
    if let Some(at) = ledger.last_claimed()? {
        return Ok(Some(at));
    }
    let mut taken = Vec::new();
    for lane in ledger.lanes()? {
        let last = ledger.last_taken(&lane)?;
        taken.extend(last);
    }
    Ok(taken.into_iter().max())
}
