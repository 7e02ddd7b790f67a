//! Looking at all of it again.

use super::{Kept, Memory};
use crate::error::Result;
use crate::store::delivery::{Delivering as _, Filed, Route};
use crate::store::safe::{Audited, Safe as _};
use crate::store::stretch::{Stretch, Stretches, Trail};
use crate::store::verify::{Lines, Verified};
use crate::store::{ChainId, Document, Issuing as _, Place, Uuid};

impl Kept {
    pub(super) fn filed_at(&mut self, place: Place) -> Result<Filed> {
        let ordinal = self.places.get(&place).map_or(0, |&at| at as u64 + 1);
        Ok(Filed {
            ordinal,
            references: self.references(place)?,
        })
    }

    /// The lines of the audit with their hashes, as a file keeps them.
    pub(super) fn lines(&self) -> Vec<Audited> {
        let mut last = None;
        let rows = self.delivered.audit.iter().map(|entry| {
            let row = Audited::after(last, entry);
            last = Some((row.ordinal, row.hash));
            row
        });
        rows.collect()
    }

    fn trail(&mut self, document: Document, lines: &[Audited]) -> Result<Trail> {
        let place = document.place;
        Ok(Trail {
            filed: self.filed_at(place)?,
            sum: None,
            job: self.job(place)?,
            history: self.history(place)?,
            release: self.release(place)?,
            audited: lines.iter().filter(|line| line.place == Some(place)).cloned().collect(),
            document,
        })
    }
}

impl Stretches for Memory {
    fn stretch(&self, chain: ChainId, after: u64, most: usize) -> Result<Stretch> {
        let mut kept = self.kept();
        let lines = kept.lines();
        let documents = kept.of_chain(chain).filter(|document| document.place.counter > after);
        let documents: Vec<Document> = documents.take(most).cloned().collect();
        let lanes = Route::ALL
            .iter()
            .filter_map(|&route| kept.delivered.lanes.get(&(chain, route)));
        let lanes = lanes.cloned().collect();
        let trails = documents
            .into_iter()
            .map(|document| (document.place, kept.trail(document, &lines)));
        Ok(Stretch {
            lanes,
            trails: trails.collect(),
        })
    }

    fn audit_head(&self) -> Result<Option<(u64, [u8; 32])>> {
        let rows = self.audited(0, usize::MAX)?;
        Ok(rows.last().map(|row| (row.ordinal, row.hash)))
    }

    fn install(&self) -> Result<Uuid> {
        Ok(Uuid::from_bytes([0; 16]))
    }

    fn fence(&self) -> Result<()> {
        Ok(())
    }

    fn beneath(&self, _: &Lines, _: &mut Verified) -> Result<()> {
        Ok(())
    }
}
