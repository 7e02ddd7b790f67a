//! The ledger as core's store: everything together, for what looks at all of it.

use std::collections::{BTreeMap, BTreeSet};

use khatm::chain::Link;
use khatm::error::{Code, Error, Result};
use khatm::gateway::Remark;
use khatm::ledger::trail;
use khatm::store::counting::{
    Contrary, Counting, Counts, Made, Open, Queued, Remarked, Replied, Said, Tried, Uncorrected, Undone,
};
use khatm::store::delivery::{Deliveries, Delivering, Fact, Outcome, Route};
use khatm::store::safe::{Audited, Safe as _};
use khatm::store::stretch::{Stretch, Stretches, Trail};
use khatm::store::verify::{Lines, Verified};
use khatm::store::{Chain, ChainId, ChainState, Document, Fate, Issuing, NewChain, Place, Store, Uuid};
use khatm::time::Timestamp;
use pgrx::Spi;

use crate::context::as_superuser;
use crate::server::{CHAIN, COUNTER, Ledger, chain, document};
use crate::table::{Key, Order, Row, Table, damaged, number, scratch};
use crate::tenant::Sight;
use crate::{deliver, lock};

impl Store for Ledger {
    fn begin(&self, new: &NewChain, now: Timestamp) -> Result<Chain> {
        let mut ledger = self.clone();
        Ledger::begin(&mut ledger, new, now)
    }

    fn chains(&self) -> Result<Vec<Chain>> {
        scratch(|| {
            let table = Table::read(c"chain");
            self.all((&table, c"chain_pkey"), &[], chain)
        })
        .and_then(|chains| match self.for_caller {
            true => Ok(Sight::here()?.among(chains)),
            false => Ok(chains),
        })
    }

    fn set_state(&self, id: ChainId, state: ChainState, by: &str, now: Timestamp) -> Result<()> {
        let mut ledger = self.clone();
        let before = ledger.chain(id)?.state;
        let to = Ledger::set_state(&mut ledger, id, state, None)?;
        match to == before {
            true => Ok(()),
            false => self.note(&trail::aside(id, to, None, by, now)),
        }
    }

    /// The lock is the caller's: it is a chain's, and only he knows which.
    fn transact(&self, work: &mut dyn FnMut(&mut dyn Issuing) -> Result<()>) -> Result<()> {
        let mut ledger = self.clone();
        work(&mut ledger)
    }

    fn document(&self, uuid: &Uuid) -> Result<Option<Document>> {
        Ok(self.named(uuid)?.map(|(document, _)| document))
    }

    fn numbered(&self, wanted: &str) -> Result<Vec<Document>> {
        let mut found = scratch(|| {
            let table = Table::read(c"document");
            self.all((&table, c"document_number"), &[(6, Key::Text(wanted))], document)
        })?;
        if let Some(shown) = self.shown()? {
            found.retain(|document| shown.contains(&document.place.chain));
        }
        found.sort_by_key(|document| (document.issued, document.place));
        Ok(found)
    }

    fn documents(&self, chain: ChainId, after: u64, most: usize) -> Result<Vec<Document>> {
        let mut found = Vec::new();
        self.some((c"document", c"document_pkey"), chain, after, None, |row| {
            found.push(document(row)?);
            Ok(found.len() < most)
        })?;
        found.truncate(most);
        Ok(found)
    }

    fn last(&self, chain: ChainId) -> Result<Option<Link>> {
        let mut ledger = self.clone();
        Ok(ledger.head(chain)?.map(|head| head.link))
    }

    fn fate(&self, place: Place) -> Result<Fate> {
        let mut ledger = self.clone();
        Issuing::fate(&mut ledger, place)
    }
}

impl Deliveries for Ledger {
    fn deliver(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        self.at_home()?;
        lock::deliveries();
        let mut ledger = Ledger::delivering();
        work(&mut ledger)
    }

    fn look(&self, work: &mut dyn FnMut(&mut dyn Delivering) -> Result<()>) -> Result<()> {
        let mut ledger = self.clone();
        work(&mut ledger)
    }
}

impl Ledger {
    /// Rows of a chain's documents after a counter, up to another, as long as they are wanted.
    pub(crate) fn some(
        &self,
        (table, index): (&'static std::ffi::CStr, &'static std::ffi::CStr),
        chain: ChainId,
        after: u64,
        last: Option<u64>,
        mut take: impl FnMut(&mut Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        scratch(|| {
            let table = Table::read(table);
            // The columns of the audit stand elsewhere.
            let (chain_column, counter_column) = match index == c"audit_document" {
                true => (5, 6),
                false => (CHAIN, COUNTER),
            };
            let conditions = [
                (chain_column, Key::Number(i64::from(chain.number()))),
                (counter_column, Key::After(number(after))),
            ];
            let mut scan = table.scan(index, &conditions, self.seen, Order::Forward);
            while let Some(mut row) = scan.next() {
                if last.is_some_and(|last| row.counter_at(counter_column) > last) || !take(&mut row)? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Takes every row of a table whose first column is a chain, in the order of its key: of those chains that are shown. None is kept.
    fn each(
        &self,
        names: (&'static std::ffi::CStr, &'static std::ffi::CStr),
        mut take: impl FnMut(&mut Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let shown = self.shown()?;
        scratch(|| {
            let table = Table::read(names.0);
            let mut scan = table.scan(names.1, &[], self.seen, Order::Forward);
            while let Some(mut row) = scan.next() {
                let chain = u32::try_from(row.counter_at(CHAIN)).map(ChainId::new);
                if shown
                    .as_ref()
                    .is_none_or(|shown| chain.is_ok_and(|chain| shown.contains(&chain)))
                {
                    take(&mut row)?;
                }
            }
            Ok(())
        })
    }

    /// The chains that the caller may see, unless he may see all.
    pub(crate) fn shown(&self) -> Result<Option<BTreeSet<ChainId>>> {
        match self.for_caller && !Sight::here()?.is_whole() {
            true => Ok(Some(Store::chains(self)?.iter().map(|chain| chain.id).collect())),
            false => Ok(None),
        }
    }
}

impl Stretches for Ledger {
    fn stretch(&self, chain: ChainId, after: u64, most: usize) -> Result<Stretch> {
        let mut ledger = self.clone();
        let lanes = Route::ALL.iter().rev().map(|&route| ledger.lane(chain, route));
        let lanes = lanes.filter_map(Result::transpose).collect::<Result<Vec<_>>>()?;
        let mut trails: BTreeMap<u64, Result<Trail>> = BTreeMap::new();
        self.some((c"document", c"document_pkey"), chain, after, None, |row| {
            let counter = row.counter_at(COUNTER);
            // A row that cannot be read spoils its own document and no other.
            let read = document(row).and_then(|document| {
                Ok(Trail {
                    filed: ledger.filed(document.place)?,
                    job: ledger.job(document.place)?,
                    history: ledger.history(document.place)?,
                    release: ledger.release(document.place)?,
                    audited: Vec::new(),
                    sum: None,
                    document,
                })
            });
            trails.insert(counter, read);
            Ok(trails.len() < most)
        })?;
        if let Some((&last, _)) = trails.last_key_value() {
            self.some((c"audit", c"audit_document"), chain, after, Some(last), |row| {
                let counter = row.counter_at(6);
                if let Some(slot) = trails.get_mut(&counter)
                    && let Ok(trail) = slot
                {
                    match crate::safe::audited(row) {
                        Ok(line) => trail.audited.push(line),
                        Err(error) => *slot = Err(error),
                    }
                }
                Ok(true)
            })?;
        }
        let trails = trails.into_iter();
        let trails = trails.map(|(counter, trail)| (Place { chain, counter }, trail));
        Ok(Stretch {
            lanes,
            trails: trails.collect(),
        })
    }

    fn audit_head(&self) -> Result<Option<(u64, [u8; 32])>> {
        scratch(|| {
            let table = Table::read(c"audit");
            let line: Option<Audited> =
                self.first((&table, c"audit_pkey"), &[], Order::Backward, crate::safe::audited)?;
            Ok(line.map(|line| (line.ordinal, line.hash)))
        })
    }

    fn install(&self) -> Result<Uuid> {
        self.installed()
    }

    fn fence(&self) -> Result<()> {
        // SAFETY: a look at the server's state. A standby has no place yet: it writes nothing.
        if unsafe { pgrx::pg_sys::RecoveryInProgress() } {
            return Ok(());
        }
        self.at_home()
    }

    fn hides(&self, chain: ChainId) -> Result<bool> {
        Ok(self.shown()?.is_some_and(|shown| !shown.contains(&chain)))
    }

    fn hides_device(&self, environment: &str, name: &str) -> Result<bool> {
        Ok(self.shown()?.is_some() && !crate::tenant::sees_device(environment, name)?)
    }

    fn beneath(&self, _: &Lines, verified: &mut Verified) -> Result<()> {
        // What only looks must not become a transaction that writes: on a standby it could not.
        let look = || {
            Spi::connect(|client| {
                client
                    .select(include_str!("../sql/orphans.sql"), None, &[])?
                    .first()
                    .get_one::<Vec<String>>()
            })
        };
        let found = as_superuser(look).map_err(|_| Error::new(Code::StoreFailed))?;
        for table in found.unwrap_or_default() {
            verified.broken(Error::new(Code::VerifyOrphan).found(&table));
        }
        Ok(())
    }
}

impl Counting for Ledger {
    fn counts(&self) -> Result<Counts> {
        let mut ledger = self.clone();
        let lanes = ledger.lanes()?;
        let facts = self.facts_of_all()?;
        let mut queued = Vec::new();
        for lane in &lanes {
            let waiting = ledger.waiting(lane, usize::MAX)?;
            let earliest = waiting.iter().map(|waiting| waiting.deadline_at).min();
            queued.extend(earliest.map(|deadline_at| Queued {
                chain: lane.chain,
                route: lane.route,
                count: waiting.len() as u64,
                deadline_at,
            }));
        }
        queued.sort_unstable();
        Ok(Counts {
            made: self.made()?,
            queued,
            open: self.open()?,
            tried: self.tried()?,
            replied: self.replied()?,
            said: facts.said.into_values().collect(),
            remarked: remarked(facts.remarked),
            contrary: facts.contrary.into_values().collect(),
            uncorrected: undone(Counting::uncorrected(self)?.into_iter().map(|one| one.place)),
            uncopied: counted(facts.uncopied),
            lanes,
        })
    }

    fn pressing(&self) -> Result<Counts> {
        self.what_presses()
    }

    fn uncorrected(&self) -> Result<Vec<Uncorrected>> {
        self.rejected_alone()
    }
}

impl Ledger {
    /// What was said of all documents.
    fn facts_of_all(&self) -> Result<Facts> {
        let mut ledger = self.clone();
        let mut facts = Facts::default();
        let mut of_one: Vec<Outcome> = Vec::new();
        self.each((c"outcome", c"outcome_pkey"), |row| {
            let outcome = deliver::outcome(row)?;
            // Those of one document stand one after the other.
            if of_one.first().is_some_and(|first| first.place != outcome.place) {
                facts.take(&of_one, &mut ledger)?;
                of_one.clear();
            }
            of_one.push(outcome);
            Ok(())
        })?;
        facts.take(&of_one, &mut ledger)?;
        Ok(facts)
    }

    fn made(&self) -> Result<Vec<Made>> {
        let mut rows = BTreeMap::new();
        self.each((c"document", c"document_pkey"), |row| {
            let chain = row.document()?.chain;
            row.skip(1);
            let kind = khatm::invoice::DocumentKind::parse(&row.take::<String>()?).ok_or_else(damaged)?;
            let route = row.route()?;
            let row = rows.entry((chain, route, kind.as_str())).or_insert(Made {
                chain,
                route,
                kind,
                count: 0,
            });
            row.count += 1;
            Ok(())
        })?;
        Ok(rows.into_values().collect())
    }

    pub(crate) fn open(&self) -> Result<Vec<Open>> {
        let mut rows = BTreeMap::new();
        self.each((c"outbox", c"outbox_pkey"), |row| {
            let job = deliver::job(row)?;
            let row = rows.entry((job.place.chain, job.route, job.state)).or_insert(Open {
                chain: job.place.chain,
                route: job.route,
                state: job.state,
                count: 0,
                deadline_at: job.deadline_at,
                doubt_since: None,
            });
            row.count += 1;
            row.deadline_at = row.deadline_at.min(job.deadline_at);
            row.doubt_since = [row.doubt_since, job.doubt_since].into_iter().flatten().min();
            Ok(())
        })?;
        Ok(rows.into_values().collect())
    }

    fn tried(&self) -> Result<Vec<Tried>> {
        let mut rows: BTreeMap<ChainId, Tried> = BTreeMap::new();
        let mut last = None;
        self.each((c"attempt", c"attempt_pkey"), |row| {
            let place = row.document()?;
            let row = rows.entry(place.chain).or_insert(Tried {
                chain: place.chain,
                attempts: 0,
                documents: 0,
            });
            row.attempts += 1;
            // They come in the order of their documents.
            row.documents += u64::from(last.replace(place) != Some(place));
            Ok(())
        })?;
        Ok(rows.into_values().collect())
    }

    fn replied(&self) -> Result<Vec<Replied>> {
        let mut rows: BTreeMap<_, u64> = BTreeMap::new();
        self.each((c"reply", c"reply_pkey"), |row| {
            let chain = row.document()?.chain;
            row.skip(2);
            let ms = row.count()?;
            let http = u16::try_from(row.take::<i16>()?).map_err(|_| damaged())?;
            *rows.entry((chain, http, row.take::<String>()?, ms)).or_default() += 1;
            Ok(())
        })?;
        let row = |((chain, http, verdict, ms), count)| Replied {
            chain,
            http,
            verdict,
            ms,
            count,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

/// How many of each chain.
pub(crate) fn undone(places: impl Iterator<Item = Place>) -> Vec<Undone> {
    let mut rows: BTreeMap<ChainId, u64> = BTreeMap::new();
    places.for_each(|place| *rows.entry(place.chain).or_default() += 1);
    counted(rows)
}

fn counted(rows: BTreeMap<ChainId, u64>) -> Vec<Undone> {
    let row = |(chain, count)| Undone { chain, count };
    rows.into_iter().map(row).collect()
}

/// What was said, added up by chain.
#[derive(Default)]
struct Facts {
    said: BTreeMap<(ChainId, Fact), Said>,
    remarked: BTreeMap<(ChainId, Fact, String, String), u64>,
    contrary: BTreeMap<ChainId, Contrary>,
    uncopied: BTreeMap<ChainId, u64>,
}

impl Facts {
    /// Adds those of one document.
    fn take(&mut self, of_one: &[Outcome], ledger: &mut Ledger) -> Result<()> {
        for outcome in of_one {
            let chain = outcome.place.chain;
            let said = self.said.entry((chain, outcome.fact)).or_insert(Said {
                chain,
                fact: outcome.fact,
                count: 0,
                late: 0,
                last_at: outcome.at,
            });
            said.count += 1;
            said.late += u64::from(outcome.late);
            said.last_at = said.last_at.max(outcome.at);
            let remarks = outcome.messages.as_deref().map(serde_json::from_str::<Vec<Remark>>);
            let remarks = remarks.transpose().map_err(|_| Error::new(Code::StoreDamaged))?;
            for remark in remarks.unwrap_or_default() {
                let (kind, code) = (remark.kind.unwrap_or_default(), remark.code.unwrap_or_default());
                *self.remarked.entry((chain, outcome.fact, kind, code)).or_default() += 1;
            }
        }
        match of_one {
            [one, other] => add_contrary(&mut self.contrary, one, other),
            // A contrary one is not counted besides.
            [one]
                if (one.fact, one.endpoint) == (Fact::Accepted, Route::Clearance)
                    && !ledger.facts(one.place)?.cleared =>
            {
                *self.uncopied.entry(one.place.chain).or_default() += 1;
            }
            _ => {}
        }
        Ok(())
    }
}

fn remarked(rows: BTreeMap<(ChainId, Fact, String, String), u64>) -> Vec<Remarked> {
    let row = |((chain, fact, kind, code), count)| Remarked {
        chain,
        fact,
        kind,
        code,
        count,
    };
    rows.into_iter().map(row).collect()
}

pub(crate) fn contrary(outcomes: &[Outcome]) -> Vec<Contrary> {
    let mut rows = BTreeMap::new();
    // Both facts of a document stand one after the other.
    for pair in outcomes.windows(2) {
        if let [one, other] = pair {
            add_contrary(&mut rows, one, other);
        }
    }
    rows.into_values().collect()
}

fn add_contrary(rows: &mut BTreeMap<ChainId, Contrary>, one: &Outcome, other: &Outcome) {
    if one.place != other.place || (one.fact, other.fact) != (Fact::Accepted, Fact::Rejected) {
        return;
    }
    let (chain, at) = (one.place.chain, one.at.max(other.at));
    let row = rows.entry(chain).or_insert(Contrary {
        chain,
        count: 0,
        last_at: at,
    });
    row.count += 1;
    row.last_at = row.last_at.max(at);
}
