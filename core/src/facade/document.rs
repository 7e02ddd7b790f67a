//! What there is to say of a document, and what to hand over: plain data, the same in every host.

use serde::Serialize;

use super::{Khatm, now};
use crate::error::{Code, Error, Result};
use crate::outbox::operator::hand_over;
use crate::outbox::{HandOver, Progress, Way, way_of};
use crate::store::delivery::Delivering;
use crate::store::issue::qr_of;
use crate::store::{ChainId, Document, Place, Store, Uuid};
use crate::time::Timestamp;

/// So many rows are read at once.
const PAGE: usize = 1_000;

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
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
        way_in(self.store(), self.place(uuid)?, now())
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
            crate::sort::by_key(&mut open, |&due| due);
            open.truncate(sought.most);
            Ok(open.into_iter().map(|(_, place)| place).collect())
        })?;
        let open = ways.into_iter().map(|(_, way)| way);
        Ok(open.filter(|way| !way.progress.is_final()).collect())
    }

    pub(super) fn ways(&self, places: impl Fn(&mut dyn Delivering) -> Result<Vec<Place>>) -> Result<Vec<(Place, Way)>> {
        ways_in(self.store(), &places, now())
    }
}

/// Where documents are, in whatever keeps them.
fn ways_in(
    store: &dyn Store,
    places: &dyn Fn(&mut dyn Delivering) -> Result<Vec<Place>>,
    at: Timestamp,
) -> Result<Vec<(Place, Way)>> {
    let chains = store.chains()?;
    let mut found = Vec::new();
    store.look(&mut |rows| {
        found.clear();
        for place in places(rows)? {
            let Some(document) = rows.document(place)? else {
                continue;
            };
            let made = chains.iter().find(|chain| chain.id == place.chain);
            let made = made.ok_or_else(|| Error::new(Code::OutboxUnknown))?;
            found.push((place, way_of(rows, &document, &made.made, at)?));
        }
        Ok(())
    })?;
    Ok(found)
}

/// Where one is.
pub(super) fn way_in(store: &dyn Store, place: Place, at: Timestamp) -> Result<Way> {
    let mut ways = ways_in(store, &|_| Ok(vec![place]), at)?;
    let (_, way) = ways.pop().ok_or_else(|| Error::new(Code::OutboxUnknown))?;
    Ok(way)
}
