//! The regular expressions of `matches($input, $pattern)`, as the official validator's engine understands them.
//!
//! Some rules take their pattern from an attribute of the document, so a stranger writes it: which patterns are errors decides
//! whether a whole stage of the validator is aborted, and no pattern may cost more than the fuel it is given. The engine has
//! habits that no grammar mentions (a repeat that never gives back, a group that keeps what it took on a path since left);
//! a verdict depends on them, so they are kept, each named where it lives in [`tree`] and [`walk`].
//!
//! What it refuses to do: flags, captures, replacement.

mod blocks;
mod class;
mod parse;
#[cfg(test)]
mod tests;
mod tree;
mod walk;

/// Longest pattern that is read, in characters. The validator has no such limit; a rule's own patterns are a tenth of it.
const MOST_CHARS: usize = 10_000;
/// Deepest nesting of parentheses or brackets: each level costs stack in the parser and in the search.
const MOST_DEEP: usize = 100;

/// Why a text is no pattern (`FORX0002`), or none that is tried here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Flaw {
    /// More than [`MOST_CHARS`] characters: our limit, not the validator's.
    TooLong,
    /// Nested deeper than [`MOST_DEEP`]: our limit, not the validator's.
    TooDeep,
    /// A backslash before nothing, or before what cannot be escaped.
    Escape,
    /// `\p{...}` with a category or block that does not exist.
    Unknown,
    /// What stands between brackets is no class.
    Class,
    /// A quantifier with nothing before it, or with bad bounds.
    Quantifier,
    /// Parentheses, brackets or braces that do not pair.
    Unpaired,
    /// A reference to a group that does not exist or is not yet closed.
    Reference,
}

impl Flaw {
    /// True where the validator would have tried the pattern, and what it would have found is not known here.
    pub(super) fn is_ours(self) -> bool {
        matches!(self, Flaw::TooLong | Flaw::TooDeep)
    }
}

/// A pattern that has been read.
pub(in crate::rules) struct Pattern(Plan);

enum Plan {
    /// Nothing but characters: the search is a plain one.
    Literal(String),
    /// One of several such: whichever is found, it is found.
    AnyOf(Vec<String>),
    Search(walk::Program),
}

impl Pattern {
    /// Reads a pattern, in time linear in its length.
    pub(in crate::rules) fn compile(text: &str) -> Result<Pattern, Flaw> {
        if !text.contains(parse::is_special) {
            let short = text.len() <= MOST_CHARS || text.chars().count() <= MOST_CHARS;
            return match short {
                true => Ok(Pattern(Plan::Literal(text.to_owned()))),
                false => Err(Flaw::TooLong),
            };
        }
        let branches: Vec<&str> = text.split('|').collect();
        if text.len() <= MOST_CHARS
            && !branches
                .iter()
                .any(|one| one.is_empty() || one.contains(parse::is_special))
        {
            return Ok(Pattern(Plan::AnyOf(branches.into_iter().map(str::to_owned).collect())));
        }
        let (node, groups) = parse::parse(text)?;
        Ok(Pattern(Plan::Search(walk::Program::new(node, groups))))
    }

    /// Whether the pattern is found anywhere in the input; nothing when the fuel was used up before that was known.
    ///
    /// A unit of fuel is a step of the search, or eight bytes of input read.
    pub(super) fn is_match(&self, input: &str, fuel: &mut u64) -> Option<bool> {
        match &self.0 {
            Plan::Literal(text) => {
                walk::burn(fuel, input.len() / 8 + 1).ok()?;
                Some(input.contains(text.as_str()))
            }
            Plan::AnyOf(branches) => {
                walk::burn(fuel, (input.len() / 8 + 1) * branches.len()).ok()?;
                Some(branches.iter().any(|branch| input.contains(branch.as_str())))
            }
            Plan::Search(program) => program.search(input, fuel).ok(),
        }
    }
}
