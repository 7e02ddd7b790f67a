//! Every status × every shape of body × the six operations, each with the verdict that was written down by hand.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

#[path = "verdicts/cleared.rs"]
mod cleared;
#[path = "verdicts/recorded.rs"]
mod recorded;
mod replies;
mod support;
#[path = "verdicts/table.rs"]
mod table;

use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::verdict::COMPLIANCE_STEPS;
use khatm::gateway::{Arrived, Doubt, Header, Loss, NotReceived, Operation, Remark, Verdict, Wire};
use khatm::{Code, Error};
use replies::Desk;

static DESK: LazyLock<Desk> = LazyLock::new(Desk::new);

/// The columns of the tables.
const COLUMNS: [Operation; 6] = Operation::ALL;

/// A verdict as one letter of the tables.
fn letter(verdict: &Verdict) -> char {
    match verdict {
        Verdict::Accepted(_) => 'A',
        Verdict::AlreadyKnown(_) => 'K',
        Verdict::Rejected(_) => 'R',
        Verdict::WrongRoute(_) => 'W',
        Verdict::Credential(_) => 'C',
        Verdict::NotReceived(NotReceived::Throttled(_)) => 'T',
        Verdict::NotReceived(NotReceived::NeverLeft(_)) => 'L',
        Verdict::Unsure(Doubt::Unclear(..)) => '?',
        Verdict::Unsure(Doubt::OtherDocument(_)) => 'O',
        Verdict::Unsure(Doubt::Server(..)) => 'S',
        Verdict::Unsure(Doubt::Lost(_)) => 'X',
        Verdict::Issued(_) => 'I',
        Verdict::Renewal(_) => 'N',
        Verdict::Defect(defect) if defect.final_for_these_bytes => 'F',
        Verdict::Defect(_) => 'D',
    }
}

fn letters(status: u16, body: &[u8]) -> String {
    let all = COLUMNS.map(|operation| letter(&DESK.judge(operation, status, body)));
    all.iter().collect()
}

#[test]
fn each_status_with_each_body_at_each_operation() {
    let bodies = replies::bodies::all(&DESK);
    let mut wrong = Vec::new();
    let mut cells = 0;
    for (statuses, table) in table::BY_BODY {
        let rows: Vec<(&str, &str)> = table
            .trim()
            .lines()
            .map(|line| line.trim().split_once('|').unwrap())
            .map(|(letters, name)| (letters.trim(), name.trim()))
            .collect();
        let names: Vec<&str> = rows.iter().map(|(_, name)| *name).collect();
        let known: Vec<&str> = bodies.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, known, "a table has a row for each body, in their order");
        for &status in *statuses {
            for ((expected, name), (_, body)) in rows.iter().zip(&bodies) {
                let found = letters(status, body);
                cells += found.len();
                if found != *expected {
                    wrong.push(format!("{status} {name}: {found}, expected {expected}"));
                }
            }
        }
    }
    for (statuses, expected) in table::WHATEVER_THE_BODY {
        for &status in *statuses {
            for (name, body) in &bodies {
                let found = letters(status, body);
                cells += found.len();
                if found != *expected {
                    wrong.push(format!("{status} {name}: {found}, expected {expected}"));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {cells} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(cells > 30_000, "{cells}");
}

fn judge(operation: Operation, status: u16, body: &str) -> Verdict {
    DESK.judge(operation, status, body.as_bytes())
}

#[test]
fn messages_are_kept_as_they_came() {
    let body = r#"{"validationResults":{"warningMessages":[
        {"type":"WARNING","code":"NEW-1","category":"سجل","message":"\u0642 \"x\"","status":"WARNING","extra":1},
        {"code":5,"message":null}, "bare", null],"status":"WARNING"},"reportingStatus":"REPORTED"}"#;
    let Verdict::Accepted(acceptance) = judge(Operation::Reporting, 202, body) else {
        panic!();
    };
    let text = |text: &str| Some(text.to_owned());
    let expected = [
        Remark {
            kind: text("WARNING"),
            code: text("NEW-1"),
            category: text("سجل"),
            message: text("ق \"x\""),
        },
        Remark {
            code: text("5"),
            ..Remark::default()
        },
        Remark {
            message: text("bare"),
            ..Remark::default()
        },
    ];
    assert_eq!(acceptance.warnings, expected);
    assert_eq!(acceptance.warnings[0].own(), None);
}

#[test]
fn a_page_is_told_by_its_title_and_a_text_by_its_beginning() {
    let page = "<!doctype html><HTML><head><TITLE> 504 Gateway\nTime-out </TITLE></head>x</HTML>";
    let Verdict::Unsure(Doubt::Server(504, remarks)) = judge(Operation::Clearance, 504, page) else {
        panic!();
    };
    assert_eq!(remarks[0].message.as_deref(), Some("504 GatewayTime-out"));
    let text = format!("{}\u{1b}[2J", "This Version is not supported ".repeat(1000));
    let verdict = judge(Operation::Reporting, 406, &text);
    let shown = verdict.remarks()[0].message.clone().unwrap();
    assert!(
        shown.starts_with("This Version") && shown.chars().count() <= 300,
        "{shown}"
    );
}

#[test]
fn no_secret_leaves_a_reply_that_was_not_understood() {
    let secret = "1npmzeTq4SECRET==";
    let whole = replies::bodies::grant("ISSUED", "347", Some(&DESK.token), Some(secret), "null");
    let mut bodies = vec![format!("secret: {secret}"), format!("x{whole}")];
    bodies.extend((1..whole.len()).step_by(97).map(|at| whole[..at].to_owned()));
    bodies.extend([whole.replace("ISSUED", "OTHER"), format!("[{whole}]"), whole.clone()]);
    for operation in [Operation::ComplianceCsid, Operation::ProductionCsid, Operation::Renewal] {
        for status in [200, 201, 202, 208, 428] {
            for body in &bodies {
                let verdict = judge(operation, status, body);
                let error = verdict.error(operation).map(|error| format!("{error:?}"));
                assert!(!format!("{verdict:?}{error:?}").contains("SECRET"), "{status} {body}");
            }
        }
    }
    let reply = replies::reply(200, whole.as_bytes());
    assert!(!format!("{reply:?}").contains("SECRET"));
}

/// A password that was sent, as it was, and the pieces of it that a cut text may end in.
const PASSWORD: &str = "Dehvg1fc8GF6Jwt5bOxXwC6enR93VxeNEo2mlUatfgw=";
const OTP: &str = "123345";

fn secrets_sent(operation: Operation) -> Vec<String> {
    let mut all = Vec::new();
    for (_, header) in DESK.at(operation).headers() {
        let Header::Secret(value) = header else { continue };
        let value = value.expose();
        all.push(value.to_owned());
        if let Some(encoded) = value.strip_prefix("Basic ") {
            all.push(encoded.to_owned());
            all.push(String::from_utf8(STANDARD.decode(encoded).unwrap()).unwrap());
            all.push(PASSWORD.to_owned());
            all.push(PASSWORD.trim_end_matches('=').to_owned());
            // Cut off within the password.
            all.push(encoded[..encoded.len() - 8].to_owned());
            all.push(PASSWORD[..20].to_owned());
            all.push(PASSWORD[9..].to_owned());
        }
    }
    all
}

/// Whether a piece of what is secret is in a text. The certificate, which is the user's name, is none.
fn leaks(operation: Operation, text: &str) -> bool {
    let encoded = DESK
        .at(operation)
        .headers()
        .iter()
        .find_map(|(name, header)| match header {
            Header::Secret(value) if *name == "Authorization" => Some(value.expose().to_owned()),
            _ => None,
        });
    let tail = encoded.map_or(String::new(), |encoded| encoded[encoded.len() - 56..].to_owned());
    let pieces = PASSWORD.as_bytes().windows(12).chain(tail.as_bytes().windows(12));
    text.contains(OTP)
        || pieces
            .map(|piece| std::str::from_utf8(piece).unwrap())
            .any(|piece| text.contains(piece))
}

#[test]
fn what_a_reply_repeats_of_the_secrets_that_were_sent_is_not_shown() {
    let mut shown = 0;
    for operation in COLUMNS {
        let secrets = secrets_sent(operation);
        assert!(
            secrets.iter().all(|secret| leaks(operation, secret)),
            "the test sees them"
        );
        for secret in &secrets {
            let parts = [
                format!(r#"{{"type":"{secret}","code":"{secret}","category":"{secret}","message":"{secret}"}}"#),
                format!(r#"{{"code":"X-1","message":"got Authorization: {secret}, OTP: {secret}; why?"}}"#),
                format!(r#""{secret}""#),
            ];
            let mut bodies = vec![
                format!("You sent {secret}."),
                format!("{}{secret}", "x ".repeat(140)),
                format!("<html><title>{secret}</title></html>"),
                format!(r#"{{"status":400,"error":"{secret}","message":"{secret}"}}"#),
            ];
            bodies.extend(parts.iter().flat_map(|part| {
                ["errors", "errorMessages", "warningMessages"].map(|list| format!(r#"{{"{list}":[{part}]}}"#))
            }));
            bodies.push(parts[1].replace('/', "\\\\/"));
            for status in [200, 202, 303, 400, 401, 404, 413, 428, 500] {
                for body in &bodies {
                    let verdict = judge(operation, status, body);
                    let error = verdict.error(operation);
                    let text = format!("{verdict:?} {:?} {error:?}", verdict.remarks());
                    assert!(!leaks(operation, &text), "{operation:?} {status}");
                    shown += usize::from(text.contains('…'));
                }
            }
        }
    }
    assert!(shown > 1000, "{shown}");
    // What stands around it is kept.
    let body = format!(r#"{{"errors":[{{"code":"X-1","message":"Password {PASSWORD} is wrong"}}]}}"#);
    let verdict = judge(Operation::Reporting, 401, &body);
    assert_eq!(verdict.remarks()[0].message.as_deref(), Some("Password … is wrong"));
    assert_eq!(verdict.remarks()[0].code.as_deref(), Some("X-1"));
}

#[test]
fn no_text_of_a_reply_is_kept_endless() {
    let long = "ق".repeat(100_000);
    let body = format!(r#"{{"errors":[{{"type":"{long}","code":"{long}","category":"{long}","message":"{long}"}}]}}"#);
    let verdict = judge(Operation::Reporting, 400, &body);
    let Remark {
        kind,
        code,
        category,
        message,
    } = verdict.remarks()[0].clone();
    for text in [kind, code, category, message] {
        assert_eq!(text.unwrap().chars().count(), 4000);
    }
    // A verdict is drawn from all that was said, however long.
    let body = format!(r#"{{"errorMessages":[{{"code":"X","message":"{long} reported successfully earlier"}}]}}"#);
    assert_eq!(letter(&judge(Operation::Reporting, 208, &body)), 'K');
}

#[test]
fn a_certificate_keeps_the_digits_of_its_number() {
    for (written, digits) in [
        ("1234567890123", "1234567890123"),
        ("98765432109876543210987", "98765432109876543210987"),
        ("\"007\"", "007"),
        ("\" 7 \"", "7"),
        ("0", "0"),
    ] {
        let body = replies::bodies::grant("ISSUED", written, Some(&DESK.token), Some("s=="), "null");
        let Verdict::Issued(grant) = judge(Operation::ComplianceCsid, 200, &body) else {
            panic!("{written}");
        };
        assert_eq!(
            (grant.request_id.as_str(), grant.token.as_str()),
            (digits, DESK.token.as_str())
        );
        assert_eq!(grant.secret.expose(), "s==");
    }
}

#[test]
fn what_never_left_and_what_was_lost() {
    let request = DESK.at(Operation::Reporting);
    let error = Error::new(Code::FileRead);
    let never = Verdict::of(request, &Arrived::NeverLeft(error.clone()));
    assert_eq!(never, Verdict::NotReceived(NotReceived::NeverLeft(error.clone())));
    assert_eq!(never.error(Operation::Reporting), Some(error));
    for loss in [
        Loss::Timeout,
        Loss::Broken,
        Loss::Truncated,
        Loss::TooLarge,
        Loss::Encoding,
    ] {
        let lost = Verdict::of(request, &Arrived::Lost(loss));
        assert_eq!(lost, Verdict::Unsure(Doubt::Lost(loss)));
        assert_eq!(lost.error(Operation::Reporting).unwrap().code(), Code::GatewayUnsure);
        assert_eq!(lost.error(Operation::Renewal).unwrap().code(), Code::CertificateUnsure);
    }
}

#[test]
fn how_long_to_wait() {
    let now = Some("Sat, 21 Nov 2026 10:00:00 GMT");
    let cases = [
        (None, now, None),
        (Some("0"), now, Some(0)),
        (Some("120"), None, Some(120)),
        (Some(" 120 "), now, Some(120)),
        (Some("99999999999999999999999"), now, Some(86_400)),
        (Some("86401"), now, Some(86_400)),
        (Some("-1"), now, None),
        (Some("1.5"), now, None),
        (Some("soon"), now, None),
        (Some(""), now, None),
        (Some("Sat, 21 Nov 2026 10:02:03 GMT"), now, Some(123)),
        (Some("Sat, 21 Nov 2026 09:59:59 GMT"), now, Some(0)),
        (Some("Sun, 21 Nov 2027 10:00:00 GMT"), now, Some(86_400)),
        (Some("Sat, 21 Nov 2026 10:02:03 GMT"), None, None),
        (Some("Sat, 21 Nov 2026 10:02:03 GMT"), Some("yesterday"), None),
        (Some("Sat, 31 Feb 2026 10:02:03 GMT"), now, None),
        (Some("Sat, 21 Nov 2026 10:02:03 +0300"), now, None),
        (Some("Saturday, 21-Nov-26 10:02:03 GMT"), now, None),
    ];
    for (retry_after, date, expected) in cases {
        let mut reply = replies::reply(429, b"");
        reply.retry_after = retry_after.map(str::to_owned);
        reply.date = date.map(str::to_owned);
        let verdict = Verdict::of(DESK.at(Operation::Clearance), &Arrived::Reply(reply));
        assert_eq!(
            verdict,
            Verdict::NotReceived(NotReceived::Throttled(expected)),
            "{retry_after:?} {date:?}"
        );
    }
}

#[test]
fn each_refusal_has_our_own_word_and_way_out() {
    let coded = |code: &str| format!(r#"{{"errors":[{{"code":"{code}","message":"."}}]}}"#);
    let csid = Operation::ComplianceCsid;
    let cases = [
        (csid, 400, coded("Invalid-OTP"), "KHATM-OTP-REFUSED"),
        (Operation::Renewal, 400, coded("Invalid-OTP"), "KHATM-OTP-REFUSED"),
        (csid, 400, coded("Missing-OTP"), "KHATM-OTP-LOST"),
        (csid, 400, coded("Missing-CSR"), "KHATM-CSR-LOST"),
        (csid, 400, coded("Invalid-CSR"), "KHATM-CSR-REFUSED"),
        (
            csid,
            400,
            r#"{"errorCode":"400","errorCategory":"Invalid-CSR","errorMessage":"The provided CSR is invalid."}"#.to_owned(),
            "KHATM-CSR-REFUSED",
        ),
        (
            csid,
            400,
            r#"{"type":"ERROR","code":"EXCEED_CHARACTER_LIMIT","category":"CSR_VALIDATION","message":"64","status":"ERROR"}"#.to_owned(),
            "KHATM-CSR-REFUSED-LENGTH",
        ),
        (csid, 400, coded("New-One"), "KHATM-CERTIFICATE-REFUSED"),
        (csid, 401, String::new(), "KHATM-ONBOARDING-DENIED"),
        (csid, 500, String::new(), "KHATM-CERTIFICATE-UNSURE"),
        (csid, 413, String::new(), "KHATM-GATEWAY-DEFECT"),
        (Operation::ProductionCsid, 400, coded("Invalid-ComplianceRequestId"), "KHATM-COMPLIANCE-REQUEST"),
        (Operation::ProductionCsid, 403, String::new(), "KHATM-GATEWAY-CREDENTIAL"),
        (Operation::Renewal, 400, coded("Missing-currentCSID"), "KHATM-CSID-LOST"),
        (Operation::Renewal, 400, coded("Invalid-currentCSID"), "KHATM-CSID-REFUSED"),
        (
            csid,
            200,
            r#"{"requestID":-2,"dispositionMessage":"NOT_COMPLIANT","binarySecurityToken":null,"errors":["caused : Denied by Policy Module 0x80094800, The request"]}"#.to_owned(),
            "KHATM-CSR-REFUSED-TEMPLATE",
        ),
        (
            csid,
            400,
            r#"{"dispositionMessage":"NOT_COMPLIANT","binarySecurityToken":null,"errors":null}"#.to_owned(),
            "KHATM-CERTIFICATE-REFUSED",
        ),
        (Operation::ComplianceCheck, 400, coded("BR-KSA-06"), "KHATM-COMPLIANCE-REFUSED"),
        (Operation::Reporting, 400, coded("BR-KSA-06"), "KHATM-GATEWAY-REJECTED"),
        (Operation::Reporting, 303, String::new(), "KHATM-GATEWAY-ROUTE"),
        (Operation::Reporting, 401, String::new(), "KHATM-GATEWAY-CREDENTIAL"),
        (Operation::Reporting, 406, String::new(), "KHATM-GATEWAY-DEFECT"),
        (Operation::Reporting, 413, String::new(), "KHATM-GATEWAY-TOO-LARGE"),
        (Operation::Reporting, 429, String::new(), "KHATM-GATEWAY-THROTTLED"),
        (Operation::Reporting, 502, String::new(), "KHATM-GATEWAY-UNSURE"),
        (
            Operation::Reporting,
            400,
            r#"{"errorMessages":[{"code":"GENERAL","category":"BUSINESS_RULES","message":"Unable"}]}"#.to_owned(),
            "KHATM-GATEWAY-RULES-DOWN",
        ),
    ];
    for (operation, status, body, code) in cases {
        let error = judge(operation, status, &body).error(operation).unwrap();
        assert_eq!(error.code().as_str(), code, "{operation:?} {status} {body}");
    }
    let other = replies::bodies::results("", "", "PASS", &replies::bodies::clearance(&DESK.simplified));
    let error = judge(Operation::Clearance, 200, &other)
        .error(Operation::Clearance)
        .unwrap();
    assert_eq!(error.code(), Code::GatewayOther);
    let rejected = judge(Operation::Reporting, 400, &coded("BR-KSA-06")).error(Operation::Reporting);
    assert!(rejected.unwrap().to_string().contains("BR-KSA-06"));
}

#[test]
fn the_missing_steps_are_named() {
    let body = r#"{"code":"Missing-ComplianceSteps","message":"Compliance steps for this CSID are not yet complete: standard-credit-note-compliant,simplified-compliant"}"#;
    let verdict = judge(Operation::ProductionCsid, 400, body);
    let steps = ["standard-credit-note-compliant", "simplified-compliant"];
    assert_eq!(verdict.missing_steps(), steps);
    let error = verdict.error(Operation::ProductionCsid).unwrap();
    assert_eq!(error.code(), Code::ComplianceSteps);
    assert_eq!(
        error.path(),
        Some("standard-credit-note-compliant, simplified-compliant")
    );
    let all = COMPLIANCE_STEPS.map(|step| format!("\"{step}\"")).join(",");
    let body = format!(r#"{{"errors":[{{"code":"Missing-ComplianceSteps","message":null}},{all}]}}"#);
    assert_eq!(
        judge(Operation::ProductionCsid, 400, &body).missing_steps(),
        COMPLIANCE_STEPS
    );
    let bare = r#"{"errors":[{"code":"Missing-ComplianceSteps","message":"Compliance steps for this CSID are not yet complete"}]}"#;
    let verdict = judge(Operation::ProductionCsid, 400, bare);
    assert_eq!(verdict.missing_steps(), Vec::<&str>::new());
    assert_eq!(
        verdict.error(Operation::ProductionCsid).unwrap().code(),
        Code::ComplianceSteps
    );
}

#[test]
fn every_message_that_our_own_gateway_has_is_known() {
    let unknown: Vec<Wire> = Wire::ALL
        .iter()
        .copied()
        .filter(|wire| {
            let message = wire.message();
            let remark = Remark {
                kind: Some(format!("{:?}", message.kind).to_uppercase()),
                code: message.code,
                category: message.category,
                message: Some(message.message),
            };
            remark.own().is_none()
        })
        .collect();
    assert_eq!(unknown, [Wire::XsdValid], "where all is well there is nothing to say");
}

#[test]
fn hostile_sizes_end_in_time() {
    let list = |item: &str, count: usize| format!("[{}{item}]", format!("{item},").repeat(count));
    let finding = r#"{"code":"BR-KSA-06","message":"x"}"#;
    let many = format!(r#"{{"errorMessages":{}}}"#, list(finding, 50_000));
    let Verdict::Rejected(remarks) = judge(Operation::Reporting, 400, &many) else {
        panic!();
    };
    assert_eq!(remarks.len(), 50_001);
    let names: String = (0..100_000).map(|at| format!("\"n{at}\":0,")).collect();
    let good = r#""reportingStatus":"REPORTED""#;
    for (name, body) in [
        (
            "more nothings than any reply has",
            format!(r#"{{"infoMessages":{},{good}}}"#, list("0", 1_500_000)),
        ),
        ("more names than any reply has", format!("{{{names}{good}}}")),
        (
            "lists in lists",
            format!(
                r#"{{"infoMessages":{}{},{good}}}"#,
                "[".repeat(200_000),
                "]".repeat(200_000)
            ),
        ),
        (
            "a JSON string in a JSON string …",
            (0..12).fold(format!("{{{good}}}"), |text, _| serde_json::to_string(&text).unwrap()),
        ),
    ] {
        assert_eq!(letter(&judge(Operation::Reporting, 200, &body)), '?', "{name}");
    }
}
