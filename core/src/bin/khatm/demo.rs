//! The demonstration: the whole of what works, on a sample, with a key that exists for a second.

use std::io::IsTerminal as _;
use std::path::Path;

use khatm::invoice::{self, Context, fresh_uuid};
use khatm::qr::picture::Picture;
use khatm::seal::issue::{Subject, ThrowawayAuthority};
use khatm::seal::{Curve, Identity, PrivateKey, SealedInvoice, Signer as _, SigningTime, Verifier, seal_with};
use khatm::time::Moment;
use khatm::{Language, Result, ubl};

use crate::drafts::unix_now;
use crate::output;

/// A basket of shelf prices, and a return of one of its lines.
const DRAFTS: [(&str, &[u8]); 2] = [
    (
        "basket",
        include_bytes!("../../../../examples/drafts/simplified-shelf-prices.json"),
    ),
    (
        "return",
        include_bytes!("../../../../examples/drafts/simplified-credit-note.json"),
    ),
];

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
    let mut context = Context::new(Moment::from_unix(unix_now())?);
    let mut sealed = Vec::new();
    for (at, (name, draft)) in DRAFTS.into_iter().enumerate() {
        context.uuid = Some(fresh_uuid()?);
        context.counter = Some(at as u64 + 1);
        let (invoice, _) = invoice::build(draft, &context).map_err(|refusal| refusal.first())?;
        let totals = invoice.totals();
        output::line(&format!(
            "{}. The draft of a {name}, invoice {}: to be paid {}, of which VAT {}. Where each halala went:",
            at + 1,
            invoice.number(),
            totals.payable,
            totals.vat
        ));
        output::trail(&invoice.explain(), language);
        let document = seal_document(&verifier, &authority, &ubl::write::write(&invoice))?;
        output::line(&format!(
            "   Sealed with a key that exists for a second: hash {}  ({} bytes)\n",
            document.invoice_hash(),
            document.xml().len()
        ));
        // The next document names the hash of this one.
        context.previous_hash = Some(document.invoice_hash().to_string());
        sealed.push(document);
    }
    let Some(basket) = sealed.into_iter().next() else {
        return Ok(false);
    };

    output::line("3. The basket's QR code, ready for the receipt:\n");
    output::line(&Picture::draw(basket.qr())?.terminal(std::io::stdout().is_terminal()));

    output::line("4. Verified:\n");
    let report = verifier.verify(basket.xml(), language)?;
    output::verification(Path::new("basket.xml"), &report, language);

    output::line("\n5. One byte of what is to be paid changed, and verified again:\n");
    let mut damaged = basket.into_xml();
    let payable = b"PayableAmount currencyID=\"SAR\">";
    let at = damaged.windows(payable.len()).position(|window| window == payable);
    if let Some(byte) = at.and_then(|at| damaged.get_mut(at + payable.len())) {
        *byte = if *byte == b'9' { b'8' } else { b'9' };
    }
    let second = verifier.verify(&damaged, language)?;
    output::verification(Path::new("damaged.xml"), &second, language);
    // The story holds only if the first was good and the second was caught.
    Ok(report.valid && !second.valid)
}

fn seal_document(verifier: &Verifier, authority: &ThrowawayAuthority, xml: &[u8]) -> Result<SealedInvoice> {
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
    let at = SigningTime::from_unix(u64::try_from(unix_now()).unwrap_or(0));
    seal_with(verifier, xml, &Identity::new(&key, &certificate)?, &at)
}
