//! Devices: made here with a key that never leaves the server, or taken in as a file that was sealed under the same root key.

use khatm::device::adopt::Last;
use khatm::device::kept::import;
use khatm::device::{Device, Plan};
use khatm::error::{Code, Error, Result, Severity};
use khatm::gateway::Endpoint;
use khatm::invoice::{Fault, Refusal, fresh_uuid};
use khatm::seal::csr::{CsrConfig, Environment};
use khatm::seal::{Curve, PrivateKey};
use khatm::store::safe::{Kept, Safe as _};

use crate::json::Given;
use crate::server::{Ledger, now};
use crate::table::caller;
use crate::tenant;
use crate::vault::root_key;

/// What a caller says of a new device.
pub(crate) struct Wanted<'w> {
    pub(crate) name: &'w str,
    pub(crate) environment: &'w str,
    pub(crate) configuration: &'w Given,
    pub(crate) seller: &'w Given,
    pub(crate) url: Option<&'w str>,
}

/// Makes a device with its key and certificate request, and keeps it. Everything that is wrong with it is told.
pub(crate) fn make(wanted: &Wanted<'_>) -> Result<Device, Vec<Error>> {
    let one = |error: Error| vec![error];
    let environment = Environment::parse(wanted.environment).map_err(one)?;
    let endpoint = match wanted.url {
        Some(url) => Endpoint::parse(environment, url),
        None => Ok(Endpoint::official(environment)),
    };
    let configuration = configuration(wanted.configuration)?;
    tenant::brings(&configuration.organization_identifier).map_err(one)?;
    let at = now();
    let moment = at.moment().map_err(one)?;
    let mut device = Device::new(Plan {
        name: wanted.name,
        id: fresh_uuid().map_err(one)?,
        endpoint: endpoint.map_err(one)?,
        configuration: &configuration,
        seller: wanted.seller.text().as_bytes(),
        now: moment,
    })?;
    let made = || {
        let ledger = Ledger::now();
        if ledger.device(environment, wanted.name)?.is_some() {
            return Err(Error::new(Code::DeviceKnown).found(wanted.name));
        }
        device.take_key(PrivateKey::generate(Curve::Secp256k1)?, moment)?;
        let kept = Kept::of(&device, &root_key()?, 1, at)?;
        ledger.keep(&[kept], &caller(), "device_new")?;
        Ok(device)
    };
    made().map_err(one)
}

/// The nine fields of a certificate request, under their names in the SDK's file.
fn configuration(given: &Given) -> Result<CsrConfig, Vec<Error>> {
    let given = given.value().map_err(|error| vec![error.at("configuration")])?;
    let fields = given.as_object().into_iter().flatten();
    let fields = fields.map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        (name.as_str(), text)
    });
    let fields: Vec<(&str, String)> = fields.collect();
    CsrConfig::from_pairs(fields.iter().map(|(name, text)| (*name, text.as_str())))
}

/// Everything that is wrong with a device, as a refusal.
pub(crate) fn refusal(errors: Vec<Error>) -> Refusal {
    let fault = |error| Fault {
        severity: Severity::Error,
        error,
    };
    Refusal {
        faults: errors.into_iter().map(fault).collect(),
    }
}

/// Takes a device's file in, which only somebody with the root key can have made; seals it anew for its row here, and begins the chain
/// of one that is active, behind the last document that it issued elsewhere.
pub(crate) fn take_in(file: &[u8], last: Option<&str>) -> Result<Device> {
    let last = last.map(Last::parse).transpose()?;
    let root = root_key()?;
    let device = Device::from_file(file, &root)?;
    tenant::brings(&device.configuration().organization_identifier)?;
    import(&Ledger::now(), &device, &root, last, &caller(), now())?;
    Ok(device)
}
