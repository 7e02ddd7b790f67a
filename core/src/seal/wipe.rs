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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::io::{Read as _, Seek as _, SeekFrom};

    use super::*;

    /// Leaves a mark in the depth of its frame, as a computation leaves a part of a key.
    #[inline(never)]
    fn leaves(mark: u8) -> u8 {
        let mut frame = [0u8; 12 << 10];
        frame[..64].fill(mark);
        std::hint::black_box(&mut frame)[63]
    }

    /// How much of the stack below a value is this byte, sixty-four times in a row.
    fn marked(here: &u8, mark: u8) -> usize {
        let at = std::ptr::from_ref(here) as u64;
        let mut below = vec![0; DEEP];
        let mut memory = File::open("/proc/self/mem").unwrap();
        memory.seek(SeekFrom::Start(at - DEEP as u64)).unwrap();
        memory.read_exact(&mut below).unwrap();
        below
            .windows(64)
            .filter(|window| window.iter().all(|&byte| byte == mark))
            .count()
    }

    #[test]
    fn what_a_computation_left_on_the_stack_is_written_over() {
        // Made at run time: a constant would stand in the program's text, and nowhere on the stack.
        let (here, mark) = (std::hint::black_box(0u8), std::hint::black_box(0xA7));
        assert_eq!(marked(&here, mark), 0);
        assert_eq!(leaves(mark), mark);
        assert!(marked(&here, mark) > 0, "the search does not see what is left");
        assert_eq!(after(|| leaves(mark)), mark);
        assert_eq!(marked(&here, mark), 0);
    }
}
