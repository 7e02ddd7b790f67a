//! Devices for the tests of hosts: active at once, with certificates of an issuer that is nobody's, each in a file sealed under a root
//! key. The root key is made too where there is none.
//!
//!     cargo run -p khatm --example devices -- [--tell] [--url URL] FOLDER NAME[@VAT-NUMBER]...
//!
//! With `--tell` the key of each is in `NAME.pem` beside it, for tests that look whether it is anywhere else; with `--url` documents are
//! sent there. Of a name with `=parts` behind it, the parts are written instead, as another system would have them: NAME.key, NAME.crt, NAME.secret.

use std::path::Path;

use khatm::device::adopt::Adoption;
use khatm::device::{Device, Store};
use khatm::gateway::{Endpoint, Environment, Secret, Standing};
use khatm::invoice::{fresh_uuid, party};
use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{Curve, PrivateKey, Signer as _};
use khatm::time::Moment;
use khatm::vault::{RootKey, root};

const VAT_NUMBER: &str = "300000000000003";
/// All of a seller but his VAT number.
const SELLER: &str = r#""name":"Khatm Books","id":{"scheme":"CRN","value":"1010010001"},
"street":"King Fahd Road","building_number":"2322","district":"Olaya","city":"Riyadh","postal_code":"12214""#;

fn main() -> khatm::Result<()> {
    let mut words = std::env::args().skip(1).peekable();
    let tells = words.next_if(|word| word == "--tell").is_some();
    let endpoint = match words.next_if(|word| word == "--url") {
        Some(_) => Endpoint::parse(Environment::Simulation, &words.next().expect("a URL"))?,
        None => Endpoint::official(Environment::Simulation),
    };
    let folder = words.next().expect("a folder for the files");
    let folder = Path::new(&folder);
    let path = folder.join("root.key");
    if !path.exists() {
        root::write(&path, &RootKey::generate()?)?;
    }
    let root = root::read(&path)?;
    let authority = match endpoint.standing() {
        Standing::Real => ThrowawayAuthority::new("THROWAWAY-CA"),
        Standing::Rehearsal => ThrowawayAuthority::rehearsing("REHEARSAL-CA"),
    }?;
    for (at, name) in words.enumerate() {
        let (name, vat_number) = name.split_once('@').unwrap_or((&name, VAT_NUMBER));
        let seller = format!(r#"{{"vat_number":"{vat_number}",{SELLER}}}"#);
        let (name, parts) = match name.strip_suffix("=parts") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let key = PrivateKey::generate(Curve::Secp256k1)?;
        if tells {
            std::fs::write(folder.join(format!("{name}.pem")), key.to_pem().as_bytes())
                .expect("the folder takes files");
        }
        let subject = Subject {
            common_name: name,
            organization: "Khatm Books",
            unit: "Riyadh Branch",
            vat_number,
            serial: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
        };
        let serial = [&[0x11], at.to_be_bytes().as_slice()].concat();
        let certificate = authority.issue(&subject, key.public_key(), &serial, "260101000000Z", "460101000000Z")?;
        if parts {
            let write = |ending: &str, text: &[u8]| std::fs::write(folder.join(format!("{name}.{ending}")), text);
            let written = write("key", key.to_pem().as_bytes())
                .and_then(|()| write("crt", certificate.text().as_bytes()))
                .and_then(|()| write("secret", b"nobody's secret"));
            written.expect("the folder takes files");
            continue;
        }
        let device = Device::adopt(Adoption {
            name,
            id: fresh_uuid()?,
            endpoint: endpoint.clone(),
            key,
            certificate,
            secret: Secret::new("nobody's secret"),
            seller: Some(party(seller.as_bytes())?),
            now: now()?,
        })?;
        Store::create(&folder.join(format!("{name}.json")), &root, &device)?;
    }
    Ok(())
}

fn now() -> khatm::Result<Moment> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment::from_unix(since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX)))
}
