//! The three operations that take a document.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::facts::Facts;
use super::reading::{header, language, object};
use super::records::{Record, Told};
use super::steps::Steps;
use super::wire;
use super::world::{Holding, Remembered, Switches};
use super::{Authority, Task};
use crate::error::{Code, Error};
use crate::gateway::{Answer, Body, Caller, DocumentOperation, Gateway, Said, Seen, Wire};
use crate::rules;
use crate::seal::csr::Environment;
use crate::seal::{InvoiceHash, Profile};
use crate::simulator::call::{Call, Response};
use crate::ubl::Document;

impl Authority {
    pub(super) fn document(
        &self,
        task: &Task<'_>,
        operation: DocumentOperation,
        by: &Arc<Holding>,
        record: &mut Record,
    ) -> Response {
        let Some(object) = object(&task.call.body) else {
            return self.unreadable(task, record);
        };
        let field = |name: &str| object.get(name).and_then(|value| value.as_str());
        let body = Body {
            invoice_hash: field("invoiceHash"),
            uuid: field("uuid"),
            invoice: field("invoice"),
        };
        record.document = body.invoice.and_then(|text| STANDARD.decode(text).ok()).map(Arc::from);
        record.facts = record.document.as_deref().and_then(Facts::of);
        let environment = task.call.environment;
        let switches = self.world(environment).switches;
        let profile = record.facts.as_ref().and_then(|facts| facts.profile);
        if let Some((code, text)) = elsewhere(task.call, operation, profile, switches) {
            record.own(Error::new(code));
            return wire::elsewhere(text);
        }
        let issuers = self.issuers(environment);
        let now = task.now();
        let canned = self.canned(environment);
        let seen = |hash: &InvoiceHash| match canned {
            Some(_) => Seen::No,
            None => self.world(environment).memory.seen(hash, task.millis),
        };
        let rules = |doc: &Document<'_>| {
            let mut found = rules::document(doc, now);
            // The published example was issued years ago, and its published answer does not say that it is late.
            found.retain(|found| canned.is_none() || found.error.code() != Code::BrKsa98);
            found
        };
        let gateway = Gateway {
            operation,
            caller: Caller {
                certificate: &by.certificate,
                csid: by.kind,
                covers: by.covers(),
            },
            now,
            language: language(task.call),
            stamps: switches.stamps,
            verifier: &issuers.verifier,
            seen: &seen,
            rules: &rules,
        };
        let mut answer = gateway.check(&body);
        if operation == DocumentOperation::Clearance && is_accepted(&answer) {
            let xml = record.document.as_deref().unwrap_or_default();
            let cleared = match canned {
                Some(canned) => Ok(canned.cleared.clone()),
                None => issuers.clear(xml, task.millis / 1000).map(|sealed| sealed.into_xml()),
            };
            match cleared {
                Ok(cleared) => record.cleared = Some(Arc::from(cleared)),
                // Its content is right, but it has no place for a stamp.
                Err(error) => answer.said.push(Said {
                    message: Wire::XsdInvalid.message(),
                    own: Some(error),
                }),
            }
        }
        self.settle(task, &gateway, &body, answer, by, record)
    }

    /// Takes a document that is refused into its chain, unless it is known there.
    pub(super) fn receive_refused(&self, task: &Task<'_>, by: &Arc<Holding>, record: &mut Record) {
        let object = object(&task.call.body);
        let invoice = object.as_ref().and_then(|object| object.get("invoice")?.as_str());
        record.document = invoice.and_then(|text| STANDARD.decode(text).ok()).map(Arc::from);
        record.facts = record.document.as_deref().and_then(Facts::of);
        let mut world = self.world(task.call.environment);
        if let Some(facts) = &record.facts
            && let Some(chain) = world.chain_of(by, facts.certificate.as_ref())
        {
            chain.receive(facts, record.id, false);
        }
        if let Some(device) = world.device_mut(by.device) {
            device.count(400, task.now());
        }
    }

    /// Takes what was found into the books, and answers. Two that send the same document at once are both found new; the second
    /// to come here is told that it is not.
    fn settle(
        &self,
        task: &Task<'_>,
        gateway: &Gateway<'_>,
        body: &Body<'_>,
        mut answer: Answer,
        by: &Holding,
        record: &mut Record,
    ) -> Response {
        let environment = task.call.environment;
        let live = answer.operation != DocumentOperation::Compliance;
        let mut world = self.world(environment);
        let facts = record.facts.clone();
        let remembered = live && is_accepted(&answer) && self.canned(environment).is_none();
        if let (true, Some(facts)) = (remembered, &facts) {
            if world.memory.seen(&facts.hash, task.millis) == Seen::No {
                let seen = match answer.operation {
                    DocumentOperation::Clearance => Seen::Cleared,
                    _ => Seen::Reported,
                };
                let kept = Remembered {
                    seen,
                    at: task.millis,
                    cleared: record.cleared.clone(),
                };
                world.memory.keep(facts.hash, kept);
            } else {
                drop(world);
                answer = gateway.check(body);
                world = self.world(environment);
            }
        }
        let earlier = facts.as_ref().filter(|_| answer.http_status() == 208);
        let earlier = earlier.and_then(|facts| world.memory.recall(&facts.hash, task.millis).cloned());
        if let Some(facts) = &facts {
            if !live && is_accepted(&answer) && is_of_the_unit(facts, by) {
                let step = facts.profile.zip(facts.type_code.as_deref());
                let step = step.map(|(profile, code)| Steps::of(profile, code)).unwrap_or_default();
                if let Some(kept) = world.csid(by.id) {
                    kept.passed.add(step);
                }
            }
            if answer.seen == Seen::No {
                let accepted = is_accepted(&answer);
                if let Some(chain) = world.chain_of(by, facts.certificate.as_ref()) {
                    chain.receive(facts, record.id, accepted);
                }
            }
        }
        if let Some(device) = world.device_mut(by.device) {
            device.count(answer.http_status(), task.now());
        }
        drop(world);
        if let Some(earlier) = earlier {
            record.cleared = self.cleared_before(task, earlier, record);
        }
        let response = wire::json(answer.http_status(), &answer.reply(record.cleared.as_deref()));
        record.told.extend(answer.said.into_iter().map(Told::from));
        response
    }

    /// The document as it was given back the first time; made again with the same stamp if it was not kept.
    fn cleared_before(&self, task: &Task<'_>, earlier: Remembered, record: &Record) -> Option<Arc<[u8]>> {
        earlier.cleared.or_else(|| {
            let xml = record.document.as_deref()?;
            let sealed = self.issuers(task.call.environment).clear(xml, earlier.at / 1000);
            sealed.ok().map(|sealed| Arc::from(sealed.into_xml()))
        })
    }
}

fn is_accepted(answer: &Answer) -> bool {
    matches!(answer.http_status(), 200 | 202)
}

/// A document of the compliance set is stamped with the unit's own certificate for it. A standard one may come without a stamp:
/// the gateway does not look at it.
fn is_of_the_unit(facts: &Facts, by: &Holding) -> bool {
    let own = facts
        .certificate
        .as_ref()
        .is_some_and(|stamp| stamp.signed_bytes() == by.certificate.signed_bytes());
    own || facts.profile == Some(Profile::Standard) && !facts.stamped
}

/// Where a document belongs, if not here. On the developer portal the caller itself may say that clearance is off, by the header
/// `Clearance-Status`; elsewhere the header says nothing.
fn elsewhere(
    call: &Call,
    operation: DocumentOperation,
    profile: Option<Profile>,
    switches: Switches,
) -> Option<(Code, &'static str)> {
    let sandbox = call.environment == Environment::Sandbox;
    let declared = sandbox && header(call, "clearance-status") == Some("0");
    let off = switches.clearance_off || declared;
    match (operation, profile?) {
        (DocumentOperation::Clearance, Profile::Simplified) => {
            Some((Code::SimulatorNotCleared, wire::SIMPLIFIED_IS_REPORTED))
        }
        (DocumentOperation::Clearance, Profile::Standard) if off => {
            Some((Code::SimulatorClearanceOff, wire::CLEARANCE_IS_OFF))
        }
        (DocumentOperation::Reporting, Profile::Standard) if !off => {
            Some((Code::SimulatorClearanceOn, wire::CLEARANCE_IS_ON))
        }
        _ => None,
    }
}
