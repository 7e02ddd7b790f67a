//! One sound draft, and every way to break it in one place.

mod amounts;

use khatm::Severity::{self, Error, Warning};
use serde_json::{Value, json};

pub(crate) fn seller() -> Value {
    json!({
        "name": "شركة ختم | Khatm", "vat_number": "300000000000003", "id": { "scheme": "CRN", "value": "1010010001" },
        "street": "King Fahd Road", "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"
    })
}

/// A standard invoice with two lines.
pub(crate) fn sound() -> Value {
    json!({
        "number": "T-1",
        "profile": "standard",
        "issued_at": "2026-11-21T10:00:00",
        "seller": seller(),
        "buyer": {
            "name": "Reader Est.", "vat_number": "310122393500003", "street": "Tahlia", "building_number": "1111",
            "district": "Muruj", "city": "Riyadh", "postal_code": "12222"
        },
        "lines": [
            { "name": "Book", "quantity": 2, "price": "35.50" },
            { "name": "Pencil", "quantity": 10, "price": "1.25" },
        ]
    })
}

fn put(mut draft: Value, path: &str, value: Value) -> Value {
    let mut at = &mut draft;
    for step in path.split('.') {
        at = match step.parse::<usize>() {
            Ok(index) => &mut at[index],
            Err(_) => &mut at[step],
        };
    }
    *at = value;
    draft
}

fn set(path: &str, value: Value) -> Value {
    put(sound(), path, value)
}

fn without(path: &str) -> Value {
    let mut draft = sound();
    match path.rsplit_once('.') {
        None => draft.as_object_mut().unwrap().remove(path),
        Some((way, name)) => {
            let mut at = &mut draft;
            for step in way.split('.') {
                at = match step.parse::<usize>() {
                    Ok(index) => &mut at[index],
                    Err(_) => &mut at[step],
                };
            }
            at.as_object_mut().unwrap().remove(name)
        }
    };
    draft
}

fn also(changes: &[(&str, Value)]) -> Value {
    changes
        .iter()
        .fold(sound(), |draft, (path, value)| put(draft, path, value.clone()))
}

/// A draft broken in one place, how bad that is, its code and its path.
pub(crate) fn cases() -> Vec<(Value, Severity, &'static str, &'static str)> {
    let mut all = form();
    all.extend(header());
    all.extend(parties());
    all.extend(amounts::lines());
    all.extend(amounts::taxes());
    all.extend(amounts::adjustments());
    all.extend(amounts::advances());
    all
}

type Case = (Value, Severity, &'static str, &'static str);

fn form() -> Vec<Case> {
    vec![
        (set("nubmer", json!(1)), Error, "KHATM-DRAFT-FIELD", "nubmer"),
        (
            set("lines.1.colour", json!("red")),
            Error,
            "KHATM-DRAFT-FIELD",
            "lines[1].colour",
        ),
        (
            set("lines.0.price", json!(true)),
            Error,
            "KHATM-DRAFT-TYPE",
            "lines[0].price",
        ),
        (
            set("lines.0.price", json!("12,50")),
            Error,
            "KHATM-NUMBER",
            "lines[0].price",
        ),
        (
            set("lines.0.price", json!("0.1234567890123")),
            Error,
            "KHATM-NUMBER-PLACES",
            "lines[0].price",
        ),
        (
            set("lines.0.price", json!("12345678901234567890")),
            Error,
            "KHATM-NUMBER-RANGE",
            "lines[0].price",
        ),
        (set("profile", json!("b2x")), Error, "KHATM-DRAFT-CHOICE", "profile"),
        (
            set("lines.0.vat_category", json!("AE")),
            Error,
            "KHATM-DRAFT-CHOICE",
            "lines[0].vat_category",
        ),
        (
            set("seller.name", json!("Khatm\u{0}")),
            Error,
            "KHATM-TEXT-CHARACTER",
            "seller.name",
        ),
        (
            set("notes", json!([{ "text": "a", "language": "a b" }])),
            Error,
            "KHATM-LANGUAGE",
            "notes[0].language",
        ),
    ]
}

fn header() -> Vec<Case> {
    let note = |path: &str, value: Value| {
        let draft = also(&[
            ("kind", json!("credit_note")),
            ("reason", json!("Return of goods")),
            ("originals", json!([{ "number": "T-0" }])),
        ]);
        put(draft, path, value)
    };
    vec![
        (without("number"), Error, "KHATM-DRAFT-MISSING", "number"),
        (
            set("number", json!("x".repeat(128))),
            Warning,
            "BR-KSA-F-06-C1",
            "number",
        ),
        (set("uuid", json!("@")), Error, "BR-KSA-03", "uuid"),
        (set("uuid", json!("not-a-uuid")), Warning, "KHATM-UUID", "uuid"),
        (
            set("issued_at", json!("21/11/2026 10:00")),
            Error,
            "KHATM-DATE",
            "issued_at",
        ),
        (set("issued_at", json!("2026-11-21")), Error, "KHATM-TIME", "issued_at"),
        (
            set("issued_at", json!("2026-11-20T23:59:60Z")),
            Error,
            "KHATM-TIME-LEAP",
            "issued_at",
        ),
        (
            set("issued_at", json!("2020-12-31T10:00:00")),
            Error,
            "KHATM-TIME-BEFORE",
            "issued_at",
        ),
        (
            set("issued_at", json!("2026-11-22T00:00:01")),
            Error,
            "BR-KSA-04",
            "issued_at",
        ),
        (
            set("issue_date", json!("2026-11-21")),
            Error,
            "KHATM-DRAFT-TWICE",
            "issued_at",
        ),
        (set("currency", json!("XCG")), Error, "BR-CL-04", "currency"),
        (
            set("currency", json!("USD")),
            Error,
            "KHATM-EXCHANGE-RATE",
            "exchange.rate",
        ),
        (
            also(&[("currency", json!("USD")), ("exchange", json!({ "rate": 1 }))]),
            Warning,
            "BR-KSA-97",
            "exchange",
        ),
        (
            also(&[
                ("currency", json!("USD")),
                ("exchange", json!({ "rate": "3.7500000000001" })),
            ]),
            Error,
            "KHATM-NUMBER-PLACES",
            "exchange.rate",
        ),
        (
            also(&[
                ("currency", json!("USD")),
                ("exchange", json!({ "rate": "1234.5678901234" })),
            ]),
            Error,
            "BR-KSA-90",
            "exchange.rate",
        ),
        (
            set("exchange", json!({ "rate": 1 })),
            Warning,
            "KHATM-EXCHANGE-SAR",
            "exchange",
        ),
        (
            also(&[
                ("flags", json!({ "self_billed": true, "export": true })),
                (
                    "buyer",
                    json!({ "name": "Reader Ltd", "id": { "scheme": "OTH", "value": "GB1" }, "street": "High Street", "city": "London", "country": "GB" }),
                ),
            ]),
            Error,
            "BR-KSA-07",
            "flags.self_billed",
        ),
        (
            set("flags", json!({ "government": true })),
            Error,
            "BR-KSA-92",
            "contract_reference",
        ),
        (
            set("supply_end_date", json!("2026-11-20")),
            Warning,
            "BR-KSA-35",
            "supply_date",
        ),
        (
            also(&[
                ("supply_date", json!("2026-11-20")),
                ("supply_end_date", json!("2026-11-19")),
            ]),
            Warning,
            "BR-KSA-36",
            "supply_end_date",
        ),
        (
            set("supply_date", json!("yesterday")),
            Error,
            "KHATM-DATE",
            "supply_date",
        ),
        // A day of the Hijri calendar is a day like any other, and centuries off.
        (
            set("supply_date", json!("1448-06-12")),
            Error,
            "BR-KSA-F-01",
            "supply_date",
        ),
        (
            set("references", json!([{ "id": "QR" }])),
            Error,
            "KHATM-REFERENCE-RESERVED",
            "references[0].id",
        ),
        (
            set("references", json!([{ "kind": "Waybill" }])),
            Error,
            "KHATM-DRAFT-MISSING",
            "references[0].id",
        ),
        (note("reason", json!(null)), Error, "BR-KSA-17", "reason"),
        (note("originals", json!([])), Warning, "BR-KSA-56", "originals"),
        (
            note("originals.0.number", json!("x".repeat(5001))),
            Error,
            "BR-KSA-F-06-C22",
            "originals[0].number",
        ),
        (
            set("originals", json!([{ "number": "T-0" }])),
            Warning,
            "KHATM-ORIGINALS",
            "originals",
        ),
        (
            set("payment", json!([{ "means": "69" }])),
            Warning,
            "BR-KSA-16",
            "payment[0].means",
        ),
        (set("counter", json!("A1")), Error, "BR-KSA-34", "counter"),
        (
            set("previous_hash", json!("short")),
            Error,
            "KHATM-PIH",
            "previous_hash",
        ),
        // A hash in hexadecimal, in base64: only the authority's own first one is.
        (
            set(
                "previous_hash",
                json!("MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA=="),
            ),
            Error,
            "KHATM-PIH",
            "previous_hash",
        ),
        (
            set("notes", json!([{ "text": "a", "language": "ar-" }])),
            Error,
            "KHATM-LANGUAGE",
            "notes[0].language",
        ),
        (
            set("round_payable_to", json!("0.001")),
            Error,
            "KHATM-COIN",
            "round_payable_to",
        ),
        (
            set("payable_rounding", json!("2.00")),
            Warning,
            "KHATM-ROUNDING-LARGE",
            "payable_rounding",
        ),
        (set("booked", json!({ "vat": "1" })), Error, "KHATM-BOOKED-MODE", "mode"),
        (
            set("unmodelled", json!([{ "path": "/Invoice/cac:X", "xml": "<x/>" }])),
            Warning,
            "KHATM-UNMODELLED",
            "unmodelled[0]",
        ),
    ]
}

fn parties() -> Vec<Case> {
    let id = |scheme: &str, value: &str| set("buyer.id", json!({ "scheme": scheme, "value": value }));
    vec![
        (without("seller"), Error, "KHATM-DRAFT-MISSING", "seller"),
        (without("seller.name"), Error, "KHATM-DRAFT-MISSING", "seller.name"),
        (without("seller.vat_number"), Error, "BR-KSA-39", "seller.vat_number"),
        (
            set("seller.vat_number", json!("300000000000001")),
            Error,
            "BR-KSA-40",
            "seller.vat_number",
        ),
        (without("seller.id"), Warning, "BR-KSA-08", "seller.id"),
        (
            set("seller.id.scheme", json!("XYZ")),
            Warning,
            "BR-KSA-08",
            "seller.id.scheme",
        ),
        (
            set("seller.id.value", json!("101001")),
            Warning,
            "BR-KSA-F-08",
            "seller.id.value",
        ),
        (
            without("seller.id.scheme"),
            Error,
            "KHATM-DRAFT-MISSING",
            "seller.id.scheme",
        ),
        (without("seller.district"), Warning, "BR-KSA-09", "seller.district"),
        (
            set("seller.building_number", json!("22")),
            Warning,
            "BR-KSA-37",
            "seller.building_number",
        ),
        (
            set("seller.postal_code", json!("1221")),
            Warning,
            "BR-KSA-66",
            "seller.postal_code",
        ),
        (
            set("seller.city", json!("x".repeat(128))),
            Warning,
            "BR-KSA-F-06-C7",
            "seller.city",
        ),
        (
            set("buyer.vat_number", json!("310122393500001")),
            Error,
            "BR-KSA-44",
            "buyer.vat_number",
        ),
        (
            set("buyer.vat_number", json!("300000000000003")),
            Error,
            "BR-CUSTOM-VALIDATION-01",
            "buyer.vat_number",
        ),
        (without("buyer.vat_number"), Warning, "BR-KSA-81", "buyer.id"),
        (without("buyer.name"), Warning, "BR-KSA-42", "buyer.name"),
        (without("buyer.street"), Warning, "BR-KSA-10", "buyer.street"),
        (without("buyer.district"), Warning, "BR-KSA-63", "buyer.district"),
        (
            set("buyer.postal_code", json!("122")),
            Warning,
            "BR-KSA-67",
            "buyer.postal_code",
        ),
        (set("buyer.country", json!("KSA")), Warning, "BR-CL-14", "buyer.country"),
        (
            set("buyer.contact_telephone", json!("05 55")),
            Warning,
            "BR-KSA-85",
            "buyer.contact_telephone",
        ),
        (id("O\u{1}H", "1"), Error, "KHATM-TEXT-CHARACTER", "buyer.id.scheme"),
        (id("XYZ", "1"), Error, "BR-KSA-14", "buyer.id.scheme"),
        (id("TIN", "1002415660"), Warning, "BR-KSA-F-07", "buyer.id.value"),
        (id("700", "8001234560"), Warning, "BR-KSA-F-09", "buyer.id.value"),
        (id("NAT", "2053847295"), Warning, "BR-KSA-F-10", "buyer.id.value"),
        (id("IQA", "1053847297"), Warning, "BR-KSA-F-11", "buyer.id.value"),
        (id("NAT", "1053847298"), Warning, "KHATM-ID-DIGIT", "buyer.id.value"),
        (id("OTH", "12345678"), Warning, "BR-KSA-F-13", "buyer.id.value"),
        (id("OTH", "AB-1"), Warning, "KHATM-ID-CHARACTERS", "buyer.id.value"),
        (
            set("flags", json!({ "export": true })),
            Warning,
            "BR-KSA-46",
            "buyer.vat_number",
        ),
    ]
}
