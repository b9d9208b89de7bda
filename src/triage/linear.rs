//! A classifier that learns from a team's own decisions.

mod calibration;
mod codes;
mod features;
mod file;
mod judged;
mod leaning;
mod material;
mod senses;
mod shipped;
mod solver;
mod table;
mod training;
mod words;

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use self::calibration::{Calibration, share_out};
pub use self::features::Features;
use self::features::{Group, NO_PIECE};
pub use self::file::ModelError;
use self::file::ModelFile;
use self::shipped::SHIPPED_BITS;
use self::table::{Table, steps, weight};
use self::training::USUAL_BITS;
pub use self::training::{Example, Favour, TrainError, Training};
use self::words::Words;
use super::{
    Abstention, Assessment, Classifier, ClassifyError, Confidence, Evidence, Label, ModelId,
};
use crate::mention::Mention;
use crate::sorted::SortedMap;
use crate::text::Span;

/// A linear model over hashed words, pieces of words and senses of words,
/// trained by [`Training`].
///
/// It is kept as a document, by serde in any format; reading one checks it.
/// It is small and fast, and it can say of every word how much it weighed:
/// the weights of its evidence and the [bias](Linear::bias) add up to the
/// [raw score](Linear::raw), from which calibration makes a confidence.
///
/// ```
/// use webcare::triage::{Example, Training, label};
///
/// let examples = [
///     Example::new("Weer niet teruggebeld, belachelijk", label::COMPLAINT),
///     Example::new("al twee weken wacht ik op mijn geld!", label::COMPLAINT),
///     Example::new("Wat duurt het weer lang, al drie weken", label::COMPLAINT),
///     Example::new("Dank voor de snelle hulp", label::THANKS),
///     Example::new("top geholpen, bedankt!", label::THANKS),
///     Example::new("Fijn geregeld, dank je wel", label::THANKS),
/// ];
/// let model = Training::new("ours").fit(&examples)?;
/// let found = model.read("Bedankt, goed geholpen");
/// assert_eq!(found.top().unwrap().0.as_str(), label::THANKS);
///
/// let kept = serde_json::to_string(&model)?;
/// assert_eq!(serde_json::from_str::<webcare::triage::Linear>(&kept)?, model);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "ModelFile", into = "ModelFile")]
pub struct Linear {
    id: ModelId,
    features: Features,
    /// In order; every label has a head, except where two exclude each other:
    /// then the one head is that of the second.
    labels: Vec<Label>,
    exclusive: bool,
    heads: Vec<Head>,
    table: Table,
    /// From where on a label keeps the promise it was trained for.
    thresholds: SortedMap<Label, Confidence>,
    /// How much each label is leaned to where one must be chosen: see
    /// [`Linear::choose`]. Empty where none need be.
    leans: Vec<f64>,
    trained: Trained,
}

/// What a model was trained on, and how good it was on what it had not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Trained {
    /// How many examples.
    pub examples: usize,
    /// A hash of them, in hexadecimal: other examples have another.
    pub hash: String,
    /// What was measured by cross-validation, such as `macro-f1`.
    #[serde(default)]
    pub measured: SortedMap<String, f64>,
}

/// What is learned of one label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    bias: f64,
    /// What one step of a weight is worth.
    step: f64,
    /// A weight for every figure of the text as a whole.
    shapes: Vec<f64>,
    calibration: Calibration,
}

/// What one text adds up to.
#[derive(Clone, Debug, Default)]
struct Sums {
    runs: Sum,
    pieces: Sum,
    senses: Sum,
    figures: Vec<f64>,
}

/// What features of one kind add up to.
#[derive(Clone, Debug, Default)]
struct Sum {
    /// For every head.
    steps: Vec<i64>,
    /// How many features there are.
    count: usize,
}

/// Room to read texts in, one after the other: see [`Linear::surest`].
#[derive(Clone, Debug, Default)]
pub struct Reading {
    words: Words,
    sums: Sums,
    shares: Vec<f64>,
}

impl Linear {
    /// The longest text that is read, in bytes.
    pub const LONGEST: usize = 64 * 1024;

    /// The name it was trained under, and the hash of its examples.
    pub fn id(&self) -> &ModelId {
        &self.id
    }

    /// The labels it tells apart, in order.
    pub fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// What it was trained on.
    pub fn trained(&self) -> &Trained {
        &self.trained
    }

    /// Says what kind of text it is.
    ///
    /// Evidence is given for the surest label, the one to
    /// [choose](Linear::choose) and those that are as likely as not. It abstains from a text without a word, and from one
    /// above [`Linear::LONGEST`].
    pub fn read(&self, text: &str) -> Assessment {
        let nothing = Assessment::by(self.id.clone());
        if text.len() > Self::LONGEST {
            return nothing.abstaining(Abstention::TooLong {
                bytes: text.len(),
                limit: Self::LONGEST,
            });
        }
        let words = Words::new(text);
        if words.count() == 0 {
            return nothing.abstaining(Abstention::NothingToRead);
        }
        let sums = self.sums(text, &words);
        let confidences = self.confidences(&sums);
        let surest = confidences.iter().max();
        let mut assessment = nothing;
        for (label, sure) in self.labels.iter().zip(&confidences) {
            if Some(sure) == surest || *sure >= Confidence::EVEN {
                assessment = assessment.because(self.evidence(label, &words, &sums));
            }
            assessment = assessment.scored(label.clone(), *sure);
        }
        let chosen = self.choose(&assessment).map(|(label, _)| label);
        match chosen.filter(|it| assessment.evidence_for(it).next().is_none()) {
            Some(label) => assessment.because(self.evidence(label, &words, &sums)),
            None => assessment,
        }
    }

    /// The surest label and how sure it is, without saying why: for many
    /// texts. Once `reading` has grown to the longest of them nothing is
    /// allocated, save by [`Features::CUED`] and for letters beyond Latin.
    ///
    /// `None` where [`Linear::read`] abstains. Of equals it is the first label.
    pub fn surest(&self, text: &str, reading: &mut Reading) -> Option<(&Label, Confidence)> {
        if text.len() > Self::LONGEST {
            return None;
        }
        let Reading {
            words,
            sums,
            shares,
        } = reading;
        words.refill(text);
        if words.count() == 0 {
            return None;
        }
        self.sum(text, words, sums);
        self.shares(sums, shares);
        let sure = shares.iter().map(|share| Confidence::of_share(*share));
        let said = self.labels.iter().zip(sure);
        said.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    /// From where on a label keeps the promise that the model was trained for
    /// ([`Training::promise`]); `None` where no confidence keeps it, or none
    /// was asked for.
    pub fn threshold(&self, label: &str) -> Option<Confidence> {
        self.thresholds.get(label).copied()
    }

    /// The one label to say of what was [read](Linear::read), where a text has
    /// just one, and how sure it is; `None` where it abstained.
    ///
    /// It is not always the surest. Where labels differ in how often they
    /// occur, the surest is right most often and a rare label is hardly ever
    /// said; here a label is leaned to as makes the best of what the training
    /// [favours](Training::favour), by cross-validation. Where a text may have
    /// several labels it is the surest.
    pub fn choose(&self, found: &Assessment) -> Option<(&Label, Confidence)> {
        let leans = self.leans.iter().copied().chain(std::iter::repeat(1.0));
        let leaned = self.labels.iter().zip(leans).filter_map(|(label, lean)| {
            let sure = found.score(label)?;
            Some(((label, sure), sure.get() * lean))
        });
        let chosen = leaned.reduce(|best, next| if next.1 > best.1 { next } else { best });
        chosen.map(|(chosen, _)| chosen)
    }

    /// The raw score of a label for a text; `None` for a label it does not
    /// know.
    pub fn raw(&self, text: &str, label: &str) -> Option<f64> {
        let (head, side) = self.head(label)?;
        let sums = self.sums(text, &Words::new(text));
        Some(side * self.score(head, &sums))
    }

    /// What the raw score of a label starts at; `None` for a label it does
    /// not know.
    pub fn bias(&self, label: &str) -> Option<f64> {
        let (head, side) = self.head(label)?;
        Some(side * self.heads.get(head)?.bias)
    }

    /// The reasons for and against any label, also an unlikely one; none for
    /// a label it does not know.
    pub fn because(&self, text: &str, label: &str) -> Vec<Evidence> {
        let words = Words::new(text);
        let sums = self.sums(text, &words);
        self.evidence(&Label::new(label), &words, &sums)
    }

    /// The head of a label, and 1, or -1 where it speaks for the other one.
    fn head(&self, label: &str) -> Option<(usize, f64)> {
        let index = self.labels.iter().position(|l| l.as_str() == label)?;
        match (self.heads.len(), self.labels.len(), index) {
            (1, 2, 0) => Some((0, -1.0)),
            (1, 2, _) => Some((0, 1.0)),
            _ => Some((index, 1.0)),
        }
    }

    fn sums(&self, text: &str, words: &Words) -> Sums {
        let mut sums = Sums::default();
        self.sum(text, words, &mut sums);
        sums
    }

    fn sum(&self, text: &str, words: &Words, sums: &mut Sums) {
        self.features.whole(text, words, &mut sums.figures);
        if self.heads.len() > 1 {
            self.sum_all(words, sums);
        } else if let Some(all) = self.table.all::<{ 1 << USUAL_BITS }>() {
            self.sum_only(words, sums, |hash| weight(all, hash));
        } else if let Some(all) = self.table.all::<{ 1 << SHIPPED_BITS }>() {
            self.sum_only(words, sums, |hash| weight(all, hash));
        } else {
            self.sum_only(words, sums, |hash| self.table.only(hash));
        }
    }

    /// Where there is but one head, of which `weigh` knows every feature.
    #[inline(always)]
    fn sum_only(&self, words: &Words, sums: &mut Sums, weigh: impl Fn(u64) -> i64) {
        let (mut steps, mut count) = (0, 0);
        self.features.runs(words, |hash, _| {
            count += 1;
            steps += weigh(hash);
        });
        sums.runs.fill(steps, count);
        let mut steps = 0;
        let letters = words.letters();
        self.features.pieces(letters, |hash| steps += weigh(hash));
        let count = self.features.piece_count(words);
        // What is no piece was weighed too.
        let others = self.features.lengths() * letters.len() - count;
        steps -= others as i64 * weigh(NO_PIECE);
        sums.pieces.fill(steps, count);
        let (mut steps, mut count) = (0, 0);
        self.features.senses(words, |hash, _| {
            count += 1;
            steps += weigh(hash);
        });
        sums.senses.fill(steps, count);
    }

    fn sum_all(&self, words: &Words, sums: &mut Sums) {
        let Sums {
            runs,
            pieces,
            senses,
            ..
        } = sums;
        for sum in [&mut *runs, &mut *pieces, &mut *senses] {
            sum.clear(self.heads.len());
        }
        self.features
            .runs(words, |hash, _| runs.add(self.table.of(hash)));
        self.features.pieces(words.letters(), |hash| {
            if hash != NO_PIECE {
                pieces.add(self.table.of(hash));
            }
        });
        self.features
            .senses(words, |hash, _| senses.add(self.table.of(hash)));
    }

    fn score(&self, head: usize, sums: &Sums) -> f64 {
        let Some(learned) = self.heads.get(head) else {
            return 0.0;
        };
        let group = |sum: &Sum| {
            let steps = sum.steps.get(head).copied().unwrap_or_default();
            steps as f64 * learned.step / root_of(sum.count)
        };
        let shapes = learned.shapes.iter().zip(&sums.figures);
        learned.bias
            + group(&sums.runs)
            + group(&sums.pieces)
            + group(&sums.senses)
            + shapes.map(|(weight, shape)| weight * shape).sum::<f64>()
    }

    fn confidences(&self, sums: &Sums) -> Vec<Confidence> {
        let mut shares = Vec::with_capacity(self.labels.len());
        self.shares(sums, &mut shares);
        shares.into_iter().map(Confidence::of_share).collect()
    }

    /// How likely every label is.
    fn shares(&self, sums: &Sums, shares: &mut Vec<f64>) {
        let logit = |(index, head): (usize, &Head)| head.calibration.logit(self.score(index, sums));
        shares.clear();
        shares.extend(self.heads.iter().enumerate().map(logit));
        share_out(shares, self.labels.len());
    }

    fn evidence(&self, label: &Label, words: &Words, sums: &Sums) -> Vec<Evidence> {
        let Some((head, side)) = self.head(label.as_str()) else {
            return Vec::new();
        };
        let Some(learned) = self.heads.get(head) else {
            return Vec::new();
        };
        let step = side * learned.step;
        let mut weights: SortedMap<(usize, usize), f64> = SortedMap::new();
        self.features.each(words, |group, hash, span| {
            let root = self.table.of(hash).get(head).copied();
            let sum = match group {
                Group::Words => &sums.runs,
                Group::Pieces => &sums.pieces,
                Group::Senses => &sums.senses,
            };
            let steps = f64::from(steps(root.unwrap_or_default()));
            let weight = steps * step / root_of(sum.count);
            *weights.entry((span.start, span.end)).or_default() += weight;
        });
        let at = |((from, to), weight): ((usize, usize), f64)| {
            Evidence::at(Span::new(from, to), label.clone(), weight, "words")
        };
        let mut evidence: Vec<Evidence> = weights
            .into_iter()
            .filter(|(_, weight)| *weight != 0.0)
            .map(at)
            .collect();
        let figures = learned.shapes.iter().zip(&sums.figures).enumerate();
        evidence.extend(
            figures
                .map(|(figure, (weight, value))| (figure, side * weight * value))
                .filter(|(_, weight)| *weight != 0.0)
                .map(|(figure, weight)| {
                    Evidence::whole(label.clone(), weight, Features::name(figure))
                }),
        );
        evidence
    }
}

impl Sum {
    fn clear(&mut self, heads: usize) {
        self.count = 0;
        self.steps.clear();
        self.steps.resize(heads, 0);
    }

    /// Of the only head.
    fn fill(&mut self, steps: i64, count: usize) {
        self.count = count;
        self.steps.clear();
        self.steps.push(steps);
    }

    /// One feature more.
    fn add(&mut self, roots: &[i8]) {
        self.count += 1;
        for (sum, root) in self.steps.iter_mut().zip(roots) {
            *sum += i64::from(steps(*root));
        }
    }
}

/// Twelve digits of a number: every format writes and reads those exactly.
fn tidy(number: f64) -> f64 {
    format!("{number:.11e}").parse().unwrap_or(number)
}

/// The root of how many there are, so that nothing is divided by zero.
fn root_of(count: usize) -> f64 {
    (count.max(1) as f64).sqrt()
}

impl fmt::Debug for Linear {
    /// Without its weights: there are very many of them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Linear")
            .field("id", &self.id)
            .field("features", &self.features)
            .field("labels", &self.labels)
            .field("trained", &self.trained)
            .finish_non_exhaustive()
    }
}

#[async_trait]
impl Classifier for Linear {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let read = |mention: &Mention| Ok(self.read(mention.text.reveal()));
        batch.iter().map(read).collect()
    }
}
