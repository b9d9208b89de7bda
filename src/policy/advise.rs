//! Would another way suit the customer better?

use chrono::{DateTime, Utc};

use super::Policy;
use super::record::Record;
use crate::case::{Case, State, SwitchReason};
use crate::channel::{ChannelId, Visibility};
use crate::sla::Urgency;

/// A word of advice to whoever works on a case: other ways, and why. The
/// customer chooses; nothing is switched by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "an advice is why and where to")]
pub struct Advised {
    /// Why.
    pub because: SwitchReason,
    /// The ways to offer, the best first; one of them is not digital. What the
    /// customer asked for comes first (S2:8).
    pub to: Vec<ChannelId>,
}

impl Policy {
    /// Which other ways to offer the customer of a case now, by the playbook's
    /// `[advice]`; nothing while they are on one of them, or where none is agreed.
    pub fn advice(&self, record: &Record, now: DateTime<Utc>) -> Vec<Advised> {
        let case = &record.case;
        if !case.is_live() || case.state == State::OnOtherChannel {
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
            .map(|(because, to)| Advised {
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
