//! The ways to break what a sound draft says of goods and money.

use khatm::Severity::{Error, Warning};
use serde_json::{Value, json};

use super::{Case, also, put, set, sound, without};

pub(super) fn lines() -> Vec<Case> {
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

pub(super) fn taxes() -> Vec<Case> {
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

pub(super) fn adjustments() -> Vec<Case> {
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

pub(super) fn advances() -> Vec<Case> {
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
