//! Counts, each by one statement that reads no document and no body.

use super::fault::{damaged, fault};
use super::rows::{self, Columns, sql};
use super::{Rows, Sqlite};
use crate::error::Result;
use crate::invoice::DocumentKind;
use crate::store::counting::{
    Contrary, Counting, Counts, Made, Open, Queued, Remarked, Replied, Said, Tried, Uncorrected, Undone,
};
use crate::store::delivery::State;

impl Counting for Sqlite {
    fn counts(&self) -> Result<Counts> {
        let reading = self.reading()?;
        // One moment for all of them, whatever other processes write meanwhile.
        let moment = reading.0.unchecked_transaction().map_err(fault)?;
        let rows = Rows(&moment);
        Ok(Counts {
            made: rows.made()?,
            queued: rows.queued()?,
            open: rows.open()?,
            tried: rows.tried()?,
            replied: rows.replied()?,
            said: rows.said()?,
            remarked: rows.remarked()?,
            contrary: rows.all(sql!("count_contrary"), [], |row| {
                let mut row = Columns::new(row);
                Ok(Contrary {
                    chain: row.chain()?,
                    count: row.count()?,
                    last_at: row.time()?,
                })
            })?,
            uncorrected: rows.all(sql!("count_uncorrected"), [], undone)?,
            uncopied: rows.all(sql!("count_uncopied"), [], undone)?,
            lanes: rows.all(sql!("lane_all"), [], rows::lane)?,
        })
    }

    fn uncorrected(&self) -> Result<Vec<Uncorrected>> {
        let reading = self.reading()?;
        Rows(&reading.0).all(sql!("uncorrected"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Uncorrected {
                place: row.place()?,
                deadline_at: row.time()?,
            })
        })
    }
}

fn undone(row: &rusqlite::Row<'_>) -> Result<Undone> {
    let mut row = Columns::new(row);
    Ok(Undone {
        chain: row.chain()?,
        count: row.count()?,
    })
}

impl Rows<'_> {
    fn made(&self) -> Result<Vec<Made>> {
        self.all(sql!("count_made"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Made {
                chain: row.chain()?,
                route: row.route()?,
                kind: DocumentKind::parse(&row.take::<String>()?).ok_or_else(damaged)?,
                count: row.count()?,
            })
        })
    }

    fn queued(&self) -> Result<Vec<Queued>> {
        self.all(sql!("count_queued"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Queued {
                chain: row.chain()?,
                route: row.route()?,
                count: row.count()?,
                deadline_at: row.time()?,
            })
        })
    }

    fn open(&self) -> Result<Vec<Open>> {
        self.all(sql!("count_open"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Open {
                chain: row.chain()?,
                route: row.route()?,
                state: State::of_number(row.take()?).ok_or_else(damaged)?,
                count: row.count()?,
                deadline_at: row.time()?,
                doubt_since: row.maybe_time()?,
            })
        })
    }

    fn tried(&self) -> Result<Vec<Tried>> {
        self.all(sql!("count_tried"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Tried {
                chain: row.chain()?,
                attempts: row.count()?,
                documents: row.count()?,
            })
        })
    }

    fn replied(&self) -> Result<Vec<Replied>> {
        self.all(sql!("count_replied"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Replied {
                chain: row.chain()?,
                http: row.take()?,
                verdict: row.take()?,
                ms: row.count()?,
                count: row.count()?,
            })
        })
    }

    fn said(&self) -> Result<Vec<Said>> {
        self.all(sql!("count_said"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Said {
                chain: row.chain()?,
                fact: rows::fact(row.take()?)?,
                count: row.count()?,
                late: row.count()?,
                last_at: row.time()?,
            })
        })
    }

    fn remarked(&self) -> Result<Vec<Remarked>> {
        self.all(sql!("count_remarked"), [], |row| {
            let mut row = Columns::new(row);
            Ok(Remarked {
                chain: row.chain()?,
                fact: rows::fact(row.take()?)?,
                kind: row.take()?,
                code: row.take()?,
                count: row.count()?,
            })
        })
    }
}
