//! Looking at all of it again: documents with their rows, table by table, of one moment.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::fault::{damaged, fault};
use super::rows::{self, Columns, number, sql};
use super::{Rows, Sqlite, delivering, safe};
use crate::error::Result;
use crate::store::delivery::{Filed, History};
use crate::store::stretch::{Stretch, Stretches, Trail};
use crate::store::verify::{Lines, Verified};
use crate::store::{ChainId, Place, Uuid};

impl Stretches for Sqlite {
    fn stretch(&self, chain: ChainId, after: u64, most: usize) -> Result<Stretch> {
        let reading = self.reading()?;
        // One moment for all tables, whatever other processes write meanwhile.
        let moment = reading.0.unchecked_transaction().map_err(fault)?;
        Rows(&moment).stretch(chain, after, most)
    }

    fn audit_head(&self) -> Result<Option<(u64, [u8; 32])>> {
        Rows(&self.reading()?.0).audit_last()
    }

    fn install(&self) -> Result<Uuid> {
        Sqlite::install(self)
    }

    fn fence(&self) -> Result<()> {
        Sqlite::fence(self)
    }

    fn beneath(&self, lines: &Lines, verified: &mut Verified) -> Result<()> {
        self.inspect(lines, verified)
    }
}

/// The documents of a stretch by counter. A row that cannot be read spoils its own document and no other.
struct Trails {
    chain: ChainId,
    by_counter: BTreeMap<u64, Result<Trail>>,
}

impl Trails {
    fn add(&mut self, counter: u64, row: impl FnOnce(&mut Trail) -> Result<()>) {
        let Some(slot) = self.by_counter.get_mut(&counter) else {
            return;
        };
        if let Ok(trail) = slot
            && let Err(error) = row(trail)
        {
            *slot = Err(error);
        }
    }
}

impl Rows<'_> {
    fn stretch(&self, chain: ChainId, after: u64, most: usize) -> Result<Stretch> {
        let lanes = self.all(sql!("lane_of"), params![chain.number()], rows::lane)?;
        let values = params![chain.number(), number(after), number(most as u64)];
        let documents = self.all(sql!("stretch_document"), values, |row| {
            let counter = u64::try_from(row.get::<_, i64>(1).map_err(fault)?).map_err(|_| damaged())?;
            Ok((counter, trail(row)))
        })?;
        let mut trails = Trails {
            chain,
            by_counter: crate::sort::map(documents),
        };
        let Some((&last, _)) = trails.by_counter.last_key_value() else {
            return Ok(Stretch { lanes, trails: vec![] });
        };
        self.beside(&mut trails, after, last)?;
        let place = |counter| Place { chain, counter };
        let in_order = trails.by_counter.into_iter();
        Ok(Stretch {
            lanes,
            trails: in_order.map(|(counter, trail)| (place(counter), trail)).collect(),
        })
    }

    /// The rows of every other table that belong to these documents.
    fn beside(&self, trails: &mut Trails, after: u64, last: u64) -> Result<()> {
        self.each(sql!("stretch_reference"), trails, after, last, |trail, _, row| {
            trail.filed.references.push(rows::reference(row)?);
            Ok(())
        })?;
        self.each(sql!("stretch_attempt"), trails, after, last, |trail, place, row| {
            trail.history.attempts.push(delivering::attempt(place, row)?);
            Ok(())
        })?;
        self.each(sql!("stretch_reply"), trails, after, last, |trail, place, row| {
            trail.history.answers.push(delivering::answer(place, row)?);
            Ok(())
        })?;
        self.each(sql!("stretch_outcome"), trails, after, last, |trail, place, row| {
            trail.history.outcomes.push(delivering::outcome(place, row)?);
            Ok(())
        })?;
        self.each(sql!("stretch_cleared"), trails, after, last, |trail, _, row| {
            trail.history.cleared = Some(row.take()?);
            Ok(())
        })?;
        self.each(sql!("stretch_release"), trails, after, last, |trail, _, row| {
            trail.release = Some(rows::release(row)?);
            Ok(())
        })?;
        self.each(sql!("stretch_audit"), trails, after, last, |trail, _, row| {
            trail.audited.push(safe::audited(row)?);
            Ok(())
        })?;
        let values = params![trails.chain.number(), number(after), number(last)];
        for job in self.all(sql!("stretch_job"), values, |row| {
            let counter = Columns::new(row).place()?.counter;
            Ok((counter, rows::job(row)))
        })? {
            let (counter, job) = job;
            trails.add(counter, |trail| {
                trail.job = Some(job?);
                Ok(())
            });
        }
        Ok(())
    }

    fn each(
        &self,
        statement: &str,
        trails: &mut Trails,
        after: u64,
        last: u64,
        take: impl Fn(&mut Trail, Place, &mut Columns<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.0.prepare_cached(statement).map_err(fault)?;
        let values = params![trails.chain.number(), number(after), number(last)];
        let mut found = statement.query(values).map_err(fault)?;
        while let Some(row) = found.next().map_err(fault)? {
            let mut row = Columns::new(row);
            let place = row.place()?;
            trails.add(place.counter, |trail| take(trail, place, &mut row));
        }
        Ok(())
    }
}

fn trail(row: &Row<'_>) -> Result<Trail> {
    Ok(Trail {
        document: rows::document(row)?,
        filed: Filed {
            ordinal: u64::try_from(row.get::<_, i64>(15).map_err(fault)?).map_err(|_| damaged())?,
            references: Vec::new(),
        },
        sum: Some(rows::sum(row, 16)?),
        job: None,
        history: History::default(),
        release: None,
        audited: Vec::new(),
    })
}
