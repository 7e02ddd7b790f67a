//! The nine tags of the QR code.
