//! A verdict in words that a team lead reads.

use super::drift::Drifted;
use super::gate::{Shortfall, Verdict};
use crate::text::Lang;

impl Verdict {
    /// The verdict as a person reads it: one line, and one for each failing.
    ///
    /// ```
    /// use webcare::text::Lang;
    /// use webcare::triage::label;
    /// use webcare::triage::live::{DecisionLog, Gate};
    ///
    /// let verdict = Gate::default().judge(&label::SPAM.into(), &DecisionLog::default());
    /// let told = verdict.explain(Lang::En);
    /// assert!(told.starts_with("`spam` does not go live:"));
    /// assert!(told.contains("people gave it 0 times, and 50 are needed"));
    /// ```
    pub fn explain(&self, lang: Lang) -> String {
        let label = &self.label;
        let mut lines = match (self.pass(), self.from) {
            (Some(_), Some(from)) => vec![lang.pick(
                format!(
                    "`{label}` mag live vanaf {from}: klopt {}, vindt {}",
                    self.precision, self.recall
                ),
                format!(
                    "`{label}` may go live from {from}: right {}, finds {}",
                    self.precision, self.recall
                ),
            )],
            _ => vec![lang.pick(
                format!("`{label}` gaat niet live:"),
                format!("`{label}` does not go live:"),
            )],
        };
        let failed = self.failed.iter();
        lines.extend(failed.map(|one| format!("- {}", one.explain(lang))));
        lines.join("\n")
    }
}

impl Shortfall {
    /// What is lacking, as a person reads it.
    pub fn explain(&self, lang: Lang) -> String {
        match self {
            Self::NoModel => lang
                .pick(
                    "er is niet één model dat het steeds voorstelde",
                    "no one model proposed it throughout",
                )
                .to_owned(),
            Self::TooFew { found, wanted } => lang.pick(
                format!("mensen gaven het {found} keer, en {wanted} keer is nodig"),
                format!("people gave it {found} times, and {wanted} are needed"),
            ),
            Self::TooFewOthers { found, wanted } => lang.pick(
                format!(
                    "mensen beslisten {found} keer dat het dit niet is, en {wanted} keer is nodig"
                ),
                format!("people said {found} times that it is not this, and {wanted} are needed"),
            ),
            Self::NoThreshold { more: Some(more) } => lang.pick(
                format!(
                    "geen drempel houdt de belofte; aan voorbeelden ontbreken er ongeveer {more}"
                ),
                format!("no threshold keeps the promise; examples still needed: about {more}"),
            ),
            Self::NoThreshold { more: None } => lang
                .pick(
                    "geen drempel houdt de belofte, en meer van hetzelfde helpt niet",
                    "no threshold keeps the promise, and more of the same would not do",
                )
                .to_owned(),
            Self::Promise { kept, wanted } => lang.pick(
                format!("daarna klopte {kept}, en minstens {wanted} is beloofd"),
                format!("after that {kept} were right, and at least {wanted} is promised"),
            ),
            Self::Slice {
                slice,
                kept,
                wanted,
            } => lang.pick(
                format!("bij {slice} klopte {kept}, en minstens {wanted} is beloofd"),
                format!("on {slice} {kept} were right, and at least {wanted} is promised"),
            ),
            Self::Misses { missed, most } => lang.pick(
                format!("van wat het niet is, kreeg {missed} het toch, en hooguit {most} mag"),
                format!("of what it is not, {missed} got it, and at most {most} may"),
            ),
            Self::Calibration {
                error: Some(error),
                most,
            } => lang.pick(
                format!("de zekerheid zit er gemiddeld {error:.3} naast, en {most} mag"),
                format!("its confidence is {error:.3} off on average, and {most} is allowed"),
            ),
            Self::Calibration { error: None, .. } => lang
                .pick(
                    "er is nog niets om de zekerheid aan te toetsen",
                    "there is nothing yet to hold its confidence against",
                )
                .to_owned(),
            Self::Drift(drifted) => drifted.explain(lang),
        }
    }
}

impl Drifted {
    /// What has changed, as a person reads it.
    pub fn explain(&self, lang: Lang) -> String {
        match self {
            Self::Scores { index } => lang.pick(
                format!("de scores liggen anders dan eerst (index {index:.2})"),
                format!("the scores are spread otherwise than before (index {index:.2})"),
            ),
            Self::LabelShare { before, now } => lang.pick(
                format!("het label komt anders vaak voor: eerst {before}, nu {now}"),
                format!("the label is given more or less often: {before} before, {now} now"),
            ),
            Self::Unknown { before, now } => lang.pick(
                format!("het model weet het anders vaak niet: eerst {before}, nu {now}"),
                format!("the model has no word on another share: {before} before, {now} now"),
            ),
            Self::Overrides { before, now } => lang.pick(
                format!("mensen beslissen vaker anders: eerst {before}, nu {now}"),
                format!("people say otherwise more often: {before} before, {now} now"),
            ),
        }
    }
}
