//! What stands in Kotlin and Swift for types that they do not have. Nothing is read here that was not written here.

use crate::money::{Amount, Exact};

/// How many.
type Count = usize;
/// One of a few words.
type Word = &'static str;
/// Whatever JSON holds, as its text.
type Json = serde_json::Value;

uniffi::custom_type!(Count, u64, {
    remote,
    lower: |count| count as u64,
    try_lift: |count| Ok(usize::try_from(count)?),
});

uniffi::custom_type!(Word, String, {
    remote,
    lower: |word| word.to_owned(),
    // The words are the core's: values that have some are given out, never handed in.
    try_lift: |word| uniffi::deps::anyhow::bail!("{} is said by the library only", word.len()),
});

uniffi::custom_type!(Json, String, {
    remote,
    lower: |value| value.to_string(),
    try_lift: |text| Ok(serde_json::from_str(&text)?),
});

uniffi::custom_type!(Amount, String, {
    lower: |amount| amount.to_string(),
    try_lift: |text| Ok(Exact::parse(&text)?.round()?),
});
