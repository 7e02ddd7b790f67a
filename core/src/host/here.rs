//! What is done with a ledger in a file, where what comes back is told: as values, for a language that has types of its own for them.
//! [`Ledger`](super::ledger::Ledger) gives the same as text.

use super::Failure;
use super::calls::{report, told};
use super::ledger::{Drafted, Told, anchors};
use super::values::{DocumentValue, HealthValue, IssuedValue, LedgerVerification, WaitedValue};
use crate::device::Status;
use crate::facade::Khatm;
use crate::gateway::Otp;
use crate::invoice::DraftReport;
use crate::store::Uuid;
use crate::store::issue::Order;

fn order(drafted: &Drafted, corrects: Option<Uuid>) -> Order<'_> {
    Order {
        draft: &drafted.draft,
        request_key: drafted.request_key.as_deref(),
        corrects,
    }
}

/// Walks a device to its certificate for real documents, from wherever it stands.
pub fn onboard(khatm: &Khatm, name: &str, otp: Option<&str>) -> Told<Status> {
    let mut guide = otp.map(Otp::parse).transpose()?;
    Ok(khatm.onboard_blocking(name, &mut guide)?)
}

/// Everything that is wrong with a draft; with a device, its seller stands in where the draft has none.
pub fn check(khatm: &Khatm, drafted: &Drafted, device: Option<&str>) -> Told<DraftReport> {
    let faults = khatm.faults(&drafted.draft, device)?;
    Ok(report(faults, drafted.written, khatm.setup().language))
}

/// Issues a document. `corrects` is the rejected document that it stands for.
pub fn issue(khatm: &Khatm, device: &str, drafted: &Drafted, corrects: Option<Uuid>) -> Told<IssuedValue> {
    let issued = khatm.issue(device, &order(drafted, corrects));
    let mut issued = issued.map_err(|refusal| Failure::from(refusal).told(drafted.written))?;
    issued.warnings = told(issued.warnings, drafted.written);
    Ok(IssuedValue::new(&issued, khatm.setup().language))
}

/// Issues several, all or none.
pub fn issue_all(khatm: &Khatm, device: &str, drafts: &[Drafted]) -> Told<Vec<IssuedValue>> {
    let orders: Vec<Order<'_>> = drafts.iter().map(|drafted| order(drafted, None)).collect();
    let issued = khatm.issue_all(device, &orders).map_err(|(order, refusal)| {
        let written = drafts.get(order).is_some_and(|drafted| drafted.written);
        Failure::from((order, refusal)).told(written)
    })?;
    let values = issued.into_iter().zip(drafts).map(|(mut issued, drafted)| {
        issued.warnings = told(issued.warnings, drafted.written);
        IssuedValue::new(&issued, khatm.setup().language)
    });
    Ok(values.collect())
}

/// A document as it was issued.
pub fn document(khatm: &Khatm, uuid: &Uuid) -> Told<Option<DocumentValue>> {
    Ok(khatm.document(uuid)?.as_ref().map(DocumentValue::from))
}

/// The documents that a text means: a UUID, or a number, which several may have.
pub fn find(khatm: &Khatm, text: &str) -> Told<Vec<DocumentValue>> {
    Ok(khatm.find(text)?.iter().map(DocumentValue::from).collect())
}

/// Waits until a document may be handed over, or never will be, or the time is over; when `go_on` says no, it says how things are.
pub fn wait_cleared(khatm: &Khatm, uuid: &Uuid, timeout_ms: u64, go_on: &dyn Fn() -> bool) -> Told<WaitedValue> {
    let waited = khatm.wait_cleared_while(uuid, timeout_ms, go_on)?;
    Ok(WaitedValue::new(waited, khatm.setup().language))
}

/// How the ledger and its deliveries are.
pub fn health(khatm: &Khatm) -> Told<HealthValue> {
    Ok(HealthValue::new(&khatm.health()?, khatm.setup().language))
}

/// Looks at everything that is kept, from the first byte, and whether each of these anchors, a line each, still lies on it.
pub fn verify(khatm: &Khatm, text: &str) -> Told<LedgerVerification> {
    let verified = khatm.verify(&anchors(text)?)?;
    Ok(LedgerVerification::new(&verified, khatm.setup().language))
}
