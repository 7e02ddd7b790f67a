//! What there is to read of a document, as values: what a caller's own snapshot shows him of the tables does not matter.

use khatm::error::{Code, Error, Result};
use khatm::outbox::operator::hand_over;
use khatm::outbox::wait::look;
use khatm::outbox::{HandOver, Waited, may_hand_over};
use khatm::store::delivery::{Delivering as _, Route};
use khatm::store::issue::qr_of;
use khatm::store::{Chain, Document, Fate, Issuing as _, Place, Uuid};

use crate::server::{Ledger, now};

/// A document with its chain and what became of it.
pub(crate) fn document(uuid: &Uuid) -> Result<Option<(Document, Chain, Fate)>> {
    let mut ledger = Ledger::now();
    let Some((document, _)) = ledger.named(uuid)? else {
        return Ok(None);
    };
    let chain = ledger.chain(document.place.chain)?;
    let fate = ledger.fate(document.place)?;
    Ok(Some((document, chain, fate)))
}

/// What to hand over.
pub(crate) struct Receipt {
    pub(crate) number: String,
    pub(crate) handed: HandOver,
    pub(crate) qr: Option<String>,
    pub(crate) xml: Option<Vec<u8>>,
}

/// What became of a row of an attached table, in one of its revisions.
pub(crate) struct Status {
    pub(crate) revision: Option<String>,
    pub(crate) document: Document,
    pub(crate) chain: Chain,
    pub(crate) fate: Fate,
    /// Nothing for one that is not committed: nobody knows yet whether it stays.
    pub(crate) handed: Option<HandOver>,
    pub(crate) qr: Option<String>,
}

/// What became of the row that these request keys open with, in the order of its documents.
pub(crate) fn status(row_key: &str) -> Result<Vec<Status>> {
    let mut found = Vec::new();
    Ledger::now().of_row(row_key, |row| {
        let own = row.is_own();
        found.push((crate::server::document(row)?, own));
        Ok(true)
    })?;
    // Another taxpayer's request keys may say the same.
    let seen = khatm::store::Store::chains(&Ledger::of_caller())?;
    found.retain(|(document, _)| seen.iter().any(|chain| chain.id == document.place.chain));
    found.sort_by_key(|(document, _)| (document.issued, document.place));
    found
        .into_iter()
        .map(|(document, own)| state(row_key, document, own))
        .collect()
}

fn state(row_key: &str, document: Document, own: bool) -> Result<Status> {
    let mut ledger = Ledger::now();
    let place = document.place;
    let chain = ledger.chain(place.chain)?;
    let fate = ledger.fate(place)?;
    let facts = ledger.facts(place)?;
    let released = ledger.release(place)?;
    let handed = may_hand_over(Route::of(document.profile), facts, released.as_ref());
    let handed = (!own).then_some(handed);
    let xml = match handed {
        Some(HandOver::AsCleared) => ledger.history(place)?.cleared,
        Some(handed) if handed.is_allowed() => Some(document.xml.clone()),
        _ => None,
    };
    let revision = document
        .request_key
        .as_deref()
        .and_then(|key| key.strip_prefix(row_key));
    Ok(Status {
        revision: revision.filter(|revision| !revision.is_empty()).map(str::to_owned),
        qr: xml.as_deref().map(qr_of).transpose()?,
        chain,
        fate,
        handed,
        document,
    })
}

/// What to hand over of a document: of one that is committed, and of no other.
pub(crate) fn receipt(uuid: &Uuid) -> Result<Receipt> {
    let shown = uuid.to_string();
    let (document, own) = Ledger::now()
        .named(uuid)?
        .ok_or_else(|| Error::new(Code::OutboxUnknown).found(&shown))?;
    if own {
        return Err(Error::new(Code::ReceiptEarly).found(&shown));
    }
    let mut ledger = Ledger::now();
    let place = document.place;
    let facts = ledger.facts(place)?;
    let released = ledger.release(place)?;
    let handed = may_hand_over(Route::of(document.profile), facts, released.as_ref());
    let xml = match handed {
        HandOver::AsCleared => ledger.history(place)?.cleared,
        handed if handed.is_allowed() => Some(document.xml),
        _ => None,
    };
    Ok(Receipt {
        number: document.number,
        handed,
        qr: xml.as_deref().map(qr_of).transpose()?,
        xml,
    })
}

/// Whether a document may be handed over now: one that is not committed may not.
pub(crate) fn may_hand_over_now(uuid: &Uuid) -> Result<bool> {
    let (place, own) = found(uuid)?;
    let mut ledger = Ledger::now();
    Ok(!own && hand_over(&mut ledger, place)?.is_allowed())
}

/// Where a document is that somebody waits for.
pub(crate) fn waited(uuid: &Uuid) -> Result<Waited> {
    let (place, own) = found(uuid)?;
    match own {
        true => Err(Error::new(Code::ReceiptEarly).found(&uuid.to_string())),
        false => look(&mut Ledger::now(), place, now()),
    }
}

/// The text of the QR code that is handed over with a document, if it may be handed over.
pub(crate) fn qr(uuid: &Uuid) -> Result<Option<String>> {
    Ok(receipt(uuid)?.qr)
}

/// Where a document is, and whether this transaction made it.
fn found(uuid: &Uuid) -> Result<(Place, bool)> {
    let found = Ledger::now().named(uuid)?;
    let (document, own) = found.ok_or_else(|| Error::new(Code::OutboxUnknown).found(&uuid.to_string()))?;
    Ok((document.place, own))
}
