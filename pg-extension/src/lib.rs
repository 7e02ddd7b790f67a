//! The extension `khatm`: what core decides, as SQL functions over a ledger in this server's tables.
//!
//! It converts arguments, locks, keeps rows, calls core and raises core's errors. It decides nothing about an invoice.
//!
//! | module | what it does |
//! |---|---|
//! | [`deliver`] | lanes, unfinished documents and the evidence of what was sent, as rows |
//! | [`devices`] | devices, made and taken in |
//! | [`dispatch`] | what workers outside take and bring back |
//! | [`fence`] | whether this is the place where the ledger goes on |
//! | [`follows`] | the rule of the chain, as triggers |
//! | [`issue`] | documents, within the caller's transaction |
//! | [`lock`] | who may issue on a chain |
//! | [`onboarding`] | devices in the hands of a worker |
//! | [`people`] | what people may do to a document on its way |
//! | [`raise`] | core's errors as PostgreSQL's |
//! | [`safe`] | devices and the audit as rows |
//! | [`server`] | the ledger as rows |
//! | [`show`] | what there is to read of a document |
//! | [`surface`] | the SQL functions |
//! | [`table`] | rows |
//! | [`vault`] | the root key, and devices that are open |
//! | [`whole`] | the ledger as core's store: what looks at all of it |

mod deliver;
mod devices;
mod dispatch;
mod fence;
mod follows;
mod issue;
mod lock;
mod onboarding;
mod people;
mod raise;
mod safe;
mod server;
mod show;
mod surface;
mod table;
mod vault;
mod whole;

use pgrx::prelude::*;

::pgrx::pg_module_magic!(name, version);

extension_sql_file!("../sql/before.sql", name = "before", bootstrap);
extension_sql_file!("../sql/tables.sql", name = "tables", requires = ["before"]);
extension_sql_file!("../sql/onboarding.sql", name = "onboarding", requires = ["tables"]);
extension_sql_file!(
    "../sql/rules.sql",
    name = "rules",
    requires = [
        "tables",
        "onboarding",
        surface::truth::khatm::document_follows,
        surface::truth::khatm::audit_follows
    ]
);
extension_sql_file!("../sql/views.sql", name = "views", requires = ["rules"]);
extension_sql_file!("../sql/functions.sql", name = "functions", finalize);

/// Called once for each server process that uses the extension.
#[pg_guard]
pub extern "C-unwind" fn _PG_init() {
    vault::define();
}
