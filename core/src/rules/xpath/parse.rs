//! Reads a condition. The tables are ours, so a fault in one is a fault of the crate: a test reads them all.

use super::ast::{Axis, Comparison, Expr, Function, Path, Start, Step, Test};
use super::names::Names;
use super::number::{Decimal, Operation};
use crate::ubl::Known;

/// Reads conditions that share names and macros.
pub(in crate::rules) struct Parser<'p> {
    pub(in crate::rules) names: &'p mut Names,
    /// `$name` stands for this text, in parentheses.
    pub(in crate::rules) macros: &'p [(&'p str, &'p str)],
    /// The `let`s of the rule at hand.
    pub(in crate::rules) variables: Vec<String>,
}

struct Reader<'r, 'p> {
    text: &'r str,
    at: usize,
    parser: &'r mut Parser<'p>,
    bound: Option<String>,
}

type Read<T> = Result<T, String>;

impl Parser<'_> {
    /// The expression that a text says.
    pub(in crate::rules) fn parse(&mut self, text: &str) -> Read<Expr> {
        let mut reader = Reader {
            text,
            at: 0,
            parser: self,
            bound: None,
        };
        let expr = reader.expression()?;
        reader.blanks();
        match reader.at == text.len() {
            true => Ok(expr),
            false => Err(format!("{} is left over", &text[reader.at..])),
        }
    }
}

impl<'r> Reader<'r, '_> {
    fn rest(&self) -> &'r str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let blank = |byte: &&u8| byte.is_ascii_whitespace();
        self.at += self.rest().as_bytes().iter().take_while(blank).count();
    }

    /// Takes a mark if it comes next.
    fn takes(&mut self, mark: &str) -> bool {
        self.blanks();
        let next = self.rest().starts_with(mark);
        if next {
            self.at += mark.len();
        }
        next
    }

    fn comes(&mut self, mark: &str) -> bool {
        self.blanks();
        self.rest().starts_with(mark)
    }

    fn must(&mut self, mark: &str) -> Read<()> {
        match self.takes(mark) {
            true => Ok(()),
            false => Err(format!("{mark} expected at: {}", self.rest())),
        }
    }

    /// Takes a word that is an operator here.
    fn word(&mut self, word: &str) -> bool {
        self.blanks();
        let rest = self.rest();
        let ends = |after: &str| !after.starts_with(is_name_char);
        let next = rest.strip_prefix(word).is_some_and(ends);
        if next {
            self.at += word.len();
        }
        next
    }

    fn name(&mut self) -> Option<&'r str> {
        self.blanks();
        let rest = self.rest();
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let length = |text: &str| text.find(|c| !is_name_char(c)).unwrap_or(text.len());
        let mut end = length(rest);
        let after = &rest[end..];
        // One colon joins a prefix and a name; two end an axis.
        if after.starts_with(':') && !after.starts_with("::") {
            end += 1 + length(&after[1..]);
        }
        let name = &rest[..end];
        self.at += name.len();
        Some(name)
    }

    fn expression(&mut self) -> Read<Expr> {
        if self.comes("if") && self.text[self.at + 2..].trim_start().starts_with('(') {
            self.must("if")?;
            self.must("(")?;
            let condition = self.expression()?;
            self.must(")")?;
            self.must("then")?;
            let then = self.expression()?;
            self.must("else")?;
            let other = self.expression()?;
            return Ok(Expr::If(Box::new(condition), Box::new(then), Box::new(other)));
        }
        if self.word("every") {
            self.must("$")?;
            let variable = self.name().ok_or("a variable's name")?;
            self.must("in")?;
            let nodes = self.expression()?;
            self.must("satisfies")?;
            self.bound = Some(variable.to_owned());
            let condition = self.expression()?;
            self.bound = None;
            return Ok(Expr::Every(Box::new(nodes), Box::new(condition)));
        }
        self.or()
    }

    fn or(&mut self) -> Read<Expr> {
        let mut left = self.and()?;
        while self.word("or") {
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Read<Expr> {
        let mut left = self.comparison()?;
        while self.word("and") {
            left = Expr::And(Box::new(left), Box::new(self.comparison()?));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Read<Expr> {
        let left = self.sum()?;
        self.blanks();
        if !self.rest().starts_with(['!', '<', '>', '=']) {
            return Ok(left);
        }
        for (mark, comparison) in [
            ("!=", Comparison::Unequal),
            ("<=", Comparison::LessOrEqual),
            (">=", Comparison::GreaterOrEqual),
            ("=", Comparison::Equal),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
        ] {
            if self.takes(mark) {
                return Ok(Expr::Compare(comparison, Box::new(left), Box::new(self.sum()?)));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Read<Expr> {
        let mut left = self.product()?;
        loop {
            let operation = if self.takes("+") {
                Operation::Add
            } else if self.takes("-") {
                Operation::Subtract
            } else {
                return Ok(left);
            };
            left = Expr::Reckon(operation, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Read<Expr> {
        let mut left = self.union()?;
        loop {
            let operation = if self.takes("*") {
                Operation::Multiply
            } else if self.word("div") {
                Operation::Divide
            } else {
                return Ok(left);
            };
            left = Expr::Reckon(operation, Box::new(left), Box::new(self.union()?));
        }
    }

    fn union(&mut self) -> Read<Expr> {
        let mut left = self.path()?;
        while self.takes("|") {
            left = Expr::Union(Box::new(left), Box::new(self.path()?));
        }
        Ok(left)
    }

    fn path(&mut self) -> Read<Expr> {
        let mut steps = Vec::new();
        let start = if self.takes("//") {
            self.step(true, &mut steps)?;
            Start::Document
        } else if self.takes("/") {
            self.step(false, &mut steps)?;
            Start::Document
        } else if let Some(primary) = self.primary()? {
            let predicates = self.predicates()?;
            if predicates.is_empty() && !self.comes("/") {
                return Ok(primary);
            }
            // A path that a macro stands for goes on where it ends.
            if let (Expr::Path(path), true) = (&primary, predicates.is_empty()) {
                return self.path_from(path.start.clone(), path.steps.clone());
            }
            if !predicates.is_empty() {
                steps.push(Step {
                    axis: Axis::Itself(Test::Any),
                    predicates,
                });
            }
            Start::Of(primary)
        } else {
            self.step(false, &mut steps)?;
            Start::Context
        };
        self.path_from(start, steps)
    }

    /// The rest of a path.
    fn path_from(&mut self, start: Start, mut steps: Vec<Step>) -> Read<Expr> {
        loop {
            if self.takes("//") {
                self.step(true, &mut steps)?;
            } else if self.takes("/") {
                self.step(false, &mut steps)?;
            } else {
                break;
            }
        }
        // `.` alone is a node, not a path.
        if start == Start::Context && steps.is_empty() {
            return Ok(Expr::Context);
        }
        Ok(Expr::Path(Box::new(Path { start, steps })))
    }

    /// What can stand before a path's first slash, or alone, and is no step.
    fn primary(&mut self) -> Read<Option<Expr>> {
        self.blanks();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return Err("an expression is missing".into());
        };
        match first {
            '\'' => {
                let end = rest[1..].find('\'').ok_or("a text does not end")?;
                let text = rest[1..=end].to_owned();
                self.at += end + 2;
                Ok(Some(Expr::Text(text)))
            }
            '0'..='9' => {
                let end = rest
                    .find(|c: char| !c.is_ascii_digit() && c != '.')
                    .unwrap_or(rest.len());
                let text = &rest[..end];
                let number = match text.parse() {
                    Ok(whole) => Expr::Whole(whole),
                    Err(_) => Expr::Decimal(Decimal::parse(text).ok_or("a number is none")?),
                };
                self.at += end;
                Ok(Some(number))
            }
            '(' => {
                self.at += 1;
                let mut list = vec![self.expression()?];
                while self.takes(",") {
                    list.push(self.expression()?);
                }
                self.must(")")?;
                Ok(match list.len() {
                    1 => list.pop(),
                    _ => Some(Expr::Sequence(list)),
                })
            }
            '$' => {
                self.at += 1;
                let name = self.name().ok_or("a variable's name")?;
                self.variable(name).map(Some)
            }
            _ => self.call(),
        }
    }

    fn variable(&mut self, name: &str) -> Read<Expr> {
        if self.bound.as_deref() == Some(name) {
            return Ok(Expr::Bound);
        }
        if let Some(variable) = self.parser.variables.iter().position(|known| known == name) {
            return Ok(Expr::Variable(variable));
        }
        let text = self.parser.macros.iter().find(|(known, _)| *known == name);
        let (_, text) = text.ok_or_else(|| format!("${name} is unknown"))?;
        let text = (*text).to_owned();
        self.parser.parse(&text)
    }

    fn call(&mut self) -> Read<Option<Expr>> {
        let start = self.at;
        let name = self.name();
        let (Some(name), true) = (name, self.comes("(")) else {
            self.at = start;
            return Ok(None);
        };
        if name == "text" {
            self.at = start;
            return Ok(None);
        }
        self.must("(")?;
        let mut arguments = Vec::new();
        while !self.takes(")") {
            if !arguments.is_empty() {
                self.must(",")?;
            }
            arguments.push(self.expression()?);
        }
        let function = Function::named(name, arguments.len())
            .ok_or_else(|| format!("{name} of {} arguments is unknown", arguments.len()))?;
        Ok(Some(Expr::Call(function, arguments)))
    }

    fn predicates(&mut self) -> Read<Vec<Expr>> {
        let mut list = Vec::new();
        while self.takes("[") {
            list.push(self.expression()?);
            self.must("]")?;
        }
        Ok(list)
    }

    /// Reads a step and appends it; `.` appends nothing.
    fn step(&mut self, below: bool, steps: &mut Vec<Step>) -> Read<()> {
        let axis = if self.takes("..") {
            Axis::Parent(Test::Any)
        } else if self.takes(".") {
            return Ok(());
        } else if self.takes("@") {
            Axis::Attribute(self.name().ok_or("an attribute's name")?.to_owned())
        } else if self.takes("text()") {
            Axis::Text
        } else if self.takes("self::") {
            Axis::Itself(self.test()?)
        } else if self.takes("parent::") {
            Axis::Parent(self.test()?)
        } else if let Some(expr) = self.primary()? {
            Axis::Each(expr)
        } else {
            match below {
                true => Axis::Below(self.test()?),
                false => Axis::Child(self.test()?),
            }
        };
        let predicates = self.predicates()?;
        steps.push(Step { axis, predicates });
        Ok(())
    }

    fn test(&mut self) -> Read<Test> {
        if self.takes("*") {
            return Ok(Test::Any);
        }
        let name = self
            .name()
            .ok_or_else(|| format!("a name expected at: {}", self.rest()))?;
        let (prefix, local) = name.split_once(':').ok_or_else(|| format!("{name} has no prefix"))?;
        let known = Known::ALL
            .into_iter()
            .find(|known| known.prefix() == prefix || prefix == "ubl" && *known == Known::Invoice)
            .ok_or_else(|| format!("{prefix} is no prefix here"))?;
        Ok(Test::Name(self.parser.names.intern(known, local)))
    }
}

fn is_name_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}
