//! What must be true: when bytes leave, when they arrive, whenever an answer was kept, and when all is over.

use khatm::outbox::{Claim, HandOver, may_hand_over};
use khatm::seal::Profile;
use khatm::store::Document;
use khatm::store::delivery::{Facts, History, Route, State};

use super::delivery::{DAY, HOUR};
use super::gateway::{Paperwork, Span};
use super::pool::pool;
use super::world::{Broken, Request, World};

impl World {
    pub(crate) fn hand_over(&self, document: &Document) -> Result<HandOver, Broken> {
        let mut found = HandOver::NotYet;
        self.read(&mut |rows| {
            let release = rows.release(document.place)?;
            let facts = rows.facts(document.place)?;
            found = may_hand_over(Route::of(document.profile), facts, release.as_ref());
            Ok(())
        })?;
        Ok(found)
    }

    fn is_alive(&self, request: &Request) -> bool {
        !request.given_up && self.hands[request.worker.0].life == request.worker.1
    }

    /// Before the first byte.
    pub(crate) fn may_leave(&self, at: usize, claim: &Claim) -> Result<(), Broken> {
        let (now, place) = (self.now, claim.document.place);
        let under_way =
            |request: &&Request| request.key.0 == place && self.is_alive(request) && request.waits_until > now;
        if self.requests.iter().any(|request| under_way(&request)) {
            return Err(format!("{place}: two calls at a time"));
        }
        // Another worker's answer counts if it was kept before the look; the worker's own counts at once.
        let looked = self.hands[at].looked.get(&(place, claim.epoch)).copied();
        let resting = self.rests.iter().any(|rest| {
            let own = rest.worker == (at, self.hands[at].life);
            let known = if own { Some(now) } else { looked };
            rest.key.0.chain == place.chain
                && rest.endpoint == claim.endpoint
                && Some(rest.from) <= known
                && now < rest.until
        });
        if claim.endpoint != Route::of(claim.document.profile) && !self.elsewhere {
            return Err(format!("{place}: sent elsewhere, and nobody said so"));
        }
        if resting {
            return Err(format!("{place}: sent while the authority had asked for rest"));
        }
        Ok(())
    }

    /// When bytes arrive, `paper` being what they say they are.
    pub(crate) fn must_hold_on_arrival(&self, at: usize, paper: Paperwork) -> Result<(), Broken> {
        let request = &self.requests[at];
        let place = request.key.0;
        let book = self.gateway.books.get(&paper);
        if book.is_some_and(|book| book.arrived > 0 && book.body != request.prepared.body()) {
            // Both operations take the same body.
            return Err(format!(
                "{paper:?}: I1, I6: two documents with one counter, or one with two faces"
            ));
        }
        // What was claimed before an older state came back is not known to it.
        if self.restored.is_some_and(|at| request.sent_at <= at) {
            return Ok(());
        }
        if self.paperwork(place) != paper {
            return Err(format!("{place}: I6: the bytes of {paper:?} instead"));
        }
        let mut attempt = None;
        self.read(&mut |rows| {
            let attempts = rows.history(place)?.attempts;
            attempt = attempts.into_iter().find(|attempt| attempt.epoch == request.key.1);
            Ok(())
        })?;
        match attempt {
            Some(attempt) if attempt.at <= request.sent_at && attempt.endpoint == request.endpoint => {}
            _ => return Err(format!("{place}: I5: sent without a committed attempt")),
        }
        let before = book.map_or(0, |book| book.arrived);
        let others = self.requests.iter().filter(|other| other.key.0 == place).count();
        if self.is_alive(request) && before > 0 && !request.again && others == 1 && self.restored.is_none() {
            return Err(format!("{place}: an attempt that does not know of the one before"));
        }
        Ok(())
    }

    /// What is true of the rows whenever an answer was kept.
    pub(crate) fn rows_hold(&self) -> Result<(), Broken> {
        let mut broken = None;
        self.read(&mut |rows| {
            let lanes = rows.lanes()?;
            for document in &self.documents {
                let place = document.place;
                let facts = rows.facts(place)?;
                let job = rows.job(place)?;
                let own = |lane: &&khatm::store::delivery::Lane| {
                    lane.chain == place.chain && lane.route == Route::of(document.profile)
                };
                let next = lanes.iter().find(own).map_or(u64::MAX, |lane| lane.next);
                let waiting = next <= place.counter && job.is_none() && !facts.any();
                if usize::from(waiting) + usize::from(job.is_some()) + usize::from(facts.any()) != 1 {
                    broken.get_or_insert(format!("{place}: I4: nowhere, or twice"));
                }
                let book = self.gateway.books.get(&self.paperwork(place));
                let taken = book.is_some_and(|book| !book.taken.is_empty());
                let refused = book.is_some_and(|book| book.refused);
                if facts.accepted.is_some() && !taken || facts.rejected && !refused {
                    broken.get_or_insert(format!("{place}: I7: {facts:?}, which the gateway does not know"));
                }
                let mut requests = self.requests.iter();
                let travels = requests.any(|request| request.key.0 == place && request.outcome.is_none());
                let certain = job.is_some_and(|job| job.state == State::Again);
                if certain && (taken || travels) && self.restored.is_none() {
                    broken.get_or_insert(format!("{place}: certainly not sent, and it was"));
                }
            }
            Ok(())
        })?;
        broken.map_or(Ok(()), Err)
    }

    /// When all is over: every document is where the gateway says it is, and the chains are whole.
    pub(crate) fn end(&self) -> Result<(), Broken> {
        self.rows_hold()?;
        for document in &self.documents {
            self.ended(document)?;
        }
        self.chains_hold()?;
        self.probes_were_slow()
    }

    fn ended(&self, document: &Document) -> Result<(), Broken> {
        let place = document.place;
        let book = self
            .gateway
            .books
            .get(&self.paperwork(place))
            .cloned()
            .unwrap_or_default();
        let (mut facts, mut history) = (Facts::default(), History::default());
        self.read(&mut |rows| {
            facts = rows.facts(place)?;
            history = rows.history(place)?;
            Ok(())
        })?;
        let wrong = self.is_wrong(place);
        if wrong != facts.rejected || wrong == facts.accepted.is_some() {
            return Err(format!(
                "{place}: {facts:?} after {} steps, at {:?}",
                self.steps, self.now
            ));
        }
        let mut outcomes = history.outcomes.iter();
        if outcomes.any(|outcome| outcome.late != (outcome.at > document.deadline)) {
            return Err(format!("{place}: late is not what the clock says"));
        }
        let evidence = |epoch| {
            history.attempts.iter().any(|attempt| attempt.epoch == epoch)
                && history.answers.iter().any(|answer| answer.epoch == epoch)
        };
        if !history.outcomes.iter().all(|outcome| evidence(outcome.epoch)) {
            return Err(format!("{place}: I8: a fact without its evidence"));
        }
        // The authority takes bytes twice only when it has forgotten them, and then for one.
        if book.taken.windows(2).any(|taken| taken[1].since(taken[0]) < DAY) {
            return Err(format!("{place}: taken twice in one day"));
        }
        if let ([first, _, ..], None) = (&book.taken[..], self.restored) {
            self.asked_in_time(document, *first, &history)?;
        }
        let handed = self.hand_over(document)?;
        let right = match (document.profile, wrong, facts.accepted) {
            (Profile::Simplified, true, None) => handed == HandOver::Rejected,
            (Profile::Simplified, ..) => handed == HandOver::AsIssued,
            (_, true, _) => handed == HandOver::Rejected,
            (_, _, Some(Route::Clearance)) if facts.cleared => handed == HandOver::AsCleared,
            // Known by its status alone: the cleared document did not come, and somebody was called.
            (_, _, Some(Route::Clearance)) => handed == HandOver::ClearedMissing,
            _ => handed.is_allowed(),
        };
        if !right {
            return Err(format!("{place}: {handed:?} with {facts:?}"));
        }
        self.cleared_is_its_own(document, &history)
    }

    /// What is handed to the buyer is what the authority made of these very bytes.
    fn cleared_is_its_own(&self, document: &Document, history: &History) -> Result<(), Broken> {
        let Some(cleared) = &history.cleared else {
            return Ok(());
        };
        let (chain, position) = self.paper_at(document.place);
        match pool().chains[chain][position].cleared.as_ref() == Some(cleared) {
            true => Ok(()),
            false => Err(format!("{}: another cleared document", document.place)),
        }
    }

    /// A document that was taken a second time after the authority had forgotten it was tried again before, at least once in the
    /// last hour of its memory, unless nothing of its device could be sent then.
    fn asked_in_time(
        &self,
        document: &Document,
        taken: khatm::time::Timestamp,
        history: &History,
    ) -> Result<(), Broken> {
        let device = self.paper_at(document.place).0;
        let hour = Span {
            from: taken.plus_ms(DAY - HOUR),
            to: taken.plus_ms(DAY),
        };
        let mut minutes = 0..60;
        if !minutes.all(|minute| self.gateway.is_reachable(device, hour.from.plus_ms(minute * 60_000))) {
            return Ok(());
        }
        let mut attempts = history.attempts.iter();
        match attempts.any(|attempt| hour.holds(attempt.at)) {
            true => Ok(()),
            false => Err(format!("{}: taken twice, and nobody asked in time", document.place)),
        }
    }

    /// By the bytes that reached the gateway: each device's counters have no gap, and each follows the one before.
    fn chains_hold(&self) -> Result<(), Broken> {
        for (chain, id) in &self.chains {
            let issued = self
                .documents
                .iter()
                .filter(|document| document.place.chain == *id)
                .count() as u64;
            let seen = |counter: &u64| self.gateway.books.contains_key(&(*chain, *counter));
            // Behind them there may be what an older state of the file knows nothing of.
            if let Some(missing) = (1..=issued).find(|counter| !seen(counter)) {
                return Err(format!("{chain}:{missing}: I1: it never reached the gateway"));
            }
            let mut before: Option<String> = None;
            for counter in 1..=issued {
                let book = &self.gateway.books[&(*chain, counter)];
                let Some((_, position)) = pool().paper_of((*chain, counter as usize - 1), &book.body) else {
                    continue;
                };
                let linked = &pool().chains[*chain][position].linked;
                if linked.counter != Some(counter.to_string()) {
                    return Err(format!("{chain}:{counter}: I1: the bytes say {:?}", linked.counter));
                }
                if before.is_some() && linked.previous_hash != before {
                    return Err(format!("{chain}:{counter}: I2: it does not follow"));
                }
                before = Some(linked.hash.to_string());
            }
        }
        Ok(())
    }

    /// A credential that is not taken is not tried more than once a minute.
    fn probes_were_slow(&self) -> Result<(), Broken> {
        let (Some((_, span)), None) = (self.gateway.revoked, self.restored) else {
            return Ok(());
        };
        let minutes = span.to.since(span.from) / 60_000;
        let lives: u32 = self.hands.iter().map(|hand| hand.life).sum();
        let hands = (self.slots * self.hands.len()) as i64 * (1 + i64::from(lives));
        let most = 4 + 2 * hands + minutes / 5;
        match i64::from(self.gateway.unauthorised) > most {
            true => Err(format!(
                "{} tries with a credential that is not taken, of {most}",
                self.gateway.unauthorised
            )),
            false => Ok(()),
        }
    }
}
