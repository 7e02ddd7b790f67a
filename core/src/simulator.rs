//! The authority's gateway on loopback: strict, with faults on demand.

pub mod authority;
pub mod call;
