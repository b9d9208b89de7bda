//! Is it our style? What holds a draft back, and what may be set aside.

use super::Deciding;
use crate::case::effect::TextKind;
use crate::case::parts::{Found, SetAside};
use crate::case::refusal::Refusal;
use crate::channel::{Channel, Visibility};
use crate::reply::style::{
    Audience, Finding, Findings, Occasion, Override, Purpose, Rule, Severity, Style,
};
use crate::team::Act;
use crate::text::Private;

impl<'a> Deciding<'a> {
    /// Holds a draft against the house style. What only warns is told; what
    /// denies needs a reason and the mandate, and personal data that everybody
    /// could read never passes.
    pub(super) fn worded(
        &mut self,
        channel: &Channel,
        purpose: Purpose,
        text: &Private,
        overrides: &[Override],
    ) -> Result<Vec<SetAside>, Refusal> {
        let findings = self.findings(channel, purpose, text);
        let held: Vec<Found> = findings.holding_back(overrides).map(found).collect();
        let personal = held.iter().filter(|it| it.rule == Rule::PersonalData);
        let spans: Vec<_> = personal.map(|it| it.span).collect();
        if !spans.is_empty() {
            return Err(Refusal::PersonalData { spans });
        }
        if !held.is_empty() {
            return Err(Refusal::OffStyle { found: held });
        }
        let warned = findings
            .iter()
            .filter(|it| it.severity == Severity::Warn)
            .map(found);
        self.out.style.extend(warned);
        self.set_aside(&findings, overrides)
    }

    fn findings(&self, channel: &Channel, purpose: Purpose, text: &Private) -> Findings {
        let shown = self.terms.recipient.map(|whom| whom.reveal().into());
        let occasion = Occasion {
            audience: match channel.visibility {
                Visibility::Public => Audience::Public,
                Visibility::Private => Audience::Private,
            },
            public_round: self.case.public_rounds + 1,
            signature: self.agent.signature.clone(),
            shown: shown.into_iter().collect(),
            purpose,
            ..Occasion::default()
        };
        let occasion = match self.terms.addressee {
            Some(addressee) => addressee.on(occasion),
            None => occasion,
        };
        match self.terms.style {
            Some(style) => style.check(text.reveal(), &occasion),
            None => Style::personal_data_only().check(text.reveal(), &occasion),
        }
    }

    /// Notes the reasons for which rules are set aside that would hold it back.
    fn set_aside(
        &mut self,
        findings: &Findings,
        overrides: &[Override],
    ) -> Result<Vec<SetAside>, Refusal> {
        let mut noted: Vec<SetAside> = Vec::new();
        for it in overrides {
            let holds = |found: &Finding| found.rule == it.rule();
            let is_noted = noted.iter().any(|known| known.rule == it.rule());
            if is_noted || !findings.holding_back(&[]).any(holds) {
                continue;
            }
            self.may(Act::Override, None)?;
            let reason = self.write(TextKind::Reason, it.reason())?;
            let rule = it.rule();
            noted.push(SetAside { rule, reason });
        }
        Ok(noted)
    }
}

fn found(finding: &Finding) -> Found {
    Found {
        rule: finding.rule,
        span: finding.span,
    }
}
