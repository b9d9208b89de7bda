//! What a case owes: to its customer, to colleagues, and within a channel's own term.

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::CalendarId;
use crate::case::{Case, FollowUp, Owner, State, Voice};
use crate::mention::MentionKey;
use crate::playbook::AfterReopening;
use crate::policy::Policy;
use crate::policy::record::Record;
use crate::policy::terms::Terms;
use crate::routing::ReasonKind;
use crate::sla::{ClockEvent, ClockId, ClockKind, Matter, Run, Target};
use crate::sorted::SortedSet;

/// A term that runs.
pub(in crate::policy) struct Owed {
    pub(in crate::policy) id: ClockId,
    pub(super) from: DateTime<Utc>,
    target: Target,
    calendar: CalendarId,
    /// When the customer came back to a matter that was settled.
    pub(super) again_from: Option<DateTime<Utc>>,
}

impl Owed {
    pub(super) fn start(&self) -> ClockEvent {
        ClockEvent::Started {
            id: self.id.clone(),
            from: self.from,
            target: self.target,
            calendar: self.calendar.clone(),
        }
    }

    pub(super) fn differs(&self, run: &Run) -> bool {
        self.from != run.from || self.target != run.target || self.calendar != run.calendar
    }

    /// Whether it starts anew with each offer, question or word, rather than
    /// with what the customer said first.
    pub(super) fn is_of_the_moment(&self) -> bool {
        matches!(
            self.id.kind,
            ClockKind::HandOff | ClockKind::Update | ClockKind::ReplyWindow | ClockKind::FollowUp
        )
    }
}

impl Policy {
    /// Every term that runs in a case now.
    pub(in crate::policy) fn owed(&self, record: &Record, terms: &Terms) -> Vec<Owed> {
        let case = &record.case;
        let mut owed = Vec::new();
        if !matches!(case.state, State::Closed | State::Merged) {
            owed.extend(self.follow_up(case));
            owed.extend(self.promised(case));
        }
        if case.is_live() {
            let asking = self.asking(case);
            let unanswered = case.unanswered.iter().map(|(mention, _)| mention);
            let unanswered: SortedSet<&MentionKey> = unanswered.collect();
            let waits = |voice: &&&Voice| unanswered.contains(&voice.mention);
            let waiting: Vec<&Voice> = asking.iter().filter(waits).copied().collect();
            owed.extend(self.opening(case, &asking, &waiting, terms));
            owed.extend(self.resolution(record, &asking, &waiting, terms));
            owed.extend(self.update(case));
            owed.extend(self.hand_off(case));
            owed.extend(self.consulted(case));
            owed.extend(self.windows(case, &waiting));
        }
        owed
    }

    /// The mentions that ask for something, and were not taken back. What we
    /// offer unasked is owed to nobody.
    fn asking<'c>(&self, case: &'c Case) -> Vec<&'c Voice> {
        let is_asked = |voice: &&Voice| {
            let reason = voice.reason.as_ref();
            let known = reason.and_then(|reason| self.playbook.reasons.get(reason));
            known.is_none_or(|it| it.kind != ReasonKind::Proactive) && !case.is_gone(&voice.mention)
        };
        case.cores().into_iter().filter(is_asked).collect()
    }

    /// The clocks that start when the customer speaks.
    fn opening(
        &self,
        case: &Case,
        asking: &[&Voice],
        waiting: &[&Voice],
        terms: &Terms,
    ) -> Vec<Owed> {
        let mut kinds = Vec::new();
        if asking.len() == waiting.len() {
            kinds.push(ClockKind::FirstResponse);
            if !case.receipted {
                kinds.push(ClockKind::Receipt);
            }
        } else {
            kinds.push(ClockKind::NextResponse);
        }
        let is_untaken = matches!(case.owner, Owner::Queue(_)) && case.hand_offs == 0;
        if is_untaken || case.state == State::Reopened {
            kinds.push(ClockKind::TakenUp);
        }
        kinds
            .into_iter()
            .filter_map(|kind| self.earliest(kind, waiting, terms))
            .collect()
    }

    /// The end of the matter. After a reopening it goes on from where it was,
    /// or anew with what the customer said then; what was breached once is
    /// over, and always begins anew.
    fn resolution(
        &self,
        record: &Record,
        asking: &[&Voice],
        waiting: &[&Voice],
        terms: &Terms,
    ) -> Option<Owed> {
        let kind = ClockKind::Resolution;
        let ended = record
            .clocks
            .iter()
            .rfind(|run| run.id.kind == kind && run.met.is_some());
        let Some(ended) = ended else {
            return self.earliest(kind, asking, terms);
        };
        let again = waiting.iter().map(|voice| self.starts(voice)).min();
        let goes_on =
            self.playbook.sla.reopened == AfterReopening::Continue && ended.breached.is_none();
        if goes_on {
            return self.earliest(kind, asking, terms).map(|owed| Owed {
                from: ended.from,
                again_from: again.max(ended.met),
                ..owed
            });
        }
        let running = record.clocks.running(kind).map(|run| run.from);
        let since = running.or(again)?;
        let later: Vec<&Voice> = asking
            .iter()
            .copied()
            .filter(|voice| self.starts(voice) >= since)
            .collect();
        self.earliest(kind, &later, terms)
    }

    /// A word on how it stands, so long after our last one.
    fn update(&self, case: &Case) -> Option<Owed> {
        self.term(case, ClockKind::Update.into(), case.answered_at?)
    }

    fn follow_up(&self, case: &Case) -> Option<Owed> {
        match case.follow_up {
            FollowUp::Owed(since) => self.term(case, ClockKind::FollowUp.into(), since),
            FollowUp::None | FollowUp::Given | FollowUp::Waived => None,
        }
    }

    fn hand_off(&self, case: &Case) -> Option<Owed> {
        case.hand_off.as_ref()?;
        self.term(case, ClockKind::HandOff.into(), case.offered_at?)
    }

    /// What the customer was told has a due instant of its own, which no
    /// changed calendar moves. What comes to us overdue has been due since then.
    fn promised(&self, case: &Case) -> Vec<Owed> {
        let owed = case.open_promises().map(|(promise, it)| {
            let kind = match it.callback {
                true => ClockKind::Callback,
                false => ClockKind::Promise,
            };
            let id = ClockId::about(kind, promise.to_string());
            let from = it.made_at.min(it.due);
            self.elapsed(id, from, it.due - from)
        });
        owed.collect()
    }

    /// The questions that departments have agreed to answer in time.
    fn consulted(&self, case: &Case) -> Vec<Owed> {
        let owed = case.open_consults().filter_map(|(consult, it)| {
            let ola = self.playbook.departments.get(&it.department)?.ola?;
            let id = ClockId::about(ClockKind::Consult, consult.to_string());
            Some(self.of(id, it.asked_at, ola))
        });
        owed.collect()
    }

    /// How long each channel lets us answer what waits for an answer on it.
    fn windows(&self, case: &Case, waiting: &[&Voice]) -> Vec<Owed> {
        let waits = |channel: &crate::channel::ChannelId| {
            waiting
                .iter()
                .any(|voice| voice.mention.channel == *channel)
        };
        let owed = case.last_words.iter().filter_map(|(channel, last)| {
            let window = self.playbook.channels.get(channel)?.reply_window?;
            let id = ClockId::about(ClockKind::ReplyWindow, channel.as_str());
            waits(channel).then(|| self.elapsed(id, *last, window))
        });
        owed.collect()
    }

    /// The earliest due time that any of these mentions asks for. It is computed
    /// anew from all of them, so the order in which they came cannot matter.
    fn earliest(&self, kind: ClockKind, voices: &[&Voice], terms: &Terms) -> Option<Owed> {
        // Of one target, what starts first is due first: a calendar is asked
        // once for each target, however many mentions there are.
        let mut first: Vec<(Target, DateTime<Utc>, usize)> = Vec::new();
        for (place, voice) in voices.iter().enumerate() {
            let Some(target) = self.target(voice, kind) else {
                continue;
            };
            let from = self.starts(voice);
            match first.iter_mut().find(|(known, ..)| *known == target) {
                Some(known) if from < known.1 => *known = (target, from, place),
                Some(_) => {}
                None => first.push((target, from, place)),
            }
        }
        let dues = first.into_iter().filter_map(|(target, from, place)| {
            let due = self.would_be_due(from, target, terms)?;
            Some((due, from, place, target))
        });
        let (_, from, _, target) =
            dues.min_by_key(|(due, from, place, _)| (*due, *from, *place))?;
        Some(self.of(kind.into(), from, target))
    }

    /// A term of the case as a whole, where one is agreed.
    fn term(&self, case: &Case, id: ClockId, from: DateTime<Utc>) -> Option<Owed> {
        let target = self.target_of(case, id.kind)?;
        Some(self.of(id, from, target))
    }

    /// The target for a case as a whole: by its first mention's channel and
    /// chosen targets, its topic and its highest urgency.
    pub(in crate::policy) fn target_of(&self, case: &Case, kind: ClockKind) -> Option<Target> {
        let lead = case.lead()?;
        let matter = Matter {
            channel: lead.mention.channel.as_str(),
            topic: case.topic().map(|topic| topic.as_str()),
            urgency: case.urgency(),
        };
        let sla = &self.playbook.sla;
        sla.target(lead.sla.as_ref(), kind, &matter)
    }

    fn of(&self, id: ClockId, from: DateTime<Utc>, target: Target) -> Owed {
        Owed {
            id,
            from,
            target,
            calendar: self.calendar_id.clone(),
            again_from: None,
        }
    }

    fn elapsed(&self, id: ClockId, from: DateTime<Utc>, time: TimeDelta) -> Owed {
        self.of(id, from, Target::Elapsed(time))
    }

    pub(in crate::policy) fn target(&self, voice: &Voice, kind: ClockKind) -> Option<Target> {
        let matter = Matter {
            channel: voice.mention.channel.as_str(),
            topic: voice.topic.as_ref().map(|topic| topic.as_str()),
            urgency: voice.urgency,
        };
        let sla = &self.playbook.sla;
        sla.target(voice.sla.as_ref(), kind, &matter)
    }

    pub(in crate::policy) fn starts(&self, voice: &Voice) -> DateTime<Utc> {
        self.playbook.sla.starts_at(voice.spoken_at, voice.seen_at)
    }
}
