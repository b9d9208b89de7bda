use serde::{Deserialize, Serialize};

use super::Case;
use crate::mention::{MentionKey, NativeId};
use crate::sorted::SortedSet;

/// What others did with a mention: how often it was passed on, and who
/// answered it beside the customer and us. No words and no names: a copy and
/// an answer are mentions of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
#[non_exhaustive]
pub struct Echoes {
    /// How often it was passed on in full, a copy of a copy included (S3:25).
    pub copies: u64,
    /// The readers of those copies.
    pub reach: u64,
    /// The answers of others, on the same channel: the first
    /// [`MOST`](Self::MOST) by their ids.
    pub answers: SortedSet<NativeId>,
}

impl Echoes {
    /// How many answers of others are kept of one mention. What a storm adds
    /// beyond that helps nobody, and would be written down again each time.
    pub const MOST: usize = 100;

    /// Whether nobody did anything with it.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Notes an answer; `false` where that changes nothing.
    pub(crate) fn answered(&mut self, answer: &NativeId) -> bool {
        if !self.answers.insert(answer.clone()) {
            return false;
        }
        let beyond = self.answers.as_slice().get(Self::MOST).cloned();
        let dropped = beyond.filter(|it| self.answers.remove(it));
        dropped.as_ref() != Some(answer)
    }
}

/// Somebody who answered the customer, and is neither the customer nor one of us.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_structs,
    reason = "a participant is what they answered, with what, and what came of it"
)]
pub struct Participant {
    /// The customer's mention that they answered.
    pub answers: MentionKey,
    /// Their answer. What is filed of it tells who they are.
    pub answer: MentionKey,
    /// What a person of ours made of it; none where nobody looked yet.
    pub verdict: Option<Verdict>,
}

/// What a person of ours made of the answer that somebody else gave.
#[expect(
    clippy::exhaustive_enums,
    reason = "it is right, it is wrong, or it is no answer"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is right: we say so, and do not repeat it (S4:4).
    Right,
    /// It is wrong, and the customer must hear so.
    Wrong,
    /// It does not answer the customer.
    Aside,
}

/// What somebody is who speaks to our customer.
#[expect(
    clippy::exhaustive_enums,
    reason = "who stands by has helped or has not"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Stands by and speaks up.
    Bystander,
    /// Gave the right answer, as a person of ours says.
    Helper,
}

/// A verdict on the answer of somebody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::exhaustive_structs, reason = "on what, and what it is")]
pub struct Verified {
    /// Their answer.
    pub answer: MentionKey,
    /// What a person of ours made of it.
    pub verdict: Verdict,
}

impl Participant {
    /// What they are in the matter.
    pub fn role(&self) -> Role {
        match self.verdict {
            Some(Verdict::Right) => Role::Helper,
            Some(Verdict::Wrong | Verdict::Aside) | None => Role::Bystander,
        }
    }
}

impl Case {
    /// Everybody who answered the customer and is neither the customer nor one
    /// of us, by the mentions that they answered.
    pub fn participants(&self) -> impl Iterator<Item = Participant> {
        self.voices.values().flat_map(|voice| {
            voice.echoes.answers.iter().map(|id| {
                let answer = MentionKey::new(voice.mention.channel.clone(), id.clone());
                Participant {
                    answers: voice.mention.clone(),
                    verdict: self.verdict(&answer),
                    answer,
                }
            })
        })
    }

    /// How often what the customer said was passed on by others.
    pub fn copies(&self) -> u64 {
        let copies = self.voices.values().map(|voice| voice.echoes.copies);
        copies.fold(0, u64::saturating_add)
    }

    fn verdict(&self, answer: &MentionKey) -> Option<Verdict> {
        let known = self.verified.iter().find(|it| it.answer == *answer);
        known.map(|it| it.verdict)
    }

    /// Nothing is known any more of whether an answer is right.
    pub(super) fn unverify(&mut self, answer: &MentionKey) {
        self.verified.retain(|it| it.answer != *answer);
    }

    pub(super) fn verify(&mut self, answer: &MentionKey, verdict: Verdict) {
        self.unverify(answer);
        self.verified.push(Verified {
            answer: answer.clone(),
            verdict,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answers_that_are_kept_do_not_depend_on_their_order() {
        let ids = (0..150).map(|number| NativeId::from(format!("{number:03}")));
        let told = |ids: &mut dyn Iterator<Item = NativeId>| {
            let mut echoes = Echoes::default();
            let changed = ids.filter(|id| echoes.answered(id)).count();
            (echoes.answers, changed)
        };
        let (forth, changed) = told(&mut ids.clone());
        let (back, _) = told(&mut ids.rev());
        assert_eq!(changed, Echoes::MOST);
        assert_eq!(forth.as_slice().len(), Echoes::MOST);
        assert_eq!(forth, back);
    }
}
