//! XML in, canonical form out.
