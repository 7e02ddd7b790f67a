//! Reads the tables: conditions become expressions, and what they share is found once. Which part depends on what decides
//! how often it is evaluated: once for a document, once for a text, or at each node.

use std::collections::HashMap;

use super::lists;
use super::program::{Action, Alternative, Rule};
use super::report::Stage;
use super::table;
use super::xpath::{Axis, Expr, Function, Names, Parser, Path, Pattern, Same, Start, Step};

/// So many calls and comparisons take longer than to look whether a text is the last one again.
const LONG: usize = 6;

/// What the expressions that were read so far share.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) names: Names,
    pub(super) shared: Vec<Expr>,
    known: HashMap<Expr, usize>,
    pub(super) patterns: Vec<Pattern>,
    pattern_numbers: HashMap<String, usize>,
    /// How many conditions are [`Expr::Same`].
    pub(super) same: usize,
}

/// Whether an expression needs the node at hand, or a variable of its rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Needs {
    context: bool,
    variables: bool,
}

impl Needs {
    const CONTEXT: Needs = Needs {
        context: true,
        variables: false,
    };
    const VARIABLES: Needs = Needs {
        context: false,
        variables: true,
    };

    fn nothing(self) -> bool {
        self == Needs::default()
    }

    fn and(self, other: Needs) -> Needs {
        Needs {
            context: self.context || other.context,
            variables: self.variables || other.variables,
        }
    }
}

impl Reader {
    fn parse(&mut self, text: &str, macros: &[(&str, &str)], variables: &[String]) -> Result<Expr, String> {
        let mut parser = Parser {
            names: &mut self.names,
            macros,
            variables: variables.to_vec(),
        };
        parser.parse(text)
    }

    fn expression(&mut self, text: &str, macros: &[(&str, &str)], variables: &[String]) -> Result<Expr, String> {
        let expr = self.parse(text, macros, variables)?;
        let (expr, needs) = self.settle(expr)?;
        Ok(self.share(expr, needs))
    }

    pub(super) fn rule(
        &mut self,
        source: &'static table::Rule,
        stage: Stage,
        macros: &[(&str, &str)],
    ) -> Result<Rule, String> {
        let mut names = Vec::new();
        let mut rule = Rule {
            source,
            stage,
            variables: Vec::new(),
            steps: Vec::new(),
            same_everywhere: true,
        };
        let mut moved = false;
        for step in source.steps {
            let (text, wrap): (&str, fn(Expr) -> Action) = match step {
                table::Step::Let(name, text) => {
                    let value = self.expression(text, macros, &names)?;
                    names.push((*name).to_owned());
                    rule.variables.push(value);
                    rule.same_everywhere = false;
                    continue;
                }
                table::Step::Each(text) => (text, Action::Each),
                table::Step::If(text) => (text, Action::If),
                table::Step::Unless(text) => (text, Action::Unless),
            };
            let expr = self.expression(text, macros, &names)?;
            rule.same_everywhere &= moved || matches!(expr, Expr::Once(_));
            moved |= matches!(step, table::Step::Each(_));
            let expr = match step {
                table::Step::Each(_) => expr,
                _ => self.same(expr),
            };
            rule.steps.push(wrap(expr));
        }
        Ok(rule)
    }

    pub(super) fn alternatives(&mut self, text: &str, macros: &[(&str, &str)]) -> Result<Vec<Alternative>, String> {
        let mut list = vec![self.parse(text, macros, &[])?];
        let mut paths = Vec::new();
        while let Some(expr) = list.pop() {
            match expr {
                Expr::Union(left, right) => list.extend([*left, *right]),
                Expr::Path(path) => paths.push(self.alternative(*path)?),
                _ => return Err("a match is a path".into()),
            }
        }
        Ok(paths)
    }

    fn alternative(&mut self, path: Path) -> Result<Alternative, String> {
        let mut attribute = None;
        let mut steps = Vec::new();
        let mut anchored = path.start == Start::Document;
        for (at, step) in path.steps.into_iter().enumerate() {
            let mut predicates = Vec::new();
            for predicate in step.predicates {
                let (predicate, needs) = self.settle(predicate)?;
                predicates.push(self.share(predicate, needs));
            }
            match step.axis {
                Axis::Child(test) => steps.push((test, predicates)),
                Axis::Below(test) if at == 0 => {
                    anchored = false;
                    steps.push((test, predicates));
                }
                Axis::Attribute(name) => attribute = Some(name),
                _ => return Err("a match has children only".into()),
            }
        }
        steps.reverse();
        Ok(Alternative {
            unconditional: steps.iter().all(|(_, predicates)| predicates.is_empty()),
            steps,
            anchored,
            attribute,
        })
    }

    /// Replaces what depends on the document alone; literals are cheap enough as they are.
    fn share(&mut self, expr: Expr, needs: Needs) -> Expr {
        let cheap = matches!(
            expr,
            Expr::Text(_) | Expr::Whole(_) | Expr::Decimal(_) | Expr::Pattern(_) | Expr::Once(_)
        );
        if !needs.nothing() || cheap {
            return expr;
        }
        let next = self.shared.len();
        let at = *self.known.entry(expr.clone()).or_insert(next);
        if at == next {
            self.shared.push(expr);
        }
        Expr::Once(at)
    }

    /// A condition on one text, where it is a code or it takes long to find out.
    fn same(&mut self, condition: Expr) -> Expr {
        let mut asked = Asked::default();
        if !asked.of(&condition) || !asked.code && asked.steps < LONG {
            return condition;
        }
        let Some(text) = asked.text else { return condition };
        self.same += 1;
        Expr::Same(Box::new(Same {
            at: self.same - 1,
            text,
            condition,
        }))
    }

    /// Settles the parts of an expression: those that need nothing are shared if the whole does need something.
    fn settle(&mut self, expr: Expr) -> Result<(Expr, Needs), String> {
        Ok(match expr {
            Expr::Context => (Expr::Context, Needs::CONTEXT),
            Expr::Variable(at) => (Expr::Variable(at), Needs::VARIABLES),
            Expr::Bound => (Expr::Bound, Needs::VARIABLES),
            Expr::Path(path) => self.settle_path(*path)?,
            Expr::Call(function, arguments) => self.settle_call(function, arguments)?,
            Expr::Sequence(list) => {
                let (list, needs) = self.settle_all(list)?;
                (Expr::Sequence(list), needs)
            }
            Expr::Or(a, b) => self.settle_two(*a, *b, Expr::Or)?,
            Expr::And(a, b) => self.settle_two(*a, *b, Expr::And)?,
            Expr::Union(a, b) => self.settle_two(*a, *b, Expr::Union)?,
            Expr::Compare(how, a, b) => self.settle_two(*a, *b, |a, b| Expr::Compare(how, a, b))?,
            Expr::Reckon(how, a, b) => self.settle_two(*a, *b, |a, b| Expr::Reckon(how, a, b))?,
            Expr::If(condition, then, other) => {
                let (mut list, needs) = self.settle_all(vec![*condition, *then, *other])?;
                let mut next = || Box::new(list.remove(0));
                (Expr::If(next(), next(), next()), needs)
            }
            Expr::Every(nodes, condition) => {
                let (nodes, outer) = self.settle(*nodes)?;
                let (condition, inner) = self.settle(*condition)?;
                // The condition's variable is the loop's own; no rule has one of its own beside it.
                let needs = outer.and(Needs {
                    context: inner.context,
                    variables: false,
                });
                let nodes = if needs.nothing() {
                    nodes
                } else {
                    self.share(nodes, outer)
                };
                let condition = self.share(condition, inner);
                (Expr::Every(Box::new(nodes), Box::new(condition)), needs)
            }
            literal => (literal, Needs::default()),
        })
    }

    fn settle_two(
        &mut self,
        a: Expr,
        b: Expr,
        join: impl Fn(Box<Expr>, Box<Expr>) -> Expr,
    ) -> Result<(Expr, Needs), String> {
        let (mut list, needs) = self.settle_all(vec![a, b])?;
        let mut next = || Box::new(list.remove(0));
        Ok((join(next(), next()), needs))
    }

    fn settle_all(&mut self, list: Vec<Expr>) -> Result<(Vec<Expr>, Needs), String> {
        let mut settled = Vec::new();
        let mut all = Needs::default();
        for expr in list {
            let (expr, needs) = self.settle(expr)?;
            all = all.and(needs);
            settled.push((expr, needs));
        }
        let list = settled.into_iter().map(|(expr, needs)| match all.nothing() {
            true => expr,
            false => self.share(expr, needs),
        });
        Ok((list.collect(), all))
    }

    fn settle_path(&mut self, path: Path) -> Result<(Expr, Needs), String> {
        let (start, mut needs) = match path.start {
            Start::Document => (Start::Document, Needs::default()),
            Start::Context => (Start::Context, Needs::CONTEXT),
            Start::Of(expr) => {
                let (expr, needs) = self.settle(expr)?;
                (Start::Of(expr), needs)
            }
        };
        let mut steps = Vec::new();
        for step in path.steps {
            let mut inner = |reader: &mut Self, expr: Expr| -> Result<Expr, String> {
                let (expr, own) = reader.settle(expr)?;
                // The context within is the step's own.
                needs.variables |= own.variables;
                Ok(reader.share(expr, own))
            };
            let axis = match step.axis {
                Axis::Each(expr) => Axis::Each(inner(self, expr)?),
                axis => axis,
            };
            let mut predicates = Vec::new();
            for predicate in step.predicates {
                predicates.push(inner(self, predicate)?);
            }
            steps.push(Step { axis, predicates });
        }
        Ok((Expr::Path(Box::new(Path { start, steps })), needs))
    }

    fn settle_call(&mut self, function: Function, mut arguments: Vec<Expr>) -> Result<(Expr, Needs), String> {
        let last = arguments.len().saturating_sub(1);
        match (function, arguments.get(last)) {
            (Function::Matches | Function::AnyName, Some(Expr::Text(text))) => {
                arguments[last] = Expr::Pattern(self.pattern(text.clone())?);
            }
            (Function::Listed | Function::Within, Some(Expr::Text(name))) => {
                let number = lists::number(name).ok_or_else(|| format!("no list is called {name}"))?;
                arguments[last] = Expr::Whole(number as i64);
            }
            _ => {}
        }
        let (arguments, mut needs) = self.settle_all(arguments)?;
        needs.context |= function == Function::Vat;
        Ok((Expr::Call(function, arguments), needs))
    }

    fn pattern(&mut self, text: String) -> Result<usize, String> {
        if let Some(&known) = self.pattern_numbers.get(&text) {
            return Ok(known);
        }
        let pattern = Pattern::compile(&text).map_err(|flaw| format!("{text}: {flaw:?}"))?;
        self.patterns.push(pattern);
        self.pattern_numbers.insert(text, self.patterns.len() - 1);
        Ok(self.patterns.len() - 1)
    }
}

/// What a condition asks of the node at hand.
#[derive(Default)]
struct Asked {
    /// The one text.
    text: Option<Expr>,
    /// It is a code: a document has few of them.
    code: bool,
    /// How many calls and comparisons there are.
    steps: usize,
}

impl Asked {
    /// False when there is more to it than one text.
    fn of(&mut self, expr: &Expr) -> bool {
        use Function as F;
        match expr {
            Expr::Context => self.only(expr),
            Expr::Path(path) if path.is_plain() => self.only(expr),
            Expr::Text(_) | Expr::Whole(_) | Expr::Decimal(_) | Expr::Pattern(_) | Expr::Once(_) => true,
            // It is at hand.
            Expr::Call(F::Exists, arguments) if arguments[0] == Expr::Context => true,
            Expr::Call(F::Vat, _) => false,
            Expr::Call(function, arguments) => {
                self.steps += usize::from(*function != F::Not);
                self.code |= matches!(function, F::Listed | F::Within | F::Contains | F::Matches);
                arguments.iter().all(|argument| self.of(argument))
            }
            Expr::Or(left, right) | Expr::And(left, right) => self.of(left) && self.of(right),
            Expr::Compare(_, left, right) | Expr::Reckon(_, left, right) => {
                self.steps += 1;
                self.of(left) && self.of(right)
            }
            Expr::Sequence(list) => list.iter().all(|expr| self.of(expr)),
            _ => false,
        }
    }

    fn only(&mut self, expr: &Expr) -> bool {
        self.text.get_or_insert_with(|| expr.clone()) == expr
    }
}
