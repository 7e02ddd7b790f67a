//! Sets of characters: `\d`, `[^a-z]`, `\p{IsArabic}`.
//!
//! A set knows how the validator's engine would have built it, because the engine judges by that whether two sets overlap, and
//! by that whether a repeat may give back what it took ([`Class::is_apart`]).

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::Flaw;
use super::blocks::BLOCKS;

/// Unicode 6.2, which is what the validator's engine carries: a character of a later version is unassigned there.
const CATEGORIES: &str = include_str!("categories.txt");
const LABELS: [&str; 36] = [
    "C", "Cc", "Cf", "Cn", "Co", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];
const LAST: u32 = 0x10_FFFF;
/// From this size on, the engine does not try whether a set and a category overlap.
const LARGE: u32 = 100;

type Range = (u32, u32);

/// Sorted ranges that neither touch nor overlap, and a mask of the first 128 characters.
struct Set {
    ascii: u128,
    ranges: Vec<Range>,
}

impl Set {
    fn new(ranges: Vec<Range>) -> Self {
        let ranges = tidy(ranges);
        let low = ranges.iter().take_while(|range| range.0 < 128);
        let ascii = low.flat_map(|range| range.0..=range.1.min(127));
        Set {
            ascii: ascii.fold(0, |mask, at| mask | 1 << at),
            ranges,
        }
    }

    fn has(&self, ch: char) -> bool {
        let code = u32::from(ch);
        if code < 128 {
            return self.ascii >> code & 1 == 1;
        }
        let after = self.ranges.partition_point(|range| range.0 <= code);
        after > 0 && self.ranges[after - 1].1 >= code
    }
}

fn tidy(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    ranges.dedup_by(|next, last| {
        let joins = next.0 <= last.1.saturating_add(1);
        if joins {
            last.1 = last.1.max(next.1);
        }
        joins
    });
    ranges
}

fn complement(ranges: &[Range]) -> Vec<Range> {
    let mut next = 0;
    let mut rest = Vec::with_capacity(ranges.len() + 1);
    for &(from, to) in ranges {
        if from > next {
            rest.push((next, from - 1));
        }
        next = to + 1;
    }
    if next <= LAST {
        rest.push((next, LAST));
    }
    rest
}

fn overlap(one: &[Range], other: &[Range]) -> bool {
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        if a.0.max(b.0) <= a.1.min(b.1) {
            return true;
        }
        if a.1 < b.1 { i += 1 } else { j += 1 }
    }
    false
}

#[derive(Clone)]
enum Chars {
    Named(&'static Set),
    Own(Arc<Set>),
}

/// Sets that the engine has only once, so that it knows a set and its complement as such.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Space,
    /// `\i`
    Initial,
    /// `\c`
    Further,
    Word,
    /// Where [`LABELS`] has it.
    Category(usize),
}

/// How the engine would have built the set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Make {
    Single(char),
    Ranges,
    Category,
    /// Known by a test of each character, not by its members.
    Test,
    Not,
    Dot,
}

#[derive(Clone)]
pub(super) struct Class {
    chars: Chars,
    negated: bool,
    make: Make,
    /// Of the set, or of the set whose complement this is.
    name: Option<Name>,
    /// False where the engine could not list the members.
    listed: bool,
}

impl Class {
    fn own(ranges: Vec<Range>, make: Make, listed: bool) -> Self {
        Class {
            chars: Chars::Own(Arc::new(Set::new(ranges))),
            negated: false,
            make,
            name: None,
            listed,
        }
    }

    fn named(name: Name) -> Self {
        let (make, listed) = match name {
            Name::Space => (Make::Ranges, true),
            Name::Category(at) => (Make::Category, LABELS[at].len() == 2),
            Name::Initial | Name::Further | Name::Word => (Make::Test, false),
        };
        Class {
            chars: Chars::Named(set(name)),
            negated: false,
            make,
            name: Some(name),
            listed,
        }
    }

    fn not(self) -> Self {
        Class {
            negated: !self.negated,
            make: Make::Not,
            ..self
        }
    }

    pub(super) fn single(ch: char) -> Self {
        Class::own(vec![(u32::from(ch), u32::from(ch))], Make::Single(ch), true)
    }

    /// The dot: all but the two ends of a line.
    pub(super) fn dot() -> Self {
        Class {
            make: Make::Dot,
            ..Class::own(vec![(10, 10), (13, 13)], Make::Ranges, true).not()
        }
    }

    pub(super) fn everything() -> Self {
        Class::own(Vec::new(), Make::Ranges, true).not()
    }

    /// One of the multi-character escapes of a single letter.
    pub(super) fn escape(letter: char) -> Option<Self> {
        let name = match letter.to_ascii_lowercase() {
            's' => Name::Space,
            'i' => Name::Initial,
            'c' => Name::Further,
            'd' => Name::Category(LABELS.iter().position(|&label| label == "Nd")?),
            'w' => Name::Word,
            _ => return None,
        };
        let class = Class::named(name);
        Some(if letter.is_ascii_uppercase() {
            class.not()
        } else {
            class
        })
    }

    /// What stands between the braces of `\p{...}`, or of `\P{...}`.
    pub(super) fn property(text: &str, negated: bool) -> Result<Self, Flaw> {
        let class = if let Some(at) = LABELS.iter().position(|&label| label == text) {
            Class::named(Name::Category(at))
        } else {
            // The engine drops underlines and blanks, nothing else: case and hyphens count.
            let is_kept = |ch: &char| !matches!(ch, ' ' | '\t' | '\r' | '\n' | '_');
            let name = text.strip_prefix("Is").ok_or(Flaw::Unknown)?;
            let name: String = name.chars().filter(is_kept).collect();
            let at = BLOCKS
                .binary_search_by(|block| block.0.cmp(&name))
                .map_err(|_| Flaw::Unknown)?;
            Class::own(BLOCKS[at].1.to_vec(), Make::Ranges, true)
        };
        Ok(if negated { class.not() } else { class })
    }

    fn set(&self) -> &Set {
        match &self.chars {
            Chars::Named(set) => set,
            Chars::Own(set) => set,
        }
    }

    pub(super) fn has(&self, ch: char) -> bool {
        self.set().has(ch) != self.negated
    }

    /// The class as far as the engine looks when it compares: the dot is a test it does not look into.
    pub(super) fn as_known(&self) -> Self {
        match self.make {
            Make::Dot => Class::everything(),
            _ => self.clone(),
        }
    }

    /// The character, if the class was written as one.
    pub(super) fn as_single(&self) -> Option<char> {
        match self.make {
            Make::Single(ch) => Some(ch),
            _ => None,
        }
    }

    fn ranges(&self) -> Cow<'_, [Range]> {
        let ranges = &self.set().ranges;
        if self.negated {
            Cow::Owned(complement(ranges))
        } else {
            Cow::Borrowed(ranges)
        }
    }

    fn joined(ranges: Vec<Range>, listed: bool) -> Self {
        Class::own(ranges, if listed { Make::Ranges } else { Make::Test }, listed)
    }

    pub(super) fn union(classes: &[Self]) -> Self {
        let all = classes.iter().flat_map(|class| class.ranges().into_owned()).collect();
        Class::joined(all, classes.iter().all(|class| class.listed))
    }

    fn less(&self, other: &Self) -> Self {
        let mut outside = complement(&self.ranges());
        outside.extend_from_slice(&other.ranges());
        Class::joined(complement(&tidy(outside)), self.listed && other.listed)
    }

    /// True if the engine sees that no character is in both. It does not always see it; what it does not see it takes for an
    /// overlap, and it never sees wrong.
    pub(super) fn is_apart(&self, other: &Self) -> bool {
        let of_other = |class: &Class| other.make == Make::Not && other.name.is_some() && other.name == class.name;
        match self.make {
            Make::Single(ch) => !other.has(ch),
            Make::Not => other.make != Make::Not && other.name.is_some() && other.name == self.name,
            Make::Test | Make::Dot => of_other(self),
            Make::Ranges if other.make == Make::Ranges => !overlap(&self.ranges(), &other.ranges()),
            Make::Ranges => of_other(self),
            Make::Category => match other.make {
                Make::Not => of_other(self),
                Make::Single(ch) => !self.has(ch),
                Make::Category => self.is_other_category(other),
                Make::Ranges => {
                    let theirs = other.ranges();
                    let size = theirs.iter().fold(0, |sum: u32, range| sum + (range.1 - range.0) + 1);
                    size <= LARGE && !overlap(&self.ranges(), &theirs)
                }
                Make::Test | Make::Dot => false,
            },
        }
    }

    fn is_other_category(&self, other: &Self) -> bool {
        match (self.name, other.name) {
            (Some(Name::Category(one)), Some(Name::Category(two))) => {
                let (one, two) = (LABELS[one], LABELS[two]);
                one[..1] != two[..1] || (one.len() > 1 && two.len() > 1 && one != two)
            }
            _ => false,
        }
    }
}

/// A class between brackets while it is read.
#[derive(Default)]
pub(super) struct Bracket {
    ranges: Vec<Range>,
    escapes: Vec<Class>,
}

impl Bracket {
    pub(super) fn add(&mut self, from: char, to: char) {
        self.ranges.push((u32::from(from), u32::from(to)));
    }

    pub(super) fn add_class(&mut self, class: Class) {
        // The same escape a thousand times would cost a thousand times its ranges.
        let is_same =
            |known: &Class| known.name.is_some() && known.name == class.name && known.negated == class.negated;
        if !self.escapes.iter().any(is_same) {
            self.escapes.push(class);
        }
    }

    pub(super) fn finish(self, negated: bool, without: Option<Class>) -> Class {
        let mut parts = self.escapes;
        parts.push(Class::own(self.ranges, Make::Ranges, true));
        let class = Class::union(&parts);
        let class = if negated { class.not() } else { class };
        match without {
            Some(other) => class.less(&other),
            None => class,
        }
    }
}

/// The members of a named set, gathered once.
fn set(name: Name) -> &'static Set {
    static CATEGORY: [OnceLock<Set>; LABELS.len()] = [const { OnceLock::new() }; LABELS.len()];
    static SPACE: OnceLock<Set> = OnceLock::new();
    static INITIAL: OnceLock<Set> = OnceLock::new();
    static FURTHER: OnceLock<Set> = OnceLock::new();
    static WORD: OnceLock<Set> = OnceLock::new();
    match name {
        Name::Space => SPACE.get_or_init(|| Set::new(vec![(9, 10), (13, 13), (32, 32)])),
        Name::Initial => INITIAL.get_or_init(|| Set::new(START.to_vec())),
        Name::Further => FURTHER.get_or_init(|| Set::new([START, PART].concat())),
        Name::Word => WORD.get_or_init(|| {
            let others = ["P", "Z", "C"].iter().flat_map(|label| category(label)).collect();
            Set::new(complement(&tidy(others)))
        }),
        Name::Category(at) => CATEGORY[at].get_or_init(|| Set::new(category(LABELS[at]))),
    }
}

/// Characters that may begin a name, in XML 1.1 (and in XML 1.0 since its fifth edition), and the colon.
const START: &[Range] = &[
    (0x3A, 0x3A),
    (0x41, 0x5A),
    (0x5F, 0x5F),
    (0x61, 0x7A),
    (0xC0, 0xD6),
    (0xD8, 0xF6),
    (0xF8, 0x2FF),
    (0x370, 0x37D),
    (0x37F, 0x1FFF),
    (0x200C, 0x200D),
    (0x2070, 0x218F),
    (0x2C00, 0x2FEF),
    (0x3001, 0xD7FF),
    (0xF900, 0xFDCF),
    (0xFDF0, 0xFFFD),
    (0x10000, 0xEFFFF),
];
/// Those that may stand only further in.
const PART: &[Range] = &[
    (0x2D, 0x2E),
    (0x30, 0x39),
    (0xB7, 0xB7),
    (0x300, 0x36F),
    (0x203F, 0x2040),
];

/// The ranges of a category, or of all whose label begins so.
fn category(label: &str) -> Vec<Range> {
    let lines = CATEGORIES.lines().filter(|line| line.starts_with(label));
    lines
        .flat_map(|line| line.split(' ').skip(1).filter_map(range))
        .collect()
}

fn range(text: &str) -> Option<Range> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    Some((u32::from_str_radix(from, 16).ok()?, u32::from_str_radix(to, 16).ok()?))
}
