//! The issuing half.

use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::Rows;
use super::fault::fault;
use super::rows::{self, Columns, sql};
use crate::chain::Link;
use crate::error::Result;
use crate::seal::InvoiceHash;
use crate::store::delivery::Route;
use crate::store::{Chain, ChainId, Document, Fate, Head, Issuing, Place, Reference, Role, Uuid};

impl Issuing for Rows<'_> {
    fn chain(&mut self, id: ChainId) -> Result<Chain> {
        self.known(id)
    }

    fn head(&mut self, chain: ChainId) -> Result<Option<Head>> {
        self.one(sql!("head"), params![chain.number()], |row| {
            let mut row = Columns::new(row);
            Ok(Head {
                link: Link {
                    counter: row.count()?,
                    hash: InvoiceHash::from_bytes(row.bytes()?),
                },
                issued: row.time()?,
            })
        })
    }

    fn by_request(&mut self, chain: ChainId, request_key: &str) -> Result<Option<Document>> {
        let values = params![chain.number(), request_key];
        self.one(sql!("document_request"), values, rows::document)
    }

    fn by_number(&mut self, chain: ChainId, number: &str) -> Result<Vec<Document>> {
        self.all(sql!("document_number"), params![chain.number(), number], rows::document)
    }

    fn by_uuid(&mut self, uuid: &Uuid) -> Result<Option<Document>> {
        self.one(sql!("document_uuid"), params![uuid.as_bytes()], rows::document)
    }

    fn at(&mut self, place: Place) -> Result<Option<Document>> {
        self.one(
            sql!("document_at"),
            params![place.chain.number(), rows::number(place.counter)],
            rows::document,
        )
    }

    fn fate(&mut self, place: Place) -> Result<Fate> {
        Ok(self.facts_of(place)?.fate())
    }

    fn referring(&mut self, role: Role, to: Place) -> Result<Vec<Place>> {
        let values = params![to.chain.number(), rows::number(to.counter), role.number()];
        self.all(sql!("referring"), values, |row| Columns::new(row).place())
    }

    fn references(&mut self, place: Place) -> Result<Vec<Reference>> {
        let values = params![place.chain.number(), rows::number(place.counter)];
        self.all(sql!("reference_read"), values, |row| {
            rows::reference(&mut Columns::new(row))
        })
    }

    fn append(&mut self, document: &Document, references: &[Reference]) -> Result<()> {
        let place = document.place;
        let sum: [u8; 32] = Sha256::digest(&document.xml).into();
        let values = params![
            place.chain.number(),
            rows::number(place.counter),
            document.uuid.as_bytes(),
            document.kind.as_str(),
            Route::of(document.profile).number(),
            document.number,
            document.issued.unix_ms(),
            document.deadline.unix_ms(),
            document.previous_hash.as_bytes(),
            document.hash.as_bytes(),
            document.request_key,
            document.content,
            document.currency,
            document.total.halalas(),
            document.xml,
            sum,
        ];
        self.run(sql!("document_add"), values).map_err(fault)?;
        for (position, reference) in references.iter().enumerate() {
            let values = params![
                place.chain.number(),
                rows::number(place.counter),
                reference.role.number(),
                rows::number(position as u64 + 1),
                reference.to.map(|to| to.chain.number()),
                reference.to.map(|to| rows::number(to.counter)),
                reference.number,
            ];
            self.run(sql!("reference_add"), values).map_err(fault)?;
        }
        Ok(())
    }
}
