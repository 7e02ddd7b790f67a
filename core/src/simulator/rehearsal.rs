//! For programs that try Khatm, and for their tests: a seller that is nobody, and a ledger with a device onboarded at a simulator.

use std::path::Path;

use crate::facade::{Khatm, Setup};
use crate::gateway::Environment;
use crate::host::Failure;
use crate::host::opening::{NewDevice, Opening, rehearsing};
use crate::seal::Verifier;

use super::Simulator;

/// What the device of [`ledger`] is called.
pub const DEVICE: &str = "TILL-1";

/// A seller that is nobody, as a draft has it.
pub const SELLER: &[u8] = br#"{
    "name": "Khatm Books", "vat_number": "300000000000003", "id": { "scheme": "CRN", "value": "1010010001" },
    "street": "King Fahd Road", "building_number": "2322", "additional_number": "9833", "district": "Al Olaya",
    "city": "Riyadh", "postal_code": "12214"
}"#;

/// The fields of that seller's certificate request.
pub const CONFIGURATION: &[u8] = br#"{
    "common_name": "TST-886431145-300000000000003", "serial_number": "1-Khatm|2-Test|3-0001",
    "organization_identifier": "300000000000003", "organization_unit_name": "Riyadh Branch",
    "organization_name": "Khatm Books", "country_name": "SA", "invoice_type": "1100",
    "location_address": "RRRD2929", "industry_business_category": "Books"
}"#;

/// The setup of a ledger whose authority is this simulator, in the environment for rehearsals.
pub fn setup(simulator: &Simulator) -> Setup {
    let setup = Setup {
        environment: Some(Environment::Simulation),
        ..Setup::default()
    };
    let trusted = simulator.authority().trusted(Environment::Simulation);
    rehearsing(setup, Verifier::new(trusted.into()))
}

/// A ledger in a folder, with the device [`DEVICE`], active at this simulator. Its root key and its witness are in the folder too.
pub fn ledger(simulator: &Simulator, folder: &Path) -> Result<Khatm, Failure> {
    let opening = Opening {
        root_key_file: Some(folder.join("root.key")),
        witness: Some(folder.join("witness")),
        ..Opening::making(&format!("sqlite:{}", folder.join("ledger.khatm").display()))
    };
    let khatm = opening.with(setup(simulator)).open()?.khatm;
    if khatm.devices()?.is_empty() {
        khatm.make_device(&NewDevice::new(DEVICE, CONFIGURATION, SELLER).at(simulator.url()))?;
        khatm.onboard_blocking(DEVICE, &mut Some(simulator.otp(Environment::Simulation)?))?;
    }
    Ok(khatm)
}
