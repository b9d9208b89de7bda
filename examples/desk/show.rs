//! What a run looks like: for people, and as JSON lines.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;
use webcare::case::State;
use webcare::policy::Record;
use webcare::sla::ClockKind;

use super::ending::{Ending, endings};
use super::play::Run;
use super::summary::Summary;
use super::timeline::{ending_words, entry_words, local, short, who, word};

/// When the first response of a case was due.
fn first_due(run: &Run, record: &Record) -> Option<DateTime<Utc>> {
    let run_of_it = record.clocks.get(ClockKind::FirstResponse)?;
    run_of_it.clock(run.policy.calendar()).due().ok()
}

/// One JSON line a mention, and a last one with the summary.
pub(crate) fn json(run: &Run, out: &mut impl Write) -> io::Result<()> {
    for ending in endings(run) {
        let case = ending.case.as_ref();
        let decision = ending.filing.heard.as_ref().map(|heard| &heard.decision);
        let queue = case
            .and_then(|record| record.case.home_queue())
            .map(ToString::to_string);
        let line = json!({
            "mention": ending.mention.to_string(),
            "outcome": ending.outcome(),
            "reason": ending.reason(),
            "case": case.map(|record| record.case.id.to_string()),
            "queue": queue,
            "urgency": case.map(|record| record.case.urgency()).or(decision.map(|decision| decision.urgency())),
            "due": case.and_then(|record| first_due(run, record)),
            "because": ending.rules(),
        });
        writeln!(out, "{line}")?;
    }
    writeln!(out, "{}", json!({ "summary": Summary::of(run).to_json() }))
}

/// The run as a person reads it.
pub(crate) fn text(run: &Run, out: &mut impl Write) -> io::Result<()> {
    let zone = run.policy.playbook().zone();
    writeln!(out, "MENTIONS")?;
    for ending in endings(run) {
        mention_line(run, &ending, zone, out)?;
    }
    writeln!(out, "\nCASES")?;
    let mut records = run.store.records();
    records.sort_by_key(|record| (record.case.began_at, record.case.id.clone()));
    for record in records
        .iter()
        .filter(|record| record.case.state != State::Merged)
    {
        case_block(run, record, zone, out)?;
    }
    writeln!(out, "\nSUMMARY")?;
    Summary::of(run).write(out)
}

fn mention_line(run: &Run, ending: &Ending<'_>, zone: Tz, out: &mut impl Write) -> io::Result<()> {
    let at = ending
        .filing
        .heard
        .as_ref()
        .map(|heard| local(heard.voice.seen_at, zone))
        .unwrap_or_default();
    let words = run
        .posted
        .get(ending.mention)
        .map(|mention| short(mention.text.reveal(), 60))
        .unwrap_or_default();
    let case = ending
        .case
        .as_ref()
        .map(|record| record.case.id.to_string())
        .unwrap_or_default();
    let due = ending
        .case
        .as_ref()
        .and_then(|record| first_due(run, record));
    let due = due
        .map(|due| format!("due {}", local(due, zone)))
        .unwrap_or_default();
    writeln!(
        out,
        "{at:16}  {:9}  {:11}  {:18}  {case:5} {due:20}  {:60}  [{}]",
        ending.mention.channel.as_str(),
        ending.outcome(),
        ending.reason(),
        words,
        ending.rules().join(", "),
    )
}

fn case_block(run: &Run, record: &Record, zone: Tz, out: &mut impl Write) -> io::Result<()> {
    let case = &record.case;
    let lang = run.policy.playbook().language();
    let topic = case
        .topic()
        .map(|topic| format!(" about {topic}"))
        .unwrap_or_default();
    writeln!(
        out,
        "\n{}{topic}: {} mention(s), urgency {}, {}",
        case.id,
        case.voices.len(),
        word(&case.urgency()),
        ending_words(case),
    )?;
    let heard = run.store.filings().into_iter().find(|filing| {
        case.lead()
            .is_some_and(|lead| lead.mention == filing.mention)
    });
    if let Some(heard) = heard.and_then(|filing| filing.heard) {
        for line in heard.decision.explain(lang).lines() {
            writeln!(out, "    {line}")?;
        }
    }
    for entry in run.store.log(&case.id) {
        if let Some(words) = entry_words(run, case, &entry) {
            writeln!(
                out,
                "  {}  {:10} {words}",
                local(entry.at, zone),
                who(&entry.by)
            )?;
        }
    }
    let first = ClockKind::FirstResponse.into();
    let why = run.policy.explain(record, &first, lang);
    for line in why.iter().flat_map(|why| why.lines()) {
        writeln!(out, "    | {line}")?;
    }
    for (at, id, words) in &run.refusals {
        if id == &case.id {
            writeln!(out, "  {}  refused    {words}", local(*at, zone))?;
        }
    }
    for (at, notice) in &run.notices {
        if notice.case.as_ref() == Some(&case.id) {
            writeln!(
                out,
                "  {}  told       {} because of {}",
                local(*at, zone),
                notice.to.join(", "),
                notice.because
            )?;
        }
    }
    Ok(())
}
