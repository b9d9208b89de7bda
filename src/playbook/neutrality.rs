//! Is everybody treated alike?

use super::Playbook;
use crate::document::{Problem, ProblemKind, Problems};
use crate::routing::{
    CaseTest, Rule, RuleId, Test, TopicId, is_list_of_tones, is_tone, tells_audience, tells_rank,
};
use crate::sla::{Agreement, TargetsId};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Lang;

/// What may not make a difference where customers are treated alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Ground {
    /// By which channel somebody came, or who could read it there.
    Channel,
    /// How many people could see it.
    Reach,
    /// Who it was.
    Author,
    /// How somebody put it.
    Tone,
    /// What may stand for one of these, and cannot be looked through: how it
    /// was found, whom it addresses, whether it repeats another post, or a fact
    /// of the host's own. It may be about the matter as well, so it is no
    /// problem under any agreement.
    Opaque,
}

/// What of a due time a rule or target decides.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Decides {
    /// A target itself.
    Target,
    /// The urgency, by which targets differ.
    Urgency,
    /// Targets that the rule chooses by name.
    Choice(TargetsId),
    /// A topic that has targets of its own.
    Topic(TopicId),
}

/// A rule or target by which customers are treated differently.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unequal {
    /// Its place in the playbook.
    pub path: String,
    /// The rule, where it is one.
    pub rule: Option<RuleId>,
    /// What it looks at.
    pub by: Ground,
    /// The tags through which it looks, the one that the rule itself reads
    /// last; none where it looks itself.
    pub through: Vec<String>,
    /// What it decides.
    pub decides: Decides,
}

impl Playbook {
    /// Every rule and target by which channel, reach, author or tone make a
    /// difference to a due time: directly, or through tags that other rules
    /// give by them. Under the neutral agreement there is none but on
    /// [opaque](Ground::Opaque) grounds, which are for people to judge, or the
    /// playbook would not have been read; under targets per channel the list
    /// says who is treated how.
    ///
    /// ```
    /// use webcare::playbook::{Decides, Ground, Playbook};
    ///
    /// let playbook = Playbook::from_value(toml::from_str(r#"
    ///     playbook = "Noorderlicht"
    ///     version  = "1"
    ///     zone     = "Europe/Amsterdam"
    ///     channels.twitter = { visibility = "public" }
    ///     calendars.office = { mon-fri = ["09:00-17:00"] }
    ///     rules    = [{ id = "any", when = "klacht*", then = { respond = "complaint" } }]
    ///     [sla]
    ///     calendar  = "office"
    ///     treatment = "per-channel"
    ///     channels.twitter.first-response = "1 business hour"
    /// "#)?)?;
    /// let unequal = playbook.neutrality();
    /// assert_eq!(unequal[0].path, "sla.channels.twitter");
    /// assert_eq!((unequal[0].by, &unequal[0].decides), (Ground::Channel, &Decides::Target));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn neutrality(&self) -> Vec<Unequal> {
        let mut found = targets(&self.sla.agreement);
        found.extend(rules(self.rules.rules(), &self.sla.agreement));
        found
    }
}

impl Unequal {
    /// What it does, in words.
    pub fn text(&self, lang: Lang) -> String {
        let by = match self.by {
            Ground::Channel => lang.pick("het kanaal", "the channel"),
            Ground::Reach => lang.pick("het bereik", "the reach"),
            Ground::Author => lang.pick("de afzender", "the author"),
            Ground::Tone => lang.pick("de toon", "the tone"),
            Ground::Opaque => lang.pick(
                "iets dat voor kanaal, bereik, afzender of toon kan staan",
                "something that may stand for channel, reach, author or tone",
            ),
        };
        let what = match &self.decides {
            Decides::Target => lang.pick("de termijn", "the target").to_owned(),
            Decides::Urgency => lang.pick("de urgentie", "the urgency").to_owned(),
            Decides::Choice(targets) => {
                format!("{} `{targets}`", lang.pick("de termijnen", "the targets"))
            }
            Decides::Topic(topic) => format!(
                "{} `{topic}`, {}",
                lang.pick("het onderwerp", "the topic"),
                lang.pick("met eigen termijnen", "which has its own targets")
            ),
        };
        let through = match self.through.is_empty() {
            true => String::new(),
            false => format!(
                ", {} `{}`",
                lang.pick("door de labels", "through the tags"),
                self.through.join("`, `")
            ),
        };
        let place = self.rule.as_ref().map_or(&self.path[..], RuleId::as_str);
        match lang {
            Lang::Nl => format!("`{place}`: {what} hangt af van {by}{through}"),
            Lang::En => format!("`{place}`: {what} depends on {by}{through}"),
        }
    }
}

/// Notes, under the neutral agreement, the rules that treat customers
/// differently and that nobody has noted yet.
pub(super) fn check(list: &[Rule], agreement: &Agreement, problems: &mut Problems) {
    if !agreement.is_neutral() {
        return;
    }
    let known = rules(list, agreement).into_iter();
    for unequal in known.filter(|unequal| unequal.by != Ground::Opaque) {
        if problems.has(&unequal.path, ProblemKind::Contradiction) {
            continue;
        }
        problems.push(Problem {
            path: unequal.path.clone(),
            kind: ProblemKind::Contradiction,
            wrong: unequal.text(Lang::En),
            right: "treat customers equally: take the urgency and the topic from what is the matter, or use the per-channel agreement".to_owned(),
        });
    }
}

fn targets(agreement: &Agreement) -> Vec<Unequal> {
    let Agreement::PerChannel { channels, .. } = agreement else {
        return Vec::new();
    };
    let unequal = channels.keys().map(|channel| Unequal {
        path: format!("sla.channels.{channel}"),
        rule: None,
        by: Ground::Channel,
        through: Vec::new(),
        decides: Decides::Target,
    });
    unequal.collect()
}

/// The tags through which each ground reaches a tag, that tag last.
type Tainted = SortedMap<String, SortedMap<Ground, Vec<String>>>;

fn rules(list: &[Rule], agreement: &Agreement) -> Vec<Unequal> {
    let tainted = tainted(list);
    let own_targets: SortedSet<&str> = agreement
        .common()
        .topics()
        .map(|(topic, _)| topic)
        .collect();
    let mut found = Vec::new();
    for (place, rule) in list.iter().enumerate().filter(|(_, rule)| !rule.shadow) {
        let topic = rule.then.topic.as_ref();
        let topic = topic.filter(|topic| own_targets.contains(topic.as_str()));
        let urgency = rule.then.urgency.map(|_| Decides::Urgency);
        let choice = rule.then.sla.clone().map(Decides::Choice);
        let topic = topic.cloned().map(Decides::Topic);
        for decides in [urgency, choice, topic].into_iter().flatten() {
            for (by, through) in grounds(rule, &tainted) {
                found.push(Unequal {
                    path: format!("rules[{place}]"),
                    rule: Some(rule.id.clone()),
                    by,
                    through,
                    decides: decides.clone(),
                });
            }
        }
    }
    found
}

/// Every tag that hangs on channel, reach, author or tone, however many rules
/// lie between. Each round adds a ground to a tag or is the last.
fn tainted(list: &[Rule]) -> Tainted {
    let mut tainted = Tainted::new();
    loop {
        let mut grew = false;
        for rule in list.iter().filter(|rule| !rule.shadow) {
            for (by, through) in grounds(rule, &tainted) {
                for tag in &rule.then.tags {
                    let known = tainted.entry(tag.clone()).or_default();
                    known.entry(by).or_insert_with(|| {
                        grew = true;
                        through.iter().chain([tag]).cloned().collect()
                    });
                }
            }
        }
        if !grew {
            return tainted;
        }
    }
}

/// What a rule looks at, and through which tags; the shortest way to each.
fn grounds(rule: &Rule, tainted: &Tainted) -> SortedMap<Ground, Vec<String>> {
    let mut found = SortedMap::new();
    for test in rule.when.tests() {
        if let Test::Case(CaseTest::Tag(tags)) = test {
            let ways = tags.iter().filter_map(|tag| tainted.get(tag)).flatten();
            for (by, route) in ways {
                found.entry(*by).or_insert_with(|| route.clone());
            }
        } else if let Some(by) = ground(test) {
            found.insert(by, Vec::new());
        }
    }
    found
}

fn ground(test: &Test) -> Option<Ground> {
    match test {
        Test::Channel(_) | Test::Visibility(_) | Test::Via(_) => Some(Ground::Channel),
        Test::Reach(_) | Test::Followers(_) => Some(Ground::Reach),
        Test::Author(_) => Some(Ground::Author),
        Test::Label(label, _) if is_tone(label) => Some(Ground::Tone),
        Test::List(list) if is_list_of_tones(list) => Some(Ground::Tone),
        Test::Customer(fact) | Test::Host(fact) if tells_rank(&fact.key) => Some(Ground::Author),
        Test::Customer(fact) | Test::Host(fact) if tells_audience(&fact.key) => Some(Ground::Reach),
        Test::Detected(_) | Test::Addressing(_) | Test::Repost(_) | Test::Host(_) => {
            Some(Ground::Opaque)
        }
        _ => None,
    }
}
