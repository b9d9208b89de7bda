//! The small model of complaints that comes with the crate.

use std::sync::LazyLock;

use super::calibration::Calibration;
use super::file::weight;
use super::table::Table;
use super::words::Words;
use super::{Features, Head, Linear, Trained};
use crate::sorted::SortedMap;
use crate::triage::{Confidence, CueId, Evidence, Label, label};

/// Written by `WEBCARE_WRITE=1 cargo test --test it shipped` from the rows in
/// `tests/data` and `examples/data`, all of them written for this crate.
const FILE: &str = include_str!("shipped.model");

/// How many features it tells apart, as a binary logarithm.
pub(super) const SHIPPED_BITS: u32 = 16;

static SHIPPED: LazyLock<Option<Linear>> = LazyLock::new(|| read(FILE));

/// What a model makes of one label, as the logarithm of its odds, and why: the
/// weights add up to it.
#[derive(Clone, Debug)]
pub(in crate::triage) struct Word {
    pub(in crate::triage) logit: f64,
    pub(in crate::triage) evidence: Vec<Evidence>,
}

impl Linear {
    /// The model that comes with the crate. A test reads it, so there is one.
    pub(in crate::triage) fn shipped() -> Option<&'static Self> {
        SHIPPED.as_ref()
    }

    /// How likely it is that a text complains, without saying why.
    pub(in crate::triage) fn complains(&self, text: &str) -> Option<f64> {
        let (head, side) = self.head(label::COMPLAINT)?;
        let learned = self.heads.get(head)?;
        let score = self.score(head, &self.sums(text, &Words::new(text)));
        Some(side * learned.calibration.logit(score))
    }

    /// The same with the reasons.
    pub(in crate::triage) fn complains_because(&self, text: &str) -> Option<Word> {
        let (head, side) = self.head(label::COMPLAINT)?;
        let learned = self.heads.get(head)?;
        let Calibration { slope, offset } = learned.calibration;
        let words = Words::new(text);
        let sums = self.sums(text, &words);
        let label = Label::new(label::COMPLAINT);
        let mut evidence = self.evidence(&label, &words, &sums);
        for reason in &mut evidence {
            reason.weight *= slope;
            reason.cue = CueId::new(format!("model/{}", reason.cue));
        }
        let start = side * learned.calibration.logit(learned.bias);
        evidence.push(Evidence::whole(label, start, "model/start"));
        let logit = side * (slope * self.score(head, &sums) + offset);
        Some(Word { logit, evidence })
    }
}

/// Reads a model of one head and two labels that was written as lines, each a
/// name and what it is.
fn read(file: &str) -> Option<Linear> {
    let lines: SortedMap<&str, &str> = file
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect();
    let words = |name: &str| lines.get(name).map(|all| all.split(' '));
    let number = |name: &str| lines.get(name)?.parse::<f64>().ok();
    let labels: Vec<Label> = words("labels")?.map(Label::new).collect();
    let features = Features::CHAR_4;
    let shapes: Vec<f64> = words("shapes")?.flat_map(str::parse).collect();
    let bits: u32 = lines.get("bits")?.parse().ok()?;
    let weights: Option<Vec<i8>> = lines
        .get("weights")?
        .bytes()
        .map(|letter| weight(letter).ok())
        .collect();
    let model = Linear {
        id: (*lines.get("model")?).into(),
        features,
        labels,
        exclusive: true,
        heads: vec![Head {
            bias: number("bias")?,
            step: number("step")?,
            shapes,
            calibration: Calibration {
                slope: number("slope")?,
                offset: number("offset")?,
            },
        }],
        table: Table::new(1, bits, weights?),
        thresholds: SortedMap::<Label, Confidence>::new(),
        leans: Vec::new(),
        trained: Trained {
            examples: lines.get("examples")?.parse().ok()?,
            hash: (*lines.get("hash")?).to_owned(),
            measured: SortedMap::new(),
        },
    };
    let [head] = model.heads.as_slice() else {
        return None;
    };
    let is_whole = model.labels.len() == 2
        && head.shapes.len() == features.figures()
        && 1_usize.checked_shl(bits) == Some(model.table.roots().len());
    is_whole.then_some(model)
}

#[cfg(test)]
mod tests {
    use super::{FILE, read};
    use crate::triage::{Linear, label};

    #[test]
    fn the_model_is_there_and_small() {
        assert!(Linear::shipped().is_some());
        assert!(FILE.len() <= 150_000, "{}", FILE.len());
    }

    #[test]
    fn a_file_that_lacks_something_is_no_model() {
        assert!(read("").is_none());
        let shorter = FILE.trim_end();
        assert!(read(&shorter[..shorter.len() - 1]).is_none());
        for line in FILE.lines() {
            let without: Vec<&str> = FILE.lines().filter(|it| *it != line).collect();
            assert!(read(&without.join("\n")).is_none(), "{:.20}", line);
        }
    }

    #[test]
    fn the_reasons_add_up_to_how_likely_it_is() {
        let model = Linear::shipped().unwrap();
        for text in ["Al drie weken geen reactie!", "top geholpen, dank", "é"] {
            let word = model.complains_because(text).unwrap();
            let sum: f64 = word.evidence.iter().map(|one| one.weight).sum();
            assert!((sum - word.logit).abs() < 1e-9, "{text}");
            assert_eq!(Some(word.logit), model.complains(text));
            let sure = model.read(text).score(label::COMPLAINT).unwrap();
            let share = 1.0 / (1.0 + (-word.logit).exp());
            assert!((share - sure.get()).abs() < 1e-4, "{text}");
        }
    }
}
