//! Cases that become one, or two, or nobody's any more.

use chrono::{DateTime, Utc};

use crate::case::parts::{Elsewhere, Owner, Resolution};
use crate::case::voice::Voice;
use crate::case::{Case, CaseId, State};
use crate::mention::MentionKey;

impl Case {
    pub(super) fn merged(&mut self, into: &CaseId, at: DateTime<Utc>) {
        self.merged_into = Some(into.clone());
        self.texts.clear();
        self.end(State::Merged, at);
    }

    pub(super) fn absorbed(
        &mut self,
        at: DateTime<Utc>,
        case: &CaseId,
        voices: &[Voice],
        answered: &[MentionKey],
    ) {
        self.no_double(&Elsewhere::Case(case.clone()));
        voices.iter().for_each(|voice| self.hear_anew(voice, at));
        self.unanswered.retain(|(key, _)| !answered.contains(key));
    }

    pub(super) fn unmerged(&mut self, answered: &[MentionKey]) {
        self.merged_into = None;
        self.ended_at = None;
        self.is_parted = true;
        self.unanswered.retain(|(key, _)| !answered.contains(key));
        self.state = match self.owner {
            Owner::Queue(_) => State::New,
            Owner::Agent(_) => State::Owned,
        };
    }

    /// Mentions go on in another case, with the texts that are its own or came
    /// with it from `with`.
    pub(super) fn released(&mut self, case: &CaseId, with: &[CaseId], mentions: &[MentionKey]) {
        self.is_parted = true;
        let goes = |from: &CaseId| from == case || with.contains(from);
        self.texts.retain(|kept| !goes(&kept.text.case));
        mentions.iter().for_each(|mention| self.unhear(mention));
    }

    /// Nothing points to another open case of the customer any more.
    pub(super) fn no_double(&mut self, elsewhere: &Elsewhere) {
        self.doubles.retain(|it| it != elsewhere);
    }

    pub(super) fn forgotten(&mut self, mentions: &[MentionKey]) {
        self.erased.extend(mentions.iter().cloned());
        self.unanswered.retain(|(key, _)| !mentions.contains(key));
        self.undelivered_since = None;
        self.texts.clear();
        self.forget_references();
        self.imprint = None;
    }

    /// Leaves nothing by which who was forgotten is found in other registers.
    fn forget_references(&mut self) {
        self.references.clear();
        let forgotten = self.resolution.as_deref().map(Resolution::forget);
        self.resolution = forgotten.map(Box::new);
        let doubles = self.doubles.iter().map(Elsewhere::forget);
        self.doubles = doubles.collect();
    }
}
