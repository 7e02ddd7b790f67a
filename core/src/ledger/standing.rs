//! Whether somebody delivers: a ledger issues as well without, so that nobody would notice before the first document is late.

use super::health::{Concern, Light};
use crate::error::{Code, Error};
use crate::time::Timestamp;

/// A document is taken within a second where all is well. Nobody is called before it waited so long.
const PATIENCE_MS: i64 = 10_000;
/// Where somebody is at work, he may be busy with others for so long.
const BUSY_MS: i64 = 60_000;
/// Whoever took a document so lately is still there.
const LATELY_MS: i64 = 5 * 60_000;

/// The worker of a host that can have one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hired {
    /// It is there, or is started when it is needed.
    Yes,
    /// It ended, or could not do its work, for this reason; it is tried again.
    Failing(Code),
    /// This host was started without.
    Unloaded,
    /// It was told to leave this ledger alone.
    Off,
}

/// How deliveries stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The host's own worker.
    pub hired: Hired,
    /// Since when a document has waited that could be taken: of no lane that is parked, and held by nobody.
    pub waiting_since: Option<Timestamp>,
    /// When a document was taken last, by whomever.
    pub taken_at: Option<Timestamp>,
}

impl Standing {
    /// What somebody should know of it, if anything.
    pub fn concern(&self, now: Timestamp) -> Option<Concern> {
        let waited = self
            .waiting_since
            .map(|since| now.unix_ms().saturating_sub(since.unix_ms()));
        let is_served = self
            .taken_at
            .is_some_and(|at| now.unix_ms().saturating_sub(at.unix_ms()) < LATELY_MS);
        // Where nobody ever took one there is nobody to be patient with.
        let patience = match (self.taken_at, is_served) {
            (None, _) => 0,
            (_, false) => PATIENCE_MS,
            (_, true) => BUSY_MS,
        };
        let nobody = |code| waited.filter(|waited| *waited >= patience).map(|_| (Light::Red, code));
        let (light, code) = match self.hired {
            Hired::Unloaded => nobody(Code::WorkerUnloaded)?,
            Hired::Off => nobody(Code::WorkerOff)?,
            Hired::Failing(code) => match waited.is_some_and(|waited| waited >= PATIENCE_MS) {
                true => (Light::Red, code),
                false => (Light::Yellow, code),
            },
            Hired::Yes => {
                waited.filter(|waited| *waited >= BUSY_MS)?;
                (Light::Yellow, Code::WorkerLate)
            }
        };
        let error = match waited {
            Some(waited) => Error::new(code).found(&format!("{} s", waited / 1000)),
            None => Error::new(code),
        };
        Some(Concern {
            light,
            error,
            environment: None,
            device: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_ms(seconds * 1000)
    }

    fn light(hired: Hired, waiting_since: Option<i64>, taken_at: Option<i64>) -> (Light, &'static str) {
        let standing = Standing {
            hired,
            waiting_since: waiting_since.map(at),
            taken_at: taken_at.map(at),
        };
        let concern = standing.concern(at(100_000));
        concern.map_or((Light::Green, ""), |concern| {
            (concern.light, concern.error.code().as_str())
        })
    }

    #[test]
    fn a_ledger_that_nobody_delivers_for_is_red_as_soon_as_a_document_waits() {
        let (none, all) = (None, Some(99_999));
        assert_eq!(light(Hired::Unloaded, none, none), (Light::Green, ""));
        assert_eq!(light(Hired::Unloaded, all, none), (Light::Red, "KHATM-WORKER-UNLOADED"));
        assert_eq!(light(Hired::Off, all, none), (Light::Red, "KHATM-WORKER-OFF"));
        assert_eq!(light(Hired::Yes, all, none), (Light::Green, ""));
    }

    #[test]
    fn an_agent_beside_the_server_is_somebody_too() {
        // It took one two minutes ago.
        let lately = Some(99_880);
        assert_eq!(light(Hired::Unloaded, Some(99_950), lately), (Light::Green, ""));
        assert_eq!(light(Hired::Unloaded, Some(99_940), lately).0, Light::Red);
        // It took one last night: the first of the morning has a moment's time.
        let long_ago = Some(50_000);
        assert_eq!(light(Hired::Off, Some(99_995), long_ago), (Light::Green, ""));
        assert_eq!(light(Hired::Off, Some(99_990), long_ago).0, Light::Red);
    }

    #[test]
    fn a_worker_that_cannot_is_worse_when_somebody_waits_for_it() {
        let failing = Hired::Failing(Code::RootKeyAbsent);
        let code = Code::RootKeyAbsent.as_str();
        assert_eq!(light(failing, None, Some(1)), (Light::Yellow, code));
        assert_eq!(light(failing, Some(99_995), Some(1)), (Light::Yellow, code));
        assert_eq!(light(failing, Some(99_990), Some(1)), (Light::Red, code));
        assert_eq!(light(Hired::Yes, Some(99_941), Some(1)), (Light::Green, ""));
        assert_eq!(
            light(Hired::Yes, Some(99_940), Some(1)),
            (Light::Yellow, "KHATM-WORKER-LATE")
        );
    }
}
