//! Sets of seconds on a line: the arithmetic under every calendar.

/// Seconds in a day of the wall clock.
pub(super) const DAY: i64 = 86_400;

/// From, up to and not including, until.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: i64,
    pub(super) until: i64,
}

impl Stretch {
    pub(super) fn new(from: i64, until: i64) -> Self {
        Self { from, until }
    }

    pub(super) fn contains(&self, x: i64) -> bool {
        (self.from..self.until).contains(&x)
    }
}

/// Disjoint stretches in order, none touching the next, with the length that lies before each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Stretches {
    list: Vec<Counted>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counted {
    from: i64,
    until: i64,
    /// The length of all stretches before this one.
    before: i64,
}

impl Counted {
    fn after(&self) -> i64 {
        self.before + self.until - self.from
    }
}

impl Stretches {
    /// The union of the given ones, in any order; empty and reversed ones count for nothing.
    pub(super) fn new(mut given: Vec<Stretch>) -> Self {
        given.retain(|s| s.from < s.until);
        given.sort_unstable_by_key(|s| s.from);
        let mut list: Vec<Counted> = Vec::with_capacity(given.len());
        for Stretch { from, until } in given {
            match list.last_mut() {
                Some(last) if from <= last.until => last.until = last.until.max(until),
                last => {
                    let before = last.map_or(0, |l| l.after());
                    list.push(Counted {
                        from,
                        until,
                        before,
                    });
                }
            }
        }
        Self { list }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Stretch> + '_ {
        self.list.iter().map(|s| Stretch::new(s.from, s.until))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The length of them all.
    pub(super) fn total(&self) -> i64 {
        self.list.last().map_or(0, Counted::after)
    }

    pub(super) fn contains(&self, x: i64) -> bool {
        self.list
            .get(self.list.partition_point(|s| s.until <= x))
            .is_some_and(|s| s.from <= x)
    }

    /// The length that lies before `x`.
    pub(super) fn before(&self, x: i64) -> i64 {
        let next = self.list.partition_point(|s| s.until <= x);
        match self.list.get(next) {
            Some(s) => s.before + (x - s.from).max(0),
            None => self.total(),
        }
    }

    /// The first place with at least `length` before it, where `0 < length <= total`.
    pub(super) fn first(&self, length: i64) -> Option<i64> {
        let stretch = self
            .list
            .get(self.list.partition_point(|s| s.after() < length))?;
        Some(stretch.from + length - stretch.before)
    }

    /// The last place with no more than `length` before it, where `0 <= length < total`.
    pub(super) fn last(&self, length: i64) -> Option<i64> {
        let stretch = self
            .list
            .get(self.list.partition_point(|s| s.after() <= length))?;
        Some(stretch.from + length - stretch.before)
    }

    /// What of `[from, until)` lies in none of them.
    pub(super) fn gaps(&self, from: i64, until: i64) -> Self {
        let mut gaps = Vec::with_capacity(self.list.len() + 1);
        let mut at = from;
        for s in &self.list {
            gaps.push(Stretch::new(at, s.from.min(until)));
            at = at.max(s.until);
        }
        gaps.push(Stretch::new(at, until));
        Self::new(gaps)
    }

    /// What lies in both.
    pub(super) fn both(&self, other: &Self) -> Self {
        let (mut ours, mut theirs) = (self.iter().peekable(), other.iter().peekable());
        let mut both = Vec::new();
        while let (Some(&one), Some(&two)) = (ours.peek(), theirs.peek()) {
            both.push(Stretch::new(
                one.from.max(two.from),
                one.until.min(two.until),
            ));
            if one.until <= two.until {
                ours.next();
            } else {
                theirs.next();
            }
        }
        Self::new(both)
    }

    /// What of them lies in `[from, until)`.
    pub(super) fn clipped(&self, from: i64, until: i64) -> Self {
        let clip = |s: Stretch| Stretch::new(s.from.max(from), s.until.min(until));
        Self::new(self.iter().map(clip).collect())
    }

    /// The same, so much further on.
    pub(super) fn moved(&self, by: i64) -> Self {
        let list = self.list.iter().map(|s| Counted {
            from: s.from + by,
            until: s.until + by,
            before: s.before,
        });
        Self {
            list: list.collect(),
        }
    }

    /// These without `other`, within `[from, until)`.
    pub(super) fn without(&self, other: &Self, from: i64, until: i64) -> Self {
        let mut out: Vec<Stretch> = self.gaps(from, until).iter().collect();
        out.extend(other.iter());
        Self::new(out).gaps(from, until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Stretches {
        Stretches::new(
            [(5, 8), (1, 3), (8, 9), (2, 4), (7, 7), (20, 15)]
                .map(|(from, until)| Stretch::new(from, until))
                .to_vec(),
        )
    }

    #[test]
    fn union_merges_what_overlaps_or_touches() {
        let list: Vec<_> = sample().iter().map(|s| (s.from, s.until)).collect();
        assert_eq!(list, [(1, 4), (5, 9)]);
    }

    #[test]
    fn counting_and_its_two_inverses_agree_with_a_walk() {
        let set = sample();
        let walked = |x: i64| (0..x).filter(|&y| set.contains(y)).count() as i64;
        for x in 0..12 {
            assert_eq!(set.before(x), walked(x), "before {x}");
        }
        for length in 1..=set.total() {
            let first = (0..).find(|&x| walked(x) >= length);
            assert_eq!(set.first(length), first, "first {length}");
        }
        for length in 0..set.total() {
            let last = (0..12).rfind(|&x| walked(x) <= length);
            assert_eq!(set.last(length), last, "last {length}");
        }
    }

    #[test]
    fn gaps_are_the_rest() {
        let set = sample();
        let gaps = set.gaps(0, 12);
        for x in 0..12 {
            assert_ne!(set.contains(x), gaps.contains(x), "{x}");
        }
        let lunch = Stretches::new(vec![Stretch::new(6, 7)]);
        let other = Stretches::new(vec![Stretch::new(0, 2), Stretch::new(3, 7)]);
        let both = set.both(&other);
        let moved = set.moved(3).clipped(5, 11);
        for x in 0..15 {
            assert_eq!(
                both.contains(x),
                set.contains(x) && other.contains(x),
                "{x}"
            );
            let inside = (5..11).contains(&x);
            assert_eq!(moved.contains(x), inside && set.contains(x - 3), "{x}");
        }
        let cut = set.without(&lunch, 0, 12);
        for x in 0..12 {
            assert_eq!(cut.contains(x), set.contains(x) && x != 6, "{x}");
        }
    }
}
