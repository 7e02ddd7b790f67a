//! The codes: append-only, one per cause, with what to say and the way out in both languages.

use super::{Kind, Language};

macro_rules! catalogue {
    ($($name:ident $code:literal $kind:ident
        $en:literal, $en_fix:literal,
        $ar:literal, $ar_fix:literal;)*) => {
        /// The cause of an error or finding: stable, the same in every host.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $en] $name,)* }

        impl Code {
            /// Every code, in the order in which they were added.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// What the caller should do about it.
            pub const fn kind(self) -> Kind {
                match self { $(Code::$name => Kind::$kind,)* }
            }

            /// The SQLSTATE under which PostgreSQL raises it: that of its kind, except for the one conflict between transactions that PostgreSQL
            /// does not see itself. Whoever runs such transactions again for PostgreSQL's sake has to do it for this one.
            pub const fn sqlstate(self) -> &'static str {
                match self {
                    Code::AttachOvertaken => "40001",
                    other => other.kind().sqlstate(),
                }
            }
        }

        #[cfg(all(test, feature = "packed"))]
        const ROWS: &[(Code, [&str; 5])] = &[$((Code::$name, [$code, $en, $en_fix, $ar, $ar_fix]),)*];

        /// The texts in the library as they are.
        #[cfg(not(feature = "packed"))]
        mod texts {
            use super::{Code, Language};

            pub(super) fn code(code: Code) -> &'static str {
                match code { $(Code::$name => $code,)* }
            }

            pub(super) fn text(code: Code, language: Language) -> &'static str {
                match (code, language) {
                    $((Code::$name, Language::English) => $en, (Code::$name, Language::Arabic) => $ar,)*
                }
            }

            pub(super) fn fix(code: Code, language: Language) -> &'static str {
                match (code, language) {
                    $((Code::$name, Language::English) => $en_fix, (Code::$name, Language::Arabic) => $ar_fix,)*
                }
            }
        }
    };
}

include!("rows.rs");

impl Code {
    /// The code as it is written everywhere: `KHATM-…`.
    pub fn as_str(self) -> &'static str {
        texts::code(self)
    }

    /// What happened.
    pub fn text(self, language: Language) -> &'static str {
        texts::text(self, language)
    }

    /// The way out.
    pub fn fix(self, language: Language) -> &'static str {
        texts::fix(self, language)
    }
}

/// The texts deflated, for a library that has to be small: a quarter of their bytes, inflated when the first one is asked for.
#[cfg(feature = "packed")]
mod texts {
    use std::io::Read;
    use std::sync::OnceLock;

    use super::{Code, Language};

    /// Column after column, in the order of the rows, a zero byte after each text.
    static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/texts"));

    pub(super) fn code(code: Code) -> &'static str {
        cell(0, code)
    }

    pub(super) fn text(code: Code, language: Language) -> &'static str {
        cell(1 + 2 * language as usize, code)
    }

    pub(super) fn fix(code: Code, language: Language) -> &'static str {
        cell(2 + 2 * language as usize, code)
    }

    fn cell(column: usize, row: Code) -> &'static str {
        static CELLS: OnceLock<Vec<&'static str>> = OnceLock::new();
        CELLS.get_or_init(unpacked)[column * Code::ALL.len() + row as usize]
    }

    fn unpacked() -> Vec<&'static str> {
        let mut texts = String::new();
        flate2::read::DeflateDecoder::new(PACKED)
            .read_to_string(&mut texts)
            .expect("the build packed what is UTF-8");
        // They are needed for as long as the process lives.
        texts.leak().split_terminator('\0').collect()
    }
}

#[cfg(all(test, feature = "packed"))]
mod tests {
    use super::{Code, Language, ROWS};

    #[test]
    fn what_is_packed_comes_out_as_the_rows_have_it() {
        assert_eq!(ROWS.len(), Code::ALL.len());
        for &(code, written) in ROWS {
            let [english, arabic] =
                [Language::English, Language::Arabic].map(|language| [code.text(language), code.fix(language)]);
            assert_eq!([code.as_str(), english[0], english[1], arabic[0], arabic[1]], written);
        }
    }
}
