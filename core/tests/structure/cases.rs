//! Each cause by itself: one fault in a good document, and what is said of it.

use khatm::Language;
use khatm::rules::Stage;
use khatm::ubl::{self, Limits};

use super::{look, said, support};

/// The good document with one text replaced.
fn with(from: &str, to: &str) -> String {
    String::from_utf8(support::replace_one(
        &support::sample("simplified-sealed.xml"),
        from,
        to,
    ))
    .unwrap()
}

const TYPE: &str = "<cbc:InvoiceTypeCode";
const CURRENCY: &str = "<cbc:DocumentCurrencyCode>SAR</cbc:DocumentCurrencyCode>";
const TAX: &str = "<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>";
const XSI: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

#[track_caller]
fn only(xml: &str, code: &str, path: &str, found: &str) {
    let all = look(xml.as_bytes());
    assert_eq!(all.len(), 1, "{:?}", said(&all));
    assert_eq!(all[0].error.code().as_str(), code, "{:?}", said(&all));
    assert_eq!(all[0].error.path(), Some(path));
    let message = all[0].error.what(Language::English);
    assert!(message.ends_with(&format!(": {found}")), "{message}");
    assert_eq!((all[0].stage, all[0].count), (Stage::Xsd, 1));
    assert!(all[0].error.position().is_some());
}

/// A fault beside the currency code.
#[track_caller]
fn beside(added: &str, code: &str, path: &str, found: &str) {
    only(&with(CURRENCY, &format!("{CURRENCY}{added}")), code, path, found);
}

#[test]
fn elements_where_they_may_not_stand() {
    beside(
        "<cbc:Note>x</cbc:Note>",
        "KHATM-XSD-ORDER",
        "/Invoice/cbc:Note",
        "cbc:Note after cbc:DocumentCurrencyCode",
    );
    beside(
        CURRENCY,
        "KHATM-XSD-TWICE",
        "/Invoice/cbc:DocumentCurrencyCode[2]",
        "cbc:DocumentCurrencyCode",
    );
    let next = "expected cbc:TaxCurrencyCode, …";
    beside(
        "<cbc:Nothing/>",
        "KHATM-XSD-ELEMENT",
        "/Invoice/cbc:Nothing",
        &format!("cbc:Nothing, {next}"),
    );
    beside(
        "<cac:ID>x</cac:ID>",
        "KHATM-XSD-ELEMENT",
        "/Invoice/cac:ID",
        &format!("cac:ID, {next}"),
    );
    beside(
        "<a xmlns=\"\"><b/></a>",
        "KHATM-XSD-ELEMENT",
        "/Invoice/a",
        "a, expected cbc:TaxCurrencyCode, cbc:PricingCurrencyCode, …",
    );
    only(
        &with(CURRENCY, "<cbc:DocumentCurrencyCode><b/>SAR</cbc:DocumentCurrencyCode>"),
        "KHATM-XSD-CHILD",
        "/Invoice/cbc:DocumentCurrencyCode/b",
        "b",
    );
}

#[test]
fn elements_that_are_missing() {
    let sample = String::from_utf8(support::sample("simplified-sealed.xml")).unwrap();
    let id = support::between(&sample, "<cbc:ProfileID>", "<cbc:UUID>");
    let id = &id[id.find("<cbc:ID>").unwrap()..];
    only(
        &with(&format!("{id}<cbc:UUID>"), "<cbc:UUID>"),
        "KHATM-XSD-MISSING",
        "/Invoice",
        "cbc:ID",
    );
    // What comes too late is not missing as well.
    let late = with(&format!("{id}<cbc:UUID>"), "<cbc:UUID>").replace(CURRENCY, &format!("{CURRENCY}{}", id.trim()));
    only(
        &late,
        "KHATM-XSD-ORDER",
        "/Invoice/cbc:ID",
        "cbc:ID after cbc:DocumentCurrencyCode",
    );
}

#[test]
fn attributes() {
    let on = |attribute: &str| with(TYPE, &format!("{TYPE} {attribute}"));
    let path = |name: &str| format!("/Invoice/cbc:InvoiceTypeCode/@{name}");
    only(&on("nmae=\"x\""), "KHATM-XSD-ATTRIBUTE", &path("nmae"), "nmae");
    only(
        &on("xml:lang=\"ar\""),
        "KHATM-XSD-ATTRIBUTE",
        &path("xml:lang"),
        "xml:lang",
    );
    only(&on("listURI=\"%\""), "KHATM-XSD-URI", &path("listURI"), "listURI=\"%\"");
    only(
        &on("languageID=\"_\""),
        "KHATM-XSD-LANGUAGE",
        &path("languageID"),
        "languageID=\"_\"",
    );
    only(
        &on(&format!("{XSI} xsi:nil=\"false\"")),
        "KHATM-XSD-NIL",
        &path("xsi:nil"),
        "xsi:nil=\"false\"",
    );
    only(
        &on(&format!("{XSI} xsi:type=\"a:b\"")),
        "KHATM-XSD-TYPE",
        &path("xsi:type"),
        "xsi:type=\"a:b\"",
    );
    only(
        &on(&format!("{XSI} xsi:type=\"cbc:IDType\"")),
        "KHATM-XSD-TYPE",
        &path("xsi:type"),
        "xsi:type=\"cbc:IDType\"",
    );
    for good in [
        "xsi:type=\"cbc:InvoiceTypeCodeType\"",
        "xsi:schemaLocation=\"urn:a b.xsd\"",
    ] {
        assert_eq!(
            said(&look(on(&format!("{XSI} {good}")).as_bytes())),
            Vec::<String>::new()
        );
    }
    let bare = with("<cbc:PayableAmount currencyID=\"SAR\"", "<cbc:PayableAmount");
    let amount = "/Invoice/cac:LegalMonetaryTotal/cbc:PayableAmount";
    only(&bare, "KHATM-XSD-ATTRIBUTE-MISSING", amount, "currencyID");
}

#[test]
fn values() {
    let date = |value: &str| {
        let sample = String::from_utf8(support::sample("simplified-sealed.xml")).unwrap();
        let old = support::between(&sample, "<cbc:IssueDate>", "</cbc:IssueDate>").to_owned();
        with(&format!("<cbc:IssueDate>{old}<"), &format!("<cbc:IssueDate>{value}<"))
    };
    only(
        &date("1.11.2026"),
        "KHATM-XSD-DATE",
        "/Invoice/cbc:IssueDate",
        "\"1.11.2026\"",
    );
    only(&date(""), "KHATM-XSD-DATE", "/Invoice/cbc:IssueDate", "\"\"");
    only(
        &date(&"9".repeat(5000)),
        "KHATM-XSD-DATE",
        "/Invoice/cbc:IssueDate",
        &format!("\"{}…", "9".repeat(59)),
    );
    for good in [
        "2026-<!-- x -->11-01",
        "<![CDATA[2026-11]]>-01",
        "&#50;026-11-01",
        "\n2026-11-01\n",
    ] {
        assert_eq!(said(&look(date(good).as_bytes())), Vec::<String>::new(), "{good}");
    }
    beside("&#160;", "KHATM-XSD-TEXT", "/Invoice", "");
    assert!(look(with(CURRENCY, &format!("{CURRENCY}<!-- x --> <?p x?>&#9;<![CDATA[ ]]>")).as_bytes()).is_empty());
}

#[test]
fn a_fault_in_many_places_is_said_once_with_its_first_place_and_their_number() {
    let xml = with(CURRENCY, &format!("{CURRENCY}{}", "<cbc:Nothing/>".repeat(7)));
    let found = look(xml.as_bytes());
    assert_eq!((found.len(), found[0].count), (1, 7));
    assert_eq!(found[0].error.path(), Some("/Invoice/cbc:Nothing[1]"));
    let finding = found[0].say(Language::Arabic);
    assert_eq!((finding.code.as_str(), finding.count), ("KHATM-XSD-ELEMENT", 7));
}

#[test]
fn only_an_invoice_is_one() {
    let names = "xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"";
    only(
        &format!("<cbc:ID {names}>1</cbc:ID>"),
        "KHATM-UBL-ROOT",
        "/cbc:ID",
        "cbc:ID",
    );
    let codes: Vec<String> = look(b"<Invoice/>")
        .iter()
        .map(|found| found.error.code().as_str().to_owned())
        .collect();
    assert_eq!(codes, ["KHATM-UBL-ROOT", "KHATM-XSD-ELEMENT"]);
}

// ---- hostile documents: what counts is that they end, without a stack or a table that grows beyond them ----

fn extension(content: &str) -> String {
    let first = "<ext:UBLExtensions>";
    let unit = format!("<ext:UBLExtension><ext:ExtensionContent>{content}</ext:ExtensionContent></ext:UBLExtension>");
    with(first, &format!("{first}{unit}"))
}

#[test]
fn depth_costs_no_stack() {
    let limits = Limits {
        depth: u16::MAX,
        ..Limits::default()
    };
    let levels = 30_000;
    for (open, close, good) in [
        ("<f xmlns=\"urn:f\">", "</f>", true),
        ("<cac:Party>", "</cac:Party>", false),
        ("<cac:Party><cac:AgentParty>", "</cac:AgentParty></cac:Party>", false),
    ] {
        let xml = extension(&format!("{}{}", open.repeat(levels), close.repeat(levels)));
        let doc = ubl::parse_within(xml.as_bytes(), limits).unwrap();
        assert_eq!(khatm::rules::structure(&doc).is_empty(), good, "{open}");
    }
}

#[test]
fn a_hundred_thousand_of_anything_are_counted() {
    let many = 100_000;
    let sample = String::from_utf8(support::sample("simplified-sealed.xml")).unwrap();
    let start = sample.find("<cac:InvoiceLine>").unwrap();
    let end = sample.rfind("</cac:InvoiceLine>").unwrap() + "</cac:InvoiceLine>".len();
    let old = &sample[start..end];
    let amount = "<cbc:LineExtensionAmount currencyID=\"SAR\">1.00</cbc:LineExtensionAmount>";
    let item = "<cac:Item><cbc:Name>x</cbc:Name></cac:Item>";
    let line = format!("<cac:InvoiceLine><cbc:ID>1</cbc:ID>{amount}{item}</cac:InvoiceLine>");
    let lines = sample.replacen(old, &line.repeat(many), 1);
    assert_eq!(said(&look(lines.as_bytes())), Vec::<String>::new());
    let bad = line.replace("<cbc:ID>", "<cbc:Note>x</cbc:Note><cbc:ID>");
    let wrong = sample.replacen(old, &bad.repeat(many), 1);
    let found = look(wrong.as_bytes());
    assert_eq!((found.len(), found[0].count as usize), (1, many), "{:?}", said(&found));
    for unit in ["<cbc:Nothing/>", "x<cac:Party/>", "<cbc:ID>1</cbc:ID>"] {
        let xml = with(CURRENCY, &format!("{CURRENCY}{}", unit.repeat(many)));
        let found = look(xml.as_bytes());
        assert!(
            found.iter().any(|found| found.count as usize >= many - 1),
            "{unit}: {:?}",
            said(&found)
        );
    }
    let id = |n: usize| {
        format!(
            "<ds:Manifest xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Id=\"i{}\"/>",
            n / 2
        )
    };
    let ids: String = (0..many).map(id).collect();
    let found = look(extension(&format!("<f xmlns=\"urn:f\">{ids}</f>")).as_bytes());
    let twice = found
        .iter()
        .find(|found| found.error.code().as_str() == "KHATM-XSD-ID-TWICE")
        .unwrap();
    assert_eq!(twice.count as usize, many / 2);
}

#[test]
fn attributes_and_values_without_end() {
    let limits = Limits {
        attributes: u16::MAX,
        ..Limits::default()
    };
    let attributes: String = (0..60_000).map(|n| format!(" a{n}=\"\"")).collect();
    let xml = with(
        CURRENCY,
        &format!("<cbc:DocumentCurrencyCode{attributes}>SAR</cbc:DocumentCurrencyCode>"),
    );
    let doc = ubl::parse_within(xml.as_bytes(), limits).unwrap();
    let found = khatm::rules::structure(&doc);
    assert_eq!((found.len(), found[0].count), (1, 60_000));
    let digits = "1".repeat(5_000_000);
    let xml = with(
        TAX,
        &format!("{TAX}<cbc:LineCountNumeric>{digits}</cbc:LineCountNumeric>"),
    );
    let order = look(xml.as_bytes());
    assert!(order.is_empty(), "{:?}", said(&order));
    let pieces = "1<!---->".repeat(500_000);
    let xml = with(
        TAX,
        &format!("{TAX}<cbc:LineCountNumeric>{pieces}</cbc:LineCountNumeric>"),
    );
    assert!(look(xml.as_bytes()).is_empty());
}
