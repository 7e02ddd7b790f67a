//! The ledger in this server's tables, inside the caller's own transaction: what is issued is there with the caller's rows, or not at
//! all. It keeps and finds; what is decided is decided by core.
//!
//! Whoever issues holds the lock of the chain ([`lock::chain`]), and reads everything as it is now: an older snapshot of the caller's
//! does not show him a head that has a successor.

use std::sync::Arc;

use khatm::chain::{Link, PreviousHash, Start};
use khatm::error::{Code, Error, Result};
use khatm::invoice::DocumentKind;
use khatm::money::Amount;
use khatm::seal::InvoiceHash;
use khatm::seal::csr::Environment;
use khatm::store::delivery::Delivering as _;
use khatm::store::{Chain, ChainId, ChainState, Document, Fate, Head, Issuing, NewChain, Place, Reference, Role, Uuid};
use khatm::time::Timestamp;
use pgrx::IntoDatum;
use pgrx::pg_sys::Datum;

use crate::looked::{Looked, Sent};
use crate::table::{Condition, Key, Order, Row, Seen, Table, bytes, damaged, number, scratch, small, time};
use crate::{lock, worker};

/// The number of the chain's or document's columns that indexes open with.
pub(crate) const CHAIN: i16 = 1;
pub(crate) const COUNTER: i16 = 2;
pub(crate) const REQUEST_KEY: i16 = 11;

/// So many bytes has a document's number at most: it is a key of an index, which has a third of a page for each.
const NUMBER: usize = 1000;

/// Now, by this server's clock.
pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let ms = since.unwrap_or_default().as_millis();
    Timestamp::from_unix_ms(i64::try_from(ms).unwrap_or(i64::MAX))
}

/// The tables, seen in one of two ways.
#[derive(Debug, Clone)]
pub(crate) struct Ledger {
    pub(crate) seen: Seen,
    /// Whether only what the caller may see is found where everything is looked at: chains, devices, figures.
    pub(crate) for_caller: bool,
    /// What is known already, where a lock is held.
    pub(crate) looked: Option<Arc<Looked>>,
    /// The same of deliveries, where their lock is held.
    pub(crate) sent: Option<Arc<Sent>>,
}

impl Ledger {
    /// As everything is now.
    pub(crate) fn now() -> Self {
        Ledger {
            seen: Seen::Now,
            for_caller: false,
            looked: None,
            sent: None,
        }
    }

    /// The same for one call that holds the lock of a chain: what is found of it once is not looked up again. Of deliveries nothing is
    /// remembered, since others settle meanwhile.
    pub(crate) fn issuing() -> Self {
        Ledger {
            looked: Some(Arc::default()),
            ..Ledger::now()
        }
    }

    /// The same for one call that holds the lock of deliveries. Others issue meanwhile: what they add stands behind the heads that this
    /// call has seen, and is the next one's.
    pub(crate) fn delivering() -> Self {
        Ledger {
            looked: Some(Arc::default()),
            sent: Some(Arc::default()),
            ..Ledger::now()
        }
    }

    /// As the caller's statement sees it, and no other taxpayer's than his: for whoever only looks.
    pub(crate) fn of_statement() -> Self {
        Ledger {
            seen: Seen::Statement,
            for_caller: true,
            looked: None,
            sent: None,
        }
    }

    /// As everything is now, and no other taxpayer's than the caller's.
    pub(crate) fn of_caller() -> Self {
        Ledger {
            seen: Seen::Now,
            for_caller: true,
            looked: None,
            sent: None,
        }
    }

    /// What is known already.
    fn known<T>(&self, ask: impl FnOnce(&Looked) -> Option<T>) -> Option<T> {
        self.looked.as_deref().and_then(ask)
    }

    /// Keeps what was found or written, where a lock is held.
    pub(crate) fn know(&self, keep: impl FnOnce(&Looked)) {
        if let Some(looked) = self.looked.as_deref() {
            keep(looked);
        }
    }

    /// The same of deliveries.
    pub(crate) fn known_sent<T>(&self, ask: impl FnOnce(&Sent) -> Option<T>) -> Option<T> {
        self.sent.as_deref().and_then(ask)
    }

    pub(crate) fn know_sent(&self, keep: impl FnOnce(&Sent)) {
        if let Some(sent) = self.sent.as_deref() {
            keep(sent);
        }
    }

    /// The first row that an index has.
    pub(crate) fn first<T>(
        &self,
        (table, index): (&Table, &'static std::ffi::CStr),
        conditions: &[Condition<'_>],
        order: Order,
        read: impl FnOnce(&mut Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut scan = table.scan(index, conditions, self.seen, order);
        scan.next().map(|mut row| read(&mut row)).transpose()
    }

    /// All rows that it has.
    pub(crate) fn all<T>(
        &self,
        (table, index): (&Table, &'static std::ffi::CStr),
        conditions: &[Condition<'_>],
        mut read: impl FnMut(&mut Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut scan = table.scan(index, conditions, self.seen, Order::Forward);
        let mut found = Vec::new();
        while let Some(mut row) = scan.next() {
            found.push(read(&mut row)?);
        }
        Ok(found)
    }

    /// The chain that a device issues on, if it has one.
    pub(crate) fn active(&self, environment: Environment, device: &str) -> Result<Option<Chain>> {
        let chains = self.of_device(environment, device)?;
        Ok(chains.into_iter().find(|chain| chain.state == ChainState::Active))
    }

    /// All chains of a device, oldest first.
    pub(crate) fn of_device(&self, environment: Environment, device: &str) -> Result<Vec<Chain>> {
        scratch(|| {
            let table = Table::read(c"chain");
            let conditions = [(2, Key::Text(environment.as_str())), (3, Key::Text(device))];
            self.all((&table, c"chain_device"), &conditions, chain)
        })
    }

    /// The number of the last chain of all.
    pub(crate) fn last_chain(&self) -> Result<u32> {
        scratch(|| {
            let table = Table::read(c"chain");
            let last = self.first((&table, c"chain_pkey"), &[], Order::Backward, |row| row.count())?;
            u32::try_from(last.unwrap_or(0)).map_err(|_| Error::new(Code::ChainEnd))
        })
    }

    /// The document with this UUID, and whether this transaction made it. One that the caller may not see is none.
    pub(crate) fn named(&self, uuid: &Uuid) -> Result<Option<(Document, bool)>> {
        match self.anybodys(uuid)? {
            Some(found) if self.shows(found.0.place.chain)? => Ok(Some(found)),
            _ => Ok(None),
        }
    }

    /// The same, whoever may see it.
    fn anybodys(&self, uuid: &Uuid) -> Result<Option<(Document, bool)>> {
        scratch(|| {
            let table = Table::read(c"document");
            let conditions = [(3, Key::Uuid(*uuid.as_bytes()))];
            self.first((&table, c"document_uuid"), &conditions, Order::Forward, |row| {
                let own = row.is_own();
                document(row).map(|document| (document, own))
            })
        })
    }
}

/// The conditions for one document's rows.
pub(crate) fn at(place: Place) -> [Condition<'static>; 2] {
    [
        (CHAIN, Key::Number(i64::from(place.chain.number()))),
        (COUNTER, Key::Number(number(place.counter))),
    ]
}

impl Issuing for Ledger {
    fn chain(&mut self, id: ChainId) -> Result<Chain> {
        if let Some(known) = self.known(|looked| looked.chains.get(&id)) {
            return Ok(known);
        }
        let found = scratch(|| {
            let table = Table::read(c"chain");
            let conditions = [(CHAIN, Key::Number(i64::from(id.number())))];
            self.first((&table, c"chain_pkey"), &conditions, Order::Forward, chain)
        })?;
        let found = found.ok_or_else(|| Error::new(Code::StoreChain).found(&id.to_string()))?;
        self.know(|looked| looked.chains.keep(id, found.clone()));
        Ok(found)
    }

    fn head(&mut self, chain: ChainId) -> Result<Option<Head>> {
        if let Some(known) = self.known(|looked| looked.heads.get(&chain)) {
            return Ok(known);
        }
        let found = scratch(|| {
            let table = Table::read(c"document");
            let conditions = [(CHAIN, Key::Number(i64::from(chain.number())))];
            self.first((&table, c"document_pkey"), &conditions, Order::Backward, |row| {
                row.skip(1);
                let counter = row.count()?;
                row.skip(4);
                let issued = row.time()?;
                row.skip(2);
                let hash = InvoiceHash::from_bytes(row.bytes()?);
                Ok(Head {
                    link: Link { counter, hash },
                    issued,
                })
            })
        })?;
        self.know(|looked| looked.heads.keep(chain, found));
        Ok(found)
    }

    fn by_request(&mut self, chain: ChainId, request_key: &str) -> Result<Option<Document>> {
        // Nearly always nobody ever used it.
        let is_used = scratch(|| {
            let table = Table::read(c"document");
            let conditions = [(REQUEST_KEY, Key::Text(request_key))];
            self.first((&table, c"document_request"), &conditions, Order::Forward, |_| Ok(()))
        })?;
        if is_used.is_none() {
            return Ok(None);
        }
        let made = self.chain(chain)?.made;
        let chains = self.of_device(made.environment, &made.device)?;
        scratch(|| {
            let table = Table::read(c"document");
            for chain in chains {
                let conditions = [
                    (REQUEST_KEY, Key::Text(request_key)),
                    (CHAIN, Key::Number(i64::from(chain.id.number()))),
                ];
                let found = self.first((&table, c"document_request"), &conditions, Order::Forward, document)?;
                if found.is_some() {
                    return Ok(found);
                }
            }
            Ok(None)
        })
    }

    fn by_number(&mut self, chain: ChainId, number: &str) -> Result<Vec<Document>> {
        let own = self.chain(chain)?.made;
        let mut found = scratch(|| {
            let table = Table::read(c"document");
            self.all((&table, c"document_number"), &[(6, Key::Text(number))], document)
        })?;
        let mut of_others = Vec::new();
        for document in &found {
            let its = self.chain(document.place.chain)?.made;
            if (its.environment, &its.vat_number) != (own.environment, &own.vat_number) {
                of_others.push(document.place);
            }
        }
        found.retain(|document| !of_others.contains(&document.place));
        found.sort_by_key(|document| (document.issued, document.place));
        Ok(found)
    }

    fn by_uuid(&mut self, uuid: &Uuid) -> Result<Option<Document>> {
        // No two have the same, and core looks whose it is before it says anything of it.
        Ok(self.anybodys(uuid)?.map(|(document, _)| document))
    }

    fn keep_referring(&mut self, to: &[Place]) -> Result<()> {
        lock::references(to);
        Ok(())
    }

    fn at(&mut self, place: Place) -> Result<Option<Document>> {
        scratch(|| {
            let table = Table::read(c"document");
            self.first((&table, c"document_pkey"), &at(place), Order::Forward, document)
        })
    }

    fn fate(&mut self, place: Place) -> Result<Fate> {
        Ok(self.facts(place)?.fate())
    }

    fn referring(&mut self, role: Role, to: Place) -> Result<Vec<Place>> {
        scratch(|| {
            let table = Table::read(c"reference");
            let conditions = [
                (5, Key::Number(i64::from(to.chain.number()))),
                (6, Key::Number(number(to.counter))),
                (3, Key::Small(i16::try_from(role.number()).map_err(|_| damaged())?)),
            ];
            let mut places = self.all((&table, c"reference_back"), &conditions, |row| row.document())?;
            places.sort_unstable();
            places.dedup();
            Ok(places)
        })
    }

    fn references(&mut self, place: Place) -> Result<Vec<Reference>> {
        scratch(|| {
            let table = Table::read(c"reference");
            self.all((&table, c"reference_pkey"), &at(place), reference)
        })
    }

    fn append(&mut self, document: &Document, references: &[Reference]) -> Result<()> {
        pgrx::check_for_interrupts!();
        let place = document.place;
        // What the trigger looks at for others.
        let chain = Issuing::chain(self, place.chain)?;
        let head = Issuing::head(self, place.chain)?;
        let next = chain.made.start.next(head.as_ref().map(|head| &head.link))?;
        if (next.counter, next.previous_hash) != (place.counter, document.previous_hash) {
            return Err(Error::new(Code::StoreLink));
        }
        if chain.state != ChainState::Active {
            return Err(Error::new(Code::StoreRevive));
        }
        if document.number.len() > NUMBER {
            return Err(Error::new(Code::IssueNumberLong).at("number"));
        }
        worker::bell::at_commit();
        scratch(|| {
            let table = Table::write(c"document");
            // A kind and a route by their names, hashes of 32 bytes each, a counter above its chain's first, a key that core measured.
            table.add(&[
                i64::from(place.chain.number()).into_datum(),
                number(place.counter).into_datum(),
                uuid(&document.uuid),
                document.kind.as_str().into_datum(),
                small(document.route().number()),
                document.number.as_str().into_datum(),
                time(document.issued),
                time(document.deadline),
                bytes(document.previous_hash.as_bytes()),
                bytes(document.hash.as_bytes()),
                document.request_key.as_deref().and_then(IntoDatum::into_datum),
                bytes(&document.content),
                document.currency.as_str().into_datum(),
                document.total.halalas().into_datum(),
                bytes(&document.xml),
            ]);
            let link = Link {
                counter: place.counter,
                hash: document.hash,
            };
            let head = Head {
                link,
                issued: document.issued,
            };
            self.know(|looked| looked.heads.keep(place.chain, Some(head)));
            self.alone(&table, &chain, &document.number)?;
            if references.is_empty() {
                return Ok(());
            }
            let table = Table::write(c"reference");
            for (position, reference) in references.iter().enumerate() {
                table.insert(&[
                    i64::from(place.chain.number()).into_datum(),
                    number(place.counter).into_datum(),
                    small(reference.role.number()),
                    i16::try_from(position + 1).unwrap_or(i16::MAX).into_datum(),
                    reference.to.and_then(|to| i64::from(to.chain.number()).into_datum()),
                    reference.to.and_then(|to| number(to.counter).into_datum()),
                    reference.number.as_str().into_datum(),
                ]);
            }
            Ok(())
        })
    }
}

impl Ledger {
    /// Another device of the taxpayer may be giving a document the same number at this moment, under a lock of its own. Each looks
    /// after it has written, so that one of the two sees the other; it waits, and refuses if the other one stays.
    fn alone(&self, table: &Table, chain: &Chain, wanted: &str) -> Result<()> {
        let mut ledger = self.clone();
        for (place, transaction) in table.pending(c"document_number", &[(6, Key::Text(wanted))])? {
            // Those of this chain were seen under its lock.
            if place.chain == chain.id {
                continue;
            }
            let its = ledger.chain(place.chain)?.made;
            if (its.environment, &its.vat_number) != (chain.made.environment, &chain.made.vat_number) {
                continue;
            }
            if let Some(transaction) = transaction {
                lock::wait_for(transaction);
            }
            // It may have been committed since core looked, or just now.
            let there = ledger.at(place)?.is_some_and(|other| other.number == wanted);
            if there && ledger.fate(place)? != Fate::Rejected {
                return Err(Error::new(Code::IssueNumber).at("number").found(wanted));
            }
        }
        Ok(())
    }
}

fn uuid(uuid: &Uuid) -> Option<Datum> {
    pgrx::Uuid::from_bytes(*uuid.as_bytes()).into_datum()
}

pub(crate) fn chain_id(row: &mut Row<'_>) -> Result<ChainId> {
    u32::try_from(row.count()?).map(ChainId::new).map_err(|_| damaged())
}

pub(crate) fn reference(row: &mut Row<'_>) -> Result<Reference> {
    row.skip(2);
    let role = Role::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?;
    row.skip(1);
    let to = row.maybe_document()?;
    Ok(Reference {
        role,
        to,
        number: row.take()?,
    })
}

pub(crate) fn document(row: &mut Row<'_>) -> Result<Document> {
    Ok(Document {
        place: row.document()?,
        uuid: Uuid::from_bytes(*row.take::<pgrx::Uuid>()?.as_bytes()),
        kind: DocumentKind::parse(&row.take::<String>()?).ok_or_else(damaged)?,
        profile: row.route()?.profile(),
        number: row.take()?,
        issued: row.time()?,
        deadline: row.time()?,
        previous_hash: PreviousHash::from_bytes(row.bytes()?),
        hash: InvoiceHash::from_bytes(row.bytes()?),
        request_key: row.maybe(),
        content: row.bytes()?,
        currency: row.take()?,
        total: Amount::from_halalas(row.take()?)?,
        xml: row.take()?,
    })
}

pub(crate) fn chain(row: &mut Row<'_>) -> Result<Chain> {
    Ok(Chain {
        id: chain_id(row)?,
        made: NewChain {
            environment: Environment::parse(&row.take::<String>()?)?,
            device: row.take()?,
            vat_number: row.take()?,
            certificate: row.take()?,
            start: {
                let counter = row.count()?;
                Start::at(counter, PreviousHash::from_bytes(row.bytes()?))?
            },
        },
        state: ChainState::of_number(i64::from(row.take::<i16>()?)).ok_or_else(damaged)?,
    })
}
