//! Bytes as they cross the border: `ByteArray` in Kotlin, `Data` in Swift. UniFFI takes a `Vec<u8>` like a list of anything, one byte and one
//! check at a time, which for a document is a tenth of what its sealing takes.

use std::ops::Deref;

use uniffi::deps::bytes::{Buf as _, BufMut as _};
use uniffi::{FfiConverter, MetadataBuffer, RustBuffer, TypeId, check_remaining};

use crate::UniFfiTag;

/// What a `Vec<u8>` is, taken and given as a whole.
pub struct Bytes(pub(crate) Vec<u8>);

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

// SAFETY: it says that it is a `Vec<u8>`, and is written as one: the length in four bytes, then the bytes. What is read is within the buffer.
unsafe impl FfiConverter<UniFfiTag> for Bytes {
    type FfiType = RustBuffer;

    fn lower(bytes: Self) -> RustBuffer {
        let mut buffer = Vec::with_capacity(4 + bytes.len());
        <Self as FfiConverter<UniFfiTag>>::write(bytes, &mut buffer);
        RustBuffer::from_vec(buffer)
    }

    fn try_lift(buffer: RustBuffer) -> uniffi::Result<Self> {
        <Self as uniffi::Lift<UniFfiTag>>::try_lift_from_rust_buffer(buffer)
    }

    fn write(bytes: Self, buffer: &mut Vec<u8>) {
        buffer.put_i32(i32::try_from(bytes.len()).expect("a picture is far below two gigabytes"));
        buffer.put_slice(&bytes);
    }

    fn try_read(buffer: &mut &[u8]) -> uniffi::Result<Self> {
        check_remaining(buffer, 4)?;
        let length = usize::try_from(buffer.get_i32())?;
        check_remaining(buffer, length)?;
        let (bytes, rest) = buffer.split_at(length);
        *buffer = rest;
        Ok(Bytes(bytes.to_vec()))
    }

    const TYPE_ID_META: MetadataBuffer = <Vec<u8> as TypeId<UniFfiTag>>::TYPE_ID_META;
}

uniffi::derive_ffi_traits!(local Bytes);
