//! The log of a case in words.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::Value;
use webcare::case::{Case, Event, FollowUpBy, Owner, ReplyId, Resolution, TextId};
use webcare::channel::ChannelId;
use webcare::mention::MentionKey;
use webcare::policy::{Actor, Entry, What};
use webcare::sla::ClockEvent;

use super::play::Run;

/// A line of the log in words; `None` for what another line already tells.
pub(crate) fn entry_words(run: &Run, case: &Case, entry: &Entry) -> Option<String> {
    match &entry.what {
        What::Case(event) => event_words(run, case, event),
        What::Clock(event) => clock_words(run, event),
        What::Chain(_) | What::Unread(_) => None,
    }
}

fn event_words(run: &Run, case: &Case, event: &Event) -> Option<String> {
    let text = |id: &TextId| written(run, id);
    let said = |mention: &MentionKey| {
        let mention = run.posted.get(mention);
        mention
            .map(|mention| short(mention.text.reveal(), 120))
            .unwrap_or_default()
    };
    Some(match event {
        Event::Opened {
            voice,
            queue,
            linked,
        } => {
            let linked = linked
                .as_ref()
                .map(|case| format!(", after {case}"))
                .unwrap_or_default();
            format!(
                "opened by {} in {queue}{linked}: {}",
                voice.mention,
                said(&voice.mention)
            )
        }
        Event::Joined { voice } => format!("joined by {}: {}", voice.mention, said(&voice.mention)),
        Event::MentionRevised { voice } => {
            format!("edited {}: {}", voice.mention, said(&voice.mention))
        }
        Event::MentionWithdrawn { mention } => format!("withdrew {mention}"),
        Event::MentionLeft { mention } => format!("{mention} does not belong to it"),
        Event::ReachGrew { mention, reach } => format!("{mention} has {reach} readers"),
        Event::Emptied => "nothing is left to answer".to_owned(),
        Event::Requeued { queue } => format!("waits in {queue}"),
        Event::Taken { agent, ownership } => format!("{agent} took it and {}", word(ownership)),
        Event::HandOffOffered { to, briefing } => {
            let briefing = briefing
                .as_ref()
                .map_or_else(|| "no briefing".to_owned(), text);
            format!("offered it to {}: {briefing}", owner(to))
        }
        Event::HandOffAccepted { owner: to } => format!("{} took it over", owner(to)),
        Event::HandOffDeclined => "declined the hand-off".to_owned(),
        Event::Drafted {
            reply,
            answers,
            purpose,
            parts,
            ..
        } => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| format!("\n        ▸ {}", text(part)))
                .collect();
            format!(
                "drafted reply {reply} ({}) to {answers}{}",
                word(purpose),
                parts.concat()
            )
        }
        Event::Discarded { reply } => format!("put reply {reply} aside"),
        Event::Approved { reply, .. } => format!("approved reply {reply}"),
        Event::PartDelivered { reply, part, .. } => part_words(case, *reply, *part, "arrived"),
        Event::PartFailed { reply, part } => part_words(case, *reply, *part, "did not arrive"),
        Event::PartUnknown { reply, part } => {
            part_words(case, *reply, *part, "may have arrived: somebody must look")
        }
        Event::Replied { .. } => return None,
        Event::Resent { reply, from } => format!("sent reply {reply} again from part {}", from + 1),
        Event::ChannelSwitched { offered, because } => {
            let ways: Vec<&str> = offered.iter().map(ChannelId::as_str).collect();
            format!(
                "offered to go on by {} ({})",
                ways.join(", "),
                word(because)
            )
        }
        Event::FollowUpOwed => "owes a public follow-up".to_owned(),
        Event::FollowUpGiven {
            by: FollowUpBy::Team,
        } => "gave the public follow-up".to_owned(),
        Event::FollowUpGiven {
            by: FollowUpBy::Customer(mention),
        } => format!("the customer gave it in {mention}"),
        Event::FollowUpWaived { because } => {
            format!("waived the public follow-up ({})", word(because))
        }
        Event::Promised { what, due, .. } => {
            format!(
                "promised: {}, by {}",
                text(what),
                local(*due, run.policy.playbook().zone())
            )
        }
        Event::PromiseKept { promise } => format!("kept promise {promise}"),
        Event::PromiseBroken { promise } => format!("promise {promise} BROKEN"),
        Event::Consulted {
            department,
            person,
            question,
            ..
        } => {
            let person = person
                .as_ref()
                .map_or("nobody there", |person| person.as_str());
            format!("asked {department} ({person}): {}", text(question))
        }
        Event::ConsultAnswered { answer, .. } => format!("answered: {}", text(answer)),
        Event::Spoken { channel, note, .. } => {
            format!(
                "spoke by {channel}: {}",
                note.as_ref().map(text).unwrap_or_default()
            )
        }
        Event::NoteAdded { text: note } => format!("noted: {}", text(note)),
        Event::NextStepSet { step } => format!("next: {}", text(&step.what)),
        Event::AwaitingCustomer => "waits for the customer".to_owned(),
        Event::WorkResumed => "work goes on".to_owned(),
        Event::Resolved { resolution } => format!("resolved: {}", resolution_words(resolution)),
        Event::Closed => "closed".to_owned(),
        Event::Reopened { mention } => format!("reopened by {mention}"),
        Event::MergedInto { case } => format!("went on as part of {case}"),
        Event::Absorbed { case, voices, .. } => {
            format!("took in {case} with {} mention(s)", voices.len())
        }
        Event::Released { case, mentions, .. } => {
            format!("let {} mention(s) go on in {case}", mentions.len())
        }
        Event::DoubleDismissed { .. } => "is another matter than the one elsewhere".to_owned(),
        Event::Unmerged { .. } => "goes on by itself again".to_owned(),
        Event::Reassigned { to, .. } => format!("gave it to {}", owner(to)),
        Event::FactLearned { fact, value, .. } => format!("{fact}: {}", text(value)),
        Event::SwitchTaken { channel } => format!("the customer chose {channel}"),
        Event::Forgotten { .. } => "forgot the customer".to_owned(),
        Event::Linked { system, reference } => format!("{system}: {reference}"),
        _ => return None,
    })
}

fn part_words(case: &Case, reply: ReplyId, part: u32, what: &str) -> String {
    let of = case
        .replies
        .get(&reply)
        .map_or(0, |reply| reply.parts.len());
    format!("part {}/{of} of reply {reply} {what}", part + 1)
}

fn clock_words(run: &Run, event: &ClockEvent) -> Option<String> {
    Some(match event {
        ClockEvent::Started { id, target, .. } => {
            format!("clock {} runs: {target}", word(&id.kind))
        }
        ClockEvent::Breached { id, at } => {
            format!(
                "clock {} BREACHED at {}",
                word(&id.kind),
                local(*at, run.policy.playbook().zone())
            )
        }
        ClockEvent::Met { id, .. } => format!("clock {} met", word(&id.kind)),
        _ => return None,
    })
}

fn written(run: &Run, id: &TextId) -> String {
    run.store
        .text(id)
        .map(|text| text.words.reveal().replace('\n', " "))
        .unwrap_or_default()
}

fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Agent(agent) => agent.to_string(),
        Owner::Queue(queue) => format!("the queue {queue}"),
    }
}

/// Where a case stands and how it ended.
pub(crate) fn ending_words(case: &Case) -> String {
    match &case.resolution {
        Some(resolution) => format!("{}, {}", word(&case.state), resolution_words(resolution)),
        None => word(&case.state),
    }
}

fn resolution_words(resolution: &Resolution) -> String {
    match resolution {
        Resolution::FormalComplaint { reference, .. } => format!("formal complaint {reference}"),
        Resolution::Goodwill { amount } => {
            format!("goodwill of {}.{:02}", amount / 100, amount % 100)
        }
        other => {
            let value = serde_json::to_value(other).unwrap_or_default();
            value
                .get("as")
                .and_then(Value::as_str)
                .unwrap_or_default()
                .replace('-', " ")
        }
    }
}

/// A value by the word it has in a document.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

pub(crate) fn who(by: &Actor) -> String {
    match by {
        Actor::Agent(agent) => agent.to_string(),
        Actor::Customer => "customer".to_owned(),
        Actor::Channel => "channel".to_owned(),
        Actor::Playbook => "playbook".to_owned(),
    }
}

pub(crate) fn local(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%a %d %b %H:%M").to_string()
}

/// The beginning of a text, in at most `most` characters and on one line.
pub(crate) fn short(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}
