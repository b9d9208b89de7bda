use chrono::{DateTime, Utc};

use super::Policy;
use super::commit::{Basis, Change, Commit, Filing, Forget, Heard, Settled, Standing, Summary};
use super::record::{Actor, Entry, Record, What};
use super::terms::Terms;
use crate::case::{self, CaseId, Decided, Echoes, Effect, Found, Guard, Text, TextId};
use crate::escalation::ChainEvent;
use crate::mention::{Handle, MentionKey};
use crate::sla::ClockEvent;
use crate::sorted::{SortedMap, room_for_one};

/// So many lines tell of most cases that begin.
const BEGINNING: usize = 4;

/// A commit while it is being put together.
#[derive(Debug)]
pub(super) struct Work<'p> {
    pub(super) policy: &'p Policy,
    pub(super) now: DateTime<Utc>,
    pub(super) terms: Terms,
    touched: SortedMap<CaseId, Touched>,
    editions: SortedMap<MentionKey, u32>,
    filed: Vec<Filing>,
    texts: Vec<Text>,
    effects: Vec<Effect>,
    settles: Option<Settled>,
    warnings: Vec<Guard>,
    style: Vec<Found>,
    forget: Forget,
}

#[derive(Debug)]
struct Touched {
    expected: u64,
    record: Record,
    entries: Vec<Entry>,
}

impl<'p> Work<'p> {
    pub(super) fn new(policy: &'p Policy, now: DateTime<Utc>) -> Self {
        Self {
            policy,
            now,
            terms: Terms::default(),
            touched: SortedMap::new(),
            editions: SortedMap::new(),
            filed: Vec::new(),
            texts: Vec::new(),
            effects: Vec::new(),
            settles: None,
            warnings: Vec::new(),
            style: Vec::new(),
            forget: Forget::default(),
        }
    }

    /// Takes a case in hand as it is stored. A case in hand already stays as it is.
    pub(super) fn take(&mut self, record: &Record) {
        self.touched
            .entry(record.case.id.clone())
            .or_insert_with(|| Touched {
                expected: record.length,
                record: record.clone(),
                entries: Vec::new(),
            });
    }

    /// Takes a new case in hand.
    pub(super) fn begin(&mut self, id: &CaseId) {
        let blank = || Touched {
            expected: 0,
            record: Record::blank(id.clone()),
            entries: Vec::with_capacity(BEGINNING),
        };
        self.touched.entry(id.clone()).or_insert_with(blank);
    }

    /// A case in hand, as it is by now.
    pub(super) fn record(&self, id: &CaseId) -> Option<&Record> {
        self.touched.get(id).map(|touched| &touched.record)
    }

    /// The cases in hand.
    pub(super) fn cases(&self) -> Vec<CaseId> {
        self.touched.keys().cloned().collect()
    }

    /// Writes down what happened in a case, and what its clocks make of it.
    pub(super) fn tell(&mut self, id: &CaseId, by: Actor, event: case::Event) {
        self.tell_at(id, by, event, self.now);
    }

    /// The same for something that happened a while ago.
    pub(super) fn tell_at(
        &mut self,
        id: &CaseId,
        by: Actor,
        event: case::Event,
        when: DateTime<Utc>,
    ) {
        self.write(id, by, What::Case(event));
        let Some(touched) = self.touched.get(id) else {
            return;
        };
        let Some(What::Case(event)) = touched.entries.last().map(|entry| &entry.what) else {
            return;
        };
        if matches!(event, case::Event::PossibleDouble { .. }) {
            // There may be many, and none changes what is owed.
            return;
        }
        let when = when.min(self.now);
        let clocks = self
            .policy
            .follow(&touched.record, event, when, &self.terms);
        for clock in clocks {
            self.clock(id, clock);
        }
    }

    pub(super) fn clock(&mut self, id: &CaseId, event: ClockEvent) {
        self.write(id, Actor::Playbook, What::Clock(event));
    }

    pub(super) fn chain(&mut self, id: &CaseId, by: Actor, event: ChainEvent) {
        self.write(id, by, What::Chain(event));
    }

    fn write(&mut self, id: &CaseId, by: Actor, what: What) {
        let Some(touched) = self.touched.get_mut(id) else {
            return;
        };
        let entry = Entry {
            at: self.now,
            by,
            what,
        };
        touched.record.apply(&entry);
        touched.entries.push(entry);
    }

    /// Remembers what is stored of a mention, so that what is filed of it comes after.
    pub(super) fn saw(&mut self, filing: &Filing) {
        self.editions.insert(filing.mention.clone(), filing.edition);
    }

    /// Writes down where a mention stands; a later word about it replaces an earlier one.
    pub(super) fn file(&mut self, standing: Standing, heard: Heard) {
        let (mention, revision) = (heard.voice.mention.clone(), heard.voice.revision);
        self.put_down(Filing {
            mention,
            edition: 0,
            revision,
            standing,
            heard: Some(heard),
            echoes: Echoes::default(),
        });
    }

    /// Writes down that a mention is gone, which was filed as `before`.
    pub(super) fn file_gone(&mut self, mention: MentionKey, before: Option<&Filing>) {
        self.put_down(Filing {
            mention,
            edition: 0,
            revision: before.map_or(0, |before| before.revision),
            standing: Standing::Withdrawn,
            heard: before.and_then(|before| before.heard.clone()),
            echoes: before
                .map(|before| before.echoes.clone())
                .unwrap_or_default(),
        });
    }

    /// Writes down a filing as the edition after what is stored.
    pub(super) fn put_down(&mut self, mut filing: Filing) {
        let before = self.editions.get(&filing.mention);
        filing.edition = before.map_or(1, |before| before + 1);
        if let (Standing::InCase(case), Some(heard)) = (&filing.standing, &mut filing.heard) {
            heard.cases.insert(case.clone());
        }
        let mut filed = self.filed.iter();
        if let Some(earlier) = filed.position(|it| it.mention == filing.mention) {
            self.filed.remove(earlier);
        }
        // Most commits file one mention, and a filing is large.
        room_for_one(&mut self.filed);
        self.filed.push(filing);
    }

    /// Writes down that the author of a mention is forgotten: what was decided
    /// stays, and nobody knows about whom.
    pub(super) fn file_erased(&mut self, filing: &Filing) {
        self.saw(filing);
        let heard = filing.heard.clone().map(|heard| Heard {
            author: Handle::new(""),
            ..heard
        });
        self.put_down(Filing {
            standing: Standing::Erased,
            heard,
            ..filing.clone()
        });
        self.forget_mention(filing.mention.clone());
    }

    /// Lets the host delete what it keeps of a mention.
    pub(super) fn forget_mention(&mut self, mention: MentionKey) {
        self.forget.mentions.push(mention);
    }

    /// Lets the host delete texts.
    pub(super) fn forget_texts(&mut self, texts: impl IntoIterator<Item = TextId>) {
        self.forget.texts.extend(texts);
    }

    /// Lets the host reduce the lines of a log that nobody here can read.
    pub(super) fn forget_unread(&mut self, case: CaseId) {
        self.forget.cases.push(case);
    }

    /// What this commit says of a mention so far.
    pub(super) fn filed(&self, mention: &MentionKey) -> Option<&Filing> {
        self.filed.iter().find(|filing| filing.mention == *mention)
    }

    pub(super) fn text(&mut self, text: Text) {
        self.texts.push(text);
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn settle(&mut self, settled: Settled) {
        self.settles = Some(settled);
    }

    /// Takes over what a command led to, by the hand of an agent.
    pub(super) fn carry_out(&mut self, id: &CaseId, by: &Actor, decided: Decided) {
        for event in decided.events {
            self.tell(id, by.clone(), event);
        }
        self.texts.extend(decided.texts);
        self.effects.extend(decided.effects);
        self.warnings.extend(decided.warnings);
        self.style.extend(decided.style);
    }

    /// The commit, after everything that is due by now has been noticed. Where
    /// it files anything, it rests on what was read of the authors' mentions.
    pub(super) fn finish(mut self, read: impl Iterator<Item = Basis>) -> Commit {
        for id in self.cases() {
            self.tick(&id, self.now);
        }
        let (policy, now, terms) = (self.policy, self.now, self.terms);
        let changes = self
            .touched
            .into_iter()
            .filter(|(_, touched)| !touched.entries.is_empty())
            .map(|(case, touched)| Change {
                case,
                expected: touched.expected,
                entries: touched.entries,
                wake_at: policy.wake_at(&touched.record, now, &terms),
                summary: Summary::of(&touched.record, policy.due_within(&touched.record, &terms)),
                record: Box::new(touched.record),
            })
            .collect();
        Commit {
            changes,
            rests_on: read.filter(|_| !self.filed.is_empty()).collect(),
            filed: self.filed,
            texts: self.texts,
            effects: self.effects,
            settles: self.settles,
            warnings: self.warnings,
            style: self.style,
            forget: self.forget,
        }
    }
}

impl Summary {
    fn of(record: &Record, due: Option<DateTime<Utc>>) -> Self {
        let case = &record.case;
        Self {
            state: case.state,
            owner: case.owner.clone(),
            urgency: case.urgency(),
            topic: case.topic().cloned(),
            due,
            owes_follow_up: case.owes_follow_up(),
            open_promises: case.open_promises().count(),
            mentions: case.voices.len(),
        }
    }
}
