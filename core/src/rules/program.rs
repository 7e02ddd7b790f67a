//! The tables, read once for the process, and their run over a document: which template fires at which node, and what
//! its rules say.

use std::cell::OnceCell;
use std::ops::ControlFlow::Continue;
use std::sync::{Mutex, PoisonError};

use super::blame::{self, Blame};
use super::compile::Reader;
use super::kinds::Kinds;
use super::report::Stage;
use super::table::{self, RuleSet};
use super::xpath::{Abort, Document, Expr, Frame, Index, Item, Names, Parts, Pattern, Test, Variables};
use crate::time::Moment;
use crate::ubl::{self, NodeId};

/// The rules of one version, ready to run.
pub(super) struct Program {
    pub(super) names: Names,
    templates: Vec<Template>,
    /// For each name: the templates that may fire at such an element, the first to ask first.
    pub(super) elements: Vec<Vec<Way>>,
    /// The same for attributes, by the element that bears them.
    pub(super) attributes: Vec<Vec<Way>>,
    shared: Vec<Expr>,
    patterns: Vec<Pattern>,
    same: usize,
    /// All rules in order; a template has a range of them.
    rules: Vec<Rule>,
    /// What former runs learnt, one for each that went on at the same time.
    kinds: Mutex<Vec<Kinds>>,
}

/// Kinds that are worth keeping: an invoice with everything that the rules speak of has some three hundred.
const MOST_KINDS: usize = 1000;
/// Runs at the same time whose kinds are kept.
const MOST_KEPT: usize = 16;

/// A template, and one of its alternatives.
pub(super) type Way = (u16, u16);

#[derive(Debug, Clone)]
struct Template {
    stage: Stage,
    pattern: u8,
    priority: u8,
    alternatives: Vec<Alternative>,
    rules: std::ops::Range<usize>,
}

/// One way to match: names and conditions from the node upwards.
#[derive(Debug, Clone)]
pub(super) struct Alternative {
    pub(super) steps: Vec<(Test, Vec<Expr>)>,
    /// The names are all there is to it.
    pub(super) unconditional: bool,
    /// The last step is directly below the document.
    pub(super) anchored: bool,
    pub(super) attribute: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) source: &'static table::Rule,
    pub(super) stage: Stage,
    pub(super) variables: Vec<Expr>,
    pub(super) steps: Vec<Action>,
    /// It says the same at every node, so one is enough.
    pub(super) same_everywhere: bool,
}

#[derive(Debug, Clone)]
pub(super) enum Action {
    Each(Expr),
    If(Expr),
    Unless(Expr),
}

/// In how many places a rule fired, and the first. Most never do: they get by without the room for one.
pub(super) type Fired = (u32, Option<Box<Blame>>);

/// What a run found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// By rule: in how many places it fired, and the first.
    pub(super) fired: Vec<Fired>,
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
        // What was read lies about with gaps between. Its copy has none, and lies in the order in which it is run: who checks one
        // document among other work, as a server's session does, waits for memory more than for anything else. On a phone it is the
        // library's size that counts.
        let (templates, rules, shared) = match cfg!(feature = "packed") {
            true => (templates, rules, reader.shared),
            false => (templates.clone(), rules.clone(), reader.shared.clone()),
        };
        let mut program = Program {
            elements: vec![Vec::new(); reader.names.len()],
            attributes: vec![Vec::new(); reader.names.len()],
            names: reader.names,
            templates,
            shared,
            patterns: reader.patterns,
            same: reader.same,
            rules,
            kinds: Mutex::default(),
        };
        program.order();
        Ok(program)
    }

    /// Per name, the templates in the order in which they are asked: of each pattern the highest priority first, and of
    /// equals the later.
    fn order(&mut self) {
        for (at, template) in self.templates.iter().enumerate() {
            for (way, alternative) in template.alternatives.iter().enumerate() {
                if let Some((Test::Name(symbol), _)) = alternative.steps.first() {
                    let lists = match alternative.attribute {
                        Some(_) => &mut self.attributes,
                        None => &mut self.elements,
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
        for list in self.elements.iter_mut().chain(&mut self.attributes) {
            crate::sort::by_key(list, rank);
        }
    }

    pub(super) fn alternative(&self, (template, way): Way) -> &Alternative {
        &self.templates[usize::from(template)].alternatives[usize::from(way)]
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
        let mut kinds = self.known_kinds();
        // The elements around the node, outermost first: where each ends, and its kind.
        let mut around: Vec<(usize, usize)> = Vec::new();
        for id in doc.all().filter(|&id| doc.is_element(id)) {
            while around.pop_if(|(end, _)| *end <= id.index()).is_some() {}
            let kind = kinds.below(self, around.last().map(|(_, kind)| *kind), index.symbol(id));
            let end = doc.end(id.index());
            if end > id.index() + 1 {
                around.push((end, kind));
            }
            let (elements, attributes) = kinds.ways(kind);
            run.fire(elements, &Item::Node(id));
            run.attributes(id, attributes);
        }
        self.keep(kinds);
        run.outcome
    }

    fn known_kinds(&self) -> Kinds {
        let mut known = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        known.pop().unwrap_or_default()
    }

    /// Documents are much alike, so the kinds of one are those of the next. A stranger's document may have any number of them: such
    /// are forgotten.
    fn keep(&self, kinds: Kinds) {
        let mut known = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        if kinds.len() <= MOST_KINDS && known.len() < MOST_KEPT {
            known.push(kinds);
        }
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
            let alternative = self.program.alternative(*entry);
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

    /// The names do match ([`Kinds`]). An error in a condition of a match means that it does not match.
    fn matches(&self, alternative: &Alternative, item: &Item<'a>) -> bool {
        if alternative.unconditional {
            return true;
        }
        let (Item::Node(id) | Item::Attribute(id, _)) = item else {
            return false;
        };
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
            values: rule.variables.iter().map(|_| OnceCell::new()).collect(),
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
                        self.outcome.silent[number] += u32::from(at + 1 == steps.len());
                        return Ok(());
                    }
                }
                Action::Unless(condition) => {
                    if self.document.truth(condition, frame)? {
                        self.outcome.silent[number] += u32::from(at + 1 == steps.len());
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
            *first = Some(Box::new(blame::find(&self.document, condition, frame)));
        }
        Ok(())
    }
}
