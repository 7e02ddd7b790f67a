//! Sealing of keys and secrets at rest.
