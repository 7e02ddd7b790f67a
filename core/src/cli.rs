//! The command line `khatm`: the seal from a shell, or from whatever starts it in its own process.
//!
//! Exit codes: 0 all is well, 1 a document is bad or the authority refused it, 2 the call, a file or the machine is, 3 it was not
//! sent or nobody knows: the same call again later.

mod agent;
mod arguments;
mod chain;
mod commands;
mod csr;
mod deliver;
mod demo;
mod device;
mod drafts;
mod ending;
mod files;
mod health;
mod identity;
mod issue;
mod ledger;
mod opened;
mod outbox;
mod output;
mod sdk;
mod simulator;
mod submit;
mod validate;
mod vault;

use std::ffi::OsString;
use std::io::Write as _;

use clap::Parser as _;

/// Runs a command: its name, and what was said after it. Returns the exit code.
///
/// It prints, asks at the terminal for what is secret, listens for signals while it delivers or serves, and may end the process when it is
/// told so twice: it is for a process that has nothing else to do.
pub fn run(given: &[OsString]) -> u8 {
    let code = match sdk::translate(given) {
        Ok(args) => match arguments::Arguments::try_parse_from(args) {
            Ok(arguments) => commands::run(&arguments),
            Err(error) => {
                let _ = error.print();
                // Help and version are answers, not errors.
                match error.use_stderr() {
                    true => output::USAGE,
                    false => output::GOOD,
                }
            }
        },
        Err(usage) => {
            output::complain(&usage);
            output::USAGE
        }
    };
    // In another language's process nobody else does it at the end.
    match std::io::stdout().flush() {
        Ok(()) => code,
        Err(_) => output::USAGE,
    }
}
