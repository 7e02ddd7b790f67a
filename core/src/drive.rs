//! The only room that opens a connection: HTTP over TLS, the wall clock, patience and restraint.
//!
//! It sends a [`Request`](crate::gateway::Request) and brings back what [`Arrived`](crate::gateway::Arrived); what that means is
//! decided in [`crate::gateway::verdict`].
