use serde::{Deserialize, Serialize};

use super::breaks::{markers, trimmed};
use super::direct;
use super::draft::Draft;
use super::glue;
use super::limit::Length;
use super::meter::Meter;
use super::outline::Outline;
use super::plan::{Cut, Lengths, Part, Plan};
use super::profile::{Numbering, Profile};
use super::relief::Relief;
use super::rooms::around;
use super::scale::{Budget, Scale, is_wide};
use crate::text::{Abbreviations, Entity, EntityKind, Span, UrlScript, entities, entities_by};

/// How a reply is cut into the parts that a channel takes.
///
/// The result is the best there is, in this order: the fewest parts; no last part under
/// a fifth of the limit, where that can be avoided; the best cuts (a marker `[...]`, then
/// paragraph, sentence, clause, word); parts of even length. A marker always cuts. Of
/// more than 32 parts in a text of nothing but words, each is as even as it gets within a
/// few words of its share.
///
/// Web addresses, names, telephone and account numbers, amounts, times, numbers with their
/// unit, placeholders and isolates of writing direction stay whole wherever they fit a
/// part; so do an abbreviation and the word after it, a greeting and what follows. An
/// isolate that fits no part is cut all the same, and its parts are unbalanced then. The bodies of the
/// parts are the text, byte for byte, without the white space and markers at the cuts and
/// at both ends.
///
/// ```
/// use webcare::reply::{Cut, Split, profile};
///
/// let split = Split::for_profile(&profile::TWITTER_2011).mention("@jan_k").signature("^MB").max_parts(4);
/// let plan = split.plan(
///     "Wat vervelend dat je nog niet bent gebeld. Ik heb het dossier erbij gepakt en de \
///      expert gevraagd je vandaag te bellen. Lukt dat niet? Dan hoor je het morgen van mij.",
/// )?;
/// let texts: Vec<_> = plan.parts().iter().map(|part| part.text()).collect();
/// assert_eq!(texts, [
///     "@jan_k Wat vervelend dat je nog niet bent gebeld. Ik heb het dossier erbij gepakt en de \
///      expert gevraagd je vandaag te bellen. 1/2",
///     "@jan_k Lukt dat niet? Dan hoor je het morgen van mij. ^MB 2/2",
/// ]);
/// assert_eq!(plan.parts()[0].cut(), Cut::Sentence);
/// # Ok::<(), webcare::reply::SplitError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Split {
    profile: Profile,
    #[serde(default)]
    mentions: Vec<String>,
    #[serde(default)]
    repeat_leading: bool,
    #[serde(default)]
    signature: Option<String>,
    #[serde(default)]
    signature_on: SignatureOn,
    #[serde(default)]
    counter: Counter,
    #[serde(default)]
    max_parts: Option<usize>,
    #[serde(default)]
    extra_parts: usize,
    #[serde(default)]
    markdown: bool,
    #[serde(default)]
    protected: Vec<Span>,
    #[serde(default)]
    oversize: Oversize,
    #[serde(default)]
    abbreviations: Abbreviations,
}

/// Which parts are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum SignatureOn {
    /// The last one.
    #[default]
    Last,
    /// Every one.
    Every,
}

/// How the parts are numbered, where there are several and the channel does not join them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Counter {
    /// Not at all.
    None,
    /// `1/3`.
    #[default]
    Slash,
    /// `(1/3)`.
    Brackets,
}

/// What happens to one character as its reader sees it that is larger than a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Oversize {
    /// The reply cannot be split.
    #[default]
    Refuse,
    /// It is cut between code points.
    CutScalars,
}

/// A reply that cannot be split as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
#[non_exhaustive]
pub enum SplitError {
    /// It takes more parts than are allowed.
    #[error("the text needs `{needed}` parts, and `{allowed}` are allowed")]
    TooManyParts {
        /// The fewest parts that hold the text.
        needed: usize,
        /// The most parts that were asked for.
        allowed: usize,
    },
    /// Names, signature and number leave no room for the text.
    #[error("names, signature and number leave no room for text within the limit of `{limit}`")]
    NoRoom {
        /// What a part may hold, by the tightest limit.
        limit: u32,
    },
    /// One character as its reader sees it is larger than a part.
    #[error("the character at byte `{}` is larger than a part", .at.start)]
    GraphemeTooLarge {
        /// Where it stands.
        at: Span,
    },
    /// An address costs more than a message holds.
    #[error("the address at byte `{}` costs more than a message holds", .at.start)]
    AddressTooLarge {
        /// Where it stands.
        at: Span,
    },
    /// The channel refuses a character of the text.
    #[error("the channel refuses the character at byte `{}`", .at.start)]
    Refused {
        /// Where it stands.
        at: Span,
    },
}

/// Every part above the fewest costs another look at the whole text.
const MOST_EXTRA_PARTS: usize = 16;

impl Split {
    /// Splits for a channel: parts numbered `1/3` unless the channel joins them, nothing else added.
    pub fn for_profile(profile: &Profile) -> Self {
        Self {
            profile: profile.clone(),
            mentions: Vec::new(),
            repeat_leading: false,
            signature: None,
            signature_on: SignatureOn::Last,
            counter: Counter::Slash,
            max_parts: None,
            extra_parts: 0,
            markdown: false,
            protected: Vec::new(),
            oversize: Oversize::Refuse,
            abbreviations: Abbreviations::default(),
        }
    }

    /// Begins every part with this name; the first only where the text does not name it already.
    pub fn mention(mut self, name: impl Into<String>) -> Self {
        self.mentions.push(name.into());
        self
    }

    /// Begins every part with the names that the text begins with.
    pub fn repeat_leading_mentions(mut self) -> Self {
        self.repeat_leading = true;
        self
    }

    /// Signs the last part, unless the text is already signed so.
    pub fn signature(mut self, signature: impl Into<String>) -> Self {
        self.signature = Some(signature.into());
        self
    }

    /// Signs the last part or every part.
    pub fn signature_on(mut self, parts: SignatureOn) -> Self {
        self.signature_on = parts;
        self
    }

    /// Numbers the parts in this way.
    pub fn counter(mut self, counter: Counter) -> Self {
        self.counter = counter;
        self
    }

    /// Refuses a text that needs more parts.
    pub fn max_parts(mut self, parts: usize) -> Self {
        self.max_parts = Some(parts);
        self
    }

    /// Spends up to this many parts above the fewest, where that gives better cuts;
    /// never more than 16.
    pub fn extra_parts(mut self, parts: usize) -> Self {
        self.extra_parts = parts;
        self
    }

    /// Keeps links, code and emphasis of Markdown whole.
    pub fn markdown(mut self) -> Self {
        self.markdown = true;
        self
    }

    /// Keeps this piece of the text whole, where it fits a part.
    pub fn protect(mut self, span: Span) -> Self {
        self.protected.push(span);
        self
    }

    /// What happens to a character that is larger than a part.
    pub fn oversize(mut self, oversize: Oversize) -> Self {
        self.oversize = oversize;
        self
    }

    /// Takes these words for abbreviations: no cut comes after their point.
    pub fn abbreviations(mut self, abbreviations: Abbreviations) -> Self {
        self.abbreviations = abbreviations;
        self
    }

    /// The channel that is split for.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The best way to send `text`.
    ///
    /// # Errors
    /// Where the text needs too many parts, a character of it is refused or larger than
    /// a part, an address costs more than a message holds, or names, signature and number
    /// leave no room.
    pub fn plan(&self, text: &str) -> Result<Plan, SplitError> {
        if let Some(at) = self.profile.refused_in(text) {
            return Err(SplitError::Refused { at });
        }
        let draft = self.draft(text);
        if draft.body.is_empty() {
            return Ok(draft.plan_of(Vec::new(), 0));
        }
        if let Some(at) = draft.too_dear() {
            return Err(SplitError::AddressTooLarge { at });
        }
        let reliefs = Relief::of_scales(&draft);
        if let Some(part) = draft.alone(reliefs.as_deref()) {
            return Ok(draft.plan_of(vec![part], 1));
        }
        let direct = reliefs.and_then(|reliefs| direct::plan(&draft, &reliefs));
        direct.unwrap_or_else(|| Outline::of(&draft).plan())
    }

    /// What still fits into the last part of `text`, by the tightest limit: for a counter
    /// beside the field in which an agent writes.
    ///
    /// # Errors
    /// As for [`Split::plan`].
    pub fn remaining(&self, text: &str) -> Result<u32, SplitError> {
        let plan = self.plan(text)?;
        match plan.parts().last() {
            Some(part) => Ok(part.limit().saturating_sub(part.used())),
            None => {
                let empty = self.draft("");
                let lengths = empty.lengths(&empty.compose(Span::default(), 1, 1), Budget::Alone);
                let left = |length: &Length| length.limit.saturating_sub(length.used);
                let lengths = lengths.as_slice().iter();
                Ok(lengths.map(left).min().unwrap_or(u32::MAX))
            }
        }
    }

    /// Everything about one text that holds for each of its parts.
    pub(super) fn draft<'s>(&'s self, text: &'s str) -> Draft<'s> {
        let found = entities_by(text, self.profile.url_script);
        let whole = match self.profile.url_script {
            UrlScript::Latin => glue::whole(text, &found, self.markdown, &self.protected),
            // Where the channel reads addresses in its own way, what anybody would read stays whole too.
            _ => {
                let both = [found.as_slice(), &entities(text)].concat();
                glue::whole(text, &both, self.markdown, &self.protected)
            }
        };
        let markers = markers(text, &whole);
        let body = trimmed(text, &markers);
        let leading = leading_mentions(text, body, &found);
        let named = leading.of(text).unwrap_or("");
        let prefix = match self.repeat_leading {
            true if self.mentions.is_empty() => {
                named.split_whitespace().collect::<Vec<_>>().join(" ")
            }
            _ => self.mentions.join(" "),
        };
        let has_all = prefix.split_whitespace().all(|name| {
            named
                .split_whitespace()
                .any(|word| word.eq_ignore_ascii_case(name))
        });
        let signature = self.signature.as_deref().unwrap_or("").trim();
        let counter = match self.profile.numbering {
            Numbering::Wanted => self.counter,
            Numbering::Joined => Counter::None,
        };
        let wide = is_wide(&self.profile, [text, prefix.as_str(), signature]);
        let meter = Meter::new(&self.profile, wide);
        Draft {
            split: self,
            text,
            body,
            leading,
            priced: meter.priced_among(&found),
            meter,
            first_prefix: if has_all {
                String::new()
            } else {
                prefix.clone()
            },
            prefix,
            signature,
            is_signed: is_signed(body.of(text).unwrap_or(""), signature),
            counter,
            entities: found,
            whole,
            markers,
        }
    }

    pub(super) fn max(&self) -> Option<usize> {
        self.max_parts
    }

    pub(super) fn extra(&self) -> usize {
        self.extra_parts.min(MOST_EXTRA_PARTS)
    }

    pub(super) fn known_abbreviations(&self) -> &Abbreviations {
        &self.abbreviations
    }

    pub(super) fn cuts_scalars(&self) -> bool {
        self.oversize == Oversize::CutScalars
    }

    pub(super) fn signs_every(&self) -> bool {
        self.signature_on == SignatureOn::Every
    }
}

/// The names that the body begins with, as one span.
fn leading_mentions(text: &str, body: Span, found: &[crate::text::Entity]) -> Span {
    let mut end = body.start;
    for entity in found {
        let names = matches!(entity.kind, EntityKind::Mention | EntityKind::RemoteMention);
        let between = text.get(end..entity.span.start).unwrap_or("");
        if !names || !between.chars().all(char::is_whitespace) {
            break;
        }
        end = entity.span.end;
    }
    Span::new(body.start, end)
}

/// Whether the body ends in the signature as a word of its own.
fn is_signed(body: &str, signature: &str) -> bool {
    !signature.is_empty()
        && body
            .strip_suffix(signature)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with(char::is_whitespace))
}

impl Draft<'_> {
    /// The first address that no message can pay for.
    fn too_dear(&self) -> Option<Span> {
        self.split.profile.dearest()?;
        let mut urls = self.priced.iter().filter(|it| it.kind == EntityKind::Url);
        let is_too_dear = |url: &&Entity| {
            let written = url.span.of(self.text).unwrap_or("");
            let mut scales = self.meter.scales.iter();
            scales.any(|scale| {
                let price = self.meter.weight(scale, written, url.span.start, &[**url]);
                price > scale.capacity(Budget::Alone)
            })
        };
        urls.find(is_too_dear).map(|url| url.span)
    }

    /// The text as one message, where it fits one.
    pub(super) fn alone(&self, reliefs: Option<&[Relief]>) -> Option<Part> {
        let overflows = match reliefs {
            Some(reliefs) => {
                let limits = self.meter.scales.iter().map(|s| s.capacity(Budget::Alone));
                reliefs
                    .iter()
                    .zip(limits)
                    .any(|(relief, limit)| relief.whole > limit)
            }
            None => self.certainly_overflows(),
        };
        if overflows || self.is_marked() {
            return None;
        }
        let lengths: Lengths = match reliefs.filter(|_| self.markers.is_empty()) {
            // What is plain weighs what its pieces do.
            Some(reliefs) => {
                let weights = reliefs.iter().zip(around(self, 1, 1));
                let lengths = self.meter.scales.iter().zip(weights);
                let length = |(scale, (relief, around)): (&Scale, (&Relief, u64))| {
                    scale.length(relief.whole + around, Budget::Alone)
                };
                lengths.map(length).collect()
            }
            None => self.lengths(&self.compose(self.body, 1, 1), Budget::Alone),
        };
        let mut all = lengths.as_slice().iter();
        let fits = all.all(|length| length.used <= length.limit);
        fits.then(|| {
            let text = self.compose(self.body, 1, 1);
            self.part(text, self.body, lengths, Cut::End)
        })
    }
}
