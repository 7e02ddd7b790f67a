//! Canonical XML, inclusive, without comments (1.0 and 1.1 agree on what is done here), and what the authority leaves out.
//!
//! Most of an invoice stands in its file as canonical form has it. Such stretches are handed on as slices of the source,
//! as long as they reach; only what differs is written anew.

use super::chars::is_space;
use super::tree::{Attribute, Declaration, Document, NodeId, NodeKind, XML};
use super::{Known, tree};

/// Takes the pieces of a canonical form in order.
pub trait Sink {
    /// True for a sink that wants to know which node the next bytes belong to.
    const MARKED: bool = false;

    /// The next piece.
    fn put(&mut self, bytes: &[u8]);

    /// What follows is this node; with `end`, its end tag.
    fn mark(&mut self, _node: NodeId, _end: bool) {}
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// The canonical form of the whole document.
pub fn document(doc: &Document<'_>, sink: &mut impl Sink) {
    Writer::new(doc, sink, false).all(|_| false);
}

/// The canonical form of what the invoice's hash covers: without UBLExtensions, Signature and the QR reference.
pub fn invoice(doc: &Document<'_>, sink: &mut impl Sink) {
    invoice_without(doc, |_| false, sink);
}

/// The same without some more elements.
pub(crate) fn invoice_without(doc: &Document<'_>, left_out: impl Fn(NodeId) -> bool, sink: &mut impl Sink) {
    let mut covered = Excluded::default();
    Writer::new(doc, sink, false).all(|id| covered.excludes(doc, id) || left_out(id));
}

/// The canonical form of one element taken by itself, each namespace declared where it is first used: how the authority's
/// programs see the signed properties.
pub fn alone(doc: &Document<'_>, id: NodeId, sink: &mut impl Sink) {
    Writer::new(doc, sink, true).range(id.0, doc.node(id).subtree_end, |_| false);
}

/// Says, for nodes in document order, which elements the three transforms take away.
#[derive(Debug, Default)]
pub(crate) struct Excluded {
    invoice_end: u32,
}

impl Excluded {
    pub(crate) fn excludes(&mut self, doc: &Document<'_>, id: NodeId) -> bool {
        if doc.kind(id) != NodeKind::Element {
            return false;
        }
        let local = doc.local(id);
        if id.0 >= self.invoice_end {
            if local == "Invoice" {
                self.invoice_end = doc.node(id).subtree_end;
            }
            return false;
        }
        match local {
            "UBLExtensions" | "Signature" => true,
            "AdditionalDocumentReference" => is_qr_reference(doc, id),
            _ => false,
        }
    }
}

fn is_qr_reference(doc: &Document<'_>, id: NodeId) -> bool {
    doc.children_named(id, Known::Cbc, "ID").any(|child| {
        doc.first_text(child)
            .trim_matches(|c: char| c.is_ascii() && is_space(c as u8))
            == "QR"
    })
}

struct Writer<'d, 'a, S: Sink> {
    doc: &'d Document<'a>,
    sink: &'d mut S,
    /// A stretch of the source that is canonical and not yet handed on.
    run: std::ops::Range<usize>,
    /// Declare namespaces where they are used, not only where the source declares them.
    where_used: bool,
    /// What has been written and holds: (prefix, namespace, the element that wrote it).
    written: Vec<(&'a str, u16, u32)>,
    open: Vec<u32>,
}

impl<'d, 'a, S: Sink> Writer<'d, 'a, S> {
    fn new(doc: &'d Document<'a>, sink: &'d mut S, where_used: bool) -> Self {
        Writer {
            doc,
            sink,
            run: 0..0,
            where_used,
            written: Vec::with_capacity(16),
            open: Vec::with_capacity(16),
        }
    }

    fn all(mut self, skip: impl FnMut(NodeId) -> bool) {
        self.walk(0, self.doc.nodes.len() as u32, skip);
    }

    fn range(mut self, from: u32, to: u32, skip: impl FnMut(NodeId) -> bool) {
        self.walk(from, to, skip);
    }

    fn walk(&mut self, from: u32, to: u32, mut skip: impl FnMut(NodeId) -> bool) {
        let mut next = from;
        while next < to {
            self.close_until(next);
            let id = NodeId(next);
            let node = self.doc.node(id);
            next += 1;
            if node.kind != NodeKind::Element {
                self.mark(id, false);
            }
            match node.kind {
                NodeKind::Element => {
                    if skip(id) {
                        next = node.subtree_end;
                        continue;
                    }
                    self.mark(id, false);
                    self.open_element(id);
                    self.open.push(id.0);
                }
                NodeKind::Text if node.canonical => self.source(node.start, node.end),
                NodeKind::Text | NodeKind::Cdata => self.escaped(&self.doc.value(id), false),
                NodeKind::Comment => {}
                NodeKind::Instruction => self.instruction(id),
            }
        }
        self.close_until(u32::MAX);
        self.flush();
    }

    fn mark(&mut self, id: NodeId, end: bool) {
        if S::MARKED {
            self.flush();
            self.sink.mark(id, end);
        }
    }

    fn close_until(&mut self, next: u32) {
        while let Some(&id) = self.open.last() {
            let node = self.doc.node(NodeId(id));
            if node.subtree_end > next {
                break;
            }
            self.mark(NodeId(id), true);
            if node.canonical_end {
                self.source(node.close_start, node.end);
            } else {
                self.text("</");
                self.text(self.doc.name(NodeId(id)));
                self.text(">");
            }
            self.written.truncate(
                self.written
                    .iter()
                    .rposition(|&(_, _, owner)| owner != id)
                    .map_or(0, |at| at + 1),
            );
            self.open.pop();
        }
    }

    fn source(&mut self, start: u32, end: u32) {
        let (start, end) = (start as usize, end as usize);
        if self.run.end == start {
            self.run.end = end;
        } else {
            self.flush();
            self.run = start..end;
        }
    }

    fn flush(&mut self) {
        if !self.run.is_empty() {
            self.sink.put(&self.doc.text.as_bytes()[self.run.clone()]);
        }
        self.run = 0..0;
    }

    fn text(&mut self, text: &str) {
        self.flush();
        self.sink.put(text.as_bytes());
    }

    fn open_element(&mut self, id: NodeId) {
        let doc = self.doc;
        let node = doc.node(id);
        // Where namespaces are declared only as the source has them, a tag that was found canonical is copied, and what it
        // declares need not be remembered: a tag below that repeats a declaration is not canonical, and asks the tree.
        if node.canonical && !self.where_used {
            return self.source(node.start, node.open_end);
        }
        let declarations = self.declarations_to_write(id);
        self.text("<");
        self.text(doc.name(id));
        for (prefix, namespace) in declarations {
            self.text(if prefix.is_empty() { " xmlns" } else { " xmlns:" });
            self.text(prefix);
            self.text("=\"");
            self.escaped(&doc.namespaces[namespace as usize], true);
            self.text("\"");
        }
        let mut attributes: Vec<&Attribute> = doc.attributes_of(id).iter().collect();
        crate::sort::by_key(&mut attributes, |a| {
            (doc.namespaces[a.namespace as usize].as_ref(), doc.attribute_local(a))
        });
        for a in attributes {
            self.text(" ");
            self.text(doc.attribute_name(a));
            self.text("=\"");
            self.escaped(&doc.attribute_value(a), true);
            self.text("\"");
        }
        self.text(">");
    }

    fn declarations_to_write(&mut self, id: NodeId) -> Vec<(&'a str, u16)> {
        let doc = self.doc;
        let own = |d: &Declaration| (doc.declaration_prefix(d), d.namespace);
        if !self.where_used {
            // Only whole subtrees are left out, so what holds around an element in the source holds in the output.
            let fresh = doc.declarations_of(id).iter().filter(|d| !d.redundant);
            let mut wanted: Vec<_> = fresh.map(own).collect();
            crate::sort::by_key(&mut wanted, |&declared| declared);
            return wanted;
        }
        let mut wanted: Vec<_> = doc.declarations_of(id).iter().map(own).collect();
        wanted.push((doc.prefix(id), doc.node(id).namespace));
        let prefixed = doc.attributes_of(id).iter().filter(|a| a.prefix_len > 0);
        wanted.extend(prefixed.map(|a| (&doc.attribute_name(a)[..a.prefix_len as usize], a.namespace)));
        crate::sort::by_key(&mut wanted, |&declared| declared);
        wanted.dedup();
        let in_force = |prefix| {
            self.written
                .iter()
                .rev()
                .find(|&&(p, _, _)| p == prefix)
                .map_or(tree::NONE, |&(_, namespace, _)| namespace)
        };
        wanted.retain(|&(prefix, namespace)| namespace != XML && in_force(prefix) != namespace);
        self.written
            .extend(wanted.iter().map(|&(prefix, namespace)| (prefix, namespace, id.0)));
        wanted
    }

    fn instruction(&mut self, id: NodeId) {
        let node = self.doc.node(id);
        let outside = node.parent == u32::MAX;
        let before_root = id < self.doc.root;
        if outside && !before_root {
            self.text("\n");
        }
        if node.canonical {
            self.source(node.start, node.end);
        } else {
            let whole = self.doc.slice(node.start + 2, node.end - 2);
            let data = whole[node.name_len as usize..].trim_start_matches(|c: char| c.is_ascii() && is_space(c as u8));
            self.text("<?");
            self.text(self.doc.name(id));
            if !data.is_empty() {
                self.text(" ");
                self.text(&tree::line_ends(data));
            }
            self.text("?>");
        }
        if outside && before_root {
            self.text("\n");
        }
    }

    fn escaped(&mut self, text: &str, in_attribute: bool) {
        self.flush();
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let replacement = match byte {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'\r' => "&#xD;",
                b'>' if !in_attribute => "&gt;",
                b'"' if in_attribute => "&quot;",
                b'\t' if in_attribute => "&#x9;",
                b'\n' if in_attribute => "&#xA;",
                _ => continue,
            };
            self.sink.put(&text.as_bytes()[from..at]);
            self.sink.put(replacement.as_bytes());
            from = at + 1;
        }
        self.sink.put(&text.as_bytes()[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> String {
        let mut out = Vec::new();
        document(&crate::ubl::parse(text.as_bytes()).unwrap(), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn covered(text: &str) -> String {
        let mut out = Vec::new();
        invoice(&crate::ubl::parse(text.as_bytes()).unwrap(), &mut out);
        String::from_utf8(out).unwrap()
    }

    /// What libxml2 and Santuario disagree about, or refuse, and so cannot be compared with: as the specification says.
    #[test]
    fn where_the_other_implementations_disagree_the_specification_holds() {
        assert_eq!(whole("<a xmlns='urn:x?a&amp;b'/>"), "<a xmlns=\"urn:x?a&amp;b\"></a>");
        assert_eq!(whole("<a xmlns='urn:قائمة'/>"), "<a xmlns=\"urn:قائمة\"></a>");
        assert_eq!(whole("<!--x--><?p?><a/><?q  r?>\n"), "<?p?>\n<a></a>\n<?q r?>");
        assert_eq!(
            covered("<Invoice><Signature/></Invoice><?q?>"),
            "<Invoice></Invoice>\n<?q?>"
        );
    }

    #[test]
    fn only_what_the_transforms_name_is_left_out() {
        let cbc = "xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'";
        let reference = |id: &str| {
            format!("<Invoice {cbc}> <AdditionalDocumentReference>{id}</AdditionalDocumentReference> </Invoice>")
        };
        for gone in [
            "<c:ID>QR</c:ID>",
            "<c:ID>\n QR\t</c:ID>",
            "<c:ID><![CDATA[Q]]>R</c:ID>",
            "<c:ID>QR<!-- -->x</c:ID>",
            "<c:ID>x</c:ID><c:ID>QR</c:ID>",
        ] {
            assert!(!covered(&reference(gone)).contains("Additional"), "{gone}");
        }
        for kept in [
            "<c:ID>qr</c:ID>",
            "<c:ID>Q<!-- -->R</c:ID>",
            "<ID>QR</ID>",
            "<c:ID>Q R</c:ID>",
            "<c:ID>\u{a0}QR</c:ID>",
            "<x><c:ID>QR</c:ID></x>",
        ] {
            assert!(covered(&reference(kept)).contains("Additional"), "{kept}");
        }
        // At any depth and in any namespace, but only below an Invoice.
        assert_eq!(
            covered("<Invoice><a><p:Signature xmlns:p='urn:p'>x</p:Signature>y</a></Invoice>"),
            "<Invoice><a>y</a></Invoice>"
        );
        assert_eq!(
            covered("<Order><Signature/><Invoice><Signature/></Invoice></Order>"),
            "<Order><Signature></Signature><Invoice></Invoice></Order>"
        );
    }
}
