//! The compact tree: nodes in document order, each a handful of offsets into the source.

use std::borrow::Cow;

use super::Known;
use super::chars;
use crate::error::Place;

/// A node's index, in document order: everything below a node follows it directly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Its place in document order, counted from 0.
    #[inline]
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    /// The node at a place, which must be below [`Document::len`].
    #[inline]
    pub(crate) fn from_index(index: u32) -> Self {
        NodeId(index)
    }
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeKind {
    /// An element.
    Element,
    /// Character data.
    Text,
    /// Character data in `<![CDATA[…]]>`.
    Cdata,
    /// `<!-- … -->`.
    Comment,
    /// `<?target data?>`.
    Instruction,
}

/// Namespace ids below this are fixed: none, `xml`, then [`super::NAMESPACES`].
pub(super) const FIRST_KNOWN: u16 = 2;
pub(super) const NONE: u16 = 0;
pub(super) const XML: u16 = 1;
pub(super) const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    /// The bytes stand in the source as canonical form has them (for elements: the start tag).
    pub(super) canonical: bool,
    /// Likewise for the end tag.
    pub(super) canonical_end: bool,
    pub(super) namespace: u16,
    pub(super) prefix_len: u16,
    pub(super) name_len: u16,
    pub(super) attribute_count: u16,
    pub(super) declaration_count: u16,
    pub(super) first_attribute: u32,
    pub(super) first_declaration: u32,
    /// From the first byte of the node …
    pub(super) start: u32,
    /// … to the end of its start tag (elements) …
    pub(super) open_end: u32,
    /// … to the start of its end tag; equal to `end` when there is none …
    pub(super) close_start: u32,
    /// … to its end.
    pub(super) end: u32,
    pub(super) parent: u32,
    pub(super) subtree_end: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Attribute {
    pub(super) namespace: u16,
    pub(super) prefix_len: u16,
    pub(super) name_len: u16,
    /// The value needs no decoding: it is its source text.
    pub(super) plain: bool,
    pub(super) name_start: u32,
    pub(super) value_start: u32,
    pub(super) value_end: u32,
}

#[derive(Debug, Clone)]
pub(super) struct Declaration {
    pub(super) prefix_start: u32,
    pub(super) prefix_len: u16,
    pub(super) namespace: u16,
    /// It says what already holds.
    pub(super) redundant: bool,
}

/// An attribute of an element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AttributeView<'a, 'd> {
    doc: &'d Document<'a>,
    inner: &'d Attribute,
}

impl<'a> AttributeView<'a, '_> {
    /// Where in [`Document::namespace_names`] its namespace stands; 0 for none.
    pub(crate) fn namespace_index(&self) -> usize {
        usize::from(self.inner.namespace)
    }

    /// As written, prefix included.
    pub(crate) fn name(&self) -> &'a str {
        self.doc.attribute_name(self.inner)
    }

    /// Without its prefix.
    pub(crate) fn local(&self) -> &'a str {
        self.doc.attribute_local(self.inner)
    }

    /// References resolved, white space as blanks.
    pub(crate) fn value(&self) -> Cow<'a, str> {
        self.doc.attribute_value(self.inner)
    }
}

/// A parsed document. It borrows the source: whatever is said about the document is said about those bytes.
#[derive(Debug, Clone)]
pub struct Document<'a> {
    pub(super) text: &'a str,
    /// 3 when the file began with a byte order mark.
    pub(super) mark: u32,
    pub(super) nodes: Vec<Node>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) declarations: Vec<Declaration>,
    pub(super) namespaces: Vec<Cow<'a, str>>,
    pub(super) root: NodeId,
}

impl<'a> Document<'a> {
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(super) fn slice(&self, start: u32, end: u32) -> &'a str {
        &self.text[start as usize..end as usize]
    }

    /// The source without its byte order mark.
    pub fn source(&self) -> &'a str {
        self.text
    }

    /// How many bytes of the file come before [`Document::source`].
    pub fn mark_len(&self) -> usize {
        self.mark as usize
    }

    /// The outermost element.
    pub fn root(&self) -> NodeId {
        self.root
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// False: a document has a root.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// True for an element.
    pub(crate) fn is_element(&self, id: NodeId) -> bool {
        self.node(id).kind == NodeKind::Element
    }

    /// True for character data.
    pub(crate) fn is_text(&self, id: NodeId) -> bool {
        matches!(self.node(id).kind, NodeKind::Text | NodeKind::Cdata)
    }

    /// True for an element with attributes.
    pub(crate) fn has_attributes(&self, id: NodeId) -> bool {
        self.node(id).attribute_count > 0
    }

    /// The number of the first node that is not below the one at a place.
    pub(crate) fn end(&self, at: usize) -> usize {
        self.nodes[at].subtree_end as usize
    }

    /// The numbers of the node and of everything below it.
    pub(crate) fn subtree(&self, id: NodeId) -> std::ops::Range<usize> {
        id.index()..self.node(id).subtree_end as usize
    }

    /// What the node is.
    pub fn kind(&self, id: NodeId) -> NodeKind {
        self.node(id).kind
    }

    /// The element's name as written, prefix included; a processing instruction's target.
    pub fn name(&self, id: NodeId) -> &'a str {
        let node = self.node(id);
        let start = node.start + if node.kind == NodeKind::Instruction { 2 } else { 1 };
        self.slice(start, start + u32::from(node.name_len))
    }

    /// The element's name without its prefix.
    pub fn local(&self, id: NodeId) -> &'a str {
        let node = self.node(id);
        let skip = if node.prefix_len == 0 {
            0
        } else {
            node.prefix_len as usize + 1
        };
        &self.name(id)[skip..]
    }

    /// The element's prefix, empty for none.
    pub fn prefix(&self, id: NodeId) -> &'a str {
        &self.name(id)[..self.node(id).prefix_len as usize]
    }

    /// The element's namespace, empty for none.
    pub fn namespace(&self, id: NodeId) -> &str {
        &self.namespaces[self.node(id).namespace as usize]
    }

    /// True for an element of this namespace and local name.
    #[inline]
    pub fn is(&self, id: NodeId, known: Known, local: &str) -> bool {
        let node = self.node(id);
        node.kind == NodeKind::Element && node.namespace == FIRST_KNOWN + known as u16 && self.local(id) == local
    }

    /// Which of the namespaces that an invoice knows an element is in.
    pub fn known(&self, id: NodeId) -> Option<Known> {
        let index = self.node(id).namespace.checked_sub(FIRST_KNOWN)?;
        Known::ALL.get(usize::from(index)).copied()
    }

    /// The values of attributes that name an element for references: `Id`, `ID`, `id`, `xml:id`.
    pub(crate) fn id_values(&self, id: NodeId) -> impl Iterator<Item = String> + '_ {
        let is_id = |a: &&Attribute| self.attribute_local(a).eq_ignore_ascii_case("id");
        self.attributes_of(id)
            .iter()
            .filter(is_id)
            .map(|a| self.attribute_value(a).trim().to_owned())
    }

    /// The element around a node.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.node(id).parent;
        (parent != u32::MAX).then_some(NodeId(parent))
    }

    /// The first node that is not below this one.
    pub fn after(&self, id: NodeId) -> Option<NodeId> {
        let next = self.node(id).subtree_end;
        ((next as usize) < self.nodes.len()).then_some(NodeId(next))
    }

    /// The nodes directly below an element, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).subtree_end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            (next < end).then(|| {
                let child = NodeId(next);
                next = self.node(child).subtree_end;
                child
            })
        })
    }

    /// The node and everything below it, in document order.
    pub fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        (id.0..self.node(id).subtree_end).map(NodeId)
    }

    /// Every node of the document in order, those outside the root too.
    pub fn all(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The elements of this name directly below one.
    pub fn children_named<'d>(&'d self, id: NodeId, known: Known, local: &'d str) -> impl Iterator<Item = NodeId> + 'd {
        self.children(id).filter(move |&child| self.is(child, known, local))
    }

    /// The first element of this name directly below one.
    pub fn child(&self, id: NodeId, known: Known, local: &str) -> Option<NodeId> {
        self.children(id).find(|&child| self.is(child, known, local))
    }

    /// Follows a path of first children.
    pub fn descend(&self, from: NodeId, path: &[(Known, &str)]) -> Option<NodeId> {
        path.iter()
            .try_fold(from, |at, &(known, local)| self.child(at, known, local))
    }

    /// The value of an attribute without a namespace.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<Cow<'a, str>> {
        self.attributes_of(id)
            .iter()
            .find(|a| a.namespace == NONE && self.attribute_name(a) == name)
            .map(|a| self.attribute_value(a))
    }

    /// The names of all namespaces of the document, known or not; an element's is at its [`Document::namespace_index`].
    pub(crate) fn namespace_names(&self) -> &[Cow<'a, str>] {
        &self.namespaces
    }

    /// Where in [`Document::namespace_names`] an element's namespace stands.
    #[inline]
    pub(crate) fn namespace_index(&self, id: NodeId) -> usize {
        usize::from(self.node(id).namespace)
    }

    /// The index of the first node that is not below this one, even if there is none of that index.
    #[inline]
    pub(crate) fn end_index(&self, id: NodeId) -> u32 {
        self.node(id).subtree_end
    }

    /// The element's attributes, declarations of namespaces left out.
    #[inline]
    pub(crate) fn attributes(&self, id: NodeId) -> impl Iterator<Item = AttributeView<'a, '_>> {
        self.attributes_of(id)
            .iter()
            .map(move |inner| AttributeView { doc: self, inner })
    }

    pub(super) fn attributes_of(&self, id: NodeId) -> &[Attribute] {
        let node = self.node(id);
        &self.attributes[node.first_attribute as usize..][..node.attribute_count as usize]
    }

    pub(super) fn declarations_of(&self, id: NodeId) -> &[Declaration] {
        let node = self.node(id);
        &self.declarations[node.first_declaration as usize..][..node.declaration_count as usize]
    }

    pub(super) fn attribute_name(&self, a: &Attribute) -> &'a str {
        self.slice(a.name_start, a.name_start + u32::from(a.name_len))
    }

    pub(super) fn attribute_local(&self, a: &Attribute) -> &'a str {
        &self.attribute_name(a)[if a.prefix_len == 0 {
            0
        } else {
            a.prefix_len as usize + 1
        }..]
    }

    pub(super) fn attribute_value(&self, a: &Attribute) -> Cow<'a, str> {
        let raw = self.slice(a.value_start, a.value_end);
        if a.plain {
            Cow::Borrowed(raw)
        } else {
            Cow::Owned(decode_value(raw))
        }
    }

    pub(super) fn declaration_prefix(&self, d: &Declaration) -> &'a str {
        self.slice(d.prefix_start, d.prefix_start + u32::from(d.prefix_len))
    }

    /// The namespace that a prefix stands for at an element (`""`: the default), if it is declared.
    pub fn namespace_of_prefix(&self, id: NodeId, prefix: &str) -> Option<&str> {
        let mut at = Some(id);
        while let Some(element) = at {
            let declared = self
                .declarations_of(element)
                .iter()
                .find(|d| self.declaration_prefix(d) == prefix);
            if let Some(d) = declared {
                return Some(&self.namespaces[d.namespace as usize])
                    .filter(|uri| !uri.is_empty())
                    .map(|uri| uri.as_ref());
            }
            at = self.parent(element);
        }
        (prefix == "xml").then_some(XML_URI)
    }

    /// The node's characters as a reader of the document sees them: references resolved, line ends as LF. Empty for
    /// comments and processing instructions; an element's is that of everything below it.
    pub fn value(&self, id: NodeId) -> Cow<'a, str> {
        let node = self.node(id);
        // Most elements hold one plain text and nothing else.
        if let Some(below) = self.nodes.get(id.0 as usize + 1) {
            if below.canonical && below.kind == NodeKind::Text && node.subtree_end == id.0 + 2 {
                return Cow::Borrowed(self.slice(below.start, below.end));
            }
        }
        match node.kind {
            NodeKind::Text => {
                let raw = self.slice(node.start, node.end);
                // What stands in canonical form has neither references nor CR.
                let plain = node.canonical || !raw.bytes().any(|b| b == b'&' || b == b'\r');
                if plain {
                    Cow::Borrowed(raw)
                } else {
                    Cow::Owned(decode_text(raw))
                }
            }
            NodeKind::Cdata => {
                let raw = self.slice(node.start + 9, node.end - 3);
                if raw.contains('\r') {
                    Cow::Owned(line_ends(raw))
                } else {
                    Cow::Borrowed(raw)
                }
            }
            NodeKind::Element => {
                let mut whole = Cow::Borrowed("");
                for below in self.descendants(id).skip(1) {
                    if matches!(self.kind(below), NodeKind::Text | NodeKind::Cdata) {
                        let part = self.value(below);
                        if whole.is_empty() {
                            whole = part
                        } else {
                            whole.to_mut().push_str(&part)
                        }
                    }
                }
                whole
            }
            NodeKind::Comment | NodeKind::Instruction => Cow::Borrowed(""),
        }
    }

    /// The first text node below an element as XPath has them: text and CDATA that touch are one node.
    pub(super) fn first_text(&self, id: NodeId) -> Cow<'a, str> {
        let mut run = Cow::Borrowed("");
        for child in self.children(id) {
            match self.kind(child) {
                NodeKind::Text | NodeKind::Cdata => {
                    let part = self.value(child);
                    if run.is_empty() {
                        run = part
                    } else {
                        run.to_mut().push_str(&part)
                    }
                }
                _ if !run.is_empty() => break,
                _ => {}
            }
        }
        run
    }

    /// The bytes of the node in [`Document::source`].
    pub fn span(&self, id: NodeId) -> std::ops::Range<usize> {
        let node = self.node(id);
        node.start as usize..node.end as usize
    }

    /// The bytes of an element's start tag.
    pub fn start_tag(&self, id: NodeId) -> std::ops::Range<usize> {
        let node = self.node(id);
        node.start as usize..node.open_end as usize
    }

    /// Where the node starts in the file.
    pub fn place(&self, id: NodeId) -> Place {
        place_of(self.text, self.mark, self.node(id).start as usize)
    }

    /// The way from the root to a node, as XPath writes it; a position only where a name is repeated.
    pub fn path(&self, id: NodeId) -> String {
        let mut steps = Vec::new();
        let mut at = Some(id);
        while let Some(node) = at {
            steps.push(self.step(node));
            at = self.parent(node);
        }
        steps.reverse();
        format!("/{}", steps.join("/"))
    }

    /// The name of a node in a path.
    pub(super) fn label(&self, id: NodeId) -> &'a str {
        match self.kind(id) {
            NodeKind::Element => self.name(id),
            NodeKind::Text | NodeKind::Cdata => "text()",
            NodeKind::Comment => "comment()",
            NodeKind::Instruction => "processing-instruction()",
        }
    }

    fn step(&self, id: NodeId) -> String {
        let label = |node: NodeId| self.label(node);
        let mine = label(id);
        let Some(parent) = self.parent(id) else {
            return mine.to_owned();
        };
        let (mut before, mut after) = (0, 0);
        for sibling in self.children(parent).filter(|&sibling| label(sibling) == mine) {
            if sibling < id {
                before += 1
            } else if sibling > id {
                after += 1
            }
        }
        if before + after == 0 {
            mine.to_owned()
        } else {
            format!("{mine}[{}]", before + 1)
        }
    }
}

pub(super) fn place_of(text: &str, mark: u32, offset: usize) -> Place {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let line = before.iter().filter(|&&b| b == b'\n').count();
    let from = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    // A byte that continues a character does not move an editor's column.
    let column = before[from..].iter().filter(|&&b| b & 0xC0 != 0x80).count();
    let clamp = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
    Place {
        line: clamp(line),
        column: clamp(column),
        offset: offset as u64 + u64::from(mark),
    }
}

/// CRLF and lone CR become LF, as every XML reader has it.
pub(super) fn line_ends(raw: &str) -> String {
    raw.replace("\r\n", "\n").replace('\r', "\n")
}

/// Resolves the references of text that has been checked. A CR that was written as a reference stays one.
fn decode_text(raw: &str) -> String {
    decode(raw, |out, literal| match literal.contains('\r') {
        true => out.push_str(&line_ends(literal)),
        false => out.push_str(literal),
    })
}

/// Resolves the references of an attribute value that has been checked; literal white space becomes blanks.
pub(super) fn decode_value(raw: &str) -> String {
    decode(raw, |out, literal| {
        let bytes = literal.as_bytes();
        for (at, ch) in literal.char_indices() {
            match ch {
                '\n' if at > 0 && bytes[at - 1] == b'\r' => {}
                '\t' | '\n' | '\r' => out.push(' '),
                _ => out.push(ch),
            }
        }
    })
}

fn decode(raw: &str, literal: impl Fn(&mut String, &str)) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        literal(&mut out, &rest[..at]);
        let after = &rest[at + 1..];
        let end = after.find(';').unwrap_or(after.len());
        if let Some(ch) = chars::reference(&after[..end]) {
            out.push(ch);
        }
        rest = after.get(end + 1..).unwrap_or("");
    }
    literal(&mut out, rest);
    out
}
