//! What the checks play with: a small playbook, and a policy over somebody's store.

use std::sync::OnceLock;

use chrono::{DateTime, TimeDelta, Utc};

use super::seen::{Seen, ensure, given};
use crate::case::{CaseId, Command, Fate, Ownership, PartId, Purpose, ReplyId};
use crate::document::Value;
use crate::mention::{Mention, MentionKey};
use crate::playbook::Playbook;
use crate::policy::{Answer, Commit, Input, Order, Policy, Question, Receipt, Record, Step};
use crate::store::{CaseStore, Lease, Outbox, StoreError};

/// `minutes` after ten in the morning of a Tuesday in June 2011.
pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_308_045_600) + TimeDelta::minutes(minutes)
}

/// A post by `author` that was placed and seen at [`at`] `minutes`. What is
/// said settles what becomes of it:
///
/// | word | becomes |
/// |---|---|
/// | `klacht` | a case |
/// | `journalist` | a notice |
/// | `twijfel` | something to be looked at |
/// | `bedankt` | left alone, in the matter if there is one |
/// | anything else | left alone |
pub(super) fn post(id: &str, author: &str, text: &str, minutes: i64) -> Mention {
    Mention::post("twitter", id)
        .by(author)
        .text(text)
        .posted_at(at(minutes))
        .seen_at(at(minutes))
}

/// A policy over the store under trial, driven step by step.
#[derive(Clone, Copy)]
pub(super) struct Scene<'s> {
    store: &'s dyn CaseStore,
}

impl<'s> Scene<'s> {
    pub(super) fn over(store: &'s dyn CaseStore) -> Self {
        Self { store }
    }

    /// What is to be stored, decided on what is stored now.
    pub(super) async fn decide(&self, input: Input, now: DateTime<Utc>) -> Result<Commit, Seen> {
        let mut step = policy()?.step(input, now);
        loop {
            let ask = match step {
                Step::Done(commit) => return Ok(commit),
                Step::Refused(refusal) => {
                    return Err(Seen::new(format!("a command was refused: {refusal}")));
                }
                Step::Need(ask) => ask,
            };
            let answer = match ask.question() {
                Question::Filing(key) => {
                    Answer::Filing(self.store.filing(key).await?.map(Box::new))
                }
                Question::Related { channel, author } => {
                    Answer::Related(self.store.related(channel, author).await?)
                }
                Question::Case(case) => Answer::Case(self.store.load(case).await?.map(Box::new)),
                Question::FreshId => Answer::FreshId(self.store.fresh_id().await?),
                _ => Answer::NotKnown,
            };
            step = ask
                .answer(answer)
                .map_err(|error| Seen::new(error.to_string()))?;
        }
    }

    /// Stores one commit, and gives its result.
    pub(super) async fn offer(&self, commit: &Commit) -> Result<(), StoreError> {
        given(self.store.commit(std::slice::from_ref(commit)).await.pop())
    }

    /// Decides and stores.
    pub(super) async fn put(&self, input: Input, now: DateTime<Utc>) -> Result<Commit, Seen> {
        let commit = self.decide(input, now).await?;
        if !commit.is_empty() {
            self.offer(&commit).await?;
            self.store.sync().await?;
        }
        Ok(commit)
    }

    /// Takes a mention in when it was seen.
    pub(super) async fn hear(&self, mention: Mention) -> Result<Commit, Seen> {
        let now = mention.seen_at.unwrap_or_else(|| at(0));
        self.put(Input::Mention(mention), now).await
    }

    /// Takes a mention in that must open or join a case, and tells which.
    pub(super) async fn open(&self, mention: Mention) -> Result<CaseId, Seen> {
        let commit = self.hear(mention).await?;
        let change = commit.changes.first();
        let change = change.ok_or_else(|| Seen::new("a complaint opened no case"))?;
        Ok(change.case.clone())
    }

    /// The record of a case that must be there.
    pub(super) async fn record(&self, case: &CaseId) -> Result<Record, Seen> {
        let record = self.store.load(case).await?;
        record.ok_or_else(|| Seen::new(format!("the case `{case}` is not there")))
    }

    /// The case of a mention, an order on it by an agent who just looked.
    pub(super) async fn order(&self, case: &CaseId, command: Command) -> Result<Input, Seen> {
        Ok(Input::Command(Order {
            case: case.clone(),
            expected: self.record(case).await?.case.revision,
            by: "els".into(),
            command,
        }))
    }

    /// Lets an agent carry out `command`.
    pub(super) async fn act(
        &self,
        case: &CaseId,
        command: Command,
        now: DateTime<Utc>,
    ) -> Result<Commit, Seen> {
        self.put(self.order(case, command).await?, now).await
    }

    /// A case that an agent took, with a reply of `parts` parts that may leave.
    pub(super) async fn leaving(&self, mention: Mention, parts: usize) -> Result<CaseId, Seen> {
        let (key, now) = (mention.key(), mention.seen_at.unwrap_or_else(|| at(0)));
        let case = self.open(mention).await?;
        let ownership = Ownership::Decides;
        self.act(&case, Command::Take { ownership }, now).await?;
        self.answer(&case, key, parts, now).await?;
        Ok(case)
    }

    /// Writes and approves the first reply of a case.
    async fn answer(
        &self,
        case: &CaseId,
        answers: MentionKey,
        parts: usize,
        now: DateTime<Utc>,
    ) -> Result<(), Seen> {
        let draft = Command::Draft {
            answers,
            revision: 1,
            purpose: Purpose::Answer,
            text: WORDS.repeat(parts).trim_end().into(),
        };
        self.act(case, draft, now).await?;
        let reply = ReplyId::new(1);
        let leaves = self.act(case, Command::Approve { reply }, now).await?;
        let sent = leaves.effects.len();
        // INVARIANT: one repetition fills one part, or the checks below mean something else.
        ensure(sent == parts, format!("{sent} effects for {parts} parts"))
    }

    /// Takes in what became of a leased part.
    pub(super) async fn receive(
        &self,
        lease: &Lease,
        fate: Fate,
        now: DateTime<Utc>,
    ) -> Result<Commit, Seen> {
        self.put(receipt(lease, fate, now)?, now).await
    }
}

/// What a channel told of a part in somebody's hands.
pub(super) fn receipt(lease: &Lease, fate: Fate, now: DateTime<Utc>) -> Result<Input, Seen> {
    let part = part_of(lease).ok_or_else(|| Seen::new("a notice was leased, not a part"))?;
    Ok(Input::Receipt(Receipt {
        part: part.clone(),
        fate,
        at: now,
        lease: Some(lease.token),
    }))
}

/// Which part is in hand.
pub(super) fn part_of(lease: &Lease) -> Option<&PartId> {
    match &lease.effect {
        crate::case::Effect::Send(part) => Some(&part.id),
        crate::case::Effect::Notify(_) => None,
    }
}

/// An effect that must be waiting, leased for five minutes.
pub(super) async fn take(outbox: &dyn Outbox, minutes: i64) -> Result<Lease, Seen> {
    let lease = outbox.lease(at(minutes), at(minutes + 5)).await?;
    lease.ok_or_else(|| Seen::new("nothing is leased while an effect waits"))
}

/// Holds where nothing is leased at [`at`] `minutes`.
pub(super) async fn nothing_waits(
    outbox: &dyn Outbox,
    minutes: i64,
    why: &str,
) -> Result<(), Seen> {
    match outbox.lease(at(minutes), at(minutes + 5)).await? {
        None => Ok(()),
        Some(lease) => Err(Seen::new(format!(
            "`{}` is leased {why}",
            lease.effect.id()
        ))),
    }
}

/// A little more than half of what a part holds.
const WORDS: &str = "Wij hebben uw schade vandaag bekeken, en u hoort morgen van ons wanneer de expert langs kan komen bij u. ";

fn policy() -> Result<&'static Policy, Seen> {
    static POLICY: OnceLock<Result<Policy, String>> = OnceLock::new();
    let compiled = POLICY.get_or_init(|| {
        let playbook = Playbook::from_value(playbook()).map_err(|it| it.to_string())?;
        playbook.compile().map_err(|it| it.to_string())
    });
    compiled.as_ref().map_err(Seen::new)
}

fn playbook() -> Value {
    let rule = |id: &str, word: &str, then: [(&str, Value); 1]| {
        table([
            ("id", id.into()),
            ("when", table([("words", word.into())])),
            ("then", table(then)),
        ])
    };
    table([
        ("playbook", "Conformance".into()),
        ("version", "1".into()),
        ("language", "nl".into()),
        ("zone", "UTC".into()),
        (
            "channels",
            table([(
                "twitter",
                table([
                    ("visibility", "public".into()),
                    ("profile", "twitter-2011".into()),
                    ("max-parts", Value::Integer(9)),
                ]),
            )]),
        ),
        (
            "queues",
            table([(
                "webcare",
                table([(
                    "mandate",
                    table([("acts", list(["reply", "resolve", "close", "approve"]))]),
                )]),
            )]),
        ),
        (
            "agents",
            table([
                ("els", table([("queues", list(["webcare"]))])),
                ("bram", table([("queues", list(["webcare"]))])),
            ]),
        ),
        (
            "departments",
            table([(
                "press",
                table([("contact", "els".into()), ("backups", list(["bram"]))]),
            )]),
        ),
        (
            "triage",
            table([
                ("queue", "webcare".into()),
                (
                    "otherwise",
                    table([("no-response", "no-added-value".into())]),
                ),
            ]),
        ),
        (
            "joining",
            table([("window", "48 hours".into()), ("reopen", "14 days".into())]),
        ),
        (
            "calendars",
            table([("always", table([("mon-sun", list(["00:00-24:00"]))]))]),
        ),
        (
            "sla",
            table([
                ("calendar", "always".into()),
                ("first-response", "8 hours".into()),
            ]),
        ),
        (
            "rules",
            Value::List(vec![
                rule("press", "journalist", [("notify", list(["press"]))]),
                rule("doubt", "twijfel", [("review", "unclear".into())]),
                rule("complaint", "klacht", [("respond", "complaint".into())]),
                rule("thanks", "bedankt", [("no-response", "thanks".into())]),
            ]),
        ),
        (
            "reasons",
            table([(
                "unclear",
                table([(
                    "review",
                    table([("nl", "onduidelijk".into()), ("en", "unclear".into())]),
                )]),
            )]),
        ),
    ])
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries = entries.into_iter();
    Value::Table(
        entries
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
}

fn list<const N: usize>(items: [&str; N]) -> Value {
    Value::List(items.into_iter().map(Value::from).collect())
}
