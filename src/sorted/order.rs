//! Putting rows in order, with one sort for all kinds of rows.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer};

/// Fewer rows than these are a few.
const FEW: usize = 8;

/// The rows in the order of `compare`; of equal ones, the last given stays.
///
/// What is sorted are places in the list: the sort is built once for the whole
/// crate and not once for every kind of row.
pub(super) fn ordered<T>(rows: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Box<[T]> {
    let strictly = rows.is_sorted_by(|one, two| compare(one, two) == Ordering::Less);
    if strictly {
        return rows.into_boxed_slice();
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
    sorted.into_boxed_slice()
}

/// Changes rows that are kept without room to spare.
pub(super) fn change<T, R>(rows: &mut Box<[T]>, change: impl FnOnce(&mut Vec<T>) -> R) -> R {
    let mut list = std::mem::take(rows).into_vec();
    let changed = change(&mut list);
    *rows = list.into_boxed_slice();
    changed
}

/// Puts a row in at its place.
pub(super) fn put<T>(rows: &mut Box<[T]>, place: usize, row: T) {
    change(rows, |list| {
        list.reserve_exact(1);
        list.insert(place, row);
    });
}

/// The place of the row with this key. A few are looked at one by one: keys
/// that are not the same mostly differ at first sight.
pub(super) fn find<T, Q: Ord + ?Sized>(
    rows: &[T],
    key: &Q,
    of: impl Fn(&T) -> &Q,
) -> Option<usize> {
    match rows.len() {
        ..FEW => rows.iter().position(|row| of(row) == key),
        _ => rows.binary_search_by(|row| of(row).cmp(key)).ok(),
    }
}

/// Makes room for one row more. A list of a few takes no more than it needs:
/// there are many such lists, and few of them grow.
pub(crate) fn room_for_one<T>(rows: &mut Vec<T>) {
    if rows.len() == rows.capacity() && rows.len() < FEW {
        rows.reserve_exact(1);
    }
}

/// Reads a list that is seldom added to, with no more room than it needs.
pub(crate) fn exact<'d, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'d>,
    D: Deserializer<'d>,
{
    let mut rows = Vec::deserialize(from)?;
    rows.shrink_to_fit();
    Ok(rows)
}

fn sort(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, two| compare(*one, *two));
}
