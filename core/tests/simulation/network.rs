//! The way between a worker and the gateway: what is sent, what arrives, and what comes back, if anything does.

use std::sync::Arc;

use khatm::outbox::{Arrival, Claim, Policy};
use khatm::seal::Profile;
use khatm::time::Timestamp;

use super::gateway::Arrived;
use super::plants::{Plant, rest_of};
use super::pool::pool;
use super::replies::{Said, document_of, verdict};
use super::world::{Broken, Request, Rest, World};

impl World {
    pub(crate) fn send(&mut self, at: usize, claim: &Claim) -> Result<(), Broken> {
        self.may_leave(claim)?;
        let (now, place) = (self.now, claim.document.place);
        let mut paper = self.paper_at(place);
        let mut xml = claim.document.xml.clone();
        if self.plant == Plant::BytesChangeOnRetry && claim.again {
            xml.push(b'\n');
        }
        if self.plant == Plant::OtherDocumentIsSent && self.below(8) == 0 {
            let other = self.below(self.documents.len() as i64) as usize;
            xml.clone_from(&self.documents[other].xml);
            paper = self.paper_at(self.documents[other].place);
        }
        let prepared = pool().request(paper, &xml, claim.endpoint);
        let prepared = prepared.map_err(|error| format!("{place}: no request of it: {error}"))?;
        let way = self.way();
        let call = match self.plant {
            Plant::CallOutlivesLease => 400_000,
            _ => Policy::default().call_ms,
        };
        for _ in 0..if self.plant == Plant::SentTwice { 2 } else { 1 } {
            self.requests.push(Request {
                key: (place, claim.epoch),
                endpoint: claim.endpoint,
                prepared: Arc::clone(&prepared),
                again: claim.again,
                worker: (at, self.hands[at].life),
                sent_at: now,
                arrives_at: now.plus_ms(way),
                waits_until: now.plus_ms(call),
                outcome: None,
                answer_at: now,
                given_up: false,
            });
        }
        self.note(0x5E4D);
        Ok(())
    }

    fn way(&self) -> i64 {
        match self.below(25) {
            0 => self.below(90_000),
            _ => 10 + self.below(2_000),
        }
    }

    /// A request reaches the gateway, its answer reaches the worker, or time runs out.
    pub(crate) fn network(&mut self, at: usize) -> Result<(), Broken> {
        let now = self.now;
        let request = &self.requests[at];
        if !request.given_up && now >= request.waits_until {
            self.requests[at].given_up = true;
            self.answer(at, Said::Lost(false));
            if self.requests[at].outcome.is_some() {
                self.requests.swap_remove(at);
            }
            return Ok(());
        }
        let Some(said) = request.outcome else {
            // Three of ten never come back, half of them never came there.
            let dice = self.below(100);
            let said = match dice {
                0..15 => Said::Lost(true),
                _ => self.receive(at)?,
            };
            self.requests[at].outcome = Some(if dice < 30 { Said::Lost(true) } else { said });
            let back = self.way();
            self.requests[at].answer_at = now.plus_ms(back);
            return Ok(());
        };
        if !request.given_up {
            self.answer(at, said);
        }
        self.requests.swap_remove(at);
        Ok(())
    }

    /// Bytes arrive.
    fn receive(&mut self, at: usize) -> Result<Said, Broken> {
        let request = &self.requests[at];
        let body = request.prepared.body();
        let paper = match pool().paper_of(self.paper_at(request.key.0), body) {
            Some((chain, position)) => (chain, position as u64 + 1),
            // Not a document of the pool as it was issued: only what this seed issued by itself may arrive.
            None => {
                let xml = document_of(body).map(|(_, xml)| xml).unwrap_or_default();
                let issued = self.documents.iter().find(|document| document.xml == xml);
                let issued = issued.ok_or_else(|| format!("{}: I6: other bytes than were stamped", request.key.0))?;
                self.paperwork(issued.place)
            }
        };
        self.must_hold_on_arrival(at, paper)?;
        let request = &self.requests[at];
        let document = &pool().chains[paper.0][paper.1 as usize - 1].document;
        let arrived = Arrived {
            paper,
            endpoint: request.endpoint,
            standard: document.profile == Profile::Standard,
            body: request.prepared.body(),
            wrong: self.wrong.get(&paper).copied(),
        };
        Ok(self.gateway.take(&arrived, self.now, &mut self.random.borrow_mut()))
    }

    fn answer(&mut self, at: usize, said: Said) {
        let request = &self.requests[at];
        let (hand, life) = request.worker;
        if self.hands[hand].life != life {
            return;
        }
        let (mut key, endpoint) = (request.key, request.endpoint);
        let (verdict, http) = verdict(said, self.paper_at(key.0), &request.prepared, endpoint);
        let deadline = self.documents.iter().find(|document| document.place == key.0);
        let late = deadline.is_some_and(|document| document.deadline < self.now);
        if let Said::Throttled(Some(seconds), _) = said {
            self.rests.push(Rest {
                key,
                endpoint,
                from: Timestamp::from_unix_ms(i64::MAX),
                until: self.now.plus_ms(seconds as i64 * 1000),
            });
        }
        self.elsewhere |= said == Said::Elsewhere;
        let verdict = self.plant.bend(said, verdict, key.1, late);
        self.note(u64::from(http) << 16 | rest_of(&verdict).unwrap_or(0));
        let worker = &mut self.hands[hand].worker;
        if self.plant == Plant::AnswersAreExchanged {
            let mut others = worker.awaited().map(|claim| (claim.document.place, claim.epoch));
            key = others.find(|other| *other != key).unwrap_or(key);
        }
        let body = None;
        worker.arrive(
            key,
            Arrival {
                verdict,
                http,
                body,
                ms: 1,
            },
        );
        self.hands[hand].wakes_at = self.hands[hand].wakes_at.min(self.now.plus_ms(1));
    }
}
