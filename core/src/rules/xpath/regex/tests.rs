//! What the official validator's engine answered, pattern by pattern, in two of its versions.

use super::{Flaw, MOST_CHARS, MOST_DEEP, Pattern};

const FUEL: u64 = 1_000_000;

#[rustfmt::skip]
const FOUND: &[(&str, &str)] = &[
    ("SAR", "SAR"),
    ("S", "SAR"),
    ("", "SAR"),
    (".", "SAR"),
    ("^[\\w.-]+", "é"),
    ("01\\d{5}", "x0100000y"),
    ("01\\d{5}", "01٠٠٠٠٠"),
    ("^3[0-9]{13}3$", "300000000000003"),
    ("a.b", "a\u{2028}b"),
    ("^", ""),
    ("^*a", "ba"),
    ("^+?a", "a"),
    ("^{2}a", "a"),
    ("a*^", "b"),
    ("[a-b-c]", "-"),
    ("[a-]", "-"),
    ("[-a]", "-"),
    ("[a^]", "^"),
    ("[\\d-z]", "-"),
    ("[A-Z-[AEIOU]]", "B"),
    ("[^a-[b]]", "c"),
    ("[a-z-[b-y-[m]]]", "m"),
    ("[\\S-[^b]]", "b"),
    ("[𝟘-𝟡]", "𝟛"),
    ("\\-", "-"),
    ("a\\$", "a$"),
    ("\\i", "٣"),
    ("\\i", "م"),
    ("\\i", ":"),
    ("\\c", "٣"),
    ("\\c", "-"),
    ("\\c", "·"),
    ("\\w", "+"),
    ("\\w", "$"),
    ("\\w", "\u{20AC}"),
    ("\\d", "٣"),
    ("\\d", "𝟘"),
    ("\\S", "\u{3000}"),
    ("\\p{Lu}", "É"),
    ("\\p{L}", "م"),
    ("\\p{Cn}", "\u{20BD}"),
    ("\\p{IsArabic}", "م"),
    ("\\p{IsBasic Latin}", "a"),
    ("\\p{IsBasic_Latin}", "a"),
    ("\\p{IsLatin-1Supplement}", "é"),
    ("\\p{IsGreek}", "λ"),
    ("\\p{IsCombiningMarksforSymbols}", "\u{20DD}"),
    ("\\p{IsPrivateUse}", "\u{F0000}"),
    ("a{2}", "aa"),
    ("a*?b", "ab"),
    ("a||b", ""),
    ("(a*)?", "b"),
    ("x{0}y", "y"),
    ("(?:ab)+c", "ababc"),
    ("()", "x"),
    ("(a)\\1", "aa"),
    ("(a)|b\\1", "b"),
    ("^(a)?b\\1$", "b"),
    ("(a)\\10", "aa0"),
    ("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10", "abcdefghijj"),
    ("(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\11", "abcdefghija1"),
    ("(a(b)\\2)", "abb"),
    ("^(?:(a)|b)*\\1$", "ab"),
    ("^(a|b)*\\1$", "aba"),
    ("^(?:(a)|(b))*\\1\\2$", "abab"),
    ("^(?:ab|c)*?d$", "d"),
    ("^(?:ab|c)*?$", ""),
    ("^(?:ab|c)*?$", "abc"),
    ("a*(?:a?|c)a", "aa"),
    ("^(a|ab)(c|bcd)(d*)$", "abcd"),
    ("^(?:a?){3}a{3}$", "aaa"),
    ("(a|ab)(?:bc|c)$", "abc"),
    ("x*(?:ab|c)*y", "xxaby"),
    ("(?:x|xz)?(?:ab|c)*zy", "xzzy"),
    ("^(?:a|ab)(?:ab|c)*$", "aab"),
    // One of these lines each: a place offered again, a repeat after which comes nothing, hyphens before a subtraction, sets
    // too large to compare.
    ("(é*?){1}?a{1,2}", "*a"),
    ("b*\n{0,1}?^{2,}", "baba"),
    ("[a--[b]]", "-"),
    ("\\d*(?:[a-z]?|[Ā-ǿ]?)0", "00"),
];

#[rustfmt::skip]
const MISSED: &[(&str, &str)] = &[
    ("^[\\w.-]+", "#"),
    ("^[0-9]{4}$", "1234\n"),
    ("^[0-9]{4}$", "12345"),
    ("a.b", "a\nb"),
    ("a.b", "a\rb"),
    ("a$", "a\n"),
    ("b^", ""),
    ("a^b", "ab"),
    ("(^)?b", "ab"),
    ("a(^)?b", "ab"),
    ("a*^", "aaa"),
    ("[a-c-e]", "d"),
    ("[^-]", "-"),
    ("[A-Z-[AEIOU]]", "E"),
    ("[^a-[b]]", "b"),
    ("[+-\\--/]", "."),
    ("\\w", "_"),
    ("\\w", "#"),
    ("\\w", "\u{20BD}"),
    ("\\w", "\u{AD}"),
    ("\\d", "②"),
    ("\\s", "\u{A0}"),
    ("\\P{Lu}", "É"),
    ("\\p{IsBasicLatin}", "é"),
    ("\\p{IsPrivateUseArea}", "\u{F0000}"),
    ("a{2147483647}", "a"),
    ("(a)\\1", "ab"),
    ("^(?:a|ab)*?c$", "abc"),
    ("a*(?:b?|c)a", "aa"),
    ("^(a($)+)", "a"),
    ("(a+)+b", "aaaaaaaaaaaaac"),
    ("a(?:a?.{0,})*?bc", "axxaaacx"),
    ("\\d*(?:[a-z]?|[A-Z]?)0", "00"),
    // A repeat that has offered nothing at a place before; one that takes its body, though that is empty.
    ("\\S(?:.(?:(?:(?:aaaa| ){1,2}?|){2,3}?(?:(?:x{0,0}.{1,2}|.{2,}){2,3}\n)?[\\D]x{0,0})+)((:.)|(é[^\\d$.]{0,1} ) {0,1}):", "aacxbccc"),
    ("(?:a|\n(.(?:):|(?:(?:a٣{2,3}))){0,0}|((\\S|)|\\.){0,0}){1}[\\c\\?]{1}?𝟘(?:)", "٣1a𝟘b٣"),
];

#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "(",
    "^*?a",
    "[--z]",
    "[a--z]",
    "[]",
    "[^]",
    "[a[b]",
    "[a]]",
    "[c-a]",
    "[a-\\d]",
    "[-[a]]",
    "[^-[a]]",
    "[a",
    "[a-z-[b]c]",
    "\\e",
    "\\u0041",
    "\\x41",
    "\\b",
    "\\0",
    "a\\",
    "\\/",
    "\\_",
    "\\&",
    "\\p{lu}",
    "\\p{Cs}",
    "\\p{LC}",
    "\\p{Isbasiclatin}",
    "\\p{IsLatin1Supplement}",
    "\\p{IsAhom}",
    "\\p{BasicLatin}",
    "\\p{}",
    "\\pL",
    "\\p{L",
    "a{,2}",
    "a{2,1}",
    "a{",
    "a}",
    "{1}",
    "a{2147483648}",
    "a{٢}",
    "a**",
    "a*??",
    "a{1}{2}",
    "a++",
    "*",
    "|*",
    "(?=a)a",
    "(?!a)b",
    "(?i)a",
    "(?<n>a)",
    "(?>a)",
    "(a",
    "a)",
    "\\1(a)",
    "(a\\1)",
    "(a)\\2",
    "(a)[\\1]",
    "(a(b)\\2\\1)",
];

fn find(pattern: &str, input: &str) -> Option<bool> {
    let pattern = Pattern::compile(pattern).unwrap_or_else(|flaw| panic!("{pattern}: {flaw:?}"));
    pattern.is_match(input, &mut FUEL.clone())
}

#[test]
fn what_the_engine_finds_is_found() {
    for (pattern, input) in FOUND {
        assert_eq!(find(pattern, input), Some(true), "{pattern:?} in {input:?}");
    }
}

#[test]
fn what_the_engine_misses_is_missed() {
    for (pattern, input) in MISSED {
        assert_eq!(find(pattern, input), Some(false), "{pattern:?} in {input:?}");
    }
}

#[test]
fn what_the_engine_refuses_is_refused() {
    for pattern in ERRORS {
        let flaw = Pattern::compile(pattern).err();
        assert!(flaw.is_some_and(|flaw| !flaw.is_ours()), "{pattern:?}: {flaw:?}");
    }
}

#[test]
fn a_flaw_says_what_is_wrong() {
    for (pattern, flaw) in [
        ("a\\", Flaw::Escape),
        ("\\e", Flaw::Escape),
        ("\\p{Xx}", Flaw::Unknown),
        ("[b-a]", Flaw::Class),
        ("a{2,1}", Flaw::Quantifier),
        ("(a", Flaw::Unpaired),
        ("(a)\\2", Flaw::Reference),
    ] {
        assert_eq!(Pattern::compile(pattern).err(), Some(flaw), "{pattern:?}");
    }
}

/// Counted with the engine over the characters of XML below U+10000.
#[test]
fn classes_have_as_many_characters_as_in_the_engine() {
    for (pattern, count) in [
        (r"\s", 4),
        (r"\S", 63453),
        (r"\d", 350),
        (r"\w", 54024),
        (r"\W", 9433),
        (r"\i", 54002),
        (r"\I", 9455),
        (r"\c", 54129),
        (r".", 63455),
        (r"[a-z-[b-y]]", 2),
        (r"[\w-[\d_]]", 53674),
        (r"\p{L}", 48462),
        (r"\p{Lu}", 957),
        (r"\p{Cn}", 2362),
        (r"\p{C}", 8831),
        (r"\p{P}", 582),
        (r"\P{Lu}", 62500),
        (r"\p{IsPrivateUse}", 6400),
        (r"\P{IsSpecials}", 63442),
        (r"[^\p{L}\d]", 14645),
    ] {
        let class = Pattern::compile(pattern).expect("a class");
        let is_xml =
            |ch: &char| !matches!(ch, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}');
        let found = ('\0'..='\u{FFFF}').filter(is_xml).filter(|ch| {
            let mut bytes = [0; 4];
            class.is_match(ch.encode_utf8(&mut bytes), &mut FUEL.clone()) == Some(true)
        });
        assert_eq!(found.count(), count, "{pattern}");
    }
}

#[test]
fn hostile_patterns_cost_what_they_are_given() {
    for (pattern, input) in [
        ("(a|aa)+$", "a".repeat(200) + "b"),
        ("(?:a|aa|aaa)*[bc]d|x", "a".repeat(300)),
        ("(?:)*?b|bb", "a".repeat(10)),
        ("^(?:a?){40}a{40}$|x", "a".repeat(39)),
        (r"(a*)(a*)(a*)(a*)(a*)(a*)\6[bc]|x", "a".repeat(300)),
    ] {
        let pattern = Pattern::compile(pattern).expect("a pattern");
        let mut fuel = FUEL;
        assert_eq!(pattern.is_match(&input, &mut fuel), None);
        assert_eq!(fuel, 0);
    }
    // Every input costs something, also one that a plain search reads.
    let mut fuel = 3;
    assert_eq!(find("b", &"a".repeat(1_000)), Some(false));
    let literal = Pattern::compile("b").expect("a pattern");
    assert_eq!(literal.is_match(&"a".repeat(1_000), &mut fuel), None);
}

#[test]
fn long_and_deep_patterns_are_not_tried() {
    let long = "a".repeat(MOST_CHARS);
    assert_eq!(find(&long, &long), Some(true));
    assert_eq!(Pattern::compile(&(long.clone() + "a")).err(), Some(Flaw::TooLong));
    assert_eq!(Pattern::compile(&(long + ".")).err(), Some(Flaw::TooLong));
    assert_eq!(Pattern::compile(&"(".repeat(100_000)).err(), Some(Flaw::TooLong));
    for (open, close) in [("(", ")*"), ("(?:b|", ")*"), ("[a-", "]")] {
        let nested = |deep: usize| open.repeat(deep) + "[a]" + &close.repeat(deep);
        assert_eq!(
            Pattern::compile(&nested(MOST_DEEP)).err(),
            Some(Flaw::TooDeep),
            "{open}"
        );
        assert!(Pattern::compile(&nested(MOST_DEEP - 1)).is_ok(), "{open}");
    }
}

#[test]
fn branches_of_characters_alone_are_found_as_the_search_finds_them() {
    let words = ["a", "ab", "ba", "aab", "bb", "é", "0123", " "];
    let inputs = ["", "a", "b", "aé", "bab", "aab", "x0123y", "012", "cc c", "\u{20DD}é"];
    let mut both = [0, 0];
    for (at, first) in words.iter().enumerate() {
        for second in &words[at + 1..] {
            for text in [format!("{first}|{second}"), format!("zz|{second}|{first}|q")] {
                let quick = Pattern::compile(&text).expect("a pattern");
                let (node, groups) = super::parse::parse(&text).expect("a pattern");
                let search = super::walk::Program::new(node, groups);
                for input in inputs {
                    let (mut one, mut other) = (FUEL, FUEL);
                    let found = quick.is_match(input, &mut one);
                    assert_eq!(found, search.search(input, &mut other).ok(), "{text:?} in {input:?}");
                    both[usize::from(found == Some(true))] += 1;
                }
            }
        }
    }
    assert!(both.iter().all(|&seen| seen > 100), "{both:?}");
    // An empty branch is found everywhere.
    assert_eq!(find("a|", "b"), Some(true));
    assert_eq!(find("a||c", "b"), Some(true));
}

#[test]
fn the_deepest_pattern_fits_a_small_stack() {
    let deepest = "(?:b|(c".repeat(MOST_DEEP / 2 - 1) + ".*" + &")*)*".repeat(MOST_DEEP / 2 - 1);
    let search = move || find(&deepest, &"cb".repeat(2_000));
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(search);
    assert!(thread.expect("a thread").join().is_ok());
}
