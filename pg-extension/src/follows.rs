//! The rule of the chain for whoever writes past our functions: a superuser, a restore, a subscription. Triggers in C, since the row
//! before has to be seen as it is now: one that waits for a snapshot of its own refuses good successors at the higher levels of
//! isolation, and one that sees its own snapshot only, too.

use khatm::error::{Code, Result};
use khatm::store::safe::Audited;
use khatm::store::{Issuing as _, Place};
use pgrx::PgLogLevel;
use pgrx::PgTrigger;
use pgrx::pg_sys::errcodes::PgSqlErrorCode;
use pgrx::pg_sys::panic::ErrorReport;

use crate::native::native_trigger;
use crate::server::{Ledger, at};
use crate::table::{Key, Order, Row, Seen, Table, number, scratch};

native_trigger!(
    khatm_document_follows,
    pg_finfo_khatm_document_follows,
    c"document",
    document
);
native_trigger!(khatm_audit_follows, pg_finfo_khatm_audit_follows, c"audit", audit);

/// Refuses a document that does not follow the one before it.
fn document(trigger: &PgTrigger<'_>) {
    let (place, previous) = scratch(|| {
        let mut row = row(trigger);
        let place = row.document()?;
        row.skip(6);
        Ok((place, row.bytes::<32>()?))
    })
    .unwrap_or_else(|_: khatm::Error| refuse("document"));
    if !follows(place, previous).unwrap_or(false) {
        refuse(&format!("document {place}"));
    }
}

/// Whether a document's link is what stands before it. Where several sessions restore a dump, the chains may come after the documents, all of
/// them at once: as long as there is none, the first document of each is taken, and what never gets a chain is found by whoever verifies.
fn follows(place: Place, previous: [u8; 32]) -> Result<bool> {
    let first = match Ledger::now().chain(place.chain) {
        Ok(chain) => Some(chain.made.start.first()),
        Err(error) if error.code() == Code::StoreChain => None,
        Err(error) => return Err(error),
    };
    match first {
        Some(first) if place.counter < first.counter => Ok(false),
        Some(first) if place.counter == first.counter => Ok(*first.previous_hash.as_bytes() == previous),
        Some(_) => Ok(before(place)? == Some(previous)),
        None => Ok(Ledger::now().last_chain()? == 0 && before(place)?.is_none_or(|hash| hash == previous)),
    }
}

/// The hash of the document before.
fn before(place: Place) -> Result<Option<[u8; 32]>> {
    scratch(|| {
        let table = Table::read(c"document");
        let before = Place {
            counter: place.counter - 1,
            ..place
        };
        let mut scan = table.scan(c"document_pkey", &at(before), Seen::Now, Order::Forward);
        let hash = scan.next().map(|mut row| {
            row.skip(9);
            row.bytes()
        });
        hash.transpose()
    })
}

/// Refuses a row of the audit that does not follow the one before it, or whose hash is not its own.
fn audit(trigger: &PgTrigger<'_>) {
    let line = scratch(|| crate::safe::audited(&mut row(trigger)));
    let line: Audited = line.unwrap_or_else(|_| refuse("audit"));
    let before = match line.ordinal {
        1 => Some([0; 32]),
        ordinal => scratch(|| {
            let table = Table::read(c"audit");
            let conditions = [(1, Key::Number(number(ordinal) - 1))];
            let mut scan = table.scan(c"audit_pkey", &conditions, Seen::Now, Order::Forward);
            let hash = scan.next().map(|mut row| {
                row.skip(8);
                row.bytes()
            });
            hash.transpose().ok().flatten()
        }),
    };
    if before != Some(line.previous) || line.hash != line.digest() {
        refuse(&format!("audit {}", line.ordinal));
    }
}

/// The row that was added.
fn row<'t>(trigger: &'t PgTrigger<'_>) -> Row<'t> {
    let data = trigger.trigger_data();
    // SAFETY: both are there as long as the trigger runs.
    unsafe { Row::of(data.tg_trigtuple, (*data.tg_relation).rd_att) }
}

/// The same code as core has for it, under an SQLSTATE that says that it is the writer's fault.
fn refuse(what: &str) -> ! {
    let state = PgSqlErrorCode::ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
    ErrorReport::new(
        state,
        format!("KHATM-LINK: {what} does not follow the row before"),
        "khatm",
    )
    .set_hint("Documents are issued with khatm.issue; a restore brings the rows of a table together.")
    .report(PgLogLevel::ERROR);
    unreachable!("a report at the level ERROR does not return")
}
