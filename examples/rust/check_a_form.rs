//! A form as somebody typed it: everything that is wrong with it at once, field by field, in both languages, before anything is issued.
#![allow(clippy::print_stdout)]

use khatm::Language::{Arabic, English};
use khatm::host::calls::{Given, build, check};
use khatm::simulator::rehearsal::SELLER;

const FORM: &[u8] = br#"{
    "number": "S-1",
    "buyer": { "name": "Reader Est.", "vat_number": "123", "city": "Riyadh" },
    "lines": [
        { "name": "Book", "quantity": "2", "price": "35.5O" },
        { "name": "", "quantity": "1", "price": "10.00" }
    ]
}"#;
const MENDED: &[u8] = br#"{
    "number": "S-1",
    "buyer": { "name": "Reader Est.", "vat_number": "310122393500003", "street": "Tahlia Street",
        "building_number": "1111", "district": "Al Muruj", "city": "Riyadh", "postal_code": "12222" },
    "lines": [{ "name": "Book", "quantity": "2", "price": "35.50" }]
}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let given = Given::of_seller(SELLER);
    for language in [English, Arabic] {
        for found in check(FORM, &given, language)?.findings {
            let path = found.path.unwrap_or_default();
            println!("{path}: {} {}", found.message, found.fix);
        }
    }
    assert!(check(MENDED, &given, English)?.valid);
    println!("payable {}", build(MENDED, &given, English)?.totals.payable);
    Ok(())
}
