//! Cue words, and what a mention shows without being read.

mod ahead;
mod beside;
mod context;
mod emoticon;
mod facts;
mod gathered;
mod kind;
mod language;
mod ledger;
mod letters;
mod lexicon;
mod phrase;
mod sentence;
mod table;
mod terms;
mod tone;

use async_trait::async_trait;

pub use context::Context;
pub use phrase::{Phrase, PhraseError};

use self::facts::{Accounts, Facts};
use self::gathered::Gathered;
use self::kind::KINDS;
use self::ledger::{Ledger, Reasons, Scored};
use self::lexicon::{Hit, Lexicon, Tongue};
use self::table::{Entry, Form, Meaning, Signal};
use super::language as language_of;
use super::{
    Abstention, Assessment, Classifier, ClassifyError, Confidence, CueId, Label, Linear, ModelId,
    label,
};
use crate::mention::Mention;
use crate::sorted::SortedMap;
use crate::text::Folded;

/// Room to read in, used again by the same cues for one text after the other.
#[derive(Debug, Default)]
pub(crate) struct Room {
    sentence: sentence::Room,
    /// The scores of an assessment that nobody needs any more.
    scores: Option<SortedMap<Label, Confidence>>,
}

impl Room {
    /// Takes back an assessment that was made in this room.
    pub(crate) fn take_back(&mut self, assessment: Assessment) {
        self.scores = Some(assessment.into_scores());
    }
}

/// The languages that have cues, with their tables.
const TABLES: [(&str, &str); 2] = [
    ("nl", include_str!("cues/nl.cues")),
    ("en", include_str!("cues/en.cues")),
];
const ANY_LANGUAGE: &str = include_str!("cues/any.cues");

/// What a cue of another language than the text's counts for.
const FOREIGN: f64 = 0.4;
/// So many words are needed to guess a language from their letters.
const FEWEST_TO_GUESS: usize = 4;
/// What a phrase of the playbook weighs: enough by itself.
const DECISIVE: f64 = 3.2;

/// The built-in classifier: Dutch and English cue words, and the facts of a mention.
///
/// Every label starts at a weight below zero ([`Cues::bias`]). Cues and facts
/// add to it or take from it, each as a piece of evidence with a weight, and
/// the score is the logistic function of the sum, rounded to 1/10,000. What
/// cues mean beside each other is evidence too: a negation turns praise into
/// a complaint, scorn does, and what a spammer asks is hardly a question.
///
/// It needs no training, so it is where a team starts.
///
/// ```
/// use webcare::mention::Mention;
/// use webcare::triage::{Cues, label};
///
/// let cues = Cues::default();
/// let post = Mention::post("twitter", "1").text("Al 2 weken niet teruggebeld #nl");
/// let found = cues.assess(&post);
/// assert_eq!(found.top().unwrap().0.as_str(), label::COMPLAINT);
/// assert_eq!(found.language(), Some("nl"));
///
/// let why = found.evidence_for(label::COMPLAINT).next().unwrap();
/// assert_eq!(why.span.unwrap().of("Al 2 weken niet teruggebeld #nl"), Some("Al 2 weken"));
/// ```
#[derive(Clone, Debug)]
pub struct Cues {
    model: ModelId,
    accounts: Accounts,
    lexicon: Lexicon,
    labels: Scored,
    /// What is heard beside the cues.
    beside: Option<&'static Linear>,
}

impl Default for Cues {
    /// Cues that know no organisation.
    fn default() -> Self {
        Self::new(Context::default())
    }
}

impl Cues {
    /// The name and version of the model. A change of the tables changes it.
    pub const MODEL: &str = "cues/1";

    /// The longest text that is read, in bytes.
    pub const LONGEST: usize = 64 * 1024;

    /// Cues for the organisation that `context` describes.
    pub fn new(context: Context) -> Self {
        let mut lexicon = Gathered::default();
        for (index, (name, table)) in (0..).zip(TABLES) {
            add_table(&mut lexicon, table, name, Some(index));
        }
        add_table(&mut lexicon, ANY_LANGUAGE, "any", None);
        for phrase in &context.brands {
            let meaning = Meaning::Signal(Signal::Brand);
            add_own(&mut lexicon, "brand", meaning, phrase);
        }
        for (label, phrase) in of_playbook(&context) {
            let meaning = Meaning::Labels(vec![(Label::new(label), DECISIVE)]);
            add_own(&mut lexicon, label, meaning, phrase);
        }
        Self {
            model: ModelId::new(Self::MODEL),
            accounts: Accounts::of(&context),
            lexicon: lexicon.finish(),
            labels: Scored::new(),
            beside: None,
        }
    }

    /// The cues, and beside them what a small model says of complaints.
    ///
    /// Cues know what a complaint is called and much of how one is told; the
    /// model learned from 2,057 posts of many trades, written for this crate,
    /// how the others sound. What it says of a text is added to
    /// [`COMPLAINT`](label::COMPLAINT) or
    /// [`LATENT_COMPLAINT`](label::LATENT_COMPLAINT) as evidence, `model/words`
    /// for its words and `model/start` for where it starts, so that weights and
    /// [bias](Cues::bias) add up to the score as ever. It is asked of Dutch
    /// and English texts where no fact settles the matter; not of an
    /// advertisement or a headline.
    ///
    /// In a playbook it is `classifier = "cues-and-model"` under `triage`. How
    /// much it finds, and what it costs, is told [there](crate::triage).
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::triage::{Confidence, Cues, label};
    ///
    /// let cues = Cues::default();
    /// let both = cues.clone().with_model();
    /// let post = Mention::post("x", "1").text("Zes keer bellen voor een handtekening");
    /// let sure = |cues: &Cues| cues.assess(&post).score(label::LATENT_COMPLAINT);
    /// assert!(sure(&both) > Some(Confidence::EVEN) && sure(&cues) < Some(Confidence::EVEN));
    /// ```
    pub fn with_model(mut self) -> Self {
        self.beside = Linear::shipped();
        if let Some(model) = self.beside {
            self.model = ModelId::new(format!("{}+{}", Self::MODEL, model.id()));
        }
        self
    }

    /// The weight that `label` starts at before anything is read.
    pub fn bias(label: &Label) -> f64 {
        ledger::bias(label.as_str())
    }

    /// Says what kind of mention it is.
    ///
    /// It abstains ([`Assessment::abstained`]) from an empty text, a picture
    /// without one, a text above [`Cues::LONGEST`], and a language it has no
    /// cues for, unless a fact settles the matter: a post of our own is one
    /// in any language.
    pub fn assess(&self, mention: &Mention) -> Assessment {
        let text = mention.text.reveal();
        if text.len() > Self::LONGEST {
            let reason = Abstention::TooLong {
                bytes: text.len(),
                limit: Self::LONGEST,
            };
            return self.unread(mention, reason, Reasons::Kept, &mut Room::default());
        }
        let (folded, mut room) = (Folded::new(text), Room::default());
        self.assess_folded(mention, &folded, Reasons::Kept, &mut room)
    }

    /// The same without the reasons, of a mention that is not too long and
    /// whose text is folded already.
    pub(crate) fn score(&self, mention: &Mention, folded: &Folded, room: &mut Room) -> Assessment {
        self.assess_folded(mention, folded, Reasons::Dropped, room)
    }

    fn assess_folded(
        &self,
        mention: &Mention,
        folded: &Folded,
        reasons: Reasons,
        room: &mut Room,
    ) -> Assessment {
        let text = mention.text.reveal();
        if folded.words().is_empty() && !text.contains(['?', ':', ';', '<', '=']) {
            let reason = if mention.is_image_only() {
                Abstention::ImageOnly
            } else {
                Abstention::NothingToRead
            };
            return self.unread(mention, reason, reasons, room);
        }
        let (ledger, language, unknown) = self.weigh(mention, text, folded, reasons, room);
        let mut assessment = self.finish(ledger, room);
        if let Some(tag) = language {
            assessment = assessment.in_language(tag);
        }
        if unknown {
            assessment = assessment.abstaining(Abstention::UnknownLanguage);
        }
        assessment
    }

    /// What the words alone weigh for every label, without its bias, in the
    /// order of the labels' names.
    pub(super) fn weights(&self, text: &str, folded: &Folded) -> [f64; KINDS] {
        let mention = Mention::post("", "");
        let mut room = Room::default();
        let (ledger, _, _) = self.weigh(&mention, text, folded, Reasons::Dropped, &mut room);
        let mut weights = [0.0; KINDS];
        for (weight, weighed) in weights.iter_mut().zip(ledger.weights()) {
            *weight = weighed;
        }
        weights
    }

    /// Everything weighed, the language of the text, and whether that is one
    /// without cues.
    fn weigh<'a>(
        &self,
        mention: &'a Mention,
        text: &str,
        folded: &Folded,
        reasons: Reasons,
        room: &mut Room,
    ) -> (Ledger<'_>, Option<&'a str>, bool) {
        let mut ledger = Ledger::new(&self.labels, reasons);
        let facts = Facts::of(&self.accounts, mention, folded, &mut ledger);
        let reading = self.lexicon.read(text, folded, &mut room.sentence);
        let language = reading.vote().language(mention.lang.as_deref());
        let language = language.or_else(|| guessed(text, folded));
        let tongue = language.map(|tag| TABLES.iter().position(|(name, _)| *name == tag));
        let share = |hit: &Hit<'_>| match (hit.cue.tongue, tongue) {
            (Some(of_cue), Some(of_text)) if Some(usize::from(of_cue)) != of_text => FOREIGN,
            _ => 1.0,
        };
        tone::weigh(&reading, share, &mut ledger);
        tone::conclude(&reading, &facts, &mut ledger);
        let unknown = matches!(tongue, Some(None)) && !facts.settled;
        let is_read = language.is_some_and(|tag| beside::READS.contains(&tag));
        if let Some(model) = self.beside.filter(|_| is_read && !facts.settled) {
            beside::speak(model, text, &mut ledger);
        }
        tone::settle(&mut ledger);
        (ledger, language, unknown)
    }

    /// What the facts say of a mention whose text is not read.
    fn unread(
        &self,
        mention: &Mention,
        reason: Abstention,
        reasons: Reasons,
        room: &mut Room,
    ) -> Assessment {
        let mut ledger = Ledger::new(&self.labels, reasons);
        let facts = Facts::of(&self.accounts, mention, &Folded::new(""), &mut ledger);
        let assessment = self.finish(ledger, room);
        if facts.settled {
            assessment
        } else {
            assessment.abstaining(reason)
        }
    }

    fn finish(&self, ledger: Ledger<'_>, room: &mut Room) -> Assessment {
        let (evidence, scores) = ledger.close(room.scores.take());
        Assessment::by(self.model.clone())
            .scored_all(scores)
            .because(evidence)
    }
}

#[async_trait]
impl Classifier for Cues {
    async fn assess(&self, batch: &[Mention]) -> Vec<Result<Assessment, ClassifyError>> {
        batch
            .iter()
            .map(|mention| Ok(Cues::assess(self, mention)))
            .collect()
    }
}

/// The language that the letters of a text show, where its function words do
/// not: a text of too few words may be a name.
fn guessed(text: &str, folded: &Folded) -> Option<&'static str> {
    if folded.words().len() < FEWEST_TO_GUESS {
        return None;
    }
    let (tag, sure) = language_of::USUAL.surest(text)?;
    (sure >= Confidence::CERTAIN).then_some(tag)
}

fn add_table(lexicon: &mut Gathered, table: &str, name: &str, tongue: Tongue) {
    // The tables are part of the crate; a test reads them without an error.
    let (entries, _) = table::read(table);
    for entry in entries {
        let kind = match &entry.meaning {
            Meaning::Labels(labels) => labels.first().map_or("", |(label, _)| label.as_str()),
            Meaning::Signal(_) => "signal",
        };
        let id = CueId::new(format!("{name}/{kind}/{}", entry.written));
        lexicon.add(entry, id, tongue);
    }
}

fn add_own(lexicon: &mut Gathered, name: &str, meaning: Meaning, phrase: &Phrase) {
    let entry = Entry {
        written: phrase.to_string(),
        meaning,
        form: Form::Phrase(phrase.clone()),
    };
    let id = CueId::new(format!("playbook/{name}/{phrase}"));
    lexicon.add(entry, id, None);
}

/// The phrases that the playbook adds, with what each speaks for.
fn of_playbook(context: &Context) -> impl Iterator<Item = (&str, &Phrase)> {
    let campaign = context.campaign.iter();
    let other = context.other_senses.iter();
    let extra = context.extra.iter();
    campaign
        .map(|phrase| (label::CAMPAIGN_OPINION, phrase))
        .chain(other.map(|phrase| (label::NOT_ABOUT_US, phrase)))
        .chain(extra.map(|(label, phrase)| (label.as_str(), phrase)))
}

#[cfg(test)]
mod tests {
    use super::{ANY_LANGUAGE, Cues, Folded, Mention, Room, TABLES, label, table};
    use crate::triage::cues::table::Meaning;

    #[test]
    fn the_tables_can_be_read_and_name_built_in_labels() {
        for (name, table) in TABLES.into_iter().chain([("any", ANY_LANGUAGE)]) {
            let (entries, errors) = table::read(table);
            assert_eq!(errors, [], "{name}");
            for entry in entries {
                if let Meaning::Labels(labels) = entry.meaning {
                    for (found, weight) in labels {
                        assert!(label::BUILT_IN.contains(&found.as_str()), "{name}: {found}");
                        assert!(weight > 0.0 && weight <= 4.0, "{name}: {}", entry.written);
                    }
                }
            }
        }
    }

    #[test]
    fn a_room_is_left_as_if_nobody_had_been_in_it() {
        let texts = [
            "Al 2 weken niet teruggebeld, schandalig slechte service! :-(",
            "",
            "Bedankt voor de snelle hulp, top :-)",
            "Kan iemand mij vertellen hoe laat jullie open zijn?",
            "Ich habe seit zwei Wochen nichts von euch gehört",
            "gewoon een dag",
        ];
        let (cues, mut room) = (Cues::default(), Room::default());
        for text in texts.iter().chain(texts.iter().rev()) {
            let (post, folded) = (Mention::post("twitter", "1").text(*text), Folded::new(text));
            let scored = cues.score(&post, &folded, &mut room);
            let assessed = cues.assess(&post);
            assert_eq!(scored.scores(), assessed.scores(), "{text}");
            assert_eq!(scored.language(), assessed.language(), "{text}");
            assert_eq!(scored.abstained(), assessed.abstained(), "{text}");
            room.take_back(scored);
        }
    }
}
