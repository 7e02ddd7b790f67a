//! What a condition becomes when it has been read.

use super::names::Symbol;
use super::number::{Decimal, Operation};

/// An expression. Equal expressions are equal values, so that each is evaluated once where once is enough.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Expr {
    Text(String),
    /// A number literal. A comparison with a whole one is peculiar (see `value`), so it must be told apart.
    Whole(i64),
    Decimal(Decimal),
    /// `.`
    Context,
    /// A `let` of the rule.
    Variable(usize),
    /// The node that `every … satisfies` is at.
    Bound,
    Path(Box<Path>),
    Sequence(Vec<Expr>),
    Call(Function, Vec<Expr>),
    Or(Box<Expr>, Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    Reckon(Operation, Box<Expr>, Box<Expr>),
    Union(Box<Expr>, Box<Expr>),
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `every $x in A satisfies B`
    Every(Box<Expr>, Box<Expr>),
    /// A regular expression of a rule, by its number.
    Pattern(usize),
    /// Depends on the document alone: evaluated once, at this place.
    Once(usize),
    /// Depends on the document and on one text: not evaluated again while the text is the same.
    Same(Box<Same>),
}

/// A condition on a text of which a document has few, as a currency or a category.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) struct Same {
    /// Where the last text is kept, and what the condition said of it.
    pub(in crate::rules) at: usize,
    /// Where the text is, from the node at hand.
    pub(in crate::rules) text: Expr,
    pub(in crate::rules) condition: Expr,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) struct Path {
    pub(in crate::rules) start: Start,
    pub(in crate::rules) steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Start {
    /// `/`: above the outermost element.
    Document,
    /// The node at hand.
    Context,
    /// What an expression in front of the first slash yields.
    Of(Expr),
}

impl Path {
    /// Names of children, and perhaps of an attribute at the end: nothing else.
    pub(in crate::rules) fn is_plain(&self) -> bool {
        let plain = |step: &Step| {
            step.predicates.is_empty() && matches!(step.axis, Axis::Child(Test::Name(_)) | Axis::Attribute(_))
        };
        self.start == Start::Context && self.steps.iter().all(plain)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) struct Step {
    pub(in crate::rules) axis: Axis,
    pub(in crate::rules) predicates: Vec<Expr>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Axis {
    Child(Test),
    /// `//name`: below, at any depth.
    Below(Test),
    Parent(Test),
    Itself(Test),
    Attribute(String),
    Text,
    /// A function or an expression in parentheses as a step: evaluated at each node.
    Each(Expr),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Test {
    Any,
    Name(Symbol),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::rules) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

macro_rules! functions {
    ($($name:ident $text:literal $least:literal..=$most:literal,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(in crate::rules) enum Function { $($name,)* }

        impl Function {
            /// The function of this name, if it takes so many arguments.
            pub(super) fn named(name: &str, arguments: usize) -> Option<Function> {
                match name {
                    $($text if ($least..=$most).contains(&arguments) => Some(Function::$name),)*
                    _ => None,
                }
            }
        }
    };
}

impl Function {
    /// What it yields counts as true or not; the others say yes or no.
    pub(super) fn is_number_or_text(self) -> bool {
        use Function as F;
        matches!(
            self,
            F::Count
                | F::Sum
                | F::String
                | F::StringLength
                | F::NormalizeSpace
                | F::UpperCase
                | F::Concat
                | F::Substring
                | F::SubstringAfter
                | F::Translate
                | F::Number
                | F::Round
                | F::Floor
                | F::FormatNumber
                | F::Decimal
                | F::Double
                | F::Places
        )
    }
}

functions! {
    // XPath's own.
    Not "not" 1..=1,
    Exists "exists" 1..=1,
    Boolean "boolean" 1..=1,
    Count "count" 1..=1,
    Sum "sum" 1..=1,
    String "string" 1..=1,
    StringLength "string-length" 1..=1,
    NormalizeSpace "normalize-space" 1..=1,
    UpperCase "upper-case" 1..=1,
    Concat "concat" 2..=9,
    Contains "contains" 2..=2,
    StartsWith "starts-with" 2..=2,
    EndsWith "ends-with" 2..=2,
    Substring "substring" 3..=3,
    SubstringAfter "substring-after" 2..=2,
    Translate "translate" 3..=3,
    Matches "matches" 2..=2,
    Number "number" 1..=1,
    Round "round" 1..=2,
    Floor "floor" 1..=1,
    FormatNumber "format-number" 2..=2,
    False "false" 0..=0,
    True "true" 0..=0,
    Decimal "xs:decimal" 1..=1,
    Double "xs:double" 1..=1,
    // Ours, for what the rules say again and again.
    // listed(x, 'name'): one word, and in that list of `lists`.
    Listed "listed" 2..=2,
    // within(x, 'name'): a piece of that list's text, as the authority's looser tests have it.
    Within "within" 2..=2,
    // any-name('01…'): some element's attribute `name` matches, as the authority tells standard documents.
    AnyName "any-name" 1..=1,
    // places(x): how many characters follow the first point.
    Places "places" 1..=1,
    // vat(): one of the TaxScheme elements below the node says VAT.
    Vat "vat" 0..=0,
    // is-date(x), is-time(x): can be cast.
    IsDate "is-date" 1..=1,
    IsTime "is-time" 1..=1,
    // after-today(x): a date later than the clock's.
    AfterToday "after-today" 1..=1,
    // not-before(x, y): both are cast to dates.
    NotBefore "not-before" 2..=2,
    // day-old(date, time): more than 24 hours ago.
    DayOld "day-old" 2..=2,
}
