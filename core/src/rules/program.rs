//! The tables, read once for the process, and their run over a document: which template fires at which node, and what
//! its rules say.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::ControlFlow::Continue;

use super::blame::{self, Blame};
use super::lists;
use super::report::Stage;
use super::table::{self, RuleSet};
use super::xpath::{
    Abort, Axis, Document, Expr, Frame, Function, Index, Item, Names, Parser, Parts, Path, Pattern, Start, Step,
    Symbol, Test, Variables,
};
use crate::time::Moment;
use crate::ubl::{self, NodeId};

/// The rules of one version, ready to run.
pub(super) struct Program {
    pub(super) names: Names,
    templates: Vec<Template>,
    /// For each name: the templates that may fire at such an element.
    by_symbol: Vec<Candidates>,
    /// The same for attributes, by the element that bears them.
    attributes: Vec<Vec<Way>>,
    shared: Vec<Expr>,
    patterns: Vec<Pattern>,
    same: usize,
    /// All rules in order; a template has a range of them.
    rules: Vec<Rule>,
}

/// A template, and one of its alternatives.
type Way = (u16, u16);

/// What may fire at an element of a name: those of one pattern together, the first to ask first.
#[derive(Debug, Clone, Default)]
struct Candidates {
    /// Below elements of these names.
    below: Vec<(Symbol, Vec<Way>)>,
    /// Below any other.
    elsewhere: Vec<Way>,
}

impl Candidates {
    fn under(&self, parent: Symbol) -> &[Way] {
        let known = self.below.iter().find(|(symbol, _)| *symbol == parent);
        known.map_or(&self.elsewhere, |(_, list)| list)
    }
}

#[derive(Debug)]
struct Template {
    stage: Stage,
    pattern: u8,
    priority: u8,
    alternatives: Vec<Alternative>,
    rules: std::ops::Range<usize>,
}

/// One way to match: names and conditions from the node upwards.
#[derive(Debug)]
struct Alternative {
    steps: Vec<(Test, Vec<Expr>)>,
    /// The last step is directly below the document.
    anchored: bool,
    attribute: Option<String>,
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) source: &'static table::Rule,
    pub(super) stage: Stage,
    variables: Vec<Expr>,
    steps: Vec<Action>,
    /// It says the same at every node, so one is enough.
    same_everywhere: bool,
}

#[derive(Debug)]
enum Action {
    Each(Expr),
    If(Expr),
    Unless(Expr),
}

/// What a run found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// By rule: in how many places it fired, and the first.
    pub(super) fired: Vec<(u32, Option<Blame>)>,
    /// By rule: how often its last condition was asked and did not hold.
    pub(super) silent: Vec<u32>,
    /// What stopped a stage: then none of its rules counts.
    pub(super) aborted: [Option<Abort>; 2],
}

/// Which of the two stages of rules.
pub(super) fn number(stage: Stage) -> usize {
    usize::from(stage == Stage::Ksa)
}

impl Program {
    /// Reads the tables. A fault in them is a fault of the crate, said with the rule that has it.
    pub(super) fn new(set: &RuleSet) -> Result<Program, String> {
        let mut reader = Reader::default();
        let mut templates = Vec::new();
        let mut rules = Vec::new();
        for source in set.tables.iter().flat_map(|table| table.iter()) {
            let from = rules.len();
            let wrap = |text: String| format!("{}: {text}", source.matches);
            let alternatives = reader.alternatives(source.matches, set.macros).map_err(wrap)?;
            for rule in source.rules {
                let wrap = |text: String| format!("{}: {text}", rule.code.as_str());
                rules.push(reader.rule(rule, source.stage, set.macros).map_err(wrap)?);
            }
            templates.push(Template {
                stage: source.stage,
                pattern: source.pattern,
                priority: source.priority,
                alternatives,
                rules: from..rules.len(),
            });
        }
        reader.names.close();
        let mut program = Program {
            by_symbol: vec![Candidates::default(); reader.names.len()],
            attributes: vec![Vec::new(); reader.names.len()],
            names: reader.names,
            templates,
            shared: reader.shared,
            patterns: reader.patterns,
            same: reader.same,
            rules,
        };
        program.order();
        Ok(program)
    }

    /// Per name, the templates in the order in which they are asked: of each pattern the highest priority first, and of
    /// equals the later.
    fn order(&mut self) {
        let mut by_symbol: Vec<Vec<Way>> = vec![Vec::new(); self.names.len()];
        for (at, template) in self.templates.iter().enumerate() {
            for (way, alternative) in template.alternatives.iter().enumerate() {
                if let Some((Test::Name(symbol), _)) = alternative.steps.first() {
                    let lists = match alternative.attribute {
                        Some(_) => &mut self.attributes,
                        None => &mut by_symbol,
                    };
                    lists[symbol.index()].push((at as u16, way as u16));
                }
            }
        }
        let templates = &self.templates;
        let rank = |&(at, _): &Way| {
            let template = &templates[usize::from(at)];
            (
                number(template.stage),
                template.pattern,
                u8::MAX - template.priority,
                u16::MAX - at,
            )
        };
        for list in by_symbol.iter_mut().chain(&mut self.attributes) {
            list.sort_by_key(rank);
        }
        // An alternative that wants another parent need not be asked.
        let parent = |&(at, way): &Way| {
            let steps = &templates[usize::from(at)].alternatives[usize::from(way)].steps;
            match steps.get(1) {
                Some((Test::Name(symbol), _)) => Some(*symbol),
                _ => None,
            }
        };
        for (candidates, list) in self.by_symbol.iter_mut().zip(&by_symbol) {
            let fit = |wanted: Option<Symbol>| {
                let fits = |way: &&Way| parent(way).is_none_or(|symbol| Some(symbol) == wanted);
                list.iter().filter(fits).copied().collect()
            };
            let mut parents: Vec<Symbol> = list.iter().filter_map(parent).collect();
            parents.sort_unstable();
            parents.dedup();
            candidates.elsewhere = fit(None);
            candidates.below = parents.into_iter().map(|symbol| (symbol, fit(Some(symbol)))).collect();
        }
    }

    fn parts(&self) -> Parts<'_> {
        Parts {
            names: &self.names,
            shared: &self.shared,
            patterns: &self.patterns,
            same: self.same,
        }
    }

    pub(super) fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Runs all rules over a document.
    pub(super) fn run(&self, doc: &ubl::Document<'_>, now: Moment) -> Outcome {
        let index = Index::new(doc, &self.names);
        let document = Document::new(doc, &index, self.parts(), now);
        let mut run = Run {
            program: self,
            document,
            outcome: Outcome {
                fired: vec![(0, None); self.rules.len()],
                silent: vec![0; self.rules.len()],
                aborted: [None; 2],
            },
            said: vec![false; self.rules.len()],
        };
        for id in doc.all() {
            let symbol = index.symbol(id);
            if symbol != Symbol::OTHER {
                let parent = doc.parent(id).map_or(Symbol::OTHER, |parent| index.symbol(parent));
                run.fire(self.by_symbol[symbol.index()].under(parent), &Item::Node(id));
                run.attributes(id, &self.attributes[symbol.index()]);
            }
        }
        run.outcome
    }
}

struct Run<'r, 'a> {
    program: &'r Program,
    document: Document<'r, 'a>,
    outcome: Outcome,
    /// Rules that say the same everywhere, and have said it.
    said: Vec<bool>,
}

impl<'a> Run<'_, 'a> {
    fn attributes(&mut self, id: NodeId, list: &[Way]) {
        for entry in list {
            let alternative = &self.program.templates[usize::from(entry.0)].alternatives[usize::from(entry.1)];
            let Some(name) = &alternative.attribute else { continue };
            if let Some(value) = self.document.doc.attribute(id, name) {
                self.fire(&[*entry], &Item::Attribute(id, value));
            }
        }
    }

    /// Of each pattern, the first template that matches.
    fn fire(&mut self, list: &[Way], item: &Item<'a>) {
        let program = self.program;
        let mut done = None;
        for &(at, way) in list {
            let template = &program.templates[usize::from(at)];
            let stage = number(template.stage);
            let pattern = Some((stage, template.pattern));
            if done == pattern || self.outcome.aborted[stage].is_some() {
                continue;
            }
            if !self.matches(&template.alternatives[usize::from(way)], item) {
                continue;
            }
            done = pattern;
            for rule in template.rules.clone() {
                if let Err(abort) = self.rule(rule, item) {
                    self.outcome.aborted[stage] = Some(abort);
                    break;
                }
            }
        }
    }

    /// An error in a condition of a match means that it does not match.
    fn matches(&self, alternative: &Alternative, item: &Item<'a>) -> bool {
        let (Item::Node(id) | Item::Attribute(id, _)) = item else {
            return false;
        };
        // Names are quicker to compare than conditions to evaluate.
        let mut at = Some(*id);
        for (test, _) in &alternative.steps {
            match at {
                Some(id) if self.document.is(id, *test) => at = self.document.doc.parent(id),
                _ => return false,
            }
        }
        if alternative.anchored && at.is_some() {
            return false;
        }
        let nothing = Variables::default();
        let mut at = Some(*id);
        for (_, predicates) in &alternative.steps {
            let Some(id) = at else { return false };
            let context = Item::Node(id);
            let frame = Frame {
                context: &context,
                bound: None,
                variables: &nothing,
            };
            let holds = |predicate: &Expr| self.document.truth(predicate, frame) == Ok(true);
            if !predicates.iter().all(holds) {
                return false;
            }
            at = self.document.doc.parent(id);
        }
        true
    }

    fn rule(&mut self, number: usize, item: &Item<'a>) -> Result<(), Abort> {
        let rule = &self.program.rules[number];
        if rule.same_everywhere && std::mem::replace(&mut self.said[number], true) {
            return Ok(());
        }
        let variables = Variables {
            list: &rule.variables,
            values: vec![OnceCell::new(); rule.variables.len()],
            base: Some(item),
        };
        self.steps(number, &rule.steps, item, &variables)
    }

    fn steps(
        &mut self,
        number: usize,
        steps: &[Action],
        item: &Item<'a>,
        variables: &Variables<'_, 'a>,
    ) -> Result<(), Abort> {
        let frame = Frame {
            context: item,
            bound: None,
            variables,
        };
        for (at, step) in steps.iter().enumerate() {
            match step {
                Action::If(condition) => {
                    if !self.document.truth(condition, frame)? {
                        if at + 1 == steps.len() {
                            self.outcome.silent[number] += 1;
                        }
                        return Ok(());
                    }
                }
                Action::Unless(condition) => {
                    if self.document.truth(condition, frame)? {
                        return Ok(());
                    }
                }
                Action::Each(path) => {
                    let mut nodes = Vec::new();
                    let _ = self.document.visit(path, frame, &mut |node| {
                        nodes.push(node);
                        Ok(Continue(()))
                    })?;
                    for node in &nodes {
                        self.steps(number, &steps[at + 1..], node, variables)?;
                    }
                    return Ok(());
                }
            }
        }
        let (count, first) = &mut self.outcome.fired[number];
        *count += 1;
        if first.is_none() {
            let condition = steps.iter().rev().find_map(|step| match step {
                Action::If(condition) => Some(condition),
                _ => None,
            });
            *first = Some(blame::find(&self.document, condition, frame));
        }
        Ok(())
    }
}

/// What the expressions that were read so far share.
#[derive(Default)]
struct Reader {
    names: Names,
    shared: Vec<Expr>,
    known: HashMap<Expr, usize>,
    patterns: Vec<Pattern>,
    pattern_numbers: HashMap<String, usize>,
    /// How many conditions are [`Expr::Same`].
    same: usize,
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

    fn rule(&mut self, source: &'static table::Rule, stage: Stage, macros: &[(&str, &str)]) -> Result<Rule, String> {
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
            rule.steps.push(wrap(expr));
        }
        Ok(rule)
    }

    fn alternatives(&mut self, text: &str, macros: &[(&str, &str)]) -> Result<Vec<Alternative>, String> {
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
            Expr::Or(a, b) => self.settle_two(*a, *b, |a, b| Expr::Or(a, b))?,
            Expr::And(a, b) => self.settle_two(*a, *b, |a, b| Expr::And(a, b))?,
            Expr::Union(a, b) => self.settle_two(*a, *b, |a, b| Expr::Union(a, b))?,
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
