//! XML signature wrapping: the signed parts are kept, moved or doubled, so that a naive reader checks one thing and reads
//! another. Each arrangement is refused, with the code that says why; the untouched file is valid.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::ops::Range;

use support::{Taxpayer, codes, sample};

/// The span of the `nth` element of this name (tags of the authority's template carry no `>` in attributes).
fn element(text: &str, name: &str, nth: usize) -> Range<usize> {
    let open = |rest: &str| {
        rest.match_indices(&format!("<{name}"))
            .find(|(at, found)| matches!(rest.as_bytes()[at + found.len()], b'>' | b' ' | b'/'))
            .map(|(at, _)| at)
    };
    let mut start = 0;
    for _ in 0..=nth {
        start += open(&text[start..]).unwrap_or_else(|| panic!("no {name}"));
        start += 1;
    }
    start -= 1;
    let tag_end = start + text[start..].find('>').unwrap() + 1;
    if text[..tag_end].ends_with("/>") {
        return start..tag_end;
    }
    let end_tag = format!("</{name}>");
    start..start + text[start..].find(&end_tag).unwrap() + end_tag.len()
}

struct Surgery(String);

impl Surgery {
    fn get(&self, name: &str, nth: usize) -> String {
        self.0[element(&self.0, name, nth)].to_owned()
    }

    fn cut(mut self, name: &str, nth: usize) -> Self {
        self.0.replace_range(element(&self.0, name, nth), "");
        self
    }

    fn put(mut self, before: &str, what: &str) -> Self {
        let at = self.0.find(before).unwrap_or_else(|| panic!("no {before}"));
        self.0.insert_str(at, what);
        self
    }

    fn swap(mut self, from: &str, to: &str) -> Self {
        assert!(self.0.contains(from), "no {from}");
        self.0 = self.0.replacen(from, to, 1);
        self
    }
}

/// A whole second invoice, with a price of its own and no declaration before it.
fn evil() -> String {
    let text = String::from_utf8(sample("simplified.xml")).unwrap();
    text.split_once("?>\n").unwrap().1.trim_end().replace("35.50", "3.55")
}

type Arrangement = (&'static str, String, &'static str);

const WRAPPED: &str = "KHATM-SEAL-WRAPPED";
const STRUCTURE: &str = "KHATM-SEAL-STRUCTURE";
const UNPROTECTED: &str = "KHATM-UBL-UNPROTECTED";
const ALGORITHM: &str = "KHATM-SEAL-ALGORITHM";

fn doubled_and_moved(good: &str) -> Vec<Arrangement> {
    let s = || Surgery(good.to_owned());
    let part = |name: &str| s().get(name, 0);
    let foreign = |content: &str| {
        format!("<ext:UBLExtension><ext:ExtensionContent>{content}</ext:ExtensionContent></ext:UBLExtension>")
    };
    let declared =
        part("xades:SignedProperties").replacen(" Id=", " xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" Id=", 1);
    let in_object = |what: &str| s().put("</ds:Object>", what).0;
    vec![
        ("a second stamp extension", s().put("</ext:UBLExtensions>", &part("ext:UBLExtension")).0, WRAPPED),
        ("a second UBLExtensions", s().put("<cbc:ProfileID>", &part("ext:UBLExtensions")).0, WRAPPED),
        ("an empty UBLExtensions in front", s().put("<ext:UBLExtensions>", "<ext:UBLExtensions/>").0, WRAPPED),
        ("a second ds:Signature", s().put("</sac:SignatureInformation>", &part("ds:Signature")).0, WRAPPED),
        ("a second SignedInfo", s().put("<ds:SignedInfo>", &part("ds:SignedInfo")).0, WRAPPED),
        ("a second SignatureValue", s().put("<ds:SignatureValue>", &part("ds:SignatureValue")).0, WRAPPED),
        ("a second certificate", s().put("<ds:X509Certificate>", &part("ds:X509Certificate")).0, WRAPPED),
        ("a second SignedProperties", s().put("<xades:SignedProperties", &part("xades:SignedProperties")).0, WRAPPED),
        ("a second Object", s().put("<ds:Object>", &part("ds:Object")).0, WRAPPED),
        ("a third Reference", s().put("</ds:SignedInfo>", "<ds:Reference URI=\"\"/>").0, WRAPPED),
        ("a second cac:Signature", s().put("<cac:AccountingSupplierParty>", &part("cac:Signature")).0, WRAPPED),
        ("a second QR reference", s().put("<cac:Signature>", &s().get("cac:AdditionalDocumentReference", 2)).0, WRAPPED),
        ("the SignedInfo in the Object", in_object(&part("ds:SignedInfo")), WRAPPED),
        ("the SignedInfo moved to the Object", Surgery(in_object(&part("ds:SignedInfo"))).cut("ds:SignedInfo", 0).0, STRUCTURE),
        (
            "the SignedProperties moved before the signature",
            s().cut("xades:SignedProperties", 0).put("<ds:SignedInfo>", &declared).0,
            WRAPPED,
        ),
        (
            "the SignedProperties moved to a foreign extension",
            s().cut("xades:SignedProperties", 0).put("</ext:UBLExtensions>", &foreign(&format!("<x:y xmlns:x=\"urn:x\" xmlns:xades=\"http://uri.etsi.org/01903/v1.3.2#\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{}</x:y>", part("xades:SignedProperties")))).0,
            WRAPPED,
        ),
        (
            "the signature value in the invoice's own part",
            s().put("<cac:AccountingCustomerParty>", "<ds:SignatureValue xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">AA==</ds:SignatureValue>").0,
            WRAPPED,
        ),
        ("the reference and its properties exchanged", exchange_references(good), STRUCTURE),
        ("SignedInfo after the SignatureValue", s().cut("ds:SignedInfo", 0).put("<ds:KeyInfo>", &part("ds:SignedInfo")).0, WRAPPED),
    ]
}

fn exchange_references(good: &str) -> String {
    let s = Surgery(good.to_owned());
    let (first, second) = (s.get("ds:Reference", 0), s.get("ds:Reference", 1));
    good.replacen(&first, "@1@", 1)
        .replacen(&second, &first, 1)
        .replacen("@1@", &second, 1)
}

fn second_invoices(good: &str) -> Vec<Arrangement> {
    let s = || Surgery(good.to_owned());
    let extension = format!(
        "<ext:UBLExtension><ext:ExtensionContent>{}</ext:ExtensionContent></ext:UBLExtension>",
        evil()
    );
    let without_declaration = good.split_once("?>\n").unwrap().1.trim_end();
    let namespaces = "xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\" xmlns:ext=\"urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2\"";
    vec![
        ("an invoice in a foreign extension", s().put("</ext:UBLExtensions>", &extension).0, WRAPPED),
        ("an invoice in the Object", s().put("</ds:Object>", &evil()).0, WRAPPED),
        ("an invoice at the end", s().put("</Invoice>", &evil()).0, WRAPPED),
        ("an invoice in the signature", s().put("</cac:Signature>", &evil()).0, WRAPPED),
        ("an invoice in the QR reference", s().put("<cac:Signature>", "").swap("<cbc:ID>QR</cbc:ID>", &format!("<cbc:ID>QR</cbc:ID>{}", evil())).0, WRAPPED),
        ("the signed invoice inside another", format!("<Invoice {namespaces}>{without_declaration}</Invoice>"), UNPROTECTED),
        (
            "the signed invoice as an extension of another",
            evil().replacen(
                "\n  <cbc:ProfileID>",
                &format!("<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent>{without_declaration}</ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>\n  <cbc:ProfileID>"),
                1,
            ),
            WRAPPED,
        ),
        (
            "UBL in a foreign extension",
            s().put("</ext:UBLExtensions>", "<ext:UBLExtension><ext:ExtensionContent><x:y xmlns:x=\"urn:x\"><cbc:PayableAmount currencyID=\"SAR\">1.00</cbc:PayableAmount></x:y></ext:ExtensionContent></ext:UBLExtension>").0,
            WRAPPED,
        ),
    ]
}

fn hidden_content(good: &str) -> Vec<Arrangement> {
    let s = || Surgery(good.to_owned());
    let amount = "<cbc:PayableAmount currencyID=\"SAR\">1.00</cbc:PayableAmount>";
    vec![
        (
            "amounts in a Signature inside a line",
            s().put("<cac:Item>", &format!("<cac:Signature>{amount}</cac:Signature>"))
                .0,
            UNPROTECTED,
        ),
        (
            "amounts in a Signature of another namespace",
            s().put(
                "<cac:LegalMonetaryTotal>",
                &format!("<x:Signature xmlns:x=\"urn:x\">{amount}</x:Signature>"),
            )
            .0,
            UNPROTECTED,
        ),
        (
            "amounts in UBLExtensions inside a line",
            s().put(
                "<cac:Item>",
                &format!("<ext:UBLExtensions>{amount}</ext:UBLExtensions>"),
            )
            .0,
            UNPROTECTED,
        ),
        (
            "a line in a QR reference inside a party",
            s().put(
                "<cac:PartyTaxScheme>",
                &format!(
                    "<cac:AdditionalDocumentReference><cbc:ID>QR</cbc:ID>{amount}</cac:AdditionalDocumentReference>"
                ),
            )
            .0,
            UNPROTECTED,
        ),
        (
            "amounts in the QR reference",
            s().swap("<cbc:ID>QR</cbc:ID>", &format!("<cbc:ID>QR</cbc:ID>{amount}"))
                .0,
            WRAPPED,
        ),
        (
            "the PIH reference with an ID of QR too",
            s().swap("<cbc:ID>PIH</cbc:ID>", "<cbc:ID>PIH</cbc:ID><cbc:ID>QR</cbc:ID>")
                .0,
            WRAPPED,
        ),
        (
            "amounts in cac:Signature",
            s().put("</cac:Signature>", amount).0,
            WRAPPED,
        ),
        (
            "text in cac:Signature",
            s().put("</cac:Signature>", "pay to another account").0,
            WRAPPED,
        ),
        (
            "text in ds:Object",
            s().put("</ds:Object>", "pay to another account").0,
            WRAPPED,
        ),
        (
            "text in CDATA in ds:KeyInfo",
            s().put("</ds:KeyInfo>", "<![CDATA[x]]>").0,
            WRAPPED,
        ),
        (
            "an element in the signature value",
            s().put("</ds:SignatureValue>", "<x:y xmlns:x=\"urn:x\"/>").0,
            WRAPPED,
        ),
        (
            "UBLExtensions at the end",
            s().put("</Invoice>", &s().get("ext:UBLExtensions", 0))
                .cut("ext:UBLExtensions", 0)
                .0,
            STRUCTURE,
        ),
    ]
}

fn references_elsewhere(good: &str) -> Vec<Arrangement> {
    let s = || Surgery(good.to_owned());
    vec![
        (
            "the first reference to an id",
            s().swap("URI=\"\"", "URI=\"#signature\"").0,
            WRAPPED,
        ),
        (
            "the first reference without a URI",
            s().swap(" URI=\"\"", "").0,
            WRAPPED,
        ),
        (
            "the first reference to another file",
            s().swap("URI=\"\"", "URI=\"file:///tmp/other.xml\"").0,
            WRAPPED,
        ),
        (
            "the second reference to the signature",
            s().swap("URI=\"#xadesSignedProperties\"", "URI=\"#signature\"").0,
            WRAPPED,
        ),
        (
            "the second reference by XPointer",
            s().swap(
                "URI=\"#xadesSignedProperties\"",
                "URI=\"#xpointer(id('xadesSignedProperties'))\"",
            )
            .0,
            WRAPPED,
        ),
        (
            "the properties under another id",
            s().swap("Id=\"xadesSignedProperties\"", "Id=\"other\"").0,
            WRAPPED,
        ),
        (
            "the properties without an id",
            s().swap(" Id=\"xadesSignedProperties\"", "").0,
            WRAPPED,
        ),
        (
            "the id of the properties twice",
            s().swap("<cac:Item>", "<cac:Item Id=\"xadesSignedProperties\">").0,
            WRAPPED,
        ),
        (
            "the id of the properties as xml:id",
            s().swap("<cac:Item>", "<cac:Item xml:id=\"xadesSignedProperties\">").0,
            WRAPPED,
        ),
        (
            "properties of another signature",
            s().swap("Target=\"signature\"", "Target=\"other\"").0,
            WRAPPED,
        ),
        (
            "a transform too many",
            s().put(
                "</ds:Transforms>",
                "<ds:Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#base64\"/>",
            )
            .0,
            WRAPPED,
        ),
        ("a transform too few", s().cut("ds:Transform", 1).0, STRUCTURE),
        (
            "an XPath that leaves out the lines",
            s().swap(
                "not(//ancestor-or-self::cac:Signature)",
                "not(//ancestor-or-self::cac:InvoiceLine)",
            )
            .0,
            STRUCTURE,
        ),
        (
            "an XSLT transform",
            s().swap(
                "http://www.w3.org/TR/1999/REC-xpath-19991116",
                "http://www.w3.org/TR/1999/REC-xslt-19991116",
            )
            .0,
            ALGORITHM,
        ),
        (
            "exclusive canonical form",
            s().swap(
                "http://www.w3.org/2006/12/xml-c14n11",
                "http://www.w3.org/2001/10/xml-exc-c14n#",
            )
            .0,
            ALGORITHM,
        ),
        (
            "a keyed hash as the method",
            s().swap(
                "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
                "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
            )
            .0,
            ALGORITHM,
        ),
        (
            "SHA-1 as the digest",
            s().swap(
                "http://www.w3.org/2001/04/xmlenc#sha256",
                "http://www.w3.org/2000/09/xmldsig#sha1",
            )
            .0,
            ALGORITHM,
        ),
    ]
}

/// Other people's extensions are a place to hide things in, and their ids a way to drown the stamp's.
fn foreign_extensions(good: &str) -> Vec<Arrangement> {
    let with = |extension: &str| Surgery(good.to_owned()).put("</ext:UBLExtensions>", extension).0;
    let many_ids: String = (0..70).map(|at| format!("<x:y Id=\"a{at}\"/>")).collect();
    let ids = format!("{many_ids}<x:y Id=\"xadesSignedProperties\"/><x:y Id=\"signature\"/>");
    vec![
        (
            "a line among the extensions",
            with("<cac:InvoiceLine><cbc:ID>9</cbc:ID><ext:ExtensionContent/></cac:InvoiceLine>"),
            WRAPPED,
        ),
        (
            "an amount beside the content",
            with(
                "<ext:UBLExtension><cbc:PayableAmount>1</cbc:PayableAmount><ext:ExtensionContent/></ext:UBLExtension>",
            ),
            WRAPPED,
        ),
        (
            "elements inside the extension's name",
            with("<ext:UBLExtension><cbc:Name><cbc:ID>1</cbc:ID></cbc:Name><ext:ExtensionContent/></ext:UBLExtension>"),
            WRAPPED,
        ),
        (
            "the stamp's ids behind many others",
            with(&format!(
                "<ext:UBLExtension><ext:ExtensionContent><x:z xmlns:x=\"urn:x\">{ids}</x:z></ext:ExtensionContent></ext:UBLExtension>"
            )),
            WRAPPED,
        ),
    ]
}

#[test]
fn every_arrangement_is_refused_with_its_reason() {
    let taxpayer = Taxpayer::new();
    let good = String::from_utf8(taxpayer.seal(&sample("simplified.xml")).unwrap()).unwrap();
    let report = taxpayer.verify(good.as_bytes());
    assert!(
        report.valid && report.findings.is_empty(),
        "the untouched file is valid"
    );
    let all = [
        doubled_and_moved(&good),
        second_invoices(&good),
        hidden_content(&good),
        foreign_extensions(&good),
        references_elsewhere(&good),
    ]
    .concat();
    assert!(all.len() >= 50);
    let mut wrong = Vec::new();
    for (name, text, code) in all {
        assert!(text != good, "{name}: nothing was arranged");
        let report = taxpayer.verify(text.as_bytes());
        assert!(!report.valid, "{name}: accepted");
        if !codes(&report).0.contains(&code) {
            wrong.push(format!("{name}: {:?}, not {code}", codes(&report).0));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_stamp_of_one_document_does_not_fit_another() {
    let taxpayer = Taxpayer::new();
    let seal = |name: &str| String::from_utf8(taxpayer.seal(&sample(name)).unwrap()).unwrap();
    let (one, other) = (seal("simplified.xml"), seal("standard.xml"));
    let mixed = one.replacen(
        &one[element(&one, "ext:UBLExtensions", 0)],
        &other[element(&other, "ext:UBLExtensions", 0)],
        1,
    );
    assert_eq!(codes(&taxpayer.verify(mixed.as_bytes())).0[0], "KHATM-SEAL-HASH");
    // With the digest made to fit, the signature does not.
    let hash = support::between(&one, "<ds:DigestValue>", "<");
    let stated = support::between(&mixed, "<ds:DigestValue>", "<").to_owned();
    let patched = mixed.replacen(&stated, hash, 1);
    let report = taxpayer.verify(patched.as_bytes());
    assert!(codes(&report).0.contains(&"KHATM-SEAL-STAMP"), "{:?}", codes(&report));
}

#[test]
fn a_swapped_certificate_is_found() {
    let (taxpayer, other) = (Taxpayer::new(), Taxpayer::new());
    let good = String::from_utf8(taxpayer.seal(&sample("simplified.xml")).unwrap()).unwrap();
    let swapped = good.replacen(taxpayer.certificate.text(), other.certificate.text(), 1);
    let report = taxpayer.verify(swapped.as_bytes());
    let found = codes(&report).0;
    for code in [
        "KHATM-SEAL-CERTIFICATE-DIGEST",
        "KHATM-SEAL-STAMP",
        "KHATM-QR-PUBLIC-KEY",
    ] {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
}
