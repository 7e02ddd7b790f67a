//! From text to tree. What is an error here is one for the validator, and the other way round.

use super::class::{Bracket, Class};
use super::tree::{Empty, First, Node, Repeat, UNBOUNDED, Way};
use super::{Flaw, MOST_CHARS, MOST_DEEP};

/// True for a character that may mean something else than itself.
pub(super) fn is_special(ch: char) -> bool {
    matches!(
        ch,
        '\\' | '|' | '.' | '^' | '$' | '?' | '*' | '+' | '{' | '}' | '(' | ')' | '[' | ']'
    )
}

/// The tree, unsettled, and how many places for groups a search needs: none if no reference reads them.
pub(super) fn parse(text: &str) -> Result<(Node, usize), Flaw> {
    let chars: Vec<char> = text.chars().take(MOST_CHARS + 1).collect();
    if chars.len() > MOST_CHARS {
        return Err(Flaw::TooLong);
    }
    let mut reader = Reader {
        chars,
        at: 0,
        groups: 1,
        closed: vec![false],
        repeats: 0,
        backs: false,
        deep: 0,
    };
    let whole = reader.choice()?;
    if reader.at != reader.chars.len() {
        return Err(Flaw::Unpaired);
    }
    let places = if reader.backs { reader.groups } else { 0 };
    Ok((follow(whole, Node::Found), places))
}

/// One node after another; sequences are not nested, whatever groups they were written in.
fn follow(one: Node, other: Node) -> Node {
    let mut parts = match one {
        Node::Sequence(parts) => parts,
        single => vec![single],
    };
    match other {
        Node::Sequence(more) => parts.extend(more),
        single => parts.push(single),
    }
    Node::Sequence(parts)
}

enum Escape {
    Class(Class),
    Back(usize),
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    /// The number of the next group.
    groups: usize,
    /// Whether the group of that number has been closed.
    closed: Vec<bool>,
    repeats: usize,
    backs: bool,
    deep: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let ch = self.peek()?;
        self.at += 1;
        Some(ch)
    }

    fn follows(&self, text: &str) -> bool {
        let rest = &self.chars[self.at.min(self.chars.len())..];
        let mut expected = text.chars();
        expected.by_ref().zip(rest).all(|(one, &other)| one == other) && rest.len() >= text.len()
    }

    fn skip(&mut self, text: &str) -> bool {
        let found = self.follows(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn choice(&mut self) -> Result<Node, Flaw> {
        let first = self.branch()?;
        if self.peek() != Some('|') {
            return Ok(first);
        }
        let mut branches = vec![first];
        while self.skip("|") {
            branches.push(self.branch()?);
        }
        Ok(Node::Choice(branches, First::new()))
    }

    fn branch(&mut self) -> Result<Node, Flaw> {
        let mut all: Option<Node> = None;
        while !matches!(self.peek(), None | Some('|' | ')')) {
            let piece = self.piece()?;
            all = Some(match all {
                Some(before) => follow(before, piece),
                None => piece,
            });
        }
        Ok(all.unwrap_or(Node::Nothing))
    }

    fn group(&mut self) -> Result<Node, Flaw> {
        self.deep += 1;
        if self.deep > MOST_DEEP {
            return Err(Flaw::TooDeep);
        }
        let number = if self.skip("(?:") {
            None
        } else {
            self.at += 1;
            self.groups += 1;
            self.closed.push(false);
            Some(self.groups - 1)
        };
        let body = self.choice()?;
        if !self.skip(")") {
            return Err(Flaw::Unpaired);
        }
        self.deep -= 1;
        Ok(match number {
            Some(number) => {
                self.closed[number] = true;
                Node::Group(Box::new(body), number)
            }
            None => body,
        })
    }

    fn piece(&mut self) -> Result<Node, Flaw> {
        let atom = self.atom()?;
        let (mut least, mut most) = match self.peek() {
            Some('?') => (0, 1),
            Some('*') => (0, UNBOUNDED),
            Some('+') => (1, UNBOUNDED),
            Some('{') => self.bounds()?,
            _ => return Ok(atom),
        };
        // `bounds` has read up to the closing brace, which is skipped like the other quantifiers here.
        let sign = self.next();
        if matches!(atom, Node::Start | Node::End) {
            // So that `^*?` is an error and `^+?` is none: the engine leaves the question mark to the next piece.
            if least == 0 {
                return Ok(Node::Nothing);
            }
            (least, most) = (1, 1);
        } else if atom.empty() == Empty::ANYWHERE {
            (least, most) = if sign == Some('?') { (1, 1) } else { (0, UNBOUNDED) };
        }
        let greedy = !self.skip("?");
        if most == 0 {
            return Ok(Node::Nothing);
        }
        if (least, most) == (1, 1) {
            return Ok(atom);
        }
        let way = match (greedy, atom.length()) {
            (true, None) => Way::Greedy,
            (true, Some(by)) => Way::GreedyBy(by),
            (false, None) => Way::Reluctant,
            (false, Some(by)) => Way::ReluctantBy(by),
        };
        self.repeats += 1;
        Ok(Node::Repeat(Box::new(Repeat {
            depth: atom.depth() + 1,
            body: atom,
            least,
            most,
            way,
            mark: self.repeats,
            first: First::new(),
        })))
    }

    /// `{n}`, `{n,}` or `{n,m}`, up to the closing brace.
    fn bounds(&mut self) -> Result<(u32, u32), Flaw> {
        self.at += 1;
        let least = self.number()?;
        let most = if !self.skip(",") {
            least
        } else if self.peek() == Some('}') {
            UNBOUNDED
        } else {
            self.number()?
        };
        if most < least || self.peek() != Some('}') {
            return Err(Flaw::Quantifier);
        }
        Ok((least, most))
    }

    fn number(&mut self) -> Result<u32, Flaw> {
        let from = self.at;
        let mut value: u32 = 0;
        while let Some(digit) = self.peek().and_then(|ch| ch.to_digit(10)) {
            let next = value.checked_mul(10).and_then(|value| value.checked_add(digit));
            value = next.filter(|&value| value <= UNBOUNDED).ok_or(Flaw::Quantifier)?;
            self.at += 1;
        }
        if self.at == from {
            Err(Flaw::Quantifier)
        } else {
            Ok(value)
        }
    }

    fn atom(&mut self) -> Result<Node, Flaw> {
        let single = match self.peek() {
            Some('$') => Node::End,
            Some('^') => Node::Start,
            Some('.') => Node::One(Class::dot()),
            Some('[') => return Ok(Node::One(self.bracket()?)),
            Some('(') => return self.group(),
            Some('\\') => {
                return Ok(match self.escape(false)? {
                    Escape::Class(class) => Node::One(class),
                    Escape::Back(number) => Node::Back(number),
                });
            }
            Some('?' | '*' | '+' | '{') => return Err(Flaw::Quantifier),
            Some(']' | '}') | None => return Err(Flaw::Unpaired),
            Some(_) => return self.text(),
        };
        self.at += 1;
        Ok(single)
    }

    /// Characters that stand for themselves, escaped or not, less the last one if a quantifier follows it.
    fn text(&mut self) -> Result<Node, Flaw> {
        let mut text = Vec::new();
        while let Some(ch) = self.peek() {
            let from = self.at;
            let taken = match ch {
                '\\' => match self.escape(false)? {
                    Escape::Class(class) => class.as_single(),
                    Escape::Back(_) => None,
                },
                '}' => return Err(Flaw::Unpaired),
                _ if is_special(ch) => None,
                _ => {
                    self.at += 1;
                    Some(ch)
                }
            };
            let is_repeated = matches!(self.peek(), Some('{' | '?' | '*' | '+'));
            let Some(ch) = taken.filter(|_| text.is_empty() || !is_repeated) else {
                self.at = from;
                break;
            };
            text.push(ch);
            if is_repeated {
                break;
            }
        }
        Ok(Node::Text(text))
    }

    fn escape(&mut self, in_bracket: bool) -> Result<Escape, Flaw> {
        self.at += 1;
        let letter = self.next().ok_or(Flaw::Escape)?;
        Ok(Escape::Class(match letter {
            'n' => Class::single('\n'),
            'r' => Class::single('\r'),
            't' => Class::single('\t'),
            '-' => Class::single('-'),
            _ if is_special(letter) => Class::single(letter),
            'p' | 'P' => self.property(letter == 'P')?,
            '1'..='9' if !in_bracket => return self.back(letter),
            _ => Class::escape(letter).ok_or(Flaw::Escape)?,
        }))
    }

    fn property(&mut self, negated: bool) -> Result<Class, Flaw> {
        if !self.skip("{") {
            return Err(Flaw::Escape);
        }
        let rest = &self.chars[self.at..];
        let length = rest.iter().position(|&ch| ch == '}').ok_or(Flaw::Escape)?;
        let name: String = rest[..length].iter().collect();
        self.at += length + 1;
        Class::property(&name, negated)
    }

    /// Takes as many digits as still make the number of a group that has been opened.
    fn back(&mut self, digit: char) -> Result<Escape, Flaw> {
        let mut number = digit.to_digit(10).ok_or(Flaw::Escape)? as usize;
        while let Some(digit) = self.peek().and_then(|ch| ch.to_digit(10)) {
            let longer = number * 10 + digit as usize;
            if longer >= self.groups {
                break;
            }
            number = longer;
            self.at += 1;
        }
        match self.closed.get(number) {
            Some(true) => {
                self.backs = true;
                Ok(Escape::Back(number))
            }
            _ => Err(Flaw::Reference),
        }
    }

    fn bracket(&mut self) -> Result<Class, Flaw> {
        self.deep += 1;
        if self.deep > MOST_DEEP {
            return Err(Flaw::TooDeep);
        }
        self.at += 1;
        if self.follows("]") || self.follows("^-[") || self.follows("^]") || self.follows("-[") {
            return Err(Flaw::Class);
        }
        let negated = self.skip("^");
        let mut members = Bracket::default();
        let mut without = None;
        while let Some(ch) = self.peek().filter(|&ch| ch != ']') {
            let from = match ch {
                '[' => return Err(Flaw::Class),
                '-' if self.follows("-[") => {
                    self.at += 1;
                    without = Some(self.bracket()?);
                    if !self.follows("]") {
                        return Err(Flaw::Class);
                    }
                    break;
                }
                // Anywhere else a hyphen that makes no range stands for itself.
                '-' if self.follows("--") && !self.follows("--[") => return Err(Flaw::Class),
                '\\' => match self.member()? {
                    Ok(ch) => ch,
                    Err(class) => {
                        members.add_class(class);
                        continue;
                    }
                },
                _ => {
                    self.at += 1;
                    ch
                }
            };
            members.add(from, self.end_of_range(from)?);
        }
        if !self.skip("]") {
            return Err(Flaw::Unpaired);
        }
        self.deep -= 1;
        Ok(members.finish(negated, without))
    }

    /// What an escape between brackets stands for: one character, or many.
    fn member(&mut self) -> Result<Result<char, Class>, Flaw> {
        match self.escape(true)? {
            Escape::Class(class) => Ok(class.as_single().ok_or(class)),
            Escape::Back(_) => Err(Flaw::Escape),
        }
    }

    /// The other end of the range that begins with the character just read; the character itself if none does.
    fn end_of_range(&mut self, from: char) -> Result<char, Flaw> {
        if !self.follows("-") || self.follows("-[") || self.follows("-]") || self.follows("--[") {
            return Ok(from);
        }
        if self.follows("--") {
            return Err(Flaw::Class);
        }
        self.at += 1;
        let to = match self.peek().ok_or(Flaw::Unpaired)? {
            '[' => return Err(Flaw::Class),
            '\\' => self.member()?.map_err(|_| Flaw::Class)?,
            ch => {
                self.at += 1;
                ch
            }
        };
        if from > to { Err(Flaw::Class) } else { Ok(to) }
    }
}
