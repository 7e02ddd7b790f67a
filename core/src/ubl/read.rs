//! The one parse.
//!
//! It takes well-formed XML 1.0 with namespaces, in UTF-8, and nothing that an invoice does not need: no document type
//! declaration, hence no entities but the five, no other encoding, bounded depth and size. It is written here rather than
//! taken from a library because the seal needs every byte's place, and because readers that are made for speed do not
//! refuse what XML forbids (unescaped characters, doubled attributes, broken names), while those that do build copies.

mod start_tag;

use std::borrow::Cow;

use super::NAMESPACES;
use super::chars::{self, BAD, EDGE, LOOK, OPAQUE, PLAIN, TEXT, is_space};
use super::tree::{self, Document, NONE, Node, NodeId, NodeKind, XML, XML_URI};
use crate::error::{Code, Error, Result};

/// How much is read at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u32,
    /// Elements within elements.
    pub depth: u16,
    /// Attributes and declarations of one element.
    pub attributes: u16,
    /// Different prefixes, and different namespaces, in the whole document.
    pub names: u16,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 512 << 20,
            depth: 128,
            attributes: 128,
            names: 64,
        }
    }
}

/// Reads a document within the usual [`Limits`].
pub fn parse(bytes: &[u8]) -> Result<Document<'_>> {
    parse_within(bytes, Limits::default())
}

/// Reads a document.
pub fn parse_within(bytes: &[u8], limits: Limits) -> Result<Document<'_>> {
    if bytes.len() > limits.bytes as usize {
        return Err(Error::new(Code::XmlSize));
    }
    let (mark, text) = text_of(bytes)?;
    let mut reader = Reader::new(text, mark, limits);
    reader.document()?;
    Ok(reader.out)
}

/// Strips the byte order mark and makes sure of the encoding.
fn text_of(bytes: &[u8]) -> Result<(u32, &str)> {
    // UTF-16 and UTF-32, with and without a mark, and EBCDIC, by their first bytes.
    let other = [
        [0xFE, 0xFF].as_slice(),
        &[0xFF, 0xFE],
        &[0, b'<'],
        &[b'<', 0],
        &[0, 0],
        &[0x4C, 0x6F, 0xA7],
    ];
    if other.iter().any(|&start| bytes.starts_with(start)) {
        return Err(Error::new(Code::XmlEncoding).place(tree::place_of("", 0, 0)));
    }
    let mark: u32 = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let body = &bytes[mark as usize..];
    match std::str::from_utf8(body) {
        Ok(text) => Ok((mark, text)),
        Err(error) => {
            let good = std::str::from_utf8(&body[..error.valid_up_to()]).unwrap_or("");
            Err(Error::new(Code::XmlUtf8).place(tree::place_of(good, mark, good.len())))
        }
    }
}

struct Prefix<'a> {
    name: &'a str,
    /// What it stands for now; `UNBOUND` outside the elements that declare it.
    namespace: u16,
}

const UNBOUND: u16 = u16::MAX;

struct Reader<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    limits: Limits,
    out: Document<'a>,
    prefixes: Vec<Prefix<'a>>,
    /// Bindings to restore: (node, index of the prefix, what it stood for before).
    undo: Vec<(u32, u16, u16)>,
    open: Vec<u32>,
}

/// A name as it stands in the source.
struct Name {
    start: usize,
    end: usize,
    /// Length of the prefix; 0 for none.
    prefix: usize,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, mark: u32, mut limits: Limits) -> Self {
        // Ids of names have 16 bits, some of them taken.
        limits.names = limits.names.min(1000);
        let mut namespaces = Vec::with_capacity(2 + NAMESPACES.len());
        namespaces.push(Cow::Borrowed(""));
        namespaces.push(Cow::Borrowed(XML_URI));
        namespaces.extend(NAMESPACES.map(Cow::Borrowed));
        let out = Document {
            text,
            mark,
            nodes: Vec::with_capacity(most_nodes(text)),
            attributes: Vec::with_capacity(text.len() / 128),
            declarations: Vec::with_capacity(8),
            namespaces,
            root: NodeId(0),
        };
        let prefixes = vec![
            Prefix {
                name: "",
                namespace: NONE,
            },
            Prefix {
                name: "xml",
                namespace: XML,
            },
        ];
        Reader {
            text,
            bytes: text.as_bytes(),
            at: 0,
            limits,
            out,
            prefixes,
            undo: Vec::new(),
            open: Vec::with_capacity(16),
        }
    }

    #[cold]
    fn fail(&self, code: Code, offset: usize) -> Error {
        Error::new(code).place(tree::place_of(self.text, self.out.mark, offset))
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn starts_with(&self, what: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(what)
    }

    fn skip_space(&mut self) -> usize {
        let from = self.at;
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
        self.at - from
    }

    fn document(&mut self) -> Result<()> {
        if self.starts_with(b"<?xml") && self.bytes.get(5).copied().is_some_and(is_space) {
            self.declaration()?;
        }
        let mut root = None;
        while let Some(byte) = self.peek() {
            if byte == b'<' {
                match self.bytes.get(self.at + 1) {
                    Some(b'!') => self.bang()?,
                    Some(b'?') => self.instruction()?,
                    Some(b'/') => return Err(self.fail(Code::XmlMismatch, self.at)),
                    Some(_) if root.is_some() && self.open.is_empty() => {
                        return Err(self.fail(Code::XmlTrailing, self.at));
                    }
                    Some(_) => {
                        root = Some(NodeId(self.out.nodes.len() as u32));
                        self.element()?;
                        self.content()?;
                    }
                    None => return Err(self.fail(Code::XmlTruncated, self.at)),
                }
            } else if is_space(byte) {
                self.at += 1;
            } else {
                let code = if root.is_some() {
                    Code::XmlTrailing
                } else {
                    Code::XmlMarkup
                };
                return Err(self.fail(code, self.at));
            }
        }
        self.out.root = root.ok_or_else(|| self.fail(Code::XmlEmpty, self.at))?;
        Ok(())
    }

    /// `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`
    fn declaration(&mut self) -> Result<()> {
        self.at += 5;
        let version = self
            .pseudo_attribute("version")?
            .ok_or_else(|| self.fail(Code::XmlMarkup, self.at))?;
        if version != "1.0" {
            return Err(self.fail(Code::XmlVersion, self.at).found(version));
        }
        if let Some(encoding) = self.pseudo_attribute("encoding")? {
            let ascii = ["us-ascii", "ascii"]
                .iter()
                .any(|name| encoding.eq_ignore_ascii_case(name));
            let utf8 = ["utf-8", "utf8"].iter().any(|name| encoding.eq_ignore_ascii_case(name));
            if !(utf8 || ascii && self.text.is_ascii()) {
                return Err(self.fail(Code::XmlEncoding, self.at).found(encoding));
            }
        }
        if let Some(standalone) = self.pseudo_attribute("standalone")?
            && standalone != "yes"
            && standalone != "no"
        {
            return Err(self.fail(Code::XmlMarkup, self.at));
        }
        self.skip_space();
        if !self.starts_with(b"?>") {
            return Err(self.fail(Code::XmlMarkup, self.at));
        }
        self.at += 2;
        Ok(())
    }

    fn pseudo_attribute(&mut self, name: &str) -> Result<Option<&'a str>> {
        let from = self.at;
        if self.skip_space() == 0 || !self.starts_with(name.as_bytes()) {
            self.at = from;
            return Ok(None);
        }
        self.at += name.len();
        self.skip_space();
        if self.peek() != Some(b'=') {
            return Err(self.fail(Code::XmlMarkup, self.at));
        }
        self.at += 1;
        self.skip_space();
        let quote = self
            .peek()
            .filter(|b| matches!(b, b'"' | b'\''))
            .ok_or_else(|| self.fail(Code::XmlMarkup, self.at))?;
        let start = self.at + 1;
        let length = self.bytes[start..]
            .iter()
            .position(|&b| b == quote)
            .ok_or_else(|| self.fail(Code::XmlTruncated, start))?;
        self.at = start + length + 1;
        Ok(Some(&self.text[start..start + length]))
    }

    /// Reads what is inside the root until it is closed.
    fn content(&mut self) -> Result<()> {
        while !self.open.is_empty() {
            match (self.peek(), self.bytes.get(self.at + 1)) {
                (None, _) | (Some(b'<'), None) => return Err(self.fail(Code::XmlTruncated, self.bytes.len())),
                (Some(b'<'), Some(b'/')) => self.end_tag()?,
                (Some(b'<'), Some(b'!')) => self.bang()?,
                (Some(b'<'), Some(b'?')) => self.instruction()?,
                (Some(b'<'), Some(_)) => self.element()?,
                _ => self.characters()?,
            }
        }
        Ok(())
    }

    fn push(&mut self, kind: NodeKind, start: usize, canonical: bool) -> u32 {
        let id = self.out.nodes.len() as u32;
        let (start, end) = (start as u32, self.at as u32);
        self.out.nodes.push(Node {
            kind,
            canonical,
            canonical_end: true,
            namespace: NONE,
            prefix_len: 0,
            name_len: 0,
            attribute_count: 0,
            declaration_count: 0,
            first_attribute: self.out.attributes.len() as u32,
            first_declaration: self.out.declarations.len() as u32,
            start,
            open_end: end,
            close_start: end,
            end,
            parent: self.open.last().copied().unwrap_or(u32::MAX),
            subtree_end: id + 1,
        });
        id
    }

    fn characters(&mut self) -> Result<()> {
        let start = self.at;
        let mut canonical = true;
        while let Some(byte) = self.peek() {
            match TEXT[byte as usize] {
                PLAIN => self.at += 1,
                LOOK => match byte {
                    b'<' => break,
                    b'&' => {
                        self.reference()?;
                        canonical = false;
                    }
                    b'>' => {
                        if self.bytes[start..self.at].ends_with(b"]]") {
                            return Err(self.fail(Code::XmlMarkup, self.at - 2));
                        }
                        canonical = false;
                        self.at += 1;
                    }
                    _ => {
                        canonical = false;
                        self.at += 1;
                    }
                },
                class => self.edge(class)?,
            }
        }
        self.push(NodeKind::Text, start, canonical);
        Ok(())
    }

    /// A byte that is never allowed, or starts one of the two forbidden characters of three bytes.
    fn edge(&mut self, class: u8) -> Result<()> {
        let forbidden = [b"\xEF\xBF\xBE", b"\xEF\xBF\xBF"]
            .iter()
            .any(|bytes| self.starts_with(*bytes));
        if class == BAD || forbidden {
            return Err(self.fail(Code::XmlCharacter, self.at));
        }
        debug_assert_eq!(class, EDGE);
        self.at += 1;
        Ok(())
    }

    fn reference(&mut self) -> Result<()> {
        let rest = &self.bytes[self.at + 1..];
        // The longest is a number with leading zeros; a bound keeps a lone '&' from costing a walk through the file.
        let end = rest
            .iter()
            .take(64)
            .position(|&b| !(b.is_ascii_alphanumeric() || b == b'#'));
        let name = end
            .filter(|&end| rest[end] == b';')
            .map(|end| &self.text[self.at + 1..self.at + 1 + end]);
        match name {
            Some(name) if chars::reference(name).is_some() => {
                self.at += name.len() + 2;
                Ok(())
            }
            Some(name) => Err(self.fail(Code::XmlReference, self.at).found(name)),
            None => Err(self.fail(Code::XmlReference, self.at)),
        }
    }

    fn bang(&mut self) -> Result<()> {
        let start = self.at;
        if self.starts_with(b"<!--") {
            self.at += 4;
            self.opaque(b"--")?;
            if self.bytes.get(self.at + 2) != Some(&b'>') {
                return Err(self.fail(Code::XmlMarkup, self.at));
            }
            self.at += 3;
            self.push(NodeKind::Comment, start, false);
        } else if self.starts_with(b"<![CDATA[") && !self.open.is_empty() {
            self.at += 9;
            self.opaque(b"]]>")?;
            self.at += 3;
            self.push(NodeKind::Cdata, start, false);
        } else if self.bytes[self.at..].len() >= 9
            && self.bytes[self.at + 2..self.at + 9].eq_ignore_ascii_case(b"DOCTYPE")
        {
            return Err(self.fail(Code::XmlDtd, start));
        } else {
            return Err(self.fail(Code::XmlMarkup, start));
        }
        Ok(())
    }

    /// Moves to `end`, checking characters on the way; true if there was no CR.
    fn opaque(&mut self, end: &[u8]) -> Result<bool> {
        let mut clean = true;
        loop {
            let Some(byte) = self.peek() else {
                return Err(self.fail(Code::XmlTruncated, self.at));
            };
            if byte == end[0] && self.starts_with(end) {
                return Ok(clean);
            }
            match OPAQUE[byte as usize] {
                PLAIN => self.at += 1,
                LOOK => {
                    clean = false;
                    self.at += 1;
                }
                class => self.edge(class)?,
            }
        }
    }

    fn instruction(&mut self) -> Result<()> {
        let start = self.at;
        self.at += 2;
        let name = self.name()?;
        let target = &self.text[name.start..name.end];
        if name.prefix != 0 || target.eq_ignore_ascii_case("xml") {
            return Err(self.fail(Code::XmlMarkup, start).found(target));
        }
        let space = self.skip_space();
        if space == 0 && !self.starts_with(b"?>") {
            return Err(self.fail(Code::XmlMarkup, self.at));
        }
        let one_blank = space == 1 && self.bytes[self.at - 1] == b' ';
        let data = self.at;
        let clean = self.opaque(b"?>")?;
        let canonical = clean && if data == self.at { space == 0 } else { one_blank };
        self.at += 2;
        let id = self.push(NodeKind::Instruction, start, canonical);
        self.out.nodes[id as usize].name_len = self.name_len(&name)?;
        Ok(())
    }

    /// Reads a name with at most one colon.
    fn name(&mut self) -> Result<Name> {
        let start = self.at;
        let mut prefix = 0;
        let mut part = start;
        loop {
            match self.peek() {
                Some(byte) if chars::is_ascii_name_byte(byte) => self.at += 1,
                Some(b':') => {
                    if prefix != 0 || self.at == start {
                        return Err(self.fail(Code::XmlName, self.at));
                    }
                    self.part_starts_well(part)?;
                    prefix = self.at - start;
                    self.at += 1;
                    part = self.at;
                }
                Some(byte) if byte >= 0x80 => match self.text[self.at..].chars().next() {
                    Some(ch) if chars::is_name_part(ch) => self.at += ch.len_utf8(),
                    _ => return Err(self.fail(Code::XmlName, self.at)),
                },
                _ => break,
            }
        }
        if self.at == start {
            let code = if self.peek().is_none() {
                Code::XmlTruncated
            } else {
                Code::XmlMarkup
            };
            return Err(self.fail(code, start));
        }
        self.part_starts_well(part)?;
        Ok(Name {
            start,
            end: self.at,
            prefix,
        })
    }

    fn part_starts_well(&self, part: usize) -> Result<()> {
        match self.text[part..].chars().next() {
            Some(ch) if chars::is_name_start(ch) => Ok(()),
            Some(_) => Err(self.fail(Code::XmlName, part)),
            None => Err(self.fail(Code::XmlTruncated, part)),
        }
    }

    fn name_len(&self, name: &Name) -> Result<u16> {
        u16::try_from(name.end - name.start).map_err(|_| self.fail(Code::XmlName, name.start))
    }

    fn end_tag(&mut self) -> Result<()> {
        let start = self.at;
        let id = self.open.last().copied().unwrap_or(u32::MAX);
        let node = &self.out.nodes[id as usize];
        let from = node.start as usize + 1;
        let name = &self.bytes[from..from + node.name_len as usize];
        self.at += 2;
        let rest = &self.bytes[self.at..];
        let matches = rest.starts_with(name);
        if !matches || rest.get(name.len()).is_some_and(|&b| !(is_space(b) || b == b'>')) {
            let code = if name.starts_with(rest) {
                Code::XmlTruncated
            } else {
                Code::XmlMismatch
            };
            return Err(self.fail(code, start).found(&self.text[from..from + name.len()]));
        }
        self.at += name.len();
        let space = self.skip_space();
        match self.peek() {
            Some(b'>') => self.at += 1,
            None => return Err(self.fail(Code::XmlTruncated, self.at)),
            Some(_) => return Err(self.fail(Code::XmlMarkup, self.at)),
        }
        self.close(id, start, space == 0);
        Ok(())
    }

    fn close(&mut self, id: u32, close_start: usize, canonical: bool) {
        self.open.pop();
        let subtree_end = self.out.nodes.len() as u32;
        let node = &mut self.out.nodes[id as usize];
        node.close_start = close_start as u32;
        node.end = self.at as u32;
        node.canonical_end = canonical;
        node.subtree_end = subtree_end;
        while let Some(&(_, index, before)) = self.undo.last().filter(|&&(owner, _, _)| owner == id) {
            self.prefixes[index as usize].namespace = before;
            self.undo.pop();
        }
    }

    fn element(&mut self) -> Result<()> {
        let start = self.at;
        if self.open.len() >= self.limits.depth as usize {
            return Err(self.fail(Code::XmlDepth, start));
        }
        self.at += 1;
        let name = self.name()?;
        let id = self.push(NodeKind::Element, start, true);
        self.out.nodes[id as usize].name_len = self.name_len(&name)?;
        self.out.nodes[id as usize].prefix_len = name.prefix as u16;
        let (tidy, self_closed) = self.start_tag_rest(id)?;
        let sorted = self.resolve(id, &name)?;
        let node = &mut self.out.nodes[id as usize];
        node.canonical = tidy && sorted && !self_closed;
        node.open_end = self.at as u32;
        self.open.push(id);
        if self_closed {
            self.close(id, self.at, false);
        }
        Ok(())
    }
}

/// As many nodes as a text can hold: room for them is taken once, because growing a list of millions takes three times
/// the memory for a moment. A `<` starts a node at most, and ends a text; `<a/>x` is the densest there is.
fn most_nodes(text: &str) -> usize {
    // Counted in bytes, 255 at a time, which compilers turn into vector code.
    let in_chunk = |chunk: &[u8]| usize::from(chunk.iter().map(|&b| u8::from(b == b'<')).sum::<u8>());
    let marks: usize = text.as_bytes().chunks(255).map(in_chunk).sum();
    (2 * marks).min(text.len() / 5 * 2) + 8
}
