//! The extension `khatm`: what core decides, as SQL functions over a ledger in this server's tables.
//!
//! It converts arguments, locks, keeps rows, calls core and raises core's errors. It decides nothing about an invoice.
//!
//! | module | what it does |
//! |---|---|
//! | [`attach`] | tables of an ERP whose rows become documents |
//! | [`attachment`] | what is attached and what is parked, as rows |
//! | [`context`] | where what users wrote is run |
//! | [`deliver`] | lanes, unfinished documents and the evidence of what was sent, as rows |
//! | [`devices`] | devices, made and taken in |
//! | [`expression`] | expressions that users write |
//! | [`dispatch`] | what workers outside take and bring back |
//! | [`fence`] | whether this is the place where the ledger goes on |
//! | [`follows`] | the rule of the chain, as triggers |
//! | [`frozen`] | rows that became documents stay as they are |
//! | [`guard`] | what is neither dropped nor changed |
//! | [`issue`] | documents, within the caller's transaction |
//! | [`json`] | JSON from SQL, unread |
//! | [`known`] | when the settings become known |
//! | [`lock`] | who may issue on a chain |
//! | [`looked`] | what a call knows already, holding a lock |
//! | [`mapping`] | the function that makes a draft of a row |
//! | [`native`] | functions that the trigger manager calls |
//! | [`noted`] | which rows became final in this transaction |
//! | [`noting`] | the trigger that notes them |
//! | [`onboarding`] | devices in the hands of a worker |
//! | [`own`] | rows of attached tables that this transaction wrote, found without a trace |
//! | [`people`] | what people may do to a document on its way |
//! | [`pressing`] | what presses, and the figures of a day, without reading everything |
//! | [`raise`] | core's errors as PostgreSQL's |
//! | [`reading`] | rows of attached tables, as they are when they are sealed |
//! | [`row`] | a row of somebody else's table, by its key |
//! | [`safe`] | devices and the audit as rows |
//! | [`savepoint`] | what can be taken back within a statement |
//! | [`sealing`] | rows that became final become documents |
//! | [`server`] | the ledger as rows |
//! | [`show`] | what there is to read of a document |
//! | [`surface`] | the SQL functions |
//! | [`table`] | rows |
//! | [`tenant`] | who may see which taxpayer's |
//! | [`vault`] | the root key, and devices that are open |
//! | [`whole`] | the ledger as core's store: what looks at all of it |
//! | [`worker`] | the worker inside the server, where it was started with one |

mod attach;
mod attachment;
mod blame;
mod context;
mod deliver;
mod devices;
mod dispatch;
mod expression;
mod fence;
mod follows;
mod frozen;
mod guard;
mod guarded;
mod hints;
mod hush;
mod issue;
mod json;
mod keyed;
mod known;
mod later;
mod lines;
mod lock;
mod looked;
mod mapping;
mod native;
mod noted;
mod noting;
mod onboarding;
mod own;
mod people;
mod pressing;
mod program;
mod raise;
mod reading;
mod row;
mod safe;
mod savepoint;
mod sealing;
mod server;
mod show;
mod spelled;
mod surface;
mod table;
mod tenant;
mod vault;
mod whole;
mod worker;

use pgrx::prelude::*;

::pgrx::pg_module_magic!(name, version);

extension_sql_file!("../sql/before.sql", name = "before", bootstrap);
extension_sql_file!("../sql/tables.sql", name = "tables", requires = ["before"]);
extension_sql_file!("../sql/attach.sql", name = "attach", requires = ["tables"]);
extension_sql_file!("../sql/onboarding.sql", name = "onboarding", requires = ["attach"]);
extension_sql_file!("../sql/rules.sql", name = "rules", requires = ["onboarding"]);
extension_sql_file!(
    "../sql/views.sql",
    name = "views",
    requires = [
        "rules",
        surface::tenants::khatm::seen_chains,
        surface::tenants::khatm::sees_all,
        surface::tenants::khatm::sees_device
    ]
);
extension_sql_file!(
    "../sql/tenants.sql",
    name = "tenants",
    requires = ["views", surface::tenants::khatm::sees_all]
);
extension_sql_file!("../sql/attached.sql", name = "attached", requires = ["tenants"]);
extension_sql_file!("../sql/enrolled.sql", name = "enrolled", requires = ["attached"]);
extension_sql_file!(
    "../sql/looks.sql",
    name = "looks",
    requires = [
        "attached",
        surface::figures::khatm::health,
        surface::figures::khatm::kpi_daily,
        surface::figures::khatm::rejections,
        surface::figures::khatm::certificates,
        surface::hand_over::khatm::waited
    ]
);
extension_sql_file!("../sql/guard.sql", name = "guard", requires = ["looks", "enrolled"]);
extension_sql_file!("../sql/functions.sql", name = "functions", finalize);

/// Called once for each server process that uses the extension.
#[pg_guard]
pub extern "C-unwind" fn _PG_init() {
    raise::keep_backtraces_out();
    known::settings();
    noted::define();
    keyed::define();
    guard::watch();
    hush::watch();
    worker::define();
    vault::warm();
}
