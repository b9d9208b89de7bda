//! A second splitter, obvious and slow, that tries every way to cut a text of a few words.

use webcare::reply::{Counter, Cut, Limit, Profile, Split, Unit};

/// What a reader would compare two ways by, in order; less is better.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Worth {
    parts: usize,
    orphan: u8,
    words: usize,
    clauses: usize,
    sentences: usize,
    spread: usize,
}

struct Case {
    words: Vec<String>,
    gaps: Vec<&'static str>,
    limit: usize,
    mention: bool,
    signature: bool,
    counter: bool,
}

impl Case {
    fn text(&self) -> String {
        let mut text = String::new();
        for (index, word) in self.words.iter().enumerate() {
            text.push_str(word);
            text.push_str(self.gaps.get(index).copied().unwrap_or(""));
        }
        text
    }

    fn split(&self) -> Split {
        let limit = Limit::new(Unit::Characters, self.limit as u32);
        let profile = Profile::new("words", vec![limit]);
        let counter = if self.counter {
            Counter::Slash
        } else {
            Counter::None
        };
        let split = Split::for_profile(&profile).counter(counter);
        let split = if self.mention {
            split.mention("@ab")
        } else {
            split
        };
        if self.signature {
            split.signature("^M")
        } else {
            split
        }
    }

    fn cut(&self, after: usize) -> Cut {
        match (self.gaps[after], self.words[after].chars().last()) {
            ("\n\n", _) => Cut::Paragraph,
            (_, Some('.')) => Cut::Sentence,
            (_, Some(',')) => Cut::Clause,
            _ => Cut::Word,
        }
    }

    /// The worth of cutting after the words whose bits are set, or `None` where a part is too long.
    fn worth(&self, cuts: u32) -> Option<Worth> {
        let total = cuts.count_ones() as usize + 1;
        let mut worth = Worth {
            parts: total,
            orphan: 0,
            words: 0,
            clauses: 0,
            sentences: 0,
            spread: 0,
        };
        let (mut body, mut part) = (0, 1);
        for (index, word) in self.words.iter().enumerate() {
            body += word.len();
            let is_last = index + 1 == self.words.len();
            if !is_last && cuts & (1 << index) == 0 {
                body += self.gaps[index].len();
                continue;
            }
            let mut used = body;
            used += if self.mention { 4 } else { 0 };
            used += if self.signature && is_last { 3 } else { 0 };
            used += if self.counter && total > 1 {
                format!(" {part}/{total}").len()
            } else {
                0
            };
            if used > self.limit {
                return None;
            }
            worth.spread += used * used;
            if is_last {
                worth.orphan = match (body * 5 >= self.limit, used * 5 >= self.limit) {
                    (true, _) => 0,
                    (_, true) => 1,
                    _ => 2,
                };
            } else {
                match self.cut(index) {
                    Cut::Word => worth.words += 1,
                    Cut::Clause => worth.clauses += 1,
                    Cut::Sentence => worth.sentences += 1,
                    _ => {}
                }
            }
            body = 0;
            part += 1;
        }
        if total == 1 {
            worth.orphan = 0;
        }
        Some(worth)
    }

    fn best(&self) -> Option<Worth> {
        (0..1u32 << (self.words.len() - 1))
            .filter_map(|cuts| self.worth(cuts))
            .min()
    }
}

/// The cuts of a plan as bits, read back from the bodies of its parts.
fn bits(case: &Case, plan: &webcare::reply::Plan) -> u32 {
    let mut end = 0;
    let mut bits = 0;
    for (index, word) in case.words.iter().enumerate() {
        end += word.len();
        if plan.parts().iter().any(|part| part.body().end == end) && index + 1 < case.words.len() {
            bits |= 1 << index;
        }
        end += case.gaps.get(index).map_or(0, |gap| gap.len());
    }
    bits
}

#[test]
fn no_way_to_cut_is_better_than_the_plan() {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below) as usize
    };
    let mut split_up = 0;
    for _ in 0..100_000 {
        let count = 1 + next(9);
        let words: Vec<String> = (0..count)
            .map(|_| {
                let length = 1 + next(9);
                let end = ["", "", ".", ","][next(4)];
                // A capital first, so that a sentence may begin at any word.
                format!("X{}{end}", "q".repeat(length))
            })
            .collect();
        let gaps = (1..count)
            .map(|_| [" ", " ", " ", "\n\n"][next(4)])
            .collect();
        let case = Case {
            words,
            gaps,
            limit: 20 + next(30),
            mention: next(3) == 0,
            signature: next(3) == 0,
            counter: next(2) == 0,
        };
        let text = case.text();
        let best = case.best();
        let Ok(plan) = case.split().plan(&text) else {
            assert_eq!(best, None, "{text:?}");
            continue;
        };
        let Some(best) = best else {
            // Only by force, which the obvious splitter does not know.
            assert!(
                plan.parts().iter().any(|part| part.cut() == Cut::Forced),
                "{text:?}"
            );
            continue;
        };
        split_up += usize::from(plan.parts().len() > 1);
        let found = case.worth(bits(&case, &plan));
        assert_eq!(
            found.as_ref(),
            Some(&best),
            "{text:?} at {}: {:?}",
            case.limit,
            plan.parts().iter().map(|p| p.text()).collect::<Vec<_>>()
        );
        assert_eq!(plan.minimum(), best.parts);
    }
    assert!(split_up > 50_000, "{split_up}");
}
