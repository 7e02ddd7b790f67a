//! Which field of a draft a node of a document is made of: what somebody who never sees XML has to mend.
//!
//! The tables below say it, a row for each element or attribute; they are [`crate::ubl::draft`] read backwards. The field is
//! the one that [`crate::ubl::draft::read`] would put the node into, also of another system's document. What the draft has
//! no place for has no field.

use std::cell::OnceCell;

use super::report::{Found, Stage};
use crate::error::Code;
use crate::invoice::draft::{Mode, VatCategory};
use crate::money::Exact;
use crate::ubl::Known::{self, Cac, Cbc};
use crate::ubl::{Document, NodeId, draft};

/// The way from a record's element to one below it, and the field that this is.
type Row = (&'static str, To);

#[derive(Clone, Copy)]
enum To {
    /// This field of the record.
    Own(&'static str),
    /// This field of the draft, wherever the record is.
    Draft(&'static str),
    /// An amount that is reckoned. Where amounts are booked it is this field of the record, else what it depends on.
    Booked(&'static str, Reckoned),
    /// What the transaction code says: the profile, or the flags.
    Nature,
    /// Why a category bears no VAT: this field of the first that has the category.
    Bearer(&'static str),
    /// A record of its own.
    One(&'static str, &'static [Row]),
    /// One of many records.
    Many(Many),
}

/// What a reckoned amount depends on.
#[derive(Clone, Copy)]
enum Reckoned {
    /// The record itself.
    Record,
    /// This field of the draft.
    Draft(&'static str),
    /// This field of the first line, discount, charge or advance that has the category.
    Bearer(&'static str),
}

/// Elements that stand for one record each. Which, and how they are counted, is decided in [`Fields::record`].
#[derive(Clone, Copy)]
enum Many {
    Note,
    Original,
    Reference,
    Payment,
    Adjustment,
    TaxTotal,
    Subtotal,
    Line,
    Prepaid,
}

use To::{Bearer, Booked, Draft, Own};

const DOCUMENT: &[Row] = &[
    ("cbc:ID", Own("number")),
    ("cbc:UUID", Own("uuid")),
    ("cbc:IssueDate", Own("issue_date")),
    ("cbc:IssueTime", Own("issue_time")),
    ("cbc:InvoiceTypeCode", Own("kind")),
    ("cbc:InvoiceTypeCode/@name", To::Nature),
    ("cbc:Note", To::Many(Many::Note)),
    ("cbc:TaxPointDate", Own("tax_point_date")),
    ("cbc:DocumentCurrencyCode", Own("currency")),
    ("cac:OrderReference", Own("order_reference")),
    ("cac:OrderReference/cbc:ID", Own("order_reference")),
    ("cac:BillingReference", To::Many(Many::Original)),
    ("cac:ContractDocumentReference", Own("contract_reference")),
    ("cac:ContractDocumentReference/cbc:ID", Own("contract_reference")),
    ("cac:AdditionalDocumentReference", To::Many(Many::Reference)),
    ("cac:AccountingSupplierParty", To::One("seller", PARTY)),
    ("cac:AccountingCustomerParty", To::One("buyer", PARTY)),
    ("cac:Delivery", Own("supply_date")),
    ("cac:Delivery/cbc:ActualDeliveryDate", Own("supply_date")),
    ("cac:Delivery/cbc:LatestDeliveryDate", Own("supply_end_date")),
    ("cac:PaymentMeans", To::Many(Many::Payment)),
    ("cac:AllowanceCharge", To::Many(Many::Adjustment)),
    ("cac:TaxExchangeRate", Own("exchange")),
    ("cac:TaxExchangeRate/cbc:SourceCurrencyCode", Own("currency")),
    ("cac:TaxExchangeRate/cbc:TargetCurrencyCode", Own("exchange")),
    ("cac:TaxExchangeRate/cbc:ExchangeMarketID", Own("exchange.source")),
    ("cac:TaxExchangeRate/cbc:CalculationRate", Own("exchange.rate")),
    ("cac:TaxExchangeRate/cbc:Date", Own("exchange.date")),
    ("cac:TaxTotal", To::Many(Many::TaxTotal)),
    ("cac:LegalMonetaryTotal", Booked("booked", LINES)),
    (
        "cac:LegalMonetaryTotal/cbc:LineExtensionAmount",
        Booked("booked.lines", LINES),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount",
        Booked("booked.net", LINES),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount",
        Booked("booked.total", LINES),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:AllowanceTotalAmount",
        Booked("booked.discounts", Reckoned::Draft("discounts")),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:ChargeTotalAmount",
        Booked("booked.charges", Reckoned::Draft("charges")),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:PrepaidAmount",
        Booked("booked.prepaid", Reckoned::Draft("prepayments")),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:PayableRoundingAmount",
        Own("payable_rounding"),
    ),
    (
        "cac:LegalMonetaryTotal/cbc:PayableAmount",
        Booked("booked.payable", LINES),
    ),
    ("cac:InvoiceLine", To::Many(Many::Line)),
];

const LINES: Reckoned = Reckoned::Draft("lines");

const NOTE: &[Row] = &[("@languageID", Own("language"))];

const ORIGINAL: &[Row] = &[
    ("cac:InvoiceDocumentReference/cbc:ID", Own("number")),
    ("cac:InvoiceDocumentReference/cbc:UUID", Own("uuid")),
    ("cac:InvoiceDocumentReference/cbc:IssueDate", Own("issue_date")),
];

const REFERENCE: &[Row] = &[
    ("cbc:ID", Own("id")),
    ("cbc:IssueDate", Own("date")),
    ("cbc:DocumentType", Own("kind")),
];

/// The document's place in the chain: whatever of it is wrong.
const COUNTER: &[Row] = &[("cbc:ID", Own("")), ("cbc:UUID", Own(""))];

const PREVIOUS_HASH: &[Row] = &[
    ("cbc:ID", Own("")),
    ("cac:Attachment/cbc:EmbeddedDocumentBinaryObject", Own("")),
    ("cac:Attachment/cbc:EmbeddedDocumentBinaryObject/@mimeCode", Own("")),
];

const PARTY: &[Row] = &[
    ("cac:Party/cac:PartyIdentification", Own("id")),
    ("cac:Party/cac:PartyIdentification/cbc:ID", Own("id.value")),
    ("cac:Party/cac:PartyIdentification/cbc:ID/@schemeID", Own("id.scheme")),
    ("cac:Party/cac:PostalAddress/cbc:StreetName", Own("street")),
    (
        "cac:Party/cac:PostalAddress/cbc:AdditionalStreetName",
        Own("additional_street"),
    ),
    ("cac:Party/cac:PostalAddress/cbc:BuildingNumber", Own("building_number")),
    (
        "cac:Party/cac:PostalAddress/cbc:PlotIdentification",
        Own("additional_number"),
    ),
    ("cac:Party/cac:PostalAddress/cbc:CitySubdivisionName", Own("district")),
    ("cac:Party/cac:PostalAddress/cbc:CityName", Own("city")),
    ("cac:Party/cac:PostalAddress/cbc:PostalZone", Own("postal_code")),
    ("cac:Party/cac:PostalAddress/cbc:CountrySubentity", Own("region")),
    ("cac:Party/cac:PostalAddress/cac:Country", Own("country")),
    (
        "cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode",
        Own("country"),
    ),
    ("cac:Party/cac:PartyTaxScheme", Own("vat_number")),
    ("cac:Party/cac:PartyTaxScheme/cbc:CompanyID", Own("vat_number")),
    ("cac:Party/cac:PartyTaxScheme/cac:TaxScheme", Own("vat_number")),
    ("cac:Party/cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", Own("vat_number")),
    ("cac:Party/cac:PartyLegalEntity", Own("name")),
    ("cac:Party/cac:PartyLegalEntity/cbc:RegistrationName", Own("name")),
    ("cac:Party/cac:PartyLegalEntity/cbc:CompanyLegalForm", Own("legal_form")),
    ("cac:Party/cac:Contact/cbc:Name", Own("contact_name")),
    ("cac:Party/cac:Contact/cbc:Telephone", Own("contact_telephone")),
    ("cac:Party/cac:Contact/cbc:Note", Own("contact_note")),
];

const PAYMENT: &[Row] = &[
    ("cbc:PaymentMeansCode", Own("means")),
    ("cbc:InstructionNote", Draft("reason")),
    ("cac:PayeeFinancialAccount/cbc:ID", Own("account")),
    ("cac:PayeeFinancialAccount/cbc:PaymentNote", Own("terms")),
];

const ADJUSTMENT: &[Row] = &[
    ("cbc:ChargeIndicator", Own("")),
    ("cbc:AllowanceChargeReasonCode", Own("reason_code")),
    ("cbc:AllowanceChargeReason", Own("reason")),
    ("cbc:MultiplierFactorNumeric", Own("percent")),
    ("cbc:Amount", Own("amount")),
    ("cbc:BaseAmount", Own("base")),
    ("cac:TaxCategory", Own("vat_category")),
    ("cac:TaxCategory/cbc:ID", Own("vat_category")),
    ("cac:TaxCategory/cbc:Percent", Own("vat_rate")),
    ("cac:TaxCategory/cac:TaxScheme", Own("vat_category")),
    ("cac:TaxCategory/cac:TaxScheme/cbc:ID", Own("vat_category")),
];

/// The VAT in riyals.
const VAT_SAR: &[Row] = &[
    ("", Booked("booked.vat_sar", Reckoned::Draft("exchange"))),
    ("cbc:TaxAmount", Booked("booked.vat_sar", Reckoned::Draft("exchange"))),
];

/// The VAT and its breakdown.
const VAT: &[Row] = &[
    ("", Booked("booked.vat", LINES)),
    ("cbc:TaxAmount", Booked("booked.vat", LINES)),
    ("cac:TaxSubtotal", To::Many(Many::Subtotal)),
];

const SUBTOTAL: &[Row] = &[
    ("", Booked("", LINES)),
    ("cbc:TaxableAmount", Booked("taxable", LINES)),
    ("cbc:TaxAmount", Booked("tax", LINES)),
    ("cac:TaxCategory", Booked("vat_category", CATEGORY)),
    ("cac:TaxCategory/cbc:ID", Booked("vat_category", CATEGORY)),
    (
        "cac:TaxCategory/cbc:Percent",
        Booked("vat_rate", Reckoned::Bearer("vat_rate")),
    ),
    ("cac:TaxCategory/cbc:TaxExemptionReasonCode", Bearer("exemption_code")),
    ("cac:TaxCategory/cbc:TaxExemptionReason", Bearer("exemption_reason")),
    ("cac:TaxCategory/cac:TaxScheme", Booked("vat_category", CATEGORY)),
    ("cac:TaxCategory/cac:TaxScheme/cbc:ID", Booked("vat_category", CATEGORY)),
];

const CATEGORY: Reckoned = Reckoned::Bearer("vat_category");

const LINE: &[Row] = &[
    ("cbc:ID", Own("id")),
    ("cbc:Note", Own("note")),
    ("cbc:InvoicedQuantity", Own("quantity")),
    ("cbc:InvoicedQuantity/@unitCode", Own("unit")),
    ("cbc:LineExtensionAmount", Booked("booked.net", Reckoned::Record)),
    ("cac:AllowanceCharge", To::Many(Many::Adjustment)),
    ("cac:TaxTotal", Booked("booked.vat", Reckoned::Record)),
    ("cac:TaxTotal/cbc:TaxAmount", Booked("booked.vat", Reckoned::Record)),
    (
        "cac:TaxTotal/cbc:RoundingAmount",
        Booked("booked.total", Reckoned::Record),
    ),
    ("cac:Item", Own("")),
    ("cac:Item/cbc:Name", Own("name")),
    ("cac:Item/cac:BuyersItemIdentification", Own("buyer_item_id")),
    ("cac:Item/cac:BuyersItemIdentification/cbc:ID", Own("buyer_item_id")),
    ("cac:Item/cac:SellersItemIdentification", Own("seller_item_id")),
    ("cac:Item/cac:SellersItemIdentification/cbc:ID", Own("seller_item_id")),
    ("cac:Item/cac:StandardItemIdentification", Own("standard_item_id")),
    (
        "cac:Item/cac:StandardItemIdentification/cbc:ID",
        Own("standard_item_id"),
    ),
    ("cac:Item/cac:ClassifiedTaxCategory", Own("vat_category")),
    ("cac:Item/cac:ClassifiedTaxCategory/cbc:ID", Own("vat_category")),
    ("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", Own("vat_rate")),
    ("cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme", Own("vat_category")),
    (
        "cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme/cbc:ID",
        Own("vat_category"),
    ),
    ("cac:Price", Own("price")),
    ("cac:Price/cbc:PriceAmount", Own("price")),
    ("cac:Price/cbc:BaseQuantity", Own("base_quantity")),
    ("cac:Price/cbc:BaseQuantity/@unitCode", Own("base_unit")),
    ("cac:Price/cac:AllowanceCharge", Own("price_discount")),
    (
        "cac:Price/cac:AllowanceCharge/cbc:ChargeIndicator",
        Own("price_discount"),
    ),
    ("cac:Price/cac:AllowanceCharge/cbc:Amount", Own("price_discount")),
    ("cac:Price/cac:AllowanceCharge/cbc:BaseAmount", Own("gross_price")),
];

/// Advances that are taken off stand among the lines. What can only be nothing there is the advance itself.
const PREPAYMENT: &[Row] = &[
    ("cbc:ID", Own("id")),
    ("cbc:InvoicedQuantity", Own("")),
    ("cbc:InvoicedQuantity/@unitCode", Own("unit")),
    ("cbc:LineExtensionAmount", Own("")),
    ("cac:DocumentReference", To::Many(Many::Prepaid)),
    ("cac:TaxTotal/cbc:TaxAmount", Own("")),
    ("cac:TaxTotal/cbc:RoundingAmount", Own("")),
    ("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxableAmount", Own("taxable_amount")),
    ("cac:TaxTotal/cac:TaxSubtotal/cbc:TaxAmount", Own("vat_amount")),
    ("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", Own("vat_category")),
    (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID",
        Own("vat_category"),
    ),
    (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:Percent",
        Own("vat_rate"),
    ),
    (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReasonCode",
        Own("exemption_code"),
    ),
    (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:TaxExemptionReason",
        Own("exemption_reason"),
    ),
    (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cac:TaxScheme",
        Own("vat_category"),
    ),
    (
        "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cac:TaxScheme/cbc:ID",
        Own("vat_category"),
    ),
    ("cac:Item", Own("")),
    ("cac:Item/cbc:Name", Own("name")),
    ("cac:Item/cac:ClassifiedTaxCategory", Own("vat_category")),
    ("cac:Item/cac:ClassifiedTaxCategory/cbc:ID", Own("vat_category")),
    ("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent", Own("vat_rate")),
    ("cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme", Own("vat_category")),
    (
        "cac:Item/cac:ClassifiedTaxCategory/cac:TaxScheme/cbc:ID",
        Own("vat_category"),
    ),
    ("cac:Price/cbc:PriceAmount", Own("")),
];

const PREPAID: &[Row] = &[
    ("cbc:ID", Own("number")),
    ("cbc:UUID", Own("uuid")),
    ("cbc:IssueDate", Own("issue_date")),
    ("cbc:IssueTime", Own("issue_time")),
    ("cbc:DocumentTypeCode", Own("")),
];

/// The fields behind the nodes of one document.
///
/// ```
/// use khatm::rules::Fields;
/// use khatm::ubl;
///
/// let xml = br#"<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
///     xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"><cbc:ID>1</cbc:ID></Invoice>"#;
/// let doc = ubl::parse(xml)?;
/// let fields = Fields::new(&doc);
/// let number = doc.child(doc.root(), ubl::Known::Cbc, "ID").expect("it is there");
/// assert_eq!(fields.of(number, None).as_deref(), Some("number"));
/// assert_eq!(fields.of(doc.root(), Some("cbc:UUID")).as_deref(), Some("uuid"));
/// # Ok::<(), khatm::Error>(())
/// ```
#[derive(Debug)]
pub struct Fields<'d, 'a> {
    doc: &'d Document<'a>,
    /// Its amounts are not those that we would reckon, so they stand under `booked`. Found out when it first matters.
    booked: OnceCell<bool>,
}

/// The record that the way has come to.
struct Record {
    node: NodeId,
    /// The path to it, empty for the draft itself.
    path: String,
    rows: &'static [Row],
}

impl<'d, 'a> Fields<'d, 'a> {
    /// Of a document that was read.
    pub fn new(doc: &'d Document<'a>) -> Self {
        Fields {
            doc,
            booked: OnceCell::new(),
        }
    }

    /// Of a document that was made of a draft, where it is known whether its amounts were booked.
    pub(super) fn made(doc: &'d Document<'a>, booked: bool) -> Self {
        Fields {
            doc,
            booked: OnceCell::from(booked),
        }
    }

    /// The field that a node is made of; with `below` the field of a child or attribute of it, there or missing: `cbc:CityName`,
    /// `@unitCode`. Where that alone has no field, it is the node's own.
    pub fn of(&self, node: NodeId, below: Option<&str>) -> Option<String> {
        let doc = self.doc;
        if !doc.is(doc.root(), Known::Invoice, "Invoice") {
            return None;
        }
        let mut chain = Vec::new();
        let mut at = Some(node)
            .filter(|&node| doc.is_element(node))
            .or_else(|| doc.parent(node));
        while let Some(element) = at {
            chain.push(element);
            at = doc.parent(element);
        }
        let root = chain.pop()?;
        let mut record = Record {
            node: root,
            path: String::new(),
            rows: DOCUMENT,
        };
        let mut way = String::new();
        for &element in chain.iter().rev() {
            way = self.step(&mut record, &way, element)?;
        }
        let below = below.and_then(|below| match below {
            "@currencyID" => Some("currency".to_owned()),
            _ => self.told(&record, find(record.rows, &join('/', &way, below))?),
        });
        below.or_else(|| match find(record.rows, &way) {
            Some(to) => self.told(&record, to),
            None => Some(record.path).filter(|path| !path.is_empty()),
        })
    }

    /// Goes on to an element below: the way to it from the record it belongs to. None: a draft has no place for it.
    fn step(&self, record: &mut Record, way: &str, element: NodeId) -> Option<String> {
        let doc = self.doc;
        let known = doc.known(element).filter(|known| matches!(known, Cac | Cbc))?;
        let way = join('/', way, &format!("{}:{}", known.prefix(), doc.local(element)));
        match find(record.rows, &way) {
            Some(To::Many(many)) => {
                let (path, rows) = self.record(many, element)?;
                let path = if path.is_empty() {
                    path
                } else {
                    join('.', &record.path, &path)
                };
                *record = Record {
                    node: element,
                    path,
                    rows,
                };
                return Some(String::new());
            }
            Some(To::One(name, rows)) => {
                *record = Record {
                    node: element,
                    path: join('.', &record.path, name),
                    rows,
                };
            }
            Some(_) => {}
            None if leads(record.rows, &way) => {}
            None => return None,
        }
        // A draft has one; a second of the name is kept beside it.
        let first = doc
            .parent(element)
            .and_then(|parent| doc.child(parent, known, doc.local(element)));
        (first == Some(element)).then(|| match record.node == element {
            true => String::new(),
            false => way,
        })
    }

    /// The path that a row gives at a record.
    fn told(&self, record: &Record, to: To) -> Option<String> {
        let some = |path: String| Some(path).filter(|path| !path.is_empty());
        let own = |name: &str| some(join('.', &record.path, name));
        match to {
            To::Nature => Some(self.nature().to_owned()),
            Own(name) => own(name),
            Draft(name) => Some(name.to_owned()),
            To::One(name, _) => own(name),
            Bearer(name) => self.bearer(record.node, name),
            Booked(name, _) if self.is_booked() => own(name),
            Booked(_, Reckoned::Record) => some(record.path.clone()),
            Booked(_, Reckoned::Draft("exchange")) => Some(self.riyals().to_owned()),
            Booked(_, Reckoned::Draft(name)) => Some(name.to_owned()),
            Booked(_, Reckoned::Bearer(name)) => self.bearer(record.node, name),
            To::Many(many) => own(match many {
                Many::Note => "notes",
                Many::Original => "originals",
                Many::Payment => "payment",
                Many::Line | Many::TaxTotal | Many::Subtotal => "lines",
                Many::Prepaid => "documents",
                // Of a discount and a charge, of a reference and the chain, only what is there tells which it is.
                Many::Adjustment | Many::Reference => return None,
            }),
        }
    }

    fn is_booked(&self) -> bool {
        let read = || draft::of(self.doc).mode == Some(Mode::AsBooked);
        *self.booked.get_or_init(read)
    }

    /// Where the transaction code comes from: its first two digits are the profile, the others flags.
    fn nature(&self) -> &'static str {
        let code = self.doc.child(self.doc.root(), Cbc, "InvoiceTypeCode");
        let name = code.and_then(|id| self.doc.attribute(id, "name")).unwrap_or_default();
        match name.len() > 7 || name.bytes().skip(2).any(|b| b == b'1') {
            true => "flags",
            false => "profile",
        }
    }

    /// What the VAT in riyals depends on.
    fn riyals(&self) -> &'static str {
        match self.doc.child(self.doc.root(), Cac, "TaxExchangeRate") {
            Some(_) => "exchange.rate",
            None => "lines",
        }
    }

    /// The record that an element stands for, by the list it is in, and its rows.
    fn record(&self, many: Many, element: NodeId) -> Option<(String, &'static [Row])> {
        let doc = self.doc;
        let has = |id: NodeId, way: &[(Known, &str)]| doc.descend(id, way).is_some();
        let count = |name: &str, rows, like: &dyn Fn(NodeId) -> bool| {
            let before = self.before(element, like);
            Some((format!("{name}[{before}]"), rows))
        };
        let charge = |id: NodeId| {
            let indicator = doc.child(id, Cbc, "ChargeIndicator").map(|id| self.value(id));
            matches!(indicator.as_deref(), Some("true" | "1"))
        };
        let named = |id: NodeId| doc.child(id, Cbc, "ID").map(|id| self.value(id)).unwrap_or_default();
        let prepayment = |id: NodeId| has(id, &[(Cac, "DocumentReference")]);
        match many {
            Many::Note => {
                let says = |id: NodeId| !self.value(id).is_empty();
                says(element).then(|| count("notes", NOTE, &says))?
            }
            Many::Original => {
                let refers = |id: NodeId| has(id, &[(Cac, "InvoiceDocumentReference")]);
                refers(element).then(|| count("originals", ORIGINAL, &refers))?
            }
            Many::Reference => {
                let name = named(element);
                let first = self.before(element, &|id| named(id) == name) == 0;
                match name.as_str() {
                    "ICV" => first.then(|| ("counter".to_owned(), COUNTER)),
                    "PIH" => first.then(|| ("previous_hash".to_owned(), PREVIOUS_HASH)),
                    "QR" => None,
                    _ => count("references", REFERENCE, &|id| {
                        !["ICV", "PIH", "QR"].contains(&named(id).as_str())
                    }),
                }
            }
            Many::Payment => count("payment", PAYMENT, &|_| true),
            Many::Adjustment => match charge(element) {
                true => count("charges", ADJUSTMENT, &charge),
                false => count("discounts", ADJUSTMENT, &|id| !charge(id)),
            },
            Many::TaxTotal => {
                let broken_down = |id: NodeId| has(id, &[(Cac, "TaxSubtotal")]);
                let mine = broken_down(element);
                let first = self.before(element, &|id| broken_down(id) == mine) == 0;
                first.then(|| (String::new(), if mine { VAT } else { VAT_SAR }))
            }
            Many::Subtotal => {
                let known = |id: NodeId| self.tax(id, &[(Cac, "TaxCategory")]).is_some();
                known(element).then(|| count("booked.vat_breakdown", SUBTOTAL, &known))?
            }
            Many::Line => match prepayment(element) {
                true => count("prepayments", PREPAYMENT, &prepayment),
                false => count("lines", LINE, &|id| !prepayment(id)),
            },
            Many::Prepaid => count("documents", PREPAID, &|_| true),
        }
    }

    /// How many siblings of the same name stand before an element, of those that are counted.
    fn before(&self, element: NodeId, counted: &dyn Fn(NodeId) -> bool) -> usize {
        let doc = self.doc;
        let (Some(parent), Some(known)) = (doc.parent(element), doc.known(element)) else {
            return 0;
        };
        doc.children(parent)
            .take_while(|&id| id < element)
            .filter(|&id| doc.is(id, known, doc.local(element)) && counted(id))
            .count()
    }

    fn value(&self, id: NodeId) -> String {
        self.doc.value(id).trim_matches([' ', '\t', '\r', '\n']).to_owned()
    }

    /// Category and rate, at the end of a way.
    fn tax(&self, id: NodeId, way: &[(Known, &str)]) -> Option<(VatCategory, Exact)> {
        let category = self.doc.descend(id, way)?;
        let text = |local| self.doc.child(category, Cbc, local).map(|id| self.value(id));
        let rate = text("Percent").and_then(|text| Exact::parse(&text).ok());
        Some((VatCategory::parse(&text("ID")?)?, rate.unwrap_or(Exact::ZERO)))
    }

    /// A field of what first has the category and rate of a subtotal: a line, a discount or charge, an advance.
    fn bearer(&self, subtotal: NodeId, name: &str) -> Option<String> {
        let doc = self.doc;
        let tax = self.tax(subtotal, &[(Cac, "TaxCategory")])?;
        let bears = |id: NodeId| {
            let way: &[(Known, &str)] = match doc.local(id) {
                "InvoiceLine" => &[(Cac, "Item"), (Cac, "ClassifiedTaxCategory")],
                _ => &[(Cac, "TaxCategory")],
            };
            self.tax(id, way) == Some(tax)
        };
        let find = |local, list: &str| {
            let many = if local == "InvoiceLine" {
                Many::Line
            } else {
                Many::Adjustment
            };
            let of_list = |id: &NodeId| self.record(many, *id).is_some_and(|(path, _)| path.starts_with(list));
            let mut bearing = doc.children_named(doc.root(), Cac, local).filter(|&id| bears(id));
            bearing.find(of_list).and_then(|id| self.record(many, id))
        };
        let (path, _) = find("InvoiceLine", "lines")
            .or_else(|| find("AllowanceCharge", ""))
            .or_else(|| find("InvoiceLine", "prepayments"))?;
        Some(join('.', &path, name))
    }

    /// Gives a finding its field, by the place it was found at.
    pub(super) fn fill(&self, found: &mut Found) {
        let Some(node) = found.error.position().and_then(|place| self.at(place.offset)) else {
            return;
        };
        let attribute = found
            .error
            .path()
            .and_then(|path| path.rsplit_once('/'))
            .map(|(_, last)| last);
        let attribute = attribute.filter(|last| last.starts_with('@')).map(str::to_owned);
        let missing = match (found.stage, found.error.code()) {
            (Stage::Xsd, Code::XsdMissing) => found.error.excerpt().map(str::to_owned),
            (Stage::Xsd, Code::XsdAttributeMissing) => found.error.excerpt().map(|name| format!("@{name}")),
            (Stage::En | Stage::Ksa, _) => found.error.excerpt().map(str::to_owned),
            _ => None,
        };
        found.field = self.of(node, attribute.or(missing).as_deref());
    }

    /// The element that starts at an offset of the file.
    fn at(&self, offset: u64) -> Option<NodeId> {
        let doc = self.doc;
        let offset = usize::try_from(offset).ok()?.checked_sub(doc.mark_len())?;
        let (mut low, mut high) = (0, doc.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = doc.span(NodeId::from_index(u32::try_from(middle).ok()?)).start;
            if start < offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let node = NodeId::from_index(u32::try_from(low).ok()?);
        (low < doc.len() && doc.span(node).start == offset).then_some(node)
    }
}

fn find(rows: &[Row], way: &str) -> Option<To> {
    rows.iter().find(|(path, _)| *path == way).map(|(_, to)| *to)
}

/// True if some row lies beyond.
fn leads(rows: &[Row], way: &str) -> bool {
    let beyond = |path: &&str| path.strip_prefix(way).is_some_and(|rest| rest.starts_with('/'));
    rows.iter().any(|(path, _)| beyond(path))
}

fn join(by: char, left: &str, right: &str) -> String {
    match (left, right) {
        ("", only) | (only, "") => only.to_owned(),
        _ => format!("{left}{by}{right}"),
    }
}
