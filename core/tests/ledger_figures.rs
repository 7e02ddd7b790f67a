//! Figures: the same from every store, each number as it must be, the text as Prometheus reads it, and the light that follows.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic, missing_docs)]

mod delivery;
mod ledger;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use delivery::{Said, arrival};
use khatm::Code;
use khatm::gateway::Remark;
use khatm::ledger::figures::{Coded, Figures, InEnvironment, OpenDocuments};
use khatm::ledger::{Light, alerts, figures, health, prometheus};
use khatm::outbox::{Arrival, Claim, operator, way_of};
use khatm::seal::Profile;
use khatm::store::counting::Counting as _;
use khatm::store::delivery::Deliveries as _;
use khatm::store::memory::Memory;
use khatm::store::stretch::Stretches as _;
use khatm::store::{Place, Store};
use khatm::time::Timestamp;
use ledger::file::create;
use ledger::{Till, deliver, folder, invoice, now, sale};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn remark(kind: &str, code: &str) -> Remark {
    Remark {
        kind: Some(kind.to_owned()),
        code: Some(code.to_owned()),
        category: None,
        message: Some("Buyer".to_owned()),
    }
}

/// By the document's number, each with a time of its own.
fn answer(claim: &Claim) -> Arrival {
    let number: u64 = claim.document.number[2..].parse().unwrap();
    let mut arrival = match (number % 10, claim.epoch) {
        (1..=4, _) => arrival(Said::Yes {
            cleared: claim.document.profile == Profile::Standard,
        }),
        (5, _) => arrival(Said::No("BR-KSA-17")),
        (6, 1) => arrival(Said::Lost),
        (7, _) => arrival(Said::Server),
        (8, _) => arrival(Said::NeverLeft),
        _ => arrival(Said::Known { cleared: false }),
    };
    arrival.ms = number * 10;
    match &mut arrival.verdict {
        khatm::gateway::Verdict::Accepted(acceptance) if number % 10 == 1 => {
            acceptance.warnings = vec![remark("WARNING", "BR-KSA-80"), remark("INFO", "XSD_ZATCA_VALID")];
        }
        khatm::gateway::Verdict::Rejected(remarks) => {
            remarks[0].kind = Some("ERROR".to_owned());
            remarks.push(remark("ERROR", "said by Buyer \"LLC\"\nnot a code"));
        }
        _ => {}
    }
    arrival
}

fn filled(store: &dyn Store, till: &Till) {
    let chain = till.chain(store, "till \"one\"\\");
    let issue = |number: u64| {
        let draft = match number % 3 {
            0 => invoice(&format!("I-{number}"), "10.00"),
            _ => sale(&format!("S-{number}"), "10.00"),
        };
        till.issue(store, &chain, &draft).unwrap().document
    };
    for number in 1..=20 {
        issue(number);
    }
    deliver(store, now().plus_ms(MINUTE), &answer);
    deliver(store, now().plus_ms(30 * MINUTE), &answer);
    let held = issue(21);
    issue(22);
    store
        .deliver(&mut |rows| operator::hold(rows, held.place, ("Ali", "Badr"), "dispute", now()))
        .unwrap();
    // Nothing of the environment beside it may be mixed with it.
    let other = delivery::begin(store, "rehearsal", now()).unwrap();
    delivery::issue(store, other, Profile::Simplified, 1, "", now()).unwrap();
}

fn production(figures: &Figures) -> &InEnvironment {
    &figures.environments[0]
}

#[test]
fn every_store_counts_the_same_and_right() {
    let till = Till::new();
    let (memory, file) = (Memory::new(), create(&folder("figures")));
    let at = now().plus_ms(2 * HOUR);
    let stores: [&dyn Store; 2] = [&memory, &file];
    for store in stores {
        filled(store, &till);
        let taken = figures(store, at).unwrap();
        assert_eq!(taken.environments.len(), 2);
        let one = production(&taken);
        assert_eq!(one.documents.iter().map(|row| row.count).sum::<u64>(), 22);
        let open = |of: fn(&OpenDocuments) -> u64| one.open.iter().map(of).sum::<u64>();
        // 7 and 17 are in doubt, 8 and 18 to be tried again, 21 is held, 22 waits; 6 and 16 were known at their second try.
        assert_eq!(
            (
                open(|row| row.waiting),
                open(|row| row.again),
                open(|row| row.in_doubt),
                open(|row| row.held)
            ),
            (1, 2, 2, 1)
        );
        assert_eq!((one.accepted, one.rejected, one.late, one.contrary), (14, 2, 0, 0));
        assert_eq!(one.accepted_per_mille, Some(875));
        // 5 and 15 were rejected; 6 and 9 are standard ones that were known already, and their copy did not come.
        assert_eq!((one.uncorrected, one.copy_missing), (2, 2));
        assert!(one.retries >= 4 && one.attempts == 20 + one.retries, "{one:?}");
        assert_eq!(one.answers.iter().map(|row| row.count).sum::<u64>(), one.attempts);
        let coded = |code: &str, count| Coded {
            code: code.to_owned(),
            count,
        };
        // What is no code is not shown: it may be anybody's name.
        assert_eq!(one.rejections, [coded("BR-KSA-17", 2), coded("other", 2)]);
        assert_eq!(one.warnings, [coded("BR-KSA-80", 2)]);
        assert_eq!(one.last_success_ms, Some(now().plus_ms(30 * MINUTE).unix_ms()));
        assert_eq!(one.oldest_doubt_seconds, Some(119 * 60));
        let oldest = one.open.iter().filter_map(|row| row.oldest_seconds).max();
        assert_eq!(oldest, Some(2 * 3600));
        assert_eq!(one.latency.classes.iter().sum::<u64>(), one.latency.count);
        assert_eq!(one.devices[0].certificate_days.map(|days| days > 365), Some(true));
    }
    assert_eq!(memory.counts().unwrap(), file.counts().unwrap());
    assert_eq!(figures(&memory, at).unwrap(), figures(&file, at).unwrap());
}

/// The nearest rank of times that were measured, counted by hand.
#[test]
fn a_percentile_is_a_time_that_was_measured() {
    let till = Till::new();
    let store = Memory::new();
    let chain = till.chain(&store, "till");
    for number in 1..=100u32 {
        till.issue(&store, &chain, &sale(&format!("S-{number}"), "10.00"))
            .unwrap();
    }
    deliver(&store, now(), &|claim| Arrival {
        ms: claim.document.place.counter * 100,
        ..arrival(Said::Yes { cleared: false })
    });
    let taken = figures(&store, now()).unwrap();
    let latency = production(&taken).latency;
    assert_eq!((latency.p50_ms, latency.p99_ms), (Some(5_000), Some(9_900)));
    assert_eq!((latency.count, latency.sum_ms), (100, 505_000));
    assert_eq!(latency.classes, [0, 1, 1, 3, 5, 10, 30, 50, 0, 0, 0]);
}

type Family = (String, BTreeMap<String, f64>);

/// Reads the text as strictly as its definition allows, and refuses everything else.
fn strict(text: &str) -> Result<BTreeMap<String, Family>, String> {
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let (mut current, mut helped) = (None::<String>, None::<String>);
    if !text.ends_with('\n') {
        return Err("no end of line".to_owned());
    }
    let name_of = |text: &str| {
        let first = text
            .bytes()
            .next()
            .is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
        first && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    for line in text.lines() {
        let fail = |why: &str| Err(format!("{why}: {line}"));
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').ok_or("no help")?;
            if !name_of(name) || help.is_empty() || families.contains_key(name) || helped.is_some() {
                return fail("help");
            }
            helped = Some(name.to_owned());
            continue;
        }
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').ok_or("no type")?;
            if helped.take().as_deref() != Some(name) || !["counter", "gauge", "histogram"].contains(&kind) {
                return fail("type");
            }
            if (kind == "counter") != name.ends_with("_total") {
                return fail("a counter ends in _total, and nothing else does");
            }
            families.insert(name.to_owned(), (kind.to_owned(), BTreeMap::new()));
            current = Some(name.to_owned());
            continue;
        }
        let family = current.clone().ok_or("a sample before its type")?;
        let (kind, samples) = families.get_mut(&family).ok_or("family")?;
        let end = line.find(['{', ' ']).ok_or("no value")?;
        let name = &line[..end];
        let suffixes: &[&str] = match kind.as_str() {
            "histogram" => &["_bucket", "_sum", "_count"],
            _ => &[""],
        };
        if !suffixes.iter().any(|suffix| name == format!("{family}{suffix}")) {
            return fail("a sample of another family");
        }
        let mut rest = &line[end..];
        let mut seen = BTreeSet::new();
        if let Some(labels) = rest.strip_prefix('{') {
            rest = labels;
            loop {
                let (label, after) = rest.split_once("=\"").ok_or("label")?;
                if !name_of(label) || label.starts_with("__") || !seen.insert(label) {
                    return fail("label");
                }
                let mut at = 0;
                let bytes = after.as_bytes();
                while bytes.get(at).ok_or("label's end")? != &b'"' {
                    if bytes[at] == b'\\' {
                        at += 1;
                        if !b"\\\"n".contains(bytes.get(at).ok_or("escape")?) {
                            return fail("escape");
                        }
                    }
                    at += 1;
                }
                rest = &after[at + 1..];
                match rest.bytes().next() {
                    Some(b',') => rest = &rest[1..],
                    Some(b'}') => {
                        rest = &rest[1..];
                        break;
                    }
                    _ => return fail("labels"),
                }
            }
        }
        let value = rest.strip_prefix(' ').ok_or("no blank")?;
        let value: f64 = value.parse().map_err(|_| format!("value: {line}"))?;
        let key = line[..line.len() - rest.len()].to_owned();
        if samples.insert(key, value).is_some() {
            return fail("twice");
        }
    }
    Ok(families)
}

#[test]
fn prometheus_reads_every_line() {
    let till = Till::new();
    let store = Memory::new();
    filled(&store, &till);
    let mut taken = figures(&store, now().plus_ms(2 * HOUR)).unwrap();
    taken.skew_ms = Some(-1_500);
    let light = health(&store, now().plus_ms(2 * HOUR)).unwrap();
    let text = prometheus::text(&taken, Some(&light));
    let families = strict(&text).unwrap();
    assert!(families.len() >= 22, "{}", families.len());
    let sample = |family: &str, key: &str| families[family].1[key];
    let one = production(&taken);
    assert_eq!(
        sample(
            "khatm_accepted_total",
            "khatm_accepted_total{environment=\"production\"}"
        ),
        one.accepted as f64
    );
    assert_eq!(sample("khatm_clock_skew_seconds", "khatm_clock_skew_seconds"), -1.5);
    assert_eq!(sample("khatm_health", "khatm_health"), 1.0);
    let histogram = &families["khatm_reply_seconds"].1;
    let bucket = |le: &str| histogram[&format!("khatm_reply_seconds_bucket{{environment=\"production\",le=\"{le}\"}}")];
    assert_eq!(
        bucket("+Inf"),
        histogram["khatm_reply_seconds_count{environment=\"production\"}"]
    );
    assert!(bucket("0.050") <= bucket("0.100") && bucket("60.000") == bucket("+Inf"));
    assert!(text.contains(r#"device="till \"one\"\\""#), "{text}");
    for word in ["Buyer", "LLC", "310000000000003", "Tahlia", "Tea", "11.50", "S-1"] {
        assert!(!text.contains(word), "{word}");
    }
    // The reader itself refuses what is wrong.
    for (right, wrong) in [
        ("# TYPE khatm_health gauge\n", ""),
        ("khatm_health 1", "khatm_health"),
        (r#"\\""#, r#"\""#),
        (
            "khatm_clock_skew_seconds -1.500\n",
            "khatm_clock_skew_seconds 1\nkhatm_clock_skew_seconds 1\n",
        ),
    ] {
        assert!(text.contains(right), "{right}");
        assert!(strict(&text.replacen(right, wrong, 1)).is_err(), "{right}");
    }
    if let Some(path) = std::env::var_os("KHATM_PROMETHEUS_TEXT") {
        std::fs::write(path, text).unwrap();
    }
}

fn raised(store: &dyn Store, at: Timestamp) -> Vec<(Light, Code)> {
    let found = health(store, at).unwrap().concerns;
    found.iter().map(|one| (one.light, one.error.code())).collect()
}

#[test]
fn what_was_found_here_is_not_said_of_the_authority() {
    let till = Till::new();
    let store = Memory::new();
    let chain = till.chain(&store, "till");
    let document = till.issue(&store, &chain, &sale("S-1", "10.00")).unwrap().document;
    let own = |code: Code| {
        let mut own = arrival(Said::Credential);
        own.http = 0;
        own.verdict = khatm::gateway::Verdict::Credential(vec![remark("", code.as_str())]);
        own
    };
    deliver(&store, now(), &|_| own(Code::RootKeyAbsent));
    assert_eq!(raised(&store, now()), [(Light::Red, Code::RootKeyAbsent)]);
    let mut found = None;
    store
        .deliver(&mut |rows| {
            found = Some(way_of(rows, &document, &chain.made, now())?);
            Ok(())
        })
        .unwrap();
    let way = found.unwrap();
    let code = Some(Code::RootKeyAbsent.as_str());
    assert_eq!((way.parked.as_deref(), way.last_code.as_deref()), (code, code));
    // The same words in a reply are the authority's, whatever they look like.
    deliver(&store, now().plus_ms(HOUR), &|_| Arrival {
        http: 401,
        ..own(Code::RootKeyAbsent)
    });
    assert_eq!(raised(&store, now()), [(Light::Red, Code::HealthCredential)]);
}

#[test]
fn each_alert_is_raised_at_its_time_and_not_before() {
    let till = Till::new();
    let store = Memory::new();
    let chain = till.chain(&store, "till");
    assert_eq!(raised(&store, now()), []);
    till.issue(&store, &chain, &sale("S-1", "10.00")).unwrap();
    use Code::*;
    use Light::{Red, Yellow};
    for (ms, expected) in [
        (6 * HOUR - 1, vec![]),
        (6 * HOUR, vec![(Yellow, HealthAge)]),
        (12 * HOUR, vec![(Yellow, HealthAge)]),
        (18 * HOUR - 1, vec![(Yellow, HealthAge)]),
        (18 * HOUR, vec![(Red, HealthAge)]),
        (24 * HOUR - 1, vec![(Red, HealthAge)]),
        (24 * HOUR, vec![(Red, HealthLate)]),
    ] {
        assert_eq!(raised(&store, now().plus_ms(ms)), expected, "{ms}");
    }
    // Nobody knows: an hour is given.
    deliver(&store, now(), &|_| arrival(Said::Lost));
    assert_eq!(raised(&store, now().plus_ms(HOUR - 1)), []);
    assert_eq!(raised(&store, now().plus_ms(HOUR)), [(Yellow, HealthDoubt)]);
    deliver(&store, now().plus_ms(HOUR), &|_| arrival(Said::Credential));
    let parked = raised(&store, now().plus_ms(HOUR + 1));
    assert_eq!(parked, [(Red, HealthCredential), (Yellow, HealthDoubt)]);
    let again = now().plus_ms(2 * HOUR);
    deliver(&store, again, &|_| arrival(Said::Yes { cleared: false }));
    assert_eq!(raised(&store, again), []);

    // A storm, told once for the device; a fault of one operation.
    for number in 2..=7 {
        till.issue(&store, &chain, &sale(&format!("S-{number}"), "10.00"))
            .unwrap();
    }
    deliver(&store, again, &|_| arrival(Said::No("BR-KSA-17")));
    assert_eq!(raised(&store, again), [(Red, HealthStorm), (Yellow, HealthRejected)]);

    let store = Memory::new();
    let chain = till.chain(&store, "till");
    let document = till.issue(&store, &chain, &invoice("I-1", "10.00")).unwrap().document;
    deliver(&store, now(), &|_| arrival(Said::NotFound));
    assert_eq!(raised(&store, now()), [(Yellow, HealthParked)]);
    store
        .deliver(&mut |rows| {
            operator::unpark(rows, chain.id, "Ali", now())?;
            operator::hold(rows, document.place, ("Ali", "Badr"), "dispute", now())
        })
        .unwrap();
    assert_eq!(raised(&store, now()), [(Yellow, HealthHeld)]);

    // The clock, where whoever sends knows it.
    let mut taken = figures(&store, now()).unwrap();
    for (skew, expected) in [(30_000, None), (-30_001, Some(Yellow)), (300_001, Some(Red))] {
        taken.skew_ms = Some(skew);
        let found = alerts(&taken);
        let clock = found.iter().find(|one| one.error.code() == HealthClock);
        assert_eq!(clock.map(|one| one.light), expected, "{skew}");
    }
    // The certificate: it ends in 2046.
    let end = Timestamp::from(khatm::time::Moment::parse(till.credential.certificate().validity().1).unwrap());
    let day = 24 * HOUR;
    let certificate = |at: Timestamp| {
        let found = alerts(&figures(&store, at).unwrap());
        let own = found.iter().find(|one| one.error.code() == HealthCertificate);
        own.map(|one| (one.light, one.device.clone().unwrap()))
    };
    assert_eq!(certificate(end.plus_ms(-30 * day)), None);
    assert_eq!(
        certificate(end.plus_ms(-30 * day + 1)),
        Some((Yellow, "till".to_owned()))
    );
    assert_eq!(certificate(end.plus_ms(-7 * day)), Some((Yellow, "till".to_owned())));
    assert_eq!(certificate(end.plus_ms(-7 * day + 1)), Some((Red, "till".to_owned())));
    assert_eq!(certificate(end.plus_ms(1)), Some((Red, "till".to_owned())));
}

/// The delivery is done with them, and a person is not.
#[test]
fn what_was_rejected_is_told_until_it_is_corrected_and_a_missing_copy_for_good() {
    let till = Till::new();
    let (memory, file) = (Memory::new(), create(&folder("undone")));
    let stores: [&dyn Store; 2] = [&memory, &file];
    use Code::{HealthCopyMissing, HealthRejected};
    use Light::Yellow;
    for store in stores {
        let chain = till.chain(store, "till");
        let issue = |draft: &str| till.issue(store, &chain, draft).unwrap().document;
        let says = |said: fn() -> Said| deliver(store, now(), &|_| arrival(said()));
        let found = |code| -> Option<String> {
            let found = health(store, now()).unwrap().concerns;
            let one = found.into_iter().find(|one| one.error.code() == code);
            let text = one?.error.message(khatm::Language::English);
            Some(text.chars().filter(char::is_ascii_digit).collect::<String>())
        };
        let places = || {
            let rows = store.uncorrected().unwrap().into_iter();
            rows.map(|row| row.place.counter).collect::<Vec<_>>()
        };
        issue(&sale("S-1", "10.00"));
        issue(&invoice("I-2", "10.00"));
        says(|| Said::Yes { cleared: true });
        assert_eq!(raised(store, now()), []);
        // Reported ones have no copy, and none is missing.
        let (third, _) = (issue(&sale("S-3", "10.00")), issue(&invoice("I-4", "10.00")));
        says(|| Said::No("BR-KSA-17"));
        assert_eq!(raised(store, now()), [(Yellow, HealthRejected)]);
        assert_eq!((found(HealthRejected).as_deref(), places()), (Some("2"), vec![3, 4]));
        let correction = |of: &khatm::store::Document| {
            let draft = sale("S-3", "11.00");
            let made = till.order(store, &chain, &draft, None, Some(of.uuid), now());
            made.unwrap().document
        };
        let fifth = correction(&third);
        assert_eq!((found(HealthRejected).as_deref(), places()), (Some("1"), vec![4]));
        // A correction that is rejected wants one of its own.
        says(|| Said::No("BR-KSA-17"));
        assert_eq!((found(HealthRejected).as_deref(), places()), (Some("2"), vec![4, 5]));
        correction(&fifth);
        says(|| Said::Yes { cleared: false });
        assert_eq!((found(HealthRejected).as_deref(), places()), (Some("1"), vec![4]));
        assert_eq!(found(HealthCopyMissing), None);
        issue(&invoice("I-7", "10.00"));
        issue(&sale("S-8", "10.00"));
        says(|| Said::Yes { cleared: false });
        assert_eq!(
            raised(store, now()),
            [(Yellow, HealthRejected), (Yellow, HealthCopyMissing)]
        );
        assert_eq!(found(HealthCopyMissing).as_deref(), Some("1"));
        // Nothing of it is of the environment beside.
        delivery::begin(store, "rehearsal", now()).unwrap();
        let taken = figures(store, now()).unwrap();
        let undone = |one: &InEnvironment| (one.uncorrected, one.copy_missing);
        assert_eq!(
            taken.environments.iter().map(undone).collect::<Vec<_>>(),
            [(1, 1), (0, 0)]
        );
        let text = prometheus::text(&taken, None);
        for line in [
            "khatm_uncorrected_documents{environment=\"production\"} 1\n",
            "khatm_copy_missing_documents{environment=\"production\"} 1\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
    }
    assert_eq!(memory.counts().unwrap(), file.counts().unwrap());
    assert_eq!(memory.uncorrected().unwrap(), file.uncorrected().unwrap());
}

#[test]
fn a_contradiction_is_red_until_the_device_issues_again_and_a_week_is_over() {
    let till = Till::new();
    let store = Memory::new();
    let chain = till.chain(&store, "till");
    let place: Place = till
        .issue(&store, &chain, &sale("S-1", "10.00"))
        .unwrap()
        .document
        .place;
    let mut worker = khatm::outbox::Worker::new("w", khatm::outbox::Policy::default());
    let all = khatm::outbox::Allowance {
        total: 1,
        clearance: 1,
        reporting: 1,
    };
    // The first answer comes after the second.
    worker.claim(&store, all, now()).unwrap();
    let mut round = khatm::outbox::Round::default();
    worker.look(&store, &[(place, 1)], now(), &mut round).unwrap();
    assert!(worker.depart((place, 1), now()).is_some());
    let later = now().plus_ms(HOUR);
    deliver(&store, later, &|_| arrival(Said::Yes { cleared: false }));
    worker.arrive((place, 1), arrival(Said::No("BR-KSA-17")));
    let keys = [(place, 1)];
    worker.settle(&store, &keys, later, &mut || 0, &mut round).unwrap();
    let (mut codes, week) = (vec![], 7 * 24 * HOUR);
    codes.extend(raised(&store, later));
    assert_eq!(
        codes,
        [
            (Light::Red, Code::HealthContrary),
            (Light::Red, Code::HealthQuarantined)
        ]
    );
    let taken = figures(&store, later).unwrap();
    let one = production(&taken);
    assert_eq!((one.contrary, one.uncorrected, one.copy_missing), (1, 0, 0));
    let again = Till::new();
    again.chain(&store, "till");
    assert_eq!(
        raised(&store, later.plus_ms(week - 1)),
        [(Light::Red, Code::HealthContrary)]
    );
    assert_eq!(raised(&store, later.plus_ms(week)), []);
    // What happened stands in the audit, in order.
    let actions: Vec<String> = khatm::store::safe::Safe::audited(&store, 0, 100)
        .unwrap()
        .into_iter()
        .map(|row| row.action)
        .collect();
    let expected = [
        "chain_begun",
        "claim",
        "claim",
        "answer",
        "answer",
        "chain_aside",
        "contrary",
        "chain_begun",
    ];
    assert_eq!(actions, expected);
    assert!(store.stretch(chain.id, 0, 9).unwrap().trails.iter().all(|(_, trail)| {
        let lanes = store.stretch(chain.id, 0, 1).unwrap().lanes;
        khatm::ledger::trail::faults(trail.as_ref().unwrap(), &lanes).is_empty()
    }));
}
