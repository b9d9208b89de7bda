//! Which language is a short text in?

mod alphabet;
mod pieces;
mod words;

use std::sync::{Arc, LazyLock};

use async_trait::async_trait;

use self::pieces::{MOST, Pieces};
use self::words::{Spoken, words};
use super::{Abstention, Assessment, Classifier, ClassifyError, Confidence};
use crate::mention::Mention;

/// The languages that are built in, with their words.
const BUILT_IN: [(&str, &str); 4] = [
    ("nl", include_str!("language/nl.words")),
    ("en", include_str!("language/en.words")),
    ("de", include_str!("language/de.words")),
    ("fr", include_str!("language/fr.words")),
];

static OF_BUILT_IN: LazyLock<Arc<Pieces>> =
    LazyLock::new(|| Arc::new(Pieces::of(&BUILT_IN.map(|(_, words)| words))));

/// Tells languages apart by pieces of words, also in a text of a word or two.
///
/// For every language it knows how likely a letter is after up to four
/// others, learned when it is first used from lists of words that were
/// written for this crate: eleven to fifteen thousand words each of Dutch,
/// English, German and French, most of them stems with their endings. Every
/// word of a text has a vote, and no word decides alone: it may be a name, and
/// more likely so with a capital.
///
/// Of 1,935 single words of others, names among them, .84 are told rightly, of 1,987
/// pairs .94, of 2,068 sentences .998; .80 and .93 where every one of those words is
/// left out of the lists.
///
/// ```
/// use webcare::triage::Languages;
///
/// let languages = Languages::default();
/// assert_eq!(languages.tell("Speel het album Everybody Happy van Lee Aaron"), Some("nl"));
/// assert_eq!(languages.tell("verzekeringen"), Some("nl"));
/// assert_eq!(languages.tell("Я жду уже три недели"), None);
/// assert_eq!(languages.only(["de", "fr"]).tell("Wie lange dauert es?"), Some("de"));
/// ```
///
/// As a [`Classifier`] it scores no label: it says the language, or abstains
/// with [`Abstention::UnknownLanguage`].
#[derive(Clone, Debug)]
pub struct Languages {
    tags: Vec<String>,
    allowed: [bool; MOST],
    pieces: Arc<Pieces>,
    least: Confidence,
}

/// More languages than one can tell apart at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} languages, and at least one and at most {MOST} can be told apart")]
#[non_exhaustive]
pub struct LanguagesError {
    /// How many there are.
    pub found: usize,
}

impl Default for Languages {
    /// Dutch, English, German and French.
    fn default() -> Self {
        let tags = BUILT_IN.iter().map(|(tag, _)| (*tag).to_owned());
        Self::with(tags.collect(), Arc::clone(&OF_BUILT_IN))
    }
}

/// The built-in languages, made once.
pub(super) static USUAL: LazyLock<Languages> = LazyLock::new(Languages::default);

impl Languages {
    /// The name and version of the model. A change of the words changes it.
    pub const MODEL: &str = "language/4";

    /// Any languages, by tag, each with words to learn from.
    ///
    /// A text, or a list, of a thousand different words is a good beginning.
    /// A line that begins with `+` gives endings for the words of the next
    /// line, `_` being none: `+ _ s ed` before `walk talk` means six words.
    ///
    /// # Errors
    ///
    /// [`LanguagesError`] for none, and for more than eight.
    pub fn of(languages: &[(&str, &str)]) -> Result<Self, LanguagesError> {
        let found = languages.len();
        if !(1..=MOST).contains(&found) {
            return Err(LanguagesError { found });
        }
        let words: Vec<&str> = languages.iter().map(|(_, words)| *words).collect();
        let tags = languages.iter().map(|(tag, _)| (*tag).to_owned());
        Ok(Self::with(tags.collect(), Arc::new(Pieces::of(&words))))
    }

    /// The words of the built-in language, to learn from with others.
    pub fn words(tag: &str) -> Option<&'static str> {
        let known = BUILT_IN.iter().find(|(known, _)| *known == tag);
        known.map(|(_, words)| *words)
    }

    fn with(tags: Vec<String>, pieces: Arc<Pieces>) -> Self {
        Self {
            tags,
            allowed: [true; MOST],
            pieces,
            least: Confidence::EVEN,
        }
    }

    /// Tells only these apart: a text is in one of them, or in none that shows.
    pub fn only<'a>(mut self, tags: impl IntoIterator<Item = &'a str>) -> Self {
        let wanted: Vec<&str> = tags.into_iter().collect();
        for (allowed, tag) in self.allowed.iter_mut().zip(&self.tags) {
            *allowed = wanted.contains(&tag.as_str());
        }
        self
    }

    /// It must be this sure of a language to say it: half unless said otherwise.
    pub fn least(mut self, least: Confidence) -> Self {
        self.least = least;
        self
    }

    /// The language of a text, by its tag; `None` where none is sure enough.
    pub fn tell(&self, text: &str) -> Option<&str> {
        let (tag, sure) = self.surest(text)?;
        (sure >= self.least).then_some(tag)
    }

    /// Every language that is told apart, the surest first. Where nothing
    /// tells, all are as likely.
    pub fn ranked(&self, text: &str) -> Vec<(&str, Confidence)> {
        let shares = self.shares(text);
        let mut ranked: Vec<_> = self.shown(shares).collect();
        ranked.sort_by_key(|(_, sure)| std::cmp::Reverse(*sure));
        ranked
    }

    pub(super) fn surest(&self, text: &str) -> Option<(&str, Confidence)> {
        let shares = self.shares(text);
        // Of equals the first, as in `ranked`.
        self.shown(shares)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    fn shown(&self, shares: [f32; MOST]) -> impl Iterator<Item = (&str, Confidence)> {
        let allowed = self.tags.iter().zip(shares).zip(&self.allowed);
        allowed
            .filter(|(_, allowed)| **allowed)
            .map(|((tag, share), _)| (tag.as_str(), Confidence::of_share(f64::from(share))))
    }

    /// How likely each language is, by what its words say together.
    fn shares(&self, text: &str) -> [f32; MOST] {
        let weights = self.weights();
        let even = 1.0 / weights.iter().sum::<f32>();
        let mut products = weights;
        words(text, |word: &Spoken<'_>| {
            let Some(said) = self.pieces.word(word.letters) else {
                return;
            };
            let said = softened(&said, &weights);
            let doubt = word.doubt * even;
            for (product, share) in products.iter_mut().zip(said) {
                *product *= (1.0 - word.doubt) * share + doubt;
            }
            // One word makes none so small that it is lost.
            if products.iter().sum::<f32>() < SMALL {
                products = products.map(|product| product / SMALL);
            }
        });
        let whole: f32 = products.iter().sum();
        products.map(|product| product / whole.max(f32::MIN_POSITIVE))
    }

    /// One for every language that is told apart, and nought for the others.
    fn weights(&self) -> [f32; MOST] {
        let mut weights = [0.0; MOST];
        let allowed = weights.iter_mut().zip(self.allowed);
        for (weight, allowed) in allowed.take(self.tags.len()) {
            *weight = f32::from(u8::from(allowed));
        }
        weights
    }
}

/// Sums of logarithms as shares of those that have a weight, softened.
fn softened(sums: &[f32; MOST], weights: &[f32; MOST]) -> [f32; MOST] {
    let told_apart = sums
        .iter()
        .zip(weights)
        .filter(|(_, weight)| **weight > 0.0);
    let most = told_apart.fold(f32::MIN, |most, (sum, _)| most.max(*sum));
    let mut shares = [0.0; MOST];
    for ((share, sum), weight) in shares.iter_mut().zip(sums).zip(weights) {
        *share = weight * exponential((sum - most) * TEMPER);
    }
    let whole = 1.0 / shares.iter().sum::<f32>();
    shares.iter_mut().for_each(|share| *share *= whole);
    shares
}

/// Where products become so small, all are made larger.
const SMALL: f32 = 1e-20;

/// The exponential function of a number up to nought, and one above it, to
/// five digits: a power of two, and the first terms of the series for the rest. It
/// is the same on every machine.
fn exponential(power: f32) -> f32 {
    /// A number so large that its last bit is one: adding it rounds.
    const ROUND: f32 = 12_582_912.0;
    let binary = power * std::f32::consts::LOG2_E;
    let binary = if binary > -126.0 { binary } else { -126.0 };
    let binary = if binary < 0.0 { binary } else { 0.0 };
    let rounded = binary + ROUND;
    let rest = (binary - (rounded - ROUND)) * std::f32::consts::LN_2;
    let series = 1.0 / 24.0 + rest * (1.0 / 120.0);
    let series = 1.0 + rest * (1.0 + rest * (0.5 + rest * (1.0 / 6.0 + rest * series)));
    let two_to_the = rounded
        .to_bits()
        .wrapping_sub(ROUND.to_bits())
        .wrapping_add(127);
    series * f32::from_bits(two_to_the << 23)
}

/// Letters that follow each other are not independent: what they say together
/// is this much of what they would say if they were.
const TEMPER: f32 = 0.6;

#[async_trait]
impl Classifier for Languages {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        let tell = |mention: &Mention| {
            let found = Assessment::by(Self::MODEL);
            Ok(match self.tell(mention.text.reveal()) {
                Some(tag) => found.in_language(tag),
                None => found.abstaining(Abstention::UnknownLanguage),
            })
        };
        batch.iter().map(tell).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::exponential;

    #[test]
    fn the_series_is_as_good_as_the_function() {
        for step in 0..8_000 {
            let power = -0.01 * step as f32;
            let off = exponential(power) - power.exp();
            assert!(off.abs() <= 1e-5 * power.exp(), "{power}: {off}");
        }
        assert_eq!(exponential(0.0), 1.0);
        assert!(exponential(f32::MIN) < 1e-30);
    }
}
