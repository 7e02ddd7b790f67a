//! What is kept of an answer: the answer itself, the fact if it is one, where the document stands, what it is to its lanes. All of
//! it in one transaction, which may run again when nobody knows whether it was committed.

use super::answer::Answer;
use super::claim::Claim;
use super::lane::{Heard, hear};
use super::pace::Policy;
use super::release::{Reason, Release};
use super::step::{Alert, Circumstances, Effect, Event, News, Standing, step};
use crate::error::{Code, Error, Result};
use crate::gateway::verdict::{Defect, Doubt};
use crate::gateway::{Remark, Verdict};
use crate::ledger::trail;
use crate::store::ChainState;
use crate::store::delivery::{Answered, Delivering, Entry, Fact, Facts, Job, Outcome, Route};
use crate::time::Timestamp;

/// What came of a claim that was sent, or could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What it means.
    pub verdict: Verdict,
    /// The status; 0 if no reply came.
    pub http: u16,
    /// The body, as received.
    pub body: Option<Vec<u8>>,
    /// How long it took.
    pub ms: u64,
}

/// Keeps what came of a claim. Says whom to call.
pub fn settle(
    rows: &mut dyn Delivering,
    claim: &Claim,
    arrival: &Arrival,
    now: Timestamp,
    chance: u64,
    policy: &Policy,
) -> Result<Vec<Alert>> {
    let place = claim.document.place;
    let answered = Answered {
        place,
        epoch: claim.epoch,
        at: now,
        ms: arrival.ms,
        http: arrival.http,
        verdict: arrival.verdict.as_str(),
        body: arrival.body.clone(),
    };
    if !rows.put_answer(&answered)? {
        return Ok(vec![]);
    }
    let answer = Answer::heard(&arrival.verdict, arrival.body.as_deref());
    let event = Event::Answered {
        epoch: claim.epoch,
        answer: &answer,
        endpoint: claim.endpoint,
    };
    let kept = Kept {
        rows,
        claim,
        now,
        chance,
        policy,
    };
    kept.apply(&event, Some((arrival, &answered)))
}

/// Gives a claim back of which not a byte was sent. It counts as no try.
pub fn give_back(rows: &mut dyn Delivering, claim: &Claim, now: Timestamp, policy: &Policy) -> Result<()> {
    let kept = Kept {
        rows,
        claim,
        now,
        chance: 0,
        policy,
    };
    kept.apply(&Event::GivenBack { epoch: claim.epoch }, None).map(drop)
}

struct Kept<'a> {
    rows: &'a mut dyn Delivering,
    claim: &'a Claim,
    now: Timestamp,
    chance: u64,
    policy: &'a Policy,
}

impl Kept<'_> {
    fn apply(mut self, event: &Event<'_>, came: Option<(&Arrival, &Answered)>) -> Result<Vec<Alert>> {
        let place = self.claim.document.place;
        let facts = self.rows.facts(place)?;
        let job = self.rows.job(place)?;
        if job.is_none() && !facts.any() {
            return Err(Error::new(Code::OutboxUnknown));
        }
        let route = Route::of(self.claim.document.profile);
        let deadline = self.claim.document.deadline;
        let open = job.is_some();
        let standing = job.map_or(Standing::Finished, Standing::Open);
        let around = Circumstances {
            now: self.now,
            chance: self.chance,
            policy: self.policy,
            facts,
        };
        let stepped = step(&standing, event, &around)?;
        let mut alerts = Vec::new();
        let fenced = stepped.effects.contains(&Effect::Fenced);
        // The line of the answer comes before those of what follows from it.
        let fact = stepped.effects.iter().find_map(|effect| match effect {
            Effect::Record(fact) => Some(*fact),
            _ => None,
        });
        match came {
            Some((arrival, answered)) => self.record(fact, facts, deadline, arrival, answered)?,
            None if fenced => {}
            None => self.rows.audit(&trail::given_back(place, self.claim.epoch, self.now))?,
        }
        for effect in &stepped.effects {
            match effect {
                Effect::Record(_) => {}
                Effect::Lane(news) => alerts.extend(self.lanes(route, news)?),
                Effect::Quarantine => self.quarantine()?,
                Effect::Alert(alert) => alerts.push(*alert),
                // What is under somebody else's claim is not touched; only claims send.
                Effect::Fenced | Effect::Send { .. } => {}
            }
        }
        match stepped.standing {
            Standing::Open(_) if fenced => {}
            Standing::Open(job) => {
                let last_http = came.map(|(arrival, _)| arrival.http).or(job.last_http);
                self.rows.put_job(&Job { last_http, ..job })?;
            }
            Standing::Finished if open => self.rows.finish(place)?,
            Standing::Finished => {}
        }
        for alert in &alerts {
            self.rows.audit(&Entry {
                at: self.now,
                actor: trail::WORKER.to_owned(),
                action: alert.as_str(),
                place: Some(place),
                detail: String::new(),
            })?;
        }
        Ok(alerts)
    }

    /// Keeps what an answer brought that was not known before, and its line in the audit.
    fn record(
        &mut self,
        fact: Option<Fact>,
        known: Facts,
        deadline: Timestamp,
        arrival: &Arrival,
        answered: &Answered,
    ) -> Result<()> {
        let place = self.claim.document.place;
        let endpoint = self.claim.endpoint;
        let mut outcome = None;
        if let Some(fact) = fact {
            let told = Outcome {
                place,
                fact,
                epoch: self.claim.epoch,
                http: arrival.http,
                at: self.now,
                late: self.now > deadline,
                endpoint,
                messages: messages(&arrival.verdict)?,
            };
            self.rows.put_outcome(&told)?;
            let new = match fact {
                Fact::Accepted => known.accepted.is_none(),
                Fact::Rejected => !known.rejected,
            };
            outcome = new.then_some(told);
        }
        let cleared = match &arrival.verdict {
            Verdict::Accepted(acceptance) | Verdict::AlreadyKnown(acceptance) if fact.is_some() && !known.cleared => {
                acceptance.cleared.as_ref().map(|cleared| cleared.xml.as_slice())
            }
            _ => None,
        };
        if let Some(xml) = cleared {
            self.rows.put_cleared(place, xml)?;
        }
        self.rows.audit(&trail::answered(answered, outcome.as_ref(), cleared))?;
        let standard = Route::of(self.claim.document.profile) == Route::Clearance;
        if fact == Some(Fact::Accepted) && standard && endpoint == Route::Reporting {
            self.release()?;
        }
        Ok(())
    }

    /// The authority itself sent a standard document to reporting: it may be handed over as it was stamped.
    fn release(&mut self) -> Result<()> {
        let place = self.claim.document.place;
        if self.rows.release(place)?.is_some() {
            return Ok(());
        }
        let release = Release {
            at: self.now,
            by: trail::WORKER.to_owned(),
            reason: Reason::ClearanceOff,
            note: "303".to_owned(),
        };
        self.rows.put_release(place, &release)?;
        self.rows.audit(&trail::released(place, &release))
    }

    fn quarantine(&mut self) -> Result<()> {
        let chain = self.claim.document.place.chain;
        let why = Alert::Contrary.as_str();
        self.rows.quarantine(chain, why)?;
        let line = trail::aside(chain, ChainState::Quarantined, Some(why), trail::WORKER, self.now);
        self.rows.audit(&line)
    }

    fn lanes(&mut self, route: Route, news: &News) -> Result<Vec<Alert>> {
        let place = self.claim.document.place;
        let mut lanes = Vec::with_capacity(2);
        for route in Route::ALL {
            lanes.extend(self.rows.lane(place.chain, route)?);
        }
        let before = lanes.clone();
        let heard = Heard {
            counter: place.counter,
            route,
            endpoint: self.claim.endpoint,
            news,
            now: self.now,
        };
        let alerts = hear(&mut lanes, &heard, self.policy);
        for (lane, before) in lanes.iter().zip(&before) {
            if lane != before {
                self.rows.put_lane(lane)?;
            }
        }
        Ok(alerts)
    }
}

/// The authority's messages, as they came.
fn messages(verdict: &Verdict) -> Result<Option<String>> {
    let remarks: &[Remark] = match verdict {
        Verdict::Accepted(acceptance) | Verdict::AlreadyKnown(acceptance) => &acceptance.warnings,
        Verdict::Rejected(remarks) | Verdict::WrongRoute(remarks) | Verdict::Credential(remarks) => remarks,
        Verdict::Defect(Defect { remarks, .. }) => remarks,
        Verdict::Unsure(Doubt::Server(_, remarks) | Doubt::Unclear(_, remarks)) => remarks,
        _ => &[],
    };
    match remarks {
        [] => Ok(None),
        remarks => serde_json::to_string(remarks)
            .map(Some)
            .map_err(|_| Error::new(Code::RequestBody)),
    }
}
