//! UBL that somebody else made, read and judged before the ledger is asked.
//!
//! What only the ledger and the device can give is filled in: the counter (ICV), the hash of the document before (PIH), the stamp
//! and the QR code, whatever stood there; and a UUID where there is none. Every other byte stays. What the official rules refuse is
//! refused, with everything that they say.

use std::ops::Range;

use sha2::{Digest, Sha256};

use super::face::Face;
use super::notes::Originals;
use super::{Form, Placed, Prepared, Uuid, fresh, known_key};
use crate::chain::Next;
use crate::error::{Code, Error, Result, Severity};
use crate::invoice::{DocumentKind, DocumentProfile, Draft, FIRST_PREVIOUS_HASH, Fault, Refusal};
use crate::money::{Amount, Exact};
use crate::rules::{Found, is_of_the_seal};
use crate::seal::stamp::{Edit, admitted, missing, unstamped};
use crate::seal::{InvoiceHash, Profile};
use crate::time::{Moment, Timestamp};
use crate::ubl::Known::{Cac, Cbc};
use crate::ubl::draft::originals;
use crate::ubl::view::Party;
use crate::ubl::{self, Document, Invoice, NodeId};

/// A document that is finished but for its place and its stamp.
#[derive(Debug, Clone, Copy)]
pub struct Ready<'o> {
    /// UBL XML.
    pub xml: &'o [u8],
    /// What the host calls this request. Without one, asking again makes another document.
    pub request_key: Option<&'o str>,
    /// The rejected document that this one stands for.
    pub corrects: Option<Uuid>,
}

/// The document with nothing but its place left open.
pub(super) struct Unplaced {
    xml: Vec<u8>,
    /// Where the counter goes, and where the hash: what stands there is the first document's.
    counter: Range<usize>,
    previous_hash: Range<usize>,
    face: Face,
    warnings: Vec<Fault>,
}

pub(super) fn prepare<'o>(order: &'o Ready<'o>, now: Timestamp) -> Result<Prepared<'o>, Refusal> {
    known_key(order.request_key)?;
    let doc = ubl::parse(order.xml)?;
    let invoice = Invoice::new(&doc)?;
    let parts = Parts::find(&doc)?;
    let text = |local| invoice.text(&[(Cbc, local)]).map(|text| text.trim().to_owned());
    let given = text("UUID");
    let fresh = match given {
        Some(_) => None,
        None => Some(fresh()?.to_string()),
    };
    let filled = parts.fill(&doc, &invoice, order.xml, fresh.as_deref())?;
    let warnings = judged(&filled.xml, now.moment()?)?;
    let face = face(&invoice, given.clone().or(fresh).unwrap_or_default())?;
    Ok(Prepared {
        request_key: order.request_key,
        corrects: order.corrects,
        content: content(&doc, &parts, order.corrects),
        draft: Draft {
            kind: Some(face.kind),
            profile: Some(face.profile),
            uuid: given,
            originals: originals(&doc),
            ..Draft::default()
        },
        form: Form::Ready(Box::new(Unplaced {
            xml: filled.xml,
            counter: filled.counter,
            previous_hash: filled.previous_hash,
            face,
            warnings,
        })),
    })
}

impl Unplaced {
    /// The document at its place.
    pub(super) fn placed(&self, draft: &Draft, originals: &Originals, next: Next) -> Result<Placed, Refusal> {
        // It says its route: one that its originals do not take is refused.
        originals.route(draft)?;
        let (counter, hash) = (next.counter.to_string(), next.previous_hash.to_string());
        let mut values = [(&self.counter, counter), (&self.previous_hash, hash)];
        crate::sort::by_key(&mut values, |(range, _)| range.start);
        let mut xml = Vec::with_capacity(self.xml.len() + 32);
        let mut at = 0;
        for (range, value) in values {
            xml.extend_from_slice(&self.xml[at..range.start]);
            xml.extend_from_slice(value.as_bytes());
            at = range.end;
        }
        xml.extend_from_slice(&self.xml[at..]);
        Ok(Placed {
            face: self.face.clone(),
            xml,
            warnings: self.warnings.clone(),
        })
    }
}

/// The values that the ledger asks for.
fn face(invoice: &Invoice<'_, '_>, uuid: String) -> Result<Face> {
    let text = |local| {
        let text = invoice.required(&[(Cbc, local)])?;
        Ok::<_, Error>(text.trim().to_owned())
    };
    let code = text("InvoiceTypeCode")?;
    let party = match invoice.is_self_billed() {
        true => Party::Buyer,
        false => Party::Seller,
    };
    let total = invoice.required(&[(Cac, "LegalMonetaryTotal"), (Cbc, "TaxInclusiveAmount")])?;
    let unknown = || {
        Error::new(Code::FieldMissing)
            .at("/Invoice/cbc:InvoiceTypeCode")
            .found(&code)
    };
    Ok(Face {
        uuid,
        number: text("ID")?,
        kind: DocumentKind::parse(&code).ok_or_else(unknown)?,
        profile: match invoice.profile()? {
            Profile::Standard => DocumentProfile::Standard,
            Profile::Simplified => DocumentProfile::Simplified,
        },
        issuer: invoice.vat_number(party).ok().map(|number| number.trim().to_owned()),
        issued: Moment::parse(&invoice.issued_in_riyadh()?)?,
        currency: text("DocumentCurrencyCode")?,
        total: cents(&total)?,
    })
}

/// The total with VAT, which has two places whoever wrote it.
fn cents(total: &str) -> Result<Amount> {
    let exact = Exact::parse(total.trim())?;
    let amount = exact.round()?;
    match amount.exact() == exact {
        true => Ok(amount),
        false => Err(Error::new(Code::BrDec14).found(total)),
    }
}

/// Where a document has what is filled in.
struct Parts {
    uuid: Option<NodeId>,
    counter: Option<NodeId>,
    previous_hash: Option<NodeId>,
}

/// A document that is filled, and where its open places are.
struct Filled {
    xml: Vec<u8>,
    counter: Range<usize>,
    previous_hash: Range<usize>,
}

impl Parts {
    fn find(doc: &Document<'_>) -> Result<Self> {
        let root = doc.root();
        let only = |nodes: Vec<NodeId>| match nodes[..] {
            [_, second, ..] => Err(Error::new(Code::FieldTwice)
                .at(doc.path(second))
                .place(doc.place(second))),
            _ => Ok(nodes.first().copied()),
        };
        let named = |name: &str| {
            let references = doc.children_named(root, Cac, "AdditionalDocumentReference");
            let is = |id: &NodeId| doc.child(*id, Cbc, "ID").is_some_and(|id| doc.value(id).trim() == name);
            references.filter(is).collect()
        };
        Ok(Parts {
            uuid: only(doc.children_named(root, Cbc, "UUID").collect())?,
            counter: only(named("ICV"))?,
            previous_hash: only(named("PIH"))?,
        })
    }

    fn fill(
        &self,
        doc: &Document<'_>,
        invoice: &Invoice<'_, '_>,
        xml: &[u8],
        fresh: Option<&str>,
    ) -> Result<Filled, Refusal> {
        let former = admitted(doc, invoice)?;
        let declared = missing(doc, doc.root(), &[Cac, Cbc]);
        let mut edits: Vec<(Edit, Option<usize>)> =
            unstamped(doc, &former).into_iter().map(|edit| (edit, None)).collect();
        if let Some(uuid) = fresh {
            let range = match self.uuid {
                Some(id) => doc.span(id),
                None => after(doc, &["ID", "CopyIndicator"]),
            };
            let declared = missing(doc, doc.root(), &[Cbc]);
            edits.push(((range, format!("<cbc:UUID{declared}>{uuid}</cbc:UUID>")), None));
        }
        let seat = before_the_seller(doc);
        let open = [
            (self.counter, COUNTER, "1"),
            (self.previous_hash, PREVIOUS_HASH, FIRST_PREVIOUS_HASH),
        ];
        for (at, (id, [begin, end], value)) in open.into_iter().enumerate() {
            let range = id.map_or_else(|| seat..seat, |id| doc.span(id));
            let begin = begin.replacen('>', &format!("{declared}>"), 1);
            edits.push(((range, format!("{begin}{value}{end}")), Some(at)));
        }
        let mut holes = [(0..0), (0..0)];
        crate::sort::by_key(&mut edits, |((range, _), _)| (range.start, range.end));
        let mut out = Vec::with_capacity(xml.len() + 512);
        let mut at = 0;
        for ((range, text), hole) in edits {
            let (start, end) = (range.start + doc.mark_len(), range.end + doc.mark_len());
            out.extend_from_slice(&xml[at..start]);
            if let Some(hole) = hole {
                let ([_, tail], value) = (open[hole].1, open[hole].2);
                let end = out.len() + text.len() - tail.len();
                holes[hole] = end - value.len()..end;
            }
            out.extend_from_slice(text.as_bytes());
            at = end;
        }
        out.extend_from_slice(&xml[at..]);
        let [counter, previous_hash] = holes;
        Ok(Filled {
            xml: out,
            counter,
            previous_hash,
        })
    }
}

/// What stands before and behind the counter.
const COUNTER: [&str; 2] = [
    "<cac:AdditionalDocumentReference><cbc:ID>ICV</cbc:ID><cbc:UUID>",
    "</cbc:UUID></cac:AdditionalDocumentReference>",
];
/// What stands before and behind the hash.
const PREVIOUS_HASH: [&str; 2] = [
    "<cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"text/plain\">",
    "</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>",
];

/// Behind the last of these elements. A document without any is refused by the rules, wherever it is filled.
fn after(doc: &Document<'_>, names: &[&str]) -> Range<usize> {
    let root = doc.root();
    let found = names.iter().filter_map(|name| doc.child(root, Cbc, name));
    let at = found.map(|id| doc.span(id).end).max();
    let at = at.unwrap_or_else(|| doc.start_tag(root).end);
    at..at
}

/// Where references to documents stand, in the order that UBL prescribes.
fn before_the_seller(doc: &Document<'_>) -> usize {
    const FOLLOWING: [&str; 4] = [
        "AdditionalDocumentReference",
        "ProjectReference",
        "Signature",
        "AccountingSupplierParty",
    ];
    let root = doc.root();
    let found = FOLLOWING.iter().filter_map(|name| doc.child(root, Cac, name));
    let first = found.map(|id| doc.span(id).start).min();
    first.unwrap_or_else(|| doc.start_tag(root).end)
}

/// What the official rules say of it: warnings, or a refusal. That it is not sealed is not said.
fn judged(xml: &[u8], now: Moment) -> Result<Vec<Fault>, Refusal> {
    let doc = ubl::parse(xml)?;
    let found = crate::rules::document(&doc, now).into_iter();
    let fault = |found: Found| Fault {
        severity: found.severity,
        // Lines would be those of the filled document, which nobody has.
        error: match found.error.path() {
            Some(path) => Error::new(found.error.code()).at(path),
            None => Error::new(found.error.code()),
        },
    };
    let faults: Vec<Fault> = found.filter(|found| !is_of_the_seal(found)).map(fault).collect();
    match faults.iter().any(|fault| fault.severity == Severity::Error) {
        true => Err(Refusal { faults }),
        false => Ok(faults),
    }
}

/// The digest of what a document asks for: of what its hash covers, without what hosts make anew at each try and what is filled in.
fn content(doc: &Document<'_>, parts: &Parts, corrects: Option<Uuid>) -> [u8; 32] {
    let root = doc.root();
    let named = |name| doc.child(root, Cbc, name);
    let left_out = [
        parts.uuid,
        parts.counter,
        parts.previous_hash,
        named("IssueDate"),
        named("IssueTime"),
    ];
    let hash = InvoiceHash::without(doc, |id| left_out.contains(&Some(id)));
    let mut content = Sha256::new();
    content.update(b"khatm ubl 1\0");
    content.update(corrects.map_or([0; 16], |uuid| *uuid.as_bytes()));
    content.update(hash.as_bytes());
    content.finalize().into()
}
