//! A connection under the HTTP library: every byte that passes is put down, and a handler can take the connection over, to
//! write what no HTTP library would, or to reset it.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use super::record::{End, Entry};

/// What the bytes go through.
pub(super) enum Channel {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Channel {
    fn socket(&self) -> &TcpStream {
        match self {
            Channel::Plain(socket) => socket,
            Channel::Tls(stream) => stream.get_ref().0,
        }
    }
}

/// One connection. Its clones are the same: the HTTP library holds one, the handlers the others.
#[derive(Clone)]
pub(super) struct Wire(Arc<Mutex<State>>);

/// Opens a record for what nobody but the HTTP library answers.
type Stray = Box<dyn Fn(&[u8]) -> Arc<Entry> + Send>;

struct State {
    channel: Channel,
    /// What was read since the last request ended.
    inbound: Vec<u8>,
    /// How much that is with what was not kept.
    inbound_bytes: u64,
    /// How much of it is kept.
    most: usize,
    /// Where the reply's bytes are put down.
    sink: Option<Arc<Entry>>,
    /// The request has been read whole.
    ended: bool,
    /// And something of its reply has been sent: what is read next belongs to another request.
    replied: bool,
    /// Told of bytes that go out without a request that anybody understood.
    stray: Stray,
}

impl Wire {
    /// Puts down at most so many bytes of a request. `stray` opens a record for what the HTTP library answers by itself.
    pub(super) fn new(channel: Channel, most: usize, stray: impl Fn(&[u8]) -> Arc<Entry> + Send + 'static) -> Self {
        // Small replies are written in one piece; without this each would wait for the acknowledgement of the one before.
        let _ = channel.socket().set_nodelay(true);
        Wire(Arc::new(Mutex::new(State {
            channel,
            inbound: Vec::new(),
            inbound_bytes: 0,
            most,
            sink: None,
            ended: false,
            replied: false,
            stray: Box::new(stray),
        })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reply's bytes are this exchange's from now on.
    pub(super) fn begin(&self, entry: &Arc<Entry>) {
        let mut state = self.state();
        state.sink = Some(Arc::clone(entry));
        (state.ended, state.replied) = (false, false);
    }

    /// Puts the request down as far as it was read, without ending it.
    pub(super) fn so_far(&self, entry: &Entry) {
        let state = self.state();
        entry.requested(&state.inbound, state.inbound_bytes);
    }

    /// Ends the request: its bytes are put down, what was read beyond them belongs to the next.
    pub(super) fn requested(&self, entry: Option<&Entry>) {
        let mut state = self.state();
        let length = length_of(&state.inbound).unwrap_or(state.inbound.len());
        let whole = match length == state.inbound.len() {
            true => state.inbound_bytes,
            false => length as u64,
        };
        if let Some(entry) = entry {
            entry.requested(&state.inbound[..length], whole);
        }
        state.inbound.drain(..length);
        state.inbound_bytes -= whole;
        (state.ended, state.replied) = (true, false);
    }

    /// Nothing of the next reply is put down.
    pub(super) fn unrecorded(&self) {
        let mut state = self.state();
        state.sink = None;
        (state.ended, state.replied) = (true, true);
        state.inbound.clear();
        state.inbound_bytes = 0;
    }

    /// Makes the end of the connection a reset. It ends when the last clone is dropped.
    pub(super) fn reset(&self) {
        let state = self.state();
        let _ = state.channel.socket().set_zero_linger();
        if let Some(entry) = &state.sink {
            entry.lock().end = End::Reset;
        }
    }

    /// Sends bytes past the HTTP library.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes).await?;
        self.flush().await
    }

    /// Closes in good order.
    pub(super) async fn close(&mut self) {
        if let Some(entry) = &self.state().sink {
            entry.lock().end = End::Closed;
        }
        let _ = self.shutdown().await;
    }
}

impl State {
    fn channel(&mut self) -> Pin<&mut (dyn Both + '_)> {
        match &mut self.channel {
            Channel::Plain(socket) => Pin::new(socket),
            Channel::Tls(stream) => Pin::new(stream.as_mut()),
        }
    }
}

trait Both: AsyncRead + AsyncWrite + Unpin {}

impl<T: AsyncRead + AsyncWrite + Unpin> Both for T {}

impl AsyncRead for Wire {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut state = self.state();
        let before = buffer.filled().len();
        let polled = state.channel().poll_read(context, buffer);
        let read = &buffer.filled()[before..];
        if !read.is_empty() {
            if state.ended && state.replied {
                state.sink = None;
                (state.ended, state.replied) = (false, false);
            }
            state.inbound_bytes += read.len() as u64;
            let kept = read.len().min(state.most.saturating_sub(state.inbound.len()));
            state.inbound.extend_from_slice(&read[..kept]);
        }
        polled
    }
}

impl AsyncWrite for Wire {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let mut state = self.state();
        let unknown = state.sink.is_none() && !(state.ended && state.replied);
        if unknown {
            state.sink = Some((state.stray)(&state.inbound));
        }
        let Some(entry) = state.sink.clone() else {
            return state.channel().poll_write(context, bytes);
        };
        let mut record = entry.lock();
        let polled = state.channel().poll_write(context, bytes);
        if let Poll::Ready(Ok(sent)) = &polled {
            entry.replied(&mut record, &bytes[..*sent]);
            state.replied = true;
        }
        polled
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state().channel().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.state().channel().poll_shutdown(context)
    }
}

/// How long the first request in these bytes is, if all of it is there.
fn length_of(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let lines = bytes[..head].split(|&b| b == b'\n').skip(1);
    let mut length = 0;
    for line in lines {
        let Some(colon) = line.iter().position(|&b| b == b':') else {
            continue;
        };
        let (name, value) = (line[..colon].trim_ascii(), line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            return chunks(bytes, head);
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            length = std::str::from_utf8(value).ok()?.parse::<usize>().ok()?;
        }
    }
    let end = head.checked_add(length)?;
    (end <= bytes.len()).then_some(end)
}

/// Where the chunks that begin here end, trailers included.
fn chunks(bytes: &[u8], mut at: usize) -> Option<usize> {
    let line = |at: usize| -> Option<(usize, usize)> {
        let rest = bytes.get(at..)?;
        let end = rest.iter().position(|&b| b == b'\n')?;
        let size = rest[..end].split(|&b| b == b';').next()?.trim_ascii();
        let size = std::str::from_utf8(size).ok()?;
        Some((usize::from_str_radix(size, 16).ok()?, at + end + 1))
    };
    loop {
        let (size, data) = line(at)?;
        if size == 0 {
            let rest = &bytes[data..];
            return match rest {
                [b'\r', b'\n', ..] => Some(data + 2),
                _ => Some(data + rest.windows(4).position(|four| four == b"\r\n\r\n")? + 4),
            };
        }
        at = data.checked_add(size)?.checked_add(2)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_ends_where_its_head_says() {
        let cases: [(&[u8], Option<usize>); 8] = [
            (b"GET / HTTP/1.1\r\n\r\n", Some(18)),
            (b"GET / HTTP/1.1\r\n\r\nGET", Some(18)),
            (b"GET / HTTP/1.1\r\n", None),
            (b"P / HTTP/1.1\r\nContent-Length:  3 \r\n\r\nabcd", Some(40)),
            (b"P / HTTP/1.1\r\ncontent-length: 3\r\n\r\nab", None),
            (
                b"P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\nP",
                Some(61),
            ),
            (
                b"P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\nP",
                Some(55),
            ),
            (
                b"P / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nabc",
                None,
            ),
        ];
        for (bytes, length) in cases {
            assert_eq!(length_of(bytes), length, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
