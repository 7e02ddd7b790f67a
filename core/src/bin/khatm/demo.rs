//! The demonstration: the whole of what works, on a sample, with a key that exists for a second.

use std::io::IsTerminal as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use khatm::qr::picture::Picture;
use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{Curve, Identity, PrivateKey, SealedInvoice, Signer as _, SigningTime, Verifier, seal_with};
use khatm::{Language, Result};

use crate::output;

const SAMPLE: &[u8] = include_bytes!("../../../../examples/documents/simplified.xml");

pub(crate) fn run(language: Language) -> u8 {
    match story(language) {
        Ok(true) => output::GOOD,
        Ok(false) => output::BAD,
        Err(error) => {
            output::error(Path::new("demo"), &error, false, language);
            output::USAGE
        }
    }
}

fn story(language: Language) -> Result<bool> {
    let authority = ThrowawayAuthority::new("THROWAWAY-CA")?;
    let verifier = Verifier::new(vec![authority.authority()]);
    output::line("1. A fresh secp256k1 key, a certificate from a throw-away authority, a sample invoice: sealed.");
    let sealed = sealed_sample(&verifier, &authority)?;
    output::line(&format!(
        "   hash {}  ({} bytes)\n",
        sealed.invoice_hash(),
        sealed.xml().len()
    ));

    output::line("2. Its QR code, ready for the receipt:\n");
    output::line(&Picture::draw(sealed.qr())?.terminal(std::io::stdout().is_terminal()));

    output::line("3. Verified:\n");
    let report = verifier.verify(sealed.xml(), language)?;
    output::verification(Path::new("simplified.xml"), &report, language);

    output::line("\n4. One byte changed (a price of 35.50 becomes 85.50), and verified again:\n");
    let mut damaged = sealed.into_xml();
    let price = damaged.windows(6).position(|window| window == b">35.50");
    if let Some(byte) = price.and_then(|at| damaged.get_mut(at + 1)) {
        *byte = b'8';
    }
    let second = verifier.verify(&damaged, language)?;
    output::verification(Path::new("damaged.xml"), &second, language);
    // The story holds only if the first was good and the second was caught.
    Ok(report.valid && !second.valid)
}

fn sealed_sample(verifier: &Verifier, authority: &ThrowawayAuthority) -> Result<SealedInvoice> {
    let key = PrivateKey::generate(Curve::Secp256k1)?;
    let subject = Subject {
        common_name: "TST-886431145-300000000000003",
        organization: "Khatm Books",
        unit: "Riyadh Branch",
        vat_number: "300000000000003",
        serial: "1-TST|2-TST|3-ed22f1d8-e6a2-1118-9b58-d9a8f11e445f",
    };
    let certificate = authority.issue(
        &subject,
        key.public_key(),
        &[0x11, 0, 0, 1],
        "260101000000Z",
        "460101000000Z",
    )?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    seal_with(
        verifier,
        SAMPLE,
        &Identity::new(&key, &certificate)?,
        &SigningTime::from_unix(now),
    )
}
