//! What came of a try, told by who talked to the authority to who keeps it: they may be two processes, of which only the first has
//! the request and the reply. Everything that is kept of an answer is in here, and nothing else of it counts.

use serde::{Deserialize, Deserializer, Serialize};

use super::answer::Answer;
use super::settle::Arrival;
use crate::error::{Code, Error, Result};
use crate::gateway::verdict::{Defect, Doubt, NotReceived};
use crate::gateway::{Remark, Verdict};
use crate::store::delivery::Answered;

/// The longest call that is believed: a day.
const LONGEST_CALL_MS: u64 = 24 * 60 * 60 * 1_000;

/// One of the names that verdicts have. Spelled out it would be taken for text that is borrowed from what is read.
pub type VerdictName = &'static str;

/// What came of a try.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The verdict's name.
    #[serde(deserialize_with = "verdict_name")]
    pub verdict: VerdictName,
    /// The status; 0 if no reply came.
    pub http: u16,
    /// How long it took.
    pub ms: u64,
    /// What it is to the document and its device.
    pub answer: Answer,
    /// The authority's messages as JSON, if there were any; our own reason where nothing was sent.
    pub messages: Option<String>,
    /// Why nothing was sent, where that was found here: not a byte came from the authority. It is the first of the messages.
    #[serde(skip)]
    pub own: Option<Code>,
    /// The body, as received.
    #[serde(skip)]
    pub body: Option<Vec<u8>>,
    /// The authority's own version of the document, if it was believed.
    #[serde(skip)]
    pub cleared: Option<Vec<u8>>,
}

fn verdict_name<'de, D: Deserializer<'de>>(value: D) -> std::result::Result<VerdictName, D::Error> {
    let name = String::deserialize(value)?;
    Answered::verdict_of(&name).ok_or_else(|| serde::de::Error::custom("no verdict has this name"))
}

impl Told {
    /// Reads what somebody told in words, with the bytes that came beside it. What contradicts itself is refused.
    pub fn parse(json: &str, body: Option<Vec<u8>>, cleared: Option<Vec<u8>>) -> Result<Self> {
        let unfit = |what: &str| Error::new(Code::OutboxTold).found(what);
        let told: Told = serde_json::from_str(json).map_err(|error| unfit(&error.to_string()))?;
        let own = own(told.http, told.messages.as_deref());
        let told = Told {
            own,
            body,
            cleared,
            ..told
        };
        match told.contradiction() {
            Some(field) => Err(unfit(field)),
            None => Ok(told),
        }
    }

    /// The first field that does not fit the others.
    fn contradiction(&self) -> Option<&'static str> {
        let verdicts: &[&str] = match &self.answer {
            Answer::Recorded { .. } => &["accepted", "already_known"],
            Answer::Refused { .. } => &["rejected"],
            Answer::TooLarge { .. } | Answer::Defect { .. } => &["defect"],
            Answer::Elsewhere => &["wrong_route"],
            Answer::Credential => &["credential", "renewal"],
            Answer::Throttled(_) | Answer::NeverLeft => &["not_received"],
            Answer::Unsure => &["unsure", "issued"],
        };
        let brought = matches!(self.answer, Answer::Recorded { cleared: true });
        let messages = self.messages.as_deref().map(serde_json::from_str::<Vec<Remark>>);
        match () {
            () if !verdicts.contains(&self.verdict) => Some("answer"),
            () if brought != self.cleared.is_some() => Some("cleared"),
            () if self.http > 999 => Some("http"),
            () if self.ms > LONGEST_CALL_MS => Some("ms"),
            () if messages.is_some_and(|messages| messages.is_err()) => Some("messages"),
            () => None,
        }
    }
}

impl From<Arrival> for Told {
    fn from(arrival: Arrival) -> Self {
        let answer = match Answer::heard(&arrival.verdict, arrival.body.as_deref()) {
            // A row of a table cannot have one.
            Answer::Refused { code } => Answer::Refused {
                code: code.replace('\0', "\u{fffd}"),
            },
            answer => answer,
        };
        let (verdict, messages) = (arrival.verdict.as_str(), messages(&arrival.verdict));
        let own = match &arrival.verdict {
            _ if arrival.http != 0 => None,
            Verdict::NotReceived(NotReceived::NeverLeft(error)) => Some(error.code()),
            Verdict::Credential(remarks) => own_of(remarks),
            _ => None,
        };
        Told {
            verdict,
            http: arrival.http,
            ms: arrival.ms.min(LONGEST_CALL_MS),
            answer,
            messages,
            own,
            body: arrival.body,
            cleared: match arrival.verdict {
                Verdict::Accepted(acceptance) | Verdict::AlreadyKnown(acceptance) => {
                    acceptance.cleared.map(|cleared| cleared.xml)
                }
                _ => None,
            },
        }
    }
}

/// Our own code, where messages are ours.
fn own(http: u16, messages: Option<&str>) -> Option<Code> {
    let messages = messages.filter(|_| http == 0)?;
    own_of(&serde_json::from_str::<Vec<Remark>>(messages).ok()?)
}

fn own_of(remarks: &[Remark]) -> Option<Code> {
    Code::known(remarks.first()?.code.as_deref()?)
}

/// The authority's messages, as they came; our own where nothing was sent.
fn messages(verdict: &Verdict) -> Option<String> {
    let own = match verdict {
        Verdict::NotReceived(NotReceived::NeverLeft(error)) => Some(Remark::of(error.code())),
        _ => None,
    };
    let remarks: &[Remark] = match verdict {
        Verdict::Accepted(acceptance) | Verdict::AlreadyKnown(acceptance) => &acceptance.warnings,
        Verdict::Rejected(remarks) | Verdict::WrongRoute(remarks) | Verdict::Credential(remarks) => remarks,
        Verdict::Defect(Defect { remarks, .. }) => remarks,
        Verdict::Unsure(Doubt::Server(_, remarks) | Doubt::Unclear(_, remarks)) => remarks,
        _ => own.as_slice(),
    };
    let json = || serde_json::to_string(remarks).expect("plain data with names for keys is always JSON");
    (!remarks.is_empty()).then(json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gateway::Acceptance;
    use crate::gateway::verdict::{Cleared, Loss};

    fn arrivals() -> Vec<Arrival> {
        let remark = Remark {
            code: Some("BR\0KSA".to_owned()),
            ..Remark::default()
        };
        let cleared = Cleared {
            xml: b"<Invoice/>".to_vec(),
            hash_fits: true,
            stamp_faults: vec![],
        };
        let accepted = |cleared| Acceptance {
            warnings: vec![remark.clone()],
            cleared,
        };
        let defect = |final_for_these_bytes| Defect {
            status: 413,
            final_for_these_bytes,
            remarks: vec![],
        };
        let verdicts = vec![
            Verdict::Accepted(accepted(Some(cleared))),
            Verdict::AlreadyKnown(accepted(None)),
            Verdict::Rejected(vec![remark.clone()]),
            Verdict::WrongRoute(vec![]),
            Verdict::Credential(vec![remark.clone()]),
            Verdict::NotReceived(NotReceived::Throttled(Some(7))),
            Verdict::NotReceived(NotReceived::Throttled(None)),
            Verdict::NotReceived(NotReceived::NeverLeft(Error::new(Code::DriveRuntime))),
            Verdict::Unsure(Doubt::Lost(Loss::Timeout)),
            Verdict::Unsure(Doubt::Server(503, vec![remark])),
            Verdict::Defect(defect(true)),
            Verdict::Defect(defect(false)),
        ];
        let arrival = |verdict| Arrival {
            verdict,
            http: 200,
            body: Some(b"<html>".to_vec()),
            ms: 3,
        };
        verdicts.into_iter().map(arrival).collect()
    }

    #[test]
    fn what_is_told_in_words_is_what_was_heard() {
        for arrival in arrivals() {
            let told = Told::from(arrival.clone());
            let json = serde_json::to_string(&told).unwrap();
            assert!(!json.contains("\\u0000") || told.messages.is_some());
            let back = Told::parse(&json, told.body.clone(), told.cleared.clone()).unwrap();
            assert_eq!(back, told, "{arrival:?}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        let told: Vec<Told> = arrivals().into_iter().map(Told::from).collect();
        for own in &told {
            let json = serde_json::to_value(own).unwrap();
            for other in &told {
                let mut mixed = json.clone();
                mixed["verdict"] = serde_json::json!(other.verdict);
                let read = Told::parse(&mixed.to_string(), own.body.clone(), own.cleared.clone());
                let same =
                    |a: &str, b: &str| a == b || [a, b].iter().all(|v| ["accepted", "already_known"].contains(v));
                assert_eq!(read.is_ok(), same(own.verdict, other.verdict), "{mixed}");
            }
            let flipped = own.cleared.is_none().then(|| b"<Invoice/>".to_vec());
            assert!(Told::parse(&json.to_string(), None, flipped).is_err());
        }
        let json = |change: &dyn Fn(&mut serde_json::Value)| {
            let mut json = serde_json::to_value(&told[2]).unwrap();
            change(&mut json);
            Told::parse(&json.to_string(), None, None).unwrap_err().code()
        };
        assert_eq!(json(&|told| told["http"] = 1_000.into()), Code::OutboxTold);
        assert_eq!(json(&|told| told["http"] = (-1).into()), Code::OutboxTold);
        assert_eq!(json(&|told| told["ms"] = u64::MAX.into()), Code::OutboxTold);
        assert_eq!(json(&|told| told["messages"] = "nothing".into()), Code::OutboxTold);
        assert_eq!(json(&|told| told["verdict"] = "fine".into()), Code::OutboxTold);
        assert_eq!(json(&|told| told["more"] = 1.into()), Code::OutboxTold);
    }
}
