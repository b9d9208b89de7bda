//! What a model reads of a text as a whole: how loud it is, how long, and what the cues say.

use std::sync::LazyLock;

use super::Features;
use super::Words;
use crate::text::Folded;
use crate::triage::{CueId, Cues, label};

/// How many figures of a text as a whole are read beside its words.
const SHAPES: usize = 4;

/// Their names in evidence.
const SHAPE_NAMES: [&str; SHAPES] = ["capitals", "!", "?", "length"];

/// How much a cue counts against a word.
const CUE_SHARE: f64 = 0.05;

static CUES: LazyLock<Cues> = LazyLock::new(Cues::default);

impl Features {
    /// How many figures of the text as a whole are read.
    pub(in crate::triage::linear) fn figures(self) -> usize {
        SHAPES + if self.cues { label::BUILT_IN.len() } else { 0 }
    }

    /// The figures of the text as a whole.
    pub(in crate::triage::linear) fn whole(
        self,
        text: &str,
        words: &Words,
        figures: &mut Vec<f64>,
    ) {
        figures.clear();
        figures.extend(shapes(text, words.count()));
        if self.cues {
            let folded = Folded::new(text);
            figures.extend(CUES.weights(text, &folded).map(|weight| weight * CUE_SHARE));
        }
    }

    /// The name of a figure in evidence.
    pub(in crate::triage::linear) fn name(figure: usize) -> CueId {
        let shape = SHAPE_NAMES.get(figure).map(|name| CueId::from(*name));
        shape.unwrap_or_else(|| {
            let mut labels = label::BUILT_IN;
            labels.sort_unstable();
            let label = labels.get(figure - SHAPES).copied().unwrap_or_default();
            CueId::new(format!("cues/{label}"))
        })
    }
}

/// How loud a text is, what it exclaims and asks, and how long it is; each
/// about as large as a word counts.
fn shapes(text: &str, words: usize) -> [f64; SHAPES] {
    let [characters, mut capitals, exclaims, asks] = counts(text.as_bytes());
    if !text.is_ascii() {
        let beyond = text.chars().filter(|c| !c.is_ascii());
        capitals += beyond.filter(|c| c.is_uppercase()).count();
    }
    let often = |times: usize| match times {
        0 => 0.0,
        _ => f64::ln_1p(times as f64) * 0.3,
    };
    [
        capitals as f64 / (characters as f64 + 1.0),
        often(exclaims),
        often(asks),
        (words as f64 + 1.0).ln() * 0.1,
    ]
}

/// How many characters, capitals of ASCII and marks of either kind there are.
fn counts(bytes: &[u8]) -> [usize; 4] {
    let mut counts = [0; 4];
    // So few that each sum fits a byte.
    for few in bytes.chunks(192) {
        let mut sums = [0_u8; 4];
        for byte in few {
            let is_of = [
                !matches!(byte, 0x80..=0xBF),
                byte.is_ascii_uppercase(),
                *byte == b'!',
                *byte == b'?',
            ];
            for (sum, is_of) in sums.iter_mut().zip(is_of) {
                *sum += u8::from(is_of);
            }
        }
        for (count, sum) in counts.iter_mut().zip(sums) {
            *count += usize::from(sum);
        }
    }
    counts
}
