//! Counts, row by row.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kept, Memory};
use crate::error::{Code, Error, Result};
use crate::gateway::Remark;
use crate::store::counting::{
    Contrary, Counting, Counts, Made, Open, Queued, Remarked, Replied, Said, Tried, Uncorrected, Undone,
};
use crate::store::delivery::{Fact, Route};
use crate::store::{ChainId, Document, Fate, Place, Role};

impl Counting for Memory {
    fn counts(&self) -> Result<Counts> {
        let kept = self.kept();
        Ok(Counts {
            made: kept.made(),
            queued: kept.queued(),
            open: kept.open(),
            tried: kept.tried(),
            replied: kept.replied(),
            said: kept.said(),
            remarked: kept.remarked()?,
            contrary: kept.contrary(),
            uncorrected: undone(kept.uncorrected().map(|document| document.place)),
            uncopied: undone(kept.uncopied()),
            lanes: kept.delivered.lanes.values().cloned().collect(),
        })
    }

    fn uncorrected(&self) -> Result<Vec<Uncorrected>> {
        let kept = self.kept();
        let rows = kept.uncorrected().map(|document| Uncorrected {
            deadline_at: document.deadline,
            place: document.place,
        });
        let mut rows: Vec<Uncorrected> = rows.collect();
        rows.sort();
        Ok(rows)
    }
}

/// How many of each chain.
fn undone(places: impl Iterator<Item = Place>) -> Vec<Undone> {
    let mut rows: BTreeMap<ChainId, u64> = BTreeMap::new();
    places.for_each(|place| *rows.entry(place.chain).or_default() += 1);
    let row = |(chain, count)| Undone { chain, count };
    rows.into_iter().map(row).collect()
}

impl Kept {
    fn uncorrected(&self) -> impl Iterator<Item = &Document> {
        let references = self.documents.iter().flat_map(|(_, references)| references);
        let corrects = references.filter(|reference| reference.role == Role::Corrects);
        let corrected: BTreeSet<Place> = corrects.filter_map(|reference| reference.to).collect();
        let documents = self.documents.iter().map(|(document, _)| document);
        documents.filter(move |document| {
            self.fate_of(document.place) == Fate::Rejected && !corrected.contains(&document.place)
        })
    }

    fn uncopied(&self) -> impl Iterator<Item = Place> {
        let places = self.documents.iter().map(|(document, _)| document.place);
        places.filter(|&place| {
            let facts = self.delivered.facts(place);
            facts.accepted == Some(Route::Clearance) && !facts.rejected && !facts.cleared
        })
    }

    fn made(&self) -> Vec<Made> {
        let mut rows = BTreeMap::new();
        for (document, _) in &self.documents {
            let route = Route::of(document.profile);
            let key = (document.place.chain, route, document.kind.as_str());
            let row = rows.entry(key).or_insert(Made {
                chain: document.place.chain,
                route,
                kind: document.kind,
                count: 0,
            });
            row.count += 1;
        }
        rows.into_values().collect()
    }

    fn queued(&self) -> Vec<Queued> {
        let mut rows = BTreeMap::new();
        for (document, _) in &self.documents {
            let (place, route) = (document.place, Route::of(document.profile));
            let lane = self.delivered.lanes.get(&(place.chain, route));
            let ahead = lane.is_some_and(|lane| place.counter >= lane.next);
            if !ahead || self.delivered.jobs.contains_key(&place) || self.delivered.facts(place).any() {
                continue;
            }
            let row = rows.entry((place.chain, route)).or_insert(Queued {
                chain: place.chain,
                route,
                count: 0,
                deadline_at: document.deadline,
            });
            row.count += 1;
            row.deadline_at = row.deadline_at.min(document.deadline);
        }
        rows.into_values().collect()
    }

    fn open(&self) -> Vec<Open> {
        let mut rows = BTreeMap::new();
        for job in self.delivered.jobs.values() {
            let row = rows.entry((job.place.chain, job.route, job.state)).or_insert(Open {
                chain: job.place.chain,
                route: job.route,
                state: job.state,
                count: 0,
                deadline_at: job.deadline_at,
                doubt_since: None,
            });
            row.count += 1;
            row.deadline_at = row.deadline_at.min(job.deadline_at);
            row.doubt_since = match (row.doubt_since, job.doubt_since) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        rows.into_values().collect()
    }

    fn tried(&self) -> Vec<Tried> {
        let mut rows = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (place, _) in self.delivered.attempts.keys() {
            let row = rows.entry(place.chain).or_insert(Tried {
                chain: place.chain,
                attempts: 0,
                documents: 0,
            });
            row.attempts += 1;
            row.documents += u64::from(seen.insert(*place));
        }
        rows.into_values().collect()
    }

    fn replied(&self) -> Vec<Replied> {
        let mut rows: BTreeMap<_, u64> = BTreeMap::new();
        for answer in self.delivered.answers.values() {
            let key = (answer.place.chain, answer.http, answer.verdict, answer.ms);
            *rows.entry(key).or_default() += 1;
        }
        let row = |((chain, http, verdict, ms), count): ((_, _, &str, _), _)| Replied {
            chain,
            http,
            verdict: verdict.to_owned(),
            ms,
            count,
        };
        rows.into_iter().map(row).collect()
    }

    fn said(&self) -> Vec<Said> {
        let mut rows = BTreeMap::new();
        for outcome in self.delivered.outcomes.values() {
            let row = rows.entry((outcome.place.chain, outcome.fact)).or_insert(Said {
                chain: outcome.place.chain,
                fact: outcome.fact,
                count: 0,
                late: 0,
                last_at: outcome.at,
            });
            row.count += 1;
            row.late += u64::from(outcome.late);
            row.last_at = row.last_at.max(outcome.at);
        }
        rows.into_values().collect()
    }

    fn remarked(&self) -> Result<Vec<Remarked>> {
        let mut rows: BTreeMap<_, u64> = BTreeMap::new();
        for outcome in self.delivered.outcomes.values() {
            let Some(messages) = &outcome.messages else { continue };
            let remarks: Vec<Remark> = serde_json::from_str(messages).map_err(|_| Error::new(Code::StoreDamaged))?;
            for remark in remarks {
                let (kind, code) = (remark.kind.unwrap_or_default(), remark.code.unwrap_or_default());
                *rows.entry((outcome.place.chain, outcome.fact, kind, code)).or_default() += 1;
            }
        }
        let row = |((chain, fact, kind, code), count)| Remarked {
            chain,
            fact,
            kind,
            code,
            count,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    fn contrary(&self) -> Vec<Contrary> {
        let mut rows = BTreeMap::new();
        let outcomes = &self.delivered.outcomes;
        for ((place, fact), rejected) in outcomes {
            let Some(accepted) = outcomes.get(&(*place, Fact::Accepted)) else {
                continue;
            };
            if *fact == Fact::Rejected {
                let at = rejected.at.max(accepted.at);
                let row = rows.entry(place.chain).or_insert(Contrary {
                    chain: place.chain,
                    count: 0,
                    last_at: at,
                });
                row.count += 1;
                row.last_at = row.last_at.max(at);
            }
        }
        rows.into_values().collect()
    }
}
