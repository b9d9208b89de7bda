//! What nobody has looked at yet.

use chrono::{DateTime, Utc};

use super::commit::{Filing, Standing};
use super::known::{Asked, Known};
use super::record::Actor;
use super::work::Work;
use crate::case::Event;
use crate::mention::MentionKey;
use crate::team::AgentId;

impl Work<'_> {
    /// Notes the first look of a person at a mention.
    pub(super) fn look(&mut self, mention: &MentionKey, by: &AgentId, known: &Known) -> Asked<()> {
        let agent = self.policy.playbook.agents.get(by);
        let is_person = agent.is_some_and(|agent| !agent.automatic);
        let Some(before) = known.filing(mention)?.filter(|_| is_person) else {
            return Ok(());
        };
        if before.unlooked_since().is_none() {
            return Ok(());
        }
        self.saw(before);
        let mut after = before.clone();
        if let Some(heard) = &mut after.heard {
            heard.voice.looked_at = Some(self.now);
        }
        let home = match after.standing.case() {
            Some(case) => self.take_living(case, known)?,
            None => None,
        };
        self.put_down(after);
        if let Some(home) = home {
            let (by, mention) = (Actor::Agent(by.clone()), mention.clone());
            self.tell(&home, by, Event::Looked { mention });
        }
        Ok(())
    }
}

impl Filing {
    /// Since when it is there without anybody of ours having looked at it, as
    /// far as the host tells; none where somebody did, or where it is gone.
    pub fn unlooked_since(&self) -> Option<DateTime<Utc>> {
        let is_there = match self.standing {
            Standing::NoResponse | Standing::Review | Standing::InCase(_) => true,
            Standing::Withdrawn | Standing::Erased | Standing::Unseen => false,
        };
        let voice = &self.heard.as_ref().filter(|_| is_there)?.voice;
        voice.looked_at.is_none().then_some(voice.seen_at)
    }
}
