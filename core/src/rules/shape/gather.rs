//! Findings, one for each code: the first place in full, the rest as a count.

use crate::error::{Code, Error, Severity};
use crate::rules::report::{Found, Stage};
use crate::ubl::{Document, NodeId};

/// What was found so far. Holds one entry for each code, so that a document with a million faults costs no memory.
#[derive(Debug, Default)]
pub(super) struct Gathered(Vec<Entry>);

#[derive(Debug)]
struct Entry {
    code: Code,
    /// The first place in the document, which is not always the first that was found.
    node: NodeId,
    /// Added to the path: an attribute.
    suffix: String,
    found: Option<String>,
    count: u32,
}

impl Gathered {
    /// Something is wrong with a node. `found` is asked only if this is the first place.
    #[cold]
    pub(super) fn add(&mut self, code: Code, node: NodeId, found: impl FnOnce() -> Option<String>) {
        self.note(code, node, String::new, found);
    }

    /// Something is wrong with an attribute.
    #[cold]
    pub(super) fn add_attribute(
        &mut self,
        code: Code,
        node: NodeId,
        name: &str,
        found: impl FnOnce() -> Option<String>,
    ) {
        self.note(code, node, || format!("/@{name}"), found);
    }

    fn note(
        &mut self,
        code: Code,
        node: NodeId,
        suffix: impl FnOnce() -> String,
        found: impl FnOnce() -> Option<String>,
    ) {
        match self.0.iter_mut().find(|entry| entry.code == code) {
            Some(entry) => {
                entry.count = entry.count.saturating_add(1);
                if node < entry.node {
                    (entry.node, entry.suffix, entry.found) = (node, suffix(), found());
                }
            }
            None => self.0.push(Entry {
                code,
                node,
                suffix: suffix(),
                found: found(),
                count: 1,
            }),
        }
    }

    /// In the order of the document.
    pub(super) fn finish(mut self, doc: &Document<'_>) -> Vec<Found> {
        crate::sort::by_key(&mut self.0, |entry| entry.node);
        let found = |entry: Entry| {
            let path = format!("{}{}", doc.path(entry.node), entry.suffix);
            let mut error = Error::new(entry.code).at(path).place(doc.place(entry.node));
            if let Some(text) = entry.found {
                error = error.found(&text);
            }
            Found {
                count: entry.count,
                ..Found::new(Stage::Xsd, Severity::Error, error)
            }
        };
        self.0.into_iter().map(found).collect()
    }
}
