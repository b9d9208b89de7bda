//! A mention for a world that the search proposes. It proves nothing by
//! itself: whoever uses one tries it on the rules.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::Scope;
use super::domain::{Domain, Value};
use super::solve::World;
use super::variable::Variable;
use crate::calendar::Calendar;
use crate::channel::Visibility;
use crate::mention::{Addressing, Attachment, AttachmentKind, DetectedBy, Handle, Mention};
use crate::routing::fact::Fact;
use crate::routing::facts::{Capacity, CaseFacts, CustomerFacts, FactValue};
use crate::routing::rate::{Rate, RateKey};
use crate::routing::rule::Rule;
use crate::routing::situation::Situation;
use crate::routing::term::Term;
use crate::routing::test::PersonalData;
use crate::triage::{Abstention, Assessment, Confidence};

/// Draws mentions for worlds in which a rule fires.
pub(super) struct Artist<'s> {
    scope: &'s Scope,
    zone: Tz,
    /// Opening hours for a name of which none are known.
    always: Calendar,
    never: Calendar,
}

/// Words between words, so that they stand neither together nor near.
const MOST_FILLING: usize = 40;

/// So many pieces are put far apart, and no more.
const MOST_APART: usize = 100;

impl<'s> Artist<'s> {
    pub(super) fn new(scope: &'s Scope, zone: Tz) -> Self {
        Self {
            scope,
            zone,
            always: Calendar::always(),
            never: Calendar::weekly(Tz::UTC),
        }
    }

    /// Mentions to try, the plainest first.
    pub(super) fn draw<'w>(
        &self,
        world: &'w World<'_>,
        rule: &'w Rule,
    ) -> impl Iterator<Item = Situation> + use<'w, 's> {
        let plain = self.plain(world, rule);
        let has_text = is(world, &Variable::ImageOnly) != Some(true);
        let texts = has_text.then(|| texts(world, rule)).into_iter().flatten();
        let none = (!has_text).then(String::new);
        let texts = texts.chain(none);
        plain
            .into_iter()
            .zip(std::iter::once(texts))
            .flat_map(|(plain, texts)| {
                texts.map(move |text| {
                    let mut situation = plain.clone();
                    situation.mention.text = text.into();
                    situation
                })
            })
    }

    fn plain(&self, world: &World<'_>, rule: &Rule) -> Option<Situation> {
        let channel = self.channel(world);
        let mut mention = Mention::post(channel.as_str(), "1");
        mention.author.handle = author(world);
        said(world, &mut mention);
        let mut situation = Situation::of(mention);
        situation.visibility = match self.scope.visibility.is_empty() {
            false => self
                .scope
                .visibility
                .get(&situation.mention.channel)
                .copied(),
            true => visibility(world),
        };
        situation.addressing = addressing(world);
        situation.answers_us = match word(world, &Variable::Reply).as_deref() {
            Some("to-us") => Some(true),
            Some("to-others") => Some(false),
            _ => None,
        };
        situation.assessment = assessment(world);
        around(world, &mut situation);
        self.set_time(world, rule, &mut situation)?;
        if is_known(world, &Fact::Case) {
            situation.case = Some(case(world, situation.now));
        }
        Some(situation)
    }

    fn channel(&self, world: &World<'_>) -> String {
        match world.values.get(&Variable::Channel).and_then(Domain::pick) {
            Some(Value::Word(word)) => word,
            Some(Value::OtherThan(but)) => {
                let declared = self.scope.channels.iter().map(|it| it.as_str());
                let other = declared.into_iter().find(|it| !but.contains(*it));
                other.map_or_else(|| unlike(&but, "elsewhere"), str::to_owned)
            }
            Some(Value::Number(_)) | None => {
                let declared = self.scope.channels.first();
                declared.map_or("elsewhere", |it| it.as_str()).to_owned()
            }
        }
    }

    /// Sets an instant at which the opening hours are as they must be, on a
    /// date on which the rule counts; none where a week holds none.
    fn set_time(&self, world: &World<'_>, rule: &Rule, situation: &mut Situation) -> Option<()> {
        let mut wanted = Vec::new();
        for (of, within) in &world.values {
            if let Variable::Open(name) = of
                && is_known(world, &Fact::Calendar(name.clone()))
            {
                let open = *within == Domain::so(true);
                let real = self.scope.calendars.get(name).cloned();
                let calendar = real.unwrap_or_else(|| match open {
                    true => self.always.clone(),
                    false => self.never.clone(),
                });
                situation.calendars.insert(name.clone(), calendar);
                wanted.push((name, open));
            }
        }
        let holds = |at: &DateTime<Utc>| {
            let fits = |(name, open): &(&String, bool)| {
                let calendar = situation.calendars.get(*name);
                calendar.is_some_and(|calendar| calendar.is_open(*at) == *open)
            };
            rule.valid
                .holds_on(at.with_timezone(&self.zone).date_naive())
                && wanted.iter().all(fits)
        };
        situation.now = instants(rule)?.find(holds)?;
        Some(())
    }
}

/// Every half hour of eight days on which the rule may count.
fn instants(rule: &Rule) -> Option<impl Iterator<Item = DateTime<Utc>> + use<>> {
    let usual = NaiveDate::from_ymd_opt(2024, 1, 8)?;
    let week = TimeDelta::days(8);
    let first = match (rule.valid.from, rule.valid.until) {
        (Some(from), _) => from,
        (None, Some(until)) => until.checked_sub_signed(week)?.min(usual),
        (None, None) => usual,
    };
    let noon = NaiveTime::from_hms_opt(12, 0, 0)?;
    let start = first.and_time(noon).and_utc();
    let step = move |half_hours: i64| start.checked_add_signed(TimeDelta::minutes(30 * half_hours));
    Some((0..8 * 48_i64).filter_map(step))
}

/// Texts in which the terms stand: side by side, then far apart, then those of the rule's examples.
fn texts<'w>(world: &'w World<'_>, rule: &'w Rule) -> impl Iterator<Item = String> + 'w {
    let pieces = pieces(world);
    let together = pieces.join(" ");
    let apart = move || {
        let filling = " mwah".repeat(MOST_FILLING) + " ";
        (pieces.len() <= MOST_APART).then(|| pieces.join(&filling))
    };
    let beside = together.clone();
    let patterns = world.patterns.iter();
    let patterns = patterns.map(move |pattern| format!("{} {beside}", own_words(pattern)));
    let examples = rule.examples.iter();
    let examples = examples.map(|it| it.situation.mention.text.reveal().to_owned());
    std::iter::once(together)
        .chain(std::iter::once_with(apart).flatten())
        .chain(patterns)
        .chain(examples)
}

/// What must stand in the text, pairs side by side.
fn pieces(world: &World<'_>) -> Vec<String> {
    let there: BTreeSet<&Term> = world.there.iter().copied().collect();
    let mut paired: BTreeSet<&Term> = BTreeSet::new();
    let mut pieces: Vec<String> = Vec::new();
    for near in &world.near {
        // The search has said one term of either side; the pair stands together.
        let of = |side: &[Term]| {
            let said = side.iter().find(|term| there.contains(term));
            said.map(Term::sample)
        };
        if let Some((left, right)) = of(&near.left).zip(of(&near.right)) {
            pieces.push(format!("{left} {right}"));
        }
        paired.extend(near.left.iter().chain(&near.right));
    }
    let loose = world.there.iter().filter(|term| !paired.contains(**term));
    pieces.extend(loose.map(|term| term.sample()));
    pieces.extend(world.values.iter().filter_map(|(of, within)| match of {
        Variable::Personal(kind) if *within == Domain::so(true) => Some(personal(*kind).to_owned()),
        _ => None,
    }));
    pieces.dedup();
    if pieces.is_empty() {
        pieces.push("mwah".to_owned());
    }
    pieces
}

/// A pattern without its signs, for those that are little more than words.
fn own_words(pattern: &str) -> String {
    let plain = pattern.replace("\\b", "").replace("\\d", "1");
    plain.replace(['\\', '^', '$', '?', '*', '+', '(', ')'], "")
}

fn personal(kind: PersonalData) -> &'static str {
    match kind {
        PersonalData::Phone => "06-12345678",
        PersonalData::Email => "naam@example.org",
        PersonalData::Iban => "NL91ABNA0417164300",
        PersonalData::PolicyNumber => "polisnummer 12345678",
    }
}

fn said(world: &World<'_>, mention: &mut Mention) {
    let kinds = [
        AttachmentKind::Image,
        AttachmentKind::Video,
        AttachmentKind::Audio,
        AttachmentKind::Document,
        AttachmentKind::Link,
    ];
    for kind in kinds {
        if is(world, &Variable::Attachment(kind)) == Some(true) {
            mention.attachments.push(attachment(kind));
        }
    }
    if is(world, &Variable::ImageOnly) == Some(true) && mention.attachments.is_empty() {
        mention.attachments.push(attachment(AttachmentKind::Image));
    }
    if is(world, &Variable::Repost) == Some(true) {
        mention.repost_of = Some("0".into());
    }
    if word(world, &Variable::Reply).is_some_and(|place| place != "no") {
        mention.in_reply_to = Some("0".into());
    }
    mention.lang = word_unlike(world, &Variable::Language, "xx");
    mention.term = word(world, &Variable::SearchTerm);
    mention.via = word(world, &Variable::Via);
    mention.reach = known_number(world, &Variable::Reach, &Fact::Reach);
    mention.author.followers = known_number(world, &Variable::Followers, &Fact::Followers);
    mention.detected_by = match word(world, &Variable::Detected).as_deref() {
        Some("direct") => DetectedBy::Direct,
        Some("colleague") => DetectedBy::Colleague,
        Some("press") => DetectedBy::Press,
        Some("partner") => DetectedBy::Partner,
        Some(_) => DetectedBy::Monitoring,
        None => not_among(world),
    };
}

/// A way of finding that is not one of those ruled out.
fn not_among(world: &World<'_>) -> DetectedBy {
    let ways = [
        ("monitoring", DetectedBy::Monitoring),
        ("direct", DetectedBy::Direct),
        ("colleague", DetectedBy::Colleague),
        ("press", DetectedBy::Press),
        ("partner", DetectedBy::Partner),
    ];
    let within = world.values.get(&Variable::Detected);
    let may =
        |name: &str| within.is_none_or(|it| !it.is_apart_from(&Domain::words([name.to_owned()])));
    let found = ways.into_iter().find(|(name, _)| may(name));
    found.map_or_else(DetectedBy::default, |(_, way)| way)
}

fn attachment(kind: AttachmentKind) -> Attachment {
    Attachment {
        kind,
        reference: "1".to_owned(),
    }
}

fn author(world: &World<'_>) -> Handle {
    let name = word_unlike(world, &Variable::Author, "klant");
    Handle::new(format!("@{}", name.as_deref().unwrap_or("klant")))
}

fn visibility(world: &World<'_>) -> Option<Visibility> {
    match word(world, &Variable::Visibility)?.as_str() {
        "private" => Some(Visibility::Private),
        _ => Some(Visibility::Public),
    }
}

fn addressing(world: &World<'_>) -> Addressing {
    match word(world, &Variable::Addressing).as_deref() {
        Some("direct") => Addressing::Direct,
        Some("named") => Addressing::Named,
        _ => Addressing::Implied,
    }
}

fn assessment(world: &World<'_>) -> Option<Assessment> {
    let mut assessment = Assessment::by("witness/1");
    let mut any = is_known(world, &Fact::Assessment);
    for (of, within) in &world.values {
        if let (Variable::Score(label), Some(Value::Number(bits))) = (of, within.pick())
            && is_known(world, &Fact::Score(label.clone()))
        {
            let score = f64::from_bits(u64::try_from(bits).ok()?);
            assessment = assessment.scored(label.clone(), Confidence::new(score).ok()?);
            any = true;
        }
    }
    if is(world, &Variable::Abstained) == Some(true) {
        assessment = assessment.abstaining(Abstention::UnknownLanguage);
    }
    any.then_some(assessment)
}

fn around(world: &World<'_>, situation: &mut Situation) {
    let mut customer = Vec::new();
    let unusual = world.values.keys().filter_map(|of| match of {
        Variable::Unusual(key, _) if is(world, of) == Some(true) => Some(key),
        _ => None,
    });
    let unusual: BTreeSet<&RateKey> = unusual.collect();
    for (of, within) in &world.values {
        match of {
            Variable::Count(key) => {
                let count = number(world, of).unwrap_or(0);
                let usual = match unusual.contains(key) {
                    true => 0.0,
                    false => f64::MAX,
                };
                let rate = Rate {
                    count,
                    usual: Some(usual),
                };
                situation.rates.insert(key.clone(), rate);
            }
            Variable::Waiting(queue) | Variable::Present(queue) => {
                let waiting = number(world, &Variable::Waiting(queue.clone())).unwrap_or(0);
                let present = number(world, &Variable::Present(queue.clone())).unwrap_or(0);
                situation
                    .capacity
                    .insert(queue.clone(), Capacity { waiting, present });
            }
            Variable::Customer(key) => {
                customer.extend(fact(within).map(|value| (key.clone(), value)));
            }
            Variable::Host(key) => {
                situation
                    .host
                    .extend(fact(within).map(|value| (key.clone(), value)));
            }
            _ => {}
        }
    }
    if is_known(world, &Fact::Customer) {
        situation.customer = Some(CustomerFacts::of(customer));
    }
}

fn fact(within: &Domain) -> Option<FactValue> {
    Some(match within.pick()? {
        Value::Number(number) => FactValue::Whole(i64::try_from(number).ok()?),
        Value::Word(word) => match word.strip_prefix('=') {
            Some(word) => FactValue::Word(word.to_owned()),
            None => FactValue::Bool(word == "true"),
        },
        Value::OtherThan(but) => FactValue::Word(unlike(&but, "=other").split_off(1)),
    })
}

fn case(world: &World<'_>, now: DateTime<Utc>) -> CaseFacts {
    let so = |of| is(world, &of) == Some(true);
    let count = |of| u32::try_from(number(world, &of).unwrap_or(0)).unwrap_or(u32::MAX);
    let last_contact = world.values.get(&Variable::Silence).and_then(|within| {
        let ago = [0, i64::from(u32::MAX)];
        let may = |ago: &i64| !within.is_apart_from(&Domain::numbers((*ago).into(), (*ago).into()));
        now.checked_sub_signed(TimeDelta::minutes(ago.into_iter().find(may)?))
    });
    let tags = world.values.iter().filter_map(|(of, within)| match of {
        Variable::CaseTag(tag) if *within == Domain::so(true) => Some(tag.clone()),
        _ => None,
    });
    CaseFacts {
        open: so(Variable::CaseOpen),
        owner: word_unlike(world, &Variable::CaseOwner, "iemand").map(|it| it.as_str().into()),
        public_rounds: count(Variable::PublicRounds),
        follow_up_owed: so(Variable::FollowUpOwed),
        promises_open: count(Variable::PromisesOpen),
        promises_broken: count(Variable::PromisesBroken),
        prior_contact_elsewhere: so(Variable::PriorContact),
        reopened: so(Variable::Reopened),
        tags: tags.collect(),
        last_contact,
    }
}

fn is_known(world: &World<'_>, fact: &Fact) -> bool {
    is(world, &Variable::Known(fact.clone())) == Some(true)
}

/// Whether it is so; none where that is open.
fn is(world: &World<'_>, of: &Variable) -> Option<bool> {
    match number(world, of) {
        Some(0) => Some(false),
        Some(_) => Some(true),
        None => None,
    }
}

fn number(world: &World<'_>, of: &Variable) -> Option<u64> {
    match world.values.get(of)?.pick()? {
        Value::Number(number) => u64::try_from(number).ok(),
        Value::Word(_) | Value::OtherThan(_) => None,
    }
}

fn known_number(world: &World<'_>, of: &Variable, fact: &Fact) -> Option<u64> {
    number(world, of).filter(|_| is_known(world, fact))
}

/// The word it is; none where it may be any, or any but some.
fn word(world: &World<'_>, of: &Variable) -> Option<String> {
    match world.values.get(of)?.pick()? {
        Value::Word(word) => Some(word),
        Value::Number(_) | Value::OtherThan(_) => None,
    }
}

/// The word it is, or one that is none of those it may not be.
fn word_unlike(world: &World<'_>, of: &Variable, example: &str) -> Option<String> {
    match world.values.get(of)?.pick()? {
        Value::Word(word) => Some(word),
        Value::OtherThan(but) => Some(unlike(&but, example)),
        Value::Number(_) => None,
    }
}

fn unlike(but: &crate::sorted::SortedSet<String>, example: &str) -> String {
    let mut word = example.to_owned();
    while but.contains(&word) {
        word.push('x');
    }
    word
}
