//! The small part of XPath in which the authority's rules are written, executed as its validator executes it.
//!
//! A rule's condition is text in the tables beside; it is parsed once for the process and evaluated over the one tree that
//! the reader made. What does not depend on the node at hand is evaluated once for a document, whatever the number of rules
//! that ask for it and of nodes that they ask for: that keeps the work linear.
//!
//! It is not XPath at large: what no rule uses is not there. What is there follows Saxon, the processor in the authority's
//! SDK, also where Saxon is peculiar: the same two doubles, the same decimal division, the same errors.

mod ast;
mod date;
mod eval;
mod functions;
mod names;
mod number;
mod parse;
mod quick;
mod regex;
mod short;
mod value;

pub(super) use ast::{Axis, Expr, Function, Path, Same, Start, Step, Test};
pub(super) use eval::{Abort, Cause, Document, Frame, Parts, Variables, node_of};
pub(super) use names::{Index, Names, Symbol};
pub(super) use parse::Parser;
pub(super) use regex::Pattern;
pub(super) use value::Item;
