//! JSON in: a small strict reader that keeps what others lose.
//!
//! Numbers stay the text they were written as, a name given twice is a fault instead of a silent loss, and every value
//! knows where it stands, so that a fault in a draft can name line and column.

use std::borrow::Cow;

use crate::error::{Code, Error, Place, Result};

/// Deeper than any draft; keeps hostile input off the stack.
const MOST_DEPTH: usize = 32;

/// Larger than any draft. The authority takes 10 MB of XML, which says more with more words.
const SIZE: usize = 32 << 20;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Value<'a> {
    pub(crate) offset: usize,
    pub(crate) kind: Kind<'a>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind<'a> {
    Null,
    Bool(bool),
    /// The number's own text.
    Number(&'a str),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
    Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// What it is, for people.
    pub(crate) fn name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "true/false",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "text",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }

    /// The value at a path as findings write it: `lines[3].price`.
    pub(crate) fn locate(&self, path: &str) -> Option<&Value<'a>> {
        let mut at = self;
        for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
            at = match (&at.kind, step.strip_suffix(']')) {
                (Kind::List(items), Some(index)) => items.get(index.parse::<usize>().ok()?)?,
                // One where a list may stand is a list of one.
                (Kind::Object(_) | Kind::Text(_), Some("0")) => at,
                // No object of a draft has so many fields; a hostile one is not searched to its end for every fault.
                (Kind::Object(members), None) => &members.iter().take(256).find(|(name, _)| name == step)?.1,
                _ => return None,
            };
        }
        Some(at)
    }
}

/// Where an offset is, as editors count.
pub(crate) fn place(text: &str, offset: usize) -> Place {
    let before = &text.as_bytes()[..offset.min(text.len())];
    let from = before.iter().rposition(|&b| b == b'\n').map_or(0, |at| at + 1);
    let count = |n: usize| u32::try_from(n + 1).unwrap_or(u32::MAX);
    Place {
        line: count(before.iter().filter(|&&b| b == b'\n').count()),
        column: count(before[from..].iter().filter(|&&b| b & 0xC0 != 0x80).count()),
        offset: offset as u64,
    }
}

/// Where many offsets are, in their order: one walk over the text, however many there are.
pub(crate) fn places(text: &str, offsets: &[usize]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    crate::sort::by_key(&mut order, |&at| offsets[at]);
    let mut out = vec![pending(0); offsets.len()];
    let (mut at, mut line, mut column) = (0, 1u32, 1u32);
    for index in order {
        let offset = offsets[index].min(text.len());
        for &byte in &text.as_bytes()[at..offset] {
            if byte == b'\n' {
                (line, column) = (line.saturating_add(1), 1);
            } else if byte & 0xC0 != 0x80 {
                column = column.saturating_add(1);
            }
        }
        at = offset;
        out[index] = Place {
            line,
            column,
            offset: offsets[index] as u64,
        };
    }
    out
}

/// A place of which only the offset is known yet.
pub(crate) fn pending(offset: usize) -> Place {
    Place {
        line: 0,
        column: 0,
        offset: offset as u64,
    }
}

/// Reads one value and nothing after it. A byte order mark is taken; faults that leave the text readable (a name given
/// twice) are gathered.
pub(crate) fn parse<'a>(bytes: &'a [u8], faults: &mut Vec<Error>) -> Result<(Value<'a>, &'a str)> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if bytes.len() > SIZE {
        return Err(Error::new(Code::JsonSize));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or("");
        Error::new(Code::JsonUtf8).place(place(good, good.len()))
    })?;
    let mut reader = Reader { text, at: 0, faults };
    reader.space();
    let value = reader.value(0)?;
    reader.space();
    if reader.at < text.len() {
        return Err(reader.fail());
    }
    Ok((value, text))
}

struct Reader<'a, 'f> {
    text: &'a str,
    at: usize,
    faults: &'f mut Vec<Error>,
}

impl<'a> Reader<'a, '_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn fail(&self) -> Error {
        let found: String = self.text[self.at..].chars().take(12).collect();
        let error = Error::new(Code::JsonSyntax).place(place(self.text, self.at));
        if found.is_empty() { error } else { error.found(&found) }
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let is = self.peek() == Some(byte);
        self.at += usize::from(is);
        is
    }

    fn value(&mut self, depth: usize) -> Result<Value<'a>> {
        let offset = self.at;
        if depth > MOST_DEPTH {
            return Err(Error::new(Code::JsonDepth).place(place(self.text, offset)));
        }
        let kind = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            _ => self.word()?,
        };
        Ok(Value { offset, kind })
    }

    fn word(&mut self) -> Result<Kind<'a>> {
        let rest = &self.text[self.at..];
        for (word, kind) in [
            ("null", Kind::Null),
            ("true", Kind::Bool(true)),
            ("false", Kind::Bool(false)),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.fail())
    }

    fn number(&mut self) -> Result<&'a str> {
        let start = self.at;
        self.take(b'-');
        let whole = self.at;
        self.digits()?;
        if self.at - whole > 1 && self.text.as_bytes()[whole] == b'0' {
            self.at = whole;
            return Err(self.fail());
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _sign = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        Ok(&self.text[start..self.at])
    }

    fn digits(&mut self) -> Result<()> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err(self.fail()) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<Cow<'a, str>> {
        self.at += 1;
        let mut owned: Option<String> = None;
        let mut from = self.at;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let last = &self.text[from..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        Some(mut text) => {
                            text.push_str(last);
                            Cow::Owned(text)
                        }
                        None => Cow::Borrowed(last),
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_default();
                    text.push_str(&self.text[from..self.at]);
                    let ch = self.escape()?;
                    owned.get_or_insert_default().push(ch);
                    from = self.at;
                }
                Some(0..0x20) | None => return Err(self.fail()),
                Some(_) => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let start = self.at;
        self.at += 2;
        let plain = match self.text.as_bytes().get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                self.at = start;
                return Err(self.fail());
            }
        };
        Ok(plain)
    }

    fn unicode(&mut self, start: usize) -> Result<char> {
        let first = self.hex(start)?;
        let code = match first {
            0xD800..0xDC00 if self.text[self.at..].starts_with("\\u") => {
                self.at += 2;
                let second = self.hex(start)?;
                match second {
                    0xDC00..0xE000 => 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00),
                    _ => first,
                }
            }
            code => code,
        };
        char::from_u32(code).ok_or_else(|| {
            self.at = start;
            self.fail()
        })
    }

    fn hex(&mut self, start: usize) -> Result<u32> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).unwrap_or_default();
        let code = digits
            .iter()
            .try_fold(0u32, |sum, &b| Some(sum << 4 | (b as char).to_digit(16)?))
            .filter(|_| digits.len() == 4);
        match code {
            Some(code) => {
                self.at += 4;
                Ok(code)
            }
            None => {
                self.at = start;
                Err(self.fail())
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Kind<'a>> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.take(b']') {
            return Ok(Kind::List(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.take(b']') {
                return Ok(Kind::List(items));
            }
            if !self.take(b',') {
                return Err(self.fail());
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Kind<'a>> {
        self.at += 1;
        let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        self.space();
        if self.take(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.fail());
            }
            let name = self.string()?;
            self.space();
            if !self.take(b':') {
                return Err(self.fail());
            }
            self.space();
            let value = self.value(depth + 1)?;
            // An object of a draft has some forty names at most; beyond that the fault of unknown names says enough.
            if members.len() < 64 && members.iter().any(|(other, _)| *other == name) {
                let fault = Error::new(Code::JsonTwice)
                    .found(&name)
                    .at(crate::error::excerpt(&name))
                    .place(pending(start));
                self.faults.push(fault);
            }
            members.push((name, value));
            self.space();
            if self.take(b'}') {
                return Ok(Kind::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fail());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(ours: &Value<'_>, theirs: &serde_json::Value) -> bool {
        match (&ours.kind, theirs) {
            (Kind::Null, serde_json::Value::Null) => true,
            (Kind::Bool(a), serde_json::Value::Bool(b)) => a == b,
            (Kind::Number(a), serde_json::Value::Number(b)) => {
                a.to_lowercase().replace("e+", "e") == b.to_string().to_lowercase().replace("e+", "e")
            }
            (Kind::Text(a), serde_json::Value::String(b)) => a == b,
            (Kind::List(a), serde_json::Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Kind::Object(a), serde_json::Value::Object(b)) => b.iter().all(|(name, value)| {
                a.iter()
                    .rev()
                    .find(|(n, _)| n == name)
                    .is_some_and(|(_, v)| same(v, value))
            }),
            _ => false,
        }
    }

    #[test]
    fn agrees_with_serde_json() {
        let cases = [
            r#"{"a":[1,-0.50,1e5,2E-3],"b":"é \u00e9 \ud83d\ude00 \n\"\\\/","c":{"d":null,"e":true,"f":false}}"#,
            "[]",
            " {} ",
            "\"\"",
            "0",
            "-",
            "01",
            "1.",
            ".5",
            "1e",
            "[1,]",
            "{,}",
            "{\"a\":}",
            "{\"a\" 1}",
            "{a:1}",
            "'a'",
            "nul",
            "true false",
            "\"\\ud800\"",
            "\"\\ud800\\u0041\"",
            "\"\\udc00\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\t\"",
            "\"abc",
            "[",
            "",
            "NaN",
            "\u{a0}1",
        ];
        for text in cases {
            let ours = parse(text.as_bytes(), &mut Vec::new());
            let theirs = serde_json::from_str::<serde_json::Value>(text);
            match (&ours, &theirs) {
                (Ok((ours, _)), Ok(theirs)) => assert!(same(ours, theirs), "{text}"),
                (Err(_), Err(_)) => {}
                _ => panic!("{text}: {ours:?} against {theirs:?}"),
            }
        }
    }

    #[test]
    fn faults_say_where_and_hostile_input_ends() {
        let mut faults = Vec::new();
        let error = parse(b"{\n  \"a\": 1,\n  \"b\": ?\n}", &mut faults).unwrap_err();
        assert_eq!(error.position().map(|p| (p.line, p.column)), Some((3, 8)));
        parse(b"{\"a\":1, \"a\":2}", &mut faults).unwrap();
        assert_eq!(faults.iter().map(Error::code).collect::<Vec<_>>(), [Code::JsonTwice]);
        let text = "{\n é\n}";
        for offset in [0, 2, 3, 5, 6, 7] {
            assert_eq!(places(text, &[7, offset])[1], place(text, offset), "{offset}");
        }
        let large = [b" ".repeat(SIZE), b"1".to_vec()].concat();
        assert_eq!(parse(&large, &mut faults).unwrap_err().code(), Code::JsonSize);
        assert!(parse(&large[1..], &mut faults).is_ok());
        let deep = "[".repeat(100_000);
        assert_eq!(parse(deep.as_bytes(), &mut faults).unwrap_err().code(), Code::JsonDepth);
        assert_eq!(parse(b"\"\xFF\"", &mut faults).unwrap_err().code(), Code::JsonUtf8);
        let (value, text) = parse(b"\xEF\xBB\xBF{\"lines\":[{\"price\":\"x\"}]}", &mut faults).unwrap();
        assert_eq!(
            value.locate("lines[0].price").map(|v| place(text, v.offset).column),
            Some(20)
        );
        assert!(value.locate("lines[1].price").is_none() && value.locate("lines.price").is_none());
    }
}
