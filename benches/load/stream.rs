//! A monitoring feed of any length, made of the bundled one, and the host it comes to.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use webcare::case::CaseId;
use webcare::channel::ChannelId;
use webcare::mention::{Handle, MentionKey, NativeId};
use webcare::playbook::Playbook;
use webcare::policy::{
    Answer, Commit, Filing, Input, Policy, Question, Record, Related, Standing, Step,
};

const PLAYBOOK: &str = include_str!("../../examples/data/insurer.toml");
const MENTIONS: &str = include_str!("../../examples/data/mentions.jsonl");

/// So many deliveries later a feed brings one of ten again.
const AGAIN_AFTER: usize = 5;

/// The insurer's playbook.
pub(crate) fn policy() -> Policy {
    let document = toml::from_str(PLAYBOOK).unwrap();
    Playbook::from_value(document).unwrap().compile().unwrap()
}

/// The bundled feed over and over, a day later each time, from other people
/// and under other ids; one delivery in ten comes again a little later.
///
/// What the bundled one holds stays as it is: nine of ten that want no answer,
/// several posts of one author, answers, copies, edits, and posts taken back.
#[derive(Clone)]
pub(crate) struct Stream {
    bundled: Vec<(DateTime<Utc>, Input)>,
}

impl Stream {
    /// Reads the bundled feed.
    pub(crate) fn new() -> Self {
        let mut bundled: Vec<_> = MENTIONS.lines().filter_map(delivery).collect();
        bundled.sort_by_key(|(at, _)| *at);
        Self { bundled }
    }

    /// One time over: each delivery with the instant at which it comes.
    pub(crate) fn round(&self, number: usize) -> Vec<(DateTime<Utc>, Input)> {
        let later = TimeDelta::days(number as i64);
        let mut round: Vec<(DateTime<Utc>, Input)> = Vec::new();
        for (place, (at, input)) in self.bundled.iter().enumerate() {
            let mut input = input.clone();
            rename(&mut input, number, later);
            round.push((*at + later, input));
            if place % 10 == 9
                && let Some((_, before)) = round.iter().rev().nth(AGAIN_AFTER)
            {
                round.push((*at + later, before.clone()));
            }
        }
        round
    }
}

/// A line of the bundled feed.
fn delivery(line: &str) -> Option<(DateTime<Utc>, Input)> {
    #[derive(Deserialize)]
    struct Line {
        channel: ChannelId,
        id: NativeId,
        seen_at: DateTime<Utc>,
        #[serde(default)]
        withdrawn: bool,
    }
    let told: Line = serde_json::from_str(line).ok()?;
    let input = if told.withdrawn {
        let mention = MentionKey::new(told.channel, told.id);
        Input::Withdrawn { mention }
    } else {
        Input::Mention(serde_json::from_str(line).ok()?)
    };
    Some((told.seen_at, input))
}

fn rename(input: &mut Input, round: usize, later: TimeDelta) {
    let other = |id: &NativeId| NativeId::from(format!("{id}-{round}"));
    match input {
        Input::Mention(mention) => {
            mention.id = other(&mention.id);
            for id in [
                &mut mention.in_reply_to,
                &mut mention.root,
                &mut mention.repost_of,
            ] {
                *id = id.as_ref().map(other);
            }
            for at in [&mut mention.posted_at, &mut mention.seen_at] {
                *at = at.map(|at| at + later);
            }
            let name = mention.author.handle.reveal();
            // Whom the playbook names stays who they are.
            if !PLAYBOOK.contains(name) {
                mention.author.handle = Handle::new(format!("{name}_{round}"));
            }
        }
        Input::Withdrawn { mention } => mention.id = other(&mention.id),
        _ => {}
    }
}

/// A host that keeps what is committed, and answers what is asked by it.
#[derive(Default)]
pub(crate) struct Host {
    filings: BTreeMap<MentionKey, Filing>,
    records: BTreeMap<CaseId, Record>,
    by_author: BTreeMap<(ChannelId, Handle), OfAuthor>,
    ids: usize,
}

#[derive(Default)]
struct OfAuthor {
    mentions: Vec<MentionKey>,
    edition: u64,
}

impl Host {
    /// Everything it holds of cases.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// The answer to a question.
    pub(crate) fn answer(&mut self, question: &Question) -> Answer {
        match question {
            Question::Filing(mention) => {
                Answer::Filing(self.filings.get(mention).cloned().map(Box::new))
            }
            Question::Related { channel, author } => Answer::Related(self.related(channel, author)),
            Question::Case(case) => Answer::Case(self.records.get(case).cloned().map(Box::new)),
            Question::FreshId => {
                self.ids += 1;
                Answer::FreshId(CaseId::from(format!("c{}", self.ids)))
            }
            _ => Answer::NotKnown,
        }
    }

    fn related(&self, channel: &ChannelId, author: &Handle) -> Related {
        let mut related = Related::default();
        let Some(theirs) = self.by_author.get(&(channel.clone(), author.clone())) else {
            return related;
        };
        related.edition = theirs.edition;
        let mut cases = BTreeMap::new();
        for filing in theirs.mentions.iter().filter_map(|it| self.filings.get(it)) {
            match &filing.standing {
                Standing::InCase(case) => {
                    let record = self.living(case);
                    cases.extend(record.map(|record| (&record.case.id, record)));
                }
                Standing::Unseen | Standing::Erased => {}
                _ => related.loose.push(filing.clone()),
            }
        }
        related.cases = cases.into_values().cloned().collect();
        related
    }

    fn living(&self, case: &CaseId) -> Option<&Record> {
        let mut record = self.records.get(case)?;
        while let Some(into) = &record.case.merged_into {
            record = self.records.get(into)?;
        }
        Some(record)
    }

    /// Stores a commit.
    pub(crate) fn keep(&mut self, commit: Commit) {
        for change in commit.changes {
            self.records.insert(change.case, *change.record);
        }
        for filing in commit.filed {
            if let Some(heard) = &filing.heard {
                let author = (filing.mention.channel.clone(), heard.author.clone());
                let theirs = self.by_author.entry(author).or_default();
                theirs.edition += 1;
                if !self.filings.contains_key(&filing.mention) {
                    theirs.mentions.push(filing.mention.clone());
                }
            }
            self.filings.insert(filing.mention.clone(), filing);
        }
    }

    /// Takes one thing in; `policy` is told what of it happens inside.
    pub(crate) fn take_in<'p>(
        &mut self,
        policy: &'p Policy,
        (at, input): (DateTime<Utc>, Input),
        clock: &mut impl FnMut(&mut dyn FnMut()),
    ) -> Commit {
        let (mut input, mut step): (_, Option<Step<'p>>) = (Some(input), None);
        clock(&mut || step = input.take().map(|input| policy.step(input, at)));
        loop {
            match step.take() {
                Some(Step::Need(ask)) => {
                    let mut given = Some((self.answer(ask.question()), ask));
                    clock(&mut || {
                        let answered = given.take().map(|(answer, ask)| ask.answer(answer));
                        step = answered.and_then(Result::ok);
                    });
                }
                Some(Step::Done(commit)) => return commit,
                Some(Step::Refused(_)) | None => return Commit::default(),
            }
        }
    }
}
