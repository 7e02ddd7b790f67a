//! The files: what is refused, by name and code, and the nastiest of what is legal.

use khatm::Code;

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

pub fn hostile() -> Vec<(&'static str, Vec<u8>, Code)> {
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

/// The nastiest files that are legal: everything small, or everything of one kind.
pub fn legal_but_nasty(size: usize) -> Vec<(&'static str, Vec<u8>)> {
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
