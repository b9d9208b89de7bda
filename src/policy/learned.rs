use super::Policy;
use crate::mention::Mention;
use crate::routing::{Decision, Fired, Outcome, ReasonId, ReasonKind, Why};
use crate::triage::live::Advice;
use crate::triage::{Assessment, Confidence};

impl Policy {
    /// As [`Policy::triage_as`], with the advice of a learned model.
    ///
    /// What the advice can do is bounded here, whatever the rules are:
    ///
    /// - It **raises**: a rule that asks for an answer may fire because the
    ///   model sees a complaint. That stands only where every rule that spoke
    ///   without the model still has its say, and the mention gets no less
    ///   attention for it; otherwise the advice is not taken.
    /// - It **files** what no rule speaks of and a person would have to read,
    ///   under the reason that has the name of the label, where the playbook
    ///   declares one. Never what cannot be read, is in a foreign language,
    ///   hangs on a fact that is missing, or shows a sign of a complaint, a
    ///   question, haste, the law, the press or leaked data.
    ///
    /// So a model never silences a rule. Nor does it send or close: a decision
    /// does neither.
    pub fn triage_advised(
        &self,
        mention: &Mention,
        assessment: Option<&Assessment>,
        advice: &Advice,
    ) -> Decision {
        let plain = self.triage_as(mention, assessment);
        let raised = assessment.filter(|_| !advice.raises().is_empty());
        let raised = raised.map(|found| self.triage_as(mention, Some(&advice.raise(found))));
        let decision = raised
            .filter(|raised| keeps(&plain, raised))
            .unwrap_or(plain);
        match self.filed(&decision, assessment, advice) {
            Some(reason) => decision.filed_as(reason),
            None => decision,
        }
    }

    /// The reason under which a mention that no rule speaks of is filed.
    fn filed(
        &self,
        decision: &Decision,
        assessment: Option<&Assessment>,
        advice: &Advice,
    ) -> Option<ReasonId> {
        let reason = ReasonId::new(advice.files()?.as_str());
        let declared = self.playbook.reasons.get(&reason)?.kind == ReasonKind::NoResponse;
        let left_open = matches!(
            decision.outcome(),
            Outcome::Review(Why::Undecided | Why::Abstained)
        );
        let is_silent = decision.because().is_empty() && decision.missing().is_empty();
        (declared && left_open && is_silent && !is_asking(assessment)).then_some(reason)
    }
}

/// Whether the built-in cues or the host's own classifier see a label that asks for a reader.
fn is_asking(assessment: Option<&Assessment>) -> bool {
    let mut scores = assessment.into_iter().flat_map(Assessment::scores);
    scores.any(|(label, sure)| label.asks() && *sure >= Confidence::EVEN)
}

/// Whether a decision leaves every rule that spoke in another its say, and gives
/// the mention no less attention.
fn keeps(plain: &Decision, raised: &Decision) -> bool {
    let spoke = |fired: &Fired| {
        let mut others = raised.because().iter();
        others.any(|other| other.rule == fired.rule && fired.slots.is_subset(other.slots))
    };
    attention(raised.outcome()) >= attention(plain.outcome()) && plain.because().iter().all(spoke)
}

fn attention(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::NoResponse(_) => 0,
        Outcome::Review(_) => 1,
        Outcome::Respond(_) => 2,
    }
}
