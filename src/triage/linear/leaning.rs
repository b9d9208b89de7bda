//! How much more, or less, sure than another must a label be to be chosen?

/// A label is leaned to by at most this factor, or away from.
const FURTHEST: f64 = 4.0;

/// What leaning costs, so that what gains next to nothing stays upright: so
/// many texts' worth of the mean of F1, and as much again for the square of
/// the logarithm of the factor. A handful of texts is no reason to lean.
const STIFF: f64 = 6.0;

/// How often every label is gone through.
const SWEEPS: usize = 2;

/// What is made the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Goal {
    /// The mean of F1 over all labels.
    Mean,
    /// The share that is right, for which nothing leans.
    Upright,
    /// The F1 of one label.
    Of(usize),
}

/// A text: the number of the label that a person gave it, and the labels that
/// come into question with how likely each is.
struct Row {
    meant: usize,
    likely: Vec<(usize, f64)>,
}

/// The factor by which to multiply the share of every label, so that the
/// likeliest one makes the best of the goal.
///
/// The likeliest label is right most often, and for that a rare one is hardly
/// ever said. The factors are looked for one at a time, others staying, on
/// texts that were not learned from; and only half of the way is gone, since
/// those texts are few.
pub(super) fn leans(
    rows: impl Iterator<Item = (usize, Vec<f64>)>,
    labels: usize,
    goal: Goal,
) -> Vec<f64> {
    let rows: Vec<Row> = rows
        .map(|(meant, shares)| Row::of(meant, &shares))
        .collect();
    let mut leans = vec![1.0; labels];
    for _ in 0..SWEEPS {
        for label in 0..labels {
            let best = best(&rows, label, &leans, goal);
            leans
                .iter_mut()
                .skip(label)
                .take(1)
                .for_each(|it| *it = best);
        }
    }
    leans.into_iter().map(f64::sqrt).collect()
}

impl Row {
    fn of(meant: usize, shares: &[f64]) -> Self {
        let most = shares.iter().fold(0.0_f64, |most, share| most.max(*share));
        let least = most / (FURTHEST * FURTHEST);
        let likely = shares.iter().copied().enumerate();
        let likely = likely.filter(|(_, share)| *share > 0.0 && *share >= least);
        Self {
            meant,
            likely: likely.collect(),
        }
    }

    /// The label that is chosen where one of them is left out.
    fn other(&self, label: usize, leans: &[f64]) -> Option<(usize, f64)> {
        let others = self.likely.iter().filter(|(other, _)| *other != label);
        let leaned = others.filter_map(|(other, share)| Some((*other, share * leans.get(*other)?)));
        leaned.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }
}

/// The best factor for one label, the others leaning as they do.
fn best(rows: &[Row], label: usize, leans: &[f64], goal: Goal) -> f64 {
    let mut counts = Counts::of(rows, leans.len());
    // From which factor on a text goes to the label, and to which it goes before.
    let mut turns: Vec<(f64, usize, usize)> = Vec::new();
    for row in rows {
        let own = row.likely.iter().find(|(it, _)| *it == label);
        match (own, row.other(label, leans)) {
            (None, Some((other, _))) => counts.say(other, row.meant, 1.0),
            (Some(_), None) => counts.say(label, row.meant, 1.0),
            (Some((_, own)), Some((other, share))) => {
                counts.say(other, row.meant, 1.0);
                turns.push((share / own, other, row.meant));
            }
            (None, None) => {}
        }
    }
    turns.sort_by(|one, next| one.0.total_cmp(&next.0));
    let stiff = STIFF / rows.len().max(1) as f64;
    let mut found = (f64::MIN, 1.0);
    let mut last = 1.0 / FURTHEST;
    for (at, other, meant) in turns.into_iter().chain([(FURTHEST, 0, usize::MAX)]) {
        if at > last {
            let upright = last <= 1.0 && at > 1.0;
            let (between, cost) = if upright {
                (1.0, 0.0)
            } else {
                let between = (last * at.min(FURTHEST)).sqrt();
                (between, stiff * (1.0 + between.ln().powi(2)))
            };
            let worth = counts.worth(goal) - cost;
            if worth > found.0 {
                found = (worth, between);
            }
            last = at;
        }
        if at >= FURTHEST {
            break;
        }
        counts.say(other, meant, -1.0);
        counts.say(label, meant, 1.0);
    }
    found.1
}

/// Of every label: how often it is said, meant, and both.
struct Counts {
    labels: Vec<[f64; 3]>,
    /// The F1 of all of them.
    sum: f64,
}

impl Counts {
    fn of(rows: &[Row], labels: usize) -> Self {
        let mut counts = vec![[0.0; 3]; labels];
        for row in rows {
            if let Some([_, meant, _]) = counts.get_mut(row.meant) {
                *meant += 1.0;
            }
        }
        Self {
            labels: counts,
            sum: 0.0,
        }
    }

    fn say(&mut self, label: usize, meant: usize, times: f64) {
        if let Some(counts) = self.labels.get_mut(label) {
            self.sum -= f1(counts);
            let [said, _, both] = counts;
            *said += times;
            *both += if label == meant { times } else { 0.0 };
            self.sum += f1(counts);
        }
    }

    fn worth(&self, goal: Goal) -> f64 {
        match goal {
            Goal::Mean => self.sum / self.labels.len().max(1) as f64,
            Goal::Upright => 0.0,
            Goal::Of(label) => self.labels.get(label).map_or(0.0, f1),
        }
    }
}

fn f1([said, meant, both]: &[f64; 3]) -> f64 {
    if said + meant > 0.0 {
        2.0 * both / (said + meant)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Goal, leans};

    #[test]
    fn a_rare_label_is_leaned_to_and_a_fair_one_is_not() {
        // Of a hundred texts each tenth has the second label, and looks a little like it.
        let rare = (0..100).map(|i| match i % 10 {
            0 => (1, vec![0.6, 0.4]),
            _ => (0, vec![0.9, 0.1]),
        });
        let leaned = leans(rare, 2, Goal::Mean);
        let factor = leaned[1] / leaned[0];
        assert!(0.4 * factor > 0.6 && 0.1 * factor < 0.9, "{leaned:?}");
        let fair = (0..100).map(|i| match i % 2 {
            0 => (1, vec![0.1, 0.9]),
            _ => (0, vec![0.9, 0.1]),
        });
        let upright = leans(fair, 2, Goal::Mean);
        assert!(
            upright.iter().all(|lean| (lean - 1.0).abs() < 0.05),
            "{upright:?}"
        );
        let few = leans(
            [(1, vec![0.6, 0.4]), (0, vec![0.9, 0.1])].into_iter(),
            2,
            Goal::Mean,
        );
        assert_eq!(few, [1.0, 1.0]);
        assert_eq!(leans(std::iter::empty(), 3, Goal::Mean).len(), 3);
    }

    #[test]
    fn the_label_that_is_looked_for_is_said_where_it_is_nearly_as_likely() {
        // Half have either label, and most texts look like both.
        let rows = || {
            (0..400).map(|i| match (i % 2, i % 8) {
                (0, 0) => (0, vec![0.9, 0.1]),
                (0, _) => (0, vec![0.52, 0.48]),
                _ => (1, vec![0.52, 0.48]),
            })
        };
        for (goal, is_said) in [
            (Goal::Of(1), true),
            (Goal::Upright, false),
            (Goal::Of(0), false),
        ] {
            let leaned = leans(rows(), 2, goal);
            assert_eq!(
                0.48 * leaned[1] > 0.52 * leaned[0],
                is_said,
                "{goal:?} {leaned:?}"
            );
        }
    }
}
