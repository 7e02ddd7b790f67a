//! The chain: where the next document goes, and everything that can be wrong with one.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

use khatm::Code;
use khatm::chain::{Audit, Link, Linked, PreviousHash, Start, audit};
use khatm::error::Severity;
use khatm::invoice::{Context, FIRST_PREVIOUS_HASH, build};
use khatm::seal::InvoiceHash;
use khatm::time::Moment;
use khatm::ubl::write::write;

/// A document of a chain, with whatever is to be wrong with it.
struct Made<'m> {
    counter: u64,
    previous: &'m str,
    number: &'m str,
    uuid: Option<&'m str>,
    time: &'m str,
    vat: &'m str,
}

impl Default for Made<'_> {
    fn default() -> Self {
        Made {
            counter: 1,
            previous: FIRST_PREVIOUS_HASH,
            number: "",
            uuid: None,
            time: "",
            vat: "300000000000003",
        }
    }
}

fn xml(made: &Made<'_>) -> String {
    let number = match made.number {
        "" => format!("S-{}", made.counter),
        number => number.to_owned(),
    };
    let time = match made.time {
        "" => format!("2026-11-21T10:{:02}:00", made.counter % 60),
        time => time.to_owned(),
    };
    let draft = format!(
        r#"{{"number":"{number}","issued_at":"{time}","seller":{{"name":"Khatm","vat_number":"{}","id":{{"scheme":"CRN","value":"1010010001"}},
"street":"King Fahd Road","building_number":"2322","district":"Olaya","city":"Riyadh","postal_code":"12214"}},
"lines":[{{"name":"Tea","quantity":{},"price":"3.50"}}]}}"#,
        made.vat, made.counter
    );
    let mut context = Context::new(Moment::parse("2026-11-21T23:00:00").unwrap());
    let uuid = format!("8e6000cf-1a98-4174-b3e7-{:012}", made.counter);
    context.uuid = Some(made.uuid.unwrap_or(&uuid).to_owned());
    context.counter = Some(made.counter);
    context.previous_hash = Some(made.previous.to_owned());
    let (invoice, _) = build(draft.as_bytes(), &context).unwrap();
    String::from_utf8(write(&invoice)).unwrap()
}

fn linked(name: &str, made: &Made<'_>) -> Linked {
    Linked::read(name, xml(made).as_bytes()).unwrap()
}

/// A whole chain from counter 1 on.
fn chain(length: u64) -> Vec<Linked> {
    let mut documents: Vec<Linked> = Vec::new();
    for counter in 1..=length {
        let previous = documents
            .last()
            .map_or(FIRST_PREVIOUS_HASH.to_owned(), |last| last.hash.to_string());
        let made = Made {
            counter,
            previous: &previous,
            ..Made::default()
        };
        documents.push(linked(&format!("{counter}.xml"), &made));
    }
    documents
}

fn codes(audit: &Audit) -> Vec<(Option<u64>, Code)> {
    audit
        .breaks
        .iter()
        .map(|found| (found.counter, found.error.code()))
        .collect()
}

/// What the audit says of a chain of five, after somebody did something to it.
fn after(change: impl FnOnce(&mut Vec<Linked>)) -> Vec<(Option<u64>, Code)> {
    let mut documents = chain(5);
    change(&mut documents);
    codes(&audit(&documents, None))
}

/// Document `counter` of the chain, made anew with another previous hash or other fields.
fn anew(documents: &[Linked], made: Made<'_>) -> Linked {
    let previous = match made.previous {
        FIRST_PREVIOUS_HASH if made.counter > 1 => documents[made.counter as usize - 2].hash.to_string(),
        previous => previous.to_owned(),
    };
    linked(
        "anew.xml",
        &Made {
            previous: &previous,
            ..made
        },
    )
}

#[test]
fn the_next_place_follows_the_last_document_whatever_became_of_it() {
    let next = Start::NEW.next(None).unwrap();
    assert_eq!(
        (next.counter, next.previous_hash.to_string().as_str()),
        (1, FIRST_PREVIOUS_HASH)
    );
    let hash = InvoiceHash::from_bytes([7; 32]);
    let next = Start::NEW.next(Some(&Link { counter: 41, hash })).unwrap();
    assert_eq!((next.counter, next.previous_hash.to_string()), (42, hash.to_string()));
    let last = Link {
        counter: khatm::chain::LAST_COUNTER,
        hash,
    };
    assert_eq!(Start::NEW.next(Some(&last)).unwrap_err().code(), Code::ChainEnd);

    // A device that is taken over goes on; nothing else begins late, or at 1 with another hash.
    let taken = Start::after(&Link { counter: 41, hash }).unwrap();
    assert_eq!((taken.first().counter, taken.first().previous_hash), (42, hash.into()));
    for (counter, previous) in [
        (0, PreviousHash::FIRST),
        (2, PreviousHash::FIRST),
        (1, PreviousHash::from(hash)),
        (u64::MAX, PreviousHash::from(hash)),
    ] {
        assert_eq!(
            Start::at(counter, previous).unwrap_err().code(),
            Code::ChainStart,
            "{counter}"
        );
    }
}

#[test]
fn the_first_hash_has_one_form_and_every_other_one_the_plain_one() {
    assert_eq!(PreviousHash::parse(FIRST_PREVIOUS_HASH), Some(PreviousHash::FIRST));
    assert_eq!(PreviousHash::FIRST.to_string(), FIRST_PREVIOUS_HASH);
    // The digest of "0" in the form of any other hash.
    assert_eq!(
        PreviousHash::parse("X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k="),
        None
    );
    let other = InvoiceHash::from_bytes([9; 32]);
    assert_eq!(PreviousHash::parse(&other.to_string()), Some(other.into()));
    for text in [
        "",
        " ",
        "x",
        &format!(" {other}"),
        &format!("{other}\n"),
        &other.to_string()[..43],
    ] {
        assert_eq!(PreviousHash::parse(text), None, "{text:?}");
    }
}

#[test]
fn a_whole_chain_is_whole_in_any_order_and_from_any_place() {
    let mut documents = chain(7);
    let whole = audit(&documents, Some(&Start::NEW));
    assert_eq!(whole.breaks, []);
    assert_eq!((whole.first, whole.last, whole.documents), (Some(1), Some(7), 7));
    assert_eq!(whole.head, Some(documents[6].hash));
    documents.reverse();
    documents.swap(0, 3);
    assert_eq!(audit(&documents, None), whole);
    let part = audit(&chain(7)[3..], None);
    assert_eq!(codes(&part), [(Some(4), Code::ChainBegins)]);
    assert!(part.whole());
    // With a start, what is missing in front is a gap.
    let part = audit(&chain(7)[3..], Some(&Start::NEW));
    assert_eq!(codes(&part), [(Some(1), Code::ChainGap)]);
    assert!(!part.whole());
    assert_eq!(audit(&[], None).breaks, []);

    // A device that was taken over at 3 begins with the old system's hash there.
    let documents = chain(7);
    let start = Start::after(&Link {
        counter: 3,
        hash: documents[2].hash,
    })
    .unwrap();
    assert_eq!(audit(&documents[3..], Some(&start)).breaks, []);
    let wrong = Start::after(&Link {
        counter: 3,
        hash: documents[1].hash,
    })
    .unwrap();
    assert_eq!(
        codes(&audit(&documents[3..], Some(&wrong))),
        [(Some(4), Code::ChainFirst)]
    );
    assert_eq!(
        codes(&audit(&documents[2..], Some(&start))),
        [(Some(3), Code::ChainBefore)]
    );
}

#[test]
fn what_is_missing_is_one_gap_and_what_follows_it_is_left_alone() {
    assert_eq!(after(|all| drop(all.remove(2))), [(Some(3), Code::ChainGap)]);
    assert_eq!(after(|all| drop(all.drain(1..4))), [(Some(2), Code::ChainGap)]);
    let mut documents = chain(9);
    documents.drain(2..5);
    let found = audit(&documents, None);
    assert_eq!(
        found.breaks[0].error.what(khatm::Language::English),
        "Documents are missing between two counters: 3–5"
    );
    // Counters that were skipped by a document that follows the one before all the same.
    let skipped = after(|all| {
        all.truncate(3);
        let previous = all[2].hash.to_string();
        all.push(linked(
            "5.xml",
            &Made {
                counter: 5,
                previous: &previous,
                ..Made::default()
            },
        ));
    });
    assert_eq!(skipped, [(Some(4), Code::ChainGap)]);
}

#[test]
fn a_changed_document_breaks_the_link_behind_it() {
    let changed = after(|all| {
        all[2] = anew(
            all,
            Made {
                counter: 3,
                number: "S-3-changed",
                ..Made::default()
            },
        );
    });
    assert_eq!(changed, [(Some(4), Code::ChainLink)]);
    let found = {
        let mut all = chain(5);
        all[2].hash = InvoiceHash::from_bytes([1; 32]);
        audit(&all, None)
    };
    assert_eq!(found.breaks[0].document.as_deref(), Some("4.xml"));
    assert_eq!(found.breaks[0].other.as_deref(), Some("3.xml"));
    assert_eq!(found.breaks[0].severity, Severity::Error);
}

#[test]
fn a_link_to_the_last_accepted_one_is_named_as_such() {
    // Document 3 was rejected, and 4 links to 2: the commonest fault, which forks the chain too.
    let found = after(|all| {
        let previous = all[1].hash.to_string();
        all[3] = linked(
            "4.xml",
            &Made {
                counter: 4,
                previous: &previous,
                ..Made::default()
            },
        );
        let last = anew(
            all,
            Made {
                counter: 5,
                ..Made::default()
            },
        );
        all[4] = last;
    });
    assert_eq!(found, [(Some(4), Code::ChainSkips), (Some(4), Code::ChainFork)]);
}

#[test]
fn two_at_one_place_are_a_double_and_two_behind_one_a_fork() {
    let again = after(|all| {
        let mut copy = all[2].clone();
        copy.name = "copy of 3.xml".to_owned();
        all.push(copy);
    });
    assert_eq!(again, [(Some(3), Code::ChainTwice)]);
    let forked = after(|all| {
        let other = Made {
            counter: 3,
            number: "other",
            uuid: Some("8e6000cf-1a98-4174-b3e7-000000000099"),
            ..Made::default()
        };
        all.push(anew(all, other));
    });
    assert_eq!(forked, [(Some(3), Code::ChainDouble), (Some(3), Code::ChainFork)]);
    // Two counters behind one document.
    let forked = after(|all| {
        let previous = all[3].hash.to_string();
        all.push(linked(
            "6.xml",
            &Made {
                counter: 6,
                previous: &previous,
                ..Made::default()
            },
        ));
    });
    assert_eq!(forked, [(Some(6), Code::ChainSkips), (Some(6), Code::ChainFork)]);
}

#[test]
fn the_hash_of_the_beginning_belongs_to_the_first_document_alone() {
    let test_program: Vec<Linked> = (1..=3)
        .map(|counter| {
            linked(
                &format!("{counter}.xml"),
                &Made {
                    counter,
                    ..Made::default()
                },
            )
        })
        .collect();
    let restart = Code::ChainRestart;
    assert_eq!(
        codes(&audit(&test_program, None)),
        [(Some(2), restart), (Some(3), restart)]
    );
    let other = InvoiceHash::from_bytes([5; 32]).to_string();
    let first = |previous: &str| {
        let made = Made {
            previous,
            ..Made::default()
        };
        codes(&audit(&[linked("1.xml", &made)], None))
    };
    assert_eq!(first(&other), [(Some(1), Code::ChainFirst)]);
    assert_eq!(
        first("X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k="),
        [(Some(1), Code::PreviousFirst)]
    );
}

#[test]
fn what_cannot_be_read_is_told_of_and_nothing_else() {
    assert_eq!(after(|all| all[4].counter = None), [(None, Code::ChainCounter)]);
    for counter in ["", "x", "-5", "+5", "5.0", "0", "٥", "99999999999999999999999"] {
        let found = after(|all| all[4].counter = Some(counter.to_owned()));
        assert_eq!(found, [(None, Code::ChainCounter)], "{counter}");
    }
    for previous in [None, Some(""), Some("x"), Some(" NWZl")] {
        let found = after(|all| all[4].previous_hash = previous.map(str::to_owned));
        assert_eq!(found, [(Some(5), Code::ChainPrevious)], "{previous:?}");
    }
}

#[test]
fn uuid_number_time_and_seller_are_looked_at_too() {
    let uuid = |text: String| after(move |all| all[4].uuid = Some(text));
    assert_eq!(
        uuid("8E6000CF-1A98-4174-B3E7-000000000002".to_owned()),
        [(Some(5), Code::ChainUuid)]
    );
    let number = after(|all| all[4].number = Some("S-2".to_owned()));
    assert_eq!(number, [(Some(5), Code::ChainNumber)]);
    let time = after(|all| all[4].issued = Some("2026-11-21T10:03:59".to_owned()));
    assert_eq!(time, [(Some(5), Code::ChainTime)]);
    let seller = after(|all| all[4].issuer = Some("310000000000003".to_owned()));
    assert_eq!(seller, [(Some(5), Code::ChainSeller)]);
}

/// Every kind of finding has been seen by the tests above; here each of a thousand random changes to a chain is found.
#[test]
fn no_random_change_goes_unseen() {
    let seed: u64 = std::env::var("KHATM_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_121);
    println!("seed {seed}");
    let mut state = seed;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let whole = chain(12);
    for round in 0..1000 {
        let mut all = whole.clone();
        let at = random(all.len());
        let what = random(5);
        match what {
            0 if at < 11 && at > 0 => drop(all.remove(at)),
            1 => all[at].counter = Some((random(30) + 13).to_string()),
            2 => {
                let mut bytes = *all[at].hash.as_bytes();
                bytes[random(32)] ^= 1 << random(8);
                all[at].previous_hash = Some(InvoiceHash::from_bytes(bytes).to_string());
            }
            3 if at < 11 => {
                let mut bytes = *all[at].hash.as_bytes();
                bytes[random(32)] ^= 1 << random(8);
                all[at].hash = InvoiceHash::from_bytes(bytes);
            }
            _ => {
                let other = (at + 1 + random(11)) % 12;
                let counter = all[other].counter.clone();
                all[at].counter = counter;
            }
        }
        let changed = all != whole;
        let last_moved_on = what == 1 && at == 11 && all[11].counter.as_deref() == Some("12");
        assert_eq!(
            audit(&all, Some(&Start::NEW)).whole(),
            !changed || last_moved_on,
            "round {round}: change {what} at {at}"
        );
    }
}
