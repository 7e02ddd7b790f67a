//! From what a shop knows to an invoice that is right to the halala.
//!
//! A [`Draft`] is what a stranger sent: everything optional, nothing proved. [`prove`] makes an [`Invoice`] of it, or says
//! everything that keeps it from being one ([`crate::rules::check`] adds what the official rules would say). An [`Invoice`] has every amount, and is written as UBL by
//! [`crate::ubl::write`]; [`crate::ubl::draft`] goes the other way.

mod adjustment;
mod advance;
mod arithmetic;
mod breakdown;
pub(crate) mod decode;
pub mod draft;
mod header;
mod identifiers;
pub(crate) mod lists;
mod party;
mod prove;
mod reckon;
mod report;
mod shelf;
mod tax;
mod trail;

pub use decode::Fault;
pub use draft::{DocumentKind, DocumentProfile, Draft, DraftParty, Mode, VatCategory};
pub use prove::{Context, prove};
#[cfg(feature = "generate")]
pub use report::fresh_uuid;
pub(crate) use report::{Attempt, party_or_faults};
pub use report::{DraftFinding, DraftReport, Refusal, build, parse, party};
pub use tax::Tax;
pub use trail::{Trail, TrailKind, TrailStep};

use crate::money::{Amount, Exact, Percent};
use crate::time::{Date, Moment};

/// What stands for the hash of the document before the first (KSA-13): base64 of the hexadecimal SHA-256 of `0`.
pub const FIRST_PREVIOUS_HASH: &str =
    "NWZlY2ViNjZmZmM4NmYzOGQ5NTI3ODZjNmQ2OTZjNzljMmRiYzIzOWRkNGU5MWI0NjcyOWQ3M2EyN2ZiNTdlOQ==";

/// A document whose every field has been proved and whose every amount is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Invoice {
    pub(crate) kind: DocumentKind,
    pub(crate) profile: DocumentProfile,
    /// The transaction code (KSA-2), seven to nine characters.
    pub(crate) transaction: String,
    pub(crate) number: String,
    pub(crate) uuid: String,
    pub(crate) issued: Moment,
    pub(crate) tax_point: Option<Date>,
    pub(crate) notes: Vec<(String, Option<String>)>,
    pub(crate) currency: String,
    pub(crate) order: Option<String>,
    pub(crate) contract: Option<String>,
    pub(crate) references: Vec<Reference>,
    pub(crate) originals: Vec<Original>,
    pub(crate) reason: Option<String>,
    pub(crate) counter: String,
    pub(crate) previous_hash: String,
    pub(crate) seller: Party,
    pub(crate) buyer: Option<Party>,
    pub(crate) supply: Option<Date>,
    pub(crate) supply_end: Option<Date>,
    pub(crate) payments: Vec<Payment>,
    pub(crate) exchange: Option<Exchange>,
    pub(crate) adjustments: Vec<Adjustment>,
    pub(crate) lines: Vec<Line>,
    pub(crate) prepayments: Vec<Prepayment>,
    pub(crate) breakdown: Vec<Subtotal>,
    pub(crate) totals: Totals,
    /// Prices, discounts and charges were given with VAT.
    pub(crate) inclusive: bool,
    pub(crate) mode: Mode,
}

impl Invoice {
    /// The invoice number (BT-1).
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The UUID (KSA-1).
    pub fn uuid(&self) -> &str {
        &self.uuid
    }

    /// When it is issued, on Riyadh's clock.
    pub fn issued(&self) -> Moment {
        self.issued
    }

    /// Standard or simplified.
    pub fn profile(&self) -> DocumentProfile {
        self.profile
    }

    /// The sums of the document.
    pub fn totals(&self) -> &Totals {
        &self.totals
    }

    /// The same invoice at its place in a chain: nothing else of it depends on that.
    pub(crate) fn at(&self, counter: u64, previous_hash: String) -> Self {
        Invoice {
            counter: counter.to_string(),
            previous_hash,
            ..self.clone()
        }
    }

    /// True if every amount is the same in both.
    pub(crate) fn same_amounts(&self, other: &Self) -> bool {
        let adjustment = |a: &Adjustment, b: &Adjustment| (a.amount, a.of, a.tax) == (b.amount, b.of, b.tax);
        let adjustments =
            |a: &[Adjustment], b: &[Adjustment]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| adjustment(a, b));
        let line = |a: &Line, b: &Line| {
            (a.net, a.vat, a.total, a.price, a.gross_price) == (b.net, b.vat, b.total, b.price, b.gross_price)
                && adjustments(&a.adjustments, &b.adjustments)
        };
        self.totals == other.totals
            && self.breakdown == other.breakdown
            && self.prepayments == other.prepayments
            && adjustments(&self.adjustments, &other.adjustments)
            && self.lines.len() == other.lines.len()
            && self.lines.iter().zip(&other.lines).all(|(a, b)| line(a, b))
    }

    /// Where each halala went.
    pub fn explain(&self) -> Trail {
        trail::follow(self)
    }
}

/// A document that belongs to this one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Reference {
    pub(crate) id: String,
    pub(crate) kind: Option<String>,
    pub(crate) date: Option<Date>,
}

/// A document that a note corrects.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Original {
    pub(crate) number: String,
    pub(crate) uuid: Option<String>,
    pub(crate) date: Option<Date>,
}

/// The seller or the buyer.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Party {
    pub(crate) name: Option<String>,
    pub(crate) vat_number: Option<String>,
    pub(crate) id: Option<(String, String)>,
    pub(crate) street: Option<String>,
    pub(crate) additional_street: Option<String>,
    pub(crate) building_number: Option<String>,
    pub(crate) additional_number: Option<String>,
    pub(crate) district: Option<String>,
    pub(crate) city: Option<String>,
    pub(crate) postal_code: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) country: Option<String>,
    pub(crate) contact_name: Option<String>,
    pub(crate) contact_telephone: Option<String>,
    pub(crate) contact_note: Option<String>,
    pub(crate) legal_form: Option<String>,
}

/// How it is paid.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Payment {
    pub(crate) means: String,
    pub(crate) terms: Option<String>,
    pub(crate) account: Option<String>,
}

/// How VAT becomes riyals.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Exchange {
    pub(crate) rate: Exact,
    pub(crate) date: Option<Date>,
    pub(crate) source: Option<String>,
}

/// A discount or charge, without VAT.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Adjustment {
    pub(crate) charge: bool,
    pub(crate) amount: Amount,
    /// Percent and base, where they give the amount in the authority's own reckoning.
    pub(crate) of: Option<(Percent, Amount)>,
    pub(crate) reason: Option<String>,
    pub(crate) code: Option<String>,
    /// On a document.
    pub(crate) tax: Option<Tax>,
    /// Code and words why no VAT is due, on a document.
    pub(crate) exemption: (Option<String>, Option<String>),
    /// Where the draft has it.
    pub(crate) path: String,
    /// With VAT, where it was given so.
    pub(crate) shelf: Option<Amount>,
}

/// A line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) quantity: Exact,
    pub(crate) unit: String,
    /// Without VAT (BT-146).
    pub(crate) price: Exact,
    pub(crate) gross_price: Option<(Exact, Exact)>,
    pub(crate) base: Option<(Exact, Option<String>)>,
    pub(crate) adjustments: Vec<Adjustment>,
    pub(crate) tax: Tax,
    pub(crate) exemption_code: Option<String>,
    pub(crate) exemption_reason: Option<String>,
    pub(crate) buyer_item_id: Option<String>,
    pub(crate) seller_item_id: Option<String>,
    pub(crate) standard_item_id: Option<String>,
    pub(crate) note: Option<String>,
    pub(crate) net: Amount,
    pub(crate) vat: Amount,
    pub(crate) total: Amount,
    /// The price as it was given.
    pub(crate) given_price: Exact,
    /// What the line costs with VAT, where prices were given so.
    pub(crate) shelf: Option<Amount>,
}

/// Advance payments taken off.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prepayment {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) documents: Vec<Prepaid>,
    pub(crate) taxable: Amount,
    pub(crate) vat: Amount,
    pub(crate) tax: Tax,
    pub(crate) exemption_code: Option<String>,
    pub(crate) exemption_reason: Option<String>,
}

/// A prepayment invoice.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prepaid {
    pub(crate) number: String,
    pub(crate) uuid: Option<String>,
    pub(crate) issued: Moment,
}

/// The VAT of one category and rate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subtotal {
    pub(crate) tax: Tax,
    pub(crate) taxable: Amount,
    pub(crate) vat: Amount,
    pub(crate) exemption_code: Option<String>,
    pub(crate) exemption_reason: Option<String>,
}

/// The sums of a document, in its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Totals {
    /// All lines without VAT (BT-106).
    pub lines: Amount,
    /// All discounts on the document (BT-107).
    pub discounts: Amount,
    /// All charges on the document (BT-108).
    pub charges: Amount,
    /// Without VAT (BT-109).
    pub net: Amount,
    /// The VAT (BT-110).
    pub vat: Amount,
    /// The VAT in riyals (BT-111).
    pub vat_sar: Amount,
    /// With VAT (BT-112).
    pub total: Amount,
    /// Paid in advance (BT-113).
    pub prepaid: Amount,
    /// Added to round what is to be paid (BT-114).
    pub rounding: Amount,
    /// What is to be paid (BT-115).
    pub payable: Amount,
}
