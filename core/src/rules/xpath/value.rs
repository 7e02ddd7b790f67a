//! What an expression yields, and how two values compare.
#![allow(clippy::float_arithmetic)]

use std::borrow::Cow;
use std::cmp::Ordering;

use super::ast::Comparison;
use super::eval::Cause;
use super::number::{Decimal, Number, parse_double, trim};
use super::short::Short;
use crate::ubl::NodeId;

/// One thing that an expression yields.
#[derive(Debug, Clone)]
pub(in crate::rules) enum Item<'a> {
    /// Above the outermost element.
    Document,
    Node(NodeId),
    /// An attribute: the element that bears it, and its value.
    Attribute(NodeId, Cow<'a, str>),
    /// The value of a node or attribute, which takes the type of what it is compared with.
    Untyped(Cow<'a, str>),
    Text(Cow<'a, str>),
    Number(Number),
    Truth(bool),
}

impl Item<'_> {
    pub(super) fn is_node(&self) -> bool {
        matches!(self, Item::Document | Item::Node(_) | Item::Attribute(..))
    }

    /// Whether an atomic value counts as true.
    pub(super) fn truth(&self) -> bool {
        match self {
            Item::Truth(truth) => *truth,
            Item::Untyped(text) | Item::Text(text) => !text.is_empty(),
            Item::Number(Number::Decimal(decimal)) => !decimal.is_zero(),
            Item::Number(Number::Double(double)) => *double != 0.0 && !double.is_nan(),
            _ => true,
        }
    }
}

/// What nothing, one thing or many came to: mostly it is one, and one needs no list.
#[derive(Debug, Clone)]
pub(in crate::rules) enum Items<'a> {
    None,
    One(Item<'a>),
    Many(Vec<Item<'a>>),
}

impl<'a> Items<'a> {
    pub(super) fn push(&mut self, item: Item<'a>) {
        *self = match std::mem::replace(self, Items::None) {
            Items::None => Items::One(item),
            Items::One(first) => Items::Many(vec![first, item]),
            Items::Many(mut list) => {
                list.push(item);
                Items::Many(list)
            }
        };
    }

    pub(super) fn as_slice(&self) -> &[Item<'a>] {
        match self {
            Items::None => &[],
            Items::One(item) => std::slice::from_ref(item),
            Items::Many(list) => list,
        }
    }

    pub(super) fn map(self, change: impl Fn(Item<'a>) -> Item<'a>) -> Items<'a> {
        match self {
            Items::None => Items::None,
            Items::One(item) => Items::One(change(item)),
            Items::Many(list) => Items::Many(list.into_iter().map(change).collect()),
        }
    }

    pub(super) fn into_vec(self) -> Vec<Item<'a>> {
        match self {
            Items::None => Vec::new(),
            Items::One(item) => vec![item],
            Items::Many(list) => list,
        }
    }
}

pub(super) fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::Unequal => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// A whole number, as `xs:integer` takes it.
fn whole(text: &str) -> Option<Decimal> {
    let text = trim(text);
    match text.contains('.') {
        true => None,
        false => Decimal::parse(text),
    }
}

/// A node against a whole literal. Saxon compares as Java orders doubles: what is not a number counts as greater, and
/// minus zero as less than zero, unless it is written as a whole number.
pub(super) fn with_whole(text: &str, comparison: Comparison, literal: i64) -> Result<bool, Cause> {
    if let Some(short) = Short::read(text).filter(|short| !short.point) {
        return Ok(holds(comparison, short.signed().cmp(&literal)));
    }
    let number = Decimal::whole(literal);
    if let Some(whole) = whole(text) {
        return Ok(holds(comparison, whole.compare(&number)));
    }
    let double = parse_double(text).ok_or(Cause::NotANumber)?;
    let literal = number.to_double();
    let order = match double.partial_cmp(&literal) {
        None => Ordering::Greater,
        Some(Ordering::Equal) if double == 0.0 && double.is_sign_negative() => Ordering::Less,
        Some(order) => order,
    };
    Ok(holds(comparison, order))
}

/// A node against another number: in doubles, minus zero below zero.
fn with_number(text: &str, comparison: Comparison, number: &Number) -> Result<bool, Cause> {
    let double = parse_double(text).ok_or(Cause::NotANumber)?;
    let other = number.to_double();
    let order = match double.partial_cmp(&other) {
        None => return Ok(comparison == Comparison::Unequal),
        Some(Ordering::Equal) => double.total_cmp(&other),
        Some(order) => order,
    };
    Ok(holds(comparison, order))
}

/// Two numbers; what is none is unequal to everything.
pub(super) fn numbers(left: &Number, comparison: Comparison, right: &Number) -> bool {
    match left.compare(right) {
        Some(order) => holds(comparison, order),
        None => comparison == Comparison::Unequal,
    }
}

/// A text as `xs:boolean`.
fn boolean(text: &str) -> Result<bool, Cause> {
    match trim(text) {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(Cause::NotABoolean),
    }
}

/// Compares two atomic values.
pub(super) fn compare(left: &Item<'_>, comparison: Comparison, right: &Item<'_>) -> Result<bool, Cause> {
    use Item::{Number as Num, Text, Truth, Untyped};
    match (left, right) {
        (Untyped(a) | Text(a), Untyped(b) | Text(b)) => Ok(holds(comparison, a.as_ref().cmp(b.as_ref()))),
        (Untyped(a), Num(b)) => with_number(a, comparison, b),
        (Untyped(a), Truth(b)) => Ok(holds(comparison, boolean(a)?.cmp(b))),
        (Truth(a), Truth(b)) => Ok(holds(comparison, a.cmp(b))),
        (Num(a), Num(b)) => Ok(numbers(a, comparison, b)),
        _ => Err(Cause::Type),
    }
}
