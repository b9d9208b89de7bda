use std::fmt::Write;

use super::decision::{Decision, Fired};
use super::fact::Fact;
use super::outcome::{Origin, Outcome, Why};
use super::reason::{ReasonId, Reasons};
use super::rule::RuleId;
use super::ruleset::RuleSet;
use super::slot::{Slot, Slots};
use crate::sla::Urgency;
use crate::sorted::SortedSet;
use crate::text::Lang;

/// What an explanation may draw on beyond the decision: the rules for their
/// titles and the reasons' words, and the text to quote from.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct Quoting<'a> {
    /// The rules that decided, or those of today.
    pub rules: Option<&'a RuleSet>,
    /// The text of the mention, in the revision that was decided on.
    pub text: Option<&'a str>,
}

impl<'a> Quoting<'a> {
    /// With the titles of rules and the playbook's own words for reasons.
    pub fn rules(mut self, rules: &'a RuleSet) -> Self {
        self.rules = Some(rules);
        self
    }

    /// With the pieces of the text that made rules fire. They are a person's
    /// words: show them, do not log them.
    pub fn text(mut self, text: &'a str) -> Self {
        self.text = Some(text);
        self
    }
}

impl Decision {
    /// The decision in sentences, one to a line, from its codes alone: no word
    /// of a person is in them.
    pub fn explain(&self, lang: Lang) -> String {
        self.explain_with(lang, Quoting::default())
    }

    /// The decision in sentences, with rules' titles and pieces of the text.
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::routing::{Actions, Facts, Outcome, Quoting, Rule, RuleSet, Test};
    /// use webcare::text::{Folded, Lang};
    ///
    /// let mut complaint = Actions::default();
    /// complaint.outcome = Some(Outcome::Respond("complaint".into()));
    /// let words = Test::Words(vec!["niet teruggebeld".parse()?]);
    /// let rules = RuleSet::new([Rule::new("not-called-back", words, complaint)])?.version("2011-06-15.3");
    ///
    /// let mention = Mention::post("twitter", "1409").by("@jan_k").text("Al 2 weken niet teruggebeld");
    /// let folded = Folded::new(mention.text.reveal());
    /// let decision = rules.decide(&Facts::new(&mention, &folded, chrono::DateTime::UNIX_EPOCH));
    /// let quoting = Quoting::default().text(mention.text.reveal());
    /// assert_eq!(
    ///     decision.explain_with(Lang::En, quoting),
    ///     "Answer, unasked: a complaint.\n\
    ///      Rule `not-called-back` decided the outcome, because of “niet teruggebeld”.\n\
    ///      Playbook version `2011-06-15.3`.\n",
    /// );
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain_with(&self, lang: Lang, quoting: Quoting<'_>) -> String {
        let telling = Telling {
            decision: self,
            lang,
            quoting,
            built_in: Reasons::default(),
        };
        telling
            .sentences()
            .iter()
            .fold(String::new(), |mut text, sentence| {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{sentence}");
                text
            })
    }
}

/// Of rules that hang on the same facts, so many are named.
const MOST_NAMED: usize = 3;

struct Telling<'a> {
    decision: &'a Decision,
    lang: Lang,
    quoting: Quoting<'a>,
    built_in: Reasons,
}

impl Telling<'_> {
    fn sentences(&self) -> Vec<String> {
        let decision = self.decision;
        let mut all = vec![self.outcome()];
        all.extend(self.handling());
        all.extend(self.model());
        all.extend(decision.because().iter().map(|fired| self.fired(fired)));
        all.extend(decision.suppressed.iter().map(|it| {
            let (rule, by, slot) = (self.rule(&it.rule), self.rule(&it.by), self.slot(it.slot));
            match (self.lang, it.slot) {
                (Lang::Nl, Slot::Urgency) => {
                    format!("Regel {rule} wilde {slot} lager; regel {by} vroeg een hogere.")
                }
                (Lang::Nl, _) => format!("Regel {rule} wilde {slot} anders; regel {by} ging voor."),
                (Lang::En, Slot::Urgency) => {
                    format!("Rule {rule} wanted {slot} lower; rule {by} asked for a higher one.")
                }
                (Lang::En, _) => {
                    format!("Rule {rule} wanted {slot} otherwise; rule {by} went first.")
                }
            }
        }));
        all.extend(decision.shadow().iter().map(|it| {
            let rule = self.rule(&it.rule);
            match self.lang {
                Lang::Nl => format!("Regel {rule} kijkt alleen mee en was ook van toepassing."),
                Lang::En => format!("Rule {rule} only watches and would have applied."),
            }
        }));
        all.extend(self.open());
        if !decision.version.is_empty() {
            let version = &decision.version;
            all.push(match self.lang {
                Lang::Nl => format!("Draaiboekversie `{version}`."),
                Lang::En => format!("Playbook version `{version}`."),
            });
        }
        all
    }

    /// What a learned model has to do with it.
    fn model(&self) -> Option<String> {
        let model = self.decision.model.as_ref();
        if self.decision.filed {
            let named = model.map_or_else(String::new, |it| format!(" (`{it}`)"));
            return Some(match self.lang {
                Lang::Nl => format!(
                    "Geen regel zei er iets van; een model dat daarvoor geslaagd is{named} legde het weg."
                ),
                Lang::En => {
                    format!("No rule spoke of it; a model that passed for this{named} filed it.")
                }
            });
        }
        model.map(|model| match self.lang {
            Lang::Nl => format!("Model `{model}` vroeg er aandacht voor."),
            Lang::En => format!("The model `{model}` drew attention to it."),
        })
    }

    /// The rules that hang on a fact which could still change the decision,
    /// those on the same facts together and a few of them by name.
    fn open(&self) -> Vec<String> {
        let mut together: Vec<(&SortedSet<Fact>, Vec<&RuleId>)> = Vec::new();
        for it in self.decision.unknown().iter().filter(|it| !it.shadow) {
            if it.missing.is_disjoint(self.decision.missing()) {
                continue;
            }
            match together.iter_mut().find(|(facts, _)| **facts == it.missing) {
                Some((_, rules)) => rules.push(&it.rule),
                None => together.push((&it.missing, vec![&it.rule])),
            }
        }
        let sentence = |(facts, rules): &(&SortedSet<Fact>, Vec<&RuleId>)| {
            let facts = self.join(facts.iter().map(|fact| self.fact(fact)));
            let named = rules.iter().take(MOST_NAMED).map(|rule| self.rule(rule));
            let more = rules.len().saturating_sub(MOST_NAMED);
            let more = (more > 0).then(|| format!("{more} {}", self.lang.pick("andere", "more")));
            let names = self.join(named.chain(more));
            match (self.lang, rules.len()) {
                (Lang::Nl, 1) => format!("Regel {names} bleef open: niet bekend is {facts}."),
                (Lang::Nl, _) => format!("Regels {names} bleven open: niet bekend is {facts}."),
                (Lang::En, 1) => format!("Rule {names} stayed open: not known is {facts}."),
                (Lang::En, _) => format!("Rules {names} stayed open: not known is {facts}."),
            }
        };
        together.iter().map(sentence).collect()
    }

    fn outcome(&self) -> String {
        let unasked = self.decision.origin == Some(Origin::Proactive);
        match &self.decision.outcome {
            Outcome::Respond(reason) => {
                let verb = match (self.lang, unasked) {
                    (Lang::Nl, false) => "Beantwoorden",
                    (Lang::Nl, true) => "Beantwoorden, ongevraagd",
                    (Lang::En, false) => "Answer",
                    (Lang::En, true) => "Answer, unasked",
                };
                format!("{verb}: {}.", self.reason(reason))
            }
            Outcome::NoResponse(reason) => {
                let verb = self.lang.pick("Laten rusten", "Leave alone");
                format!("{verb}: {}.", self.reason(reason))
            }
            Outcome::Review(why) => {
                let verb = self.lang.pick("Een mens moet kijken", "A person must look");
                format!("{verb}: {}.", self.why(why))
            }
        }
    }

    fn handling(&self) -> Vec<String> {
        let decision = self.decision;
        let mut all = Vec::new();
        let mut say = |nl: &str, en: &str, what: Option<String>| {
            all.extend(what.map(|what| format!("{} {what}.", self.lang.pick(nl, en))));
        };
        let code = |code: &str| format!("`{code}`");
        let codes = |codes: &mut dyn Iterator<Item = &str>| {
            let codes = self.join(codes.map(code));
            (!codes.is_empty()).then_some(codes)
        };
        say(
            "Naar wachtrij",
            "To queue",
            decision.queue.as_ref().map(|it| code(it.as_str())),
        );
        let needs = codes(&mut decision.needs.iter().map(|act| act.as_str()));
        say("Nodig mandaat:", "Mandate it takes:", needs);
        say(
            "Urgentie:",
            "Urgency:",
            decision.urgency.map(|it| self.urgency(it).to_owned()),
        );
        let sla = decision.sla.as_ref().map(|it| code(it.as_str()));
        say("Termijnen:", "Targets:", sla);
        let topic = decision.topic.as_ref().map(|it| code(it.as_str()));
        say("Onderwerp:", "Topic:", topic);
        let tags = codes(&mut decision.tags.iter().map(|it| &**it));
        say("Labels:", "Tags:", tags);
        say(
            "Verwijzen naar",
            "Refer to",
            decision.refer.as_deref().map(code),
        );
        let consult = codes(&mut decision.consult.iter().map(|it| it.as_str()));
        say("Navraag bij", "Ask", consult);
        let notify = codes(&mut decision.notify.iter().map(|it| it.as_str()));
        say("Laat weten aan", "Tell", notify);
        let to = decision.switch.iter().flat_map(|it| &it.to);
        let to = codes(&mut to.map(|it| it.as_str()));
        say("Bied aan verder te gaan via", "Offer to go on by", to);
        let flags = [
            (
                decision.same_owner.is_some(),
                "Wie de zaak heeft, houdt die.",
                "Who has the case keeps it.",
            ),
            (
                decision.follow_up,
                "Een publieke terugkoppeling is verschuldigd.",
                "A public follow-up is owed.",
            ),
            (
                decision.redact,
                "Laat persoonsgegevens elders weg.",
                "Leave out personal data elsewhere.",
            ),
        ];
        let flags = flags.into_iter().filter(|(so, ..)| *so);
        all.extend(flags.map(|(_, nl, en)| self.lang.pick(nl, en).to_owned()));
        all
    }

    fn fired(&self, fired: &Fired) -> String {
        let rule = self.rule(&fired.rule);
        let named = |slots: Slots| {
            let slots = slots.iter().map(|slot| self.slot(slot).to_owned());
            Some(self.join(slots)).filter(|named| !named.is_empty())
        };
        let decided = named(fired.slots.without(Slots::GATHERED)).map(|slots| match self.lang {
            Lang::Nl => format!("besliste over {slots}"),
            Lang::En => format!("decided {slots}"),
        });
        let added = named(fired.slots.among(Slots::GATHERED)).map(|slots| match self.lang {
            Lang::Nl => format!("droeg bij aan {slots}"),
            Lang::En => format!("added to {slots}"),
        });
        let deeds = self.join(decided.into_iter().chain(added));
        let mut sentence = match (self.lang, deeds.is_empty()) {
            (Lang::Nl, false) => format!("Regel {rule} {deeds}"),
            (Lang::Nl, true) => format!("Regel {rule} was van toepassing"),
            (Lang::En, false) => format!("Rule {rule} {deeds}"),
            (Lang::En, true) => format!("Rule {rule} applied"),
        };
        let pieces = fired
            .spans
            .iter()
            .filter_map(|span| span.of(self.quoting.text?));
        let pieces = self.join(pieces.map(|piece| format!("“{piece}”")));
        if !pieces.is_empty() {
            let because = self.lang.pick("vanwege", "because of");
            sentence = format!("{sentence}, {because} {pieces}");
        }
        sentence + "."
    }

    /// The id, with the title where the rules are at hand.
    fn rule(&self, id: &RuleId) -> String {
        let rule = self.quoting.rules.and_then(|rules| rules.get(id));
        match rule.and_then(|rule| rule.title.as_ref()) {
            Some(title) => format!("`{id}` ({title})"),
            None => format!("`{id}`"),
        }
    }

    fn reason(&self, id: &ReasonId) -> String {
        let own = self.quoting.rules.and_then(|rules| rules.reasons().get(id));
        match own.or_else(|| self.built_in.get(id)) {
            Some(reason) => reason.words(self.lang).to_owned(),
            None => format!("`{id}`"),
        }
    }

    fn why(&self, why: &Why) -> String {
        let (nl, en) = match why {
            Why::Abstained => (
                "de beoordelaar onthield zich",
                "the classifier would not say",
            ),
            Why::MissingFact => ("er ontbreekt een gegeven", "a fact is missing"),
            Why::ImageOnly => ("er is alleen beeld", "there is only a picture"),
            Why::NothingToRead => ("er valt niets te lezen", "there is nothing to read"),
            Why::TooLong => ("het is te lang", "it is too long"),
            Why::Language => (
                "de taal is hier niet bekend",
                "nobody here reads the language",
            ),
            Why::Undecided => ("geen regel zegt er iets over", "no rule speaks of it"),
            Why::Rule(reason) => return self.reason(reason),
        };
        self.lang.pick(nl, en).to_owned()
    }

    fn urgency(&self, urgency: Urgency) -> &'static str {
        let (nl, en) = match urgency {
            Urgency::Low => ("laag", "low"),
            Urgency::Normal => ("gewoon", "normal"),
            Urgency::High => ("hoog", "high"),
            Urgency::Urgent => ("spoed", "urgent"),
        };
        self.lang.pick(nl, en)
    }

    fn slot(&self, slot: Slot) -> &'static str {
        let (nl, en) = match slot {
            Slot::Outcome => ("de uitkomst", "the outcome"),
            Slot::Queue => ("de wachtrij", "the queue"),
            Slot::Needs => ("het nodige mandaat", "the mandate it takes"),
            Slot::SameOwner => ("de vaste behandelaar", "the same owner"),
            Slot::Urgency => ("de urgentie", "the urgency"),
            Slot::Sla => ("de termijnen", "the targets"),
            Slot::Topic => ("het onderwerp", "the topic"),
            Slot::Refer => ("de verwijzing", "the referral"),
            Slot::Tags => ("de labels", "the tags"),
            Slot::Consult => ("de navraag", "whom to ask"),
            Slot::Notify => ("wie het weten moet", "whom to tell"),
            Slot::Switch => ("de kanaalwissel", "the channel switch"),
            Slot::FollowUp => ("de publieke terugkoppeling", "the public follow-up"),
            Slot::Redact => ("het weglaten van gegevens", "what is left out"),
        };
        self.lang.pick(nl, en)
    }

    fn fact(&self, fact: &Fact) -> String {
        let (nl, en) = match fact {
            Fact::Case => ("de zaak", "the case"),
            Fact::Customer => ("de klant", "the customer"),
            Fact::Assessment => (
                "het oordeel van de beoordelaar",
                "the classifier's assessment",
            ),
            Fact::Thread => ("op wiens bericht het antwoordt", "whose post it answers"),
            Fact::Language => ("de taal", "the language"),
            Fact::Visibility => ("wie het kan lezen", "who can read it"),
            Fact::Reach => ("het bereik", "the reach"),
            Fact::Followers => ("het aantal volgers", "the number of followers"),
            Fact::Rate(key) => {
                return format!("{} `{key}`", self.lang.pick("het aantal", "the rate of"));
            }
            Fact::Capacity(queue) => {
                return format!(
                    "{} `{queue}`",
                    self.lang.pick("de drukte bij", "how busy it is at")
                );
            }
            Fact::Host(name) => return format!("`{name}`"),
            Fact::Score(label) => {
                return format!(
                    "{} `{label}`",
                    self.lang.pick("de score van", "the score of")
                );
            }
            Fact::Calendar(name) => {
                return format!("{} `{name}`", self.lang.pick("de kalender", "the calendar"));
            }
            Fact::PhrasesUnread => {
                let phrases = self.lang.pick(
                    "welke woorden bijeen staan (de tekst is te lang voor alle zinsdelen)",
                    "which words stand together (the text is too long for all phrases)",
                );
                return phrases.to_owned();
            }
            Fact::PatternUnread(pattern) => {
                let why = self.lang.pick(
                    "(de tekst is te lang voor alle patronen)",
                    "(the text is too long for all patterns)",
                );
                return format!("`{pattern}` {why}");
            }
            Fact::PatternUnbuilt(pattern) => {
                let why = self.lang.pick(
                    "(dit patroon is niet te bouwen)",
                    "(this pattern cannot be built)",
                );
                return format!("`{pattern}` {why}");
            }
        };
        self.lang.pick(nl, en).to_owned()
    }

    /// `a, b and c`.
    fn join(&self, items: impl Iterator<Item = String>) -> String {
        let mut items: Vec<String> = items.collect();
        let Some(last) = items.pop() else {
            return String::new();
        };
        if items.is_empty() {
            return last;
        }
        format!(
            "{} {} {last}",
            items.join(", "),
            self.lang.pick("en", "and")
        )
    }
}
