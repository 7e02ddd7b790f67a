//! The demonstration: the whole of what works, at a simulator inside this process, with keys that exist for a second.

use std::io::IsTerminal as _;
use std::path::Path;

use khatm::device::{Device, Plan, Setback};
use khatm::drive::onboard::{Host, News, Persistence, onboard_blocking};
use khatm::drive::{Client, Patience, Proxy, Settings};
use khatm::gateway::{Environment, Otp, Verdict};
use khatm::invoice::{self, Context, fresh_uuid};
use khatm::qr::picture::Picture;
use khatm::seal::{CsrConfig, SealedInvoice, SigningTime, Verifier, seal_with};
use khatm::simulator::Simulator;
use khatm::time::Moment;
use khatm::{Code, Error, Language, Result, ubl};

use crate::device::Voice;
use crate::drafts::unix_now;
use crate::{output, submit};

/// A basket of shelf prices, a return of one of its lines, and an invoice to a business.
const DRAFTS: [(&str, &[u8]); 3] = [
    (
        "basket",
        include_bytes!("../../../../examples/drafts/simplified-shelf-prices.json"),
    ),
    (
        "return",
        include_bytes!("../../../../examples/drafts/simplified-credit-note.json"),
    ),
    (
        "delivery",
        include_bytes!("../../../../examples/drafts/standard-invoice.json"),
    ),
];
const ENVIRONMENT: Environment = Environment::Simulation;

pub(crate) fn run(language: Language) -> u8 {
    match story(Voice { json: false, language }) {
        Ok(true) => output::GOOD,
        Ok(false) => output::BAD,
        Err(error) => {
            output::error(Path::new("demo"), &error, false, language);
            output::USAGE
        }
    }
}

fn story(voice: Voice) -> Result<bool> {
    let stage = Stage::open()?;
    let device = stage.onboard(voice)?;
    let sealed = stage.documents(&device, voice)?;
    let Some((basket, submitted)) = sealed else {
        return Ok(false);
    };

    output::line("5. The basket's QR code, ready for the receipt:\n");
    output::line(&Picture::draw(basket.qr())?.terminal(std::io::stdout().is_terminal()));

    output::line("6. Verified:\n");
    let report = stage.verifier.verify(basket.xml(), voice.language)?;
    output::verification(Path::new("basket.xml"), &report, voice.language);

    output::line("\n7. One byte of what is to be paid changed, verified again, and submitted:\n");
    let mut damaged = basket.into_xml();
    let payable = b"PayableAmount currencyID=\"SAR\">";
    let at = damaged.windows(payable.len()).position(|window| window == payable);
    if let Some(byte) = at.and_then(|at| damaged.get_mut(at + payable.len())) {
        *byte = if *byte == b'9' { b'8' } else { b'9' };
    }
    let second = stage.verifier.verify(&damaged, voice.language)?;
    output::verification(Path::new("damaged.xml"), &second, voice.language);
    let held = device.submission(&damaged, voice.language).err();
    if let Some(error) = &held {
        let said = error.message(voice.language);
        output::line(&format!("   Not sent: {}: {said}", error.code().as_str()));
    }
    let sound = stage.audit(voice);
    // The story holds only if the good ones were taken and the bad one was caught.
    Ok(report.valid && !second.valid && held.is_some() && submitted && sound)
}

/// What the story is played on. Nothing of it is written anywhere.
struct Stage {
    simulator: Simulator,
    /// What the simulator lives on.
    _runtime: tokio::runtime::Runtime,
    client: Client,
    verifier: Verifier,
}

impl Stage {
    fn open() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|_| Error::new(Code::DriveRuntime))?;
        let simulator = runtime.block_on(Simulator::start())?;
        let client = Client::new(Settings {
            proxy: Proxy::Direct,
            ..Settings::default()
        })?;
        Ok(Stage {
            verifier: Verifier::new(simulator.authority().trusted(ENVIRONMENT).into()),
            simulator,
            _runtime: runtime,
            client,
        })
    }

    fn onboard(&self, voice: Voice) -> Result<Device> {
        output::line("1. A unit is onboarded at a simulator inside this process:\n");
        let draft: serde_json::Value = serde_json::from_slice(DRAFTS[0].1).unwrap_or_default();
        let seller = draft["seller"].to_string();
        let text = |text: &str| text.to_owned();
        let configuration = CsrConfig {
            common_name: text("TST-886431145-300000000000003"),
            serial_number: text("1-Khatm|2-Demo|3-0001"),
            organization_identifier: text("300000000000003"),
            organization_unit_name: text("Riyadh Branch"),
            organization_name: text("Khatm Books"),
            country_name: text("SA"),
            invoice_type: text("1100"),
            location_address: text("RRRD2929"),
            industry_business_category: text("Books"),
        };
        let device = Device::new(Plan {
            name: "DEMO",
            id: fresh_uuid()?,
            endpoint: self.simulator.endpoint(ENVIRONMENT)?,
            configuration: &configuration,
            seller: seller.as_bytes(),
            now: now()?,
        });
        let first = |faults: Vec<Error>| {
            faults
                .into_iter()
                .next()
                .unwrap_or_else(|| Error::new(Code::DeviceFile))
        };
        let mut device = device.map_err(first)?;
        let mut audience = Audience {
            simulator: &self.simulator,
        };
        let walked = onboard_blocking(
            &self.client,
            &mut device,
            &mut audience,
            Persistence::default(),
            voice.language,
        );
        walked.map_err(|Setback { error, .. }| error)?;
        output::line("");
        Ok(device)
    }

    /// Builds, seals and submits. The first of them, if all were made; and whether all were taken.
    fn documents(&self, device: &Device, voice: Voice) -> Result<Option<(SealedInvoice, bool)>> {
        let mut context = Context::new(now()?);
        let at = SigningTime::from_unix(u64::try_from(unix_now()).unwrap_or(0));
        let mut sealed = Vec::new();
        let mut all = true;
        for (counter, (name, draft)) in (1..).zip(DRAFTS) {
            context.uuid = Some(fresh_uuid()?);
            context.counter = Some(counter);
            let (invoice, _) = invoice::build(draft, &context).map_err(|refusal| refusal.first())?;
            let totals = invoice.totals();
            output::line(&format!(
                "{}. The draft of a {name}, invoice {}: to be paid {}, of which VAT {}. Where each halala went:",
                counter + 1,
                invoice.number(),
                totals.payable,
                totals.vat
            ));
            output::trail(&invoice.explain(), voice.language);
            let document = seal_with(&self.verifier, &ubl::write::write(&invoice), &device.identity()?, &at)?;
            output::line(&format!(
                "   Sealed: hash {}  ({} bytes)",
                document.invoice_hash(),
                document.xml().len()
            ));
            // The next document names the hash of this one, whatever becomes of it.
            context.previous_hash = Some(document.invoice_hash().to_string());
            let request = device.submission(document.xml(), voice.language)?;
            let exchange = self.client.send_blocking(&request, Patience::Waiting, device.name());
            output::line(&format!("   Submitted: {}\n", submit::word(&exchange, voice)));
            output::remarks(exchange.verdict.remarks(), voice.language);
            all &= matches!(exchange.verdict, Verdict::Accepted(_));
            sealed.push(document);
        }
        Ok(sealed.into_iter().next().map(|basket| (basket, all)))
    }

    /// The chain, as the authority's back office would look at it.
    fn audit(&self, voice: Voice) -> bool {
        output::line("\n8. The unit's chain, as the authority's back office looks at it:\n");
        let authority = self.simulator.authority();
        let devices = authority.devices();
        let audits = devices
            .iter()
            .filter_map(|device| authority.audit(device.id, voice.language));
        let mut sound = !devices.is_empty();
        for audit in audits {
            for chain in &audit.chains {
                let last = chain.last_icv.unwrap_or_default();
                let verdict = output::verdict(chain.sound, voice.language);
                output::line(&format!("   {:<10} counters 1 to {last}: {verdict}", chain.kind));
            }
            sound &= audit.sound;
        }
        sound
    }
}

fn now() -> Result<Moment> {
    Moment::from_unix(unix_now())
}

/// Whoever watches: nothing is kept, and the password comes from the simulator itself.
struct Audience<'a> {
    simulator: &'a Simulator,
}

impl Host for Audience<'_> {
    fn save(&mut self, _: &Device) -> Result<()> {
        Ok(())
    }

    fn password(&mut self, _: &Device, _: bool) -> Result<Option<Otp>> {
        self.simulator.otp(ENVIRONMENT).map(Some)
    }

    fn progress(&mut self, _: &Device, news: &News) {
        let said = match news {
            News::Key => "key and certificate request made".to_owned(),
            News::Password { .. } => "one-time password sent".to_owned(),
            News::ComplianceCsid => "certificate for the checks issued (CCSID)".to_owned(),
            News::Made { count } => format!("{count} documents of the compliance set made and stamped"),
            News::Passed { document, .. } => format!("passed: {}", document.as_str()),
            News::ProductionCsid => "certificate for real documents issued (PCSID)".to_owned(),
            News::Waiting { code, .. } => format!("again after a while: {code}"),
        };
        output::line(&format!("   {said}"));
    }
}
