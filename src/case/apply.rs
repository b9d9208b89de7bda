use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::event::Event;
use super::parts::{
    CaseFact, Elsewhere, FactSource, Hold, Owner, Ownership, Resolution, Satisfaction,
};
use super::reply::{Part, Progress, Reply};
use super::voice::Voice;
use super::{Case, CaseId, Consult, FollowUp, Promise, ReplyId, Revision, State, Voices};
use crate::channel::Visibility;
use crate::reply::style::Purpose;
use crate::sorted::{SortedMap, SortedSet, room_for_one};
use crate::team::{AgentId, QueueId};

impl Case {
    /// A case of which nothing has happened yet: where a fold begins.
    pub fn blank(id: CaseId) -> Self {
        Self {
            id,
            revision: Revision::default(),
            state: State::New,
            owner: Owner::Queue(QueueId::new("")),
            ownership: Ownership::default(),
            voices: Voices::default(),
            withdrawn: BTreeSet::new(),
            began_at: DateTime::<Utc>::MAX_UTC,
            last_words: SortedMap::new(),
            replies: SortedMap::new(),
            promises: SortedMap::new(),
            consults: SortedMap::new(),
            hand_off: None,
            offered_at: None,
            unanswered: Vec::new(),
            receipted: false,
            answered_at: None,
            next_step: None,
            follow_up: FollowUp::None,
            switched_to: Vec::new(),
            note_owed: false,
            contact_persons: SortedSet::new(),
            undelivered_since: None,
            hand_offs: 0,
            idle_hand_offs: 0,
            came_back: 0,
            first_reach: 0,
            repeated_explanations: 0,
            public_rounds: 0,
            resolution: None,
            ended_at: None,
            merged_into: None,
            linked: None,
            references: SortedMap::new(),
            facts: SortedMap::new(),
            preference: None,
            satisfaction: Satisfaction::default(),
            hold: None,
            switches_offered: 0,
            switches_taken: Vec::new(),
            round_trips: 0,
            empty_hops: 0,
            is_parted: false,
            texts: Vec::new(),
            purged: SortedSet::new(),
            erased: BTreeSet::new(),
            doubles: Vec::new(),
            verified: Vec::new(),
        }
    }

    /// Takes an event that happened at `at` by the hand of `agent` into account.
    ///
    /// It holds no rules and never fails: whether something may happen was
    /// settled before it was written down.
    pub fn apply(&mut self, at: DateTime<Utc>, agent: Option<&AgentId>, event: &Event) {
        self.keep_texts(event);
        match event {
            Event::Opened {
                voice,
                queue,
                linked,
            } => {
                self.owner = Owner::Queue(queue.clone());
                self.linked.clone_from(linked);
                self.hear_anew(voice, at);
            }
            Event::Joined { voice } => {
                // What the customer writes, the log holds by itself.
                self.note_owed = false;
                self.hear_anew(voice, at);
            }
            Event::MentionRevised { voice } => self.hear(voice),
            Event::MentionWithdrawn { mention } => {
                self.withdrawn.insert(mention.clone());
            }
            Event::MentionLeft { mention } => self.unhear(mention),
            Event::ReachGrew { mention, reach } => {
                if let Some(voice) = self.voices.get_mut(mention) {
                    voice.reach = voice.reach.max(*reach);
                }
                self.note_first_reach();
            }
            Event::Copied {
                mention,
                copies,
                reach,
            } => {
                if let Some(voice) = self.voices.get_mut(mention) {
                    voice.echoes.copies = *copies;
                    voice.echoes.reach = *reach;
                }
                self.note_first_reach();
            }
            Event::OtherSpoke { mention, answer } => {
                if let Some(voice) = self.voices.get_mut(mention) {
                    voice.echoes.answered(&answer.id);
                }
                self.unverify(answer);
            }
            Event::OtherLeft { mention, answer } => {
                if let Some(voice) = self.voices.get_mut(mention) {
                    voice.echoes.answers.remove(&answer.id);
                }
                self.unverify(answer);
            }
            Event::Looked { mention } => {
                if let Some(voice) = self.voices.get_mut(mention) {
                    voice.looked_at = voice.looked_at.or(Some(at));
                }
            }
            Event::PossibleDouble { elsewhere } => self.doubles.push(elsewhere.clone()),
            Event::AnswerVerified { answer, verdict } => self.verify(answer, *verdict),
            Event::Emptied | Event::Closed => self.end(State::Closed, at),
            Event::Requeued { queue } => self.owner = Owner::Queue(queue.clone()),
            Event::Taken { agent, ownership } => {
                self.owner = Owner::Agent(agent.clone());
                self.ownership = *ownership;
                self.state = State::Owned;
            }
            Event::HandOffOffered { to, briefing } => {
                self.hand_off = Some(to.clone());
                self.offered_at = Some(at);
                if briefing.is_none() {
                    self.repeated_explanations += 1;
                }
            }
            Event::HandOffAccepted { owner } => {
                self.owner = owner.clone();
                self.hand_off = None;
                self.offered_at = None;
                self.change_hands();
                if matches!(self.state, State::New | State::Reopened) {
                    self.state = State::Owned;
                }
            }
            Event::HandOffDeclined => {
                self.hand_off = None;
                self.offered_at = None;
            }
            Event::Reassigned { to, briefing } => {
                self.change_hands();
                if briefing.is_none() {
                    self.repeated_explanations += 1;
                }
                self.hand_off = None;
                self.offered_at = None;
                self.owner = to.clone();
                // Whoever has it now takes it up.
                if self.is_live() && self.state != State::Reopened {
                    self.state = State::New;
                }
            }
            Event::Held { until } => {
                let until = *until;
                self.hold = agent.cloned().map(|by| Hold { by, until });
            }
            Event::SwitchTaken { channel } => self.switches_taken.push(channel.clone()),
            Event::PreferenceNoted { preference } => self.preference = Some(preference.clone()),
            Event::FactLearned {
                fact,
                value,
                source,
            } => {
                let known = CaseFact {
                    value: value.clone(),
                    source: *source,
                    confirmed: *source == FactSource::Customer,
                };
                self.facts.insert(fact.clone(), known);
            }
            Event::FactConfirmed { fact } => {
                if let Some(known) = self.facts.get_mut(fact) {
                    known.confirmed = true;
                }
            }
            Event::Rated { satisfaction } => {
                let told = &mut self.satisfaction;
                told.result = satisfaction.result.or(told.result);
                told.process = satisfaction.process.or(told.process);
            }
            Event::Imported {
                owner,
                answered,
                answered_at,
            } => {
                self.owner = owner.clone();
                if matches!(owner, Owner::Agent(_)) {
                    self.state = State::Owned;
                }
                self.answered_at = *answered_at;
                self.receipted = answered_at.is_some();
                self.unanswered.retain(|(key, _)| !answered.contains(key));
            }
            Event::Drafted {
                reply,
                answers,
                revision,
                purpose,
                visibility,
                parts,
                hollow,
                set_aside: _,
            } => {
                let parts = parts.iter().map(|text| Part {
                    text: text.clone(),
                    progress: Progress::Waiting,
                });
                self.replies.insert(
                    *reply,
                    Reply {
                        answers: answers.clone(),
                        revision: *revision,
                        purpose: *purpose,
                        visibility: *visibility,
                        author: agent.cloned(),
                        approved_by: None,
                        hollow: *hollow,
                        automatic: false,
                        discarded: false,
                        parts: parts.collect(),
                    },
                );
            }
            Event::Discarded { reply } => {
                self.with_reply(*reply, |reply| reply.discarded = true);
                self.look_at_delivery(at);
            }
            Event::Approved { reply, automatic } => self.with_reply(*reply, |reply| {
                reply.approved_by = agent.cloned();
                reply.automatic = *automatic;
            }),
            Event::PartDelivered {
                reply,
                part,
                native,
            } => {
                self.progress(at, *reply, *part, Progress::Delivered(native.clone()));
            }
            Event::PartFailed { reply, part } => self.progress(at, *reply, *part, Progress::Failed),
            Event::PartUnknown { reply, part } => {
                self.progress(at, *reply, *part, Progress::Unknown)
            }
            Event::Resent { reply, from } => {
                self.with_reply(*reply, |reply| {
                    for part in reply.parts.iter_mut().skip(*from as usize) {
                        part.progress = Progress::Waiting;
                    }
                });
                self.look_at_delivery(at);
            }
            Event::Replied { reply, at } => self.replied(*reply, *at),
            Event::ChannelSwitched {
                offered,
                because: _,
            } => {
                self.switches_offered += 1;
                self.switched_to.clone_from(offered);
                self.note_owed = true;
                self.state = State::OnOtherChannel;
            }
            Event::FollowUpOwed => self.follow_up = FollowUp::Owed(at),
            Event::FollowUpGiven { by: _ } => self.follow_up = FollowUp::Given,
            Event::FollowUpWaived { because: _ } => self.follow_up = FollowUp::Waived,
            Event::Promised {
                promise,
                what,
                due,
                callback,
            } => {
                self.idle_hand_offs = 0;
                let made = Promise {
                    what: what.clone(),
                    due: *due,
                    kept: false,
                    broken: false,
                    callback: *callback,
                    made_at: at,
                };
                self.promises.insert(*promise, made);
            }
            Event::PromiseKept { promise } => {
                if let Some(promise) = self.promises.get_mut(promise) {
                    promise.kept = true;
                    // At the due instant itself it can still be kept.
                    promise.broken &= at > promise.due;
                }
            }
            Event::PromiseBroken { promise } => {
                if let Some(promise) = self.promises.get_mut(promise) {
                    promise.broken = true;
                }
            }
            Event::Consulted {
                consult,
                department,
                person,
                question,
                due,
            } => {
                let asked = Consult {
                    department: department.clone(),
                    person: person.clone(),
                    question: question.clone(),
                    asked_at: at,
                    answer: None,
                    due: *due,
                };
                self.idle_hand_offs = 0;
                self.consults.insert(*consult, asked);
                self.state = State::Consulting;
            }
            Event::ConsultAnswered { consult, answer } => {
                if let Some(consult) = self.consults.get_mut(consult) {
                    consult.answer = Some(answer.clone());
                }
            }
            Event::Spoken { .. } => {
                self.note_owed = false;
                self.settle_answers(at);
                self.contact_persons.extend(agent.cloned());
                if self.state == State::OnOtherChannel {
                    self.state = State::Owned;
                }
            }
            Event::NoteAdded { text: _ } => self.note_owed = false,
            Event::NextStepSet { step } => self.next_step = Some(Box::new(step.clone())),
            Event::AwaitingCustomer => self.state = State::AwaitingCustomer,
            Event::WorkResumed => self.state = State::Owned,
            Event::Resolved { resolution } => {
                self.resolution = Some(resolution.clone());
                // Who is sent on, is told what happens next.
                if !matches!(resolution, Resolution::Referred { .. }) {
                    self.next_step = None;
                }
                self.unanswered.clear();
                self.end(State::Resolved, at);
            }
            Event::Reopened { mention: _ } => {
                self.state = State::Reopened;
                self.resolution = None;
                self.ended_at = None;
                self.purged.clear();
                // What was owed is owed still; what was settled belonged to the last round.
                if !self.owes_follow_up() {
                    self.follow_up = FollowUp::None;
                }
            }
            Event::MergedInto { case } => {
                self.merged_into = Some(case.clone());
                self.texts.clear();
                self.end(State::Merged, at);
            }
            Event::Absorbed {
                case,
                voices,
                answered,
                texts: _,
            } => {
                self.doubles
                    .retain(|it| *it != Elsewhere::Case(case.clone()));
                voices.iter().for_each(|voice| self.hear_anew(voice, at));
                self.unanswered.retain(|(key, _)| !answered.contains(key));
            }
            Event::Unmerged { answered, texts: _ } => {
                self.merged_into = None;
                self.ended_at = None;
                self.is_parted = true;
                self.unanswered.retain(|(key, _)| !answered.contains(key));
                self.state = match self.owner {
                    Owner::Queue(_) => State::New,
                    Owner::Agent(_) => State::Owned,
                };
            }
            Event::Released { case, mentions } => {
                self.is_parted = true;
                self.texts.retain(|kept| kept.text.case != *case);
                mentions.iter().for_each(|mention| self.unhear(mention));
            }
            Event::Forgotten { mentions } => {
                self.erased.extend(mentions.iter().cloned());
                self.unanswered.retain(|(key, _)| !mentions.contains(key));
                self.undelivered_since = None;
                self.texts.clear();
                self.forget_references();
            }
            Event::Purged { kinds } => {
                self.purged.extend(kinds.iter().copied());
                self.texts.retain(|kept| !kinds.contains(&kept.kind));
            }
            Event::Linked { system, reference } => {
                self.references.insert(system.clone(), reference.clone());
            }
        }
    }

    /// Leaves nothing by which who was forgotten is found in other registers.
    fn forget_references(&mut self) {
        self.references.clear();
        self.resolution = self.resolution.as_ref().map(Resolution::forget);
        let doubles = self.doubles.iter().map(Elsewhere::forget);
        self.doubles = doubles.collect();
    }

    /// Takes in a mention that was not in the case before.
    fn hear_anew(&mut self, voice: &Voice, at: DateTime<Utc>) {
        let key = &voice.mention;
        if self.comes_back(voice) {
            self.came_back += 1;
        }
        if !self.is_unanswered(key) && !self.voices.contains_key(key) {
            room_for_one(&mut self.unanswered);
            self.unanswered.push((key.clone(), at));
        }
        self.hear(voice);
    }

    /// Whether the customer, who had spoken already, was answered since or let time pass.
    fn comes_back(&self, voice: &Voice) -> bool {
        let others = self
            .voices
            .values()
            .filter(|it| it.mention != voice.mention);
        let last = others.map(|it| it.spoken_at).max();
        last.is_some_and(|last| {
            voice.spoken_at - last >= Self::REPEAT_AFTER
                || self
                    .answered_at
                    .is_some_and(|answer| last < answer && answer < voice.spoken_at)
        })
    }

    fn note_first_reach(&mut self) {
        if self.first_reach == 0 {
            self.first_reach = self.reach();
        }
    }

    fn hear(&mut self, voice: &Voice) {
        self.began_at = self.began_at.min(voice.spoken_at);
        let last = self
            .last_words
            .entry(voice.mention.channel.clone())
            .or_insert(voice.spoken_at);
        *last = (*last).max(voice.spoken_at);
        let reach = self
            .voices
            .get(&voice.mention)
            .map_or(0, |before| before.reach);
        let mut voice = voice.clone();
        voice.reach = voice.reach.max(reach);
        self.voices.insert(voice);
        self.note_first_reach();
    }

    fn unhear(&mut self, mention: &crate::mention::MentionKey) {
        self.voices.remove(mention);
        self.unanswered.retain(|(key, _)| key != mention);
        self.began_at = self
            .voices
            .values()
            .map(|voice| voice.spoken_at)
            .min()
            .unwrap_or(self.began_at);
        let last = |channel: &crate::channel::ChannelId| {
            self.voices
                .values()
                .filter(|voice| voice.mention.channel == *channel)
                .map(|voice| voice.spoken_at)
                .max()
        };
        match last(&mention.channel) {
            Some(at) => self.last_words.insert(mention.channel.clone(), at),
            None => self.last_words.remove(&mention.channel),
        };
    }

    fn change_hands(&mut self) {
        if self.idle_hand_offs > 0 {
            self.empty_hops += 1;
        }
        self.hand_offs += 1;
        self.idle_hand_offs += 1;
    }

    fn end(&mut self, state: State, at: DateTime<Utc>) {
        self.state = state;
        self.hand_off = None;
        self.offered_at = None;
        self.hold = None;
        self.ended_at = Some(at);
    }

    fn replied(&mut self, id: ReplyId, at: DateTime<Utc>) {
        let Some(reply) = self.replies.get(&id).cloned() else {
            return;
        };
        self.receipted |= reply.purpose != Purpose::FollowUp;
        if reply.is_substantive() {
            self.answered_at = self.answered_at.max(Some(at));
            self.idle_hand_offs = 0;
            // What was heard at that instant or later waits for the next answer.
            self.come_round();
            self.unanswered
                .retain(|(key, heard)| *key != reply.answers && *heard >= at);
        }
        self.contact_persons.extend(reply.approved_by);
        if reply.visibility == Visibility::Public && reply.purpose != Purpose::Receipt {
            self.public_rounds += 1;
        }
    }

    fn settle_answers(&mut self, at: DateTime<Utc>) {
        self.answered_at = self.answered_at.max(Some(at));
        self.receipted = true;
        self.idle_hand_offs = 0;
        self.come_round();
        self.unanswered.clear();
    }

    /// The customer had spoken, and is answered.
    fn come_round(&mut self) {
        if !self.unanswered.is_empty() {
            self.round_trips += 1;
        }
    }

    fn progress(&mut self, at: DateTime<Utc>, id: ReplyId, part: u32, progress: Progress) {
        self.with_reply(id, |reply| {
            if let Some(part) = reply.parts.get_mut(part as usize) {
                part.progress = progress;
            }
        });
        self.look_at_delivery(at);
    }

    fn look_at_delivery(&mut self, at: DateTime<Utc>) {
        let lost = |part: &Part| matches!(part.progress, Progress::Failed | Progress::Unknown);
        let forgotten = |reply: &&Reply| reply.discarded || self.erased.contains(&reply.answers);
        let any_lost = self
            .replies
            .values()
            .filter(|reply| !forgotten(reply))
            .flat_map(|reply| &reply.parts)
            .any(lost);
        self.undelivered_since = any_lost.then(|| self.undelivered_since.unwrap_or(at));
    }

    fn with_reply(&mut self, id: ReplyId, change: impl FnOnce(&mut Reply)) {
        if let Some(reply) = self.replies.get_mut(&id) {
            change(reply);
        }
    }
}
