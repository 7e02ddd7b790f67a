//! One sound draft, and every way to break it in one place.

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
    all.extend(lines());
    all.extend(taxes());
    all.extend(adjustments());
    all.extend(advances());
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

fn lines() -> Vec<Case> {
    vec![
        (set("lines", json!([])), Error, "BR-16", "lines"),
        (without("lines.0.name"), Error, "KHATM-DRAFT-MISSING", "lines[0].name"),
        (
            without("lines.0.quantity"),
            Error,
            "KHATM-DRAFT-MISSING",
            "lines[0].quantity",
        ),
        (without("lines.0.price"), Error, "KHATM-DRAFT-MISSING", "lines[0].price"),
        (
            set("lines.0.name", json!("ab")),
            Warning,
            "BR-KSA-F-06-C19",
            "lines[0].name",
        ),
        (
            set("lines.0.name", json!("12345")),
            Warning,
            "BR-KSA-F-C-01",
            "lines[0].name",
        ),
        (set("lines.0.quantity", json!(0)), Error, "BR-22", "lines[0].quantity"),
        (
            set("lines.0.quantity", json!("-2")),
            Error,
            "BR-KSA-F-04",
            "lines[0].quantity",
        ),
        (
            set("lines.0.price", json!("-1")),
            Error,
            "BR-KSA-F-04",
            "lines[0].price",
        ),
        (
            set("lines.0.unit", json!("kilogramm")),
            Warning,
            "KHATM-UNIT",
            "lines[0].unit",
        ),
        (
            set("lines.0.id", json!("1234567")),
            Error,
            "BR-KSA-F-06-C17",
            "lines[0].id",
        ),
        (
            set("lines.0.id", json!("A")),
            Warning,
            "KHATM-LINE-NUMBER",
            "lines[0].id",
        ),
        (
            set("lines.0.base_quantity", json!(0)),
            Error,
            "BR-KSA-EN16931-12",
            "lines[0].base_quantity",
        ),
        (
            also(&[
                ("lines.0.gross_price", json!("40")),
                ("lines.0.price_discount", json!("4")),
            ]),
            Error,
            "BR-KSA-EN16931-07",
            "lines[0].price",
        ),
        (
            set("lines.0.discounts", json!([{ "amount": "72.00" }])),
            Error,
            "KHATM-LINE-NEGATIVE",
            "lines[0]",
        ),
        (
            set("lines.0.price", json!("99999999999999.99")),
            Error,
            "KHATM-NUMBER-RANGE",
            "lines[0]",
        ),
        (
            set("lines.0.booked", json!({ "net": 1 })),
            Error,
            "KHATM-BOOKED-MODE",
            "mode",
        ),
    ]
}

fn taxes() -> Vec<Case> {
    let line = |value: Value| {
        let mut draft = sound();
        value
            .as_object()
            .unwrap()
            .iter()
            .for_each(|(name, value)| draft["lines"][0][name] = value.clone());
        draft
    };
    vec![
        (
            line(json!({ "vat_rate": 0 })),
            Error,
            "KHATM-VAT-ZERO",
            "lines[0].vat_category",
        ),
        (line(json!({ "vat_rate": 7 })), Error, "BR-KSA-84", "lines[0].vat_rate"),
        (
            line(json!({ "vat_rate": "15.001" })),
            Error,
            "BR-KSA-DEC-02",
            "lines[0].vat_rate",
        ),
        (
            line(json!({ "vat_category": "Z", "vat_rate": 5, "exemption_code": "VATEX-SA-32" })),
            Error,
            "BR-Z-05",
            "lines[0].vat_rate",
        ),
        (
            line(json!({ "vat_category": "E", "vat_rate": 5, "exemption_code": "VATEX-SA-29" })),
            Error,
            "BR-E-05",
            "lines[0].vat_rate",
        ),
        (
            line(
                json!({ "vat_category": "O", "vat_rate": 5, "exemption_code": "VATEX-SA-OOS", "exemption_reason": "No supply" }),
            ),
            Error,
            "BR-KSA-11",
            "lines[0].vat_rate",
        ),
        (
            line(json!({ "vat_category": "Z" })),
            Warning,
            "BR-KSA-69",
            "lines[0].exemption_code",
        ),
        (
            line(json!({ "vat_category": "E" })),
            Warning,
            "BR-KSA-23",
            "lines[0].exemption_code",
        ),
        (
            line(json!({ "vat_category": "O" })),
            Warning,
            "BR-KSA-24",
            "lines[0].exemption_code",
        ),
        (
            line(json!({ "vat_category": "S", "exemption_code": "VATEX-SA-32" })),
            Error,
            "BR-S-10",
            "lines[0].exemption_code",
        ),
        (
            line(json!({ "vat_category": "E", "exemption_code": "VATEX-SA-32" })),
            Warning,
            "BR-KSA-CL-04",
            "lines[0].exemption_code",
        ),
        (
            line(json!({ "exemption_code": "VATEX-SA-9" })),
            Error,
            "BR-KSA-CL-04",
            "lines[0].exemption_code",
        ),
        (
            line(json!({ "exemption_code": "VATEX-SA-OOS" })),
            Warning,
            "BR-KSA-83",
            "lines[0].exemption_reason",
        ),
        (
            line(json!({ "exemption_code": "VATEX-SA-EDU" })),
            Error,
            "BR-KSA-49",
            "buyer.id",
        ),
    ]
}

fn adjustments() -> Vec<Case> {
    let mixed = |path: &str, value: Value| {
        let draft = set("lines.1.exemption_code", json!("VATEX-SA-35"));
        put(draft, path, value)
    };
    vec![
        (
            set("discounts", json!([{}])),
            Error,
            "KHATM-DRAFT-MISSING",
            "discounts[0].amount",
        ),
        (
            set("discounts", json!([{ "percent": "100.01" }])),
            Error,
            "BR-KSA-DEC-01",
            "discounts[0].percent",
        ),
        (
            set("discounts", json!([{ "amount": "1", "base": "10" }])),
            Warning,
            "BR-KSA-EN16931-05",
            "discounts[0].percent",
        ),
        (
            set("discounts", json!([{ "amount": "-1" }])),
            Error,
            "BR-KSA-F-04",
            "discounts[0].amount",
        ),
        (
            set("discounts", json!([{ "amount": "1.005" }])),
            Warning,
            "KHATM-AMOUNT-PLACES",
            "discounts[0].amount",
        ),
        (
            set("discounts", json!([{ "amount": "500" }])),
            Error,
            "KHATM-DISCOUNT-LARGE",
            "discounts[0]",
        ),
        (
            set("discounts", json!([{ "amount": "1", "reason": "x".repeat(1001) }])),
            Warning,
            "BR-KSA-F-06-C35",
            "discounts[0].reason",
        ),
        (
            set(
                "discounts",
                json!([{ "amount": "1", "vat_category": "Z", "vat_rate": 5 }]),
            ),
            Error,
            "BR-Z-06",
            "discounts[0].vat_rate",
        ),
        (
            set(
                "charges",
                json!([{ "amount": "1", "vat_category": "E", "vat_rate": 5 , "reason_code": "FC"}]),
            ),
            Error,
            "BR-E-07",
            "charges[0].vat_rate",
        ),
        (
            set(
                "charges",
                json!([{ "amount": "1", "vat_category": "O", "vat_rate": 5 , "reason_code": "FC"}]),
            ),
            Error,
            "BR-KSA-13",
            "charges[0].vat_rate",
        ),
        (
            set(
                "charges",
                json!([{ "amount": "1", "reason_code": "@@", "reason": "Odd" }]),
            ),
            Warning,
            "BR-KSA-CL-06",
            "charges[0].reason_code",
        ),
        (
            set("charges", json!([{ "amount": "1", "reason_code": "CAE" }])),
            Warning,
            "BR-KSA-21",
            "charges[0].reason",
        ),
        (
            set(
                "charges",
                json!([{ "amount": "1", "reason_code": "FC", "vat_category": "Z" }]),
            ),
            Warning,
            "BR-KSA-69",
            "charges[0].exemption_code",
        ),
        (
            mixed("charges", json!([{ "amount": "1", "reason_code": "FC" }])),
            Error,
            "KHATM-CHARGE-VAT",
            "charges[0]",
        ),
        (
            set("lines.0.charges", json!([{ "amount": "1", "reason_code": "CAE" }])),
            Warning,
            "BR-KSA-22",
            "lines[0].charges[0].reason",
        ),
        (
            set("lines.0.discounts", json!([{ "amount": "1", "vat_category": "S" }])),
            Error,
            "KHATM-LINE-DISCOUNT-VAT",
            "lines[0].discounts[0].vat_category",
        ),
        (
            {
                let draft = set("lines.0.exemption_code", json!("VATEX-SA-35"));
                put(draft, "lines.1.exemption_code", json!("VATEX-SA-32"))
            },
            Warning,
            "KHATM-EXEMPTIONS-MIXED",
            "lines[1].exemption_code",
        ),
    ]
}

fn advances() -> Vec<Case> {
    let one = |value: Value| set("prepayments", json!([value]));
    let document = json!({ "number": "P-1", "issued_at": "2026-11-01T10:00:00" });
    let with = |field: &str, value: Value| {
        let mut advance =
            json!({ "documents": [{ "number": "P-1", "issued_at": "2026-11-01T10:00:00" }], "taxable_amount": "1" });
        advance[field] = value;
        one(advance)
    };
    let zero = |value: Value| {
        let mut draft = set("lines.1.exemption_code", json!("VATEX-SA-35"));
        let mut advance = json!({ "documents": [{ "number": "P-1", "issued_at": "2026-11-01T10:00:00" }], "taxable_amount": "1", "vat_category": "Z" });
        value
            .as_object()
            .unwrap()
            .iter()
            .for_each(|(name, value)| advance[name] = value.clone());
        draft["prepayments"] = json!([advance]);
        draft
    };
    let education = || {
        let mut draft = zero(json!({ "exemption_code": "VATEX-SA-EDU" }));
        draft["buyer"]["id"] = json!({ "scheme": "CRN", "value": "1010020002" });
        draft
    };
    vec![
        (
            with("taxable_amount", json!("0.00")),
            Error,
            "KHATM-PREPAYMENT-ZERO",
            "prepayments[0]",
        ),
        (
            with("taxable_amount", json!("1.005")),
            Warning,
            "KHATM-AMOUNT-PLACES",
            "prepayments[0].taxable_amount",
        ),
        (
            also(&[("round_payable_to", json!("0.05")), ("payable_rounding", json!("0.03"))]),
            Error,
            "KHATM-DRAFT-TWICE",
            "payable_rounding",
        ),
        (
            set("notes", json!([{ "language": "ar" }])),
            Error,
            "KHATM-DRAFT-MISSING",
            "notes[0].text",
        ),
        (
            set("discounts", json!([{ "amount": "11", "percent": 5, "base": "40" }])),
            Warning,
            "BR-KSA-EN16931-03",
            "discounts[0].amount",
        ),
        (
            one(json!({ "taxable_amount": "1" })),
            Error,
            "KHATM-DRAFT-MISSING",
            "prepayments[0].documents",
        ),
        (
            one(json!({ "documents": [document] })),
            Error,
            "KHATM-DRAFT-MISSING",
            "prepayments[0].taxable_amount",
        ),
        (
            one(json!({ "documents": [{ "number": "P-1" }], "taxable_amount": "1" })),
            Error,
            "KHATM-DRAFT-MISSING",
            "prepayments[0].documents[0].issued_at",
        ),
        (
            one(json!({ "documents": [document], "taxable_amount": "1", "amount_with_vat": "1" })),
            Error,
            "KHATM-DRAFT-TWICE",
            "prepayments[0].amount_with_vat",
        ),
        (
            one(json!({ "documents": [document], "taxable_amount": "10", "vat_amount": "2" })),
            Warning,
            "BR-KSA-79",
            "prepayments[0].vat_amount",
        ),
        (
            one(json!({ "documents": [document], "taxable_amount": "1000" })),
            Error,
            "KHATM-PAYABLE-NEGATIVE",
            "prepayments",
        ),
        (
            one(json!({ "documents": [document], "taxable_amount": "1", "exemption_code": "VATEX-SA-35" })),
            Warning,
            "KHATM-PREPAYMENT-VAT",
            "prepayments[0].vat_category",
        ),
        (
            put(
                one(json!({ "documents": [document], "taxable_amount": "1" })),
                "kind",
                json!("prepayment"),
            ),
            Error,
            "KHATM-PREPAYMENT-KIND",
            "prepayments",
        ),
        (
            with(
                "documents",
                json!([{ "number": "P-1", "issued_at": "2026-11-22T00:00:01" }]),
            ),
            Error,
            "BR-KSA-04",
            "prepayments[0].documents[0].issued_at",
        ),
        (
            with("id", json!("1234567")),
            Error,
            "BR-KSA-F-06-C17",
            "prepayments[0].id",
        ),
        (
            with("name", json!("ab")),
            Warning,
            "BR-KSA-F-06-C19",
            "prepayments[0].name",
        ),
        (
            with("name", json!("12345")),
            Warning,
            "BR-KSA-F-C-01",
            "prepayments[0].name",
        ),
        (zero(json!({})), Warning, "BR-KSA-93", "prepayments[0].exemption_code"),
        (
            zero(json!({ "exemption_code": "VATEX-SA-32(bis)" })),
            Warning,
            "BR-KSA-CL-07",
            "prepayments[0].exemption_code",
        ),
        (
            zero(json!({ "exemption_code": "VATEX-SA-35", "exemption_reason": "x".repeat(1001) })),
            Warning,
            "BR-KSA-F-06-C39",
            "prepayments[0].exemption_reason",
        ),
        (education(), Error, "BR-KSA-49", "buyer.id"),
    ]
}
