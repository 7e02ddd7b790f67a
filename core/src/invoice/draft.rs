//! What a stranger sends: a draft of any document, as JSON. Everything is optional here; what a document needs, and what
//! can be derived, is decided where a draft becomes an [`super::Invoice`].

use super::decode::{Faults, FromJson, Path, choice, object, record};
use crate::json::{Kind as Json, Value};
use crate::money::Exact;

/// True for what need not be written.
pub(crate) fn absent<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

choice! {
    /// What the document is (BT-3).
    pub enum DocumentKind {
        /// A tax invoice.
        Invoice "invoice" ["388"],
        /// An invoice for an advance payment.
        Prepayment "prepayment" ["386"],
        /// It takes back, in whole or in part, what an invoice charged.
        CreditNote "credit_note" ["381"],
        /// It charges more than an invoice did.
        DebitNote "debit_note" ["383"],
    }

    /// Who gets the document first (KSA-2, positions 1 and 2).
    pub enum DocumentProfile {
        /// To a business or the government: the authority clears it before the buyer gets it.
        Standard "standard" ["01", "b2b"],
        /// To a consumer: handed over at once, reported within 24 hours.
        Simplified "simplified" ["02", "b2c"],
    }

    /// How the money is reckoned.
    pub enum Mode {
        /// Amounts are computed from the lines; `booked` may not be given.
        Exact "exact",
        /// The amounts in `booked` stand as they are; what the authority will say of them is told.
        AsBooked "as_booked",
    }

    /// The VAT category (BT-151).
    pub enum VatCategory {
        /// Standard rate, 15 % (5 % for what was supplied before July 2020).
        Standard "S",
        /// Zero rate.
        Zero "Z",
        /// Exempt.
        Exempt "E",
        /// Outside the scope of VAT.
        OutOfScope "O",
    }
}

record! {
    /// A draft of an invoice, credit note, debit note or prepayment invoice. A line needs a name, a quantity and a price;
    /// everything that can be derived is. Money is a decimal string, or a JSON number that counts by its exact text.
    pub struct Draft {
        /// What the document is; an invoice if absent.
        kind: Option<DocumentKind>,
        /// Standard or simplified. If absent: standard if the buyer has a VAT number, simplified if not.
        profile: Option<DocumentProfile>,
        /// What is special about the supply (KSA-2, positions 3 to 9).
        flags: Option<Flags>,
        /// The invoice number (BT-1).
        number: Option<String>,
        /// The document's UUID (KSA-1); a new one if absent.
        uuid: Option<String>,
        /// When it is issued: with an offset it is converted to Riyadh's time, without it is Riyadh's; now if absent.
        issued_at: Option<String>,
        /// The day of issue (BT-2), instead of `issued_at`, together with `issue_time`.
        issue_date: Option<String>,
        /// The time of issue (KSA-25).
        issue_time: Option<String>,
        /// The day on which VAT becomes due (BT-7).
        tax_point_date: Option<String>,
        /// Free text on the document (BT-22).
        notes: Vec<DraftNote>,
        /// The currency of all amounts (BT-5); SAR if absent.
        currency: Option<String>,
        /// How the VAT becomes riyals, for a currency other than SAR.
        exchange: Option<DraftExchange>,
        /// The number of the purchase order (BT-13).
        order_reference: Option<String>,
        /// The number of the contract (BT-12); needed for the government.
        contract_reference: Option<String>,
        /// Other documents that belong to this one.
        references: Vec<DraftReference>,
        /// The document or documents that a note corrects (BT-25).
        originals: Vec<DraftOriginal>,
        /// Why a note is issued (KSA-10).
        reason: Option<String>,
        /// The seller; the registered one if absent.
        seller: Option<DraftParty>,
        /// The buyer.
        buyer: Option<DraftParty>,
        /// The day of supply, or its first day (KSA-5); the day of issue if absent on a standard invoice.
        supply_date: Option<String>,
        /// The last day of supply (KSA-24).
        supply_end_date: Option<String>,
        /// How it is paid.
        payment: Vec<DraftPayment>,
        /// Prices, discounts and charges below contain the VAT, as on a shelf. If absent, they do not.
        prices_include_vat: Option<bool>,
        /// Discounts on the whole document (BG-20).
        discounts: Vec<DraftAdjustment>,
        /// Charges on the whole document (BG-21).
        charges: Vec<DraftAdjustment>,
        /// What is sold.
        lines: Vec<DraftLine>,
        /// Advance payments that are taken off.
        prepayments: Vec<DraftPrepayment>,
        /// The smallest coin: what is to be paid becomes a multiple of it.
        round_payable_to: Option<Exact>,
        /// What is added to what is to be paid, to round it (BT-114); may be negative.
        payable_rounding: Option<Exact>,
        /// Whether amounts are computed or taken from `booked`; computed if absent.
        mode: Option<Mode>,
        /// The amounts as another system booked them.
        booked: Option<BookedTotals>,
        /// The document's place in its device's chain (KSA-16); the device gives it.
        counter: Option<String>,
        /// The hash of the document before it (KSA-13); the device gives it.
        previous_hash: Option<String>,
        /// What a document that was read back has beyond this model. Kept here; not written again.
        unmodelled: Vec<Unmodelled>,
    }

    /// What is special about the supply. Giving `continuous`, even as false, makes the code eight characters long, giving
    /// `government` nine.
    pub struct Flags {
        /// An agent issues it in the seller's name.
        third_party: Option<bool>,
        /// A supply that the law deems one.
        nominal: Option<bool>,
        /// The buyer is abroad.
        export: Option<bool>,
        /// It stands for several supplies of a period.
        summary: Option<bool>,
        /// The buyer issues it in the seller's stead.
        self_billed: Option<bool>,
        /// A continuous supply.
        continuous: Option<bool>,
        /// The buyer is the government.
        government: Option<bool>,
    }

    /// How VAT in a foreign currency becomes riyals.
    pub struct DraftExchange {
        /// Riyals for one unit of the document's currency.
        rate: Option<Exact>,
        /// The day the rate is of.
        date: Option<String>,
        /// Who published it, `SAMA` for example.
        source: Option<String>,
        /// False leaves the rate out of the document, which only needs the VAT in riyals.
        stated: Option<bool>,
    }

    /// A document that belongs to this one.
    pub struct DraftReference {
        /// Its number.
        id: Option<String>,
        /// What it is, in words.
        kind: Option<String>,
        /// Its day.
        date: Option<String>,
    }

    /// A document that a note corrects.
    pub struct DraftOriginal {
        /// Its number, or several as a text.
        number: Option<String>,
        /// Its UUID.
        uuid: Option<String>,
        /// Its day of issue.
        issue_date: Option<String>,
    }

    /// The seller or the buyer.
    pub struct DraftParty {
        /// The name in the register (BT-27, BT-44).
        name: Option<String>,
        /// The VAT number (BT-31, BT-48): fifteen digits, the first and the last a 3.
        vat_number: Option<String>,
        /// The other identifier (BT-29, BT-46).
        id: Option<DraftId>,
        /// The street (BT-35, BT-50).
        street: Option<String>,
        /// More of the street (BT-36, BT-51).
        additional_street: Option<String>,
        /// The number of the building (KSA-17, KSA-18): four digits.
        building_number: Option<String>,
        /// The additional number (KSA-23, KSA-19): four digits.
        additional_number: Option<String>,
        /// The district (KSA-3, KSA-4).
        district: Option<String>,
        /// The city (BT-37, BT-52).
        city: Option<String>,
        /// The postal code (BT-38, BT-53): five digits.
        postal_code: Option<String>,
        /// The region (BT-39, BT-54).
        region: Option<String>,
        /// The country (BT-40, BT-55), two letters; SA if absent.
        country: Option<String>,
        /// A person to ask (BT-56).
        contact_name: Option<String>,
        /// The person's telephone (BT-57).
        contact_telephone: Option<String>,
        /// A note about the person (KSA-35).
        contact_note: Option<String>,
        /// The legal form, `GOV` for the government (KSA-40).
        legal_form: Option<String>,
    }

    /// An identifier and what kind it is of.
    pub struct DraftId {
        /// TIN, CRN, MOM, MLS, 700, SAG, NAT, GCC, IQA, PAS or OTH.
        scheme: Option<String>,
        /// The identifier.
        value: Option<String>,
    }

    /// How it is paid.
    pub struct DraftPayment {
        /// The code of UNTDID 4461: 10 cash, 30 transfer, 42 bank account, 48 card, 1 not defined (BT-81).
        means: Option<String>,
        /// The terms (KSA-22).
        terms: Option<String>,
        /// The account to pay to (BT-84).
        account: Option<String>,
    }

    /// A discount or a charge: an amount, or percent of a base.
    pub struct DraftAdjustment {
        /// The amount, instead of `percent`.
        amount: Option<Exact>,
        /// Percent, 0 to 100 with at most two places.
        percent: Option<Exact>,
        /// What the percentage is of; of a line its price times quantity, of a document its lines, if absent.
        base: Option<Exact>,
        /// Why, in words.
        reason: Option<String>,
        /// Why, as a code: UNTDID 5189 for discounts, 7161 for charges.
        reason_code: Option<String>,
        /// The VAT category, on a document. If absent a discount is shared out among those of the lines; a charge takes that
        /// of the lines, if they have but one.
        vat_category: Option<VatCategory>,
        /// The VAT rate in percent, on a document.
        vat_rate: Option<Exact>,
        /// The code why no VAT is due, on a document.
        exemption_code: Option<String>,
        /// Why no VAT is due, in words, on a document.
        exemption_reason: Option<String>,
    }

    /// A line of the document.
    pub struct DraftLine {
        /// The line's number (BT-126); counted from 1 if absent.
        id: Option<String>,
        /// What is sold (BT-153).
        name: Option<String>,
        /// How many (BT-129).
        quantity: Option<Exact>,
        /// In what unit (BT-130): a code of UN/ECE Recommendation 20, or a common name; PCE if absent.
        unit: Option<String>,
        /// The price of one unit after `price_discount` (BT-146).
        price: Option<Exact>,
        /// The price before `price_discount` (BT-148), instead of `price`.
        gross_price: Option<Exact>,
        /// What is taken off the price (BT-147).
        price_discount: Option<Exact>,
        /// For how many units the price is (BT-149); 1 if absent.
        base_quantity: Option<Exact>,
        /// The unit of `base_quantity` (BT-150).
        base_unit: Option<String>,
        /// Discounts on the line.
        discounts: Vec<DraftAdjustment>,
        /// Charges on the line.
        charges: Vec<DraftAdjustment>,
        /// The VAT category (BT-151); by rate and exemption code if absent, S if there are none.
        vat_category: Option<VatCategory>,
        /// The VAT rate in percent (BT-152); by the category if absent: 15 for S, 0 for others.
        vat_rate: Option<Exact>,
        /// The code why no VAT is due (BT-121), `VATEX-SA-…`.
        exemption_code: Option<String>,
        /// Why no VAT is due, in words (BT-120); the official words of the code if absent.
        exemption_reason: Option<String>,
        /// The buyer's number of the item (BT-156).
        buyer_item_id: Option<String>,
        /// The seller's number of the item (BT-155).
        seller_item_id: Option<String>,
        /// The item's standard number, a GTIN for example (BT-157).
        standard_item_id: Option<String>,
        /// Free text on the line.
        note: Option<String>,
        /// The line's amounts as another system booked them.
        booked: Option<Box<BookedLine>>,
    }

    /// An advance payment that is taken off. Several documents of one category and rate may share it.
    pub struct DraftPrepayment {
        /// The prepayment invoices.
        documents: Vec<DraftPrepaid>,
        /// The advance without VAT (KSA-31).
        taxable_amount: Option<Exact>,
        /// The VAT on it (KSA-32); by the rate if absent.
        vat_amount: Option<Exact>,
        /// The advance with VAT, instead of the two.
        amount_with_vat: Option<Exact>,
        /// The VAT category (KSA-33); S if absent.
        vat_category: Option<VatCategory>,
        /// The VAT rate in percent (KSA-34).
        vat_rate: Option<Exact>,
        /// The code why no VAT is due (KSA-41).
        exemption_code: Option<String>,
        /// Why no VAT is due, in words (KSA-42).
        exemption_reason: Option<String>,
        /// The line's number; counted on if absent.
        id: Option<String>,
        /// What the line is called.
        name: Option<String>,
        /// The unit of the line, which has the quantity 0.
        unit: Option<String>,
    }

    /// A prepayment invoice.
    pub struct DraftPrepaid {
        /// Its number (KSA-26).
        number: Option<String>,
        /// Its UUID (KSA-27).
        uuid: Option<String>,
        /// When it was issued, instead of the two below.
        issued_at: Option<String>,
        /// Its day of issue (KSA-28).
        issue_date: Option<String>,
        /// Its time of issue (KSA-29).
        issue_time: Option<String>,
    }

    /// A line's amounts as another system booked them.
    pub struct BookedLine {
        /// Without VAT (BT-131).
        net: Option<Exact>,
        /// The VAT (KSA-11).
        vat: Option<Exact>,
        /// With VAT (KSA-12).
        total: Option<Exact>,
    }

    /// A document's amounts as another system booked them.
    pub struct BookedTotals {
        /// All lines without VAT (BT-106).
        lines: Option<Exact>,
        /// All discounts on the document (BT-107).
        discounts: Option<Exact>,
        /// All charges on the document (BT-108).
        charges: Option<Exact>,
        /// Without VAT (BT-109).
        net: Option<Exact>,
        /// The VAT by category and rate.
        vat_breakdown: Vec<BookedVat>,
        /// The VAT (BT-110).
        vat: Option<Exact>,
        /// The VAT in riyals (BT-111).
        vat_sar: Option<Exact>,
        /// With VAT (BT-112).
        total: Option<Exact>,
        /// Paid in advance (BT-113).
        prepaid: Option<Exact>,
        /// What is to be paid (BT-115).
        payable: Option<Exact>,
    }

    /// The VAT of one category and rate as another system booked it.
    pub struct BookedVat {
        /// The VAT category (BT-118).
        vat_category: Option<VatCategory>,
        /// The VAT rate in percent (BT-119).
        vat_rate: Option<Exact>,
        /// What is taxed (BT-116).
        taxable: Option<Exact>,
        /// The tax (BT-117).
        tax: Option<Exact>,
    }

    /// A piece of a document that this model has no place for.
    pub struct Unmodelled {
        /// The way to it.
        path: Option<String>,
        /// Its text, as it stood.
        xml: Option<String>,
    }
}

/// Free text, and the language it is in.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DraftNote {
    /// The text. A note may also be given as this text alone.
    pub text: String,
    /// `ar` or `en`.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    #[serde(skip_serializing_if = "absent")]
    pub language: Option<String>,
}

impl FromJson for DraftNote {
    const EXPECTED: &'static str = "text";

    fn read(value: &Value<'_>, path: &Path<'_>, faults: &mut Faults) -> Option<Self> {
        if let Json::Text(text) = &value.kind {
            return Some(DraftNote {
                text: text.to_string(),
                language: None,
            });
        }
        let (mut text, mut language) = (None::<String>, None::<String>);
        let read = object(
            value,
            &["text", "language"],
            path,
            faults,
            |name, value, path, faults| {
                let field = if name == "text" { &mut text } else { &mut language };
                *field = String::read(value, path, faults);
            },
        );
        read.then(|| DraftNote {
            text: text.unwrap_or_default(),
            language,
        })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Exact {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A decimal number: a string, or a JSON number that counts by its exact text. At most 18 digits, 12 of them after the point.",
            "type": ["string", "number"],
            "pattern": "^[+-]?[0-9]*\\.?[0-9]+([eE][+-]?[0-9]+)?$"
        })
    }
}

/// What is given out is always text.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for crate::money::Amount {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Amount".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^-?[0-9]+\\.[0-9]{2}$" })
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for DraftNote {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DraftNote".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "Free text, alone or with the language it is in.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "text": { "type": "string", "description": "The text." },
                        "language": { "type": ["string", "null"], "description": "`ar` or `en`." }
                    },
                    "required": ["text"],
                    "additionalProperties": false
                }
            ]
        })
    }
}
