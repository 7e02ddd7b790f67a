//! `khatm`, the program.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    let given: Vec<_> = std::env::args_os().collect();
    ExitCode::from(khatm::cli::run(&given))
}
