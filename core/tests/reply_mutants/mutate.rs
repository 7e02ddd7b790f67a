//! Replies, and how they are broken.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::gateway::Operation;

use crate::replies::{Desk, bodies};
use crate::support::dice::Dice;

const STATUSES: [u16; 24] = [
    200, 200, 200, 200, 200, 200, 202, 202, 202, 208, 208, 400, 400, 400, 400, 409, 428, 303, 401, 413, 429, 500, 201,
    408,
];

/// Words that decide, to be put in the place of each other.
const WORDS: [&str; 40] = [
    "\"REPORTED\"",
    "\"NOT_REPORTED\"",
    "\"REPORTED_SUCCESSFULLY_EARLIER\"",
    "\"CLEARED\"",
    "\"NOT_CLEARED\"",
    "\"PASS\"",
    "\"WARNING\"",
    "\"ERROR\"",
    "\"INFO\"",
    "\"ISSUED\"",
    "\"NOT_COMPLIANT\"",
    "null",
    "true",
    "[]",
    "{}",
    "[null]",
    "[{}]",
    "\"\"",
    "\" \"",
    "0",
    "-1",
    "1e400",
    "123456789012345678901234567890123456789012345678901234567890",
    "\"reportingStatus\"",
    "\"clearanceStatus\"",
    "\"clearedInvoice\"",
    "\"status\"",
    "\"validationResults\"",
    "\"errorMessages\"",
    "\"erroMessages\"",
    "\"erros\"",
    "\"errors\"",
    "\"warningMessages\"",
    "\"infoMessages\"",
    "\"dispositionMessage\"",
    "\"binarySecurityToken\"",
    "\"requestID\"",
    "\"secret\"",
    "\"Duplicate-Invoice\"",
    "[{\"type\":\"ERROR\",\"code\":\"BR-KSA-06\",\"message\":\"x\"}]",
];

/// Replies to start from, and pieces to mix in.
pub(crate) struct Stock {
    bodies: Vec<Vec<u8>>,
    /// Those with a whole cleared document, which is slow to believe.
    long: Vec<Vec<u8>>,
    cleared: Vec<u8>,
    others: Vec<Vec<u8>>,
    /// For each operation, its own good replies by status.
    good: Vec<(Operation, u16, Vec<u8>)>,
}

impl Stock {
    pub(crate) fn new(desk: &Desk) -> Self {
        let all = bodies::all(desk);
        let (long, short): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, body)| body.len() > 4000);
        let plain = |bodies: Vec<(&str, Vec<u8>)>| bodies.into_iter().map(|(_, body)| body).collect();
        let token = Some(desk.token.as_str());
        let issued = bodies::grant("ISSUED", "1234567890123", token, Some("1npmzeTq4=="), "null");
        let again = bodies::grant("NOT_COMPLIANT", "347", token, Some("1npmzeTq4=="), "null");
        let reported = bodies::results("", "", "PASS", "\"reportingStatus\":\"REPORTED\"");
        let refused = bodies::results(
            "",
            "{\"type\":\"ERROR\",\"code\":\"BR-KSA-06\",\"category\":\"KSA\",\"message\":\"no\",\"status\":\"ERROR\"}",
            "ERROR",
            "\"reportingStatus\":\"NOT_REPORTED\"",
        );
        let good = [
            (Operation::ComplianceCsid, 200, &issued),
            (Operation::ProductionCsid, 200, &issued),
            (Operation::Renewal, 200, &issued),
            (Operation::Renewal, 428, &again),
            (Operation::Renewal, 200, &again),
            (Operation::ComplianceCheck, 200, &reported),
            (Operation::ComplianceCheck, 400, &refused),
            (Operation::Reporting, 200, &reported),
            (Operation::Reporting, 202, &reported),
            (Operation::Reporting, 400, &refused),
            (Operation::Clearance, 400, &refused),
        ];
        Stock {
            bodies: plain(short),
            long: plain(long),
            cleared: desk.cleared.clone(),
            others: vec![desk.simplified.clone(), desk.sent.clone(), b"<Invoice/>".to_vec()],
            good: good
                .map(|(operation, status, body)| (operation, status, body.clone().into_bytes()))
                .into(),
        }
    }

    /// A reply to an operation: a good one or any other, broken in no, one or a few places.
    pub(crate) fn reply(&self, dice: &mut Dice) -> (Operation, u16, Vec<u8>) {
        let (operation, status, mut body) = if dice.one_in(30) {
            let status = *dice.pick(&[200, 202, 208, 409]);
            (Operation::Clearance, status, self.cleared_reply(dice))
        } else if dice.one_in(2) {
            dice.pick(&self.good).clone()
        } else {
            let from = if dice.one_in(80) { &self.long } else { &self.bodies };
            let body = dice.pick(from).clone();
            (*dice.pick(&Operation::ALL), *dice.pick(&STATUSES), body)
        };
        for _ in 0..dice.below(4) {
            self.mutate(dice, &mut body);
        }
        let status = if dice.one_in(50) {
            dice.below(700) as u16
        } else {
            status
        };
        (operation, status, body)
    }

    /// A cleared document, changed in a place or not at all.
    fn cleared_reply(&self, dice: &mut Dice) -> Vec<u8> {
        let mut xml = match dice.below(12) {
            0 => dice.pick(&self.others).clone(),
            _ => self.cleared.clone(),
        };
        match dice.below(4) {
            0 => {}
            // A digit anywhere: in an amount, a date, the stamp.
            1 => {
                let digits: Vec<usize> = (0..xml.len()).filter(|&at| xml[at].is_ascii_digit()).collect();
                if let Some(&at) = digits.get(dice.below(digits.len())) {
                    xml[at] = b'0' + dice.below(10) as u8;
                }
            }
            2 => bytes(dice, &mut xml),
            _ => lines(dice, &mut xml),
        }
        bodies::results("", "", "PASS", &bodies::clearance(&xml)).into_bytes()
    }

    fn mutate(&self, dice: &mut Dice, body: &mut Vec<u8>) {
        match dice.below(14) {
            0 | 1 => bytes(dice, body),
            2 => body.truncate(dice.below(body.len() + 1)),
            3..=6 => words(dice, body),
            7 => member_again(dice, body),
            8 => {
                let other = dice.pick(&self.bodies).clone();
                splice(dice, body, &other);
            }
            9 => *body = serde_json::to_vec(&String::from_utf8_lossy(body)).unwrap(),
            10 => *body = [b"{\"value\":".as_slice(), body, b"}"].concat(),
            11 => *body = [b"{\"validationResults\":".as_slice(), body, b"}"].concat(),
            12 => encode(dice, body),
            _ => escape(dice, body),
        }
    }
}

/// Bytes changed, cut out, doubled, put in.
fn bytes(dice: &mut Dice, body: &mut Vec<u8>) {
    let at = dice.below(body.len() + 1);
    let length = dice.below(8).min(body.len() - at);
    match dice.below(5) {
        0 if at < body.len() => body[at] ^= 1 << dice.below(8),
        1 => drop(body.drain(at..at + length)),
        2 => {
            let piece = body[at..at + length].to_vec();
            body.splice(at..at, piece);
        }
        3 => body.insert(at, 0),
        _ => body.insert(at, *dice.pick(b"{}[]\",:\\/<> \n\xFF\xC3\xEF0-e")),
    }
}

/// A line of XML gone, doubled or moved.
fn lines(dice: &mut Dice, xml: &mut Vec<u8>) {
    let mut all: Vec<Vec<u8>> = xml.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
    let (from, to) = (dice.below(all.len()), dice.below(all.len()));
    let line = all[from].clone();
    match dice.below(3) {
        0 => drop(all.remove(from)),
        1 => all.insert(to, line),
        _ => all.swap(from, to),
    }
    *xml = all.concat();
}

/// The places of the JSON texts, and of the bare words between them.
fn tokens(body: &[u8]) -> Vec<(usize, usize)> {
    let (mut all, mut at) = (Vec::new(), 0);
    while at < body.len() {
        let start = at;
        at += 1;
        if body[start] == b'"' {
            while at < body.len() && body[at] != b'"' {
                at += if body[at] == b'\\' { 2 } else { 1 };
            }
            at = (at + 1).min(body.len());
            all.push((start, at));
        } else if body[start].is_ascii_alphanumeric() || body[start] == b'-' {
            while at < body.len() && (body[at].is_ascii_alphanumeric() || b"+-.".contains(&body[at])) {
                at += 1;
            }
            all.push((start, at));
        }
    }
    all
}

fn words(dice: &mut Dice, body: &mut Vec<u8>) {
    let all = tokens(body);
    let Some(&(from, to)) = all.get(dice.below(all.len())) else {
        return;
    };
    let new = match dice.below(4) {
        // Two words of the reply change places, or one stands twice.
        0 => {
            let &(start, end) = dice.pick(&all);
            body[start..end].to_vec()
        }
        _ => dice.pick(&WORDS).as_bytes().to_vec(),
    };
    body.splice(from..to, new);
}

/// A name with another value before or behind it.
fn member_again(dice: &mut Dice, body: &mut Vec<u8>) {
    let all = tokens(body);
    let names: Vec<_> = all.iter().filter(|&&(_, end)| body.get(end) == Some(&b':')).collect();
    let Some(&&(from, to)) = names.get(dice.below(names.len())) else {
        return;
    };
    let name = match dice.below(3) {
        0 => dice.pick(&WORDS).as_bytes().to_vec(),
        _ => body[from..to].to_vec(),
    };
    let member = [name.as_slice(), b":", dice.pick(&WORDS).as_bytes(), b","].concat();
    body.splice(from..from, member);
}

fn splice(dice: &mut Dice, body: &mut Vec<u8>, other: &[u8]) {
    let (ours, theirs) = (tokens(body), tokens(other));
    let (Some(&(at, _)), Some(&(from, _))) = (ours.get(dice.below(ours.len())), theirs.get(dice.below(theirs.len())))
    else {
        return;
    };
    body.truncate(at);
    body.extend_from_slice(&other[from..]);
}

fn encode(dice: &mut Dice, body: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(body).into_owned();
    *body = match dice.below(5) {
        0 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        1 => [b"\xEF\xBB\xBF".as_slice(), body].concat(),
        2 => text.chars().map(|ch| ch as u32 as u8).collect(),
        3 => STANDARD.encode(&*body).into_bytes(),
        _ => text.replace("\":", "\" :\t\r\n").into_bytes(),
    };
}

/// A letter within a text as `\u`: it is the same text.
fn escape(dice: &mut Dice, body: &mut Vec<u8>) {
    let texts: Vec<_> = tokens(body)
        .into_iter()
        .filter(|&(from, to)| body[from] == b'"' && to - from > 2)
        .collect();
    let Some(&(from, to)) = texts.get(dice.below(texts.len())) else {
        return;
    };
    let at = from + 1 + dice.below(to - from - 2);
    if body[at].is_ascii_alphanumeric() && body[at - 1] != b'\\' {
        let escaped = format!("\\u{:04x}", body[at]);
        body.splice(at..=at, escaped.into_bytes());
    }
}
