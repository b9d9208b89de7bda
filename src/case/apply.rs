//! What a case makes of what happened: the fold of its log. It holds no rules.

mod answering;
mod hearing;
mod owning;
mod parting;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::event::Event;
use super::parts::{CaseFact, FactSource, Hold, Owner, Ownership, Resolution, Satisfaction};
use super::reply::{Part, Progress, Reply};
use super::{Case, CaseId, Consult, FollowUp, Promise, Revision, State, Voices};
use crate::sorted::{SortedMap, SortedSet};
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
            imprint: None,
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
            Event::ReachGrew { mention, reach } => self.reached(mention, *reach),
            Event::Copied {
                mention,
                copies,
                reach,
            } => self.copied(mention, *copies, *reach),
            Event::OtherSpoke { mention, answer } => self.other_spoke(mention, answer),
            Event::OtherLeft { mention, answer } => self.other_left(mention, answer),
            Event::Looked { mention } => self.looked(mention, at),
            Event::PossibleDouble { elsewhere } => self.doubles.push(elsewhere.clone()),
            Event::DoubleDismissed { elsewhere } => self.no_double(elsewhere),
            Event::AnswerVerified { answer, verdict } => self.verify(answer, *verdict),
            Event::Emptied | Event::Closed => self.end(State::Closed, at),
            Event::Requeued { queue } => self.owner = Owner::Queue(queue.clone()),
            Event::Taken { agent, ownership } => self.taken(agent, *ownership),
            Event::HandOffOffered { to, briefing } => self.offered(at, to, briefing.as_ref()),
            Event::HandOffAccepted { owner } => self.accepted(owner),
            Event::HandOffDeclined => self.no_longer_offered(),
            Event::Reassigned { to, briefing } => self.reassigned(to, briefing.as_ref()),
            Event::Held { until } => {
                let until = *until;
                self.hold = agent.cloned().map(|by| Box::new(Hold { by, until }));
            }
            Event::SwitchTaken { channel } => self.switches_taken.push(channel.clone()),
            Event::PreferenceNoted { preference } => {
                self.preference = Some(Box::new(preference.clone()))
            }
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
                imprint,
            } => {
                self.imprint = *imprint;
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
                        approved_at: None,
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
                reply.approved_at = Some(at);
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
            Event::Resent { reply, from } => self.resent(at, *reply, *from),
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
                within,
                made_at,
            } => {
                self.idle_hand_offs = 0;
                let made = Promise {
                    what: what.clone(),
                    due: *due,
                    kept: false,
                    broken: false,
                    callback: *callback,
                    made_at: made_at.unwrap_or(at),
                    within: *within,
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
            Event::Spoken { .. } => self.spoken(at, agent),
            Event::NoteAdded { text: _ } => self.note_owed = false,
            Event::NextStepSet { step } => self.next_step = Some(Box::new(step.clone())),
            Event::AwaitingCustomer => self.state = State::AwaitingCustomer,
            Event::WorkResumed => self.state = State::Owned,
            Event::Resolved { resolution } => {
                self.resolution = Some(Box::new(resolution.clone()));
                // Who is sent on, is told what happens next.
                if !matches!(resolution, Resolution::Referred { .. }) {
                    self.next_step = None;
                }
                self.unanswered.clear();
                self.end(State::Resolved, at);
            }
            Event::Reopened { mention: _ } => self.reopened(),
            Event::MergedInto { case } => self.merged(case, at),
            Event::Absorbed {
                case,
                voices,
                answered,
                texts: _,
            } => self.absorbed(at, case, voices, answered),
            Event::Unmerged { answered, texts: _ } => self.unmerged(answered),
            Event::Released {
                case,
                with,
                mentions,
            } => self.released(case, with, mentions),
            Event::Forgotten { mentions } => self.forgotten(mentions),
            Event::Purged { kinds } => {
                self.purged.extend(kinds.iter().copied());
                self.texts.retain(|kept| !kinds.contains(&kept.kind));
            }
            Event::Linked { system, reference } => {
                self.references.insert(system.clone(), reference.clone());
            }
        }
    }

    fn end(&mut self, state: State, at: DateTime<Utc>) {
        self.state = state;
        self.hand_off = None;
        self.offered_at = None;
        self.hold = None;
        self.ended_at = Some(at);
    }
}
