//! The driver on real sockets: what each behaviour of a peer is called, what never goes where, and what nobody gets to see.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs)]

#[path = "drive/astray.rs"]
mod astray;
#[path = "drive/blocking.rs"]
mod blocking;
#[path = "support/listener.rs"]
mod listener;
#[path = "drive/machines.rs"]
mod machines;
#[path = "drive/proxies.rs"]
mod proxies;
#[path = "drive/restrained.rs"]
mod restrained;
#[path = "drive/secrets.rs"]
mod secrets;
#[path = "drive/sockets.rs"]
mod sockets;
mod wire;
