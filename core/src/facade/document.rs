//! What there is to say of a document, and what to hand over: plain data, the same in every host.

use serde::Serialize;

use super::{Khatm, now};
use crate::error::{Code, Error, Result};
use crate::gateway::Environment;
use crate::outbox::HandOver;
use crate::outbox::operator::hand_over;
use crate::seal::Profile;
use crate::store::delivery::{Delivering, Fact, Facts, Job, Route, State};
use crate::store::issue::qr_of;
use crate::store::{ChainId, Document, Place, Uuid};
use crate::time::Timestamp;

/// So many rows are read at once.
const PAGE: usize = 1_000;

/// Where a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// Which documents are looked for: among those without a final word, if nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sought<'s> {
    /// Those of this device.
    pub device: Option<&'s str>,
    /// Those that missed their deadline.
    pub late: bool,
    /// Instead of those without a final word: those that were rejected and that no correction stands for.
    pub rejected: bool,
    /// So many at most.
    pub most: usize,
}

impl Default for Sought<'_> {
    fn default() -> Self {
        Sought {
            device: None,
            late: false,
            rejected: false,
            most: usize::MAX,
        }
    }
}

/// What to hand over of a document.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Receipt {
    /// Its UUID.
    pub uuid: String,
    /// Its number (BT-1).
    pub number: String,
    /// Whether it may be handed over now.
    pub may_hand_over: bool,
    /// Why, or why not: `as_issued`, `as_cleared`, `outage`, `clearance_off`, `not_yet`, `cleared_missing`, `rejected`.
    pub ground: &'static str,
    /// What to tell the person at the counter.
    pub text: &'static str,
    /// The QR code of what is handed over; nothing if nothing is.
    pub qr: Option<String>,
    /// What is handed over: the authority's version where it cleared one.
    pub xml: Option<String>,
}

/// Leaves out what is the buyer's.
impl std::fmt::Debug for Receipt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Receipt")
            .field("uuid", &self.uuid)
            .field("ground", &self.ground)
            .finish_non_exhaustive()
    }
}

impl Khatm {
    /// The place of a document.
    pub(super) fn place(&self, uuid: &Uuid) -> Result<Place> {
        let found = self.inner.store.document(uuid)?;
        found
            .map(|document| document.place)
            .ok_or_else(|| Error::new(Code::OutboxUnknown).found(&uuid.to_string()))
    }

    /// What to hand over of a document: of one that is on the disk, and of no other. A simplified one as it was issued, a standard
    /// one as the authority cleared it.
    pub fn receipt(&self, uuid: &Uuid) -> Result<Receipt> {
        let place = self.place(uuid)?;
        let mut found = None;
        self.inner.store.look(&mut |rows| {
            let document = rows.document(place)?;
            let handed = hand_over(rows, place)?;
            let cleared = match handed {
                HandOver::AsCleared => rows.history(place)?.cleared,
                _ => None,
            };
            found = document.map(|document| (document, handed, cleared));
            Ok(())
        })?;
        let (document, handed, cleared) = found.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
        let xml = match handed {
            HandOver::AsCleared => cleared,
            handed if handed.is_allowed() => Some(document.xml),
            _ => None,
        };
        let xml = xml
            .map(String::from_utf8)
            .transpose()
            .map_err(|_| Error::new(Code::VerifyColumn).found("xml"))?;
        Ok(Receipt {
            uuid: uuid.to_string(),
            number: document.number,
            may_hand_over: handed.is_allowed(),
            ground: handed.as_str(),
            text: crate::outbox::Waited::Settled(handed).text(self.inner.setup.language),
            qr: xml.as_deref().map(|xml| qr_of(xml.as_bytes())).transpose()?,
            xml,
        })
    }

    /// Where a document is.
    pub fn way(&self, uuid: &Uuid) -> Result<Way> {
        let place = self.place(uuid)?;
        let mut ways = self.ways(|_| Ok(vec![place]))?;
        let (_, way) = ways.pop().ok_or_else(|| Error::new(Code::OutboxUnknown))?;
        Ok(way)
    }

    /// The documents that are meant by a text: a UUID, or a number (BT-1), which several may have.
    pub fn find(&self, text: &str) -> Result<Vec<Document>> {
        let store = &self.inner.store;
        match Uuid::parse(text) {
            Ok(uuid) => Ok(store.document(&uuid)?.into_iter().collect()),
            Err(_) => store.numbered(text),
        }
    }

    /// Documents without a final word, those first whose deadline is nearest, so many at most.
    pub fn outbox(&self, most: usize) -> Result<Vec<Way>> {
        self.outbox_of(&Sought {
            most,
            ..Sought::default()
        })
    }

    /// The same, of some documents only; or those that were rejected and wait for a correction.
    pub fn outbox_of(&self, sought: &Sought<'_>) -> Result<Vec<Way>> {
        let chains = self.inner.store.chains()?;
        let at = now();
        let fits = |chain: ChainId, deadline: Timestamp| {
            let named = |made: &crate::store::Chain| sought.device.is_none_or(|name| name == made.made.device);
            (!sought.late || deadline < at) && chains.iter().any(|made| made.id == chain && named(made))
        };
        if sought.rejected {
            let rejected = self.inner.store.uncorrected()?.into_iter();
            let own = rejected.filter(|one| fits(one.place.chain, one.deadline_at));
            let places: Vec<Place> = own.map(|one| one.place).take(sought.most).collect();
            let ways = self.ways(|_| Ok(places.clone()))?.into_iter().map(|(_, way)| way);
            // The authority may have said the opposite meanwhile.
            return Ok(ways.filter(|way| way.progress == Progress::Rejected).collect());
        }
        let ways = self.ways(|rows| {
            let mut open: Vec<(Timestamp, Place)> = Vec::new();
            let mut after = None;
            loop {
                let jobs = rows.unfinished(after, PAGE)?;
                after = jobs.last().map(|job| job.place);
                let own = jobs.iter().map(|job| (job.deadline_at, job.place));
                open.extend(own.filter(|(deadline, place)| fits(place.chain, *deadline)));
                if jobs.len() < PAGE {
                    break;
                }
            }
            for lane in rows.lanes()? {
                // A correction has the deadline of what it stands for: it may be nearer than that of one before it.
                for waiting in rows.waiting(&lane, sought.most.saturating_add(PAGE))? {
                    let place = Place {
                        chain: lane.chain,
                        counter: waiting.counter,
                    };
                    if fits(lane.chain, waiting.deadline_at) {
                        open.push((waiting.deadline_at, place));
                    }
                }
            }
            open.sort();
            open.truncate(sought.most);
            Ok(open.into_iter().map(|(_, place)| place).collect())
        })?;
        let open = ways.into_iter().map(|(_, way)| way);
        Ok(open.filter(|way| !way.progress.is_final()).collect())
    }

    pub(super) fn ways(&self, places: impl Fn(&mut dyn Delivering) -> Result<Vec<Place>>) -> Result<Vec<(Place, Way)>> {
        let chains = self.inner.store.chains()?;
        let at = now();
        let mut found = Vec::new();
        self.inner.store.look(&mut |rows| {
            found.clear();
            for place in places(rows)? {
                let Some(document) = rows.document(place)? else {
                    continue;
                };
                let made = chains.iter().find(|chain| chain.id == place.chain);
                let made = made.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
                found.push((place, way(rows, &document, &made.made, at)?));
            }
            Ok(())
        })?;
        Ok(found)
    }
}

fn way(rows: &mut dyn Delivering, document: &Document, made: &crate::store::NewChain, at: Timestamp) -> Result<Way> {
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

impl Document {
    /// The route that it takes.
    pub const fn route(&self) -> Route {
        match self.profile {
            Profile::Standard => Route::Clearance,
            Profile::Simplified => Route::Reporting,
        }
    }
}
