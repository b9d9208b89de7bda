use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use webcare::case::{CaseId, Effect, PartId, TextId};
use webcare::mention::{Mention, MentionKey};
use webcare::policy::{
    Answer, Commit, Filing, Input, Policy, Question, Record, Related, Standing, Step,
};

use super::moves::Around;
use crate::desk::at;

/// What a store would hold, small enough to be copied for every step.
#[derive(Clone)]
pub(super) struct World {
    pub(super) now: DateTime<Utc>,
    pub(super) records: BTreeMap<CaseId, Arc<Record>>,
    pub(super) filings: BTreeMap<MentionKey, Arc<Filing>>,
    /// Parts that were asked to leave, each as often as it was.
    pub(super) sent: Arc<BTreeMap<(PartId, u32), u32>>,
    pub(super) texts: Arc<BTreeSet<TextId>>,
    /// What the customer said, as it was said last.
    pub(super) said: BTreeMap<MentionKey, Mention>,
    pub(super) ticks: usize,
    pub(super) is_erased: bool,
    fresh: usize,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            now: at("13T08:00"),
            records: BTreeMap::new(),
            filings: BTreeMap::new(),
            sent: Arc::default(),
            texts: Arc::default(),
            said: BTreeMap::new(),
            ticks: 0,
            is_erased: false,
            fresh: 0,
        }
    }

    /// The case in which a case lives on.
    pub(super) fn root(&self, id: &CaseId) -> CaseId {
        let mut id = id;
        for _ in 0..=self.records.len() {
            match &self.records[id].case.merged_into {
                Some(into) => id = into,
                None => return id.clone(),
            }
        }
        panic!("merges go round in a circle at {id}");
    }

    fn related(&self, question: &Question) -> Related {
        let Question::Related { channel, author } = question else {
            panic!("{question:?}")
        };
        let theirs = self.filings.values().filter(|it| {
            let heard = it.heard.as_ref();
            it.mention.channel == *channel && heard.is_some_and(|heard| heard.author == *author)
        });
        let (mut cases, mut loose) = (BTreeSet::new(), Vec::new());
        for filing in theirs {
            match &filing.standing {
                Standing::InCase(case) => {
                    cases.insert(self.root(case));
                }
                _ => loose.push(Filing::clone(filing)),
            }
        }
        let cases = cases.iter().map(|id| Record::clone(&self.records[id]));
        Related {
            cases: cases.collect(),
            loose,
            edition: 0,
        }
    }

    /// What follows from an input; nothing where it is refused or changes nothing.
    pub(super) fn step(&self, policy: &Policy, input: Input) -> Option<Commit> {
        self.step_at(policy, input, self.now)
    }

    pub(super) fn step_at(
        &self,
        policy: &Policy,
        input: Input,
        now: DateTime<Utc>,
    ) -> Option<Commit> {
        let mut fresh = self.fresh;
        let mut step = policy.step(input, now);
        loop {
            match step {
                Step::Done(commit) => return (!commit.is_empty()).then_some(commit),
                Step::Refused(_) => return None,
                Step::Need(ask) => {
                    let answer = self.answer(ask.question(), &mut fresh);
                    step = ask.answer(answer).unwrap();
                }
            }
        }
    }

    fn answer(&self, question: &Question, fresh: &mut usize) -> Answer {
        match question {
            Question::Filing(key) => {
                let filing = self.filings.get(key);
                Answer::Filing(filing.map(|it| Box::new(Filing::clone(it))))
            }
            Question::Case(id) => {
                let record = self.records.get(id);
                Answer::Case(record.map(|it| Box::new(Record::clone(it))))
            }
            it @ Question::Related { .. } => Answer::Related(self.related(it)),
            Question::FreshId => {
                *fresh += 1;
                Answer::FreshId(CaseId::from(format!("c{fresh}")))
            }
            _ => Answer::NotKnown,
        }
    }

    /// The world after a commit, which keeps what a store must check.
    pub(super) fn after(&self, around: &Around, commit: &Commit) -> Self {
        let mut next = self.clone();
        around.apply(&mut next);
        for change in &commit.changes {
            let known = next.records.get(&change.case).map_or(0, |it| it.length);
            assert_eq!(known, change.expected);
            next.fresh = next.fresh.max(change.case.as_str()[1..].parse().unwrap());
            let record = Record::clone(&change.record);
            next.records.insert(change.case.clone(), Arc::new(record));
        }
        for filing in &commit.filed {
            let key = filing.mention.clone();
            next.filings.insert(key, Arc::new(filing.clone()));
        }
        if !commit.texts.is_empty() || !commit.forget.texts.is_empty() {
            let texts = Arc::make_mut(&mut next.texts);
            for text in &commit.texts {
                assert!(texts.insert(text.id.clone()), "{} again", text.id);
            }
            for text in &commit.forget.texts {
                texts.remove(text);
            }
        }
        for effect in &commit.effects {
            if let Effect::Send(part) = effect {
                let sent = Arc::make_mut(&mut next.sent);
                *sent.entry((part.id.clone(), part.attempt)).or_default() += 1;
            }
        }
        next
    }
}
