//! Documents made to hurt the validator: no panic, no work that grows with the square, nothing that does not belong in a report.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs, unreachable_pub)]

mod support;

use std::time::{Duration, Instant};

use khatm::Language;
use khatm::rules::{Context, LayerResult, Verdict, validate};
use khatm::time::Moment;
use support::{replace_one, sample};

#[path = "hostile/files.rs"]
mod files;

/// Against hanging only: a build for development takes a second or two for each of these.
const LIMIT: Duration = Duration::from_secs(60);

fn judge(xml: &[u8]) -> Verdict {
    let begun = Instant::now();
    let verdict = validate(xml, &Context::new(Moment::parse("2026-11-21T12:00:00").unwrap()));
    assert!(
        begun.elapsed() < LIMIT,
        "{} bytes took {:?}",
        xml.len(),
        begun.elapsed()
    );
    verdict
}

fn codes(verdict: &Verdict) -> Vec<&str> {
    verdict.found.iter().map(|found| found.error.code().as_str()).collect()
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding() {
    let files = files::hostile();
    assert!(files.len() > 100);
    for (name, file, code) in files {
        let verdict = judge(&file);
        assert!(!verdict.is_valid(), "{name}");
        let read = khatm::ubl::parse(&file);
        if let Err(error) = read {
            assert_eq!(codes(&verdict), [error.code().as_str()], "{name}");
            assert_eq!(error.code(), code, "{name}");
            assert_eq!(verdict.layers.xsd, LayerResult::Failed, "{name}");
            assert_eq!(verdict.layers.ksa, LayerResult::NotRun, "{name}");
        }
    }
}

#[test]
fn what_may_be_read_is_judged_in_time_however_nasty() {
    for (name, file) in files::legal_but_nasty(1_000_000) {
        let verdict = judge(&file);
        println!("{name}: {:?}", codes(&verdict));
        assert!(!verdict.is_valid(), "{name}");
    }
}

/// The document with something put many times before an element that it has once.
fn repeated(before: &str, piece: &str, times: usize) -> Vec<u8> {
    let text = String::from_utf8(sample("simplified-sealed.xml")).unwrap();
    let at = text.find(before).unwrap();
    [&text[..at], &piece.repeat(times), &text[at..]].concat().into_bytes()
}

#[test]
fn what_stands_too_often_costs_no_more_than_its_length() {
    let amount = "<cbc:TaxAmount currencyID=\"XYZ\">1</cbc:TaxAmount>";
    let total = format!(
        "<cac:TaxTotal>{amount}<cac:TaxSubtotal>{amount}<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>15</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
    );
    let line = "<cac:InvoiceLine><cbc:ID>1</cbc:ID><cac:Item><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory></cac:Item></cac:InvoiceLine>";
    let currency = "<cbc:DocumentCurrencyCode>ABC</cbc:DocumentCurrencyCode>";
    let reference = "<cac:AdditionalDocumentReference><cbc:ID>QR</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject mimeCode=\"a\">A</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>";
    let party = "<cac:AccountingCustomerParty><cac:Party><cac:PartyIdentification><cbc:ID schemeID=\"NAT\">1</cbc:ID></cac:PartyIdentification></cac:Party></cac:AccountingCustomerParty>";
    let before = "<cac:LegalMonetaryTotal>";
    let advance = line.replace(
        "<cac:Item>",
        "<cac:DocumentReference><cbc:ID>1</cbc:ID></cac:DocumentReference><cac:Item>",
    );
    for (name, piece) in [
        ("tax totals", total.as_str()),
        ("advances", advance.as_str()),
        ("lines", line),
        ("currencies", currency),
        ("references", reference),
        ("parties", party),
        (
            "type codes",
            "<cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>",
        ),
        (
            "means",
            "<cac:PaymentMeans><cbc:PaymentMeansCode>1</cbc:PaymentMeansCode></cac:PaymentMeans>",
        ),
        ("extensions", "<ext:UBLExtensions/>"),
    ] {
        let file = repeated(before, piece, 2_000_000 / piece.len());
        let begun = Instant::now();
        let verdict = judge(&file);
        assert!(!verdict.is_valid(), "{name}");
        let most = verdict.found.iter().map(|found| found.count).max().unwrap();
        println!(
            "{name}: {} findings, at most {most} places, {:?}",
            verdict.found.len(),
            begun.elapsed()
        );
        assert!(verdict.found.len() < 200, "{name}: a code is said once");
    }
    // Which field a subtotal's category comes from is looked for among all lines: once, not once for each.
    let zero = advance.replace("<cbc:ID>S</cbc:ID>", "<cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent>");
    let subtotal = "<cac:TaxTotal><cac:TaxSubtotal><cac:TaxCategory><cbc:ID>Z</cbc:ID><cbc:Percent>0</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>";
    let text = String::from_utf8(repeated(before, &zero, 12_000_000 / zero.len())).unwrap();
    let verdict = judge(
        text.replacen("<cac:TaxTotal>", &format!("{subtotal}<cac:TaxTotal>"), 1)
            .as_bytes(),
    );
    let code = verdict
        .found
        .iter()
        .find(|found| found.error.code().as_str() == "BR-KSA-69")
        .unwrap();
    assert_eq!(code.field.as_deref(), Some("prepayments[0].exemption_code"));
    // Currencies against amounts: the one pair of the rules that would grow with the square is given up in time.
    let both = format!("{currency}{total}");
    let verdict = judge(&repeated(before, &both, 6_000_000 / both.len()));
    assert!(
        codes(&verdict).contains(&"KHATM-RULES-TOO-MUCH"),
        "{:?}",
        codes(&verdict)
    );
}

#[test]
fn patterns_numbers_and_dates_out_of_a_document_cannot_stop_the_clock() {
    let base = sample("standard.xml");
    let text = String::from_utf8(base.clone()).unwrap();
    let first = support::between(
        &text,
        "<cbc:TaxExclusiveAmount currencyID=\"",
        "</cbc:TaxExclusiveAmount>",
    )
    .to_owned();
    let (_, amount) = first.split_once("\">").unwrap();
    let currency = |pattern: &str| {
        let from = format!("<cbc:TaxExclusiveAmount currencyID=\"SAR\">{amount}");
        let to = format!("<cbc:TaxExclusiveAmount currencyID=\"{pattern}\">{amount}");
        judge(&replace_one(&base, &from, &to))
    };
    for pattern in [
        "(a*)*b",
        "((S|A|R)+)+$",
        "(S?A?R?){50}x",
        "(.*)(.*)(.*)(.*)(.*)(.*)z",
        "S{0,1000000}",
        "(((((S+)+)+)+)+)+!",
    ] {
        assert!(!currency(pattern).is_valid(), "{pattern}");
    }
    for pattern in [
        "(".repeat(9_000),
        "S".repeat(100_000),
        "[".repeat(5_000),
        "(S".repeat(4_000) + &")*".repeat(4_000),
    ] {
        assert!(!currency(&pattern).is_valid());
    }
    for number in [
        "9".repeat(1_000_000),
        "0.".to_owned() + &"1".repeat(1_000_000),
        "1e999999999".to_owned(),
        "-0".to_owned(),
    ] {
        let from = format!("currencyID=\"SAR\">{amount}</cbc:TaxExclusiveAmount>");
        let verdict = judge(&replace_one(&base, &from, &from.replace(amount, &number)));
        assert!(!verdict.found.is_empty(), "{}", &number[..4]);
    }
    let date = support::between(&text, "<cbc:IssueDate>", "<").to_owned();
    for other in [
        "9".repeat(500_000) + "-01-01",
        "-2147483648-01-01".to_owned(),
        "2026-02-30".to_owned(),
        "\u{661}".repeat(10),
    ] {
        let verdict = judge(&replace_one(
            &base,
            &format!("<cbc:IssueDate>{date}"),
            &format!("<cbc:IssueDate>{other}"),
        ));
        assert!(!verdict.is_valid(), "{}", other.chars().take(20).collect::<String>());
    }
}

/// Somebody pasted a key where it does not belong: no report may carry it on, in whole or in part.
#[test]
fn no_finding_repeats_what_might_be_a_secret() {
    let secret = "MHQCAQEEIDyLDaWIn/1/g3PGLrwupV4nTiiLKM59UEqUch1vDfhpoAcGBSuBBAAKoUQDQgAEYYMMoOaFYAhMO/steo";
    let base = String::from_utf8(sample("simplified-sealed.xml")).unwrap();
    let mut places = 0;
    let mut at = 0;
    while let Some(start) = base[at..].find('>').map(|found| at + found + 1) {
        let Some(end) = base[start..].find('<').map(|found| start + found) else {
            break;
        };
        at = end;
        if base[start..end].trim().is_empty() {
            continue;
        }
        places += 1;
        check(&[&base[..start], secret, &base[end..]].concat(), secret);
    }
    for (start, _) in base.match_indices("=\"") {
        let end = start + 2 + base[start + 2..].find('"').unwrap();
        if base[..start].ends_with("xmlns") || base[..start].rsplit(' ').next().unwrap().starts_with("xmlns:") {
            continue;
        }
        places += 1;
        check(&[&base[..start + 2], secret, &base[end..]].concat(), secret);
    }
    assert!(places > 100, "{places}");
}

fn check(xml: &str, secret: &str) {
    let verdict = judge(xml.as_bytes());
    for language in [Language::English, Language::Arabic] {
        let report = serde_json::to_string(&verdict.report(language)).unwrap();
        for part in [&secret[..24], &secret[20..44], &secret[50..74]] {
            assert!(!report.contains(part), "{report}");
        }
    }
}
