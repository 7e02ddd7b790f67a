//! Documents built from bytes, well-formed on purpose: namespaces, attributes, references, CDATA, line ends. The canonical
//! form must not change when it is written another way, and each element taken alone must be a document.
#![no_main]

use khatm::ubl::{self, canonical};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = ["Invoice", "UBLExtensions", "Signature", "AdditionalDocumentReference", "ID", "a", "b", "Attachment"];
const PREFIXES: [&str; 4] = ["", "cbc:", "p:", "q:"];
const URIS: [&str; 4] = [
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "urn:a",
    "urn:b",
];
const TEXTS: [&str; 8] = ["QR", " ", "\n  ", "&amp;&#13;", "<![CDATA[<&]]>", "<!-- c -->", "<?p  d ?>", "ق>"];

struct Source<'b>(std::slice::Iter<'b, u8>);

impl Source<'_> {
    fn pick<'t, T: ?Sized>(&mut self, from: &[&'t T]) -> &'t T {
        from[self.0.next().copied().unwrap_or(0) as usize % from.len()]
    }

    fn number(&mut self, below: u8) -> u8 {
        self.0.next().copied().unwrap_or(0) % below
    }
}

fn element(source: &mut Source<'_>, out: &mut String, depth: u8) {
    let name = format!("{}{}", source.pick(&PREFIXES), source.pick(&NAMES));
    out.push('<');
    out.push_str(&name);
    // At the root every prefix is declared; below, any may be declared again.
    for prefix in ["xmlns", "xmlns:cbc", "xmlns:p", "xmlns:q"] {
        if depth == 0 || source.number(6) == 0 {
            let uri = source.pick(&URIS);
            let quote = if source.number(2) == 0 { '"' } else { '\'' };
            out.push_str(&format!(" {prefix}={quote}{uri}{quote}"));
        }
    }
    if source.number(3) == 0 {
        out.push_str(" z='1' cbc:z=\"&quot;\t&#10;\"  xml:lang='ar'");
    }
    if source.number(5) == 0 {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for _ in 0..source.number(5) {
        if depth < 12 && source.number(3) > 0 {
            element(source, out, depth + 1);
        } else {
            out.push_str(source.pick(&TEXTS));
        }
    }
    out.push_str(&format!("</{name}>"));
}

fuzz_target!(|bytes: &[u8]| {
    let mut text = String::new();
    element(&mut Source(bytes.iter()), &mut text, 0);
    let doc = match ubl::parse(text.as_bytes()) {
        Ok(doc) => doc,
        // `z` and `cbc:z` never clash; nothing else can be wrong.
        Err(error) => panic!("{error}: {text}"),
    };
    let form = |doc: &ubl::Document<'_>| {
        let (mut whole, mut invoice) = (Vec::new(), Vec::new());
        canonical::document(doc, &mut whole);
        canonical::invoice(doc, &mut invoice);
        (whole, invoice)
    };
    let (whole, invoice) = form(&doc);
    let again = ubl::parse(&whole).expect("well-formed");
    assert!(form(&again) == (whole, invoice));
    // Line ends as CRLF are the same document, CDATA and references aside, which hold none here.
    let crlf = text.replace('\n', "\r\n");
    assert!(form(&ubl::parse(crlf.as_bytes()).expect("well-formed")) == form(&doc));
    for id in doc.all().filter(|&id| doc.kind(id) == ubl::tree::NodeKind::Element).take(8) {
        let mut alone = Vec::new();
        canonical::alone(&doc, id, &mut alone);
        let part = ubl::parse(&alone).expect("an element alone is a document");
        assert!(part.namespace(part.root()) == doc.namespace(id) && part.local(part.root()) == doc.local(id));
        let mut twice = Vec::new();
        canonical::document(&part, &mut twice);
        assert!(alone == twice);
    }
});
