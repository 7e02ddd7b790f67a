//! The search: every node offers, one after another, the places where what it takes may end, and the first that lets all that
//! follows succeed is taken.
//!
//! What a search remembers outlives the path it was learned on, as it does in the validator's engine: a group keeps what it
//! took until something clears it, and a repeat that once offered nothing at a place does not offer it there again.

use std::collections::HashSet;

use super::tree::{Node, Repeat, UNBOUNDED, Way};

/// The fuel is used up.
pub(super) struct Spent;

type Step<T> = Result<T, Spent>;

pub(super) fn burn(fuel: &mut u64, units: usize) -> Step<()> {
    match fuel.checked_sub(units as u64) {
        Some(left) => {
            *fuel = left;
            Ok(())
        }
        None => {
            *fuel = 0;
            Err(Spent)
        }
    }
}

pub(super) struct Program {
    node: Node,
    places: usize,
    shortest: usize,
}

impl Program {
    pub(super) fn new(node: Node, places: usize) -> Self {
        let node = node.settle();
        Program {
            places,
            shortest: node.shortest(),
            node,
        }
    }

    pub(super) fn search(&self, input: &str, fuel: &mut u64) -> Step<bool> {
        burn(fuel, input.len() / 8 + 1)?;
        let input: Vec<char> = input.chars().collect();
        let mut search = Search {
            starts: vec![0; self.places],
            ends: vec![0; self.places],
            nothings: HashSet::new(),
            input,
            fuel,
        };
        let head = match &self.node {
            Node::Sequence(parts) => parts.first(),
            _ => None,
        };
        let mut last = search.input.len();
        match head {
            Some(Node::Start) => last = 0,
            _ if last < self.shortest => return Ok(false),
            _ => (),
        }
        if !matches!(head, Some(Node::Text(_) | Node::One(_))) && !search.has_all(&self.node, None, 0)? {
            return Ok(false);
        }
        for at in 0..=last {
            let may_begin = match head {
                Some(Node::Text(text)) => search.input.get(at) == text.first(),
                Some(Node::One(class)) => search.input.get(at).is_some_and(|&ch| class.has(ch)),
                _ => true,
            };
            search.burn(1 + self.places / 8)?;
            if may_begin {
                search.starts.fill(0);
                search.ends.fill(0);
                if search.begin(&self.node, at)?.next(&mut search)?.is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

struct Search<'f> {
    input: Vec<char>,
    /// Where each group began and ended.
    starts: Vec<usize>,
    ends: Vec<usize>,
    /// The repeats that have offered to take nothing, and where.
    nothings: HashSet<(usize, usize)>,
    fuel: &'f mut u64,
}

/// The ends that one node has still to offer from one place.
enum Walk<'p> {
    Over,
    Once(usize),
    /// From a place backwards to another, always as far.
    Back {
        at: usize,
        by: usize,
        to: usize,
    },
    Choice(Box<Choice<'p>>),
    Sequence {
        parts: &'p [Node],
        walks: Vec<Walk<'p>>,
    },
    Group {
        body: Box<Walk<'p>>,
        number: usize,
        from: usize,
    },
    Stack(Box<Stack<'p>>),
    Reluctant(Box<Reluctant<'p>>),
    ReluctantBy(Box<Reluctant<'p>>),
}

struct Choice<'p> {
    rest: &'p [Node],
    from: usize,
    walk: Walk<'p>,
}

/// A greedy repeat: a walk for each time that its body was taken, and where it ended.
struct Stack<'p> {
    repeat: &'p Repeat,
    bound: usize,
    walks: Vec<(Walk<'p>, usize)>,
    fresh: bool,
    progress: Progress,
}

struct Reluctant<'p> {
    repeat: &'p Repeat,
    at: usize,
    count: u32,
    fresh: bool,
    progress: Progress,
}

/// Ends a repeat that offers the same place again and again.
struct Progress {
    place: Option<usize>,
    same: u64,
    most: u64,
}

impl Progress {
    fn new() -> Self {
        Progress {
            place: None,
            same: 0,
            most: 10,
        }
    }

    fn is_stuck(&self) -> bool {
        self.same > self.most
    }

    fn note(&mut self, place: usize, depth: u32) {
        if self.place == Some(place) {
            self.same += 1;
        } else {
            // The engine's bound on how many ways there can be to reach a place through repeats nested so deep.
            let ways = (place as u64 + 2).saturating_pow(depth) / 2;
            *self = Progress {
                place: Some(place),
                same: 0,
                most: ways.min(u64::from(UNBOUNDED)),
            };
        }
    }
}

impl Search<'_> {
    fn burn(&mut self, units: usize) -> Step<()> {
        burn(self.fuel, units)
    }

    /// Looks for what every string found must contain. Without it some searches for what is not there would not end; the
    /// validator ends them the same way.
    ///
    /// `fixed` is the only place where the node can begin, `least` the first.
    fn has_all(&mut self, node: &Node, fixed: Option<usize>, least: usize) -> Step<bool> {
        match node {
            Node::Text(_) | Node::One(_) => self.has(node, 1, fixed, least),
            Node::Repeat(repeat) if repeat.least > 0 => match &repeat.body {
                body @ (Node::Text(_) | Node::One(_)) => self.has(body, repeat.least, fixed, least),
                body => self.has_all(body, fixed, least),
            },
            Node::Group(body, _) => self.has_all(body, fixed, least),
            Node::Sequence(parts) => {
                let (mut fixed, mut least) = (fixed, least);
                for part in parts {
                    if matches!(part, Node::Start) {
                        fixed = Some(0);
                    }
                    if !self.has_all(part, fixed, least)? {
                        return Ok(false);
                    }
                    fixed = fixed.zip(part.length()).map(|(at, length)| at.saturating_add(length));
                    least = least.saturating_add(part.shortest());
                }
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    fn has(&mut self, node: &Node, times: u32, fixed: Option<usize>, least: usize) -> Step<bool> {
        let places = match fixed {
            Some(at) => at..at.saturating_add(1),
            None => least..self.input.len(),
        };
        for place in places {
            let (mut at, mut count) = (place, 0);
            while count < times
                && let Some(end) = self.take(node, at)
            {
                (at, count) = (end, count + 1);
                self.burn(self.cost(node))?;
            }
            self.burn(self.cost(node))?;
            if count == times {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A group that began here or later has taken nothing.
    fn forget(&mut self, at: usize) -> Step<()> {
        for (end, &start) in self.ends.iter_mut().zip(&self.starts) {
            if start >= at {
                *end = start;
            }
        }
        burn(self.fuel, self.starts.len() / 8)
    }

    /// What it costs to look at a node once.
    fn cost(&self, node: &Node) -> usize {
        let compared = match node {
            Node::Text(text) => text.len(),
            Node::Back(number) => self.ends[*number].saturating_sub(self.starts[*number]),
            _ => 0,
        };
        1 + compared / 16
    }

    fn begin<'p>(&mut self, node: &'p Node, at: usize) -> Step<Walk<'p>> {
        self.burn(self.cost(node))?;
        Ok(match node {
            Node::Sequence(parts) => {
                let mut walks = Vec::with_capacity(parts.len().min(8));
                walks.push(self.begin(&parts[0], at)?);
                Walk::Sequence { parts, walks }
            }
            Node::Choice(branches, _) => Walk::Choice(Box::new(Choice {
                rest: branches,
                from: at,
                walk: Walk::Over,
            })),
            Node::Group(body, number) => {
                if let Some(start) = self.starts.get_mut(*number) {
                    *start = at;
                }
                Walk::Group {
                    body: Box::new(self.begin(body, at)?),
                    number: *number,
                    from: at,
                }
            }
            Node::Repeat(repeat) => self.repeat(repeat, at)?,
            simple => self.take(simple, at).map_or(Walk::Over, Walk::Once),
        })
    }

    /// Where a node that can end in one place only ends.
    fn take(&self, node: &Node, at: usize) -> Option<usize> {
        let rest = self.input.get(at..)?;
        match node {
            Node::Nothing | Node::Found => Some(at),
            Node::Start => (at == 0).then_some(at),
            Node::End => rest.is_empty().then_some(at),
            Node::Text(text) => rest.starts_with(text).then_some(at + text.len()),
            Node::One(class) => class.has(*rest.first()?).then_some(at + 1),
            Node::Back(number) => {
                let (start, end) = (self.starts[*number], self.ends[*number]);
                // A group that was entered again and did not succeed has a new start and its old end.
                if end < start {
                    return at.checked_sub(start - end);
                }
                let taken = self.input.get(start..end)?;
                rest.starts_with(taken).then_some(at + taken.len())
            }
            _ => None,
        }
    }

    fn repeat<'p>(&mut self, repeat: &'p Repeat, at: usize) -> Step<Walk<'p>> {
        let reluctant = || {
            Box::new(Reluctant {
                repeat,
                at,
                count: 0,
                fresh: true,
                progress: Progress::new(),
            })
        };
        match repeat.way {
            Way::Greedy => self.greedy(repeat, at),
            Way::GreedyBy(by) => self.greedy_by(repeat, by, at),
            Way::Fast => self.fast(repeat, at),
            Way::Reluctant => Ok(Walk::Reluctant(reluctant())),
            Way::ReluctantBy(_) => Ok(Walk::ReluctantBy(reluctant())),
        }
    }

    fn once(&mut self, node: &Node, at: usize) -> Step<Option<usize>> {
        self.begin(node, at)?.next(self)
    }

    fn fast<'p>(&mut self, repeat: &Repeat, from: usize) -> Step<Walk<'p>> {
        let (mut at, mut count) = (from, 0);
        while count < repeat.most
            && let Some(end) = self.once(&repeat.body, at)?
        {
            count += 1;
            at = end;
        }
        Ok(if count < repeat.least {
            Walk::Over
        } else {
            Walk::Once(at)
        })
    }

    /// Takes as many as there are and goes back by whole lengths, never trying another way to take one of them.
    fn greedy_by<'p>(&mut self, repeat: &Repeat, by: usize, from: usize) -> Step<Walk<'p>> {
        let farthest = match repeat.most {
            UNBOUNDED => self.input.len(),
            most => from
                .saturating_add(by.saturating_mul(most as usize))
                .min(self.input.len()),
        };
        if from >= farthest && repeat.least > 0 {
            return Ok(Walk::Over);
        }
        let (mut at, mut count) = (from, 0);
        while at <= farthest && count < repeat.most && self.once(&repeat.body, at)?.is_some() {
            count += 1;
            at += by;
        }
        if count < repeat.least {
            return Ok(Walk::Over);
        }
        let to = from + by * repeat.least as usize;
        Ok(Walk::Back { at, by, to })
    }

    fn greedy<'p>(&mut self, repeat: &'p Repeat, from: usize) -> Step<Walk<'p>> {
        let bound = (repeat.most as usize).min((self.input.len() + 1).saturating_sub(from));
        let mut walks = Vec::new();
        if repeat.least == 0 && self.nothings.insert((repeat.mark, from)) {
            // It stands at the bottom, and offers its place once more when all above it have failed.
            walks.push((Walk::Once(from), from));
        }
        let mut at = from;
        for _ in 0..bound {
            let mut walk = self.begin(&repeat.body, at)?;
            let Some(end) = walk.next(self)? else { break };
            walks.push((walk, end));
            at = end;
        }
        if walks.is_empty() {
            return Ok(Walk::Over);
        }
        Ok(Walk::Stack(Box::new(Stack {
            repeat,
            bound,
            walks,
            fresh: true,
            progress: Progress::new(),
        })))
    }
}

impl<'p> Walk<'p> {
    fn next(&mut self, search: &mut Search) -> Step<Option<usize>> {
        search.burn(1)?;
        match self {
            Walk::Over => Ok(None),
            Walk::Once(at) => {
                let at = *at;
                *self = Walk::Over;
                Ok(Some(at))
            }
            Walk::Back { at, by, to } => {
                let now = *at;
                if now < *to {
                    return Ok(None);
                }
                match now.checked_sub(*by) {
                    Some(next) => *at = next,
                    None => *self = Walk::Over,
                }
                Ok(Some(now))
            }
            Walk::Choice(choice) => choice.next(search),
            Walk::Sequence { parts, walks } => Walk::through(parts, walks, search),
            Walk::Group { body, number, from } => {
                let end = body.next(search)?;
                if let Some(end) = end
                    && *number < search.starts.len()
                {
                    search.starts[*number] = *from;
                    search.ends[*number] = end;
                }
                Ok(end)
            }
            Walk::Stack(stack) => stack.next(search),
            Walk::Reluctant(reluctant) => reluctant.next(search),
            Walk::ReluctantBy(reluctant) => reluctant.next_by(search),
        }
    }

    fn through(parts: &'p [Node], walks: &mut Vec<Walk<'p>>, search: &mut Search) -> Step<Option<usize>> {
        while let Some(top) = walks.last_mut() {
            let Some(end) = top.next(search)? else {
                walks.pop();
                continue;
            };
            search.forget(end)?;
            match parts.get(walks.len()) {
                None => return Ok(Some(end)),
                Some(part) => {
                    let walk = search.begin(part, end)?;
                    walks.push(walk);
                }
            }
        }
        Ok(None)
    }
}

impl Choice<'_> {
    fn next(&mut self, search: &mut Search) -> Step<Option<usize>> {
        loop {
            if let Some(end) = self.walk.next(search)? {
                return Ok(Some(end));
            }
            let Some((branch, rest)) = self.rest.split_first() else {
                return Ok(None);
            };
            search.forget(self.from)?;
            self.rest = rest;
            self.walk = search.begin(branch, self.from)?;
        }
    }
}

impl Stack<'_> {
    fn next(&mut self, search: &mut Search) -> Step<Option<usize>> {
        if self.progress.is_stuck() {
            return Ok(None);
        }
        let least = self.repeat.least as usize;
        if !self.fresh || self.walks.len() < least {
            loop {
                self.advance(search)?;
                if self.walks.len() >= least || self.walks.is_empty() {
                    break;
                }
            }
        }
        self.fresh = false;
        let end = self.walks.last().map(|walk| walk.1);
        if let Some(end) = end {
            self.progress.note(end, self.repeat.depth);
        }
        Ok(end)
    }

    /// Another way to take the last one, and then as many as there are; or one fewer.
    fn advance(&mut self, search: &mut Search) -> Step<()> {
        search.burn(1)?;
        let Some((top, place)) = self.walks.last_mut() else {
            return Ok(());
        };
        let Some(end) = top.next(search)? else {
            self.walks.pop();
            return Ok(());
        };
        *place = end;
        let mut at = end;
        while self.walks.len() < self.bound {
            let repeat = self.repeat;
            let mut walk = search.begin(&repeat.body, at)?;
            let Some(end) = walk.next(search)? else { break };
            self.walks.push((walk, end));
            at = end;
        }
        Ok(())
    }
}

impl Reluctant<'_> {
    /// Takes each the first way it can be taken, and tries no other. None at all is offered only if none can be taken.
    fn next(&mut self, search: &mut Search) -> Step<Option<usize>> {
        if self.progress.is_stuck() {
            return Ok(None);
        }
        loop {
            match search.once(&self.repeat.body, self.at)? {
                Some(end) => {
                    self.at = end;
                    self.count = self.count.saturating_add(1);
                    if self.count > self.repeat.most {
                        return Ok(None);
                    }
                }
                None if self.repeat.least == 0 && self.count == 0 => self.count = 1,
                None => return Ok(None),
            }
            if self.count >= self.repeat.least {
                break;
            }
        }
        self.progress.note(self.at, self.repeat.depth);
        Ok(Some(self.at))
    }

    fn next_by(&mut self, search: &mut Search) -> Step<Option<usize>> {
        if self.fresh {
            self.fresh = false;
            while self.count < self.repeat.least {
                let Some(end) = search.once(&self.repeat.body, self.at)? else {
                    return Ok(None);
                };
                self.at = end;
                self.count += 1;
            }
            return Ok(Some(self.at));
        }
        if self.count >= self.repeat.most {
            return Ok(None);
        }
        search.forget(self.at)?;
        let end = search.once(&self.repeat.body, self.at)?;
        if let Some(end) = end {
            self.at = end;
            self.count += 1;
        }
        Ok(end)
    }
}
