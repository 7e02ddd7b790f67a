//! From nothing to the first cleared invoice, with its QR code as a picture.
#![allow(clippy::print_stdout)]

use khatm::gateway::Environment;
use khatm::host::calls::{Drawing, qr_picture};
use khatm::host::opening::{NewDevice, Opening};
use khatm::simulator::rehearsal::{CONFIGURATION, SELLER, setup};
use khatm::store::issue::Order;
use khatm::{Language, qr, simulator::Simulator};

const DRAFT: &[u8] = br#"{ "number": "T-1", "lines": [{ "name": "Book", "quantity": 2, "price": "35.50" }],
    "buyer": { "name": "Reader Est.", "vat_number": "310122393500003", "street": "Tahlia Street",
        "building_number": "1111", "district": "Al Muruj", "city": "Riyadh", "postal_code": "12222" } }"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let authority = runtime.block_on(Simulator::start())?;
    let opened = Opening::making("sqlite:shop.khatm").with(setup(&authority)).open()?;
    let ledger = opened.khatm;
    ledger.make_device(&NewDevice::new("TILL-1", CONFIGURATION, SELLER).at(authority.url()))?;
    ledger.onboard_blocking("TILL-1", &mut Some(authority.otp(Environment::Simulation)?))?;
    let _delivery = ledger.start(); // in the background, as long as this value lives
    let issued = ledger.issue("TILL-1", &Order::new(DRAFT).with_key("sale-1"))?;
    let document = issued.document;
    let (number, counter) = (&document.number, document.place.counter);
    println!("{number} is document {counter} of its device");
    let waited = ledger.wait_cleared(&document.uuid, 10_000)?;
    println!("{}", waited.text(Language::English));
    let receipt = ledger.receipt(&document.uuid)?;
    let code = receipt.qr.ok_or("what is cleared has a code")?;
    std::fs::write("T-1.xml", receipt.xml.ok_or("and is the authority's version")?)?;
    std::fs::write("T-1.png", qr_picture(code.as_bytes(), Drawing::Png(8))?)?;
    println!("{}", qr::verify_qr(&code, Language::English)?.total.unwrap_or_default());
    Ok(())
}
