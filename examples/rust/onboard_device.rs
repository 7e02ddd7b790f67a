//! A device comes to its certificate: made with its key, onboarded with a one-time password, also after the authority stopped half way.
#![allow(clippy::print_stdout)]

use khatm::gateway::{Environment, Operation, Otp};
use khatm::host::opening::{NewDevice, Opening};
use khatm::simulator::rehearsal::{CONFIGURATION, SELLER, setup};
use khatm::simulator::{Fault, Rule, Simulator};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let authority = runtime.block_on(Simulator::start())?;
    let opened = Opening::making("sqlite:shop.khatm").with(setup(&authority)).open()?;
    let ledger = opened.khatm;
    let made = ledger.make_device(&NewDevice::new("TILL-1", CONFIGURATION, SELLER).at(authority.url()))?;
    println!("{:?}", made.next);
    if let Err(setback) = ledger.onboard_blocking("TILL-1", &mut Some(Otp::parse("000000")?)) {
        println!("{}", setback.error.code().as_str()); // mistyped
    }
    // The authority refuses a document of its checks. The password is used up by then; none is needed to go on.
    let refusal = Rule::of(Fault::Reject).on(Operation::ComplianceCheck).times(1);
    authority.faults().add(refusal)?;
    let password = authority.otp(Environment::Simulation)?;
    if ledger.onboard_blocking("TILL-1", &mut Some(password)).is_err() {
        println!("{:?}", ledger.device("TILL-1")?.next);
    }
    let device = ledger.onboard_blocking("TILL-1", &mut None)?;
    println!(
        "{:?}: {} of {} documents passed",
        device.state, device.passed, device.required
    );
    Ok(())
}
