//! Overwrites what computing with a secret leaves on the stack.
//!
//! A value that is moved, a key schedule, an intermediate of a signature: each leaves its bytes in a frame that is no longer in
//! use, where nothing wipes them, and from where a core dump takes them. So whoever computed with a secret calls [`stack`] from the
//! frame above, and the frames below are written over.

/// Deeper than anything that computes with a secret here.
const DEEP: usize = 24 << 10;

/// Writes over the stack below the caller. What computed with the secret must be a function of its own that is not inlined:
/// otherwise its frame is the caller's, and that stays.
#[inline(never)]
pub(crate) fn stack() {
    let mut cover = [0u8; DEEP];
    // Without it the compiler sees that nobody reads this, and leaves it out.
    std::hint::black_box(&mut cover);
}

/// Runs what computes with a secret in a frame of its own, and writes over that.
pub(crate) fn after<T>(work: impl FnOnce() -> T) -> T {
    #[inline(never)]
    fn alone<T>(work: impl FnOnce() -> T) -> T {
        work()
    }
    let value = alone(work);
    stack();
    value
}
