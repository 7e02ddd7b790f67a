//! Requests to the authority, as data.
