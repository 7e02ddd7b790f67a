//! What most conditions of most documents come to: one value, at the end of a way that never forks. Here such a value is
//! had without a visitor and without a list. What it says is what [`super::eval`] would say, or nothing.

use std::borrow::Cow;
use std::cell::RefCell;

use super::ast::{Axis, Comparison, Expr, Function, Path, Same, Start, Step, Test};
use super::eval::{Document, Evaluated, Frame};
use super::names::Only;
use super::number::{Decimal, Number};
use super::value::{Item, holds};
use crate::ubl::NodeId;

/// For each [`Same`], the last text (`None` where there was no such node), and whether the condition held.
pub(super) type LastTexts<'a> = RefCell<Vec<Option<(Option<Cow<'a, str>>, bool)>>>;

/// How far a way goes without a fork.
pub(super) enum Walk<'a, 'p> {
    /// To its end, or to where there is nothing.
    End(Option<Item<'a>>),
    /// To a node below which these steps are left.
    Fork(NodeId, &'p [Step]),
}

impl<'a> Document<'_, 'a> {
    /// Follows the steps while there is one child of the name alone.
    pub(super) fn walk<'p>(&self, steps: &'p [Step], from: NodeId, frame: Frame<'_, 'a>) -> Evaluated<Walk<'a, 'p>> {
        let mut at = from;
        for (number, step) in steps.iter().enumerate() {
            let next = match &step.axis {
                Axis::Child(Test::Name(symbol)) => {
                    let (child, passed) = self.index.only(at, *symbol);
                    self.burn_all(passed)?;
                    match child {
                        Only::Nobody => return Ok(Walk::End(None)),
                        Only::One(child) => child,
                        Only::Several => return Ok(Walk::Fork(at, &steps[number..])),
                    }
                }
                Axis::Parent(Test::Any) => match self.doc.parent(at) {
                    Some(parent) => parent,
                    None => return Ok(Walk::Fork(at, &steps[number..])),
                },
                Axis::Attribute(name) if number + 1 == steps.len() && step.predicates.is_empty() => {
                    let value = self.doc.attribute(at, name);
                    return Ok(Walk::End(value.map(|value| Item::Attribute(at, value))));
                }
                _ => return Ok(Walk::Fork(at, &steps[number..])),
            };
            if !step.predicates.is_empty() {
                let item = Item::Node(next);
                for predicate in &step.predicates {
                    if !self.truth(predicate, frame.at(&item))? {
                        return Ok(Walk::End(None));
                    }
                }
            }
            at = next;
        }
        Ok(Walk::End(Some(Item::Node(at))))
    }

    /// What an expression yields, if that is one item at most. `None`: it may be more, so it must be visited.
    #[expect(clippy::option_option, reason = "no answer, and the answer that there is nothing")]
    pub(super) fn quick(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Option<Option<Item<'a>>>> {
        let single = match expr {
            Expr::Context => Some(frame.context.clone()),
            Expr::Bound => frame.bound.cloned(),
            Expr::Call(function, arguments) => self.call(*function, arguments, frame)?,
            Expr::Path(path) => return self.quick_path(path, frame),
            Expr::Whole(number) => Some(Item::Number(Number::Decimal(Decimal::whole(*number)))),
            Expr::Decimal(number) => Some(Item::Number(Number::Decimal(number.clone()))),
            Expr::Reckon(..) => self.number(expr, frame)?.map(Item::Number),
            Expr::Or(..) | Expr::And(..) | Expr::Compare(..) | Expr::Every(..) | Expr::Same(_) => {
                Some(Item::Truth(self.truth(expr, frame)?))
            }
            Expr::Once(at) => return Ok(alone(self.shared_value(*at)?)),
            Expr::Variable(at) => return Ok(alone(self.variable(*at, frame)?)),
            _ => return Ok(None),
        };
        Ok(Some(single))
    }

    #[expect(clippy::option_option, reason = "as above")]
    fn quick_path(&self, path: &Path, frame: Frame<'_, 'a>) -> Evaluated<Option<Option<Item<'a>>>> {
        let from = match &path.start {
            Start::Context => match frame.context {
                Item::Node(id) => *id,
                _ => return Ok(None),
            },
            Start::Of(Expr::Bound) => match frame.bound {
                Some(Item::Node(id)) => *id,
                _ => return Ok(None),
            },
            _ => return Ok(None),
        };
        match self.walk(&path.steps, from, frame)? {
            Walk::End(single) => Ok(Some(single)),
            Walk::Fork(id, [last]) => match &last.axis {
                Axis::Each(expr) if last.predicates.is_empty() => self.quick(expr, frame.at(&Item::Node(id))),
                _ => Ok(None),
            },
            Walk::Fork(..) => Ok(None),
        }
    }

    /// A number of nodes or characters against a literal.
    pub(super) fn quick_size(
        &self,
        comparison: Comparison,
        left: &Expr,
        right: &Expr,
        frame: Frame<'_, 'a>,
    ) -> Evaluated<Option<bool>> {
        use Function as F;
        let (Expr::Call(function @ (F::Count | F::StringLength | F::Places), arguments), Expr::Whole(number)) =
            (left, right)
        else {
            return Ok(None);
        };
        let size = self.size(*function, &arguments[0], frame)?;
        Ok(Some(holds(comparison, size.cmp(number))))
    }

    /// Whether a condition holds that depends on one text: if the text is the last one, so is the answer.
    pub(super) fn same(&self, same: &Same, frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let Some(single) = self.quick(&same.text, frame)? else {
            return self.truth(&same.condition, frame);
        };
        let text = single.and_then(|item| self.characters(item));
        if let Some((last, holds)) = &self.last_texts.borrow()[same.at]
            && *last == text
        {
            return Ok(*holds);
        }
        // An error names the node that has the text, so it is not kept.
        let holds = self.truth(&same.condition, frame)?;
        self.last_texts.borrow_mut()[same.at] = Some((text, holds));
        Ok(holds)
    }

    /// The characters of a node or text.
    pub(super) fn characters(&self, item: Item<'a>) -> Option<Cow<'a, str>> {
        match item {
            Item::Node(id) => Some(self.doc.value(id)),
            Item::Attribute(_, value) | Item::Untyped(value) | Item::Text(value) => Some(value),
            Item::Document => Some(self.doc.value(self.doc.root())),
            Item::Number(_) | Item::Truth(_) => None,
        }
    }
}

#[expect(clippy::option_option, reason = "as above")]
fn alone<'a>(items: &[Item<'a>]) -> Option<Option<Item<'a>>> {
    match items {
        [] => Some(None),
        [item] => Some(Some(item.clone())),
        _ => None,
    }
}
