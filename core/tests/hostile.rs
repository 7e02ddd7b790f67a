//! Hostile files: each refused with its code, none slower than an honest file of its size, memory bounded by the input's.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::time::{Duration, Instant};

use khatm::seal::InvoiceHash;
use khatm::ubl::{self, Limits};
use khatm::{Code, Language};

// ---- memory: what this thread has allocated and not yet given back ----

struct Counting;

thread_local! {
    static NOW: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        NOW.with(|now| {
            now.set(now.get() + layout.size());
            PEAK.with(|peak| peak.set(peak.get().max(now.get())));
        });
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.with(|now| now.set(now.get().saturating_sub(layout.size())));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn peak_of(work: impl FnOnce()) -> usize {
    let before = NOW.with(Cell::get);
    PEAK.with(|peak| peak.set(before));
    work();
    PEAK.with(Cell::get) - before
}

// ---- the files ----

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units
        .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
        .collect()
}

fn repeated(before: &str, each: impl Fn(usize) -> String, count: usize, after: &str) -> Vec<u8> {
    let mut text = before.to_owned();
    (0..count).for_each(|at| text.push_str(&each(at)));
    text.push_str(after);
    text.into_bytes()
}

const BIG: usize = 200_000;

fn hostile() -> Vec<(&'static str, Vec<u8>, Code)> {
    use Code::*;
    let text: &[(&'static str, &str, Code)] = &[
        ("document type", "<!DOCTYPE a><a/>", XmlDtd),
        ("document type in lower case", "<!doctype a><a/>", XmlDtd),
        ("internal subset", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", XmlDtd),
        (
            "a million laughs",
            "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]><l>&c;</l>",
            XmlDtd,
        ),
        (
            "quadratic blow-up",
            "<!DOCTYPE l [<!ENTITY a 'aaaaaaaaaaaaaaaa'>]><l>&a;&a;&a;&a;&a;&a;</l>",
            XmlDtd,
        ),
        (
            "a file from this machine",
            "<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>",
            XmlDtd,
        ),
        (
            "a file from elsewhere",
            "<!DOCTYPE a SYSTEM 'http://127.0.0.1/x.dtd'><a/>",
            XmlDtd,
        ),
        ("public identifier", "<!DOCTYPE a PUBLIC '-//X//Y' 'x.dtd'><a/>", XmlDtd),
        (
            "parameter entity",
            "<!DOCTYPE a [<!ENTITY % p SYSTEM 'x'> %p;]><a/>",
            XmlDtd,
        ),
        (
            "default attribute",
            "<!DOCTYPE a [<!ATTLIST a x CDATA 'y'>]><a/>",
            XmlDtd,
        ),
        ("document type after a comment", "<!-- --><!DOCTYPE a><a/>", XmlDtd),
        ("document type inside the root", "<a><!DOCTYPE b></a>", XmlDtd),
        ("entity declaration alone", "<!ENTITY a 'b'><a/>", XmlMarkup),
        ("unknown entity", "<a>&nbsp;</a>", XmlReference),
        ("unknown entity in an attribute", "<a b='&nbsp;'/>", XmlReference),
        ("entity in another case", "<a>&AMP;</a>", XmlReference),
        ("bare ampersand", "<a>Salt & Pepper</a>", XmlReference),
        ("reference without its end", "<a>&amp</a>", XmlReference),
        ("empty reference", "<a>&;</a>", XmlReference),
        ("reference to nothing", "<a>&#;</a>", XmlReference),
        ("reference to no hex digits", "<a>&#x;</a>", XmlReference),
        ("hex mark in capitals", "<a>&#X41;</a>", XmlReference),
        ("signed reference", "<a>&#+65;</a>", XmlReference),
        ("negative reference", "<a>&#-1;</a>", XmlReference),
        ("reference to NUL", "<a>&#0;</a>", XmlReference),
        ("reference to a control character", "<a>&#x1;</a>", XmlReference),
        ("reference to a surrogate", "<a>&#xD800;</a>", XmlReference),
        ("reference to U+FFFE", "<a>&#xFFFE;</a>", XmlReference),
        ("reference beyond Unicode", "<a>&#x110000;</a>", XmlReference),
        (
            "reference beyond a word",
            "<a>&#99999999999999999999;</a>",
            XmlReference,
        ),
        (
            "reference beyond a word in hex",
            "<a>&#xFFFFFFFFFFFFFFFFF41;</a>",
            XmlReference,
        ),
        ("end of CDATA in text", "<a>]]></a>", XmlMarkup),
        ("CDATA outside the root", "<![CDATA[x]]><a/>", XmlMarkup),
        ("CDATA that does not end", "<a><![CDATA[x]]</a>", XmlTruncated),
        ("CDATA within CDATA", "<a><![CDATA[<![CDATA[x]]>]]></a>", XmlMarkup),
        ("CDATA in lower case", "<a><![cdata[x]]></a>", XmlMarkup),
        ("two hyphens in a comment", "<a><!-- -- --></a>", XmlMarkup),
        ("three hyphens at a comment's end", "<a><!-- ---></a>", XmlMarkup),
        ("comment that does not end", "<a><!-- </a>", XmlTruncated),
        ("less-than in an attribute", "<a b='<'/>", XmlMarkup),
        ("attribute without quotes", "<a b=c/>", XmlMarkup),
        ("attribute without a value", "<a b/>", XmlMarkup),
        ("attributes that touch", "<a b='c'd='e'/>", XmlMarkup),
        ("attribute whose quote never ends", "<a b='c/>", XmlTruncated),
        ("attribute in an end tag", "<a></a b='c'>", XmlMarkup),
        ("the same attribute twice", "<a b='1' b='2'/>", XmlDuplicateAttribute),
        (
            "the same attribute under two prefixes",
            "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/>",
            XmlDuplicateAttribute,
        ),
        (
            "the same prefix declared twice",
            "<a xmlns:p='urn:x' xmlns:p='urn:y'/>",
            XmlDuplicateAttribute,
        ),
        (
            "the default declared twice",
            "<a xmlns='urn:x' xmlns='urn:x'/>",
            XmlDuplicateAttribute,
        ),
        ("undeclared prefix", "<p:a/>", XmlPrefix),
        ("undeclared prefix of an attribute", "<a p:b='c'/>", XmlPrefix),
        (
            "prefix outside its element",
            "<a><b xmlns:p='urn:x'/><p:c/></a>",
            XmlPrefix,
        ),
        ("element with the prefix xmlns", "<xmlns:a/>", XmlPrefix),
        ("xml bound to something else", "<a xmlns:xml='urn:x'/>", XmlNamespace),
        (
            "another prefix bound to xml's name",
            "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
            XmlNamespace,
        ),
        (
            "xml's name as the default",
            "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
            XmlNamespace,
        ),
        (
            "xmlns declared",
            "<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>",
            XmlNamespace,
        ),
        (
            "xmlns's name as the default",
            "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
            XmlNamespace,
        ),
        (
            "a prefix taken back",
            "<a xmlns:p='urn:x'><b xmlns:p=''/></a>",
            XmlNamespace,
        ),
        ("a relative namespace", "<a xmlns:p='x/y'/>", XmlNamespace),
        ("two colons", "<a:b:c xmlns:a='urn:a'/>", XmlName),
        ("a colon first", "<:a/>", XmlName),
        ("a colon last", "<a: xmlns:a='urn:a'/>", XmlName),
        ("a prefix that starts with a digit", "<1a:b/>", XmlName),
        ("a name that starts with a digit", "<1a/>", XmlName),
        (
            "a local name that starts with a hyphen",
            "<p:-a xmlns:p='urn:x'/>",
            XmlName,
        ),
        ("a name with a division sign", "<a\u{F7}/>", XmlName),
        ("blank before a name", "< a/>", XmlMarkup),
        ("instruction named xml", "<a><?xml version='1.0'?></a>", XmlMarkup),
        ("instruction named XmL", "<?XmL x?><a/>", XmlMarkup),
        ("blank before the declaration", " <?xml version='1.0'?><a/>", XmlMarkup),
        ("instruction with a colon", "<?p:q x?><a/>", XmlMarkup),
        ("instruction that does not end", "<a><?p x></a>", XmlTruncated),
        ("XML 1.1", "<?xml version='1.1'?><a/>", XmlVersion),
        (
            "declaration without a version",
            "<?xml encoding='UTF-8'?><a/>",
            XmlMarkup,
        ),
        (
            "declaration in another order",
            "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>",
            XmlMarkup,
        ),
        (
            "standalone maybe",
            "<?xml version='1.0' standalone='maybe'?><a/>",
            XmlMarkup,
        ),
        (
            "Latin 1 declared",
            "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
            XmlEncoding,
        ),
        (
            "Windows Arabic declared",
            "<?xml version='1.0' encoding='windows-1256'?><a/>",
            XmlEncoding,
        ),
        (
            "UTF-7 declared",
            "<?xml version='1.0' encoding='UTF-7'?><a>+ADw-</a>",
            XmlEncoding,
        ),
        (
            "UTF-16 declared in UTF-8",
            "<?xml version='1.0' encoding='UTF-16'?><a/>",
            XmlEncoding,
        ),
        (
            "ASCII declared, Arabic inside",
            "<?xml version='1.0' encoding='US-ASCII'?><a>ق</a>",
            XmlEncoding,
        ),
        ("nothing", "", XmlEmpty),
        ("only blanks", " \n\t ", XmlEmpty),
        ("only a comment", "<!-- a -->", XmlEmpty),
        ("no markup", "hello", XmlMarkup),
        ("JSON", "{\"a\": 1}", XmlMarkup),
        ("text before the root", "x<a/>", XmlMarkup),
        ("text after the root", "<a/>x", XmlTrailing),
        ("a second root", "<a/><b/>", XmlTrailing),
        ("an end tag too many", "<a/></a>", XmlMismatch),
        ("end tags crossed", "<a><b></a></b>", XmlMismatch),
        ("end tag in another case", "<a></A>", XmlMismatch),
        ("end tag with more letters", "<a></ab>", XmlMismatch),
        (
            "end tag with another prefix",
            "<p:a xmlns:p='urn:x' xmlns:q='urn:x'></q:a>",
            XmlMismatch,
        ),
        ("never closed", "<a><b>", XmlTruncated),
        ("cut off in a tag", "<a", XmlTruncated),
        ("cut off after less-than", "<", XmlTruncated),
        ("cut off in an end tag", "<a></", XmlTruncated),
        ("control character", "<a>\u{1}</a>", XmlCharacter),
        ("escape in an attribute", "<a b='\u{1b}[2J'/>", XmlCharacter),
        ("NUL", "<a>\0</a>", XmlCharacter),
        ("U+FFFF", "<a>\u{FFFF}</a>", XmlCharacter),
        ("U+FFFE in a comment", "<a><!--\u{FFFE}--></a>", XmlCharacter),
    ];
    let mut all: Vec<_> = text
        .iter()
        .map(|&(name, text, code)| (name, text.as_bytes().to_vec(), code))
        .collect();
    let plain = "<?xml version=\"1.0\"?><a>b</a>";
    let binary: Vec<(&'static str, Vec<u8>, Code)> = vec![
        ("UTF-16, little end first", utf16(plain, false, true), XmlEncoding),
        ("UTF-16, big end first", utf16(plain, true, true), XmlEncoding),
        ("UTF-16 without a mark", utf16(plain, false, false), XmlEncoding),
        ("UTF-16, big, without a mark", utf16(plain, true, false), XmlEncoding),
        (
            "UTF-32",
            plain.bytes().flat_map(|b| [0, 0, 0, b]).collect(),
            XmlEncoding,
        ),
        ("EBCDIC", vec![0x4C, 0x6F, 0xA7, 0x94, 0x93], XmlEncoding),
        ("a byte that is no UTF-8", b"<a>\xFF</a>".to_vec(), XmlUtf8),
        ("an overlong slash", b"<a>\xC0\xAF</a>".to_vec(), XmlUtf8),
        ("an overlong less-than", b"<a>\xE0\x80\xBC</a>".to_vec(), XmlUtf8),
        ("a surrogate in UTF-8", b"<a>\xED\xA0\x80</a>".to_vec(), XmlUtf8),
        ("beyond Unicode in UTF-8", b"<a>\xF4\x90\x80\x80</a>".to_vec(), XmlUtf8),
        ("cut off in a letter", b"<a>\xD9".to_vec(), XmlUtf8),
        ("Windows Arabic", b"<a>\xE3\xC4\xD3\xD3\xC9</a>".to_vec(), XmlUtf8),
        (
            "two byte order marks",
            b"\xEF\xBB\xBF\xEF\xBB\xBF<a/>".to_vec(),
            XmlMarkup,
        ),
        (
            "nested without end",
            repeated("", |_| "<a>".to_owned(), BIG, ""),
            XmlDepth,
        ),
        (
            "nested and closed",
            repeated("", |_| "<a>".to_owned(), 5000, &"</a>".repeat(5000)),
            XmlDepth,
        ),
        (
            "attributes without end",
            repeated("<a", |at| format!(" a{at}=''"), BIG, "/>"),
            XmlAttributes,
        ),
        (
            "declarations without end",
            repeated("<a", |at| format!(" xmlns:a{at}='urn:x'"), BIG, "/>"),
            XmlAttributes,
        ),
        (
            "a prefix for each element",
            repeated("<a>", |at| format!("<p{at}:b xmlns:p{at}='urn:x'/>"), BIG, "</a>"),
            XmlAttributes,
        ),
        (
            "a namespace for each element",
            repeated("<a>", |at| format!("<b xmlns='urn:{at}'/>"), BIG, "</a>"),
            XmlAttributes,
        ),
        (
            "a name without end",
            repeated("<", |_| "a".to_owned(), BIG, "/>"),
            XmlName,
        ),
        (
            "a prefix without end",
            repeated("<a xmlns:", |_| "p".to_owned(), 70_000, "='urn:x'/>"),
            XmlName,
        ),
        (
            "a reference without end",
            repeated("<a>&", |_| "a".to_owned(), BIG, "</a>"),
            XmlReference,
        ),
        (
            "ampersands",
            repeated("<a>", |_| "&".to_owned(), BIG, "</a>"),
            XmlReference,
        ),
        ("less-thans", repeated("", |_| "<".to_owned(), BIG, ""), XmlMarkup),
        (
            "closing brackets",
            repeated("<a>", |_| "]".to_owned(), BIG, "></a>"),
            XmlMarkup,
        ),
        (
            "an attribute twice among many",
            repeated("<a", |at| format!(" a{}=''", at % 127), 128, "/>"),
            XmlDuplicateAttribute,
        ),
        (
            "a million blanks",
            repeated("<a", |_| " ".to_owned(), BIG, ""),
            XmlTruncated,
        ),
        (
            "comments without end",
            repeated("<a>", |_| "<!-- -->".to_owned(), BIG / 8, ""),
            XmlTruncated,
        ),
    ];
    all.extend(binary);
    all
}

#[test]
fn none_is_accepted_and_each_has_its_code() {
    let files = hostile();
    assert!(files.len() >= 100);
    for (name, bytes, code) in &files {
        match ubl::parse(bytes) {
            Ok(_) => panic!("{name}: accepted"),
            Err(error) => {
                assert_eq!(error.code(), *code, "{name}: {error}");
                assert!(
                    error.position().is_none_or(|place| place.offset <= bytes.len() as u64),
                    "{name}"
                );
                let shown = error.message(Language::Arabic);
                assert!(
                    shown.chars().count() < 300 && !shown.contains('\u{1b}'),
                    "{name}: {shown}"
                );
            }
        }
        assert!(khatm::verify(bytes, Language::English).is_err(), "{name}");
    }
}

#[test]
fn an_honest_file_cut_anywhere_is_refused() {
    let honest = std::fs::read(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/documents/simplified-sealed.xml"
    ))
    .unwrap();
    assert!(ubl::parse(&honest).is_ok());
    let end = honest.iter().rposition(|&b| b == b'>').unwrap();
    for cut in 0..=end {
        let error = ubl::parse(&honest[..cut]).unwrap_err();
        assert!(
            matches!(
                error.code(),
                Code::XmlTruncated | Code::XmlEmpty | Code::XmlUtf8 | Code::XmlMarkup | Code::XmlReference
            ),
            "{cut}: {error}"
        );
    }
}

#[test]
fn a_file_over_the_limit_is_refused_before_it_is_looked_at() {
    let limits = Limits {
        bytes: 10,
        ..Limits::default()
    };
    assert_eq!(
        ubl::parse_within(b"<aaaaaaaaa/>", limits).unwrap_err().code(),
        Code::XmlSize
    );
    assert!(ubl::parse_within(b"<aaaaaaa/>", limits).is_ok());
}

#[test]
fn odd_but_legal_files_are_read() {
    let cases = [
        "<a/>",
        "<a />",
        "<a\n/>",
        "<a></a\t>",
        "\u{feff}<a/>",
        "<?xml version='1.0'?><a/>",
        "<?xml version=\"1.0\" encoding='utf-8' standalone='no' ?>\r\n<a/>",
        "<!-- x --><?p?><a/><?q r?><!-- y -->\n",
        "<a b = 'c'\td=\"e\"/>",
        "<a b=\"'\" c='\"'/>",
        "<a>]]</a>",
        "<a>]]&gt;></a>",
        "<a>&#x10FFFF;&#65;&#x0000000041;</a>",
        "<a><![CDATA[]]><![CDATA[<&]]]]><![CDATA[>]]></a>",
        "<قائمة xmlns:ب='urn:x' ب:ج='د'/>",
        "<a xml:lang='ar' xml:space='preserve'/>",
        "<a xmlns='urn:x'><b xmlns=''/></a>",
        "<a xmlns:p='urn:x'><p:b xmlns:p='urn:y'/></a>",
        "<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>",
        "<a b='1' p:b='2' xmlns:p='urn:x'/>",
        "<a>\u{85}\u{2028}\u{FFFD}</a>",
        "<a>\r\r\n\n</a>",
    ];
    for case in cases {
        assert!(
            ubl::parse(case.as_bytes()).is_ok(),
            "{case:?}: {:?}",
            ubl::parse(case.as_bytes()).err()
        );
    }
}

// ---- time and memory ----

/// The nastiest files that are legal: everything small, or everything of one kind.
fn legal_but_nasty(size: usize) -> Vec<(&'static str, Vec<u8>)> {
    let fill = |before: &str, each: &str, after: &str| {
        repeated(before, |_| each.to_owned(), (size - before.len()) / each.len(), after)
    };
    let prefixes: String = (0..60).map(|at| format!(" xmlns:p{at}='urn:{at}'")).collect();
    let hundred: String = (0..120).map(|at| format!(" a{:03}=''", 120 - at)).collect();
    vec![
        ("empty elements", fill("<a>", "<a/>", "</a>")),
        ("text between elements", fill("<a>", "<a/>x", "</a>")),
        ("references", fill("<a>", "&lt;", "</a>")),
        ("carriage returns", fill("<a>", "\r", "</a>")),
        ("greater-thans", fill("<a>", ">", "</a>")),
        ("comments", fill("<a>", "<!---->", "</a>")),
        ("instructions", fill("<a>", "<?a?>", "</a>")),
        ("CDATA", fill("<a>", "<![CDATA[]]>", "</a>")),
        ("one long text", fill("<a>", "x", "</a>")),
        ("one long attribute", fill("<a b='", "x", "'/>")),
        (
            "the sixtieth prefix",
            fill(&format!("<a{prefixes}>"), "<p59:a/>", "</a>"),
        ),
        (
            "declarations again and again",
            fill("<a xmlns:p='urn:x'>", "<a xmlns:p='urn:x'/>", "</a>"),
        ),
        (
            "a hundred attributes upside down",
            fill("<a>", &format!("<a{hundred}/>"), "</a>"),
        ),
        (
            "deep and wide",
            fill(&"<a>".repeat(120), "<a><a></a></a>", &"</a>".repeat(120)),
        ),
        (
            "references to the QR",
            fill(
                "<Invoice xmlns:c='urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2'>",
                "<AdditionalDocumentReference><c:ID>Q</c:ID></AdditionalDocumentReference>",
                "</Invoice>",
            ),
        ),
    ]
}

fn honest(size: usize) -> Vec<u8> {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/documents/simplified.xml"
    ))
    .unwrap();
    let (start, end) = (
        text.rfind("  <cac:InvoiceLine>").unwrap(),
        text.rfind("</Invoice>").unwrap(),
    );
    let line = &text[start..end];
    format!("{}{}</Invoice>", &text[..end], line.repeat((size - end) / line.len())).into_bytes()
}

fn least(mut work: impl FnMut()) -> Duration {
    (0..3)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap()
}

/// A tree costs so many bytes a byte at most: the densest text there is has two nodes of 48 bytes in five.
const MOST_MEMORY: usize = 32;
/// A generous limit against work that grows faster than the file; honest code stays below 3.
const MOST_TIME: u32 = 12;

#[test]
fn none_is_slower_than_an_honest_file_of_its_size_and_memory_is_bounded() {
    let size = 1 << 20;
    let honest = honest(size);
    let unit = least(|| {
        black_box(ubl::parse(&honest).unwrap());
    });
    let unit_hash = least(|| {
        black_box(InvoiceHash::of(&ubl::parse(&honest).unwrap()));
    });
    let per_byte = |time: Duration, bytes: usize| time.as_nanos() * size as u128 / bytes as u128;
    let mut worst = (0.0, "");
    for (name, bytes, _) in hostile().into_iter().filter(|(_, bytes, _)| bytes.len() > 10_000) {
        let time = least(|| {
            let _ = black_box(ubl::parse(&bytes));
        });
        assert!(
            per_byte(time, bytes.len()) < u128::from(MOST_TIME) * unit.as_nanos(),
            "{name}: {time:?} against {unit:?} a MiB"
        );
        let peak = peak_of(|| {
            let _ = black_box(ubl::parse(&bytes));
        });
        assert!(
            peak < MOST_MEMORY * bytes.len(),
            "{name}: {peak} bytes for {}",
            bytes.len()
        );
    }
    for (name, bytes) in legal_but_nasty(size) {
        let peak = peak_of(|| {
            black_box(ubl::parse(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")));
        });
        assert!(
            peak < MOST_MEMORY * bytes.len(),
            "{name}: {peak} bytes for {}",
            bytes.len()
        );
        let time = least(|| {
            black_box(ubl::parse(&bytes).unwrap());
        });
        let hash = least(|| {
            black_box(InvoiceHash::of(&ubl::parse(&bytes).unwrap()));
        });
        let ratio = time.as_secs_f64() / unit.as_secs_f64();
        if ratio > worst.0 {
            worst = (ratio, name);
        }
        assert!(time < unit * MOST_TIME, "{name}: {time:?} against {unit:?}");
        assert!(
            hash < unit_hash * MOST_TIME,
            "{name}: hash {hash:?} against {unit_hash:?}"
        );
    }
    println!(
        "slowest legal file: {} at {:.1} times an invoice of its size",
        worst.1, worst.0
    );
}

/// What the fuzzer found, kept.
#[test]
fn what_the_fuzzer_found_stays_harmless() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/found");
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        let _ = khatm::verify(&bytes, Language::English);
        let _ = khatm::seal::explain(&bytes, Language::English);
        let _ = khatm::seal::Certificate::parse(&bytes);
        if let Ok(text) = std::str::from_utf8(&bytes) {
            let _ = khatm::qr::verify_qr(text, Language::English);
        }
    }
}
