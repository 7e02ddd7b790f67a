//! One transition of one document. No clock, no socket, no table: the caller brings all three.
//!
//! Whether the authority may have a document ([`Job::doubt_since`]) is kept apart from what is done about it: a try that
//! certainly did not arrive says nothing about the one before it.

use super::answer::Answer;
use super::pace::{ClearanceOff, Policy, is_over};
use crate::error::{Code, Error, Result};
use crate::store::delivery::{Fact, Facts, Job, Route, State, Why};
use crate::time::Timestamp;

/// Where a document stands: on its way, or finished.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Standing {
    /// There is no fact yet.
    Open(Job),
    /// There is one. What still arrives can only add the other.
    Finished,
}

/// What happens to a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// A worker takes it, to send it.
    Claimed {
        /// Its name.
        by: &'a str,
        /// As the one document that tries whether a parked lane is open again: it need not be due.
        probe: bool,
    },
    /// The lease of its worker ran out: who knows how far it came.
    LeaseEnded,
    /// Its worker gives it back without having sent a byte of it.
    GivenBack {
        /// The claim's.
        epoch: u64,
    },
    /// A try was answered, or its answer is lost for certain.
    Answered {
        /// The claim's.
        epoch: u64,
        /// What came.
        answer: &'a Answer,
        /// The operation that was asked.
        endpoint: Route,
    },
    /// Two people keep it back.
    Held,
    /// They let it go again.
    Freed,
    /// A person does not want to wait for its next try.
    Hurried,
}

/// What surrounds a step.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// Now.
    pub now: Timestamp,
    /// A random number: any, each as likely.
    pub chance: u64,
    /// The figures.
    pub policy: &'a Policy,
    /// What is known of the document for good.
    pub facts: Facts,
}

/// What has to be done with a transition, all of it in the transaction that keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Keep the intent; send when it is committed.
    Send {
        /// An earlier try may have arrived.
        again: bool,
        /// And the authority may have forgotten it.
        after_window: bool,
    },
    /// Keep this for good.
    Record(Fact),
    /// What it is to the other documents of the device.
    Lane(News),
    /// Nothing more is issued on the chain until a person has looked. What there is goes on being delivered.
    Quarantine,
    /// Call somebody.
    Alert(Alert),
    /// The answer belongs to an older claim: it is kept, and moves nothing.
    Fenced,
}

/// What an answer says about a device or an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It took a document.
    Served,
    /// It refused one, for this reason.
    Refused(String),
    /// It takes none.
    Shut(Why, String),
    /// Not before this time.
    Rest(Timestamp),
    /// It sends to the other operation.
    Elsewhere,
    /// Nothing.
    Silence,
}

/// Something for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Alert {
    /// The authority said both yes and no.
    Contrary,
    /// A standard document was accepted, and the authority's version of it did not come.
    ClearedMissing,
    /// The credential is not taken.
    Credential,
    /// A fault of configuration or on the way.
    Defect,
    /// Several documents in a row were refused for the same reason.
    Storm,
    /// Clearance is switched off.
    ClearanceOff,
}

impl Alert {
    /// All of them.
    pub const ALL: [Alert; 6] = [
        Alert::Contrary,
        Alert::ClearedMissing,
        Alert::Credential,
        Alert::Defect,
        Alert::Storm,
        Alert::ClearanceOff,
    ];

    /// The alert of a name.
    pub fn of_name(name: &str) -> Option<Self> {
        Alert::ALL.into_iter().find(|alert| alert.as_str() == name)
    }

    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Alert::Contrary => "contrary",
            Alert::ClearedMissing => "cleared_missing",
            Alert::Credential => "credential",
            Alert::Defect => "defect",
            Alert::Storm => "storm",
            Alert::ClearanceOff => "clearance_off",
        }
    }
}

/// The outcome of one transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where the document stands now.
    pub standing: Standing,
    /// What has to be done with it.
    pub effects: Vec<Effect>,
}

/// One transition. What cannot happen is refused and changes nothing.
pub fn step(standing: &Standing, event: &Event<'_>, around: &Circumstances<'_>) -> Result<Step> {
    // A fact outranks a lease: whoever brings it, however late.
    if let Event::Answered { answer, endpoint, .. } = event
        && let Some(fact) = fact_of(answer, standing)
    {
        return Ok(recorded(fact, answer, *endpoint, around.facts));
    }
    let Standing::Open(job) = standing else {
        return match event {
            Event::Answered { .. } | Event::GivenBack { .. } => Ok(Step {
                standing: Standing::Finished,
                effects: fenced(event, around),
            }),
            _ => Err(Error::new(Code::OutboxFinished)),
        };
    };
    let mut next = job.clone();
    let effects = match (job.state, event) {
        (State::Again | State::InDoubt, Event::Claimed { by, probe }) if *probe || is_over(job.due_at, around.now) => {
            claimed(&mut next, by, around)
        }
        (State::Inflight, Event::LeaseEnded) if is_over(job.due_at, around.now) => {
            doubt(&mut next, around.now);
            next.failures = job.failures.saturating_add(1);
            settle(&mut next, around.now);
            vec![]
        }
        // A worker of the past: its answer is kept, and somebody else has the document.
        (_, Event::GivenBack { epoch } | Event::Answered { epoch, .. }) if *epoch != job.epoch => fenced(event, around),
        (State::Inflight, Event::GivenBack { .. }) => {
            next.attempts = job.attempts.saturating_sub(1);
            settle(&mut next, around.now);
            vec![Effect::Lane(News::Silence)]
        }
        // Said twice: the worker did not learn that it was kept.
        (State::Again | State::InDoubt, Event::GivenBack { .. }) => vec![Effect::Fenced],
        // Its lease ran out and nobody took it over yet: better late than unknown.
        (State::Inflight | State::InDoubt, Event::Answered { answer, endpoint, .. }) => {
            answered(&mut next, answer, *endpoint, around)
        }
        (State::Again | State::InDoubt | State::Inflight, Event::Held) => {
            if job.state == State::Inflight {
                doubt(&mut next, around.now);
            }
            // Who has it in hand sends nothing any more.
            next.epoch = job.epoch.saturating_add(1);
            next.owner = None;
            next.state = State::Held;
            vec![]
        }
        (State::Held, Event::Freed) | (State::Again | State::InDoubt, Event::Hurried) => {
            settle(&mut next, around.now);
            vec![]
        }
        _ => return Err(Error::new(Code::OutboxStep).found(job.state.as_str())),
    };
    Ok(Step {
        standing: Standing::Open(next),
        effects,
    })
}

/// The fact that an answer is. A proxy's page that calls these bytes too large is none where the authority may have them already: a new
/// document would be a second one of the same sale.
fn fact_of(answer: &Answer, standing: &Standing) -> Option<Fact> {
    let certain = matches!(standing, Standing::Open(job) if job.doubt_since.is_none());
    match answer {
        Answer::Recorded { .. } => Some(Fact::Accepted),
        Answer::Refused { .. } => Some(Fact::Rejected),
        Answer::TooLarge { page } if certain || !page && matches!(standing, Standing::Open(_)) => Some(Fact::Rejected),
        _ => None,
    }
}

/// A fact finishes a document. The contrary of one that is known is kept as well, and stops the chain.
fn recorded(fact: Fact, answer: &Answer, endpoint: Route, known: Facts) -> Step {
    let mut effects = vec![Effect::Record(fact)];
    let contrary = match fact {
        Fact::Accepted => known.rejected,
        Fact::Rejected => known.accepted.is_some(),
    };
    if contrary {
        effects.extend([Effect::Quarantine, Effect::Alert(Alert::Contrary)]);
    }
    match answer {
        Answer::Recorded { cleared: false } if endpoint == Route::Clearance && !known.cleared => {
            effects.extend([Effect::Alert(Alert::ClearedMissing), Effect::Lane(News::Served)]);
        }
        Answer::Refused { code } => effects.push(Effect::Lane(News::Refused(code.clone()))),
        Answer::TooLarge { .. } => effects.push(Effect::Lane(News::Refused("413".to_owned()))),
        _ => effects.push(Effect::Lane(News::Served)),
    }
    Step {
        standing: Standing::Finished,
        effects,
    }
}

/// A worker of the past changes nothing of the document, but what the authority told it of rest is true for all.
fn fenced(event: &Event<'_>, around: &Circumstances<'_>) -> Vec<Effect> {
    let mut effects = vec![Effect::Fenced];
    if let Event::Answered {
        answer: Answer::Throttled(Some(seconds)),
        ..
    } = event
    {
        let rest = around.now.plus_ms(around.policy.rest_ms(*seconds));
        effects.push(Effect::Lane(News::Rest(rest)));
    }
    effects
}

fn claimed(job: &mut Job, by: &str, around: &Circumstances<'_>) -> Vec<Effect> {
    if job.attempts == 0 {
        job.first_sent_at = around.now;
    }
    job.state = State::Inflight;
    job.epoch = job.epoch.saturating_add(1);
    job.attempts = job.attempts.saturating_add(1);
    job.owner = Some(by.to_owned());
    job.due_at = around.now.plus_ms(around.policy.lease_ms());
    let again = job.doubt_since.is_some();
    vec![Effect::Send {
        again,
        after_window: again && around.now.since(job.first_sent_at) >= around.policy.window_ms,
    }]
}

/// An answer that is no fact, to the claim that the document is under.
fn answered(job: &mut Job, answer: &Answer, endpoint: Route, around: &Circumstances<'_>) -> Vec<Effect> {
    let Circumstances {
        now, chance, policy, ..
    } = *around;
    job.last_code = Some(answer.as_str().to_owned());
    let later = |job: &Job| {
        let due = now.plus_ms(policy.backoff_ms(job.failures, chance));
        policy.no_later_than_forced(job, due, now)
    };
    match answer {
        Answer::Unsure | Answer::TooLarge { .. } => {
            doubt(job, now);
            job.failures = job.failures.saturating_add(1);
            let due = later(job);
            settle(job, due);
            match answer {
                Answer::TooLarge { .. } => vec![Effect::Lane(News::Silence), Effect::Alert(Alert::Defect)],
                _ => vec![Effect::Lane(News::Silence)],
            }
        }
        Answer::NeverLeft => {
            job.attempts = job.attempts.saturating_sub(1);
            job.failures = job.failures.saturating_add(1);
            let due = later(job);
            settle(job, due);
            vec![Effect::Lane(News::Silence)]
        }
        Answer::Throttled(seconds) => {
            job.failures = job.failures.saturating_add(1);
            let rest = match seconds {
                Some(seconds) => now.plus_ms(policy.rest_ms(*seconds)),
                None => now.plus_ms(policy.backoff_ms(job.failures, chance)),
            };
            settle(job, rest);
            vec![Effect::Lane(News::Rest(rest))]
        }
        Answer::Elsewhere if policy.clearance_off == ClearanceOff::Wait && endpoint == Route::Clearance => {
            shut(job, Why::Defect, "303", Alert::ClearanceOff, now)
        }
        Answer::Elsewhere => {
            let first = job.endpoint == job.route;
            job.endpoint = endpoint.other();
            job.failures = job.failures.saturating_add(1);
            // Two operations that send to each other get no more of it than a gateway that fails.
            let due = if first { now } else { later(job) };
            settle(job, due);
            let mut effects = vec![Effect::Lane(News::Elsewhere)];
            if endpoint == Route::Clearance {
                effects.push(Effect::Alert(Alert::ClearanceOff));
            }
            effects
        }
        Answer::Credential => shut(job, Why::Credential, "credential", Alert::Credential, now),
        Answer::Defect { http } => shut(job, Why::Defect, &http.to_string(), Alert::Defect, now),
        // Facts were taken before.
        Answer::Recorded { .. } | Answer::Refused { .. } => vec![],
    }
}

/// The try does not count: the lane is shut, not the document.
fn shut(job: &mut Job, why: Why, code: &str, alert: Alert, now: Timestamp) -> Vec<Effect> {
    job.attempts = job.attempts.saturating_sub(1);
    settle(job, now);
    vec![Effect::Lane(News::Shut(why, code.to_owned())), Effect::Alert(alert)]
}

fn doubt(job: &mut Job, now: Timestamp) {
    job.doubt_since.get_or_insert(now);
}

/// Out of a worker's hands, to be tried again at `due`.
fn settle(job: &mut Job, due: Timestamp) {
    job.owner = None;
    job.due_at = due;
    job.state = match job.doubt_since {
        Some(_) => State::InDoubt,
        None => State::Again,
    };
}

#[cfg(test)]
mod tests;
