//! The functions that conditions call.
#![allow(clippy::float_arithmetic)]

use std::borrow::Cow;
use std::ops::ControlFlow::{Break, Continue};

use super::ast::{Expr, Function};
use super::date::{self, DateTime};
use super::eval::{Abort, Cause, Document, Evaluated, Frame, node_of};
use super::number::{Decimal, Number, parse_double};
use super::regex::Pattern;
use super::value::Item;
use crate::rules::lists;
use crate::ubl::NodeId;

/// Minutes by which Riyadh is ahead of UTC: a time without a zone is Riyadh's, for the authority too.
const RIYADH: i32 = 180;
/// Nanoseconds.
const DAY: i128 = 86_400_000_000_000;

/// What XML calls white space; XPath knows no other.
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

/// `normalize-space`: no blanks at the ends, one between words.
pub(super) fn normalize(text: Cow<'_, str>) -> Cow<'_, str> {
    let blank = |b: u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let bytes = text.as_bytes();
    let mut before = true;
    let mut clean = true;
    for &b in bytes {
        let now = blank(b);
        if now && (before || b != b' ') {
            clean = false;
            break;
        }
        before = now;
    }
    if clean && (bytes.is_empty() || !before) {
        return text;
    }
    let words: Vec<&str> = text.split(BLANK).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

fn upper(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.bytes().all(|b| b.is_ascii() && !b.is_ascii_lowercase()) {
        true => text,
        false => Cow::Owned(text.to_uppercase()),
    }
}

impl<'a> Document<'_, 'a> {
    /// The characters of the one item that an argument yields; nothing is an empty text.
    fn text<'t>(&self, expr: &'t Expr, frame: Frame<'_, 'a>) -> Evaluated<Cow<'t, str>>
    where
        'a: 't,
    {
        match expr {
            Expr::Text(text) => Ok(Cow::Borrowed(text)),
            _ => self.lasting_text(expr, frame),
        }
    }

    /// The same, where it must outlast the expression.
    fn lasting_text(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Cow<'a, str>> {
        let Some(item) = self.single(expr, frame)? else {
            return Ok(Cow::Borrowed(""));
        };
        self.characters(item).ok_or(Cause::Type.into())
    }

    pub(super) fn call(
        &self,
        function: Function,
        arguments: &[Expr],
        frame: Frame<'_, 'a>,
    ) -> Evaluated<Option<Item<'a>>> {
        use Function as F;
        Ok(Some(match function {
            F::Sum => self.sum(&arguments[0], frame)?,
            F::Count | F::StringLength | F::Places => Item::Number(Number::Decimal(Decimal::whole(self.size(
                function,
                &arguments[0],
                frame,
            )?))),
            F::Decimal | F::Double => return self.cast(function, &arguments[0], frame),
            F::Number => Item::Number(Number::Double(self.to_number(&arguments[0], frame)?)),
            F::Round => return self.round(arguments, frame),
            F::Floor => {
                let number = self.number(&arguments[0], frame)?;
                return Ok(number.map(|number| Item::Number(number.floor())));
            }
            F::FormatNumber => {
                let number = self.number(&arguments[0], frame)?;
                let leading = matches!(&arguments[1], Expr::Text(picture) if picture == "0.00");
                let number = number.unwrap_or(Number::Double(f64::NAN));
                Item::Text(Cow::Owned(number.format(leading)))
            }
            F::String => Item::Text(self.lasting_text(&arguments[0], frame)?),
            F::NormalizeSpace => Item::Text(normalize(self.lasting_text(&arguments[0], frame)?)),
            F::UpperCase => Item::Text(upper(self.lasting_text(&arguments[0], frame)?)),
            F::Concat => {
                let mut whole = String::new();
                for argument in arguments {
                    whole.push_str(&self.text(argument, frame)?);
                }
                Item::Text(Cow::Owned(whole))
            }
            F::Substring => self.substring(arguments, frame)?,
            F::SubstringAfter => {
                let text = self.text(&arguments[0], frame)?;
                let mark = self.text(&arguments[1], frame)?;
                let after = text.find(mark.as_ref()).map(|at| text[at + mark.len()..].to_owned());
                Item::Text(Cow::Owned(after.unwrap_or_default()))
            }
            F::Translate => {
                let text = self.text(&arguments[0], frame)?;
                let from = self.text(&arguments[1], frame)?;
                // No rule replaces: all of them only take characters away.
                Item::Text(Cow::Owned(text.chars().filter(|&ch| !from.contains(ch)).collect()))
            }
            _ => Item::Truth(self.test(function, arguments, frame)?),
        }))
    }

    /// The functions that say yes or no.
    pub(super) fn test(&self, function: Function, arguments: &[Expr], frame: Frame<'_, 'a>) -> Evaluated<bool> {
        use Function as F;
        let text = |at: usize| self.text(&arguments[at], frame);
        Ok(match function {
            F::True => true,
            F::Not => !self.truth(&arguments[0], frame)?,
            F::Boolean => self.truth(&arguments[0], frame)?,
            F::Exists => {
                if let Some(single) = self.quick(&arguments[0], frame)? {
                    return Ok(single.is_some());
                }
                let flow = self.visit(&arguments[0], frame, &mut |_| Ok(Break(())))?;
                flow.is_break()
            }
            F::Contains => match (&arguments[0], &arguments[1]) {
                (Expr::Text(whole), part) => whole.contains(self.text(part, frame)?.as_ref()),
                _ => text(0)?.contains(text(1)?.as_ref()),
            },
            F::StartsWith => text(0)?.starts_with(text(1)?.as_ref()),
            F::EndsWith => text(0)?.ends_with(text(1)?.as_ref()),
            F::Matches => self.matches(arguments, frame)?,
            F::AnyName => self.any_name(&arguments[0])?,
            F::Listed => self.listed(arguments, frame)?,
            F::Within => {
                let part = text(0)?;
                list_of(&arguments[1]).is_some_and(|at| lists::text(at).contains(part.as_ref()))
            }
            F::Vat => self.vat(frame)?,
            F::IsDate => date::castable_date(&text(0)?),
            F::IsTime => {
                let node = node_of(frame.context);
                let cause = Cause::NotADate;
                date::castable_time(&text(0)?).ok_or(Abort { cause, node })?
            }
            F::AfterToday | F::NotBefore | F::DayOld => self.calendar(function, arguments, frame)?,
            _ => false,
        })
    }

    /// How many nodes, characters, or places after the first point.
    pub(super) fn size(&self, function: Function, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<i64> {
        Ok(match function {
            Function::Count => self.count(expr, frame)?,
            Function::StringLength => self.text(expr, frame)?.chars().count() as i64,
            _ => {
                let text = self.text(expr, frame)?;
                let point = text.bytes().position(|byte| byte == b'.');
                point.map_or(0, |point| text[point + 1..].chars().count() as i64)
            }
        })
    }

    fn count(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<i64> {
        let mut count = 0;
        let _ = self.visit(expr, frame, &mut |_| {
            count += 1;
            Ok(Continue(()))
        })?;
        Ok(count)
    }

    /// Nodes are summed in doubles, decimals in decimals.
    fn sum(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Item<'a>> {
        let mut total: Option<Number> = None;
        let _ = self.visit(expr, frame, &mut |item| {
            let node = node_of(&item);
            let number = match self.atom(item) {
                Item::Number(number) => number,
                Item::Untyped(text) => Number::Double(parse_double(&text).ok_or(Abort {
                    cause: Cause::NotANumber,
                    node,
                })?),
                _ => return Err(Cause::Type.into()),
            };
            total = match total.take() {
                None => Some(number),
                Some(total) => total.reckon(super::number::Operation::Add, &number),
            };
            Ok(Continue(()))
        })?;
        Ok(Item::Number(total.unwrap_or(Number::Decimal(Decimal::ZERO))))
    }

    /// `xs:decimal`, `xs:double`.
    fn cast(&self, to: Function, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<Option<Item<'a>>> {
        let Some(item) = self.single(expr, frame)? else {
            return Ok(None);
        };
        let node = node_of(&item);
        let number = match (self.atom(item), to) {
            (Item::Untyped(text) | Item::Text(text), Function::Decimal) => Decimal::parse(&text).map(Number::Decimal),
            (Item::Untyped(text) | Item::Text(text), _) => parse_double(&text).map(Number::Double),
            (Item::Number(number), Function::Decimal) => number.to_decimal().map(Number::Decimal),
            (Item::Number(number), _) => Some(Number::Double(number.to_double())),
            _ => None,
        };
        let abort = Abort {
            cause: Cause::NotANumber,
            node,
        };
        number.map(|number| Some(Item::Number(number))).ok_or(abort)
    }

    /// `number()`: what is no number is NaN, and no error.
    fn to_number(&self, expr: &Expr, frame: Frame<'_, 'a>) -> Evaluated<f64> {
        let item = self.single(expr, frame)?.map(|item| self.atom(item));
        Ok(match item {
            Some(Item::Untyped(text) | Item::Text(text)) => parse_double(&text).unwrap_or(f64::NAN),
            Some(Item::Number(number)) => number.to_double(),
            Some(Item::Truth(truth)) => f64::from(u8::from(truth)),
            _ => f64::NAN,
        })
    }

    fn round(&self, arguments: &[Expr], frame: Frame<'_, 'a>) -> Evaluated<Option<Item<'a>>> {
        let places = match arguments.get(1) {
            Some(Expr::Whole(places)) => *places as u32,
            _ => 0,
        };
        let number = self.number(&arguments[0], frame)?;
        Ok(number.map(|number| Item::Number(number.round(places))))
    }

    /// `substring` with literal positions, as all rules have it.
    fn substring(&self, arguments: &[Expr], frame: Frame<'_, 'a>) -> Evaluated<Item<'a>> {
        let text = self.text(&arguments[0], frame)?;
        let (Expr::Whole(from), Expr::Whole(length)) = (&arguments[1], &arguments[2]) else {
            return Err(Cause::Type.into());
        };
        let skip = (from - 1).max(0) as usize;
        let part = text.chars().skip(skip).take(*length as usize).collect();
        Ok(Item::Text(Cow::Owned(part)))
    }

    fn matches(&self, arguments: &[Expr], frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let input = self.text(&arguments[0], frame)?;
        let run = |pattern: &Pattern| {
            let mut fuel = self.fuel.get();
            let found = pattern.is_match(&input, &mut fuel);
            self.fuel.set(fuel);
            found.ok_or(Abort::from(Cause::TooMuch))
        };
        if let Expr::Pattern(at) = arguments[1] {
            return run(&self.patterns[at]);
        }
        let item = self.single(&arguments[1], frame)?;
        let node = item.as_ref().and_then(node_of);
        let Some(Item::Untyped(text) | Item::Text(text)) = item.map(|item| self.atom(item)) else {
            return Err(Cause::Type.into());
        };
        let mut last = self.last_pattern.borrow_mut();
        if last.as_ref().is_none_or(|(known, _)| *known != *text) {
            *last = Some((text.to_string(), Pattern::compile(&text)));
        }
        let cause = match last.as_ref() {
            Some((_, Ok(pattern))) => return run(pattern),
            Some((_, Err(flaw))) if flaw.is_ours() => Cause::TooMuch,
            _ => Cause::Pattern,
        };
        Err(Abort { cause, node })
    }

    fn any_name(&self, pattern: &Expr) -> Evaluated<bool> {
        let Expr::Pattern(at) = pattern else {
            return Err(Cause::Type.into());
        };
        let mut fuel = self.fuel.get();
        let mut found = Some(false);
        for &id in self.index.named() {
            let value = self.doc.attribute(id, "name").unwrap_or_default();
            found = self.patterns[*at].is_match(&value, &mut fuel);
            if found != Some(false) {
                break;
            }
        }
        self.fuel.set(fuel);
        found.ok_or(Cause::TooMuch.into())
    }

    fn listed(&self, arguments: &[Expr], frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let text = normalize(self.text(&arguments[0], frame)?);
        let Some(at) = list_of(&arguments[1]) else {
            return Err(Cause::Type.into());
        };
        let mut last = self.last_listed.borrow_mut();
        let known = last.get_mut(at).ok_or(Abort::from(Cause::Type))?;
        if let Some((known, found)) = known
            && *known == *text
        {
            return Ok(*found);
        }
        let found = !text.is_empty() && lists::text(at).split(' ').any(|code| code == text);
        *known = Some((text.into_owned(), found));
        Ok(found)
    }

    /// Any cac:TaxScheme whose ID says VAT, whatever its case and blanks; several IDs in one are an error.
    fn vat(&self, frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let Item::Node(id) = frame.context else {
            return Ok(false);
        };
        let named = |id: NodeId, symbol| self.index.children(id, symbol).flatten();
        for scheme in named(*id, self.names.tax_scheme) {
            let mut ids = named(scheme, self.names.id);
            let first = ids.next();
            if let Some(second) = ids.next() {
                return Err(Abort {
                    cause: Cause::Several,
                    node: Some(second),
                });
            }
            let value = first.map(|id| self.doc.value(id)).unwrap_or_default();
            if value == "VAT" || normalize(Cow::Owned(value.to_uppercase())) == "VAT" {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn calendar(&self, function: Function, arguments: &[Expr], frame: Frame<'_, 'a>) -> Evaluated<bool> {
        let item = self.single(&arguments[0], frame)?;
        let node = item.as_ref().and_then(node_of);
        let first = self.text(&arguments[0], frame)?;
        let bad = Abort {
            cause: Cause::NotADate,
            node,
        };
        let read = |text: &str| date::date(text).ok_or(bad);
        match function {
            Function::AfterToday => {
                let today = self.clock()?.date();
                Ok(read(&first)?.compare(today, RIYADH).is_gt())
            }
            Function::NotBefore => {
                let one = read(&first)?;
                let other = read(&self.text(&arguments[1], frame)?)?;
                Ok(one.compare(other, RIYADH).is_ge())
            }
            _ => {
                let text = format!("{first}T{}", self.text(&arguments[1], frame)?);
                let issued = date::date_time(&text).ok_or(bad)?;
                Ok(self.clock()?.nanos_after(issued, RIYADH) > DAY)
            }
        }
    }

    fn clock(&self) -> Evaluated<DateTime> {
        DateTime::from_unix(self.now.unix(), 0, RIYADH).ok_or(Cause::NotADate.into())
    }
}

/// The number of a list, which the table's reader put in place of its name.
fn list_of(number: &Expr) -> Option<usize> {
    match number {
        Expr::Whole(number) => usize::try_from(*number).ok(),
        _ => None,
    }
}
