//! The few values of an invoice that its seal and its QR code are made of, each where it stands.

use std::borrow::Cow;

use super::Known::{Cac, Cbc, Ext};
use super::canonical::Excluded;
use super::tree::{Document, NodeId};
use super::{Known, chars};
use crate::error::{Code, Error, Result};
use crate::time::{Date, Moment};

/// A document whose root is a UBL Invoice.
#[derive(Debug, Clone, Copy)]
pub struct Invoice<'d, 'a> {
    doc: &'d Document<'a>,
}

/// The seller's name (BT-27).
pub(crate) const SELLER_NAME: [(Known, &str); 4] = [
    (Cac, "AccountingSupplierParty"),
    (Cac, "Party"),
    (Cac, "PartyLegalEntity"),
    (Cbc, "RegistrationName"),
];
/// The seller's VAT number (BT-31).
pub(crate) const SELLER_VAT: [(Known, &str); 4] = [
    (Cac, "AccountingSupplierParty"),
    (Cac, "Party"),
    (Cac, "PartyTaxScheme"),
    (Cbc, "CompanyID"),
];
/// The buyer's VAT number (BT-48).
pub(crate) const BUYER_VAT: [(Known, &str); 4] = [
    (Cac, "AccountingCustomerParty"),
    (Cac, "Party"),
    (Cac, "PartyTaxScheme"),
    (Cbc, "CompanyID"),
];
/// The payable amount (BT-115).
pub(crate) const PAYABLE: [(Known, &str); 2] = [(Cac, "LegalMonetaryTotal"), (Cbc, "PayableAmount")];

/// Whether the authority clears a document or is told of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// `01…`: cleared before the buyer gets it.
    Standard,
    /// `02…`: stamped, handed over, reported within 24 hours.
    Simplified,
}

/// Where the seller and the buyer stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// cac:AccountingSupplierParty
    Seller,
    /// cac:AccountingCustomerParty
    Buyer,
}

/// The elements that the invoice hash leaves out.
#[derive(Debug, Clone, Default)]
pub struct Excepted {
    /// UBLExtensions directly below the root.
    pub extensions: Vec<NodeId>,
    /// The QR reference directly below the root.
    pub qr: Vec<NodeId>,
    /// cac:Signature directly below the root.
    pub signatures: Vec<NodeId>,
    /// Any of them elsewhere, or under another namespace: content that nothing protects.
    pub stray: Vec<NodeId>,
}

impl<'d, 'a> Invoice<'d, 'a> {
    /// Takes a document whose root is Invoice in UBL's namespace.
    pub fn new(doc: &'d Document<'a>) -> Result<Self> {
        let root = doc.root();
        if !doc.is(root, Known::Invoice, "Invoice") {
            return Err(Error::new(Code::NotInvoice)
                .place(doc.place(root))
                .found(doc.name(root)));
        }
        Ok(Invoice { doc })
    }

    /// Takes a document with any root: for those who go on where the root is already known to be wrong.
    pub(crate) fn of_any_root(doc: &'d Document<'a>) -> Self {
        Invoice { doc }
    }

    /// The document itself.
    pub fn document(&self) -> &'d Document<'a> {
        self.doc
    }

    /// Standard or simplified, by the transaction code (KSA-2).
    pub fn profile(&self) -> Result<Profile> {
        let id = self.one(&[(Cbc, "InvoiceTypeCode")])?;
        let name = self.doc.attribute(id, "name").unwrap_or_default();
        match name.get(..2) {
            Some("01") => Ok(Profile::Standard),
            Some("02") => Ok(Profile::Simplified),
            _ => Err(Error::new(Code::TransactionCode)
                .at(self.doc.path(id))
                .place(self.doc.place(id))
                .found(&name)),
        }
    }

    /// True when the buyer issues the document in the seller's stead.
    pub fn is_self_billed(&self) -> bool {
        let code = self.doc.child(self.doc.root(), Cbc, "InvoiceTypeCode");
        let name = code.and_then(|id| self.doc.attribute(id, "name")).unwrap_or_default();
        name.as_bytes().get(6) == Some(&b'1')
    }

    /// The text at a path of first children below the root, if it is there and not blank.
    pub fn text(&self, path: &[(Known, &str)]) -> Option<Cow<'a, str>> {
        let id = self.doc.descend(self.doc.root(), path)?;
        Some(self.doc.value(id)).filter(|text| !text.bytes().all(chars::is_space))
    }

    /// The text at a path that the document must have, once at each step.
    pub fn required(&self, path: &[(Known, &str)]) -> Result<Cow<'a, str>> {
        let id = self.one(path)?;
        let text = self.doc.value(id);
        if text.bytes().all(chars::is_space) {
            return Err(Error::new(Code::FieldMissing)
                .at(self.doc.path(id))
                .place(self.doc.place(id)));
        }
        Ok(text)
    }

    /// The one element at a path.
    pub fn one(&self, path: &[(Known, &str)]) -> Result<NodeId> {
        let mut at = self.doc.root();
        for (depth, &(known, local)) in path.iter().enumerate() {
            let mut found = self.doc.children_named(at, known, local);
            let Some(first) = found.next() else {
                return Err(Error::new(Code::FieldMissing)
                    .at(path_text(&path[..=depth]))
                    .place(self.doc.place(at)));
            };
            if let Some(second) = found.next() {
                return Err(Error::new(Code::FieldTwice)
                    .at(self.doc.path(second))
                    .place(self.doc.place(second)));
            }
            at = first;
        }
        Ok(at)
    }

    /// The invoice number (BT-1).
    pub fn number(&self) -> Option<Cow<'a, str>> {
        self.text(&[(Cbc, "ID")])
    }

    /// The UUID (KSA-1).
    pub fn uuid(&self) -> Option<Cow<'a, str>> {
        self.text(&[(Cbc, "UUID")])
    }

    /// The seller's name (BT-27).
    pub fn seller_name(&self) -> Result<Cow<'a, str>> {
        self.required(&SELLER_NAME)
    }

    /// A party's VAT number (BT-31, BT-48).
    pub fn vat_number(&self, party: Party) -> Result<Cow<'a, str>> {
        self.required(match party {
            Party::Seller => &SELLER_VAT,
            Party::Buyer => &BUYER_VAT,
        })
    }

    /// The payable amount (BT-115), as written.
    pub fn payable(&self) -> Result<Cow<'a, str>> {
        self.required(&PAYABLE)
    }

    /// The total with VAT (BT-112), as written.
    pub fn inclusive(&self) -> Option<Cow<'a, str>> {
        self.text(&[(Cac, "LegalMonetaryTotal"), (Cbc, "TaxInclusiveAmount")])
    }

    /// The first VAT total, as written: BT-111 or BT-110, whichever comes first.
    pub fn first_tax(&self) -> Result<Cow<'a, str>> {
        let path = [(Cac, "TaxTotal"), (Cbc, "TaxAmount")];
        self.text(&path)
            .ok_or_else(|| Error::new(Code::FieldMissing).at(path_text(&path)))
    }

    /// When the invoice was issued, in Riyadh, as the QR code has it: `YYYY-MM-DDTHH:MM:SS`.
    pub fn issued_in_riyadh(&self) -> Result<String> {
        let date_path = [(Cbc, "IssueDate")];
        let date = self.required(&date_path)?;
        let time = self.required(&[(Cbc, "IssueTime")])?;
        riyadh(date.trim(), time.trim()).ok_or_else(|| {
            let at = self.one(&date_path).map(|id| self.doc.place(id));
            let error = Error::new(Code::IssueTime)
                .at(path_text(&date_path))
                .found(&format!("{date}T{time}"));
            at.into_iter().fold(error, Error::place)
        })
    }

    /// What the hash leaves out, and whether it stands where it may.
    pub fn excepted(&self) -> Excepted {
        let doc = self.doc;
        let root = doc.root();
        let mut out = Excepted::default();
        let mut excluded = Excluded::default();
        let mut skip_until = None;
        for id in doc.descendants(root) {
            if skip_until.is_some_and(|until| id < until) || !excluded.excludes(doc, id) {
                continue;
            }
            skip_until = Some(NodeId(doc.node(id).subtree_end));
            let list = match doc.parent(id) == Some(root) {
                true if doc.is(id, Ext, "UBLExtensions") => &mut out.extensions,
                true if doc.is(id, Cac, "AdditionalDocumentReference") => &mut out.qr,
                true if doc.is(id, Cac, "Signature") => &mut out.signatures,
                _ => &mut out.stray,
            };
            list.push(id);
        }
        out
    }

    /// The text of the QR code, as it stands in the document.
    pub fn qr_text(&self, reference: NodeId) -> Option<Cow<'a, str>> {
        let id = self
            .doc
            .descend(reference, &[(Cac, "Attachment"), (Cbc, "EmbeddedDocumentBinaryObject")])?;
        Some(self.doc.value(id))
    }
}

fn path_text(path: &[(Known, &str)]) -> String {
    path.iter().fold("/Invoice".to_owned(), |text, (known, local)| {
        format!("{text}/{}:{local}", known.prefix())
    })
}

/// Reads a date and a time; `None` unless both exist in the calendar.
pub(crate) fn is_moment(date: &str, time: &str) -> bool {
    riyadh(date, time).is_some()
}

/// Joins date and time; a time in UTC (with Z) becomes Riyadh's. No other form stands in an invoice.
fn riyadh(date: &str, time: &str) -> Option<String> {
    let clock = time.strip_suffix('Z').unwrap_or(time);
    let plain = clock.len() == 8 && clock.bytes().all(|b| b.is_ascii_digit() || b == b':');
    let date = Date::parse(date).ok().filter(|_| plain)?;
    Moment::join(date, time).ok().map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utc_becomes_riyadh_time_over_every_border() {
        let cases = [
            ("2024-01-01", "12:30:00", Some("2024-01-01T12:30:00")),
            ("2024-01-01", "12:30:00Z", Some("2024-01-01T15:30:00")),
            ("2023-12-31", "21:00:00Z", Some("2024-01-01T00:00:00")),
            ("2024-02-28", "23:59:59Z", Some("2024-02-29T02:59:59")),
            ("2100-02-28", "21:00:00Z", Some("2100-03-01T00:00:00")),
            ("2023-02-29", "10:00:00", None),
            ("2023-02-28", "24:00:00", None),
            ("2023-02-28", "10:00:60", None),
            ("2023-02-28", "10:00:00+03:00", None),
            ("2023-2-28", "10:00:00", None),
            ("+023-02-28", "10:00:00", None),
            ("٢٠٢٣-02-28", "10:00:00", None),
        ];
        for (date, time, expected) in cases {
            assert_eq!(riyadh(date, time).as_deref(), expected, "{date} {time}");
        }
    }
}
