//! Devices, the beginnings of their chains, and the audit, in this server's tables.

use std::cell::Cell;

use khatm::chain::Start;
use khatm::error::{Code, Error, Result};
use khatm::ledger::trail;
use khatm::seal::csr::Environment;
use khatm::store::delivery::{Entry, Route};
use khatm::store::safe::{Audited, Kept, Safe, line};
use khatm::store::{Chain, ChainId, ChainState, Issuing as _, NewChain, Store, aside};
use khatm::time::Timestamp;
use pgrx::IntoDatum;
use pgrx::pg_sys::{self, ItemPointerData};

use crate::server::Ledger;
use crate::table::{Key, Order, Row, Seen, Table, bytes, damaged, number, oid, scratch, small, time};
use crate::tenant::Sight;
use crate::{lock, worker};

thread_local! {
    /// The last row of the audit that this session wrote, and where it was then.
    static LAST_OWN: Cell<Option<(Here, u64, [u8; 32])>> = const { Cell::new(None) };
}

/// A transaction, and the savepoint in it. Whoever is where he wrote the last row has the lock still, and nothing that he wrote was
/// undone since: his row is the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Here {
    transaction: pg_sys::TransactionId,
    savepoint: pg_sys::SubTransactionId,
    table: pg_sys::Oid,
}

impl Here {
    /// None in a transaction that has not written anything.
    fn now() -> Option<Self> {
        // SAFETY: they look at the state of the transaction.
        let (transaction, savepoint) =
            unsafe { (pg_sys::GetTopTransactionIdIfAny(), pg_sys::GetCurrentSubTransactionId()) };
        (transaction != pg_sys::InvalidTransactionId).then(|| Here {
            transaction,
            savepoint,
            table: oid(c"audit"),
        })
    }
}

impl Safe for Ledger {
    fn devices(&self) -> Result<Vec<Kept>> {
        scratch(|| {
            let table = Table::read(c"safe");
            let mut scan = table.scan(c"safe_pkey", &[], self.seen, Order::Forward);
            let mut found = Vec::new();
            while let Some(mut row) = scan.next() {
                found.push(kept(&mut row)?);
            }
            Ok(found)
        })
        .and_then(|mut devices: Vec<Kept>| {
            devices.sort_by(|a, b| (a.environment.as_str(), &a.name).cmp(&(b.environment.as_str(), &b.name)));
            if self.for_caller {
                let sight = Sight::here()?;
                devices.retain(|device| sight.shows_device(device));
            }
            Ok(devices)
        })
    }

    fn device(&self, environment: Environment, name: &str) -> Result<Option<Kept>> {
        Ok(self.device_row(environment, name)?.map(|(device, _)| device))
    }

    fn keep(&self, devices: &[Kept], by: &str, action: &'static str) -> Result<()> {
        lock::devices();
        self.settle_down()?;
        for device in devices {
            let current = self.device_row(device.environment, &device.name)?;
            device.follows(current.as_ref().map(|(current, _)| current.version))?;
            scratch(|| {
                let table = Table::write(c"safe");
                let values = [
                    device.environment.as_str().into_datum(),
                    device.name.as_str().into_datum(),
                    number(device.version).into_datum(),
                    time(device.saved_at),
                    bytes(&device.file),
                ];
                match &current {
                    Some((_, at)) => table.update(*at, &values),
                    None => table.insert(&values),
                }
            });
            self.note(&line(device, by, action))?;
        }
        // A lane may have waited for it.
        worker::bell::at_commit();
        Ok(())
    }

    fn note(&self, entry: &Entry) -> Result<()> {
        let last_own = LAST_OWN.get().filter(|(at, ..)| Some(*at) == Here::now());
        if last_own.is_none() {
            lock::audit();
        }
        scratch(|| {
            let table = Table::write(c"audit");
            let last = match last_own {
                Some((_, ordinal, hash)) => Some((ordinal, hash)),
                None => last(&table)?,
            };
            let row = Audited::after(last, entry);
            // Ordinals from 1 on, both parts of a place or none, hashes of 32 bytes: by their types.
            table.add(&[
                number(row.ordinal).into_datum(),
                time(row.at),
                row.actor.as_str().into_datum(),
                row.action.as_str().into_datum(),
                row.place.and_then(|place| i64::from(place.chain.number()).into_datum()),
                row.place.and_then(|place| number(place.counter).into_datum()),
                row.detail.as_str().into_datum(),
                bytes(&row.previous),
                bytes(&row.hash),
            ]);
            // The first write of a transaction is what gives it its number.
            LAST_OWN.set(Here::now().map(|here| (here, row.ordinal, row.hash)));
            Ok(())
        })
    }

    fn audited(&self, after: u64, most: usize) -> Result<Vec<Audited>> {
        scratch(|| {
            let table = Table::read(c"audit");
            let conditions = [(1, Key::After(number(after)))];
            let mut scan = table.scan(c"audit_pkey", &conditions, self.seen, Order::Forward);
            let mut found = Vec::new();
            while found.len() < most
                && let Some(mut row) = scan.next()
            {
                found.push(audited(&mut row)?);
            }
            Ok(found)
        })
    }
}

impl Ledger {
    /// A device, and where its row lies. A row that is being saved anew has for a moment no version that everybody sees: then it is
    /// looked for again.
    fn device_row(&self, environment: Environment, name: &str) -> Result<Option<(Kept, ItemPointerData)>> {
        let look = || {
            scratch(|| {
                let table = Table::read(c"safe");
                let conditions = [(2, Key::Text(name)), (1, Key::Text(environment.as_str()))];
                let mut scan = table.scan(c"safe_pkey", &conditions, Seen::Now, Order::Forward);
                let found = scan.next().map(|mut row| {
                    let at = row.place();
                    kept(&mut row).map(|kept| (kept, at))
                });
                found.transpose()
            })
        };
        match look()? {
            None => look(),
            found => Ok(found),
        }
    }

    /// The devices of this name, one in each environment at most. Looked for twice, as above: of two of them one may be saved anew.
    pub(crate) fn devices_named(&self, name: &str) -> Result<Vec<Kept>> {
        let mut found: Vec<Kept> = Vec::new();
        for _ in 0..2 {
            scratch(|| {
                let table = Table::read(c"safe");
                let mut scan = table.scan(c"safe_pkey", &[(2, Key::Text(name))], Seen::Now, Order::Forward);
                while let Some(mut row) = scan.next() {
                    let device = kept(&mut row)?;
                    found.retain(|known| known.environment != device.environment);
                    found.push(device);
                }
                Ok::<_, Error>(())
            })?;
        }
        Ok(found)
    }

    /// Begins the chain of a certificate, if it has none. The chain that the device had before drains.
    pub(crate) fn begin(&mut self, new: &NewChain, now: Timestamp) -> Result<Chain> {
        let known = |ledger: &Ledger| {
            let chains = ledger.of_device(new.environment, &new.device)?;
            Ok(chains
                .into_iter()
                .find(|chain| chain.made.certificate == new.certificate))
        };
        if let Some(chain) = known(self)? {
            return Ok(chain);
        }
        lock::devices();
        self.settle_down()?;
        if let Some(chain) = known(self)? {
            return Ok(chain);
        }
        new.alone(&Store::chains(self)?)?;
        if let Some(before) = self.active(new.environment, &new.device)? {
            self.set_state(before.id, ChainState::Draining, None)?;
            self.note(&trail::aside(before.id, ChainState::Draining, None, "", now))?;
        }
        let id = self
            .last_chain()?
            .checked_add(1)
            .ok_or_else(|| Error::new(Code::ChainEnd))?;
        let first = new.start.first();
        scratch(|| {
            Table::write(c"chain").insert(&[
                i64::from(id).into_datum(),
                new.environment.as_str().into_datum(),
                new.device.as_str().into_datum(),
                new.vat_number.as_str().into_datum(),
                new.certificate.as_str().into_datum(),
                number(first.counter).into_datum(),
                bytes(first.previous_hash.as_bytes()),
                small(ChainState::Active.number()),
                None,
                time(now),
            ]);
            let lanes = Table::write(c"lane");
            for route in Route::ALL {
                let route = i16::try_from(route.number()).ok();
                let mut values = [None; 15];
                values[0] = i64::from(id).into_datum();
                values[1] = route.into_datum();
                values[2] = number(first.counter).into_datum();
                values[3] = route.into_datum();
                values[12] = 0_i64.into_datum();
                values[13] = 0_i32.into_datum();
                lanes.insert(&values);
            }
        });
        let chain = self.chain(ChainId::new(id))?;
        self.note(&trail::begun(&chain, now))?;
        Ok(chain)
    }

    /// Changes what a chain may do; what it may do then. Nobody issues on it meanwhile.
    pub(crate) fn set_state(&mut self, id: ChainId, to: ChainState, why: Option<&str>) -> Result<ChainState> {
        lock::chain(id, &self.chain(id)?.made.device);
        self.turn(id, to, why)
    }

    /// The same without waiting for who issues on it: a document that is issued at this moment is as one that was issued before.
    pub(crate) fn turn(&mut self, id: ChainId, to: ChainState, why: Option<&str>) -> Result<ChainState> {
        lock::state(id);
        scratch(|| {
            let table = Table::write(c"chain");
            let conditions = [(1, Key::Number(i64::from(id.number())))];
            let mut scan = table.scan(c"chain_pkey", &conditions, Seen::Now, Order::Forward);
            let mut row = scan
                .next()
                .ok_or_else(|| Error::new(Code::StoreChain).found(&id.to_string()))?;
            let at = row.place();
            let chain = crate::server::chain(&mut row)?;
            row.skip(1);
            let begun = row.time()?;
            drop(scan);
            let state = aside(chain.state, to)?;
            self.know(|looked| looked.chains.forget(&id));
            let first = chain.made.start.first();
            table.update(
                at,
                &[
                    i64::from(id.number()).into_datum(),
                    chain.made.environment.as_str().into_datum(),
                    chain.made.device.as_str().into_datum(),
                    chain.made.vat_number.as_str().into_datum(),
                    chain.made.certificate.as_str().into_datum(),
                    number(first.counter).into_datum(),
                    bytes(first.previous_hash.as_bytes()),
                    small(state.number()),
                    why.and_then(IntoDatum::into_datum),
                    time(begun),
                ],
            );
            Ok(state)
        })
    }
}

/// The chain that a device of the safe issues on: that of its certificate, which begins here if it has not.
pub(crate) fn chain_of(ledger: &mut Ledger, device: &khatm::device::Device, now: Timestamp) -> Result<Chain> {
    let new = NewChain::of(device.production()?, device.name(), Start::NEW)?;
    ledger.begin(&new, now)
}

fn last(table: &Table) -> Result<Option<(u64, [u8; 32])>> {
    let mut scan = table.scan(c"audit_pkey", &[], Seen::Now, Order::Backward);
    let last = scan.next().map(|mut row| {
        let ordinal = row.count()?;
        row.skip(7);
        Ok((ordinal, row.bytes()?))
    });
    last.transpose()
}

fn kept(row: &mut Row<'_>) -> Result<Kept> {
    Ok(Kept {
        environment: Environment::parse(&row.take::<String>()?).map_err(|_| damaged())?,
        name: row.take()?,
        version: row.count()?,
        saved_at: row.time()?,
        file: row.take()?,
    })
}

pub(crate) fn audited(row: &mut Row<'_>) -> Result<Audited> {
    Ok(Audited {
        ordinal: row.count()?,
        at: row.time()?,
        actor: row.take()?,
        action: row.take()?,
        place: row.maybe_document()?,
        detail: row.take()?,
        previous: row.bytes()?,
        hash: row.bytes()?,
    })
}
