//! A case that was open elsewhere goes on here.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::arrange::open_elsewhere;
use super::commit::{Heard, Standing};
use super::known::{Asked, Known};
use super::record::Actor;
use super::work::Work;
use crate::case::{CaseId, Elsewhere, Event, Owner, PromiseId, Text, TextId, TextKind};
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::routing::ReasonId;
use crate::sla::{ClockEvent, ClockKind, PauseReason};
use crate::sorted::{SortedMap, SortedSet};
use crate::text::Private;

/// An open case of a host's own, with its history as far as clocks and
/// promises hang on it: when it began, when it stood still, what was answered
/// and what was promised. So nothing is breached that was not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "a host states all that it knows of a case; any combination is valid"
)]
pub struct Import {
    /// The host's id, which it keeps.
    pub case: CaseId,
    /// What the customer said, with the times at which it was said.
    pub mentions: Vec<Mention>,
    /// Whose it is.
    pub owner: Owner,
    /// The mentions that had an answer.
    #[serde(default)]
    pub answered: Vec<MentionKey>,
    /// When the customer last had one.
    #[serde(default)]
    pub answered_at: Option<DateTime<Utc>>,
    /// When the matter stood still; what has not begun yet is not counted.
    #[serde(default)]
    pub waits: Vec<Waited>,
    /// The promises that are open.
    #[serde(default)]
    pub promises: Vec<Pending>,
    /// The host's own references, by system.
    #[serde(default)]
    pub references: SortedMap<String, String>,
}

/// A time in which a matter stood still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "from, until and what for")]
pub struct Waited {
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// What for.
    pub reason: PauseReason,
}

/// A promise that is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    clippy::exhaustive_structs,
    reason = "what, by when, and whether to call"
)]
pub struct Pending {
    /// What was promised.
    pub what: Private,
    /// By when.
    pub due: DateTime<Utc>,
    /// Whether it is a call.
    #[serde(default)]
    pub callback: bool,
}

impl Import {
    /// Whether an open case that the host knows is the one that is imported: it
    /// is, where nothing tells it apart.
    fn is_itself(&self, found: &Elsewhere) -> bool {
        match found {
            Elsewhere::Host(Some(id)) => {
                let is_ours = |reference: &String| reference == id;
                self.case.as_str() == id || self.references.values().any(is_ours)
            }
            Elsewhere::Host(None) => true,
            Elsewhere::Case(case) => *case == self.case,
        }
    }
}

impl Work<'_> {
    /// Takes over an open case. Mentions that are known already stay where they are.
    pub(super) fn import(&mut self, import: &Import, known: &Known) -> Asked<()> {
        let id = &import.case;
        if known.case(id)?.is_some() {
            return Ok(());
        }
        self.ask_first(import, known)?;
        let mut heard = Vec::new();
        for mention in &import.mentions {
            match known.filing(&mention.key())? {
                None => heard.push(self.imported(mention)),
                Some(unseen) if unseen.standing == Standing::Unseen => {
                    self.saw(unseen);
                    let mut heard_now = self.imported(mention);
                    heard_now.voice.echoes = self.early(&unseen.echoes, mention, known)?;
                    heard.push(heard_now);
                }
                Some(_) => {}
            }
        }
        heard.sort_by_key(|it| (it.voice.spoken_at, it.voice.mention.clone()));
        let Some(first) = heard.first_mut() else {
            return Ok(());
        };
        // An open case has something to answer, whatever our rules say of it.
        first.voice.reason.get_or_insert(ReasonId::from("question"));
        self.begin(id);
        let taken_over: Vec<_> = heard.iter().map(|it| it.voice.mention.clone()).collect();
        for (place, heard) in heard.into_iter().enumerate() {
            let voice = heard.voice.clone();
            self.file(Standing::InCase(id.clone()), heard);
            let event = match place {
                0 => Event::Opened {
                    queue: voice.queue.clone(),
                    voice,
                    linked: None,
                },
                _ => Event::Joined { voice },
            };
            self.tell(id, Actor::Customer, event);
        }
        let goes_on = Event::Imported {
            owner: import.owner.clone(),
            answered: import.answered.clone(),
            answered_at: import.answered_at,
        };
        self.tell(id, Actor::Playbook, goes_on);
        self.stand_still(import);
        self.take_over(import);
        for mention in &taken_over {
            self.echo(mention, None, known)?;
        }
        self.point_out_doubles(import, known)
    }

    /// Asks whatever the rest will ask: work is begun anew after each answer,
    /// and there is much of it here.
    fn ask_first(&self, import: &Import, known: &Known) -> Asked<()> {
        for mention in &import.mentions {
            if let Some(unseen) = known.filing(&mention.key())? {
                self.early(&unseen.echoes, mention, known)?;
            }
            let author = &mention.author.handle;
            known.related(&mention.channel, author)?;
            let Some(echo) = self.policy.echo_of(mention) else {
                continue;
            };
            let of = MentionKey::new(mention.channel.clone(), echo.of);
            let filing = known.filing(&of)?;
            if let Some(case) = filing.and_then(|filing| filing.standing.case()) {
                self.living(case, known)?;
            }
        }
        Ok(())
    }

    /// Notes where the customer of an imported case has another, for a person
    /// to see. That the host has this one is no news.
    fn point_out_doubles(&mut self, import: &Import, known: &Known) -> Asked<()> {
        let mut authors: Vec<(&ChannelId, &Handle)> = Vec::new();
        for mention in &import.mentions {
            let author = (&mention.channel, &mention.author.handle);
            if !author.1.is_unknown() && !authors.contains(&author) {
                authors.push(author);
            }
        }
        let mut doubles = SortedSet::new();
        for (channel, author) in &authors {
            let related = known.related(channel, author)?;
            let cases = related.into_iter().flat_map(|related| &related.cases);
            let others = cases.filter(|it| it.case.is_live() && it.case.id != import.case);
            doubles.extend(others.map(|it| Elsewhere::Case(it.case.id.clone())));
        }
        if let Some((channel, author)) = authors.first() {
            let facts = known.customer(channel, author)?;
            let found = facts.and_then(open_elsewhere);
            doubles.extend(found.filter(|found| !import.is_itself(found)));
        }
        for elsewhere in doubles.iter().cloned() {
            let double = Event::PossibleDouble { elsewhere };
            self.tell(&import.case, Actor::Playbook, double);
        }
        Ok(())
    }

    fn imported(&self, mention: &Mention) -> Heard {
        let decision = self.policy.triage(mention);
        self.heard(mention, Arc::new(decision), None)
    }

    fn stand_still(&mut self, import: &Import) {
        let now = self.now;
        for wait in import.waits.iter().filter(|it| it.from < it.until.min(now)) {
            let id = ClockKind::Resolution;
            let runs = |work: &Self| {
                let record = work.record(&import.case);
                record.is_some_and(|it| it.clocks.running(id).is_some())
            };
            if runs(self) {
                let (at, reason) = (wait.from, wait.reason);
                let id = id.into();
                self.clock(&import.case, ClockEvent::Paused { id, at, reason });
                let (id, at) = (ClockKind::Resolution.into(), wait.until.min(now));
                self.clock(&import.case, ClockEvent::Resumed { id, at });
            }
        }
    }

    fn take_over(&mut self, import: &Import) {
        let id = &import.case;
        for (place, promise) in import.promises.iter().enumerate() {
            let Some(record) = self.record(id) else {
                return;
            };
            let what = TextId {
                case: id.clone(),
                at: record.case.revision,
                place: 0,
            };
            self.text(Text {
                id: what.clone(),
                by: None,
                kind: TextKind::Promise,
                channel: None,
                words: promise.what.clone(),
            });
            let promised = Event::Promised {
                promise: PromiseId::after(place),
                what,
                due: promise.due,
                callback: promise.callback,
            };
            // The customer holds us to it; and what is written next gets an id of its own.
            self.tell(id, Actor::Customer, promised);
        }
        for (system, reference) in import.references.iter() {
            let (system, reference) = (system.clone(), reference.clone());
            self.tell(id, Actor::Playbook, Event::Linked { system, reference });
        }
    }
}
