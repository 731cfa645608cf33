//! What calls leave behind on the stack of a thread that lives on.

/// How much is wiped, in bytes: more than a command reaches down to.
const DEPTH: usize = 128 << 10;

/// Overwrites what the calls before left on this thread's stack. Words of leads pass through it in small buffers and in
/// saved registers, and would stay there after a lock; call it from where they were called.
#[inline(never)]
pub fn wipe() {
    let mut room = [0_u8; DEPTH];
    std::hint::black_box(&mut room);
}
