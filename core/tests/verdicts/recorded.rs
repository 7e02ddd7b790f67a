//! Replies that the authority gave, and those that its contract shows.

use khatm::gateway::{Arrived, Operation, Verdict};
use serde_json::Value;

use super::{DESK, letter};
use crate::replies::reply;
use crate::support::{conformance, repository};

/// Each recorded case, with the verdict and the codes that come with it.
const LIVE: [(&str, char, &[&str]); 15] = [
    ("simplified-invoice", 'A', &[]),
    ("simplified-credit", 'A', &[]),
    ("simplified-debit", 'A', &["BR-KSA-19"]),
    ("standard-invoice", 'A', &["BR-KSA-15", "BR-KSA-19", "BR-KSA-69"]),
    ("standard-credit", 'A', &[]),
    ("standard-debit", 'A', &["BR-KSA-19"]),
    ("tag4-equivalent-scale", 'R', &["invoiceTotal_QRCODE_INVALID"]),
    ("tag4-equivalent-integer", 'R', &["invoiceTotal_QRCODE_INVALID"]),
    ("tag5-equivalent-scale", 'A', &[]),
    ("tag4-wrong-value", 'R', &["invoiceTotal_QRCODE_INVALID"]),
    ("tag5-wrong-value", 'A', &[]),
    ("simplified-missing-tag9", 'R', &["QRCODE_INVALID"]),
    (
        "standard-unexpected-tag9",
        'A',
        &["BR-KSA-15", "BR-KSA-19", "BR-KSA-69"],
    ),
    ("foreign-currency-bt110", 'A', &[]),
    ("foreign-currency-bt111", 'A', &[]),
];

#[test]
fn what_the_developer_portal_answered() {
    let Some(folder) = conformance("recorded replies") else {
        return;
    };
    let text = std::fs::read_to_string(folder.join("live/developer-portal.json")).unwrap();
    let record: Value = serde_json::from_str(&text).unwrap();
    let cases = record["cases"].as_object().unwrap();
    assert_eq!(cases.len(), LIVE.len());
    for (name, expected, codes) in LIVE {
        let case = &cases[name];
        let status = u16::try_from(case["http_status"].as_u64().unwrap()).unwrap();
        let body = serde_json::to_vec(&case["response"]).unwrap();
        let verdict = DESK.judge(Operation::ComplianceCheck, status, &body);
        assert_eq!(letter(&verdict), expected, "{name}: {verdict:?}");
        let found: Vec<&str> = verdict
            .remarks()
            .iter()
            .map(|remark| remark.code.as_deref().unwrap())
            .collect();
        assert_eq!(found, codes, "{name}");
        for remark in verdict.remarks() {
            assert!(remark.own().is_some(), "{name}: {remark:?} is a message that we know");
        }
    }
}

/// A status, how many examples it has, and what each of them means.
type Examples = (&'static str, usize, char);

/// Of each file its operation and its examples.
const CONTRACT: [(&str, Operation, &[Examples]); 3] = [
    (
        "clearance-api_openapi.json",
        Operation::Clearance,
        &[
            ("200", 1, 'A'),
            ("202", 1, 'A'),
            ("208", 1, 'K'),
            ("303", 1, 'W'),
            ("400", 7, 'R'),
            ("401", 1, 'C'),
            ("500", 1, 'S'),
        ],
    ),
    (
        "reporting-api_openapi.json",
        Operation::Reporting,
        &[
            ("200", 1, 'A'),
            ("202", 1, 'A'),
            ("400", 9, 'R'),
            ("401", 1, 'C'),
            ("406", 1, 'D'),
            ("409", 1, 'K'),
            ("500", 1, 'S'),
        ],
    ),
    (
        "renewal-api_openapi.json",
        Operation::Renewal,
        &[
            ("200", 1, 'I'),
            ("400", 6, 'R'),
            ("401", 1, 'C'),
            ("406", 1, 'D'),
            ("428", 1, 'N'),
            ("500", 1, 'S'),
        ],
    ),
];

#[test]
fn every_reply_that_the_contract_shows() {
    let folder = repository().join("../shared/spec/openapi");
    if !folder.is_dir() {
        eprintln!("SKIPPED the contract's replies: ../shared/spec/openapi is absent");
        return;
    }
    for (file, operation, expected) in CONTRACT {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        let contract: Value = serde_json::from_str(&text).unwrap();
        let mut seen = Vec::new();
        for path in contract["paths"].as_object().unwrap().values() {
            for method in path.as_object().unwrap().values() {
                for (status, response) in method["responses"].as_object().unwrap() {
                    let bodies = examples(response);
                    if bodies.is_empty() {
                        continue;
                    }
                    let letters: Vec<char> = bodies.iter().map(|body| judge(operation, status, body)).collect();
                    seen.push((status.clone(), letters));
                }
            }
        }
        seen.sort();
        let expected: Vec<(String, Vec<char>)> = expected
            .iter()
            .map(|(status, count, letter)| ((*status).to_owned(), vec![*letter; *count]))
            .collect();
        assert_eq!(seen, expected, "{file}");
    }
}

/// The documents of the contract's examples were sent by its own caller: so each is judged as the answer to what it clears.
fn judge(operation: Operation, status: &str, body: &Value) -> char {
    use base64::Engine as _;
    let bytes = match body {
        Value::String(text) => text.as_bytes().to_vec(),
        other => serde_json::to_vec(other).unwrap(),
    };
    let status = status.parse().unwrap();
    let verdict = match body["clearedInvoice"].as_str() {
        Some(text) => {
            let xml = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
            let request = DESK.clearance_of(&xml);
            let verdict = Verdict::of(&request, &Arrived::Reply(reply(status, &bytes)));
            // The same reply to another document is believed by nobody.
            assert_eq!(letter(&DESK.judge(operation, status, &bytes)), 'O');
            verdict
        }
        None => DESK.judge(operation, status, &bytes),
    };
    letter(&verdict)
}

fn examples(response: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for media in response["content"]
        .as_object()
        .into_iter()
        .flat_map(|content| content.values())
    {
        all.extend(media.get("example").cloned());
        for example in media["examples"]
            .as_object()
            .into_iter()
            .flat_map(|named| named.values())
        {
            all.push(example["value"].clone());
        }
    }
    all
}
