//! The ways to many nodes: each element's children are counted once, however many of them are asked for.

use std::collections::HashMap;

use super::tree::{Document, NodeId};

/// Paths as [`Document::path`] writes them.
pub(crate) struct Ways<'d, 'a> {
    doc: &'d Document<'a>,
    steps: HashMap<NodeId, HashMap<NodeId, String>>,
}

impl<'d, 'a> Ways<'d, 'a> {
    pub(crate) fn new(doc: &'d Document<'a>) -> Self {
        Ways {
            doc,
            steps: HashMap::new(),
        }
    }

    /// The way from the root to a node.
    pub(crate) fn path(&mut self, id: NodeId) -> String {
        let mut path = match self.doc.parent(id) {
            None => return format!("/{}", self.doc.label(id)),
            Some(parent) => self.path(parent),
        };
        path.push('/');
        if let Some(step) = self.doc.parent(id).and_then(|parent| self.children(parent).get(&id)) {
            path.push_str(step);
        }
        path
    }

    fn children(&mut self, parent: NodeId) -> &HashMap<NodeId, String> {
        let doc = self.doc;
        self.steps.entry(parent).or_insert_with(|| {
            let mut of_name: HashMap<&str, Vec<NodeId>> = HashMap::new();
            for child in doc.children(parent) {
                of_name.entry(doc.label(child)).or_default().push(child);
            }
            let mut steps = HashMap::new();
            for (name, nodes) in of_name {
                let alone = nodes.len() == 1;
                for (at, node) in nodes.into_iter().enumerate() {
                    let step = match alone {
                        true => name.to_owned(),
                        false => format!("{name}[{}]", at + 1),
                    };
                    steps.insert(node, step);
                }
            }
            steps
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_are_those_that_are_found_one_by_one() {
        let doc = crate::ubl::parse(b"<a><b/>x<b><c/><?p?><c/><!-- --></b>y<d/></a>").unwrap();
        let mut ways = Ways::new(&doc);
        for id in doc.descendants(doc.root()) {
            assert_eq!(ways.path(id), doc.path(id));
        }
    }
}
