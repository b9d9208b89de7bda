//! A reply: from draft to the last part.

use super::Deciding;
use crate::case::command::Arrived;
use crate::case::effect::{Effect, OutgoingPart, TextKind};
use crate::case::event::Event;
use crate::case::guard::Guard;
use crate::case::id::{PartId, ReplyId};
use crate::case::receive::Fate;
use crate::case::refusal::Refusal;
use crate::case::reply::{Part, Progress, Reply};
use crate::case::substance::is_hollow;
use crate::channel::{Channel, Salutation, Signing, Visibility};

use crate::mention::MentionKey;
use crate::reply::style::{Override, Purpose};
use crate::reply::{MARKER, SignatureOn, Split};
use crate::team::Act;
use crate::text::{Private, is_blank};

impl<'a> Deciding<'a> {
    pub(super) fn draft(
        &mut self,
        answers: &MentionKey,
        read: u32,
        purpose: Purpose,
        text: &Private,
        overrides: &[Override],
    ) -> Result<(), Refusal> {
        self.owns()?;
        self.speaking(purpose)?;
        self.undisturbed()?;
        let voice = self.answered(answers, read)?;
        if is_blank(&text.reveal().replace(MARKER, "")) {
            return Err(Refusal::NothingWritten);
        }
        if purpose == Purpose::FollowUp && voice.visibility != Visibility::Public {
            return Err(Refusal::NotPublic {
                mention: answers.clone(),
            });
        }
        let channel = self.channel(&answers.channel)?;
        if channel.is_spoken() {
            return Err(Refusal::WrongMedium {
                channel: channel.id.clone(),
            });
        }
        self.window(channel)?;
        if purpose == Purpose::Answer && self.case.answered_at.is_none() {
            let read = self.case.participants().all(|it| it.verdict.is_some());
            self.guard(Guard::PeerAnswerUnread, read)?;
        }
        let set_aside = self.worded(channel, purpose, text, overrides)?;
        let mut parts = Vec::new();
        for words in self.cut(channel, answers, text)? {
            parts.push(self.write_for(TextKind::Part, Some(&channel.id), &Private::from(words)));
        }
        self.then(Event::Drafted {
            reply: ReplyId::after(self.case.replies.len()),
            answers: answers.clone(),
            revision: read,
            purpose,
            visibility: channel.visibility,
            parts,
            hollow: purpose == Purpose::Answer && is_hollow(text),
            set_aside,
        })
    }

    /// Other words in the place of a reply: it is put aside, and what stands in
    /// its place must be approved anew. What may be on its way cannot be edited.
    pub(super) fn edit(&mut self, id: ReplyId, text: &Private) -> Result<(), Refusal> {
        let reply = self.reply(id, |reply| reply.is_draft() || reply.is_leaving())?;
        if !reply.is_held() {
            return Err(Refusal::Leaving { reply: id });
        }
        self.then(Event::Discarded { reply: id })?;
        let answers = &reply.answers;
        self.draft(answers, reply.revision, reply.purpose, text, &[])
    }

    /// The messages that `text` becomes on `channel`, signed and addressed as agreed.
    pub(super) fn cut(
        &self,
        channel: &Channel,
        answers: &MentionKey,
        text: &Private,
    ) -> Result<Vec<String>, Refusal> {
        let signature = self
            .agent
            .signature
            .as_deref()
            .filter(|_| channel.signature != Signing::None);
        let Some(profile) = &channel.profile else {
            let signed = match signature {
                Some(signature) if !text.reveal().trim_end().ends_with(signature) => {
                    format!("{}\n{signature}", text.reveal().trim_end())
                }
                Some(_) | None => text.reveal().to_owned(),
            };
            return Ok(vec![signed]);
        };
        let mut split = Split::for_profile(profile);
        if let Some(style) = self.terms.style {
            split = split.abbreviations(style.abbreviations().clone());
        }
        if channel.addressing == Salutation::Handle {
            let known = self.terms.recipient.filter(|whom| !whom.is_unknown());
            let recipient = known.ok_or_else(|| Refusal::NoRecipient {
                mention: answers.clone(),
            })?;
            split = split.mention(recipient.reveal());
        }
        if let Some(signature) = signature {
            let on = match channel.signature {
                Signing::Every => SignatureOn::Every,
                Signing::Last | Signing::None => SignatureOn::Last,
            };
            split = split.signature(signature).signature_on(on);
        }
        if let Some(most) = channel.max_parts {
            split = split.max_parts(most);
        }
        let plan = split
            .plan(text.reveal())
            .map_err(|why| Refusal::DoesNotFit { why })?;
        Ok(plan
            .parts()
            .iter()
            .map(|part| part.text().to_owned())
            .collect())
    }

    pub(super) fn approve(&mut self, id: ReplyId) -> Result<(), Refusal> {
        let reply = self.reply(id, Reply::is_draft)?;
        self.speaking(reply.purpose)?;
        self.may(Act::Reply, None)?;
        self.undisturbed()?;
        let author = reply.author.clone();
        if self.needs_four_eyes() {
            if let Some(author) = author.filter(|author| *author == self.agent.id) {
                return Err(Refusal::FourEyes { author });
            }
            self.may(Act::Approve, None)?;
        } else if self.owns().is_err() {
            self.may(Act::Approve, None)?;
        }
        let channel = self.channel(&reply.answers.channel)?;
        if !self.agent.trained || !self.agent.can_speak_on(channel.id.as_str()) {
            return Err(Refusal::NotTrained {
                agent: self.agent.id.clone(),
                channel: channel.id.clone(),
            });
        }
        // It was edited or taken back after the draft was written.
        self.answered(&reply.answers, reply.revision)?;
        self.window(channel)?;
        self.send(id, reply, 0, 0)?;
        let automatic = self.agent.automatic;
        self.then(Event::Approved {
            reply: id,
            automatic,
        })
    }

    pub(super) fn discard(&mut self, id: ReplyId) -> Result<(), Refusal> {
        self.owns()?;
        self.reply(id, Reply::is_draft)?;
        self.then(Event::Discarded { reply: id })
    }

    pub(super) fn settle(
        &mut self,
        id: ReplyId,
        number: u32,
        arrived: Arrived,
    ) -> Result<(), Refusal> {
        let reply = self.reply(id, Reply::is_leaving)?;
        let part = reply
            .parts
            .get(number as usize)
            .ok_or(Refusal::NoSuchReply)?;
        if part.progress != Progress::Unknown {
            return Err(Refusal::NoSuchReply);
        }
        let fate = match arrived {
            Arrived::Yes => Fate::Delivered(None),
            Arrived::No => Fate::Failed,
        };
        let part = PartId {
            case: self.case.id.clone(),
            reply: id,
            part: number,
        };
        self.out
            .events
            .extend(self.case.receive(&part, &fate, self.terms.now));
        Ok(())
    }

    pub(super) fn resend(&mut self, id: ReplyId) -> Result<(), Refusal> {
        self.owns()?;
        let reply = self.reply(id, Reply::is_leaving)?;
        self.window(self.channel(&reply.answers.channel)?)?;
        let first = |progress: &Progress| {
            let place = reply
                .parts
                .iter()
                .position(|part| part.progress == *progress);
            place.and_then(|place| u32::try_from(place).ok())
        };
        let from = match (first(&Progress::Failed), first(&Progress::Unknown)) {
            (Some(from), _) => from,
            (None, Some(part)) => return Err(Refusal::Unsettled { reply: id, part }),
            (None, None) => return Err(Refusal::NoSuchReply),
        };
        // Of what has begun to arrive the rest may follow an edit.
        let voice = self.case.voices.get(&reply.answers);
        let found = voice.map_or(reply.revision, |voice| voice.revision);
        let read = if from == 0 { reply.revision } else { found };
        self.answered(&reply.answers, read)?;
        let attempt = u32::try_from(self.case.revision.get()).unwrap_or(u32::MAX);
        self.send(id, reply, from, attempt)?;
        self.then(Event::Resent { reply: id, from })
    }

    fn send(&mut self, id: ReplyId, reply: &Reply, from: u32, attempt: u32) -> Result<(), Refusal> {
        let kept = |part: &Part| self.case.texts.iter().any(|it| it.text == part.text);
        if !reply.parts.iter().skip(from as usize).all(kept) {
            return Err(Refusal::WordsGone { reply: id });
        }
        let of = u32::try_from(reply.parts.len()).unwrap_or(u32::MAX);
        for (number, part) in (0..of).zip(&reply.parts).skip(from as usize) {
            self.out.effects.push(Effect::Send(OutgoingPart {
                id: PartId {
                    case: self.case.id.clone(),
                    reply: id,
                    part: number,
                },
                attempt,
                of,
                answers: reply.answers.clone(),
                text: part.text.clone(),
            }));
        }
        Ok(())
    }
}
