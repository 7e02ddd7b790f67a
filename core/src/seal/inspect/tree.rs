//! DER taken apart without giving up at the first fault: what can be read is read, and each fault is kept with its place.
//!
//! Work and memory are bounded by the input's size: every byte belongs to at most [`DEEPEST`] elements.

use super::super::der;
use crate::error::Code;

/// A certificate nests nine deep.
const DEEPEST: usize = 24;
/// A certificate has about two hundred.
const MOST_ELEMENTS: usize = 4096;
const MOST_FAULTS: usize = 8;

/// A fault of encoding: what, and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) at: usize,
}

/// An element, and what is inside it if it is a constructed one.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    pub(crate) tag: u8,
    /// Where its tag stands.
    pub(crate) at: usize,
    /// Where its content begins.
    pub(crate) inside_at: usize,
    /// The content; the rest of the input where that ends too early.
    pub(crate) value: &'a [u8],
    /// Tag, length and content.
    pub(crate) whole: &'a [u8],
    pub(crate) children: Vec<Node<'a>>,
}

impl<'a> Node<'a> {
    /// The child at this place, if it has this tag.
    pub(crate) fn child(&self, index: usize, tag: u8) -> Option<&Node<'a>> {
        self.children.get(index).filter(|child| child.tag == tag)
    }

    /// The content of an object identifier that is the first child.
    pub(crate) fn first_oid(&self) -> Option<&'a [u8]> {
        self.child(0, der::OID).map(|id| id.value)
    }
}

/// Elements one after the other, and what was wrong with their encoding.
#[derive(Debug, Default)]
pub(crate) struct Forest<'a> {
    pub(crate) trees: Vec<Node<'a>>,
    pub(crate) faults: Vec<Fault>,
    elements: usize,
}

/// Reads one element; what follows it is a fault.
pub(crate) fn read_one(bytes: &[u8], base: usize) -> Forest<'_> {
    let mut forest = Forest::default();
    if let Some((node, size)) = forest.element(bytes, base, 0) {
        forest.trees.push(node);
        if size < bytes.len() {
            forest.fault(Code::DerTrailing, base + size);
        }
    }
    forest
}

/// What the first bytes of an element say.
struct Header {
    tag: u8,
    length: Option<usize>,
    size: usize,
}

impl<'a> Forest<'a> {
    fn fault(&mut self, code: Code, at: usize) {
        // That something is cut off must be known, however much else is wrong.
        let cut = matches!(code, Code::DerTruncated | Code::DerDepth);
        let known = self.faults.iter().any(|fault| fault.code == code);
        if self.faults.len() < MOST_FAULTS || cut && !known {
            self.faults.push(Fault { code, at });
        }
    }

    /// The elements in `bytes`, and how many bytes they take: all, or up to an end-of-contents mark if one is looked for.
    fn list(&mut self, bytes: &'a [u8], base: usize, depth: usize, until_mark: bool) -> (Vec<Node<'a>>, usize) {
        let mut nodes = Vec::new();
        let mut at = 0;
        while at < bytes.len() {
            if until_mark && bytes[at..].starts_with(&[0, 0]) {
                return (nodes, at + 2);
            }
            let Some((node, size)) = self.element(&bytes[at..], base + at, depth) else {
                return (nodes, bytes.len());
            };
            nodes.push(node);
            at += size;
        }
        if until_mark {
            self.fault(Code::DerTruncated, base + bytes.len());
        }
        (nodes, at)
    }

    fn element(&mut self, bytes: &'a [u8], at: usize, depth: usize) -> Option<(Node<'a>, usize)> {
        self.elements += 1;
        if depth > DEEPEST || self.elements > MOST_ELEMENTS {
            self.fault(Code::DerDepth, at);
            return None;
        }
        let header = self.header(bytes, at)?;
        let (tag, rest) = (header.tag, &bytes[header.size..]);
        let inside_at = at + header.size;
        let constructed = tag & 0x20 != 0;
        let Some(length) = header.length else {
            self.fault(Code::DerIndefinite, at);
            if !constructed {
                return None;
            }
            let (children, size) = self.list(rest, inside_at, depth + 1, true);
            let node = Node {
                tag,
                at,
                inside_at,
                value: rest[..size].strip_suffix(&[0, 0]).unwrap_or(&rest[..size]),
                whole: &bytes[..header.size + size],
                children,
            };
            return Some((node, header.size + size));
        };
        let complete = length <= rest.len();
        let value = &rest[..length.min(rest.len())];
        let before = self.faults.len();
        let children = if constructed {
            self.list(value, inside_at, depth + 1, false).0
        } else {
            Vec::new()
        };
        // The innermost element that is cut says where; those around it are cut for the same reason.
        if !complete
            && !self.faults[before..]
                .iter()
                .any(|fault| fault.code == Code::DerTruncated)
        {
            self.fault(Code::DerTruncated, at);
        }
        let size = header.size + value.len();
        let node = Node {
            tag,
            at,
            inside_at,
            value,
            whole: &bytes[..size],
            children,
        };
        Some((node, size))
    }

    fn header(&mut self, bytes: &[u8], at: usize) -> Option<Header> {
        let &tag = bytes.first()?;
        let Some(&first) = bytes.get(1) else {
            self.fault(Code::DerTruncated, at);
            return None;
        };
        if tag & 0x1F == 0x1F {
            // No element of a request has a tag above 30.
            self.fault(Code::DerShape, at);
            return None;
        }
        let header = |length, size| Some(Header { tag, length, size });
        match first {
            0..=0x7F => header(Some(usize::from(first)), 2),
            0x80 => header(None, 2),
            0x81..=0x84 => {
                let count = usize::from(first & 0x7F);
                let Some(digits) = bytes.get(2..2 + count) else {
                    self.fault(Code::DerTruncated, at);
                    return None;
                };
                let length = digits.iter().fold(0usize, |sum, &byte| sum << 8 | usize::from(byte));
                if digits[0] == 0 || length < 0x80 {
                    self.fault(Code::DerLength, at);
                }
                header(Some(length), 2 + count)
            }
            _ => {
                self.fault(Code::DerLength, at);
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(bytes: &[u8]) -> Vec<(Code, usize)> {
        read_one(bytes, 0)
            .faults
            .iter()
            .map(|fault| (fault.code, fault.at))
            .collect()
    }

    #[test]
    fn each_fault_has_its_place_and_what_can_be_read_is_read() {
        assert_eq!(faults(&[0x30, 3, 2, 1, 5]), []);
        assert_eq!(faults(&[0x30, 4, 2, 1, 5]), [(Code::DerTruncated, 0)]);
        assert_eq!(faults(&[0x30, 6, 2, 1, 5, 4, 9, 1]), [(Code::DerTruncated, 5)]);
        assert_eq!(faults(&[0x30, 0x80, 2, 1, 5, 0, 0]), [(Code::DerIndefinite, 0)]);
        assert_eq!(faults(&[0x30, 0x81, 3, 2, 1, 5]), [(Code::DerLength, 0)]);
        assert_eq!(faults(&[0x30, 0x85, 0, 0, 0, 0, 1, 0]), [(Code::DerLength, 0)]);
        assert_eq!(faults(&[0x1F, 0x81, 0]), [(Code::DerShape, 0)]);
        let cut = read_one(&[0x30, 6, 2, 1, 5, 4, 9, 1], 0);
        assert_eq!(cut.trees[0].children.len(), 2);
        assert_eq!(cut.trees[0].children[0].value, [5]);
    }

    #[test]
    fn depth_and_number_are_bounded() {
        let deep = [0x30, 0x80].repeat(30_000);
        assert!(faults(&deep).iter().any(|(code, _)| *code == Code::DerDepth));
        let many = [&[0x30, 0x82, 0xEA, 0x60], &[5, 0].repeat(30_000)[..]].concat();
        assert_eq!(faults(&many), [(Code::DerDepth, 4 + 2 * (MOST_ELEMENTS - 1))]);
        assert_eq!(faults(&[5, 0, 9]), [(Code::DerTrailing, 2)]);
    }
}
