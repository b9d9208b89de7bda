//! Two cases that are one matter, and one that is two.
//!
//! These are the sides of the case at hand; the policy sees to the other case.

use super::Deciding;
use crate::case::event::Event;
use crate::case::id::CaseId;
use crate::case::parts::{Elsewhere, Owner};
use crate::case::refusal::Refusal;
use crate::case::reply::Reply;
use crate::case::{Case, State};
use crate::mention::MentionKey;

impl<'a> Deciding<'a> {
    pub(super) fn merge(&mut self, into: &CaseId) -> Result<(), Refusal> {
        self.has_or_works()?;
        self.live()?;
        if *into == self.case.id {
            return Err(Refusal::SameCase);
        }
        if !self.case.is_finished() {
            return Err(Refusal::Unfinished);
        }
        self.then(Event::MergedInto { case: into.clone() })
    }

    pub(super) fn unmerge(&mut self) -> Result<(), Refusal> {
        self.has_or_works()?;
        if self.case.state != State::Merged {
            return Err(Refusal::NotMerged);
        }
        Ok(())
    }

    pub(super) fn dismiss(&mut self, elsewhere: &Elsewhere) -> Result<(), Refusal> {
        self.has_or_works()?;
        if !self.case.doubles.contains(elsewhere) {
            return Err(Refusal::NoSuchDouble);
        }
        self.then(Event::DoubleDismissed {
            elsewhere: elsewhere.clone(),
        })
    }

    pub(super) fn split(&mut self, mentions: &[MentionKey]) -> Result<(), Refusal> {
        self.owns()?;
        self.working()?;
        for mention in mentions {
            let voice = self.case.voices.get(mention);
            let read = voice.map_or(0, |voice| voice.revision);
            self.answered(mention, read)?;
        }
        let goes = |mention: &MentionKey| mentions.contains(mention);
        let cores = self.case.cores();
        let going = cores.iter().filter(|it| goes(&it.mention)).count();
        if going == 0 || going == cores.len() {
            return Err(Refusal::NothingLeft);
        }
        let is_under_way = |reply: &Reply| reply.is_leaving() && goes(&reply.answers);
        if self.case.replies.values().any(is_under_way) {
            return Err(Refusal::Unfinished);
        }
        Ok(())
    }

    fn has_or_works(&self) -> Result<(), Refusal> {
        match &self.case.owner {
            Owner::Queue(queue) if self.agent.queues.contains(queue) => Ok(()),
            Owner::Queue(_) | Owner::Agent(_) => self.owns(),
        }
    }
}

impl Case {
    /// Whether nothing of its own is still to be kept, answered or received, so
    /// that it can go on as part of another.
    fn is_finished(&self) -> bool {
        self.open_promises().next().is_none()
            && self.open_consults().next().is_none()
            && !self.replies.values().any(Reply::is_leaving)
    }
}
