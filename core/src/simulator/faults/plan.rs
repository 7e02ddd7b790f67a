//! Rules: which requests a fault is for, and what chance and order have to say.

use super::Fault;
use crate::error::{Code, Error, Result};
use crate::gateway::{Environment, Operation};
use crate::time::Moment;

/// Which requests a rule is for. Every part that is given must fit.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Condition {
    /// Only this environment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<Environment>,
    /// Only this operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<Operation>,
    /// Only requests with a credential of this device: the VAT number, or the certificate's serial number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// Only the n-th of these requests, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// So many of a thousand, by chance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_mille: Option<u16>,
    /// So often at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// From this moment of the simulator's clock on.
    #[serde(with = "moment", skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Until before this moment.
    #[serde(with = "moment", skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// One rule of a plan.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which requests it is for; all of the authority's if absent.
    #[serde(default)]
    pub when: Condition,
    /// What happens to each of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Or what happens to the first, the second and so on; then the rule is spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Vec<Fault>>,
    /// Whether the authority sees the request although its reply does not come, or does not although one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<bool>,
}

impl Rule {
    /// A fault for every request.
    pub fn of(fault: Fault) -> Self {
        Rule {
            when: Condition::default(),
            fault: Some(fault),
            script: None,
            decided: None,
        }
    }

    /// One fault for each of the next requests.
    pub fn script(steps: Vec<Fault>) -> Self {
        Rule {
            when: Condition::default(),
            fault: None,
            script: Some(steps),
            decided: None,
        }
    }

    /// The same, for one operation.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.when.operation = Some(operation);
        self
    }

    /// The same, in one environment.
    #[must_use]
    pub fn within(mut self, environment: Environment) -> Self {
        self.when.environment = Some(environment);
        self
    }

    /// The same, at most so often.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.when.times = Some(times);
        self
    }

    /// The same, for the n-th request.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.when.nth = Some(nth);
        self
    }

    /// The same, by chance.
    #[must_use]
    pub fn per_mille(mut self, per_mille: u16) -> Self {
        self.when.per_mille = Some(per_mille);
        self
    }

    /// The same, for a window of the simulator's clock.
    #[must_use]
    pub fn between(mut self, from: Moment, until: Moment) -> Self {
        (self.when.from, self.when.until) = (Some(from), Some(until));
        self
    }

    /// Reads a rule from JSON.
    pub fn parse(json: &[u8]) -> Result<Self> {
        let unreadable = |error: serde_json::Error| Error::new(Code::SimulatorFault).found(&error.to_string());
        let rule: Rule = serde_json::from_slice(json).map_err(unreadable)?;
        rule.check()?;
        Ok(rule)
    }

    /// Reads a list of rules, or one, from JSON.
    pub fn parse_all(json: &[u8]) -> Result<Vec<Self>> {
        let unreadable = |error: serde_json::Error| Error::new(Code::SimulatorFault).found(&error.to_string());
        if json.trim_ascii_start().first() != Some(&b'[') {
            return Ok(vec![Self::parse(json)?]);
        }
        let rules: Vec<Rule> = serde_json::from_slice(json).map_err(unreadable)?;
        rules.iter().try_for_each(Rule::check)?;
        Ok(rules)
    }

    fn check(&self) -> Result<()> {
        let wrong = |path: &str| Err(Error::new(Code::SimulatorFault).at(path));
        let steps = match (&self.fault, &self.script) {
            (Some(fault), None) => std::slice::from_ref(fault),
            (None, Some(steps)) if !steps.is_empty() => steps,
            _ => return wrong("fault"),
        };
        steps.iter().try_for_each(Fault::check)?;
        if self.when.nth == Some(0) {
            return wrong("when.nth");
        }
        if self.when.per_mille.is_some_and(|rate| rate > 1000) {
            return wrong("when.per_mille");
        }
        let window = (self.when.from, self.when.until);
        if matches!(window, (Some(from), Some(until)) if until <= from) {
            return wrong("when.until");
        }
        let fixed = |fault: &Fault| !fault.may_be_decided_either_way();
        match self.decided {
            Some(decided) if steps.iter().any(|step| fixed(step) && step.is_decided() != decided) => wrong("decided"),
            _ => Ok(()),
        }
    }
}

/// A rule with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct InForce {
    /// Its number.
    pub id: u64,
    /// How many requests its condition fitted, chance aside.
    pub seen: u64,
    /// How often it fired.
    pub fired: u64,
    /// True when it cannot fire again.
    pub spent: bool,
    /// The rule.
    pub rule: Rule,
}

/// What is known of a request when its fate is decided.
#[derive(Clone, Copy)]
pub struct Facts<'f> {
    /// By its path.
    pub environment: Option<Environment>,
    /// By method and path.
    pub operation: Option<Operation>,
    /// What its device is called; only asked if a rule wants to know.
    pub device: &'f dyn Fn() -> Vec<String>,
}

/// What happens to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// By which rule.
    pub rule: u64,
    /// What.
    pub fault: Fault,
    /// Whether the authority sees it.
    pub decided: bool,
    /// A number by chance, for what the fault needs to make up.
    pub chance: u64,
}

/// Rules in order, and chance.
#[derive(Debug, Clone)]
pub struct Plan {
    seed: u64,
    state: u64,
    last: u64,
    rules: Vec<InForce>,
}

impl Plan {
    /// A plan without rules.
    pub fn new(seed: u64) -> Self {
        Plan {
            seed,
            state: seed,
            last: 0,
            rules: Vec::new(),
        }
    }

    /// Adds a rule behind the others, and returns its number.
    pub fn add(&mut self, rule: Rule) -> Result<u64> {
        rule.check()?;
        self.last += 1;
        self.rules.push(InForce {
            id: self.last,
            seen: 0,
            fired: 0,
            spent: false,
            rule,
        });
        Ok(self.last)
    }

    /// Takes one rule away; false if there is none of this number.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| rule.id != id);
        self.rules.len() < before
    }

    /// Takes all rules away.
    pub fn clear(&mut self) {
        self.rules.clear();
    }

    /// Starts chance anew.
    pub fn reseed(&mut self, seed: u64) {
        (self.seed, self.state) = (seed, seed);
    }

    /// What chance comes from.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// The rules, with what became of them.
    pub fn in_force(&self) -> Vec<InForce> {
        self.rules.clone()
    }

    /// Whether a connection may have to be reset unread.
    pub(in crate::simulator) fn may_refuse(&self) -> bool {
        let refuses = |rule: &Rule| {
            let steps = rule.fault.iter().chain(rule.script.iter().flatten());
            steps.into_iter().any(|fault| *fault == Fault::Refuse)
        };
        self.rules.iter().any(|one| !one.spent && refuses(&one.rule))
    }

    /// What happens to a request. Counts it.
    pub fn decide(&mut self, facts: &Facts<'_>, now: Moment) -> Option<Decision> {
        let Plan { state, rules, .. } = self;
        let one = rules.iter_mut().find_map(|one| one.fires(facts, now, state))?;
        let (rule, fault, decided) = one;
        let decided = match fault.may_be_decided_either_way() {
            true => decided.unwrap_or(fault.is_decided()),
            false => fault.is_decided(),
        };
        Some(Decision {
            rule,
            fault,
            decided,
            chance: next(state),
        })
    }
}

impl InForce {
    fn fires(&mut self, facts: &Facts<'_>, now: Moment, state: &mut u64) -> Option<(u64, Fault, Option<bool>)> {
        if self.spent || !self.rule.when.fits(facts, now) {
            return None;
        }
        self.seen += 1;
        let when = &self.rule.when;
        if let Some(nth) = when.nth {
            self.spent = self.seen >= nth;
            if self.seen != nth {
                return None;
            }
        }
        if when.per_mille.is_some_and(|rate| next(state) % 1000 >= u64::from(rate)) {
            return None;
        }
        let fault = match (&self.rule.fault, &self.rule.script) {
            (Some(fault), _) => fault.clone(),
            (None, Some(steps)) => steps.get(usize::try_from(self.fired).ok()?)?.clone(),
            (None, None) => return None,
        };
        self.fired += 1;
        let script_over = self
            .rule
            .script
            .as_ref()
            .is_some_and(|steps| self.fired >= steps.len() as u64);
        self.spent |= script_over || when.times.is_some_and(|times| self.fired >= times);
        Some((self.id, fault, self.rule.decided))
    }
}

impl Condition {
    fn fits(&self, facts: &Facts<'_>, now: Moment) -> bool {
        let same = |wanted: &Option<Environment>| wanted.is_none() || *wanted == facts.environment;
        let asked = |wanted: &Option<Operation>| wanted.is_none() || *wanted == facts.operation;
        same(&self.environment)
            && asked(&self.operation)
            && self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now < until)
            && self.times != Some(0)
            && self
                .device
                .as_ref()
                .is_none_or(|device| (facts.device)().contains(device))
    }
}

/// SplitMix64: every state is followed by another, and two that differ by one have nothing in common.
pub(in crate::simulator) fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A moment as text.
mod moment {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use crate::time::Moment;

    pub(super) fn serialize<S: Serializer>(moment: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => serializer.collect_str(moment),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<Moment>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let parsed = text.map(|text| Moment::parse(&text)).transpose();
        parsed.map_err(serde::de::Error::custom)
    }
}
