//! Deleting texts whose time is over.

use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Actor;
use super::work::Work;
use crate::case::{Case, CaseId, Event, TextKind};

impl Work<'_> {
    /// Deletes the texts of an ended case that are kept no longer.
    pub(super) fn purge(&mut self, id: &CaseId, until: DateTime<Utc>) {
        let Some(record) = self.record(id) else {
            return;
        };
        let case = &record.case;
        let over = self.policy.playbook.retention.ends(case);
        let kinds: Vec<TextKind> = over
            .filter(|(_, end)| *end <= until)
            .map(|(kind, _)| kind)
            .collect();
        if kinds.is_empty() {
            return;
        }
        let gone = case.texts.iter().filter(|it| kinds.contains(&it.kind));
        let texts: Vec<_> = gone.map(|it| it.text.clone()).collect();
        let has_posts = kinds.contains(&TextKind::Post);
        let posts: Vec<_> = case.voices.keys().filter(|_| has_posts).cloned().collect();
        self.forget_texts(texts);
        posts.into_iter().for_each(|it| self.forget_mention(it));
        self.tell(id, Actor::Playbook, Event::Purged { kinds });
    }
}

impl Policy {
    /// When the next texts of a case are to be deleted.
    pub(super) fn next_purge(&self, case: &Case) -> Option<DateTime<Utc>> {
        let ends = self.playbook.retention.ends(case);
        ends.map(|(_, end)| end).min()
    }
}
