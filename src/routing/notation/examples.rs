use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::filled;
use super::test::{
    ATTACHMENTS, DETECTIONS, REPLIES, among, confidence, fact_value, rate_of, window,
};
use crate::channel::ChannelId;
use crate::document::{Node, Problems, TableNode};
use crate::mention::{Attachment, Handle, Mention};
use crate::routing::action::Actions;
use crate::routing::example::Example;
use crate::routing::facts::{Capacity, CaseFacts, CustomerFacts, FactValue};
use crate::routing::names::Names;
use crate::routing::rate::{Rate, RateKey};
use crate::routing::rule::Validity;
use crate::routing::situation::Situation;
use crate::routing::test::Reply;
use crate::sorted::SortedMap;
use crate::team::QueueId;
use crate::triage::{Abstention, Assessment};

const INSTANT: &str = "write an instant such as `2011-06-06T12:00:00Z`";

/// Reads the `examples` of a rule.
pub(super) fn read(
    node: &Node<'_>,
    valid: Validity,
    names: &Names,
    problems: &mut Problems,
) -> Vec<Example> {
    let items = filled(node, problems).unwrap_or_default();
    let read = items
        .iter()
        .filter_map(|item| example(item, valid, names, problems));
    read.collect()
}

fn example(
    node: &Node<'_>,
    valid: Validity,
    names: &Names,
    problems: &mut Problems,
) -> Option<Example> {
    let mut table = node.table(problems)?;
    let mention = mention(&mut table, names, problems);
    let at = table
        .optional("at")
        .and_then(|field| field.parsed(INSTANT, problems));
    let mut situation = Situation::of(mention);
    situation.now = at.or_else(|| noon(valid)).unwrap_or_default();
    if let Some(reply) = table
        .optional("reply")
        .and_then(|field| field.one_of(&REPLIES, problems))
    {
        situation.answers_us = match reply {
            Reply::ToUs => Some(true),
            Reply::ToOthers => Some(false),
            Reply::No => None,
        };
        situation.mention.in_reply_to = situation.answers_us.map(|_| "0".into());
    }
    situation.assessment = assessment(&mut table, problems);
    situation.case = table
        .optional("case")
        .and_then(|field| case(&field, problems));
    situation.customer = table
        .optional("customer")
        .and_then(|field| facts(&field, problems))
        .map(CustomerFacts::of);
    situation.host = table
        .optional("host")
        .and_then(|field| facts(&field, problems))
        .unwrap_or_default();
    situation.capacity = table
        .optional("capacity")
        .and_then(|field| capacity(&field, names, problems))
        .unwrap_or_default();
    situation.rates = table
        .optional("rates")
        .and_then(|field| rates(&field, problems))
        .unwrap_or_default();
    let fires = table
        .optional("fires")
        .and_then(|field| field.bool(problems));
    let expected = Actions::read_in(&mut table, names, problems);
    table.finish(problems);
    Some(Example {
        situation,
        fires: fires.unwrap_or(true),
        expected,
    })
}

/// The noon of a date on which the rule counts; a Monday where every date will do.
fn noon(valid: Validity) -> Option<DateTime<Utc>> {
    let monday = NaiveDate::from_ymd_opt(2024, 1, 8)?;
    let date = valid.from.or(valid.until).unwrap_or(monday);
    Some(date.and_time(NaiveTime::from_hms_opt(12, 0, 0)?).and_utc())
}

fn mention(table: &mut TableNode<'_>, names: &Names, problems: &mut Problems) -> Mention {
    let known: Vec<_> = names.channels.iter().map(ChannelId::as_str).collect();
    let channel = table
        .optional("channel")
        .and_then(|field| field.declared("channel", &known, problems))
        .or(known.first().copied());
    let mut mention = Mention::post(channel.unwrap_or("elsewhere"), "1").by("@klant");
    let mut text = |key: &str| table.optional(key)?.text(problems);
    if let Some(said) = text("text") {
        mention.text = said.into();
    }
    if let Some(author) = text("author") {
        mention.author.handle = Handle::from(author);
    }
    mention.lang = text("lang").map(str::to_owned);
    mention.term = text("search-term").map(str::to_owned);
    mention.via = text("via").map(str::to_owned);
    let mut number = |key: &str| table.optional(key)?.whole(problems);
    mention.reach = number("reach");
    mention.author.followers = number("followers");
    if let Some(way) = table
        .optional("detected-by")
        .and_then(|field| field.one_of(&DETECTIONS, problems))
    {
        mention.detected_by = way;
    }
    let kinds = table
        .optional("attachment")
        .and_then(|field| among(&field, &ATTACHMENTS, problems));
    let attachment = |kind| Attachment {
        kind,
        reference: "1".to_owned(),
    };
    mention.attachments = kinds.into_iter().flatten().map(attachment).collect();
    if super::flag(table, "repost", problems) {
        mention.repost_of = Some("0".into());
    }
    mention
}

/// The scores of `labels`, and whether the classifier abstained; none where neither is given.
fn assessment(table: &mut TableNode<'_>, problems: &mut Problems) -> Option<Assessment> {
    let labels = table.optional("labels");
    let abstained = table
        .optional("abstained")
        .and_then(|field| field.bool(problems));
    if labels.is_none() && abstained.is_none() {
        return None;
    }
    let mut assessment = Assessment::by("example/1");
    if let Some(mut labels) = labels.and_then(|field| field.table(problems)) {
        for (label, field) in labels.entries() {
            if let Some(score) = confidence(&field, problems) {
                assessment = assessment.scored(label, score);
            }
        }
    }
    if abstained == Some(true) {
        assessment = assessment.abstaining(Abstention::UnknownLanguage);
    }
    Some(assessment)
}

fn case(node: &Node<'_>, problems: &mut Problems) -> Option<CaseFacts> {
    let mut table = node.table(problems)?;
    let open = super::flag(&mut table, "open", problems);
    let follow_up_owed = super::flag(&mut table, "follow-up-owed", problems);
    let prior_contact_elsewhere = super::flag(&mut table, "prior-contact-elsewhere", problems);
    let reopened = super::flag(&mut table, "reopened", problems);
    let mut number = |key: &str| {
        let field = table.optional(key)?;
        let number = field.whole(problems)?;
        u32::try_from(number).ok().or_else(|| {
            let wrong = format!("`{number}` is more than a case can have");
            field.invalid(wrong, "write at most 4294967295", problems)
        })
    };
    let (public_rounds, promises_open) = (number("public-rounds"), number("promises-open"));
    let promises_broken = number("promises-broken");
    let owner = table
        .optional("owner")
        .and_then(|field| field.text(problems));
    let tags = table
        .optional("tags")
        .and_then(|field| field.texts(problems));
    let last_contact = table
        .optional("last-contact")
        .and_then(|field| field.parsed(INSTANT, problems));
    table.finish(problems);
    Some(CaseFacts {
        open,
        owner: owner.map(Into::into),
        public_rounds: public_rounds.unwrap_or(0),
        follow_up_owed,
        promises_open: promises_open.unwrap_or(0),
        promises_broken: promises_broken.unwrap_or(0),
        prior_contact_elsewhere,
        reopened,
        tags: tags
            .unwrap_or_default()
            .into_iter()
            .map(str::to_owned)
            .collect(),
        last_contact,
    })
}

fn facts(node: &Node<'_>, problems: &mut Problems) -> Option<SortedMap<String, FactValue>> {
    let entries = node.table(problems)?.entries().into_iter();
    let read = entries.filter_map(|(key, field)| {
        let value = fact_value(&field, problems)?;
        Some((key.to_owned(), value))
    });
    Some(read.collect())
}

fn capacity(
    node: &Node<'_>,
    names: &Names,
    problems: &mut Problems,
) -> Option<SortedMap<QueueId, Capacity>> {
    let entries = node.table(problems)?.entries().into_iter();
    let known: Vec<_> = names.queues.iter().map(QueueId::as_str).collect();
    let read = entries.filter_map(|(queue, field)| {
        field.declared_as(queue, "queue", &known, problems)?;
        let mut table = field.table(problems)?;
        let mut number = |key: &str| table.optional(key)?.whole(problems);
        let capacity = Capacity {
            waiting: number("waiting").unwrap_or(0),
            present: number("present").unwrap_or(0),
        };
        table.finish(problems);
        Some((queue.into(), capacity))
    });
    Some(read.collect())
}

/// Reads `{ of = { tag = "klacht" }, within = "30 minutes", count = 30, usual = 4.0 }`.
fn rates(node: &Node<'_>, problems: &mut Problems) -> Option<SortedMap<RateKey, Rate>> {
    let items = node.one_or_more(problems)?;
    let read = items.iter().filter_map(|item| {
        let mut table = item.table(problems)?;
        let of = table
            .required("of", problems)
            .and_then(|field| rate_of(&field, problems));
        let within = table
            .required("within", problems)
            .and_then(|field| window(&field, problems));
        let count = table
            .required("count", problems)
            .and_then(|field| field.whole(problems));
        let usual = table
            .optional("usual")
            .and_then(|field| field.number(problems));
        table.finish(problems);
        let key = RateKey {
            of: of?,
            within: within?,
        };
        let rate = Rate {
            count: count?,
            usual,
        };
        Some((key, rate))
    });
    Some(read.collect())
}
