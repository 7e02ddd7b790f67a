//! The rows: element or attribute, and the field of a draft that it is made of.

/// The way from a record's element to one below it, and the field that this is.
pub(super) type Row = (&'static str, To);

#[derive(Clone, Copy)]
pub(super) enum To {
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
pub(super) enum Reckoned {
    /// The record itself.
    Record,
    /// This field of the draft.
    Draft(&'static str),
    /// This field of the first line, discount, charge or advance that has the category.
    Bearer(&'static str),
}

/// Elements that stand for one record each. Which, and how they are counted, is decided in `Fields::record`.
#[derive(Clone, Copy)]
pub(super) enum Many {
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

pub(super) const DOCUMENT: &[Row] = &[
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

pub(super) const LINES: Reckoned = Reckoned::Draft("lines");

pub(super) const NOTE: &[Row] = &[("@languageID", Own("language"))];

pub(super) const ORIGINAL: &[Row] = &[
    ("cac:InvoiceDocumentReference/cbc:ID", Own("number")),
    ("cac:InvoiceDocumentReference/cbc:UUID", Own("uuid")),
    ("cac:InvoiceDocumentReference/cbc:IssueDate", Own("issue_date")),
];

pub(super) const REFERENCE: &[Row] = &[
    ("cbc:ID", Own("id")),
    ("cbc:IssueDate", Own("date")),
    ("cbc:DocumentType", Own("kind")),
];

/// The document's place in the chain: whatever of it is wrong.
pub(super) const COUNTER: &[Row] = &[("cbc:ID", Own("")), ("cbc:UUID", Own(""))];

pub(super) const PREVIOUS_HASH: &[Row] = &[
    ("cbc:ID", Own("")),
    ("cac:Attachment/cbc:EmbeddedDocumentBinaryObject", Own("")),
    ("cac:Attachment/cbc:EmbeddedDocumentBinaryObject/@mimeCode", Own("")),
];

pub(super) const PARTY: &[Row] = &[
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

pub(super) const PAYMENT: &[Row] = &[
    ("cbc:PaymentMeansCode", Own("means")),
    ("cbc:InstructionNote", Draft("reason")),
    ("cac:PayeeFinancialAccount/cbc:ID", Own("account")),
    ("cac:PayeeFinancialAccount/cbc:PaymentNote", Own("terms")),
];

pub(super) const ADJUSTMENT: &[Row] = &[
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
pub(super) const VAT_SAR: &[Row] = &[
    ("", Booked("booked.vat_sar", Reckoned::Draft("exchange"))),
    ("cbc:TaxAmount", Booked("booked.vat_sar", Reckoned::Draft("exchange"))),
];

/// The VAT and its breakdown.
pub(super) const VAT: &[Row] = &[
    ("", Booked("booked.vat", LINES)),
    ("cbc:TaxAmount", Booked("booked.vat", LINES)),
    ("cac:TaxSubtotal", To::Many(Many::Subtotal)),
];

pub(super) const SUBTOTAL: &[Row] = &[
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

pub(super) const CATEGORY: Reckoned = Reckoned::Bearer("vat_category");

pub(super) const LINE: &[Row] = &[
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
pub(super) const PREPAYMENT: &[Row] = &[
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

pub(super) const PREPAID: &[Row] = &[
    ("cbc:ID", Own("number")),
    ("cbc:UUID", Own("uuid")),
    ("cbc:IssueDate", Own("issue_date")),
    ("cbc:IssueTime", Own("issue_time")),
    ("cbc:DocumentTypeCode", Own("")),
];
