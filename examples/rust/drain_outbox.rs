//! The authority was out of reach for a while: nobody waited, nothing is lost, and everything arrives once when it is back.
#![allow(clippy::print_stdout)]

use std::{collections::BTreeSet, thread, time::Duration};

use khatm::simulator::{Fault, Rule, Simulator, rehearsal};
use khatm::{gateway::Operation, store::Uuid, store::issue::Order};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let authority = runtime.block_on(Simulator::start())?;
    let shop = rehearsal::ledger(&authority, ".".as_ref())?;
    runtime.block_on(authority.unplug());
    for number in 1..=5 {
        let draft =
            format!(r#"{{"number": "S-{number}", "lines": [{{"name": "Tea", "quantity": 1, "price": "4.00"}}]}}"#);
        shop.issue(rehearsal::DEVICE, &Order::new(draft.as_bytes()))?;
    }
    shop.deliver_once()?;
    let waiting = shop.outbox(100)?;
    let numbers: Vec<_> = waiting.iter().map(|way| &*way.number).collect();
    println!("{} wait: {}", waiting.len(), numbers.join(", "));
    runtime.block_on(authority.plug());
    let lost = Rule::of(Fault::DropAfter).on(Operation::Reporting).times(2); // reported, and the answer is lost
    authority.faults().add(lost)?;
    for way in &waiting {
        shop.retry(&Uuid::parse(&way.uuid)?, "Sara")?; // due at once, and not when its pause is over
    }
    while !shop.outbox(1)?.is_empty() {
        shop.deliver_once()?;
        thread::sleep(Duration::from_millis(50));
    }
    let mut got = authority.records();
    got.retain(|one| one.operation == Some(Operation::Reporting));
    let different: BTreeSet<_> = got.iter().map(|one| one.request_body()).collect();
    println!("{} different documents arrived", different.len());
    println!("the ledger is whole: {}", shop.verify(&[])?.whole());
    Ok(())
}
