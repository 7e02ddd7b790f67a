//! A client that knows nothing of HTTP but bytes.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// No test waits longer for anything.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// How a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Closed,
    Reset,
    /// Nothing more came, and it is still open.
    Open,
}

pub fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address, PATIENCE).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Reads until the end, or until nothing comes for so long.
pub fn drain(stream: &mut impl Read) -> (Vec<u8>, End) {
    let mut out = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return (out, End::Closed),
            Ok(count) => out.extend_from_slice(&buffer[..count]),
            Err(error) => match error.kind() {
                std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut => return (out, End::Open),
                std::io::ErrorKind::ConnectionReset => return (out, End::Reset),
                other => panic!("{other:?}"),
            },
        }
    }
}

/// A request to the authority's path, with so many more header lines.
pub fn request(method: &str, path: &str, headers: &str, body: &str) -> String {
    format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Version: V2\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )
}

/// A request for a certificate that no authority takes: no password, no body worth the name.
pub fn compliance() -> String {
    request("POST", "/e-invoicing/developer-portal/compliance", "", "{}")
}

/// Sends bytes on a new connection, closes nothing, and reads to the end; waits so long for more.
pub fn send(address: SocketAddr, bytes: &[u8], quiet: Duration) -> (Vec<u8>, End) {
    let mut stream = connect(address);
    stream.set_read_timeout(Some(quiet)).unwrap();
    // A connection that is reset early takes no more bytes.
    let _ = stream.write_all(bytes);
    drain(&mut stream)
}

/// A reply taken apart as far as its head says.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.split("\r\n").skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub fn parse(bytes: &[u8]) -> Reply {
    let end = bytes
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap_or_else(|| panic!("no head in {:?}", String::from_utf8_lossy(bytes)));
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    Reply {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        body: bytes[end + 4..].to_vec(),
        head,
    }
}

/// One whole reply on a connection that stays open.
pub fn exchange(stream: &mut TcpStream, request: &[u8]) -> Reply {
    stream.write_all(request).unwrap();
    read_reply(stream).unwrap_or_else(|| panic!("the connection ended"))
}

/// The next whole reply; nothing if the connection ends before.
pub fn read_reply(stream: &mut TcpStream) -> Option<Reply> {
    let mut out = Vec::new();
    let mut buffer = [0; 65_536];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return None,
            Ok(count) => out.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return None,
            Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&out)),
        }
        if !out.windows(4).any(|four| four == b"\r\n\r\n") {
            continue;
        }
        let reply = parse(&out);
        let length = reply
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        if reply.body.len() >= length {
            assert_eq!(reply.body.len(), length);
            return Some(reply);
        }
    }
}

/// One whole reply on a connection of its own.
pub fn call(address: SocketAddr, request: &str) -> Reply {
    exchange(&mut connect(address), request.as_bytes())
}
