//! A draft, read and judged before the ledger is asked.

use sha2::{Digest, Sha256};

use super::face::Face;
use super::notes::Originals;
use super::{Form, Order, Placed, Prepared, Uuid, fresh, known_key};
use crate::chain::Next;
use crate::error::{Code, Error, Result, Severity};
use crate::invoice::{Attempt, Context, Draft, DraftParty, Fault, Refusal};
use crate::rules::judge;
use crate::time::Timestamp;
use crate::ubl;

/// What was made of an order's draft.
pub(super) struct Drafted<'o> {
    order: &'o Order<'o>,
    context: Context,
    /// What a draft without a UUID got for one.
    uuid: Result<Uuid>,
    judged: Attempt<'o>,
}

pub(super) fn prepare<'o>(
    order: &'o Order<'o>,
    seller: Option<&DraftParty>,
    now: Timestamp,
) -> Result<Prepared<'o>, Refusal> {
    known_key(order.request_key)?;
    let mut context = Context::new(now.moment()?);
    context.seller = seller.cloned();
    let uuid = fresh();
    context.uuid = uuid.as_ref().ok().map(Uuid::to_string);
    let mut judged = judge(order.draft, &context, |_| {});
    let Some(draft) = judged.draft.take() else {
        return Err(Refusal { faults: judged.faults });
    };
    Ok(Prepared {
        request_key: order.request_key,
        corrects: order.corrects,
        content: content(&draft, order.corrects)?,
        draft,
        form: Form::Draft(Box::new(Drafted {
            order,
            context,
            uuid,
            judged,
        })),
    })
}

impl Drafted<'_> {
    /// The document at its place.
    pub(super) fn placed(&self, draft: &Draft, originals: &Originals, next: Next) -> Result<Placed, Refusal> {
        let route = originals.route(draft)?;
        // A note takes the route of its original: then the rules are asked again.
        let context = &self.context;
        let again = route.map(|route| judge(self.order.draft, context, |draft| draft.profile = Some(route)));
        let judged = again.as_ref().unwrap_or(&self.judged);
        let error = |fault: &Fault| fault.severity == Severity::Error;
        match &judged.invoice {
            Some(invoice) if !judged.faults.iter().any(error) => {
                if draft.uuid.is_none() {
                    self.uuid.clone()?;
                }
                let invoice = invoice.at(next.counter, next.previous_hash.to_string());
                Ok(Placed {
                    face: Face::of(&invoice),
                    xml: ubl::write::write(&invoice),
                    warnings: judged.faults.clone(),
                })
            }
            _ => Err(Refusal {
                faults: judged.faults.clone(),
            }),
        }
    }
}

/// The digest of what a draft asks for. What a host makes anew at each try is left out, and what the device gives.
fn content(draft: &Draft, corrects: Option<Uuid>) -> Result<[u8; 32]> {
    let asked = Draft {
        uuid: None,
        issued_at: None,
        issue_date: None,
        issue_time: None,
        counter: None,
        previous_hash: None,
        unmodelled: Vec::new(),
        ..draft.clone()
    };
    let text = serde_json::to_vec(&asked).map_err(|_| Error::new(Code::StoreStatement))?;
    let mut hash = Sha256::new();
    hash.update(b"khatm draft 1\0");
    hash.update(corrects.map_or([0; 16], |uuid| *uuid.as_bytes()));
    hash.update(&text);
    Ok(hash.finalize().into())
}
