//! What became of a file: each known way of breaking one is named, with the first node it changed, and is proved by giving
//! back the signed hash.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use khatm::Language;
use khatm::seal::{Explanation, explain, explain_against};
use support::{Taxpayer, sample};

fn sealed(name: &str) -> String {
    String::from_utf8(Taxpayer::new().seal(&sample(name)).unwrap()).unwrap()
}

fn causes(explained: &Explanation) -> Vec<&str> {
    explained.causes.iter().map(|cause| cause.code.as_str()).collect()
}

fn alone(text: &str) -> Explanation {
    explain(text.as_bytes(), Language::English).unwrap()
}

/// White space between tags made anew: as minifiers (no unit) and pretty-printers do.
fn reindented(text: &str, unit: Option<&str>) -> String {
    let mut out = String::new();
    let mut depth = 0usize;
    let mut rest = text;
    let mut after_end = true;
    while let Some(open) = rest.find('<') {
        let content = &rest[..open];
        let close = open + rest[open..].find('>').unwrap() + 1;
        let tag = &rest[open..close];
        rest = &rest[close..];
        let end = tag.starts_with("</");
        if end {
            depth -= 1;
        }
        if content.trim().is_empty() {
            if let Some(unit) = unit.filter(|_| !out.is_empty() && (!end || after_end)) {
                out.push('\n');
                out.push_str(&unit.repeat(depth));
            }
        } else {
            out.push_str(content);
        }
        out.push_str(tag);
        let self_closed = tag.ends_with("/>") || tag.starts_with("<?");
        if !end && !self_closed {
            depth += 1;
        }
        after_end = end || self_closed;
    }
    out
}

#[test]
fn an_unchanged_file_is_intact() {
    for name in ["simplified.xml", "standard.xml"] {
        let explained = alone(&sealed(name));
        assert!(explained.intact && !explained.proved && explained.causes.is_empty());
    }
}

#[test]
fn re_indenting_and_minifying_are_proved() {
    for source in ["simplified.xml", "standard.xml"] {
        let good = sealed(source);
        for unit in [None, Some("  "), Some("    "), Some("\t")] {
            let explained = alone(&reindented(&good, unit));
            assert!(explained.proved, "{source} {unit:?}: {:?}", explained.causes);
            assert!(
                causes(&explained).iter().all(|code| *code == "KHATM-EXPLAIN-INDENTED"),
                "{unit:?}"
            );
            assert!(
                explained
                    .causes
                    .iter()
                    .all(|cause| cause.path.is_some() && cause.place.is_some())
            );
        }
    }
}

#[test]
fn the_first_node_whose_white_space_changed_is_named() {
    let good = sealed("simplified.xml");
    let damaged = good.replacen("\n  <cbc:UUID>", "\n      <cbc:UUID>", 1);
    let explained = alone(&damaged);
    // The signed properties are untouched, so only the hash has a cause.
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-INDENTED"]);
    let cause = &explained.causes[0];
    assert_eq!(cause.path.as_deref(), Some("/Invoice/text()[3]"));
    let line = damaged[..damaged.find("<cbc:UUID>").unwrap()].matches('\n').count();
    assert_eq!(cause.place.unwrap().line as usize, line);
}

#[test]
fn wrong_encodings_are_undone_and_named() {
    let good = sealed("simplified.xml");
    let arabic = "مكتبة ختم للكتب | Khatm Books";
    let latin1 = |text: &str| text.bytes().map(char::from).collect::<String>();
    // Read as Latin 1, written as UTF-8: every text of the file is hit.
    let damaged = latin1(&good).replace("\u{c3}\u{97}", "×");
    let explained = alone(&damaged);
    assert!(explained.proved, "{:?}", explained.causes);
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-ENCODING"]);
    assert!(explained.causes[0].expected.as_deref().unwrap().contains("شارع"));
    // One field only: a middle layer that did it to the seller's name.
    let one = good.replacen(arabic, &latin1(arabic), 1);
    let explained = alone(&one);
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-ENCODING"]);
    assert!(
        explained.causes[0]
            .path
            .as_deref()
            .unwrap()
            .contains("RegistrationName")
    );
    // What was lost cannot be restored, but its trace is shown.
    let lost = good.replacen(arabic, "\u{fffd}\u{fffd}\u{fffd}", 1);
    let explained = alone(&lost);
    assert!(!explained.proved);
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-ENCODING", "KHATM-EXPLAIN-UNKNOWN"]);
}

#[test]
fn carriage_returns_in_the_text_are_named() {
    let damaged = sealed("simplified.xml").replace("\n  <cbc:", "&#13;\n  <cbc:");
    let explained = alone(&damaged);
    assert!(explained.proved, "{:?}", explained.causes);
    assert!(causes(&explained).contains(&"KHATM-EXPLAIN-LINE-ENDS"));
    // CRLF as such changes nothing: every reader turns it into LF.
    assert!(alone(&sealed("simplified.xml").replace('\n', "\r\n")).intact);
}

#[test]
fn rewritten_prefixes_are_named() {
    let good = sealed("simplified.xml");
    let numbered = good
        .replace("cbc:", "ns1:")
        .replace("xmlns:cbc", "xmlns:ns1")
        .replace("cac:", "ns2:")
        .replace("xmlns:cac", "xmlns:ns2");
    let explained = alone(&numbered);
    assert!(
        causes(&explained).contains(&"KHATM-EXPLAIN-NAMESPACES"),
        "{:?}",
        explained.causes
    );
    // A declaration that the stamp's removal made useless, dropped from the root.
    let ext = " xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\"";
    let moved = good
        .replacen(ext, "", 1)
        .replacen("<ext:UBLExtensions>", &format!("<ext:UBLExtensions{ext}>"), 1);
    let explained = alone(&moved);
    assert!(explained.proved);
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-NAMESPACES"]);
}

#[test]
fn changed_content_is_not_blamed_on_the_layout() {
    let good = sealed("simplified.xml");
    let damaged = good.replacen(">35.50<", ">85.50<", 1);
    let explained = alone(&damaged);
    assert!(!explained.proved && !explained.intact);
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-UNKNOWN"]);
    let against = explain_against(damaged.as_bytes(), good.as_bytes(), Language::English).unwrap();
    let cause = &against.causes[0];
    assert_eq!(cause.code, "KHATM-EXPLAIN-CONTENT");
    assert_eq!(
        (cause.expected.as_deref(), cause.found.as_deref()),
        (Some("35.50"), Some("85.50"))
    );
    assert!(
        cause
            .path
            .as_deref()
            .unwrap()
            .ends_with("/cac:InvoiceLine[1]/cac:Price/cbc:PriceAmount/text()"),
        "{:?}",
        cause.path
    );
}

#[test]
fn against_the_original_every_kind_is_told_apart() {
    let good = sealed("simplified.xml");
    let kind = |damaged: &str| {
        let explained = explain_against(damaged.as_bytes(), good.as_bytes(), Language::English).unwrap();
        causes(&explained).first().map(|code| (*code).to_owned())
    };
    assert_eq!(kind(&good), None);
    assert_eq!(
        kind(&reindented(&good, Some(" "))).as_deref(),
        Some("KHATM-EXPLAIN-INDENTED")
    );
    assert_eq!(
        kind(&good.replacen("دفتر", "Ø¯ÙØªØ±", 1)).as_deref(),
        Some("KHATM-EXPLAIN-CONTENT")
    );
    let recoded: String = "دفتر".bytes().map(char::from).collect();
    assert_eq!(
        kind(&good.replacen("دفتر", &recoded, 1)).as_deref(),
        Some("KHATM-EXPLAIN-ENCODING")
    );
    assert_eq!(
        kind(&good.replacen("2026-11-01T11:30:05", "2026-11-01T11:30:06", 1)).as_deref(),
        Some("KHATM-EXPLAIN-CONTENT")
    );
    let unused = good.replacen(
        "<Invoice ",
        "<Invoice xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
        1,
    );
    assert_eq!(kind(&unused).as_deref(), Some("KHATM-EXPLAIN-NAMESPACES"));
}

#[test]
fn a_large_file_is_explained_or_given_up_in_bounded_work() {
    let line_start = "  <cac:InvoiceLine>";
    let plain = String::from_utf8(sample("simplified.xml")).unwrap();
    let at = plain.rfind(line_start).unwrap();
    let line = &plain[at..plain.rfind("</Invoice>").unwrap()];
    let large = plain.replace("</Invoice>", &format!("{}</Invoice>", line.repeat(3000)));
    let sealed = String::from_utf8(Taxpayer::new().seal(large.as_bytes()).unwrap()).unwrap();
    let explained = alone(&sealed.replacen(">35.50<", ">85.50<", 1));
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-UNKNOWN"]);
}

#[test]
fn a_thousand_lines_are_explained_too() {
    let plain = String::from_utf8(sample("simplified.xml")).unwrap();
    let at = plain.rfind("  <cac:InvoiceLine>").unwrap();
    let line = &plain[at..plain.rfind("</Invoice>").unwrap()];
    let large = plain.replace("</Invoice>", &format!("{}</Invoice>", line.repeat(1000)));
    let sealed = String::from_utf8(Taxpayer::new().seal(large.as_bytes()).unwrap()).unwrap();
    let explained = alone(&reindented(&sealed, Some("\t")));
    assert!(explained.proved, "{:?}", explained.causes);
}

#[test]
fn blanks_inside_a_field_are_content_and_kept() {
    let plain = String::from_utf8(sample("simplified.xml")).unwrap();
    let odd = plain.replace("زبون نقدي<", "زبون نقدي <").replace(
        "  <cbc:DocumentCurrencyCode>",
        "  <cbc:Note> </cbc:Note>\n  <cbc:DocumentCurrencyCode>",
    );
    assert!(odd != plain);
    let sealed = String::from_utf8(Taxpayer::new().seal(odd.as_bytes()).unwrap()).unwrap();
    // A minifier that keeps the texts of leaves.
    let minified: String = sealed.lines().map(|line| line.trim_start()).collect();
    assert!(alone(&minified).proved);
}

#[test]
fn a_stamp_that_is_broken_itself_is_not_called_unchanged() {
    let good = sealed("simplified.xml");
    let value = support::between(&good, "<ds:SignatureValue>", "<").to_owned();
    let explained = alone(&good.replacen(&value, &format!("{}A==", &value[..value.len() - 4]), 1));
    assert!(!explained.intact && !explained.proved);
    assert!(
        causes(&explained).contains(&"KHATM-SEAL-STAMP"),
        "{:?}",
        causes(&explained)
    );
}

#[test]
fn the_right_node_of_the_stamp_is_named() {
    let good = sealed("simplified.xml");
    let at = good.find("<xades:IssuerSerial>").unwrap() + "<xades:IssuerSerial>".len();
    let next = at + good[at..].find('<').unwrap();
    let explained = alone(&format!("{}{}", &good[..at], &good[next..]));
    assert_eq!(causes(&explained), ["KHATM-EXPLAIN-INDENTED"]);
    assert!(
        explained.causes[0]
            .path
            .as_deref()
            .unwrap()
            .ends_with("/xades:IssuerSerial"),
        "{:?}",
        explained.causes[0].path
    );
}

#[test]
fn several_kinds_of_damage_are_not_called_content() {
    let good = sealed("simplified.xml");
    let latin1: String = good.bytes().map(char::from).collect();
    let both = reindented(&latin1, Some("  "));
    let explained = explain_against(both.as_bytes(), good.as_bytes(), Language::English).unwrap();
    assert!(
        ["KHATM-EXPLAIN-INDENTED", "KHATM-EXPLAIN-ENCODING"].contains(&causes(&explained)[0]),
        "{:?}",
        causes(&explained)
    );
    assert!(alone(&both).proved);
}
