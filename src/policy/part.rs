//! The other case of a command that concerns two: merging, taking that back, splitting.

use super::Policy;
use super::commit::Standing;
use super::input::Order;
use super::known::{Asked, Known};
use super::record::{Actor, Record};
use super::work::Work;
use crate::case::{Case, CaseId, Command, Event, Owner, Refusal, Voice};
use crate::channel::ChannelId;
use crate::mention::{Handle, MentionKey};
use crate::sorted::SortedSet;
use crate::team::{AgentId, QueueId};

impl Work<'_> {
    /// What follows from a command in the other case that it concerns.
    pub(super) fn with_the_other(
        &mut self,
        order: &Order,
        known: &Known,
    ) -> Asked<Result<(), Refusal>> {
        let by = Actor::Agent(order.by.clone());
        match &order.command {
            Command::Merge { into } => self.absorb(order, into, &by, known),
            Command::Unmerge => self.release(&order.case, &by, known),
            Command::Split { mentions } => self.split(order, mentions, known),
            _ => Ok(Ok(())),
        }
    }

    fn absorb(
        &mut self,
        order: &Order,
        into: &CaseId,
        by: &Actor,
        known: &Known,
    ) -> Asked<Result<(), Refusal>> {
        let from = &order.case;
        let Some(other) = known.case(into)? else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        if let Err(refusal) = self.policy.may_add_to(&other.case, &order.by) {
            return Ok(Err(refusal));
        }
        // A case that lives is nobody's part, so merges can form no circle.
        if !other.case.is_live() {
            return Ok(Err(not_live(other)));
        }
        self.take(other);
        self.tick(into, self.now);
        let Some(case) = self.record(from).map(|record| record.case.clone()) else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        // Whose author was forgotten counts where it was, and goes nowhere.
        let goes = |voice: &&Voice| !case.erased.contains(&voice.mention);
        let voices: Vec<Voice> = case.voices.values().filter(goes).cloned().collect();
        let texts = known.case(from)?.map(|it| it.case.texts.clone());
        let answered = answered(&case);
        self.refile(voices.iter().map(|voice| &voice.mention), into, known)?;
        let absorbed = Event::Absorbed {
            case: from.clone(),
            voices,
            answered,
            texts: texts.unwrap_or_default(),
        };
        self.tell(into, by.clone(), absorbed);
        self.note_gone(into, &case, by);
        for verified in &case.verified {
            let (answer, verdict) = (verified.answer.clone(), verified.verdict);
            self.tell(into, by.clone(), Event::AnswerVerified { answer, verdict });
        }
        let owes = self.record(into).is_some_and(|it| it.case.owes_follow_up());
        if case.owes_follow_up() && !owes {
            self.tell(into, by.clone(), Event::FollowUpOwed);
        }
        Ok(Ok(()))
    }

    fn release(&mut self, id: &CaseId, by: &Actor, known: &Known) -> Asked<Result<(), Refusal>> {
        let Some(case) = self.record(id).map(|record| record.case.clone()) else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let Some(into) = case.merged_into.clone() else {
            return Ok(Err(Refusal::NotMerged));
        };
        let Some(other) = known.case(&into)? else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        if !other.case.is_live() {
            return Ok(Err(not_live(other)));
        }
        let since = self.said_since(&case, &other.case, known)?;
        let theirs =
            |mention: &MentionKey| case.voices.contains_key(mention) || since.contains(mention);
        let there = other.case.cores();
        let goes = |voice: &&&Voice| theirs(&voice.mention) && other.case.is_there(&voice.mention);
        let back = there.iter().filter(goes).count();
        if back == 0 || back == there.len() {
            return Ok(Err(Refusal::NothingLeft));
        }
        self.take(other);
        self.tick(&into, self.now);
        let host = other.case.clone();
        let voices: Vec<&Voice> = host
            .voices
            .values()
            .filter(|it| theirs(&it.mention) && !host.erased.contains(&it.mention))
            .collect();
        let forgotten = host.erased.iter().filter(|it| theirs(it));
        let forgotten: Vec<MentionKey> = forgotten.cloned().collect();
        self.refile(voices.iter().map(|voice| &voice.mention), id, known)?;
        let answered = answered(&host);
        let with = self.went_on_in(id, &host, known)?;
        let goes = |from: &CaseId| from == id || with.contains(from);
        let texts = host.texts.iter().filter(|kept| goes(&kept.text.case));
        let texts = texts.cloned().collect();
        // Before it goes on, so that what was answered there waits for nobody here.
        for voice in &voices {
            let known = case.voices.get(&voice.mention);
            let voice = Voice::clone(voice);
            match known {
                Some(known) if *known == voice => {}
                Some(_) => self.tell(id, by.clone(), Event::MentionRevised { voice }),
                None => self.tell(id, by.clone(), Event::Joined { voice }),
            }
        }
        self.tell(id, by.clone(), Event::Unmerged { answered, texts });
        self.note_gone(id, &host, by);
        if !forgotten.is_empty() {
            let mentions = forgotten;
            self.tell(id, by.clone(), Event::Forgotten { mentions });
        }
        let released = Event::Released {
            case: id.clone(),
            with,
            mentions: voices.iter().map(|voice| voice.mention.clone()).collect(),
        };
        self.tell(&into, by.clone(), released);
        Ok(Ok(()))
    }

    /// What those who speak in a case said since it was merged into `host`, as
    /// far as they had said nothing there before: it is of that case, and goes
    /// along when the merge is taken back.
    fn said_since(&self, case: &Case, host: &Case, known: &Known) -> Asked<SortedSet<MentionKey>> {
        let Some(merged_at) = case.ended_at else {
            return Ok(SortedSet::new());
        };
        let author = |mention: &MentionKey| -> Asked<Option<(ChannelId, Handle)>> {
            let heard = known.filing(mention)?.and_then(|it| it.heard.as_ref());
            Ok(heard.map(|heard| (mention.channel.clone(), heard.author.clone())))
        };
        let mut authors = SortedSet::new();
        for mention in case.voices.keys() {
            authors.extend(author(mention)?.filter(|(_, handle)| !handle.is_unknown()));
        }
        let mut since = Vec::new();
        for voice in host.voices.values() {
            if case.voices.contains_key(&voice.mention) {
                continue;
            }
            let Some(author) = author(&voice.mention)? else {
                continue;
            };
            if voice.seen_at <= merged_at {
                authors.remove(&author);
            } else {
                since.push((author, voice.mention.clone()));
            }
        }
        let since = since
            .into_iter()
            .filter(|(author, _)| authors.contains(author));
        Ok(since.map(|(_, mention)| mention).collect())
    }

    /// The cases with texts in `host` that had gone on in `id` before it was merged.
    fn went_on_in(&self, id: &CaseId, host: &Case, known: &Known) -> Asked<Vec<CaseId>> {
        let from: SortedSet<&CaseId> = host.texts.iter().map(|kept| &kept.text.case).collect();
        let mut with = Vec::new();
        for case in from.into_iter().filter(|it| *it != id && **it != host.id) {
            let mut at = case.clone();
            let mut seen = SortedSet::new();
            while at != *id && seen.insert(at.clone()) {
                match known.case(&at)?.and_then(|it| it.case.merged_into.clone()) {
                    Some(into) => at = into,
                    None => break,
                }
            }
            if at == *id {
                with.push(case.clone());
            }
        }
        Ok(with)
    }

    fn split(
        &mut self,
        order: &Order,
        mentions: &[MentionKey],
        known: &Known,
    ) -> Asked<Result<(), Refusal>> {
        let Some(case) = self.record(&order.case).map(|record| record.case.clone()) else {
            return Ok(Err(Refusal::NoSuchCase));
        };
        let id = known.fresh(0)?.clone();
        let by = Actor::Agent(order.by.clone());
        let goes = |voice: &&Voice| mentions.contains(&voice.mention);
        let cores = case.cores();
        let Some(first) = cores.into_iter().find(goes).cloned() else {
            return Ok(Err(Refusal::NothingLeft));
        };
        self.begin(&id);
        self.refile(mentions.iter(), &id, known)?;
        let others = case.voices.values().filter(goes);
        let others = others.filter(|it| it.mention != first.mention);
        let absorbed = Event::Absorbed {
            case: order.case.clone(),
            voices: others.cloned().collect(),
            answered: answered(&case),
            texts: Vec::new(),
        };
        let opened = Event::Opened {
            queue: first.queue.clone(),
            voice: first,
            linked: Some(order.case.clone()),
        };
        self.tell(&id, by.clone(), opened);
        self.tell(&id, by.clone(), absorbed);
        let taken = Event::Taken {
            agent: order.by.clone(),
            ownership: case.ownership,
        };
        self.tell(&id, by.clone(), taken);
        let released = Event::Released {
            case: id,
            with: Vec::new(),
            mentions: mentions.to_vec(),
        };
        self.tell(&order.case, by, released);
        Ok(Ok(()))
    }

    /// Files mentions as part of another case; those that were taken back or
    /// whose author was forgotten stay as they are filed.
    fn refile<'m>(
        &mut self,
        mentions: impl Iterator<Item = &'m MentionKey>,
        into: &CaseId,
        known: &Known,
    ) -> Asked<()> {
        for mention in mentions {
            let Some(filing) = known.filing(mention)? else {
                continue;
            };
            if let (Standing::InCase(_), Some(heard)) = (&filing.standing, &filing.heard) {
                self.saw(filing);
                self.file(Standing::InCase(into.clone()), heard.clone());
            }
        }
        Ok(())
    }

    /// Notes in a case which of the mentions that it took over are gone.
    fn note_gone(&mut self, id: &CaseId, from: &Case, by: &Actor) {
        let Some(case) = self.record(id).map(|record| &record.case) else {
            return;
        };
        let is_new = |mention: &&MentionKey| {
            case.voices.contains_key(mention) && !case.withdrawn.contains(*mention)
        };
        let gone: Vec<_> = from.withdrawn.iter().filter(is_new).cloned().collect();
        for mention in gone {
            self.tell(id, by.clone(), Event::MentionWithdrawn { mention });
        }
    }
}

impl Policy {
    /// Whether somebody may let another case go on in this one: who has it, who
    /// works the queue it is of, and who supervises.
    fn may_add_to(&self, case: &Case, by: &AgentId) -> Result<(), Refusal> {
        let has_it = matches!(&case.owner, Owner::Agent(owner) if owner == by);
        if has_it || self.playbook.supervisor.as_ref() == Some(by) {
            return Ok(());
        }
        let queue = match &case.owner {
            Owner::Agent(_) => case.home_queue(),
            Owner::Queue(queue) => Some(queue),
        };
        let agent = self.playbook.agents.get(by);
        let works = |queue: &&QueueId| agent.is_some_and(|it| it.queues.contains(*queue));
        match queue.filter(|queue| !works(queue)) {
            Some(queue) => Err(Refusal::NotInQueue {
                agent: by.clone(),
                queue: queue.clone(),
            }),
            None => Ok(()),
        }
    }
}

fn not_live(other: &Record) -> Refusal {
    Refusal::NotLive {
        case: other.case.id.clone(),
        state: other.case.state,
    }
}

/// The mentions of a case that wait for no answer.
fn answered(case: &Case) -> Vec<MentionKey> {
    let keys = case.voices.keys();
    keys.filter(|mention| !case.is_unanswered(mention))
        .cloned()
        .collect()
}
