//! The counts of a run.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use webcare::case::{self, Effect, State};
use webcare::policy::Record;

use super::ending::{Ending, endings};
use super::play::Run;
use super::timeline::word;

/// The counts of a run.
#[derive(Default)]
pub(crate) struct Summary {
    version: String,
    mentions: usize,
    outcomes: BTreeMap<String, BTreeMap<String, usize>>,
    judged: usize,
    agreed: usize,
    missed: usize,
    unneeded: usize,
    cases: usize,
    answered: usize,
    clocks: BTreeMap<String, Kept>,
    escalations: BTreeMap<String, usize>,
    follow_ups: [usize; 3],
    promises: [usize; 3],
    replies: usize,
    parts: usize,
    refused: usize,
}

/// How often a clock was kept, and how often not.
#[derive(Default)]
struct Kept {
    met: usize,
    breached: usize,
    open: usize,
}

impl Summary {
    pub(crate) fn of(run: &Run) -> Self {
        let mut summary = Self {
            version: run.policy.playbook().version().to_owned(),
            refused: run.refusals.len(),
            ..Self::default()
        };
        for ending in endings(run) {
            summary.count_mention(run, &ending);
        }
        for record in run
            .store
            .records()
            .iter()
            .filter(|record| record.case.state != State::Merged)
        {
            summary.count_case(record);
        }
        for (_, notice) in &run.notices {
            *summary
                .escalations
                .entry(notice.because.clone())
                .or_default() += 1;
        }
        summary.parts = run.network.sent().len();
        let sends = run
            .store
            .effects()
            .into_iter()
            .filter(|effect| matches!(effect, Effect::Send(part) if part.id.part == 0));
        summary.replies = sends.count();
        summary
    }

    fn count_mention(&mut self, run: &Run, ending: &Ending<'_>) {
        self.mentions += 1;
        *self
            .outcomes
            .entry(ending.outcome().to_owned())
            .or_default()
            .entry(ending.reason())
            .or_default() += 1;
        if let Some(expected) = run.expected.get(ending.mention) {
            self.judged += 1;
            self.agreed += usize::from(expected.outcome == ending.outcome());
            self.missed +=
                usize::from(expected.outcome == "respond" && ending.outcome() == "no-response");
            self.unneeded +=
                usize::from(expected.outcome == "no-response" && ending.outcome() == "respond");
        }
    }

    fn count_case(&mut self, record: &Record) {
        let case = &record.case;
        self.cases += 1;
        self.answered += usize::from(case.is_answered());
        for clock in record.clocks.iter() {
            let kept = self.clocks.entry(word(&clock.id.kind)).or_default();
            let late = clock.breached.is_some();
            kept.breached += usize::from(late);
            kept.met += usize::from(!late && clock.met.is_some());
            kept.open += usize::from(!late && clock.is_open());
        }
        match case.follow_up {
            case::FollowUp::None => {}
            case::FollowUp::Owed(_) => self.follow_ups[2] += 1,
            case::FollowUp::Given => self.follow_ups[0] += 1,
            _ => self.follow_ups[1] += 1,
        }
        for promise in case.promises.values() {
            let place = if promise.broken {
                1
            } else {
                usize::from(!promise.kept) * 2
            };
            if let Some(count) = self.promises.get_mut(place) {
                *count += 1;
            }
        }
    }

    fn rate(part: usize, whole: usize) -> String {
        let percent = if whole == 0 {
            0.0
        } else {
            100.0 * part as f64 / whole as f64
        };
        format!("{part} of {whole} ({percent:.1} %)")
    }

    fn responded(&self) -> usize {
        self.outcomes
            .get("respond")
            .map_or(0, |reasons| reasons.values().sum())
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "playbook {}", self.version)?;
        writeln!(
            out,
            "{} mentions; part of a case: {}",
            self.mentions,
            Self::rate(self.responded(), self.mentions)
        )?;
        for (outcome, reasons) in &self.outcomes {
            let reasons: Vec<String> = reasons
                .iter()
                .map(|(reason, count)| format!("{reason} {count}"))
                .collect();
            writeln!(out, "  {outcome:12} {}", reasons.join(", "))?;
        }
        writeln!(
            out,
            "agrees with a person's judgement on {}; missed {}, needless {}",
            Self::rate(self.agreed, self.judged),
            self.missed,
            self.unneeded
        )?;
        writeln!(
            out,
            "{} cases, answered {}",
            self.cases,
            Self::rate(self.answered, self.cases)
        )?;
        for (clock, kept) in &self.clocks {
            writeln!(
                out,
                "  {clock:16} met {}, breached {}, still running {}",
                kept.met, kept.breached, kept.open
            )?;
        }
        let [given, waived, owed] = self.follow_ups;
        writeln!(
            out,
            "public follow-ups: given {given}, waived {waived}, never given {owed}"
        )?;
        let [kept, broken, open] = self.promises;
        writeln!(
            out,
            "promises: kept in time {kept}, broken {broken}, open {open}"
        )?;
        writeln!(
            out,
            "replies {}, parts sent {}; commands refused {}",
            self.replies, self.parts, self.refused
        )?;
        let told: Vec<String> = self
            .escalations
            .iter()
            .map(|(why, count)| format!("{why} {count}"))
            .collect();
        writeln!(out, "told to somebody: {}", told.join(", "))
    }

    pub(crate) fn to_json(&self) -> Value {
        let clocks: BTreeMap<_, _> = self
            .clocks
            .iter()
            .map(|(clock, kept)| {
                (
                    clock,
                    json!({ "met": kept.met, "breached": kept.breached, "open": kept.open }),
                )
            })
            .collect();
        let [given, waived, owed] = self.follow_ups;
        let [kept, broken, open] = self.promises;
        json!({
            "playbook": self.version,
            "mentions": self.mentions,
            "outcomes": self.outcomes,
            "agreement": { "judged": self.judged, "agreed": self.agreed, "missed": self.missed, "needless": self.unneeded },
            "cases": self.cases,
            "answered": self.answered,
            "clocks": clocks,
            "told": self.escalations,
            "follow_ups": { "given": given, "waived": waived, "owed": owed },
            "promises": { "kept": kept, "broken": broken, "open": open },
            "replies": self.replies,
            "parts": self.parts,
            "refused": self.refused,
        })
    }
}
