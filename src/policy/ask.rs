use chrono::{DateTime, Utc};
use thiserror::Error;

use super::Policy;
use super::commit::{Commit, Filing, Related};
use super::input::Input;
use super::known::Known;
use super::record::Record;
use crate::case::{CaseId, Refusal};
use crate::channel::ChannelId;
use crate::mention::{Handle, Mention, MentionKey};
use crate::reply::style::Addressee;
use crate::routing::{Capacity, CustomerFacts, FactValue, Rate, RateKey};
use crate::team::{Presence, QueueId};
use crate::triage::Assessment;
use crate::triage::live::Heard;

/// How far a step came.
#[expect(
    clippy::exhaustive_enums,
    reason = "a host must handle every way a step can end"
)]
#[derive(Debug)]
pub enum Step<'p> {
    /// Something must be looked up first.
    Need(Ask<'p>),
    /// This is to be stored, whole or not at all.
    Done(Commit),
    /// The command is not carried out, or the open case not taken over. Nothing
    /// is to be stored.
    Refused(Refusal),
}

/// A step that waits for an answer.
#[derive(Debug)]
pub struct Ask<'p> {
    pub(super) policy: &'p Policy,
    pub(super) input: Box<Input>,
    pub(super) now: DateTime<Utc>,
    pub(super) known: Box<Known>,
    pub(super) question: Question,
}

/// What a step must know before it can go on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Question {
    /// Where does this mention stand? Answer [`Answer::Filing`].
    Filing(MentionKey),
    /// Which cases and loose mentions does this author have on this channel?
    /// Answer [`Answer::Related`].
    Related {
        /// The channel.
        channel: ChannelId,
        /// The author.
        author: Handle,
    },
    /// What is stored of this case? Answer [`Answer::Case`].
    Case(CaseId),
    /// What does the host's classifier make of this mention? Answer
    /// [`Answer::Assessment`], or [`Answer::NotKnown`] when it failed.
    Assessment(Box<Mention>),
    /// What may a model that learned say of this mention? It is only asked by
    /// [`Policy::step_advised`]. Answer [`Answer::Advice`] with what
    /// [`Live::hear`](crate::triage::live::Live::hear) makes of the model's
    /// assessment, or [`Answer::NotKnown`] when it failed.
    Advice(Box<Mention>),
    /// What does the host's CRM know of this author? Answer
    /// [`Answer::Customer`], or [`Answer::NotKnown`].
    Customer {
        /// The channel.
        channel: ChannelId,
        /// The author.
        author: Handle,
    },
    /// How many mentions of this kind were posted in the window that ends
    /// now? Answer [`Answer::Rate`], or [`Answer::NotKnown`].
    Rate(RateKey),
    /// How much work waits in this queue, and how many people are there for
    /// it? Answer [`Answer::Capacity`], or [`Answer::NotKnown`].
    Capacity(QueueId),
    /// What is this fact of the host's own? Answer [`Answer::Host`], or
    /// [`Answer::NotKnown`].
    Host(String),
    /// Who is there? Answer [`Answer::Presence`], or [`Answer::NotKnown`]: then
    /// the calendars of the playbook tell.
    Presence,
    /// What is known of the author of this mention, to whom a reply is being
    /// written: their own words, and what nobody else may read? Answer
    /// [`Answer::Addressee`], or [`Answer::NotKnown`].
    Addressee(MentionKey),
    /// Which id, never used before, shall a new case have? Answer [`Answer::FreshId`].
    FreshId,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// To [`Question::Filing`]: none where the mention was never seen.
    Filing(Option<Box<Filing>>),
    /// To [`Question::Related`].
    Related(Related),
    /// To [`Question::Case`]: none where there is no such case.
    Case(Option<Box<Record>>),
    /// To [`Question::Assessment`].
    Assessment(Assessment),
    /// To [`Question::Advice`].
    Advice(Box<Heard>),
    /// To [`Question::Customer`].
    Customer(CustomerFacts),
    /// To [`Question::Rate`].
    Rate(Rate),
    /// To [`Question::Capacity`].
    Capacity(Capacity),
    /// To [`Question::Host`].
    Host(FactValue),
    /// To [`Question::Presence`].
    Presence(Presence),
    /// To [`Question::Addressee`].
    Addressee(Box<Addressee>),
    /// To [`Question::FreshId`].
    FreshId(CaseId),
    /// Nobody can tell. Rules that hang on it neither fire nor vanish.
    NotKnown,
}

/// An answer that does not belong to its question.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("the answer does not belong to the question")]
#[non_exhaustive]
pub struct WrongAnswer {
    /// What was asked.
    pub question: Question,
}

impl<'p> Ask<'p> {
    /// What must be known.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Goes on with the step.
    ///
    /// # Errors
    ///
    /// [`WrongAnswer`] when `answer` is for another question, or is
    /// [`Answer::NotKnown`] where the store itself is asked: a mention's
    /// place, a case, a fresh id.
    pub fn answer(mut self, answer: Answer) -> Result<Step<'p>, WrongAnswer> {
        if !self.known.learn(&self.question, answer) {
            return Err(WrongAnswer {
                question: self.question,
            });
        }
        Ok(self.policy.advance(self.input, self.now, self.known))
    }
}
