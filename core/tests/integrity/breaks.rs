//! One good document, broken in one place at a time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::qr::Qr;
use khatm::rules::{Found, Integrity};
use khatm::{Language, Severity};

use super::support::{Taxpayer, between, replace_one, sample};
use super::*;

struct Desk {
    taxpayer: Taxpayer,
    good: String,
}

type Tags = Vec<(u8, Vec<u8>)>;

/// The codes of a layer that are errors, and those that are warnings.
type Codes = (Vec<&'static str>, Vec<&'static str>);

fn codes(found: &[Found]) -> Codes {
    let of = |severity| {
        let own = found.iter().filter(move |found| found.severity == severity);
        own.map(|found| found.error.code().as_str()).collect()
    };
    (of(Severity::Error), of(Severity::Warning))
}

fn fails(code: &'static str) -> Codes {
    (vec![code], vec![])
}

fn warns(code: &'static str) -> Codes {
    (vec![], vec![code])
}

fn silent() -> Codes {
    (vec![], vec![])
}

impl Desk {
    fn new() -> Self {
        Desk::of(&sample("simplified.xml"))
    }

    fn of(xml: &[u8]) -> Self {
        let taxpayer = Taxpayer::new();
        let good = String::from_utf8(taxpayer.seal(xml).unwrap()).unwrap();
        Desk { taxpayer, good }
    }

    fn look(&self, xml: &str) -> Integrity {
        let doc = ubl::parse(xml.as_bytes()).unwrap();
        Integrity::with(&self.taxpayer.verifier, &doc, &Context::new(now()))
    }

    fn qr(&self, xml: &str) -> Codes {
        let found = self.look(xml);
        assert_eq!(codes(&found.signature.unwrap()), silent(), "the stamp is not to blame");
        codes(&found.qr.unwrap())
    }

    fn signature(&self, xml: &str) -> Codes {
        codes(&self.look(xml).signature.unwrap())
    }

    fn code(&self) -> String {
        between(&self.good[self.good.find(">QR<").unwrap()..], "text/plain\">", "<").to_owned()
    }

    fn with_code(&self, text: &str) -> String {
        self.good.replacen(&self.code(), text, 1)
    }

    fn tags(&self) -> Tags {
        let tags = Qr::decode(&self.code()).unwrap().tags;
        tags.into_iter().map(|tag| (tag.number, tag.value)).collect()
    }

    /// The document with these tags in its code, each length in as few bytes as it needs.
    fn with_tags(&self, tags: &[(u8, Vec<u8>)]) -> String {
        self.with_code(
            &STANDARD.encode(
                tags.iter()
                    .flat_map(|(number, value)| tlv(*number, value))
                    .collect::<Vec<u8>>(),
            ),
        )
    }

    fn with_tag(&self, number: u8, value: &[u8]) -> String {
        let mut tags = self.tags();
        tags[usize::from(number) - 1].1 = value.to_vec();
        self.with_tags(&tags)
    }

    /// The element's text with its first character changed.
    fn damaged(&self, before: &str, element: &str) -> String {
        let start = self.good.find(before).unwrap();
        let at = start + self.good[start..].find(element).unwrap() + element.len();
        let other = if self.good[at..].starts_with('A') { "B" } else { "A" };
        format!("{}{other}{}", &self.good[..at], &self.good[at + 1..])
    }
}

fn tlv(number: u8, value: &[u8]) -> Vec<u8> {
    let head = match value.len() {
        short @ 0..=0x7F => vec![number, short as u8],
        long => vec![number, 0x82, (long >> 8) as u8, long as u8],
    };
    [head, value.to_vec()].concat()
}

#[test]
fn a_good_document_has_nothing_to_be_said_of_it() {
    let desk = Desk::new();
    let found = desk.look(&desk.good);
    assert_eq!(found.results(), [LayerResult::Passed; 3]);
    assert_eq!(
        (found.qr, found.signature, found.pih),
        (Some(vec![]), Some(vec![]), vec![])
    );
}

#[test]
fn each_wrong_tag_has_its_code() {
    let desk = Desk::new();
    let flipped = |number: u8| {
        let mut value = desk.tags()[usize::from(number) - 1].1.clone();
        *value.last_mut().unwrap() ^= 1;
        desk.with_tag(number, &value)
    };
    let cases = [
        (desk.with_tag(1, b"Khatm Bookshop"), fails("KHATM-QR-SELLER")),
        (desk.with_tag(2, b"300000000000103"), fails("KHATM-QR-VAT")),
        (desk.with_tag(4, b"123.1"), fails("KHATM-QR-TOTAL")),
        (desk.with_tag(4, b"123.050"), fails("KHATM-QR-TOTAL")),
        (desk.with_tag(4, b""), fails("KHATM-QR-TOTAL")),
        (desk.with_tag(6, &[7; 32]), fails("KHATM-QR-HASH")),
        (flipped(6), fails("KHATM-QR-HASH")),
        (flipped(7), fails("KHATM-QR-STAMP")),
        (flipped(8), fails("KHATM-QR-PUBLIC-KEY")),
        (flipped(9), fails("KHATM-QR-CERTIFICATE-SIGNATURE")),
        // What the authority's validator warns about, or does not look at.
        (desk.with_tag(3, b"2026-11-01T14:30:00Z"), warns("KHATM-QR-TIME")),
        (desk.with_tag(3, b"garbage"), warns("KHATM-QR-TIME")),
        (desk.with_tag(5, b"16.050"), warns("KHATM-QR-TAX")),
        (desk.with_tag(5, b"NaN"), warns("KHATM-QR-TAX")),
        (desk.with_tag(5, b""), warns("KHATM-QR-TAX")),
    ];
    for (xml, expected) in cases {
        assert_eq!(desk.qr(&xml), expected);
    }
}

#[test]
fn the_total_with_vat_is_a_warning_and_only_where_it_is_another() {
    let rounded = replace_one(
        &sample("simplified.xml"),
        "<cbc:PayableAmount currencyID=\"SAR\">123.05<",
        "<cbc:PayableAmount currencyID=\"SAR\">123.00<",
    );
    let desk = Desk::of(&rounded);
    assert_eq!(desk.qr(&desk.good), silent());
    assert_eq!(desk.qr(&desk.with_tag(4, b"123.05")), warns("KHATM-QR-TOTAL-INCLUSIVE"));
    assert_eq!(desk.qr(&desk.with_tag(4, b"123.04")), fails("KHATM-QR-TOTAL"));
}

#[test]
fn each_missing_tag_is_named() {
    let desk = Desk::new();
    for number in 1..=9u8 {
        let mut tags = desk.tags();
        tags.retain(|(own, _)| *own != number);
        let found = desk.look(&desk.with_tags(&tags)).qr.unwrap();
        assert_eq!(codes(&found), fails("KHATM-QR-TAG-MISSING"));
        assert!(found[0].error.what(Language::English).ends_with(&format!(": {number}")));
    }
    assert_eq!(desk.look(&desk.with_tags(&desk.tags()[..5])).qr.unwrap()[0].count, 4);
}

#[test]
fn doubled_turned_and_unknown_tags_pass_with_a_word() {
    let desk = Desk::new();
    let order = || warns("KHATM-QR-TAG-ORDER");
    let with = |change: &dyn Fn(&mut Tags)| {
        let mut tags = desk.tags();
        change(&mut tags);
        desk.qr(&desk.with_tags(&tags))
    };
    assert_eq!(with(&|tags| tags.push((1, b"A".to_vec()))), order());
    assert_eq!(with(&|tags| tags.push((10, b"more".to_vec()))), order());
    assert_eq!(with(&|tags| tags.reverse()), order());
    // Of two equal tags the first counts.
    let first = with(&|tags| tags.insert(0, (4, b"1.00".to_vec())));
    assert_eq!(first, (vec!["KHATM-QR-TOTAL"], vec!["KHATM-QR-TAG-ORDER"]));
    // A hundred tags are read; what comes behind them is not there.
    let behind = with(&|tags| drop(tags.splice(0..0, (0..92).map(|_| (10, vec![])))));
    assert_eq!(behind, (vec!["KHATM-QR-TAG-MISSING"], vec!["KHATM-QR-TAG-ORDER"]));
    let within = with(&|tags| drop(tags.splice(0..0, (0..91).map(|_| (10, vec![])))));
    assert_eq!(within, order());
    // A tag that holds tags: they count as if they stood alone.
    let all: Vec<u8> = desk
        .tags()
        .iter()
        .flat_map(|(number, value)| tlv(*number, value))
        .collect();
    assert_eq!(desk.qr(&desk.with_tags(&[(0x21, all.clone())])), order());
    assert_eq!(
        desk.qr(&desk.with_tags(&[(0x21, all[1..].to_vec())])).0,
        ["KHATM-QR-FORMAT"]
    );
}

#[test]
fn lengths_are_ber_whatever_their_size_and_nothing_else() {
    let name = "م".repeat(70);
    let desk = Desk::of(&replace_one(
        &sample("simplified.xml"),
        "مكتبة ختم للكتب | Khatm Books",
        &name,
    ));
    let tags = desk.tags();
    assert_eq!(tags[0].1.len(), 140);
    let with_head = |head: &[u8]| {
        let rest: Vec<u8> = tags[1..]
            .iter()
            .flat_map(|(number, value)| tlv(*number, value))
            .collect();
        desk.qr(&desk.with_code(&STANDARD.encode([head, &tags[0].1, &rest].concat())))
    };
    assert_eq!(with_head(&[1, 0x81, 140]), silent());
    assert_eq!(with_head(&[1, 0x82, 0, 140]), silent());
    assert_eq!(with_head(&[1, 0x83, 0, 0, 140]), silent());
    assert_eq!(with_head(&[1, 0x84, 0, 0, 0, 140]), fails("KHATM-QR-FORMAT"));
    assert_eq!(with_head(&[1, 140]), fails("KHATM-QR-LENGTH"));
    // Counted in characters.
    assert_eq!(with_head(&[1, 70]), fails("KHATM-QR-FORMAT"));
}

#[test]
fn the_text_of_the_code_is_read_as_strictly_as_there() {
    let desk = Desk::new();
    let code = desk.code();
    let bytes = STANDARD.decode(&code).unwrap();
    let format = || fails("KHATM-QR-FORMAT");
    assert_eq!(
        desk.qr(&desk.with_code(&STANDARD.encode(&bytes[..bytes.len() - 1]))),
        format()
    );
    assert_eq!(
        desk.qr(&desk.with_code(&STANDARD.encode([&bytes[..], &[1]].concat()))),
        format()
    );
    assert_eq!(desk.qr(&desk.with_code(code.trim_end_matches('='))), silent());
    assert_eq!(desk.qr(&desk.with_code(&format!("\n{code}\n"))), format());
    assert_eq!(desk.qr(&desk.with_code("§")), format());
    assert_eq!(desk.qr(&desk.with_code("")), format());
}

#[test]
fn each_statement_of_the_stamp_has_its_code() {
    let desk = Desk::new();
    let good = &desk.good;
    let properties = "KHATM-SEAL-PROPERTIES";
    let cases = [
        (good.replacen("T11:30:05<", "T11:30:06<", 1), vec![properties]),
        (desk.damaged("<ds:Reference Type", "<ds:DigestValue>"), vec![properties]),
        (
            desk.damaged("<xades:CertDigest>", "<ds:DigestValue>"),
            vec![properties, "KHATM-SEAL-CERTIFICATE-DIGEST"],
        ),
        (
            desk.damaged("<xades:Cert>", "<ds:X509IssuerName>C"),
            vec![properties, "KHATM-SEAL-ISSUER"],
        ),
        (
            good.replacen(">4359<", ">1107<", 1),
            vec![properties, "KHATM-SEAL-SERIAL"],
        ),
        (good.replacen(">4359<", "> 4359<", 1), vec![properties]),
        (
            desk.damaged("<ds:SignedInfo>", "<ds:DigestValue>"),
            vec!["KHATM-SEAL-HASH", "KHATM-SEAL-STAMP"],
        ),
        (good.replacen(">35.50<", ">85.50<", 1), vec!["KHATM-SEAL-HASH"]),
    ];
    for (xml, expected) in cases {
        assert_ne!(&xml, good);
        assert_eq!(desk.signature(&xml), (expected, vec![]));
    }
    // The serial is compared as a number: the spelling is only worth a word.
    let spelt = desk.signature(&good.replacen(">4359<", ">+04359<", 1));
    assert_eq!(spelt, (vec![properties], vec!["KHATM-SEAL-SERIAL"]));
}

#[test]
fn a_stamp_by_another_key_fails_alone() {
    let (desk, other) = (Desk::new(), Desk::new());
    let value = |text: &str| between(text, "<ds:SignatureValue>", "<").to_owned();
    let theirs = value(&other.good);
    let xml = desk.with_tag(7, theirs.as_bytes()).replace(&value(&desk.good), &theirs);
    let found = desk.look(&xml);
    assert_eq!(codes(&found.signature.unwrap()), fails("KHATM-SEAL-STAMP"));
    assert_eq!(found.qr.unwrap(), []);
}

#[test]
fn blanks_in_a_value_fail_as_they_do_there() {
    let desk = Desk::new();
    let blank = |before: &str, element: &str| {
        let start = desk.good.find(before).unwrap();
        let at = start + desk.good[start..].find(element).unwrap() + element.len();
        desk.signature(&format!("{}\n{}", &desk.good[..at], &desk.good[at..]))
    };
    let blanks = "KHATM-SEAL-BLANKS";
    assert_eq!(blank("<ds:SignedInfo>", "<ds:DigestValue>"), fails(blanks));
    assert_eq!(blank("<ds:Reference Type", "<ds:DigestValue>"), fails(blanks));
    assert_eq!(blank("<ds:SignedInfo>", "<ds:SignatureValue>"), fails(blanks));
    let digest = blank("<xades:CertDigest>", "<ds:DigestValue>");
    assert_eq!(digest, (vec!["KHATM-SEAL-PROPERTIES", blanks], vec![]));
    // The digest is taken of the text as it stands.
    let certificate = blank("<ds:KeyInfo>", "<ds:X509Certificate>");
    assert_eq!(certificate, (vec!["KHATM-SEAL-CERTIFICATE-DIGEST", blanks], vec![]));
}

#[test]
fn the_shape_of_the_stamp_is_a_warning_and_its_values_are_still_compared() {
    let desk = Desk::new();
    let good = &desk.good;
    let cases = [
        (
            good.replacen("<ds:Object>", "<ds:Object Id=\"signature\">", 1),
            "KHATM-SEAL-WRAPPED",
        ),
        (
            good.replacen("xml-c14n11\"/>", "xml-exc-c14n#\"/>", 1),
            "KHATM-SEAL-ALGORITHM",
        ),
        (good.replacen(" URI=\"\"", " URI=\"#else\"", 1), "KHATM-SEAL-WRAPPED"),
        (
            good.replacen("xml-c14n11\"/>", "xml-c14n11\"/><ds:Odd/>", 1),
            "KHATM-SEAL-WRAPPED",
        ),
    ];
    for (xml, code) in cases {
        assert_ne!(&xml, good);
        assert_eq!(desk.signature(&xml), warns(code));
        assert_eq!(desk.look(&xml).results(), [LayerResult::Passed; 3]);
        let strict = desk.taxpayer.verify(xml.as_bytes());
        assert!(!strict.valid, "verify does not trust it");
        let edited = desk
            .look(&xml.replacen("T11:30:05<", "T11:30:06<", 1))
            .signature
            .unwrap();
        assert_eq!(codes(&edited), (vec!["KHATM-SEAL-PROPERTIES"], vec![code]));
    }
    let gone = {
        let start = good.find("<cac:Signature>").unwrap();
        let end = good.find("<cac:AccountingSupplierParty>").unwrap();
        format!("{}{}", &good[..start], &good[end..])
    };
    assert_eq!(desk.signature(&gone), warns("KHATM-SEAL-STRUCTURE"));
}

#[test]
fn a_stamp_that_is_missing_or_has_no_certificate_fails() {
    let desk = Desk::new();
    let bare = String::from_utf8(sample("simplified.xml")).unwrap();
    let found = desk.look(&bare);
    assert_eq!(codes(&found.signature.unwrap()), fails("KHATM-SEAL-MISSING"));
    assert_eq!(codes(&found.qr.unwrap()), fails("KHATM-QR-MISSING"));
    let certificate = between(&desk.good, "<ds:X509Certificate>", "<").to_owned();
    for text in ["", "MIIB", "§"] {
        let found = desk.look(&desk.good.replacen(&certificate, text, 1));
        assert_eq!(
            codes(&found.signature.unwrap()),
            fails("KHATM-CERTIFICATE-FORMAT"),
            "{text}"
        );
        assert_eq!(codes(&found.qr.unwrap()), fails("KHATM-QR-UNPROVED"), "{text}");
    }
    let no_stamp = {
        let start = desk.good.find("<ext:UBLExtensions>").unwrap();
        let end = desk.good.find("</ext:UBLExtensions>").unwrap() + "</ext:UBLExtensions>".len();
        format!("{}{}", &desk.good[..start], &desk.good[end..])
    };
    let found = desk.look(&no_stamp);
    assert_eq!(codes(&found.signature.unwrap()), fails("KHATM-SEAL-MISSING"));
    assert_eq!(codes(&found.qr.unwrap()).0, ["KHATM-QR-STAMP", "KHATM-QR-UNPROVED"]);
}

#[test]
fn another_certificate_than_the_senders_is_a_warning() {
    let (desk, other) = (Desk::new(), Taxpayer::new());
    let doc = ubl::parse(desk.good.as_bytes()).unwrap();
    let with = |certificate: &khatm::seal::Certificate| {
        let context = Context::new(now()).sent_with(certificate.clone());
        Integrity::with(&desk.taxpayer.verifier, &doc, &context)
            .signature
            .unwrap()
    };
    assert_eq!(with(&desk.taxpayer.certificate), []);
    assert_eq!(codes(&with(&other.certificate)), warns("KHATM-SEAL-OTHER-CERTIFICATE"));
    // The same certificate in another text is the same.
    let text = desk.taxpayer.certificate.text();
    let (first, rest) = text.split_at(64);
    let wrapped = khatm::seal::Certificate::from_text(&format!("{first}\n{rest}")).unwrap();
    assert_eq!(with(&wrapped), []);
}

#[test]
fn issuers_and_days_are_worth_a_word_and_no_more() {
    let desk = Desk::new();
    let doc = ubl::parse(desk.good.as_bytes()).unwrap();
    let of = |authorities| {
        let verifier = khatm::seal::Verifier::new(authorities);
        codes(
            &Integrity::with(&verifier, &doc, &Context::new(now()))
                .signature
                .unwrap(),
        )
    };
    assert_eq!(of(vec![]), warns("KHATM-SEAL-AUTHORITY-UNKNOWN"));
    let mut impostor = desk.taxpayer.authority.authority();
    impostor.public_key = Taxpayer::new().authority.authority().public_key;
    assert_eq!(of(vec![impostor]), warns("KHATM-SEAL-AUTHORITY"));
}

#[test]
fn the_link_is_compared_letter_by_letter_or_must_at_least_be_one() {
    let hash = "z5F9qsS6oWyDhehD8u8S0DaxV+2CUiUz9Y+UsR61JgQ=";
    let raw = "X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k=";
    let hex = STANDARD.encode("cf917daac4baa16c8385e843f2ef12d036b157ed82522533f58f94b11eb52604");
    let document = |text: &str| {
        let xml = String::from_utf8(sample("simplified.xml")).unwrap();
        assert_eq!(xml.matches(FIRST_PREVIOUS_HASH).count(), 1);
        xml.replacen(FIRST_PREVIOUS_HASH, text, 1)
    };
    let link = |xml: &str, previous: Option<&str>| {
        let doc = ubl::parse(xml.as_bytes()).unwrap();
        let mut context = Context::new(now());
        context.previous = previous.map(str::to_owned);
        codes(&Integrity::of(&doc, &context).pih)
    };
    let broken = || fails("KSA-13");
    let cases = [
        (document(hash), Some(hash), silent()),
        (document(hash), None, silent()),
        (document(FIRST_PREVIOUS_HASH), None, silent()),
        (document(FIRST_PREVIOUS_HASH), Some(FIRST_PREVIOUS_HASH), silent()),
        (document(FIRST_PREVIOUS_HASH), Some(hash), broken()),
        (document(hash), Some(FIRST_PREVIOUS_HASH), broken()),
        (document(&format!(" {hash} ")), Some(hash), broken()),
        (document(&format!(" {hash} ")), None, broken()),
        (document(hash), Some(&format!("{hash} ")), broken()),
        (document(&hash.to_lowercase()), Some(hash), broken()),
        (document(&hash[..43]), None, broken()),
        (document(""), None, broken()),
        (document(&hex), None, broken()),
        (document(raw), None, warns("KHATM-PIH-FIRST")),
        (
            document(raw),
            Some(FIRST_PREVIOUS_HASH),
            (vec!["KSA-13"], vec!["KHATM-PIH-FIRST"]),
        ),
        (document(hash).replacen(">PIH<", ">PIHX<", 1), None, broken()),
        (document(hash).replacen(">PIH<", "> PIH <", 1), None, broken()),
    ];
    for (number, (xml, previous, expected)) in cases.iter().enumerate() {
        assert_eq!(&link(xml, *previous), expected, "case {number}");
    }
    let one = "<cac:AdditionalDocumentReference><cbc:ID>PIH</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject \
               mimeCode=\"text/plain\">AAAA</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>";
    let twice = document(hash).replacen(
        "  <cac:AccountingSupplierParty>",
        &format!("{one}<cac:AccountingSupplierParty>"),
        1,
    );
    assert_eq!(link(&twice, Some(hash)), warns("KHATM-UBL-TWICE"));
}

#[test]
fn findings_name_their_place_speak_both_languages_and_keep_values_to_themselves() {
    let desk = Desk::new();
    let certificate = desk.taxpayer.certificate.text().to_owned();
    let value = between(&desk.good, "<ds:SignatureValue>", "<").to_owned();
    let key = STANDARD.encode(desk.taxpayer.certificate.public_key().spki());
    let broken = [
        desk.with_tag(1, b"Somebody Else"),
        desk.with_tag(4, b"987654.32"),
        desk.with_tag(5, b"987654.32"),
        desk.with_tag(7, b"MEUC"),
        desk.with_tag(8, &[4; 88]),
        desk.damaged("<ds:SignatureValue>", "<ds:SignatureValue>ME"),
        desk.damaged("<ds:SignedInfo>", "<ds:DigestValue>"),
        desk.good.replacen(&certificate, &certificate[..400], 1),
    ];
    for xml in broken {
        let found = desk.look(&xml);
        let all: Vec<_> = [found.qr.unwrap(), found.signature.unwrap()].concat();
        assert!(!all.is_empty());
        for found in all {
            let arabic = found.say(Language::Arabic);
            assert!(arabic.message.chars().any(|c| ('\u{600}'..'\u{700}').contains(&c)));
            let english = found.say(Language::English);
            assert!(english.path.is_some() && english.place.is_some(), "{english:?}");
            for text in [&english.message, &english.fix, &arabic.message] {
                for hidden in [
                    "Somebody Else",
                    "987654.32",
                    &certificate[..40],
                    &value[..40],
                    &key[..40],
                ] {
                    assert!(!text.contains(hidden), "{text}");
                }
            }
        }
    }
}

#[test]
fn standard_documents_and_documents_of_no_kind_are_looked_at_for_the_link_alone() {
    let desk = Desk::of(&sample("standard.xml"));
    let only_link = [LayerResult::NotRun, LayerResult::NotRun, LayerResult::Passed];
    assert_eq!(desk.look(&desk.good).results(), only_link);
    let odd = desk.good.replacen("name=\"0100000\"", "", 1);
    assert_eq!(desk.look(&odd).results(), only_link);
    // The validator goes by the first two digits and asks for no right root.
    let foreign = String::from_utf8(sample("simplified.xml"))
        .unwrap()
        .replacen(":Invoice-2\"", ":Wrong-2\"", 1);
    let failed = [LayerResult::Failed, LayerResult::Failed, LayerResult::Passed];
    assert_eq!(desk.look(&foreign).results(), failed);
}
