//! How long something waited for whom: each one's own time, counted once where it was waited for twice at the same time.

use valta_domain::Timestamp;

/// The microseconds in which at least one of the spans of each ran, the longest first.
pub fn waited<K: Ord + Clone>(spans: impl IntoIterator<Item = (K, Timestamp, Timestamp)>) -> Vec<(K, i64)> {
    let mut spans: Vec<_> = spans.into_iter().filter(|(_, from, to)| from < to).collect();
    spans.sort();
    let mut sums: Vec<(K, i64)> = Vec::new();
    let mut reached: Option<(K, Timestamp)> = None;
    for (of, from, to) in spans {
        let before = reached.as_ref().filter(|(known, _)| *known == of).map(|(_, until)| *until);
        let fresh = to.since(before.map_or(from, |until| until.max(from))).max(0);
        match sums.last_mut().filter(|(known, _)| *known == of) {
            Some((_, sum)) => *sum += fresh,
            None => sums.push((of.clone(), fresh)),
        }
        reached = Some((of, before.map_or(to, |until| until.max(to))));
    }
    sums.sort_by_key(|(_, sum)| std::cmp::Reverse(*sum));
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_that_two_questions_share_is_counted_once() {
        let check = |spans: &[(&str, i64, i64)], sums: &[(&str, i64)]| {
            let spans = spans.iter().map(|(of, from, to)| (*of, Timestamp(*from), Timestamp(*to)));
            assert_eq!(waited(spans), sums);
        };
        check(&[], &[]);
        check(&[("a", 1, 5)], &[("a", 4)]);
        check(&[("a", 1, 5), ("a", 3, 9), ("a", 20, 21)], &[("a", 9)]);
        check(&[("a", 1, 9), ("a", 2, 3), ("a", 8, 10)], &[("a", 9)]);
        check(&[("a", 0, 2), ("b", 0, 9)], &[("b", 9), ("a", 2)]);
        check(&[("a", 5, 5), ("a", 9, 2)], &[]);
    }
}
