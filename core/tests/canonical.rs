//! Canonical form against two independent implementations: libxml2 (through lxml) and Apache Santuario. A script makes the
//! documents and both lists of digests; see `tests/canonical/`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, missing_docs)]

use std::collections::BTreeMap;
use std::path::Path;

use khatm::ubl::{self, canonical};
use sha2::{Digest, Sha256};

/// file → (digest of the whole document, digest of what the invoice hash covers)
fn digests(path: &Path) -> BTreeMap<String, (String, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let row = |line: &str| {
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut next = || words.next().unwrap();
        (next(), (next(), next()))
    };
    text.lines().filter(|line| !line.starts_with('#')).map(row).collect()
}

#[test]
fn our_form_is_that_of_libxml2_and_of_santuario() {
    let Some(folder) = std::env::var_os("KHATM_CANONICAL_DIR") else {
        eprintln!("SKIPPED canonical: KHATM_CANONICAL_DIR is not set; `.ci/test --only canonical` makes the documents");
        return;
    };
    let folder = Path::new(&folder);
    let lists = [
        digests(&folder.join("lxml.txt")),
        digests(&folder.join("santuario.txt")),
    ];
    assert_eq!(lists[0].len(), lists[1].len());
    assert!(lists[0].len() >= 2000, "{} documents are too few", lists[0].len());
    let mut differ = Vec::new();
    for name in lists[0].keys() {
        let xml = std::fs::read(folder.join(name)).unwrap();
        let doc = ubl::parse(&xml).unwrap_or_else(|error| panic!("{name}: {error}"));
        let hex = |form: &[u8]| {
            Sha256::digest(form)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect::<String>()
        };
        let (mut whole, mut invoice) = (Vec::new(), Vec::new());
        canonical::document(&doc, &mut whole);
        canonical::invoice(&doc, &mut invoice);
        let ours = (hex(&whole), hex(&invoice));
        for (list, theirs) in ["libxml2", "Santuario"].iter().zip(&lists) {
            if theirs[name] != ours {
                differ.push(format!("{name} ({list})"));
            }
        }
        // The canonical form of a canonical form is itself.
        let again = ubl::parse(&whole).unwrap();
        let mut twice = Vec::new();
        canonical::document(&again, &mut twice);
        assert!(twice == whole, "{name}");
    }
    assert!(
        differ.is_empty(),
        "{} differ: {:?}",
        differ.len(),
        &differ[..differ.len().min(20)]
    );
    println!("{} documents, equal in libxml2 and Santuario", lists[0].len());
}
