//! How the tables are written, and the two small machines that read an element's children by them.

use super::names;
use super::names::namespace::NONE;
use super::table::{ELEMENTS, GRAPHS, LISTED, PARTICLES, TYPES};
use super::value::Kind;

/// In `ELEMENTS`: the element has a type of its own that adds nothing to the one named here.
pub(super) const OWN: u16 = 0x8000;
/// In `ELEMENTS`: declared only inside another element, so that no wildcard knows it.
pub(super) const LOCAL: u16 = 0x4000;
/// In `ELEMENTS`: the type's name is the element's and `Type`.
pub(super) const NAMED: u16 = 0x2000;
const TYPE: u16 = 0x1FFF;

/// In `PARTICLES`: may be left out.
pub(super) const OPTIONAL: u16 = 0x8000;
/// In `PARTICLES`: may be repeated. (UBL has no other counts.)
pub(super) const REPEATED: u16 = 0x4000;
const NAME: u16 = 0x3FFF;

/// In `GRAPHS`, at a state: the content may end here.
pub(super) const ACCEPTS: u16 = 0x8000;
/// In `GRAPHS`, on an edge: any element …
const WILDCARD: u16 = 0x8000;
/// … with a declaration or not …
const LAX: u16 = 0x0100;
/// … that is not in the namespace of the lowest byte, nor in none.
const OTHER: u16 = 0x0200;

/// What a type lets stand inside an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing, not even white space.
    Empty,
    /// A value.
    Value(Kind),
    /// Elements, in order: so many of `PARTICLES` from here.
    Sequence(u16, u8),
    /// Elements, by the states of `GRAPHS` from here.
    Graph(u16),
    /// The same, with text between them.
    Mixed(u16),
}

/// A type: what may stand in an element, and on it.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) content: Content,
    /// Which list of `ATTRIBUTES`.
    pub(super) attributes: u8,
    /// No element may have it, only types made from it.
    pub(super) hidden: bool,
    /// The type that it was made from.
    base: u16,
}

/// An attribute that a type knows.
#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
}

/// The list of `ATTRIBUTES` that lets every attribute stand.
pub(super) const WHATEVER: u8 = 0;

/// A type by number; [`OWN`] and an element's number for the type that is the element's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TypeId(u16);

/// The type of what has none: everything may stand in it, and what is declared must be right.
pub(super) const ANY: TypeId = TypeId(0);

impl TypeId {
    pub(super) fn of_element(name: u16) -> TypeId {
        match ELEMENTS[usize::from(name)] {
            word if word & OWN != 0 => TypeId(OWN | name),
            word => TypeId(word & TYPE),
        }
    }

    /// By namespace and name, for `xsi:type`.
    pub(super) fn of_name(namespace: u8, local: &str) -> Option<TypeId> {
        let element = local
            .strip_suffix("Type")
            .and_then(|stem| names::lookup(namespace, stem));
        if let Some(name) = element
            && ELEMENTS[usize::from(name)] & (OWN | NAMED) != 0
        {
            return Some(TypeId::of_element(name));
        }
        let listed = |&&(owner, name, _): &&(u8, &str, u16)| owner == namespace && name == local;
        LISTED.iter().find(listed).map(|&(_, _, number)| TypeId(number))
    }

    #[inline]
    pub(super) fn get(self) -> &'static Type {
        let number = match self.0 & OWN {
            0 => self.0,
            _ => ELEMENTS[usize::from(self.0 & !OWN)] & TYPE,
        };
        &TYPES[usize::from(number)]
    }

    /// True for a type that is the other, or was made from it.
    pub(super) fn is_made_from(self, other: TypeId) -> bool {
        let mut at = self;
        loop {
            if at == other {
                return true;
            }
            at = match at {
                ANY => return false,
                TypeId(own) if own & OWN != 0 => TypeId(ELEMENTS[usize::from(own & !OWN)] & TYPE),
                TypeId(_) => TypeId(at.get().base),
            };
        }
    }
}

/// True if a wildcard knows the element.
pub(super) fn is_global(name: u16) -> bool {
    ELEMENTS[usize::from(name)] & LOCAL == 0
}

/// What a child turns out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// It may stand here.
    Fits,
    /// A wildcard takes it; if true, only with a declaration.
    Wild(bool),
    /// It may stand once, and has.
    TooMany,
    /// It should have stood before this one.
    Late(u16),
    /// It may not stand here at all.
    Unknown,
}

/// Takes the next child of a sequence. `at` is the place of the last one, `seen` has a bit for each.
#[inline]
pub(super) fn sequence(start: u16, count: u8, at: &mut u16, seen: &mut u128, name: u16) -> Step {
    let particles = &PARTICLES[usize::from(start)..][..usize::from(count)];
    let is_it = |particle: &u16| particle & NAME == name;
    let from = usize::from(*at);
    if let Some(ahead) = particles[from..].iter().position(is_it) {
        let place = from + ahead;
        let again = *seen >> place & 1 == 1;
        *at = place as u16;
        *seen |= 1 << place;
        return match again && particles[place] & REPEATED == 0 {
            true => Step::TooMany,
            false => Step::Fits,
        };
    }
    match particles[..from].iter().position(is_it) {
        Some(place) if *seen >> place & 1 == 1 && particles[place] & REPEATED == 0 => Step::TooMany,
        Some(place) => {
            *seen |= 1 << place;
            Step::Late(particles[from] & NAME)
        }
        None => Step::Unknown,
    }
}

/// The names that a sequence cannot do without and that were not seen.
pub(super) fn lacking(start: u16, count: u8, seen: u128) -> impl Iterator<Item = u16> {
    let particles = &PARTICLES[usize::from(start)..][..usize::from(count)];
    let wanted = move |&(place, &particle): &(usize, &u16)| particle & OPTIONAL == 0 && seen >> place & 1 == 0;
    particles
        .iter()
        .enumerate()
        .filter(wanted)
        .map(|(_, particle)| particle & NAME)
}

/// Takes the next child of a graph, of which `at` is the state.
pub(super) fn graph(at: &mut u16, namespace: u8, name: Option<u16>) -> Step {
    for edge in edges(*at) {
        let (symbol, next) = (edge[0], edge[1]);
        let step = match symbol & WILDCARD {
            0 if Some(symbol) == name => Step::Fits,
            0 => continue,
            _ if symbol & OTHER != 0 && (namespace == NONE || symbol & 0xFF == u16::from(namespace)) => continue,
            _ => Step::Wild(symbol & LAX == 0),
        };
        *at = next;
        return step;
    }
    Step::Unknown
}

/// True if the content may end in this state.
pub(super) fn may_end(state: u16) -> bool {
    GRAPHS[usize::from(state)] & ACCEPTS != 0
}

/// The names that may come next, wildcards left out.
pub(super) fn next_of_graph(state: u16) -> impl Iterator<Item = u16> {
    edges(state).map(|edge| edge[0]).filter(|symbol| symbol & WILDCARD == 0)
}

/// The names that may come next in a sequence, up to the first that must.
pub(super) fn next_of_sequence(start: u16, count: u8, at: u16, seen: u128) -> impl Iterator<Item = u16> {
    let particles = &PARTICLES[usize::from(start)..][..usize::from(count)];
    let mut open = true;
    particles
        .iter()
        .enumerate()
        .skip(usize::from(at))
        .filter(move |&(place, &particle)| particle & REPEATED != 0 || seen >> place & 1 == 0)
        .take_while(move |&(_, &particle)| {
            let before = open;
            open &= particle & OPTIONAL != 0;
            before
        })
        .map(|(_, particle)| particle & NAME)
}

fn edges(state: u16) -> impl Iterator<Item = &'static [u16]> {
    let count = usize::from(GRAPHS[usize::from(state)] & !ACCEPTS);
    GRAPHS[usize::from(state) + 1..][..2 * count].chunks_exact(2)
}

// ---- the words in which the tables are written ----

impl Type {
    pub(super) const fn hidden(mut self) -> Type {
        self.hidden = true;
        self
    }
}

const fn of(content: Content, attributes: u8, base: u16) -> Type {
    Type {
        content,
        attributes,
        hidden: false,
        base,
    }
}

pub(super) const fn e(attributes: u8, base: u16) -> Type {
    of(Content::Empty, attributes, base)
}

pub(super) const fn v(kind: Kind, attributes: u8, base: u16) -> Type {
    of(Content::Value(kind), attributes, base)
}

pub(super) const fn s(start: u16, count: u8, attributes: u8, base: u16) -> Type {
    of(Content::Sequence(start, count), attributes, base)
}

pub(super) const fn g(start: u16, attributes: u8, base: u16) -> Type {
    of(Content::Graph(start), attributes, base)
}

pub(super) const fn m(start: u16, attributes: u8, base: u16) -> Type {
    of(Content::Mixed(start), attributes, base)
}

pub(super) const fn a(name: &'static str, kind: Kind) -> Attribute {
    Attribute {
        name,
        kind,
        required: false,
    }
}

pub(super) const fn r(name: &'static str, kind: Kind) -> Attribute {
    Attribute {
        name,
        kind,
        required: true,
    }
}
