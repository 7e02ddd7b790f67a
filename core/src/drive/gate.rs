//! The one place where it is known whether a request left.
//!
//! What a library reports of an error tells where it noticed it, not what had gone out by then. So the body is handed over behind
//! a gate: the connection writes the head of a request into its buffer, asks for the body, and only then sends either. Until it
//! asks, not one byte left; whoever gave up before shuts the gate, and the connection breaks off with the head still unsent.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

const WAITING: u8 = 0;
const LEFT: u8 = 1;
const SHUT: u8 = 2;

/// Held by the caller.
#[derive(Debug, Clone, Default)]
pub(super) struct Gate(Arc<AtomicU8>);

impl Gate {
    /// Shuts it for good, unless the request is already on its way. True means that not one byte left, nor ever will.
    pub(super) fn shut(&self) -> bool {
        let before = self
            .0
            .compare_exchange(WAITING, SHUT, Ordering::SeqCst, Ordering::SeqCst);
        before != Err(LEFT)
    }

    /// Passes through it, unless it was shut.
    fn pass(&self) -> bool {
        let before = self
            .0
            .compare_exchange(WAITING, LEFT, Ordering::SeqCst, Ordering::SeqCst);
        before != Err(SHUT)
    }
}

/// A request's body, behind the gate. It can be sent once: nothing that holds it can repeat the request.
#[derive(Debug)]
pub(super) struct GatedBody {
    gate: Gate,
    bytes: Option<Bytes>,
}

/// The caller had given up before the first byte.
#[derive(Debug)]
struct GivenUp;

impl std::fmt::Display for GivenUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("given up before the first byte")
    }
}

impl std::error::Error for GivenUp {}

impl GatedBody {
    pub(super) fn new(gate: &Gate, bytes: &[u8]) -> Self {
        GatedBody {
            gate: gate.clone(),
            bytes: Some(Bytes::copy_from_slice(bytes)),
        }
    }
}

impl http_body::Body for GatedBody {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        if !self.gate.pass() {
            self.bytes = None;
            return Poll::Ready(Some(Err(Box::new(GivenUp))));
        }
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    /// Never before it was asked for: a body that is known to have ended is not asked for, and the gate would not be passed.
    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body::Body as _;

    fn ask(body: &mut GatedBody) -> Poll<Option<Result<Bytes, String>>> {
        let mut context = Context::from_waker(std::task::Waker::noop());
        Pin::new(body)
            .poll_frame(&mut context)
            .map(|frame| frame.map(|frame| frame.map(|frame| frame.into_data().unwrap()).map_err(|e| e.to_string())))
    }

    #[test]
    fn what_was_asked_for_has_left_and_what_was_given_up_never_leaves() {
        let gate = Gate::default();
        let mut body = GatedBody::new(&gate, b"invoice");
        assert!(!body.is_end_stream());
        assert_eq!(body.size_hint().exact(), Some(7));
        assert_eq!(ask(&mut body), Poll::Ready(Some(Ok(Bytes::from_static(b"invoice")))));
        assert!(!gate.shut(), "it left");
        assert_eq!(ask(&mut body), Poll::Ready(None), "and goes once");

        let gate = Gate::default();
        let mut body = GatedBody::new(&gate, b"invoice");
        assert!(gate.shut() && gate.shut(), "nobody asked for it");
        assert!(
            matches!(ask(&mut body), Poll::Ready(Some(Err(_)))),
            "given up is given up"
        );
    }

    #[test]
    fn of_two_who_race_one_is_right() {
        for _ in 0..2000 {
            let gate = Gate::default();
            let mut body = GatedBody::new(&gate, b"invoice");
            let (never_left, sent) = std::thread::scope(|scope| {
                let sender = scope.spawn(move || matches!(ask(&mut body), Poll::Ready(Some(Ok(_)))));
                (gate.shut(), sender.join().unwrap())
            });
            assert_ne!(never_left, sent);
        }
    }
}
