//! How things are: whether all is as it should be, in a light, in figures, and looked at from the first byte.

use super::{Khatm, now};
use crate::error::Result;
use crate::ledger::figures::{Figures, figures};
use crate::ledger::health::{Concern, Health, Light, health_of};
use crate::ledger::{Anchor, prometheus};
use crate::store::verify::{Verified, verify_against};

impl Khatm {
    /// How the ledger and its deliveries are, with everything that somebody should know, each with its code and its way out. Quick:
    /// to be asked every minute.
    pub fn health(&self) -> Result<Health> {
        let mut health = health_of(self.store(), &self.figures()?)?;
        // What only who sends has seen.
        if let Some(error) = self.inner.means.client.skew_warning() {
            health.state = health.state.max(Light::Yellow);
            health.concerns.push(Concern {
                light: Light::Yellow,
                error,
                environment: None,
                device: None,
            });
        }
        Ok(health)
    }

    /// The figures of each environment: what was issued, sent, accepted, rejected, is late or in doubt.
    pub fn figures(&self) -> Result<Figures> {
        figures(self.store(), now())
    }

    /// The same as text that Prometheus scrapes.
    pub fn metrics(&self) -> Result<String> {
        Ok(prometheus::text(&self.figures()?, Some(&self.health()?)))
    }

    /// The state of the ledger as one line, to be kept elsewhere: [`Khatm::verify`] shows by it what was cut off or made again.
    pub fn anchor(&self) -> Result<Anchor> {
        Anchor::of(self.store(), now())
    }

    /// Looks at everything that is kept, from the first byte: archive, chain, stamps, audit, and whether each anchor still lies on
    /// them. It takes all cores.
    pub fn verify(&self, anchors: &[Anchor]) -> Result<Verified> {
        verify_against(self.store(), self.verifier(), None, anchors)
    }
}
