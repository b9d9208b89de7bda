//! How much text does each part take, beside its names, signature and number?

use std::iter;

use super::draft::Draft;
use super::scale::{Budget, Scale};
use super::split::SplitError;
use super::walk::weigh;

/// The room of each part by its number, and what a message may weigh in all.
pub(super) struct Rooms {
    scales: usize,
    /// The digits of the number of parts.
    width: usize,
    /// A row by every scale: the room of a part between others, by the digits of its number
    /// from one digit on; of the first; of the last; the capacity; what is kept in reserve.
    rows: Vec<u64>,
}

/// How many rows there are beside those of the parts between others.
const OTHER_ROWS: usize = 4;

impl Rooms {
    /// The rooms where the number of parts has `width` digits, each with so much in
    /// reserve, or nothing.
    pub(super) fn new(draft: &Draft, width: usize, reserve: &[u64]) -> Result<Self, SplitError> {
        let power = |digits: usize| 10usize.saturating_pow(digits as u32);
        let last = power(width) - 1;
        let scales = draft.meter.scales.len();
        let mut rows = Vec::with_capacity(scales * (width + OTHER_ROWS));
        for digits in 1..=width {
            add_room(&mut rows, draft, (power(digits - 1).max(2), last), reserve)?;
        }
        // A number weighs what another with as many digits does.
        match draft.names_all_alike() {
            true => rows.extend_from_within(..scales),
            false => add_room(&mut rows, draft, (1, last), reserve)?,
        }
        match draft.signs_all_alike() {
            true => rows.extend_from_within(scales * (width - 1)..scales * width),
            false => add_room(&mut rows, draft, (last, last), reserve)?,
        }
        let capacity = |scale: &Scale| scale.capacity(Budget::Part);
        rows.extend(draft.meter.scales.iter().map(capacity));
        rows.extend(reserve.iter().copied().chain(iter::repeat(0)).take(scales));
        Ok(Self {
            scales,
            width,
            rows,
        })
    }

    /// From rows as they are kept.
    #[cfg(test)]
    pub(super) fn of_rows(rows: &[Vec<u64>]) -> Self {
        Self {
            scales: rows.first().map_or(0, Vec::len),
            width: rows.len() - OTHER_ROWS,
            rows: rows.concat(),
        }
    }

    /// Whether even the least room takes these weights.
    pub(super) fn all_take(&self, weights: &[u64]) -> bool {
        let takes = |room: &[u64]| {
            let mut both = weights.iter().zip(room);
            both.all(|(weight, room)| weight <= room)
        };
        self.all().all(takes)
    }

    /// The most that any part takes, by one scale.
    pub(super) fn largest(&self, scale: usize) -> u64 {
        let of_scale = self.all().filter_map(|room| room.get(scale)).copied();
        of_scale.max().unwrap_or(0)
    }

    /// The room of one part of several.
    pub(super) fn of_part(&self, part: usize, total: usize) -> &[u64] {
        match part == total {
            true => self.last(),
            false => self.of(part),
        }
    }

    /// What names, signature and number take of a part with this room, by the first scale.
    pub(super) fn taken(&self, room: &[u64]) -> u64 {
        match (self.capacity().first(), room.first()) {
            (Some(capacity), Some(room)) => capacity - room.min(capacity),
            _ => 0,
        }
    }

    /// The room of a part that is not the last.
    pub(super) fn of(&self, part: usize) -> &[u64] {
        match part {
            1 => self.first(),
            _ => self.row((digits(part) - 1).min(self.width - 1)),
        }
    }

    pub(super) fn first(&self) -> &[u64] {
        self.row(self.width)
    }

    pub(super) fn last(&self) -> &[u64] {
        self.row(self.width + 1)
    }

    /// What a message may weigh in all.
    pub(super) fn capacity(&self) -> &[u64] {
        self.row(self.width + 2)
    }

    /// What was taken off every room.
    pub(super) fn reserve(&self) -> &[u64] {
        self.row(self.width + 3)
    }

    /// The rooms of parts between others.
    pub(super) fn middle(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.width).map(|row| self.row(row))
    }

    /// The rooms of all parts.
    fn all(&self) -> impl Iterator<Item = &[u64]> {
        self.middle().chain([self.first(), self.last()])
    }

    fn row(&self, row: usize) -> &[u64] {
        let from = row * self.scales;
        self.rows.get(from..from + self.scales).unwrap_or(&[])
    }
}

/// Adds what a part of so many leaves for the text, by every scale.
fn add_room(
    rows: &mut Vec<u64>,
    draft: &Draft,
    (part, total): (usize, usize),
    reserve: &[u64],
) -> Result<(), SplitError> {
    let reserve = reserve.iter().copied().chain(iter::repeat(0));
    let taken = around(draft, part, total).zip(reserve);
    for (scale, (around, reserve)) in draft.meter.scales.iter().zip(taken) {
        let room = scale.capacity(Budget::Part).checked_sub(around + reserve);
        rows.push(
            room.filter(|room| *room > 0)
                .ok_or_else(|| no_room(draft))?,
        );
    }
    Ok(())
}

/// What names, signature and number of a part weigh, by every scale.
pub(super) fn around(draft: &Draft, part: usize, total: usize) -> impl Iterator<Item = u64> {
    let (before, after) = (draft.before(part), draft.after(part, total));
    let scales = draft.meter.scales.iter();
    scales.map(move |scale| weigh(draft, scale, &before, 0) + weigh(draft, scale, &after, 1))
}

/// That nothing is left for the text.
pub(super) fn no_room(draft: &Draft) -> SplitError {
    let limits = draft.meter.scales.iter().map(Scale::part_limit);
    SplitError::NoRoom {
        limit: limits.min().unwrap_or(0),
    }
}

/// How many digits a number is written with.
pub(super) fn digits(number: usize) -> usize {
    match number {
        0..10 => 1,
        _ => number.ilog10() as usize + 1,
    }
}
