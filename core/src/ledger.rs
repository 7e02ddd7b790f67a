//! What is kept and proved: the trail that every delivery leaves in the audit, anchors outside the ledger, figures, alerts, health.
//!
//! A store keeps and finds; what its rows mean is said here, once for every store.
//!
//! | module | what it does |
//! |---|---|
//! | [`trail`] | which lines of the audit belong to a delivery, and whether its rows still say the same |
//! | [`anchor`] | the state of a ledger in one line of text, to be kept elsewhere: what shows a cut tail or a rewritten chain |
//! | [`daily`] | what became of the documents of each day |
//! | [`figures`](mod@figures) | counts and times as data, per environment |
//! | [`prometheus`] | the same as text for Prometheus |
//! | [`health`](mod@health) | what a person should do something about, and the one light: green, yellow, red |
//! | [`standing`] | whether somebody delivers |

pub mod anchor;
pub mod daily;
pub mod figures;
pub mod health;
pub mod prometheus;
pub mod standing;
pub mod trail;

pub use anchor::Anchor;
pub use figures::{Figures, figures};
pub use health::{Concern, Health, Light, alerts, health};
