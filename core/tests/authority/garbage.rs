//! Whatever comes, it is answered.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use khatm::Language;
use khatm::gateway::{Csid, Environment, Operation, Request};
use khatm::simulator::call::Call;

use crate::support::dice::Dice;

use super::authority;
use super::unit::{Unit, call, endpoint};

fn damage(dice: &mut Dice, bytes: &mut Vec<u8>) {
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, dice.below(256) as u8),
            2 if at < bytes.len() => drop(bytes.remove(at)),
            3 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            _ => {
                let piece = bytes[at.saturating_sub(30)..at].to_vec();
                bytes.extend(piece);
            }
        }
    }
}

fn text(dice: &mut Dice, text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    damage(dice, &mut bytes);
    *text = String::from_utf8_lossy(&bytes).into_owned();
}

#[test]
fn garbage_is_answered_and_never_taken() {
    let seed = std::env::var("KHATM_SEED")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(20_261_121);
    eprintln!("seed {seed}");
    let mut dice = Dice::new(seed);
    let authority = authority();
    let at = Environment::Sandbox;
    let unit = Unit::new(at, "1100");
    let compliance = unit.credential(Csid::Compliance, &unit.begin(&authority));
    let production = unit.onboard(&authority);
    let simplified = unit.seal(&authority, &production, "simplified-invoice");
    let standard = unit.seal(&authority, &production, "standard-invoice");
    let otp = khatm::gateway::Otp::parse("123345").unwrap();
    let english = Language::English;
    let endpoint = endpoint(at);
    let good: Vec<Call> = [
        Request::compliance_csid(&endpoint, &unit.csr, &otp, english),
        Request::compliance_check(&endpoint, &compliance, &simplified.xml, english),
        Request::production_csid(&endpoint, &compliance, english),
        Request::renewal(&endpoint, &production, &unit.csr, &otp, english),
        Request::reporting(&endpoint, &production, &simplified.xml, english),
        Request::clearance(&endpoint, &production, &standard.xml, english),
    ]
    .map(|request| call(&request.unwrap()))
    .into();
    for round in 0..3000 {
        let mut call = good[dice.below(good.len())].clone();
        match dice.below(8) {
            0 => text(&mut dice, &mut call.path),
            1 => text(&mut dice, &mut call.method),
            2 => {
                let at = dice.below(call.headers.len());
                text(&mut dice, &mut call.headers[at].1);
            }
            3 => {
                let at = dice.below(call.headers.len());
                text(&mut dice, &mut call.headers[at].0);
            }
            4 => call.environment = Environment::ALL[dice.below(3)],
            5 => damage(&mut dice, &mut call.body),
            6 => call.path = Operation::ALL[dice.below(6)].path().to_owned(),
            // The document itself, or the request itself, in good clothes.
            _ => {
                let mut body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
                for name in ["invoice", "csr"] {
                    if let Some(text) = body[name].as_str() {
                        let mut bytes = STANDARD.decode(text).unwrap();
                        damage(&mut dice, &mut bytes);
                        body[name] = STANDARD.encode(bytes).into();
                        break;
                    }
                }
                call.body = body.to_string().into_bytes();
            }
        }
        let response = authority.answer(&call);
        assert!(
            matches!(
                response.status,
                200 | 202 | 208 | 303 | 400 | 401 | 403 | 404 | 405 | 406 | 409
            ),
            "seed {seed}, round {round}: {} {call:?}",
            response.status
        );
        if response.content_type == "application/json" && !response.body.is_empty() {
            serde_json::from_slice::<serde_json::Value>(&response.body).unwrap();
        }
        // Headers beside those that count do not matter; else what is damaged is refused.
        if call.body != good[0].body && response.status == 200 && call.path.ends_with("single") {
            let same = good.iter().any(|good| good.body == call.body);
            assert!(same, "seed {seed}, round {round}");
        }
    }
    assert_eq!(authority.counts().failed, 0);
}

#[test]
fn random_bytes_are_answered() {
    let mut dice = Dice::new(7);
    let authority = authority();
    for _ in 0..2000 {
        let mut noise = |most: usize| -> Vec<u8> { (0..dice.below(most)).map(|_| dice.below(256) as u8).collect() };
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let mut headers = vec![("accept-version".to_owned(), "V2".to_owned())];
        for name in ["otp", "authorization", "accept-language"] {
            headers.push((name.to_owned(), text(noise(80))));
        }
        let (value, body) = (text(noise(300)), noise(300));
        let pick = body.len();
        let body = match pick % 3 {
            0 => body,
            1 => serde_json::json!({"csr": value, "invoice": value, "invoiceHash": value})
                .to_string()
                .into_bytes(),
            _ => "[".repeat(20_000).into_bytes(),
        };
        let operation = Operation::ALL[pick % 6];
        let call = Call {
            environment: Environment::ALL[pick % 3],
            method: operation.method().as_str().to_owned(),
            path: operation.path().to_owned(),
            headers,
            body,
        };
        assert!(matches!(authority.answer(&call).status, 400 | 401));
    }
    assert_eq!(authority.counts().calls, 2000);
}
