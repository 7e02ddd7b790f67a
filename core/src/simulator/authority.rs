//! The authority itself, without HTTP: a call in, an answer out, and everything that it keeps in between.
//!
//! It issues certificates, checks documents with the very rules that this crate validates with, remembers them for a day, stamps
//! what it clears, and looks at each unit's chain as the authority's back office would. Its three environments are worlds of
//! their own. It decides nothing that [`gateway::checks`](crate::gateway::checks) decides.
//!
//! Whatever is checked is checked outside of every lock, so that calls are answered on all cores.
//!
//! | file | what it does |
//! |---|---|
//! | `reading` | what a call asks for, and the certificate request in it |
//! | `onboarding` | the three operations that end in a certificate |
//! | `documents` | the three that take a document |
//! | `wire` | the bodies of all other answers |
//! | `world` | what an environment knows |
//! | `issuers` | its keys |
//! | `records`, `views` | what is shown of all that |
//! | `audit` | the chain of each certificate |
//! | `state` | all of it saved, and gone on from |
//! | `canned` | the developer portal's fixed answers |

mod audit;
mod canned;
mod clock;
mod documents;
mod facts;
mod issuers;
mod onboarding;
mod reading;
mod records;
mod state;
mod steps;
mod views;
mod wire;
mod world;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::call::{Call, Response};
use crate::error::{Code, Error, Language, Result};
use crate::gateway::{Csid, DocumentOperation, Operation, Otp};
use crate::seal::Certificate;
use crate::seal::csr::Environment;
use crate::time::Moment;
use canned::Canned;
use clock::{Clock, moment};
use issuers::Issuers;
use reading::{Basic, header};
use records::{Record, Records};
use world::{Holding, OTP_MILLIS, OtpKept, World};

pub use audit::{ChainAudit, ChainFinding, ChainView};
pub use issuers::IssuerKeys;
pub use records::{Counts, Filter, FindingView, Outcome, SubmissionView};
pub use state::Keeper;
pub use views::{CsidState, CsidView, DeviceView};
pub use world::Switches;

/// How a simulated authority is set up.
#[derive(Debug)]
pub struct Options {
    /// Keys of the issuers, in the order of [`Environment::ALL`]; fresh ones where there are none.
    pub keys: [Option<IssuerKeys>; 3],
    /// The folder of the authority's published OpenAPI files, for a developer portal that gives its fixed answers: the same
    /// certificate to everybody, the same cleared document, no compliance set asked for, nothing remembered. That certificate is
    /// a real one, so our own client does not take it to this machine.
    pub canned: Option<PathBuf>,
    /// The longest body that is taken; beyond it the answer is 413. The authority publishes no number.
    pub most_body: usize,
    /// How many calls are kept for showing.
    pub most_records: usize,
    /// How many bytes of documents are kept for showing.
    pub most_record_bytes: usize,
    /// Called whenever something changed that a client would miss after a restart.
    pub keeper: Option<Keeper>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            keys: [None, None, None],
            canned: None,
            most_body: 16 << 20,
            most_records: 10_000,
            most_record_bytes: 128 << 20,
            keeper: None,
        }
    }
}

/// The tax authority, played on this machine.
pub struct Authority {
    options: Limits,
    canned: Option<Canned>,
    clock: Clock,
    issuers: [Issuers; 3],
    worlds: [Mutex<World>; 3],
    records: Mutex<Records>,
    next_id: AtomicU64,
    next_record: AtomicU64,
    keeper: Option<Keeper>,
}

#[derive(Debug, Clone, Copy)]
struct Limits {
    body: usize,
    records: usize,
    record_bytes: usize,
}

/// Passwords, secrets and keys are in it.
impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authority")
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

/// A call that is being answered, and when it came.
struct Task<'t> {
    call: &'t Call,
    millis: i64,
}

impl Task<'_> {
    fn now(&self) -> Moment {
        moment(self.millis)
    }
}

impl Authority {
    /// Opens for business.
    pub fn new(options: Options) -> Result<Self> {
        Self::open(options, [None, None, None])
    }

    fn open(options: Options, own: [Option<[Certificate; 3]>; 3]) -> Result<Self> {
        let clock = Clock::default();
        let [production, simulation, sandbox] = options.keys;
        let [first, second, third] = own;
        let issuers = |environment, keys: Option<IssuerKeys>, own| {
            let keys = keys.map_or_else(IssuerKeys::generate, Ok)?;
            Issuers::new(environment, keys, own, &clock)
        };
        let issuers = [
            issuers(Environment::Production, production, first)?,
            issuers(Environment::Simulation, simulation, second)?,
            issuers(Environment::Sandbox, sandbox, third)?,
        ];
        let canned = options.canned.as_deref().map(Canned::read).transpose()?;
        let authority = Authority {
            options: Limits {
                body: options.most_body,
                records: options.most_records,
                record_bytes: options.most_record_bytes,
            },
            canned,
            clock,
            issuers,
            worlds: Default::default(),
            records: Mutex::default(),
            next_id: AtomicU64::new(1),
            next_record: AtomicU64::new(1),
            keeper: options.keeper,
        };
        authority.seed();
        Ok(authority)
    }

    /// The certificates that the developer portal's fixed answers are about.
    fn seed(&self) {
        let Some(canned) = &self.canned else { return };
        for login in [&canned.production, &canned.current] {
            let kept = Holding::of_login(login, self.now(), || self.next_id());
            self.world(Environment::Sandbox).add_foreign(kept, self.now());
        }
    }

    /// The fixed answers, where they are given.
    fn canned(&self, environment: Environment) -> Option<&Canned> {
        self.canned.as_ref().filter(|_| environment == Environment::Sandbox)
    }

    /// Answers a call, whatever is in it.
    pub fn answer(&self, call: &Call) -> Response {
        let task = Task {
            call,
            millis: self.clock.millis(),
        };
        let id = self.next_record.fetch_add(1, Ordering::Relaxed);
        let mut record = Record::new(id, task.now(), call);
        let response = self.respond(&task, &mut record);
        let Limits {
            records, record_bytes, ..
        } = self.options;
        let certifies = matches!(
            record.operation,
            Some(Operation::ComplianceCsid | Operation::ProductionCsid | Operation::Renewal)
        );
        self.records().put(record, response.status, records, record_bytes);
        if certifies {
            // Before the answer leaves: a certificate that a client holds and the authority has forgotten is worth nothing.
            self.keep();
        }
        response
    }

    /// Takes note of a document that is refused for no reason of its own: it was received, so it counts in its chain.
    pub(in crate::simulator) fn refuse(&self, call: &Call, operation: Operation) {
        if !matches!(operation, Operation::Reporting | Operation::Clearance) {
            return;
        }
        let task = Task {
            call,
            millis: self.clock.millis(),
        };
        let id = self.next_record.fetch_add(1, Ordering::Relaxed);
        let mut record = Record::new(id, task.now(), call);
        record.operation = Some(operation);
        if let Ok(by) = self.authenticate(&task, operation, &mut record) {
            self.receive_refused(&task, &by, &mut record);
        }
        let Limits {
            records, record_bytes, ..
        } = self.options;
        self.records().put(record, 400, records, record_bytes);
    }

    fn respond(&self, task: &Task<'_>, record: &mut Record) -> Response {
        let call = task.call;
        let refused = |code: Code, status: u16, error: &'static str, record: &mut Record| {
            record.own(Error::new(code));
            wire::framework(status, error, task.millis)
        };
        let here = reading::operations(&call.path);
        if here.is_empty() {
            return refused(Code::SimulatorPath, 404, "Not Found", record);
        }
        let Some(operation) = here
            .into_iter()
            .find(|operation| operation.method().as_str() == call.method)
        else {
            record.own(Error::new(Code::SimulatorMethod));
            // What a browser asks before it asks is answered like this.
            return match call.method.as_str() {
                "OPTIONS" => wire::empty(403),
                _ => wire::framework(405, "Method Not Allowed", task.millis),
            };
        };
        record.operation = Some(operation);
        if !reading::is_version(call) {
            record.own(Error::new(Code::SimulatorVersion));
            return wire::version();
        }
        if call.body.len() > self.options.body {
            return refused(Code::SimulatorTooLarge, 413, "Payload Too Large", record);
        }
        let document = match operation {
            Operation::ComplianceCsid => return self.compliance_csid(task, record),
            Operation::Renewal => {
                if let Some(response) = Self::current_csid(call, record) {
                    return response;
                }
                None
            }
            Operation::ProductionCsid => None,
            Operation::ComplianceCheck => Some(DocumentOperation::Compliance),
            Operation::Reporting => Some(DocumentOperation::Reporting),
            Operation::Clearance => Some(DocumentOperation::Clearance),
        };
        let by = match self.authenticate(task, operation, record) {
            Ok(by) => by,
            Err(code) => return refused(code, 401, "Unauthorized", record),
        };
        match (document, operation) {
            (Some(document), _) => self.document(task, document, &by, record),
            (None, Operation::ProductionCsid) => self.production_csid(task, &by, record),
            (None, _) => self.renewal(task, &by, record),
        }
    }

    /// Whose call it is. A certificate for the checks of onboarding does nothing that counts, and the one that counts does not
    /// onboard.
    fn authenticate(&self, task: &Task<'_>, operation: Operation, record: &mut Record) -> Result<Arc<Holding>, Code> {
        if header(task.call, "authorization").is_none() {
            return Err(Code::SimulatorCredentialMissing);
        }
        let basic = Basic::of(task.call).ok_or(Code::SimulatorCredentialUnknown)?;
        let world = self.world(task.call.environment);
        let kept = world.by_token(&basic.token).ok_or(Code::SimulatorCredentialUnknown)?;
        let (holding, revoked) = (Arc::clone(&kept.holding), kept.revoked);
        drop(world);
        if holding.secret.expose() != basic.secret {
            return Err(Code::SimulatorCredentialSecret);
        }
        record.by(&holding);
        let wanted = match operation {
            Operation::ComplianceCsid | Operation::ComplianceCheck | Operation::ProductionCsid => Csid::Compliance,
            Operation::Renewal | Operation::Reporting | Operation::Clearance => Csid::Production,
        };
        if revoked.is_some() {
            return Err(Code::SimulatorRevoked);
        }
        if !holding.is_valid_at(task.now()) {
            return Err(Code::CallerValidity);
        }
        if holding.kind != wanted {
            return Err(Code::CredentialKind);
        }
        Ok(holding)
    }

    /// A one-time password, as the authority's portal makes them: good for an hour and for one request, of this taxpayer's if
    /// one is named.
    pub fn new_otp(&self, environment: Environment, vat_number: Option<&str>) -> Result<Otp> {
        loop {
            let number = u32::from_be_bytes(issuers::random::<4>()?);
            // The largest multiple of a million that fits: beyond it some numbers would come more often.
            if number >= 4_294_000_000 {
                continue;
            }
            let text = format!("{:06}", number % 1_000_000);
            let mut world = self.world(environment);
            if onboarding::is_reserved(&text) || world.otps.contains_key(&text) {
                continue;
            }
            let kept = OtpKept {
                vat_number: vat_number.map(|text| text.trim().to_owned()),
                until: self.clock.millis().saturating_add(OTP_MILLIS),
                used: false,
            };
            world.add_otp(&text, kept);
            drop(world);
            self.keep();
            return Otp::parse(&text);
        }
    }

    /// The authority's time.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Sets its clock; it goes on from there.
    pub fn set_clock(&self, at: Moment) {
        self.clock.set(at);
        self.keep();
    }

    /// Moves its clock, forwards or backwards.
    pub fn advance(&self, seconds: i64) {
        self.clock.advance(seconds);
        self.keep();
    }

    /// How an environment behaves at present.
    pub fn switches(&self, environment: Environment) -> Switches {
        self.world(environment).switches
    }

    /// Has it behave otherwise.
    pub fn set_switches(&self, environment: Environment, switches: Switches) {
        self.world(environment).switches = switches;
        self.keep();
    }

    /// Switches clearance off, or on again.
    pub fn clearance_off(&self, environment: Environment, off: bool) {
        self.world(environment).switches.clearance_off = off;
        self.keep();
    }

    /// All units, environment by environment.
    pub fn devices(&self) -> Vec<DeviceView> {
        let now = self.now();
        let all = Environment::ALL.into_iter();
        all.flat_map(|environment| self.world(environment).views(environment, now))
            .collect()
    }

    /// The calls that fit a filter, newest first.
    pub fn submissions(&self, filter: &Filter, language: Language) -> Vec<SubmissionView> {
        self.records().views(filter, language)
    }

    /// One call.
    pub fn submission(&self, id: u64, language: Language) -> Option<SubmissionView> {
        self.records().view(id, language)
    }

    /// The document of a call, as it came.
    pub fn document_of(&self, submission: u64) -> Option<Arc<[u8]>> {
        self.records().find(submission)?.document.clone()
    }

    /// The document of a call, as it was given back.
    pub fn cleared_of(&self, submission: u64) -> Option<Arc<[u8]>> {
        self.records().find(submission)?.cleared.clone()
    }

    /// How many calls there were.
    pub fn counts(&self) -> Counts {
        self.records().counts()
    }

    /// Revokes all certificates of a unit, as its taxpayer would in the portal. False if there is no such unit.
    pub fn revoke(&self, device: u64) -> bool {
        let now = self.now();
        let revoked = Environment::ALL.into_iter().any(|environment| {
            let mut world = self.world(environment);
            let Some(places) = world.device(device).map(|device| device.csids.clone()) else {
                return false;
            };
            for at in places {
                if let Some(kept) = world.csids.get_mut(at) {
                    kept.revoked.get_or_insert(now);
                }
            }
            true
        });
        if revoked {
            self.keep();
        }
        revoked
    }

    /// A unit's chains, as the authority's back office would judge them from what it has received so far.
    pub fn audit(&self, device: u64, language: Language) -> Option<ChainAudit> {
        let mut all = Environment::ALL.into_iter();
        all.find_map(|environment| self.world(environment).audit(device, environment, language))
    }

    /// What other programs check its certificates against: of the issuer for onboarding, of the issuer for real documents, and
    /// the one that cleared documents are stamped with.
    pub fn certificates(&self, environment: Environment) -> [Certificate; 3] {
        self.issuers(environment).own_certificates().map(Certificate::clone)
    }

    /// What a verifier has to know of an environment's issuers to trust their certificates.
    pub fn trusted(&self, environment: Environment) -> [crate::seal::Authority; 2] {
        self.issuers(environment).trusted()
    }

    /// Forgets everything but its keys.
    pub fn reset(&self) {
        for world in &self.worlds {
            *world.lock().unwrap_or_else(PoisonError::into_inner) = World::default();
        }
        *self.records() = Records::default();
        self.clock.reset();
        self.next_record.store(1, Ordering::Relaxed);
        self.seed();
        self.keep();
    }

    /// Never called with a world held: whoever keeps it looks at all of them.
    fn keep(&self) {
        if let Some(keeper) = &self.keeper {
            keeper.keep(self);
        }
    }

    fn world(&self, environment: Environment) -> MutexGuard<'_, World> {
        let world = &self.worlds[place(environment)];
        // Whoever panicked with it, the next call is answered.
        world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn issuers(&self, environment: Environment) -> &Issuers {
        &self.issuers[place(environment)]
    }

    fn go_on_from_id(&self, id: u64) {
        self.next_id.fetch_max(id, Ordering::Relaxed);
    }

    fn go_on_from_record(&self, id: u64) {
        self.next_record.fetch_max(id, Ordering::Relaxed);
    }

    fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }
}

const fn place(environment: Environment) -> usize {
    match environment {
        Environment::Production => 0,
        Environment::Simulation => 1,
        Environment::Sandbox => 2,
    }
}
