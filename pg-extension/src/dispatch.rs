//! What a worker outside asks for: core's claim, look, settlement and return, each within the transaction of the call. A worker brings
//! names and what the authority said; what follows from it is decided here, on this ledger's rows and by this server's clock.

use std::collections::{BTreeMap, BTreeSet};

use khatm::error::{Code, Error, Result};
use khatm::outbox::{
    Allowance, Asked, Claim, Dispatch as _, Mine, Policy, Ticket, Told, Way, settle as settle_one, still_mine, way_of,
};
use khatm::store::delivery::{Deliveries as _, Delivering, Route};
use khatm::store::{ChainId, Issuing as _, Place};
use pgrx::pg_sys;

use crate::server::{Ledger, now};
use crate::table::caller;

/// So many documents are taken or settled by one call at most.
const MOST: usize = 4_096;
/// So long is a worker's name at most.
const LONGEST_NAME: usize = 200;

fn unfit(path: &str) -> Error {
    Error::new(Code::OutboxAsked).at(path)
}

/// A worker's wish, as it came.
pub(crate) struct Wanted<'w> {
    pub(crate) worker: &'w str,
    pub(crate) total: i32,
    pub(crate) clearance: i32,
    pub(crate) reporting: i32,
    pub(crate) busy: Option<&'w serde_json::Value>,
    pub(crate) only: Option<Vec<Option<i64>>>,
    pub(crate) policy: Option<&'w serde_json::Value>,
}

/// Takes documents, which may be sent once the caller's transaction is committed.
pub(crate) fn claim(wanted: &Wanted<'_>) -> Result<Vec<Claim>> {
    let count = |name, count: i32| {
        let count = usize::try_from(count).ok().filter(|count| *count <= MOST);
        count.ok_or_else(|| unfit(name))
    };
    let allowance = Allowance {
        total: count("total", wanted.total)?,
        clearance: count("clearance", wanted.clearance)?,
        reporting: count("reporting", wanted.reporting)?,
    };
    let only = wanted.only.as_ref().map(|chains| {
        let chains = chains.iter().map(|number| chain(*number, "among"));
        chains.collect::<Result<BTreeSet<_>>>()
    });
    let (only, busy, policy) = (only.transpose()?, busy(wanted.busy)?, policy(wanted.policy)?);
    let worker = wanted.worker.trim();
    if worker.is_empty() || worker.chars().count() > LONGEST_NAME || worker.chars().any(char::is_control) {
        return Err(unfit("worker"));
    }
    durable();
    Ledger::now().claim(&Asked {
        // It stands in the audit as who claimed: nobody takes another role's name.
        worker: &format!("{} {worker}", caller()),
        allowance,
        busy: &busy,
        now: now(),
        policy: &policy,
        only: only.as_ref(),
    })
}

/// Which claims a call is about.
pub(crate) struct Named {
    pub(crate) chains: Vec<Option<i64>>,
    pub(crate) icvs: Vec<Option<i64>>,
    pub(crate) epochs: Vec<Option<i64>>,
}

impl Named {
    fn read(&self) -> Result<Vec<(Place, u64)>> {
        let epochs = self.epochs.iter().map(|epoch| count(*epoch, "epochs"));
        let places = places(&self.chains, &self.icvs)?;
        if places.len() != self.epochs.len() {
            return Err(unfit("epochs"));
        }
        places
            .into_iter()
            .zip(epochs)
            .map(|(place, epoch)| Ok((place, epoch?)))
            .collect()
    }

    /// The tickets of claims that there were.
    fn tickets(&self) -> Result<Vec<Ticket>> {
        let mut ledger = Ledger::now();
        let ticket = |(place, epoch): (Place, u64)| ticket(&mut ledger, place, epoch);
        self.read()?.into_iter().map(ticket).collect()
    }
}

fn ticket(rows: &mut dyn Delivering, place: Place, epoch: u64) -> Result<Ticket> {
    let found = Ticket::of(rows, place, epoch)?;
    found.ok_or_else(|| Error::new(Code::OutboxUnknown).found(&format!("{place} #{epoch}")))
}

/// Whether claims still hold; in their order.
pub(crate) fn look(named: &Named, policy_of: Option<&serde_json::Value>) -> Result<Vec<Mine>> {
    let (named, policy, at) = (named.read()?, policy(policy_of)?, now());
    let mut found = Vec::with_capacity(named.len());
    Ledger::now().deliver(&mut |rows: &mut dyn Delivering| {
        for (place, epoch) in &named {
            found.push(match Ticket::of(rows, *place, *epoch)? {
                Some(ticket) => still_mine(rows, &ticket, at, &policy)?,
                None => Mine::Lost,
            });
        }
        Ok(())
    })?;
    Ok(found)
}

/// What is said of one claim: in words, and the bytes beside them.
pub(crate) type Said = (Option<String>, Option<Vec<u8>>, Option<Vec<u8>>);

/// Keeps what came of claims; the names of whom to call.
pub(crate) fn settle(
    named: &Named,
    said: Vec<Said>,
    policy_of: Option<&serde_json::Value>,
) -> Result<Vec<&'static str>> {
    let policy = policy(policy_of)?;
    let told = said.into_iter().map(|(words, body, cleared)| {
        let words = words.ok_or_else(|| Error::new(Code::OutboxTold).at("told"))?;
        Told::parse(&words, body, cleared)
    });
    let told = told.collect::<Result<Vec<_>>>()?;
    let named = named.read()?;
    if named.len() != told.len() {
        return Err(unfit("told"));
    }
    let mut named: Vec<_> = named.into_iter().zip(&told).collect();
    // Chain by chain, as core does it: the rows of one chain lie beside each other.
    named.sort_by_key(|((place, _), _)| place.chain);
    let at = now();
    let mut alerts = Vec::new();
    Ledger::now().deliver(&mut |rows: &mut dyn Delivering| {
        for ((place, epoch), told) in &named {
            let ticket = ticket(rows, *place, *epoch)?;
            alerts.extend(settle_one(rows, &ticket, told, at, chance(), &policy)?);
        }
        Ok(())
    })?;
    Ok(alerts.into_iter().map(|alert| alert.as_str()).collect())
}

/// Gives claims back that were not sent.
pub(crate) fn give_back(named: &Named, policy_of: Option<&serde_json::Value>) -> Result<()> {
    let policy = policy(policy_of)?;
    let tickets = named.tickets()?;
    Ledger::now().give_back(&tickets, now(), &policy)
}

/// Where documents are, as people are told.
pub(crate) fn ways(chains: &[Option<i64>], icvs: &[Option<i64>]) -> Result<Vec<(Place, Way)>> {
    let mut ledger = Ledger::now();
    let mut found = Vec::new();
    for place in places(chains, icvs)? {
        if let Some(document) = ledger.at(place)? {
            let made = ledger.chain(place.chain)?.made;
            found.push((place, way_of(&mut ledger, &document, &made, now())?));
        }
    }
    Ok(found)
}

/// How many documents have no final word.
pub(crate) fn undelivered() -> Result<u64> {
    let mut ledger = Ledger::of_statement();
    let (mut open, mut after) = (0, None);
    loop {
        let jobs = ledger.unfinished(after, MOST)?;
        open += jobs.len();
        after = jobs.last().map(|job| job.place);
        if jobs.len() < MOST {
            break;
        }
    }
    for lane in ledger.lanes()? {
        open += ledger.waiting(&lane, usize::MAX)?.len();
    }
    Ok(open as u64)
}

fn count(number: Option<i64>, path: &str) -> Result<u64> {
    let number = number
        .and_then(|number| u64::try_from(number).ok())
        .filter(|number| *number > 0);
    number.ok_or_else(|| unfit(path))
}

fn chain(number: Option<i64>, path: &str) -> Result<ChainId> {
    let number = u32::try_from(count(number, path)?);
    number.map(ChainId::new).map_err(|_| unfit(path))
}

fn places(chains: &[Option<i64>], icvs: &[Option<i64>]) -> Result<Vec<Place>> {
    if chains.len() > MOST {
        return Err(unfit("chains"));
    }
    if chains.len() != icvs.len() {
        return Err(unfit("icvs"));
    }
    let place = |(number, icv): (&Option<i64>, &Option<i64>)| {
        Ok(Place {
            chain: chain(*number, "chains")?,
            counter: count(*icv, "icvs")?,
        })
    };
    chains.iter().zip(icvs).map(place).collect()
}

/// How many documents of each chain a worker has in hand: an object of numbers.
fn busy(value: Option<&serde_json::Value>) -> Result<BTreeMap<ChainId, usize>> {
    let Some(value) = value else {
        return Ok(BTreeMap::new());
    };
    let fields = value.as_object().ok_or_else(|| unfit("busy"))?;
    let field = |(name, count): (&String, &serde_json::Value)| {
        let number = name.parse().ok();
        let count = count.as_u64().and_then(|count| usize::try_from(count).ok());
        Ok((chain(number, "busy")?, count.ok_or_else(|| unfit("busy"))?))
    };
    fields.iter().map(field).collect()
}

fn policy(value: Option<&serde_json::Value>) -> Result<Policy> {
    value.map_or_else(|| Ok(Policy::default()), |value| Policy::parse(&value.to_string()))
}

/// The names in which routes cross.
pub(crate) const fn route(route: Route) -> &'static str {
    route.as_str()
}

fn chance() -> u64 {
    let mut bytes = [0_u8; 8];
    // SAFETY: the buffer is ours and as long as it is said to be. Where there is no randomness, tries come at once.
    unsafe {
        pg_sys::pg_strong_random(bytes.as_mut_ptr().cast(), bytes.len());
    }
    u64::from_ne_bytes(bytes)
}

/// Makes the commit of this transaction wait for the disk, whatever the session says: a byte that leaves before its claim is kept
/// could leave twice. Whoever waits for more, a standby, goes on doing so.
fn durable() {
    // SAFETY: a setting of the transaction, of a name and a value that every server knows.
    unsafe {
        use pg_sys::SyncCommitLevel::{SYNCHRONOUS_COMMIT_LOCAL_FLUSH, SYNCHRONOUS_COMMIT_REMOTE_FLUSH};
        let level = pg_sys::synchronous_commit.cast_unsigned();
        if level >= SYNCHRONOUS_COMMIT_REMOTE_FLUSH || level == SYNCHRONOUS_COMMIT_LOCAL_FLUSH {
            return;
        }
        pg_sys::set_config_option(
            c"synchronous_commit".as_ptr(),
            c"on".as_ptr(),
            pg_sys::GucContext::PGC_USERSET,
            pg_sys::GucSource::PGC_S_SESSION,
            pg_sys::GucAction::GUC_ACTION_LOCAL,
            true,
            0,
            false,
        );
    }
}
