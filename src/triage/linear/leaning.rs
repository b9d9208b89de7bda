//! How much more, or less, sure than another must a label be to be chosen?

/// A label is leaned to by at most this factor, or away from.
const FURTHEST: f64 = 4.0;

/// What leaning costs, so that what gains next to nothing stays upright: so
/// many texts' worth of the mean of F1, and as much again for the square of
/// the logarithm of the factor. A handful of texts is no reason to lean.
const STIFF: f64 = 6.0;

/// How often every label is gone through.
const SWEEPS: usize = 2;

/// A text: the number of the label that a person gave it, and the labels that
/// come into question with how likely each is.
struct Row {
    meant: usize,
    likely: Vec<(usize, f64)>,
}

/// The factor by which to multiply the share of every label, so that the
/// likeliest one makes the mean over all labels of F1 the best.
///
/// The likeliest label is right most often, and for that a rare one is hardly
/// ever said. The factors are looked for one at a time, others staying, on
/// texts that were not learned from; and only half of the way is gone, since
/// those texts are few.
pub(super) fn leans(rows: impl Iterator<Item = (usize, Vec<f64>)>, labels: usize) -> Vec<f64> {
    let rows: Vec<Row> = rows
        .map(|(meant, shares)| Row::of(meant, &shares))
        .collect();
    let mut leans = vec![1.0; labels];
    for _ in 0..SWEEPS {
        for label in 0..labels {
            let best = best(&rows, label, &leans);
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
fn best(rows: &[Row], label: usize, leans: &[f64]) -> f64 {
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
            let worth = counts.mean_f1() - cost;
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

    fn mean_f1(&self) -> f64 {
        self.sum / self.labels.len().max(1) as f64
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
    use super::leans;

    #[test]
    fn a_rare_label_is_leaned_to_and_a_fair_one_is_not() {
        // Of a hundred texts each tenth has the second label, and looks a little like it.
        let rare = (0..100).map(|i| match i % 10 {
            0 => (1, vec![0.6, 0.4]),
            _ => (0, vec![0.9, 0.1]),
        });
        let leaned = leans(rare, 2);
        let factor = leaned[1] / leaned[0];
        assert!(0.4 * factor > 0.6 && 0.1 * factor < 0.9, "{leaned:?}");
        let fair = (0..100).map(|i| match i % 2 {
            0 => (1, vec![0.1, 0.9]),
            _ => (0, vec![0.9, 0.1]),
        });
        let upright = leans(fair, 2);
        assert!(
            upright.iter().all(|lean| (lean - 1.0).abs() < 0.05),
            "{upright:?}"
        );
        let few = leans([(1, vec![0.6, 0.4]), (0, vec![0.9, 0.1])].into_iter(), 2);
        assert_eq!(few, [1.0, 1.0]);
        assert_eq!(leans(std::iter::empty(), 3).len(), 3);
    }
}
