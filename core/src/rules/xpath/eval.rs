//! Evaluates conditions over a document.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::ops::ControlFlow::{self, Break, Continue};

use super::ast::{Axis, Comparison, Expr, Path, Start, Step, Test};
use super::names::{Index, Names};
use super::number::{Decimal, Number, parse_double};
use super::quick::{LastTexts, Walk};
use super::regex::{Flaw, Pattern};
use super::value::{self, Item, Items};
use crate::rules::lists;
use crate::time::Moment;
use crate::ubl::{self, NodeId};

/// Why a stage stops: what the authority's validator meets as a dynamic error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) struct Abort {
    pub(in crate::rules) cause: Cause,
    /// The node whose value it was.
    pub(in crate::rules) node: Option<NodeId>,
}

/// What kind of dynamic error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Cause {
    /// A number is needed, and the text is none.
    NotANumber,
    /// `true` or `false` is needed.
    NotABoolean,
    /// A date, or a date with a time, is needed.
    NotADate,
    /// One node is looked at, and there are several.
    Several,
    /// A division by zero.
    Division,
    /// A text is used as a regular expression and is none.
    Pattern,
    /// Values that cannot be compared.
    Type,
    /// The document asks for more work than any invoice does.
    TooMuch,
}

impl From<Cause> for Abort {
    fn from(cause: Cause) -> Self {
        Abort { cause, node: None }
    }
}

pub(in crate::rules) type Evaluated<T> = Result<T, Abort>;
/// Break: enough was seen.
pub(in crate::rules) type Flow = ControlFlow<()>;
type Visit<'v, 'a> = &'v mut dyn FnMut(Item<'a>) -> Evaluated<Flow>;

/// A document, and what was found out about it so far.
pub(in crate::rules) struct Document<'d, 'a> {
    pub(in crate::rules) doc: &'d ubl::Document<'a>,
    pub(in crate::rules) index: &'d Index,
    pub(in crate::rules) names: &'d Names,
    /// The expressions that depend on the document alone, and their values.
    pub(in crate::rules) shared: &'d [Expr],
    pub(in crate::rules) once: Vec<OnceCell<Evaluated<Items<'a>>>>,
    pub(in crate::rules) patterns: &'d [Pattern],
    pub(in crate::rules) now: Moment,
    pub(in crate::rules) fuel: Cell<u64>,
    /// The last pattern that came out of the document.
    pub(super) last_pattern: RefCell<Option<(String, Result<Pattern, Flaw>)>>,
    /// For each list, the last text that was looked for, and whether it was there.
    pub(super) last_listed: RefCell<[Option<(String, bool)>; lists::COUNT]>,
    pub(super) last_texts: LastTexts<'a>,
}

/// What all conditions of a version share.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Parts<'d> {
    pub(in crate::rules) names: &'d Names,
    pub(in crate::rules) shared: &'d [Expr],
    pub(in crate::rules) patterns: &'d [Pattern],
    /// How many conditions are [`Expr::Same`].
    pub(in crate::rules) same: usize,
}

/// Where an expression is evaluated.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Frame<'f, 'a> {
    pub(in crate::rules) context: &'f Item<'a>,
    /// The node that `every` is at.
    pub(in crate::rules) bound: Option<&'f Item<'a>>,
    pub(in crate::rules) variables: &'f Variables<'f, 'a>,
}

/// The `let`s of a rule, evaluated when asked for.
#[derive(Default)]
pub(in crate::rules) struct Variables<'f, 'a> {
    pub(in crate::rules) list: &'f [Expr],
    pub(in crate::rules) values: Vec<OnceCell<Evaluated<Items<'a>>>>,
    /// The node at which the rule began.
    pub(in crate::rules) base: Option<&'f Item<'a>>,
}

impl<'f, 'a> Frame<'f, 'a> {
    pub(super) fn at<'g>(&self, context: &'g Item<'a>) -> Frame<'g, 'a>
    where
        'f: 'g,
    {
        Frame {
            context,
            bound: self.bound,
            variables: self.variables,
        }
    }
}

impl<'d, 'a> Document<'d, 'a> {
    pub(in crate::rules) fn new(doc: &'d ubl::Document<'a>, index: &'d Index, parts: Parts<'d>, now: Moment) -> Self {
        Document {
            doc,
            index,
            names: parts.names,
            shared: parts.shared,
            once: vec![OnceCell::new(); parts.shared.len()],
            patterns: parts.patterns,
            now,
            // Ordinary documents need ten looks a node at most; the rest is for patterns.
            fuel: Cell::new(1_000_000 + 100 * doc.len() as u64),
            last_pattern: RefCell::default(),
            last_listed: RefCell::default(),
            last_texts: RefCell::new(vec![None; parts.same]),
        }
    }

    fn burn(&self) -> Evaluated<()> {
        self.burn_all(1)
    }

    pub(super) fn burn_all(&self, units: u64) -> Evaluated<()> {
        match self.fuel.get().checked_sub(units) {
            Some(left) => {
                self.fuel.set(left);
                Ok(())
            }
            None => Err(Cause::TooMuch.into()),
        }
    }

    fn each(&self, items: &[Item<'a>], visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        for item in items {
            self.burn()?;
            if visit(item.clone())?.is_break() {
                return Ok(Break(()));
            }
        }
        Ok(Continue(()))
    }

    /// Looks at what an expression yields, one after the other, until `visit` has seen enough.
    pub(in crate::rules) fn visit(&self, expr: &Expr, frame: Frame<'_, 'a>, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        match expr {
            Expr::Context => visit(frame.context.clone()),
            Expr::Path(path) => self.path(path, frame, visit),
            Expr::Once(at) => self.each(self.shared_value(*at)?, visit),
            Expr::Variable(at) => self.each(self.variable(*at, frame)?, visit),
            Expr::Bound => match frame.bound {
                Some(item) => visit(item.clone()),
                None => Ok(Continue(())),
            },
            Expr::Sequence(list) => {
                for expr in list {
                    if self.visit(expr, frame, visit)?.is_break() {
                        return Ok(Break(()));
                    }
                }
                Ok(Continue(()))
            }
            Expr::Union(left, right) => self.union(left, right, frame, visit),
            Expr::If(condition, then, other) => {
                let chosen = if self.truth(condition, frame)? { then } else { other };
                self.visit(chosen, frame, visit)
            }
            // Only `matches` has one, and looks it up itself.
            Expr::Pattern(_) => Ok(Continue(())),
            Expr::Text(text) => visit(Item::Text(Cow::Owned(text.clone()))),
            Expr::Whole(number) => visit(Item::Number(Number::Decimal(Decimal::whole(*number)))),
            Expr::Decimal(number) => visit(Item::Number(Number::Decimal(number.clone()))),
            Expr::Reckon(..) => match self.number(expr, frame)? {
                Some(number) => visit(Item::Number(number)),
                None => Ok(Continue(())),
            },
            Expr::Or(..) | Expr::And(..) | Expr::Compare(..) | Expr::Every(..) | Expr::Same(_) => {
                visit(Item::Truth(self.truth(expr, frame)?))
            }
            Expr::Call(function, arguments) => match self.call(*function, arguments, frame)? {
                Some(item) => visit(item),
                None => Ok(Continue(())),
            },
        }
    }

    fn collect(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Items<'a>> {
        if let Some(single) = self.quick(expr, frame)? {
            return Ok(single.map_or(Items::None, Items::One));
        }
        let mut list = Items::None;
        let _ = self.visit(expr, frame, &mut |item| {
            list.push(item);
            Ok(Continue(()))
        })?;
        Ok(list)
    }

    pub(super) fn shared_value(&self, at: usize) -> Evaluated<&[Item<'a>]> {
        let evaluate = || {
            let nothing = Variables::default();
            let frame = Frame {
                context: &Item::Document,
                bound: None,
                variables: &nothing,
            };
            self.collect(&self.shared[at], frame)
        };
        let items = self.once[at].get_or_init(evaluate);
        items.as_ref().map(Items::as_slice).map_err(|abort| *abort)
    }

    pub(super) fn variable<'f>(&self, at: usize, frame: Frame<'f, 'a>) -> Evaluated<&'f [Item<'a>]> {
        let variables = frame.variables;
        let evaluate = || {
            let base = variables.base.unwrap_or(&Item::Document);
            self.collect(
                &variables.list[at],
                Frame {
                    context: base,
                    bound: None,
                    variables,
                },
            )
        };
        let items = variables.values[at].get_or_init(evaluate);
        items.as_ref().map(Items::as_slice).map_err(|abort| *abort)
    }

    fn union(&self, left: &Expr, right: &Expr, frame: Frame<'_, 'a>, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        let mut nodes = self.collect(left, frame)?.into_vec();
        nodes.extend(self.collect(right, frame)?.into_vec());
        let place = |item: &Item<'_>| match item {
            Item::Node(id) | Item::Attribute(id, _) => Some(*id),
            _ => None,
        };
        crate::sort::by_key(&mut nodes, place);
        nodes.dedup_by_key(|item| place(item));
        self.each(&nodes, visit)
    }

    fn path(&self, path: &Path, frame: Frame<'_, 'a>, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        match &path.start {
            Start::Context => self.steps(&path.steps, frame.context, frame, visit),
            Start::Document => self.steps(&path.steps, &Item::Document, frame, visit),
            Start::Of(expr) => self.visit(expr, frame, &mut |item| self.steps(&path.steps, &item, frame, visit)),
        }
    }

    fn steps(&self, steps: &[Step], at: &Item<'a>, frame: Frame<'_, 'a>, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        let (at, steps) = match at {
            Item::Node(id) => match self.walk(steps, *id, frame)? {
                Walk::End(None) => return Ok(Continue(())),
                Walk::End(Some(item)) => return visit(item),
                Walk::Fork(id, steps) => (&Item::Node(id), steps),
            },
            _ => (at, steps),
        };
        let Some((step, rest)) = steps.split_first() else {
            return visit(at.clone());
        };
        let mut next = |item: Item<'a>| -> Evaluated<Flow> {
            for predicate in &step.predicates {
                if !self.truth(predicate, frame.at(&item))? {
                    return Ok(Continue(()));
                }
            }
            if rest.is_empty() {
                visit(item)
            } else {
                self.steps(rest, &item, frame, visit)
            }
        };
        match (&step.axis, at) {
            (Axis::Child(test), Item::Node(id)) => self.children(*id, *test, &mut next),
            (Axis::Child(test), Item::Document) if self.is(self.doc.root(), *test) => next(Item::Node(self.doc.root())),
            (Axis::Below(test), _) => self.below(at, *test, &mut next),
            (Axis::Parent(test), Item::Node(id)) => match self.doc.parent(*id) {
                Some(parent) if self.is(parent, *test) => next(Item::Node(parent)),
                None if *test == Test::Any => next(Item::Document),
                _ => Ok(Continue(())),
            },
            (Axis::Parent(test), Item::Attribute(id, _)) if self.is(*id, *test) => next(Item::Node(*id)),
            (Axis::Itself(Test::Any), _) => next(at.clone()),
            (Axis::Itself(test), Item::Node(id)) if self.is(*id, *test) => next(at.clone()),
            (Axis::Attribute(name), Item::Node(id)) => match self.doc.attribute(*id, name) {
                Some(value) => next(Item::Attribute(*id, value)),
                None => Ok(Continue(())),
            },
            (Axis::Text, Item::Node(id)) => self.texts(*id, &mut next),
            (Axis::Each(expr), _) => self.visit(expr, frame.at(at), &mut next),
            _ => Ok(Continue(())),
        }
    }

    pub(in crate::rules) fn is(&self, id: NodeId, test: Test) -> bool {
        match test {
            Test::Any => self.doc.is_element(id),
            Test::Name(symbol) => self.index.symbol(id) == symbol,
        }
    }

    fn children(&self, id: NodeId, test: Test, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        if let Test::Name(symbol) = test {
            for child in self.index.children(id, symbol) {
                self.burn()?;
                if let Some(child) = child
                    && visit(Item::Node(child))?.is_break()
                {
                    return Ok(Break(()));
                }
            }
            return Ok(Continue(()));
        }
        for child in self.doc.children(id) {
            self.burn()?;
            if self.is(child, test) && visit(Item::Node(child))?.is_break() {
                return Ok(Break(()));
            }
        }
        Ok(Continue(()))
    }

    fn below(&self, at: &Item<'a>, test: Test, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        let Test::Name(symbol) = test else {
            return Ok(Continue(()));
        };
        let all = self.index.all(symbol);
        let nodes = match at {
            Item::Node(id) => {
                let range = self.doc.subtree(*id);
                let from = all.partition_point(|node| node.index() <= range.start);
                let to = all.partition_point(|node| node.index() < range.end);
                &all[from..to]
            }
            Item::Document => all,
            _ => &[],
        };
        for &node in nodes {
            self.burn()?;
            if visit(Item::Node(node))?.is_break() {
                return Ok(Break(()));
            }
        }
        Ok(Continue(()))
    }

    /// Text nodes as XPath has them: what touches is one, whatever CDATA sections it was written in.
    fn texts(&self, id: NodeId, visit: Visit<'_, 'a>) -> Evaluated<Flow> {
        let mut run: Option<Cow<'a, str>> = None;
        for child in self.doc.children(id) {
            self.burn()?;
            match self.doc.is_text(child) {
                true => {
                    let part = self.doc.value(child);
                    run = Some(match run {
                        None => part,
                        Some(whole) => Cow::Owned(whole.into_owned() + &part),
                    });
                }
                false => {
                    if let Some(whole) = run.take().filter(|whole| !whole.is_empty())
                        && visit(Item::Attribute(id, whole))?.is_break()
                    {
                        return Ok(Break(()));
                    }
                }
            }
        }
        match run.filter(|whole| !whole.is_empty()) {
            Some(whole) => visit(Item::Attribute(id, whole)),
            None => Ok(Continue(())),
        }
    }

    /// The value of an item.
    pub(super) fn atom(&self, item: Item<'a>) -> Item<'a> {
        match item {
            Item::Node(id) => Item::Untyped(self.doc.value(id)),
            Item::Attribute(_, value) => Item::Untyped(value),
            Item::Document => Item::Untyped(self.doc.value(self.doc.root())),
            atom => atom,
        }
    }

    /// Whether an expression counts as true.
    pub(in crate::rules) fn truth(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<bool> {
        match expr {
            // An error on one side does not matter where the other side decides alone.
            Expr::Or(left, right) | Expr::And(left, right) => {
                let decides = matches!(expr, Expr::Or(..));
                match self.truth(left, frame) {
                    Ok(left) if left == decides => Ok(decides),
                    Ok(_) => self.truth(right, frame),
                    Err(abort) => match self.truth(right, frame) {
                        Ok(right) if right == decides => Ok(decides),
                        _ => Err(abort),
                    },
                }
            }
            Expr::Compare(comparison, left, right) => self.compare(*comparison, left, right, frame),
            Expr::Call(function, arguments) if function.is_number_or_text() => {
                let item = self.call(*function, arguments, frame)?;
                Ok(item.is_some_and(|item| item.truth()))
            }
            Expr::Call(function, arguments) => self.test(*function, arguments, frame),
            Expr::Same(same) => self.same(same, frame),
            Expr::Every(nodes, condition) => self.every(nodes, condition, frame),
            _ => match self.quick(expr, frame)? {
                Some(single) => Ok(single.is_some_and(|item| item.is_node() || item.truth())),
                None => self.truth_of_all(expr, frame),
            },
        }
    }

    fn every(&self, nodes: &Expr, condition: &Expr, frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let mut all = true;
        let _ = self.visit(nodes, frame, &mut |item| {
            let bound = Some(&item);
            all = self.truth(condition, Frame { bound, ..frame })?;
            Ok(if all { Continue(()) } else { Break(()) })
        })?;
        Ok(all)
    }

    /// One node is true; of other values there must be one alone.
    fn truth_of_all(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let mut found: Option<bool> = None;
        let _ = self.visit(expr, frame, &mut |item| match (item.is_node(), found) {
            (true, None) => {
                found = Some(true);
                Ok(Break(()))
            }
            (false, None) => {
                found = Some(item.truth());
                Ok(Continue(()))
            }
            (_, Some(_)) => Err(Cause::Type.into()),
        })?;
        Ok(found.unwrap_or(false))
    }

    /// Any of the left with any of the right; the right is not looked at where the left is empty.
    fn compare(&self, comparison: Comparison, left: &Expr, right: &Expr, frame: Frame<'_, 'a>) -> Evaluated<bool> {
        if let Some(sizes) = self.quick_size(comparison, left, right, frame)? {
            return Ok(sizes);
        }
        let mut loaded = None;
        if let Some(single) = self.quick(left, frame)? {
            return single.map_or(Ok(false), |item| {
                self.compare_item(item, comparison, right, frame, &mut loaded)
            });
        }
        let mut found = false;
        let _ = self.visit(left, frame, &mut |item| {
            found = self.compare_item(item, comparison, right, frame, &mut loaded)?;
            Ok(if found { Break(()) } else { Continue(()) })
        })?;
        Ok(found)
    }

    /// One of the left with any of the right, which is evaluated for the first that needs it.
    fn compare_item(
        &self,
        item: Item<'a>,
        comparison: Comparison,
        right: &Expr,
        frame: Frame<'_, 'a>,
        loaded: &mut Option<Items<'a>>,
    ) -> Evaluated<bool> {
        let node = node_of(&item);
        let blame = |cause| Abort { cause, node };
        match (right, &item) {
            (Expr::Text(text), Item::Node(id)) => {
                Ok((self.doc.value(*id) == *text) == (comparison == Comparison::Equal))
            }
            (Expr::Text(text), Item::Attribute(_, value) | Item::Text(value) | Item::Untyped(value)) => {
                Ok((*value == *text) == (comparison == Comparison::Equal))
            }
            (Expr::Whole(number), Item::Node(id)) => {
                value::with_whole(&self.doc.value(*id), comparison, *number).map_err(blame)
            }
            (Expr::Whole(number), Item::Attribute(_, value)) => {
                value::with_whole(value, comparison, *number).map_err(blame)
            }
            (Expr::Whole(number), Item::Number(one)) => {
                let other = Number::Decimal(Decimal::whole(*number));
                Ok(value::numbers(one, comparison, &other))
            }
            _ => {
                let atom = self.atom(item);
                // Typed on the left whatever the right is: a bad operand is an error also against nothing.
                let others = match loaded {
                    Some(others) => others,
                    None => {
                        let items = self.collect(right, frame)?;
                        loaded.insert(items.map(|item| self.atom(item)))
                    }
                };
                for other in others.as_slice() {
                    self.burn()?;
                    if value::compare(&atom, comparison, other).map_err(blame)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
        }
    }

    /// The one item that an expression yields, if any.
    pub(super) fn single(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Option<Item<'a>>> {
        match self.quick(expr, frame)? {
            Some(single) => Ok(single),
            None => self.single_of_all(expr, frame),
        }
    }

    fn single_of_all(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Option<Item<'a>>> {
        let mut found = None;
        let _ = self.visit(expr, frame, &mut |item| match found {
            None => {
                found = Some(item);
                Ok(Continue(()))
            }
            Some(_) => Err(Abort {
                cause: Cause::Several,
                node: node_of(&item),
            }),
        })?;
        Ok(found)
    }

    /// An operand of a sum or product.
    pub(super) fn number(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Option<Number>> {
        if let Expr::Reckon(operation, left, right) = expr {
            let Some(left) = self.number(left, frame)? else {
                return Ok(None);
            };
            let Some(right) = self.number(right, frame)? else {
                return Ok(None);
            };
            return left.reckon(*operation, &right).map(Some).ok_or(Cause::Division.into());
        }
        match expr {
            Expr::Whole(number) => return Ok(Some(Number::Decimal(Decimal::whole(*number)))),
            Expr::Decimal(number) => return Ok(Some(Number::Decimal(number.clone()))),
            _ => {}
        }
        let Some(item) = self.single(expr, frame)? else {
            return Ok(None);
        };
        let node = node_of(&item);
        let text = match item {
            Item::Number(number) => return Ok(Some(number)),
            Item::Text(_) | Item::Truth(_) => None,
            other => self.characters(other),
        };
        match parse_double(&text.ok_or(Abort::from(Cause::Type))?) {
            Some(double) => Ok(Some(Number::Double(double))),
            None => Err(Abort {
                cause: Cause::NotANumber,
                node,
            }),
        }
    }
}

/// The element that an item is, or belongs to.
pub(in crate::rules) fn node_of(item: &Item<'_>) -> Option<NodeId> {
    match item {
        Item::Node(id) | Item::Attribute(id, _) => Some(*id),
        _ => None,
    }
}
