//! What the bindings of other languages share: calls whose arguments are text and bytes, and whose results are plain data.
//!
//! A binding turns its language's values into these, and back, and raises [`Failure`]s. What is read here out of text, what stands in
//! where nothing was said, and what belongs to a result is the same in every language therefore, and is decided in no binding.
//!
//! | module | what it does |
//! |---|---|
//! | [`calls`] | everything that needs no ledger |
//! | [`failure`] | why something was not done, whole |
//! | [`opening`] | a ledger by its address |
//! | [`ledger`] | what is done with it, wherever it is |
//! | [`here`] | the same with one in a file, as values |
//! | [`values`] | what comes back from it |

#[cfg(all(feature = "sqlite", feature = "picture"))]
pub mod calls;
pub mod failure;
#[cfg(all(feature = "sqlite", feature = "picture"))]
pub mod here;
#[cfg(all(feature = "sqlite", feature = "picture"))]
pub mod ledger;
#[cfg(all(feature = "sqlite", feature = "picture"))]
pub mod opening;
#[cfg(all(feature = "sqlite", feature = "picture", feature = "postgres"))]
pub mod server;
pub mod values;

pub use failure::{Failure, FailureValue};
