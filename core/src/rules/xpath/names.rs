//! Names of elements as small numbers, and where each stands in a document.

use std::collections::HashMap;

use crate::ubl::{self, Known, NodeId};

/// The name of an element that some rule speaks of. Zero is every other name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::rules) struct Symbol(pub(super) u16);

impl Symbol {
    pub(in crate::rules) const OTHER: Symbol = Symbol(0);

    pub(in crate::rules) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// The names of all rules.
#[derive(Debug, Default)]
pub(in crate::rules) struct Names {
    numbers: HashMap<(u8, String), Symbol>,
    /// By length and first letters, so that most names that no rule knows are told by one look.
    table: Vec<Entry>,
}

#[derive(Debug, Clone)]
struct Entry {
    symbol: Symbol,
    known: u8,
    local: Box<str>,
}

/// Slots of the table: a power of two some eight times the number of names.
const SLOTS: usize = 2048;

fn hash(known: u8, local: &str) -> usize {
    let bytes = local.as_bytes();
    let mut hash = (bytes.len() as u32).wrapping_mul(0x9E37) ^ u32::from(known).wrapping_mul(0x85EB);
    // Ends tell UBL's names apart better than beginnings.
    for &byte in bytes.iter().rev().take(8).chain(bytes.iter().take(4)) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    hash as usize ^ (hash >> 15) as usize
}

impl Names {
    /// The number of a name, a new one if need be.
    pub(super) fn intern(&mut self, known: Known, local: &str) -> Symbol {
        let next = Symbol(self.numbers.len() as u16 + 1);
        *self.numbers.entry((known as u8, local.to_owned())).or_insert(next)
    }

    /// The name with the prefix under which the authority's own files use it.
    pub(in crate::rules) fn name(&self, symbol: Symbol) -> Option<String> {
        let ((known, local), _) = self.numbers.iter().find(|(_, number)| **number == symbol)?;
        let prefix = Known::ALL.get(usize::from(*known))?.prefix();
        Some(match prefix {
            "" => local.clone(),
            _ => format!("{prefix}:{local}"),
        })
    }

    pub(in crate::rules) fn len(&self) -> usize {
        self.numbers.len() + 1
    }

    /// Call it when all names are in.
    pub(in crate::rules) fn close(&mut self) {
        let empty = Entry {
            symbol: Symbol::OTHER,
            known: 0,
            local: "".into(),
        };
        self.table = vec![empty; SLOTS];
        for ((known, local), &symbol) in &self.numbers {
            let mut slot = hash(*known, local) % SLOTS;
            while self.table[slot].symbol != Symbol::OTHER {
                slot = (slot + 1) % SLOTS;
            }
            self.table[slot] = Entry {
                symbol,
                known: *known,
                local: local.as_str().into(),
            };
        }
    }

    fn find(&self, known: u8, local: &str) -> Symbol {
        let mut slot = hash(known, local) % SLOTS;
        loop {
            let entry = &self.table[slot];
            if entry.symbol == Symbol::OTHER || entry.known == known && *entry.local == *local {
                return entry.symbol;
            }
            slot = (slot + 1) % SLOTS;
        }
    }
}

/// Where the elements of a document stand that some rule speaks of.
#[derive(Debug)]
pub(in crate::rules) struct Index {
    symbols: Vec<Symbol>,
    places: Vec<Vec<NodeId>>,
    /// Elements with an attribute `name`.
    named: Vec<NodeId>,
}

impl Index {
    pub(in crate::rules) fn new(doc: &ubl::Document<'_>, names: &Names) -> Index {
        let mut index = Index {
            symbols: Vec::with_capacity(doc.len()),
            places: vec![Vec::new(); names.len()],
            named: Vec::new(),
        };
        for id in doc.all() {
            let symbol = match doc.known(id) {
                Some(known) if doc.is_element(id) => names.find(known as u8, doc.local(id)),
                _ => Symbol::OTHER,
            };
            index.symbols.push(symbol);
            if symbol != Symbol::OTHER {
                index.places[symbol.index()].push(id);
            }
            if doc.has_attributes(id) && doc.attribute(id, "name").is_some() {
                index.named.push(id);
            }
        }
        index
    }

    pub(in crate::rules) fn symbol(&self, id: NodeId) -> Symbol {
        self.symbols[id.index()]
    }

    /// All elements of a name, in document order.
    pub(in crate::rules) fn all(&self, symbol: Symbol) -> &[NodeId] {
        &self.places[symbol.index()]
    }

    pub(super) fn named(&self) -> &[NodeId] {
        &self.named
    }
}
