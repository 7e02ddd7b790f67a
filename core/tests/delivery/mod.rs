//! What the explorer and the simulation share: documents, and verdicts as a gateway would bring them about.
#![allow(dead_code)]

use khatm::chain::{PreviousHash, Start};
use khatm::gateway::verdict::{Acceptance, Cleared, Defect, Doubt, Loss, NotReceived, Remark};
use khatm::gateway::{Environment, Verdict};
use khatm::invoice::DocumentKind;
use khatm::money::Amount;
use khatm::outbox::Arrival;
use khatm::seal::{InvoiceHash, Profile};
use khatm::store::{ChainId, Document, NewChain, Place, Reference, Store, Uuid};
use khatm::time::Timestamp;
use khatm::{Code, Error, Result};

pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A chain for a device of this name.
pub(crate) fn begin(store: &dyn Store, device: &str, now: Timestamp) -> Result<ChainId> {
    let new = NewChain {
        environment: Environment::Simulation,
        device: device.to_owned(),
        vat_number: String::new(),
        certificate: device.to_owned(),
        start: Start::NEW,
    };
    store.begin(&new, now).map(|chain| chain.id)
}

/// The hash of bytes that stand for a document: what the gateway knows duplicates by.
pub(crate) fn hash_of(xml: &[u8]) -> InvoiceHash {
    use base64::Engine as _;
    use sha2::{Digest as _, Sha256};
    let text = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(xml));
    InvoiceHash::parse(&text).expect("32 bytes")
}

/// A document at the head of its chain. Its bytes name its place, its link and whether the authority will like it.
pub(crate) fn issue(
    store: &dyn Store,
    chain: ChainId,
    profile: Profile,
    key: u64,
    bad: &str,
    now: Timestamp,
) -> Result<Document> {
    issue_after(store, chain, profile, key, bad, now, None)
}

/// The same, with a link to another document than the last one, if that is asked for.
pub(crate) fn issue_after(
    store: &dyn Store,
    chain: ChainId,
    profile: Profile,
    key: u64,
    bad: &str,
    now: Timestamp,
    wrong: Option<PreviousHash>,
) -> Result<Document> {
    let mut made = None;
    store.transact(&mut |rows| {
        let start = rows.chain(chain)?.made.start;
        let head = rows.head(chain)?;
        let next = start.next(head.as_ref().map(|head| &head.link))?;
        let previous_hash = wrong.unwrap_or(next.previous_hash);
        let xml = format!("{chain}|{}|{}|{key}|{bad}", next.counter, previous_hash).into_bytes();
        let mut uuid = [0u8; 16];
        uuid[..8].copy_from_slice(&key.to_be_bytes());
        let document = Document {
            place: Place {
                chain,
                counter: next.counter,
            },
            uuid: Uuid::from_bytes(uuid),
            kind: DocumentKind::Invoice,
            profile,
            number: String::new(),
            issued: now,
            deadline: now.plus_ms(DAY),
            previous_hash,
            hash: hash_of(&xml),
            request_key: Some(key.to_string()),
            content: [0; 32],
            currency: String::new(),
            total: Amount::from_halalas(0)?,
            xml,
        };
        let references: &[Reference] = &[];
        rows.append(&document, references)?;
        made = Some(document);
        Ok(())
    })?;
    made.ok_or_else(|| Error::new(Code::OutboxUnknown))
}

/// What a gateway can do with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Said {
    Yes {
        cleared: bool,
    },
    Known {
        cleared: bool,
    },
    No(&'static str),
    TooLarge,
    Elsewhere,
    Credential,
    Throttled(Option<u64>),
    Server,
    Garbage,
    OtherDocument,
    NotFound,
    /// A page of HTML where a reply should be.
    NotFoundPage,
    Lost,
    NeverLeft,
}

pub(crate) fn arrival(said: Said) -> Arrival {
    let cleared = |yes: bool| Acceptance {
        warnings: vec![],
        cleared: yes.then(|| Cleared {
            xml: b"cleared".to_vec(),
            hash_fits: true,
            stamp_faults: vec![],
        }),
    };
    let defect = |status, last| {
        Verdict::Defect(Defect {
            status,
            final_for_these_bytes: last,
            remarks: vec![],
        })
    };
    let never = || NotReceived::NeverLeft(Error::new(Code::GatewayDefect));
    let (http, verdict) = match said {
        Said::Yes { cleared: yes } => (200, Verdict::Accepted(cleared(yes))),
        Said::Known { cleared: true } => (208, Verdict::AlreadyKnown(cleared(true))),
        Said::Known { cleared: false } => (409, Verdict::AlreadyKnown(cleared(false))),
        Said::No(code) => (
            400,
            Verdict::Rejected(vec![Remark {
                code: Some(code.to_owned()),
                ..Remark::default()
            }]),
        ),
        Said::TooLarge => (413, defect(413, true)),
        Said::Elsewhere => (303, Verdict::WrongRoute(vec![])),
        Said::Credential => (401, Verdict::Credential(vec![])),
        Said::Throttled(seconds) => (429, Verdict::NotReceived(NotReceived::Throttled(seconds))),
        Said::Server => (503, Verdict::Unsure(Doubt::Server(503, vec![]))),
        Said::NotFoundPage => (502, Verdict::Unsure(Doubt::Unclear(502, vec![]))),
        Said::Garbage => (200, Verdict::Unsure(Doubt::Unclear(200, vec![]))),
        Said::OtherDocument => (200, Verdict::Unsure(Doubt::OtherDocument(200))),
        Said::NotFound => (404, defect(404, false)),
        Said::Lost => (0, Verdict::Unsure(Doubt::Lost(Loss::Timeout))),
        Said::NeverLeft => (0, Verdict::NotReceived(never())),
    };
    Arrival {
        verdict,
        http,
        body: None,
        ms: 1,
    }
}
