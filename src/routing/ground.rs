use serde::{Deserialize, Serialize};

use super::condition::Condition;
use super::fact::Fact;
use super::facts::{FactValue, Facts};
use super::lists::Lists;
use super::patterns::Patterns;
use super::phrases::{self, Reading};
use super::test::Test;
use super::truth::Truth;
use crate::sorted::SortedSet;
use crate::text::Span;
use crate::triage::Confidence;

/// A test on which a condition's answer rests: where it stands, what it
/// answered, and what it found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Ground {
    /// The place in the rule, such as `when.all[1]`.
    pub path: String,
    /// What it answered, before any `not` or `none` around it.
    pub answer: Truth,
    /// What it found.
    pub found: Found,
}

/// What a test found. Never words of a person: spans say where they stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Found {
    /// Nothing of the kind.
    Nothing,
    /// That it is so, or is not.
    So(bool),
    /// These pieces of the original text; the first [`Found::MOST_SPANS`] of them.
    Spans(Vec<Span>),
    /// A number.
    Number(u64),
    /// A score.
    Score(Confidence),
    /// A value from the host's records.
    Value(FactValue),
    /// A code of the playbook's or the channel's, such as a channel's id.
    Code(String),
    /// That this fact is not known.
    NotKnown(Fact),
}

impl Found {
    /// The most pieces of a text that are told, so that a log does not grow
    /// with a text that says one word ten thousand times.
    pub const MOST_SPANS: usize = 32;

    /// The first of these pieces, in their order.
    pub(super) fn of_spans(spans: impl IntoIterator<Item = Span>) -> Self {
        let spans: SortedSet<_> = spans.into_iter().collect();
        if spans.is_empty() {
            Found::Nothing
        } else {
            Found::Spans(spans.into_iter().take(Self::MOST_SPANS).collect())
        }
    }
}

/// What a condition is asked of, and how far its set is read over the text.
pub(crate) struct Asked<'a, 'f> {
    pub(crate) facts: &'a Facts<'f>,
    pub(crate) lists: &'a Lists,
    pub(crate) patterns: &'a Patterns,
    pub(crate) reading: Reading,
}

/// What is known of a condition, and the tests on which that rests.
pub(crate) struct Grounds {
    pub(crate) answer: Truth,
    pub(crate) grounds: Vec<Ground>,
}

impl Condition {
    /// What is known of it, asked by itself: its patterns are read whatever
    /// the text, for no others share their budget.
    pub(crate) fn truth(&self, facts: &Facts<'_>, lists: &Lists) -> Truth {
        let of = |part: &Condition| part.truth(facts, lists);
        match self {
            Condition::All(parts) => Truth::all(parts.iter().map(of)),
            Condition::Any(parts) => Truth::any(parts.iter().map(of)),
            Condition::None(parts) => Truth::any(parts.iter().map(of)).not(),
            Condition::Not(part) => of(part).not(),
            Condition::Test(test) => {
                let found = test.holds(facts, lists, &Patterns::default());
                found.map_or(Truth::Unknown, Truth::from)
            }
        }
    }

    /// The tests on which its answer rests, in order of writing.
    pub(crate) fn grounds(&self, mut of: Asked<'_, '_>) -> Grounds {
        let mut grounds = Vec::new();
        let answer = self.gather_grounds(&mut of, "when", &mut grounds);
        Grounds { answer, grounds }
    }

    fn gather_grounds(
        &self,
        of: &mut Asked<'_, '_>,
        path: &str,
        grounds: &mut Vec<Ground>,
    ) -> Truth {
        let mut parts = |parts: &[Condition], key: &str, settles: Truth| {
            let from = grounds.len();
            let mut ends = Vec::new();
            for (index, part) in parts.iter().enumerate() {
                let path = format!("{path}.{key}[{index}]");
                let truth = part.gather_grounds(of, &path, grounds);
                ends.push((truth, grounds.len()));
            }
            rest_on(ends, settles, from, grounds)
        };
        match self {
            Condition::All(all) => parts(all, "all", Truth::False),
            Condition::Any(any) => parts(any, "any", Truth::True),
            Condition::None(none) => parts(none, "none", Truth::True).not(),
            Condition::Not(part) => {
                let path = format!("{path}.not");
                part.gather_grounds(of, &path, grounds).not()
            }
            Condition::Test(test) => {
                let ground = ground(test, of, path);
                let answer = ground.answer;
                grounds.push(ground);
                answer
            }
        }
    }
}

/// The truth of joined parts, each given with where its grounds end; grounds
/// of the parts that do not bear on it are taken out again.
fn rest_on(
    ends: Vec<(Truth, usize)>,
    settles: Truth,
    from: usize,
    grounds: &mut Vec<Ground>,
) -> Truth {
    let has = |wanted: Truth| ends.iter().any(|(truth, _)| *truth == wanted);
    let joined = match (has(settles), has(Truth::Unknown)) {
        (true, _) => settles,
        (false, true) => Truth::Unknown,
        (false, false) => settles.not(),
    };
    let mut kept = Vec::new();
    let mut rest = grounds.drain(from..);
    let mut at = from;
    for (truth, end) in ends {
        let of_part: Vec<Ground> = rest.by_ref().take(end - at).collect();
        at = end;
        if truth == joined {
            kept.extend(of_part);
        }
    }
    drop(rest);
    grounds.extend(kept);
    joined
}

fn ground(test: &Test, of: &mut Asked<'_, '_>, path: &str) -> Ground {
    let Asked {
        facts,
        lists,
        patterns,
        reading,
    } = of;
    let words = reading.next(test, lists);
    let holds = phrases::holds(test, words, facts, lists);
    let holds = holds.unwrap_or_else(|| test.holds(facts, lists, patterns));
    let (answer, found) = match holds {
        Ok(holds) => {
            let found = phrases::spans(test, words, facts, lists);
            let found = found.unwrap_or_else(|| test.found(facts, lists, patterns));
            (Truth::from(holds), found)
        }
        Err(lack) => (Truth::Unknown, Found::NotKnown(lack.into())),
    };
    Ground {
        path: path.to_owned(),
        answer,
        found,
    }
}
