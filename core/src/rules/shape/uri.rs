//! Is this text a URI or a reference to one? RFC 2396 and 2732, after everything that a URI may not hold was escaped
//! (XML Schema 1.0, part 2, anyURI), which leaves little to refuse. As Xerces does it: libxml2 is a bit different.

/// Letters, digits and `-_.!*'()`: they stand for themselves everywhere.
fn unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'!' | b'*' | b'\'' | b'(' | b')')
}

/// What is escaped before anyone looks, and hence harmless.
fn escaped(b: u8) -> bool {
    b >= 0x7F || b <= b' ' || matches!(b, b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'~' | b'`')
}

fn of_path(b: u8) -> bool {
    unreserved(b) || escaped(b) || matches!(b, b';' | b'/' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b',')
}

fn of_query(b: u8) -> bool {
    of_path(b) || matches!(b, b'?' | b'[' | b']')
}

/// All bytes allowed, and every `%` before two hexadecimal digits.
fn made_of(text: &[u8], allowed: fn(u8) -> bool) -> bool {
    let hex = |at: usize| text.get(at).is_some_and(u8::is_ascii_hexdigit);
    let fits = |(at, &b): (usize, &u8)| {
        if b == b'%' {
            hex(at + 1) && hex(at + 2)
        } else {
            allowed(b)
        }
    };
    text.iter().enumerate().all(fits)
}

/// True for `https://example.org/a?b#c`, `urn:x`, `#id`, `a b` and nothing; false for `:a`, `a:`, `http://`, `%zz`, `a#b#c`.
pub(super) fn is_reference(text: &str) -> bool {
    let text = text.as_bytes();
    let stop = |stops: &[u8], from: usize| {
        let rest = text[from..].iter().position(|b| stops.contains(b));
        rest.map_or(text.len(), |at| from + at)
    };
    let mut from = 0;
    let colon = stop(b":/?#", 0);
    if text.get(colon) == Some(&b':') {
        let scheme = &text[..colon];
        let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
        let good = scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().all(part);
        if !good || matches!(text.get(colon + 1), None | Some(b'#')) {
            return false;
        }
        from = colon + 1;
    }
    let absolute = from > 0;
    if text[from..].starts_with(b"//") {
        let end = stop(b"/?#", from + 2);
        let authority = &text[from + 2..end];
        let nothing = authority.is_empty() && end == text.len();
        if nothing || !(made_of(authority, of_path) || is_server_by_number(authority)) {
            return false;
        }
        from = end;
    }
    let path = stop(b"?#", from);
    // After a scheme, what does not begin with a slash is opaque and may hold a little more.
    let opaque = absolute && text.get(from).is_some_and(|&b| b != b'/');
    let question = if text.get(path) == Some(&b'?') { path + 1 } else { path };
    let query = stop(b"#", question);
    let fragment = (query + 1).min(text.len());
    made_of(&text[from..path], if opaque { of_query } else { of_path })
        && made_of(&text[question..query], of_query)
        && made_of(&text[fragment..], of_query)
}

/// `user@[::1]:80`; a server's name or IPv4 address has no byte that a path may not have.
fn is_server_by_number(authority: &[u8]) -> bool {
    let (user, host) = match authority.iter().position(|&b| b == b'@') {
        Some(at) => (&authority[..at], &authority[at + 1..]),
        None => (&authority[..0], authority),
    };
    let of_user = |b: u8| of_path(b) && !matches!(b, b'/' | b'@');
    let Some(end) = host.iter().position(|&b| b == b']').filter(|_| host.starts_with(b"[")) else {
        return false;
    };
    let port = match &host[end + 1..] {
        [] => true,
        [b':'] => true,
        [b':', digits @ ..] => std::str::from_utf8(digits)
            .is_ok_and(|digits| digits.parse::<i32>().is_ok_and(|port| (0..=65535).contains(&port))),
        _ => false,
    };
    port && made_of(user, of_user) && is_ipv6(&host[1..end])
}

/// Xerces would take `::1.2.3.` too; nobody means that.
fn is_ipv6(text: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(text) else {
        return false;
    };
    text.parse::<std::net::Ipv6Addr>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn little_is_refused() {
        for good in [
            "",
            "a",
            "a b",
            "#id",
            "#",
            "?",
            "urn:x",
            "http://a/b?c#d",
            "a/b:c",
            "//a",
            "///",
            "http:///",
            "http://[::1]:80/",
            "%41",
            "é",
            "a~b",
            "http://a b/",
            "mailto:a@b",
            "x:?",
            "a?b:c",
            "urn:a[b]",
            "?[",
            "http://u@h:99999999/",
            "a^b",
        ] {
            assert!(is_reference(good), "{good}");
        }
        for bad in [
            ":",
            ":a",
            "a:",
            "1a:b",
            "a b:c",
            "http://",
            "//",
            "%",
            "%4",
            "%zz",
            "a#b#c",
            "a[b]",
            "http://[::1",
            "http://[x]/",
            "x:#a",
            "é:a",
            "http://[::1]:x/",
            "http://[::1]:70000/",
            "a%4/",
        ] {
            assert!(!is_reference(bad), "{bad}");
        }
    }
}
