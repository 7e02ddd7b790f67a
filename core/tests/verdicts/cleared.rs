//! When a cleared document is believed: one change in each place that counts, and changes that do not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Code;
use khatm::gateway::{Arrived, Cleared, Doubt, Operation, Verdict};

use super::{DESK, letter};
use crate::replies::bodies::{clearance, results};
use crate::replies::reply;
use crate::support::{Taxpayer, replace_one};

fn judge(xml: &[u8]) -> Verdict {
    let body = results("", "", "PASS", &clearance(xml));
    DESK.judge(Operation::Clearance, 200, body.as_bytes())
}

fn believed(xml: &[u8]) -> Cleared {
    match judge(xml) {
        Verdict::Accepted(acceptance) => acceptance.cleared.unwrap(),
        other => panic!("{other:?}"),
    }
}

fn text() -> String {
    String::from_utf8(DESK.cleared.clone()).unwrap()
}

fn changed(from: &str, to: &str) -> Vec<u8> {
    replace_one(&DESK.cleared, from, to)
}

#[test]
fn the_document_that_was_sent_is_believed_and_kept_byte_for_byte() {
    let cleared = believed(&DESK.cleared);
    assert_eq!(cleared.xml, DESK.cleared);
    assert!(cleared.hash_fits);
    assert_eq!(cleared.stamp_faults, vec![]);
    // It comes with 208 too, and may with 409.
    let body = results("", "", "PASS", &clearance(&DESK.cleared));
    for status in [208, 409] {
        let Verdict::AlreadyKnown(acceptance) = DESK.judge(Operation::Clearance, status, body.as_bytes()) else {
            panic!("{status}");
        };
        assert_eq!(acceptance.cleared, Some(cleared.clone()), "{status}");
    }
    // Base64 may be broken into lines.
    let lines: Vec<String> = STANDARD
        .encode(&DESK.cleared)
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    let body = results(
        "",
        "",
        "PASS",
        &format!(
            r#""clearanceStatus":"CLEARED","clearedInvoice":"{}""#,
            lines.join("\\r\\n")
        ),
    );
    assert_eq!(letter(&DESK.judge(Operation::Clearance, 200, body.as_bytes())), 'A');
}

#[test]
fn one_amount_changed_in_any_place_is_another_document() {
    let text = text();
    let marks: Vec<usize> = text
        .match_indices("currencyID=\"SAR\">")
        .map(|(at, mark)| at + mark.len())
        .collect();
    assert!(marks.len() >= 14, "{}", marks.len());
    for at in marks {
        let end = at + text[at..].find('<').unwrap();
        let amount = &text[at..end];
        let with = |new: &str| format!("{}{new}{}", &text[..at], &text[end..]);
        let first = amount.chars().next().unwrap();
        let other = if first == '9' { '8' } else { '9' };
        for wrong in [
            format!("{other}{}", &amount[1..]),
            format!("-1{amount}"),
            format!("{amount}1"),
            format!("{amount}e0"),
            amount.replace('.', ","),
            String::new(),
            "NaN".to_owned(),
        ] {
            assert_eq!(
                letter(&judge(with(&wrong).as_bytes())),
                'O',
                "{amount} as {wrong} at {at}"
            );
        }
        // The same value in other digits is the same amount.
        for right in [format!("0{amount}"), format!("{amount}0"), format!(" +{amount}\n")] {
            assert_eq!(
                letter(&judge(with(&right).as_bytes())),
                'A',
                "{amount} as {right} at {at}"
            );
        }
        let dollars = format!("{}USD\">{}", &text[..at - "SAR\">".len()], &text[at..]);
        assert_eq!(letter(&judge(dollars.as_bytes())), 'O', "{amount} in dollars at {at}");
    }
}

#[test]
fn identity_counts_and_other_content_does_not() {
    let uuid = "8d487816-70b8-4ade-a618-9d620b73814a";
    let other = [
        (uuid, "8d487816-70b8-4ade-a618-9d620b73814b"),
        ("<cbc:ID>T-2001</cbc:ID>", "<cbc:ID>T-2002</cbc:ID>"),
        ("<cbc:ID>T-2001</cbc:ID>", "<cbc:ID>t-2001</cbc:ID>"),
        ("<cbc:ID>T-2001</cbc:ID>", ""),
        (
            "<cbc:ID>T-2001</cbc:ID>",
            "<cbc:ID>T-2001</cbc:ID><cbc:ID>T-2001</cbc:ID>",
        ),
        ("<cbc:ID>T-2001</cbc:ID>", "<x:ID xmlns:x=\"urn:x\">T-2001</x:ID>"),
    ];
    for (from, to) in other {
        assert_eq!(letter(&judge(&changed(from, to))), 'O', "{to}");
    }
    let text = text();
    let seller = text.find("<cac:AccountingSupplierParty>").unwrap();
    let vat = seller + text[seller..].find("300000000000003").unwrap();
    let wrong = format!("{}310000000000003{}", &text[..vat], &text[vat + 15..]);
    assert_eq!(letter(&judge(wrong.as_bytes())), 'O');
    // Letters of a UUID have no case; and what is not compared is recorded by the hash.
    for (from, to) in [
        (uuid.to_owned(), uuid.to_uppercase()),
        (
            "<cbc:ID>T-2001</cbc:ID>".to_owned(),
            "<cbc:ID> T-2001\n</cbc:ID>".to_owned(),
        ),
    ] {
        let cleared = believed(&changed(&from, &to));
        assert!(!cleared.hash_fits, "{to}");
        assert!(!cleared.stamp_faults.is_empty(), "{to}");
    }
}

#[test]
fn kind_currencies_and_buyer_count() {
    let kind = "<cbc:InvoiceTypeCode name=\"0100000\">388</cbc:InvoiceTypeCode>";
    let document = "<cbc:DocumentCurrencyCode>SAR</cbc:DocumentCurrencyCode>";
    let tax = "<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>";
    let buyer = "<cbc:CompanyID>311111111111113</cbc:CompanyID>";
    let other = [
        (kind, kind.replace("388", "381")),
        (kind, kind.replace("0100000", "0200000")),
        (kind, kind.replace(" name=\"0100000\"", "")),
        (kind, String::new()),
        (kind, kind.repeat(2)),
        (document, document.replace("SAR", "USD")),
        (document, String::new()),
        (tax, tax.replace("SAR", "USD")),
        (tax, String::new()),
        (buyer, buyer.replace("13<", "23<")),
        (buyer, buyer.replace("311111111111113", "")),
        (buyer, String::new()),
        (buyer, buyer.repeat(2)),
    ];
    for (from, to) in other {
        assert_eq!(letter(&judge(&changed(from, &to))), 'O', "{from} as {to:?}");
    }
    assert_eq!(letter(&judge(&changed(buyer, &buyer.replace(">3", "> 3")))), 'A');
    // A buyer without a number is no reason to doubt what came back with one.
    let sent = replace_one(&DESK.sent, buyer, "");
    let request = DESK.clearance_of(&sent);
    let body = results("", "", "PASS", &clearance(&DESK.cleared));
    let verdict = Verdict::of(&request, &Arrived::Reply(reply(200, body.as_bytes())));
    assert_eq!(letter(&verdict), 'A');
}

#[test]
fn an_amount_that_moved_was_added_or_hidden_is_another_document() {
    let text = text();
    let lines: Vec<usize> = text.match_indices("<cac:InvoiceLine>").map(|(at, _)| at).collect();
    let end = text.rfind("</cac:InvoiceLine>").unwrap() + "</cac:InvoiceLine>".len();
    let (head, first, second, tail) = (
        &text[..lines[0]],
        &text[lines[0]..lines[1]],
        &text[lines[1]..end],
        &text[end..],
    );
    let cases = [
        ("lines swapped", format!("{head}{second}{first}{tail}")),
        ("a line twice", format!("{head}{first}{first}{second}{tail}")),
        ("a line gone", format!("{head}{first}{tail}")),
        (
            "a line in a stamp, where no hash looks",
            format!("{head}{first}<cac:Signature>{second}</cac:Signature>{tail}"),
        ),
        (
            "a line in a foreign element",
            format!("{head}{first}<x:a xmlns:x=\"urn:x\">{second}</x:a>{tail}"),
        ),
        (
            "another total",
            format!(
                "{head}<cac:TaxTotal><cbc:TaxAmount currencyID=\"SAR\">544.50</cbc:TaxAmount></cac:TaxTotal>{first}{second}{tail}"
            ),
        ),
    ];
    for (name, xml) in cases {
        assert_eq!(letter(&judge(xml.as_bytes())), 'O', "{name}");
    }
}

#[test]
fn form_and_stamp_are_recorded_and_not_demanded() {
    let text = text();
    let indented = text.replace("><cac:", ">\n\n   <cac:").replace(">\n", ">\n  \n");
    let cleared = believed(indented.as_bytes());
    assert!(!cleared.hash_fits);
    assert_eq!(cleared.xml, indented.as_bytes());

    let again = Taxpayer::new().seal(&DESK.sent).unwrap();
    assert_ne!(again, DESK.cleared);
    let cleared = believed(&again);
    assert!(cleared.hash_fits);
    assert_eq!(cleared.stamp_faults, vec![]);

    let from = text.find("<ds:SignatureValue>").unwrap() + "<ds:SignatureValue>".len();
    let to = from + text[from..].find('<').unwrap();
    let broken = format!("{}{}{}", &text[..from], STANDARD.encode([1; 70]), &text[to..]);
    let cleared = believed(broken.as_bytes());
    assert!(cleared.hash_fits);
    assert!(!cleared.stamp_faults.is_empty());

    // What was sent, unstamped, is the right document still.
    let cleared = believed(&DESK.sent);
    assert!(cleared.hash_fits);
    assert!(!cleared.stamp_faults.is_empty());
}

#[test]
fn a_document_without_a_stamp_of_the_authority_s_is_noticed() {
    let sealed = DESK.taxpayer.seal(&DESK.sent).unwrap();
    let request = DESK.clearance_of(&sealed);
    let unsealed = DESK.clearance_of(&DESK.sent);
    let noticed = |request, xml: &[u8]| {
        let body = results("", "", "PASS", &clearance(xml));
        match Verdict::of(request, &Arrived::Reply(reply(200, body.as_bytes()))) {
            Verdict::Accepted(acceptance) => {
                let cleared = acceptance.cleared.unwrap();
                cleared.stamp_faults.contains(&Code::ClearedStamp)
            }
            other => panic!("{other:?}"),
        }
    };
    let between = |xml: &[u8], from: &str| {
        let text = String::from_utf8(xml.to_vec()).unwrap();
        let at = text.find(from).unwrap() + from.len();
        text[at..at + text[at..].find('<').unwrap()].to_owned()
    };
    let (value, certificate) = ("<ds:SignatureValue>", "<ds:X509Certificate>");
    let with = |from: &str, new: &str| replace_one(&DESK.cleared, &between(&DESK.cleared, from), new);
    let broken = |text: String| format!("\n{}\n {}", &text[..20], &text[20..]);
    for (name, xml) in [
        ("the bytes that were sent", sealed.clone()),
        ("no stamp", DESK.sent.clone()),
        ("the signature that was sent", with(value, &between(&sealed, value))),
        (
            "the certificate that was sent",
            with(certificate, &broken(between(&sealed, certificate))),
        ),
        (
            "another signature by the sender",
            DESK.taxpayer.seal(&DESK.sent).unwrap(),
        ),
        ("no signature", with(value, " ")),
        ("no certificate", with(certificate, "")),
    ] {
        assert!(noticed(&request, &xml), "{name}");
    }
    assert!(noticed(&unsealed, &DESK.sent));
    assert!(!noticed(&request, &DESK.cleared));
    assert!(!noticed(&unsealed, &DESK.cleared));
}

#[test]
fn hostile_documents_end_in_doubt() {
    let entities = b"<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><Invoice>&c;</Invoice>".to_vec();
    let wide: Vec<u8> = text().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut cut = DESK.cleared.clone();
    cut.truncate(cut.len() - 3);
    let names: String = (0..50_000).map(|at| format!("<n{at}/>")).collect();
    let cases: [(&str, Vec<u8>); 8] = [
        ("entities", entities),
        ("deep", b"<a>".repeat(300_000)),
        ("UTF-16", wide),
        ("cut", cut),
        ("empty", Vec::new()),
        ("zeros", vec![0; 10_000]),
        ("another root", b"<Order/>".to_vec()),
        ("many names", format!("<Invoice>{names}</Invoice>").into_bytes()),
    ];
    for (name, xml) in cases {
        let verdict = judge(&xml);
        assert!(matches!(verdict, Verdict::Unsure(_)), "{name}: {verdict:?}");
    }
    // The right document, blown up with blanks beyond all bounds.
    let blanks = format!("{}{}", text(), " ".repeat(4 << 20));
    assert_eq!(judge(blanks.as_bytes()), Verdict::Unsure(Doubt::OtherDocument(200)));
}
