//! UBL back to a draft: ours, or another system's.
//!
//! Nothing is proved and nothing is lost: what the model has no place for is kept, with the way to it. The stamp, the QR
//! code and comments are left out: they belong to the file, not to what it says.

mod left;

use super::Known::{self, Cac, Cbc};
use super::tree::{Document, NodeId};
use super::{Invoice as Root, parse};
use crate::error::Result;
use crate::invoice::draft::{
    BookedLine, BookedTotals, BookedVat, DocumentKind, DocumentProfile, Draft, DraftAdjustment, DraftExchange, DraftId,
    DraftLine, DraftNote, DraftOriginal, DraftParty, DraftPayment, DraftPrepaid, DraftPrepayment, DraftReference,
    Flags, Mode, VatCategory,
};
use crate::invoice::{Context, prove};
use crate::money::Exact;
use crate::time::{Date, Moment};

/// Reads a UBL invoice as a draft. Amounts that our own reckoning gives too are left to it; else they stand under `booked`.
pub fn read(xml: &[u8]) -> Result<Draft> {
    let doc = parse(xml)?;
    Root::new(&doc)?;
    Ok(of(&doc))
}

/// [`read`], of a document that was parsed and is an Invoice.
pub(crate) fn of(doc: &Document<'_>) -> Draft {
    let mut reader = Reader::new(doc);
    let mut draft = reader.document();
    draft.unmodelled = reader.left();
    reckoned(&draft).unwrap_or(draft)
}

/// The documents that a note is on, and nothing else of it.
pub(crate) fn originals(doc: &Document<'_>) -> Vec<DraftOriginal> {
    Reader::new(doc).originals(doc.root())
}

/// The draft without its booked amounts, if reckoning gives the very same ones.
fn reckoned(booked: &Draft) -> Option<Draft> {
    let moment = || {
        let date = Date::parse(booked.issue_date.as_deref()?).ok()?;
        Moment::join(date, booked.issue_time.as_deref()?).ok()
    };
    let context = Context::new(moment()?);
    let mut exact = booked.clone();
    exact.mode = None;
    exact.booked = None;
    exact.lines.iter_mut().for_each(|line| line.booked = None);
    let stated = prove(booked, &context).0?;
    let same = prove(&exact, &context).0.is_some_and(|ours| ours.same_amounts(&stated));
    same.then_some(exact)
}

struct Reader<'d, 'a> {
    doc: &'d Document<'a>,
    /// By node: its element has a place in the draft.
    taken: Vec<bool>,
    currency: String,
    /// Nodes that have a place, with a value that has none.
    odd: Vec<NodeId>,
}

type Name = (Known, &'static str);

impl<'d, 'a> Reader<'d, 'a> {
    fn new(doc: &'d Document<'a>) -> Self {
        Reader {
            doc,
            taken: vec![false; doc.len()],
            currency: String::new(),
            odd: Vec::new(),
        }
    }
}

impl Reader<'_, '_> {
    fn take(&mut self, id: NodeId) -> NodeId {
        self.taken[id.0 as usize] = true;
        id
    }

    /// The first child of this name.
    fn child(&mut self, parent: NodeId, (known, local): Name) -> Option<NodeId> {
        self.doc.child(parent, known, local).map(|id| self.take(id))
    }

    fn children(&mut self, parent: NodeId, (known, local): Name) -> Vec<NodeId> {
        let found: Vec<NodeId> = self.doc.children_named(parent, known, local).collect();
        found.iter().for_each(|&id| {
            self.take(id);
        });
        found
    }

    fn value(&self, id: NodeId) -> Option<String> {
        let value = self.doc.value(id);
        let trimmed = value.trim_matches([' ', '\t', '\r', '\n']);
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// The text of the first child of this name.
    fn text(&mut self, parent: NodeId, local: &'static str) -> Option<String> {
        self.child(parent, (Cbc, local)).and_then(|id| self.value(id))
    }

    fn path(&mut self, parent: NodeId, way: &[&'static str], local: &'static str) -> Option<String> {
        let mut at = parent;
        for step in way {
            at = self.child(at, (Cac, step))?;
        }
        self.text(at, local)
    }

    /// The number at the first child of this name; a text that is none is kept as it is.
    fn number(&mut self, parent: NodeId, local: &'static str) -> Option<Exact> {
        let id = self.doc.child(parent, Cbc, local)?;
        let number = self.value(id).and_then(|text| Exact::parse(&text).ok());
        if number.is_some() {
            self.take(id);
        }
        number
    }

    fn attribute(&self, id: NodeId, name: &str) -> Option<String> {
        let value = self.doc.attribute(id, name)?;
        let trimmed = value.trim_matches([' ', '\t', '\r', '\n']);
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    /// Takes a child whose value can only be this one.
    fn fixed(&mut self, parent: NodeId, name: Name, expected: &str) {
        let Some(id) = self.doc.child(parent, name.0, name.1) else {
            return;
        };
        if self.value(id).as_deref() == Some(expected) {
            self.take(id);
        }
    }

    fn document(&mut self) -> Draft {
        let root = self.take(self.doc.root());
        self.currency = self.text(root, "DocumentCurrencyCode").unwrap_or_default();
        let mut draft = Draft {
            number: self.text(root, "ID"),
            uuid: self.text(root, "UUID"),
            issue_date: self.text(root, "IssueDate"),
            issue_time: self.text(root, "IssueTime"),
            tax_point_date: self.text(root, "TaxPointDate"),
            currency: Some(self.currency.clone()).filter(|currency| !currency.is_empty()),
            order_reference: self.path(root, &["OrderReference"], "ID"),
            contract_reference: self.path(root, &["ContractDocumentReference"], "ID"),
            mode: Some(Mode::AsBooked),
            ..Draft::default()
        };
        self.fixed(root, (Cbc, "ProfileID"), "reporting:1.0");
        self.fixed(root, (Cbc, "TaxCurrencyCode"), "SAR");
        self.kind(root, &mut draft);
        for id in self.children(root, (Cbc, "Note")) {
            let language = self.attribute(id, "languageID");
            draft
                .notes
                .extend(self.value(id).map(|text| DraftNote { text, language }));
        }
        self.references(root, &mut draft);
        draft.seller = self.party(root, "AccountingSupplierParty");
        draft.buyer = self.party(root, "AccountingCustomerParty");
        if let Some(delivery) = self.child(root, (Cac, "Delivery")) {
            draft.supply_date = self.text(delivery, "ActualDeliveryDate");
            draft.supply_end_date = self.text(delivery, "LatestDeliveryDate");
        }
        self.payments(root, &mut draft);
        for id in self.children(root, (Cac, "AllowanceCharge")) {
            self.adjustment(id, &mut draft.discounts, &mut draft.charges);
        }
        self.exchange(root, &mut draft);
        let exemptions = self.totals(root, &mut draft);
        for part in draft.discounts.iter_mut().chain(&mut draft.charges) {
            if let Some(known) = Exemption::of(&exemptions, part.vat_category, part.vat_rate) {
                part.exemption_code.clone_from(&known.code);
                part.exemption_reason.clone_from(&known.reason);
            }
        }
        for id in self.children(root, (Cac, "InvoiceLine")) {
            if self.doc.child(id, Cac, "DocumentReference").is_some() {
                let prepayment = self.prepayment(id);
                draft.prepayments.push(prepayment);
            } else {
                let line = self.line(id, &exemptions);
                draft.lines.push(line);
            }
        }
        draft
    }

    fn kind(&mut self, root: NodeId, draft: &mut Draft) {
        let Some(id) = self.child(root, (Cbc, "InvoiceTypeCode")) else {
            return;
        };
        draft.kind = self.value(id).and_then(|code| DocumentKind::parse(&code));
        let code = self.attribute(id, "name").unwrap_or_default();
        let known = (7..=9).contains(&code.len()) && code.bytes().skip(2).all(|b| matches!(b, b'0' | b'1'));
        draft.profile = match code.get(..2) {
            Some("01") => Some(DocumentProfile::Standard),
            Some("02") => Some(DocumentProfile::Simplified),
            _ => None,
        };
        if draft.kind.is_none() || draft.profile.is_none() || !known {
            self.odd.push(id);
            return;
        }
        let bytes = code.as_bytes();
        let set = |at: usize| (bytes[at] == b'1').then_some(true);
        let said = |at: usize| bytes.get(at).map(|b| *b == b'1');
        let flags = Flags {
            third_party: set(2),
            nominal: set(3),
            export: set(4),
            summary: set(5),
            self_billed: set(6),
            continuous: said(7),
            government: said(8),
        };
        draft.flags = Some(flags).filter(|flags| *flags != Flags::default());
    }

    fn originals(&mut self, root: NodeId) -> Vec<DraftOriginal> {
        let mut originals = Vec::new();
        for id in self.children(root, (Cac, "BillingReference")) {
            if let Some(reference) = self.child(id, (Cac, "InvoiceDocumentReference")) {
                originals.push(DraftOriginal {
                    number: self.text(reference, "ID"),
                    uuid: self.text(reference, "UUID"),
                    issue_date: self.text(reference, "IssueDate"),
                });
            }
        }
        originals
    }

    fn references(&mut self, root: NodeId, draft: &mut Draft) {
        draft.originals = self.originals(root);
        let named: Vec<NodeId> = self
            .doc
            .children_named(root, Cac, "AdditionalDocumentReference")
            .collect();
        for id in named {
            let name = self.doc.child(id, Cbc, "ID").and_then(|id| self.value(id));
            let object = [(Cac, "Attachment"), (Cbc, "EmbeddedDocumentBinaryObject")];
            match name.as_deref() {
                Some("ICV") if draft.counter.is_none() => {
                    self.take(id);
                    self.text(id, "ID");
                    draft.counter = self.text(id, "UUID");
                }
                Some("PIH") if draft.previous_hash.is_none() => {
                    self.take(id);
                    self.text(id, "ID");
                    draft.previous_hash = self.doc.descend(id, &object).and_then(|object| self.value(object));
                    if let Some(attachment) = self.child(id, object[0]) {
                        self.child(attachment, object[1]);
                    }
                }
                Some("ICV" | "PIH" | "QR") => {}
                _ => {
                    self.take(id);
                    let reference = DraftReference {
                        id: self.text(id, "ID"),
                        kind: self.text(id, "DocumentType"),
                        date: self.text(id, "IssueDate"),
                    };
                    draft.references.push(reference);
                }
            }
        }
    }

    fn party(&mut self, root: NodeId, side: &'static str) -> Option<DraftParty> {
        let id = self.child(root, (Cac, side))?;
        let party = self.child(id, (Cac, "Party"))?;
        let mut out = DraftParty {
            name: self.path(party, &["PartyLegalEntity"], "RegistrationName"),
            legal_form: self.path(party, &["PartyLegalEntity"], "CompanyLegalForm"),
            contact_name: self.path(party, &["Contact"], "Name"),
            contact_telephone: self.path(party, &["Contact"], "Telephone"),
            contact_note: self.path(party, &["Contact"], "Note"),
            ..DraftParty::default()
        };
        if let Some(identification) = self.child(party, (Cac, "PartyIdentification")) {
            let value = self.child(identification, (Cbc, "ID"));
            out.id = value.map(|id| DraftId {
                scheme: self.attribute(id, "schemeID"),
                value: self.value(id),
            });
        }
        if let Some(address) = self.child(party, (Cac, "PostalAddress")) {
            out.street = self.text(address, "StreetName");
            out.additional_street = self.text(address, "AdditionalStreetName");
            out.building_number = self.text(address, "BuildingNumber");
            out.additional_number = self.text(address, "PlotIdentification");
            out.district = self.text(address, "CitySubdivisionName");
            out.city = self.text(address, "CityName");
            out.postal_code = self.text(address, "PostalZone");
            out.region = self.text(address, "CountrySubentity");
            out.country = self.path(address, &["Country"], "IdentificationCode");
        }
        if let Some(scheme) = self.child(party, (Cac, "PartyTaxScheme")) {
            out.vat_number = self.text(scheme, "CompanyID");
            self.scheme(scheme);
        }
        Some(out).filter(|party| *party != DraftParty::default())
    }

    fn scheme(&mut self, parent: NodeId) {
        if let Some(scheme) = self.child(parent, (Cac, "TaxScheme")) {
            self.fixed(scheme, (Cbc, "ID"), "VAT");
        }
    }

    fn payments(&mut self, root: NodeId, draft: &mut Draft) {
        for id in self.children(root, (Cac, "PaymentMeans")) {
            let means = self.text(id, "PaymentMeansCode");
            match draft.reason.clone() {
                None => draft.reason = self.text(id, "InstructionNote"),
                Some(reason) => self.fixed(id, (Cbc, "InstructionNote"), &reason),
            }
            draft.payment.push(DraftPayment {
                means,
                terms: self.path(id, &["PayeeFinancialAccount"], "PaymentNote"),
                account: self.path(id, &["PayeeFinancialAccount"], "ID"),
            });
        }
    }

    /// Category and rate of a tax category.
    fn category(&mut self, id: NodeId) -> (Option<VatCategory>, Option<Exact>) {
        let code = self.text(id, "ID");
        let category = code.as_deref().and_then(VatCategory::parse);
        if category.is_none() {
            self.odd.extend(self.doc.child(id, Cbc, "ID"));
        }
        let rate = self.number(id, "Percent");
        self.scheme(id);
        (category, rate)
    }

    fn adjustment(&mut self, id: NodeId, discounts: &mut Vec<DraftAdjustment>, charges: &mut Vec<DraftAdjustment>) {
        let charge = matches!(self.text(id, "ChargeIndicator").as_deref(), Some("true" | "1"));
        let mut out = DraftAdjustment {
            amount: self.number(id, "Amount"),
            percent: self.number(id, "MultiplierFactorNumeric"),
            base: self.number(id, "BaseAmount"),
            reason: self.text(id, "AllowanceChargeReason"),
            reason_code: self.text(id, "AllowanceChargeReasonCode"),
            ..DraftAdjustment::default()
        };
        if let Some(category) = self.child(id, (Cac, "TaxCategory")) {
            (out.vat_category, out.vat_rate) = self.category(category);
        }
        if charge { charges.push(out) } else { discounts.push(out) }
    }

    fn exchange(&mut self, root: NodeId, draft: &mut Draft) {
        if let Some(id) = self.child(root, (Cac, "TaxExchangeRate")) {
            let currency = self.currency.clone();
            self.fixed(id, (Cbc, "SourceCurrencyCode"), &currency);
            self.fixed(id, (Cbc, "TargetCurrencyCode"), "SAR");
            draft.exchange = Some(DraftExchange {
                rate: self.number(id, "CalculationRate"),
                date: self.text(id, "Date"),
                source: self.text(id, "ExchangeMarketID"),
                stated: None,
            });
        }
    }

    /// The sums; what comes back says why a category bears no VAT.
    fn totals(&mut self, root: NodeId, draft: &mut Draft) -> Vec<Exemption> {
        let mut booked = BookedTotals::default();
        let mut exemptions = Vec::new();
        let totals: Vec<NodeId> = self.doc.children_named(root, Cac, "TaxTotal").collect();
        for id in totals {
            let broken_down = self.doc.child(id, Cac, "TaxSubtotal").is_some();
            let slot = if broken_down { &booked.vat } else { &booked.vat_sar };
            if slot.is_some() {
                continue;
            }
            self.take(id);
            let amount = self.number(id, "TaxAmount");
            if !broken_down {
                booked.vat_sar = amount;
                continue;
            }
            booked.vat = amount;
            let subtotals: Vec<NodeId> = self.doc.children_named(id, Cac, "TaxSubtotal").collect();
            for subtotal in subtotals {
                self.subtotal(subtotal, &mut booked, &mut exemptions);
            }
        }
        if let Some(id) = self.child(root, (Cac, "LegalMonetaryTotal")) {
            booked.lines = self.number(id, "LineExtensionAmount");
            booked.net = self.number(id, "TaxExclusiveAmount");
            booked.total = self.number(id, "TaxInclusiveAmount");
            booked.discounts = self.number(id, "AllowanceTotalAmount");
            booked.charges = self.number(id, "ChargeTotalAmount");
            booked.prepaid = self.number(id, "PrepaidAmount");
            booked.payable = self.number(id, "PayableAmount");
            draft.payable_rounding = self
                .number(id, "PayableRoundingAmount")
                .filter(|amount| !amount.is_zero());
        }
        draft.booked = Some(booked);
        exemptions
    }

    fn subtotal(&mut self, id: NodeId, booked: &mut BookedTotals, exemptions: &mut Vec<Exemption>) {
        let Some(category_id) = self.doc.child(id, Cac, "TaxCategory") else {
            return;
        };
        let code = self.doc.child(category_id, Cbc, "ID").and_then(|id| self.value(id));
        let percent = self
            .doc
            .child(category_id, Cbc, "Percent")
            .and_then(|id| self.value(id));
        let rate = percent.and_then(|text| Exact::parse(&text).ok()).unwrap_or(Exact::ZERO);
        let category = code.as_deref().and_then(VatCategory::parse);
        // The model has one breakdown for a category and rate; another one is kept.
        if category.is_none()
            || exemptions
                .iter()
                .any(|other| (other.category, other.rate) == (category, rate))
        {
            return;
        }
        self.take(id);
        self.take(category_id);
        let (vat_category, vat_rate) = self.category(category_id);
        booked.vat_breakdown.push(BookedVat {
            vat_category,
            vat_rate,
            taxable: self.number(id, "TaxableAmount"),
            tax: self.number(id, "TaxAmount"),
        });
        exemptions.push(Exemption {
            category,
            rate,
            code: self.text(category_id, "TaxExemptionReasonCode"),
            reason: self.text(category_id, "TaxExemptionReason"),
        });
    }

    fn line(&mut self, id: NodeId, exemptions: &[Exemption]) -> DraftLine {
        let mut line = DraftLine {
            id: self.text(id, "ID"),
            note: self.text(id, "Note"),
            ..DraftLine::default()
        };
        self.item(id, &mut line);
        if let Some(known) = Exemption::of(exemptions, line.vat_category, line.vat_rate) {
            line.exemption_code.clone_from(&known.code);
            line.exemption_reason.clone_from(&known.reason);
        }
        let mut booked = BookedLine {
            net: self.number(id, "LineExtensionAmount"),
            ..BookedLine::default()
        };
        if let Some(total) = self.child(id, (Cac, "TaxTotal")) {
            booked.vat = self.number(total, "TaxAmount");
            booked.total = self.number(total, "RoundingAmount");
        }
        line.booked = Some(Box::new(booked));
        for part in self.children(id, (Cac, "AllowanceCharge")) {
            self.adjustment(part, &mut line.discounts, &mut line.charges);
        }
        if let Some(price) = self.child(id, (Cac, "Price")) {
            line.price = self.number(price, "PriceAmount");
            line.base_quantity = self.number(price, "BaseQuantity");
            if let Some(base) = self.doc.child(price, Cbc, "BaseQuantity") {
                line.base_unit = self.attribute(base, "unitCode");
            }
            self.gross_price(price, &mut line);
        }
        line
    }

    fn gross_price(&mut self, price: NodeId, line: &mut DraftLine) {
        let Some(part) = self.doc.child(price, Cac, "AllowanceCharge") else {
            return;
        };
        self.take(part);
        let charge = matches!(self.text(part, "ChargeIndicator").as_deref(), Some("true" | "1"));
        if charge {
            self.odd.push(part);
        }
        line.price_discount = self.number(part, "Amount");
        line.gross_price = self.number(part, "BaseAmount");
        if line.gross_price.is_none() {
            let discount = line.price_discount.unwrap_or(Exact::ZERO);
            line.gross_price = line.price.and_then(|price| price.plus(discount).ok());
        }
    }

    /// What a line and a prepayment have in common: quantity, unit, name, tax.
    fn item(&mut self, id: NodeId, line: &mut DraftLine) {
        line.quantity = self.number(id, "InvoicedQuantity");
        line.unit = self
            .doc
            .child(id, Cbc, "InvoicedQuantity")
            .and_then(|id| self.attribute(id, "unitCode"));
        let Some(item) = self.child(id, (Cac, "Item")) else {
            return;
        };
        line.name = self.text(item, "Name");
        line.buyer_item_id = self.path(item, &["BuyersItemIdentification"], "ID");
        line.seller_item_id = self.path(item, &["SellersItemIdentification"], "ID");
        line.standard_item_id = self.path(item, &["StandardItemIdentification"], "ID");
        if let Some(category) = self.child(item, (Cac, "ClassifiedTaxCategory")) {
            (line.vat_category, line.vat_rate) = self.category(category);
        }
    }

    /// Takes a child that can only be nothing.
    fn nothing(&mut self, parent: NodeId, local: &'static str) {
        let Some(id) = self.doc.child(parent, Cbc, local) else {
            return;
        };
        if self
            .value(id)
            .and_then(|text| Exact::parse(&text).ok())
            .is_some_and(Exact::is_zero)
        {
            self.take(id);
        }
    }

    fn prepayment(&mut self, id: NodeId) -> DraftPrepayment {
        let mut out = DraftPrepayment {
            id: self.text(id, "ID"),
            ..DraftPrepayment::default()
        };
        let mut line = DraftLine::default();
        self.item(id, &mut line);
        out.name = line.name;
        out.unit = line.unit;
        (out.vat_category, out.vat_rate) = (line.vat_category, line.vat_rate);
        self.nothing(id, "LineExtensionAmount");
        for reference in self.children(id, (Cac, "DocumentReference")) {
            let document = DraftPrepaid {
                number: self.text(reference, "ID"),
                uuid: self.text(reference, "UUID"),
                issued_at: None,
                issue_date: self.text(reference, "IssueDate"),
                issue_time: self.text(reference, "IssueTime"),
            };
            self.fixed(reference, (Cbc, "DocumentTypeCode"), "386");
            out.documents.push(document);
        }
        if let Some(total) = self.child(id, (Cac, "TaxTotal")) {
            self.nothing(total, "TaxAmount");
            self.nothing(total, "RoundingAmount");
            if let Some(subtotal) = self.child(total, (Cac, "TaxSubtotal")) {
                out.taxable_amount = self.number(subtotal, "TaxableAmount");
                out.vat_amount = self.number(subtotal, "TaxAmount");
                if let Some(category) = self.child(subtotal, (Cac, "TaxCategory")) {
                    (out.vat_category, out.vat_rate) = self.category(category);
                    out.exemption_code = self.text(category, "TaxExemptionReasonCode");
                    out.exemption_reason = self.text(category, "TaxExemptionReason");
                }
            }
        }
        if let Some(price) = self.child(id, (Cac, "Price")) {
            self.nothing(price, "PriceAmount");
        }
        out
    }
}

/// Why a category and rate bears no VAT.
struct Exemption {
    category: Option<VatCategory>,
    rate: Exact,
    code: Option<String>,
    reason: Option<String>,
}

impl Exemption {
    fn of(list: &[Exemption], category: Option<VatCategory>, rate: Option<Exact>) -> Option<&Exemption> {
        let key = (category, rate.unwrap_or(Exact::ZERO));
        list.iter().find(|other| (other.category, other.rate) == key)
    }
}
