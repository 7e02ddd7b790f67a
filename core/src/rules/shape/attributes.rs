//! What stands on an element: the attributes of its type, and the four by which a document speaks to a schema.

use std::borrow::Cow;

use super::model::{Attribute, TypeId, WHATEVER};
use super::names::namespace::{INSTANCE, NONE};
use super::names::{namespace_of, spelt};
use super::table::ATTRIBUTES;
use super::value::{self, Kind};
use super::{Look, gather::Gathered};
use crate::error::Code;
use crate::ubl::NodeId;
use crate::ubl::tree::AttributeView;

/// The attributes of `xsi` that every element may have.
const TYPE: &str = "type";
const NIL: &str = "nil";
const LOCATIONS: [&str; 2] = ["schemaLocation", "noNamespaceSchemaLocation"];

impl<'a> Look<'_, 'a> {
    /// Judges the attributes of an element by its type.
    #[inline]
    pub(super) fn attributes(&mut self, node: NodeId, list: u8) {
        let known = ATTRIBUTES[usize::from(list)];
        let mut present = 0u32;
        for attribute in self.doc.attributes(node) {
            match self.names.namespace(attribute.namespace_index()) {
                INSTANCE if is_instruction(attribute.local()) => {}
                NONE => match known.iter().position(|known| known.name == attribute.name()) {
                    Some(at) => {
                        present |= 1 << at;
                        self.attribute(node, &known[at], &attribute);
                    }
                    None => self.unknown_attribute(node, list, attribute.name()),
                },
                _ => self.unknown_attribute(node, list, attribute.name()),
            }
        }
        for (at, attribute) in known.iter().enumerate() {
            if attribute.required && present >> at & 1 == 0 {
                let name = || Some(attribute.name.to_owned());
                self.found.add(Code::XsdAttributeMissing, node, name);
            }
        }
    }

    fn unknown_attribute(&mut self, node: NodeId, list: u8, name: &str) {
        if list != WHATEVER {
            let found = || Some(name.to_owned());
            self.found.add_attribute(Code::XsdAttribute, node, name, found);
        }
    }

    fn attribute(&mut self, node: NodeId, known: &Attribute, given: &AttributeView<'a, '_>) {
        if known.kind.takes_all() {
            return;
        }
        let value = given.value();
        if !known.kind.takes(&value) {
            wrong_attribute(&mut self.found, known.kind.code(), node, given.name(), &value);
        } else if known.kind == Kind::Id {
            self.references.define(node, value);
        }
    }

    /// Obeys `xsi:type` and judges its siblings: the type that the element has now, if it has one. `declared` is that
    /// of the element's declaration.
    pub(super) fn instructed(&mut self, node: NodeId, declared: Option<TypeId>) -> Option<TypeId> {
        let mut told = declared;
        for attribute in self.doc.attributes(node) {
            if self.names.namespace(attribute.namespace_index()) != INSTANCE {
                continue;
            }
            let value = attribute.value();
            let (code, good) = match attribute.local() {
                TYPE => {
                    let named = self.type_of(node, &value);
                    let fits = named.filter(|named| declared.is_none_or(|declared| named.is_made_from(declared)));
                    told = fits.or(declared);
                    (Code::XsdType, fits.is_some_and(|fits| !fits.get().hidden))
                }
                // No element of UBL may be nil, and a schema that knows one does not come with an invoice.
                NIL => (Code::XsdNil, declared.is_none() && Kind::Boolean.takes(&value)),
                // The official validator does not follow them, but they must be URIs.
                name if LOCATIONS.contains(&name) => {
                    let good = value::words(&value).all(|word| Kind::AnyUri.takes(word));
                    (Code::XsdUri, good)
                }
                _ => continue,
            };
            if !good {
                wrong_attribute(&mut self.found, code, node, attribute.name(), &value);
            }
        }
        told
    }

    fn type_of(&self, node: NodeId, name: &str) -> Option<TypeId> {
        let name = name.trim_matches(' ');
        if !value::is_qname(name) {
            return None;
        }
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let uri = match self.doc.namespace_of_prefix(node, prefix) {
            None if prefix.is_empty() => "",
            None => return None,
            Some(uri) => uri,
        };
        TypeId::of_name(namespace_of(uri), local)
    }
}

fn is_instruction(local: &str) -> bool {
    local == TYPE || local == NIL || LOCATIONS.contains(&local)
}

fn wrong_attribute(found: &mut Gathered, code: Code, node: NodeId, name: &str, value: &str) {
    found.add_attribute(code, node, name, || Some(format!("{name}=\"{value}\"")));
}

/// Ids, and what refers to them.
#[derive(Debug, Default)]
pub(super) struct References<'a> {
    defined: Vec<(Cow<'a, str>, NodeId)>,
    used: Vec<(String, NodeId)>,
}

impl<'a> References<'a> {
    pub(super) fn define(&mut self, node: NodeId, id: Cow<'a, str>) {
        self.defined.push((id, node));
    }

    pub(super) fn refer(&mut self, node: NodeId, ids: &str) {
        self.used.extend(value::words(ids).map(|id| (id.to_owned(), node)));
    }

    /// No id may stand twice, and what is referred to must be there.
    pub(super) fn finish(&mut self, found: &mut Gathered) {
        if self.defined.len() + self.used.len() < 2 && self.used.is_empty() {
            return;
        }
        let bare = |id: &Cow<'a, str>| id.trim_matches([' ', '\t', '\n', '\r']).to_owned();
        let mut ids: Vec<(String, NodeId)> = self.defined.iter().map(|(id, node)| (bare(id), *node)).collect();
        ids.sort_unstable();
        for pair in ids.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
            found.add(Code::XsdIdTwice, pair[1].1, || Some(pair[1].0.clone()));
        }
        for (id, node) in &self.used {
            if ids.binary_search_by(|(known, _)| known.cmp(id)).is_err() {
                found.add(Code::XsdReference, *node, || Some(id.clone()));
            }
        }
    }
}

/// What was found, and as many of the names that would do as one can read: `cbc:Id, expected cbc:ID, cbc:UUID`.
pub(super) fn expected(what: &str, names: impl Iterator<Item = u16>) -> Option<String> {
    // A message shows sixty characters; one name is always worth it.
    const MOST: usize = 57;
    let mut text = what.to_owned();
    for (at, name) in names.map(spelt).enumerate() {
        if at > 0 && text.len() + name.len() > MOST {
            text.push_str(", …");
            break;
        }
        text.push_str(if at == 0 { ", expected " } else { ", " });
        text.push_str(&name);
    }
    Some(text)
}
