//! One stable sort for all types. The standard library makes its own anew for each, four kilobytes of it, and a till has to download them.

use std::cmp::Ordering;
#[cfg(feature = "sqlite")]
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// So few are sorted where they lie, without asking for memory.
const FEW: usize = 16;

/// Sorts by a key; what has the same one stays as it stood.
pub(crate) fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    if items.len() <= FEW {
        for end in 1..items.len() {
            let mut at = end;
            while at > 0 && key(&items[at]) < key(&items[at - 1]) {
                items.swap(at - 1, at);
                at -= 1;
            }
        }
        return;
    }
    let mut order = order(items.len(), &|a, b| key(&items[a]).cmp(&key(&items[b])));
    arrange(items, &mut order);
}

/// Puts items into an order: at each place the one that stands where it says. Each goes to its place, round by round; a place that is
/// right names itself.
pub(crate) fn arrange<T>(items: &mut [T], order: &mut [usize]) {
    for start in 0..items.len() {
        let mut at = start;
        loop {
            let from = std::mem::replace(&mut order[at], at);
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

/// A map, its rows put in one by one: collecting them would sort them first.
#[cfg(feature = "sqlite")]
pub(crate) fn map<K: Ord, V>(rows: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    map.extend(rows);
    map
}

/// The same for a set.
pub(crate) fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    set.extend(items);
    set
}

/// In which order so many items stand, by a comparison of two places.
#[inline(never)]
pub(crate) fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| compare(a, b));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_sorted_as_the_standard_library_does_it() {
        let mut noise = 1_u32;
        for length in 0..200_usize {
            let mut own: Vec<(u32, usize)> = (0..length)
                .map(|at| {
                    noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    // Few keys, so that many are alike and the order among those is seen.
                    (noise >> 28, at)
                })
                .collect();
            let mut theirs = own.clone();
            by_key(&mut own, |&(key, _)| key);
            theirs.sort_by_key(|&(key, _)| key);
            assert_eq!(own, theirs, "{length}");
        }
    }
}
