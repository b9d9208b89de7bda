//! How much text does each part take, beside its names, signature and number?

use super::draft::Draft;
use super::meter::{Budget, Scale};
use super::split::SplitError;
use super::walk::weigh;

/// What a part has room for beside its names, signature and number, by every scale.
pub(super) type Room = Vec<u64>;

/// The room of each part, by its number.
pub(super) struct Rooms {
    pub(super) first: Room,
    /// By the digits of the part's number, from one digit on.
    pub(super) middle: Vec<Room>,
    pub(super) last: Room,
    /// What a message may weigh in all, by every scale.
    pub(super) capacity: Room,
}

impl Rooms {
    /// The rooms where the number of parts has `width` digits, each with so much in reserve.
    pub(super) fn new(draft: &Draft, width: usize, reserve: &[u64]) -> Result<Self, SplitError> {
        let power = |digits: usize| 10usize.saturating_pow(digits as u32);
        let last = power(width) - 1;
        let middle = (1..=width).map(|digits| power(digits - 1).max(2));
        let scales = draft.meter.scales.iter();
        let middle = middle.map(|part| room(draft, part, last, reserve));
        let middle: Vec<Room> = middle.collect::<Result<_, _>>()?;
        // A number weighs what another with as many digits does.
        let beside = |other: Option<&Room>, part: usize| match other {
            Some(other) => Ok(other.clone()),
            None => room(draft, part, last, reserve),
        };
        let (one_digit, most_digits) = (middle.first(), middle.last());
        Ok(Self {
            first: beside(one_digit.filter(|_| draft.names_all_alike()), 1)?,
            last: beside(most_digits.filter(|_| draft.signs_all_alike()), last)?,
            middle,
            capacity: scales.map(|scale| scale.capacity(Budget::Part)).collect(),
        })
    }

    /// Whether even the least room takes these weights.
    pub(super) fn all_take(&self, weights: &[u64]) -> bool {
        let takes = |room: &Room| {
            weights
                .iter()
                .zip(room)
                .all(|(weight, room)| weight <= room)
        };
        self.middle
            .iter()
            .chain([&self.first, &self.last])
            .all(takes)
    }

    /// The most that any part takes, by one scale.
    pub(super) fn largest(&self, scale: usize) -> u64 {
        let rooms = self.middle.iter().chain([&self.first, &self.last]);
        let of_scale = rooms.filter_map(|room| room.get(scale)).copied();
        of_scale.max().unwrap_or(0)
    }

    /// The room of one part of several.
    pub(super) fn of_part(&self, part: usize, total: usize) -> &[u64] {
        match part == total {
            true => &self.last,
            false => self.of(part),
        }
    }

    /// What names, signature and number take of a part with this room, by the first scale.
    pub(super) fn taken(&self, room: &[u64]) -> u64 {
        match (self.capacity.first(), room.first()) {
            (Some(capacity), Some(room)) => capacity - room.min(capacity),
            _ => 0,
        }
    }

    /// The room of a part that is not the last.
    pub(super) fn of(&self, part: usize) -> &[u64] {
        match part {
            1 => &self.first,
            _ => self
                .middle
                .get(digits(part) - 1)
                .or(self.middle.last())
                .map_or(&[], Vec::as_slice),
        }
    }
}

/// What a part leaves for the text, by every scale.
fn room(draft: &Draft, part: usize, total: usize, reserve: &[u64]) -> Result<Room, SplitError> {
    let (before, after) = (draft.before(part), draft.after(part, total));
    let around = |scale: &Scale| weigh(draft, scale, &before, 0) + weigh(draft, scale, &after, 1);
    let scales = draft.meter.scales.iter().zip(reserve);
    let room: Option<Room> = scales
        .map(|(scale, reserve)| {
            scale
                .capacity(Budget::Part)
                .checked_sub(around(scale) + reserve)
                .filter(|room| *room > 0)
        })
        .collect();
    room.ok_or_else(|| no_room(draft))
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
    number.checked_ilog10().map_or(1, |log| log as usize + 1)
}
