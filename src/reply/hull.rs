//! Where does a part begin best? The least of many parabolas, each asked for in turn.

/// Beginnings of a part, of which the one that is least at some end is asked for.
///
/// A part from a beginning at weight `s`, with `before` as the spread of the parts before
/// it, has the spread `before + (x - s)²` when it ends at `x`. All of them share `x²`, so
/// they are compared as the lines `before + s² - 2sx`. Beginnings come from the right to
/// the left and ends are asked for from the right to the left: then each line is put on
/// and taken off once.
#[derive(Debug, Default)]
pub(super) struct Hull {
    lines: Vec<Line>,
    /// The line that was least at the last end asked for.
    least: usize,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    name: usize,
    start: i128,
    height: i128,
}

impl Line {
    fn at(&self, end: i128) -> i128 {
        self.height - 2 * self.start * end
    }
}

impl Hull {
    pub(super) fn clear(&mut self) {
        self.lines.clear();
        self.least = 0;
    }

    /// Adds a beginning further to the left than all before it.
    pub(super) fn add(&mut self, name: usize, start: u64, before: u128) {
        let start = i128::from(start);
        let height = i128::try_from(before).unwrap_or(i128::MAX / 4) + start * start;
        let line = Line {
            name,
            start,
            height,
        };
        while let [.., middle] = self.lines.as_slice() {
            let is_needless = match self.lines.as_slice() {
                _ if middle.start == line.start => line.height < middle.height,
                [.., first, middle] => {
                    (first.height - middle.height) * (middle.start - line.start)
                        <= (middle.height - line.height) * (first.start - middle.start)
                }
                _ => false,
            };
            if !is_needless {
                break;
            }
            self.lines.pop();
        }
        if self
            .lines
            .last()
            .is_none_or(|last| last.start != line.start)
        {
            self.lines.push(line);
        }
        self.least = self.least.min(self.lines.len().saturating_sub(1));
    }

    /// The beginning that is best for an end further to the left than all asked for before.
    pub(super) fn least_at(&mut self, end: u64) -> Option<usize> {
        let end = i128::from(end);
        while let Some([here, next, ..]) = self.lines.get(self.least..)
            && next.at(end) <= here.at(end)
        {
            self.least += 1;
        }
        self.lines.get(self.least).map(|line| line.name)
    }
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
            let (mut hull, mut added) = (Hull::default(), starts.len());
            for end in ends.into_iter().rev() {
                let reach = added.saturating_sub(next(4) as usize);
                for name in (reach..added).rev() {
                    hull.add(name, starts[name], befores[name]);
                }
                added = reach;
                let spread = |name: usize| befores[name] + u128::from(end - starts[name]).pow(2);
                let best = (added..starts.len()).map(spread).min();
                assert_eq!(hull.least_at(end).map(spread), best);
            }
        }
    }
}
