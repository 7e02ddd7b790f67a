//! Packs the texts of the catalogue for a library that has to be small (feature `packed`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "packed")]
    packed::write();
}

#[cfg(feature = "packed")]
mod packed {
    use std::fs;
    use std::io::Write;
    use std::path::Path;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;

    macro_rules! catalogue {
        ($($name:ident $code:literal $kind:ident
            $en:literal, $en_fix:literal,
            $ar:literal, $ar_fix:literal;)*) => {
            // What is alike stands together, which packs best.
            const COLUMNS: [&[&str]; 5] = [&[$($code),*], &[$($en),*], &[$($en_fix),*], &[$($ar),*], &[$($ar_fix),*]];
        };
    }

    include!("src/error/rows.rs");

    pub(super) fn write() {
        println!("cargo::rerun-if-changed=src/error/rows.rs");
        let mut packed = DeflateEncoder::new(Vec::new(), Compression::best());
        for text in COLUMNS.into_iter().flatten() {
            assert!(!text.contains('\0'), "a zero byte ends a text: {text}");
            write!(packed, "{text}\0").expect("memory takes what is written");
        }
        let folder = std::env::var_os("OUT_DIR").expect("cargo names it");
        let packed = packed.finish().expect("memory takes what is written");
        fs::write(Path::new(&folder).join("texts"), packed).expect("the folder is ours");
    }
}
