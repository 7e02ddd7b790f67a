//! The worker inside the server, for who has `khatm` in `shared_preload_libraries`: a launcher, and a process for each database that has
//! something to deliver. What it does with a document is core's loop, the same as the agent's; here is only what a server needs for it.
//!
//! | module | what it does |
//! |---|---|
//! | [`bell`] | wakes who delivers when a transaction has committed something for him |
//! | [`board`] | what the processes know of each other, in shared memory |
//! | [`databases`] | the databases of this server |
//! | [`ending`] | how it is told to end |
//! | [`launcher`] | starts a process where one is needed, and one at a time |
//! | [`office`] | onboards the devices that somebody asked for |
//! | [`postman`] | delivers for one database |
//! | [`settings`] | the settings of the server that it goes by |
//! | [`standing`] | how deliveries stand in this database, for people |
//! | [`statements`] | statements that want a database to themselves: its worker leaves first |
//! | [`transaction`] | one short transaction |
//!
//! Without the preload nothing of it is there, and everything else works: an agent beside the server delivers.

pub(crate) mod bell;
pub(crate) mod board;
mod databases;
mod ending;
mod launcher;
mod office;
mod postman;
pub(crate) mod settings;
pub(crate) mod standing;
mod statements;
mod transaction;

use pgrx::pg_sys;

/// Begins everything if the server is just starting.
pub(crate) fn define() {
    // SAFETY: both are set before any library is loaded, and a library is loaded by one thread.
    let (starting, upgrading) = unsafe {
        (
            pg_sys::process_shared_preload_libraries_in_progress,
            pg_sys::IsBinaryUpgrade,
        )
    };
    if starting {
        settings::define_places();
    }
    // pg_upgrade wants the tables as they are.
    if starting && !upgrading {
        board::reserve();
        statements::watch();
        launcher::register();
    }
}
