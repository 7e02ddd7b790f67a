//! Rows that became final become documents, before the transaction commits: all that were noted, in the order in which they became
//! final, each as it is now.
//!
//! The locks of all their devices are taken first and in one order, so that two transactions with the same devices wait for each
//! other in one direction only.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use khatm::Language;
use khatm::error::{Code, Error, Kind, Result};
use khatm::invoice::Refusal;
use khatm::store::issue::{Judged, Order};
use khatm::store::{Issuing as _, Place, Uuid, keep_credited};
use khatm::time::Timestamp;
use pgrx::PgTrigger;
use pgrx::pg_sys;

use crate::attachment::{Parked, Why};
use crate::context::as_owner;
use crate::issue::{Till, writes};
use crate::lines::Lines;
use crate::native::attached_trigger;
use crate::noted::{self, Slot};
use crate::noting::called_for;
use crate::own;
use crate::raise::{findings, raise, refuse_with, without_places};
use crate::reading::{Final, Found, Manner, Reader, tried};
use crate::row::{Image, key_of, request_key, row_key, table_name, texts};
use crate::savepoint::savepoint;
use crate::server::{Ledger, now};
use crate::tenant::Sight;

/// So many rows are in memory with their drafts at once.
const AT_ONCE: usize = 200;
/// Whoever waited for his devices for more milliseconds than that has his rows judged again: a document says when it was issued.
const STALE: i64 = 1000;

/// A row that is to become a document.
struct Sale {
    reader: Rc<Reader>,
    key: Vec<String>,
    row_key: String,
    request_key: String,
    device: Device,
    corrects: Option<String>,
    draft: String,
}

/// A device as a row names it. Whether there is one of this name for him is a matter of who owns the table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Device {
    // The number of a role.
    owner: u32,
    environment: Option<String>,
    name: String,
}

impl Device {
    fn open(&self) -> Result<Rc<Till>> {
        as_owner(self.owner.into(), || Till::of(&self.name, self.environment.as_deref())).map(Rc::new)
    }
}

/// Why a row did not become a document.
struct Unsealed {
    error: Refusal,
    reader: Rc<Reader>,
    key: Vec<String>,
    row_key: String,
}

attached_trigger!(khatm_seal_noted, pg_finfo_khatm_seal_noted, seal);

thread_local! {
    static SEALING: Cell<bool> = const { Cell::new(false) };
}

/// Says for as long as it is there that rows are being sealed.
struct Busy;

impl Busy {
    /// Nothing if they are already.
    fn begin() -> Option<Self> {
        (!SEALING.replace(true)).then_some(Busy)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        SEALING.set(false);
    }
}

/// Seals all rows that were noted, once it is called for the last of them: triggers of others that were called for the ones before may
/// have changed rows until then. What becomes final meanwhile, because a mapping writes, comes after them.
fn seal(trigger: &PgTrigger<'_>) {
    if is_of_rows(trigger) && noted::expects_more(called_for(trigger)) {
        return;
    }
    let Some(_busy) = Busy::begin() else { return };
    loop {
        let (mark, rows) = noted::waiting();
        if rows.is_empty() {
            return;
        }
        writes(c"khatm.seal_noted()");
        Sealing::default().all(&rows, false);
        noted::sealed(mark);
    }
}

/// Whether a trigger was called for a row, and not for a statement as only somebody else's is.
fn is_of_rows(trigger: &PgTrigger<'_>) -> bool {
    trigger.trigger_data().tg_event & pg_sys::TRIGGER_EVENT_ROW == pg_sys::TRIGGER_EVENT_ROW
}

/// Tries the parked rows of an attachment again. How many became documents.
pub(crate) fn seal_parked(number: i64) -> Result<u64> {
    // One at a time: a row that is gone has no lock that would keep two from taking its line away. Whoever parks rows is not kept waiting.
    // SAFETY: the lock manager lets it go when the transaction ends.
    unsafe {
        pg_sys::LockRelationOid(
            crate::table::oid(c"park"),
            pg_sys::ShareUpdateExclusiveLock as pg_sys::LOCKMODE,
        );
    }
    // A row that was parked after this statement's snapshot was taken would seem to be gone: it stays parked for the next one.
    let parked = Ledger::now().parked(number, None)?;
    if parked.is_empty() {
        return Ok(0);
    }
    let reader = Reader::of(number)?;
    let parked = parked.into_iter().filter(|parked| parked.is_of_statement);
    let slot = |parked: Parked| {
        Rc::new(Slot {
            attachment: parked.attachment,
            key: key_of(&parked.key, &reader.columns, reader.owner),
            table: reader.attachment.target,
        })
    };
    // A condition of the owner's may have become another since.
    let rows: Vec<Rc<Slot>> =
        tried(|| parked.map(slot).collect()).map_err(|(state, _)| Error::new(Code::AttachFailed).found(&state))?;
    let mut sealing = Sealing {
        of_parked: true,
        ..Sealing::default()
    };
    sealing.all(&rows, true);
    Ok(sealing.sealed)
}

#[derive(Default)]
struct Sealing {
    readers: HashMap<i64, Rc<Reader>>,
    tills: HashMap<Device, Result<Rc<Till>>>,
    sealed: u64,
    /// Of rows that wait: since they were parked the table may have been attached to park no more.
    of_parked: bool,
}

impl Sealing {
    fn all(&mut self, rows: &[Rc<Slot>], locks: bool) {
        if rows.len() > AT_ONCE || locks {
            // Their devices, before anything is issued. What is locked is read after it is: lines may have come while it was waited for.
            let devices = self.look(rows, Manner { drafts: false, locks });
            self.open(&devices);
            self.take();
        }
        for some in rows.chunks(AT_ONCE) {
            pgrx::check_for_interrupts!();
            let sales = self.look(some, Manner { drafts: true, locks });
            let runs: Vec<&[Sale]> = sales
                .chunk_by(|one, next| {
                    one.device == next.device && one.reader.attachment.parks == next.reader.attachment.parks
                })
                .collect();
            self.open(&sales);
            // What cannot be ordered is told in its turn.
            let orders: Vec<_> = runs.iter().map(|run| orders(run).unwrap_or_default()).collect();
            let judged = now();
            let mut ready: Vec<_> = runs
                .iter()
                .zip(&orders)
                .map(|(run, orders)| self.judge(run, orders, judged))
                .collect();
            if rows.len() <= AT_ONCE && !locks {
                self.take();
                // Who had to wait for long says when it is, and not when it was.
                if now().since(judged) > STALE {
                    ready.fill_with(|| None);
                }
            }
            if runs.len() > 1 {
                self.keep_credited(&sales);
            }
            for (run, ready) in runs.into_iter().zip(ready) {
                self.issue(run, ready);
            }
        }
    }

    fn reader(&mut self, number: i64) -> Rc<Reader> {
        if let Some(reader) = self.readers.get(&number) {
            return Rc::clone(reader);
        }
        let reader = Reader::of(number).unwrap_or_else(|error| raise(&error, Language::English));
        if let Some(other) = noted::tables(number).into_iter().find(|&table| !reader.is_of(table)) {
            raise(
                &Error::new(Code::AttachTrigger).at(table_name(other)),
                Language::English,
            );
        }
        self.readers.insert(number, Rc::clone(&reader));
        reader
    }

    /// The rows that are final, in their order. The others are dealt with, once drafts are read.
    fn look(&mut self, rows: &[Rc<Slot>], manner: Manner) -> Vec<Sale> {
        let mut sales = Vec::new();
        for some in rows.chunk_by(|one, next| one.attachment == next.attachment) {
            let Some(first) = some.first() else { continue };
            let reader = self.reader(first.attachment);
            let found = read(&reader, some, manner);
            let lines = manner.drafts.then(|| Lines::of(&reader));
            for (slot, found) in some.iter().zip(found) {
                let is_final = matches!(found, Ok(Found::Final(_)));
                let named = |key: &[Image]| {
                    let key = texts(key, &reader.columns);
                    (row_key(&reader.attachment.name, &key), key)
                };
                let (mut row_key, mut key) = named(&slot.key);
                // What was noted may be written otherwise by now, as what is equal to it: under its former key nothing waits any more.
                if manner.drafts
                    && is_final
                    && let Some(stands) = own::stands(
                        (slot.table, reader.attachment.target),
                        &slot.key,
                        &reader.columns,
                        reader.owner,
                    )
                    .map(|key| named(&key))
                    && stands.0 != row_key
                {
                    self.moved(&reader, &row_key, &stands);
                    (row_key, key) = stands;
                }
                let failed = |error: Error| Unsealed {
                    error: error.into(),
                    reader: Rc::clone(&reader),
                    key: key.clone(),
                    row_key: row_key.clone(),
                };
                if is_final && lines.as_ref().is_some_and(|lines| lines.are_overtaken(&slot.key, &key)) {
                    failed(Error::new(Code::AttachOvertaken)).end(self.of_parked);
                }
                match found {
                    Ok(Found::Final(row)) if manner.drafts && row.device.is_some() && row.draft.is_none() => {
                        let none = Error::new(Code::DraftMissing).at("draft");
                        failed(none.found("the mapping returned null")).end(self.of_parked);
                    }
                    Ok(Found::Final(row)) if row.device.is_some() => sales.push(sale(&reader, key, row_key, row)),
                    _ if !manner.drafts => {}
                    Err(error) => failed(error).end(self.of_parked),
                    Ok(Found::Nothing) => self.left(&reader, &row_key),
                    Ok(Found::Final(_)) => failed(Error::new(Code::AttachDevice)).end(self.of_parked),
                }
            }
        }
        sales
    }

    /// A row waits no more, if it did: it became a document, or is to become none.
    fn left(&self, reader: &Reader, row_key: &str) {
        if reader.attachment.parks || self.of_parked {
            let left = Ledger::now().unpark_row(reader.attachment.number, row_key);
            left.unwrap_or_else(|error| raise(&error, Language::English));
        }
    }

    /// A row that waits has another key by now.
    fn moved(&self, reader: &Reader, from: &str, (to, key): &(String, Vec<String>)) {
        if reader.attachment.parks || self.of_parked {
            let moved = Ledger::now().move_parked(reader.attachment.number, from, to, key);
            moved.unwrap_or_else(|error| raise(&error, Language::English));
        }
    }

    /// Opens the devices of these sales.
    fn open(&mut self, sales: &[Sale]) {
        for sale in sales {
            let till = self.tills.entry(sale.device.clone());
            till.or_insert_with(|| sale.device.open());
        }
    }

    /// Takes the locks of all devices that are open.
    fn take(&self) {
        let mut tills: Vec<&Rc<Till>> = self.tills.values().filter_map(|till| till.as_ref().ok()).collect();
        tills.sort_by_key(|till| till.chain().id);
        tills.iter().for_each(|till| till.lock());
    }

    /// What becomes of sales of one device, as far as it can be known without its lock.
    fn judge<'o>(&self, run: &[Sale], orders: &'o [Order<'o>], at: Timestamp) -> Option<Judged<'o>> {
        let till = self.tills.get(&run.first()?.device)?.as_ref().ok()?;
        (orders.len() == run.len()).then(|| till.judge(orders, at))
    }

    /// Keeps what notes on several devices credit, as one device would keep it for all of its own.
    fn keep_credited(&self, sales: &[Sale]) {
        let drafts = sales.iter().filter_map(|sale| {
            let till = self.tills.get(&sale.device)?.as_ref().ok()?;
            Some((till.chain().id, sale.draft.as_bytes()))
        });
        let kept = keep_credited(&mut Ledger::issuing(), drafts);
        kept.unwrap_or_else(|error| raise(&error, Language::English));
    }

    /// Issues sales of one device, all or none: or, where invalid rows are parked, all but these.
    fn issue(&mut self, run: &[Sale], mut judged: Option<Judged<'_>>) {
        let Some(first) = run.first() else { return };
        let till = self.tills.get(&first.device).cloned();
        let till = till.unwrap_or_else(|| first.device.open());
        let till = match till {
            Ok(till) => till,
            Err(error) => {
                return run
                    .iter()
                    .for_each(|sale| sale.unsealed(error.clone().into()).end(self.of_parked));
            }
        };
        if !first.reader.attachment.parks {
            match all_or_none(&till, run, judged) {
                Ok(()) => {
                    self.sealed += run.len() as u64;
                    run.iter().for_each(|sale| self.left(&sale.reader, &sale.row_key));
                }
                Err((at, refusal)) => run.get(at).unwrap_or(first).unsealed(refusal).end(self.of_parked),
            }
            return;
        }
        // What a refused one wrote before it was refused is taken back.
        let mut some = vec![run];
        while let Some(sales) = some.pop() {
            let judged = judged.take();
            match revocable(|| all_or_none(&till, sales, judged)) {
                Ok(()) => {
                    self.sealed += sales.len() as u64;
                    sales.iter().for_each(|sale| self.left(&sale.reader, &sale.row_key));
                }
                Err((_, refusal)) => match sales {
                    [sale] => sale.unsealed(refusal).end(self.of_parked),
                    // One after the other, in their order: the last one is taken first.
                    sales => some.extend(sales.chunks(1).rev()),
                },
            }
        }
    }
}

impl Sale {
    fn unsealed(&self, error: Refusal) -> Unsealed {
        Unsealed {
            error,
            reader: Rc::clone(&self.reader),
            key: self.key.clone(),
            row_key: self.row_key.clone(),
        }
    }
}

impl Unsealed {
    /// Parks the row if that is what is to be done with it, or fails the transaction. One that was tried `again`, and waits no more, was dealt
    /// with by somebody else meanwhile.
    fn end(self, again: bool) {
        let error = without_places(self.error);
        let attachment = &self.reader.attachment;
        let first = error.first();
        if attachment.parks && matches!(first.kind(), Kind::Input | Kind::State) {
            let why = Why {
                code: first.code().as_str(),
                findings: findings(&error, Language::English),
            };
            let parked = Ledger::now().park(attachment.number, &self.row_key, &self.key, why, now(), again);
            return parked.unwrap_or_else(|error| raise(&error, Language::English));
        }
        let columns = self.reader.columns.iter().map(|column| column.name.clone());
        let key: serde_json::Map<String, serde_json::Value> =
            columns.zip(self.key.into_iter().map(Into::into)).collect();
        let mut more = serde_json::Map::new();
        more.insert("table".to_owned(), attachment.name.clone().into());
        more.insert("key".to_owned(), key.into());
        refuse_with(error, Language::English, more)
    }
}

/// Reads rows. Where invalid rows are parked, SQL that fails for one is the row's fault.
fn read(reader: &Rc<Reader>, rows: &[Rc<Slot>], manner: Manner) -> Vec<Result<Found>> {
    let plainly = |rows: &[Rc<Slot>]| reader.read(rows.iter().map(Rc::as_ref), manner);
    let stale = |error: Error| raise(&error, Language::English);
    if !reader.attachment.parks {
        return plainly(rows).unwrap_or_else(stale).into_iter().map(Ok).collect();
    }
    if let Ok(found) = tried(|| plainly(rows)) {
        return found.unwrap_or_else(stale).into_iter().map(Ok).collect();
    }
    let one = |row: &Rc<Slot>| match tried(|| plainly(std::slice::from_ref(row))) {
        Ok(found) => found
            .unwrap_or_else(stale)
            .pop()
            .ok_or_else(|| Error::new(Code::AttachFailed)),
        // What the message says may be personal; the class of the error is not.
        Err((state, _)) => Err(Error::new(Code::AttachFailed).found(&state)),
    };
    rows.iter().map(one).collect()
}

fn sale(reader: &Rc<Reader>, key: Vec<String>, row_key: String, row: Final) -> Sale {
    let attachment = &reader.attachment;
    Sale {
        request_key: request_key(&row_key, row.revision.as_deref()),
        row_key,
        key,
        device: Device {
            owner: reader.owner.to_u32(),
            environment: attachment.environment.clone(),
            name: row.device.unwrap_or_default(),
        },
        corrects: row.corrects,
        draft: row.draft.unwrap_or_default(),
        reader: Rc::clone(reader),
    }
}

/// What is asked for by sales of one device.
fn orders(sales: &[Sale]) -> Result<Vec<Order<'_>>, (usize, Refusal)> {
    let mut orders = Vec::with_capacity(sales.len());
    for (at, sale) in sales.iter().enumerate() {
        let corrects = sale.corrects.as_deref().map(Uuid::parse).transpose();
        orders.push(Order {
            draft: sale.draft.as_bytes(),
            request_key: Some(&sale.request_key),
            corrects: corrects.map_err(|error| (at, error.at("corrects").into()))?,
        });
    }
    Ok(orders)
}

/// Issues sales of one device, as they were judged if they were. What was written before one is refused is the caller's to take back.
fn all_or_none(till: &Till, sales: &[Sale], judged: Option<Judged<'_>>) -> Result<(), (usize, Refusal)> {
    for (at, sale) in sales.iter().enumerate() {
        nowhere_else(till, sale).map_err(|error| (at, error.into()))?;
    }
    match judged {
        Some(judged) => till.issue_judged(judged, now()),
        None => till.issue(&orders(sales)?),
    }
    .map(drop)
}

/// Refuses a row that another device issued before: core looks at the chains of one device.
fn nowhere_else(till: &Till, sale: &Sale) -> Result<()> {
    let mut ledger = Ledger::now();
    let mut places: Vec<Place> = Vec::new();
    ledger.of_row(&sale.request_key, |row| {
        if row.text_at(crate::server::REQUEST_KEY).as_deref() == Some(&sale.request_key) {
            places.push(row.document()?);
        }
        Ok(true)
    })?;
    let own = &till.chain().made;
    for place in places {
        let its = ledger.chain(place.chain)?.made;
        if its.environment != own.environment || its.device == own.device {
            continue;
        }
        let refused = Error::new(Code::AttachElsewhere);
        return Err(match Sight::of(sale.reader.owner)?.shows(&its.vat_number) {
            true => refused.found(&its.device),
            false => refused,
        });
    }
    Ok(())
}

/// Runs work that is taken back if it is refused.
fn revocable<T>(work: impl FnOnce() -> Result<T, (usize, Refusal)>) -> Result<T, (usize, Refusal)> {
    savepoint(work, Result::is_ok).unwrap_or_else(|caught| caught.rethrow())
}
