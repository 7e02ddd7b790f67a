//! A pattern as a tree, and what can be said of it before any input is seen.
//!
//! The questions and their answers, wrong ones included, are those of the validator's engine: it decides by them how a repeat
//! is searched, and that decides what is found.

use std::sync::OnceLock;

use super::class::Class;

/// No upper bound. A written bound can reach it too, and then means the same.
pub(super) const UNBOUNDED: u32 = i32::MAX as u32;

pub(super) enum Node {
    /// The empty string.
    Nothing,
    /// `^`
    Start,
    /// `$`
    End,
    Text(Vec<char>),
    One(Class),
    /// A group with its number.
    Group(Box<Node>, usize),
    /// What a group took.
    Back(usize),
    Choice(Vec<Node>, First),
    /// Two or more.
    Sequence(Vec<Node>),
    Repeat(Box<Repeat>),
    /// Behind the whole pattern: found.
    Found,
}

pub(super) struct Repeat {
    pub(super) body: Node,
    pub(super) least: u32,
    pub(super) most: u32,
    pub(super) way: Way,
    /// Tells this repeat from the others of the pattern.
    pub(super) mark: usize,
    /// How many repeats are nested from here, this one included.
    pub(super) depth: u32,
    pub(super) first: First,
}

/// What a node can begin with, found out once: the answer is asked for at every level of nesting.
pub(super) type First = OnceLock<Class>;

/// How a repeat is searched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Greedy,
    Reluctant,
    /// The body always takes so many characters.
    GreedyBy(usize),
    ReluctantBy(usize),
    /// As many as there are, and none is ever given back.
    Fast,
}

/// Where a node may take nothing. A set of bits, because a choice joins those of its branches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty(u32);

impl Empty {
    const UNKNOWN: Empty = Empty(0);
    const AT_START: Empty = Empty(1);
    const AT_END: Empty = Empty(2);
    pub(super) const ANYWHERE: Empty = Empty(7);
    const NEVER: Empty = Empty(1024);

    fn has(self, other: Empty) -> bool {
        self.0 & other.0 != 0
    }
}

impl Repeat {
    fn is_fixed(&self) -> bool {
        matches!(self.way, Way::GreedyBy(_) | Way::ReluctantBy(_))
    }
}

impl Node {
    /// How many characters it takes, if that is always the same number.
    pub(super) fn length(&self) -> Option<usize> {
        match self {
            Node::Nothing | Node::Start | Node::End | Node::Found => Some(0),
            Node::Text(text) => Some(text.len()),
            Node::One(_) => Some(1),
            Node::Group(body, _) => body.length(),
            Node::Back(_) => None,
            Node::Choice(branches, _) => {
                let first = branches.first()?.length()?;
                branches
                    .iter()
                    .all(|branch| branch.length() == Some(first))
                    .then_some(first)
            }
            Node::Sequence(parts) => parts
                .iter()
                .try_fold(0, |sum: usize, part| Some(sum.saturating_add(part.length()?))),
            Node::Repeat(repeat) if repeat.least != repeat.most => None,
            Node::Repeat(repeat) => Some(repeat.body.length()?.saturating_mul(repeat.least as usize)),
        }
    }

    /// The fewest characters that it takes.
    pub(super) fn shortest(&self) -> usize {
        match self {
            Node::Group(body, _) => body.shortest(),
            Node::Choice(branches, _) => branches.iter().map(Node::shortest).min().unwrap_or(0),
            Node::Sequence(parts) => parts.iter().fold(0, |sum, part| sum.saturating_add(part.shortest())),
            Node::Repeat(repeat) => repeat.body.shortest().saturating_mul(repeat.least as usize),
            simple => simple.length().unwrap_or(0),
        }
    }

    pub(super) fn empty(&self) -> Empty {
        match self {
            Node::Nothing | Node::Found => Empty::ANYWHERE,
            Node::Start => Empty::AT_START,
            Node::End => Empty::AT_END,
            Node::Text(_) | Node::One(_) => Empty::NEVER,
            Node::Group(body, _) => body.empty(),
            Node::Back(_) => Empty::UNKNOWN,
            // A choice of branches that never do is unknown here, not never.
            Node::Choice(branches, _) => branches
                .iter()
                .fold(Empty::UNKNOWN, |all, branch| match branch.empty() {
                    Empty::NEVER => all,
                    some => Empty(all.0 | some.0),
                }),
            Node::Sequence(parts) => Node::empty_sequence(parts),
            Node::Repeat(repeat) if repeat.least == 0 => Empty::ANYWHERE,
            Node::Repeat(repeat) => repeat.body.empty(),
        }
    }

    fn empty_sequence(parts: &[Node]) -> Empty {
        let mut all = [Empty::ANYWHERE, Empty::AT_START, Empty::AT_END].map(|place| (place, true));
        let mut seen = false;
        for part in parts {
            let empty = part.empty();
            // Only what stands before the first part that cannot be empty everywhere is asked whether it can be at all.
            if empty == Empty::NEVER && !seen {
                return Empty::NEVER;
            }
            seen |= empty != Empty::ANYWHERE;
            all[0].1 &= empty == Empty::ANYWHERE;
            all[1].1 &= empty.has(Empty::AT_START);
            all[2].1 &= empty.has(Empty::AT_END);
        }
        all.iter().find(|place| place.1).map_or(Empty::UNKNOWN, |place| place.0)
    }

    /// How many repeats are nested in it.
    pub(super) fn depth(&self) -> u32 {
        match self {
            Node::Group(body, _) => body.depth(),
            Node::Choice(nodes, _) | Node::Sequence(nodes) => nodes.iter().map(Node::depth).max().unwrap_or(0),
            Node::Repeat(repeat) => repeat.depth,
            _ => 0,
        }
    }

    /// The characters that a string taken by it can begin with, or more.
    fn first(&self) -> Class {
        match self {
            Node::Text(text) => text.first().map_or_else(Class::everything, |&ch| Class::single(ch)),
            Node::One(class) => class.as_known(),
            Node::Choice(branches, first) => first.get_or_init(|| join(branches.iter().map(Node::first))).clone(),
            Node::Sequence(parts) => {
                let ends = parts.iter().position(|part| part.empty() == Empty::NEVER);
                let parts = &parts[..ends.map_or(parts.len(), |at| at + 1)];
                join(parts.iter().map(Node::first))
            }
            Node::Repeat(repeat) => repeat.first.get_or_init(|| repeat.body.first()).clone(),
            Node::Nothing | Node::Start | Node::End | Node::Group(..) | Node::Back(_) | Node::Found => {
                Class::everything()
            }
        }
    }

    /// Chooses how each repeat is searched, as the engine does before its first search.
    pub(super) fn settle(self) -> Node {
        match self {
            Node::Group(body, number) => Node::Group(Box::new(body.settle()), number),
            Node::Choice(branches, first) => Node::Choice(branches.into_iter().map(Node::settle).collect(), first),
            Node::Sequence(parts) => Node::Sequence(settle_sequence(parts)),
            Node::Repeat(mut repeat) => {
                // A body that takes no character loses its quantifier: `(^)?` must be at the start.
                if repeat.way == Way::GreedyBy(0) {
                    return repeat.body;
                }
                repeat.body = repeat.body.settle();
                let widens = !repeat.is_fixed() && repeat.way != Way::Fast;
                if widens && repeat.least == 0 && repeat.body.empty() == Empty::ANYWHERE {
                    repeat.least = 1;
                }
                Node::Repeat(repeat)
            }
            other => other,
        }
    }
}

fn join(classes: impl Iterator<Item = Class>) -> Class {
    let mut classes: Vec<Class> = classes.collect();
    match classes.len() {
        1 => classes.swap_remove(0),
        _ => Class::union(&classes),
    }
}

/// The last part is left as it was written, which the engine does at every level.
fn settle_sequence(parts: Vec<Node>) -> Vec<Node> {
    let mut settled: Vec<Node> = Vec::with_capacity(parts.len());
    let mut parts = parts.into_iter().peekable();
    while let Some(part) = parts.next() {
        let Some(next) = parts.peek() else {
            settled.push(part);
            break;
        };
        let loses = matches!(&part, Node::Repeat(repeat) if repeat.way == Way::GreedyBy(0));
        let mut part = part.settle();
        if let Node::Repeat(repeat) = &mut part
            && !loses
            && gives_nothing_back(repeat, next)
        {
            repeat.way = Way::Fast;
        }
        settled.push(part);
    }
    settled
}

/// True if the engine holds that one character cannot belong to the repeat and to what follows. It forgets that what follows
/// may be empty, or an anchor: `a*^` does not find the start of `a`.
fn gives_nothing_back(repeat: &Repeat, next: &Node) -> bool {
    if !matches!(repeat.body, Node::Text(_) | Node::One(_)) {
        return false;
    }
    if repeat.least == repeat.most {
        return true;
    }
    match next {
        Node::Found => !matches!(repeat.way, Way::Reluctant | Way::ReluctantBy(_)),
        Node::Start | Node::End => true,
        Node::Repeat(next) if next.least == 0 => false,
        _ => repeat.body.first().is_apart(&next.first()),
    }
}
