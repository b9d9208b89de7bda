//! Why was somebody told, who was told before, and who comes next? In words.

use chrono::{DateTime, Utc};

use super::{Chain, EndReason, Ended, PlannedStep, Recipient};
use crate::calendar::Calendar;
use crate::sla::Wall;
use crate::text::Lang;

impl Chain {
    /// What went wrong, who was and will be told, and who took it on: a line each, in the
    /// time of a calendar's zone.
    ///
    /// ```
    /// use chrono::{DateTime, Utc};
    /// use webcare::calendar::Calendar;
    /// use webcare::escalation::{Chains, Escalation, Recipient, Signal, SignalKind, Step, Trigger};
    /// use webcare::sla::ClockKind;
    /// use webcare::text::Lang;
    ///
    /// let office = Calendar::weekly(chrono_tz::Europe::Amsterdam).mon_fri("09:00-17:00")?;
    /// let late = Escalation::new("late", Trigger::on(SignalKind::Breached))
    ///     .step(Step::new("0 business minutes".parse()?, [Recipient::Contact]))
    ///     .step(Step::new("2 business hours".parse()?, [Recipient::Backup]));
    /// let friday: DateTime<Utc> = "2026-01-09T15:30:00Z".parse()?;
    /// let signal = Signal::new(SignalKind::Breached, friday).of(ClockKind::FirstResponse);
    /// let mut chains = Chains::new();
    /// for event in chains.hear(&signal, [(&late, &office)])? {
    ///     chains.apply(&event);
    /// }
    /// for event in chains.advance(friday, |_| false) {
    ///     chains.apply(&event);
    /// }
    /// let (_, chain) = chains.iter().next().ok_or("no chain")?;
    /// assert_eq!(chain.explain(&office, Lang::En), "\
    /// first response overdue: Fri 9 January 2026 16:30, escalation `late`
    /// Fri 9 January 2026 16:30: told: the contact
    /// Mon 12 January 2026 10:30: to be told: the backup");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, calendar: &Calendar, lang: Lang) -> String {
        let wall = Wall::new(calendar, lang);
        let mut told = format!(
            "{}: {}, {} `{}`",
            self.signal.text(lang),
            wall.moment(self.signal.at),
            lang.pick("escalatie", "escalation"),
            self.escalation,
        );
        let mut steps = self.steps(lang);
        steps.sort_by_key(|(at, _)| *at);
        for (at, what) in steps {
            told.push_str(&format!("\n{}: {what}", wall.moment(at)));
        }
        told
    }

    /// What was done and what is still to be done, each with its instant.
    fn steps(&self, lang: Lang) -> Vec<(DateTime<Utc>, String)> {
        let who = |step| recipients(step, lang);
        let done = self.plan.iter().zip(&self.notified).enumerate();
        let done = done.filter_map(|(index, (step, told))| match told {
            Some(at) => {
                let who = self.told_at(index, step, lang).unwrap_or_else(|| who(step));
                Some((*at, lang.pick("ingelicht", "told"), who))
            }
            None if self.skipped.contains(&index) => {
                Some((step.at, lang.pick("overgeslagen", "left out"), who(step)))
            }
            None => None,
        });
        let to_do = lang.pick("nog in te lichten", "to be told");
        let to_do = self.waiting().map(|(_, at, step)| (at, to_do, who(step)));
        let told = done.chain(to_do);
        let mut steps: Vec<_> = told
            .map(|(at, what, who)| (at, format!("{what}: {who}")))
            .collect();
        let given = self.handed_over.as_ref();
        if let Some(given) = given.filter(|_| self.awaits_acceptance()) {
            let until_then = lang.pick("tot dan kan bevestigen:", "until then may acknowledge:");
            steps.push((
                given.accept_by,
                format!("{until_then} {}", given.to.text(lang)),
            ));
        }
        if let Some(taken) = &self.acknowledged {
            let by = lang.pick("bevestigd door", "acknowledged by");
            steps.push((taken.at, format!("{by} `{}`", taken.by)));
        }
        steps.extend(self.ended.iter().map(|ended| (ended.at, ended.text(lang))));
        steps
    }

    /// The people who were told at a step, and as whom; none where it is not
    /// known, or where the step itself names them.
    fn told_at(&self, index: usize, step: &PlannedStep, lang: Lang) -> Option<String> {
        let told = self.told.get(&index)?;
        let names_itself = |to: &Recipient| match to {
            Recipient::Queue(id) | Recipient::Agent(id) => told.contains(id),
            _ => false,
        };
        if told.len() == step.notify.len() && step.notify.iter().all(names_itself) {
            return None;
        }
        let people: Vec<String> = told.iter().map(|it| format!("`{it}`")).collect();
        Some(format!(
            "{}, {} {}",
            people.join(", "),
            lang.pick("voor", "for"),
            recipients(step, lang),
        ))
    }
}

fn recipients(step: &PlannedStep, lang: Lang) -> String {
    let who: Vec<String> = step.notify.iter().map(|to| to.text(lang)).collect();
    who.join(", ")
}

impl Ended {
    /// How it ended, in words.
    fn text(&self, lang: Lang) -> String {
        let (nl, en) = match self.reason {
            EndReason::Exhausted => ("voorbij, niemand bevestigde", "over, nobody acknowledged"),
            EndReason::Settled => ("voorbij, het is geregeld", "over, it is settled"),
            EndReason::Stopped => ("gestopt", "stopped"),
        };
        let text = lang.pick(nl, en);
        match &self.by {
            Some(by) => format!("{text} {} `{by}`", lang.pick("door", "by")),
            None => text.to_owned(),
        }
    }
}
