//! UBL that somebody else made takes its place in the chain: what is filled in, what stays, and what is refused.
#![allow(clippy::unwrap_used, missing_docs)]

mod ledger;
mod support;

use khatm::Code;
use khatm::chain::PreviousHash;
use khatm::error::Severity;
use khatm::invoice::{Context, Refusal, build};
use khatm::store::delivery::Fact;
use khatm::store::issue::{DEADLINE_MS, Issued, Ready, seal_all};
use khatm::store::memory::Memory;
use khatm::store::stretch::Stretches;
use khatm::store::verify::verify;
use khatm::store::{Chain, Role, Store, Uuid};
use khatm::ubl::write::write;
use ledger::{Till, invoice, note, now, sale, seller, settle};

const UUID: &str = "3cf5ee18-ee25-44ea-a444-2c37ba7f28be";

/// The document of a draft, as another program would hand it in.
fn ubl(draft: &str) -> String {
    let mut context = Context::new(now().moment().unwrap());
    context.seller = Some(seller());
    context.uuid = Some(UUID.to_owned());
    let (invoice, _) = build(draft.as_bytes(), &context).unwrap();
    // Each element directly behind the one before, so that a test can take one out by its text.
    let text = String::from_utf8(write(&invoice)).unwrap();
    text.split('>').map(str::trim_start).collect::<Vec<_>>().join(">")
}

/// Without the stretch from one text to another, both of them taken out.
fn cut(xml: &str, from: &str, to: &str) -> String {
    let begin = xml.find(from).unwrap();
    let end = begin + xml[begin..].find(to).unwrap() + to.len();
    format!("{}{}", &xml[..begin], &xml[end..])
}

fn seal(till: &Till, store: &dyn Store, chain: &Chain, ready: &Ready<'_>) -> Result<Issued, Refusal> {
    let issuer = till.issuer(chain);
    let sealed = seal_all(store, &issuer, std::slice::from_ref(ready), now());
    sealed.map(|mut all| all.remove(0)).map_err(|(_, refusal)| refusal)
}

fn ready(xml: &str) -> Ready<'_> {
    Ready {
        xml: xml.as_bytes(),
        request_key: None,
        corrects: None,
    }
}

fn code<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> Code {
    refused.unwrap_err().first().code()
}

fn with_number(xml: &str, number: &str) -> String {
    let fresh = Uuid::fresh().unwrap().to_string();
    let numbered = xml.replacen("<cbc:ID>X-1</cbc:ID>", &format!("<cbc:ID>{number}</cbc:ID>"), 1);
    assert!(numbered != xml || number == "X-1");
    numbered.replace(UUID, &fresh)
}

#[test]
fn drafts_and_ready_documents_stand_in_one_chain() {
    let (store, till) = (Memory::new(), Till::new());
    let chain = till.chain(&store, "till");
    let first = till.issue(&store, &chain, &sale("S-1", "10.00")).unwrap();
    let xml = ubl(&sale("X-1", "20.00"));
    let second = seal(&till, &store, &chain, &ready(&xml)).unwrap();
    assert_eq!(second.document.place.counter, 2);
    assert_eq!(second.document.previous_hash, first.document.hash.into());
    assert_eq!(second.document.uuid.to_string(), UUID);
    assert_eq!(second.document.number, "X-1");
    assert_eq!(second.document.total.to_string(), "23.00");
    assert_eq!(second.document.deadline, now().plus_ms(DEADLINE_MS));
    assert!(!second.provisional && !second.again);
    assert_eq!(till.taxpayer.verify(&second.document.xml).qr.as_ref(), Some(&second.qr));
    let third = till.issue(&store, &chain, &invoice("S-3", "30.00")).unwrap();
    assert_eq!(third.document.previous_hash, second.document.hash.into());
    let seen = verify(&store, &till.taxpayer.verifier, None).unwrap();
    assert!(seen.whole() && seen.documents == 3, "{:?}", seen.breaks);
    // The rules that judge a draft's document judge this one, and it is the same one.
    let own = till.issue(&store, &chain, &sale("S-4", "20.00")).unwrap();
    let strip = |xml: &[u8]| {
        let text = String::from_utf8(xml.to_vec()).unwrap();
        let text = cut(&text, "<ext:UBLExtensions", "</ext:UBLExtensions>");
        let text = cut(&text, "<cbc:ID>", "</cbc:IssueTime>");
        let text = cut(
            &text,
            "<cac:AdditionalDocumentReference>",
            "<cac:AccountingSupplierParty>",
        );
        text.split_whitespace().collect::<Vec<_>>().join("")
    };
    assert_eq!(strip(&own.document.xml), strip(&second.document.xml));
}

#[test]
fn what_only_the_ledger_knows_is_filled_in_whatever_stood_there() {
    let (store, till) = (Memory::new(), Till::new());
    let chain = till.chain(&store, "till");
    let xml = ubl(&sale("X-1", "20.00"));
    let icv = |xml: &str| {
        cut(
            xml,
            "<cac:AdditionalDocumentReference>",
            "</cac:AdditionalDocumentReference>",
        )
    };
    let forms = [
        // Neither counter nor hash.
        icv(&icv(&xml)),
        // No counter.
        icv(&xml),
        // Another place, in another order, with a mark in front of the file.
        format!(
            "\u{feff}{}",
            xml.replace("<cbc:UUID>1</cbc:UUID>", "<cbc:UUID>99</cbc:UUID>")
        ),
        // No hash, under other prefixes.
        cut(
            &xml,
            "<cac:AdditionalDocumentReference><cbc:ID>PIH",
            "</cac:AdditionalDocumentReference>",
        )
        .replace("cac:", "a:")
        .replace("xmlns:cac", "xmlns:a"),
    ];
    for (at, form) in forms.iter().enumerate() {
        let form = with_number(form, &format!("X-{at}0"));
        let sealed =
            seal(&till, &store, &chain, &ready(&form)).unwrap_or_else(|refusal| panic!("{at}: {refusal:?}\n{form}"));
        assert_eq!(sealed.document.place.counter, at as u64 + 1);
    }
    // A stamp of somebody's is taken out.
    let other = (Memory::new(), Till::new());
    let other_chain = other.1.chain(&other.0, "till");
    let stamped = other.1.issue(&other.0, &other_chain, &sale("X-9", "5.00")).unwrap();
    let again = Ready {
        xml: &stamped.document.xml,
        request_key: None,
        corrects: None,
    };
    let sealed = seal(&till, &store, &chain, &again).unwrap();
    assert_eq!(sealed.document.uuid, stamped.document.uuid);
    assert_ne!(sealed.qr, stamped.qr);
    // A UUID where there is none, or a blank one.
    for (at, blank) in ["", "<cbc:UUID> </cbc:UUID>"].iter().enumerate() {
        let form = xml.replace(&format!("<cbc:UUID>{UUID}</cbc:UUID>"), blank);
        assert_ne!(form, xml);
        let form = form.replacen("<cbc:ID>X-1</cbc:ID>", &format!("<cbc:ID>U-{at}</cbc:ID>"), 1);
        let sealed = seal(&till, &store, &chain, &ready(&form)).unwrap();
        assert_ne!(sealed.document.uuid.to_string(), UUID);
    }
    let seen = verify(&store, &till.taxpayer.verifier, None).unwrap();
    assert!(seen.whole() && seen.documents == 7, "{:?}", seen.breaks);
}

#[test]
fn the_same_request_gets_the_same_document_and_another_content_is_refused() {
    let (store, till) = (Memory::new(), Till::new());
    let chain = till.chain(&store, "till");
    let xml = ubl(&sale("X-1", "20.00"));
    let keyed = |xml: &'static str| Ready {
        xml: xml.as_bytes(),
        request_key: Some("sale 1"),
        corrects: None,
    };
    let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let first = seal(&till, &store, &chain, &keyed(keep(xml.clone()))).unwrap();
    // UUID, time, counter and hash are made anew at each try.
    let later = xml
        .replace(UUID, "00000000-0000-4000-8000-000000000001")
        .replace("12:00:00", "12:00:05");
    let later = later.replace("<cbc:UUID>1</cbc:UUID>", "<cbc:UUID>7</cbc:UUID>");
    let again = seal(&till, &store, &chain, &keyed(keep(later))).unwrap();
    assert!(again.again);
    assert_eq!(again.document, first.document);
    let other = xml.replace("Tea", "Tee");
    assert_eq!(code(seal(&till, &store, &chain, &keyed(keep(other)))), Code::IssueOther);
    let draft = till.order(&store, &chain, &sale("X-1", "20.00"), Some("sale 1"), None, now());
    assert_eq!(code(draft), Code::IssueOther);
    assert_eq!(
        code(seal(
            &till,
            &store,
            &chain,
            &Ready {
                request_key: Some(""),
                ..ready(&xml)
            }
        )),
        Code::IssueKey
    );
    assert_eq!(store.documents(chain.id, 0, 10).unwrap().len(), 1);
}

#[test]
fn what_the_rules_refuse_takes_no_place_and_everything_is_told() {
    let (store, till) = (Memory::new(), Till::new());
    let chain = till.chain(&store, "till");
    let xml = ubl(&sale("X-1", "20.00"));
    let bad = xml
        .replace(">23.00<", ">24.00<")
        .replace("<cbc:TaxCurrencyCode>SAR</cbc:TaxCurrencyCode>", "");
    let refusal = seal(&till, &store, &chain, &ready(&bad)).unwrap_err();
    let errors: Vec<_> = refusal
        .faults
        .iter()
        .filter(|fault| fault.severity == Severity::Error)
        .collect();
    assert!(errors.len() >= 2, "{errors:?}");
    assert!(errors.iter().any(|fault| fault.error.path().is_some()));
    for (broken, expected) in [
        ("".to_owned(), Code::XmlEmpty),
        ("<Invoice/>".to_owned(), Code::NotInvoice),
        (xml[..xml.len() / 2].to_owned(), Code::XmlTruncated),
        (xml.replace("0200000", "0900000"), Code::TransactionCode),
        (
            xml.replace("<cbc:ID>PIH</cbc:ID>", "<cbc:ID>ICV</cbc:ID>"),
            Code::FieldTwice,
        ),
        (xml.replace("300000000000003", "310000000000003"), Code::IssueSeller),
    ] {
        let refused = seal(&till, &store, &chain, &ready(&broken));
        let found = refused.unwrap_err().first().code();
        assert!(
            found == expected || broken.contains("0900000"),
            "{found:?} for {expected:?}"
        );
    }
    assert_eq!(store.documents(chain.id, 0, 10).unwrap().len(), 0);
    // The rules of the ledger hold for it as for a draft.
    seal(&till, &store, &chain, &ready(&xml)).unwrap();
    assert_eq!(code(seal(&till, &store, &chain, &ready(&xml))), Code::StoreTaken);
    assert_eq!(
        code(seal(&till, &store, &chain, &ready(&with_number(&xml, "X-1")))),
        Code::IssueNumber
    );
    assert_eq!(store.last(chain.id).unwrap().unwrap().counter, 1);
}

#[test]
fn a_note_finds_its_original_and_a_correction_what_was_rejected() {
    let (store, till) = (Memory::new(), Till::new());
    let chain = till.chain(&store, "till");
    let sold = till.issue(&store, &chain, &sale("S-1", "20.00")).unwrap();
    let credit = ubl(&note("credit_note", "X-1", &["S-1"], "20.00"));
    let sealed = seal(&till, &store, &chain, &ready(&credit)).unwrap();
    assert_eq!(
        store.stretch(chain.id, 1, 1).unwrap().trails[0]
            .1
            .as_ref()
            .unwrap()
            .filed
            .references[0]
            .to,
        Some(sold.document.place)
    );
    let more = with_number(&credit, "X-2");
    assert_eq!(code(seal(&till, &store, &chain, &ready(&more))), Code::NoteExceeds);
    settle(&store, sealed.document.place, Fact::Rejected);
    let corrected = Ready {
        corrects: Some(sealed.document.uuid),
        ..ready(&more)
    };
    let corrected = seal(&till, &store, &chain, &corrected).unwrap();
    let references = &store.stretch(chain.id, 2, 1).unwrap().trails[0]
        .1
        .as_ref()
        .unwrap()
        .filed
        .references
        .clone();
    assert!(
        references
            .iter()
            .any(|one| one.role == Role::Corrects && one.to == Some(sealed.document.place))
    );
    assert_eq!(corrected.document.previous_hash, sealed.document.hash.into());
    assert_ne!(corrected.document.previous_hash, PreviousHash::FIRST);
    // A standard note on a simplified sale would take a route that its original does not.
    let standard = ubl(&invoice("X-1", "1.00"));
    let standard = standard.replace(">388<", ">381<");
    let refused = seal(&till, &store, &chain, &ready(&with_number(&standard, "X-5")));
    assert!(refused.is_err());
}
