//! What presses, and what became of the documents of some days, without reading all of the ledger.

use std::collections::{BTreeMap, BTreeSet};

use khatm::error::Result;
use khatm::ledger::daily::{Daily, Dealt, Period, Tally};
use khatm::store::counting::{Counts, Queued, Uncorrected};
use khatm::store::delivery::{Delivering as _, Fact, Lane, Outcome, Route};
use khatm::store::{Chain, Fate, Issuing as _, Place, Role, Store as _};
use khatm::time::Timestamp;

use crate::deliver;
use crate::server::{CHAIN, COUNTER, Ledger, at, now};
use crate::table::{Key, Order, Table, damaged, number, scratch};
use crate::whole::undone;

/// Documents that are read at a time.
const PAGE: u64 = 10_000;

impl Ledger {
    /// What [`counts`](khatm::store::counting::Counting::counts) has of this, by indexes of their own: what is finished and well is not
    /// looked at.
    pub(crate) fn what_presses(&self) -> Result<Counts> {
        let mut ledger = self.clone();
        let lanes = ledger.lanes()?;
        let mut queued = Vec::new();
        for lane in &lanes {
            queued.extend(self.queue(lane)?);
        }
        queued.sort_unstable();
        let looked_at = self.looked_at()?;
        let rejected = looked_at.iter().filter(|outcome| outcome.fact == Fact::Rejected);
        let mut both = Vec::new();
        for outcome in rejected {
            let mut said = self.history_of(outcome.place)?;
            said.sort_by_key(|outcome| outcome.fact);
            both.extend(said);
        }
        let mut uncopied = Vec::new();
        for outcome in looked_at.iter().filter(|outcome| outcome.fact == Fact::Accepted) {
            let facts = ledger.facts(outcome.place)?;
            if facts.accepted == Some(Route::Clearance) && !facts.rejected && !facts.cleared {
                uncopied.push(outcome.place);
            }
        }
        Ok(Counts {
            queued,
            open: self.open()?,
            contrary: crate::whole::contrary(&both),
            uncorrected: undone(self.rejected_alone()?.into_iter().map(|one| one.place)),
            uncopied: undone(uncopied.into_iter()),
            lanes,
            ..Counts::default()
        })
    }

    /// The rejected documents that no correction stands for, the nearest deadline first.
    pub(crate) fn rejected_alone(&self) -> Result<Vec<Uncorrected>> {
        let mut ledger = self.clone();
        let mut rows = Vec::new();
        for outcome in self.looked_at()? {
            let place = outcome.place;
            if outcome.fact != Fact::Rejected || khatm::store::Issuing::fate(&mut ledger, place)? != Fate::Rejected {
                continue;
            }
            if ledger.referring(Role::Corrects, place)?.is_empty() {
                rows.push(Uncorrected {
                    deadline_at: self.deadline(place)?,
                    place,
                });
            }
        }
        rows.sort();
        Ok(rows)
    }

    /// Facts that somebody may have to do something about: rejections, and acceptances that may lack the authority's version.
    pub(crate) fn looked_at(&self) -> Result<Vec<Outcome>> {
        let shown = self.shown()?;
        let mut found = scratch(|| {
            let table = Table::read(c"outcome");
            self.all((&table, c"outcome_looked_at"), &[], deliver::outcome)
        })?;
        found.retain(|outcome| shown.as_ref().is_none_or(|shown| shown.contains(&outcome.place.chain)));
        Ok(found)
    }

    fn deadline(&self, place: Place) -> Result<Timestamp> {
        let found = scratch(|| {
            let table = Table::read(c"document");
            self.first((&table, c"document_pkey"), &at(place), Order::Forward, |row| {
                row.skip(7);
                row.time()
            })
        })?;
        found.ok_or_else(damaged)
    }

    /// The documents of a lane that nobody took yet: how many, and the earliest deadline.
    fn queue(&self, lane: &Lane) -> Result<Option<Queued>> {
        let from = |column| {
            [
                (CHAIN, Key::Number(i64::from(lane.chain.number()))),
                (column, Key::From(number(lane.next))),
            ]
        };
        // Claimed out of their order, and not finished or finished already: few, since the cursor passes them by.
        let mut taken = BTreeSet::new();
        for names in [(c"outbox", c"outbox_pkey"), (c"outcome", c"outcome_pkey")] {
            taken.extend(scratch(|| {
                let table = Table::read(names.0);
                self.all((&table, names.1), &from(COUNTER), |row| Ok(row.document()?.counter))
            })?);
        }
        let route = i16::try_from(lane.route.number()).map_err(|_| damaged())?;
        let (mut count, mut earliest) = (0, None::<Timestamp>);
        scratch(|| {
            let table = Table::read(c"document");
            let conditions = [
                (CHAIN, Key::Number(i64::from(lane.chain.number()))),
                (5, Key::Small(route)),
                (COUNTER, Key::From(number(lane.next))),
            ];
            let mut scan = table.scan(c"document_lane", &conditions, self.seen, Order::Forward);
            while let Some(mut row) = scan.next() {
                pgrx::check_for_interrupts!();
                if taken.contains(&row.document()?.counter) {
                    continue;
                }
                row.skip(5);
                let deadline = row.time()?;
                count += 1;
                earliest = Some(earliest.map_or(deadline, |known| known.min(deadline)));
            }
            Ok::<_, khatm::Error>(())
        })?;
        Ok(earliest.map(|deadline_at| Queued {
            chain: lane.chain,
            route: lane.route,
            count,
            deadline_at,
        }))
    }

    /// What became of the documents that were stamped in a period. Only those are read: within a chain time goes with the counter.
    pub(crate) fn daily(&self, period: &Period) -> Result<Vec<Daily>> {
        let mut tally = Tally::default();
        let at = now();
        for chain in self.chains()? {
            let mut next = self.first_since(&chain, period.from)?;
            while let Some(from) = next {
                next = self.page(&chain, from, period, &mut tally, at)?;
            }
        }
        Ok(tally.days())
    }

    /// The first document of a chain that was stamped at a moment or later.
    fn first_since(&self, chain: &Chain, moment: Timestamp) -> Result<Option<u64>> {
        let Some(last) = self.last(chain.id)? else {
            return Ok(None);
        };
        let (mut low, mut high) = (chain.made.start.first().counter, last.counter.saturating_add(1));
        while low < high {
            let middle = low + (high - low) / 2;
            let stamped = scratch(|| {
                let table = Table::read(c"document");
                let place = Place {
                    chain: chain.id,
                    counter: middle,
                };
                self.first((&table, c"document_pkey"), &at(place), Order::Forward, |row| {
                    row.skip(6);
                    row.time()
                })
            })?;
            match stamped.is_some_and(|stamped| stamped >= moment) {
                true => high = middle,
                false => low = middle + 1,
            }
        }
        Ok((low <= last.counter).then_some(low))
    }

    /// Counts some documents from a counter on; returns where it goes on.
    fn page(&self, chain: &Chain, from: u64, period: &Period, tally: &mut Tally, at: Timestamp) -> Result<Option<u64>> {
        pgrx::check_for_interrupts!();
        let mut dealt: BTreeMap<u64, Dealt> = BTreeMap::new();
        let last = from.saturating_add(PAGE - 1);
        let mut over = true;
        let before = from.saturating_sub(1);
        self.some((c"document", c"document_pkey"), chain.id, before, None, |row| {
            let counter = row.counter_at(COUNTER);
            row.skip(6);
            let (issued, deadline) = (row.time()?, row.time()?);
            if counter > last || issued >= period.to {
                over = issued >= period.to;
                return Ok(false);
            }
            dealt.insert(
                counter,
                Dealt {
                    issued,
                    deadline,
                    accepted: None,
                    rejected: None,
                },
            );
            Ok(true)
        })?;
        self.some((c"outcome", c"outcome_pkey"), chain.id, before, Some(last), |row| {
            let outcome = deliver::outcome(row)?;
            if let Some(dealt) = dealt.get_mut(&outcome.place.counter) {
                match outcome.fact {
                    Fact::Accepted => dealt.accepted = Some((outcome.at, outcome.endpoint)),
                    Fact::Rejected => dealt.rejected = Some(outcome.at),
                }
            }
            Ok(true)
        })?;
        for one in dealt.values() {
            tally.add(chain.made.environment, &chain.made.device, one, at)?;
        }
        Ok((!over).then_some(last.saturating_add(1)))
    }
}
