//! Where does a part begin best? The least of many parabolas, each asked for in turn.

/// Beginnings of a part, of which the one that is least at some end is asked for.
///
/// A part from a beginning at weight `s`, with `before` as the spread of the parts before
/// it, has the spread `before + (x - s)²` when it ends at `x`. All of them share `x²`, so
/// they are compared as the lines `before + s² - 2sx`. Beginnings come from the right to
/// the left and ends are asked for from the right to the left: then each line is put on
/// and taken off once.
///
/// Weights are those from an origin near by, as their squares must fit a number.
#[derive(Debug)]
pub(super) struct Hull<'l> {
    /// The first of these so many, and room for others.
    lines: &'l mut [Line],
    length: usize,
    /// The line that was least at the last end asked for.
    least: usize,
}

/// A beginning of a part, at a weight from some origin near by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Line {
    pub(super) name: usize,
    pub(super) start: i64,
    height: i64,
}

impl Line {
    fn at(&self, end: i64) -> i64 {
        let slope = self.start.wrapping_mul(2);
        self.height.wrapping_sub(slope.wrapping_mul(end))
    }

    /// The spread of the parts before it.
    pub(super) fn before(&self) -> i64 {
        self.height
            .wrapping_sub(self.start.wrapping_mul(self.start))
    }

    /// Whether it is the least nowhere, between one further to the right and one further
    /// to the left.
    fn is_needless(&self, right: &Self, left: &Self) -> bool {
        let product = |height: i64, weight: i64| i128::from(height) * i128::from(weight);
        product(
            right.height.wrapping_sub(self.height),
            self.start - left.start,
        ) <= product(
            self.height.wrapping_sub(left.height),
            right.start - self.start,
        )
    }
}

impl<'l> Hull<'l> {
    /// With room for as many beginnings as there are lines.
    pub(super) fn new(lines: &'l mut [Line]) -> Self {
        Self {
            lines,
            length: 0,
            least: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        (self.length, self.least) = (0, 0);
    }

    /// Adds a beginning further to the left than all before it.
    pub(super) fn add(&mut self, name: usize, start: i64, before: i64) {
        let line = Line {
            name,
            start,
            height: before.wrapping_add(start.wrapping_mul(start)),
        };
        loop {
            #[cfg(test)]
            count_step();
            match self.lines.get(..self.length).unwrap_or(&[]) {
                [.., right, middle] if middle.is_needless(right, &line) => {}
                [.., last] if last.start == start && last.height > line.height => {}
                [.., last] if last.start == start => return,
                _ => break,
            }
            self.length -= 1;
        }
        if let Some(place) = self.lines.get_mut(self.length) {
            *place = line;
            self.least = self.least.min(self.length);
            self.length += 1;
        }
    }

    /// The beginning that is best for an end further to the left than all asked for before.
    pub(super) fn least_at(&mut self, end: i64) -> Option<Line> {
        while let [here, next, ..] = self.lines.get(self.least..self.length)?
            && next.at(end) <= here.at(end)
        {
            #[cfg(test)]
            count_step();
            self.least += 1;
        }
        #[cfg(test)]
        count_step();
        self.lines.get(self.least..self.length)?.first().copied()
    }
}

#[cfg(test)]
std::thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// How many steps were made on this thread.
#[cfg(test)]
pub(super) fn steps() -> u64 {
    STEPS.get()
}

#[cfg(test)]
pub(super) fn count_step() {
    STEPS.set(STEPS.get() + 1);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against a look at every beginning, over many arrangements.
    #[test]
    fn the_least_is_the_least_of_all() {
        let mut state = 7u64;
        let mut next = move |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..2_000 {
            let mut starts: Vec<u64> = (0..1 + next(12)).map(|_| next(60)).collect();
            starts.sort_unstable();
            let befores: Vec<u128> = starts.iter().map(|_| u128::from(next(4_000))).collect();
            let mut ends: Vec<u64> = (0..8).map(|_| 60 + next(100)).collect();
            ends.sort_unstable();
            let mut lines = vec![Line::default(); starts.len()];
            let (mut hull, mut added) = (Hull::new(&mut lines), starts.len());
            for end in ends.into_iter().rev() {
                let reach = added.saturating_sub(next(4) as usize);
                for name in (reach..added).rev() {
                    hull.add(name, starts[name] as i64, befores[name] as i64);
                }
                added = reach;
                let spread = |name: usize| befores[name] + u128::from(end - starts[name]).pow(2);
                let best = (added..starts.len()).map(spread).min();
                let found = hull.least_at(end as i64);
                assert_eq!(found.map(|line| spread(line.name)), best);
            }
        }
    }
}
