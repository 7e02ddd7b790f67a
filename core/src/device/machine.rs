//! The transitions. Each says what is to be saved before anything else happens.

use super::set::{self, Head, Required};
use super::{Again, Call, Compliance, Device, Document, Fate, Keyed, Setback, State, Step};
use crate::error::{Code, Error, Language, Result};
use crate::gateway::{Credential, Csid, Grant, NotReceived, Operation, Otp, Request, Standing, Verdict};
use crate::time::Moment;

/// A clock that is behind by no more than this is put right for the documents of the set; one that is more is told of.
const BORNE_SECONDS: i64 = 300;

impl Call {
    /// The operation that it is made with.
    pub const fn operation(self) -> Operation {
        match self {
            Call::ComplianceCsid => Operation::ComplianceCsid,
            Call::Document(_) => Operation::ComplianceCheck,
            Call::ProductionCsid => Operation::ProductionCsid,
        }
    }
}

impl Device {
    /// What to do next. Messages of the authority's will be in this language.
    pub fn next(&self, language: Language) -> Result<Step> {
        let call = |call, request| Ok(Step::Send(call, Box::new(request)));
        match &self.state {
            State::Draft => Ok(Step::Key),
            State::Keyed => Ok(Step::Password { spent: false }),
            State::Asking => Ok(Step::Password { spent: true }),
            State::Checking(compliance) => {
                if !self.missing(compliance).is_empty() {
                    return Ok(Step::Prepare);
                }
                let waiting = compliance
                    .documents
                    .iter()
                    .find(|document| document.fate == Fate::Waiting);
                let waiting = waiting.and_then(|document| Some((document.required, document.xml.as_deref()?)));
                let (required, xml) = waiting.ok_or_else(|| self.out_of_step())?;
                let request = Request::compliance_check(&self.endpoint, &compliance.credential, xml, language)?;
                call(Call::Document(required), request)
            }
            State::Certifying(compliance) => {
                let request = Request::production_csid(&self.endpoint, &compliance.credential, language)?;
                call(Call::ProductionCsid, request)
            }
            State::Active { .. } => Ok(Step::Done),
        }
    }

    /// Takes a one-time password, and gives the request that it goes out with. To be saved before that is sent: from here on the
    /// password counts as used.
    pub fn ask(&mut self, password: &Otp, language: Language, now: Moment) -> Result<Request> {
        let csr = match (&self.state, self.csr()) {
            (State::Keyed | State::Asking, Some(csr)) => csr,
            _ => return Err(self.out_of_step()),
        };
        let request = Request::compliance_csid(&self.endpoint, csr, password, language)?;
        self.enter(State::Asking, now);
        Ok(request)
    }

    /// Makes the documents of the set that are not there, each linked to the one before; `uuid` gives fresh UUIDs. To be saved
    /// before any of them is sent.
    pub fn prepare(&mut self, now: Moment, uuid: &mut dyn FnMut() -> Result<String>) -> Result<()> {
        let (compliance, keyed) = match (&self.state, &self.keyed) {
            (State::Checking(compliance), Some(keyed)) => (compliance, keyed),
            _ => return Err(self.out_of_step()),
        };
        let at = within(&compliance.credential, now)?;
        let mut head = compliance.head.clone();
        let mut made = Vec::new();
        for required in self.missing(compliance) {
            let document = set::make(
                required,
                &self.seller,
                &keyed.key,
                &compliance.credential,
                &head,
                at,
                uuid()?,
            )?;
            head = document.head.clone();
            made.push(Document {
                required,
                fate: Fate::Waiting,
                counter: head.counter,
                uuid: document.uuid,
                hash: head.hash.clone(),
                xml: Some(document.xml),
            });
        }
        if let State::Checking(compliance) = &mut self.state {
            compliance.documents.retain(|document| document.fate != Fate::Refused);
            compliance.documents.extend(made);
            crate::sort::by_key(&mut compliance.documents, |document| document.required);
            compliance.head = head;
        }
        self.changed = now;
        Ok(())
    }

    /// What became of a request. To be saved whatever comes out: a setback may have moved the device, too.
    pub fn settle(&mut self, call: Call, verdict: &Verdict, now: Moment) -> Result<(), Setback> {
        match (&self.state, call) {
            (State::Asking, Call::ComplianceCsid) => self.asked(verdict, now),
            (State::Checking(_), Call::Document(required)) => self.checked(required, verdict, now),
            (State::Certifying(_), Call::ProductionCsid) => self.certified(verdict, now),
            _ => Err(self.out_of_step().into()),
        }
    }

    /// Goes back to the certificate request, to begin again with a new one-time password. Key and request stay.
    pub fn restart(&mut self, now: Moment) -> Result<()> {
        match self.state {
            State::Draft | State::Active { .. } => Err(self.out_of_step()),
            _ => {
                self.enter(State::Keyed, now);
                Ok(())
            }
        }
    }

    fn asked(&mut self, verdict: &Verdict, now: Moment) -> Result<(), Setback> {
        match verdict {
            Verdict::Issued(grant) => match self.believed(Csid::Compliance, grant) {
                Ok(credential) => {
                    let compliance = Compliance {
                        credential,
                        documents: Vec::new(),
                        head: Head::first(),
                    };
                    self.enter(State::Checking(compliance), now);
                    Ok(())
                }
                Err(error) => {
                    self.enter(State::Keyed, now);
                    Err(error.into())
                }
            },
            // It may have been taken: the authority takes a password once, so it is not tried twice.
            Verdict::Unsure(_) => Err(Setback {
                error: Error::new(Code::DeviceOtpSpent),
                remarks: verdict.remarks().to_vec(),
                again: Again::Mended,
            }),
            _ => {
                self.enter(State::Keyed, now);
                Err(setback(verdict, Operation::ComplianceCsid))
            }
        }
    }

    fn checked(&mut self, required: Required, verdict: &Verdict, now: Moment) -> Result<(), Setback> {
        let mut outcome = Ok(());
        let fate = match verdict {
            Verdict::Accepted(_) | Verdict::AlreadyKnown(_) => Fate::Passed,
            Verdict::Rejected(remarks) => {
                outcome = Err(Setback {
                    error: Error::new(Code::DeviceDocument).at(required.as_str()),
                    remarks: remarks.clone(),
                    again: Again::Mended,
                });
                Fate::Refused
            }
            _ => return Err(setback(verdict, Operation::ComplianceCheck)),
        };
        let State::Checking(compliance) = &mut self.state else {
            return Err(self.out_of_step().into());
        };
        let document = compliance
            .documents
            .iter_mut()
            .find(|document| document.required == required && document.fate == Fate::Waiting);
        let Some(document) = document else {
            return Err(self.out_of_step().into());
        };
        document.fate = fate;
        document.xml = None;
        self.changed = now;
        self.move_on(now);
        outcome
    }

    /// When all documents passed, the next request is as good as sent.
    fn move_on(&mut self, now: Moment) {
        let State::Checking(compliance) = &self.state else {
            return;
        };
        let passed = compliance
            .documents
            .iter()
            .all(|document| document.fate == Fate::Passed);
        if passed && self.missing(compliance).is_empty() {
            self.exchange(now, |state| match state {
                State::Checking(compliance) => State::Certifying(compliance),
                other => other,
            });
        }
    }

    fn certified(&mut self, verdict: &Verdict, now: Moment) -> Result<(), Setback> {
        match verdict {
            Verdict::Issued(grant) => {
                let production = self.believed(Csid::Production, grant)?;
                self.exchange(now, |state| match state {
                    State::Certifying(compliance) => State::Active {
                        production,
                        documents: compliance.documents,
                    },
                    other => other,
                });
                Ok(())
            }
            Verdict::Rejected(_) => {
                self.reopen(verdict, now);
                Err(setback(verdict, Operation::ProductionCsid))
            }
            _ => Err(setback(verdict, Operation::ProductionCsid)),
        }
    }

    /// The authority misses documents that we saw pass: they are made and sent anew.
    fn reopen(&mut self, verdict: &Verdict, now: Moment) {
        let named = verdict.missing_steps();
        let all = verdict
            .remarks()
            .iter()
            .any(|remark| remark.own() == Some(Code::ComplianceSteps));
        let mut missed = self.required();
        // If it names none, any of them may be meant.
        missed.retain(|required| named.contains(&required.step()) || named.is_empty() && all);
        if missed.is_empty() {
            return;
        }
        self.exchange(now, |state| match state {
            State::Certifying(mut compliance) => {
                compliance
                    .documents
                    .retain(|document| !missed.contains(&document.required));
                State::Checking(compliance)
            }
            other => other,
        });
    }

    /// Looks at a certificate before anything is trusted to it.
    fn believed(&self, csid: Csid, grant: &Grant) -> Result<Credential> {
        let environment = self.endpoint.environment();
        let credential = Credential::parse(environment, csid, &grant.token, grant.secret.clone(), &grant.request_id)?;
        let issuer = credential.certificate().issuer();
        match (credential.standing(), self.endpoint.standing()) {
            (Standing::Real, Standing::Rehearsal) => {
                return Err(Error::new(Code::DeviceRealFromLoopback).found(issuer));
            }
            (Standing::Rehearsal, Standing::Real) => {
                return Err(Error::new(Code::DeviceRehearsalFromAuthority).found(issuer));
            }
            _ => {}
        }
        let keyed = self.keyed.as_ref().ok_or_else(|| self.out_of_step())?;
        let own = crate::seal::Signer::public_key(&keyed.key);
        if credential.certificate().public_key() != own {
            return Err(Error::new(Code::DeviceOtherKey));
        }
        let number = credential.certificate().vat_number();
        if number.is_some_and(|number| number != self.configuration().organization_identifier) {
            return Err(Error::new(Code::DeviceOtherTaxpayer));
        }
        Ok(credential)
    }

    /// The documents of the set that neither passed nor wait.
    fn missing(&self, compliance: &Compliance) -> Vec<Required> {
        let there = |required: &Required| {
            let mut documents = compliance.documents.iter();
            documents.any(|document| document.required == *required && document.fate != Fate::Refused)
        };
        self.required()
            .into_iter()
            .filter(|required| !there(required))
            .collect()
    }

    fn exchange(&mut self, now: Moment, change: impl FnOnce(State) -> State) {
        let state = std::mem::replace(&mut self.state, State::Draft);
        self.enter(change(state), now);
    }
}

impl Keyed {
    /// The key, for the one place that seals it.
    pub(super) fn key(&self) -> &crate::seal::PrivateKey {
        &self.key
    }
}

/// The time to make documents at: a certificate begins by the authority's clock, and ours may be a little behind.
fn within(credential: &Credential, now: Moment) -> Result<Moment> {
    let (from, to) = credential.certificate().validity();
    let wrong = || Error::new(Code::DeviceClock).found(&now.to_string());
    let (from, to) = (Moment::parse(from)?, Moment::parse(to)?);
    match now.unix() {
        at if at >= from.unix() && at <= to.unix() => Ok(now),
        at if at < from.unix() && from.unix() - at <= BORNE_SECONDS => Ok(from),
        _ => Err(wrong()),
    }
}

impl Device {
    /// Whether its certificate may stamp now. One that has ended stamps what the authority will refuse.
    pub fn stamps_at(&self, now: Moment) -> Result<()> {
        match within(self.production()?, now) {
            Err(error) if error.code() == Code::DeviceClock => {
                let (_, to) = self.production()?.certificate().validity();
                Err(Error::new(Code::DeviceEnded).found(to))
            }
            other => other.map(drop),
        }
    }
}

/// A verdict that is no success.
fn setback(verdict: &Verdict, operation: Operation) -> Setback {
    let error = verdict
        .error(operation)
        .unwrap_or_else(|| Error::new(Code::GatewayUnsure));
    let again = match verdict {
        Verdict::NotReceived(NotReceived::Throttled(seconds)) => Again::Later(*seconds),
        Verdict::NotReceived(NotReceived::NeverLeft(_)) | Verdict::Unsure(_) => Again::Later(None),
        _ => Again::Mended,
    };
    Setback {
        error,
        remarks: verdict.remarks().to_vec(),
        again,
    }
}
