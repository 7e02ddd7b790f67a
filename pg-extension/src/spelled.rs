//! Errors as a client can be told them. Where one of their letters has no place in its encoding, PostgreSQL would tell of that letter, and of nothing
//! else: the code would be lost, and the way out.

use pgrx::pg_sys;

/// What a letter is written as where there is none like it.
const UNKNOWN: &str = "?";

/// A text without letters that the client's encoding has not.
pub(crate) fn for_client(text: String) -> String {
    // SAFETY: looks at the session.
    let (own, client) = unsafe { (pg_sys::GetDatabaseEncoding(), pg_sys::pg_get_client_encoding()) };
    // Who has no encoding takes bytes as they are.
    if text.is_ascii() || client == own || client == pg_sys::pg_enc::PG_SQL_ASCII as i32 {
        return text;
    }
    // SAFETY: a look-up in the catalogue, within the transaction of the error that is about to be raised.
    let conversion = unsafe { pg_sys::FindDefaultConversionProc(own, client) };
    if has(conversion, (own, client), &text) {
        return text;
    }
    let mut spelled = String::with_capacity(text.len());
    let mut room = [0; 4];
    for letter in text.chars() {
        let own_way: &str = letter.encode_utf8(&mut room);
        spelled.push_str(match letter {
            _ if letter.is_ascii() || has(conversion, (own, client), own_way) => own_way,
            '→' => "->",
            '…' => "...",
            '–' | '—' => "-",
            // None that would end a text of JSON.
            '’' | '‘' | '«' | '»' | '“' | '”' => "'",
            _ => UNKNOWN,
        });
    }
    spelled
}

/// Whether an encoding has all letters of a text.
#[cfg(not(feature = "pg13"))]
fn has(conversion: pg_sys::Oid, (own, client): (i32, i32), text: &str) -> bool {
    let mut room = vec![0_u8; text.len() * pg_sys::MAX_CONVERSION_GROWTH as usize + 1];
    let (Ok(length), Ok(most)) = (i32::try_from(text.len()), i32::try_from(room.len())) else {
        return false;
    };
    // SAFETY: it reads so many bytes and writes no more than there is room for; no error is raised for a letter that is not there.
    conversion != pg_sys::InvalidOid
        && unsafe {
            let source = text.as_ptr().cast_mut();
            pg_sys::pg_do_encoding_conversion_buf(
                conversion,
                own,
                client,
                source,
                length,
                room.as_mut_ptr(),
                most,
                true,
            )
        } == length
}

/// PostgreSQL 13 cannot be asked without an error.
#[cfg(feature = "pg13")]
fn has(_: pg_sys::Oid, _: (i32, i32), text: &str) -> bool {
    text.is_ascii()
}
