//! The life of one unit (EGS): from a configuration to a certificate for real documents, able to stop anywhere and go on.
//!
//! Nothing here opens a connection: the machine says what to do next, and is told what became of it.
