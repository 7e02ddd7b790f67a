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
#[derive(Debug)]
pub(in crate::rules) struct Names {
    numbers: HashMap<(u8, String), Symbol>,
    /// By length and first letters, so that most names that no rule knows are told by one look.
    table: Vec<Entry>,
    /// Two that a function speaks of.
    pub(super) tax_scheme: Symbol,
    pub(super) id: Symbol,
}

impl Default for Names {
    fn default() -> Self {
        let mut names = Names {
            numbers: HashMap::new(),
            table: Vec::new(),
            tax_scheme: Symbol::OTHER,
            id: Symbol::OTHER,
        };
        names.tax_scheme = names.intern(Known::Cac, "TaxScheme");
        names.id = names.intern(Known::Cbc, "ID");
        names
    }
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
    let fold = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    // Ends tell UBL's names apart better than beginnings.
    let end = bytes
        .last_chunk()
        .map_or_else(|| fold(bytes), |chunk| u64::from_le_bytes(*chunk));
    let beginning = bytes.first_chunk().map_or(0, |chunk| u32::from_le_bytes(*chunk));
    let word = end ^ (u64::from(beginning) << 16) ^ (bytes.len() as u64) << 8 ^ u64::from(known);
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize
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
    entries: Vec<Slot>,
    places: Vec<Vec<NodeId>>,
    /// Elements with an attribute `name`.
    named: Vec<NodeId>,
}

/// What is known of a node: its name, and the way through its children that some rule speaks of.
#[derive(Debug, Clone, Copy)]
struct Slot {
    symbol: Symbol,
    first: u32,
    next: u32,
    /// A bit for each name among the children, shared by several names: where it is not set, there is no such child.
    present: u64,
    /// The same bits: where it is not set, there is no second.
    again: u64,
}

/// The children of a name.
pub(super) enum Only {
    Nobody,
    One(NodeId),
    Several,
}

const NOBODY: u32 = u32::MAX;

fn bit(symbol: Symbol) -> u64 {
    1 << (symbol.0 % 64)
}

impl Index {
    pub(in crate::rules) fn new(doc: &ubl::Document<'_>, names: &Names) -> Index {
        let mut index = Index {
            entries: Vec::with_capacity(doc.len()),
            places: vec![Vec::new(); names.len()],
            named: Vec::new(),
        };
        // For each element that is open: the child that came last.
        let mut last: Vec<(usize, u32)> = Vec::new();
        for id in doc.all() {
            let element = doc.is_element(id);
            let symbol = match doc.known(id) {
                Some(known) if element => names.find(known as u8, doc.local(id)),
                _ => Symbol::OTHER,
            };
            index.entries.push(Slot {
                symbol,
                first: NOBODY,
                next: NOBODY,
                present: 0,
                again: 0,
            });
            if !element {
                continue;
            }
            while last.last().is_some_and(|&(parent, _)| doc.end(parent) <= id.index()) {
                last.pop();
            }
            if symbol != Symbol::OTHER {
                index.places[symbol.index()].push(id);
                if let Some((parent, before)) = last.last_mut() {
                    let here = id.index() as u32;
                    match *before {
                        NOBODY => index.entries[*parent].first = here,
                        before => index.entries[before as usize].next = here,
                    }
                    let slot = &mut index.entries[*parent];
                    slot.again |= slot.present & bit(symbol);
                    slot.present |= bit(symbol);
                    *before = here;
                }
            }
            if doc.end(id.index()) > id.index() + 1 {
                last.push((id.index(), NOBODY));
            }
            if doc.has_attributes(id) && doc.attribute(id, "name").is_some() {
                index.named.push(id);
            }
        }
        index
    }

    pub(in crate::rules) fn symbol(&self, id: NodeId) -> Symbol {
        self.entries[id.index()].symbol
    }

    /// The children of a name, in order; `None` for each of another name that is passed on the way.
    pub(super) fn children(&self, id: NodeId, symbol: Symbol) -> Children<'_> {
        let slot = &self.entries[id.index()];
        Children {
            index: self,
            at: if slot.present & bit(symbol) == 0 {
                NOBODY
            } else {
                slot.first
            },
            symbol,
        }
    }

    /// The child of a name, if there is one alone, and how many others were passed to find it.
    #[inline]
    pub(super) fn only(&self, id: NodeId, symbol: Symbol) -> (Only, u64) {
        let alone = self.entries[id.index()].again & bit(symbol) == 0;
        let (mut found, mut passed) = (Only::Nobody, 0);
        for child in self.children(id, symbol) {
            passed += 1;
            match (child, &found) {
                (None, _) => continue,
                (Some(child), _) if alone => return (Only::One(child), passed),
                (Some(child), Only::Nobody) => found = Only::One(child),
                (Some(_), _) => return (Only::Several, passed),
            }
        }
        (found, passed)
    }

    /// All elements of a name, in document order.
    pub(in crate::rules) fn all(&self, symbol: Symbol) -> &[NodeId] {
        &self.places[symbol.index()]
    }

    pub(super) fn named(&self) -> &[NodeId] {
        &self.named
    }
}

/// Goes through the children of a name.
pub(super) struct Children<'i> {
    index: &'i Index,
    at: u32,
    symbol: Symbol,
}

impl Iterator for Children<'_> {
    type Item = Option<NodeId>;

    fn next(&mut self) -> Option<Option<NodeId>> {
        if self.at == NOBODY {
            return None;
        }
        let at = self.at;
        let slot = &self.index.entries[at as usize];
        self.at = slot.next;
        Some((slot.symbol == self.symbol).then(|| NodeId::from_index(at)))
    }
}
