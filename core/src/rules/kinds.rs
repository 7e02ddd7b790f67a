//! Kinds of elements: those of one name below elements of the same names. A document has few, however long it is, and the
//! names that a template wants need be compared once for each.

use super::program::{Alternative, Program, Way};
use super::xpath::{Symbol, Test};

/// The kinds that documents have had so far.
#[derive(Default)]
pub(super) struct Kinds {
    outermost: Vec<(Symbol, usize)>,
    list: Vec<Kind>,
}

struct Kind {
    symbol: Symbol,
    parent: Option<usize>,
    children: Vec<(Symbol, usize)>,
    /// What may fire at such an element, the first to ask first.
    elements: Vec<Way>,
    /// And at its attributes.
    attributes: Vec<Way>,
}

impl Kinds {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The kind of an element of a name below one of a kind, or below none.
    pub(super) fn below(&mut self, program: &Program, parent: Option<usize>, symbol: Symbol) -> usize {
        let number = self.list.len();
        let siblings = match parent {
            Some(parent) => &mut self.list[parent].children,
            None => &mut self.outermost,
        };
        if let Some((_, known)) = siblings.iter().find(|(known, _)| *known == symbol) {
            return *known;
        }
        siblings.push((symbol, number));
        self.list.push(Kind {
            symbol,
            parent,
            children: Vec::new(),
            elements: Vec::new(),
            attributes: Vec::new(),
        });
        let fit = |all: &[Vec<Way>]| -> Vec<Way> {
            let fits = |way: &&Way| self.fits(number, program.alternative(**way));
            all[symbol.index()].iter().filter(fits).copied().collect()
        };
        let (elements, attributes) = (fit(&program.elements), fit(&program.attributes));
        self.list[number].elements = elements;
        self.list[number].attributes = attributes;
        number
    }

    fn fits(&self, kind: usize, alternative: &Alternative) -> bool {
        let mut at = Some(kind);
        for (test, _) in &alternative.steps {
            let Some(kind) = at.map(|at| &self.list[at]) else {
                return false;
            };
            if *test != Test::Any && *test != Test::Name(kind.symbol) {
                return false;
            }
            at = kind.parent;
        }
        !alternative.anchored || at.is_none()
    }

    /// What may fire at elements of a kind, and at their attributes.
    pub(super) fn ways(&self, kind: usize) -> (&[Way], &[Way]) {
        let kind = &self.list[kind];
        (&kind.elements, &kind.attributes)
    }
}
