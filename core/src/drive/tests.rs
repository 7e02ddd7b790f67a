//! What needs the inside.
