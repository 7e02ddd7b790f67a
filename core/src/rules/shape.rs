//! The structure of a document: is it an Invoice as UBL 2.1 (OASIS) has it?
//!
//! Elements in their order and number, attributes, and the form of every value, as the official schema prescribes them,
//! the signature's vocabularies included. The schema itself is not read: [`table`] holds what it says. The document is
//! walked once, without recursion, and nothing is kept but one finding for each cause.
//!
//! Only the verdict is the schema's; its words are ours. Where validators differ, Xerces is followed, because the
//! authority's is made with it. One thing is stricter: a schema lets any element of UBL be the outermost one, but this
//! is about invoices.

mod attributes;
mod gather;
mod letters;
mod model;
mod moment;
mod names;
mod table;
mod uri;
mod value;

use std::borrow::Cow;

use self::attributes::{References, expected};
use self::gather::Gathered;
use self::model::{ANY, Content, Step, TypeId};
pub(crate) use self::names::Names;
use self::names::spelt;
use self::value::Kind;
use super::report::Found;
use crate::error::Code;
use crate::ubl::chars::is_space;
use crate::ubl::tree::NodeKind;
use crate::ubl::{Document, Known, NodeId};

/// Everything that is wrong with the structure: one finding for each cause, with the number of its places.
pub(crate) fn look(doc: &Document<'_>) -> Vec<Found> {
    let mut look = Look {
        doc,
        names: Names::new(doc),
        found: Gathered::default(),
        references: References::default(),
        open: Vec::with_capacity(16),
    };
    look.document();
    look.references.finish(&mut look.found);
    look.found.finish(doc)
}

struct Look<'d, 'a> {
    doc: &'d Document<'a>,
    names: Names,
    found: Gathered,
    references: References<'a>,
    /// The elements around the one that is looked at, outermost first. Values are judged at once and never stand here.
    open: Vec<Open>,
}

/// An element whose children are being read.
struct Open {
    node: NodeId,
    /// The first node after it.
    end: u32,
    content: Content,
    /// The place in the sequence, or the state in the graph.
    at: u16,
    /// Which parts of the sequence have come.
    seen: u128,
}

impl<'a> Look<'_, 'a> {
    fn document(&mut self) {
        let doc = self.doc;
        let root = doc.root();
        let end = doc.end_index(root);
        if !doc.is(root, Known::Invoice, "Invoice") {
            self.found
                .add(Code::NotInvoice, root, || Some(doc.name(root).to_owned()));
        }
        let declared = self.names.id(doc, root).filter(|&name| model::is_global(name));
        let mut next = self.element(root, declared.map(TypeId::of_element), true);
        while next < end {
            while let Some(done) = self.open.pop_if(|open| open.end <= next) {
                self.close(&done);
            }
            next = self.node(NodeId::from_index(next));
        }
        while let Some(done) = self.open.pop() {
            self.close(&done);
        }
    }

    /// Looks at a node below the innermost open element: the index of the one to go on with.
    #[inline]
    fn node(&mut self, node: NodeId) -> u32 {
        match self.doc.kind(node) {
            NodeKind::Element => self.child(node),
            NodeKind::Text | NodeKind::Cdata => {
                self.text(node);
                self.doc.end_index(node)
            }
            NodeKind::Comment | NodeKind::Instruction => self.doc.end_index(node),
        }
    }

    /// Text where elements are expected.
    #[inline]
    fn text(&mut self, node: NodeId) {
        let Some(open) = self.open.last() else {
            return;
        };
        let wrong = match open.content {
            Content::Mixed(_) | Content::Value(_) => false,
            Content::Sequence(..) | Content::Graph(_) => !self.doc.value(node).bytes().all(is_space),
            Content::Empty => !self.doc.value(node).is_empty(),
        };
        if wrong {
            let doc = self.doc;
            let found = || Some(doc.value(node).trim().to_owned());
            self.found.add(Code::XsdText, open.node, found);
        }
    }

    /// An element: may it stand here, and is it right?
    #[inline]
    fn child(&mut self, node: NodeId) -> u32 {
        let doc = self.doc;
        let name = self.names.id(doc, node);
        let Some(open) = self.open.last_mut() else {
            return doc.end_index(node);
        };
        let step = match open.content {
            Content::Sequence(start, count) => match name {
                Some(name) => model::sequence(start, count, &mut open.at, &mut open.seen, name),
                None => Step::Unknown,
            },
            Content::Graph(_) | Content::Mixed(_) => {
                let namespace = self.names.namespace(doc.namespace_index(node));
                model::graph(&mut open.at, namespace, name)
            }
            Content::Empty | Content::Value(_) => Step::Unknown,
        };
        let declared = name.map(TypeId::of_element);
        match step {
            Step::Fits => self.element(node, declared, true),
            Step::Wild(strict) => {
                let global = name.filter(|&name| model::is_global(name));
                self.element(node, global.map(TypeId::of_element), strict)
            }
            Step::TooMany => {
                self.found
                    .add(Code::XsdTooMany, node, || Some(doc.name(node).to_owned()));
                self.element(node, declared, true)
            }
            Step::Late(after) => {
                let found = || Some(format!("{} after {}", doc.name(node), spelt(after)));
                self.found.add(Code::XsdOrder, node, found);
                self.element(node, declared, true)
            }
            Step::Unknown => self.unknown(node, declared),
        }
    }

    /// Nothing is said of what is in an element that should not be here, unless it is one of UBL's.
    #[cold]
    fn unknown(&mut self, node: NodeId, declared: Option<TypeId>) -> u32 {
        let doc = self.doc;
        if let Some(&Open { content, at, seen, .. }) = self.open.last() {
            let what = doc.name(node);
            let found = || match content {
                Content::Sequence(start, count) => expected(what, model::next_of_sequence(start, count, at, seen)),
                Content::Graph(_) | Content::Mixed(_) => expected(what, model::next_of_graph(at)),
                Content::Empty | Content::Value(_) => Some(what.to_owned()),
            };
            self.found.add(Code::XsdElement, node, found);
        }
        match declared {
            Some(_) => self.element(node, declared, true),
            None => doc.end_index(node),
        }
    }

    /// Judges an element that may stand where it stands. Without a declaration only `strict` asks for one.
    #[inline]
    fn element(&mut self, node: NodeId, declared: Option<TypeId>, strict: bool) -> u32 {
        let doc = self.doc;
        let told = match doc.attributes(node).next() {
            None => declared,
            Some(_) => self.instructed(node, declared),
        };
        if told.is_none() && strict {
            self.found
                .add(Code::XsdElement, node, || Some(doc.name(node).to_owned()));
            return doc.end_index(node);
        }
        let its = told.unwrap_or(ANY).get();
        self.attributes(node, its.attributes);
        let (first, end) = (node.index() as u32 + 1, doc.end_index(node));
        match its.content {
            Content::Value(kind) => {
                self.value(node, kind);
                end
            }
            content => {
                let at = match content {
                    Content::Graph(start) | Content::Mixed(start) => start,
                    _ => 0,
                };
                self.open.push(Open {
                    node,
                    end,
                    content,
                    at,
                    seen: 0,
                });
                first
            }
        }
    }

    /// An element that holds a value.
    #[inline]
    fn value(&mut self, node: NodeId, kind: Kind) {
        let doc = self.doc;
        if let Some(inner) = doc.children(node).find(|&child| doc.kind(child) == NodeKind::Element) {
            self.found
                .add(Code::XsdChild, inner, || Some(doc.name(inner).to_owned()));
            return;
        }
        if kind.takes_all() {
            return;
        }
        let value = doc.value(node);
        if !kind.takes(&value) {
            let found = || Some(format!("\"{}\"", value.trim()));
            self.found.add(kind.code(), node, found);
            return;
        }
        self.depends(node, kind, value);
    }

    /// Values whose truth depends on the rest of the document; none is of UBL's own types.
    fn depends(&mut self, node: NodeId, kind: Kind, value: Cow<'a, str>) {
        match kind {
            Kind::Id => self.references.define(node, value),
            Kind::IdRef | Kind::IdRefs => self.references.refer(node, &value),
            Kind::QName | Kind::Notation => {
                let prefix = value.trim().split_once(':').map_or("", |(prefix, _)| prefix);
                if !prefix.is_empty() && self.doc.namespace_of_prefix(node, prefix).is_none() {
                    self.found.add(kind.code(), node, || Some(prefix.to_owned()));
                }
            }
            _ => {}
        }
    }

    /// All children have been read: is something lacking?
    #[inline]
    fn close(&mut self, done: &Open) {
        match done.content {
            Content::Sequence(start, count) => {
                for name in model::lacking(start, count, done.seen) {
                    self.found.add(Code::XsdMissing, done.node, || Some(spelt(name)));
                }
            }
            Content::Graph(_) | Content::Mixed(_) if !model::may_end(done.at) => {
                let what = self.doc.name(done.node);
                let found = || expected(what, model::next_of_graph(done.at));
                self.found.add(Code::XsdMissing, done.node, found);
            }
            _ => {}
        }
    }
}
