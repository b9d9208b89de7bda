use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use regex::{Regex, RegexBuilder};
use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::literal::{ExtractKind, Extractor, Seq};
use regex_syntax::hir::{Class, ClassUnicodeRange, Hir, HirKind};

use super::pattern_cost::Cost;
use crate::text::fold;

/// A regular expression of bounded cost: the last resort, for what words cannot say.
///
/// It is read over the *folded words* of a text with one space between them,
/// a `#` or `@` before a hashtag or an account; so it is written in lower
/// case and without accents, and invisible characters cannot hide a word from
/// it. What it finds is told in whole words of the original.
///
/// Signs between words are not there to be found: `auto-ongeluk` is the two words
/// `auto ongeluk`, and `10%` is `10`.
///
/// It is judged by its parsed form and built only when a text first calls for
/// it. A pattern that could need more than [`Pattern::LARGEST`] bytes is
/// refused unbuilt. Matching costs time in proportion to the text, as the
/// `regex` crate promises, times the [positions](Pattern::positions) of the
/// pattern; all patterns of a rule set that may be found in a text share a
/// [budget](super::RuleSet::PATTERN_BUDGET) of these.
#[derive(Clone)]
pub struct Pattern {
    inner: Arc<Inner>,
}

struct Inner {
    written: String,
    cost: Cost,
    /// Pieces of which each text in which it is found holds one.
    literals: Option<Vec<String>>,
    built: OnceLock<Option<Regex>>,
}

/// A pattern that is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadPattern {
    /// Not a regular expression.
    #[error("`{pattern}` is not a regular expression: {why}")]
    Syntax {
        /// As it was written.
        pattern: String,
        /// What the parser says, on one line.
        why: String,
    },
    /// It asks for a letter that folded words never hold: a capital, an accent.
    #[error("`{pattern}` asks for `{letter}`, which no folded text holds")]
    NeverFolded {
        /// As it was written.
        pattern: String,
        /// The letter.
        letter: char,
    },
    /// Written in more than [`Pattern::LONGEST`] bytes.
    #[error("a pattern of {_0} bytes is too long; write at most {longest}", longest = Pattern::LONGEST)]
    TooLong(usize),
    /// Too large once compiled.
    #[error(
        "`{pattern}` could need {} KiB once compiled; {} are allowed",
        .bytes.div_ceil(1024),
        Pattern::LARGEST / 1024
    )]
    TooLarge {
        /// As it was written.
        pattern: String,
        /// The most bytes it could need, as its parsed form tells.
        bytes: usize,
    },
}

impl BadPattern {
    /// What would be right.
    pub(crate) fn remedy(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => {
                "write it as the `regex` crate reads it, which looks neither ahead nor behind \
                 and refers to no group"
            }
            Self::NeverFolded { .. } => "write lower case without accents",
            Self::TooLong(_) | Self::TooLarge { .. } => "write a shorter or simpler one",
        }
    }
}

impl Pattern {
    /// The largest compiled form that is accepted, in bytes.
    pub const LARGEST: usize = 256 * 1024;

    /// The most bytes a pattern may be written in.
    pub const LONGEST: usize = 16 * 1024;

    /// How deep its groups may nest.
    const DEEPEST: u32 = 32;

    /// Of a literal that a text must hold, so many bytes are looked for.
    const LITERAL: usize = 24;

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.inner.written
    }

    /// How many places of it can be tried at one place of a text: its
    /// characters and classes, as often as it repeats them.
    pub fn positions(&self) -> u32 {
        self.inner.cost.positions()
    }

    /// The most bytes its compiled form could need, as its parsed form tells.
    pub fn size_bound(&self) -> usize {
        self.inner.cost.bytes()
    }

    /// Whether it is found; `None` where it cannot be built.
    pub(crate) fn is_in(&self, shadow: &str) -> Option<bool> {
        Some(self.built()?.is_match(shadow))
    }

    pub(crate) fn first_in(&self, shadow: &str) -> Option<std::ops::Range<usize>> {
        self.built()?.find(shadow).map(|found| found.range())
    }

    /// Pieces of which each text in which it is found holds one, as far as its
    /// parsed form tells. Where none of them stands in the folded words it is
    /// not found, which costs next to nothing to tell.
    ///
    /// ```
    /// use webcare::routing::Pattern;
    ///
    /// let number: Pattern = "polis ?[0-9]{6}".parse()?;
    /// let literals = number.literals().unwrap_or_default();
    /// assert!(!literals.is_empty() && literals.iter().all(|it| it.starts_with("polis")));
    /// let digits: Pattern = "[0-9]{6}".parse()?;
    /// assert_eq!(digits.literals(), None);
    /// # Ok::<(), webcare::routing::BadPattern>(())
    /// ```
    pub fn literals(&self) -> Option<&[String]> {
        self.inner.literals.as_deref()
    }

    /// Whether one of its literals stands in a text, or it has none.
    pub(crate) fn may_be_in(&self, shadow: &str) -> bool {
        self.literals()
            .is_none_or(|all| all.iter().any(|it| shadow.contains(it.as_str())))
    }

    fn built(&self) -> Option<&Regex> {
        let built = self.inner.built.get_or_init(|| {
            RegexBuilder::new(self.as_str())
                .nest_limit(Self::DEEPEST)
                .size_limit(Self::LARGEST)
                .dfa_size_limit(Self::LARGEST)
                .build()
                .ok()
        });
        built.as_ref()
    }
}

impl FromStr for Pattern {
    type Err = BadPattern;

    fn from_str(pattern: &str) -> Result<Self, BadPattern> {
        if pattern.len() > Self::LONGEST {
            return Err(BadPattern::TooLong(pattern.len()));
        }
        let ast = parse(pattern)?;
        let cost = Cost::of(pattern, &ast);
        if cost.bytes() > Self::LARGEST {
            return Err(BadPattern::TooLarge {
                pattern: pattern.to_owned(),
                bytes: cost.bytes(),
            });
        }
        let mut translator = regex_syntax::hir::translate::TranslatorBuilder::new().build();
        let hir = translator.translate(pattern, &ast);
        let hir = hir.map_err(|error| syntax(pattern, error.kind()))?;
        if let Some(letter) = never_folded(&hir) {
            return Err(BadPattern::NeverFolded {
                pattern: pattern.to_owned(),
                letter,
            });
        }
        Ok(Self {
            inner: Arc::new(Inner {
                written: pattern.to_owned(),
                cost,
                literals: literals(&hir),
                built: OnceLock::new(),
            }),
        })
    }
}

fn parse(pattern: &str) -> Result<Ast, BadPattern> {
    let parser = ast::parse::ParserBuilder::new()
        .nest_limit(Pattern::DEEPEST)
        .build()
        .parse(pattern);
    parser.map_err(|error| syntax(pattern, error.kind()))
}

/// A letter that every match of a pattern holds and no folded text does, where
/// there is one.
fn never_folded(hir: &Hir) -> Option<char> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let text = std::str::from_utf8(&literal.0).ok()?;
            text.chars().find(|c| !stays(*c))
        }
        HirKind::Class(Class::Unicode(class)) => {
            const FEW: u32 = 64;
            let ranges = class.ranges();
            let size = |it: &ClassUnicodeRange| u32::from(it.end()) - u32::from(it.start()) + 1;
            let is_small = ranges.iter().map(size).fold(0, u32::saturating_add) <= FEW;
            let mut all = ranges.iter().flat_map(|it| it.start()..=it.end());
            let first = ranges.first()?.start();
            (is_small && !all.any(stays)).then_some(first)
        }
        HirKind::Repetition(again) if again.min > 0 => never_folded(&again.sub),
        HirKind::Capture(group) => never_folded(&group.sub),
        HirKind::Concat(parts) => parts.iter().find_map(never_folded),
        HirKind::Alternation(parts) => {
            let letters: Option<Vec<char>> = parts.iter().map(never_folded).collect();
            letters?.first().copied()
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

/// Whether folding leaves a letter as it is. Of other signs nothing is said:
/// addresses of pages and emoji may hold them.
fn stays(c: char) -> bool {
    !c.is_alphabetic() || fold(c.encode_utf8(&mut [0; 4])).chars().eq([c])
}

fn syntax(pattern: &str, why: &dyn fmt::Display) -> BadPattern {
    BadPattern::Syntax {
        pattern: pattern.to_owned(),
        why: why.to_string(),
    }
}

/// Literals of which every match begins, or else ends, with one.
fn literals(hir: &Hir) -> Option<Vec<String>> {
    let extract = |kind| {
        let mut extractor = Extractor::new();
        extractor
            .kind(kind)
            .limit_total(32)
            .limit_literal_len(Pattern::LITERAL);
        telling(&extractor.extract(hir))
    };
    extract(ExtractKind::Prefix).or_else(|| extract(ExtractKind::Suffix))
}

/// Literals long enough to be rare.
fn telling(found: &Seq) -> Option<Vec<String>> {
    let found = found.literals()?.iter();
    let found = found.map(|literal| {
        let text = std::str::from_utf8(literal.as_bytes()).ok()?;
        (text.len() >= 3).then(|| text.to_owned())
    });
    found.collect()
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({})", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::Mention;
    use crate::routing::{Actions, Fact, Facts, Outcome, Rule, RuleSet, Scratch, Test, Truth, Why};
    use crate::text::{Folded, Lang};

    /// What is accepted can be built, so this one is made unbuildable.
    fn unbuildable() -> Pattern {
        let pattern: Pattern = "polis ?[0-9]{6}".parse().unwrap();
        assert!(pattern.inner.built.set(None).is_ok());
        pattern
    }

    #[test]
    fn what_cannot_be_built_is_not_known_and_the_decision_warns() {
        let complaint = Actions {
            outcome: Some(Outcome::Respond("complaint".into())),
            ..Actions::default()
        };
        let rule = Rule::new("number", Test::Matches(unbuildable()), complaint);
        let rules = RuleSet::new([rule]).unwrap();
        let mention = Mention::post("twitter", "1").text("Over polis 123456");
        let folded = Folded::new(mention.text.reveal());
        let facts = Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH);
        let decision = rules.decide(&facts);
        let unbuilt = Fact::PatternUnbuilt("polis ?[0-9]{6}".to_owned());
        assert_eq!(decision.outcome(), &Outcome::Review(Why::MissingFact));
        assert_eq!(
            decision.missing().as_slice(),
            std::slice::from_ref(&unbuilt)
        );
        assert!(decision.unknown()[0].missing.contains(&unbuilt));
        let told = decision.explain(Lang::En);
        assert!(told.contains("this pattern cannot be built"), "{told}");
        assert!(rules.verdict(&facts, &mut Scratch::new()).hangs());
        let why = rules.why_not(&"number".into(), &facts).unwrap();
        assert_eq!(why[0].answer, Truth::Unknown);
    }
}
