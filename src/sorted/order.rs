//! Putting rows in order, with one sort for all kinds of rows.

use std::cmp::Ordering;

/// The rows in the order of `compare`; of equal ones, the last given stays.
///
/// What is sorted are places in the list: the sort is built once for the whole
/// crate and not once for every kind of row.
pub(super) fn ordered<T>(rows: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let strictly = rows.is_sorted_by(|one, two| compare(one, two) == Ordering::Less);
    if strictly {
        return rows;
    }
    let mut places: Vec<usize> = (0..rows.len()).collect();
    sort(
        &mut places,
        &|one, two| match (rows.get(one), rows.get(two)) {
            (Some(one), Some(two)) => compare(one, two),
            _ => Ordering::Equal,
        },
    );
    let mut rows: Vec<Option<T>> = rows.into_iter().map(Some).collect();
    let mut sorted: Vec<T> = Vec::with_capacity(rows.len());
    for place in places {
        let Some(row) = rows.get_mut(place).and_then(Option::take) else {
            continue;
        };
        match sorted.last_mut() {
            Some(last) if compare(last, &row) == Ordering::Equal => *last = row,
            _ => sorted.push(row),
        }
    }
    sorted
}

fn sort(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, two| compare(*one, *two));
}
