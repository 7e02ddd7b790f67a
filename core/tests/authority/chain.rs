//! The chain as the back office looks at it: each fault is found, and named, and nothing else is.

use khatm::Language;
use khatm::gateway::{Credential, Environment};
use khatm::rules::FIRST_PREVIOUS_HASH;
use khatm::seal::InvoiceHash;
use khatm::simulator::authority::{Authority, ChainView};
use khatm::ubl;

use super::authority;
use super::support::between;
use super::unit::{Unit, uuid};

struct Books {
    authority: Authority,
    unit: Unit,
    by: Credential,
}

/// A document and its hash.
struct Made {
    xml: String,
    hash: String,
}

impl Books {
    fn new() -> Self {
        let authority = authority();
        let unit = Unit::new(Environment::Production, "1000");
        let by = unit.onboard(&authority);
        Books { authority, unit, by }
    }

    /// A document of a sound chain, numbered by its counter.
    fn next(&self) -> Made {
        let xml = String::from_utf8(self.unit.xml(&self.authority, "standard-invoice")).unwrap();
        let number = between(&xml, "<cbc:ID>", "<");
        let xml = xml.replacen(
            &format!("<cbc:ID>{number}<"),
            &format!("<cbc:ID>N-{}<", self.unit.icv.get()),
            1,
        );
        self.made(xml)
    }

    /// The chain goes on from it.
    fn made(&self, xml: String) -> Made {
        let hash = InvoiceHash::of(&ubl::parse(xml.as_bytes()).unwrap());
        self.unit.previous.set(Some(hash));
        Made {
            xml,
            hash: hash.to_string(),
        }
    }

    fn send(&self, made: &Made) -> u16 {
        self.unit.clear(&self.authority, &self.by, made.xml.as_bytes()).status
    }

    fn audit(&self) -> ChainView {
        let device = self.authority.devices()[0].id;
        let mut audit = self.authority.audit(device, Language::English).unwrap();
        let live = audit.chains.pop().unwrap();
        assert_eq!(audit.sound, live.sound, "the compliance set's chain is not this one");
        live
    }

    fn codes(&self) -> Vec<(String, Option<u64>)> {
        let found = self.audit().findings.into_iter();
        found
            .map(|finding| (finding.what.code["KHATM-AUDIT-".len()..].to_owned(), finding.icv))
            .collect()
    }
}

fn with(made: &Made, name: &str, value: &str) -> String {
    let (from, to) = match name {
        "ICV" => (">ICV</cbc:ID>", "<cbc:UUID>"),
        "PIH" => (">PIH</cbc:ID>", "text/plain\">"),
        "UUID" => ("<cbc:ProfileID>", "<cbc:UUID>"),
        _ => ("<cbc:ProfileID>", "<cbc:ID>"),
    };
    let start = made.xml.find(from).unwrap();
    let at = start + made.xml[start..].find(to).unwrap() + to.len();
    let end = at + made.xml[at..].find('<').unwrap();
    format!("{}{value}{}", &made.xml[..at], &made.xml[end..])
}

/// A code, and the counter that it blames.
type Found = (String, Option<u64>);
/// What is done to the third document of three.
type Fault = dyn Fn(&[Made; 3]) -> String;

fn found(code: &str, icv: u64) -> Found {
    (code.to_owned(), Some(icv))
}

#[test]
fn a_sound_chain_is_sound_in_whatever_order_it_arrives() {
    let books = Books::new();
    let made: Vec<_> = (0..6).map(|_| books.next()).collect();
    for at in [3, 0, 5, 1] {
        assert_eq!(books.send(&made[at]), 200);
    }
    assert_eq!(books.codes(), [found("GAP", 3), found("GAP", 5)], "missing so far");
    assert_eq!(books.audit().findings[0].what.kind, khatm::Kind::State);
    for at in [4, 2, 2, 0] {
        books.send(&made[at]);
    }
    let audit = books.audit();
    assert!(audit.sound, "{:?}", audit.findings);
    assert_eq!((audit.received, audit.first_icv, audit.last_icv), (6, Some(1), Some(6)));
}

#[test]
fn a_refused_document_keeps_its_place() {
    let books = Books::new();
    assert_eq!(books.send(&books.next()), 200);
    let bad = books.next();
    let bad = books.made(bad.xml.replacen("0100000", "0111111", 1));
    assert_eq!(books.send(&bad), 400);
    // The one that replaces it has its number, and a place of its own.
    let next = books.next();
    let next = books.made(with(&next, "ID", "N-2"));
    assert_eq!(books.send(&next), 200);
    assert!(books.audit().sound, "{:?}", books.audit().findings);
}

#[test]
fn a_hole_is_told_with_its_ends() {
    let books = Books::new();
    books.unit.icv.set(3);
    let made = books.next();
    let made = books.made(with(&made, "PIH", "X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k="));
    assert_eq!(books.send(&made), 200);
    let audit = books.audit();
    assert_eq!(books.codes(), [found("GAP", 1)], "{:?}", audit.findings);
    assert!(
        audit.findings[0].what.message.contains("1–3"),
        "{}",
        audit.findings[0].what.message
    );
}

#[test]
fn each_fault_of_a_chain_is_found() {
    let first = FIRST_PREVIOUS_HASH;
    let raw = "X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k=";
    let cases: [(&str, &Fault, Vec<Found>); 10] = [
        ("nothing", &|made| made[2].xml.clone(), vec![]),
        (
            "a counter twice",
            &|made| with(&made[2], "ICV", "2"),
            vec![found("DOUBLE", 2), found("BACKWARD", 2)],
        ),
        (
            "a counter skipped",
            &|made| with(&made[2], "ICV", "4"),
            vec![found("GAP", 3), found("JUMP", 4)],
        ),
        (
            "another previous hash",
            &|made| with(&made[2], "PIH", raw),
            vec![found("PREVIOUS", 3)],
        ),
        (
            "no hash at all",
            &|made| with(&made[2], "PIH", "abc"),
            vec![found("PREVIOUS", 3)],
        ),
        (
            "the previous of a first one",
            &|made| with(&made[2], "PIH", first),
            vec![found("RESTART", 3)],
        ),
        (
            "the one before the one before",
            &|made| with(&made[2], "PIH", &made[0].hash),
            vec![found("JUMP", 3)],
        ),
        (
            "a counter set back to 1",
            &|made| with(&made[2], "ICV", "1"),
            vec![found("DOUBLE", 1), found("FIRST", 1)],
        ),
        (
            "an identifier again",
            &|made| {
                with(
                    &made[2],
                    "UUID",
                    &between(&made[0].xml, "<cbc:UUID>", "<").to_uppercase(),
                )
            },
            vec![found("UUID", 3)],
        ),
        (
            "a number again",
            &|made| with(&made[2], "ID", "N-1"),
            vec![found("NUMBER", 3)],
        ),
    ];
    for (name, fault, expected) in cases {
        let books = Books::new();
        let made = [books.next(), books.next(), books.next()];
        for good in &made[..2] {
            assert_eq!(books.send(good), 200);
        }
        let changed = books.made(fault(&made));
        books.send(&changed);
        assert_eq!(books.codes(), expected, "{name}: {:?}", books.audit().findings);
        for finding in books.audit().findings {
            assert!(finding.submissions.len() < 3 && !finding.what.fix.is_empty());
        }
    }
}

#[test]
fn a_counter_that_is_none_is_told_of() {
    let books = Books::new();
    assert_eq!(books.send(&books.next()), 200);
    for counter in ["x", "0", "-1", "99999999999999999999999"] {
        let made = books.next();
        books.send(&books.made(with(&with_uuid(made), "ICV", counter)));
    }
    let codes: Vec<_> = books.codes().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["COUNTER", "COUNTER", "COUNTER", "COUNTER"]);
}

fn with_uuid(made: Made) -> Made {
    let xml = with(&made, "UUID", &uuid());
    Made { xml, ..made }
}

#[test]
fn a_first_document_with_another_previous_hash_is_told_of() {
    let books = Books::new();
    let made = books.next();
    let made = books.made(with(&made, "PIH", "X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k="));
    books.send(&made);
    assert_eq!(books.codes(), [found("FIRST", 1)]);
}
