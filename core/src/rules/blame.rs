//! Where a rule that fired is to be mended: the node that its condition speaks of, or the one that lacks something.

use std::cmp::Reverse;
use std::ops::ControlFlow::{Break, Continue};

use super::xpath::{Axis, Document, Expr, Frame, Function, Item, Path, Start, Step, Test, Variables, node_of};
use crate::ubl::NodeId;

/// What to point at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Blame {
    pub(super) node: Option<NodeId>,
    /// The attribute of it that is meant, if it is one.
    pub(super) attribute: Option<String>,
    /// What is not there below it, as `cbc:Name` or `@name`.
    pub(super) missing: Option<String>,
    /// One of several below it is not there: a line of some category, a reference of some kind. Another part of the condition
    /// may point closer.
    vague: bool,
}

impl Blame {
    fn at(node: Option<NodeId>) -> Self {
        Blame {
            node,
            ..Blame::default()
        }
    }
}

/// Looks for the part of the condition that made it hold.
pub(super) fn find<'a>(document: &Document<'_, 'a>, condition: Option<&Expr>, frame: Frame<'_, 'a>) -> Blame {
    let found = condition.and_then(|condition| cause(document, condition, true, frame));
    found.unwrap_or_else(|| Blame::at(node_of(frame.context)))
}

/// Why an expression is true, or not.
fn cause<'a>(document: &Document<'_, 'a>, expr: &Expr, holds: bool, frame: Frame<'_, 'a>) -> Option<Blame> {
    let of = |expr: &Expr, holds: bool| cause(document, expr, holds, frame);
    let is = |expr: &Expr| document.truth(expr, frame) == Ok(true);
    match expr {
        Expr::Call(Function::Not, arguments) => of(&arguments[0], !holds),
        Expr::Call(Function::Exists | Function::Boolean, arguments) => of(&arguments[0], holds),
        Expr::And(left, right) | Expr::Or(left, right) => {
            let all = matches!(expr, Expr::And(..));
            // A failed `and` is due to the part that failed, a fulfilled `or` to the part that holds.
            match (all == holds, is(left) == holds) {
                (false, true) => of(left, holds),
                (false, false) => of(right, holds),
                // The last part asserts, those before it say when.
                (true, _) if all => closer(of(right, holds), of(left, holds)),
                // All ways failed: the one that was meant went furthest, of equals it is the first that is written.
                (true, _) => match (reach(left, &is), reach(right, &is)) {
                    (first, second) if first < second => of(right, holds),
                    (first, second) if first > second => of(left, holds),
                    _ => of(left, holds).map(|blame| Blame {
                        vague: blame.vague || of(right, holds).is_some_and(|other| other.vague),
                        ..blame
                    }),
                },
            }
        }
        Expr::Compare(_, left, right) => of(left, true).or_else(|| of(right, true)),
        Expr::Reckon(_, left, right) => of(left, true).or_else(|| of(right, true)),
        // A pattern that is taken out of the document is what differs.
        Expr::Call(Function::Matches, arguments) => arguments.iter().rev().find_map(|argument| of(argument, true)),
        Expr::Call(_, arguments) => arguments.iter().find_map(|argument| of(argument, true)),
        Expr::Every(nodes, condition) => {
            let mut found = None;
            let _ = document.visit(nodes, frame, &mut |item| {
                let bound = Frame {
                    bound: Some(&item),
                    ..frame
                };
                if document.truth(condition, bound)? {
                    return Ok(Continue(()));
                }
                found = cause(document, condition, false, bound);
                Ok(Break(()))
            });
            found
        }
        Expr::If(condition, then, other) => of(if is(condition) { then } else { other }, holds),
        Expr::Path(path) => Some(along(document, path, frame)),
        Expr::Union(left, _) => of(left, holds),
        Expr::Context => Some(Blame::at(node_of(frame.context))),
        Expr::Bound => frame.bound.and_then(|item| Some(Blame::at(Some(node_of(item)?)))),
        Expr::Once(at) => {
            let nothing = Variables::default();
            let top = Frame {
                context: &Item::Document,
                bound: None,
                variables: &nothing,
            };
            cause(document, &document.shared[*at], holds, top)
        }
        Expr::Same(same) => of(&same.condition, holds),
        Expr::Variable(at) => {
            let base = frame.variables.base?;
            cause(
                document,
                &frame.variables.list[*at],
                holds,
                Frame { context: base, ..frame },
            )
        }
        _ => None,
    }
}

/// The first that does not point vaguely.
fn closer(first: Option<Blame>, second: Option<Blame>) -> Option<Blame> {
    match (&first, &second) {
        (None, _) => second,
        (Some(vague), Some(close)) if vague.vague && !close.vague => second,
        _ => first,
    }
}

/// How near a condition that does not hold came: how many parts of an `and` hold up to the first that does not, and how few
/// remain; of several ways the nearest.
fn reach(expr: &Expr, is: &impl Fn(&Expr) -> bool) -> (usize, Reverse<usize>) {
    fn parts(expr: &Expr) -> usize {
        match expr {
            Expr::And(left, right) => parts(left) + parts(right),
            _ => 1,
        }
    }
    match expr {
        Expr::And(left, right) if is(left) => {
            let (held, remain) = reach(right, is);
            (parts(left) + held, remain)
        }
        Expr::And(left, right) => {
            let (held, Reverse(remain)) = reach(left, is);
            (held, Reverse(remain + parts(right)))
        }
        Expr::Or(left, right) => reach(left, is).max(reach(right, is)),
        // What must not be there only says when the rest need not hold.
        Expr::Call(Function::Not, _) => (0, Reverse(2)),
        _ => (0, Reverse(1)),
    }
}

/// The first node of a path, or the deepest on the way there and what it lacks.
fn along<'a>(document: &Document<'_, 'a>, path: &Path, frame: Frame<'_, 'a>) -> Blame {
    for length in (0..=path.steps.len()).rev() {
        let item = first(document, path, path.steps[..length].to_vec(), frame);
        let mut node = item.as_ref().and_then(node_of);
        if length == 0 && path.start == Start::Document {
            node = Some(document.doc.root());
        }
        if node.is_none() {
            // Nothing, or a value that a function made of a node: the node itself is a step before.
            continue;
        }
        let Some(next) = path.steps.get(length) else {
            let attribute = match path.steps.last().map(|last| &last.axis) {
                Some(Axis::Attribute(name)) => Some(name.to_string()),
                _ => None,
            };
            return Blame {
                attribute,
                ..Blame::at(node)
            };
        };
        if let (Axis::Each(made), Some(item)) = (&next.axis, &item) {
            let there = Frame { context: item, ..frame };
            return cause(document, made, true, there).unwrap_or_else(|| Blame::at(node));
        }
        let bare = Step {
            axis: next.axis.clone(),
            predicates: Vec::new(),
        };
        let steps = path.steps[..length].iter().cloned().chain([bare]).collect();
        let other = first(document, path, steps, frame).and_then(|item| node_of(&item));
        return match other {
            Some(_) if next.predicates.iter().all(|asked| is_own(document, asked)) => Blame::at(other),
            Some(_) => Blame {
                vague: true,
                ..Blame::at(node)
            },
            None => Blame {
                missing: name(document, next),
                ..Blame::at(node)
            },
        };
    }
    Blame::at(node_of(frame.context))
}

/// The first item of a path with other steps.
fn first<'a>(document: &Document<'_, 'a>, path: &Path, steps: Vec<Step>, frame: Frame<'_, 'a>) -> Option<Item<'a>> {
    let start = path.start.clone();
    let mut found = None;
    let _ = document.visit(&Expr::Path(Box::new(Path { start, steps })), frame, &mut |item| {
        found = Some(item);
        Ok(Break(()))
    });
    found
}

/// Whether a predicate asks something of the node itself, so that a node that fails it is wrong and not just another one.
fn is_own(document: &Document<'_, '_>, asked: &Expr) -> bool {
    let own = |expr: &Expr| is_own(document, expr);
    match asked {
        Expr::Path(path) => match path.steps.first() {
            None => path.start == Start::Context,
            // A scheme that is not VAT is the category's fault.
            Some(step) => {
                matches!(step.axis, Axis::Attribute(_) | Axis::Text | Axis::Itself(_))
                    || name(document, step).as_deref() == Some("cac:TaxScheme")
            }
        },
        Expr::And(left, right) | Expr::Or(left, right) | Expr::Compare(_, left, right) => own(left) && own(right),
        Expr::Call(_, arguments) => arguments.iter().all(own),
        Expr::Text(_) | Expr::Whole(_) | Expr::Decimal(_) | Expr::Context | Expr::Pattern(_) => true,
        _ => false,
    }
}

fn name(document: &Document<'_, '_>, step: &Step) -> Option<String> {
    match &step.axis {
        Axis::Child(Test::Name(symbol)) | Axis::Below(Test::Name(symbol)) => document.names.name(*symbol),
        Axis::Attribute(name) => Some(format!("@{name}")),
        _ => None,
    }
}
