//! What a reply repeats of the request's secrets is taken out before anybody is shown it.
//!
//! A server that is misled, or a proxy that means well, quotes the headers it got. A message of its goes into logs and onto screens, so
//! nothing of a password may stand in it: neither whole, nor as it was sent, nor a piece that a cut text still holds.

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Remark;
use crate::gateway::request::{Header, Request};

/// No text of a reply is kept longer, in characters.
const MOST_KEPT: usize = 4000;
/// No more of a text is looked through, in characters: what lies behind could be kept only if nearly all before it were secrets.
const MOST_READ: usize = 16 * MOST_KEPT;
/// What is shorter is not looked for: a password of a letter or two would blot out every text. The authority's have 44 characters, a
/// one-time password 6.
const LEAST_SECRET: usize = 6;
/// A piece of a secret as long as this is taken out too.
const PIECE: usize = 12;
/// What stands in place of a secret.
const HIDDEN: &str = "…";

/// The secrets of a request, in the forms in which they may come back.
#[derive(Default)]
pub(super) struct Echo {
    /// Longest first: one may be part of another.
    whole: Vec<Zeroizing<String>>,
    /// Texts of which not even a piece may be seen.
    pieces: Vec<Zeroizing<String>>,
}

impl Echo {
    /// What a reply to this request must not show.
    pub(super) fn of(request: &Request) -> Self {
        let mut echo = Echo::default();
        for (_, header) in request.headers() {
            if let Header::Secret(secret) = header {
                echo.header(secret.expose());
            }
        }
        let forms = |texts: &[Zeroizing<String>]| -> Vec<Zeroizing<String>> {
            let long = texts.iter().filter(|text| text.len() >= LEAST_SECRET);
            long.flat_map(|text| spellings(text)).collect()
        };
        echo.whole = forms(&echo.whole);
        crate::sort::by_key(&mut echo.whole, |text| std::cmp::Reverse(text.len()));
        echo.whole.dedup();
        echo.pieces = forms(&echo.pieces);
        echo
    }

    fn header(&mut self, value: &str) {
        let own = |text: &str| Zeroizing::new(text.to_owned());
        self.whole.push(own(value));
        let Some(encoded) = value.strip_prefix("Basic ") else {
            return;
        };
        self.whole.push(own(encoded));
        let Ok(pair) = STANDARD.decode(encoded).map(Zeroizing::new) else {
            return;
        };
        let Ok(pair) = std::str::from_utf8(&pair) else {
            return;
        };
        self.whole.push(own(pair));
        if let Some((user, password)) = pair.split_once(':') {
            self.whole.push(own(password));
            self.pieces.push(own(password));
            // The user's part is a certificate, which is no secret: pieces are looked for where the password is encoded.
            let from = (user.len() + 1) / 3 * 4;
            self.pieces.extend(encoded.get(from..).map(own));
        }
    }

    /// A text without what is secret, and no longer than a text may be.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut text: String = text.chars().take(MOST_READ).collect();
        for secret in &self.whole {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), HIDDEN);
            }
        }
        self.without_pieces(&text).chars().take(MOST_KEPT).collect()
    }

    fn without_pieces(&self, text: &str) -> String {
        if text.len() < PIECE {
            return text.to_owned();
        }
        let windows = self.pieces.iter().flat_map(|secret| secret.as_bytes().windows(PIECE));
        let windows: HashSet<&[u8]> = windows.collect();
        let mut shown = String::with_capacity(text.len());
        // Everything before this byte belongs to a piece.
        let mut hidden_to = 0;
        for (at, ch) in text.char_indices() {
            let starts = text
                .as_bytes()
                .get(at..at + PIECE)
                .is_some_and(|window| windows.contains(window));
            if starts {
                if at >= hidden_to {
                    shown.push_str(HIDDEN);
                }
                hidden_to = at + PIECE;
            }
            if at >= hidden_to {
                shown.push(ch);
            }
        }
        shown
    }

    /// A message of which each part is clean.
    pub(super) fn clean_remark(&self, remark: &Remark) -> Remark {
        let clean = |text: &Option<String>| text.as_deref().map(|text| self.clean(text));
        Remark {
            kind: clean(&remark.kind),
            code: clean(&remark.code),
            category: clean(&remark.category),
            message: clean(&remark.message),
        }
    }
}

impl std::fmt::Debug for Echo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Echo(…)")
    }
}

/// A text as it is, within another JSON text, and within an address.
fn spellings(text: &str) -> Vec<Zeroizing<String>> {
    let spelt = |escape: &dyn Fn(char) -> Option<&'static str>| {
        // Room for all of it from the start: what grows leaves a copy behind.
        let mut out = Zeroizing::new(String::with_capacity(text.len() * 3));
        for ch in text.chars() {
            match escape(ch) {
                Some(escaped) => out.push_str(escaped),
                None => out.push(ch),
            }
        }
        out
    };
    let mut all = vec![
        spelt(&|_| None),
        spelt(&|ch| (ch == '/').then_some("\\/")),
        spelt(&|ch| match ch {
            '+' => Some("%2B"),
            '/' => Some("%2F"),
            '=' => Some("%3D"),
            _ => None,
        }),
    ];
    all.dedup();
    all
}
