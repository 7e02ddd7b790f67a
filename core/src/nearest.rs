//! For people who mistype: the name that was probably meant.

/// The entry of a list that is nearest to a word, if one is near: for people who mistype.
pub(crate) fn nearest<'l>(word: &str, list: impl IntoIterator<Item = &'l str>) -> Option<&'l str> {
    let wanted: Vec<char> = word
        .to_lowercase()
        .chars()
        .filter(|ch| !matches!(ch, '_' | '-' | ' '))
        .take(40)
        .collect();
    let near = |entry: &'l str| {
        let letters: Vec<char> = entry
            .to_lowercase()
            .chars()
            .filter(|ch| !matches!(ch, '_' | '-' | ' '))
            .collect();
        let length = letters.len().max(wanted.len());
        let steps = distance(&wanted, &letters);
        // More than a third of the letters wrong is another word, unless one is the beginning or the end of the other.
        let part = |long: &[char], short: &[char]| long.starts_with(short) || long.ends_with(short);
        let begins = wanted.len() > 2 && letters.len() > 2 && (part(&letters, &wanted) || part(&wanted, &letters));
        (begins || steps * 3 <= length.max(3)).then_some((steps, entry))
    };
    list.into_iter()
        .filter_map(near)
        .min_by_key(|(steps, _)| *steps)
        .map(|(_, entry)| entry)
}

/// How many letters must be changed, added, left out or swapped with their neighbour.
pub(crate) fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found_and_a_far_one_is_not() {
        let names = ["price", "quantity", "name", "vat_rate", "prices_include_vat"];
        for (word, expected) in [
            ("pric", Some("price")),
            ("quantitiy", Some("quantity")),
            ("vatRate", Some("vat_rate")),
            ("vat-rate", Some("vat_rate")),
            ("nmae", Some("name")),
            ("unit_price", Some("price")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, names), expected, "{word}");
        }
    }
}
