//! As little XML as the mutations need: elements, attributes and raw text, read and written without a change. It shares no
//! code with what is under test, resolves no namespace and decodes no reference: what is between two tags is kept as it stands.

use std::fmt::Write as _;

/// What stands in an element.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    Element(Element),
    /// Character data, references as written.
    Text(String),
    /// A comment, a processing instruction or a CDATA section, whole.
    Raw(String),
}

/// An element, its names with their prefixes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Element {
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

/// Where an element stands: the index of a child at each level.
pub type Place = Vec<usize>;

impl Element {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or(&self.name)
    }

    pub fn elements(&self) -> impl Iterator<Item = (usize, &Element)> {
        self.children
            .iter()
            .enumerate()
            .filter_map(|(index, child)| match child {
                Node::Element(element) => Some((index, element)),
                _ => None,
            })
    }

    pub fn at(&self, place: &[usize]) -> &Element {
        place
            .iter()
            .fold(self, |element, &index| match &element.children[index] {
                Node::Element(child) => child,
                other => panic!("a place leads to {other:?}"),
            })
    }

    pub fn at_mut(&mut self, place: &[usize]) -> &mut Element {
        place
            .iter()
            .fold(self, |element, &index| match &mut element.children[index] {
                Node::Element(child) => child,
                other => panic!("a place leads to {other:?}"),
            })
    }

    /// The text of an element that holds nothing but text.
    pub fn text(&self) -> Option<&str> {
        match self.children.as_slice() {
            [] => Some(""),
            [Node::Text(text)] => Some(text),
            _ => None,
        }
    }

    pub fn set_text(&mut self, text: &str) {
        self.children = vec![Node::Text(escape(text))];
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub fn set_attribute(&mut self, name: &str, value: &str) {
        let value = escape(value);
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name.to_owned(), value)),
        }
    }

    /// Each element below this one, in document order.
    pub fn places(&self) -> Vec<Place> {
        fn below(element: &Element, here: &mut Place, all: &mut Vec<Place>) {
            for (index, child) in element.elements() {
                here.push(index);
                all.push(here.clone());
                below(child, here, all);
                here.pop();
            }
        }
        let mut all = Vec::new();
        below(self, &mut Vec::new(), &mut all);
        all
    }

    /// The places of a path of local names; `[2]` after a name is the second, `[*]` all of that name, nothing the first.
    pub fn select(&self, path: &str) -> Vec<Place> {
        let mut found = vec![Place::new()];
        for step in path.split('/').filter(|step| !step.is_empty()) {
            let (name, which) = match step.split_once('[') {
                Some((name, which)) => (name, which.trim_end_matches(']')),
                None => (step, "1"),
            };
            let mut next = Vec::new();
            for place in found {
                let here = self.at(&place);
                let same = here.elements().filter(|(_, child)| child.local() == name);
                let picked: Vec<usize> = match which.parse::<usize>() {
                    Ok(number) => same.skip(number - 1).take(1).map(|(index, _)| index).collect(),
                    Err(_) => same.map(|(index, _)| index).collect(),
                };
                next.extend(picked.into_iter().map(|index| {
                    let mut deeper = place.clone();
                    deeper.push(index);
                    deeper
                }));
            }
            found = next;
        }
        found
    }

    /// The path of a place, as `select` reads it.
    pub fn path(&self, place: &[usize]) -> String {
        let mut path = String::new();
        let mut here = self;
        for &index in place {
            let child = here.at(&[index]);
            let same = |element: &Element| element.local() == child.local();
            let number = here.elements().take_while(|(at, _)| *at <= index);
            let number = number.filter(|(_, element)| same(element)).count();
            let separator = if path.is_empty() { "" } else { "/" };
            let _ = write!(path, "{separator}{}", child.local());
            if here.elements().filter(|(_, element)| same(element)).count() > 1 {
                let _ = write!(path, "[{number}]");
            }
            here = child;
        }
        path
    }

    pub fn write(&self, out: &mut String) {
        let _ = write!(out, "<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(out, " {name}=\"{value}\"");
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out),
                Node::Text(text) | Node::Raw(text) => out.push_str(text),
            }
        }
        let _ = write!(out, "</{}>", self.name);
    }
}

/// A whole document: what stands before the root, and the root.
#[derive(Debug, Clone, PartialEq)]
pub struct Tree {
    pub head: String,
    pub root: Element,
}

impl Tree {
    /// Reads a document that is known to be well-formed and without a document type.
    pub fn parse(text: &str) -> Tree {
        let mut nodes = fragment(text.trim_start_matches('\u{feff}'));
        let root = nodes
            .iter()
            .position(|node| matches!(node, Node::Element(_)))
            .expect("a root");
        let Node::Element(element) = nodes.remove(root) else {
            unreachable!("just found")
        };
        let before = nodes[..root].iter().map(|node| match node {
            Node::Text(text) | Node::Raw(text) => text.as_str(),
            Node::Element(_) => unreachable!("the first element is the root"),
        });
        Tree {
            head: before.collect(),
            root: element,
        }
    }

    pub fn write(&self) -> String {
        let mut out = self.head.clone();
        self.root.write(&mut out);
        out
    }
}

/// The nodes of a piece of XML.
pub fn fragment(text: &str) -> Vec<Node> {
    let mut open = vec![Element::default()];
    let mut rest = text;
    while !rest.is_empty() {
        let whole = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
        let top = open.last_mut().expect("never empty");
        let taken = if rest.starts_with("<!--") {
            top.children.push(Node::Raw(rest[..whole("-->")].to_owned()));
            whole("-->")
        } else if rest.starts_with("<![CDATA[") {
            top.children.push(Node::Raw(rest[..whole("]]>")].to_owned()));
            whole("]]>")
        } else if rest.starts_with("<?") {
            top.children.push(Node::Raw(rest[..whole("?>")].to_owned()));
            whole("?>")
        } else if rest.starts_with("</") {
            let closed = open.pop().expect("a tag closes what was opened");
            let parent = open.last_mut().expect("a tag closes what was opened");
            parent.children.push(Node::Element(closed));
            whole(">")
        } else if rest.starts_with('<') {
            let tag = &rest[1..whole(">") - 1];
            let empty = tag.ends_with('/');
            let element = tag_of(tag.trim_end_matches('/'));
            match empty {
                true => top.children.push(Node::Element(element)),
                false => open.push(element),
            }
            whole(">")
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            top.children.push(Node::Text(rest[..end].to_owned()));
            end
        };
        rest = &rest[taken..];
    }
    assert_eq!(open.len(), 1, "every tag is closed");
    open.remove(0).children
}

fn tag_of(tag: &str) -> Element {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut element = Element {
        name: name.to_owned(),
        ..Element::default()
    };
    while let Some((name, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let quote = after.chars().next().expect("a value");
        let value = &after[1..];
        let end = value.find(quote).expect("a value ends");
        let kept = value[..end].replace('"', "&quot;");
        element.attributes.push((name.trim().to_owned(), kept));
        rest = &value[end + 1..];
    }
    element
}

/// Text as it may stand between two tags or in quotes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // Else a parser makes another character of it.
            '\r' => out.push_str("&#13;"),
            _ => out.push(character),
        }
    }
    out
}
