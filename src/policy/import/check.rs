//! Whether an open case can be taken over as it is told.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Import;
use crate::case::{Case, Flaw, Owner};
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::policy::Policy;
use crate::policy::commit::Standing;
use crate::policy::known::{Asked, Known};
use crate::sorted::SortedSet;
use crate::text::is_blank;

impl Import {
    /// Whether it is what a case that is here began with. Of who is forgotten
    /// nothing is known by which to tell, and nothing is taken in either.
    pub(super) fn began(&self, case: &Case) -> bool {
        case.imprint == Some(self.imprint()) || !case.erased.is_empty()
    }

    /// The instants at which the customer had an answer, as far as they have come.
    pub(super) fn answers(&self, now: DateTime<Utc>) -> SortedSet<DateTime<Utc>> {
        let told = self.earlier_answers.iter().chain(&self.answered_at);
        told.map(|at| (*at).min(now)).collect()
    }

    /// Everything that keeps it from being taken over.
    pub(super) fn flaws(
        &self,
        policy: &Policy,
        known: &Known,
        now: DateTime<Utc>,
    ) -> Asked<Vec<Flaw>> {
        let mut flaws = Vec::new();
        if is_blank(self.case.as_str()) {
            flaws.push(Flaw::NoId);
        }
        if self.mentions.is_empty() {
            flaws.push(Flaw::NoMention);
        }
        self.flaws_of_mentions(policy, known, &mut flaws)?;
        flaws.extend(self.flaw_of_owner(policy));
        self.flaws_of_answers(now, &mut flaws);
        let upside_down = self.waits.iter().filter(|it| it.until < it.from);
        flaws.extend(upside_down.map(|it| Flaw::UpsideDown {
            from: it.from,
            until: it.until,
        }));
        let promises = self.promises.iter();
        let promises = promises.filter(|it| is_blank(it.what.reveal()));
        flaws.extend(promises.map(|it| Flaw::EmptyPromise { due: it.due }));
        Ok(flaws)
    }

    fn flaws_of_mentions(
        &self,
        policy: &Policy,
        known: &Known,
        flaws: &mut Vec<Flaw>,
    ) -> Asked<()> {
        let mut keys = SortedSet::new();
        let mut authors: BTreeMap<&ChannelId, SortedSet<&Handle>> = BTreeMap::new();
        for mention in &self.mentions {
            let key = mention.key();
            if !keys.insert(key.clone()) {
                flaws.push(Flaw::TwiceMentioned { mention: key });
                continue;
            }
            if mention.posted_at.is_none() && mention.seen_at.is_none() {
                flaws.push(Flaw::Undated {
                    mention: key.clone(),
                });
            }
            flaws.extend(stands_here(key, known)?);
            let of_channel = authors.entry(&mention.channel).or_default();
            of_channel.extend(Some(&mention.author.handle).filter(|it| !it.is_unknown()));
        }
        for (channel, authors) in authors {
            let channel = || channel.clone();
            if !policy.playbook.channels.contains_key(&channel()) {
                flaws.push(Flaw::NoSuchChannel { channel: channel() });
            }
            if authors.len() > 1 {
                flaws.push(Flaw::SeveralAuthors { channel: channel() });
            }
        }
        Ok(())
    }

    fn flaw_of_owner(&self, policy: &Policy) -> Option<Flaw> {
        let playbook = &policy.playbook;
        match &self.owner {
            Owner::Agent(agent) => {
                let agent = agent.clone();
                let is_there = playbook.agents.contains_key(&agent);
                (!is_there).then_some(Flaw::NoSuchAgent { agent })
            }
            Owner::Queue(queue) => {
                let queue = queue.clone();
                let is_there = playbook.queues.contains_key(&queue);
                (!is_there).then_some(Flaw::NoSuchQueue { queue })
            }
        }
    }

    fn flaws_of_answers(&self, now: DateTime<Utc>, flaws: &mut Vec<Flaw>) {
        let last = self.answers(now).iter().last().copied();
        for mention in &self.answered {
            let of_it = |it: &&Mention| it.key() == *mention;
            let mention = mention.clone();
            match self.mentions.iter().find(of_it) {
                None => flaws.push(Flaw::AnsweredElsewhere { mention }),
                Some(it) if last < Some(it.spoken_at(now)) => {
                    flaws.push(Flaw::AnsweredNever { mention });
                }
                Some(_) => {}
            }
        }
    }
}

/// What keeps a mention from being taken over that is known here. What nobody
/// took up can be.
fn stands_here(mention: MentionKey, known: &Known) -> Asked<Option<Flaw>> {
    let Some(filing) = known.filing(&mention)? else {
        return Ok(None);
    };
    Ok(match &filing.standing {
        Standing::InCase(case) => {
            let case = case.clone();
            Some(Flaw::KnownMention { mention, case })
        }
        Standing::Withdrawn | Standing::Erased => Some(Flaw::GoneMention { mention }),
        Standing::NoResponse | Standing::Review | Standing::Unseen => None,
    })
}
