//! What is kept of an answer: the answer itself, the fact if it is one, where the document stands, what it is to its lanes. All of
//! it in one transaction, which may run again when nobody knows whether it was committed.

use super::claim::Ticket;
use super::lane::{Heard, hear};
use super::pace::Policy;
use super::release::{Reason, Release};
use super::step::{Alert, Circumstances, Effect, Event, News, Standing, step};
use super::told::Told;
use crate::error::{Code, Error, Result};
use crate::gateway::Verdict;
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
    ticket: &Ticket,
    told: &Told,
    now: Timestamp,
    chance: u64,
    policy: &Policy,
) -> Result<Vec<Alert>> {
    let place = ticket.place;
    let answered = Answered {
        place,
        epoch: ticket.epoch,
        at: now,
        ms: told.ms,
        http: told.http,
        verdict: told.verdict,
        body: told.body.clone(),
    };
    if !rows.put_answer(&answered)? {
        return Ok(vec![]);
    }
    let event = Event::Answered {
        epoch: ticket.epoch,
        answer: &told.answer,
        endpoint: ticket.endpoint,
    };
    let kept = Kept {
        rows,
        ticket,
        now,
        chance,
        policy,
    };
    kept.apply(&event, Some((told, &answered)))
}

/// Gives a claim back of which not a byte was sent. It counts as no try.
pub fn give_back(rows: &mut dyn Delivering, ticket: &Ticket, now: Timestamp, policy: &Policy) -> Result<()> {
    let kept = Kept {
        rows,
        ticket,
        now,
        chance: 0,
        policy,
    };
    kept.apply(&Event::GivenBack { epoch: ticket.epoch }, None).map(drop)
}

struct Kept<'a> {
    rows: &'a mut dyn Delivering,
    ticket: &'a Ticket,
    now: Timestamp,
    chance: u64,
    policy: &'a Policy,
}

impl Kept<'_> {
    fn apply(mut self, event: &Event<'_>, came: Option<(&Told, &Answered)>) -> Result<Vec<Alert>> {
        let place = self.ticket.place;
        let facts = self.rows.facts(place)?;
        let job = self.rows.job(place)?;
        if job.is_none() && !facts.any() {
            return Err(Error::new(Code::OutboxUnknown));
        }
        let route = self.ticket.route;
        let deadline = self.ticket.deadline;
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
            Some((told, answered)) => self.record(fact, facts, deadline, told, answered)?,
            None if fenced => {}
            None => self
                .rows
                .audit(&trail::given_back(place, self.ticket.epoch, self.now))?,
        }
        let own = came.and_then(|(told, _)| told.own).map(Code::as_str);
        let mut effects = stepped.effects;
        for effect in &mut effects {
            match effect {
                Effect::Record(_) => {}
                Effect::Lane(news) => {
                    // What shuts it may be here, and not at the authority.
                    if let (News::Shut(_, said), Some(code)) = (&mut *news, own) {
                        code.clone_into(said);
                    }
                    alerts.extend(self.lanes(route, news)?);
                }
                Effect::Quarantine => self.quarantine()?,
                Effect::Alert(alert) => alerts.push(*alert),
                // What is under somebody else's claim is not touched; only claims send.
                Effect::Fenced | Effect::Send { .. } => {}
            }
        }
        match stepped.standing {
            Standing::Open(_) if fenced => {}
            Standing::Open(job) => {
                let last_http = came.map(|(told, _)| told.http).or(job.last_http);
                let last_code = own.map(str::to_owned).or(job.last_code);
                self.rows.put_job(&Job {
                    last_http,
                    last_code,
                    ..job
                })?;
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
        told: &Told,
        answered: &Answered,
    ) -> Result<()> {
        let place = self.ticket.place;
        let endpoint = self.ticket.endpoint;
        let mut outcome = None;
        if let Some(fact) = fact {
            let said = Outcome {
                place,
                fact,
                epoch: self.ticket.epoch,
                http: told.http,
                at: self.now,
                late: self.now > deadline,
                endpoint,
                messages: told.messages.clone(),
            };
            self.rows.put_outcome(&said)?;
            let new = match fact {
                Fact::Accepted => known.accepted.is_none(),
                Fact::Rejected => !known.rejected,
            };
            outcome = new.then_some(said);
        }
        let cleared = told.cleared.as_deref().filter(|_| fact.is_some() && !known.cleared);
        if let Some(xml) = cleared {
            self.rows.put_cleared(place, xml)?;
        }
        self.rows.audit(&trail::answered(answered, outcome.as_ref(), cleared))?;
        let standard = self.ticket.route == Route::Clearance;
        if fact == Some(Fact::Accepted) && standard && endpoint == Route::Reporting {
            self.release()?;
        }
        Ok(())
    }

    /// The authority itself sent a standard document to reporting: it may be handed over as it was stamped.
    fn release(&mut self) -> Result<()> {
        let place = self.ticket.place;
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
        let chain = self.ticket.place.chain;
        let why = Alert::Contrary.as_str();
        self.rows.quarantine(chain, why)?;
        let line = trail::aside(chain, ChainState::Quarantined, Some(why), trail::WORKER, self.now);
        self.rows.audit(&line)
    }

    fn lanes(&mut self, route: Route, news: &News) -> Result<Vec<Alert>> {
        let place = self.ticket.place;
        let mut lanes = Vec::with_capacity(2);
        for route in Route::ALL {
            lanes.extend(self.rows.lane(place.chain, route)?);
        }
        let before = lanes.clone();
        let heard = Heard {
            counter: place.counter,
            route,
            endpoint: self.ticket.endpoint,
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
