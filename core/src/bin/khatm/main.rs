//! `khatm`: the seal from a shell.
//!
//! Exit codes: 0 all is well, 1 a document is bad or the authority refused it, 2 the call, a file or the machine is, 3 it was not
//! sent or nobody knows: the same call again later.

#![forbid(unsafe_code)]

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

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let given: Vec<_> = std::env::args_os().collect();
    let args = match sdk::translate(&given) {
        Ok(args) => args,
        Err(usage) => {
            output::complain(&usage);
            return ExitCode::from(output::USAGE);
        }
    };
    match arguments::Arguments::try_parse_from(args) {
        Ok(arguments) => commands::run(&arguments),
        Err(error) => {
            // Help and version are answers, not errors.
            let code = if error.use_stderr() {
                output::USAGE
            } else {
                output::GOOD
            };
            let _ = error.print();
            ExitCode::from(code)
        }
    }
}
