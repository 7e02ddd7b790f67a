//! The module `khatm._khatm`: what core decides, as Python values.
//!
//! It converts arguments, lets other threads run meanwhile, and raises core's errors. It decides nothing about an invoice.
//!
//! | module | what it does |
//! |---|---|
//! | `values` | Python's values as JSON, core's as dictionaries |
//! | `raise` | core's errors as exceptions |
//! | `gate` | calls under way, and what happens to them and to ledgers when the process is copied |
//! | `calls` | everything that needs no ledger |
//! | `ledger` | the class `Khatm` |
//! | `postgres` | documents of a caller's own transaction |
//! | `simulator` | the class `Simulator` |

mod calls;
mod gate;
mod ledger;
mod postgres;
mod raise;
mod simulator;
mod values;

use pyo3::prelude::*;

/// The native half of the package `khatm`.
#[pymodule]
mod _khatm {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::calls::{
        PrivateKey, build, check, csr, explain, inspect, qr, qr_escpos, qr_png, qr_svg, seal, validate, verify,
        verify_qr,
    };
    #[pymodule_export]
    use super::ledger::Khatm;
    #[pymodule_export]
    use super::postgres::{drafted, made, said, statements};
    #[pymodule_export]
    use super::simulator::Simulator;

    #[pymodule_export]
    #[expect(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");

    /// Runs the command line in this process, which has nothing else to do; returns its exit code.
    #[pyfunction]
    fn command_line(py: Python<'_>, given: Vec<std::ffi::OsString>) -> u8 {
        py.detach(|| khatm::cli::run(&given))
    }

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        super::gate::install(module)
    }
}
