//! What the shop of the demonstration sells.

use crate::facade::Progress;
use crate::store::Uuid;
use serde_json::{Value, json};

/// A kind of sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Sale,
    Return,
    Invoice,
    Debit,
    Export,
    Foreign,
}

impl What {
    pub(super) const fn english(self) -> &'static str {
        match self {
            What::Sale => "simplified invoice",
            What::Return => "simplified credit note",
            What::Invoice => "standard invoice",
            What::Debit => "standard debit note",
            What::Export => "export, in USD",
            What::Foreign => "invoice in USD, VAT in SAR",
        }
    }

    pub(super) const fn arabic(self) -> &'static str {
        match self {
            What::Sale => "فاتورة مبسطة",
            What::Return => "إشعار دائن مبسط",
            What::Invoice => "فاتورة ضريبية",
            What::Debit => "إشعار مدين",
            What::Export => "تصدير بالدولار",
            What::Foreign => "بالدولار وضريبتها بالريال",
        }
    }

    /// What the authority makes of it when nothing goes wrong.
    pub(super) const fn expected(self) -> Progress {
        match self {
            What::Sale | What::Return => Progress::Reported,
            _ => Progress::Cleared,
        }
    }
}

/// A document that was issued.
pub(super) struct Sold {
    pub(super) what: What,
    pub(super) number: String,
    pub(super) uuid: Uuid,
    pub(super) total: String,
    /// What happened to it on its way.
    pub(super) note: String,
}

pub(super) const SELLER: &str = r#"{ "name": "Khatm Books", "vat_number": "300000000000003",
    "id": { "scheme": "CRN", "value": "1010010001" }, "street": "King Fahd Road", "building_number": "2322",
    "district": "Olaya", "city": "Riyadh", "postal_code": "12214" }"#;

fn buyer() -> Value {
    json!({ "name": "Reader Est.", "vat_number": "310122393500003", "street": "Tahlia", "building_number": "1111",
        "district": "Al Murooj", "city": "Riyadh", "postal_code": "12222" })
}

/// A basket at the till, by the prices on the shelf.
pub(super) fn sale(number: &str) -> (What, Value) {
    let draft = json!({ "number": number, "prices_include_vat": true, "lines": [
        { "name": "شاي | Tea", "quantity": 1, "price": "10.00" },
        { "name": "قهوة | Coffee", "quantity": 2, "price": "10.00" },
        { "name": "تمر | Dates", "quantity": "0.755", "unit": "kg", "price": "32.95" } ] });
    (What::Sale, draft)
}

/// An invoice to a business.
pub(super) fn invoice(number: &str) -> (What, Value) {
    let draft = json!({ "number": number, "buyer": buyer(), "lines": [
        { "name": "كتاب | Book", "quantity": 200, "price": "35.50",
          "discounts": [ { "percent": 10, "reason": "كمية | Quantity" } ] } ] });
    (What::Invoice, draft)
}

/// One of each kind, in the order in which they happen.
pub(super) fn morning(today: &str) -> Vec<(What, Value)> {
    let rate = json!({ "rate": "3.75", "date": today, "source": "SAMA" });
    vec![
        sale("R-1"),
        (
            What::Return,
            json!({ "number": "R-2", "kind": "credit_note", "originals": [ { "number": "R-1" } ],
                "reason": "ترجيع | Return of goods", "prices_include_vat": true,
                "lines": [ { "name": "قهوة | Coffee", "quantity": 1, "price": "10.00" } ] }),
        ),
        invoice("T-1"),
        (
            What::Debit,
            json!({ "number": "T-2", "kind": "debit_note", "buyer": buyer(), "originals": [ { "number": "T-1" } ],
                "reason": "تعديل السعر | Change of the price",
                "lines": [ { "name": "فرق السعر | Difference", "quantity": 200, "price": "0.50" } ] }),
        ),
        (
            What::Export,
            json!({ "number": "T-3", "profile": "standard", "flags": { "export": true }, "currency": "USD", "exchange": rate,
                "buyer": { "name": "Reader Ltd", "id": { "scheme": "OTH", "value": "GB123456" }, "street": "1 High Street",
                    "city": "London", "country": "GB" },
                "lines": [ { "name": "كتاب | Book", "quantity": 500, "price": "9.40", "exemption_code": "VATEX-SA-32" } ] }),
        ),
        (
            What::Foreign,
            json!({ "number": "T-4", "buyer": buyer(), "currency": "USD", "exchange": rate,
                "lines": [ { "name": "برنامج | Software", "quantity": 1, "price": "1999.99", "unit": "service" } ] }),
        ),
    ]
}
