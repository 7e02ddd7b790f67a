//! Where a rule that fired is to be mended: the node that its condition speaks of, or the one that lacks something.

use std::ops::ControlFlow::{Break, Continue};

use super::xpath::{Axis, Document, Expr, Frame, Function, Item, Path, Start, Step, Test, Variables, node_of};
use crate::ubl::NodeId;

/// What to point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Blame {
    pub(super) node: Option<NodeId>,
    /// The attribute of it that is meant, if it is one.
    pub(super) attribute: Option<String>,
    /// What is not there below it, as `cbc:Name` or `@name`.
    pub(super) missing: Option<String>,
}

/// Looks for the part of the condition that made it hold.
pub(super) fn find<'a>(document: &Document<'_, 'a>, condition: Option<&Expr>, frame: Frame<'_, 'a>) -> Blame {
    let found = condition.and_then(|condition| cause(document, condition, true, frame));
    found.unwrap_or(Blame {
        node: node_of(frame.context),
        attribute: None,
        missing: None,
    })
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
                (true, _) => of(right, holds).or_else(|| of(left, holds)),
            }
        }
        Expr::Compare(_, left, right) => of(left, true).or_else(|| of(right, true)),
        Expr::Reckon(_, left, right) => of(left, true).or_else(|| of(right, true)),
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
        Expr::Context => Some(Blame {
            node: node_of(frame.context),
            attribute: None,
            missing: None,
        }),
        Expr::Bound => frame.bound.and_then(|item| {
            Some(Blame {
                node: Some(node_of(item)?),
                attribute: None,
                missing: None,
            })
        }),
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

/// The first node of a path, or the deepest on the way there and what it lacks.
fn along<'a>(document: &Document<'_, 'a>, path: &Path, frame: Frame<'_, 'a>) -> Blame {
    for length in (0..=path.steps.len()).rev() {
        let (start, steps) = (path.start.clone(), path.steps[..length].to_vec());
        let part = Expr::Path(Box::new(Path { start, steps }));
        let mut node = None;
        let mut visited = false;
        let _ = document.visit(&part, frame, &mut |item| {
            visited = true;
            node = node_of(&item);
            Ok(Break(()))
        });
        if length == 0 && path.start == Start::Document {
            node = Some(document.doc.root());
        }
        if node.is_some() {
            let missing = path.steps.get(length).and_then(|step| name(document, step));
            let last = length.checked_sub(1).map(|last| &path.steps[last].axis);
            let attribute = match last {
                Some(Axis::Attribute(name)) => Some(name.to_string()),
                _ => None,
            };
            return Blame {
                node,
                attribute,
                missing,
            };
        }
        if visited {
            // A value that a function made of a node: the node itself is a step before.
            continue;
        }
    }
    Blame {
        node: node_of(frame.context),
        attribute: None,
        missing: None,
    }
}

fn name(document: &Document<'_, '_>, step: &Step) -> Option<String> {
    match &step.axis {
        Axis::Child(Test::Name(symbol)) | Axis::Below(Test::Name(symbol)) => document.names.name(*symbol),
        Axis::Attribute(name) => Some(format!("@{name}")),
        _ => None,
    }
}
