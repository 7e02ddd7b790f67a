//! The life of one unit (EGS): from a configuration to a certificate for real documents, able to stop anywhere and go on.
//!
//! Nothing here opens a connection: the machine says what to do next ([`Device::next`]), and is told what became of it
//! ([`Device::settle`]). Whoever drives it saves the device before each request and after each answer, so that a process that is
//! killed anywhere leaves a device that goes on where it stood. Only one thing cannot be repeated: a one-time password whose
//! answer was lost is spent, and the machine says so.
//!
//! | state | what it has | what comes next |
//! |---|---|---|
//! | draft | a configuration and a seller, proved | a key and a certificate request |
//! | keyed | those two | a one-time password |
//! | asking | the password went out, its answer is not known | another password |
//! | checking | the certificate for the checks (CCSID) | the documents of the set, one by one |
//! | certifying | all of them passed | the certificate for real documents (PCSID) |
//! | active | that certificate | |
//!
//! | module | what it does |
//! |---|---|
//! | [`adopt`](mod@adopt) | a device that another system onboarded, with its key, certificate and chain |
//! | [`set`] | the documents of the compliance set |
//! | [`file`](mod@file) | the device as one file, its secrets sealed |
//! | [`kept`] | the device in a store, and the lines of the audit for every use of its key |
//! | [`status`] | what there is to say of a device |
//! | [`passwords`] | one-time passwords for many devices, from one file |

pub mod adopt;
pub mod file;
pub mod kept;
mod machine;
pub mod passwords;
pub mod queued;
pub mod set;
pub mod status;

use std::fmt;

use crate::error::{Code, Error, Language, Result};
use crate::gateway::{self, Credential, Endpoint, Request};
use crate::invoice::{self, DraftParty};
use crate::seal::csr::{Csr, CsrConfig, CsrRequest, request};
use crate::seal::remark::Remark;
use crate::seal::{Certificate, CheckName, Identity, InvoiceHash, PrivateKey, Profile, Severity, Verifier};
use crate::time::Moment;
use crate::ubl::{self, Invoice};
use set::{Head, Required};

pub use file::Store;
pub use status::{Next, Status};

/// One unit, with all that it has so far.
pub struct Device {
    id: String,
    name: String,
    endpoint: Endpoint,
    configuration: CsrConfig,
    seller: DraftParty,
    created: Moment,
    changed: Moment,
    keyed: Option<Keyed>,
    state: State,
}

/// The key and the request that was made with it: of a device that another system onboarded there is none.
struct Keyed {
    key: PrivateKey,
    csr: Option<Csr>,
}

enum State {
    Draft,
    Keyed,
    Asking,
    Checking(Compliance),
    Certifying(Compliance),
    Active {
        production: Credential,
        documents: Vec<Document>,
    },
}

/// What there is between the two certificates.
struct Compliance {
    credential: Credential,
    documents: Vec<Document>,
    /// Of all documents that were made, those that were refused, too.
    head: Head,
}

/// A document of the compliance set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which one.
    pub required: Required,
    /// What became of it.
    pub fate: Fate,
    /// Its place in the chain of this set.
    pub counter: u64,
    /// Its UUID.
    pub uuid: String,
    /// Its hash.
    pub hash: String,
    /// Its bytes, as long as they may have to be sent.
    xml: Option<Vec<u8>>,
}

/// What became of a document of the compliance set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It is not known to have passed.
    Waiting,
    /// It passed.
    Passed,
    /// It was refused. Another takes its place.
    Refused,
}

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(rename = "DeviceStage"))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "uniffi", uniffi(name = "DeviceStage"))]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Configuration and seller are proved.
    Draft,
    /// There is a key and a certificate request.
    Keyed,
    /// A one-time password went out; its answer is not known.
    Asking,
    /// There is a certificate for the checks.
    Checking,
    /// All of the set passed.
    Certifying,
    /// There is a certificate for real documents.
    Active,
}

impl Stage {
    /// All, in order.
    pub const ALL: [Stage; 6] = [
        Stage::Draft,
        Stage::Keyed,
        Stage::Asking,
        Stage::Checking,
        Stage::Certifying,
        Stage::Active,
    ];

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Keyed => "keyed",
            Stage::Asking => "asking",
            Stage::Checking => "checking",
            Stage::Certifying => "certifying",
            Stage::Active => "active",
        }
    }
}

/// What to do next.
#[derive(Debug, Clone)]
pub enum Step {
    /// Make a key: [`Device::take_key`].
    Key,
    /// Ask for a one-time password: [`Device::ask`].
    Password {
        /// One was used, and its answer never arrived.
        spent: bool,
    },
    /// Make the documents of the set that are missing: [`Device::prepare`].
    Prepare,
    /// Send this, and tell what became of it: [`Device::settle`].
    Send(Call, Box<Request>),
    /// Nothing: the device is active.
    Done,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// The certificate for the checks.
    ComplianceCsid,
    /// A document of the set.
    Document(Required),
    /// The certificate for real documents.
    ProductionCsid,
}

/// Why it does not go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setback {
    /// The cause, with the way out.
    pub error: Error,
    /// What the authority said.
    pub remarks: Vec<gateway::Remark>,
    /// Whether to try again.
    pub again: Again,
}

impl fmt::Display for Setback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl std::error::Error for Setback {}

/// Whether to try again after a setback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The very same, by itself, after so many seconds if the authority named them.
    Later(Option<u64>),
    /// Only after somebody has done what the error's fix says.
    Mended,
}

impl Setback {
    /// One that somebody has to do something about.
    pub fn mended(error: Error) -> Self {
        Setback {
            error,
            remarks: Vec::new(),
            again: Again::Mended,
        }
    }
}

impl From<Error> for Setback {
    fn from(error: Error) -> Self {
        Setback::mended(error)
    }
}

/// What a new device is made of.
#[derive(Debug, Clone)]
pub struct Plan<'p> {
    /// What people call it; unique among those that share a file of passwords.
    pub name: &'p str,
    /// What tells it from all others: a fresh UUID.
    pub id: String,
    /// The environment, and where it is.
    pub endpoint: Endpoint,
    /// The nine fields of its certificate request.
    pub configuration: &'p CsrConfig,
    /// The registered seller, as a draft has it, in JSON.
    pub seller: &'p [u8],
    /// Now.
    pub now: Moment,
}

impl Device {
    /// A new device, or everything that is wrong with its plan: the configuration, the seller, and what the rules would say of
    /// the documents of its compliance set. Paths begin with `configuration` or `seller`.
    pub fn new(plan: Plan<'_>) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        if !is_name(plan.name) {
            faults.push(Error::new(Code::DeviceName).at("name").found(plan.name));
        }
        let request = CsrRequest::parse(plan.configuration)
            .map_err(|found| faults.extend(found))
            .ok();
        let seller = invoice::party_or_faults(plan.seller);
        let seller = seller
            .map_err(|found| faults.extend(found.into_iter().map(of_seller)))
            .ok();
        let configuration = request.as_ref().map(CsrRequest::config);
        if let Some(seller) = &seller {
            // Where the configuration is bad, both kinds of documents are tried: nobody shall mend one to hear of the other.
            let title = configuration.map_or("1100", |configuration| &configuration.invoice_type);
            faults.extend(set::faults(seller, &Required::of_title(title), plan.now));
        }
        if let (Some(seller), Some(configuration)) = (&seller, configuration) {
            let number = seller.vat_number.as_deref().map(str::trim);
            if number.is_some_and(|number| number != configuration.organization_identifier) {
                faults.push(Error::new(Code::DeviceSellerVat).at("seller.vat_number"));
            }
        }
        match (request, seller) {
            (Some(request), Some(seller)) if faults.is_empty() => Ok(Device {
                id: plan.id,
                name: plan.name.to_owned(),
                endpoint: plan.endpoint,
                configuration: request.config().clone(),
                seller,
                created: plan.now,
                changed: plan.now,
                keyed: None,
                state: State::Draft,
            }),
            _ => Err(faults),
        }
    }

    /// Gives the device its key, and makes the certificate request with it.
    pub fn take_key(&mut self, key: PrivateKey, now: Moment) -> Result<()> {
        if !matches!(self.state, State::Draft) {
            return Err(self.out_of_step());
        }
        // It was proved when the device was made.
        let proved = CsrRequest::parse(&self.configuration).map_err(|_| self.out_of_step())?;
        let csr = request(&proved, self.endpoint.environment(), &key)?;
        self.keyed = Some(Keyed { key, csr: Some(csr) });
        self.enter(State::Keyed, now);
        Ok(())
    }

    /// What people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What tells it from all others.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The environment, and where it is.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The nine fields of its certificate request; of a device that was taken over, what its certificate has of them.
    pub fn configuration(&self) -> &CsrConfig {
        &self.configuration
    }

    /// The registered seller: whom a draft without a seller is issued by.
    pub fn seller(&self) -> &DraftParty {
        &self.seller
    }

    /// The certificate request, once there is a key.
    pub fn csr(&self) -> Option<&Csr> {
        self.keyed.as_ref().and_then(|keyed| keyed.csr.as_ref())
    }

    /// Whether it was onboarded by another system, and taken over from there.
    pub fn is_adopted(&self) -> bool {
        self.keyed.as_ref().is_some_and(|keyed| keyed.csr.is_none())
    }

    /// Where it stands.
    pub fn stage(&self) -> Stage {
        match self.state {
            State::Draft => Stage::Draft,
            State::Keyed => Stage::Keyed,
            State::Asking => Stage::Asking,
            State::Checking(_) => Stage::Checking,
            State::Certifying(_) => Stage::Certifying,
            State::Active { .. } => Stage::Active,
        }
    }

    /// When it last moved.
    pub fn changed(&self) -> Moment {
        self.changed
    }

    /// When it was made.
    pub fn created(&self) -> Moment {
        self.created
    }

    /// The documents of its compliance set, as far as they were made.
    pub fn documents(&self) -> &[Document] {
        match &self.state {
            State::Checking(compliance) | State::Certifying(compliance) => &compliance.documents,
            State::Active { documents, .. } => documents,
            _ => &[],
        }
    }

    /// The documents that its compliance set is to have: none if another system onboarded it.
    pub fn required(&self) -> Vec<Required> {
        match self.is_adopted() {
            true => Vec::new(),
            false => Required::of_title(&self.configuration().invoice_type),
        }
    }

    /// What it proves itself with: the certificate for the checks, or the one for real documents.
    pub fn credential(&self) -> Option<&Credential> {
        match &self.state {
            State::Checking(compliance) | State::Certifying(compliance) => Some(&compliance.credential),
            State::Active { production, .. } => Some(production),
            _ => None,
        }
    }

    /// The certificate for real documents with its secret; an error as long as there is none.
    pub fn production(&self) -> Result<&Credential> {
        match &self.state {
            State::Active { production, .. } => Ok(production),
            _ => Err(Error::new(Code::DeviceNotActive).found(self.stage().as_str())),
        }
    }

    /// Key and certificate, to stamp real documents with.
    pub fn identity(&self) -> Result<Identity<'_>> {
        let certificate = self.production()?.certificate();
        let keyed = self.keyed.as_ref().ok_or_else(|| self.out_of_step())?;
        Identity::new(&keyed.key, certificate)
    }

    /// The request that sends a finished document where its kind belongs. A simplified one must have this device's stamp, a
    /// standard one need not have any, but not another device's.
    pub fn submission(&self, xml: &[u8], language: Language) -> Result<Request> {
        let production = self.production()?;
        own_stamp(xml, production.certificate())?;
        Request::submission(&self.endpoint, production, xml, language)
    }

    fn enter(&mut self, state: State, now: Moment) {
        self.state = state;
        self.changed = now;
    }

    fn out_of_step(&self) -> Error {
        Error::new(Code::DeviceStep).found(self.stage().as_str())
    }
}

/// Shows nothing that is secret.
impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("name", &self.name)
            .field("id", &self.id)
            .field("endpoint", &self.endpoint.base())
            .field("stage", &self.stage())
            .finish_non_exhaustive()
    }
}

/// Looks whether a document may be sent under a certificate: with a sound stamp of it, or without one if it is a standard one.
fn own_stamp(xml: &[u8], own: &Certificate) -> Result<()> {
    let doc = ubl::parse(xml)?;
    let invoice = Invoice::new(&doc)?;
    let examined = Verifier::shared().examine(&doc, &InvoiceHash::of(&doc));
    let stamped = examined.parts.value.is_some() || examined.parts.certificate.is_some();
    match (stamped, invoice.profile()?) {
        (false, Profile::Standard) => return Ok(()),
        (false, Profile::Simplified) => return Err(Error::new(Code::SubmitUnsealed)),
        (true, _) => {}
    }
    let same = |known: &Certificate| known.signed_bytes() == own.signed_bytes();
    if !examined.known.is_some_and(|known| same(&known.certificate)) {
        return Err(Error::new(Code::SubmitOtherDevice));
    }
    // Sent like this it would be refused, and it takes a new document then.
    let broken = |remark: &&Remark| remark.severity == Severity::Error && remark.check != CheckName::Authority;
    match examined.remarks.iter().find(broken) {
        Some(remark) => Err(Error::new(Code::SubmitDamaged).found(remark.code.as_str())),
        None => Ok(()),
    }
}

/// The path of a fault in a party that was given by itself.
fn of_seller(error: Error) -> Error {
    let path = match error.path() {
        Some(path) if !path.is_empty() => format!("seller.{path}"),
        _ => "seller".to_owned(),
    };
    error.at(path)
}

/// Fit for a file's name and a word of a line, and no password by mistake.
fn is_name(text: &str) -> bool {
    let password = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    let known = |ch: char| ch.is_alphanumeric() || matches!(ch, '.' | '-' | '_');
    !password
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && text.chars().all(known)
        && text.chars().count() <= 64
}
