//! What is known of the matter and of the customer.

use super::Deciding;
use crate::case::echo::Verdict;
use crate::case::effect::TextKind;
use crate::case::event::Event;
use crate::case::parts::{FactSource, Learned, Preference, Satisfaction};
use crate::case::refusal::Refusal;
use crate::channel::ChannelId;
use crate::mention::MentionKey;
use crate::routing::tells_age;
use crate::text::Private;

impl<'a> Deciding<'a> {
    pub(super) fn learn(
        &mut self,
        fact: &str,
        value: &Private,
        source: FactSource,
    ) -> Result<(), Refusal> {
        self.owns()?;
        self.live()?;
        let fact = fact.to_owned();
        if tells_age(&fact) {
            return Err(Refusal::ForbiddenFact { fact });
        }
        let value = self.write(TextKind::Fact, value)?;
        self.then(Event::FactLearned {
            fact,
            value,
            source,
        })
    }

    pub(super) fn confirm(&mut self, fact: &str) -> Result<(), Refusal> {
        self.owns()?;
        let fact = fact.to_owned();
        if !self.case.facts.contains_key(&fact) {
            return Err(Refusal::NoSuchFact { fact });
        }
        self.then(Event::FactConfirmed { fact })
    }

    pub(super) fn prefer(&mut self, channel: &ChannelId, known: Learned) -> Result<(), Refusal> {
        self.owns()?;
        let channel = self.channel(channel)?.id.clone();
        let preference = Preference { channel, known };
        self.then(Event::PreferenceNoted { preference })
    }

    pub(super) fn choose(&mut self, channel: &ChannelId) -> Result<(), Refusal> {
        self.owns()?;
        if !self.case.switched_to.contains(channel) {
            return Err(Refusal::NotOffered {
                channel: channel.clone(),
            });
        }
        let channel = channel.clone();
        self.then(Event::SwitchTaken { channel })
    }

    pub(super) fn verify_answer(
        &mut self,
        answer: &MentionKey,
        read: u32,
        verdict: Verdict,
    ) -> Result<(), Refusal> {
        self.owns()?;
        let answer = answer.clone();
        if !self.case.participants().any(|it| it.answer == answer) {
            return Err(Refusal::NoSuchAnswer { answer });
        }
        if let Some(found) = self.terms.answer.filter(|found| *found != read) {
            let mention = answer;
            return Err(Refusal::MentionChanged {
                mention,
                read,
                found,
            });
        }
        self.then(Event::AnswerVerified { answer, verdict })
    }

    pub(super) fn rate(&mut self, satisfaction: Satisfaction) -> Result<(), Refusal> {
        let grades = [satisfaction.result, satisfaction.process];
        let is_grade = |grade: &u8| (1..=10).contains(grade);
        let mut told = grades.iter().flatten();
        if grades == [None, None] || !told.all(is_grade) {
            return Err(Refusal::NotAGrade);
        }
        self.then(Event::Rated { satisfaction })
    }
}
