//! What a person remembers, and the key that is made of it.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::KEY;
use crate::error::{Code, Error, Result};
use crate::seal::wipe;

/// Characters of a pass phrase: whoever has the file may try as many as he likes, as fast as he can.
pub const SHORTEST: usize = 12;
/// No person's.
const LONGEST: usize = 1024;
const SALT: usize = 16;

/// A pass phrase. Wiped when dropped, never shown.
pub struct Phrase(Zeroizing<String>);

impl std::fmt::Debug for Phrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phrase(…)")
    }
}

impl Phrase {
    /// Takes what was typed or read; the end of the line is no part of it.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.strip_suffix('\n').unwrap_or(text);
        let text = text.strip_suffix('\r').unwrap_or(text);
        match text.chars().count() {
            SHORTEST..=LONGEST => Ok(Phrase(Zeroizing::new(text.to_owned()))),
            // Not even its length is told of one that is too short.
            _ => Err(Error::new(Code::PhraseShort)),
        }
    }
}

impl PartialEq for Phrase {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

/// How the key is made of it: kept in the clear beside what it opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Making {
    algorithm: String,
    version: u32,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
    salt: String,
}

/// What is written: the second setting that RFC 9106 recommends, on one lane.
const MEMORY_KIB: u32 = 64 << 10;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// What is read at most: a file from elsewhere shall not take the machine's memory or its day.
const MOST_MEMORY_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 16;

impl Making {
    /// The way of today, with a fresh salt.
    pub(super) fn fresh() -> Result<Self> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(|_| Error::new(Code::NoRandomness))?;
        Ok(Making {
            algorithm: "argon2id".to_owned(),
            version: Version::V0x13 as u32,
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            lanes: LANES,
            salt: STANDARD.encode(salt),
        })
    }

    /// The key. What a file asks for is looked at before anything is computed.
    pub(super) fn key(&self, phrase: &Phrase) -> Result<Box<Zeroizing<[u8; KEY]>>> {
        let fail = || Error::new(Code::BackupSettings);
        let known = self.algorithm == "argon2id" && self.version == Version::V0x13 as u32;
        let bounded = self.memory_kib <= MOST_MEMORY_KIB && self.passes <= MOST_PASSES && self.lanes <= MOST_LANES;
        let salt = STANDARD.decode(&self.salt).map_err(|_| fail())?;
        if !known || !bounded || salt.len() != SALT {
            return Err(fail());
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(KEY)).map_err(|_| fail())?;
        let mut blocks: Zeroizing<Vec<Block>> = Zeroizing::new(Vec::new());
        let count = params.block_count();
        blocks.try_reserve_exact(count).map_err(|_| fail())?;
        blocks.resize(count, Block::new());
        let mut key = Box::new(Zeroizing::new([0; KEY]));
        let made = wipe::after(|| {
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into_with_memory(
                phrase.0.as_bytes(),
                &salt,
                key.as_mut_slice(),
                blocks.as_mut_slice(),
            )
        });
        made.map(|()| key).map_err(|_| fail())
    }
}
