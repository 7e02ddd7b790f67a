//! What a person should do something about, as data, and the one light over it: green, yellow, red.
//!
//! Red is what stops documents or will be an offence; yellow is what becomes red if nobody looks. Every concern has a code, what was
//! found, and the way out in both languages.

use serde::Serialize;

use super::figures::{Figures, InDevice, InEnvironment, reckoned};
use crate::error::{Code, Error, Language, Result};
use crate::seal::csr::Environment;
use crate::store::delivery::Why;
use crate::store::{ChainState, Store};
use crate::time::Timestamp;

const HOUR: u64 = 3600;
const DAY_MS: i64 = 24 * 3_600_000;
/// Ages of an open document at which somebody is called, in hours. The last one is red: six hours are left.
pub const AGES_HOURS: [u64; 3] = [6, 12, 18];
/// Days before the end of a certificate at which somebody is called: yellow, red.
pub const CERTIFICATE_DAYS: [i64; 2] = [30, 7];
/// A clock that is off by more is worth a look, by so much more is wrong, in milliseconds.
pub const SKEW_MS: [i64; 2] = [30_000, 300_000];
/// How long a contradiction is shown after its device issues again.
const CONTRARY_MS: i64 = 7 * DAY_MS;
/// Rows at the end of the audit that are hashed again for health. All of them: [`verify`](mod@crate::store::verify).
const TAIL: u64 = 1000;

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// All is well.
    Green,
    /// Somebody should look.
    Yellow,
    /// Somebody must act.
    Red,
}

impl Light {
    /// The name in every host.
    pub const fn as_str(self) -> &'static str {
        match self {
            Light::Green => "green",
            Light::Yellow => "yellow",
            Light::Red => "red",
        }
    }

    /// What a name means.
    pub fn of_name(name: &str) -> Option<Self> {
        let mut all = [Light::Green, Light::Yellow, Light::Red].into_iter();
        all.find(|light| light.as_str() == name)
    }

    /// What it means.
    pub const fn text(self, language: Language) -> &'static str {
        match (self, language) {
            (Light::Green, Language::English) => "All is well",
            (Light::Green, Language::Arabic) => "كل شيء على ما يرام",
            (Light::Yellow, Language::English) => "Somebody should look",
            (Light::Yellow, Language::Arabic) => "ينبغي أن ينظر أحد في الأمر",
            (Light::Red, Language::English) => "Somebody must act",
            (Light::Red, Language::Arabic) => "يجب أن يتصرف أحد",
        }
    }
}

impl Health {
    /// With one more concern.
    #[must_use]
    pub fn and(mut self, concern: Concern) -> Self {
        self.concerns.push(concern);
        crate::sort::by_key(&mut self.concerns, |concern| std::cmp::Reverse(concern.light));
        self.state = self.concerns.first().map_or(Light::Green, |concern| concern.light);
        self
    }
}

/// Something that a person should do something about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// How bad it is.
    pub light: Light,
    /// What, with what was found, and the way out.
    pub error: Error,
    /// Where, if not everywhere.
    pub environment: Option<Environment>,
    /// Which device, as the taxpayer calls it, if it is about one.
    pub device: Option<String>,
}

/// A text in both languages.
#[derive(Serialize)]
struct Texts {
    en: String,
    ar: String,
}

impl Texts {
    fn of(text: impl Fn(Language) -> String) -> Self {
        Texts {
            en: text(Language::English),
            ar: text(Language::Arabic),
        }
    }
}

impl Serialize for Concern {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'c> {
            code: &'static str,
            state: Light,
            environment: Option<Environment>,
            device: Option<&'c str>,
            message: Texts,
            fix: Texts,
        }
        let shown = Shown {
            code: self.error.code().as_str(),
            state: self.light,
            environment: self.environment,
            device: self.device.as_deref(),
            message: Texts::of(|language| self.error.message(language)),
            fix: Texts::of(|language| self.error.fix(language).to_owned()),
        };
        shown.serialize(serializer)
    }
}

/// How a ledger is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Health {
    /// The worst of its concerns; green if it has none.
    pub state: Light,
    /// When it was looked at, in milliseconds since 1970 in UTC.
    pub at_ms: i64,
    /// Everything that somebody should know, the worst first.
    pub concerns: Vec<Concern>,
}

/// How a ledger is now. It is quick: nothing is verified but the end of the audit.
pub fn health(store: &dyn Store, now: Timestamp) -> Result<Health> {
    health_of(store, &reckoned(&store.chains()?, &store.pressing()?, now))
}

/// The same, from figures that were taken already: by whoever sends, with the authority's clock beside.
pub fn health_of(store: &dyn Store, figures: &Figures) -> Result<Health> {
    let own = |error| Concern {
        light: Light::Red,
        error,
        environment: None,
        device: None,
    };
    let mut concerns: Vec<Concern> = store.fence().err().into_iter().map(own).collect();
    concerns.extend(audit_tail(store)?.map(own));
    concerns.extend(alerts(figures));
    crate::sort::by_key(&mut concerns, |concern| std::cmp::Reverse(concern.light));
    Ok(Health {
        state: concerns.first().map_or(Light::Green, |concern| concern.light),
        at_ms: figures.at_ms,
        concerns,
    })
}

/// The first of the last rows of the audit that was changed or does not follow.
fn audit_tail(store: &dyn Store) -> Result<Option<Error>> {
    let Some((last, hash)) = store.audit_head()? else {
        return Ok(None);
    };
    let fail = |ordinal: u64| Ok(Some(Error::new(Code::VerifyAudit).found(&ordinal.to_string())));
    let after = last.saturating_sub(TAIL);
    let mut before: Option<(u64, [u8; 32])> = (after == 0).then_some((0, [0; 32]));
    for row in store.audited(after, usize::try_from(last - after).unwrap_or(usize::MAX))? {
        let follows = before.is_none_or(|before| before == (row.ordinal - 1, row.previous));
        if !follows || row.digest() != row.hash {
            return fail(row.ordinal);
        }
        before = Some((row.ordinal, row.hash));
    }
    match before == Some((last, hash)) {
        true => Ok(None),
        false => fail(last),
    }
}

/// Everything in the figures that somebody should know, environment by environment.
pub fn alerts(figures: &Figures) -> Vec<Concern> {
    let mut found = Vec::new();
    for one in &figures.environments {
        let mut alarm = Alarm {
            environment: one.environment,
            at_ms: figures.at_ms,
            found: &mut found,
        };
        alarm.documents(one);
        for device in &one.devices {
            alarm.device(device);
        }
    }
    if let Some(skew) = figures.skew_ms.filter(|skew| skew.abs() > SKEW_MS[0]) {
        let light = if skew.abs() > SKEW_MS[1] {
            Light::Red
        } else {
            Light::Yellow
        };
        found.push(Concern {
            light,
            error: Error::new(Code::HealthClock).found(&format!("{} s", skew / 1000)),
            environment: None,
            device: None,
        });
    }
    found
}

struct Alarm<'a> {
    environment: Environment,
    at_ms: i64,
    found: &'a mut Vec<Concern>,
}

impl Alarm<'_> {
    fn raise(&mut self, light: Light, code: Code, found: &str, device: Option<&str>) {
        let mut error = Error::new(code);
        if !found.is_empty() {
            error = error.found(found);
        }
        if let Some(device) = device {
            error = error.at(device);
        }
        self.found.push(Concern {
            light,
            error,
            environment: Some(self.environment),
            device: device.map(str::to_owned),
        });
    }

    fn documents(&mut self, one: &InEnvironment) {
        for open in &one.open {
            let hours = open.oldest_seconds.unwrap_or(0) / HOUR;
            let shown = format!("{}, {hours} h", open.route.as_str());
            if hours >= 24 {
                self.raise(Light::Red, Code::HealthLate, &shown, None);
            } else if hours >= AGES_HOURS[0] {
                let light = if hours >= AGES_HOURS[2] {
                    Light::Red
                } else {
                    Light::Yellow
                };
                self.raise(light, Code::HealthAge, &shown, None);
            }
        }
        if let Some(seconds) = one.oldest_doubt_seconds.filter(|&seconds| seconds >= HOUR) {
            let minutes = format!("{} min", seconds / 60);
            self.raise(Light::Yellow, Code::HealthDoubt, &minutes, None);
        }
        let held: u64 = one.open.iter().map(|open| open.held).sum();
        if held > 0 {
            self.raise(Light::Yellow, Code::HealthHeld, &held.to_string(), None);
        }
        for (count, code) in [
            (one.uncorrected, Code::HealthRejected),
            (one.copy_missing, Code::HealthCopyMissing),
        ] {
            if count > 0 {
                self.raise(Light::Yellow, code, &count.to_string(), None);
            }
        }
    }

    fn device(&mut self, device: &InDevice) {
        let name = Some(device.device.as_str());
        if let Some(last) = device.contrary_last_ms
            && (device.state != ChainState::Active || self.at_ms - last < CONTRARY_MS)
        {
            self.raise(Light::Red, Code::HealthContrary, &device.contrary.to_string(), name);
        }
        if device.state == ChainState::Quarantined {
            self.raise(Light::Red, Code::HealthQuarantined, "", name);
        }
        if let Some(days) = device.certificate_days.filter(|&days| days < CERTIFICATE_DAYS[0]) {
            let light = if days < CERTIFICATE_DAYS[1] {
                Light::Red
            } else {
                Light::Yellow
            };
            self.raise(light, Code::HealthCertificate, &format!("{days} d"), name);
        }
        let mut told = Vec::new();
        for parked in &device.parked {
            // What shuts the whole device is told once, not for each of its lanes.
            let whole = parked.why != Why::Defect;
            if whole && told.contains(&parked.why) {
                continue;
            }
            told.push(parked.why);
            let (light, code) = match parked.why {
                Why::Credential => (Light::Red, Code::HealthCredential),
                Why::Storm => (Light::Red, Code::HealthStorm),
                Why::Defect => (Light::Yellow, Code::HealthParked),
            };
            // What was found here is not the authority's doing, and has a way out of its own.
            if let (Why::Credential, Some(own)) = (parked.why, Code::known(&parked.code)) {
                self.raise(light, own, "", name);
                continue;
            }
            let shown = match whole {
                true => parked.code.clone(),
                false => format!("{}, {}", parked.route.as_str(), parked.code),
            };
            self.raise(light, code, &shown, name);
        }
    }
}
