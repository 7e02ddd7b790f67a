//! Random drafts, the same for the same seed.

use serde_json::{Map, Value, json};

use crate::support::dice;

/// Dice for sums.
pub(crate) struct Dice(dice::Dice);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(dice::Dice::new(seed))
    }

    /// From 0, less than `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.roll() % end
    }

    /// True so many times in a hundred.
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }

    /// A decimal number up to a size, with some places.
    fn decimal(&mut self, size: u64, places: u32) -> String {
        let scale = 10u64.pow(places);
        let number = self.below(size * scale);
        match places {
            0 => number.to_string(),
            _ => format!(
                "{}.{:0places$}",
                number / scale,
                number % scale,
                places = places as usize
            ),
        }
    }
}

fn seller() -> Value {
    json!({
        "name": "شركة ختم | Khatm", "vat_number": "300000000000003", "id": { "scheme": "CRN", "value": "1010010001" },
        "street": "King Fahd Road", "building_number": "2322", "district": "Olaya", "city": "Riyadh", "postal_code": "12214"
    })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

fn taxes() -> [Value; 6] {
    [
        json!({}),
        json!({ "vat_category": "S", "vat_rate": 15 }),
        json!({ "vat_rate": "5" }),
        json!({ "exemption_code": "VATEX-SA-35" }),
        json!({ "vat_category": "E", "exemption_code": "VATEX-SA-29" }),
        json!({ "vat_category": "O", "exemption_code": "VATEX-SA-OOS", "exemption_reason": "Not a supply" }),
    ]
}

fn price(dice: &mut Dice) -> String {
    match dice.below(10) {
        0..=4 => dice.decimal(200, 2),
        5 => {
            let places = dice.one(&[3, 4, 6]);
            dice.decimal(1, places)
        }
        6 => {
            let places = dice.one(&[0, 2, 3]);
            dice.decimal(5000, places)
        }
        7 => dice.decimal(100_000_000, 2),
        _ => dice
            .one(&[
                "0.01", "0.005", "0.00", "1.005", "2.675", "10.10", "9.99", "5.75", "3.33", "0.99", "19.95",
            ])
            .to_owned(),
    }
}

fn quantity(dice: &mut Dice) -> Value {
    match dice.below(10) {
        0..=5 => json!(1 + dice.below(12)),
        6 | 7 => json!(format!("{}1", dice.decimal(20, 2))),
        8 => json!(1 + dice.below(5000)),
        _ => json!(format!("{}1", dice.decimal(2, 5))),
    }
}

fn adjustments(dice: &mut Dice, percent: u64, charge: bool, extra: &Value) -> Vec<Value> {
    let mut out = Vec::new();
    while dice.chance(percent) && out.len() < 3 {
        let mut part = Map::new();
        match dice.chance(50) {
            true => drop(part.insert(
                "percent".into(),
                json!(dice.one(&["5", "10", "12.5", "33.33", "0.25", "50", "7.77"])),
            )),
            false => drop(part.insert("amount".into(), json!(dice.decimal(2, 2)))),
        }
        if charge {
            part.insert("reason_code".into(), json!(dice.one(&["FC", "PC", "ABK", "ZZZ"])));
        }
        part.insert(
            "reason".into(),
            json!(dice.one(&["Loyalty", "ولاء | Loyalty", "Freight"])),
        );
        part.extend(object(extra.clone()));
        out.push(Value::Object(part));
    }
    out
}

fn buyer(dice: &mut Dice, standard: bool) -> Value {
    let mut buyer = object(json!({
        "name": "Reader Est.", "vat_number": "310122393500003", "street": "Tahlia", "building_number": "1111",
        "district": "Muruj", "city": "Riyadh", "postal_code": "12222"
    }));
    for (name, value) in [
        ("additional_street", json!("Third floor")),
        ("additional_number", json!("4455")),
        ("region", json!("Riyadh Region")),
        ("contact_name", json!("Noura")),
        ("contact_telephone", json!("+966500000000")),
        ("contact_note", json!("Call first")),
        (
            "id",
            dice.one(&[
                json!({ "scheme": "CRN", "value": "1010020002" }),
                json!({ "scheme": "PAS", "value": "A7391846" }),
            ]),
        ),
    ] {
        if dice.chance(20) {
            buyer.insert(name.to_owned(), value);
        }
    }
    // A standard document without this or that is warned of; a simplified one is not.
    let percent = if standard { 3 } else { 40 };
    for name in [
        "vat_number",
        "street",
        "building_number",
        "district",
        "city",
        "postal_code",
        "name",
    ] {
        if dice.chance(percent) {
            buyer.remove(name);
        }
    }
    Value::Object(buyer)
}

fn line(dice: &mut Dice, tax: &Value, inclusive: bool) -> Value {
    let mut line = object(tax.clone());
    line.insert(
        "name".into(),
        json!(dice.one(&[
            "Tea",
            "Book",
            "كتاب | Book",
            "A & B <c>",
            "Cable \"10 m\"",
            "12345",
            "ab"
        ])),
    );
    line.insert("quantity".into(), quantity(dice));
    line.insert("price".into(), json!(price(dice)));
    if dice.chance(30) {
        line.insert("unit".into(), json!(dice.one(&["kg", "box", "MTR", "HUR", "pieces"])));
    }
    if dice.chance(8) {
        line.insert(
            "base_quantity".into(),
            json!(dice.one(&["2", "3", "6", "12", "0.5", "100", "7"])),
        );
        if dice.chance(30) {
            line.insert("base_unit".into(), json!("PCE"));
        }
    }
    if dice.chance(8) {
        line.remove("price");
        let gross = 1 + dice.below(20_000);
        let off = dice.below(gross);
        let money = |halalas: u64| json!(format!("{}.{:02}", halalas / 100, halalas % 100));
        line.insert("gross_price".into(), money(gross));
        line.insert("price_discount".into(), money(off));
    }
    for (name, value) in [
        ("note", "Hard cover"),
        ("buyer_item_id", "R-77"),
        ("seller_item_id", "BK-1"),
        ("standard_item_id", "9780131103627"),
    ] {
        if dice.chance(6) {
            line.insert(name.to_owned(), json!(value));
        }
    }
    let none = json!({});
    line.insert(
        "discounts".into(),
        adjustments(dice, if inclusive { 12 } else { 15 }, false, &none).into(),
    );
    line.insert("charges".into(), adjustments(dice, 5, true, &none).into());
    Value::Object(line)
}

/// A draft of any kind. Most can be built; a few cannot, because no document can hold them.
pub(crate) fn cart(dice: &mut Dice) -> Value {
    let standard = dice.chance(50);
    let inclusive = dice.chance(50);
    let mixed = dice.chance(40);
    let taxes = taxes();
    let common = dice.one(&taxes[..5]);
    let mut draft = object(json!({ "number": "C-1", "seller": seller(), "prices_include_vat": inclusive }));
    draft.insert(
        "profile".into(),
        json!(if standard { "standard" } else { "simplified" }),
    );
    let issued = [
        "2026-11-21T10:00:00",
        "2026-11-20T22:30:00Z",
        "2026-11-21T00:00:00+03:00",
        "2026-10-01T08:00:00",
    ];
    draft.insert(
        "issued_at".into(),
        json!(dice.one(if standard { &issued } else { &issued[..3] })),
    );
    let count = dice.one(&[1, 1, 1, 2, 2, 3, 3, 4, 5, 8]);
    let lines: Vec<Value> = (0..count)
        .map(|_| {
            let tax = if mixed { dice.one(&taxes) } else { common.clone() };
            line(dice, &tax, inclusive)
        })
        .collect();
    draft.insert("lines".into(), lines.into());
    if standard || dice.chance(20) {
        draft.insert("buyer".into(), buyer(dice, standard));
    }
    around(dice, &mut draft, standard);
    money(dice, &mut draft, &common);
    Value::Object(draft)
}

/// Kind, references, dates, payment.
fn around(dice: &mut Dice, draft: &mut Map<String, Value>, standard: bool) {
    let mut set = |name: &str, value: Value| drop(draft.insert(name.to_owned(), value));
    let kind = dice.one(&[
        "invoice",
        "invoice",
        "invoice",
        "invoice",
        "credit_note",
        "debit_note",
        "prepayment",
    ]);
    set("kind", json!(kind));
    if kind.ends_with("note") {
        set(
            "originals",
            json!([{ "number": "T-0", "uuid": "8e6000cf-1a98-4174-b3e7-b5d5954bc10d", "issue_date": "2026-11-01" }]),
        );
        set("reason", json!("Return of goods"));
    }
    if dice.chance(30) {
        set(
            "payment",
            dice.one(&[
                json!([{ "means": "10" }]),
                json!([{ "means": "42", "terms": "30 days", "account": "SA0380000000608010167519" }]),
                json!([{ "means": "48" }, { "means": "10" }]),
            ]),
        );
    }
    if dice.chance(15) {
        set("notes", json!(["Thank you", { "text": "شكرا", "language": "ar" }]));
    }
    if dice.chance(10) {
        set(
            "references",
            json!([{ "id": "WB-9081", "kind": "Waybill", "date": "2026-11-20" }]),
        );
    }
    for (name, value) in [
        ("order_reference", "PO-7"),
        ("contract_reference", "C-7"),
        ("tax_point_date", "2026-11-21"),
    ] {
        if dice.chance(10) {
            set(name, json!(value));
        }
    }
    if dice.chance(15) {
        set("supply_date", json!(dice.one(&["2026-11-01", "2026-11-21"])));
        if dice.chance(50) {
            set("supply_end_date", json!("2026-11-21"));
        }
    }
    if dice.chance(15) {
        let flags = match standard {
            true => dice.one(&[
                json!({ "third_party": true }),
                json!({ "nominal": true }),
                json!({ "continuous": true }),
            ]),
            false => dice.one(&[json!({ "third_party": true }), json!({ "nominal": true })]),
        };
        set("flags", flags);
    }
    if dice.chance(50) {
        set("counter", json!(1 + dice.below(1_000_000)));
        set("previous_hash", json!("z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ="));
    }
}

/// Discounts, charges, advances, currency, rounding: on the document.
fn money(dice: &mut Dice, draft: &mut Map<String, Value>, common: &Value) {
    let none = json!({});
    let discounts = adjustments(dice, 20, false, &none);
    draft.insert("discounts".into(), discounts.into());
    draft.insert("charges".into(), adjustments(dice, 8, true, common).into());
    if dice.chance(10) {
        draft.insert("currency".into(), json!(dice.one(&["USD", "EUR", "KWD"])));
        let rate = dice.one(&["3.75", "4.0412", "12.2345678"]);
        draft.insert(
            "exchange".into(),
            json!({ "rate": rate, "date": "2026-11-20", "source": "SAMA" }),
        );
    }
    if dice.chance(10) && draft["kind"] != "prepayment" {
        let mut advance = object(common.clone());
        advance.insert(
            "documents".into(),
            json!([{ "number": "P-1", "issued_at": "2026-11-01T10:00:00" }]),
        );
        let field = dice.one(&["amount_with_vat", "taxable_amount"]);
        advance.insert(field.into(), json!(format!("{}1", dice.decimal(3, 1))));
        draft.insert("prepayments".into(), json!([advance]));
    }
    match dice.below(10) {
        0 => drop(draft.insert(
            "round_payable_to".into(),
            json!(dice.one(&["0.05", "0.25", "0.10", "0.5", "1"])),
        )),
        1 => drop(draft.insert("payable_rounding".into(), json!(dice.one(&["0.01", "-0.01", "0.03"])))),
        _ => {}
    }
}
