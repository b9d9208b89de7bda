use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::rule::{Rule, Severity};
use crate::text::{Lang, Private, Span};

/// Something in a draft that house style does not want.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: Rule,
    /// How heavily it weighs.
    pub severity: Severity,
    /// Where it stands in the draft, in bytes; all of it where no words can be pointed at.
    pub span: Span,
    /// What could stand there instead, where that is sure.
    pub fix: Option<String>,
}

impl Finding {
    /// What is wrong, and what would be right.
    pub fn why(&self, lang: Lang) -> &'static str {
        self.rule.why(lang)
    }

    /// Whether the reply may leave all the same with a reason: [`Rule::can_be_overridden`].
    pub fn can_be_overridden(&self) -> bool {
        self.rule.can_be_overridden()
    }
}

/// What was found in a draft, in the order of its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Findings {
    all: Vec<Finding>,
}

impl Findings {
    pub(super) fn sorted(mut all: Vec<Finding>) -> Self {
        all.sort_by_key(|finding| (finding.span.start, finding.span.end, finding.rule));
        all.dedup_by_key(|finding| (finding.rule, finding.span));
        Self { all }
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.all.iter()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// What holds the draft back in spite of the overrides: the denials that none of them lifts.
    ///
    /// ```
    /// use webcare::reply::style::{Occasion, Override, Rule, Style};
    ///
    /// let style = Style::default();
    /// let found = style.check("Sorry! Bel mij op 06-12345678.", &Occasion::default());
    /// assert!(Override::new(Rule::PersonalData, "de klant gaf het zelf").is_err());
    /// let found = style.check("Sorry voor het ongemak!", &Occasion::default());
    /// let reason = Override::new(Rule::EmptyPhrase, "de klant wil alleen excuses")?;
    /// assert_eq!(found.holding_back(&[]).count(), 1);
    /// assert_eq!(found.holding_back(&[reason]).count(), 0);
    /// # Ok::<(), webcare::reply::style::OverrideError>(())
    /// ```
    pub fn holding_back<'f>(
        &'f self,
        overrides: &'f [Override],
    ) -> impl Iterator<Item = &'f Finding> {
        self.all
            .iter()
            .filter(|finding| finding.severity == Severity::Deny)
            .filter(|finding| !overrides.iter().any(|it| it.rule == finding.rule))
    }

    /// The draft with every fix put in.
    ///
    /// ```
    /// use webcare::reply::style::{AddressForm, Occasion, Style};
    ///
    /// let occasion = Occasion { address: Some(AddressForm::Informal), ..Occasion::default() };
    /// let draft = "Heeft u uw polis al gevonden?";
    /// assert_eq!(Style::default().check(draft, &occasion).fixed(draft), "Heb je je polis al gevonden?");
    /// ```
    pub fn fixed(&self, draft: &str) -> String {
        let (mut fixed, mut at) = (String::with_capacity(draft.len()), 0);
        for finding in &self.all {
            let (Some(fix), Some(kept)) = (&finding.fix, draft.get(at..finding.span.start)) else {
                continue;
            };
            fixed.push_str(kept);
            fixed.push_str(fix);
            at = finding.span.end;
        }
        fixed.push_str(draft.get(at..).unwrap_or(""));
        fixed
    }
}

impl<'f> IntoIterator for &'f Findings {
    type Item = &'f Finding;
    type IntoIter = std::slice::Iter<'f, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

/// An agent's word that a reply may leave in spite of a rule, and why.
///
/// None can be made for a rule that nobody may set aside, so whoever holds one
/// needs not ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", rename_all = "kebab-case")]
pub struct Override {
    rule: Rule,
    reason: Private,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Written {
    rule: Rule,
    reason: Private,
}

impl TryFrom<Written> for Override {
    type Error = OverrideError;

    fn try_from(written: Written) -> Result<Self, OverrideError> {
        Self::new(written.rule, written.reason)
    }
}

/// Why a rule is not set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum OverrideError {
    /// Personal data does not become public for a reason.
    #[error("`{0}` cannot be overridden")]
    Never(Rule),
    /// Nothing was given as the reason.
    #[error("an override of `{0}` needs a reason")]
    NoReason(Rule),
}

impl Override {
    /// Sets `rule` aside for one reply.
    ///
    /// # Errors
    ///
    /// [`OverrideError::Never`] for personal data, [`OverrideError::NoReason`] without a word of reason.
    pub fn new(rule: Rule, reason: impl Into<Private>) -> Result<Self, OverrideError> {
        let reason = reason.into();
        if !rule.can_be_overridden() {
            return Err(OverrideError::Never(rule));
        }
        if reason.reveal().trim().is_empty() {
            return Err(OverrideError::NoReason(rule));
        }
        Ok(Self { rule, reason })
    }

    /// The rule.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Why.
    pub fn reason(&self) -> &Private {
        &self.reason
    }
}
