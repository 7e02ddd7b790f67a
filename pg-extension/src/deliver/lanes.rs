//! Lanes, found where they lay last.
//!
//! A lane is written with every claim from it. While somebody's old snapshot is open its former versions stay, thousands of them, and an
//! index leads to all: who claims would spend his time on what is dead. So a session remembers where it saw each lane last.

use std::cell::RefCell;
use std::collections::HashMap;

use khatm::error::Result;
use khatm::store::ChainId;
use khatm::store::delivery::{Lane, Route};
use pgrx::pg_sys::ItemPointerData;

use super::rows::lane;
use crate::server::Ledger;
use crate::table::{Key, Order, Seen, Table, damaged, scratch};

thread_local! {
    /// Only a hint: whoever looks there sees whether it is the lane.
    static LAST_SEEN: RefCell<HashMap<(ChainId, Route), ItemPointerData>> = RefCell::default();
}

/// So many places are remembered.
const MOST_PLACES: usize = 65_536;

impl Ledger {
    pub(super) fn lane_row(&self, chain: ChainId, route: Route) -> Result<Option<(Lane, ItemPointerData)>> {
        scratch(|| self.lane_in(&Table::read(c"lane"), chain, route))
    }

    fn lane_in(&self, table: &Table, chain: ChainId, route: Route) -> Result<Option<(Lane, ItemPointerData)>> {
        // An older moment's version is another one.
        let last = match self.seen {
            Seen::Now => LAST_SEEN.with_borrow(|all| all.get(&(chain, route)).copied()),
            Seen::Statement => None,
        };
        let its = |lane: &Lane| (lane.chain, lane.route) == (chain, route);
        let there = last.and_then(|last| table.follow(last, |row| lane(row).ok().filter(its)));
        let found = match there {
            Some(found) => Some(found),
            None => {
                let conditions = [
                    (1, Key::Number(i64::from(chain.number()))),
                    (2, Key::Small(i16::try_from(route.number()).map_err(|_| damaged())?)),
                ];
                self.first((table, c"lane_pkey"), &conditions, Order::Forward, |row| {
                    let lies = row.place();
                    lane(row).map(|lane| (lane, lies))
                })?
            }
        };
        if let (Seen::Now, Some((_, lies))) = (self.seen, &found) {
            LAST_SEEN.with_borrow_mut(|all| {
                if all.len() >= MOST_PLACES {
                    all.clear();
                }
                all.insert((chain, route), *lies);
            });
        }
        Ok(found)
    }

    /// All lanes, in the order of chains and routes.
    pub(super) fn all_lanes(&self) -> Result<Vec<Lane>> {
        scratch(|| {
            let table = Table::read(c"lane");
            if self.seen == Seen::Statement {
                return self.all((&table, c"lane_pkey"), &[], lane);
            }
            let chains = {
                let table = Table::read(c"chain");
                self.all((&table, c"chain_pkey"), &[], crate::server::chain_id)?
            };
            let mut lanes = Vec::with_capacity(2 * chains.len());
            for chain in chains {
                for route in [Route::Reporting, Route::Clearance] {
                    lanes.extend(self.lane_in(&table, chain, route)?.map(|(lane, _)| lane));
                }
            }
            Ok(lanes)
        })
    }
}
