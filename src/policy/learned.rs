use chrono::{DateTime, Utc};

use super::Policy;
use super::judge::{LONGEST_TEXT, heard_at};
use super::known::{Asked, Known};
use crate::mention::Mention;
use crate::routing::{Decision, Fired, Outcome, ReasonId, ReasonKind, Why};
use crate::text::Folded;
use crate::triage::live::Advice;
use crate::triage::{Assessment, Confidence, CueRoom};

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
    ///   hangs on a fact that is missing, or in which the cues or the host's own
    ///   classifier see a complaint, a question, haste, the law, the press or
    ///   leaked data.
    ///
    /// So a model never silences a rule. Nor does it send or close: a decision
    /// does neither.
    ///
    /// Pass what [`Policy::assess`] says, or your own classifier. `None` is that nobody
    /// knows: rules that ask about a label are then neither so nor not so, and what
    /// hangs on them waits for a person.
    ///
    /// ```
    /// use webcare::mention::Mention;
    /// use webcare::playbook::Playbook;
    /// use webcare::routing::{Outcome, Why};
    /// use webcare::triage::live::Advice;
    ///
    /// let document = toml::from_str(r#"
    ///     playbook = "Small"
    ///     version  = "1"
    ///     zone     = "Europe/Amsterdam"
    ///     rules    = [{ id = "thanks", when = "label:thanks", then = { no-response = "thanks" } }]
    /// "#)?;
    /// let policy = Playbook::from_value(document)?.compile()?;
    /// let mention = Mention::post("twitter", "1").by("@jan").text("Dank je wel voor de hulp!");
    /// let advice = Advice::default();
    ///
    /// let seen = policy.assess(&mention);
    /// let decision = policy.triage_advised(&mention, seen.as_ref(), &advice);
    /// assert_eq!(decision.outcome(), &Outcome::NoResponse("thanks".into()));
    ///
    /// let unseen = policy.triage_advised(&mention, None, &advice);
    /// assert_eq!(unseen.outcome(), &Outcome::Review(Why::MissingFact));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn triage_advised(
        &self,
        mention: &Mention,
        assessment: Option<&Assessment>,
        advice: &Advice,
    ) -> Decision {
        let text = mention.text.reveal();
        if text.len() > LONGEST_TEXT {
            return self.triage_as(mention, assessment);
        }
        let (folded, at) = (Folded::new(text), heard_at(mention));
        let (read, asked) = ((&folded, assessment), (at, &Known::silent()));
        let plain = self.judge_as(mention, read, asked.0, asked.1);
        self.settled(plain.and_then(|plain| self.advised(plain, (mention, read), advice, asked)))
    }

    /// What becomes of a decision where a learned model has its say.
    pub(super) fn advised(
        &self,
        plain: Decision,
        (mention, read): (&Mention, (&Folded, Option<&Assessment>)),
        advice: &Advice,
        (now, known): (DateTime<Utc>, &Known),
    ) -> Asked<Decision> {
        let raised = read.1.filter(|_| !advice.raises().is_empty());
        let raised = raised.map(|found| advice.raise(found));
        let raised = raised.map(|found| self.judge_as(mention, (read.0, Some(&found)), now, known));
        let raised = raised.transpose()?;
        let decision = match raised.filter(|raised| *raised != plain && keeps(&plain, raised)) {
            Some(raised) => raised.by_word_of(advice.by()),
            None => plain,
        };
        Ok(match self.filed(&decision, mention, read, advice) {
            Some(reason) => decision.filed_as(reason).by_word_of(advice.by()),
            None => decision,
        })
    }

    /// The reason under which a mention that no rule speaks of is filed.
    fn filed(
        &self,
        decision: &Decision,
        mention: &Mention,
        (folded, assessment): (&Folded, Option<&Assessment>),
        advice: &Advice,
    ) -> Option<ReasonId> {
        let reason = ReasonId::new(advice.files()?.as_str());
        let declared = self.playbook.reasons.get(&reason)?.kind == ReasonKind::NoResponse;
        let left_open = matches!(
            decision.outcome(),
            Outcome::Review(Why::Undecided | Why::Abstained)
        );
        let is_silent = decision.rules().next().is_none() && decision.missing().is_empty();
        if !(declared && left_open && is_silent) || is_asking(assessment) {
            return None;
        }
        // Also where the playbook does not use them the cues may hold it back.
        let cues = Some(self.cues.score(mention, folded, &mut CueRoom::default()));
        let is_held = is_asking(cues.as_ref()) || self.is_foreign(mention, cues.as_ref());
        (!is_held).then_some(reason)
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
