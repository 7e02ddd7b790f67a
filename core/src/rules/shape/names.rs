//! From an element's name to a number: what the tables speak of.

use super::table::{COUNT, NAMES, STARTS};
use crate::ubl::{Document, NodeId};

/// The namespaces of the tables, and those that only attributes or `xsi:type` speak of. The first nine are
/// [`crate::ubl::NAMESPACES`], in the same order.
pub(super) mod namespace {
    #![allow(dead_code)]
    pub(in super::super) const INVOICE: u8 = 0;
    pub(in super::super) const CAC: u8 = 1;
    pub(in super::super) const CBC: u8 = 2;
    pub(in super::super) const EXT: u8 = 3;
    pub(in super::super) const SIG: u8 = 4;
    pub(in super::super) const SAC: u8 = 5;
    pub(in super::super) const SBC: u8 = 6;
    pub(in super::super) const DS: u8 = 7;
    pub(in super::super) const XADES: u8 = 8;
    pub(in super::super) const XADES_141: u8 = 9;
    pub(in super::super) const UNQUALIFIED: u8 = 10;
    pub(in super::super) const CORE: u8 = 11;
    pub(in super::super) const SCHEMA: u8 = 12;
    pub(in super::super) const INSTANCE: u8 = 13;
    /// A namespace that nobody here knows.
    pub(in super::super) const FOREIGN: u8 = 14;
    /// No namespace.
    pub(in super::super) const NONE: u8 = 15;
}

use namespace::{FOREIGN, NONE, XADES_141};

/// The namespaces after the first nine of [`crate::ubl::NAMESPACES`], from `XADES_141` on.
const MORE: [&str; 5] = [
    "http://uri.etsi.org/01903/v1.4.1#",
    "urn:oasis:names:specification:ubl:schema:xsd:UnqualifiedDataTypes-2",
    "urn:un:unece:uncefact:data:specification:CoreComponentTypeSchemaModule:2",
    "http://www.w3.org/2001/XMLSchema",
    "http://www.w3.org/2001/XMLSchema-instance",
];

/// The number of a namespace by its name.
pub(super) fn namespace_of(uri: &str) -> u8 {
    // What the list has beyond an invoice's own, the tables do not know.
    let known = crate::ubl::NAMESPACES[..usize::from(XADES_141)].iter().chain(&MORE);
    match known.into_iter().position(|known| *known == uri) {
        Some(at) => at as u8,
        None if uri.is_empty() => NONE,
        None => FOREIGN,
    }
}

/// How many elements the tables have in a namespace and before it.
const TABLES: usize = XADES_141 as usize + 1;
const SLOTS: usize = 4096;
const EMPTY: u16 = u16::MAX;

/// Where each name starts in [`NAMES`]; each ends a blank before the next.
static OFFSETS: [u16; COUNT + 1] = offsets();
/// An open hash table of the names. Made by the compiler: nothing is done at start-up.
static TABLE: [u16; SLOTS] = slots();

const fn offsets() -> [u16; COUNT + 1] {
    let text = NAMES.as_bytes();
    let mut out = [0; COUNT + 1];
    let (mut at, mut name) = (0, 0);
    while at < text.len() {
        at += 1;
        if text[at - 1] == b' ' {
            name += 1;
            out[name] = at as u16;
        }
    }
    assert!(name == COUNT && text.len() < EMPTY as usize);
    out
}

const fn slots() -> [u16; SLOTS] {
    let offsets = offsets();
    let mut out = [EMPTY; SLOTS];
    let mut namespace = 0;
    while namespace < TABLES {
        let mut name = STARTS[namespace];
        while name < STARTS[namespace + 1] {
            let (start, end) = (offsets[name as usize], offsets[name as usize + 1] - 1);
            let (before, _) = NAMES.as_bytes().split_at(end as usize);
            let (_, local) = before.split_at(start as usize);
            let mut slot = hash(namespace as u8, local);
            while out[slot] != EMPTY {
                slot = (slot + 1) % SLOTS;
            }
            out[slot] = name;
            name += 1;
        }
        namespace += 1;
    }
    out
}

/// Looks at the first, the middle and the last eight bytes: names differ there, and a long one costs no more.
#[inline]
const fn hash(namespace: u8, local: &[u8]) -> usize {
    let (first, middle, last) = match (local.first_chunk(), local.last_chunk()) {
        (Some(first), Some(last)) => {
            let (_, rest) = local.split_at((local.len() - 8) / 2);
            let middle = match rest.first_chunk() {
                Some(middle) => u64::from_le_bytes(*middle),
                None => 0,
            };
            (u64::from_le_bytes(*first), middle, u64::from_le_bytes(*last))
        }
        _ => {
            let (mut short, mut at) = (0, 0);
            while at < local.len() {
                short = short << 8 | local[at] as u64;
                at += 1;
            }
            (short, 0, 0)
        }
    };
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut mixed = (first ^ namespace as u64).wrapping_mul(MIX);
    mixed = (mixed.rotate_left(23) ^ middle).wrapping_mul(MIX);
    mixed = (mixed.rotate_left(23) ^ last ^ local.len() as u64).wrapping_mul(MIX);
    (mixed >> 52) as usize
}

/// The number of a name in one of the tables' namespaces.
#[inline]
pub(super) fn lookup(namespace: u8, local: &str) -> Option<u16> {
    if usize::from(namespace) >= TABLES {
        return None;
    }
    let mut slot = hash(namespace, local.as_bytes());
    loop {
        let name = TABLE[slot];
        if name == EMPTY {
            return None;
        }
        let at = usize::from(namespace);
        if text(name) == local.as_bytes() && (STARTS[at]..STARTS[at + 1]).contains(&name) {
            return Some(name);
        }
        slot = (slot + 1) % SLOTS;
    }
}

fn text(name: u16) -> &'static [u8] {
    let (start, end) = (OFFSETS[usize::from(name)], OFFSETS[usize::from(name) + 1]);
    &NAMES.as_bytes()[usize::from(start)..usize::from(end) - 1]
}

fn owner(name: u16) -> u8 {
    STARTS.iter().take_while(|&&start| start <= name).count() as u8 - 1
}

/// The name as the authority's own files write it: `cbc:ID`.
pub(super) fn spelt(name: u16) -> String {
    let local = std::str::from_utf8(text(name)).unwrap_or_default();
    let prefixes = [
        "",
        "cac:",
        "cbc:",
        "ext:",
        "sig:",
        "sac:",
        "sbc:",
        "ds:",
        "xades:",
        "xades141:",
    ];
    format!("{}{local}", prefixes[usize::from(owner(name))])
}

/// What the namespaces of one document are.
#[derive(Debug)]
pub(crate) struct Names(Vec<u8>);

impl Names {
    /// Once for a document.
    pub(crate) fn new(doc: &Document<'_>) -> Self {
        Names(doc.namespace_names().iter().map(|uri| namespace_of(uri)).collect())
    }

    /// The number of an element's name: dense, from 0, the same for every document of a release.
    #[inline]
    pub(crate) fn id(&self, doc: &Document<'_>, node: NodeId) -> Option<u16> {
        lookup(self.namespace(doc.namespace_index(node)), doc.local(node))
    }

    /// The number of a namespace of the document.
    #[inline]
    pub(super) fn namespace(&self, index: usize) -> u8 {
        self.0.get(index).copied().unwrap_or(FOREIGN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_namespace_has_the_number_that_the_tables_know_it_by() {
        use namespace::{CORE, FOREIGN, INSTANCE, INVOICE, NONE, SCHEMA, UNQUALIFIED, XADES};
        let [xades_141, unqualified, core, schema, instance] = MORE;
        for (uri, number) in [
            (crate::ubl::Known::Invoice.uri(), INVOICE),
            (crate::ubl::Known::Xades.uri(), XADES),
            (xades_141, XADES_141),
            (unqualified, UNQUALIFIED),
            (core, CORE),
            (schema, SCHEMA),
            (instance, INSTANCE),
            (crate::ubl::Known::CreditNote.uri(), FOREIGN),
            ("urn:x", FOREIGN),
            ("", NONE),
        ] {
            assert_eq!(namespace_of(uri), number, "{uri}");
        }
    }

    #[test]
    fn every_name_is_found_under_its_own_number_and_few_steps_away() {
        let mut steps = 0;
        for name in 0..COUNT as u16 {
            let local = std::str::from_utf8(text(name)).unwrap();
            assert_eq!(lookup(owner(name), local), Some(name));
            let at = TABLE.iter().position(|&slot| slot == name).unwrap();
            steps += (at + SLOTS - hash(owner(name), local.as_bytes())) % SLOTS;
        }
        assert!(steps < COUNT, "{steps}");
        assert_eq!(lookup(namespace::CBC, "Id"), None);
        assert_eq!(lookup(namespace::CAC, "IssueDate"), None);
        assert_eq!(lookup(FOREIGN, "ID"), None);
        assert_eq!(lookup(namespace::CBC, ""), None);
    }
}
