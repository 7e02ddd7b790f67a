//! How the tables of rules are written. They are data: a row says which code, how bad, since when, and what must hold for
//! it to fire; `program` runs them, and the texts are in the catalogue of codes.
//!
//! A **template** is a way to match elements or attributes. Of the templates of one pattern only one fires at a node: the
//! one with the highest priority, and of equals the later in the table. Then all its **rules** are asked.
//!
//! A rule's **steps** run in order, first at the node that was matched: `If` and `Unless` must hold to go on, `Each` goes
//! on at each node in turn, `Let` names a value. Past the last step the rule has fired.
//!
//! Conditions are XPath as the authority executes it, with a few words of our own (`xpath/ast.rs` lists them), and
//! `$name` for a text in the version's `macros`.

use super::report::Stage;
use crate::error::{Code, Severity};

/// The rules of one version of the authority's SDK.
#[derive(Debug)]
pub struct RuleSet {
    /// As the authority calls it: `R3.4.8`.
    pub version: &'static str,
    /// Texts that conditions share.
    pub macros: &'static [(&'static str, &'static str)],
    /// The templates, in the order of the authority's stylesheets.
    pub tables: &'static [&'static [Template]],
}

/// Which nodes its rules look at.
#[derive(Debug)]
pub struct Template {
    /// `en` or `ksa`.
    pub stage: Stage,
    /// Templates of one number compete for a node.
    pub pattern: u8,
    /// The highest wins.
    pub priority: u8,
    /// Paths, `|` between them.
    pub matches: &'static str,
    /// None: it only keeps the node from other templates.
    pub rules: &'static [Rule],
}

/// One row. A code may have several.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The authority's code, with our texts.
    pub code: Code,
    /// An error has the document rejected.
    pub severity: Severity,
    /// The first SDK that is known to have had it.
    pub since: &'static str,
    /// When it fires.
    pub steps: &'static [Step],
}

/// A step of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// `$name` is this.
    Let(&'static str, &'static str),
    /// Go on at each of these nodes.
    Each(&'static str),
    /// Go on if it holds.
    If(&'static str),
    /// Go on if it does not hold.
    Unless(&'static str),
}

pub(super) const fn error(code: Code, since: &'static str, steps: &'static [Step]) -> Rule {
    Rule {
        code,
        severity: Severity::Error,
        since,
        steps,
    }
}

pub(super) const fn warning(code: Code, since: &'static str, steps: &'static [Step]) -> Rule {
    Rule {
        code,
        severity: Severity::Warning,
        since,
        steps,
    }
}
