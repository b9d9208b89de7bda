//! Would another way suit the customer better?

use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Record;
use crate::case::{Case, Elsewhere, State, SwitchReason};
use crate::channel::{ChannelId, Visibility};
use crate::sla::Urgency;

/// A word of advice to whoever works on a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advised {
    /// To look whether the customer's open case elsewhere is the same matter,
    /// and to merge the two if it is (S4:22).
    Compare(Elsewhere),
    /// To offer the customer other ways. The customer chooses; nothing is
    /// switched by itself.
    Offer {
        /// Why.
        because: SwitchReason,
        /// The ways, the best first; one of them is not digital. What the
        /// customer asked for comes first (S2:8).
        to: Vec<ChannelId>,
    },
}

impl Policy {
    /// What to do about a live case now: where the customer had another open
    /// case when this one began, then which other ways to offer them, by the
    /// playbook's `[advice]`. No ways are advised while they are on one of them,
    /// or where none is agreed.
    pub fn advice(&self, record: &Record, now: DateTime<Utc>) -> Vec<Advised> {
        let case = &record.case;
        if !case.is_live() {
            return Vec::new();
        }
        let doubles = case.doubles.iter().cloned().map(Advised::Compare);
        doubles.chain(self.ways(case, now)).collect()
    }

    fn ways(&self, case: &Case, now: DateTime<Utc>) -> Vec<Advised> {
        if case.state == State::OnOtherChannel {
            return Vec::new();
        }
        let reasons = [
            (SwitchReason::Accessibility, case.preference.is_some()),
            (SwitchReason::Urgency, case.urgency() == Urgency::Urgent),
            (SwitchReason::Privacy, self.is_private(case)),
            (SwitchReason::Rounds, self.is_going_on(case)),
            (SwitchReason::Silence, self.is_silent(case, now)),
        ];
        let held = reasons.into_iter().filter(|(_, holds)| *holds);
        let advice = &self.playbook.advice;
        let by_reason = held.map(|(because, _)| (because, advice.ways(because)));
        let topic = case.topic().and_then(|topic| advice.topics.get(topic));
        let by_topic = topic.map(|to| (SwitchReason::Topic, to.as_slice()));
        let all = by_reason.chain(by_topic);
        all.filter(|(_, to)| !to.is_empty())
            .map(|(because, to)| Advised::Offer {
                because,
                to: preferred(case, to),
            })
            .collect()
    }

    /// Whether a rule wants it out of the public eye.
    fn is_private(&self, case: &Case) -> bool {
        case.voices.values().any(|voice| {
            let because = voice.switch.iter().flat_map(|switch| &switch.because);
            let wants = voice.redact || because.into_iter().any(|it| it == "privacy");
            wants && voice.visibility == Visibility::Public
        })
    }

    fn is_going_on(&self, case: &Case) -> bool {
        let most = self.playbook.advice.rounds;
        most.is_some_and(|most| case.public_rounds >= most)
    }

    fn is_silent(&self, case: &Case, now: DateTime<Utc>) -> bool {
        let Some(silence) = self.playbook.advice.silence else {
            return false;
        };
        let last = case.last_words.values().max();
        let waits = case.state == State::AwaitingCustomer;
        waits && last.is_some_and(|last| now - *last >= silence)
    }
}

fn preferred(case: &Case, to: &[ChannelId]) -> Vec<ChannelId> {
    let wanted = case.preference.iter().map(|it| &it.channel);
    let mut ways: Vec<ChannelId> = Vec::new();
    for way in wanted.chain(to) {
        if !ways.contains(way) {
            ways.push(way.clone());
        }
    }
    ways
}
