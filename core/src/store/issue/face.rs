//! The few values of a document that the ledger asks for, whoever made it.

use crate::invoice::{DocumentKind, DocumentProfile, Invoice};
use crate::money::Amount;
use crate::time::Moment;

/// What the ledger has to know of a document that is right by itself.
#[derive(Clone)]
pub(super) struct Face {
    pub(super) uuid: String,
    pub(super) number: String,
    pub(super) kind: DocumentKind,
    pub(super) profile: DocumentProfile,
    /// The VAT number of whoever issues it: of the buyer, where it is self-billed.
    pub(super) issuer: Option<String>,
    pub(super) issued: Moment,
    pub(super) currency: String,
    pub(super) total: Amount,
}

impl Face {
    pub(super) fn of(invoice: &Invoice) -> Self {
        let issuer = match invoice.transaction.as_bytes().get(6) {
            Some(b'1') => invoice.buyer.as_ref(),
            _ => Some(&invoice.seller),
        };
        Face {
            uuid: invoice.uuid.clone(),
            // As whoever reads the document has it: a blank that only Unicode knows is one, too.
            number: invoice.number.trim().to_owned(),
            kind: invoice.kind,
            profile: invoice.profile,
            issuer: issuer.and_then(|party| party.vat_number.clone()),
            issued: invoice.issued,
            currency: invoice.currency.clone(),
            total: invoice.totals.total,
        }
    }
}
