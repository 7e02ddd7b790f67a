//! Everything that needs no ledger. Where a time may be given and is not, it is now, by this machine's clock.

use serde::Serialize;

use super::Failure;
use crate::error::{Code, Error, Language, Result};
use crate::facade::now;
use crate::invoice::{self, Context, DraftFinding, DraftReport, Fault, Totals, fresh_uuid};
use crate::json;
use crate::qr::Qr;
use crate::qr::paper::{Paper, escpos};
use crate::qr::picture::Picture;
use crate::rules;
use crate::seal::csr::{CsrConfig, CsrRequest, Environment, request};
use crate::seal::{
    self, Certificate, Explanation, Finding, Identity, Inspection, InvoiceHash, PrivateKey, Profile, Signer as _,
    SigningTime,
};
use crate::store::issue::qr_of;
use crate::time::Moment;
use crate::ubl;

/// What a draft may leave to who issues it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'g> {
    /// The registered seller, as a draft has it, in JSON.
    pub seller: Option<&'g [u8]>,
    /// The counter.
    pub counter: Option<u64>,
    /// The hash of the document before.
    pub previous_hash: Option<&'g str>,
    /// The time to take for now, as in a draft.
    pub now: Option<&'g str>,
    /// The draft's text was written by the host, out of values: a place in it would tell nobody anything.
    pub written: bool,
}

impl<'g> Given<'g> {
    /// With this seller, and nothing else.
    pub fn of_seller(seller: &'g [u8]) -> Self {
        Given {
            seller: Some(seller),
            ..Given::default()
        }
    }

    fn context(&self) -> Result<Context> {
        let mut context = Context::new(moment(self.now)?);
        context.uuid = Some(fresh_uuid()?);
        context.counter = self.counter;
        context.previous_hash = self.previous_hash.map(str::to_owned);
        let named = |error: Error| {
            let path = error.path().map(|path| format!("seller.{path}"));
            error.at(path.unwrap_or_else(|| "seller".to_owned()))
        };
        context.seller = self.seller.map(invoice::party).transpose().map_err(named)?;
        Ok(context)
    }
}

/// What a validator cannot know by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'c> {
    /// The time to take for now: RFC 3339, or Riyadh's without a zone.
    pub now: Option<&'c str>,
    /// The hash of the document before, which this one has to repeat.
    pub previous_hash: Option<&'c str>,
    /// The certificate that it will be sent with, in any of its forms.
    pub certificate: Option<&'c [u8]>,
}

/// A document that was made of a draft, and is not sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Built {
    /// The invoice number (BT-1).
    pub number: String,
    /// The UUID (KSA-1).
    pub uuid: String,
    /// Its hash, base64.
    pub invoice_hash: String,
    /// The document.
    pub xml: String,
    /// Its sums.
    pub totals: Totals,
    /// What deserves a look.
    pub warnings: Vec<DraftFinding>,
}

/// A document that was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Sealed {
    /// The UUID (KSA-1).
    pub uuid: String,
    /// Standard (cleared) or simplified (reported).
    pub profile: Profile,
    /// Its hash, base64: the next document's PIH.
    pub invoice_hash: String,
    /// The text of its QR code.
    pub qr: String,
    /// The document. Not one byte of it may change.
    pub xml: String,
    /// What deserves a look although the stamp is good.
    pub warnings: Vec<Finding>,
}

/// What has a document in it. A host whose texts cost something to escape takes it out, and puts it back as it is.
pub trait WithDocument: Serialize {
    /// Takes the document; what stays says that it is empty.
    fn take_xml(&mut self) -> String;
}

impl WithDocument for Built {
    fn take_xml(&mut self) -> String {
        std::mem::take(&mut self.xml)
    }
}

impl WithDocument for Sealed {
    fn take_xml(&mut self) -> String {
        std::mem::take(&mut self.xml)
    }
}

/// A certificate request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CertificateRequest {
    /// The environment whose template it names.
    pub environment: Environment,
    /// That template.
    pub template: String,
    /// What the authority's API takes as `csr`: base64 of the PEM text.
    pub csr: String,
    /// The same as PEM.
    pub pem: String,
    /// The public key in it, base64 of DER.
    pub public_key: String,
}

/// How a QR code is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Black and white, so many pixels a square.
    Png(u32),
    /// One unit a square.
    Svg,
    /// Commands of a receipt printer whose paper is so many millimetres wide: 58 or 80.
    Escpos(i64),
}

fn moment(text: Option<&str>) -> Result<Moment> {
    match text {
        Some(text) => Moment::parse(text).map_err(|error| error.at("now")),
        None => now().moment(),
    }
}

/// Faults as they are told of a draft that its host wrote, or of one that somebody else did.
pub(super) fn told(faults: Vec<Fault>, written: bool) -> Vec<Fault> {
    match written {
        true => faults.into_iter().map(Fault::without_place).collect(),
        false => faults,
    }
}

/// Everything there is to say of a draft, field by field.
pub fn check(draft: &[u8], given: &Given<'_>, language: Language) -> Result<DraftReport> {
    Ok(report(rules::faults(draft, &given.context()?), given.written, language))
}

/// What is wrong with a draft, in a language; `written` as in [`Given`].
pub fn report(faults: Vec<Fault>, written: bool, language: Language) -> DraftReport {
    DraftReport::new(&told(faults, written), language)
}

/// Makes a document of a draft that the official rules have nothing against.
pub fn build(draft: &[u8], given: &Given<'_>, language: Language) -> Result<Built, Failure> {
    let built = rules::build(draft, &given.context()?);
    let (invoice, warnings) = built.map_err(|refusal| Failure::from(refusal).told(given.written))?;
    let xml = ubl::write::write(&invoice);
    Ok(Built {
        number: invoice.number().to_owned(),
        uuid: invoice.uuid().to_owned(),
        invoice_hash: InvoiceHash::of(&ubl::parse(&xml)?).to_string(),
        totals: *invoice.totals(),
        xml: text(xml)?,
        warnings: DraftReport::new(&told(warnings, given.written), language).findings,
    })
}

/// Everything that the authority's validator will say of a document.
pub fn validate(xml: &[u8], circumstances: &Circumstances<'_>, language: Language) -> Result<rules::Report> {
    let mut context = rules::Context::new(moment(circumstances.now)?);
    if let Some(previous) = circumstances.previous_hash {
        context = context.after(previous.trim());
    }
    if let Some(certificate) = circumstances.certificate {
        context = context.sent_with(Certificate::parse(certificate).map_err(|error| error.at("certificate"))?);
    }
    Ok(rules::validate(xml, &context).report(language))
}

/// Seals a document. Its stamp is checked before it is given out.
pub fn seal(xml: &[u8], key: &PrivateKey, certificate: &[u8], at: Option<&str>) -> Result<Sealed> {
    let certificate = Certificate::parse(certificate).map_err(|error| error.at("certificate"))?;
    let at = match at {
        Some(text) => signing_time(text).map_err(|error| error.at("at"))?,
        None => SigningTime::from_unix(now().unix_ms().max(0).unsigned_abs() / 1_000),
    };
    let sealed = seal::seal(xml, &Identity::new(key, &certificate)?, &at)?;
    Ok(Sealed {
        uuid: sealed.uuid().to_owned(),
        profile: sealed.profile(),
        invoice_hash: sealed.invoice_hash().to_string(),
        qr: sealed.qr().to_owned(),
        warnings: sealed.warnings().to_vec(),
        xml: text(sealed.into_xml())?,
    })
}

/// UTC as a stamp has it, or any time that names its zone.
fn signing_time(text: &str) -> Result<SigningTime> {
    SigningTime::parse(text).or_else(|error| {
        let (_, clock) = text.split_once('T').ok_or_else(|| error.clone())?;
        match Moment::parse(text) {
            Ok(moment) if clock.contains(['Z', '+', '-']) => {
                Ok(SigningTime::from_unix(moment.unix().max(0).unsigned_abs()))
            }
            _ => Err(error),
        }
    })
}

/// What changed a document after it was sealed; with the sealed one beside it, the first node that differs.
pub fn explain(xml: &[u8], against: Option<&[u8]>, language: Language) -> Result<Explanation> {
    match against {
        Some(original) => seal::explain_against(xml, original, language),
        None => seal::explain(xml, language),
    }
}

/// What a certificate request or a certificate is, and what is wrong with it: for one environment, or for each.
pub fn inspect(bytes: &[u8], environment: Option<&str>, language: Language) -> Result<Inspection> {
    Ok(match environment {
        Some(name) => seal::inspect_for(bytes, Environment::parse(name)?, language),
        None => seal::inspect(bytes, language),
    })
}

/// Makes a certificate request. The configuration is JSON, or the SDK's properties.
pub fn csr(configuration: &[u8], environment: &str, key: &PrivateKey) -> Result<CertificateRequest, Failure> {
    use base64::Engine as _;
    let environment = Environment::parse(environment)?;
    let proved = CsrRequest::parse(&self::configuration(configuration)?)?;
    let csr = request(&proved, environment, key)?;
    Ok(CertificateRequest {
        environment,
        template: environment.template().to_owned(),
        csr: csr.api_body(),
        pem: csr.pem(),
        public_key: base64::engine::general_purpose::STANDARD.encode(key.public_key().spki()),
    })
}

/// Reads the nine fields of a certificate request.
pub(super) fn configuration(bytes: &[u8]) -> Result<CsrConfig, Vec<Error>> {
    let unreadable = |why: &str| vec![Error::new(Code::CsrConfigText).found(why)];
    let text = std::str::from_utf8(bytes).map_err(|_| unreadable("not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with('{') {
        return CsrConfig::from_properties(text);
    }
    // A name that stands twice is there twice: it is a fault, which is told with the others.
    let mut twice = Vec::new();
    let (fields, _) = json::parse(text.as_bytes(), &mut twice).map_err(|error| vec![error])?;
    let json::Kind::Object(fields) = fields.kind else {
        return Err(unreadable(fields.name()));
    };
    let mut pairs = Vec::with_capacity(fields.len());
    for (name, value) in &fields {
        match &value.kind {
            json::Kind::Text(text) => pairs.push((&**name, &**text)),
            json::Kind::Number(text) => pairs.push((&**name, *text)),
            _ => twice.push(
                Error::new(Code::DraftType)
                    .at(&**name)
                    .found(&format!("{} ≠ text", value.name())),
            ),
        }
    }
    match twice.is_empty() {
        true => CsrConfig::from_pairs(pairs),
        false => Err(twice),
    }
}

/// The text of a QR code: of a sealed document's, or as it was scanned.
pub fn qr_text(bytes: &[u8]) -> Result<String> {
    let scanned = std::str::from_utf8(bytes).ok().map(str::trim);
    match scanned.filter(|text| !text.is_empty() && !text.contains('<')) {
        Some(text) => Qr::decode(text).map(|_| text.to_owned()),
        None => qr_of(bytes),
    }
}

/// The picture of a QR code, of what [`qr_text`] takes.
pub fn qr_picture(bytes: &[u8], drawing: Drawing) -> Result<Vec<u8>> {
    let text = qr_text(bytes)?;
    match drawing {
        Drawing::Png(scale) => Picture::draw(&text)?.png(scale),
        Drawing::Svg => Ok(Picture::draw(&text)?.svg().into_bytes()),
        Drawing::Escpos(width) => escpos(&text, Paper::of_mm(width)?),
    }
}

/// What is written here is UTF-8.
fn text(xml: Vec<u8>) -> Result<String> {
    String::from_utf8(xml).map_err(|_| Error::new(Code::XmlUtf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_a_stamp_is_utc_or_names_its_zone() {
        let utc = "2026-11-21T09:00:00";
        for same in [utc, "2026-11-21T09:00:00Z", "2026-11-21T12:00:00.123456+03:00"] {
            assert_eq!(
                signing_time(same).map(|at| at.as_str().to_owned()).as_deref(),
                Ok(utc),
                "{same}"
            );
        }
        // Whose clock these are nobody says.
        for unclear in ["2026-11-21T09:00:00.5", "2026-11-21T09:00", "2026-11-21", "now"] {
            let error = signing_time(unclear).expect_err(unclear);
            assert_eq!(error.code(), Code::SigningTime, "{unclear}");
        }
    }
}
