//! The inside of a start tag: attributes, namespace declarations, and what the prefixes stand for.

use std::borrow::Cow;

use super::super::NAMESPACES;
use super::super::chars::{LOOK, PLAIN, VALUE};
use super::super::tree::{self, Attribute, Declaration, NONE, XML_URI};
use super::{Name, Prefix, Reader, UNBOUND};
use crate::error::{Code, Result};

impl<'a> Reader<'a> {
    /// Reads attributes up to `>` or `/>`: (they are written as canonical form writes them, the element is empty).
    pub(super) fn start_tag_rest(&mut self, id: u32) -> Result<(bool, bool)> {
        let mut tidy = true;
        loop {
            let before = self.at;
            let space = self.skip_space();
            match self.peek() {
                Some(b'>') => {
                    self.at += 1;
                    return Ok((tidy && space == 0, false));
                }
                Some(b'/') => {
                    if self.bytes.get(self.at + 1) != Some(&b'>') {
                        return Err(self.fail(Code::XmlMarkup, self.at));
                    }
                    self.at += 2;
                    return Ok((false, true));
                }
                None => return Err(self.fail(Code::XmlTruncated, self.at)),
                Some(_) if space == 0 => return Err(self.fail(Code::XmlMarkup, self.at)),
                Some(_) => {}
            }
            tidy &= space == 1 && self.bytes[before] == b' ';
            tidy &= self.attribute(id)?;
        }
    }

    /// Reads one attribute or declaration; true if it is written as canonical form writes it.
    fn attribute(&mut self, id: u32) -> Result<bool> {
        let name = self.name()?;
        let name_len = self.name_len(&name)?;
        let mut tidy = self.skip_space() == 0;
        if self.peek() != Some(b'=') {
            return Err(self.fail(
                if self.peek().is_none() {
                    Code::XmlTruncated
                } else {
                    Code::XmlMarkup
                },
                self.at,
            ));
        }
        self.at += 1;
        tidy &= self.skip_space() == 0;
        let quote = match self.peek() {
            Some(quote @ (b'"' | b'\'')) => quote,
            None => return Err(self.fail(Code::XmlTruncated, self.at)),
            Some(_) => return Err(self.fail(Code::XmlMarkup, self.at)),
        };
        tidy &= quote == b'"';
        self.at += 1;
        let value_start = self.at;
        let (plain, other_quote) = self.value(quote)?;
        let value_end = self.at;
        self.at += 1;
        let node = &self.out.nodes[id as usize];
        if node.attribute_count + node.declaration_count >= self.limits.attributes {
            return Err(self.fail(Code::XmlAttributes, name.start));
        }
        let text = &self.text[name.start..name.end];
        if text == "xmlns" || text.starts_with("xmlns:") {
            self.declare(id, &name, &self.text[value_start..value_end], plain)?;
        } else {
            self.out.attributes.push(Attribute {
                namespace: NONE,
                prefix_len: name.prefix as u16,
                name_len,
                plain,
                name_start: name.start as u32,
                value_start: value_start as u32,
                value_end: value_end as u32,
            });
            self.out.nodes[id as usize].attribute_count += 1;
        }
        Ok(tidy && plain && !other_quote)
    }

    /// Moves to the closing quote: (nothing needs decoding, a double quote stands inside).
    fn value(&mut self, quote: u8) -> Result<(bool, bool)> {
        let (mut plain, mut other_quote) = (true, false);
        loop {
            let Some(byte) = self.peek() else {
                return Err(self.fail(Code::XmlTruncated, self.at));
            };
            match VALUE[byte as usize] {
                PLAIN => self.at += 1,
                LOOK if byte == quote => return Ok((plain, other_quote)),
                LOOK => match byte {
                    b'<' => return Err(self.fail(Code::XmlMarkup, self.at)),
                    b'&' => {
                        plain = false;
                        self.reference()?;
                    }
                    b'"' => {
                        other_quote = true;
                        self.at += 1;
                    }
                    b'\'' => self.at += 1,
                    _ => {
                        plain = false;
                        self.at += 1;
                    }
                },
                class => self.edge(class)?,
            }
        }
    }

    /// `xmlns="…"` or `xmlns:prefix="…"`.
    fn declare(&mut self, id: u32, name: &Name, raw: &'a str, plain: bool) -> Result<()> {
        let prefix_start = if name.prefix == 0 { name.end } else { name.start + 6 };
        let prefix = &self.text[prefix_start..name.end];
        let uri = if plain {
            Cow::Borrowed(raw)
        } else {
            Cow::Owned(tree::decode_value(raw))
        };
        let refuse = |reader: &Self| reader.fail(Code::XmlNamespace, name.start).found(&uri);
        // `xml` keeps its one meaning, `xmlns` has none, a prefix cannot be taken back, and relative names have none.
        if (prefix == "xml") != (uri == XML_URI)
            || prefix == "xmlns"
            || uri == "http://www.w3.org/2000/xmlns/"
            || uri.is_empty() && !prefix.is_empty()
            || !uri.is_empty() && !is_absolute(&uri)
        {
            return Err(refuse(self));
        }
        let namespace = match self.out.namespaces.iter().position(|known| *known == uri) {
            Some(at) => at as u16,
            None if self.out.namespaces.len() < self.limits.names as usize + 2 + NAMESPACES.len() => {
                self.out.namespaces.push(uri);
                self.out.namespaces.len() as u16 - 1
            }
            None => return Err(self.fail(Code::XmlAttributes, name.start)),
        };
        let index = match self.prefixes.iter().position(|known| known.name == prefix) {
            Some(at) => at,
            None if self.prefixes.len() < self.limits.names as usize + 2 => {
                self.prefixes.push(Prefix {
                    name: prefix,
                    namespace: UNBOUND,
                });
                self.prefixes.len() - 1
            }
            None => return Err(self.fail(Code::XmlAttributes, name.start)),
        };
        let index = index as u16;
        if self
            .undo
            .iter()
            .rev()
            .take_while(|&&(owner, _, _)| owner == id)
            .any(|&(_, taken, _)| taken == index)
        {
            return Err(self.fail(Code::XmlDuplicateAttribute, name.start));
        }
        let before = self.prefixes[index as usize].namespace;
        self.undo.push((id, index, before));
        self.prefixes[index as usize].namespace = namespace;
        self.out.declarations.push(Declaration {
            prefix_start: prefix_start as u32,
            prefix_len: prefix.len() as u16,
            namespace,
            redundant: before == namespace,
        });
        self.out.nodes[id as usize].declaration_count += 1;
        Ok(())
    }

    /// Gives the element and its attributes their namespaces; true if everything stands in canonical order.
    pub(super) fn resolve(&mut self, id: u32, name: &Name) -> Result<bool> {
        let namespace = self.lookup(&self.text[name.start..name.start + name.prefix], name.start)?;
        self.out.nodes[id as usize].namespace = namespace;
        let mut sorted = self.declarations_sorted(id);
        let node = &self.out.nodes[id as usize];
        let (first, count) = (node.first_attribute as usize, node.attribute_count as usize);
        for at in first..first + count {
            let a = &self.out.attributes[at];
            if a.prefix_len > 0 {
                let start = a.name_start as usize;
                let namespace = self.lookup(&self.text[start..start + a.prefix_len as usize], start)?;
                self.out.attributes[at].namespace = namespace;
            }
        }
        if count > 1 {
            sorted &= self.attributes_distinct(first, count)?;
        }
        if sorted && count > 0 && self.out.nodes[id as usize].declaration_count > 0 {
            // Declarations come first in canonical form.
            let last = self.out.declarations.last().map_or(0, |d| d.prefix_start);
            sorted = last < self.out.attributes[first].name_start;
        }
        Ok(sorted)
    }

    fn lookup(&self, prefix: &str, offset: usize) -> Result<u16> {
        match self.prefixes.iter().find(|known| known.name == prefix) {
            Some(known) if known.namespace != UNBOUND => Ok(known.namespace),
            _ => Err(self.fail(Code::XmlPrefix, offset).found(prefix)),
        }
    }

    /// True if the element's declarations are in order and none repeats what already holds.
    fn declarations_sorted(&self, id: u32) -> bool {
        let node = &self.out.nodes[id as usize];
        if node.declaration_count == 0 {
            return true;
        }
        let declarations = &self.out.declarations[node.first_declaration as usize..];
        let prefix = |d: &Declaration| &self.text[d.prefix_start as usize..][..d.prefix_len as usize];
        let in_order = declarations.windows(2).all(|pair| prefix(&pair[0]) < prefix(&pair[1]));
        let fresh = declarations.iter().all(|d| !d.redundant);
        in_order && fresh
    }

    /// Refuses an attribute that stands twice; true if they are in canonical order.
    fn attributes_distinct(&self, first: usize, count: usize) -> Result<bool> {
        let attributes = &self.out.attributes[first..first + count];
        let key = |a: &Attribute| {
            (
                self.out.namespaces[a.namespace as usize].as_ref(),
                self.out.attribute_local(a),
            )
        };
        if attributes.windows(2).all(|pair| key(&pair[0]) < key(&pair[1])) {
            return Ok(true);
        }
        let mut order: Vec<&Attribute> = attributes.iter().collect();
        crate::sort::by_key(&mut order, |a| key(a));
        match order.windows(2).find(|pair| key(pair[0]) == key(pair[1])) {
            Some(pair) => {
                let at = pair[0].name_start.max(pair[1].name_start);
                Err(self
                    .fail(Code::XmlDuplicateAttribute, at as usize)
                    .found(self.out.attribute_name(pair[1])))
            }
            None => Ok(false),
        }
    }
}

/// True if a namespace name starts with a scheme: canonical form is not defined for others.
fn is_absolute(uri: &str) -> bool {
    let scheme = uri.split(':').next().unwrap_or("");
    scheme.len() < uri.len()
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
}
